"""The returns inbox: every cell that came back, beside what was sent and what stands now.

Nothing here is kept: what was sent is told from the heads noted when the return went out, and
whether somebody answered meanwhile is found afresh at every reading.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy.orm import Session

from marmot_tracker.services import people, programme
from marmot_tracker.services.columns import columns_of, day_of
from marmot_tracker.services.marks import shown
from marmot_tracker.services.received_twice import doubled
from marmot_tracker.services.return_bases import OF_UPDATE, Base, Bases, sent_day
from marmot_tracker.services.return_form import CLEAR, FIELD_WORDS, FormField
from marmot_tracker.services.return_lines import ADDS, decided_words, in_words, readable
from marmot_tracker.services.wording import code_of, day, joined
from marmot_tracker.services.wording import day_of as day_at
from marmot_tracker.trail.history import ERASED, line_of
from marmot_tracker.trail.recording import driver
from marmot_tracker.vocabulary import HowItGoes, Rating, ReturnVerdict


class LineState(StrEnum):
    """How a line stands: ready, answered otherwise meanwhile, not readable, or only a remark."""

    CLEAN = "clean"
    TWO_ANSWERS = "two_answers"
    PROBLEM = "problem"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class InboxLine:
    """One cell of a return with what was sent, what came back and what stands now, in words.

    `words` says what is wrong, why there are two answers, or what will happen; `others` counts
    the answers of other people that wait on the same field.
    """

    uid: str
    received: str
    for_return: str
    sent_to: str
    returned_by: str
    received_on: date
    recommendation: str
    reference: str
    subject: str
    subgroup: str
    field: FormField
    field_words: str
    sent: str
    returned: str
    current: str
    state: LineState
    words: str
    where: str
    verdict: ReturnVerdict | None = None
    written: str = ""
    reason: str = ""
    decided: str = ""
    others: int = 0


NOTES = frozenset({FormField.COMMENT, FormField.CORRECTION, FormField.REFERENCE, FormField.WORDING})
"""Fields that are never taken by accepting all clean ones: remarks and corrections."""
TYPED_OVER = ", under “"
"""Stands in a line's cell where an answer was typed over what was sent."""
_REASONED = frozenset({Rating.AT_RISK.value, Rating.OFF_TRACK.value})


class LineRead(NamedTuple):
    """A line as its table holds it."""

    uid: str
    for_return: str | None
    received: str | None
    recommendation: str | None
    field: str | None
    cell: str | None
    sent: str | None
    said: str | None
    fault: str | None
    verdict: str | None
    written: str | None
    reason: str | None
    marks: str | None


_TEXTS = ("sent", "said", "fault", "written", "reason", "cell")


def waiting(session: Session, *, today: date) -> list[InboxLine]:
    """Every line that no verdict was given on, by return, recommendation and form.

    A file that was received in two copies waits once (`received_twice`).
    """
    inbox = _Inbox(session, today)
    found = inbox.lines(where="verdict IS NULL")
    return [line for line in found if line.uid not in inbox.doubled]


def decided(session: Session, *, for_return: str) -> list[InboxLine]:
    """Every line of a return that a verdict was given on, with who decided and when."""
    inbox = _Inbox(session, None)
    found = inbox.lines(where="verdict IS NOT NULL AND for_return = ?", values=(for_return,))
    return inbox.with_decisions(found)


def as_if(
    session: Session,
    lines: list[LineRead],
    received: Mapping[str, tuple[str, date]],
    *,
    today: date,
) -> list[InboxLine]:
    """Lines that are not written yet, as the inbox would show them.

    `received` gives who returned each workbook, and when, by the uid that its lines name.
    """
    return _Inbox(session, today).told(lines, received)


def of_lines(session: Session, uids: Iterable[str], *, today: date) -> list[InboxLine]:
    """These lines, waiting or decided, in the inbox's order."""
    wanted = set(uids)
    inbox = _Inbox(session, today)
    return [line for line in inbox.lines(where="1 = 1") if line.uid in wanted]


