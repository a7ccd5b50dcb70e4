"""Everything an audit pack is made from, read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from marmot_tracker.document import Snapshot
from marmot_tracker.reports.pack_facts import PackFacts
from marmot_tracker.services import (
    asks,
    changes,
    evidence,
    extras,
    figures,
    moves,
    periods,
    programme,
    quality,
    register,
    trends,
    updates,
)
from marmot_tracker.services.asks import Ask
from marmot_tracker.services.changes import Change, Past
from marmot_tracker.services.evidence import IndexLine
from marmot_tracker.services.figures import Figures
from marmot_tracker.services.moves import Move
from marmot_tracker.services.period_answers import Span, span_of
from marmot_tracker.services.periods import PeriodFacts
from marmot_tracker.services.programme import ProgrammeFacts, Words
from marmot_tracker.services.quality import Found
from marmot_tracker.services.register import RegisterRow
from marmot_tracker.services.trends import PeriodShares
from marmot_tracker.services.updates import UpdateLine
from marmot_tracker.vocabulary import SAMPLE_MARK, ExtraType


@dataclass(frozen=True, slots=True)
class Contents:
    """What a pack is made from; of evidence only what may be printed.

    `span` is the period it was made for, with the day the next one opens; None for a day.
    `changes` is None where no earlier state was asked for. `row` finds a row by its uid.
    """

    facts: PackFacts
    programme: ProgrammeFacts
    words: Words
    span: Span | None
    rows: tuple[RegisterRow, ...]
    row: Mapping[str, RegisterRow]
    figures: Figures
    trend: tuple[PeriodShares, ...]
    asks: tuple[Ask, ...]
    changes: tuple[Change, ...] | None
    updates: tuple[UpdateLine, ...]
    moves: tuple[Move, ...]
    findings: tuple[Found, ...]
    evidence: tuple[IndexLine, ...]
    waiting: int
    periods: Mapping[str, PeriodFacts]
    extra_columns: Mapping[str, ExtraType]

    @property
    def called(self) -> str:
        """The place or programme that the pack is of."""
        return self.programme.name or self.programme.place

    @property
    def mark(self) -> str:
        """The mark of a sample, which no sheet goes without."""
        return SAMPLE_MARK if self.programme.sample else ""


def contents_of(snapshot: Snapshot, facts: PackFacts) -> Contents:
    """Read what a pack shows, from a snapshot taken with `trail=True`."""
    past = _past(snapshot, facts)
    with snapshot.read() as session:
        return contents(session, facts, past)


def _past(snapshot: Snapshot, facts: PackFacts) -> Past | None:
    """The earlier state that changes are told since."""
    compared = facts.compared
    if compared is None:
        return None
    wanted = compared.as_at()
    tips = compared.tips or None
    with snapshot.earlier(wanted, tips=tips) as before, before.read() as session:
        return changes.past_of(session, today=compared.day)


def contents(session: Session, facts: PackFacts, past: Past | None = None) -> Contents:
    """Read what a pack shows; `past` is the earlier state that changes are told since."""
    known = periods.list_(session)
    span = span_of(known, periods.the_one(session, facts.period)) if facts.period else None
    rows = register.rows(session, today=facts.day, span=span)
    counted = figures.figures(session, today=facts.day, rows=rows, span=span)
    index = evidence.index(session)
    moved = moves.of(session, rows)
    return Contents(
        facts=facts,
        programme=programme.current(session),
        words=programme.words(session),
        span=span,
        rows=tuple(rows),
        row={row.uid: row for row in rows},
        figures=counted,
        trend=trends.trend(session, rows, today=facts.day, span=span),
        asks=tuple(asks.of(rows, moved)),
        changes=tuple(changes.since(session, past, rows, index)) if past else None,
        updates=tuple(updates.of(session, rows, counted, span=span)),
        moves=tuple(moved),
        findings=tuple(quality.findings(rows, counted, index, lacking=set(facts.lacking))),
        evidence=tuple(index),
        waiting=evidence.waiting(session),
        periods={period.uid: period for period in known},
        extra_columns={column.name: column.type for column in extras.columns(session)},
    )
