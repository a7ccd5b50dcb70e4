"""The benchmarks run, and their table says what was measured; no time is asserted."""

from __future__ import annotations

import subprocess
import sys

import pytest

from benchmarks.__main__ import SUBJECTS
from benchmarks.figures import HEADINGS, Figure, shown, table
from benchmarks.timing import percentile, turn_by_turn


@pytest.mark.parametrize("name", sorted(SUBJECTS))
def test_each_subject_runs_and_prints_its_table(name: str) -> None:
    answer = _benchmarks("--quick", name)
    assert answer.returncode == 0, answer.stderr
    title, _, rest = answer.stdout.strip().partition("\n")
    headings, rule, *lines = rest.strip().splitlines()
    assert title == SUBJECTS[name][0]
    assert headings.split() == [word for heading in HEADINGS for word in heading.split()]
    assert set(rule) == {"-", " "}
    assert len(lines) >= 3
    assert all(any(sign.isdigit() for sign in line) for line in lines)


def test_a_name_there_is_none_of_is_misuse() -> None:
    answer = _benchmarks("speed-of-light")
    assert answer.returncode == 2
    assert "speed-of-light" in answer.stderr


def test_a_missed_bound_is_marked_and_by_how_much() -> None:
    within = Figure("Edit", "1 row", 4.0, reference=1.0, ratio_bound=5.0)
    missed = Figure("Edit", "1 row", 6.0, reference=1.0, ratio_bound=5.0)
    late = Figure("Key", "1 key", 20.0, bound=16.0)
    assert (within.missed_by, within.ratio) == (None, 4.0)
    assert missed.missed_by == pytest.approx(0.2)
    lines = list(table([within, missed, late]))
    assert [line.split()[-1] for line in lines[2:]] == ["within", "20%", "25%"]
    assert lines[3].endswith("MISSED by 20%")


def test_amounts_are_shown_with_the_figures_that_count() -> None:
    assert shown(0.5, "ms") == "500 us"
    assert shown(1234.5, "ms") == "1,234 ms"
    assert shown(12_000.0, "ms") == "12.0 s"
    assert shown(3 * 1024 * 1024, "bytes") == "3.00 MB"
    assert shown(0, "bytes") == "0 bytes"


def test_ours_and_the_reference_take_turns() -> None:
    turns: list[str] = []
    pair = turn_by_turn(lambda _: turns.append("a"), lambda _: turns.append("b"), rounds=3)
    assert turns == ["a", "b"] * 3
    assert pair.ours >= 0 <= pair.reference
    assert percentile([5.0, 1.0, 3.0], 0.0) == 1.0
    assert percentile([5.0, 1.0, 3.0], 0.95) == 5.0


def _benchmarks(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "benchmarks", *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=150,
    )
