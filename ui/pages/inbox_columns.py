"""The columns of the inbox, as data: what was sent, what came back, and what stands now."""

from __future__ import annotations

from collections.abc import Callable

from marmot_tracker.services.inbox import InboxLine, LineState
from marmot_tracker.services.programme import Words
from marmot_tracker.services.return_form import FormField
from marmot_tracker.services.wording import counted, day
from marmot_tracker.vocabulary import HowItGoes, NotRatedWhy, Rating, ReturnVerdict
from ui.widgets.table_model import Cell, Column, Tone, natural

NONE = "—"
STATE_WORDS: dict[LineState, str] = {
    LineState.CLEAN: "Clean",
    LineState.TWO_ANSWERS: "Two answers",
    LineState.PROBLEM: "Problem",
    LineState.NOTE: "Remark",
}
"""How a line stands, in the fewest words."""
STATE_ORDER = (LineState.PROBLEM, LineState.TWO_ANSWERS, LineState.NOTE, LineState.CLEAN)
_GOES: dict[HowItGoes, Rating] = {
    HowItGoes.ON_TRACK: Rating.ON_TRACK,
    HowItGoes.AT_RISK: Rating.AT_RISK,
    HowItGoes.OFF_TRACK: Rating.OFF_TRACK,
    HowItGoes.NOT_STARTED: Rating.NOT_RATED,
    HowItGoes.DOES_NOT_APPLY: Rating.NOT_RATED,
}


