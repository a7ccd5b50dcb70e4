"""Reads a page of a PDF as lines: their words, places and fonts, asking the library little.

The library is asked a few times a line, not once a letter, so that reading a report costs little
more than taking its bare text.
"""

from __future__ import annotations

import ctypes
import re
from typing import Any

from marmot_tracker.exchange.readers.pdf_marks import without_marks
from marmot_tracker.exchange.readers.pdf_names import may_be_label

BROKEN = "\ufffe"
"""What the library writes where a word is broken over two lines; the line break is gone."""
_BREAK = re.compile(r"\r\n|[\r\n]|\ufffe(?:\r\n)?")
_WIDE = re.compile(r"[\U00010000-\U0010ffff]")
_BOLD = re.compile(r"bold|black|heavy|semibold|demi(?!li)|extrabd|[-,]bd\b", re.IGNORECASE)
_ITALIC = re.compile(r"ital|obliq|slanted|[-,]it\b|(?<=[a-z])It$", re.IGNORECASE)
_BULLETS = "•●▪◦‣⁃○■□▶►➢➤❖✓✔·–—-*o\uf0b7\uf0a7\uf0d8\uf076\uf0fc"
_LABEL_START = re.compile(r"\(?(?:[A-Z]{0,3}\d{1,3}(?:\.\d{1,3})*|[A-Za-z]|[ivxl]{1,5})[.)]{0,2}\s")
_WORD = re.compile(r"(?<=\s)\S+")
_SPREAD = 0.72
"""Width of a line, in letters of its size, past which it must have gaps: cells or columns."""


class Font:
    """What a font is by its name, weight and slant."""

    __slots__ = ("bold", "italic", "name")

    def __init__(self, name: str, weight: int, slanted: bool) -> None:
        self.name = name
        self.bold = bool(_BOLD.search(name)) or weight >= 600
        self.italic = bool(_ITALIC.search(name)) or slanted


NO_FONT = Font("", 400, False)


class Line:
    """One printed line, or a part of one before a wide gap. Points from the page's top left."""

    __slots__ = (
        "bold_start",
        "bottom",
        "box",
        "broken",
        "end",
        "font",
        "hang",
        "label_end",
        "last",
        "left",
        "page",
        "pieces",
        "right",
        "rounded",
        "size",
        "start",
        "table",
        "text",
        "top",
        "turned",
    )

    def __init__(
        self, page: int, text: str, start: int, left: float, top: float, size: float, font: Font
    ) -> None:
        self.page = page
        self.text = text
        self.start = start
        self.end = start + len(text)
        self.left = left
        self.right = left
        self.top = top
        self.bottom = top + size
        self.size = size
        self.rounded = 0.0
        self.font = font
        self.last = font
        self.broken = False
        self.box = 0
        self.bold_start = 0
        self.label_end = 0
        self.pieces = 1
        self.hang = left
        self.turned = False
        self.table: Any = None

    @property
    def mid(self) -> float:
        """The height of its middle."""
        return (self.top + self.bottom) / 2


