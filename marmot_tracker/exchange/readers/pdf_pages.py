"""Reads a page of a PDF as lines: their words, places and fonts, asking the library little.

The library is asked a few times a line, not once a letter, so that reading a report costs little
more than taking its bare text.
"""

from __future__ import annotations

import re
from typing import Any

from marmot_tracker.exchange.readers.pdf_drawn import Drawings
from marmot_tracker.exchange.readers.pdf_fields import FORMS, has_fields
from marmot_tracker.exchange.readers.pdf_gaps import cuts
from marmot_tracker.exchange.readers.pdf_letters import Letters
from marmot_tracker.exchange.readers.pdf_lines import Line, Page
from marmot_tracker.exchange.readers.pdf_marks import without_marks
from marmot_tracker.exchange.readers.pdf_sense import closed_up, is_garbled, is_spaced
from marmot_tracker.exchange.readers.pdf_shown import Shown
from marmot_tracker.exchange.readers.pdf_telling import STRAY_LETTERS
from marmot_tracker.exchange.reports.tongues import STEMS

BROKEN = "\ufffe"
"""What the library writes where a word is broken over two lines; the line break is gone."""
_BREAK = re.compile(r"\r\n|[\r\n]|\ufffe(?:\r\n)?")
_BLANKS = " \t\x00\u00a0\u2002\u2003"


CELL = 35.0
"""Points from one line to that beside it, past which the first is no label."""
FEWEST_CELLS = 3
MOSTLY = 0.8
"""The share of a page's words that are turned alike on one that is printed sideways."""


