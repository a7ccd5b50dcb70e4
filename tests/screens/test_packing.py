"""The audit pack's dialog: for which period or day, since what, and with which evidence."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from marmot_tracker import clock
from ui.dialogs.export_pack import ExportPackDialog, PackQuestion

TODAY = date(2026, 10, 14)


@pytest.fixture
def dialog(qtbot, tmp_path: Path) -> ExportPackDialog:
    asked = PackQuestion(
        tmp_path / "pack.xlsx",
        date(2026, 7, 14),
        2,
        TODAY,
        (("Q2 2026/27", "uid-2"), ("Q1 2026/27", "uid-1")),
        3,
        1,
    )
    made = ExportPackDialog(None, asked)
    qtbot.addWidget(made)
    made.show()
    return made


def test_it_compares_with_the_last_pack_unless_another_day_is_given(dialog) -> None:
    assert dialog.value().since_pack
    dialog.since.setText("01/07/2026")
    answer = dialog.value()
    assert (answer.since_pack, answer.since) == (False, date(2026, 7, 1))
    dialog.since.setText("")
    assert (dialog.value().since_pack, dialog.value().since) == (False, None)


def test_a_past_day_is_compared_with_a_day(dialog) -> None:
    dialog.as_at.setText("01/09/2026")
    assert (dialog.value().since_pack, dialog.value().as_at) == (False, date(2026, 9, 1))


def test_a_period_shows_no_other_day(dialog) -> None:
    dialog.as_at.setText("01/09/2026")
    dialog.made_for.setCurrentText("Q1 2026/27")
    assert not dialog.as_at.isEnabled()
    answer = dialog.value()
    assert (answer.period, answer.as_at, answer.since_pack) == ("uid-1", None, True)


@pytest.mark.parametrize("field, day", [("as_at", "15/10/2026"), ("since", "14/10/2026")])
def test_a_day_that_cannot_be_is_told(dialog, field: str, day: str) -> None:
    asked = getattr(dialog, field)
    asked.setText(day)
    assert dialog.faults()[asked]


def test_evidence_is_offered_where_there_is_some(dialog, qtbot, tmp_path) -> None:
    assert dialog.with_evidence.isEnabled()
    dialog.with_evidence.click()
    assert dialog.value().with_evidence
    bare = ExportPackDialog(None, PackQuestion(tmp_path / "p.xlsx", None, 0, clock.today()))
    qtbot.addWidget(bare)
    assert not bare.with_evidence.isEnabled()
