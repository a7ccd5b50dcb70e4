"""The laws of TRAIL.md, section 9, as functions that raise `AssertionError` where one is broken.

Each takes a `World` that lived through a history. They ask the production code, and hold its
answers against what every author's copy is known to have held.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta

from marmot_tracker.model import KINDS, stamp
from marmot_tracker.trail import as_at
from marmot_tracker.trail.changes import header_of
from marmot_tracker.trail.checking import check_record
from marmot_tracker.trail.rows import HeldRows, all_rows
from marmot_tracker.trail.standing import PRESENT, Standing, text_of
from marmot_tracker.trail.uniting import missing, unite
from marmot_tracker.trail.writing import FAR, tips
from tests.trail.asking import answers, held, record, settled
from tests.trail.copies import START, Copy, day_of, empty_store
from tests.trail.past import (
    Seen,
    every_state_is_what_the_rules_say,
    look,
    past_dates_show_nothing_stale,
    rebuild_equals_tables,
    snapshots_answer_as_then,
)
from tests.trail.tampering import tampering_is_reported, verified
from tests.trail.world import Step, World

MOST_SEEN = 4
"""How many moments of a history are looked at again as snapshots."""

# 1


def union_is_a_union(world: World) -> None:
    """Commutative, associative, idempotent; in whatever order and pieces change sets arrive."""
    count = len(world.copies)
    forwards = world.union()
    backwards = world.union(range(count - 1, -1, -1))
    grouped = world.union(range(count // 2, count))
    world.unite(grouped, world.union(range(count // 2)))
    world.unite(grouped, forwards)
    singly = Copy(empty_store(), START)
    for change in sorted(forwards.ids()):
        world.unite(singly, forwards, only=[change])
    for other in (backwards, grouped, singly):
        assert tips(other.connection) == tips(forwards.connection), "tips differ"
        assert record(other) == record(forwards), "the record differs"
        assert other.tables() == forwards.tables(), "tables differ"
    code = as_at.fingerprint(tips(forwards.connection))
    assert code == as_at.fingerprint(tips(backwards.connection))
    before = forwards.connection.total_changes
    assert missing(forwards.connection, backwards.connection) == []
    again = unite(forwards.connection, backwards.connection)
    assert (again.changes, again.erased, again.files) == ((), 0, 0)
    assert record(forwards) == record(backwards), before


# 2


def nothing_is_lost(world: World) -> None:
    """Every change set and chunk is in the union; a value leaves view only by one who saw it."""
    whole = world.whole()
    erased = {row[0].hex() for row in whole.connection.execute("SELECT hash FROM erased")}
    for copy in world.copies:
        assert copy.ids() <= whole.ids(), "a change set is lost"
        files = "SELECT DISTINCT sha256 FROM chunk"
        there = {row[0] for row in copy.connection.execute(files)} - erased
        assert there <= {row[0] for row in whole.connection.execute(files)}, "a file is lost"
    for copy in (*world.copies, whole):
        _nothing_leaves_unseen(world, held(copy))


def _nothing_leaves_unseen(world: World, rows: HeldRows) -> None:
    standing = settled(rows)
    for uid in rows.uids():
        places = KINDS[rows.kind(uid)].places
        for name, changes in rows.of(uid).items():
            shown = {row.change for row in standing.heads(uid, name)}
            shown |= {row.change for row in standing.answers(uid, name, places.get(name)).rows}
            for change, row in changes.items():
                assert set(row.replaces) <= world.knew[change], "replaces what was not seen"
                if row.hash is None:
                    assert row.replaces == (row.undoes,), "an undo takes back more than it names"
                elif change not in shown:
                    by = [other for other in changes if change in world.knew[other]]
                    assert by, f"{uid}.{name} left view though nobody had seen it"
        _hidden_by_who_had_seen(world, standing, uid)


def _hidden_by_who_had_seen(world: World, standing: Standing, uid: str) -> None:
    heads = standing.heads(uid, PRESENT)
    if standing.in_view(uid):
        for above in standing.hangs_on(uid):
            if standing.heads(above, PRESENT):
                assert standing.in_view(above), f"{uid} hangs on {above}, which is out of view"
        return
    assert all(row.body == "false" for row in heads), f"{uid} is present and hidden"
    by = [
        row.change for row in standing.rows.of(uid).get(PRESENT, {}).values() if row.body == "false"
    ]
    for name in standing.rows.of(uid):
        for head in standing.heads(uid, name) if heads and name != PRESENT else ():
            seen = any(head.change in world.knew[i] or head.change == i for i in by)
            assert seen, f"{uid}.{name} was hidden by a withdrawal that had not seen it"


# 3


def apart_is_a_disagreement(world: World) -> None:
    """No rating or lead in view is missing from its place unless its author, or who saw it, says so."""
    whole = world.whole()
    rows = held(whole)
    standing = settled(rows)
    for uid in rows.uids():
        if not standing.in_view(uid):
            continue
        for name, place in KINDS[rows.kind(uid)].places.items():
            shown = [text_of(r) for r in standing.place_heads(uid, name, place)]
            fillers = [
                other
                for other in rows.uids()
                if rows.kind(other) == place.kind
                and standing.in_view(other)
                and uid in {text_of(row) for row in standing.heads(other, "recommendation")}
            ]
            assert all(standing.in_view(filler) for filler in shown if filler)
            for filler in fillers:
                if filler not in shown:
                    _hidden_for_a_reason(world, standing, uid, name, filler, fillers)
            said = {
                frozenset((row.body or row.hash) for row in standing.heads(filler, field))
                for filler in shown
                if filler
                for field in place.says[:1]
            }
            if len(said) > 1:
                assert standing.answers(uid, name, place).two, f"{uid}.{name}: unmarked"


def _hidden_for_a_reason(
    world: World, standing: Standing, uid: str, name: str, filler: str, fillers: Iterable[str]
) -> None:
    made = _made(standing, filler)
    for change, row in standing.rows.of(uid).get(name, {}).items():
        # Somebody who had seen it filled, settled or emptied the place, or took that back.
        if change != made and made in world.knew[change]:
            return
        assert row.change == change
    if name == "rating":
        own = _latest_day(standing, filler)
        for other in fillers:
            if _made(standing, other) in world.knew[made] and _latest_day(standing, other) > own:
                return
    raise AssertionError(f"{filler} is in view and not in {uid}.{name}, and nobody had seen it")


def _made(standing: Standing, uid: str) -> bytes:
    added = standing.rows.of(uid)[PRESENT].values()
    return min(row.change for row in added if not row.replaces)


def _latest_day(standing: Standing, uid: str) -> str:
    return max((text_of(row) for row in standing.heads(uid, "speaks_for")), default="")


def two_answers_apart(world: World) -> None:
    """Whatever came before: said apart and differently, each of these ends as two answers."""
    first = world.copies[0]
    recommendations = first.in_view("recommendation")
    if not recommendations:
        return
    _, uid = recommendations[-1]
    mine, theirs = world.copied(first), world.copied(first)
    theirs.moment += timedelta(days=-1400)
    for copy, rating, post in ((mine, "on_track", "p1"), (theirs, "off_track", "p2")):
        world.rate(copy, uid, rating, 99)
        world.fill(copy, uid, "lead", "assignment", post=post)
        world.fill(copy, uid, "decision", "decision", code=rating)
        world.fill(copy, uid, "due", "date_revision", new_date=day_of(len(rating)))
        world.put(copy, "recommendation", uid, "wording", f"as {post} reads it")
    world.unite(mine, theirs)
    world.unite(theirs, mine)
    for copy in (mine, theirs):
        query = "SELECT marks FROM recommendation WHERE uid = ?"
        marks = set((copy.connection.execute(query, (uid,)).fetchone()[0] or "").split())
        assert {"rating", "lead", "decision", "due", "wording"} <= marks, marks
    kind, withdrawn = "recommendation", uid
    world.withdraw(mine, kind, withdrawn)
    world.put(theirs, kind, withdrawn, "plain_position", "changed meanwhile")
    world.unite(mine, theirs)
    assert (kind, withdrawn) in mine.in_view(kind), "a withdrawal hid what it had not seen"


# 5

DOING = frozenset(
    {"add", "report", "link", "edit", "rate", "assign", "withdraw", "withdraw with", "settle",
     "put back", "reword", "redate", "move", "bring back", "make current"}
)  # fmt: skip


def undo_and_redo(world: World, tail: Sequence[Step]) -> None:
    """Undo after do, and redo after undo, answer every question as before."""
    copy = world.copies[0]
    copy.done.clear()
    copy.undone.clear()
    trace = [answers(held(copy))]
    for step in tail:
        if step.operation in DOING and world.act(copy, step):
            trace.append(answers(held(copy)))
    last = len(trace) - 1
    for position in range(last - 1, -1, -1):
        assert world.undo(copy), "nothing was taken back"
        assert answers(held(copy)) == trace[position], "undo answers otherwise than before"
    for position in range(1, last + 1):
        assert world.redo(copy), "nothing stands again"
        assert answers(held(copy)) == trace[position], "redo answers otherwise than before"
    if last:
        world.undo(copy)
        assert answers(held(copy)) == trace[last - 1], "undo after redo answers otherwise"
    assert world.in_pieces or check_record(copy.connection) == []


def undone_leaves_no_trace(world: World, step: Step) -> None:
    """Do, undo, then bring in any other copy: as if nothing had been done."""
    other = world.copies[1]
    done, idle = world.copied(world.copies[0]), world.copied(world.copies[0])
    operation = step.operation if step.operation in DOING else "edit"
    if world.act(done, step._replace(operation=operation)) is None:
        return
    world.undo(done)
    for copy in (done, idle):
        world.unite(copy, other)
    assert answers(held(done)) == answers(held(idle)), "what was undone left a trace"


# 6


def erased_stays_erased(world: World, older: Copy) -> None:
    """No older copy and no undo brings an erased value back, and everything still verifies."""
    if not world.whole().connection.execute("SELECT 1 FROM erased").fetchone():
        return
    whole = world.copied(world.whole())
    world.unite(whole, older)
    world.unite(older, whole)
    for copy in (whole, older):
        while copy.done:
            world.undo(copy)
    named = {row[0] for row in whole.connection.execute("SELECT hash FROM erased")}
    for copy in (whole, older):
        assert check_record(copy.connection) == []
        rows = copy.connection.execute("SELECT hash, salt, body FROM change_row").fetchall()
        rows += copy.connection.execute("SELECT hash, salt, body FROM word").fetchall()
        for value, salt, body in rows:
            if value in named:
                assert body is None, "an erased value is back"
                assert salt is None, "the salt of an erased value is back"
        files = {row[0] for row in copy.connection.execute("SELECT sha256 FROM chunk")}
        assert not files & {value.hex() for value in named}, "an erased file is back"
    _erased_text_was_not_copied(world, whole)


def _erased_text_was_not_copied(world: World, whole: Copy) -> None:
    """Whoever put back or settled with a text that was erased since wrote the same hash."""
    erased_by = dict(whole.connection.execute("SELECT hash, change FROM erased"))
    rows = list(all_rows(whole.connection))
    for value, (uid, name, body) in world.erased.items():
        of_field = [r for r in rows if (r.uid, r.field) == (uid, name)]
        first = [r for r in of_field if r.hash == value]
        for row in of_field:
            had = any(r.change in world.knew[row.change] for r in first)
            knew_better = erased_by[value] in world.knew[row.change]
            others = [r for r in of_field if r.body == body and r.change in world.knew[row.change]]
            if row.body == body and had and not knew_better:
                assert row.hash in {r.hash for r in others}, "an erased text was written anew"


# Everything on one history


def hold_after(history: Sequence[Step]) -> None:
    """Play a history and ask every law that needs no tail of its own."""
    world = World()
    seen: list[Seen] = []
    try:
        older = world.copied(world.copies[1])
        for step in history:
            world.step(step)
            if len(seen) < MOST_SEEN and (found := look(world.copies[0])):
                seen.append(found)
        clocks_only_rise(world)
        for law in AFTER_ANY_HISTORY:
            law(world)
        if len(history) % 3 == 0:
            two_answers_apart(world)
        snapshots_answer_as_then(world, seen)
        tampering_is_reported(verified(world), random.Random(len(history)), 1)
        erased_stays_erased(world, older)
    finally:
        world.close()


def clocks_only_rise(world: World) -> None:
    """`at` is the author's clock, raised past all that is not more than a day ahead of it."""
    whole = world.whole()
    times = dict(whole.connection.execute("SELECT id, at FROM change_set"))
    for change, encoded in whole.connection.execute("SELECT id, header FROM change_set"):
        at = header_of(encoded).at
        assert stamp(world.clocks[change]) <= at
        believed = stamp(world.clocks[change] + FAR)
        assert all(times[i] < at for i in world.knew[change] if times[i] <= believed)


AFTER_ANY_HISTORY: tuple[Callable[[World], None], ...] = (
    union_is_a_union,
    nothing_is_lost,
    apart_is_a_disagreement,
    rebuild_equals_tables,
    every_state_is_what_the_rules_say,
    past_dates_show_nothing_stale,
)
