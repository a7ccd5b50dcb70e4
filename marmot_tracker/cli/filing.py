"""`marmot new`, `pack`, `verify` and `undo`: what is done with a tracker as a file."""

from __future__ import annotations

from argparse import Namespace
from datetime import date
from pathlib import Path
from typing import Any

from marmot_tracker import clock
from marmot_tracker.cli.telling import say, say_ahead, say_json, say_wrapped
from marmot_tracker.cli.trackers import (
    BY_COMMAND,
    author_of,
    day_given,
    for_asking,
    for_writing,
    say_second_versions,
)
from marmot_tracker.document import Document
from marmot_tracker.errors import Misuse, TrackerError
from marmot_tracker.reports import audit_pack, checking
from marmot_tracker.reports.audit_pack import PackMade
from marmot_tracker.reports.pack_facts import Compared
from marmot_tracker.services import programme
from marmot_tracker.services.telling import FIELD_WORDS
from marmot_tracker.services.wording import counted, day, joined, moment
from marmot_tracker.trail.history import ChangeLine
from marmot_tracker.trail.undoing import Left

READABLE = "This file has no password. Anyone who has it can read everything in it."


def new(asked: Namespace) -> None:
    """Make an empty tracker."""
    path = Path(asked.file)
    made = programme.new_tracker(
        path, place=asked.place, name=asked.name, author=author_of(asked), source=BY_COMMAND
    )
    with made:
        say(f"Made {path} for {' '.join(asked.place.split())}. {READABLE}")
    say("Next, load a list of recommendations: marmot import FILE SOURCE.")


def pack(asked: Namespace) -> None:
    """Write the audit pack, and note it where the tracker is free."""
    as_at = day_given(asked.as_at, "--as-at")
    if as_at and as_at > clock.today():
        raise Misuse(f"--as-at {day(as_at)} has not come yet.")
    with for_asking(asked) as document:
        if asked.date_is_right and not document.read_only:
            document.confirm_clock()
        made = audit_pack.make(
            document,
            Path(asked.out),
            since=_since(asked, document, as_at),
            as_at=as_at,
            period=asked.period or "",
            with_evidence=asked.with_evidence,
            source=BY_COMMAND,
        )
        held, ahead = document.read_only, document.ahead() if as_at else ()
    say_ahead(ahead)
    if asked.json:
        say_json(_pack_facts(made))
        return
    say(f"Wrote {made.path}: {counted(made.recommendations, 'recommendation')}.")
    if made.folder:
        say_wrapped(made.folder.sentence)
    say(f"Check code {made.facts.check_code}")
    if not made.noted:
        say_wrapped(f"The tracker keeps no note of this pack, since it is read only: {held}.")


def _since(asked: Namespace, document: Document, as_at: date | None) -> date | Compared | None:
    """What changes are told since: a day, or what the last pack showed."""
    if asked.since and asked.since.strip().casefold() == "pack":
        with document.read() as session:
            last = audit_pack.last_pack(session)
        if last is None:
            raise TrackerError(
                "No pack has been made from this tracker yet, so there is none to compare with.",
                hint="Give a day instead: --since 30/09/2026.",
            )
        return last
    since = day_given(asked.since, "--since")
    if since and since > (as_at or clock.today()):
        raise Misuse(f"--since {day(since)} is after the day the pack shows.")
    return since


def _pack_facts(made: PackMade) -> dict[str, Any]:
    facts, folder = made.facts, made.folder
    return {
        "file": str(made.path),
        "sha256": made.sha256,
        "fingerprint": facts.check_code,
        "check_code": facts.check_code,
        "tips": list(facts.tips),
        "as_at": facts.day.isoformat(),
        "period": facts.period or None,
        "since": facts.since.isoformat() if facts.since else None,
        "sheets": list(made.sheets),
        "recommendations": made.recommendations,
        "noted": made.noted,
        "evidence": {
            "folder": str(folder.path),
            "files": folder.files,
            "waiting": folder.waiting,
            "restricted": folder.restricted,
            "not_in_this_copy": folder.not_here,
        }
        if folder
        else None,
    }


