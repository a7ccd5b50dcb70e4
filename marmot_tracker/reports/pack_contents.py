"""Everything an audit pack is made from, read once."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from marmot_tracker.reports.pack_facts import PackFacts
from marmot_tracker.services import evidence, extras, figures, programme, register
from marmot_tracker.services.evidence import IndexLine
from marmot_tracker.services.figures import Figures
from marmot_tracker.services.programme import ProgrammeFacts, Words
from marmot_tracker.services.register import RegisterRow
from marmot_tracker.vocabulary import SAMPLE_MARK


@dataclass(frozen=True, slots=True)
class Contents:
    """What a pack is made from; of evidence only what may be printed."""

    facts: PackFacts
    programme: ProgrammeFacts
    words: Words
    rows: tuple[RegisterRow, ...]
    figures: Figures
    evidence: tuple[IndexLine, ...]
    waiting: int
    extra_columns: tuple[str, ...]

    @property
    def called(self) -> str:
        """The place or programme that the pack is of."""
        return self.programme.name or self.programme.place

    @property
    def mark(self) -> str:
        """The mark of a sample, which no sheet goes without."""
        return SAMPLE_MARK if self.programme.sample else ""


def contents(session: Session, facts: PackFacts) -> Contents:
    """Read what a pack shows. The session is of a snapshot taken with `trail=True`."""
    rows = register.rows(session, today=facts.day)
    return Contents(
        facts=facts,
        programme=programme.current(session),
        words=programme.words(session),
        rows=tuple(rows),
        figures=figures.figures(session, today=facts.day, rows=rows),
        evidence=tuple(evidence.index(session)),
        waiting=evidence.waiting(session),
        extra_columns=tuple(dict.fromkeys(column.name for column in extras.columns(session))),
    )
