"""The text of a document without pages, passage by passage, to be shown beside its review."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from marmot_tracker.exchange.reports.blocks import Block, BlockKind
from marmot_tracker.exchange.tables import cell_text

MOST = 20_000
"""Passages that are shown of one document at most."""
LONGEST = 20_000
MOST_BLOCKS = 10_000_000
"""Blocks of one document, rows of its tables counted, past which none has any."""
DEEPEST = 20
"""How deep headings and list items are shown to stand."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, heading, list item or row of a table; `paragraph` counts them from 1.

    `label` is the number or bullet before it, `level` that of a heading (1 the highest) or how
    deep a list item stands; `cells` are those of a row, whose `text` is all of them. `boxed` is
    whether it stands in a box.
    """

    paragraph: int
    kind: BlockKind
    level: int
    label: str
    text: str
    cells: tuple[str, ...] = ()
    boxed: bool = False

    @property
    def whole(self) -> str:
        """The label and the text as printed."""
        return f"{self.label} {self.text}".strip()

    def to_json(self) -> list[Any]:
        """As JSON values."""
        return [
            self.paragraph,
            self.kind.value,
            self.level,
            self.label,
            self.text,
            list(self.cells),
            self.boxed,
        ]

    @classmethod
    def from_json(cls, told: Sequence[Any]) -> Passage:
        """From what `to_json` gave. Raises TypeError or ValueError on anything else."""
        paragraph, kind, level, label, text, cells, boxed = told
        if not 0 <= int(paragraph) <= MOST_BLOCKS:
            raise ValueError("no passage of a document")
        return cls(
            int(paragraph),
            BlockKind(kind),
            min(max(int(level), 0), DEEPEST),
            str(label)[:LONGEST],
            str(text)[:LONGEST],
            tuple(str(cell)[:LONGEST] for cell in cells),
            bool(boxed),
        )


def with_passages(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks, each with the number of its passage; a table with that of its first row."""
    found: list[Block] = []
    number = 1
    for block in blocks:
        found.append(replace(block, passage=number))
        number += 1 if block.table is None else max(len(block.table.rows), 1)
    return tuple(found)


def passages_of(blocks: Sequence[Block]) -> tuple[Passage, ...]:
    """What is shown of blocks that know their passages."""
    found: list[Passage] = []
    for block in blocks:
        if len(found) >= MOST:
            break
        if block.table is None:
            found.append(
                Passage(
                    block.passage,
                    block.kind,
                    block.level,
                    block.label,
                    block.text[:LONGEST],
                    boxed=bool(block.box),
                )
            )
            continue
        for row, held in enumerate(block.table.rows):
            cells = tuple(cell_text(cell)[:LONGEST] for cell in held)
            text = "\n".join(filter(None, cells))
            found.append(
                Passage(block.passage + row, BlockKind.TABLE, 0, "", text[:LONGEST], cells)
            )
    return tuple(found[:MOST])
