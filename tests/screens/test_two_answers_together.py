"""Many two answers at once: by who differs from whom, and settled as they are shown, in one edit."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from marmot_tracker.document import Author, Document
from marmot_tracker.errors import TrackerError
from marmot_tracker.services import answer_groups, disagreements, ratings, recommendations
from marmot_tracker.services.finding import the_one
from marmot_tracker.vocabulary import Rating
from tests.screens.conftest import rows_of
from tests.screens.test_two_answers import TODAY, Does, dialog_of, press, rated, titled
from ui.dialogs.keep_shown import KeepShownDialog
from ui.main_window import MainWindow
from ui.pages.two_answers import TwoAnswersPage

Doing = Mapping[str, Does]


def copies(tracker: Path, did: Mapping[str, Doing]) -> None:
    """Each person works in a copy of their own, and all come together in the tracker."""
    files = {
        who: Path(shutil.copy(tracker, tracker.with_name(f"{who.split()[0]}.marmot")))
        for who in did
    }
    for who, doing in did.items():
        with Document.open(files[who], author=Author(who)) as document:
            for reference, does in doing.items():
                with document.edit("Changed", reason=f"{who} knows") as session:
                    does(session, the_one(session, reference))
    with Document.open(tracker, author=Author("Clerk")) as document:
        for file in files.values():
            document.bring_in(file)


def withdrawn() -> Does:
    return lambda session, uid: recommendations.withdraw(session, uid=uid)


@pytest.fixture
def three(tracker: Path) -> Path:
    """Ann differs from Bob in 1 and in what he withdrew, and from Cid in the rating of 8.1."""
    copies(
        tracker,
        {
            "Ann Lee": {
                "1": titled("Childcare"),
                "5.4": titled("Homes"),
                "8.1": rated(Rating.ON_TRACK),
            },
            "Bob Hay": {"1": titled("Good childcare"), "5.4": withdrawn()},
            "Cid Roe": {"8.1": rated(Rating.OFF_TRACK)},
        },
    )
    return tracker


def shown(qtbot: QtBot, window: MainWindow, tracker: Path, many: int) -> TwoAnswersPage:
    """The page, with so many lines."""
    window.bridge.open(tracker)
    qtbot.waitUntil(lambda: window.recommendations.model.rowCount() == 3)
    window.pages.show_page("two_answers")
    page = window.two_answers
    qtbot.waitUntil(lambda: page.model.rowCount() == many)
    return page


def chips(page: TwoAnswersPage) -> list[str]:
    return [button.text() for button in page.chips.buttons.values()]


def test_a_chip_for_each_pair_shows_only_what_they_differ_in(
    qtbot: QtBot, window: MainWindow, three: Path
) -> None:
    page = shown(qtbot, window, three, 3)
    assert chips(page) == ["Everybody  3", "Ann Lee and Bob Hay  2", "Ann Lee and Cid Roe  1"]
    press(qtbot, page.chips.buttons["Ann Lee|Cid Roe"])
    assert [row.of.called.reference for row in page.model.all_rows] == ["8.1"]
    assert not page.keep_all.isEnabled(), "of one value it is settled beside it"
    wanted = next(of for of in page._all if of.called.reference == "1")
    page.show_asked(f"{wanted.recommendation}|{wanted.field}")
    assert page.chosen is not None
    assert page.chosen.called.reference == "1"
    assert page.chips.key == ""
    press(qtbot, page.chips.buttons["Ann Lee|Bob Hay"])
    assert {row.of.called.reference for row in page.model.all_rows} == {"1", "5.4"}


def test_the_one_shown_is_kept_for_a_group_in_one_edit_and_undo_takes_it_back(
    qtbot: QtBot, window: MainWindow, three: Path
) -> None:
    page = shown(qtbot, window, three, 3)
    press(qtbot, page.chips.buttons["Ann Lee|Bob Hay"])
    press(qtbot, page.keep_all)
    dialog = dialog_of(qtbot, window, KeepShownDialog)
    assert not dialog._more.text().startswith(" ")
    lines = {line.name: (line.kept, line.other) for line in dialog.model.all_rows}
    assert lines == {
        "1": ("Good childcare", "Childcare, by Ann Lee"),
        "5.4": ("It stays", "Withdrawn, by Bob Hay"),
    }
    qtbot.keyClicks(dialog.reason, "Agreed by telephone")
    press(qtbot, dialog.accept_button)
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    assert page.chosen is not None
    assert page.chosen.called.reference == "8.1", "only one group is left: it is shown"
    assert not page.chips.isVisible()
    assert window.messages.text == "2 values settled as shown."
    facts = window.bridge.facts
    assert facts is not None
    assert facts.undo == "Keep the one shown for 2 values"
    press(qtbot, window.messages._action)
    qtbot.waitUntil(lambda: page.model.rowCount() == 3)
    window.actions_table["redo"].trigger()
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    window.close()
    after = rows_of(three)
    assert (after["1"].short_title, after["1"].marks) == ("Good childcare", ())
    assert (after["5.4"].short_title, after["5.4"].withdrawn) == ("Homes", "")
    assert after["8.1"].marks == ("rating",)


def test_of_ratings_the_one_that_counts_is_kept_not_the_latest(
    qtbot: QtBot, window: MainWindow, tracker: Path
) -> None:
    copies(
        tracker,
        {
            "Ann Lee": {"1": rated(Rating.OFF_TRACK), "8.1": rated(Rating.AT_RISK)},
            "Bob Hay": {"1": rated(Rating.ON_TRACK), "8.1": rated(Rating.ON_TRACK)},
        },
    )
    page = shown(qtbot, window, tracker, 2)
    assert chips(page) == []
    press(qtbot, page.keep_all)
    dialog = dialog_of(qtbot, window, KeepShownDialog)
    assert [line.by for line in dialog.model.all_rows] == ["Ann Lee", "Ann Lee"]
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page._stack.currentWidget() is page._empty)
    assert not page.keep_all.isVisible()
    window.close()
    after = rows_of(tracker)
    assert (after["1"].rating, after["8.1"].rating) == (Rating.OFF_TRACK, Rating.AT_RISK)
    assert (after["1"].marks, after["8.1"].marks) == ((), ())


def test_what_was_answered_anew_since_it_was_seen_is_left(three: Path) -> None:
    with Document.open(three, author=Author("Dee Fox")) as document:
        with document.read() as session:
            seen = answer_groups.shown_of(disagreements.all_open(session))
        with document.edit("Rate") as session:
            ratings.rate(
                session,
                recommendation=the_one(session, "8.1"),
                rating=Rating.AT_RISK,
                speaks_for=date(2026, 11, 2),
                reason="Looked again",
                path_to_green="Two more",
            )
        with document.edit("Keep") as session:
            done = answer_groups.keep_shown(session, shown=seen, today=TODAY)
        assert (done.settled, done.left) == (2, 1)
        with pytest.raises(TrackerError, match="settled meanwhile"), document.edit("Keep") as again:
            answer_groups.keep_shown(again, shown=seen, today=TODAY)
    assert rows_of(three)["8.1"].rating is Rating.AT_RISK
