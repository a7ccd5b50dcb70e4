"""Checks a pack against the tracker: makes it again from the state it names, cell by cell.

People sort, filter, insert and add notes: a row is found again by what it says, a column by its
heading, so that only what a cell says differently counts as different.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from marmot_tracker import clock
from marmot_tracker.document import Document, Snapshot
from marmot_tracker.errors import TrackerError
from marmot_tracker.progress import Progress
from marmot_tracker.reports import pack_showing
from marmot_tracker.reports.checking_folder import FolderChecked, check_folder
from marmot_tracker.reports.evidence_folder import folder_of
from marmot_tracker.reports.pack_facts import (
    PackFacts,
    facts_in,
    facts_printed,
    lines_in_words,
)
from marmot_tracker.reports.pack_reading import ReadCell, ReadPack, read_pack
from marmot_tracker.reports.pack_sheets import sheets
from marmot_tracker.reports.pack_showing import Showing, drawn_by_us, drawn_there
from marmot_tracker.reports.sheets import Page, TableAt, Value, cell_name, laid_out
from marmot_tracker.services import evidence
from marmot_tracker.services.wording import day
from marmot_tracker.trail.history import ERASED

Grid = Mapping[tuple[int, int], ReadCell]

SERIAL_START = date(1899, 12, 30)
LAST_SERIAL = 2_958_466
"""Excel numbers days from the one to before the other."""


class What(StrEnum):
    """What is different."""

    CHANGED = "changed"
    ADDED = "added"
    MISSING = "missing"
    ERASED = "erased"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell that differs; `says` is empty where something is missing, `tracker_said` where added."""

    sheet: str
    cell: str
    says: str
    tracker_said: str
    what: What = What.CHANGED

    @property
    def sentence(self) -> str:
        """`Summary C7 says 12, the tracker said 9`."""
        if self.what is What.ADDED:
            return f"{self.sheet} {self.cell}: added: {self.says}"
        if self.what is What.MISSING:
            return f"{self.sheet} {self.cell} is missing; the tracker said {self.tracker_said}"
        if self.what is What.HIDDEN:
            return f"{self.sheet} {self.cell}: hidden, so a reader does not see what is there"
        if self.what is What.ERASED:
            return (
                f"{self.sheet} {self.cell}: its text was erased in the tracker since, so this cell "
                "can no longer be checked; a pack still shows what was erased"
            )
        return f"{self.sheet} {self.cell} says {self.says}, the tracker said {self.tracker_said}"


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found. `problems` are cells that say something else or are gone.

    `folder` is what was found in the evidence folder beside the pack, where there is one.
    """

    facts: PackFacts
    differences: tuple[Difference, ...]
    folder: FolderChecked | None = None

    @property
    def problems(self) -> tuple[Difference, ...]:
        """Everything but what people added and what was erased since."""
        harmless = (What.ADDED, What.ERASED)
        return tuple(each for each in self.differences if each.what not in harmless)

    @property
    def erased(self) -> tuple[Difference, ...]:
        """The cells whose text was erased in the tracker since, which nothing can check."""
        return tuple(each for each in self.differences if each.what is What.ERASED)

    @property
    def added(self) -> tuple[Difference, ...]:
        """The notes that people added."""
        return tuple(each for each in self.differences if each.what is What.ADDED)


State = Callable[[PackFacts], AbstractContextManager[Snapshot]]
"""Gives a snapshot of the state a pack names."""


def check_pack(document: Document, pack: Path, *, progress: Progress | None = None) -> Checked:
    """Check a pack, and the evidence folder beside it, against an open tracker.

    On the thread that owns the tracker. Raises `TrackerError` where the file is no pack, or this
    tracker lacks the state it shows.
    """
    checked = check(pack, state_of(document), progress=progress)
    folder = folder_of(pack)
    if not folder.is_dir():
        return checked
    with document.read() as session:
        may_leave = evidence.may_leave(session)
    with state_of(document)(checked.facts) as snapshot, snapshot.read() as session:
        lines = evidence.index(session)
    found = check_folder(folder, lines, lacking=checked.facts.lacking, may_leave=may_leave)
    return replace(checked, folder=found)


def state_of(document: Document) -> State:
    """How the state that a pack names is found in a tracker."""

    @contextmanager
    def state(facts: PackFacts) -> Iterator[Snapshot]:
        compared = facts.compared.tips if facts.compared else ()
        if not document.holds((*facts.tips, *compared)):
            raise TrackerError(
                f"{document.path.name} does not hold everything that this pack was made from, "
                "so the pack cannot be checked against it.",
                hint="Bring in the copy of the tracker that the pack was made from, "
                "or check the pack against that copy.",
            )
        wanted = datetime.fromisoformat(facts.moment) if facts.moment else None
        with document.snapshot(as_at=wanted, tips=facts.tips, trail=True) as snapshot:
            yield snapshot

    return state


def check(pack: Path, state: State, *, progress: Progress | None = None) -> Checked:
    """Every cell of a pack that differs from the pack made again from the state it names."""
    read = read_pack(pack, progress)
    facts = facts_in(read.properties) or facts_printed(read.sheets.get("Cover", {}))
    if facts is None:
        raise TrackerError(
            f"{pack.name} does not say which state of a tracker it shows, so it is not a pack of "
            "ours, or its Cover was changed.",
            hint="Choose the pack as it was handed out.",
        )
    # A pack reads the clock only to tell today from a past day: let it be the same day again.
    with state(facts) as snapshot, clock.fixed(facts.made_at):
        pages = laid_out(sheets(snapshot, replace(facts, check_code=snapshot.check_code)))
    return Checked(facts, tuple(differences(pages, read)))


def differences(pages: Sequence[Page], read: ReadPack) -> Iterator[Difference]:
    """Every cell of `read` that differs from `pages`, sheet by sheet."""
    for page in pages:
        grid = read.sheets.get(page.name)
        if grid is None:
            yield Difference(page.name, "the whole sheet", "", "its cells", What.MISSING)
        else:
            yield from _Sheet(page, grid).differences()
            yield from _shown(page, read)
    known = {page.name for page in pages}
    for name, cells in read.sheets.items():
        if name not in known:
            for at, value in cells.items():
                yield Difference(name, cell_name(*at), said(value), "", What.ADDED)


NOT_CHECKED = "Colours, fonts and other formatting were not checked."


def _shown(page: Page, read: ReadPack) -> Iterator[Difference]:
    """What is hidden of a sheet, and the charts that draw something else than ours."""
    showing = read.showing.get(page.name, Showing())
    if showing.hidden:
        yield Difference(page.name, "the whole sheet", "", "", What.HIDDEN)
    if showing.rows:
        rows = f"{'row' if len(showing.rows) == 1 else 'rows'} {_runs(showing.rows)}"
        if showing.filtered:
            yield Difference(page.name, rows, "a filter that hides them", "", What.ADDED)
        else:
            yield Difference(page.name, rows, "", "", What.HIDDEN)
    for column in showing.columns:
        letters = cell_name(0, column).rstrip("1")
        yield Difference(page.name, f"column {letters}", "", "", What.HIDDEN)
    left = list(showing.charts)
    for title, series in drawn_by_us(page):
        where = f"the chart “{title}”"
        theirs = next((each for each in left if each.title == title), None)
        if theirs is None:
            yield Difference(page.name, where, "", said(pack_showing.said(series)), What.MISSING)
            continue
        left.remove(theirs)
        for drawn in dict.fromkeys(drawn_there(theirs, read.sheets)):
            if drawn != series:
                one, other = pack_showing.told_apart(drawn, series)
                what = What.ERASED if ERASED in pack_showing.said(series) else What.CHANGED
                yield Difference(page.name, where, one, other, what)
    for each in left:
        yield Difference(page.name, f"the chart “{each.title}”", "a chart", "", What.ADDED)


def _runs(rows: Sequence[int]) -> str:
    return lines_in_words(row + 1 for row in rows)


def said(value: ReadCell | Value | None) -> str:
    """A value as a sentence says it."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, date):
        return day(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = "" if value is None else str(value)
    return text if len(text) <= 200 else f"{text[:197]}…"


def _how_else(read: ReadCell, ours: Value) -> str:
    """What tells two cells apart that read alike."""
    if isinstance(read, str) and isinstance(ours, str):
        return " (further on it differs)"
    return " (as text)" if isinstance(read, str) else " (as a number)"


def _same(read: ReadCell | None, ours: Value) -> bool:
    if isinstance(read, bool):
        return False
    if isinstance(ours, date) and isinstance(read, (int, float)) and 0 < read < LAST_SERIAL:
        # Somebody took the date format off the cell; the date is still the same.
        return SERIAL_START + timedelta(days=read) == ours
    return _plain(read) == _plain(ours)


def _plain(value: ReadCell | Value | None) -> object:
    """A value for comparing: openpyxl takes every `x005F_` out of a text, so both sides do."""
    if isinstance(value, str):
        return value.replace("x005F_", "").replace("\r\n", "\n").replace("_x000D_\n", "\n")
    return value


class _Sheet:
    """One sheet made again, beside the same sheet as it was read."""

    def __init__(self, page: Page, grid: Grid) -> None:
        self._page = page
        self._grid = dict(grid)
        self._rows: dict[int, dict[int, ReadCell]] = defaultdict(dict)
        for (row, column), value in grid.items():
            self._rows[row][column] = value
        self._free = set(self._rows)

    def differences(self) -> Iterator[Difference]:
        """Tables first, wherever they now stand; then what stands outside them; then the rest."""
        found: list[Difference] = []
        inside: set[tuple[int, int]] = set()
        for table in self._page.tables:
            found += self._table(table)
            inside |= {at for at in self._page.cells if table.first <= at[0] <= table.last}
        for at, ours in self._page.cells.items():
            if at not in inside:
                found += self._loose(at, ours.value)
        found += [
            Difference(self._page.name, cell_name(*at), said(value), "", What.ADDED)
            for at, value in sorted(self._grid.items())
        ]
        return iter(sorted(found, key=lambda each: (each.what is What.ADDED, _order(each.cell))))

    def _loose(self, at: tuple[int, int], ours: Value) -> Iterator[Difference]:
        """A title or note: in its own cell, or wherever in its column rows were inserted."""
        if _same(self._grid.get(at), ours):
            del self._grid[at]
            return
        for other, value in self._grid.items():
            if other[1] == at[1] and _same(value, ours):
                del self._grid[other]
                return
        yield self._differs(at, ours)

    def _differs(self, at: tuple[int, int], ours: Value) -> Difference:
        if at not in self._grid:
            return Difference(self._page.name, cell_name(*at), "", said(ours), What.MISSING)
        theirs = self._grid.pop(at)
        if isinstance(ours, str) and ERASED in ours:
            return Difference(self._page.name, cell_name(*at), "", said(ours), What.ERASED)
        told = said(theirs)
        if told == said(ours):
            told += _how_else(theirs, ours)
        return Difference(self._page.name, cell_name(*at), told, said(ours))

    def _table(self, table: TableAt) -> Iterator[Difference]:
        head = self._head_of(table)
        if head is None:
            where = f"{cell_name(table.first, 0)} (the whole table)"
            yield Difference(self._page.name, where, "", ", ".join(table.headings), What.MISSING)
            return
        at_row, columns = head
        for place, heading in enumerate(table.headings):
            if place in columns:
                del self._grid[at_row, columns[place]]
            else:
                yield self._differs((at_row, place), heading)
                columns[place] = place
        self._free.discard(at_row)
        ours = {
            row: [self._page.cells[row, place].value for place in range(len(table.headings))]
            for row in range(table.first + 1, table.last + 1)
        }
        moved = at_row - table.first
        pairs = self._paired(ours, columns, moved)
        for row, values in ours.items():
            theirs = pairs.get(row)
            if theirs is None:
                told = "; ".join(said(value) for value in values[:3])
                where = f"row {row + 1}"
                yield Difference(self._page.name, where, "", told, What.MISSING)
                continue
            for place, value in enumerate(values):
                at = (theirs, columns[place])
                if value == "":  # left blank for people: what they wrote there was added
                    continue
                if _same(self._grid.get(at), value):
                    del self._grid[at]
                else:
                    yield self._differs(at, value)

    def _head_of(self, table: TableAt) -> tuple[int, dict[int, int]] | None:
        """The row that has most of the table's headings, and where each heading stands in it."""
        best: tuple[int, dict[int, int]] | None = None
        order = sorted(self._free, key=lambda row: (abs(row - table.first), row))
        for row in order:
            cells = {_plain(value): column for column, value in reversed(self._rows[row].items())}
            found = {
                place: cells[_plain(heading)]
                for place, heading in enumerate(table.headings)
                if _plain(heading) in cells
            }
            if len(found) == len(table.headings):
                return row, found
            if len(found) > len(best[1] if best else ()):
                best = (row, found)
        return best if best and 2 * len(best[1]) >= len(table.headings) else None

    def _paired(
        self, ours: Mapping[int, Sequence[Value]], columns: Mapping[int, int], moved: int
    ) -> dict[int, int]:
        """Which row of the file is which of ours: the same all over, then alike, then in place."""
        theirs = {
            row: [_plain(self._rows[row].get(columns[place])) for place in range(len(columns))]
            for row in sorted(self._free)
        }
        pairs: dict[int, int] = {}

        def pair(key_of: Callable[[Sequence[object]], object], *, once: bool) -> None:
            waiting: dict[object, list[int]] = defaultdict(list)
            for row in sorted(self._free, reverse=True):
                waiting[key_of(theirs[row])].append(row)
            left = [row for row in ours if row not in pairs]
            wanted = Counter(key_of([_plain(value) for value in ours[row]]) for row in left)
            for row in left:
                key = key_of([_plain(value) for value in ours[row]])
                rows = waiting.get(key, [])
                if not rows or (once and (wanted[key] > 1 or len(rows) > 1)):
                    continue
                found = row + moved if row + moved in rows else rows[-1]
                rows.remove(found)
                self._free.discard(found)
                pairs[row] = found

        pair(tuple, once=False)
        pair(lambda values: tuple(values[:2]), once=True)
        pair(lambda values: values[0], once=True)
        if len(columns) > 1:
            pair(lambda values: values[1], once=True)
        for row in ours:
            if row not in pairs and row + moved in self._free:
                self._free.discard(row + moved)
                pairs[row] = row + moved
        return pairs


def _order(cell: str) -> tuple[int, int, str]:
    """Cells by row, then column."""
    letters = cell.rstrip("0123456789")
    number = cell[len(letters) :]
    return (int(number) if number else 0, len(letters), cell)
