"""Filter words of the lists beside the register: free words and words with a colon, pure Python.

As in `services.filtering` every word must hold, a comma means either, a minus in front means not,
and a beginning of a known word will do; a word that is not understood is told, and then nothing is
shown. Each list says which words it knows (`evidence_filtering`, `inbox_filtering`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeVar

from marmot_tracker.services.filtering_own import plain

_TOKEN = re.compile(r'(-?)(?:([A-Za-z]+):)?(?:"([^"]*)"?|(\S+))')


class Listed(Protocol):
    """A row of a list."""

    @property
    def uid(self) -> str:
        """What it is known by."""
        ...


Row = TypeVar("Row", bound=Listed)


@dataclass(frozen=True, slots=True)
class Query:
    """A filter as read: its terms as (field, values, negated), and what was not understood."""

    terms: tuple[tuple[str, tuple[str, ...], bool], ...]
    problems: tuple[str, ...] = ()

    def asks(self, field: str, value: str) -> bool:
        """Whether it asks for `field:value`."""
        return any(
            field == asked and value in values and not negated
            for asked, values, negated in self.terms
        )


def parse(
    words: str, fields: Mapping[str, str], completed: Callable[[str, str], tuple[str, ...]]
) -> Query:
    """Read a filter.

    `fields` holds every word with a colon and what may follow it; `completed(field, value)` the
    values that one may mean, none where it is not understood.
    """
    terms: list[tuple[str, tuple[str, ...], bool]] = []
    problems: list[str] = []
    for minus, before, quoted, bare in _TOKEN.findall(words):
        address = bare.startswith("//")  # an address somebody pasted, not a field
        field = "" if address else before.casefold()
        value = f"{before}:{bare}" if address else quoted or bare
        if not value or (not field and value.endswith(":") and value[:-1].casefold() in fields):
            continue  # still being typed
        if field and field not in fields:
            problems.append(f"“{field}:” is not a filter word; try {', '.join(fields)}.")
            continue
        parts = (value,) if quoted or not field else tuple(filter(None, value.split(",")))
        meant = {part: completed(field, part) for part in map(plain, parts)}
        problems += [
            f"“{field}:{part}” is not known; {field}: takes {fields[field]}."
            for part, whole in meant.items()
            if not whole
        ]
        if values := tuple(value for whole in meant.values() for value in whole):
            terms.append((field, values, bool(minus)))
    return Query(tuple(terms), tuple(problems))


def whole_words(value: str, known: Iterable[str]) -> tuple[str, ...]:
    """The known words that `value` is, or begins."""
    listed = tuple(known)
    if value in listed:
        return (value,)
    return tuple(word for word in listed if word.startswith(value.replace("_", "-")))


def select(
    rows: Iterable[Row],
    query: Query,
    *,
    test: Callable[[str, str], Callable[[Row], bool]],
    fold: Callable[[Row], str],
    folded: Mapping[str, str] | None = None,
) -> list[Row]:
    """The rows that a filter keeps, in their order.

    `test(field, value)` says what holds of a row, `fold(row)` what a free word may match; `folded`
    holds that by uid, where the caller kept it.
    """
    if query.problems:
        return []
    kept = list(rows)
    for field, values, negated in query.terms:
        if field:
            first, *others = (test(field, value) for value in values)
            kept = [
                row
                for row in kept
                if (first(row) or any(other(row) for other in others)) is not negated
            ]
        else:
            text = folded if folded is not None else {row.uid: fold(row) for row in kept}
            kept = [row for row in kept if (values[0] in text[row.uid]) is not negated]
    return kept
