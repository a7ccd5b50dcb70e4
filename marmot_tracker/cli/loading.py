"""`marmot read`, `marmot import` and `marmot layouts`."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict
from pathlib import Path

from marmot_tracker.cli.telling import say, say_json, say_table, say_wrapped
from marmot_tracker.cli.trackers import for_asking, for_writing
from marmot_tracker.document import Document
from marmot_tracker.errors import Misuse
from marmot_tracker.exchange.applying import Applied, apply, by_default
from marmot_tracker.exchange.corrections import EXTRA, IGNORE, Corrections, DateOrder, OwnerSplit
from marmot_tracker.exchange.headings import FIELDS
from marmot_tracker.exchange.importing import propose
from marmot_tracker.exchange.offering import EVIDENCE, REPLACES, SUGGESTED, SUPERSEDED
from marmot_tracker.exchange.proposal import LineKind, Proposal, ProposedLine
from marmot_tracker.exchange.reading import as_read_json
from marmot_tracker.exchange.remembering import kept_layouts, read_list
from marmot_tracker.exchange.results import ReadResult
from marmot_tracker.exchange.words import ELSEWHERE, read_decision, read_rating
from marmot_tracker.services import layouts
from marmot_tracker.services.layouts import LayoutFacts
from marmot_tracker.services.wording import counted, day
from marmot_tracker.vocabulary import DecisionCode, NotRatedWhy, Rating, Stage

SHOWN = 200
"""Lines of a proposal that are printed before the rest is counted; `--json` has them all."""


def read(asked: Namespace) -> None:
    """Print what a list holds."""
    result, _ = read_list(Path(asked.source), said=said_in(asked))
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
    said = said_in(asked)
    with (for_asking if asked.dry_run else for_writing)(asked) as document:
        with document.read() as session:
            kept = kept_layouts(session)
        result, layout = read_list(Path(asked.source), said=said, kept=kept, afresh=asked.afresh)
        with document.read() as session:
            proposal = propose(
                session, result, report=asked.report, edition_of=asked.edition_of, layout=layout
            )
        applied = None if asked.dry_run else _apply(document, proposal, asked)
    if asked.json:
        say_json(_as_json(result, proposal, applied))
    else:
        _say(result, proposal, applied)


def layouts_(asked: Namespace) -> None:
    """Print the layouts of lists that are remembered, or forget one."""
    with (for_writing if asked.forget else for_asking)(asked) as document:
        if asked.forget:
            with document.edit("Forget how a list is read") as session:
                layouts.forget(session, shape=layouts.the_one(session, asked.forget).shape)
        with document.read() as session:
            found = layouts.list_(session)
    if asked.json:
        say_json({"layouts": [_layout_json(one) for one in found]})
        return
    if not found:
        say("No list is remembered: each is read as it is found.")
    for one in found:
        on = f", corrected on {day(one.corrected_on)}" if one.corrected_on else ""
        say_wrapped(f"{one.name}  {', '.join(one.headings)}{on}")
        for heading, field in one.columns.items():
            say_wrapped(
                f"“{' '.join(heading.split())}” is {FIELDS.get(field, _APART.get(field, field))}",
                indent="  ",
            )
        for codes in one.words.values():
            for word, code in codes.items():
                say_wrapped(f"“{word}” means {code or 'no answer yet'}", indent="  ")
        for sheet in one.sheets:
            say_wrapped(f"sheet “{sheet}”", indent="  ")
        if one.owner_split:
            say_wrapped(f"several owners in a cell: {one.owner_split}", indent="  ")


_APART = {EXTRA: "a column of the place's own", IGNORE: "left out"}


def _layout_json(one: LayoutFacts) -> dict[str, object]:
    return {
        "layout": one.name,
        "shape": one.shape,
        "headings": list(one.headings),
        "columns": dict(one.columns),
        "words": {field: dict(codes) for field, codes in one.words.items()},
        "sheets": list(one.sheets),
        "owner_split": one.owner_split,
        "date_order": one.date_order,
        "corrected_on": one.corrected_on.isoformat() if one.corrected_on else None,
    }


def said_in(asked: Namespace) -> Corrections:
    """What the options say about how a list is to be read."""
    columns: dict[str, str] = {}
    for given in asked.map:
        name, equals, heading = given.partition("=")
        if not equals or not name.strip() or not heading.strip():
            raise Misuse(
                f"--map {given}: a field and a heading are wanted.",
                hint="For example: --map text=Proposal.",
            )
        columns[heading.strip()] = name.strip()
    columns |= dict.fromkeys(asked.leave_out, IGNORE)
    words: dict[str, dict[str, str]] = {}
    for given in asked.map_word:
        word, equals, code = (part.strip() for part in given.rpartition("="))
        if not equals or not word:
            raise Misuse(
                f"--map-word {given}: a word and what it means are wanted.",
                hint="For example: --map-word Mostly=at_risk.",
            )
        for field, meant in _meant(given, code):
            words.setdefault(field, {})[word] = meant
    return Corrections(
        sheets=tuple(asked.sheet),
        header_row=asked.header_row,
        columns=columns,
        words=words,
        owner_split=OwnerSplit(asked.split_owners or OwnerSplit.UNSAID),
        date_order=DateOrder(asked.dates.replace("-", "_")),
    )


def _meant(given: str, code: str) -> list[tuple[str, str]]:
    """The field and code of what a word is said to mean: a code, or a word that is known."""
    if not code:
        return [("rating", ""), ("decision", "")]
    if rating := read_rating(code):
        return [("rating", str(rating[1] or rating[0]))]
    if decision := read_decision(code):
        return [("decision", str(decision)), ("rating", f"decision{ELSEWHERE}{decision}")]
    if code in set(Stage):
        return [(field, f"stage{ELSEWHERE}{code}") for field in ("rating", "decision")]
    if code in set(NotRatedWhy):
        return [("rating", code)]
    raise Misuse(
        f"--map-word {given}: there is no rating, decision or stage “{code}”.",
        hint=f"There are {', '.join((*Rating, *NotRatedWhy, *DecisionCode, *Stage))}; nothing after "
        "the equals sign says that the word is no answer yet.",
    )


def _apply(document: Document, proposal: Proposal, asked: Namespace) -> Applied:
    carried = {field for what in asked.carry_over for field in CARRIED[what]}

    def accepted(line: ProposedLine) -> bool:
        if line.kind is LineKind.TWO_ANSWERS:
            return bool(asked.take_theirs)
        if line.kind is LineKind.NEAR:
            return bool(asked.take_near)
        if line.kind is LineKind.OFFERED:
            if line.field in SUGGESTED:
                return bool(asked.take_suggested)
            if line.field == SUPERSEDED:
                return bool(asked.supersede)
            return line.field in carried or (line.field == REPLACES and bool(asked.take_near))
        return by_default(line)

    return apply(document, proposal, accepted=accepted, reason=asked.reason)


CARRIED: dict[str, tuple[str, ...]] = {
    "owners": ("lead", "supporting"),
    "dates": ("due",),
    "evidence": (EVIDENCE,),
    "all": ("lead", "supporting", "due", EVIDENCE),
}
"""What `--carry-over` takes from the edition before."""


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
    telling.sort(key=lambda line: line.kind is not LineKind.PROBLEM)
    say()
    for line in telling[:SHOWN]:
        mark = {
            LineKind.TWO_ANSWERS: "two answers: ",
            LineKind.PROBLEM: "problem: ",
            LineKind.NEAR: "near match: ",
            LineKind.OFFERED: "offered: ",
        }
        say_wrapped(
            f"{mark.get(line.kind, '')}{line.words}", indent="    " if line.of_near else "  "
        )
    if len(telling) > SHOWN:
        say(f"  … and {len(telling) - SHOWN:,} more lines (--json prints them all).")
    say(f"{'' if telling else '  '}{proposal.summary()[0].upper()}{proposal.summary()[1:]}")


def _told(applied: Applied) -> str:
    parts = [
        f"{counted(applied.added, 'recommendation')} added to “{applied.report}”",
        f"{counted(applied.changed, 'field')} changed",
    ]
    if applied.same:
        parts.append(f"{counted(applied.same, 'near match', 'near matches')} taken as the same")
    if applied.carried:
        parts.append(f"{counted(applied.carried, 'offer')} carried over")
    if applied.suggested:
        parts.append(f"{counted(applied.suggested, 'suggestion')} taken")
    if applied.kept:
        parts.append(f"{counted(applied.kept, 'field')} kept as the tracker has it")
    if applied.left_out:
        parts.append(f"{counted(applied.left_out, 'line')} left out")
    told = f"{', '.join(parts)}." if applied.wrote or applied.kept else "Nothing to change."
    return told + (" Lists like this one are read so from now on." if applied.remembered else "")
