"""My list: what is asked and by when, Still right by one key, Update, undo, and nothing asked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from marmot_tracker import clock, profile
from marmot_tracker.document import Author, Document
from marmot_tracker.profile import Profile
from marmot_tracker.services import (
    my_list,
    people,
    periods,
    ratings,
    recommendations,
    reports,
    wording,
)
from marmot_tracker.services.filtering import Mine
from marmot_tracker.services.finding import the_one
from marmot_tracker.services.ratings import RatingFacts
from marmot_tracker.vocabulary import Rating
from tests.screens.conftest import Person, make_tracker
from tests.screens.test_main_job import dialog_of
from ui import app
from ui.dialogs.periods import PeriodsDialog
from ui.dialogs.rating import RatingDialog
from ui.main_window import MainWindow
from ui.messages import Questions, Tone
from ui.pages.my_list import MyListPage
from ui.pages.my_list_columns import STILL, UPDATE
from ui.theme import Scheme

TODAY = clock.today()
OPENS, DUE, BEFORE = (TODAY + timedelta(days=days) for days in (-10, 18, -40))
HOMES = ("H1", "H2", "H3")


def make_asked(path: Path, *, opens: date | None = OPENS, due: date | None = DUE) -> Path:
    """A tracker in which Housing holds 5.4, H1 (green), H2 (amber, path passed) and H3 (green)."""
    make_tracker(path)
    with Document.open(path, author=Author("Clerk")) as document:
        with document.edit("More homes") as session:
            housing = people.ensure_subgroup(session, name="Housing")
            for at, reference in enumerate(HOMES):
                recommendations.add(
                    session,
                    report=reports.ensure(session, title="A fair place"),
                    reference=reference,
                    wording=f"Mend every home of street {at}",
                    subgroup=housing,
                    order=10 + at,
                )
            if opens is not None:
                periods.add(session, name="Q3", opens=opens, due=due)
        with document.edit("Rate") as session:
            for reference in ("H1", "H3"):
                ratings.rate(
                    session,
                    recommendation=the_one(session, reference),
                    rating=Rating.ON_TRACK,
                    speaks_for=BEFORE,
                    position_line=f"{reference} is mended",
                )
            ratings.rate(
                session,
                recommendation=the_one(session, "H2"),
                rating=Rating.AT_RISK,
                speaks_for=BEFORE,
                path_to_green="Agency cover",
                path_to_green_by=TODAY - timedelta(days=5),
            )
    return path


@pytest.fixture
def chair(qtbot: QtBot, qapp: QApplication, answering: Person) -> Iterator[MainWindow]:
    """The window with Ann Smith, chair of Housing, before it; no tracker is open."""
    profile.save(Profile("Ann Smith", "Anytown Council", "Housing"))
    made = app.build(qapp, questions=Questions(answering.answer), scheme=Scheme.LIGHT)
    made.resize(1280, 800)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.close()


def open_on(qtbot: QtBot, window: MainWindow, path: Path) -> MyListPage:
    """Open a tracker and wait until My list was read."""
    window.bridge.open(path)
    qtbot.waitUntil(lambda: window.my_list._asked is not None)
    return window.my_list


@pytest.fixture
def page(qtbot: QtBot, chair: MainWindow, tmp_path: Path) -> MyListPage:
    """My list of Housing in a running period."""
    return open_on(qtbot, chair, make_asked(tmp_path / "Anytown.marmot"))


def answered(page: MyListPage) -> dict[str, bool]:
    return {line.row.reference: line.answered for line in page.model.all_rows}


def choose(page: MyListPage, *references: str) -> None:
    """Choose rows, the first of them being where the person is."""
    uids = {line.row.reference: line.uid for line in page.model.all_rows}
    page.table.select(uids[references[0]])
    flag = QItemSelectionModel.SelectionFlag
    for reference in references[1:]:
        index = page.model.index_of(uids[reference])
        page.table.selectionModel().select(index, flag.Select | flag.Rows)


def click_cell(qtbot: QtBot, page: MyListPage, reference: str, column: str) -> None:
    uid = next(line.uid for line in page.model.all_rows if line.row.reference == reference)
    box = page.table.visualRect(page.model.index_of(uid, page.model.column_at(column)))
    left = Qt.MouseButton.LeftButton
    qtbot.mouseClick(page.table.viewport(), left, pos=box.center())


def press(qtbot: QtBot, widget: QWidget, key: Qt.Key) -> None:
    qtbot.keyClick(widget, key)


def rated(path: Path, reference: str) -> list[RatingFacts]:
    """The ratings a closed tracker holds for one recommendation."""
    with (
        Document.open(path, author=Author("Reader"), asking=True) as document,
        document.read() as session,
    ):
        return ratings.history_of_ratings(session, recommendation=the_one(session, reference))


def cell(page: MyListPage, reference: str, column: str) -> str:
    uid = next(line.uid for line in page.model.all_rows if line.row.reference == reference)
    return str(page.model.index_of(uid, page.model.column_at(column)).data())


def test_a_chair_opens_on_what_is_asked_and_by_when(chair: MainWindow, page: MyListPage) -> None:
    assert chair.pages.current is page
    assert answered(page) == {"5.4": False, "H1": False, "H2": False, "H3": False}
    assert page.card.count.text() == "0 of 4 answered"
    assert page.card.more.text() == f"Q3 · due {wording.day(DUE)}, in 18 days"
    assert page.card.more.property("tone") == "quiet"
    assert (page.card.line.value(), page.card.line.maximum()) == (0, 4)
    assert cell(page, "H1", "said") == "H1 is mended"
    assert cell(page, "H1", STILL) == "Still right"
    reference = page.model.index_of(page.table.current_uid)
    spoken = reference.data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("5.4, not answered. Improve the quality of homes. Rating –, Not rated")
    assert chair.page_list._buttons["my_list"].count == "0 of 4"
    assert f"Period: Q3, due {wording.day(DUE)}" in chair.page_list._foot.text()


def test_one_key_says_that_a_row_is_still_right_and_goes_on(
    qtbot: QtBot, chair: MainWindow, page: MyListPage
) -> None:
    choose(page, "H1")
    page.table.setFocus()
    press(qtbot, page.table, Qt.Key.Key_S)
    qtbot.waitUntil(lambda: answered(page)["H1"])
    assert page.current is not None
    assert page.current.reference == "H2"
    assert page.card.count.text() == "1 of 4 answered"
    assert cell(page, "H1", STILL) == "✓ Answered"
    assert chair.messages.text == "Still right: H1. Undo (Ctrl+Z) takes it back."
    assert chair.messages.tone is Tone.DONE
    assert chair.actions_table["undo"].text() == "Undo Still right: H1"
    chair.actions_table["undo"].trigger()
    qtbot.waitUntil(lambda: not answered(page)["H1"])
    chair.actions_table["redo"].trigger()
    qtbot.waitUntil(lambda: answered(page)["H1"])
    assert chair.bridge.facts is not None
    path = chair.bridge.facts.path
    chair.close()
    before, after = rated(path, "H1")
    assert (after.rating, after.position_line) == (Rating.ON_TRACK, "H1 is mended")
    assert (after.speaks_for, before.speaks_for) == (TODAY, BEFORE)
    assert after.period


def test_a_click_on_the_button_of_a_row_answers_it(qtbot: QtBot, page: MyListPage) -> None:
    click_cell(qtbot, page, "H3", STILL)
    qtbot.waitUntil(lambda: answered(page)["H3"])
    click_cell(qtbot, page, "H3", STILL)  # only words by now
    assert answered(page) == {"5.4": False, "H1": False, "H2": False, "H3": True}


def test_enter_on_the_button_answers_and_elsewhere_updates(
    qtbot: QtBot, chair: MainWindow, page: MyListPage
) -> None:
    choose(page, "H1")
    uid = page.table.current_uid
    page.table.setCurrentIndex(page.model.index_of(uid, page.model.column_at(STILL)))
    press(qtbot, page.table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: answered(page)["H1"])
    choose(page, "H3")
    page.table.setCurrentIndex(page.model.index_of(page.table.current_uid))
    press(qtbot, page.table, Qt.Key.Key_Return)
    dialog = dialog_of(qtbot, chair, RatingDialog)
    qtbot.keyClicks(dialog.position, "Two more mended")
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: answered(page)["H3"])
    assert cell(page, "H3", "said") == "Two more mended"


def test_what_asks_for_more_opens_update_and_says_what(
    qtbot: QtBot, chair: MainWindow, page: MyListPage
) -> None:
    click_cell(qtbot, page, "H2", STILL)
    dialog = dialog_of(qtbot, chair, RatingDialog)
    assert "which has passed" in dialog.missing.text()
    assert dialog.rating is Rating.AT_RISK
    assert not answered(page)["H2"]
    dialog.path_by.setText(wording.day(TODAY + timedelta(days=30)))
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: answered(page)["H2"])


def test_the_update_button_opens_the_rating_dialog(
    qtbot: QtBot, chair: MainWindow, page: MyListPage
) -> None:
    click_cell(qtbot, page, "5.4", UPDATE)
    dialog = dialog_of(qtbot, chair, RatingDialog)
    dialog.choices[Rating.ON_TRACK].click()
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: answered(page)["5.4"])


def test_several_are_still_right_as_one_edit(
    qtbot: QtBot, chair: MainWindow, page: MyListPage
) -> None:
    choose(page, "H1", "H3")
    assert page.card.button.text() == "Still right: all 2 chosen"
    qtbot.mouseClick(page.card.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: answered(page)["H1"] and answered(page)["H3"])
    qtbot.waitUntil(chair.actions_table["undo"].isEnabled)
    assert chair.actions_table["undo"].text() == "Undo Still right: 2 recommendations"
    chair.actions_table["undo"].trigger()
    qtbot.waitUntil(lambda: not any(answered(page).values()))


def test_of_several_those_that_ask_for_more_are_named(
    qtbot: QtBot, chair: MainWindow, page: MyListPage
) -> None:
    page.table.selectAll()
    page.table.setFocus()
    press(qtbot, page.table, Qt.Key.Key_S)
    qtbot.waitUntil(lambda: sum(answered(page).values()) == 2)
    assert answered(page) == {"5.4": False, "H1": True, "H2": False, "H3": True}
    assert chair.messages.text == (
        "Still right: H1 and H3. Not confirmed, since more is asked: 5.4 and H2. Update each."
    )


def test_when_all_is_answered_the_next_step_is_to_send_the_changes(
    qtbot: QtBot, chair: MainWindow, page: MyListPage
) -> None:
    assert chair.bridge.facts is not None

    def rest(session: Any) -> None:
        for reference in ("5.4", "H1", "H2", "H3"):
            ratings.rate(
                session,
                recommendation=the_one(session, reference),
                rating=Rating.ON_TRACK,
                speaks_for=TODAY,
                reason="Done",
            )

    chair.bridge.do("Rate all", rest)
    qtbot.waitUntil(lambda: all(answered(page).values()))
    qtbot.waitUntil(lambda: page.card.count.text() == "All 4 answered")
    assert page.card.button.text() == "Send my changes…"
    press(qtbot, page.table, Qt.Key.Key_S)
    assert chair.messages.text == "Choose a row that is not answered yet."


def test_being_late_is_told(qtbot: QtBot, chair: MainWindow, tmp_path: Path) -> None:
    due = TODAY - timedelta(days=3)
    page = open_on(qtbot, chair, make_asked(tmp_path / "late.marmot", due=due))
    assert page.card.more.text() == f"Q3 · due {wording.day(due)}, 3 days late"
    assert page.card.more.property("tone") == "late"


@pytest.mark.parametrize(
    ("opens", "heading", "button"),
    [
        (None, "No reporting period is open", "Reporting periods…"),
        (TODAY + timedelta(days=5), "No reporting period is open", "See my recommendations"),
    ],
)
def test_without_an_open_period_the_page_says_what_comes(
    qtbot: QtBot,
    chair: MainWindow,
    tmp_path: Path,
    opens: date | None,
    heading: str,
    button: str,
) -> None:
    page = open_on(qtbot, chair, make_asked(tmp_path / "a.marmot", opens=opens))
    assert page._empty.heading.text() == heading
    assert page._empty.button.text() == button
    qtbot.mouseClick(page._empty.button, Qt.MouseButton.LeftButton)
    if opens is None:
        assert dialog_of(qtbot, chair, PeriodsDialog).isVisible()
    else:
        assert chair.pages.current is chair.recommendations
        qtbot.waitUntil(lambda: chair.recommendations.filter.box.text() == "is:mine")


@pytest.mark.parametrize(
    ("who", "heading"),
    [
        (Profile("Ann", "", ""), "Which part is yours?"),
        (Profile("Ann", "", "Transport"), "Nothing here is yours yet"),
    ],
)
def test_who_has_nothing_is_asked_who_they_are(
    qtbot: QtBot, chair: MainWindow, tmp_path: Path, who: Profile, heading: str
) -> None:
    profile.save(who)
    path = make_asked(tmp_path / "a.marmot")
    chair.bridge.open(path)
    qtbot.waitUntil(lambda: chair.bridge.facts is not None)
    chair.pages.show_page("my_list")
    qtbot.waitUntil(lambda: chair.my_list._asked is not None)
    assert chair.my_list._empty.heading.text() == heading
    assert chair.my_list._empty.button.text() == "Who you are…"


def test_the_page_says_what_the_service_says(page: MyListPage, chair: MainWindow) -> None:
    assert chair.bridge.facts is not None
    path = chair.bridge.facts.path
    chair.close()
    with (
        Document.open(path, author=Author("Reader"), asking=True) as document,
        document.read() as session,
    ):
        found = my_list.read(session, today=TODAY, mine=Mine(subgroup="Housing"))
    assert [line.uid for line in found.lines] == [line.uid for line in page.model.all_rows]
