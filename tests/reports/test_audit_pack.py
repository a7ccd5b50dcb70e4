"""The audit pack: what it says is what the tracker's figures say."""

from __future__ import annotations

import shutil
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

from marmot_tracker import clock
from marmot_tracker.document import Document
from marmot_tracker.reports import audit_pack
from marmot_tracker.reports.pack_sheets import sheets
from marmot_tracker.reports.sheets import laid_out
from marmot_tracker.services import figures, ratings, recommendations, register
from marmot_tracker.services.figures import Figures
from marmot_tracker.services.register import RegisterRow
from marmot_tracker.vocabulary import RATING_KEY, SAMPLE_MARK, WORST_FIRST, Rating
from tests.reports import making
from tests.reports.conftest import Handed
from tests.reports.reading import opened, part, parts, rows, texts

NAMES = [
    *("Cover", "Summary", "Asks", "Exceptions", "What changed", "Register", "Updates"),
    *("Dates moved", "Evidence index", "Data quality", "Definitions"),
]
SHAPES = {
    Rating.COMPLETE: "■",
    Rating.ON_TRACK: "●",
    Rating.AT_RISK: "▲",
    Rating.OFF_TRACK: "◆",
    Rating.NOT_RATED: "○",
}


def words(rating: Rating) -> str:
    return f"{SHAPES[rating]} {RATING_KEY[rating].letter} {RATING_KEY[rating].word}"


def asked(document: Document, day: date = making.DAY) -> tuple[list[RegisterRow], Figures]:
    """The register and figures as the rest of the program has them."""
    with document.read() as session:
        return register.rows(session, today=day), figures.figures(session, today=day)


def cover(book: Any) -> dict[str, str]:
    told = {line["Item"]: line["What it says"] for line in rows(book["Cover"], "About_this_pack")}
    for line in rows(book["Cover"], "What_is_asked_and_told"):
        told[line["What"]] = line["How it stands"]
    return told


def test_the_cover_names_place_period_and_state(handed: Handed) -> None:
    book = opened(handed.path)
    assert book.sheetnames == NAMES
    told = cover(book)
    assert told["Place"] == "Marmot Town"
    assert told["As at"] == "14/10/2026, with everything entered by 14/10/2026 14:05"
    assert told["Reporting period"] == "Q2 2026/27 (opened 01/07/2026, answers due 10/10/2026)"
    assert told["Last answer or change"] == "05/10/2026 14:15"
    assert told["Changed since 01/09/2026"].startswith("8 of 9 recommendations, in ")
    assert told["Overdue"] == "2 of 8"
    assert told["Asked of the steering group"].startswith("2 decisions are asked of you")
    assert told["Evidence files not in this copy"] == "0 of 0 files"
    assert told["Evidence waiting to be checked"].startswith("1 of 3 pieces")
    assert told["Check code"] == handed.made.facts.check_code
    assert len(told["Check code"]) == 32
    assert [value for label, value in told.items() if label.startswith("Record position")] == list(
        handed.made.facts.tips
    )
    _, counted = asked(handed.document)
    key = list(rows(book["Cover"], "Rating_key"))
    assert [line["Rating"] for line in key] == [words(rating) for rating in WORST_FIRST]
    assert all(line["What it means"] for line in key)
    assert [line["Number"] for line in key] == [counted.share(rating).n for rating in WORST_FIRST]


def test_the_summary_is_figures(handed: Handed) -> None:
    _, counted = asked(handed.document)
    sheet = opened(handed.path)["Summary"]
    for line in rows(sheet, "Ratings"):
        rating = next(code for code in Rating if words(code) == line["Rating"])
        share = counted.share(rating)
        assert (line["Number"], line["Out of"]) == (share.n, share.m)
        assert line["Share"] == f"{share.percent}%"
    for name, kind, groups in (
        ("Ratings_by_subgroup", "Subgroup", counted.by_subgroup),
        ("Ratings_by_principle", "Principle", counted.by_principle),
    ):
        lines = {line[kind]: line for line in rows(sheet, name)}
        assert lines.pop("All counted recommendations")["Counted"] == counted.counted
        expected = {f"{g.number} {g.name}" if g.number else g.name: g for g in groups}
        assert set(lines) == set(expected)
        for key, line in lines.items():
            group = expected[key]
            told = [line["Counted"], line["Overdue"], line["No decision yet"]]
            assert told == [group.counted, group.overdue, group.undecided]
            shares = [group.share(rating).n for rating in Rating]
            assert [line[words(rating)] for rating in Rating] == shares


