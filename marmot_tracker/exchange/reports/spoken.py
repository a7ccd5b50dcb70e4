"""Finds recommendations made only in sentences of the running text: "We recommend that ..."."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from marmot_tracker.exchange.reports.blocks import Block, BlockKind
from marmot_tracker.exchange.reports.found import Found
from marmot_tracker.exchange.reports.outline import Under, outlined
from marmot_tracker.exchange.reports.same import once

_WHO = (
    r"(?:we|I|(?:the|this|our) (?:committee|commission|inquiry|review(?:er|ers)?|panel|report|board|authors?"
    r"|group|task ?force|task and finish group|working group|working party|council|ombudsman|auditor|jury|review team"
    r"|(?:[\w-]+ ){1,3}(?:committee|commission|inquiry|panel|group)))"
)
_SAYS = re.compile(
    r"(?:(?:therefore|accordingly|consequently|finally|in addition|moreover|furthermore|for (?:this|these) reasons?|as a result"
    r"|in (?:this|that) light|in light of this|in view of this|to (?:address|tackle|support|help|achieve) (?:this|these)[\w\s]{0,40}|with this in mind"
    r"|(?:firstly?|secondly?|thirdly?|lastly?)),?\s+)*"
    rf"(?:{_WHO}(?:,? (?:also|therefore|further|strongly|accordingly|again|now|thus|hereby|additionally|unanimously),?)*"
    r" (?:recommends?|calls? on|calls? upon|urges?)\b|it is (?:therefore |also |further |strongly )?recommended (?:that|to)\b|recommendation is made (?:that|to)\b)",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?”’])\s+(?=[A-Z])")
_REFERENCES = re.compile(
    r"(?:references|bibliography|sources|notes|endnotes|glossary|literature|further reading)\b",
    re.IGNORECASE,
)
FEWEST = 2
"""A single sentence that recommends makes no list."""


def spoken(blocks: Sequence[Block]) -> list[Found]:
    """The paragraphs that recommend something in so many words, where nothing else shows more.

    Where most of them are set in bold or italic type, those alone. A paragraph that comes to it
    only after other sentences is given from that sentence on.
    """
    under = outlined(blocks, ())
    found = [one for at in range(len(blocks)) if (one := _said(blocks, at, under)) is not None]
    set_apart = [one for one in found if one.first.style.is_bold or one.first.style.is_italic]
    if len(set_apart) >= max(FEWEST, 0.5 * len(found)):
        found = set_apart
    found = once(found)
    return found if len(found) >= FEWEST else []


def _said(blocks: Sequence[Block], at: int, under: Sequence[Under]) -> Found | None:
    block = blocks[at]
    if block.kind not in (BlockKind.PARAGRAPH, BlockKind.ITEM) or len(block.text) < 40:
        return None
    above = under[at]
    if above.apart is not None or _REFERENCES.match(above.nearest):
        return None
    start = _start(block.text)
    if start is None:
        return None
    reference = block.label.strip("().: ") if block.label[:1].isdigit() and start == 0 else ""
    body = _list_below(blocks, at) if block.text.endswith(":") else []
    return Found(
        reference=reference,
        first=block if start == 0 else replace(block, text=block.text[start:], lead=""),
        opening=block.text[start:],
        body=body,
        theme=above.theme,
        sign="the words that recommend it",
        at=at,
        end=at + 1 + len(body),
    )


def _start(text: str) -> int | None:
    """Where the sentence that recommends begins, or None."""
    if "ecommend" not in text and not _SAYS.match(text):
        return None
    for place in (0, *(found.end() for found in _SENTENCE.finditer(text))):
        said = _SAYS.match(text, place)
        if said and ("ecommend" in said[0] or place == 0):
            return place
    return None


def _list_below(blocks: Sequence[Block], at: int) -> list[Block]:
    body: list[Block] = []
    for block in blocks[at + 1 : at + 25]:
        if block.kind is not BlockKind.ITEM or block.label[:1].isdigit():
            break
        body.append(block)
    return body
