"""The words of a filter as text: taken apart, put together, changed by a click."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from marmot_tracker.services.filter_values import Value


_WORD = re.compile(r'-?(?:(?:[A-Za-z]+|"[^"]+"):)?(?:"[^"]*"?(?:,"[^"]*"?)*|[^\s"]+|(?=\s|$))')
_PARTS = re.compile(r'(-?(?:[A-Za-z]+|"[^"]+"):)(.*)', re.DOTALL)
_SPLIT = re.compile(r'"[^"]*"?|[^,"]+')


def words_of(text: str) -> list[str]:
    """The words of a filter, quoted ones whole."""
    return [word for word in _WORD.findall(text) if word]


def parted(word: str) -> tuple[str, list[str]]:
    """A word's field with its colon, and its values; a free word has no field."""
    found = _PARTS.fullmatch(word)
    if found is None:
        return "", [word]
    return found[1], _SPLIT.findall(found[2])


def chosen(text: str, values: Iterable[Value]) -> set[str]:
    """Which choices (by their filter word) the text holds."""
    held = {f"{field}{value}" for word in words_of(text) for field, value in _each(word)}
    return {each.filter for each in values if each.filter in held or _bare(each.filter) in held}


def with_chosen(text: str, values: Sequence[Value], wanted: set[str]) -> str:
    """The text with just the `wanted` ones of these choices, and its other words as they are."""
    ours = {each.filter for each in values} | {_bare(each.filter) for each in values}
    kept: list[str] = []
    for word in words_of(text):
        field, found = parted(word)
        left = [value for value in found if f"{field}{value}" not in ours]
        if len(left) == len(found):
            kept.append(word)
        elif left:
            kept.append(f"{field}{_joined(left)}")
    joining: dict[str, list[str]] = {}
    for each in values:
        if each.filter not in wanted:
            continue
        field, found = parted(each.filter)
        if each.joins:
            joining.setdefault(field, []).extend(found)
        else:
            kept.append(each.filter)
    kept += [f"{field}{_joined(found)}" for field, found in joining.items()]
    return " ".join(kept)


def at_cursor(text: str, place: int) -> tuple[int, str]:
    """The word being typed: where it begins, and what of it stands before the cursor."""
    start = 0
    for found in _WORD.finditer(text):
        if found.start() <= place <= found.end() and found.group():
            start = found.start()
            return start, text[start:place]
    return place, ""


def _each(word: str) -> list[tuple[str, str]]:
    field, values = parted(word)
    return [(field, value) for value in values]


def _bare(word: str) -> str:
    """`subgroup:"=Housing"` as somebody may have written it: `subgroup:"Housing"`."""
    return word.replace('"=', '"', 1)


def _joined(values: Sequence[str]) -> str:
    """Values after one colon; where one is in quotation marks all of them are."""
    if len(values) > 1 and any(value.startswith('"') for value in values):
        values = [value if value.startswith('"') else f'"{value}"' for value in values]
    return ",".join(values)
