"""Sending returns from the window: who is asked, the workbooks and drafts, reminders, questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QWidget

from marmot_tracker import clock, profile
from marmot_tracker.document import Document
from marmot_tracker.progress import Progress
from marmot_tracker.reports import returns_out
from marmot_tracker.reports.mail_drafts import Draft, covering
from marmot_tracker.reports.return_workbook_facts import ReturnFacts
from marmot_tracker.reports.returns_out import SentReturn
from marmot_tracker.services import answer_form, asking_whom, chasing, periods
from marmot_tracker.services.chasing import Chased, Chasing, Letter
from marmot_tracker.services.periods import PeriodFacts
from marmot_tracker.services.return_form import FormField
from marmot_tracker.services.sending import SentRow
from marmot_tracker.services.wording import counted, joined
from ui import settings
from ui.bridge import Bridge
from ui.dialogs.covering_words import CoveringWordsDialog, MailWords
from ui.dialogs.periods import PeriodAnswer
from ui.dialogs.reminders import Chase, ChaseAnswer, RemindersDialog
from ui.dialogs.send_returns import ASKED_FIRST, SendAnswer, SendQuestion, SendReturnsDialog
from ui.messages import Tone
from ui.settings import Settings

MOST_NAMED = 2
"""So many who have no mail address are named; of more it is said how many."""
TWO = "2 recommendations"
"""How many the letter speaks of from which the standard words are made."""


class SendingReturns(QObject):
    """`told(text, tone)` is news; `offered(text, actions)` news with buttons, each by its words
    and what it does.
    """

    told = Signal(str, object)
    offered = Signal(str, object)

    def __init__(self, bridge: Bridge, store: Settings, window: QWidget) -> None:
        super().__init__(window)
        self._bridge = bridge
        self._store = store
        self._window = window
        self._words: MailWords | None = None

    # ------------------------------------------------------------ sending

    def send(self, folder: Path) -> None:
        """Ask for which period, who, what and where; then write."""
        today = clock.today()
        self._words = None

        def then(found: tuple[list[PeriodFacts], PeriodFacts | None]) -> None:
            known, current = found
            kept = self._store.get(settings.RETURNS_ASKED)
            asked = frozenset(FormField(each) for each in kept.split() if each in set(FormField))
            question = SendQuestion(
                tuple(reversed(known)),
                current.uid if current else "",
                self.folder(folder),
                asked if kept else ASKED_FIRST,
                today,
            )
            dialog = SendReturnsDialog(self._window, question)
            dialog.period_chosen.connect(lambda uid: self._read_asking(dialog, uid))
            dialog.words_wished.connect(lambda: self._ask_words(dialog))
            dialog.answered.connect(lambda answer: self._answered(dialog, answer))
            dialog.open()
            dialog.begin()

        self._bridge.ask(
            "Reading the periods",
            lambda session: (periods.list_(session), periods.current(session, today)),
            then,
        )

    def folder(self, otherwise: Path) -> Path:
        """Where returns went last, else where other files go."""
        kept = Path(self._store.get(settings.RETURNS_FOLDER))
        return kept if str(kept) != "." and kept.is_dir() else otherwise

    def _read_asking(self, dialog: SendReturnsDialog, uid: str) -> None:
        self._bridge.ask(
            "Reading who is asked",
            asking_whom.read,
            dialog.show_asking,
            period=uid,
            today=clock.today(),
        )

    def _answered(self, dialog: SendReturnsDialog, answer: SendAnswer | PeriodAnswer) -> None:
        if isinstance(answer, PeriodAnswer):
            self._open_period(dialog, answer)
        else:
            self._write(dialog, answer)

    def _open_period(self, dialog: SendReturnsDialog, answer: PeriodAnswer) -> None:
        def work(document: Document, _progress: Progress) -> tuple[list[PeriodFacts], str]:
            with document.edit(f"Open the reporting period {answer.name}") as session:
                uid = periods.add(session, name=answer.name, opens=answer.opens, due=answer.due)
            with document.read() as session:
                return list(reversed(periods.list_(session))), uid

        def then(found: tuple[list[PeriodFacts], str]) -> None:
            dialog.show_periods(*found)
            self.told.emit(f"The reporting period {answer.name} is open.", Tone.SAVED)

        self._bridge.work("Opening the period", work, then=then, failed=dialog.refuse)

    def _write(self, dialog: SendReturnsDialog, answer: SendAnswer) -> None:
        words = self._words

        def work(document: Document, progress: Progress) -> list[SentReturn]:
            return returns_out.send(
                document,
                answer.folder,
                period=answer.period,
                whom=answer.whom,
                asked=answer.asked,
                respond_by=answer.respond_by,
                reword=partial(_reworded, words) if words is not None else None,
                progress=progress,
            )

        def then(sent: list[SentReturn]) -> None:
            self._store.put(settings.RETURNS_FOLDER, str(answer.folder))
            self._store.put(
                settings.RETURNS_ASKED,
                " ".join(sorted(answer.asked)) or settings.NOTHING_MORE,
            )
            dialog.finish()
            self._tell_written(sent, answer.folder)

        dialog.follow(
            self._bridge.work("Writing the returns", work, then=then, failed=dialog.refuse)
        )

    def _tell_written(self, sent: Sequence[SentReturn], folder: Path) -> None:
        drafts = " with a mail draft beside each" if any(each.draft for each in sent) else ""
        nowhere = [each.sent_to for each in sent if not each.contact]
        lacking = (
            f" No mail address is known of {joined(nowhere)}: write it into the draft."
            if 0 < len(nowhere) <= MOST_NAMED
            else f" No mail address is known of {len(nowhere)} of them."
            if nowhere
            else ""
        )
        said = "\n\n".join(
            f"{each.sent_to}\n{each.subject}\n\n{each.words}"
            if len(sent) > 1
            else f"{each.subject}\n\n{each.words}"
            for each in sent
        )
        self.offered.emit(
            f"{counted(len(sent), 'return')} written to {folder.name}{drafts}.{lacking}",
            (
                ("Open folder", lambda: _open(folder)),
                ("Copy the covering words", lambda: QApplication.clipboard().setText(said)),
            ),
        )

    # ------------------------------------------------------------ the words of the mail

    def _ask_words(self, dialog: SendReturnsDialog) -> None:
        facts = self._bridge.facts
        if facts is None:
            return
        title = facts.programme.name or facts.programme.place
        standard = standard_words(title, dialog.period_name, dialog.respond_by_day)
        asked = CoveringWordsDialog(dialog, self._words or standard, standard)

        def take() -> None:
            said = asked.value()
            changed = said != standard
            self._words = said if changed else None

        asked.accepted.connect(take)
        asked.open()

    # ------------------------------------------------------------ chasing

    def remind(self, folder: Path, uids: Sequence[str] = ()) -> None:
        """Show who is late, and write reminders to them."""
        self._chase(Chase.REMIND, folder, uids)

    def ask_back(self, folder: Path, uids: Sequence[str] = ()) -> None:
        """Show to whom questions go back, and write them."""
        self._chase(Chase.ASK_BACK, folder, uids)

    def _chase(self, chase: Chase, folder: Path, uids: Sequence[str]) -> None:
        facts = self._bridge.facts
        if facts is None:
            return
        title = facts.programme.name or facts.programme.place

        def then(asked: tuple[Chasing, dict[str, str]]) -> None:
            found, names = asked

            def letter(row: Chased) -> Letter:
                if chase is Chase.ASK_BACK:
                    return Letter("", _questions_of(row, names))
                sender = profile.load().name
                return chasing.reminder(row, title=title, sender=sender, today=clock.today())

            rows = [each for each in found.returns if _fits(each, chase)]
            if not rows:
                self.told.emit(NOBODY[chase], Tone.NEWS)
                return
            wanted = [each.uid for each in rows if each.uid in uids]
            first = [each.uid for each in rows if each.late or chase is Chase.ASK_BACK]
            dialog = RemindersDialog(
                self._window,
                chase,
                rows,
                ticked=wanted or first or [each.uid for each in rows],
                folder=self.folder(folder),
                letter=letter,
            )
            dialog.answered.connect(lambda answer: self._write_chase(dialog, chase, answer))
            dialog.open()

        self._bridge.ask(
            "Reading who has answered", _read_chasing, then, now=True, today=clock.today()
        )

    def _write_chase(self, dialog: RemindersDialog, chase: Chase, answer: ChaseAnswer) -> None:
        def work(document: Document, progress: Progress) -> int:
            if chase is Chase.REMIND:
                made: Sequence[object] = returns_out.remind(
                    document, answer.folder, chased=answer.chased, progress=progress
                )
            else:
                made = returns_out.send_back(
                    document,
                    answer.folder,
                    chased=answer.chased,
                    respond_by=answer.respond_by,
                    progress=progress,
                )
            return len(made)

        def then(many: int) -> None:
            self._store.put(settings.RETURNS_FOLDER, str(answer.folder))
            dialog.finish()
            what = (
                counted(many, "reminder draft")
                if chase is Chase.REMIND
                else f"{counted(many, 'workbook')} with questions, and mail drafts,"
            )
            self.offered.emit(
                f"{what} written to {answer.folder.name}.",
                (("Open folder", lambda: _open(answer.folder)),),
            )

        self._bridge.work(
            "Writing drafts", work, then=then, failed=dialog.refuse, shown=True, reads=True
        )


NOBODY = {
    Chase.REMIND: "Nobody is to be reminded: no return is outstanding.",
    Chase.ASK_BACK: "There are no questions to send back. Ask one with “Send back with a "
    "question” in the inbox.",
}


def _read_chasing(session: Any, *, today: date) -> tuple[Chasing, dict[str, str]]:
    """Who has answered, and how the recommendations are called that questions are about."""
    found = chasing.read(session, today=today)
    names = {
        row.uid: f"{row.reference} {row.title}".strip()
        for each in found.returns
        if each.asked_back
        for row in answer_form.form(session, uid=each.uid).rows
    }
    return found, names


def _questions_of(row: Chased, names: Mapping[str, str]) -> str:
    return "\n\n".join(
        f"{names.get(each.recommendation, '')}\n{chasing.question_words(each)}".strip()
        for each in row.asked_back
    )


def _fits(row: Chased, chase: Chase) -> bool:
    return row.is_open if chase is Chase.REMIND else bool(row.asked_back)


def _open(folder: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def standard_words(title: str, period: str, respond_by: date | None) -> MailWords:
    """The words a return goes out with unless somebody changes them, with places to fill in."""
    row = SentRow("", {}, "", "", "", None, {})
    facts = ReturnFacts(
        uid="",
        sent_to="{who}",
        period=period,
        title=title,
        sender=profile.load().name,
        sent_on=clock.today(),
        respond_by=respond_by,
        asked=(),
        check_code="",
        rows=(row, row),
    )
    made = covering(facts, contact="", file_name="{workbook}")
    return MailWords(made.subject, made.words.replace(TWO, "{recommendations}"))


def _reworded(words: MailWords, facts: ReturnFacts, draft: Draft) -> Draft:
    """The covering message of a return as the person wrote it."""
    said = words.filled(
        who=facts.sent_to,
        recommendations=counted(len(facts.rows), "recommendation"),
        workbook=draft.file_name,
    )
    return replace(draft, subject=said.subject, words=said.words)
