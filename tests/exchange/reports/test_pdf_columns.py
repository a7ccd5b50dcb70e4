"""Columns, boxes across them, and what runs along the edges of the pages of a PDF."""

from __future__ import annotations

import pytest

from tests.exchange.reports.paper import ASKS, PROSE, Paper
from tests.exchange.reports.reading import prose, read, references, texts

NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight")


def test_boxes_across_two_columns(tmp_path):
    paper = Paper(head="A fairer town", foot="Page {n} of 3")
    for number in range(3):
        if number:
            paper.page()
        paper.heading(f"Chapter {number + 1}")
        _columns(paper, 4)
        top = paper.y
        paper.para(f"Recommendation {number + 1}: {ASKS[number]}", font="B")
        paper.frame(top - 4, paper.y - 4)
        paper.y += 10
        _columns(paper, 3)
    result = read(paper, tmp_path)
    assert references(result) == ["1", "2", "3"]
    assert texts(result) == list(ASKS[:3])


def _columns(paper: Paper, count: int) -> None:
    top = paper.y
    for left, right in ((72, 285), (310, 523)):
        paper.y = top
        for number in range(count):
            paper.para(PROSE[number], left=left, right=right)


def test_a_list_over_three_columns_is_in_its_order(tmp_path):
    paper = Paper()
    paper.heading("Recommendations")
    top = paper.y
    for column in range(3):
        paper.y = top
        for at in range(3):
            number = column * 3 + at
            left = 86 + 155 * column
            paper.para(ASKS[number], left=left, right=left + 131, label=f"{number + 1}.")
    assert texts(read(paper, tmp_path)) == list(ASKS[:9])


def test_an_item_goes_on_at_the_head_of_the_next_column(tmp_path):
    paper = Paper()
    paper.y = 700
    paper.para("Recommendation 1: The council should widen its offer to", right=285, gap=0)
    paper.y = 80
    paper.para("every ward in the town by the spring.", left=310, gap=20)
    paper.para(PROSE[0], left=310)
    (text,) = texts(read(paper, tmp_path))
    assert text == "The council should widen its offer to every ward in the town by the spring."


@pytest.mark.parametrize(
    "foot", ["Page {words} of eight", "Page {n} of 8", "- {n} -", "{n} | Homes"]
)
def test_heads_that_differ_left_and_right_and_page_numbers_are_no_words_of_items(tmp_path, foot):
    paper = Paper(foot="")
    for number, words in enumerate(NUMBERS, 1):
        if number > 1:
            paper.page()
        if number % 2:
            paper.put(400, 40, f"Chapter two: homes  {number}", size=9)
        else:
            paper.put(72, 40, f"{number}  A fairer town", size=9)
        paper.put(72, 800, foot.format(n=number, words=words), size=9)
        prose(paper, 3)
        paper.y = 740
        paper.para(f"Recommendation {number}: {ASKS[number]}", gap=0)
    assert texts(read(paper, tmp_path)) == list(ASKS[1:9])
