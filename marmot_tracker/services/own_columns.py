"""Making and changing the place's own columns: added, renamed, retyped, put away, brought back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marmot_tracker.errors import TrackerError
from marmot_tracker.model import ExtraColumn, ExtraValue, Recommendation
from marmot_tracker.services import extras
from marmot_tracker.services.extras import ExtraColumnFacts
from marmot_tracker.services.setting import ALIASES, SETTABLE
from marmot_tracker.services.telling import FIELD_WORDS
from marmot_tracker.services.wording import code_of, counted, joined
from marmot_tracker.vocabulary import ExtraType

LONGEST = 60
"""Letters of a column's name: more do not fit a heading."""
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Retyped:
    """What a new type made of the values: how many were put into its form, which do not fit.

    `misfits` are (reference, what it says); they stay as they are and sort last.
    """

    converted: int
    misfits: tuple[tuple[str, str], ...]


def add(
    session: Session,
    *,
    name: str,
    type: ExtraType = ExtraType.TEXT,
    choices: Iterable[str] = (),
) -> str:
    """Add a column at the end; returns its uid. Raises `TrackerError` where the name is taken."""
    plain = _free_name(session, name)
    uid = extras.ensure_column(session, name=plain, type=type)
    made = session.get_one(ExtraColumn, uid)
    made.choices = _choices(type, choices)
    return uid


def rename(session: Session, *, column: str, name: str) -> None:
    """Give a column another name; what it says stays."""
    made = _column(session, column)
    made.name = _free_name(session, name, besides=column)


def put_away(session: Session, *, column: str) -> None:
    """Take a column out of the list, the filter and new packs; what it said stays in the record."""
    _column(session, column).retired = True


def bring_back(session: Session, *, column: str) -> None:
    """Show a column again that was put away."""
    made = _column(session, column)
    _free_name(session, made.name or "", besides=column)
    made.retired = None


def retype(
    session: Session,
    *,
    column: str,
    type: ExtraType,
    choices: Iterable[str] = (),
    force: bool = False,
) -> Retyped:
    """Give a column another type, and put its values into the form of it.

    Raises `TrackerError` naming what does not fit, unless `force`: that then stays as it is.
    """
    made = _column(session, column)
    wanted = _choices(type, choices)
    query = select(ExtraValue, Recommendation.reference).join(
        Recommendation, Recommendation.uid == ExtraValue.recommendation
    )
    held = session.execute(
        query.where(ExtraValue.column == column).order_by(Recommendation.order, Recommendation.uid)
    ).all()
    before = code_of(ExtraType, made.type) or ExtraType.TEXT
    misfits: list[tuple[str, str]] = []
    new: list[tuple[ExtraValue, str]] = []
    for value, reference in held:
        if value.value is None:
            continue
        said = extras.in_words(before, value.value)
        try:
            stored = extras.stored_value(
                type,
                said,
                name=made.name or "",
                choices=(wanted or "").split("\n") if wanted else (),
            )
        except TrackerError:
            misfits.append((reference or "without a reference", said))
            continue
        if stored is not None and stored != value.value:
            new.append((value, stored))
    if misfits and not force:
        raise _does_not_fit(made.name or "", type, misfits)
    made.type, made.choices = type.value, wanted
    for value, stored in new:
        value.value = stored
    return Retyped(len(new), tuple(misfits))


def filled(session: Session) -> dict[str, int]:
    """How many recommendations fill each column in, by its uid."""
    query = (
        select(ExtraValue.column, func.count())
        .join(Recommendation, Recommendation.uid == ExtraValue.recommendation)
        .where(ExtraValue.value.is_not(None))
        .group_by(ExtraValue.column)
    )
    return {uid: number for uid, number in session.execute(query) if uid}


TYPE_WORDS: dict[ExtraType, str] = {
    ExtraType.TEXT: "text",
    ExtraType.DATE: "dates",
    ExtraType.NUMBER: "numbers",
    ExtraType.CHOICE: "a choice",
    ExtraType.YES_NO: "yes or no",
}
"""What a column of each type holds, in a sentence."""


def type_named(words: str) -> ExtraType:
    """The type that words name; raises `TrackerError` for none."""
    asked = words.strip().casefold().replace("-", "_").replace(" ", "_").replace("/", "_")
    known = {"yes_or_no": ExtraType.YES_NO, **{each.value: each for each in ExtraType}}
    known |= {f"{each.value}s": each for each in ExtraType}
    if asked not in known:
        listed = joined([each.value.replace("_", "-") for each in ExtraType], last="or")
        raise TrackerError(f"“{words}” is not a type of column.", hint=f"It is {listed}.")
    return known[asked]


def the_one(session: Session, words: str, *, retired: bool = False) -> ExtraColumnFacts:
    """The column that words name; raises `TrackerError` naming those there are."""
    known = extras.columns(session, retired=retired)
    found = extras.named(known, words)
    if found is None:
        listed = joined([f"“{column.name}”" for column in known])
        raise TrackerError(
            f"There is no column “{words}” of your own.",
            hint=f"There is {listed}." if listed else "There is none yet.",
        )
    return found


def _does_not_fit(name: str, type: ExtraType, misfits: list[tuple[str, str]]) -> TrackerError:
    told = joined([f"{reference} says “{said}”" for reference, said in misfits[:SHOWN]])
    more = len(misfits) - SHOWN
    told += f", and {more} more" if more > 0 else ""
    return TrackerError(
        f"{counted(len(misfits), 'value')} of “{name}” would not fit {TYPE_WORDS[type]}: {told}. "
        "Nothing was changed.",
        hint="Put them right first, or let them stay as they are.",
    )


def _column(session: Session, uid: str) -> ExtraColumn:
    found = session.get(ExtraColumn, uid)
    if found is None:
        raise TrackerError("That column is not in this tracker.")
    return found


def _free_name(session: Session, name: str, *, besides: str = "") -> str:
    """A name for a column that nothing else has; raises `TrackerError`."""
    plain = " ".join(name.replace('"', "").split())
    asked = plain.casefold()
    if not plain:
        raise TrackerError("A column needs a name.")
    if len(plain) > LONGEST:
        raise TrackerError(
            f"A column's name has at most {LONGEST} letters; this one has {len(plain)}."
        )
    taken = {
        *SETTABLE,
        *ALIASES,
        *FIELD_WORDS,
        *(words.casefold() for words in FIELD_WORDS.values()),
    }
    if asked in taken | {"evidence", "principle", "subgroup"}:
        raise TrackerError(
            f"“{plain}” is a field that every tracker has.", hint="Choose another name."
        )
    other = extras.named(extras.columns(session, retired=True), plain)
    if other is not None and other.uid != besides:
        away = " It was put away: bring it back instead." if other.retired else ""
        raise TrackerError(f"There is already a column “{other.name}”.{away}")
    return plain


def _choices(type: ExtraType, choices: Iterable[str]) -> str | None:
    """The choices as a column holds them, a line each; none for any other type."""
    if type is not ExtraType.CHOICE:
        return None
    found: dict[str, str] = {}
    for choice in choices:
        plain = " ".join(choice.split())
        if plain:
            found.setdefault(plain.casefold(), plain)
    return "\n".join(found.values()) or None
