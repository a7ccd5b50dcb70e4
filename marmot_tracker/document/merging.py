"""An open tracker and its copies: what one would bring, bringing it in, and sending changes alone."""

from __future__ import annotations

import socket
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from marmot_tracker import clock
from marmot_tracker.document import changes_file, copying, erasing, opening
from marmot_tracker.document.changes_file import KnownState, Sent, ToSend
from marmot_tracker.document.copying import CheckedCopy
from marmot_tracker.document.engine import files_told_in_words, told_in_words
from marmot_tracker.document.finishing import FinishingTracker
from marmot_tracker.document.giving import Files
from marmot_tracker.document.previewing import Preview, newly_open, open_fields, preview_of
from marmot_tracker.document.written import Author, BroughtIn, Receipt
from marmot_tracker.errors import (
    ChangedSincePreview,
    EarlierMissing,
    ErasuresToAgree,
    TrackerError,
    Unrelated,
)
from marmot_tracker.progress import Progress
from marmot_tracker.trail import as_at, evidence, in_step, portion, receipts, uniting, writing
from marmot_tracker.trail.collector import collector_resting
from marmot_tracker.trail.erasing import Held, typed_apart
from marmot_tracker.trail.erasing import erasures as trail_erasures
from marmot_tracker.trail.portion import Earlier
from marmot_tracker.trail.uniting import Arrived

SAID = 5
"""So many missing entries are named; the rest is counted."""


