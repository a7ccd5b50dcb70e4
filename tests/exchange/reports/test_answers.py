"""Responses beside recommendations: what belongs to which, and what they decide."""

from __future__ import annotations

import pytest

from marmot_tracker.exchange.reports.answers import (
    decision_in,
    is_verdict,
    opens_answer,
    split_lines,
)
from marmot_tracker.exchange.reports.blocks import Block, BlockKind
from tests.exchange.reports import word
from tests.exchange.reports.paper import ASKS, PROSE, Paper
from tests.exchange.reports.reading import prose, read, references, texts

ANSWERS = (
    ("Accepted.", "accepted"),
    ("Partially accepted.", "accepted_in_part"),
    ("Rejected.", "not_accepted"),
    ("Accepted in principle.", "accepted_in_principle"),
    ("Agreed.", "accepted"),
)


def test_responses_named_below_each_recommendation(tmp_path):
    paper = Paper()
    paper.heading("Council response to the review", size=20)
    for n, (words, _) in enumerate(ANSWERS):
        paper.heading(f"Recommendation {n + 1}", size=13)
        paper.para(ASKS[n], font="I")
        paper.para(f"Council response: {words} {PROSE[n % 4]}")
    result = read(paper, tmp_path)
    assert texts(result) == list(ASKS[:5])
    assert [item.fields["decision"] for item in result.items] == [code for _, code in ANSWERS]
    assert result.items[3].response == f"Accepted in principle. {PROSE[3]}"
    assert "5 have a response beside it" in result.message


def test_what_follows_a_framed_recommendation_in_a_response_answers_it(tmp_path):
    paper = Paper()
    paper.heading("Government response to the review", size=20)
    for n in range(6):
        top = paper.y - 4
        paper.para(f"Recommendation {n + 1}")
        paper.para(ASKS[n])
        paper.frame(top, paper.y - 2)
        paper.y += 6
        paper.para("We are already working on this with partners across the county.")
    result = read(paper, tmp_path)
    assert texts(result) == list(ASKS[:6])
    assert {item.response for item in result.items} == {
        "We are already working on this with partners across the county."
    }
    assert not any("decision" in item.fields for item in result.items), "nothing says so"


def test_bold_recommendations_with_parts_each_accepted_in_a_sentence(tmp_path):
    paper = Paper()
    paper.heading("Response", size=20)
    for n in range(4):
        paper.para(f"Recommendation {n + 1}: {ASKS[n]} It should (113.{n}):", font="B")
        paper.item("a)", "say who does it; and", font="B")
        paper.item("b)", "say when it is done.", font="B")
        paper.para("The government accepts this recommendation.", font="B")
        paper.para(PROSE[n])
    result = read(paper, tmp_path)
    assert [len(item.parts) for item in result.items] == [2] * 4
    assert result.items[0].text.endswith("b) say when it is done.")
    assert {item.fields["decision"] for item in result.items} == {"accepted"}


def test_numbered_paragraphs_that_are_each_answered_without_a_heading(tmp_path):
    paper = Paper()
    paper.heading("Government response to the committee's report", size=18)
    prose(paper)
    for n in range(6):
        paper.item(f"{n + 1}.", f"{ASKS[n]} (Paragraph {n + 20})", font="B")
        paper.para(f"The Government agrees with the Committee. {PROSE[n % 4]}")
        paper.para(PROSE[(n + 1) % 4])
    result = read(paper, tmp_path)
    assert references(result) == ["1", "2", "3", "4", "5", "6"]
    assert result.items[5].response.endswith(PROSE[2])


