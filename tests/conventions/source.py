"""The checkout as the convention tests read it: its files, and its modules as syntax trees."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("marmot_tracker", "ui", "sample_data")
DEVELOPER = ("benchmarks", "bundling", "dev.py")
TEXT_SUFFIXES = frozenset(
    (
        "",
        ".cfg",
        ".csv",
        ".iss",
        ".json",
        ".md",
        ".py",
        ".spec",
        ".svg",
        ".toml",
        ".txt",
        ".typed",
        ".yml",
    )
)


@dataclass(frozen=True, slots=True)
class Module:
    """One Python file: where it is (relative, with slashes), its text and its tree."""

    name: str
    text: str
    tree: ast.Module

    @property
    def path(self) -> Path:
        return Path(self.name)

    def nodes(self) -> Iterator[ast.AST]:
        return ast.walk(self.tree)


@cache
def modules(*tops: str) -> tuple[Module, ...]:
    """The Python files under these folders of the checkout, or these files themselves."""
    found: list[Module] = []
    for top in tops:
        start = ROOT / top
        files = [start] if start.suffix else sorted(start.rglob("*.py"))
        for file in files:
            text = file.read_text(encoding="utf-8")
            found.append(Module(file.relative_to(ROOT).as_posix(), text, ast.parse(text)))
    return tuple(found)


@cache
def kept_files() -> tuple[Path, ...]:
    """The files that git keeps or would keep; without git, all but the made ones."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listing.returncode == 0:
        names = [name for name in listing.stdout.split("\0") if name]
        return tuple(ROOT / name for name in sorted(names) if (ROOT / name).is_file())
    return tuple(
        path
        for path in sorted(ROOT.rglob("*"))
        if path.is_file() and not any(part == "__pycache__" for part in path.parts)
        if not path.relative_to(ROOT).parts[0].startswith(".")
    )


def text_files() -> Iterator[tuple[str, str]]:
    """Name and text of every kept file that is text."""
    for path in kept_files():
        if path.suffix in TEXT_SUFFIXES:
            yield path.relative_to(ROOT).as_posix(), path.read_text("utf-8", errors="replace")
