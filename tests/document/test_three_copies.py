"""Three copies edited apart come to one check code: whole or as changes, in whatever order."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest

from marmot_tracker.document import Author, Document
from marmot_tracker.document.changes_file import ENDING
from marmot_tracker.document.engine import transaction
from marmot_tracker.errors import EarlierMissing
from marmot_tracker.model import Recommendation
from marmot_tracker.trail import projection, uniting, writing
from marmot_tracker.trail.history import Source
from marmot_tracker.trail.recording import withdraw
from marmot_tracker.trail.sent_heads import SentHeads
from marmot_tracker.vocabulary import ChangeKind, Via
from tests.document.making import ANN, BOB, CAT, attach, copy_of, put, rate, tracker, uid
from tests.trail.copies import twin

Sent = dict[tuple[str, str], frozenset[bytes]]


def officer(document: Document, folder: Path, sent: Sent) -> None:
    """Takes the answers of a return as it was sent, rates, and attaches the minutes."""
    rate(document, "at_risk", date(2026, 3, 31))
    returned(document, "From the Housing return", sent)
    file = folder / "minutes.txt"
    file.write_bytes(b"minutes " * 5_000)
    attach(document, uid(document), file, "Minutes")


def chair(document: Document, folder: Path, sent: Sent) -> None:
    """Rates otherwise, withdraws the other recommendation, attaches a survey."""
    rate(document, "off_track", date(2026, 4, 2))
    put(document, theme="By the chair")
    other = uid(document, "3.9")
    with document.edit("Withdraw") as session:
        withdraw(session, session.get_one(Recommendation, other))
    file = folder / "survey.txt"
    file.write_bytes(b"survey " * 5_000)
    attach(document, uid(document), file, "Survey", sensitivity="restricted")


def deputy(document: Document, folder: Path, sent: Sent) -> None:
    """Works on what the chair withdraws, takes the same return, and undoes some of it."""
    other = uid(document, "3.9")
    with document.edit("Set theme") as session:
        session.get_one(Recommendation, other).theme = "By the deputy"
    returned(document, "From the Housing return, later", sent)
    put(document, "A mistake", section="oops")
    document.undo()
    attach(document, uid(document), folder / "minutes.txt", "The same minutes")


def returned(document: Document, said: str, sent: Sent) -> None:
    """An answer of a return: it replaces what stood when the return went out."""
    which = uid(document)
    source = Source(Via.RETURN, file="return.xlsx", note="the Housing return of 12 Oct")
    with document.edit(
        "Take the return",
        source=source,
        on_behalf_of="Housing",
        kind=ChangeKind.RETURN,
        as_seen=sent,
    ) as session:
        session.get_one(Recommendation, which).plain_position = said


PEOPLE: Sequence[tuple[Author, Callable[[Document, Path, Sent], None]]] = (
    (ANN, officer),
    (BOB, chair),
    (CAT, deputy),
)


@pytest.fixture
def copies(tmp_path: Path) -> Iterator[list[Document]]:
    """Three copies of one tracker, open, each edited by somebody else; the first is the officer's."""
    first = tracker(tmp_path / "0.marmot")
    which = uid(first)
    sent = SentHeads(first._connection, [which]).seen_now([(which, "plain_position")])
    put(first, plain_position="Since the return went out")
    paths = [first.path, *(copy_of(first, tmp_path / f"{at}.marmot") for at in (1, 2))]
    made = [first]
    made += [
        Document.open(path, author=author)
        for path, (author, _) in zip(paths[1:], PEOPLE[1:], strict=True)
    ]
    for document, (_, work) in zip(made, PEOPLE, strict=True):
        work(document, tmp_path, sent)
    yield made
    for document in made:
        document.close()


def test_whole_copies_in_every_order_come_to_one_state(copies: list[Document]) -> None:
    states = []
    for order in itertools.permutations(copies):
        store = twin(order[0]._connection)
        for other in order[1:]:
            with transaction(store):
                uniting.unite(store, other._connection)
        answers = store.execute("SELECT * FROM answer ORDER BY uid, field, position").fetchall()
        states.append((writing.tips(store), projection.contents(store), answers))
        store.close()
    assert all(state == states[0] for state in states)
    _, contents, answers = states[0]
    fields = {(row[0], row[2]) for row in answers}
    assert ("recommendation", "rating") in fields
    assert ("recommendation", "plain_position") in fields, "two answers to the return"
    assert sum(bool(cells) for cells in contents["evidence"].values()) == 3


def test_files_of_changes_in_any_order_come_to_the_same_state(
    copies: list[Document], tmp_path: Path
) -> None:
    first, *others = copies
    sent = [
        other.send_changes(tmp_path / f"{at}.zip", zipped=True).path
        if at
        else other.send_changes(tmp_path / f"{at}{ENDING}").path
        for at, other in enumerate(others)
    ]
    codes = set()
    for at, order in enumerate(itertools.permutations(sent)):
        copy = copy_of(first, tmp_path / f"officer {at}.marmot")
        with Document.open(copy, author=ANN) as officer_too:
            for file in order:
                officer_too.bring_in(file, previewed=officer_too.preview(file))
            assert officer_too.check() == [], "what was left out is said to be"
            codes.add(officer_too.check_code)
    assert len(codes) == 1
    first.bring_in(others[0].path)
    first.bring_in(others[1].path)
    assert codes == {first.check_code}
    whole = first.send_changes(tmp_path / f"back{ENDING}", since=first.other_state(others[0].path))
    others[0].bring_in(whole.path)
    assert others[0].check_code == first.check_code


def test_changes_in_parts_come_in_their_order_alone(copies: list[Document], tmp_path: Path) -> None:
    officers, chairs, _ = copies
    early = chairs.send_changes(tmp_path / f"early{ENDING}")
    put(chairs, theme="And once more")
    since = chairs.other_state(early.path)
    late = chairs.send_changes(tmp_path / f"late{ENDING}", since=since)
    assert (early.entries, late.entries) == (4, 1)
    before = officers.check_code
    with pytest.raises(EarlierMissing):
        officers.bring_in(late.path)
    assert officers.check_code == before
    officers.bring_in(early.path)
    officers.bring_in(late.path)
    chairs.bring_in(officers.path)
    assert chairs.check_code == officers.check_code
    assert [receipt.entries for receipt in officers.receipts()] == [1, 4]
