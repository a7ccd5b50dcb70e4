"""A recommendation, its further principles and subgroups, and the place's own columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from sqlalchemy.orm import Mapped

from marmot_tracker.model.base import Place, Thing, flag, ref, text, whole


class Recommendation(Thing):
    """A recommendation of a report.

    `reference` is text as printed, optional and not unique; `wording` is verbatim (TRAIL.md,
    section 2); `rating`, `decision`, `due` and `lead` are places that hold the uid of the
    status update, decision, date revision and lead assignment that stand.
    """

    reference: Mapped[str | None] = text()
    report: Mapped[str | None] = ref()
    order: Mapped[int | None] = whole()
    section: Mapped[str | None] = text()
    page: Mapped[str | None] = text()
    wording: Mapped[str | None] = text()
    short_title: Mapped[str | None] = text()
    plain_position: Mapped[str | None] = text()
    theme: Mapped[str | None] = text()
    timescale: Mapped[str | None] = text()
    source: Mapped[str | None] = text()
    principle: Mapped[str | None] = ref()
    subgroup: Mapped[str | None] = ref()
    stage: Mapped[str | None] = text()
    rating: Mapped[str | None] = text()
    decision: Mapped[str | None] = text()
    due: Mapped[str | None] = text()
    lead: Mapped[str | None] = text()

    hangs_on: ClassVar[Mapping[str, str]] = {"report": "source_report"}
    places: ClassVar[Mapping[str, Place]] = {
        "rating": Place("status_update", ("rating",), dated="speaks_for"),
        "decision": Place("decision", ("code",)),
        "due": Place("date_revision", ("new_date", "ongoing")),
        "lead": Place("assignment", ("post", "organisation", "role")),
    }


class FurtherPrinciple(Thing):
    """A recommendation's principle besides the main one; uid is UUIDv5 of both."""

    recommendation: Mapped[str | None] = ref()
    principle: Mapped[str | None] = ref()
    hangs_on: ClassVar[Mapping[str, str]] = {"recommendation": "recommendation"}


class InterestedSubgroup(Thing):
    """A subgroup with an interest besides the lead subgroup; uid is UUIDv5 of both."""

    recommendation: Mapped[str | None] = ref()
    subgroup: Mapped[str | None] = ref()
    hangs_on: ClassVar[Mapping[str, str]] = {"recommendation": "recommendation"}


class RecommendationTie(Thing):
    """Ties a recommendation to another one, as its `kind` says; uid is UUIDv5 of all three."""

    recommendation: Mapped[str | None] = ref()
    other: Mapped[str | None] = ref()
    kind: Mapped[str | None] = text()
    hangs_on: ClassVar[Mapping[str, str]] = {"recommendation": "recommendation"}


class ExtraColumn(Thing):
    """A column of the place's own; `choices` are what a choice takes, a line each."""

    name: Mapped[str | None] = text()
    type: Mapped[str | None] = text()
    order: Mapped[int | None] = whole()
    choices: Mapped[str | None] = text()
    retired: Mapped[bool | None] = flag()


class ExtraValue(Thing):
    """What an extra column says of a recommendation; uid is UUIDv5 of both."""

    column: Mapped[str | None] = ref()
    recommendation: Mapped[str | None] = ref()
    value: Mapped[str | None] = text()
    hangs_on: ClassVar[Mapping[str, str]] = {
        "recommendation": "recommendation",
        "column": "extra_column",
    }


class TakenValue(Thing):
    """A value of a report's list that a person saw and did not need to write.

    Where a list says what the tracker already says, or the person kept the tracker's answer,
    nothing is written to the recommendation; this is then the base of the next import of that
    list. `value` is canonical JSON; uid is UUIDv5 of recommendation and field.
    """

    recommendation: Mapped[str | None] = ref()
    field: Mapped[str | None] = text()
    value: Mapped[str | None] = text()
    hangs_on: ClassVar[Mapping[str, str]] = {"recommendation": "recommendation"}
