"""What a workbook's own parts say and a reader of values does not: formats, faults, fills.

The sheet's XML is scanned with patterns and not parsed: a cell's text is escaped there, so a tag
is always a tag, and the scan costs a few hundredths of a second for 100,000 cells. References:
ECMA-376 part 1, 18.3.1 (worksheets) and 18.8 (styles).
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from marmot_tracker.exchange.readers.colours import fill_colour, palette, theme_colours
from marmot_tracker.exchange.tables import CellFault

ERROR_VALUE = "a formula with an error where a value is expected"
NO_VALUE = "a formula without a stored value: open the workbook in Excel and save it"

CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
PLACED_CELL = re.compile(rb"<(?:\w+:)?c(?:\s[^<>]*?)?\sr=[\"']([A-Z]{1,3})(\d{1,7})[\"']([^<>]*)>")
PLACE = re.compile(rb"\br=[\"']([A-Z]{1,3})(\d{1,7})[\"']")
STYLE = re.compile(rb"\bs=[\"'](\d{1,6})[\"']")
ERROR = re.compile(rb"\bt=[\"']e[\"']")
TEXT_RESULT = re.compile(rb"\bt=[\"']str[\"']")
ERROR_SHOWN = re.compile(rb"<(?:\w+:)?v>([^<]{1,40})<")
EMPTY_FORMULA = re.compile(
    rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f(?:\s[^<>]*)?/>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row\s[^<>]*\bhidden=[\"'](?:1|true)[\"'][^<>]*>")
ROW_NUMBER = re.compile(rb"\br=[\"'](\d{1,7})[\"']")


@dataclass(frozen=True, slots=True)
class Look:
    """How a cell format shows a value: places, leading zeros, prefix, percent; month only; fill."""

    whole_digits: int = 0
    decimals: int = -1
    prefix: str = ""
    percent: bool = False
    month_only: bool = False
    colour: str = ""

    @property
    def matters(self) -> bool:
        """Whether a plain value does not say all that the person sees."""
        return self.decimals >= 0 or self.month_only or bool(self.colour)

    def printed(self, value: float) -> str | None:
        """The number as it is shown, where showing loses none of it: 3.1 as "3.10"; else None."""
        if self.decimals < 0:
            return None
        shown = f"{value * 100 if self.percent else value:.{self.decimals}f}"
        if abs(float(shown) / (100 if self.percent else 1) - value) > 1e-12 * max(1, abs(value)):
            return None
        sign, digits = ("-", shown[1:]) if shown.startswith("-") else ("", shown)
        width = self.whole_digits + (self.decimals + 1 if self.decimals else 0)
        return sign + self.prefix + digits.zfill(width) + ("%" if self.percent else "")


@dataclass(slots=True)
class SheetMarks:
    """What the scan of one sheet found; places are (row, column) counted from 0."""

    hidden_rows: set[int] = field(default_factory=set)
    faults: dict[tuple[int, int], CellFault] = field(default_factory=dict)
    looks: dict[tuple[int, int], Look] = field(default_factory=dict)
    shown: dict[tuple[int, int], str] = field(default_factory=dict)
    """Numbers as they are printed, where that says more than the number."""
    height: int = 0
    width: int = 0
    rows_past_limit: int = 0
    rules: bool = False
    """Whether conditional formats give colours, which are not read."""
    placed: bool = True
    """False where cells do not say where they stand, so that nothing else here can be known."""


BUILT_IN = {1: "0", 2: "0.00", 9: "0%", 10: "0.00%", 17: "mmm-yy"}
FIXED = re.compile(r'(?:"([^"]*)"|\\([A-Za-z]))?(0+)(?:\.(0+))?(%?)')


def look_of_format(code: str) -> Look:
    """What a number format shows: only plain forms that print a reference or a month matter."""
    first = re.sub(r"_.|\*.|\[\$?[^\]]*\]", "", code.partition(";")[0]).strip()
    if found := FIXED.fullmatch(first):
        return Look(
            whole_digits=len(found[3]),
            decimals=len(found[4] or ""),
            prefix=found[1] or found[2] or "",
            percent=bool(found[5]),
        )
    bare = re.sub(r'"[^"]*"|\\.', "", first).lower()
    months = "m" in bare and "y" in bare and not set(bare) & set("dhs0#")
    return Look(month_only=months)


def looks(archive: zipfile.ZipFile) -> list[Look]:
    """The look of each cell format of the workbook, by its number."""
    if "xl/styles.xml" not in archive.namelist():
        return []
    root = _parsed(archive, "xl/styles.xml")
    codes = dict(BUILT_IN)
    for node in root.iter():
        if _tag(node) == "numFmt" and node.get("numFmtId", "").isdecimal():
            codes[int(node.get("numFmtId", ""))] = node.get("formatCode", "")
    theme = theme_colours(_theme(archive))
    indexed = palette(root)
    fills = [fill_colour(node, theme, indexed) for node in root.iter() if _tag(node) == "fill"]
    found: list[Look] = []
    for holder in root:
        if _tag(holder) != "cellXfs":
            continue
        for node in holder:
            look = look_of_format(codes.get(_number(node, "numFmtId"), ""))
            number = _number(node, "fillId")
            colour = fills[number] if 0 <= number < len(fills) else ""
            found.append(
                Look(
                    look.whole_digits,
                    look.decimals,
                    look.prefix,
                    look.percent,
                    look.month_only,
                    colour,
                )
            )
    return found


def _theme(archive: zipfile.ZipFile) -> Element | None:
    names = [name for name in archive.namelist() if name.startswith("xl/theme/")]
    return _parsed(archive, min(names)) if names else None


def _number(node: Element, name: str) -> int:
    text = node.get(name, "")
    return int(text) if text.isdecimal() else -1


def _tag(node: Element) -> str:
    return node.tag.rpartition("}")[2]


def sheet_paths(archive: zipfile.ZipFile) -> dict[str, str]:
    """The part that holds each sheet, by the sheet's name."""
    targets: dict[str, str] = {}
    for node in _parsed(archive, "xl/_rels/workbook.xml.rels").iter():
        target = node.get("Target", "").replace("\\", "/")
        joined = target.lstrip("/") if target.startswith("/") else posixpath.join("xl", target)
        targets[node.get("Id", "")] = posixpath.normpath(joined)
    found: dict[str, str] = {}
    for node in _parsed(archive, "xl/workbook.xml").iter():
        if _tag(node) == "sheet":
            rel = next((node.attrib[key] for key in node.attrib if key.endswith("}id")), "")
            found[node.get("name", "")] = targets.get(rel, "")
    names = set(archive.namelist())
    return {name: path for name, path in found.items() if path in names}


