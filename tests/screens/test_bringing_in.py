"""Bringing in a copy in the window: shown by author first, whole, and what is ticked put back."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from pytestqt.qtbot import QtBot

from marmot_tracker import clock, profile
from marmot_tracker.document import Author, Document
from marmot_tracker.profile import Profile
from marmot_tracker.services import evidence, people, recommendations, subgroups
from marmot_tracker.services.finding import the_one
from marmot_tracker.vocabulary import EvidenceKind, Sensitivity
from tests.screens.conftest import make_tracker, rows_of
from tests.screens.test_two_answers import Does, dialog_of, press, titled
from ui.dialogs.bring_in import BringInDialog
from ui.dialogs.bring_in_lines import HEADING
from ui.dialogs.came_in import CameInDialog
from ui.dialogs.import_review import ReviewDialog
from ui.dialogs.plain import TellingDialog
from ui.dialogs.put_back_notice import PutBackNoticeDialog
from ui.main_window import MainWindow

TODAY = date(2026, 11, 1)


def work(path: Path, who: str, reference: str, does: Does, reason: str = "") -> None:
    """One edit by somebody in a file."""
    with (
        Document.open(path, author=Author(who)) as document,
        document.edit("Changed", reason=reason or f"{who} knows") as session,
    ):
        does(session, the_one(session, reference))


def owned(words: str) -> Does:
    return lambda session, uid: people.assign(session, recommendation=uid, owner=words, since=TODAY)


@pytest.fixture
def chaired(tracker: Path) -> Path:
    """The tracker, where Jo Bell chairs Housing."""
    with (
        Document.open(tracker, author=Author("Clerk")) as document,
        document.edit("Name the chair") as session,
    ):
        housing = next(each for each in people.subgroups(session) if each.name == "Housing")
        subgroups.set_people(session, people={housing.uid: subgroups.SubgroupPeople("Jo Bell")})
    return tracker


@pytest.fixture
def copy(chaired: Path, tmp_path: Path) -> Path:
    """Jo's copy: her own part and another's changed, a file attached; Kim withdrew 8.1 in it."""
    path = Path(shutil.copy(chaired, chaired.with_name("Copy of Jo.marmot")))
    work(path, "Jo Bell", "5.4", titled("Better homes"))
    work(path, "Jo Bell", "1", titled("Childcare for all"))
    file = tmp_path / "survey.txt"
    file.write_text("damp " * 800, encoding="utf-8")
    with Document.open(path, author=Author("Jo Bell")) as document:
        staged = document.stage(file)
        with document.edit("Attach evidence") as session:
            evidence.attach(
                session,
                recommendation=the_one(session, "5.4"),
                kind=EvidenceKind.FILE,
                sensitivity=Sensitivity.ORDINARY,
                staged=staged,
            )
    work(path, "Kim Shah", "8.1", lambda session, uid: recommendations.withdraw(session, uid=uid))
    return path


def opened_on(qtbot: QtBot, window: MainWindow, path: Path, many: int = 3) -> None:
    window.bridge.open(path)
    qtbot.waitUntil(lambda: window.recommendations.model.rowCount() == many)
    qtbot.waitUntil(lambda: not window.bridge.workers.running)


def title_of(window: MainWindow, reference: str) -> str:
    """A title as the list on show says it."""
    rows = window.recommendations.model.all_rows
    return next(row.short_title for row in rows if row.reference == reference)


def previewed(qtbot: QtBot, window: MainWindow, path: Path) -> Any:
    window.commands.preview_copy(path)
    return dialog_of(qtbot, window, BringInDialog)


def accept(qtbot: QtBot, window: MainWindow, dialog: Any) -> None:
    press(qtbot, dialog.accept_button)
    came = "What came in"
    qtbot.waitUntil(lambda: bool(window.messages.text) and window.messages._action.text() == came)


def rows(dialog: Any) -> list[tuple[str, str, bool]]:
    """Who, of what, and whether it is outside their own part; a heading has no second."""
    return [
        (row.of.who, row.line.reference if row.line else "", bool(row.line and row.line.outside))
        for row in dialog.model.all_rows
    ]


def dropped(window: MainWindow, path: Path) -> None:
    """A file let go over the window."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    button, key = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    window.dropEvent(QDropEvent(QPointF(300, 300), Qt.DropAction.CopyAction, mime, button, key))


