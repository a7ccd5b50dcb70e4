"""What somebody did in a review stays theirs: a fault on taking in and the way back lose none of it."""

from __future__ import annotations

import shutil
from pathlib import Path

from PySide6.QtCore import QPoint, Qt

from marmot_tracker.exchange.proposal import Choice, LineKind
from tests.screens.conftest import make_tracker
from tests.screens.reports_loaded import (
    ASKED,
    CONTROL,
    DOUBTFUL,
    go_on,
    go_to,
    look_through,
    pdf,
    press,
    references,
    take_in,
)
from tests.screens.test_main_job import dialog_of
from ui.dialogs.import_review import ReviewDialog
from ui.dialogs.report_items import ReportItemsDialog
from ui.main_window import MainWindow

Key = Qt.Key


def replaced(window: MainWindow) -> Path:
    """Another program puts its own file in the place of the open tracker."""
    facts = window.bridge.facts
    assert facts is not None
    other = facts.path.with_suffix(".other")
    shutil.copy(facts.path, other)
    other.replace(facts.path)
    return facts.path


def leave_out(review: ReviewDialog, reference: str) -> None:
    """Take the tick from the new recommendation of that reference."""
    line = next(
        each
        for each in review.proposal.lines
        if each.reference == reference and each.kind is LineKind.NEW
    )
    review.lines.answer([line.number], False)


def taken(review: ReviewDialog) -> set[str]:
    """The references of what is ticked."""
    accepted = review.accepted_numbers()
    return {each.reference for each in review.proposal.lines if each.number in accepted}


def name_it(qtbot, review: ReviewDialog, title: str) -> None:
    """Give the report another title, and wait until it is compared so."""
    before = review.proposal
    review.belongs.title.setFocus()
    review.belongs.title.setText(title)
    qtbot.keyClick(review.belongs.title, Key.Key_Tab)
    qtbot.waitUntil(lambda: review.proposal is not before)


def go_back(qtbot, review: ReviewDialog) -> None:
    qtbot.keyClick(review, Key.Key_Escape)
    qtbot.waitUntil(lambda: not review.isVisible())


def test_a_report_that_cannot_be_taken_in_is_still_there_with_all_that_was_done(
    qtbot, opened, tmp_path
) -> None:
    dialog = look_through(qtbot, opened, pdf(tmp_path / "report.pdf"))
    go_to(dialog, "5")
    qtbot.keyClick(dialog.items.table, Key.Key_M)
    review = go_on(qtbot, opened, dialog)
    leave_out(review, "2")
    replaced(opened)
    qtbot.mouseClick(review.accept_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(dialog.messages.text))
    assert dialog.isVisible()
    assert references(dialog) == ["1", "2", "3", "4", "5"]
    assert dialog.steps.undo_words == "merge 5 with 6"
    assert dialog.accept_button.isEnabled()
    again = go_on(qtbot, opened, dialog)
    assert taken(again) == {"1", "3", "4", "5"}


def test_a_list_that_cannot_be_taken_in_is_still_there_with_its_ticks(
    qtbot, opened, tmp_path
) -> None:
    path = tmp_path / "list.csv"
    rows = "".join(f"9{number},{words}\n" for number, words in ASKED.items())
    path.write_text(f"Reference,Recommendation\n{rows}", encoding="utf-8")
    opened.commands.importing.load(path)
    review = dialog_of(qtbot, opened, ReviewDialog)
    leave_out(review, "92")
    replaced(opened)
    qtbot.mouseClick(review.accept_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(review.messages.text))
    assert review.isVisible()
    assert "92" not in taken(review)
    assert "91" in taken(review)
    assert review.accept_button.isEnabled()


def test_there_and_back_keeps_what_was_said_of_the_lines(qtbot, opened, tmp_path) -> None:
    dialog = look_through(qtbot, opened, pdf(tmp_path / "report.pdf"))
    review = go_on(qtbot, opened, dialog)
    name_it(qtbot, review, "A healthier town, 2026")
    leave_out(review, "2")
    go_back(qtbot, review)
    assert dialog.isVisible()
    again = go_on(qtbot, opened, dialog)
    assert again.proposal.report == "A healthier town, 2026"
    assert taken(again) == {"1", "3", "4", "5", "6"}
    take_in(qtbot, opened, again)
    qtbot.waitUntil(lambda: opened.recommendations.model.rowCount() == 3 + 5)


def test_after_a_correction_it_is_compared_anew_as_the_same_report(qtbot, opened, tmp_path) -> None:
    dialog = look_through(qtbot, opened, pdf(tmp_path / "report.pdf"))
    review = go_on(qtbot, opened, dialog)
    choice = review.belongs.choice
    choice.setCurrentIndex(choice.findData(Choice.NEW_EDITION.value))
    qtbot.waitUntil(lambda: review.proposal.choice is Choice.NEW_EDITION)
    go_back(qtbot, review)
    go_to(dialog, "6")
    press(qtbot, dialog, "leave_out")
    again = go_on(qtbot, opened, dialog)
    assert again.proposal.choice is Choice.NEW_EDITION
    assert again.proposal.target.edition_of == review.proposal.target.edition_of
    assert "6" not in taken(again)


