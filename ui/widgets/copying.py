"""Rows as a table on the clipboard: tab-separated text for Excel, HTML for Word, Outlook, Teams."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QMimeData

from marmot_tracker.services.pasting import safe
from ui.widgets.table_model import Column

AS_TEXT = "mso-number-format:'\\@'"
"""Tells Excel that a cell is text: 5.10 stays 5.10, a day stays as written, = is no formula."""


def table_data(columns: Sequence[Column[Any]], rows: Sequence[Any]) -> QMimeData:
    """The cells of `rows` in these columns, under their headings."""
    head = [column.heading or column.full_name for column in columns]
    body = [[column.copied_words(row) for column in columns] for row in rows]
    data = QMimeData()
    data.setText("\n".join("\t".join(map(_cell, line)) for line in (head, *body)))
    data.setHtml(_html_table(head, body, [column.right for column in columns]))
    return data


def _cell(text: str) -> str:
    return safe(" ".join(text.split()))


def _html_table(head: Sequence[str], body: Sequence[Sequence[str]], right: Sequence[bool]) -> str:
    top = "".join(f'<th scope="col">{html.escape(text)}</th>' for text in head)
    rows = "".join(
        "<tr>"
        + "".join(
            f"<td{'' if number else f' style={chr(34)}{AS_TEXT}{chr(34)}'}>{html.escape(text)}</td>"
            for text, number in zip(line, right, strict=True)
        )
        + "</tr>"
        for line in body
    )
    return f'<meta charset="utf-8"><table border="1"><tr>{top}</tr>{rows}</table>'