def test_one_sentence_about_accepting_makes_no_response_of_a_report(tmp_path):
    paper = Paper()
    paper.heading("Report", size=18)
    for n in range(6):
        paper.heading(f"Recommendation {n + 1}", size=13)
        paper.para(ASKS[n])
        if n == 2:
            paper.para("The Government accepted the moral case for this, and should say so again.")
    result = read(paper, tmp_path)
    assert not any(item.response for item in result.items)
    assert "moral case" in result.items[2].text


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("The government accepts this recommendation in full.", "accepted"),
        ("We do not accept this recommendation.", "not_accepted"),
        ("The Council does not agree with this recommendation.", "not_accepted"),
        ("The Board accepts the recommendation in part.", "accepted_in_part"),
        ("We support the principle of this recommendation.", "accepted_in_principle"),
        ("This recommendation has already been implemented.", "already_met"),
        ("The government agrees that clear governance is needed.", ""),
        ("The government accepts that more could be done.", ""),
        ("Work is under way.", ""),
        ("", ""),
    ],
)
def test_decisions_are_taken_only_where_words_say_so(words, code):
    assert decision_in(words) == code


@pytest.mark.parametrize(
    "words",
    [
        "Government response: We will do so.",
        "Response",
        "Council’s response (March 2026):",
        "Management response – agreed",
        "Accepted",
        "This recommendation is accepted.",
        "The Welsh Government accepts this recommendation.",
        "His Majesty’s Inspectorate accepts this recommendation.",
        "We agree with the intent of this recommendation.",
    ],
)
def test_openings_of_answers(words):
    assert opens_answer(Block(BlockKind.PARAGRAPH, words))


@pytest.mark.parametrize(
    "words",
    [
        "The council should respond within a month.",
        "Accepting that money is short, the board should plan.",
        "Responses were collected from 400 people.",
        "Recommendation 4: the government should accept it.",
    ],
)
def test_what_is_no_answer(words):
    assert not opens_answer(Block(BlockKind.PARAGRAPH, words))


@pytest.mark.parametrize(
    ("line", "when"),
    [
        (
            "It should be in place within 12 months of the publication of this Report.",
            "within 12 months of the publication of this Report",
        ),
        ("The board should report by 31 October 2026 at the latest.", "by 31 October 2026"),
        ("This should happen by the end of 2027.", "by the end of 2027"),
        ("It should be done as soon as practicable.", "as soon as practicable"),
        ("It should begin no later than March 2027.", "no later than March 2027"),
        ("Everybody should have a home.", ""),
    ],
)
def test_times_in_the_words_printed(line, when):
    assert split_lines([line]) == ([line], "", when)


def test_lines_that_name_a_lead_and_a_time_are_not_the_wording():
    lines = ["Build homes.", "Lead: Town Council", "Timescale: short term"]
    assert split_lines(lines) == (["Build homes."], "Town Council", "short term")


@pytest.mark.parametrize("beside", [True, False], ids=["beside the name", "below it"])
def test_a_decision_between_the_name_and_the_words(tmp_path, beside):
    made = word.document()
    made.add_heading("Government response", 1)
    for n, (said, _) in enumerate(ANSWERS):
        if beside:
            word.table(made, [[f"Recommendation {n + 1}", said], [ASKS[n], ""]])
        else:
            made.add_heading(f"Recommendation {n + 1}", 2)
            made.add_paragraph(f"Recommendation {said.lower()}").runs[0].bold = True
            made.add_paragraph(ASKS[n])
            made.add_paragraph(f"The Government {PROSE[n % 4].lower()}")
    result = read(made, tmp_path)
    assert texts(result)[0].startswith(ASKS[0])
    assert [item.fields.get("decision") for item in result.items] == [code for _, code in ANSWERS]
    assert not any(item.title for item in result.items)


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("Accepted in full", True),
        ("Recommendation rejected", True),
        ("Status: Agreed.", True),
        ("(Partially accepted)", True),
        ("Accepted practice in schools", False),
        ("Support: helping families", False),
        ("Agreed standards for homes", False),
        ("", False),
    ],
)
def test_words_that_are_a_decision_and_nothing_else(text, whole):
    assert is_verdict(text) is whole
