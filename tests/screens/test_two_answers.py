"""The page of two answers: side by side, one kept or a third written, marked until settled."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from marmot_tracker.document import Author, Document
from marmot_tracker.model import Evidence
from marmot_tracker.reports.pack_words import answers_words
from marmot_tracker.services import (
    dates,
    disagreements,
    evidence,
    people,
    ratings,
    recommendations,
)
from marmot_tracker.services.finding import the_one
from marmot_tracker.services.programme import Words
from marmot_tracker.vocabulary import EvidenceKind, Rating, Sensitivity
from tests.screens.conftest import made_row, rows_of
from tests.screens.test_main_job import row
from ui.dialogs.due_date import DueDateDialog
from ui.dialogs.third_answer import ThirdAnswerDialog
from ui.dialogs.why import WhyPanel
from ui.main_window import MainWindow
from ui.pages.register_columns import every_column
from ui.pages.two_answers import TwoAnswersPage

TODAY = date(2026, 11, 1)
LONG = "Inspect every private rented home once in three years and publish what was found there"

Does = Callable[[Any, str], object]


def apart(tracker: Path, ann: Does, bob: Does) -> None:
    """Two people write in two copies, and the copies come together."""
    other = Path(shutil.copy(tracker, tracker.with_name("bob.marmot")))
    for path, name, does in ((tracker, "Ann Lee", ann), (other, "Bob Hay", bob)):
        with (
            Document.open(path, author=Author(name)) as document,
            document.edit("Changed", reason=f"{name} knows") as session,
        ):
            does(session, the_one(session, "5.4"))
    with Document.open(tracker, author=Author("Clerk")) as document:
        document.bring_in(other)


def titled(words: str) -> Does:
    return lambda session, uid: recommendations.set_fields(
        session, uid=uid, values={"title": words}, today=TODAY
    )


def due(day: date) -> Does:
    return lambda session, uid: dates.set_due(session, recommendation=uid, new_date=day)


def rated(rating: Rating) -> Does:
    return lambda session, uid: ratings.rate(
        session, recommendation=uid, rating=rating, speaks_for=TODAY, reason="as seen"
    )


def shown(qtbot: QtBot, window: MainWindow, tracker: Path, many: int = 1) -> TwoAnswersPage:
    """The page, with so many lines, its first line chosen."""
    window.bridge.open(tracker)
    qtbot.waitUntil(lambda: window.recommendations.model.rowCount() == 3)
    window.pages.show_page("two_answers")
    page = window.two_answers
    qtbot.waitUntil(lambda: page.model.rowCount() == many and len(page.card.cards) >= 2)
    return page


def press(qtbot: QtBot, button: Any) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def dialog_of(qtbot: QtBot, window: MainWindow, kind: type[QDialog]) -> Any:
    def found() -> list[QDialog]:
        return [d for d in window.findChildren(kind) if d.isVisible()]

    qtbot.waitUntil(lambda: bool(found()))
    return found()[0]


def test_both_answers_stand_side_by_side_and_one_is_kept(
    qtbot: QtBot, window: MainWindow, tracker: Path
) -> None:
    apart(tracker, rated(Rating.ON_TRACK), rated(Rating.OFF_TRACK))
    page = shown(qtbot, window, tracker)
    assert [card.given.words for card in page.card.cards] == [
        "On track (G) for 01/11/2026",
        "Off track (R) for 01/11/2026",
    ]
    assert [card.given.who for card in page.card.cards] == ["Ann Lee", "Bob Hay"]
    assert [card.given.why for card in page.card.cards] == ["as seen", "as seen"]
    assert [card.given.shown for card in page.card.cards] == [False, True]
    assert "worse rating counts" in page.card._rule.text()
    button = window.page_list._buttons["two_answers"]
    qtbot.waitUntil(lambda: button.accessibleName() == "Two answers, 1")
    press(qtbot, page.card.cards[0].button)
    qtbot.waitUntil(lambda: page.model.rowCount() == 0)
    assert page._stack.currentWidget() is page._empty
    qtbot.waitUntil(lambda: button.accessibleName() == "Two answers")
    facts = window.bridge.facts
    assert facts is not None
    assert facts.undo == "Settle rating of 5.4"
    window.close()
    settled = rows_of(tracker)["5.4"]
    assert (settled.rating, settled.marks) == (Rating.ON_TRACK, ())


def test_settling_is_one_edit_with_its_reason_and_undo_brings_both_back(
    qtbot: QtBot, window: MainWindow, tracker: Path
) -> None:
    apart(tracker, titled("Homes"), titled("Housing"))
    page = shown(qtbot, window, tracker)
    qtbot.keyClicks(page.card.reason, "The subgroup says so")
    press(qtbot, page.card.cards[0].button)
    qtbot.waitUntil(lambda: page.model.rowCount() == 0)
    window.actions_table["undo"].trigger()
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    window.actions_table["redo"].trigger()
    qtbot.waitUntil(lambda: page.model.rowCount() == 0)
    window.close()
    with Document.open(tracker, author=Author("Reader"), asking=True) as document:
        with document.read() as session:
            assert disagreements.how_many(session) == 0
        reasons = [line.reason for line in document.undoable()]
    assert "The subgroup says so" in reasons


def test_long_texts_show_what_differs_by_marks_and_in_words(
    qtbot: QtBot, window: MainWindow, tracker: Path
) -> None:
    other = LONG.replace("three", "five")
    apart(tracker, titled(LONG), titled(other))
    page = shown(qtbot, window, tracker)
    first, second = page.card.cards
    assert "<b><u>three </u></b>" in first.words.text()
    assert first.only.text() == "Only here: “three”"
    assert second.only.text() == "Only here: “five”"
    assert first.words.accessibleName() == LONG


def test_a_third_answer_is_written_in_place_of_both(
    qtbot: QtBot, window: MainWindow, tracker: Path
) -> None:
    apart(tracker, titled("Homes"), titled("Housing"))
    page = shown(qtbot, window, tracker)
    press(qtbot, page.card.third)
    dialog = dialog_of(qtbot, window, ThirdAnswerDialog)
    dialog.answer.setText("Homes and housing")
    press(qtbot, dialog.accept_button)
    qtbot.waitUntil(lambda: page.model.rowCount() == 0)
    window.close()
    settled = rows_of(tracker)["5.4"]
    assert (settled.short_title, settled.marks) == ("Homes and housing", ())


def test_a_third_date_is_asked_with_the_date_s_own_dialog(
    qtbot: QtBot, window: MainWindow, tracker: Path
) -> None:
    apart(tracker, due(date(2026, 12, 1)), due(date(2027, 3, 1)))
    page = shown(qtbot, window, tracker)
    press(qtbot, page.card.third)
    dialog = dialog_of(qtbot, window, DueDateDialog)
    dialog.date.setText("31/01/2027")
    dialog.reason.setPlainText("Agreed between the two")
    press(qtbot, dialog.accept_button)
    qtbot.waitUntil(lambda: page.model.rowCount() == 0)
    window.close()
    settled = rows_of(tracker)["5.4"]
    assert (settled.due, settled.marks) == (date(2027, 1, 31), ())


def test_the_one_accountable_lead_is_left_when_an_owner_is_kept(
    qtbot: QtBot, window: MainWindow, tracker: Path
) -> None:
    def owned(words: str) -> Does:
        return lambda session, uid: people.assign(
            session, recommendation=uid, owner=words, since=TODAY
        )

    apart(tracker, owned("Family Hubs"), owned("Head of Housing, Anytown Council"))
    page = shown(qtbot, window, tracker)
    press(qtbot, page.card.cards[0].button)
    qtbot.waitUntil(lambda: page.model.rowCount() == 0)
    window.close()
    assert rows_of(tracker)["5.4"].owner == "Family Hubs"
    with (
        Document.open(tracker, author=Author("Reader"), asking=True) as document,
        document.read() as session,
    ):
        owners = people.owners_of_assignments(session).values()
        assert [each.words for each in owners if each.until is None] == ["Family Hubs"]


@pytest.mark.parametrize("kept", [True, False])
def test_what_one_withdrew_and_another_changed_is_kept_or_withdrawn(
    qtbot: QtBot, window: MainWindow, tracker: Path, kept: bool
) -> None:
    apart(
        tracker, lambda session, uid: recommendations.withdraw(session, uid=uid), titled("Worked")
    )
    page = shown(qtbot, window, tracker)
    assert [card.given.who for card in page.card.cards] == ["Ann Lee", "Bob Hay"]
    assert not page.card.third.isVisible()
    press(qtbot, page.card.keep_button if kept else page.card.withdraw_button)
    qtbot.waitUntil(lambda: page.model.rowCount() == 0)
    window.close()
    assert ("5.4" in rows_of(tracker)) is kept
    if kept:
        assert rows_of(tracker)["5.4"].withdrawn == ""


def test_the_pane_leads_to_the_answers_and_they_are_marked_until_settled(
    qtbot: QtBot, window: MainWindow, tracker: Path
) -> None:
    apart(tracker, rated(Rating.ON_TRACK), rated(Rating.AT_RISK))
    window.bridge.open(tracker)
    qtbot.waitUntil(lambda: window.recommendations.model.rowCount() == 3)
    page = window.recommendations
    page.table.select(row(window, "5.4").uid)
    qtbot.waitUntil(lambda: page.pane._content is not None and bool(page.pane._content.two_answers))
    assert page.pane._content is not None
    assert page.pane._content.warnings == ("The rating has two answers: also “On track”.",)
    rating = page.model.columns[page.model.column_at("rating")]
    assert rating.cell(row(window, "5.4")).beneath == "two answers"
    settle = page.pane._settle.itemAt(0)
    assert settle is not None
    press(qtbot, settle.widget())
    qtbot.waitUntil(lambda: len(window.two_answers.card.cards) == 2)
    assert window.pages.current is window.two_answers
    chosen = window.two_answers.chosen
    assert chosen is not None
    assert (chosen.called.reference, chosen.field) == ("5.4", "rating")


def test_answers_on_other_things_are_listed_and_settled(
    qtbot: QtBot, window: MainWindow, tracker: Path
) -> None:
    with (
        Document.open(tracker, author=Author("Clerk")) as document,
        document.edit("Attach") as session,
    ):
        piece = evidence.attach(
            session,
            recommendation=the_one(session, "5.4"),
            title="List",
            kind=EvidenceKind.NOTE,
            note="12",
            sensitivity=Sensitivity.ORDINARY,
        )

    def noted(words: str) -> Does:
        def write(session: Any, _uid: str) -> None:
            session.get(Evidence, piece).received_from = words

        return write

    apart(tracker, noted("Landlords"), noted("Inspectors"))
    page = shown(qtbot, window, tracker)
    chosen = page.chosen
    assert chosen is not None
    assert chosen.field_words == "Received from of evidence"
    press(qtbot, page.card.cards[1].button)
    qtbot.waitUntil(lambda: page.model.rowCount() == 0)


def test_why_of_two_answers_keeps_what_is_restricted_to_itself(
    qtbot: QtBot, window: MainWindow, tracker: Path
) -> None:
    with (
        Document.open(tracker, author=Author("Clerk")) as document,
        document.edit("Attach") as session,
    ):
        piece = evidence.attach(
            session,
            recommendation=the_one(session, "5.4"),
            title="Letter",
            kind=EvidenceKind.NOTE,
            note="12",
            sensitivity=Sensitivity.RESTRICTED,
        )

    def called(words: str) -> Does:
        def write(session: Any, _uid: str) -> None:
            session.get(Evidence, piece).title = words

        return write

    apart(tracker, called("John Smith"), called("Mr Smith"))
    page = shown(qtbot, window, tracker)
    assert {card.given.words for card in page.card.cards} == {"John Smith", "Mr Smith"}
    page.handlers()["why"]()
    panel = dialog_of(qtbot, window, WhyPanel)
    said = " ".join(panel.sentences)
    assert "Title of evidence, of restricted evidence: one by Ann Lee and one by Bob Hay" in said
    assert "Smith" not in said
    press(qtbot, page.card.cards[0].button)
    qtbot.waitUntil(lambda: page.model.rowCount() == 0)
    facts = window.bridge.facts
    assert facts is not None
    assert facts.undo == "Settle title of evidence of 5.4"


def test_the_keyboard_settles(qtbot: QtBot, window: MainWindow, tracker: Path) -> None:
    apart(tracker, titled("Homes"), titled("Housing"))
    page = shown(qtbot, window, tracker)
    page.take_focus()
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert window.focusWidget() is page.card.cards[0].button
    qtbot.keyClick(page.card.cards[0].button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: page.model.rowCount() == 0)
    window.close()
    assert rows_of(tracker)["5.4"].short_title == "Homes"


@pytest.mark.parametrize(
    ("field", "column"),
    [
        ("rating", "rating"),
        ("due", "due"),
        ("lead", "owner"),
        ("wording", "text"),
        ("short_title", "text"),
        ("reference", "reference"),
        ("decision", "decision"),
        ("stage", "stage"),
        ("subgroup", "subgroup"),
        ("principle", "principle"),
    ],
)
def test_every_column_marks_its_two_answers_and_says_so(field: str, column: str) -> None:
    row_of = made_row(3)._replace(marks=(field,), due=TODAY, owner="Family Hubs")
    plain = row_of._replace(marks=())
    shown = next(each for each in every_column(Words(), TODAY) if each.name == column)
    assert shown.cell(row_of).beneath == "two answers"
    assert shown.cell(plain).beneath != "two answers"
    assert shown.spoken is not None
    assert "two answers" in shown.spoken(row_of)


def test_the_pack_names_both_until_they_are_settled(tracker: Path) -> None:
    apart(tracker, rated(Rating.ON_TRACK), rated(Rating.OFF_TRACK))
    marked = rows_of(tracker)["5.4"]
    assert answers_words(Words(), marked) == "Rating: also On track"
    with (
        Document.open(tracker, author=Author("Ann Lee")) as document,
        document.edit("Settle") as session,
    ):
        (open_one,) = disagreements.all_open(session)
        disagreements.settle(
            session,
            kind=open_one.kind,
            uid=open_one.uid,
            field=open_one.field,
            change=open_one.answers[0].change,
            today=TODAY,
        )
    assert answers_words(Words(), rows_of(tracker)["5.4"]) == ""
