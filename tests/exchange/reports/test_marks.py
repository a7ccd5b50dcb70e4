"""The marks of footnotes are taken off words; figures that belong to them stay."""

from __future__ import annotations

from pathlib import Path

from tests.exchange.reports import word
from tests.exchange.reports.paper import ASKS, LEFT, Paper, width_of
from tests.exchange.reports.reading import prose, read, texts


def marked(paper: Paper, label: str, *parts: tuple[str, bool], low: bool = False) -> None:
    """A line of words, some of them raised (or `low`) and small."""
    x: float = LEFT + 24
    paper.put(LEFT, paper.y, label)
    for words, raised in parts:
        size = 6.5 if raised else 11
        drop = 6.0 if low else 0
        paper.put(x, paper.y + (drop if raised else 0), words, size=size)
        x += width_of(words, "R", size)
    paper.y += 22


def listed() -> Paper:
    paper = Paper()
    prose(paper, 3)
    paper.heading("Recommendations")
    return paper


def test_marks_after_words_a_stop_and_a_year(tmp_path: Path) -> None:
    paper = listed()
    marked(paper, "1.", ("The council should widen its offer", False), ("12", True))
    marked(paper, "2.", ("The board should publish its plan.", False), ("3,4", True))
    marked(paper, "3.", ("Schools should act on this by 2028", False), ("141", True))
    marked(
        paper, "4.", ("Employers", False), ("*", True), (" should pay a real living wage.", False)
    )
    prose(paper)
    assert texts(read(paper, tmp_path)) == [
        "The council should widen its offer",
        "The board should publish its plan.",
        "Schools should act on this by 2028",
        "Employers should pay a real living wage.",
    ]


def test_figures_of_the_words_themselves_stay(tmp_path: Path) -> None:
    paper = listed()
    paper.item("1.", "The council should adopt PM25 and A4 limits, and NO2 limits by 20281.")
    marked(paper, "2.", ("The council should halve its CO", False), ("2", True), low=True)
    prose(paper)
    assert texts(read(paper, tmp_path)) == [
        "The council should adopt PM25 and A4 limits, and NO2 limits by 20281.",
        "The council should halve its CO2",
    ]


def test_marks_typed_by_hand_in_word_and_powers(tmp_path: Path) -> None:
    made = word.document()
    made.add_heading("Recommendations", 1)
    first = made.add_paragraph("The council should widen its offer", style="List Number")
    first.add_run("12").font.superscript = True
    first.add_run(" to all.")
    second = made.add_paragraph("Plant 10,000 m", style="List Number")
    second.add_run("2").font.superscript = True
    second.add_run(" of trees by the 1")
    second.add_run("st").font.superscript = True
    second.add_run(" of May, which the council should map.")
    word.items(made, ASKS[2:3])
    assert texts(read(made, tmp_path)) == [
        "The council should widen its offer to all.",
        "Plant 10,000 m2 of trees by the 1st of May, which the council should map.",
        ASKS[2],
    ]
