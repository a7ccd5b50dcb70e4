"""What the tracker says of a report's recommendations, and what the list said last time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from marmot_tracker.exchange.fields import COLUMNS, ONGOING, rating_value
from marmot_tracker.exchange.matching import Known, identity
from marmot_tracker.exchange.naming import EXTRA, Names
from marmot_tracker.model import (
    Assignment,
    DateRevision,
    Decision,
    ExtraValue,
    FurtherPrinciple,
    InterestedSubgroup,
    Recommendation,
    StatusUpdate,
    uid_of,
)
from marmot_tracker.services import people
from marmot_tracker.trail.past_values import ERASED, Erased, Imported, imported_values
from marmot_tracker.trail.values import Scalar, parsed
from marmot_tracker.vocabulary import Role

Base = str | Erased
UPDATE_PARTS = ("reason", "position_line", "path_to_green", "help_needed")


@dataclass(slots=True)
class Held:
    """A recommendation: what the tracker says in each field that is not empty."""

    uid: str
    in_view: bool
    report: str
    values: dict[str, str] = field(default_factory=dict)


class TrackerValues:
    """Reads all recommendations, a query per kind, and answers for each what it holds."""

    def __init__(self, session: Session, names: Names, *, report: str | None = None) -> None:
        self._session = session
        self._names = names
        self._report = report
        self.numbers = {one.uid: str(one.number) for one in people.principles(session)}
        self.principles = {number: uid for uid, number in self.numbers.items()}
        self.held: dict[str, Held] = {}
        self._places: dict[str, dict[str, str | None]] = {}
        self._read_recommendations()
        self._read_places()
        self._read_links()

    def of_report(self, report: str) -> list[Held]:
        """The recommendations of one report, also those out of view."""
        return [one for one in self.held.values() if one.report == report]

    def _read_recommendations(self) -> None:
        wanted = ("uid", "in_view", "report", "principle", "subgroup", "lead", "due", "rating")
        columns = [getattr(Recommendation, name) for name in (*wanted, "decision", *COLUMNS)]
        query = select(*columns).order_by(Recommendation.order, Recommendation.uid)
        if self._report is not None:
            query = query.where(Recommendation.report == self._report)
        found = self._session.execute(query.execution_options(all_things=True))
        for uid, in_view, report, principle, subgroup, lead, due, rating, decision, *texts in found:
            held = self.held[uid] = Held(uid, bool(in_view), report or "")
            held.values = {name: text for name, text in zip(COLUMNS, texts, strict=True) if text}
            if principle in self.numbers:
                held.values["principle"] = self.numbers[principle]
            if subgroup:
                held.values["subgroup"] = self._names.newest_subgroup(subgroup)
            self._places[uid] = {"lead": lead, "due": due, "rating": rating, "decision": decision}

    def _of(self, thing: Any, *names: str) -> dict[str, Any]:
        columns = [getattr(thing, name) for name in names]
        return {row[0]: row for row in self._session.execute(select(thing.uid, *columns))}

    def _read_places(self) -> None:
        read: dict[str, Callable[[dict[str, str], Any], None]] = {
            "lead": _hold_lead,
            "due": _hold_due,
            "rating": _hold_update,
            "decision": _hold_decision,
        }
        things = {
            "lead": self._of(Assignment, "post", "organisation"),
            "due": self._of(DateRevision, "new_date", "ongoing"),
            "rating": self._of(StatusUpdate, "rating", "not_rated_why", *UPDATE_PARTS),
            "decision": self._of(Decision, "code", "reason"),
        }
        for uid, places in self._places.items():
            for place, holder in places.items():
                if holder and (row := things[place].get(holder)):
                    read[place](self.held[uid].values, row)

    def _read_links(self) -> None:
        several: dict[tuple[str, str], list[str]] = {}
        extra = select(ExtraValue.recommendation, ExtraValue.column, ExtraValue.value)
        for uid, column, value in self._session.execute(extra):
            if uid in self.held and column in self._names.columns and value:
                self.held[uid].values[f"{EXTRA}{column}"] = value
        further = select(FurtherPrinciple.recommendation, FurtherPrinciple.principle)
        for uid, principle in self._session.execute(further):
            if uid in self.held and principle in self.numbers:
                key = (uid, "further_principles")
                several.setdefault(key, []).append(self.numbers[principle])
        helping = select(Assignment.recommendation, Assignment.post, Assignment.organisation).where(
            Assignment.role == Role.SUPPORTING.value, Assignment.until.is_(None)
        )
        for uid, post, organisation in self._session.execute(helping):
            if uid in self.held and (owner := post or organisation):
                several.setdefault((uid, "supporting"), []).append(owner)
        caring = select(InterestedSubgroup.recommendation, InterestedSubgroup.subgroup)
        for uid, subgroup in self._session.execute(caring):
            if uid in self.held and subgroup:
                newest = self._names.newest_subgroup(subgroup)
                several.setdefault((uid, "interested"), []).append(newest)
        for (uid, name), values in several.items():
            sign = " " if name == "further_principles" else "\n"
            self.held[uid].values[name] = sign.join(sorted(set(values)))


def _hold_lead(values: dict[str, str], row: Any) -> None:
    values["lead"] = row[1] or row[2] or ""


def _hold_due(values: dict[str, str], row: Any) -> None:
    values["due"] = ONGOING if row[2] else row[1].isoformat() if row[1] else ""


def _hold_update(values: dict[str, str], row: Any) -> None:
    values["rating"] = rating_value(row[1] or "", row[2] or "")
    for name, text in zip(UPDATE_PARTS, row[3:], strict=True):
        if text:
            values[f"update.{name}"] = text


def _hold_decision(values: dict[str, str], row: Any) -> None:
    values["decision"] = row[1] or ""
    if row[2]:
        values["decision.reason"] = row[2]


class Bases:
    """What the list said last time, read off what imports wrote and what was noted of them."""

    def __init__(self, session: Session, names: Names, numbers: Mapping[str, str]) -> None:
        self._imported = imported_values(session)
        self._names = names
        self._numbers = numbers
        self._taken = _taken(self._imported)

    def of(self, uid: str, fields: Iterable[str]) -> dict[str, Base]:
        """What the list said of a recommendation in these fields; absent where it never did."""
        written = self._imported.get(uid, {})
        taken = self._taken.get(uid, {})
        found: dict[str, Base] = {}
        for name in fields:
            own, noted = self._written(uid, written, name), taken.get(name)
            if noted is not None and (own is None or noted[0] >= own[0]):
                found[name] = self._again(name, noted[1])
            elif own is not None:
                found[name] = own[1] if isinstance(own[1], Erased) else _text(own[1])
        return {name: value for name, value in found.items() if value != ""}

    def note(self, uid: str, field: str) -> int:
        """How often the field's value was noted, so that noting it again says something new."""
        noted = self._taken.get(uid, {}).get(field)
        return noted[2] if noted else 0

    def _again(self, name: str, value: Base) -> Base:
        if isinstance(value, Erased):
            return value
        if name in ("subgroup", "lead"):
            return self._names.again(name, value)
        if name in ("supporting", "interested"):
            return "\n".join(sorted(self._names.again(name, key) for key in value.split("\n")))
        return value

    def _written(self, uid: str, written: Mapping[str, Imported], name: str) -> Imported | None:
        if name in COLUMNS:
            return written.get(name)
        if name == "principle":
            found = written.get(name)
            return found and (found[0], self._numbers.get(str(found[1]), ""))
        if name == "subgroup":
            found = written.get(name)
            return found and (found[0], self._names.newest_subgroup(str(found[1])))
        if name.startswith(EXTRA):
            value = uid_of("extra_value", name.removeprefix(EXTRA), uid)
            return self._imported.get(value, {}).get("value")
        place, _, part = name.partition(".")
        place = "rating" if place == "update" else place
        holder = written.get(place)
        if holder is None or not isinstance(holder[1], str):
            return holder
        thing = self._imported.get(holder[1], {})
        return (holder[0], _part(thing, place, part))


