"""Recommendations known by their name: headings, boxes, bold openings; and what only looks like one."""

from __future__ import annotations

import pytest

from tests.exchange.reports import word
from tests.exchange.reports.paper import ASKS, LEFT, PROSE, Paper
from tests.exchange.reports.reading import one, prose, read, references, texts

NUMBERS = ["1", "2", "3", "4", "5", "6"]


def test_headings_with_numbers_and_titles_past_contents_and_mentions(tmp_path):
    paper = Paper(head="A fairer town")
    paper.heading("A fairer town", size=24)
    prose(paper)
    paper.page()
    paper.heading("Contents")
    for n in range(6):
        paper.para(f"Recommendation {n + 1}: Title number {n} {'.' * 60} {n + 3}")
    for chapter in range(3):
        paper.page()
        paper.heading(f"Chapter {chapter + 1}: Kind {chapter}", size=18)
        prose(paper, 3, chapter)
        paper.para("As we said in Recommendation 4 above, this matters. Recommendation 2 is first.")
        paper.para("Recommendation 2 above is the first step, and recommendation 5 is the last.")
        for n in (2 * chapter, 2 * chapter + 1):
            paper.heading(f"Recommendation {n + 1}: Title number {n}", size=12)
            paper.para(ASKS[n])
            paper.item("•", "a first point that matters to all;")
            paper.item("•", "a second point.")
            prose(paper, 1)
    result = read(paper, tmp_path)
    assert references(result) == NUMBERS
    assert result.items[0].title == "Title number 0"
    assert result.items[0].text == (
        f"{ASKS[0]}\n• a first point that matters to all;\n• a second point."
    )
    assert result.items[2].theme == "Chapter 2: Kind 1"
    assert result.items[0].where == "p. 3"
    assert result.items[0].fields["page"] == "3"
    assert "each is named (“Recommendation 1”)" in result.message


def test_bold_openings_in_running_text(tmp_path):
    paper = Paper(head="Report")
    paper.heading("Findings", size=18)
    for n in range(6):
        paper.para(f"Recommendation {n + 1}: {ASKS[n]}", font="B")
        prose(paper, 1, n)
    paper.para("Recommendation 3 would need money, and recommendation 5 would not.")
    result = read(paper, tmp_path)
    assert texts(result) == list(ASKS[:6])


def test_numbers_with_parts_and_no_type_of_their_own(tmp_path):
    paper = Paper()
    for theme in (1, 2):
        paper.heading(f"{theme}. Theme {theme}", size=14)
        for n in range(3):
            paper.para(f"Recommendation {theme}.{n + 1} {ASKS[theme * 3 + n]}")
            prose(paper, 1, n)
    assert references(read(paper, tmp_path)) == ["1.1", "1.2", "1.3", "2.1", "2.2", "2.3"]


def test_printed_in_a_box_and_again_in_an_annex_is_one_with_two_places(tmp_path):
    paper = Paper()
    for title in ("Chapter one", "Annex: list of recommendations"):
        paper.heading(title, size=18)
        prose(paper)
        for n in range(4):
            top = paper.y - 4
            paper.para(f"Recommendation\u00a0{n + 1}: A short title {n}", font="B", size=12)
            paper.para(ASKS[n])
            paper.fill(top, paper.y - 2)
            paper.y += 6
            prose(paper, 1)
        paper.page()
    result = read(paper, tmp_path)
    assert references(result) == NUMBERS[:4]
    assert result.items[3].text == ASKS[3], "what stands outside the box is not its text"
    assert [item.places for item in result.items] == [
        (item.where, item.places[1]) for item in result.items
    ]
    assert "printed more than once" in result.message
    assert result.items[0].spots[0].page == 1


def test_numbers_that_start_again_under_each_theme_are_different_items(tmp_path):
    paper = Paper()
    for theme in range(3):
        paper.heading(f"Theme {theme}", size=16)
        prose(paper, 1, theme)
        for n in range(2):
            paper.heading(f"Recommendation {n + 1}", size=12)
            paper.para(ASKS[theme * 2 + n])
    result = read(paper, tmp_path)
    assert references(result) == ["1", "2"] * 3
    assert texts(result) == list(ASKS[:6])
    assert [item.theme for item in result.items[::2]] == ["Theme 0", "Theme 1", "Theme 2"]


