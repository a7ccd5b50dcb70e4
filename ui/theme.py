"""Type scale, icons and the look of the window: light, dark and high contrast.

The colours themselves are in `ui/colours.py`. Contrast is held to WCAG 2.2 AA by
`tests/screens/test_theme.py`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from enum import StrEnum
from functools import lru_cache
from typing import TypeAlias

from PySide6.QtCore import QByteArray, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QFontMetricsF,
    QGuiApplication,
    QIcon,
    QPainter,
    QPen,
    QPixmap,
    QPolygonF,
)
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from marmot_tracker import paths
from marmot_tracker.vocabulary import RATING_KEY, Rating
from ui.colours import (
    CONTRAST,
    DARK,
    LIGHT,
    Colours,
    RatingColours,
    asked_by_the_system,
    of_palette,
    palette,
)

__all__ = ["CONTRAST", "DARK", "LIGHT", "Colours", "RatingColours", "colours", "palette"]

STEP = 8
"""The rhythm: margins and gaps are whole or half steps, in device-independent pixels."""

SMALL, BODY, TITLE = 0.86, 1.0, 1.5
"""The three type sizes, as parts of the body size."""

REGULAR, STRONG = QFont.Weight.Normal, QFont.Weight.DemiBold
"""The two weights."""

ZOOM_STEPS = (80, 90, 100, 110, 125, 150, 175, 200)


class Scheme(StrEnum):
    """Which theme the person asked for."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


def colours() -> Colours:
    """The theme in force: that of the application, never of one widget.

    A widget's own palette says nothing of it: where the style sheet gives it another ground, or as
    to a heading none, that ground is its window colour.
    """
    return of_palette(QGuiApplication.palette())


