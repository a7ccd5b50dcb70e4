"""What a pasted message is taken to answer, and what it never is."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marmot_tracker.exchange.pasted_answers import AskedRow, Pasted, answers_in
from marmot_tracker.services.return_form import FormField
from marmot_tracker.vocabulary import WORDS, HowItGoes

HOW, LINE, PATH = FormField.HOW_IT_GOES, FormField.ONE_LINE, FormField.PATH_TO_GREEN
ASKED = (
    AskedRow("one", "1", "Give every family good childcare"),
    AskedRow("homes", "5.4", "Improve the quality of homes in the private rented sector"),
    AskedRow("roads", "5.6", "Reduce communities' exposure to pollution"),
    AskedRow("walk", "8.1", "Make walking and cycling the easy choice"),
)


def told(text: str) -> dict[tuple[str, FormField], str]:
    return {
        (each.recommendation, each.field): each.text for each in answers_in(text, ASKED).offered
    }


def notes(text: str) -> str:
    return " ".join(answers_in(text, ASKED).notes)


def test_a_message_is_read_line_by_line() -> None:
    text = (
        "From: Jo Bell <jo@example.org>\nSent: Monday\nSubject: RE: your return\n\nHello Sam,\n\n"
        "5.4 Improve the quality of homes: Amber – two officers left.\n"
        "Path to green: clear the backlog by 28 Feb 2027\n"
        "Help needed: agency pay\n\n"
        "Recommendation 8.1 – on track to finish in May\n\nThanks\nJo\n\n"
        "From: Sam Hill\nSent: Friday\n5.6 red\n"
    )
    assert told(text) == {
        ("homes", HOW): "At risk",
        ("homes", LINE): "two officers left.",
        ("homes", PATH): "clear the backlog by 28 Feb 2027",
        ("homes", FormField.HELP_NEEDED): "agency pay",
        ("walk", HOW): "On track",
        ("walk", LINE): "on track to finish in May",
    }
    assert answers_in(text, ASKED).writer == "Jo Bell"
    assert notes(text) == ""


@pytest.mark.parametrize(
    "line, how, said",
    [
        ("5.4 R – two officers left", "Off track", "two officers left"),
        ("• 5.4: (A) two officers left", "At risk", "two officers left"),
        ("5.4 still green, all fine", "On track", "all fine"),
        ("5.4\tRAG: red", "Off track", ""),
        ("Ref: 5.4 | same as last time", "Same as last time", ""),
        ("5.4 not started until spring", "Not started", "not started until spring"),
        ("5.4 Does not apply.", "Does not apply", ""),
    ],
)
def test_a_rating_is_a_letter_or_a_word_set_apart(line: str, how: str, said: str) -> None:
    found = told(line)
    assert found.get(("homes", HOW)) == how
    assert found.get(("homes", LINE), "") == said


@pytest.mark.parametrize(
    "repeated",
    [
        *(
            "Reduce communities' exposure to pollution.",
            "reduce communities'  exposure to Pollution",
        ),
        *("Reduce communities' exposure", "Reduce communities' exposure to pollution…"),
    ],
)
def test_a_wording_that_is_only_repeated_is_no_answer(repeated: str) -> None:
    asked = (AskedRow("roads", "5.6", "Reduce communities' exposure to pollution."),)
    found = answers_in(f"5.6 {repeated}: Amber - one more bus lane", asked).offered
    assert [(each.field, each.text) for each in found] == [
        (HOW, "At risk"),
        (LINE, "one more bus lane"),
    ]
    assert answers_in(f"5.6 {repeated}", asked).offered == ()


@pytest.mark.parametrize(
    "line", ["5.4 A new officer began", "5.4 Green spaces were opened", "5.4 R, A and G are words"]
)
def test_words_that_only_begin_like_a_rating_are_a_sentence(line: str) -> None:
    assert told(line) == {("homes", LINE): line.removeprefix("5.4 ")}


@pytest.mark.parametrize(
    "line",
    [
        *("5.4.1 red", "5.40 red", "15.4 red", "5.4-5.6 red", "5.4 to 5.6: red", "see 5.4: red"),
        *("1 officer left", "1/5/2026 red", "1.5 red", "> 5.4 red"),
    ],
)
def test_what_is_no_reference_of_its_own_answers_nothing(line: str) -> None:
    assert told(line) == {}


def test_a_number_nobody_asked_about_ends_what_was_said_before() -> None:
    text = "5.4 Amber: two officers left\n5.5 Red: this is about something else\nand goes on"
    assert told(text) == {("homes", HOW): "At risk", ("homes", LINE): "two officers left"}
    assert "5.5 is not asked about here." in notes(text)


def test_what_is_quoted_answers_nothing_but_names_what_is_answered_beneath() -> None:
    text = "> 5.4 Improve the quality of homes\n> Red last time\nAmber, two officers left\n> Help"
    assert told(text) == {("homes", HOW): "At risk", ("homes", LINE): "two officers left"}


def test_several_named_together_are_answered_alike() -> None:
    found = told("5.4, 5.6 and 8.1: green. All as planned")
    assert {key for key in found if key[1] is HOW} == {
        ("homes", HOW),
        ("roads", HOW),
        ("walk", HOW),
    }
    assert set(found.values()) == {"On track", "All as planned"}


def test_a_pasted_table_is_read_by_its_headings() -> None:
    text = (
        "Ref\tRecommendation\tRAG\tPath to green\tUpdate\n"
        "5.4\tImprove the quality of homes\tA\tTwo more inspectors\tTwo officers left\n"
        "1\tGive every family\tGreen\t\tAll nurseries open\n"
    )
    assert told(text) == {
        ("homes", HOW): "At risk",
        ("homes", PATH): "Two more inspectors",
        ("homes", LINE): "Two officers left",
        ("one", HOW): "On track",
        ("one", LINE): "All nurseries open",
    }


def test_two_ratings_for_one_are_told_and_not_chosen() -> None:
    text = "5.4 red\n\n5.4 green\n"
    assert told(text) == {}
    assert "5.4 is called Off track and On track: choose which it is." in notes(text)


def test_one_reference_for_two_is_told_and_not_chosen() -> None:
    asked = (*ASKED, AskedRow("other", "5.4", "Something else"))
    found = answers_in("5.4 red", asked)
    assert not found.offered
    assert "2 recommendations have the reference 5.4" in found.notes[0]


def test_finished_is_not_a_rating() -> None:
    text = "5.4 Complete. The last home was inspected"
    assert told(text) == {("homes", LINE): "Complete. The last home was inspected"}
    assert "5.4 is said to be finished" in notes(text)


def test_each_answer_says_where_it_stands() -> None:
    text = "Hello\r\n5.4 Amber: two officers\r\nleft in May\r\n"
    for each in answers_in(text, ASKED).offered:
        shown = " ".join(text[first:last] for first, last in each.places)
        assert each.field is HOW or shown == each.text
    lines = [each for each in answers_in(text, ASKED).offered if each.field is LINE]
    assert [each.text for each in lines] == ["two officers left in May"]


def test_what_belongs_to_nothing_is_counted() -> None:
    text = "Please ring me.\n5.4 red\n\nWe meet again in May.\nKind regards\nJo Bell\nHead of Homes"
    assert told(text) == {("homes", HOW): "Off track"}
    assert notes(text) == "2 lines of the text could not be given to a recommendation."


# Laws

PIECES = st.sampled_from(
    [
        *("1", "5.4", "5.6", "8.1", "5.4.1", "15.4", "A1", "red", "Amber:", "G", "A", "on track"),
        *("Path to green:", "RAG -", "\n", "\n\n", "\t", " ", " – ", ": ", ", ", " and ", " to "),
        *("Improve the quality of homes", "two officers left", "Regards", "> ", "From: Jo", "•"),
        *("Recommendation ", "Ref\tRAG\tUpdate\n", "12/10/2026", "“", "é", "\r\n", "\u2028"),
    ]
)
TEXTS = st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=200)
REFERENCES = st.lists(
    st.sampled_from(["1", "5.4", "5.6", "8.1", "A1", "Rec 2", "5.4a", "R", "§ 3 (b)", "", "."]),
    max_size=6,
)


def _rows(references: list[str]) -> list[AskedRow]:
    return [
        AskedRow(f"u{at}", reference, "Improve the quality of homes")
        for at, reference in enumerate(references)
    ]


def _squeezed(text: str) -> str:
    return re.sub(r"\s", "", text).casefold()


@settings(max_examples=400, deadline=None)
@given(text=TEXTS, references=REFERENCES)
def test_no_answer_without_its_reference_in_the_text(text: str, references: list[str]) -> None:
    asked = _rows(references)
    known = {row.uid: row for row in asked}
    found: Pasted = answers_in(text, asked)
    for each in found.offered:
        reference = known[each.recommendation].reference
        assert reference.strip()
        assert references.count(reference) == 1
        assert _squeezed(reference) in _squeezed(text)
        first = min(start for start, _end in each.places)
        assert _squeezed(reference) in _squeezed(text[:first])


@settings(max_examples=400, deadline=None)
@given(text=TEXTS, references=REFERENCES)
def test_every_answer_is_words_of_the_text(text: str, references: list[str]) -> None:
    words = {WORDS[f"how_it_goes.{code}"] for code in HowItGoes}
    for each in answers_in(text, _rows(references)).offered:
        shown = [" ".join(text[start:end].split()) for start, end in each.places]
        assert each.text
        assert each.text == each.text.strip()
        if each.field is HOW:
            assert each.text in words or each.text in shown
        else:
            assert each.text == " ".join(dict.fromkeys(shown))
