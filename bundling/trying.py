"""Runs the tests of a bundle that was made: both programs, without Python and in an empty folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parents[1]


class Broken(Exception):
    """The bundle does not do what it is for."""


def everything(bundle: Path, *, pictures: Path) -> None:
    """Try the bundle; the pictures of its window are put into `pictures`. Raises `Broken`."""
    command = [sys.executable, "-m", "pytest", "tests/bundle", "--durations=0", "-s", "-q"]
    command += ["--bundle", str(bundle), "--bundle-pictures", str(pictures)]
    if subprocess.run(command, cwd=TOP, env=dict(os.environ), check=False).returncode:
        raise Broken("The bundle does not work: see above.")
