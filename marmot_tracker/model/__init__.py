"""The things of a tracker as tables: facts and invariants, no queries."""

from __future__ import annotations

from marmot_tracker.model.base import Place, Thing, new_uid, stamp, uid_of
from marmot_tracker.model.evidence import Evidence, EvidenceLink
from marmot_tracker.model.kinds import KINDS, Kind
from marmot_tracker.model.people import Organisation, Person, Post, Principle, Subgroup
from marmot_tracker.model.programme import (
    ImportMapping,
    Pack,
    Programme,
    ReportingPeriod,
    SavedView,
    SourceReport,
)
from marmot_tracker.model.progress import Assignment, DateRevision, Decision, StatusUpdate
from marmot_tracker.model.recommendations import (
    ExtraColumn,
    ExtraValue,
    FurtherPrinciple,
    InterestedSubgroup,
    Recommendation,
    RecommendationTie,
    TakenValue,
)
from marmot_tracker.model.returns import (
    Action,
    ReceivedReturn,
    Return,
    ReturnLine,
    ReturnRow,
)

__all__ = [
    "KINDS",
    "Action",
    "Assignment",
    "DateRevision",
    "Decision",
    "Evidence",
    "EvidenceLink",
    "ExtraColumn",
    "ExtraValue",
    "FurtherPrinciple",
    "ImportMapping",
    "InterestedSubgroup",
    "Kind",
    "Organisation",
    "Pack",
    "Person",
    "Place",
    "Post",
    "Principle",
    "Programme",
    "ReceivedReturn",
    "Recommendation",
    "RecommendationTie",
    "ReportingPeriod",
    "Return",
    "ReturnLine",
    "ReturnRow",
    "SavedView",
    "SourceReport",
    "StatusUpdate",
    "Subgroup",
    "TakenValue",
    "Thing",
    "new_uid",
    "stamp",
    "uid_of",
]
