"""Which returns are back, which are late, what is still unanswered, and what was asked back.

A recommendation of a return is answered where something came back about it, or an update speaks for
the period that was not there when it was sent, whoever wrote it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy.orm import Session

from marmot_tracker.services import my_list, periods
from marmot_tracker.services.columns import columns_of, day_of
from marmot_tracker.services.marks import shown
from marmot_tracker.services.period_answers import span_of
from marmot_tracker.services.received_twice import doubled
from marmot_tracker.services.return_form import FIELD_WORDS, FormField, Sheet, label
from marmot_tracker.services.wording import code_of, counted, day
from marmot_tracker.vocabulary import ReturnVerdict

MOST_NAMED = 12
"""How many unanswered recommendations a reminder names."""
NOT_ANSWERS = frozenset(
    {FormField.COMMENT, FormField.CORRECTION, FormField.REFERENCE, FormField.WORDING}
)
"""What can be said about a recommendation without answering what was asked."""

OTHER_SHEETS = {
    FormField.EVIDENCE: Sheet.EVIDENCE,
    FormField.ACTION: Sheet.ACTIONS,
    FormField.COMMENT: Sheet.REMARKS,
    FormField.CORRECTION: Sheet.REMARKS,
}
"""Where an answer stands that is on no row of the sheet *Return*."""


class ReturnState(StrEnum):
    """How far a return is."""

    NOT_BACK = "not_back"
    SOME = "some"
    BACK = "back"
    NOTHING_TO_REPORT = "nothing_to_report"
    SENT_AGAIN = "sent_again"


STATE_WORDS: dict[ReturnState, str] = {
    ReturnState.NOT_BACK: "Not back",
    ReturnState.SOME: "Some answers",
    ReturnState.BACK: "Back",
    ReturnState.NOTHING_TO_REPORT: "Nothing to report",
    ReturnState.SENT_AGAIN: "Sent again",
}
OPEN_STATES = frozenset({ReturnState.NOT_BACK, ReturnState.SOME})


class Unanswered(NamedTuple):
    """A recommendation that nothing came back about, and how it is named."""

    recommendation: str
    words: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question sent back about an answer (of the line `uid`), with the answer as it came."""

    uid: str
    recommendation: str
    field: FormField
    words: str
    said: str = ""


@dataclass(frozen=True, slots=True)
class Chased:
    """A return as it is chased. `late` counts the days past `respond_by` while it is open.

    `unanswered` is empty where there is nothing to report: who says so has answered.
    `waiting` lines came back and wait to be decided; `asked_back` are the questions that have no
    answer yet. `came_on` is when something came back last.
    """

    uid: str
    sent_to: str
    contact: str
    period: str
    period_uid: str
    sent_on: date | None
    respond_by: date | None
    came_on: date | None
    state: ReturnState
    late: int
    asked: int
    answered: int
    waiting: int
    asked_back: tuple[Question, ...]
    unanswered: tuple[Unanswered, ...]
    file_name: str

    @property
    def is_open(self) -> bool:
        """Whether answers are still awaited."""
        return self.state in OPEN_STATES

    @property
    def words(self) -> str:
        """`Not back, 3 days late`, `Some answers: 4 of 12`, `Back`."""
        said = STATE_WORDS[self.state]
        if self.state is ReturnState.SOME:
            said += f": {self.answered} of {self.asked}"
        return f"{said}, {counted(self.late, 'day')} late" if self.late else said


@dataclass(frozen=True, slots=True)
class Chasing:
    """The returns of a period, those that are late first. Without returns, `period` is empty."""

    today: date
    period: str
    period_uid: str
    returns: tuple[Chased, ...]

    @property
    def standing(self) -> tuple[Chased, ...]:
        """Those that were not sent again later."""
        return tuple(each for each in self.returns if each.state is not ReturnState.SENT_AGAIN)

    @property
    def back(self) -> int:
        """How many of those need no chasing any more."""
        return sum(not each.is_open for each in self.standing)

    @property
    def late(self) -> int:
        """How many are late."""
        return sum(bool(each.late) for each in self.returns)


@dataclass(frozen=True, slots=True)
class Letter:
    """A subject and words that a person sends."""

    subject: str
    words: str


class _Line(NamedTuple):
    """A line of what came back."""

    uid: str
    recommendation: str
    field: FormField | None
    said: str
    verdict: ReturnVerdict | None
    reason: str


class _Asked(NamedTuple):
    """A recommendation in a return, and its heads as they are stored."""

    recommendation: str
    heads: str


