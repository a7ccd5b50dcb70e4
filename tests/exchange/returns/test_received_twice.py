"""The same file received in two copies that come together: every cell is decided once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from marmot_tracker.document import Document
from marmot_tracker.exchange.returns import LineVerdict, receive, settle
from marmot_tracker.exchange.returns.reading import read_file
from marmot_tracker.model import Action, Evidence
from marmot_tracker.progress import Progress
from marmot_tracker.services import chasing, counts, inbox
from marmot_tracker.services.inbox import LineState
from marmot_tracker.services.return_form import FormField, Sheet
from marmot_tracker.vocabulary import ReturnVerdict
from tests.exchange.returns.making import BACK_ON, HEADING, Sent, cell_of, changed, heading_row
from tests.services.conftest import brought_together, colleague, on

HOW = FormField.HOW_IT_GOES


@pytest.fixture
def back(sent: Sent) -> Path:
    """A workbook with a rating, evidence and an action."""

    def change(book: Any) -> None:
        answers = book[Sheet.ANSWERS.value]
        cell_of(answers, sent.uids[0], HEADING[HOW]).value = "Off track"
        link = HEADING[FormField.EVIDENCE_LINK]
        cell_of(answers, sent.uids[0], link).value = "https://example.org/rota"
        actions = book[Sheet.ACTIONS.value]
        row, columns = heading_row(actions)
        actions.cell(row + 1, columns["New action"]).value = "Hire an inspector"

    return changed(sent.workbook, sent.folder / "back.xlsx", change)


def _theirs(sent: Sent, path: Path) -> Document:
    other = colleague(sent.document, "Bob")
    with on(BACK_ON):
        receive(other, [read_file(path, progress=Progress())], today=BACK_ON)
    return other


def _counted(sent: Sent) -> int:
    with sent.document.read() as session:
        (chased,) = chasing.read(session, today=BACK_ON).returns
        assert chased.waiting == counts.of(session).returns
        return chased.waiting


def test_every_cell_waits_once(sent: Sent, back: Path) -> None:
    other = _theirs(sent, back)
    sent.receive(back)
    with on(BACK_ON):
        brought_together(sent.document, other)
    lines = sent.waiting()
    assert sorted(line.field for line in lines) == sorted([HOW, "evidence", "action"])
    assert {line.state for line in lines} == {LineState.CLEAN}
    assert _counted(sent) == 3
    again = sent.receive(back)
    assert again.lines == ()
    assert sorted(line.uid for line in again.each[0].again) == sorted(line.uid for line in lines)
    sent.decide(lines)
    assert sent.waiting() == []
    assert _counted(sent) == 0
    assert sent.receive(back).each[0].again == ()
    with sent.document.read() as session:
        assert (session.query(Action).count(), session.query(Evidence).count()) == (1, 1)
    sent.undo()
    assert len(sent.waiting()) == 3


def test_what_was_decided_in_the_other_copy_does_not_wait(sent: Sent, back: Path) -> None:
    other = _theirs(sent, back)
    with on(BACK_ON):
        with other.read() as session:
            lines = inbox.waiting(session, today=BACK_ON)
        rated = next(line for line in lines if line.field is HOW)
        settle(other, [LineVerdict(rated.uid, ReturnVerdict.ACCEPTED)], today=BACK_ON)
        sent.receive(back)
        brought_together(sent.document, other)
    assert sorted(line.field for line in sent.waiting()) == ["action", "evidence"]
    assert _counted(sent) == 2


def test_an_answer_of_another_file_is_told_once_beside_it(sent: Sent, back: Path) -> None:
    other = _theirs(sent, back)
    sent.receive(back)
    with on(BACK_ON):
        brought_together(sent.document, other)
    sent.back({(sent.uids[0], HOW): "On track"}, "bob.xlsx", by="Bob Ray")
    ours = [line for line in sent.waiting() if line.field is HOW]
    assert [(line.state, line.others) for line in ours] == [(LineState.TWO_ANSWERS, 1)] * 2
