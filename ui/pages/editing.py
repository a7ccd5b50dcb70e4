"""What the register page lets the person change: rating, owner, due date.

Each asks only for what the core asks for: rules live in `services`, this module carries answers
between a dialog and the tracker.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from marmot_tracker import clock
from marmot_tracker.document import Document
from marmot_tracker.errors import TrackerError
from marmot_tracker.progress import Progress
from marmot_tracker.services import actions, dates, people, ratings, register, wording
from marmot_tracker.services.programme import Words
from marmot_tracker.services.register import RegisterRow
from marmot_tracker.services.suggesting import Suggestion
from marmot_tracker.vocabulary import NotRatedWhy, Rating
from ui.bridge import Bridge
from ui.dialogs.due_date import DueAnswer, DueDateDialog, DueQuestion
from ui.dialogs.owner import OwnerDialog
from ui.dialogs.rating import RatingAnswer, RatingDialog, RatingQuestion
from ui.pages.calling import called

ONGOING = ("ongoing", "on-going")


@dataclass(frozen=True, slots=True)
class Written:
    """A rating that was written: whether it is the current one, else the day of the one that is."""

    uid: str
    current: bool
    stands_for: date | None


class Editing(QObject):
    """`started(uid, column)` tells which cell waits for its edit to answer; `offered(text, words,
    then)` is news with one button; `saved(text)` says what was written just now.
    """

    started = Signal(str, str)
    told = Signal(str)
    offered = Signal(str, str, object)
    saved = Signal(str)

    def __init__(self, bridge: Bridge, window: QWidget) -> None:
        super().__init__(window)
        self._bridge = bridge
        self._window = window
        self.words = Words()
        self.owners: tuple[str, ...] = ()

    # ------------------------------------------------------------ rating

    def rate(
        self,
        row: RegisterRow,
        chosen: Rating | None = None,
        *,
        at_once: bool = False,
        said: Sequence[str] = (),
    ) -> None:
        """Ask for a rating; `at_once` writes `chosen` straight away where nothing is asked for.

        `said` are sentences that the dialog opens with.
        """
        today = clock.today()

        def question(session: Any) -> tuple[Suggestion, list[str]]:
            suggestion = ratings.suggest(session, recommendation=row.uid, today=today)
            return suggestion, _missing(session, row.uid, chosen or row.rating)

        def then(found: tuple[Suggestion, list[str]]) -> None:
            suggestion, missing = found
            if at_once and chosen is not None and not missing:
                self._write_rating(row, _plain_answer(chosen), lambda _uid: None)
            else:
                self._open_rating(row, suggestion, chosen, missing if at_once else [*said])

        self._bridge.ask("Reading the rating", question, then)

    def _open_rating(
        self, row: RegisterRow, suggestion: Suggestion, chosen: Rating | None, missing: list[str]
    ) -> None:
        dialog = RatingDialog(
            self._window,
            RatingQuestion(
                name=called(row),
                now=row.rating,
                suggested=suggestion.rating,
                because=suggestion.because,
                words=self.words,
                today=clock.today(),
                chosen=chosen,
                path_to_green=row.path_to_green,
                path_to_green_by=row.path_to_green_by,
                help_needed=row.help_needed,
            ),
        )
        dialog.show_missing(missing)

        def changed(answer: RatingAnswer) -> None:
            self._bridge.ask("Reading the rules", _asked(row.uid, answer), dialog.show_missing)

        def answered(answer: RatingAnswer) -> None:
            def then(missing: list[str]) -> None:
                if not dialog.holds(missing, answer):
                    self._write_rating(row, answer, lambda _uid: dialog.finish())

            self._bridge.ask("Reading the rules", _asked(row.uid, answer), then)

        dialog.choice_changed.connect(changed)
        dialog.answered.connect(answered)
        dialog.open()

    def _write_rating(
        self, row: RegisterRow, answer: RatingAnswer, then: Callable[[Any], object]
    ) -> None:
        self.started.emit(row.uid, "rating")

        def work(document: Document, _progress: Progress) -> Written:
            with document.edit(f"Set rating of {called(row)}", reason=answer.reason) as session:
                uid = ratings.rate(
                    session,
                    recommendation=row.uid,
                    rating=answer.rating,
                    speaks_for=answer.speaks_for,
                    reason=answer.reason,
                    position_line=answer.position_line,
                    path_to_green=answer.path_to_green,
                    path_to_green_by=answer.path_to_green_by,
                    help_needed=answer.help_needed,
                    not_rated_why=answer.not_rated_why,
                )
            with document.read() as session:
                return _written(session, row.uid, uid)

        def done(written: Written) -> None:
            then(written.uid)
            if not written.current:
                self._offer_current(row, answer.speaks_for, written)
            else:
                word = self.words.rating(answer.rating).word
                self.saved.emit(f"Rating of {called(row)} set: {word}.")

        self._bridge.work(f"Set rating of {called(row)}", work, then=done)

    def _offer_current(self, row: RegisterRow, speaks_for: date, written: Written) -> None:
        """Say that a rating for an earlier day does not show, and let the person overrule it."""
        other = f"the one for {wording.day(written.stands_for)}"
        self.offered.emit(
            f"This rating of {called(row)} is for {wording.day(speaks_for)}; {other} stays "
            "current.",
            "Make it current",
            lambda: self.make_current(row, written.uid),
        )

    def make_current(self, row: RegisterRow, update: str) -> None:
        """Let a rating given before be the one that counts."""
        self.started.emit(row.uid, "rating")
        self._bridge.do(
            f"Make a rating of {called(row)} current",
            ratings.make_current,
            recommendation=row.uid,
            update=update,
        )

    def change_action(self, row: RegisterRow, code: str, action: str) -> None:
        """Say that an action is done or not, or take it out of view."""
        if code == "action_withdraw":
            self._bridge.do(f"Withdraw an action of {called(row)}", actions.withdraw, action=action)
            return
        done = clock.today() if code == "action_done" else None
        word = "done" if done else "not done"
        self._bridge.do(
            f"Mark an action of {called(row)} as {word}", actions.mark_done, action=action, on=done
        )

    # ------------------------------------------------------------ owner

    def ask_owner(self, row: RegisterRow, typed: str = "") -> None:
        """Ask who owns it; `typed` is a new owner's words to begin with."""
        dialog = OwnerDialog(
            self._window,
            name=called(row),
            now=row.owner,
            known=self.owners,
            today=clock.today(),
            typed=typed,
        )

        def answered() -> None:
            answer = dialog.value()
            self._write_owner(row, answer.words, answer.since)

        dialog.accepted.connect(answered)
        dialog.open()

    def set_owner(self, row: RegisterRow, words: str) -> None:
        """Give it the owner that `words` name; "" takes the owner away. A new one is asked about."""
        words = " ".join(words.split())
        known = {owner.casefold() for owner in self.owners}
        if words and known and words.casefold() not in known and words != row.owner:
            self.ask_owner(row, words)
        else:
            self._write_owner(row, words, clock.today())

    def _write_owner(self, row: RegisterRow, words: str, since: date) -> None:
        if words == row.owner and "lead" not in row.marks:
            return
        if words:
            self._do_owner(row, people.assign, owner=words, since=since)
        else:
            self._do_owner(row, people.unassign, until=since)

    def _do_owner(self, row: RegisterRow, verb: Callable[..., Any], **arguments: Any) -> None:
        self.started.emit(row.uid, "owner")
        owner = arguments.get("owner", "")
        said = (
            f"Owner of {called(row)} set: {owner}." if owner else f"{called(row)} has no owner now."
        )
        self._bridge.do(
            f"Set owner of {called(row)}",
            verb,
            then=lambda _uid: self.saved.emit(said),
            recommendation=row.uid,
            **arguments,
        )

    # ------------------------------------------------------------ due date

    def type_due(self, row: RegisterRow, typed: str) -> None:
        """A date typed into the cell: the first one is written, a move asks why."""
        if not typed:
            return
        ongoing = typed.casefold() in ONGOING
        try:
            wanted = None if ongoing else wording.read_day(typed)
        except TrackerError as fault:
            self.told.emit(str(fault))
            return
        if wanted == row.due and ongoing == row.ongoing and "due" not in row.marks:
            return
        if row.due is None and not row.ongoing:
            self._write_due(row, DueAnswer(wanted, ongoing, None, None, "", "", "", None, ""))
        else:
            self.ask_due(row, wanted=wanted, ongoing=ongoing)

    def ask_due(self, row: RegisterRow, *, wanted: Any = None, ongoing: bool = False) -> None:
        """Ask for a due date."""

        def then(due: dates.DueFacts) -> None:
            dialog = DueDateDialog(
                self._window,
                DueQuestion(
                    name=called(row),
                    now=due.current,
                    ongoing=due.ongoing,
                    next_review=due.next_review,
                    sentences=due.sentences,
                    wanted=wanted,
                    wanted_ongoing=ongoing,
                ),
            )
            dialog.accepted.connect(lambda: self._write_due(row, dialog.value()))
            dialog.open()

        self._bridge.ask("Reading the dates", dates.slips, then, recommendation=row.uid)

    def _write_due(self, row: RegisterRow, answer: DueAnswer) -> None:
        self.started.emit(row.uid, "due")
        due = "ongoing" if answer.ongoing else wording.day(answer.new_date)
        self._bridge.do(
            f"Set due date of {called(row)}",
            dates.set_due,
            then=lambda _uid: self.saved.emit(f"Due date of {called(row)} set: {due}."),
            edit_reason=answer.reason,
            recommendation=row.uid,
            new_date=answer.new_date,
            ongoing=answer.ongoing,
            next_review=answer.next_review,
            kind=answer.kind,
            reason=answer.reason,
            asked_by=answer.asked_by,
            agreed_by=answer.agreed_by,
            agreed_on=answer.agreed_on,
            meeting=answer.meeting,
        )


