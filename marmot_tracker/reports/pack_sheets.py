"""What an audit pack holds, as plain data: the same state always gives the same sheets."""

from __future__ import annotations

from sqlalchemy.orm import Session

from marmot_tracker.reports.pack_contents import Contents, contents
from marmot_tracker.reports.pack_cover import cover
from marmot_tracker.reports.pack_facts import PackFacts
from marmot_tracker.reports.pack_lists import evidence_index, exceptions, register_sheet
from marmot_tracker.reports.pack_summary import attention, summary
from marmot_tracker.reports.sheets import Sheet


def sheets(session: Session, facts: PackFacts) -> tuple[Sheet, ...]:
    """The sheets of a pack of this state."""
    return sheets_of(contents(session, facts))


def sheets_of(made: Contents) -> tuple[Sheet, ...]:
    """The sheets of a pack; pure."""
    others = (
        summary(made),
        attention(made),
        exceptions(made),
        register_sheet(made),
        evidence_index(made),
    )
    return (cover(made, others), *others)
