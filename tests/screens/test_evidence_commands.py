"""What is done on the evidence page, and what the tracker file says afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from marmot_tracker import clock
from marmot_tracker.services import evidence, evidence_changes
from marmot_tracker.vocabulary import EvidenceKind, EvidenceLevel, EvidenceType, Sensitivity
from tests.screens.conftest import Person
from tests.screens.evidence_shown import (
    Shown,
    choose,
    dialog_in,
    do,
    fill,
    looked,
    press,
    shown_on,
)
from tests.screens.test_main_job import row as row_of
from ui.dialogs.describe_evidence import (
    DescribeEvidenceDialog,
    KeepLinkDialog,
    TieEvidenceDialog,
)
from ui.looking_back import Moment
from ui.widgets.preview import PICTURE


@pytest.fixture
def shown(qtbot: QtBot, tracker: Path, answering: Person) -> Iterator[Shown]:
    """The page on seven pieces of evidence."""
    fill(tracker, tracker.parent)
    found = shown_on(qtbot, tracker, answering)
    yield found
    found.page.bridge.stop()


def undo_of(shown: Shown) -> str | None:
    """What the window's Undo names: a label, which goes into packs and must hold no title."""
    facts = shown.page.bridge.facts
    return facts.undo if facts is not None else None


def test_a_piece_is_described(qtbot, shown) -> None:
    choose(shown, "Minutes")
    press(qtbot, shown.page.pane.buttons["describe_evidence"])
    dialog = dialog_in(qtbot, shown, DescribeEvidenceDialog)
    dialog.title.clear()
    press(qtbot, dialog.accept_button)
    assert "what it is" in dialog.form.fault(dialog.title)
    qtbot.keyClicks(dialog.title, "Board minutes")
    qtbot.keyClicks(dialog.type, "Min")
    qtbot.keyClicks(dialog.level, "Outc")
    qtbot.keyClicks(dialog.speaks_for, "04/09/2026")
    qtbot.keyClicks(dialog.review_by, "01/01/2020")
    press(qtbot, dialog.accept_button)
    qtbot.waitUntil(lambda: "Board minutes" in shown.shown())
    row = shown.row("Board minutes")
    assert (row.type, row.level, row.late) == (EvidenceType.MINUTES, EvidenceLevel.OUTCOME, True)
    assert "Review is due." in shown.page.pane._warning.text()
    assert undo_of(shown) == "Describe evidence of 5.4"
    assert shown.closed()["Board minutes"].speaks_for == date(2026, 9, 4)


def test_several_are_checked_in_one_edit(qtbot, shown, answering) -> None:
    answering.answers["recognise"] = Sensitivity.RESTRICTED.value
    page = shown.page
    page.filter.set_text("wards")
    page.table.selectAll()
    do(shown, "check_evidence")
    qtbot.waitUntil(lambda: shown.row("Wards").is_restricted)
    assert shown.row("Wards again").is_restricted
    assert page.bridge.facts is not None
    page.bridge.work("Undo", lambda document, _: document.undo())
    qtbot.waitUntil(lambda: not shown.row("Wards").is_restricted)
    assert not shown.row("Wards again").is_restricted


def test_ties_are_ticked(qtbot, shown) -> None:
    choose(shown, "Minutes")
    do(shown, "tie_evidence")
    dialog = dialog_in(qtbot, shown, TieEvidenceDialog)
    assert dialog.list.item(0).checkState() == Qt.CheckState.Checked
    qtbot.keyClicks(dialog.typed, "walking")
    seen = [
        dialog.list.item(at) for at in range(dialog.list.count()) if not dialog.list.isRowHidden(at)
    ]
    assert [item.text()[:3] for item in seen] == ["5.4", "8.1"]
    dialog.list.setCurrentItem(seen[1])
    qtbot.keyClick(dialog.list, Qt.Key.Key_Space)
    press(qtbot, dialog.accept_button)
    qtbot.waitUntil(lambda: [tie.words for tie in shown.row("Minutes").ties] == ["5.4", "8.1"])
    assert undo_of(shown) == "Tie evidence of 5.4"


def test_it_goes_to_the_recommendation(shown) -> None:
    choose(shown, "Letter of Mrs Smith")
    do(shown, "go_to_recommendation")
    uid = shown.row("Letter of Mrs Smith").ties[0].recommendation
    assert shown.asked == [("recommendations", uid)]


def test_a_linked_file_is_copied_in_and_linked_again(
    qtbot, shown, answering, tmp_path, monkeypatch
) -> None:
    choose(shown, "Plan")
    do(shown, "embed_evidence")
    qtbot.waitUntil(lambda: shown.row("Plan").kind is EvidenceKind.FILE)
    assert shown.row("Plan").here
    assert any("plan.docx is held in the tracker now" in text for text in shown.told)
    assert "Plan" not in str(undo_of(shown))
    do(shown, "link_evidence")
    dialog = dialog_in(qtbot, shown, KeepLinkDialog)
    press(qtbot, dialog.accept_button)
    assert dialog.form.fault(dialog.reason) == "Say why only a link is kept."
    (tmp_path / "taken.docx").write_text("mine", encoding="utf-8")
    dialog.path.setText(str(tmp_path / "taken.docx"))
    qtbot.keyClicks(dialog.reason, "It is kept on the shared drive")
    press(qtbot, dialog.accept_button)
    assert "There is a file taken.docx already" in dialog.form.fault(dialog.path)
    dialog.path.setText(str(tmp_path / "kept here.docx"))
    press(qtbot, dialog.accept_button)
    qtbot.waitUntil(lambda: shown.row("Plan").kind is EvidenceKind.LINK)
    assert (tmp_path / "kept here.docx").read_bytes() == b"PK no document"
    assert (tmp_path / "taken.docx").read_text(encoding="utf-8") == "mine"
    assert evidence.local_path(shown.row("Plan").link) == tmp_path / "kept here.docx"


