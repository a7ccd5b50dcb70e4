"""The text of a Word file beside its review: outlined, gone about and marked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from marmot_tracker.exchange.reading import read_source
from marmot_tracker.exchange.reports.drafts import Drafts
from marmot_tracker.exchange.results import ReadItem, ReadResult
from tests.exchange.reports import word
from tests.exchange.reports.paper import ASKS, PROSE
from tests.exchange.reports.reading import prose
from ui.theme import LIGHT, Look, Scheme
from ui.widgets.document_view import DocumentView, Outline

KEY = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(autouse=True)
def look(qapp: QApplication) -> Look:
    return Look(qapp, scheme=Scheme.LIGHT, zoom=100)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> ReadResult:
    """Recommendations under headings, the last with a list."""
    made = word.document()
    made.add_heading("A fair place", level=1)
    for at in range(1, 9):
        made.add_heading(f"Chapter {at}", level=2)
        prose(made, 4, start=at)
        made.add_heading(f"Recommendation {at}", level=3)
        made.add_paragraph(ASKS[at])
    word.items(made, ["first this;", "then that."], style="List Bullet")
    path = word.save(made, tmp_path_factory.mktemp("word") / "report.docx")
    return read_source(path, pictured=True)


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> ReadResult:
    made = word.document()
    prose(made, 2)
    rows = [["No.", "Recommendation", "Lead"]]
    rows += [[str(at), ask, "The council"] for at, ask in enumerate(ASKS, 1)]
    word.table(made, rows)
    path = word.save(made, tmp_path_factory.mktemp("word") / "table.docx")
    return read_source(path, pictured=True)


@pytest.fixture
def show(qtbot: QtBot) -> Callable[[ReadResult], DocumentView]:
    def on_show(result: ReadResult) -> DocumentView:
        view = DocumentView()
        qtbot.addWidget(view)
        view.resize(640, 600)
        view.show()
        view.show_document(result, pages=result.pages)
        view.show_items([Outline.of(draft) for draft in Drafts.of(result).drafts])
        return view

    return on_show


def outline(view: DocumentView, number: int) -> list[QRectF]:
    (one,) = (each for each in view.text.outlines if each.number == number)
    return view.text.boxes(one)


def test_the_text_stands_on_paper_without_pages(
    show: Callable[[ReadResult], DocumentView], report: ReadResult
) -> None:
    view = show(report)
    assert view.page == 0
    assert not view.bar.number.isVisible()
    assert "A fair place" in view.text.toPlainText()
    assert "item 8" in view.text.accessibleDescription()
    shown = [
        view.text.document().findBlockByNumber(view.text._blocks[at]).text()
        for at in range(len(report.passages))
    ]
    for block, passage in zip(shown, report.passages, strict=True):
        assert passage.text in block


def test_going_to_an_item_scrolls_to_it(
    show: Callable[[ReadResult], DocumentView], report: ReadResult
) -> None:
    view = show(report)
    assert view.go_to(6)
    (box,) = outline(view, 6)
    assert box.top() >= 0
    assert box.bottom() <= view.text.viewport().height()
    cursor = view.text.cursorForPosition(QPoint(100, round(box.top()) + 18))
    assert cursor.block().text() == "Recommendation 6"
    image = view.text.viewport().grab().toImage()
    edge = QPoint(box.toAlignedRect().left(), round(box.center().y()))
    assert image.pixelColor(edge) == QColor(LIGHT.accent)
    assert not view.go_to(77)


def test_pressing_an_outline_tells_its_item(
    show: Callable[[ReadResult], DocumentView], report: ReadResult, qtbot: QtBot
) -> None:
    view = show(report)
    view.go_to(3)
    (box,) = outline(view, 3)
    with qtbot.waitSignal(view.item_pressed) as told:
        QTest.mouseClick(view.text.viewport(), LEFT, pos=box.center().toPoint())
    assert told.args == [3]
    pressed: list[int] = []
    view.item_pressed.connect(pressed.append)
    above = QPoint(120, round(box.top()) - 20)
    QTest.mouseClick(view.text.viewport(), LEFT, pos=above)
    assert pressed == []


def test_dragging_and_the_keyboard_mark_the_same_item(
    show: Callable[[ReadResult], DocumentView], report: ReadResult
) -> None:
    view = show(report)
    marked: list[ReadItem] = []
    ended: list[bool] = []
    view.marked.connect(marked.append)
    view.mark_ended.connect(lambda: ended.append(True))
    view.go_to(8)
    (box,) = outline(view, 8)
    view.begin_marking()
    port = view.text.viewport()
    start, end = QPoint(120, round(box.top()) + 12), QPoint(200, round(box.bottom()) - 8)
    QTest.mousePress(port, LEFT, pos=start)
    QTest.mouseMove(port, QPoint(150, (start.y() + end.y()) // 2))
    QTest.mouseMove(port, end)
    QTest.mouseRelease(port, LEFT, pos=end)
    view.begin_marking()
    for _ in range(80):
        QTest.keyClick(view.text, KEY.Key_Down)
        if report.passages[view.text._last].text == "Recommendation 8":
            break
    for _ in range(3):
        QTest.keyClick(view.text, KEY.Key_Down, SHIFT)
    QTest.keyClick(view.text, KEY.Key_Return)
    by_mouse, by_keys = marked
    assert by_mouse == by_keys
    item = report.items[-1]
    assert (by_mouse.reference, by_mouse.text, by_mouse.paragraphs) == (
        "8",
        item.text,
        item.paragraphs,
    )
    assert ended == [True, True]
    assert not view.is_marking


def test_escape_ends_marking(
    show: Callable[[ReadResult], DocumentView], report: ReadResult, qtbot: QtBot
) -> None:
    view = show(report)
    view.begin_marking()
    QTest.keyClick(view.text, KEY.Key_Down)
    with qtbot.waitSignal(view.mark_ended), qtbot.assertNotEmitted(view.marked):
        QTest.keyClick(view.text, KEY.Key_Escape)


def test_each_row_of_a_table_is_outlined_by_itself(
    show: Callable[[ReadResult], DocumentView], table: ReadResult
) -> None:
    view = show(table)
    boxes = [outline(view, number)[0] for number in range(1, 4)]
    for above, below in pairwise(boxes):
        assert above.bottom() <= below.top() + 4
    assert view.go_to(len(table.items))
    (box,) = outline(view, len(table.items))
    place = QPoint(200, round(box.center().y()))
    assert view.text.cursorForPosition(place).block().text() in table.items[-1].text


def test_larger_text_keeps_its_place(
    show: Callable[[ReadResult], DocumentView], report: ReadResult
) -> None:
    view = show(report)
    view.go_to(5)
    high = outline(view, 5)[0].height()
    view.text.setFocus()
    for _ in range(3):
        QTest.keyClick(view.text, KEY.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert outline(view, 5)[0].height() > 1.3 * high
    QTest.keyClick(view.text, KEY.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert outline(view, 5)[0].height() == pytest.approx(high)
    QTest.keyClick(view.text, KEY.Key_End)
    bar = view.text.verticalScrollBar()
    assert bar.value() == bar.maximum()


def test_paper_stays_white_in_the_dark(
    show: Callable[[ReadResult], DocumentView], report: ReadResult, look: Look
) -> None:
    look.apply(scheme=Scheme.DARK, zoom=100)
    view = show(report)
    image = view.text.viewport().grab().toImage()
    assert image.pixelColor(30, 200) == QColor("white")
    assert any(
        image.pixelColor(x, y).lightness() < 60 for x in range(60, 400) for y in range(20, 80)
    )
    look.apply(scheme=Scheme.LIGHT, zoom=100)


def test_a_file_of_nothing_is_shown_as_empty_paper(
    show: Callable[[ReadResult], DocumentView], tmp_path: Path, look: Look
) -> None:
    result = read_source(word.save(word.document(), tmp_path / "empty.docx"), pictured=True)
    look.apply(scheme=Scheme.DARK, zoom=100)
    view = show(result)
    assert view.text.viewport().grab().toImage().pixelColor(300, 400) == QColor("white")
    look.apply(scheme=Scheme.LIGHT, zoom=100)
    view.begin_marking()
    for key in (KEY.Key_Down, KEY.Key_Return, KEY.Key_PageDown, KEY.Key_Escape):
        QTest.keyClick(view.text, key)
    assert not view.is_marking


def test_the_end_of_a_long_text_is_reached_at_once(
    show: Callable[[ReadResult], DocumentView], report: ReadResult
) -> None:
    many = 6000
    passages = tuple(
        replace(report.passages[4], paragraph=number, text=f"Passage {number}. {PROSE[0]}")
        for number in range(1, many + 1)
    )
    view = show(replace(report, passages=passages, items=()))
    view.show_items([Outline(1, "R1", paragraphs=(many - 20,))])
    assert view.go_to(1)
    (box,) = outline(view, 1)
    assert box.top() >= 0
    assert box.bottom() <= view.text.viewport().height()
