"""What a list that was read would change: its rows matched, compared and proposed.

The base of a line is the value last taken from the report's list. Same as the base proposes
nothing, however the tracker has moved on; different while the tracker has moved too is two
answers. So the same list twice proposes nothing, and a corrected list just its corrections.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy.orm import Session

from marmot_tracker.errors import Misuse, TrackerError
from marmot_tracker.exchange import fields, matching
from marmot_tracker.exchange.deciding import Asked, decide
from marmot_tracker.exchange.fields import Layout, Shown, together
from marmot_tracker.exchange.matching import Known
from marmot_tracker.exchange.naming import EXTRA, NEW, Names, folded
from marmot_tracker.exchange.proposal import (
    LineKind,
    NewColumn,
    Proposal,
    ProposedLine,
    Target,
)
from marmot_tracker.exchange.readers.checks import LONGEST, MAX_ROWS
from marmot_tracker.exchange.results import ReadItem, ReadResult
from marmot_tracker.exchange.tracker_values import Base, Bases, Held, TrackerValues, known
from marmot_tracker.progress import Progress
from marmot_tracker.services import extras, people, programme
from marmot_tracker.services.wording import counted
from marmot_tracker.trail.collector import collector_resting
from marmot_tracker.trail.past_values import Erased
from marmot_tracker.vocabulary import ExtraType

STEPS = 4
SUBJECT = 120


@collector_resting()
def propose(
    session: Session,
    result: ReadResult,
    *,
    report: str | None = None,
    edition_of: str | None = None,
    title: str = "",
    progress: Progress | None = None,
) -> Proposal:
    """What a list would change, without changing anything.

    `report` names the report it belongs to (made where no report is called so), `edition_of` the
    report it is a new edition of, `title` what a new report is to be called. Without either it is
    the report whose texts it holds, else a new one. Needs a session that can read the record: the
    document's own, or that of a snapshot made with its trail. Raises `TrackerError`.
    """
    if report and edition_of:
        raise Misuse("Say either which report it is, or of which it is a new edition.")
    if not result.items:
        raise TrackerError(
            f"{result.message} Nothing was loaded.",
            hint="Say which column holds the wording, or choose another sheet.",
        )
    if result.unread:
        raise TrackerError(
            f"{counted(result.unread, 'row')} after row {MAX_ROWS:,} of {result.source_name} "
            f"{'was' if result.unread == 1 else 'were'} not read, and a list is loaded whole or "
            "not at all. Nothing was loaded.",
            hint=f"Split the list into files of at most {LONGEST:,} rows each and load them into "
            "the same report; or clear what stands far below it.",
        )
    progress = progress or Progress()
    progress.step(0, STEPS, "Reading the tracker")
    work = _Work(session, result)
    progress.step(1, STEPS, "Finding the report")
    asked = Asked(report, edition_of, title)
    choice, target, explanation = decide(session, result, work.known_in, work.agreeing, asked)
    progress.step(2, STEPS, "Matching rows")
    work.compare(target)
    progress.step(3, STEPS, "Putting it in words")
    work.tell_problems()
    return Proposal(
        lines=tuple(work.lines),
        choice=choice,
        explanation=explanation,
        target=target,
        source_name=result.source_name,
        sha256=result.sha256,
        notes=(*result.notes, *work.notes),
        columns=tuple(work.new_columns.values()),
        unsettled=tuple(work.unsettled),
    )


class _Work:
    """One list on its way to a proposal."""

    def __init__(self, session: Session, result: ReadResult) -> None:
        self.session = session
        self.result = result
        self.names = Names(session)
        self.tracker = TrackerValues(session, self.names)
        self.bases = Bases(session, self.names, self.tracker.numbers)
        self.layout = Layout.of(result)
        self.identities = [matching.identity_of(item) for item in result.items]
        self.lines: list[ProposedLine] = []
        self.notes: list[str] = []
        self.unsettled: list[tuple[str, str, str]] = []
        self.new_columns: dict[str, NewColumn] = {}
        self._said: dict[int, dict[str, str]] = {}
        self._types = self._column_types()
        self._misfits: dict[str, list[str]] = {}
        self._cleared: int = 0
        principles = {
            str(one.number): f"{one.number} {one.short}" for one in people.principles(session)
        }
        self.shown = Shown(programme.words(session), self.names, principles)

    def known_in(self, report: str) -> Sequence[Known]:
        """The recommendations of a report as rows are matched to them."""
        return known(self.tracker.of_report(report), self.bases)

    def agreeing(self, report: str) -> int:
        """How many rows say in every cell what the list of this report said last."""
        found = matching.match(self.identities, self.known_in(report))
        for place in found:
            if place not in self._said:
                self._said[place] = self._read(self.result.items[place])
        names = {name for place in found for name in self._said[place]}
        return sum(self.bases.of(uid, names) == self._said[place] for place, uid in found.items())

    # Row by row

    def compare(self, target: Target) -> None:
        """Match the rows inside the report and write a line for each."""
        there = self.tracker.of_report(target.report) if target.report else []
        repeated = fields.repeats(self.result.items)
        places = [place for place in range(len(self.result.items)) if place not in repeated]
        if there:
            of_report = self.known_in(target.report)
            found = matching.match([self.identities[place] for place in places], of_report)
            matched = {places[at]: uid for at, uid in found.items()}
        else:
            matched = {}
        for place, item in enumerate(self.result.items):
            if place in repeated:
                self._repeated(item, self.result.items[repeated[place]])
            elif place in matched:
                self._matched(place, self.tracker.held[matched[place]])
            else:
                self._new(place)
        here = set(matched.values())
        for held in there:
            if held.in_view and held.uid not in here:
                self._missing(held)
        if self._cleared:
            self.notes.append(
                f"{counted(self._cleared, 'cell')} that the list filled before "
                f"{'is' if self._cleared == 1 else 'are'} blank in it now; a blank clears nothing."
            )

    def _new(self, place: int) -> None:
        item, said = self.result.items[place], self._says(place)
        self._line(
            LineKind.NEW,
            words=f"New: {_called(item.reference, item.text)}",
            item=item,
            theirs=item.text,
            values=tuple(said.items()),
        )

    def _matched(self, place: int, held: Held) -> None:
        item = self.result.items[place]
        if not held.in_view:
            words = f"{_called(item.reference, item.text)} was withdrawn here and stays so."
            self._line(LineKind.UNCHANGED, words=words, item=item, uid=held.uid)
            return
        said = self._says(place)
        bases = self.bases.of(held.uid, said)
        before = len(self.lines)
        for name, theirs in said.items():
            base, ours = bases.get(name), held.values.get(name, "")
            if base == theirs:
                continue
            self.unsettled.append((held.uid, name, theirs))
            if ours == theirs or _means_nothing(name, theirs, ours):
                continue
            moved = isinstance(base, Erased) or ours != (base or "")
            kind = LineKind.TWO_ANSWERS if moved else LineKind.CHANGED
            self._field(kind, item, held, name, base, said)
        self._count_cleared(item, held)
        if len(self.lines) == before:
            words = f"{_called(item.reference, item.text)}: nothing to change."
            self._line(LineKind.UNCHANGED, words=words, item=item, uid=held.uid)

    def _field(
        self,
        kind: LineKind,
        item: ReadItem,
        held: Held,
        name: str,
        base: Base | None,
        said: Mapping[str, str],
    ) -> None:
        ours, theirs = held.values.get(name, ""), said[name]
        shown = {
            "base": self._shown(name, base) if isinstance(base, str) else "",
            "ours": self._shown(name, ours),
            "theirs": self._shown(name, theirs),
        }
        called, what = _called(item.reference, item.text), self._field_words(name)
        if kind is LineKind.CHANGED and not ours:
            words = f"{called}: {what} is {_short(shown['theirs'])}."
        elif kind is LineKind.CHANGED:
            words = f"{called}: {what} from {_short(shown['ours'])} to {_short(shown['theirs'])}."
        else:
            here = _short(shown["ours"]) if ours else "nothing"
            words = (
                f"{called}: {what} is {here} here, and {_short(shown['theirs'])} in the list"
                + (f", which said {_short(shown['base'])} before." if shown["base"] else ".")
            )
        self._line(
            kind,
            words=words,
            item=item,
            uid=held.uid,
            field=name,
            field_words=what,
            value=theirs,
            held=ours,
            values=_written_with(name, said),
            **shown,
        )

    def _missing(self, held: Held) -> None:
        text, reference = held.values.get("wording", ""), held.values.get("reference", "")
        self.lines.append(
            ProposedLine(
                number=len(self.lines),
                kind=LineKind.MISSING,
                words=f"{_called(reference, text)} is in the tracker but not in this file; it stays.",
                uid=held.uid,
                reference=reference,
                subject=_cut(text),
                ours=text,
            )
        )

    def _repeated(self, item: ReadItem, first: ReadItem) -> None:
        words = f"{item.where} says in every cell what {first.where} says; it is taken once."
        self._line(LineKind.PROBLEM, words=words, item=item)

    def _line(
        self,
        kind: LineKind,
        *,
        words: str,
        item: ReadItem,
        uid: str | None = None,
        values: tuple[tuple[str, str], ...] = (),
        **said: str,
    ) -> None:
        self.lines.append(
            ProposedLine(
                number=len(self.lines),
                kind=kind,
                words=words,
                uid=uid,
                reference=item.reference,
                subject=_cut(item.text),
                where=item.where,
                values=values,
                **said,
            )
        )

    # What a row says

    def _says(self, place: int) -> dict[str, str]:
        """What a row says; it is read once, since what does not fit is told as it is read."""
        return self._said.pop(place, None) or self._read(self.result.items[place])

    def _read(self, item: ReadItem) -> dict[str, str]:
        """What a row says, its own columns by their keys and as those hold it."""
        said = fields.says(item, self.layout, self.names)
        for name in [name for name in said if name.startswith(EXTRA)]:
            value, heading = said.pop(name), name.removeprefix(EXTRA)
            key = self.names.column(heading)
            if key.startswith(NEW):
                kind = self._types.get(folded(heading), ExtraType.TEXT)
                heading = key.removeprefix(NEW)
                self.new_columns.setdefault(folded(heading), NewColumn(heading, kind.value))
            else:
                kind = self.names.columns[key].type
            try:
                stored = extras.stored_value(kind, value, name=heading)
            except TrackerError as fault:
                self._misfits.setdefault(fault.message, []).append(item.where)
                continue
            if stored:
                said[f"{EXTRA}{key}"] = stored
        return said

    def _column_types(self) -> dict[str, ExtraType]:
        """The type of each new column that every one of its cells bears out."""
        types: dict[str, ExtraType] = {}
        for column in self.result.columns:
            kind = ExtraType(column.kind) if column.kind in set(ExtraType) else ExtraType.TEXT
            if kind is ExtraType.TEXT or column.field != "extra":
                continue
            heading = column.heading
            cells = (item.extra.get(heading, "") for item in self.result.items)
            if _all_fit(kind, cells):
                types[folded(heading)] = kind
        return types

    def _count_cleared(self, item: ReadItem, held: Held) -> None:
        for name in ("theme", "timescale", "section", "page", "source"):
            blank = not item.theme if name == "theme" else item.fields.get(name) == ""
            if blank and held.values.get(name) and self.bases.of(held.uid, (name,)).get(name):
                self._cleared += 1

    def _shown(self, name: str, value: str) -> str:
        if name.startswith(EXTRA):
            column = self.names.columns.get(name.removeprefix(EXTRA))
            return extras.in_words(column.type, value) if column else value
        return self.shown.value(name, value)

    def _field_words(self, name: str) -> str:
        if not name.startswith(EXTRA):
            return fields.field_words(name)
        key = name.removeprefix(EXTRA)
        column = self.names.columns.get(key)
        return f"“{column.name if column else key.removeprefix(NEW)}”"

    # Problems

    def tell_problems(self) -> None:
        """A line for each thing that could not be read or taken."""
        told = [(problem.in_words(), problem.where) for problem in self.result.problems]
        for message, where in self._misfits.items():
            more = f" and {counted(len(where) - 1, 'more row')}" if len(where) > 1 else ""
            told.append((f"{where[0]}{more}: {message} It was left as it is.", where[0]))
        for words, place in told:
            self.lines.append(
                ProposedLine(
                    number=len(self.lines), kind=LineKind.PROBLEM, words=words, where=place
                )
            )


def _written_with(name: str, said: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """What the row says in the fields that are written together with this one."""
    group = together(name)
    return tuple((other, said[other]) for other in said if group and together(other) == group)


def _means_nothing(name: str, theirs: str, ours: str) -> bool:
    """A bare “not rated” where nothing is rated yet says what the tracker says."""
    return name == "rating" and theirs == "not_rated" and not ours


def _all_fit(kind: ExtraType, cells: Iterable[str]) -> bool:
    try:
        for cell in cells:
            extras.stored_value(kind, cell, name="")
    except TrackerError:
        return False
    return True


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SUBJECT else f"{line[: SUBJECT - 1]}…"


def _called(reference: str, text: str) -> str:
    begins = " ".join(text.split())
    begins = f"{begins[:60]}…" if len(begins) > 61 else begins
    return f"{reference} “{begins}”" if reference else f"“{begins}”"


def _short(words: str) -> str:
    line = " ".join(words.split())
    return f"“{line[:100]}…”" if len(line) > 101 else f"“{line.rstrip('.')}”"