@pytest.mark.parametrize(
    "heading",
    [
        "Appendix B: Withdrawn recommendations",
        "Annex: Recommendations of the 2019 inquiry",
        "Recommendations from previous reviews",
        "Recommendations no longer pursued",
    ],
)
def test_withdrawn_and_other_peoples_are_left_out_and_told(tmp_path, heading):
    paper = Paper()
    paper.heading("Our plan", size=18)
    prose(paper)
    for n in range(4):
        paper.heading(f"Recommendation {n + 1}", size=12)
        paper.para(ASKS[n])
    paper.page()
    paper.heading(heading, size=18)
    for n in range(4, 7):
        paper.heading(f"Recommendation {n + 1}", size=12)
        paper.para(ASKS[n])
    result = read(paper, tmp_path)
    assert references(result) == NUMBERS[:4]
    assert len(result.left_out) == 3
    assert heading[:20] in result.message


def test_a_name_without_a_number(tmp_path):
    for bold_name in (True, False):
        paper = Paper()
        paper.heading("Housing", size=18)
        for n in range(5):
            prose(paper, 1, n)
            if bold_name:
                paper.para("Recommendation", font="B", size=12, gap=3)
                paper.para(ASKS[n])
            else:
                paper.para(f"Recommendation: {ASKS[n]}", font="B")
        assert texts(read(paper, tmp_path)) == list(ASKS[:5])


def test_a_number_large_and_apart_below_its_name(tmp_path):
    paper = Paper()
    paper.heading("Findings", size=18)
    for n in range(4):
        prose(paper, 1, n)
        paper.para("RECOMMENDATION", font="B", size=10, gap=2)
        paper.para(str(n + 1), font="B", size=24, gap=2)
        paper.para(ASKS[n])
    result = read(paper, tmp_path)
    assert references(result) == NUMBERS[:4]
    assert texts(result) == list(ASKS[:4])


def test_a_name_in_a_column_beside_its_words(tmp_path):
    paper = Paper()
    paper.heading("Recommendations", size=18)
    for n in range(6):
        paper.put(LEFT, paper.y, f"Recommendation {n + 1}", font="B")
        paper.para(f"{ASKS[n]} {PROSE[n % 4]}", left=200)
    result = read(paper, tmp_path)
    assert references(result) == NUMBERS
    assert result.items[5].text == f"{ASKS[5]} {PROSE[1]}"


@pytest.mark.parametrize(
    "names",
    [["One", "Two", "Three", "Four"], ["A", "B", "C", "D"], ["I", "II", "III", "IV"]],
)
def test_numbers_in_words_letters_and_roman(tmp_path, names):
    paper = Paper()
    for n, name in enumerate(names):
        paper.heading(f"Recommendation {name}", size=13)
        paper.para(ASKS[n])
        prose(paper, 1)
    result = read(paper, tmp_path)
    assert references(result) == names
    assert texts(result) == list(ASKS[:4])


def test_short_names_and_other_words(tmp_path):
    short = Paper()
    short.heading("Summary", size=18)
    for n in range(5):
        short.item(f"R{n + 1}", ASKS[n])
    assert texts(read(short, tmp_path)) == list(ASKS[:5])
    actions = Paper()
    for n in range(5):
        actions.heading(f"Action {n + 1}: Do it", size=13)
        actions.para(ASKS[n])
    result = read(actions, tmp_path)
    assert references(result) == NUMBERS[:5]
    assert result.items[0].title == "Do it"


def test_a_running_head_and_names_at_the_tops_of_pages(tmp_path):
    paper = Paper(head="Recommendations {n}")
    for n in range(6):
        if n:
            paper.page()
        paper.para(f"Recommendation {n + 1}", font="B", size=14)
        paper.para(ASKS[n])
        prose(paper, 4)
    result = read(paper, tmp_path)
    assert references(result) == NUMBERS
    assert not any("Recommendations" in item.text for item in result.items)


def test_numbers_without_dots_or_leaders_in_the_contents(tmp_path):
    paper = Paper()
    paper.heading("Contents")
    for n in range(6):
        paper.put(LEFT, paper.y, f"Recommendation {n + 1}: Title number {n}")
        paper.put(510, paper.y, str(n + 3))
        paper.y += 16
    paper.page()
    for n in range(6):
        paper.heading(f"Recommendation {n + 1}: Title number {n}", size=13)
        paper.para(ASKS[n])
        prose(paper, 2, n)
    result = read(paper, tmp_path)
    assert references(result) == NUMBERS
    assert {item.where for item in result.items} <= {"p. 2", "p. 3"}


