"""The pages of a report beside its review: an item marked on them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from marmot_tracker.exchange.reading import read_source
from marmot_tracker.exchange.reports.marking import around
from marmot_tracker.exchange.results import ReadResult
from tests.exchange.reports.paper import Paper
from tests.screens.document_shown import PAGES, Shown, five_pages, is_sharp, show_on
from ui.theme import Look, Scheme

KEY = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture(autouse=True)
def look(qapp: QApplication) -> Iterator[Look]:
    made = Look(qapp, scheme=Scheme.LIGHT, zoom=100)
    yield made
    made.apply(scheme=Scheme.LIGHT, zoom=100)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ReadResult]:
    return five_pages(tmp_path_factory.mktemp("report"))


@pytest.fixture
def show(qtbot: QtBot) -> Callable[[tuple[Path, ReadResult]], Shown]:
    return lambda made: show_on(qtbot, *made)


def drag(shown: Shown, box: QRectF) -> None:
    sheet = shown.view.canvas.sheet
    start, end = box.topLeft().toPoint(), box.bottomRight().toPoint()
    QTest.mousePress(sheet, Qt.MouseButton.LeftButton, pos=start)
    for share in (0.2, 0.6, 1.0):
        QTest.mouseMove(sheet, start + (end - start) * share)
    QTest.mouseRelease(sheet, Qt.MouseButton.LeftButton, pos=end)


def go_down_to(shown: Shown, words: str) -> None:
    """Choose lines by the keyboard until the one with those words is reached."""
    canvas = shown.view.canvas
    for _ in range(60):
        QTest.keyClick(canvas, KEY.Key_Down)
        marking = canvas.sheet.marking
        assert marking is not None
        if marking.words == words:
            return
    raise AssertionError(words)


def test_dragging_and_the_keyboard_mark_the_same_item(
    show: Callable[..., Shown], report: tuple[Path, ReadResult]
) -> None:
    shown = show(report)
    box = shown.outline(2)
    QTest.mouseClick(shown.view.bar.mark, Qt.MouseButton.LeftButton)
    assert shown.view.is_marking
    assert "Drag over" in shown.view.hint.text()
    drag(shown, box)
    assert not shown.view.is_marking
    shown.view.begin_marking()
    go_down_to(shown, "Recommendation 2")
    for _ in range(2):
        QTest.keyClick(shown.view.canvas, KEY.Key_Down, SHIFT)
    QTest.keyClick(shown.view.canvas, KEY.Key_Return)
    by_mouse, by_keys = shown.marked
    assert by_mouse == by_keys
    item = shown.result.items[1]
    assert (by_mouse.reference, by_mouse.text) == ("2", item.text)
    assert (by_mouse.where, by_mouse.places) == ("p. 1", ("p. 1",))
    mine, found = around(by_mouse.spots), around(item.spots)
    assert mine.to_json() == pytest.approx(found.to_json(), abs=0.2)
    assert shown.ended == [True, True]


def test_a_click_begins_and_shift_click_ends_what_is_marked(
    show: Callable[..., Shown], report: tuple[Path, ReadResult]
) -> None:
    shown = show(report)
    sheet, box = shown.view.canvas.sheet, shown.outline(1)
    shown.view.begin_marking()
    first = QPoint(round(box.left()) + 20, round(box.top()) + 12)
    last = QPoint(round(box.left()) + 20, round(box.bottom()) - 10)
    QTest.mouseClick(sheet, Qt.MouseButton.LeftButton, pos=first)
    QTest.mouseClick(sheet, Qt.MouseButton.LeftButton, SHIFT, last)
    assert shown.view.is_marking
    QTest.keyClick(shown.view.canvas, KEY.Key_Return)
    assert [item.text for item in shown.marked] == [shown.result.items[0].text]


def test_escape_ends_marking_and_marks_nothing(
    show: Callable[..., Shown], report: tuple[Path, ReadResult]
) -> None:
    shown = show(report)
    shown.view.begin_marking()
    QTest.keyClick(shown.view.canvas, KEY.Key_Down)
    QTest.keyClick(shown.view.canvas, KEY.Key_Escape)
    assert (shown.marked, shown.ended) == ([], [True])
    assert shown.view.bar.mark.isEnabled()
    shown.view.begin_marking()
    QTest.mouseClick(shown.view.stop, Qt.MouseButton.LeftButton)
    assert (shown.marked, shown.ended) == ([], [True, True])


def test_marking_goes_on_where_the_page_is_turned(
    show: Callable[..., Shown], report: tuple[Path, ReadResult], qtbot: QtBot
) -> None:
    shown = show(report)
    shown.view.begin_marking()
    QTest.keyClick(shown.view.canvas, KEY.Key_End)
    qtbot.waitUntil(lambda: is_sharp(shown.view))
    go_down_to(shown, f"Recommendation {2 * PAGES}")
    for _ in range(2):
        QTest.keyClick(shown.view.canvas, KEY.Key_Down, SHIFT)
    QTest.keyClick(shown.view.canvas, KEY.Key_Return)
    assert shown.marked[0].text == shown.result.items[-1].text
    assert shown.marked[0].where == f"p. {PAGES}"


@pytest.fixture(scope="module")
def scan(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ReadResult]:
    made = Paper(foot="")
    for _ in range(2):
        made.rule(100, 100, 300, 200)
        made.page()
    path = made.save(tmp_path_factory.mktemp("scan") / "scan.pdf")
    return path, read_source(path, pictured=True)


def test_on_a_scan_a_place_is_marked_and_the_words_are_typed(
    show: Callable[..., Shown], scan: tuple[Path, ReadResult]
) -> None:
    shown = show(scan)
    assert shown.result.scanned
    assert "picture without words" in shown.view.canvas.accessibleDescription()
    shown.view.begin_marking()
    assert "type its words" in shown.view.hint.text()
    sheet = shown.view.canvas.sheet
    drag(shown, sheet.pixels(QRectF(100, 100, 300, 200)))
    shown.view.begin_marking()
    for _ in range(5):
        QTest.keyClick(shown.view.canvas, KEY.Key_Down)
    for _ in range(3):
        QTest.keyClick(shown.view.canvas, KEY.Key_Down, SHIFT)
    QTest.keyClick(shown.view.canvas, KEY.Key_Return)
    dragged, stepped = shown.marked
    for item in (dragged, stepped):
        assert (item.text, item.reference, item.where) == ("", "", "p. 1")
    assert dragged.spots[0].to_json() == pytest.approx([1, 100, 100, 400, 300], abs=2)
    assert stepped.spots[0].top == pytest.approx(842 / 10, abs=1)
    assert stepped.spots[0].bottom == pytest.approx(842 / 5, abs=1)
