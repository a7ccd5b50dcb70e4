"""Evidence and actions accepted from one return in two copies: one thing once they meet."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from marmot_tracker.document import Author, Document
from marmot_tracker.exchange.returns import LineVerdict, settle
from marmot_tracker.model import Action, Evidence, EvidenceLink, ReturnLine
from marmot_tracker.services import actions, disagreements, evidence
from marmot_tracker.services.return_form import ID_HEADING, FormField, Sheet, shown_id
from marmot_tracker.vocabulary import ReturnVerdict
from tests.exchange.returns.making import BACK_ON, HEADING, Sent, cell_of, changed, heading_row
from tests.exchange.returns.making import tracker as sent_tracker
from tests.services.conftest import on

MEETINGS = 6
FIELDS = (FormField.EVIDENCE, FormField.ACTION)
WORDS = {"https://example.org/rota", "Minutes", "The floor plan", "Hire an inspector", "Ask again"}
EVERY = frozenset(range(len(WORDS)))
_numbers = count()


@dataclass(frozen=True)
class Pair:
    """A tracker in which a workbook was received, one in which it was not yet, and the workbook."""

    received: Sent
    bare: Sent
    workbook: Path


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    bare = sent_tracker(tmp_path_factory.mktemp("pieces"))

    def change(book: Any) -> None:
        answers = book[Sheet.ANSWERS.value]
        link = HEADING[FormField.EVIDENCE_LINK]
        cell_of(answers, bare.uids[0], link).value = "https://example.org/rota"
        rows = (
            (Sheet.EVIDENCE, "Title", ("Minutes", "The floor plan")),
            (Sheet.ACTIONS, "New action", ("Hire an inspector", "Ask again")),
        )
        subject = shown_id(bare.uids[0])
        for sheet, heading, words in rows:
            row, columns = heading_row(book[sheet.value])
            for below, said in enumerate(words, 1):
                book[sheet.value].cell(row + below, columns[ID_HEADING]).value = subject
                book[sheet.value].cell(row + below, columns["Reference"]).value = None
                book[sheet.value].cell(row + below, columns[heading]).value = said

    workbook = changed(bare.workbook, bare.folder / "back.xlsx", change)
    with bare.document:
        received = _copied(bare, "Ann Lee")
        received.receive(workbook)
        with received.document:
            yield Pair(received, bare, workbook)


@settings(
    max_examples=MEETINGS,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(
    once=st.booleans(),
    mine=st.sets(st.sampled_from(sorted(EVERY))),
    theirs=st.sets(st.sampled_from(sorted(EVERY))),
    undone=st.booleans(),
)
def test_what_was_accepted_apart_is_one_thing(
    pair: Pair, once: bool, mine: set[int], theirs: set[int], undone: bool
) -> None:
    """Received `once` and copied, or in each copy; some accepted here, some there, some twice."""
    ours, others = _two_copies(pair, once=once)
    for sent, wanted in ((ours, mine), (others, theirs)):
        _accept(sent, wanted)
        if undone and wanted:
            sent.undo()
            _accept(sent, wanted)
    expected = _told(ours) | _told(others)
    _meet(ours, others)
    for sent in (ours, others):
        assert _told(sent) == expected
        assert _counted(sent) == len(expected)
        with sent.document.read() as session:
            assert disagreements.how_many(session) == 0
    assert ours.document.check() == []
    assert ours.document.check_code == others.document.check_code
    ours.document.close()
    others.document.close()


@pytest.mark.parametrize("once", [True, False])
def test_the_whole_return_accepted_in_both(pair: Pair, once: bool) -> None:
    ours, others = _two_copies(pair, once=once)
    for sent in (ours, others):
        _accept(sent, EVERY)
    _meet(ours, others)
    assert _counted(ours) == len(_told(ours)) == len(WORDS)
    with ours.document.read() as session:
        proposed = {each.proposed_by for uid in ours.uids for each in actions.of(session, uid)}
    assert proposed <= {"Housing", "Housing standards"}
    ours.document.close()
    others.document.close()


def test_a_colleagues_other_words_are_one_thing_with_two_answers(pair: Pair) -> None:
    ours, others = _two_copies(pair, once=False)
    hire = next(line for line in others.waiting() if line.returned == "Hire an inspector")
    others.decide([hire], ReturnVerdict.EDITED, value="Hire two inspectors")
    _accept(ours, EVERY)
    _meet(ours, others)
    with ours.document.read() as session:
        (found,) = disagreements.all_open(session)
    assert {each.words for each in found.answers} == {"Hire an inspector", "Hire two inspectors"}
    ours.document.close()
    others.document.close()


def test_a_title_mended_since_is_not_added_anew(pair: Pair) -> None:
    ours, spare = _received_twice(pair)
    with on(BACK_ON), ours.document.edit("Mend") as session:
        mended = next(each for each in session.query(Action) if each.title == "Ask again")
        mended.title = "Ask the landlords again"
    _decide(ours, spare)
    assert _counted(ours) == len(WORDS)
    assert "Ask again" not in _told(ours)
    ours.document.close()


def test_what_was_withdrawn_comes_back_where_it_is_accepted_again(pair: Pair) -> None:
    ours, spare = _received_twice(pair)
    with on(BACK_ON), ours.document.edit("Withdraw") as session:
        for action in session.query(Action).all():
            actions.withdraw(session, action=action.uid)
    assert _counted(ours) == 3
    _decide(ours, spare)
    assert _told(ours) == WORDS
    assert ours.document.check() == []
    ours.document.close()


def _received_twice(pair: Pair) -> tuple[Sent, list[str]]:
    """A copy that accepted all, and a colleague's lines of the same file that came in since."""
    ours, others = _two_copies(pair, once=False)
    _accept(ours, EVERY)
    mine = _lines(ours)
    _meet(ours, others)
    others.document.close()
    return ours, sorted(_lines(ours) - mine)


