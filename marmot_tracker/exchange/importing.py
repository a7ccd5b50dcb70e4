"""What a list that was read would change: its rows matched, compared and proposed.

The base of a line is the value last taken from the report's list. Same as the base proposes
nothing, however the tracker has moved on; different while the tracker has moved too is two
answers. So the same list twice proposes nothing, and a corrected list just its corrections.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from marmot_tracker.errors import Misuse, TrackerError
from marmot_tracker.exchange.comparing import Comparison
from marmot_tracker.exchange.deciding import Asked, decide
from marmot_tracker.exchange.proposal import Choice, Proposal
from marmot_tracker.exchange.readers.checks import LONGEST, MAX_ROWS
from marmot_tracker.exchange.remembering import Layout
from marmot_tracker.exchange.results import ReadResult
from marmot_tracker.progress import Progress
from marmot_tracker.services.wording import counted
from marmot_tracker.trail.collector import collector_resting

STEPS = 4


@collector_resting()
def propose(
    session: Session,
    result: ReadResult,
    *,
    report: str | None = None,
    edition_of: str | None = None,
    title: str = "",
    layout: Layout | None = None,
    progress: Progress | None = None,
) -> Proposal:
    """What a list would change, without changing anything.

    `report` names the report it belongs to (made where no report is called so), `edition_of` the
    report it is a new edition of, `title` what a new report is to be called. Without either it is
    the report whose texts it holds, else a new one. `layout` is what was remembered of lists like
    this one and what was said now. Needs a session that can read the record: the document's own,
    or that of a snapshot made with its trail. Raises `TrackerError`.
    """
    if report and edition_of:
        raise Misuse("Say either which report it is, or of which it is a new edition.")
    _check(result)
    progress = progress or Progress()
    progress.step(0, STEPS, "Reading the tracker")
    work = Comparison(session, result)
    progress.step(1, STEPS, "Finding the report")
    asked = Asked(report, edition_of, title)
    decided = decide(session, result, work.known_in, work.agreeing, asked)
    progress.step(2, STEPS, "Matching rows")
    if decided.doubt:
        work.lines.problem(decided.doubt, "")
    if decided.choice is Choice.NEW_EDITION:
        work.follow(decided.target.edition_of)
    else:
        work.compare(decided.target)
    progress.step(3, STEPS, "Putting it in words")
    for problem in result.problems:
        work.lines.problem(
            problem.in_words(), problem.where, column=problem.column, value=problem.value
        )
    for words, where in work.saying.problems():
        work.lines.problem(words, where)
    told = [decided.explanation, *work.told, layout.told() if layout else ""]
    return Proposal(
        lines=tuple(work.lines.written),
        choice=decided.choice,
        explanation=" ".join(filter(None, told)),
        target=decided.target,
        source_name=result.source_name,
        sha256=result.sha256,
        notes=(*result.notes, *work.notes),
        columns=tuple(work.saying.new_columns.values()),
        unsettled=tuple(work.unsettled),
        remember=layout.to_remember(result) if layout else None,
        forget=layout.to_forget() if layout else "",
    )


def _check(result: ReadResult) -> None:
    """Raises `TrackerError` where nothing was read, or not everything."""
    if not result.items:
        raise TrackerError(
            f"{result.message} Nothing was loaded.",
            hint="Say which column holds the wording, or choose another sheet.",
        )
    if result.unread:
        raise TrackerError(
            f"{counted(result.unread, 'row')} after row {MAX_ROWS:,} of {result.source_name} "
            f"{'was' if result.unread == 1 else 'were'} not read, and a list is loaded whole or "
            "not at all. Nothing was loaded.",
            hint=f"Split the list into files of at most {LONGEST:,} rows each and load them into "
            "the same report; or clear what stands far below it.",
        )
