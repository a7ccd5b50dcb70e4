"""Law 4 (TRAIL.md, section 9): the tables made again, past dates, and snapshots."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from marmot_tracker.model import KINDS
from marmot_tracker.trail import as_at, projection
from marmot_tracker.trail.changes import Row
from marmot_tracker.trail.gathered import GatheredRows
from marmot_tracker.trail.rows import HeldRows, all_rows
from marmot_tracker.trail.standing import PRESENT, Standing, text_of
from marmot_tracker.trail.uniting import found_ends
from marmot_tracker.trail.writing import tips
from tests.trail.asking import Answers, answers, held, settled
from tests.trail.copies import START, Copy, empty_store
from tests.trail.world import World


def rows_of(connection: sqlite3.Connection, state: as_at.Chosen) -> GatheredRows:
    """The rows that a state is made of."""
    return GatheredRows(connection, state.within, state.beyond)


def rebuild_equals_tables(world: World) -> None:
    """The stored tables are what the record makes; as at the newest time equals now."""
    for copy in world.copies:
        fresh = Copy(empty_store(), START)
        projection.write(fresh.connection, projection.everything(GatheredRows(copy.connection)))
        assert fresh.tables() == copy.tables(), "rebuild differs from the stored tables"
        newest = copy.connection.execute("SELECT max(at) FROM change_set").fetchone()[0]
        state = as_at.chosen(copy.connection, moment=newest)
        assert answers(rows_of(copy.connection, state)) == answers(held(copy))


def every_state_is_what_the_rules_say(world: World) -> None:
    """The short ways through a whole record, a past date or given tips change no cell."""
    whole = world.whole().connection
    moments = [at for (at,) in whole.execute("SELECT DISTINCT at FROM change_set ORDER BY at")]
    ids = [change for (change,) in whole.execute("SELECT id FROM change_set ORDER BY at, id")]
    half = ids[len(ids) // 2 :][:1]
    states: list[tuple[str, list[bytes] | None]] = [("", half), ("", ids[-1:])]
    states += [(moment, None) for moment in moments[:: max(1, len(moments) // 3)]]
    states += [(moments[len(moments) // 2], ids[-2:])]
    whole.execute("ATTACH ':memory:' AS past")
    for moment, tips_held in states:
        ruled = Copy(empty_store(), START)
        whole.deserialize(ruled.connection.serialize(), name="past")
        as_at.fill(whole, as_at.chosen(whole, moment=moment, tips=tips_held), "past")
        projection.write(ruled.connection, _by_the_rules(whole, moment, tips_held))
        shown: dict[str, object] = dict(projection.contents(whole, "past"))
        shown["answer"] = whole.execute(
            "SELECT * FROM past.answer ORDER BY uid, field, position"
        ).fetchall()
        assert shown == ruled.tables(), (moment, tips_held)
        ruled.connection.close()
    whole.execute("DETACH past")


def _by_the_rules(
    connection: sqlite3.Connection, moment: str, tips_held: Iterable[bytes] | None
) -> Iterable[projection.Projected]:
    """Every thing of a state, each of its rows looked at by the rules."""
    rows: Iterable[Row] = all_rows(connection)
    if tips_held is not None:
        known = as_at.ancestors(connection, tips_held)
        rows = (row for row in rows if row.change in known)
    held = HeldRows(rows, (lambda row: row.at <= moment) if moment else None)
    standing = settled(held)
    for uid in held.uids():
        if found := projection.projected(standing, uid):
            yield found


def past_dates_show_nothing_stale(world: World) -> None:
    """As at any moment no value stands beside one whose author had seen and replaced it."""
    whole = world.whole()
    times = whole.connection.execute("SELECT DISTINCT at FROM change_set ORDER BY at").fetchall()
    everything = list(all_rows(whole.connection))
    for (moment,) in times[:: max(1, len(times) // 6)]:
        rows = rows_of(whole.connection, as_at.chosen(whole.connection, moment=moment))
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
        assert isinstance(rows, GatheredRows)
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
        state = as_at.chosen(whole.connection, tips=then.tips)
        now = answers(rows_of(whole.connection, state))
        for found in (now, then.answers):
            for uid, name in gone & {(u, n) for u, of_thing in found.items() for n in of_thing}:
                del found[uid][name]
        assert now == then.answers, "a snapshot answers otherwise than then"
