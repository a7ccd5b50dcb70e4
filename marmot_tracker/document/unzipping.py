"""A copy or a file of changes that came in a .zip, for mail filters that let nothing else through.

It is unpacked in the helper process, after cheap looks at what it says of itself and never more
than the limits, whatever it says: one file of ours, and nothing else.
"""

from __future__ import annotations

import hashlib
import shutil
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import Any

from marmot_tracker import helper
from marmot_tracker.errors import TrackerError
from marmot_tracker.progress import Progress

START = b"PK\x03\x04"
ENDINGS = (".marmot-changes", ".marmot")
MEGABYTE = 1024 * 1024
MOST_MB = 512
"""Megabytes of what is unpacked; mail carries twenty or so."""
MOST_ENTRIES = 20
MOST_RATIO = 200
"""A file of ours shrinks to a twentieth at most; bombs were measured at 326 times and more."""
PIECE = MEGABYTE


def unzip(path: Path, folder: Path, progress: Progress | None = None) -> tuple[Path, str]:
    """Unpack what a .zip holds into a private folder: the file, and the SHA-256 of the .zip."""
    kept, target = folder / "given.zip", folder / "unpacked" / path.name
    target.parent.mkdir()
    shutil.copyfile(path, kept)
    helper.run(
        "marmot_tracker.document.unzipping:unzip_in_child",
        {"path": str(kept), "target": str(target), "name": path.name},
        seconds=60,
        may_write_mb=MOST_MB + 1,
        progress=progress,
    )
    with kept.open("rb") as file:
        return target, hashlib.file_digest(file, "sha256").hexdigest()


def unzip_in_child(argument: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Unpack the one file of ours that a .zip holds (runs in the helper)."""
    path, target, name = Path(argument["path"]), Path(argument["target"]), str(argument["name"])
    try:
        with zipfile.ZipFile(path) as archive:
            entry = _the_one(archive.infolist(), name)
            _unpack(archive, entry, target, name, progress)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as fault:
        raise TrackerError(
            f"{name} is damaged; nothing was taken.", hint="Ask for it to be sent again."
        ) from fault
    return {}


def _the_one(entries: list[zipfile.ZipInfo], name: str) -> zipfile.ZipInfo:
    found = [
        entry
        for entry in entries
        if not entry.is_dir() and PurePosixPath(entry.filename).suffix.casefold() in ENDINGS
    ]
    if len(found) != 1 or len(entries) > MOST_ENTRIES:
        raise TrackerError(
            f"{name} does not hold one file of changes for a tracker; it was left as it is.",
            hint="Unpack it, and choose the file itself: it ends in .marmot-changes or .marmot.",
        )
    (entry,) = found
    if entry.flag_bits & 0x1:
        raise TrackerError(
            f"{name} is locked with a password; it was left as it is.",
            hint="Unpack it with the password, and choose the file inside.",
        )
    if entry.file_size > MOST_MB * MEGABYTE or (
        entry.file_size > MEGABYTE and entry.file_size > MOST_RATIO * max(entry.compress_size, 1)
    ):
        raise _too_large(name)
    return entry


def _unpack(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path, name: str, progress: Progress
) -> None:
    done = 0
    with archive.open(entry) as packed, target.open("wb") as file:
        while piece := packed.read(PIECE):
            done += len(piece)
            if done > min(entry.file_size, MOST_MB * MEGABYTE):
                raise _too_large(name)
            progress.step(done, entry.file_size, f"Unpacking {name}")
            file.write(piece)


def _too_large(name: str) -> TrackerError:
    return TrackerError(
        f"{name} unpacks to more than a file of ours would; it was left as it is.",
        hint="Ask for the changes again, without evidence, or for the whole copy on a stick.",
    )
