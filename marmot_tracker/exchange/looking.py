"""What of an evidence file can be shown: run in the helper alone, on a private copy of the file.

What a file is, is told by its content; its name's ending only tells a table from other text. The
answer is a dict of JSON values for `previews`, which trusts none of it. Whatever goes wrong beyond
what is said here ends this process, and nothing else.
"""

from __future__ import annotations

import base64
import email.policy
import io
import math
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from email.parser import BytesParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

from marmot_tracker.errors import TrackerError
from marmot_tracker.exchange.readers import read_tables
from marmot_tracker.exchange.readers.checks import MAX_ENTRIES, OLE, ZIP
from marmot_tracker.exchange.readers.delimited import decode
from marmot_tracker.exchange.readers.ole import OleKind, ole_kind
from marmot_tracker.exchange.tables import Cell, CellFault
from marmot_tracker.progress import Progress

if TYPE_CHECKING:
    from PIL.Image import Image

Told = dict[str, Any]

MOST_PIXELS = 100_000_000
"""Pixels of a picture that is opened at all; the largest telephones take 50 million."""
PICTURES = ("PNG", "JPEG", "TIFF", "GIF", "BMP", "WEBP")
_PICTURE_STARTS = (b"\x89PNG", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"GIF8", b"BM", b"RIFF")
ENLARGED = 4.0
"""How many pixels a point of a PDF page gets at most."""
MOST_TEXT = 1024 * 1024
MOST_XML = 20 * 1024 * 1024
LINES, LINE = 500, 2000
ROWS, CELLS, CELL = 60, 20, 300
TABLES = (".csv", ".tsv")
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SLIDE = "{http://schemas.openxmlformats.org/drawingml/2006/main}"

PROTECTED = "This file is protected with a password or a label, so nothing of it can be shown."
DAMAGED = "This file is damaged or cut short, so nothing of it can be shown."
UNKNOWN = "Files of this type are not shown here. Open it, or save it to a folder."


def look_in_child(argument: dict[str, Any], _progress: Progress) -> Told:
    """What the helper runs: a preview of `path`, its `page`, at most `side` pixels long."""
    path, side = Path(argument["path"]), int(argument["side"])
    wanted = max(int(argument["page"]), 1)
    with path.open("rb") as file:
        head = file.read(1024)
    if b"%PDF-" in head:
        return _pdf(path, wanted, side)
    if head.startswith(_PICTURE_STARTS):
        return _picture(path, wanted, side)
    if head.startswith(ZIP):
        return _archive(path, wanted)
    if head.startswith(OLE):
        return _old_office(path, wanted)
    return _text(path, str(argument["ending"]))


def _none(words: str) -> Told:
    return {"kind": "none", "words": words}


# ---------------------------------------------------------------- pictures and pages


def _picture(path: Path, wanted: int, side: int) -> Told:
    import PIL.Image
    from PIL import ImageOps, UnidentifiedImageError

    PIL.Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        with PIL.Image.open(path, formats=PICTURES) as image:
            if image.width * image.height > MOST_PIXELS:
                return _none(_too_many_pixels(image.width, image.height))
            pages = int(getattr(image, "n_frames", 1)) if image.format == "TIFF" else 1
            page = min(wanted, pages)
            if page > 1:
                image.seek(page - 1)
                if image.width * image.height > MOST_PIXELS:
                    return _none(_too_many_pixels(image.width, image.height))
            image.draft("RGB", (side, side))
            return _drawn(ImageOps.exif_transpose(image), side, page, pages, "Picture")
    except PIL.Image.DecompressionBombError:
        return _none("This picture has too many pixels to be shown here.")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError):
        return _none(DAMAGED)


def _too_many_pixels(width: int, height: int) -> str:
    return (
        f"This picture has {width:,} × {height:,} pixels, which is too many to be shown here. "
        "Open it, or save it to a folder."
    )


def _pdf(path: Path, wanted: int, side: int) -> Told:
    import pypdfium2  # type: ignore[import-untyped]

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as fault:
        locked = "password" in str(fault).casefold() or "security" in str(fault).casefold()
        return _none(PROTECTED if locked else DAMAGED)
    try:
        pages = len(document)
        if not pages:
            return _none("This PDF has no pages.")
        page = min(wanted, pages)
        sheet = document[page - 1]
        width, height = sheet.get_size()
        if not (math.isfinite(width) and math.isfinite(height) and width > 0 and height > 0):
            return _none(f"Page {page} of this PDF has no size, so it cannot be shown.")
        scale = min(side / max(width, height), ENLARGED)
        picture = sheet.render(scale=scale, may_draw_forms=False).to_pil()
        return _drawn(picture, side, page, pages, "Page")
    except pypdfium2.PdfiumError:
        return _none(DAMAGED)
    finally:
        document.close()


def _drawn(image: Image, side: int, page: int, pages: int, part: str) -> Told:
    """A picture made anew from nothing but the pixels of `image`, on white."""
    import PIL.Image

    image.thumbnail((side, side))
    fresh = PIL.Image.new("RGB", image.size, "white")
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        clear = image.convert("RGBA")
        fresh.paste(clear, mask=clear.getchannel("A"))
    else:
        fresh.paste(image.convert("RGB"))
    out = io.BytesIO()
    fresh.save(out, "PNG")
    return {
        "kind": "picture",
        "png": base64.b64encode(out.getvalue()).decode("ascii"),
        "page": page,
        "pages": pages,
        "part": part,
    }


