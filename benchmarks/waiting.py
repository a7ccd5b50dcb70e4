"""How long the window stands still at a stretch while a pack of the whole list is written."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from collections.abc import Iterator

from benchmarks.figures import Figure, size
from benchmarks.workshop import Workshop
from marmot_tracker import profile
from marmot_tracker.profile import Profile

TITLE = "Waiting: the longest the window stands still while an audit pack is written"
BOUND = 50.0
"""Milliseconds: what a person does not notice."""


def measure(workshop: Workshop) -> Iterator[Figure]:
    """The longest of all gaps between two turns of the window's own loop, as the median of runs."""
    number = workshop.sizes.ordinary
    tracker = workshop.tracker(number, answered=True)
    profile.save(Profile("Ann"))
    found = []
    for turn in range(min(3, workshop.sizes.few_rounds)):
        copy = workshop.copy(tracker, f"waiting-{turn}")
        found.append(_gaps(str(copy), str(number), str(workshop.folder / f"waiting-{turn}.xlsx")))
    shown = size(number, "recommendations")
    for name, words in (
        ("longest", "Longest standstill"),
        ("second", "Second longest"),
        ("whole", "Whole pack"),
    ):
        middle = statistics.median(gaps[name] for gaps in found)
        yield Figure(words, shown, middle, bound=BOUND if name == "longest" else None)


def _gaps(*arguments: str) -> dict[str, float]:
    """What the window that was watched told, in milliseconds."""
    answer = subprocess.run(
        [sys.executable, "-m", "benchmarks.window_child", "packing", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # the offscreen platform says at length what it cannot do
        check=True,
    )
    told: dict[str, float] = json.loads(answer.stdout.splitlines()[-1])
    return told
