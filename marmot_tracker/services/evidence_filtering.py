"""The filter language of the evidence list: free words and words with a colon, pure Python.

    minutes kind:file sensitivity:restricted age:>365 for:5.4 is:duplicate no:date -draft

How words are read and joined is told in `services.filter_words`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from typing import TypeAlias

from marmot_tracker.services import filter_words
from marmot_tracker.services.evidence_list import EvidenceRow
from marmot_tracker.services.filter_words import Query, whole_words
from marmot_tracker.services.filtering_own import plain, span_of
from marmot_tracker.vocabulary import (
    EvidenceKind,
    EvidenceLevel,
    EvidenceType,
    Sensitivity,
)

__all__ = ["FIELDS", "Query", "fold", "grouped", "parse", "select"]

Test: TypeAlias = Callable[[EvidenceRow], bool]

FIELDS: dict[str, str] = {
    "kind": "file, link or note",
    "type": "document, data, minutes, case-study, picture or testimony",
    "level": "input, activity, output, outcome or impact",
    "sensitivity": "restricted, ordinary or not-checked",
    "is": "waiting, restricted, duplicate, untied, old, late, missing, broken or two-answers",
    "no": "date, type, level, claim, review, holder or tie",
    "has": "the same words as no:",
    "age": "days since the date it speaks for, with < or >: age:>365",
    "date": "the date it speaks for: a date or a month, with < or > for before or after",
    "review": "its review date: a date or a month, with < or > for before or after",
    "for": "the start of a reference, or part of the recommendation it is tied to",
    "from": "part of who it was received from",
    "by": "part of the name of who added it",
}
"""Every word with a colon, and what may follow it; help and completion read this."""

_IS: dict[str, Test] = {
    "waiting": lambda row: row.waits,
    "restricted": lambda row: row.is_restricted,
    "duplicate": lambda row: row.alike > 0,
    "untied": lambda row: not row.ties,
    "old": lambda row: row.is_old,
    "late": lambda row: row.late,
    "missing": lambda row: row.kind is EvidenceKind.FILE and not row.here,
    "two-answers": lambda row: bool(row.marks),
}
_LACKS: dict[str, Test] = {
    "date": lambda row: row.speaks_for is None,
    "type": lambda row: row.type is None,
    "level": lambda row: row.level is None,
    "claim": lambda row: not row.claim,
    "review": lambda row: row.review_by is None,
    "holder": lambda row: not row.received_from,
    "tie": lambda row: not row.ties,
}
_CODES: dict[str, tuple[str, ...]] = {
    "kind": tuple(EvidenceKind),
    "type": tuple(EvidenceType),
    "level": tuple(EvidenceLevel),
    "sensitivity": tuple(Sensitivity),
}
_KNOWN: dict[str, tuple[str, ...]] = {
    "is": (*_IS, "broken"),
    "no": tuple(_LACKS),
    "has": tuple(_LACKS),
    **{field: tuple(code.replace("_", "-") for code in codes) for field, codes in _CODES.items()},
}
_DAYS = re.compile(r"([<>]?)=?(\d{1,5})d?$")


def fold(row: EvidenceRow) -> str:
    """Everything of a row that a free word may match, folded once and kept by the caller."""
    said = (row.title, row.claim, row.received_from, row.file_name, row.link, row.note)
    ties = (text for tie in row.ties for text in (tie.words, tie.why))
    return plain("\n".join((*said, row.added_by, *ties)))


def parse(words: str) -> Query:
    """Read a filter; a beginning of a known word will do (`is:dup`)."""
    return filter_words.parse(words, FIELDS, _completed)


def select(
    rows: Iterable[EvidenceRow],
    query: Query,
    *,
    today: date,
    broken: Collection[str] = (),
    folded: Mapping[str, str] | None = None,
) -> list[EvidenceRow]:
    """The rows that a filter keeps, in their order.

    `broken` are the uids whose link was found to lead nowhere; `folded` holds `fold(row)` by uid.
    """

    def test(field: str, value: str) -> Test:
        return _test(field, value, today, broken)

    return filter_words.select(rows, query, test=test, fold=fold, folded=folded)


def grouped(rows: Iterable[EvidenceRow]) -> list[EvidenceRow]:
    """Rows with the same bytes one after another, each group where its first one stands."""
    found = list(rows)
    first: dict[str, int] = {}
    for at, row in enumerate(found):
        first.setdefault(row.sha256 or row.uid, at)
    return sorted(found, key=lambda row: first[row.sha256 or row.uid])


def _completed(field: str, value: str) -> tuple[str, ...]:
    """The values that a word may mean; none where it is not understood."""
    if field == "age":
        return (value,) if _DAYS.match(value) else ()
    if field in ("date", "review"):
        return (value,) if span_of(value.lstrip("<>="), date(2000, 1, 1)) else ()
    return whole_words(value, _KNOWN[field]) if field in _KNOWN else (value,)


def _test(field: str, value: str, today: date, broken: Collection[str]) -> Test:
    if field in _CODES:
        code = value.replace("-", "_")
        return lambda row: getattr(row, field) == code
    if field == "is":
        return (lambda row: row.uid in broken) if value == "broken" else _IS[value]
    if field in ("no", "has"):
        lacks = _LACKS[value]
        return lacks if field == "no" else lambda row: not lacks(row)
    if field == "age":
        return _aged(value)
    if field in ("date", "review"):
        return _dated("speaks_for" if field == "date" else "review_by", value, today)
    if field == "for":
        return lambda row: any(
            plain(tie.words).startswith(value) or (len(value) > 3 and value in plain(tie.words))
            for tie in row.ties
        )
    name = "received_from" if field == "from" else "added_by"
    return lambda row: value in plain(getattr(row, name))


def _aged(value: str) -> Test:
    found = _DAYS.match(value)
    assert found is not None
    sign, days = found[1], int(found[2])
    if sign == "<":
        return lambda row: row.age is not None and row.age < days
    if sign == ">":
        return lambda row: row.age is not None and row.age > days
    return lambda row: row.age == days


def _dated(name: str, value: str, today: date) -> Test:
    span = span_of(value.lstrip("<>="), today)
    assert span is not None
    first, last = span

    def test(row: EvidenceRow) -> bool:
        day = getattr(row, name)
        if day is None:
            return False
        if value.startswith("<"):
            return bool(day < first)
        return bool(day > last) if value.startswith(">") else bool(first <= day <= last)

    return test
