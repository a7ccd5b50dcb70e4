"""Under which headings each block of a document stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from marmot_tracker.exchange.reports.announcing import is_apart, is_list_heading
from marmot_tracker.exchange.reports.blocks import Block, BlockKind


@dataclass(frozen=True, slots=True)
class Under:
    """The headings above a block, the highest first."""

    headings: tuple[Block, ...] = ()
    often: frozenset[str] = frozenset()
    """Headings that stand more than once: "Requirements" in every chapter is no theme."""
    cover: tuple[Block, ...] = ()
    """Headings of the cover: a document's title is no theme."""

    @property
    def apart(self) -> Block | None:
        """The heading by which what follows is withdrawn, of others, or of the past."""
        return next((one for one in self.headings if is_apart(one.whole)), None)

    @property
    def theme(self) -> str:
        """The nearest heading that says more than that recommendations follow."""
        for heading in reversed(self.headings):
            if (
                len(heading.text) > 2
                and heading.text not in self.often
                and not any(heading is one for one in self.cover)
                and not is_list_heading(heading.text)
            ):
                return heading.whole if heading.label[:1].isalnum() else heading.text
        return ""

    @property
    def nearest(self) -> str:
        """The nearest heading."""
        return self.headings[-1].text if self.headings else ""


def outlined(blocks: Sequence[Block], names: Collection[int]) -> list[Under]:
    """What each block stands under; blocks at the places of `names` are items and no headings."""
    times = Counter(block.text for block in blocks if block.kind is BlockKind.HEADING)
    often = frozenset(text for text, number in times.items() if number > 1)
    first = _first_of_body(blocks)
    held: list[Block] = []
    cover = tuple(block for block in blocks[:first] if block.kind is BlockKind.HEADING)
    under = Under((), often, cover)
    found: list[Under] = []
    for at, block in enumerate(blocks):
        if block.kind is BlockKind.HEADING and at not in names and block.text:
            while held and (
                held[-1].level > block.level
                or (held[-1].level == block.level and not _above(held[-1], block))
            ):
                held.pop()
            found.append(Under(tuple(held), often, cover))
            held.append(block)
            under = Under(tuple(held), often, cover)
        else:
            found.append(under)
    return found


def _first_of_body(blocks: Sequence[Block]) -> int:
    """Where the document begins after its cover: a title is no theme."""
    pages = blocks[-1].page if blocks else 0
    if pages > 8:
        return next((at for at, block in enumerate(blocks) if block.page > 2), 0)
    first = next((at for at, block in enumerate(blocks) if block.text), 0)
    alone = sum(
        block.kind is BlockKind.HEADING and block.level == blocks[first].level for block in blocks
    )
    return first + 1 if blocks and blocks[first].level == 1 and alone == 1 else first


def _above(heading: Block, block: Block) -> bool:
    """Whether a heading of the same size stands higher: in capitals, or outdented."""
    return heading.text.isupper() and not block.text.isupper()
