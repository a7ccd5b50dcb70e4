"""Cheap checks before a file is parsed: what it really is, and whether it is safe to open.

Dense genuine sheets were measured at 31 times their packed size and bombs at 326 and more, hence
the ratio of 200 on entries over a megabyte.
"""

from __future__ import annotations

import hashlib
import stat
import zipfile
import zlib
from enum import Enum
from pathlib import Path, PurePosixPath

from marmot_tracker.errors import TrackerError
from marmot_tracker.exchange.readers.ole import OleKind, ole_kind
from marmot_tracker.trail.tables import APPLICATION_ID

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

READABLE = (
    "This version reads Excel workbooks (.xlsx, .xlsm, .xls), .ods, .csv and .tsv, Word documents "
    "(.docx) and PDFs."
)
"""What can be read now; the hint of every refusal."""


class FileKind(Enum):
    """What a file is by its content, whatever its name says."""

    WORKBOOK = "an Excel workbook"
    OLD_WORKBOOK = "an old Excel workbook (.xls)"
    OPEN_WORKBOOK = "an OpenDocument workbook (.ods)"
    DELIMITED = "a text file with separators"
    DOCUMENT = "a Word document (.docx)"
    PDF = "a PDF document"
    TRACKER = "a tracker of another place (.marmot)"


SQLITE = b"SQLite format 3\x00"
_NOT_READ_YET: tuple[tuple[bytes, str, str], ...] = (
    (
        SQLITE,
        "changes for a tracker, or a file of another program, and not a list",
        "Changes are brought in, like a copy.",
    ),
    (b"{\\rtf", "a rich text document", "Copy its table into a workbook."),
    (b"\x89PNG", "a picture", "Type its rows into a workbook."),
    (b"\xff\xd8\xff", "a picture", "Type its rows into a workbook."),
    (b"\x1f\x8b", "a compressed file", "Unpack it first."),
)
OLE = b"\xd0\xcf\x11\xe0"
ZIP = b"PK\x03\x04"
PDF = b"%PDF-"
"""Stands at the beginning of a PDF, or within its first kilobyte after what a mail put before it."""


def check_file(path: Path) -> FileKind:
    """What the file is, after the cheap checks. Raises `TrackerError` where it is not for us."""
    head = _first_bytes(path)
    if head.startswith((ZIP, b"PK\x05\x06")):
        return _check_archive(path)
    if head.startswith(OLE):
        return _check_ole(path)
    if PDF in head[:1024]:
        return FileKind.PDF
    if head.startswith(SQLITE) and int.from_bytes(head[68:72]) == APPLICATION_ID:
        return FileKind.TRACKER
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
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise TrackerError(
                f"{path.name} is not a file but a pipe or a device; nothing was read.",
                hint=READABLE,
            )
        size = found.st_size
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


SAVE_A_COPY = "Open it in Excel and save an unprotected copy as an Excel workbook (.xlsx)."


def _check_ole(path: Path) -> FileKind:
    """An old workbook goes on; whatever else has this container is told in words."""
    kind = ole_kind(path)
    if kind is OleKind.WORKBOOK:
        return FileKind.OLD_WORKBOOK
    what, hint = {
        OleKind.LABELLED: (
            "protected by a label of your organisation, which locks what is in it",
            "Open it in Excel, set a label that does not protect it (or ask its owner to), and "
            "save a copy as .xlsx.",
        ),
        OleKind.PROTECTED: (
            "protected by your organisation or with a password",
            SAVE_A_COPY,
        ),
        OleKind.DOCUMENT: (
            "an old Word document (.doc)",
            "Open it in Word and save it as a Word document (.docx).",
        ),
        OleKind.PRESENTATION: (
            "an old presentation (.ppt)",
            "Copy its recommendations into a workbook.",
        ),
        OleKind.MAIL: ("a saved e-mail (.msg)", "Open it and save the list attached to it."),
        OleKind.UNKNOWN: (
            "damaged or cut short, or an old kind of Office file that is no workbook",
            "Ask for it again, or open it in Excel and save it as an Excel workbook (.xlsx).",
        ),
    }[kind]
    raise TrackerError(f"{path.name} is {what}; nothing was read.", hint=f"{hint} {READABLE}")


def too_large(path: Path, sheet: str) -> TrackerError:
    """The words for a sheet whose cells lie too far apart, or are too many, to be laid out."""
    return TrackerError(
        f"Sheet '{sheet}' of {path.name} was not opened: it has cells by the million, or one far "
        "away from the others.",
        hint="Copy the rows you need into a new workbook, and try that one.",
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
    if _is_open_workbook(path, names):
        return FileKind.OPEN_WORKBOOK
    if "word/document.xml" in names:
        return FileKind.DOCUMENT
    if "xl/workbook.bin" in names:
        what, hint = "a binary workbook (.xlsb)", "Open it in Excel and save it as .xlsx."
    elif "content.xml" in names or "encrypted-package" in names:
        what, hint = "an OpenDocument file that is no workbook", "Copy its table into a workbook."
    elif "ppt/presentation.xml" in names:
        what, hint = "a presentation", "Copy its recommendations into a workbook."
    else:
        what, hint = "a ZIP archive, not a list or report", "Unpack it and choose the file inside."
    raise TrackerError(f"{path.name} is {what}; nothing was read.", hint=f"{hint} {READABLE}")


def _is_open_workbook(path: Path, names: set[str]) -> bool:
    """Whether an archive says, or shows by its content, that it is an OpenDocument workbook."""
    if not names & {"content.xml", "encrypted-package"}:
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            if "mimetype" in names:
                kind = archive.read("mimetype")[:200]
                return b"opendocument.spreadsheet" in kind
            with archive.open("content.xml") as content:
                return b"office:spreadsheet" in content.read(MEGABYTE)
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError) as error:
        raise damaged(path) from error


def _check_entries(path: Path, entries: list[zipfile.ZipInfo]) -> None:
    """Refuse an archive that unpacks to more than a genuine file ever does."""
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
            f"{path.name} was not opened: {fault}, which no ordinary file does.",
            hint="Open it, copy the rows or pages you need into a new file, and use that.",
        )
