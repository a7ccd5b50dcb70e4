"""The filter language of the returns inbox: free words and words with a colon, pure Python.

    inspectors subgroup:housing field:how-it-goes is:two-answers verdict:left-out -draft

As in `services.filtering` every word must hold, a comma means either, and a minus in front means
not; a word that is not understood is told, and then nothing is shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

from marmot_tracker.services.filtering_own import plain
from marmot_tracker.services.inbox import InboxLine, LineState
from marmot_tracker.services.return_form import FormField
from marmot_tracker.vocabulary import ReturnVerdict

Test: TypeAlias = Callable[[InboxLine], bool]

FIELDS: dict[str, str] = {
    "subgroup": 'part of the subgroup\'s name, or with = all of it: subgroup:"=Housing"',
    "return": "part of whom it was sent to, or with = all of it",
    "period": "part of the reporting period's name, or with = all of it",
    "by": "part of who returned it",
    "ref": "the start of the reference",
    "field": "the beginning of what was answered: how-it-goes, one-line, path-to-green and so on",
    "is": "clean, two-answers, problem, remark, several, cleared or changed",
    "verdict": "accepted, edited, left-out or sent-back",
}
"""Every word with a colon, and what may follow it; help reads this."""
CLEARED = "cleared"

_IS: dict[str, Test] = {
    "clean": lambda line: line.state is LineState.CLEAN,
    "two-answers": lambda line: line.state is LineState.TWO_ANSWERS,
    "problem": lambda line: line.state is LineState.PROBLEM,
    "remark": lambda line: line.state is LineState.NOTE,
    "several": lambda line: line.others > 0,
    "cleared": lambda line: line.returned == CLEARED,
    "changed": lambda line: line.current != line.sent,
}
_CODES: dict[str, tuple[str, ...]] = {
    "field": tuple(code.value.replace("_", "-") for code in FormField),
    "verdict": tuple(code.value.replace("_", "-") for code in ReturnVerdict),
    "is": tuple(_IS),
}
_PARTS: dict[str, Callable[[InboxLine], str]] = {
    "subgroup": lambda line: line.subgroup,
    "return": lambda line: line.sent_to,
    "by": lambda line: line.returned_by,
}
_TOKEN = re.compile(r'(-?)(?:([A-Za-z]+):)?(?:"([^"]*)"?|(\S+))')


@dataclass(frozen=True, slots=True)
class Query:
    """A filter as read: its terms as (field, values, negated), and what was not understood."""

    terms: tuple[tuple[str, tuple[str, ...], bool], ...]
    problems: tuple[str, ...] = ()


def fold(line: InboxLine) -> str:
    """Everything of a line that a free word may match, folded once and kept by the caller."""
    return plain(
        "\n".join(
            (
                *(line.reference, line.subject, line.field_words, line.sent, line.returned),
                *(line.current, line.written, line.reason, line.words, line.sent_to),
                *(line.returned_by, line.subgroup, line.where),
            )
        )
    )


def parse(words: str) -> Query:
    """Read a filter; a beginning of a known word will do (`is:two`)."""
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
        wrong = [value for value in values if not _completed(field, value)]
        problems += [
            f"“{field}:{each}” is not known; {field}: takes {FIELDS[field]}." for each in wrong
        ]
        whole = tuple(word for value in values for word in _completed(field, value))
        if whole:
            terms.append((field, whole, bool(minus)))
    return Query(tuple(terms), tuple(problems))


def select(
    lines: Iterable[InboxLine],
    query: Query,
    *,
    folded: Mapping[str, str] | None = None,
    periods: Mapping[str, str] = MappingProxyType({}),
) -> list[InboxLine]:
    """The lines that a filter keeps, in their order.

    `folded` holds `fold(line)` by uid, `periods` the name of its reporting period by return.
    """
    if query.problems:
        return []
    kept = list(lines)
    for field, values, negated in query.terms:
        if field:
            first, *others = (_test(field, value, periods) for value in values)
            kept = [
                line
                for line in kept
                if (first(line) or any(test(line) for test in others)) is not negated
            ]
        else:
            text = folded if folded is not None else {line.uid: fold(line) for line in kept}
            kept = [line for line in kept if (values[0] in text[line.uid]) is not negated]
    return kept


def _completed(field: str, value: str) -> tuple[str, ...]:
    """The values that a word may mean; none where it is not understood."""
    known = _CODES.get(field)
    if known is None or value in known:
        return (value,)
    return tuple(word for word in known if word.startswith(value.replace("_", "-")))


def _test(field: str, value: str, periods: Mapping[str, str]) -> Test:
    if field == "is":
        return _IS[value]
    code = value.replace("-", "_")
    if field == "field":
        return lambda line: line.field.value == code
    if field == "verdict":
        return lambda line: line.verdict is not None and line.verdict.value == code
    if field == "ref":
        return lambda line: plain(line.reference).startswith(value)
    part = _PARTS.get(field) or (lambda line: periods.get(line.for_return, ""))
    if value.startswith("="):
        return lambda line: plain(part(line)) == value[1:]
    return lambda line: value in plain(part(line))
