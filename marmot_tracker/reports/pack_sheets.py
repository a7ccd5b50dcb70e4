"""What an audit pack holds, as plain data: the same state always gives the same sheets."""

from __future__ import annotations

from marmot_tracker.document import Snapshot
from marmot_tracker.reports.pack_changes import dates_moved, updates_sheet, what_changed
from marmot_tracker.reports.pack_contents import Contents, contents_of
from marmot_tracker.reports.pack_cover import cover
from marmot_tracker.reports.pack_definitions import definitions
from marmot_tracker.reports.pack_facts import PackFacts
from marmot_tracker.reports.pack_lists import evidence_index, register_sheet
from marmot_tracker.reports.pack_meeting import asks_sheet, exceptions
from marmot_tracker.reports.pack_quality import data_quality
from marmot_tracker.reports.pack_summary import summary
from marmot_tracker.reports.sheets import Sheet


def sheets(snapshot: Snapshot, facts: PackFacts) -> tuple[Sheet, ...]:
    """The sheets of a pack of this state (a snapshot taken with `trail=True`)."""
    return sheets_of(contents_of(snapshot, facts))


def sheets_of(made: Contents) -> tuple[Sheet, ...]:
    """The sheets of a pack in the order they are read; pure."""
    others = (
        summary(made),
        asks_sheet(made),
        exceptions(made),
        what_changed(made),
        register_sheet(made),
        updates_sheet(made),
        dates_moved(made),
        evidence_index(made),
        data_quality(made),
        definitions(made),
    )
    return (cover(made, others), *others)
