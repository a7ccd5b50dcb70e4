"""Where a list begins and ends: numbers of the whole document, parts for conclusions, sentences before it."""

from __future__ import annotations

import pytest

from marmot_tracker.exchange.reports.announcing import is_apart, quotes_others
from tests.exchange.reports import word
from tests.exchange.reports.paper import ASKS, LEFT, PROSE, Paper
from tests.exchange.reports.reading import prose, read, references, texts


def numbered_paragraphs(paper: Paper, *, upto: int, start: int = 1) -> int:
    for n in range(start, upto + 1):
        paper.item(f"{n}.", PROSE[n % 4])
    return upto + 1


def test_the_list_below_one_paragraph_where_all_paragraphs_are_numbered(tmp_path):
    for labels in ("••••", ("(a)", "(b)", "(c)", "(d)"), ("1.", "2.", "3.", "4.")):
        paper = Paper()
        paper.heading("Decision", size=18)
        number = numbered_paragraphs(paper, upto=6)
        paper.heading("Recommendations", size=14)
        paper.item(f"{number}.", "Within three months the Council should:")
        for n, label in enumerate(labels):
            paper.item(label, ASKS[n], left=LEFT + 60)
        paper.heading("What follows", size=14)
        numbered_paragraphs(paper, start=number + 1, upto=number + 3)
        assert texts(read(paper, tmp_path)) == list(ASKS[:4])


def test_conclusions_and_recommendations_with_a_part_for_each(tmp_path):
    made = word.document()
    made.add_heading("Conclusions and recommendations", 1)
    made.add_heading("Conclusions", 2)
    made.add_paragraph("The service should have been told, and it was not.")
    made.add_paragraph("Records must be seen as incomplete.")
    made.add_heading("Recommendations", 2)
    word.items(made, ASKS[:4])
    assert texts(read(made, tmp_path)) == list(ASKS[:4])


def test_a_list_that_says_of_each_what_it_is(tmp_path):
    paper = Paper()
    paper.heading("Conclusions and recommendations", size=18)
    for n in range(8):
        kind = "Recommendation" if n % 2 else "Conclusion"
        paper.item(f"{n + 1}.", f"{ASKS[n]} ({kind}, Paragraph {n * 7})")
    result = read(paper, tmp_path)
    assert references(result) == ["2", "4", "6", "8"]
    assert "its last words call it a conclusion" in result.message


def test_a_sentence_that_the_items_end(tmp_path):
    wanted = ["approves the strategy at Appendix 1;", "delegates small changes to the director."]
    paper = Paper()
    paper.heading("2. Recommendations", size=14)
    paper.para("That Cabinet:")
    for n, words in enumerate(wanted):
        paper.item(f"2.{n + 1}", words)
    paper.heading("3. Background", size=14)
    paper.item("3.1", PROSE[0])
    assert texts(read(paper, tmp_path)) == wanted


def test_numbers_with_a_letter_for_each_theme(tmp_path):
    paper = Paper()
    paper.heading("Recommendations", size=18)
    for theme in range(3):
        paper.heading(f"Theme {theme}", size=14)
        prose(paper, 1, theme)
        for n in range(3):
            paper.item(f"{'ABC'[theme]}{n + 1}.", ASKS[theme * 3 + n])
    result = read(paper, tmp_path)
    assert references(result) == ["A1", "A2", "A3", "B1", "B2", "B3", "C1", "C2", "C3"]
    assert texts(result) == list(ASKS[:9])


def test_one_list_some_of_whose_openings_are_headings_by_their_look(tmp_path):
    paper = Paper()
    paper.heading("Policy recommendations", size=16)
    for n in range(5):
        if n % 2:
            paper.item(f"{n + 1}.", f"{ASKS[n]} {PROSE[n % 4]}")
        else:
            paper.item(f"{n + 1}.", "A short title of it", font="B", size=12)
            paper.para(ASKS[n], left=LEFT + 24)
    assert references(read(paper, tmp_path)) == ["1", "2", "3", "4", "5"]


def test_paragraphs_that_open_in_bold(tmp_path):
    made = word.document()
    made.add_heading("Recommendations", 1)
    made.add_paragraph("Drawing on the evidence here, we set out what should follow.")
    for n in range(4):
        said = made.add_paragraph()
        said.add_run(f"A title for number {n}. ").bold = True
        said.add_run(f"{ASKS[n]} {PROSE[n]}")
    made.add_heading("Methods", 1)
    prose(made)
    result = read(made, tmp_path)
    assert [item.title for item in result.items] == [f"A title for number {n}" for n in range(4)]


