"""Previews: what is shown of a file, and what becomes of those made to hurt."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from marmot_tracker import helper, paths
from marmot_tracker.exchange import previews
from marmot_tracker.exchange.previews import Preview, PreviewKind, check_picture, preview
from marmot_tracker.progress import Cancelled, Progress
from tests.exchange.making import workbook

if TYPE_CHECKING:
    from PIL.Image import Image

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def pdf(path: Path, *sizes: tuple[float, float]) -> Path:
    """A PDF with one blank page of each size, in points."""
    import pypdfium2  # type: ignore[import-untyped]

    document = pypdfium2.PdfDocument.new()
    for width, height in sizes:
        document.new_page(width, height)
    document.save(path)
    document.close()
    return path


def picture(path: Path, size: tuple[int, int] = (400, 300), colour: str = "red") -> Path:
    blank("RGB", size, colour).save(path)
    return path


def blank(mode: str, size: tuple[int, int], colour: Any) -> Image:
    import PIL.Image

    return PIL.Image.new(mode, size, colour)


def chunk(name: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4) + name + body + zlib.crc32(name + body).to_bytes(4)


def png(width: int, height: int, *, rows: int | None = None, more: bytes = b"") -> bytes:
    """A PNG written by hand: it may claim an extent that its pixels do not have."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes((3 * width + 1) * (height if rows is None else rows)))
    parts = chunk(b"IHDR", head) + more + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def archive(path: Path, **parts: str | bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, body in parts.items():
            out.writestr(name.replace("__", "/") + ".xml", body)
    return path


def look(path: Path, *, page: int = 1, side: int = 1200) -> Preview:
    return preview(path, name=path.name, page=page, side=side)


def pixels(found: Preview) -> Image:
    import PIL.Image

    assert found.kind is PreviewKind.PICTURE
    image = PIL.Image.open(io.BytesIO(found.png))
    assert check_picture(found.png) == image.size
    return image.convert("RGB")


class TestWhatIsShown:
    def test_a_picture_is_made_small_and_upright(self, tmp_path):
        import PIL.Image

        path = tmp_path / "street.jpg"
        exif = PIL.Image.Exif()
        exif[0x0112] = 6  # the camera was held on its side
        blank("RGB", (3000, 1000), "blue").save(path, exif=exif, dpi=(300, 300))
        image = pixels(look(path, side=600))
        assert image.size == (200, 600)
        assert image.convert("L").getpixel((100, 300)) == 29

    def test_what_is_clear_stands_on_white(self, tmp_path):
        path = tmp_path / "plan.png"
        blank("RGBA", (40, 40), (0, 0, 0, 0)).save(path)
        assert pixels(look(path)).getpixel((20, 20)) == (255, 255, 255)

    def test_a_pdf_is_turned_page_by_page(self, tmp_path):
        path = pdf(tmp_path / "minutes.pdf", (595, 842), (842, 595))
        first, second = look(path, side=800), look(path, page=2, side=800)
        assert (first.page, first.pages, first.part) == (1, 2, "Page")
        assert pixels(first).height == pixels(second).width == 800
        assert look(path, page=99).page == 2

    def test_a_workbook_shows_its_sheets(self, tmp_path):
        rows: list[list[Any]] = [["Ward", "Homes", "Seen on"], ["Crawley", 1204, date(2026, 9, 4)]]
        path = workbook(tmp_path / "survey.xlsx", [*rows, *[["x", n, None] for n in range(200)]])
        found = look(path)
        assert found.kind is PreviewKind.TABLE
        assert found.rows[:2] == (("Ward", "Homes", "Seen on"), ("Crawley", "1204", "04/09/2026"))
        assert (len(found.rows), found.words) == (60, "These are the first 60 of 202 rows.")

    def test_a_csv_is_a_table_and_other_text_is_lines(self, tmp_path):
        table, text = tmp_path / "homes.csv", tmp_path / "note.txt"
        table.write_text("Ward;Homes\nCrawley;12\n", encoding="utf-8")
        text.write_text("Two officers left.\nAgency cover starts in December.", encoding="utf-8")
        assert look(table).rows == (("Ward", "Homes"), ("Crawley", "12"))
        assert look(text).lines == ("Two officers left.", "Agency cover starts in December.")

    def test_a_word_document_is_plain_text(self, tmp_path):
        body = f"<w:document xmlns:w='{WORD}'><w:p><w:r><w:t>Agreed </w:t></w:r><w:r><w:t>today."
        body += "</w:t></w:r></w:p><w:p><w:t>Next meeting</w:t><w:tab/><w:t>June</w:t></w:p>"
        path = archive(tmp_path / "minutes.docx", word__document=body + "</w:document>")
        assert look(path).lines == ("Agreed today.", "Next meeting\tJune")

    def test_a_mail_tells_who_wrote_when_and_what_is_attached(self, tmp_path):
        path = tmp_path / "reply.eml"
        path.write_bytes(
            b"From: Bo Lee <bo@example.org>\r\nTo: ann@example.org\r\nSubject: Damp homes\r\n"
            b"Content-Type: text/plain; charset=utf-8\r\n\r\nAll 14 were seen.\r\n"
        )
        lines = look(path).lines
        assert lines[0] == "From: Bo Lee <bo@example.org>"
        assert lines[-1] == "All 14 were seen."

    def test_what_is_not_shown_is_said(self, tmp_path):
        path = tmp_path / "tool.exe"
        path.write_bytes(b"MZ" + random.Random(1).randbytes(4000))
        found = look(path)
        assert found.kind is PreviewKind.NONE
        assert "save it to a folder" in found.words


def bomb_picture(path: Path) -> None:
    path.write_bytes(png(60_000, 60_000, rows=1))


def cut_picture(path: Path) -> None:
    picture(path, (900, 900), "green")
    path.write_bytes(path.read_bytes()[:-900])


def absurd_page(path: Path) -> None:
    """Its page box is written wider than any paper: no more is drawn than was asked for."""
    pdf(path, (200, 200))
    body = path.read_bytes().replace(b"0 0 200 200", b"0 0 9e9 1e0")
    assert b"9e9" in body
    path.write_bytes(body)


def damaged_pdf(path: Path) -> None:
    path.write_bytes(b"%PDF-1.7\n" + random.Random(2).randbytes(5000))


def broken_zip(path: Path) -> None:
    workbook(path, [["Ward"], ["Crawley"]])
    path.write_bytes(path.read_bytes()[:700])


def zip_bomb(path: Path) -> None:
    archive(path, word__document=b"<a>" + b" " * (60 * 1024 * 1024))


def entities(path: Path) -> None:
    lines = "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10 if n else 'lol'}'>" for n in range(9))
    archive(path, word__document=f"<!DOCTYPE d [{lines}]><d>&a8;</d>")


