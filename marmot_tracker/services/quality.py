"""What keeps the figures from being trusted: one finding a line, with what it is about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from marmot_tracker.services.asks import NEEDS_PATH
from marmot_tracker.services.evidence import IndexLine
from marmot_tracker.services.figures import Figures
from marmot_tracker.services.register import RegisterRow
from marmot_tracker.trail.history import ERASED
from marmot_tracker.vocabulary import Rating, Sensitivity


class Finding(StrEnum):
    """What may be wrong, in the order it is listed."""

    TWO_ANSWERS = "two_answers"
    WITHDRAWN = "withdrawn"
    SAME_REFERENCE = "same_reference"
    NO_REFERENCE = "no_reference"
    NO_OWNER = "no_owner"
    NO_DECISION = "no_decision"
    NO_DUE_DATE = "no_due_date"
    STALE = "stale"
    NO_UPDATE = "no_update"
    NO_REASON = "no_reason"
    NO_PATH = "no_path"
    NO_ASK = "no_ask"
    NO_SUBGROUP = "no_subgroup"
    NO_PRINCIPLE = "no_principle"
    NO_EVIDENCE = "no_evidence"
    NOT_CHECKED = "not_checked"
    NOT_HELD = "not_held"
    NOT_TIED = "not_tied"


@dataclass(frozen=True, slots=True)
class Found:
    """A finding: about a recommendation by its uid, or a piece of evidence by its number.

    `number` counts the lines of the evidence index from 1, and is 0 for a recommendation.
    """

    finding: Finding
    recommendation: str = ""
    number: int = 0


def findings(
    rows: Sequence[RegisterRow],
    figures: Figures,
    evidence: Sequence[IndexLine],
    *,
    lacking: Collection[int] = (),
) -> list[Found]:
    """Every finding, kind by kind in the order of `Finding`; pure.

    Those that `figures` counts are taken from there. `lacking` are the numbers of the evidence
    files whose bytes are not in this copy.
    """
    found: dict[Finding, list[Found]] = {finding: [] for finding in Finding}

    def add(finding: Finding, uids: Iterable[str]) -> None:
        found[finding] += [Found(finding, uid) for uid in uids]

    add(Finding.TWO_ANSWERS, figures.two_answers)
    add(Finding.WITHDRAWN, figures.withdrawn)
    add(Finding.SAME_REFERENCE, _same_reference(rows))
    add(Finding.NO_OWNER, figures.no_owner)
    add(Finding.STALE, figures.stale)
    add(Finding.NO_UPDATE, figures.no_update)
    add(Finding.NO_EVIDENCE, figures.no_evidence)
    for row in rows:
        if row.counted:
            for finding in _of_row(row):
                found[finding].append(Found(finding, row.uid))
    for number, line in enumerate(evidence, 1):
        for finding in _of_evidence(line, held=number not in lacking):
            found[finding].append(Found(finding, number=number))
    return [each for finding in Finding for each in found[finding]]


def tally(found: Iterable[Found]) -> dict[Finding, int]:
    """How many of each finding there are, in the order of `Finding`, none left out."""
    counted = Counter(each.finding for each in found)
    return {finding: counted[finding] for finding in Finding}


def _of_row(row: RegisterRow) -> Iterator[Finding]:
    if not row.reference:
        yield Finding.NO_REFERENCE
    if row.decision is None:
        yield Finding.NO_DECISION
    if row.due is None and not row.ongoing and row.rating is not Rating.COMPLETE:
        yield Finding.NO_DUE_DATE
    if row.rating in NEEDS_PATH and not row.reason:
        yield Finding.NO_REASON
    if row.rating in NEEDS_PATH and not row.path_to_green:
        yield Finding.NO_PATH
    if row.rating is Rating.OFF_TRACK and not row.help_needed:
        yield Finding.NO_ASK
    if not row.subgroup_uid:
        yield Finding.NO_SUBGROUP
    if not row.principle_uid:
        yield Finding.NO_PRINCIPLE


def _of_evidence(line: IndexLine, *, held: bool) -> Iterator[Finding]:
    if line.sensitivity is Sensitivity.NOT_CHECKED:
        yield Finding.NOT_CHECKED
    if not held:
        yield Finding.NOT_HELD
    if not line.recommendations:
        yield Finding.NOT_TIED


def _same_reference(rows: Sequence[RegisterRow]) -> list[str]:
    """Those that share their reference with another of the same report."""

    def key(row: RegisterRow) -> tuple[str, str]:
        return row.report_uid, row.reference.casefold()

    named = [row for row in rows if row.reference not in ("", ERASED)]
    number = Counter(map(key, named))
    return [row.uid for row in named if number[key(row)] > 1]
