"""Saved views: kept, replaced, renamed, removed, met from two copies; and what changed since a pack."""

from __future__ import annotations

from pathlib import Path

import pytest

from marmot_tracker.document import Document
from marmot_tracker.errors import TrackerError
from marmot_tracker.model.kinds import KINDS
from marmot_tracker.reports import audit_pack
from marmot_tracker.services import changes, evidence, filtering, register, since_pack, views
from marmot_tracker.services.ratings import rate
from marmot_tracker.services.setting import set_fields
from marmot_tracker.services.views import BUILT_IN, ViewFacts
from marmot_tracker.trail.history import ERASED
from marmot_tracker.vocabulary import EvidenceKind, Rating, Sensitivity
from tests.services.conftest import TODAY, Sample, brought_together, colleague


def own(document: Document) -> list[ViewFacts]:
    with document.read() as session:
        found = views.list_(session)
    assert found[: len(BUILT_IN)] == list(BUILT_IN)
    return found[len(BUILT_IN) :]


def keep(document: Document, name: str, words: str = "", *, over: bool = False) -> str:
    with document.edit(f"Save view {name}") as session:
        return views.save(session, name=name, filter=words, over=over)


def test_a_view_is_kept_replaced_and_taken_back(sample: Sample) -> None:
    document = sample.document
    with document.edit("Save view") as session:
        uid = views.save(
            session,
            name="  Late in   Housing ",
            filter="is:overdue  subgroup:housing",
            columns=("reference", "due"),
            sort="due",
            downwards=True,
        )
    late = ViewFacts(
        uid, "Late in Housing", "is:overdue subgroup:housing", ("reference", "due"), "due", True
    )
    assert own(document) == [late]
    with pytest.raises(TrackerError, match="called “late in housing” already"):
        keep(document, "late in housing", "rag:red")
    assert keep(document, "late in housing", "rag:red", over=True) == uid
    assert own(document) == [ViewFacts(uid, "Late in Housing", "rag:red")]
    document.undo()
    assert own(document) == [late]


def test_a_view_is_renamed_and_removed(sample: Sample) -> None:
    document = sample.document
    late, mine = keep(document, "Late", "is:overdue"), keep(document, "Ours", "is:mine")
    with document.edit("Rename") as session:
        views.rename(session, view=late, name="LATE")  # its own name in other letters
    with (
        pytest.raises(TrackerError, match="called “ours” already"),
        document.edit("Rename") as session,
    ):
        views.rename(session, view=late, name="ours")
    with document.edit("Remove") as session:
        views.remove(session, view=mine)
    assert [view.name for view in own(document)] == ["LATE"]
    document.undo()
    assert [view.name for view in own(document)] == ["LATE", "Ours"]


@pytest.mark.parametrize("name", ["", "  ", "x" * 61, "Mine", "changed SINCE last pack"])
def test_a_name_that_does_not_do_is_refused(sample: Sample, name: str) -> None:
    with pytest.raises(TrackerError):
        keep(sample.document, name, "is:mine")
    assert own(sample.document) == []


def test_two_copies_that_keep_the_same_name_keep_both(sample: Sample) -> None:
    document = sample.document
    other = colleague(document, "Bob")
    mine, theirs = keep(document, "Late", "is:overdue"), keep(other, "Late", "is:stale")
    brought_together(document, other)
    assert {(view.uid, view.filter) for view in own(document)} == {
        (mine, "is:overdue"),
        (theirs, "is:stale"),
    }
    with document.read() as session:
        with pytest.raises(TrackerError, match="could be 2 views"):
            views.the_one(session, "late")
        assert views.the_one(session, theirs).filter == "is:stale"
        assert views.the_one(session, "changed").name == "Changed since last pack"
        with pytest.raises(TrackerError, match="There are: Mine, Overdue"):
            views.the_one(session, "nothing")


def twins(sample: Sample) -> tuple[str, str]:
    """Two views of one name, Ann's and Bob's, as two copies brought them together."""
    other = colleague(sample.document, "Bob")
    found = keep(sample.document, "Late", "is:overdue"), keep(other, "late", "is:stale")
    brought_together(sample.document, other)
    return found


def test_two_of_one_name_are_told_apart_by_who_made_them(sample: Sample) -> None:
    mine, theirs = twins(sample)
    keep(sample.document, "Ours", "is:mine")
    assert {view.uid: view.beside for view in own(sample.document)[:2]} == {
        mine: "by Ann Lee",
        theirs: "by Bob",
    }
    assert own(sample.document)[2].beside == ""


