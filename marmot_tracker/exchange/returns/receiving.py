"""Receiving returns: what came back is noted, and every answer waits to be decided.

Nothing of a recommendation changes here. One edit for each workbook notes it and its lines.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from marmot_tracker.document import Document
from marmot_tracker.exchange.returns.cells import CellReader
from marmot_tracker.exchange.returns.comparing import Comparison, Line, new_lines
from marmot_tracker.exchange.returns.results import Fault, ReadCell, ReadReturn, ReadRow
from marmot_tracker.exchange.returns.said_before import Kept, last_words, said_before
from marmot_tracker.exchange.returns.standing import standing
from marmot_tracker.exchange.tables import one_line
from marmot_tracker.model import ReceivedReturn, ReturnLine, new_uid
from marmot_tracker.progress import Progress
from marmot_tracker.services import inbox, programme, sending
from marmot_tracker.services.columns import columns_of
from marmot_tracker.services.inbox import InboxLine, LineRead
from marmot_tracker.services.return_bases import Bases
from marmot_tracker.services.return_form import (
    FIELD_WORDS,
    FormField,
    SentField,
    by_shown_id,
    shown_id,
)
from marmot_tracker.services.return_lines import Piece, called
from marmot_tracker.services.wording import counted, day_of
from marmot_tracker.trail.history import Source, erasures
from marmot_tracker.trail.recording import New, add_in_bulk
from marmot_tracker.vocabulary import Via

FAR_AWAY = "a return of another tracker, or one that this copy has not heard of"


@dataclass(frozen=True, slots=True)
class ReceivedOne:
    """One workbook or message: the return it answers, and the lines that it makes.

    `uid` is empty where nothing was noted: a dry run, nothing new, or `faults` that concern all
    of it. `lines` are those of this workbook alone; `again` are lines that wait from before, and
    that it says again.
    """

    file_name: str
    for_return: str
    sent_to: str
    uid: str
    lines: tuple[InboxLine, ...]
    faults: tuple[Fault, ...]
    notes: tuple[str, ...]
    again: tuple[InboxLine, ...] = ()
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Received:
    """What came back, workbook by workbook."""

    each: tuple[ReceivedOne, ...]

    @property
    def lines(self) -> tuple[InboxLine, ...]:
        """All lines of all workbooks."""
        return tuple(line for one in self.each for line in one.lines)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What could not be taken of whole workbooks."""
        return tuple(fault for one in self.each for fault in one.faults)


