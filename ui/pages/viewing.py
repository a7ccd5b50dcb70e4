"""Saved views of the list: shown, kept, renamed and removed, each change one edit to undo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from marmot_tracker.errors import TrackerError
from marmot_tracker.services import views
from marmot_tracker.services.views import ViewFacts
from ui.bridge import Bridge
from ui.messages import Tone
from ui.widgets import shown_columns
from ui.widgets.filter_bar import FilterBar
from ui.widgets.table_view import TableView
from ui.widgets.views_button import ViewsButton

if TYPE_CHECKING:
    from ui.dialogs.saved_view import SavedViewDialog


class Viewing(QObject):
    """`told(text, tone)` is news. `known` are the views there are, the built-in ones first."""

    told = Signal(str, object)

    def __init__(
        self, bridge: Bridge, filter_bar: FilterBar, table: TableView, window: QWidget
    ) -> None:
        super().__init__(window)
        self._bridge = bridge
        self._filter = filter_bar
        self._table = table
        self._window = window
        self.known: tuple[ViewFacts, ...] = views.BUILT_IN
        self.button = ViewsButton()
        self.button.chosen.connect(self.show_view)
        self.button.save_requested.connect(self.ask_save)
        self.button.rename_requested.connect(self.ask_rename)
        self.button.remove_requested.connect(self.remove)
        filter_bar.changed.connect(lambda _text: self._mark())

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What its actions do."""
        return {"views": self._open, "save_view": self.ask_save}

    def show_known(self, found: Sequence[ViewFacts]) -> None:
        """The views were read anew."""
        self.known = tuple(found)
        self.button.show_views(self.known, may_write=self._bridge.may_write)
        self._mark()

    def show_view(self, view: ViewFacts) -> None:
        """Show what a view shows; a built-in one leaves columns and order as they are."""
        self._filter.set_text(view.filter)
        if not view.built_in:
            shown_columns.show(self._table, view.columns)
            shown_columns.sort(self._table, view.sort, downwards=view.downwards)
        self._mark()
        self._table.select_first()
        self._table.setFocus(Qt.FocusReason.OtherFocusReason)

    def ask_save(self) -> None:
        """Ask for a name, and keep filter, columns and order under it."""
        words = " ".join(self._filter.text.split())
        columns = shown_columns.shown(self._table)
        sort, downwards = shown_columns.order(self._table)
        own = [view.name for view in self.known if not view.built_in]
        from ui.dialogs.saved_view import SavedViewDialog

        dialog = SavedViewDialog(
            self._window,
            heading="Save this view",
            more=f"Keeps {f'the filter words “{words}”' if words else 'no filter words'}, the "
            "columns chosen and their order.",
            taken=own,
        )

        def answered(name: str) -> None:
            many = sum(name.casefold() == each.casefold() for each in own)
            place = f"; it takes the place of {many} of that name" if many > 1 else ""
            self._write(
                f"Save view {name}",
                views.save,
                f"Saved the view “{name}”{place}.",
                dialog,
                name=name,
                filter=words,
                columns=columns,
                sort=sort,
                downwards=downwards,
                over=many > 0,
            )

        dialog.answered.connect(answered)
        dialog.open()

    def ask_rename(self, view: ViewFacts) -> None:
        """Ask what a view is to be called from now on."""
        from ui.dialogs.saved_view import SavedViewDialog

        dialog = SavedViewDialog(
            self._window,
            heading=f"Rename “{view.name}”",
            more="What it shows stays as it is.",
            name=view.name,
            accept="Rename",
        )

        def answered(name: str) -> None:
            self._write(
                f"Rename view {view.name}",
                views.rename,
                f"“{view.name}” is called “{name}” now.",
                dialog,
                view=view.uid,
                name=name,
            )

        dialog.answered.connect(answered)
        dialog.open()

    def remove(self, view: ViewFacts) -> None:
        """Take a view away; undo brings it back."""
        self._bridge.do(
            f"Remove view {view.name}",
            views.remove,
            then=lambda _none: self.told.emit(
                f"Removed the view “{view.name}”; Undo brings it back.", Tone.DONE
            ),
            view=view.uid,
        )

    def _write(
        self,
        label: str,
        verb: Callable[..., Any],
        told: str,
        dialog: SavedViewDialog,
        **arguments: Any,
    ) -> None:
        def then(_uid: object) -> None:
            dialog.finish()
            self.told.emit(told, Tone.DONE)

        def failed(fault: TrackerError) -> None:
            if not dialog.refuse(fault):
                self._bridge.faulted.emit(fault)

        self._bridge.do(label, verb, then=then, failed=failed, **arguments)

    def _open(self) -> None:
        self.button.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.button.showMenu()

    def _mark(self) -> None:
        """Name the view whose words the filter holds."""
        words = " ".join(self._filter.text.split())
        found = [view for view in self.known if words and view.filter == words]
        self.button.show_current(found[-1] if found else None)
