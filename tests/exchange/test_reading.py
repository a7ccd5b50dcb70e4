"""Reading through the helper: the contract of `marmot read`, and hostile files told quickly."""

from __future__ import annotations

import json
import os
import threading
import zipfile
from typing import Any

import pytest

from marmot_tracker.errors import TrackerError
from marmot_tracker.exchange.corrections import Corrections
from marmot_tracker.exchange.readers import checks
from marmot_tracker.exchange.reading import as_read_json, read_source
from marmot_tracker.exchange.results import ReadResult
from marmot_tracker.progress import Cancelled, Progress
from tests.exchange.making import HEADINGS, delimited, read, repacked, rows, workbook

SHEET = "xl/worksheets/sheet1.xml"


def test_the_child_gives_what_is_read_here(tmp_path):
    path = workbook(tmp_path / "a.xlsx", [[*HEADINGS, "Notes"], *rows(4), ["x"]])
    steps: list[str] = []
    result = read_source(path, progress=Progress(lambda _, __, text: steps.append(text)))
    assert result == read(path)
    assert steps
    assert len(result.sha256) == 64
    assert result.source_name == "a.xlsx"
    assert ReadResult.from_json(json.loads(json.dumps(result.to_json()))) == result


def test_what_marmot_read_prints(tmp_path):
    path = delimited(tmp_path / "a.csv", [HEADINGS, *rows(2)])
    printed = as_read_json(read_source(str(path)))
    assert printed["message"] == "2 items read from a.csv."
    assert printed["items"][1] == {
        "reference": "3.2",
        "title": "",
        "text": "Cut child poverty by helping families to claim what they are due.",
        "theme": "Housing",
        "where": "row 3",
    }


def test_corrections_reach_the_child(tmp_path):
    sheets: dict[str, list[list[Any]]] = {
        "A": [HEADINGS, *rows(2)],
        "B": [[*HEADINGS, "Own"], *rows(3)],
    }
    result = read_source(
        workbook(tmp_path / "a.xlsx", sheets),
        corrections=Corrections(sheets=("A",), columns={"RAG": "ignore", "Owner": "ignore"}),
    )
    assert result.read_sheets == ("A",)
    assert sum(column.field == "ignore" for column in result.columns) == 2
    with pytest.raises(TrackerError, match="no column headed"):
        read_source(tmp_path / "a.xlsx", corrections=Corrections(columns={"Nowhere": "text"}))


def test_a_mapping_finds_the_sheet_that_has_its_heading(tmp_path):
    sheets: dict[str, list[list[Any]]] = {
        "A": [HEADINGS, *rows(9)],
        "B": [["No", "Our words"], ["1", "Do this well for all"]],
    }
    result = read_source(
        workbook(tmp_path / "a.xlsx", sheets),
        corrections=Corrections(columns={"Our words": "text"}),
    )
    assert result.read_sheets == ("B",)


def test_reading_is_cancelled(tmp_path):
    path = workbook(tmp_path / "a.xlsx", [HEADINGS, *rows(5)])
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        read_source(path, progress=progress)
    assert threading.active_count() < 10


class Told:
    """Reads a file that must be refused in words, well before the helper's own time limit."""

    def __init__(self, path):
        with pytest.raises(TrackerError) as caught:
            read_source(path)
        self.words = str(caught.value)
        assert caught.value.hint
        assert "Traceback" not in self.words


@pytest.mark.parametrize(
    ("name", "start", "says"),
    [
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "damaged or cut short"),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "no workbook"),
        ("a.pdf", b"%PDF-1.7", "PDF document"),
        ("a.csv", b"%PDF-1.7", "PDF document"),
        ("a.csv", b"SQLite format 3\x00", "changes for a tracker"),
        ("a.xls", b"<html><table>", "web page"),
        ("a.xls", b'\xef\xbb\xbf<?xml version="1.0"?>', "web page or XML"),
        ("a.csv", b"\x89PNG\r\n", "a picture"),
        ("a.xlsx", b"", "is empty"),
        ("a.xlsx", b"PK\x03\x04", "damaged or cut short"),
    ],
)
def test_files_of_another_kind_are_named_by_their_content(tmp_path, name, start, says):
    path = tmp_path / name
    path.write_bytes(start + (bytes(600) if start else b""))
    assert says in Told(path).words


@pytest.mark.parametrize(
    ("part", "says"),
    [
        ("word/document.xml", "Word document"),
        ("xl/workbook.bin", "binary workbook"),
        ("content.xml", "OpenDocument"),
        ("a.txt", "ZIP archive"),
    ],
)
def test_other_archives_are_named(tmp_path, part, says):
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "x")
        archive.writestr(part, "x")
    told = Told(path).words
    assert says in told
    assert ".xlsx, .xlsm" in told


def test_a_file_that_is_not_there_and_a_folder(tmp_path):
    assert "no file none.xlsx" in Told(tmp_path / "none.xlsx").words
    assert "is a folder" in Told(tmp_path).words


