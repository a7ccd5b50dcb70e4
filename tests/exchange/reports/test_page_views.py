"""Pages as pictures: their lines lie where their words are seen, and no page hurts the others."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from marmot_tracker import helper
from marmot_tracker.errors import TrackerError
from marmot_tracker.exchange.previews import check_picture
from marmot_tracker.exchange.reports import page_views
from marmot_tracker.exchange.reports.blocks import Spot
from marmot_tracker.exchange.reports.page_views import PageView, view_pages
from marmot_tracker.progress import Cancelled, Progress
from tests.exchange.reports.paper import ASKS, Paper
from tests.exchange.reports.reading import prose, read

if TYPE_CHECKING:
    from PIL.Image import Image

SIDE = 1000


def report(*, pages: int = 1) -> Paper:
    """Pages with two recommendations and a paragraph each."""
    made = Paper(foot="")
    for page in range(pages):
        if page:
            made.page()
        prose(made, 1, start=page)
        for at in (0, 1):
            made.heading(f"Recommendation {2 * page + at + 1}", size=13)
            made.para(ASKS[(2 * page + at) % len(ASKS)])
    return made


def one(path: Path, page: int = 1, side: int = SIDE) -> PageView:
    (view,) = view_pages(path, [page], side=side)
    return view


def pixels(view: PageView) -> Image:
    import PIL.Image

    image = PIL.Image.open(io.BytesIO(view.picture))
    assert check_picture(view.picture) == image.size
    return image.convert("L").point(lambda level: 255 if level < 140 else 0)


def box(view: PageView, spot: Spot, image: Image, room: int = 0) -> tuple[int, int, int, int]:
    """A place on a page in pixels of its picture."""
    scale = image.width / view.width
    return (
        max(round(spot.left * scale) - room, 0),
        max(round(spot.top * scale) - room, 0),
        min(round(spot.right * scale) + room, image.width),
        min(round(spot.bottom * scale) + room, image.height),
    )


def every_word_lies_in_a_line(view: PageView) -> None:
    """All ink of a picture is inside its lines, and each line has some, from end to end."""
    image = pixels(view)
    for line in view.lines:
        left, top, right, bottom = box(view, line.spot, image)
        inked = image.crop((left, top, right, bottom)).getbbox()
        assert inked is not None, line.text
        assert max(inked[2] - inked[0], inked[3] - inked[1]) > 0.9 * max(
            right - left, bottom - top
        ), line.text
    for line in view.lines:
        image.paste(0, box(view, line.spot, image, room=3))
    assert image.getbbox() is None


def changed(path: Path, said: str) -> Path:
    """A PDF whose pages have something more said of them."""
    path.write_bytes(path.read_bytes().replace(b"/MediaBox", said.encode() + b" /MediaBox"))
    return path


@pytest.mark.parametrize(
    "said",
    [
        "",
        "/Rotate 90",
        "/Rotate 180",
        "/Rotate 270",
        "/CropBox [40 60 560 800]",
        "/Rotate 90 /CropBox [40 60 560 800]",
        "/Rotate 270 /CropBox [40 60 560 800]",
    ],
)
def test_lines_lie_on_their_words_however_a_page_is_turned_or_cropped(
    tmp_path: Path, said: str
) -> None:
    path = changed(report().save(tmp_path / "report.pdf"), said)
    view = one(path)
    assert [line.text for line in view.lines if line.heading] == [
        "Recommendation 1",
        "Recommendation 2",
    ]
    every_word_lies_in_a_line(view)


@pytest.mark.parametrize("said", ["", "/Rotate 90", "/CropBox [40 60 560 800]"])
def test_items_of_the_reader_lie_where_the_lines_do(tmp_path: Path, said: str) -> None:
    made = report()
    path = changed(made.save(tmp_path / "report.pdf"), said)

    class Saved(Paper):
        def save(self, _path: Path, *, encrypted: bool = False) -> Path:
            del encrypted
            return path

    items = read(Saved(), tmp_path).items
    assert [item.reference for item in items] == ["1", "2"]
    lines = one(path).lines
    for item in items:
        inside = [
            line.text
            for line in lines
            if any(
                spot.left - 1 <= line.spot.left
                and spot.top - 1 <= line.spot.top
                and line.spot.right <= spot.right + 1
                and line.spot.bottom <= spot.bottom + 1
                for spot in item.spots
            )
        ]
        assert " ".join(inside) == f"Recommendation {item.reference} {item.text}"


def test_words_up_the_side_of_a_page_have_their_place(tmp_path: Path) -> None:
    made = report()
    made.pages[0].append(b"BT /F1 11 Tf 0 1 -1 0 40 300 Tm (Words that go up the side) Tj ET\n")
    view = one(made.save(tmp_path / "report.pdf"))
    side = next(line for line in view.lines if line.text == "Words that go up the side")
    assert side.spot.bottom - side.spot.top > 100
    assert side.spot.right - side.spot.left < 20
    every_word_lies_in_a_line(view)


def test_pages_come_in_the_order_asked_and_no_others(tmp_path: Path) -> None:
    path = report(pages=4).save(tmp_path / "report.pdf")
    views = view_pages(path, [3, 2, 4, 9, 0, 3], side=SIDE)
    assert [(view.page, view.pages) for view in views] == [(3, 4), (2, 4), (4, 4)]
    assert [view.lines[-1].text in ASKS for view in views]
    assert all(max(check_picture(view.picture)) == SIDE for view in views)


def test_so_many_pages_are_drawn_at_once_and_no_more(tmp_path: Path) -> None:
    path = report(pages=9).save(tmp_path / "report.pdf")
    views = view_pages(path, range(1, 10), side=300)
    assert [view.page for view in views] == list(range(1, page_views.MOST_AT_ONCE + 1))


def test_a_page_knows_where_its_paragraphs_begin(tmp_path: Path) -> None:
    made = Paper(foot="")
    made.para("We recommend that the council does these things in the coming year, all of them:")
    made.item(
        "(a)",
        "map green spaces and say who can walk to one of them within ten minutes of home, and",
    )
    made.item(
        "(b)", "open libraries on Sundays in the wards with the fewest services of their own."
    )
    view = one(made.save(tmp_path / "report.pdf"))
    begin = [line.text.split()[0] for line in view.lines if line.begins]
    assert begin == ["We", "(a)", "(b)"]
    assert len(view.lines) > 3


def test_a_scanned_page_is_a_picture_without_lines(tmp_path: Path) -> None:
    made = Paper(foot="")
    made.rule(100, 100, 300, 200)
    view = one(made.save(tmp_path / "scan.pdf"))
    assert view.lines == ()
    assert view.fault == ""
    assert pixels(view).getbbox() is not None


def test_a_damaged_page_is_told_on_its_place_and_the_others_are_shown(tmp_path: Path) -> None:
    path = report(pages=3).save(tmp_path / "report.pdf")
    body = path.read_bytes()
    at = body.index(b"<< /Type /Page ", body.index(b"<< /Type /Page ") + 5)
    path.write_bytes(body[:at] + b"17" + body[at + 2 :])
    first, second, third = view_pages(path, [1, 2, 3], side=SIDE)
    assert first.picture
    assert third.picture
    assert "Page 2 is damaged" in second.fault
    assert second.picture == b""
    assert second.width > 0


@pytest.mark.parametrize(
    ("size", "most"), [("0 0 14400 14400", SIDE), ("0 0 14400 20", SIDE), ("0 0 9 9", SIDE)]
)
def test_pages_of_any_size_are_drawn_no_larger_than_asked(
    tmp_path: Path, size: str, most: int
) -> None:
    path = report().save(tmp_path / "report.pdf")
    path.write_bytes(
        path.read_bytes().replace(b"/MediaBox [0 0 595 842]", f"/MediaBox [{size}]".encode())
    )
    view = one(path)
    assert not view.fault
    assert 0 < max(check_picture(view.picture)) <= most


def test_the_last_of_many_pages_is_drawn(tmp_path: Path) -> None:
    import pypdfium2  # type: ignore[import-untyped]

    document = pypdfium2.PdfDocument.new()
    for _ in range(1500):
        document.new_page(300, 400)
    path = tmp_path / "long.pdf"
    document.save(path)
    document.close()
    view = one(path, 1500, side=300)
    assert (view.page, view.pages) == (1500, 1500)
    assert view.picture


@pytest.mark.parametrize("what", ["locked", "cut", "other", "gone"])
def test_what_is_no_pdf_to_read_is_told_in_words(tmp_path: Path, what: str) -> None:
    path = tmp_path / "report.pdf"
    if what != "gone":
        report().save(path, encrypted=what == "locked")
    if what == "cut":
        path.write_bytes(path.read_bytes()[:200])
    if what == "other":
        path.write_bytes(b"Dear all, please find the report attached.")
    with pytest.raises(TrackerError) as fault:
        view_pages(path, [1], side=SIDE)
    words = {"locked": "password", "cut": "damaged", "other": "damaged", "gone": "no longer"}[what]
    assert words in fault.value.message
    assert "report.pdf" in fault.value.message
    assert "workbook" not in str(fault.value) + (fault.value.hint or "")


def test_where_several_are_too_much_the_first_is_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = report(pages=3).save(tmp_path / "report.pdf")
    run = helper.run

    def limited(function: str, argument: dict[str, Any], **limits: Any) -> Any:
        if len(argument["pages"]) > 1:
            raise TrackerError("too long", hint="a workbook")
        return run(function, argument, **limits)

    monkeypatch.setattr(helper, "run", limited)
    assert [view.page for view in view_pages(path, [2, 3, 1], side=SIDE)] == [2]


def test_a_page_past_the_limits_is_told_in_words_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = report(pages=3).save(tmp_path / "report.pdf")
    monkeypatch.setattr(page_views, "OUTPUT_MB", 0)
    with pytest.raises(TrackerError, match=r"Page 2 of report\.pdf cannot be drawn here") as fault:
        view_pages(path, [2], side=SIDE)
    assert "workbook" not in (fault.value.hint or "")


@pytest.mark.parametrize(
    "spoilt",
    [
        {"png": "AAAA"},
        {"png": "no picture"},
        {"page": 7},
        {"width": float("nan")},
        {"height": -5},
        {"width": 1e300},
        {"page": float("inf")},
        {"count": 10**400},
        {"lines": [["words", 1, 2, 10**400, 4, True, False, 0]]},
        {"lines": [["words", 1, 2, 1e300, 4, True, False, 0]]},
        {"lines": [["words", 1, 2, 3, 4, True, False, float("inf")]]},
        {"lines": [["words", 1, 2, 3]]},
        {"lines": [["words", 1, 2, float("inf"), 4, True, False, 0]]},
        {"lines": [[5, 1, 2, 3, 4, True, False, 0]]},
        {"fault": None},
    ],
)
def test_nothing_the_helper_says_is_taken_unseen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoilt: dict[str, object]
) -> None:
    path = report().save(tmp_path / "report.pdf")
    good = {"page": 1, "count": 1, "width": 595, "height": 842, "png": "", "lines": [], "fault": ""}
    monkeypatch.setattr(helper, "run", lambda *_a, **_k: {"pages": [good | spoilt]})
    with pytest.raises(TrackerError, match="cannot be shown here"):
        view_pages(path, [1], side=SIDE)


def test_drawing_can_be_stopped(tmp_path: Path) -> None:
    path = report().save(tmp_path / "report.pdf")
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        view_pages(path, [1], side=SIDE, progress=progress)
