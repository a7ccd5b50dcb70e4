"""Codes of the domain and their words: meanings are fixed, words can be edited per programme.

`services.programme.words` is the only reader of a code's words.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Rating(StrEnum):
    """How a recommendation is going (DESIGN.md, default rating key)."""

    COMPLETE = "complete"
    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    OFF_TRACK = "off_track"
    NOT_RATED = "not_rated"


class NotRatedWhy(StrEnum):
    """Which kind of *not rated* it is."""

    NOT_DUE = "not_due"
    NOT_STARTED = "not_started"
    NO_ANSWER = "no_answer"
    ON_HOLD = "on_hold"
    DOES_NOT_APPLY = "does_not_apply"


class DecisionCode(StrEnum):
    """What was answered to a recommendation."""

    ACCEPTED = "accepted"
    ACCEPTED_IN_PART = "accepted_in_part"
    ACCEPTED_IN_PRINCIPLE = "accepted_in_principle"
    ALREADY_MET = "already_met"
    NOT_ACCEPTED = "not_accepted"
    NOT_LOCAL = "not_local"
    SUPERSEDED = "superseded"


class Stage(StrEnum):
    """Where a recommendation is in its life."""

    LOGGED = "logged"
    UNDER_REVIEW = "under_review"
    PLANNED = "planned"
    IN_DELIVERY = "in_delivery"
    ON_HOLD = "on_hold"
    CLAIMED_COMPLETE = "claimed_complete"
    VERIFIED_COMPLETE = "verified_complete"
    CLOSED_IMPLEMENTED = "closed_implemented"
    CLOSED_NOT_PURSUED = "closed_not_pursued"


class Role(StrEnum):
    """What an owner answers for."""

    ACCOUNTABLE = "accountable"
    RESPONSIBLE = "responsible"
    SUPPORTING = "supporting"
    SPONSOR = "sponsor"
    VERIFIER = "verifier"


class Sensitivity(StrEnum):
    """Whether evidence may leave the tracker."""

    NOT_CHECKED = "not_checked"
    ORDINARY = "ordinary"
    RESTRICTED = "restricted"


class EvidenceKind(StrEnum):
    """What a piece of evidence is: bytes in the tracker, a link, or a note."""

    FILE = "file"
    LINK = "link"
    NOTE = "note"


class EvidenceType(StrEnum):
    """What sort of thing a piece of evidence is, whichever way it is kept."""

    DOCUMENT = "document"
    DATA = "data"
    MINUTES = "minutes"
    CASE_STUDY = "case_study"
    PICTURE = "picture"
    TESTIMONY = "testimony"


class EvidenceLevel(StrEnum):
    """How far along the way from effort to effect a piece of evidence reaches."""

    INPUT = "input"
    ACTIVITY = "activity"
    OUTPUT = "output"
    OUTCOME = "outcome"
    IMPACT = "impact"


class RevisionKind(StrEnum):
    """What setting a date was: a typing mistake is not a move."""

    FIRST = "first"
    MOVED = "moved"
    TYPING_MISTAKE = "typing_mistake"


class TieKind(StrEnum):
    """What one recommendation is to another."""

    REPLACES = "replaces"


class HowItGoes(StrEnum):
    """What a return can say of how a recommendation is going; never the verified rating."""

    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    OFF_TRACK = "off_track"
    NOT_STARTED = "not_started"
    DOES_NOT_APPLY = "does_not_apply"
    SAME_AS_LAST_TIME = "same_as_last_time"


class ReturnVerdict(StrEnum):
    """What was decided about a cell of a return; *edited* was accepted in other words."""

    ACCEPTED = "accepted"
    EDITED = "edited"
    LEFT_OUT = "left_out"
    SENT_BACK = "sent_back"


class ExtraType(StrEnum):
    """The type of one of the place's own columns."""

    TEXT = "text"
    DATE = "date"
    NUMBER = "number"
    CHOICE = "choice"
    YES_NO = "yes_no"


