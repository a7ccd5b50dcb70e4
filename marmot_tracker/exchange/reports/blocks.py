"""The neutral description of a document: its blocks in reading order, whatever file it came from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from marmot_tracker.exchange.tables import RawTable


class BlockKind(StrEnum):
    """What a block is by its own form."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    ITEM = "list item"
    TABLE = "table"
    CONTENTS = "contents"
    FOOTNOTE = "footnote"


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something is printed: `left`, `top`, `right`, `bottom` are points from the top left."""

    page: int
    left: float
    top: float
    right: float
    bottom: float

    def to_json(self) -> list[float]:
        """As JSON values."""
        return [self.page, self.left, self.top, self.right, self.bottom]

    @classmethod
    def from_json(cls, told: Sequence[Any]) -> Spot:
        """From what `to_json` gave."""
        page, left, top, right, bottom = told
        return cls(int(page), float(left), float(top), float(right), float(bottom))


@dataclass(frozen=True, slots=True)
class Style:
    """How a block is set: letters in points, and what is bold or italic of it, 0 to 1."""

    size: float = 0
    bold: float = 0
    italic: float = 0
    left: float = 0
    font: str = ""

    @property
    def is_bold(self) -> bool:
        """Whether most of it is bold."""
        return self.bold > 0.5

    @property
    def is_italic(self) -> bool:
        """Whether most of it is italic."""
        return self.italic > 0.5


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, list item, table or footnote.

    `label` is the number or bullet printed before it, `text` the words without that; `level` is
    that of a heading (1 the highest), or how deep a list item stands (0 the outermost). `lead` is
    its bold opening where the rest is not bold. `page` counts from 1 (0 where the file has no
    pages), `paragraph` counts the blocks from 1. Blocks drawn in one box share `box`, 0 for none.
    """

    kind: BlockKind
    text: str
    label: str = ""
    level: int = 0
    style: Style = Style()
    page: int = 0
    paragraph: int = 0
    box: int = 0
    lead: str = ""
    table: RawTable | None = None
    spots: tuple[Spot, ...] = ()
    row_pages: tuple[int, ...] = ()
    """The page of each row of a table, where the file has pages."""
    row_spots: tuple[tuple[Spot, ...], ...] = ()
    """Where each row of a table is printed, in more places than one where a page's end cut it."""
    styled: bool = False
    """Whether its paragraph style is called after recommendations."""
    edges: tuple[int, ...] = ()
    """Where the upright rules of a table stand."""
    passage: int = 0
    """The passage of a document without pages that shows it; of a table its first row's."""

    @property
    def where(self) -> str:
        """The place in words: "p. 67", or "paragraph 12" where the file has no pages."""
        return f"p. {self.page}" if self.page else f"paragraph {self.paragraph}"

    @property
    def whole(self) -> str:
        """The label and the text as printed."""
        return f"{self.label} {self.text}".strip()

    def spots_of(self, row: int) -> tuple[Spot, ...]:
        """Where a row of a table is printed; the block's own places where that is not known."""
        return self.row_spots[row] if 0 <= row < len(self.row_spots) else self.spots


@dataclass(frozen=True, slots=True)
class Described:
    """A whole document: its blocks in reading order, and sentences on how it was read.

    `letters` counts the characters of its text layer, `pages` its pages (0 where it has none).
    """

    blocks: tuple[Block, ...]
    pages: int = 0
    letters: int = 0
    notes: tuple[str, ...] = ()
    title: str = ""
    unread: int = 0
    """How many pages stand past the last one that is read."""
    scanned: str = ""
    """Why no words can be read from any of its pages; "" where they can."""
