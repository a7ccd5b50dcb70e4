"""The evidence page: everything held, in a list with a pane that shows what each piece is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from marmot_tracker.services import evidence_filtering as filtering
from marmot_tracker.services import evidence_list, programme, why_evidence
from marmot_tracker.services.evidence_list import Beside, EvidenceRow, Subject
from marmot_tracker.services.programme import Words
from marmot_tracker.services.wording import counted
from marmot_tracker.vocabulary import EvidenceKind, EvidenceType
from ui import theme
from ui.bridge import Bridge
from ui.evidence_actions import EVIDENCE_ROW_ACTIONS
from ui.messages import Questions, Tone
from ui.pages.asking_why import AskingWhy
from ui.pages.attaching import Held
from ui.pages.evidence_columns import columns
from ui.pages.evidence_commands import EvidenceCommands
from ui.pages.evidence_content import content_of
from ui.pages.page import Page
from ui.pages.previewing import Previewing
from ui.widgets import page_frame
from ui.widgets.empty import Empty
from ui.widgets.evidence_pane import EvidencePane
from ui.widgets.filter_bar import Chip, FilterBar, MenuChip
from ui.widgets.filter_keys import FilterKeys
from ui.widgets.nothing_fits import NothingFits
from ui.widgets.table_model import TableModel
from ui.widgets.table_view import TableView

UID_LENGTH = 36


@dataclass(frozen=True, slots=True)
class EvidenceData:
    """What one reading gives the page: every piece, and what evidence can be tied to."""

    rows: tuple[EvidenceRow, ...]
    words: Words
    targets: tuple[Subject, ...]
    today: date


def read_evidence(session: Any, *, today: date, beside: Beside) -> EvidenceData:
    """Every piece of evidence, with the programme's words and its recommendations."""
    return EvidenceData(
        rows=tuple(evidence_list.rows(session, today=today, beside=beside)),
        words=programme.words(session),
        targets=tuple(evidence_list.subjects(session)),
        today=today,
    )