class PageReader:
    """Reads the pages of one document; the library's functions are looked up once."""

    def __init__(self, document: Any) -> None:
        from pypdfium2 import raw  # type: ignore[import-untyped]

        self._raw = raw
        self._document = document
        self._box = raw.FS_RECTF()
        self._box_at = ctypes.byref(self._box)
        self._matrix = raw.FS_MATRIX()
        self._matrix_at = ctypes.byref(self._matrix)
        self._fonts: dict[int, Font] = {}
        self._sizes: dict[tuple[int, float], tuple[float, bool, float]] = {}
        self._straight = True
        self._goes_on = False
        self._left, self._top, self._right, self._low = (ctypes.c_double() for _ in range(4))
        self._sides = tuple(
            ctypes.byref(side) for side in (self._left, self._top, self._right, self._low)
        )

    def read(self, number: int) -> Page:
        """The page with that number, counted from 1."""
        sheet = self._document[number - 1]
        try:
            width, height = sheet.get_size()
            text_page = sheet.get_textpage()
            try:
                page = Page(number, width, height)
                # Fonts live as long as a page of theirs, so their addresses may be used again.
                self._fonts, self._sizes = {}, {}
                self._read(page, text_page.raw, sheet)
                return page
            finally:
                text_page.close()
        finally:
            sheet.close()

    def _text(self, source: Any) -> str:
        raw = self._raw
        count = raw.FPDFText_CountChars(source)
        if count <= 0:
            return ""
        buffer = ctypes.create_string_buffer(2 * (count + 1))
        into = ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort))
        written = raw.FPDFText_GetText(source, 0, count, into)
        text = buffer.raw[: 2 * max(written - 1, 0)].decode("utf-16-le", "replace")
        # A letter beyond the first plane takes two places in the library's count.
        if not text.isascii():
            text = _WIDE.sub(lambda found: f"{found[0]}\x00", text)
        self._straight = count == len(text)
        return text

    def _index(self, source: Any, place: int) -> int:
        """The library's number of the letter at a place of the text."""
        if self._straight:
            return place
        return int(self._raw.FPDFText_GetCharIndexFromTextIndex(source, place))

    def _read(self, page: Page, source: Any, sheet: Any) -> None:
        text = self._text(source)
        page.letters = len(text) - text.count(" ") - text.count("\r\n") * 2
        if not page.letters:
            return
        origin = _origin(sheet)
        at = 0
        for found in _BREAK.finditer(text + "\n"):
            piece, start, at = text[at : found.start()], at, found.end()
            line = self._line(page, source, piece, start, origin)
            if line is None:
                continue
            line.broken = found[0].startswith(BROKEN)
            cuts = self._cuts(source, line)
            if cuts:
                page.lines += self._parted(page, source, line, cuts, origin)
            else:
                page.lines.append(line)
        page.interesting = "ecommend" in text or "ECOMMEND" in text or self._goes_on
        if page.interesting:
            page.boxes, page.rules = self._drawn(sheet, origin)
            self._without_marks(page, source, origin)
        # A table may go on where its heading is not printed again.
        self._goes_on = sum(rule.height > 20 for rule in page.rules) >= 3

    def _cuts(self, source: Any, line: Line) -> list[int]:
        """Where a line is cut, being several cells or a label and words: after its wide gaps."""
        text, letters = line.text, len(line.text)
        if letters < 3 or " " not in text:
            return []
        if line.right - line.left > _SPREAD * letters * line.size:
            return self._wide(source, line, letters)
        # A number or bullet stands before its words even where one piece holds both.
        labelled = _LABEL_START.match(text) if may_be_label(text) else None
        first = self._wide(source, line, labelled.end()) if labelled else []
        raw = self._raw
        pieces = line.pieces
        if pieces < 2:
            return first
        begin = self._index(source, line.start)
        raw.FPDFText_CountRects(source, begin, self._index(source, line.end - 1) - begin + 1)
        gaps: list[float] = []
        before = -1.0
        for piece in range(pieces):
            raw.FPDFText_GetRect(source, piece, *self._sides)
            if before >= 0 and self._left.value - before > line.size:
                gaps.append(self._left.value)
            before = self._right.value
        if len(gaps) <= len(first):
            return first
        return self._at(source, line, gaps)

    def _at(self, source: Any, line: Line, gaps: list[float]) -> list[int]:
        """The words of a line that begin where pieces after gaps do."""
        raw, box, at = self._raw, self._box, self._box_at
        cuts: list[int] = []
        for found in _WORD.finditer(line.text, 1):
            raw.FPDFText_GetLooseCharBox(
                source, self._index(source, line.start + found.start()), at
            )
            if any(abs(box.left - gap) < 0.35 * line.size for gap in gaps):
                cuts.append(found.start())
                if len(cuts) == len(gaps):
                    break
        return cuts

    def _wide(self, source: Any, line: Line, most: int) -> list[int]:
        """The words among the first letters of a line that begin after a wide gap."""
        raw, box, at = self._raw, self._box, self._box_at
        text = line.text
        cuts: list[int] = []
        for found in _WORD.finditer(text, 1):
            begin = found.start()
            if begin > most:
                break
            end = len(text[:begin].rstrip()) - 1
            raw.FPDFText_GetLooseCharBox(source, self._index(source, line.start + begin), at)
            left = box.left
            raw.FPDFText_GetLooseCharBox(source, self._index(source, line.start + end), at)
            if left - box.right > line.size:
                cuts.append(begin)
        return cuts

    def _line(
        self, page: Page, source: Any, piece: str, at: int, origin: tuple[float, float]
    ) -> Line | None:
        words = piece.strip(" \t\x00\u00a0\u2002\u2003")
        if not words:
            return None
        start = at + piece.index(words[0])
        if words[0].isspace():
            return None
        raw = self._raw
        first = self._index(source, start)
        letter = first
        if (gap := words.find(" ", 0, 9)) > 0 and not words[0].isalpha():
            # The size and font of the words, not those of a bullet or number before them.
            letter = self._index(source, start + len(words) - len(words[gap:].lstrip()))
        last = self._index(source, start + len(words) - 1)
        raw.FPDFText_GetLooseCharBox(source, first, self._box_at)
        left, right = self._box.left, self._box.right
        if letter != first:
            raw.FPDFText_GetLooseCharBox(source, letter, self._box_at)
        top, low = self._box.top, self._box.bottom
        font = self._font(source, letter)
        size, turned, rounded = self._size(source, letter, font, top - low)
        line = Line(page.number, words, start, left - origin[0], 0, size, font)
        line.turned, line.rounded = turned, rounded
        line.top, line.bottom = origin[1] - top, origin[1] - low
        if last != first:
            line.pieces = raw.FPDFText_CountRects(source, first, last - first + 1)
            raw.FPDFText_GetLooseCharBox(source, last, self._box_at)
            right = self._box.right
        line.right = right - origin[0]
        line.last = font if line.pieces == 1 else self._font(source, last)
        if font.bold:
            line.bold_start = len(words) if line.last.bold else self._bold(source, line)
        return line

    def _size(
        self, source: Any, letter: int, font: Font, height: float
    ) -> tuple[float, bool, float]:
        """A letter's size in points, whether it is turned, and its size to the half point.

        Asked once for each height that a font is met in.
        """
        key = (id(font), round(height, 2))
        known = self._sizes.get(key)
        if known is None:
            raw, matrix = self._raw, self._matrix
            raw.FPDFText_GetMatrix(source, letter, self._matrix_at)
            turned = abs(matrix.b) > abs(matrix.d)
            scale = abs(matrix.b) if turned else abs(matrix.d)
            size = raw.FPDFText_GetFontSize(source, letter) * scale
            size = size or height
            known = self._sizes[key] = (size, turned, round(size * 2) / 2)
        return known

    def _without_marks(self, page: Page, source: Any, origin: tuple[float, float]) -> None:
        def measured(line: Line, at: int) -> tuple[float, float, float]:
            return self._measured(source, line, at, origin)

        for line in page.lines:
            without_marks(line, measured)

    def _measured(
        self, source: Any, line: Line, at: int, origin: tuple[float, float]
    ) -> tuple[float, float, float]:
        """The size of the letter at a place in a line, and its upper and lower edge."""
        letter = self._index(source, line.start + at)
        self._raw.FPDFText_GetLooseCharBox(source, letter, self._box_at)
        top, low = self._box.top, self._box.bottom
        size = self._size(source, letter, self._font(source, letter), top - low)[0]
        return size, origin[1] - top, origin[1] - low

    def _font(self, source: Any, index: int) -> Font:
        raw = self._raw
        thing = raw.FPDFText_GetTextObject(source, index)
        if not thing:
            return NO_FONT
        font = raw.FPDFTextObj_GetFont(thing)
        if not font:
            return NO_FONT
        address = ctypes.addressof(font.contents)
        known = self._fonts.get(address)
        if known is None:
            known = self._fonts[address] = self._named(font)
        return known

    def _named(self, font: Any) -> Font:
        raw = self._raw
        buffer = ctypes.create_string_buffer(200)
        written = raw.FPDFFont_GetBaseFontName(font, buffer, 200)
        name = buffer.raw[: max(written - 1, 0)].split(b"\x00")[0].decode("utf-8", "replace")
        angle = ctypes.c_int(0)
        slanted = bool(raw.FPDFFont_GetItalicAngle(font, ctypes.byref(angle)) and angle.value)
        return Font(name.partition("+")[2] or name, raw.FPDFFont_GetWeight(font), slanted)

    def _parted(
        self, page: Page, source: Any, line: Line, cuts: list[int], origin: tuple[float, float]
    ) -> list[Line]:
        """The line cut at its wide gaps."""
        text = line.text
        parts = []
        for begin, end in zip([0, *cuts], [*cuts, len(text)], strict=True):
            part = self._line(page, source, text[begin:end], line.start + begin, origin)
            if part is not None:
                parts.append(part)
        if parts:
            parts[-1].broken = line.broken
        return parts or [line]

    def _bold(self, source: Any, line: Line) -> int:
        """How many letters from its beginning are bold, where not all are."""
        bold = 0
        for found in re.finditer(r"\S+", line.text):
            index = self._index(source, line.start + found.start())
            if not self._font(source, index).bold:
                break
            bold = found.end()
        return bold

    def _drawn(self, sheet: Any, origin: tuple[float, float]) -> tuple[list[Rect], list[Rect]]:
        """The boxes and the rules drawn on a page."""
        raw = self._raw
        boxes: list[Rect] = []
        rules: list[Rect] = []
        low, left, right, high = (ctypes.c_float() for _ in range(4))
        count = min(raw.FPDFPage_CountObjects(sheet.raw), MOST_OBJECTS)
        for number in range(count):
            thing = raw.FPDFPage_GetObject(sheet.raw, number)
            if raw.FPDFPageObj_GetType(thing) != raw.FPDF_PAGEOBJ_PATH:
                continue
            if not raw.FPDFPageObj_GetBounds(thing, left, low, right, high):
                continue
            rect = Rect(
                left.value - origin[0],
                origin[1] - high.value,
                right.value - origin[0],
                origin[1] - low.value,
            )
            if min(rect.width, rect.height) <= THIN:
                rules.append(rect)
            elif rect.width > 60 and rect.height > 9:
                boxes.append(rect)
        return boxes, rules


