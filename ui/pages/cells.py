"""Many cells of the register at once: filled down, cleared, pasted, or changed in one dialog.

Every way leads over `services.bulk`: what asks for nothing is written at once, anything else is
shown cell by cell first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from marmot_tracker import clock
from marmot_tracker.errors import TrackerError
from marmot_tracker.exchange.dates import DAY_FIRST, month_first
from marmot_tracker.progress import Progress
from marmot_tracker.services import bulk, bulk_words, bulk_writing, pasting
from marmot_tracker.services.bulk import Line, Plan, Verdict, Wish
from marmot_tracker.services.extras import ExtraColumnFacts
from marmot_tracker.services.programme import Words
from marmot_tracker.services.register import RegisterRow
from marmot_tracker.services.wording import counted, day
from marmot_tracker.trail.history import ERASED
from marmot_tracker.vocabulary import ExtraType
from ui.bridge import Bridge
from ui.dialogs.bulk_edit import BulkAnswer, BulkEditDialog, BulkQuestion
from ui.dialogs.preview_cells import Accepted, Prepared, PreviewCellsDialog
from ui.messages import Tone
from ui.pages.attaching import refusal
from ui.pages.register_data import RegisterData
from ui.widgets.table_model import Column

STEPS_BETWEEN = 50
"""After so many cells it is told how far the writing is."""
CELLS_TO_SHOW = 200
"""More cells than this are shown before they are written, even where nothing is asked."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What there is to choose from, as read with the register."""

    words: Words
    owners: tuple[str, ...] = ()
    subgroups: tuple[str, ...] = ()
    principles: tuple[tuple[int, str], ...] = ()
    own: tuple[ExtraColumnFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class _Pasted:
    """What a paste aims at and comes to; whether a date there makes sense only month first."""

    aimed: pasting.Aimed
    plan: Prepared
    month_first: bool


@dataclass(frozen=True, slots=True)
class _Done:
    """What was written, and what the edit is called."""

    label: str
    written: bulk_writing.Written


class Cells(QObject):
    """`started(uid, column)` tells which cell waits; `told(text, tone)` is news."""

    started = Signal(str, str)
    told = Signal(str, object)

    def __init__(self, bridge: Bridge, window: QWidget) -> None:
        super().__init__(window)
        self._bridge = bridge
        self._window = window
        self.choices = Choices(Words())

    def read(self, data: RegisterData) -> None:
        """Offer what the register holds now."""
        self.choices = Choices(data.words, data.owners, data.subgroups, data.principles, data.own)

    def _refused(self) -> bool:
        """Whether nothing may be written now, which is said."""
        why = refusal(self._bridge)
        if why:
            self.told.emit(why, Tone.NEWS)
        return bool(why)

    # ------------------------------------------------------------ one column

    def type_value(self, row: RegisterRow, column: Column[RegisterRow], typed: str) -> None:
        """Write what was typed into a cell."""
        if self._refused():
            return
        self._plan([Wish(row.uid, column.field, typed)], heading=f"Set {column.full_name}")

    def fill_down(
        self, source: RegisterRow, rows: Sequence[RegisterRow], column: Column[RegisterRow]
    ) -> None:
        """Give `rows` what `source` says in a column."""
        if self._refused():
            return
        if not column.field:
            self.told.emit(f"{column.full_name} cannot be filled down.", Tone.NEWS)
            return
        if not rows:
            self.told.emit("Choose several rows first: the first one is filled down.", Tone.NEWS)
            return

        def question(session: Any) -> Plan:
            said = bulk_words.known(session).said(source, column.field)
            if said == ERASED:
                raise TrackerError("What was erased cannot be filled down.")
            wishes = [Wish(row.uid, column.field, said) for row in rows]
            return bulk.plan(session, wishes=wishes, today=clock.today())

        heading = f"Fill down {column.full_name}"
        self._bridge.ask(heading, _prepared(question), lambda found: self._settle(found, heading))

    def clear(self, rows: Sequence[RegisterRow], column: Column[RegisterRow]) -> None:
        """Empty a column in `rows`; an owner is taken away only after it was shown."""
        if self._refused():
            return
        if not column.field:
            self.told.emit(f"{column.full_name} cannot be cleared.", Tone.NEWS)
            return
        wishes = [Wish(row.uid, column.field, "") for row in rows]
        heading = f"Clear {column.full_name}"
        self._plan(wishes, heading=heading, shown=column.field == "owner" or len(rows) > 1)

    def put_today(self, rows: Sequence[RegisterRow], column: Column[RegisterRow]) -> None:
        """Write today's date into a column of dates."""
        if self._refused():
            return
        own = next((each for each in self.choices.own if f"own:{each.uid}" == column.field), None)
        if column.field != "due" and (own is None or own.type is not ExtraType.DATE):
            self.told.emit(f"{column.full_name or 'This column'} holds no dates.", Tone.NEWS)
            return
        today = day(clock.today())
        wishes = [Wish(row.uid, column.field, today) for row in rows]
        self._plan(wishes, heading=f"Set {column.full_name}")

    # ------------------------------------------------------------ paste

    def paste(
        self,
        data: QMimeData,
        *,
        rows: Sequence[RegisterRow],
        every: Sequence[RegisterRow],
        chosen: Sequence[str],
        columns: Sequence[Column[RegisterRow]],
        column: int,
        named: Sequence[Column[RegisterRow]] = (),
    ) -> None:
        """Show what the table on the clipboard would change, and write what is accepted."""
        if self._refused():
            return
        text = data.text()
        html = data.html() if data.hasHtml() and "\t" not in text else ""

        def question(session: Any) -> _Pasted | TrackerError:
            try:
                table = pasting.read_table(text, html)
                aimed = pasting.aim(
                    table,
                    rows=rows,
                    every=every,
                    chosen=chosen,
                    columns=[_target(each) for each in columns],
                    column=column,
                    named=[_target(each) for each in named],
                )
            except TrackerError as fault:
                return fault
            plan = bulk.plan(session, wishes=aimed.wishes, today=clock.today())
            asked = any(month_first(wish.words) for wish in aimed.wishes if self._holds_days(wish))
            return _Pasted(aimed, Prepared.of(Plan((*plan.lines, *aimed.settled))), asked)

        self._bridge.ask("Reading the clipboard", question, self._preview_paste, shown=True)

    def _preview_paste(self, found: _Pasted | TrackerError) -> None:
        if isinstance(found, TrackerError):
            self.told.emit(str(found), Tone.NEWS)
            return
        aimed = found.aimed
        lost = f" {counted(aimed.left, 'line')} found no row here." if aimed.left else ""
        if not found.plan.rows:
            self.told.emit(f"Nothing on the clipboard fits these cells.{lost}", Tone.NEWS)
            return
        by_name = "By its headings" if aimed.headed else "From the chosen row down"
        dialog = PreviewCellsDialog(
            self._window,
            heading="Paste into the list",
            more=f"{by_name}. Nothing is changed before you accept it.{lost}",
            ask_order=found.month_first,
        )

        def again(months_first: bool) -> None:
            turned = [self._turned(wish) if months_first else wish for wish in aimed.wishes]
            self._ask_plan(turned, shown, settled=aimed.settled)

        def shown(found: tuple[Plan, Prepared]) -> None:
            if isValid(dialog):
                dialog.show_plan(found[1])

        dialog.order_changed.connect(again)
        dialog.answered.connect(lambda answer: self._write(answer, dialog))
        dialog.show_plan(found.plan)
        dialog.open()

    def _holds_days(self, wish: Wish) -> bool:
        if wish.field == "due":
            return True
        uid = wish.field.removeprefix("own:")
        return any(each.uid == uid and each.type is ExtraType.DATE for each in self.choices.own)

    def _turned(self, wish: Wish) -> Wish:
        """A day that was written with the month first, the day first; others as they are."""
        found = DAY_FIRST.fullmatch(wish.words.strip()) if self._holds_days(wish) else None
        return replace(wish, words=f"{found[3]}/{found[1]}/{found[4]}") if found else wish

    # ------------------------------------------------------------ several at once

    def ask(self, rows: Sequence[RegisterRow]) -> None:
        """Ask what is to change in all of `rows`."""
        if self._refused():
            return
        choices = self.choices
        dialog = BulkEditDialog(
            self._window,
            BulkQuestion(
                len(rows),
                choices.words,
                choices.owners,
                choices.subgroups,
                choices.principles,
                choices.own,
            ),
        )
        planned = [Plan(())]

        def changed(answer: BulkAnswer) -> None:
            def question(session: Any) -> tuple[Plan, tuple[str, ...]]:
                wishes = [
                    Wish(row.uid, field, words)
                    for field, words in answer.values.items()
                    for row in rows
                ]
                plan = bulk.plan(
                    session,
                    wishes=wishes,
                    today=clock.today(),
                    reason=answer.reason,
                    kind=answer.kind,
                )
                return plan, bulk.summary(plan)

            def shown(found: tuple[Plan, tuple[str, ...]]) -> None:
                planned[0] = found[0]
                if isValid(dialog) and dialog.isVisible():
                    dialog.show_plan(*found)

            self._bridge.ask("Reading what would change", question, shown)

        def answered(answer: BulkAnswer) -> None:
            accepted = Accepted(planned[0].writing, answer.reason, answer.kind)
            self._write(accepted, dialog, review_on=answer.review_on)

        dialog.changed.connect(changed)
        dialog.answered.connect(answered)
        dialog.open()

    # ------------------------------------------------------------ the way of all of them

    def _ask_plan(
        self,
        wishes: Sequence[Wish],
        then: Callable[[tuple[Plan, Prepared]], object],
        *,
        settled: tuple[Line, ...] = (),
    ) -> None:
        def question(session: Any) -> Plan:
            plan = bulk.plan(session, wishes=wishes, today=clock.today())
            return Plan((*plan.lines, *settled))

        self._bridge.ask("Reading what would change", _prepared(question), then)

    def _plan(self, wishes: Sequence[Wish], *, heading: str, shown: bool = False) -> None:
        self._ask_plan(wishes, lambda found: self._settle(found, heading, shown=shown))

    def _settle(self, found: tuple[Plan, Prepared], heading: str, *, shown: bool = False) -> None:
        """Write what asks for nothing; show anything else first."""
        plan, prepared = found
        refused = plan.of(Verdict.REFUSED)
        if not plan.writing:
            why = refused[0].why if refused else "It is so already."
            self.told.emit(why, Tone.NEWS)
        elif shown or refused or plan.new or plan.of(Verdict.ASKS) or _many(plan):
            self._preview(prepared, heading)
        else:
            self._write(Accepted(plan.writing, "", None), None)

    def _preview(self, plan: Prepared, heading: str) -> None:
        dialog = PreviewCellsDialog(
            self._window, heading=heading, more="One edit; one Undo takes it back."
        )
        dialog.show_plan(plan)
        dialog.answered.connect(lambda answer: self._write(answer, dialog))
        dialog.open()

    def _write(
        self,
        accepted: Accepted,
        dialog: PreviewCellsDialog | BulkEditDialog | None,
        *,
        review_on: date | None = None,
    ) -> None:
        lines, today = accepted.lines, clock.today()
        if dialog is None:
            for line in lines:
                self.started.emit(line.uid, _column(line))

        def work(document: Any, progress: Progress) -> _Done:
            def told(done: int, total: int) -> None:
                if not done % STEPS_BETWEEN:
                    progress.step(done, total, f"Writing {done:,} of {total:,} cells")

            with document.read() as session:
                standing = bulk_writing.standing(session, lines=lines, today=today)
            label = bulk.label(Plan(standing))
            with document.edit(label, reason=accepted.reason) as session:
                done = bulk_writing.write(
                    session,
                    lines=lines,
                    today=today,
                    reason=accepted.reason,
                    kind=accepted.kind,
                    review_on=review_on,
                    told=told,
                )
            return _Done(label, done)

        def then(done: _Done) -> None:
            if dialog is not None:
                dialog.finish()
            self._tell_done(done)

        def failed(fault: TrackerError) -> None:
            if dialog is None or not dialog.refuse(fault):
                self._bridge.faulted.emit(fault)

        self._bridge.work(
            "Writing", work, then=then, failed=failed, shown=len(lines) > CELLS_TO_SHOW
        )

    def _tell_done(self, done: _Done) -> None:
        written, overtaken = done.written.many, done.written.overtaken
        said = f"{done.label}. Undo (Ctrl+Z) takes it back." if written > 1 else ""
        if overtaken:
            first = f"{overtaken[0].heading} of {overtaken[0].name}"
            names = f"{first} and {len(overtaken) - 1:,} more" if len(overtaken) > 1 else first
            said = f"{said} Changed meanwhile, and left as it is: {names}.".strip()
        if said:
            self.told.emit(said, Tone.NEWS if overtaken else Tone.DONE)


def _prepared(question: Callable[[Any], Plan]) -> Callable[[Any], tuple[Plan, Prepared]]:
    """The plan, and what a dialog shows of it, both made on the worker."""

    def asked(session: Any) -> tuple[Plan, Prepared]:
        plan = question(session)
        return plan, Prepared.of(plan)

    return asked


def _target(column: Column[RegisterRow]) -> pasting.Target:
    return pasting.Target(
        (column.full_name, column.heading),
        column.field,
        column.copied_words,
        names_rows=column.name == "reference",
    )


def holds_table(data: QMimeData) -> bool:
    """Whether the clipboard holds text or a table, and no picture or files alone."""
    return not data.hasUrls() and (data.hasText() or data.hasHtml())


def clipboard() -> QMimeData:
    """What is on the clipboard now."""
    return QApplication.clipboard().mimeData()


def _many(plan: Plan) -> bool:
    return len(plan.writing) > CELLS_TO_SHOW


def _column(line: Line) -> str:
    return line.field
