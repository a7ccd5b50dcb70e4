"""Writing what was accepted from a return: one status update, a moved date, evidence, actions.

Everything replaces what stood when the return was sent (`as_seen`), so that what somebody answered
meanwhile stays and the two are shown (TRAIL.md, section 4). A second cell of a row that was taken
before is added to what the first one wrote. What is written follows from what was sent and from
all that was accepted of the row, so that the order of accepting makes no difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from marmot_tracker.model import DateRevision, Recommendation, StatusUpdate
from marmot_tracker.services import ratings
from marmot_tracker.services.columns import day_of
from marmot_tracker.services.return_bases import (
    OF_DATE,
    OF_RECOMMENDATION,
    OF_UPDATE,
    Answer,
    Base,
    Bases,
    sent_day,
)
from marmot_tracker.services.return_form import CLEAR, FormField
from marmot_tracker.services.return_pieces import Came
from marmot_tracker.services.sending import UPDATE_FIELDS
from marmot_tracker.services.wording import code_of
from marmot_tracker.trail.sent_heads import Field
from marmot_tracker.vocabulary import HowItGoes, NotRatedWhy, Rating, RevisionKind, Stage

TEXTS = tuple(name for form, name in OF_UPDATE.items() if form is not FormField.HOW_IT_GOES)
_MEANT: Mapping[str, tuple[Rating, NotRatedWhy | None]] = {
    HowItGoes.ON_TRACK: (Rating.ON_TRACK, None),
    HowItGoes.AT_RISK: (Rating.AT_RISK, None),
    HowItGoes.OFF_TRACK: (Rating.OFF_TRACK, None),
    HowItGoes.NOT_STARTED: (Rating.NOT_RATED, NotRatedWhy.NOT_STARTED),
    HowItGoes.DOES_NOT_APPLY: (Rating.NOT_RATED, NotRatedWhy.DOES_NOT_APPLY),
}
_UNRATED = (Rating.NOT_RATED, NotRatedWhy.NO_ANSWER)
_NO_PATH = frozenset({HowItGoes.ON_TRACK, HowItGoes.NOT_STARTED, HowItGoes.DOES_NOT_APPLY})
"""Answers that leave nothing to bring back to green."""
_RATES = frozenset({FormField.HOW_IT_GOES, FormField.FINISHED_ON})
_RATED = ("rating", "not_rated_why", "speaks_for", "period", "reason")
_FILLED: Mapping[FormField, tuple[str, ...]] = {
    **{form: (name,) for form, name in OF_UPDATE.items()},
    **dict.fromkeys(_RATES, (*_RATED, "path_to_green", "path_to_green_by")),
    FormField.ONE_LINE: ("position_line", "reason"),
    FormField.PATH_TO_GREEN: ("path_to_green", "path_to_green_by"),
}
"""What of an update each answer has a say in."""
_NO_REASON = "No reason was given in "


@dataclass(slots=True)
class Taken:
    """The accepted answers of one recommendation in one workbook.

    `said` are codes, ISO dates and texts by field; `path_by` the one day that the path to green
    names.
    """

    base: Base
    said: dict[FormField, str] = field(default_factory=dict)
    path_by: date | None = None


def write(
    session: Session,
    bases: Bases,
    subject: Recommendation,
    taken: Taken,
    came: Came,
    as_seen: dict[Field, frozenset[bytes]],
) -> StatusUpdate | None:
    """Write what was accepted of one recommendation; `as_seen` is told what it replaces.

    Returns the update that `suggest` is to be asked about when all is written.
    """
    _pass_over(bases, taken, came)
    if taken.said.keys() & OF_DATE.keys():
        _move(session, bases, subject, taken, came, as_seen)
    for form, name in OF_RECOMMENDATION.items():
        if form in taken.said:
            value = Stage.CLAIMED_COMPLETE if form is FormField.FINISHED_ON else taken.said[form]
            _as_said(bases, taken.base, name, came.by, as_seen)
            setattr(subject, name, None if value == CLEAR else str(value))
    return _Update(session, bases, taken, came, as_seen).write(subject)


def suggest(session: Session, written: Iterable[tuple[Base, StatusUpdate]], came: Came) -> None:
    """Note beside updates what the rules say, which are read once for all of them.

    Where the rules ask for a reason and none came, that is the reason.
    """
    rules = ratings.Rules(session)
    for base, update in written:
        on = update.speaks_for or came.on
        suggestion = rules.suggest(base.recommendation, today=on)
        update.suggested = suggestion.rating.value
        update.suggested_because = suggestion.because
        none_given = f"{_NO_REASON}{came.called}."
        erased = base.answered.get(FormField.ONE_LINE) == ""
        if not erased and update.reason in (None, "", none_given):
            update.reason = none_given if rules.lacks(update, today=on) else None


def _pass_over(bases: Bases, taken: Taken, came: Came) -> None:
    """Drop what somebody else wrote since it was sent and says the same: it stands already.

    Of a status update all or nothing; a rating said for another period is written for this one.
    """
    base = taken.base
    stands = {
        form
        for form, said in taken.said.items()
        if bases.moved(base, form) and bases.says_so(base, form, said)
    }
    of_update = taken.said.keys() & (OF_UPDATE.keys() | {FormField.FINISHED_ON})
    same_period = bases.update_now(base.recommendation).get("period") == came.period
    rated = FormField.HOW_IT_GOES in of_update
    if not of_update <= stands or (rated and not same_period):
        stands -= of_update
    if FormField.FORECAST_WHY in taken.said:
        stands.discard(FormField.FORECAST)
    for form in stands:
        del taken.said[form]


class _Update:
    """The status update that a row's answers become."""

    def __init__(
        self,
        session: Session,
        bases: Bases,
        taken: Taken,
        came: Came,
        as_seen: dict[Field, frozenset[bytes]],
    ) -> None:
        self.session = session
        self.bases = bases
        self.base = taken.base
        self.said = taken.said
        self.path_by = taken.path_by
        self.came = came
        self.given = _given(taken.base.said_by(came.by), came)
        self.given |= {form: (said, came.on) for form, said in taken.said.items()}
        self.as_seen = as_seen

    def write(self, subject: Recommendation) -> StatusUpdate | None:
        """Add to what was written for this row before, or write a new update; returns which.

        Also where nothing is added: what the rules look at may have been answered just now.
        """
        held = self._held(subject)
        if not self.said.keys() & _FILLED.keys():
            return held
        if held is None:
            return self._new(subject)
        self._add_to(held)
        return held

    def _held(self, subject: Recommendation) -> StatusUpdate | None:
        """What the sender's answers made before, else what others' of this row made, if it fits.

        Who answers the same question otherwise than somebody else gives an update of their own.
        """
        heads = self.bases.record.heads_now(subject.uid, "rating")
        mine = heads & self.base.own_of(self.came.by)
        if mine:
            uid = self.bases.record.value_at(subject.uid, "rating", mine)
            if len(heads) == 1:
                self._know(self.base.said_by())
            return self.session.get(StatusUpdate, uid) if uid else None
        again = self.said.keys() & self.base.answered.keys() & OF_UPDATE.keys()
        if subject.rating and not again and self.bases.place_is_own(self.base, "rating"):
            self._know(self.base.said_by())
            return self.session.get(StatusUpdate, subject.rating)
        return None

    def _know(self, answers: Mapping[FormField, Answer]) -> None:
        """Count answers of others that stand in the same update; the sender's own go first."""
        self.given = _given(answers, self.came) | self.given

    def _new(self, subject: Recommendation) -> StatusUpdate:
        update = StatusUpdate(recommendation=subject.uid)
        for name, value in self._values().items():
            setattr(update, name, value)
        _as_sent(self.bases, self.base, "rating", self.as_seen)
        self.session.add(update)
        subject.rating = update.uid
        return update

    def _add_to(self, update: StatusUpdate) -> None:
        """Fill what the answers have a say in; what others wrote there meanwhile stays."""
        values = self._values()
        said = {OF_UPDATE[form] for form in self.said if form in OF_UPDATE}
        filled = {name for form in self.said for name in _FILLED.get(form, ())}
        if FormField.PATH_TO_GREEN in self.given.keys() - self.said.keys():
            filled -= {"path_to_green", "path_to_green_by"}  # it was filled as it was said
        for name in filled:
            now = self.bases.record.heads_now(update.uid, name)
            if now <= self.base.own:
                setattr(update, name, values[name])
            elif name in said:
                self.as_seen[update.uid, name] = now & self.base.own
                setattr(update, name, values[name])

    def _values(self) -> dict[str, Any]:
        """What the update holds: what was said, and what was sent where nothing was."""
        sent = {
            name: self.bases.sent_value(self.base, self.base.update, name) for name in UPDATE_FIELDS
        }
        values: dict[str, Any] = {name: sent[name] for name in TEXTS}
        values["path_to_green_by"] = sent_day(sent["path_to_green_by"])
        rating = code_of(Rating, str(sent["rating"] or ""))
        known = (rating, code_of(NotRatedWhy, str(sent["not_rated_why"] or "")))
        meant, on = self._meant((rating, known[1]) if rating else _UNRATED)
        values["rating"], values["not_rated_why"] = meant[0].value, _value(meant[1])
        stale = on is None and rating is not None
        values["speaks_for"] = sent_day(sent["speaks_for"]) if stale else on or self.came.on
        values["period"] = (str(sent["period"] or "") or None) if stale else self.came.period
        values["reason"] = (str(sent["reason"] or "") or None) if meant[0] is rating else None
        if self._goes() in _NO_PATH:
            values["path_to_green"] = values["path_to_green_by"] = None
        for form, (text, _) in self.given.items():
            if form in OF_UPDATE and form is not FormField.HOW_IT_GOES:
                values[OF_UPDATE[form]] = None if text == CLEAR else text
        if FormField.PATH_TO_GREEN in self.given:
            values["path_to_green_by"] = self.path_by
        if FormField.ONE_LINE in self.given:
            values["reason"] = values["position_line"]
        return values

    def _goes(self) -> str:
        """How it is going, as it was said; empty where it was not."""
        if FormField.HOW_IT_GOES in self.given:
            return self.given[FormField.HOW_IT_GOES][0]
        return HowItGoes.ON_TRACK if FormField.FINISHED_ON in self.given else ""

    def _meant(
        self, last: tuple[Rating, NotRatedWhy | None]
    ) -> tuple[tuple[Rating, NotRatedWhy | None], date | None]:
        """The rating that was said, and the day it speaks for; no day where it is the last one's.

        A verified rating is repeated, never given anew: only the steering group's officer does.
        """
        goes = self._goes()
        if not goes:
            return last, None
        by = FormField.HOW_IT_GOES if FormField.HOW_IT_GOES in self.given else FormField.FINISHED_ON
        on = self.given[by][1]
        if goes == HowItGoes.SAME_AS_LAST_TIME:
            return last, None if last[0] is Rating.COMPLETE else on
        return _MEANT[goes], on


