"""The filter language of the evidence list: free words and words with a colon, pure Python.

    minutes kind:file sensitivity:restricted age:>365 for:5.4 is:duplicate no:date -draft

As in `services.filtering` every word must hold, a comma means either, and a minus in front means
not; a word that is not understood is told, and then nothing is shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from marmot_tracker.services.evidence_list import EvidenceRow
from marmot_tracker.services.filtering_own import plain, span_of
from marmot_tracker.vocabulary import (
    EvidenceKind,
    EvidenceLevel,
    EvidenceType,
    Sensitivity,
)

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
_TOKEN = re.compile(r'(-?)(?:([A-Za-z]+):)?(?:"([^"]*)"?|(\S+))')
_DAYS = re.compile(r"([<>]?)=?(\d{1,5})d?$")


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


def fold(row: EvidenceRow) -> str:
    """Everything of a row that a free word may match, folded once and kept by the caller."""
    said = (row.title, row.claim, row.received_from, row.file_name, row.link, row.note)
    ties = (text for tie in row.ties for text in (tie.words, tie.why))
    return plain("\n".join((*said, row.added_by, *ties)))


def parse(words: str) -> Query:
    """Read a filter; a beginning of a known word will do (`is:dup`)."""
    terms: list[tuple[str, tuple[str, ...], bool]] = []
    problems: list[str] = []
    for minus, before, quoted, bare in _TOKEN.findall(words):
        address = bare.startswith("//")  # an address somebody pasted, not a field
        field = "" if address else before.casefold()
        value = f"{before}:{bare}" if address else quoted or bare
        if not value or (not field and value.endswith(":") and value[:-1].casefold() in FIELDS):
            continue  # still being typed
        if field and field not in FIELDS:
            problems.append(f"“{field}:” is not a filter word; try {', '.join(FIELDS)}.")
            continue
        parts = (value,) if quoted or not field else tuple(filter(None, value.split(",")))
        values = tuple(plain(part) for part in parts)
        whole = [word for value in values for word in _completed(field, value)]
        wrong = [value for value in values if not _completed(field, value)]
        problems += [
            f"“{field}:{each}” is not known; {field}: takes {FIELDS[field]}." for each in wrong
        ]
        if whole:
            terms.append((field, tuple(whole), bool(minus)))
    return Query(tuple(terms), tuple(problems))


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
    if query.problems:
        return []
    kept = list(rows)
    for field, values, negated in query.terms:
        if field:
            tests = [_test(field, value, today, broken) for value in values]
            kept = [row for row in kept if any(test(row) for test in tests) is not negated]
        else:
            text = folded if folded is not None else {row.uid: fold(row) for row in kept}
            kept = [row for row in kept if (values[0] in text[row.uid]) is not negated]
    return kept


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
    known = _KNOWN.get(field)
    if known is None or value in known:
        return (value,)
    return tuple(word for word in known if word.startswith(value.replace("_", "-")))


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
