"""What is said of a recommendation over time: owners, decisions, ratings, dates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import ClassVar

from sqlalchemy.orm import Mapped

from marmot_tracker.model.base import Thing, day, flag, ref, text


class Assignment(Thing):
    """Who answers for a recommendation, from when to when, so that past ownership stays true.

    The owner is a post or an organisation; the accountable lead fills the place `lead`.
    """

    recommendation: Mapped[str | None] = ref()
    post: Mapped[str | None] = ref()
    organisation: Mapped[str | None] = ref()
    role: Mapped[str | None] = text()
    since: Mapped[date | None] = day()
    until: Mapped[date | None] = day()
    hangs_on: ClassVar[Mapping[str, str]] = {"recommendation": "recommendation"}


class Decision(Thing):
    """What was answered to a recommendation, by whom, at which meeting, and why."""

    recommendation: Mapped[str | None] = ref()
    code: Mapped[str | None] = text()
    reason: Mapped[str | None] = text()
    decided_on: Mapped[date | None] = day()
    decided_by: Mapped[str | None] = text()
    meeting: Mapped[str | None] = text()
    review_on: Mapped[date | None] = day()
    hangs_on: ClassVar[Mapping[str, str]] = {"recommendation": "recommendation"}


class StatusUpdate(Thing):
    """How a recommendation is going, for one date; the one holding the place is current.

    `suggested` and `suggested_because` keep what the rules said when it was written.
    """

    recommendation: Mapped[str | None] = ref()
    speaks_for: Mapped[date | None] = day()
    period: Mapped[str | None] = ref()
    rating: Mapped[str | None] = text()
    not_rated_why: Mapped[str | None] = text()
    suggested: Mapped[str | None] = text()
    suggested_because: Mapped[str | None] = text()
    reason: Mapped[str | None] = text()
    position_line: Mapped[str | None] = text()
    done: Mapped[str | None] = text()
    next: Mapped[str | None] = text()
    barrier: Mapped[str | None] = text()
    path_to_green: Mapped[str | None] = text()
    path_to_green_by: Mapped[date | None] = day()
    help_needed: Mapped[str | None] = text()
    hangs_on: ClassVar[Mapping[str, str]] = {"recommendation": "recommendation"}


class DateRevision(Thing):
    """A due date as it was set or moved; the original is never overwritten.

    `ongoing` is a permitted due date, judged against `next_review`.
    """

    recommendation: Mapped[str | None] = ref()
    old_date: Mapped[date | None] = day()
    new_date: Mapped[date | None] = day()
    ongoing: Mapped[bool | None] = flag()
    next_review: Mapped[date | None] = day()
    kind: Mapped[str | None] = text()
    reason: Mapped[str | None] = text()
    asked_by: Mapped[str | None] = text()
    agreed_by: Mapped[str | None] = text()
    agreed_on: Mapped[date | None] = day()
    meeting: Mapped[str | None] = text()
    hangs_on: ClassVar[Mapping[str, str]] = {"recommendation": "recommendation"}
