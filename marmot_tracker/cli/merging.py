"""`marmot union`, `marmot changes` and `marmot receipts`: what comes in, and changes sent alone."""

from __future__ import annotations

import re
from argparse import Namespace
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from marmot_tracker import clock
from marmot_tracker.cli.erasing import apart_facts, say_apart
from marmot_tracker.cli.telling import say, say_json, say_table, say_wrapped
from marmot_tracker.cli.trackers import for_asking, for_writing
from marmot_tracker.document import BroughtIn, Document
from marmot_tracker.document.changes_file import KnownState
from marmot_tracker.document.erasing import reached_words
from marmot_tracker.document.giving import Files
from marmot_tracker.document.written import Receipt
from marmot_tracker.errors import EarlierMissing, Misuse, TrackerError, Unrelated
from marmot_tracker.services import coming_in
from marmot_tracker.services.bringing_in import Brought, bring_in
from marmot_tracker.services.coming_in import Coming, ComingFrom, ComingKind, ComingLine
from marmot_tracker.services.giving import sent_words, to_send_words
from marmot_tracker.services.wording import counted, day_of, joined, moment
from marmot_tracker.vocabulary import Via

SHOWN = 200
"""Lines of a preview that are printed before the rest is counted; `--json` has them all."""
_CODE = re.compile(r"[0-9a-fA-F][0-9a-fA-F \-]{30,}[0-9a-fA-F]")
_MARKS = {
    ComingKind.TWO_ANSWERS: "two answers: ",
    ComingKind.WITHDRAWN: "withdrawn: ",
}


def union(asked: Namespace) -> None:
    """Bring in copies or files of changes, or say what they would change."""
    others = [Path(other) for other in asked.others]
    if asked.dry_run:
        with for_asking(asked) as document:
            _say_previews(asked, [_looked_at(document, other, asked.file) for other in others])
        return
    with for_writing(asked) as document:
        looks = [_looked_at(document, other, asked.file) for other in others]
        if not any(look.waits for look in looks):
            # What waits cannot be read yet: its lines are known when it comes in.
            _check_codes(asked.put_back, {code for look in looks for code in look.codes})
        done, fault = _bring_all(document, asked, looks)
        if done and not (fault and asked.json):
            _tell_brought(document, asked, done)
    if fault is not None:
        raise fault
    if unknown := _unknown(asked.put_back, {code for one in done for code in one.codes}):
        raise TrackerError(f"No line that came in has the code {unknown}.")
    if faults := [one.not_put_back for one in done if one.not_put_back]:
        raise TrackerError(" ".join(faults), hint="Here that is marmot put-back FILE.")


def _tell_brought(document: Document, asked: Namespace, done: Sequence[_Done]) -> None:
    if not asked.json:
        _say_brought(document, done, asked.file)
        return
    code = document.check_code
    facts = [_brought_facts(document, one, code) for one in done]
    say_json(facts[0] if len(facts) == 1 else {"copies": facts, "fingerprint": code})


def _say_brought(document: Document, done: Sequence[_Done], file: str) -> None:
    for one in done:
        say_wrapped(_brought_words(one))
        with document.read() as session:
            say_apart(session, one.brought.apart, file)


@dataclass(frozen=True, slots=True)
class _Look:
    """A file as it would come in, or which earlier changes it still waits for."""

    other: Path
    coming: Coming | None
    waits: EarlierMissing | None = None

    @property
    def codes(self) -> frozenset[str]:
        """The codes of its lines."""
        return frozenset(line.code for line in self.coming.lines) if self.coming else frozenset()


@dataclass(frozen=True, slots=True)
class _Done:
    """A file that was brought in, and the codes of its lines."""

    other: Path
    brought: BroughtIn
    put_back: int
    not_put_back: str
    codes: frozenset[str]


def _looked_at(document: Document, other: Path, file: str) -> _Look:
    try:
        preview = document.preview(other)
    except EarlierMissing as fault:
        return _Look(other, None, fault)
    except Unrelated as fault:
        hint = f'To take over its recommendations as a list: marmot import "{file}" "{other}"'
        raise TrackerError(fault.message, hint=hint) from fault
    with document.read() as session:
        return _Look(other, coming_in.read(session, preview))


def _bring_all(
    document: Document, asked: Namespace, looks: Sequence[_Look]
) -> tuple[list[_Done], TrackerError | None]:
    """Bring in each file, those that rest on others of them after those; what ended it early."""
    waiting = list(looks)
    done: list[_Done] = []
    while waiting:
        for look in waiting:
            now = _looked_at(document, look.other, asked.file) if done else look
            if now.coming is not None:
                break
        else:
            fault = next(look.waits for look in waiting if look.waits is not None)
            return _as_given(done, looks), fault
        try:
            found = _bring(document, asked, now.other, now.coming)
        except TrackerError as fault:
            return _as_given(done, looks), fault
        done.append(_Done(now.other, found.brought, found.put_back, found.not_put_back, now.codes))
        waiting.remove(look)
    return _as_given(done, looks), None


