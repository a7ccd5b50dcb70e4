"""Recommendations made only in sentences of the running text, and the type that sets some apart."""

from __future__ import annotations

from tests.exchange.reports.paper import ASKS, PROSE, Paper
from tests.exchange.reports.reading import prose, read, references, texts

SAID = [f"We recommend that {ask[0].lower()}{ask[1:]}" for ask in ASKS]


def test_bold_paragraphs_among_numbered_ones(tmp_path):
    paper = Paper()
    number = 0
    for chapter in range(3):
        paper.heading(f"CHAPTER {chapter + 1}: KIND", size=16)
        for n in range(4):
            number += 1
            paper.item(f"{number}.", PROSE[n])
        number += 1
        paper.item(f"{number}.", SAID[chapter], font="B")
    result = read(paper, tmp_path)
    assert texts(result) == SAID[:3]
    assert references(result) == ["5", "10", "15"]
    assert "by its words alone" in result.message


def test_the_end_of_a_paragraph(tmp_path):
    paper = Paper()
    for n in range(4):
        paper.heading(f"Part {n}", size=16)
        prose(paper, 2, n)
        paper.para(f"{PROSE[n]} {SAID[n]}")
    assert texts(read(paper, tmp_path)) == SAID[:4]


def test_one_sentence_those_of_others_and_a_bibliography_are_none(tmp_path):
    paper = Paper()
    paper.heading("Review of the literature", size=18)
    prose(paper, 3)
    paper.para(f"{PROSE[0]} {SAID[0]}")
    paper.para("Several reviews have recommended that studies should be larger (Green, 2015).")
    paper.heading("References", size=14)
    for n in range(3):
        paper.para(f"{SAID[n]} Journal of Places, {n}, 10-20.")
    assert not read(paper, tmp_path).items


def test_a_chapter_of_numbered_paragraphs_where_bold_ones_recommend(tmp_path):
    paper = Paper()
    paper.heading("Chapter 13 Recommendations", size=18)
    number = 0
    for n in range(4):
        for words in (f"{PROSE[n]} More should have been done.", SAID[n]):
            number += 1
            paper.item(f"13.{number}", words, left=110, font="B" if words is SAID[n] else "R")
    result = read(paper, tmp_path)
    assert texts(result) == SAID[:4]
    assert "recommendations are bold here" in result.message
