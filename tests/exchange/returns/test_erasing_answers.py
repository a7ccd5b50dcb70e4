"""What was said in a return can be erased: in its lines, in what they became, and in the message."""

from __future__ import annotations

import pytest

from marmot_tracker.exchange.returns import answers_for, receive
from marmot_tracker.model import Return
from marmot_tracker.services import answer_form, erasing, inbox
from marmot_tracker.services.inbox import LineState
from marmot_tracker.services.return_form import FormField
from marmot_tracker.trail.history import ERASED
from marmot_tracker.vocabulary import ReturnVerdict, Via
from tests.exchange.returns.making import BACK_ON, HEADING, Sent
from tests.services.conftest import on

LINE = FormField.ONE_LINE
SAID = "Mrs Odd of Flat 3 complained"


def received(sent: Sent) -> None:
    """A message with somebody's name, whose answer was accepted."""
    read = answers_for(
        sent.uid,
        {(sent.uids[0], LINE): SAID},
        via=Via.EMAIL,
        words=f"Hello Ann, {SAID}. Regards, Jo",
        returned_by="Jo Bell",
    )
    with on(BACK_ON):
        receive(sent.document, [read], today=BACK_ON)


def test_an_answer_is_erased_wherever_it_stands(sent: Sent) -> None:
    received(sent)
    sent.decide(sent.waiting())
    with sent.document.read() as session:
        found = erasing.of_field(session, uid=sent.uids[0], field="rating")
        chosen = [target for target in found if target.text == SAID]
        more = erasing.also(session, chosen)
    places = {target.where for target in (*chosen, *more)}
    assert places == {
        "what came back in an answer about 5.4",
        "the position line of a rating of 5.4",
        "the reason of a rating of 5.4",
        "the pasted words of what came back",
    }
    with on(BACK_ON):
        hashes = [each for target in (*chosen, *more) for each in target.hashes]
        sent.document.erase(hashes, label="Erase a name", ground="request of the person")
    with sent.document.read() as session:
        (line,) = inbox.decided(session, for_return=sent.uid)
        assert (line.returned, line.current) == (ERASED, ERASED)
        assert erasing.of_text(session, "Mrs Odd") == []
    assert sent.document.check() == []


def test_an_erased_answer_that_waits_can_only_be_left(sent: Sent) -> None:
    received(sent)
    with sent.document.read() as session:
        found = erasing.of_text(session, "Mrs Odd")
    with on(BACK_ON):
        hashes = [each for target in found for each in target.hashes]
        sent.document.erase(hashes, label="Erase a name", ground="request of the person")
    (line,) = sent.waiting()
    assert (line.returned, line.state) == (ERASED, LineState.PROBLEM)
    assert sent.decide([line]).accepted == 0
    assert sent.rating(0).position_line == "Half of the landlords are licensed"


def test_what_lies_elsewhere_is_named(sent: Sent) -> None:
    sent.back({(sent.uids[0], LINE): SAID})
    with sent.document.read() as session:
        said = erasing.beyond(session)
    assert "the return return_Housing_2026-Q3.xlsx, sent to Housing on 15/09/2026" in said
    assert "the workbook back.xlsx that came back on 12/10/2026, wherever it lies" in said


def erase(sent: Sent, text: str) -> None:
    """Erase a text wherever it stands."""
    with sent.document.read() as session:
        found = erasing.of_text(session, text)
    with on(BACK_ON):
        hashes = [each for target in found for each in target.hashes]
        sent.document.erase(hashes, label="Erase a name", ground="request of the person")


@pytest.mark.parametrize("accepted", [True, False])
def test_the_same_workbook_again_brings_nothing_erased_back(sent: Sent, accepted: bool) -> None:
    path = sent.filled({(sent.uids[0], LINE): SAID, (sent.uids[1], LINE): "All is well"})
    sent.receive(path)
    if accepted:
        sent.decide(sent.waiting())
    erase(sent, "Mrs Odd")
    for again in (path, sent.filled({(sent.uids[0], LINE): SAID}, "saved again.xlsx")):
        (one,) = sent.receive(again).each
        assert (one.uid, one.lines) == ("", ())
        assert any(
            note == f"5.4, {HEADING[LINE]} was erased on 12/10/2026; it is not taken again."
            for note in one.notes
        )
        with sent.document.read() as session:
            assert erasing.of_text(session, "Mrs Odd") == []


def test_other_answers_of_a_workbook_with_an_erased_one_are_taken(sent: Sent) -> None:
    sent.back({(sent.uids[0], LINE): SAID})
    erase(sent, "Mrs Odd")
    got = sent.back(
        {(sent.uids[0], LINE): SAID, (sent.uids[0], FormField.HOW_IT_GOES): "Off track"}
    )
    assert [line.field for line in got.lines] == [FormField.HOW_IT_GOES]
    with sent.document.read() as session:
        assert erasing.of_text(session, "Mrs Odd") == []


def test_what_is_typed_by_hand_after_an_erasure_is_taken(sent: Sent) -> None:
    sent.back({(sent.uids[0], LINE): SAID})
    erase(sent, "Mrs Odd")
    read = answers_for(sent.uid, {(sent.uids[0], LINE): "A tenant complained"}, via=Via.TELEPHONE)
    with on(BACK_ON):
        (line,) = receive(sent.document, [read], today=BACK_ON).lines
    assert (line.returned, line.state, line.others) == ("A tenant complained", LineState.CLEAN, 0)


def test_the_fields_of_returns_are_told_in_words_and_a_mail_address_is_reached(sent: Sent) -> None:
    received(sent)
    sent.decide(sent.waiting(), ReturnVerdict.LEFT_OUT, reason="Jo Bell meant 5.5")
    with on(BACK_ON), sent.document.edit("Note an address") as session:
        held = session.get(Return, sent.uid)
        assert held is not None
        held.contact = "jo.bell@luton.example"
    with sent.document.read() as session:
        by_name = {target.where for target in erasing.of_text(session, "Jo Bell")}
        (by_mail,) = erasing.of_text(session, "jo.bell@luton.example")
    assert {
        "who returned what came back",
        "the reason or question given with an answer about 5.4",
    } <= by_name
    assert by_mail.where == "the mail address of a return"
    erase(sent, "jo.bell@luton.example")
    with sent.document.read() as session:
        assert erasing.of_text(session, "jo.bell@luton") == []
        (each,) = answer_form.returns(session)
    assert each.contact == ERASED
    assert sent.document.check() == []
