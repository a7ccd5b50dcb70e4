"""Numbers and letters that only their counting on shows: "A1. Fund", "a pilot", "b map"."""

from __future__ import annotations

from marmot_tracker.exchange.reports.blocks import Block, BlockKind
from marmot_tracker.exchange.reports.relabelling import relabelled
from tests.exchange.reports import word
from tests.exchange.reports.paper import ASKS
from tests.exchange.reports.reading import read, references, texts


def paragraphs(*said: str) -> list[Block]:
    return [Block(BlockKind.PARAGRAPH, words, paragraph=at) for at, words in enumerate(said, 1)]


def labels(*said: str) -> list[str]:
    return [block.label for block in relabelled(paragraphs(*said))]


def test_three_that_count_on_have_labels():
    assert labels("A1. Fund it.", "A2. Map it.", "A3. End it.") == ["A1.", "A2.", "A3."]
    assert labels("a pilot it", "b map it", "c end it") == ["a", "b", "c"]
    assert labels("9 Our aim", "10 The rest", "Of this", "11 It is") == ["9", "10", "", "11"]


def test_words_and_years_are_no_labels():
    assert labels("a pilot it", "b map it", "end it") == ["", "", ""]
    assert labels("2019 Act", "2020 Act", "In 2021 Act") == ["", "", ""]
    assert labels("1 North Street", "3 South Street", "7 West Street") == ["", "", ""]
    assert labels("a house", "a garden", "a road") == ["", "", ""]


def test_each_run_begins_anew():
    told = labels("A1 Fund", "A2 Map", "A3 End", "and so on", "B1 Fund", "B2 Map", "B3 End")
    assert told == ["A1", "A2", "A3", "", "B1", "B2", "B3"]


def test_in_a_document(tmp_path):
    made = word.document()
    made.add_heading("Recommendations", 1)
    for theme in range(3):
        made.add_heading(f"Theme {theme}", 2)
        for n in range(3):
            made.add_paragraph(f"{'ABC'[theme]}{n + 1} {ASKS[theme * 3 + n]}")
    result = read(made, tmp_path)
    assert references(result) == ["A1", "A2", "A3", "B1", "B2", "B3", "C1", "C2", "C3"]
    assert texts(result) == list(ASKS[:9])
