"""Bringing in as it was shown: what is told, what is put back, and who is told of that."""

from __future__ import annotations

import os
from collections.abc import Collection
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from marmot_tracker import paths, profile
from marmot_tracker.document import Author, Document
from marmot_tracker.document.doubts import ClockDoubt
from marmot_tracker.errors import ChangedSincePreview, Misuse
from marmot_tracker.model import Recommendation, Subgroup
from marmot_tracker.services import (
    coming_in,
    dates,
    decisions,
    evidence,
    extras,
    people,
    put_back_notices,
    ratings,
    recommendations,
    register,
)
from marmot_tracker.services.bringing_in import Brought, bring_in
from marmot_tracker.services.coming_in import Coming, ComingKind, ComingLine
from marmot_tracker.services.register import RegisterRow
from marmot_tracker.vocabulary import DecisionCode, EvidenceKind, Rating, Sensitivity
from tests.services.conftest import TODAY, Sample, colleague, on

LATER = TODAY + timedelta(days=7)
REASON = "Not agreed by the group yet"


@pytest.fixture
def tracker(sample: Sample) -> Document:
    """The sample, with something said of 5.4; Bea chairs Housing, Cal another subgroup."""
    document, uid = sample.document, sample.uids[1]
    with on(TODAY), document.edit("Begin") as session:
        ratings.rate(
            session, recommendation=uid, rating=Rating.ON_TRACK, speaks_for=TODAY, reason="Well"
        )
        people.assign(session, recommendation=uid, owner="Housing standards", since=TODAY)
        decisions.decide(session, recommendation=uid, code=DecisionCode.ACCEPTED, reason="Yes")
        dates.set_due(session, recommendation=uid, new_date=date(2027, 3, 31))
        recommendations.set_fields(session, uid=uid, values={"theme": "Homes"}, today=TODAY)
        housing = session.get_one(Subgroup, people.ensure_subgroup(session, name="Housing"))
        housing.chair = "Bea Chair, Housing Trust"
        other = people.ensure_subgroup(session, name="Net Zero")
        session.get_one(Subgroup, other).chair = "Cal Chair"
    return document


def edited(document: Document, uids: Collection[str], name: str = "Bea Chair") -> Path:
    """A colleague's copy in which nearly everything of these recommendations was changed."""
    copy = colleague(document, name)
    with on(LATER), copy:
        for uid in uids:
            with copy.edit("Set rating", reason="Two officers left") as session:
                ratings.rate(
                    session, recommendation=uid, rating=Rating.OFF_TRACK, speaks_for=LATER,
                    reason="Two officers left", path_to_green="Hire", help_needed="Money",
                )  # fmt: skip
            with copy.edit("Set owner") as session:
                people.assign(session, recommendation=uid, owner="Libraries", since=LATER)
            with copy.edit("Decide") as session:
                decisions.decide(
                    session, recommendation=uid, code=DecisionCode.NOT_ACCEPTED, reason="No"
                )
            with copy.edit("Set theme") as session:
                values = {"theme": "Other", "title": "Shorter"}
                recommendations.set_fields(session, uid=uid, values=values, today=LATER)
            with copy.edit("Attach evidence") as session:
                evidence.attach(
                    session, recommendation=uid, title="Survey", kind=EvidenceKind.LINK,
                    link="https://example.org", sensitivity=Sensitivity.ORDINARY,
                )  # fmt: skip
        with copy.edit("Move due date", reason="Later") as session:
            for uid in uids:
                if session.get_one(Recommendation, uid).due:
                    dates.set_due(
                        session, recommendation=uid, new_date=date(2027, 9, 30), reason="Later"
                    )
    return copy.path


def shown(document: Document, path: Path) -> Coming:
    preview = document.preview(path)
    with document.read() as session:
        return coming_in.read(session, preview)


def rows(document: Document) -> dict[str, RegisterRow]:
    with document.read() as session:
        found = register.rows(session, today=LATER, changes=False)
    return {row.reference: row for row in found}


def brought(
    document: Document, path: Path, lines: Collection[ComingLine] = (), reason: str = REASON
) -> Brought:
    with on(LATER + timedelta(days=1)):
        return bring_in(
            document, path, coming=shown(document, path),
            put_back=[line.key for line in lines], reason=reason, today=LATER,
        )  # fmt: skip


def of(coming: Coming, field: str, reference: str = "5.4") -> ComingLine:
    (line,) = [x for x in coming.lines if x.field == field and x.reference == reference]
    return line


