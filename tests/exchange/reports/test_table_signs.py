"""The signs of a table, each once: what it lists, what it only explains, what one cell holds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from marmot_tracker.exchange.reports.blocks import Block, BlockKind, Spot
from marmot_tracker.exchange.reports.cell_lines import with_lists_in_lines
from marmot_tracker.exchange.reports.table_rows import heads_closed_up, rows_whole
from marmot_tracker.exchange.reports.table_signs import explains_words, is_named
from marmot_tracker.exchange.tables import RawTable
from tests.exchange.reports import word
from tests.exchange.reports.paper import ASKS, LEFT, PROSE, RIGHT, Paper
from tests.exchange.reports.reading import one, prose, read, references, texts


def _table(*rows: tuple[str | None, ...]) -> RawTable:
    return RawTable(name="t", rows=rows, is_sheet=False, colours_seen=False)


def _block(table: RawTable, pages: tuple[int, ...]) -> Block:
    """A table as a block, its rows ten points high."""
    spots = tuple((Spot(page, 72, 10 * at, 523, 10 * at + 10),) for at, page in enumerate(pages))
    return Block(BlockKind.TABLE, "", table=table, row_pages=pages, row_spots=spots)


@pytest.mark.parametrize(
    "headings",
    [
        ("No", "Recommendation"),
        ("The Committee’s recommendation", "Welsh Government response"),
        ("Rec", "Recommendations/Actions", "Lead"),
        ("Ref", "Audit recommendation", "Finding"),
        ("Recommendation", "Recommendation text", "Owner"),
        ("Recommendation from the review", "Lead"),
        ("N°", "Recommandation", "Échéance"),
        ("Nr.", "Handlungsempfehlungen"),
        ("Recomendaciones",),
    ],
)
def test_headings_that_name_recommendations(headings):
    assert is_named(_table(headings, tuple("x" for _ in headings)))


@pytest.mark.parametrize(
    "headings",
    [
        ("Industry", "L1 Recommendation", "L2 Recommendation"),
        ("Low risk recommendation", "High risk recommendation", "Sector"),
        ("Priority", "Number of recommendations"),
        ("Recommendation status", "Total"),
        ("Previous recommendation", "Outcome"),
        ("Term", "Definition"),
    ],
)
def test_headings_that_do_not(headings):
    assert not is_named(_table(headings, tuple("x" for _ in headings)))


@pytest.mark.parametrize(
    ("headings", "explains"),
    [
        (("Term", "Definition"), True),
        (("Abbreviation", "Full term"), True),
        (("Acronym", "What it stands for"), True),
        (("Word or phrase", "Meaning", "Source"), True),
        (("Ref", "Description"), False),
        (("Term of office", "Definition"), False),
    ],
)
def test_glossaries(headings, explains):
    assert explains_words(_table(headings, tuple("x" for _ in headings))) is explains


def test_a_glossary_that_explains_recommendations_holds_none(tmp_path):
    made = word.document()
    rows = [["Recommendation", "What a review asks somebody to do."], ["Owner", "Who does it."]]
    word.table(made, [["Term", "Meaning"], *rows])
    assert not read(made, tmp_path).items


def test_actions_without_numbers_beside_who_and_when(tmp_path):
    made = word.document()
    word.table(made, [["Term", "Definition"], *[[f"T{n}", "A word."] for n in range(9)]])
    for priority in range(2):
        made.add_heading(f"Priority {priority}", 1)
        rows = [[words, "ICB", "2027"] for words in ASKS[priority * 3 :][:3]]
        word.table(made, [["What we will do", "Who will lead", "By when"], *rows])
    result = read(made, tmp_path)
    assert texts(result) == list(ASKS[:6])
    assert result.items[5].theme == "Priority 1"
    assert result.items[0].fields["owner"] == "ICB"


def test_tables_that_say_nothing_to_do_beside_who_and_when(tmp_path):
    made = word.document()
    rows = [[f"Meeting of the board, part {n}", "Clerk", "May 2026"] for n in range(5)]
    word.table(made, [["Item", "Lead", "By when"], *rows])
    assert not read(made, tmp_path).items


def test_a_table_that_only_counts_recommendations(tmp_path):
    made = word.document()
    word.table(made, [["Recommendations", "Accepted", "Rejected"], ["12", "9", "3"]])
    rows = [[str(n + 1), ASKS[n], "Accept"] for n in range(5)]
    word.table(made, [["Number", "Recommendation", "Position"], *rows])
    assert texts(read(made, tmp_path)) == list(ASKS[:5])
    alone = word.document()
    word.table(
        alone, [["Priority", "Recommendations"], ["High", "12"], ["Low", "3"], ["All", "15"]]
    )
    assert not read(alone, tmp_path).items


def test_the_title_of_a_document_about_progress_sets_nothing_apart(tmp_path):
    made = word.document()
    made.add_heading("Progress against the recommendations of the review", 1)
    word.table(made, [["Recommendation", "Action"], *[[words, "Done"] for words in ASKS[:4]]])
    made.add_heading("Recommendations of other inquiries", 2)
    word.table(made, [["Recommendation", "Action"], [ASKS[8], "Done"], [ASKS[9], "Done"]])
    result = read(made, tmp_path)
    assert texts(result) == list(ASKS[:4])
    assert "other inquiries" in result.message


ANSWERED = (
    ("Accepted.", "accepted"),
    ("Accepted in part. There is money for one year.", "accepted_in_part"),
    ("The Council does not accept this recommendation.", "not_accepted"),
    ("Accept in principle", "accepted_in_principle"),
    ("Noted.", None),
    ("Agreed", "accepted"),
)


@pytest.mark.parametrize("heading", ["Cabinet response", "Response", "Government’s reply"])
def test_a_column_of_responses(tmp_path, heading):
    made = word.document()
    rows = [[str(n + 1), ASKS[n], said] for n, (said, _) in enumerate(ANSWERED)]
    word.table(made, [["No", "Recommendation", heading], *rows])
    result = read(made, tmp_path)
    assert [item.response for item in result.items] == [said for said, _ in ANSWERED]
    assert [item.fields.get("decision") or None for item in result.items] == [
        code for _, code in ANSWERED
    ]


def test_tables_put_together_by_the_decision(tmp_path):
    made = word.document()
    made.add_heading("Executive response", 1)
    for heading, at in (("Recommendations accepted", 0), ("Recommendations not accepted", 3)):
        made.add_heading(heading, 2)
        rows = [[str(n + 1), ASKS[n], "For good reasons"] for n in range(at, at + 3)]
        word.table(made, [["No", "Recommendation", "Comment"], *rows])
    result = read(made, tmp_path)
    assert texts(result) == list(ASKS[:6])
    decisions = [item.fields["decision"] for item in result.items]
    assert decisions == ["accepted"] * 3 + ["not_accepted"] * 3


def test_names_before_the_words_are_the_references(tmp_path):
    made = word.document()
    rows = [[f"Recommendation {n + 1}\n{ASKS[n]}", "Do so"] for n in range(4)]
    word.table(made, [["Recommendation", "Action"], *rows])
    result = read(made, tmp_path)
    assert texts(result) == list(ASKS[:4])
    assert references(result) == ["1", "2", "3", "4"]


@pytest.mark.parametrize("mark", ["{n}. ", "Recommendation {n}: ", "• ", ""])
def test_several_in_one_cell_are_as_many_items(tmp_path, mark):
    made = word.document()
    rows = [
        [
            f"Theme {'ABC'[theme]}",
            "\n".join(f"{mark.format(n=n + 1)}{ASKS[n]}" for n in range(theme * 3, theme * 3 + 3)),
        ]
        for theme in range(3)
    ]
    word.table(made, [["Theme", "Recommendations"], *rows])
    result = read(made, tmp_path)
    assert texts(result) == list(ASKS[:9])
    assert [item.theme for item in result.items[::3]] == ["Theme A", "Theme B", "Theme C"]
    assert references(result) == [str(n + 1) if "{n}" in mark else "" for n in range(9)]


def test_parts_of_a_numbered_item_stay_in_its_cell(tmp_path):
    made = word.document()
    rows = [[str(n + 1), f"{ASKS[n]}\n• first in the north\n• then in the south"] for n in range(4)]
    word.table(made, [["Ref", "Recommendations"], *rows])
    result = read(made, tmp_path)
    assert len(result.items) == 4
    assert one(result, "2").text.endswith("then in the south")


def test_a_line_that_announces_its_bullets_keeps_them(tmp_path):
    made = word.document()
    rows = [[f"T{n}", f"{ASKS[n]} It should:\n• start now\n• end soon"] for n in range(4)]
    word.table(made, [["Theme", "Recommendations"], *rows])
    assert len(read(made, tmp_path).items) == 4


def test_short_names_in_tables_of_their_own(tmp_path):
    made = word.document()
    for n in range(4):
        prose(made, 1, n)
        word.table(made, [[f"R{n + 1}", ASKS[n]]])
    result = read(made, tmp_path)
    assert texts(result) == list(ASKS[:4])
    assert references(result) == ["1", "2", "3", "4"]


def test_wordings_alone_or_with_a_page_under_a_heading(tmp_path):
    for rows in (
        [["", words] for words in ASKS[:5]],
        [[str(n + 1), ASKS[n], f"p. {n + 9}"] for n in range(5)],
    ):
        made = word.document()
        made.add_heading("Recommendations", 1)
        word.table(made, rows)
        assert texts(read(made, tmp_path)) == list(ASKS[:5])


@pytest.mark.parametrize(
    ("headings", "cells"),
    [
        (("Ref", "Budget line", "Amount"), "Staff costs for the whole year"),
        (("No.", "Question", "Answer"), "Where in the town do you live?"),
        (("Ref", "Source"), "A paper on the health of towns, 2004."),
        (("No.", "Title", "Page"), "Life expectancy by ward and year"),
    ],
)
def test_numbered_rows_of_other_things(tmp_path, headings, cells):
    made = word.document()
    rows = [[str(n + 1), f"{cells} {n}", *["9"] * (len(headings) - 2)] for n in range(6)]
    word.table(made, [list(headings), *rows])
    assert not read(made, tmp_path).items


def test_risks_without_numbers(tmp_path):
    made = word.document()
    rows = [[f"Losing the lease of the {n}th baths", "High", "Low", "Meet"] for n in range(5)]
    word.table(made, [["Risk", "Likelihood", "Impact", "Mitigation"], *rows])
    assert texts(read(made, tmp_path)) == [row[0] for row in rows]


def test_a_table_parted_by_its_author_counts_on(tmp_path):
    made = word.document()
    rows = [[str(n + 1), ASKS[n], "Council"] for n in range(9)]
    word.table(made, [["No.", "Recommendation", "Lead"], *rows[:4]])
    made.add_paragraph()
    word.table(made, rows[4:7])
    word.table(made, rows[7:])
    assert references(read(made, tmp_path)) == [str(n + 1) for n in range(9)]


def test_a_box_that_announces_its_list_in_plain_type(tmp_path):
    made = word.document()
    for chapter in range(2):
        made.add_heading(f"Chapter {chapter}", 1)
        prose(made, 1)
        cell = made.add_table(1, 1).cell(0, 0)
        cell.text = "Recommendations"
        for words in ASKS[chapter * 3 :][:3]:
            cell.add_paragraph(words, style="List Bullet")
    result = read(made, tmp_path)
    assert texts(result) == list(ASKS[:6])
    assert result.items[3].theme == "Chapter 1"


def _bulleted(words):
    return "\n".join(f"• {each}" for each in words)


def test_lists_side_by_side_below_their_headings(tmp_path):
    made = word.document()
    heads = ["Short-term recommendations", "Long-term recommendations"]
    word.table(made, [heads, [_bulleted(ASKS[:3]), _bulleted(ASKS[3:6])]])
    assert texts(read(made, tmp_path)) == list(ASKS[:6])


def test_a_list_beside_its_heading(tmp_path):
    made = word.document()
    rows = [["Background", PROSE[0]], ["Recommendations", _bulleted(ASKS[:4])], ["Contact", "Us"]]
    word.table(made, rows)
    assert texts(read(made, tmp_path)) == list(ASKS[:4])


@pytest.mark.parametrize(
    ("run_on", "lines"),
    [
        ("\uf0b7 Open it. \uf0b7 Close it.", ["\uf0b7 Open it.", "\uf0b7 Close it."]),
        ("It should: • open • close", ["It should:", "• open", "• close"]),
        ("1. Open it. 2. Close it by 2030.", ["1. Open it.", "2. Close it by 2030."]),
        ("8.9 Open it. 8.10 Close it.", ["8.9 Open it.", "8.10 Close it."]),
        ("1. Open it. See 7. Then go.", ["1. Open it. See 7. Then go."]),
        ("Open 3. Close 4. Go.", ["Open 3. Close 4. Go."]),
        ("2. Open\nit. 3. Close it.", ["2. Open", "it.", "3. Close it."]),
    ],
)
def test_lists_that_a_page_gave_in_one_run(run_on, lines):
    table = with_lists_in_lines(_table(("Theme", run_on)))
    assert table.rows == (("Theme", "\n".join(lines)),)


def test_numbered_items_in_the_cells_of_a_pdf(tmp_path):
    paper = Paper()
    paper.heading("Plan", size=18)
    prose(paper)
    rows = [
        [
            f"Theme {'ABC'[theme]}",
            " ".join(f"{n + 1}. {ASKS[n]}" for n in range(theme * 3, theme * 3 + 3)),
        ]
        for theme in range(3)
    ]
    paper.table((LEFT, 150, RIGHT), [["Theme", "Recommendations"], *rows])
    result = read(paper, tmp_path)
    assert texts(result) == list(ASKS[:9])
    assert references(result) == [str(n + 1) for n in range(9)]


# Rows that a page's end cut in two

HEAD = ("No.", "Recommendation", "Lead officer")
WHOLE = ("1", "Open the baths.", "Council")


def test_a_row_cut_by_the_end_of_a_page_and_headings_printed_again():
    cut = ("2", "Open the library on", "Director of")
    rest = (None, "Sundays.", "Culture")
    made = _table(HEAD, WHOLE, cut, ("No.", None, "offi cer"), rest, ("3", "Plant trees.", "Parks"))
    block = rows_whole(_block(made, (1, 1, 1, 2, 2, 2)))
    table = block.table
    assert table is not None
    assert table.rows[2] == ("2", "Open the library on Sundays.", "Director of Culture")
    assert [row[0] for row in table.rows] == ["No.", "1", "2", "3"]
    assert block.row_pages == (1, 1, 1, 2)
    assert [[spot.top for spot in each] for each in block.row_spots] == [[0], [10], [20, 40], [50]]


def test_merged_cells_stay_with_their_rows():
    rows = (HEAD, ("A", None, None), ("1", "Open the baths on", "Council"), ("No.", None, None))
    made = _table(*rows, (None, "Sundays.", None), ("B", None, None), ("2", "Plant.", None))
    merged = ((1, 0, 1, 2), (5, 0, 5, 2), (2, 2, 4, 2))
    table = rows_whole(_block(replace(made, merged=merged), (1, 1, 1, 2, 2, 2, 2))).table
    assert table is not None
    assert [row[0] for row in table.rows] == ["No.", "A", "1", "B", "2"]
    assert table.merged == ((1, 0, 1, 2), (3, 0, 3, 2))


@pytest.mark.parametrize(
    "next_row",
    [
        ("2", "plant trees.", "Council"),
        (None, "Plant trees.", None),
        ("Theme B", None, None),
        (None, "Plant more trees soon.", "of Parks"),
    ],
    ids=["as full", "a sentence of its own", "a theme", "a sentence beside a rest"],
)
def test_rows_at_the_top_of_a_page_that_are_their_own(next_row):
    block = rows_whole(_block(_table(HEAD, WHOLE, next_row), (1, 1, 2)))
    assert block.table is not None
    assert len(block.table.rows) == 3


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("Recommendatio n", "Recommendation"),
        ("Manageme nt response", "Management response"),
        ("Lead officer", "Lead officer"),
        ("Action by", "Action by"),
    ],
)
def test_headings_that_a_narrow_column_broke(broken, whole):
    table = heads_closed_up(_table((broken, None), ("Recommendatio n", "x")))
    assert table.rows == ((whole, None), ("Recommendatio n", "x"))


def test_a_table_on_one_page_stays_as_it_is():
    table = _table(HEAD, WHOLE, (None, "and close it.", None))
    for pages in ((4, 4, 4), ()):
        block = _block(table, pages)
        assert rows_whole(block) == block


def test_prose_in_a_column_of_recommendations_is_whole(tmp_path):
    made = word.document()
    rows = [[str(n + 1), f"{ASKS[n]} {PROSE[n % 4]}", "Council"] for n in range(12)]
    word.table(made, [["No", "Recommendation", "Lead"], *rows])
    assert texts(read(made, tmp_path))[7] == f"{ASKS[7]} {PROSE[3]}"
