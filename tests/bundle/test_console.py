"""The bundle's console: the main job from an empty folder, its helper, and hostile files."""

from __future__ import annotations

import pytest

from tests.bundle.conftest import SAMPLE, Bundle, sample
from tests.exchange.making import HEADINGS, delimited, rows, workbook
from tests.exchange.old_excel import old_workbook
from tests.exchange.open_document import open_workbook
from tests.exchange.reports import word
from tests.exchange.reports.paper import ASKS, Paper
from tests.exchange.test_previews import pdf


def test_the_main_job(bundle: Bundle) -> None:
    sample(bundle, "recommendations.xlsx")
    (bundle.work / "minutes.txt").write_text("Agreed.", encoding="utf-8")
    tracker, author = "place.marmot", ("--author", "Ann Officer")
    bundle.marmot("new", tracker, "--place", "Sample place", *author)
    bundle.marmot("import", tracker, "recommendations.xlsx", *author)
    bundle.marmot("set", tracker, "1.2", "owner=Head of Housing, Sample Council", *author)
    bundle.marmot("rate", tracker, "1.2", "green", "--reason", "Agreed", *author)
    bundle.marmot("attach", tracker, "1.2", "minutes.txt", "--sensitivity", "ordinary", *author)
    listed = {row["reference"]: row for row in bundle.json("list", tracker)["rows"]}
    assert len(listed) == SAMPLE
    row = listed["1.2"]
    assert (row["rating"], row["evidence"]) == ("on_track", 1)
    assert row["owner"] == "Head of Housing, Sample Council"
    bundle.marmot("pack", tracker, "pack.xlsx", "--with-evidence", *author)
    bundle.marmot("verify", tracker)
    bundle.marmot("verify", tracker, "--pack", "pack.xlsx")
    bundle.marmot("union", tracker, tracker, status=1)
    bundle.marmot("backup", tracker, *author)


def test_the_sample_is_made(bundle: Bundle) -> None:
    assert f"{SAMPLE} recommendations" in bundle.marmot("demo", "--no-window", "--folder", "out")
    assert sorted(path.suffix for path in (bundle.work / "out").iterdir()) == [".marmot", ".xlsx"]


def test_lists_of_each_kind_are_read_in_the_helper(bundle: Bundle) -> None:
    cells = [list(HEADINGS), *rows()]
    workbook(bundle.work / "a.xlsx", cells)
    old_workbook(bundle.work / "b.xls", cells)
    open_workbook(bundle.work / "c.ods", cells)
    delimited(bundle.work / "d.csv", cells)
    delimited(bundle.work / "e.txt", cells, encoding="cp1252")
    for path in sorted(bundle.work.iterdir()):
        assert len(bundle.json("read", path.name)["items"]) == len(rows()), path.name


def test_reports_in_word_and_pdf_are_read_in_the_helper(bundle: Bundle) -> None:
    made, paper = word.document(), Paper()
    for n, asks in enumerate(ASKS[:4], 1):
        made.add_heading(f"Recommendation {n}", 2)
        made.add_paragraph(asks)
        paper.heading(f"Recommendation {n}").para(asks)
    word.save(made, bundle.work / "report.docx")
    paper.save(bundle.work / "report.pdf")
    for name in ("report.docx", "report.pdf"):
        items = bundle.json("read", name)["items"]
        assert [item["reference"] for item in items] == ["1", "2", "3", "4"], name


def test_returns_go_out_and_come_back_and_changes_go_into_a_copy(bundle: Bundle) -> None:
    bundle.marmot("demo", "--no-window", "--folder", "out")
    (tracker,) = (bundle.work / "out").glob("*.marmot")
    author = ("--author", "Ann Officer")
    bundle.marmot("period", tracker, "Q4", "--opens", "2026-11-01", "--due", "2099-01-31", *author)
    copy = bundle.work / "copy.marmot"
    copy.write_bytes(tracker.read_bytes())
    bundle.marmot("send", tracker, "--period", "Q4", "--to", "Housing", "--folder", "sent", *author)
    (workbook,) = (bundle.work / "sent").glob("*.xlsx")
    told = bundle.json("receive", tracker, workbook, "--dry-run")
    assert "Nothing new" in str(told) or not any(each["lines"] for each in told["returns"])
    bundle.marmot("changes", tracker, "--to", "all.marmot-changes", "--since", "all", *author)
    bundle.marmot("union", copy, "all.marmot-changes", *author)
    bundle.marmot("verify", copy)


def test_previews_are_drawn_in_the_helper(bundle: Bundle) -> None:
    from PIL import Image

    look = "marmot_tracker.exchange.looking:look_in_child"
    pdf(bundle.work / "page.pdf", (300, 400))
    for kind in ("png", "jpg", "gif", "bmp", "tif", "webp"):
        Image.new("RGB", (40, 30), "red").save(bundle.work / f"picture.{kind}")
    for path in sorted(bundle.work.iterdir()):
        told = bundle.helper(look, path=str(path), ending=path.suffix, page=1, side=200)
        assert told["answer"]["kind"] == "picture", (path.name, told)


@pytest.mark.parametrize(
    "name, body",
    [
        ("locked.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
        ("broken.xlsx", b"PK\x03\x04" + bytes(200)),
        ("nothing.csv", b""),
        ("noise.xls", bytes(range(256)) * 40),
    ],
)
def test_a_hostile_file_is_told_in_words(bundle: Bundle, name: str, body: bytes) -> None:
    (bundle.work / name).write_bytes(body)
    told = bundle.marmot("read", name, status=1)
    assert told.startswith("marmot: ")
    assert name in told or "file" in told


def test_whose_works_are_in_it_is_told(bundle: Bundle) -> None:
    told = (bundle.folder / "THIRD-PARTY-LICENCES.txt").read_text("utf-8")
    for name in ("Lucide", "PySide6", "PDFium", "Python", "matplotlib", "DejaVu"):
        assert name in told, name
    for text in ("GNU LESSER GENERAL PUBLIC LICENSE", "GNU GENERAL PUBLIC LICENSE"):
        assert text in told
    assert (bundle.folder / "LICENSE.txt").read_text("utf-8").startswith("MIT")