class Told:
    """How a programme's words tell an answer: which of them is a rating, what was decided."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self._ratings: dict[str, Rating] = {
            **{words.not_rated_why(code): Rating.NOT_RATED for code in NotRatedWhy},
            **{words.rating(code).word: code for code in Rating},
            **{words.of("how_it_goes", code): rating for code, rating in _GOES.items()},
        }

    def rating(self, line: InboxLine, said: str) -> Rating | None:
        """The rating that words stand for, where the line is about one and they name it."""
        return self._ratings.get(said) if line.field is FormField.HOW_IT_GOES else None

    def verdict(self, line: InboxLine) -> str:
        """What was decided."""
        return self.words.of("return_verdict", line.verdict)

    def by_whom(self, line: InboxLine) -> str:
        """`by Sam Hill on 31/12/2026`."""
        return line.decided.removeprefix(self.verdict(line)).strip()


def waiting_columns(told: Told) -> tuple[Column[InboxLine], ...]:
    """The columns of what waits for a decision."""
    return (
        _reference(told),
        _field(),
        _said(told, "sent", "Sent", lambda line: line.sent, Tone.QUIET, width=13),
        _said(told, "returned", "Came back", lambda line: line.returned, Tone.STRONG),
        Column(
            "current",
            "Now",
            lambda line: _now(told, line),
            lambda line: (line.current == line.sent, line.current.casefold()),
            width=13,
            spare=4,
            spoken=lambda line: (
                "unchanged since" if line.current == line.sent else f"now {line.current or 'empty'}"
            ),
            tip=lambda line: line.current,
            copied=lambda line: line.current,
        ),
        _state(),
    )


def decided_columns(told: Told) -> tuple[Column[InboxLine], ...]:
    """The columns of what was decided."""
    return (
        _reference(told),
        _field(),
        _said(told, "returned", "Came back", lambda line: line.returned, Tone.PLAIN),
        Column(
            "verdict",
            "Decided",
            lambda line: Cell(
                told.verdict(line), _verdict_tone(line), beneath=_who_and_when(told, line), lines=2
            ),
            lambda line: told.verdict(line).casefold(),
            width=15,
            tip=lambda line: line.decided,
            spoken=lambda line: f"{told.verdict(line)} {told.by_whom(line)}".strip(),
            copied=lambda line: line.decided or told.verdict(line),
        ),
        Column(
            "reason",
            "Why",
            lambda line: Cell(why_of(line) or NONE, _quiet(why_of(line)), lines=2),
            lambda line: why_of(line).casefold(),
            width=10,
            called="Why, or what was taken instead",
            spoken=lambda line: why_of(line) or "no reason",
            tip=why_of,
            copied=why_of,
        ),
    )


def why_of(line: InboxLine) -> str:
    """Why it was left out, the question sent back, or what was taken instead."""
    if line.verdict is ReturnVerdict.EDITED:
        return " ".join(part for part in (f"“{line.written}”", line.reason) if part)
    return line.reason


def spoken_line(told: Told, line: InboxLine) -> str:
    """One whole line in a sentence, for a screen reader on its first cell."""
    name = f"{line.reference} {line.subject}".strip()
    verdict = f" {told.verdict(line)}." if line.verdict else ""
    moved = "" if line.current == line.sent else f" Now: {line.current or 'empty'}."
    state = "" if line.verdict else f" {STATE_WORDS[line.state]}."
    others = f" {counted(line.others, 'other answer')} to the same." if line.others else ""
    return (
        f"{name}. {line.field_words}. Sent: {line.sent or 'nothing'}. "
        f"Came back: {line.returned or 'nothing'}.{moved}{state}{verdict}{others} {line.words}"
    ).strip()


def came_from(line: InboxLine) -> str:
    """`Housing, 12/10/2026`."""
    return f"{line.returned_by or line.sent_to}, {day(line.received_on)}"


def _reference(told: Told) -> Column[InboxLine]:
    return Column(
        "reference",
        "Ref",
        lambda line: Cell(line.reference or line.subject, Tone.STRONG),
        lambda line: natural(line.reference) if line.reference else ((2, 0, line.subject),),
        width=4,
        spoken=lambda line: spoken_line(told, line),
        tip=lambda line: line.subject,
        called="Recommendation",
    )


def _field() -> Column[InboxLine]:
    return Column(
        "field",
        "Answer to",
        lambda line: Cell(line.field_words, beneath=line.returned_by or line.sent_to, lines=2),
        lambda line: line.field_words.casefold(),
        width=14,
        spoken=lambda line: f"{line.field_words}, from {came_from(line)}",
        tip=lambda line: f"{line.field_words}\n{came_from(line)}\n{line.where}".strip(),
    )


def _said(
    told: Told,
    name: str,
    heading: str,
    words: Callable[[InboxLine], str],
    tone: Tone,
    *,
    width: int = 0,
) -> Column[InboxLine]:
    """What somebody said; without a width it has the room that is left."""
    return Column(
        name,
        heading,
        lambda line: _value(told, line, words(line), tone),
        lambda line: words(line).casefold(),
        width=width,
        spoken=lambda line: f"{heading.casefold()} {words(line) or 'nothing'}",
        tip=words,
        copied=words,
    )


def _state() -> Column[InboxLine]:
    return Column(
        "state",
        "State",
        lambda line: Cell(
            STATE_WORDS[line.state],
            _state_tone(line),
            beneath=_beneath_state(line),
        ),
        lambda line: (STATE_ORDER.index(line.state), -line.others),
        width=11,
        spoken=lambda line: f"{STATE_WORDS[line.state]}. {line.words}".strip(),
        tip=lambda line: line.words,
    )


def _beneath_state(line: InboxLine) -> str:
    """What stands now where that is not what was sent, else how many others answered."""
    if line.current != line.sent:
        return f"now {line.current or 'empty'}"
    return f"{counted(line.others, 'other')} too" if line.others else ""


def _value(told: Told, line: InboxLine, words: str, tone: Tone) -> Cell:
    rating = told.rating(line, words)
    if rating is not None:
        return Cell(words, rating=rating)
    return Cell(words or NONE, tone if words else Tone.QUIET, lines=3)


def _now(told: Told, line: InboxLine) -> Cell:
    if line.current == line.sent:
        return Cell("as sent", Tone.QUIET)
    return _value(told, line, line.current or "empty", Tone.MISSING)


def _state_tone(line: InboxLine) -> Tone:
    if line.state is LineState.PROBLEM:
        return Tone.LATE
    return Tone.MISSING if line.state is LineState.TWO_ANSWERS else Tone.QUIET


def _verdict_tone(line: InboxLine) -> Tone:
    refused = line.verdict in (ReturnVerdict.LEFT_OUT, ReturnVerdict.SENT_BACK)
    return Tone.MISSING if refused else Tone.PLAIN


def _who_and_when(told: Told, line: InboxLine) -> str:
    """`Sam Hill, 31/12/2026`: with more words the year would be cut."""
    who, _on, when = told.by_whom(line).removeprefix("by ").rpartition(" on ")
    return f"{who}, {when}" if who else told.by_whom(line)


def _quiet(text: str) -> Tone:
    return Tone.PLAIN if text else Tone.QUIET
