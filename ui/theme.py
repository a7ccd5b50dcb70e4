"""Colours, type scale, icons and the look of the window, light and dark.

Nothing here is global: `colours(palette)` reads from a widget's own palette whether it is light
or dark, so delegates and painted widgets follow a change of theme by themselves. Contrast is held
to WCAG 2.2 AA by `tests/screens/test_theme.py`.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from PySide6.QtCore import QByteArray, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QFontMetricsF,
    QGuiApplication,
    QIcon,
    QPainter,
    QPalette,
    QPen,
    QPixmap,
    QPolygonF,
)
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from marmot_tracker import paths
from marmot_tracker.vocabulary import RATING_KEY, Rating

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


@dataclass(frozen=True, slots=True)
class RatingColours:
    """The three colours of one rating: its shape, its words, and the tint they stand on."""

    mark: str
    text: str
    tint: str


@dataclass(frozen=True, slots=True)
class Colours:
    """Every colour of one theme, named for what it is used for."""

    dark: bool
    window: str
    surface: str
    hairline: str
    control: str
    text: str
    quiet: str
    accent: str
    accent_hover: str
    on_accent: str
    selection: str
    hover: str
    page_list: str
    page_list_selected: str
    page_list_text: str
    page_list_quiet: str
    page_list_mark: str
    late: str
    missing: str
    ratings: dict[Rating, RatingColours]


LIGHT = Colours(
    dark=False,
    window="#F5F7FA",
    surface="#FFFFFF",
    hairline="#DDE4EB",
    control="#7C8895",
    text="#16202B",
    quiet="#566473",
    accent="#0F3F6B",
    accent_hover="#17558C",
    on_accent="#FFFFFF",
    selection="#E2ECF6",
    hover="#F0F4F8",
    page_list="#14304D",
    page_list_selected="#1F4C77",
    page_list_text="#FFFFFF",
    page_list_quiet="#C6D3E0",
    page_list_mark="#F2A93B",
    late="#B3201A",
    missing="#9A5600",
    ratings={
        Rating.COMPLETE: RatingColours("#1D5FB4", "#17509A", "#E4EDF8"),
        Rating.ON_TRACK: RatingColours("#00703C", "#00602F", "#E2F1E8"),
        Rating.AT_RISK: RatingColours("#B35F00", "#8A4B00", "#FBEEDC"),
        Rating.OFF_TRACK: RatingColours("#C4211B", "#AD1914", "#FCE6E4"),
        Rating.NOT_RATED: RatingColours("#5A6773", "#4B5763", "#EDF0F3"),
    },
)

DARK = Colours(
    dark=True,
    window="#12171D",
    surface="#1A2129",
    hairline="#2C3641",
    control="#73818F",
    text="#E9EEF3",
    quiet="#A0ADBA",
    accent="#84B6EE",
    accent_hover="#A3C8F3",
    on_accent="#0B1A2A",
    selection="#22384F",
    hover="#202934",
    page_list="#0C1116",
    page_list_selected="#1C2E40",
    page_list_text="#F2F5F8",
    page_list_quiet="#A9B6C3",
    page_list_mark="#F2A93B",
    late="#FF8177",
    missing="#F0AA4F",
    ratings={
        Rating.COMPLETE: RatingColours("#6BA7F0", "#9BC4F7", "#1B3149"),
        Rating.ON_TRACK: RatingColours("#3FAE74", "#6CCB97", "#17352A"),
        Rating.AT_RISK: RatingColours("#F0A030", "#F5B65C", "#40311A"),
        Rating.OFF_TRACK: RatingColours("#FF6B5F", "#FF958C", "#452220"),
        Rating.NOT_RATED: RatingColours("#93A1AF", "#B3BEC9", "#2A333D"),
    },
)


def colours(palette: QPalette) -> Colours:
    """The theme that `palette` belongs to, told by how light its window colour is."""
    return DARK if palette.color(QPalette.ColorRole.Window).lightnessF() < 0.5 else LIGHT


def palette(look: Colours) -> QPalette:
    """The `QPalette` of a theme, so that stock widgets follow it."""
    made = QPalette()
    role = QPalette.ColorRole
    every = {
        role.Window: look.window,
        role.WindowText: look.text,
        role.Base: look.surface,
        role.AlternateBase: look.hover,
        role.Text: look.text,
        role.Button: look.surface,
        role.ButtonText: look.text,
        role.BrightText: look.late,
        role.Highlight: look.selection,
        role.HighlightedText: look.text,
        role.Accent: look.accent,
        role.Link: look.accent,
        role.LinkVisited: look.accent,
        role.PlaceholderText: look.quiet,
        role.ToolTipBase: look.surface,
        role.ToolTipText: look.text,
        role.Light: look.surface,
        role.Midlight: look.hover,
        role.Mid: look.hairline,
        role.Dark: look.control,
        role.Shadow: look.control,
    }
    for name, colour in every.items():
        made.setColor(name, QColor(colour))
    for name in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        made.setColor(QPalette.ColorGroup.Disabled, name, QColor(look.control))
    return made


def body_font(zoom: int = 100) -> QFont:
    """The system's font (or a close free one where the system names none) at `zoom` per cent."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    if sys.platform not in ("win32", "darwin"):
        font.setFamilies(["Segoe UI", "Inter", "Noto Sans", "Cantarell", "DejaVu Sans"])
    points = font.pointSizeF() if font.pointSizeF() > 0 else 9.0
    font.setPointSizeF(max(points + 0.75, 9.75) * zoom / 100)
    font.setWeight(REGULAR)
    return font


