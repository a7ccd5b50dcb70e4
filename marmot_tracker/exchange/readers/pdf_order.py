"""Puts the lines of a PDF page right: running heads out, labels to their words, columns in order."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from unicodedata import category

from marmot_tracker.exchange.readers.pdf_lines import Line, Page
from marmot_tracker.exchange.readers.pdf_names import NAME_ALONE

MARGIN = 0.13
"""The share of a page at its top and bottom where running heads stand."""
OUTER = 0.08
"""The share at its very edge, where two lines alike are enough."""
DROPPED = 1.8
"""A letter so many times as large as the words beside it is the first of a paragraph."""
_ICONS = frozenset({"So", "Co", "Sk"})
"""Classes of letters that are pictures: symbols, and those that fonts keep for themselves."""
_DIGITS = re.compile(r"\d+")
_WORD = re.compile(r"[A-Za-z]+")
_LETTERS = re.compile(r"[^a-z0-9]+")
_PAGE_NUMBER = re.compile(
    r"(?:page\s*)?[-–—|\s]*(?:\d{1,4}|[ivxlc]{1,7})[-–—|\s]*(?:\s*(?:of|/)\s*\d{1,4})?",
    re.IGNORECASE,
)
_PAGE_IN_WORDS = re.compile(
    r"page\s+[a-z]+(?:[ -](?:one|two|three|four|five|six|seven|eight|nine))?"
    r"(?:\s+of\s+[a-z]+(?:[ -][a-z]+)?)?",
    re.IGNORECASE,
)
_NOT_RUNNING = re.compile(
    r"(?:policy |key |priority )?(?:recommendation|action|proposal|requirement)\s*[A-Z]{0,2}\d",
    re.I,
)
LABEL = re.compile(
    r"\(?(?:\d{1,3}(?:\.\d{1,3}){0,3}|[A-Za-z]|[ivxlIVXL]{1,6}|[A-Z]{1,3}\d{1,3})[.):]{0,2}"
    r"|[•●▪◦‣⁃○■□▶►➢➤❖✓✔·–—\-*\uf0b7\uf0a7\uf0d8\uf076\uf0fc\u2043\u27a2]"
)
"""A number, letter or bullet that stands apart before a line."""


def without_running(pages: Sequence[Page]) -> None:
    """Take running heads, feet and page numbers out of the pages' lines."""
    seen: Counter[tuple[str, int, bool]] = Counter()
    marginal: list[tuple[Page, Line, tuple[str, int, bool]]] = []
    for page in pages:
        high, low = page.height * MARGIN, page.height * (1 - MARGIN)
        keys = set()
        for line in page.lines:
            if high < line.top and line.bottom < low:
                continue
            grid = line.table
            if grid is not None and grid.across[-1] > high and grid.across[0] < low:
                # Headings of a table are printed again at the top of each page.
                continue
            upper = line.top <= high
            key = (_LETTERS.sub("", _DIGITS.sub("", line.text.lower())), int(line.top / 5), upper)
            marginal.append((page, line, key))
            keys.add(key)
        for words, height, upper in keys:
            seen[words, height, upper] += 1
            seen[words, height + 1, upper] += 1
    often = 3 if len(pages) > 5 else 2
    gone: dict[int, set[int]] = defaultdict(set)
    body = _usual_size(pages)
    for page, line, key in marginal:
        times = max(seen[key], seen[key[0], key[1] + 1, key[2]])
        outer = line.top < OUTER * page.height or line.bottom > (1 - OUTER) * page.height
        if len(key[0]) > 3:
            enough = times >= often or (outer and times >= 2)
            large = line.size > 1.15 * body
            running = enough and not large and not _NOT_RUNNING.match(line.text)
        else:
            running = bool(_PAGE_NUMBER.fullmatch(line.text)) and _outermost(page, line)
        if not running and (
            (len(key[0]) <= 10 and _PAGE_NUMBER.fullmatch(line.text))
            or (key[0].startswith("page") and _PAGE_IN_WORDS.fullmatch(line.text))
        ):
            running = _outermost(page, line)
        if running:
            gone[page.number].add(id(line))
    for page in pages:
        if out := gone.get(page.number):
            page.lines = [line for line in page.lines if id(line) not in out]


