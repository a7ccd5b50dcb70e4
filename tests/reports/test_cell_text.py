"""What a cell can hold as text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marmot_tracker.reports import cell_text
from marmot_tracker.trail.values import clean


@given(st.text())
def test_what_the_record_holds_leaves_as_it_is(text: str) -> None:
    held = clean(text) or ""
    kept = cell_text.plain(held)
    assert len(kept) == len(held)
    assert all(a == b or a in "\ufffe\uffff" for a, b in zip(held, kept, strict=True))


def test_control_characters_and_surrogates_are_shown_as_replaced() -> None:
    assert (
        cell_text.plain("a\x00b\x0bc\x9fd\ud800e\ufffff") == "a\ufffdb\ufffdc\ufffdd\ufffde\ufffdf"
    )
    assert cell_text.plain("one\r\ntwo\rthree\tfour") == "one\ntwo\nthree\tfour"


@pytest.mark.parametrize("start", list("=+-@\t\r＝＋－＠"))
def test_text_that_could_become_a_formula_gets_the_prefix(start: str) -> None:
    assert cell_text.needs_prefix(f"{start}1+1")
    assert not cell_text.needs_prefix(f"a{start}1+1")


@pytest.mark.parametrize(
    "text",
    [
        "x" * 32_767,
        "x" * 32_768,
        "😀" * 16_383,
        "😀" * 16_384,
        "\n" * 253,
        "\n" * 254,
        "word " * 40_000,
        "line\n" * 1000,
    ],
)
def test_pieces_fit_and_make_the_text_again(text: str) -> None:
    found = cell_text.pieces(text)
    assert "".join(found) == text
    assert (len(found) == 1) == cell_text.fits(text)
    notice = "\n" + "x" * (cell_text.ROOM_FOR_NOTICE - 1)
    if len(found) > 1:
        assert all(cell_text.fits(piece + notice) for piece in found)


def test_the_limits_are_excels() -> None:
    assert cell_text.fits("😀" * 16_383)
    assert not cell_text.fits("😀" * 16_384)
    assert cell_text.fits("\n" * 253)
    assert not cell_text.fits("\n" * 254)


def test_headings_are_one_line_and_told_apart() -> None:
    found = cell_text.headings(["Due", "due", "DUE\n", "", "  ", "x" * 400])
    assert found[:5] == ("Due", "due (2)", "DUE (3)", "No heading", "No heading (2)")
    assert len(found[5]) <= 255


@given(st.lists(st.text(max_size=60), max_size=12))
def test_sheet_names_are_safe_and_told_apart(wanted: list[str]) -> None:
    names: list[str] = []
    for wish in wanted:
        names.append(cell_text.sheet_name(wish, names))
    assert len({name.casefold() for name in names}) == len(names)
    for name in names:
        assert 0 < cell_text.units(name) <= 31
        assert not set(name) & set("[]:*?/\\")
        assert not name.startswith("'")
        assert not name.endswith("'")
        assert name.casefold() != "history"
