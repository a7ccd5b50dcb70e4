"""The evidence list: what each row says, what is the same, and what its filter words find."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from marmot_tracker.document import Author, Document
from marmot_tracker.errors import TrackerError
from marmot_tracker.services import evidence, evidence_changes, evidence_list, history
from marmot_tracker.services import evidence_filtering as filtering
from marmot_tracker.services.evidence_list import EvidenceRow
from marmot_tracker.vocabulary import EvidenceKind, EvidenceLevel, EvidenceType, Sensitivity
from tests.services.conftest import TODAY, Sample, colleague


def attach(
    document: Document,
    recommendation: str,
    title: str,
    *,
    file: Path | None = None,
    link: str = "",
    sensitivity: Sensitivity = Sensitivity.ORDINARY,
    **given: object,
) -> str:
    staged = document.stage(file) if file else None
    kind = EvidenceKind.FILE if file else EvidenceKind.LINK if link else EvidenceKind.NOTE
    with document.edit(f"Attach {title}") as session:
        return evidence.attach(
            session,
            recommendation=recommendation,
            title=title,
            kind=kind,
            staged=staged,
            link=link,
            note="" if file or link else "Said at the meeting",
            sensitivity=sensitivity,
            **given,  # type: ignore[arg-type]
        )


def rows(document: Document, today: date = TODAY) -> dict[str, EvidenceRow]:
    beside = evidence_list.beside(document)
    with document.read() as session:
        found = evidence_list.rows(session, today=today, beside=beside)
    return {row.title: row for row in found}


def found(document: Document, words: str, **given: object) -> list[str]:
    query = filtering.parse(words)
    every = rows(document).values()
    kept = filtering.select(every, query, today=TODAY, **given)  # type: ignore[arg-type]
    return sorted(row.title for row in kept)


@pytest.fixture
def filled(sample: Sample, tmp_path: Path) -> Sample:
    """Five pieces: two of them the same bytes, one restricted, one a link, one tied to nothing."""
    survey = tmp_path / "survey.csv"
    survey.write_bytes(b"home,damp\n1,yes\n")
    document, uids = sample.document, sample.uids
    attach(
        document,
        uids[1],
        "Survey",
        file=survey,
        type=EvidenceType.DATA,
        level=EvidenceLevel.OUTPUT,
        claim="Every home was seen",
        speaks_for=date(2025, 6, 1),
        review_by=date(2026, 9, 1),
        received_from="Housing standards",
    )
    attach(document, uids[2], "Survey again", file=survey, sensitivity=Sensitivity.NOT_CHECKED)
    attach(
        document,
        uids[1],
        "Letter of Mrs Smith",
        sensitivity=Sensitivity.RESTRICTED,
        speaks_for=date(2026, 9, 1),
    )
    attach(document, uids[0], "Plan", link="https://example.org/plan")
    loose = attach(document, uids[0], "Loose note")
    with document.edit("Untie") as session:
        evidence_changes.tie_to(session, evidence=loose, recommendations=())
    return sample


def test_a_row_says_everything_of_a_piece(filled: Sample) -> None:
    row = rows(filled.document)["Survey"]
    assert (row.kind, row.type, row.level) == (
        EvidenceKind.FILE,
        EvidenceType.DATA,
        EvidenceLevel.OUTPUT,
    )
    assert (row.age, row.is_old, row.late) == (471, True, True)
    assert [tie.words for tie in row.ties] == ["5.4"]
    assert (row.here, row.alike, row.size) == (True, 1, 16)
    assert row.added_by == "Ann Lee"
    assert row.added_at is not None
    assert row.added_at.date() == TODAY


def test_who_added_it_is_not_who_changed_it_since(filled: Sample) -> None:
    with colleague(filled.document, "Bob") as other:
        uid = rows(other)["Plan"].uid
        with other.edit("Free") as session:
            evidence.set_sensitivity(session, evidence=uid, sensitivity=Sensitivity.RESTRICTED)
        attach(other, filled.uids[0], "Bob's note")
        assert rows(other)["Plan"].added_by == "Ann Lee"
        assert rows(other)["Bob's note"].added_by == "Bob"


def test_the_newest_stands_first(filled: Sample) -> None:
    assert next(iter(rows(filled.document))) == "Loose note"


def test_bytes_that_were_left_out_of_a_copy_are_told(filled: Sample, tmp_path: Path) -> None:
    given = tmp_path / "given.marmot"
    filled.document.give_copy(given)
    with Document.open(given, author=Author("Bob")) as other:
        assert found(other, "is:missing") == ["Survey", "Survey again"]
    assert found(filled.document, "is:missing") == []


EVERYTHING = ["Letter of Mrs Smith", "Loose note", "Plan", "Survey", "Survey again"]
FOUND: dict[str, list[str]] = {
    "": EVERYTHING,
    "kind:file": ["Survey", "Survey again"],
    "kind:file,link": ["Plan", "Survey", "Survey again"],
    "-kind:note": ["Plan", "Survey", "Survey again"],
    "type:data": ["Survey"],
    "level:out": ["Survey"],
    "sensitivity:restricted": ["Letter of Mrs Smith"],
    "sensitivity:not-checked": ["Survey again"],
    "is:waiting": ["Survey again"],
    "is:dup": ["Survey", "Survey again"],
    "is:untied": ["Loose note"],
    "is:old": ["Survey"],
    "is:late": ["Survey"],
    "age:>365": ["Survey"],
    "age:<30": ["Letter of Mrs Smith"],
    "age:14": ["Letter of Mrs Smith"],
    "date:2025-06": ["Survey"],
    "date:<01/01/2026": ["Survey"],
    "review:<15/09/2026": ["Survey"],
    "no:date": ["Loose note", "Plan", "Survey again"],
    "has:claim": ["Survey"],
    "for:5.4": ["Letter of Mrs Smith", "Survey"],
    "from:housing": ["Survey"],
    "by:ann kind:link": ["Plan"],
    "smith": ["Letter of Mrs Smith"],
    '"survey again"': ["Survey again"],
    "survey -again": ["Survey"],
    "https://example.org": ["Plan"],
    "kind:": EVERYTHING,
}


def test_filter_words(filled: Sample) -> None:
    every = list(rows(filled.document).values())
    queries = {words: filtering.parse(words) for words in FOUND}
    kept = {words: filtering.select(every, query, today=TODAY) for words, query in queries.items()}
    assert [query for query in queries.values() if query.problems] == []
    assert {words: sorted(row.title for row in found) for words, found in kept.items()} == FOUND


def test_a_word_that_is_not_understood_is_told_and_shows_nothing(filled: Sample) -> None:
    every = list(rows(filled.document).values())
    for words in ("colour:red", "is:green", "age:old", "date:soon", "kind:pdf"):
        query = filtering.parse(words)
        (problem,) = query.problems
        assert words.split(":")[0] in problem
        assert filtering.select(every, query, today=TODAY) == []


def test_broken_links_are_those_that_were_found_so(filled: Sample) -> None:
    uid = rows(filled.document)["Plan"].uid
    assert found(filled.document, "is:broken", broken=frozenset({uid})) == ["Plan"]


def test_the_same_bytes_stand_together(filled: Sample) -> None:
    every = rows(filled.document)
    order = ["Survey", "Plan", "Survey again", "Loose note"]
    grouped = filtering.grouped(every[title] for title in order)
    assert [row.title for row in grouped] == ["Survey", "Survey again", "Plan", "Loose note"]


def test_describing_needs_a_title_and_clears_what_is_left_empty(filled: Sample) -> None:
    uid = rows(filled.document)["Survey"].uid

    def describe(title: str) -> None:
        with filled.document.edit("Describe") as session:
            evidence_changes.describe(
                session,
                evidence=uid,
                title=title,
                claim="",
                type=None,
                level=None,
                speaks_for=None,
                received_from="",
                review_by=None,
            )

    with pytest.raises(TrackerError, match="needs a title"):
        describe(" ")
    describe("Damp survey")
    after = rows(filled.document)["Damp survey"]
    assert (after.claim, after.type, after.level, after.speaks_for) == ("", None, None, None)
    assert after.here


def test_a_link_becomes_a_file_and_a_link_again_with_its_history(
    filled: Sample, tmp_path: Path
) -> None:
    document, uid = filled.document, rows(filled.document)["Plan"].uid
    file = tmp_path / "plan.pdf"
    file.write_bytes(b"%PDF-1.4 plan")
    staged = document.stage(file)
    with document.edit("Keep the file") as session:
        evidence_changes.embed(session, evidence=uid, staged=staged)
    row = rows(document)["Plan"]
    assert (row.kind, row.file_name, row.link, row.here) == (
        EvidenceKind.FILE,
        "plan.pdf",
        "",
        True,
    )
    with document.edit("Keep only a link", reason="It is 90 MB") as session:
        evidence_changes.keep_link(session, evidence=uid, link=file.as_uri())
    row = rows(document)["Plan"]
    assert (row.kind, row.sha256, row.size, row.here) == (EvidenceKind.LINK, "", 0, False)
    assert row.is_file_link
    assert evidence.local_path(row.link) == file
    with document.read() as session:
        lines = history.lines(session, filled.uids[0])
    assert [(line.what, line.why) for line in lines][-2:] == [
        ("Evidence 'Plan': its file is held from now on", ""),
        ("Evidence 'Plan': only a link is kept from now on", "It is 90 MB"),
    ]
    document.undo()
    assert rows(document)["Plan"].here  # the record held its bytes all along
    assert document.check() == []


def test_a_note_is_never_a_file_and_a_link_never_runs(filled: Sample) -> None:
    every = rows(filled.document)
    with filled.document.edit("Try") as session:
        with pytest.raises(TrackerError, match="Only a file"):
            evidence_changes.keep_link(
                session, evidence=every["Loose note"].uid, link="https://example.org"
            )
        with pytest.raises(TrackerError, match="not a link"):
            evidence_changes.keep_link(
                session, evidence=every["Survey"].uid, link="javascript:alert(1)"
            )


def test_ties_are_added_and_taken_away_in_one_edit(filled: Sample) -> None:
    document, uids = filled.document, filled.uids
    uid = rows(document)["Survey"].uid
    with document.edit("Tie") as session:
        evidence_changes.tie_to(
            session, evidence=uid, recommendations=(uids[0], uids[2]), why="agreed there"
        )
    ties = rows(document)["Survey"].ties
    assert [(tie.words, tie.why) for tie in ties] == [
        ("3.10", "agreed there"),
        ("5.5", "agreed there"),
    ]
    document.undo()
    assert [tie.words for tie in rows(document)["Survey"].ties] == ["5.4"]


def test_what_is_taken_out_comes_back_by_undo(filled: Sample) -> None:
    document = filled.document
    uid = rows(document)["Survey"].uid
    with document.edit("Take out") as session:
        evidence_changes.withdraw(session, evidence=uid)
    after = rows(document)
    assert "Survey" not in after
    assert after["Survey again"].alike == 0
    document.undo()
    assert rows(document)["Survey"].ties


@pytest.mark.parametrize(
    ("link", "path"),
    [
        ("file:///home/ann/plan%20a.pdf", "/home/ann/plan a.pdf"),
        ("file://localhost/srv/plan.pdf", "/srv/plan.pdf"),
        ("file://server/share/plan.pdf", None),
        ("file:////server/share/plan.pdf", None),
        ("file:///%5C%5Cserver%5Cshare/plan.pdf", None),
        ("file:///a%00b", None),
        ("file://[bad/x", None),
        ("https://example.org/plan.pdf", None),
        ("notes.txt", None),
    ],
)
def test_only_a_link_to_this_computer_leads_to_a_path(link: str, path: str | None) -> None:
    assert evidence.local_path(link) == (Path(path) if path else None)


@pytest.mark.parametrize(
    ("name", "title", "made"),
    [
        ("minutes.pdf", "", "minutes.pdf"),
        ("../../etc/passwd", "", "passwd"),
        ("C:\\Users\\ann\\plan.docx", "", "plan.docx"),
        ("a<b>:c?.txt", "", "a-b-c-.txt"),
        ("CON.pdf", "", "file-CON.pdf"),
        ("", "Plan: phase 1/2", "Plan- phase 1-2"),
        ("x" * 300 + ".pdf", "", "x" * 100 + ".pdf"),
        ("...", "", "evidence"),
    ],
)
def test_a_file_is_saved_under_a_name_that_means_no_harm(name, title, made) -> None:
    assert evidence.safe_file_name(name, title) == made