def _given(answers: Mapping[FormField, Answer], came: Came) -> dict[FormField, tuple[str, date]]:
    """The words of answers that were taken before, and the day they came; none that was erased."""
    return {form: (each.said, each.on or came.on) for form, each in answers.items() if each.said}


def _move(
    session: Session,
    bases: Bases,
    subject: Recommendation,
    taken: Taken,
    came: Came,
    as_seen: dict[Field, frozenset[bytes]],
) -> None:
    """Move the due date as it was asked, with the reason that came with it or by itself."""
    base, first = taken.base, not taken.base.revision
    before = {form: each.said for form, each in base.said_by(came.by).items()}
    given = before | taken.said
    why = given.get(FormField.FORECAST_WHY, "")
    reason = why if why not in ("", CLEAR) else f"{_NO_REASON}{came.called}."
    none_given = why in ("", CLEAR) and first
    held = _held_move(session, bases, subject, taken, came)
    if held is None and FormField.FORECAST in given:
        held = DateRevision(
            recommendation=subject.uid,
            old_date=sent_day(bases.sent_value(base, base.revision, "new_date")),
            kind=(RevisionKind.FIRST if first else RevisionKind.MOVED).value,
            asked_by=came.by or None,
        )
        _as_sent(bases, base, "due", as_seen)
        session.add(held)
        subject.due = held.uid
    if held is None:
        return  # the reason came before its date, and is read again with it
    filled = {"reason": None if none_given else reason}
    if FormField.FORECAST in given:
        filled["new_date"] = given[FormField.FORECAST]
    for name, value in filled.items():
        now = bases.record.heads_now(held.uid, name)
        if not now <= base.own:
            as_seen[held.uid, name] = now & base.own
        setattr(held, name, day_of(value) if name == "new_date" else value)


