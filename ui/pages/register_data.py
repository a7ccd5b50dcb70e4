"""What the register page reads at once, and the chips and menus that come of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from marmot_tracker.services import (
    extras,
    filtering,
    people,
    periods,
    programme,
    register,
    views,
)
from marmot_tracker.services.extras import ExtraColumnFacts
from marmot_tracker.services.filtering import Mine
from marmot_tracker.services.periods import PeriodFacts
from marmot_tracker.services.programme import Words
from marmot_tracker.services.register import RegisterRow
from marmot_tracker.services.views import ViewFacts
from marmot_tracker.vocabulary import RATING_KEY
from ui.widgets.filter_bar import Chip, MenuChip

if TYPE_CHECKING:
    from marmot_tracker.services.changes import Past
    from marmot_tracker.services.since_pack import LastPack

BRIEF_FROM = 1_000
"""A list this long is first read without what is seen later, and then once more as a whole."""


@dataclass(frozen=True, slots=True)
class RegisterData:
    """What one reading of the register gives the page.

    A `brief` one lacks when each row last changed, `folded` (what free filter words are looked for
    in, by uid), chips and menus, which are all counted where the reading is done.
    """

    rows: tuple[RegisterRow, ...]
    words: Words
    period: PeriodFacts | None
    owners: tuple[str, ...]
    today: date
    own: tuple[ExtraColumnFacts, ...] = ()
    subgroups: tuple[str, ...] = ()
    principles: tuple[tuple[int, str], ...] = ()
    views: tuple[ViewFacts, ...] = ()
    pack: LastPack | None = None
    changed: frozenset[str] | None = None
    brief: bool = False
    folded: Mapping[str, str] | None = None
    chips: tuple[Chip, ...] = ()
    menus: tuple[MenuChip, ...] = ()


def read_register(
    session: Any,
    *,
    today: date,
    mine: Mine,
    held: tuple[LastPack, Past] | None = None,
    at_first: bool = False,
) -> RegisterData:
    """The register with what its columns, chips and editors need; `at_first` a long one briefly.

    With the state that a pack showed also what changed since, where that is still the last pack.
    """
    brief = at_first and register.many(session) >= BRIEF_FROM
    rows = tuple(register.rows(session, today=today, changes=not brief))
    words, period = programme.words(session), periods.current(session, today)
    found = RegisterData(
        rows=rows,
        words=words,
        period=period,
        owners=tuple(owner.words for owner in people.owners(session)),
        today=today,
        own=tuple(extras.columns(session)),
        subgroups=tuple(each.name for each in people.subgroups(session)),
        principles=tuple((each.number, each.short) for each in people.principles(session)),
        views=tuple(views.list_(session)),
        brief=brief,
    )
    return found if brief else _whole(session, found, mine, held)


def _whole(
    session: Any, found: RegisterData, mine: Mine, held: tuple[LastPack, Past] | None
) -> RegisterData:
    from marmot_tracker.services import since_pack

    rows = found.rows
    pack = since_pack.last(session)
    past = held[1] if held is not None and held[0] == pack else None
    return replace(
        found,
        pack=pack,
        changed=since_pack.changed(session, past, rows) if past is not None else None,
        folded={row.uid: filtering.fold(row) for row in rows},
        chips=chips(rows, mine, found.period, found.today),
        menus=menus(rows, found.words),
    )


def menus(rows: Sequence[RegisterRow], words: Words) -> tuple[MenuChip, MenuChip]:
    """Choices by rating and by subgroup, each with how many rows it would show."""
    rated = Counter(row.rating for row in rows)
    ratings = tuple(
        (f"{said.letter}  {said.word}", f"rag:{code.value}", rated[code])
        for code in RATING_KEY
        for said in (words.rating(code),)
    )
    grouped = Counter(row.subgroup for row in rows if row.subgroup)
    named = tuple((name, f'subgroup:"{name}"', many) for name, many in sorted(grouped.items()))
    without = sum(not row.subgroup and row.counted for row in rows)
    none = (("No subgroup yet", "no:subgroup", without),) if without else ()
    return MenuChip("Rating", ratings), MenuChip("Subgroup", named + none)


def chips(
    rows: Sequence[RegisterRow], mine: Mine, period: PeriodFacts | None, today: date
) -> tuple[Chip, ...]:
    """The filters at one click, each with the number the pack would print."""
    from marmot_tracker.services import figures

    found = figures.count(rows, today=today, period=period)
    own = filtering.select(rows, filtering.parse("is:mine"), today=today, mine=mine)
    return (
        Chip(
            "Mine",
            "is:mine",
            len(own),
            "Your subgroup's, or owned by you. My list leaves out what is verified or decided otherwise",
        ),
        Chip("Overdue", "is:overdue", len(found.overdue)),
        Chip("No owner", "no:owner", len(found.no_owner)),
        Chip("No evidence", "no:evidence", len(found.no_evidence)),
    )
