"""Setting fields of a recommendation from words, as the command line and a grid give them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from marmot_tracker.errors import Misuse, TrackerError
from marmot_tracker.model import Recommendation
from marmot_tracker.services import dates, decisions, extras, people, programme, ratings
from marmot_tracker.services.dates import name_of, subject_of
from marmot_tracker.services.wording import read_day
from marmot_tracker.vocabulary import DecisionCode, NotRatedWhy, Rating, Stage

SETTABLE: dict[str, str] = {
    "reference": "the reference as printed",
    "text": "the wording; a correction of what the report says asks for a reason",
    "title": "a short title",
    "position": "the plain-English position",
    "theme": "the theme",
    "timescale": "the timescale as printed",
    "section": "the section of the report",
    "page": "the page of the report",
    "source": "where it is from",
    "principle": "the number or the wording of a Marmot principle",
    "subgroup": "the lead subgroup",
    "stage": "logged, under review, planned, in delivery, on hold, claimed complete and so on",
    "owner": "an organisation, or “Post title, Organisation”",
    "due": "a date such as 31/12/2026, “ongoing”, or “ongoing 31/12/2026” with its next review",
    "decision": "accepted, accepted in part, not accepted and so on",
    "rating": "complete, on track, at risk, off track or not rated",
}
"""Every field that words can set, and what may be given. The place's own columns follow by name."""

ALIASES: dict[str, str] = {
    "wording": "text",
    "short_title": "title",
    "short title": "title",
    "plain_position": "position",
    "position_line": "position",
    "lead": "owner",
    "due date": "due",
    "rag": "rating",
    "ref": "reference",
}

_PLAIN: dict[str, str] = {
    "reference": "reference",
    "text": "wording",
    "title": "short_title",
    "position": "plain_position",
    "theme": "theme",
    "timescale": "timescale",
    "section": "section",
    "page": "page",
    "source": "source",
}

