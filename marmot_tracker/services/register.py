"""The register: one row per recommendation, with everything the list, the pack and filters show.

Read with one query per kind and put together from dictionaries, so that 10,000 recommendations
take a fraction of a second. Where a field holds two answers the row carries the one that counts
(`services.answers`) and names the field in `marks`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from sqlalchemy.orm import Session

from marmot_tracker.services import register_parts as parts
from marmot_tracker.services.columns import columns_of
from marmot_tracker.services.period_answers import Span
from marmot_tracker.services.periods import answers_for
from marmot_tracker.services.slips import Revision, Slip, agreed, slip
from marmot_tracker.services.wording import code_of
from marmot_tracker.vocabulary import (
    DECIDED_OTHERWISE,
    DecisionCode,
    NotRatedWhy,
    Rating,
    Stage,
)

SEVERITY = {Rating.OFF_TRACK: 0, Rating.AT_RISK: 1, Rating.ON_TRACK: 2, Rating.COMPLETE: 3}
"""From worst to best; *not rated* has no direction."""
STAGES = {code.value: code for code in Stage}
DECISIONS = {code.value: code for code in DecisionCode}
NOTHING: Mapping[str, tuple[str, ...]] = MappingProxyType({})
NO_WORDS: Mapping[str, str] = MappingProxyType({})
DONE_STAGES = frozenset({Stage.VERIFIED_COMPLETE, Stage.CLOSED_IMPLEMENTED})


class RegisterRow(NamedTuple):
    """A recommendation as it stands; `rating` and `due` are the answers that count.

    `owner` is a post or an organisation, never a person's name. `due` is None where the date is
    *ongoing*, which is judged against `next_review`. `previous_rating` is the rating for the
    latest date before `speaks_for`. `last_changed` is a UTC stamp, empty in a view without
    history. `extra` holds the place's own columns by name, in words. `withdrawn` is "withdrawn by
    Ann Lee, changed by Bob Hay" of one that somebody withdrew while others worked on it. `agreed` is
    False where nobody has agreed the last move of the due date yet.

    A tuple, since a frozen dataclass of so many fields takes four times as long to make.
    """

    uid: str
    reference: str
    text: str
    short_title: str
    position_line: str
    theme: str
    report: str
    report_uid: str
    section: str
    page: str
    timescale: str
    principle: int | None
    principle_name: str
    subgroup: str
    subgroup_uid: str
    owner: str
    rating: Rating
    rating_uid: str
    not_rated_why: NotRatedWhy | None
    reason: str
    path_to_green: str
    path_to_green_by: date | None
    help_needed: str
    speaks_for: date | None
    stale: bool
    previous_rating: Rating | None
    decision: DecisionCode | None
    due: date | None
    ongoing: bool
    first_due: date | None
    times_moved: int
    days_slipped: int
    overdue: bool
    evidence: int
    last_changed: str
    marks: tuple[str, ...]
    stage: Stage
    extra: Mapping[str, str]
    order: int
    principle_uid: str = ""
    next_review: date | None = None
    counted: bool = True
    updated: bool = False
    agreed: bool = True
    withdrawn: str = ""
    other_answers: Mapping[str, tuple[str, ...]] = NOTHING

    @property
    def decided_otherwise(self) -> bool:
        """Whether the decision takes it out of the RAG shares."""
        return self.decision in DECIDED_OTHERWISE

    @property
    def steps(self) -> int:
        """How many steps the rating is better than the one before; negative: worse."""
        before = self.previous_rating
        if before not in SEVERITY or self.rating not in SEVERITY:
            return 0
        return SEVERITY[self.rating] - SEVERITY[before]

    @property
    def claimed(self) -> bool:
        """Claimed complete and waiting to be verified."""
        return self.stage is Stage.CLAIMED_COMPLETE


def rows(
    session: Session, *, today: date, span: Span | None = None, changes: bool = True
) -> list[RegisterRow]:
    """Every recommendation in view, by report and in the order of the report.

    With `span` the ratings are those given for that period, whenever they were received; owners,
    decisions and dates are as they stand. Without `changes` none says when it last changed, which
    the record is asked for as long as everything else together.
    """
    read = parts.read(session, today=today, span=span, changes=changes)
    found = [_row(read, record) for record in read.recommendations]
    found.sort(key=lambda row: (read.report_order.get(row.report_uid, 0), row.order, row.uid))
    return found


def many(session: Session) -> int:
    """How many recommendations are in view."""
    return len(columns_of(session, "recommendation", ("uid",)))


def row(session: Session, *, uid: str, today: date) -> RegisterRow | None:
    """One recommendation's row, or None where it is not in view."""
    read = parts.read(session, today=today, only=uid)
    return next((_row(read, record) for record in read.recommendations), None)


