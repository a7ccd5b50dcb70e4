"""How pages are laid out: dropped letters, numerals on cards, icons, groups, headings of many lines."""

from __future__ import annotations

import pytest

from marmot_tracker.exchange.readers.pdf import read_pdf
from marmot_tracker.exchange.reports.announcing import is_list_heading, names_a_group
from marmot_tracker.exchange.reports.blocks import Block, BlockKind
from marmot_tracker.progress import Progress
from tests.exchange.reports import word
from tests.exchange.reports.paper import ASKS, LEFT, PROSE, RIGHT, Paper
from tests.exchange.reports.reading import prose, read, references, texts


def _blocks(paper: Paper, folder) -> list[Block]:
    return list(read_pdf(paper.save(folder / "a.pdf"), Progress()).blocks)


def _said(paper: Paper, folder) -> list[str]:
    return [block.text for block in _blocks(paper, folder)]


# Letters over the height of several lines


def _dropped(paper: Paper, words: str) -> None:
    """A paragraph whose first letter is as high as three of its lines."""
    paper.put(LEFT, paper.y, words[0], size=36, font="B")
    lines = paper.lines(words[1:].strip(), font="R", size=11, width=RIGHT - LEFT - 40)
    for at, line in enumerate(lines):
        paper.put(LEFT + (34 if at < 3 else 0), paper.y, line)
        paper.y += 14
    paper.y += 8


def test_a_letter_set_over_three_lines_belongs_to_its_word(tmp_path):
    paper = Paper()
    _dropped(paper, PROSE[0])
    prose(paper, 1, 1)
    assert _said(paper, tmp_path)[0].startswith("Health in the town has been shaped")


@pytest.mark.parametrize(
    ("words", "opening"),
    [
        ("A new plan was made, as the council had asked.", "A new plan"),
        ("Although the plan was made the council had asked for more.", "Although the plan"),
    ],
)
def test_a_dropped_letter_that_is_a_word_of_its_own_stays_one(tmp_path, words, opening):
    paper = Paper()
    _dropped(paper, f"{words} {PROSE[1]} {PROSE[2]}")
    paper.para("There was a new bridge, and a new road beside it.")
    assert _said(paper, tmp_path)[0].startswith(opening)


# Numbers and pictures beside or above the words


