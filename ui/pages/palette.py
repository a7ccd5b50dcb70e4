"""What the command palette offers: every action, page and view, and the recommendations."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QWidget

from marmot_tracker.services.filtering_own import plain
from marmot_tracker.services.register import RegisterRow
from marmot_tracker.services.views import ViewFacts
from ui.action_spec import ActionSpec
from ui.actions import ACTIONS, Actions
from ui.bridge import Bridge
from ui.dialogs.palette import PaletteDialog, PaletteItem, Things
from ui.pages.page_stack import PageStack
from ui.pages.recommendations import RecommendationsPage

OWN = "palette"
RECENT = 5
"""How many of the commands done last stand first."""

ALSO: dict[str, tuple[str, ...]] = {
    "bulk": ("bulk edit", "mass edit", "edit several", "change many"),
    "bring_in": ("merge a copy", "combine", "join"),
    "send_changes": ("mail my changes", "hand in", "return my copy"),
    "came_in": ("receipts", "merged copies"),
    "give": ("share", "send to somebody", "email"),
    "load": ("import", "upload", "read a report", "word", "pdf"),
    "pack": ("export to excel", "report for the steering group", "workbook"),
    "check": ("verify", "tampered"),
    "withdraw": ("delete", "remove", "cancel"),
    "withdraw_evidence": ("delete evidence", "remove evidence"),
    "erase": ("delete personal details", "gdpr", "data protection"),
    "put_back": ("restore", "revert", "go back to before"),
    "backups": ("restore a backup", "recover"),
    "attach": ("upload evidence", "add a file", "add a link", "document"),
    "owner": ("assign", "who is responsible", "lead"),
    "due": ("deadline", "move the date", "extend"),
    "rate": ("rag", "traffic light", "status"),
    "decide": ("accept or reject", "agree"),
    "find": ("search",),
    "clear": ("show all", "reset"),
    "why": ("explain", "reason"),
    "look_back": ("time travel", "as at", "what it said before"),
    "periods": ("quarter", "returns"),
    "print": ("paper", "pdf"),
    "print_one": ("paper", "pdf"),
    "zoom_in": ("larger text", "bigger", "font size"),
    "zoom_out": ("smaller text",),
    "own_columns": ("custom fields", "extra columns"),
    "own_values": ("custom fields",),
    "dark": ("night", "theme"),
    "light": ("theme",),
    "keys": ("shortcuts", "help"),
    "who": ("my name", "sign in", "account"),
    "everything": ("whole list", "officer"),
    "quit": ("close the program", "exit"),
}
"""Other words that people look for a command by."""


class Palette(QObject):
    """Opens the palette over the window, filled for what can be done there now."""

    def __init__(
        self,
        bridge: Bridge,
        actions: Actions,
        pages: PageStack,
        recommendations: RecommendationsPage,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._bridge = bridge
        self._actions = actions
        self._pages = pages
        self._recommendations = recommendations
        self._window = window
        self._recent: list[str] = []

    def open(self) -> PaletteDialog:
        """Show it, and wait for a word."""
        dialog = PaletteDialog(self._window, self._commands(), self._things)
        dialog.open()
        dialog.box.setFocus()
        return dialog

    # ------------------------------------------------------------ what there is

    def _commands(self) -> list[PaletteItem]:
        """Actions and pages: those done last, then those that can be done now, then the others."""
        specs = sorted(ACTIONS, key=self._place)
        items = [self._of_action(spec) for spec in specs if spec.id != OWN]
        recent = len([spec for spec in specs if spec.id in self._recent])
        pages = list(self._of_pages()) if self._bridge.facts is not None else []
        return sorted([*items[:recent], *pages, *items[recent:]], key=lambda item: bool(item.off))

    def _place(self, spec: ActionSpec) -> int:
        return self._recent.index(spec.id) if spec.id in self._recent else RECENT

    def _of_action(self, spec: ActionSpec) -> PaletteItem:
        action = self._actions[spec.id]
        return PaletteItem(
            words=action.text().replace("&", ""),
            more=spec.tip,
            run=lambda: self._run(spec.id),
            keys=action.shortcut().toString(QKeySequence.SequenceFormat.NativeText),
            off="" if action.isEnabled() else self._why_off(spec),
            also=ALSO.get(spec.id, ()),
        )

    def _run(self, action_id: str) -> None:
        others = [each for each in self._recent if each != action_id]
        self._recent = [action_id, *others][:RECENT]
        self._actions[action_id].trigger()

    def _of_pages(self) -> Iterator[PaletteItem]:
        for page in self._pages.listed:
            yield PaletteItem(page.words, "Page", self._showing(page.key))

    def _things(self) -> Things:
        """Views and recommendations of the open tracker."""
        page = self._recommendations
        is_open = self._bridge.facts is not None
        views = page.viewing.known if is_open else ()
        rows = page.model.all_rows if is_open else ()
        texts = [plain(view.name) for view in views] + [plain(_called(row)) for row in rows]

        def item(at: int) -> PaletteItem:
            many = len(views)
            return self._of_view(views[at]) if at < many else self._of_row(rows[at - many])

        return Things(texts, item)

    def _of_view(self, view: ViewFacts) -> PaletteItem:
        def run() -> None:
            self._pages.show_page(self._recommendations.key)
            self._recommendations.viewing.show_view(view)

        return PaletteItem(view.name, f"View: {view.filter or 'every recommendation'}", run)

    def _of_row(self, row: RegisterRow) -> PaletteItem:
        more = " · ".join(part for part in ("Recommendation", row.subgroup, row.owner) if part)
        key = self._recommendations.key
        return PaletteItem(_called(row), more, lambda: self._pages.show_asked(key, row.uid))

    def _showing(self, key: str) -> Callable[[], object]:
        def run() -> None:
            self._pages.show_page(key)
            self._pages.current.take_focus()

        return run

    # ------------------------------------------------------------ why not now

    def _why_off(self, spec: ActionSpec) -> str:
        """Why it cannot be asked for now, and what to do about it."""
        facts, back = self._bridge.facts, self._bridge.looking_back
        if facts is None:
            return "Open a tracker first."
        if spec.writes and back is not None:
            return f"You are looking at {back.words}: go back to today first."
        if spec.writes and facts.read_only:
            return "This tracker can only be read here."
        if spec.id in _NOTHING:
            return _NOTHING[spec.id]
        other = self._pages.answering(spec.id)
        if other is not None:
            return f"Go to the page {other.words} first."
        return "There is nothing to do it to here."


def _called(row: RegisterRow) -> str:
    return "  ".join(part for part in (row.reference, row.short_title or row.text) if part)


_NOTHING = {
    "undo": "There is nothing to take back.",
    "redo": "Nothing was taken back.",
    "today": "You are looking at today.",
}