def _usual_size(pages: Sequence[Page]) -> float:
    """The size of most letters."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in page.lines:
            sizes[line.rounded] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 11.0


def _outermost(page: Page, line: Line) -> bool:
    """Whether a number stands where page numbers do: at the edge, or with nothing beside or beyond."""
    if not line.text.strip(" -–—|()").replace(" ", "").isalnum():
        return False
    at_edge = line.top < OUTER * page.height or line.bottom > (1 - OUTER) * page.height
    mid, near = line.mid, 0.5 * line.size
    if not at_edge and any(
        other is not line and abs(other.mid - mid) < near for other in page.lines
    ):
        return False
    if mid < page.height / 2:
        beyond = sum(other.bottom < line.top + 1 for other in page.lines)
    else:
        beyond = sum(other.top > line.bottom - 1 for other in page.lines)
    return beyond <= 2 and not _counts_a_name(page, line)


def _counts_a_name(page: Page, line: Line) -> bool:
    """Whether a number stands below "Recommendation" as its second line."""
    return any(
        0 < line.top - other.top < 2 * other.size
        and abs(line.left - other.left) < other.size
        and NAME_ALONE.fullmatch(other.text)
        for other in page.lines
    )


def put_in_order(page: Page) -> None:
    """Upright lines only, labels joined to their words, and columns one after another."""
    lines = [line for line in _tables_as_one(page.lines) if not line.turned]
    lines = _labelled(lines)
    page.lines = _ordered(lines) if _jumps(lines) else lines


def _tables_as_one(lines: Sequence[Line]) -> list[Line]:
    """One line in the place of all that stand in a ruled table, as large as the table."""
    if not any(line.table is not None for line in lines):
        return list(lines)
    found: list[Line] = []
    seen: set[int] = set()
    for line in lines:
        grid = line.table
        if grid is None:
            found.append(line)
        elif id(grid) not in seen:
            seen.add(id(grid))
            whole = Line(line.page, "", 0, grid.down[0], grid.across[0], line.size, line.font)
            whole.rounded = line.rounded
            whole.right, whole.bottom, whole.table = grid.down[-1], grid.across[-1], grid
            found.append(whole)
    return found


def _labelled(lines: list[Line]) -> list[Line]:
    """A number or bullet that stands apart is put before the words on its height."""
    joined: list[Line] = []
    for line in lines:
        before = joined[-1] if joined else None
        if (
            before is not None
            and before.label_end == 0
            and line.table is None
            and before.table is None
            and _beside(before, line)
            and before.right <= line.left + 2
            and line.left - before.left < 90
            and len(before.text) <= 9
            and (LABEL.fullmatch(before.text) or _is_icon(before.text))
        ):
            if _is_dropped(before, line):
                line.text = f"{before.text}{_blank_after(before.text, line, lines)}{line.text}"
                joined[-1] = line
                continue
            if _is_icon(before.text):
                before.text = "•"
            line.label_end = len(before.text)
            line.text = f"{before.text} {line.text}"
            line.hang = line.left
            line.left = before.left
            line.bold_start += line.label_end + 1 if line.bold_start else 0
            joined[-1] = line
        else:
            joined.append(line)
    return joined


def _is_icon(text: str) -> bool:
    """Whether a sign that is no letter, figure or stop stands alone, as a picture in a margin."""
    return len(text) == 1 and (category(text) in _ICONS or text == "!")


def _is_dropped(letter: Line, line: Line) -> bool:
    """Whether a letter is a paragraph's first, set over the height of several lines."""
    large = letter.size > DROPPED * line.size and letter.bottom - letter.top > line.size
    return large and letter.text.isalpha() and len(letter.text) == 1 and line.text[0].isalpha()


def _blank_after(letter: str, line: Line, lines: Sequence[Line]) -> str:
    """A blank where the letter is a word of its own: "A new ...", known by what the page spells."""
    word = _WORD.match(line.text)
    if letter not in "AI" or word is None:
        return ""
    spelled = {
        one.lower() for each in lines if each is not line for one in _WORD.findall(each.text)
    }
    whole = f"{letter}{word[0]}".lower()
    return " " if whole not in spelled and word[0].lower() in spelled else ""


