"""Files that cannot be read are told in words: scans, locks, damage, wrong names, hostile ones."""

from __future__ import annotations

import contextlib
import gc
import os
import re
import zipfile
import zlib
from pathlib import Path

import pytest

from marmot_tracker.errors import TrackerError
from marmot_tracker.exchange.corrections import NOTHING_SAID
from marmot_tracker.exchange.readers.docx_numbers import formed
from marmot_tracker.exchange.reading import read_file, read_source
from marmot_tracker.exchange.results import ReadResult
from marmot_tracker.progress import Cancelled, Progress
from tests.exchange.reports import word
from tests.exchange.reports.paper import ASKS, PROSE, Paper


def _here(path) -> ReadResult:
    return read_file(path, corrections=NOTHING_SAID, progress=Progress())


def _told(path) -> str:
    """The refusal of a file, or "" where it was read."""
    try:
        _here(path)
    except TrackerError as fault:
        return str(fault)
    return ""


def _words(path) -> str:
    with pytest.raises(TrackerError) as caught:
        _here(path)
    assert caught.value.hint
    return str(caught.value)


def _named(count=3) -> Paper:
    paper = Paper()
    for n in range(count):
        paper.para(f"Recommendation {n + 1}: {ASKS[n % 12]}", font="B")
    return paper


def test_a_scan_says_so_and_holds_no_items(tmp_path):
    paper = Paper(foot="")
    paper.fill(100, 700)
    paper.page()
    paper.fill(100, 700)
    result = read_source(paper.save(tmp_path / "scan.pdf"))
    assert not result.items
    assert "scan" in result.message
    assert "2 pages" in result.message


def test_a_locked_pdf(tmp_path):
    assert "password" in _words(_named().save(tmp_path / "locked.pdf", encrypted=True))


@pytest.mark.parametrize("name", ["a.pdf", "a.docx", "a.xlsx", "a"])
def test_a_pdf_is_known_whatever_it_is_called(tmp_path, name):
    path = _named().save(tmp_path / name)
    path.write_bytes(b"\n\nFrom a mail\n" + path.read_bytes() if name == "a" else path.read_bytes())
    assert len(_here(path).items) == 3


def test_a_word_document_is_known_whatever_it_is_called(tmp_path):
    made = word.document()
    made.add_heading("Recommendations", 1)
    word.items(made, ASKS[:3])
    assert len(_here(word.save(made, tmp_path / "a.pdf")).items) == 3


@pytest.mark.parametrize("kept", [9, 400, 0.5])
def test_a_pdf_cut_short(tmp_path, kept):
    path = _named().save(tmp_path / "a.pdf")
    whole = path.read_bytes()
    path.write_bytes(whole[: kept if kept > 1 else int(len(whole) * kept)])
    assert "damaged" in _told(path) or not _told(path)


def test_a_word_document_cut_short_or_with_broken_xml(tmp_path):
    made = word.document()
    made.add_heading("Recommendations", 1)
    whole = word.save(made, tmp_path / "whole.docx")
    cut = tmp_path / "cut.docx"
    cut.write_bytes(whole.read_bytes()[:-300])
    assert "damaged" in _words(cut)
    broken = tmp_path / "broken.docx"
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(broken, "w") as target:
        for entry in source.infolist():
            body = source.read(entry)
            target.writestr(
                entry.filename, body[:-40] if "document.xml" in entry.filename else body
            )
    assert "Word document" in _words(broken)


