"""Several answers to one question: of a second workbook, an older return, another person, a message."""

from __future__ import annotations

from datetime import date

import pytest

from marmot_tracker.document import Author, Document
from marmot_tracker.errors import TrackerError
from marmot_tracker.exchange.returns import LineVerdict, answers_for, receive, settle
from marmot_tracker.model import Action
from marmot_tracker.services import (
    answers,
    dates,
    evidence,
    history,
    inbox,
    periods,
    ratings,
    register,
    why,
)
from marmot_tracker.services.inbox import LineState
from marmot_tracker.services.return_form import ACTION_HEADINGS, FormField, Sheet
from marmot_tracker.services.return_lines import Piece
from marmot_tracker.vocabulary import (
    EvidenceKind,
    NotRatedWhy,
    Rating,
    ReturnVerdict,
    Sensitivity,
    Stage,
    Via,
)
from tests.exchange.returns.making import (
    BACK_ON,
    Sent,
    cell_of,
    changed,
    clean,
    heading_row,
    sent_from,
)
from tests.services.conftest import brought_together, colleague, on

HOW, LINE, PATH = FormField.HOW_IT_GOES, FormField.ONE_LINE, FormField.PATH_TO_GREEN
LATER = date(2026, 10, 20)


def test_a_second_workbook_adds_to_the_first(sent: Sent) -> None:
    sent.back({(sent.uids[0], HOW): "Off track"})
    sent.decide(sent.waiting())
    got = sent.back(
        {(sent.uids[0], HOW): "Off track", (sent.uids[0], LINE): "Nobody is left"}, day=LATER
    )
    assert [(line.field, line.state) for line in got.lines] == [(LINE, LineState.CLEAN)]
    sent.decide(got.lines, day=LATER)
    rating = sent.rating(0)
    assert (rating.rating, rating.position_line) == (Rating.OFF_TRACK, "Nobody is left")
    assert len(sent.ratings(0)) == 2


def test_who_answers_again_and_otherwise_gives_two_answers(sent: Sent) -> None:
    sent.back({(sent.uids[0], HOW): "Off track"})
    sent.decide(sent.waiting())
    got = sent.back({(sent.uids[0], HOW): "On track"}, day=LATER, by="Sam Hill")
    (line,) = got.lines
    assert line.state is LineState.TWO_ANSWERS
    assert line.words == "This return said “Off track” before, and that was accepted."
    sent.decide([line], day=LATER)
    with sent.document.read() as session:
        two = answers.of_field(session, uid=sent.uids[0], field="rating")
    assert len(two) == 2


def test_two_people_who_answer_apart_are_shown_together(sent: Sent) -> None:
    sent.back({(sent.uids[0], HOW): "Off track", (sent.uids[1], HOW): "On track"}, by="Jo Bell")
    sent.back({(sent.uids[0], HOW): "At risk"}, "other.xlsx", by="Sam Hill")
    first, second, third = sent.waiting()
    assert (first.reference, second.reference, third.reference) == ("5.4", "5.4", "5.5")
    assert [line.others for line in (first, second, third)] == [1, 1, 0]
    assert "Sam Hill: “At risk”" in first.words
    assert "Jo Bell: “Off track”" in second.words
    assert clean(sent.waiting()) == [third]


def test_an_old_return_after_a_new_one_is_told_from_its_own_base(sent: Sent) -> None:
    old = sent.filled({(sent.uids[0], HOW): "Off track", (sent.uids[0], LINE): "As in June"})
    with on(date(2026, 9, 20)), sent.document.edit("Next period") as session:
        period = periods.add(session, name="2026-Q4", opens=date(2026, 9, 20), due=None)
    new = sent_from(
        sent.document, sent.folder, sent.uids, period, day=date(2026, 9, 21), into="next"
    )
    new.back({(new.uids[0], HOW): "On track"}, "new.xlsx")
    new.decide(new.waiting())
    assert sent.rating(0).rating is Rating.ON_TRACK
    lines = sent.receive(old).lines
    assert [line.state for line in lines] == [LineState.TWO_ANSWERS] * 2
    assert lines[0].sent == "At risk"
    assert lines[0].current == "On track"
    assert clean(sent.waiting()) == []
    sent.decide(lines)
    with sent.document.read() as session:
        assert len(answers.of_field(session, uid=sent.uids[0], field="rating")) == 2


