"""What is really drawn: whether words stand out from their ground, and the keyboard's place shows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage, QPalette, QRegion
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QWidget,
)

from tests.screens.looking_over import called, cells_of, shown_in, stops_in, words_of
from ui.colours import ENOUGH, SHAPE, contrast
from ui.widgets.delegates import TickDelegate

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pixels: TypeAlias = NDArray[np.uint32]

SHARP = 2
"""Words are drawn so many times as large, so that the strokes of a letter show their colour."""


def pixels_of(top: QWidget, where: QRect, sharp: int = SHARP) -> Pixels:
    """A part of the window as drawn, as rows of 0xRRGGBB."""
    import numpy as np

    image = QImage(where.size() * sharp, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(sharp)
    image.fill(QApplication.palette().color(QPalette.ColorRole.Window))
    top.render(image, QPoint(), QRegion(where))
    rows = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), -1)
    return np.bitwise_and(rows[:, : image.width()], np.uint32(0xFFFFFF))


def pale(top: QWidget) -> list[str]:
    """Words whose colour, as drawn, is too near to what they stand on."""
    drawn = pixels_of(top, top.rect())
    found = []
    for where, words in _written(top):
        crop = drawn[
            where.top() * SHARP : (where.bottom() + 1) * SHARP,
            where.left() * SHARP : (where.right() + 1) * SHARP,
        ]
        if crop.size < 200:
            continue
        ink, ground = _ink_and_ground(crop)
        ratio = contrast(ink, ground)
        if ratio < ENOUGH:
            found.append(f"“{words[:40]}”: {ink} on {ground} is {ratio:.1f}")
    return found


def _written(top: QWidget) -> Iterator[tuple[QRect, str]]:
    """Where words stand, in `top`, and what they say."""
    for widget in shown_in(top):
        seen = widget.visibleRegion().boundingRect()
        if seen.isEmpty() or not widget.isEnabled():
            continue
        corner = widget.mapTo(top, QPoint(0, 0))
        if isinstance(widget, QAbstractItemView) and not isinstance(widget, QHeaderView):
            port = widget.viewport()
            offset = port.mapTo(top, QPoint(0, 0))
            sight = port.visibleRegion().boundingRect()
            for index in cells_of(widget):
                where = widget.visualRect(index).intersected(sight)
                if isinstance(widget.itemDelegateForIndex(index), TickDelegate):
                    continue  # a box, no words: its line is judged as every control's is
                if index.data() and _most_of(where, widget.visualRect(index)):
                    yield where.translated(offset), str(index.data())
        elif isinstance(widget, QLabel | QAbstractButton | QLineEdit | QComboBox):
            words = words_of(widget) or (
                widget.placeholderText() if isinstance(widget, QLineEdit) else ""
            )
            edge = 0 if isinstance(widget, QLabel) else 4
            whole = _most_of(seen, widget.rect())
            if whole and any(letter.isalnum() for letter in words):
                yield seen.adjusted(edge, edge, -edge, -edge).translated(corner), words


def _most_of(seen: QRect, whole: QRect) -> bool:
    """Whether enough is in sight to judge by."""
    return seen.height() > 0.8 * whole.height() and seen.width() > 0.5 * whole.width()


def _ink_and_ground(crop: Pixels) -> tuple[str, str]:
    """The colour of the words in a picture, and of what they stand on: a chip's tint if on one."""
    import numpy as np

    colours, counts = np.unique(crop, return_counts=True)
    order = np.argsort(counts)[::-1]
    named = [f"#{int(colours[at]):06X}" for at in order]
    many = [int(counts[at]) for at in order]
    ground, rest = named[0], sum(many[1:])
    if rest and many[1] > 0.35 * rest and contrast(ground, named[1]) < 1.7:
        ground = named[1]
    frequent = [name for name, count in zip(named, many, strict=True) if count > 0.012 * rest]
    return max(frequent, key=lambda name: contrast(name, ground)), ground


def ringless(top: QWidget) -> list[str]:
    """Controls that look the same with the keyboard on them, or nearly so."""
    stops = stops_in(top)
    found = []
    for widget in stops:
        other = next((each for each in stops if each is not widget), None)
        if other is None or widget.visibleRegion().isEmpty():
            continue
        widget.setFocus(Qt.FocusReason.TabFocusReason)  # scrolled to, if need be
        where = QRect(widget.mapTo(top, QPoint(0, 0)), widget.size()).intersected(top.rect())
        after = pixels_of(top, where, 1)
        other.setFocus(Qt.FocusReason.TabFocusReason)
        before = pixels_of(top, where, 1)
        if before.shape == after.shape and not _seen(before, after):
            found.append(f"{called(widget)} does not show that the keyboard is on it")
    return found


def _seen(before: Pixels, after: Pixels) -> bool:
    """Whether enough pixels changed, by enough."""
    import numpy as np

    changed = before != after
    pairs, counts = np.unique(
        np.stack([before[changed], after[changed]]), axis=1, return_counts=True
    )
    strong = sum(
        int(many)
        for one, other, many in zip(*pairs, counts, strict=True)
        if contrast(f"#{int(one):06X}", f"#{int(other):06X}") >= SHAPE
    )
    return strong >= 20
