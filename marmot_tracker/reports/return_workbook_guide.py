"""The sheet *How to fill this in*: what a volunteer has to know, on one page."""

from __future__ import annotations

from collections.abc import Mapping

from marmot_tracker.reports.looks import Look, look_of
from marmot_tracker.reports.return_workbook_facts import ReturnFacts
from marmot_tracker.reports.sheets import Cell, Column, Sheet, Shown, Table
from marmot_tracker.services.chasing import question_words
from marmot_tracker.services.programme import Words
from marmot_tracker.services.return_form import CLEAR, FIELD_WORDS, QUESTION_HEADING, FormField
from marmot_tracker.services.return_form import Sheet as SheetName
from marmot_tracker.services.return_lines import Piece
from marmot_tracker.services.wording import counted, day
from marmot_tracker.vocabulary import HowItGoes, Rating

MEANINGS: Mapping[HowItGoes, tuple[Rating, str]] = {
    HowItGoes.ON_TRACK: (Rating.ON_TRACK, "It will be done by its date."),
    HowItGoes.AT_RISK: (
        Rating.AT_RISK,
        "It is slipping, or there is a problem that you can put right yourselves. "
        "Say what gets it back on track, and by when.",
    ),
    HowItGoes.OFF_TRACK: (
        Rating.OFF_TRACK,
        "It is late, or it will not be done without help. "
        "Say what gets it back on track, by when, and what help you need.",
    ),
    HowItGoes.NOT_STARTED: (Rating.NOT_RATED, "Work on it has not begun."),
    HowItGoes.DOES_NOT_APPLY: (Rating.NOT_RATED, "It is not for you, or not for this place."),
    HowItGoes.SAME_AS_LAST_TIME: (Rating.NOT_RATED, "The last rating still holds."),
}


def guide(
    facts: ReturnFacts, words: Words, choices: Mapping[HowItGoes, str], *, identity: str
) -> Sheet:
    """The sheet; `choices` are those of *How is it going?*."""
    verified = words.rating(Rating.COMPLETE)
    return Sheet(
        SheetName.GUIDE.value,
        SheetName.GUIDE.value,
        (
            f"{facts.title}. {facts.sent_to}: "
            f"{counted(len(facts.rows), 'recommendation')} for {facts.period}.",
            identity,
        ),
        (
            Table(
                "Steps",
                "What to do, step by step.",
                (Column("Step", 20, Look.STRONG), Column("What to do", 80)),
                _asked_again(facts) if facts.is_back else _steps(facts),
            ),
            Table(
                "Rating_key",
                "What each answer to “How is it going?” means.",
                (Column("How is it going?", 20), Column("Choose it where", 80)),
                (
                    *(_meaning(code, choice) for code, choice in choices.items()),
                    (
                        Shown(f"{verified.letter} {verified.word}", look_of(Rating.COMPLETE)),
                        "Not for you to choose: it is recorded once somebody other than the lead "
                        f"has checked. Say {_finished(facts)} instead, and show what proves it.",
                    ),
                ),
                heading="The rating key",
            ),
        ),
        facts.mark,
        portrait=True,
    )


def _finished(facts: ReturnFacts) -> str:
    """Where somebody says that it is done."""
    asked = FormField.FINISHED_ON in facts.asked
    return f"“{FIELD_WORDS[FormField.FINISHED_ON]}”" if asked else "so in your one line"


def _meaning(code: HowItGoes, choice: str) -> tuple[Cell, ...]:
    rating, meaning = MEANINGS[code]
    return Shown(choice, look_of(rating)), meaning


def _steps(facts: ReturnFacts) -> tuple[tuple[Cell, ...], ...]:
    more = (
        (
            "More, if you have it",
            "The small + above the columns of the sheet “Return” opens more columns. "
            "Leave them shut if you have nothing to add.",
        ),
    )
    return (
        (
            "Go to “Return”",
            "One row is one recommendation. Grey is what we hold; white is for you to fill in.",
        ),
        ("How is it going?", "Choose from the list; the key is below."),
        (
            "One line",
            "One plain sentence that somebody who was not there understands: where it stands, and "
            "why. The steering group reads it as you write it.",
        ),
        ("Back on track", "Only where it is at risk or off track: what gets it back, and by when."),
        *(more if facts.asked else ()),
        (
            "Blank cells",
            f"A blank cell is no answer and changes nothing. Type “{CLEAR}” to empty what we hold.",
        ),
        (
            "Something is wrong",
            "Put the grey text right where it stands, or use “Corrections and comments”. Nothing "
            "is locked: sort, filter and check the spelling as you like.",
        ),
        ("Save, send it back", _by(facts)),
    )


def _asked_again(facts: ReturnFacts) -> tuple[tuple[Cell, ...], ...]:
    return (
        (
            "Go to “Return”",
            f"Thank you for your answers. There are {counted(len(facts.questions), 'question')} "
            f"about them, under “{QUESTION_HEADING}”.",
        ),
        (
            "Marked cells",
            "Each cell that a question is about is marked and holds what you wrote. Write over it.",
        ),
        ("All the rest", "Leave it blank; what you answered before is with us."),
        *(
            (
                "A row of its own",
                f"You wrote “{Piece.of(question.said).words}”. {question_words(question)}",
            )
            for question in facts.loose
        ),
        ("Save, send it back", _by(facts)),
    )


def _by(facts: ReturnFacts) -> str:
    by = f"By {day(facts.respond_by)}, " if facts.respond_by else "Please "
    return f"{by}send this workbook back to {facts.sender}, under any name."
