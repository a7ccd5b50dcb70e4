"""What putting back would do, as it is shown and chosen from: lines in words, and their writes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from marmot_tracker.services.telling import shortened
from marmot_tracker.trail.values import Scalar


class Way(StrEnum):
    """What is put back: what was there before a step, or what the step said."""

    BEFORE = "before"
    AGAIN = "again"


@dataclass(frozen=True, slots=True)
class Write:
    """One field of one thing, and what it will hold."""

    kind: str
    uid: str
    field: str
    value: Scalar


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that would be put back, in words. `key` names it.

    `since` says who changed it since the step, empty where nobody did. `called` is what an edit
    that puts it back is called: no title of evidence is in it, since labels are handed out.
    """

    key: str
    words: str
    since: str
    writes: tuple[Write, ...]
    called: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What putting back would do: lines to choose from, and sentences on what cannot be done."""

    change: str
    way: Way
    label: str
    lines: tuple[Line, ...]
    cannot: tuple[str, ...]

    @property
    def chosen(self) -> frozenset[str]:
        """The lines chosen beforehand: where a step is taken back, those nobody changed since."""
        return frozenset(line.key for line in self.lines if self.way is Way.AGAIN or not line.since)


def brief(words: str) -> str:
    """A value as a line quotes it; *empty* where there is none."""
    plain = " ".join(words.split())
    if not plain:
        return "empty"
    return plain if len(plain) <= 40 and "," not in plain else shortened(plain)


def raised(words: str) -> str:
    """With a capital letter, as a sentence begins."""
    return words[:1].upper() + words[1:]


def lowered(words: str) -> str:
    """Without the capital letter, as within a sentence."""
    return words[:1].lower() + words[1:]
