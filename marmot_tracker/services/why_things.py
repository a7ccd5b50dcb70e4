"""Why the rating, due date, owner and decision of a recommendation are what they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TypeVar

from sqlalchemy.orm import Session

from marmot_tracker.model import DateRevision, Decision, Recommendation, StatusUpdate
from marmot_tracker.services import dates, people, ratings, register
from marmot_tracker.services.answers import worse
from marmot_tracker.services.dates import agreement
from marmot_tracker.services.slips import Revision, moved, slip
from marmot_tracker.services.telling import Teller, is_return, who_of
from marmot_tracker.services.wording import code_of, counted, day, day_of, quoted, times
from marmot_tracker.trail.history import Entry, answers, entries
from marmot_tracker.vocabulary import Rating, RevisionKind

Kept = TypeVar("Kept", StatusUpdate, DateRevision, Decision)


@dataclass(frozen=True, slots=True)
class Subject:
    """The recommendation that is spoken of, and how a sentence names it."""

    session: Session
    teller: Teller
    record: Recommendation
    called: str
    today: date

    @property
    def uid(self) -> str:
        """Its uid."""
        return self.record.uid

    def written(self, uid: str) -> Entry | None:
        """The line of the record that first wrote a thing."""
        found = entries(self.session, uid=uid, field="present")
        return found[0] if found else None

    def noted(self, uid: str) -> str:
        """`on 14/09/2026 by Ann Lee`, of the writing of a thing; empty without history."""
        entry = self.written(uid)
        return self.teller.when_and_by(entry) if entry else ""

    def reason_of(self, uid: str, own: str | None) -> str:
        """The reason kept with a thing, else that of the edit that wrote it."""
        entry = self.written(uid)
        return own or (entry.reason if entry else "")


def rating(told: Subject) -> list[str]:
    """Why the rating is what it is."""
    update = _thing(told, StatusUpdate, _counting(told))
    if update is None:
        return [f"{told.called} has not been rated.", *_suggestion(told)]
    shown = answers(told.session, told.uid, "rating")
    said = [_rated(told, update)]
    suggested = code_of(Rating, update.suggested)
    if suggested is not None and suggested is not Rating.NOT_RATED:
        same = update.suggested == update.rating
        word = "the same" if same else told.teller.rating(update.suggested)
        because = " ".join((update.suggested_because or "").split())
        rule = f": {because[:1].lower()}{because[1:].rstrip('.')}" if because else ""
        said.append(f"The suggested rating then was {word}{rule}.")
    if update.path_to_green:
        by = f", by {day(update.path_to_green_by)}" if update.path_to_green_by else ""
        said.append(f"Path to green: {quoted(update.path_to_green)}{by}.")
    if update.help_needed:
        said.append(f"Help needed: {quoted(update.help_needed)}.")
    row = register.row(told.session, uid=told.uid, today=told.today)
    if row is not None and row.previous_rating is not None:
        said.append(f"Before that it was {told.teller.rating(row.previous_rating)}.")
    if row is not None and row.stale:
        said.append("It is older than the current reporting period.")
    given = [_thing(told, StatusUpdate, str(entry.value or "")) for entry in shown]
    two = two_answers(
        told.teller,
        shown,
        [told.teller.rating(one.rating) if one else "" for one in given],
        rule="the worse counts",
        reasons=[told.reason_of(one.uid, one.reason) if one else "" for one in given],
    )
    return [*two, *said]


def due(told: Subject) -> list[str]:
    """Why the due date is what it is."""
    led = dates.led_to(told.session, told.uid)
    if not led:
        return [f"{told.called} has no due date."]
    shown = answers(told.session, told.uid, "due")
    given = [_thing(told, DateRevision, str(entry.value or "")) for entry in shown]
    two = two_answers(
        told.teller,
        shown,
        [_due_words(one) for one in given],
        rule="the earlier counts",
        reasons=[told.reason_of(one.uid, one.reason) if one else "" for one in given],
    )
    found = slip(led)
    moves = [(before, after) for before, after in pairwise(led) if moved(before, after)]
    said = [
        f"The due date of {told.called} was {_date(led[0])} when first set{_set(told, led[0])}."
    ]
    for before, after in pairwise(led):
        record = _thing(told, DateRevision, after.uid)
        if record is None:
            continue
        if after.kind is RevisionKind.TYPING_MISTAKE:
            lead = f"A typing mistake in it was put right, to {_date(after)}"
        elif not moved(before, after):
            lead = f"Its next review was set for {day(after.next_review)}"
        else:
            lead = f"It moved {_which(moves.index((before, after)), len(moves))}, to {_date(after)}"
        said.append(_moved(told, lead, record))
    if found.times_moved > 1:
        slipped = f", {counted(found.days_slipped, 'day')} in all" if found.days_slipped else ""
        said.append(f"It has moved {times(found.times_moved)}{slipped}.")
    return [*two, *said]


def owner(told: Subject) -> list[str]:
    """Why the owner is who it is."""
    known = people.owners_of_assignments(told.session, only=told.uid)
    shown = answers(told.session, told.uid, "lead")
    words = [known[str(e.value)].words if e.value in known else "nobody" for e in shown]
    two = two_answers(told.teller, shown, words, rule="the later is shown")
    lead = known.get(told.record.lead or "")
    earlier = [
        assigned
        for assigned in sorted(known.values(), key=lambda assigned: assigned.uid)
        if assigned.uid != told.record.lead and assigned.until and assigned.role == "accountable"
    ]
    if lead is None:
        said = [f"{told.called} has no accountable lead."]
    else:
        since = f" since {day(lead.since)}" if lead.since else ""
        role = told.teller.words.role(lead.role).lower()
        said = [
            f"{lead.words} has been the {role} of {told.called}{since}; {_recorded(told, lead.uid)}."
        ]
    said += [
        f"Before, it was {past.words}"
        + (f" from {day(past.since)}" if past.since else "")
        + f" until {day(past.until)}."
        for past in reversed(earlier)
    ]
    return [*two, *said]


def decision(told: Subject) -> list[str]:
    """Why the decision is what it is."""
    shown = answers(told.session, told.uid, "decision")
    words = [_decided(told, str(entry.value or "")) for entry in shown]
    two = two_answers(told.teller, shown, words, rule="the later is shown")
    made = _thing(told, Decision, told.record.decision)
    if made is None:
        return [*two, f"Nothing has been decided on {told.called} yet."]
    on = f" on {day(made.decided_on)}" if made.decided_on else ""
    by = f" by {made.decided_by}" if made.decided_by else ""
    at = f" at {made.meeting}" if made.meeting else ""
    reason = told.reason_of(made.uid, made.reason)
    said = [
        f"The decision on {told.called} is {quoted(_decided(told, made.uid))}, taken{on}{by}{at}"
        + (f" ({quoted(reason)})" if reason else "")
        + f"; {_recorded(told, made.uid)}."
    ]
    if made.review_on:
        said.append(f"It is to be looked at again on {day(made.review_on)}.")
    return [*two, *said]


PLACES: dict[str | None, Callable[[Subject], list[str]]] = {
    "rating": rating,
    "due": due,
    "lead": owner,
    "decision": decision,
}


def two_answers(
    teller: Teller,
    shown: Sequence[Entry],
    words: Sequence[str],
    *,
    rule: str,
    reasons: Sequence[str] = (),
) -> list[str]:
    """The sentences on two answers, or none where there is one.

    `reasons` are those kept with the things that fill a place; else the edit's own is told.
    """
    if len(shown) < 2:
        return []
    why = reasons or [entry.reason for entry in shown]
    parts = [
        f"{said or 'empty'}, {teller.when_and_by(entry)}"
        + (f" ({quoted(reason)})" if reason else "")
        for said, entry, reason in zip(words, shown, why, strict=True)
    ]
    many = "two" if len(parts) == 2 else str(len(parts))
    return [
        f"There are {many} answers: {'; '.join(parts[:-1])}; and {parts[-1]}.",
        f"Until somebody settles it, {rule}.",
    ]


def _rated(told: Subject, update: StatusUpdate) -> str:
    for_day = f" for {day(update.speaks_for)}" if update.speaks_for else ""
    why = told.teller.words.of("not_rated_why", update.not_rated_why).lower()
    kind = f", {why}," if why else ""
    reason = told.reason_of(update.uid, update.reason)
    return (
        f"{told.called} is rated {told.teller.rating(update.rating)}{kind}{for_day}; "
        f"{_given(_recorded(told, update.uid), reason)}."
    )


def _given(noted: str, reason: str) -> str:
    """`recorded on … by Ann Lee ('two officers left')`; after a bracket the reason has a comma."""
    if not reason:
        return noted
    return (
        f"{noted}, because {quoted(reason)}"
        if noted.endswith(")")
        else f"{noted} ({quoted(reason)})"
    )


def _suggestion(told: Subject) -> list[str]:
    if not told.record.in_view:
        return []
    suggestion = ratings.suggest(told.session, recommendation=told.uid, today=told.today)
    if suggestion.rating is Rating.NOT_RATED:
        return [suggestion.because]
    return [
        f"The suggested rating is {told.teller.rating(suggestion.rating)}. {suggestion.because}"
    ]


def _counting(told: Subject) -> str:
    """The uid of the status update that counts: of two answers the worse."""
    shown = [str(e.value) for e in answers(told.session, told.uid, "rating") if e.value]
    if len(shown) < 2:
        return told.record.rating or ""
    found = {uid: update for uid in shown if (update := _thing(told, StatusUpdate, uid))}
    codes = {
        uid: code_of(Rating, update.rating) or Rating.NOT_RATED for uid, update in found.items()
    }
    counts = worse(codes.values())
    return next((uid for uid in reversed(shown) if codes.get(uid) is counts), "")


def _moved(told: Subject, lead: str, record: DateRevision) -> str:
    """`…, on 14/09/2026, asked by Housing (in a return: 'two officers left'), agreed by …`."""
    entry = told.written(record.uid)
    reason = told.reason_of(record.uid, record.reason)
    because = f" ({quoted(reason)})" if reason else ""
    in_return = entry is not None and is_return(entry) and entry.on_behalf_of == record.asked_by
    parts = [f"{lead}, on {day_of(entry.at)}" if entry else lead]
    if record.asked_by:
        door = told.teller.door(entry) if entry else ""
        noted = ": ".join(each for each in (door, quoted(reason) if reason else "") if each)
        asked_by = who_of(entry) if entry is not None and in_return else record.asked_by
        parts.append(f"asked by {asked_by}" + (f" ({noted})" if noted else ""))
    elif entry is not None:
        parts.append(told.teller.by(entry) + because)
    if agreed := agreement(record):
        parts.append(agreed)
    if record.asked_by and entry is not None and not in_return:
        parts.append(f"recorded by {who_of(entry)}")
    return ", ".join(parts) + "."


def _set(told: Subject, first: Revision) -> str:
    noted = told.noted(first.uid)
    return f", {noted}" if noted else ""


def _recorded(told: Subject, uid: str) -> str:
    noted = told.noted(uid)
    return f"recorded {noted}" if noted else "without a note of who recorded it"


def _which(place: int, moves: int) -> str:
    if moves == 1:
        return "once"
    ordinals = ("a first time", "a second time", "a third time")
    return ordinals[place] if place < len(ordinals) else f"a {place + 1}th time"


def _date(revision: Revision) -> str:
    if not revision.ongoing:
        return day(revision.new_date)
    review = f" (next review {day(revision.next_review)})" if revision.next_review else ""
    return f"ongoing{review}"


def _due_words(record: DateRevision | None) -> str:
    if record is None:
        return "no date"
    return "ongoing" if record.ongoing else day(record.new_date)


def _decided(told: Subject, uid: str) -> str:
    made = _thing(told, Decision, uid)
    return told.teller.words.of("decision", made.code) if made else "no decision"


def _thing(told: Subject, kind: type[Kept], uid: str | None) -> Kept | None:
    return told.session.get(kind, uid, execution_options={"all_things": True}) if uid else None
