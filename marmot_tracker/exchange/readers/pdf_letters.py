"""Asks PDFium about the letters of a page: their words, places, sizes and fonts."""

from __future__ import annotations

import ctypes
import re
from typing import Any

from marmot_tracker.exchange.readers.pdf_binding import ADDRESS, NUMBER, address_of, bound
from marmot_tracker.exchange.readers.pdf_lines import NO_FONT, Font
from marmot_tracker.exchange.readers.pdf_shown import Box, Shown

_WIDE = re.compile(r"[\U00010000-\U0010ffff]")
WHITE = 250
"""Red, green and blue from which on a colour cannot be seen on paper."""
ROOM = 65_536
"""Bytes for the words of a page, at first."""
Sized = tuple[float, int, float]
"""A letter's size in points, how many quarters it is turned to the left, its size to the half."""


class Letters:
    """The letters of one page at a time; the library's functions are looked up once."""

    def __init__(self) -> None:
        from pypdfium2 import raw  # type: ignore[import-untyped]

        self._raw = raw
        self._source = 0
        self._straight = True
        self._rect = (ctypes.c_float * 4)()
        self._rect_at = ctypes.addressof(self._rect)
        self._sides = (ctypes.c_double * 4)()
        self._sides_at = [ctypes.addressof(self._sides) + 8 * at for at in range(4)]
        self._matrix = (ctypes.c_float * 6)()
        self._matrix_at = ctypes.addressof(self._matrix)
        self._fonts: dict[int, Font] = {}
        self._name = ctypes.create_string_buffer(200)
        self._angle = ctypes.c_int(0)
        self._angle_at = ctypes.byref(self._angle)
        self._named_so: dict[tuple[bytes, int, bool], Font] = {}
        self._sizes: dict[tuple[int, float], Sized] = {}
        self._shown: Shown | None = None
        self._words = bytearray(ROOM)
        self._words_at = ctypes.addressof(ctypes.c_char.from_buffer(self._words))
        self._colour = (ctypes.c_uint * 4)()
        self._colour_at = [ctypes.addressof(self._colour) + 4 * at for at in range(4)]
        self._fill = bound(raw.FPDFText_GetFillColor, NUMBER, ADDRESS, NUMBER, *[ADDRESS] * 4)
        self._no_meaning = bound(raw.FPDFText_HasUnicodeMapError, NUMBER, ADDRESS, NUMBER)
        self.unmapped = 0
        """How many fonts of this page do not say which letter is which, as far as they were met."""
        self._get_text = bound(raw.FPDFText_GetText, NUMBER, ADDRESS, NUMBER, NUMBER, ADDRESS)
        self._loose_box = bound(raw.FPDFText_GetLooseCharBox, NUMBER, ADDRESS, NUMBER, ADDRESS)
        self._text_object = bound(raw.FPDFText_GetTextObject, ADDRESS, ADDRESS, NUMBER)
        self._object_font = bound(raw.FPDFTextObj_GetFont, ADDRESS, ADDRESS)
        self._count_pieces = bound(raw.FPDFText_CountRects, NUMBER, ADDRESS, NUMBER, NUMBER)
        self._piece = bound(raw.FPDFText_GetRect, NUMBER, ADDRESS, NUMBER, *[ADDRESS] * 4)
        self._font_size = bound(raw.FPDFText_GetFontSize, ctypes.c_double, ADDRESS, NUMBER)
        self._font_matrix = bound(raw.FPDFText_GetMatrix, NUMBER, ADDRESS, NUMBER, ADDRESS)
        self._index = bound(raw.FPDFText_GetCharIndexFromTextIndex, NUMBER, ADDRESS, NUMBER)

    def of(self, source: Any, shown: Shown) -> str:
        """Turn to a page: its text."""
        self._source = address_of(source)
        self.turned(shown)
        # Fonts live as long as a page of theirs, so their addresses may be used again.
        self._fonts, self._sizes = {}, {}
        self.unmapped = 0
        count = self._raw.FPDFText_CountChars(source)
        if count <= 0:
            return ""
        if 2 * (count + 1) > len(self._words):
            self._words = bytearray(4 * count)
            self._words_at = ctypes.addressof(ctypes.c_char.from_buffer(self._words))
        written = self._get_text(self._source, 0, count, self._words_at)
        text = str(memoryview(self._words)[: 2 * max(written - 1, 0)], "utf-16-le", "replace")
        # A letter beyond the first plane takes two places in the library's count.
        if not text.isascii():
            text = _WIDE.sub(lambda found: f"{found[0]}\x00", text)
        self._straight = count == len(text)
        return text

    def turned(self, shown: Shown) -> None:
        """Tell places as on the page shown so."""
        self._place = shown.box
        self._level = shown.turn == 0
        self._origin = (shown.left, shown.top)

    def index(self, place: int) -> int:
        """The library's number of the letter at a place of the text."""
        return place if self._straight else int(self._index(self._source, place))

    def box(self, letter: int) -> Box:
        """Where a letter stands."""
        self._loose_box(self._source, letter, self._rect_at)
        left, top, right, low = self._rect
        if not self._level:
            return self._place(left, top, right, low)
        across, down = self._origin
        return left - across, down - top, right - across, down - low

    def pieces(self, first: int, last: int) -> int:
        """Of how many pieces in one font the letters between two are made."""
        return int(self._count_pieces(self._source, first, last - first + 1))

    def ends(self, count: int) -> list[tuple[float, float]]:
        """Left and right of the pieces that were counted last."""
        found = []
        for piece in range(count):
            self._piece(self._source, piece, *self._sides_at)
            left, _, right, _ = self._place(*self._sides)
            found.append((left, right))
        return found

    def pale(self, letter: int) -> bool:
        """Whether a letter is white, and so cannot be seen on paper."""
        return bool(
            self._fill(self._source, letter, *self._colour_at) and min(self._colour[:3]) >= WHITE
        )

    def size(self, letter: int, font: Font, height: float) -> Sized:
        """A letter's size; asked once for each height that a font is met in."""
        key = (id(font), round(height, 2))
        known = self._sizes.get(key)
        if known is None:
            self._font_matrix(self._source, letter, self._matrix_at)
            a, b, _, d, _, _ = self._matrix
            aside = abs(b) > abs(d)
            quarters = (1 if b > 0 else 3) if aside else (2 if d < 0 and a < 0 else 0)
            size = self._font_size(self._source, letter) * (abs(b) if aside else abs(d))
            size = size or height
            known = self._sizes[key] = (size, quarters, round(size * 2) / 2)
        return known

    def font(self, letter: int) -> Font:
        """The font of a letter."""
        thing = self._text_object(self._source, letter)
        font = self._object_font(thing) if thing else None
        if not font:
            return NO_FONT
        known = self._fonts.get(font)
        if known is None:
            known = self._named(font)
            self.unmapped += self._no_meaning(self._source, letter) == 1
        return known

    def _named(self, address: int) -> Font:
        raw = self._raw
        font = ctypes.cast(address, raw.FPDF_FONT)
        written = raw.FPDFFont_GetBaseFontName(font, self._name, len(self._name))
        name = self._name.raw[: max(written - 1, 0)]
        angle = self._angle if raw.FPDFFont_GetItalicAngle(font, self._angle_at) else None
        sign = (name, raw.FPDFFont_GetWeight(font), bool(angle is not None and angle.value))
        found = self._named_so.get(sign)
        if found is None:
            words = name.split(b"\x00")[0].decode("utf-8", "replace")
            found = Font(words.partition("+")[2] or words, *sign[1:])
            self._named_so[sign] = found
        self._fonts[address] = found
        return found
