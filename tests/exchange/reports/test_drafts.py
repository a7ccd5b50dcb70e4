"""The found recommendations while a person looks them through."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marmot_tracker.errors import Misuse
from marmot_tracker.exchange.reports.blocks import Spot
from marmot_tracker.exchange.reports.doubts import DoubtCode, doubts_of
from marmot_tracker.exchange.reports.drafts import Drafts, DraftState
from marmot_tracker.exchange.results import ReadItem, ReadResult

WORDS = "The council should widen the scheme for warm homes to every ward."


def item(reference: str, text: str = WORDS, *, page: int = 1, top: float = 0) -> ReadItem:
    return ReadItem(
        reference=reference,
        title="",
        text=text,
        theme="Homes",
        where=f"p. {page}",
        fields={"page": str(page)},
        places=(f"p. {page}",),
        spots=(Spot(page, 50, top, 500, top + 40),),
        paragraphs=(10 * page,),
    )


def read(*items: ReadItem) -> ReadResult:
    return ReadResult(items=items, message="Found.", notes=("Read from text.",))


def drafts(*items: ReadItem) -> Drafts:
    return Drafts.of(read(*items))


def references(found: Drafts) -> list[str]:
    return [one.item.reference for one in found.drafts]


def test_what_is_sure_is_accepted_and_what_is_doubted_waits() -> None:
    found = drafts(item("1"), item("2", "Homes."), item("3"))
    assert [one.state for one in found.drafts] == [
        DraftState.ACCEPTED,
        DraftState.OPEN,
        DraftState.ACCEPTED,
    ]
    assert [doubt.code for doubt in found.find(2).doubts] == [DoubtCode.SHORT]
    assert found.accept([2]).counts == {DraftState.ACCEPTED: 3}
    assert found.accept([2]).reopen([2]).find(2).waits


def test_merging_two_loses_no_word() -> None:
    first = replace(
        item("1", "Do one thing well."),
        title="Warm homes",
        parts=("(a) Do one thing well.",),
        response="Accepted.",
        fields={"page": "1", "owner": "Council", "decision": "accepted", "reason": "Accepted."},
    )
    second = replace(
        item("2", "Do another thing, too.", page=2),
        title="Safe homes",
        response="Noted.",
        fields={"page": "2", "owner": "Landlords", "timescale": "by 2027"},
        timescale="by 2027",
    )
    whole = drafts(first, second, item("3")).merge([2, 1])
    assert [one.number for one in whole.drafts] == [1, 3]
    made = whole.find(1).item
    assert (made.reference, made.title) == ("1", "Warm homes")
    assert made.text == "Do one thing well.\nSafe homes\nDo another thing, too."
    assert made.places == ("p. 1", "p. 2")
    assert [spot.page for spot in made.spots] == [1, 2]
    assert made.paragraphs == (10, 20)
    assert made.response == made.fields["reason"] == "Accepted.\nNoted."
    assert made.fields["owner"] == "Council"
    assert made.timescale == made.fields["timescale"] == "by 2027"
    assert made.notes == (
        "Holds what was printed as 2, too.",
        "Lead of its second part: Landlords.",
    )
    with pytest.raises(Misuse, match="two recommendations or more"):
        whole.merge([1])


def test_splitting_makes_two_at_the_same_place() -> None:
    text = "Widen the scheme for homes.\n(a) in every ward\nMake the streets safe for all."
    found = drafts(replace(item("1", text), parts=("(a) in every ward",), timescale="by 2027"))
    two = found.split(1, text.index("Make"))
    first, second = (one.item for one in two.drafts)
    assert (first.text, second.text) == (
        "Widen the scheme for homes.\n(a) in every ward",
        "Make the streets safe for all.",
    )
    assert (first.reference, second.reference) == ("1", "")
    assert (first.parts, second.parts) == (("(a) in every ward",), ())
    assert (first.timescale, second.timescale) == ("by 2027", "")
    assert first.spots == second.spots
    assert second.fields == {"page": "1"}
    assert [one.number for one in two.drafts] == [1, 2]
    for nowhere in (0, len(text)):
        with pytest.raises(Misuse, match="where the second recommendation begins"):
            found.split(1, nowhere)


@given(st.text(min_size=1, max_size=80), st.integers(0, 80))
def test_two_halves_merged_again_hold_the_same_words(text: str, at: int) -> None:
    found = drafts(item("1", text))
    if not text[:at].strip() or not text[at:].strip():
        return
    again = found.split(1, at).merge([1, 2])
    assert again.find(1).item.text.split() == f"{text[:at]} {text[at:]}".split()
    assert again.find(1).item.reference == "1"


def test_trimming_keeps_the_marked_words() -> None:
    found = drafts(replace(item("1", "Before. (a) Keep this. After."), parts=("(a) Keep this.",)))
    kept = found.trim(1, 8, 23)
    assert kept.find(1).item.text == "(a) Keep this."
    assert kept.find(1).item.parts == ("(a) Keep this.",)
    assert found.trim(1, 0, 7).find(1).item.parts == ()
    with pytest.raises(Misuse, match="Mark the words"):
        found.trim(1, 7, 8)


def test_correcting_sets_what_was_typed_and_blank_takes_it_away() -> None:
    found = drafts(item("1"))
    said = {"reference": " 1a ", "theme": "Streets", "timescale": "by 2028", "owner": "NHS"}
    now = found.correct(1, said).find(1)
    assert (now.item.reference, now.item.theme, now.item.timescale) == ("1a", "Streets", "by 2028")
    assert now.item.fields == {"page": "1", "timescale": "by 2028", "owner": "NHS"}
    assert now.touched
    bare = found.correct(1, said).correct(1, {"timescale": "", "owner": ""}).find(1).item
    assert bare.fields == {"page": "1"}
    assert found.correct(1, {"theme": "Homes"}) is found
    with pytest.raises(Misuse, match="needs its wording"):
        found.correct(1, {"text": " "})


def test_what_is_pasted_is_kept_as_the_tracker_keeps_text() -> None:
    pasted = "Warm\x00 homes\r\nfor e\u0301very ward\ud800.\u202e"
    now = drafts(item("1")).correct(1, {"text": pasted, "owner": " \x07 "}).find(1).item
    assert now.text == "Warm homes\nfor \u00e9very ward.\u202e"
    assert "owner" not in now.fields


def test_what_is_added_stands_where_it_is_printed_or_after_another() -> None:
    found = drafts(item("1", page=2, top=10), item("3", page=4, top=10))
    by_place, number = found.add(item("2", page=2, top=300))
    assert number == 3
    assert references(by_place) == ["1", "2", "3"]
    after, _ = found.add(item("4", page=1), after=2)
    assert references(after) == ["1", "3", "4"]
    last, _ = found.add(ReadItem("5", "", WORDS, "", "typed"))
    assert references(last) == ["1", "3", "5"]


def test_what_goes_on_leaves_out_what_was_left_out_and_says_so() -> None:
    found = drafts(item("1"), item("2"), item("3")).leave_out([2]).correct(3, {"title": "Three"})
    told = found.result(read(item("1")))
    assert [(one.reference, one.row) for one in told.items] == [("1", 1), ("3", 2)]
    assert told.notes == (
        "Read from text.",
        "1 recommendation made or corrected by hand and 1 item left out by hand.",
    )
    assert drafts(item("1")).result(read(item("1"))).notes == ("Read from text.",)


def test_what_is_left_out_is_no_longer_doubted_nor_doubts_others() -> None:
    found = drafts(item("1"), item("1"), item("2"))
    assert found.counts == {DraftState.OPEN: 2, DraftState.ACCEPTED: 1}
    alone = found.leave_out([2])
    assert all(not one.doubts for one in alone.drafts)
    assert alone.accept([2]).find(1).doubts


def test_the_numbers_of_items_are_never_used_again() -> None:
    found = drafts(item("1", "Do this. Do that."), item("2"))
    split = found.split(1, 9)
    merged = split.merge([1, 3])
    _, number = merged.add(item("9"))
    assert number == 4
    with pytest.raises(KeyError):
        merged.find(3)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", DoubtCode.NO_WORDING),
        ("Warm homes.", DoubtCode.SHORT),
        ("should widen the scheme to every ward.", DoubtCode.BEGINS_WITHIN),
        ("The council should widen the scheme and", DoubtCode.BROKEN_OFF),
        ("The council should act. " * 120, DoubtCode.LONG),
    ],
)
def test_what_is_odd_in_the_words_is_told(text: str, code: DoubtCode) -> None:
    (said,) = doubts_of([item("1", text)])
    assert [doubt.code for doubt in said] == [code]


def test_gaps_in_the_numbers_are_told_where_they_are_rare() -> None:
    said = doubts_of([item("1"), item("2"), item("4"), item("5"), item("R1")])
    assert [len(each) for each in said] == [0, 0, 1, 0, 0]
    assert said[2][0].words == "3 is missing before it."
    many = [item(str(number)) for number in (1, 3, 6, 8, 9, 12)]
    assert doubts_of(many) == [()] * len(many)
    assert doubts_of([item("8.9"), item("8.13")])[1][0].words == (
        "8.10 to 8.12 are missing before it."
    )


def test_numbers_that_start_again_in_every_theme_are_not_doubted() -> None:
    items = [replace(item(str(number)), theme=theme) for theme in "AB" for number in (1, 2, 3)]
    assert doubts_of(items) == [()] * 6
    backwards = [item(str(number)) for number in (*range(1, 40), 42, 41)]
    told = [doubt.words for said in doubts_of(backwards) for doubt in said]
    assert told == ["41 stands after 42."]


def test_an_item_without_a_reference_is_doubted_only_among_others_with_one() -> None:
    assert [len(said) for said in doubts_of([item("1"), item("2"), item("")])] == [0, 0, 1]
    assert doubts_of([item(""), item("")]) == [(), ()]


def test_an_item_over_many_pages_is_doubted_but_not_one_printed_twice() -> None:
    spots = (Spot(3, 0, 0, 1, 1), Spot(6, 0, 0, 1, 1))
    far = replace(item("1"), spots=spots)
    assert [doubt.code for doubt in doubts_of([far])[0]] == [DoubtCode.FAR]
    twice = replace(far, places=("p. 3", "p. 6"))
    assert doubts_of([twice]) == [()]


WORD = st.text(alphabet="abcdefgh", min_size=1, max_size=4)
LINES = st.lists(WORD, max_size=4).map(" ".join)


@st.composite
def any_items(draw: st.DrawFn) -> ReadItem:
    """An item as a report in prose or the row of a table may have it."""
    response = draw(LINES)
    answered = {"Response": response} if response and draw(st.booleans()) else {}
    fields = draw(
        st.dictionaries(
            st.sampled_from(["page", "section", "owner", "timescale", "source", "reason"]), WORD
        )
    )
    if draw(st.booleans()):
        fields["decision"] = draw(st.sampled_from(["accepted", "not_accepted"]))
    return ReadItem(
        reference=draw(LINES),
        title=draw(LINES),
        text=draw(LINES),
        theme=draw(LINES),
        where="",
        fields=fields,
        extra=draw(st.dictionaries(st.sampled_from(["Cost", "Place"]), WORD)) | answered,
        response=response,
        parts=tuple(draw(st.lists(WORD, max_size=2))),
        timescale=fields.get("timescale", ""),
        places=draw(st.sampled_from([(), ("p. a",)])),
    )


def all_words(one: ReadItem) -> set[str]:
    """Every word that an item holds, wherever it stands, but for the code of its decision."""
    fields = {name: value for name, value in one.fields.items() if name != "decision"}
    held = (one.reference, one.title, one.text, one.theme, one.response, one.timescale)
    more = (*one.notes, *one.parts, *fields.values(), *one.extra.values(), *one.places)
    return set(" ".join((*held, *more)).replace(".", " ").replace(",", " ").split())


@given(st.lists(any_items(), min_size=2, max_size=4))
def test_whatever_is_merged_keeps_every_word(items: list[ReadItem]) -> None:
    found = drafts(*items)
    made = found.merge([one.number for one in found.drafts]).find(1).item
    assert set().union(*map(all_words, items)) <= all_words(made)


def test_answers_that_differ_decide_nothing_of_the_whole() -> None:
    said = [("Accepted.", "accepted"), ("Not accepted.", "not_accepted")]
    one, other = (
        replace(item("1"), response=words, fields={"decision": code, "reason": words})
        for words, code in said
    )
    made = drafts(one, other).merge([1, 2]).find(1).item
    assert "decision" not in made.fields
    assert "reason" not in made.fields
    assert made.extra == {"Response": "Accepted.\nNot accepted."}
    assert "answered differently" in made.notes[-1]
    same = drafts(one, one).merge([1, 2]).find(1).item
    assert same.fields == {"decision": "accepted", "reason": "Accepted.\nAccepted."}


def test_a_title_that_the_first_lacks_is_kept() -> None:
    titled = replace(item("2", "Second."), title="Safe homes")
    assert drafts(item("1", "First."), titled).merge([1, 2]).find(1).item.text == (
        "First.\nSafe homes\nSecond."
    )
    bare = drafts(item("1", ""), titled).merge([1, 2]).find(1).item
    assert (bare.title, bare.text) == ("Safe homes", "Second.")


@given(st.text(max_size=40), st.data())
def test_taking_steps_back_gives_what_was_there(text: str, data: st.DataObject) -> None:
    found = drafts(item("1", f"Do this. {text} Do that."), item("2"), item("3", "Homes."))
    start, end = (data.draw(st.integers(0, 60)) for _ in range(2))
    steps: tuple[Callable[[], object], ...] = (
        lambda: found.split(1, start),
        lambda: found.trim(1, start, end),
        lambda: found.merge([1, 3]),
        lambda: found.correct(2, {"text": text, "owner": text}),
        lambda: found.add(item("4", text)),
        lambda: found.leave_out([1, 2, 3]),
    )
    before = repr(found)
    for step in steps:
        with contextlib.suppress(Misuse):
            assert step() is not None
    assert repr(found) == before


def test_pages_in_roman_numbers_and_passages_have_their_place() -> None:
    row = replace(item("1"), spots=(), fields={"page": "xii"})
    found, number = drafts(row).add(item("2"))
    assert number == 2
    assert references(found) == ["2", "1"]
    words = [replace(item(one), spots=(), paragraphs=(at,)) for one, at in (("1", 3), ("3", 9))]
    found, _ = drafts(*words).add(replace(item("2"), spots=(), paragraphs=(5, 6)))
    assert references(found) == ["1", "2", "3"]
