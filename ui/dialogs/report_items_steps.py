"""What was done to the items of a report, step by step, to be taken back and done again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from marmot_tracker.exchange.reports.drafts import Drafts, DraftState
from marmot_tracker.exchange.results import ReadItem
from marmot_tracker.services.wording import counted
from ui.dialogs.report_items_rows import called


@dataclass(frozen=True, slots=True)
class Step:
    """The items after something was done, what was done in words, and the item it was about."""

    drafts: Drafts
    words: str = ""
    number: int = 0


class Steps:
    """The items as they are now, and the way there. Nothing of it outlives the review.

    What does something answers the number of the item to go to, and raises `TrackerError` in words
    where it cannot be done.
    """

    def __init__(self, first: Drafts) -> None:
        self._steps = [Step(first)]
        self._at = 0

    @property
    def now(self) -> Drafts:
        """The items as they are."""
        return self._steps[self._at].drafts

    @property
    def undo_words(self) -> str:
        """What Undo takes back, "" for nothing."""
        return self._steps[self._at].words

    @property
    def redo_words(self) -> str:
        """What Redo does again, "" for nothing."""
        return self._steps[self._at + 1].words if self._at + 1 < len(self._steps) else ""

    def undo(self) -> int:
        """Take the last step back; the item it was about, 0 where there is none."""
        if not self._at:
            return 0
        self._at -= 1
        return self._held(self._steps[self._at + 1].number)

    def redo(self) -> int:
        """Do again what was taken back; the item it is about, 0 where there is none."""
        if self._at + 1 >= len(self._steps):
            return 0
        self._at += 1
        return self._held(self._steps[self._at].number)

    def _held(self, number: int) -> int:
        """An item that there is now: the step before may have had another."""
        held = [one.number for one in self.now.drafts]
        return number if number in held else next(iter(held), 0)

    def _do(self, words: str, drafts: Drafts, number: int) -> int:
        """Something was done to an item; what was taken back before is gone."""
        if drafts is not self.now:
            del self._steps[self._at + 1 :]
            self._steps.append(Step(drafts, words, number))
            self._at += 1
        return number

    # ------------------------------------------------------------ what can be done

    def accept(self, numbers: Sequence[int]) -> int:
        """Take items as they are."""
        return self._do(f"accept {self._called(numbers)}", self.now.accept(numbers), numbers[0])

    def leave_out(self, numbers: Sequence[int]) -> int:
        """Leave items out."""
        words = f"leave out {self._called(numbers)}"
        return self._do(words, self.now.leave_out(numbers), numbers[0])

    def merge(self, numbers: Sequence[int]) -> int:
        """Make one of several, or of one and the next that goes on."""
        if len(numbers) == 1:
            numbers = [*numbers, *self._after(numbers[0])[:1]]
        chosen = [one for one in self.now.drafts if one.number in numbers]
        words = f"merge {counted(len(chosen), 'item')}"
        if len(chosen) == 2:
            words = f"merge {called(chosen[0].item)} with {called(chosen[1].item)}"
        return self._do(words, self.now.merge(numbers), chosen[0].number)

    def split(self, number: int, at: int) -> int:
        """Make two of one, the second from letter `at` of the wording; go to that one."""
        split = self.now.split(number, at)
        self._do(f"split {self._called([number])}", split, number)
        return split.made

    def trim(self, number: int, start: int, end: int) -> int:
        """Keep a part of the wording alone."""
        words = f"trim {self._called([number])}"
        return self._do(words, self.now.trim(number, start, end), number)

    def correct(self, number: int, values: Mapping[str, str]) -> int:
        """Set what was typed."""
        words = f"correct {self._called([number])}"
        return self._do(words, self.now.correct(number, values), number)

    def add(self, item: ReadItem, words: str, after: int | None) -> int:
        """One more, after another or where it is printed."""
        drafts, number = self.now.add(item, after=after)
        return self._do(words, drafts, number)

    def _after(self, number: int) -> list[int]:
        """The items that go on after one, in reading order."""
        order = [one.number for one in self.now.drafts if one.state is not DraftState.LEFT_OUT]
        return order[order.index(number) + 1 :] if number in order else []

    def _called(self, numbers: Sequence[int]) -> str:
        if len(numbers) == 1:
            return called(self.now.find(numbers[0]).item)
        return counted(len(numbers), "item")