def _lines(sent: Sent) -> set[str]:
    with sent.document.read() as session:
        return set(session.scalars(select(ReturnLine.uid)))


def _decide(sent: Sent, uids: list[str]) -> None:
    verdicts = [LineVerdict(uid, ReturnVerdict.ACCEPTED) for uid in uids]
    with on(BACK_ON):
        settle(sent.document, verdicts, today=BACK_ON)


def _two_copies(pair: Pair, *, once: bool) -> tuple[Sent, Sent]:
    made = pair.received if once else pair.bare
    ours, others = _copied(made, "Ann Lee"), _copied(made, "Bob")
    if not once:
        for sent in (ours, others):
            sent.receive(pair.workbook)
    return ours, others


def _copied(sent: Sent, name: str) -> Sent:
    path = sent.folder / f"{name}-{next(_numbers)}.marmot"
    shutil.copy(sent.document.path, path)
    return replace(sent, document=Document.open(path, author=Author(name)))


def _accept(sent: Sent, wanted: Collection[int]) -> None:
    lines = [line for line in sent.waiting() if line.field in FIELDS]
    sent.decide([line for at, line in enumerate(lines) if at in wanted])


def _told(sent: Sent) -> set[str]:
    with sent.document.read() as session:
        found = {each.title or "" for each in session.query(Action)}
        for uid in sent.uids:
            found |= {each.title for each in evidence.of(session, uid)}
    return found


def _counted(sent: Sent) -> int:
    with sent.document.read() as session:
        pieces = session.query(Evidence).count()
        assert session.query(EvidenceLink).count() == pieces
        return pieces + session.query(Action).count()


def _meet(ours: Sent, others: Sent) -> None:
    """Bring each copy into the other."""
    whole = shutil.copy(ours.document.path, ours.document.path.with_suffix(".held.marmot"))
    with on(BACK_ON):
        ours.document.bring_in(others.document.path)
        others.document.bring_in(Path(whole))
