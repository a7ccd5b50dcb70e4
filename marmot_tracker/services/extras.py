"""The place's own columns, and what they say of a recommendation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from marmot_tracker.errors import TrackerError
from marmot_tracker.model import ExtraColumn, ExtraValue, Recommendation, uid_of
from marmot_tracker.services import answers
from marmot_tracker.services.columns import columns_of
from marmot_tracker.services.marks import shown, two_answers
from marmot_tracker.services.wording import code_of, day, read_day
from marmot_tracker.vocabulary import ExtraType

YES = frozenset({"yes", "y", "true", "1"})
NO = frozenset({"no", "n", "false", "0"})


@dataclass(frozen=True, slots=True)
class ExtraColumnFacts:
    """A column of the place's own; `choices` are what a choice takes, none for anything."""

    uid: str
    name: str
    type: ExtraType
    order: int
    choices: tuple[str, ...] = ()
    retired: bool = False


@dataclass(frozen=True, slots=True)
class OwnValues:
    """What the columns in use say: by recommendation, in words by the column's name.

    `owned` maps each value's uid to its recommendation; `two` holds, by recommendation, the
    columns with two answers and their answers in words, the one shown last.
    """

    words: Mapping[str, Mapping[str, str]]
    owned: Mapping[str, str]
    two: Mapping[str, Mapping[str, tuple[str, ...]]]


def columns(session: Session, *, retired: bool = False) -> list[ExtraColumnFacts]:
    """The columns in use, in their order; with `retired` those put away, too, after them."""
    names = ("uid", "name", "type", "order", "choices", "retired", "marks")
    found = [
        ExtraColumnFacts(
            uid,
            shown(name, "name", marks),
            code_of(ExtraType, kind) or ExtraType.TEXT,
            order or 0,
            tuple((choices or "").split("\n")) if choices else (),
            bool(away),
        )
        for uid, name, kind, order, choices, away, marks in columns_of(
            session, "extra_column", names
        )
        if retired or not away
    ]
    return sorted(found, key=lambda column: (column.retired, column.order, column.uid))


def named(columns: Iterable[ExtraColumnFacts], words: str) -> ExtraColumnFacts | None:
    """The column that words name, whatever the case."""
    asked = " ".join(words.split()).casefold()
    return next((column for column in columns if column.name.casefold() == asked), None)


def ensure_column(session: Session, *, name: str, type: ExtraType = ExtraType.TEXT) -> str:
    """The uid of the column with this name (case aside), added at the end where there is none."""
    name = " ".join(name.split())
    if not name:
        raise TrackerError("A column needs a name.")
    known = columns(session, retired=True)
    found = named((column for column in known if not column.retired), name)
    if found:
        return found.uid
    made = ExtraColumn(
        name=name, type=type.value, order=max((column.order for column in known), default=0) + 1
    )
    session.add(made)
    session.flush()
    return made.uid


def set_value(
    session: Session, *, recommendation: str, column: str, value: str, checked: bool = False
) -> bool:
    """Say something of a recommendation in a column (by uid); the empty string clears it.

    Whether anything changed. With `checked` a choice must be one of those it takes.
    """
    of_column = session.get(ExtraColumn, column)
    if of_column is None:
        raise TrackerError("That column is not in this tracker.")
    if session.get(Recommendation, recommendation) is None:
        raise TrackerError("That recommendation is not in this tracker.")
    kind = code_of(ExtraType, of_column.type) or ExtraType.TEXT
    choices = tuple((of_column.choices or "").split("\n")) if of_column.choices else ()
    stored = stored_value(
        kind, value, name=of_column.name or "", choices=choices if checked else ()
    )
    uid = uid_of("extra_value", column, recommendation)
    known = session.get(ExtraValue, uid, execution_options={"all_things": True})
    if known is None:
        if stored is not None:
            session.add(
                ExtraValue(uid=uid, column=column, recommendation=recommendation, value=stored)
            )
        return stored is not None
    two = "value" in two_answers(known.marks)
    same = bool(known.present) and known.value == stored
    known.present = True
    known.value = stored
    if two:
        flag_modified(known, "value")
    return two or not same


