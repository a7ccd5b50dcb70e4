"""Loading a list through the window: reviewed, taken in, loaded again, corrected."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt

from marmot_tracker import paths
from marmot_tracker.exchange.corrections import DateOrder, OwnerSplit
from marmot_tracker.exchange.proposal import Choice, LineKind
from marmot_tracker.exchange.sheets import Taken
from marmot_tracker.vocabulary import Rating
from tests.screens.conftest import all_rows_of
from tests.screens.test_main_job import closed, dialog_of, row
from ui.dialogs.import_review import ReviewDialog
from ui.dialogs.review_columns import ReviewRow
from ui.dialogs.review_sheet import SheetSource
from ui.main_window import MainWindow

LIST = "Ref,Recommendation,Lead subgroup,Priority\n"


def write(path: Path, *lines: str) -> Path:
    path.write_text(LIST + "\n".join(lines) + "\n", encoding="utf-8")
    return path


def review(qtbot, window: MainWindow, path: Path) -> ReviewDialog:
    window.commands.importing.load(path)
    qtbot.waitUntil(lambda: any(d.isVisible() for d in window.findChildren(ReviewDialog)))
    dialog = dialog_of(qtbot, window, ReviewDialog)
    # On show it goes to its first line, once the turn of the loop that shows it is over.
    qtbot.waitUntil(lambda: dialog.focusWidget() is dialog.first_focus())
    return dialog


def lines_of(dialog: ReviewDialog) -> list[ReviewRow]:
    """The rows shown that are lines, without the headings."""
    return [row for row in dialog.lines.model.shown_rows if row.line is not None]


def sheet_of(dialog: ReviewDialog) -> SheetSource:
    assert isinstance(dialog.source, SheetSource)
    return dialog.source


def say_column(dialog: ReviewDialog, letter: str, field: str) -> None:
    """Go to the column in the sheet, and say what it is."""
    source = sheet_of(dialog)
    source.grid.setCurrentIndex(source.grid.sheet.index(1, ord(letter) - ord("A")))
    source.read_as.setCurrentIndex(source.read_as.findData(field))
    source.read_as.activated.emit(source.read_as.currentIndex())


def take_in(qtbot, window: MainWindow, dialog: ReviewDialog) -> None:
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    name = dialog.proposal.source_name
    qtbot.waitUntil(lambda: window.messages.text.startswith(f"{name}:"))


def test_the_sample_list_is_loaded_whole(qtbot, window, tmp_path) -> None:
    window.bridge.create(tmp_path / "New.marmot", place="Newtown")
    qtbot.waitUntil(lambda: window.bridge.facts is not None)
    dialog = review(qtbot, window, paths.sample("recommendations.xlsx"))
    assert dialog.proposal.counts[LineKind.NEW] == 46
    assert dialog.accept_button.text() == "Take in 46 lines"
    take_in(qtbot, window, dialog)
    qtbot.waitUntil(lambda: window.recommendations.model.rowCount() == 46)
    assert window.page_list._buttons["recommendations"].count == "46"
    path = window.bridge.facts.path
    window.close()
    assert len(all_rows_of(path)) == 46


def test_lines_left_out_stay_out(qtbot, opened, tmp_path) -> None:
    list_ = write(
        tmp_path / "more.csv",
        "A1,Plant trees on every street,Net Zero,High",
        "A2,Repair every school roof,Children & Young People,Low",
    )
    dialog = review(qtbot, opened, list_)
    assert dialog.proposal.choice is Choice.ANOTHER_REPORT
    lines = dialog.lines
    first = lines_of(dialog)[0]
    lines.table.select(first.uid)
    place = lines.table.visualRect(lines.model.index_of(first.uid, 0)).center()
    qtbot.mouseClick(lines.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert dialog.accept_button.text() == "Take in 1 line"
    take_in(qtbot, opened, dialog)
    qtbot.waitUntil(lambda: opened.recommendations.model.rowCount() == 4)
    assert "A1" not in closed(opened)


def test_a_corrected_list_proposes_just_its_corrections(qtbot, opened, tmp_path) -> None:
    list_ = write(
        tmp_path / "list.csv",
        "A1,Plant trees on every street,Net Zero,High",
        "A2,Repair every school roof,Children & Young People,Low",
    )
    take_in(qtbot, opened, review(qtbot, opened, list_))
    qtbot.waitUntil(lambda: opened.recommendations.model.rowCount() == 5)
    again = write(
        tmp_path / "list2.csv",
        "A1,Plant trees on every street,Housing,High",
        "A2,Repair every school roof,Children & Young People,Low",
    )
    dialog = review(qtbot, opened, again)
    assert dialog.proposal.choice is Choice.SAME_LIST
    changed = dialog.proposal.of_kind(LineKind.CHANGED)
    assert [(line.reference, line.field, line.theirs) for line in changed] == [
        ("A1", "subgroup", "Housing")
    ]
    take_in(qtbot, opened, dialog)
    qtbot.waitUntil(lambda: row(opened, "A1").subgroup == "Housing")


def test_a_column_is_read_as_the_person_says(qtbot, opened, tmp_path) -> None:
    list_ = write(tmp_path / "list.csv", "A1,Plant trees on every street,Net Zero,High")
    dialog = review(qtbot, opened, list_)
    assert [column.name for column in dialog.proposal.columns] == ["Priority"]
    say_column(dialog, "D", "theme")
    qtbot.waitUntil(lambda: dialog.proposal.columns == ())
    take_in(qtbot, opened, dialog)
    qtbot.waitUntil(lambda: opened.recommendations.model.rowCount() == 4)
    assert closed(opened)["A1"].theme == "High"


def test_what_cannot_be_read_is_told_in_words(qtbot, opened, tmp_path) -> None:
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 not a workbook")
    opened.commands.importing.load(broken)
    qtbot.waitUntil(lambda: "broken.xlsx" in opened.messages.text)
    assert opened.recommendations.model.rowCount() == 3


# What only a person can say

LISTED = (
    "A1,Plant trees on every street of the town,Net Zero,High",
    "A2,Repair every school roof before winter,Children & Young People,Low",
)


def loaded(qtbot, window: MainWindow, folder: Path) -> None:
    take_in(qtbot, window, review(qtbot, window, write(folder / "list.csv", *LISTED)))
    qtbot.waitUntil(lambda: window.recommendations.model.rowCount() == 5)


def shown(dialog: ReviewDialog, group: LineKind) -> list[tuple[LineKind, str, bool, bool]]:
    return [
        (row.line.kind, row.line.field, row.line.number in row.answers.accepted, row.open)
        for row in lines_of(dialog)
        if row.line is not None and row.group is group
    ]


def press(qtbot, button) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_a_near_match_is_answered_with_the_keyboard(qtbot, opened, tmp_path) -> None:
    loaded(qtbot, opened, tmp_path)
    before = row(opened, "A1").uid
    again = write(
        tmp_path / "again.csv",
        "B7,Plant more trees on every street of the town,Net Zero,High",
        LISTED[1],
    )
    dialog = review(qtbot, opened, again)
    assert dialog.lines.model.shown_rows[0].group is LineKind.NEAR
    assert shown(dialog, LineKind.NEAR) == [
        (LineKind.NEAR, "", False, True),
        (LineKind.NEW, "", True, True),
        (LineKind.CHANGED, "reference", False, False),
        (LineKind.CHANGED, "wording", False, False),
    ]
    assert dialog.accept_button.text() == "Take in 1 line"
    assert dialog.lines.table.current_uid == lines_of(dialog)[0].uid
    qtbot.keyClick(dialog.lines.table, Qt.Key.Key_Return)
    assert shown(dialog, LineKind.NEAR) == [
        (LineKind.NEAR, "", True, True),
        (LineKind.NEW, "", False, False),
        (LineKind.CHANGED, "reference", True, True),
        (LineKind.CHANGED, "wording", True, True),
    ]
    assert dialog.accept_button.text() == "Take in 3 lines"
    qtbot.keyClick(dialog.lines.table, Qt.Key.Key_Space)
    assert dialog.accept_button.text() == "Take in 1 line"
    qtbot.keyClick(dialog.lines.table, Qt.Key.Key_Space)
    take_in(qtbot, opened, dialog)
    all_rows = opened.recommendations.model
    qtbot.waitUntil(lambda: any(one.reference == "B7" for one in all_rows.all_rows))
    assert row(opened, "B7").uid == before
    assert opened.recommendations.model.rowCount() == 5


def test_all_shown_lines_are_answered_at_once(qtbot, opened, tmp_path) -> None:
    dialog = review(qtbot, opened, write(tmp_path / "list.csv", *LISTED))
    press(qtbot, dialog.lines.none)
    assert dialog.accept_button.text() == "Leave everything out"
    assert not dialog.accept_button.isEnabled()
    dialog.lines.table.select("group:new")
    qtbot.keyClick(dialog.lines.table, Qt.Key.Key_Space)
    assert dialog.accept_button.text() == "Take in 2 lines"


STATUS = "Ref,Recommendation,Lead,RAG\n"
STATES = (
    "A1,Plant trees on every street of the town,Parks and Highways,Mostly",
    "A2,Repair every school roof before winter,Estates,Red",
)


def test_a_word_is_mapped_once_and_remembered(qtbot, opened, tmp_path) -> None:
    path = tmp_path / "states.csv"
    path.write_text(STATUS + "\n".join(STATES), encoding="utf-8")
    dialog = review(qtbot, opened, path)
    at = dialog.tabs.indexOf(dialog.words)
    assert dialog.tabs.tabText(at) == "&Words, owners, dates  1"
    assert dialog.lines.model.shown_rows[0].group is LineKind.PROBLEM
    dialog.tabs.setCurrentIndex(at)
    assert [one.word for one in dialog.words.model.shown_rows] == ["Mostly"]
    means = dialog.words.means
    means.setCurrentIndex(means.findText("At risk (A)"))
    means.activated.emit(means.currentIndex())
    press(qtbot, dialog.words.reread)
    qtbot.waitUntil(lambda: dialog.proposal.problems == ())
    assert dialog.words.unmapped == 0
    take_in(qtbot, opened, dialog)
    qtbot.waitUntil(lambda: opened.recommendations.model.rowCount() == 5)
    assert row(opened, "A1").rating is Rating.AT_RISK
    assert "Lists like it are read so from now on." in opened.messages.text
    again = review(qtbot, opened, path)
    assert "Read as you corrected it on" in again.belongs.remembered.text()
    assert again.proposal.proposes_nothing
    press(qtbot, again.belongs.afresh)
    qtbot.waitUntil(lambda: again.proposal.forget != "")
    assert not again.belongs.remembered.isVisibleTo(again)
    assert again.accept_button.isEnabled()


def test_several_owners_are_split_by_choice(qtbot, opened, tmp_path) -> None:
    path = tmp_path / "states.csv"
    path.write_text(STATUS + "\n".join(STATES), encoding="utf-8")
    dialog = review(qtbot, opened, path)
    dialog.tabs.setCurrentIndex(dialog.tabs.indexOf(dialog.words))
    assert "“Parks and Highways”" in dialog.words._owners.text()
    owners = dialog.words.owners
    owners.setCurrentIndex(owners.findData(OwnerSplit.ALL))
    owners.activated.emit(owners.currentIndex())
    qtbot.waitUntil(
        lambda: any(dict(line.values).get("supporting") for line in dialog.proposal.lines),
    )
    take_in(qtbot, opened, dialog)
    qtbot.waitUntil(lambda: opened.recommendations.model.rowCount() == 5)
    assert row(opened, "A1").owner == "Parks"


def test_a_new_edition_offers_what_the_old_one_holds(qtbot, opened, tmp_path) -> None:
    path = tmp_path / "states.csv"
    path.write_text(STATUS + "\n".join(STATES), encoding="utf-8")
    take_in(qtbot, opened, review(qtbot, opened, path))
    qtbot.waitUntil(lambda: opened.recommendations.model.rowCount() == 5)
    edition = write(
        tmp_path / "edition.csv", "C1,Plant trees on every street of the town,Net Zero,High"
    )
    dialog = review(qtbot, opened, edition)
    dialog.belongs.known.setCurrentText("States")
    dialog.belongs.choice.setCurrentIndex(dialog.belongs.choice.findData(Choice.NEW_EDITION.value))
    qtbot.waitUntil(lambda: dialog.proposal.choice is Choice.NEW_EDITION)
    assert shown(dialog, LineKind.OFFERED) == [
        (LineKind.OFFERED, "lead", False, True),
        (LineKind.OFFERED, "superseded", False, True),
    ]
    dialog.lines.table.select("group:offered")
    qtbot.keyClick(dialog.lines.table, Qt.Key.Key_Space)
    take_in(qtbot, opened, dialog)
    qtbot.waitUntil(lambda: opened.recommendations.model.rowCount() == 6)
    assert row(opened, "C1").owner == "Parks and Highways"
    opened.recommendations.table.select(row(opened, "C1").uid)
    qtbot.waitUntil(lambda: opened.recommendations.pane.uid == row(opened, "C1").uid)
    said = {fact.label: fact.value for fact in opened.recommendations.pane._content.facts}
    assert said["Replaces"] == "A1 of “States”"
    assert row(opened, "C1").rating is Rating.NOT_RATED


def test_the_order_of_dates_and_the_row_of_headings_are_said(qtbot, opened, tmp_path) -> None:
    path = tmp_path / "dated.csv"
    path.write_text(
        "Ref,Recommendation,Due date\nA1,Plant trees on every street of the town,02/03/2027\n"
        "A2,Repair every school roof before winter,04/05/2027\n",
        encoding="utf-8",
    )
    dialog = review(qtbot, opened, path)
    source = sheet_of(dialog)
    assert source.picture is not None
    assert source.picture.taken[0] is Taken.HEADINGS
    dates = dialog.words.dates
    dates.setCurrentIndex(dates.findData(DateOrder.MONTH_FIRST))
    dates.activated.emit(dates.currentIndex())
    qtbot.waitUntil(lambda: dict(dialog.proposal.lines[0].values).get("due") == "2027-02-03")
    source.grid.setCurrentIndex(source.grid.sheet.index(1, 0))
    assert source.heads.text() == "Use row 2 as &headings"
    press(qtbot, source.heads)
    qtbot.waitUntil(lambda: len(dialog.proposal.lines) == 1)
    assert dialog.proposal.lines[0].reference == "A2"


def test_another_report_is_asked_its_name_before_anything_can_be_taken_in(
    qtbot, opened, tmp_path
) -> None:
    list_ = write(tmp_path / "list.csv", "A1,Plant trees on every street,Net Zero,High")
    take_in(qtbot, opened, review(qtbot, opened, list_))
    qtbot.waitUntil(lambda: opened.recommendations.model.rowCount() == 4)
    dialog = review(qtbot, opened, list_)
    assert dialog.belongs.code is Choice.SAME_LIST
    belongs = dialog.belongs
    belongs.choice.setCurrentIndex(belongs.choice.findData(Choice.ANOTHER_REPORT.value))
    assert not dialog.accept_button.isEnabled()
    assert dialog.outcome.text() == "Say what the other report is called."
    assert dialog.focusWidget() is belongs.title
    qtbot.keyClicks(belongs.title, "Streets for all")
    qtbot.keyClick(belongs.title, Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: dialog.proposal.choice is Choice.ANOTHER_REPORT)
    assert dialog.proposal.report == "Streets for all"
    take_in(qtbot, opened, dialog)
    qtbot.waitUntil(lambda: opened.recommendations.model.rowCount() == 5)