def test_a_workbook_by_another_name_is_read(tmp_path):
    path = workbook(tmp_path / "a.xlsx", [HEADINGS, *rows(2)])
    renamed = path.rename(tmp_path / "a.csv")
    assert len(read_source(renamed).items) == 2


def test_a_file_that_excel_keeps_to_itself_names_who(tmp_path, monkeypatch):
    path = workbook(tmp_path / "a.xlsx", [HEADINGS])
    (tmp_path / "~$a.xlsx").write_bytes(bytes([8]) + b"J. Smith" + b" " * 40)

    opened = type(path).open

    def refused(self, *args, **named):
        if self == path:
            raise PermissionError(13, "Permission denied", os.fspath(self))
        return opened(self, *args, **named)

    monkeypatch.setattr(type(path), "open", refused)
    with pytest.raises(TrackerError, match=r"open in Excel \(J. Smith\).*~\$a.xlsx"):
        checks.check_file(path)
    (tmp_path / "~$a.xlsx").unlink()
    with pytest.raises(TrackerError, match="not allowed to read"):
        checks.check_file(path)


def test_a_zip_bomb(tmp_path):
    path = workbook(tmp_path / "a.xlsx", [HEADINGS])
    bomb = repacked(path, tmp_path / "b.xlsx", SHEET, lambda xml: xml + b" " * 50_000_000)
    assert "hundreds of times its size" in Told(bomb).words


def test_an_archive_with_thousands_of_parts(tmp_path):
    path = workbook(tmp_path / "a.xlsx", [HEADINGS])
    with zipfile.ZipFile(path, "a") as archive:
        for number in range(checks.MAX_ENTRIES):
            archive.writestr(f"xl/media/{number}.png", b"")
    assert "parts, which no ordinary file" in Told(path).words


@pytest.mark.parametrize("name", ["../outside.xml", "/etc/outside", "xl\\..\\..\\outside", "C:/x"])
def test_parts_outside_the_archive(tmp_path, name):
    path = workbook(tmp_path / "a.xlsx", [HEADINGS])
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(name, b"x")
    assert "names parts outside itself" in Told(path).words


@pytest.mark.parametrize("kept", [0.2, 0.5, 0.9])
def test_a_workbook_cut_short(tmp_path, kept):
    path = workbook(tmp_path / "a.xlsx", [HEADINGS, *rows(20)])
    raw = path.read_bytes()
    path.write_bytes(raw[: int(len(raw) * kept)])
    assert "damaged or cut short" in Told(path).words


def test_a_workbook_with_a_broken_sheet(tmp_path):
    path = workbook(tmp_path / "a.xlsx", [HEADINGS, *rows(3)])
    broken = repacked(path, tmp_path / "b.xlsx", SHEET, lambda xml: xml[: len(xml) // 2] + b"<<<")
    raw = Told(broken).words
    assert "damaged" in raw or "stopped while it read" in raw


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"])
def test_a_workbook_with_a_broken_part(tmp_path, part):
    path = workbook(tmp_path / "a.xlsx", [HEADINGS, *rows(3)])
    assert "damaged" in Told(repacked(path, tmp_path / "b.xlsx", part, lambda _: b"<x")).words


def test_a_small_file_that_claims_to_be_vast(tmp_path):
    path = workbook(tmp_path / "a.xlsx", [HEADINGS, *rows(3)])
    vast = repacked(
        path,
        tmp_path / "b.xlsx",
        SHEET,
        lambda xml: xml.replace(b'ref="A1:F4"', b'ref="A1:XFD1048576"').replace(
            b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="A5:XFD20000"/></mergeCells>'
        ),
    )
    assert len(read_source(vast).items) == 3


ENTITIES = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + b"".join(
    b'<!ENTITY %c "%s">' % (98 + n, (b"&%c;" % (97 + n)) * 10) for n in range(9)
) + b"]>"  # fmt: skip


@pytest.mark.parametrize(
    "part", [SHEET, "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml"]
)
def test_entities_that_multiply(tmp_path, part):
    path = workbook(tmp_path / "a.xlsx", [HEADINGS, *rows(3)])
    bomb = repacked(
        path,
        tmp_path / "b.xlsx",
        part,
        lambda xml: xml.replace(b"?>", b"?>" + ENTITIES, 1).replace(b"</", b"&j;</", 1),
    )
    # The reader of values may well read past what it does not expand; it may not swell or hang.
    told, longest = "", 0
    try:
        longest = max(len(item.text) for item in read_source(bomb).items)
    except TrackerError as fault:
        told = fault.hint
    assert told or 0 < longest < 1_000


def test_a_delimited_file_of_one_endless_line(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b'Ref,Recommendation\n1,"' + b"x" * 3_000_000)
    assert "never closed" in Told(path).words