def _parsed(archive: zipfile.ZipFile, part: str) -> Element:
    from defusedxml.ElementTree import fromstring

    root: Element = fromstring(archive.read(part))
    return root


def scan_sheet(xml: bytes, formats: list[Look], *, max_rows: int, max_columns: int) -> SheetMarks:
    """Find in a sheet's XML what its values do not say: faults, looks that matter, extent."""
    marks = SheetMarks()
    notable = {number: look for number, look in enumerate(formats) if look.matters}
    columns: dict[bytes, int] = {}
    last_past = 0
    cells = 0
    for found in PLACED_CELL.finditer(xml):
        cells += 1
        letters, row, attributes = found[1], int(found[2]) - 1, found[3]
        column = columns.get(letters)
        if column is None:
            column = columns[letters] = column_index(letters)
        if row >= max_rows or column >= max_columns:
            if row >= max_rows and not attributes.endswith(b"/"):
                marks.rows_past_limit += row != last_past
                last_past = row
        elif notable or b"e" in attributes:
            _mark(marks, (row, column), found[0], notable, xml, found.end())
        if not attributes.endswith(b"/"):
            if row >= marks.height:
                marks.height = row + 1
            if column >= marks.width:
                marks.width = column + 1
    if cells < len(CELL.findall(xml)):
        return SheetMarks(placed=False)
    marks.rules = b"conditionalFormatting" in xml
    _mark_empty_formulas(marks, xml)
    for found in HIDDEN_ROW.finditer(xml):
        if number := ROW_NUMBER.search(found[0]):
            marks.hidden_rows.add(int(number[1]) - 1)
    return marks


def _mark(
    marks: SheetMarks,
    place: tuple[int, int],
    attributes: bytes,
    notable: dict[int, Look],
    xml: bytes,
    end: int,
) -> None:
    if notable and (style := STYLE.search(attributes)) and int(style[1]) in notable:
        marks.looks[place] = notable[int(style[1])]
    if ERROR.search(attributes):
        shown = ERROR_SHOWN.search(xml, end, end + 4000)
        text = shown[1].decode("ascii", "replace") if shown else "#ERROR"
        marks.faults[place] = CellFault(text, ERROR_VALUE)


def _mark_empty_formulas(marks: SheetMarks, xml: bytes) -> None:
    for found in EMPTY_FORMULA.finditer(xml):
        start = max(xml.rfind(b"<c ", 0, found.start()), xml.rfind(b":c ", 0, found.start()))
        opening = xml[start : xml.find(b">", start)]
        place = PLACE.search(opening)
        # A formula whose result is the empty text is stored so, and is blank in truth.
        if place and not TEXT_RESULT.search(opening):
            at = (int(place[2]) - 1, column_index(place[1]))
            marks.faults[at] = CellFault("", NO_VALUE)


def column_index(letters: bytes) -> int:
    """The column of Excel's letters, counted from 0."""
    index = 0
    for letter in letters:
        index = index * 26 + letter - 64
    return index - 1