def test_a_rating_not_answered_keeps_its_day_so_that_it_never_looks_fresh(sent: Sent) -> None:
    got = sent.back({(sent.uids[0], LINE): "Half are done", (sent.uids[2], LINE): "Begun"})
    assert got.lines[0].words == (
        "How it is going was not answered: the rating stays “At risk” of 30/06/2026."
    )
    assert got.lines[1].words == "How it is going was not answered: it stays not rated."
    sent.decide(got.lines)
    rating = sent.rating(0)
    assert (rating.rating, rating.speaks_for) == (Rating.AT_RISK, date(2026, 6, 30))
    assert (rating.position_line, rating.period) == ("Half are done", "")
    unrated = sent.rating(2)
    assert (unrated.rating, unrated.not_rated_why) == (Rating.NOT_RATED, NotRatedWhy.NO_ANSWER)


def test_clear_empties_and_blank_does_not(sent: Sent) -> None:
    got = sent.back({(sent.uids[0], HOW): "At risk", (sent.uids[0], PATH): "clear"})
    assert got.lines[1].returned == "cleared"
    sent.decide(got.lines)
    rating = sent.rating(0)
    assert (rating.path_to_green, rating.path_to_green_by) == ("", None)
    assert rating.position_line == "Half of the landlords are licensed"


def test_a_moved_date_says_who_asked_and_why(sent: Sent) -> None:
    sent.back(
        {
            (sent.uids[0], FormField.FORECAST): date(2027, 3, 31),
            (sent.uids[0], FormField.FORECAST_WHY): "Two officers left",
            (sent.uids[1], FormField.FORECAST): date(2026, 12, 31),
            (sent.uids[2], FormField.FORECAST): date(2027, 1, 31),
        }
    )
    lines = sent.waiting()  # the date that stands already makes no line
    assert [line.reference for line in lines] == ["5.4", "5.4", "5.10"]
    sent.decide(lines)
    with sent.document.read() as session:
        due = dates.slips(session, recommendation=sent.uids[0])
        told = why.why(session, uid=sent.uids[0], field="due", today=BACK_ON)
        first = dates.slips(session, recommendation=sent.uids[2])
    assert (due.first, due.current, due.times_moved, due.agreed) == (
        date(2026, 12, 31),
        date(2027, 3, 31),
        1,
        False,
    )
    said = " ".join(told)
    assert "Two officers left" in said
    assert "Housing standards, in the Housing return of 12 Oct, accepted by Ann Lee" in said, said
    assert (first.current, first.times_moved) == (date(2027, 1, 31), 0)


def test_finished_waits_as_claimed_with_on_track(sent: Sent) -> None:
    sent.back({(sent.uids[0], FormField.FINISHED_ON): date(2026, 9, 30)})
    sent.decide(sent.waiting())
    assert sent.rating(0).rating is Rating.ON_TRACK
    with sent.document.read() as session:
        (row,) = (row for row in register.rows(session, today=BACK_ON) if row.uid == sent.uids[0])
    assert row.stage is Stage.CLAIMED_COMPLETE
    assert sent.back({(sent.uids[0], FormField.FINISHED_ON): date(2026, 9, 30)}).lines == ()


