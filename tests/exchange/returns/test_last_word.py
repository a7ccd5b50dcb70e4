"""What a return said last is what it says; what belongs to an answer is never dropped alone."""

from __future__ import annotations

from datetime import date
from typing import Any

from marmot_tracker.services.inbox import InboxLine, LineState
from marmot_tracker.services.return_form import FormField
from marmot_tracker.vocabulary import Rating
from tests.exchange.returns.making import Sent, changed

HOW, LINE = FormField.HOW_IT_GOES, FormField.ONE_LINE
MOVED, BECAUSE = FormField.FORECAST, FormField.FORECAST_WHY


def _back(sent: Sent, how: str, line: str, name: str) -> tuple[InboxLine, ...]:
    """What comes back, in a file that is no copy of another one."""
    path = sent.filled({(sent.uids[0], HOW): how, (sent.uids[0], LINE): line}, name)
    return sent.receive(changed(path, path, lambda book: _entitle(book, name))).lines


def _entitle(book: Any, name: str) -> None:
    book.properties.title = name


def test_a_first_answer_that_comes_again_after_another_is_new(sent: Sent) -> None:
    for name, how, line in (
        ("one.xlsx", "A At risk", "One"),
        ("two.xlsx", "R Off track", "Two"),
        ("three.xlsx", "A At risk", "One"),
    ):
        lines = _back(sent, how, line, name)
        assert [each.field for each in lines] == [HOW, LINE], name
        sent.decide(lines)
    assert sent.receive(sent.folder / "three.xlsx").lines == ()
    assert _back(sent, "A At risk", "One", "four.xlsx") == ()


def test_a_folder_received_again_proposes_nothing(sent: Sent) -> None:
    first, second = (
        sent.filled({(sent.uids[0], HOW): how}, name)
        for how, name in (("A At risk", "one.xlsx"), ("R Off track", "two.xlsx"))
    )
    for path in (first, second):
        sent.decide(sent.receive(path).lines)
    for path in (first, second, first):
        assert sent.receive(path).lines == ()


def test_what_waits_still_is_not_proposed_again(sent: Sent) -> None:
    _back(sent, "A At risk", "One", "one.xlsx")
    sent.decide(_back(sent, "R Off track", "Two", "two.xlsx"))
    assert _back(sent, "A At risk", "One", "three.xlsx") == ()
    assert len(sent.waiting()) == 2


def test_evidence_said_between_other_files_is_said_once(sent: Sent) -> None:
    link = FormField.EVIDENCE_LINK
    for at, address in enumerate(("https://example.org/a", "https://example.org/b")):
        (line,) = sent.back({(sent.uids[0], link): address}, f"{at}.xlsx").lines
        sent.decide([line])
    assert sent.back({(sent.uids[0], link): "https://example.org/a"}, "2.xlsx").lines == ()


def test_the_same_words_are_the_reason_of_another_rating(sent: Sent) -> None:
    lines = _back(sent, "R Off track", "Half of the landlords are licensed", "one.xlsx")
    assert [(line.field, line.state) for line in lines] == [
        (HOW, LineState.CLEAN),
        (LINE, LineState.CLEAN),
    ]
    assert [line.words for line in lines] == ["", ""]
    sent.decide(lines)
    found = sent.rating(0)
    assert (found.rating, found.reason) == (Rating.OFF_TRACK, "Half of the landlords are licensed")


def test_the_same_words_beside_same_as_last_time_are_no_line(sent: Sent) -> None:
    words = "Half of the landlords are licensed"
    assert [line.field for line in _back(sent, "Same as last time", words, "one.xlsx")] == [HOW]
    assert _back(sent, "", words, "two.xlsx") == ()


def test_a_reason_beside_the_date_that_stands_is_told(sent: Sent) -> None:
    cells = {
        (sent.uids[0], MOVED): date(2026, 12, 31),
        (sent.uids[0], BECAUSE): "The agency holds",
    }
    (line,) = sent.back(cells, "one.xlsx").lines
    assert (line.field, line.state) == (BECAUSE, LineState.PROBLEM)
    assert line.words == "There is a reason here, but the date beside it is the one that stands."
    assert sent.back(cells, "two.xlsx").lines == ()


def test_an_accepted_move_that_comes_again_is_no_fault(sent: Sent) -> None:
    cells = {
        (sent.uids[0], MOVED): date(2027, 3, 31),
        (sent.uids[0], BECAUSE): "The agency left",
    }
    sent.decide(sent.back(cells, "one.xlsx").lines)
    assert sent.back(cells, "two.xlsx").lines == ()
