"""Reads .csv and .tsv files: encoding and separator found and told, quoted lines kept whole."""

from __future__ import annotations

import csv
import io
import itertools
import statistics
from pathlib import Path

from marmot_tracker.errors import TrackerError
from marmot_tracker.exchange.readers.checks import MAX_COLUMNS, MAX_ROWS, READABLE
from marmot_tracker.exchange.tables import RawTable, clean
from marmot_tracker.progress import Progress

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "upright bars"}
SAMPLE_LINES = 300
MAX_CELL = 1_000_000
"""Characters in one cell; Excel holds 32,767, so more is no cell of a list."""


def read_delimited(path: Path, progress: Progress) -> tuple[RawTable, ...]:
    """The one table of a delimited file. Raises `TrackerError` where it is no such file."""
    progress.step(0, 1, path.name)
    text, notes = decode(path.read_bytes(), path.name)
    text, separator, told = find_separator(text)
    if told:
        notes.append(told)
    rows = _records(text, separator, path.name)
    if any(len(row) > MAX_COLUMNS for row in rows):
        notes.append(f"At most {MAX_COLUMNS} columns are read; there are more.")
    cells = tuple(
        tuple(clean(cell) or None for cell in row[:MAX_COLUMNS]) for row in rows[:MAX_ROWS]
    )
    while cells and not any(cells[-1]):
        cells = cells[:-1]
    unread = sum(any(map(clean, row)) for row in rows[MAX_ROWS:])
    table = RawTable(
        name=path.stem,
        rows=cells,
        notes=tuple(notes),
        is_sheet=False,
        unread=unread,
        colours_seen=False,
    )
    return (table,)


WORKBOOKS = frozenset({".ods", ".ots", ".xls", ".xlsx", ".xlsm", ".xlsb", ".xltx"})
"""Endings by which a file says that it is a workbook."""


def decode(raw: bytes, name: str) -> tuple[str, list[str]]:
    """The file's text, and notes on how its characters were read.

    Tried in turn: a byte-order mark, UTF-16 without one, UTF-8, Windows western European (what
    Excel writes in Britain), and what charset-normalizer thinks. NULs are taken out and told.
    """
    text, notes = _decoded(raw, name)
    nulls = text.count("\0")
    if nulls:
        notes.append(f"NUL characters were taken out of the text ({nulls}).")
        text = text.replace("\0", "")
    return text, notes


def _decoded(raw: bytes, name: str) -> tuple[str, list[str]]:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace"), ["Characters read as UTF-16."]
    sample = raw[:4000]
    for encoding, high in (("utf-16-le", 1), ("utf-16-be", 0)):
        if len(sample) > 8 and sample[high::2].count(0) > len(sample) * 0.4 > 0:
            return raw.decode(encoding, "replace"), ["Characters read as UTF-16."]
    if raw.count(0) > max(20, len(raw) // 20):
        raise TrackerError(
            f"{name} is not a text file, whatever its name says; nothing was read.", hint=READABLE
        )
    try:
        return raw.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        pass
    try:
        text = raw.decode("cp1252")
    except UnicodeDecodeError:
        return _normalised(raw, name)
    return text, ["Characters read as Windows western European (cp1252)."]


def _normalised(raw: bytes, name: str) -> tuple[str, list[str]]:
    from charset_normalizer import from_bytes

    best = from_bytes(raw).best()
    if best is None and Path(name).suffix.lower() in WORKBOOKS:
        raise TrackerError(
            f"{name} is no workbook, whatever its name says, or is damaged: its content is neither "
            "a workbook's nor text.",
            hint="Ask for it again, or open it in Excel, let it repair the file, and save a copy.",
        )
    if best is None:
        raise TrackerError(
            f"The characters of {name} cannot be read: they fit no known encoding.",
            hint="Open it in Excel and save it as 'CSV UTF-8' or as a workbook (.xlsx).",
        )
    return str(best), [f"Characters read as {best.encoding}: please look at accented letters."]


def find_separator(text: str) -> tuple[str, str, str]:
    """The text without Excel's own `sep=` line, the separator, and how it was chosen in words.

    The separator is the one that cuts most rows into the same number of columns, more than one;
    of equals, the one that makes more columns.
    """
    first, newline, rest = text.partition("\n")
    mark = first.strip().lower()
    if mark.startswith("sep=") and first.strip()[4:] in (*SEPARATORS, ""):
        # The line stays as a blank one, so that rows keep the numbers Excel shows.
        return newline + rest, first.strip()[4:] or "\t", ""
    sample = "\n".join(text.split("\n", SAMPLE_LINES)[:SAMPLE_LINES])
    best, best_score = ",", (0.0, 0)
    for separator in SEPARATORS:
        score = _evenness(sample, separator)
        if score > best_score:
            best, best_score = separator, score
    told = "" if best == "," else f"Columns are separated by {SEPARATORS[best]}."
    return text, best, told


def _evenness(sample: str, separator: str) -> tuple[float, int]:
    """How evenly a separator cuts the sample: share of rows with the usual width, and the width."""
    try:
        widths = [len(row) for row in csv.reader(io.StringIO(sample), delimiter=separator) if row]
    except csv.Error:
        return (0.0, 0)
    filled = [width for width in widths if width > 1]
    if not filled:
        return (0.0, 0)
    usual = statistics.mode(filled)
    share = sum(width == usual for width in widths) / len(widths)
    return (round(share, 1), usual)


def _records(text: str, separator: str, name: str) -> list[list[str]]:
    csv.field_size_limit(MAX_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    rows: list[list[str]] = []
    lines = 0
    try:
        for row in reader:
            rows.append(row)
            lines = reader.line_num
    except csv.Error as error:
        if reader.line_num - lines > 1 or _opens_quoted(text, lines, separator):
            raise _never_closed(name, len(rows) + 1) from error
        raise _cell_too_long(name, len(rows) + 1) from error
    if rows and _open_quote(text, separator):
        raise _never_closed(name, len(rows))
    return rows


def _opens_quoted(text: str, line: int, separator: str) -> bool:
    """Whether a cell of the line at `line`, counted from 0, begins with a quotation mark."""
    found = next(itertools.islice(io.StringIO(text, newline=""), line, None), "")
    return found.startswith('"') or f'{separator}"' in found


def _open_quote(text: str, separator: str) -> bool:
    """Whether the text ends inside quotation marks."""
    if text.count('"') % 2 == 0:
        return False
    try:
        for _ in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
            pass
    except csv.Error as error:
        return "unexpected end of data" in str(error)
    return False


def _cell_too_long(name: str, row: int) -> TrackerError:
    return TrackerError(
        f"Row {row} of {name} has a cell of more than {MAX_CELL:,} characters, which no list of "
        "recommendations has; nothing was read.",
        hint="Check that it is the right file: a list has one recommendation to a row. " + READABLE,
    )


def _never_closed(name: str, row: int) -> TrackerError:
    return TrackerError(
        f'A quotation mark (") opened in row {row} of {name} is never closed, so everything '
        "after it runs into one cell; nothing was read.",
        hint=f"Close the mark in row {row}, or save the list from Excel as a workbook (.xlsx).",
    )
