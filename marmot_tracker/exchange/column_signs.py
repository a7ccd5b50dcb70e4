"""Tells by their neighbours which columns only group or answer the wording beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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

DESCRIBES = frozenset(
    {"description", "descriptions", "descriptor", "detail", "details", "beschreibung", "descripcion",
     "kurzbeschreibung", "descricao", "descrizione", "omschrijving", "beskrivelse", "beskrivning",
     "opis", "kuvaus", "описание"}
)  # fmt: skip
"""Words of a heading over what the short names beside it mean."""
NAME_WORDS = 6
"""A column of names has about so many words to a cell, or fewer."""
LONGER = 1.6
"""Descriptions have so many times the words of the names they describe."""


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


def named_and_described(
    fields: Mapping[str, int], headings: Sequence[str], seen: Sequence[Profile]
) -> tuple[int, int] | None:
    """The column of short names and the one that describes them, where one is the wording.

    "Action" with two or three words to a cell, and "Details" beside it with whole sentences.
    """
    text, taken = fields["text"], set(fields.values())
    if "title" in fields:
        return None
    if _describes(headings[text]):
        pairs = [(column, text) for column in range(text) if column not in taken]
    else:
        others = (at for at in range(len(headings)) if at not in taken)
        pairs = [(text, at) for at in others if _describes(headings[at])]
    for names, longer in pairs:
        if field_strengths(headings[names]).get("text", 0.0) < MEANS_WORDING:
            continue
        if _are_names(seen[names], seen[longer]):
            return names, longer
    return None


def _describes(heading: str) -> bool:
    words = fold(heading).split()
    return len(words) <= 3 and bool(set(words) & DESCRIBES)


def _are_names(names: Profile, longer: Profile) -> bool:
    """Whether short names, nearly all different, stand beside sentences on as many rows."""
    short = 0 < names.words <= NAME_WORDS and names.distinct >= 0.8
    apart = longer.words >= LONGER * max(names.words, 2)
    return short and apart and is_prose(longer) and longer.filled >= 0.8 * names.filled


def groups_written_once(
    fields: Mapping[str, int], headings: Sequence[str], seen: Sequence[Profile]
) -> int:
    """The column left of the wording that is written once over several rows; -1 without one.

    Its cells are merged down, or blank until the next group begins: "Objective" beside "Action".
    """
    text, taken = fields["text"], set(fields.values())
    for column in range(text):
        own = seen[column]
        if column in taken or not headings[column] or own.filled < 2 or own.distinct < 1:
            continue
        fewer = own.filled <= REPEATED * seen[text].filled
        words = own.words >= 2 and not max(own.numbers, own.dates, own.references, own.links)
        if fewer and words and seen[text].filled >= LEAST_ROWS:
            return column
    return -1
