"""A screen of 1280 by 800 at 150 per cent: the returns page shows all of itself, and scrolls not."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect
from pytestqt.qtbot import QtBot

from tests.screens.returns_sent import HOW, LINE, PATH, fill_in, send
from ui.main_window import MainWindow
from ui.pages.returns import PARTS, ReturnsPage
from ui.widgets.scrolling import Scrolling

SMALL = (853, 533)
ROWS_AT_LEAST = 2


@pytest.fixture
def returns(qtbot: QtBot, window: MainWindow, tracker: Path, tmp_path: Path) -> ReturnsPage:
    """The page with answers that wait, in a window as small as the screen."""
    books = send(tracker, tmp_path / "sent")
    words = "Agency cover from December, then 60 inspections a month until the backlog is gone"
    back = {("5.4", HOW): "At risk", ("5.4", LINE): "Two officers left", ("5.4", PATH): words}
    book = fill_in(books["Housing"], tmp_path / "back.xlsx", back)
    window.bridge.open(tracker)
    qtbot.waitUntil(lambda: window.recommendations.model.rowCount() == 3)
    window.resize(*SMALL)
    window.pages.show_page("returns")
    page = window.pages.current
    assert isinstance(page, ReturnsPage)
    window.returning.receiving.receive([book])
    qtbot.waitUntil(lambda: len(page.inbox.model.all_rows) == 3)
    window.messages.forget()
    return page


@pytest.mark.parametrize("part", range(len(PARTS)))
def test_no_part_of_the_returns_page_scrolls(
    qtbot: QtBot, window: MainWindow, returns: ReturnsPage, part: int
) -> None:
    returns.tabs.setCurrentIndex(part)
    area = next(each for each in window.findChildren(Scrolling) if each.widget() is window.pages)
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() == 0)
    assert area.horizontalScrollBar().maximum() == 0
    assert (window.width(), window.height()) == SMALL


def test_the_inbox_says_less_where_it_is_low_and_all_again_where_it_is_not(
    qtbot: QtBot, window: MainWindow, returns: ReturnsPage
) -> None:
    inbox = returns.inbox
    qtbot.waitUntil(lambda: not inbox.keys.isVisible())
    assert not inbox.strip.more.isVisible()
    assert inbox.strip.button.isVisible()
    assert inbox.table.viewport().height() >= ROWS_AT_LEAST * inbox.table.rowHeight(0)
    for button in inbox.pane.buttons.values():
        foot = inbox.pane.foot
        assert inbox.pane.rect().contains(foot.geometry())
        assert foot.rect().contains(QRect(button.mapTo(foot, QPoint()), button.size()))
    window.resize(1280, 800)
    qtbot.waitUntil(inbox.keys.isVisible)
    assert inbox.strip.more.isVisible()
