"""Bringing in a copy as it was shown: all of it, then what was ticked *Put back*, as one edit."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from marmot_tracker.document import BroughtIn, Document
from marmot_tracker.errors import Misuse, TrackerError
from marmot_tracker.progress import Progress
from marmot_tracker.services import answers, coming_in
from marmot_tracker.services.coming_in import Coming, ComingLine
from marmot_tracker.services.put_back_notices import LABEL, NOTE
from marmot_tracker.services.wording import counted
from marmot_tracker.trail.history import Source
from marmot_tracker.vocabulary import Via

NAMED = 3
"""So many lines that were not put back are named; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Brought:
    """What came in, how many of its changes were put back, and what to say of it.

    The two answers of `brought` are those left after that. `not_put_back` says in words what was to be put back and was not, and how it still can be.
    """

    brought: BroughtIn
    put_back: int
    words: str
    not_put_back: str = ""


def bring_in(
    document: Document,
    path: Path,
    *,
    coming: Coming,
    put_back: Collection[str] = (),
    reason: str = "",
    today: date,
    via: Via = Via.SCREEN,
    agree_erasures: bool = False,
    progress: Progress | None = None,
) -> Brought:
    """Bring in what was shown, and put back the lines with these keys in one ordinary edit.

    Raises `Misuse` before anything comes in where a line cannot be put back or no reason is
    given, `ClockDoubt` where the date would be doubted in between, and `ChangedSincePreview`
    where the copy or the tracker is not as it was shown. What came in is always told, also
    where nothing of it could be put back.
    """
    chosen = _chosen(coming, put_back, reason)
    if chosen:
        document.check_clock_after(coming.preview)
    brought = document.bring_in(
        path, agree_erasures=agree_erasures, previewed=coming.preview, progress=progress
    )
    if not chosen:
        return Brought(brought, 0, _words(brought, coming, 0))
    source = Source(via, file=coming.file, sha256=coming.preview.sha256, note=NOTE)
    label = f"{LABEL} {counted(len(chosen), 'change')} that came with a copy"
    try:
        with document.edit(label, reason=reason, source=source) as session:
            coming_in.put_back(session, chosen, today=today, reason=reason)
    except TrackerError as fault:
        stays = _not_put_back(chosen, fault)
        return Brought(brought, 0, f"{_words(brought, coming, 0)} {stays}", stays)
    brought = replace(brought, two_answers=_still_two(document, coming))
    return Brought(brought, len(chosen), _words(brought, coming, len(chosen)))


def _still_two(document: Document, coming: Coming) -> int:
    """How many of the fields that were given two answers have them also after putting back."""
    gave = [line for line in coming.preview.lines if line.two_answers]
    with document.read() as session:
        return sum(bool(answers.of_field(session, uid=x.uid, field=x.field)) for x in gave)


def _chosen(coming: Coming, keys: Collection[str], reason: str) -> list[ComingLine]:
    wanted = set(keys)
    found = [line for line in coming.lines if line.key in wanted]
    if len({line.key for line in found}) != len(wanted):
        raise Misuse("What is to be put back does not come in.", hint="Look again at what does.")
    for line in found:
        if not line.can_put_back:
            raise Misuse(f"This cannot be put back: {line.words} {line.put_back_words}")
    if found and not reason.strip():
        raise Misuse(
            "Say why it is put back.", hint="It stays in the record, and its author is shown it."
        )
    return found


def _not_put_back(chosen: list[ComingLine], fault: TrackerError) -> str:
    """What was ticked and still stands as it came, why, and the way on."""
    named = [line.words.rstrip(".") for line in chosen[:NAMED]]
    more = f"; and {len(chosen) - NAMED:,} more" if len(chosen) > NAMED else ""
    which = "It was not" if len(chosen) == 1 else "These were not"
    return (
        f"{which} put back: {'; '.join(named)}{more}. {fault} "
        "To put a change back, open History, choose the change, then Put back."
    )


def _words(brought: BroughtIn, coming: Coming, put_back: int) -> str:
    if brought.backup is None:
        return f"{coming.file} holds nothing that this tracker lacks."
    said = [f"{counted(brought.new_entries, 'edit')} came in with {coming.file}"]
    if brought.files:
        said[0] += f", and {counted(brought.files, 'evidence file')}"
    said[0] += "."
    if put_back:
        said.append(f"{counted(put_back, 'change')} put back.")
    if brought.two_answers:
        said.append(f"{counted(brought.two_answers, 'field')} now with two answers.")
    return " ".join(said)
