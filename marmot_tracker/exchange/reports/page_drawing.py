"""Draws pages of a PDF and takes the lines printed on them: run in the helper alone.

The answer is a dict of JSON values for `page_views`, which trusts none of it. Whatever goes wrong
beyond what is said here ends this process, and nothing else.
"""

from __future__ import annotations

import base64
import io
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from marmot_tracker.exchange.readers.pdf_blocks import describe_pages
from marmot_tracker.exchange.readers.pdf_lines import Line, Page
from marmot_tracker.exchange.readers.pdf_order import put_in_order
from marmot_tracker.exchange.readers.pdf_pages import PageReader
from marmot_tracker.exchange.readers.pdf_shown import Box, Shown, turned_back
from marmot_tracker.exchange.reports.blocks import BlockKind
from marmot_tracker.progress import Progress

Told = dict[str, Any]

ENLARGED = 6.0
"""How many pixels a point of a page gets at most."""
A4 = (595.0, 842.0)
"""Points of the sheet that stands for a page which has no size of its own."""
MOST_LINES, LONGEST_LINE = 2000, 2000
SQUEEZED = 3
"""How hard pictures are squeezed, 0 to 9: harder takes longer than it saves."""
SOFT_HYPHEN = "\u00ad"
LOCKED = "It is locked with a password, so its pages cannot be shown."
DAMAGED = "It is damaged or cut short, so its pages cannot be shown."


def draw_in_child(argument: dict[str, Any], progress: Progress) -> Told:
    """What the helper runs: the `pages` of `path`, each at most `side` pixels long."""
    import pypdfium2  # type: ignore[import-untyped]

    path, side = Path(argument["path"]), int(argument["side"])
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as fault:
        locked = "password" in str(fault).casefold() or "security" in str(fault).casefold()
        return {"refused": LOCKED if locked else DAMAGED}
    except OSError:
        return {"refused": "It is no longer where it was, so its pages cannot be shown."}
    try:
        count = len(document)
        wanted = [page for page in map(int, argument["pages"]) if 0 < page <= count]
        drawn = []
        for at, page in enumerate(wanted):
            progress.step(at, len(wanted), f"Drawing page {page} of {count}")
            drawn.append(_page(document, page, count, side))
        return {"pages": drawn}
    finally:
        document.close()


def _page(document: Any, number: int, count: int, side: int) -> Told:
    """One page: its picture, its lines, or why it cannot be drawn."""
    import pypdfium2

    told: Told = {"page": number, "count": count, "png": "", "lines": [], "fault": ""}
    told |= {"width": A4[0], "height": A4[1]}
    try:
        sheet = document[number - 1]
        width, height = sheet.get_size()
    except pypdfium2.PdfiumError:
        return told | {"fault": f"Page {number} is damaged and cannot be shown."}
    if not (math.isfinite(width) and math.isfinite(height) and width > 0 and height > 0):
        return told | {"fault": f"Page {number} has no size, so it cannot be shown."}
    told |= {"width": width, "height": height}
    try:
        told["lines"] = _lines(document, number, sheet)
    except pypdfium2.PdfiumError:
        told["lines"] = []
    try:
        # Half a pixel less: the picture is rounded up, and resampling would blur its letters.
        told["png"] = _picture(sheet, min((side - 0.5) / max(width, height), ENLARGED), side)
    except (pypdfium2.PdfiumError, ValueError, OSError):
        told["fault"] = f"Page {number} is damaged and cannot be drawn."
    return told


def _picture(sheet: Any, scale: float, side: int) -> str:
    """A PNG made from nothing but the pixels drawn, as text."""
    image = sheet.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
    image.thumbnail((side, side))
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=SQUEEZED)
    return base64.b64encode(out.getvalue()).decode("ascii")


# ---------------------------------------------------------------- lines


def _lines(document: Any, number: int, sheet: Any) -> list[list[Any]]:
    """The lines of a page as `page_views` takes them: upright ones in reading order, then others."""
    page = PageReader(document).read(number)
    if not page.letters:
        return []
    aside = [line for line in page.lines if line.turned]
    sides = _around(sheet, aside)
    put_in_order(page)
    del page.lines[MOST_LINES:]
    places = [_place(page, line) for line in page.lines]
    begins, headings = _beginnings(page, places)
    told = [
        _line(line, place, at in begins, at in headings)
        for at, (line, place) in enumerate(zip(page.lines, places, strict=True))
    ]
    told += [_line(line, box, True, False) for line, box in zip(aside, sides, strict=True)]
    return told[:MOST_LINES]


def _place(page: Page, line: Line) -> Box:
    """Where a line stands on the page as it is shown."""
    box = (line.left, line.top, line.right, line.bottom)
    return turned_back(box, page.turn, page.width, page.height)


def _line(line: Line, sides: Box, begins: bool, heading: bool) -> list[Any]:
    text = line.text[:LONGEST_LINE] + (SOFT_HYPHEN if line.broken else "")
    whole = line.font.bold and line.last.bold
    bold = len(line.text) if whole else line.bold_start
    return [text, *(round(side, 1) for side in sides), begins, heading, bold]


def _beginnings(page: Page, places: Sequence[Box]) -> tuple[set[int], set[int]]:
    """Which lines of a page begin a block of it, and which stand in a heading."""
    begins: set[int] = set()
    headings: set[int] = set()
    for block in describe_pages([page]):
        for part, spot in enumerate(block.spots):
            held = [
                at
                for at, (left, top, right, bottom) in enumerate(places)
                if spot.left - 0.1 <= left
                and spot.top - 0.1 <= top
                and right <= spot.right + 0.1
                and bottom <= spot.bottom + 0.1
            ]
            if part == 0:
                begins.update(held[:1])
            if block.kind is BlockKind.HEADING:
                headings.update(held)
    return begins, headings


def _around(sheet: Any, lines: Sequence[Line]) -> list[Box]:
    """The places of lines that go up or down the page, of which the reader tells only the ends."""
    if not lines:
        return []
    shown = Shown(sheet)
    text = sheet.get_textpage()
    try:
        found: list[Box] = []
        for line in lines:
            count = text.count_rects(line.start, line.end - line.start)
            boxes = [
                shown.box(left, high, right, low)
                for left, low, right, high in map(text.get_rect, range(count))
            ] or [(line.left, line.top, line.right, line.bottom)]
            lefts, tops, rights, bottoms = zip(*boxes, strict=True)
            found.append((min(lefts), min(tops), max(rights), max(bottoms)))
        return found
    finally:
        text.close()
