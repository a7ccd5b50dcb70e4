"""Reads a finished workbook by its own parts, apart from any library's idea of it."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def texts(path: Path) -> list[str]:
    """Every shared text; `_xHHHH_` is decoded as in ECMA-376 part 1, 22.9.2.19."""
    root = ElementTree.fromstring(part(path, "xl/sharedStrings.xml"))
    return [decoded("".join(node.text or "" for node in item.iter(f"{MAIN}t"))) for item in root]


def decoded(text: str) -> str:
    """A text of a part as Excel reads it."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def part(path: Path, name: str) -> bytes:
    """One part of the workbook."""
    with zipfile.ZipFile(path) as archive:
        return archive.read(name)


def parts(path: Path, start: str) -> list[str]:
    """The names of the parts that begin so."""
    with zipfile.ZipFile(path) as archive:
        return [name for name in archive.namelist() if name.startswith(start)]


def opened(path: Path) -> Any:
    """The workbook in openpyxl, formulas as they are."""
    from openpyxl import load_workbook

    return load_workbook(path)


def rows(sheet: Any, table: str) -> Iterator[dict[str, Any]]:
    """The rows of an Excel table, by its headings."""
    cells = sheet[sheet.tables[table].ref]
    headings = [cell.value for cell in cells[0]]
    for line in cells[1:]:
        yield dict(zip(headings, (cell.value for cell in line), strict=True))


def listed(path: Path, sheet: str, table: str) -> list[dict[str, Any]]:
    """The rows of an Excel table of a workbook, by its headings."""
    return list(rows(opened(path)[sheet], table))


def as_day(value: Any) -> Any:
    """A date as the tracker says it, where openpyxl gives a date with a time."""
    return value.date() if isinstance(value, datetime) else value
