"""Pages are made when they are first wanted, and are then what the list of pages said of them."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from ui.main_window import MainWindow


def test_only_the_page_on_show_is_made(opened: MainWindow) -> None:
    assert [page.key for page in opened.pages.pages] == ["recommendations"]


def test_each_page_is_what_was_said_of_it_before(qtbot: QtBot, opened: MainWindow) -> None:
    for listed in opened.pages.listed:
        page = opened.pages.page(listed.key)
        assert (page.key, page.words) == (listed.key, listed.words)
        if listed.answers:
            assert page.handlers().keys() == listed.answers, listed.key
        opened.pages.show_page(listed.key)
        assert opened.pages.current is page
    assert [page.key for page in opened.pages.pages] == [*opened.pages.keys]
    qtbot.waitUntil(lambda: not opened.bridge.workers.running)


def test_the_page_that_answers_an_action_is_named_before_it_is_made(opened: MainWindow) -> None:
    found = opened.pages.answering("put_back")
    assert found is not None
    assert found.key == "history"
    assert opened.pages.answering("columns") is None  # the page on show answers it
    opened.pages.show_page("history")
    found = opened.pages.answering("columns")
    assert found is not None
    assert found.key == "recommendations"
    assert opened.pages.answering("put_back") is None
