"""The rules of TRAIL.md, sections 3 to 5, by example: one short story each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from marmot_tracker import clock
from marmot_tracker.trail import as_at, checking, undoing, uniting
from marmot_tracker.trail.changes import header_of, seen_of
from marmot_tracker.trail.heads import FieldHistory
from marmot_tracker.trail.standing import Standing
from marmot_tracker.trail.values import DamagedRecord
from marmot_tracker.trail.writing import Heading, Statement, tips
from tests.trail.asking import answers, held
from tests.trail.copies import Copy
from tests.trail.past import rows_of
from tests.trail.world import World

RECOMMENDATION = "recommendation-002"


@pytest.fixture
def world() -> Iterator[World]:
    made = World()
    yield made
    made.close()


def cell(copy: Copy, field: str, uid: str = RECOMMENDATION, kind: str = "recommendation") -> object:
    query = f'SELECT "{field}" FROM "{kind}" WHERE uid = ?'
    return copy.connection.execute(query, (uid,)).fetchone()[0]


def rating(copy: Copy) -> object:
    """The rating that is shown."""
    return cell(copy, "rating", str(cell(copy, "rating")), "status_update")


def row(copy: Copy, change: bytes | None, field: str) -> tuple[bytes | None, ...]:
    """Hash, salt, replaces and seen of a row."""
    found = copy.connection.execute(
        "SELECT hash, salt, replaces, seen FROM change_row r JOIN change_set s ON s.n = r.n "
        "WHERE s.id = ? AND field = ? ORDER BY uid",
        (change, field),
    ).fetchone()
    return tuple(found)


# Values and hashes


def test_putting_back_a_value_repeats_its_hash_and_any_other_gets_a_fresh_one(world: World) -> None:
    copy = world.copies[0]
    first = world.put(copy, "recommendation", RECOMMENDATION, "theme", "a")
    world.put(copy, "recommendation", RECOMMENDATION, "theme", "b")
    again = world.put(copy, "recommendation", RECOMMENDATION, "theme", "a")
    elsewhere = world.put(copy, "recommendation", RECOMMENDATION, "section", "a")
    assert row(copy, first, "theme")[:2] == row(copy, again, "theme")[:2]
    assert row(copy, elsewhere, "section")[0] != row(copy, first, "theme")[0]


def test_equal_answers_are_no_disagreement_and_erased_ones_equal_only_themselves(
    world: World,
) -> None:
    mine, theirs = world.copies
    for copy in (mine, theirs):
        world.put(copy, "recommendation", RECOMMENDATION, "theme", "same")
    world.unite(mine, theirs)
    assert cell(mine, "marks") is None
    (newest,) = tips(theirs.connection)
    value = row(mine, newest, "theme")[0]
    assert value is not None
    world.erase_hashes(mine, {value})
    # Which of the two is shown hangs on their ids; where it is the erased one, a mark says so.
    marks = str(cell(mine, "marks")).split()
    assert "theme" in marks, "an erased answer equals only the same hash"
    assert checking.check_record(mine.connection) == []


def test_an_erased_label_does_not_come_back_with_a_copy_that_brings_nothing_else(
    world: World,
) -> None:
    mine, theirs = world.copies
    query = "SELECT hash FROM word WHERE member = 'label' ORDER BY hash LIMIT 1"
    (value,) = mine.connection.execute(query).fetchone()
    world.erase_hashes(mine, {value})
    mine.connection.execute("DELETE FROM word WHERE hash = ?", (value,))
    world.unite(mine, theirs)
    held = "SELECT body FROM word WHERE hash = ? AND body IS NOT NULL"
    assert mine.connection.execute(held, (value,)).fetchone() is None
    assert checking.check_record(mine.connection) == []


def test_an_erasure_must_name_something(world: World) -> None:
    with pytest.raises(ValueError, match="names what"):
        world.erase_hashes(world.copies[0], set())


def test_a_header_in_another_form_is_refused(world: World) -> None:
    (encoded,) = world.copies[0].connection.execute("SELECT header FROM change_set").fetchone()
    assert header_of(encoded).encoded() == encoded
    for wrong in (
        encoded.replace('"kind"', '"Kind"'),
        encoded.replace('"format":1', '"format":true'),
        encoded.replace("}", ',"zz":1}'),
        "[]",
        "{}",
        encoded[:-1],
    ):
        with pytest.raises(DamagedRecord):
            header_of(wrong)
    for wrong in ('[["b",[]],["a",[]]]', '[["a",["zz"]]]', "[1]", '[["a",["02","01"]]]'):
        with pytest.raises(DamagedRecord):
            seen_of(wrong)


# Places


def test_an_answer_for_an_earlier_date_does_not_take_the_place(world: World) -> None:
    copy = world.copies[0]
    world.rate(copy, RECOMMENDATION, "on_track", 5)
    later = cell(copy, "rating")
    earlier = world.rate(copy, RECOMMENDATION, "off_track", 3)
    assert (cell(copy, "rating"), cell(copy, "marks")) == (later, None)
    assert row(copy, earlier, "rating")[3], "it lists the later one that its author saw"
    world.withdraw(copy, "status_update", str(later))
    assert rating(copy) == "off_track", "with the later one withdrawn, it holds the place"
    world.undo(copy)
    assert cell(copy, "rating") == later
    world.put(copy, "status_update", str(later), "speaks_for", "2020-01-01")
    assert cell(copy, "marks") == "rating", "the later one speaks for an earlier date now"


def test_an_answer_for_the_same_or_a_later_date_replaces(world: World) -> None:
    copy = world.copies[0]
    for day in (5, 5, 6):
        world.rate(copy, RECOMMENDATION, "at_risk", day)
        assert cell(copy, "marks") is None
    assert cell(copy, "rating") == "status_update-006"


@pytest.mark.parametrize("touched", [False, True])
def test_make_it_current_replaces_the_later_one(world: World, touched: bool) -> None:
    """Also where the update itself is changed in the same edit."""
    copy = world.copies[0]
    world.rate(copy, RECOMMENDATION, "on_track", 5)
    world.rate(copy, RECOMMENDATION, "off_track", 3)
    said = [Statement("recommendation", RECOMMENDATION, "rating", "status_update-005")]
    if touched:
        said.append(Statement("status_update", "status_update-005", "reason", "asked to"))
    world.write(copy, said)
    assert (cell(copy, "rating"), cell(copy, "marks")) == ("status_update-005", None)


def test_a_clock_years_ahead_chooses_no_rating(world: World) -> None:
    mine, theirs = world.copies
    theirs.moment += timedelta(days=4000)
    world.rate(theirs, RECOMMENDATION, "on_track", 4)
    world.rate(mine, RECOMMENDATION, "off_track", 4)
    world.unite(mine, theirs)
    assert cell(mine, "marks") == "rating"
    bodies = mine.connection.execute("SELECT value FROM answer ORDER BY position").fetchall()
    assert len(bodies) == 2, "both are shown"


def test_two_who_say_the_same_do_not_disagree(world: World) -> None:
    mine, theirs = world.copies
    for copy in (mine, theirs):
        world.rate(copy, RECOMMENDATION, "at_risk", 4)
        world.fill(copy, RECOMMENDATION, "lead", "assignment", post="p", role="lead")
    world.unite(mine, theirs)
    assert cell(mine, "marks") is None


# Withdrawal


def test_a_withdrawal_beside_a_change_keeps_the_thing_and_flags_it(world: World) -> None:
    mine, theirs = world.copies
    world.withdraw(mine, "recommendation", RECOMMENDATION)
    world.put(theirs, "recommendation", RECOMMENDATION, "theme", "changed meanwhile")
    world.unite(mine, theirs)
    assert (cell(mine, "in_view"), cell(mine, "marks")) == (1, "withdrawn?")
    world.withdraw(mine, "recommendation", RECOMMENDATION)
    assert cell(mine, "in_view") == 0, "having seen the change, the withdrawal stands"
    assert checking.check_record(mine.connection) == []


def test_what_is_hung_on_a_withdrawn_thing_brings_it_back(world: World) -> None:
    mine, theirs = world.copies
    world.withdraw(mine, "source_report", "source_report-001")
    assert cell(mine, "in_view") == 0, "what hangs on it goes with it"
    world.rate(theirs, RECOMMENDATION, "at_risk", 9)
    world.unite(mine, theirs)
    assert (cell(mine, "in_view"), cell(mine, "marks")) == (1, "withdrawn?")
    assert cell(mine, "in_view", "source_report-001", "source_report") == 1


def test_a_changed_and_withdrawn_in_one_edit_is_gone(world: World) -> None:
    copy = world.copies[0]
    world.withdraw(copy, "recommendation", RECOMMENDATION, also=True)
    assert cell(copy, "in_view") == 0
    world.undo(copy)
    assert (cell(copy, "in_view"), cell(copy, "plain_position")) == (1, "n0")


# Undo


def test_an_undo_lets_what_was_replaced_stand_with_its_own_time(world: World) -> None:
    copy = world.copies[0]
    before = answers(held(copy))
    change = world.put(copy, "recommendation", RECOMMENDATION, "plain_position", "x")
    undo = world.undo(copy)
    assert answers(held(copy)) == before
    assert row(copy, undo, "plain_position") == (None, None, change, None)
    (encoded,) = copy.connection.execute(
        "SELECT header FROM change_set WHERE id = ?", (undo,)
    ).fetchone()
    assert header_of(encoded).undoes == change


def test_a_change_after_an_undo_replaces_it(world: World) -> None:
    """So that letting the undone edit stand again cannot bring it back beside the new one."""
    mine, theirs = world.copies
    world.put(mine, "recommendation", RECOMMENDATION, "theme", "first")
    undo = world.undo(mine)
    world.unite(theirs, mine)
    assert undo is not None
    world.put(mine, "recommendation", RECOMMENDATION, "theme", "second")
    with clock.fixed(theirs.moment):
        redone = undoing.undo(theirs.connection, undo, Heading("Redo", "Bob")).sealed
    assert redone is not None
    world.knew[redone.change] = world.copies[1].ids()
    world.unite(mine, theirs)
    assert cell(mine, "theme") == "second"
    assert cell(mine, "marks") is None, "who wrote 'second' had seen the undo and replaced it"


def test_undoing_an_add_withdraws_it_unless_it_was_changed_since(world: World) -> None:
    mine, theirs = world.copies
    added = world.fill(mine, RECOMMENDATION, "lead", "assignment", post="p")
    assert added is not None
    world.unite(theirs, mine)
    uid = str(cell(mine, "lead"))
    world.undo(mine)
    assert (cell(mine, "lead"), cell(mine, "in_view", uid, "assignment")) == (None, 0)
    world.put(theirs, "assignment", uid, "role", "sponsor")
    with clock.fixed(theirs.moment):
        undone = undoing.undo(theirs.connection, added, Heading("Undo", "Bob"))
    assert undone.sealed is None
    assert {(left.kind, left.field) for left in undone.left} == {
        ("assignment", "present"),
        ("assignment", "post"),
        ("assignment", "recommendation"),
        ("recommendation", "lead"),
    }


def test_undo_reaches_neither_arrivals_nor_undos_nor_erasures(world: World) -> None:
    mine, theirs = world.copies
    arrived = world.put(theirs, "recommendation", RECOMMENDATION, "theme", "theirs")
    own = world.put(mine, "recommendation", RECOMMENDATION, "section", "ours")
    world.unite(mine, theirs)
    world.erase(mine, RECOMMENDATION, "theme", '"theirs"')
    world.put(mine, "recommendation", RECOMMENDATION, "page", "1")
    world.undo(mine)
    found = [change for change, _ in undoing.undoable(mine.connection)]
    assert found[0] == own
    assert arrived not in found


# Past dates


def test_one_wrong_clock_in_between_brings_nothing_back(world: World) -> None:
    mine, theirs = world.copies
    world.put(mine, "recommendation", RECOMMENDATION, "theme", "first")
    world.unite(theirs, mine)
    theirs.moment += timedelta(days=4000)
    world.put(theirs, "recommendation", RECOMMENDATION, "theme", "dated far ahead")
    world.unite(mine, theirs)
    world.put(mine, "recommendation", RECOMMENDATION, "theme", "last")
    state = as_at.chosen(mine.connection, moment="2026-12-31T00:00:00.000000Z")
    rows = rows_of(mine.connection, state)
    shown = Standing(rows).heads(RECOMMENDATION, "theme")
    assert [head.body for head in shown] == ['"last"']


# Pieces


def test_change_sets_may_arrive_before_those_they_replace(world: World) -> None:
    mine, theirs = world.copies
    made = [
        world.put(mine, "recommendation", RECOMMENDATION, "theme", str(number))
        for number in range(4)
    ]
    for change in reversed(made):
        world.unite(theirs, mine, only=[change] if change else [])
        assert cell(theirs, "theme") == "3"
        assert cell(theirs, "marks") is None
    assert tips(theirs.connection) == tips(mine.connection)
    assert uniting.lacking(theirs.connection) == frozenset()


def test_a_field_s_history_ends_in_spite_of_a_circle() -> None:
    """No hash can name itself, but a reader must not hang on what it is told."""
    history = FieldHistory({}, {}, frozenset())
    assert history.reached([b"a"]) == {b"a"}
    assert history.heads() == frozenset()