def test_another_file_takes_the_place_of_a_link_that_leads_nowhere(
    qtbot, shown, tmp_path, monkeypatch
) -> None:
    (shown.folder / "plan.docx").unlink()
    other = tmp_path / "other.txt"
    other.write_text("The plan", encoding="utf-8")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(other), ""))
    choose(shown, "Plan")
    do(shown, "embed_evidence")
    qtbot.waitUntil(lambda: shown.row("Plan").file_name == "other.txt")


def test_links_to_files_are_looked_for_and_no_other(qtbot, shown) -> None:
    page = shown.page
    choose(shown, "Plan")
    do(shown, "check_links")
    qtbot.waitUntil(lambda: "1 link to files on this computer: all lead somewhere." in shown.told)
    (shown.folder / "plan.docx").unlink()
    page.bridge.do(
        "Link elsewhere",
        evidence_changes.keep_link,
        evidence=shown.row("Wards").uid,
        link="file://server/share/wards.xlsx",
    )
    qtbot.waitUntil(lambda: shown.row("Wards").kind is EvidenceKind.LINK)
    do(shown, "check_links")
    qtbot.waitUntil(lambda: any("lead nowhere" in text for text in shown.told))
    assert shown.told[-1] == (
        "1 of 1 link to files lead nowhere: filter with is:broken. "
        "1 link to other computers: not looked at."
    )
    page.filter.set_text("is:broken")
    assert shown.shown() == ["Plan"]
    assert "Link leads nowhere." in page.pane._warning.text()


def test_a_file_is_saved_elsewhere(qtbot, shown, tmp_path, monkeypatch) -> None:
    target = tmp_path / "minutes copy.pdf"
    offered: list[str] = []

    def chosen(_parent: object, _title: str, name: str) -> tuple[str, str]:
        offered.append(Path(name).name)
        return str(target), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", chosen)
    choose(shown, "Minutes")
    press(qtbot, shown.page.pane.buttons["save_evidence"])
    qtbot.waitUntil(lambda: "Saved minutes copy.pdf." in shown.told)
    assert offered == ["minutes.pdf"]
    assert target.read_bytes() == (shown.folder / "minutes.pdf").read_bytes()
    choose(shown, "Call")
    do(shown, "save_evidence")
    assert shown.told[-1] == "Only a file held in the tracker can be saved."


def test_a_link_is_opened_only_where_it_is_safe(qtbot, shown, monkeypatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    page = shown.page
    choose(shown, "Plan")
    do(shown, "open_evidence")
    qtbot.waitUntil(lambda: opened == [(shown.folder / "plan.docx").as_uri()])
    for link in ("file:///usr/bin/tool.exe", "file://server/share/plan.docx"):
        page.attaching._open_link(link)
        assert shown.told[-1] == f"This link is not opened from here: {link}"
    assert len(opened) == 1


def test_what_is_taken_out_is_asked_about_first(qtbot, shown, answering) -> None:
    choose(shown, "Call")
    do(shown, "withdraw_evidence")
    qtbot.waitUntil(lambda: "Call" not in shown.shown())
    assert undo_of(shown) == "Take out evidence of 5.4"
    assert "Call" not in shown.closed()


def test_nothing_is_changed_while_the_window_looks_back(qtbot, shown) -> None:
    page = shown.page
    with qtbot.waitSignal(page.bridge.looked):
        page.bridge.look_at(Moment(clock.today()))
    page.refresh()
    qtbot.waitUntil(lambda: not page.bridge.workers.running)
    assert not page.attach_button.isEnabled()
    assert len(shown.shown()) == 7
    choose(shown, "Minutes")
    every = ("attach", "check_evidence", "describe_evidence", "tie_evidence", "embed_evidence")
    for action in (*every, "link_evidence", "withdraw_evidence", "erase_evidence"):
        shown.told.clear()
        do(shown, action)
        assert "Go back to today to change something." in " ".join(shown.told), action
    view = looked(qtbot, shown, "Minutes", PICTURE)  # looking changes nothing
    assert view.words == "Page 1 of 2"
    assert shown.row("Minutes").added_by == "Bo Lee"


def test_the_register_is_reached_by_key_from_the_page(qtbot, window, tracker) -> None:
    fill(tracker, tracker.parent)
    window.bridge.open(tracker)
    qtbot.waitUntil(lambda: window.recommendations.model.rowCount() == 3)
    window.pages.show_page("evidence")
    page = window.evidence
    qtbot.waitUntil(lambda: page.model.rowCount() == 7)
    uid = next(row.uid for row in page.model.all_rows if row.title == "Letter of Mrs Smith")
    page.table.select(uid)
    page.table.setFocus()
    qtbot.keyClick(page.table, "g", Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.pages.current is window.recommendations)
    assert window.recommendations.table.current_uid == row_of(window, "8.1").uid
