"""The bundle's two programs, run as people run them: no Python, no variables of ours."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bundling import screen

SUFFIX = ".exe" if sys.platform == "win32" else ""
PATIENCE = 60
SAMPLE = 46
"""How many recommendations the sample has."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """The folder of the bundle, the folder worked in, and the variables of a clean account."""

    folder: Path
    work: Path
    environment: dict[str, str]

    def program(self, name: str) -> str:
        """Where one of the two programs is."""
        return str(self.folder / f"{name}{SUFFIX}")

    def marmot(self, *arguments: object, status: int = 0) -> str:
        """What `marmot` prints: its answer, or with another status its words of a fault."""
        answer = subprocess.run(
            [self.program("marmot"), *(str(argument) for argument in arguments)],
            cwd=self.work,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
            encoding="utf-8",
        )
        assert answer.returncode == status, answer.stdout + answer.stderr
        assert "Traceback" not in answer.stderr, answer.stderr
        return answer.stderr if status else answer.stdout

    def json(self, *arguments: object) -> Any:
        """What `marmot` prints with `--json`."""
        return json.loads(self.marmot(*arguments, "--json"))

    def helper(self, function: str, **argument: Any) -> Any:
        """What the helper of the bundle answers, asked as the program asks it."""
        request = {
            "function": function,
            "argument": argument,
            "seconds": 60,
            "memory_mb": 1024,
            "may_write_mb": 0,
        }
        answer = subprocess.run(
            [self.program("marmot"), "--helper"],
            input=json.dumps(request).encode(),
            cwd=self.work,
            env=self.environment,
            capture_output=True,
            timeout=PATIENCE,
            check=True,
        )
        return json.loads(answer.stdout.splitlines()[-1])


def sample(bundle: Bundle, name: str) -> Path:
    """A list of the sample that the bundle brings, in the folder worked in."""
    return Path(shutil.copy(bundle.folder / "_internal" / "sample_data" / name, bundle.work))


@pytest.fixture
def bundle(pytestconfig: pytest.Config, tmp_path: Path) -> Bundle:
    """The bundle, in the account of somebody who has nothing else."""
    home, work = tmp_path / "home", tmp_path / "empty"
    home.mkdir()
    work.mkdir()
    environment = {"HOME": str(home), "USERPROFILE": str(home), "LANG": "C.UTF-8"}
    for kept in ("SYSTEMROOT", "TEMP"):
        if kept in os.environ:
            environment[kept] = os.environ[kept]
    return Bundle(Path(pytestconfig.getoption("--bundle")), work, environment)


@pytest.fixture
def pictures(pytestconfig: pytest.Config) -> Path:
    """Where pictures of the window are put."""
    return Path(pytestconfig.getoption("--bundle-pictures"))


@pytest.fixture
def display(bundle: Bundle) -> Iterator[str]:
    """A screen of 1280 by 800 that nobody looks at; its name."""
    with screen.display() as name:
        yield name
