"""A pack made for a reporting period: the updates that speak for it, whenever they came in."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from marmot_tracker.document import Author, Document
from marmot_tracker.errors import Misuse, TrackerError
from marmot_tracker.reports import audit_pack
from marmot_tracker.reports.checking import check_pack
from marmot_tracker.services import (
    figures,
    packs,
    periods,
    ratings,
    register,
)
from marmot_tracker.services.period_answers import span_of
from marmot_tracker.vocabulary import (
    WORST_FIRST,
    Rating,
)
from tests.reports import making
from tests.reports.making import at
from tests.reports.reading import listed, opened, rows
from tests.reports.test_audit_pack import cover, words

Q3 = date(2026, 10, 1)


def second_period(document: Document) -> None:
    """Open Q3, answer two for it, then answer one late for Q2."""
    with at(date(2026, 12, 1)), document.edit("Q3") as session:
        periods.add(session, name="Q3 2026/27", opens=Q3, due=date(2027, 1, 10))
        q2, q3 = (each.uid for each in periods.list_(session))
        for reference, rating in (("5.1", Rating.ON_TRACK), ("3.1", Rating.AT_RISK)):
            give(session, reference, rating, q3, date(2026, 12, 1))
    with at(date(2026, 12, 5)), document.edit("Late for Q2") as session:
        give(session, "3.1", Rating.OFF_TRACK, q2, date(2026, 9, 30))


def give(session: Any, reference: str, rating: Rating, period: str, speaks_for: date) -> None:
    ratings.rate(
        session,
        recommendation=making.uid_of(session, reference),
        rating=rating,
        speaks_for=speaks_for,
        period=period,
        reason="As it is.",
        path_to_green="So.",
    )


def test_a_period_is_told_by_the_updates_that_speak_for_it(
    document: Document, tmp_path: Path
) -> None:
    second_period(document)
    with at(date(2026, 12, 20)):
        made = audit_pack.make(document, tmp_path / "q2.xlsx", period="q2 2026/27")
        audit_pack.make(document, tmp_path / "now.xlsx")
        audit_pack.make(document, tmp_path / "q3.xlsx", period="Q3 2026/27")
    book = opened(tmp_path / "q2.xlsx")
    told = {line["Reference"]: line["Rating"] for line in rows(book["Register"], "Register")}
    assert told["5.1"] == words(Rating.OFF_TRACK)
    assert told["3.1"] == words(Rating.OFF_TRACK)  # late, and yet of Q2
    assert told["8.2"] == f"{words(Rating.NOT_RATED)}: no answer this period"
    assert cover(book)["Made for the period"] == "Q2 2026/27"
    assert cover(book)["As at"].startswith("30/09/2026, the last day of Q2 2026/27, with everyth")
    now = {
        line["Reference"]: line["Rating"]
        for line in listed(tmp_path / "now.xlsx", "Register", "Register")
    }
    assert (now["5.1"], now["3.1"]) == (words(Rating.ON_TRACK), words(Rating.AT_RISK))
    q3 = {
        line["Reference"]: line["Rating"]
        for line in listed(tmp_path / "q3.xlsx", "Register", "Register")
    }
    assert (q3["5.1"], q3["3.1"]) == (words(Rating.ON_TRACK), words(Rating.AT_RISK))
    assert q3["5.2"] == f"{words(Rating.NOT_RATED)}: no answer this period"
    assert q3["8.1"] == words(Rating.COMPLETE)  # verified before, asked for none
    with document.read() as session:
        (noted, *_) = packs.list_(session)
        assert noted.period == made.facts.period
        assert noted.as_at == date(2026, 12, 20)


def test_a_period_counts_the_same_in_its_pack_and_in_the_trend(
    document: Document, tmp_path: Path
) -> None:
    second_period(document)
    with at(date(2026, 12, 20)):
        audit_pack.make(document, tmp_path / "now.xlsx")
        trend = {
            line["Reporting period"]: [line[words(rating)] for rating in WORST_FIRST]
            for line in listed(tmp_path / "now.xlsx", "Summary", "Ratings_by_period")
        }
        assert list(trend) == ["Q2 2026/27", "Q3 2026/27"]
        with document.read() as session:
            known = periods.list_(session)
            counted = [
                figures.figures(session, today=date(2026, 12, 20), span=span_of(known, period))
                for period in known
            ]
        for period, of_period in zip(known, counted, strict=True):
            assert trend[period.name] == [of_period.share(rating).n for rating in WORST_FIRST]
            path = tmp_path / f"{period.opens}.xlsx"
            audit_pack.make(document, path, period=period.uid)
            own = {line["Rating"]: line["Number"] for line in listed(path, "Summary", "Ratings")}
            assert trend[period.name] == [own[words(rating)] for rating in WORST_FIRST]


def test_two_answers_for_a_period_count_the_worse(document: Document, tmp_path: Path) -> None:
    other = tmp_path / "other.marmot"
    other.write_bytes(document.path.read_bytes())
    with document.read() as session:
        (q2,) = periods.list_(session)
    with document.edit("Here") as session:
        give(session, "3.1", Rating.AT_RISK, q2.uid, date(2026, 9, 30))
    with Document.open(other, author=Author("Bo")) as theirs, theirs.edit("There") as session:
        give(session, "3.1", Rating.OFF_TRACK, q2.uid, date(2026, 9, 30))
    document.bring_in(other)
    with document.read() as session:
        span = span_of([q2], q2)
        found = register.rows(session, today=making.DAY, span=span)
    row = next(row for row in found if row.reference == "3.1")
    assert (row.rating, row.marks) == (Rating.OFF_TRACK, ("rating",))
    assert row.other_answers == {"rating": ("at_risk",)}


def test_a_pack_for_a_period_is_checked_again(document: Document, tmp_path: Path) -> None:
    second_period(document)
    path = tmp_path / "q2.xlsx"
    with at(date(2026, 12, 20)):
        audit_pack.make(document, path, period="Q2 2026/27", since=date(2026, 9, 1))
    with at(date(2027, 3, 1)):
        assert check_pack(document, path).differences == ()
        book = opened(path)
        book.custom_doc_props.props.clear()
        book.save(path)
        assert check_pack(document, path).differences == ()


@pytest.mark.parametrize(
    "given, words",
    [
        ({"period": "Q9"}, "There is no reporting period “Q9”"),
        ({"period": "Q2 2026/27", "as_at": date(2026, 10, 1)}, "not for both"),
        ({"period": "Q4 2026/27"}, "has not opened yet"),
    ],
)
def test_a_period_that_cannot_be_is_told(
    document: Document, tmp_path: Path, given: dict[str, Any], words: str
) -> None:
    with document.edit("Later") as session:
        periods.add(session, name="Q4 2026/27", opens=date(2027, 1, 1), due=None)
    with pytest.raises((TrackerError, Misuse), match=words):
        audit_pack.make(document, tmp_path / "pack.xlsx", **given)
    assert not (tmp_path / "pack.xlsx").exists()
