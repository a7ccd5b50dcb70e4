"""`marmot erase`: takes a text or a file out of a tracker for ever, after saying what goes."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from marmot_tracker.cli.telling import say, say_json, say_wrapped
from marmot_tracker.cli.trackers import BY_COMMAND, for_asking, for_writing
from marmot_tracker.document import Document
from marmot_tracker.document.erasing import Erased, reached_words
from marmot_tracker.errors import Misuse, TrackerError
from marmot_tracker.services import erasing, evidence, recommendations
from marmot_tracker.services.erasing import Target
from marmot_tracker.services.wording import counted
from marmot_tracker.trail.erasing import Held

TYPED = "erase"
"""What a person types to go on."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """What would go, where else it stands, and what no erasure reaches."""

    chosen: list[Target]
    also: list[Target]
    beyond: list[str]
    staying: list[str]

    @property
    def hashes(self) -> list[bytes]:
        """Everything that goes."""
        return [value for target in self.chosen for value in target.hashes]


def erase(asked: Namespace) -> None:
    """Erase a text or a file, or say what would go."""
    if not asked.dry_run and not asked.ground.strip():
        raise Misuse(
            "An erasure needs its ground.",
            hint='Add --ground "request of the person, UK GDPR Art. 17".',
        )
    if asked.dry_run:
        with for_asking(asked) as document:
            plan = _plan(document, asked)
        _say_plan(plan, asked)
        return
    with for_writing(asked) as document:
        plan = _plan(document, asked)
        if not asked.yes:
            _confirm(plan, asked)
        done = document.erase(
            plan.hashes,
            label=erasing.label_of(plan.chosen),
            ground=asked.ground,
            source=BY_COMMAND,
        )
        code = document.check_code
    _say_done(plan, done, code, asked)


def _plan(document: Document, asked: Namespace) -> _Plan:
    with document.read() as session:
        before = erasing.erased_before(session)
        found = _named(session, asked, before)
        if not found:
            raise TrackerError(erasing.NOTHING, hint=before)
        also = erasing.also(session, found)
        if asked.everywhere:
            found, also = [*found, *also], []
        staying = erasing.files_staying(session, found)
        return _Plan(found, also, erasing.beyond(session), staying)


def _named(session: Session, asked: Namespace, before: str) -> list[Target]:
    hint = f"{before} Say which with --text, or with --value and its code.".strip()
    if asked.evidence:
        uid = evidence.the_one(session, asked.evidence)
        found = erasing.of_evidence(session, uid)
        if asked.text or asked.value:
            return erasing.chosen(found, text=asked.text, code=asked.value, hint=hint)
        return found
    if not asked.field:
        if asked.value and not asked.text:
            return erasing.chosen(erasing.of_code(session, asked.value), hint=before)
        if not asked.text or asked.reference:
            raise Misuse(
                "Say what is to be erased.",
                hint="Give a REFERENCE with --field, or --evidence, or --text, or --value.",
            )
        found = erasing.of_text(session, asked.text)
        return erasing.chosen(found, code=asked.value, hint=hint) if asked.value else found
    if not asked.reference:
        raise Misuse("--field needs the REFERENCE of a recommendation.")
    uid = recommendations.the_one(session, asked.reference)
    found = erasing.of_field(session, uid=uid, field=asked.field)
    return erasing.chosen(found, text=asked.text, code=asked.value, hint=hint)


def _confirm(plan: _Plan, asked: Namespace) -> None:
    _say_plan(plan, asked, json=False)
    if not sys.stdin.isatty():
        raise TrackerError("Nothing was erased: nobody was there to say yes.", hint="Add --yes.")
    sys.stdout.write(f"Type {TYPED} to go on: ")
    sys.stdout.flush()
    if sys.stdin.readline().strip().casefold() != TYPED:
        raise TrackerError("Nothing was erased.")


def _facts(target: Target) -> dict[str, Any]:
    return {
        "value": target.code,
        "where": target.where,
        "text": target.text,
        "said": target.said,
        "entries": target.entries,
    }


def _say_plan(plan: _Plan, asked: Namespace, *, json: bool = True) -> None:
    if json and asked.json:
        say_json(
            {
                "erase": [_facts(target) for target in plan.chosen],
                "also_stands_in": [_facts(target) for target in plan.also],
                "files_staying": plan.staying,
                "not_reached": plan.beyond,
                "dry_run": True,
            }
        )
        return
    say("To be erased for ever:")
    _say_targets(plan.chosen)
    if plan.also:
        say("The same text also stands in (not erased unless named, or with --everywhere):")
        _say_targets(plan.also)
    _say_staying(plan, asked)
    for words in erasing.STAYS:
        say_wrapped(words)
    _say_beyond(plan.beyond)
    if asked.dry_run:
        say("Nothing was erased: this was a dry run.")


def _say_targets(targets: Sequence[Target]) -> None:
    for target in targets:
        said = f", {target.said}" if target.said else ""
        text = f": “{' '.join(target.text.split())}”" if target.text else ""
        say_wrapped(f"{target.code}  {target.where}{said}{text}", indent="  ")


def _say_staying(plan: _Plan, asked: Namespace) -> None:
    """Name the evidence whose title or note goes while its file, which may say the same, stays."""
    for uid in plan.staying:
        say_wrapped(
            "The file of this evidence stays, and may say the same. "
            f'To erase it: marmot erase "{asked.file}" --evidence {uid} --ground "…"'
        )


def _say_beyond(beyond: Sequence[str]) -> None:
    say("It cannot be reached in:")
    for words in beyond:
        say_wrapped(words, indent="  ")


def _say_done(plan: _Plan, done: Erased, code: str, asked: Namespace) -> None:
    if asked.json:
        say_json(
            {
                "change": done.change,
                "texts": done.texts,
                "files": done.files,
                "also_stands_in": [_facts(target) for target in plan.also],
                "files_staying": plan.staying,
                "not_reached": [*done.reached.not_reached, *plan.beyond],
                "backups": done.reached.backups,
                "working_copies": done.reached.copies,
                "fingerprint": code,
                "dry_run": False,
            }
        )
        return
    what = counted(done.texts, "text") + (
        f" and {counted(done.files, 'file')}" if done.files else ""
    )
    say(f"Erased {what}. {reached_words(done.reached)}".rstrip())
    if plan.also and asked.yes:
        say("The same text also stands in:")
        _say_targets(plan.also)
    _say_staying(plan, asked)
    if asked.yes:
        _say_beyond(plan.beyond)
    say(f"Check code {code}")


def apart_facts(session: Session, apart: Sequence[Held]) -> list[dict[str, Any]]:
    """What says the same as something erased and was typed apart, as facts."""
    return [_facts(target) for target in erasing.told(session, apart)]


def say_apart(session: Session, apart: Sequence[Held], file: str) -> None:
    """Name what was typed apart, each with the command that erases it."""
    for target in erasing.told(session, apart):
        say_wrapped(
            f"The same text was typed apart in {target.where} ({target.said}) and was not erased. "
            f'To erase it: marmot erase {file} --value {target.code} --ground "…"'
        )
