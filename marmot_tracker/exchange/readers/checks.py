"""Cheap checks before a file is parsed: what it really is, and whether it is safe to open.

Dense genuine sheets were measured at 31 times their packed size and bombs at 326 and more, hence
the ratio of 200 on entries over a megabyte.
"""

from __future__ import annotations

import hashlib
import zipfile
from enum import Enum
from pathlib import Path, PurePosixPath

from marmot_tracker.errors import TrackerError

MEGABYTE = 1024 * 1024
MAX_FILE_MB = 100
MAX_UNPACKED_MB = 300
MAX_ENTRIES = 2000
MAX_RATIO = 200
LONGEST = 100_000
"""Recommendations in one list: read in about 6 s and 0.6 GB, which the helper's limits bear."""
MAX_ROWS = LONGEST + 100
"""Rows of a table, so that a title, headings and notes may stand around the longest list."""
MAX_COLUMNS = 200

READABLE = "This version reads Excel workbooks (.xlsx, .xlsm), .csv and .tsv."
"""What can be read now; the hint of every refusal."""


class FileKind(Enum):
    """What a file is by its content, whatever its name says."""

    WORKBOOK = "an Excel workbook"
    DELIMITED = "a text file with separators"


_NOT_READ_YET: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "a PDF document", "Copy its recommendations into a workbook, one to a row."),
    (b"SQLite format 3\x00", "a tracker file, not a list", "Open it, or bring it in as a copy."),
    (b"{\\rtf", "a rich text document", "Copy its table into a workbook."),
    (b"\x89PNG", "a picture", "Type its rows into a workbook."),
    (b"\xff\xd8\xff", "a picture", "Type its rows into a workbook."),
    (b"\x1f\x8b", "a compressed file", "Unpack it first."),
)
OLE = b"\xd0\xcf\x11\xe0"
ZIP = b"PK\x03\x04"


def check_file(path: Path) -> FileKind:
    """What the file is, after the cheap checks. Raises `TrackerError` where it is not for us."""
    head = _first_bytes(path)
    if head.startswith((ZIP, b"PK\x05\x06")):
        return _check_archive(path)
    if head.startswith(OLE):
        raise _ole(path)
    for start, what, hint in _NOT_READ_YET:
        if head.startswith(start):
            raise TrackerError(
                f"{path.name} is {what}; nothing was read.", hint=f"{hint} {READABLE}"
            )
    opening = head[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if opening.startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta", b"<head")):
        raise TrackerError(
            f"{path.name} is a web page or XML file, whatever its name says; nothing was read.",
            hint="Open it in Excel and save it as an Excel workbook (.xlsx). " + READABLE,
        )
    return FileKind.DELIMITED


def file_sha256(path: Path) -> str:
    """The SHA-256 of the file's bytes, in hex."""
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def _first_bytes(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise TrackerError(f"{path.name} is a folder, not a file.", hint=READABLE)
        size = path.stat().st_size
        with path.open("rb") as source:
            head = source.read(8192)
    except FileNotFoundError:
        raise TrackerError(
            f"There is no file {path.name} in {path.parent}.", hint="Check the name and the folder."
        ) from None
    except PermissionError as error:
        raise _not_allowed(path) from error
    except OSError as error:
        raise TrackerError(
            f"{path.name} cannot be read: {error.strerror or error}.",
            hint="If it lies on a shared drive or in OneDrive, copy it to this computer first.",
        ) from error
    if size == 0:
        raise TrackerError(f"{path.name} is empty: it holds no bytes at all.", hint=READABLE)
    if size > MAX_FILE_MB * MEGABYTE:
        raise TrackerError(
            f"{path.name} has {size // MEGABYTE} MB; lists of up to {MAX_FILE_MB} MB are read.",
            hint="Copy the rows you need into a new workbook, and try that one.",
        )
    return head


def _not_allowed(path: Path) -> TrackerError:
    """The words for a file we may not read, naming who has it open where Excel left a note."""
    note = path.with_name("~$" + path.name)
    if not note.exists():
        return TrackerError(
            f"You are not allowed to read {path.name}.",
            hint="Ask its owner for access, or for a copy.",
        )
    who = ""
    try:
        raw = note.read_bytes()
    except OSError:
        raw = b""
    if raw:
        who = raw[1 : 1 + raw[0]].decode("cp1252", "replace").strip()
    return TrackerError(
        f"{path.name} is open in Excel{f' ({who})' if who else ''}, which keeps it to itself "
        f"({note.name} lies beside it).",
        hint="Close it there, or save a copy under another name and use that.",
    )


def _ole(path: Path) -> TrackerError:
    return TrackerError(
        f"{path.name} is protected by your organisation or with a password, or it is a workbook "
        "in the old .xls format; nothing was read.",
        hint="Open it in Excel and save an unprotected copy as an Excel workbook (.xlsx). "
        + READABLE,
    )


def damaged(path: Path) -> TrackerError:
    """The words for a workbook that is cut short or damaged."""
    return TrackerError(
        f"{path.name} is damaged or cut short: it cannot be opened as a workbook.",
        hint="Ask for it again, or open it in Excel, let it repair the file, and save a copy.",
    )


def _check_archive(path: Path) -> FileKind:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, EOFError, ValueError, NotImplementedError) as error:
        raise damaged(path) from error
    _check_entries(path, entries)
    names = {entry.filename for entry in entries}
    if "xl/workbook.xml" in names:
        return FileKind.WORKBOOK
    if "xl/workbook.bin" in names:
        what, hint = "a binary workbook (.xlsb)", "Open it in Excel and save it as .xlsx."
    elif "word/document.xml" in names:
        what, hint = (
            "a Word document",
            "Copy its table into a workbook, one recommendation to a row.",
        )
    elif "content.xml" in names and "mimetype" in names:
        what, hint = "an OpenDocument file", "Open it and save it as an Excel workbook (.xlsx)."
    elif "ppt/presentation.xml" in names:
        what, hint = "a presentation", "Copy its recommendations into a workbook."
    else:
        what, hint = "a ZIP archive, not a workbook", "Unpack it and choose the file inside."
    raise TrackerError(f"{path.name} is {what}; nothing was read.", hint=f"{hint} {READABLE}")


def _check_entries(path: Path, entries: list[zipfile.ZipInfo]) -> None:
    """Refuse an archive that unpacks to more than a genuine workbook ever does."""
    fault = ""
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES:
        fault = f"it holds {len(entries)} parts"
    elif unpacked > MAX_UNPACKED_MB * MEGABYTE:
        fault = f"it unpacks to {unpacked // MEGABYTE} MB"
    for entry in entries:
        name = PurePosixPath(entry.filename.replace("\\", "/"))
        if name.is_absolute() or ".." in name.parts or ":" in entry.filename:
            fault = "it names parts outside itself"
        elif entry.flag_bits & 0x1:
            fault = "its parts are locked with a password"
        elif entry.file_size > MEGABYTE and entry.file_size > MAX_RATIO * max(
            entry.compress_size, 1
        ):
            fault = "it unpacks to hundreds of times its size"
    if fault:
        raise TrackerError(
            f"{path.name} was not opened: {fault}, which no ordinary workbook does.",
            hint="Open it in Excel, copy the rows you need into a new workbook, and use that.",
        )
