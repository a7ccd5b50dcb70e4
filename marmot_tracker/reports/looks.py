"""How a cell can look; what that is in letters and colours is `workbook.LOOKS`."""

from __future__ import annotations

from enum import StrEnum

from marmot_tracker.vocabulary import Rating


class Look(StrEnum):
    """How a cell looks; a rating's looks are `rating_` and `tally_` with its code."""

    TITLE = "title"
    NOTE = "note"
    MARK = "mark"
    SECTION = "section"
    HEADING = "heading"
    HEADING_NUMBER = "heading_number"
    TEXT = "text"
    STRONG = "strong"
    REFERENCE = "reference"
    DATE = "date"
    NUMBER = "number"
    COUNT = "count"
    AMOUNT = "amount"
    QUIET = "quiet"
    ANSWER = "answer"
    FINE = "fine"
    SENT = "sent"
    SENT_STRONG = "sent_strong"
    SENT_FINE = "sent_fine"
    OPEN = "open"
    OPEN_TEXT = "open_text"
    OPEN_DATE = "open_date"
    ASKED = "asked"
    QUERIED = "queried"
    QUERIED_DATE = "queried_date"
    BAND = "band"
    BAND_RIGHT = "band_right"
    HEADING_SENT = "heading_sent"
    LATE = "late"
    MISSING = "missing"
    RATING_COMPLETE = "rating_complete"
    RATING_ON_TRACK = "rating_on_track"
    RATING_AT_RISK = "rating_at_risk"
    RATING_OFF_TRACK = "rating_off_track"
    RATING_NOT_RATED = "rating_not_rated"
    TALLY_COMPLETE = "tally_complete"
    TALLY_ON_TRACK = "tally_on_track"
    TALLY_AT_RISK = "tally_at_risk"
    TALLY_OFF_TRACK = "tally_off_track"
    TALLY_NOT_RATED = "tally_not_rated"


NUMBERS = frozenset({Look.NUMBER, Look.COUNT, Look.AMOUNT})
LEFT_BLANK = frozenset({Look.SENT, Look.SENT_STRONG, Look.SENT_FINE, Look.ASKED})
"""Looks whose ground says that a cell without text is not for filling in."""
OPENS = frozenset(
    {Look.ANSWER, Look.OPEN, Look.OPEN_TEXT, Look.OPEN_DATE, Look.QUERIED, Look.QUERIED_DATE}
)


def look_of(rating: Rating) -> Look:
    """The look of a rating."""
    return Look(f"rating_{rating}")


def tally_of(rating: Rating) -> Look:
    """The look of a number of recommendations that have a rating."""
    return Look(f"tally_{rating}")
