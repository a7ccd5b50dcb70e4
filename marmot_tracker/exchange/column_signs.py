"""Tells by their neighbours which columns only group or answer the wording beside them."""

from __future__ import annotations

from collections.abc import Sequence

from marmot_tracker.exchange.columns import Profile, is_prose
from marmot_tracker.exchange.headings import NUMBERING, field_strengths, fold

DOING = frozenset({"task", "tasks", "action", "actions", "activity", "activities"})
PRODUCED = frozenset(
    {
        "deliverable",
        "deliverables",
        "output",
        "outputs",
        "outcome",
        "outcomes",
        "product",
        "products",
    }
)
"""What comes of a task; right of a column of tasks it is never the wording."""
REPEATED = 0.6
"""A column with a smaller share of different cells than this names groups."""
LEAST_ROWS = 4
MEANS_WORDING = 4.0
"""A heading means the wording from this strength on, where its cells are different sentences."""


def only_groups(column: int, headings: Sequence[str], seen: Sequence[Profile]) -> bool:
    """Whether a column names the groups of the different sentences to the right of it.

    Its cells repeat row after row, or stand once over several rows whose references are headed
    like the sentences ("Milestone no.", "Milestone").
    """
    own = seen[column]
    for other in range(column + 1, len(headings)):
        beside = seen[other]
        if not _wording(headings[other], beside) or beside.filled < LEAST_ROWS:
            continue
        if own.filled >= 0.9 * beside.filled and own.distinct < REPEATED:
            return True
        if own.filled <= REPEATED * beside.filled and _numbered_by(
            headings[other], headings[column], headings, seen
        ):
            return True
    return False


def _wording(heading: str, seen: Profile) -> bool:
    means = field_strengths(heading).get("text", 0.0) >= MEANS_WORDING
    return means and is_prose(seen) and seen.distinct >= 0.95


def _numbered_by(
    heading: str, instead_of: str, headings: Sequence[str], seen: Sequence[Profile]
) -> bool:
    """Whether a column of references is headed by the same noun as one column, not the other."""
    nouns = set(fold(heading).split()) - set(fold(instead_of).split())
    for other, profile in zip(headings, seen, strict=True):
        words = set(fold(other).split())
        if words & NUMBERING and words & nouns and profile.references >= 0.9:
            return True
    return False


def only_comes_of(column: int, headings: Sequence[str]) -> bool:
    """Whether a column holds what comes of the tasks in a column to the left of it."""
    if not set(fold(headings[column]).split()) & PRODUCED:
        return False
    return any(
        set(words) & DOING and not set(words) & (NUMBERING | PRODUCED)
        for left in range(column)
        if len(words := fold(headings[left]).split()) <= 3
    )
