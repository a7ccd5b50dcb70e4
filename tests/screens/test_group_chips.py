"""Chips for the groups of a list: one is chosen, and many of them fit into a menu."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ui.widgets.group_chips import MOST, GroupChips

FEW = [("", "Everybody", 5), ("a", "Ann & Bob", 3), ("b", "Cid", 2)]
MANY = [("", "Everybody", 99), *((f"k{at}", f"Pair {at}", at) for at in range(12))]


def checked(chips: GroupChips) -> list[str]:
    return [key for key, button in chips.buttons.items() if button.isChecked()]


def test_one_is_chosen_and_stays_where_its_group_does(qtbot: QtBot) -> None:
    chips = GroupChips("Show only")
    qtbot.addWidget(chips)
    chips.show_groups(FEW)
    assert (chips.key, checked(chips)) == ("", [""])
    assert chips.buttons["a"].text() == "Ann && Bob  3"
    assert chips.buttons["a"].accessibleName() == "Show only: Ann & Bob, 3"
    with qtbot.waitSignal(chips.chosen) as told:
        qtbot.mouseClick(chips.buttons["b"], Qt.MouseButton.LeftButton)
    assert told.args == ["b"]
    chips.show_groups([("", "Everybody", 4), ("b", "Cid", 1), ("a", "Ann & Bob", 3)])
    assert (chips.key, checked(chips)) == ("b", ["b"])
    chips.show_groups([("", "Everybody", 3), ("a", "Ann & Bob", 3)])
    assert (chips.key, checked(chips)) == ("", [""]), "the group is gone: all are shown"


def test_what_has_no_chip_is_in_the_menu(qtbot: QtBot) -> None:
    chips = GroupChips("Show only")
    qtbot.addWidget(chips)
    chips.show_groups(MANY)
    assert len(chips.buttons) == MOST
    assert not chips.more.isHidden()
    assert chips.more.text() == f"{len(MANY) - MOST} more"
    last = chips.more.menu().actions()[-1]
    with qtbot.waitSignal(chips.chosen) as told:
        last.trigger()
    assert told.args == ["k11"]
    assert (chips.key, checked(chips)) == ("k11", [])
    assert chips.more.text() == "Pair 11  11"
    qtbot.mouseClick(chips.buttons["k1"], Qt.MouseButton.LeftButton)
    assert (chips.key, checked(chips)) == ("k1", ["k1"])
    assert chips.more.text() == f"{len(MANY) - MOST} more"
