"""The columns of the evidence list, as data: what each shows, how it sorts, what is spoken.

What is copied of restricted evidence is only that there is some, who holds it and of which day;
of evidence not yet checked no link, note or file name (DESIGN.md, the things).
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import UTC, date, datetime

from marmot_tracker.services.evidence_list import EvidenceRow
from marmot_tracker.services.programme import Words
from marmot_tracker.services.wording import counted, day, day_of, joined, size
from marmot_tracker.vocabulary import EvidenceKind, Sensitivity
from ui.widgets.table_model import Cell, Column, Tone, natural

NONE = "—"
EARLY = datetime.min.replace(tzinfo=UTC)
ORDER = (Sensitivity.RESTRICTED, Sensitivity.NOT_CHECKED, Sensitivity.ORDINARY)


def columns(words: Words, broken: Collection[str] = ()) -> tuple[Column[EvidenceRow], ...]:
    """The columns in the programme's own words; `broken` are links found to lead nowhere."""
    return (*_what(words, broken), *_when(), *_whence(words, broken))


def _what(words: Words, broken: Collection[str]) -> tuple[Column[EvidenceRow], ...]:
    return (
        Column(
            "title",
            "Evidence",
            lambda row: Cell(row.title, beneath=_beneath(row, words), lines=2),
            lambda row: row.title.casefold(),
            width=0,
            spoken=lambda row: spoken_row(row, words, broken),
            tip=lambda row: row.claim or row.title,
            copied=lambda row: row.published,
        ),
        Column(
            "for",
            "Speaks for",
            lambda row: (
                Cell(joined([tie.words for tie in row.ties]), lines=2)
                if row.ties
                else Cell("nothing yet", Tone.MISSING)
            ),
            lambda row: natural(row.ties[0].words) if row.ties else (),
            width=9,
            tip=lambda row: "\n".join(tie.words for tie in row.ties),
            copied=lambda row: "; ".join(tie.words for tie in row.ties),
        ),
        Column(
            "sensitivity",
            "Sensitivity",
            lambda row: Cell(words.sensitivity(row.sensitivity), _loud(row)),
            lambda row: ORDER.index(row.sensitivity),
            width=10,
        ),
    )


def _when() -> tuple[Column[EvidenceRow], ...]:
    return (
        Column(
            "date",
            "Dated",
            lambda row: Cell(day(row.speaks_for)) if row.speaks_for else Cell(NONE, Tone.QUIET),
            lambda row: row.speaks_for or date.max,
            width=9,
            spoken=lambda row: f"speaks for {day(row.speaks_for)}" if row.speaks_for else "no date",
            copied=lambda row: day(row.speaks_for),
        ),
        Column(
            "age",
            "Age",
            lambda row: Cell(
                NONE if row.age is None else f"{row.age} d",
                Tone.MISSING if row.is_old else Tone.QUIET,
            ),
            lambda row: -1 if row.age is None else row.age,
            width=5,
            spare=4,
            spoken=lambda row: "no age" if row.age is None else counted(row.age, "day") + " old",
            copied=lambda row: "" if row.age is None else str(row.age),
        ),
        Column(
            "review",
            "Review by",
            lambda row: (
                Cell(day(row.review_by), Tone.LATE if row.late else Tone.PLAIN)
                if row.review_by
                else Cell(NONE, Tone.QUIET)
            ),
            lambda row: row.review_by or date.max,
            width=9,
            spare=6,
            spoken=_spoken_review,
            copied=lambda row: day(row.review_by),
        ),
    )


