"""Loading a list through the window: reviewed, taken in, loaded again, corrected."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt

from marmot_tracker import paths
from marmot_tracker.exchange.proposal import Choice, LineKind
from tests.screens.conftest import all_rows_of
from tests.screens.test_main_job import closed, dialog_of, row
from ui.dialogs.import_review import ReviewDialog
from ui.main_window import MainWindow

LIST = "Ref,Recommendation,Lead subgroup,Priority\n"


def write(path: Path, *lines: str) -> Path:
    path.write_text(LIST + "\n".join(lines) + "\n", encoding="utf-8")
    return path


def review(qtbot, window: MainWindow, path: Path) -> ReviewDialog:
    window.commands.importing.load(path)
    qtbot.waitUntil(
        lambda: any(d.isVisible() for d in window.findChildren(ReviewDialog)), timeout=20_000
    )
    return dialog_of(qtbot, window, ReviewDialog)


def take_in(qtbot, window: MainWindow, dialog: ReviewDialog) -> None:
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    name = dialog.proposal.source_name
    qtbot.waitUntil(lambda: window.messages.text.startswith(f"{name}:"), timeout=20_000)


def test_the_sample_list_is_loaded_whole(qtbot, window, tmp_path) -> None:
    window.bridge.create(tmp_path / "New.marmot", place="Newtown")
    qtbot.waitUntil(lambda: window.bridge.facts is not None)
    dialog = review(qtbot, window, paths.sample("recommendations.xlsx"))
    assert dialog.proposal.counts[LineKind.NEW] == 46
    assert dialog.accept_button.text() == "Take in 46 lines"
    take_in(qtbot, window, dialog)
    qtbot.waitUntil(lambda: window.recommendations.model.rowCount() == 46)
    assert window.page_list._buttons["recommendations"]._count == "46"
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
    first = dialog.model.shown_rows[0]
    dialog.table.select(first.uid)
    place = dialog.table.visualRect(dialog.model.index_of(first.uid, 0)).center()
    qtbot.mouseClick(dialog.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
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
    dialog.tabs.setCurrentIndex(1)
    dialog.column_table.select("D")
    dialog.read_as.setCurrentIndex(dialog.read_as.findData("theme"))
    qtbot.mouseClick(dialog.reread, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.proposal.columns == (), timeout=20_000)
    take_in(qtbot, opened, dialog)
    qtbot.waitUntil(lambda: opened.recommendations.model.rowCount() == 4)
    assert closed(opened)["A1"].theme == "High"


def test_what_cannot_be_read_is_told_in_words(qtbot, opened, tmp_path) -> None:
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 not a workbook")
    opened.commands.importing.load(broken)
    qtbot.waitUntil(lambda: "broken.xlsx" in opened.messages.text, timeout=20_000)
    assert opened.recommendations.model.rowCount() == 3
