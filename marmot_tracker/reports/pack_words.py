"""How a pack says things: ratings with letter, shape and word, dates, and why a row is listed."""

from __future__ import annotations

from marmot_tracker.reports.looks import Look, look_of
from marmot_tracker.reports.sheets import Cell, Column, Shown
from marmot_tracker.services.programme import Words
from marmot_tracker.services.register import RegisterRow
from marmot_tracker.services.wording import counted, times
from marmot_tracker.vocabulary import WORST_FIRST, DecisionCode, NotRatedWhy, Rating

SHAPES: dict[Rating, str] = {
    Rating.COMPLETE: "■",
    Rating.ON_TRACK: "●",
    Rating.AT_RISK: "▲",
    Rating.OFF_TRACK: "◆",
    Rating.NOT_RATED: "○",
}
COLOURS: dict[Rating, str] = {
    Rating.COMPLETE: "Blue",
    Rating.ON_TRACK: "Green",
    Rating.AT_RISK: "Amber",
    Rating.OFF_TRACK: "Red",
    Rating.NOT_RATED: "Grey",
}
FIELDS: dict[str, str] = {
    "rating": "Rating",
    "due": "Due date",
    "lead": "Owner",
    "decision": "Decision",
    "wording": "Wording",
    "principle": "Principle",
    "subgroup": "Subgroup",
    "report": "Report",
}


BRIEFLY = 120
"""How much of a wording a list shows that people read in print; the Register has all of it."""


def rating_words(words: Words, rating: Rating) -> str:
    """`▲ A At risk`."""
    made = words.rating(rating)
    return f"{SHAPES[rating]} {made.letter} {made.word}"


def rating_cell(words: Words, row: RegisterRow, *, for_period: bool = False) -> Shown:
    """A row's rating, with which *not rated* it is, whether it is stale or claimed complete.

    Without an update nobody has rated it yet, or in a pack for a period nobody answered.
    """
    told = rating_words(words, row.rating)
    if row.rating is Rating.NOT_RATED:
        why = words.not_rated_why(row.not_rated_why) or words.not_rated_why(NotRatedWhy.NO_ANSWER)
        answered = row.rating_uid or for_period
        told += f": {why[:1].lower()}{why[1:]}" if answered else ": nobody has rated it yet"
    if row.claimed and row.rating is Rating.ON_TRACK:
        told += ", ✓ claimed complete"
    if row.stale:
        told += ", stale"
    return Shown(told, look_of(row.rating))


def key_line(words: Words) -> str:
    """The rating key in one line, for every sheet that shows a rating."""
    told = "; ".join(rating_words(words, rating) for rating in WORST_FIRST)
    return f"Key: {told}. The letter and the word carry the meaning, never the colour alone."


def principle_words(number: int | None, name: str) -> str:
    """`5 Healthy and sustainable places`."""
    return f"{number} {name}" if number else name


def recommendation_words(row: RegisterRow) -> str:
    """The short title where there is one, then the wording."""
    if row.short_title and row.text and row.short_title != row.text:
        return f"{row.short_title}\n{row.text}"
    return row.text or row.short_title


def brief_words(row: RegisterRow, most: int = BRIEFLY) -> str:
    """The short title, else how the wording begins, cut between words."""
    return briefly(row.short_title or row.text, most)


def briefly(text: str, most: int = BRIEFLY) -> str:
    """How a text begins, cut between words, with a sign that it goes on."""
    if len(text) <= most:
        return text
    kept = text[:most]
    return f"{kept[: kept.rfind(' ')] if ' ' in kept[most // 2 :] else kept}…"


def due_cell(row: RegisterRow) -> Cell:
    """The due date, marked where it is past; *ongoing* with its next review."""
    if row.ongoing:
        if row.next_review is None:
            return "ongoing"
        return f"ongoing, next review {row.next_review:%d/%m/%Y}"
    if row.due is not None and row.overdue:
        return Shown(row.due, Look.LATE)
    return row.due


def moved_briefly(row: RegisterRow) -> str:
    """How far the due date moved, and how often where more than once: `+184 days, twice`."""
    days = f"{row.days_slipped:+,} days" if row.days_slipped else ""
    often = times(row.times_moved) if row.times_moved > 1 or not days else ""
    return ", ".join(filter(None, (days, often)))


def overdue_words(row: RegisterRow, days: int) -> str:
    """`Overdue by 32 days`; of an ongoing one its review."""
    what = "Review overdue" if row.ongoing else "Overdue"
    return f"{what} by {counted(days, 'day')}"


def answers_words(words: Words, row: RegisterRow) -> str:
    """`Rating: also On track` for each field with two answers, the other ones named."""
    told = []
    if row.withdrawn:  # a pack prints no names
        told.append("Withdrawn by one person, changed by another")
    for field in row.marks:
        called = FIELDS.get(field, field.replace("_", " ").capitalize())
        others = [_answer(words, field, other) for other in row.other_answers.get(field, ())]
        told.append(f"{called}: also {', '.join(others)}" if others else f"{called}: two answers")
    return "\n".join(told)


def _answer(words: Words, field: str, code: str) -> str:
    if field == "rating" and code in set(Rating):
        return words.rating(Rating(code)).word
    if field == "decision" and code in set(DecisionCode):
        return words.decision(DecisionCode(code))
    return words.of("stage", code) if field == "stage" else code


def missing(said: str, words: str) -> Cell:
    """What was said, or in strong words that nothing was."""
    return said or Shown(words, Look.MISSING)


REFERENCE = Column("Reference", 13, Look.REFERENCE)