def test_everything_put_back_is_as_it_was(tracker: Document, sample: Sample) -> None:
    before = rows(tracker)
    path = edited(tracker, sample.uids[1:2])
    with on(LATER), Document.open(path, author=Author("Bea Chair")) as copy:
        with copy.edit("Withdraw") as session:
            recommendations.withdraw(session, uid=sample.uids[0])
        with copy.edit("Add") as session:
            new = recommendations.add(
                session, report=sample.report, reference="9.9", wording="Something new"
            )
            people.assign(session, recommendation=new, owner="Libraries", since=LATER)
    coming = shown(tracker, path)
    kinds = {kind: sum(line.kind is kind for line in coming.lines) for kind in ComingKind}
    assert (coming.withdrawn, coming.two_answers) == (1, 0)
    assert kinds[ComingKind.NEW] == coming.new >= 2
    chosen = [line for line in coming.lines if line.can_put_back]
    (stays,) = [line for line in coming.lines if not line.can_put_back]
    assert stays.words == "New organisation: “Libraries”."
    found = brought(tracker, path, chosen)
    assert found.put_back == len(chosen)
    after = rows(tracker)
    assert after.keys() == before.keys()
    for reference, was in before.items():
        now = after[reference]
        if reference == "5.4":  # a date is never taken back, it is moved once more
            assert (now.due, now.times_moved) == (was.due, 2)
            now = now._replace(times_moved=0, days_slipped=was.days_slipped, agreed=was.agreed)
        assert now._replace(first_due=was.first_due) == was
    assert tracker.check() == []
    with on(LATER + timedelta(days=2)):
        undone = tracker.undo()
    assert undone is not None
    assert undone.label.startswith("Put back")
    undone_rows = rows(tracker)
    assert undone_rows["5.4"].rating is Rating.OFF_TRACK, "one undo takes all of it back"
    assert "9.9" in undone_rows
    assert "3.10" not in undone_rows


@pytest.mark.parametrize("field", ["rating", "lead", "decision", "due", "theme"])
def test_one_line_put_back_leaves_the_others(field: str, tracker: Document, sample: Sample) -> None:
    names = {"lead": "owner"}
    before = rows(tracker)["5.4"]
    path = edited(tracker, sample.uids[1:2])
    coming = shown(tracker, path)
    brought(tracker, path, [of(coming, field)])
    after = rows(tracker)["5.4"]
    for name in ("rating", "lead", "decision", "due", "theme"):
        asked = names.get(name, name)
        same = getattr(after, asked) == getattr(before, asked)
        assert same is (name == field), name
    assert after.marks == ()


def test_of_two_answers_the_one_here_stands(tracker: Document, sample: Sample) -> None:
    path = edited(tracker, sample.uids[1:2])
    with on(LATER), tracker.edit("Set theme") as session:
        values = {"theme": "Warm homes"}
        recommendations.set_fields(session, uid=sample.uids[1], values=values, today=LATER)
    with on(LATER), tracker.edit("Set rating") as session:
        ratings.rate(
            session, recommendation=sample.uids[1], rating=Rating.AT_RISK, speaks_for=LATER,
            reason="Slow", path_to_green="Soon",
        )  # fmt: skip
    coming = shown(tracker, path)
    assert coming.two_answers == 2
    first = [line.field for line in coming.lines[:2]]
    assert sorted(first) == ["rating", "theme"], "they come first"
    done = brought(tracker, path, [of(coming, "theme"), of(coming, "rating")])
    assert done.brought.receipt is not None
    assert (done.brought.receipt.two_answers, done.brought.two_answers) == (2, 0)
    assert "two answers" not in done.words, "what was put back is settled"
    after = rows(tracker)["5.4"]
    assert (after.theme, after.rating, after.marks) == ("Warm homes", Rating.AT_RISK, ())


def test_only_the_two_answers_that_came_and_stayed_are_counted(
    tracker: Document, sample: Sample
) -> None:
    first, second = sample.uids[:2]
    path = edited(tracker, [first])
    with on(LATER), tracker.edit("Set theme") as session:
        recommendations.set_fields(session, uid=first, values={"theme": "Mine"}, today=LATER)
    assert brought(tracker, path).brought.two_answers == 1
    path = edited(tracker, [second])
    with on(LATER), tracker.edit("Set theme and title") as session:
        values = {"theme": "Mine", "title": "Mine"}
        recommendations.set_fields(session, uid=second, values=values, today=LATER)
    done = brought(tracker, path, [of(shown(tracker, path), "theme")])
    assert done.words.endswith("1 change put back. 1 field now with two answers.")


