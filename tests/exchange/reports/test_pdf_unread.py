"""What cannot be read of a PDF is told in words: locks, damage, scans, garbled letters, hostile trees."""

from __future__ import annotations

import os

import pytest

from marmot_tracker.errors import TrackerError
from marmot_tracker.exchange.corrections import NOTHING_SAID
from marmot_tracker.exchange.readers.pdf_telling import runs
from marmot_tracker.exchange.reading import read_file, read_source
from marmot_tracker.exchange.results import ReadResult
from marmot_tracker.progress import Progress
from tests.exchange.reports.odd_pdf import OddPdf, words
from tests.exchange.reports.paper import ASKS, PROSE
from tests.exchange.reports.reading import references

THREE = ["1", "2", "3"]


def _read(path) -> ReadResult:
    return read_file(path, corrections=NOTHING_SAID, progress=Progress())


def _asks(font="F1") -> bytes:
    return b"".join(
        words(72, 100 + 60 * n, f"Recommendation {n + 1}: {ASKS[n]}", font=font) for n in range(3)
    )


def _report() -> OddPdf:
    made = OddPdf()
    made.page(_asks())
    return made


def _fault(path) -> str:
    with pytest.raises(TrackerError) as caught:
        _read(path)
    assert caught.value.hint
    return str(caught.value)


def test_a_lock_against_changes_alone_is_no_lock_against_reading(tmp_path):
    assert references(_read(_report().save(tmp_path / "a.pdf", user=b""))) == THREE


def test_a_password_that_is_asked_for_is_told(tmp_path):
    assert "password" in _fault(_report().save(tmp_path / "a.pdf", user=b"secret"))


def test_a_file_without_pages_is_damaged_even_after_a_locked_one(tmp_path):
    assert "password" in _fault(_report().save(tmp_path / "locked.pdf", user=b"secret"))
    assert "damaged" in _fault(OddPdf().save(tmp_path / "none.pdf"))


def test_a_table_of_places_that_is_wrong_is_made_anew(tmp_path):
    path = _report().save(tmp_path / "a.pdf")
    path.write_bytes(path.read_bytes().replace(b"0000000", b"0000777"))
    assert references(_read(path)) == THREE


def test_pages_that_name_each_other_or_too_many_end(tmp_path):
    made = _report()
    kids = f"{made.kids[0]} 0 R {made.parent} 0 R {made.parent} 0 R"
    result = _read(made.save(tmp_path / "loop.pdf", kids=kids, count=9))
    assert references(result) == THREE
    assert "damaged" in " ".join(result.notes)
    result = _read(_report().save(tmp_path / "many.pdf", count=2_000_000_000))
    assert references(result) == THREE


def test_noise_under_the_name_of_a_pdf(tmp_path):
    path = tmp_path / "noise.pdf"
    path.write_bytes(b"%PDF-1.7\n" + os.urandom(50_000))
    assert "damaged" in _fault(path)


def test_a_scan_with_a_stamp_on_each_page_is_a_scan(tmp_path):
    made = OddPdf()
    for n in range(4):
        made.scanned(words(72, 800, f"Scanned by the records office, page {n + 1} of 4"))
    result = _read(made.save(tmp_path / "scan.pdf"))
    assert not result.items
    assert "is a scan: its 4 pages are pictures" in result.message


def test_pages_that_are_pictures_are_named(tmp_path):
    made = _report()
    for _ in range(3):
        made.scanned()
    made.page(b"".join(words(72, 100 + 40 * at, line) for at, line in enumerate(PROSE)))
    made.scanned()
    result = _read(made.save(tmp_path / "mixed.pdf"))
    assert references(result) == THREE
    assert result.notes == ("Pages 2 to 4 and 6 are pictures and were not read.",)


def test_one_page_of_words_among_many_pictures_is_read(tmp_path):
    made = _report()
    for _ in range(40):
        made.scanned()
    result = _read(made.save(tmp_path / "mostly.pdf"))
    assert references(result) == THREE
    assert result.notes == ("Pages 2 to 41 are pictures and were not read.",)


