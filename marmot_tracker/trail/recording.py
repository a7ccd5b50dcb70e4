"""How a session's work becomes statements: every write goes through here (TRAIL.md, section 5)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import Connection, event, inspect
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction, with_loader_criteria
from sqlalchemy.orm.attributes import flag_modified
from sqlalchemy.sql import Delete, Insert, Update

from marmot_tracker.model import KINDS, Kind, Thing, new_uid
from marmot_tracker.model.kinds import KIND_OF
from marmot_tracker.trail import older, projection
from marmot_tracker.trail.projection import Cell
from marmot_tracker.trail.standing import PRESENT
from marmot_tracker.trail.values import Scalar, clean, replaced_surrogates, through_door
from marmot_tracker.trail.writing import Statement

T = TypeVar("T", bound=Thing)

ALL_THINGS = "all_things"
"""Execution option that lifts the rule that a question sees only things in view."""

_FLUSHING = "marmot flushing"
_RECORDER = "marmot recorder"


@dataclass(frozen=True, slots=True)
class New:
    """A new thing for `add_in_bulk`: its class, its uid, and the values of its fields."""

    thing: type[Thing]
    values: dict[str, object]
    uid: str = field(default_factory=new_uid)


def as_new(thing: Thing) -> New:
    """A thing made the ordinary way, for `add_in_bulk`."""
    names = [name for name in KIND_OF[type(thing)].fields if name != PRESENT]
    return New(type(thing), {name: getattr(thing, name) for name in names}, thing.uid)


class Recorder:
    """Watches one session and collects which fields of which things it wrote."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.replaced = 0
        self._added: dict[str, Thing] = {}
        self._changed: dict[str, tuple[Thing, dict[str, None]]] = {}
        self._in_bulk: list[Statement] = []
        session.info[_RECORDER] = self
        session.connection().info.pop(_FLUSHING, None)  # a flush that failed leaves it behind
        event.listen(session, "before_flush", self._collect)
        event.listen(session, "after_flush", self._flushed)

    def statements(self) -> list[Statement]:
        """What was written, as it stands now. Flush the session first."""
        found = list(self._in_bulk)
        for uid, thing in self._added.items():
            kind = KIND_OF[type(thing)]
            held = thing.__dict__
            for name in kind.fields:
                value = held.get(name)
                if value is not None:
                    found.append(_statement(kind, uid, name, value))
        for uid, (thing, names) in self._changed.items():
            for name in names:
                found.append(_statement(KIND_OF[type(thing)], uid, name, getattr(thing, name)))
        return found

    def note_new(self, kind: Kind, new: New) -> tuple[Cell, ...]:
        """Take down what a new thing says; returns its row as its table holds it."""
        uid, fields = new.uid, kind.fields
        said: dict[str, Scalar] = {PRESENT: True}
        for name, value in new.values.items():
            if value is None:
                continue
            if type(value) is str and fields[name] is str:
                self.replaced += replaced_surrogates(value)
                said[name] = clean(value)
            else:
                said[name] = _statement(kind, uid, name, value).value
        self._in_bulk += [
            Statement(kind.name, uid, name, value)
            for name, value in said.items()
            if value is not None
        ]
        return (uid, 1, None, *map(said.get, fields))

    def _collect(self, session: Session, _context: UOWTransaction, _instances: object) -> None:
        if session.deleted:
            raise TypeError("nothing is ever deleted; withdraw it")
        for thing in session.new:
            self._clean(thing, KIND_OF[type(thing)].fields)
            self._added[thing.uid] = thing
        for thing in session.dirty:
            kind = KIND_OF[type(thing)]
            state = inspect(thing)
            written = [name for name in kind.fields if state.attrs[name].history.has_changes()]
            self._clean(thing, written)
            if thing.uid not in self._added:
                self._changed.setdefault(thing.uid, (thing, {}))[1].update(dict.fromkeys(written))
        session.connection().info[_FLUSHING] = True

    def _flushed(self, session: Session, _context: UOWTransaction) -> None:
        session.connection().info.pop(_FLUSHING, None)

    def _clean(self, thing: Thing, names: Iterable[str]) -> None:
        """Pass texts through the door before they reach a table, so that both hold the same."""
        for name in names:
            value = thing.__dict__.get(name)
            if isinstance(value, str):
                cleaned = clean(value)
                if cleaned != value:
                    self.replaced += replaced_surrogates(value)
                    setattr(thing, name, cleaned)


