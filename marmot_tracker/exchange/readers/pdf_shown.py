"""Where things stand on a page of a PDF as it is read: from its top left, however it is turned."""

from __future__ import annotations

from typing import Any

Box = tuple[float, float, float, float]
"""Left, top, right and bottom, in points from the page's top left."""


class Shown:
    """What is shown of a page, turned to the right by `turn` quarters so that its words stand."""

    __slots__ = ("height", "left", "low", "right", "top", "turn", "width")

    def __init__(self, sheet: Any, turn: int | None = None) -> None:
        self.left, self.low, self.right, self.top = sheet.get_bbox()
        self.turn = sheet.get_rotation() // 90 % 4 if turn is None else turn
        across, down = self.right - self.left, self.top - self.low
        self.width, self.height = (down, across) if self.turn % 2 else (across, down)

    def box(self, left: float, top: float, right: float, low: float) -> Box:
        """From the file's own coordinates, which go upwards."""
        if not self.turn:
            return left - self.left, self.top - top, right - self.left, self.top - low
        if self.turn == 1:
            return low - self.low, left - self.left, top - self.low, right - self.left
        if self.turn == 2:
            return self.right - right, low - self.low, self.right - left, top - self.low
        return self.top - top, self.right - right, self.top - low, self.right - left


def turned_back(box: Box, turn: int, width: float, height: float) -> Box:
    """A place on a page that was turned to be read, on the page as a viewer shows it.

    `width` and `height` are those of the page as it was read.
    """
    left, top, right, bottom = box
    if turn == 1:
        return top, width - right, bottom, width - left
    if turn == 2:
        return width - right, height - bottom, width - left, height - top
    if turn == 3:
        return height - bottom, left, height - top, right
    return box
