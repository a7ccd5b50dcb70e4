"""A portion of a record does what the whole copy would, and is refused where it rests on air.

Over random histories of several people, with undo, erasure and clocks that are wrong by years.
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from marmot_tracker.document.engine import transaction
from marmot_tracker.progress import Progress
from marmot_tracker.trail import as_at, evidence, portion, uniting, writing
from marmot_tracker.trail.checking import check_arriving, check_record
from tests.trail.copies import Copy, counted_salts, empty_store, twin
from tests.trail.world import World, random_history

HISTORIES = 60


@contextmanager
def world_of(seed: int) -> Iterator[World]:
    """A world after a random history."""
    with counted_salts():
        world = World()
        try:
            world.play(random_history(seed, least=20, most=40))
            yield world
        finally:
            world.close()


def whole(world: World) -> list[Copy]:
    """The copies that lack nothing that their own entries rest on."""
    return [copy for copy in world.copies if not uniting.lacking(copy.connection)]


def portion_of(copy: Copy, numbers: list[int], *, bare: bool = False) -> sqlite3.Connection:
    """These change sets by themselves, with the evidence that they name unless it is `bare`."""
    store = empty_store()
    held = set(evidence.held(copy.connection))
    files = set() if bare else portion.files_of(copy.connection, numbers) & held
    with transaction(store):
        portion.write(copy.connection, store, numbers, files)
    return store


def since(copy: Copy, other: Copy) -> list[int]:
    """The change sets that the other copy lacks, as a file of changes since its state has them."""
    return portion.since(copy.connection, copy.ids() & other.ids())


def united(mine: Copy, theirs: sqlite3.Connection) -> Copy:
    connection = twin(mine.connection)
    with transaction(connection):
        uniting.unite(connection, theirs)
    return Copy(connection, mine.moment)


@pytest.mark.parametrize("part", range(4))
def test_a_portion_brings_what_the_whole_copy_brings(part: int) -> None:
    tried = 0
    for seed in range(part, HISTORIES, 4):
        with world_of(seed) as world:
            copies = whole(world)
            for theirs in copies:
                for mine in copies:
                    numbers = since(theirs, mine)
                    if theirs is mine or not numbers:
                        continue
                    tried += 1
                    small = portion_of(theirs, numbers, bare=tried % 2 == 0)
                    assert list(check_arriving(small, Progress())) == []
                    assert portion.is_of(mine.connection, small)
                    assert portion.earlier_missing(mine.connection, small) == []
                    one, other = united(mine, small), united(mine, theirs.connection)
                    assert one.ids() == other.ids()
                    assert one.tables() == other.tables()
                    assert writing.tips(one.connection) == writing.tips(other.connection)
                    assert check_record(one.connection) == []
                    for each in (small, one.connection, other.connection):
                        each.close()
    assert tried > 10


def test_portions_in_the_wrong_order_are_refused_and_named() -> None:
    refused = 0
    for seed in range(HISTORIES):
        with world_of(seed) as world:
            theirs = max(whole(world), key=lambda copy: len(copy.ids()))
            mine = min(whole(world), key=lambda copy: len(copy.ids() & theirs.ids()))
            numbers = since(theirs, mine)
            if len(numbers) < 2:
                continue
            cut = random.Random(seed).randrange(1, len(numbers))
            first, second = (portion_of(theirs, part) for part in (numbers[:cut], numbers[cut:]))
            missing = portion.earlier_missing(mine.connection, second)
            lacked = {each.change for each in missing}
            rests = uniting.found_ends(second)[1] - mine.ids()
            assert lacked == rests
            assert all(each.at is not None for each in missing), "who and when is said of each"
            refused += bool(missing)
            between = united(mine, first)
            assert portion.earlier_missing(between.connection, second) == []
            done = united(between, second)
            straight = united(mine, theirs.connection)
            assert done.tables() == straight.tables()
            for each in (first, second, *(c.connection for c in (between, done, straight))):
                each.close()
    assert refused > 10


def test_a_check_code_finds_the_states_a_copy_went_through() -> None:
    for seed in range(10):
        with world_of(seed) as world:
            copy = whole(world)[0]
            code = as_at.fingerprint(writing.tips(copy.connection))
            assert portion.with_check_code(copy.connection, code) == writing.tips(copy.connection)
            (first,) = copy.connection.execute("SELECT id FROM change_set ORDER BY n").fetchone()
            assert portion.with_check_code(
                copy.connection, as_at.fingerprint([first])
            ) == frozenset([first])
            assert portion.with_check_code(copy.connection, "0" * 32) is None