def body_font(zoom: int = 100) -> QFont:
    """The system's font (or a close free one where the system names none) at `zoom` per cent."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    if sys.platform not in ("win32", "darwin"):
        font.setFamilies(["Segoe UI", "Inter", "Noto Sans", "Cantarell", "DejaVu Sans"])
    points = font.pointSizeF() if font.pointSizeF() > 0 else 9.0
    font.setPointSizeF(max(points + 0.75, 9.75) * zoom / 100)
    font.setWeight(REGULAR)
    return font


def zoom_of(font: QFont) -> float:
    """How large the body text in `font` is, 1 at 100 per cent."""
    return font.pointSizeF() / body_font().pointSizeF()


def scaled(font: QFont, size: float, weight: QFont.Weight = REGULAR) -> QFont:
    """`font` at one of the three sizes and one of the two weights."""
    made = QFont(font)
    made.setPointSizeF(font.pointSizeF() * size)
    made.setWeight(weight)
    return made


SystemContrast: TypeAlias = Callable[[QApplication], Colours | None]


class Look:
    """Applies a theme and a zoom to the application, and follows the system's own scheme.

    `contrast` asks the system for its high contrast theme.
    """

    def __init__(
        self,
        application: QApplication,
        *,
        scheme: Scheme,
        zoom: int,
        contrast: SystemContrast = asked_by_the_system,
    ) -> None:
        self._application = application
        self._contrast = contrast
        self.scheme = scheme
        self.zoom = zoom
        application.setStyle("Fusion")
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self._system_changed)
        hints.accessibility().contrastPreferenceChanged.connect(self._system_changed)
        self.apply(scheme=scheme, zoom=zoom)

    @property
    def colours(self) -> Colours:
        """The theme in force."""
        return of_palette(self._application.palette())

    def _wanted(self) -> Colours:
        if self.scheme is Scheme.CONTRAST:
            return CONTRAST
        if self.scheme is Scheme.SYSTEM:
            found = QGuiApplication.styleHints().colorScheme()
            plain = DARK if found == Qt.ColorScheme.Dark else LIGHT
            return self._contrast(self._application) or plain
        return DARK if self.scheme is Scheme.DARK else LIGHT

    def apply(self, *, scheme: Scheme | None = None, zoom: int | None = None) -> None:
        """Show the window in `scheme` at `zoom` per cent (either left out stays as it is)."""
        self.scheme = scheme or self.scheme
        self.zoom = zoom or self.zoom
        dark = Qt.ColorScheme.Dark
        asked = {Scheme.LIGHT: Qt.ColorScheme.Light, Scheme.DARK: dark, Scheme.CONTRAST: dark}
        hints = QGuiApplication.styleHints()
        wanted = asked.get(self.scheme, Qt.ColorScheme.Unknown)
        if wanted == Qt.ColorScheme.Unknown:
            hints.unsetColorScheme()
        else:
            hints.setColorScheme(wanted)
        self._paint()

    def zoom_by(self, steps: int) -> int:
        """Go `steps` up or down the zoom ladder and answer the new zoom."""
        nearest = min(range(len(ZOOM_STEPS)), key=lambda at: abs(ZOOM_STEPS[at] - self.zoom))
        at = min(max(nearest + steps, 0), len(ZOOM_STEPS) - 1)
        self.apply(zoom=ZOOM_STEPS[at])
        return self.zoom

    def _system_changed(self, *_told: object) -> None:
        if self.scheme is Scheme.SYSTEM:
            self._paint()

    def _paint(self) -> None:
        look = self._wanted()
        font = body_font(self.zoom)
        sheet = style_sheet(look, font)
        if self._application.styleSheet() == sheet:  # it alone names every colour and size
            return
        self._application.setPalette(palette(look))
        self._application.setFont(font)
        self._application.setStyleSheet(sheet)


def style_sheet(look: Colours, font: QFont) -> str:
    """What a palette cannot say: card edges, type sizes of labels, round buttons, focus rings."""
    path = paths.resource("styles/window.css")
    words = {
        "small": f"{font.pointSizeF() * SMALL:.2f}pt",
        "title": f"{font.pointSizeF() * TITLE:.2f}pt",
        "strong": str(int(STRONG)),
    }
    for name in look.__dataclass_fields__:
        value = getattr(look, name)
        if isinstance(value, str):
            words[name] = value
    for rating, tones in look.ratings.items():
        words[f"{rating.value}_text"] = tones.text
        words[f"{rating.value}_tint"] = tones.tint
    words["line"] = f"{round(QFontMetricsF(font).height() + zoom_of(font))}px"
    words["table_ring"] = "2px" if look.contrast else "1px"
    words["tick_picture"] = (
        f"tick-{'dark' if QColor(look.on_accent).lightnessF() < 0.5 else 'light'}.svg"
    )
    words["styles"] = path.parent.as_posix()
    sheet = _grown(path.read_text(encoding="utf-8"), zoom_of(font))
    for name in sorted(words, key=len, reverse=True):
        sheet = sheet.replace(f"@{name}", words[name])
    return sheet


GROWING = ("indicator", "arrow", "drop-down", 'menu="true"')
"""What is drawn beside words: rules of the style sheet with these grow with the text."""


def _grown(sheet: str, zoom: float) -> str:
    """A style sheet whose ticks, radio buttons and arrows are as large as the text at a zoom.

    Lines of one or two pixels stay as thin. A radius stays below half of what it rounds, or it
    would round nothing.
    """

    def length(found: re.Match[str]) -> str:
        name, number = found[1], int(found[2])
        if number <= 2:
            return found[0]
        grown = int(number * zoom) - (zoom > 1) if "radius" in name else round(number * zoom)
        return f"{name}{grown}px"

    def rule(found: re.Match[str]) -> str:
        if not any(part in found[1] for part in GROWING):
            return found[0]
        return found[1] + re.sub(r"([\w-]+:\s*)(\d+)px", length, found[2])

    return re.sub(r"([^{}]*)(\{[^{}]*\})", rule, sheet)


def icon(name: str, colour: str, size: int = 16, gap: int = 0) -> QIcon:
    """A vendored icon drawn in `colour`, sharp at 100, 150, 200 and 300 per cent.

    `gap` is empty room at its right, before the words of a button.
    """
    renderer = QSvgRenderer(QByteArray(_drawing(name).replace("currentColor", colour).encode()))
    made = QIcon()
    for scale in (1.0, 1.5, 2.0, 3.0):
        picture = QPixmap(QSize(round((size + gap) * scale), round(size * scale)))
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        renderer.render(painter, QRectF(0, 0, size * scale, size * scale))
        painter.end()
        picture.setDevicePixelRatio(scale)
        made.addPixmap(picture)
    return made


@lru_cache(maxsize=64)
def _drawing(name: str) -> str:
    return paths.resource(f"icons/{name}.svg").read_text(encoding="utf-8")


def paint_shape(painter: QPainter, box: QRectF, rating: Rating, colour: QColor) -> None:
    """The shape of a rating (square, circle, triangle, diamond, hollow circle) filling `box`."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    middle = box.center()
    if rating is Rating.COMPLETE:
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 1.5, 1.5)
    elif rating is Rating.ON_TRACK:
        painter.drawEllipse(box)
    elif rating is Rating.AT_RISK:
        top = QPointF(middle.x(), box.top())
        painter.drawPolygon(QPolygonF([top, box.bottomRight(), box.bottomLeft()]))
    elif rating is Rating.OFF_TRACK:
        wide = box.adjusted(-1, -1, 1, 1)
        points = [
            QPointF(middle.x(), wide.top()),
            QPointF(wide.right(), middle.y()),
            QPointF(middle.x(), wide.bottom()),
            QPointF(wide.left(), middle.y()),
        ]
        painter.drawPolygon(QPolygonF(points))
    else:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour, max(1.5, box.width() / 6)))
        painter.drawEllipse(box.adjusted(1, 1, -1, -1))
    painter.restore()


