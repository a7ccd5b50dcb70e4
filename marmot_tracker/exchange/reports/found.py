"""One recommendation as it was found in a document, before it becomes an item."""

from __future__ import annotations

from dataclasses import dataclass, field

from marmot_tracker.exchange.reports.blocks import Block


@dataclass(slots=True)
class Found:
    """A recommendation: its reference and title as printed, its words, and where.

    `opening` are the words after its name in the block it begins in; `body` the blocks that
    follow and belong to it, `answer` those that answer it, `verdict` the decision in a few words
    that stands beside its name. `sign` is what showed it, in words.
    """

    reference: str
    first: Block
    opening: str
    body: list[Block] = field(default_factory=list)
    answer: list[Block] = field(default_factory=list)
    verdict: str = ""
    theme: str = ""
    sign: str = ""
    at: int = 0
    end: int = 0
    """Its first block's place in the document, and where the next one or another part begins."""
    also: list[Found] = field(default_factory=list)

    @property
    def words(self) -> str:
        """All its words on one line, for comparing."""
        return " ".join([self.opening, *(block.whole for block in self.body)])
