"""What the styles of a Word document say of a paragraph: heading, list, bold, indent."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from marmot_tracker.exchange.readers.docx_xml import VALUE, W

_HEADING = re.compile(r"heading ([1-9])")


@dataclass(frozen=True, slots=True)
class ParagraphStyle:
    """A paragraph style with all that it takes from those it is based on."""

    name: str = ""
    level: int = 0
    number: str = ""
    depth: int = 0
    bold: bool = False
    italic: bool = False
    size: float = 0
    left: float = 0
    boxed: bool = False


class Styles:
    """The styles of one document."""

    def __init__(self, styles: Any | None) -> None:
        self._found: dict[str, Any] = {}
        self._read: dict[str, ParagraphStyle] = {}
        self.default = ""
        self.size = 11.0
        if styles is None:
            return
        for style in styles.findall(f"{W}style"):
            key = str(style.get(f"{W}styleId"))
            self._found[key] = style
            if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in ("1", "true"):
                self.default = key
        size = styles.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}sz")
        if size is not None:
            self.size = _half(size.get(VALUE)) or self.size

    def of(self, key: str) -> ParagraphStyle:
        """The paragraph style with that id."""
        return self._of(key or self.default, 0)

    def run(self, key: str) -> tuple[bool | None, bool | None]:
        """Whether a character style makes bold, and italic."""
        bold: bool | None = None
        italic: bool | None = None
        for _ in range(10):
            style = self._found.get(key)
            if style is None:
                break
            bold = switched(style.find(f"{W}rPr"), "b") if bold is None else bold
            italic = switched(style.find(f"{W}rPr"), "i") if italic is None else italic
            key = _based_on(style)
        return bold, italic

    def _of(self, key: str, depth: int) -> ParagraphStyle:
        if key in self._read:
            return self._read[key]
        style = self._found.get(key)
        if style is None or depth > 20:
            return ParagraphStyle(size=self.size)
        base = _based_on(style)
        above = self._of(base, depth + 1) if base else ParagraphStyle(size=self.size)
        self._read[key] = _merged(style, above)
        return self._read[key]


def _based_on(style: Any) -> str:
    base = style.find(f"{W}basedOn")
    return "" if base is None else str(base.get(VALUE))


def _merged(style: Any, above: ParagraphStyle) -> ParagraphStyle:
    title = style.find(f"{W}name")
    name = "" if title is None else str(title.get(VALUE)).lower()
    paragraph, run = style.find(f"{W}pPr"), style.find(f"{W}rPr")
    level, number, depth, left, boxed = (
        above.level,
        above.number,
        above.depth,
        above.left,
        above.boxed,
    )
    if found := _HEADING.match(name):
        level = int(found[1])
    elif name == "title":
        level = 1
    elif name == "subtitle":
        level = 2
    if paragraph is not None:
        if (outline := outline_level(paragraph)) is not None:
            level = outline
        if (own := numbered(paragraph)) is not None:
            number, at = own
            depth = depth if at is None else at
        left = indent(paragraph) if paragraph.find(f"{W}ind") is not None else left
        boxed = boxed or is_boxed(paragraph)
    bold, italic = switched(run, "b"), switched(run, "i")
    return ParagraphStyle(
        name=name,
        level=level,
        number=number,
        depth=depth,
        bold=above.bold if bold is None else bold,
        italic=above.italic if italic is None else italic,
        size=size_of(run) or above.size,
        left=left,
        boxed=boxed,
    )


def outline_level(properties: Any) -> int | None:
    """The heading level that a paragraph's own properties give it: 1 to 9, 0 for none said so."""
    found = properties.find(f"{W}outlineLvl")
    if found is None:
        return None
    value = str(found.get(VALUE))
    if not value.isdecimal():
        return None
    return int(value) + 1 if int(value) < 9 else 0


def numbered(properties: Any) -> tuple[str, int | None] | None:
    """The list and level that a paragraph's properties name; the list "0" is none."""
    found = properties.find(f"{W}numPr")
    if found is None:
        return None
    number, level = found.find(f"{W}numId"), found.find(f"{W}ilvl")
    depth = None
    if level is not None and str(level.get(VALUE)).isdecimal():
        depth = int(level.get(VALUE))
    if number is None:
        return None
    key = str(number.get(VALUE))
    return ("" if key == "0" else key), depth


def indent(properties: Any) -> float:
    """How far a paragraph is indented, in points."""
    found = properties.find(f"{W}ind")
    if found is None:
        return 0
    value = found.get(f"{W}left") or found.get(f"{W}start") or "0"
    return int(value) / 20 if value.lstrip("-").isdecimal() else 0


def is_boxed(properties: Any) -> bool:
    """Whether a paragraph has a border on its sides or a colour behind it."""
    borders = properties.find(f"{W}pBdr")
    if borders is not None:
        drawn = {
            side.tag.removeprefix(W)
            for side in borders
            if str(side.get(VALUE, "nil")) not in ("nil", "none")
        }
        if {"left", "right"} <= drawn or {"top", "bottom"} <= drawn:
            return True
    shade = properties.find(f"{W}shd")
    fill = "" if shade is None else str(shade.get(f"{W}fill", "")).lower()
    return fill not in ("", "auto", "ffffff")


def switched(properties: Any | None, name: str) -> bool | None:
    """Whether run properties switch something on, off, or say nothing of it."""
    if properties is None:
        return None
    found = properties.find(f"{W}{name}")
    if found is None:
        return None
    return str(found.get(VALUE, "1")) not in ("0", "false", "off")


def is_underlined(properties: Any | None) -> bool:
    """Whether run properties underline what is in the run."""
    found = None if properties is None else properties.find(f"{W}u")
    return found is not None and str(found.get(VALUE, "single")) != "none"


def size_of(properties: Any | None) -> float:
    """The size of type in points that run properties set, 0 where they set none."""
    size = None if properties is None else properties.find(f"{W}sz")
    return 0.0 if size is None else _half(size.get(VALUE))


def _half(text: str | None) -> float:
    return int(text) / 2 if text and text.isdecimal() else 0
