"""The same histories over real files: `Document` edits, brings in, undoes and is copied."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.orm.attributes import flag_modified

from marmot_tracker import clock
from marmot_tracker.document import Author, Document
from marmot_tracker.model import KINDS
from marmot_tracker.model.base import Day
from marmot_tracker.trail import as_at
from marmot_tracker.trail.checking import check_record
from marmot_tracker.trail.writing import Statement, tips
from marmot_tracker.vocabulary import ChangeKind
from tests.trail import laws
from tests.trail.asking import record
from tests.trail.copies import START, Copy, Sent, twin
from tests.trail.world import Step, World, random_history

FILES = 50
PARTS = 5
MOST_UNIONS = 2


class FileCopy(Copy):
    """A copy that is a file, open as a document."""

    def __init__(self, document: Document, moment) -> None:
        super().__init__(document._connection, moment)
        self.document = document


class FileWorld(World):
    """A world whose copies are files in a folder; writing goes through `Document`."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.folder, self.stack = folder, stack
        self.unions = 0
        super().__init__()

    def first_copy(self) -> Copy:
        with clock.fixed(START):
            document = Document.create(
                self.folder / "0.marmot", author=Author("Ann"), begin=lambda _session: None
            )
        return self.opened(document, START)

    def opened(self, document: Document, moment) -> FileCopy:
        self.stack.enter_context(document)
        return FileCopy(document, moment)

    def copied(self, copy: Copy) -> Copy:
        if not isinstance(copy, FileCopy):
            return super().copied(copy)
        path = self.folder / f"{len(list(self.folder.glob('*.marmot')))}.marmot"
        shutil.copyfile(copy.document.path, path)
        with clock.fixed(copy.moment):
            return self.opened(Document.open(path, author=Author(f"Copy {path.stem}")), copy.moment)

    def write(
        self,
        copy: Copy,
        statements: Sequence[Statement],
        kind: ChangeKind = ChangeKind.EDIT,
        *,
        sent: Sent | None = None,
    ) -> bytes | None:
        if not isinstance(copy, FileCopy):
            return super().write(copy, statements, kind, sent=sent)
        held = copy.ids()
        seen = sent.heads if sent else None
        with clock.fixed(copy.moment):
            copy.document.confirm_clock()
            with copy.document.edit("Edit", kind=kind, as_seen=seen) as session:
                for uid in dict.fromkeys(said.uid for said in statements):
                    said = [s for s in statements if s.uid == uid]
                    thing_of = KINDS[said[0].kind].thing
                    values = {s.field: as_python(said[0].kind, s) for s in said}
                    found = session.get(thing_of, uid, execution_options={"all_things": True})
                    if found is None:
                        session.add(thing_of(uid=uid, **values))
                        continue
                    for name, value in values.items():
                        setattr(found, name, value)
                        flag_modified(found, name)
        (change,) = copy.ids() - held or (None,)
        if change is not None:
            self._note(copy, change, sent.knew if sent else held)
        return change

    def stage(self, copy: Copy, data: bytes, sha256: str) -> None:
        if not isinstance(copy, FileCopy):
            super().stage(copy, data, sha256)
            return
        file = self.folder / "evidence"
        file.write_bytes(data)
        with clock.fixed(copy.moment):
            copy.document.confirm_clock()
            assert copy.document.stage(file).sha256 == sha256

    def undo(self, copy: Copy) -> bytes | None:
        return self._through(copy, "undo") if isinstance(copy, FileCopy) else super().undo(copy)

    def redo(self, copy: Copy) -> bytes | None:
        return self._through(copy, "redo") if isinstance(copy, FileCopy) else super().redo(copy)

    def _through(self, copy: FileCopy, verb: str) -> bytes | None:
        knew = copy.ids()
        with clock.fixed(copy.moment):
            copy.document.confirm_clock()
            getattr(copy.document, verb)()
        (change,) = copy.ids() - knew or (None,)
        if change is not None:
            self._note(copy, change, knew)
        return change

    def erase_hashes(self, copy: Copy, named: set[bytes]) -> bytes:
        made = super().erase_hashes(copy, named)
        if isinstance(copy, FileCopy):
            copy.document._guard.note()
        return made

    def unite(self, mine: Copy, other: Copy, only=None) -> None:
        if not (isinstance(mine, FileCopy) and isinstance(other, FileCopy)) or only is not None:
            if not isinstance(mine, FileCopy):
                super().unite(mine, other, only)
            return
        if mine is other or self.unions == MOST_UNIONS:
            return
        self.unions += 1
        before = mine.ids()
        # A path of its own: on POSIX, reading a file that this process has open frees its locks.
        path = Path(shutil.copy(other.document.path, self.folder / "received"))
        with clock.fixed(mine.moment):
            mine.document.confirm_clock()
            brought = mine.document.bring_in(path, agree_erasures=True)
        assert mine.ids() == before | other.ids()
        assert brought.new_entries == len(mine.ids()) - len(before)
        assert (brought.backup is None) == (brought.new_entries == 0 and brought.files == 0)


def as_python(kind: str, said: Statement) -> object:
    """A value as a thing's column takes it."""
    column = KINDS[kind].thing.__table__.c[said.field]
    if isinstance(column.type, Day) and isinstance(said.value, str):
        return date.fromisoformat(said.value)
    return said.value


@pytest.mark.parametrize("part", range(PARTS))
def test_histories_over_real_files(part: int, tmp_path: Path) -> None:
    for number in range(part, FILES, PARTS):
        folder = tmp_path / str(number)
        folder.mkdir()
        with ExitStack() as stack:
            history = random_history(number, least=10, most=25)
            live(FileWorld(folder, stack), history)
        assert not list(folder.glob(".~lock*"))
        assert not list(folder.glob("*-journal"))
        reopened(folder)


def live(world: FileWorld, history: Sequence[Step]) -> None:
    """Play a history and hold the laws against it; the files' own tables are what is asked."""
    older = world.copied(world.copies[1])
    world.play(history)
    for copy in world.copies:
        assert isinstance(copy, FileCopy)
        assert copy.document.check() == []
        with clock.fixed(copy.moment), copy.document.snapshot() as now:
            assert now.check_code == copy.document.check_code
            assert now.check_code == as_at.fingerprint(tips(copy.connection))
    for law in laws.AFTER_ANY_HISTORY:
        law(world)
    laws.clocks_only_rise(world)
    world.whole()
    for copy in (older, *world.copies):
        whole = Copy(twin(world.whole().connection), copy.moment)
        World.unite(world, whole, copy)
        assert check_record(whole.connection) == []
        assert record(whole) == record(world.whole()), "an older copy changed the union"


def reopened(folder: Path) -> None:
    """Each file is sound by SQLite's own word and opens again."""
    for path in folder.glob("*.marmot"):
        connection = sqlite3.connect(path)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        connection.close()
