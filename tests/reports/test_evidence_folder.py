"""The evidence beside a pack: ordinary files alone, under safe names, whole or not at all."""

from __future__ import annotations

import csv
import errno
import hashlib
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marmot_tracker.document import Document
from marmot_tracker.errors import TrackerError
from marmot_tracker.progress import Cancelled, Progress
from marmot_tracker.reports import audit_pack
from marmot_tracker.reports.checking import check_pack
from marmot_tracker.reports.evidence_names import KEPT_BY_WINDOWS, named, safe_name
from marmot_tracker.services import evidence
from marmot_tracker.services.evidence import IndexLine
from marmot_tracker.vocabulary import EvidenceKind, Sensitivity
from tests.reports import making

MINUTES = b"%PDF-1.4 minutes " * 200_000
"""More than two pieces of the record."""


@dataclass
class Given:
    """A tracker with evidence files of every sensitivity, and its pack with the folder beside it."""

    document: Document
    pack: Path

    @property
    def folder(self) -> Path:
        return self.pack.with_name("pack evidence")

    @property
    def names(self) -> list[str]:
        return sorted(path.name for path in self.folder.iterdir())


@pytest.fixture
def files(document: Document, tmp_path: Path) -> Document:
    attach(document, tmp_path, "Board minutes.PDF", MINUTES, Sensitivity.ORDINARY, "Board minutes")
    attach(document, tmp_path, "=cmd.exe", b"MZ", Sensitivity.ORDINARY, "=HYPERLINK(\u202egnp.exe)")
    attach(document, tmp_path, "secret.txt", b"SECRET BYTES", Sensitivity.RESTRICTED, "A family")
    attach(document, tmp_path, "new.txt", b"UNCHECKED BYTES", Sensitivity.NOT_CHECKED, "New")
    return document


@pytest.fixture
def out(files: Document, tmp_path: Path) -> Given:
    (tmp_path / "out").mkdir()
    pack = tmp_path / "out" / "pack.xlsx"
    audit_pack.make(files, pack, with_evidence=True)
    return Given(files, pack)


def attach(
    document: Document, folder: Path, name: str, body: bytes, how: Sensitivity, title: str
) -> None:
    (folder / name).write_bytes(body)
    staged = document.stage(folder / name)
    with document.edit("Attach") as session:
        evidence.attach(
            session,
            recommendation=making.uid_of(session, "5.1"),
            kind=EvidenceKind.FILE,
            title=title,
            staged=staged,
            sensitivity=how,
        )


def short(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:8]


def test_only_ordinary_files_leave_and_the_rest_is_counted(out: Given) -> None:
    minutes, program = (
        f"5.1-board-minutes-{short(MINUTES)}.pdf",
        f"5.1-hyperlink-gnp-exe-{short(b'MZ')}.exe",
    )
    assert out.names == sorted([minutes, program, "manifest.csv", "manifest.sha256"])
    assert (out.folder / minutes).read_bytes() == MINUTES
    everything = b"".join(path.read_bytes() for path in out.folder.iterdir())
    assert b"SECRET" not in everything
    assert b"UNCHECKED" not in everything
    again = out.pack.with_name("again.xlsx")
    folder = audit_pack.make(out.document, again, with_evidence=True).folder
    assert folder is not None
    assert (folder.files, folder.waiting, folder.restricted, folder.not_here) == (2, 1, 1, 0)
    assert folder.sentence == (
        "again evidence holds 2 files with a manifest of hashes. Left out: 1 waiting to be "
        "checked for recognisable people and 1 restricted."
    )


