"""Two answers: every field and place where people answered apart, and how one is settled.

Also what somebody withdrew while another worked on it (TRAIL.md, section 4). Nothing is lost by
settling: an answer that is not kept stays in the history.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from marmot_tracker.errors import TrackerError
from marmot_tracker.model import KINDS, Thing
from marmot_tracker.model.base import Amount, Day, Flag, Moment
from marmot_tracker.services import extras, history, history_things, people
from marmot_tracker.services.answers import worse
from marmot_tracker.services.history_steps import PLACES, Told
from marmot_tracker.services.history_things import Called
from marmot_tracker.services.marks import two_answers
from marmot_tracker.services.putting_back import as_held
from marmot_tracker.services.telling import FIELD_WORDS, Teller, who_of
from marmot_tracker.services.wording import code_of, day
from marmot_tracker.trail import browsing
from marmot_tracker.trail.history import ERASED, Entry, answers, entries, withdrawn_and_changed
from marmot_tracker.trail.projection import WITHDRAWN
from marmot_tracker.trail.recording import driver
from marmot_tracker.trail.recording import withdraw as withdraw_thing
from marmot_tracker.vocabulary import ExtraType, Rating


class Editor(StrEnum):
    """With what a third answer is given."""

    TEXT = "text"
    LONG = "long"
    DATE = "date"
    NUMBER = "number"
    RATING = "rating"
    DUE = "due"
    OWNER = "owner"
    DECISION = "decision"
    OWN = "own"
    NONE = "none"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Given:
    """One of the answers: in words, by whom, when, why and from where.

    `change` names it. An erased one cannot be kept. `shown`: it is the one that counts until then.
    """

    change: str
    words: str
    who: str
    at: datetime
    why: str
    where_from: str
    shown: bool
    erased: bool = False


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A field or place with more answers than one; `recommendation` is empty where it has none.

    Of a thing withdrawn by one person and changed by another, `field` is empty and the answers
    say who did which: first those who withdrew it, last those who worked on it. `restricted`: the
    answers say what restricted evidence is, and are shown for choosing alone.
    """

    kind: str
    uid: str
    field: str
    recommendation: str
    called: Called
    field_words: str
    editor: Editor
    answers: tuple[Given, ...]
    choices: tuple[str, ...] = ()
    restricted: bool = False

    @property
    def key(self) -> str:
        """Its name."""
        return f"{self.uid}|{self.field}"


def how_many(session: Session) -> int:
    """How many there are to settle."""
    connection = driver(session)
    return browsing.open_answers(connection) + len(_withdrawn(session))


def all_open(session: Session) -> list[Disagreement]:
    """Everything that is to be settled: recommendations in their order, then the rest."""
    connection = driver(session)
    found = [
        (kind, uid, field)
        for kind, uid, field in browsing.fields_with_answers(connection)
        if kind in KINDS
    ]
    gone = _withdrawn(session)
    things = [(kind, uid) for kind, uid, _ in found] + gone
    owner = history_things.recommendation_of(session, things)
    called = history_things.names(session, set(owner.values()))
    reading = _Reading(session, owner, called)
    listed = [reading.field(*each) for each in found] + [reading.withdrawn(*each) for each in gone]
    return sorted(listed, key=lambda each: (not each.recommendation, _natural(each)))


def settle(session: Session, *, kind: str, uid: str, field: str, change: str, today: date) -> None:
    """Keep one of the answers of a field, as the change named says it.

    Raises `TrackerError` where there are no two answers any more, or that one was erased.
    """
    thing = _disputed(session, kind, uid, field)
    kept = next((e for e in answers(session, uid, field) if e.change == change), None)
    if kept is None:
        raise TrackerError(
            "That answer is not one of those to choose from any more.",
            hint="Somebody settled it meanwhile: look at the list again.",
        )
    if kept.erased:
        raise TrackerError("That answer was erased, and cannot be kept.")
    _set(session, thing, kind, field, kept.value, today)


def settle_with(
    session: Session, *, kind: str, uid: str, field: str, words: str, today: date
) -> None:
    """Settle a field that holds text, a date or a number with a third answer, given in words."""
    thing = _disputed(session, kind, uid, field)
    if kind == "extra_value":
        column = str(getattr(thing, "column", "") or "")
        recommendation = str(getattr(thing, "recommendation", "") or "")
        extras.set_value(
            session, recommendation=recommendation, column=column, value=words, checked=True
        )
        flag_modified(thing, "value")
        return
    if kind == "recommendation" and field == "wording" and not words.strip():
        raise TrackerError("The wording of a recommendation cannot be emptied.")
    _set(session, thing, kind, field, _read(thing, field, words), today)