# ---------------------------------------------------------------- office files


def _archive(path: Path, wanted: int) -> Told:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries}
            if len(entries) > MAX_ENTRIES:
                return _none("This file has more parts than any ordinary document.")
            if any(entry.flag_bits & 0x1 for entry in entries):
                return _none(PROTECTED)
            if "word/document.xml" in names:
                return _lines(_paragraphs(archive, "word/document.xml", _WORD))
            slides = sorted(
                (name for name in names if name.startswith("ppt/slides/slide")),
                key=lambda name: (len(name), name),
            )
            if slides:
                page = min(wanted, len(slides))
                told = _lines(_paragraphs(archive, slides[page - 1], _SLIDE))
                return told | {"page": page, "pages": len(slides), "part": "Slide"}
    except (zipfile.BadZipFile, EOFError, NotImplementedError, OSError, ValueError, SyntaxError):
        return _none(DAMAGED)
    if names & {"xl/workbook.xml", "content.xml", "encrypted-package"}:
        return _tables(path, wanted)
    return _none(UNKNOWN)


def _paragraphs(archive: zipfile.ZipFile, name: str, space: str) -> Iterator[str]:
    """The text of each paragraph of a part, of which no more is unpacked than `MOST_XML`."""
    from defusedxml.ElementTree import fromstring

    with archive.open(name) as part:
        body = part.read(MOST_XML + 1)
    if len(body) > MOST_XML:
        yield "This document is too long to be shown here."
        return
    for paragraph in fromstring(body).iter(f"{space}p"):
        signs = {f"{space}tab": "\t", f"{space}br": "\n"}
        yield "".join(
            (each.text or "") if each.tag == f"{space}t" else signs.get(each.tag, "")
            for each in paragraph.iter()
        )


def _old_office(path: Path, wanted: int) -> Told:
    kind = ole_kind(path)
    if kind is OleKind.WORKBOOK:
        return _tables(path, wanted)
    return _none(PROTECTED if kind in (OleKind.PROTECTED, OleKind.LABELLED) else UNKNOWN)


def _tables(path: Path, wanted: int) -> Told:
    try:
        tables = [table for table in read_tables(path, Progress()) if not table.hidden]
    except TrackerError:  # its words are about lists of recommendations
        return _none(
            "This workbook cannot be shown here: it is protected, damaged, or larger than any list."
        )
    if not tables:
        return _none("This workbook has no sheet to show.")
    page = min(wanted, len(tables))
    table = tables[page - 1]
    rows = [[_cell(cell) for cell in row[:CELLS]] for row in table.rows[:ROWS]]
    wide = max((len(row) for row in table.rows), default=0)
    cut = []
    if len(table.rows) + table.unread > ROWS:
        cut.append(f"the first {ROWS} of {len(table.rows) + table.unread:,} rows")
    if wide > CELLS:
        cut.append(f"the first {CELLS} of {wide:,} columns")
    return {
        "kind": "table",
        "rows": rows,
        "words": f"These are {' and '.join(cut)}." if cut else "",
        "page": page,
        "pages": len(tables),
        "part": "Sheet",
        "name": table.name if table.is_sheet else "",
    }


def _cell(value: Cell) -> str:
    """A cell as a person reads it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return format(value, ".12g")
    if isinstance(value, datetime):
        return value.strftime("%d/%m/%Y %H:%M" if value.hour or value.minute else "%d/%m/%Y")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    return (value.shown if isinstance(value, CellFault) else str(value))[:CELL]


# ---------------------------------------------------------------- text


def _text(path: Path, ending: str) -> Told:
    if ending in TABLES:
        found = _tables(path, 1)
        if found["kind"] != "none":
            return found
    with path.open("rb") as file:
        raw = file.read(MOST_TEXT)
        more = bool(file.read(1))
    if more:  # a letter cut in two would be read as another
        raw = raw[: raw.rfind(b"\n") + 1] or raw
    try:
        text, _notes = decode(raw, "file")
    except TrackerError:
        return _none(UNKNOWN)
    if sum(sign < " " and sign not in "\t\n\r\f" for sign in text[:4000]) > 20:
        return _none(UNKNOWN)
    return _lines(_mail(raw) if ending == ".eml" else text.splitlines(), more=more)


def _mail(raw: bytes) -> list[str]:
    """Who wrote when and to whom, the text, and what is attached."""
    mail = BytesParser(policy=email.policy.default).parsebytes(raw)
    head = [f"{name}: {mail[name]}" for name in ("From", "To", "Date", "Subject") if mail[name]]
    body = mail.get_body(("plain",))
    text = body.get_content() if body is not None else "This mail has no plain text."
    names = [part.get_filename() or "unnamed" for part in mail.iter_attachments()]
    attached = ["", f"Attached: {', '.join(names)}"] if names else []
    return [*head, "", *str(text).splitlines(), *attached]


def _lines(found: Iterable[str], *, more: bool = False) -> Told:
    lines: list[str] = []
    for line in found:
        if len(lines) == LINES:
            more = True
            break
        lines.append(line[:LINE])
    if not any(line.strip() for line in lines):
        return _none("This file has no text to show.")
    words = f"These are the first {len(lines)} lines." if more else ""
    return {"kind": "text", "lines": lines, "words": words}
