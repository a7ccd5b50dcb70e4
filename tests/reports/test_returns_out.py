"""Returns as they are written and noted: together, or not at all."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from marmot_tracker.document import Document
from marmot_tracker.errors import Misuse, TrackerError
from marmot_tracker.model import ReceivedReturn, ReturnLine
from marmot_tracker.progress import Cancelled, Progress
from marmot_tracker.reports import returns_out
from marmot_tracker.services import (
    asking_whom,
    chasing,
    return_form,
    sending,
)
from marmot_tracker.services.return_form import FormField
from marmot_tracker.services.return_form import Sheet as Name
from tests.reports import making
from tests.reports.reading import opened
from tests.reports.returning import ALWAYS, Sent, asking, many, rows, sheet


def test_each_is_noted_with_its_rows_in_one_edit_that_one_undo_takes_back(
    tracker: Document, tmp_path: Path
) -> None:
    who = asking(tracker)
    before = len(tracker.undoable())
    returns_out.send(tracker, tmp_path / "r", period=who.period.uid, whom=who.proposed)
    assert tracker.undo_label == "Send 3 returns"
    assert len(tracker.undoable()) == before + 1
    with tracker.read() as session:
        assert many(session) == (3, 6)
    tracker.undo()
    with tracker.read() as session:
        assert many(session) == (0, 0)


def test_sending_again_writes_over_nothing(sent: Sent) -> None:
    who = asking(sent.document)
    before = {path: path.read_bytes() for path in sent.folder.iterdir()}
    (again,) = returns_out.send(
        sent.document, sent.folder, period=who.period.uid,
        whom=[asking_whom.named(who, "Housing")],
    )  # fmt: skip
    assert again.workbook.name == "return_Housing_2026-Q3_2.xlsx"
    assert again.draft is not None
    assert again.draft.name == "return_Housing_2026-Q3_2.eml"
    assert {path: path.read_bytes() for path in before} == before


def test_stopped_half_way_it_leaves_no_file_and_no_note(tracker: Document, tmp_path: Path) -> None:
    who = asking(tracker)
    told: list[str] = []

    def listen(done: int, total: int, text: str) -> None:
        told.append(text)
        if done == 1:
            progress.cancel()

    progress = Progress(listen)
    with pytest.raises(Cancelled):
        returns_out.send(
            tracker, tmp_path / "r", period=who.period.uid, whom=who.proposed, progress=progress
        )
    assert told[0].startswith("Writing return_")
    assert list((tmp_path / "r").iterdir()) == []
    with tracker.read() as session:
        assert many(session) == (0, 0)


def test_a_folder_that_cannot_be_made_is_told(tracker: Document, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    who = asking(tracker)
    with pytest.raises(TrackerError, match="nothing was sent"):
        returns_out.send(tracker, tmp_path / "file" / "r", period=who.period.uid, whom=who.proposed)
    with pytest.raises(Misuse, match="Nobody was chosen"):
        returns_out.send(tracker, tmp_path / "r", period=who.period.uid, whom=[])


# ---------------------------------------------------------------- sent back


@pytest.fixture
def asked_back(sent: Sent) -> Any:
    """Questions sent back to Housing about three cells of one row, and about a row of its own."""
    uid = sent.by_name["Housing"].uid
    with sent.document.read() as session:
        second = sending.rows_of(session, uid)[1].recommendation
    with sent.document.edit("Receive") as session:
        received = ReceivedReturn(for_return=uid, received_on=making.DAY)
        session.add(received)
        for recommendation, field, said, question in (
            (second, FormField.HOW_IT_GOES, "at_risk", "Is it not off track?"),
            (second, FormField.ONE_LINE, "=1+1", "Since when?"),
            (second, FormField.FORECAST, "2027-03-31", "Agreed with whom?"),
            ("", FormField.COMMENT, "A row of ours", "Which one is it?"),
            ("", FormField.EVIDENCE, '{"title": "A log"}', "Of what?"),
        ):
            session.add(
                ReturnLine(
                    for_return=uid, received=received.uid, recommendation=recommendation or None,
                    field=field.value, said=said, verdict="sent_back", reason=question,
                )
            )  # fmt: skip
    with sent.document.read() as session:
        found = chasing.read(session, today=making.DAY)
    (made,) = returns_out.send_back(
        sent.document, sent.folder / "back", chased=found.returns, respond_by=date(2026, 12, 7)
    )
    assert made.workbook.name == "return_Housing-questions_2026-Q3.xlsx"
    assert "5 questions" in made.subject
    return opened(made.workbook)


def test_questions_stand_beside_their_cells_and_those_are_marked(
    asked_back: Any, sent: Sent
) -> None:
    (row,) = rows(sheet(asked_back))
    assert row["Reference"].value == "5.2"
    assert row[return_form.QUESTION_HEADING].value == (
        "How is it going: Is it not off track?\n"
        "One line the steering group can read: Since when?\n"
        "New forecast date: Agreed with whom?"
    )
    assert row["How is it going?"].value == "A At risk"
    assert (row[ALWAYS[1]].value, row[ALWAYS[1]].data_type) == ("=1+1", "s")
    assert row["New forecast date"].value.date() == date(2027, 3, 31)
    marked = {name for name, cell in row.items() if cell.fill.fgColor.rgb == "FFFFF6DC"}
    assert marked == {
        return_form.QUESTION_HEADING, "How is it going?", ALWAYS[1], "New forecast date",
    }  # fmt: skip
    page = sheet(asked_back)
    hidden = {
        heading
        for heading, cell in row.items()
        if page.column_dimensions[cell.column_letter].hidden
    }
    assert ALWAYS[2] in hidden
    assert not hidden & marked


def test_what_is_sent_back_is_the_same_return(asked_back: Any, sent: Sent) -> None:
    made = sent.by_name["Housing"]
    told = [str(cell.value) for (cell,) in sheet(asked_back)["A1:A5"]]
    assert made.uid in {return_form.identity_in(text)[0] for text in told}
    assert any("07/12/2026" in text for text in told)
    guide = " ".join(
        str(cell.value) for row in sheet(asked_back, Name.GUIDE) for cell in row if cell.value
    )
    assert "You wrote “A row of ours”. Comment: Which one is it?" in guide
    assert "You wrote “A log”. Evidence: Of what?" in guide
    with sent.document.read() as session:
        assert many(session) == (3, 6)


def test_without_questions_there_is_nothing_to_send_back(sent: Sent) -> None:
    with sent.document.read() as session:
        found = chasing.read(session, today=making.DAY)
    with pytest.raises(TrackerError, match="no questions"):
        returns_out.send_back(sent.document, sent.folder, chased=found.returns)
