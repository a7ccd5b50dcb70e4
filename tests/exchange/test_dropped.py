"""What was let go over the window is told by its content, whatever it is called."""

from __future__ import annotations

import shutil
import zipfile
from datetime import date, timedelta
from pathlib import Path

import pytest

from marmot_tracker import clock
from marmot_tracker.document import Author, Document
from marmot_tracker.exchange.dropped import DroppedKind, kinds_of
from marmot_tracker.reports import returns_out
from marmot_tracker.services import (
    asking_whom,
    people,
    periods,
    programme,
    recommendations,
    reports,
)
from tests.exchange.mail_files import outlook_message, plain_message
from tests.exchange.making import workbook
from tests.exchange.old_excel import old_workbook


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tracker with one return that went out, and its workbook beside it."""
    made = tmp_path_factory.mktemp("dropped")
    with programme.new_tracker(
        made / "Anytown.marmot", place="Anytown", author=Author("Clerk")
    ) as document:
        with document.edit("Load") as session:
            report = reports.ensure(session, title="A fair place")
            recommendations.add(
                session,
                report=report,
                reference="5.4",
                wording="Improve the quality of homes",
                subgroup=people.ensure_subgroup(session, name="Housing"),
                order=1,
            )
            today = clock.today()
            period = periods.add(session, name="Q3", opens=today, due=today + timedelta(days=9))
        _send(document, made, period, today)
    return made


def _send(document: Document, folder: Path, period: str, today: date) -> None:
    with document.read() as session:
        whom = asking_whom.read(session, period=period, today=today).proposed
    (sent,) = returns_out.send(document, folder, period=period, whom=whom)
    shutil.copy(sent.workbook, folder / "back")


def told(path: Path) -> DroppedKind:
    (found,) = kinds_of([path])
    assert found.path == path
    return found.kind


def test_a_return_is_known_whatever_it_is_called(folder: Path, tmp_path: Path) -> None:
    shutil.copy(folder / "back", tmp_path / "holiday photo.jpg")
    assert told(tmp_path / "holiday photo.jpg") is DroppedKind.RETURN


def test_a_return_saved_by_another_program_is_known(folder: Path, tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.load_workbook(folder / "return_Housing_Q3.xlsx")
    for name in book.sheetnames:
        if book[name].sheet_state != "visible":
            del book[name]
    properties = book.custom_doc_props  # type: ignore[attr-defined]
    for name in list(properties.names):
        del properties[name]
    book.save(tmp_path / "again.xlsx")
    assert told(tmp_path / "again.xlsx") is DroppedKind.RETURN


def test_trackers_and_changes_are_known(folder: Path, tmp_path: Path) -> None:
    shutil.copy(folder / "Anytown.marmot", tmp_path / "list.xlsx")
    assert told(tmp_path / "list.xlsx") is DroppedKind.TRACKER
    with zipfile.ZipFile(tmp_path / "changes.zip", "w") as archive:
        archive.write(folder / "Anytown.marmot", "somebody")
    assert told(tmp_path / "changes.zip") is DroppedKind.CHANGES
    assert told(folder) is DroppedKind.FOLDER


def test_messages_are_known(tmp_path: Path) -> None:
    plain_message(tmp_path / "a.xlsx", "5.4 red")
    outlook_message(tmp_path / "b.csv", "5.4 red")
    found = kinds_of([tmp_path / "a.xlsx", tmp_path / "b.csv"])
    assert [each.kind for each in found] == [DroppedKind.MESSAGE, DroppedKind.MESSAGE]


def test_an_archive_that_cannot_be_unpacked_is_left_to_the_readers(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bad.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", b"some words " * 50)
    packed = bytearray((tmp_path / "bad.zip").read_bytes())
    packed[31:41] = b"\xff" * 10
    (tmp_path / "bad.zip").write_bytes(packed)
    assert told(tmp_path / "bad.zip") is DroppedKind.LIST


def test_anything_else_is_a_list(tmp_path: Path) -> None:
    workbook(tmp_path / "list.xlsx", [["Ref", "Recommendation"], ["1", "Better homes for all"]])
    old_workbook(tmp_path / "old.marmot", [["Ref", "Recommendation"], ["1", "Better homes"]])
    (tmp_path / "empty").write_bytes(b"")
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    (tmp_path / "text.eml").write_text("Ref,Recommendation\n1,Homes\n", encoding="utf-8")
    paths = [*sorted(tmp_path.iterdir()), tmp_path / "gone.xlsx"]
    assert {each.kind for each in kinds_of(paths)} == {DroppedKind.LIST}
