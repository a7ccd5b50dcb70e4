"""`python -m ui FILE` in a process of its own: it opens, and closes with nothing left behind."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from marmot_tracker.document import Author, Document
from marmot_tracker.document.lock import lock_file

PATIENCE_S = 60
PERSON = """
import runpy, sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

application = QApplication(sys.argv[:1])
timer = QTimer(interval=50)

def look():
    for window in application.topLevelWidgets():
        page = getattr(window, "recommendations", None)
        if page is not None and page.pane.uid and page.model.rowCount() == 3:
            timer.stop()
            print(window.windowTitle())
            window.actions_table["quit"].trigger()

timer.timeout.connect(look)
timer.start()
runpy.run_module("ui", run_name="__main__")
"""
"""Runs the program as `-m ui` does, and quits from the menu once the list can be read."""


def test_the_program_opens_a_file_and_closes_cleanly(tracker: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    given = os.environ | {
        "QT_QPA_PLATFORM": "offscreen",
        "MARMOT_CONFIG": str(tmp_path / "config"),
        "MARMOT_DATA": str(data),
    }
    ended = subprocess.run(
        [sys.executable, "-c", PERSON, str(tracker)],
        env=given,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert (ended.returncode, "Anytown" in ended.stdout) == (0, True), ended.stderr
    said = [line for line in ended.stderr.splitlines() if "propagateSizeHints" not in line]
    assert said == []
    logs = [file.read_text("utf-8") for file in data.rglob("log.txt")]
    assert [text for text in logs if "ERROR" in text] == []
    assert not lock_file(tracker).exists()
    with Document.open(tracker, author=Author("Next")) as document:
        assert not document.read_only
