"""What is loaded at the start: the command line is quick, and needs no Qt."""

from __future__ import annotations

import subprocess
import sys

HEAVY = (
    "PySide6",
    "charset_normalizer",
    "matplotlib",
    "openpyxl",
    "python_calamine",
    "rapidfuzz",
    "xlsxwriter",
)


def test_the_command_line_starts_without_heavy_libraries() -> None:
    program = (
        "import sys, marmot_tracker.cli;"
        f"print(*sorted(name for name in {HEAVY!r} if name in sys.modules))"
    )
    answer = _python("-c", program)
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.split() == []


def test_the_command_line_works_where_pyside6_is_absent() -> None:
    program = (
        "import sys; sys.modules['PySide6'] = None;"
        "from marmot_tracker.cli import main; sys.exit(main(['--help']))"
    )
    answer = _python("-c", program)
    assert answer.returncode == 0, answer.stderr
    for verb in ("new", "import", "list", "rate", "pack", "verify"):
        assert verb in answer.stdout


def test_both_ways_to_start_the_command_line_are_one() -> None:
    answer = _python("-m", "marmot_tracker", "--help")
    assert answer.returncode == 0, answer.stderr
    assert "new" in answer.stdout


def _python(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
