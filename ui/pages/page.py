"""What every page of the window is: a name, the kinds of thing it depends on, and `refresh`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.bridge import Bridge


class Page(QWidget):
    """A page on the open tracker. Signals are facts or wishes for the window.

    `told(text, tone)` is news, `offered(text, words, then)` news with one button;
    `counted(text)` goes beside its name in the page list, empty for none. `asked(page, what)`
    wishes to see another page by its key, and hands `what` to that one's `show_asked`.
    `wished(id)` asks the window for one of its actions; `let_go(paths)` hands it files that were
    dropped on a row and are no evidence; `period_read(period)` says which reporting
    period was read.

    The window calls `refresh` when something the page shows changed, at once where it is the page
    on show, else when it is next shown; pages never call it for others. `today` for every question
    is `bridge.today`: the day the window looks at, which may be a past one.
    """

    key: ClassVar[str]
    words: ClassVar[str]
    depends_on: ClassVar[frozenset[str]] = frozenset()

    told = Signal(str, object)
    offered = Signal(str, str, object)
    counted = Signal(str)
    asked = Signal(str, object)
    wished = Signal(str)
    let_go = Signal(object)
    period_read = Signal(object)

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bridge = bridge

    def refresh(self) -> None:
        """Read again what is shown."""
        raise NotImplementedError

    def clear(self) -> None:
        """Show nothing: another tracker is coming."""

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What the page does for an action of `ui/actions.py`, by its id, while it is shown.

        Two pages may answer the same id (copy, find, print); an id no shown page answers is off.
        """
        return {}

    def show_asked(self, what: object) -> None:
        """Show what another page asked for: filter words, or the uid of a row."""

    def show_switch(self, *, chair: bool, everything: bool) -> None:
        """Lay out a chair's part, or everything."""

    def offering(self) -> tuple[QWidget | None, Sequence[str]]:
        """The list whose rows offer actions at a right click, and the ids of these."""
        return None, ()

    def take_focus(self) -> None:
        """Put the keyboard where work on this page begins."""
        self.setFocus()
