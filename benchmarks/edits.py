"""One durable edit with its change set, against a bare durable commit of one row."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from benchmarks.figures import Figure, size
from benchmarks.timing import turn_by_turn
from benchmarks.workshop import Workshop
from marmot_tracker.document import Document
from marmot_tracker.model import Recommendation, StatusUpdate
from marmot_tracker.services import ratings
from marmot_tracker.services.register import rows
from marmot_tracker.vocabulary import Rating

TITLE = "An edit (median of both, turn by turn)"
BOUND = 5.0
AGAINST = "a bare one-row commit"


def measure(workshop: Workshop) -> Iterator[Figure]:
    """Set one field at every size, rate at the ordinary one."""
    sizes = workshop.sizes
    for number in sizes.growth:
        yield _set_field(workshop, number)
    yield _status_update(workshop, sizes.ordinary)
    yield _rate(workshop, sizes.ordinary)


def _uids(document: Document, rounds: int) -> list[str]:
    """Recommendations from all over the list, one for every round."""
    with document.read() as session:
        found = [row.uid for row in rows(session, today=date(2026, 10, 1))]
    return [found[at * 7919 % len(found)] for at in range(rounds)]


def _set_field(workshop: Workshop, number: int) -> Figure:
    rounds = workshop.sizes.rounds
    with (
        workshop.opened(workshop.tracker(number), "edit") as document,
        workshop.bare("edit") as bare,
    ):
        uids = _uids(document, rounds)
        bare.execute("CREATE TABLE said (what TEXT)")

        def ours(at: int) -> None:
            with document.edit("Set section") as session:
                session.get_one(Recommendation, uids[at]).section = f"Chapter {at}"

        def reference(at: int) -> None:
            bare.execute("BEGIN IMMEDIATE")
            bare.execute("INSERT INTO said VALUES (?)", (f"Chapter {at}",))
            bare.execute("COMMIT")

        pair = turn_by_turn(ours, reference, rounds=rounds)
    return _figure("Set one field", number, pair.ours, pair.reference)


def _status_update(workshop: Workshop, number: int) -> Figure:
    """What rating costs the record alone: a status update and its place, no rules asked."""
    rounds = workshop.sizes.rounds
    with (
        workshop.opened(workshop.tracker(number, answered=True), "update") as document,
        workshop.bare("update") as bare,
    ):
        uids = _uids(document, rounds)
        bare.execute("CREATE TABLE said (what TEXT)")

        def ours(at: int) -> None:
            with document.edit("Set rating") as session:
                update = StatusUpdate(
                    recommendation=uids[at],
                    speaks_for=date(2026, 10, 1),
                    rating=Rating.AT_RISK.value,
                    reason="Slipping",
                    path_to_green="Recruit",
                )
                session.add(update)
                session.get_one(Recommendation, uids[at]).rating = update.uid

        def reference(at: int) -> None:
            bare.execute("BEGIN IMMEDIATE")
            bare.execute("INSERT INTO said VALUES (?)", (f"Slipping {at}",))
            bare.execute("COMMIT")

        pair = turn_by_turn(ours, reference, rounds=rounds)
    return _figure("Rate, the record's part", number, pair.ours, pair.reference)


def _rate(workshop: Workshop, number: int) -> Figure:
    rounds = workshop.sizes.rounds
    with (
        workshop.opened(workshop.tracker(number, answered=True), "rate") as document,
        workshop.bare("rate") as bare,
    ):
        uids = _uids(document, rounds)
        bare.execute("CREATE TABLE said (what TEXT)")

        def ours(at: int) -> None:
            with document.edit("Set rating") as session:
                ratings.rate(
                    session,
                    recommendation=uids[at],
                    rating=Rating.AT_RISK,
                    speaks_for=date(2026, 10, 1),
                    reason="Slipping",
                    path_to_green="Recruit",
                )

        def reference(at: int) -> None:
            bare.execute("BEGIN IMMEDIATE")
            bare.execute("INSERT INTO said VALUES (?)", (f"Slipping {at}",))
            bare.execute("COMMIT")

        pair = turn_by_turn(ours, reference, rounds=rounds)
    return _figure("Rate, with its rules", number, pair.ours, pair.reference)


def _figure(what: str, number: int, ours: float, reference: float) -> Figure:
    return Figure(
        what,
        size(number, "recommendations"),
        ours,
        reference=reference,
        against=AGAINST,
        ratio_bound=BOUND,
    )
