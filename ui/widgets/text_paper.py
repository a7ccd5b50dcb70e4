"""Sets out the passages of a document as a person reads them: headings, lists, boxes and tables."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from PySide6.QtGui import (
    QBrush,
    QColor,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextLength,
    QTextTableFormat,
)

from marmot_tracker.exchange.reports.blocks import BlockKind
from marmot_tracker.exchange.reports.passages import Passage
from ui import theme
from ui.widgets.outlines import LOOK

EDGE = 8 * theme.STEP
"""White room at the sides of the paper, in pixels: tags stand in it."""
INDENT = 3 * theme.STEP
LARGER = (1.5, 1.5, 1.25, 1.1)
"""How large headings are, by their level from 1; those below stand strong at the size of the text."""
MOST_COLUMNS = 20


def set_out(document: QTextDocument, passages: Sequence[Passage]) -> list[int]:
    """Fill an empty document; gives the number of the block that each passage begins with, and of
    the one after the last.
    """
    document.setUndoRedoEnabled(False)
    frame = document.rootFrame().frameFormat()
    frame.setLeftMargin(EDGE)
    frame.setRightMargin(EDGE)
    frame.setTopMargin(4 * theme.STEP)
    frame.setBottomMargin(4 * theme.STEP)
    frame.setBackground(QBrush(QColor(LOOK.surface)))
    document.rootFrame().setFrameFormat(frame)
    cursor = QTextCursor(document)
    cursor.beginEditBlock()
    begins: list[int] = []
    fresh = True
    for tabled, group in groupby(passages, key=lambda passage: bool(passage.cells)):
        held = list(group)
        if tabled:
            begins += _table(cursor, held)
            fresh = False
            continue
        for passage in held:
            if not fresh:
                cursor.insertBlock()
            fresh = False
            begins.append(cursor.blockNumber())
            _paragraph(cursor, passage, document)
    cursor.endEditBlock()
    return [*begins, document.blockCount()]


def _paragraph(cursor: QTextCursor, passage: Passage, document: QTextDocument) -> None:
    block = QTextBlockFormat()
    letters = QTextCharFormat()
    letters.setForeground(QColor(LOOK.text))
    block.setBottomMargin(theme.STEP)
    size = document.defaultFont().pointSizeF()
    text = passage.whole
    if passage.kind is BlockKind.HEADING:
        at = max(passage.level, 1)
        letters.setFontPointSize(size * (LARGER[at] if at < len(LARGER) else 1.0))
        letters.setFontWeight(theme.STRONG)
        block.setTopMargin(1.5 * theme.STEP)
        block.setHeadingLevel(min(at, 6))
    elif passage.kind is BlockKind.ITEM:
        block.setLeftMargin((passage.level + 1) * INDENT)
        block.setTextIndent(-INDENT)
        block.setBottomMargin(theme.STEP / 2)
        text = f"{passage.label}\N{NO-BREAK SPACE} {passage.text}".strip()
    elif passage.kind in (BlockKind.CONTENTS, BlockKind.FOOTNOTE):
        letters.setForeground(QColor(LOOK.quiet))
        letters.setFontPointSize(size * theme.SMALL)
        block.setBottomMargin(theme.STEP / 4)
    if passage.boxed:
        block.setBackground(QColor(LOOK.window))
    cursor.setBlockFormat(block)
    cursor.setCharFormat(letters)
    cursor.setBlockCharFormat(letters)
    cursor.insertText(text.replace("\n", "\N{LINE SEPARATOR}"), letters)


def _table(cursor: QTextCursor, rows: Sequence[Passage]) -> list[int]:
    """A table of rows one under another; gives the first block of each row."""
    wide = min(max(len(row.cells) for row in rows), MOST_COLUMNS)
    shape = QTextTableFormat()
    shape.setBorder(1)
    shape.setBorderCollapse(True)
    shape.setBorderBrush(QBrush(QColor(LOOK.hairline)))
    shape.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    shape.setCellPadding(theme.STEP / 2)
    shape.setTopMargin(theme.STEP)
    shape.setBottomMargin(theme.STEP)
    shape.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
    shape.setColumnWidthConstraints(_widths(rows, wide))
    table = cursor.insertTable(len(rows), wide, shape)
    letters = QTextCharFormat()
    letters.setForeground(QColor(LOOK.text))
    begins = []
    for down, row in enumerate(rows):
        begins.append(table.cellAt(down, 0).firstCursorPosition().blockNumber())
        for across, cell in enumerate(row.cells[:wide]):
            place = table.cellAt(down, across).firstCursorPosition()
            place.insertText(cell.replace("\n", "\N{LINE SEPARATOR}"), letters)
    cursor.movePosition(QTextCursor.MoveOperation.End)
    return begins


def _widths(rows: Sequence[Passage], wide: int) -> list[QTextLength]:
    """How wide columns are: by the square root of their longest text, so that numbers stay small,
    and no narrower than their longest word.
    """
    longest = [
        max((len(row.cells[at]) for row in rows if at < len(row.cells)), default=0)
        for at in range(wide)
    ]
    words = [
        max(
            (len(word) for row in rows for word in " ".join(row.cells[at : at + 1]).split()),
            default=0,
        )
        for at in range(wide)
    ]
    shares = [
        max(min(length, 400) ** 0.5, min(word, 14) * 0.62, 1.8)
        for length, word in zip(longest, words, strict=True)
    ]
    whole = sum(shares)
    return [QTextLength(QTextLength.Type.PercentageLength, 100 * share / whole) for share in shares]
