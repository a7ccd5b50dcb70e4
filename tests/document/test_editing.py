"""Every write is one edit: sealed whole or taken back whole, and nothing gets round it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.orm.attributes import flag_modified

from marmot_tracker.document import Changes, Document
from marmot_tracker.model import DateRevision, Recommendation, StatusUpdate
from marmot_tracker.trail import history
from marmot_tracker.trail.recording import withdraw
from tests.document.making import put, rate, tracker, uid, value

TABLE = Recommendation.metadata.tables["recommendation"]


@pytest.fixture
def document(tmp_path: Path) -> Iterator[Document]:
    with tracker(tmp_path / "a.marmot") as made:
        yield made


def count(document: Document) -> int:
    with document.read() as session:
        return len(history.change_sets(session))


def test_an_edit_is_one_entry_and_tells_which_kinds_changed(document: Document) -> None:
    told: list[Changes] = []
    document.listeners.append(told.append)
    before = count(document)
    rate(document, "at_risk", date(2026, 1, 1))
    assert count(document) == before + 1
    assert [sorted(said.kinds) for said in told] == [["recommendation", "status_update"]]
    assert uid(document) in told[0].uids


def test_an_edit_that_says_nothing_new_writes_nothing(document: Document) -> None:
    put(document, theme="Housing")
    told: list[Changes] = []
    document.listeners.append(told.append)
    before = (count(document), document.check_code)
    put(document, theme="Housing")
    put(document, section=None, page="")
    with document.edit("Nothing"):
        pass
    assert (count(document), document.check_code) == before
    assert told == []


def test_an_edit_that_raises_takes_all_of_it_back_and_tells_nobody(document: Document) -> None:
    told: list[Changes] = []
    document.listeners.append(told.append)
    before = (count(document), document.check_code)
    which = uid(document)
    with pytest.raises(ZeroDivisionError), document.edit("Fails") as session:  # noqa: PT012  the block is the edit
        session.add(Recommendation(reference="9"))
        session.get_one(Recommendation, which).theme = "lost"
        session.flush()
        raise ZeroDivisionError
    assert (count(document), document.check_code) == before
    assert value(document, "theme") is None
    assert told == []
    assert document.undo_label == "Add recommendations"
    assert document.check() == []
    put(document, theme="after")
    assert value(document, "theme") == "after"


def test_edits_do_not_nest(document: Document) -> None:
    with (
        document.edit("Outer") as session,
        pytest.raises(RuntimeError, match="already open"),
        document.edit("Inner"),
    ):
        session.add(Recommendation(reference="8"))
    assert document.check() == []


def test_nothing_gets_round_the_recorder(document: Document) -> None:
    which = uid(document)
    before = document.check_code
    with pytest.raises(TypeError, match="ever deleted"), document.edit("Delete") as session:
        session.delete(session.get_one(Recommendation, which))
    statements = (
        update(Recommendation).values(theme="x"),
        delete(Recommendation),
        insert(Recommendation).values(uid="x"),
        update(TABLE).values(theme="x"),
        delete(TABLE),
        insert(TABLE).values(uid="x"),
    )
    for statement in statements:
        with pytest.raises(TypeError, match="recorded"), document.edit("Core") as session:
            session.execute(statement)
        with pytest.raises(TypeError, match="recorded"), document.edit("Core") as session:
            session.connection().execute(statement)
    with pytest.raises(TypeError, match="recorded"), document.edit("Bulk") as session:
        session.bulk_insert_mappings(Recommendation.__mapper__, [{"uid": "x"}])
    with pytest.raises(TypeError, match="recorded"), document.edit("Bulk") as session:
        session.bulk_save_objects([Recommendation(reference="x")])
    with pytest.raises(TypeError, match="recorded"), document.read() as session:  # noqa: PT012  the block is the edit
        session.add(Recommendation(reference="x"))
        session.flush()
    assert document.check_code == before
    assert document.check() == []


def test_a_flush_that_failed_opens_no_door(document: Document) -> None:
    which = uid(document)
    with pytest.raises(sqlite3.IntegrityError), document.edit("Twice") as session:  # noqa: PT012  the block is the edit
        session.add(Recommendation(uid=which))
        session.flush()
    with pytest.raises(TypeError, match="recorded"), document.edit("Core") as session:
        session.connection().execute(update(TABLE).values(theme="x"))
    assert document.check() == []


def test_values_pass_the_door_before_they_reach_a_table(document: Document) -> None:
    put(document, wording="Cafe\u0301\r\nzwei\x00\ttab\x7f", page="a\ud800b")
    assert value(document, "wording") == "Caf\u00e9\nzwei\ttab"
    assert value(document, "page") == "a\ufffdb"
    assert document.replaced_characters == 1
    assert document.check() == []


@pytest.mark.parametrize(
    "thing, field, wrong",
    [
        (Recommendation, "page", 3),
        (Recommendation, "order", True),
        (StatusUpdate, "speaks_for", datetime(2026, 1, 1, tzinfo=UTC)),
        (StatusUpdate, "speaks_for", "2026-01-01"),
        (DateRevision, "ongoing", 1),
        (Recommendation, "order", 2**53 + 1),
        (Recommendation, "page", 1.5),
    ],
)
def test_a_value_of_the_wrong_type_is_refused_and_nothing_is_kept(
    document: Document, thing: type, field: str, wrong: object
) -> None:
    before = document.check_code
    with pytest.raises(Exception), document.edit("Wrong") as session:  # noqa: B017, PT011  a bug, however told
        session.add(thing(**{field: wrong}))
    assert document.check_code == before
    assert document.check() == []


def test_undo_and_redo_go_by_name(document: Document) -> None:
    put(document, "Set theme", theme="one")
    put(document, "Set theme again", theme="two")
    rate(document, "off_track", date(2026, 2, 1))
    assert (document.undo_label, document.redo_label) == ("Set rating", None)
    for label, theme in (("Set rating", "two"), ("Set theme again", "one"), ("Set theme", None)):
        done = document.undo()
        assert done is not None
        assert (done.label, done.left) == (label, ())
        assert value(document, "theme") == theme
    assert document.redo_label == "Set theme"
    for label in ("Set theme", "Set theme again", "Set rating"):
        done = document.redo()
        assert done is not None
        assert done.label == label
    assert document.redo() is None
    assert value(document, "theme") == "two"
    assert document.undo_label == "Set rating"
    document.undo()
    put(document, "Other", section="1")
    assert document.redo_label is None, "a new edit ends what can be redone"
    assert document.check() == []


def test_the_first_entry_and_another_session_s_edits_are_not_undone(tmp_path: Path) -> None:
    with tracker(tmp_path / "a.marmot") as document:
        document.undo()
        assert document.undo() is None
    with Document.open(tmp_path / "a.marmot", author=document.author) as document:
        assert document.undo_label is None
        assert document.undo() is None


def test_undo_leaves_and_names_what_was_changed_since(document: Document, tmp_path: Path) -> None:
    which = uid(document)
    with document.edit("Both") as session:
        thing = session.get_one(Recommendation, which)
        thing.theme, thing.section = "theme", "section"
    change = document._done[-1]
    put(document, section="later")
    document._done[:] = [change]
    done = document.undo()
    assert done is not None
    assert [left.field for left in done.left] == ["section"]
    assert (value(document, "theme"), value(document, "section")) == (None, "later")


def test_a_withdrawal_takes_what_hangs_on_it_and_undo_brings_all_back(document: Document) -> None:
    rate(document, "at_risk", date(2026, 1, 1))
    which = uid(document)
    with document.edit("Withdraw") as session:
        gone = withdraw(session, session.get_one(Recommendation, which))
    assert sorted(type(thing).__name__ for thing in gone) == ["Recommendation", "StatusUpdate"]
    with document.read() as session:
        assert session.scalars(select(Recommendation.reference)).all() == ["3.9"]
        assert session.scalars(select(StatusUpdate.uid)).all() == []
        everything = select(Recommendation.reference).execution_options(all_things=True)
        assert set(session.scalars(everything)) == {"3.10", "3.9"}
    document.undo()
    assert value(document, "rating") is not None
    assert document.check() == []


def test_settling_with_the_shown_answer_is_an_edit(document: Document, tmp_path: Path) -> None:
    other = tmp_path / "b.marmot"
    other.write_bytes(document.path.read_bytes())
    put(document, theme="ours")
    with Document.open(other, author=document.author) as theirs:
        put(theirs, theme="theirs")
    document.bring_in(other)
    which = uid(document)
    with document.read() as session:
        assert [entry.value for entry in history.answers(session, which, "theme")] == [
            "ours",
            "theirs",
        ]
    with document.edit("Settle") as session:
        thing = session.get_one(Recommendation, which)
        assert thing.marks == "theme"
        flag_modified(thing, "theme")
    assert (value(document, "theme"), value(document, "marks")) == ("theirs", None)
    assert document.check() == []


def test_raw_words_to_the_store_are_caught_by_the_check(document: Document) -> None:
    """Nobody can stop a text statement; the record shows that it was not an edit."""
    with document.edit("Raw") as session:
        session.add(Recommendation(reference="7"))
        session.flush()
        session.execute(text("UPDATE recommendation SET theme = 'forged' WHERE reference = '3.9'"))
    assert any("forged" in problem.what for problem in document.check())
