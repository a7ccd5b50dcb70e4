"""The evidence beside a pack: a folder with the ordinary files, and a manifest of their hashes.

Restricted and unchecked evidence never leaves. The folder comes whole or not at all: it is written
under a name of its own, and given the right one once every file was read back from the record.
"""

from __future__ import annotations

import csv
import errno
import glob
import hashlib
import io
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from marmot_tracker.document import lock
from marmot_tracker.errors import TrackerError
from marmot_tracker.progress import Progress
from marmot_tracker.reports.cell_text import needs_prefix
from marmot_tracker.reports.evidence_names import Named, named
from marmot_tracker.services.evidence import IndexLine
from marmot_tracker.services.wording import counted, day, joined
from marmot_tracker.vocabulary import EvidenceKind, Sensitivity

LIST, HASHES = "manifest.csv", "manifest.sha256"
HEADINGS = (
    *("File", "SHA-256", "Bytes", "Line of the evidence index", "Tied to"),
    *("Evidence", "Speaks for", "Received from", "Why it counts"),
)
PIECE = 1024 * 1024

Bytes = Callable[[str], Iterable[bytes]]
"""Gives the bytes of a file by its SHA-256, a piece at a time; nothing where this copy lacks them."""


@dataclass(frozen=True, slots=True)
class FolderMade:
    """A folder that was written, how many files it holds, and how many stayed behind, and why."""

    path: Path
    files: int
    waiting: int
    restricted: int
    not_here: int

    @property
    def sentence(self) -> str:
        """What to say of it."""
        behind = [
            f"{number:,} {why}"
            for number, why in (
                (self.waiting, "waiting to be checked for recognisable people"),
                (self.restricted, "restricted"),
                (self.not_here, "not in this copy of the tracker"),
            )
            if number
        ]
        told = f"{self.path.name} holds {counted(self.files, 'file')} with a manifest of hashes."
        return f"{told} Left out: {joined(behind)}." if behind else told


def folder_of(pack: Path) -> Path:
    """Where the evidence of a pack lies: `Audit pack evidence` beside `Audit pack.xlsx`."""
    return pack.with_name(f"{pack.stem} evidence")


@contextmanager
def given_out(
    target: Path,
    lines: Sequence[IndexLine],
    read: Bytes,
    *,
    may_leave: Iterable[str],
    progress: Progress | None = None,
) -> Iterator[FolderMade]:
    """Write the evidence folder; what fails within the block takes the folder away again.

    It has its own name once the block is through, after the workbook: whoever is stopped half way
    finds no folder that stands in the way of the next try.

    `may_leave` are the files that are ordinary today, whatever an earlier day said of them. Raises
    `TrackerError` where there is such a folder already, it cannot be written, or a file is damaged.
    """
    if target.exists() or target.is_symlink():
        raise TrackerError(
            f"There is already a folder {target.name}; nothing was written.",
            hint="Move it away, or save the pack under another name.",
        )
    _clear_left_over(target)
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        made = _write(part, target, lines, read, frozenset(may_leave), progress or Progress())
        yield made
        part.rename(target)
    except OSError as fault:
        shutil.rmtree(part, ignore_errors=True)
        raise _told(target, fault) from fault
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise


def _clear_left_over(target: Path) -> None:
    """Take away what a program that was stopped half way left behind."""
    for part in target.parent.glob(f".{glob.escape(target.name)}.*.part"):
        number = part.name.removesuffix(".part").rpartition(".")[2]
        if number.isdecimal() and lock.is_gone(int(number)):
            shutil.rmtree(part, ignore_errors=True)


def _write(
    part: Path,
    target: Path,
    lines: Sequence[IndexLine],
    read: Bytes,
    may_leave: frozenset[str],
    progress: Progress,
) -> FolderMade:
    part.mkdir()
    wanted = [each for each in named(lines) if each.line.sha256 in may_leave]
    written: list[Named] = []
    for at, each in enumerate(wanted):
        progress.step(at, len(wanted), f"Writing {each.name}")
        if _write_file(part / each.name, each, read, progress):
            written.append(each)
    listed = listing(written)
    _put(part / LIST, listed)
    _put(part / HASHES, hashes(written, listed))
    files = [line for line in lines if line.kind is EvidenceKind.FILE]
    return FolderMade(
        target,
        len(written),
        sum(line.sensitivity is Sensitivity.NOT_CHECKED for line in files),
        sum(line.sensitivity is Sensitivity.RESTRICTED for line in files)
        + sum(each.line.sha256 not in may_leave for each in named(lines)),
        len(wanted) - len(written),
    )


def _write_file(path: Path, each: Named, read: Bytes, progress: Progress) -> bool:
    """Write one file and hash it on the way; False where this copy lacks its bytes."""
    digest, size = hashlib.sha256(), 0
    with path.open("xb") as file:
        for piece in read(each.line.sha256):
            progress.step(size, each.line.size, f"Writing {each.name}")
            digest.update(piece)
            size += file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    if size == 0 and each.line.size:
        path.unlink()
        return False
    if digest.hexdigest() != each.line.sha256:
        raise TrackerError(
            f"The evidence “{each.line.title}” is damaged in this tracker; nothing was written.",
            hint="Choose Check the record, and bring in a copy that holds the whole file.",
        )
    return True


def listing(files: Sequence[Named]) -> bytes:
    """`manifest.csv`: what each file is, for people; opens in Excel as it is."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(HEADINGS)
    for each in files:
        line = each.line
        cells = (
            *(each.name, line.sha256, str(line.size), str(each.number)),
            *(", ".join(line.references), line.title, day(line.speaks_for)),
            *(line.received_from, line.why),
        )
        writer.writerow([f"'{cell}" if needs_prefix(cell) else cell for cell in cells])
    return out.getvalue().encode("utf-8-sig", "replace")


def hashes(files: Sequence[Named], listed: bytes) -> bytes:
    """`manifest.sha256`, as `sha256sum --check` reads it: every file, and the list of them."""
    lines = [f"{each.line.sha256}  {each.name}\n" for each in files]
    lines.append(f"{hashlib.sha256(listed).hexdigest()}  {LIST}\n")
    return "".join(lines).encode("ascii")


def _put(path: Path, body: bytes) -> None:
    with path.open("xb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())


def _told(target: Path, fault: OSError) -> TrackerError:
    if not target.parent.is_dir():
        return TrackerError(
            f"There is no folder {target.parent}; nothing was written.",
            hint="Choose a folder that exists.",
        )
    if fault.errno in (errno.ENOSPC, errno.EDQUOT):
        return TrackerError(
            f"The disk is full, so the evidence could not be written to {target.name}; "
            "what had been written was taken away again.",
            hint="Make room, or choose another place.",
        )
    return TrackerError(
        f"The evidence could not be written to {target.name} ({fault.strerror}); "
        "what had been written was taken away again.",
        hint="See that the folder may be written, or choose another place.",
    )