def counts(*, decision: DecisionCode | None, stage: Stage) -> bool:
    """Whether a recommendation is in the RAG shares (DESIGN.md, `services/figures`)."""
    return decision not in DECIDED_OTHERWISE and stage is not Stage.CLOSED_NOT_PURSUED


class _State(NamedTuple):
    """What stands of a recommendation once the answers that count are chosen."""

    update: parts.Update
    rating: Rating
    why: NotRatedWhy | None
    fresh: bool
    led: list[Revision]
    due: Slip
    decision: DecisionCode | None
    stage: Stage
    counted: bool


def _state(read: parts.Read, record: parts.Record) -> _State:
    update = parts.rating_of(read, record)
    decision = DECISIONS.get(read.decisions.get(record.decision or "", ""))
    stage = STAGES.get(record.stage or "", Stage.LOGGED)
    led = parts.led_of(read, record)
    return _State(
        update=update,
        rating=parts.RATINGS.get(update.rating or "", Rating.NOT_RATED),
        why=code_of(NotRatedWhy, update.not_rated_why) if update.not_rated_why else None,
        fresh=bool(update.uid) and _fresh(read, update),
        led=led,
        due=slip(led),
        decision=decision,
        stage=stage,
        counted=counts(decision=decision, stage=stage),
    )


def _fresh(read: parts.Read, update: parts.Update) -> bool:
    return read.for_period is not None or answers_for(
        period=read.period,
        today=read.today,
        speaks_for=update.speaks_for,
        given_for=update.period,
    )


def _overdue(state: _State, today: date) -> bool:
    """Past its date, counted, and not verified complete: a claim alone changes nothing."""
    finished = state.rating is Rating.COMPLETE or state.stage in DONE_STAGES
    judged = state.due.judged
    return state.counted and not finished and judged is not None and judged < today


def _row(read: parts.Read, record: parts.Record) -> RegisterRow:
    uid, state = record.uid, _state(read, record)
    update, due, rating = state.update, state.due, state.rating
    number, principle = read.principles.get(record.principle or "", (None, ""))
    subgroup, subgroup_name = read.subgroups.get(record.subgroup or "", ("", ""))
    two = record.marks or read.for_period or uid in read.extra_two
    marks = parts.marks_of(read, record) if two else ()
    return RegisterRow(
        uid=uid,
        reference=record.reference or "",
        text=record.wording or "",
        short_title=record.short_title or "",
        position_line=update.position_line or record.plain_position or "",
        theme=record.theme or "",
        report=read.reports.get(record.report or "", ""),
        report_uid=record.report or "",
        section=record.section or "",
        page=record.page or "",
        timescale=record.timescale or "",
        principle=number,
        principle_name=principle,
        subgroup=subgroup_name,
        subgroup_uid=subgroup,
        owner=read.leads.get(record.lead or "", ""),
        rating=rating,
        rating_uid=update.uid,
        not_rated_why=state.why if rating is Rating.NOT_RATED else None,
        reason=update.reason or "",
        path_to_green=update.path_to_green or "",
        path_to_green_by=update.path_to_green_by,
        help_needed=update.help_needed or "",
        speaks_for=update.speaks_for,
        stale=bool(update.uid) and not state.fresh and rating is not Rating.COMPLETE,
        previous_rating=parts.previous_rating(read, uid, update),
        decision=state.decision,
        due=due.due,
        ongoing=due.ongoing,
        first_due=due.first,
        times_moved=due.times_moved,
        days_slipped=due.days_slipped,
        overdue=_overdue(state, read.today),
        evidence=read.evidence.get(uid, 0),
        last_changed=read.last_changed.get(uid, ""),
        marks=marks,
        withdrawn=read.withdrawn.get(uid, ""),
        stage=state.stage,
        extra=read.extra.get(uid, NO_WORDS),
        order=record.order or 0,
        principle_uid=(record.principle or "") if number or principle else "",
        next_review=due.next_review,
        counted=state.counted,
        updated=state.fresh and state.why is not NotRatedWhy.NO_ANSWER,
        agreed=not due.times_moved or agreed(state.led),
        other_answers=parts.other_answers(read, record, update, due) if marks else NOTHING,
    )
