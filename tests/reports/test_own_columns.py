"""Columns of the place's own leave in the pack as what they are: dates, numbers, text."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from marmot_tracker.document import Document
from marmot_tracker.reports import audit_pack
from marmot_tracker.reports.checking import check_pack
from marmot_tracker.reports.looks import Look
from marmot_tracker.reports.pack_lists import own_cell
from marmot_tracker.reports.sheets import Shown
from marmot_tracker.services import own_columns, recommendations
from marmot_tracker.services.extras import set_value
from marmot_tracker.vocabulary import ExtraType
from tests.reports.reading import as_day, listed


def test_own_columns_are_packed_by_their_type(document: Document, tmp_path: Path) -> None:
    said = {
        ("Budget", ExtraType.NUMBER): "1250.5",
        ("Start", ExtraType.DATE): "01/04/2026",
        ("Cost code", ExtraType.TEXT): "007",
        ("Funded", ExtraType.YES_NO): "yes",
    }
    with document.edit("Own columns") as session:
        subject = recommendations.the_one(session, "5.1")
        for (name, kind), words in said.items():
            column = own_columns.add(session, name=name, type=kind)
            set_value(session, recommendation=subject, column=column, value=words)
    made = audit_pack.make(document, tmp_path / "pack.xlsx")
    (row,) = [
        each for each in listed(made.path, "Register", "Register") if each["Reference"] == "5.1"
    ]
    assert row["Budget"] == 1250.5
    assert as_day(row["Start"]) == date(2026, 4, 1)
    assert row["Cost code"] == "007"
    assert row["Funded"] == "Yes"
    assert not check_pack(document, made.path).problems


@pytest.mark.parametrize(
    ("kind", "words", "cell"),
    [
        (ExtraType.NUMBER, "1,000", 1000),
        (ExtraType.NUMBER, "0.1", 0.1),
        (ExtraType.NUMBER, "1E999", Shown("1E999", Look.TEXT)),
        (ExtraType.NUMBER, "12345678901234567", Shown("12345678901234567", Look.TEXT)),
        (ExtraType.NUMBER, "about ten", Shown("about ten", Look.TEXT)),
        (ExtraType.DATE, "31/02/2026", Shown("31/02/2026", Look.TEXT)),
        (ExtraType.DATE, "aa/bb/cccc", Shown("aa/bb/cccc", Look.TEXT)),
        (ExtraType.DATE, "soon", Shown("soon", Look.TEXT)),
        (ExtraType.TEXT, "12", Shown("12", Look.TEXT)),
        (ExtraType.DATE, "", None),
    ],
)
def test_what_does_not_fit_its_type_leaves_as_text(
    kind: ExtraType, words: str, cell: object
) -> None:
    assert own_cell(kind, words) == cell
