"""What a copy to give, or changes to send, hold and what stays behind, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from marmot_tracker.document.changes_file import MAIL_LIMIT, Sent, ToSend
from marmot_tracker.document.giving import Files, Given, Holding
from marmot_tracker.document.saving import READABLE
from marmot_tracker.services.wording import counted, joined, size

FILE = "evidence file"


def given_words(made: Given) -> Iterator[str]:
    """What was written, what stayed behind and why, and who can read it."""
    yield (
        f"Saved {made.path.name} ({size(made.size)}) with the whole record and "
        f"{counted(made.files, FILE) if made.files else 'no evidence files'}."
    )
    if made.left_out:
        yield f"Left out: {_numbers(_left_out(made))}. {_stays(made.left_out)}"
    else:
        yield "No evidence file was left out."
    if made.not_here:
        yield _not_here(made.not_here)
    yield READABLE


def to_send_words(found: ToSend) -> Iterator[str]:
    """What a file of changes would hold, how large it would be, and what stays behind."""
    if not found.entries and not found.files:
        yield "There is nothing to send: the other side has all of it."
        return
    holds = f"{counted(found.entries, 'edit')} by {joined(found.people)}"
    files = f" and {counted(found.files, FILE)}" if found.files else ", and no evidence files"
    yield f"{holds}{files}: about {_of_mail(found.size)}."
    yield from _kept_behind(found)


def sent_words(sent: Sent) -> Iterator[str]:
    """What was written, what stayed behind and why, and who can read it."""
    files = f" and {counted(sent.files, FILE)}" if sent.files else ", and no evidence files"
    yield f"Saved {sent.path.name} with {counted(sent.entries, 'edit')}{files}: {_of_mail(sent.size)}."
    yield from _kept_behind(sent)
    yield READABLE


def _of_mail(count: int) -> str:
    """A size against what mail carries."""
    limit = f"{MAIL_LIMIT // 1024 // 1024} MB"
    if count > MAIL_LIMIT:
        return f"{size(count)}, which is more than the {limit} that most mail carries"
    return f"{size(count)} of the {limit} that most mail carries"


def _kept_behind(found: Sent | ToSend) -> Iterator[str]:
    left = [
        (found.left_out_restricted, "restricted"),
        (found.left_out_unchecked, "not checked yet"),
        (found.left_out_ordinary, "ordinary"),
    ]
    if many := sum(number for number, _ in left):
        yield f"Left out: {_numbers(left)}. {_stays(many)}"
    if found.not_here:
        which = "is" if found.not_here == 1 else "are"
        yield f"{counted(found.not_here, FILE)} {which} not in this tracker, and so not sent either."


def behind_words(held: Holding, files: Files) -> Iterator[str]:
    """What would stay behind in a copy made now, a line for each reason."""
    going = held.going(files)
    lines = (
        (held.restricted, "restricted"),
        (held.unchecked, "not checked yet for people who could be recognised"),
        (held.ordinary, "ordinary"),
        (held.loose, "tied to nothing"),
    )
    for found, why in lines:
        if number := len(found - going):
            yield f"{counted(number, FILE)}, {why}"


def going_words(held: Holding, files: Files) -> str:
    """What would go along in a copy made now."""
    number = len(held.going(files))
    return f"The whole record{f' and {counted(number, FILE)}' if number else ', and no evidence file'}."


def _left_out(made: Given) -> list[tuple[int, str]]:
    return [
        (made.left_out_restricted, "restricted"),
        (made.left_out_unchecked, "not checked yet"),
        (made.left_out_ordinary, "ordinary"),
        (made.left_out_loose, "tied to nothing"),
    ]


def _numbers(found: Sequence[tuple[int, str]]) -> str:
    """`1 restricted and 2 not checked yet`."""
    return joined([f"{number:,} {why}" for number, why in found if number])


def _stays(number: int) -> str:
    if number == 1:
        return "What the record says of it, its title and notes, went along."
    return "What the record says of them, their titles and notes, went along."


def _not_here(number: int) -> str:
    which = "is" if number == 1 else "are"
    return f"{counted(number, FILE)} {which} not in this tracker, and so not in the copy either."
