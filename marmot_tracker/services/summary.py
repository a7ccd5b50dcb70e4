"""What the Summary page asks: every figure from `services.figures`, with the filter that shows it.

A line that counts something carries the filter words (`services.filtering`) that keep just the
recommendations it counts, so that a figure always leads to the rows behind it.

The cycle collector rests while a long list is read: it would hold up the screen by half a second.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from marmot_tracker.document import Snapshot
from marmot_tracker.services import (
    asks,
    changes,
    evidence,
    figures,
    moments,
    moves,
    periods,
    programme,
    quality,
    register,
    trends,
    wording,
)
from marmot_tracker.services.asks import Ask
from marmot_tracker.services.changes import Change, Past
from marmot_tracker.services.figures import Figures, Group, Share
from marmot_tracker.services.moments import NamedMoment
from marmot_tracker.services.programme import Words
from marmot_tracker.services.quality import Finding
from marmot_tracker.services.register import RegisterRow
from marmot_tracker.services.trends import PeriodShares
from marmot_tracker.trail.collector import collector_resting
from marmot_tracker.vocabulary import RATING_KEY, WORST_FIRST, Rating

COUNTED = "is:counted"
STALE = (
    "The rating is older than the reporting period, or where none is current than "
    f"{periods.LASTS.days} days."
)
OVERDUE = (
    "Its due date (of an ongoing one, its next review) has passed, it is counted, and it is "
    "not verified complete: a claim alone changes nothing."
)
MOVED = "Its due date was moved at least once; a typing mistake put right is no move."
NO_OWNER = "Nobody is its accountable lead on that day."
NO_UPDATE = (
    "No rating speaks for the reporting period, or where none is current for the "
    f"{periods.LASTS.days} days before; what is verified complete is asked for none."
)
NO_EVIDENCE = "No evidence is tied to it, whatever its level."
CLAIMED = "Its owner says that it is complete, and nobody else has verified that yet."
TWO_ANSWERS = "A field of it holds what two people answered without seeing each other."
UNDECIDED = "Nobody has answered yet whether it is accepted; it is counted all the same."
RATED = "Its rating of that day; of two answers the worse counts."
RATING_FILTERS: dict[Rating, str] = {
    Rating.COMPLETE: "rag:blue",
    Rating.ON_TRACK: "rag:green",
    Rating.AT_RISK: "rag:amber",
    Rating.OFF_TRACK: "rag:red",
    Rating.NOT_RATED: "rag:none",
}


@dataclass(frozen=True, slots=True)
class Summary:
    """The page but for the trend and what changed. `row` finds a row, in the register's order.

    `moments` are the named ones that changes can be told since, the newest first; `findings` count
    what keeps the figures from being trusted, `evidence` the pieces of it.
    """

    today: date
    words: Words
    row: Mapping[str, RegisterRow]
    figures: Figures
    asks: tuple[Ask, ...]
    findings: Mapping[Finding, int]
    evidence: int
    moments: tuple[NamedMoment, ...]


@dataclass(frozen=True, slots=True)
class ChangedSince:
    """What changed since a moment, `recommendations` of them."""

    since: NamedMoment
    changes: tuple[Change, ...]
    recommendations: int


@dataclass(frozen=True, slots=True)
class Line:
    """A figure in words: `n` of `m`, and the filter that shows them ("" where none can).

    `counts` says in a sentence what is counted, where its words alone do not. `of_evidence`: pieces of evidence are counted, and the filter is one of theirs
    (`services.evidence_filtering`).
    """

    words: str
    n: int
    m: int
    filter: str = ""
    of_evidence: bool = False
    counts: str = ""


@collector_resting()
def of(snapshot: Snapshot, *, today: date) -> Summary:
    """Read the page as at `today`, from a snapshot taken with `trail=True`.

    The trend and what changed take longer to read, and come after it.
    """
    with snapshot.read() as session:
        rows = register.rows(session, today=today)
        found = figures.figures(session, today=today, rows=rows)
        index = evidence.index(session)
        known = moments.named(session, today=today)
        return Summary(
            today=today,
            words=programme.words(session),
            row={row.uid: row for row in rows},
            figures=found,
            asks=tuple(asks.of(rows, moves.of(session, rows))),
            findings=quality.tally(quality.findings(rows, found, index)),
            evidence=len(index),
            moments=tuple(each for each in known if each.tips or each.day < today),
        )


@collector_resting()
def trend(snapshot: Snapshot, summary: Summary) -> tuple[PeriodShares, ...]:
    """The trend that belongs to a summary, from the same snapshot."""
    with snapshot.read() as session:
        return trends.trend(session, tuple(summary.row.values()), today=summary.today)


@collector_resting()
def changed_since(
    snapshot: Snapshot,
    since: NamedMoment,
    *,
    today: date,
    rows: Sequence[RegisterRow] | None = None,
) -> ChangedSince:
    """What changed since a day or a pack, from a snapshot taken with `trail=True`.

    `rows` of the same snapshot spare reading the register again. Raises `TrackerError` where a pack shows entries that the snapshot does not hold.
    """
    past = _past(snapshot, since)
    with snapshot.read() as session:
        now = register.rows(session, today=today) if rows is None else rows
        found = changes.since(session, past, now, evidence.index(session))
    return ChangedSince(since, tuple(found), changes.changed(found))


def _past(snapshot: Snapshot, since: NamedMoment) -> Past:
    wanted = None if since.tips else since.day
    with (
        snapshot.earlier(wanted, tips=since.tips or None) as before,
        before.read() as session,
    ):
        return changes.past_of(session, today=since.day)


# ---------------------------------------------------------------- figures, and the rows behind


def attention(found: Figures) -> tuple[Line, ...]:
    """What needs attention, in the pack's order and words; counted recommendations only."""
    m = found.counted
    return (
        Line("Overdue", len(found.overdue), m, "is:overdue", counts=OVERDUE),
        Line("Date moved", len(found.moved), m, "is:moved", counts=MOVED),
        Line("No owner", len(found.no_owner), m, "no:owner", counts=NO_OWNER),
        Line("No update this period", len(found.no_update), m, "no:update", counts=NO_UPDATE),
        Line(
            "Rating is stale (older than its period)", len(found.stale), m, "is:stale", counts=STALE
        ),
        Line("No evidence", len(found.no_evidence), m, "no:evidence", counts=NO_EVIDENCE),
        Line(
            "Claimed complete, not yet verified",
            len(found.claimed),
            m,
            "is:claimed",
            counts=CLAIMED,
        ),
        Line(
            "Two answers to settle", len(found.two_answers), m, "is:two-answers", counts=TWO_ANSWERS
        ),
        Line("No decision yet", found.undecided, m, "no:decision", counts=UNDECIDED),
    )


