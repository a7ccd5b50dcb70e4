"""What a copy would change, in words: of two answers the one that counts is named."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from marmot_tracker.document import Author, Document
from marmot_tracker.services import coming_in, ratings, recommendations
from marmot_tracker.services.coming_in import Coming, ComingKind, ComingLine
from marmot_tracker.vocabulary import Rating
from tests.exchange import lists
from tests.exchange.lists import file, load, put, rows_of

BOB = Author("Bob")


@pytest.fixture
def document(tmp_path: Path) -> Iterator[Document]:
    made = lists.tracker(tmp_path)
    load(made, file(tmp_path))
    yield made
    made.close()


@pytest.fixture
def theirs(document: Document, tmp_path: Path) -> Path:
    return Path(shutil.copy(document.path, tmp_path / "theirs.marmot"))


def rate(document: Document, rating: Rating) -> None:
    with document.edit("Rate") as session:
        uid = recommendations.the_one(session, "3.2")
        ratings.rate(
            session, recommendation=uid, rating=rating, speaks_for=date(2026, 6, 20),
            reason="A reason", path_to_green="A path",
        )  # fmt: skip


def coming(document: Document, theirs: Path) -> Coming:
    found = document.preview(theirs)
    with document.read() as session:
        return coming_in.read(session, found)


def two_answers(document: Document, theirs: Path, field: str) -> ComingLine:
    found = coming(document, theirs).lines
    (line,) = (one for one in found if one.kind is ComingKind.TWO_ANSWERS and one.field == field)
    return line


@pytest.mark.parametrize("theirs_last", [True, False])
@pytest.mark.parametrize(
    ("here", "there"), [("01/01/2028", "01/02/2028"), ("01/02/2028", "01/01/2028")]
)
def test_the_earlier_of_two_dates_is_named(
    document: Document, theirs: Path, theirs_last: bool, here: str, there: str
) -> None:
    def we() -> None:
        put(document, "3.2", due=here)

    def they() -> None:
        with Document.open(theirs, author=BOB) as copy:
            put(copy, "3.2", due=there)

    for side in (we, they) if theirs_last else (they, we):
        side()
    line = two_answers(document, theirs, "due")
    assert (line.ours, line.theirs) == (here, there)
    assert line.words.endswith(
        f"due date has two answers then, “{here}” and “{there}”; “01/01/2028” counts, the earlier."
    )
    document.bring_in(theirs)
    assert rows_of(document)["3.2"].due == date(2028, 1, 1)


@pytest.mark.parametrize("theirs_last", [True, False])
@pytest.mark.parametrize(
    ("here", "there"),
    [(Rating.AT_RISK, Rating.OFF_TRACK), (Rating.OFF_TRACK, Rating.COMPLETE)],
)
def test_the_worse_of_two_ratings_is_named(
    document: Document, theirs: Path, theirs_last: bool, here: Rating, there: Rating
) -> None:
    def they() -> None:
        with Document.open(theirs, author=BOB) as copy:
            rate(copy, there)

    if not theirs_last:
        they()
    rate(document, here)
    if theirs_last:
        they()
    line = two_answers(document, theirs, "rating")
    assert line.words.endswith("; “Off track (R)” counts, the worse.")
    document.bring_in(theirs)
    assert rows_of(document)["3.2"].rating is Rating.OFF_TRACK


@pytest.mark.parametrize("theirs_last", [True, False])
def test_of_two_texts_the_one_that_is_shown_is_named(
    document: Document, theirs: Path, theirs_last: bool
) -> None:
    def they() -> None:
        with Document.open(theirs, author=BOB) as copy:
            put(copy, "3.2", theme="Theirs")

    if not theirs_last:
        they()
    put(document, "3.2", theme="Ours")
    if theirs_last:
        they()
    shown = "Theirs" if theirs_last else "Ours"
    line = two_answers(document, theirs, "theme")
    assert (line.ours, line.theirs) == ("Ours", "Theirs")
    assert line.words.endswith(f"has two answers then, “Ours” and “Theirs”; “{shown}” is shown.")
    document.bring_in(theirs)
    assert rows_of(document)["3.2"].theme == shown


def test_an_ongoing_date_is_later_than_a_day(document: Document, theirs: Path) -> None:
    put(document, "3.2", due="01/02/2028")
    with Document.open(theirs, author=BOB) as copy:
        put(copy, "3.2", due="ongoing")
    line = two_answers(document, theirs, "due")
    assert line.words.endswith("“01/02/2028” counts, the earlier.")
    document.bring_in(theirs)
    assert rows_of(document)["3.2"].due == date(2028, 2, 1)


def test_each_entry_names_the_recommendation_it_is_about(document: Document, theirs: Path) -> None:
    with Document.open(theirs, author=BOB) as copy:
        put(copy, "3.2", due="01/02/2028")
    found = document.preview(theirs)
    with document.read() as session:
        told = coming_in.about_told(session, found)
    (about,) = (told[entry.change] for entry in found.entries)
    assert about.startswith("3.2 ")