def test_a_copy_is_shown_by_who_wrote_it_what_is_outside_their_own_part_first(
    qtbot: QtBot, window: MainWindow, chaired: Path, copy: Path
) -> None:
    opened_on(qtbot, window, chaired)
    dialog = previewed(qtbot, window, copy)
    shown = rows(dialog)
    assert shown[:2] == [("Jo Bell", "", False), ("Jo Bell", "1", True)]
    assert ("Jo Bell", "5.4", False) in shown
    assert shown[-2:] == [("Kim Shah", "", False), ("Kim Shah", "8.1", False)]
    assert "1 withdrawn" in dialog.summary.text()
    assert "1 evidence file comes along (4 kB)" in dialog.summary.text()
    chips = [button.text() for button in dialog.chips.buttons.values()]
    assert "Outside their own part  1" in chips
    press(qtbot, dialog.chips.buttons["outside"])
    assert rows(dialog) == [("Jo Bell", "", False), ("Jo Bell", "1", True)]
    press(qtbot, dialog.chips.buttons[f"{HEADING}Kim Shah"])
    assert {who for who, _, _ in rows(dialog)} == {"Kim Shah"}
    dialog.reject()
    assert rows_of(chaired)["1"].short_title == "", "shown is not brought in"


def test_it_comes_in_whole_with_the_backup_named_and_a_receipt(
    qtbot: QtBot, window: MainWindow, chaired: Path, copy: Path
) -> None:
    opened_on(qtbot, window, chaired)
    accept(qtbot, window, previewed(qtbot, window, copy))
    assert "backup" in window.messages.text
    press(qtbot, window.messages._action)
    receipts = dialog_of(qtbot, window, CameInDialog)
    (line,) = receipts.model.all_rows
    assert (line.of.file, line.of.who, line.of.files) == ("Copy of Jo.marmot", "Ann Smith", 1)
    assert set(line.of.people) == {"Jo Bell", "Kim Shah"}
    assert line.of.sha256 in receipts.full.text()
    receipts.accept()
    window.actions_table["came_in"].trigger()
    assert dialog_of(qtbot, window, CameInDialog).model.rowCount() == 1
    window.close()
    after = rows_of(chaired)
    assert (after["1"].short_title, after["5.4"].short_title) == (
        "Childcare for all",
        "Better homes",
    )
    assert "8.1" not in after


def test_ticked_lines_are_put_back_in_one_edit_with_the_reason(
    qtbot: QtBot, window: MainWindow, chaired: Path, copy: Path
) -> None:
    opened_on(qtbot, window, chaired)
    dialog = previewed(qtbot, window, copy)
    outside = next(row for row in dialog.model.all_rows if row.line and row.line.outside)
    dialog.table.select(outside.uid)
    dialog.table.setFocus()
    qtbot.keyClick(dialog.table, Qt.Key.Key_Space)
    assert dialog.accept_button.text() == "Bring it in and put 1 line back"
    assert dialog.reason.isVisible()
    press(qtbot, dialog.accept_button)
    assert dialog.isVisible(), "a reason is asked for"
    assert "Say why" in dialog.form.fault(dialog.reason)
    qtbot.keyClicks(dialog.reason, "Not agreed with the Children subgroup")
    accept(qtbot, window, dialog)
    facts = window.bridge.facts
    assert facts is not None
    assert "put back" in facts.undo.casefold()
    qtbot.waitUntil(lambda: title_of(window, "5.4") == "Better homes")
    assert title_of(window, "1") == ""
    window.actions_table["undo"].trigger()
    qtbot.waitUntil(lambda: title_of(window, "1") == "Childcare for all")
    window.actions_table["redo"].trigger()
    qtbot.waitUntil(lambda: title_of(window, "1") == "")
    window.close()
    after = rows_of(chaired)
    assert (after["5.4"].short_title, "8.1" in after) == ("Better homes", False)


def test_a_tick_is_taken_away_again_and_a_name_ticks_all_of_theirs(
    qtbot: QtBot, window: MainWindow, chaired: Path, copy: Path
) -> None:
    opened_on(qtbot, window, chaired)
    dialog = previewed(qtbot, window, copy)
    able = {row.line.key for row in dialog.model.all_rows if row.line and row.line.can_put_back}
    jos = {
        row.line.key
        for row in dialog.model.all_rows
        if row.line and row.of.who == "Jo Bell" and row.line.key in able
    }
    dialog.table.select(f"{HEADING}Jo Bell")
    dialog.table.setFocus()
    qtbot.keyClick(dialog.table, Qt.Key.Key_Space)
    assert dialog.value().put_back == jos
    qtbot.keyClick(dialog.table, Qt.Key.Key_Space)
    assert dialog.value().put_back == frozenset()
    assert not dialog.reason.isVisible()
    assert dialog.accept_button.text() == "Bring it in"


