"""What a pasted message answers: the lines that begin with a reference, field by field.

It offers and never writes: each answer says where in the text it stands, for a person to look at.
No answer is ever offered for a recommendation whose reference does not stand in the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from marmot_tracker.exchange.pasted_lines import (
    AFTER,
    FINISHED,
    GOODBYE,
    GREETING,
    LABELS,
    OLDER,
    Begun,
    References,
    folded,
    label_begun,
    rating_begun,
)
from marmot_tracker.exchange.words import folded_words
from marmot_tracker.services.return_form import FormField
from marmot_tracker.services.wording import counted, joined
from marmot_tracker.vocabulary import WORDS, HowItGoes

MOST_TEXT = 200_000
"""More characters than this are not a message but a file."""
SUBJECT = 12
"""So many characters of a wording are enough to know that it is only repeated."""
HEADER = re.compile(r"(from|sent|to|cc|bcc|date|subject|attachments?|importance):(\s.*|)", re.I)
MARKS = ".,;:…"
CUT_SHORT = re.compile(r"\s*(?:[:;.…–—|\t]|-\s|$)")
WRITER = re.compile(r"from:\s*\"?([^\"<\[(]{2,80}?)\"?\s*(?:[<\[(].*)?", re.I)


@dataclass(frozen=True, slots=True)
class AskedRow:
    """A recommendation that a return asks about."""

    uid: str
    reference: str
    wording: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Offered:
    """An answer as it could go into a cell, and the characters of the text it was taken from."""

    recommendation: str
    field: FormField
    text: str
    places: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Pasted:
    """What a text offers, in its order; what is to be known of it; who wrote it, if it says so."""

    offered: tuple[Offered, ...] = ()
    notes: tuple[str, ...] = ()
    writer: str = ""

    @property
    def recommendations(self) -> tuple[str, ...]:
        """The uids of the recommendations with an answer."""
        return tuple(dict.fromkeys(each.recommendation for each in self.offered))


def answers_in(text: str, asked: Sequence[AskedRow]) -> Pasted:
    """What `text` answers of what was asked."""
    reader = _Reader(asked)
    at = 0
    for line in text[:MOST_TEXT].splitlines(keepends=True):
        if not reader.read(line.rstrip("\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029"), at):
            break
        at += len(line)
    if len(text) > MOST_TEXT:
        reader.notes.append("The text is very long: only its beginning was read.")
    return reader.found()


@dataclass
class _Reader:
    """Goes through the lines: which recommendations they speak of, and what they say."""

    asked: Sequence[AskedRow]
    notes: list[str] = field(default_factory=list)
    writer: str = ""

    def __post_init__(self) -> None:
        named: dict[str, list[AskedRow]] = {}
        for row in self.asked:
            named.setdefault(folded(row.reference), []).append(row)
        self._named = named
        self._references = References([row.reference for row in self.asked])
        self._about: tuple[AskedRow, ...] = ()
        self._columns: dict[int, FormField | None] = {}
        self._label: FormField | None = None
        self._content = self._gap = False
        self._unused = 0
        self._signed = False
        self._pieces: dict[tuple[str, FormField], list[tuple[str, int, int]]] = {}

    # ------------------------------------------------------------ line by line

    def read(self, line: str, at: int) -> bool:
        """Take in one line that begins at the character `at`; False where the message ends."""
        said = line.strip()
        if not said:
            self._gap = self._content
            return True
        if HEADER.fullmatch(said) and not self._pieces:
            writer = WRITER.fullmatch(said)
            self.writer = self.writer or (writer[1].strip() if writer else "")
            return True
        if OLDER.fullmatch(said):
            return not self._pieces
        quoted = said.startswith((">", "|"))
        begun = self._references.begun(line)
        if begun is not None:
            self._begin(begun)
            if not quoted and self._about:
                self._take_row(line, begun.end, at)
        elif not quoted:
            self._go_on(line, at)
        return True

    def _begin(self, begun: Begun) -> None:
        self._label, self._content, self._gap, self._signed = None, False, False, False
        self._about = ()
        if begun.span:
            self._note(
                f"“{begun.references[-1]} to …” names several at once: write their answers in."
            )
            return
        rows = [self._named[folded(name)] for name in begun.references]
        for several in rows:
            if len(several) > 1:
                self._note(
                    f"{counted(len(several), 'recommendation')} have the reference "
                    f"{several[0].reference}: write their answers in."
                )
        self._about = tuple(several[0] for several in rows if len(several) == 1)

    def _take_row(self, line: str, end: int, at: int) -> None:
        """What stands behind a reference, on its own line."""
        if "\t" in line[end:]:
            self._take_cells(line, end, at)
            return
        end = _past(AFTER, line, end)
        for row in self._about:
            end = max(end, _past_subject(line, end, row))
        self._take(line, _past(AFTER, line, end), at)

    def _go_on(self, line: str, at: int) -> None:
        """A line without a reference: it goes on, or the block before it has ended."""
        if self._is_heading(line):
            return
        if GOODBYE.fullmatch(line.strip()):
            self._about, self._signed = (), True
            return
        if self._signed or (not self._pieces and GREETING.fullmatch(line.strip())):
            return
        other = self._references.other(line)
        if other:
            self._about = ()
            self._note(f"{other} is not asked about here.")
        labelled = label_begun(line.strip())
        if self._gap and labelled is None:
            self._about = ()
        if self._about:
            self._take(line, 0, at)
        else:
            self._unused += 1

    def _is_heading(self, line: str) -> bool:
        """Whether a line heads the columns of a table; they are then known."""
        cells = [LABELS.get(folded_words(cell).rstrip("?")) for cell in line.split("\t")]
        if len([cell for cell in cells if cell]) < 2:
            return False
        self._columns = dict(enumerate(cells))
        self._about = ()
        return True

    def _take_cells(self, line: str, end: int, at: int) -> None:
        """A row of a table: by its headings, else a rating and whatever is no wording."""
        start = 0
        for number, cell in enumerate(line.split("\t")):
            place, start = start, start + len(cell) + 1
            if not cell.strip() or place < end:
                continue
            if self._columns:
                named = self._columns.get(number)
                if named is not None:
                    self._put(named, line, place, place + len(cell), at)
            elif not any(_past_subject(cell, 0, row) for row in self._about):
                self._take(line[: place + len(cell)], place, at)
        self._content = True

    def _take(self, line: str, start: int, at: int) -> None:
        """Words about the recommendations at hand: a rating, a labelled field, or a sentence."""
        start += len(line[start:]) - len(line[start:].lstrip(" \t•·*–—-"))
        said = line[start:]
        if not said.strip():
            return
        labelled = label_begun(said)
        if labelled is not None and labelled[0] is not FormField.HOW_IT_GOES:
            self._label = labelled[0]
            self._put(labelled[0], line, start + labelled[1], len(line), at)
            return
        if labelled is not None:
            start += labelled[1]
            said = line[start:]
        rated = rating_begun(said)
        if rated is not None and self._label is None:
            code, end = rated
            self._add(
                FormField.HOW_IT_GOES, WORDS[f"how_it_goes.{code}"], at + start, at + len(line)
            )
            start += end
        elif FINISHED.match(said):
            self._note(
                f"{joined([row.reference for row in self._about])} is said to be finished: choose "
                "On track and write the day under Finished on."
            )
        elif labelled is not None:
            self._put(FormField.HOW_IT_GOES, line, start, len(line), at)
            return
        self._put(self._label or FormField.ONE_LINE, line, start, len(line), at)

    # ------------------------------------------------------------ what was found

    def _put(self, named: FormField, line: str, start: int, end: int, at: int) -> None:
        """Words of the line as they stand; of the first field's cells, a rating in its own words."""
        words = " ".join(line[start:end].split())
        if named is FormField.HOW_IT_GOES and (rated := rating_begun(words)):
            words = WORDS[f"how_it_goes.{rated[0]}"]
        if words:
            self._add(named, words, at + start, at + end)

    def _add(self, named: FormField, words: str, start: int, end: int) -> None:
        self._content, self._gap = True, False
        for row in self._about:
            self._pieces.setdefault((row.uid, named), []).append((words, start, end))

    def _note(self, words: str) -> None:
        if words not in self.notes:
            self.notes.append(words)

    def found(self) -> Pasted:
        """Everything that was found."""
        offered = []
        references = {row.uid: row.reference for row in self.asked}
        for (uid, named), pieces in self._pieces.items():
            said = list(dict.fromkeys(words for words, _start, _end in pieces))
            if named is FormField.HOW_IT_GOES and len(said) > 1:
                self._note(f"{references[uid]} is called {joined(said)}: choose which it is.")
                continue
            places = tuple((start, end) for _words, start, end in pieces)
            offered.append(Offered(uid, named, " ".join(said), places))
        if self._unused and offered:
            self._note(
                f"{counted(self._unused, 'line')} of the text could not be given to a "
                "recommendation."
            )
        return Pasted(tuple(offered), tuple(self.notes), self.writer)


def how_words(code: HowItGoes) -> str:
    """The words of a choice of the form."""
    return WORDS[f"how_it_goes.{code}"]


def _past(mark: re.Pattern[str], line: str, at: int) -> int:
    found = mark.match(line, at)
    return found.end() if found else at


def _past_subject(line: str, at: int, row: AskedRow) -> int:
    """Where the wording or title of a recommendation ends that is only repeated at `at`; else 0.

    The beginning of a wording is enough where a mark or nothing comes after it.
    """
    for subject in (row.wording, row.title):
        words, end = subject.split(), at
        for number, word in enumerate(words):
            found = _word(word, first=not number).match(line, end)
            if found is None:
                break
            end = found.end()
        else:
            if words:
                return end
        if end - at >= SUBJECT and CUT_SHORT.match(line, end):
            return end
    return 0


def _word(word: str, *, first: bool) -> re.Pattern[str]:
    """A word of a wording as it may be repeated, with or without the mark at its end."""
    core = word.rstrip(MARKS)
    mark = "" if core == word else f"[{re.escape(MARKS)}]?"
    gap = "" if first else r"\s*"
    return re.compile(gap + re.escape(core) + mark, re.IGNORECASE)
