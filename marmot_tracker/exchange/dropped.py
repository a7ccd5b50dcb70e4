"""What somebody let go over the window: a tracker, changes, a return, a message, or a list.

Told by content alone, never by name, and in the helper: nobody knows where such a file is from.
"""

from __future__ import annotations

import lzma
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from marmot_tracker import helper
from marmot_tracker.errors import TrackerError
from marmot_tracker.exchange.messages import looks_like_mail
from marmot_tracker.exchange.readers.checks import MAX_ENTRIES, OLE, SQLITE, ZIP
from marmot_tracker.exchange.readers.ole import OleKind, ole_kind
from marmot_tracker.exchange.returns import reading
from marmot_tracker.exchange.returns.results import ReadReturn
from marmot_tracker.progress import Progress
from marmot_tracker.trail.tables import CHANGES_ID

APPLICATION_ID = slice(68, 72)
"""Where a file of SQLite says what it is for (its format, section 1.3)."""
MOST_LOOKED_INTO = 8 * 1024 * 1024
"""A larger workbook is no return: it is not opened twice to make sure."""
_NO_ARCHIVE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
)
"""What an archive raises that is damaged, locked, or packed in a way not known here."""


class DroppedKind(StrEnum):
    """What a file or folder is for the window."""

    TRACKER = "tracker"
    CHANGES = "changes"
    RETURN = "return"
    MESSAGE = "message"
    FOLDER = "folder"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Dropped:
    """A path with what it is; of a return also what it holds, since it was read to know it."""

    path: Path
    kind: DroppedKind
    read: ReadReturn | None = None

    @property
    def is_ours(self) -> bool:
        """Whether it is meant for the tracker, wherever it fell: never a list or a message."""
        return self.kind not in (DroppedKind.LIST, DroppedKind.MESSAGE)


def may_be_ours(path: Path) -> bool:
    """Whether something let go over a row may be meant for the tracker instead of as evidence.

    A folder, a tracker, or anything packed as workbooks are: a first look that opens nothing.
    """
    if path.is_dir():
        return True
    try:
        with path.open("rb") as file:
            start = file.read(len(SQLITE))
    except OSError:
        return False
    return start == SQLITE or start.startswith(ZIP)


def kinds_of(paths: Sequence[Path], *, progress: Progress | None = None) -> list[Dropped]:
    """What each of these is, in their order. Raises `TrackerError` where the look itself fails."""
    files = [path for path in paths if not path.is_dir()]
    told: Any = {}
    if files:
        told = helper.run(
            "marmot_tracker.exchange.dropped:look_in_child",
            {"paths": [str(path.absolute()) for path in files]},
            output_mb=reading.OUTPUT_MB,
            progress=progress,
        )
    places = {path: str(place) for place, path in enumerate(files)}
    return [
        _dropped(told, places[path], path) if path in places else Dropped(path, DroppedKind.FOLDER)
        for path in paths
    ]


def _dropped(told: Any, place: str, path: Path) -> Dropped:
    """What the helper said of the file in that place; nothing that it says is trusted."""
    said = told.get(place) if isinstance(told, dict) else None
    try:
        if isinstance(said, dict):
            return Dropped(path, DroppedKind.RETURN, ReadReturn.from_json(said))
        return Dropped(path, DroppedKind(str(said)))
    except helper.UNUSABLE:
        return Dropped(path, DroppedKind.LIST)


def look_in_child(argument: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """What the helper runs: by its place the kind of each file, or what a return holds."""
    found: dict[str, Any] = {}
    for place, name in enumerate(argument["paths"]):
        told = look(Path(name), progress)
        found[str(place)] = told.to_json() if isinstance(told, ReadReturn) else told.value
    return found


def look(path: Path, progress: Progress) -> DroppedKind | ReadReturn:
    """What one file is; what cannot be read is left to whatever reads lists, which says so."""
    try:
        with path.open("rb") as file:
            head = file.read(4096)
        if head.startswith(SQLITE):
            ours = int.from_bytes(head[APPLICATION_ID]) == CHANGES_ID
            return DroppedKind.CHANGES if ours else DroppedKind.TRACKER
        if head.startswith(ZIP) and _holds_record(path):
            return DroppedKind.CHANGES
        if head.startswith(OLE) and ole_kind(path) is OleKind.MAIL:
            return DroppedKind.MESSAGE
        if looks_like_mail(head):
            return DroppedKind.MESSAGE
        small = path.stat().st_size <= MOST_LOOKED_INTO
    except OSError:
        return DroppedKind.LIST
    if small and head.startswith((ZIP, OLE)):
        return _as_return(path, progress) or DroppedKind.LIST
    return DroppedKind.LIST


def _as_return(path: Path, progress: Progress) -> ReadReturn | None:
    """What a workbook holds that names a return, wherever it says so."""
    try:
        found = reading.read_file(path, progress=progress)
    except TrackerError:
        return None
    return found if found.return_id else None


def _holds_record(path: Path) -> bool:
    """Whether a .zip carries a record, as mail filters ask for it."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()[:MAX_ENTRIES]
            if any(entry.filename in ("[Content_Types].xml", "mimetype") for entry in entries):
                return False
            for entry in entries:
                with archive.open(entry) as file:
                    if file.read(len(SQLITE)) == SQLITE:
                        return True
    except _NO_ARCHIVE:
        return False
    return False
