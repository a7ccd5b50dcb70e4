"""Writes small .ods workbooks for the tests, as LibreOffice lays them out."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

KIND = "application/vnd.oasis.opendocument.spreadsheet"
Range = tuple[int, int, int, int]


def open_workbook(
    path: Path,
    sheets: Mapping[str, Sequence[Sequence[Any]]] | Sequence[Sequence[Any]],
    *,
    merged: Sequence[Range] = (),
    hidden: Sequence[str] = (),
    hidden_rows: Sequence[int] = (),
    below: str = "",
    kind: str = KIND,
    manifest: str = "",
) -> Path:
    """An .ods workbook; merges and hidden rows are the first sheet's.

    A cell given as (value, shown) is a number and how it is printed; `below` is XML put after the
    rows of every sheet.
    """
    if not isinstance(sheets, Mapping):
        sheets = {"Register": sheets}
    tables = "".join(
        _table(
            name,
            cells,
            merged if first else (),
            hidden_rows if first else (),
            name in hidden,
            below,
        )
        for first, (name, cells) in zip(
            [True] + [False] * len(sheets), sheets.items(), strict=False
        )
    )
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
        'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
        'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0" '
        'office:version="1.3"><office:automatic-styles>'
        '<style:style style:name="out" style:family="table">'
        '<style:table-properties table:display="false"/></style:style></office:automatic-styles>'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", kind)
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>{manifest}'
            "</manifest:manifest>",
        )
        archive.writestr("content.xml", content)
    return path


def _table(
    name: str,
    cells: Sequence[Sequence[Any]],
    merged: Sequence[Range],
    hidden_rows: Sequence[int],
    hidden: bool,
    below: str,
) -> str:
    spans = {
        (top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in merged
    }
    covered = {
        (row, column)
        for top, left, bottom, right in merged
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    } - set(spans)
    rows = []
    for row, values in enumerate(cells):
        made = "".join(
            "<table:covered-table-cell/>"
            if (row, column) in covered
            else _cell(value, spans.get((row, column)))
            for column, value in enumerate(values)
        )
        out = ' table:visibility="collapse"' if row in hidden_rows else ""
        rows.append(f"<table:table-row{out}>{made}</table:table-row>")
    style = ' table:style-name="out"' if hidden else ""
    return f"<table:table table:name={quoteattr(name)}{style}>{''.join(rows)}{below}</table:table>"


def _cell(value: Any, span: tuple[int, int] | None) -> str:
    spanned = (
        f' table:number-rows-spanned="{span[0]}" table:number-columns-spanned="{span[1]}"'
        if span
        else ""
    )
    shown = ""
    if isinstance(value, tuple):
        value, shown = value
    if value is None or value == "":
        return f"<table:table-cell{spanned}/>"
    if isinstance(value, date):
        kind = f'office:value-type="date" office:date-value="{value:%Y-%m-%d}"'
        shown = f"{value:%d/%m/%Y}"
    elif isinstance(value, (int, float)):
        what = "percentage" if shown.endswith("%") else "float"
        kind, shown = f'office:value-type="{what}" office:value="{value}"', shown or str(value)
    else:
        kind, shown = 'office:value-type="string"', value
    texts = "".join(f"<text:p>{escape(line)}</text:p>" for line in shown.split("\n"))
    return f"<table:table-cell{spanned} {kind}>{texts}</table:table-cell>"
