"""What the review of a report's items says: its sum, what stands empty, what goes on."""

from __future__ import annotations

from marmot_tracker.exchange.reports.drafts import Draft, Drafts, DraftState
from marmot_tracker.exchange.results import ReadResult
from marmot_tracker.services.wording import counted


def summed_up(drafts: Drafts) -> str:
    """The items in a line: "41 recommendations, 3 to look at, 2 left out"."""
    if not drafts.drafts:
        return "Nothing was found yet"
    counts = drafts.counts
    going = len(drafts.drafts) - counts[DraftState.LEFT_OUT]
    parts = [
        counted(going, "recommendation") if going else "No recommendations",
        f"{counts[DraftState.OPEN]} to look at" if counts[DraftState.OPEN] else "",
        f"{counts[DraftState.LEFT_OUT]} left out" if counts[DraftState.LEFT_OUT] else "",
    ]
    return ", ".join(filter(None, parts))


def nothing_found(result: ReadResult) -> tuple[str, str, str, str]:
    """Where nothing was found: a heading, a sentence, the next step and its code."""
    if result.scanned:
        heading = "A scan: its words cannot be read"
        return heading, result.message, "Type the items beside the page pictures", "type"
    if result.pages or result.passages:
        return "No recommendations were found", result.message, "Mark one on the page", "mark"
    return "No recommendations were found", result.message, "Type one", "type"


def wordless(drafts: Drafts) -> Draft | None:
    """The first item that would go on without a wording."""
    return next(
        (
            one
            for one in drafts.drafts
            if one.state is not DraftState.LEFT_OUT and not (one.item.text or one.item.title)
        ),
        None,
    )


def going_on(drafts: Drafts) -> int:
    """How many items go on."""
    return len(drafts.drafts) - drafts.counts[DraftState.LEFT_OUT]


def outcome(drafts: Drafts) -> str:
    """What would happen on going on."""
    if not drafts.drafts:
        return "Nothing is written yet."
    if not going_on(drafts):
        return "Every one is left out, so there is nothing to go on with."
    waiting = drafts.counts[DraftState.OPEN]
    if not waiting:
        return "Nothing is written yet: the next step shows what would change in the tracker."
    verb = "goes" if waiting == 1 else "go"
    return f"Nothing is written yet. {waiting} still to look at {verb} on as found."
