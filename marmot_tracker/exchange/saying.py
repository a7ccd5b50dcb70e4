"""What each row of a list says, field by field, and what in it the tracker cannot hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from marmot_tracker.errors import TrackerError
from marmot_tracker.exchange import fields
from marmot_tracker.exchange.fields import LINES, Layout
from marmot_tracker.exchange.naming import EXTRA, NEW, Names, folded
from marmot_tracker.exchange.proposal import NewColumn
from marmot_tracker.exchange.results import ReadItem, ReadResult
from marmot_tracker.services import extras
from marmot_tracker.services.wording import counted
from marmot_tracker.vocabulary import ExtraType


class Saying:
    """Says of each row what it holds in each field, its own columns by their keys."""

    def __init__(self, result: ReadResult, names: Names) -> None:
        self._items = result.items
        self._names = names
        self._layout = Layout.of(result)
        self._types = self._column_types(result)
        self._said: dict[int, dict[str, str]] = {}
        self._misfits: dict[str, list[str]] = {}
        self.new_columns: dict[str, NewColumn] = {}

    def peek(self, place: int) -> dict[str, str]:
        """What a row says, kept until it is taken."""
        if place not in self._said:
            self._said[place] = self._read(self._items[place])
        return self._said[place]

    def take(self, place: int) -> dict[str, str]:
        """What a row says; each is taken once, since what does not fit is told as it is read."""
        return self._said.pop(place, None) or self._read(self._items[place])

    def printed(self, place: int, said: Mapping[str, str]) -> dict[str, str]:
        """What the source says otherwise than `said`, where a person changed how a row was read."""
        before = self._items[place].printed
        if before is None:
            return {}
        there = self._read(before)
        return {
            name: there.get(name, "")
            for name in (*there, *said)
            if there.get(name, "") != said.get(name, "") and name not in LINES
        }

    def problems(self) -> list[tuple[str, str]]:
        """What the tracker's columns cannot hold, in words, with where it stands."""
        told = []
        for message, where in self._misfits.items():
            more = f" and {counted(len(where) - 1, 'more row')}" if len(where) > 1 else ""
            told.append((f"{where[0]}{more}: {message} It was left as it is.", where[0]))
        return told

    def _read(self, item: ReadItem) -> dict[str, str]:
        said = fields.says(item, self._layout, self._names)
        for name in [name for name in said if name.startswith(EXTRA)]:
            value, heading = said.pop(name), name.removeprefix(EXTRA)
            key = self._names.column(heading)
            if key.startswith(NEW):
                kind = self._types.get(folded(heading), ExtraType.TEXT)
                heading = key.removeprefix(NEW)
                self.new_columns.setdefault(folded(heading), NewColumn(heading, kind.value))
            else:
                kind = self._names.columns[key].type
            try:
                stored = extras.stored_value(kind, value, name=heading)
            except TrackerError as fault:
                self._misfits.setdefault(fault.message, []).append(item.where)
                continue
            if stored:
                said[f"{EXTRA}{key}"] = stored
        return said

    def _column_types(self, result: ReadResult) -> dict[str, ExtraType]:
        """The type of each new column that every one of its cells bears out."""
        types: dict[str, ExtraType] = {}
        for column in result.columns:
            kind = ExtraType(column.kind) if column.kind in set(ExtraType) else ExtraType.TEXT
            if kind is ExtraType.TEXT or column.field != "extra":
                continue
            heading = column.heading
            cells = (item.extra.get(heading, "") for item in result.items)
            if _all_fit(kind, cells):
                types[folded(heading)] = kind
        return types


def _all_fit(kind: ExtraType, cells: Iterable[str]) -> bool:
    try:
        for cell in cells:
            extras.stored_value(kind, cell, name="")
    except TrackerError:
        return False
    return True
