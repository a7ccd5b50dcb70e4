"""Sending returns through the window: a period opened, workbooks and drafts written, reminders."""

from __future__ import annotations

import email.policy
import os
import threading
from datetime import timedelta
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton

from marmot_tracker import clock
from marmot_tracker.document import Author, Document
from marmot_tracker.exchange import returns
from marmot_tracker.services import answer_form, inbox
from marmot_tracker.services.answer_form import ReturnSent
from marmot_tracker.services.return_form import FormField
from marmot_tracker.services.wording import day
from marmot_tracker.vocabulary import ReturnVerdict
from tests.screens.returns_sent import HOW, fill_in, send
from tests.screens.test_main_job import dialog_of
from ui.dialogs.covering_words import CoveringWordsDialog
from ui.dialogs.reminders import RemindersDialog
from ui.dialogs.send_returns import SendReturnsDialog
from ui.main_window import MainWindow


def press(qtbot, button: QPushButton) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def ask(qtbot, window: MainWindow, folder: Path) -> SendReturnsDialog:
    window.actions_table["send_returns"].trigger()
    dialog = dialog_of(qtbot, window, SendReturnsDialog)
    folder.mkdir(exist_ok=True)
    dialog.folder.setText(str(folder))
    return dialog


def open_period(qtbot, dialog: SendReturnsDialog, due: str = "") -> None:
    qtbot.keyClicks(dialog.name, "Q3 2026")
    qtbot.keyClicks(dialog.due, due or day(clock.today() + timedelta(days=14)))
    press(qtbot, dialog.accept_button)
    qtbot.waitUntil(lambda: bool(dialog.whom.rows.all_rows))


def sent_in(path: Path) -> list[ReturnSent]:
    with (
        Document.open(path, author=Author("Reader"), asking=True) as document,
        document.read() as session,
    ):
        return answer_form.returns(session)


def mail(path: Path) -> EmailMessage:
    found = BytesParser(policy=email.policy.default).parsebytes(path.read_bytes())
    assert isinstance(found, EmailMessage)
    return found


