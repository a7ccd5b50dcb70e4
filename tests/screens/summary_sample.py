"""A sample with a pack made of it: as the Summary page reads it, and as the pack says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from marmot_tracker import clock, sample
from marmot_tracker.document import Author
from marmot_tracker.model import EvidenceLink
from marmot_tracker.reports import audit_pack, pack_contents, pack_facts, pack_summary
from marmot_tracker.reports.pack_contents import Contents
from marmot_tracker.reports.sheets import Sheet, Table
from marmot_tracker.services import (
    evidence,
    evidence_list,
    recommendations,
    summary,
)
from marmot_tracker.services.evidence_list import EvidenceRow
from marmot_tracker.services.summary import ChangedSince, Summary
from marmot_tracker.services.trends import PeriodShares
from marmot_tracker.vocabulary import EvidenceKind, Sensitivity

DAYS = timedelta(days=40)


@dataclass
class Told:
    """A tracker as the page reads it, and as the pack made of it says."""

    path: Path
    made: Summary
    trend: tuple[PeriodShares, ...]
    changed: ChangedSince
    contents: Contents
    sheet: Sheet
    evidence: list[EvidenceRow]

    def table(self, name: str) -> Table:
        return next(table for table in self.sheet.tables if table.name == name)


def tell(path: Path) -> Told:
    """Make the sample at `path`, and of it a pack for a day some weeks ago."""
    day = clock.today() - DAYS
    with sample.make(path, author=Author("Sam")) as document:
        with document.edit("Leave evidence tied to nothing, and not checked") as session:
            found = recommendations.the_one(session, "5.4")
            uid = evidence.attach(
                session,
                recommendation=found,
                kind=EvidenceKind.NOTE,
                sensitivity=Sensitivity.NOT_CHECKED,
                note="Minutes of March",
            )
            for tie in session.scalars(select(EvidenceLink).filter_by(evidence=uid)):
                tie.present = False
        audit_pack.make(document, path.with_name("October.xlsx"), as_at=day)
        with document.snapshot(trail=True) as snapshot:
            made = summary.of(snapshot, today=clock.today())
            trend = summary.trend(snapshot, made)
            changed = summary.changed_since(snapshot, made.moments[0], today=made.today)
            facts = pack_facts.facts_of(snapshot, since=day)
            contents = pack_contents.contents_of(snapshot, facts)
        with document.read() as session:
            beside = evidence_list.beside(document)
            held = evidence_list.rows(session, today=clock.today(), beside=beside)
    return Told(path, made, trend, changed, contents, pack_summary.summary(contents), held)
