"""The rating colours that fill cells: direct, of the theme with a tint, or of the palette.

References: ECMA-376 part 1, 18.8.3 (`bgColor` and its kin), 18.8.27 (the palette), 20.1.6.2 (the
theme's colours). Colours that a rule gives (conditional formats) are not among them.
"""

from __future__ import annotations

import colorsys
import re
from collections.abc import Sequence
from xml.etree.ElementTree import Element

PALETTE = [
    "000000",
    "FFFFFF",
    "FF0000",
    "00FF00",
    "0000FF",
    "FFFF00",
    "FF00FF",
    "00FFFF",
    "000000",
    "FFFFFF",
    "FF0000",
    "00FF00",
    "0000FF",
    "FFFF00",
    "FF00FF",
    "00FFFF",
    "800000",
    "008000",
    "000080",
    "808000",
    "800080",
    "008080",
    "C0C0C0",
    "808080",
    "9999FF",
    "993366",
    "FFFFCC",
    "CCFFFF",
    "660066",
    "FF8080",
    "0066CC",
    "CCCCFF",
    "000080",
    "FF00FF",
    "FFFF00",
    "00FFFF",
    "800080",
    "800000",
    "008080",
    "0000FF",
    "00CCFF",
    "CCFFFF",
    "CCFFCC",
    "FFFF99",
    "99CCFF",
    "FF99CC",
    "CC99FF",
    "FFCC99",
    "3366FF",
    "33CCCC",
    "99CC00",
    "FFCC00",
    "FF9900",
    "FF6600",
    "666699",
    "969696",
    "003366",
    "339966",
    "003300",
    "333300",
    "993300",
    "993366",
    "333399",
    "333333",
]
THEME_ORDER = [
    "lt1",
    "dk1",
    "lt2",
    "dk2",
    "accent1",
    "accent2",
    "accent3",
    "accent4",
    "accent5",
    "accent6",
    "hlink",
    "folHlink",
]
"""The order in which a workbook counts its theme's colours, which is not that of the theme."""
OFFICE_THEME = [
    "FFFFFF",
    "000000",
    "E7E6E6",
    "44546A",
    "4472C4",
    "ED7D31",
    "A5A5A5",
    "FFC000",
    "5B9BD5",
    "70AD47",
    "0563C1",
    "954F72",
]
STYLES = {"FFC7CE": "red", "FFEB9C": "amber", "C6EFCE": "green"}
"""The pale fills of Excel's own cell styles Bad, Neutral and Good."""


def theme_colours(theme: Element | None) -> list[str]:
    """The RGB of each theme colour as a workbook counts them; Office's own where there is none."""
    found = list(OFFICE_THEME)
    for scheme in theme.iter() if theme is not None else ():
        if _tag(scheme) != "clrScheme":
            continue
        for part in scheme:
            value = next((n.get("lastClr") or n.get("val") or "" for n in part), "")
            if _tag(part) in THEME_ORDER and re.fullmatch(r"[0-9A-Fa-f]{6}", value):
                found[THEME_ORDER.index(_tag(part))] = value.upper()
        break
    return found


def palette(styles: Element) -> list[str]:
    """The indexed colours of a workbook: its own where it names them, else the usual ones."""
    own = [
        node.get("rgb", "")[-6:]
        for holder in styles.iter()
        if _tag(holder) == "indexedColors"
        for node in holder
    ]
    return own + PALETTE[len(own) :]


def fill_colour(fill: Element, theme: Sequence[str], indexed: Sequence[str]) -> str:
    """The rating colour of a solid fill, or ""."""
    for node in fill.iter():
        if _tag(node) == "patternFill" and node.get("patternType") != "solid":
            return ""
        if _tag(node) == "fgColor":
            return rating_colour(_rgb(node, theme, indexed))
    return ""


def _rgb(node: Element, theme: Sequence[str], indexed: Sequence[str]) -> str:
    if rgb := node.get("rgb"):
        return rgb
    for name, colours in (("theme", theme), ("indexed", indexed)):
        number = node.get(name, "")
        if number.isdecimal() and int(number) < len(colours):
            return tinted(colours[int(number)], node.get("tint", "0"))
    return ""


def tinted(rgb: str, tint: str) -> str:
    """A colour made lighter (tint above 0) or darker (below 0), by the share that tint says."""
    try:
        share = max(-1.0, min(1.0, float(tint)))
    except ValueError:
        share = 0.0
    if not share or not re.fullmatch(r"[0-9A-Fa-f]{6}", rgb):
        return rgb
    hue, light, saturation = colorsys.rgb_to_hls(
        *(int(rgb[at : at + 2], 16) / 255 for at in (0, 2, 4))
    )
    light = light * (1 + share) if share < 0 else light * (1 - share) + share
    return "".join(
        f"{round(part * 255):02X}" for part in colorsys.hls_to_rgb(hue, light, saturation)
    )


def rating_colour(rgb: str) -> str:
    """The rating colour nearest to an (A)RGB hex value, or "" for greys, pastels and others."""
    if not re.fullmatch(r"[0-9A-Fa-f]{6}|[0-9A-Fa-f]{8}", rgb):
        return ""
    if named := STYLES.get(rgb[-6:].upper()):
        return named
    red, green, blue = (int(rgb[-6:][at : at + 2], 16) / 255 for at in (0, 2, 4))
    hue, saturation, brightness = colorsys.rgb_to_hsv(red, green, blue)
    if saturation < 0.35 or brightness < 0.3:
        return ""
    degrees = hue * 360
    for below, name in ((16, "red"), (68, "amber"), (170, "green"), (255, "blue"), (345, "")):
        if degrees < below:
            return name
    return "red"


def _tag(node: Element) -> str:
    return node.tag.rpartition("}")[2]
