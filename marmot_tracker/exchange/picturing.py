"""Makes the pictures of a file's sheets from what its reading found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from marmot_tracker.exchange.items import ItemReader
from marmot_tracker.exchange.row_kinds import RowKind
from marmot_tracker.exchange.sheets import ALL_LETTERS, COLUMNS, LETTERS, ROWS, SheetPicture, Taken
from marmot_tracker.exchange.tables import Cell, RawTable, cell_text

_TAKEN = {RowKind.ITEM: Taken.ITEM, RowKind.CONTINUED: Taken.GOES_ON, RowKind.BLANK: Taken.BLANK}


def pictures(tables: Sequence[RawTable], readers: Sequence[ItemReader]) -> tuple[SheetPicture, ...]:
    """A picture of each table that holds anything, in the file's order.

    The sheets that were read are shown first from what room there is.
    """
    by_name: dict[str, list[ItemReader]] = {}
    for reader in readers:
        by_name.setdefault(reader.table.name, []).append(reader)
    room = ALL_LETTERS
    made: dict[int, SheetPicture] = {}
    for place in sorted(range(len(tables)), key=lambda place: tables[place].name not in by_name):
        table, own = tables[place], by_name.get(tables[place].name, [])
        if not table.rows:
            continue
        shown = own[0].table if own and own[0].table.turned else table
        rows = _rows(shown, room)
        room -= sum(len(text) for row in rows for text in row)
        made[place] = _picture(shown, rows, own)
    return tuple(made[place] for place in sorted(made))


def _rows(table: RawTable, room: int) -> tuple[tuple[str, ...], ...]:
    """The cells that are shown, as texts, while there is room."""
    rows: list[tuple[str, ...]] = []
    for cells in table.rows[:ROWS]:
        row = [_text(cell) for cell in cells[:COLUMNS]]
        while row and not row[-1]:
            row.pop()
        room -= sum(map(len, row))
        if room < 0:
            break
        rows.append(tuple(row))
    return tuple(rows)


def _text(cell: Cell) -> str:
    text = cell_text(cell)
    return text if len(text) <= LETTERS else f"{text[: LETTERS - 1]}…"


def _picture(
    table: RawTable, rows: tuple[tuple[str, ...], ...], readers: Sequence[ItemReader]
) -> SheetPicture:
    taken, why = _taken(rows, readers)
    width = max((len(row) for row in table.rows), default=0)

    def within(cells: Mapping[tuple[int, int], str]) -> dict[tuple[int, int], str]:
        return {at: text for at, text in cells.items() if at[0] < len(rows) and at[1] < COLUMNS}

    return SheetPicture(
        name=table.name,
        is_sheet=table.is_sheet,
        read=bool(readers),
        rows=rows,
        taken=taken,
        columns=readers[0].plan.columns[:COLUMNS] if readers else (),
        why=why,
        fills=within(table.colours),
        faults=within({at: text for reader in readers for at, text in reader.faults.items()}),
        first_row=table.first_row,
        more=len(table.rows) - len(rows) + table.unread,
        wider=max(0, width - COLUMNS),
        turned=table.turned,
        hidden=table.hidden,
    )


def _taken(
    rows: Sequence[tuple[str, ...]], readers: Sequence[ItemReader]
) -> tuple[tuple[Taken, ...], dict[int, str]]:
    """What each row was taken for, and why, in words, where it was left out."""
    plain = Taken.TITLE if readers else Taken.NOT_READ
    taken = [plain if any(row) else Taken.BLANK for row in rows]
    why: dict[int, str] = {}
    for reader in readers:
        header = reader.plan.header
        for index in range(header.index, header.last + 1):
            if 0 <= index < len(taken):
                taken[index] = Taken.HEADINGS
        for index, kind in reader.kinds.items():
            if index >= len(taken):
                continue
            taken[index] = _TAKEN.get(kind, Taken.LEFT_OUT)
            if kind is RowKind.SECTION and "theme" not in reader.plan.fields:
                taken[index] = Taken.THEME
            elif taken[index] is Taken.LEFT_OUT:
                why[index] = kind.value
    return tuple(taken), why
