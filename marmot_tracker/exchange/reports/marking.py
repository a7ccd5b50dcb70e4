"""Makes an item of what a person marked: printed lines of a page, or passages of a Word document."""

from __future__ import annotations

import re
from collections.abc import Sequence

from marmot_tracker.exchange.reports.blocks import Block, BlockKind, Spot, Style
from marmot_tracker.exchange.reports.found import Found
from marmot_tracker.exchange.reports.items import read_item
from marmot_tracker.exchange.reports.mending import Spelling, joined_lines, mended
from marmot_tracker.exchange.reports.page_views import PrintedLine
from marmot_tracker.exchange.reports.passages import Passage
from marmot_tracker.exchange.reports.signs import Said, said_at_start, unnumbered
from marmot_tracker.exchange.results import ReadItem

SOFT_HYPHEN = "\u00ad"
BULLETS = "•●▪◦‣⁃○■□▶►➢➤❖✓✔·–—*-\uf0b7\uf0a7\uf0d8\uf076\uf0fc"
_LABEL = re.compile(
    r"(\(?\d{1,3}(?:\.\d{1,3}){0,3}[.):]{1,2}|\d{1,3}(?:\.\d{1,3}){1,3}|\(?[a-zA-Z][.)]"
    rf"|\(?[ivx]{{1,6}}[.)]|[{re.escape(BULLETS)}])\s+(?=\S)"
)
_REFERENCE = re.compile(r"[A-Z]{0,3}[-. ]?\d{1,3}(?:\.\d{1,3}){0,3}[a-z]?|[A-Za-z]|[ivxlIVXL]{1,6}")


def words_of(lines: Sequence[PrintedLine], *, among: Sequence[PrintedLine] = ()) -> str:
    """The words of lines as the reader mends them: a line for each paragraph and list item.

    `among` are all lines of the page: they tell how the document spells a word broken in two.
    """
    words = Spelling([block.text for block in _blocks(among or lines)])
    return "\n".join(mended(_whole(block), words) for block in _blocks(lines))


def item_of(
    lines: Sequence[PrintedLine], *, page: int, among: Sequence[PrintedLine] = ()
) -> ReadItem:
    """An item of lines of one page: reference and title found at its start, as the reader does.

    Without lines it has no words and no place but the page.
    """
    blocks = _blocks(lines)
    if not blocks:
        return item_without_words(page)
    return _item(blocks, [block.text for block in _blocks(among or lines)])


def item_without_words(page: int, spot: Spot | None = None) -> ReadItem:
    """An item of a page without words, to be typed: where it is marked, if it is."""
    return ReadItem(
        reference="",
        title="",
        text="",
        theme="",
        where=f"p. {page}",
        fields={"page": str(page)},
        places=(f"p. {page}",),
        spots=() if spot is None else (spot,),
    )


def item_of_passages(passages: Sequence[Passage]) -> ReadItem:
    """An item of passages of a document without pages."""
    blocks = [
        Block(
            BlockKind.PARAGRAPH if passage.cells else passage.kind,
            text=passage.text,
            label=passage.label,
            level=passage.level,
            paragraph=passage.paragraph,
            passage=passage.paragraph,
            style=Style(bold=float(passage.kind is BlockKind.HEADING)),
        )
        for passage in (_of_row(each) for each in passages)
        if passage.text
    ]
    if not blocks:
        return ReadItem("", "", "", "", "")
    return _item(blocks, [passage.text for passage in passages])


def _of_row(passage: Passage) -> Passage:
    """The row of a table as a list item: its number, and its longest cell."""
    cells = [cell for cell in passage.cells if cell.strip()]
    if not cells:
        return passage
    label = cells[0].strip(" .:") if len(cells) > 1 else ""
    numbered = bool(label) and bool(_REFERENCE.fullmatch(label))
    text = max(cells[1:] if numbered else cells, key=len)
    return Passage(
        passage.paragraph, BlockKind.ITEM, 0, label if numbered else "", text, passage.cells
    )


# ---------------------------------------------------------------- one way for both


def _item(blocks: Sequence[Block], texts: Sequence[str]) -> ReadItem:
    first = blocks[0]
    said = _name(first)
    reference = said.number if said is not None else ""
    opening = said.rest if said is not None else first.text
    if said is None and first.label and first.label not in BULLETS:
        reference = first.label.strip("(). :")
    found = Found(reference, first, opening, list(blocks[1:]), sign="being marked")
    return read_item(found, Spelling(texts), 0)


def _name(first: Block) -> Said | None:
    """The name that the words begin with, also where what seems its label is part of it."""
    return said_at_start(first, others=True) or unnumbered(first)


def _blocks(lines: Sequence[PrintedLine]) -> list[Block]:
    """The paragraphs, list items and headings that lines are of."""
    groups: list[list[PrintedLine]] = []
    for line in lines:
        if not line.text.strip(f" {SOFT_HYPHEN}"):
            continue
        if groups and not line.begins:
            groups[-1].append(line)
        else:
            groups.append([line])
    return [_block(group) for group in groups]


def _block(group: Sequence[PrintedLine]) -> Block:
    broken = [line.text.endswith(SOFT_HYPHEN) for line in group]
    text = joined_lines([line.text.rstrip(SOFT_HYPHEN) for line in group], broken)
    label = ""
    if found := _LABEL.match(text):
        label, text = found[1], text[found.end() :].strip()
    letters = sum(len(line.text) for line in group)
    kind = BlockKind.ITEM if label else BlockKind.PARAGRAPH
    return Block(
        BlockKind.HEADING if group[0].heading else kind,
        text=text,
        label=label,
        style=Style(bold=min(sum(line.bold for line in group) / letters, 1.0)),
        page=group[0].spot.page,
        lead=_lead(group, label),
        spots=(around([line.spot for line in group]),),
    )


def _lead(group: Sequence[PrintedLine], label: str) -> str:
    """The bold opening of a block that is not bold throughout."""
    parts = []
    for line in group:
        text = line.text.rstrip(SOFT_HYPHEN)
        parts.append(text[: line.bold])
        if line.bold < len(text):
            break
    else:
        return ""
    lead = joined_lines([part for part in parts if part], [False] * sum(map(bool, parts)))
    return lead.removeprefix(label).strip() if label else lead


def around(spots: Sequence[Spot]) -> Spot:
    """The smallest place that holds places of one page."""
    return Spot(
        spots[0].page,
        min(spot.left for spot in spots),
        min(spot.top for spot in spots),
        max(spot.right for spot in spots),
        max(spot.bottom for spot in spots),
    )


def _whole(block: Block) -> str:
    return f"• {block.text}" if block.label and block.label in BULLETS else block.whole
