"""Puts the lists in a table's cells back into lines, where a page gave their words in one run."""

from __future__ import annotations

import re
from dataclasses import replace

from marmot_tracker.exchange.reports.counting import count
from marmot_tracker.exchange.tables import Cell, RawTable

_BULLET = re.compile(r"(?<=\S)[^\S\n]+(?=[•●▪◦‣\uf0b7\uf0a7\uf0d8]\s+\S)")
_NUMBER = re.compile(
    r"(?:^|(?<=[.;:!?]))[^\S\n]*(\(?\d{1,3}(?:\.\d{1,3}){0,3}[.)]|\d{1,3}\.\d{1,3})[^\S\n]+(?=[A-Z“\"‘'])",
    re.MULTILINE,
)


def with_lists_in_lines(table: RawTable) -> RawTable:
    """A table in whose cells each bullet begins a line, and each number that counts on."""
    rows = tuple(tuple(map(_in_lines, row)) for row in table.rows)
    return table if rows == table.rows else replace(table, rows=rows)


def _in_lines(cell: Cell) -> Cell:
    return _numbered(_BULLET.sub("\n", cell)) if isinstance(cell, str) else cell


def _numbered(text: str) -> str:
    """A text that begins with a number, with a line for each that counts on from it."""
    found = list(_NUMBER.finditer(text))
    if len(found) < 2 or found[0].start(1) > 0:
        return text
    lines: list[str] = []
    begun, last = 0, count(found[0][1])
    for number in found[1:]:
        value = count(number[1])
        if last is not None and value == last + 1:
            lines.append(text[begun : number.start()].strip())
            begun, last = number.start(1), value
    return "\n".join([*lines, text[begun:].strip()])
