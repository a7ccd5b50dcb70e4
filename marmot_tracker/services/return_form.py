"""The form of a return: its sheets, its columns by heading, and the words that may be typed.

The workbook is written from this and read back by it, by heading and never by position; nothing
else knows a heading.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from marmot_tracker.services.programme import Words
from marmot_tracker.vocabulary import HowItGoes, Rating

LONGEST_LABEL = 46
CLEAR = "clear"
"""Typed into a cell it empties the field; a blank cell is not answered."""
ID_HEADING = "Id"
RETURN_ID_LABEL = "Return id"
CHECK_CODE_LABEL = "Check code"
RETURN_ID_PROPERTY = "Marmot return"
CHECK_CODE_PROPERTY = "Marmot check code"


class Sheet(StrEnum):
    """The sheets of a return by their names; a renamed one is known by its headings."""

    GUIDE = "How to fill this in"
    ANSWERS = "Return"
    EVIDENCE = "Evidence"
    ACTIONS = "New actions"
    REMARKS = "Corrections and comments"
    LISTS = "Lists"
    BASE = "Base"


class SentField(StrEnum):
    """Sent text on grey ground: told, and offered as a correction where it was changed."""

    REFERENCE = "reference"
    WORDING = "wording"
    LAST_RATING = "last_rating"
    LAST_POSITION = "last_position"
    DUE = "due"


class FormField(StrEnum):
    """What a cell of a return can answer; the code is kept on every line of the inbox."""

    HOW_IT_GOES = "how_it_goes"
    ONE_LINE = "one_line"
    PATH_TO_GREEN = "path_to_green"
    DONE = "done"
    NEXT = "next"
    BARRIER = "barrier"
    HELP_NEEDED = "help_needed"
    FORECAST = "forecast"
    FORECAST_WHY = "forecast_why"
    FINISHED_ON = "finished_on"
    EVIDENCE_LINK = "evidence_link"
    EVIDENCE_TITLE = "evidence_title"
    EVIDENCE_DATE = "evidence_date"
    EVIDENCE = "evidence"
    ACTION = "action"
    REFERENCE = "reference"
    WORDING = "wording"
    CORRECTION = "correction"
    COMMENT = "comment"


BASE_HEADINGS: tuple[str, ...] = (ID_HEADING, "Field", "Sent", "Heads")
"""Of the hidden sheet: a line for each `SentField` of a row with the text that stood in its cell,
and a line with no field that holds the heads of the row (`ReturnRow.heads`)."""
QUESTION_HEADING = "Our question"
"""A column of a workbook that is sent back; nothing in it is read."""


@dataclass(frozen=True, slots=True)
class FormColumn:
    """A column of the *Return* sheet: its heading, what it is about, and its width in letters."""

    field: FormField | SentField
    heading: str
    tip: str
    width: int


SENT: tuple[FormColumn, ...] = (
    FormColumn(SentField.REFERENCE, "Reference", "", 12),
    FormColumn(SentField.WORDING, "Recommendation", "", 40),
    FormColumn(SentField.LAST_RATING, "Last rating", "", 13),
    FormColumn(SentField.LAST_POSITION, "Last position", "", 28),
    FormColumn(SentField.DUE, "Due", "", 13),
)
ALWAYS: tuple[FormColumn, ...] = (
    FormColumn(
        FormField.HOW_IT_GOES,
        "How is it going?",
        "Choose one. If nothing has changed, choose “Same as last time”.",
        18,
    ),
    FormColumn(
        FormField.ONE_LINE,
        "One line the steering group can read",
        "One plain sentence: where it stands and why. It counts as the reason.",
        38,
    ),
    FormColumn(
        FormField.PATH_TO_GREEN,
        "What gets it back on track, and by when",
        "Only for at risk and off track: what brings it back, and the date.",
        38,
    ),
)
OPTIONAL: tuple[FormColumn, ...] = (
    FormColumn(FormField.DONE, "Done since last time", "What was finished.", 32),
    FormColumn(FormField.NEXT, "Next", "What comes next, and when.", 32),
    FormColumn(FormField.BARRIER, "What stands in the way", "The main barrier, if any.", 32),
    FormColumn(
        FormField.HELP_NEEDED, "Help needed", "What the steering group could decide or do.", 32
    ),
    FormColumn(
        FormField.FORECAST, "New forecast date", "A date, such as 31/03/2027, if it will move.", 17
    ),
    FormColumn(FormField.FORECAST_WHY, "Why the date moves", "The reason for the new date.", 30),
    FormColumn(FormField.FINISHED_ON, "Finished on", "A date, if it is finished.", 15),
    FormColumn(FormField.EVIDENCE_LINK, "Evidence link", "A web address or a path.", 30),
    FormColumn(FormField.EVIDENCE_TITLE, "Evidence title", "What the evidence is called.", 26),
    FormColumn(FormField.EVIDENCE_DATE, "Evidence is of", "The date the evidence speaks for.", 15),
)
TOGETHER: tuple[frozenset[FormField], ...] = (
    frozenset({FormField.FORECAST, FormField.FORECAST_WHY}),
    frozenset({FormField.EVIDENCE_LINK, FormField.EVIDENCE_TITLE, FormField.EVIDENCE_DATE}),
)
"""Fields that are asked together or not at all."""

EVIDENCE_HEADINGS: tuple[str, ...] = (
    ID_HEADING,
    "Reference",
    "Title",
    "Link, or where it is kept",
    "It is of (date)",
    "What it shows",
)
ACTION_HEADINGS: tuple[str, ...] = (
    ID_HEADING,
    "Reference",
    "New action",
    "Who would do it",
    "By when",
)
REMARK_HEADINGS: tuple[str, ...] = (
    ID_HEADING,
    "Reference",
    "What should be corrected, or your comment",
)
FIELD_WORDS: dict[FormField, str] = {
    **{c.field: c.heading for c in ALWAYS + OPTIONAL if isinstance(c.field, FormField)},
    FormField.EVIDENCE: "Evidence",
    FormField.ACTION: "New action",
    FormField.REFERENCE: "Reference",
    FormField.WORDING: "Wording of the recommendation",
    FormField.CORRECTION: "Correction",
    FormField.COMMENT: "Comment",
}
"""What a field is called on screen and in a report."""

_SHOWN_ID = re.compile(r"R[0-9A-F]{12}")
_IDENTITY = re.compile(rf"{RETURN_ID_LABEL}\s+([0-9a-f-]{{36}})", re.IGNORECASE)
_CODE = re.compile(rf"{CHECK_CODE_LABEL}\s+([0-9a-f]{{32}})", re.IGNORECASE)


def shown_id(uid: str) -> str:
    """How the column *Id* names a recommendation: `R3F9A01C2D4E5`, the end of its uid.

    The letter keeps a spreadsheet from taking twelve digits for a number.
    """
    return f"R{uid.replace('-', '')[-12:].upper()}"


def is_shown_id(said: str) -> bool:
    """Whether a cell holds an id as `shown_id` writes it, of whatever recommendation."""
    return _SHOWN_ID.fullmatch("".join(said.split()).upper()) is not None


def by_shown_id(said: str, uids: Mapping[str, str]) -> str:
    """The uid that a cell *Id* names, in any case, or in full; empty for none.

    `uids` is by `shown_id`, of every recommendation that may be meant.
    """
    text = "".join(said.split())
    if _SHOWN_ID.fullmatch(text.upper()):
        return uids.get(text.upper(), "")
    return text.lower() if text.lower() in uids.values() else ""


def label(reference: str, title: str) -> str:
    """How a recommendation is named in the column *Reference* of the other sheets.

    Reference and how the title begins: `5.4 Licence every landlord`. Who types the bare reference
    means the same (`by_label`).
    """
    words = " ".join(title.split())
    if len(words) > LONGEST_LABEL:
        kept = words[:LONGEST_LABEL]
        kept = kept[: kept.rfind(" ")] if " " in kept[20:] else kept
        words = f"{kept.rstrip(' ,;:(…')}…"
    return f"{reference} {words}".strip()


def by_label(said: str, names: Mapping[str, tuple[str, str]]) -> str:
    """The one recommendation that a cell *Reference* names by label or bare reference, or nothing.

    `names` is by uid of each recommendation of the return its reference and title.
    """
    asked = _folded(said)
    if not asked:
        return ""
    named = [
        uid for uid, name in names.items() if asked in {_folded(name[0]), _folded(label(*name))}
    ]
    return named[0] if len(named) == 1 else ""


def identity(return_uid: str, check_code: str) -> str:
    """The visible cell that says which return a workbook is."""
    return f"{RETURN_ID_LABEL} {return_uid} · {CHECK_CODE_LABEL} {check_code}"


def identity_in(text: str) -> tuple[str, str]:
    """The return's uid and the check code that a cell's text tells; empty where it tells none."""
    uid, code = _IDENTITY.search(text), _CODE.search(text)
    return uid[1].lower() if uid else "", code[1].lower() if code else ""


def choices(words: Words) -> dict[HowItGoes, str]:
    """What the drop-down of *How is it going?* offers: `G On track`, letters as in the key."""
    found: dict[HowItGoes, str] = {}
    for code in HowItGoes:
        if code.value in set(Rating):
            rating = words.rating(Rating(code.value))
            found[code] = f"{rating.letter} {rating.word}"
        else:
            found[code] = words.of("how_it_goes", code)
    return found


def _folded(text: str) -> str:
    return " ".join(text.replace("…", "").split()).casefold()