class PageReader:
    """Reads the pages of one document."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self._filled_in = document.get_formtype() in FORMS
        if self._filled_in:
            document.init_forms()
        self._letters = Letters()
        self._drawings = Drawings()
        self._goes_on = self._spaced = False

    def read(self, number: int) -> Page:
        """The page with that number, counted from 1."""
        sheet = self._document[number - 1]
        if self._filled_in and has_fields(sheet):
            # What was typed into a form is no part of its page until both are made one.
            sheet.flatten()
            sheet.close()
            sheet = self._document[number - 1]
        try:
            text_page = sheet.get_textpage()
            try:
                return self._read(number, text_page.raw, sheet)
            finally:
                text_page.close()
        finally:
            sheet.close()

    def _read(self, number: int, source: Any, sheet: Any) -> Page:
        shown = Shown(sheet)
        page = Page(number, shown.width, shown.height)
        text = self._letters.of(source, shown)
        page.letters = len(text) - text.count(" ") - text.count("\r\n") * 2
        if page.letters < STRAY_LETTERS:
            page.pictured = self._drawings.picture_share(sheet, shown)
        if not page.letters:
            return page
        page.lines = self._lines(page, text, shown.turn)
        if self._letters.unmapped and is_garbled(text):
            page.garbled, page.lines = True, []
            return page
        if quarters := _turned(page):
            shown = Shown(sheet, (shown.turn + quarters) % 4)
            self._letters.turned(shown)
            page.turn, page.width, page.height = quarters, shown.width, shown.height
            page.lines = self._lines(page, text, shown.turn)
        page.interesting = (
            "ecommend" in text
            or "ECOMMEND" in text
            or self._goes_on
            or self._spaced
            or _names_elsewhere(text)
            or _has_cells(page.lines)
        )
        if page.interesting:
            self._drawings.look(page, sheet, shown)
            seen = [line for line in page.lines if self._is_seen(page, line)]
            page.unseen, page.lines = len(page.lines) - len(seen), seen
            for line in page.lines:
                without_marks(line, self._measured)
        # A table may go on where its heading is not printed again.
        self._goes_on = sum(rule.height > 20 for rule in page.rules) >= 3
        return page

    def _lines(self, page: Page, text: str, turn: int) -> list[Line]:
        """The lines of a page; what lies outside of it, as cut away before printing, is left out."""
        letters = self._letters
        lines: list[Line] = []
        self._spaced = False
        wide, high = page.width, page.height
        at = 0
        for found in _BREAK.finditer(text + "\n"):
            piece, start, at = text[at : found.start()], at, found.end()
            line = self._line(page.number, piece, start, turn)
            if line is None:
                continue
            if line.right < 0 or line.left > wide or line.bottom < 0 or line.top > high:
                page.letters -= len(line.text)
                continue
            line.broken = found[0].startswith(BROKEN)
            if is_spaced(line.text):
                line.text = closed_up(letters, line.text, line.start)
                line.bold_start = min(line.bold_start, len(line.text))
                self._spaced = True
                lines.append(line)
            elif places := cuts(letters, line):
                lines += self._parted(line, places, turn)
            else:
                lines.append(line)
        return lines

    def _line(self, page: int, piece: str, at: int, turn: int) -> Line | None:
        words = piece.strip(_BLANKS)
        if not words:
            return None
        start = at + piece.index(words[0])
        count = len(words)
        letters = self._letters
        index = letters.index
        first = index(start)
        last = index(start + count - 1)
        left, top, right, low = letters.box(first)
        letter = first
        if not words[0].isalpha() and (gap := words.find(" ", 0, 9)) > 0:
            # The size and font of the words, not those of a bullet or number before them.
            letter = index(start + count - len(words[gap:].lstrip()))
            _, top, _, low = letters.box(letter)
        font = letters.font(letter)
        size, quarters, rounded = letters.size(letter, font, low - top)
        line = Line(page, words, start, left, top, size, font)
        line.bottom, line.rounded = low, rounded
        line.turned = (quarters - turn) % 4
        if last != first:
            line.pieces = letters.pieces(first, last)
            right = letters.box(last)[2]
            if line.pieces > 1:
                line.last = letters.font(last)
        line.right = right
        if font.bold:
            line.bold_start = count if line.last.bold else self._bold(line)
        return line

    def _is_seen(self, page: Page, line: Line) -> bool:
        """Whether a line can be seen: it is not white, or it stands on something drawn."""
        if not self._letters.pale(self._letters.index(line.start)):
            return True
        return any(ground.holds(line) for ground in page.grounds)

    def _parted(self, line: Line, places: list[int], turn: int) -> list[Line]:
        """The line cut at its wide gaps."""
        text = line.text
        parts = []
        for begin, end in zip([0, *places], [*places, len(text)], strict=True):
            part = self._line(line.page, text[begin:end], line.start + begin, turn)
            if part is not None:
                parts.append(part)
        if parts:
            parts[-1].broken = line.broken
        return parts or [line]

    def _bold(self, line: Line) -> int:
        """How many letters from its beginning are bold, where not all are."""
        letters = self._letters
        bold = 0
        for found in re.finditer(r"\S+", line.text):
            if not letters.font(letters.index(line.start + found.start())).bold:
                break
            bold = found.end()
        return bold

    def _measured(self, line: Line, at: int) -> tuple[float, float, float]:
        """The size of the letter at a place in a line, and its upper and lower edge."""
        letters = self._letters
        letter = letters.index(line.start + at)
        _, top, _, low = letters.box(letter)
        return letters.size(letter, letters.font(letter), low - top)[0], top, low


def _names_elsewhere(text: str) -> bool:
    """Whether a page that is not in English names recommendations in its own tongue."""
    return " the " not in text and any(map(text.casefold().__contains__, STEMS))


def _has_cells(lines: list[Line]) -> bool:
    """Whether lines stand beside each other as cells do, or columns."""
    beside = 0
    lefts: dict[int, float] = {}
    for line in lines:
        height = int(line.top)
        if abs(lefts.setdefault(height, line.left) - line.left) > CELL:
            beside += 1
            if beside == FEWEST_CELLS:
                return True
    return False


def _turned(page: Page) -> int:
    """By how many quarters most words of a page are turned to the left; 0 where they are not."""
    sums = [0, 0, 0, 0]
    for line in page.lines:
        sums[line.turned] += len(line.text)
    most = max(range(4), key=sums.__getitem__)
    return most if sums[most] > MOSTLY * sum(sums) else 0
