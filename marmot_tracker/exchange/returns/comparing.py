"""Compares what came back with what was sent: one line for every answer and every oddity.

A blank cell is not answered. Sent text that was changed is a correction; an answer typed over
what was sent is taken for one, and marked.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from marmot_tracker.exchange.returns.cells import CellReader, Said
from marmot_tracker.exchange.returns.results import ReadCell, ReadReturn, ReadRow
from marmot_tracker.exchange.returns.sheets import ANSWER_COLUMNS, SENT_COLUMNS
from marmot_tracker.exchange.tables import one_line
from marmot_tracker.services.inbox import TYPED_OVER
from marmot_tracker.services.return_form import (
    SENT,
    FormField,
    SentField,
    by_label,
    by_shown_id,
    label,
    shown_id,
)
from marmot_tracker.services.return_lines import Piece
from marmot_tracker.services.sending import CUT, SentRow
from marmot_tracker.vocabulary import HowItGoes

NO_ID = "There is no id in this row, so nobody can tell which recommendation it is about."
NOT_ASKED = "This recommendation is in the tracker, but this return did not ask about it."
UNKNOWN = "is not the id of a recommendation in this tracker."
_EVIDENCE = (FormField.EVIDENCE_TITLE, FormField.EVIDENCE_LINK, FormField.EVIDENCE_DATE)
_HEADINGS = {column.field: column.heading for column in SENT}
_ANSWERED_BY: Mapping[SentField, FormField] = {
    SentField.LAST_RATING: FormField.HOW_IT_GOES,
    SentField.LAST_POSITION: FormField.ONE_LINE,
    SentField.DUE: FormField.FORECAST,
}
"""What somebody answers who types over what was sent."""
_CORRECTS = {
    SentField.REFERENCE: FormField.REFERENCE,
    SentField.WORDING: FormField.WORDING,
}


@dataclass(frozen=True, slots=True)
class Line:
    """A cell that says something: of which recommendation, what, and where it stands.

    `sent` is what stood there; `fault` says why it cannot be taken.
    """

    recommendation: str
    field: FormField
    said: str
    where: str
    fault: str = ""
    sent: str = ""

    @property
    def key(self) -> tuple[str, str, str, bool]:
        """What makes two lines of one return the same, wherever they stand."""
        return self.recommendation, self.field.value, one_line(self.said), bool(self.fault)


class Comparison:
    """One returned workbook beside the rows of the return it answers.

    `known` is the uid of every recommendation of this tracker by its shown id; `stands` tells
    whether the tracker says the same of a field, so that what changes nothing makes no line.
    """

    def __init__(
        self,
        rows: Sequence[SentRow],
        reader: CellReader,
        *,
        known: Mapping[str, str],
        stands: Callable[[str, FormField, str], bool],
    ) -> None:
        self._rows = {row.recommendation: row for row in rows}
        self._reader = reader
        self._known = {
            **known,
            **{shown_id(row.recommendation): row.recommendation for row in rows},
        }
        self._stands = stands
        self.lines: list[Line] = []
        self._sent = {
            (f"sent:{field.value}", one_line(text)) for r in rows for field, text in r.texts.items()
        }
        self._names = {
            row.recommendation: (row.texts[SentField.REFERENCE], row.title) for row in rows
        }

    def compare(self, read: ReadReturn) -> list[Line]:
        """Every line that a workbook makes, in the order of its rows."""
        by_id: dict[str, list[ReadRow]] = defaultdict(list)
        for row in read.answers:
            uid, fault = self._whose(row)
            fault = fault or self._misplaced(uid, row)
            if fault:
                self._astray(row, fault)
            else:
                by_id[uid].append(row)
        for uid, rows in by_id.items():
            self._answered(uid, rows)
        for row in read.evidence:
            self._piece(row, FormField.EVIDENCE)
        for row in read.actions:
            self._piece(row, FormField.ACTION)
        for row in read.remarks:
            self._remark(row)
        return self.lines

    def _whose(self, row: ReadRow) -> tuple[str, str]:
        """The recommendation of a row of the *Return* sheet, or why it has none."""
        given = by_shown_id(row.id, self._known)
        if given in self._rows:
            return given, ""
        if not row.id:
            return "", NO_ID
        return "", NOT_ASKED if given else f"“{one_line(row.id)[:80]}” {UNKNOWN}"

    def _misplaced(self, uid: str, row: ReadRow) -> str:
        """Why a row is not that of its id: what was sent there is what was sent for another."""
        said = {
            field: one_line(cell.text)
            for code, field in SENT_COLUMNS.items()
            if field in _CORRECTS and (cell := row.cells.get(code)) is not None
        }
        if SentField.WORDING not in said:
            return ""
        fitting = [
            of
            for of, sent in self._rows.items()
            if all(one_line(sent.texts.get(field, "")) == text for field, text in said.items())
        ]
        if not fitting or uid in fitting:
            return ""
        is_of, says = (self._names[each][0] or self._names[each][1] for each in (uid, fitting[0]))
        told = " and ".join(
            "wording" if field is SentField.WORDING else "reference" for field in said
        )
        verb = "are those" if len(said) > 1 else "is that"
        return f"The id of this row is that of {is_of}, but its {told} {verb} of {says}."

    def _named(self, row: ReadRow) -> tuple[str, str]:
        """The recommendation of a row of another sheet: by id or reference, which must agree."""
        reference = row.cell("sent:reference")
        uid, fault = self._whose(row)
        own = self._names.get(uid)
        if reference is None or (own and one_line(reference.text) == one_line(label(*own))):
            return uid, fault
        named = by_label(reference.text, self._names)
        if not row.id:
            return (named, "") if named else ("", NO_ID)
        if uid and named and named != uid:
            is_of, says = (self._names[each][0] or self._names[each][1] for each in (uid, named))
            return "", f"The id of this row is that of {is_of}, but its reference says {says}."
        return uid, fault

    def _astray(self, row: ReadRow, fault: str) -> None:
        """Every answer of a row that belongs to no recommendation; other words are a comment."""
        answered = [(code, cell) for code, cell in row.cells.items() if code in ANSWER_COLUMNS]
        for code, cell in answered:
            self.lines.append(Line("", FormField(code), cell.text, cell.where, fault))
        rest = [
            cell.text
            for code, cell in row.cells.items()
            if code not in ANSWER_COLUMNS and (code, one_line(cell.text)) not in self._sent
        ]
        known = by_shown_id(row.id, self._known) in self._rows
        rest = [
            *([row.id] if row.id and not known else []),
            *rest,
            *(cell.text for _, cell in row.others),
        ]
        if not answered and rest:
            self.lines.append(Line("", FormField.COMMENT, " | ".join(rest), row.where))

    def _answered(self, uid: str, rows: Sequence[ReadRow]) -> None:
        """The lines of a recommendation; where it stands twice, none of its answers is taken."""
        made = [self._row(uid, row) for row in rows]
        if len(rows) == 1:
            self.lines += made[0]
            return
        places = " and ".join(row.where for row in rows)
        words = (
            f"This recommendation stands more than once: {places}. Nobody can tell which counts."
        )
        told: dict[tuple[str, str, str, bool], Line] = {}
        for line in (line for lines in made for line in lines):
            doubled = line if line.fault else replace(line, fault=words)
            held = told.get(doubled.key)
            where = f"{held.where}, {line.where}" if held else line.where
            told[doubled.key] = replace(doubled, where=where)
        self.lines += told.values()

    def _row(self, uid: str, row: ReadRow) -> list[Line]:
        sent = self._rows[uid]
        lines: list[Line] = []
        for code in ANSWER_COLUMNS & row.cells.keys():
            field = FormField(code)
            if field not in _EVIDENCE:
                cell = row.cells[code]
                said = self._reader.read(field, cell)
                lines.append(Line(uid, field, said.said, cell.where, said.fault))
        lines += self._evidence_beside(uid, row)
        lines += self._changed(uid, row, sent, {line.field for line in lines})
        for heading, cell in row.others:
            told = f"{heading}: {cell.text}" if heading else cell.text
            lines.append(Line(uid, FormField.COMMENT, told, cell.where))
        order = {field: at for at, field in enumerate(FormField)}
        return sorted(
            self._with_reasons(lines, self._to_be_done(uid, lines)),
            key=lambda line: (order[line.field], line.where),
        )

    def _to_be_done(self, uid: str, lines: Sequence[Line]) -> list[Line]:
        """The lines without what stands already; beside a rating its reason is said again."""
        rated = any(
            line.field is FormField.HOW_IT_GOES
            and not line.fault
            and line.said != HowItGoes.SAME_AS_LAST_TIME
            for line in lines
        )
        return [
            line
            for line in lines
            if line.fault
            or (rated and line.field is FormField.ONE_LINE)
            or not self._stands(uid, line.field, line.said)
        ]

    def _with_reasons(self, said: Iterable[Line], lines: list[Line]) -> list[Line]:
        """The lines; a reason moves nothing where no date is, or the one that stands."""
        if any(line.field is FormField.FORECAST for line in lines):
            return lines
        words = "There is a reason here, but no new date beside it."
        if any(line.field is FormField.FORECAST for line in said):
            words = "There is a reason here, but the date beside it is the one that stands."
        return [
            replace(line, fault=line.fault or words)
            if line.field is FormField.FORECAST_WHY
            else line
            for line in lines
        ]

    def _evidence_beside(self, uid: str, row: ReadRow) -> Iterable[Line]:
        cells = {field: row.cells[field.value] for field in _EVIDENCE if field.value in row.cells}
        if not cells:
            return
        where = min(cells.values(), key=lambda cell: (len(cell.where), cell.where)).where
        said = {field: self._reader.read(field, cell) for field, cell in cells.items()}
        yield from self._faulty(uid, said, cells)
        texts = {field: "" if read.fault else read.said for field, read in said.items()}
        piece = Piece(
            title=texts.get(FormField.EVIDENCE_TITLE, ""),
            link=texts.get(FormField.EVIDENCE_LINK, ""),
            day=_day(texts.get(FormField.EVIDENCE_DATE, "")),
        )
        if piece.title or piece.link:
            yield Line(uid, FormField.EVIDENCE, piece.text(), where)
        elif piece.day:
            cell = cells[FormField.EVIDENCE_DATE]
            words = "There is a date of evidence here, but no evidence beside it."
            yield Line(uid, FormField.EVIDENCE_DATE, cell.text, cell.where, words)

    def _faulty(
        self, uid: str, said: Mapping[FormField, Said], cells: Mapping[FormField, ReadCell]
    ) -> Iterable[Line]:
        for field, read in said.items():
            if read.fault:
                yield Line(uid, field, read.said, cells[field].where, read.fault)

    def _changed(
        self, uid: str, row: ReadRow, sent: SentRow, answered: set[FormField]
    ) -> Iterable[Line]:
        """Sent text that came back otherwise; a cell that was emptied says nothing."""
        for code, sent_field in SENT_COLUMNS.items():
            cell, before = row.cells.get(code), sent.texts.get(sent_field, "")
            if cell is None or one_line(cell.text) == one_line(before):
                continue
            heading = _HEADINGS[sent_field]
            if before.endswith(CUT):  # the tracker has the rest, and the person never saw it
                words = f"{heading}, of which only the beginning was sent: {cell.text}"
                yield Line(uid, FormField.CORRECTION, words, cell.where, sent=before)
                continue
            if sent_field in _CORRECTS:
                field = _CORRECTS[sent_field]
                said = self._reader.read(field, cell)
                yield Line(uid, field, said.said, cell.where, said.fault, sent=before)
                continue
            field = _ANSWERED_BY[sent_field]
            said = self._reader.read(field, cell)
            if said.fault or field in answered:
                words = f"{heading}: {cell.text} (sent as: {before or 'nothing'})"
                yield Line(uid, FormField.CORRECTION, words, cell.where, sent=before)
            else:
                where = f"{cell.where}{TYPED_OVER}{heading}”"
                yield Line(uid, field, said.said, where)

    def _piece(self, row: ReadRow, field: FormField) -> None:
        """A row of the evidence or the actions sheet."""
        cells = {code: cell for code, cell in row.cells.items() if not code.startswith("sent:")}
        uid, fault = self._named(row)
        if not cells:
            return
        where = next(iter(cells.values())).where
        faults = [fault] if fault else []
        texts = {}
        for code, cell in cells.items():
            read = self._reader.read(FormField.EVIDENCE_DATE if code == "day" else field, cell)
            texts[code] = read.said
            faults += [f"{cell.where}: {read.fault}"] if read.fault else []
        piece = Piece(
            title=texts.get("title", ""),
            link=texts.get("link", ""),
            day=_day(texts.get("day", "")),
            shows=texts.get("shows", ""),
            owner=texts.get("owner", ""),
        )
        if not (piece.title or piece.link):
            faults.append(
                f"There is no {'link' if field is FormField.EVIDENCE else 'action'} here."
            )
        said = " | ".join(cell.text for cell in cells.values()) if faults else piece.text()
        if faults or not self._stands(uid, field, said):
            self.lines.append(Line(uid, field, said, where, " ".join(faults)))
        for heading, cell in row.others:
            told = f"{heading}: {cell.text}" if heading else cell.text
            self.lines.append(Line(uid, FormField.COMMENT, told, cell.where))

    def _remark(self, row: ReadRow) -> None:
        cell = row.cell("comment")
        uid, _ = self._named(row)
        for told in filter(None, [cell, *(other for _, other in row.others)]):
            self.lines.append(Line(uid, FormField.COMMENT, told.text, told.where, told.fault))


def new_lines(lines: Iterable[Line], kept: Iterable[Line]) -> list[Line]:
    """The lines that a return has not said before, counted: what stands twice is told twice.

    A reason said before needs no date beside it any more: what it moved stands.
    """
    before = Counter(line.key for line in kept)
    found = []
    for line in lines:
        key = line.key
        if line.field is FormField.FORECAST_WHY and not before[key]:
            key = replace(line, fault="").key
        if before[key]:
            before[key] -= 1
        else:
            found.append(line)
    return found


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