_CLOSES = frozenset({Stage.CLOSED_IMPLEMENTED, Stage.CLOSED_NOT_PURSUED, Stage.VERIFIED_COMPLETE})
_ONGOING = re.compile(r"ongoing(?:[\s,;:(]+(?:(?:next )?review )?(?:on )?(.*?)\)?)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Asked:
    """One field to be set from words."""

    session: Session
    subject: Recommendation
    value: str
    today: date
    reason: str
    review_on: date | None = None


def set_fields(
    session: Session,
    *,
    uid: str,
    values: Mapping[str, str],
    today: date,
    reason: str = "",
    review_on: date | None = None,
) -> tuple[str, ...]:
    """Set fields of a recommendation from words; returns the names of those that changed.

    Names are those of `SETTABLE`, other wordings of them, or of the place's own columns; the
    empty string clears what can be empty. `reason` answers where a verb asks for one and is
    kept with the date, decision or rating; give it to `document.edit` too, which keeps it with
    the change. `review_on` is when a decision is to be looked at again. Raises `TrackerError` naming the field; then nothing is to be kept of the edit.
    """
    subject = subject_of(session, uid)
    own = {column.name.casefold(): column for column in extras.columns(session)}
    named = {name: _field(name, own) for name in values}
    if review_on is not None and "decision" not in named.values():
        raise Misuse("Only a decision has a day to be looked at again.", hint="Give decision= too.")
    if twice := [name for name, times in Counter(named.values()).items() if times > 1]:
        raise Misuse(f"“{twice[0]}” is given twice.", hint="Give each field once.")
    changed = []
    for name in sorted(named, key=lambda name: _ORDER.get(named[name], len(_ORDER))):
        field, value = named[name], values[name].strip()
        asked = _Asked(session, subject, value, today, reason, review_on)
        if field in _SETTERS:
            done = _SETTERS[field](asked)
        elif field in _PLAIN:
            done = _set_plain(asked, field)
        else:
            done = _set_extra(asked, own[field])
        changed += [name] if done else []
    return tuple(changed)


def _field(name: str, own: Mapping[str, object]) -> str:
    asked = " ".join(name.split()).casefold()
    field = ALIASES.get(asked, asked)
    if field in SETTABLE:
        return field
    if asked in own:
        return asked
    raise Misuse(
        f"There is no field “{name}”.",
        hint=f"Fields are {', '.join(SETTABLE)}{', ' if own else ''}{', '.join(own)}.",
    )


def _set_plain(asked: _Asked, field: str) -> bool:
    column = _PLAIN[field]
    before = getattr(asked.subject, column) or ""
    if asked.value == before:
        return _settled(asked, column)
    if field == "text":
        if not asked.value:
            raise TrackerError("The wording of a recommendation cannot be emptied.")
        if before and not asked.reason.strip():
            raise TrackerError(
                f"The wording of {name_of(asked.subject)} is the report's and would change "
                "without a reason.",
                hint="Say what was wrong with it.",
            )
    setattr(asked.subject, column, asked.value or None)
    return True


def _settled(asked: _Asked, column: str) -> bool:
    """Saying again what is shown settles two answers, and otherwise changes nothing."""
    if column not in (asked.subject.marks or "").split():
        return False
    flag_modified(asked.subject, column)
    return True


def _set_principle(asked: _Asked) -> bool:
    uid = principle_named(asked.session, asked.value) if asked.value else None
    if uid == asked.subject.principle:
        return _settled(asked, "principle")
    asked.subject.principle = uid
    return True


def principle_named(session: Session, words: str) -> str:
    """The uid of the principle meant by a number, its wording, a short name or an alias."""
    known = people.principles(session)
    asked = _bare(words)
    for principle in known:
        names = (principle.wording, principle.short, *principle.aliases)
        plain = {_bare(name) for name in names}
        numbered = {_bare(f"{principle.number} {name}") for name in names}
        if asked in {str(principle.number), f"principle {principle.number}"} | plain | numbered:
            return principle.uid
    listed = "; ".join(f"{principle.number} {principle.short}" for principle in known)
    raise TrackerError(f"“{words}” is not one of the principles.", hint=f"They are {listed}.")


def _bare(words: str) -> str:
    return " ".join(re.sub(r"[^\w\s]", " ", words.casefold().replace("-", " ")).split())


def _set_subgroup(asked: _Asked) -> bool:
    uid = people.ensure_subgroup(asked.session, name=asked.value) if asked.value else None
    if uid == asked.subject.subgroup:
        return _settled(asked, "subgroup")
    asked.subject.subgroup = uid
    return True


def _set_stage(asked: _Asked) -> bool:
    code = programme.words(asked.session).code_named("stage", asked.value)
    if code is None:
        raise _unknown("stage", asked.value, [stage.value for stage in Stage])
    if code == asked.subject.stage:
        return _settled(asked, "stage")
    if Stage(code) in _CLOSES and not asked.reason.strip():
        raise TrackerError(
            f"{name_of(asked.subject)} would be closed without a reason.",
            hint="Say why, and who verified or approved it.",
        )
    asked.subject.stage = code
    return True


def _set_owner(asked: _Asked) -> bool:
    before = asked.subject.lead
    if not asked.value:
        if before is None:
            return False
        people.unassign(asked.session, recommendation=asked.subject.uid, until=asked.today)
        return True
    made = people.assign(
        asked.session, recommendation=asked.subject.uid, owner=asked.value, since=asked.today
    )
    return made != before or _settled(asked, "lead")


def _set_due(asked: _Asked) -> bool:
    if not asked.value:
        raise TrackerError(
            "A due date cannot be emptied, only moved.",
            hint="Undo it if it was a slip, or set it to “ongoing”.",
        )
    before, two = asked.subject.due, "due" in (asked.subject.marks or "").split()
    found = _ONGOING.fullmatch(asked.value)
    review = read_day(found[1]) if found and found[1] else None
    made = dates.set_due(
        asked.session,
        recommendation=asked.subject.uid,
        new_date=None if found else read_day(asked.value),
        ongoing=bool(found),
        next_review=review,
        reason=asked.reason,
    )
    return made != before or two


def _set_decision(asked: _Asked) -> bool:
    code = programme.words(asked.session).code_named("decision", asked.value)
    if code is None:
        raise _unknown("decision", asked.value, [decision.value for decision in DecisionCode])
    current = [
        made
        for made in decisions.of(asked.session, recommendation=asked.subject.uid)
        if made.current
    ]
    same_review = asked.review_on in (None, current[0].review_on if current else None)
    if current and current[0].code == code and same_review:
        return _settled(asked, "decision")
    decisions.decide(
        asked.session,
        recommendation=asked.subject.uid,
        code=DecisionCode(code),
        reason=asked.reason,
        decided_on=asked.today,
        review_on=asked.review_on,
    )
    return True


def _set_rating(asked: _Asked) -> bool:
    """Also takes one of the kinds of *not rated*, such as “on hold”."""
    words = programme.words(asked.session)
    rating = words.rating_named(asked.value)
    why = words.code_named("not_rated_why", asked.value) if rating is None else None
    if rating is None and why is None:
        raise _unknown("rating", asked.value, ["complete", "on track", "at risk", "off track"])
    ratings.rate(
        asked.session,
        recommendation=asked.subject.uid,
        rating=rating or Rating.NOT_RATED,
        speaks_for=asked.today,
        reason=asked.reason,
        not_rated_why=NotRatedWhy(why) if why else None,
    )
    return True


def _set_extra(asked: _Asked, column: extras.ExtraColumnFacts) -> bool:
    return extras.set_value(
        asked.session,
        recommendation=asked.subject.uid,
        column=column.uid,
        value=asked.value,
        checked=True,
    )


def _unknown(field: str, value: str, known: list[str]) -> TrackerError:
    said = ", ".join(word.replace("_", " ") for word in known)
    return TrackerError(f"“{value}” is not a {field} here.", hint=f"It takes {said}.")


_SETTERS: dict[str, Callable[[_Asked], bool]] = {
    "principle": _set_principle,
    "subgroup": _set_subgroup,
    "stage": _set_stage,
    "owner": _set_owner,
    "due": _set_due,
    "decision": _set_decision,
    "rating": _set_rating,
}
_ORDER = {field: place for place, field in enumerate(SETTABLE)}
