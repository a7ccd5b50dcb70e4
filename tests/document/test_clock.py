"""This computer's date is doubted once, and then believed (TRAIL.md, section 3)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from marmot_tracker import clock
from marmot_tracker.document import Document
from marmot_tracker.document.doubts import ClockDoubt
from tests.document.making import ANN, BOB, copy_of, put, tracker, value

NOW = datetime(2026, 5, 6, 10, tzinfo=UTC)
DAY = timedelta(days=1)


def times(document: Document) -> list[str]:
    query = "SELECT at FROM change_set ORDER BY n"
    return [row[0] for row in document._connection.execute(query)]


def test_an_ordinary_clock_is_not_doubted(tmp_path: Path) -> None:
    with clock.fixed(NOW), tracker(tmp_path / "a.marmot") as document:
        for moment in (NOW, NOW - 20 * DAY / 24, NOW + 300 * DAY):
            with clock.fixed(moment):
                assert document.clock_doubt == ""
                put(document, theme=str(moment))


def test_times_rise_by_a_microsecond_at_least(tmp_path: Path) -> None:
    with clock.fixed(NOW), tracker(tmp_path / "a.marmot") as document:
        put(document, theme="one")
        with clock.fixed(NOW - DAY / 2):
            put(document, theme="two")
        assert times(document)[-4:] == [
            f"2026-05-06T10:00:00.{number:06}Z" for number in range(4)
        ]  # fmt: skip


@pytest.mark.parametrize(
    "moment, words", [(NOW - 3 * DAY, "still to come"), (NOW + 400 * DAY, "more than a year ago")]
)
def test_a_doubtful_date_is_asked_about_once(moment: datetime, words: str, tmp_path: Path) -> None:
    with clock.fixed(NOW):
        document = tracker(tmp_path / "a.marmot")
    with clock.fixed(moment):
        assert words in document.clock_doubt
        assert "06/05/2026" in document.clock_doubt
        for write in (lambda: put(document, theme="x"), document.undo):
            with pytest.raises(ClockDoubt, match=words):
                write()
        assert value(document, "theme") is None
        document.confirm_clock()
        put(document, theme="believed")
        put(document, theme="again")
        assert document.check() == []
    document.close()
    with clock.fixed(moment), Document.open(tmp_path / "a.marmot", author=BOB) as document:
        put(document, theme="not asked again on this computer")


def test_another_wrong_entry_is_asked_about_anew(tmp_path: Path) -> None:
    with clock.fixed(NOW):
        document = tracker(tmp_path / "a.marmot")
        copy = copy_of(document, tmp_path / "b.marmot")
        with clock.fixed(NOW + 300 * DAY), Document.open(copy, author=BOB) as theirs:
            put(theirs, section="from a clock that is ahead")
        document.bring_in(copy)
        with pytest.raises(ClockDoubt):
            put(document, theme="x")
        document.confirm_clock()
        put(document, theme="believed")
        assert times(document)[-1].startswith("2026-05-06"), "not raised past what is far ahead"
        with clock.fixed(NOW + 350 * DAY), Document.open(copy, author=BOB) as theirs:
            put(theirs, section="further ahead")
        document.bring_in(copy)
        with pytest.raises(ClockDoubt):
            put(document, theme="y")
        document.close()


def test_asking_needs_no_date(tmp_path: Path) -> None:
    with clock.fixed(NOW), tracker(tmp_path / "a.marmot") as document, clock.fixed(NOW - 9 * DAY):
        assert value(document, "theme") is None
        assert document.check() == []
        with document.snapshot(NOW.date()) as then:
            assert [line.label for line in then.ahead] == ["New tracker", "Add recommendations"]
    assert ANN.name == "Ann"
