"""Starts the window: `marmot-tracker [FILE]`. Builds everything once and hands it down."""

from __future__ import annotations

import argparse
import contextlib
import logging
import platform
import sys
import threading
import traceback
from collections.abc import Sequence
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QLocale, QObject, Qt, Signal, qVersion
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from marmot_tracker import __version__, helper, paths, profile
from ui import settings, theme
from ui.bridge import Bridge
from ui.main_window import MainWindow
from ui.messages import Questions
from ui.settings import Settings

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
        return helper.main()
    parser = argparse.ArgumentParser(prog="marmot-tracker", description="Opens the tracker window.")
    parser.add_argument("file", nargs="?", metavar="FILE", help="the tracker to open")
    parser.add_argument("--version", action="version", version=f"Marmot Tracker {__version__}")
    asked = parser.parse_args(given)
    _log_to_file()
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    window = build(application)
    window.show()
    begin(window, Path(asked.file) if asked.file else None)
    return application.exec()


def build(
    application: QApplication,
    *,
    store: Settings | None = None,
    questions: Questions | None = None,
    scheme: theme.Scheme | None = None,
) -> MainWindow:
    """The window with everything it needs, not yet shown."""
    application.setApplicationName("Marmot Tracker")
    application.setWindowIcon(QIcon(str(paths.resource("marmot-tracker.svg"))))
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    store = store or Settings()
    look = theme.Look(application, scheme=scheme or _scheme(store), zoom=store.get(settings.ZOOM))
    bugs = Bugs()
    sys.excepthook = bugs.hook
    threading.excepthook = lambda found: bugs.hook(
        found.exc_type, found.exc_value or found.exc_type(), found.exc_traceback
    )
    window = MainWindow(Bridge(), store, look, questions or Questions())
    bugs.setParent(window)
    bugs.found.connect(window.report_bug, Qt.ConnectionType.QueuedConnection)
    window.bridge.broke.connect(bugs.take_exception)
    return window


def begin(window: MainWindow, file: Path | None) -> None:
    """Ask who is there where nobody has said so yet, then open `file`."""
    if file is not None:
        window.bridge.open(file)
    else:
        window.sharing.tell_waiting()
    if not profile.load().name:
        window.ask_who()


def _scheme(store: Settings) -> theme.Scheme:
    with contextlib.suppress(ValueError):
        return theme.Scheme(store.get(settings.SCHEME))
    return theme.Scheme.SYSTEM


def _log_to_file() -> None:
    """Keep a small log in the person's own folder; nothing is sent anywhere."""
    with contextlib.suppress(OSError):
        file = paths.user_data_folder() / "log.txt"
        handler = RotatingFileHandler(file, maxBytes=500_000, backupCount=1, encoding="utf-8")
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
        logging.getLogger().addHandler(handler)
