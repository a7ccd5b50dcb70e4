"""The place's own columns, and what they say of a recommendation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from sqlalchemy import select
from sqlalchemy.orm import Session

from marmot_tracker.errors import TrackerError
from marmot_tracker.model import ExtraColumn, ExtraValue, Recommendation, uid_of
from marmot_tracker.services.wording import code_of, day, read_day
from marmot_tracker.vocabulary import ExtraType

YES = frozenset({"yes", "y", "true", "1"})
NO = frozenset({"no", "n", "false", "0"})


@dataclass(frozen=True, slots=True)
class ExtraColumnFacts:
    """A column of the place's own."""

    uid: str
    name: str
    type: ExtraType
    order: int


def columns(session: Session) -> list[ExtraColumnFacts]:
    """The columns in use, in their order."""
    query = select(
        ExtraColumn.uid, ExtraColumn.name, ExtraColumn.type, ExtraColumn.order, ExtraColumn.retired
    )
    found = [
        ExtraColumnFacts(uid, name or "", code_of(ExtraType, kind) or ExtraType.TEXT, order or 0)
        for uid, name, kind, order, retired in session.execute(query)
        if not retired
    ]
    return sorted(found, key=lambda column: (column.order, column.uid))


def ensure_column(session: Session, *, name: str, type: ExtraType = ExtraType.TEXT) -> str:
    """The uid of the column with this name (case aside), added at the end where there is none."""
    name = " ".join(name.split())
    if not name:
        raise TrackerError("A column needs a name.")
    known = columns(session)
    for column in known:
        if column.name.casefold() == name.casefold():
            return column.uid
    made = ExtraColumn(
        name=name, type=type.value, order=max((column.order for column in known), default=0) + 1
    )
    session.add(made)
    session.flush()
    return made.uid


def set_value(session: Session, *, recommendation: str, column: str, value: str) -> None:
    """Say something of a recommendation in a column (by uid); the empty string clears it."""
    of_column = session.get(ExtraColumn, column)
    if of_column is None:
        raise TrackerError("That column is not in this tracker.")
    if session.get(Recommendation, recommendation) is None:
        raise TrackerError("That recommendation is not in this tracker.")
    kind = code_of(ExtraType, of_column.type) or ExtraType.TEXT
    stored = stored_value(kind, value, name=of_column.name or "")
    uid = uid_of("extra_value", column, recommendation)
    known = session.get(ExtraValue, uid, execution_options={"all_things": True})
    if known is None:
        if stored is not None:
            session.add(
                ExtraValue(uid=uid, column=column, recommendation=recommendation, value=stored)
            )
        return
    known.present = True
    known.value = stored


def stored_value(kind: ExtraType, words: str, *, name: str) -> str | None:
    """`words` as a column of this type holds them; raises `TrackerError` naming the column."""
    text = words.strip()
    if not text:
        return None
    if kind is ExtraType.DATE:
        return read_day(text).isoformat()
    if kind is ExtraType.NUMBER:
        try:
            number = Decimal(text.replace(",", ""))
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite():
            raise TrackerError(f"“{name}” holds numbers, and “{text}” is none.")
        return format(number, "f")
    if kind is ExtraType.YES_NO:
        if text.casefold() in YES:
            return "yes"
        if text.casefold() in NO:
            return "no"
        raise TrackerError(f"“{name}” holds yes or no, and “{text}” is neither.")
    return words


def in_words(kind: ExtraType, stored: str) -> str:
    """A stored value as it is shown; one that does not fit its type is shown as it is."""
    if kind is ExtraType.YES_NO:
        return {"yes": "Yes", "no": "No"}.get(stored, stored)
    if kind is ExtraType.DATE:
        try:
            return day(date.fromisoformat(stored))
        except ValueError:
            return stored
    return stored


def values_in_words(session: Session, *, only: str | None = None) -> dict[str, Mapping[str, str]]:
    """By recommendation: its values in the columns in use, by the column's name, in words."""
    known = {column.uid: column for column in columns(session)}
    if not known:
        return {}
    query = select(ExtraValue.recommendation, ExtraValue.column, ExtraValue.value)
    if only is not None:
        query = query.where(ExtraValue.recommendation == only)
    found: dict[str, dict[str, str]] = {}
    for recommendation, of_column, value in session.execute(query):
        column = known.get(of_column or "")
        if column is not None and recommendation and value is not None:
            found.setdefault(recommendation, {})[column.name] = in_words(column.type, value)
    return dict(found)
