"""A return that went through a real LibreOffice: typed into, sorted, saved as .xlsx and as .ods."""

from __future__ import annotations

import subprocess
from datetime import date
from pathlib import Path

import pytest

from marmot_tracker.services import dates
from marmot_tracker.services.inbox import InboxLine, LineState
from marmot_tracker.services.return_form import FormField, shown_id
from marmot_tracker.vocabulary import Rating
from tests.exchange.returns import office
from tests.exchange.returns.making import BACK_ON, HEADING, Sent

HOW, LINE, DATE = FormField.HOW_IT_GOES, FormField.ONE_LINE, FormField.FORECAST
WHY = FormField.FORECAST_WHY


def told(lines: tuple[InboxLine, ...] | list[InboxLine]) -> list[tuple[str, FormField, str]]:
    return [(line.recommendation, line.field, line.returned) for line in lines]


@pytest.mark.parametrize("ending", [".xlsx", ".ods"])
def test_typed_sorted_and_saved_by_libreoffice(sent: Sent, tmp_path: Path, ending: str) -> None:
    if office.SOFFICE is None:
        return  # told by what the run installs; the reading itself is proved on files of openpyxl
    first, second, third, _ = sent.uids
    edits = [
        (shown_id(first), HEADING[HOW], "R Off track"),
        (shown_id(first), HEADING[LINE], "The last inspector left"),
        (shown_id(second), HEADING[HOW], "G On track"),
        (shown_id(second), HEADING[DATE], "31/03/2027"),
        (shown_id(second), HEADING[WHY], "Winter came"),
        (shown_id(third), HEADING[HOW], "fine"),
    ]
    made = office.edited(sent.workbook, tmp_path, edits)
    got = sent.receive(next(path for path in made if path.suffix == ending))
    assert got.faults == ()
    assert told(got.lines) == [
        (first, HOW, "Off track"),
        (first, LINE, "The last inspector left"),
        (second, HOW, "On track"),
        (second, DATE, "31/03/2027"),
        (second, WHY, "Winter came"),
        (third, HOW, "fine"),
    ]
    states = [line.state for line in got.lines]
    assert states == [LineState.CLEAN] * 5 + [LineState.PROBLEM]
    assert got.lines[0].where.startswith("Housing Q3!")
    sent.decide(sent.waiting()[:5])
    rating = sent.rating(0)
    assert (rating.rating, rating.speaks_for) == (Rating.OFF_TRACK, BACK_ON)
    with sent.document.read() as session:
        due = dates.slips(session, recommendation=second)
    assert (due.current, due.times_moved) == (date(2027, 3, 31), 1)


@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_saved_again_untouched_it_proposes_nothing(sent: Sent, tmp_path: Path, ending: str) -> None:
    if office.SOFFICE is None:
        return
    folder = tmp_path / "again"
    profile = (tmp_path / "profile").as_uri()
    command = [office.SOFFICE, f"-env:UserInstallation={profile}", "--headless", "--convert-to"]
    command += [ending, "--outdir", str(folder), str(sent.workbook)]
    subprocess.run(command, check=True, capture_output=True, timeout=office.SECONDS)
    got = sent.receive(folder / f"{sent.workbook.stem}.{ending}")
    assert (got.lines, got.faults) == ((), ())
    assert sent.waiting() == []