def _part(thing: Mapping[str, Imported], place: str, part: str) -> Scalar | Erased:
    """What a thing that fills a place said when it was imported."""

    def value(name: str) -> Scalar | Erased:
        return thing[name][1] if name in thing else None

    if part:
        return value(part)
    if place == "lead":
        return value("post") or value("organisation")
    if place == "due":
        return ONGOING if value("ongoing") else value("new_date")
    if place == "decision":
        return value("code")
    return rating_value(_text(value("rating")), _text(value("not_rated_why")))


def _text(value: Scalar | Erased) -> str:
    return "" if value is None or isinstance(value, Erased) else str(value)


def _taken(
    imported: Mapping[str, Mapping[str, Imported]],
) -> dict[str, dict[str, tuple[int, Base, int]]]:
    """By recommendation and field: what was noted, after how many imports, for which time."""
    found: dict[str, dict[str, tuple[int, Base, int]]] = {}
    for fields in imported.values():
        if "field" not in fields or "recommendation" not in fields or "value" not in fields:
            continue
        place, value = fields["value"]
        noted: tuple[int, Base, int] = (place, ERASED, 0)
        if isinstance(value, str):
            text, times = parsed(value)
            noted = (place, str(text), int(times))
        uid, name = str(fields["recommendation"][1]), str(fields["field"][1])
        found.setdefault(uid, {})[name] = noted
    return found


def known(values: Iterable[Held], bases: Bases) -> list[Known]:
    """Recommendations as rows are matched to them."""
    found = []
    for held in values:
        said = bases.of(held.uid, _KNOWN_BY)
        here = tuple(held.values.get(name, "") for name in _KNOWN_BY)
        before = tuple(_base_text(said.get(name)) for name in _KNOWN_BY)
        taken = identity(*before) if isinstance(said.get("wording"), str) else None
        now = None
        if held.in_view:
            now = taken if taken is not None and here == before else identity(*here)
        if taken is not None or now is not None:
            found.append(Known(held.uid, held.in_view, taken, now))
    return found


_KNOWN_BY = ("reference", "wording", "theme")


def _base_text(value: Base | None) -> str:
    return value if isinstance(value, str) else ""
