"""Odd pages of a PDF are read as a person sees them: turned, cut, invisible, set apart, filled in."""

from __future__ import annotations

import pytest

from marmot_tracker.exchange.corrections import NOTHING_SAID
from marmot_tracker.exchange.readers.pdf import read_pdf
from marmot_tracker.exchange.reading import read_file
from marmot_tracker.exchange.results import ReadResult
from marmot_tracker.progress import Progress
from tests.exchange.reports.odd_pdf import HEIGHT, WIDTH, OddPdf, words
from tests.exchange.reports.paper import ASKS
from tests.exchange.reports.reading import references, texts

THREE = ["1", "2", "3"]


def _read(path) -> ReadResult:
    return read_file(path, corrections=NOTHING_SAID, progress=Progress())


def _asks(count=3, *, left=72, letters=500, **options) -> bytes:
    return b"".join(
        words(left, 100 + 60 * n, f"Recommendation {n + 1}: {ASKS[n][:letters]}", **options)
        for n in range(count)
    )


def _saved(tmp_path, content, **options) -> ReadResult:
    made = OddPdf()
    made.page(content, **options)
    return _read(made.save(tmp_path / "odd.pdf"))


def _is_whole(result: ReadResult) -> bool:
    return references(result) == THREE and texts(result) == list(ASKS[:3])


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_turned_by_the_viewer_is_read_and_placed_as_shown(tmp_path, turn):
    # What stands upright on a turned page is set sideways in the file.
    matrix, where = {
        90: ("0 1 -1 0", lambda n: (100 + 60 * n, 72)),
        180: ("-1 0 0 -1", lambda n: (WIDTH - 72, 100 + 60 * n)),
        270: ("0 -1 1 0", lambda n: (WIDTH - 100 - 60 * n, HEIGHT - 72)),
    }[turn]
    content = b"".join(
        f"BT /F1 11 Tf {matrix} {where(n)[0]} {where(n)[1]} Tm "
        f"(Recommendation {n + 1}: {ASKS[n]}) Tj ET\n".encode()
        for n in range(3)
    )
    made = OddPdf()
    made.page(content, entries=f"/Rotate {turn}")
    path = made.save(tmp_path / "turned.pdf")
    assert _is_whole(_read(path))
    first, second, _ = read_pdf(path, Progress()).blocks
    assert first.spots[0].left == pytest.approx(72, abs=2)
    assert first.spots[0].bottom == pytest.approx(100, abs=6)
    assert second.spots[0].top - first.spots[0].top == pytest.approx(60, abs=1)


@pytest.mark.parametrize(
    ("matrix", "across", "left"), [("0 1 -1 0", 100, 72), ("0 -1 1 0", 595 - 100, 842 - 72)]
)
def test_a_page_printed_sideways_is_read_and_its_items_are_placed_as_shown(
    tmp_path, matrix, across, left
):
    step = 60 if across == 100 else -60
    content = b"".join(
        f"BT /F1 11 Tf {matrix} {across + step * n} {left} Tm "
        f"(Recommendation {n + 1}: {ASKS[n]}) Tj ET\n".encode()
        for n in range(3)
    )
    made = OddPdf()
    made.page(content)
    path = made.save(tmp_path / "sideways.pdf")
    assert _is_whole(_read(path))
    spot = read_pdf(path, Progress()).blocks[0].spots[0]
    assert spot.bottom - spot.top > 300
    assert spot.right - spot.left < 20
    assert (spot.left + spot.right) / 2 == pytest.approx(across, abs=8)
    assert (spot.bottom if step > 0 else spot.top) == pytest.approx(HEIGHT - left, abs=2)


def test_a_page_upside_down_is_read(tmp_path):
    content = b"".join(
        f"BT /F1 11 Tf -1 0 0 -1 520 {100 + 60 * n} Tm (Recommendation {n + 1}: {ASKS[n]}) Tj ET\n".encode()
        for n in range(3)
    )
    assert _is_whole(_saved(tmp_path, content))


def test_words_up_the_edge_of_an_upright_page_are_no_part_of_its_items(tmp_path):
    side = b"BT /F1 11 Tf 0 1 -1 0 30 300 Tm (Recommendation 9: Up the edge.) Tj ET\n"
    assert _is_whole(_saved(tmp_path, _asks() + side))


def test_what_was_cut_away_from_a_page_is_not_read(tmp_path):
    cut = words(72, 700, "Recommendation 9: Outside of what is shown.")
    assert _is_whole(_saved(tmp_path, _asks() + cut, entries="/CropBox [0 300 595 842]"))


