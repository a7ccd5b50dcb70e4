"""Saving a pack: the file, its properties, its note in the tracker, and what can go wrong."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from marmot_tracker.document import Document
from marmot_tracker.errors import TrackerError
from marmot_tracker.progress import Cancelled, Progress
from marmot_tracker.reports import audit_pack
from marmot_tracker.reports.pack_facts import facts_in, facts_of, facts_printed
from marmot_tracker.reports.pack_sheets import sheets
from marmot_tracker.reports.sheets import laid_out
from marmot_tracker.reports.workbook import Properties, workbook
from marmot_tracker.services import packs
from tests.reports import making
from tests.reports.conftest import Handed
from tests.reports.reading import opened
from tests.reports.test_audit_pack import NAMES


def test_its_properties_name_its_state(handed: Handed) -> None:
    book = opened(handed.path)
    told = {made.name: str(made.value) for made in book.custom_doc_props.props}
    assert facts_in(told) == handed.made.facts
    cells = {
        (cell.row - 1, cell.column - 1): cell.value
        for line in book["Cover"].iter_rows()
        for cell in line
        if cell.value is not None
    }
    assert facts_printed(cells) == handed.made.facts


def test_facts_that_are_not_whole_are_none(handed: Handed) -> None:
    told = handed.made.facts.properties()
    for name in ("Marmot record positions", "Marmot as at", "Marmot judged on", "Marmot made at"):
        assert facts_in({key: value for key, value in told.items() if key != name}) is None
    assert facts_in({**told, "Marmot record position 1": "not hex"}) is None
    assert facts_in({**told, "Marmot record positions": "9" * 30}) is None
    assert facts_in({}) is None
    assert facts_printed({}) is None


def test_the_pack_is_noted_in_the_tracker(handed: Handed) -> None:
    body = handed.path.read_bytes()
    assert handed.made.sha256 == hashlib.sha256(body).hexdigest()
    assert handed.made.noted
    with handed.document.read() as session:
        (noted,) = packs.list_(session)
    assert noted.sha256 == handed.made.sha256
    assert noted.tips == handed.made.facts.tips
    assert noted.check_code == handed.made.facts.check_code
    assert (noted.as_at, noted.since) == (making.DAY, date(2026, 9, 1))
    assert noted.recommendations == 9
    assert handed.document.undo_label == "Audit pack"


def test_the_same_state_makes_the_same_file(document: Document, tmp_path: Path) -> None:
    made = []
    for name in ("one.xlsx", "two.xlsx"):
        with document.snapshot(trail=True) as snapshot:
            facts = facts_of(snapshot, since=date(2026, 9, 1))
            made.append(audit_pack.write(snapshot, tmp_path / name, facts=facts))
    assert made[0].sha256 == made[1].sha256


def test_since_must_be_before_the_day(document: Document, tmp_path: Path) -> None:
    with pytest.raises(TrackerError, match="changed since"):
        audit_pack.make(document, tmp_path / "pack.xlsx", since=making.DAY)
    assert not (tmp_path / "pack.xlsx").exists()


@pytest.mark.parametrize(
    "name, words",
    [
        ("pack.csv", "not named as one"),
        ("no/such/folder/pack.xlsx", "no folder"),
        ("folder.xlsx", "is a folder"),
    ],
)
def test_a_target_that_cannot_be_is_told(
    document: Document, tmp_path: Path, name: str, words: str
) -> None:
    (tmp_path / "folder.xlsx").mkdir()
    before = sorted(tmp_path.iterdir())
    with pytest.raises(TrackerError, match=words):
        audit_pack.make(document, tmp_path / name)
    assert sorted(tmp_path.iterdir()) == before
    with document.read() as session:
        assert packs.list_(session) == []


def test_a_pack_open_in_excel_is_left_as_it_is(
    document: Document, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "pack.xlsx"
    target.write_bytes(b"the one in Excel")
    (tmp_path / "~$pack.xlsx").write_bytes(b"")

    def held(self: Path, target: Path) -> Path:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", held)  # what Windows answers while Excel has the file
    with pytest.raises(TrackerError, match=r"pack\.xlsx is open in Excel"):
        audit_pack.make(document, target)
    assert target.read_bytes() == b"the one in Excel"
    assert [path.name for path in tmp_path.glob(".pack*")] == []


def test_a_cancelled_pack_leaves_nothing(document: Document, tmp_path: Path) -> None:
    progress = Progress(lambda done, total, text: progress.cancel() if done == 2 else None)
    before = sorted(tmp_path.iterdir())
    with pytest.raises(Cancelled):
        audit_pack.make(document, tmp_path / "pack.xlsx", progress=progress)
    assert sorted(tmp_path.iterdir()) == before


def test_a_held_tracker_makes_a_pack_without_a_note(document: Document, tmp_path: Path) -> None:
    with Document.open(document.path, author=making.AUTHOR, asking=True) as asking:
        made = audit_pack.make(asking, tmp_path / "pack.xlsx")
    assert not made.noted
    with document.read() as session:
        assert packs.list_(session) == []


def printed(book: Path, folder: Path) -> bytes | None:
    """The workbook as LibreOffice prints it, a PDF; None where there is no LibreOffice."""
    soffice = shutil.which("soffice")
    if soffice is None:
        return None
    profile = (folder / "profile").as_uri()
    command = [soffice, f"-env:UserInstallation={profile}", "--headless"]
    command += ["--convert-to", "pdf", "--outdir", str(folder), str(book)]
    subprocess.run(command, check=True, capture_output=True, timeout=150)
    return (folder / f"{book.stem}.pdf").read_bytes()


def test_what_a_meeting_reads_is_at_most_six_pages(document: Document, tmp_path: Path) -> None:
    """Cover, Summary, Asks and Exceptions of sixty recommendations, where LibreOffice is here."""
    many(document)
    made = audit_pack.make(document, tmp_path / "pack.xlsx", since=date(2026, 9, 1))
    assert opened(made.path).sheetnames == NAMES
    with document.snapshot(tips=made.facts.tips, trail=True) as snapshot:
        pages = laid_out(sheets(snapshot, made.facts))
    read = pages[:4]
    assert [page.name for page in read] == ["Cover", "Summary", "Asks", "Exceptions"]
    (tmp_path / "read.xlsx").write_bytes(workbook(read, Properties("Pack", "Town", making.MADE)))
    body = printed(tmp_path / "read.xlsx", tmp_path)
    if body is not None:
        assert body.startswith(b"%PDF")
        assert 4 <= len(re.findall(rb"/Type ?/Page\b", body)) <= 6


def many(document: Document) -> None:
    """Sixty recommendations in all, a third of them red or amber, a sixth with an ask."""
    from marmot_tracker.services import people, ratings, recommendations, register
    from marmot_tracker.vocabulary import Rating

    given = (Rating.ON_TRACK, Rating.AT_RISK, Rating.ON_TRACK, Rating.OFF_TRACK, *[None] * 2)
    with document.edit("More") as session:
        listed = register.rows(session, today=making.DAY)
        for number in range(60 - len(listed)):
            like = listed[number % 8]
            uid = recommendations.add(
                session,
                report=like.report_uid,
                reference=f"9.{number + 1}",
                wording=f"{like.text} In every neighbourhood, in proportion to need ({number}).",
                principle=like.principle_uid,
                subgroup=like.subgroup_uid,
                lead=people.ensure_owner(session, words=f"Head of service {number % 5}, Council"),
                lead_since=date(2026, 7, 1),
                due=date(2026, 9, 28) if number % 10 == 3 else date(2027, 6, 30),
            )
            rating = given[number % len(given)]
            if rating is not None:
                ratings.rate(
                    session,
                    recommendation=uid,
                    rating=rating,
                    speaks_for=date(2026, 9, 30),
                    reason="Two of the four officers left and the tender began eight weeks late.",
                    path_to_green="Agency cover until March, then a post shared with a neighbour.",
                    path_to_green_by=date(2027, 3, 31),
                    help_needed="Backing for a shared post." if rating is Rating.OFF_TRACK else "",
                )
