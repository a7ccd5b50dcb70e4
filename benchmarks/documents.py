"""Reading a report in a PDF, against PDFium's bare pass for the text of the same file."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from benchmarks.figures import Figure, size
from benchmarks.timing import turn_by_turn
from benchmarks.workshop import Workshop
from marmot_tracker.exchange.corrections import NOTHING_SAID
from marmot_tracker.exchange.reading import read_file, read_source
from marmot_tracker.progress import Progress
from tests.exchange.reports.paper import ASKS, PROSE, Paper

TITLE = "Read a report in a PDF (median of both, turn by turn)"
PAGES = 300
BOUND = 3.0
HELPED_MS = 10_000
GROWN = 24 * 1024 * 1024
"""Bytes by which reading a report may raise the most that the window's process ever held."""
AGAINST = "PDFium text"


def measure(workshop: Workshop) -> Iterator[Figure]:
    """A report of 300 pages: dense prose with a recommendation every fourth page, a table, a list."""
    most = min(PAGES, 5 * workshop.sizes.ordinary)
    for pages in (most // 3, most):
        path = _report(workshop.folder / f"report-{pages}.pdf", pages)
        yield _against_bare_text(path, pages, workshop.sizes.few_rounds)
    began = perf_counter()
    read_source(path)
    what = size(most, "pages")
    yield Figure("Read it in the helper", what, (perf_counter() - began) * 1000, bound=HELPED_MS)
    for told, doing in (("read", "Memory more: reading it"), ("show", "Memory more: 12 pictures")):
        yield Figure(doing, what, _grown(told, path), unit="bytes", bound=GROWN)


def _against_bare_text(path: Path, pages: int, rounds: int) -> Figure:
    def ours(_number: int) -> None:
        read_file(path, corrections=NOTHING_SAID, progress=Progress())

    pair = turn_by_turn(ours, lambda _number: _bare_pass(path), rounds=rounds)
    return Figure(
        "Read the report",
        size(pages, "pages"),
        pair.ours,
        reference=pair.reference,
        against=AGAINST,
        ratio_bound=BOUND,
        per=pages,
    )


def _grown(what: str, path: Path) -> float:
    """By how much the most memory of the program itself grew, its helper apart."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.report_memory", what, str(path)],
        capture_output=True,
        text=True,
        check=True,
    )
    held = json.loads(done.stdout)
    return float(held["after"] - held["before"])


def _bare_pass(path: Path) -> int:
    """The text of every page, and nothing else."""
    import pypdfium2  # type: ignore[import-untyped]

    document = pypdfium2.PdfDocument(path)
    letters = 0
    for number in range(len(document)):
        page = document[number]
        text = page.get_textpage()
        letters += len(text.get_text_range())
        text.close()
        page.close()
    document.close()
    return letters


def _report(path: Path, pages: int) -> Path:
    paper = Paper(head="A fairer town {n}")
    number = 0
    while len(paper.pages) < pages - 2:
        at = len(paper.pages)
        paper.heading(f"Chapter {at}: What was found", size=18)
        for turn in range(16):
            paper.item(f"{at}.{turn + 1}", f"{PROSE[turn % 4]} {PROSE[(turn + 1) % 4]}")
        number += 1
        top = paper.y - 4
        paper.para(f"Recommendation {number}: A title for it", font="B", size=12)
        paper.para(ASKS[number % 12])
        paper.fill(top, paper.y - 2)
        paper.page()
    paper.heading("Summary of recommendations", size=18)
    rows = [[str(at), ASKS[at % 12]] for at in range(1, number + 1)]
    paper.table((72, 140, 523), [["Number", "Recommendation"], *rows])
    return paper.save(path)