class EvidencePage(Page):
    """Everything held as evidence: by kind, age and sensitivity, with what is held twice."""

    key: ClassVar[str] = "evidence"
    words: ClassVar[str] = "Evidence"
    depends_on: ClassVar[frozenset[str]] = frozenset(
        {"evidence", "evidence_link", "recommendation", "programme"}
    )

    def __init__(self, bridge: Bridge, questions: Questions, parent: QWidget | None = None) -> None:
        super().__init__(bridge, parent)
        self.asking_why = AskingWhy(bridge, self)
        self.commands = EvidenceCommands(bridge, questions, self)
        self.attaching = self.commands.attaching
        self.model: TableModel[EvidenceRow] = TableModel(columns(Words()), self)
        self.filter = FilterBar()
        self.filter.box.setPlaceholderText("Filter: words, kind:, age:>365, is:duplicate")
        told = "\n".join(f"{field}:  {words}" for field, words in filtering.FIELDS.items())
        self.filter.box.setToolTip(f"Words to look for, and words with a colon:\n{told}")
        self.table = TableView("Evidence")
        self.table.show_model(self.model)
        NothingFits(self.table, self.model)
        self.pane = EvidencePane()
        self.previewing = Previewing(bridge, self.pane.preview, self)
        self._empty = Empty()
        self._folded: dict[str, str] = {}
        self._broken: frozenset[str] = frozenset()
        self._targets: tuple[Subject, ...] = ()
        self._words = Words()
        self._today = bridge.today
        self.setAcceptDrops(True)
        self._lay_out()
        self._connect()

    # ------------------------------------------------------------ building

    def _lay_out(self) -> None:
        self.attach_button = QPushButton("Attach…")
        self.attach_button.setAccessibleName("Attach evidence")
        self.attach_button.setProperty("kind", "primary")
        self.attach_button.clicked.connect(self._ask_attach)
        self.table.setMinimumWidth(theme.STEP * 42)
        self.splitter = page_frame.Beside(self.table, self.pane, steps=(82, 46))
        self._stack = page_frame.either(page_frame.column(self.filter, self.splitter), self._empty)
        page_frame.lay_out(self, self.words, self._stack, buttons=(self.attach_button,))
        self._empty.tell(
            "No evidence yet",
            "Drop a file here, or attach a file, a link or a note to a recommendation. Each piece "
            "says what it supports and for which day it speaks.",
            "Attach evidence…",
        )

    def _connect(self) -> None:
        self.filter.changed.connect(self._filter)
        FilterKeys(self.filter.box, self.table)
        self.table.current_changed.connect(lambda _uid: self._show_pane())
        self.table.row_opened.connect(lambda _uid: self.pane.take_focus())
        self.table.files_dropped.connect(self._dropped_on_row)
        self.pane.files_dropped.connect(self._dropped_on_row)
        self.pane.did.connect(lambda wish: self.handlers()[wish]())
        self.pane.gone_to.connect(lambda uid: self.asked.emit("recommendations", uid))
        self.commands.told.connect(lambda text: self.told.emit(text, Tone.NEWS))
        self.commands.saved.connect(lambda text: self.told.emit(text, Tone.SAVED))
        self.commands.links_checked.connect(self._links_checked)
        self._empty.asked.connect(self._ask_attach)

    # ------------------------------------------------------------ showing

    def refresh(self) -> None:
        """Read everything again."""
        may_write = self.bridge.may_write
        self.pane.set_may_write(may_write)
        self.attach_button.setEnabled(may_write)
        self._empty.setEnabled(may_write)
        today = self.bridge.today

        def then(beside: Beside) -> None:
            self.bridge.ask(
                "Reading the evidence", read_evidence, self._show, today=today, beside=beside
            )

        self.bridge.work(
            "Reading the evidence",
            lambda document, _progress: evidence_list.beside(document),
            then=then,
            reads=True,
        )

    def clear(self) -> None:
        """Show nothing: another tracker is coming."""
        self._broken = frozenset()
        self.model.set_rows([])
        self.previewing.show_row(None)
        self.pane.show_nothing()
        self.filter.set_text("")

    def show_asked(self, what: object) -> None:
        """Show the pieces that these filter words find, or the one with this uid."""
        words = str(what)
        if len(words) == UID_LENGTH and " " not in words:
            self.filter.set_text("")
            self.table.select(words)
        else:
            self.filter.set_text(words)

    def take_focus(self) -> None:
        """Put the keyboard into the list."""
        self.table.setFocus()

    def _show(self, data: EvidenceData) -> None:
        self._words, self._targets, self._today = data.words, data.targets, data.today
        self.commands.words = self.attaching.words = data.words
        self._folded = {row.uid: filtering.fold(row) for row in data.rows}
        self.model.set_columns(columns(self._words, self._broken), data.rows)
        self._stack.setCurrentIndex(0 if data.rows else 1)
        self._show_chips(data.rows)
        self.counted.emit(str(len(data.rows)) if data.rows else "")
        self._filter(self.filter.text)
        self.table.select_first()
        self._show_pane()

    def _show_chips(self, rows: Sequence[EvidenceRow]) -> None:
        self.filter.set_chips(
            (
                Chip("Not checked", "is:waiting", sum(row.waits for row in rows)),
                Chip("Restricted", "is:restricted", sum(row.is_restricted for row in rows)),
                Chip("Older than a year", "is:old", sum(row.is_old for row in rows)),
                Chip("Duplicates", "is:duplicate", sum(row.alike > 0 for row in rows)),
            )
        )
        kinds, types = Counter(row.kind for row in rows), Counter(row.type for row in rows)
        kept = tuple(
            (self._words.evidence_kind(code), f"kind:{code}", kinds[code])
            for code in EvidenceKind
            if kinds[code]
        )
        sorts = tuple(
            (self._words.of("evidence_type", code), f"type:{code.replace('_', '-')}", types[code])
            for code in EvidenceType
            if types[code]
        )
        self.filter.set_menus((MenuChip("Kind", kept), MenuChip("Type", sorts)))

    def _filter(self, text: str) -> None:
        query = filtering.parse(text)
        self.model.set_filter(lambda rows: self._keep(rows, query))
        self.filter.tell(self.model.rowCount(), len(self.model.all_rows), query.problems)
        self.table.select_first()

    def _keep(self, rows: list[EvidenceRow], query: filtering.Query) -> list[EvidenceRow]:
        found = filtering.select(
            rows, query, today=self._today, broken=self._broken, folded=self._folded
        )
        unsorted = self.model.order.column < 0
        return filtering.grouped(found) if unsorted and query.asks("is", "duplicate") else found

    def _show_pane(self) -> None:
        row = self.current
        if row is None:
            self.pane.show_nothing()
        else:
            self.pane.show_content(content_of(row, self._words, self._broken, self.model.all_rows))
        self.previewing.show_row(row)

    def _links_checked(self, broken: frozenset[str]) -> None:
        self._broken = broken
        self.model.set_columns(columns(self._words, broken))
        self._filter(self.filter.text)
        self._show_pane()

    # ------------------------------------------------------------ actions

    @property
    def current(self) -> EvidenceRow | None:
        """The piece the person is on."""
        return self.model.find(self.table.current_uid)

    def _ask_why(self, row: EvidenceRow) -> None:
        """What is known of a piece of evidence, and from whom."""
        self.asking_why.of(why_evidence.why, f"Why? {row.title}", self.table, uid=row.uid)

    def offering(self) -> tuple[QWidget | None, Sequence[str]]:
        """Its list, and what a right click on a row offers."""
        return self.table, EVIDENCE_ROW_ACTIONS

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What each of its actions does."""
        do, on = self.commands, self._on_current
        return {
            "why": lambda: on(self._ask_why),
            "attach": self._ask_attach,
            "paste": self.paste,
            "open_evidence": lambda: on(lambda row: self.attaching.open_piece(Held.of(row))),
            "save_evidence": lambda: on(do.save),
            "go_to_recommendation": lambda: on(self._go),
            "check_evidence": lambda: self._on_chosen(do.check),
            "describe_evidence": lambda: on(do.describe),
            "tie_evidence": lambda: on(lambda row: do.tie(row, self._targets)),
            "embed_evidence": lambda: on(do.keep_file),
            "link_evidence": lambda: on(do.keep_link),
            "check_links": lambda: do.check_links(self.model.all_rows),
            "withdraw_evidence": lambda: self._on_chosen(do.withdraw),
            "erase_evidence": lambda: on(do.erase),
            "copy": self._copy,
            "find": self._find,
            "clear": self.filter.clear,
        }

    def attach(self, files: Sequence[Path] = ()) -> None:
        """Ask for evidence and for the recommendation that it is for."""
        self.attaching.attach_to(self._targets, files)

    def _ask_attach(self) -> None:
        self.attach()

    def paste(self) -> None:
        """Attach the files or the picture on the clipboard."""
        held = QApplication.clipboard().mimeData()
        if not self.attaching.paste_for(self._for_current(), held):
            self.told.emit("There is no picture and no file on the clipboard to attach.", Tone.NEWS)

    def _for_current(self) -> tuple[Subject, ...]:
        """What the piece the person is on speaks for; where that is nothing, everything."""
        row = self.current
        tied = {tie.recommendation for tie in row.ties} if row is not None else set()
        return tuple(each for each in self._targets if each.uid in tied) or self._targets

    def _on_current(self, does: Callable[[EvidenceRow], object]) -> None:
        row = self.current
        if row is None:
            self.told.emit("Choose a piece of evidence in the list first.", Tone.NEWS)
        else:
            does(row)

    def _on_chosen(self, does: Callable[[Sequence[EvidenceRow]], object]) -> None:
        found = [self.model.find(uid) for uid in self.table.selected_uids()]
        rows = [row for row in found if row is not None]
        self._on_current(lambda row: does(rows or [row]))

    def _go(self, row: EvidenceRow) -> None:
        if row.ties:
            self.asked.emit("recommendations", row.ties[0].recommendation)
        else:
            self.told.emit("This evidence is not tied to a recommendation yet.", Tone.NEWS)

    def _copy(self) -> None:
        many = self.table.copy_rows()
        if many:
            self.told.emit(f"Copied {counted(many, 'row')} as a table.", Tone.DONE)

    def _find(self) -> None:
        self.filter.box.setFocus()
        self.filter.box.selectAll()

    # ------------------------------------------------------------ drops

    def _dropped_on_row(self, uid: str, names: Sequence[str]) -> None:
        self.table.select(uid)
        self.attaching.attach_to(self._for_current(), [Path(name) for name in names])

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() and self.bridge.may_write:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        names = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if names:
            event.acceptProposedAction()
            self.attach([Path(name) for name in names])
