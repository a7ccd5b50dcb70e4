"""Words that stand where no answer is read are told with their place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from marmot_tracker.services.return_form import FormField, Sheet
from tests.exchange.returns.making import HEADING, Sent, cell_of, changed

HOW = FormField.HOW_IT_GOES


def _noted(sent: Sent, book: Any) -> None:
    from openpyxl.comments import Comment

    cell = cell_of(book[Sheet.ANSWERS.value], sent.uids[1], HEADING[HOW])
    cell.comment = Comment("Actually this one is off track", "Ann")


def _sheet(_: Sent, book: Any) -> None:
    book.create_sheet("Our notes")["B2"] = "We cannot do 5.4. " * 20


def _above(_: Sent, book: Any) -> None:
    book[Sheet.ANSWERS.value]["D3"] = "Nothing to report for 5.10"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_noted, "says “Actually this one is off track”; it was not read."),
        (_sheet, "The sheet “Our notes” is no part of the return and was not read; B2 says “We"),
        (_above, "Return!D3, above the headings, says “Nothing to report for 5.10”"),
    ],
)
def test_it_is_told(sent: Sent, change: Callable[[Sent, Any], None], words: str) -> None:
    def fill(book: Any) -> None:
        cell_of(book[Sheet.ANSWERS.value], sent.uids[0], HEADING[HOW]).value = "Off track"
        change(sent, book)

    got = sent.receive(changed(sent.workbook, sent.folder / "back.xlsx", fill))
    (note,) = got.each[0].notes
    assert words in note
    assert got.each[0].beside == (note,)
    assert len(note) < 260
    assert [line.field for line in got.lines] == [HOW]


def test_of_an_untouched_workbook_nothing_is_told(sent: Sent) -> None:
    assert sent.receive(sent.workbook).each[0].notes == ("Nothing new is in it.",)
    got = sent.back({})
    assert got.each[0].notes == ("Nothing new is in it.",)
    assert got.each[0].beside == ()