def _as_given(done: Sequence[_Done], looks: Sequence[_Look]) -> list[_Done]:
    given = [look.other for look in looks]
    return sorted(done, key=lambda one: given.index(one.other))


def _bring(document: Document, asked: Namespace, other: Path, coming: Coming) -> Brought:
    if asked.date_is_right:
        document.confirm_clock(coming.preview)
    return bring_in(
        document,
        other,
        coming=coming,
        put_back=[line.key for line in coming.lines if line.code in asked.put_back],
        reason=asked.reason,
        today=clock.today(),
        via=Via.COMMAND,
        agree_erasures=asked.agree_erasures,
    )


def _check_codes(codes: Sequence[str], known: Collection[str]) -> None:
    if unknown := _unknown(codes, known):
        raise Misuse(
            f"No line that comes in has the code {unknown}.",
            hint="--dry-run prints the lines with their codes.",
        )


def _unknown(codes: Sequence[str], known: Collection[str]) -> str:
    return joined([code for code in codes if code not in known])


def _say_previews(asked: Namespace, looks: Sequence[_Look]) -> None:
    if len(looks) == 1 and looks[0].waits is not None:
        raise looks[0].waits
    if asked.json:
        facts = [_preview_facts(look) for look in looks]
        say_json({**facts[0], "dry_run": True} if len(facts) == 1 else {"copies": facts})
        return
    for look in looks:
        if look.coming is None:
            say_wrapped(str(look.waits))
        else:
            _say_preview(look.coming)
    if len(looks) > 1:
        say("Each was compared with the tracker as it is now.")
    say("Nothing was written: this was a dry run.")


def _say_preview(coming: Coming) -> None:
    for words in (coming.explanation, *coming.erasures, *coming.apart, *coming.ahead):
        say_wrapped(words)
    if coming.brings_nothing:
        return
    say(f"{coming.summary()}.")
    left = SHOWN
    for group in coming.groups:
        say()
        say_wrapped(_group_words(group))
        for line in group.lines[: max(left, 0)]:
            about = " (outside their own subgroup)" if line.outside else ""
            say_wrapped(f"{line.code}  {_MARKS.get(line.kind, '')}{line.words}{about}", indent="  ")
        if len(group.lines) > max(left, 0):
            more = len(group.lines) - max(left, 0)
            say(f"  … and {more:,} more lines (--json prints them all).")
        left -= len(group.lines)
    say()


def _group_words(group: ComingFrom) -> str:
    who = group.who or "Following from what several people wrote"
    own = f", {joined(group.own)}" if group.own else ""
    days = day_of(group.first)
    if day_of(group.last) != days:
        days = f"{days} to {day_of(group.last)}"
    many = f", {counted(group.entries, 'edit')}" if group.entries else ""
    return f"{who}{own}: {counted(len(group.lines), 'line')}{many}, {days}"


def _preview_facts(look: _Look) -> dict[str, Any]:
    coming = look.coming
    if coming is None:
        missing = list(look.waits.missing) if look.waits else []
        return {"source": look.other.name, "waits_for": missing}
    preview = coming.preview
    return {
        "choice": "copy",
        "source": coming.file,
        "sha256": preview.sha256,
        "changes_alone": preview.is_changes,
        "explanation": coming.explanation,
        "new_entries": coming.entries,
        "counts": {kind.value: getattr(coming, _COUNTED[kind]) for kind in ComingKind},
        "files": coming.files,
        "files_size": coming.files_size,
        "ahead": list(coming.ahead),
        "notes": [*coming.erasures, *coming.apart],
        "people": [_group_facts(group) for group in coming.groups],
        "lines": [_line_facts(line) for line in coming.lines],
    }


_COUNTED = {
    ComingKind.NEW: "new",
    ComingKind.CHANGED: "changed",
    ComingKind.WITHDRAWN: "withdrawn",
    ComingKind.TWO_ANSWERS: "two_answers",
}


def _group_facts(group: ComingFrom) -> dict[str, Any]:
    return {
        "who": group.who,
        "own_subgroups": list(group.own),
        "entries": group.entries,
        "first": group.first.isoformat(),
        "last": group.last.isoformat(),
        "lines": len(group.lines),
        "outside": group.outside,
    }


def _line_facts(line: ComingLine) -> dict[str, Any]:
    return {
        "code": line.code,
        "kind": line.kind.value,
        "uid": line.recommendation,
        "reference": line.reference,
        "text": line.subject,
        "subgroup": line.subgroup,
        "field": line.field,
        "ours": line.ours,
        "theirs": line.theirs,
        "words": line.words,
        "who": line.who,
        "at": line.at.isoformat() if line.at else None,
        "reason": line.reason,
        "outside": line.outside,
        "can_put_back": line.can_put_back,
    }


