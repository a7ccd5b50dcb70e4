"""How lists of one layout are to be read, as a person corrected it once: remembered, forgotten."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from marmot_tracker.errors import TrackerError
from marmot_tracker.model import ImportMapping, uid_of
from marmot_tracker.trail.recording import put
from marmot_tracker.trail.values import canonical

NAMED = 8
"""Characters of its key that name a layout for a person."""


@dataclass(frozen=True, slots=True)
class LayoutFacts:
    """A remembered layout. `shape` is the key of its headings, `headings` those for people.

    `columns` gives the field of a column by its heading, `words` the code of a cell's word by
    field, `sheets` the worksheets to read; `owner_split` and `date_order` are codes of reading.
    `corrected_on` is the day on which the person said so last.
    """

    shape: str
    headings: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    sheets: tuple[str, ...] = ()
    owner_split: str = ""
    date_order: str = ""
    corrected_on: date | None = None

    @property
    def name(self) -> str:
        """What a person calls it by, where its headings are too long."""
        return self.shape[:NAMED]


def list_(session: Session) -> list[LayoutFacts]:
    """Every layout that is remembered, the one corrected last first."""
    found = [_facts(one) for one in session.scalars(select(ImportMapping))]
    return sorted(
        found, key=lambda one: (one.corrected_on or date.min, one.headings, one.shape), reverse=True
    )


def of_shape(session: Session, shape: str) -> LayoutFacts | None:
    """What is remembered for lists of this shape."""
    found = session.get(ImportMapping, layout_uid(shape)) if shape else None
    return _facts(found) if found is not None else None


def layout_uid(shape: str) -> str:
    """The uid of a layout, the same in every copy: two people's corrections of it meet."""
    return uid_of("import_mapping", shape)


def remember(session: Session, layout: LayoutFacts) -> None:
    """Keep how lists of this shape are to be read, in place of what was kept for it."""
    values: dict[str, Any] = {
        "shape": layout.shape,
        "headings": "\n".join(layout.headings) or None,
        "columns": _as_text(layout.columns),
        "words": _as_text({name: dict(codes) for name, codes in layout.words.items() if codes}),
        "sheets": _as_text(list(layout.sheets)),
        "owner_split": layout.owner_split or None,
        "date_order": layout.date_order or None,
        "corrected_on": layout.corrected_on,
    }
    put(session, ImportMapping, layout_uid(layout.shape), values)


def forget(session: Session, *, shape: str) -> None:
    """Read lists of this shape from now on as if nothing had been said; history keeps it."""
    known = session.get(ImportMapping, layout_uid(shape))
    if known is not None:
        known.present = False
        session.flush()


def the_one(session: Session, words: str) -> LayoutFacts:
    """The layout that words name: its name, its whole key, or the beginning of its headings."""
    asked = " ".join(words.split()).casefold()
    there = list_(session)
    found = [one for one in there if asked and one.shape.startswith(asked)] or [
        one for one in there if asked and ", ".join(one.headings).casefold().startswith(asked)
    ]
    if len(found) == 1:
        return found[0]
    told = "; ".join(f"{one.name} ({', '.join(one.headings)[:60]})" for one in found or there)
    if found:
        raise TrackerError(f"“{words}” could be {len(found)} layouts.", hint=f"They are: {told}.")
    raise TrackerError(
        f"No layout is remembered under “{words}”.",
        hint=f"Remembered are: {told}." if told else "Nothing is remembered here yet.",
    )


def _as_text(value: Any) -> str | None:
    return canonical(value) if value else None


def _facts(kept: ImportMapping) -> LayoutFacts:
    columns, words = _read(kept.columns, dict), _read(kept.words, dict)
    return LayoutFacts(
        shape=kept.shape or "",
        headings=tuple((kept.headings or "").splitlines()),
        columns={str(name): str(field) for name, field in columns.items()},
        words={
            str(name): {str(word): str(code) for word, code in codes.items()}
            for name, codes in words.items()
            if isinstance(codes, dict)
        },
        sheets=tuple(map(str, _read(kept.sheets, list))),
        owner_split=kept.owner_split or "",
        date_order=kept.date_order or "",
        corrected_on=kept.corrected_on,
    )


def _read(text: str | None, kind: type[Any]) -> Any:
    """What a field holds; nothing of the kind where a newer program wrote it otherwise."""
    try:
        found = json.loads(text or "null")
    except ValueError:
        return kind()
    return found if isinstance(found, kind) else kind()
