"""Deciding lines of returns: taken, taken in other words, left out, or sent back with a question.

One edit for each workbook writes what was accepted, and the verdicts beside it; one undo takes
both back. Its author is who accepts, on behalf of who returned it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from marmot_tracker.document import Document
from marmot_tracker.errors import Misuse, TrackerError
from marmot_tracker.exchange.returns.cells import CellReader, day_in
from marmot_tracker.exchange.returns.results import ReadCell
from marmot_tracker.model import ReceivedReturn, Recommendation, Return, ReturnLine, Thing
from marmot_tracker.progress import Progress
from marmot_tracker.services import programme
from marmot_tracker.services.return_bases import TAKEN, Base, Bases
from marmot_tracker.services.return_form import CLEAR, FIELD_WORDS, FormField
from marmot_tracker.services.return_lines import ADDS, Piece, called, readable
from marmot_tracker.services.return_pieces import Came, Pieces, uid_of_line
from marmot_tracker.services.return_writing import Taken, suggest, write
from marmot_tracker.services.wording import counted
from marmot_tracker.trail.history import Source
from marmot_tracker.trail.rows import BATCH
from marmot_tracker.trail.sent_heads import Field
from marmot_tracker.vocabulary import ChangeKind, ReturnVerdict, Via

T = TypeVar("T", bound=Thing)
WROTE = frozenset({FormField.REFERENCE, FormField.WORDING})


@dataclass(frozen=True, slots=True)
class LineVerdict:
    """What is decided about a line; `value` is what is taken instead, `reason` why it is left out.

    The reason of a line that is sent back is the question.
    """

    uid: str
    verdict: ReturnVerdict
    value: str | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """How many lines were decided and how, and which could not be, in words."""

    accepted: int = 0
    left_out: int = 0
    sent_back: int = 0
    not_taken: tuple[str, ...] = ()


def settle(
    document: Document,
    verdicts: Sequence[LineVerdict],
    *,
    today: date,
    progress: Progress | None = None,
) -> Settled:
    """Decide lines, each workbook in one edit. Raises `TrackerError` where words are missing.

    A line that cannot be taken as it stands is left waiting and told in `not_taken`.
    """
    _check(verdicts)
    with document.read() as session:
        groups = _by_workbook(session, verdicts)
        reader = CellReader(programme.words(session), today=today)
    done = Settled()
    before = 0
    for received, of in groups.items():
        steps = _Steps(progress or Progress(), before, len(verdicts))
        steps.told(0)
        done = _added(done, _settle_one(document, received, of, reader, today, steps))
        before += len(of)
    return done


@dataclass(frozen=True, slots=True)
class _Steps:
    """Tells how far one workbook among several is, counted in verdicts: `before` come first."""

    progress: Progress
    before: int
    total: int

    def told(self, done: int) -> None:
        """Report that so many verdicts of this workbook are written."""
        self.progress.step(self.before + done, self.total, "Writing what was accepted")


def _check(verdicts: Iterable[LineVerdict]) -> None:
    for each in verdicts:
        if each.verdict is ReturnVerdict.LEFT_OUT and not each.reason.strip():
            raise TrackerError(
                "An answer would be left out without a reason.",
                hint="Say why: it is kept with the return.",
            )
        if each.verdict is ReturnVerdict.SENT_BACK and not each.reason.strip():
            raise TrackerError(
                "An answer would be sent back without a question.", hint="Say what is asked."
            )
        if each.verdict is ReturnVerdict.EDITED and not (each.value or "").strip():
            raise Misuse("An answer taken in other words needs the words.")


def _things(session: Session, kind: type[T], uids: Sequence[str]) -> dict[str, T]:
    """Things by uid, asked for in batches; what is not in view is left out."""
    found: dict[str, T] = {}
    for start in range(0, len(uids), BATCH):
        batch = uids[start : start + BATCH]
        found |= {
            each.uid: each for each in session.scalars(select(kind).where(kind.uid.in_(batch)))
        }
    return found


def _by_workbook(
    session: Session, verdicts: Sequence[LineVerdict]
) -> Mapping[str, list[LineVerdict]]:
    """Verdicts by the workbook that brought their line."""
    groups: dict[str, list[LineVerdict]] = defaultdict(list)
    lines = _things(session, ReturnLine, [each.uid for each in verdicts])
    for each in verdicts:
        line = lines.get(each.uid)
        if line is None or not line.received:
            raise TrackerError("That line of a return is not in this tracker.")
        groups[line.received].append(each)
    return groups


def _settle_one(
    document: Document,
    received: str,
    verdicts: Sequence[LineVerdict],
    reader: CellReader,
    today: date,
    steps: _Steps,
) -> Settled:
    with document.read() as session:
        came_in = session.get(ReceivedReturn, received)
        sent = session.get(Return, came_in.for_return) if came_in else None
        if came_in is None or sent is None:
            raise TrackerError("That return is not in this tracker any more.")
        came = Came(
            sent.uid,
            called(sent.sent_to or "", came_in.received_on, today=today),
            sent.period,
            came_in.received_on or today,
            came_in.returned_by or sent.sent_to or "",
            came_in.sha256 or "",
        )
        source = Source(
            _via(came_in.via), came_in.file_name or "", came_in.sha256 or "", note=came.called
        )
        corrects = _corrects(session, verdicts)
    as_seen: dict[Field, frozenset[bytes]] = {}
    takes = any(each.verdict in TAKEN for each in verdicts)  # who only leaves out speaks for nobody
    with document.edit(
        f"Decide {counted(len(verdicts), 'answer')} of {came.called}",
        reason=f"corrected in {came.called}" if corrects else "",
        source=source,
        on_behalf_of=came.by if takes else "",
        kind=ChangeKind.RETURN if takes else ChangeKind.EDIT,
        as_seen=as_seen,
    ) as session:
        return _Settling(session, sent.uid, came, reader).settle(verdicts, as_seen, steps)


def _corrects(session: Session, verdicts: Iterable[LineVerdict]) -> bool:
    """Whether any of these accepts a correction of what was sent."""
    taken = [each.uid for each in verdicts if each.verdict in TAKEN]
    return any(line.field in WROTE for line in _things(session, ReturnLine, taken).values())


class _Settling:
    """Writes the verdicts on one workbook's lines, within the block of their edit."""

    def __init__(self, session: Session, for_return: str, came: Came, reader: CellReader) -> None:
        self.session = session
        self.for_return = for_return
        self.came = came
        self.reader = reader
        self.bases = Bases(session, {for_return})
        self.pieces = Pieces(session, came)
        self.taken: dict[str, Taken] = {}
        self.counts: dict[ReturnVerdict, int] = defaultdict(int)
        self.not_taken: list[str] = []

    def settle(
        self,
        verdicts: Sequence[LineVerdict],
        as_seen: dict[Field, frozenset[bytes]],
        steps: _Steps,
    ) -> Settled:
        """Write what is accepted, recommendation by recommendation, and every verdict."""
        lines = _things(self.session, ReturnLine, [each.uid for each in verdicts])
        for each in verdicts:
            line = lines.get(each.uid)
            if line is not None and self._decide(line, each):
                line.verdict = each.verdict.value
                line.reason = each.reason.strip() or None
                self.counts[each.verdict] += 1
        written = []
        subjects = _things(self.session, Recommendation, list(self.taken))
        for number, (uid, taken) in enumerate(self.taken.items(), 1):
            update = write(self.session, self.bases, subjects[uid], taken, self.came, as_seen)
            written += [(taken.base, update)] if update is not None else []
            steps.told(number * len(verdicts) // len(self.taken))
        if written:
            suggest(self.session, written, self.came)
        accepted = self.counts[ReturnVerdict.ACCEPTED] + self.counts[ReturnVerdict.EDITED]
        return Settled(
            accepted,
            self.counts[ReturnVerdict.LEFT_OUT],
            self.counts[ReturnVerdict.SENT_BACK],
            tuple(self.not_taken),
        )

    def _decide(self, line: ReturnLine, each: LineVerdict) -> bool:
        """Whether the verdict can stand; what is accepted is put where it will be written."""
        if line.verdict:
            self._not(line, "was decided already")
            return False
        if each.verdict not in TAKEN:
            return True
        form = readable(line.field)
        said = line.said or ""
        if each.verdict is ReturnVerdict.EDITED:
            said = self._edited(line, form, (each.value or "").strip())
            line.written = said
        elif line.fault:
            self._not(line, f"cannot be taken as it stands: {line.fault}")
            return False
        if not said:
            self._not(line, "was erased")
            return False
        return self._take(line, form, said)

    def _edited(self, line: ReturnLine, form: FormField, value: str) -> str:
        """What a person wrote instead, as a cell of that field is read."""
        if form in (FormField.EVIDENCE, FormField.ACTION):
            held = Piece() if line.fault else Piece.of(line.said or "")
            given = Piece.of(value)
            if given != Piece(value):  # written in full, part by part
                return given.text()
            return Piece(value, held.link, held.day, held.shows, held.owner).text()
        read = self.reader.read(form, ReadCell(value, "")) if form not in ADDS else None
        if read is None:
            return value
        if read.fault:
            raise TrackerError(f"{FIELD_WORDS.get(form, form.value)} was not written: {read.fault}")
        return read.said

    def _take(self, line: ReturnLine, form: FormField, said: str) -> bool:
        if form in (FormField.COMMENT, FormField.CORRECTION):
            return True
        uid = line.recommendation or ""
        if not self.bases.in_view(uid):
            self._not(line, "belongs to no recommendation of this tracker")
            return False
        if why := self._emptied(form, said) or self._undated(line, form):
            self._not(line, why)
            return False
        if form in (FormField.EVIDENCE, FormField.ACTION):
            made = uid_of_line(self.came, form, line.uid, uid, line.cell or "")
            self.pieces.add(made, uid, form, Piece.of(said))
            return True
        base = self.bases.of(self.for_return, uid)
        if base is None:
            self._not(line, "is about a recommendation that this return did not ask about")
            return False
        if self._taken_before(base, form, line.said or ""):
            return True
        taken = self._of(base)
        if form in taken.said:
            self._not(line, "is the second answer to the same question in this workbook")
            return False
        taken.said[form] = CLEAR if is_clear(said) else said
        if form is FormField.PATH_TO_GREEN:
            taken.path_by = day_in(said)
        return True

    def _of(self, base: Base) -> Taken:
        """What is accepted of a row; the path to green of a line before counts on."""
        path = base.said_by(self.came.by).get(FormField.PATH_TO_GREEN)
        made = Taken(base, path_by=day_in(path.said) if path else None)
        return self.taken.setdefault(base.recommendation, made)

    def _taken_before(self, base: Base, form: FormField, said: str) -> bool:
        """Whether another copy's line of the same file was accepted, saying the same."""
        sha256 = self.came.sha256
        return any(
            sha256 and (each.sha256, each.field, each.line) == (sha256, form, said)
            for each in base.taken
        )

    def _emptied(self, form: FormField, said: str) -> str:
        """Why what would be emptied cannot be; nothing where it can."""
        piece = Piece.of(said) if form in (FormField.EVIDENCE, FormField.ACTION) else Piece()
        parts = (piece.title, piece.link, piece.shows, piece.owner)
        if any(map(is_clear, parts)) or (form is FormField.WORDING and is_clear(said)):
            return "cannot be emptied by a return"
        return ""

    def _undated(self, line: ReturnLine, form: FormField) -> str:
        """Why a reason for a date is not taken where the row moves none; else nothing."""
        if form is not FormField.FORECAST_WHY:
            return ""
        base = self.bases.of(self.for_return, line.recommendation or "")
        beside = select(ReturnLine.uid).where(
            ReturnLine.received == line.received,
            ReturnLine.recommendation == line.recommendation,
            ReturnLine.field == FormField.FORECAST.value,
            or_(
                ReturnLine.verdict.is_(None),
                ReturnLine.verdict != ReturnVerdict.LEFT_OUT.value,
            ),
        )
        dated = base is not None and FormField.FORECAST in base.answered
        dated = dated or self.session.scalars(beside).first() is not None
        return "" if dated else "has no new date beside it"

    def _not(self, line: ReturnLine, why: str) -> None:
        where = f" ({line.cell})" if line.cell else ""
        form = readable(line.field)
        self.not_taken.append(
            f"{FIELD_WORDS.get(form, form.value)}{where} {why}.".replace("..", ".")
        )


def is_clear(said: str) -> bool:
    """Whether somebody typed the word that empties a field."""
    return said.strip().casefold() == CLEAR


def _via(code: str | None) -> Via:
    return Via(code) if code in set(Via) else Via.RETURN


def _added(one: Settled, other: Settled) -> Settled:
    return Settled(
        one.accepted + other.accepted,
        one.left_out + other.left_out,
        one.sent_back + other.sent_back,
        one.not_taken + other.not_taken,
    )