def add_in_bulk(session: Session, things: Iterable[New]) -> None:
    """Add new things straight to their tables, as one edit's part like any other.

    For lists of thousands: the session's own bookkeeping took half the time of an import. The
    things must be new to the record; what is asked in this session afterwards sees them.
    """
    recorder: Recorder = session.info[_RECORDER]
    session.flush()
    rows: dict[str, list[tuple[Cell, ...]]] = {}
    for new in things:
        kind = KIND_OF[new.thing]
        rows.setdefault(kind.name, []).append(recorder.note_new(kind, new))
    connection = driver(session)
    for name, cells in rows.items():
        columns = projection.column_names(KINDS[name])
        quoted = ", ".join(f'"{column}"' for column in columns)
        marks = ", ".join("?" * len(columns))
        connection.executemany(f'INSERT INTO "{name}" ({quoted}) VALUES ({marks})', cells)


def _statement(kind: Kind, uid: str, name: str, value: object) -> Statement:
    """Raises `TypeError` for a value that its column would hold as something else."""
    said = through_door(value)
    if said is not None and type(said) is not kind.fields[name] and not _is_code(said, kind, name):
        raise TypeError(f"{kind.name}.{name} cannot hold {value!r}")
    return Statement(kind.name, uid, name, said)


def _is_code(said: object, kind: Kind, name: str) -> bool:
    """Whether a text is a member of an enumeration, which is a text too."""
    return isinstance(said, str) and kind.fields[name] is str


def only_in_view(state: ORMExecuteState) -> None:
    """Let every question see the things in view alone, and refuse writes around the recorder."""
    if state.is_update or state.is_delete or state.is_insert:
        raise TypeError("write through the things themselves, so that it is recorded")
    if (
        state.is_select
        and not state.is_column_load
        and not state.is_relationship_load
        and not state.execution_options.get(ALL_THINGS)
    ):
        state.statement = state.statement.options(
            with_loader_criteria(Thing, _in_view, include_aliases=True)
        )


def _in_view(thing: type[Thing]) -> Any:
    return thing.in_view == 1


def refuse_core_writes(
    connection: Connection, clause: object, _many: object, _params: object, _options: object
) -> None:
    """Refuse write statements on tracked tables that no session's flush sends."""
    if isinstance(clause, (Insert, Update, Delete)) and _FLUSHING not in connection.info:
        table = getattr(clause, "table", None)
        if getattr(table, "name", None) in KINDS:
            raise TypeError("write through the things themselves, so that it is recorded")


def new_session(connection: Connection) -> Session:
    """A session on the one connection, with the rules above."""
    session = Session(connection, autoflush=True, expire_on_commit=False)
    event.listen(session, "do_orm_execute", only_in_view)
    return session


def driver(session: Session) -> sqlite3.Connection:
    """The driver's connection of a session, for the trail's own questions."""
    found = session.connection().connection.driver_connection
    if not isinstance(found, sqlite3.Connection):
        raise TypeError("a tracker is an SQLite file")
    return found


def put(session: Session, thing: type[T], uid: str, values: Mapping[str, object]) -> T:
    """The thing under a uid that says what it stands for, so that others may have made it too.

    It is a new one, or the one that is there with these values; if it was withdrawn it comes back.
    """
    found = session.get(thing, uid, execution_options={ALL_THINGS: True})
    if found is None:
        found = thing(uid=uid, **values)
        session.add(found)
    else:
        found.present = True
        for name, value in values.items():
            setattr(found, name, value)
    session.flush()
    return found


def withdraw(session: Session, thing: Thing) -> list[Thing]:
    """Withdraw a thing and all in view that hangs on it; returns what was withdrawn."""
    session.flush()
    connection = driver(session)
    waiting, found = [thing], {thing.uid: thing}
    while waiting:
        above = waiting.pop()
        for uid in projection.below_in_view(connection, above.uid, KIND_OF[type(above)].name):
            if uid not in found:
                below = _loaded(session, connection, uid)
                found[uid] = below
                waiting.append(below)
    for each in found.values():
        each.present = False
        flag_modified(each, "present")
    return list(found.values())


def _loaded(session: Session, connection: sqlite3.Connection, uid: str) -> Thing:
    (kind,) = connection.execute(
        "SELECT kind FROM change_row WHERE uid = ? LIMIT 1", (uid,)
    ).fetchone() or (None,)
    for name in [older.kind_today(kind)] if kind else KINDS:
        found = session.get(KINDS[name].thing, uid)
        if found is not None:
            return found
    raise LookupError(uid)