class _Sent(NamedTuple):
    """A return as its columns hold it."""

    uid: str
    period: str
    sent_to: str
    subgroup: str | None
    organisation: str | None
    person: str | None
    contact: str
    sent_on: date | None
    respond_by: date | None
    file_name: str
    nil: bool


def read(session: Session, *, today: date, period: str = "") -> Chasing:
    """The returns of a period (its uid); unless given, of the one that was sent for last."""
    sent = _sent(session)
    if not period and sent:
        period = max(sent, key=lambda each: (each.sent_on or date.min, each.uid)).period
    known = periods.list_(session)
    chosen = next((each for each in known if each.uid == period), None)
    mine = [each for each in sent if each.period == period]
    rows, lines, came = _rows(session), _lines(session), _came(session)
    given = my_list.answers_in(session, span_of(known, chosen)) if chosen else set()
    names = _names(session)
    again = _sent_again(mine, rows)
    found = [
        _chased(
            each,
            chosen.name if chosen else "",
            asked=[row.recommendation for row in rows[each.uid] if row.recommendation in names],
            lines=lines[each.uid],
            came=came.get(each.uid, ()),
            answered=_since(rows[each.uid], given),
            names=names,
            again=each.uid in again,
            today=today,
        )
        for each in mine
    ]
    found.sort(key=lambda each: (not each.is_open, -each.late, each.sent_to.casefold(), each.uid))
    return Chasing(today, chosen.name if chosen else "", period if chosen else "", tuple(found))


def _chased(
    sent: _Sent,
    period: str,
    *,
    asked: Sequence[str],
    lines: Sequence[_Line],
    came: Sequence[tuple[date | None, bool]],
    answered: Collection[str],
    names: dict[str, str],
    again: bool,
    today: date,
) -> Chased:
    said = {line.recommendation for line in lines if line.field not in NOT_ANSWERS}
    left = [uid for uid in asked if uid not in said and uid not in answered]
    nil = sent.nil or any(nothing for _, nothing in came)
    some = bool(came) or len(left) < len(asked)
    state = ReturnState.SOME if some else ReturnState.NOT_BACK
    if again:
        state = ReturnState.SENT_AGAIN
    elif asked and not left:
        state = ReturnState.BACK
    elif nil:
        state = ReturnState.NOTHING_TO_REPORT
    late = (today - sent.respond_by).days if sent.respond_by and state in OPEN_STATES else 0
    return Chased(
        uid=sent.uid,
        sent_to=sent.sent_to,
        contact=sent.contact,
        period=period,
        period_uid=sent.period,
        sent_on=sent.sent_on,
        respond_by=sent.respond_by,
        came_on=max((on for on, _ in came if on), default=None),
        state=state,
        late=max(0, late),
        asked=len(asked),
        answered=len(asked) - len(left),
        waiting=sum(line.verdict is None for line in lines),
        asked_back=_open_questions(lines),
        unanswered=()
        if state is ReturnState.NOTHING_TO_REPORT
        else tuple(Unanswered(uid, names[uid]) for uid in left),
        file_name=sent.file_name,
    )


def _open_questions(lines: Iterable[_Line]) -> tuple[Question, ...]:
    """The questions sent back that nothing came back about since."""
    newest: dict[tuple[str, FormField], _Line] = {}
    for line in lines:
        if line.field is not None:
            newest[line.recommendation, line.field] = line
    return tuple(
        Question(line.uid, line.recommendation, field, line.reason, line.said)
        for (_, field), line in newest.items()
        if line.verdict is ReturnVerdict.SENT_BACK
    )


def _since(rows: Iterable[_Asked], given: Iterable[tuple[str, str]]) -> set[str]:
    """The recommendations with an update for the period that was not there when they were sent."""
    bases = {row.recommendation: row.heads for row in rows}
    return {uid for uid, update in given if update not in bases.get(uid, update)}


def _sent_again(sent: Sequence[_Sent], rows: Mapping[str, list[_Asked]]) -> set[str]:
    """Returns whose recommendations all went out again later, to the same."""
    asked = {uid: {row.recommendation for row in found} for uid, found in rows.items()}
    ordered = sorted(sent, key=lambda each: (each.sent_on or date.min, each.uid))
    found = set()
    for at, each in enumerate(ordered):
        to = (each.subgroup, each.organisation, each.person, each.sent_to)
        for later in ordered[at + 1 :]:
            same = (later.subgroup, later.organisation, later.person, later.sent_to) == to
            if same and asked.get(each.uid, set()) <= asked.get(later.uid, set()):
                found.add(each.uid)
    return found