_DOUBTS: dict[Finding, tuple[str, str]] = {
    Finding.WITHDRAWN: ("Withdrawn by one person, changed by another", "is:withdrawn"),
    Finding.NO_REASON: ("Red or amber without a reason", "rag:red,amber no:reason"),
    Finding.NO_PATH: ("Red or amber without a path to green", "rag:red,amber no:path"),
    Finding.NO_ASK: ("Red without an ask", "rag:red no:ask"),
    Finding.NO_DUE_DATE: ("No due date", "no:due -rag:blue"),
    Finding.NO_SUBGROUP: ("No subgroup", "no:subgroup"),
    Finding.NO_PRINCIPLE: ("No principle", "no:principle"),
    Finding.NO_REFERENCE: ("No reference", "no:reference"),
}
"""Findings that are not among what needs attention, and the filter that shows each."""

_DOUBTS_OF_EVIDENCE: dict[Finding, tuple[str, str]] = {
    Finding.NOT_CHECKED: ("Evidence not checked", "sensitivity:not-checked"),
    Finding.NOT_TIED: ("Evidence tied to nothing", "is:untied"),
}


def doubts(summary: Summary) -> tuple[Line, ...]:
    """What else keeps the figures from being trusted; what there is none of is left out."""
    m = summary.figures.counted
    of_rows = (
        Line(words, summary.findings[finding], m, keeps)
        for finding, (words, keeps) in _DOUBTS.items()
    )
    of_evidence = (
        Line(words, summary.findings[finding], summary.evidence, keeps, of_evidence=True)
        for finding, (words, keeps) in _DOUBTS_OF_EVIDENCE.items()
    )
    return tuple(line for line in (*of_rows, *of_evidence) if line.n)


def not_counted(found: Figures) -> Line:
    """Those that no share is of, and why."""
    left = [
        f"{number:,} {why}"
        for number, why in (
            (found.decided_otherwise, "decided otherwise"),
            (found.closed_not_pursued, "closed as not pursued"),
        )
        if number
    ]
    told = f"Not counted: {wording.joined(left)}" if left else "Not counted"
    return Line(told, found.total - found.counted, found.total, f"-{COUNTED}")


def rating_line(words: Words, share: Share, within: str = "") -> Line:
    """A share as a line; `within` are the filter words of its group."""
    keeps = " ".join(filter(None, (within, RATING_FILTERS[share.rating], COUNTED)))
    return Line(words.rating(share.rating).word, share.n, share.m, keeps, counts=RATED)


def subgroup_filter(group: Group) -> str:
    """The filter words that keep one subgroup."""
    return f'subgroup:"={_quotable(group.name)}"' if group.uid else "no:subgroup"


def principle_filter(group: Group) -> str:
    """The filter words that keep one principle."""
    if group.number:
        return f"principle:{group.number}"
    return f'principle:"={_quotable(group.name)}"' if group.uid else "no:principle"


def _quotable(name: str) -> str:
    """A name for a filter, which is compared without quotation marks."""
    return name.replace('"', "")


def percent_words(n: int, m: int) -> str:
    """`27 %`, or a dash where there is nothing to share."""
    share = figures.percent(n, m)
    return "–" if share is None else f"{share} %"


def spoken(words: Words, label: str, shares: Sequence[Share]) -> str:
    """A bar in a sentence: `Housing: of 12, 3 off track and 9 on track.`"""
    by_rating = {share.rating: share for share in shares}
    counted = max((share.m for share in shares), default=0)
    given = [
        f"{by_rating[rating].n:,} {words.rating(rating).word.lower()}"
        for rating in WORST_FIRST
        if by_rating[rating].n
    ]
    return f"{label}: of {counted:,}, {wording.joined(given) or 'none'}."


def worst_first(shares: Sequence[Share]) -> Iterator[Share]:
    """The shares in the order in which they are drawn and told, red first."""
    by_rating = {share.rating: share for share in shares}
    yield from (by_rating[rating] for rating in WORST_FIRST)


def letter(rating: Rating) -> str:
    """The letter of a rating."""
    return RATING_KEY[rating].letter