def test_attention_is_figures(handed: Handed) -> None:
    _, counted = asked(handed.document)
    told = {
        line["What"]: (line["Number"], line["Out of"])
        for line in rows(opened(handed.path)["Summary"], "What_needs_attention")
    }
    m = counted.counted
    assert told["Overdue"] == (len(counted.overdue), m) == (2, 8)
    assert told["Date moved"] == (len(counted.moved), m)
    assert told["No owner"] == (len(counted.no_owner), m)
    assert told["No update this period"] == (len(counted.no_update), m)
    assert told["No evidence"] == (len(counted.no_evidence), m)
    assert told["Not counted: decided otherwise"] == (counted.decided_otherwise, counted.total)


def test_exceptions_say_why_each_is_there(handed: Handed) -> None:
    listed, counted = asked(handed.document)
    found = {
        line["Recommendation"]: line
        for line in rows(opened(handed.path)["Exceptions"], "Exceptions")
    }
    expected = set(counted.off_track + counted.at_risk + counted.overdue + counted.two_answers)
    assert set(found) == {row.text for row in listed if row.uid in expected}
    order = [line["Rating"] for line in found.values()]
    assert order[:3] == [words(Rating.OFF_TRACK), words(Rating.AT_RISK), words(Rating.AT_RISK)]
    by_reference = {line["Reference"]: line for line in found.values()}
    assert by_reference["5.1"]["Late or in doubt"] == "Overdue by 14 days"
    assert by_reference["5.1"]["Reason given"] == "Two officers left and inspections stopped."
    assert by_reference["5.1"]["Path to green"] == "Agency cover."
    assert by_reference["5.2"]["Late or in doubt"] == "none"
    assert by_reference["5.2"]["Date moved"] == "+182 days"
    assert making.WORDINGS[-1][3] not in found  # nobody rated it: that is on Data quality
    assert "8.2" not in by_reference  # decided otherwise: it is not counted


def test_the_register_is_the_register(handed: Handed) -> None:
    listed, _ = asked(handed.document)
    sheet = opened(handed.path)["Register"]
    found = list(rows(sheet, "Register"))
    assert [line["Recommendation"] for line in found] == [row.text for row in listed]
    for line, row in zip(found, listed, strict=True):
        assert line["Reference"] == (row.reference or "none")
        assert line["Owner"] == (row.owner or "no owner")
        assert line["Rating"].startswith(words(row.rating))
        assert line["Evidence"] == row.evidence
        assert line["Times moved"] == row.times_moved
        assert line["Days slipped"] == row.days_slipped
        assert line["Ward"] == row.extra.get("Ward", "none")
        if row.due is not None:
            assert line["Due"].date() == row.due
        if row.first_due is not None:
            assert line["First due"].date() == row.first_due
    assert found[3]["Reference"] == "3.10"
    assert sheet["A10"].number_format == "@"
    assert found[4]["Due"] == "ongoing, next review 31/01/2027"
    assert sheet.freeze_panes == f"B{1 + int(sheet.tables['Register'].ref[1:].split(':')[0])}"
    assert sheet.tables["Register"].autoFilter is not None


def test_restricted_and_unchecked_evidence_stays_inside(handed: Handed) -> None:
    everything = "\n".join(texts(handed.path))
    for secret in ("SECRET", "UNCHECKED"):
        assert secret not in everything
    index = list(rows(opened(handed.path)["Evidence index"], "Evidence_index"))
    assert index[2]["Evidence"] == "Restricted evidence, held by Family hubs, dated 01/08/2026"
    assert index[0]["Where it is"] == "https://example.org/inspections"
    assert (index[1]["Where it is"], index[1]["Recognisable people"]) == (
        "not printed",
        "Not checked",
    )


