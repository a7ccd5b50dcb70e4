"""The filter language of the returns inbox: free words and words with a colon, pure Python.

    inspectors subgroup:housing field:how-it-goes is:two-answers verdict:left-out -draft

How words are read and joined is told in `services.filter_words`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import TypeAlias

from marmot_tracker.services import filter_words
from marmot_tracker.services.filter_words import Query, whole_words
from marmot_tracker.services.filtering_own import plain
from marmot_tracker.services.inbox import InboxLine, LineState
from marmot_tracker.services.return_form import FormField
from marmot_tracker.services.return_lines import CLEARED
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
    return filter_words.parse(words, FIELDS, _completed)


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

    def test(field: str, value: str) -> Test:
        return _test(field, value, periods)

    return filter_words.select(lines, query, test=test, fold=fold, folded=folded)


def _completed(field: str, value: str) -> tuple[str, ...]:
    """The values that a word may mean; none where it is not understood."""
    return whole_words(value, _CODES[field]) if field in _CODES else (value,)


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