def _held_move(
    session: Session, bases: Bases, subject: Recommendation, taken: Taken, came: Came
) -> DateRevision | None:
    """The move that the sender's answers made before; a reason goes to that of others, too."""
    heads = bases.record.heads_now(subject.uid, "due")
    mine = heads & taken.base.own_of(came.by)
    uid = bases.record.value_at(subject.uid, "due", mine) if mine else None
    if not mine and FormField.FORECAST not in taken.said and bases.place_is_own(taken.base, "due"):
        uid = subject.due
    return session.get(DateRevision, uid) if uid else None


def _as_said(
    bases: Bases, base: Base, name: str, by: str, as_seen: dict[Field, frozenset[bytes]]
) -> None:
    """Let an answer replace what its sender said before of a field; else as `_as_sent`."""
    now = bases.record.heads_now(base.recommendation, name)
    if mine := now & base.own_of(by):
        as_seen[base.recommendation, name] = mine
    else:
        _as_sent(bases, base, name, as_seen)


def _as_sent(bases: Bases, base: Base, name: str, as_seen: dict[Field, frozenset[bytes]]) -> None:
    """Let an answer replace what was sent, where something else stands in its field by now."""
    sent = base.heads.get((base.recommendation, name), frozenset())
    if bases.record.has_moved(base.recommendation, name, sent):
        as_seen[base.recommendation, name] = sent


def _value(why: NotRatedWhy | None) -> str | None:
    return why.value if why else None