def test_what_lies_outside_a_persons_own_subgroup_comes_first(
    tracker: Document, sample: Sample
) -> None:
    own = edited(tracker, sample.uids[1:2], "Bea Chair")
    coming = shown(tracker, own)
    (bea,) = coming.groups
    assert (bea.who, bea.own, bea.outside) == ("Bea Chair", ("Housing",), 0)
    tracker.bring_in(own)
    path = edited(tracker, sample.uids[1:3], "Cal Chair")
    values = {"theme": "By nobody"}
    with (
        on(LATER),
        Document.open(path, author=Author("Dee Nobody")) as copy,
        copy.edit("Set theme") as session,
    ):
        recommendations.set_fields(session, uid=sample.uids[0], values=values, today=LATER)
    coming = shown(tracker, path)
    assert [(group.who, group.own) for group in coming.groups] == [
        ("Cal Chair", ("Net Zero",)),
        ("Dee Nobody", ()),
    ]
    cal, dee = coming.groups
    assert cal.outside == len(cal.lines) > 4
    assert dee.outside == 0, "of somebody who is nobody's chair nothing is said"
    assert {line.subgroup for line in cal.lines} == {"Housing", ""}


def test_nothing_comes_in_where_putting_back_cannot_be(tracker: Document, sample: Sample) -> None:
    path = edited(tracker, sample.uids[1:2])
    coming = shown(tracker, path)
    before = tracker.check_code
    with pytest.raises(Misuse, match="why"):
        brought(tracker, path, [of(coming, "theme")], reason=" ")
    with pytest.raises(Misuse):
        bring_in(tracker, path, coming=coming, put_back=["none"], reason=REASON, today=LATER)
    with on(LATER), tracker.edit("Set theme") as session:
        recommendations.set_fields(
            session, uid=sample.uids[0], values={"theme": "Since"}, today=LATER
        )
    with pytest.raises(ChangedSincePreview):
        bring_in(tracker, path, coming=coming, today=LATER)
    assert tracker.receipts() == []
    assert tracker.check_code != before


def test_a_first_due_date_and_an_organisation_stay(tracker: Document, sample: Sample) -> None:
    copy = colleague(tracker, "Bea Chair")
    with on(LATER), copy, copy.edit("Set due date") as session:
        dates.set_due(session, recommendation=sample.uids[2], new_date=date(2028, 1, 1))
        people.ensure_subgroup(session, name="Children")
    coming = shown(tracker, copy.path)
    assert not of(coming, "due", "5.5").can_put_back
    assert "only moved" in of(coming, "due", "5.5").put_back_words
    (new,) = [line for line in coming.lines if line.kind is ComingKind.NEW]
    assert "Children" in new.words
    assert not new.can_put_back


def test_own_columns_and_earlier_ratings_are_told(tracker: Document, sample: Sample) -> None:
    with tracker.edit("Add a column") as session:
        column = extras.ensure_column(session, name="Cost code")
        extras.set_value(session, column=column, recommendation=sample.uids[1], value="A1")
    copy = colleague(tracker, "Bea Chair")
    with on(LATER), copy:
        with copy.edit("Set") as session:
            extras.set_value(session, column=column, recommendation=sample.uids[1], value="B2")
            extras.set_value(session, column=column, recommendation=sample.uids[2], value="C3")
        with copy.edit("Rate for before") as session:
            ratings.rate(
                session, recommendation=sample.uids[1], rating=Rating.AT_RISK,
                speaks_for=TODAY - timedelta(days=90), reason="Then", path_to_green="Then",
            )  # fmt: skip
    coming = shown(tracker, copy.path)
    words = " ".join(line.words for line in coming.lines)
    assert "“A1” to “B2”" in words
    assert "value of “Cost code”" in words
    assert "not the current one" in words
    before = rows(tracker)
    brought(tracker, copy.path, coming.lines)
    assert rows(tracker) == before


def test_dates_ahead_are_named(tracker: Document, ahead: Path) -> None:
    with on(TODAY):
        (said,) = shown(tracker, ahead).ahead
    assert "“Set theme” by Bea Chair is dated 01/01/2031" in said


@pytest.fixture
def ahead(tracker: Document, sample: Sample) -> Path:
    """Bea's copy with a theme of hers, dated by a clock that is years ahead."""
    copy = colleague(tracker, "Bea Chair")
    with on(date(2031, 1, 1)), copy:
        copy.confirm_clock()
        with copy.edit("Set theme") as session:
            values = {"theme": "From far ahead"}
            recommendations.set_fields(session, uid=sample.uids[1], values=values, today=TODAY)
    return copy.path


def test_a_date_ahead_is_asked_about_before_anything_comes_in(
    tracker: Document, ahead: Path
) -> None:
    with on(LATER):
        theme = of(shown(tracker, ahead), "theme")
    before = tracker.check_code
    with pytest.raises(ClockDoubt, match=r"Bea Chair\.marmot is dated 01/01/2031"):
        brought(tracker, ahead, [theme])
    assert tracker.check_code == before
    assert tracker.receipts() == []
    tracker.confirm_clock()
    done = brought(tracker, ahead, [theme])
    assert (done.put_back, done.not_put_back) == (1, "")
    assert rows(tracker)["5.4"].theme == "Homes"
    with on(LATER + timedelta(days=1)), tracker.edit("Set theme") as session:
        (uid,) = session.scalars(
            select(Recommendation.uid).where(Recommendation.reference == "5.5")
        )
        recommendations.set_fields(session, uid=uid, values={"theme": "Next"}, today=LATER)


