"""`marmot backup`, `restore`, `recover` and `rebuild`: what keeps a tracker safe, and brings it back."""

from __future__ import annotations

import contextlib
from argparse import Namespace
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from marmot_tracker.cli.telling import say, say_json, say_table, say_wrapped
from marmot_tracker.cli.trackers import author_of, for_asking, for_writing
from marmot_tracker.document import Document, backups, recovering, restoring
from marmot_tracker.document.backups import Backup
from marmot_tracker.document.recovering import Recovered
from marmot_tracker.document.restoring import Restored
from marmot_tracker.errors import Damaged, Misuse, TrackerError
from marmot_tracker.services.keeping import recovered_words, restored_words
from marmot_tracker.services.wording import counted, moment, size

SHOWN = 12


def backup(asked: Namespace) -> None:
    """Make a backup, or list those there are."""
    path = Path(asked.file)
    if asked.list:
        with _open_where_it_can_be(asked) as document:
            found = document.backups() if document else backups.listed(path)
        if asked.json:
            say_json({"backups": [_facts(at, one) for at, one in enumerate(found, start=1)]})
            return
        _say_list(path, found)
        return
    with for_asking(asked) as document:
        made = document.backup("by hand")
    kept = backups.backup_at(made)
    good = kept is not None and kept.good
    if asked.json:
        say_json({"file": str(made), "size": made.stat().st_size, "good": good})
    elif good:
        say(f"Backup made: {made}")
    if not good:
        raise Damaged(
            f"{path.name} is damaged. It was kept as it is in {made}, which does not count as a "
            "backup.",
            hint="Go on with an earlier backup, or recover what can be read into a new file.",
        )


def _facts(number: int, found: Backup) -> dict[str, Any]:
    return {
        "number": number,
        "file": str(found.path),
        "made_at": found.made_at.isoformat(),
        "why": found.why,
        "size": found.size,
        "entries": backups.entries_in(found.path),
        "good": found.good,
    }


def _say_list(path: Path, found: Sequence[Backup]) -> None:
    if not found:
        say_wrapped(
            f"There are no backups of {path.name} on this computer. They are made by themselves "
            "while a tracker is changed; marmot backup FILE makes one now."
        )
        return
    rows = [
        (str(at), moment(one.made_at), one.why, _entries(one.path), size(one.size))
        for at, one in enumerate(found, start=1)
    ]
    say_table(("No.", "Made", "Why", "Edits", "Size"), rows)
    say()
    say_wrapped(f"They lie in {found[0].path.parent}. marmot restore FILE --backup NO. brings one "
                "back as a new file.")  # fmt: skip


def _entries(path: Path) -> str:
    found = backups.entries_in(path)
    return f"{found:,}" if found is not None else "cannot be read"


def restore(asked: Namespace) -> None:
    """Make a new tracker from a backup."""
    path = Path(asked.file)
    with _open_where_it_can_be(asked) as document:
        chosen = _chosen(path, asked.backup, document)
        target = Path(asked.to) if asked.to else restoring.name_for(path, chosen.made_at)
        if document is None:
            made = restoring.restore(chosen.path, target)
        else:
            made = document.restore(chosen.path, target)
    if asked.json:
        say_json(_restored_facts(made, chosen))
        return
    say(f"Made {made.path} from the backup of {moment(chosen.made_at)} ({chosen.why}).")
    for line in restored_words(made):
        say_wrapped(line)
    if document is not None and not made.unbacked:
        say_wrapped(
            f"{path.name} was left as it is. To bring the two together, nothing lost: marmot union "
            "FILE NEW."
        )


@contextlib.contextmanager
def _open_where_it_can_be(asked: Namespace) -> Iterator[Document | None]:
    """The tracker as it is now; None where it is lost or damaged, which is why one restores."""
    asked.open_anyway = False
    document = None
    if Path(asked.file).exists():
        with contextlib.suppress(TrackerError):
            document = for_asking(asked)
    if document is None:
        yield None
        return
    with document:
        yield document


def _chosen(path: Path, which: str, document: Document | None) -> Backup:
    """The backup asked for: by its number, or by its file; the newest good one by itself."""
    if which and not which.isdecimal():
        found = backups.backup_at(Path(which))
        if found is None:
            raise Misuse(
                f"--backup “{which}” is not a backup.",
                hint="Give its number in marmot backup FILE --list, or its file.",
            )
        return found
    there = document.backups() if document else backups.listed(path)
    if not there:
        raise TrackerError(
            f"There are no backups of {path.name} on this computer.",
            hint="Ask a colleague for their copy of the tracker.",
        )
    if document is None and len({one.path.parent for one in there}) > 1:
        raise TrackerError(
            f"There are backups of several trackers that were called {path.name}.",
            hint="Choose one with --backup and its file: marmot backup FILE --list --json.",
        )
    if not which:
        return _newest_good(path, there)
    if not 1 <= int(which) <= len(there):
        raise Misuse(f"There is no backup number {which}; there are {len(there)}.")
    return there[int(which) - 1]


def _newest_good(path: Path, there: Sequence[Backup]) -> Backup:
    """The newest backup that was whole when it was made and can be read still."""
    for one in there:
        if one.good and backups.entries_in(one.path) is not None:
            return one
    raise TrackerError(
        f"Every backup of {path.name} on this computer is damaged.",
        hint="Recover what can be read: marmot recover FILE.",
    )


def _restored_facts(made: Restored, chosen: Backup) -> dict[str, Any]:
    return {
        "file": str(made.path),
        "backup": str(chosen.path),
        "entries": made.entries,
        "files": made.files,
        "not_in_this_copy": list(made.lacking),
        "erased": made.erased,
        "before": str(made.before) if made.before else None,
        "stale": str(made.stale) if made.stale else None,
    }


def recover(asked: Namespace) -> int:
    """Make a new tracker from what a damaged one still holds; 1 where edits are or may be missing."""
    path = Path(asked.file)
    target = Path(asked.to) if asked.to else restoring.free_name(path, "recovered")
    made = recovering.recover(path, target, author=author_of(asked).name)
    if asked.json:
        say_json(_recovered_facts(made))
        return int(not made.is_whole)
    say(f"Made {made.path} from {path.name}, which was left as it is.")
    for line in recovered_words(made):
        say_wrapped(line)
    return int(not made.is_whole)


def _recovered_facts(made: Recovered) -> dict[str, Any]:
    return {
        "file": str(made.path),
        "entries": made.entries,
        "read": made.read,
        "backup": str(made.backup) if made.backup else None,
        "working_copies": [str(file) for file in made.waiting],
        "lost": list(made.lost),
        "more_may_be_missing": made.may_lack_more,
        "files": made.files,
        "not_in_this_copy": list(made.lacking),
    }


def rebuild(asked: Namespace) -> None:
    """Make what is shown again from the record, and say what differed."""
    with for_writing(asked) as document:
        done = document.rebuild()
    if asked.json:
        said = [f"{found.where}: {found.what}" for found in done.differed]
        say_json({"differed": said, "backup": str(done.backup)})
        return
    for found in done.differed[:SHOWN]:
        say_wrapped(f"{found.where}: {found.what}", indent="  ")
    if len(done.differed) > SHOWN:
        say(f"  … and {len(done.differed) - SHOWN:,} more (--json prints them all).")
    say(
        f"Made again from the record: {counted(len(done.differed), 'difference')} put right."
        if done.differed
        else "Made again from the record: nothing had differed."
    )
    say(f"The tracker as it was before: {done.backup}")
