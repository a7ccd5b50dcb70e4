"""Saved views of the list: filter words, columns and order under a name, kept in the tracker.

The built-in ones are the same everywhere and cannot be changed; a place's own are things in the
file, so that they travel with it and are undone like anything else.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from marmot_tracker.errors import TrackerError
from marmot_tracker.model import SavedView
from marmot_tracker.services.columns import columns_of
from marmot_tracker.services.filtering import SINCE_LAST_PACK
from marmot_tracker.services.marks import shown, two_answers
from marmot_tracker.services.telling import who_of
from marmot_tracker.services.wording import day_of
from marmot_tracker.trail.history import Entry, entries
from marmot_tracker.trail.recording import withdraw
from marmot_tracker.trail.values import canonical

LONGEST_NAME = 60
"""Characters of a name that a menu can show."""


@dataclass(frozen=True, slots=True)
class ViewFacts:
    """A view; a built-in one has no uid. Without `columns` the list's own are shown.

    `columns` are names of the list's columns from left to right, `sort` one of them, "" for the
    order of the report. `beside` is told with the name where that alone would not do: by whom it
    is, of several of one name, and whether it holds two answers.
    """

    uid: str
    name: str
    filter: str = ""
    columns: tuple[str, ...] = ()
    sort: str = ""
    downwards: bool = False
    beside: str = ""

    @property
    def built_in(self) -> bool:
        """Whether the program brings it along."""
        return not self.uid


BUILT_IN = (
    ViewFacts("", "Mine", "is:mine"),
    ViewFacts("", "Overdue", "is:overdue"),
    ViewFacts("", "No owner", "no:owner"),
    ViewFacts("", "No evidence", "no:evidence"),
    ViewFacts("", "Changed since last pack", SINCE_LAST_PACK),
)


def list_(session: Session) -> list[ViewFacts]:
    """The built-in views, then the place's own by name."""
    if not columns_of(session, "saved_view", ("uid",)):
        return [*BUILT_IN]
    held = list(session.scalars(select(SavedView)))
    names = Counter((view.name or "").casefold() for view in held)
    twins = [view.uid for view in held if names[(view.name or "").casefold()] > 1]
    makers = _makers(session, twins)
    own = [_facts(view, makers.get(view.uid, "")) for view in held]
    return [*BUILT_IN, *sorted(own, key=lambda view: (view.name.casefold(), view.uid))]


def save(
    session: Session,
    *,
    name: str,
    filter: str = "",
    columns: Sequence[str] = (),
    sort: str = "",
    downwards: bool = False,
    over: bool = False,
) -> str:
    """Keep a view; returns its uid. With `over` whatever has that name is replaced by it.

    Raises `TrackerError` for a name that is missing, too long, a built-in one's, or taken.
    """
    called = _name(name)
    taken = _of_name(session, called)
    if taken and not over:
        raise _taken(called, "save over that one")
    view = taken[0] if taken else SavedView()
    view.name = called if not taken else view.name
    view.filter = " ".join(filter.split()) or None
    view.columns = canonical(list(columns)) if columns else None
    view.sort = sort or None
    view.downwards = bool(sort and downwards)
    for field in two_answers(view.marks):
        flag_modified(view, field)
    for other in taken[1:]:  # two people may have made one each
        withdraw(session, other)
    session.add(view)
    session.flush()
    return view.uid


def rename(session: Session, *, view: str, name: str) -> None:
    """Call a view otherwise. Raises `TrackerError` as `save` does."""
    found, called = _held(session, view), _name(name)
    same = (found.name or "").casefold() == called.casefold()
    if not same and any(other.uid != view for other in _of_name(session, called)):
        raise _taken(called, "remove that one first")
    found.name = called


def how_many_of(session: Session, name: str) -> int:
    """How many of the place's own views have a name, whatever its letters."""
    return len(_of_name(session, " ".join(name.split())))


def remove(session: Session, *, view: str) -> None:
    """Withdraw a view; the record keeps it, and undo brings it back."""
    withdraw(session, _held(session, view))


def the_one(session: Session, words: str) -> ViewFacts:
    """The view that words name: its uid, its name, or how its name begins."""
    asked = " ".join(words.split()).casefold()
    there = list_(session)
    found = [view for view in there if asked and asked in (view.uid, view.name.casefold())] or [
        view for view in there if asked and view.name.casefold().startswith(asked)
    ]
    if len(found) == 1:
        return found[0]
    if found:
        told = "; ".join(_told(view) for view in found)
        raise TrackerError(f"“{words}” could be {len(found)} views.", hint=f"They are: {told}.")
    named = ", ".join(view.name for view in there)
    raise TrackerError(f"There is no view called “{words}”.", hint=f"There are: {named}.")


def _told(view: ViewFacts) -> str:
    beside = f"{view.beside}, " if view.beside else ""
    return f"{view.name} ({beside}{view.uid})" if view.uid else view.name


def _name(words: str) -> str:
    called = " ".join(words.split())
    if not called:
        raise TrackerError("A view needs a name.", hint="Give it one, such as “Late in Housing”.")
    if len(called) > LONGEST_NAME:
        raise TrackerError(
            f"That name has {len(called)} characters.", hint=f"{LONGEST_NAME} are the most."
        )
    if any(called.casefold() == view.name.casefold() for view in BUILT_IN):
        raise TrackerError(f"“{called}” is always there.", hint="Choose another name.")
    return called


def _taken(called: str, way_out: str) -> TrackerError:
    return TrackerError(
        f"There is a view called “{called}” already.",
        hint=f"Choose another name, or {way_out}.",
    )


def _of_name(session: Session, called: str) -> list[SavedView]:
    """The views in view under that name, the oldest first: two people may have made one each."""
    views = session.scalars(select(SavedView).order_by(SavedView.uid))
    return [view for view in views if (view.name or "").casefold() == called.casefold()]


def _held(session: Session, uid: str) -> SavedView:
    view = session.get(SavedView, uid)
    if view is None:
        raise TrackerError("That view is not in this tracker.")
    return view


def _makers(session: Session, uids: Sequence[str]) -> dict[str, str]:
    """Who made which view, with the day where one person made several."""
    made: dict[str, Entry] = {}
    for entry in entries(session, uid=uids, field="present") if uids else []:
        made.setdefault(entry.uid, entry)
    who = {uid: f"by {who_of(each)}" for uid, each in made.items()}
    many = Counter(who.values())
    return {
        uid: words if many[words] == 1 else f"{words} on {day_of(made[uid].at)}"
        for uid, words in who.items()
    }


def _facts(view: SavedView, maker: str = "") -> ViewFacts:
    two = "two answers" if two_answers(view.marks) else ""
    return ViewFacts(
        view.uid,
        shown(view.name, "name", view.marks),
        view.filter or "",
        _columns(view.columns),
        view.sort or "",
        bool(view.downwards),
        "; ".join(each for each in (maker, two) if each),
    )


def _columns(said: str | None) -> tuple[str, ...]:
    """What the field holds; nothing where a newer program wrote it otherwise."""
    try:
        found = json.loads(said or "[]")
    except ValueError:
        return ()
    return tuple(each for each in found if isinstance(each, str)) if isinstance(found, list) else ()