# ---------------------------------------------------------------- what is read


def _sent(session: Session) -> list[_Sent]:
    names = ("uid", "period", "sent_to", "subgroup", "organisation", "person", "contact",
             "sent_on", "respond_by", "file_name", "nil", "marks")  # fmt: skip
    found = []
    for listed in columns_of(session, "return", names):
        uid, period, sent_to, subgroup, organisation, person, contact = listed[:7]
        sent_on, respond_by, file_name, nil, marks = listed[7:]
        found.append(
            _Sent(
                uid,
                period or "",
                shown(sent_to, "sent_to", marks),
                subgroup,
                organisation,
                person,
                shown(contact, "contact", marks),
                day_of(sent_on),
                day_of(respond_by),
                file_name or "",
                bool(nil),
            )
        )
    return found


def _rows(session: Session) -> Mapping[str, list[_Asked]]:
    """By return the recommendations in it, in its order."""
    found: defaultdict[str, list[_Asked]] = defaultdict(list)
    names = ("for_return", "order", "recommendation", "heads")
    for sent, _, uid, heads in sorted(
        (sent or "", order or 0, uid or "", heads or "")
        for sent, order, uid, heads in columns_of(session, "return_row", names)
    ):
        found[sent].append(_Asked(uid, heads))
    return found


def _lines(session: Session) -> dict[str, list[_Line]]:
    """By return the lines that came back, the oldest first."""
    found: defaultdict[str, list[_Line]] = defaultdict(list)
    spare = doubled(session)
    names = ("uid", "for_return", "recommendation", "field", "said", "verdict", "reason", "marks")
    for uid, sent, recommendation, field, said, verdict, reason, marks in sorted(
        columns_of(session, "return_line", names)
    ):
        if uid in spare:
            continue
        line = _Line(
            uid,
            recommendation or "",
            code_of(FormField, field),
            shown(said, "said", marks),
            code_of(ReturnVerdict, verdict),
            shown(reason, "reason", marks),
        )
        found[sent or ""].append(line)
    return found


def _came(session: Session) -> dict[str, list[tuple[date | None, bool]]]:
    """By return when something came back, and whether it said that there was nothing to report."""
    found: defaultdict[str, list[tuple[date | None, bool]]] = defaultdict(list)
    names = ("for_return", "received_on", "nil")
    for sent, on, nil in columns_of(session, "received_return", names):
        found[sent or ""].append((day_of(on), bool(nil)))
    return found


def _names(session: Session) -> dict[str, str]:
    """How every recommendation in view is named in a reminder."""
    names = ("uid", "reference", "short_title", "wording", "marks")
    return {
        uid: label(
            reference or "", shown(title, "short_title", marks) or shown(text, "wording", marks)
        )
        for uid, reference, title, text, marks in columns_of(session, "recommendation", names)
    }


# ---------------------------------------------------------------- words


def reminder(chased: Chased, *, title: str, sender: str, today: date) -> Letter:
    """A reminder of what is still unanswered, for a person to send; `title` is the programme's."""
    due = chased.respond_by
    when = ""
    if due is not None and due < today:
        when = f" It was due on {day(due)}."
    elif due is not None:
        when = f" It is due {'today' if due == today else f'by {day(due)}'}."
    subject = f"{title}: reminder, return of {chased.sent_to} for {chased.period}"
    if due is not None:
        subject += f", due {day(due)}"
    if chased.state is ReturnState.NOT_BACK:
        begins = f"We have not had the return of {chased.sent_to} for {chased.period} yet.{when}"
    else:
        begins = (
            f"Thank you for what we have of the return of {chased.sent_to} for {chased.period}: "
            f"{chased.answered} of {chased.asked} answered.{when}"
        )
    named = [f"- {each.words}" for each in chased.unanswered[:MOST_NAMED]]
    if more := len(chased.unanswered) - len(named):
        named.append(f"- and {more} more")
    parts = [
        "Hello,",
        begins,
        "\n".join(["Still to be answered:", *named]),
        f"The workbook is “{chased.file_name}”. If you need it again, or if there is nothing to "
        "report, a reply that says so is enough.",
        f"Thank you,\n{sender}",
    ]
    return Letter(subject, "\n\n".join(parts) + "\n")


def question_words(question: Question) -> str:
    """`One line the steering group can read: since when?`, and where to answer on another sheet."""
    sheet = OTHER_SHEETS.get(question.field)
    where = f" (Answer on the sheet “{sheet}”.)" if sheet else ""
    return f"{FIELD_WORDS[question.field].rstrip('?')}: {question.words}{where}"
