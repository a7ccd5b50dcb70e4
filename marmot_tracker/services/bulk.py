"""Many cells at once, from words: planned cell by cell, to be shown, then written as one edit.

`bulk_writing` writes. Filling down, clearing, pasting and the bulk edit all wish for cells and come through here, so that
each says the same of a cell: what it changes from and to, that it is so already, what it asks a
reason for, or why it is refused. The rules themselves are those of the verbs of each field.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from sqlalchemy.orm import Session

from marmot_tracker.errors import TrackerError
from marmot_tracker.services import bulk_words, register
from marmot_tracker.services.bulk_ratings import RatingAsks
from marmot_tracker.services.bulk_words import ONGOING, Known
from marmot_tracker.services.register import RegisterRow
from marmot_tracker.services.wording import counted, joined
from marmot_tracker.trail.collector import collector_resting
from marmot_tracker.trail.history import ERASED
from marmot_tracker.vocabulary import (
    DECIDED_OTHERWISE,
    DecisionCode,
    RevisionKind,
)

FEW = 30
"""Up to so many recommendations are read one by one; for more the whole register is quicker."""


class Verdict(StrEnum):
    """What becomes of a cell."""

    CHANGES = "changes"
    SAME = "same"
    ASKS = "asks"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Wish:
    """One cell wished for: `field` as in `bulk_words.HEADINGS`, or `own:` and a column's uid."""

    uid: str
    field: str
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """What becomes of one cell. `before` and `after` are as shown; `value` is what is written.

    `why` is the refusal, what asks for a reason, or what else happens ("a new owner"); `marked`
    says that the cell has two answers.
    """

    uid: str
    name: str
    field: str
    heading: str
    before: str
    after: str
    value: str
    verdict: Verdict
    why: str = ""
    new: bool = False
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """Every cell wished for, in the order wished."""

    lines: tuple[Line, ...]

    def of(self, verdict: Verdict) -> tuple[Line, ...]:
        """The cells that come to this."""
        return tuple(line for line in self.lines if line.verdict is verdict)

    @property
    def writing(self) -> tuple[Line, ...]:
        """The cells that would be written, asked about or not."""
        return tuple(line for line in self.lines if line.verdict in (Verdict.CHANGES, Verdict.ASKS))

    @property
    def new(self) -> tuple[tuple[str, str], ...]:
        """Owners and subgroups that would be added: heading and words."""
        return tuple(dict.fromkeys((line.heading, line.after) for line in self.writing if line.new))

    @property
    def dates_move(self) -> bool:
        """Whether a due date that stands would move."""
        return any(line.field == "due" and line.before for line in self.writing)


@collector_resting()
def plan(
    session: Session,
    *,
    wishes: Sequence[Wish],
    today: date,
    reason: str = "",
    kind: RevisionKind | None = None,
) -> Plan:
    """What each cell wished for would come to; nothing is written."""
    known = bulk_words.known(session)
    rows = rows_of(session, {wish.uid for wish in wishes}, today)
    rated = {wish.uid for wish in wishes if wish.field == "rating"}
    asking = RatingAsks(session, known, today, () if reason.strip() else rated)
    planner = _Planner(known, bool(reason.strip()), kind, asking)
    lines: list[Line] = []
    named: set[tuple[str, str]] = set()
    for wish in wishes:
        line = planner.line(rows.get(wish.uid), wish)
        if (wish.uid, wish.field) in named:
            why = named_twice(line.heading, line.name)
            line = replace(line, verdict=Verdict.REFUSED, why=why, new=False)
        named.add((wish.uid, wish.field))
        lines.append(line)
    return Plan(tuple(lines))


def named_twice(heading: str, name: str) -> str:
    """Why a cell that is wished for once more is refused."""
    return f"{heading[:1].upper()}{heading[1:]} of {name} is named twice: only the first counts."


def label(plan: Plan) -> str:
    """What undo calls the edit: `Set owner of 12 recommendations`."""
    writing = plan.writing
    headings = tuple(dict.fromkeys(line.heading for line in writing))
    names = tuple(dict.fromkeys(line.name for line in writing))
    fields = joined(headings) if len(headings) < 3 else counted(len(headings), "column")
    whom = names[0] if len(names) == 1 else counted(len(names), "recommendation")
    return f"Set {fields} of {whom}"