def test_white_words_are_read_on_a_dark_box_alone(tmp_path):
    hidden = words(72, 700, "Recommendation 9: White on white.", before="1 g")
    result = _saved(tmp_path, _asks() + hidden)
    assert _is_whole(result)
    assert "white on white" in " ".join(result.notes)
    box = f"q 0.1 0.2 0.4 rg 60 {HEIGHT - 260} 500 180 re f Q\n".encode()
    assert _is_whole(_saved(tmp_path, box + _asks(before="1 g")))


def test_white_words_on_a_picture_or_on_a_box_within_a_drawing_are_read(tmp_path):
    made = OddPdf()
    made.scanned(_asks(before="1 g"))
    assert _is_whole(_read(made.save(tmp_path / "picture.pdf")))
    made = OddPdf()
    inner = made.stream(
        b"0.1 0.2 0.4 rg 0 0 100 40 re f",
        "/Type /XObject /Subtype /Form /BBox [0 0 100 40]",
    )
    made.page(
        f"q 5 0 0 5 50 {HEIGHT - 270} cm /D Do Q\n".encode() + _asks(before="1 g"),
        resources=f"/XObject << /D {inner} 0 R >>",
    )
    assert _is_whole(_read(made.save(tmp_path / "drawing.pdf")))


def test_the_invisible_words_over_a_scan_are_read(tmp_path):
    made = OddPdf()
    made.scanned(_asks(before="3 Tr"))
    result = _read(made.save(tmp_path / "scan.pdf"))
    assert _is_whole(result)
    assert not result.notes


@pytest.mark.parametrize("together", [True, False])
def test_words_drawn_twice_to_look_bold_are_read_once(tmp_path, together):
    twice = (
        b"".join(
            words(72 + by, 100 + 60 * n, f"Recommendation {n + 1}: {ASKS[n]}")
            for n in range(3)
            for by in (0, 0.3)
        )
        if together
        else _asks() + _asks(left=72.3)
    )
    assert _is_whole(_saved(tmp_path, twice))


@pytest.mark.parametrize("apart", [1.5, 2.5, 4])
def test_letters_set_apart_are_words(tmp_path, apart):
    result = _saved(tmp_path, _asks(before=f"{apart} Tc", size=8, letters=40))
    assert references(result) == THREE
    assert texts(result) == [ask[:40].strip() for ask in ASKS[:3]]


def test_letters_placed_one_by_one_with_gaps_are_words(tmp_path):
    content = b""
    for n in range(3):
        spread = "".join(
            f"({letter}) {-900 if letter == ' ' else -330} "
            for letter in f"Recommendation {n + 1}: {ASKS[n][:40].strip()}"
        )
        content += f"BT /F1 9 Tf 1 0 0 1 40 {700 - 60 * n} Tm [{spread}] TJ ET\n".encode()
    result = _saved(tmp_path, content)
    assert references(result) == THREE
    assert texts(result) == [ask[:40].strip() for ask in ASKS[:3]]


def test_what_was_typed_into_a_form_is_read(tmp_path):
    made = OddPdf()
    said = "Recommendation 4: The council should mend the form."
    look = made.stream(
        f"/Tx BMC q BT /F1 11 Tf 2 4 Td ({said}) Tj ET Q EMC".encode(),
        "/Type /XObject /Subtype /Form /BBox [0 0 450 20] /Resources << /Font << /F1 1 0 R >> >>",
    )
    field = made.add(
        f"<< /Type /Annot /Subtype /Widget /FT /Tx /T (a) /V ({said}) /Rect [72 300 522 320] "
        f"/F 4 /AP << /N {look} 0 R >> /DA (/F1 11 Tf 0 g) >>".encode()
    )
    made.catalogue = f"/AcroForm << /Fields [{field} 0 R] /DR << /Font << /F1 1 0 R >> >> >>"
    made.page(_asks(), entries=f"/Annots [{field} 0 R]")
    assert references(_read(made.save(tmp_path / "form.pdf"))) == [*THREE, "4"]


def test_a_comment_put_on_a_page_is_no_item(tmp_path):
    made = OddPdf()
    note = made.add(
        b"<< /Type /Annot /Subtype /Text /Contents (Recommendation 9: A remark.) /Rect [9 9 30 30] >>"
    )
    made.page(_asks(), entries=f"/Annots [{note} 0 R]")
    assert _is_whole(_read(made.save(tmp_path / "comment.pdf")))


