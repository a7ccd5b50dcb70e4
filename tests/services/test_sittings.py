"""The history of the whole tracker: every change is told once, gathered by person, thing, sitting."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marmot_tracker import clock
from marmot_tracker.document import Document
from marmot_tracker.model import SourceReport, Subgroup
from marmot_tracker.services import people, recommendations, sittings
from marmot_tracker.services.history_things import Called
from marmot_tracker.services.sittings import BULK, SITTING, Asked, Kind, Sittings, Step
from marmot_tracker.trail import browsing, erasing
from marmot_tracker.trail.history import ChangeLine
from tests.services.conftest import TODAY, Sample, on

NOW = datetime(2026, 9, 15, 12, tzinfo=UTC)


def step(at: datetime, who: str = "Ann", thing: str = "5.4") -> Step:
    return Step(str(at), at, who, ("Did",), "", "", False, thing, Called(thing, ""))


def all_steps(document: Document, asked: Asked | None = None) -> list[Step]:
    with document.read() as session:
        feed = sittings.feed(session, asked or Asked())
        return sittings.read(session, feed.refs, feed.uids)


@given(
    st.lists(st.tuples(st.integers(0, 90), st.sampled_from("AB"), st.sampled_from("xy"))),
    st.integers(0, 20),
)
def test_pages_make_the_same_lines_as_one_reading(
    written: list[tuple[int, str, str]], cut: int
) -> None:
    """However the steps come in pages, a line is one person, one thing, gaps under the sitting."""
    steps = [
        step(NOW - timedelta(minutes=minutes), who, thing)
        for minutes, who, thing in sorted(written)
    ]
    whole, paged = Sittings(), Sittings()
    whole.add(steps)
    paged.add(steps[:cut])
    paged.add(steps[cut:])
    assert [line.steps for line in paged.lines] == [line.steps for line in whole.lines]
    for line in whole.lines:
        assert len({(each.who, each.thing) for each in line.steps}) == 1
        gaps = [a.at - b.at for a, b in zip(line.steps, line.steps[1:], strict=False)]
        assert all(gap < SITTING for gap in gaps)
    assert sum(len(line.steps) for line in whole.lines) == len(steps)


def test_every_change_of_the_tracker_is_told(sample: Sample) -> None:
    document = sample.document
    for uid in sample.uids:
        with on(TODAY), document.edit("Set title", reason="shorter") as session:
            recommendations.set_fields(session, uid=uid, values={"title": "T"}, today=TODAY)
    told = {each.change for each in all_steps(document)}
    with document.read() as session:
        every = {line.change for line in browsing_lines(document)}
        assert told == every
        assert sittings.feed(session).found == len(every)


def browsing_lines(document: Document) -> list[ChangeLine]:
    connection = document._connection
    numbers = [n for n, _ in browsing.matching(connection, browsing.Wanted())]
    return list(browsing.lines(connection, numbers).values())


def test_a_change_of_many_recommendations_is_one_line_and_narrows(sample: Sample) -> None:
    document = sample.document
    with on(TODAY), document.edit("Load more") as session:
        for at in range(BULK + 1):
            recommendations.add(
                session, report=sample.report, reference=f"9.{at}", wording=f"Grow {at} trees"
            )
    newest = all_steps(document)[0]
    assert newest.called.title == f"{BULK + 1} recommendations"
    found = all_steps(document, Asked(words="9.3"))
    assert [(each.called.reference, each.what) for each in found] == [
        ("9.3", ("Added: 'Grow 3 trees'",))
    ]
    assert found[0].uids == {found[0].thing}


def test_a_reference_finds_that_one_alone(sample: Sample) -> None:
    with sample.document.edit("Add") as session:
        recommendations.add(session, report=sample.report, reference="15.40", wording="Other")
    assert {each.called.reference for each in all_steps(sample.document, Asked(words="5.4"))} == {
        "5.4"
    }


def test_an_erasure_is_told_with_what_it_took_and_its_ground(sample: Sample) -> None:
    document, uid = sample.document, sample.uids[0]
    with on(TODAY), document.edit("Set title") as session:
        recommendations.set_fields(session, uid=uid, values={"title": "Ms Jones"}, today=TODAY)
    held = [value.hash for value in erasing.values_of(document._connection, uid, "short_title")]
    document.erase(held, label="Erase a title", ground="request of the person")
    (told,) = all_steps(document, Asked(kind=Kind.ERASED))
    assert (told.called.reference, told.why) == ("3.10", "request of the person")
    assert not any("Jones" in said for each in all_steps(document) for said in each.what)
    by_words = all_steps(document, Asked(words="3.10"))
    assert told.change in {each.change for each in by_words}


def test_days_are_those_of_the_place(sample: Sample) -> None:
    document, uid = sample.document, sample.uids[0]
    late = datetime(2026, 9, 20, 23, 30, tzinfo=UTC)  # half past midnight in London
    with clock.fixed(late), document.edit("Set title") as session:
        recommendations.set_fields(session, uid=uid, values={"title": "T"}, today=TODAY)
    on_the_day = all_steps(document, Asked(since=date(2026, 9, 21), until=date(2026, 9, 21)))
    assert [each.what[0] for each in on_the_day] == ["Short title set to 'T'"]
    assert not all_steps(document, Asked(since=date(2026, 9, 22)))


@pytest.mark.parametrize(
    ("thing", "says"),
    [
        (Subgroup(name="Net Zero"), "Subgroup: Net Zero added"),
        (SourceReport(title="Second report"), "Report: Second report added"),
    ],
)
def test_what_is_about_no_recommendation_is_told_too(
    sample: Sample, thing: Subgroup | SourceReport, says: str
) -> None:
    with on(TODAY), sample.document.edit("Note") as session:
        session.add(type(thing)(**{k: v for k, v in vars(thing).items() if k in ("name", "title")}))
    newest = all_steps(sample.document)[0]
    assert newest.what == ("Note", says)
    assert not newest.of_recommendation


def test_everybody_is_named_once(sample: Sample) -> None:
    with sample.document.read() as session:
        assert sittings.names(session) == ["Ann Lee"]
    with (
        on(TODAY),
        sample.document.edit("Set", on_behalf_of="Housing Forum") as session,
    ):
        people.ensure_owner(session, words="Family Hubs")
    with sample.document.read() as session:
        assert sittings.names(session) == ["Ann Lee", "Housing Forum"]
    assert {each.who for each in all_steps(sample.document, Asked(who="Housing Forum"))} == {
        "Ann Lee for Housing Forum"
    }


def test_the_first_line_says_that_the_tracker_was_made(sample: Sample) -> None:
    first = all_steps(sample.document)[-1]
    assert first.what == ("Tracker made for Luton, with the eight principles",)
    assert first.called == Called("", "The tracker")


def test_an_undo_is_one_sentence_that_says_what_it_took_back(sample: Sample) -> None:
    document = sample.document
    with document.edit("Set owner of 2 recommendations") as session:
        for uid in sample.uids[:2]:
            people.assign(session, recommendation=uid, owner="Family Hubs", since=date(2026, 9, 1))
    document.undo()
    whole = Sittings()
    whole.add(all_steps(document)[:1])
    assert whole.lines[0].what == "Taken back: owner of 2 recommendations"
