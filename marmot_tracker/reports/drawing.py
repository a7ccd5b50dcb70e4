"""Draws a page's charts as Excel's own: stacked bars that read in black and white.

Each part of a bar has a letter with its number, a pattern, and a fill that stands out at least
3 to 1 from its neighbours (WCAG 2.2, 1.4.11); `tests/reports/test_charts.py` holds that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from marmot_tracker.reports.looks import Look
from marmot_tracker.reports.sheets import ChartAt, Page

INK, WHITE, PALE = "#16202B", "#FFFFFF", "#C3CDD7"
POINTS_TO_PIXELS = 4 / 3
CHARACTER_PIXELS, CELL_PIXELS = 7, 5
"""The width of a column in pixels is 7 for each character and 5 more (Arial 10)."""
MARGIN = 8
USUAL_HEIGHT = 20.0
"""The height of a row that holds nothing, in points."""


@dataclass(frozen=True, slots=True)
class Fill:
    """The ground of a part of a bar, and the pattern on it, if any."""

    ground: str
    pattern: str = ""
    line: str = ""


FILLS: Mapping[Look, Fill] = {
    Look.TALLY_OFF_TRACK: Fill("#A81712"),
    Look.TALLY_AT_RISK: Fill("#FFE0A3", "wide_upward_diagonal", "#8A4B00"),
    Look.TALLY_NOT_RATED: Fill("#4B5763", "large_grid", "#8492A0"),
    Look.TALLY_ON_TRACK: Fill("#C9EBD5"),
    Look.TALLY_COMPLETE: Fill("#17509A", "wide_downward_diagonal", "#5C87BF"),
}
"""Dark and light in turn, in the order in which the parts of a bar lie side by side."""


def draw_charts(book: Any, sheet: Any, page: Page, heights: Mapping[int, float]) -> None:
    """Draw every chart of a page at its place."""
    for at in page.charts:
        chart = book.add_chart(
            {"type": "column" if at.chart.upright else "bar", "subtype": "stacked"}
        )
        for part in at.chart.parts:
            chart.add_series(_series(page, at, part.column, part.look, part.letter))
        _dress(chart, at)
        width = pixels([page.widths[at.column]]) - 2 * MARGIN
        points = sum(heights.get(row, USUAL_HEIGHT) for row in range(at.top, at.bottom + 1))
        chart.set_size({"width": width, "height": int(points * POINTS_TO_PIXELS) - MARGIN})
        sheet.insert_chart(
            at.top,
            at.column,
            chart,
            {"description": at.chart.says, "x_offset": MARGIN, "y_offset": 2, "object_position": 2},
        )


def pixels(widths: Iterable[int]) -> int:
    """How wide columns are together, in pixels."""
    return sum(width * CHARACTER_PIXELS + CELL_PIXELS for width in widths)


def labels(pages: Iterable[Page]) -> Iterator[str]:
    """The texts that charts take over from cells: the labels of their bars."""
    for page in pages:
        for at in page.charts:
            for row in range(at.first, at.last + 1):
                yield str(page.cells[row, 0].value)


def _series(page: Page, at: ChartAt, column: int, look: Look, letter: str) -> dict[str, Any]:
    fill = FILLS[look]
    numbers = [page.cells[row, column].value for row in range(at.first, at.last + 1)]
    made: dict[str, Any] = {
        "name": [page.name, at.heading, column],
        "categories": [page.name, at.first, 0, at.last, 0],
        "values": [page.name, at.first, column, at.last, column],
        "gap": 45,
        "overlap": 100,
        "border": {"color": INK, "width": 0.75},
        "data_labels": {
            "value": True,
            "position": "center",
            "num_format": f'"{letter} "0;;',
            "font": {"name": "Arial", "size": 8, "bold": True, "color": INK},
            "fill": {"color": WHITE},
            "border": {"color": INK, "width": 0.25},
            "custom": [None if number else {"delete": True} for number in numbers],
        },
    }
    if fill.pattern:
        made["pattern"] = {
            "pattern": fill.pattern,
            "fg_color": fill.line,
            "bg_color": fill.ground,
        }
    else:
        made["fill"] = {"color": fill.ground}
    return made


def _dress(chart: Any, at: ChartAt) -> None:
    """Title, key, axes: plain, dark on white, no line where the labels say the number."""
    font = {"name": "Arial", "size": 9, "color": INK}
    chart.set_title(
        {
            "name": at.chart.title,
            "name_font": {"name": "Arial", "size": 12, "bold": True, "color": INK},
            "overlay": False,
        }
    )
    chart.set_legend({"position": "bottom", "font": font})
    across = {"num_font": font, "line": {"color": PALE}, "major_tick_mark": "none"}
    numbers = {
        "num_font": font,
        "num_format": "0",
        "min": 0,
        "major_gridlines": {"visible": False},
        "line": {"none": True},
        "label_position": "none",
        "major_tick_mark": "none",
    }
    if at.chart.upright:
        chart.set_x_axis(across)
        chart.set_y_axis(numbers)
    else:
        # Excel draws the first bar at the bottom unless the order is turned round.
        chart.set_x_axis(numbers)
        chart.set_y_axis({**across, "reverse": True})
    chart.set_chartarea({"border": {"color": PALE}, "fill": {"color": WHITE}})
    chart.set_plotarea({"fill": {"color": WHITE}})
