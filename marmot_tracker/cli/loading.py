"""`marmot read` and `marmot import`."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict
from pathlib import Path

from marmot_tracker.cli.telling import say, say_json, say_table, say_wrapped
from marmot_tracker.cli.trackers import for_asking, for_writing
from marmot_tracker.document import Document
from marmot_tracker.errors import Misuse
from marmot_tracker.exchange.applying import Applied, apply, by_default
from marmot_tracker.exchange.importing import propose
from marmot_tracker.exchange.mapping import IGNORE
from marmot_tracker.exchange.proposal import LineKind, Proposal
from marmot_tracker.exchange.reading import as_read_json, read_source
from marmot_tracker.exchange.results import ReadResult
from marmot_tracker.services.wording import counted

SHOWN = 200
"""Lines of a proposal that are printed before the rest is counted; `--json` has them all."""


def read(asked: Namespace) -> None:
    """Print what a list holds."""
    result = _read(asked)
    if asked.json:
        say_json(as_read_json(result))
        return
    say_wrapped(result.message)
    for note in result.notes:
        say_wrapped(note)
    for column in result.columns:
        say_wrapped(column.why, indent="  ")
    if result.items:
        say()
        rows = (
            (one.reference, one.title or one.text, one.theme, one.where) for one in result.items
        )
        say_table(("Ref", "Recommendation", "Theme", "Where"), rows, wide=1)


def load(asked: Namespace) -> None:
    """Propose what a list changes, and write it unless this is a dry run."""
    result = _read(asked)
    with (for_asking if asked.dry_run else for_writing)(asked) as document:
        with document.read() as session:
            proposal = propose(session, result, report=asked.report, edition_of=asked.edition_of)
        applied = None if asked.dry_run else _apply(document, proposal, asked)
    if asked.json:
        say_json(_as_json(result, proposal, applied))
    else:
        _say(result, proposal, applied)


def _read(asked: Namespace) -> ReadResult:
    mapping: dict[str, str | list[str]] = {}
    for given in asked.map:
        name, equals, heading = given.partition("=")
        if not equals or not name.strip() or not heading.strip():
            raise Misuse(
                f"--map {given}: a field and a heading are wanted.",
                hint="For example: --map text=Proposal.",
            )
        mapping[name.strip()] = heading.strip()
    if asked.leave_out:
        mapping[IGNORE] = list(asked.leave_out)
    return read_source(Path(asked.source), sheet=asked.sheet, mapping=mapping)


def _apply(document: Document, proposal: Proposal, asked: Namespace) -> Applied:
    accepted = (lambda line: line.can_accept) if asked.take_theirs else by_default
    return apply(document, proposal, accepted=accepted, reason=asked.reason)


def _as_json(result: ReadResult, proposal: Proposal, applied: Applied | None) -> dict[str, object]:
    facts: dict[str, object] = {
        "message": result.message,
        **proposal.to_json(),
        "columns": [column.to_json() for column in result.columns],
        "dry_run": applied is None,
    }
    if applied is not None:
        said = asdict(applied)
        facts["applied"] = said | {"backup": str(applied.backup) if applied.backup else None}
    return facts


def _say(result: ReadResult, proposal: Proposal, applied: Applied | None) -> None:
    say_wrapped(result.message)
    say_wrapped(proposal.explanation)
    for note in proposal.notes:
        say_wrapped(note)
    for column in result.columns:
        say_wrapped(column.why, indent="  ")
    say_proposal(proposal)
    if applied is None:
        say("Nothing was written: this was a dry run.")
        return
    say(_told(applied))
    for line in applied.moved_on:
        say_wrapped(line)
    if applied.backup is not None:
        say(f"The tracker as it was before: {applied.backup}")


def say_proposal(proposal: Proposal) -> None:
    """Print the lines of a proposal, unchanged ones counted."""
    telling = [line for line in proposal.lines if line.kind is not LineKind.UNCHANGED]
    say()
    for line in telling[:SHOWN]:
        mark = {LineKind.TWO_ANSWERS: "two answers: ", LineKind.PROBLEM: "problem: "}
        say_wrapped(f"{mark.get(line.kind, '')}{line.words}", indent="  ")
    if len(telling) > SHOWN:
        say(f"  … and {len(telling) - SHOWN:,} more lines (--json prints them all).")
    say(f"{'' if telling else '  '}{proposal.summary()[0].upper()}{proposal.summary()[1:]}")


def _told(applied: Applied) -> str:
    parts = [
        f"{counted(applied.added, 'recommendation')} added to “{applied.report}”",
        f"{counted(applied.changed, 'field')} changed",
    ]
    if applied.kept:
        parts.append(f"{counted(applied.kept, 'field')} kept as the tracker has it")
    if applied.left_out:
        parts.append(f"{counted(applied.left_out, 'line')} left out")
    return f"{', '.join(parts)}." if applied.wrote or applied.kept else "Nothing to change."
