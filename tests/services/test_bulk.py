"""Many cells at once: planned as they would be written, written as one edit, taken back as one."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import date

import pytest

from marmot_tracker.errors import TrackerError
from marmot_tracker.services import (
    bulk,
    bulk_words,
    bulk_writing,
    own_columns,
    people,
    ratings,
    recommendations,
    register,
)
from marmot_tracker.services.bulk import Plan, Verdict, Wish
from marmot_tracker.services.bulk_words import OWN
from marmot_tracker.services.bulk_writing import Written
from marmot_tracker.services.register import RegisterRow
from marmot_tracker.trail.history import ERASED
from marmot_tracker.vocabulary import DecisionCode, ExtraType, NotRatedWhy, Rating, RevisionKind
from tests.services.conftest import TODAY, Sample, brought_together, colleague, on


def planned(sample: Sample, *wishes: Wish, reason: str = "", kind=None) -> Plan:
    with sample.document.read() as session:
        return bulk.plan(session, wishes=wishes, today=TODAY, reason=reason, kind=kind)


def written(sample: Sample, *wishes: Wish, reason: str = "", kind=None) -> Plan:
    plan = planned(sample, *wishes, reason=reason, kind=kind)
    with sample.document.edit(bulk.label(plan), reason=reason) as session:
        bulk_writing.write(session, lines=plan.lines, today=TODAY, reason=reason, kind=kind)
    return plan


def every(sample: Sample, field: str, words: str) -> list[Wish]:
    return [Wish(uid, field, words) for uid in sample.uids]


def rows(sample: Sample) -> dict[str, RegisterRow]:
    with sample.document.read() as session:
        return {row.reference: row for row in register.rows(session, today=TODAY)}


def verdicts(plan: Plan) -> Sequence[str]:
    return [line.verdict.value for line in plan.lines]


def test_an_owner_for_all_is_one_edit_and_one_undo(sample: Sample) -> None:
    first, *_ = sample.uids
    written(sample, Wish(first, "owner", "Family Hubs"))
    plan = written(sample, *every(sample, "owner", "family hubs"))
    assert verdicts(plan) == ["same", "changes", "changes"]
    assert bulk.label(plan) == "Set owner of 2 recommendations"
    assert {row.owner for row in rows(sample).values()} == {"Family Hubs"}
    assert sample.document.undo_label == "Set owner of 2 recommendations"
    sample.document.undo()
    assert sorted(row.owner for row in rows(sample).values()) == ["", "", "Family Hubs"]


def test_a_new_owner_is_said_and_added_once(sample: Sample) -> None:
    plan = written(sample, *every(sample, "owner", "Head of Housing, Luton Council"))
    assert plan.new == (("owner", "Head of Housing, Luton Council"),)
    with sample.document.read() as session:
        names = [owner.words for owner in people.owners(session)]
    assert names == ["Head of Housing, Luton Council", "Luton Council"]


def test_a_first_date_is_written_and_a_move_asks_why(sample: Sample) -> None:
    written(sample, Wish(sample.uids[0], "due", "30/06/2026"))
    wishes = every(sample, "due", "31 December 2026")
    plan = planned(sample, *wishes)
    assert verdicts(plan) == ["asks", "changes", "changes"]
    assert (plan.lines[0].before, plan.lines[0].after) == ("30/06/2026", "31/12/2026")
    assert plan.dates_move
    with (
        pytest.raises(TrackerError, match="without a reason"),
        sample.document.edit("Set") as session,
    ):
        bulk_writing.write(session, lines=plan.lines, today=TODAY)
    assert {row.due for row in rows(sample).values()} == {date(2026, 6, 30), None}
    written(sample, *wishes, reason="two officers left")
    assert {row.due for row in rows(sample).values()} == {date(2026, 12, 31)}
    assert rows(sample)["3.10"].times_moved == 1
    written(
        sample, *every(sample, "due", "31/12/2027"), reason="slip", kind=RevisionKind.TYPING_MISTAKE
    )
    assert rows(sample)["3.10"].times_moved == 1


@pytest.mark.parametrize(
    ("field", "words", "why"),
    [
        ("due", "", "cannot be emptied"),
        ("due", "31/12/26", "without guessing"),
        ("due", "02/13/2026", "without guessing"),
        ("rating", "purple", "the key is B Verified, G On track, A At risk, R Off track or"),
        ("rating", "", "cannot be emptied"),
        ("decision", "maybe", "it can be Accepted"),
        ("principle", "9", "not one of the principles"),
        ("evidence", "3", "cannot be set here"),
    ],
)
def test_what_means_nothing_is_refused_with_why(
    sample: Sample, field: str, words: str, why: str
) -> None:
    line = planned(sample, Wish(sample.uids[0], field, words)).lines[0]
    assert line.verdict is Verdict.REFUSED
    assert why in line.why
    assert line.after == words
    with sample.document.edit("Set") as session:
        assert bulk_writing.write(session, lines=[line], today=TODAY) == Written(0)


@pytest.mark.parametrize(
    ("words", "rating", "why"),
    [
        ("G", Rating.ON_TRACK, None),
        ("G On track", Rating.ON_TRACK, None),
        ("green", Rating.ON_TRACK, None),
        ("On hold", Rating.NOT_RATED, NotRatedWhy.ON_HOLD),
    ],
)
def test_ratings_are_read_by_the_rating_key(
    sample: Sample, words: str, rating: Rating, why: NotRatedWhy | None
) -> None:
    with on(TODAY):
        plan = written(sample, Wish(sample.uids[0], "rating", words))
    row = rows(sample)["3.10"]
    assert (row.rating, row.not_rated_why) == (rating, why)
    assert verdicts(plan) == ["changes"]
    assert verdicts(planned(sample, Wish(sample.uids[0], "rating", words))) == ["same"]


def test_ratings_ask_by_the_rules_of_ratings(sample: Sample) -> None:
    uid = sample.uids[0]
    with on(TODAY), sample.document.edit("Rate") as session:
        ratings.rate(session, recommendation=uid, rating=Rating.ON_TRACK, speaks_for=TODAY)
    line = planned(sample, Wish(uid, "rating", "red")).lines[0]
    assert line.verdict is Verdict.ASKS
    assert "It was on track" in line.why
    assert "path to green" in line.why
    with on(TODAY):
        written(sample, Wish(uid, "rating", "red"), reason="the officer left")
    row = rows(sample)["3.10"]
    assert (row.rating, row.reason) == (Rating.OFF_TRACK, "the officer left")


def test_decisions_principles_subgroups_and_texts(sample: Sample) -> None:
    uid = sample.uids[0]
    asked = planned(
        sample,
        Wish(uid, "decision", "Not accepted"),
        Wish(sample.uids[1], "decision", "accepted in principle"),
    )
    assert verdicts(asked) == ["asks", "asks"]
    written(
        sample,
        Wish(uid, "decision", "accepted"),
        Wish(uid, "principle", "5 Healthy and sustainable places"),
        Wish(uid, "subgroup", "Employment"),
        Wish(uid, "theme", "Work"),
        Wish(uid, "title", "Living wage"),
    )
    row = rows(sample)["3.10"]
    assert (row.decision, row.principle, row.subgroup) == (DecisionCode.ACCEPTED, 5, "Employment")
    assert (row.theme, row.short_title) == ("Work", "Living wage")
    written(sample, Wish(uid, "principle", ""), Wish(uid, "subgroup", "—"), Wish(uid, "theme", ""))
    row = rows(sample)["3.10"]
    assert (row.principle, row.subgroup, row.theme) == (None, "", "")


def test_own_columns_are_read_by_what_they_hold(sample: Sample) -> None:
    with sample.document.edit("Add") as session:
        budget = own_columns.add(session, name="Budget", type=ExtraType.NUMBER)
    plan = written(sample, *every(sample, f"{OWN}{budget}", "1,250"))
    assert {row.extra["Budget"] for row in rows(sample).values()} == {"1250"}
    assert bulk.summary(plan) == ("3 recommendations: Budget becomes 1250.",)
    refused = planned(sample, Wish(sample.uids[0], f"{OWN}{budget}", "lots")).lines[0]
    assert "holds numbers" in refused.why
    cleared = written(sample, *every(sample, f"{OWN}{budget}", ""))
    assert bulk.summary(cleared) == ("3 recommendations: Budget is cleared.",)
    assert not rows(sample)["3.10"].extra


def test_two_answers_stay_unless_another_is_given(sample: Sample) -> None:
    uid = sample.uids[0]
    other = colleague(sample.document, "Bob")
    with other.edit("Set") as session:
        people.assign(session, recommendation=uid, owner="Bob's team", since=TODAY)
    written(sample, Wish(uid, "owner", "Ann's team"))
    brought_together(sample.document, other)
    row = rows(sample)["3.10"]
    assert "lead" in row.marks
    assert verdicts(planned(sample, Wish(uid, "owner", row.owner))) == ["same"]
    plan = written(sample, Wish(uid, "owner", "The council"))
    assert "Settles two answers." in plan.lines[0].why
    assert rows(sample)["3.10"].marks == ()


def test_a_cell_wished_for_twice_is_told_and_the_first_stands(sample: Sample) -> None:
    uid = sample.uids[0]
    plan = written(
        sample,
        Wish(uid, "due", "30/06/2026"),
        Wish(uid, "owner", "Family Hubs"),
        Wish(uid, "due", "31/12/2026"),
        Wish(uid, "owner", "Family Hubs"),
    )
    assert verdicts(plan) == ["changes", "changes", "refused", "refused"]
    assert plan.lines[2].why == "Due date of 3.10 is named twice: only the first counts."
    row = rows(sample)["3.10"]
    assert (row.due, row.owner) == (date(2026, 6, 30), "Family Hubs")


FIRST = {"owner": "Family Hubs", "due": "30/06/2026", "rating": "On track", "theme": "Work"}
MEANWHILE = {"owner": "Luton Council", "due": "31/03/2027", "rating": "At risk", "theme": "Air"}


@pytest.mark.parametrize("field", FIRST)
@pytest.mark.parametrize("before", [False, True])
def test_what_changed_since_the_preview_is_left_and_told_and_the_rest_written(
    sample: Sample, field: str, before: bool
) -> None:
    if before:
        with on(TODAY):
            written(sample, Wish(sample.uids[0], field, "ongoing" if field == "due" else "On hold"))
    plan = planned(sample, *every(sample, field, FIRST[field]), reason="agreed")
    assert verdicts(plan) == ["changes"] * 3
    with on(TODAY):
        written(sample, Wish(sample.uids[0], field, MEANWHILE[field]), reason="asked for")
    with on(TODAY), sample.document.edit(bulk.label(plan)) as session:
        done = bulk_writing.write(session, lines=plan.lines, today=TODAY, reason="agreed")
    assert done == Written(2, (plan.lines[0],))
    with sample.document.read() as session:
        known = bulk_words.known(session)
    found = {row.uid: known.said(row, field) for row in rows(sample).values()}
    assert [found[uid] for uid in sample.uids] == [MEANWHILE[field], FIRST[field], FIRST[field]]


def test_two_answers_that_came_since_the_preview_are_not_settled_unsaid(sample: Sample) -> None:
    uid = sample.uids[0]
    other = colleague(sample.document, "Bob")
    written(sample, Wish(uid, "theme", "Work"))
    plan = planned(sample, Wish(uid, "theme", "Air"))
    with other.edit("Set") as session:
        bulk_writing.write(
            session,
            lines=bulk.plan(session, wishes=[Wish(uid, "theme", "Places")], today=TODAY).lines,
            today=TODAY,
        )
    brought_together(sample.document, other)
    before = rows(sample)["3.10"]
    assert before.marks
    with sample.document.edit("Set") as session:
        done = bulk_writing.write(session, lines=plan.lines, today=TODAY)
    assert done.overtaken == plan.lines
    assert rows(sample)["3.10"] == before


def test_one_that_was_withdrawn_since_the_preview_is_told(sample: Sample) -> None:
    plan = planned(sample, *every(sample, "theme", "Work"))
    with sample.document.edit("Withdraw") as session:
        recommendations.withdraw(session, uid=sample.uids[1])
    with sample.document.edit("Set") as session:
        done = bulk_writing.write(session, lines=plan.lines, today=TODAY)
    assert (done.many, done.overtaken) == (2, (plan.lines[1],))


def test_the_mark_of_an_erasure_is_never_written_as_words(sample: Sample) -> None:
    with sample.document.edit("Add") as session:
        note = own_columns.add(session, name="Note", type=ExtraType.TEXT)
    wishes = [
        Wish(sample.uids[0], field, f" {ERASED} ") for field in ("owner", "theme", f"{OWN}{note}")
    ]
    plan = written(sample, *wishes)
    assert verdicts(plan) == ["refused"] * 3
    assert {line.why for line in plan.lines} == {"What was erased cannot be written again."}
    assert rows(sample)["3.10"].theme == ""


@pytest.mark.parametrize(
    "words", ["4/5/27", "31-Mar-27", "50%", "0.5", "14:05", "31/12/2026 14:05", "46387", "end 2027"]
)
def test_what_is_no_whole_day_is_refused_in_every_column_of_days(
    sample: Sample, words: str
) -> None:
    with sample.document.edit("Add") as session:
        start = own_columns.add(session, name="Start", type=ExtraType.DATE)
    uid = sample.uids[0]
    plan = planned(sample, Wish(uid, "due", words), Wish(uid, f"{OWN}{start}", words))
    assert verdicts(plan) == ["refused", "refused"]
    assert all("without guessing" in line.why for line in plan.lines)
    assert {line.after for line in plan.lines} == {words}


@pytest.mark.parametrize(
    "words",
    ["=1+1", "+44 1582", "-see note", "@home", "word " * 8_000, "مرحبا e\u0301 \u200fשלום"],
)
def test_text_of_any_kind_arrives_as_it_is(sample: Sample, words: str) -> None:
    with sample.document.edit("Add") as session:
        note = own_columns.add(session, name="Note", type=ExtraType.TEXT)
    written(sample, *every(sample, f"{OWN}{note}", words), *every(sample, "theme", words))
    for row in rows(sample).values():
        kept = unicodedata.normalize("NFC", words.strip())
        assert (row.extra["Note"], row.theme) == (kept, kept)


def test_the_summary_counts_what_changes_stays_and_is_refused(sample: Sample) -> None:
    written(sample, Wish(sample.uids[0], "owner", "Family Hubs"))
    plan = planned(
        sample, *every(sample, "owner", "Family Hubs"), Wish(sample.uids[2], "due", "soon")
    )
    said = bulk.summary(plan)
    assert said[:2] == ("2 recommendations: owner becomes Family Hubs.", "1 already so.")
    assert said[2].startswith("1 refused: “soon” is not a date")