def keep(session: Session, *, kind: str, uid: str) -> None:
    """Keep what one person withdrew and another worked on."""
    thing = _flagged(session, kind, uid)
    thing.present = True
    flag_modified(thing, "present")


def withdraw(session: Session, *, kind: str, uid: str) -> int:
    """Withdraw it again, now that all of it is seen; returns how many things went."""
    return len(withdraw_thing(session, _flagged(session, kind, uid)))


def _disputed(session: Session, kind: str, uid: str, field: str) -> Thing:
    thing = session.get(KINDS[kind].thing, uid)
    if thing is None or field not in two_answers(thing.marks):
        raise TrackerError("There are no two answers to choose from here.")
    return thing


def _flagged(session: Session, kind: str, uid: str) -> Thing:
    thing = session.get(KINDS[kind].thing, uid)
    if thing is None or WITHDRAWN not in (thing.marks or "").split():
        raise TrackerError("That was settled meanwhile.", hint="Look at the list again.")
    return thing


def _set(session: Session, thing: Thing, kind: str, field: str, value: object, today: date) -> None:
    if kind == "recommendation" and field == "lead":
        kept = str(value or "")
        people.one_lead(session, recommendation=thing.uid, kept=kept, on=today)
    setattr(thing, field, as_held(thing, field, value))
    flag_modified(thing, field)


def _read(thing: Thing, field: str, words: str) -> object:
    """What a person typed, as the record holds it."""
    column, text = thing.__table__.c[field].type, words.strip()
    if not text:
        return None
    if isinstance(column, Day):
        kind = ExtraType.DATE
    elif isinstance(column, Amount):
        kind = ExtraType.NUMBER
    else:
        return words
    return extras.stored_value(kind, text, name=field.replace("_", " "))


def _withdrawn(session: Session) -> list[tuple[str, str]]:
    """The things that somebody withdrew and another worked on, kind and uid."""
    connection = driver(session)
    return [
        (kind, uid)
        for kind in KINDS
        for uid, marks in browsing.marked(connection, kind)
        if WITHDRAWN in marks.split()
    ]


def _natural(each: Disagreement) -> tuple[object, ...]:
    parts = [
        (0, int(part), "") if part.isdecimal() else (1, 0, part.casefold())
        for part in each.called.reference.replace("-", ".").split(".")
    ]
    return (tuple(parts), each.called.title.casefold(), each.field)