def test_the_page_stays_while_a_title_is_typed_from_it(qtbot, opened, tmp_path) -> None:
    dialog = look_through(qtbot, opened, pdf(tmp_path / "report.pdf"))
    go_to(dialog, "1")
    dialog.view.go_to_page(3)
    line = dialog.editor.lines["title"]
    line.setFocus()
    qtbot.keyClicks(line, "As the third page calls it")
    qtbot.keyClick(line, Key.Key_Tab)
    assert dialog.drafts.find(dialog.items.number).item.title == "As the third page calls it"
    assert dialog.view.page == 3
    go_to(dialog, "4")
    assert dialog.view.page == 2


def test_what_was_typed_is_in_when_ctrl_enter_follows_at_once(qtbot, opened, tmp_path) -> None:
    dialog = look_through(qtbot, opened, pdf(tmp_path / "report.pdf"))
    for name in ("title", "theme", "timescale", "owner", "text"):
        go_to(dialog, "2")
        field = dialog.editor.text if name == "text" else dialog.editor.lines[name]
        dialog.activateWindow()
        qtbot.waitUntil(dialog.isActiveWindow)
        field.setFocus()
        qtbot.keyClicks(field, f"Typed {name} ")
        qtbot.keyClick(field, Key.Key_Return, CONTROL)
        review = dialog_of(qtbot, opened, ReviewDialog)
        item = dialog.drafts.find(dialog.items.number).item
        held = item.fields[name] if name in item.fields else getattr(item, name)
        assert held.startswith(f"Typed {name}")
        line = next(each for each in review.proposal.lines if each.reference == "2")
        assert f"Typed {name}" in " ".join([line.theirs, *dict(line.values).values()])
        go_back(qtbot, review)


def test_leaving_every_item_out_says_what_becomes_of_it(qtbot, opened, tmp_path) -> None:
    dialog = look_through(qtbot, opened, pdf(tmp_path / "report.pdf"))
    qtbot.keyClick(dialog.items.table, Key.Key_A, CONTROL)
    press(qtbot, dialog, "leave_out")
    assert not dialog.accept_button.isEnabled()
    assert dialog.outcome.text() == "Every one is left out, so there is nothing to go on with."
    assert dialog.summary.text() == "No recommendations, 6 left out"


def test_merging_names_the_next_one_even_where_a_filter_hides_it(qtbot, opened, tmp_path) -> None:
    dialog = look_through(qtbot, opened, pdf(tmp_path / "report.pdf"))
    merge = dialog.items.buttons["merge"]
    go_to(dialog, "1")
    assert merge.text() == "&Merge with 2"
    dialog.items.filter.setText("early-years council")
    assert references(dialog) == ["1"]
    press(qtbot, dialog, "merge")
    assert dialog.messages.text == "2 is now part of 1: it was hidden by the filter."
    assert merge.text() == "&Merge with 3"
    go_to(dialog, "1")
    press(qtbot, dialog, "undo")
    assert not dialog.messages.text


def test_large_text_on_a_small_laptop_cuts_nothing(qtbot, opened, tmp_path, look) -> None:
    opened.resize(1280, 720)
    look.apply(zoom=150)
    dialog = look_through(qtbot, opened, pdf(tmp_path / "report.pdf", DOUBTFUL))
    assert dialog.size().height() == 720
    editor = dialog.editor
    parts = [editor.doubts, editor.text, *editor.lines.values(), editor.split, editor.trim]
    for part in parts:
        needed = max(part.minimumSizeHint().height(), part.minimumHeight())
        assert part.height() >= needed, part.accessibleName()
    boxes = [part.rect().translated(part.mapTo(editor, QPoint())) for part in parts]
    for at, box in enumerate(boxes):
        assert not any(box.intersects(other) for other in boxes[at + 1 :])
    lead = editor.lines["owner"]
    lead.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(lambda: lead.visibleRegion().boundingRect() == lead.rect())


def test_a_report_read_for_a_tracker_no_longer_open_is_not_lost_in_silence(
    qtbot, opened, tmp_path
) -> None:
    (tmp_path / "second").mkdir()
    second = make_tracker(tmp_path / "second" / "Second.marmot")
    opened.commands.importing.load(pdf(tmp_path / "report.pdf"))
    opened.bridge.open(second)
    qtbot.waitUntil(lambda: "report.pdf" in opened.messages.text)
    assert "Load it again for this one." in opened.messages.text
    assert not opened.findChildren(ReportItemsDialog)


def test_nothing_scrolls_in_an_ordinary_window(qtbot, opened, tmp_path) -> None:
    dialog = look_through(qtbot, opened, pdf(tmp_path / "report.pdf", DOUBTFUL))
    assert (dialog.width(), dialog.height()) == (1280, 800)
    field = dialog.editor.lines["owner"]
    assert field.visibleRegion().boundingRect() == field.rect()


def test_what_is_left_out_of_a_page_leaves_its_neighbours_in(qtbot, opened, tmp_path) -> None:
    dialog = look_through(qtbot, opened, pdf(tmp_path / "report.pdf"))
    review = go_on(qtbot, opened, dialog)
    whole = taken(review)
    places = [each.where for each in review.proposal.lines if each.kind is LineKind.NEW]
    assert len(set(places)) < len(places), "some stand on the same page"
    leave_out(review, "1")
    name_it(qtbot, review, "A healthier town, 2026")
    assert taken(review) == whole - {"1"}
