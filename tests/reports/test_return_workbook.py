"""The workbook of a return as openpyxl and its own parts show it."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

from sqlalchemy import select

from marmot_tracker.document import Document
from marmot_tracker.model import Return
from marmot_tracker.reports import returns_out
from marmot_tracker.reports.return_workbook import written
from marmot_tracker.reports.return_workbook_facts import ReturnFacts
from marmot_tracker.reports.sheets import Column, Sheet, Table, laid_out
from marmot_tracker.reports.workbook import Properties, workbook
from marmot_tracker.services import (
    asking_whom,
    programme,
    return_form,
    sending,
    setting,
)
from marmot_tracker.services.return_form import FormField
from marmot_tracker.services.return_form import Sheet as Name
from tests.reports import making
from tests.reports.reading import opened, part
from tests.reports.returning import ALWAYS, ANSWERS, DUE, Sent, asking, rows, sheet


def test_one_row_for_each_recommendation_and_open_cells_that_are_blank(sent: Sent) -> None:
    book = sent.book()
    assert book.sheetnames == [name.value for name in Name]
    found = list(rows(sheet(book)))
    assert [row["Reference"].value for row in found] == ["5.1", "5.2"]
    first = found[0]
    assert first["Recommendation"].value == making.WORDINGS[0][3]
    assert first["Last rating"].value == "R Off track, 30/09/2026"
    assert first["Last position"].value == "Position of 5.1 in one line, as its owner put it."
    assert first["Due"].value == "30/09/2026"
    assert [first[heading].value for heading in ALWAYS] == [None] * 3
    with sent.document.read() as session:
        uid = making.uid_of(session, "5.1")
    assert first["Id"].value == return_form.shown_id(uid)
    grounds = {
        first[name].fill.fgColor.rgb for name in ("Reference", "Recommendation", "Due", "Id")
    }
    assert grounds == {"FFEDF0F3"}
    assert all(first[heading].fill.fill_type is None for heading in ALWAYS)


def test_optional_columns_are_folded_and_only_those_asked_go_out(
    tracker: Document, tmp_path: Path
) -> None:
    who = asking(tracker)
    (made,) = returns_out.send(
        tracker, tmp_path / "r", period=who.period.uid, whom=[asking_whom.named(who, "Housing")],
        asked=[FormField.HELP_NEEDED, FormField.FORECAST], with_mail=False,
    )  # fmt: skip
    page = sheet(opened(made.workbook))
    headings = list(next(rows(page)))
    assert headings[-4:] == ["Help needed", "New forecast date", "Why the date moves", "Id"]
    hidden = re.findall(
        r'<col min="(\d+)" max="(\d+)"[^>]*hidden="1"', part(made.workbook, ANSWERS).decode()
    )
    away = {at for first, last in hidden for at in range(int(first), int(last) + 1)}
    assert [headings[at - 1] for at in sorted(away)] == headings[-4:-1]
    assert made.draft is None
    with tracker.read() as session:
        assert sending.stored(session, made.uid).asked == (
            FormField.HELP_NEEDED, FormField.FORECAST, FormField.FORECAST_WHY,
        )  # fmt: skip


def test_nothing_of_it_is_locked_and_it_prints_one_page_wide(sent: Sent) -> None:
    book = sent.book()
    for page in book.worksheets:
        assert not page.protection.sheet, page.title
        assert page.page_setup.paperSize == 9
        assert page.page_setup.fitToWidth in (None, 1)
    page = sheet(book)
    assert page.page_setup.orientation == "landscape"
    assert page.freeze_panes == "B6"
    assert page.print_title_rows == "$1:$5"
    assert page.tables["Return_rows"].autoFilter is not None
    assert not (book.security and book.security.lockStructure)
    told = re.findall(
        r'<row r="(\d+)"([^>]*)>', part(sent.by_name["Housing"].workbook, ANSWERS).decode()
    )
    assert "customHeight" not in str(told)  # else Excel lets no row grow with what is typed
    heights = [re.search(r'ht="([\d.]+)"', said) for row, said in told if int(row) > 5]
    assert all(found and float(found[1]) >= 45 for found in heights)


def test_the_choices_drop_down_from_lists_and_take_on_their_colours(sent: Sent) -> None:
    book = sent.book()
    page = sheet(book)
    with sent.document.read() as session:
        choices = return_form.choices(programme.words(session))
    lists = sheet(book, Name.LISTS)
    named = book.defined_names["Marmot_how_is_it_going"].attr_text.split("!")[1].replace("$", "")
    assert [row[0].value for row in lists[named]] == [*choices.values()]
    assert [*choices.values()][:3] == ["G On track", "A At risk", "R Off track"]
    hints = {str(hint.sqref).split(":")[0]: hint for hint in page.data_validations.dataValidation}
    going = hints["F6"]
    assert (going.type, going.formula1) == ("list", "Marmot_how_is_it_going")
    assert going.errorStyle == "warning"
    assert all(len(hint.promptTitle) <= 32 for hint in hints.values())
    assert all(0 < len(hint.prompt) <= 255 for hint in hints.values())
    (ruled,) = page.conditional_formatting
    assert str(ruled.sqref) == "F6:F7"
    rules = {rule.formula[0]: rule for rule in ruled.rules}
    assert {rule.type for rule in rules.values()} == {"cellIs"}
    assert {'"G On track"', '"G"', '"On track"', '"R Off track"'} <= rules.keys()
    assert not [text for text in rules if "tarted" in text or "last time" in text]
    assert rules['"A At risk"'].dxf.fill.bgColor.rgb == "FFFBEEDC"
    other = sheet(book, Name.EVIDENCE).data_validations.dataValidation[0]
    assert other.formula1 == "Marmot_recommendations"


def test_no_choice_offers_the_verified_rating(sent: Sent) -> None:
    lists = sheet(sent.book(), Name.LISTS)
    assert not [cell.value for row in lists for cell in row if "erified" in str(cell.value or "")]


def test_it_says_which_return_it_is_in_a_cell_and_in_its_properties(sent: Sent) -> None:
    made = sent.by_name["Housing"]
    with sent.document.read() as session:
        code = sending.stored(session, made.uid).check_code
    book = sent.book()
    for name in (Name.GUIDE, Name.ANSWERS):
        told = [return_form.identity_in(str(cell.value)) for (cell,) in sheet(book, name)["A1:A5"]]
        assert (made.uid, code) in told
    own = book.custom_doc_props
    assert own[return_form.RETURN_ID_PROPERTY].value == made.uid
    assert own[return_form.CHECK_CODE_PROPERTY].value == code
    with sent.document.read() as session:
        tips = session.scalars(select(Return.tips).where(Return.uid == made.uid)).one()
    assert tips
    assert sent.document.holds(tips.split())


def test_the_hidden_sheet_holds_what_every_grey_cell_said_and_the_heads(sent: Sent) -> None:
    book = sent.book()
    base = sheet(book, Name.BASE)
    assert base.sheet_state == "hidden"
    held = {(row["Id"].value, row["Field"].value): row for row in rows(base)}
    first = next(rows(sheet(book)))
    key = first["Id"].value
    assert held[key, "wording"]["Sent"].value == first["Recommendation"].value
    assert held[key, "last_rating"]["Sent"].value == first["Last rating"].value
    heads = sending.read_heads(str(held[key, None]["Heads"].value))
    with sent.document.read() as session:
        row = sending.rows_of(session, sent.by_name["Housing"].uid)[0]
    assert heads == row.heads


def test_the_other_sheets_have_a_row_for_each_recommendation_and_some_to_spare(sent: Sent) -> None:
    book = sent.book()
    wanted = {
        Name.EVIDENCE: return_form.EVIDENCE_HEADINGS,
        Name.ACTIONS: return_form.ACTION_HEADINGS,
        Name.REMARKS: return_form.REMARK_HEADINGS,
    }
    for name, headings in wanted.items():
        found = list(rows(sheet(book, name)))
        assert set(found[0]) == set(headings)
        assert found[0]["Reference"].value == ("5.1 Bring every rented home in the town up to a…")
        assert found[0]["Id"].value
        assert not any(cell.value for row in found[2:] for cell in row.values())
        assert len(found) > 5


def test_restricted_and_unchecked_evidence_is_nowhere_in_it(sent: Sent) -> None:
    for made in sent.by_name.values():
        assert made.draft
        with zipfile.ZipFile(made.workbook) as file:
            bodies = b"".join(file.read(name) for name in file.namelist())
        for secret in (b"SECRET", b"UNCHECKED", b"Family hubs"):
            assert secret not in bodies
            assert secret not in made.draft.read_bytes()


def test_words_that_look_like_formulas_stay_words(tracker: Document, tmp_path: Path) -> None:
    with tracker.read() as session:
        uid = making.uid_of(session, "5.1")
    text = '=HYPERLINK("http://example.org","x")'
    with tracker.edit("Wording") as session:
        setting.set_fields(
            session, uid=uid, values={"text": text}, today=making.DAY, reason="So printed"
        )
    who = asking(tracker)
    (made,) = returns_out.send(
        tracker, tmp_path / "r", period=who.period.uid, whom=[asking_whom.named(who, "Housing")]
    )
    book = opened(made.workbook)
    cell = next(rows(sheet(book)))["Recommendation"]
    assert (cell.value, cell.data_type) == (text, "s")
    assert cell.quotePrefix


def test_the_same_return_at_the_same_moment_is_the_same_file(sent: Sent) -> None:
    made = sent.by_name["Housing"]
    with sent.document.read() as session:
        stored, words = sending.stored(session, made.uid), programme.words(session)
    facts = ReturnFacts(
        made.uid, "Housing", "2026-Q3", "Marmot Town", "Test Officer", making.DAY, DUE,
        stored.asked, stored.check_code, stored.rows,
    )  # fmt: skip
    assert written(facts, words, made_at=making.MADE) == made.workbook.read_bytes()


def test_a_workbook_from_the_same_pages_without_forms_keeps_its_heights() -> None:
    """Only what people write into lets its rows grow: a pack stays as it was printed."""
    table = Table("T", "A table.", (Column("A", 10),), (("x " * 40,),))
    made = workbook(
        laid_out([Sheet("One", "One", ("Note",), (table,))]),
        Properties("One", "Us", making.MADE),
    )
    with zipfile.ZipFile(io.BytesIO(made)) as file:
        assert b"customHeight" in file.read("xl/worksheets/sheet1.xml")
