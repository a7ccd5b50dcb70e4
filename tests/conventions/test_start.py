"""What is loaded at the start: the command line is quick and needs no Qt, the frame comes first."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

HEAVY = (
    "PySide6",
    "PIL",
    "charset_normalizer",
    "docx",
    "lxml",
    "matplotlib",
    "numpy",
    "openpyxl",
    "pypdfium2",
    "python_calamine",
    "rapidfuzz",
    "xlsxwriter",
)
WINDOW_LATER = ("sqlalchemy", "marmot_tracker.document", "ui.main_window", "ui.bridge")
"""What the window is made of: it is loaded when its frame can be seen."""
ON_COMMAND = (
    *("marmot_tracker.exchange", "marmot_tracker.reports", "marmot_tracker.sample", "ui.dialogs"),
    *("ui.pages.history", "ui.pages.evidence", "ui.pages.summary", "ui.pages.palette"),
    *("marmot_tracker.services.bulk", "marmot_tracker.services.changes", "ui.widgets.paper"),
)
"""What is loaded when somebody first asks for it, after the list is painted."""


def test_the_command_line_starts_without_heavy_libraries() -> None:
    program = (
        "import sys, marmot_tracker.cli;"
        f"print(*sorted(name for name in {HEAVY!r} if name in sys.modules))"
    )
    answer = _python("-c", program)
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.split() == []


def test_the_frame_of_the_window_is_painted_before_anything_heavy_is_loaded(
    tmp_path: Path,
) -> None:
    unwanted = (*(name for name in HEAVY if name != "PySide6"), *WINDOW_LATER)
    program = (
        "import sys\n"
        "from PySide6.QtWidgets import QApplication\n"
        "from ui.app import Starting\n"
        "application = QApplication([])\n"
        "starting = Starting(application, None)\n"
        "starting.frame.painted.connect(application.quit)\n"
        "starting.frame.show()\n"
        "application.exec()\n"
        f"print(*sorted(name for name in {unwanted!r} if name in sys.modules))\n"
    )
    answer = _python("-c", program, MARMOT_CONFIG=str(tmp_path), MARMOT_DATA=str(tmp_path))
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.split() == []


def test_the_window_is_loaded_without_the_libraries_of_charts_and_workbooks() -> None:
    unwanted = tuple(name for name in HEAVY if name != "PySide6")
    program = (
        "import sys, ui.main_window;"
        f"print(*sorted(name for name in {unwanted!r} if name in sys.modules))"
    )
    answer = _python("-c", program)
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.split() == []


def test_the_window_is_loaded_without_what_only_a_command_needs() -> None:
    program = (
        "import sys, ui.main_window;"
        f"print(*sorted(name for name in sys.modules if name.startswith({ON_COMMAND!r})))"
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


def _python(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", *arguments],
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
