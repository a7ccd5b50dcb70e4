"""A copy to give: the whole record, none of the bytes that must not leave, and back in without loss."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select

from marmot_tracker import paths
from marmot_tracker.document import Document, parts
from marmot_tracker.document.giving import Files
from marmot_tracker.document.lock import lock_file
from marmot_tracker.errors import Locked, TrackerError
from marmot_tracker.model import Evidence, EvidenceLink
from marmot_tracker.progress import Cancelled, Progress
from marmot_tracker.services import evidence, giving
from marmot_tracker.trail import erasing
from marmot_tracker.trail.evidence import PIECE
from tests.document.making import BOB, attach, copy_of, put, tracker, uid, value

ERASED = "The name of a child who was erased"


@dataclass
class Made:
    """A tracker with a file of each sensitivity, with SHA-256 and bytes by it."""

    document: Document
    named: dict[str, str]
    contents: dict[str, bytes]

    def marker(self, sensitivity: str) -> bytes:
        """What stands in the bytes of that file and of no other."""
        return self.contents[sensitivity][-40:]


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Made]:
    with tracker(tmp_path / "a.marmot") as document:
        named, held = {}, {}
        for at, sensitivity in enumerate(("ordinary", "restricted", "not_checked")):
            file = tmp_path / f"{sensitivity}.txt"
            pages = b"pages " * (1000 if at else PIECE // 4)
            file.write_bytes(pages + f"{at} this stands in one alone: {sensitivity:12}".encode())
            held[sensitivity] = file.read_bytes()
            named[sensitivity] = attach(
                document, uid(document), file, sensitivity.title(), sensitivity=sensitivity
            )
        put(document, theme="then")
        yield Made(document, named, held)


def held_in(path: Path, sha256: str) -> bytes:
    with Document.open(path, author=BOB) as copy:
        return b"".join(copy.evidence_bytes(sha256))


def mark(document: Document, title: str, sensitivity: str) -> None:
    """Say anew whether somebody could be recognised in a piece of evidence."""
    with document.edit("Set sensitivity") as session:
        piece = session.scalars(select(Evidence).where(Evidence.title == title)).one()
        piece.sensitivity = sensitivity


def withdraw(document: Document, title: str) -> None:
    with document.edit("Withdraw evidence") as session:
        piece = session.scalars(select(Evidence).where(Evidence.title == title)).one()
        piece.present = False
        for link in session.scalars(select(EvidenceLink).where(EvidenceLink.evidence == piece.uid)):
            link.present = False


def test_restricted_and_unchecked_bytes_stay_behind_and_all_else_goes(
    made: Made, tmp_path: Path
) -> None:
    document, target = made.document, tmp_path / "for bob.marmot"
    before = document.path.read_bytes()
    given = document.give_copy(target)
    assert (given.path, given.files) == (target, 1)
    assert (given.left_out_restricted, given.left_out_unchecked) == (1, 1)
    assert (given.left_out_ordinary, given.left_out_loose, given.not_here) == (0, 0, 0)
    raw = target.read_bytes()
    assert given.size == len(raw)
    assert made.marker("ordinary") in raw
    assert made.marker("restricted") not in raw
    assert made.marker("not_checked") not in raw
    assert document.path.read_bytes() == before
    with Document.open(target, author=BOB) as copy:
        assert copy.check() == []
        assert copy.check_code == document.check_code
        assert copy.tips == document.tips
        assert value(copy, "theme") == "then"
        assert b"".join(copy.evidence_bytes(made.named["ordinary"])) == made.contents["ordinary"]
        with pytest.raises(TrackerError, match="not in this copy"):
            copy.private_copy(made.named["restricted"], "restricted.txt")
        again = copy.give_copy(tmp_path / "for cy.marmot")
        assert (again.files, again.left_out, again.not_here) == (1, 0, 2)
    with Document.open(again.path, author=BOB) as twice:
        assert twice.check() == [], "what was left out twice is still known to be left out"
    assert {name.name for name in tmp_path.iterdir() if name.suffix in {".tmp", ".part"}} == set()
    assert not list((paths.user_data_folder() / "private").glob("giving-*"))


def test_what_is_done_in_it_comes_back_in_and_the_bytes_are_still_ours(
    made: Made, tmp_path: Path
) -> None:
    document, target = made.document, tmp_path / "for bob.marmot"
    document.give_copy(target)
    put(document, section="ours")
    own = tmp_path / "own.txt"
    own.write_bytes(b"what Bob found")
    with Document.open(target, author=BOB) as copy:
        put(copy, theme="theirs")
        sha256 = attach(copy, uid(copy), own, "Own")
        theirs = copy.tips
    brought = document.bring_in(target)
    assert (brought.new_entries, brought.two_answers, brought.files) == (2, 0, 1)
    assert document.check() == []
    assert document.holds(theirs)
    assert (value(document, "theme"), value(document, "section")) == ("theirs", "ours")
    for sensitivity, name in made.named.items():
        assert b"".join(document.evidence_bytes(name)) == made.contents[sensitivity]
    assert b"".join(document.evidence_bytes(sha256)) == own.read_bytes()
    assert document.bring_in(target).new_entries == 0


def test_only_a_full_copy_brings_them_the_bytes(made: Made, tmp_path: Path) -> None:
    document, target = made.document, tmp_path / "for bob.marmot"
    document.give_copy(target)
    second = document.give_copy(tmp_path / "second.marmot")
    full = document.give_copy(tmp_path / "full.marmot", files=Files.ALL)
    assert (full.files, full.left_out) == (3, 0)
    with Document.open(target, author=BOB) as copy:
        assert copy.bring_in(second.path).files == 0
        assert copy.bring_in(full.path).files == 2
        assert copy.check() == []
    assert held_in(target, made.named["restricted"]) == made.contents["restricted"]


def test_all_evidence_stays_behind_if_asked(made: Made, tmp_path: Path) -> None:
    given = made.document.give_copy(tmp_path / "bare.marmot", files=Files.NONE)
    assert (given.files, given.left_out_ordinary, given.left_out) == (0, 1, 3)
    raw = given.path.read_bytes()
    assert not any(made.marker(each) in raw for each in made.named)
    with Document.open(given.path, author=BOB) as copy:
        assert copy.check() == []
        assert copy.check_code == made.document.check_code


def test_what_was_erased_is_in_no_byte_of_it(made: Made, tmp_path: Path) -> None:
    document = made.document
    put(document, theme=ERASED)
    put(document, theme="harmless")
    named = [
        held.hash
        for held in erasing.values_of(document._connection, uid(document), "theme")
        if erasing.text_of(held) == ERASED
    ]
    assert ERASED.encode() in document.give_copy(tmp_path / "before.marmot").path.read_bytes()
    gone = [*named, bytes.fromhex(made.named["ordinary"])]
    document.erase(gone, label="Erase", ground="request of the person")
    given = document.give_copy(tmp_path / "after.marmot", files=Files.ALL)
    raw = given.path.read_bytes()
    assert ERASED.encode() not in raw
    assert made.marker("ordinary") not in raw
    assert made.marker("restricted") in raw
    with Document.open(given.path, author=BOB) as copy:
        assert copy.check() == []


def test_bytes_of_free_pages_stay_behind(made: Made, tmp_path: Path) -> None:
    """A full copy in Explorer holds what lies in free pages; a copy to give has fresh pages."""
    connection = made.document._connection
    connection.execute("PRAGMA secure_delete = OFF")
    connection.execute("CREATE TABLE gone (body TEXT) STRICT")
    connection.execute("INSERT INTO gone VALUES (?)", (ERASED * 400,))
    connection.execute("DROP TABLE gone")
    made.document._guard.note()
    assert ERASED.encode() in made.document.path.read_bytes()
    given = made.document.give_copy(tmp_path / "given.marmot", files=Files.ALL)
    assert ERASED.encode() not in given.path.read_bytes()


@pytest.mark.parametrize("other", ["restricted", "not_checked"])
def test_the_strictest_of_two_answers_counts(made: Made, tmp_path: Path, other: str) -> None:
    document = made.document
    piece = "ordinary" if other == "restricted" else "restricted"
    theirs = copy_of(document, tmp_path / "theirs.marmot")
    with Document.open(theirs, author=BOB) as copy:
        mark(copy, piece.title(), other)
    mark(document, piece.title(), "not_checked")
    mark(document, piece.title(), "ordinary")
    document.bring_in(theirs)
    which = uid(document)
    with document.read() as session:
        may = evidence.may_leave(session)
        (shown,) = [fact for fact in evidence.of(session, which) if fact.title == piece.title()]
    doubted = made.named[piece]
    assert shown.sensitivity == other, "of two answers the stricter counts, whichever is later"
    assert doubted not in may, "an evidence folder beside a pack asks the same"
    given = document.give_copy(tmp_path / "given.marmot")
    assert held_in(given.path, doubted) == b""


def test_a_file_said_to_be_ordinary_since_goes_along(made: Made, tmp_path: Path) -> None:
    mark(made.document, "Restricted", "ordinary")
    mark(made.document, "Ordinary", "restricted")
    given = made.document.give_copy(tmp_path / "given.marmot")
    assert held_in(given.path, made.named["restricted"]) == made.contents["restricted"]
    assert held_in(given.path, made.named["ordinary"]) == b""


def test_the_same_file_under_two_titles_goes_only_if_both_are_ordinary(
    made: Made, tmp_path: Path
) -> None:
    document = made.document
    attach(document, uid(document), tmp_path / "ordinary.txt", "Again", sensitivity="restricted")
    assert document.give_copy(tmp_path / "one.marmot").files == 0
    withdraw(document, "Again")
    assert document.give_copy(tmp_path / "two.marmot").files == 1, "entered wrongly, and withdrawn"
    withdraw(document, "Restricted")
    given = document.give_copy(tmp_path / "three.marmot")
    assert (given.files, given.left_out_restricted) == (1, 1), "withdrawn and still restricted"


def test_what_was_undone_or_never_tied_stays_behind(made: Made, tmp_path: Path) -> None:
    document = made.document
    file = tmp_path / "slip.txt"
    file.write_bytes(b"the wrong file, dropped by a slip of the hand")
    attach(document, uid(document), file, "Slip", sensitivity="restricted")
    assert document.undo() is not None
    loose = tmp_path / "loose.txt"
    loose.write_bytes(b"put into the tracker and never tied to anything")
    document.stage(loose)
    given = document.give_copy(tmp_path / "given.marmot")
    assert given.left_out == 4
    assert given.left_out_loose >= 1
    raw = given.path.read_bytes()
    assert file.read_bytes() not in raw
    assert loose.read_bytes() not in raw


def test_nothing_is_written_over_unless_asked_and_never_what_holds_more(
    made: Made, tmp_path: Path
) -> None:
    document, target = made.document, tmp_path / "for bob.marmot"
    document.give_copy(target)
    first = target.read_bytes()
    with pytest.raises(TrackerError, match="already a file"):
        document.give_copy(target)
    assert target.read_bytes() == first
    put(document, theme="later")
    document.give_copy(target, over=True)
    with Document.open(target, author=BOB) as copy:
        assert value(copy, "theme") == "later"
        put(copy, theme="an evening's work")
        with pytest.raises(Locked, match="Bob"):
            document.give_copy(target, over=True)
    assert not lock_file(target).exists()
    worked = target.read_bytes()
    with pytest.raises(TrackerError, match="holds changes that this one lacks"):
        document.give_copy(target, over=True)
    assert target.read_bytes() == worked
    for wrong in (document.path, tmp_path / "none" / "b.marmot", tmp_path):
        with pytest.raises(TrackerError):
            document.give_copy(wrong, over=True)
    document.bring_in(target)
    document.give_copy(target, over=True)
    assert value(document, "theme") == "an evening's work"


def test_a_leftover_journal_of_that_name_never_plays_into_it(made: Made, tmp_path: Path) -> None:
    target = tmp_path / "given.marmot"
    journal = tmp_path / "given.marmot-journal"
    journal.write_bytes(b"an old journal")
    made.document.give_copy(target)
    assert not journal.exists()
    assert (tmp_path / "given.marmot-journal.stale").read_bytes() == b"an old journal"


def test_a_damaged_tracker_gives_no_copy(made: Made, tmp_path: Path) -> None:
    document = made.document
    document._connection.execute("UPDATE recommendation SET theme = 'tampered'")
    document._guard.note()
    with pytest.raises(TrackerError, match="not as it was written"):
        document.give_copy(tmp_path / "given.marmot")
    assert not (tmp_path / "given.marmot").exists()


def test_a_file_replaced_underneath_gives_no_copy(made: Made, tmp_path: Path) -> None:
    document = made.document
    other = copy_of(document, tmp_path / "other.marmot")
    put(document, theme="later")
    with document.path.open("r+b") as file:
        file.write(other.read_bytes())
    with pytest.raises(TrackerError, match="written over by another program"):
        document.give_copy(tmp_path / "given.marmot")
    assert not (tmp_path / "given.marmot").exists()


def test_stopped_or_refused_by_the_disk_nothing_is_left(
    made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {each.name for each in tmp_path.iterdir()}
    with pytest.raises(Cancelled):
        made.document.give_copy(tmp_path / "given.marmot", files=Files.ALL, progress=_stopping())

    def full(_part: Path, _target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(parts, "take_name", full)
    with pytest.raises(TrackerError, match="No space left"):
        made.document.give_copy(tmp_path / "given.marmot")
    assert {each.name for each in tmp_path.iterdir()} == before
    assert not list((paths.user_data_folder() / "private").glob("giving-*"))
    put(made.document, theme="it goes on")
    assert made.document.check() == []


def _stopping() -> Progress:
    """Progress that is cancelled once the evidence of the copy is being read back."""

    def heard(_done: int, _total: int, what: str) -> None:
        if what == "Reading the evidence again":
            progress.cancel()

    progress = Progress(heard)
    return progress


def test_whoever_only_reads_can_give_and_into_a_synced_folder(made: Made, tmp_path: Path) -> None:
    folder = tmp_path / "OneDrive - Council"
    folder.mkdir()
    with Document.open(made.document.path, author=BOB, asking=True) as reading:
        assert reading.read_only
        given = reading.give_copy(folder / "given.marmot")
    assert [each.name for each in folder.iterdir()] == ["given.marmot"]
    moved = Path(shutil.move(given.path, tmp_path / "moved.marmot"))
    assert held_in(moved, made.named["ordinary"]) == made.contents["ordinary"]


def test_the_words_say_how_many_stayed_and_who_can_read_it(made: Made, tmp_path: Path) -> None:
    held = made.document.files_to_give()
    assert list(giving.behind_words(held, Files.ORDINARY)) == [
        "1 evidence file, restricted",
        "1 evidence file, not checked yet for people who could be recognised",
    ]
    assert "1 evidence file, ordinary" in list(giving.behind_words(held, Files.NONE))
    assert list(giving.behind_words(held, Files.ALL)) == []
    said = " ".join(giving.given_words(made.document.give_copy(tmp_path / "given.marmot")))
    assert "Left out: 1 restricted and 1 not checked yet." in said
    assert said.endswith("This file has no password. Anyone who has it can read everything in it.")
