"""What the tables note beside a thing's fields: two answers open, or the shown value erased."""

from __future__ import annotations

from typing import Any, NamedTuple, TypeVar

from marmot_tracker.trail.history import ERASED
from marmot_tracker.trail.projection import ERASED as BEGINS
from marmot_tracker.trail.projection import WITHDRAWN

Read = TypeVar("Read", bound=NamedTuple)


def two_answers(marks: str | None) -> list[str]:
    """The fields that hold two answers."""
    return [
        mark for mark in (marks or "").split() if mark != WITHDRAWN and not mark.startswith(BEGINS)
    ]


def erased(marks: str | None) -> list[str]:
    """The fields whose shown value was erased."""
    return [mark[len(BEGINS) :] for mark in (marks or "").split() if mark.startswith(BEGINS)]


def shown(value: str | None, field: str, marks: str | None) -> str:
    """A text as it is shown: `[erased]` where it was erased."""
    return ERASED if marks and field in erased(marks) else value or ""


def with_erased(found: Read, marks: str | None, texts: frozenset[str]) -> Read:
    """A row as it was selected, with `[erased]` in its texts that were erased."""
    if not marks or BEGINS not in marks:
        return found
    gone: dict[str, Any] = {name: ERASED for name in erased(marks) if name in texts}
    return found._replace(**gone)