MOST_OBJECTS = 4000
THIN = 3.0
"""Points: what is thinner is a rule and no box."""


class Rect:
    """Something drawn, in points from the page's top left."""

    __slots__ = ("bottom", "left", "right", "top")

    def __init__(self, left: float, top: float, right: float, bottom: float) -> None:
        self.left, self.top, self.right, self.bottom = left, top, right, bottom

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.bottom - self.top

    def holds(self, line: Line) -> bool:
        """Whether a line lies within."""
        return (
            self.top - 2 <= line.mid <= self.bottom + 2
            and self.left - 3 <= line.left
            and line.left < self.right
        )


class Page:
    """One page: its lines in the file's own order, and what is drawn on it.

    `interesting` is set where its words may speak of recommendations: only there are gaps, boxes
    and rules looked for.
    """

    __slots__ = ("boxes", "height", "interesting", "letters", "lines", "number", "rules", "width")

    def __init__(self, number: int, width: float, height: float) -> None:
        self.number = number
        self.width = width
        self.height = height
        self.letters = 0
        self.lines: list[Line] = []
        self.boxes: list[Rect] = []
        self.rules: list[Rect] = []
        self.interesting = False


def _origin(sheet: Any) -> tuple[float, float]:
    """Left and top of what is shown of a page, in the page's own coordinates."""
    left, _, _, top = sheet.get_bbox()
    return left, top