def words_of(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def test_a_period_is_opened_and_everybody_proposed_gets_a_workbook(qtbot, opened, tmp_path) -> None:
    folder = tmp_path / "out"
    dialog = ask(qtbot, opened, folder)
    assert dialog.is_new
    assert not dialog.respond_by.isVisible()
    open_period(qtbot, dialog)
    assert dialog.period.currentText() == "Q3 2026"
    assert [row.of.name for row in dialog.whom.rows.all_rows][:3] == [
        "Children & Young People",
        "Housing",
        "Net Zero",
    ]
    assert dialog.accept_button.text() == "Write 3 returns"
    assert dialog.respond_by.text() == day(clock.today() + timedelta(days=14))
    assert "3 of 3 recommendations asked about." in dialog.told.text()
    press(qtbot, dialog.accept_button)
    qtbot.waitUntil(lambda: opened.messages.text.startswith("3 returns written"), timeout=20_000)
    names = sorted(path.name for path in folder.iterdir())
    assert names == sorted(
        f"return_{who}_Q3-2026{ending}"
        for who in ("Children-Young-People", "Housing", "Net-Zero")
        for ending in (".eml", ".xlsx")
    )
    draft = mail(folder / "return_Housing_Q3-2026.eml")
    assert draft["X-Unsent"] == "1"
    assert [part.get_filename() for part in draft.iter_attachments()] == [
        "return_Housing_Q3-2026.xlsx"
    ]
    path = opened.bridge.facts.path
    opened.close()
    assert {(one.sent_to, one.period) for one in sent_in(path)} == {
        ("Children & Young People", "Q3 2026"),
        ("Housing", "Q3 2026"),
        ("Net Zero", "Q3 2026"),
    }


def test_after_it_the_covering_words_are_copied_and_the_message_stays(
    qtbot, opened, tmp_path
) -> None:
    dialog = ask(qtbot, opened, tmp_path / "out")
    open_period(qtbot, dialog)
    press(qtbot, dialog.accept_button)
    qtbot.waitUntil(lambda: opened.messages.text.startswith("3 returns"), timeout=20_000)
    buttons = {each.text(): each for each in opened.messages.findChildren(QPushButton)}
    assert {"Open folder", "Copy the covering words"} <= set(buttons)
    press(qtbot, buttons["Copy the covering words"])
    copied = QApplication.clipboard().text()
    assert copied.count("Hello,") == 3
    assert copied.startswith("Children & Young People\nAnytown: return of")
    assert opened.messages.text
    assert buttons["Copy the covering words"].text() == "Done"


def test_only_who_is_ticked_is_asked_and_only_what_is_ticked(qtbot, opened, tmp_path) -> None:
    folder = tmp_path / "out"
    dialog = ask(qtbot, opened, folder)
    open_period(qtbot, dialog)
    dialog.whom.setFocus()
    dialog.whom.select(dialog.whom.rows.all_rows[0].uid)
    qtbot.keyClick(dialog.whom, Qt.Key.Key_Space)
    place = dialog.whom.visualRect(dialog.whom.rows.index(2, 0)).center()
    qtbot.mouseClick(dialog.whom.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert dialog.accept_button.text() == "Write 1 return"
    for at in range(dialog.asked.count()):
        item = dialog.asked.item(at)
        wanted = item.text() == "Next"
        item.setCheckState(Qt.CheckState.Checked if wanted else Qt.CheckState.Unchecked)
    press(qtbot, dialog.accept_button)
    qtbot.waitUntil(lambda: opened.messages.text.startswith("1 return"), timeout=20_000)
    path = opened.bridge.facts.path
    opened.close()
    (sent,) = sent_in(path)
    assert sent.sent_to == "Housing"
    with (
        Document.open(path, author=Author("Reader"), asking=True) as document,
        document.read() as session,
    ):
        form = answer_form.form(session, uid=sent.uid)
    assert form.fields == (*answer_form.ALWAYS_ASKED, FormField.NEXT)
    assert [row.reference for row in form.rows] == ["5.4"]


def test_the_words_of_the_mail_are_changed_for_everybody(qtbot, opened, tmp_path) -> None:
    folder = tmp_path / "out"
    dialog = ask(qtbot, opened, folder)
    open_period(qtbot, dialog)
    press(qtbot, dialog.words)
    words = dialog_of(qtbot, opened, CoveringWordsDialog)
    words.subject.setText("Autumn, {who}")
    words.words.setPlainText("Dear all,\n\n{who}: {recommendations} in {workbook}.")
    press(qtbot, words.accept_button)
    press(qtbot, dialog.accept_button)
    qtbot.waitUntil(lambda: opened.messages.text.startswith("3 returns"), timeout=20_000)
    draft = mail(folder / "return_Housing_Q3-2026.eml")
    assert draft["Subject"] == "Autumn, Housing"
    assert "Housing: 1 recommendation in return_Housing_Q3-2026.xlsx." in words_of(draft)
    (attached,) = draft.iter_attachments()
    assert attached.get_content() == (folder / "return_Housing_Q3-2026.xlsx").read_bytes()


@pytest.mark.parametrize(
    "due, folder, told",
    [("", "gone", "Choose a folder that is there."), ("past", "", "That day has passed.")],
)
def test_what_cannot_be_is_told_and_nothing_is_written(
    qtbot, opened, tmp_path, due: str, folder: str, told: str
) -> None:
    dialog = ask(qtbot, opened, tmp_path / "out")
    open_period(qtbot, dialog)
    if folder:
        dialog.folder.setText(str(tmp_path / folder))
    if due:
        dialog.respond_by.setText(day(clock.today() - timedelta(days=1)))
    press(qtbot, dialog.accept_button)
    field = dialog.folder if folder else dialog.respond_by
    assert dialog.form.fault(field) == told
    assert dialog.isVisible()
    assert list((tmp_path / "out").iterdir()) == []


def test_stopped_it_leaves_nothing_behind(qtbot, opened, tmp_path) -> None:
    gate = threading.Event()
    dialog = ask(qtbot, opened, tmp_path / "out")
    open_period(qtbot, dialog)
    opened.bridge.workers.owner("Waiting", lambda _progress: gate.wait(10))
    press(qtbot, dialog.accept_button)
    dialog.progress._cancel()
    gate.set()
    qtbot.waitUntil(lambda: dialog.missing.text().startswith("Stopped: nothing was written"))
    assert list((tmp_path / "out").iterdir()) == []
    path = opened.bridge.facts.path
    dialog.reject()
    opened.close()
    assert sent_in(path) == []


def test_a_folder_that_cannot_be_written_is_told_in_the_dialog(qtbot, opened, tmp_path) -> None:
    dialog = ask(qtbot, opened, tmp_path / "out")
    open_period(qtbot, dialog)
    blocked = tmp_path / "out" / f".return_Housing_Q3-2026.xlsx.{os.getpid()}.part"
    blocked.mkdir()
    press(qtbot, dialog.accept_button)
    qtbot.waitUntil(dialog.missing.isVisible, timeout=20_000)
    assert "could not be written" in dialog.missing.text()
    assert dialog.accept_button.isEnabled()
    path = opened.bridge.facts.path
    dialog.reject()
    opened.close()
    assert sent_in(path) == []


def test_without_subgroups_or_leads_it_says_what_is_missing(qtbot, window, tmp_path) -> None:
    window.bridge.create(tmp_path / "New.marmot", place="Newtown")
    qtbot.waitUntil(lambda: window.bridge.facts is not None and not window.bridge.workers.running)
    dialog = ask(qtbot, window, tmp_path / "out")
    qtbot.keyClicks(dialog.name, "Q3 2026")
    press(qtbot, dialog.accept_button)
    qtbot.waitUntil(lambda: dialog.told.text().startswith("Nobody can be asked"))
    assert not dialog.accept_button.isEnabled()


def test_a_period_that_cannot_be_is_refused_in_the_dialog(qtbot, opened, tmp_path) -> None:
    dialog = ask(qtbot, opened, tmp_path / "out")
    qtbot.keyClicks(dialog.name, "Q3 2026")
    dialog.due.setText(day(clock.today() - timedelta(days=1)))
    press(qtbot, dialog.accept_button)
    qtbot.waitUntil(lambda: "would be due before it opens" in dialog.missing.text())
    assert dialog.is_new


# Chasing


@pytest.fixture
def chased(qtbot, window: MainWindow, tracker: Path, tmp_path: Path) -> MainWindow:
    """The window on a tracker whose returns went out; Housing sent something back."""
    books = send(tracker, tmp_path / "sent")
    back = fill_in(books["Housing"], tmp_path / "back.xlsx", {("5.4", HOW): "At risk"})
    with Document.open(tracker, author=Author("Sam Hill")) as document:
        returns.receive(document, returns.read([back]), today=clock.today())
        with document.read() as session:
            (line,) = inbox.waiting(session, today=clock.today())
        asked = returns.LineVerdict(line.uid, ReturnVerdict.SENT_BACK, None, "Since when?")
        returns.settle(document, [asked], today=clock.today())
    window.bridge.open(tracker)
    qtbot.waitUntil(lambda: window.recommendations.model.rowCount() == 3)
    return window


def test_reminders_are_copied_or_written_for_who_is_outstanding(qtbot, chased, tmp_path) -> None:
    chased.actions_table["remind"].trigger()
    dialog = dialog_of(qtbot, chased, RemindersDialog)
    rows = [row.sent_to for row in dialog.who.rows.all_rows]
    assert rows == ["Children & Young People", "Net Zero"]
    dialog.who.select(dialog.who.rows.all_rows[1].uid)
    press(qtbot, dialog.copy)
    assert "return of Net Zero for Q3 2026" in QApplication.clipboard().text()
    folder = tmp_path / "reminders"
    folder.mkdir()
    dialog.folder.setText(str(folder))
    press(qtbot, dialog.accept_button)
    qtbot.waitUntil(lambda: "2 reminder drafts written" in chased.messages.text)
    drafts = sorted(folder.iterdir())
    assert len(drafts) == 2
    assert "8.1" in words_of(mail(drafts[1]))


def test_questions_go_back_in_a_workbook(qtbot, chased, tmp_path) -> None:
    chased.actions_table["ask_back"].trigger()
    dialog = dialog_of(qtbot, chased, RemindersDialog)
    assert [row.sent_to for row in dialog.who.rows.all_rows] == ["Housing"]
    assert dialog.words.toPlainText() == (
        "5.4 Improve the quality of homes\nHow is it going: Since when?"
    )
    assert not dialog.copy.isVisible()
    folder = tmp_path / "questions"
    folder.mkdir()
    dialog.folder.setText(str(folder))
    press(qtbot, dialog.accept_button)
    qtbot.waitUntil(lambda: "1 workbook with questions" in chased.messages.text, timeout=20_000)
    book, draft = sorted(folder.iterdir(), key=lambda path: path.suffix, reverse=True)
    assert (book.suffix, draft.suffix) == (".xlsx", ".eml")
    (read,) = returns.read([book])
    assert read.return_id
    assert "one question" in words_of(mail(draft))


def test_enter_writes_them_and_changes_no_tick(qtbot, chased, tmp_path) -> None:
    chased.actions_table["remind"].trigger()
    dialog = dialog_of(qtbot, chased, RemindersDialog)
    folder = tmp_path / "reminders"
    folder.mkdir()
    dialog.folder.setText(str(folder))
    dialog.who.setFocus()
    qtbot.keyClick(dialog.who, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "2 reminder drafts written" in chased.messages.text)


def test_nobody_to_remind_is_told(qtbot, opened) -> None:
    opened.actions_table["remind"].trigger()
    qtbot.waitUntil(lambda: "no return is outstanding" in opened.messages.text)
