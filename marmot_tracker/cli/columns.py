"""`marmot column`: the place's own columns, listed, added, renamed, retyped, put away."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from sqlalchemy.orm import Session

from marmot_tracker.cli.telling import say, say_json, say_table, say_wrapped
from marmot_tracker.cli.trackers import BY_COMMAND, for_asking, for_writing
from marmot_tracker.errors import Misuse
from marmot_tracker.services import extras, own_columns
from marmot_tracker.services.extras import ExtraColumnFacts
from marmot_tracker.services.wording import counted, joined
from marmot_tracker.vocabulary import ExtraType

CHANGES = ("add", "rename", "type", "choices", "put_away", "bring_back")


def column(asked: Namespace) -> None:
    """List the columns, or change one."""
    if not asked.name:
        if given := [each for each in CHANGES if getattr(asked, each)]:
            raise Misuse(f"--{given[0].replace('_', '-')} needs the NAME of a column.")
        _list(asked)
        return
    if not any(getattr(asked, each) for each in CHANGES):
        raise Misuse("Say what is to be done with the column.", hint="For example --add.")
    with for_writing(asked) as document:
        with document.edit(_label(asked), source=BY_COMMAND) as session:
            told = _change(session, asked)
        with document.read() as session:
            known = extras.columns(session, retired=True)
    if asked.json:
        say_json({"columns": [_facts(each) for each in known], "told": told})
        return
    say_wrapped(told)


def _label(asked: Namespace) -> str:
    if asked.add:
        return f"Add column {asked.name}"
    done = [
        words
        for words, given in (
            ("Rename", asked.rename),
            ("Change the type of", asked.type or asked.choices),
            ("Put away", asked.put_away),
            ("Bring back", asked.bring_back),
        )
        if given
    ]
    return f"{joined(done)} column {asked.name}"


def _change(session: Session, asked: Namespace) -> str:
    kind = own_columns.type_named(asked.type) if asked.type else None
    choices = [each for each in asked.choices.split(";") if each.strip()]
    if asked.add:
        of = kind or (ExtraType.CHOICE if choices else ExtraType.TEXT)
        own_columns.add(session, name=asked.name, type=of, choices=choices)
        return f"Added “{asked.name}”, which holds {own_columns.TYPE_WORDS[of]}."
    found = own_columns.the_one(session, asked.name, retired=True)
    said = []
    if asked.bring_back:
        own_columns.bring_back(session, column=found.uid)
        said.append(f"“{found.name}” is shown again.")
    if kind or choices:
        said.append(_retype(session, asked, found, kind, choices))
    if asked.rename:
        own_columns.rename(session, column=found.uid, name=asked.rename)
        said.append(f"“{found.name}” is now “{asked.rename}”.")
    if asked.put_away:
        own_columns.put_away(session, column=found.uid)
        said.append(
            f"“{found.name}” is put away: what it said stays in the record, and it can be brought "
            "back."
        )
    return " ".join(said)


def _retype(
    session: Session,
    asked: Namespace,
    found: ExtraColumnFacts,
    kind: ExtraType | None,
    choices: list[str],
) -> str:
    of = kind or (ExtraType.CHOICE if choices else found.type)
    done = own_columns.retype(
        session, column=found.uid, type=of, choices=choices or found.choices, force=asked.anyway
    )
    said = f"“{found.name}” holds {own_columns.TYPE_WORDS[of]}."
    if done.converted:
        said += f" {counted(done.converted, 'value')} put into that form."
    if done.misfits:
        said += f" {counted(len(done.misfits), 'value')} did not fit and stayed as they were."
    return said


def _list(asked: Namespace) -> None:
    with for_asking(asked) as document, document.read() as session:
        known = extras.columns(session, retired=True)
        filled = own_columns.filled(session)
    if asked.json:
        say_json(
            {"columns": [{**_facts(each), "filled": filled.get(each.uid, 0)} for each in known]}
        )
        return
    if not known:
        say(
            'This tracker has no columns of its own. Add one: marmot column FILE "Cost code" --add.'
        )
        return
    rows = [
        (
            each.name,
            each.type.value.replace("_", "-"),
            "; ".join(each.choices),
            "put away" if each.retired else str(filled.get(each.uid, 0)),
        )
        for each in known
    ]
    say_table(("Column", "Type", "Choices", "Filled in"), rows, wide=2)


def _facts(found: ExtraColumnFacts) -> dict[str, Any]:
    return {
        "uid": found.uid,
        "name": found.name,
        "type": found.type.value,
        "choices": list(found.choices),
        "put_away": found.retired,
    }