def chip_size(font: QFont, rating: Rating, word: str) -> QSize:
    """How much room a chip needs in `font`."""
    metrics = QFontMetricsF(scaled(font, 0.94, STRONG))
    text = metrics.horizontalAdvance(f"{RATING_KEY[rating].letter}  {word}")
    return QSize(round(text + metrics.height() * 0.62 + 3 * STEP), round(metrics.height() + STEP))


def paint_chip(
    painter: QPainter, box: QRectF, rating: Rating, word: str, look: Colours, font: QFont
) -> None:
    """A rating's shape, letter and word on its tint, at the left of `box` and centred in height.

    The word is cut with an ellipsis where `box` is too narrow; the letter and shape stay.
    """
    tones = look.ratings[rating]
    wanted = chip_size(font, rating, word)
    chip = QRectF(0, 0, min(wanted.width(), box.width()), min(wanted.height(), box.height()))
    chip.moveCenter(box.center())
    chip.moveLeft(box.left())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QColor(tones.mark) if look.contrast else Qt.PenStyle.NoPen)
    painter.setBrush(QColor(tones.tint))
    painter.drawRoundedRect(chip, chip.height() / 2, chip.height() / 2)
    letters = scaled(font, 0.94, STRONG)
    metrics = QFontMetricsF(letters)
    side = metrics.height() * 0.62
    mark = QRectF(chip.left() + STEP + 1, chip.center().y() - side / 2, side, side)
    paint_shape(painter, mark, rating, QColor(tones.mark))
    painter.setFont(letters)
    painter.setPen(QColor(tones.text))
    room = chip.adjusted(side + 2 * STEP, 0, -STEP, 0)
    text = f"{RATING_KEY[rating].letter}  {word}"
    text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width() + 2)
    painter.drawText(room.adjusted(0, 0, 4, 0), Qt.AlignmentFlag.AlignVCenter, text)
    painter.restore()
