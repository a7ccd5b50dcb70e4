"""Lists printed twice, digests of what stands elsewhere in full, and digests with items of their own."""

from __future__ import annotations

from tests.exchange.reports import word
from tests.exchange.reports.paper import ASKS, Paper
from tests.exchange.reports.reading import prose, read, references, texts

FULL = (
    "The Department for Education should amend statutory guidance so that schools can require no more "
    "than three branded items by September 2026.",
    "Local authorities should open a uniform grant to every family on universal credit and publicise it "
    "each June.",
    "Schools should hold second-hand uniform sales at least once a term and report on them to governors.",
    "Retailers should publish prices of branded items on a common website kept by the trade association.",
    "Inspectors should ask parents about the affordability of uniform in their survey and publish the answers.",
    "The competition authority should review exclusive supplier agreements within two years.",
)
SHORT = (
    "Limit branded items to three by amending the statutory guidance.",
    "Open uniform grants to families on universal credit.",
    "Hold second-hand uniform sales every term.",
    "Publish prices of branded items on a website.",
    "Ask parents about the affordability of uniform in the survey.",
)


def chapters(made: Paper, wanted: tuple[str, ...], *, each: int) -> None:
    for chapter in range(len(wanted) // each):
        made.heading(f"Chapter {chapter + 1}: Kind {chapter}", size=18)
        prose(made, 2, chapter)
        made.heading("Recommendations", size=13)
        for n in range(chapter * each, (chapter + 1) * each):
            made.item(f"{n + 1}.", wanted[n])


def test_a_key_digest_with_items_of_its_own_is_a_list_like_the_others(tmp_path):
    paper = Paper()
    paper.heading("Executive summary", size=18)
    paper.heading("Key recommendations", size=13)
    for n in range(3):
        paper.item("•", ASKS[n])
    chapters(paper, ASKS[3:9], each=3)
    assert texts(read(paper, tmp_path)) == list(ASKS[:9])


def test_a_digest_in_other_words_adds_its_places(tmp_path):
    for heading in ("Key recommendations", "Recommendations"):
        paper = Paper()
        paper.heading("Executive summary", size=18)
        paper.heading(heading, size=13)
        for words in SHORT:
            paper.item("•", words)
        paper.page()
        chapters(paper, FULL, each=3)
        result = read(paper, tmp_path)
        assert references(result) == ["1", "2", "3", "4", "5", "6"]
        assert texts(result) == list(FULL)
        assert sum(len(item.places) == 2 for item in result.items) == 5


def test_a_summary_that_prints_each_chapters_list_again(tmp_path):
    paper = Paper()
    paper.heading("Summary", size=18)
    for theme in range(3):
        paper.heading(f"Theme {theme}", size=14)
        paper.para("Recommendations", font="B")
        for n in range(3):
            paper.item("•", ASKS[theme * 3 + n])
    for theme in range(3):
        paper.page()
        paper.heading(f"Chapter on theme {theme}", size=18)
        prose(paper, 2, theme)
        paper.para("Recommendations", font="B")
        for n in range(3):
            paper.item("•", ASKS[theme * 3 + n])
    result = read(paper, tmp_path)
    assert texts(result) == list(ASKS[:9])
    assert all(len(item.places) == 2 for item in result.items)


def test_two_that_differ_in_their_verb_alone_are_two(tmp_path):
    made = word.document()
    for verb in ("Fund", "Publish"):
        made.add_heading(f"To {verb.lower()}", 1)
        made.add_heading("Recommendations", 2)
        made.add_paragraph(
            f"{verb} a shared data set on housing, work and health that every district of the county can use.",
            style="List Bullet",
        )
        made.add_paragraph(f"{verb} the minutes of its board.", style="List Bullet")
    assert len(read(made, tmp_path).items) == 4
