"""Previews of files that came from elsewhere: drawn or read in the helper, never in this process.

What comes back is a picture that the helper made itself, lines of text, or cells. The picture is
looked at before anybody decodes it: it must be a plain PNG of the kind that `looking` writes, of
bounded size, with nothing in it but its pixels.
"""

from __future__ import annotations

import base64
import shutil
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from marmot_tracker import helper
from marmot_tracker.document.copying import private_folder
from marmot_tracker.errors import TrackerError
from marmot_tracker.progress import Progress

SECONDS = 20
MEMORY_MB = 1024
OUTPUT_MB = 24
LONGEST_SIDE = 2000
"""Pixels of a picture's longer side; a PNG of noise of that size takes 12 MB."""
MOST_BYTES = 16 * 1024 * 1024
MOST_LINES, LONGEST_LINE = 500, 2000
MOST_ROWS, MOST_CELLS, LONGEST_CELL = 60, 20, 300
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_TRUECOLOUR = b"\x08\x02\x00\x00\x00"
"""Eight bits, red green blue, no interlace: how every picture of the helper is written."""


class PreviewKind(StrEnum):
    """What a preview is made of."""

    PICTURE = "picture"
    TEXT = "text"
    TABLE = "table"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Preview:
    """What is shown of a file; of `pages` pages, sheets or pictures (`part`) it is the `page`th.

    `words` says what is not shown, or for `NONE` why nothing is.
    """

    kind: PreviewKind
    words: str = ""
    png: bytes = b""
    lines: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    page: int = 1
    pages: int = 1
    part: str = "Page"
    name: str = ""


def nothing(words: str) -> Preview:
    """No preview, and why not."""
    return Preview(PreviewKind.NONE, words)


def copied(pieces: Iterable[bytes]) -> Path | None:
    """A private copy of a file's bytes, to be given to `preview`; None where there are none."""
    folder = private_folder("preview")
    path = folder / "file"
    with path.open("wb") as out:
        for piece in pieces:
            out.write(piece)
        size = out.tell()
    if size:
        return path
    shutil.rmtree(folder, ignore_errors=True)
    return None


def discard(copy: Path) -> None:
    """Remove a private copy."""
    shutil.rmtree(copy.parent, ignore_errors=True)


def preview(
    path: Path, *, name: str, page: int = 1, side: int = 1200, progress: Progress | None = None
) -> Preview:
    """Look at a file in the helper: its `page`th page, drawn at most `side` pixels long.

    `name` is the file's own name, of which only the ending is asked. Whatever is wrong with the
    file is told in the preview; only `Cancelled` is raised.
    """
    argument = {
        "path": str(path.absolute()),
        "ending": Path(name).suffix.casefold(),
        "page": page,
        "side": min(max(side, 64), LONGEST_SIDE),
    }
    try:
        told = helper.run(
            "marmot_tracker.exchange.looking:look_in_child",
            argument,
            seconds=SECONDS,
            memory_mb=MEMORY_MB,
            output_mb=OUTPUT_MB,
            progress=progress,
        )
    except TrackerError:  # of time, memory or output, or the child fell over: whichever it was
        return nothing(
            "This file cannot be shown here: it may be damaged, or too large to look into."
        )
    try:
        return _checked(told)
    except helper.UNUSABLE:
        return nothing("What was read from this file cannot be shown.")


def _checked(told: dict[str, Any]) -> Preview:
    """What the helper answered, every part of it of the type and size it may have."""
    kind = PreviewKind(told["kind"])
    png = b""
    if kind is PreviewKind.PICTURE:
        png = base64.b64decode(told["png"], validate=True)
        check_picture(png)
    page, pages = int(told.get("page", 1)), int(told.get("pages", 1))
    return Preview(
        kind,
        words=_text(told.get("words", ""), 500),
        png=png,
        lines=tuple(_text(line, LONGEST_LINE) for line in told.get("lines", ())[:MOST_LINES]),
        rows=tuple(
            tuple(_text(cell, LONGEST_CELL) for cell in row[:MOST_CELLS])
            for row in told.get("rows", ())[:MOST_ROWS]
        ),
        page=max(page, 1),
        pages=max(pages, page, 1),
        part=_text(told.get("part", "Page"), 20),
        name=_text(told.get("name", ""), 100),
    )


def _text(said: object, longest: int) -> str:
    if not isinstance(said, str):
        raise TypeError("text was expected")
    return said.encode("utf-8", "replace").decode()[:longest]


def check_picture(png: bytes) -> tuple[int, int]:
    """Width and height of a picture that the helper made. Raises `ValueError` for any other.

    Every chunk is walked and its check sum taken: a header, pixels and an end, nothing else, and
    pixels that unpack to exactly as many bytes as the header says.
    """
    if len(png) > MOST_BYTES or not png.startswith(_SIGNATURE):
        raise ValueError("no picture, or too large a one")
    chunks: list[tuple[bytes, bytes]] = []
    at = len(_SIGNATURE)
    while at < len(png):
        size = int.from_bytes(png[at : at + 4])
        name, body = png[at + 4 : at + 8], png[at + 8 : at + 8 + size]
        if png[at + 8 + size : at + 12 + size] != zlib.crc32(name + body).to_bytes(4):
            raise ValueError("a damaged picture")
        chunks.append((name, body))
        at += 12 + size
    names = [name for name, _ in chunks]
    if len(names) < 3 or names != [b"IHDR", *[b"IDAT"] * (len(names) - 2), b"IEND"]:
        raise ValueError("a picture with more than its pixels")
    head = chunks[0][1]
    width, height = int.from_bytes(head[:4]), int.from_bytes(head[4:8])
    if not (0 < width <= LONGEST_SIDE and 0 < height <= LONGEST_SIDE):
        raise ValueError("a picture too large or without extent")
    if head[8:] != _TRUECOLOUR or chunks[-1][1]:
        raise ValueError("a picture of another kind")
    if _unpacked(b"".join(body for _, body in chunks[1:-1])) != height * (3 * width + 1):
        raise ValueError("a picture whose pixels do not fit")
    return width, height


def _unpacked(body: bytes) -> int:
    """How many bytes pixels unpack to, counted no further than the largest picture has."""
    most = LONGEST_SIDE * (3 * LONGEST_SIDE + 1)
    unpacking = zlib.decompressobj()
    try:
        found = unpacking.decompress(body, most + 1)
    except zlib.error as fault:
        raise ValueError("a damaged picture") from fault
    return len(found) if unpacking.eof and not unpacking.unused_data else -1


__all__ = ["Preview", "PreviewKind", "check_picture", "copied", "discard", "nothing", "preview"]