def test_evidence_and_actions_of_every_sheet(sent: Sent) -> None:
    def fill(book: object) -> None:
        answers_sheet = book[Sheet.ANSWERS.value]  # type: ignore[index]
        cell_of(answers_sheet, sent.uids[0], "Evidence link").value = "https://example.org/rota"
        cell_of(answers_sheet, sent.uids[0], "Evidence title").value = "Rota"
        cell_of(answers_sheet, sent.uids[0], "Evidence is of").value = date(2026, 9, 1)
        more = book[Sheet.EVIDENCE.value]  # type: ignore[index]
        cell_of(more, sent.uids[1], "Title").value = "Minutes"
        cell_of(more, sent.uids[1], "Link, or where it is kept").value = "The cabinet on floor 2"
        actions = book[Sheet.ACTIONS.value]  # type: ignore[index]
        _, columns = heading_row(actions)
        row = ("5.10", "Ask the schools", "Schools office", "31/01/2027")
        for heading, value in zip(ACTION_HEADINGS[1:], row, strict=True):
            actions.cell(actions.max_row - 1, columns[heading]).value = value

    got = sent.receive(changed(sent.workbook, sent.folder / "back.xlsx", fill))
    assert [(line.reference, line.field, line.returned) for line in got.lines] == [
        ("5.4", FormField.EVIDENCE, "Rota, https://example.org/rota, 01/09/2026"),
        ("5.5", FormField.EVIDENCE, "Minutes, The cabinet on floor 2"),
        ("5.10", FormField.ACTION, "Ask the schools, Schools office, 31/01/2027"),
    ]
    assert sent.decide(got.lines).accepted == 3
    with sent.document.read() as session:
        (link,) = evidence.of(session, recommendation=sent.uids[0])
        (note,) = evidence.of(session, recommendation=sent.uids[1])
        action = session.query(Action).one()
        told = history.lines(session, sent.uids[2])[-1]
    assert (link.kind, link.sensitivity, link.speaks_for) == (
        EvidenceKind.LINK,
        Sensitivity.NOT_CHECKED,
        date(2026, 9, 1),
    )
    assert link.received_from == "Housing standards"
    assert (note.kind, note.title) == (EvidenceKind.NOTE, "Minutes")
    assert (action.owner, action.due) == ("Schools office", date(2027, 1, 31))
    assert told.what == "Action proposed: 'Ask the schools'"
    assert sent.receive(sent.folder / "back.xlsx").lines == ()


def test_taken_in_other_words(sent: Sent) -> None:
    sent.back({(sent.uids[0], HOW): "fine", (sent.uids[0], LINE): "asdf"})
    problem, line = sent.waiting()
    with pytest.raises(TrackerError, match="none of the answers"):
        sent.decide([problem], ReturnVerdict.EDITED, value="dandy")
    assert len(sent.waiting()) == 2
    sent.decide([problem], ReturnVerdict.EDITED, value="A - at risk")
    sent.decide([line], ReturnVerdict.EDITED, value="Half are done")
    assert (sent.rating(0).rating, sent.rating(0).reason) == (Rating.AT_RISK, "Half are done")
    with sent.document.read() as session:
        kept = inbox.decided(session, for_return=sent.uid)
    assert [(each.returned, each.written) for each in kept] == [
        ("fine", "At risk"),
        ("asdf", "Half are done"),
    ]


def test_left_out_and_sent_back_want_words(sent: Sent) -> None:
    sent.back({(sent.uids[0], HOW): "Off track"})
    lines = sent.waiting()
    for verdict in (ReturnVerdict.LEFT_OUT, ReturnVerdict.SENT_BACK):
        with pytest.raises(TrackerError, match="without a"):
            sent.decide(lines, verdict)
    sent.decide(lines, ReturnVerdict.SENT_BACK, reason="Since when?")
    with sent.document.read() as session:
        told = history.lines(session, sent.uids[0])[-1]
    assert told.what == "Sent back with a question: How is it going: 'Off track'"
    assert told.why == "Since when?"
    assert told.who == "Ann Lee"


def test_without_a_reason_the_record_says_that_none_was_given(sent: Sent) -> None:
    got = sent.back({(sent.uids[1], HOW): "Off track"})
    assert got.lines[0].words == "It came without a reason."
    sent.decide(got.lines)
    assert sent.rating(1).reason == "No reason was given in the Housing return of 12 Oct."