class MergingTracker(FinishingTracker):
    """The part of a `Document` that knows of its copies."""

    def __init__(self, opened: opening.Opened, author: Author) -> None:
        super().__init__(opened, user=author.name)
        self.author = author
        self._came_with: frozenset[bytes] | None = None

    # Bringing in

    def preview(self, other: Path, *, progress: Progress | None = None) -> Preview:
        """What bringing in a copy, or changes alone, would change, without changing anything."""
        with self._checked_copy(other, progress) as copy:
            return preview_of(self._connection, copy, progress=progress)

    def bring_in(
        self,
        other: Path,
        *,
        agree_erasures: bool = False,
        previewed: Preview | None = None,
        progress: Progress | None = None,
    ) -> BroughtIn:
        """Add everything a copy of this tracker holds and this one lacks; nothing is lost.

        The copy is checked in the helper process first, and a backup made. Where it erases what is
        held here, that goes from the backups, too: only with `agree_erasures`, else raises. Of
        what was `previewed` nothing may have changed since: else raises `ChangedSincePreview`.
        """
        return self._bring(other, agree_erasures, previewed, progress, in_step_after=True)

    def receipts(self) -> list[Receipt]:
        """What was brought into this file, by whom and from where; newest first."""
        with told_in_words(self.path):
            return receipts.listed(self._connection)

    @property
    def tracker_id(self) -> str:
        """The first entry, as a hex id: the same in every copy."""
        with told_in_words(self.path):
            return opening.first_of(self._connection)

    def _bring(
        self,
        other: Path,
        agree_erasures: bool,
        previewed: Preview | None,
        progress: Progress | None,
        *,
        in_step_after: bool,
    ) -> BroughtIn:
        with self._checked_copy(other, progress) as copy:
            theirs = copy.connection
            self._check_is_as_previewed(copy, previewed)
            if not uniting.missing(self._connection, theirs) and not uniting.lacks_evidence(
                self._connection, theirs
            ):
                return BroughtIn(0, 0, 0, 0, self.unknown_entries(), None)
            coming = erasing.agreed(self._connection, theirs, other.name, agreed=agree_erasures)
            apart = typed_apart(self._connection, theirs)
            backup = self.backup("before bringing in a copy")
            before = open_fields(self._connection)
            with self._writing(), collector_resting(), self._transaction():
                arrived = uniting.unite(
                    self._connection, theirs, file=other.name, progress=progress
                )
                if coming:
                    erasing.forget_arrivals(self._connection, coming)
                    erasing.to_sweep(self._connection)
                if in_step_after:
                    self._note_in_step(theirs, arrived)
                two_answers = len(newly_open(before, open_fields(self._connection)))
                self._write_receipt(copy, arrived, coming, two_answers)
            (receipt,) = receipts.listed(self._connection, limit=1)
        reached = self._finish_erasing(progress) if coming else None
        self._tell(arrived.kinds | erasing.kinds_of(coming), arrived.uids)
        return BroughtIn(
            len(arrived.changes),
            two_answers,
            len(coming),
            arrived.files,
            self.unknown_entries(),
            backup,
            tuple(apart),
            reached,
            receipt,
        )

    def _check_is_as_previewed(self, copy: CheckedCopy, previewed: Preview | None) -> None:
        if previewed is None or (previewed.sha256, previewed.tips) == (copy.sha256, self.tips):
            return
        what = copy.name if previewed.sha256 != copy.sha256 else "This tracker"
        raise ChangedSincePreview(
            f"{what} was changed since it was shown what would come in; nothing was brought in.",
            hint="Look again at what comes in now.",
        )

    def _write_receipt(
        self, copy: CheckedCopy, arrived: Arrived, coming: list[Held], two_answers: int
    ) -> None:
        receipts.write(
            self._connection,
            who=self.author.name,
            file=copy.name,
            sha256=copy.sha256,
            changes=arrived.changes,
            said={
                "two_answers": two_answers,
                "erased": len(coming),
                "files": arrived.files,
                "files_size": arrived.files_size,
                "check_code": as_at.fingerprint(writing.tips(self._connection)),
            },
        )

    def _bring_shared(self, shared: Path, *, agree_erasures: bool = False) -> None:
        known = trail_erasures(self._connection)
        try:
            brought = self._bring(shared, agree_erasures, None, None, in_step_after=False)
        except ErasuresToAgree as fault:
            raise ErasuresToAgree(fault.message, hint=erasing.AGREE_SHARED) from fault
        if brought.erased:
            self._say(erasing.taken_words(self._connection, known, brought.erased, brought.reached))

    # Sending changes

    def states_sent_since(self) -> tuple[KnownState, ...]:
        """From when changes can be sent alone, each once; the first is the one that is proposed."""
        found = self.known_states()
        return tuple(
            state
            for at, state in enumerate(found)
            if state.tips not in {earlier.tips for earlier in found[:at]}
        )

    def known_states(self) -> tuple[KnownState, ...]:
        """All of these, also two that come to the same: by their keys each can be asked for."""
        with told_in_words(self.path):
            note = in_step.note_of(self._connection, self._place_of_writing())
            own_tips = writing.tips(self._connection)
            first = in_step.came_with(
                self._connection, author=self.author.name, tips=self._came_with or own_tips
            )
            first = note.first if note else first
            found = [self._state("came", "since this copy came here", first)]
            if note and note.now != note.first:
                found.insert(0, self._state("now", self._last_brought(), note.now))
            made = bytes.fromhex(opening.first_of(self._connection) or "")
            if made:
                words = "since the tracker was made"
                found.append(self._state("all", words, frozenset([made])))
        return tuple(found)

    def other_state(self, other: Path, *, progress: Progress | None = None) -> KnownState:
        """What another copy, or changes sent before, hold of this tracker."""
        with self._checked_copy(other, progress) as copy:
            theirs = copy.connection
            held = {found[0] for found in theirs.execute("SELECT id FROM change_set")}
            held |= {each.change for each in portion.rests_on(theirs)}
            files = None if copy.is_changes else frozenset(evidence.held(theirs))
            words = f"since “{other.name}”"
            return self._state("file", words, frozenset(held), files=files)

    def coded_state(self, code: str) -> KnownState:
        """The state of this tracker that had a check code, as printed on a pack or a return."""
        asked = "".join(code.split()).replace("-", "").casefold()
        with told_in_words(self.path):
            found = portion.with_check_code(self._connection, asked)
            if found is None:
                raise TrackerError(
                    f"No state of this tracker with the check code {code} was found.",
                    hint="Choose the other side's copy itself, or send all since this copy came.",
                )
            return self._state("code", f"since the check code {code}", found)

    def changes_to_send(
        self, *, since: KnownState | None = None, files: Files = Files.ORDINARY
    ) -> ToSend:
        """What a file of changes would hold, and about how large it would be."""
        with told_in_words(self.path):
            state = since or self.states_sent_since()[0]
            return changes_file.to_send(self._connection, state, files)

    def send_changes(
        self,
        target: Path,
        *,
        since: KnownState | None = None,
        files: Files = Files.ORDINARY,
        zipped: bool = False,
        over: bool = False,
        progress: Progress | None = None,
    ) -> Sent:
        """Write a file with the changes and evidence alone that the other side lacks."""
        if not self._guard.is_intact(self._opened.bytes_of):
            raise TrackerError(
                f"{self.path.name} was written over by another program; no changes were saved.",
                hint="Open it anew, then send them.",
            )
        with told_in_words(self.path):
            return changes_file.write(
                self._connection,
                target,
                since=since or self.states_sent_since()[0],
                files=files,
                zipped=zipped,
                over=over,
                progress=progress,
            )

    def _state(
        self, key: str, words: str, tips: frozenset[bytes], *, files: frozenset[str] | None = None
    ) -> KnownState:
        since = len(portion.since(self._connection, tips))
        return KnownState(key, words, tuple(sorted(tip.hex() for tip in tips)), since, files)

    def _last_brought(self) -> str:
        """When the last copy came in, as the words of a state."""
        found = receipts.listed(self._connection, limit=1)
        if not found:
            return "since the last copy was brought in"
        return f"since “{found[0].file}” was brought in on {found[0].at.astimezone(clock.PLACE):%d/%m/%Y}"

    def _place_of_writing(self) -> in_step.Place:
        author = self.author
        where = (socket.gethostname(), author.account, str(self.path.resolve()))
        return in_step.Place.of(*where, person=author.name)

    def _about_to_write(self) -> None:
        if self._came_with is None:
            self._came_with = writing.tips(self._connection)

    def _note_came_with(self) -> None:
        """Before the first change here is in the file: whoever gave it holds what it came with."""
        place, author = self._place_of_writing(), self.author.name
        tips = self._came_with or frozenset()
        in_step.note_first(self._connection, place, author=author, tips=tips)

    def _note_in_step(self, theirs: sqlite3.Connection, arrived: Arrived) -> None:
        """A copy that held others' work was brought in: all it held is held elsewhere, too."""
        self._note_came_with()
        query = "SELECT header FROM change_set WHERE id = ?"
        own = in_step.hashes_of(self._connection, self.author.name)
        by_others = any(
            in_step.author_of(self._connection.execute(query, (change,)).fetchone()[0]) not in own
            for change in arrived.changes
        )
        if by_others:
            ends, _before = uniting.found_ends(theirs)
            in_step.note_brought(self._connection, self._place_of_writing(), ends)

    # Inside

    @contextmanager
    def _checked_copy(self, other: Path, progress: Progress | None) -> Iterator[CheckedCopy]:
        mine = self._opened.file
        with files_told_in_words(self.path):
            if other.exists() and mine.exists() and other.samefile(mine):
                raise TrackerError(
                    f"{other.name} is this tracker itself.", hint="Choose a colleague's copy of it."
                )
        with files_told_in_words(self.path), copying.checked_copy(other, progress) as copy:
            _check_belongs(self._connection, copy)
            yield copy

    def _writing(self) -> AbstractContextManager[None]:
        raise NotImplementedError

    def _transaction(self) -> AbstractContextManager[None]:
        raise NotImplementedError

    def _tell(self, kinds: frozenset[str], uids: frozenset[str]) -> None:
        raise NotImplementedError


