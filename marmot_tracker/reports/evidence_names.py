"""What evidence files are called outside the tracker: names that no program can misread.

Only small letters, digits, dots and hyphens, whatever a title or a file's own name holds; no path,
no name that Windows keeps for itself, no more than a hundred characters, and none twice.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from marmot_tracker.services.evidence import IndexLine
from marmot_tracker.vocabulary import EvidenceKind, Sensitivity

LONGEST_REFERENCE, LONGEST_TITLE = 20, 50
SHORT_HASH = 8
UNTITLED = "evidence"
KEPT_BY_WINDOWS = frozenset(
    ["con", "prn", "aux", "nul", "conin$", "conout$"]
    + [f"{name}{number}" for name in ("com", "lpt") for number in range(10)]
)
_ENDING = re.compile(r"\.[a-z0-9]{1,10}$")


@dataclass(frozen=True, slots=True)
class Named:
    """An evidence file under its name outside; `number` is its line of the index, from 1."""

    name: str
    number: int
    line: IndexLine


def named(lines: Iterable[IndexLine]) -> list[Named]:
    """The ordinary files of an index, each under its name; the same bytes named alike come once."""
    found: list[Named] = []
    taken: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        if line.kind is not EvidenceKind.FILE or line.sensitivity is not Sensitivity.ORDINARY:
            continue
        if not line.sha256:
            continue
        name = safe_name(line)
        if taken.get(name, line.sha256) != line.sha256:
            name = safe_name(line, letters=len(line.sha256))
        if name not in taken:
            taken[name] = line.sha256
            found.append(Named(name, number, line))
    return found


def safe_name(line: IndexLine, *, letters: int = SHORT_HASH) -> str:
    """`5.4-board-minutes-0f3a9c21.pdf`: reference, title, part of the SHA-256, ending."""
    reference = _plain(line.references[0] if line.references else "", "a-z0-9.", LONGEST_REFERENCE)
    title = _plain(line.title, "a-z0-9", LONGEST_TITLE) or UNTITLED
    ending = _ENDING.search(_ascii(line.location))
    stem = "-".join(part for part in (reference, title, line.sha256[:letters]) if part)
    if stem.partition(".")[0] in KEPT_BY_WINDOWS:
        stem = f"ref-{stem}"
    return stem + (ending[0] if ending else "")


def _plain(text: str, kept: str, longest: int) -> str:
    words = re.sub(f"[^{kept}]+", "-", _ascii(text))
    return re.sub(r"\.{2,}", ".", words)[:longest].strip("-.")


def _ascii(text: str) -> str:
    """Letters without their accents, small; what has no such letter is left out."""
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