class ChangeKind(StrEnum):
    """What a change set is (TRAIL.md, section 3)."""

    EDIT = "edit"
    IMPORT = "import"
    RETURN = "return"
    UNDO = "undo"
    REVIEW = "review"
    ERASURE = "erasure"


class Via(StrEnum):
    """Through which door a change came in."""

    SCREEN = "screen"
    COMMAND = "command"
    RETURN = "return"
    EMAIL = "email"
    TELEPHONE = "telephone"
    MEETING = "meeting"
    IMPORT = "import"
    SAMPLE = "sample"


@dataclass(frozen=True, slots=True)
class RatingWords:
    """How a rating is shown: the letter and the word carry the meaning, colour is decoration."""

    letter: str
    shape: str
    word: str
    meaning: str


RATING_KEY: dict[Rating, RatingWords] = {
    Rating.COMPLETE: RatingWords(
        "B",
        "filled square",
        "Verified",
        "Complete, and verified by someone other than the lead",
    ),
    Rating.ON_TRACK: RatingWords(
        "G",
        "circle",
        "On track",
        "Will be done by its current date; claimed complete waits here with a tick",
    ),
    Rating.AT_RISK: RatingWords(
        "A",
        "triangle",
        "At risk",
        "Slipping, or an issue the subgroup can fix; needs a path to green",
    ),
    Rating.OFF_TRACK: RatingWords(
        "R",
        "diamond",
        "Off track",
        "Overdue, or will miss without help; needs reason, path to green and the ask",
    ),
    Rating.NOT_RATED: RatingWords(
        "–",
        "hollow circle",
        "Not rated",
        "Not due to start, not started, no answer this period, on hold or does not apply; "
        "counted apart, never as green",
    ),
}

WORST_FIRST: tuple[Rating, ...] = (
    Rating.OFF_TRACK,
    Rating.AT_RISK,
    Rating.NOT_RATED,
    Rating.ON_TRACK,
    Rating.COMPLETE,
)
"""The order in which the worse of two answers counts (TRAIL.md, section 4)."""

DECIDED_OTHERWISE: frozenset[DecisionCode] = frozenset(
    {
        DecisionCode.NOT_ACCEPTED,
        DecisionCode.NOT_LOCAL,
        DecisionCode.ALREADY_MET,
        DecisionCode.SUPERSEDED,
    }
)
"""Decisions that take a recommendation out of the RAG shares (DESIGN.md, `services/figures`)."""

