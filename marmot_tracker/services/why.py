"""Why a value is what it is, in sentences ready to paste into a letter or a minute."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from marmot_tracker import clock
from marmot_tracker.errors import Misuse, TrackerError
from marmot_tracker.model import KINDS, Recommendation, uid_of
from marmot_tracker.services import extras, why_more, why_things
from marmot_tracker.services.dates import name_of
from marmot_tracker.services.history_steps import Told, is_undo_line
from marmot_tracker.services.setting import ALIASES
from marmot_tracker.services.telling import FIELD_WORDS, Teller, shortened, who_of
from marmot_tracker.services.wording import day_of, joined, quoted
from marmot_tracker.trail.history import Entry, answers, entries, erasures
from marmot_tracker.vocabulary import Via

_NAMES: dict[str, str] = {
    **{name: name for name in FIELD_WORDS},
    **{words: name for name, words in FIELD_WORDS.items()},
    "text": "wording",
    "title": "short_title",
    "position": "plain_position",
    "owner": "lead",
}


@dataclass(frozen=True, slots=True)
class _Plain:
    """A field that holds a value of its own: what it is called, and how a value reads."""

    uid: str
    field: str
    called: str
    subject: str
    reads: Callable[[object], str]


def why(session: Session, *, uid: str, field: str, today: date | None = None) -> list[str]:
    """Sentences on how a field of a recommendation came to its value.

    `field` is a name of the register (`rating`, `due`, `owner`, `decision`, `wording`, …), what
    it is called on screen, one of `why_more.MORE`, or the name of one of the place's own columns.
    """
    subject = session.get(Recommendation, uid, execution_options={"all_things": True})
    if subject is None:
        raise TrackerError("That recommendation is not in this tracker.")
    teller = Teller(session)
    told = why_things.Subject(session, teller, subject, name_of(subject), today or clock.today())
    if field in why_more.MORE and not extras.named(extras.columns(session), field):
        return why_more.MORE[field](told)
    name = field_named(session, field)
    if name is not None and name in why_things.PLACES:
        return [*why_things.PLACES[name](told), *_erased(session, _things_of(session, uid, name))]
    if name is not None:
        plain = _Plain(
            uid,
            name,
            FIELD_WORDS[name],
            told.called,
            lambda value: teller.value("recommendation", name, value),
        )
    else:
        plain = _own_column(session, teller, told, field)
    return [
        *_two(session, teller, plain),
        *_plain(session, teller, plain),
        *_erased(session, [plain.uid], plain.field),
    ]


def _things_of(session: Session, uid: str, place: str) -> list[str]:
    """The things that filled a place of a recommendation, in view or not."""
    kind = KINDS["recommendation"].places[place].kind
    column = KINDS[kind].thing.__table__.c
    query = select(column["uid"]).where(column["recommendation"] == uid)
    return list(session.scalars(query))


def _erased(session: Session, uids: list[str], field: str = "") -> list[str]:
    """Who erased what was said there, when and on what ground."""
    said = []
    for gone in erasures(session, uids):
        values = [value for value in gone.values if not field or value[1] == field]
        if values:
            what = joined(sorted({value[1].replace("_", " ") for value in values if not field}))
            subject = f"Its {what}" if what else "What was said there"
            by = who_of(gone.line)
            ground = f", ground {quoted(gone.line.reason)}" if gone.line.reason else ""
            said.append(f"{subject} was erased on {day_of(gone.line.at)} by {by}{ground}.")
    return said


def field_named(session: Session, field: str) -> str | None:
    """The field meant, or None for one of the place's own columns. Raises `Misuse` for neither."""
    asked = " ".join(field.split()).casefold()
    asked = ALIASES.get(asked, asked)
    if asked in _NAMES:
        return _NAMES[asked]
    if any(column.name.casefold() == asked for column in extras.columns(session)):
        return None
    raise Misuse(f"There is no field “{field}”.", hint=f"Fields are {', '.join(FIELD_WORDS)}.")


def _own_column(session: Session, teller: Teller, told: why_things.Subject, field: str) -> _Plain:
    asked = " ".join(field.split()).casefold()
    column = next(c for c in extras.columns(session) if c.name.casefold() == asked)
    uid = uid_of("extra_value", column.uid, told.uid)
    return _Plain(
        uid, "value", column.name, told.called, lambda value: teller.own_value(column.uid, value)
    )


def _plain(session: Session, teller: Teller, plain: _Plain) -> list[str]:
    """How a plain field came to its value: first set, changed by whom and why, erased."""
    told = entries(session, uid=plain.uid, field=plain.field)
    given = [entry for entry in told if not is_undo_line(entry)]
    if not given:
        return [f"The {plain.called} of {plain.subject} has never been set."]
    history = Told(teller, told)
    said = []
    for entry in given:
        before = history.prior(entry)
        said.append(
            _change(teller, plain, before, entry) if before else _first(teller, plain, entry)
        )
    shown = answers(session, plain.uid, plain.field)
    if shown and shown[-1].change != given[-1].change:
        said.append(f"Today it is {_words(plain, shown[-1])}.")
    if not shown and any(not entry.standing for entry in given):
        said.append("Today it is empty.")
    return said


def _first(teller: Teller, plain: _Plain, entry: Entry) -> str:
    where, value = f"The {plain.called} of {plain.subject}", _words(plain, entry)
    if entry.source.via is Via.IMPORT:
        origin = f" from {quoted(entry.source.file)}" if entry.source.file else ""
        who = who_of(entry)
        said = f"{where} was {value} when first loaded{origin}, on {day_of(entry.at)} by {who}"
    else:
        said = f"{where} was first set to {value}, {teller.when_and_by(entry)}"
    return f"{said}{_because(entry)}.{_taken_back(entry)}"


def _change(teller: Teller, plain: _Plain, before: Entry, after: Entry) -> str:
    by = teller.when_and_by(after)
    if not after.erased and after.value is None:
        done = f"It was cleared {by}"
    elif not after.erased and before.value == after.value and not before.erased:
        done = f"It was settled as {_words(plain, after)}, {by}"
    else:
        done = f"It was changed from {_words(plain, before)} to {_words(plain, after)}, {by}"
    return f"{done}{_because(after)}.{_taken_back(after)}"


def _two(session: Session, teller: Teller, plain: _Plain) -> list[str]:
    shown = answers(session, plain.uid, plain.field)
    return why_things.two_answers(
        teller, shown, [_words(plain, entry) for entry in shown], rule="the later is shown"
    )


def _words(plain: _Plain, entry: Entry) -> str:
    if entry.erased:
        return "a value that has been erased"
    said = plain.reads(entry.value)
    return shortened(said, 200) if said else "empty"


def _because(entry: Entry) -> str:
    return f" ({quoted(entry.reason)})" if entry.reason else ""


def _taken_back(entry: Entry) -> str:
    return "" if entry.standing else " That was taken back."
