"""The laws of the record (TRAIL.md, section 9) on generated histories, and proof that they bite.

`--histories N` says how many histories are tried in all; they are shared out over parts, so
that several workers take them together. The same number gives the same histories on every run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from marmot_tracker.trail.changes import Row
from marmot_tracker.trail.heads import FieldHistory
from marmot_tracker.trail.standing import Standing
from tests.trail import laws
from tests.trail.copies import counted_salts
from tests.trail.world import Step, World, random_history, steps

PARTS = 8
UNTIL_CAUGHT = 600
"""How many histories a broken rule may survive before the suite counts as blind to it."""

given_histories = st.lists(steps, min_size=4, max_size=30)


@pytest.fixture(autouse=True)
def salts() -> Iterator[None]:
    """Counted salts: a history has the same ids on every run."""
    with counted_salts():
        yield


def try_histories(part: int, count: int, check: Callable[[list[Step]], None]) -> None:
    """Let hypothesis make `count` histories for a part and shrink the first that fails."""

    @seed(part)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink],
    )
    @given(given_histories)
    def try_one(history: list[Step]) -> None:
        with counted_salts():
            check(history)

    try_one()


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("part", range(PARTS))
def test_the_laws_hold_after_any_history(part: int, histories: int) -> None:
    """Laws 1 to 4, 6 and 7."""
    try_histories(part, histories // PARTS, laws.hold_after)


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("part", range(PARTS))
def test_undo_and_redo_answer_as_before(part: int, histories: int) -> None:
    """Law 5, also after a union with any other copy."""
    try_histories(part + PARTS, histories // PARTS // 2, undo_law)


def undo_law(history: list[Step]) -> None:
    """Live through a history, and do and undo its last steps."""
    world = World()
    try:
        world.play(history[:-3])
        laws.undone_leaves_no_trace(world, history[-1])
        laws.undo_and_redo(world, history[-4:])
    finally:
        world.close()


@pytest.mark.parametrize("part", range(2))
def test_long_histories_keep_the_laws(part: int, histories: int) -> None:
    """A few long lives, where rare meetings of rules happen."""
    for number in range(max(4, histories // 80)):
        history = random_history(2 * number + part, least=40, most=70)
        with counted_salts():
            laws.hold_after(history)
            undo_law(history)


# 8: the suite itself


def newest_wins(
    self: FieldHistory, passed_over: frozenset[bytes] = frozenset()
) -> frozenset[bytes]:
    """The broken rule: the newest `at` supersedes every other, whatever it says it replaces."""
    rows = [r for c, r in self.rows.items() if r.hash is not None and c not in passed_over]
    return frozenset({max(rows, key=lambda row: row.order).change}) if rows else frozenset()


def shown_alone(self: Standing, row: Row) -> bool:
    """A broken rule: a place shows a thing that is out of view."""
    return True


def list_alone(self: FieldHistory, seen: tuple[bytes, ...], head: bytes) -> bool:
    """A broken rule: a withdrawal saw only what its list names, not what that had replaced."""
    return head in seen


def never_own(self: Standing, withdrawal: Row, uid: str, name: str, head: bytes) -> bool:
    """A broken rule: a withdrawal does not see what was written in its own change set."""
    seen = (withdrawal.seen or {}).get(name, ())
    return bool(seen) and self.field(uid, name).saw(seen, head)


def no_add(self: FieldHistory, passed_over: frozenset[bytes]) -> frozenset[bytes]:
    """A broken rule: the values of an undone add count for nothing."""
    return frozenset()


def hides_unseen(self: Standing, withdrawal: Row, uid: str, name: str, head: bytes) -> bool:
    """A broken rule: a withdrawal hides what it had not seen."""
    return True


BROKEN = [
    (FieldHistory, "heads", newest_wins),
    (FieldHistory, "_values_of_the_add", no_add),
    (Standing, "_stands", shown_alone),
    (Standing, "_seen_by", hides_unseen),
    (Standing, "_seen_by", never_own),
    (FieldHistory, "saw", list_alone),
]


@pytest.mark.parametrize("owner, name, rule", BROKEN, ids=[rule.__name__ for *_, rule in BROKEN])
def test_a_broken_rule_is_caught(
    owner: type, name: str, rule: Callable[..., object], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Law 8: with a rule broken, some law fails within a few hundred histories."""
    monkeypatch.setattr(owner, name, rule)
    for number in range(UNTIL_CAUGHT):
        try:
            with counted_salts():
                history = random_history(number)
                laws.hold_after(history)
                undo_law(history)
        except AssertionError:
            return
    pytest.fail(f"{rule.__name__} was not noticed")


def test_the_broken_rule_of_newest_wins_loses_what_nobody_saw(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Law 8 as it is worded: the laws on lost values themselves name the fault."""
    monkeypatch.setattr(FieldHistory, "heads", newest_wins)
    caught = set()
    for number in range(40):
        world = World()
        world.play(random_history(number))
        for law in (laws.nothing_is_lost, laws.two_answers_apart):
            try:
                law(world)
            except AssertionError:
                caught.add(law.__name__)
        world.close()
    assert caught == {"nothing_is_lost", "two_answers_apart"}