def test_the_manifest_is_what_sha256sum_reads(out: Given) -> None:
    told = (out.folder / "manifest.sha256").read_text(encoding="ascii").splitlines()
    for line in told:
        sha256, name = line.split("  ")
        assert hashlib.sha256((out.folder / name).read_bytes()).hexdigest() == sha256
    assert sorted(line[66:] for line in told) == out.names[:-1]
    if shutil.which("sha256sum"):
        subprocess.run(
            ["sha256sum", "--check", "--strict", "manifest.sha256"],
            cwd=out.folder,
            check=True,
            capture_output=True,
        )
    with (out.folder / "manifest.csv").open(encoding="utf-8-sig", newline="") as file:
        listed = list(csv.DictReader(file))
    assert [line["Evidence"] for line in listed] == ["Board minutes", "'=HYPERLINK(\u202egnp.exe)"]
    assert [line["Tied to"] for line in listed] == ["5.1", "5.1"]
    assert listed[0]["Bytes"] == str(len(MINUTES))


def test_a_folder_that_is_there_is_never_written_over(out: Given) -> None:
    before = out.pack.read_bytes()
    with pytest.raises(TrackerError, match="already a folder pack evidence"):
        audit_pack.make(out.document, out.pack, with_evidence=True)
    assert out.pack.read_bytes() == before


def test_a_full_disk_leaves_nothing(
    files: Document, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "out").mkdir()

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(TrackerError, match="disk is full"):
        audit_pack.make(files, tmp_path / "out" / "pack.xlsx", with_evidence=True)
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize("stop", ["Writing 5.1", "Writing Register"])
def test_cancelling_leaves_nothing(files: Document, tmp_path: Path, stop: str) -> None:
    (tmp_path / "out").mkdir()

    def tell(_done: int, _all: int, text: str) -> None:
        if text.startswith(stop):
            progress.cancel()

    progress = Progress(tell)
    with pytest.raises(Cancelled):
        audit_pack.make(
            files, tmp_path / "out" / "pack.xlsx", with_evidence=True, progress=progress
        )
    assert list((tmp_path / "out").iterdir()) == []


def test_a_pack_that_cannot_be_saved_takes_its_folder_along(
    files: Document, tmp_path: Path
) -> None:
    (tmp_path / "out" / "pack.xlsx").mkdir(parents=True)
    with pytest.raises(TrackerError, match="is a folder"):
        audit_pack.make(files, tmp_path / "out" / "pack.xlsx", with_evidence=True)
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["pack.xlsx"]


def test_what_is_restricted_since_stays_behind_on_an_earlier_day(
    files: Document, tmp_path: Path
) -> None:
    (tmp_path / "out").mkdir()
    with files.read() as session:
        uid = evidence.the_one(session, "Board minutes")
    with files.edit("Restrict") as session:
        evidence.set_sensitivity(session, evidence=uid, sensitivity=Sensitivity.RESTRICTED)
    pack = tmp_path / "out" / "pack.xlsx"
    made = audit_pack.make(files, pack, as_at=date(2026, 10, 14), with_evidence=True)
    assert made.folder is not None
    assert MINUTES not in [path.read_bytes() for path in made.folder.path.iterdir()]


def test_the_folder_is_checked_with_the_pack(out: Given) -> None:
    found = check_pack(out.document, out.pack).folder
    assert found is not None
    assert (found.files, found.problems, found.added) == (2, (), ())


def damage(out: Given, how: str) -> None:
    file = next(path for path in out.folder.iterdir() if path.suffix == ".pdf")
    if how == "changed":
        file.write_bytes(MINUTES.replace(b"1.4", b"1.5", 1))
    elif how == "gone":
        file.unlink()
    elif how == "swapped":  # the manifest follows the file
        body = b"another"
        manifest = out.folder / "manifest.sha256"
        old, new = hashlib.sha256(MINUTES).hexdigest(), hashlib.sha256(body).hexdigest()
        file.write_bytes(body)
        manifest.write_text(manifest.read_text().replace(old, new))
    elif how == "forgotten":
        file.unlink()
        manifest = out.folder / "manifest.sha256"
        lines = manifest.read_text().splitlines(keepends=True)
        manifest.write_text("".join(line for line in lines if ".pdf" not in line))
    elif how == "list":
        with (out.folder / "manifest.csv").open("a") as added:
            added.write("more\r\n")
    else:
        (out.folder / "manifest.sha256").write_text("nonsense")


