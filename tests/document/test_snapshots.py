"""The tracker as it stood: at a day, a moment, or for those who held given entries."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from marmot_tracker import clock
from marmot_tracker.document import Document, Snapshot
from marmot_tracker.model import Recommendation, StatusUpdate
from marmot_tracker.trail import history
from tests.document.making import BOB, copy_of, put, rate, tracker

MONTHS = [datetime(2026, month, 10, 9, tzinfo=UTC) for month in (1, 2, 3)]


@pytest.fixture
def document(tmp_path: Path) -> Iterator[Document]:
    with clock.fixed(MONTHS[0]):
        made = tracker(tmp_path / "a.marmot")
    for moment, theme in zip(MONTHS, ("one", "two", "three"), strict=True):
        with clock.fixed(moment + timedelta(minutes=1)):
            put(made, theme=theme)
    with clock.fixed(MONTHS[2] + timedelta(hours=1)):
        yield made
    made.close()


def theme(snapshot: Snapshot) -> str | None:
    query = select(Recommendation.theme).where(Recommendation.reference == "3.10")
    with snapshot.read() as session:
        return session.scalars(query).one_or_none()


def test_as_at_a_day_is_its_end_in_london(document: Document) -> None:
    days = {date(2026, 1, 9): None, date(2026, 1, 10): "one", date(2026, 3, 9): "two"}
    for day, said in {**days, date(2026, 3, 10): "three"}.items():
        with document.snapshot(day) as then:
            assert theme(then) == said
            assert then.as_at == day
    with document.snapshot(date(2026, 7, 1)) as summer:
        assert summer.moment == "2026-07-01T22:59:59.999999Z"
    with document.snapshot(MONTHS[1]) as moment:
        assert theme(moment) == "one"


def test_as_at_tips_is_what_they_saw(document: Document, tmp_path: Path) -> None:
    tips, code = document.tips, document.check_code
    put(document, theme="four")
    with document.snapshot(tips=tips) as then:
        assert (theme(then), then.check_code, then.tips) == ("three", code, tips)
    assert document.holds(tips)
    assert not document.holds(["00" * 32])
    copy = copy_of(document, tmp_path / "b.marmot")
    with Document.open(copy, author=BOB) as theirs:
        put(theirs, theme="five")
        seen = theirs.tips
    document.bring_in(copy)
    with document.snapshot(tips=seen) as then:
        assert theme(then) == "five"


def test_the_check_code_is_over_tips_and_the_date(document: Document) -> None:
    with document.snapshot() as now, document.snapshot(date(2026, 2, 10)) as then:
        assert now.check_code == document.check_code
        said = "".join(document.tips) + "2026-02-10T23:59:59.999999Z"
        assert then.check_code == hashlib.sha256(said.encode()).hexdigest()[:32]
        assert len(now.check_code) == 32


def test_a_snapshot_stays_as_it_is_while_the_tracker_is_written(document: Document) -> None:
    found = []
    with document.snapshot(trail=True) as then:
        put(document, theme="later")
        worker = threading.Thread(target=lambda: found.append(theme(then)))
        worker.start()
        worker.join()
        with then.read() as session:
            assert len(history.change_sets(session)) == 5
    assert found == ["three"]


def test_a_snapshot_takes_no_writing(document: Document) -> None:
    with document.snapshot() as then, then.read() as session:
        session.add(Recommendation(reference="9"))
        with pytest.raises(TypeError, match="recorded"):
            session.flush()


def test_a_past_date_says_what_was_received_later(document: Document, tmp_path: Path) -> None:
    copy = copy_of(document, tmp_path / "b.marmot")
    with clock.fixed(MONTHS[2] + timedelta(hours=2)), Document.open(copy, author=BOB) as theirs:
        rate(theirs, "at_risk", date(2026, 3, 1))
    with clock.fixed(MONTHS[2] + timedelta(days=5)):
        document.bring_in(copy)
        with document.snapshot(date(2026, 3, 11)) as then, then.read() as session:
            assert then.received_later == 1
            assert session.scalars(select(StatusUpdate.rating)).all() == ["at_risk"]
        with document.snapshot(date(2026, 3, 20)) as then:
            assert then.received_later == 0


def test_withdrawn_things_come_back_for_the_past_alone(document: Document) -> None:
    with clock.fixed(MONTHS[2] + timedelta(days=3)):
        with document.read() as session:
            which = session.scalars(
                select(Recommendation.uid).where(Recommendation.reference == "3.10")
            ).one()
        with document.edit("Withdraw") as session:
            session.get_one(Recommendation, which).present = False
        with document.snapshot() as now, document.snapshot(date(2026, 3, 11)) as then:
            assert (theme(now), theme(then)) == (None, "three")
