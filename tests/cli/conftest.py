"""The command line in this process, on a tracker with a small list in it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from marmot_tracker.cli import main
from tests.exchange.lists import file as list_file


@dataclass(frozen=True, slots=True)
class Said:
    """What a command printed, and its exit status."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What it printed, as JSON."""
        return json.loads(self.out)


Marmot = Callable[..., Said]


@pytest.fixture
def marmot(capsys: pytest.CaptureFixture[str]) -> Marmot:
    """Runs `marmot` with these arguments."""

    def run(*arguments: object) -> Said:
        capsys.readouterr()
        status = main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return Said(status, printed.out, printed.err)

    return run


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A list of four recommendations."""
    return list_file(tmp_path)


@pytest.fixture
def tracker(tmp_path: Path, marmot: Marmot, source: Path) -> Path:
    """A tracker with that list in it."""
    path = tmp_path / "luton.marmot"
    assert marmot("new", path, "--place", "Luton").status == 0
    assert marmot("import", path, source, "--author", "Ann Officer").status == 0
    return path