def _beside(label: Line, line: Line) -> bool:
    """Whether a label stands at a line's height; a large numeral beside the first of its lines."""
    if abs(label.bottom - line.bottom) < 0.45 * max(line.size, label.size):
        return True
    return label.size > 1.3 * line.size and label.top - 3 <= line.mid <= label.bottom


def _jumps(lines: Sequence[Line]) -> bool:
    """Whether the file's own order goes up the page in a way that no new column explains."""
    top = None
    for line in lines:
        if top is not None and line.top < top.top - 2 * top.size and line.left < top.right - 5:
            return True
        if (
            top is not None
            and abs(line.top - top.top) < 2
            and line.left > top.right + 0.9 * line.size
        ):
            return True
        top = line
    return False


def _ordered(lines: list[Line]) -> list[Line]:
    """Lines from top to bottom within columns, columns from left to right.

    One line stands before another below it where they overlap, or to the right of it where no
    line between them overlaps both (Breuel's rule for reading order).
    """
    blocks = _blocks(lines)
    number = len(blocks)
    if number == 1 or number > MOST_BLOCKS:
        return lines
    after: list[set[int]] = [set() for _ in blocks]
    before = [0] * number
    for one in range(number):
        for other in range(number):
            if one != other and _precedes(blocks[one], blocks[other], blocks):
                after[one].add(other)
                before[other] += 1
    placed: list[int] = []
    ready = [index for index in range(number) if not before[index]]
    done = [False] * number
    while len(placed) < number:
        if not ready:
            # Blocks that stand before each other: the file's own order decides.
            ready = [next(index for index in range(number) if not done[index])]
        place = ready.pop(0)
        if done[place]:
            continue
        done[place] = True
        placed.append(place)
        for other in after[place]:
            before[other] -= 1
            if not before[other] and not done[other]:
                ready.append(other)
        ready.sort(key=lambda index: (blocks[index].left > blocks[place].right, index))
    return [line for index in placed for line in blocks[index].lines]


MOST_BLOCKS = 150
COLUMN = 100
"""Points: what is narrower is no column of text."""


class _Block:
    """Lines one under another that overlap."""

    __slots__ = ("bottom", "left", "lines", "right", "top")

    def __init__(self, line: Line) -> None:
        self.lines = [line]
        self.left, self.right = line.left, max(line.right, line.left + 1)
        self.top, self.bottom = line.top, line.bottom

    def takes(self, line: Line) -> bool:
        last = self.lines[-1]
        return (
            0 < line.top - last.top < 2.2 * max(line.size, last.size)
            and line.left < self.right
            and line.right > self.left
        )

    def add(self, line: Line) -> None:
        self.lines.append(line)
        self.left = min(self.left, line.left)
        self.right = max(self.right, line.right)
        self.bottom = max(self.bottom, line.bottom)


def _blocks(lines: Sequence[Line]) -> list[_Block]:
    blocks: list[_Block] = []
    for line in lines:
        # The latest few only: cells of a row and columns side by side.
        for block in reversed(blocks[-6:]):
            if block.takes(line):
                block.add(line)
                break
        else:
            blocks.append(_Block(line))
    return blocks


def _precedes(one: _Block, other: _Block, blocks: Sequence[_Block]) -> bool:
    overlap = one.left < other.right - 2 and other.left < one.right - 2
    if overlap:
        return one.top < other.top
    if one.left >= other.left:
        return False
    if other.bottom < one.top and one.right - one.left < COLUMN:
        # A narrow one low on the left is a label, and what stands above it comes first.
        return False
    # Asked for each two blocks of a page: a loop costs a third of what `any` does.
    upper, lower = min(one.top, other.top), max(one.bottom, other.bottom)
    first_right, last_left = min(one.right, other.right) - 2, max(one.left, other.left) + 2
    for third in blocks:
        if third.top > upper and third.bottom < lower:
            crosses = third.left < first_right and third.right > last_left
            if crosses and third is not one and third is not other:
                return False
    return True
