"""The message bar: what was done is always said, and what it covered is not lost."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from ui import messages
from ui.main_window import MainWindow
from ui.messages import MessageBar, Tone


@pytest.fixture
def bar(qtbot: QtBot) -> MessageBar:
    made = MessageBar()
    qtbot.addWidget(made)
    return made


def test_what_was_saved_is_said_over_news_and_the_news_comes_back(bar: MessageBar) -> None:
    opened: list[str] = []
    bar.tell(
        "A second version lies beside it.", action="Bring it in…", then=lambda: opened.append("in")
    )
    bar.tell("Rating of 5.4 set: At risk.", Tone.SAVED)
    assert bar.text == "Rating of 5.4 set: At risk."
    bar.tell("Owner of 5.4 set.", Tone.SAVED)
    assert bar.text == "Owner of 5.4 set."
    bar.clear()
    assert (bar.text, bar.tone) == ("A second version lies beside it.", Tone.NEWS)
    bar._act()
    assert opened == ["in"]
    assert bar.text == ""


def test_news_that_stood_long_enough_to_be_read_does_not_come_back(
    bar: MessageBar, monkeypatch: pytest.MonkeyPatch
) -> None:
    bar.tell("24 answers accepted.", action="Undo", then=lambda: None)
    monkeypatch.setattr(messages, "SHOWN_FOR_MS", 0)
    bar.tell("Another answer accepted.", Tone.SAVED)
    bar.clear()
    assert bar.text == ""


def test_a_fault_comes_back_with_its_report(bar: MessageBar, qapp) -> None:
    bar.tell("Something went wrong inside.", Tone.FAULT, details="the report")
    bar.tell("Rating set.", Tone.SAVED)
    bar.clear()
    assert bar.tone is Tone.FAULT
    bar._copy.click()
    assert qapp.clipboard().text() == "the report"
    bar.forget()
    assert bar.text == ""


def test_newer_news_takes_the_place_of_older(bar: MessageBar) -> None:
    bar.tell("First.")
    bar.offer("Second.", [("Show", lambda: None), ("Copy", lambda: None)])
    bar.tell("Saved.", Tone.SAVED)
    bar.clear()
    assert bar.text == "Second."
    assert bar._also.text() == "Copy"
    bar.clear()
    assert bar.text == ""


@pytest.mark.parametrize(
    "words", ["Rating of 5.4 set: At risk.", "3 answers wait, and more is to be said. " * 12]
)
def test_nothing_of_the_page_lies_under_it(qtbot: QtBot, opened: MainWindow, words: str) -> None:
    pages, bar = opened.pages, opened.messages

    def bottom() -> int:
        return pages.mapTo(opened, pages.rect().bottomLeft()).y()

    opened.messages.forget()
    before = bottom()
    bar.tell(words)
    qtbot.waitUntil(lambda: bar.mapTo(opened, bar.rect().topLeft()).y() > bottom())
    if len(words) < 40:
        assert bottom() == before, "one line moves nothing"
    bar.clear()
    qtbot.waitUntil(lambda: bottom() == before)