def test_two_answers_are_marked(document: Document, tmp_path: Path) -> None:
    other = tmp_path / "other.marmot"
    shutil.copy(document.path, other)
    with document.edit("Rate here") as session:
        rate(session, Rating.ON_TRACK)
    with Document.open(other, author=making.AUTHOR) as theirs, theirs.edit("Rate there") as session:
        rate(session, Rating.OFF_TRACK)
    document.bring_in(other)
    audit_pack.make(document, tmp_path / "pack.xlsx")
    book = opened(tmp_path / "pack.xlsx")
    line = next(line for line in rows(book["Register"], "Register") if line["Reference"] == "3.1")
    assert line["Two answers"] == "Rating: also On track"
    assert line["Rating"] == words(Rating.OFF_TRACK)
    why = {
        line["Reference"]: line["Late or in doubt"]
        for line in rows(book["Exceptions"], "Exceptions")
    }
    assert "Two answers to settle" in why["3.1"]


def rate(session: Any, rating: Rating) -> None:
    ratings.rate(
        session,
        recommendation=making.uid_of(session, "3.1"),
        rating=rating,
        speaks_for=date(2026, 10, 1),
        reason="Since it is so.",
        path_to_green="Do it.",
    )


def test_a_sample_is_marked_on_every_sheet_and_page(tmp_path: Path) -> None:
    with (
        clock.fixed(making.MADE),
        making.tracker(tmp_path / "sample.marmot", sample=True) as document,
    ):
        with document.edit("Long") as session:
            report = register.rows(session, today=making.DAY)[0].report_uid
            recommendations.add(session, report=report, wording="x" * 40_000)
        audit_pack.make(document, tmp_path / "pack.xlsx")
    book = opened(tmp_path / "pack.xlsx")
    assert book.sheetnames == [*NAMES, "Continued text"]
    for sheet in book.worksheets:
        head = [sheet.cell(row, 1).value for row in range(1, 7)]
        assert SAMPLE_MARK in head, sheet.title
        last = int(sheet.print_title_rows.rpartition("$")[2])
        assert head.index(SAMPLE_MARK) < last


def test_a_tracker_that_is_no_sample_carries_no_mark(handed: Handed) -> None:
    assert SAMPLE_MARK not in "\n".join(texts(handed.path))


def test_it_can_be_read_by_everybody(handed: Handed) -> None:
    """The essential rules of the checklist for published spreadsheets (reference: aftables)."""
    book = opened(handed.path)
    assert book.properties.title == "Audit pack: Marmot Town"
    assert book.properties.creator == "Marmot Town"
    assert book.active.title == "Cover"
    assert book.active.sheet_view.selection[0].activeCell == "A1"
    tables: list[str] = []
    for number, sheet in enumerate(book.worksheets, 1):
        assert sheet.merged_cells.ranges == set()
        assert isinstance(sheet["A1"].value, str)
        assert isinstance(sheet["A2"].value, str)
        upright = sheet.title in {"Cover", "Definitions"}
        assert sheet.page_setup.orientation == ("portrait" if upright else "landscape")
        assert sheet.page_setup.paperSize == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToWidth in {None, 1}
        assert sheet.oddFooter.center.text == "Page &P of &N"
        others = (sheet.oddHeader.center, sheet.oddHeader.left, sheet.oddFooter.left)
        assert [each.text for each in others] == [None, None, None]
        assert sheet.print_title_rows
        assert not [name for name, row in sheet.row_dimensions.items() if row.hidden]
        assert not [name for name, column in sheet.column_dimensions.items() if column.hidden]
        tables += sheet.tables
        for table in sheet.tables.values():
            cells = sheet[table.ref]
            assert table.ref.startswith("A")
            headings = [cell.value for cell in cells[0]]
            assert [column.name for column in table.tableColumns] == headings
            assert len({heading.casefold() for heading in headings}) == len(headings)
            blank = {cell.column for line in cells for cell in line if cell.value is None}
            answers = [cell.column for cell in cells[0] if cell.value == "The group's answer"]
            assert blank <= set(answers), sheet.title
            said = [cell for line in cells for cell in line if isinstance(cell.value, str)]
            assert all(cell.alignment.wrap_text or len(cell.value) < 5 for cell in said)
        assert b"mergeCell" not in part(handed.path, f"xl/worksheets/sheet{number}.xml")
        assert b"<f>" not in part(handed.path, f"xl/worksheets/sheet{number}.xml")
    assert len(set(tables)) == len(tables) == 22
    for name in parts(handed.path, "xl/tables/"):
        assert b'altText="' in part(handed.path, name)
        assert b'altTextSummary="' in part(handed.path, name)


