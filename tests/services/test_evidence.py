from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from marmot_tracker.errors import Misuse, TrackerError
from marmot_tracker.services import evidence, register
from marmot_tracker.vocabulary import EvidenceKind, Sensitivity
from tests.services.conftest import TODAY, Sample, brought_together, colleague, on


def linked(sample: Sample, sensitivity: Sensitivity, **given: object) -> str:
    with sample.document.edit("Attach evidence") as session:
        return evidence.attach(
            session,
            recommendation=sample.uids[1],
            kind=EvidenceKind.LINK,
            link="https://example.org/minutes",
            sensitivity=sensitivity,
            **given,  # type: ignore[arg-type]
        )


def test_a_file_is_held_and_counted(sample: Sample, tmp_path: Path) -> None:
    path = tmp_path / "survey.csv"
    path.write_bytes(b"home,damp\n1,yes\n")
    staged = sample.document.stage(path)
    with sample.document.edit("Attach survey.csv") as session:
        uid = evidence.attach(
            session,
            recommendation=sample.uids[1],
            kind=EvidenceKind.FILE,
            staged=staged,
            sensitivity=Sensitivity.ORDINARY,
            why="shows the damp",
            speaks_for=date(2026, 5, 1),
        )
    with sample.document.read() as session:
        (facts,) = evidence.of(session, sample.uids[1])
        row = register.row(session, uid=sample.uids[1], today=TODAY)
    assert row is not None
    assert (facts.uid, facts.title, facts.file_name) == (uid, "survey.csv", "survey.csv")
    assert (facts.size, facts.why, facts.published) == (16, "shows the damp", "survey.csv")
    assert b"".join(sample.document.evidence_bytes(facts.sha256)) == path.read_bytes()
    assert row.evidence == 1


def test_one_piece_can_speak_for_several_and_is_counted_for_each(sample: Sample) -> None:
    uid = linked(sample, Sensitivity.ORDINARY, title="Minutes")
    with sample.document.edit("Tie evidence") as session:
        evidence.tie(session, evidence=uid, recommendation=sample.uids[2], why="agreed there")
    with sample.document.read() as session:
        counts = {row.reference: row.evidence for row in register.rows(session, today=TODAY)}
        (line,) = evidence.index(session)
    assert counts == {"3.10": 0, "5.4": 1, "5.5": 1}
    assert (line.references, line.why) == (("5.4", "5.5"), "agreed there")
    assert line.location == "https://example.org/minutes"


def test_restricted_evidence_is_printed_only_as_held_by_whom_and_dated(sample: Sample) -> None:
    linked(
        sample,
        Sensitivity.RESTRICTED,
        title="Family Smith",
        received_from="Children's services",
        why="names the family Smith",
        speaks_for=date(2026, 5, 1),
    )
    linked(sample, Sensitivity.RESTRICTED, title="Family Jones")
    with sample.document.read() as session:
        first, second = evidence.index(session)
    assert first.title == "Restricted evidence, held by Children's services, dated 01/05/2026"
    assert second.title == "Restricted evidence, held by the owner, not dated"
    for line in (first, second):
        assert (line.location, line.sha256, line.why, line.size) == ("", "", "", 0)
        assert "Smith" not in repr(line)
        assert "Jones" not in repr(line)


def test_what_nobody_checked_waits_and_shows_no_location(sample: Sample) -> None:
    uid = linked(sample, Sensitivity.NOT_CHECKED, title="Minutes")
    with sample.document.read() as session:
        assert evidence.waiting(session) == 1
        assert [(line.title, line.location) for line in evidence.index(session)] == [
            ("Minutes", "")
        ]
    with sample.document.edit("Check evidence") as session:
        evidence.set_sensitivity(session, evidence=uid, sensitivity=Sensitivity.ORDINARY)
    with sample.document.read() as session:
        assert evidence.waiting(session) == 0
        assert evidence.index(session)[0].location == "https://example.org/minutes"


def test_undo_unties_and_tying_again_is_the_same_tie(sample: Sample) -> None:
    uid = linked(sample, Sensitivity.ORDINARY)
    with sample.document.edit("Tie evidence") as session:
        first = evidence.tie(session, evidence=uid, recommendation=sample.uids[2])
    sample.document.undo()
    with sample.document.read() as session:
        assert evidence.of(session, sample.uids[2]) == []
    with sample.document.edit("Tie evidence") as session:
        assert evidence.tie(session, evidence=uid, recommendation=sample.uids[2]) == first
    with sample.document.read() as session:
        assert len(evidence.of(session, sample.uids[2])) == 1


def test_evidence_without_its_substance_is_refused(sample: Sample) -> None:
    with sample.document.edit("Attach") as session:
        for kind in EvidenceKind:
            with pytest.raises(Misuse, match="came without"):
                evidence.attach(
                    session,
                    recommendation=sample.uids[0],
                    kind=kind,
                    sensitivity=Sensitivity.ORDINARY,
                )
        with pytest.raises(TrackerError, match="not a link"):
            evidence.attach(
                session,
                recommendation=sample.uids[0],
                kind=EvidenceKind.LINK,
                link="minutes of the board",
                sensitivity=Sensitivity.ORDINARY,
            )
        note = evidence.attach(
            session,
            recommendation=sample.uids[0],
            kind=EvidenceKind.NOTE,
            note="Told by telephone that it is done",
            sensitivity=Sensitivity.ORDINARY,
        )
    with sample.document.read() as session:
        assert [e.title for e in evidence.of(session, sample.uids[0]) if e.uid == note] == [
            "Told by telephone that it is done"
        ]


def test_of_two_answers_about_who_could_be_recognised_the_stricter_counts(sample: Sample) -> None:
    with on(TODAY):
        with sample.document.edit("Attach") as session:
            piece = evidence.attach(
                session,
                recommendation=sample.uids[1],
                title="Letter of Mrs Smith",
                kind=EvidenceKind.NOTE,
                sensitivity=Sensitivity.NOT_CHECKED,
                note="What she wrote",
            )
        other = colleague(sample.document, "Bob")
        with other.edit("Restrict") as session:
            evidence.set_sensitivity(session, evidence=piece, sensitivity=Sensitivity.RESTRICTED)
    with on(TODAY + timedelta(days=1)), sample.document.edit("Free") as session:
        evidence.set_sensitivity(session, evidence=piece, sensitivity=Sensitivity.ORDINARY)
    with on(TODAY + timedelta(days=2)):
        brought_together(sample.document, other)
    with sample.document.read() as session:
        (line,) = evidence.index(session)
        (facts,) = evidence.of(session, sample.uids[1])
        assert line.sensitivity is facts.sensitivity is Sensitivity.RESTRICTED
        assert "Smith" not in f"{line}{facts.published}"
        assert evidence.waiting(session) == 0
