"""Actions: what is to be done for a recommendation."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from marmot_tracker.document import Document
from marmot_tracker.errors import TrackerError
from marmot_tracker.model import Action, ReceivedReturn
from marmot_tracker.services import actions, history
from marmot_tracker.services.actions import ActionFacts
from tests.document.making import tracker, uid

TODAY = date(2026, 11, 1)


def add(document: Document, title: str, due: date | None) -> str:
    which = uid(document)
    with document.edit("Accept") as session:
        came = ReceivedReturn(returned_by="Housing standards")
        session.add(came)
        action = Action(recommendation=which, title=title, due=due, proposed_in=came.uid)
        session.add(action)
        return action.uid


def facts(document: Document) -> list[ActionFacts]:
    which = uid(document)
    with document.read() as session:
        return actions.of(session, which)


def titles(document: Document) -> list[str]:
    return [each.title for each in facts(document)]


def test_open_ones_come_first_by_their_date_and_done_ones_last(tmp_path: Path) -> None:
    with tracker(tmp_path / "a.marmot") as document:
        whenever = add(document, "Whenever", None)
        late = add(document, "Late", date(2026, 10, 1))
        add(document, "Soon", date(2026, 12, 1))
        assert titles(document) == ["Late", "Soon", "Whenever"]
        first = facts(document)[0]
        assert first.is_late(TODAY)
        assert first.proposed_by == "Housing standards"
        with document.edit("Done") as session:
            actions.mark_done(session, action=late, on=TODAY)
        assert titles(document) == ["Soon", "Whenever", "Late"]
        with document.edit("Withdraw") as session:
            actions.withdraw(session, action=whenever)
        assert titles(document) == ["Soon", "Late"]
        with document.edit("Open again") as session:
            actions.mark_done(session, action=late, on=None)
        which = uid(document)
        with document.read() as session:
            told = [step for line in history.lines(session, which) for step in line.steps]
        assert "Action proposed: 'Late'" in told
        assert "Action done on 01/11/2026: 'Late'" in told
        assert "Action open again: 'Late'" in told


def test_what_is_gone_cannot_be_marked(tmp_path: Path) -> None:
    with tracker(tmp_path / "a.marmot") as document:
        gone = add(document, "Gone", None)
        with document.edit("Withdraw") as session:
            actions.withdraw(session, action=gone)
        with (
            pytest.raises(TrackerError, match="no longer"),
            document.edit("Done") as session,
        ):
            actions.mark_done(session, action=gone, on=TODAY)
