"""The table of everything the person can ask for, and the `QAction` of each.

Menus, shortcuts and tool tips all come from here, so an action is written down once. An id that
neither the window nor a page answers is an error at start.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from PySide6.QtGui import QAction, QIcon, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from ui.action_spec import ActionSpec
from ui.evidence_actions import EVIDENCE_ACTIONS
from ui.list_actions import LIST_ACTIONS
from ui.returns_actions import RETURNS_ACTIONS
from ui.window_actions import WINDOW_ACTIONS

ACTIONS: tuple[ActionSpec, ...] = (
    *WINDOW_ACTIONS,
    *LIST_ACTIONS,
    *EVIDENCE_ACTIONS,
    *RETURNS_ACTIONS,
)
MENUS = ("&Tracker", "&Edit", "&Recommendation", "Evi&dence", "Ret&urns", "&View", "&More", "&Help")
"""The menus in their order; *More* is there for a chair alone."""
MORE = "&More"


class Actions:
    """The `QAction` of each id, made from the table and filled into a menu bar.

    `run(id)` does what is asked.
    """

    def __init__(self, window: QWidget, run: Callable[[str], object]) -> None:
        self._specs = {spec.id: spec for spec in ACTIONS}
        self._actions: dict[str, QAction] = {}
        self._menus: list[QMenu] = []
        for spec in ACTIONS:
            action = QAction(spec.text, window)
            action.setObjectName(spec.id)
            action.setShortcuts([QKeySequence(keys) for keys in spec.keys])
            action.setCheckable(spec.checkable)
            action.setStatusTip(spec.tip)
            shown = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            action.setToolTip(f"{spec.tip} ({shown})" if shown else spec.tip)
            action.triggered.connect(_asking(run, spec.id))
            window.addAction(action)
            self._actions[spec.id] = action

    def __getitem__(self, action_id: str) -> QAction:
        return self._actions[action_id]

    def fill(self, bar: QMenuBar, *, chair: bool) -> None:
        """Put every action in its menu, in the order of the table; for a chair what only officers
        need goes under *More*.
        """
        bar.clear()
        for menu in self._menus:
            menu.deleteLater()
        self._menus = []
        for name in MENUS:
            held = [spec for spec in ACTIONS if _menu_of(spec, chair=chair) == name]
            if not held:
                continue
            menu = bar.addMenu(name)
            taken: set[str] = set()
            for spec in held:
                if spec.officer:  # under More several menus come together
                    text = _lettered(spec.text, taken) if name == MORE else spec.text
                    self._actions[spec.id].setText(text)
                if spec.rule_before and not menu.isEmpty():
                    menu.addSeparator()
                menu.addAction(self._actions[spec.id])
            self._menus.append(menu)

    def enable(self, *, is_open: bool, may_write: bool, answered: Collection[str]) -> None:
        """Enable what can be asked for now: `answered` are the ids that somebody here answers."""
        for spec in ACTIONS:
            self._actions[spec.id].setEnabled(
                spec.id in answered
                and (is_open or not spec.needs_tracker)
                and (may_write or not spec.writes)
            )

    def draw_icon(self, spec: ActionSpec, draw: Callable[[str], QIcon]) -> None:
        """Give an action its icon in the theme's colour."""
        self._actions[spec.id].setIcon(draw(spec.icon))

    def shortcuts(self) -> list[tuple[str, tuple[tuple[str, str], ...]]]:
        """For each menu the words and keys of its actions that have keys."""
        native = QKeySequence.SequenceFormat.NativeText
        found: list[tuple[str, tuple[tuple[str, str], ...]]] = []
        for menu in MENUS:
            lines = tuple(
                (
                    spec.text.replace("&", "").rstrip("…"),
                    " or ".join(
                        keys.toString(native) for keys in self._actions[spec.id].shortcuts()
                    ),
                )
                for spec in ACTIONS
                if spec.menu == menu and spec.keys
            )
            if lines:
                found.append((menu.replace("&", ""), lines))
        return found


def _lettered(text: str, taken: set[str]) -> str:
    """`text` with its letter where none of `taken` is it, else another, else none; it is taken."""
    at = text.find("&")
    plain = text.replace("&", "")
    begins = [place for place, sign in enumerate(plain) if place == 0 or plain[place - 1] == " "]
    for place in (*([at] if at >= 0 else []), *begins, *range(len(plain))):
        letter = plain[place].casefold()
        if letter.isalpha() and letter not in taken:
            taken.add(letter)
            return f"{plain[:place]}&{plain[place:]}"
    return plain


def _menu_of(spec: ActionSpec, *, chair: bool) -> str:
    return MORE if chair and spec.officer else spec.menu


def _asking(run: Callable[[str], object], action_id: str) -> Callable[..., None]:
    """A slot that drops the `checked` flag that `triggered` hands over."""

    def slot(*_checked: object) -> None:
        run(action_id)

    return slot
