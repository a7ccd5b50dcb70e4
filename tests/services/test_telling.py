"""History and *Why?*: who, when, why, in sentences that can be pasted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from marmot_tracker.document import Author, Document
from marmot_tracker.errors import Misuse, TrackerError
from marmot_tracker.model import Recommendation
from marmot_tracker.services import (
    answers,
    dates,
    decisions,
    evidence,
    extras,
    history,
    people,
    programme,
    ratings,
    recommendations,
    reports,
)
from marmot_tracker.services.why import why
from marmot_tracker.trail import erasing
from marmot_tracker.trail.history import Source
from marmot_tracker.trail.recording import driver
from marmot_tracker.trail.writing import Heading
from marmot_tracker.vocabulary import (
    ChangeKind,
    DecisionCode,
    EvidenceKind,
    ExtraType,
    Rating,
    RevisionKind,
    Sensitivity,
    Via,
)
from tests.services.conftest import brought_together, colleague, on

LOADED, MOVED, RATED = date(2026, 4, 1), date(2026, 9, 14), date(2026, 9, 15)


class Told:
    """A tracker whose recommendation 5.4 was loaded from a list and worked on since."""

    def __init__(self, document: Document, uid: str) -> None:
        self.document = document
        self.uid = uid

    def why(self, field: str) -> str:
        with self.document.read() as session:
            return " ".join(why(session, uid=self.uid, field=field))

    def lines(self, field: str | None = None) -> list[history.HistoryLine]:
        with self.document.read() as session:
            return history.lines(session, self.uid, field)


@pytest.fixture
def told(tmp_path: Path) -> Iterator[Told]:
    with on(LOADED):
        document = programme.new_tracker(
            tmp_path / "luton.marmot", place="Luton", author=Author("Ann Lee")
        )
        source = Source(Via.IMPORT, file="list.xlsx")
        with document.edit("Load list.xlsx", source=source, kind=ChangeKind.IMPORT) as session:
            uid = recommendations.add(
                session,
                report=reports.ensure(session, title="A Marmot town"),
                reference="5.4",
                wording="Licence every landlord",
                theme="Housing",
                due=date(2026, 6, 30),
                lead=people.ensure_owner(session, words="Housing standards, Luton Council"),
                lead_since=LOADED,
            )
    with on(MOVED):
        source = Source(Via.RETURN, note="Q2")
        with document.edit("Move the due date", source=source) as session:
            dates.set_due(
                session,
                recommendation=uid,
                new_date=date(2026, 12, 31),
                reason="two officers left",
                asked_by="Housing standards",
                agreed_by="the steering group",
                agreed_on=date(2026, 9, 20),
            )
    with document, on(RATED):
        yield Told(document, uid)


def test_why_a_due_date_is_what_it_is(told: Told) -> None:
    assert told.why("due") == (
        "The due date of 5.4 was 30/06/2026 when first set, on 01/04/2026 by Ann Lee "
        "(loaded from a list, “list.xlsx”). It moved once, to 31/12/2026, on 14/09/2026, "
        "asked by Housing standards (in a return, Q2: 'two officers left'), agreed by the "
        "steering group on 20/09/2026, recorded by Ann Lee."
    )


def test_why_a_date_moved_more_than_once(told: Told) -> None:
    with told.document.edit("Set due date") as session:
        dates.set_due(session, recommendation=told.uid, new_date=date(2027, 1, 1), reason="snow")
        dates.set_due(
            session,
            recommendation=told.uid,
            ongoing=True,
            next_review=date(2027, 4, 1),
            reason="it never ends",
        )
        dates.set_due(session, recommendation=told.uid, ongoing=True, next_review=date(2027, 7, 1))
    said = told.why("due date")
    assert "It moved a second time, to 01/01/2027, on 15/09/2026, by Ann Lee ('snow')." in said
    assert "to ongoing (next review 01/04/2027)" in said
    assert "Its next review was set for 01/07/2027, on 15/09/2026, by Ann Lee." in said
    assert said.endswith("It has moved 3 times.")


def test_why_a_rating_is_what_it_is(told: Told) -> None:
    assert told.why("rating") == (
        "5.4 has not been rated. The suggested rating is On track (G). "
        "The due date, 31/12/2026, is 107 days away."
    )
    with told.document.edit("Rate 5.4") as session:
        ratings.rate(
            session,
            recommendation=told.uid,
            rating=Rating.AT_RISK,
            speaks_for=RATED,
            reason="no inspector yet",
            path_to_green="appoint one",
            path_to_green_by=date(2026, 10, 31),
        )
    assert told.why("rag") == (
        "5.4 is rated At risk (A) for 15/09/2026; recorded on 15/09/2026 by Ann Lee "
        "('no inspector yet'). The suggested rating then was On track (G): "
        "the due date, 31/12/2026, is 107 days away. "
        "Path to green: 'appoint one', by 31/10/2026."
    )


def test_why_the_owner_and_the_decision_are_what_they_are(told: Told) -> None:
    assert told.why("decision") == "Nothing has been decided on 5.4 yet."
    with told.document.edit("Set owner") as session:
        people.assign(session, recommendation=told.uid, owner="Fire Service", since=RATED)
        decisions.decide(
            session,
            recommendation=told.uid,
            code=DecisionCode.ACCEPTED_IN_PRINCIPLE,
            meeting="the board",
            decided_on=MOVED,
            review_on=date(2026, 12, 1),
        )
    assert told.why("owner") == (
        "Fire Service has been the accountable lead of 5.4 since 15/09/2026; recorded on "
        "15/09/2026 by Ann Lee. Before, it was Housing standards, Luton Council from 01/04/2026 "
        "until 15/09/2026."
    )
    assert told.why("decision") == (
        "The decision on 5.4 is 'Accepted in principle', taken on 14/09/2026 at the board; "
        "recorded on 15/09/2026 by Ann Lee. It is to be looked at again on 01/12/2026."
    )
    with told.document.edit("No owner") as session:
        people.unassign(session, recommendation=told.uid, until=RATED)
    assert told.why("lead").startswith("5.4 has no accountable lead.")


def test_why_a_plain_field_is_what_it_is(told: Told) -> None:
    with told.document.edit("Set theme", reason="wrong chapter") as session:
        recommendations.set_fields(
            session, uid=told.uid, values={"theme": "Homes", "principle": "5"}, today=RATED
        )
    assert told.why("theme") == (
        "The theme of 5.4 was 'Housing' when first loaded from 'list.xlsx', on 01/04/2026 by "
        "Ann Lee. It was changed from 'Housing' to 'Homes', on 15/09/2026 by Ann Lee "
        "('wrong chapter')."
    )
    assert "first set to '5 Healthy and sustainable places'" in told.why("principle")
    assert told.why("page") == "The page of 5.4 has never been set."
    told.document.undo()
    assert told.why("theme").endswith("That was taken back. Today it is 'Housing'.")


def test_why_an_own_column_says_what_it_says(told: Told) -> None:
    with told.document.edit("Set the start") as session:
        column = extras.ensure_column(session, name="Started", type=ExtraType.DATE)
        extras.set_value(session, recommendation=told.uid, column=column, value="1 May 2026")
    assert told.why("started") == (
        "The Started of 5.4 was first set to '01/05/2026', on 15/09/2026 by Ann Lee."
    )
    assert [line.what for line in told.lines("Started")] == ["Started set to '01/05/2026'"]


def test_two_answers_are_both_told_with_what_each_saw(told: Told) -> None:
    other = colleague(told.document, "Bob")
    for document, rating, day, theme in (
        (told.document, Rating.AT_RISK, date(2027, 3, 31), "A"),
        (other, Rating.ON_TRACK, date(2027, 2, 28), "B"),
    ):
        with document.edit("Update 5.4") as session:
            dates.set_due(session, recommendation=told.uid, new_date=day, reason=f"as {theme}")
            ratings.rate(
                session,
                recommendation=told.uid,
                rating=rating,
                speaks_for=RATED,
                reason=f"says {theme}",
            )
            recommendations.set_fields(session, uid=told.uid, values={"theme": theme}, today=RATED)
            people.assign(session, recommendation=told.uid, owner=f"Body {theme}", since=RATED)
    brought_together(told.document, other)
    rated = told.why("rating")
    assert "There are two answers" in rated
    assert "At risk (A), on 15/09/2026 by Ann Lee ('says A')" in rated
    assert "On track (G), on 15/09/2026 by Bob ('says B')" in rated
    assert "the worse counts. 5.4 is rated At risk (A)" in rated
    due = told.why("due")
    assert "28/02/2027, on 15/09/2026 by Bob ('as B')" in due
    assert "the earlier counts" in due
    assert "It moved a second time, to 28/02/2027" in due
    theme = told.why("theme")
    assert "changed from 'Housing' to 'A', on 15/09/2026 by Ann Lee" in theme
    assert "changed from 'Housing' to 'B', on 15/09/2026 by Bob" in theme
    assert "Body A" in told.why("owner")
    assert "Body B" in told.why("owner")


def test_what_was_erased_is_told_as_erased(told: Told) -> None:
    with told.document.edit("Set position") as session:
        recommendations.set_fields(
            session, uid=told.uid, values={"position": "Jo Smith is ill"}, today=RATED
        )
    with told.document.read() as session:
        (found,) = driver(session).execute(
            "SELECT hash FROM change_row WHERE uid = ? AND field = 'plain_position'", (told.uid,)
        )
        connection = driver(session)
    heading = Heading(label="Erase", author="Ann Lee", kind=ChangeKind.ERASURE)
    erasing.erase(connection, [found[0]], heading)
    said = told.why("position")
    assert "a value that has been erased" in said
    assert "Smith" not in said
    assert not any("Smith" in step for line in told.lines() for step in line.steps)


def test_history_says_who_did_what_and_why(told: Told) -> None:
    first, second = told.lines()
    assert first.steps == (
        "Added: 'Licence every landlord'",
        "Accountable lead: Housing standards, Luton Council",
        "Due date set to 30/06/2026",
    )
    assert first.what == "Added: 'Licence every landlord' (and 2 more)"
    assert (first.who, first.where_from) == ("Ann Lee", "loaded from a list, “list.xlsx”")
    assert second.what == (
        "Due date moved from 30/06/2026 to 31/12/2026, asked by Housing standards"
    )
    assert (second.why, second.where_from) == ("two officers left", "in a return, Q2")


def test_history_tells_every_kind_of_step(told: Told) -> None:
    with told.document.edit("Work on 5.4", on_behalf_of="Housing standards") as session:
        recommendations.set_fields(
            session,
            uid=told.uid,
            values={
                "theme": "",
                "page": "12",
                "title": "Landlords",
                "stage": "planned",
                "owner": "Fire Service",
                "decision": "accepted",
            },
            today=RATED,
        )
        ratings.rate(
            session,
            recommendation=told.uid,
            rating=Rating.ON_TRACK,
            speaks_for=RATED,
            position_line="All is well",
        )
        evidence.attach(
            session,
            recommendation=told.uid,
            kind=EvidenceKind.NOTE,
            note="Seen it",
            sensitivity=Sensitivity.ORDINARY,
        )
    line = told.lines()[-1]
    assert line.who == "Ann Lee for Housing standards"
    assert set(line.steps) == {
        "Theme cleared; it was 'Housing'",
        "Page set to '12'",
        "Short title set to 'Landlords'",
        "Stage changed from 'Logged' to 'Planned'",
        "Accountable lead: Fire Service",
        "Decided: Accepted",
        "Rated On track (G) for 15/09/2026: 'All is well'",
        "Evidence attached: 'Seen it' (Note)",
    }
    assert [found.what for found in told.lines("evidence")] == [
        "Evidence attached: 'Seen it' (Note)"
    ]
    assert [found.what for found in told.lines("theme")][-1] == "Theme cleared; it was 'Housing'"


def test_history_tells_settling_corrections_and_withdrawals(told: Told) -> None:
    other = colleague(told.document, "Bob")
    for document, body, day in (
        (told.document, "Fire Service", date(2027, 3, 31)),
        (other, "Police", date(2027, 2, 28)),
    ):
        with document.edit("Update 5.4") as session:
            people.assign(session, recommendation=told.uid, owner=body, since=RATED)
            dates.set_due(session, recommendation=told.uid, new_date=day, reason="late")
    brought_together(told.document, other)
    with told.document.read() as session:
        late = [answer.value for answer in answers.of_field(session, uid=told.uid, field="due")]
        lead = [answer.value for answer in answers.of_field(session, uid=told.uid, field="lead")]
    with told.document.edit("Settle", reason="agreed by telephone") as session:
        recommendations.settle(session, uid=told.uid, field="due", answer=late[0])
        recommendations.settle(session, uid=told.uid, field="lead", answer=lead[0])
    settled = told.lines()[-1]
    assert settled.why == "agreed by telephone"
    assert {step.split(":")[0] for step in settled.steps} == {
        "Due date chosen",
        "Owner chosen",
        f"Owner until {RATED:%d/%m/%Y}",
    }
    with told.document.edit("Agree the date") as session:
        dates.agree(session, recommendation=told.uid, agreed_by="the board")
    assert told.lines()[-1].what == "Due date agreed by the board"
    with told.document.edit("Mark a typing mistake") as session:
        dates.set_due(
            session,
            recommendation=told.uid,
            new_date=date(2027, 4, 1),
            kind=RevisionKind.TYPING_MISTAKE,
        )
    assert told.lines()[-1].what.startswith("Typing mistake in the due date put right from ")
    with told.document.edit("Withdraw 5.4") as session:
        recommendations.withdraw(session, uid=told.uid)
    withdrawn = told.lines()[-1]
    assert withdrawn.steps[0] == "Recommendation withdrawn"
    assert "Due date 01/04/2027 withdrawn" in withdrawn.steps
    with told.document.edit("Put back 5.4") as session:
        record = session.get(Recommendation, told.uid, execution_options={"all_things": True})
        assert record is not None
        record.present = True
    assert told.lines()[-1].what == "Put back"


def test_history_keeps_restricted_titles_to_itself(told: Told) -> None:
    with told.document.edit("Attach evidence") as session:
        evidence.attach(
            session,
            recommendation=told.uid,
            kind=EvidenceKind.NOTE,
            note="The family Smith was moved",
            sensitivity=Sensitivity.RESTRICTED,
        )
    assert told.lines()[-1].what == "Evidence attached: 'restricted evidence' (Note)"


def test_history_tells_undo_and_redo(told: Told) -> None:
    with told.document.edit("Set theme") as session:
        recommendations.set_fields(session, uid=told.uid, values={"theme": "Homes"}, today=RATED)
    told.document.undo()
    assert [line.what for line in told.lines()[-2:]] == [
        "Theme changed from 'Housing' to 'Homes'",
        "Taken back: theme",
    ]
    assert [line.taken_back for line in told.lines()[-2:]] == [True, False]
    told.document.redo()
    assert told.lines()[-1].what == "Done again: theme"
    assert [line.taken_back for line in told.lines()[-3:]] == [False, True, False]


def test_unknown_fields_and_things_are_told(told: Told) -> None:
    with told.document.read() as session:
        with pytest.raises(Misuse, match="no field “colour”"):
            why(session, uid=told.uid, field="colour")
        with pytest.raises(TrackerError, match="not in this tracker"):
            why(session, uid="nothing", field="due")
        assert history.exists(session, told.uid)
        assert not history.exists(session, "nothing")
