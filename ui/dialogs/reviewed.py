"""What a review of a list shows, and how its person wants the list to be read."""

from __future__ import annotations

from dataclasses import dataclass, field

from marmot_tracker.exchange.corrections import NOTHING_SAID, Corrections
from marmot_tracker.exchange.places import Places
from marmot_tracker.exchange.proposal import Choice, Proposal
from marmot_tracker.exchange.remembering import Layout
from marmot_tracker.exchange.results import ReadResult
from marmot_tracker.services.programme import Words
from marmot_tracker.services.reports import ReportFacts


@dataclass(frozen=True, slots=True)
class Reading:
    """How the person wants the list to be read: where it belongs, what was said of it.

    With `afresh` what was remembered for lists like it is left aside.
    """

    choice: Choice | None = None
    report: str = ""
    edition_of: str = ""
    said: Corrections = NOTHING_SAID
    afresh: bool = False


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A list as it was read, what it would change, and the reports that it could belong to.

    `places` says where in what was read each line stands.
    """

    result: ReadResult
    layout: Layout
    proposal: Proposal
    reports: tuple[ReportFacts, ...]
    words: Words
    places: Places = field(default_factory=Places)