def test_whose_line_was_put_back_is_told_at_the_next_opening_and_once(
    qtbot: QtBot, window: MainWindow, chaired: Path, copy: Path
) -> None:
    opened_on(qtbot, window, chaired)
    dialog = previewed(qtbot, window, copy)
    outside = next(row for row in dialog.model.all_rows if row.line and row.line.outside)
    dialog.table.select(outside.uid)
    dialog.table.setFocus()
    qtbot.keyClick(dialog.table, Qt.Key.Key_Space)
    qtbot.keyClicks(dialog.reason, "Not agreed")
    accept(qtbot, window, dialog)
    window.bridge.close()
    qtbot.waitUntil(lambda: window.bridge.facts is None)
    profile.save(Profile("Jo Bell", "Anytown Council", "Housing"))
    window.bridge.open(chaired)
    qtbot.waitUntil(lambda: "1 change of yours was put back by Ann Smith" in window.messages.text)
    assert window.messages._action.text() == "Show"
    press(qtbot, window.messages._action)
    told = dialog_of(qtbot, window, PutBackNoticeDialog)
    (line,) = told.model.all_rows
    assert (line.of.reason, line.of.reference) == ("Not agreed", "1")
    press(qtbot, told.go_button)
    qtbot.waitUntil(lambda: window.recommendations.table.current_uid == line.of.recommendation)
    window.bridge.close()
    qtbot.waitUntil(lambda: window.bridge.facts is None)
    opened_on(qtbot, window, chaired, 2)
    assert window.messages.text == ""


def test_two_answers_are_shown_after(
    qtbot: QtBot, window: MainWindow, chaired: Path, copy: Path
) -> None:
    work(chaired, "Sam Hill", "5.4", titled("Homes"))
    opened_on(qtbot, window, chaired)
    dialog = previewed(qtbot, window, copy)
    assert "1 will have two answers" in dialog.summary.text()
    accept(qtbot, window, dialog)
    qtbot.waitUntil(lambda: window.pages.current is window.two_answers)
    qtbot.waitUntil(lambda: window.two_answers.model.rowCount() == 1)
    assert {card.given.who for card in window.two_answers.card.cards} == {"Jo Bell", "Sam Hill"}


def test_what_changed_here_since_it_was_shown_is_shown_anew(
    qtbot: QtBot, window: MainWindow, chaired: Path, copy: Path
) -> None:
    opened_on(qtbot, window, chaired)
    dialog = previewed(qtbot, window, copy)
    window.bridge.do(
        "Own",
        people.assign,
        recommendation=rows_of(chaired)["5.4"].uid,
        owner="Family Hubs",
        since=TODAY,
    )
    press(qtbot, dialog.accept_button)
    qtbot.waitUntil(
        lambda: any(d.isVisible() and d is not dialog for d in window.findChildren(BringInDialog))
    )
    assert rows_of(chaired)["1"].short_title == "", "nothing came in unseen"
    anew = next(d for d in window.findChildren(BringInDialog) if d.isVisible())
    accept(qtbot, window, anew)
    window.close()
    after = rows_of(chaired)
    assert (after["5.4"].owner, after["5.4"].short_title) == ("Family Hubs", "Better homes")


