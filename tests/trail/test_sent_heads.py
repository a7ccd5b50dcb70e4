"""An answer to what was sent out is the answer of somebody who had a copy from that day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from marmot_tracker.trail.sent_heads import SentHeads
from tests.trail.copies import START, Copy, Sent, twin
from tests.trail.world import World, random_history

HISTORIES = 150
CHANGES_WHAT_WAS_SEEN = {"redate", "withdraw", "withdraw with", "bring back", "erase", "part"}
"""A copy from that day knows the date of an update as it was then; the tracker, as it is now."""


@pytest.fixture
def world() -> Iterator[World]:
    made = World()
    yield made
    made.close()


def shown(copy: Copy, uid: str) -> list[set[object]]:
    """What stands in the two fields that were sent, and all of it where there are two answers."""
    standing = copy.standing()
    found = []
    for name in ("rating", "plain_position"):
        place = standing.kinds["recommendation"].places.get(name)
        given = standing.answers(uid, name, place)
        found.append({standing.said(row, place) for row in given.rows})
    return found


@pytest.mark.parametrize("number", range(HISTORIES))
def test_it_stands_as_if_a_copy_from_that_day_had_been_brought_in(
    world: World, number: int
) -> None:
    mine = world.copies[0]
    world.play([step._replace(copy=0) for step in random_history(number)])
    subjects = [uid for _, uid in mine.in_view("recommendation")]
    if not subjects:
        return
    subject = subjects[number % len(subjects)]
    world.send(mine, subject)
    assert mine.sent is not None
    colleague = Copy(twin(mine.connection), mine.moment + timedelta(minutes=1))
    colleague.sent = mine.sent
    for step in random_history(number + HISTORIES):
        if step.operation not in CHANGES_WHAT_WAS_SEEN | {"send", "accept"}:
            world.act(mine, step._replace(copy=0))
    united = Copy(twin(mine.connection), mine.moment)
    world.copies += [colleague, united]
    sent: Sent = mine.sent
    if ("recommendation", subject) not in mine.in_view("recommendation"):
        return
    for copy in (mine, colleague):
        copy.sent = sent
        world.accept(copy, ("off_track", "at_risk", "on_track")[number % 3], number % 7, "theirs")
    world.unite(united, colleague)
    assert shown(mine, subject) == shown(united, subject)


def test_what_was_written_since_is_seen_and_what_was_sent_can_be_asked(world: World) -> None:
    mine = world.copies[0]
    (_, subject), *_ = mine.in_view("recommendation")
    world.put(mine, "recommendation", subject, "plain_position", "as sent")
    field = (subject, "plain_position")
    heads = SentHeads(mine.connection, [subject]).seen_now([field])[field]
    mine.moment = START + timedelta(days=1)
    world.put(mine, "recommendation", subject, "plain_position", "since")
    asked = SentHeads(mine.connection, [subject])
    assert asked.value_at(*field, heads) == "as sent"
    assert asked.has_moved(*field, heads)
    assert not asked.has_moved(*field, asked.seen_now([field])[field])
    assert asked.value_at(subject, "theme", []) is None
