"""`marmot views`: the saved views of the list, told, kept, renamed and removed."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from sqlalchemy.orm import Session

from marmot_tracker.cli.telling import say_json, say_table, say_wrapped
from marmot_tracker.cli.trackers import BY_COMMAND, for_asking, for_writing
from marmot_tracker.errors import Misuse, TrackerError
from marmot_tracker.services import extras, filtering, views
from marmot_tracker.services.views import ViewFacts

CHANGES = ("filter", "rename", "remove")


def views_(asked: Namespace) -> None:
    """List the views, or keep, rename or remove one."""
    given = [each for each in CHANGES if getattr(asked, each)]
    if not given:
        if asked.name:
            raise Misuse("Say what is to be done with the view.", hint="For example --filter.")
        _list(asked)
        return
    if not asked.name:
        raise Misuse(f"--{given[0]} needs the NAME of a view.")
    if asked.remove and len(given) > 1:
        raise Misuse("A view is removed or changed, not both.")
    with for_writing(asked) as document:
        with document.edit(_label(asked), source=BY_COMMAND) as session:
            told = _change(session, asked)
        with document.read() as session:
            known = views.list_(session)
    if asked.json:
        say_json({"views": [_facts(each) for each in known], "told": told})
        return
    say_wrapped(told)


def _label(asked: Namespace) -> str:
    verb = "Remove" if asked.remove else "Save" if asked.filter else "Rename"
    return f"{verb} view {asked.name}"


def _change(session: Session, asked: Namespace) -> str:
    if asked.filter:
        said = _save(session, asked)
        if not asked.rename:
            return said
    found = _own(session, asked.name)
    if asked.remove:
        views.remove(session, view=found.uid)
        return f"Removed “{found.name}”; marmot undo brings it back."
    views.rename(session, view=found.uid, name=asked.rename)
    return f"“{found.name}” is now “{' '.join(asked.rename.split())}”."


def _save(session: Session, asked: Namespace) -> str:
    """Keep the filter under the name; columns and order of a view that is there stay."""
    query = filtering.parse(asked.filter, extras.columns(session))
    if query.problems:
        raise Misuse(" ".join(query.problems))
    named = " ".join(asked.name.split()).casefold()
    known = next((v for v in views.list_(session) if v.uid and v.name.casefold() == named), None)
    kept = known or ViewFacts("", asked.name)
    many = views.how_many_of(session, kept.name)
    views.save(
        session,
        name=kept.name,
        filter=asked.filter,
        columns=kept.columns,
        sort=kept.sort,
        downwards=kept.downwards,
        over=known is not None,
    )
    place = f"; it takes the place of {many} of that name" if many > 1 else ""
    return f"“{kept.name}” now shows {asked.filter}{place}."


def _own(session: Session, name: str) -> ViewFacts:
    found = views.the_one(session, name)
    if found.built_in:
        raise TrackerError(f"“{found.name}” is always there and cannot be changed.")
    return found


def _list(asked: Namespace) -> None:
    with for_asking(asked) as document, document.read() as session:
        known = views.list_(session)
    if asked.json:
        say_json({"views": [_facts(each) for each in known]})
        return
    rows = [(_named(each), each.filter or "everything", _order(each)) for each in known]
    say_table(("View", "Shows", "In the order of"), rows, wide=1)


def _named(view: ViewFacts) -> str:
    return f"{view.name} – {view.beside}" if view.beside else view.name


def _order(view: ViewFacts) -> str:
    if not view.sort:
        return ""
    return f"{view.sort.partition(':')[0]}{', downwards' if view.downwards else ''}"


def _facts(found: ViewFacts) -> dict[str, Any]:
    return {
        "uid": found.uid or None,
        "name": found.name,
        "filter": found.filter,
        "columns": list(found.columns),
        "sort": found.sort or None,
        "downwards": found.downwards,
        "built_in": found.built_in,
    }