def receive(
    document: Document,
    reads: Sequence[ReadReturn],
    *,
    today: date,
    returned_by: str = "",
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Received:
    """Note what came back, each workbook in one edit; with `dry_run` only say what would be."""
    found = []
    for number, read in enumerate(reads):
        if progress is not None:
            progress.step(number, len(reads), f"Receiving {read.file_name or 'an answer'}")
        found.append(_receive_one(document, read, today, returned_by, dry_run=dry_run))
    if len(found) > 1 and not dry_run:
        found = _afresh(document, found, today)
    return Received(tuple(found))


def _afresh(document: Document, found: Sequence[ReceivedOne], today: date) -> list[ReceivedOne]:
    """What came back, each line beside what the later ones say of the same field."""
    wanted = [line.uid for one in found for line in (*one.lines, *one.again)]
    with document.read() as session:
        now = {line.uid: line for line in inbox.of_lines(session, wanted, today=today)}
    return [
        replace(
            one,
            lines=tuple(now.get(line.uid, line) for line in one.lines),
            again=tuple(now.get(line.uid, line) for line in one.again),
        )
        for one in found
    ]


def answers_for(
    return_uid: str,
    answers: Mapping[tuple[str, FormField], str],
    *,
    via: Via,
    words: str = "",
    returned_by: str = "",
    nil: bool = False,
) -> ReadReturn:
    """Answers that were typed or pasted, as if a workbook had brought them.

    `answers` are texts by recommendation and field; `words` is the message they were taken from.
    """
    rows: dict[str, dict[str, ReadCell]] = {}
    remarks: list[ReadRow] = []
    pieces: dict[FormField, list[ReadRow]] = {FormField.EVIDENCE: [], FormField.ACTION: []}
    for (uid, form), text in answers.items():
        said = text.strip()
        if not said:
            continue
        cell = ReadCell(said, "")
        if form in pieces:
            piece = Piece.of(said)
            cells = {
                name: ReadCell(value, "")
                for name, value in (
                    ("title", piece.title),
                    ("link", piece.link),
                    ("day", piece.day.isoformat() if piece.day else ""),
                    ("shows", piece.shows),
                    ("owner", piece.owner),
                )
                if value
            }
            pieces[form].append(ReadRow("", uid, cells))
        elif form in (FormField.COMMENT, FormField.CORRECTION):
            remarks.append(ReadRow("", uid, {"comment": cell}))
        elif form in (FormField.REFERENCE, FormField.WORDING):
            rows.setdefault(uid, {})[f"sent:{form.value}"] = cell
        else:
            rows.setdefault(uid, {})[form.value] = cell
    return ReadReturn(
        return_id=return_uid,
        answers=tuple(ReadRow("", uid, cells) for uid, cells in rows.items()),
        evidence=tuple(pieces[FormField.EVIDENCE]),
        actions=tuple(pieces[FormField.ACTION]),
        remarks=tuple(remarks),
        via=via,
        words=words,
        returned_by=returned_by,
        nil=nil,
    )


@dataclass(frozen=True, slots=True)
class _Known:
    """A return of this tracker that something came back for."""

    uid: str
    sent_to: str
    nil: bool


def _receive_one(
    document: Document, read: ReadReturn, today: date, returned_by: str, *, dry_run: bool
) -> ReceivedOne:
    if read.unreadable:
        return _nothing(read, read.faults)
    by = returned_by or read.returned_by
    with document.read() as session:
        known = _return_of(session, read)
        if known is None:
            return _nothing(read, (_unknown(read),))
        found = _found(session, known, read, today)
        uid = new_uid()
        told = [_as_read(line, known.uid, uid) for line in found.lines]
        again = inbox.of_lines(session, found.again, today=today) if found.again else []
        if dry_run:
            shown = inbox.as_if(session, told, {uid: (by or known.sent_to, today)}, today=today)
    noted = not dry_run and bool(told or (read.nil and not known.nil))
    if noted:
        _write(document, known, read, told, uid, by or known.sent_to, today)
    if not dry_run:
        with document.read() as session:
            uids = [line.uid for line in told]
            shown = inbox.of_lines(session, uids, today=today) if uids else []
    return ReceivedOne(
        read.file_name,
        known.uid,
        known.sent_to,
        uid if noted else "",
        tuple(shown),
        read.faults,
        _notes(read, found),
        tuple(again),
        (*read.notes, *found.erased),
    )


def _nothing(read: ReadReturn, faults: tuple[Fault, ...]) -> ReceivedOne:
    """A workbook that nothing could be taken from, and why."""
    return ReceivedOne(read.file_name, "", "", "", (), faults, read.notes, beside=read.notes)


def _notes(read: ReadReturn, found: _Found) -> tuple[str, ...]:
    said = [*read.notes, *found.erased]
    if not found.lines and not read.faults and not read.nil:
        said.append("Nothing new is in it.")
    if found.again:
        wait = "waits" if len(found.again) == 1 else "wait"
        said.append(f"{counted(len(found.again), 'line')} of it {wait} already.")
    return tuple(said)


def _unknown(read: ReadReturn) -> Fault:
    where = read.return_where or read.file_name
    if not read.return_id:
        words = (
            "Nothing in this workbook says which return it is, and its ids could belong to "
            "several or none."
        )
    else:
        words = f"The return id “{read.return_id[:80]}” is of {FAR_AWAY}."
    return Fault(where, words)


def _return_of(session: Session, read: ReadReturn) -> _Known | None:
    """The return that a workbook answers: by its id, else the only one that asked its rows."""
    listed = {
        uid: _Known(uid, sent_to or "", bool(nil))
        for uid, sent_to, nil in columns_of(session, "return", ("uid", "sent_to", "nil"))
    }
    given = one_line(read.return_id).casefold()
    if given:
        return listed.get(given)
    shown = _shown_ids(session)
    ids = {by_shown_id(row.id, shown) for row in read.answers} - {""}
    asked: dict[str, set[str]] = {}
    for of, uid in columns_of(session, "return_row", ("for_return", "recommendation")):
        if of in listed:
            asked.setdefault(of, set()).add(uid or "")
    fitting = [of for of, uids in asked.items() if ids & uids]
    return listed[fitting[0]] if len(fitting) == 1 else None


def _shown_ids(session: Session) -> dict[str, str]:
    """The uid of every recommendation by its shown id."""
    return {shown_id(uid): uid for (uid,) in columns_of(session, "recommendation", ("uid",))}


@dataclass(frozen=True, slots=True)
class _Found:
    """What a workbook says: new `lines`, `again` the uids of waiting ones, what was `erased`."""

    lines: list[Line]
    again: list[str]
    erased: list[str]


def _found(session: Session, known: _Known, read: ReadReturn, today: date) -> _Found:
    """What a workbook says that its return has not said before, and what it says again."""
    rows = sending.rows_of(session, known.uid)
    bases = Bases(session, {known.uid})
    comparison = Comparison(
        rows,
        CellReader(programme.words(session), today=today),
        known=_shown_ids(session),
        stands=standing(session, bases),
    )
    said, kept = comparison.compare(read), said_before(session, known.uid)
    still = last_words(session, [each for each in kept if not each.erased], read.sha256)
    lines = new_lines(said, [each.line for each in still])
    left = Counter(line.key for line in said)
    again = []
    for each in sorted(kept, key=lambda each: not each.waits):
        if not each.erased and left[each.line.key]:
            left[each.line.key] -= 1
            again += [each.uid] if each.waits else []
    gone = [each for each in kept if each.erased] if read.sha256 else []  # else somebody asks anew
    names = {r.recommendation: r.texts.get(SentField.REFERENCE, "") or r.title for r in rows}
    lines, told = _without_erased(session, lines, gone, names)
    return _Found(lines, again, told)


def _without_erased(
    session: Session, lines: list[Line], gone: Sequence[Kept], names: Mapping[str, str]
) -> tuple[list[Line], list[str]]:
    """The lines without as many of a field as were erased there, and notes that tell of those."""
    if not gone:
        return lines, []
    on = {
        uid: day_of(of.line.at)
        for of in erasures(session, (each.uid for each in gone))
        for uid, field, _ in of.values
        if field == "said"
    }
    left: defaultdict[tuple[str, FormField], list[str]] = defaultdict(list)
    for each in gone:
        left[each.line.recommendation, each.line.field].append(each.uid)
    found, notes = [], []
    for line in lines:
        if uids := left[line.recommendation, line.field]:
            uid = uids.pop()
            day = f" on {on[uid]}" if uid in on else ""
            of = names.get(line.recommendation, "")
            what = f"{of}, {FIELD_WORDS[line.field]}" if of else FIELD_WORDS[line.field]
            notes.append(f"{what} was erased{day}; it is not taken again.")
        else:
            found.append(line)
    return found, notes


def _as_read(line: Line, for_return: str, received: str) -> LineRead:
    return LineRead(
        uid=new_uid(),
        for_return=for_return,
        received=received,
        recommendation=line.recommendation or None,
        field=line.field.value,
        cell=line.where or None,
        sent=line.sent or None,
        said=line.said or None,
        fault=line.fault or None,
        verdict=None,
        written=None,
        reason=None,
        marks=None,
    )


def _write(
    document: Document,
    known: _Known,
    read: ReadReturn,
    lines: Sequence[LineRead],
    uid: str,
    by: str,
    today: date,
) -> None:
    name = called(known.sent_to, today, today=today)
    source = Source(read.via, read.file_name, read.sha256)
    with document.edit(f"Receive {name}", source=source, on_behalf_of=by) as session:
        session.add(
            ReceivedReturn(
                uid=uid,
                for_return=known.uid,
                received_on=today,
                file_name=read.file_name or None,
                sha256=read.sha256 or None,
                via=read.via.value,
                returned_by=by or None,
                words=read.words or None,
                nil=read.nil or None,
            )
        )
        add_in_bulk(
            session,
            (
                New(
                    ReturnLine,
                    {
                        name: getattr(line, name)
                        for name in LineRead._fields
                        if name not in ("uid", "marks") and getattr(line, name) is not None
                    },
                    line.uid,
                )
                for line in lines
            ),
        )
