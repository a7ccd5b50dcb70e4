"""What the trail must know of every kind of thing, read off the tables."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Integer

from marmot_tracker.model import (  # noqa: F401  importing them registers their tables
    evidence,
    people,
    programme,
    progress,
    recommendations,
    returns,
)
from marmot_tracker.model.base import PROJECTION_ONLY, Flag, Place, Thing


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of thing: its class, tracked fields, what it hangs on, and its places.

    `hangs_on` maps a field to the kind it names; `fields` maps a field's name to the Python type of its JSON value (`str`, `int` or `bool`).
    """

    name: str
    thing: type[Thing]
    fields: Mapping[str, type]
    hangs_on: Mapping[str, str]
    places: Mapping[str, Place]


def _kind(thing: type[Thing]) -> Kind:
    fields: dict[str, type] = {}
    for column in thing.__table__.columns:
        if column.name not in PROJECTION_ONLY:
            flagged, counted = isinstance(column.type, Flag), isinstance(column.type, Integer)
            fields[column.name] = bool if flagged else int if counted else str
    return Kind(thing.__tablename__, thing, fields, thing.hangs_on, thing.places)


KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in sorted(
        (_kind(mapper.class_) for mapper in Thing.registry.mappers), key=lambda kind: kind.name
    )
}
"""Every tracked kind by name (the name of its table)."""

FILLS: Mapping[str, tuple[tuple[str, str], ...]] = {
    name: tuple(
        (kind.name, field)
        for kind in KINDS.values()
        for field, place in kind.places.items()
        if place.kind == name
    )
    for name in KINDS
}
"""Which places (kind, field) a kind of thing can fill."""

CHILDREN: Mapping[str, tuple[tuple[str, str], ...]] = {
    name: tuple(
        (child.name, field)
        for child in KINDS.values()
        for field, parent in child.hangs_on.items()
        if parent == name
    )
    for name in KINDS
}
"""Which kinds hang on a kind, and by which field."""


KIND_OF: Mapping[type[Thing], Kind] = {kind.thing: kind for kind in KINDS.values()}
"""Every kind by its class."""


def shape() -> str:
    """A hash of the tracked kinds and columns; a file built for another shape is rebuilt."""
    described = {
        name: {f: t.__name__ for f, t in kind.fields.items()} for name, kind in KINDS.items()
    }
    return hashlib.sha256(json.dumps(described, sort_keys=True).encode()).hexdigest()