def scaled(font: QFont, size: float, weight: QFont.Weight = REGULAR) -> QFont:
    """`font` at one of the three sizes and one of the two weights."""
    made = QFont(font)
    made.setPointSizeF(font.pointSizeF() * size)
    made.setWeight(weight)
    return made


class Look:
    """Applies a theme and a zoom to the application, and follows the system's own scheme."""

    def __init__(self, application: QApplication, *, scheme: Scheme, zoom: int) -> None:
        self._application = application
        self.scheme = scheme
        self.zoom = zoom
        application.setStyle("Fusion")
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._system_changed)
        self.apply(scheme=scheme, zoom=zoom)

    @property
    def colours(self) -> Colours:
        """The theme in force."""
        if self.scheme is Scheme.SYSTEM:
            found = QGuiApplication.styleHints().colorScheme()
            return DARK if found == Qt.ColorScheme.Dark else LIGHT
        return DARK if self.scheme is Scheme.DARK else LIGHT

    def apply(self, *, scheme: Scheme | None = None, zoom: int | None = None) -> None:
        """Show the window in `scheme` at `zoom` per cent (either left out stays as it is)."""
        self.scheme = scheme or self.scheme
        self.zoom = zoom or self.zoom
        asked = {Scheme.LIGHT: Qt.ColorScheme.Light, Scheme.DARK: Qt.ColorScheme.Dark}
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

    def _system_changed(self) -> None:
        if self.scheme is Scheme.SYSTEM:
            self._paint()

    def _paint(self) -> None:
        look = self.colours
        font = body_font(self.zoom)
        self._application.setPalette(palette(look))
        self._application.setFont(font)
        self._application.setStyleSheet(style_sheet(look, font))


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
    words["tick_picture"] = f"tick-{'dark' if look.dark else 'light'}.svg"
    words["styles"] = path.parent.as_posix()
    sheet = path.read_text(encoding="utf-8")
    for name in sorted(words, key=len, reverse=True):
        sheet = sheet.replace(f"@{name}", words[name])
    return sheet


def icon(name: str, colour: str, size: int = 16) -> QIcon:
    """A vendored icon drawn in `colour`, sharp at 100, 150, 200 and 300 per cent."""
    renderer = QSvgRenderer(QByteArray(_drawing(name).replace("currentColor", colour).encode()))
    made = QIcon()
    for scale in (1.0, 1.5, 2.0, 3.0):
        picture = QPixmap(QSize(round(size * scale), round(size * scale)))
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        renderer.render(painter)
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
    painter.setPen(Qt.PenStyle.NoPen)
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