def test_an_unrelated_tracker_is_refused_and_offered_as_a_list(
    qtbot: QtBot, window: MainWindow, tracker: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    other = make_tracker(folder / "Othertown.marmot")
    work(other, "Pat Lee", "1", titled("Their own"))
    opened_on(qtbot, window, tracker)
    window.commands.preview_copy(other)
    qtbot.waitUntil(lambda: window.messages._action.text() == "Load it as a list…")
    assert "Othertown.marmot" in window.messages.text
    press(qtbot, window.messages._action)
    review = dialog_of(qtbot, window, ReviewDialog)
    review.reject()
    window.close()
    assert rows_of(tracker)["1"].short_title == ""


def send(path: Path, target: Path, since: int = 0) -> None:
    """Write what a copy lacks elsewhere into a file of changes."""
    with Document.open(path, author=Author("Jo Bell")) as document:
        document.send_changes(target, since=document.states_sent_since()[since])


def test_a_file_of_changes_dropped_on_the_window_is_shown_and_comes_in(
    qtbot: QtBot, window: MainWindow, chaired: Path, copy: Path, tmp_path: Path
) -> None:
    opened_on(qtbot, window, chaired)
    with Document.open(copy, author=Author("Jo Bell")) as document:
        state = document.other_state(chaired)
        sent = document.send_changes(tmp_path / "Jo.marmot-changes", since=state)
    assert sent.size < copy.stat().st_size
    dropped(window, sent.path)
    dialog = dialog_of(qtbot, window, BringInDialog)
    assert dialog.coming.file == "Jo.marmot-changes"
    accept(qtbot, window, dialog)
    window.close()
    assert rows_of(chaired)["5.4"].short_title == "Better homes"


def test_changes_that_build_on_others_name_what_is_missing_and_apply_nothing(
    qtbot: QtBot, window: MainWindow, chaired: Path, copy: Path, tmp_path: Path
) -> None:
    later = Path(shutil.copy(copy, copy.with_name("Later.marmot")))
    work(later, "Jo Bell", "5.4", owned("Family Hubs"))
    with Document.open(later, author=Author("Jo Bell")) as document:
        since = document.other_state(copy)
        sent = document.send_changes(tmp_path / "Later.marmot-changes", since=since)
    opened_on(qtbot, window, chaired)
    before = chaired.read_bytes()
    dropped(window, sent.path)
    qtbot.waitUntil(lambda: window.messages._action.text() == "Show which")
    press(qtbot, window.messages._action)
    told = dialog_of(qtbot, window, TellingDialog)
    assert "Kim Shah" in told._copied
    assert "Nothing was taken in." in told._copied
    told.accept()
    window.close()
    assert chaired.read_bytes() == before


def test_entries_dated_ahead_are_named_before_they_come_in(
    qtbot: QtBot, window: MainWindow, chaired: Path
) -> None:
    path = Path(shutil.copy(chaired, chaired.with_name("Ahead.marmot")))
    with clock.fixed(clock.now() + timedelta(days=9)):
        work(path, "Jo Bell", "5.4", titled("From next week"))
    opened_on(qtbot, window, chaired)
    dialog = previewed(qtbot, window, path)
    assert len(dialog.coming.ahead) == 1
    said = [
        label.text() for label in dialog.findChildren(type(dialog.summary)) if label.isVisible()
    ]
    assert dialog.coming.ahead[0] in said
    dialog.reject()


def test_without_an_open_tracker_a_file_of_changes_says_what_to_do(
    qtbot: QtBot, window: MainWindow, copy: Path, tmp_path: Path
) -> None:
    with Document.open(copy, author=Author("Jo Bell")) as document:
        sent = document.send_changes(tmp_path / "Jo.marmot-changes")
    dropped(window, sent.path)
    qtbot.waitUntil(lambda: "is none itself" in window.messages.text)
    assert "Open the tracker" in window.messages.text
    assert window.bridge.facts is None


def test_three_copies_in_either_order_end_with_one_check_code(
    qtbot: QtBot, window: MainWindow, chaired: Path, tmp_path: Path
) -> None:
    files = []
    for who, reference in (("Jo Bell", "5.4"), ("Kim Shah", "5.4"), ("Lou Dix", "1")):
        path = Path(shutil.copy(chaired, chaired.with_name(f"{who}.marmot")))
        work(path, who, reference, titled(f"{who} says"))
        with Document.open(path, author=Author(who)) as document:
            state = document.other_state(chaired)
            files.append(
                document.send_changes(tmp_path / f"{who}.marmot-changes", since=state).path
            )
    other = Path(shutil.copy(chaired, chaired.with_name("Other.marmot")))
    with Document.open(other, author=Author("Clerk")) as document:
        for file in reversed(files):
            document.bring_in(file)
        code = document.check_code
    opened_on(qtbot, window, chaired)
    for file in files:
        window.messages.clear()
        dropped(window, file)
        accept(qtbot, window, dialog_of(qtbot, window, BringInDialog))
    facts = window.bridge.facts
    assert facts is not None
    assert facts.check_code == code
    qtbot.waitUntil(lambda: window.two_answers.model.rowCount() == 1)
    assert {card.given.who for card in window.two_answers.card.cards} == {"Jo Bell", "Kim Shah"}
