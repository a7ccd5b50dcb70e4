"""Starts the window: `marmot-tracker [FILE]`. Builds everything once and hands it down.

The frame is shown first, with nothing loaded but Qt; then the window is loaded and takes its place.
`tests/conventions/test_start.py` holds what may be loaded before the frame.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import logging
import platform
import sys
import threading
import traceback
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QObject, Qt, Signal, qVersion
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from marmot_tracker import __version__, paths
from ui import settings, theme
from ui.settings import Settings
from ui.widgets.first_frame import FirstFrame

if TYPE_CHECKING:
    from ui.main_window import MainWindow
    from ui.messages import Questions

log = logging.getLogger(__name__)


class Bugs(QObject):
    """Takes every exception nobody expected: into the log, and once onto the screen."""

    found = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._shown: set[str] = set()

    def hook(
        self,
        kind: type[BaseException],
        value: BaseException,
        trace: TracebackType | None,
    ) -> None:
        """What `sys.excepthook` becomes."""
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, value, trace)
            return
        self.take("".join(traceback.format_exception(kind, value, trace)))

    def take_exception(self, bug: BaseException) -> None:
        """An exception that a worker handed over."""
        self.take("".join(traceback.format_exception(bug)))

    def take(self, told: str) -> None:
        """Log it, and show it if it was not shown before."""
        log.error("%s", told)
        if told not in self._shown:
            self._shown.add(told)
            self.found.emit(report(told))


def report(told: str) -> str:
    """A block ready to paste for whoever looks after the program."""
    return (
        f"Marmot Tracker {__version__}, Python {platform.python_version()}, Qt {qVersion()}, "
        f"{platform.platform()}\n\n{told}"
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Run the window; answers the exit status."""
    given = list(sys.argv[1:] if argv is None else argv)
    if given[:1] == ["--helper"]:
        from marmot_tracker import helper

        return helper.main()
    parser = argparse.ArgumentParser(prog="marmot-tracker", description="Opens the tracker window.")
    parser.add_argument("file", nargs="?", metavar="FILE", help="the tracker to open")
    parser.add_argument("--version", action="version", version=f"Marmot Tracker {__version__}")
    asked = parser.parse_args(given)
    _log_to_file()
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    starting = Starting(application, Path(asked.file) if asked.file else None)
    starting.frame.show()
    return application.exec()


class Starting(QObject):
    """Shows the frame, then makes the window in its place and opens `file` in it.

    `made(window)` is sent when the window is on the screen.
    """

    made = Signal(object)

    def __init__(self, application: QApplication, file: Path | None) -> None:
        super().__init__(application)
        self._application = application
        self._file = file
        self._store = Settings()
        self._look = _look(application, self._store, None)
        self.window: MainWindow | None = None
        words = f"Opening {file.name} …" if file else "Starting …"
        self.frame = FirstFrame(words, self._store.state("window"))
        self.frame.painted.connect(self._make, Qt.ConnectionType.QueuedConnection)

    def _make(self) -> None:
        # What is loaded now stays for good: looking through it for what could go takes a third.
        gc.disable()
        self.window = build(self._application, store=self._store, look=self._look)
        self.window.bridge.workers.busy_changed.connect(self._rested)
        self.window.show()
        self.frame.close()
        begin(self.window, self._file)
        self.made.emit(self.window)
        self._rested()

    def _rested(self) -> None:
        """Let the collector work again once the first reading is over."""
        assert self.window is not None
        if not self.window.bridge.workers.running and not gc.isenabled():
            gc.freeze()
            # What lived that long is looked through between two trackers: with a long list in
            # memory that takes longer than a person should wait in the middle of something.
            gc.set_threshold(20_000, 20, 1_000_000)
            self.window.bridge.closed.connect(gc.collect)
            gc.enable()


def build(
    application: QApplication,
    *,
    store: Settings | None = None,
    questions: Questions | None = None,
    scheme: theme.Scheme | None = None,
    look: theme.Look | None = None,
) -> MainWindow:
    """The window with everything it needs, not yet shown."""
    from ui.bridge import Bridge
    from ui.main_window import MainWindow
    from ui.messages import Questions

    store = store or Settings()
    look = look or _look(application, store, scheme)
    bugs = Bugs()
    sys.excepthook = bugs.hook
    threading.excepthook = lambda found: bugs.hook(
        found.exc_type, found.exc_value or found.exc_type(), found.exc_traceback
    )
    # With the style sheet in force each part would be dressed anew at every step of its building.
    sheet = application.styleSheet()
    application.setStyleSheet("")
    window = MainWindow(Bridge(), store, look, questions or Questions())
    application.setStyleSheet(sheet)
    bugs.setParent(window)
    bugs.found.connect(window.report_bug, Qt.ConnectionType.QueuedConnection)
    window.bridge.broke.connect(bugs.take_exception)
    return window


def begin(window: MainWindow, file: Path | None) -> None:
    """Open `file`, and ask who is there where nobody has said so yet."""
    if file is not None:
        window.bridge.open(file)
    else:
        window.sharing.tell_waiting()
    window.asking_who.begin()


def _look(application: QApplication, store: Settings, scheme: theme.Scheme | None) -> theme.Look:
    """What the application is called and looks like."""
    application.setApplicationName("Marmot Tracker")
    application.setWindowIcon(QIcon(str(paths.resource("marmot-tracker.svg"))))
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    return theme.Look(application, scheme=scheme or _scheme(store), zoom=store.get(settings.ZOOM))


def _scheme(store: Settings) -> theme.Scheme:
    with contextlib.suppress(ValueError):
        return theme.Scheme(store.get(settings.SCHEME))
    return theme.Scheme.SYSTEM


def _log_to_file() -> None:
    """Keep a small log in the person's own folder; nothing is sent anywhere."""
    from logging.handlers import RotatingFileHandler

    with contextlib.suppress(OSError):
        file = paths.user_data_folder() / "log.txt"
        handler = RotatingFileHandler(file, maxBytes=500_000, backupCount=1, encoding="utf-8")
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
        logging.getLogger().addHandler(handler)