def verify(asked: Namespace) -> int:
    """Check the record, and a pack against it; 1 where anything is not as it was written."""
    with for_asking(asked) as document:
        problems = [f"{found.where}: {found.what}" for found in document.check()]
        facts: dict[str, Any] = {"fingerprint": "", "tips": [], "unknown": 0}
        try:
            facts["fingerprint"], facts["tips"] = document.check_code, list(document.tips)
            facts["unknown"] = document.unknown_entries()
        except TrackerError as fault:
            if not problems:
                raise
            problems.append(str(fault))
        if asked.pack:
            problems += _check_pack(document, Path(asked.pack), facts)
        if not problems:
            say_second_versions(document)
    facts["problems"] = problems
    if asked.json:
        say_json(facts)
        return int(bool(problems))
    if facts["fingerprint"]:
        say(f"Check code {facts['fingerprint']}")
    if facts["unknown"]:
        say(f"{counted(facts['unknown'], 'change')} made with a newer version kept but not shown.")
    for line in (*facts.get("added", ()), *facts.get("erased", ())):
        say_wrapped(line, indent="  ")
    for line in problems:
        say_wrapped(line, indent="  ")
    if problems:
        say(f"{counted(len(problems), 'problem')} found.")
        return 1
    say(f"Record checked {moment(clock.now())}: everything is as it was written.")
    if checked := facts.get("pack"):
        say_wrapped(
            f"{checked['file']}, as at {day(date.fromisoformat(checked['as_at']))} with the check "
            f"code {checked['fingerprint']}: every cell "
            f"{'that can still be checked ' if facts['erased'] else ''}says what the tracker said. "
            f"{checking.NOT_CHECKED}"
        )
        if checked["evidence"]:
            files = counted(checked["evidence"]["files"], "file")
            say_wrapped(f"{checked['evidence']['folder']}: {files}, as the tracker held them.")
    say_wrapped(
        "This shows damage and careless edits. Whoever recomputes a whole file is caught by a "
        "check code printed earlier, or by a colleague's copy. A name is what was given at the "
        "keyboard."
    )
    return 0


def _check_pack(document: Document, path: Path, facts: dict[str, Any]) -> list[str]:
    checked = checking.check_pack(document, path)
    folder = checked.folder
    facts["pack"] = {
        "file": path.name,
        "fingerprint": checked.facts.check_code,
        "as_at": checked.facts.day.isoformat(),
        "evidence": {"folder": folder.path.name, "files": folder.files} if folder else None,
    }
    facts["added"] = [found.sentence for found in checked.added]
    facts["added"] += folder.added if folder else ()
    facts["erased"] = [found.sentence for found in checked.erased]
    return [*(found.sentence for found in checked.problems), *(folder.problems if folder else ())]


def undo(asked: Namespace) -> None:
    """Take back the newest edit, or say what could be taken back."""
    if asked.list:
        with for_asking(asked) as document:
            lines = document.undoable()
        if asked.json:
            say_json({"edits": [_edit_facts(line) for line in lines]})
            return
        for line in lines:
            reason = f" ({line.reason})" if line.reason else ""
            say(f"{moment(line.at)}  {line.author}  {line.label}{reason}")
        if not lines:
            say("There is nothing that could be taken back.")
        return
    with for_writing(asked) as document:
        newest = next(iter(document.undoable(limit=1)), None)
        if newest and newest.author != document.author.name and not asked.anyone:
            raise TrackerError(
                f"The newest edit is {newest.author}'s and not yours: {newest.label}, "
                f"{moment(newest.at)}. Nothing was taken back.",
                hint="Ask them, or add --anyone to take it back all the same.",
            )
        done = document.undo(earlier=True)
    if done is None:
        raise TrackerError("There is nothing that could be taken back.")
    left = [_left_words(one) for one in done.left]
    if asked.json:
        say_json({"undone": done.label, "left": left, "author": newest.author if newest else ""})
        return
    whose = f" ({newest.author}, {moment(newest.at)})" if newest else ""
    say(f"Took back: {done.label}{whose}.")
    if left:
        say_wrapped(f"Left, since it was changed since: {joined(list(dict.fromkeys(left)))}.")


def _edit_facts(line: ChangeLine) -> dict[str, Any]:
    return {
        "change": line.change,
        "at": line.at.isoformat(),
        "author": line.author,
        "label": line.label,
        "reason": line.reason,
        "fields": line.rows,
    }


def _left_words(left: Left) -> str:
    if left.kind == "recommendation":
        return FIELD_WORDS.get(left.field, left.field.replace("_", " "))
    return f"{left.field.replace('_', ' ')} of a {left.kind.replace('_', ' ')}"