class _Inbox:
    """Reads what lines lean on once, and tells every line."""

    def __init__(self, session: Session, today: date | None) -> None:
        self.session = session
        self.today = today
        self.words = programme.words(session)
        self.doubled = doubled(session)
        self._entries: dict[bytes, str] = {}
        self._returns = {
            uid: shown(sent_to, "sent_to", marks)
            for uid, sent_to, marks in columns_of(session, "return", ("uid", "sent_to", "marks"))
        }
        names: tuple[str, ...] = ("uid", "returned_by", "received_on", "marks")
        self._received: dict[str, tuple[str, date | None]] = {
            uid: (shown(by, "returned_by", marks), day_of(on))
            for uid, by, on, marks in columns_of(session, "received_return", names)
        }
        self._subgroups = {uid: name for uid, (_, name) in people.subgroup_names(session).items()}
        names = ("uid", "reference", "short_title", "wording", "subgroup", "order", "marks")
        self._subjects = {
            uid: (
                shown(reference, "reference", marks),
                shown(title, "short_title", marks) or shown(wording, "wording", marks),
                self._subgroups.get(subgroup or "", ""),
                order or 0,
            )
            for uid, reference, title, wording, subgroup, order, marks in columns_of(
                session, "recommendation", names
            )
        }

    def lines(self, *, where: str, values: tuple[object, ...] = ()) -> list[InboxLine]:
        """The lines that `where` asks for."""
        found = columns_of(
            self.session, "return_line", LineRead._fields, where=where, values=values
        )
        return self.told([LineRead._make(each) for each in found])

    def told(
        self, read: list[LineRead], received: Mapping[str, tuple[str, date]] | None = None
    ) -> list[InboxLine]:
        """Lines in the inbox's order; `received` are workbooks that are not written yet."""
        self._received |= received or {}
        read = [line for line in read if line.received in self._received]
        beside = [*read, *self._waiting_beside(read)]
        bases = Bases(self.session, {line.for_return for line in beside if line.for_return})
        company = _Company([each for each in beside if each.uid not in self.doubled], bases)
        order = {field: at for at, field in enumerate(FormField)}
        return sorted(
            (self._line(line, bases, company) for line in read),
            key=lambda line: (
                line.sent_to.casefold(),
                line.for_return,
                self._subjects.get(line.recommendation, ("", "", "", 1 << 31))[3],
                line.recommendation,
                order[line.field],
                line.received_on,
                line.uid,
            ),
        )

    def _waiting_beside(self, read: list[LineRead]) -> list[LineRead]:
        known = {line.uid for line in read}
        found = columns_of(self.session, "return_line", LineRead._fields, where="verdict IS NULL")
        waiting = map(LineRead._make, found)
        return [
            each for each in waiting if each.uid not in known and each.received in self._received
        ]

    def with_decisions(self, lines: list[InboxLine]) -> list[InboxLine]:
        """The lines with who decided them and when."""
        told = decided_words(
            self.session, {line.uid: line.verdict.value for line in lines if line.verdict}
        )
        return [
            replace(line, decided=told[line.uid].words) if line.uid in told else line
            for line in lines
        ]

    def _line(self, read: LineRead, bases: Bases, company: _Company) -> InboxLine:
        said = {name: shown(getattr(read, name), name, read.marks) for name in _TEXTS}
        by, on = self._received[read.received or ""]
        field = readable(read.field)
        uid = read.recommendation or ""
        reference, subject, subgroup, _ = self._subjects.get(uid, ("", "", "", 0))
        base = bases.of(read.for_return or "", uid)
        sent = bases.sent(base, field) if base and not said["sent"] else said["sent"]
        current = bases.current(uid, field)
        others = company.others(read) if not said["fault"] else []
        state, words = self._state(read, said, base, bases, others, company)
        return InboxLine(
            uid=read.uid,
            received=read.received or "",
            for_return=read.for_return or "",
            sent_to=self._returns.get(read.for_return or "", ""),
            returned_by=by,
            received_on=on or date.min,
            recommendation=uid,
            reference=reference,
            subject=subject,
            subgroup=subgroup,
            field=field,
            field_words=FIELD_WORDS.get(field, field.value),
            sent=in_words(self.words, field, sent),
            returned=said["said"] if said["fault"] else in_words(self.words, field, said["said"]),
            current=in_words(self.words, field, current),
            state=state,
            words=words,
            where=said["cell"],
            verdict=code_of(ReturnVerdict, read.verdict),
            written=in_words(self.words, field, said["written"]),
            reason=said["reason"],
            others=len(others),
        )

    def _state(
        self,
        read: LineRead,
        said: Mapping[str, str],
        base: Base | None,
        bases: Bases,
        others: list[LineRead],
        company: _Company,
    ) -> tuple[LineState, str]:
        field = readable(read.field)
        if said["fault"]:
            return LineState.PROBLEM, said["fault"]
        if said["said"] == ERASED:
            return LineState.PROBLEM, "What came back was erased."
        if read.recommendation and not bases.in_view(read.recommendation):
            return LineState.PROBLEM, "The recommendation was withdrawn meanwhile."
        if field not in ADDS and base is None:
            return LineState.PROBLEM, "This return did not ask about that recommendation."
        by = self._received[read.received or ""][0] or self._returns.get(read.for_return or "", "")
        if base is not None and (why := self._apart(field, said["said"], base, bases, others, by)):
            return LineState.TWO_ANSWERS, why
        if TYPED_OVER in said["cell"]:
            return LineState.NOTE, "Typed over what was sent; accepting it takes it as an answer."
        if field in (FormField.REFERENCE, FormField.WORDING):
            return LineState.NOTE, "What was sent was changed; accepting it corrects the tracker."
        if field in NOTES:
            return LineState.NOTE, "A remark: accepting it keeps it with the return."
        if base is not None and (note := self._notable(field, said["said"], base, bases, by)):
            return LineState.NOTE, note
        return LineState.CLEAN, self._will_happen(field, said["said"], read, base, bases, company)

    def _notable(self, field: FormField, said: str, base: Base, bases: Bases, by: str) -> str:
        """What is to be looked at before an answer is taken, though nothing speaks against it."""
        before = _said_otherwise(field, said, base, bases).get(by)
        if before is not None and field not in ADDS:
            words = in_words(self.words, field, before)
            return f"{by} said “{words}” before, and that was accepted; accepting this corrects it."
        if field is not FormField.HOW_IT_GOES or said != HowItGoes.SAME_AS_LAST_TIME:
            return ""
        if bases.sent(base, field) != Rating.COMPLETE:
            return ""
        word = in_words(self.words, field, Rating.COMPLETE)
        on = sent_day(bases.sent_value(base, base.update, "speaks_for"))
        as_of = f": it stays as of {day(on)}" if on else ""
        return f"“{word}” is said again; it was verified, and is not dated anew{as_of}."

    def _apart(
        self,
        field: FormField,
        said: str,
        base: Base,
        bases: Bases,
        others: list[LineRead],
        by: str,
    ) -> str:
        """Why a line is one of two answers; empty where it is not."""
        if field in ADDS:
            return ""
        moved = bases.moved(base, field)
        if moved and not bases.says_so(base, field, said):
            return f"Answered since it was sent: {self._by_whom(moved)}."
        otherwise = _said_otherwise(field, said, base, bases)
        otherwise.pop(by, None)
        if otherwise:
            words = in_words(self.words, field, [*otherwise.values()][-1])
            return f"This return said “{words}” before, and that was accepted."
        if others:
            listed = [
                f"{self._received[other.received or ''][0] or 'another answer'}: "
                f"“{in_words(self.words, field, shown(other.said, 'said', other.marks))}”"
                for other in others
            ]
            return f"Others answered otherwise: {joined(listed)}."
        return ""

    def _by_whom(self, changes: Iterable[bytes]) -> str:
        return joined(list(dict.fromkeys(self._who(change) for change in sorted(changes))))

    def _who(self, change: bytes) -> str:
        if change not in self._entries:
            line = line_of(driver(self.session), change)
            self._entries[change] = f"{line.author} on {day_at(line.at)}"
        return self._entries[change]

    def _will_happen(
        self,
        field: FormField,
        said: str,
        read: LineRead,
        base: Base | None,
        bases: Bases,
        company: _Company,
    ) -> str:
        """What accepting a clean line will do, where that does not go without saying."""
        if base is None:
            return ""
        if moved := bases.moved(base, field):
            return f"The same was said since it was sent: {self._by_whom(moved)}."
        if field not in OF_UPDATE:
            return ""
        given = company.given(read)
        if field is not FormField.HOW_IT_GOES:
            if given & {FormField.HOW_IT_GOES, FormField.FINISHED_ON} or base.answered:
                return ""
            rating = in_words(
                self.words, FormField.HOW_IT_GOES, bases.sent(base, FormField.HOW_IT_GOES)
            )
            on = sent_day(bases.sent_value(base, base.update, "speaks_for"))
            if not rating:
                return "How it is going was not answered: it stays not rated."
            for_day = f" of {day(on)}" if on else ""
            return f"How it is going was not answered: the rating stays “{rating}”{for_day}."
        sent = bases.sent(base, FormField.HOW_IT_GOES)
        if said == HowItGoes.SAME_AS_LAST_TIME and not sent:
            return "There was no rating last time: it stays not rated."
        if bases.meant(base, field, said) == sent:
            return f"Said again: “{in_words(self.words, field, sent)}”."
        if said in _REASONED and FormField.ONE_LINE not in given | base.answered.keys():
            return "It came without a reason."
        return ""


