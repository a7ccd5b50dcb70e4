"""A chair's view: officers' commands under More, See everything, who you are, and what is kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QSplitter
from pytestqt.qtbot import QtBot

from marmot_tracker import profile
from marmot_tracker.profile import Profile
from tests.screens.test_main_job import dialog_of
from tests.screens.test_my_list import chair, make_asked, open_on
from ui import app, settings
from ui.actions import ACTIONS
from ui.dialogs.send_returns import SendReturnsDialog
from ui.dialogs.who_are_you import WhoAreYouDialog
from ui.main_window import MainWindow
from ui.settings import Settings
from ui.theme import Scheme

__all__ = ["chair"]
LEFT = Qt.MouseButton.LeftButton


def menus(window: MainWindow) -> dict[str, list[str]]:
    """The ids in each menu of the menu bar."""
    found = {}
    for action in window.menuBar().actions():
        menu = action.menu()
        assert isinstance(menu, QMenu)
        found[action.text().replace("&", "")] = [
            each.objectName() for each in menu.actions() if each.objectName()
        ]
    return found


def officers() -> set[str]:
    return {spec.id for spec in ACTIONS if spec.officer}


def test_officers_commands_lie_under_more_for_a_chair(chair: MainWindow) -> None:
    found = menus(chair)
    assert set(found["More"]) == officers()
    assert {"load", "bring_in", "periods"} <= set(found["More"])
    elsewhere = {each for name, ids in found.items() if name != "More" for each in ids}
    assert elsewhere == {spec.id for spec in ACTIONS} - officers()


def test_a_list_is_loaded_from_more_by_a_chair(chair: MainWindow) -> None:
    (load,) = [
        each
        for each in chair.recommendations.findChildren(QPushButton)
        if each.text() == "Load…" and each.parentWidget() is chair.recommendations
    ]
    assert load.isHidden()
    chair.view.switch()
    assert not load.isHidden()


@pytest.mark.parametrize("running", [True, False])
def test_returns_are_sent_from_the_list_where_a_period_is_open(
    qtbot: QtBot, chair: MainWindow, tmp_path: Path, running: bool
) -> None:
    path = tmp_path / "a.marmot"
    open_on(qtbot, chair, make_asked(path) if running else make_asked(path, opens=None))
    (send,) = [
        each
        for each in chair.recommendations.findChildren(QPushButton)
        if each.text() == "Send returns…"
    ]
    chair.pages.show_page("recommendations")
    qtbot.waitUntil(lambda: chair.recommendations.model.rowCount() > 0)
    assert send.isHidden()
    chair.view.switch()
    chair.pages.show_page("recommendations")
    assert send.isHidden() is not running
    if running:
        qtbot.mouseClick(send, LEFT)
        dialog_of(qtbot, chair, SendReturnsDialog).reject()


def test_letters_are_told_apart_in_every_menu(chair: MainWindow) -> None:
    for _view in ("chair", "everything"):
        for action in chair.menuBar().actions():
            menu = action.menu()
            assert isinstance(menu, QMenu)
            letters = [
                each.text()[each.text().index("&") + 1].casefold()
                for each in menu.actions()
                if "&" in each.text()
            ]
            assert len(letters) == len(set(letters)), (action.text(), letters)
        chair.view.switch()


def test_see_everything_is_one_click_and_remembered(
    qtbot: QtBot, chair: MainWindow, tmp_path: Path
) -> None:
    page = open_on(qtbot, chair, make_asked(tmp_path / "a.marmot"))
    assert page.everything.text() == chair.page_list.switch.text() == "See everything"
    qtbot.mouseClick(page.everything, LEFT)
    assert "More" not in menus(chair)
    assert "load" in menus(chair)["Tracker"]
    assert chair.actions_table["everything"].isChecked()
    assert chair.page_list.switch.text() == "Show my part only"
    assert {key for key, b in chair.page_list._buttons.items() if not b.isHidden()} == set(
        chair.pages.keys
    )
    assert Settings().get(settings.SEE_EVERYTHING)
    qtbot.mouseClick(chair.page_list.switch, LEFT)
    assert set(menus(chair)["More"]) == officers()
    assert not chair.actions_table["everything"].isChecked()


def test_it_is_a_view_and_not_a_permission(qtbot: QtBot, chair: MainWindow, tmp_path: Path) -> None:
    open_on(qtbot, chair, make_asked(tmp_path / "a.marmot"))
    for spec in ACTIONS:
        if spec.officer and spec.id in chair._answers:
            assert chair.actions_table[spec.id].isEnabled(), spec.id


def test_a_row_of_the_register_offers_a_chair_no_officers_command(chair: MainWindow) -> None:
    table = chair.recommendations.table
    assert not officers() & {action.objectName() for action in table.actions()}
    chair.view.switch()
    assert "erase" in {action.objectName() for action in table.actions()}


def test_whoever_joins_a_subgroup_becomes_a_chair_at_once(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    window.store.put(settings.SEE_EVERYTHING, False)
    profile.save(Profile("Ann Smith", "Anytown Council", ""))
    window._who_answered()
    assert window.page_list.switch.isHidden()
    assert "More" not in menus(window)
    window.bridge.open(make_asked(tmp_path / "a.marmot"))
    qtbot.waitUntil(lambda: window.bridge.facts is not None)
    assert window.pages.current is window.recommendations
    qtbot.mouseClick(window.page_list.foot, LEFT)
    dialog = dialog_of(qtbot, window, WhoAreYouDialog)
    qtbot.waitUntil(lambda: dialog.subgroup.count() == 4)
    assert [dialog.subgroup.itemText(at) for at in range(4)] == [
        "",
        "Children & Young People",
        "Housing",
        "Net Zero",
    ]
    assert dialog.cancel_button.text() == "Cancel"
    dialog.subgroup.setCurrentText("Housing")
    qtbot.mouseClick(dialog.accept_button, LEFT)
    assert profile.load().subgroup == "Housing"
    assert set(menus(window)["More"]) == officers()
    assert not window.page_list.switch.isHidden()


def test_who_you_are_is_asked_once(qtbot: QtBot, window: MainWindow) -> None:
    profile.save(Profile())
    app.begin(window, None)
    dialog = dialog_of(qtbot, window, WhoAreYouDialog)
    assert dialog.name.text() == profile.account_name()
    assert dialog.cancel_button.text() == "Not now"
    dialog.reject()
    qtbot.waitUntil(lambda: not window.findChildren(WhoAreYouDialog))
    app.begin(window, None)
    assert not window.findChildren(WhoAreYouDialog)
    window.asking_who.ask()
    assert dialog_of(qtbot, window, WhoAreYouDialog).isVisible()


def test_page_and_splitters_are_kept_for_the_next_time(
    qtbot: QtBot, qapp: QApplication, opened: MainWindow, tracker: Path
) -> None:
    splitter = opened.recommendations.findChildren(QSplitter)[0]
    splitter.setSizes([700, 330])
    sizes = splitter.sizes()
    opened.pages.show_page("my_list")
    opened.close()
    again = app.build(qapp, scheme=Scheme.LIGHT)
    again.resize(1280, 800)  # the offscreen screen is smaller, so its geometry is cut
    qtbot.addWidget(again)
    with qtbot.waitExposed(again):
        again.show()
    again.bridge.open(tracker)
    qtbot.waitUntil(lambda: again.bridge.facts is not None)
    assert again.pages.current is again.my_list
    again.pages.show_page("recommendations")
    qtbot.waitUntil(lambda: again.recommendations.model.rowCount() == 3)
    assert again.recommendations.findChildren(QSplitter)[0].sizes() == sizes
    again.close()
