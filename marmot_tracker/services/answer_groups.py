"""Many two answers at once: grouped by who differs from whom, and settled as they are shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from marmot_tracker.errors import TrackerError
from marmot_tracker.model import KINDS
from marmot_tracker.services import disagreements
from marmot_tracker.services.disagreements import Disagreement, Editor, Given
from marmot_tracker.services.wording import joined
from marmot_tracker.trail.history import answers, withdrawn_and_changed

SOMEBODY = "Somebody"


@dataclass(frozen=True, slots=True)
class Group:
    """What the same people answered apart."""

    people: tuple[str, ...]
    of: tuple[Disagreement, ...]

    @property
    def words(self) -> str:
        """`Jo Bell and Sam Hill`; one name alone where somebody answered in two copies."""
        return joined(self.people) if len(self.people) > 1 else f"{self.people[0]}, in two copies"


@dataclass(frozen=True, slots=True)
class Shown:
    """The answer that counts of a field, by the change that gave it, and all that were seen.

    Of a thing withdrawn by one and worked on by another `field` is empty: it counts as kept.
    """

    kind: str
    uid: str
    field: str
    change: str
    seen: frozenset[str]


@dataclass(frozen=True, slots=True)
class Settled:
    """How many were settled, and how many were left since they changed meanwhile."""

    settled: int
    left: int


def people_of(of: Disagreement) -> tuple[str, ...]:
    """Who answered, each once, by name."""
    return tuple(sorted({each.who or SOMEBODY for each in of.answers}, key=str.casefold))


def grouped(found: Iterable[Disagreement]) -> list[Group]:
    """By who differs from whom, those who differ most first."""
    by: dict[tuple[str, ...], list[Disagreement]] = {}
    for each in found:
        by.setdefault(people_of(each), []).append(each)
    groups = [Group(people, tuple(of)) for people, of in by.items()]
    return sorted(groups, key=lambda group: (-len(group.of), group.words.casefold()))


def counting(of: Disagreement) -> Given | None:
    """The answer that counts until it is settled; none where it was erased."""
    found = next((each for each in reversed(of.answers) if each.shown), None)
    return None if found is None or found.erased else found


def shown_of(found: Iterable[Disagreement]) -> list[Shown]:
    """What keeping the one shown would keep of each; an erased one is settled by itself."""
    return [
        Shown(of.kind, of.uid, of.field, kept.change, frozenset(e.change for e in of.answers))
        for of in found
        if (kept := counting(of)) is not None
    ]


def keep_shown(session: Session, *, shown: Sequence[Shown], today: date) -> Settled:
    """Settle each with the answer that counts; what is answered otherwise by now is left.

    Raises `TrackerError` where none of them is as it was seen.
    """
    settled = 0
    for each in shown:
        if _seen_now(session, each) != each.seen:
            continue
        if each.field:
            disagreements.settle(
                session,
                kind=each.kind,
                uid=each.uid,
                field=each.field,
                change=each.change,
                today=today,
            )
        else:
            disagreements.keep(session, kind=each.kind, uid=each.uid)
        session.flush()
        settled += 1
    if not settled:
        raise TrackerError("They were settled meanwhile.", hint="Look at the list again.")
    return Settled(settled, len(shown) - settled)


def _seen_now(session: Session, of: Shown) -> frozenset[str]:
    """The changes that answer a field now."""
    thing = session.get(KINDS[of.kind].thing, of.uid)
    if thing is None:
        return frozenset()
    if of.field:
        return frozenset(entry.change for entry in answers(session, of.uid, of.field))
    gone, kept = withdrawn_and_changed(session, of.uid)
    return frozenset(line.change for line in (*gone, *kept))


def how_settled(of: Disagreement) -> str:
    """What keeping the one shown makes of it, in words."""
    if of.editor is Editor.WITHDRAWN:
        return "It stays"
    kept = counting(of)
    return "" if kept is None else kept.words or "Nothing"
