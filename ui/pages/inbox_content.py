"""What the pane beside the inbox says of an answer, or of several chosen together, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from marmot_tracker.services.inbox import InboxLine, LineState
from marmot_tracker.services.word_differences import Piece, compare
from marmot_tracker.services.wording import counted, day, joined, sentence
from ui.pages.inbox_columns import STATE_WORDS, Told
from ui.widgets.inbox_pane import AnswerContent, Other, Said

DECIDE = frozenset({"accept_answer", "edit_answer", "question_answer", "leave_out"})
TONES = {LineState.PROBLEM: "late", LineState.TWO_ANSWERS: "missing"}
ALIKE = 0.2
"""So much of the longer text must be in the other one, for the difference to be of use."""
BESIDE = 12
"""So many other cells of a row are shown."""


def content_of(told: Told, line: InboxLine, every: Iterable[InboxLine]) -> AnswerContent:
    """Everything the pane shows of an answer; `every` are all lines, to name those beside it."""
    others, beside = _around(line, every)
    return AnswerContent(
        uid=line.uid,
        above=f"{line.reference}  {line.subject}".strip(),
        heading=line.field_words,
        origin=_origin(line),
        status=_status(told, line),
        tone="quiet" if line.verdict else TONES.get(line.state, "quiet"),
        advice=_advice(line),
        said=_said(told, line),
        others=tuple(
            Other(
                each.uid,
                f"{each.returned_by or each.sent_to}, {day(each.received_on)}",
                each.returned,
                told.rating(each, each.returned),
            )
            for each in others
        ),
        beside=tuple((each.field_words, each.returned) for each in beside[:BESIDE]),
        may=_may(line),
        go=f"Go to {line.reference or 'the recommendation'}",
    )


def content_of_many(lines: Sequence[InboxLine]) -> AnswerContent:
    """What several answers have in common, and what can be done with them together."""
    states = Counter(line.state for line in lines)
    told = [f"{states[each]} {STATE_WORDS[each].casefold()}" for each in LineState if states[each]]
    names = sorted({line.returned_by or line.sent_to for line in lines}, key=str.casefold)
    ready = [line for line in lines if line.state in (LineState.CLEAN, LineState.NOTE)]
    may = {"question_answer", "leave_out"} | ({"accept_answer"} if ready else set())
    left = len(lines) - len(ready)
    return AnswerContent(
        uid="",
        above=joined(names),
        heading=counted(len(lines), "answer") + " chosen",
        origin=joined(told).capitalize(),
        status=(
            f"Accept takes the {len(ready)} that nothing speaks against; look at the other "
            f"{left} one by one."
            if left and ready
            else ""
        ),
        may=frozenset(may),
        many=len(ready),
    )


def _around(line: InboxLine, every: Iterable[InboxLine]) -> tuple[list[InboxLine], list[InboxLine]]:
    """The answers of others to the same, and the other cells of the same row."""
    others: list[InboxLine] = []
    beside: list[InboxLine] = []
    for each in every:
        if each.recommendation != line.recommendation or each.uid == line.uid:
            continue
        if each.received == line.received:
            beside.append(each)
        elif each.field is line.field:
            others.append(each)
    return others, beside


def _said(told: Told, line: InboxLine) -> tuple[Said, ...]:
    """Sent, came back, and what stands now where that is another; for what was decided, that too."""
    theirs, back = marked(line.sent, line.returned)
    moved = line.current != line.sent and line.verdict is None
    found = [
        Said(
            "SENT" if moved or line.verdict else "SENT, AND AS IT STANDS NOW",
            line.sent,
            theirs,
            "Words that are gone",
            told.rating(line, line.sent),
        ),
        Said(
            "CAME BACK", line.returned, back, "Words that are new", told.rating(line, line.returned)
        ),
    ]
    if moved:
        _, now = marked(line.sent, line.current)
        found.append(
            Said(
                "NOW, CHANGED SINCE IT WAS SENT",
                line.current,
                now,
                "Words that are new",
                told.rating(line, line.current),
                loud=True,
            )
        )
    if line.written:
        _, taken = marked(line.returned, line.written)
        found.append(Said("ACCEPTED INSTEAD", line.written, taken, "Words that are new"))
    return tuple(found)


def marked(one: str, other: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both texts with the words that differ; nothing where they have next to nothing in common."""
    pieces = compare(one, other)
    alike = sum(len(piece.text) for piece in pieces[0] if not piece.only_here)
    return pieces if alike >= ALIKE * max(len(one), len(other)) else ((), ())


def _origin(line: InboxLine) -> str:
    who = line.returned_by or line.sent_to
    whose = f", in the {line.sent_to} return" if line.sent_to and line.sent_to != who else ""
    where = f" · {line.where}" if line.where else ""
    return f"From {who}{whose}, received {day(line.received_on)}{where}"


def _status(told: Told, line: InboxLine) -> str:
    if line.verdict is not None:
        said = sentence(line.decided or told.verdict(line))
        return f"{said} {sentence(line.reason)}".strip()
    if line.state is LineState.CLEAN:
        return line.words or "Nothing changed since it was sent."
    return line.words


def _advice(line: InboxLine) -> str:
    """What can be done about what speaks against it."""
    if line.verdict is not None:
        return ""
    if line.state is LineState.PROBLEM:
        return "Edit it, send it back with a question, or leave it out."
    if line.state is LineState.TWO_ANSWERS and line.others and line.current == line.sent:
        return "Accept the one that is right, and leave the other out."
    if line.state is LineState.TWO_ANSWERS:
        return (
            "Accept it, and both stand under Two answers until somebody keeps one; or leave it out."
        )
    return ""


def _may(line: InboxLine) -> frozenset[str]:
    if line.verdict is not None:
        return frozenset()
    return DECIDE - ({"accept_answer"} if line.state is LineState.PROBLEM else set())
