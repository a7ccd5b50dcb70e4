"""The look: contrast in both themes, chips that never rest on colour alone, sizes in points."""

from __future__ import annotations

import re
from itertools import combinations

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QPalette
from PySide6.QtWidgets import QApplication

from marmot_tracker import paths
from marmot_tracker.vocabulary import RATING_KEY, Rating
from ui import theme
from ui.theme import DARK, LIGHT, Colours, Look, Scheme

THEMES = pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])


def luminance(colour: str) -> float:
    """WCAG 2.2 relative luminance."""
    ink = QColor(colour)
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (ink.redF(), ink.greenF(), ink.blueF())
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG 2.2 contrast ratio."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@THEMES
def test_text_meets_aa(look: Colours) -> None:
    grounds = (look.window, look.surface, look.selection, look.hover)
    for ink in (look.text, look.quiet, look.late, look.missing, look.accent):
        for ground in grounds:
            assert contrast(ink, ground) >= 4.5, (ink, ground)
    assert contrast(look.on_accent, look.accent) >= 4.5
    assert contrast(look.on_accent, look.accent_hover) >= 4.5
    for ground in (look.page_list, look.page_list_selected):
        assert contrast(look.page_list_text, ground) >= 4.5
        assert contrast(look.page_list_quiet, ground) >= 4.5


@THEMES
def test_edges_of_controls_and_marks_meet_three_to_one(look: Colours) -> None:
    for ground in (look.window, look.surface):
        assert contrast(look.control, ground) >= 3
        assert contrast(look.accent, ground) >= 3
    assert contrast(look.page_list_mark, look.page_list_selected) >= 3


@THEMES
@pytest.mark.parametrize("rating", list(Rating))
def test_rating_chips_meet_aa(look: Colours, rating: Rating) -> None:
    tones = look.ratings[rating]
    assert contrast(tones.text, tones.tint) >= 4.5
    assert contrast(tones.mark, tones.tint) >= 3


def test_every_rating_has_its_own_letter_and_shape_in_grey() -> None:
    """Drawn black, the five shapes differ: the shape does not rest on colour."""
    pictures = {}
    for rating in Rating:
        picture = QImage(24, 24, QImage.Format.Format_ARGB32)
        picture.fill(QColor("white"))
        painter = QPainter(picture)
        theme.paint_shape(painter, QRectF(4, 4, 16, 16), rating, QColor("black"))
        painter.end()
        pictures[rating] = picture
    for one, other in combinations(Rating, 2):
        assert pictures[one] != pictures[other]
    assert len({words.letter for words in RATING_KEY.values()}) == len(RATING_KEY)


def test_the_sheet_has_no_fixed_text_sizes_and_every_name_is_filled_in(qapp: QApplication) -> None:
    source = paths.resource("styles/window.css").read_text(encoding="utf-8")
    assert not re.findall(r"font-size:\s*[\d.]+px", source)
    for look in (LIGHT, DARK):
        assert "@" not in theme.style_sheet(look, qapp.font()).split("*/", 1)[1]


def test_scheme_and_zoom_are_applied(qapp: QApplication) -> None:
    look = Look(qapp, scheme=Scheme.DARK, zoom=100)
    assert theme.colours(qapp.palette()) is DARK
    size = qapp.font().pointSizeF()
    look.apply(scheme=Scheme.LIGHT, zoom=200)
    assert theme.colours(qapp.palette()) is LIGHT
    assert qapp.font().pointSizeF() == pytest.approx(size * 2)
    assert look.zoom_by(1) == 200
    assert look.zoom_by(-1) == 175
    look.apply(scheme=Scheme.LIGHT, zoom=100)


def test_colours_follow_the_palette() -> None:
    for look in (LIGHT, DARK):
        assert theme.colours(theme.palette(look)) is look
    assert theme.palette(DARK).color(QPalette.ColorRole.Text) == QColor(DARK.text)


@pytest.mark.parametrize(
    "name", sorted(path.stem for path in paths.resource("icons").glob("*.svg"))
)
def test_every_icon_draws_in_the_colour_asked(qapp: QApplication, name: str) -> None:
    picture = theme.icon(name, "#ff0000", 32).pixmap(32).toImage()
    inked = [
        picture.pixelColor(x, y)
        for x in range(picture.width())
        for y in range(picture.height())
        if picture.pixelColor(x, y).alpha() > 200
    ]
    assert inked
    assert all(colour.red() > 200 and colour.green() < 60 for colour in inked)