def _whence(words: Words, broken: Collection[str]) -> tuple[Column[EvidenceRow], ...]:
    return (
        Column(
            "level",
            "Level",
            lambda row: Cell(words.of("evidence_level", row.level) or NONE, Tone.QUIET),
            lambda row: row.level or "~",
            width=7,
            spare=9,
            spoken=lambda row: words.of("evidence_level", row.level) or "no level",
            copied=lambda row: words.of("evidence_level", row.level),
        ),
        Column(
            "size",
            "Size",
            lambda row: Cell(size(row.size) if row.size else NONE, Tone.QUIET, right=True),
            lambda row: row.size,
            width=7,
            right=True,
            spare=8,
            spoken=lambda row: size(row.size) if row.size else "no file",
            copied=_open(lambda row: size(row.size) if row.size else ""),
        ),
        Column(
            "from",
            "Received from",
            lambda row: Cell(row.received_from or NONE, _quiet(row.received_from), lines=2),
            lambda row: (not row.received_from, row.received_from.casefold()),
            width=12,
            spare=7,
            spoken=lambda row: f"from {row.received_from}" if row.received_from else "nobody named",
            copied=lambda row: row.received_from,
        ),
        Column(
            "by",
            "Added",
            lambda row: Cell(
                row.added_by or NONE,
                Tone.QUIET,
                beneath=day_of(row.added_at) if row.added_at else "",
            ),
            lambda row: row.added_at or EARLY,
            width=10,
            spare=5,
            spoken=spoken_origin,
            copied=spoken_origin,
        ),
        Column(
            "state",
            "State",
            lambda row: Cell(state(row, broken), Tone.MISSING, lines=2),
            lambda row: (not state(row, broken), row.sha256 if row.alike else "", row.uid),
            width=12,
            spare=3,
            spoken=lambda row: state(row, broken) or "nothing open",
            tip=lambda row: "\n".join(states(row, broken)),
        ),
    )


def states(row: EvidenceRow, broken: Collection[str]) -> tuple[str, ...]:
    """Everything about a piece that somebody should look at, the most pressing first."""
    found = []
    if row.marks:
        found.append("two answers")
    if row.uid in broken:
        found.append("link leads nowhere")
    if row.kind is EvidenceKind.FILE and not row.here:
        found.append("file not in this copy")
    if row.late:
        found.append("review is due")
    if row.alike:
        found.append(f"same file as {counted(row.alike, 'other')}")
    return tuple(found)


def state(row: EvidenceRow, broken: Collection[str]) -> str:
    """The most pressing of `states`."""
    return next(iter(states(row, broken)), "")


def kind_words(row: EvidenceRow, words: Words) -> str:
    """What it is: its type where one was said, and how it is kept."""
    kept = words.evidence_kind(row.kind)
    said = words.of("evidence_type", row.type)
    return f"{said}, {kept.casefold()}" if said else kept


def spoken_origin(row: EvidenceRow) -> str:
    """Who added it and when."""
    if row.added_at is None:
        return ""
    return f"{row.added_by}, {day_of(row.added_at)}"


def spoken_row(row: EvidenceRow, words: Words, broken: Collection[str] = ()) -> str:
    """One whole row in a sentence, for a screen reader on its first cell."""
    ties = joined([tie.words for tie in row.ties]) or "nothing yet"
    dated = f"Speaks for {day(row.speaks_for)}." if row.speaks_for else "No date."
    said = "".join(f" {each.capitalize()}." for each in states(row, broken))
    return (
        f"{row.title}. {kind_words(row, words)}. Tied to {ties}. "
        f"{words.sensitivity(row.sensitivity)}. {dated}{said}"
    )


def _beneath(row: EvidenceRow, words: Words) -> str:
    return " · ".join(part for part in (kind_words(row, words), row.claim) if part)


def _loud(row: EvidenceRow) -> Tone:
    if row.is_restricted:
        return Tone.LATE
    return Tone.MISSING if row.waits else Tone.PLAIN


def _quiet(text: str) -> Tone:
    return Tone.PLAIN if text else Tone.QUIET


def _spoken_review(row: EvidenceRow) -> str:
    if row.review_by is None:
        return "no review date"
    return f"review by {day(row.review_by)}{', overdue' if row.late else ''}"


def _open(said: Callable[[EvidenceRow], str]) -> Callable[[EvidenceRow], str]:
    """What may be copied only where nobody could be recognised."""
    return lambda row: said(row) if row.sensitivity is Sensitivity.ORDINARY else ""
