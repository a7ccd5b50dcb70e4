"""The reading pane: what it says of a rating, what it lets be asked for, and its one row of tabs."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QPushButton, QTabBar, QToolButton
from pytestqt.qtbot import QtBot

from marmot_tracker.document import Document
from marmot_tracker.model import Action
from marmot_tracker.services import actions
from marmot_tracker.services.actions import ActionFacts
from marmot_tracker.vocabulary import Rating
from tests.screens.test_deciding import press
from tests.screens.test_main_job import choose, dialog_of, row
from ui.dialogs.rating import RatingDialog
from ui.main_window import MainWindow
from ui.pages import pane_content
from ui.theme import ZOOM_STEPS, Look
from ui.widgets.entries import Entry, Fact
from ui.widgets.reading_pane import PaneContent, ReadingPane

WRITES = (
    ("current", "Make it current"),
    ("check", "Checked…"),
    ("put_back", "Put back…"),
    ("erase_entry", "Erase what it says…"),
    ("erase_evidence", "Erase this evidence…"),
    ("action_done", "Done"),
    ("action_withdraw", "Withdraw"),
)


def content(position: str = "", reason: str = "") -> PaneContent:
    """A pane whose parts ask for everything that can be asked for."""
    entry = Entry("today", "Said", uid="e", actions=(*WRITES, ("open", "Open…")), menu=WRITES)
    own = Fact("Own columns", "not filled in", "quiet", pane_content.FILL_IN, heads=True)
    lead = Fact("Lead", "Family Hubs", field="lead")
    return PaneContent(
        uid="u",
        above="5.4",
        heading="Homes",
        wording="",
        rating=Rating.AT_RISK,
        rating_word="At risk",
        as_at="",
        beneath_rating="",
        position=position,
        reason=reason,
        path_to_green="",
        path_by="",
        help_needed="",
        facts=(lead, own),
        planned=(),
        progress=(entry,),
        evidence=(entry,),
        history=(entry,),
        two_answers=(("lead", "owner"),),
    )


@pytest.fixture
def pane(qtbot: QtBot) -> ReadingPane:
    """A pane alone."""
    made = ReadingPane()
    qtbot.addWidget(made)
    made.resize(made.minimumSizeHint().width(), 700)
    made.show()
    return made


def shown_words(pane: ReadingPane) -> list[str]:
    return [label.text() for label in pane.findChildren(QLabel) if label.isVisible()]


@pytest.mark.parametrize(
    ("position", "reason", "said"),
    [
        (
            "Inspections 14 behind",
            "Two officers left",
            ["Inspections 14 behind", "Two officers left"],
        ),
        ("Two officers left", "Two officers left", ["Two officers left"]),
        ("Inspections 14 behind", "", ["Inspections 14 behind"]),
        ("", "Two officers left", ["Two officers left"]),
        ("", "", []),
    ],
)
def test_the_position_is_the_main_line_and_the_reason_is_beneath(
    pane: ReadingPane, position: str, reason: str, said: list[str]
) -> None:
    pane.show_content(content(position, reason))
    both = ("Inspections 14 behind", "Two officers left")
    found = [label for label in pane.findChildren(QLabel) if label.text() in both]
    assert [label.text() for label in found if label.isVisible()] == said
    tones = [label.property("tone") for label in found if label.isVisible()]
    assert tones == [None, "quiet"][: len(said)]


def test_the_position_that_was_typed_is_read_in_the_pane(qtbot: QtBot, opened: MainWindow) -> None:
    choose(opened, "5.4")
    opened.actions_table["rate"].trigger()
    dialog = dialog_of(qtbot, opened, RatingDialog)
    qtbot.mouseClick(dialog.choices[Rating.ON_TRACK], Qt.MouseButton.LeftButton)
    qtbot.keyClicks(dialog.position, "182 of 240 inspected")
    qtbot.keyClicks(dialog.reason, "The landlords agreed")
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    pane = opened.recommendations.pane
    wanted = {"182 of 240 inspected", "The landlords agreed"}
    qtbot.waitUntil(lambda: wanted <= set(shown_words(pane)))
    assert row(opened, "5.4").position_line == "182 of 240 inspected"


def asked_by(pane: ReadingPane) -> dict[str, bool]:
    """By its words: whether a button or an entry of a menu of the pane can be used."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    buttons = {each.text(): each.isEnabled() for each in pane.findChildren(QPushButton)}
    actions = {f"menu: {each.text()}": each.isEnabled() for each in pane.findChildren(QAction)}
    return buttons | actions


