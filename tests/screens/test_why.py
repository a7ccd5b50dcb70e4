"""Why? from the register, the pane's pages and the history: sentences to paste, by one key."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from marmot_tracker.document import Author, Document
from marmot_tracker.services import dates, evidence, people, ratings, recommendations
from marmot_tracker.services.finding import the_one
from marmot_tracker.services.wording import day_of
from marmot_tracker.vocabulary import EvidenceKind, Rating, Sensitivity
from tests.screens.test_main_job import choose
from ui.dialogs.why import WhyPanel
from ui.main_window import MainWindow


@pytest.fixture
def rated(qtbot: QtBot, window: MainWindow, tracker: Path) -> MainWindow:
    with (
        Document.open(tracker, author=Author("Ann Lee")) as document,
        document.edit("All of it") as session,
    ):
        uid = the_one(session, "5.4")
        dates.set_due(session, recommendation=uid, new_date=date(2027, 6, 30))
        people.assign(session, recommendation=uid, owner="Family Hubs", since=date(2026, 9, 1))
        for rating, day in ((Rating.ON_TRACK, 1), (Rating.AT_RISK, 20)):
            ratings.rate(
                session,
                recommendation=uid,
                rating=rating,
                speaks_for=date(2026, 9, day),
                reason="two officers left",
            )
        evidence.attach(
            session,
            recommendation=uid,
            title="Inspection list",
            kind=EvidenceKind.NOTE,
            note="182 of 240",
            sensitivity=Sensitivity.ORDINARY,
        )
    window.bridge.open(tracker)
    qtbot.waitUntil(lambda: window.recommendations.model.rowCount() == 3)
    return window


def panel(qtbot: QtBot, window: MainWindow) -> WhyPanel:
    def found() -> list[WhyPanel]:
        return [each for each in window.findChildren(WhyPanel) if each.isVisible()]

    qtbot.waitUntil(lambda: bool(found()))
    return found()[0]


def ask(qtbot: QtBot, window: MainWindow, column: str) -> WhyPanel:
    """Stand on a cell of 5.4 and press Shift+F1."""
    page = window.recommendations
    choose(window, "5.4")
    at = page.model.column_at(column)
    page.table.setCurrentIndex(page.table.currentIndex().siblingAtColumn(at))
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_F1, Qt.KeyboardModifier.ShiftModifier)
    return panel(qtbot, window)


@pytest.mark.parametrize(
    ("column", "heading", "begins"),
    [
        ("rating", "Why? Rating of 5.4", "5.4 is rated At risk (A) for 20/09/2026"),
        ("due", "Why? Due date of 5.4", "The due date of 5.4 was 30/06/2027 when first set"),
        ("owner", "Why? Owner of 5.4", "Family Hubs has been the accountable lead of 5.4"),
        ("reference", "Why? Reference of 5.4", "The reference of 5.4 was first set to '5.4'"),
        ("text", "Why? Wording of 5.4", "The wording of 5.4 was first set to"),
        ("evidence", "Why? Evidence of 5.4", "5.4 has 1 piece of evidence."),
        ("age", "Why? Age of the rating of 5.4", "The rating of 5.4 speaks for 20/09/2026"),
        (
            "direction",
            "Why? Direction of 5.4",
            "5.4: At risk (A) for 20/09/2026 is worse than On track (G) for 01/09/2026",
        ),
    ],
)
def test_shift_f1_says_why_on_every_column(
    qtbot: QtBot, rated: MainWindow, column: str, heading: str, begins: str
) -> None:
    shown = ask(qtbot, rated, column)
    assert shown.windowTitle() == heading
    assert shown.sentences[0].startswith(begins)
    assert all(said.endswith((".", "'")) for said in shown.sentences), "whole sentences"


def test_enter_copies_the_sentences_and_esc_closes(qtbot: QtBot, rated: MainWindow) -> None:
    shown = ask(qtbot, rated, "rating")
    said = " ".join(shown.sentences)
    qtbot.keyClick(shown, Qt.Key.Key_Return)
    assert QApplication.clipboard().text() == said
    assert shown.isVisible()
    assert shown.copied.text() == "Copied."
    qtbot.keyClick(shown, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not any(p.isVisible() for p in rated.findChildren(WhyPanel)))


def test_a_column_of_the_place_s_own_says_why(
    qtbot: QtBot, window: MainWindow, tracker: Path
) -> None:
    from marmot_tracker.services import extras

    with Document.open(tracker, author=Author("Ann Lee")) as document:
        with document.edit("Column") as session:
            column = extras.ensure_column(session, name="Ward")
        for words in ("Northfield", "Eastgate"):
            with document.edit("Fill in") as session:
                extras.set_value(
                    session, recommendation=the_one(session, "5.4"), column=column, value=words
                )
    window.bridge.open(tracker)
    qtbot.waitUntil(lambda: window.recommendations.model.rowCount() == 3)
    page = window.recommendations
    qtbot.waitUntil(lambda: "Ward" in [each.heading for each in page.model.columns])
    name = next(each.name for each in page.model.columns if each.heading == "Ward")
    shown = ask(qtbot, window, name)
    assert shown.sentences[0].startswith("The Ward of 5.4 was first set to 'Northfield', on ")
    assert "changed from 'Northfield' to 'Eastgate'" in shown.sentences[1]


def test_a_step_of_the_history_says_why(qtbot: QtBot, rated: MainWindow) -> None:
    with_title(rated)
    rated.pages.show_page("history")
    page = rated.history
    qtbot.waitUntil(lambda: any("title" in line.what for line in page.model.lines))
    line = next(at for at, line in enumerate(page.model.lines) if "title" in line.what)
    page.tree.setCurrentIndex(page.model.index(line, 0))
    rated.actions_table["why"].trigger()
    shown = panel(qtbot, rated)
    assert shown.windowTitle() == "Why? Short title of 5.4"
    assert shown.sentences[0].startswith("The short title of 5.4 was first set to 'Homes'")


def with_title(window: MainWindow) -> None:
    def write(session: Any) -> None:
        uid = the_one(session, "5.4")
        recommendations.set_fields(
            session, uid=uid, values={"title": "Homes"}, today=date(2026, 11, 1)
        )

    window.bridge.do("Set title", write)


def test_the_design_s_example_is_said_as_it_is_written(tracker: Path) -> None:
    from marmot_tracker import clock
    from marmot_tracker.services.why import why
    from marmot_tracker.trail.history import Source
    from marmot_tracker.vocabulary import Via

    with Document.open(tracker, author=Author("Ann Lee")) as document:
        with document.edit("Due") as session:
            uid = the_one(session, "5.4")
            dates.set_due(session, recommendation=uid, new_date=date(2026, 6, 30))
        moment = clock.now()
        with (
            clock.fixed(moment),
            document.edit("Move", source=Source(Via.RETURN, note="Q2 return")) as session,
        ):
            dates.set_due(
                session,
                recommendation=uid,
                new_date=date(2026, 12, 31),
                reason="two officers left",
                asked_by="Housing standards",
                agreed_by="the steering group",
                agreed_on=date(2026, 9, 20),
            )
        with document.read() as session:
            said = why(session, uid=uid, field="due")
    moved = day_of(moment)
    assert said[1] == (
        f"It moved once, to 31/12/2026, on {moved}, asked by Housing standards (in a return, Q2 "
        "return: 'two officers left'), agreed by the steering group on 20/09/2026, recorded by "
        "Ann Lee."
    )


def test_every_column_that_can_be_shown_says_why(tracker: Path) -> None:
    from marmot_tracker.services.programme import Words
    from marmot_tracker.services.why import why
    from ui.pages.asking_why import FIELDS
    from ui.pages.register_columns import every_column

    today = date(2026, 11, 23)
    names = [column.name for column in every_column(Words(), today)]
    assert len(names) == len(set(names))
    with (
        Document.open(tracker, author=Author("Ann Lee"), asking=True) as document,
        document.read() as session,
    ):
        uid = the_one(session, "5.4")
        for name in names:
            said = why(session, uid=uid, field=FIELDS.get(name, name), today=today)
            assert said, name
            assert all(each.strip() for each in said), name


def test_a_piece_of_evidence_says_from_whom_it_is(qtbot: QtBot, rated: MainWindow) -> None:
    rated.pages.show_page("evidence")
    page = rated.evidence
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    page.table.select_first()
    rated.actions_table["why"].trigger()
    shown = panel(qtbot, rated)
    assert shown.sentences[0].startswith("'Inspection list' is a note, attached on ")
    assert shown.sentences[1].startswith("Nobody can be recognised in it, said on ")
    assert shown.sentences[2].startswith("It speaks for 5.4 Improve the quality of homes, tied")


def test_a_fact_of_the_reading_pane_says_why(qtbot: QtBot, rated: MainWindow) -> None:
    choose(rated, "5.4")
    pane = rated.recommendations.pane
    qtbot.waitUntil(lambda: pane._content is not None and bool(pane._content.facts))
    labels = [each for each in pane.findChildren(QLabel) if each.text() == "Due" and each.actions()]
    assert [action.text() for action in labels[0].actions()] == ["Why?"]
    labels[0].actions()[0].trigger()
    assert panel(qtbot, rated).windowTitle() == "Why? Due date of 5.4"
