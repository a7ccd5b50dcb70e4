"""Random untidy returns taken into the tracker: only what was answered changes, and undo ends it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from marmot_tracker.exchange.readers import read_tables
from marmot_tracker.model import Recommendation
from marmot_tracker.progress import Progress
from marmot_tracker.services import dates, sending
from marmot_tracker.services.inbox import LineState
from marmot_tracker.services.return_form import FormField
from marmot_tracker.vocabulary import HowItGoes
from tests.exchange.returns.making import BACK_ON, Sent, clean, tracker
from tests.exchange.returns.untidy import DO, FIELDS, Book, Row
from tests.services.conftest import on

RETURNS = 30
WRITTEN = {
    FormField.ONE_LINE: "position_line",
    FormField.PATH_TO_GREEN: "path_to_green",
    FormField.DONE: "done",
    FormField.NEXT: "next",
    FormField.BARRIER: "barrier",
    FormField.HELP_NEEDED: "help_needed",
}
EDITS = st.lists(
    st.tuples(
        st.sampled_from(range(len(DO))), st.integers(0, 9), st.integers(0, 9), st.integers(0, 9)
    ),
    max_size=30,
)
State = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sent]:
    made = tracker(tmp_path_factory.mktemp("taking"))
    with made.document:
        yield made


def state(sent: Sent) -> State:
    """What stands of every recommendation."""
    found: State = {}
    rated = [sent.ratings(at) for at in range(len(sent.uids))]
    with sent.document.read() as session:
        for at, uid in enumerate(sent.uids):
            now = next((each for each in rated[at] if each.current), None)
            stage = session.scalar(select(Recommendation.stage).where(Recommendation.uid == uid))
            due = dates.slips(session, recommendation=uid)
            found[uid] = {
                "rating": astuple(now) if now else (),
                **({name: getattr(now, name) for name in WRITTEN.values()} if now else {}),
                "how": (str(now.rating), str(now.not_rated_why or "")) if now else None,
                "stage": stage,
                "due": due.current,
            }
    return found


def taken(row: Row) -> dict[FormField, str]:
    """What a clean row answers; a reason without a date is no answer."""
    said = {form: words for form, (words, fault) in row.said.items() if not fault}
    if FormField.FORECAST not in row.said:
        said.pop(FormField.FORECAST_WHY, None)
    return said


def check(before: dict[str, Any], after: dict[str, Any], said: dict[FormField, str]) -> None:
    """That what stands now is what was said, and else what stood before."""
    how = said.get(FormField.HOW_IT_GOES)
    if how in ("on_track", "at_risk", "off_track"):
        assert after["how"] == (how, "")
    elif how in ("not_started", "does_not_apply"):
        assert after["how"] == ("not_rated", how)
    elif how == HowItGoes.SAME_AS_LAST_TIME:
        assert after["how"] == (before["how"] or ("not_rated", "no_answer"))
    elif FormField.FINISHED_ON in said:
        assert after["how"] == ("on_track", "")
    elif said.keys() & WRITTEN.keys():
        assert after["how"] == (before["how"] or ("not_rated", "no_answer"))
    else:
        assert after["rating"] == before["rating"]
    goes = how or ("on_track" if FormField.FINISHED_ON in said else "")
    for form, name in WRITTEN.items():
        if form in said:
            words = "" if said[form] == "clear" else said[form]
            assert " ".join(after[name].split()) == words
        elif form is FormField.PATH_TO_GREEN and goes in (
            "on_track",
            "not_started",
            "does_not_apply",
        ):
            assert after[name] == ""  # nothing is left to bring back to green
        else:
            assert after.get(name, "") == before.get(name, "")
    due = said.get(FormField.FORECAST)
    assert after["due"] == (date.fromisoformat(due) if due else before["due"])
    finished = FormField.FINISHED_ON in said
    assert after["stage"] == ("claimed_complete" if finished else before["stage"])


@settings(max_examples=RETURNS, suppress_health_check=list(HealthCheck))
@given(EDITS)
def test_only_what_was_answered_changes(sent: Sent, edits: list[tuple[int, int, int, int]]) -> None:
    while sent.document.undo_label != "Send a return":  # what a failing example left
        sent.undo()
    before = state(sent)
    with sent.document.read() as session:
        rows = sending.rows_of(session, sent.uid)
    book = Book.of(read_tables(sent.workbook, Progress()), rows)
    for what, *given_ in edits:
        DO[what](book, *given_)
    book.shorten()
    path = book.save(sent.folder / "untidy.xlsx")
    got = sent.receive(path)
    assert state(sent) == before  # receiving changes nothing of them
    lines = sent.waiting()
    assert {line.uid for line in lines} == {line.uid for line in got.lines}
    done = sent.decide(clean(lines))
    assert (done.accepted, done.not_taken) == (len(clean(lines)), ())
    after = state(sent)
    for uid in sent.uids:
        own = [row for row in book.rows if row.uid == uid and not row.lost]
        said = taken(own[0]) if len(own) == 1 else {}
        check(before[uid], after[uid], {form: said[form] for form in FIELDS if form in said})
    assert all(line.state is not LineState.CLEAN for line in sent.waiting())
    assert sent.receive(path).lines == ()
    if clean(lines):
        sent.undo()
        assert state(sent) == before
        assert {line.uid for line in sent.waiting()} == {line.uid for line in lines}
    if lines:
        sent.undo()
    assert sent.waiting() == []
    assert state(sent) == before


def test_the_record_is_whole_after_all_of_that(sent: Sent) -> None:
    with on(BACK_ON):
        assert sent.document.check() == []
