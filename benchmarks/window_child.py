"""A window in a process of its own, watched: when it is painted, how much memory it took.

Times are those of the system's clock that never goes back, so that the process which started this
one can take its own from them. Run as `python -m benchmarks.window_child KIND ...`.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from benchmarks.peak_memory import own_peak

if TYPE_CHECKING:
    from ui.main_window import MainWindow

LONGEST_WAIT_MS = 120_000


class Painted(QObject):
    """Calls `then` once, after a widget was painted while `ready()`."""

    def __init__(
        self, widget: QWidget, then: Callable[[], object], ready: Callable[[], bool] = lambda: True
    ) -> None:
        super().__init__(widget)
        self._ready, self._then, self._seen = ready, then, False
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt asks before each event of the widget."""
        if event.type() == QEvent.Type.Paint and not self._seen and self._ready():
            self._seen = True
            QTimer.singleShot(0, self._then)  # by then the painting is done
        return False


def say(**told: object) -> None:
    """Tell the process that started this one."""
    print(json.dumps(told), flush=True)


def empty() -> int:
    """A bare main window: what any program with PySide6 takes."""
    application = QApplication([])
    window = QMainWindow()
    window.resize(1280, 800)

    def painted() -> None:
        say(frame=time.monotonic(), memory=own_peak())
        application.quit()

    Painted(window, painted)
    window.show()
    return application.exec()


def ours(tracker: str, number: str) -> int:
    """The real window on a tracker with so many recommendations, as `ui.app.main` opens it."""
    from ui import app

    told: dict[str, float] = {}
    application = QApplication([])
    QTimer.singleShot(LONGEST_WAIT_MS, lambda: application.exit(1))
    starting = app.Starting(application, Path(tracker))
    Painted(starting.frame, lambda: told.update(frame=time.monotonic()))

    def made(window: MainWindow) -> None:
        page = window.recommendations

        def painted() -> None:
            told["rows"] = time.monotonic()
            last()

        def last() -> None:
            if window.bridge.workers.running:
                QTimer.singleShot(20, last)
                return
            say(**told, memory=own_peak())
            window.close()
            application.quit()

        Painted(page.table.viewport(), painted, lambda: page.model.rowCount() >= int(number))

    starting.made.connect(made)
    starting.frame.show()
    return application.exec()


class Watchdog(QObject):
    """Notes how long the loop of the screen's thread takes from one turn to the next."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.gaps: list[float] = []
        self._last = time.monotonic()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(5)  # oftener would itself hold up the writing
        self._timer.timeout.connect(self._turn)

    def start(self) -> None:
        """From now on."""
        self.gaps.clear()
        self._last = time.monotonic()
        self._timer.start()

    def stop(self) -> None:
        """Up to now."""
        self._turn()
        self._timer.stop()

    def _turn(self) -> None:
        now = time.monotonic()
        self.gaps.append(1000 * (now - self._last))
        self._last = now


def packing(tracker: str, number: str, target: str) -> int:
    """The real window, watched while it makes the pack of a list that it shows."""
    from ui import app
    from ui.dialogs.export_pack import PackAnswer

    application = QApplication([])
    QTimer.singleShot(LONGEST_WAIT_MS, lambda: application.exit(1))
    starting = app.Starting(application, Path(tracker))
    watchdog = Watchdog(application)
    began: list[float] = []

    def rested(window: MainWindow, then: Callable[[], object]) -> None:
        """Do `then` once nothing has run for half a second."""
        quiet = [0]

        def look() -> None:
            quiet[0] = 0 if window.bridge.workers.running else quiet[0] + 1
            QTimer.singleShot(50, look if quiet[0] < 10 else then)

        look()

    def made(window: MainWindow) -> None:
        def shown() -> None:
            # The tracker of a run lies in a temporary folder: that is as it should be.
            rested(window, lambda: window.bridge.stay(make))

        def make() -> None:
            window.commands.made.connect(lambda *_told: rested(window, end))
            began.append(time.monotonic())
            packing = window.commands.packing  # there since the dialog was asked for
            watchdog.start()
            packing.make(PackAnswer(Path(target), None, None))

        def end() -> None:
            watchdog.stop()
            *_, second, longest = sorted(watchdog.gaps)
            whole = 1000 * (time.monotonic() - began[0])
            say(longest=longest, second=second, whole=whole, turns=len(watchdog.gaps))
            window.close()
            application.quit()

        page = window.recommendations
        Painted(page.table.viewport(), shown, lambda: page.model.rowCount() >= int(number))

    starting.made.connect(made)
    starting.frame.show()
    return application.exec()


if __name__ == "__main__":
    kinds: dict[str, Callable[..., int]] = {"ours": ours, "packing": packing, "empty": empty}
    sys.exit(kinds[sys.argv[1]](*sys.argv[2:]))
