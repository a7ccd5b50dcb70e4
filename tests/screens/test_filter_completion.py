"""Filter words completed while typing and built by clicking on headings."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from marmot_tracker.services import filter_values, filtering
from marmot_tracker.services.extras import ExtraColumnFacts
from marmot_tracker.services.filter_values import Value
from marmot_tracker.services.programme import Words
from marmot_tracker.vocabulary import ExtraType
from tests.screens.conftest import made_row
from tests.screens.test_main_job import choose
from ui.main_window import MainWindow
from ui.widgets.filter_completion import MOST, offers
from ui.widgets.filter_words import at_cursor, chosen, with_chosen, words_of

TODAY = date(2026, 11, 23)
ROWS = [made_row(number) for number in range(1, 60)]
WARD = ExtraColumnFacts("w", "Home ward", ExtraType.TEXT, 1)


def values_of(field: str) -> list[Value]:
    return filter_values.values(field, ROWS, words=Words(), own=(WARD,), today=TODAY)


def written(word: str) -> list[str]:
    return [each.written for each in offers(word, own=("Home ward",), values_of=values_of)]


def test_filter_words_are_offered_with_what_they_take() -> None:
    assert written("ow") == ["owner:"]
    assert written("-is") == ["-is:"]
    assert written("home") == ['"Home ward":']
    assert written("housing") == []
    line = offers("due", own=(), values_of=values_of)[0].shown
    assert line.startswith("due:   a date or a month")


def test_values_are_offered_by_their_beginning_then_by_what_they_hold() -> None:
    assert written("is:st") == ["is:stale"]
    assert written("rag:am") == ["rag:amber"]
    assert written("rag:red,gr") == ["rag:red,green"]
    assert written("subgroup:ne")[0] == 'subgroup:"=Net Zero"'
    assert written("due:<") == []
    assert "no:owner" in written("owner:")
    assert len(written("owner:manager")) == MOST == 8
    assert written("rag:amber") == []


def test_every_value_offered_finds_just_the_rows_it_counts() -> None:
    for field in ("rag", "owner", "subgroup", "principle", "due", "report", "theme", "page"):
        for each in values_of(field):
            query = filtering.parse(each.filter, (WARD,))
            assert query.problems == (), each.filter
            found = filtering.select(ROWS, query, today=TODAY)
            assert each.count == len(found), each.filter


def test_words_are_taken_apart_and_the_one_being_typed_is_found() -> None:
    text = 'damp owner:"=A B","=C" -rag:red "two words" is:'
    assert words_of(text) == ["damp", 'owner:"=A B","=C"', "-rag:red", '"two words"', "is:"]
    assert at_cursor("damp ow", 7) == (5, "ow")
    assert at_cursor("damp ", 5) == (5, "")
    assert at_cursor('x owner:"=A B', 13) == (2, 'owner:"=A B')


@pytest.mark.parametrize(
    ("before", "ticked", "after"),
    [
        ("damp", {"rag:red"}, "damp rag:red"),
        ("rag:red damp", {"rag:red", "rag:green"}, "damp rag:green,red"),
        ("rag:red,green", {"rag:green"}, "rag:green"),
        ("rag:red damp", set(), "damp"),
        ("is:overdue rag:red", {"rag:red"}, "is:overdue rag:red"),
    ],
)
def test_ticks_become_words_and_words_ticks(before: str, ticked: set[str], after: str) -> None:
    values = values_of("rag")
    assert with_chosen(before, values, ticked) == after
    assert chosen(after, values) == ticked


def test_names_of_several_words_are_joined_in_quotation_marks() -> None:
    values = values_of("subgroup")
    ticked = {'subgroup:"=Housing"', 'subgroup:"=Net Zero"'}
    words = with_chosen("damp", values, ticked)
    assert words == 'damp subgroup:"=Housing","=Net Zero"'
    found = filtering.select(ROWS, filtering.parse(words.removeprefix("damp ")), today=TODAY)
    assert {row.subgroup for row in found} == {"Housing", "Net Zero"}
    assert chosen('subgroup:"Housing"', values) == {'subgroup:"=Housing"'}


def test_typing_offers_and_enter_takes(qtbot: QtBot, opened: MainWindow) -> None:
    page = opened.recommendations
    box, completion = page.filter.box, page.list_filter.completion
    box.setFocus()
    qtbot.keyClicks(box, "sub")
    qtbot.waitUntil(lambda: bool(completion.shown))
    assert completion.shown[0].startswith("subgroup:")
    qtbot.keyClick(completion.list, Qt.Key.Key_Down)
    qtbot.keyClick(completion.list, Qt.Key.Key_Return)
    assert box.text() == "subgroup:"
    qtbot.waitUntil(lambda: any(line.startswith("Housing") for line in completion.shown))
    assert completion.shown[0] == "Children & Young People   1"
    qtbot.keyClicks(box, "hou")
    qtbot.waitUntil(lambda: completion.shown == ["Housing   1"])
    qtbot.keyClick(completion.list, Qt.Key.Key_Down)
    qtbot.keyClick(completion.list, Qt.Key.Key_Return)
    assert box.text() == 'subgroup:"=Housing" '
    assert [row.reference for row in page.model.shown_rows] == ["5.4"]


@pytest.mark.parametrize("keys", [(Qt.Key.Key_Down, Qt.Key.Key_Return), (Qt.Key.Key_Tab,)])
def test_what_is_taken_leaves_the_caret_in_the_box_and_offers_its_values(
    qtbot: QtBot, opened: MainWindow, keys: tuple[Qt.Key, ...]
) -> None:
    page = opened.recommendations
    box, completion = page.filter.box, page.list_filter.completion
    box.setFocus()
    qtbot.keyClicks(box, "ow")
    qtbot.waitUntil(lambda: bool(completion.shown))
    for key in keys:
        qtbot.keyClick(completion.list, key)
    assert box.text() == "owner:"
    assert box.cursorPosition() == len("owner:")
    assert opened.focusWidget() is box
    assert any("no owner" in line.casefold() for line in completion.shown)
    assert not completion.list.verticalScrollBar().isVisible()
    assert box.mapToGlobal(box.rect().bottomLeft()).y() < completion.list.y()


def test_escape_leaves_the_words_as_they_are(qtbot: QtBot, opened: MainWindow) -> None:
    page = opened.recommendations
    page.filter.box.setFocus()
    qtbot.keyClicks(page.filter.box, "own")
    qtbot.waitUntil(lambda: bool(page.list_filter.completion.shown))
    qtbot.keyClick(page.list_filter.completion.list, Qt.Key.Key_Escape)
    assert page.list_filter.completion.shown == []
    assert page.filter.box.text() == "own"


def test_a_heading_is_filtered_by_ticks(qtbot: QtBot, opened: MainWindow) -> None:
    page = opened.recommendations
    page.columns.choose(["reference", "text", "subgroup"])
    choose(opened, "5.4", "subgroup")
    qtbot.keyClick(page.table, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    menu = page.list_filter.menu
    assert menu is not None
    assert menu.list is not None
    lines = [menu.list.item(at).text() for at in range(menu.list.count())]
    assert lines == ["Children & Young People   1", "Housing   1", "Net Zero   1"]
    assert menu.list.hasFocus()
    qtbot.keyClick(menu.list, Qt.Key.Key_Down)
    qtbot.keyClick(menu.list, Qt.Key.Key_Space)
    assert page.filter.text == 'subgroup:"=Housing"'
    place = menu.list.visualItemRect(menu.list.item(2)).center() + QPoint(20, 0)
    qtbot.mouseClick(menu.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert page.filter.text == 'subgroup:"=Housing","=Net Zero"'
    assert [row.reference for row in page.model.shown_rows] == ["5.4", "8.1"]
    menu.show_all.trigger()
    assert page.filter.text == ""
    menu.close()


def test_a_heading_sorts_hides_and_opens_the_chooser(qtbot: QtBot, opened: MainWindow) -> None:
    page = opened.recommendations
    column = page.model.columns[page.model.column_at("text")]
    menu = page.list_filter.open_menu(column, page.mapToGlobal(QPoint(40, 40)), keyboard=False)
    assert menu.list is None
    menu.sort_down.trigger()
    assert [row.reference for row in page.model.shown_rows] == ["8.1", "5.4", "1"]
    menu.unsorted.trigger()
    assert [row.reference for row in page.model.shown_rows] == ["1", "5.4", "8.1"]
    menu.hide_column.trigger()
    assert "text" not in [each.name for each in page.model.columns]
    menu.close()


def test_how_many_are_shown_is_said_once_typing_pauses(qtbot: QtBot, opened: MainWindow) -> None:
    page = opened.recommendations
    with qtbot.waitSignal(page.filter.announced) as said:
        qtbot.keyClicks(page.filter.box, "homes")
    assert said.args == ["1 of 3 recommendations are shown"]
    with qtbot.waitSignal(page.filter.announced) as said:
        page.filter.clear()
    assert said.args == ["3 of 3 recommendations are shown"]
