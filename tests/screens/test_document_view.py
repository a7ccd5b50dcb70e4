"""The pages of a report beside its review: looked at and gone about."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from marmot_tracker.errors import TrackerError
from marmot_tracker.exchange.reading import read_source
from marmot_tracker.exchange.reports.drafts import Drafts, DraftState
from marmot_tracker.exchange.reports.page_views import PageView
from marmot_tracker.exchange.results import ReadResult
from tests.exchange.reports.paper import ASKS, Paper
from tests.screens.document_shown import PAGES, Shown, drawn, five_pages, is_sharp, picture, show_on
from ui.theme import LIGHT, Look, Scheme
from ui.widgets.document_view import DocumentView, Outline
from ui.widgets.pages_held import MOST_BYTES, MOST_PAGES, PagesHeld

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


def test_the_first_page_is_asked_for_and_shown(
    show: Callable[..., Shown], report: tuple[Path, ReadResult]
) -> None:
    shown = show(report)
    assert shown.view.page == 1
    assert shown.asked[0] == 1
    assert shown.view.bar.number.text() == "1"
    canvas = shown.view.canvas
    assert canvas.accessibleName().startswith("Page 1 of 5 of report.pdf. 2 items: item 1")
    assert "Health in the town" in canvas.accessibleDescription()
    paper = canvas.sheet.paper
    image = picture(shown.view)
    dark = sum(
        image.pixelColor(x, y).lightness() < 100
        for x in range(int(paper.left()), int(paper.right()), 3)
        for y in range(int(paper.top()), int(paper.bottom()), 3)
    )
    assert dark > 200


def test_a_page_is_asked_for_when_it_is_known_how_large(
    qtbot: QtBot, report: tuple[Path, ReadResult]
) -> None:
    view = DocumentView()
    qtbot.addWidget(view)
    view.show_document(report[1], pages=PAGES)
    view.resize(600, 700)
    asked: list[tuple[int, int]] = []
    view.page_wanted.connect(lambda page: asked.append((page, view.side)))
    view.show()
    qtbot.waitUntil(lambda: bool(asked))
    wide = view.canvas.sheet.paper.width()
    assert asked == [(1, view.side)]
    assert view.side == pytest.approx(wide * 842 / 595, abs=2)
    assert 500 < wide < 600


def test_the_next_page_is_asked_for_before_it_is_wanted(
    show: Callable[..., Shown], report: tuple[Path, ReadResult], qtbot: QtBot
) -> None:
    shown = show(report)
    qtbot.waitUntil(lambda: 2 in shown.asked)
    qtbot.waitUntil(lambda: shown.view._held.get(2) is not None)
    before = shown.asked.count(2)
    QTest.mouseClick(shown.view.bar.after, Qt.MouseButton.LeftButton)
    assert is_sharp(shown.view)
    assert shown.view.page == 2
    assert shown.asked.count(2) == before


def test_going_to_an_item_shows_its_page_and_its_place(
    show: Callable[..., Shown], report: tuple[Path, ReadResult], qtbot: QtBot
) -> None:
    shown = show(report)
    assert shown.view.go_to(8)
    assert shown.view.page == 4
    qtbot.waitUntil(lambda: is_sharp(shown.view))
    canvas = shown.view.canvas
    box = shown.outline(8)
    low = canvas.verticalScrollBar().value()
    assert low <= box.top()
    assert box.bottom() <= low + canvas.viewport().height()
    assert "item 8, accepted, the chosen one" in canvas.accessibleName()
    edge = QPoint(box.toAlignedRect().left(), round(box.center().y()))
    assert picture(shown.view).pixelColor(edge) == QColor(LIGHT.accent)
    assert not shown.view.go_to(99)


def test_outlines_say_what_was_said_of_their_items(
    show: Callable[..., Shown], report: tuple[Path, ReadResult]
) -> None:
    shown = show(report)
    drafts = Drafts.of(shown.result).leave_out([1])
    left_out, accepted = (Outline.of(draft) for draft in drafts.drafts[:2])
    doubtful = Outline(9, "9", shown.result.items[0].spots, doubtful=True, state=DraftState.OPEN)
    shown.view.show_items([left_out, accepted, doubtful])
    name = shown.view.canvas.accessibleName()
    assert "item 1, left out; item 2, accepted; item 9, to be looked at" in name
    tags = {one.tag for one in (left_out, accepted, doubtful)}
    assert len({tag.split()[0] for tag in tags}) == 3
    shown.view.show_items([])
    assert "No items." in shown.view.canvas.accessibleName()


def test_pressing_an_outline_tells_its_item(
    show: Callable[..., Shown], report: tuple[Path, ReadResult]
) -> None:
    shown = show(report)
    sheet = shown.view.canvas.sheet
    place = shown.outline(2).center().toPoint()
    QTest.mouseClick(sheet, Qt.MouseButton.LeftButton, pos=place)
    assert shown.pressed == [2]
    QTest.mouseClick(sheet, Qt.MouseButton.LeftButton, pos=sheet.paper.topLeft().toPoint())
    assert shown.pressed == [2]


def test_an_item_whose_place_is_not_known_has_a_tag_on_its_page(
    show: Callable[..., Shown], report: tuple[Path, ReadResult], qtbot: QtBot
) -> None:
    shown = show(report)
    shown.view.show_items([Outline(1, "R1", page=3)])
    assert shown.view.go_to(1)
    qtbot.waitUntil(lambda: is_sharp(shown.view))
    assert shown.view.page == 3
    corner = shown.view.canvas.sheet.paper.topLeft() + QPointF(14, 14)
    QTest.mouseClick(shown.view.canvas.sheet, Qt.MouseButton.LeftButton, pos=corner.toPoint())
    assert shown.pressed == [1]


# ---------------------------------------------------------------- going about


def test_keys_go_through_the_pages(
    show: Callable[..., Shown], report: tuple[Path, ReadResult], qtbot: QtBot
) -> None:
    shown = show(report)
    view, canvas = shown.view, shown.view.canvas
    bar = canvas.verticalScrollBar()
    canvas.setFocus()
    QTest.keyClick(canvas, KEY.Key_PageDown)
    assert view.page == 1
    assert bar.value() > 0
    while view.page == 1:
        QTest.keyClick(canvas, KEY.Key_PageDown)
    qtbot.waitUntil(lambda: is_sharp(view))
    assert (view.page, bar.value()) == (2, 0)
    QTest.keyClick(canvas, KEY.Key_PageUp)
    qtbot.waitUntil(lambda: is_sharp(view))
    assert (view.page, bar.value()) == (1, bar.maximum())
    QTest.keyClick(canvas, KEY.Key_End)
    assert view.page == PAGES
    QTest.keyClick(canvas, KEY.Key_PageUp, Qt.KeyboardModifier.ControlModifier)
    assert view.page == PAGES - 1
    QTest.keyClick(canvas, KEY.Key_Home)
    assert view.page == 1


def test_a_page_is_gone_to_by_its_number(
    show: Callable[..., Shown], report: tuple[Path, ReadResult]
) -> None:
    shown = show(report)
    number = shown.view.bar.number
    number.setFocus()
    number.selectAll()
    QTest.keyClicks(number, "4")
    QTest.keyClick(number, KEY.Key_Return)
    assert shown.view.page == 4
    shown.view.go_to_page(99)
    assert shown.view.page == PAGES
    assert not shown.view.bar.after.isEnabled()
    assert shown.view.bar.before.isEnabled()


def test_a_larger_page_is_drawn_anew(
    show: Callable[..., Shown], report: tuple[Path, ReadResult], qtbot: QtBot
) -> None:
    shown = show(report)
    view, canvas = shown.view, shown.view.canvas
    narrow, side = canvas.sheet.width(), view.side
    canvas.setFocus()
    for _ in range(3):
        QTest.keyClick(canvas, KEY.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert canvas.sheet.width() > 1.3 * narrow
    assert view.side > side
    assert not view.bar.fit.isChecked()
    qtbot.waitUntil(lambda: is_sharp(view))
    QTest.keyClick(canvas, KEY.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert canvas.sheet.width() == narrow
    assert view.bar.fit.isChecked()
    QTest.mouseClick(view.bar.smaller, Qt.MouseButton.LeftButton)
    assert canvas.sheet.width() < narrow


def test_paper_stays_white_in_the_dark(
    show: Callable[..., Shown], report: tuple[Path, ReadResult], look: Look
) -> None:
    look.apply(scheme=Scheme.DARK, zoom=100)
    shown = show(report)
    corner = shown.view.canvas.sheet.paper.topLeft().toPoint() + QPoint(5, 60)
    assert picture(shown.view).pixelColor(corner) == QColor("white")
    assert shown.view.grab().toImage().pixelColor(3, 3).lightness() < 60


def test_a_page_that_cannot_be_had_is_told_on_its_place(
    show: Callable[..., Shown], report: tuple[Path, ReadResult]
) -> None:
    shown = show(report)
    view = shown.view
    view.page_wanted.disconnect()
    view.go_to_page(4)
    view.refuse_page(4, TrackerError("Page 4 of report.pdf cannot be drawn here.", hint="Look."))
    assert "Page 4 of report.pdf cannot be drawn here." in view.canvas.accessibleDescription()
    view.go_to_page(5)
    fault = PageView(5, PAGES, 595, 842, b"", fault="Page 5 is damaged and cannot be shown.")
    view.show_page(fault)
    assert view.canvas.accessibleDescription() == fault.fault
    view.begin_marking()
    QTest.keyClick(view.canvas, KEY.Key_Down)
    QTest.keyClick(view.canvas, KEY.Key_Return)
    assert shown.marked == []
    assert view.is_marking


def test_a_picture_that_is_none_is_told(
    show: Callable[..., Shown], report: tuple[Path, ReadResult]
) -> None:
    shown = show(report)
    shown.view.page_wanted.disconnect()
    shown.view.go_to_page(4)
    shown.view.show_page(PageView(4, PAGES, 595, 842, b"\x89PNG\r\n\x1a\nno picture"))
    assert shown.view.canvas.sheet.words == "Page 4 cannot be shown here."


def test_an_answer_for_another_page_does_not_turn_it(
    show: Callable[..., Shown], report: tuple[Path, ReadResult]
) -> None:
    shown = show(report)
    shown.view.show_page(drawn(shown.path, 3, 300))
    assert shown.view.canvas.sheet.view is not None
    assert shown.view.canvas.sheet.view.page == 1


def test_few_pictures_are_kept() -> None:
    held = PagesHeld()
    for page in range(1, 30):
        held.put(PageView(page, 30, 1, 1, bytes(1000)), shown=1)
    assert len(held) == MOST_PAGES
    assert held.get(1) is not None
    assert held.get(29) is not None
    assert held.get(5) is None
    for page in range(1, 6):
        held.put(PageView(page, 30, 1, 1, bytes(MOST_BYTES // 2 - 1)), shown=1)
    assert held.size <= MOST_BYTES
    assert held.get(1) is not None


def test_a_row_of_a_table_is_outlined_where_its_words_stand(qtbot: QtBot, tmp_path: Path) -> None:
    rows = [["No.", "Recommendation", "Lead"]]
    rows += [[str(at), ask, "The council"] for at, ask in enumerate(ASKS, 1)]
    made = Paper()
    made.table((72, 110, 300, 523), rows)
    path = made.save(tmp_path / "table.pdf")
    shown = show_on(qtbot, path, read_source(path, pictured=True))
    assert len(shown.result.items) == len(ASKS)
    boxes = [shown.outline(number) for number in range(1, len(ASKS) + 1)]
    for above, below in pairwise(boxes):
        assert above.bottom() < below.bottom()
        assert above.top() + 10 < below.top()
    assert shown.view.go_to(3)
    QTest.mouseClick(
        shown.view.canvas.sheet, Qt.MouseButton.LeftButton, pos=boxes[2].center().toPoint()
    )
    assert shown.pressed == [3]