def _said_otherwise(field: FormField, said: str, base: Base, bases: Bases) -> dict[str, str]:
    """What was accepted of a return in a field and means something else, by who said it last."""
    last = {each.by: each.said for each in base.taken if each.field is field and each.said}
    meant = bases.meant(base, field, said)
    return {by: each for by, each in last.items() if bases.meant(base, field, each) != meant}


class _Company:
    """Which lines stand together: the same row of one workbook, the same field from several."""

    def __init__(self, read: list[LineRead], bases: Bases) -> None:
        self._bases = bases
        self._row: dict[tuple[str | None, str | None], set[FormField]] = defaultdict(set)
        self._field: dict[tuple[str | None, str | None], list[LineRead]] = defaultdict(list)
        for line in read:
            if line.fault or not line.recommendation or not line.said:
                continue
            if line.said != CLEAR:
                self._row[line.received, line.recommendation].add(readable(line.field))
            if line.verdict is None and readable(line.field) not in ADDS:
                self._field[line.recommendation, line.field].append(line)

    def given(self, line: LineRead) -> set[FormField]:
        """What the same row of the same workbook answered."""
        return self._row[line.received, line.recommendation]

    def others(self, line: LineRead) -> list[LineRead]:
        """The waiting lines of other workbooks that say something else in the same field."""
        if line.verdict is not None or not line.recommendation:
            return []
        found = self._field[line.recommendation, line.field]
        others = [other for other in found if other.received != line.received]
        if not others:
            return []
        said = self._meant(line)
        return [other for other in others if self._meant(other) != said]

    def _meant(self, line: LineRead) -> str:
        base = self._bases.of(line.for_return or "", line.recommendation or "")
        said = line.said or ""
        return self._bases.meant(base, readable(line.field), said) if base else said