def test_a_date_that_was_refused_is_not_believed_by_another_answer(
    tracker: Document, sample: Sample, ahead: Path
) -> None:
    with on(LATER), tracker.edit("Set title") as session:
        values = {"title": "Short"}
        recommendations.set_fields(session, uid=sample.uids[0], values=values, today=LATER)
    with on(LATER):
        theme = of(shown(tracker, ahead), "theme")
    with pytest.raises(ClockDoubt, match="Bea Chair"):
        brought(tracker, ahead, [theme])
    with on(LATER + timedelta(days=500)):
        with pytest.raises(ClockDoubt, match="more than a year ago"):
            tracker.undo()
        tracker.confirm_clock()
    with pytest.raises(ClockDoubt, match="Bea Chair"):
        brought(tracker, ahead, [theme])


def test_nothing_is_asked_where_nothing_is_put_back(tracker: Document, ahead: Path) -> None:
    with on(LATER):
        coming = shown(tracker, ahead)
        assert bring_in(tracker, ahead, coming=coming, today=LATER).brought.new_entries == 1


def test_what_came_in_is_told_also_where_it_could_not_be_put_back(
    tracker: Document, sample: Sample
) -> None:
    path = edited(tracker, sample.uids[1:2])
    with on(LATER), tracker.edit("Set theme") as session:
        values = {"theme": "Warm homes"}
        recommendations.set_fields(session, uid=sample.uids[1], values=values, today=LATER)
    theme = of(shown(tracker, path), "theme")

    def written_over(_changes: object) -> None:
        tracker.listeners.clear()
        os.utime(tracker.path, (0, 0))

    tracker.listeners.append(written_over)
    done = brought(tracker, path, [theme])
    assert done.put_back == 0
    assert done.brought.receipt is not None
    assert done.brought.two_answers == 1
    assert f"It was not put back: {theme.words.rstrip('.')}" in done.not_put_back
    assert done.words.startswith("6 edits came in with Bea Chair.marmot")
    assert done.words.endswith("open History, choose the change, then Put back.")


# Who is told


def told(document: Document, name: str, seen: Collection[str] = ()) -> put_back_notices.Notice:
    with document.read() as session:
        return put_back_notices.read(session, author=name, seen=seen)


def test_its_author_is_told_at_the_next_opening_and_then_no_more(
    tracker: Document, sample: Sample
) -> None:
    path = edited(tracker, sample.uids[1:2])
    coming = shown(tracker, path)
    new = next(line for line in coming.lines if line.words.startswith("New evidence"))
    brought(tracker, path, [of(coming, "rating"), of(coming, "theme"), new])
    assert told(tracker, "Ann Lee").lines == (), "her own doing is no news to her"
    with (
        on(LATER + timedelta(days=2)),
        Document.open(path, author=Author("Bea Chair")) as copy,
    ):
        assert told(copy, "Bea Chair").lines == ()
        seen = told(copy, "Bea Chair").tips
        copy.bring_in(tracker.path)
        found = told(copy, "Bea Chair", seen)
        assert {line.who for line in found.lines} == {"Ann Lee"}
        assert {line.reason for line in found.lines} == {REASON}
        assert {line.reference for line in found.lines} == {"5.4"}
        words = sorted(line.words for line in found.lines)
        assert any(
            "your rating, Off track (R)" in said and "On track (G)" in said for said in words
        )
        assert any("your theme, Other, is Homes again" in said for said in words)
        assert any("taken away again: evidence “Survey”" in said for said in words)
        assert len(words) == 3
        profile.note_seen(copy.tracker_id, "Bea Chair", found.tips)
        assert profile.seen(copy.tracker_id, "Bea Chair") == found.tips
        assert profile.seen(copy.tracker_id, "Ann Lee") == ()
        assert told(copy, "Bea Chair", found.tips).lines == ()


def test_notes_of_what_was_seen_survive_nonsense_in_their_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths, "user_config_folder", lambda: tmp_path)
    for said in ("", "[1]", '{"a": 1}', "{"):
        (tmp_path / "seen.json").write_text(said, encoding="utf-8")
        assert profile.seen("a", "Ann") == ()
    for at in range(60):
        profile.note_seen(f"{at}", "Ann", (f"{at}",))
    assert profile.seen("59", "Ann") == ("59",)
    assert profile.seen("0", "Ann") == ()
