"""The real window on the sample, walked through page by page and dialog by dialog."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QRect
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QWidget

import ui
from marmot_tracker import profile
from marmot_tracker.profile import Profile
from ui import app, settings, showing
from ui.main_window import MainWindow
from ui.messages import Questions
from ui.pages.page import Page
from ui.settings import Settings
from ui.theme import Look

Check = Callable[[QWidget], list[str]]
SIZE = (1280, 800)
SCREEN = QRect(0, 0, 1920, 1080)


@dataclass
class Walk:
    """What a walk found: by the name of a check, lines of words; and which classes were shown."""

    found: dict[str, list[str]] = field(default_factory=dict)
    shown: set[str] = field(default_factory=set)

    def look(self, where: str, top: QWidget, checks: Sequence[Check]) -> None:
        """Ask each check about what is on show."""
        top.activateWindow()
        QApplication.processEvents()
        for check in checks:
            told = self.found.setdefault(check.__name__, [])
            told += [f"{where}: {line}" for line in check(top)]


class Screen:
    """A screen as people have; that of a test without a display is smaller than the window."""

    def availableGeometry(self) -> QRect:
        """All of it."""
        return SCREEN


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """The person's own folders for a walk, and an ordinary screen."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MARMOT_CONFIG", str(folder / "config"))
        patch.setenv("MARMOT_DATA", str(folder / "data"))
        patch.setenv("MARMOT_PLACES", "in-place")
        patch.setattr(QGuiApplication, "primaryScreen", staticmethod(Screen))
        yield


@contextmanager
def shown_window(application: QApplication, look: Look) -> Iterator[MainWindow]:
    """The real window with Ann Smith of Housing before it, as an officer sees it."""
    profile.save(Profile("Ann Smith", "Sample Council", "Housing"))
    store = Settings()
    store.put(settings.SEE_EVERYTHING, True)
    questions = Questions(lambda _question, _more, choices: choices[0].code)
    window = app.build(application, store=store, questions=questions, look=look)
    window.resize(*SIZE)
    window.show()
    yield window
    window.close()
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def walk(
    window: MainWindow, folder: Path, found: Walk, where: str, checks: Sequence[Check]
) -> None:
    """Look at every page and every dialog."""
    for page in showing.each_page(window):
        window.messages.clear()
        found.shown.add(type(page).__name__)
        found.look(f"{where} {page.key}", window, checks)
    for name, dialog in showing.each_dialog(window, folder):
        found.shown.add(type(dialog).__name__)
        found.look(f"{where} {name}", dialog, checks)


def classes_of(kind: type[QWidget]) -> set[str]:
    """Every class of this kind in the program that nothing else is made from."""
    for module in pkgutil.walk_packages(ui.__path__, "ui."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    return {each.__name__ for each in _leaves(kind) if each.__module__.startswith("ui.")}


def _leaves(kind: type[QWidget]) -> Iterator[type[QWidget]]:
    below: list[type[QWidget]] = [
        each for each in kind.__subclasses__() if each.__module__.startswith("ui.")
    ]
    for each in below:
        yield from _leaves(each)
    if not below:
        yield kind


PAGES, DIALOGS = Page, QDialog
