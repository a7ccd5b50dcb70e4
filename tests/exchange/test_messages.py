"""Saved messages: who wrote, when, the text, and the workbooks that came along."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marmot_tracker.errors import TrackerError
from marmot_tracker.exchange.messages import looks_like_mail, read_message, words_of_page
from marmot_tracker.exchange.readers.ole_streams import streams
from tests.exchange.mail_files import outlook_message, plain_message

TEXT = "Hello Sam,\n\n5.4 Amber: two officers left – agency cover from December\n"
BOOK = b"PK\x03\x04" + bytes(range(256)) * 40


def test_a_plain_message_is_read(tmp_path: Path) -> None:
    found = read_message(plain_message(tmp_path / "a.eml", TEXT))
    assert (found.writer, found.on) == ("Jo Bell", date(2026, 11, 12))
    assert found.text.split() == TEXT.split()


def test_a_message_that_is_a_page_becomes_lines(tmp_path: Path) -> None:
    page = (
        "<html><head><style>p {color: red}</style></head><body><p>Hello&nbsp;Sam,</p><table><tr>"
        "<td>5.4</td><td>Amber</td></tr><tr><td>8.1</td><td>Green</td></tr></table></body></html>"
    )
    found = read_message(plain_message(tmp_path / "a.eml", page, html=True))
    lines = [line for line in found.text.splitlines() if line]
    assert lines == ["Hello Sam,", "5.4\tAmber", "8.1\tGreen"]


def test_what_outlook_saved_is_read(tmp_path: Path) -> None:
    long = TEXT + "More of it. " * 600
    for name, text in (("short.msg", TEXT), ("long.msg", long)):
        found = read_message(outlook_message(tmp_path / name, text))
        assert (found.writer, found.text) == ("Jo Bell", text)


@pytest.mark.parametrize("make", [plain_message, outlook_message])
def test_workbooks_that_came_along_are_put_into_a_folder(tmp_path: Path, make) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    attached = {"../../return Housing.xlsx": BOOK, "note.txt": b"no workbook"}
    path = make(tmp_path / "m", TEXT, attached=attached)
    found = read_message(path, folder=folder)
    assert [name.partition("-")[2] for name in found.files] == ["return Housing.xlsx"]
    assert [each.read_bytes() for each in folder.iterdir()] == [BOOK]


@pytest.mark.parametrize("cut", [100, 600, 1500, 3000])
def test_a_damaged_message_is_told(tmp_path: Path, cut: int) -> None:
    whole = outlook_message(tmp_path / "a.msg", TEXT, attached={"a.xlsx": BOOK}).read_bytes()
    path = tmp_path / "cut.msg"
    path.write_bytes(whole[:cut])
    with pytest.raises(TrackerError, match="cut"):
        read_message(path)


def test_mail_is_told_from_other_text() -> None:
    assert looks_like_mail(b"Received: from x\r\n by y\r\nSubject: z\r\n\r\n")
    assert not looks_like_mail(b"From: Jo\r\n\r\nHello")
    assert not looks_like_mail(b"Ref,Recommendation\r\n1: a,b\r\n")
    assert not looks_like_mail(b"")


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_container_of_any_bytes_is_read_or_told(tmp_path_factory, data) -> None:
    folder = tmp_path_factory.getbasetemp()
    path = folder / "any.msg"
    whole = bytearray(outlook_message(path, TEXT, attached={"a.xlsx": BOOK}).read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(whole) - 1))
        whole[at] = data.draw(st.integers(0, 255))
    path.write_bytes(whole)
    try:
        found = streams(path)
    except TrackerError:
        return
    assert all(len(body) <= len(whole) for body in found.values())


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.sampled_from("<>/pdivtrscle\n\t &;#x0 aé"), max_size=80))
def test_a_page_of_any_letters_becomes_words(page: str) -> None:
    assert "<p>" not in words_of_page(page)