def test_lettered_and_roman_sub_items_are_parts_of_their_parent(tmp_path):
    paper = Paper()
    paper.heading("Recommendations", size=18)
    for n in range(3):
        paper.heading(f"Recommendation {n + 1}", size=13)
        paper.para(f"{ASKS[n]} It should:")
        paper.item("(a)", "do the first of two things, namely")
        paper.item("(i)", "in the north; and", left=LEFT + 50)
        paper.item("(ii)", "in the south;", left=LEFT + 50)
        paper.item("(b)", "do the second thing.")
    result = read(paper, tmp_path)
    assert len(result.items) == 3
    assert one(result, "2").parts == (
        "(a) do the first of two things, namely",
        "(i) in the north; and",
        "(ii) in the south;",
        "(b) do the second thing.",
    )
    assert "(b) do the second thing." in one(result, "2").text


def test_a_numbered_paragraph_right_below_its_name(tmp_path):
    paper = Paper()
    for chapter in (2, 3):
        paper.heading(f"Chapter {chapter}", size=18)
        for n in range(3):
            paper.item(f"{chapter}.{3 * n + 1}", PROSE[n], left=110)
            paper.para(f"Recommendation {(chapter - 2) * 3 + n + 1}", font="B", size=12, gap=3)
            paper.item(f"{chapter}.{3 * n + 2}", ASKS[(chapter - 2) * 3 + n], left=110)
            paper.item(f"{chapter}.{3 * n + 3}", PROSE[n], left=110)
    result = read(paper, tmp_path)
    assert references(result) == NUMBERS
    assert [ask in text for ask, text in zip(ASKS, texts(result), strict=False)] == [True] * 6
    assert not any(PROSE[n][:40] in text for n in range(3) for text in texts(result))


def test_a_name_that_counts_how_many_there_are(tmp_path):
    paper = Paper()
    for n in range(4):
        paper.heading(f"Recommendation {n + 1} of 4", size=14)
        paper.para(ASKS[n])
    assert references(read(paper, tmp_path)) == NUMBERS[:4]


def test_words_set_larger_than_their_name(tmp_path):
    paper = Paper()
    for n in range(4):
        prose(paper, 1, n)
        paper.para(f"RECOMMENDATION 0{n + 1}", font="B", size=11)
        paper.para(ASKS[n], size=14)
    result = read(paper, tmp_path)
    assert references(result) == ["01", "02", "03", "04"]
    assert [item.title or item.text for item in result.items] == list(ASKS[:4])


def test_a_document_that_calls_itself_a_recommendation_has_none(tmp_path):
    paper = Paper()
    paper.heading("Recommendation X.1234", size=24)
    paper.para("Recommendation X.1234 specifies a framework for directory services.")
    paper.heading("1 Scope", size=14)
    paper.para("This Recommendation specifies the framework and is meant for designers.")
    paper.para("Recommendation X.500 (2019), The directory.")
    assert not read(paper, tmp_path).items


def test_proposals_without_numbers_in_boxes(tmp_path):
    made = word.document()
    for n in range(3):
        made.add_heading(f"Part {n}", 1)
        word.table(made, [[f"Proposal: {ASKS[n]}"]])
        prose(made, 1, n)
    assert texts(read(made, tmp_path)) == list(ASKS[:3])


def test_a_heading_in_capitals_is_no_letter_for_a_number(tmp_path):
    paper = Paper()
    for theme in range(3):
        paper.heading(f"Chapter on theme {theme}", size=18)
        prose(paper, 1, theme)
        paper.para(f"RECOMMENDATIONS: THEME {theme}", font="B")
        for n in range(3):
            paper.item("•", ASKS[theme * 3 + n])
    assert texts(read(paper, tmp_path)) == list(ASKS[:9])


def test_names_without_numbers_take_those_of_the_summary(tmp_path):
    paper = Paper()
    paper.heading("Summary of recommendations", size=18)
    for n in range(5):
        paper.item(f"{n + 1}.", ASKS[n])
    for n in range(5):
        paper.page()
        paper.heading(f"Part {n}", size=18)
        prose(paper, 1, n)
        paper.para(f"Recommendation: {ASKS[n]}", font="B")
    result = read(paper, tmp_path)
    assert references(result) == NUMBERS[:5]
    assert texts(result) == list(ASKS[:5])
    assert result.items[1].places == ("p. 3", "p. 1")


def test_other_words_of_which_one_was_not_read(tmp_path):
    paper = Paper()
    for n in range(2, 7):
        paper.heading(f"Action {n}", size=13)
        paper.para(ASKS[n])
    assert references(read(paper, tmp_path)) == ["2", "3", "4", "5", "6"]
    few = Paper()
    for n in (3, 9, 14):
        few.heading(f"Action {n}", size=13)
        few.para(PROSE[0])
    assert not read(few, tmp_path).items
