"""The lines of a copy under the people who wrote them, and how each is shown, spoken and painted."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QPainter

from marmot_tracker.services import wording
from marmot_tracker.services.coming_in import Coming, ComingFrom, ComingKind, ComingLine
from ui import theme
from ui.widgets.delegates import CellDelegate, Index, paint_heading
from ui.widgets.table_model import Cell, Column, Roles, Tone, natural

HEADING = "from:"
"""Begins the name of a row that heads what one person wrote."""
TICK, SUBJECT = 0, 1
KINDS = {
    ComingKind.NEW: "New",
    ComingKind.CHANGED: "Changed",
    ComingKind.WITHDRAWN: "Withdrawn",
    ComingKind.TWO_ANSWERS: "Two answers",
}


@dataclass(frozen=True, slots=True)
class CopyRow:
    """A line of the copy, or with `line` None the heading of what one person wrote."""

    of: ComingFrom
    line: ComingLine | None = None
    ticked: bool = False

    @property
    def uid(self) -> str:
        """What names the row."""
        return f"{HEADING}{self.of.who}" if self.line is None else self.line.key


def rows_of(groups: Sequence[ComingFrom], ticked: Collection[str]) -> list[CopyRow]:
    """Each person's lines under their name, those outside their own part first."""
    rows = []
    for of in groups:
        rows.append(CopyRow(of))
        rows += [CopyRow(of, line, line.key in ticked) for line in of.lines]
    return rows


def in_short(coming: Coming) -> str:
    """`2 new, 6 changed, 1 withdrawn. 2 evidence files come along (2.4 MB).`"""
    parts = [
        f"{many:,} {words}"
        for many, words in (
            (coming.new, "new"),
            (coming.changed, "changed"),
            (coming.withdrawn, "withdrawn"),
            (coming.two_answers, "will have two answers"),
        )
        if many
    ]
    said = [f"{wording.joined(parts)}." if parts else "Nothing that is shown changes."]
    if coming.files:
        come = "comes" if coming.files == 1 else "come"
        said.append(
            f"{wording.counted(coming.files, 'evidence file')} {come} along "
            f"({wording.size(coming.files_size)})."
        )
    return " ".join(said)


def name_of(of: ComingFrom) -> str:
    """Who wrote the lines; of some nobody alone did."""
    return of.who or "Several people together"


def heading_words(of: ComingFrom) -> str:
    """What is said beside a name: whose chair, how many entries, how many outside that part."""
    said = [wording.joined(of.own)] if of.own else []
    said.append(wording.counted(len(of.lines), "line"))
    if of.outside:
        said.append(f"{of.outside:,} outside {wording.joined(of.own)}")
    first, last = wording.day_of(of.first), wording.day_of(of.last)
    said.append(first if first == last else f"{first} to {last}")
    return " · ".join(said)


def in_full(row: CopyRow | None) -> str:
    """All that is known of a line, as the foot of the list says it."""
    if row is None:
        return ""
    line = row.line
    if line is None:
        return f"{name_of(row.of)}: {heading_words(row.of)}."
    said = [line.words]
    when = f", {wording.moment(line.at)}" if line.at is not None else ""
    said.append(f"By {line.who or 'somebody'}{when}." + _why(line.reason))
    if line.outside:
        said.append(f"Outside {wording.joined(row.of.own)}.")
    told = wording.sentence(line.put_back_words)
    if told:
        said.append(f"Put back: {told}" if line.can_put_back else told)
    return " ".join(said)


def _why(reason: str) -> str:
    return f" Why: {wording.sentence(reason)}" if reason else ""


def _tick(row: CopyRow) -> Cell:
    if row.line is None or not row.line.can_put_back:
        return Cell("")
    return Cell("yes" if row.ticked else "no")


def _tick_spoken(row: CopyRow) -> str:
    if row.line is None:
        return f"{name_of(row.of)}: {heading_words(row.of)}"
    if not row.line.can_put_back:
        return "cannot be put back"
    return "put back" if row.ticked else "not put back"


def spoken(row: CopyRow) -> str:
    """A whole line in one sentence, as it is spoken where the keyboard first comes to it."""
    line = row.line
    if line is None:
        return _tick_spoken(row)
    outside = ", not their own" if line.outside else ""
    what = _what(row)
    parts = (
        f"{line.reference} {line.subject}".strip() or "The tracker itself",
        f"{line.subgroup or '—'}{outside}",
        ", ".join(part for part in (what.text, what.beneath) if part),
        f"here now: {line.ours or '—'}",
        f"in the copy: {_theirs(row) or '—'}",
        _tick_spoken(row),
    )
    return "; ".join(parts)


def _about(row: CopyRow) -> Cell:
    line = row.line
    if line is None:
        return Cell(name_of(row.of), Tone.STRONG, heading_words(row.of))
    if line.reference:
        return Cell(line.reference, Tone.STRONG, line.subject)
    return Cell(line.subject or "The tracker itself", Tone.STRONG, lines=2)


def _what(row: CopyRow) -> Cell:
    if row.line is None:
        return Cell("")
    kind = KINDS[row.line.kind]
    told = row.line.field_words
    loud = row.line.kind in (ComingKind.TWO_ANSWERS, ComingKind.WITHDRAWN)
    tone = Tone.MISSING if loud else Tone.PLAIN
    return Cell(f"{told[:1].upper()}{told[1:]}" if told else kind, tone, kind if told else "")


def _part(row: CopyRow) -> Cell:
    if row.line is None:
        return Cell("")
    words = row.line.subgroup or "—"
    return (
        Cell(words, Tone.MISSING, "not their own", lines=2)
        if row.line.outside
        else Cell(words, lines=2)
    )


def _value(words: str, line: ComingLine | None, *, strong: bool = False) -> Cell:
    if line is None:
        return Cell("")
    return Cell(words or "—", Tone.STRONG if strong else Tone.QUIET, lines=2)


def _theirs(row: CopyRow) -> str:
    line = row.line
    if line is None:
        return ""
    return line.theirs or (line.words if line.kind is not ComingKind.CHANGED else "")


COLUMNS: tuple[Column[CopyRow], ...] = (
    Column("tick", "Put back", _tick, lambda row: row.ticked, width=8, spoken=_tick_spoken),
    Column(
        "about",
        "Recommendation",
        _about,
        lambda row: natural(row.line.reference if row.line else ""),
        width=20,
        spoken=spoken,
        tip=lambda row: row.line.subject if row.line else "",
    ),
    Column("part", "Subgroup", _part, lambda row: row.line.subgroup if row.line else "", width=15),
    Column("what", "What", _what, lambda row: row.line.kind if row.line else "", width=13),
    Column(
        "ours",
        "Here now",
        lambda row: _value(row.line.ours if row.line else "", row.line),
        lambda row: row.line.ours if row.line else "",
        width=19,
        tip=lambda row: row.line.ours if row.line else "",
    ),
    Column(
        "theirs",
        "In the copy",
        lambda row: _value(_theirs(row), row.line, strong=True),
        lambda row: row.line.theirs if row.line else "",
        width=0,
        tip=_theirs,
    ),
)


class HeadedDelegate(CellDelegate):
    """Paints the heading of one person's lines across the table."""

    heading = HEADING

    def paint_head(
        self, painter: QPainter, box: QRectF, index: Index, look: theme.Colours, font: QFont
    ) -> None:
        cell = index.sibling(index.row(), SUBJECT).data(Roles.CELL)
        if index.column() == TICK and isinstance(cell, Cell):
            room = box.adjusted(12, 0, -8, 0)
            paint_heading(painter, room, cell.text, cell.beneath, ink=look.accent, font=font)
