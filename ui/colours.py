"""The colours of each theme (light, dark, high contrast), named for what they are used for.

`of_palette` tells which theme the application's palette belongs to; whatever is painted asks
`theme.colours()`, and so follows a change of theme by itself. High contrast is made from three
colours: our own, or those of a high contrast theme that the computer is set to.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette

from marmot_tracker.vocabulary import Rating


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
    disabled: str
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
    page_list_edge: str
    on_mark: str
    late: str
    missing: str
    ratings: dict[Rating, RatingColours]
    contrast: bool = False


LIGHT = Colours(
    dark=False,
    window="#F5F7FA",
    surface="#FFFFFF",
    hairline="#DDE4EB",
    control="#7C8895",
    disabled="#7C8895",
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
    page_list_edge="#14304D",
    on_mark="#1B1204",
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
    disabled="#73818F",
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
    page_list_edge="#0C1116",
    on_mark="#1B1204",
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


PLENTY, ENOUGH, SHAPE = 7.0, 4.5, 3.0
"""Contrast of text in high contrast, of text elsewhere, of a shape (WCAG 2.2, 1.4.6, 1.4.3, 1.4.11)."""


def luminance(colour: str) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.2)."""
    ink = QColor(colour)
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (ink.redF(), ink.greenF(), ink.blueF())
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@lru_cache(maxsize=8)
def contrasting(window: str, text: str, accent: str) -> Colours:
    """A high contrast theme of three colours; one that does not stand out enough is replaced.

    Edges and quiet words are in the colour of the text; a rating is its shape, letter and word in
    an outline, with no tint beneath.
    """
    dark = luminance(window) < 0.18
    base = DARK if dark else LIGHT
    if contrast(text, window) < PLENTY:
        text = "#FFFFFF" if dark else "#000000"
    if contrast(accent, window) < ENOUGH:
        accent = text
    selection = _ground(window, text, accent, 0.36)
    hover = _ground(window, text, accent, 0.18)

    def told(colour: str, least: float) -> str:
        return (
            colour if min(contrast(colour, window), contrast(colour, selection)) >= least else text
        )

    return Colours(
        dark=dark,
        contrast=True,
        window=window,
        surface=window,
        hairline=text,
        control=text,
        disabled=_mixed(window, text, 0.55),
        text=text,
        quiet=text,
        accent=accent,
        accent_hover=text,
        on_accent=window,
        selection=selection,
        hover=hover,
        page_list=window,
        page_list_selected=selection,
        page_list_text=text,
        page_list_quiet=text,
        page_list_mark=accent,
        page_list_edge=text,
        on_mark=window,
        late=told(base.late, ENOUGH),
        missing=told(base.missing, ENOUGH),
        ratings={
            rating: RatingColours(told(tones.mark, SHAPE), text, window)
            for rating, tones in base.ratings.items()
        },
    )


def _ground(window: str, text: str, accent: str, share: float) -> str:
    """As much of the accent in the window's colour as text and accent can stand on."""
    while share > 0.02:
        ground = _mixed(window, accent, share)
        if contrast(text, ground) >= PLENTY and contrast(accent, ground) >= ENOUGH:
            return ground
        share -= 0.02
    return window


def _mixed(one: str, other: str, share: float) -> str:
    first, second = QColor(one), QColor(other)
    parts = (
        (first.red(), second.red()),
        (first.green(), second.green()),
        (first.blue(), second.blue()),
    )
    return QColor(*(round(a + (b - a) * share) for a, b in parts)).name().upper()


CONTRAST = contrasting("#000000", "#FFFFFF", "#5CD6FF")
"""Our own high contrast theme."""


def of_palette(palette: QPalette) -> Colours:
    """The theme that `palette` belongs to: high contrast has edges in the colour of its text, and
    the others are told by how light their window colour is.
    """
    role = QPalette.ColorRole
    if palette.color(role.Mid) == palette.color(role.WindowText):
        named = (
            palette.color(each).name().upper()
            for each in (role.Window, role.WindowText, role.Accent)
        )
        return contrasting(*named)
    return DARK if palette.color(role.Window).lightnessF() < 0.5 else LIGHT


def asked_by_the_system(application: QGuiApplication) -> Colours | None:
    """The high contrast theme that the computer is set to, or None where it asks for none.

    The application's own palette is put aside to read it: `palette` must be set again.
    """
    hints = QGuiApplication.styleHints().accessibility()
    if hints.contrastPreference() != Qt.ContrastPreference.HighContrast:
        return None
    application.setPalette(QPalette())
    return from_system(application.palette())


def from_system(found: QPalette) -> Colours:
    """A theme of a high contrast palette's own colours."""
    role = QPalette.ColorRole
    named = (
        found.color(each).name().upper() for each in (role.Window, role.WindowText, role.Highlight)
    )
    return contrasting(*named)


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
        made.setColor(QPalette.ColorGroup.Disabled, name, QColor(look.disabled))
    return made
