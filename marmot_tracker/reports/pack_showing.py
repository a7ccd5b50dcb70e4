"""What a workbook shows of its cells: hidden sheets, rows and columns, and what its charts draw.

Read from the parts themselves (ECMA-376 part 1, 18.3.1 and 21.2), in the helper process. Colours
and formats are not looked at.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

from marmot_tracker.reports.sheets import Page

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_AREA = re.compile(
    r"(?:'((?:[^']|'')+)'|([^'!]+))!\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?"
)
MOST_DRAWN = 100_000

Drawn = tuple[str, tuple[tuple[str, str], ...]]
"""A series: its name, and its pairs of label and number, in any order."""


@dataclass(frozen=True, slots=True)
class Source:
    """A part of a series: the cells it is drawn from, and the values kept with the chart."""

    area: str
    kept: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReadChart:
    """A chart as it was read: its title, and name, labels and numbers of every series."""

    title: str
    series: tuple[tuple[Source, Source, Source], ...]


@dataclass(frozen=True, slots=True)
class Showing:
    """What is shown of a sheet. `rows` and `columns` are hidden ones, counted from 0; `filtered`
    says that a filter is set, which hides rows, too.
    """

    hidden: bool = False
    rows: tuple[int, ...] = ()
    columns: tuple[int, ...] = ()
    filtered: bool = False
    charts: tuple[ReadChart, ...] = ()


def showing_of(told: Mapping[str, Any]) -> Showing:
    """What `read_showing` told, as it came from the helper."""
    charts = tuple(
        ReadChart(
            title,
            tuple(
                (Source(n[0], tuple(n[1])), Source(c[0], tuple(c[1])), Source(v[0], tuple(v[1])))
                for n, c, v in series
            ),
        )
        for title, series in told["charts"]
    )
    return Showing(
        told["hidden"], tuple(told["rows"]), tuple(told["columns"]), told["filtered"], charts
    )


def read_showing(archive: zipfile.ZipFile, part: str, *, hidden: bool) -> dict[str, Any]:
    """What is shown of the sheet in `part`, as plain data (runs in the helper)."""
    rows, columns, filtered = _hidden(archive, part)
    charts: list[Any] = []
    for kind, target in _related(archive, part):
        if kind == "table":
            filtered |= b"filterColumn" in _body(archive, target)
        elif kind == "drawing":
            charts += (
                _chart(archive, chart) for k, chart in _related(archive, target) if k == "chart"
            )
    return {
        "hidden": hidden,
        "rows": rows,
        "columns": columns,
        "filtered": filtered,
        "charts": charts,
    }


def _hidden(archive: zipfile.ZipFile, part: str) -> tuple[list[int], list[int], bool]:
    from defusedxml.ElementTree import iterparse

    rows: list[int] = []
    columns: list[int] = []
    filtered = False
    with archive.open(part) as file:
        for _, node in iterparse(file):
            if node.tag == f"{MAIN}row":
                if _gone(node, "ht"):
                    rows.append(int(node.get("r", "1")) - 1)
                node.clear()
            elif node.tag == f"{MAIN}col" and _gone(node, "width"):
                first = int(node.get("min", "1"))
                last = min(int(node.get("max", "1")), first + 1000)
                columns += range(first - 1, last)
            elif node.tag == f"{MAIN}filterColumn":
                filtered = True
    return rows, columns, filtered


def _gone(node: Element, size: str) -> bool:
    return node.get("hidden") in {"1", "true"} or float(node.get(size, "1")) < 1


def _related(archive: zipfile.ZipFile, part: str) -> Iterator[tuple[str, str]]:
    """The parts that a part names, with their kind."""
    from defusedxml.ElementTree import fromstring

    folder, name = posixpath.split(part)
    body = _body(archive, f"{folder}/_rels/{name}.rels")
    if body:
        for node in fromstring(body):
            target = node.get("Target", "")
            path = posixpath.normpath(posixpath.join(f"/{folder}", target)).lstrip("/")
            yield node.get("Type", "").rpartition("/")[2], path


def _body(archive: zipfile.ZipFile, part: str) -> bytes:
    try:
        return archive.read(part)
    except KeyError:
        return b""


def _chart(archive: zipfile.ZipFile, part: str) -> tuple[str, list[Any]]:
    from defusedxml.ElementTree import fromstring

    root = fromstring(archive.read(part))
    title = "".join(
        node.text or "" for node in root.findall(f"./{CHART}chart/{CHART}title//{DRAWING}t")
    )
    series = [
        [_source(each, kind) for kind in ("tx", "cat", "val")] for each in root.iter(f"{CHART}ser")
    ]
    return title, series


def _source(series: Element, kind: str) -> tuple[str, list[str]]:
    found = series.find(f"{CHART}{kind}")
    if found is None:
        return "", []
    area = "".join(node.text or "" for node in found.iter(f"{CHART}f"))
    return area, [node.text or "" for node in found.iter(f"{CHART}v")]


def drawn_by_us(page: Page) -> Iterator[tuple[str, tuple[Drawn, ...]]]:
    """Title and series of every chart of a page."""
    for at in page.charts:
        lines = range(at.first, at.last + 1)
        labels = [plain(page.cells[row, 0].value) for row in lines]
        yield (
            at.chart.title,
            tuple(
                (
                    plain(page.cells[at.heading, part.column].value),
                    _pairs(labels, [plain(page.cells[row, part.column].value) for row in lines]),
                )
                for part in at.chart.parts
            ),
        )


def drawn_there(
    chart: ReadChart, grids: Mapping[str, Mapping[tuple[int, int], object]]
) -> tuple[tuple[Drawn, ...], tuple[Drawn, ...]]:
    """The series of a chart by the cells it names, and by the values kept with it."""
    named, kept = [], []
    for name, labels, numbers in chart.series:
        cells = [_cells(each.area, grids) for each in (name, labels, numbers)]
        named.append((" ".join(cells[0]), _pairs(cells[1], cells[2])))
        own = [[plain(value) for value in each.kept] for each in (name, labels, numbers)]
        filled = [mine or theirs for mine, theirs in zip(own, cells, strict=True)]
        kept.append((" ".join(filled[0]), _pairs(filled[1], filled[2])))
    return tuple(named), tuple(kept)


def _cells(area: str, grids: Mapping[str, Mapping[tuple[int, int], object]]) -> list[str]:
    found = _AREA.fullmatch(area)
    if found is None:
        return []
    grid = grids.get((found[1] or found[2]).replace("''", "'"), {})
    top, left = int(found[4]) - 1, _column(found[3])
    bottom, right = int(found[6] or found[4]) - 1, _column(found[5] or found[3])
    if (bottom - top + 1) * (right - left + 1) > MOST_DRAWN:
        return []
    places = [(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)]
    return [plain(grid.get(at, "")) for at in places]


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    return number - 1


def _pairs(labels: list[str], numbers: list[str]) -> tuple[tuple[str, str], ...]:
    longer = max(len(labels), len(numbers))
    labels, numbers = (each + [""] * (longer - len(each)) for each in (labels, numbers))
    return tuple(sorted(zip(labels, numbers, strict=True)))


def plain(value: object) -> str:
    """A value for comparing, as a chart keeps it: a whole number without its point."""
    text = str(value).replace("x005F_", "").replace("\r\n", "\n")
    return text.removesuffix(".0")


def said(series: tuple[Drawn, ...]) -> str:
    """The series of a chart in a sentence."""
    return "; ".join(
        f"{name}: {', '.join(f'{label} {number}' for label, number in pairs)}"
        for name, pairs in series
    )


def told_apart(one: tuple[Drawn, ...], other: tuple[Drawn, ...]) -> tuple[str, str]:
    """Only the series that differ, in sentences."""
    if len(one) != len(other):
        return said(one), said(other)
    apart = [pair for pair in zip(one, other, strict=True) if pair[0] != pair[1]]
    return said(tuple(mine for mine, _ in apart)), said(tuple(theirs for _, theirs in apart))
