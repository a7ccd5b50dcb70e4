"""The pinned PySide6 survives calls that return nothing; no newer one is pinned before it does.

6.12.0 gives back one reference too many for each: to None for a call that returns nothing, to True
for a signal. Where these can die (Python 3.11), the interpreter aborts after some thousand calls.
"""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.metadata import version

from tests.conventions.source import ROOT

CALLS = 100_000

PROGRAM = f"""
import sys
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QLabel, QWidget

class Speaker(QObject):
    said = Signal(int)

def heard(number):
    pass

application = QApplication([])
speaker, timer, widget, label = Speaker(), QTimer(), QWidget(), QLabel()
speaker.said.connect(heard)
before = [sys.getrefcount(value) for value in (None, True)]
for number in range({CALLS} // 5):
    speaker.setObjectName("speaker")
    speaker.said.emit(number)
    timer.setInterval(number)
    widget.update()
    label.setText("text")
after = [sys.getrefcount(value) for value in (None, True)]
print(min(new - old for old, new in zip(before, after)))
"""


def test_it_survives_100_000_calls_that_return_nothing() -> None:
    answer = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False, timeout=120
    )
    assert answer.returncode == 0, answer.stderr
    # Also where there were enough references to lose, none may have been lost.
    assert int(answer.stdout) > -CALLS // 100


def test_the_pin_is_the_same_everywhere() -> None:
    pin = re.compile(r"PySide6_Essentials==([0-9.]+)")
    installed = version("PySide6_Essentials")
    for name in ("pyproject.toml", "constraints.txt"):
        assert pin.findall((ROOT / name).read_text("utf-8")) == [installed], name
    assert version("shiboken6") == installed
