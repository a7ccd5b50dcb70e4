"""A large evidence file in and out: the memory that it takes above that of a small one."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from benchmarks.figures import Figure
from benchmarks.workshop import Workshop

TITLE = "A file of evidence in and out (a process of its own for each, above one of 1 kB)"
BOUND = 16 * 1024 * 1024
CHILD = "benchmarks.evidence_memory"
STEPS = {
    "attach": "Attach",
    "save": "Save as",
    "open": "Open as a private copy",
    "check": "Check the record",
    "back up": "Back up",
}
KILO = 1024


def measure(workshop: Workshop) -> Iterator[Figure]:
    """What each step holds at most, and how long it takes with the large file."""
    large = workshop.sizes.evidence
    small_peaks, _ = _walk(workshop, KILO)
    peaks, times = _walk(workshop, large)
    label = f"{large / KILO / KILO:g} MB"
    for what, title in STEPS.items():
        above = max(0.0, float(peaks[what] - small_peaks[what]))
        yield Figure(f"{title}: memory", label, above, "bytes", bound=BOUND)
        yield Figure(f"{title}: time, the start of the program in it", label, times[what])


def _walk(workshop: Workshop, size: int) -> tuple[dict[str, int], dict[str, float]]:
    """Every step in order, with a file of so many bytes: peaks in bytes, times in ms."""
    tracker = workshop.copy(workshop.tracker(10), f"evidence-{size}")
    file = workshop.folder / f"film-{size}.pdf"
    _write(file, size)
    peaks, times = {}, {}
    for what in STEPS:
        began = perf_counter()
        peaks[what] = _peak(what, tracker, file if what == "attach" else workshop.folder / "out")
        times[what] = (perf_counter() - began) * 1000
    assert (workshop.folder / "out").read_bytes() == file.read_bytes()
    file.unlink()
    tracker.unlink()
    return peaks, times


def _write(file: Path, size: int) -> None:
    chance = random.Random(size)
    with file.open("wb") as out:
        for _ in range(size // KILO):
            out.write(chance.randbytes(KILO))


def _peak(what: str, tracker: Path, file: Path) -> int:
    told = subprocess.run(
        [sys.executable, "-m", CHILD, what, str(tracker), str(file)],
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    return int(told.stdout)