def test_colour_never_stands_alone(handed: Handed) -> None:
    tinted = 0
    for sheet in opened(handed.path).worksheets:
        headings: dict[int, str] = {}
        for line in sheet.iter_rows():
            for cell in line:
                fill = cell.fill.fgColor.rgb if cell.fill.patternType == "solid" else None
                if fill == "FF14304D":
                    headings[cell.column] = cell.value
                elif fill is not None:
                    said = cell.value if isinstance(cell.value, str) else headings[cell.column]
                    assert said[0] in SHAPES.values(), cell.coordinate
                    tinted += 1
    assert tinted > 30


def test_a_past_day_stands_as_it_stood(document: Document, tmp_path: Path) -> None:
    audit_pack.make(document, tmp_path / "july.xlsx", as_at=date(2026, 7, 31))
    book = opened(tmp_path / "july.xlsx")
    assert cover(book)["As at"] == "31/07/2026, as it stood at the end of that day"
    assert cover(book)["As at, exactly (UTC)"] == "2026-07-31T22:59:59.999999Z"
    found = list(rows(book["Register"], "Register"))
    assert {line["Rating"] for line in found} == {
        f"{words(Rating.NOT_RATED)}: nobody has rated it yet"
    }
    assert book["Evidence index"]["A4"].value == "No evidence is attached yet."
    assert book["Updates"]["A6"].value == "No status update has been written."
    with document.snapshot(as_at=date(2026, 7, 31)) as snapshot, snapshot.read() as session:
        counted = figures.figures(session, today=date(2026, 7, 31))
    told = {line["Rating"]: line["Number"] for line in rows(book["Summary"], "Ratings")}
    assert told[words(Rating.NOT_RATED)] == counted.share(Rating.NOT_RATED).n == 9


def test_an_empty_tracker_makes_a_pack(tmp_path: Path) -> None:
    from marmot_tracker.services import programme

    with (
        clock.fixed(making.MADE),
        programme.new_tracker(
            tmp_path / "e.marmot", place="Town", author=making.AUTHOR
        ) as document,
    ):
        audit_pack.make(document, tmp_path / "empty.xlsx")
    book = opened(tmp_path / "empty.xlsx")
    said = {name: [cell.value for cell in book[name]["A"]] for name in NAMES}
    assert said["Register"][-1] == "There are no recommendations in this tracker yet."
    assert said["Exceptions"][-1] == "Nothing is red, amber or overdue."
    assert said["Asks"][-1] == "The steering group is asked for nothing."
    assert said["What changed"][-1] == "No earlier day was asked for to compare with."
    assert said["Updates"][-1] == "No status update has been written."
    assert said["Dates moved"][-1] == "No due date has moved."
    assert said["Data quality"][-1] == "Nothing is missing, doubtful or open."
    assert parts(tmp_path / "empty.xlsx", "xl/charts/") == []
    assert {line["Share"] for line in rows(book["Summary"], "Ratings")} == {"–"}


def test_long_wording_goes_on_in_the_pack(document: Document, tmp_path: Path) -> None:
    long = "A very long recommendation. " * 2000
    with document.edit("Add") as session:
        report = next(row.report_uid for row in register.rows(session, today=making.DAY))
        recommendations.add(session, report=report, reference="9.9", wording=long)
    audit_pack.make(document, tmp_path / "pack.xlsx")
    book = opened(tmp_path / "pack.xlsx")
    assert book.sheetnames == [*NAMES, "Continued text"]
    line = next(line for line in rows(book["Register"], "Register") if line["Reference"] == "9.9")
    begin, _, notice = line["Recommendation"].rpartition("\n")
    row = int(notice.rpartition("row ")[2].rstrip(".]"))
    assert begin + book["Continued text"].cell(row, 3).value == long


def test_the_cells_are_those_of_the_pure_function(handed: Handed) -> None:
    facts = handed.made.facts
    with handed.document.snapshot(tips=facts.tips, trail=True) as snapshot:
        pages = laid_out(sheets(snapshot, facts))
    book = opened(handed.path)
    for page in pages:
        found = {
            (cell.row - 1, cell.column - 1): cell.value
            for line in book[page.name].iter_rows()
            for cell in line
            if cell.value is not None
        }
        assert found.keys() == {at for at, cell in page.cells.items() if cell.value != ""}
    with zipfile.ZipFile(handed.path) as archive:
        assert archive.testzip() is None