def _plain_answer(rating: Rating) -> RatingAnswer:
    return RatingAnswer(rating, clock.today(), None, "", "", "", None, "")


def _written(session: Any, recommendation: str, update: str) -> Written:
    """Asked once the edit is done: only then it is known which rating holds the place."""
    current = ratings.holds_place(session, recommendation=recommendation, update=update)
    row = register.row(session, uid=recommendation, today=clock.today())
    return Written(update, current, row.speaks_for if row else None)


def _missing(
    session: Any,
    uid: str,
    rating: Rating,
    *,
    reason: str = "",
    path_to_green: str = "",
    help_needed: str = "",
    not_rated_why: NotRatedWhy | None = None,
    speaks_for: date | None = None,
) -> list[str]:
    return ratings.missing(
        session,
        recommendation=uid,
        rating=rating,
        reason=reason,
        path_to_green=path_to_green,
        help_needed=help_needed,
        not_rated_why=not_rated_why,
        today=speaks_for or clock.today(),
    )


def _asked(uid: str, answer: RatingAnswer) -> Callable[[Any], list[str]]:
    """The question what an answer still lacks."""

    def question(session: Any) -> list[str]:
        return _missing(
            session,
            uid,
            answer.rating,
            reason=answer.reason,
            path_to_green=answer.path_to_green,
            help_needed=answer.help_needed,
            not_rated_why=answer.not_rated_why,
            speaks_for=answer.speaks_for,
        )

    return question
