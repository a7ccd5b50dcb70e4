"""Erasing over real files: no byte of it is left, nothing brings it back, everything checks."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from marmot_tracker import paths
from marmot_tracker.document import Document
from marmot_tracker.document import erasing as file_erasing
from marmot_tracker.errors import ErasuresToAgree, Misuse, TrackerError
from marmot_tracker.model import Recommendation
from marmot_tracker.progress import Progress
from marmot_tracker.trail import erasing
from marmot_tracker.trail.erasing import Held
from tests.document.making import ANN, BOB, attach, copy_of, put, tracker, uid, value

SECRET = "Zoë “Zip” Quillfeather\nis ill at 17 Ocelot Lane"
GROUND = "request of the person, UK GDPR Art. 17"
PROBE = 4096


@pytest.fixture
def document(tmp_path: Path) -> Iterator[Document]:
    with tracker(tmp_path / "a.marmot") as made:
        yield made


def held(document: Document, field: str = "theme") -> list[Held]:
    return erasing.values_of(document._connection, uid(document), field)


def erase(document: Document, found: list[Held]) -> file_erasing.Erased:
    return document.erase([each.hash for each in found], label="Erase", ground=GROUND)


def said_in(path: Path, text: str = SECRET) -> list[str]:
    """Which files at or below a path hold a text, plain or as JSON, in any page of theirs."""
    forms = {text, json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1]}
    forms |= {json.dumps(form)[1:-1] for form in tuple(forms)}
    files = [path] if path.is_file() else [each for each in path.rglob("*") if each.is_file()]
    files += [each for each in path.parent.glob(f"{path.name}-*") if path.is_file()]
    return [
        str(each)
        for each in files
        if any(
            form.encode() in (data := each.read_bytes()) or form.encode("utf-16-le") in data
            for form in forms
        )
    ]


def backups() -> Path:
    return paths.user_data_folder() / "backups"


def filled(document: Document) -> None:
    """Enough edits of growing texts that pages split, move and are freed."""
    for round_ in range(30):
        put(document, section="s" * (200 * round_ + 1), timescale=f"t{round_}" * 40)


def test_no_byte_is_left_in_the_file_its_journal_or_a_backup(
    document: Document, tmp_path: Path
) -> None:
    put(document, theme=SECRET)
    filled(document)
    put(document, theme=f"It was: {SECRET}")
    put(document, theme="harmless", plain_position=SECRET)
    document.backup("by hand")
    filled(document)
    document.backup("later")
    assert len(said_in(backups())) == 2
    found = held(document) + held(document, "plain_position")
    assert len(found) == 4
    done = erase(document, [each for each in found if SECRET[:3] in erasing.text_of(each)])
    assert (done.texts, done.files, done.reached.backups) == (3, 0, 2)
    assert said_in(document.path) == []
    assert said_in(backups()) == []
    assert document.check() == []
    assert value(document, "theme") == "harmless"
    assert value(document, "plain_position") is None
    for kept in backups().rglob("*.marmot"):
        moved = Path(shutil.copy(kept, tmp_path / "kept.marmot"))
        with Document.open(moved, author=ANN) as restored:
            assert restored.check() == []
            assert document.holds(restored.tips)


def test_the_bytes_of_evidence_go_with_every_copy_of_them(
    document: Document, tmp_path: Path
) -> None:
    file = tmp_path / "case.txt"
    data = b"".join(f"{SECRET} on page {number}\n".encode() for number in range(60_000))
    file.write_bytes(data)
    sha256 = attach(document, uid(document), file, "Case")
    document.backup("by hand")
    opened = document.private_copy(sha256, "case.txt")
    assert opened.exists()
    found = erasing.file_held(document._connection, sha256)
    assert found is not None
    before = document.path.stat().st_size
    done = erase(document, [found])
    assert (done.texts, done.files, done.reached.files) == (0, 1, 2)
    assert not opened.exists()
    assert document.path.stat().st_size < before - len(data) // 2
    raw = document.path.read_bytes()
    for at in range(0, len(data) - PROBE, PROBE * 7):
        assert data[at : at + PROBE] not in raw
    assert said_in(document.path) == []
    assert said_in(backups()) == []
    assert list(document.evidence_bytes(sha256)) == []
    assert document.check() == []
    again = document.stage(file)
    assert again.sha256 == sha256, "whoever has the file can hold it again by attaching it anew"


def test_undo_redo_and_putting_back_do_not_bring_it_back(document: Document) -> None:
    put(document, "First", theme=SECRET)
    put(document, "Second", theme="after")
    erase(document, held(document)[:1])
    assert document.undo_label == "Second", "an erasure is nothing that Undo reaches"
    document.undo()
    assert value(document, "theme") is None
    document.undo()
    document.redo()
    document.redo()
    assert value(document, "theme") == "after"
    assert all(line.label != "Erase" for line in document.undoable())
    with document.snapshot(trail=True) as now, now.read() as session:
        assert session.get_one(Recommendation, uid(document)).theme == "after"
    assert said_in(document.path) == []
    assert document.check() == []


def test_no_older_copy_and_no_backup_brings_it_back(document: Document, tmp_path: Path) -> None:
    put(document, theme=SECRET)
    older = copy_of(document, tmp_path / "older.marmot")
    with Document.open(older, author=BOB) as theirs:
        put(theirs, section="Bob's")
        saved = Path(shutil.copy(theirs.backup("theirs"), tmp_path / "saved.marmot"))
    erase(document, held(document))
    for copy in (older, saved):
        brought = document.bring_in(copy)
        assert brought.erased == 0
        assert brought.apart == ()
    assert value(document, "section") == "Bob's"
    assert value(document, "theme") is None
    assert said_in(document.path) == []
    assert document.check() == []


def test_a_copys_erasure_is_agreed_to_before_it_is_taken(
    document: Document, tmp_path: Path
) -> None:
    put(document, theme=SECRET)
    kept = document.backup("before")
    other = copy_of(document, tmp_path / "other.marmot")
    with Document.open(other, author=BOB) as theirs:
        erase(theirs, held(theirs))
    # Bob's computer is this one: what is held here is put back as another computer holds it.
    put(document, section="Ann's")
    kept = document.backup("before")
    assert said_in(kept)
    seen = document.preview(other)
    assert [(line.author, line.reason) for line in seen.erasures] == [("Bob", GROUND)]
    assert seen.erased == 1
    code = document.check_code
    with pytest.raises(ErasuresToAgree) as told:
        document.bring_in(other)
    assert "for ever" in told.value.message
    assert (document.check_code, value(document, "theme")) == (code, SECRET)
    assert said_in(kept), "no backup loses the text before the person agrees"
    brought = document.bring_in(other, agree_erasures=True)
    assert (brought.erased, value(document, "theme")) == (1, None)
    assert brought.backup is not None
    assert brought.reached is not None
    assert brought.reached.backups == 2
    assert said_in(backups()) == []
    assert said_in(document.path) == []
    assert document.check() == []
    assert document.bring_in(other).new_entries == 0, "agreed to once"


def test_the_same_text_typed_apart_stays_and_is_named(document: Document, tmp_path: Path) -> None:
    other = copy_of(document, tmp_path / "other.marmot")
    put(document, theme=SECRET)
    with Document.open(other, author=BOB) as theirs:
        put(theirs, theme="something else")
        put(theirs, theme=SECRET)
    erase(document, held(document))
    seen = document.preview(other)
    assert seen.apart == (), "the text is at hand on one side alone: nothing says it is the same"
    document.bring_in(other)
    assert value(document, "theme") == SECRET, "another statement is not erased by itself"

    # A copy from before the erasure holds both: now they can be told to be the same.
    with Document.open(other, author=BOB) as theirs:
        (bobs,) = [each for each in held(theirs) if erasing.text_of(each) == SECRET]
        both = copy_of(theirs, tmp_path / "both.marmot")
    with Document.open(both, author=BOB) as theirs:
        erase(theirs, [bobs])
    assert said_in(document.path)


def test_typed_apart_is_named_where_the_erasure_meets_both_texts(
    document: Document, tmp_path: Path
) -> None:
    other = copy_of(document, tmp_path / "other.marmot")
    put(document, theme=SECRET)
    with Document.open(other, author=BOB) as theirs:
        put(theirs, theme=SECRET)
    united = copy_of(document, tmp_path / "united.marmot")
    with Document.open(united, author=ANN) as both:
        both.bring_in(other)
        assert len(held(both)) == 2
    erase(document, held(document))
    with Document.open(united, author=ANN) as both:
        seen = both.preview(document_path := copy_of(document, tmp_path / "erased.marmot"))
        assert seen.erased == 1
        (apart,) = seen.apart
        brought = both.bring_in(document_path, agree_erasures=True)
        assert brought.apart == (apart,)
        assert value(both, "theme") == SECRET
        erase(both, [apart])
        assert value(both, "theme") is None
        assert said_in(both.path) == []
        assert both.check() == []


def test_names_and_reasons_in_headings_go_too(document: Document) -> None:
    which = uid(document)
    with document.edit("Set theme", reason=SECRET) as session:
        session.get_one(Recommendation, which).theme = "x"
    (line, *_) = document.undoable(limit=1)
    texts = erasing.texts_of_heading(document._connection, bytes.fromhex(line.change))
    reason = [each for each in texts if each.field == "reason"]
    erase(document, reason)
    assert document.undoable(limit=1)[0].reason == "[erased]"
    assert said_in(document.path) == []
    assert document.check() == []


def test_a_name_of_a_file_that_arrived_is_forgotten(document: Document, tmp_path: Path) -> None:
    other = copy_of(document, tmp_path / "quillfeather.marmot")
    put(document, theme="Quillfeather")
    with Document.open(other, author=BOB) as theirs:
        put(theirs, section="b")
    document.bring_in(other)
    erase(document, held(document))
    assert said_in(document.path, "uillfeather") == []


def test_an_erasure_needs_a_ground_and_something_to_erase(document: Document) -> None:
    put(document, theme=SECRET)
    found = held(document)
    code = document.check_code
    with pytest.raises(Misuse):
        document.erase([each.hash for each in found], label="Erase", ground=" ")
    with pytest.raises(TrackerError):
        document.erase([bytes(32)], label="Erase", ground=GROUND)
    assert (document.check_code, value(document, "theme")) == (code, SECRET)
    erase(document, found)
    with pytest.raises(TrackerError):
        erase(document, found)


def test_what_an_interrupted_erasure_left_is_swept_at_the_next_opening(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = tracker(tmp_path / "a.marmot")
    put(document, theme=SECRET)
    filled(document)
    with monkeypatch.context() as stopped:
        stopped.setattr(Document, "_sweep", _killed)
        with pytest.raises(KeyboardInterrupt):
            erase(document, held(document))
    path = document.path
    document.close()
    with Document.open(path, author=ANN) as again:
        assert not file_erasing.is_unswept(again._connection)
        assert value(again, "theme") is None
        assert again.check() == []
        assert said_in(path) == []
        put(again, theme="after")


def _killed(*_: object) -> None:
    raise KeyboardInterrupt


def test_backups_that_were_not_reached_are_told(document: Document) -> None:
    put(document, theme=SECRET)
    for name in ("one", "two"):
        document.backup(name)
    damaged = sorted(backups().rglob("*one.marmot"))[0]
    damaged.write_bytes(damaged.read_bytes()[:5000])
    done = erase(document, held(document))
    assert done.reached.backups == 1
    (told,) = done.reached.not_reached
    assert damaged.name in told
    assert not list(backups().rglob("*.part"))


def test_a_stopped_erasure_says_which_backups_it_left(document: Document) -> None:
    put(document, theme=SECRET)
    document.backup("one")
    progress = Progress()
    progress.cancel()
    found = held(document)
    done = document.erase(
        [each.hash for each in found], label="Erase", ground=GROUND, progress=progress
    )
    assert "backups: it was stopped there" in done.reached.not_reached[0]
    assert value(document, "theme") is None


def test_the_shared_file_and_the_working_copy_lose_it_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "Dropbox"
    folder.mkdir()
    path = folder / "a.marmot"
    with tracker(path) as document:
        put(document, theme=SECRET)
        filled(document)
        document.publish()
        assert said_in(path)
        done = erase(document, held(document))
        assert not [told for told in done.reached.not_reached if "shared" in told]
        assert said_in(path) == []
        assert said_in(paths.user_data_folder()) == []
    with Document.open(path, author=BOB) as again:
        assert again.check() == []
        assert value(again, "theme") is None
