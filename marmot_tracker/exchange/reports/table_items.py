"""What the cells of a table add to its items: several in one cell, names before words, responses."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from marmot_tracker.exchange.mapping import TablePlan
from marmot_tracker.exchange.reports.answers import decision_in
from marmot_tracker.exchange.reports.blocks import Block, BlockKind
from marmot_tracker.exchange.reports.signs import said_at_start
from marmot_tracker.exchange.reports.table_signs import answer_column, is_of_several
from marmot_tracker.exchange.reports.wording import directs
from marmot_tracker.exchange.results import ReadItem
from marmot_tracker.exchange.tables import cell_text
from marmot_tracker.vocabulary import DecisionCode

_BULLET = re.compile(r"[•●▪◦‣○■□▶►➢✓·–—*\uf0b7\uf0a7\uf0d8-]\s+(?=\S)")
_NUMBER = re.compile(r"\(?(\d{1,3}(?:\.\d{1,3}){0,2})[.):]?\s+(?=\S)")
HEADING = 8
"""Words of a heading that puts recommendations together by their decision, at most."""
NAMED = 0.6
"""The share of wordings that begin with a name of their own, where names are references."""


def answered(items: Sequence[ReadItem], plan: TablePlan) -> list[ReadItem]:
    """The items with what a column of responses says beside each, and the decision in its words."""
    column = answer_column(plan)
    if column is None:
        return list(items)
    heading = plan.header.headings[column]
    return [_answered(item, plan, column, heading) for item in items]


def _answered(item: ReadItem, plan: TablePlan, column: int, heading: str) -> ReadItem:
    row = item.row - plan.table.first_row
    cells = plan.table.rows[row] if 0 <= row < len(plan.table.rows) else ()
    said = cell_text(cells[column]) if column < len(cells) else ""
    if not said:
        return item
    fields = dict(item.fields)
    decision = fields.get("decision") or decision_in(said)
    if decision:
        fields["decision"] = decision
        fields.pop("decision_words", None)
        if len(said.split()) > 3:
            fields.setdefault("reason", said)
    extra = {name: value for name, value in item.extra.items() if name != heading or not decision}
    return replace(item, fields=fields, extra=extra, response=said)


def deciding_headings(headings: Sequence[str]) -> dict[str, str]:
    """The headings under which recommendations are put by their decision, and that decision.

    Those not accepted are only live ones beside others that are: else they are set apart.
    """
    found = {
        heading: decision
        for heading in headings
        if len(heading.split()) <= HEADING
        and "recommendation" in heading.lower()
        and (decision := decision_in(heading))
    }
    refused = DecisionCode.NOT_ACCEPTED.value
    return found if {refused} < set(found.values()) else {}


def named_in_words(items: Sequence[ReadItem]) -> list[ReadItem]:
    """The items, a name such as "Recommendation 4" before the words taken for their reference."""
    said = [said_at_start(Block(BlockKind.PARAGRAPH, _first_line(item.text))) for item in items]
    if sum(one is not None for one in said) < NAMED * max(len(items), 1):
        return list(items)
    named: list[ReadItem] = []
    for item, one in zip(items, said, strict=True):
        if one is None:
            named.append(item)
            continue
        rest = "\n".join([one.rest, *item.text.split("\n")[1:]]).strip()
        number = item.reference or one.number
        named.append(replace(item, reference=number, text=rest) if rest else item)
    return named


def _first_line(text: str) -> str:
    return text.split("\n", 1)[0]


def each_apart(items: Sequence[ReadItem], plan: TablePlan) -> list[ReadItem]:
    """The items, those of a cell that lists several being as many.

    Named or numbered ones, or bullets below a heading that speaks of several: where rows have no
    number of their own. A line before the first one announces its parts: the cell is one item.
    """
    lines = [item.text.split("\n") for item in items]
    if "reference" in plan.fields or all(len(each) < 2 for each in lines):
        return list(items)
    marks: list[_Mark] = [_named, _numbered]
    if is_of_several(plan):
        marks.append(_bulleted)
        if "theme" in plan.fields and all(directs(one) for each in lines for one in each):
            marks.append(_whole_line)
    for mark in marks:
        if _all_begin(lines, mark):
            return [part for item in items for part in _parts(item, mark)]
    return list(items)


_Mark = Callable[[str], tuple[str, str] | None]
"""The number and the words of a line that begins an item, None of any other."""


def _named(line: str) -> tuple[str, str] | None:
    said = said_at_start(Block(BlockKind.PARAGRAPH, line))
    return None if said is None else (said.number, said.rest)


def _numbered(line: str) -> tuple[str, str] | None:
    mark = _NUMBER.match(line)
    return None if mark is None else (mark[1], line[mark.end() :])


def _bulleted(line: str) -> tuple[str, str] | None:
    mark = _BULLET.match(line)
    return None if mark is None else ("", line[mark.end() :])


def _whole_line(line: str) -> tuple[str, str] | None:
    return "", line


def _all_begin(lines: Sequence[Sequence[str]], mark: _Mark) -> bool:
    """Whether the first line of each cell has such a mark, and those of one have several."""
    firsts = all(mark(each[0]) is not None for each in lines)
    return firsts and max(sum(mark(line) is not None for line in each) for each in lines) > 1


def _parts(item: ReadItem, mark: _Mark) -> list[ReadItem]:
    parts: list[tuple[str, list[str]]] = []
    for line in item.text.split("\n"):
        begun = mark(line)
        if begun is None:
            parts[-1][1].append(line)
        else:
            parts.append((begun[0], [begun[1]]))
    return [
        replace(item, reference=number, text="\n".join(words).strip()) for number, words in parts
    ]
