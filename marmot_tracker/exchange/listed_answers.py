"""What a list of somebody's own answers of a return: last quarter's sheet, a table in a message.

Read by the ordinary reading of lists, in the helper; its rows are matched by their references and
its columns by the words above them. Like `pasted_answers` it offers and never writes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from marmot_tracker.errors import TrackerError
from marmot_tracker.exchange.corrections import NOTHING_SAID, Corrections
from marmot_tracker.exchange.headings import field_strengths
from marmot_tracker.exchange.helped import read_in_helper
from marmot_tracker.exchange.pasted_answers import AskedRow, Offered, Pasted, how_words
from marmot_tracker.exchange.pasted_lines import LABELS, folded
from marmot_tracker.exchange.readers import read_tables
from marmot_tracker.exchange.reading import MEMORY_MB, OUTPUT_MB, SECONDS, read_file
from marmot_tracker.exchange.results import ReadItem, ReadResult
from marmot_tracker.exchange.tables import RawTable, cell_text
from marmot_tracker.exchange.words import folded_words
from marmot_tracker.progress import Progress
from marmot_tracker.services.return_form import FormField
from marmot_tracker.services.wording import counted, joined
from marmot_tracker.vocabulary import HowItGoes, NotRatedWhy, Rating

LOOKED_AT = 40
"""Rows in which headings are looked for."""
SURE = 8.0
"""How strongly a heading must mean the reference."""
ANSWERS = ("rating", "position", "reason", "path_to_green", "help_needed")
HOW: dict[str, HowItGoes] = {
    Rating.ON_TRACK: HowItGoes.ON_TRACK,
    Rating.AT_RISK: HowItGoes.AT_RISK,
    Rating.OFF_TRACK: HowItGoes.OFF_TRACK,
    NotRatedWhy.NOT_STARTED: HowItGoes.NOT_STARTED,
    NotRatedWhy.DOES_NOT_APPLY: HowItGoes.DOES_NOT_APPLY,
}
TEXTS: dict[str, FormField] = {
    "path_to_green": FormField.PATH_TO_GREEN,
    "help_needed": FormField.HELP_NEEDED,
}
MOST_SHOWN = 200_000
SHORT, ENOUGH_WORDS, MOST_TOLD = 3, 3, 60
"""Shorter words say nothing of a wording; fewer cannot tell two apart; so much of one is told."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A list as it was read: what it offers, its rows in words, and which file it was."""

    found: Pasted
    words: str
    file_name: str
    sha256: str


def read_answers(
    path: Path, asked: Sequence[AskedRow], *, progress: Progress | None = None
) -> Listed:
    """Read a list of answers in the helper. Raises `TrackerError` in words."""
    result = read_in_helper(
        "marmot_tracker.exchange.listed_answers:read_in_child",
        {"path": str(path.absolute())},
        ReadResult.from_json,
        name=path.name,
        hint="Copy its rows, and paste them here as text.",
        limits=(SECONDS, MEMORY_MB, OUTPUT_MB),
        progress=progress,
    )
    if not result.items:
        raise TrackerError(
            f"No answers were found in {path.name}: there is no column of references beside one "
            "of ratings or progress.",
            hint="Copy its rows, and paste them here as text.",
        )
    found, words = answers_of(result, asked)
    return Listed(found, words, path.name, result.sha256)