@pytest.mark.parametrize(
    "how, words",
    [
        ("changed", "is not the file that the tracker held"),
        ("gone", "is missing"),
        ("swapped", "is not the file that the tracker held"),
        ("forgotten", "is not in the manifest, though the tracker held it"),
        ("list", "manifest.csv is not as it was written"),
        ("manifest", "manifest.sha256 is missing or unreadable"),
    ],
)
def test_what_was_done_to_the_folder_is_named(out: Given, how: str, words: str) -> None:
    damage(out, how)
    found = check_pack(out.document, out.pack).folder
    assert found is not None
    assert [problem for problem in found.problems if words in problem], found.problems


def test_a_file_that_somebody_added_is_told_apart(out: Given) -> None:
    (out.folder / "our notes.docx").write_bytes(b"notes")
    found = check_pack(out.document, out.pack).folder
    assert found is not None
    assert (found.problems, found.added) == ((), ("pack evidence/our notes.docx was added.",))


def line(reference: str, title: str, file_name: str, sha256: str = "ab" * 32) -> IndexLine:
    return IndexLine(
        uid="uid",
        references=(reference,) if reference else (),
        recommendations=(),
        title=title,
        kind=EvidenceKind.FILE,
        sensitivity=Sensitivity.ORDINARY,
        speaks_for=None,
        received_from="",
        location=file_name,
        sha256=sha256,
        size=1,
        why="",
    )


@given(st.text(), st.text(), st.text())
def test_names_are_safe_whatever_they_are_made_from(
    reference: str, title: str, file_name: str
) -> None:
    name = safe_name(line(reference, title, file_name))
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789.-")
    assert name[0] not in ".-"
    assert name[-1] != "."
    assert ".." not in name
    assert len(name) <= 100
    assert name.partition(".")[0] not in KEPT_BY_WINDOWS


@pytest.mark.parametrize(
    "given, name",
    [
        (("../../etc", "passwd", "x"), "etc-passwd-abababab"),
        (("CON.1", "", "nul.txt"), "ref-con.1-evidence-abababab.txt"),
        (("5.4", "Cofnodion y Bŵrdd", "é.PDF"), "5.4-cofnodion-y-bwrdd-abababab.pdf"),
        (("", "محضر", "a.tar.gz"), "evidence-abababab.gz"),
        (("1", "invoice\u202efdp.exe", "invoice\u202efdp.exe"), "1-invoicefdp-exe-abababab.exe"),
    ],
)
def test_names_read_as_they_are(given: Any, name: str) -> None:
    assert safe_name(line(*given)) == name


def test_two_files_never_share_a_name() -> None:
    one, other = "ab" * 32, "ab" * 4 + "cd" * 28
    found = named([line("1", "Same", "a.pdf", one), line("1", "Same", "b.pdf", other)])
    assert [each.name for each in found] == [
        "1-same-abababab.pdf",
        f"1-same-{other}.pdf",
    ]
    assert len(named([line("1", "Same", "a.pdf", one)] * 2)) == 1


def test_the_folder_has_its_name_only_after_the_workbook(files: Document, tmp_path: Path) -> None:
    """Whoever is stopped while the workbook is written finds nothing in the way next time."""
    (tmp_path / "out").mkdir()
    seen: list[set[str]] = []

    def tell(_done: int, _all: int, text: str) -> None:
        if text.startswith("Writing Register"):
            seen.append({path.suffix for path in (tmp_path / "out").iterdir()})

    pack = tmp_path / "out" / "pack.xlsx"
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    left = tmp_path / "out" / f".pack evidence.{ended.pid}.part"
    left.mkdir()
    audit_pack.make(files, pack, with_evidence=True, progress=Progress(tell))
    assert seen == [{".part"}]
    assert sorted(path.name for path in pack.parent.iterdir()) == ["pack evidence", "pack.xlsx"]
