"""Law 4 (TRAIL.md, section 9): the tables made again, past dates, and snapshots."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from marmot_tracker.model import KINDS
from marmot_tracker.trail import as_at, projection
from marmot_tracker.trail.changes import Row
from marmot_tracker.trail.rows import HeldRows, all_rows
from marmot_tracker.trail.standing import PRESENT, Standing, text_of
from marmot_tracker.trail.uniting import found_ends
from marmot_tracker.trail.writing import tips
from tests.trail.asking import Answers, answers, held, settled
from tests.trail.copies import START, Copy, empty_store
from tests.trail.world import World


def rebuild_equals_tables(world: World) -> None:
    """The stored tables are what the record makes; as at the newest time equals now."""
    for copy in world.copies:
        fresh = Copy(empty_store(), START)
        projection.write(fresh.connection, projection.everything(held(copy)))
        assert fresh.tables() == copy.tables(), "rebuild differs from the stored tables"
        newest = copy.connection.execute("SELECT max(at) FROM change_set").fetchone()[0]
        assert answers(as_at.rows_until(copy.connection, newest)) == answers(held(copy))


def past_dates_show_nothing_stale(world: World) -> None:
    """As at any moment no value stands beside one whose author had seen and replaced it."""
    whole = world.whole()
    times = whole.connection.execute("SELECT DISTINCT at FROM change_set ORDER BY at").fetchall()
    everything = list(all_rows(whole.connection))
    for (moment,) in times[:: max(1, len(times) // 6)]:
        rows = as_at.rows_until(whole.connection, moment)
        standing = settled(rows)
        for uid in rows.uids():
            for name in rows.of(uid):
                if name != "rating":
                    heads = [row.change for row in standing.heads(uid, name)]
                    _none_saw_another(world, everything, uid, name, heads)
            _stays_withdrawn(world, standing, uid)


def _none_saw_another(
    world: World, everything: Sequence[Row], uid: str, name: str, heads: Sequence[bytes]
) -> None:
    for head in heads:
        for other in heads:
            if head != other and head in world.knew[other]:
                of_field = [r for r in everything if (r.uid, r.field) == (uid, name)]
                sight = HeldRows(r for r in of_field if r.change in world.knew[other])
                seen = {row.change for row in Standing(sight).heads(uid, name)}
                assert head not in seen, f"{uid}.{name}: shown beside what replaced it"
                assert any(r.undoes for r in of_field), f"{uid}.{name}: came back by itself"


def _stays_withdrawn(world: World, standing: Standing, uid: str) -> None:
    """A thing withdrawn by one whose copy held every change of it so far is out of view."""
    rows = standing.rows
    changes = {change for fields in rows.of(uid).values() for change in fields}
    knowing = [
        change
        for change, row in rows.of(uid).get(PRESENT, {}).items()
        if row.body == "false" and changes <= world.knew[change] | {change}
    ]
    if knowing and standing.in_view(uid):
        assert isinstance(rows, HeldRows)
        below = [
            other
            for other in rows.uids()
            for name in KINDS[rows.kind(other)].hangs_on
            for row in rows.of(other).get(name, {}).values()
            if text_of(row) == uid
        ]
        assert below, f"{uid} was withdrawn and is shown at an earlier date"


@dataclass(frozen=True, slots=True)
class Seen:
    """What a copy answered at some moment, and the tips that name that moment."""

    tips: frozenset[bytes]
    answers: Answers


def look(copy: Copy) -> Seen | None:
    """What a copy answers now; None where it holds only a part of what its tips name."""
    if found_ends(copy.connection)[1]:
        return None
    return Seen(tips(copy.connection), answers(held(copy)))


def snapshots_answer_as_then(world: World, seen: Iterable[Seen]) -> None:
    """As at given tips equals what every question answered then, values erased since apart."""
    whole = world.whole()
    gone = {
        (uid, name)
        for uid, name in whole.connection.execute(
            "SELECT uid, field FROM change_row WHERE hash IS NOT NULL AND body IS NULL"
        )
    }
    for then in seen:
        now = answers(as_at.rows_of_tips(whole.connection, then.tips))
        for found in (now, then.answers):
            for uid, name in gone & {(u, n) for u, of_thing in found.items() for n in of_thing}:
                del found[uid][name]
        assert now == then.answers, "a snapshot answers otherwise than then"
