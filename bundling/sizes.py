"""How large the bundle is, by part, and its largest files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

MEGABYTE = 1_000_000
AIM_ON_LINUX = 180 * MEGABYTE
LARGEST = 10


def of(folder: Path) -> int:
    """The bytes of all files under a folder; what is there under two names counts once."""
    return sum(path.stat().st_size for path in _files(folder))


def told(folder: Path) -> Iterator[str]:
    """The lines of a table: parts from large to small, then the largest files."""
    parts: Counter[str] = Counter()
    for path in _files(folder):
        inside = path.relative_to(folder).parts
        parts["/".join(inside[:2]) if len(inside) > 2 else "single libraries"] += (
            path.stat().st_size
        )
    parts_shown = [pair for pair in parts.most_common() if pair[1] >= MEGABYTE // 2]
    yield f"{'Part':<44} {'MB':>7}"
    for name, size in parts_shown:
        yield f"{name:<44} {size / MEGABYTE:>7.1f}"
    rest = parts.total() - sum(size for _name, size in parts_shown)
    yield f"{'everything else':<44} {rest / MEGABYTE:>7.1f}"
    yield ""
    yield f"{f'The {LARGEST} largest files':<44} {'MB':>7}"
    for path in sorted(_files(folder), key=lambda path: -path.stat().st_size)[:LARGEST]:
        yield f"{path.name:<44} {path.stat().st_size / MEGABYTE:>7.1f}"
    yield ""
    whole = parts.total()
    aim = f"the aim on Linux is {AIM_ON_LINUX / MEGABYTE:.0f} MB"
    yield f"{'Whole':<44} {whole / MEGABYTE:>7.1f}   ({aim})"


def _files(folder: Path) -> list[Path]:
    """Every file once, by the first of its names."""
    found: dict[tuple[int, int], Path] = {}
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_file() and not path.is_symlink():
            found[path.stat().st_dev, path.stat().st_ino] = path
    return list(found.values())