@pytest.mark.parametrize("first", [True, False])
def test_nothing_of_the_pane_writes_while_looking_back(
    qtbot: QtBot, pane: ReadingPane, first: bool
) -> None:
    """Whether the past is looked at before the pane is filled, or after."""
    reading = {"Open…", "menu: Why?", "menu: Copy", "menu: Select All"}
    if first:
        pane.set_may_write(False)
    pane.show_content(content())
    pane.set_may_write(False)
    seen: set[str] = set()
    for part in range(3):
        pane.show_tab(part)
        found = asked_by(pane)
        seen |= set(found)
        assert {words for words, enabled in found.items() if enabled} <= reading
    assert {"Fill in…", "Rate…", "Attach…", "Settle owner…", "menu: Put back…"} <= seen
    assert {words for _, words in WRITES} <= seen
    pane.set_may_write(True)
    assert all(asked_by(pane).values())


def test_what_was_asked_for_before_is_not_passed_on_while_looking_back(
    qtbot: QtBot, pane: ReadingPane
) -> None:
    pane.show_content(content())
    pane.set_may_write(False)
    asked: list[str] = []
    pane.own_requested.connect(asked.append)
    pane.put_back_requested.connect(asked.append)
    pane.entry_erasure_requested.connect(asked.append)
    for code in ("own", "put_back", "erase_entry"):
        pane._asked(code, "e")
    assert asked == []
    pane.set_may_write(True)
    pane._asked("own", "e")
    assert asked == ["u"]


@pytest.mark.parametrize("zoom", [zoom for zoom in ZOOM_STEPS if zoom >= 100])
def test_the_tabs_need_no_arrows(qtbot: QtBot, opened: MainWindow, look: Look, zoom: int) -> None:
    opened.appearance._look.apply(zoom=zoom)
    opened.resize(1280, 800)
    choose(opened, "5.4")
    pane = opened.recommendations.pane
    qtbot.waitUntil(lambda: pane.uid == row(opened, "5.4").uid)
    many = content()
    pane.show_content(
        PaneContent(
            **{name: getattr(many, name) for name in PaneContent.__slots__}
            | {"evidence": many.evidence * 24}
        )
    )
    (tabs,) = pane.findChildren(QTabBar)
    qtbot.waitUntil(lambda: tabs.width() >= tabs.sizeHint().width())
    assert not [arrow for arrow in tabs.findChildren(QToolButton) if arrow.isVisible()]
    right = tabs.mapTo(pane, tabs.tabRect(tabs.count() - 1).topRight()).x()
    assert right < pane.width()
    opened.appearance._look.apply(zoom=100)


def test_attach_stands_with_the_other_buttons(pane: ReadingPane) -> None:
    pane.show_content(content())
    words = {each.text(): each for each in pane.findChildren(QPushButton)}
    assert words["Attach…"].y() == words["Rate…"].y()


def test_filling_in_stands_on_the_line_of_its_heading(qtbot: QtBot, pane: ReadingPane) -> None:
    pane.show_content(content())
    heading = next(each for each in pane.findChildren(QLabel) if each.text() == "OWN COLUMNS")
    button = next(each for each in pane.findChildren(QPushButton) if each.text() == "Fill in…")
    qtbot.waitUntil(lambda: heading.isVisible() and button.isVisible())
    qtbot.waitUntil(
        lambda: abs(heading.geometry().center().y() - button.geometry().center().y()) <= 1
    )
    assert button.property("kind") == "quiet"


def test_an_action_is_done_by_its_button_and_open_again(qtbot: QtBot, opened: MainWindow) -> None:
    choose(opened, "5.4")
    subject = row(opened, "5.4").uid
    pane = opened.recommendations.pane

    def plan(document: Document, _progress: object) -> str:
        with document.edit("Accept") as session:
            action = Action(recommendation=subject, title="Ask the county", owner="Housing")
            session.add(action)
        return action.uid

    heard: list[str] = []
    opened.bridge.work("Accepting", plan, then=heard.append)

    def button(words: str) -> QPushButton:
        """The button of the action, once it says so."""

        def named() -> list[QPushButton]:
            buttons = pane.findChildren(QPushButton)
            return [b for b in buttons if b.accessibleName() == f"{words} Ask the county"]

        qtbot.waitUntil(lambda: bool(named()))
        return named()[0]

    press(qtbot, button("Done"))
    press(qtbot, button("Not done yet"))
    button("Done")
    found: list[list[ActionFacts]] = []
    opened.bridge.work(
        "Looking", lambda document, _: _actions(document, subject), then=found.append, reads=True
    )
    qtbot.waitUntil(lambda: bool(found))
    assert [(each.uid, each.done_on) for each in found[0]] == [(heard[0], None)]
    opened.actions_table["undo"].trigger()
    button("Not done yet")


def _actions(document: Document, subject: str) -> list[ActionFacts]:
    with document.read() as session:
        return actions.of(session, subject)