def summary(plan: Plan) -> tuple[str, ...]:
    """The plan in sentences: what becomes what, how many are so already, what is refused."""
    found = Counter((line.heading, line.after) for line in plan.writing)
    said = [
        f"{counted(many, 'recommendation')}: {heading} becomes {after}."
        if after
        else f"{counted(many, 'recommendation')}: {heading} is cleared."
        for (heading, after), many in found.items()
    ]
    if len(said) > 6:
        many = sum(found.values())
        whole = Counter(line.heading for line in plan.writing)
        said = [
            f"{counted(many, 'cell')} would change: "
            f"{joined([f'{heading} of {number:,}' for heading, number in whole.items()])}."
        ]
    if same := plan.of(Verdict.SAME):
        said.append(f"{len(same):,} already so.")
    refused = Counter(line.why for line in plan.of(Verdict.REFUSED))
    said += [f"{many:,} refused: {why}" for why, many in refused.most_common(3)]
    if len(refused) > 3:
        said.append(f"And {sum(refused.values()):,} refused in all.")
    return tuple(said)


def rows_of(session: Session, uids: set[str], today: date) -> dict[str, RegisterRow]:
    """The rows of these recommendations as they stand, by uid; those not in view are left out."""
    if len(uids) > FEW:
        return {row.uid: row for row in register.rows(session, today=today) if row.uid in uids}
    found = (register.row(session, uid=uid, today=today) for uid in uids)
    return {row.uid: row for row in found if row is not None}


@dataclass(frozen=True, slots=True)
class _Planner:
    """Reads each wish in the light of what stands."""

    known: Known
    reasoned: bool
    kind: RevisionKind | None
    rating_asks: RatingAsks

    def line(self, row: RegisterRow | None, wish: Wish) -> Line:
        heading = self.known.heading(wish.field)
        if row is None:
            return Line(
                wish.uid, "", wish.field, heading, "", "", "", Verdict.REFUSED, "It is not here."
            )
        before = self.known.said(row, wish.field)
        name = row.reference or (row.short_title or row.text)[:40]
        marked = self.known.mark(wish.field) in row.marks

        def made(
            verdict: Verdict, after: str, value: str, why: str = "", new: bool = False
        ) -> Line:
            return Line(
                wish.uid, name, wish.field, heading, before, after, value, verdict, why, new, marked
            )

        if wish.words.strip() == ERASED:
            return made(Verdict.REFUSED, wish.words, "", "What was erased cannot be written again.")
        try:
            read = self.known.read(wish.field, wish.words)
        except TrackerError as fault:
            return made(Verdict.REFUSED, wish.words, "", str(fault))
        if self._same(row, wish.field, read.value, read.shown, before):
            return made(Verdict.SAME, read.shown, read.value)
        asked = self._asked(row, wish.field, read.value)
        why = asked or read.note
        if not asked and marked:
            why = f"{why} Settles two answers.".strip()
        verdict = Verdict.ASKS if asked and not self.reasoned else Verdict.CHANGES
        return made(verdict, read.shown, read.value, why, read.new)

    def _same(self, row: RegisterRow, field: str, value: str, shown: str, before: str) -> bool:
        """A cell that says so already; a field with two answers is left to be settled by hand."""
        if before == ERASED:
            return False
        if field == "rating":
            return value in (row.rating.value, row.not_rated_why and row.not_rated_why.value)
        if field == "decision":
            return row.decision is not None and value == row.decision.value
        if field == "principle":
            return value == (str(row.principle) if row.principle else "")
        return shown.casefold() == before.casefold() if field == "owner" else shown == before

    def _asked(self, row: RegisterRow, field: str, value: str) -> str:
        """What asks for a reason; nothing where nothing does."""
        ask: dict[str, Callable[[RegisterRow, str], str]] = {
            "due": self._due_asks,
            "rating": self._rating_asks,
            "decision": self._decision_asks,
        }
        return ask[field](row, value) if field in ask else ""

    def _due_asks(self, row: RegisterRow, value: str) -> str:
        if (row.due is None and not row.ongoing) or self.kind is RevisionKind.TYPING_MISTAKE:
            return ""
        if row.ongoing and value.startswith(ONGOING):
            return ""
        return "The date moves: say why."

    def _rating_asks(self, row: RegisterRow, value: str) -> str:
        if self.reasoned:
            return ""
        return self.rating_asks.of(row, value)

    def _decision_asks(self, _row: RegisterRow, value: str) -> str:
        code = DecisionCode(value)
        if code in DECIDED_OTHERWISE:
            return "It would no longer be followed up: say why."
        if code is DecisionCode.ACCEPTED_IN_PRINCIPLE:
            return "Give a date to look at it again, or a reason why there is none."
        return ""
