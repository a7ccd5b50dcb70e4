"""The pack's definitions: ratings, decisions, stages, terms, and how each figure is counted."""

from __future__ import annotations

from marmot_tracker.reports.looks import Look, look_of
from marmot_tracker.reports.pack_contents import Contents
from marmot_tracker.reports.pack_words import COLOURS, SHAPES, rating_words
from marmot_tracker.reports.sheets import Column, Sheet, Shown, Table
from marmot_tracker.services import summary
from marmot_tracker.services.wording import day
from marmot_tracker.vocabulary import DecisionCode, Rating, Stage

NAME = "Definitions"
DECISIONS: dict[DecisionCode, str] = {
    DecisionCode.ACCEPTED: "It will be done as it is written.",
    DecisionCode.ACCEPTED_IN_PART: "Some of it will be done; the reason says which part.",
    DecisionCode.ACCEPTED_IN_PRINCIPLE: (
        "The aim is shared; what is done about it is looked at again on the review date."
    ),
    DecisionCode.ALREADY_MET: "It was met before it was made. Not counted in the rating shares.",
    DecisionCode.NOT_ACCEPTED: "It will not be done; the reason says why. Not counted.",
    DecisionCode.NOT_LOCAL: "It is for somebody else to decide; the reason names whom. Not counted.",
    DecisionCode.SUPERSEDED: "Another recommendation has taken its place. Not counted.",
}
STAGES: dict[Stage, str] = {
    Stage.LOGGED: "It is in the tracker and nobody has begun on it.",
    Stage.UNDER_REVIEW: "A subgroup is looking at whether it is realistic.",
    Stage.PLANNED: "It has an owner and a date.",
    Stage.IN_DELIVERY: "Work on it is going on.",
    Stage.ON_HOLD: "Work on it rests; the latest update says why.",
    Stage.CLAIMED_COMPLETE: "Its owner says it is complete; nobody else has verified that yet.",
    Stage.VERIFIED_COMPLETE: "Somebody other than its lead has verified that it is complete.",
    Stage.CLOSED_IMPLEMENTED: "It was done and is no longer followed up.",
    Stage.CLOSED_NOT_PURSUED: "It is no longer pursued; the reason says why. Not counted.",
}
TERMS: tuple[tuple[str, str], ...] = (
    ("As at", "The day whose state is shown; dates are judged on it."),
    ("Reporting period", "The time that owners report on; their answers may come in after it."),
    ("Owner", "The post or organisation that answers for a recommendation; no person's name."),
    ("Decision", "What was answered to a recommendation; apart from how it is going."),
    ("Stage", "Where a recommendation is in its life; apart from how it is going."),
    ("Path to green", "What brings a red or amber recommendation back on track, and by when."),
    ("First date", "The due date first set, with a typing mistake put right; never overwritten."),
    ("Ongoing", "A permitted due date; it is judged against its next review instead."),
    ("Two answers", "Two people answered without seeing each other; both are kept until settled."),
    ("Evidence not checked", "Nobody has looked yet whether a person could be recognised in it."),
    ("Restricted evidence", "Somebody could be recognised in it: only its holder and date appear."),
    ("Check code", "A short sum over everything the tracker held, by which a pack is checked."),
)
FIGURES: tuple[tuple[str, str], ...] = (
    (
        "Counted",
        "Every recommendation in the tracker but those decided otherwise (already met, not "
        "accepted, not for local decision, superseded) and those closed as not pursued. Those "
        "with no decision yet are in, and their number stands beside.",
    ),
    ("Share", "The number among the counted, in whole per cent; halves are rounded up."),
    (
        "Rating, of a day",
        "The update for the latest date. Of two answers the worse counts: red, amber, not rated, "
        "green, verified.",
    ),
    (
        "Rating, of a period",
        "The update that speaks for that period, whenever it came in. Without one it is not "
        "rated, except what was verified complete before.",
    ),
    ("Stale", summary.STALE),
    ("Overdue", summary.OVERDUE),
    ("Times moved", "How often the due date was moved; a typing mistake put right is no move."),
    ("Days slipped", "The days from the first date to the one that counts now."),
    (
        "By subgroup, by principle",
        "Each by its lead subgroup and main principle alone, so totals add up.",
    ),
    (
        "By period",
        "The recommendations counted today by the ratings given for each period, so a "
        "period's line says what a pack made for it would say.",
    ),
    (
        "What changed",
        "The state shown beside the earlier one: a value that went and came back is no change.",
    ),
)


def definitions(made: Contents) -> Sheet:
    """What every word and figure of the pack means."""
    words = made.words
    ratings = tuple(
        (
            Shown(rating_words(words, rating), look_of(rating)),
            f"{words.rating(rating).meaning}.",
            f"{SHAPES[rating]} {words.rating(rating).shape}, {COLOURS[rating].lower()}",
        )
        for rating in Rating
    )
    tables = (
        Table(
            "Ratings_defined",
            "The letter, word, meaning, shape and colour of every rating.",
            (Column("Rating", 30), Column("Meaning", 76), Column("Shape and colour", 22)),
            ratings,
            heading="Ratings",
        ),
        _terms(
            "Decisions_defined",
            "Decisions",
            tuple((words.decision(code), meaning) for code, meaning in DECISIONS.items()),
        ),
        _terms(
            "Stages_defined",
            "Stages",
            tuple((words.stage(code), meaning) for code, meaning in STAGES.items()),
        ),
        _terms("Terms_defined", "Terms", TERMS),
        _terms("Figures_defined", "How each figure is counted", FIGURES),
    )
    notes = (
        "This sheet holds five tables: ratings, decisions, stages, terms, and how each figure is "
        "counted.",
    )
    title = f"Definitions: {made.called}, {day(made.facts.day)}"
    return Sheet(NAME, title, notes, tables, made.mark, portrait=True)


def _terms(name: str, heading: str, rows: tuple[tuple[str, str], ...]) -> Table:
    columns = (Column("Word", 30, Look.STRONG), Column("Meaning", 76))
    return Table(name, f"{heading}, each with what it means.", columns, rows, heading=heading)
