"""Where Tab goes next: down the window as it is laid out now, and along each line.

Qt goes in the order in which widgets were made. What is made anew while the window is open (chips,
buttons of a pane, rows of a form) would then come last, wherever it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

OVERLAP = 2
"""By how many pixels two widgets may lie over each other and still be one after the other."""


def stops(top: QWidget) -> list[QWidget]:
    """What Tab reaches in `top`: part by part, and in each as it is read."""
    return list(_inside(top))


def order(top: QWidget) -> list[QWidget]:
    """Let Tab go to the `stops` of `top` one after another; answers them."""
    found = stops(top)
    for one, other in pairwise(found):
        if one.nextInFocusChain() is not other:
            QWidget.setTabOrder(one, other)
    return found


def _inside(part: QWidget) -> Iterator[QWidget]:
    layout = part.layout()
    if layout is not None:
        layout.activate()  # what was shown just now has no place yet
    children = [
        each
        for each in part.children()
        if isinstance(each, QWidget) and each.isVisible() and not each.isWindow()
    ]
    for child in _as_read(children):
        if child.focusPolicy() & Qt.FocusPolicy.TabFocus and child.focusProxy() is None:
            yield child
        yield from _inside(child)


def _as_read(widgets: list[QWidget]) -> list[QWidget]:
    """In the order in which an eye goes over them: bands from the top, in each band columns from
    the left, and so on inside a column.
    """
    bands = _parted(widgets, lambda each: (each.y(), each.y() + each.height()))
    if len(bands) == 1:
        bands = _parted(widgets, lambda each: (each.x(), each.x() + each.width()))
    if len(bands) == 1:  # one over the other
        return sorted(widgets, key=lambda each: (each.y(), each.x()))
    return [each for band in bands for each in _as_read(band)]


def _parted(
    widgets: list[QWidget], span: Callable[[QWidget], tuple[int, int]]
) -> list[list[QWidget]]:
    """Groups between which a straight line can be drawn."""
    parts: list[list[QWidget]] = []
    end = 0
    for widget in sorted(widgets, key=lambda each: span(each)[0]):
        begins, ends = span(widget)
        if parts and begins < end - OVERLAP:
            parts[-1].append(widget)
            end = max(end, ends)
        else:
            parts.append([widget])
            end = ends
    return parts