class _Reading:
    """Puts what is to be settled into words."""

    def __init__(self, session: Session, owner: dict[str, str], called: dict[str, Called]) -> None:
        self._session = session
        self._owner = owner
        self._called = called
        self._teller = Teller(session)

    def field(self, kind: str, uid: str, field: str) -> Disagreement:
        """A field with two answers."""
        given = answers(self._session, uid, field)
        told = Told(self._teller, entries(self._session, uid=uid))
        if kind == "recommendation" and field in PLACES:
            for entry in given:
                if entry.value:
                    told.learn(entries(self._session, uid=str(entry.value)))
        column = told.latest(uid, "column") if kind == "extra_value" else ""
        piece = told.latest(uid, "evidence") if kind == "evidence_link" else uid
        if kind == "evidence_link":
            told.learn(entries(self._session, uid=piece))
        counts = _counting(told, kind, field, given)
        listed = tuple(
            self._given(entry, self._words(told, entry, column), told, entry is counts)
            for entry in given
        )
        return Disagreement(
            kind,
            uid,
            field,
            self._owner.get(uid, ""),
            self._name(kind, uid),
            self._field_words(kind, uid, field, column),
            self._editor(kind, field, [each.words for each in listed]),
            listed,
            self._choices(column) if column else (),
            restricted=field != "sensitivity" and told.restricted(piece),
        )

    def withdrawn(self, kind: str, uid: str) -> Disagreement:
        """A thing that somebody withdrew while another worked on it."""
        gone, kept = withdrawn_and_changed(self._session, uid)
        did = {line.change: line.what for line in history.lines(self._session, uid)}
        listed = [
            Given(
                line.change,
                words or did.get(line.change, line.label),
                who_of(line),
                line.at,
                line.reason,
                self._teller.door(line),
                shown=line not in gone,
            )
            for words, lines in (("Withdrawn", gone), ("", kept))
            for line in lines
        ]
        thing = history_things.KIND_WORDS.get(kind, kind.replace("_", " "))
        return Disagreement(
            kind,
            uid,
            "",
            self._owner.get(uid, ""),
            self._name(kind, uid),
            "Withdrawn, and worked on"
            if kind == "recommendation"
            else f"{thing}: withdrawn, and worked on",
            Editor.WITHDRAWN,
            tuple(listed),
        )

    def _choices(self, column: str) -> tuple[str, ...]:
        """What one of the place's own columns takes, where it takes only some words."""
        found = next((c for c in extras.columns(self._session) if c.uid == column), None)
        if found is not None and found.type is ExtraType.YES_NO:
            return ("Yes", "No")
        return found.choices if found is not None and found.type is ExtraType.CHOICE else ()

    def _given(self, entry: Entry, words: str, told: Told, shown: bool) -> Given:
        reason = entry.reason
        if entry.field in PLACES and entry.value:
            reason = told.latest(str(entry.value), "reason") or reason
        return Given(
            entry.change,
            words,
            who_of(entry),
            entry.at,
            reason,
            self._teller.door(entry),
            shown,
            entry.erased,
        )

    def _words(self, told: Told, entry: Entry, column: str) -> str:
        if entry.erased:
            return ERASED
        if entry.thing_kind == "extra_value":
            return self._teller.own_value(column, entry.value)
        if entry.thing_kind != "recommendation" or entry.field not in PLACES:
            return self._teller.value(entry.thing_kind, entry.field, entry.value)
        if not entry.value:
            return ""
        said = told.thing_in_words(entry.field, str(entry.value))
        speaks_for = told.latest(str(entry.value), "speaks_for")
        if entry.field == "rating" and speaks_for:
            said += f" for {day(date.fromisoformat(speaks_for))}"
        return said

    def _name(self, kind: str, uid: str) -> Called:
        owner = self._owner.get(uid)
        if owner is not None:
            return self._called.get(owner, Called("", ""))
        return history_things.name_of(self._session, kind, uid)

    def _field_words(self, kind: str, uid: str, field: str, column: str) -> str:
        if kind == "recommendation":
            said = FIELD_WORDS.get(field, field.replace("_", " "))
        elif kind == "extra_value":
            return self._teller.name("extra_column", column) or "Own column"
        else:
            said = field.replace("_", " ")
            if self._owner.get(uid):
                said = f"{said} of {history_things.KIND_WORDS.get(kind, kind).lower()}"
        return said[:1].upper() + said[1:]

    def _editor(self, kind: str, field: str, words: Iterable[str]) -> Editor:
        if kind == "recommendation" and field in PLACES:
            return {
                "rating": Editor.RATING,
                "due": Editor.DUE,
                "lead": Editor.OWNER,
                "decision": Editor.DECISION,
            }[field]
        if kind == "extra_value":
            return Editor.OWN
        table = KINDS[kind].thing.__table__.c[field]
        if isinstance(table.type, Day):
            return Editor.DATE
        if isinstance(table.type, Amount):
            return Editor.NUMBER
        coded = field in _CODED or field.endswith("_uid") or isinstance(table.type, (Flag, Moment))
        if coded or KINDS[kind].fields[field] is not str or field in KINDS[kind].hangs_on:
            return Editor.NONE
        return Editor.LONG if any(len(each) > 60 for each in words) else Editor.TEXT


def _counting(told: Told, kind: str, field: str, given: list[Entry]) -> Entry:
    """Which answer counts until it is settled: of ratings the worse, of dates the earlier, else
    the later one (`services.answers`).
    """
    if kind == "recommendation" and field == "rating":
        codes = [
            code_of(Rating, told.latest(str(entry.value or ""), "rating")) or Rating.NOT_RATED
            for entry in given
        ]
        worst = worse(codes)
        return next(
            e for e, code in reversed(list(zip(given, codes, strict=True))) if code is worst
        )
    if kind == "recommendation" and field == "due":
        return min(given, key=lambda e: told.latest(str(e.value or ""), "new_date") or "9999")
    return given[-1]


_CODED = frozenset(
    {
        *("principle", "subgroup", "report", "stage", "kind", "role", "code", "rating", "post"),
        *("organisation", "person", "period", "evidence", "recommendation", "other", "column"),
        *("not_rated_why", "suggested", "sensitivity", "type", "successor", "edition_of"),
        *("sha256", "media_type", "words", "columns", "headings", "shape", "filter", "sort"),
        *("tips", "check_code", "present", "choices"),
    }
)
"""Fields that hold a code, a name of another thing or the file's own form: chosen, never typed."""
