"""Finds what is drawn on a page of a PDF: boxes, rules, and the grounds that words stand on."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any

from marmot_tracker.exchange.readers.pdf_binding import ADDRESS, NUMBER, address_of, bound
from marmot_tracker.exchange.readers.pdf_letters import WHITE
from marmot_tracker.exchange.readers.pdf_lines import Page, Rect
from marmot_tracker.exchange.readers.pdf_shown import Shown

MOST_OBJECTS = 4000
MOST_SEGMENTS = 400
"""Strokes of one drawing that are looked at, so that a map costs no more than a table."""
DEEPEST = 3
"""How many drawings within drawings are opened."""
THIN = 3.0
"""Points: what is thinner is a rule and no box."""
SHORTEST_RULE = 8.0
Matrix = tuple[float, ...]


class Drawings:
    """Looks at what is drawn on pages; the library's functions are looked up once."""

    def __init__(self) -> None:
        from pypdfium2 import raw  # type: ignore[import-untyped]

        self._raw = raw
        self._sides = (ctypes.c_float * 4)()
        start = ctypes.addressof(self._sides)
        self._sides_at = [start + 4 * at for at in range(4)]
        self._matrix = (ctypes.c_float * 6)()
        self._matrix_at = ctypes.addressof(self._matrix)
        self._colour = (ctypes.c_uint * 4)()
        colour = ctypes.addressof(self._colour)
        self._colour_at = [colour + 4 * at for at in range(4)]
        self._modes = (ctypes.c_int * 2)()
        self._modes_at = [ctypes.addressof(self._modes) + 4 * at for at in range(2)]
        four = [ADDRESS] * 4
        self._count = bound(raw.FPDFPage_CountObjects, NUMBER, ADDRESS)
        self._object = bound(raw.FPDFPage_GetObject, ADDRESS, ADDRESS, NUMBER)
        self._count_within = bound(raw.FPDFFormObj_CountObjects, NUMBER, ADDRESS)
        self._object_within = bound(raw.FPDFFormObj_GetObject, ADDRESS, ADDRESS, ctypes.c_ulong)
        self._kind = bound(raw.FPDFPageObj_GetType, NUMBER, ADDRESS)
        self._bounds = bound(raw.FPDFPageObj_GetBounds, NUMBER, ADDRESS, *four)
        self._object_matrix = bound(raw.FPDFPageObj_GetMatrix, NUMBER, ADDRESS, ADDRESS)
        self._mode = bound(raw.FPDFPath_GetDrawMode, NUMBER, ADDRESS, ADDRESS, ADDRESS)
        self._fill = bound(raw.FPDFPageObj_GetFillColor, NUMBER, ADDRESS, *four)
        self._segments = bound(raw.FPDFPath_CountSegments, NUMBER, ADDRESS)
        self._segment = bound(raw.FPDFPath_GetPathSegment, ADDRESS, ADDRESS, NUMBER)
        self._segment_kind = bound(raw.FPDFPathSegment_GetType, NUMBER, ADDRESS)
        self._point = bound(raw.FPDFPathSegment_GetPoint, NUMBER, ADDRESS, ADDRESS, ADDRESS)

    def look(self, page: Page, sheet: Any, shown: Shown) -> None:
        """Put the boxes, rules and grounds of a sheet on its page."""
        raw = self._raw
        for thing, kind, matrix in self._things(address_of(sheet.raw)):
            if not self._bounds(thing, *self._sides_at):
                continue
            left, low, right, top = _moved(tuple(self._sides), matrix)
            rect = Rect(*shown.box(left, top, right, low))
            if kind != raw.FPDF_PAGEOBJ_PATH:
                page.grounds.append(rect)
            elif min(rect.width, rect.height) <= THIN:
                page.rules.append(rect)
            else:
                self._path(page, thing, matrix, rect, shown)

    def picture_share(self, sheet: Any, shown: Shown) -> float:
        """How much of a sheet its largest picture covers, 0 to 1."""
        whole = shown.width * shown.height or 1.0
        most = 0.0
        for thing, kind, matrix in self._things(address_of(sheet.raw)):
            if kind == self._raw.FPDF_PAGEOBJ_IMAGE and self._bounds(thing, *self._sides_at):
                left, low, right, top = _moved(tuple(self._sides), matrix)
                across = min(right, shown.right) - max(left, shown.left)
                down = min(top, shown.top) - max(low, shown.low)
                most = max(most, max(across, 0.0) * max(down, 0.0) / whole)
        return most

    def _things(self, sheet: int) -> Iterator[tuple[int, int, Matrix]]:
        """Paths, pictures and shades, those within other drawings too, and how each is moved."""
        count = min(self._count(sheet), MOST_OBJECTS)
        waiting: list[tuple[int, Matrix, int]] = [
            (self._object(sheet, number), (), 0) for number in range(count)
        ]
        yield from self._opened(waiting, MOST_OBJECTS)

    def _opened(
        self, waiting: list[tuple[int, Matrix, int]], most: int
    ) -> Iterator[tuple[int, int, Matrix]]:
        raw = self._raw
        text, form = raw.FPDF_PAGEOBJ_TEXT, raw.FPDF_PAGEOBJ_FORM
        for thing, matrix, depth in waiting:
            kind = self._kind(thing)
            if kind == text:
                continue
            if kind != form:
                yield thing, kind, matrix
                continue
            if depth == DEEPEST:
                continue
            self._object_matrix(thing, self._matrix_at)
            moved = _together(tuple(self._matrix), matrix)
            count = min(self._count_within(thing), most)
            most -= count
            within = [(self._object_within(thing, at), moved, depth + 1) for at in range(count)]
            yield from self._opened(within, most)

    def _path(self, page: Page, thing: int, matrix: Matrix, rect: Rect, shown: Shown) -> None:
        """A box, the ground of words, or a drawing of which the straight strokes are rules."""
        if rect.width > 60 and rect.height > 9:
            page.boxes.append(rect)
        self._mode(thing, *self._modes_at)
        filled, stroked = self._modes
        if filled and self._fill(thing, *self._colour_at) and min(self._colour[:3]) < WHITE:
            page.grounds.append(rect)
        if stroked:
            page.rules += self._strokes(thing, matrix, shown)

    def _strokes(self, thing: int, matrix: Matrix, shown: Shown) -> list[Rect]:
        """The level and upright strokes of a path that draws more than one box."""
        self._object_matrix(thing, self._matrix_at)
        matrix = _together(tuple(self._matrix), matrix)
        count = self._segments(thing)
        if count <= 5 or count > MOST_SEGMENTS:
            return []
        found: list[Rect] = []
        before: tuple[float, float] | None = None
        for number in range(count):
            segment = self._segment(thing, number)
            self._point(segment, *self._sides_at[:2])
            x, y, _, _ = _moved((self._sides[0], self._sides[1]) * 2, matrix)
            if before is not None and self._segment_kind(segment) == self._raw.FPDF_SEGMENT_LINETO:
                left, right = sorted((before[0], x))
                low, top = sorted((before[1], y))
                rule = Rect(*shown.box(left, top, right, low))
                if (
                    min(rule.width, rule.height) < 0.5
                    and max(rule.width, rule.height) > SHORTEST_RULE
                ):
                    found.append(rule)
            before = (x, y)
        return found


def _moved(sides: tuple[float, ...], matrix: Matrix) -> tuple[float, float, float, float]:
    """Left, low, right and top of a box after a matrix."""
    left, low, right, top = sides
    if not matrix:
        return left, low, right, top
    a, b, c, d, e, f = matrix
    across = [a * x + c * y + e for x in (left, right) for y in (low, top)]
    up = [b * x + d * y + f for x in (left, right) for y in (low, top)]
    return min(across), min(up), max(across), max(up)


def _together(one: Matrix, other: Matrix) -> Matrix:
    """A matrix and then another."""
    if not other:
        return one
    a, b, c, d, e, f = one
    g, h, i, j, k, l = other  # noqa: E741
    return (
        a * g + b * i,
        a * h + b * j,
        c * g + d * i,
        c * h + d * j,
        e * g + f * i + k,
        e * h + f * j + l,
    )
