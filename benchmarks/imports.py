"""Loading a list from a workbook, against openpyxl's read-only pass over the same file."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks.figures import Figure, size
from benchmarks.timing import turn_by_turn
from benchmarks.workshop import ACTIONS, AUTHOR, SUBGROUPS, THINGS, Workshop, wording
from marmot_tracker.document import Document
from marmot_tracker.exchange import applying, importing
from marmot_tracker.exchange.readers.checks import LONGEST
from marmot_tracker.exchange.reading import read_source
from marmot_tracker.services import programme

TITLE = "Load a list of 12 columns (median of both, turn by turn)"
BOUND = 4.0
AGAINST = "openpyxl read-only"
CHILD = "benchmarks.peak_memory"

Row = Callable[[int], list[Any]]

WORDED = [
    *("Ref", "Recommendation", "Short title", "Theme", "Section", "Page", "Timescale"),
    *("Marmot principle", "Subgroup", "Source", "Ward", "Cost centre"),
]
ANSWERED = [
    *("Ref", "Recommendation", "Theme", "Page", "Timescale", "Marmot principle"),
    *("Subgroup", "Owner", "Due date", "RAG", "Reason", "Path to green"),
]


def measure(workshop: Workshop) -> Iterator[Figure]:
    """Both kinds of list at the ordinary size, growth of the first, the memory it takes."""
    number = workshop.sizes.ordinary
    sizes = [min(n, LONGEST) for n in workshop.sizes.growth]
    for rows in dict.fromkeys([*sizes, number]):
        yield from _load(workshop, "words alone", WORDED, _worded, rows)
    yield from _load(workshop, "owners, dates and ratings", ANSWERED, _answered, number)
    yield from _parts(workshop, number)
    yield from _memory(workshop, sizes)


def _worded(at: int) -> list[Any]:
    return [
        *(f"{at // 10 + 1}.{at % 10 + 1}", wording(at), wording(at)[:40]),
        *(THINGS[at % len(THINGS)], f"Chapter {at % 12 + 1}", at % 180 + 1, "Medium term"),
        *(at % 8 + 1, SUBGROUPS[at % len(SUBGROUPS)], "A fair place"),
        *(f"Ward {at % 19}", f"C{at % 311:04}"),
    ]


def _answered(at: int) -> list[Any]:
    return [
        *(f"{at // 10 + 1}.{at % 10 + 1}", wording(at), THINGS[at % len(THINGS)], at % 180 + 1),
        *("Medium term", at % 8 + 1, SUBGROUPS[at % len(SUBGROUPS)]),
        f"{ACTIONS[at % len(ACTIONS)]} manager {at % 31}, Anytown Council",
        date(2026, 1, 1) + timedelta(days=at % 700),
        ("Red", "Amber", "Green")[at % 3],
        *("Two posts are vacant since the summer", "A bid for both goes in by spring"),
    ]


def workbook(workshop: Workshop, name: str, headings: list[str], row: Row, rows: int) -> Path:
    """The list as a workbook, made once; rows under headings, dates as dates."""
    path = workshop.folder / f"{name}-{rows}.xlsx"
    if not path.exists():
        import xlsxwriter

        book = xlsxwriter.Workbook(str(path), {"default_date_format": "dd/mm/yyyy"})
        sheet = book.add_worksheet("Register")
        for at, cells in enumerate([headings, *map(row, range(rows))]):
            for column, cell in enumerate(cells):
                sheet.write(at, column, cell)
        book.close()
    return path


def new_tracker(path: Path) -> Document:
    """An empty tracker to load into, in place of what lay there."""
    path.unlink(missing_ok=True)
    return programme.new_tracker(path, place="Anytown", author=AUTHOR)


def load(document: Document, source: Path) -> int:
    """Read, propose and apply with every line accepted, as the command does; the number added."""
    result = read_source(source)
    with document.read() as session:
        proposal = importing.propose(session, result)
    return applying.apply(document, proposal).added


def _read_only_pass(source: Path) -> int:
    from openpyxl import load_workbook

    book = load_workbook(source, read_only=True)
    cells = sum(len(row) for sheet in book for row in sheet.iter_rows(values_only=True))
    book.close()
    return cells


def _load(
    workshop: Workshop, name: str, headings: list[str], row: Row, rows: int
) -> Iterator[Figure]:
    source = workbook(workshop, name, headings, row, rows)
    target = workshop.folder / "loaded.marmot"

    def ours(_round: int) -> None:
        with new_tracker(target) as document:
            added = load(document, source)
        assert added == rows, (added, rows)

    def reference(_round: int) -> None:
        assert _read_only_pass(source) == (rows + 1) * len(headings)

    rounds = min(3, workshop.sizes.few_rounds)
    pair = turn_by_turn(ours, reference, rounds=rounds, collecting=True)
    yield Figure(
        f"Load, {name}",
        size(rows, "rows"),
        pair.ours,
        reference=pair.reference,
        against=AGAINST,
        ratio_bound=BOUND,
    )


def _parts(workshop: Workshop, rows: int) -> Iterator[Figure]:
    """What the parts of it cost, and the same list again."""
    source = workbook(workshop, "words alone", WORDED, _worded, rows)
    label = size(rows, "rows")
    with new_tracker(workshop.folder / "loaded.marmot") as document:
        began = perf_counter()
        result = read_source(source)
        read = perf_counter()
        with document.read() as session:
            proposal = importing.propose(session, result)
        proposed = perf_counter()
        applying.apply(document, proposal)
        applied = perf_counter()
        with document.read() as session:
            again = importing.propose(session, result)
        repeated = perf_counter()
    assert not any(line.can_accept for line in again.lines)
    yield Figure("  of it: read, in the helper", label, (read - began) * 1000)
    yield Figure("  of it: propose", label, (proposed - read) * 1000)
    yield Figure("  of it: apply", label, (applied - proposed) * 1000)
    yield Figure("Propose the same list again", label, (repeated - applied) * 1000)


def _memory(workshop: Workshop, sizes: list[int]) -> Iterator[Figure]:
    """The most memory that a load holds at once, above that of a list of ten rows."""
    if sys.platform == "win32":  # its standard library does not tell
        return
    few = _peak(workshop, 10)
    for rows in sizes:
        found = _peak(workshop, rows)
        for who in ("program", "helper"):
            above = float(found[who] - few[who])
            what = f"Peak memory of the {who}, above ten rows"
            yield Figure(what, size(rows, "rows"), above, "bytes", per=rows)


def _peak(workshop: Workshop, rows: int) -> dict[str, int]:
    source = workbook(workshop, "words alone", WORDED, _worded, rows)
    target = workshop.folder / "peak.marmot"
    target.unlink(missing_ok=True)
    told = subprocess.run(
        [sys.executable, "-m", CHILD, str(source), str(target)],
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    found: dict[str, int] = json.loads(told.stdout)
    return found
