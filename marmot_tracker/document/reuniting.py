"""After another program replaced the open file: save what was done here, and bring the two together."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from marmot_tracker import clock, paths
from marmot_tracker.document import opening, publishing, working_copy
from marmot_tracker.document.document import Document
from marmot_tracker.document.engine import files_told_in_words
from marmot_tracker.document.written import Author, BroughtIn
from marmot_tracker.errors import TrackerError
from marmot_tracker.progress import Progress


@dataclass(frozen=True, slots=True)
class Reunited:
    """The tracker opened anew, and what came in from the copy of what was done here."""

    document: Document
    brought: BroughtIn | None


def reunite(document: Document, *, progress: Progress | None = None) -> Reunited:
    """Save all that was saved here as a copy, open the file anew, and bring the copy in.

    The copy goes once all of it came in. Where the file is gone, the copy takes its place; where
    it cannot be opened, the copy stays and the `TrackerError` names it. Where no copy can be
    written beside it, the document stays open with all it holds.
    """
    path, author = document.path, document.author
    gone = not path.exists()
    copy = path if gone else _free(path)
    try:
        document.save_copy(copy)
    except TrackerError as fault:
        raise _not_beside(document, fault) from fault
    document.close()
    if gone:
        return Reunited(Document.open(path, author=author), None)
    opened: Document | None = None
    try:
        opened = Document.open(path, author=author)
        opened.tell_erased_of(copy)
        brought = opened.bring_in(copy, agree_erasures=True, progress=progress)
    except TrackerError as fault:
        if opened is not None:
            opened.close()
        raise TrackerError(
            f"{fault.message} What you did is saved in {copy.name} beside it.",
            hint=f"Open {copy.name} and go on in that. {fault.hint}".strip(),
        ) from fault
    copy.unlink(missing_ok=True)
    return Reunited(opened, brought)


def keep_left(file: Path, target: Path, author: Author) -> Document:
    """Save a working copy that was left on this computer as a new file, and open that.

    The working copy goes once the new file could be opened. Raises `TrackerError`.
    """
    with files_told_in_words(target):
        opening.check_is_free(target)
        opening.put_at_rest(file)
        publishing.put_new(file, target)
    document = Document.open(target, author=author)
    working_copy.forget(file)
    return document


def _not_beside(document: Document, fault: TrackerError) -> TrackerError:
    """What is said where no copy could be written beside the file; saves one for the person."""
    folder = paths.user_data_folder() / "rescued"
    copy = _free(folder / document.path.name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        document.save_copy(copy)
    except (TrackerError, OSError):
        return TrackerError(
            f"{fault.message} The tracker stays open with what you did.",
            hint="Save a copy to another disk before you close it.",
        )
    return TrackerError(
        f"{fault.message} The tracker stays open, and what you did is saved in {copy}.",
        hint=f"Once the folder can be written, open {document.path.name} and bring that copy in. "
        "Or save a copy elsewhere and go on in that.",
    )


def _free(path: Path) -> Path:
    """A name beside the tracker that no file has."""
    at = clock.now().astimezone(clock.PLACE)
    name = f"{path.stem} (my changes {at:%Y-%m-%d %H.%M})"
    copy, number = path.with_name(f"{name}{path.suffix}"), 1
    while copy.exists():
        number += 1
        copy = path.with_name(f"{name} {number}{path.suffix}")
    return copy