def read_in_child(argument: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """What the helper runs: the ordinary reading; where no wording is found, by the references."""
    path = Path(argument["path"])
    result = read_file(path, corrections=NOTHING_SAID, progress=progress)
    if not result.items:
        heading = next(filter(None, map(_references_of, read_tables(path, progress))), "")
        if heading:
            said = Corrections.from_json({"columns": {heading: "text"}})
            result = read_file(path, corrections=said, progress=progress)
    return result.to_json()


def _references_of(table: RawTable) -> str:
    """The heading over the references of a table that has answers beside them; else nothing."""
    for row in table.rows[:LOOKED_AT]:
        cells = [" ".join(cell_text(cell).split()) for cell in row]
        means = [field_strengths(cell) if cell else {} for cell in cells]
        named = [
            cell
            for cell, strengths in zip(cells, means, strict=True)
            if strengths.get("reference", 0.0) >= SURE
        ]
        answers = sum(
            _label(cell) is not None or any(field in strengths for field in ANSWERS)
            for cell, strengths in zip(cells, means, strict=True)
            if cell not in named
        )
        if named and answers:
            return named[0]
    return ""


def answers_of(result: ReadResult, asked: Sequence[AskedRow]) -> tuple[Pasted, str]:
    """What the rows of a list answer of what was asked, and these rows in words.

    The places of an answer are those of its row in the words.
    """
    named: dict[str, list[AskedRow]] = {}
    for row in asked:
        if folded(row.reference):
            named.setdefault(folded(row.reference), []).append(row)
    offered: dict[tuple[str, FormField], Offered] = {}
    notes: list[str] = []
    lines: list[str] = []
    at = others = 0
    for item in result.items:
        reference = item.reference or item.text
        rows = named.get(folded(reference), [])
        if len(rows) != 1:
            others += 1
            continue
        if item.reference and _is_another(item.text, rows[0]):
            notes.append(
                f"{reference} has another wording in the list, “{shortened(item.text)}”: its row "
                "was left out."
            )
            continue
        said = dict(_said(item, reference, notes))
        shown = f"{reference}: {'. '.join(said.values()) or 'nothing'}"
        place = (at, at + len(shown))
        for field, words in said.items():
            key = (rows[0].uid, field)
            if key in offered and offered[key].text != words:
                notes.append(f"{reference} is there twice: its first row was read.")
                continue
            offered[key] = Offered(rows[0].uid, field, words, (place,))
        lines.append(shown)
        at += len(shown) + 1
    if others:
        notes.append(f"{counted(others, 'row')} of the list answer nothing that was asked here.")
    notes += [problem.in_words() for problem in result.problems]
    found = Pasted(tuple(offered.values()), tuple(dict.fromkeys(notes)))
    return found, "\n".join(lines)[:MOST_SHOWN]


def _said(item: ReadItem, reference: str, notes: list[str]) -> Iterable[tuple[FormField, str]]:
    """The answers of one row, field by field."""
    fields = item.fields
    rating = fields.get("rating", "")
    code = HOW.get(fields.get("not_rated_why", "") or rating)
    if code is not None:
        yield FormField.HOW_IT_GOES, how_words(code)
    elif rating == Rating.COMPLETE:
        notes.append(
            f"{reference} is said to be finished: choose On track and write the day under "
            "Finished on."
        )
    position = " ".join(fields.get("position", "").split())
    reason = " ".join(fields.get("reason", "").split())
    line = joined([part for part in dict.fromkeys((position, reason)) if part], last="–")
    if line:
        yield FormField.ONE_LINE, line
    for name, field in TEXTS.items():
        if words := " ".join(fields.get(name, "").split()):
            yield field, words
    for heading, value in item.extra.items():
        labelled = _label(heading)
        if labelled is not None and labelled not in (FormField.HOW_IT_GOES, FormField.ONE_LINE):
            yield labelled, " ".join(value.split())


def _is_another(text: str, row: AskedRow) -> bool:
    """Whether a row's wording has no word of weight in common with what was asked."""
    told = _weighty(text)
    asked = _weighty(f"{row.wording} {row.title}")
    return len(told) >= ENOUGH_WORDS <= len(asked) and not told & asked


def _weighty(text: str) -> set[str]:
    return {word for word in folded_words(text).split() if len(word) > SHORT}


def shortened(text: str) -> str:
    """The beginning of a wording."""
    line = " ".join(text.split())
    return line if len(line) <= MOST_TOLD else f"{line[: MOST_TOLD - 1].rstrip()}…"


def _label(heading: str) -> FormField | None:
    return LABELS.get(folded_words(heading).rstrip("?"))
