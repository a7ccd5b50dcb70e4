"""Looking through what was found in a report: accept, merge, split, trim, correct, add, take back."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from marmot_tracker.exchange.reports.drafts import DraftState
from tests.exchange.reports import word
from tests.exchange.reports.paper import PROSE, Paper
from tests.screens.reports_loaded import (
    ASKED,
    CONTROL,
    DOUBTFUL,
    SHIFT,
    WITH_A_GAP,
    chosen,
    docx,
    go_on,
    go_to,
    look_through,
    mark_words,
    nothing,
    pdf,
    press,
    put_cursor,
    references,
    scan,
    states,
    texts,
)

Key = Qt.Key


def test_what_is_doubted_comes_first_and_is_accepted_with_a_key(qtbot, opened, tmp_path) -> None:
    dialog = look_through(qtbot, opened, pdf(tmp_path / "report.pdf", DOUBTFUL))
    assert references(dialog) == ["3", "5", "1", "4"]
    assert [row.words for row in dialog.items.model.shown_rows if row.draft is None] == [
        "To look at: 2, 2 still open",
        "Without a doubt: 2",
    ]
    assert chosen(dialog).reference == "3"
    assert dialog.editor.doubts.text() == "2 is missing before it."
    assert dialog.summary.text() == "4 recommendations, 2 to look at"
    table = dialog.items.table
    qtbot.keyClick(table, Key.Key_A)
    assert chosen(dialog).reference == "5"
    assert references(dialog) == ["3", "5", "1", "4"]  # nothing moves beneath the hand
    qtbot.keyClick(table, Key.Key_Space)
    assert set(states(dialog).values()) == {DraftState.ACCEPTED}
    assert not dialog.items.buttons["next"].isEnabled()
    assert dialog.summary.text() == "4 recommendations"
    press(qtbot, dialog, "undo")
    assert states(dialog)["5"] is DraftState.OPEN
    assert chosen(dialog).reference == "5"


def test_the_next_that_is_doubted_is_a_key_away(qtbot, opened, tmp_path) -> None:
    dialog = look_through(qtbot, opened, pdf(tmp_path / "report.pdf", DOUBTFUL))
    go_to(dialog, "4")
    qtbot.keyClick(dialog, Key.Key_F8)
    assert chosen(dialog).reference == "3"
    press(qtbot, dialog, "next")
    assert chosen(dialog).reference == "5"
    dialog.items.in_order.click()
    assert references(dialog) == ["1", "3", "4", "5"]
    assert chosen(dialog).reference == "5"


def test_two_are_merged_and_taken_apart_again(qtbot, opened, tmp_path) -> None:
    dialog = look_through(qtbot, opened, pdf(tmp_path / "report.pdf"))
    go_to(dialog, "2")
    qtbot.keyClick(dialog.items.table, Key.Key_M)
    assert references(dialog) == ["1", "2", "4", "5", "6"]
    assert chosen(dialog).text == f"{ASKED['2']}\n{ASKED['3']}"
    assert dialog.editor.text.toPlainText() == f"{ASKED['2']}\n{ASKED['3']}"
    assert "Take back: merge 2 with 3" in dialog.items.buttons["undo"].toolTip()
    qtbot.keyClick(dialog, Key.Key_Z, CONTROL)
    assert references(dialog) == list(ASKED)
    assert chosen(dialog).text == ASKED["2"]
    qtbot.keyClick(dialog, Key.Key_Y, CONTROL)
    assert chosen(dialog).text == f"{ASKED['2']}\n{ASKED['3']}"
    go_to(dialog, "6")
    assert not dialog.items.buttons["merge"].isEnabled()  # nothing comes after it


def test_several_chosen_ones_become_one(qtbot, opened, tmp_path) -> None:
    dialog = look_through(qtbot, opened, pdf(tmp_path / "report.pdf"))
    go_to(dialog, "1")
    for _ in range(2):
        qtbot.keyClick(dialog.items.table, Key.Key_Down, SHIFT)
    assert dialog.items.buttons["merge"].text() == "&Merge 3 into one"
    press(qtbot, dialog, "merge")
    assert references(dialog) == ["1", "4", "5", "6"]
    assert chosen(dialog).text == "\n".join(ASKED[name] for name in "123")


def test_one_is_split_at_the_cursor(qtbot, opened, tmp_path) -> None:
    asked = ASKED | {"2": f"{ASKED['2']} {ASKED['3']}"}
    dialog = look_through(qtbot, opened, pdf(tmp_path / "report.pdf", asked))
    go_to(dialog, "2")
    assert not dialog.editor.split.isEnabled()
    put_cursor(dialog, ASKED["3"])
    qtbot.keyClick(dialog.editor.text, Key.Key_S, CONTROL | SHIFT)
    assert references(dialog) == ["1", "2", "", "3", "4", "5", "6"]
    assert [texts(dialog)[at] for at in (1, 2)] == [ASKED["2"], ASKED["3"]]
    assert chosen(dialog).text == ASKED["3"]  # the new one, to be given its reference
    press(qtbot, dialog, "undo")
    assert chosen(dialog).text == asked["2"]


def test_what_was_typed_is_split_where_the_cursor_stands(qtbot, opened, tmp_path) -> None:
    dialog = look_through(qtbot, opened, pdf(tmp_path / "report.pdf"))
    go_to(dialog, "1")
    text = dialog.editor.text
    text.setFocus()
    QTest.keyClick(text, Key.Key_A, CONTROL)
    text.insertPlainText("  Plant trees 🌳. Mend roofs.")
    cursor = text.textCursor()
    cursor.setPosition(len("  Plant trees xx. "))  # Qt counts the tree twice
    text.setTextCursor(cursor)
    qtbot.mouseClick(dialog.editor.split, Qt.MouseButton.LeftButton)
    assert [texts(dialog)[at] for at in (0, 1)] == ["Plant trees 🌳.", "Mend roofs."]


def test_a_wording_is_trimmed_to_what_is_marked(qtbot, opened, tmp_path) -> None:
    asked = ASKED | {"2": f"{ASKED['2']} {ASKED['3']}"}
    dialog = look_through(qtbot, opened, docx(tmp_path / "report.docx", asked))
    go_to(dialog, "2")
    assert not dialog.editor.trim.isEnabled()
    mark_words(dialog, ASKED["2"])
    qtbot.mouseClick(dialog.editor.trim, Qt.MouseButton.LeftButton)
    assert chosen(dialog).text == ASKED["2"]
    mark_words(dialog, "waiting times")
    qtbot.keyClick(dialog.editor.text, Key.Key_K, CONTROL | SHIFT)
    assert chosen(dialog).text == "waiting times"
    qtbot.keyClick(dialog, Key.Key_Z, CONTROL)
    qtbot.keyClick(dialog, Key.Key_Z, CONTROL)
    assert chosen(dialog).text == asked["2"]


def test_every_field_is_corrected_and_kept_on_leaving_it(qtbot, opened, tmp_path) -> None:
    dialog = look_through(qtbot, opened, pdf(tmp_path / "report.pdf"))
    go_to(dialog, "2")
    qtbot.keyClick(dialog.items.table, Key.Key_Return)
    assert dialog.editor.lines["reference"].hasFocus()
    for name, words in (
        ("reference", "2a"),
        ("title", "Waiting times"),
        ("theme", "Health care"),
        ("timescale", "each spring"),
        ("owner", "Integrated care board"),
    ):
        line = dialog.editor.lines[name]
        line.setFocus()
        line.selectAll()
        qtbot.keyClicks(line, words)
        qtbot.keyClick(line, Key.Key_Tab)
    item = chosen(dialog)
    assert (item.reference, item.title, item.theme) == ("2a", "Waiting times", "Health care")
    assert item.fields["timescale"] == "each spring"
    assert item.fields["owner"] == "Integrated care board"
    assert references(dialog)[1] == "2a"
    for _ in range(5):
        press(qtbot, dialog, "undo")
    assert chosen(dialog).reference == "2"
    assert dialog.editor.lines["title"].text() == ""


def test_going_to_another_takes_over_what_was_typed(qtbot, opened, tmp_path) -> None:
    dialog = look_through(qtbot, opened, pdf(tmp_path / "report.pdf", WITH_A_GAP))
    go_to(dialog, "1")
    dialog.editor.text.setFocus()
    qtbot.keyClicks(dialog.editor.text, "Now: ")
    qtbot.keyClick(dialog, Key.Key_F8)
    assert chosen(dialog).reference == "4"
    assert texts(dialog)[0] == f"Now: {ASKED['1']}"
    assert dialog.editor.text.toPlainText() == ASKED["4"]


def test_a_wording_cannot_be_emptied(qtbot, opened, tmp_path) -> None:
    dialog = look_through(qtbot, opened, pdf(tmp_path / "report.pdf"))
    go_to(dialog, "2")
    dialog.editor.text.setFocus()
    QTest.keyClick(dialog.editor.text, Key.Key_A, CONTROL)
    QTest.keyClick(dialog.editor.text, Key.Key_Delete)
    dialog.items.table.setFocus()
    assert "needs its wording" in dialog.messages.text
    assert dialog.editor.text.toPlainText() == ASKED["2"]
    assert texts(dialog)[1] == ASKED["2"]


def test_undo_in_a_field_takes_back_what_was_typed_and_then_the_step(
    qtbot, opened, tmp_path
) -> None:
    dialog = look_through(qtbot, opened, pdf(tmp_path / "report.pdf"))
    go_to(dialog, "2")
    press(qtbot, dialog, "leave_out")
    text = dialog.editor.text
    text.setFocus()
    QTest.keyClicks(text, "No")
    QTest.keyClick(text, Key.Key_Z, CONTROL)
    assert text.toPlainText() == ASKED["2"]
    assert states(dialog)["2"] is DraftState.LEFT_OUT
    text.document().clearUndoRedoStacks()
    QTest.keyClick(text, Key.Key_Z, CONTROL)
    assert states(dialog)["2"] is DraftState.ACCEPTED


def test_items_are_left_out_and_come_back(qtbot, opened, tmp_path) -> None:
    dialog = look_through(qtbot, opened, pdf(tmp_path / "report.pdf"))
    go_to(dialog, "5")
    qtbot.keyClick(dialog.items.table, Key.Key_Delete)
    assert states(dialog)["5"] is DraftState.LEFT_OUT
    assert dialog.accept_button.text() == "Go on with 5"
    assert dialog.summary.text() == "5 recommendations, 1 left out"
    assert not dialog.items.buttons["merge"].isEnabled()
    qtbot.keyClick(dialog.items.table, Key.Key_A)
    assert dialog.accept_button.text() == "Go on with 6"
    qtbot.keyClick(dialog.items.table, Key.Key_A, CONTROL)
    press(qtbot, dialog, "leave_out")
    assert not dialog.accept_button.isEnabled()


def test_the_filter_finds_words_and_says_how_many(qtbot, opened, tmp_path) -> None:
    dialog = look_through(qtbot, opened, pdf(tmp_path / "report.pdf"))
    qtbot.keyClick(dialog, Key.Key_F, CONTROL)
    assert dialog.items.filter.hasFocus()
    qtbot.keyClicks(dialog.items.filter, "damp homes")
    assert references(dialog) == ["5"]
    assert dialog.items._count.text() == "1 of 6"
    assert chosen(dialog).reference == "5"
    press(qtbot, dialog, "type")  # a new one is shown, whatever the filter says
    assert dialog.items.filter.text() == ""
    assert dialog.drafts.find(dialog.items.number).item.text == ""


def test_down_goes_from_the_filter_to_the_items_and_esc_clears_it(qtbot, opened, tmp_path) -> None:
    dialog = look_through(qtbot, opened, docx(tmp_path / "report.docx"))
    box = dialog.items.filter
    box.setFocus()
    qtbot.keyClicks(box, "homes")
    qtbot.keyClick(box, Key.Key_Down)
    assert dialog.items.table.hasFocus()
    box.setFocus()
    qtbot.keyClick(box, Key.Key_Escape)
    assert (box.text(), dialog.isVisible()) == ("", True)
    assert dialog.items.table.hasFocus()


def test_one_is_typed_and_must_have_words_before_it_goes_on(qtbot, opened, tmp_path) -> None:
    dialog = look_through(qtbot, opened, docx(tmp_path / "report.docx"))
    go_to(dialog, "3")
    qtbot.keyClick(dialog, Key.Key_N, CONTROL)
    assert QApplication.focusWidget() is dialog.editor.text
    assert references(dialog) == ["1", "2", "3", "", "4", "5", "6"]
    line = dialog.editor.lines["reference"]
    line.setFocus()
    qtbot.keyClicks(line, "3a")
    qtbot.keyClick(dialog, Key.Key_Return, CONTROL)
    assert "3a has no wording yet" in dialog.messages.text
    assert dialog.editor.text.hasFocus()
    qtbot.keyClicks(dialog.editor.text, "Open every park at night.")
    assert go_on(qtbot, opened, dialog).proposal.source_name == "report.docx"
    assert texts(dialog)[3] == "Open every park at night."


def test_leaving_asks_before_anything_is_lost(qtbot, opened, tmp_path) -> None:
    dialog = look_through(qtbot, opened, pdf(tmp_path / "report.pdf"))
    qtbot.keyClick(dialog.items.table, Key.Key_Delete)
    qtbot.keyClick(dialog, Key.Key_Escape)
    assert dialog.isVisible()
    assert dialog.messages.text == "What you did here would be lost."
    with qtbot.waitSignal(dialog.destroyed):
        qtbot.mouseClick(dialog.messages._action, Qt.MouseButton.LeftButton)
    untouched = look_through(qtbot, opened, pdf(tmp_path / "report.pdf"))
    with qtbot.waitSignal(untouched.destroyed):
        qtbot.keyClick(untouched, Key.Key_Escape)
    assert opened.recommendations.model.rowCount() == 3


def test_f6_goes_round_the_panes(qtbot, opened, tmp_path) -> None:
    dialog = look_through(qtbot, opened, pdf(tmp_path / "report.pdf"))
    seen = []
    for _ in range(3):
        qtbot.keyClick(dialog, Key.Key_F6)
        focused = QApplication.focusWidget()
        assert focused is not None
        panes = (dialog.items, dialog.editor, dialog.view)
        seen.append(
            next(pane for pane in panes if pane in (focused,) or pane.isAncestorOf(focused))
        )
    assert seen == [dialog.editor, dialog.view, dialog.items]
    qtbot.keyClick(dialog, Key.Key_F6, SHIFT)
    place = QApplication.focusWidget()
    assert place is not None
    assert dialog.view.isAncestorOf(place)


def test_a_response_is_folded_until_asked_for(qtbot, opened, tmp_path) -> None:
    paper = Paper()
    paper.heading("Council response to the review", size=20)
    for number, words in ASKED.items():
        paper.heading(f"Recommendation {number}", size=12)
        paper.para(words)
        if number != "6":
            paper.para(f"Council response: Accepted. {PROSE[0]}")
    dialog = look_through(qtbot, opened, paper.save(tmp_path / "response.pdf"))
    editor = dialog.editor
    assert not editor.response.isVisible()
    qtbot.mouseClick(editor.response_button, Qt.MouseButton.LeftButton)
    assert editor.response.isVisible()
    assert editor.response.toPlainText() == f"Accepted. {PROSE[0]}"
    assert editor.response.isReadOnly()
    go_to(dialog, "2")
    assert not editor.response.isVisible()
    go_to(dialog, "6")
    assert not editor.response_button.isVisible()


def test_notes_on_the_reading_are_shown_when_asked_for(qtbot, opened, tmp_path) -> None:
    made = word.document()
    for number, words in ASKED.items():
        made.add_heading(f"Recommendation {number}", 2)
        made.add_paragraph(words)._p.append(word.inserted(" Soon."))
    dialog = look_through(qtbot, opened, word.save(made, tmp_path / "tracked.docx"))
    assert dialog.notes_button.text() == "1 note on how it was read"
    assert not dialog.notes.isVisible()
    qtbot.mouseClick(dialog.notes_button, Qt.MouseButton.LeftButton)
    assert "tracked changes" in dialog.notes.text()
    assert dialog.notes.isVisible()


def test_a_scan_says_so_and_offers_to_type(qtbot, opened, tmp_path) -> None:
    dialog = look_through(qtbot, opened, scan(tmp_path / "scan.pdf"))
    assert dialog.items.empty.heading.text() == "A scan: its words cannot be read"
    assert "is a scan" in dialog.items.empty._more.text()
    assert not dialog.accept_button.isEnabled()
    qtbot.mouseClick(dialog.items.empty.button, Qt.MouseButton.LeftButton)
    assert QApplication.focusWidget() is dialog.editor.text
    assert chosen(dialog).where == "p. 1"
    assert dialog.items.table.isVisible()


def test_a_document_with_nothing_to_find_says_so(qtbot, opened, tmp_path) -> None:
    dialog = look_through(qtbot, opened, nothing(tmp_path / "walk.pdf"))
    assert dialog.items.empty.heading.text() == "No recommendations were found"
    assert "walk.pdf" in dialog.items.empty._more.text()
    assert dialog.items.empty.button.text() == "Mark one on the page"
    assert not dialog.accept_button.isEnabled()