def test_where_no_line_was_given_what_was_sent_is_the_reason_as_the_workbook_shows_it(
    sent: Sent,
) -> None:
    with on(BACK_ON), sent.document.edit("Rate") as session:
        ratings.rate(
            session,
            recommendation=sent.uids[1],
            rating=Rating.AT_RISK,
            speaks_for=BACK_ON,
            reason="The grant is late",
            path_to_green="Ask again by 31/01/2027",
        )
    later = sent_from(sent.document, sent.folder, sent.uids, sent.period, day=BACK_ON, into="again")
    (line,) = later.back({(sent.uids[1], LINE): "The grant has come"}, "again.xlsx").lines
    assert (line.sent, line.current) == ("The grant is late", "The grant is late")
    same = later.back({(sent.uids[1], LINE): "The grant is late"}, "same.xlsx")
    assert same.lines == ()


def test_an_answer_by_telephone_passes_through_the_same_inbox(sent: Sent) -> None:
    said = {
        (sent.uids[0], HOW): "red",
        (sent.uids[0], LINE): "Nobody is left",
        (sent.uids[1], FormField.EVIDENCE): Piece("Rota", "https://example.org/rota").text(),
        (sent.uids[1], FormField.COMMENT): "They will ring again",
    }
    read = answers_for(
        sent.uid, said, via=Via.TELEPHONE, words="Jo rang: red, nobody left", returned_by="Jo Bell"
    )
    with on(BACK_ON):
        got = receive(sent.document, [read], today=BACK_ON)
        assert receive(sent.document, [read], today=BACK_ON).lines == ()
    assert [line.state for line in got.lines] == [
        LineState.CLEAN,
        LineState.CLEAN,
        LineState.CLEAN,
        LineState.NOTE,
    ]
    sent.decide(got.lines)
    with sent.document.read() as session:
        told = history.lines(session, sent.uids[0], "rating")[-1]
    assert told.who == "Jo Bell, in the Housing return of 12 Oct, accepted by Ann Lee"
    assert told.where_from == "by telephone"


def test_the_same_answers_taken_in_two_copies_come_together(sent: Sent) -> None:
    sent.back({(sent.uids[0], HOW): "Off track", (sent.uids[0], LINE): "Nobody is left"})
    other = colleague(sent.document, "Bob")
    mine, theirs = sent.waiting(), _lines(other)
    sent.decide(mine)
    with on(BACK_ON):
        settle(
            other,
            [LineVerdict(line.uid, ReturnVerdict.ACCEPTED) for line in theirs],
            today=BACK_ON,
        )
        brought_together(sent.document, other)
    with sent.document.read() as session:
        assert answers.of_field(session, uid=sent.uids[0], field="rating") == []
    assert sent.waiting() == []
    assert sent.document.check() == []


def test_a_colleague_who_rated_in_a_copy_is_found_once_it_comes_in(sent: Sent) -> None:
    other = colleague(sent.document, "Bob")
    with on(date(2026, 10, 1)), other.edit("Rate") as session:
        ratings.rate(
            session,
            recommendation=sent.uids[0],
            rating=Rating.ON_TRACK,
            speaks_for=date(2026, 10, 1),
            reason="Inspectors came",
        )
    sent.back({(sent.uids[0], HOW): "Off track"})
    assert [line.state for line in sent.waiting()] == [LineState.CLEAN]
    with on(BACK_ON):
        brought_together(sent.document, other)
    (line,) = sent.waiting()
    assert line.state is LineState.TWO_ANSWERS
    assert line.words == "Answered since it was sent: Bob on 01/10/2026."


def _lines(document: Document) -> list[inbox.InboxLine]:
    assert document.author == Author("Bob")
    with document.read() as session:
        return inbox.waiting(session, today=BACK_ON)
