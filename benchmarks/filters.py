"""Typing into the filter of the register: from the key to the list, and to the pixels."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Protocol

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QEventLoop,
    QMessageLogContext,
    QObject,
    Qt,
    QTimer,
    QtMsgType,
    SignalInstance,
    qInstallMessageHandler,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTableView

from benchmarks.figures import Figure, size
from benchmarks.timing import percentile
from benchmarks.workshop import AUTHOR, Workshop
from marmot_tracker import clock
from marmot_tracker.document import Document
from marmot_tracker.model import ExtraValue
from marmot_tracker.services import extras, own_columns, register
from marmot_tracker.trail.recording import New, add_in_bulk
from marmot_tracker.vocabulary import ExtraType
from ui.bridge import Bridge
from ui.messages import Questions
from ui.pages.recommendations import RecommendationsPage
from ui.theme import Look, Scheme
from ui.widgets.filter_bar import FilterBar

TITLE = "Filter (every key of typing and erasing; 1280 x 800, offscreen)"
TO_LIST_MS = 16.0
TO_PIXELS_MS = 80.0
TYPED = (
    "housing",
    "damp homes",
    "owner:manager 7",
    "rag:red is:overdue",
    "no:evidence principle:3",
    "-transport school",
    '"Cost code":b12 budget:>5000',
    'no:"Cost code" start:<01/04/2027',
    "zzz",
)
WAIT_MS = 120_000


@dataclass(slots=True)
class Keys:
    """How long each key took, in milliseconds: to the model's reset, and to the painted table."""

    to_list: list[float] = field(default_factory=list)
    to_pixels: list[float] = field(default_factory=list)


class Watcher(QObject):
    """Counts the paintings of the widget that it filters the events of."""

    def __init__(self) -> None:
        super().__init__()
        self.paintings = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.paintings += 1
        return False


def measure(workshop: Workshop) -> Iterator[Figure]:
    """95 of 100 keys stay within these times, and the slowest key."""
    number = workshop.sizes.ordinary
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    qInstallMessageHandler(say_unless_about_offscreen)
    Look(application, scheme=Scheme.LIGHT, zoom=100)
    path = workshop.copy(workshop.tracker(number, answered=True), "filter")
    _fill_own_columns(path)
    bridge = Bridge()
    page = RecommendationsPage(bridge, Questions())
    try:
        page.resize(1280, 800)
        page.show()
        began = perf_counter()
        _until(bridge.opened, lambda: bridge.open(path))
        opened = perf_counter()
        _until(page.counted, page.refresh)
        read = perf_counter()
        settle()
        keys = type_into(page, TYPED)
    finally:
        page.close()
        bridge.stop()
    label = size(number, "recommendations")
    yield Figure("Open the tracker", label, (opened - began) * 1000)
    yield Figure("Read and show the register", label, (read - opened) * 1000)
    count = size(len(keys.to_list), "keys")
    for what, times, bound in (
        ("Key to list, p95", keys.to_list, TO_LIST_MS),
        ("Key to painted, p95", keys.to_pixels, TO_PIXELS_MS),
    ):
        yield Figure(what, label, percentile(times, 0.95), bound=bound)
    yield Figure("Key to list, slowest", count, max(keys.to_list))
    yield Figure("Key to painted, slowest", count, max(keys.to_pixels))


def _fill_own_columns(path: Path) -> None:
    """Give the place three columns of its own, filled in for nearly every recommendation."""
    with (
        Document.open(path, author=AUTHOR) as document,
        document.edit("Fill in own columns") as session,
    ):
        columns = [
            own_columns.add(session, name=name, type=kind)
            for name, kind in (
                ("Cost code", ExtraType.TEXT),
                ("Budget", ExtraType.NUMBER),
                ("Start", ExtraType.DATE),
            )
        ]
        rows = register.rows(session, today=clock.today())
        add_in_bulk(
            session,
            (
                New(
                    ExtraValue,
                    {"column": column, "recommendation": row.uid, "value": value},
                    uid=extras.value_uid(column, row.uid),
                )
                for at, row in enumerate(rows)
                if at % 9
                for column, value in zip(columns, _own_values(at), strict=True)
            ),
        )


def _own_values(at: int) -> tuple[str, str, str]:
    return f"B{at}", str(at * 7 % 9973), f"20{26 + at % 3}-{at % 12 + 1:02}-{at % 28 + 1:02}"


class Filtered(Protocol):
    """A list that a filter box narrows by every key."""

    @property
    def table(self) -> QTableView:
        """Where the rows are painted."""
        ...

    @property
    def model(self) -> QAbstractItemModel:
        """What is reset once a key is answered."""
        ...

    @property
    def filter(self) -> FilterBar:
        """Where is typed."""
        ...


def type_into(page: Filtered, words_typed: Sequence[str]) -> Keys:
    """Type each of these and erase it again, key by key."""
    keys, watcher = Keys(), Watcher()
    page.table.viewport().installEventFilter(watcher)
    reset = [0.0]
    page.model.modelReset.connect(lambda: reset.__setitem__(0, perf_counter()))
    box = page.filter.box
    box.setFocus()
    for words in words_typed:
        for sign in words:
            _key(keys, reset, watcher, lambda sign=sign: QTest.keyClicks(box, sign))  # type: ignore[misc]
        for _ in words:
            _key(keys, reset, watcher, lambda: QTest.keyClick(box, Qt.Key.Key_Backspace))
        settle()
    return keys


def _key(keys: Keys, reset: list[float], watcher: Watcher, press: Callable[[], object]) -> None:
    """Press one key and let the window answer until the table was painted."""
    painted, began = watcher.paintings, perf_counter()
    press()
    keys.to_list.append((reset[0] - began) * 1000)
    while watcher.paintings == painted:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    keys.to_pixels.append((perf_counter() - began) * 1000)


def settle() -> None:
    """Let what was started by then, such as reading the pane, come to its end."""
    loop = QEventLoop()
    QTimer.singleShot(150, loop.quit)
    loop.exec()


def _until(signal: SignalInstance, start: Callable[[], object]) -> None:
    """Start something and wait for its signal."""
    loop = QEventLoop()
    signal.connect(loop.quit)
    QTimer.singleShot(WAIT_MS, loop.quit)
    start()
    loop.exec()


def say_unless_about_offscreen(_type: QtMsgType, _where: QMessageLogContext, text: str) -> None:
    """Pass on what Qt says, but for what the platform without a display says about itself."""
    if "This plugin does not support" not in text:
        print(text, file=sys.stderr)
