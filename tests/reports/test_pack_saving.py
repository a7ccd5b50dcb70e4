"""Saving a pack: the file, its properties, its note in the tracker, and what can go wrong."""

from __future__ import annotations

import hashlib
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
        with document.snapshot(trail=True) as snapshot, snapshot.read() as session:
            made.append(audit_pack.write(session, tmp_path / name, facts=facts_of(snapshot)))
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


def test_it_opens_in_libreoffice_or_in_openpyxl(handed: Handed, tmp_path: Path) -> None:
    soffice = shutil.which("soffice")
    if soffice is None:
        assert opened(handed.path).sheetnames == NAMES
        return
    profile = (tmp_path / "profile").as_uri()
    subprocess.run(
        [
            soffice,
            f"-env:UserInstallation={profile}",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(tmp_path),
            str(handed.path),
        ],
        check=True,
        capture_output=True,
        timeout=150,
    )
    body = (tmp_path / "pack.pdf").read_bytes()
    assert body.startswith(b"%PDF")
    assert len(body) > 10_000
