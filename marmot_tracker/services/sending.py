"""Sending returns: what goes out to whom, noted with the state that its answers are written on.

A `Plan` is made first, files are written from it, and `record` then notes all of them in one edit,
so that nothing is noted as sent that was never written. What stood in a row is always told from its
heads (`rows_of`), when it is sent as well as a year later.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count

from sqlalchemy.orm import Session

from marmot_tracker.errors import Misuse, TrackerError
from marmot_tracker.model import Return, ReturnRow, new_uid
from marmot_tracker.services import periods, programme
from marmot_tracker.services.asking_whom import CouldBeAsked
from marmot_tracker.services.columns import columns_of, day_of
from marmot_tracker.services.evidence import safe_file_name
from marmot_tracker.services.periods import PeriodFacts
from marmot_tracker.services.programme import Words
from marmot_tracker.services.return_form import OPTIONAL, TOGETHER, FormField, SentField
from marmot_tracker.services.wording import code_of, day
from marmot_tracker.trail.as_at import fingerprint
from marmot_tracker.trail.recording import driver
from marmot_tracker.trail.sent_heads import SentHeads
from marmot_tracker.vocabulary import NotRatedWhy, Rating

OF_RECOMMENDATION = ("reference", "wording", "short_title", "rating", "due", "stage")
UPDATE_FIELDS = (
    *("rating", "not_rated_why", "speaks_for", "period", "reason", "position_line", "done", "next"),
    *("barrier", "path_to_green", "path_to_green_by", "help_needed"),
)
OF_DATE = ("new_date", "ongoing", "next_review", "reason")
ASKABLE = tuple(column.field for column in OPTIONAL if isinstance(column.field, FormField))
"""What an officer may ask besides what is always asked, in the order of its columns."""
LONGEST_STEM = 60
MOST_SENT, MOST_SENT_LINES = 8_000, 120
"""How much of a text goes out in a cell: far less than one holds, far more than anybody reads."""
CUT = " […]"
"""Ends what went out cut short."""

Heads = Mapping[tuple[str, str], frozenset[bytes]]
"""By thing and field: what an answer to it replaces."""


@dataclass(frozen=True, slots=True)
class SentRow:
    """A recommendation as it went out: the base of its answers, and the texts on grey ground.

    `update` and `revision` are the uids of the status update and the date revision that were
    shown; empty where there was none. `title` is the short title, else the wording.
    """

    recommendation: str
    heads: Heads
    update: str
    revision: str
    title: str
    rating: Rating | None
    texts: Mapping[SentField, str]


@dataclass(frozen=True, slots=True)
class Plan:
    """A return that is to go out: to whom, by when, what is asked, and the state it shows.

    `asked` are the fields besides those always asked, `file_name` where it will lie, `tips` the
    newest entries (hex ids) and `check_code` what is printed of them.
    """

    uid: str
    whom: CouldBeAsked
    period: PeriodFacts
    sent_on: date
    respond_by: date | None
    asked: tuple[FormField, ...]
    tips: tuple[str, ...]
    check_code: str
    file_name: str
    rows: tuple[SentRow, ...]


def plan(
    session: Session,
    *,
    period: str,
    whom: Sequence[CouldBeAsked],
    asked: Collection[FormField] = ASKABLE,
    respond_by: date | None,
    today: date,
    tips: Sequence[str],
    check_code: str,
    taken: Collection[str] = (),
) -> list[Plan]:
    """What is to be sent for a period (its uid), one for each of `whom`; nothing is written.

    `taken` are file names that are in use. Raises `TrackerError` where the answers would be due
    before they are asked for.
    """
    chosen = next((each for each in periods.list_(session) if each.uid == period), None)
    if chosen is None:
        raise TrackerError("That reporting period is not in this tracker.")
    by = respond_by or chosen.due
    if by is not None and by < today:
        raise TrackerError(
            f"Answers would be asked for by {day(by)}, which has passed.",
            hint="Say by when they are to come back.",
        )
    rows = {
        row.recommendation: row
        for row in rows_now(session, [uid for each in whom for uid in each.recommendations])
    }
    names = file_names((each.name for each in whom), period=chosen.name, taken=taken)
    return [
        Plan(
            new_uid(),
            each,
            chosen,
            today,
            by,
            asked_together(asked),
            tuple(tips),
            check_code,
            name,
            tuple(rows[uid] for uid in each.recommendations),
        )
        for each, name in zip(whom, names, strict=True)
    ]


def record(session: Session, plans: Iterable[Plan]) -> None:
    """Note returns that were written, each row with the base of its answers."""
    for each in plans:
        session.add(
            Return(
                uid=each.uid,
                period=each.period.uid,
                sent_to=each.whom.name,
                subgroup=each.whom.subgroup or None,
                organisation=each.whom.organisation or None,
                person=each.whom.person or None,
                contact=each.whom.contact or None,
                sent_on=each.sent_on,
                respond_by=each.respond_by,
                asked=json.dumps([field.value for field in each.asked], separators=(",", ":")),
                tips=" ".join(sorted(each.tips)),
                file_name=each.file_name,
            )
        )
        session.add_all(
            ReturnRow(
                for_return=each.uid,
                recommendation=row.recommendation,
                order=at,
                heads=written_heads(row.heads),
            )
            for at, row in enumerate(each.rows)
        )


@dataclass(frozen=True, slots=True)
class Stored:
    """A return as it was sent: the fields asked besides, the code printed, and its rows."""

    asked: tuple[FormField, ...]
    check_code: str
    rows: tuple[SentRow, ...]


def stored(session: Session, for_return: str) -> Stored:
    """A return as it was sent. Raises `TrackerError` where there is none of this uid."""
    listed = columns_of(session, "return", ("asked", "tips"), where="uid = ?", values=(for_return,))
    if not listed:
        raise TrackerError("That return is not in this tracker.")
    asked, tips = listed[0]
    return Stored(
        asked_of(asked or ""),
        fingerprint(bytes.fromhex(tip) for tip in (tips or "").split()),
        tuple(rows_of(session, for_return)),
    )


def asked_of(text: str) -> tuple[FormField, ...]:
    """The fields that a return asked besides those always asked, as `Return.asked` holds them."""
    try:
        held = {str(each) for each in json.loads(text or "[]")}
    except (ValueError, TypeError):
        return ()
    return tuple(field for field in ASKABLE if field.value in held)


def asked_together(asked: Collection[FormField]) -> tuple[FormField, ...]:
    """Fields in the order of their columns, each with those that are asked together with it."""
    wanted = set(asked)
    for group in TOGETHER:
        if group & wanted:
            wanted |= group
    if unknown := wanted.difference(ASKABLE):
        listed = ", ".join(field.value for field in ASKABLE)
        names = ", ".join(sorted(unknown))
        raise Misuse(f"“{names}” cannot be chosen to be asked.", hint=f"There are {listed}.")
    return tuple(field for field in ASKABLE if field in wanted)


# ---------------------------------------------------------------- the base


def written_heads(heads: Heads) -> str:
    """Canonical JSON, a list of `[uid, field, [ids]]`, sorted."""
    listed = [
        [uid, field, sorted(change.hex() for change in found)]
        for (uid, field), found in sorted(heads.items())
    ]
    return json.dumps(listed, separators=(",", ":"))


def read_heads(text: str) -> dict[tuple[str, str], frozenset[bytes]]:
    """What `written_heads` wrote; nothing of what is not of that form."""
    try:
        return {
            (str(uid), str(field)): frozenset(bytes.fromhex(change) for change in found)
            for uid, field, found in json.loads(text or "[]")
        }
    except (ValueError, TypeError):
        return {}


def rows_now(session: Session, recommendations: Sequence[str]) -> list[SentRow]:
    """Recommendations as they would go out now, in the order given."""
    listed = columns_of(session, "recommendation", ("uid", "rating", "due"))
    places = {uid: (rating or "", due or "") for uid, rating, due in listed}
    unknown = [uid for uid in recommendations if uid not in places]
    if unknown:
        raise TrackerError("A recommendation to be asked about is not in this tracker any more.")
    fields = {uid: _fields(uid, *places[uid]) for uid in recommendations}
    things = {uid for listed in fields.values() for uid, _ in listed}
    record = SentHeads(driver(session), things)
    words = programme.words(session)
    return [_row(record, words, uid, record.seen_now(fields[uid])) for uid in fields]


def rows_of(session: Session, for_return: str) -> list[SentRow]:
    """The rows of a return as they went out, whatever was written since; erased texts are empty."""
    listed = columns_of(
        session,
        "return_row",
        ("order", "recommendation", "heads"),
        where="for_return = ?",
        values=(for_return,),
    )
    found = [(order or 0, uid or "", read_heads(heads or "")) for order, uid, heads in listed]
    found.sort(key=lambda each: (each[0], each[1]))
    record = SentHeads(driver(session), {uid for *_, heads in found for uid, _ in heads})
    words = programme.words(session)
    return [_row(record, words, uid, heads) for _, uid, heads in found]


def _fields(uid: str, update: str, revision: str) -> list[tuple[str, str]]:
    return [
        *((uid, name) for name in OF_RECOMMENDATION),
        *((update, name) for name in UPDATE_FIELDS if update),
        *((revision, name) for name in OF_DATE if revision),
    ]


def _row(record: SentHeads, words: Words, uid: str, heads: Heads) -> SentRow:
    """What stood in a row, by the heads of its fields."""
    update = next((thing for thing, name in heads if name == "speaks_for"), "")
    revision = next((thing for thing, name in heads if name == "new_date"), "")

    def value(thing: str, name: str) -> str:
        found = record.value_at(thing, name, heads.get((thing, name), ())) if thing else None
        return found if isinstance(found, str) else ""

    rating = code_of(Rating, value(update, "rating")) if update else None
    why = code_of(NotRatedWhy, value(update, "not_rated_why"))
    ongoing = (
        record.value_at(revision, "ongoing", heads.get((revision, "ongoing"), ()))
        if revision
        else None
    )
    due = day(day_of(value(revision, "new_date")))
    wording = value(uid, "wording")
    texts = {
        SentField.REFERENCE: value(uid, "reference"),
        SentField.WORDING: wording or value(uid, "short_title"),
        SentField.LAST_RATING: rated(words, rating, why, day_of(value(update, "speaks_for"))),
        SentField.LAST_POSITION: value(update, "position_line") or value(update, "reason"),
        SentField.DUE: "ongoing" if ongoing else due,
    }
    return SentRow(
        uid,
        heads,
        update,
        revision,
        value(uid, "short_title") or wording,
        rating,
        {field: in_a_cell(text) for field, text in texts.items()},
    )


def in_a_cell(text: str) -> str:
    """A text as it goes out: what is very long ends with a sign that the tracker has the rest."""
    lines = text.split("\n")
    if len(text) <= MOST_SENT and len(lines) <= MOST_SENT_LINES:
        return text
    return "\n".join(lines[:MOST_SENT_LINES])[:MOST_SENT].rstrip() + CUT


def rated(words: Words, rating: Rating | None, why: NotRatedWhy | None, on: date | None) -> str:
    """`A At risk, 30/09/2026`, `Not started, 30/09/2026`, or `Not rated yet`."""
    if rating is None:
        return "Not rated yet"
    made = words.rating(rating)
    said = f"{made.letter} {made.word}"
    if rating is Rating.NOT_RATED:
        said = words.not_rated_why(why) or made.word
    return f"{said}, {day(on)}" if on else said


# ---------------------------------------------------------------- file names


def file_names(
    names: Iterable[str], *, period: str, taken: Collection[str] = (), ending: str = ".xlsx"
) -> list[str]:
    """`return_Housing_2026-Q3.xlsx` for each, safe everywhere and none twice, nor one of `taken`."""
    used = {name.casefold() for name in taken}
    found = []
    for name in names:
        stem = safe_file_name(f"return_{_plain(name)}_{_plain(period)}")
        for number in count(1):
            made = f"{stem}{'' if number == 1 else f'_{number}'}{ending}"
            if made.casefold() not in used:
                break
        used.add(made.casefold())
        found.append(made)
    return found


def _plain(name: str) -> str:
    """Letters and figures with hyphens between: what every disk, mail and web address takes."""
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", "-", letters).strip("-")[:LONGEST_STEM].strip("-") or "unnamed"