def test_a_cover_with_a_picture_and_a_title_is_no_scan(tmp_path):
    made = OddPdf()
    made.scanned(words(72, 300, "A fairer town: the report of the board"))
    made.page(_asks())
    result = _read(made.save(tmp_path / "cover.pdf"))
    assert references(result) == THREE
    assert not result.notes


def _nameless(made: OddPdf) -> None:
    """A font that numbers its letters in its own way and says nowhere which is which."""
    about = made.add(
        b"<< /Type /FontDescriptor /FontName /ABCDEF+Own /Flags 4 /FontBBox [0 0 1000 1000] "
        b"/ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >>"
    )
    inner = made.add(
        f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /ABCDEF+Own /DW 550 /FontDescriptor {about} 0 R "
        f"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>".encode()
    )
    made.fonts["N"] = made.add(
        f"<< /Type /Font /Subtype /Type0 /BaseFont /ABCDEF+Own /Encoding /Identity-H "
        f"/DescendantFonts [{inner} 0 R] >>".encode()
    )


def _shifted(by: int) -> bytes:
    content = b""
    for n in range(3):
        codes = "".join(
            f"{ord(letter) - by:04x}" for letter in f"Recommendation {n + 1}: {ASKS[n]}"
        )
        content += f"BT /N 11 Tf 1 0 0 1 72 {700 - 60 * n} Tm <{codes}> Tj ET\n".encode()
    return content


@pytest.mark.parametrize("by", [29, -1])
def test_letters_without_meaning_are_told_and_make_no_items(tmp_path, by):
    made = OddPdf()
    _nameless(made)
    made.page(_shifted(by))
    result = _read(made.save(tmp_path / "garbled.pdf"))
    assert not result.items
    assert "does not say which letter is which" in result.message
    made = _report()
    _nameless(made)
    made.page(_shifted(by))
    result = _read(made.save(tmp_path / "half.pdf"))
    assert references(result) == THREE
    assert result.notes == (
        "Page 2 is printed in letters that only the eye can read, and was not read.",
    )


def test_a_form_that_only_asks_to_wait(tmp_path):
    made = OddPdf()
    form = made.stream(b'<xdp:xdp xmlns:xdp="http://ns.adobe.com/xdp/"/>')
    made.catalogue = f"/AcroForm << /XFA {form} 0 R /Fields [] >> /NeedsRendering true"
    made.page(words(72, 100, "Please wait... your viewer may not be able to show this document."))
    result = _read(made.save(tmp_path / "xfa.pdf"))
    assert not result.items
    assert "XFA" in result.message


def test_files_inside_a_file_are_named(tmp_path):
    made = OddPdf()
    names = ""
    for name in ("plan.docx", "list.xlsx"):
        held = made.stream(b"held", "/Type /EmbeddedFile")
        entry = made.add(
            f"<< /Type /Filespec /F ({name}) /UF ({name}) /EF << /F {held} 0 R >> >>".encode()
        )
        names += f"({name}) {entry} 0 R "
    made.catalogue = (
        f"/Names << /EmbeddedFiles << /Names [{names}] >> >> /Collection << /View /D >>"
    )
    made.page(words(72, 100, "For the best experience, open this portfolio in Acrobat."))
    result = _read(made.save(tmp_path / "portfolio.pdf"))
    assert result.notes == (
        "It holds 2 files inside it (plan.docx, list.xlsx), which were not read.",
    )


def test_a_hundred_megabytes_of_pictures_are_not_unpacked(tmp_path):
    made = _report()
    picture = made.picture(6000, noise=os.urandom(1_000_000) * 30)
    for _ in range(3):
        made.scanned(picture=picture)
    assert references(read_source(made.save(tmp_path / "heavy.pdf"))) == THREE


def test_numbers_of_pages_in_words():
    assert runs([3]) == "3"
    assert runs([1, 2]) == "1 and 2"
    assert runs([3, 5, 6, 7, 9]) == "3, 5 to 7 and 9"