def locked_zip(path: Path) -> None:
    archive(path, word__document="<a/>")
    body = bytearray(path.read_bytes())
    for start in (b"PK\x03\x04", b"PK\x01\x02"):
        body[body.index(start) + (6 if start[2] == 3 else 8)] |= 1
    path.write_bytes(bytes(body))


HOSTILE: dict[str, tuple[str, Callable[[Path], None], str]] = {
    "a picture of 3,600 million pixels": ("bomb.png", bomb_picture, "pixels"),
    "a picture cut short": ("cut.png", cut_picture, "damaged"),
    "a PDF that is noise": ("noise.pdf", damaged_pdf, "damaged"),
    "a workbook cut short": ("cut.xlsx", broken_zip, "damaged"),
    "a document of 60 MB of blanks": ("bomb.docx", zip_bomb, "too long"),
    "a document of entities": ("lol.docx", entities, "damaged"),
    "a document with a password": ("locked.docx", locked_zip, "password"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_file_gets_a_sentence(case, tmp_path):
    name, make, said = HOSTILE[case]
    make(tmp_path / name)
    found = look(tmp_path / name)
    assert said in (found.words or " ".join(found.lines))
    assert not found.png


def test_a_picture_without_its_pixels_is_drawn_within_bounds(tmp_path):
    (tmp_path / "lying.png").write_bytes(png(3000, 3000, rows=1))
    assert pixels(look(tmp_path / "lying.png", side=500)).size == (500, 500)


def test_a_page_of_absurd_size_is_drawn_within_bounds(tmp_path):
    absurd_page(tmp_path / "wide.pdf")
    found = look(tmp_path / "wide.pdf", side=800)
    assert found.kind is PreviewKind.NONE or max(pixels(found).size) <= 800


def test_a_pdf_with_a_password_says_so(tmp_path):
    """The standard security handler of PDF 1.4, with keys that no password fits."""
    path = tmp_path / "locked.pdf"
    path.write_bytes(
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>endobj\n"
        b"4 0 obj<</Filter/Standard/V 1/R 2/P -4/O<" + b"ab" * 32 + b">/U<" + b"cd" * 32 + b">>>"
        b"endobj\ntrailer<</Root 1 0 R/Encrypt 4 0 R/ID[<00><00>]/Size 5>>\n%%EOF"
    )
    assert "password" in look(path).words


class TestTheAnswer:
    def test_only_a_plain_picture_is_let_through(self):
        assert check_picture(png(30, 20)) == (30, 20)

    @pytest.mark.parametrize(
        "body",
        [
            b"GIF89a",
            png(30, 20)[:-1],
            png(30, 20)[:-30] + b"\0" * 30,
            png(5000, 1),
            png(0, 1),
            png(30, 20, rows=19),
            png(30, 20, rows=5000),
            png(30, 20, more=chunk(b"iCCP", b"profile\0\0" + zlib.compress(b"x"))),
            png(30, 20, more=chunk(b"tEXt", b"Comment\0words")),
            png(30, 20) + b"after",
        ],
    )
    def test_any_other_is_refused(self, body):
        with pytest.raises(ValueError, match="picture"):
            check_picture(body)

    @pytest.mark.parametrize(
        "told",
        [
            {"kind": "picture", "png": "R0lGODlh"},
            {"kind": "window"},
            {"kind": "text", "lines": [1, 2]},
            {"kind": "table", "rows": 7},
            ["picture"],
        ],
    )
    def test_a_child_that_answers_otherwise_is_not_believed(self, told, tmp_path, monkeypatch):
        monkeypatch.setattr(helper, "run", lambda *_, **__: told)
        found = look(picture(tmp_path / "a.png"))
        assert (found.kind, found.png) == (PreviewKind.NONE, b"")

    def test_a_long_answer_is_cut(self, tmp_path, monkeypatch):
        told = {"kind": "text", "lines": ["x" * 9000] * 9000}
        monkeypatch.setattr(helper, "run", lambda *_, **__: told)
        found = look(picture(tmp_path / "a.png"))
        assert (len(found.lines), len(found.lines[0])) == (500, 2000)


def test_a_file_that_takes_too_long_is_given_up_and_told(tmp_path, monkeypatch):
    monkeypatch.setattr(previews, "SECONDS", 0.01)
    assert "cannot be shown here" in look(picture(tmp_path / "a.png")).words


def test_a_cancelled_preview_is_cancelled(tmp_path):
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        preview(picture(tmp_path / "a.png"), name="a.png", progress=progress)


def test_a_private_copy_goes_again(tmp_path, monkeypatch):
    monkeypatch.setenv("MARMOT_DATA", str(tmp_path))
    copy = previews.copied([b"one", b"two"])
    assert copy is not None
    assert copy.read_bytes() == b"onetwo"
    previews.discard(copy)
    assert previews.copied([]) is None
    assert not any((paths.user_data_folder() / "private").iterdir())