def _cards(numbers: range) -> Paper:
    paper = Paper()
    paper.heading("Summary of recommendations", size=18)
    for row in range(len(numbers) // 3):
        top = 150 + 170 * row
        for column, left in enumerate((60, 222, 384)):
            at = 3 * row + column
            paper.fill(top - 6, top + 150, left=left, right=left + 150)
            paper.y = top
            paper.para(str(numbers[at]), font="B", size=20, left=left + 8, gap=4)
            paper.para(ASKS[at], size=10, left=left + 8, right=left + 142)
    return paper


def test_numerals_above_the_words_of_cards_are_their_references(tmp_path):
    result = read(_cards(range(1, 10)), tmp_path)
    assert texts(result) == list(ASKS[:9])
    assert references(result) == [str(n) for n in range(1, 10)]
    assert len({item.spots for item in result.items}) == 9


def test_figures_on_cards_that_do_not_count_on_are_no_references(tmp_path):
    blocks = _blocks(_cards(range(40, 49)), tmp_path)
    assert not any(block.label for block in blocks)
    assert not any(reference for reference in references(read(_cards(range(40, 49)), tmp_path)))


def test_cells_that_are_cards_with_numerals(tmp_path):
    made = word.document()
    made.add_heading("Summary of recommendations", 1)
    word.table(
        made, [[f"{3 * row + n + 1}\n{ASKS[3 * row + n]}" for n in range(3)] for row in range(3)]
    )
    result = read(made, tmp_path)
    assert texts(result) == list(ASKS[:9])
    assert references(result) == [str(n) for n in range(1, 10)]


def test_a_picture_of_a_font_in_the_margin_is_a_bullet(tmp_path):
    paper = Paper()
    paper.heading("Our recommendations", size=16)
    for at in range(5):
        paper.put(LEFT - 26, paper.y + 2, "©", size=14)
        paper.para(ASKS[at])
    blocks = [block for block in _blocks(paper, tmp_path) if block.kind is BlockKind.ITEM]
    assert [block.label for block in blocks] == ["•"] * 5
    assert texts(read(paper, tmp_path)) == list(ASKS[:5])


def test_a_number_below_the_name_at_the_top_of_a_page_is_no_page_number(tmp_path):
    paper = Paper()
    for at in range(5):
        paper.para("Recommendation", font="B", size=14, gap=0)
        paper.para(str(at + 1), font="B", size=14, gap=2)
        paper.para(ASKS[at])
        paper.page()
    result = read(paper, tmp_path)
    assert references(result) == ["1", "2", "3", "4", "5"]
    assert texts(result) == list(ASKS[:5])


def test_a_number_at_the_other_end_of_the_bar_of_its_name(tmp_path):
    paper = Paper()
    for at in range(5):
        prose(paper, 1, at)
        top = paper.y
        paper.put(LEFT, top + 4, "RECOMMENDATION", size=10, font="B")
        paper.put(RIGHT - 20, top + 2, str(at + 1), size=14, font="B")
        paper.fill(top, top + 20)
        paper.y = top + 28
        paper.para(ASKS[at])
    result = read(paper, tmp_path)
    assert references(result) == ["1", "2", "3", "4", "5"]
    assert [text.startswith(ASKS[at]) for at, text in enumerate(texts(result))] == [True] * 5


def test_bullets_in_two_columns_of_a_slide_are_all_items(tmp_path):
    paper = Paper(foot="")
    for slide in range(2):
        paper.put(60, 50, f"Recommendations for {('schools', 'homes')[slide]}", size=30, font="B")
        for column, (left, right) in enumerate(((60, 290), (310, 540))):
            paper.y = 120
            for at in range(2):
                words = ASKS[4 * slide + 2 * column + at]
                paper.item("•", words, left=left + 20, right=right, size=16)
        paper.page()
    assert texts(read(paper, tmp_path)) == list(ASKS[:8])


# Headings


def test_headings_that_name_groups_head_their_lists(tmp_path):
    paper = Paper()
    for group in range(4):
        paper.heading(f"Recommendations {2 * group + 1} and {2 * group + 2}", size=14)
        prose(paper, 1, group)
        for at in (2 * group, 2 * group + 1):
            paper.item(f"{at + 1}.", ASKS[at])
    result = read(paper, tmp_path)
    assert references(result) == [str(n + 1) for n in range(8)]
    assert texts(result) == list(ASKS[:8])


@pytest.mark.parametrize(
    ("heading", "group"),
    [
        ("Recommendations 3 and 4", True),
        ("Recommendations 5–7: Housing", True),
        ("Recommendations 1, 2 and 3", True),
        ("Recommendations 2.1 to 2.4", True),
        ("Recommendation 4", False),
        ("Recommendations 2019", False),
        ("Recommendations 3 and 4 of the earlier review", False),
    ],
)
def test_groups_are_told_by_their_numbers(heading, group):
    assert names_a_group(heading) is group


def test_a_paragraph_below_a_group_is_no_item(tmp_path):
    paper = Paper()
    for group in range(3):
        paper.heading(f"Recommendations {2 * group + 1} and {2 * group + 2}", size=14)
        paper.para(f"The council should note that both are accepted. {PROSE[group]}")
        paper.para(f"It should write to us again. {PROSE[group]}")
    assert not read(paper, tmp_path).items


def test_headings_over_several_lines_announce_their_lists(tmp_path):
    paper = Paper()
    heads = (
        "Recommendations for the council, the integrated care board and the voluntary sector on "
        "health and wellbeing in all neighbourhoods",
        "Recommendations for employers, landlords, schools and those who plan the places where "
        "people live",
    )
    for group, head in enumerate(heads):
        paper.heading(head, size=16)
        for at in range(4 * group, 4 * group + 4):
            paper.item(f"{at + 1}.", ASKS[at])
    assert texts(read(paper, tmp_path)) == list(ASKS[:8])


@pytest.mark.parametrize(
    "heading", ["What should happen next: our recommendations", "Housing: recommendations"]
)
def test_a_topic_and_then_the_word_announce(heading):
    assert is_list_heading(heading)


def test_bold_headings_of_two_sizes_are_two(tmp_path):
    paper = Paper()
    prose(paper, 2)
    paper.para("Law", font="B", size=13, gap=0)
    paper.para("R28", font="B", size=11, gap=4)
    paper.para(ASKS[0])
    said = _said(paper, tmp_path)
    assert said[-3:] == ["Law", "R28", ASKS[0]]


@pytest.mark.parametrize(
    ("printed", "whole"),
    [
        ("SUMMARY OF C ONCLUSIONS", "SUMMARY OF CONCLUSIONS"),
        ("S UMMARY AND R ECOMMENDATIONS", "SUMMARY AND RECOMMENDATIONS"),
        ("APPENDIX B COUNCIL", "APPENDIX B COUNCIL"),
        ("A COUNCIL FOR ALL", "A COUNCIL FOR ALL"),
        ("C onclusions of the panel", "Conclusions of the panel"),
        ("Vitamin C intake", "Vitamin C intake"),
    ],
)
def test_first_letters_of_small_capitals_that_stand_apart(tmp_path, printed, whole):
    paper = Paper()
    paper.heading(printed, size=18)
    paper.para("The council met, and the conclusions of its members are printed below.")
    prose(paper, 1)
    assert _said(paper, tmp_path)[0] == whole


# Boxes and tables


def test_paragraphs_of_one_box_that_begin_bold_are_several(tmp_path):
    paper = Paper()
    for group in range(2):
        prose(paper, 2, group)
        top = paper.y
        paper.y += 4
        paper.para("Recommendations", font="B", gap=0)
        for at in (2 * group, 2 * group + 1):
            name = f"R{at + 1}"
            paper.put(LEFT, paper.y, name, font="B")
            lines = paper.lines(f"{ASKS[at]} {PROSE[at]}", font="R", size=11, width=420)
            paper.put(LEFT + 20, paper.y, lines[0])
            for line in lines[1:]:
                paper.y += 13.75
                paper.put(LEFT, paper.y, line)
            paper.y += 13.75
        paper.frame(top, paper.y + 4)
        paper.y += 20
    result = read(paper, tmp_path)
    assert [text.startswith(ASKS[at]) for at, text in enumerate(texts(result))] == [True] * 4


@pytest.mark.parametrize("head", ["Recommendations", "Recomendaciones", "Empfehlungen"])
def test_a_ruled_table_of_one_column(tmp_path, head):
    asks = {
        "Recommendations": ASKS[:4],
        "Recomendaciones": (
            "Ampliar la oferta de las escuelas en todos los barrios de la ciudad.",
            "Formar al personal de los centros en la salud de las familias.",
            "Mejorar las viviendas de alquiler de los barrios con menos servicios.",
        ),
        "Empfehlungen": (
            "Die Stadt soll in jedem Viertel eine Schule mit Mittagessen anbieten.",
            "Der Kreis soll jedes Jahr die Zeiten des Wartens neu berichten.",
            "Die Betriebe sollen allen einen Lohn zahlen, von dem sie leben.",
        ),
    }[head]
    paper = Paper()
    paper.table((LEFT, RIGHT), [[head], *([one] for one in asks)])
    result = read(paper, tmp_path)
    assert texts(result) == list(asks)
    assert len({item.spots for item in result.items}) == len(asks)


def test_a_table_whose_first_column_holds_pictures_alone(tmp_path):
    paper = Paper()
    paper.heading("Recommendations", size=16)
    paper.table((LEFT, 110, RIGHT), [["", one] for one in ASKS[:6]], size=10)
    assert texts(read(paper, tmp_path)) == list(ASKS[:6])


def test_a_word_broken_in_a_cell_is_spelled_as_elsewhere(tmp_path):
    paper = Paper()
    paper.heading("Recommendations")
    paper.para("Low-income families and the re-use of homes were heard about.")
    y = paper.y
    for at, words in enumerate(("The council should help every low-", "income family there is.")):
        paper.put(LEFT + 60, y + 3 + 12 * at, words)
    for left in (LEFT, LEFT + 50, RIGHT):
        paper.rule(left, y, 0.5, 60)
    for top in (y, y + 30, y + 60):
        paper.rule(LEFT, top, RIGHT - LEFT, 0.5)
    paper.put(LEFT + 4, y + 3, "2")
    paper.put(LEFT + 4, y + 33, "3")
    paper.put(LEFT + 60, y + 33, "The county should publish.")
    (found,) = [block.table for block in _blocks(paper, tmp_path) if block.table is not None]
    assert found.rows[0][1] == "The council should help every low-income family there is."
