"""The look: contrast in both themes, chips that never rest on colour alone, sizes in points."""

from __future__ import annotations

import inspect
import re
from itertools import combinations
from pathlib import Path

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter, QPalette
from PySide6.QtWidgets import QApplication, QHeaderView

from marmot_tracker import paths
from marmot_tracker.vocabulary import RATING_KEY, Rating
from ui import theme
from ui.actions import ACTIONS
from ui.colours import contrast, contrasting, from_system, of_palette
from ui.theme import CONTRAST, DARK, LIGHT, Colours, Look, Scheme
from ui.widgets.page_list import ICONS

SYSTEMS = {
    "black": ("#000000", "#FFFFFF", "#1AEBFF"),
    "white": ("#FFFFFF", "#000000", "#37006E"),
    "dusk": ("#2D3236", "#FFFFFF", "#A1BFDE"),
    "sand": ("#FFFAEF", "#3D3D3D", "#903909"),
    "careless": ("#808080", "#909090", "#7F7F7F"),
}
"""Window, text and highlight as high contrast themes of computers set them; one that sets no theme."""
UI = Path(theme.__file__).parent
THEMES = pytest.mark.parametrize("look", [LIGHT, DARK, CONTRAST], ids=["light", "dark", "contrast"])


def system_palette(name: str) -> QPalette:
    """The palette of a computer that is set to a high contrast theme."""
    found = QPalette()
    window, text, highlight = SYSTEMS[name]
    found.setColor(QPalette.ColorRole.Window, QColor(window))
    found.setColor(QPalette.ColorRole.WindowText, QColor(text))
    found.setColor(QPalette.ColorRole.Highlight, QColor(highlight))
    return found


def test_contrast_is_counted_as_wcag_counts_it() -> None:
    """Black on white is 21; the other two are worked by hand from the formula of WCAG 2.2."""
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.478, abs=0.001)
    assert contrast("#FFFFFF", "#777777") == contrast("#777777", "#FFFFFF")


@THEMES
def test_text_meets_aa(look: Colours) -> None:
    meets_aa(look)


def meets_aa(look: Colours) -> None:
    """Every ink on every ground it may stand on."""
    grounds = (look.window, look.surface, look.selection, look.hover)
    for ink in (look.text, look.quiet, look.late, look.missing, look.accent):
        for ground in grounds:
            assert contrast(ink, ground) >= 4.5, (ink, ground)
    assert contrast(look.on_accent, look.accent) >= 4.5
    assert contrast(look.on_accent, look.accent_hover) >= 4.5
    for ground in (look.page_list, look.page_list_selected):
        assert contrast(look.page_list_text, ground) >= 4.5
        assert contrast(look.page_list_quiet, ground) >= 4.5


@pytest.mark.parametrize("name", list(SYSTEMS))
def test_a_theme_of_the_computers_own_colours_is_high_contrast(name: str) -> None:
    look = from_system(system_palette(name))
    meets_aa(look)
    edges_meet_three_to_one(look)
    for ground in (look.window, look.selection, look.hover):
        assert contrast(look.text, ground) >= (5 if name == "careless" else 7)
    for tones in look.ratings.values():
        assert contrast(tones.text, tones.tint) >= 4.5
        assert contrast(tones.mark, tones.tint) >= 3
        assert contrast(tones.mark, look.selection) >= 3
    assert look.hairline == look.quiet == look.text
    assert look.window == SYSTEMS[name][0]
    assert look.contrast
    assert of_palette(theme.palette(look)) == look


def test_high_contrast_is_taken_up_and_left_as_the_computer_is_set(qapp: QApplication) -> None:
    asked: list[Colours | None] = [None]
    look = Look(qapp, scheme=Scheme.SYSTEM, zoom=100, contrast=lambda _application: asked[0])
    assert not theme.colours().contrast
    asked[0] = contrasting(*SYSTEMS["sand"])
    QGuiApplication.styleHints().accessibility().contrastPreferenceChanged.emit(
        Qt.ContrastPreference.HighContrast
    )
    assert theme.colours() == asked[0] == look.colours
    look.apply(scheme=Scheme.LIGHT)
    assert theme.colours() is LIGHT
    look.apply(scheme=Scheme.CONTRAST)
    assert theme.colours() == CONTRAST
    look.apply(scheme=Scheme.LIGHT)


@THEMES
def test_edges_of_controls_and_marks_meet_three_to_one(look: Colours) -> None:
    edges_meet_three_to_one(look)


def edges_meet_three_to_one(look: Colours) -> None:
    """Edges of controls and the accent, on what they stand on."""
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
    for look in (LIGHT, DARK, CONTRAST):
        assert "@" not in theme.style_sheet(look, qapp.font()).split("*/", 1)[1]


def test_scheme_and_zoom_are_applied(qapp: QApplication) -> None:
    look = Look(qapp, scheme=Scheme.DARK, zoom=100)
    assert theme.colours() is DARK
    size = qapp.font().pointSizeF()
    look.apply(scheme=Scheme.LIGHT, zoom=200)
    assert theme.colours() is LIGHT
    assert qapp.font().pointSizeF() == pytest.approx(size * 2)
    assert look.zoom_by(1) == 200
    assert look.zoom_by(-1) == 175
    look.apply(scheme=Scheme.LIGHT, zoom=100)


def test_colours_follow_the_palette() -> None:
    for look in (LIGHT, DARK, CONTRAST):
        assert of_palette(theme.palette(look)) is look
    assert theme.palette(DARK).color(QPalette.ColorRole.Text) == QColor(DARK.text)


def test_the_theme_is_told_by_the_application_alone(qapp: QApplication) -> None:
    """A heading without a ground looks dark to whoever asks its own palette."""
    Look(qapp, scheme=Scheme.LIGHT, zoom=100).apply()
    heading = QHeaderView(Qt.Orientation.Horizontal)
    heading.setStyleSheet("background: transparent")
    heading.ensurePolished()
    assert of_palette(heading.palette()) is DARK
    assert theme.colours() is LIGHT
    assert not inspect.signature(theme.colours).parameters
    asking = [
        path.relative_to(UI).as_posix()
        for path in sorted(UI.rglob("*.py"))
        if "of_palette" in path.read_text(encoding="utf-8")
    ]
    assert asking == ["colours.py", "theme.py"]


def test_every_icon_draws_in_the_colour_asked(qapp: QApplication) -> None:
    for name in sorted(path.stem for path in paths.resource("icons").glob("*.svg")):
        picture = theme.icon(name, "#ff0000", 24).pixmap(24).toImage()
        inked = [
            picture.pixelColor(x, y)
            for x in range(picture.width())
            for y in range(picture.height())
            if picture.pixelColor(x, y).alpha() > 200
        ]
        assert inked, name
        assert all(colour.red() > 200 and colour.green() < 60 for colour in inked), name


def test_every_action_but_a_choice_has_an_icon_and_every_icon_is_used() -> None:
    """What can be ticked has its tick in the icon's place."""
    bare = {spec.id for spec in ACTIONS if not spec.icon}
    assert bare == {spec.id for spec in ACTIONS if spec.checkable}
    kept = {path.stem for path in paths.resource("icons").glob("*.svg")}
    used = {spec.icon for spec in ACTIONS} | set(ICONS.values())
    assert used - {""} <= kept
    code = "\n".join(
        each.read_text(encoding="utf-8") for each in Path(theme.__file__).parent.rglob("*.py")
    )
    assert [name for name in kept if f'"{name}"' not in code] == []
