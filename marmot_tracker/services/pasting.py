"""A table from the clipboard: read from what Excel, Word or a mail puts there, aimed at cells.

Lines go to the rows from the chosen one down, cells to the columns from the current one rightwards;
with headings of ours in its first line a table finds its columns by them, and with references its
rows, too. What is aimed at is planned and written by `services.bulk`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import TypeAlias

from marmot_tracker.errors import TrackerError
from marmot_tracker.services.bulk import Line, Verdict, Wish, named_twice
from marmot_tracker.services.register import RegisterRow
from marmot_tracker.trail.collector import collector_resting

Words: TypeAlias = str | None
"""What a cell says; None where a wider or higher one covers it."""
Table: TypeAlias = tuple[tuple[Words, ...], ...]

MOST_CELLS = 200_000
"""More than this on the clipboard is no paste into a list."""
WIDEST, HIGHEST = 1_000, 65_534
"""How many columns and rows a cell of HTML can cover: the limits of the HTML standard."""
FORMULA_SIGNS = ("=", "+", "-", "@")
"""How a text begins that a spreadsheet would take for a formula."""

_UNFIT = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_BREAKS = str.maketrans(dict.fromkeys("\x0b\x0c\x85", " "))
"""What ends a line within a paragraph of Word, or a page; a blank in a list."""


@dataclass(frozen=True, slots=True)
class Target:
    """A column that can be pasted into: its headings, its field ("" for none), what a row says."""

    headings: tuple[str, ...]
    field: str
    said: Callable[[RegisterRow], str]
    names_rows: bool = False


@dataclass(frozen=True, slots=True)
class Aimed:
    """The cells a table wishes for, and those that come to nothing, with why.

    `headed` says that the first line was taken for headings, `left` how many lines found no row.
    """

    wishes: tuple[Wish, ...]
    settled: tuple[Line, ...]
    headed: bool = False
    left: int = 0


@collector_resting()
def read_table(text: str, html: str = "") -> Table:
    """The cells on the clipboard: tab-separated text, else the first table of the HTML.

    Raises `TrackerError` where there is nothing, or too much. Signs that cannot be kept are left
    out.
    """
    if len(text) + len(html) > 50_000_000:
        raise _too_much()
    table = _from_text(text)
    if html and (not table or max(map(len, table)) == 1):
        table = _from_html(html) or table
    if not table:
        raise TrackerError(
            "There is no text on the clipboard.", hint="Copy cells in Excel first, then paste."
        )
    return table


@collector_resting()
def aim(
    table: Table,
    *,
    rows: Sequence[RegisterRow],
    chosen: Sequence[str],
    columns: Sequence[Target],
    column: int,
    every: Sequence[RegisterRow] = (),
    named: Sequence[Target] = (),
) -> Aimed:
    """Say which cell each value is for.

    `rows` are those shown, in their order; `chosen` the uids of the chosen ones; `columns` those
    shown, of which `column` is the current one; `every` row may be named by its reference, and
    every one of the `named` columns (else of those shown) by its heading.
    """
    heads = _headed(table[0], named or columns)
    if heads is not None:
        body, targets = table[1:], heads
        by_name = next((at for at, each in enumerate(heads) if each and each.names_rows), None)
    else:
        body, by_name = table, None
        width = max(map(len, table))
        targets = [*columns[column : column + width]]
        targets += [None] * (width - len(targets))
    if by_name is not None:
        found = _by_reference(body, by_name, every or rows)
    else:
        found = _by_place(body, rows, chosen)
    pairs = [(row, line) for line, row in zip(body, found, strict=True) if row is not None]
    if len(body) == 1 and by_name is None:  # one line for every other chosen row, as Excel does
        others = set(chosen) - {row.uid for row, _line in pairs}
        pairs += [(row, body[0]) for row in rows if row.uid in others]
    cells = list(_cells(pairs, targets))
    return Aimed(
        tuple(each for each in cells if isinstance(each, Wish)),
        tuple(each for each in cells if isinstance(each, Line)),
        heads is not None,
        sum(row is None for row in found),
    )


def safe(text: str) -> str:
    """`text` as it may lie in a cell of a spreadsheet: never a formula."""
    if text.startswith(FORMULA_SIGNS) and not _number(text):
        return f"'{text}"
    return text


def _number(text: str) -> bool:
    return text[1:].replace(",", "").replace(".", "", 1).isdecimal() and text[0] in "+-"


def _bare(text: str) -> str:
    """A cell without the mark that kept it from being a formula."""
    if text[:1] == "'" and text[1:2] in FORMULA_SIGNS:
        return text[1:].strip()
    return text.strip()


def _cells(
    pairs: Iterable[tuple[RegisterRow, Sequence[Words]]], targets: Sequence[Target | None]
) -> Iterable[Wish | Line]:
    """What comes of each value; a cell that is named once more is told, and the first stands."""
    named: set[tuple[str, str]] = set()
    for row, line in pairs:
        for words, target in zip(line, targets, strict=False):
            if target is None or words is None:
                continue
            aimed = _cell(row, target, words)
            if target.field and (row.uid, target.field) in named:
                aimed = _twice(row, target, words)
            named.add((row.uid, target.field))
            if aimed is not None:
                yield aimed


def _twice(row: RegisterRow, target: Target, words: str) -> Line:
    heading, name = target.headings[0], _name(row)
    why = named_twice(heading, name)
    said = target.said(row)
    return Line(row.uid, name, target.field, heading, said, words, "", Verdict.REFUSED, why)


def _name(row: RegisterRow) -> str:
    return row.reference or (row.short_title or row.text)[:40]


def _cell(row: RegisterRow, target: Target, words: str) -> Wish | Line | None:
    said, heading = target.said(row), target.headings[0]
    name = _name(row)
    if _same(words, said):
        if not target.field:
            return None
        return Line(row.uid, name, target.field, heading, said, said, "", Verdict.SAME)
    if not target.field:
        why = f"{heading} cannot be changed by pasting."
        return Line(row.uid, name, "", heading, said, words, "", Verdict.REFUSED, why)
    return Wish(row.uid, target.field, words)


def _same(words: str, said: str) -> bool:
    return " ".join(words.split()) == " ".join(said.split())


def _headed(line: Sequence[Words], columns: Sequence[Target]) -> list[Target | None] | None:
    """The column each heading names; None where the line is not one of headings."""
    known: Mapping[str, Target] = {
        heading.casefold(): target for target in columns for heading in target.headings if heading
    }
    found = [known.get(" ".join((words or "").split()).casefold()) for words in line]
    named = [each for each, words in zip(found, line, strict=True) if words and words.strip()]
    # One word alone may be a value; two headings, or the reference's, are no accident.
    whole = all(each is not None for each in named)
    if not named or not whole or (len(named) == 1 and not _names_rows(named[0])):
        return None
    return found


def _names_rows(target: Target | None) -> bool:
    return target is not None and target.names_rows


def _by_reference(body: Table, at: int, rows: Sequence[RegisterRow]) -> list[RegisterRow | None]:
    """The row that each line names; none where the reference is not here, or more than once."""
    known: dict[str, RegisterRow | None] = {}
    for row in rows:
        key = row.reference.casefold()
        known[key] = None if key in known else row
    said = [(line[at] if at < len(line) else "") or "" for line in body]
    return [known.get(words.casefold()) if words else None for words in said]


def _by_place(
    body: Table, rows: Sequence[RegisterRow], chosen: Sequence[str]
) -> list[RegisterRow | None]:
    """Into the chosen rows where there are as many, else from the first chosen one down."""
    place = {row.uid: at for at, row in enumerate(rows)}
    wanted = [place[uid] for uid in chosen if uid in place]
    if not wanted:
        return [None] * len(body)
    if len(wanted) != len(body):
        wanted = list(range(wanted[0], wanted[0] + len(body)))
    return [rows[at] if at < len(rows) else None for at in wanted]


def _from_text(text: str) -> Table:
    """Cells of tab-separated text. One with a line break, a tab or a doubled mark is in marks."""
    text = _fit(text).replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")
    return _apart(text) if text.strip() else ()


def _fit(text: str) -> str:
    """`text` without the signs that nothing can show or keep."""
    return _UNFIT.sub("", text).translate(_BREAKS)


def _apart(text: str) -> Table:
    """Each place is looked at once, however long the text is."""
    lines: list[tuple[str, ...]] = []
    cells: list[str] = []
    at = many = 0
    tab = line = -1
    while at <= len(text):
        words, at = _in_marks(text, at)
        if words is None:
            tab = _next(text, "\t", at) if tab < at else tab
            line = _next(text, "\n", at) if line < at else line
            words, at = text[at : min(tab, line)], min(tab, line)
        many += 1
        if many > MOST_CELLS:
            raise _too_much()
        cells.append(_bare(words))
        if at >= len(text) or text[at] == "\n":
            lines.append(tuple(cells))
            cells = []
        at += 1
    return tuple(lines)


def _next(text: str, sign: str, at: int) -> int:
    """Where a sign stands next, else the end."""
    found = text.find(sign, at)
    return len(text) if found < 0 else found


def _in_marks(text: str, at: int) -> tuple[Words, int]:
    """The cell in quotation marks that begins at a place, and where it ends; None for no such."""
    if text[at : at + 1] != '"':
        return None, at
    end = at + 1
    while (end := text.find('"', end)) >= 0:
        if text[end + 1 : end + 2] == '"':
            end += 2
            continue
        inside = text[at + 1 : end]
        ended = text[end + 1 : end + 2] in ("", "\t", "\n")
        if ended and any(sign in inside for sign in ("\n", "\t", '"')):
            return inside.replace('""', '"'), end + 1
        break
    return None, at


class _Tables(HTMLParser):
    """Gathers the cells of the first table, each in its column."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[list[Words]] = []
        self._depth = 0
        self._done = False
        self._words: list[str] | None = None
        self._size = (1, 1)
        self._many = 0
        self._covered: dict[int, int] = {}  # of this line: by column, for how many lines
        self._coming: dict[int, int] = {}  # likewise of the lines after it

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._depth += 1
        if self._done or self._depth != 1:
            return
        if tag == "tr":
            self._end_line()
            self.lines.append([])
        elif tag in ("td", "th") and self.lines:
            self._end_cell()
            self._words = []
            said = dict(attrs)
            self._size = _span(said.get("colspan"), WIDEST), _span(said.get("rowspan"), HIGHEST)
        elif tag == "br" and self._words is not None:
            self._words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr"):
            self._end_cell()
        elif tag == "table" and self._depth:
            if self._depth == 1:
                self._end_line()
            self._depth -= 1
            self._done = self._done or self._depth == 0

    def handle_data(self, data: str) -> None:
        if self._words is not None and not self._done:
            self._words.append(data)

    def close(self) -> None:
        super().close()
        if not self._done:
            self._end_line()

    def _end_cell(self) -> None:
        if self._words is not None and self._depth == 1:
            lines = _fit("".join(self._words)).split("\n")
            said = "\n".join(" ".join(line.split()) for line in lines).strip()
            self._words = None
            across, down = self._size
            at = len(self.lines[-1])
            while at in self._covered:
                at += 1
            self._fill(at)
            self.lines[-1].append(_bare(said))
            self._many += 1
            self._fill(at + across)
            if down > 1:
                self._coming.update(dict.fromkeys(range(at, at + across), down - 1))

    def _end_line(self) -> None:
        """The columns that cells of lines above still cover, to the last of them."""
        self._end_cell()
        if self.lines and not self._done:
            self._fill(max(self._covered, default=-1) + 1)
            left = {at: down - 1 for at, down in self._covered.items() if down > 1}
            self._covered, self._coming = {**left, **self._coming}, {}

    def _fill(self, width: int) -> None:
        line = self.lines[-1]
        lacking = max(width - len(line), 0)
        self._many += lacking
        if self._many > MOST_CELLS:
            raise _too_much()
        line += [None] * lacking


def _span(said: str | None, most: int) -> int:
    """How many columns or rows a cell covers; one where it says nothing that makes sense."""
    words = (said or "").strip()
    return min(max(int(words[:9]), 1), most) if words.isascii() and words.isdecimal() else 1


def _from_html(html: str) -> Table:
    reader = _Tables()
    reader.feed(html)
    reader.close()
    return tuple(tuple(line) for line in reader.lines if line)


def _too_much() -> TrackerError:
    return TrackerError(
        "There is too much on the clipboard to paste into a list: "
        f"{MOST_CELLS:,} cells are the most.",
        hint="Load it as a file: Tracker, Load a list.",
    )
