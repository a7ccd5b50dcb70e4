"""How lists are remembered to be read: kept, corrected, forgotten, met from two copies."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from marmot_tracker.document import Author, Document
from marmot_tracker.errors import TrackerError
from marmot_tracker.model.kinds import KINDS
from marmot_tracker.services import layouts
from marmot_tracker.services.layouts import LayoutFacts
from tests.services.conftest import Sample

SHAPE = "ab12" * 16
LAYOUT = LayoutFacts(
    shape=SHAPE,
    headings=("Ref", "What we ask", "State"),
    columns={"What we ask": "text", "State": "rating"},
    words={"rating": {"purple": "at_risk"}},
    sheets=("Register",),
    owner_split="all",
    date_order="day_first",
    corrected_on=date(2026, 9, 12),
)


def kept(document: Document) -> list[LayoutFacts]:
    with document.read() as session:
        return layouts.list_(session)


def remember(document: Document, layout: LayoutFacts) -> None:
    with document.edit("Load a list") as session:
        layouts.remember(session, layout)


def test_a_layout_is_kept_and_corrected(sample: Sample) -> None:
    remember(sample.document, LAYOUT)
    assert kept(sample.document) == [LAYOUT]
    corrected = replace(LAYOUT, columns={"State": "decision"}, words={}, owner_split="")
    remember(sample.document, corrected)
    assert kept(sample.document) == [corrected]
    with sample.document.read() as session:
        assert layouts.of_shape(session, SHAPE) == corrected
        assert layouts.of_shape(session, "cd" * 32) is None


def test_a_layout_is_forgotten_and_remembered_again(sample: Sample) -> None:
    remember(sample.document, LAYOUT)
    with sample.document.edit("Forget") as session:
        layouts.forget(session, shape=SHAPE)
    assert kept(sample.document) == []
    sample.document.undo()
    assert kept(sample.document) == [LAYOUT]
    sample.document.redo()
    remember(sample.document, LAYOUT)
    assert kept(sample.document) == [LAYOUT]


def test_a_layout_is_named_by_its_key_or_headings(sample: Sample) -> None:
    remember(sample.document, LAYOUT)
    remember(sample.document, replace(LAYOUT, shape="ab13" * 16, headings=("Nr", "Ask")))
    with sample.document.read() as session:
        assert layouts.the_one(session, "AB12").shape == SHAPE
        assert layouts.the_one(session, "ref, what").shape == SHAPE
        assert layouts.the_one(session, LAYOUT.name).shape == SHAPE
        with pytest.raises(TrackerError, match="could be 2 layouts"):
            layouts.the_one(session, "ab1")
        with pytest.raises(TrackerError, match="No layout is remembered under “x”"):
            layouts.the_one(session, "x")


def test_two_copies_that_correct_the_same_layout_meet(sample: Sample, tmp_path: Path) -> None:
    document = sample.document
    path = tmp_path / "theirs.marmot"
    shutil.copyfile(document.path, path)
    with Document.open(path, author=Author("Bea Officer")) as theirs:
        remember(theirs, replace(LAYOUT, words={"rating": {"mauve": "on_track"}}))
    remember(document, LAYOUT)
    document.bring_in(path)
    found = kept(document)
    assert len(found) == 1
    assert found[0].columns == LAYOUT.columns
    assert found[0].words in (LAYOUT.words, {"rating": {"mauve": "on_track"}})
    remember(document, LAYOUT)
    assert kept(document) == [LAYOUT]


def test_what_a_newer_program_wrote_otherwise_is_passed_over(sample: Sample) -> None:
    remember(sample.document, LAYOUT)
    with sample.document.edit("As a newer program may") as session:
        thing = session.get(KINDS["import_mapping"].thing, layouts.layout_uid(SHAPE))
        assert thing is not None
        thing.columns, thing.words = '["What we ask"]', '{"rating":7,"decision":{"yes":"accepted"}}'  # type: ignore[attr-defined]
    found = kept(sample.document)[0]
    assert (found.columns, found.words) == ({}, {"decision": {"yes": "accepted"}})