def test_roman_numbers_with_letters_below_them(tmp_path):
    paper = Paper()
    paper.heading("Recommendations", size=16)
    for n, label in enumerate(("(i)", "(ii)", "(iii)", "(iv)")):
        paper.item(label, ASKS[n])
        if n % 2:
            paper.item("(a)", "with the agreement of the leader; and")
            paper.item("(b)", "within the budget.")
    assert [text.partition(" (a)")[0] for text in texts(read(paper, tmp_path))] == list(ASKS[:4])


@pytest.mark.parametrize(
    "heading",
    [
        "What does the school need to do to improve further?",
        "What needs to improve?",
        "Areas for improvement",
        "Action the trust MUST take to improve:",
        "What needs to happen next",
    ],
)
def test_headings_that_ask_by_themselves(tmp_path, heading):
    paper = Paper()
    paper.heading("Findings", size=16)
    prose(paper)
    paper.heading(heading, size=14)
    wanted = ["The quality and timeliness of interviews.", "Life-story work for children in care."]
    for words in wanted:
        paper.item("•", words)
    paper.heading("The experiences of children who need help", size=14)
    for n in range(3):
        paper.item(f"{n + 1}.", PROSE[n])
    assert texts(read(paper, tmp_path)) == wanted


def test_a_list_quoted_from_another_report_is_left_out(tmp_path):
    paper = Paper()
    paper.heading("2. What earlier reviews said", size=16)
    paper.para("The 2016 review made three recommendations, which we set out in full:")
    for n in range(3):
        paper.para(f"Recommendation {n + 1}: {ASKS[n]}", font="I")
    paper.heading("4. Recommendations", size=16)
    for n in range(3, 8):
        paper.item(f"{n - 2}.", ASKS[n])
    result = read(paper, tmp_path)
    assert texts(result) == list(ASKS[3:8])
    assert [row.why for row in result.left_out] == ["it is quoted"] * 3


@pytest.mark.parametrize(
    ("sentence", "others"),
    [
        ("The Trust’s own investigation made the following recommendations:", True),
        ("In 2019 the ombudsman recommended that the council should:", True),
        ("Recommendations of the previous review were:", True),
        ("We make the following recommendations:", False),
        ("The review panel recommends that:", False),
    ],
)
def test_sentences_that_quote_others(sentence, others):
    assert quotes_others(sentence) is others


def test_headings_with_the_year_of_another_report():
    assert is_apart("Annex A: Recommendations from our 2016 report")
    assert is_apart("Recommendations made by the Health Committee in 2011")
    assert not is_apart("Recommendations for 2026")


def test_a_heading_that_only_its_words_show(tmp_path):
    made = word.document()
    made.add_paragraph("Recommendations")
    for n in range(4):
        made.add_paragraph(ASKS[n], style="List Number")
    made.add_paragraph("Thanks")
    made.add_paragraph("We thank the friends of the park.")
    assert [text.partition(" Thanks")[0] for text in texts(read(made, tmp_path))] == list(ASKS[:4])


def test_members_are_recommended_to(tmp_path):
    paper = Paper()
    paper.heading("Report of the treasurer", size=16)
    prose(paper)
    paper.para("It is recommended that Members:")
    wanted = ["note the contents of this report;", "approve the works for 2026."]
    for label, words in zip(("(a)", "(b)"), wanted, strict=True):
        paper.item(label, words)
    assert texts(read(paper, tmp_path)) == wanted


def test_one_sentence_that_a_meeting_agrees(tmp_path):
    made = word.document()
    made.add_heading("1 Recommendation", 1)
    made.add_paragraph("That the Forum agrees the budget for 2026 as set out below.")
    made.add_heading("2 Background", 1)
    prose(made)
    assert len(read(made, tmp_path).items) == 1


def test_orders_under_conclusions_and_recommendations(tmp_path):
    wanted = ["Widen the offer to every ward.", "Map the green spaces.", "Publish waiting times."]
    made = word.document()
    made.add_heading("Conclusions and recommendations", 1)
    word.items(made, ["The offer is narrow and few families know of it.", *wanted])
    assert texts(read(made, tmp_path)) == wanted


def test_a_list_of_orders_some_of_which_say_that_they_recommend(tmp_path):
    wanted = [
        "We recommend that every ward should have a library.",
        "We recommend that buses should run in the evening.",
        "Map the green spaces of the town.",
        "Publish waiting times by neighbourhood.",
        "Widen the offer to every ward.",
    ]
    made = word.document()
    made.add_heading("Recommendations", 1)
    word.items(made, wanted)
    assert texts(read(made, tmp_path)) == wanted
