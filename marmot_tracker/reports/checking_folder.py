"""Checks the evidence folder beside a pack against the tracker: every file, and the manifest."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from marmot_tracker.reports.evidence_folder import HASHES, LIST, PIECE, listing
from marmot_tracker.reports.evidence_names import Named, named
from marmot_tracker.services.evidence import IndexLine

LONGEST_MANIFEST = 20 * 1024 * 1024
_LINE = re.compile(r"([0-9a-f]{64}) [ *]([a-z0-9.-]{1,120})")


@dataclass(frozen=True, slots=True)
class FolderChecked:
    """What was found in a folder: how many files are as they were, what is wrong, what was added."""

    path: Path
    files: int
    problems: tuple[str, ...]
    added: tuple[str, ...]


def check_folder(
    folder: Path,
    lines: Sequence[IndexLine],
    *,
    lacking: Collection[int],
    may_leave: Collection[str],
) -> FolderChecked:
    """Compare a folder with the evidence of the state that its pack shows.

    A file may be missing where the copy that the pack was made from lacked it (`lacking`, lines
    of the index), or where it may no longer leave.
    """
    wanted = named(lines)
    by_hash = {each.line.sha256: each for each in wanted}
    known = {each.name: each for each in wanted}
    told = _manifest(folder / HASHES)
    if told is None:
        return FolderChecked(folder, 0, (f"{folder.name}: {HASHES} is missing or unreadable.",), ())
    problems: list[str] = []
    whole = 0
    for name, sha256 in told.items():
        if name == LIST:
            continue
        # A title may have been erased since, and with it the name.
        wrong = _wrong(folder, name, sha256, known.get(name) or by_hash.get(sha256))
        problems += [f"{folder.name}/{name} {wrong}."] if wrong else []
        whole += not wrong
    problems += [
        f"{folder.name}/{name} is not in the manifest, though the tracker held it."
        for name, each in known.items()
        if each.line.sha256 not in told.values()
        and each.number not in lacking
        and each.line.sha256 in may_leave
    ]
    listed = listing([known[name] for name in told if name in known])
    all_known = told.keys() <= {*known, LIST}
    if all_known and _hash(folder / LIST) != hashlib.sha256(listed).hexdigest():
        problems.append(f"{folder.name}/{LIST} is not as it was written.")
    added = [
        f"{folder.name}/{path.name} was added."
        for path in sorted(folder.iterdir())
        if path.name not in told and path.name != HASHES
    ]
    return FolderChecked(folder, whole, tuple(problems), tuple(added))


def _wrong(folder: Path, name: str, sha256: str, known: Named | None) -> str:
    """What is wrong with a file of the manifest, or nothing."""
    found = _hash(folder / name)
    if known is None:
        return "is in the manifest, but no evidence that the tracker holds"
    if found is None:
        return "is missing"
    if found != known.line.sha256:
        return "is not the file that the tracker held"
    return "" if sha256 == found else "has another hash in the manifest than the tracker held"


def _manifest(path: Path) -> Mapping[str, str] | None:
    try:
        if path.is_symlink() or path.stat().st_size > LONGEST_MANIFEST:
            return None
        return dict(_lines(path.read_text(encoding="ascii")))
    except (OSError, ValueError):
        return None


def _lines(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        found = _LINE.fullmatch(line)
        if found is None:
            raise ValueError("a line that names no file")
        yield found[2], found[1]


def _hash(path: Path) -> str | None:
    """The SHA-256 of a file of this folder itself; None where there is none."""
    digest = hashlib.sha256()
    try:
        if path.is_symlink() or not path.is_file():
            return None
        with path.open("rb") as file:
            while piece := file.read(PIECE):
                digest.update(piece)
    except OSError:
        return None
    return digest.hexdigest()
