"""Splits the cells that name several owners, as the person chose."""

from __future__ import annotations

import re
from collections.abc import Iterable

from marmot_tracker.exchange.corrections import OwnerSplit, SeveralOwners
from marmot_tracker.exchange.tables import one_line

CLEAR = re.compile(r"[\n;]|\s/\s|\s\|\s")
ALL = re.compile(r"[\n;,+]|\s*[/|]\s*|\s+(?:and|&|with|und|et|y|e|a'r|a)\s+", re.IGNORECASE)
SHOWN = 3
JOINED = re.compile(r"[/+]|\s(?:and|&)\s", re.IGNORECASE)
"""What may join two owners, or stand within one name ("Adults and Children")."""


def split_names(text: str, split: OwnerSplit) -> tuple[str, ...]:
    """The owners in a cell; commas are left alone unless all joints are cut.

    "Director of Public Health, Luton Council" is one owner, and so is "all employers".
    """
    if split in {OwnerSplit.UNSAID, OwnerSplit.NONE}:
        lines = (one_line(line).strip("-•* ") for line in text.split("\n"))
        whole = "; ".join(line for line in lines if line)
        return (whole,) if whole else ()
    joint = ALL if split is OwnerSplit.ALL else CLEAR
    parts = (one_line(part).strip("-•* ") for part in joint.split(text))
    return tuple(dict.fromkeys(part for part in parts if part))


def several_owners(heading: str, cells: Iterable[str], split: OwnerSplit) -> SeveralOwners | None:
    """How many of these cells name several owners, or may; None where none does."""
    cut = could = 0
    samples: list[str] = []
    for text in cells:
        names = split_names(text, split)
        if len(names) > 1:
            cut += 1
        elif (CLEAR.search(text) or JOINED.search(text)) and len(
            split_names(text, OwnerSplit.ALL)
        ) > 1:
            could += 1
            if len(samples) < SHOWN and text not in samples:
                samples.append(text)
    if not cut and not could:
        return None
    return SeveralOwners(heading, cut, could, split, tuple(samples))
