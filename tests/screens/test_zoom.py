"""From 80 to 200 per cent: nothing is cut, the window keeps its size, dialogs and ticks grow."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from marmot_tracker import paths
from marmot_tracker.profile import Profile
from ui import theme
from ui.dialogs.who_are_you import WhoAreYouDialog
from ui.main_window import MainWindow
from ui.theme import LIGHT, ZOOM_STEPS, Look, Scheme
from ui.widgets.page_list import PageButton
from ui.widgets.scrolling import Scrolling


@pytest.mark.parametrize("zoom", [80, 125, 200])
def test_nothing_is_cut_at_any_zoom(qtbot: QtBot, opened: MainWindow, zoom: int) -> None:
    opened.appearance._look.apply(zoom=zoom)
    opened.resize(1280, 800)
    opened.repaint()
    assert opened.width() == 1280
    bar = opened.recommendations.filter
    chips = bar._chip_box.findChildren(QPushButton)
    qtbot.waitUntil(lambda: all(each.width() >= each.sizeHint().width() for each in chips))
    assert all(bar._chip_box.rect().contains(each.geometry()) for each in chips)
    words = QFontMetricsF(theme.scaled(opened.font(), theme.BODY, theme.STRONG))
    for line in opened.page_list.findChildren(PageButton):
        wanted = words.horizontalAdvance(f"{line.text()}{line.count}") + line.iconSize().width()
        assert line.width() > wanted, line.text()
    foot = opened.page_list.foot
    assert foot.height() >= foot.label.heightForWidth(foot.label.width())
    body = QFontMetricsF(opened.recommendations.table.font()).height()
    assert opened.recommendations.table.rowHeight(0) > 2.5 * body
    opened.appearance._look.apply(zoom=100)


def test_a_page_that_needs_more_room_scrolls(qtbot: QtBot, opened: MainWindow) -> None:
    opened.appearance._look.apply(zoom=200)
    opened.resize(1000, 600)
    area = next(each for each in opened.findChildren(Scrolling) if each.widget() is opened.pages)
    qtbot.waitUntil(lambda: area.horizontalScrollBar().maximum() > 0)
    assert opened.width() == 1000
    opened.appearance._look.apply(zoom=100)


def test_dialogs_grow_with_the_text(qtbot: QtBot, qapp: QApplication) -> None:
    look = Look(qapp, scheme=Scheme.LIGHT, zoom=100)
    dialog = WhoAreYouDialog(None, Profile())
    qtbot.addWidget(dialog)
    before = dialog.minimumWidth()
    look.apply(zoom=150)
    qtbot.waitUntil(lambda: dialog.minimumWidth() > before)
    look.apply(zoom=100)


@pytest.mark.parametrize("zoom", ZOOM_STEPS)
def test_radio_buttons_grow_and_stay_round(zoom: int) -> None:
    """A radius of more than half the side would round nothing."""
    sheet = theme.style_sheet(LIGHT, theme.body_font(zoom))
    side = re.search(r"::indicator \{\s*width: (\d+)px; height: (\d+)px; border: 1px", sheet)
    radius = re.search(r"QRadioButton::indicator \{ border-radius: (\d+)px", sheet)
    assert side
    assert radius
    assert side[1] == side[2]
    assert int(side[1]) == pytest.approx(14 * zoom / 100, abs=1)
    assert (int(side[1]) + 2) / 2 - 2 <= int(radius[1]) <= (int(side[1]) + 2) / 2


def test_what_holds_words_keeps_its_paddings() -> None:
    source = paths.resource("styles/window.css").read_text(encoding="utf-8")
    header = re.search(r"QHeaderView::section \{[^}]*padding: ([^;]+);", source)
    grown = theme.style_sheet(LIGHT, theme.body_font(200))
    assert header
    assert f"padding: {header[1]};" in grown


def test_the_foot_is_as_high_as_its_words(qtbot: QtBot, opened: MainWindow) -> None:
    foot = opened.page_list.foot
    foot.tell("Ann Smith, Housing\nPeriod: Autumn and winter of the year 2026/27, due 11/12/2026")
    assert foot.label.geometry().bottom() < QRect(foot.rect()).bottom() + 1
    assert foot.label.height() >= foot.label.heightForWidth(foot.label.width())
