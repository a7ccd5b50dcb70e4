"""Accepting in parts, again and twice: what is written follows from what was said, in any order."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from itertools import permutations
from typing import Any

import pytest

from marmot_tracker.document import Author, Document
from marmot_tracker.exchange.returns import LineVerdict, settle
from marmot_tracker.model import (
    Action,
    DateRevision,
    Evidence,
    EvidenceLink,
    Recommendation,
    ReturnLine,
    StatusUpdate,
)
from marmot_tracker.services import answers, ratings
from marmot_tracker.services.inbox import InboxLine
from marmot_tracker.services.return_form import FormField
from marmot_tracker.services.return_lines import Piece
from marmot_tracker.services.sending import UPDATE_FIELDS
from marmot_tracker.vocabulary import Rating, ReturnVerdict
from tests.exchange.returns.making import BACK_ON, Sent, sent_from
from tests.services.conftest import on

HOW, LINE, PATH, DONE = (
    FormField.HOW_IT_GOES,
    FormField.ONE_LINE,
    FormField.PATH_TO_GREEN,
    FormField.DONE,
)
MOVED, BECAUSE, FINISHED = FormField.FORECAST, FormField.FORECAST_WHY, FormField.FINISHED_ON
LATER = date(2026, 10, 20)
UPDATE = (*UPDATE_FIELDS, "suggested", "suggested_because")
MOVE = ("old_date", "new_date", "kind", "reason", "asked_by")


def test_a_corrected_line_keeps_the_rating_that_the_same_return_gave(sent: Sent) -> None:
    sent.back({(sent.uids[1], HOW): "A At risk", (sent.uids[1], LINE): "one"})
    sent.decide(sent.waiting())
    got = sent.back(
        {(sent.uids[1], HOW): "A At risk", (sent.uids[1], LINE): "one, corrected"}, day=LATER
    )
    assert [line.field for line in got.lines] == [LINE]
    sent.decide(got.lines, day=LATER)
    now = sent.rating(1)
    assert (now.rating, now.speaks_for) == (Rating.AT_RISK, BACK_ON)
    assert (now.reason, now.position_line) == ("one, corrected", "one, corrected")
    assert _two(sent, 1) == 0


def test_who_rated_in_between_stands_beside_what_the_return_said_not_what_it_was_sent(
    sent: Sent,
) -> None:
    sent.back({(sent.uids[1], HOW): "A At risk", (sent.uids[1], LINE): "Short of staff"})
    how, line = sent.waiting()
    sent.decide([how])
    with on(BACK_ON), sent.document.edit("Rate") as session:
        ratings.rate(
            session,
            recommendation=sent.uids[1],
            rating=Rating.OFF_TRACK,
            speaks_for=BACK_ON,
            reason="The grant was refused",
        )
    sent.decide([line])
    given = {(each.rating, each.reason) for each in sent.ratings(1)}
    assert (Rating.AT_RISK, "Short of staff") in given
    assert Rating.ON_TRACK not in {rating for rating, why in given if why == "Short of staff"}
    assert _two(sent, 1) == 2


def test_three_parts_of_one_other_answer_make_two_answers_and_not_three(sent: Sent) -> None:
    sent.back({(sent.uids[0], HOW): "Off track", (sent.uids[0], LINE): "Nobody"}, by="Jo Bell")
    sent.decide(sent.waiting())
    cells = {(sent.uids[0], HOW): "On track", (sent.uids[0], LINE): "Enough of them"}
    got = sent.back(cells, "other.xlsx", by="Sam Hill", day=LATER)
    for line in got.lines:
        sent.decide([line], day=LATER)
    assert _two(sent, 0) == 2
    said = {(each.rating, each.position_line) for each in sent.ratings(0)}
    assert {(Rating.OFF_TRACK, "Nobody"), (Rating.ON_TRACK, "Enough of them")} <= said


SETS: tuple[Mapping[FormField, Any], ...] = (
    {FINISHED: date(2026, 10, 1), HOW: "Same as last time", LINE: "Done at last"},
    {FINISHED: date(2026, 10, 1), HOW: "Off track", DONE: "All licensed"},
    {HOW: "At risk", DONE: "Half", MOVED: date(2027, 6, 30)},
    {HOW: "Off track", LINE: "clear", PATH: "clear"},
    {HOW: "On track", MOVED: date(2027, 6, 30), BECAUSE: "Two officers left"},
    {HOW: "Not started", PATH: "By 31/03/2027", LINE: "Wait"},
    {MOVED: date(2027, 6, 30), BECAUSE: "clear", LINE: "Slow"},
)


@pytest.mark.parametrize("said", SETS, ids=lambda said: "-".join(field.value for field in said))
@pytest.mark.parametrize("at", [0, 1, 2])
def test_one_at_a_time_in_any_order_is_as_together(
    sent: Sent, said: Mapping[FormField, Any], at: int
) -> None:
    uid = sent.uids[at]
    fields = [
        line.field for line in sent.back({(uid, form): it for form, it in said.items()}).lines
    ]
    assert set(fields) == set(said)
    with _copied(sent) as whole:
        whole.decide(whole.waiting())
        together = _stands(whole, at)
    allowed = {each.rating for each in sent.ratings(at)} | {Rating(str(together["rating"]))}
    allowed |= {Rating.ON_TRACK} if FINISHED in said else set()
    allowed |= set() if sent.ratings(at) else {Rating.NOT_RATED}
    for order in permutations(fields):
        with _copied(sent) as parts:
            for form in order:
                parts.decide([line for line in parts.waiting() if line.field is form])
                assert {each.rating for each in parts.ratings(at)} <= allowed, order
            assert parts.waiting() == []
            assert _stands(parts, at) == together, order
            assert _two(parts, at) == 0


def test_a_reason_for_a_date_is_kept_whichever_is_accepted_first(sent: Sent) -> None:
    sent.back({(sent.uids[0], MOVED): date(2027, 6, 30), (sent.uids[0], BECAUSE): "Officers left"})
    sent.decide(_of(sent, BECAUSE))
    sent.decide(_of(sent, MOVED))
    assert _stands(sent, 0)["due.reason"] == "Officers left"


def test_a_reason_without_a_new_date_waits_on_and_is_told(sent: Sent) -> None:
    sent.back({(sent.uids[0], MOVED): date(2027, 6, 30), (sent.uids[0], BECAUSE): "Cover came"})
    sent.decide(_of(sent, MOVED), verdict=ReturnVerdict.LEFT_OUT, reason="The date stands")
    done = sent.decide(_of(sent, BECAUSE))
    assert done.accepted == 0
    assert done.not_taken == ("Why the date moves (Return!N6) has no new date beside it.",)
    assert [line.field for line in sent.waiting()] == [BECAUSE]


def test_evidence_and_actions_that_stand_are_not_added_again(sent: Sent) -> None:
    rota = Piece("Rota", "https://example.org/rota", date(2026, 9, 1))
    newer = replace(rota, day=date(2026, 10, 1))
    hire = Piece("Hire an inspector", owner="Housing", day=date(2027, 1, 31))
    said = [(FormField.EVIDENCE, rota), (FormField.EVIDENCE, newer), (FormField.ACTION, hire)]
    said.append((FormField.EVIDENCE, Piece("Minutes", "The cabinet on floor 2")))
    sent.back({(sent.uids[0], HOW): "Off track"})
    _add_lines(sent, [*said, *said])
    done = sent.decide(sent.waiting())
    assert (done.accepted, done.not_taken) == (9, ())
    with sent.document.read() as session:
        kept = {(each.title, each.speaks_for) for each in session.query(Evidence)}
        assert session.query(Evidence).count() == session.query(EvidenceLink).count() == 3
        assert session.query(Action).count() == 1
    assert kept == {("Rota", rota.day), ("Rota", newer.day), ("Minutes", None)}


def test_the_same_file_in_two_copies_is_written_once(sent: Sent) -> None:
    cells = {(sent.uids[1], HOW): "At risk", (sent.uids[1], LINE): "Short of staff"}
    path = sent.filled(cells)
    with _copied(sent) as other:
        sent.receive(path)
        other.receive(path)
        other.document.close()
        with on(BACK_ON):
            sent.document.bring_in(other.document.path)
    with sent.document.read() as session:
        lines = [(each.received, each.uid) for each in session.query(ReturnLine)]
    first = lines[0][0]
    assert len(lines) == 4
    _accept(sent, [uid for received, uid in lines if received == first])
    with on(LATER), sent.document.edit("Rate") as session:
        ratings.rate(
            session,
            recommendation=sent.uids[1],
            rating=Rating.OFF_TRACK,
            speaks_for=LATER,
            reason="The grant was refused",
        )
    _accept(sent, [uid for received, uid in lines if received != first])
    assert sent.rating(1).rating is Rating.OFF_TRACK
    assert _two(sent, 1) == 0


def test_clear_is_never_kept_as_a_word(sent: Sent) -> None:
    cells = {
        (sent.uids[0], MOVED): date(2027, 6, 30),
        (sent.uids[0], BECAUSE): "clear",
    }
    sent.back(cells)
    _add_lines(
        sent,
        [
            (FormField.EVIDENCE, Piece("clear", "https://example.org/rota")),
            (FormField.EVIDENCE, Piece("Rota", "clear")),
            (FormField.ACTION, Piece("Clear ")),
            (FormField.WORDING, Piece("CLEAR ")),
            (FormField.REFERENCE, Piece("clear")),
        ],
    )
    done = sent.decide(sent.waiting())
    assert done.accepted == 3
    assert len(done.not_taken) == 4
    assert all("cannot be emptied by a return" in told for told in done.not_taken)
    with sent.document.read() as session:
        subject = session.get(Recommendation, sent.uids[0])
        assert subject is not None
        assert (subject.reference, subject.wording) == (None, "Licence every landlord")
        assert session.query(Evidence).count() == session.query(Action).count() == 0
    assert _stands(sent, 0)["due.reason"] == "No reason was given in the Housing return of 12 Oct."


def test_same_as_last_time_never_dates_a_verified_rating_anew(sent: Sent) -> None:
    with on(BACK_ON), sent.document.edit("Verify") as session:
        ratings.rate(
            session,
            recommendation=sent.uids[0],
            rating=Rating.COMPLETE,
            speaks_for=date(2026, 8, 1),
            reason="Ann Lee saw the register",
        )
    later = sent_from(sent.document, sent.folder, sent.uids, sent.period, day=BACK_ON, into="two")
    later.back({(sent.uids[0], HOW): "Same as last time", (sent.uids[0], DONE): "All"}, "two.xlsx")
    later.decide(later.waiting())
    now = later.rating(0)
    assert (now.rating, now.speaks_for, now.period) == (Rating.COMPLETE, date(2026, 8, 1), "")
    assert (now.done, now.reason) == ("All", "Ann Lee saw the register")


def test_clearing_the_one_line_clears_the_reason_with_it(sent: Sent) -> None:
    sent.back({(sent.uids[0], HOW): "At risk", (sent.uids[0], LINE): "Half are licensed"})
    sent.decide(sent.waiting())
    got = sent.back({(sent.uids[0], LINE): "clear"}, "again.xlsx", day=LATER)
    sent.decide(got.lines, day=LATER)
    now = sent.rating(0)
    assert now.position_line == ""
    assert "Half are licensed" not in now.reason
    assert now.rating is Rating.AT_RISK


@pytest.mark.parametrize("how", ["On track", "Not started", "Does not apply"])
def test_who_needs_no_path_to_green_leaves_none(sent: Sent, how: str) -> None:
    sent.back({(sent.uids[0], HOW): how})
    sent.decide(sent.waiting())
    now = sent.rating(0)
    assert (now.path_to_green, now.path_to_green_by) == ("", None)
    assert now.done == "A register was made"
    assert now.position_line == "Half of the landlords are licensed"


def test_a_path_to_green_that_was_said_is_kept_with_any_answer(sent: Sent) -> None:
    sent.back({(sent.uids[0], HOW): "On track", (sent.uids[0], PATH): "Hold it to 31/03/2027"})
    sent.decide(sent.waiting())
    assert sent.rating(0).path_to_green_by == date(2027, 3, 31)


def _accept(sent: Sent, uids: list[str]) -> None:
    """Accept lines by uid, whether the inbox proposes them or not."""
    verdicts = [LineVerdict(uid, ReturnVerdict.ACCEPTED) for uid in uids]
    with on(LATER):
        done = settle(sent.document, verdicts, today=LATER)
    assert (done.accepted, done.not_taken) == (len(uids), ())


def _of(sent: Sent, form: FormField) -> list[InboxLine]:
    return [line for line in sent.waiting() if line.field is form]


def _two(sent: Sent, at: int) -> int:
    with sent.document.read() as session:
        return sum(
            len(answers.of_field(session, uid=sent.uids[at], field=name))
            for name in ("rating", "due", "stage")
        )


def _stands(sent: Sent, at: int) -> dict[str, object]:
    with sent.document.read() as session:
        subject = session.get(Recommendation, sent.uids[at])
        assert subject is not None
        update = session.get(StatusUpdate, subject.rating) if subject.rating else None
        due = session.get(DateRevision, subject.due) if subject.due else None
        return (
            {"stage": subject.stage}
            | {name: getattr(update, name) for name in UPDATE if update is not None}
            | {f"due.{name}": getattr(due, name) for name in MOVE if due is not None}
        )


@contextmanager
def _copied(sent: Sent) -> Iterator[Sent]:
    path = sent.folder / f"copy-{sum(1 for _ in sent.folder.iterdir())}.marmot"
    shutil.copy(sent.document.path, path)
    with Document.open(path, author=Author("Ann Lee")) as document:
        yield replace(sent, document=document)


def _add_lines(sent: Sent, said: list[tuple[FormField, Piece]]) -> None:
    """Lines beside those that wait, as another copy's receiving would have made them."""
    with on(BACK_ON), sent.document.edit("Receive") as session:
        first = session.query(ReturnLine).first()
        assert first is not None
        for form, piece in said:
            plain = form in (FormField.WORDING, FormField.REFERENCE)
            session.add(
                ReturnLine(
                    for_return=first.for_return,
                    received=first.received,
                    recommendation=sent.uids[0],
                    field=form.value,
                    said=piece.title if plain else piece.text(),
                )
            )
