"""What is read from a page of a PDF: its lines, their fonts, and the boxes and rules drawn."""

from __future__ import annotations

import re
from typing import Any

_BOLD = re.compile(r"bold|black|heavy|semibold|demi(?!li)|extrabd|[-,]bd\b", re.IGNORECASE)
_ITALIC = re.compile(r"ital|obliq|slanted|[-,]it\b|(?<=[a-z])It$", re.IGNORECASE)


class Font:
    """What a font is by its name, weight and slant."""

    __slots__ = ("bold", "italic", "name")

    def __init__(self, name: str, weight: int, slanted: bool) -> None:
        self.name = name
        self.bold = bool(_BOLD.search(name)) or weight >= 600
        self.italic = bool(_ITALIC.search(name)) or slanted


NO_FONT = Font("", 400, False)


class Line:
    """One printed line, or a part of one before a wide gap. Points from the page's top left.

    `turned` says by how many quarters its words are turned to the left, 0 for those that stand.
    """

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
        self.left = self.right = self.hang = left
        self.top = top
        self.bottom = top + size
        self.size = size
        self.rounded = 0.0
        self.font = self.last = font
        self.broken = False
        self.turned = self.box = self.bold_start = self.label_end = 0
        self.pieces = 1
        self.table: Any = None

    @property
    def mid(self) -> float:
        """The height of its middle."""
        return (self.top + self.bottom) / 2


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
    and rules looked for. `turn` is by how many quarters it was turned to the right, beyond how it
    is shown, so that its words stand upright. `pictured` is the share of a page with few letters
    that a picture covers, `garbled` says that its letters have no meaning, `unseen` counts lines
    in white on white.
    """

    __slots__ = (
        "boxes",
        "garbled",
        "grounds",
        "height",
        "interesting",
        "letters",
        "lines",
        "number",
        "pictured",
        "rules",
        "turn",
        "unseen",
        "width",
    )

    def __init__(self, number: int, width: float, height: float) -> None:
        self.number = number
        self.width = width
        self.height = height
        self.letters = self.turn = self.unseen = 0
        self.pictured = 0.0
        self.garbled = False
        self.lines: list[Line] = []
        self.boxes: list[Rect] = []
        self.rules: list[Rect] = []
        self.grounds: list[Rect] = []
        self.interesting = False
