"""The programs of a bundle against the same from source: how much longer a start takes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figures import Figure, size
from benchmarks.timing import turn_by_turn
from benchmarks.workshop import Workshop
from bundling import screen
from marmot_tracker import profile
from marmot_tracker.profile import Profile

TITLE = "Bundle: starting its two programs, against starting them from source"
BOUND = 1.5
PATIENCE = 120
PLACE = "MARMOT_BUNDLE"
"""The variable that names a bundle's folder; without it the one `dev.py bundle` makes is taken."""
TOP = Path(__file__).resolve().parents[1]
NONE_MADE = "no bundle made yet"
SUFFIX = ".exe" if sys.platform == "win32" else ""


def measure(workshop: Workshop) -> Iterator[Figure]:
    """Some commands of the command line; the window until it has a tracker open."""
    number = min(workshop.sizes.ordinary, 1_000)
    tracker = workshop.tracker(number, answered=True)
    profile.save(Profile("Ann"))
    folder = Path(os.environ.get(PLACE) or TOP / "dist" / "marmot-tracker")
    shown = size(number, "recommendations")
    rounds = workshop.sizes.few_rounds

    def told(program: str, module: str) -> tuple[list[str], list[str], str]:
        frozen, source = folder / f"{program}{SUFFIX}", [sys.executable, "-m", module]
        return ([str(frozen)], source, "") if frozen.exists() else (source, source, NONE_MADE)

    frozen, source, without = told("marmot", "marmot_tracker")
    path = str(tracker)
    for asked in (["--version"], ["summary", path], ["list", path], ["verify", path]):
        ours, theirs = [*frozen, *asked], [*source, *asked]
        _run(ours)
        pair = turn_by_turn(
            lambda _round, ours=ours: _run(ours),  # type: ignore[misc]
            lambda _round, theirs=theirs: _run(theirs),  # type: ignore[misc]
            rounds=rounds,
        )
        what = f"marmot {asked[0]} {without}".strip()
        yield _figure(what, shown, pair.ours, pair.reference)
    if shutil.which("Xvfb") and shutil.which("xdotool"):
        with screen.display() as display:
            window, from_source, without = told("marmot-tracker", "ui")
            _open([*window, str(tracker)], display, tracker.name)
            pair = turn_by_turn(
                lambda _round: _open([*window, str(tracker)], display, tracker.name),
                lambda _round: _open([*from_source, str(tracker)], display, tracker.name),
                rounds=rounds,
            )
        yield _figure(f"The window, open {without}".strip(), shown, pair.ours, pair.reference)


def _figure(what: str, shown: str, ours: float, reference: float) -> Figure:
    return Figure(what, shown, ours, reference=reference, against="from source", ratio_bound=BOUND)


def _run(command: list[str]) -> None:
    subprocess.run(command, cwd=TOP, stdout=subprocess.DEVNULL, check=True)


def _open(command: list[str], display: str, title: str) -> None:
    """Start a window, and wait until one with this in its title is shown."""
    environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
    window = subprocess.Popen(command, cwd=TOP, env=environment)
    try:
        # Asked again and again: told to wait, it may wait for ever where a window goes meanwhile,
        # as the frame before this one does.
        search = ["xdotool", "search", "--onlyvisible", "--name", title]
        end = time.monotonic() + PATIENCE
        while subprocess.run(search, env=environment, capture_output=True, check=False).returncode:
            assert window.poll() is None, f"{command[0]} ended"
            assert time.monotonic() < end, f"{command[0]} shows no window"
    finally:
        window.kill()
        window.wait()
