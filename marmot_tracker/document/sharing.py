"""An open tracker as a file among others: publishing, second versions beside it, saving a copy."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from marmot_tracker.document import (
    conflict_copies,
    copying,
    giving,
    opening,
    places,
    publishing,
    saving,
    working_copy,
)
from marmot_tracker.document.asking import OpenTracker
from marmot_tracker.document.engine import told_in_words
from marmot_tracker.document.giving import Files, Given, Holding
from marmot_tracker.document.guard import Guard
from marmot_tracker.document.own_edits import OwnEdits
from marmot_tracker.document.publishing import Kept, Publisher
from marmot_tracker.errors import TrackerError
from marmot_tracker.progress import Progress


def make(path: Path, create: Callable[[Path], object]) -> None:
    """Make a tracker on this computer and put it where it is shared."""
    opening.check_is_free(path)
    folder = copying.private_folder("new")
    try:
        create(folder / path.name)
        publishing.put_new(folder / path.name, path.resolve())
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class NoPlaceYet(TrackerError):
    """The tracker lies where it is soon gone, and nobody has said where to keep it."""


class SharedTracker(OpenTracker):
    """The half of a `Document` that knows where its file lies and who else may write there.

    `told` hears in words what the person should know when nobody asked, such as changes that
    could not be put into the shared file at closing. `asks_where`: the first write raises
    `NoPlaceYet`, for a window that asks the person where to keep the tracker.
    """

    def __init__(self, opened: opening.Opened, *, user: str) -> None:
        super().__init__(opened)
        self._told: Callable[[str], object] = _nobody
        self._untold = opened.news
        self.asks_where = False
        self._guard = Guard(opened.file, opened.connection)
        self._publisher = Publisher(opened.working, opened.bytes_of, user=user)
        in_place = opened.file == opened.path and not opened.read_only
        self._own_edits = OwnEdits(opened.connection) if in_place else None

    @property
    def told(self) -> Callable[[str], object]:
        """Who hears what nobody asked; whoever comes hears first what was said before."""
        return self._told

    @told.setter
    def told(self, hear: Callable[[str], object]) -> None:
        self._told = hear
        while self._untold:
            hear(self._untold.pop(0))

    @property
    def is_open(self) -> bool:
        """Whether it was not closed yet."""
        return not self._opened.closed

    @property
    def kept(self) -> Kept:
        """Where the changes are kept, and whether all are in the shared file."""
        return self._publisher.kept

    def publish(self, *, all_the_same: bool = False, agree_erasures: bool = False) -> Kept:
        """Put what is here into the shared file now; see `Publisher.publish`.

        What the shared file erases of what is held here is taken with `agree_erasures` alone.
        """
        self._publisher.publish(
            partial(self._bring_shared, agree_erasures=agree_erasures),
            lambda: self.check_code,
            all_the_same=all_the_same,
        )
        return self.kept

    def publish_due(self, now: datetime) -> bool:
        """Publish where it is time to; whether it was."""
        due = self._publisher.due(now)
        if due:
            self.publish()
        return due

    @property
    def place(self) -> places.Place:
        """Where the tracker lies."""
        return places.place_of(self.path.resolve())

    def second_versions(self) -> tuple[Path, ...]:
        """The copies of this tracker beside it, left by a service, that hold something new."""
        if self.read_only:
            return ()
        with told_in_words(self.path):
            return conflict_copies.holding_more(self._connection, self.path)

    def save_copy(self, target: Path) -> None:
        """Write the full present state to a file; also after this one was replaced underneath."""
        saving.save_copy(self._opened, self._guard, self._own_edits, target)

    def files_to_give(self) -> Holding:
        """The evidence files by whether they may leave: what a copy to give would hold."""
        with told_in_words(self.path):
            return giving.holding(self._connection)

    def give_copy(
        self,
        target: Path,
        *,
        files: Files = Files.ORDINARY,
        over: bool = False,
        progress: Progress | None = None,
    ) -> Given:
        """Write a copy to give to somebody, without evidence that must not leave; see `giving`."""
        return giving.give(
            self._opened, self._guard, target, files=files, over=over, progress=progress
        )

    def _begin_sharing(self) -> None:
        """Bring in what the shared file holds since a working copy was left, and what else was."""
        problem = ""
        try:
            if self._opened.working is not None:
                self._publisher.begin(self.check_code)
                problem = self._publisher.catch_up(self._bring_shared)
            if not self.read_only:
                self._bring_left()
        except BaseException:
            opening.close(self._opened)
            raise
        if problem:
            self._say(f"What others wrote in the shared file could not be brought in: {problem}")

    def _bring_left(self) -> None:
        """Bring in working copies of this tracker that were put aside or lost their shared file."""
        with told_in_words(self.path):
            first = opening.first_of(self._connection)
        for left in working_copy.to_bring_in(self.path.resolve(), first):
            before = self.check_code
            try:
                opening.put_at_rest(left.file)
                self._bring_shared(left.file)
            except (TrackerError, OSError) as fault:
                said = fault.message if isinstance(fault, TrackerError) else str(fault)
                self._say(
                    f"Changes to {self.path.name} that were made on this computer lie in "
                    f"{left.file} and could not be brought in: {said} What can be read of them "
                    f'can be recovered into a new file: marmot recover "{left.file}" --to '
                    "NEW.marmot"
                )
                continue
            left.remove()
            if self.check_code != before:
                self._say(
                    f"Changes to {self.path.name} that were left on this computer, and were not in "
                    "the shared file, were brought in."
                )

    def _end_sharing(self) -> None:
        """Publish what waits and close the file; what could not be published stays here."""
        kept = Kept(waiting=True)
        try:
            kept = self.publish()
        finally:
            if self._own_edits is not None:
                self._own_edits.close()
            opening.close(self._opened)
            self._publisher.finish(waiting=kept.waiting)
        if kept.waiting:
            self.told(
                f"Your changes are saved here, but not yet in the shared file. {kept.problem}"
            )

    def _check_place(self) -> None:
        if self.asks_where:
            raise NoPlaceYet(
                f"{self.path.name} lies in {self.place.words}, where it is soon gone; the change "
                "was not made.",
                hint="Save it to a folder of your own, such as Documents, and go on there.",
            )

    def _was_committed(self) -> None:
        """After every commit: remember the file as ours, and what was written."""
        self._guard.note()
        if self._own_edits is not None:
            self._own_edits.follow()

    def _was_staged(self, sha256: str) -> None:
        if self._own_edits is not None:
            self._own_edits.follow_file(sha256)

    def _say(self, words: str) -> None:
        if self._told is _nobody:
            self._untold.append(words)
        else:
            self._told(words)

    def _bring_shared(self, shared: Path, *, agree_erasures: bool = False) -> None:
        raise NotImplementedError


def _nobody(_words: str) -> None:
    """Who is told where nobody listens."""