def _drawn_font(made: OddPdf) -> None:
    """A font of which each letter is a little drawing, and that says which letter is which."""
    proc = made.stream(b"1000 0 0 0 750 750 d1 0 0 750 750 re f")
    names = " ".join(f"/a{code}" for code in range(32, 127))
    procs = " ".join(f"/a{code} {proc} 0 R" for code in range(32, 127))
    said = made.stream(
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def "
        b"1 begincodespacerange <00> <FF> endcodespacerange "
        b"1 beginbfrange <20> <7E> <0020> endbfrange endcmap end end"
    )
    made.fonts["T3"] = made.add(
        f"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 750 750] /FontMatrix [0.001 0 0 0.001 0 0] "
        f"/CharProcs << {procs} >> /Encoding << /Differences [32 {names}] >> /FirstChar 32 "
        f"/LastChar 126 /Widths [{' '.join(['550'] * 95)}] /Resources << >> "
        f"/ToUnicode {said} 0 R >>".encode()
    )


def test_a_font_made_of_drawings_is_read(tmp_path):
    made = OddPdf()
    _drawn_font(made)
    made.page(_asks(font="T3", size=8))
    assert _is_whole(_read(made.save(tmp_path / "drawn.pdf")))


@pytest.mark.parametrize(
    "media", [(0, 0, 1e9, 1e9), (595, 842, 0, 0), (0, 0, 0, 0), (-5000, -5000, 595, 842)]
)
def test_pages_of_any_size_are_read(tmp_path, media):
    assert _is_whole(_saved(tmp_path, _asks(), media=media))


def test_a_page_of_two_hundred_thousand_letters(tmp_path):
    lines = b"".join(
        words(
            20 + (n % 4) * 140,
            20 + (n // 4) * 0.6,
            "The council should go on and on without end",
            size=3,
        )
        for n in range(5000)
    )
    made = OddPdf()
    made.page(lines)
    made.page(_asks())
    assert _is_whole(_read(made.save(tmp_path / "full.pdf")))


def test_words_of_the_right_to_left_and_downwards_do_no_harm(tmp_path):
    made = OddPdf()
    said = made.stream(
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def "
        b"1 begincodespacerange <0000> <FFFF> endcodespacerange "
        b"1 beginbfrange <0001> <0040> <05D0> endbfrange endcmap end end"
    )
    inner = made.add(
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Ivrit /DW 550 "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>"
    )
    for name, way in (("H", "Identity-H"), ("V", "Identity-V")):
        made.fonts[name] = made.add(
            f"<< /Type /Font /Subtype /Type0 /BaseFont /Ivrit /Encoding /{way} "
            f"/DescendantFonts [{inner} 0 R] /ToUnicode {said} 0 R >>".encode()
        )
    strange = "".join(f"{1 + n % 26:04x}" for n in range(30))
    content = f"BT /H 11 Tf 1 0 0 1 72 300 Tm <{strange}> Tj ET BT /V 11 Tf 1 0 0 1 40 700 Tm <{strange}> Tj ET\n"
    made.page(_asks() + content.encode())
    assert _is_whole(_read(made.save(tmp_path / "strange.pdf")))


def test_ligatures_soft_hyphens_and_broken_words_are_mended(tmp_path):
    made = OddPdf()
    said = made.stream(
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def "
        b"1 begincodespacerange <00> <FF> endcodespacerange 3 beginbfchar "
        b"<01> <FB03> <02> <00AD> <03> <00A0> endbfchar "
        b"1 beginbfrange <20> <7E> <0020> endbfrange endcmap end end"
    )
    made.fonts["L"] = made.add(
        f"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode {said} 0 R >>".encode()
    )
    lines = (
        "Recommendation\\0031: The o\\001ce should widen its e\\001cient and co\\002opera-",
        "tive early years ser\\002vice, and keep its long-",
        "term plan under review with\\003residents.",
        "The long-term plan was shared.",
    )
    content = "".join(
        f"BT /L 11 Tf 1 0 0 1 72 {700 - 14 * at - (40 if at == 3 else 0)} Tm ({line}) Tj ET\n"
        for at, line in enumerate(lines)
    )
    made.page(content.encode())
    (text,) = texts(_read(made.save(tmp_path / "letters.pdf")))
    assert text == (
        "The office should widen its efficient and cooperative early years service, and keep its "
        "long-term plan under review with residents."
    )
