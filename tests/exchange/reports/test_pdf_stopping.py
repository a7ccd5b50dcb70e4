"""Reading a long PDF tells its steps, can be stopped, and leaves neither helper nor file behind."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

import pytest

from marmot_tracker import helper
from marmot_tracker.exchange.reading import read_source
from marmot_tracker.progress import Cancelled, Progress
from tests.exchange.reports.paper import ASKS, PROSE, Paper


def _long(path: Path, pages: int) -> Path:
    paper = Paper(head="A fairer town {n}")
    while len(paper.pages) < pages:
        for at in range(9):
            paper.para(PROSE[at % 4])
        paper.para(f"Recommendation {len(paper.pages)}: {ASKS[len(paper.pages) % 12]}", font="B")
        paper.page()
    return paper.save(path)


def test_stopping_ends_the_helper_and_leaves_no_file(tmp_path, monkeypatch):
    path = _long(tmp_path / "long.pdf", 300)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    monkeypatch.setenv("TMPDIR", str(scratch))
    started: list[subprocess.Popen[bytes]] = []
    start = helper._start

    def remembered() -> subprocess.Popen[bytes]:
        started.append(start())
        return started[-1]

    monkeypatch.setattr(helper, "_start", remembered)
    steps: list[tuple[int, int]] = []

    def stop_among_the_pages(done: int, total: int, text: str) -> None:
        if text.startswith("Reading page"):
            steps.append((done, total))
            progress.cancel()

    progress = Progress(stop_among_the_pages)
    with pytest.raises(Cancelled):
        read_source(path, progress=progress)
    assert steps
    assert steps[0][1] == 300
    assert steps[0][0] < 300
    (child,) = started
    assert child.returncode is not None
    assert not list(scratch.iterdir())
    assert sorted(tmp_path.iterdir()) == [path, scratch]
