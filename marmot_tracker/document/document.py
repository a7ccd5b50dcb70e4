"""A tracker file: the one place where it is opened, written, brought together and read."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.orm import Session

from marmot_tracker.document import (
    doubts,
    erasing,
    opening,
    places,
    rebuilding,
    sharing,
)
from marmot_tracker.document.engine import files_told_in_words, told_in_words, transaction
from marmot_tracker.document.merging import MergingTracker
from marmot_tracker.document.previewing import Preview
from marmot_tracker.document.written import Author, Changes, Done
from marmot_tracker.errors import TrackerError
from marmot_tracker.model import KINDS
from marmot_tracker.progress import Progress
from marmot_tracker.trail import evidence, undoing, writing
from marmot_tracker.trail.collector import collector_resting
from marmot_tracker.trail.evidence import Staged
from marmot_tracker.trail.history import Source
from marmot_tracker.trail.recording import Recorder, new_session
from marmot_tracker.trail.writing import Heading
from marmot_tracker.vocabulary import ChangeKind, Via


class Document(MergingTracker):
    """An open tracker, with the asking it inherits and the writing that is here.

    One thread at a time uses it: every method belongs to the thread that owns it, and listeners
    are called on that thread with the `Changes` of every edit.
    """

    def __init__(self, opened: opening.Opened, author: Author) -> None:
        super().__init__(opened, author)
        self.listeners: list[Callable[[Changes], None]] = []
        self.replaced_characters = 0
        self.safekeeping.tell = self._say
        self._done: list[bytes] = []
        self._undone: list[bytes] = []
        self._doubted: doubts.Dated | None = None
        self._editing = False
        self._committing = False

    @classmethod
    def create(
        cls,
        path: Path,
        *,
        author: Author,
        begin: Callable[[Session], None],
        source: Source | None = None,
    ) -> Document:
        """Make a new tracker; `begin` writes its first entry, which can never be undone."""
        with files_told_in_words(path):
            is_shared = places.place_of(path.resolve()).is_shared
        if is_shared:
            sharing.make(
                path,
                lambda at: cls.create(at, author=author, begin=begin, source=source).close(),
            )
            return cls.open(path, author=author)
        with files_told_in_words(path):
            opened = opening.create(path, user=author.name)
            try:
                document = cls(opened, author)
            except BaseException:
                opening.close(opened)
                opening.discard(path)
                raise
        try:
            with document.edit("New tracker", source=source or Source(Via.COMMAND)) as session:
                begin(session)
        except BaseException:
            document.close()
            opening.discard(path)
            raise
        document._done.clear()
        return document

    @classmethod
    def open(
        cls, path: Path, *, author: Author, asking: bool = False, over_lock: bool = False
    ) -> Document:
        """Open a tracker. With `asking` a held or unwritable one is read from a private copy.

        Raises `Locked` with the holder's name where somebody has it open and this is not asking.
        """
        with files_told_in_words(path):
            opened = opening.open_tracker(path, user=author.name, asking=asking, over=over_lock)
            try:
                document = cls(opened, author)
                if not document.read_only:
                    document._finish_left()
            except BaseException:
                opening.close(opened)
                raise
            document._begin_sharing()
        return document

    def close(self) -> None:
        """Close the file, leaving nothing beside it, and remove private copies.

        What waits for the shared file is put there first; where that fails, `told` hears it and
        the working copy stays for the next opening.
        """
        self.safekeeping.close()
        self._end_sharing()
        for copy in self._private:
            shutil.rmtree(copy, ignore_errors=True)

    def __enter__(self) -> Document:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # Writing

    @contextmanager
    def edit(
        self,
        label: str,
        *,
        reason: str = "",
        source: Source | None = None,
        on_behalf_of: str = "",
        kind: ChangeKind = ChangeKind.EDIT,
        as_seen: writing.AsSeen | None = None,
    ) -> Iterator[Session]:
        """Every write: leaving the block seals exactly one change set, or none where nothing changed.

        An error takes the whole edit back and tells nobody. `as_seen` names what is replaced where
        the author saw an earlier state (`trail.sent_heads`); it may be filled within the block.
        """
        heading = self._heading(label, reason, source, on_behalf_of, kind)
        sealed: writing.Sealed | None = None
        with self._writing(), collector_resting(), self._engine.connect() as connection:
            began = connection.begin()
            session = new_session(connection)
            recorder = Recorder(session)
            try:
                yield session
                session.flush()
                if not began.is_active:
                    raise RuntimeError("the edit was rolled back inside its own block")
                written = writing.seal(
                    self._connection, recorder.statements(), heading, as_seen=as_seen
                )
                if written is not None:
                    self._before_commit()
                sealed = written
            finally:
                session.close()
                if sealed is not None:
                    began.commit()
                elif began.is_active:  # a flush that failed has rolled back already
                    began.rollback()
        self.replaced_characters = recorder.replaced
        if sealed is not None:
            self._done.append(sealed.change)
            self._undone.clear()
            self._tell(sealed.kinds, sealed.uids)

    def undo(self, *, earlier: bool = False) -> Done | None:
        """Take back the last edit made here since opening; None where there is none.

        With `earlier` the newest edit written in this file at all (the command line's rule).
        """
        while target := self._next_undo(earlier=earlier):
            done = self._take_back(target, prefix="Undo")
            if self._done and self._done[-1] == target:
                self._done.pop()
            if done is not None:
                self._undone.append(done[0])
                return done[1]
            if earlier:
                return Done(self.label_of(target), undoing.left_of(self._connection, target))
        return None

    def redo(self) -> Done | None:
        """Let the last undone edit stand again; None where there is none."""
        while self._undone:
            target = self._undone.pop()
            done = self._take_back(target, prefix="Redo")
            if done is not None:
                self._done.append(done[0])
                return done[1]
        return None

    @property
    def undo_label(self) -> str | None:
        """The name of what the next undo takes back."""
        return self.label_of(self._done[-1]) if self._done else None

    @property
    def redo_label(self) -> str | None:
        """The name of what the next redo lets stand again."""
        return self.label_of(self._undone[-1]) if self._undone else None

    def erase(
        self,
        hashes: Iterable[bytes],
        *,
        label: str,
        ground: str,
        source: Source | None = None,
        progress: Progress | None = None,
    ) -> erasing.Erased:
        """Erase for ever what these hashes name, in this file and all of it on this computer.

        `ground` is kept with the record. Nothing takes an erasure back.
        """
        heading = self._heading(label, ground, source, "", ChangeKind.ERASURE)
        with self._writing(), self._transaction():
            sealed, held = erasing.erase(self._connection, hashes, heading)
        reached = self._finish_erasing(progress)
        self._tell(erasing.kinds_of(held), sealed.uids if sealed else frozenset())
        return erasing.erased(sealed, held, erasing.and_shared(reached, self.publish()))

    def rebuild(self, *, progress: Progress | None = None) -> rebuilding.Rebuilt:
        """Make what is shown again from the record, after a backup; says what differed.

        Raises `TrackerError` where the record itself is damaged.
        """
        rebuilding.check_record_is_whole(self._connection, self.path, progress)
        backup = self.backup("before making the tables again")
        with self._writing():
            self._before_commit()
            differed = rebuilding.rebuild(self._connection)
        self._tell(frozenset(KINDS), frozenset())
        return rebuilding.Rebuilt(differed, backup)

    def stage(self, path: Path, *, progress: Progress | None = None) -> Staged:
        """Put a file's bytes into the tracker, before the edit that links them."""
        with self._writing():
            staged = evidence.stage(
                self._connection,
                path,
                self._transaction,
                progress or Progress(),
            )
        self._was_staged(staged.sha256)
        return staged

    # The clock

    @property
    def clock_doubt(self) -> str:
        """Why this computer's date is doubted, in words; empty where it is not."""
        with told_in_words(self.path):
            return doubts.doubt(doubts.newest(self._connection))

    def check_clock_after(self, coming: Preview) -> None:
        """Raise `ClockDoubt` where an edit after bringing this in would: asked before, not after.

        `confirm_clock` then believes the date beside what comes in, too.
        """
        with told_in_words(self.path):
            held = doubts.newest(self._connection)
        comes = _newest_of(coming)
        if comes is None or (held is not None and held > comes):
            return
        if words := doubts.doubt(comes, coming.file):
            self._doubted = comes
            raise doubts.ClockDoubt(words)

    def confirm_clock(self, coming: Preview | None = None) -> None:
        """The person says that this computer's date is right: not asked again for this entry.

        Nor for what was asked about last, nor for the newest of what is `coming`.
        """
        comes = _newest_of(coming) if coming else None
        with told_in_words(self.path):
            doubts.confirm(doubts.newest(self._connection), self._doubted, comes)

    # Inside

    def _heading(
        self, label: str, reason: str, source: Source | None, on_behalf_of: str, kind: ChangeKind
    ) -> Heading:
        return Heading(
            label=label,
            author=self.author.name,
            account=self.author.account,
            on_behalf_of=on_behalf_of or self.author.on_behalf_of,
            reason=reason,
            source=(source or Source()).text(),
            kind=kind,
        )

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """What stands before every write: one at a time, a file that is ours, a date believed."""
        if self._editing:
            raise RuntimeError("an edit is already open")
        if self.read_only:
            raise TrackerError(
                f"{self.path.name} is open for reading only: {self.read_only}.",
                hint="Open it again when it is free, or save a copy and work in that.",
            )
        self._check_place()
        if doubted := self.clock_doubt:
            self._doubted = None
            raise doubts.ClockDoubt(doubted)
        self._guard.check()
        self._editing, self._committing = True, False
        try:
            with told_in_words(self.path):
                self._about_to_write()
                yield
        finally:
            self._editing = False
            if self._committing:  # also after an error: a commit that failed touched the file, too
                self._was_committed()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """A short transaction, into the file that we wrote last."""
        with transaction(self._connection):
            yield
            self._before_commit()
        self._guard.note()

    def _before_commit(self) -> None:
        """Nothing reaches the file before a commit, so that a block may take its time."""
        self._guard.check()
        self._note_came_with()
        self._committing = True

    def _tell(self, kinds: frozenset[str], uids: frozenset[str]) -> None:
        for listener in tuple(self.listeners):
            listener(Changes(kinds, uids))
        self.safekeeping.wrote()

    def _next_undo(self, *, earlier: bool) -> bytes | None:
        if self._done:
            return self._done[-1]
        found = self.undoable(limit=1) if earlier else []
        return bytes.fromhex(found[0].change) if found else None

    def _take_back(self, change: bytes, *, prefix: str) -> tuple[bytes, Done] | None:
        label = self.label_of(change)
        heading = self._heading(f"{prefix} {label}", "", None, "", ChangeKind.UNDO)
        with self._writing(), self._transaction():
            undone = undoing.undo(self._connection, change, heading)
        if undone.sealed is None:
            return None
        self._tell(undone.sealed.kinds, undone.sealed.uids)
        return undone.sealed.change, Done(label, undone.left)


def _newest_of(coming: Preview) -> doubts.Dated | None:
    return max(((entry.at, entry.change) for entry in coming.entries), default=None)
