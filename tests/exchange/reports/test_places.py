"""Which item of a document a line of its proposal is about."""

from __future__ import annotations

from marmot_tracker.exchange.lines import cut
from marmot_tracker.exchange.places import WHOLE_ROW, Place, places_among
from marmot_tracker.exchange.proposal import LineKind, ProposedLine
from marmot_tracker.exchange.results import ReadItem

LONG = "The council should keep every library open on Sundays. " * 5


def item(reference: str, text: str, where: str = "p. 4") -> ReadItem:
    """An item of a report."""
    return ReadItem(reference, "", text, "", where)


def line(number: int, of: ReadItem, kind: LineKind = LineKind.NEW) -> ProposedLine:
    """A line about an item, as a proposal has it."""
    return ProposedLine(
        number, kind, "w", reference=of.reference, subject=cut(of.text), where=of.where
    )


def test_items_of_one_page_are_told_apart() -> None:
    items = [item("1", "Mend roofs"), item("2", "Plant trees"), item("", LONG)]
    found = places_among(items, [line(at, each) for at, each in enumerate(items)])
    assert found.of_line == {at: Place(0, at, WHOLE_ROW) for at in range(3)}
    assert found.at_row == {(0, 0): [0], (0, 1): [1], (0, 2): [2]}


def test_several_lines_are_about_one_item_and_some_about_none() -> None:
    one, other = item("1", "Mend roofs"), item("2", "Plant trees", "p. 9")
    gone = ProposedLine(2, LineKind.MISSING, "w", reference="7", subject="Gone")
    lines = [line(0, one), line(1, one, LineKind.CHANGED), gone, line(3, other)]
    found = places_among([one, other], lines)
    assert found.at_row == {(0, 0): [0, 1], (0, 1): [3]}
    assert 2 not in found.of_line


def test_a_problem_stands_at_the_first_item_of_its_place() -> None:
    items = [item("1", "Mend roofs"), item("2", "Plant trees", "p. 9")]
    problem = ProposedLine(0, LineKind.PROBLEM, "No such day.", where="p. 9")
    assert places_among(items, [problem]).of_line == {0: Place(0, 1)}
    nowhere = ProposedLine(0, LineKind.PROBLEM, "w", where="p. 11")
    assert places_among(items, [nowhere]).of_line == {}


def test_of_items_that_say_the_same_the_first_is_shown() -> None:
    items = [item("1", "Mend roofs"), item("1", "Mend roofs")]
    found = places_among(items, [line(0, items[1])])
    assert found.of_line == {0: Place(0, 0)}
