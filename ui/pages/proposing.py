"""What a list that was read would change in the open tracker, for its review."""

from __future__ import annotations

from marmot_tracker.document import Snapshot
from marmot_tracker.exchange import importing
from marmot_tracker.exchange.places import places_in
from marmot_tracker.exchange.proposal import Choice, Proposal
from marmot_tracker.exchange.remembering import Layout
from marmot_tracker.exchange.results import ReadResult
from marmot_tracker.progress import Progress
from marmot_tracker.services import programme, reports
from ui.dialogs.reviewed import Reading, Reviewed


def is_document(result: ReadResult) -> bool:
    """Whether it was read from a report in Word or PDF: a list brings pictures of its sheets."""
    return not result.pictures


def reviewed_of(
    snapshot: Snapshot,
    result: ReadResult,
    layout: Layout,
    reading: Reading,
    *,
    compared: bool = True,
    progress: Progress | None = None,
) -> Reviewed:
    """What was read with what it would change; not `compared` yet, or with nothing in it, it would
    change nothing. Asked of a snapshot with its trail. Raises `TrackerError`.
    """
    with snapshot.read() as session:
        proposal = (
            importing.propose(
                session, result, layout=layout, progress=progress, **_belonging(reading)
            )
            if compared
            else _nothing(result)
        )
        return Reviewed(
            result,
            layout,
            proposal,
            tuple(reports.list_(session)),
            programme.words(session),
            places_in(result, proposal.lines),
        )


def _nothing(result: ReadResult) -> Proposal:
    """What is shown of a file in which no list was found: its sheets, to say where one is."""
    return Proposal(
        lines=(),
        choice=Choice.ANOTHER_REPORT,
        explanation=result.message,
        source_name=result.source_name,
        sha256=result.sha256,
        notes=result.notes,
    )


def _belonging(reading: Reading) -> dict[str, str]:
    if reading.choice is Choice.NEW_EDITION:
        return {"edition_of": reading.edition_of, "title": reading.report}
    if reading.choice is not None and reading.report:
        return {"report": reading.report}
    return {}