def _brought_facts(document: Document, done: _Done, code: str) -> dict[str, Any]:
    brought = done.brought
    with document.read() as session:
        apart = apart_facts(session, brought.apart)
    return {
        "source": done.other.name,
        "new_entries": brought.new_entries,
        "two_answers": brought.two_answers,
        "put_back": done.put_back,
        "not_put_back": done.not_put_back,
        "erased": brought.erased,
        "files": brought.files,
        "unknown": brought.unknown,
        "backup": str(brought.backup) if brought.backup else None,
        "receipt": brought.receipt.n if brought.receipt else None,
        "fingerprint": code,
        "dry_run": False,
        "typed_apart": apart,
    }


def _brought_words(done: _Done) -> str:
    brought, name = done.brought, done.other.name
    if brought.backup is None:
        return f"{name} holds nothing that this tracker lacks."
    said = [f"Brought in {counted(brought.new_entries, 'edit')} from {name}."]
    if brought.files:
        said.append(f"{counted(brought.files, 'file')} came with them.")
    if done.put_back:
        said.append(f"{counted(done.put_back, 'change')} put back.")
    if brought.two_answers:
        said.append(
            f"{counted(brought.two_answers, 'field')} now with two answers: "
            "marmot list FILE --filter is:two-answers."
        )
    if brought.erased:
        many = counted(brought.erased, "text or file", "texts or files")
        said.append(f"{many} erased there: gone here, too.")
    if brought.reached:
        said.append(reached_words(brought.reached))
    if brought.unknown:
        said.append(
            f"{counted(brought.unknown, 'change')} made with a newer version kept but not shown."
        )
    said.append(f"The tracker as it was before: {brought.backup}")
    return " ".join(said)


def changes(asked: Namespace) -> None:
    """Save the changes alone that the other side lacks."""
    files = Files.ORDINARY
    if asked.no_evidence:
        files = Files.NONE
    elif asked.everything:
        files = Files.ALL
    with for_asking(asked) as document:
        since = _since(document, asked.since)
        if asked.dry_run:
            found = document.changes_to_send(since=since, files=files)
            _say_facts(asked, {**_facts_of(found), "since": since.words}, to_send_words(found))
            return
        sent = document.send_changes(Path(asked.to), since=since, files=files, zipped=asked.zip)
    facts = {**_facts_of(sent), "file": str(sent.path), "sha256": sent.sha256}
    _say_facts(asked, {**facts, "since": since.words}, sent_words(sent))


def _since(document: Document, given: str) -> KnownState:
    states = {state.key: state for state in document.known_states()}
    proposed = next(iter(states.values()))
    if not given:
        return proposed
    named: dict[str, Callable[[], KnownState]] = {
        "start": lambda: states.get("came", proposed),
        "all": lambda: states.get("all", proposed),
    }
    if given in named:
        return named[given]()
    if not Path(given).exists() and _CODE.fullmatch(given.strip()):
        return document.coded_state(given)
    return document.other_state(Path(given))


def _facts_of(found: Any) -> dict[str, Any]:
    names = (
        "entries", "files", "size", "left_out_restricted", "left_out_unchecked",
        "left_out_ordinary", "not_here", "too_big_for_mail",
    )  # fmt: skip
    return {name: getattr(found, name) for name in names}


def _say_facts(asked: Namespace, facts: dict[str, Any], words: Any) -> None:
    if asked.json:
        say_json(facts)
        return
    for line in words:
        say_wrapped(line)


def receipts(asked: Namespace) -> None:
    """List what was brought into a tracker."""
    with for_asking(asked) as document:
        found = document.receipts()
    if asked.json:
        say_json({"receipts": [_receipt_facts(one) for one in found]})
        return
    if not found:
        say("Nothing was brought into this tracker.")
        return
    rows = (
        (
            moment(one.at),
            one.who,
            one.file,
            one.sha256[:12],
            f"{counted(one.entries, 'edit')} by {joined(one.people)}"
            if one.entries
            else "no edits",
            f"{one.files:,}",
        )
        for one in found
    )
    say_table(("When", "By", "File", "SHA-256", "What came in", "Files"), rows, wide=4)


def _receipt_facts(one: Receipt) -> dict[str, Any]:
    return {
        "at": one.at.isoformat(),
        "who": one.who,
        "file": one.file,
        "sha256": one.sha256,
        "new_entries": one.entries,
        "people": list(one.people),
        "entries": list(one.changes),
        "two_answers": one.two_answers,
        "erased": one.erased,
        "files": one.files,
        "files_size": one.files_size,
        "fingerprint": one.check_code,
    }