def _with_document(tmp_path, name, change):
    whole = word.save(word.document(), tmp_path / "whole.docx")
    path = tmp_path / name
    with (
        zipfile.ZipFile(whole) as source,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for entry in source.infolist():
            body = source.read(entry)
            target.writestr(
                entry.filename, change(body) if entry.filename == "word/document.xml" else body
            )
    return path


@pytest.mark.parametrize("kept", [b"<html><body>No document</body></html>", b"", None])
def test_a_word_document_whose_words_are_no_document(tmp_path, kept):
    def without_body(body):
        return re.sub(rb"<w:body>.*</w:body>", b"", body, flags=re.DOTALL)

    change = without_body if kept is None else lambda _body: kept
    assert "damaged" in _words(_with_document(tmp_path, "odd.docx", change))


@pytest.mark.parametrize("form", ["lowerRoman", "lowerLetter", "decimal"])
def test_numbers_past_all_counting_are_printed_as_they_are(form):
    assert formed(10**11, form) == formed(10**11, "decimal")


def test_a_word_document_that_declares_entities(tmp_path):
    path = _with_document(
        tmp_path,
        "entities.docx",
        lambda body: body.replace(
            b"?>", b'?><!DOCTYPE w [<!ENTITY a "' + b"x" * 50 + b'"><!ENTITY b "&a;&a;">]>', 1
        ),
    )
    assert "declares entities" in _words(path)


def test_a_word_document_that_unpacks_to_far_more_than_it_is(tmp_path):
    path = _with_document(tmp_path, "bomb.docx", lambda body: body + b" " * (90 * 1024 * 1024))
    assert "was not opened" in _words(path)


def test_a_pdf_whose_page_unpacks_to_gigabytes_is_stopped(tmp_path):
    inner = zlib.compress(b"0 0 m\n" * 10_000_000, 9)
    packed = zlib.compress(inner, 9)
    body = (
        b"%%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
        b"2 0 obj\n<</Type/Pages/Count 1/Kids[3 0 R]>>\nendobj\n"
        b"3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>\nendobj\n"
        b"4 0 obj\n<</Length %d/Filter[/FlateDecode/FlateDecode]>>\nstream\n"
        % len(packed)
        + packed
        + b"\nendstream\nendobj\ntrailer\n<</Root 1 0 R/Size 5>>\n%EOF\n"
    )
    path = tmp_path / "bomb.pdf"
    path.write_bytes(body)
    with contextlib.suppress(TrackerError):
        assert not read_source(path).items


def test_reading_a_long_report_tells_its_steps_and_can_be_stopped(tmp_path):
    paper = Paper()
    for n in range(40):
        paper.page()
        for words in PROSE:
            paper.para(words)
        paper.para(f"Recommendation {n + 1}: {ASKS[n % 12]}", font="B")
    path = paper.save(tmp_path / "long.pdf")
    steps: list[str] = []
    result = read_source(path, progress=Progress(lambda _done, _total, text: steps.append(text)))
    assert len(result.items) == 40
    assert steps
    stopping = Progress()
    stopping.cancel()
    with pytest.raises(Cancelled):
        read_source(path, progress=stopping)


def _held_open(path) -> bool:
    """Whether this process holds a file open: by its open files, or where it cannot be moved."""
    numbers = Path("/proc/self/fd")
    if numbers.is_dir():
        # One may be closed between being listed and being asked: that of the listing itself.
        names = {os.path.realpath(number) for number in numbers.iterdir()}
        return str(path.resolve()) in names
    try:
        path.replace(path.with_name("moved"))
    except PermissionError:
        return True
    return False


@pytest.mark.parametrize("name", ["a.pdf", "a.docx", "cut.pdf", "cut.docx", "macros.docm"])
def test_nothing_is_left_open(tmp_path, name):
    path = tmp_path / name
    if name.endswith("pdf"):
        _named().save(path)
    else:
        made = word.document()
        made.add_heading("Recommendations", 1)
        word.items(made, ASKS[:3])
        word.save(made, path)
    if name == "macros.docm":
        word.retyped(path, word.MACROS)
    if name.startswith("cut"):
        path.write_bytes(path.read_bytes()[:-600])
    with path.open("rb"):
        assert _held_open(path), "or this test could not fail"
    gc.disable()  # what only the collector would close is open for as long as it pleases
    try:
        with contextlib.suppress(TrackerError):
            _here(path)
        assert not _held_open(path)
    finally:
        gc.enable()
