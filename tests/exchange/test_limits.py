"""A list longer than is read: told with its number of rows, and never loaded by half."""

from __future__ import annotations

from typing import Any

import pytest

from marmot_tracker.errors import TrackerError
from marmot_tracker.exchange import reading
from marmot_tracker.exchange.readers import checks
from marmot_tracker.exchange.results import ReadResult
from tests.exchange import lists
from tests.exchange.making import HEADINGS, delimited, read, rows, workbook

MAKERS = pytest.mark.parametrize(
    ("make", "name"), [(workbook, "long.xlsx"), (delimited, "long.csv")], ids=["xlsx", "csv"]
)


@pytest.fixture
def at_most_ten(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("readers.xlsx", "readers.values", "readers.delimited", "telling", "importing"):
        monkeypatch.setattr(f"marmot_tracker.exchange.{module}.MAX_ROWS", 10)


@MAKERS
@pytest.mark.usefixtures("at_most_ten")
def test_rows_past_the_limit_are_counted_and_told(tmp_path, make, name) -> None:
    result = read(make(tmp_path / name, [HEADINGS, *rows(20)]))
    assert (len(result.items), result.unread) == (9, 11)
    told = "11 rows after row 10 were not read: at most 10 rows are."
    assert told in result.message
    assert told in reading.as_read_json(result)["message"]
    assert ReadResult.from_json(result.to_json()) == result


@MAKERS
@pytest.mark.usefixtures("at_most_ten")
def test_blank_rows_past_the_limit_are_no_rows(tmp_path, make, name) -> None:
    cells = [HEADINGS, *rows(9), *[[""] * len(HEADINGS)] * 30]
    result = read(make(tmp_path / name, cells))
    assert (len(result.items), result.unread) == (9, 0)


@MAKERS
@pytest.mark.usefixtures("at_most_ten")
def test_a_list_that_was_not_read_whole_is_not_loaded(tmp_path, make, name) -> None:
    path = make(tmp_path / name, [HEADINGS, *rows(20)])
    with lists.tracker(tmp_path) as document:
        before = document.tips
        with pytest.raises(
            TrackerError, match=r"11 rows after row 10 of long.* were not read"
        ) as refused:
            lists.proposed(document, path)
        assert "Split the list" in refused.value.hint
        assert lists.rows_of(document) == {}
        assert document.tips == before


@pytest.mark.usefixtures("at_most_ten")
def test_only_the_sheet_that_is_read_counts(tmp_path) -> None:
    long: list[list[Any]] = [["Day", "Rain"], *[[n, n * 2] for n in range(30)]]
    result = read(workbook(tmp_path / "a.xlsx", {"List": [HEADINGS, *rows(3)], "Rain": long}))
    assert (len(result.items), result.unread) == (3, 0)


def test_a_hundred_thousand_rows_are_read_within_the_limits(tmp_path) -> None:
    assert checks.MAX_ROWS > 100_000
    path = tmp_path / "long.csv"
    with path.open("w", encoding="utf-8") as out:
        out.write("Ref,Recommendation\n")
        out.writelines(f"{n},Widen the offer of place {n} to all\n" for n in range(100_000))
    result = reading.read_source(path)
    assert (len(result.items), result.unread) == (100_000, 0)
