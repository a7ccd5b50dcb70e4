"""Pages of a PDF as pictures with the lines printed on them: drawn in the helper, trusted nowhere.

The picture and the lines are of one page as a person sees it: points are counted from its top
left, as the reader's `Spot` counts them.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from marmot_tracker import helper
from marmot_tracker.errors import TrackerError
from marmot_tracker.exchange.previews import LONGEST_SIDE, check_picture
from marmot_tracker.exchange.reports.blocks import Spot
from marmot_tracker.exchange.results import FARTHEST, MOST_PAGES
from marmot_tracker.progress import Progress

SECONDS = 20
MEMORY_MB = 1024
OUTPUT_MB = 60
MOST_AT_ONCE = 6
"""Pages that one call draws at most."""
MOST_LINES, LONGEST_LINE = 2000, 2000
SHORTEST_SIDE = 200
BESIDE = "Look at it in a PDF viewer beside this window; its items can still be typed."


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """One printed line, in reading order.

    A soft hyphen at its end stands where a word is broken. `begins` is whether a paragraph, list
    item or heading begins with it, `heading` whether it is one of a heading, `bold` how many
    letters from its beginning are bold.
    """

    text: str
    spot: Spot
    begins: bool = False
    heading: bool = False
    bold: int = 0


@dataclass(frozen=True, slots=True)
class PageView:
    """A page to look at: `width` and `height` in points, `picture` a PNG, and its lines.

    `pages` is how many the document has. Where the page cannot be drawn, `fault` says so in words
    and there is no picture; its lines may still be there. A scanned page has no lines.
    """

    page: int
    pages: int
    width: float
    height: float
    picture: bytes
    lines: tuple[PrintedLine, ...] = ()
    fault: str = ""


def view_pages(
    path: Path | str, pages: Sequence[int], *, side: int, progress: Progress | None = None
) -> list[PageView]:
    """Draw pages of a PDF in the helper, in the order asked, their longer side `side` pixels.

    Pages that the document does not have are left out, and so are those past `MOST_AT_ONCE`; where
    several are too much together, only the first is drawn. Raises `TrackerError` in words where the
    document cannot be opened or drawn, `Cancelled` where asked to stop; what is wrong with one page
    is told in its `fault`.
    """
    wanted = list(dict.fromkeys(pages))[:MOST_AT_ONCE]
    side = min(max(side, SHORTEST_SIDE), LONGEST_SIDE)
    try:
        return _drawn(Path(path), wanted, side, progress)
    except _TooMuch as fault:
        if len(wanted) == 1:
            raise
        try:
            return _drawn(Path(path), wanted[:1], side, progress)
        except _TooMuch:
            raise fault from None


class _TooMuch(TrackerError):
    """Drawing went past a limit, or ended the helper."""


def _drawn(
    path: Path, pages: Sequence[int], side: int, progress: Progress | None
) -> list[PageView]:
    try:
        told = helper.run(
            "marmot_tracker.exchange.reports.page_drawing:draw_in_child",
            {"path": str(path.absolute()), "pages": list(pages), "side": side},
            seconds=SECONDS,
            memory_mb=MEMORY_MB,
            output_mb=OUTPUT_MB,
            progress=progress,
        )
    except TrackerError as fault:  # of time, memory or output, or the child fell over
        which = f"Page {pages[0]}" if len(pages) == 1 else "This page"
        raise _TooMuch(
            f"{which} of {path.name} cannot be drawn here: it is damaged, or needs more than the "
            "program allows itself.",
            hint=BESIDE,
        ) from fault
    try:
        if refused := _text(told.get("refused", "")):
            raise TrackerError(f"{path.name}: {refused[:300]}", hint=BESIDE)
        return [_checked(each, pages) for each in told["pages"][: len(pages)]]
    except helper.UNUSABLE as error:
        raise TrackerError(
            f"The pages of {path.name} cannot be shown here.", hint=BESIDE
        ) from error


def _checked(told: Mapping[str, Any], pages: Sequence[int]) -> PageView:
    """What the helper answered of one page, every part of the type and size it may have."""
    page, count = int(told["page"]), int(told["count"])
    width, height = float(told["width"]), float(told["height"])
    if page not in pages or not 0 < page <= count < MOST_PAGES:
        raise ValueError("no page that was asked for")
    if not (0 < width < FARTHEST and 0 < height < FARTHEST):
        raise ValueError("a page of no size")
    picture = base64.b64decode(told["png"], validate=True)
    if picture:
        check_picture(picture)
    return PageView(
        page=page,
        pages=count,
        width=width,
        height=height,
        picture=picture,
        lines=tuple(_line(line, page) for line in told["lines"][:MOST_LINES]),
        fault=_text(told["fault"])[:LONGEST_LINE],
    )


def _line(told: Sequence[Any], page: int) -> PrintedLine:
    text, left, top, right, bottom, begins, heading, bold = told
    sides = [float(side) for side in (left, top, right, bottom)]
    if not all(abs(side) < FARTHEST for side in sides):
        raise ValueError("a line without a place")
    said = _text(text)[:LONGEST_LINE]
    return PrintedLine(
        said,
        Spot(page, *sides),
        begins=bool(begins),
        heading=bool(heading),
        bold=min(max(int(bold), 0), len(said)),
    )


def _text(said: object) -> str:
    if not isinstance(said, str):
        raise TypeError("text was expected")
    return said