WORDS: dict[str, str] = {
    **{f"rating.{code}": words.word for code, words in RATING_KEY.items()},
    "not_rated_why.not_due": "Not due to start",
    "not_rated_why.not_started": "Not started",
    "not_rated_why.no_answer": "No answer this period",
    "not_rated_why.on_hold": "On hold",
    "not_rated_why.does_not_apply": "Does not apply",
    "decision.accepted": "Accepted",
    "decision.accepted_in_part": "Accepted in part",
    "decision.accepted_in_principle": "Accepted in principle",
    "decision.already_met": "Already met",
    "decision.not_accepted": "Not accepted",
    "decision.not_local": "Not for local decision",
    "decision.superseded": "Superseded",
    "stage.logged": "Logged",
    "stage.under_review": "Under review",
    "stage.planned": "Planned",
    "stage.in_delivery": "In delivery",
    "stage.on_hold": "On hold",
    "stage.claimed_complete": "Claimed complete",
    "stage.verified_complete": "Verified complete",
    "stage.closed_implemented": "Closed: implemented",
    "stage.closed_not_pursued": "Closed: not pursued",
    "role.accountable": "Accountable lead",
    "role.responsible": "Responsible",
    "role.supporting": "Supporting",
    "role.sponsor": "Sponsor",
    "role.verifier": "Verifier",
    "sensitivity.not_checked": "Not checked",
    "sensitivity.ordinary": "Ordinary",
    "sensitivity.restricted": "Restricted",
    "evidence_kind.file": "File",
    "evidence_kind.link": "Link",
    "evidence_kind.note": "Note",
    "evidence_type.document": "Document",
    "evidence_type.data": "Data",
    "evidence_type.minutes": "Minutes",
    "evidence_type.case_study": "Case study",
    "evidence_type.picture": "Picture",
    "evidence_type.testimony": "Testimony",
    "evidence_level.input": "Input",
    "evidence_level.activity": "Activity",
    "evidence_level.output": "Output",
    "evidence_level.outcome": "Outcome",
    "evidence_level.impact": "Impact",
    "revision.first": "First date",
    "revision.moved": "Moved",
    "revision.typing_mistake": "Typing mistake",
    "tie.replaces": "Replaces",
    "how_it_goes.on_track": "On track",
    "how_it_goes.at_risk": "At risk",
    "how_it_goes.off_track": "Off track",
    "how_it_goes.not_started": "Not started",
    "how_it_goes.does_not_apply": "Does not apply",
    "how_it_goes.same_as_last_time": "Same as last time",
    "return_verdict.accepted": "Accepted",
    "return_verdict.edited": "Accepted in other words",
    "return_verdict.left_out": "Left out",
    "return_verdict.sent_back": "Sent back with a question",
    "via.screen": "on screen",
    "via.command": "by command",
    "via.return": "in a return",
    "via.email": "by e-mail",
    "via.telephone": "by telephone",
    "via.meeting": "at a meeting",
    "via.import": "loaded from a list",
    "via.sample": "sample data",
}
"""Default words by `axis.code`; a programme may override any of them."""

SAMPLE_MARK = "Sample: owners, ratings and dates are invented"
"""Stands in the title, on every sheet and picture of a sample; it cannot be switched off."""


@dataclass(frozen=True, slots=True)
class PrincipleWords:
    """One of the eight Marmot principles: number, wording, a short name, other wordings met."""

    number: int
    wording: str
    short: str
    aliases: tuple[str, ...] = ()


PRINCIPLES: tuple[PrincipleWords, ...] = (
    PrincipleWords(
        1,
        "Give every child the best start in life",
        "Best start in life",
        ("Best start", "Give every child best start in life"),
    ),
    PrincipleWords(
        2,
        "Enable all children, young people and adults to maximise their capabilities and have "
        "control over their lives",
        "Capabilities and control",
        ("Maximise capabilities", "Maximise capabilities and control"),
    ),
    PrincipleWords(
        3,
        "Create fair employment and good work for all",
        "Fair employment and good work",
        ("Fair employment", "Good work"),
    ),
    PrincipleWords(
        4,
        "Ensure a healthy standard of living for all",
        "Healthy standard of living",
        ("Ensure healthy standard of living for all", "Standard of living"),
    ),
    PrincipleWords(
        5,
        "Create and develop healthy and sustainable places and communities",
        "Healthy and sustainable places",
        ("Healthy, sustainable places", "Create and develop healthy, sustainable places"),
    ),
    PrincipleWords(
        6,
        "Strengthen the role and impact of ill-health prevention",
        "Ill-health prevention",
        ("Strengthen the role and impact of ill health prevention", "Ill health prevention"),
    ),
    PrincipleWords(
        7,
        "Tackle discrimination, racism and their outcomes",
        "Discrimination and racism",
        ("Tackle racism, discrimination and their outcomes", "Racism and discrimination"),
    ),
    PrincipleWords(
        8,
        "Pursue environmental sustainability and health equity together",
        "Sustainability and health equity",
        ("Pursue environmental sustainability and health equity",),
    ),
)
"""The eight principles as Luton writes them, with the variants seen in public sources:
the 2010 review, Gwent, Coventry, and letters A to F for the first six."""
