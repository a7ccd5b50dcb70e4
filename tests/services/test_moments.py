"""The moments that people know by name."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from marmot_tracker import clock
from marmot_tracker.document import Author, Document
from marmot_tracker.services import moments, packs, periods, programme

ANN = Author("Ann")
JUNE = datetime(2026, 6, 1, 9, tzinfo=UTC)


def pack(document: Document, *, made: datetime, as_at: date | None) -> None:
    """Note a pack."""
    with document.edit("Note a pack") as session:
        packs.record(
            session,
            made_at=made,
            made_by="Ann",
            as_at=as_at,
            file_name="pack.xlsx",
            sha256="0" * 64,
            tips=document.tips,
            check_code=document.check_code,
            recommendations=3,
        )


def test_packs_and_periods_are_named_newest_first_and_none_to_come(tmp_path: Path) -> None:
    with (
        clock.fixed(JUNE),
        programme.new_tracker(tmp_path / "a.marmot", place="Anytown", author=ANN) as document,
    ):
        with document.edit("Periods") as session:
            periods.add(session, name="Q1", opens=date(2026, 1, 1), due=date(2026, 3, 20))
            periods.add(session, name="Q2", opens=date(2026, 4, 1), due=date(2026, 6, 20))
            periods.add(session, name="No date", opens=date(2026, 4, 1), due=None)
        pack(document, made=JUNE, as_at=date(2026, 3, 31))
        tips = document.tips
        pack(document, made=JUNE, as_at=date(2026, 6, 1))
        with document.read() as session:
            found = moments.named(session, today=date(2026, 6, 1))
    assert [(moment.words, moment.day) for moment in found] == [
        ("Pack of 01/06/2026", date(2026, 6, 1)),
        ("Pack as at 31/03/2026", date(2026, 3, 31)),
        ("Q1 was due", date(2026, 3, 20)),
    ]
    assert [moment.clause for moment in found] == [
        "as the pack of that day showed it",
        "the day a pack showed",
        "when Q1 was due",
    ]
    assert found[0].tips == tips, "a pack of its day is that very state"
    assert not found[1].tips, "a pack of an earlier day is found by the day"
