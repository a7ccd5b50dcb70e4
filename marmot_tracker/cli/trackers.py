"""Opening trackers for a command: who writes, from where, and dates as they are typed."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from marmot_tracker import profile
from marmot_tracker.document import Author, Document
from marmot_tracker.errors import Misuse
from marmot_tracker.exchange.dates import read_date
from marmot_tracker.trail.history import Source
from marmot_tracker.vocabulary import Via

BY_COMMAND = Source(Via.COMMAND)


def author_of(asked: Namespace) -> Author:
    """Who is at the keyboard: `--author`, `MARMOT_AUTHOR`, the profile, the account."""
    return Author(profile.author_name(asked.author or ""), profile.account_name())


def for_writing(asked: Namespace) -> Document:
    """Open the tracker to write in it; raises `Locked` with the holder's name."""
    document = Document.open(Path(asked.file), author=author_of(asked), over_lock=asked.open_anyway)
    document.told = _print_note
    try:
        if asked.date_is_right:
            document.confirm_clock()
        say_second_versions(document, but=[Path(other) for other in getattr(asked, "others", ())])
    except BaseException:
        document.close()
        raise
    return document


def for_asking(asked: Namespace) -> Document:
    """Open the tracker to ask; where somebody has it open, a private copy of it."""
    document = Document.open(
        Path(asked.file), author=author_of(asked), asking=True, over_lock=asked.open_anyway
    )
    document.told = _print_note
    return document


def _print_note(words: str) -> None:
    print(f"marmot: {words}", file=sys.stderr)


def say_second_versions(document: Document, *, but: Sequence[Path] = ()) -> None:
    """Name the copies of this tracker beside it that hold something new."""
    for path in document.second_versions():
        if not any(other.exists() and other.samefile(path) for other in but):
            print(
                f"marmot: A second version of this tracker lies beside it and holds what this "
                f"one lacks: {path.name}. To bring it in: "
                f'marmot union "{document.path}" "{path}"',
                file=sys.stderr,
            )


def day_given(words: str | None, option: str) -> date | None:
    """A date as typed, 31/12/2026 or 2026-12-31; raises `Misuse` for anything to be guessed."""
    if words is None:
        return None
    read = read_date(words)
    if read.day is None:
        why = read.problem or "not a day"
        raise Misuse(f"{option} “{words}”: {why}.", hint="Write 31/12/2026 or 2026-12-31.")
    return read.day
