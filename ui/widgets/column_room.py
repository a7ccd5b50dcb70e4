"""How wide a list's columns are: never narrower than what must be read, the wording gives way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtGui import QFont, QFontMetricsF

from ui import theme
from ui.widgets.delegates import PADDING
from ui.widgets.table_model import Column, TableModel

READABLE = 16
"""The fewest letters to a line of wording before spare columns step aside."""
AMPLE, OFTEN = 26, 3
"""The fewest letters before those step aside that are seldom asked for: spare more than so much."""
LEAST = 11
"""The fewest when none are left: then another column gives way."""
GIVING_WAY = {"owner": 8}
"""Columns that give way after the wording, and to how many letters."""
WHOLE = {"reference": 14, "rating": 40, "due": 40}
"""Columns never cut, up to so many letters."""
LOOKED_AT = 1000
"""Rows that are looked through for the longest cell."""
BESIDE = PADDING + 6
"""What a cell has left and right of its words."""


def needed(model: TableModel[Any], at: int, font: QFont) -> int:
    """How many pixels the longest cell of a column that is never cut needs; 0 for the others."""
    column = model.columns[at]
    bound = WHOLE.get(column.name)
    if bound is None:
        return 0
    cells = {column.cell(row) for row in model.all_rows[:LOOKED_AT]}
    chips = {(cell.rating, cell.text) for cell in cells if cell.rating is not None}
    wide = max((theme.chip_size(font, one, text).width() for one, text in chips if one), default=0)
    strong = QFontMetricsF(theme.scaled(font, theme.BODY, theme.STRONG))
    small = QFontMetricsF(theme.scaled(font, theme.SMALL))
    texts = sorted({cell.text for cell in cells if cell.rating is None}, key=len)[-5:]
    beneath = sorted({cell.beneath for cell in cells}, key=len)[-3:]
    words = max((strong.horizontalAdvance(text) for text in texts), default=0.0)
    under = max((small.horizontalAdvance(text) for text in beneath), default=0.0)
    most = bound * strong.averageCharWidth()
    return round(min(max(words, under, wide), most)) + BESIDE + 2


def letters_kept(spare: int) -> int:
    """How many letters to a line the wording keeps beside a column so spare."""
    return READABLE if spare <= OFTEN else AMPLE


def laid_out(
    columns: Sequence[Column[Any]],
    wanted: dict[int, int],
    shares: dict[str, int],
    *,
    room: int,
    letter: float,
) -> dict[int, int]:
    """The width of each column that is shown, by its place; the others step aside.

    `wanted` are the widths of those that have one, `shares` how those named grow with the wording.
    """
    wide = dict(wanted)
    for at in sorted(wide, key=lambda at: -columns[at].spare):
        spare = columns[at].spare
        if spare and sum(wide.values()) > room - round(letters_kept(spare) * letter):
            del wide[at]
    _give_way(columns, wide, room, letter)
    for taker in range(len(columns)):
        if taker in wanted:
            continue
        growing = {
            at: shares[column.name]
            for at, column in enumerate(columns)
            if column.name in shares and (at in wide or at == taker)
        }
        left = _shared(room - sum(wide.values()), wide, growing, taker=taker)
        wide[taker] = max(left, round(LEAST * letter))
    return wide


def _shared(left: int, wide: dict[int, int], shares: dict[int, int], *, taker: int) -> int:
    """What is left for the column `taker`, once those that grow with it have their share of it.

    They are made wider, never narrower.
    """
    others = [at for at in shares if at != taker]
    pool = left + sum(wide[at] for at in others)
    for at in others:
        wide[at] = max(wide[at], pool * shares[at] // sum(shares.values()))
    return pool - sum(wide[at] for at in others)


def _give_way(
    columns: Sequence[Column[Any]], wide: dict[int, int], room: int, letter: float
) -> None:
    """Let other columns be narrower while the wording has less than its least."""
    lacking = round(LEAST * letter) - (room - sum(wide.values()))
    for at, width in list(wide.items()):
        least = GIVING_WAY.get(columns[at].name)
        if lacking > 0 and least is not None:
            given = min(max(width - round(least * letter) - BESIDE, 0), lacking)
            wide[at] -= given
            lacking -= given
