"""Writes the lines of a proposal: what each says in words, numbered as they are written."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from marmot_tracker.exchange import fields
from marmot_tracker.exchange.fields import Shown, together
from marmot_tracker.exchange.naming import EXTRA, NEW, Names
from marmot_tracker.exchange.proposal import LineKind, ProposedLine
from marmot_tracker.exchange.results import ReadItem
from marmot_tracker.exchange.tracker_values import Base, Held
from marmot_tracker.services import extras

SUBJECT = 120


class Lines:
    """Gathers the lines of one proposal."""

    def __init__(self, shown: Shown, names: Names) -> None:
        self._shown = shown
        self._names = names
        self.written: list[ProposedLine] = []

    def of_row(
        self,
        kind: LineKind,
        item: ReadItem,
        words: str,
        *,
        uid: str | None = None,
        **more: Any,
    ) -> int:
        """A line about a whole row; returns its number."""
        return self._add(
            kind,
            words,
            uid=uid,
            reference=item.reference,
            subject=cut(item.text),
            where=item.where,
            **more,
        )

    def new(
        self,
        item: ReadItem,
        said: Mapping[str, str],
        *,
        words: str = "",
        unless: int | None = None,
        printed: Mapping[str, str] = MappingProxyType({}),
    ) -> int:
        """A new recommendation; `printed` as `ProposedLine` has it."""
        return self.of_row(
            LineKind.NEW,
            item,
            words or f"New: {called(item.reference, item.text)}",
            theirs=item.text,
            values=tuple(said.items()),
            unless=unless,
            printed=tuple(printed.items()),
        )

    def of_field(
        self,
        kind: LineKind,
        item: ReadItem,
        held: Held,
        name: str,
        base: Base | None,
        said: Mapping[str, str],
        *,
        needs: int | None = None,
        printed: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """A field of a known recommendation that the row says otherwise."""
        ours, theirs = held.values.get(name, ""), said[name]
        before = self.value(name, base) if isinstance(base, str) else ""
        here, there = self.value(name, ours), self.value(name, theirs)
        subject, what = called(item.reference, item.text), self.field_words(name)
        if kind is LineKind.CHANGED and not ours:
            words = f"{subject}: {what} is {short(there)}."
        elif kind is LineKind.CHANGED:
            words = f"{subject}: {what} from {short(here)} to {short(there)}."
        else:
            words = (
                f"{subject}: {what} is {short(here) if ours else 'nothing'} here, and "
                f"{short(there)} in the list"
                + (f", which said {short(before)} before." if before else ".")
            )
        self.of_row(
            kind,
            item,
            words,
            uid=held.uid,
            field=name,
            field_words=what,
            base=before,
            ours=here,
            theirs=there,
            value=theirs,
            held=ours,
            values=_written_with(name, said),
            needs=needs,
            printed=tuple(one for one in printed.items() if one[0] == name),
        )

    def missing(self, held: Held) -> None:
        """A recommendation of the report that the list no longer has."""
        text, reference = held.values.get("wording", ""), held.values.get("reference", "")
        self._add(
            LineKind.MISSING,
            f"{called(reference, text)} is in the tracker but not in this file; it stays.",
            uid=held.uid,
            reference=reference,
            subject=cut(text),
            ours=text,
        )

    def problem(self, words: str, where: str, *, column: str = "", value: str = "") -> None:
        """Something that could not be read or taken, under which heading, and what it says."""
        self._add(LineKind.PROBLEM, words, where=where, field_words=column, theirs=value)

    def _add(self, kind: LineKind, words: str, **more: Any) -> int:
        number = len(self.written)
        self.written.append(ProposedLine(number=number, kind=kind, words=words, **more))
        return number

    def value(self, name: str, value: str) -> str:
        """A value in words."""
        if name.startswith(EXTRA):
            column = self._names.columns.get(name.removeprefix(EXTRA))
            return extras.in_words(column.type, value) if column else value
        return self._shown.value(name, value)

    def field_words(self, name: str) -> str:
        """What a field is called, a column of the place's own by its name."""
        if not name.startswith(EXTRA):
            return fields.field_words(name)
        key = name.removeprefix(EXTRA)
        column = self._names.columns.get(key)
        return f"“{column.name if column else key.removeprefix(NEW)}”"


def _written_with(name: str, said: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """What the row says in the fields that are written together with this one."""
    group = together(name)
    return tuple((other, said[other]) for other in said if group and together(other) == group)


def cut(text: str) -> str:
    """How a wording begins, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= SUBJECT else f"{line[: SUBJECT - 1]}…"


def called(reference: str, text: str) -> str:
    """How a sentence names a row or a recommendation."""
    begins = " ".join(text.split())
    begins = f"{begins[:60]}…" if len(begins) > 61 else begins
    return f"{reference} “{begins}”" if reference else f"“{begins}”"


def short(words: str) -> str:
    """A quotation that fits a sentence."""
    line = " ".join(words.split())
    return f"“{line[:100]}…”" if len(line) > 101 else f"“{line.rstrip('.')}”"