def test_saving_over_one_of_two_replaces_both(sample: Sample) -> None:
    mine, _ = twins(sample)
    with sample.document.read() as session:
        assert views.how_many_of(session, "LATE") == 2
    assert keep(sample.document, "late", "rag:red", over=True) == mine
    assert own(sample.document) == [ViewFacts(mine, "Late", "rag:red")]
    sample.document.undo()
    assert len(own(sample.document)) == 2


def test_one_of_two_is_called_in_other_letters(sample: Sample) -> None:
    mine, theirs = twins(sample)
    with sample.document.edit("Rename") as session:
        views.rename(session, view=mine, name="LATE")
    assert {view.uid: view.name for view in own(sample.document)} == {mine: "LATE", theirs: "late"}


def test_a_view_with_two_answers_says_so_until_it_is_saved_over(sample: Sample) -> None:
    uid = keep(sample.document, "Late", "is:overdue")
    other = colleague(sample.document, "Bob")
    keep(sample.document, "Late", "is:stale", over=True)
    keep(other, "Late", "rag:red", over=True)
    brought_together(sample.document, other)
    (found,) = own(sample.document)
    assert found.beside == "two answers"
    keep(sample.document, "Late", found.filter, over=True)
    assert own(sample.document) == [ViewFacts(uid, "Late", found.filter)]


def test_what_a_newer_program_wrote_otherwise_is_passed_over(sample: Sample) -> None:
    uid = keep(sample.document, "Late", "is:overdue")
    for said in ('{"reference":1}', "[[", '["due",7]'):
        with sample.document.edit("As a newer program may") as session:
            session.get_one(KINDS["saved_view"].thing, uid).columns = said  # type: ignore[attr-defined]
        (found,) = own(sample.document)
        assert found.columns == (("due",) if "due" in said else ())


# ---------------------------------------------------------------- since the last pack


def since(document: Document) -> frozenset[str] | None:
    with document.snapshot(trail=True) as snapshot:
        past = since_pack.state(snapshot)
        if past is None:
            return None
        with snapshot.read() as session:
            return since_pack.changed(session, past, register.rows(session, today=TODAY))


def test_changed_since_the_last_pack_is_what_a_reader_of_it_would_find(
    sample: Sample, tmp_path: Path
) -> None:
    document, (wage, landlord, homes) = sample.document, sample.uids
    assert since(document) is None
    with document.edit("Before the pack") as session:
        rate(session, recommendation=wage, rating=Rating.ON_TRACK, speaks_for=TODAY)
    audit_pack.make(document, tmp_path / "pack.xlsx")
    assert since(document) == frozenset()
    with document.edit("A title that came and went") as session:
        set_fields(session, uid=landlord, values={"title": "Landlords"}, today=TODAY)
    assert since(document) == frozenset({landlord})
    with document.edit("Back again") as session:
        set_fields(session, uid=landlord, values={"title": ""}, today=TODAY)
    with document.edit("Evidence") as session:
        evidence.attach(
            session,
            recommendation=homes,
            kind=EvidenceKind.NOTE,
            note="Visited",
            sensitivity=Sensitivity.ORDINARY,
        )
    assert since(document) == frozenset({homes})
    audit_pack.make(document, tmp_path / "next.xlsx")
    assert since(document) == frozenset()


def test_an_erasure_is_no_change(sample: Sample) -> None:
    with sample.document.read() as session:
        past = changes.past_of(session, today=TODAY)
    row = past.rows[sample.uids[0]]
    assert not changes.differs(past, row)
    assert not changes.differs(past, row._replace(text=ERASED, last_changed="2026-10-01"))
    assert changes.differs(past, row._replace(text=ERASED, owner="Somebody else"))
    assert changes.differs(past, row._replace(uid="new"))


def test_the_filter_keeps_what_changed_since_the_pack(sample: Sample) -> None:
    with sample.document.read() as session:
        rows = register.rows(session, today=TODAY)
    one = frozenset({sample.uids[1]})

    def shown(words: str, since: frozenset[str] | None = one) -> set[str]:
        query = filtering.parse(words)
        assert query.asks_pack == ("changed:l" in words)
        kept = filtering.select(rows, query, today=TODAY, since_pack=since)
        return {row.uid for row in kept}

    assert shown("changed:last-pack") == shown("changed:la") == one
    assert shown("-changed:last-pack") == set(sample.uids) - one
    assert shown("changed:last-pack,today") == set(sample.uids)
    assert shown("changed:last-pack 3.10") == set()
    # Where it is not known what changed, nothing is shown: also not by asking for the others.
    assert shown("changed:last-pack", None) == shown("-changed:last-pack", None) == set()
    assert filtering.parse("changed:yesterday").problems