def set_values(session: Session, *, recommendation: str, values: Mapping[str, str]) -> None:
    """Say something of a recommendation in several columns (by uid), a choice checked."""
    for column, value in values.items():
        set_value(session, recommendation=recommendation, column=column, value=value, checked=True)


def value_uid(column: str, recommendation: str) -> str:
    """The uid of what a column says of a recommendation: both sides make the same thing."""
    return uid_of("extra_value", column, recommendation)


def settle(session: Session, *, recommendation: str, column: str, answer: str) -> None:
    """Choose one of two answers of a column (by uid); `answer` is its value as it is held."""
    uid = uid_of("extra_value", column, recommendation)
    known = session.get(ExtraValue, uid)
    if known is None or "value" not in two_answers(known.marks):
        raise TrackerError("There are no two answers to choose from here.")
    known.value = answer or None
    flag_modified(known, "value")


def stored_value(
    kind: ExtraType, words: str, *, name: str, choices: Iterable[str] = ()
) -> str | None:
    """`words` as a column of this type holds them; raises `TrackerError` naming the column."""
    text = words.strip()
    if not text:
        return None
    if kind is ExtraType.DATE:
        try:
            return read_day(text).isoformat()
        except TrackerError as fault:
            raise TrackerError(f"“{name}” holds dates: {fault.message}", hint=fault.hint) from fault
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
    if kind is ExtraType.CHOICE and (known := tuple(choices)):
        chosen = next((each for each in known if each.casefold() == text.casefold()), None)
        if chosen is None:
            listed = ", ".join(f"“{each}”" for each in known)
            raise TrackerError(
                f"“{text}” is not one of the choices of “{name}”.", hint=f"They are {listed}."
            )
        return chosen
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


def sort_key(kind: ExtraType, words: str) -> tuple[int, Decimal | str]:
    """How a value in words sorts in its column: as a number, a day or a word; nothing comes last.

    What does not fit the column's type comes after all that does.
    """
    if not words:
        return (3, "")
    if kind is ExtraType.DATE:
        days = day_key(words)
        return (0, days) if days else (2, words.casefold())
    if kind is ExtraType.NUMBER:
        number = amount(words)
        return (0, number) if number is not None else (2, words.casefold())
    return (0, words.casefold())


def day_key(words: str) -> str:
    """`31/12/2026` as `20261231`, which compares as days do; empty for anything else."""
    if len(words) == 10 and words[2] == "/" == words[5]:
        return f"{words[6:]}{words[3:5]}{words[:2]}"
    return ""


def amount(words: str) -> Decimal | None:
    """The number that a value spells, or nothing."""
    try:
        number = Decimal(words.replace(",", ""))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def values_in_words(session: Session, *, only: str | None = None) -> dict[str, Mapping[str, str]]:
    """By recommendation: its values in the columns in use, by the column's name, in words."""
    return dict(own_values(session, only=only).words)


def own_values(session: Session, *, only: str | None = None) -> OwnValues:
    """Everything that the columns in use say, of one recommendation or of all."""
    known = {column.uid: column for column in columns(session)}
    if not known:
        return OwnValues({}, {}, {})
    query = select(
        ExtraValue.uid,
        ExtraValue.recommendation,
        ExtraValue.column,
        ExtraValue.value,
        ExtraValue.marks,
    )
    if only is not None:
        query = query.where(ExtraValue.recommendation == only)
    found: dict[str, dict[str, str]] = {}
    owned: dict[str, str] = {}
    two: dict[str, dict[str, tuple[str, ...]]] = {}
    for uid, recommendation, of_column, value, marks in session.execute(query):
        column = known.get(of_column or "")
        if column is None or not recommendation:
            continue
        owned[uid] = recommendation
        said = in_words(column.type, value) if value is not None else shown(None, "value", marks)
        if said:
            found.setdefault(recommendation, {})[column.name] = said
        if marks and "value" in two_answers(marks):
            two.setdefault(recommendation, {})[column.name] = _answers(session, uid, column)
    return OwnValues(found, owned, two)


def _answers(session: Session, uid: str, column: ExtraColumnFacts) -> tuple[str, ...]:
    from_record = answers.of_field(session, uid=uid, field="value")
    return tuple(in_words(column.type, each.value) if each.value else "" for each in from_record)
