"""The window's start, from the process to the painted list, against an empty window of PySide6."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.figures import Figure, size
from benchmarks.timing import milliseconds
from benchmarks.workshop import Workshop, wording
from marmot_tracker import profile
from marmot_tracker.profile import Profile

TITLE = "Starting: from the process to the painted list, against an empty window of PySide6"
ROWS_BOUND = 7.0
FRAME_BOUND = 2.5
MEMORY_BOUND = 4.0
EMPTY = "an empty window"
OFFICE = "LibreOffice, the same list to CSV"


@dataclass(frozen=True, slots=True)
class Start:
    """One start: milliseconds to the frame and to the rows, and the most memory held, in bytes."""

    frame: float
    rows: float
    memory: int


def measure(workshop: Workshop) -> Iterator[Figure]:
    """Ours and the empty window turn by turn; then the office suite, where there is one."""
    number = workshop.sizes.ordinary
    tracker = workshop.tracker(number, answered=True)
    profile.save(Profile("Ann"))  # who is known is not asked
    empty, ours = [], []
    started("ours", str(tracker), str(number))  # the files of both are in memory from here on
    for _round in range(workshop.sizes.few_rounds):
        empty.append(started("empty"))
        ours.append(started("ours", str(tracker), str(number)))
    shown = size(number, "recommendations")
    bare = statistics.median(start.frame for start in empty)
    yield Figure(
        "Frame painted",
        shown,
        statistics.median(start.frame for start in ours),
        reference=bare,
        against=EMPTY,
        ratio_bound=FRAME_BOUND,
    )
    rows = statistics.median(start.rows for start in ours)
    yield Figure("List painted", shown, rows, reference=bare, against=EMPTY, ratio_bound=ROWS_BOUND)
    yield Figure(
        "Peak memory",
        shown,
        statistics.median(start.memory for start in ours),
        unit="bytes",
        reference=statistics.median(start.memory for start in empty),
        against=EMPTY,
        ratio_bound=MEMORY_BOUND,
    )
    yield _against_office(workshop, number, rows)


def started(*arguments: str) -> Start:
    """Start a window in a process of its own, and wait until it has ended."""
    began = time.monotonic()
    answer = subprocess.run(
        [sys.executable, "-m", "benchmarks.window_child", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # the offscreen platform says at length what it cannot do
        check=True,
    )
    told: dict[str, Any] = json.loads(answer.stdout.splitlines()[-1])
    frame, rows = (1000 * (told.get(name, told["frame"]) - began) for name in ("frame", "rows"))
    return Start(frame, rows, told["memory"])


def _against_office(workshop: Workshop, number: int, ours: float) -> Figure:
    """Our list on the screen against an office suite that only reads it and writes it as text."""
    office = shutil.which("soffice")
    shown = size(number, "recommendations")
    if office is None:
        return Figure("List painted (no LibreOffice here)", shown, ours)
    book = _book(workshop.folder / "list.xlsx", number)
    profile_folder = (workshop.folder / "office").as_uri()
    command = [office, f"-env:UserInstallation={profile_folder}", "--headless"]
    command += ["--convert-to", "csv", "--outdir", str(workshop.folder / "converted"), str(book)]

    def convert() -> None:
        environment = {name: value for name, value in os.environ.items() if "QT_" not in name}
        subprocess.run(
            command,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment,
            check=True,
        )

    convert()  # its first start makes its folder of settings
    times = [milliseconds(convert) for _round in range(min(3, workshop.sizes.few_rounds))]
    return Figure(
        "List painted",
        shown,
        ours,
        reference=statistics.median(times),
        against=OFFICE,
        ratio_bound=1.0,
    )


def _book(path: Path, number: int) -> Path:
    """The same list as a workbook, with as many columns as the window shows."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Recommendations")
    for at in range(number):
        cells = (f"{at // 10 + 1}.{at % 10 + 1}", wording(at), "Housing", f"Manager {at % 31}")
        for column, value in enumerate((*cells, "At risk", "31/03/2027", "0", "Two posts vacant")):
            sheet.write_string(at, column, value)
    book.close()
    return path
