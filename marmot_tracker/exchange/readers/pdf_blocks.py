"""Makes blocks of the lines of a PDF: paragraphs, headings, list items, contents and footnotes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from marmot_tracker.exchange.readers.pdf_boxes import frames
from marmot_tracker.exchange.readers.pdf_joining import finished, over_pages
from marmot_tracker.exchange.readers.pdf_lines import Line, Page
from marmot_tracker.exchange.readers.pdf_names import (
    LIST_LABEL,
    NAME_ALONE,
    NAME_BAR,
    NAMED,
    SENTENCE_END,
    may_be_label,
)
from marmot_tracker.exchange.readers.pdf_shown import turned_back
from marmot_tracker.exchange.readers.pdf_tables import table_block, tables_joined
from marmot_tracker.exchange.reports.blocks import Block, BlockKind, Spot, Style
from marmot_tracker.exchange.reports.mending import joined_lines

_NAME_LETTERS = frozenset("rRaAkKpPfFdDiImMhH")
"""Letters that a name in `NAMED` may begin with."""
_BULLET = re.compile(r"[•●▪◦‣⁃○■□▶►➢➤❖✓✔·–—*\-\uf0b7\uf0a7\uf0d8\uf076\uf0fc\u2043\u27a2]")
_LEADERS = re.compile(r"(?:\.\s?){4,}\s*[\divxlc]*\s*$|…{2,}\s*[\divxlc]*\s*$|_{5,}\s*\d+\s*$")
_NOTE = re.compile(r"\(?(?:\d{1,3}|[*†‡§])\)?\s+\S")
_TRAILING_PAGE = re.compile(r"(?:.*\D\s)?\s*(\d{1,3})$")
NAMED_ALONE = re.compile(
    r"\D{0,40}(?:recommendation|action|proposal|theme|chapter|part|priority)\s\d{1,3}",
    re.IGNORECASE,
)


def _has_leaders(text: str) -> bool:
    """Whether words end in dots that lead to a page number; looked for only where there are dots."""
    if "..." in text or ". ." in text or "…" in text or "_____" in text:
        return bool(_LEADERS.search(text))
    return False


def describe_pages(pages: Sequence[Page]) -> list[Block]:
    """The blocks of all pages in reading order; paragraphs that go over a page are one."""
    body = _body_size(pages)
    pitch = _pitches(pages)
    margins = _margins(pages, body)
    blocks: list[Block] = []
    for page in pages:
        blocks += _of_page(page, body, pitch, margins[page.number % 2])
    return finished(over_pages(tables_joined(blocks)), body)


def _body_size(pages: Sequence[Page]) -> float:
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in page.lines:
            sizes[line.rounded] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 11.0


def _margins(pages: Sequence[Page], body: float) -> tuple[float, float]:
    """Where the text of even and of odd pages begins: bound ones have different margins."""
    found: tuple[Counter[float], Counter[float]] = (Counter(), Counter())
    for page in pages:
        found[page.number % 2].update(
            round(line.hang) for line in page.lines if abs(line.size - body) < 0.6
        )
    even, odd = (_commonest(lefts) for lefts in found)
    return (even, odd) if even is not None and odd is not None else (0.0, 0.0)


def _commonest(lefts: Counter[float]) -> float | None:
    """The commonest edge; one further left that is nearly as common is that of the text."""
    if not lefts:
        return None
    most = max(lefts.values())
    return min(left for left, times in lefts.items() if times >= 0.3 * most)


def _pitches(pages: Sequence[Page]) -> dict[float, float]:
    """How far apart the lines of one paragraph stand, by the size of their letters."""
    found: dict[float, Counter[float]] = {}
    for page in pages:
        before: Line | None = None
        for line in page.lines:
            if before is not None:
                size = line.rounded
                step = line.top - before.top
                if 0.9 * size < step < 2.2 * size and abs(line.hang - before.hang) < 30:
                    found.setdefault(size, Counter())[round(step * 2) / 2] += 1
            before = line
    return {size: _closest(steps) for size, steps in found.items()}


def _closest(steps: Counter[float]) -> float:
    """The commonest distance; a nearer one that is nearly as common is that of the lines."""
    most = max(steps.values())
    return min(step for step, times in steps.items() if times >= 0.35 * most)


def _of_page(
    page: Page, body: float, pitches: dict[float, float], margin: float
) -> Iterator[Block]:
    lines = page.lines
    if not lines:
        return
    boxes = frames(page)
    if boxes:
        for line in lines:
            holding = [at for at, box in enumerate(boxes, 1) if box.holds(line)]
            if holding:
                smallest = min(holding, key=lambda at: boxes[at - 1].height * boxes[at - 1].width)
                line.box = page.number * 1000 + smallest
        _without_bars(lines)
    edges: dict[int, float] = {}
    for line in lines:
        key = int(line.hang / 30)
        edges[key] = max(edges.get(key, 0.0), line.right)
    contents = _is_contents(lines)
    held: list[Line] = []
    for line in lines:
        if held and (line.table is not None or _breaks(held, line, edges, pitches)):
            yield _block(held, page, body, contents, margin)
            held = []
        if line.table is None:
            held.append(line)
        elif not line.table.shown:
            line.table.shown = True
            yield table_block(line.table, page)
    if held:
        yield _block(held, page, body, contents, margin)


def _without_bars(lines: Sequence[Line]) -> None:
    """Take those out of their boxes that are only bars with a name: its words stand below."""
    held: dict[int, list[str]] = {}
    for line in lines:
        if line.box:
            held.setdefault(line.box, []).append(line.text)
    bars = {box for box, said in held.items() if NAME_BAR.fullmatch(" ".join(said))}
    for line in lines:
        if line.box in bars:
            line.box = 0


def _is_contents(lines: Sequence[Line]) -> bool:
    """Whether a page is one of contents: its lines end in leaders or in page numbers."""
    if len(lines) < 4:
        return False
    leaders = sum(_has_leaders(line.text) for line in lines)
    if leaders >= max(3, 0.3 * len(lines)):
        return True
    numbers = [
        int(found[1])
        for line in lines
        if line.text[-1:].isdigit()
        and (found := _TRAILING_PAGE.fullmatch(line.text))
        and not NAMED_ALONE.fullmatch(line.text)
    ]
    if len(numbers) < 5 or len(numbers) < 0.4 * len(lines):
        return False
    rising = sum(after >= before for before, after in pairwise(numbers))
    return rising >= 0.8 * (len(numbers) - 1)


def _breaks(
    held: list[Line], line: Line, edges: dict[int, float], pitches: dict[float, float]
) -> bool:
    """Whether a line begins a new block after those held."""
    last = held[-1]
    if last.broken:
        return False
    if line.box != last.box:
        return True
    if line.text.isdecimal() and _counts_name(last, line):
        return False
    size = last.size
    if abs(line.size - size) > 0.12 * size and len(line.text) > 3 and len(last.text) > 3:
        return True
    if line.font.bold and last.font.bold and _heads_apart(last, line):
        return True
    step = line.top - last.top
    if step < -2:
        return _new_column(last, line)
    usual = pitches.get(last.rounded, 1.3 * size)
    if len(held) > 1:
        usual = min(usual, max(held[1].top - held[0].top, size)) if step > 0 else usual
    if step > 1.27 * usual + 0.6:
        return True
    if step > 1.6 * size and len(held) == 1 and _sentence_apart(last, line):
        return True
    same_height = step < 0.5 * size
    if same_height:
        return line.left > last.right + 1.2 * size
    return _begins(held, line, edges)


def _counts_name(last: Line, line: Line) -> bool:
    """Whether a number stands at the height of "Recommendation", at the other end of its bar."""
    beside = abs(line.mid - last.mid) < 0.5 * last.size and line.left > last.right
    return beside and NAME_ALONE.fullmatch(last.text) is not None


def _heads_apart(last: Line, line: Line) -> bool:
    """Whether two lines that begin in bold are two headings, bold throughout: their letters differ in size."""
    return (
        last.last.bold
        and line.last.bold
        and abs(line.rounded - last.rounded) >= 1
        and len(last.text) > 1
    )


def _sentence_apart(last: Line, line: Line) -> bool:
    return last.text.endswith((".", "!", "?")) and line.text[:1].isupper()


def _new_column(last: Line, line: Line) -> bool:
    """Going up the page: the same paragraph only in the middle of a sentence."""
    return last.text.endswith(SENTENCE_END) or not line.text[:1].islower()


def _begins(held: list[Line], line: Line, edges: dict[int, float]) -> bool:
    """Whether a line next under those held begins something, by its words, type or indent."""
    last, first = held[-1], held[0]
    edge = edges.get(int(last.hang / 30), last.right)
    short = last.right < edge - 0.13 * max(edge - last.left, 60)
    ended = last.text.endswith(SENTENCE_END)
    upper = line.text[:1].isupper()
    all_bold = last.font.bold and last.last.bold and first.font.bold
    now_bold = line.font.bold and line.last.bold
    if line.label_end and (ended or short or not line.text[: line.label_end].isdecimal()):
        return True
    if not line.label_end and may_be_label(line.text) and LIST_LABEL.match(line.text):
        hanging = line.left < first.hang - 3 or not first.label_end or line.left <= first.left + 3
        if _BULLET.match(line.text) or (
            (ended or short or last.text.endswith((",", " and", " or"))) and hanging
        ):
            return True
    if (
        line.text[:1] in _NAME_LETTERS
        and NAMED.match(line.text)
        and (
            (now_bold and not all_bold)
            or (short and ended)
            or (line.bold_start > 8 and not all_bold)
        )
    ):
        return True
    if all_bold != now_bold:
        if all_bold and not line.font.bold and (upper or short):
            return True
        if now_bold and not last.last.bold and upper:
            return True
        if all_bold and line.bold_start and short and upper and len(held) == 1:
            return True
    leads = line.bold_start and first.bold_start and not all_bold and not last.last.bold
    if leads and ended and upper:
        return True
    if short and ended and upper and not last.text.endswith(","):
        return True
    indented = line.left - last.hang > 0.8 * line.size
    if indented and ended and upper and len(held) > 1 and not first.label_end:
        return True
    outdented = first.hang - line.left > 0.9 * line.size and len(held) > 1
    return outdented and (ended or short)


def _block(lines: list[Line], page: Page, body: float, contents: bool, margin: float) -> Block:
    first = lines[0]
    text = joined_lines([line.text for line in lines], [line.broken for line in lines])
    label, words = "", text
    if first.label_end:
        label, words = text[: first.label_end], text[first.label_end :].strip()
    elif may_be_label(text) and (found := LIST_LABEL.match(text)):
        label, words = found[1], text[found.end() :].strip()
    bold, italic = _weights(lines)
    style = Style(
        size=round(median([line.size for line in lines]), 1),
        bold=round(min(bold, 1), 2),
        italic=round(min(italic, 1), 2),
        left=round(first.left - margin, 1),
        font=first.font.name,
    )
    return Block(
        kind=_kind(lines, page, words, label, style, body, contents),
        text=words,
        label=label,
        style=style,
        page=page.number,
        box=first.box,
        lead=_lead(lines, label),
        spots=(_spot(lines, page),),
    )


def _weights(lines: Sequence[Line]) -> tuple[float, float]:
    """How much of some lines is bold, and how much italic, 0 to 1; most lines are neither."""
    letters, bold, italic = 0, 0.0, 0.0
    for line in lines:
        letters += len(line.text)
        font = line.font
        if font is not line.last or font.bold or font.italic:
            bold += _share(line, "bold")
            italic += _share(line, "italic")
    return bold / (letters or 1), italic / (letters or 1)


def _share(line: Line, sign: str) -> float:
    """How many letters of a line are bold or italic, its two ends taken for its whole."""
    start, end = getattr(line.font, sign), getattr(line.last, sign)
    letters = len(line.text) - line.label_end
    if start and end:
        return len(line.text)
    if sign == "bold" and start:
        return line.bold_start or letters / 2
    return letters / 2 if start or end else 0


def _lead(lines: Sequence[Line], label: str) -> str:
    """The bold opening of a block that is not bold throughout."""
    parts = []
    for line in lines:
        if line.font.bold and line.last.bold:
            parts.append(line.text)
            continue
        if line.font.bold and line.bold_start:
            parts.append(line.text[: line.bold_start])
        break
    else:
        return ""
    lead = joined_lines(parts, [False] * len(parts)) if parts else ""
    return lead[len(label) :].strip() if label and lead.startswith(label) else lead


def _spot(lines: Sequence[Line], page: Page) -> Spot:
    box = (
        min([line.left for line in lines]),
        min([line.top for line in lines]),
        max([line.right for line in lines]),
        max([line.bottom for line in lines]),
    )
    if page.turn:
        box = turned_back(box, page.turn, page.width, page.height)
    return Spot(page.number, *(round(side, 1) for side in box))


def _kind(
    lines: Sequence[Line],
    page: Page,
    words: str,
    label: str,
    style: Style,
    body: float,
    contents: bool,
) -> BlockKind:
    if contents or _has_leaders(words):
        return BlockKind.CONTENTS
    if (
        style.size < 0.93 * body
        and lines[0].top > 0.45 * page.height
        and _NOTE.match(f"{label} {words}".strip())
    ):
        return BlockKind.FOOTNOTE
    count = words.count(" ") + 1
    larger = style.size > 1.08 * body
    capitals = words.isupper() and len(words) > 5
    small = bool(label) and not label[0].isdigit() and not label[:1].isupper()
    if small:
        return BlockKind.ITEM
    if count <= 30 and words and (larger or style.bold > 0.9 or capitals):
        ended = words.endswith((".", ";", ","))
        if not ended or (larger and count <= 14) or (count <= 8 and style.bold > 0.9):
            return BlockKind.HEADING
    if label:
        return BlockKind.ITEM
    return BlockKind.PARAGRAPH