def _check_belongs(mine: sqlite3.Connection, copy: CheckedCopy) -> None:
    """Raise unless a copy is one of this tracker, and changes rest on what is here."""
    theirs = copy.connection
    if not (portion.is_of if copy.is_changes else uniting.related)(mine, theirs):
        what = "for this tracker" if copy.is_changes else "a copy of this tracker"
        raise Unrelated(
            f"{copy.name} is not {what}: the two were never one file.",
            hint="Only copies of the same tracker can be brought together."
            + (
                "" if copy.is_changes else " To take over its recommendations, import it as a list."
            ),
        )
    if uniting.named_otherwise(mine, theirs):
        raise TrackerError(
            f"{copy.name} holds a text as something else than this tracker does, so another "
            "program changed one of them; nothing was brought in.",
            hint="Check the record of this tracker, and ask for a fresh copy of the other.",
        )
    lacking = portion.earlier_missing(mine, theirs) if copy.is_changes else []
    if lacking:
        said = tuple(_earlier_words(each) for each in lacking)
        named = "; ".join(said[:SAID])
        more = f"; and {len(said) - SAID} more" if len(said) > SAID else ""
        raise EarlierMissing(
            f"{copy.name} rests on earlier changes that this tracker lacks: {named}{more}. Nothing "
            "was brought in.",
            hint="Bring in the earlier changes first, or ask for all changes since an earlier day.",
            missing=said,
        )


def _earlier_words(earlier: Earlier) -> str:
    if earlier.at is None:
        return "one of which nothing is said"
    label = f"“{earlier.label}”" if earlier.label else "one"
    return f"{label} by {earlier.who or 'somebody'} on {earlier.at.astimezone(clock.PLACE):%d/%m/%Y %H:%M}"
