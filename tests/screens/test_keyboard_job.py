"""The whole main job by keyboard alone, heard and not seen; the file and the pack are asked after."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from marmot_tracker.document import Author, Document
from marmot_tracker.services import evidence, packs
from marmot_tracker.services.finding import the_one
from marmot_tracker.vocabulary import Rating, Sensitivity
from tests.screens.conftest import rows_of
from tests.screens.keyboard import CONTROL, SHIFT, Keyboard
from ui.main_window import MainWindow

Key = Qt.Key
LISTED = """Ref,Recommendation,Lead subgroup
1,Give every family good childcare,Children
2,Improve the quality of homes,Housing
3,Name a lead for each street,Places
"""


@pytest.fixture
def chosen(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files that the system's own dialog answers, one after another."""
    files: list[Path] = []
    monkeypatch.setattr(
        QFileDialog, "getOpenFileName", lambda *_args, **_named: (str(files.pop(0)), "")
    )
    monkeypatch.setattr(
        QFileDialog, "getOpenFileNames", lambda *_args, **_named: ([str(files.pop(0))], "")
    )
    return files


def test_the_whole_main_job_by_keyboard_alone(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, chosen: list[Path]
) -> None:
    keys = Keyboard(qtbot)
    tracker, pack = tmp_path / "Newtown.marmot", tmp_path / "pack.xlsx"
    listed, photo = tmp_path / "list.csv", tmp_path / "inspection.txt"
    listed.write_text(LISTED, encoding="utf-8")
    photo.write_text("182 of 240 homes", encoding="utf-8")
    qtbot.waitUntil(window.isActiveWindow)

    begin(keys, tracker)
    load(qtbot, keys, window, chosen, listed)
    own(qtbot, keys, window)
    rate(qtbot, keys, window)
    attach(qtbot, keys, window, chosen, photo)
    make_pack(qtbot, keys, window, pack)

    window.close()
    rows = rows_of(tracker)
    assert sorted(rows) == ["1", "2"]
    row = rows["2"]
    assert (row.owner, row.rating, row.evidence) == (
        "Head of Housing, Newtown Council",
        Rating.OFF_TRACK,
        1,
    )
    assert (row.reason, row.path_to_green) == ("Two officers left", "Agency cover")
    assert row.path_to_green_by == date(2027, 2, 28)
    assert row.help_needed == "Agree the budget"
    with Document.open(tracker, author=Author("Reader")) as document, document.read() as session:
        assert [each.file_name for each in packs.list_(session)] == ["pack.xlsx"]
        (piece,) = evidence.of(session, the_one(session, "2"))
        assert (piece.title, piece.sensitivity) == ("Inspection list", Sensitivity.RESTRICTED)
    import openpyxl

    said = {
        str(cell.value)
        for line in openpyxl.load_workbook(pack)["Register"].iter_rows()
        for cell in line
    }
    assert {"Head of Housing, Newtown Council", "Two officers left"} <= said
    assert "Inspection list" not in said, "restricted evidence is named by nobody"


def begin(keys: Keyboard, tracker: Path) -> None:
    keys.tab_to("New tracker")
    keys.press(Key.Key_Space)
    keys.hear("Place")
    keys.write("Newtown")
    keys.tab_to("File")
    keys.write(str(tracker))
    keys.press(Key.Key_Return)


def load(
    qtbot: QtBot, keys: Keyboard, window: MainWindow, chosen: list[Path], listed: Path
) -> None:
    keys.come_back(window)
    qtbot.waitUntil(lambda: window.bridge.facts is not None)
    chosen.append(listed)
    keys.press(Key.Key_L, CONTROL)
    keys.hear("Lines of the list")
    keys.press(Key.Key_Down)
    keys.press(Key.Key_Down)
    keys.press(Key.Key_Space)  # the last of the three is left out
    keys.tab_to("Take in 2 lines")
    keys.press(Key.Key_Space)
    qtbot.waitUntil(lambda: window.recommendations.model.rowCount() == 2)
    keys.come_back(window)
    keys.hear("Recommendations")


def own(qtbot: QtBot, keys: Keyboard, window: MainWindow) -> None:
    keys.tab_to("Recommendations")
    keys.press(Key.Key_End, CONTROL)
    keys.press(Key.Key_O, CONTROL | SHIFT)
    keys.hear("Owner")
    keys.write("Head of Housing, Newtown Council")
    keys.tab_to("Save owner")
    keys.press(Key.Key_Space)
    model = window.recommendations.model
    qtbot.waitUntil(lambda: any(row.owner for row in model.all_rows))
    keys.come_back(window)
    keys.hear("Recommendations")


def rate(qtbot: QtBot, keys: Keyboard, window: MainWindow) -> None:
    keys.press(Key.Key_R, CONTROL)
    keys.hear("Not rated")
    keys.arrow_to("R, Off track")
    for field, words in (
        ("Reason", "Two officers left"),
        ("Path to green", "Agency cover"),
        ("Green by", "28/02/2027"),
        ("Help needed", "Agree the budget"),
    ):
        keys.tab_to(field)
        keys.write(words)
    keys.tab_to("Save rating")
    keys.press(Key.Key_Space)
    model = window.recommendations.model
    qtbot.waitUntil(lambda: any(row.rating is Rating.OFF_TRACK for row in model.all_rows))
    keys.come_back(window)
    keys.hear("Recommendations")


def attach(
    qtbot: QtBot, keys: Keyboard, window: MainWindow, chosen: list[Path], photo: Path
) -> None:
    chosen.append(photo)
    keys.press(Key.Key_A, CONTROL | SHIFT)
    keys.hear("What")
    keys.tab_to("Choose a file")
    keys.press(Key.Key_Space)
    keys.tab_to("Title")
    keys.write("Inspection list")
    keys.press(Key.Key_Return)
    assert "No" in keys.heard, "the question waits for an answer, and the keyboard is on it"
    keys.arrow_to("Yes")
    keys.press(Key.Key_Space)
    keys.tab_to("Attach")
    keys.press(Key.Key_Space)
    model = window.recommendations.model
    qtbot.waitUntil(lambda: any(row.evidence for row in model.all_rows))
    keys.come_back(window)
    keys.hear("Recommendations")


def make_pack(qtbot: QtBot, keys: Keyboard, window: MainWindow, pack: Path) -> None:
    keys.press(Key.Key_E, CONTROL)
    keys.hear("File")
    keys.write(str(pack))
    keys.press(Key.Key_Return)
    keys.come_back(window)
    qtbot.waitUntil(lambda: window.messages.text.startswith("Saved pack.xlsx"))
