"""`marmot publish` and `marmot copy`: what leaves this computer, for the shared file or a person."""

from __future__ import annotations

from argparse import Namespace
from datetime import datetime
from pathlib import Path

from marmot_tracker.cli.telling import say, say_json, say_wrapped
from marmot_tracker.cli.trackers import for_asking, for_writing
from marmot_tracker.document import working_copy
from marmot_tracker.document.giving import Files
from marmot_tracker.document.saving import READABLE
from marmot_tracker.errors import Misuse, TrackerError
from marmot_tracker.services.giving import given_words
from marmot_tracker.services.wording import moment


def publish(asked: Namespace) -> None:
    """Put what is saved here into the shared file, where that has not been done yet."""
    with for_writing(asked) as document:
        document.told = _nobody
        kept = document.publish(all_the_same=asked.open_anyway, agree_erasures=asked.agree_erasures)
    if kept.waiting:
        raise TrackerError(
            f"Your changes are saved here, but not yet in the shared file. {kept.problem}",
        )
    left = working_copy.left_at(Path(asked.file).resolve())
    if left:
        raise TrackerError(
            f"Changes that were made to {Path(asked.file).name} on this computer are not in the "
            f"shared file: {left[0].file}.",
            hint=f'To keep them as a new file: marmot copy "{left[0].file}" NEW.marmot --everything',
        )
    if asked.json:
        say_json(
            {
                "file": str(asked.file),
                "in_place": kept.in_place,
                "published_at": _iso(kept.published_at),
            }
        )
    elif kept.in_place:
        say("This tracker is edited where it lies, so every change is in it already.")
    elif kept.published_at is None:
        say("The shared file holds everything already.")
    else:
        say(f"Everything is in the shared file, since {moment(kept.published_at)}.")


def copy(asked: Namespace) -> None:
    """Save a copy to give, without evidence that must not leave."""
    target = Path(asked.out)
    if target.suffix.casefold() != ".marmot":
        raise Misuse(f"“{asked.out}” is no name for a tracker.", hint="Let it end in .marmot.")
    files = Files.ORDINARY
    if asked.without_evidence:
        files = Files.NONE
    elif asked.everything:
        files = Files.ALL
    with for_asking(asked) as document:
        made = document.give_copy(target, files=files)
        code = document.check_code
    if not asked.json:
        for line in given_words(made):
            say_wrapped(line)
        return
    say_json(
        {
            "file": str(made.path),
            "size": made.size,
            "check_code": code,
            "entries": made.entries,
            "files": made.files,
            "left_out": {
                "restricted": made.left_out_restricted,
                "unchecked": made.left_out_unchecked,
                "ordinary": made.left_out_ordinary,
                "tied_to_nothing": made.left_out_loose,
            },
            "not_here": made.not_here,
            "warning": READABLE,
        }
    )


def _nobody(_words: str) -> None:
    """Who is told elsewhere."""


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
