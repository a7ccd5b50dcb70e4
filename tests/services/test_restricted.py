"""Restricted evidence is named by nothing that can be pasted or handed out: labels, History, Why."""

from __future__ import annotations

from marmot_tracker.document import Document
from marmot_tracker.services import (
    changes,
    disagreements,
    evidence,
    evidence_changes,
    history,
    history_things,
    putting_back,
    register,
    sittings,
    why_evidence,
)
from marmot_tracker.services.changes import Change
from marmot_tracker.vocabulary import EvidenceKind, Sensitivity
from tests.services.conftest import TODAY, Sample, brought_together, colleague

NAME = "Tenant John Smith"
UNCHECKED, ORDINARY, RESTRICTED = (
    Sensitivity.NOT_CHECKED,
    Sensitivity.ORDINARY,
    Sensitivity.RESTRICTED,
)


def attached(sample: Sample, sensitivity: Sensitivity = UNCHECKED, why: str = "") -> str:
    with sample.document.edit("Attach evidence to 5.4") as session:
        return evidence.attach(
            session,
            recommendation=sample.uids[1],
            title=NAME,
            kind=EvidenceKind.NOTE,
            note="Moved out in May",
            sensitivity=sensitivity,
            why=why,
        )


def mark(document: Document, uid: str, sensitivity: Sensitivity) -> None:
    with document.edit("Check evidence") as session:
        evidence.set_sensitivity(session, evidence=uid, sensitivity=sensitivity)


def take_out(document: Document, uid: str, label: str) -> None:
    with document.edit(label) as session:
        evidence_changes.withdraw(session, evidence=uid)


def told(sample: Sample) -> str:
    """What History says of 5.4, in the reading pane and on the page."""
    with sample.document.read() as session:
        pane = [line.what for line in history.lines(session, sample.uids[1])]
        steps = [*(line for each in history.lines(session, sample.uids[1]) for line in each.steps)]
        page = sittings.read(session, sittings.feed(session).refs)
    return "\n".join([*pane, *steps, *(words for step in page for words in step.what)])


def why(document: Document, uid: str) -> str:
    with document.read() as session:
        return " ".join(why_evidence.why(session, uid=uid))


def since_the_beginning(sample: Sample, past: changes.Past) -> list[Change]:
    with sample.document.snapshot(trail=True) as snapshot, snapshot.read() as session:
        rows = register.rows(session, today=TODAY)
        return changes.since(session, past, rows, evidence.index(session))


def test_what_an_undo_took_back_is_not_named_in_the_pack(sample: Sample) -> None:
    with sample.document.read() as session:
        past = changes.past_of(session, today=TODAY)
    uid = attached(sample)
    take_out(sample.document, uid, f"Take out “{NAME}”")  # as an earlier version called it
    sample.document.undo()
    mark(sample.document, uid, RESTRICTED)
    (change,) = since_the_beginning(sample, past)
    assert change.why == "an earlier change was taken back"
    assert change.after == "Restricted evidence, held by the owner, not dated"
    sample.document.undo()
    sample.document.redo()
    assert NAME not in str(since_the_beginning(sample, past))
    assert NAME not in told(sample)
    assert "Taken back: a change to restricted evidence" in told(sample)
    assert "Done again: a change to restricted evidence" in told(sample)


def test_an_undo_let_stand_again_says_so(sample: Sample) -> None:
    with sample.document.read() as session:
        past = changes.past_of(session, today=TODAY)
    attached(sample, ORDINARY)
    sample.document.undo()
    sample.document.redo()
    (change,) = since_the_beginning(sample, past)
    assert change.why == "what had been taken back was let stand again"


def test_putting_evidence_back_is_called_without_its_title(sample: Sample) -> None:
    uid = attached(sample)
    change = sample.document.undoable(limit=1)[0].change
    with sample.document.edit("Describe evidence of 5.4") as session:
        evidence_changes.piece_of(session, uid).title = "Flat of John Smith: keys"
    retitled = sample.document.undoable(limit=1)[0].change
    with sample.document.read() as session:
        (title,) = putting_back.plan(session, change=retitled).lines
    assert putting_back.names_of([title]) == "Title of evidence of 5.4"
    sample.document.undo()
    with sample.document.read() as session:
        (line,) = putting_back.plan(session, change=change).lines
    assert NAME in line.words
    assert putting_back.names_of([line]) == "Evidence of 5.4"


def test_of_two_answers_the_stricter_hides_the_title(sample: Sample) -> None:
    uid = attached(sample, why="John's letter")
    other = colleague(sample.document, "Bob")
    mark(sample.document, uid, RESTRICTED)
    mark(other, uid, ORDINARY)
    brought_together(sample.document, other)
    assert NAME not in told(sample)
    assert "John's letter" not in told(sample)
    assert "Evidence 'restricted evidence' marked Ordinary" in told(sample)
    said = why(sample.document, uid)
    assert NAME not in said
    assert "It is restricted" in said
    assert "said on 15/09/2026 by Ann Lee" in said
    assert "There are two answers" in said
    assert "John's letter" not in said


def test_an_undone_answer_does_not_bring_the_title_back(sample: Sample) -> None:
    uid = attached(sample)
    mark(sample.document, uid, RESTRICTED)
    mark(sample.document, uid, ORDINARY)
    sample.document.undo()
    assert NAME not in told(sample)
    said = why(sample.document, uid)
    assert NAME not in said
    assert "It is restricted" in said
    mark(sample.document, uid, ORDINARY)
    assert NAME in told(sample)
    assert NAME in why(sample.document, uid)


def test_history_keeps_why_restricted_evidence_speaks_for_it(sample: Sample) -> None:
    uid = attached(sample, RESTRICTED)
    with sample.document.edit("Tie a piece of evidence") as session:
        evidence_changes.tie_to(
            session, evidence=uid, recommendations=list(sample.uids[:2]), why="John lives there"
        )
    with sample.document.read() as session:
        lines = history.lines(session, sample.uids[0])
    assert lines[-1].what == "Evidence 'restricted evidence' speaks for this"
    assert "John lives there" not in str(lines)


def test_two_answers_about_restricted_evidence_are_marked(sample: Sample) -> None:
    uid = attached(sample, RESTRICTED)
    other = colleague(sample.document, "Bob")
    for document, title in ((sample.document, "John S."), (other, "J. Smith")):
        with document.edit("Describe a piece of evidence") as session:
            evidence_changes.piece_of(session, uid).title = title
    brought_together(sample.document, other)
    with sample.document.read() as session:
        (found,) = disagreements.all_open(session)
    assert found.restricted
    assert {each.words for each in found.answers} == {"John S.", "J. Smith"}


def test_evidence_that_counts_as_restricted_is_not_named(sample: Sample) -> None:
    uid = attached(sample)
    other = colleague(sample.document, "Bob")
    mark(sample.document, uid, RESTRICTED)
    mark(other, uid, ORDINARY)
    brought_together(sample.document, other)
    with sample.document.read() as session:
        assert history_things.name_of(session, "evidence", uid).title == "Evidence"
