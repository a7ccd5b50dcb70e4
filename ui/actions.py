"""The table of everything the person can ask for: words, shortcut, icon, tip and menu.

The window gives each id something to do; menus, shortcuts and tool tips all come from here, so an
action is written down once. An id that is given nothing to do is an error at start.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from PySide6.QtGui import QAction, QIcon, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

Keys: TypeAlias = QKeySequence.StandardKey | str


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One thing to ask for. `needs_tracker`: only while a tracker is open."""

    id: str
    menu: str
    text: str
    tip: str
    keys: tuple[Keys, ...] = ()
    icon: str = ""
    needs_tracker: bool = True
    checkable: bool = False
    rule_before: bool = False


_KEY = QKeySequence.StandardKey

ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec(
        "new", "&Tracker", "&New…", "Start a tracker for a place", (_KEY.New,), "file-plus", False
    ),
    ActionSpec(
        "open",
        "&Tracker",
        "&Open…",
        "Open a tracker from a file",
        (_KEY.Open,),
        "folder-open",
        False,
    ),
    ActionSpec(
        "start", "&Tracker", "&Start page", "Close this tracker and show recent ones", (), "house"
    ),
    ActionSpec(
        "load",
        "&Tracker",
        "&Load a list…",
        "Load recommendations from a workbook or CSV file, after a review",
        ("Ctrl+L",),
        "upload",
        rule_before=True,
    ),
    ActionSpec(
        "bring_in",
        "&Tracker",
        "&Bring in a copy…",
        "Bring in what a colleague did in their copy of this tracker",
        ("Ctrl+B",),
        "copy-plus",
    ),
    ActionSpec(
        "give",
        "&Tracker",
        "Save a copy to &give…",
        "Save a copy for somebody else, without evidence that must not leave",
    ),
    ActionSpec(
        "pack",
        "&Tracker",
        "Audit &pack…",
        "Make the Excel pack for the steering group",
        ("Ctrl+E",),
        "file-spreadsheet",
    ),
    ActionSpec(
        "check",
        "&Tracker",
        "&Check the record",
        "Check that nothing in the record was lost or changed unnoticed",
        ("Ctrl+Shift+K",),
        "shield-check",
        rule_before=True,
    ),
    ActionSpec(
        "check_pack",
        "&Tracker",
        "Check a pac&k…",
        "Compare a pack that was handed out with what this tracker said then",
        (),
        "file-spreadsheet",
    ),
    ActionSpec(
        "backups",
        "&Tracker",
        "Back&ups…",
        "See the backups of this tracker, and make a new file from one of them",
    ),
    ActionSpec(
        "periods",
        "&Tracker",
        "&Reporting periods…",
        "See the reporting periods and add one",
        (),
        "calendar-days",
        rule_before=True,
    ),
    ActionSpec("save", "&Tracker", "Save", "Every change is saved at once", (_KEY.Save,)),
    ActionSpec(
        "quit",
        "&Tracker",
        "&Quit",
        "Close Marmot Tracker",
        ("Ctrl+Q",),
        "",
        False,
        rule_before=True,
    ),
    ActionSpec(
        "undo", "&Edit", "Undo", "Take back the last thing you did here", (_KEY.Undo,), "undo-2"
    ),
    ActionSpec(
        "redo", "&Edit", "Redo", "Do again what you took back", ("Ctrl+Y", "Ctrl+Shift+Z"), "redo-2"
    ),
    ActionSpec(
        "copy",
        "&Edit",
        "&Copy rows",
        "Copy the chosen rows as a table",
        (_KEY.Copy,),
        rule_before=True,
    ),
    ActionSpec(
        "rate",
        "&Edit",
        "Set &rating…",
        "Rate the chosen recommendation",
        ("Ctrl+R",),
        rule_before=True,
    ),
    ActionSpec(
        "owner",
        "&Edit",
        "Set &owner…",
        "Say who owns the chosen recommendation",
        ("Ctrl+Shift+O",),
        "user",
    ),
    ActionSpec(
        "due",
        "&Edit",
        "Set &due date…",
        "Set or move the due date",
        ("Ctrl+Shift+D",),
        "calendar-days",
    ),
    ActionSpec(
        "decide",
        "&Edit",
        "Set d&ecision…",
        "Say what is answered to the chosen recommendation",
        ("Ctrl+Shift+E",),
    ),
    ActionSpec(
        "attach",
        "&Edit",
        "&Attach evidence…",
        "Attach a file, a link or a note to the chosen recommendation",
        ("Ctrl+Shift+A",),
        "paperclip",
    ),
    ActionSpec(
        "own_values",
        "&Edit",
        "Fill in own co&lumns…",
        "Fill in the columns of your own for the chosen recommendation",
        ("Ctrl+Shift+L",),
    ),
    ActionSpec(
        "own_columns",
        "&Edit",
        "Colu&mns of your own…",
        "Add, rename and put away the columns that only your place has",
    ),
    ActionSpec(
        "why",
        "&Edit",
        "Wh&y?",
        "How the value of this cell came to be, in sentences to paste",
        ("Ctrl+Shift+W",),
        rule_before=True,
    ),
    ActionSpec(
        "withdraw",
        "&Edit",
        "W&ithdraw…",
        "Take the chosen recommendation out of the list; the record keeps it",
        rule_before=True,
    ),
    ActionSpec(
        "erase",
        "&Edit",
        "Erase a te&xt…",
        "Erase for ever what this cell says or ever said: for a request under data protection",
    ),
    ActionSpec("find", "&View", "&Filter", "Go to the filter box", (_KEY.Find,), "search"),
    ActionSpec(
        "clear", "&View", "&Clear filter", "Show every recommendation", ("Ctrl+Shift+F",), "x"
    ),
    ActionSpec(
        "pane",
        "&View",
        "&Reading pane",
        "Show or hide the pane beside the list",
        ("F8",),
        checkable=True,
    ),
    ActionSpec(
        "zoom_in",
        "&View",
        "Larger text",
        "Make everything larger",
        ("Ctrl++", "Ctrl+="),
        "zoom-in",
        False,
        rule_before=True,
    ),
    ActionSpec(
        "zoom_out",
        "&View",
        "Smaller text",
        "Make everything smaller",
        ("Ctrl+-",),
        "zoom-out",
        False,
    ),
    ActionSpec(
        "zoom_reset", "&View", "Ordinary text", "Back to the ordinary size", ("Ctrl+0",), "", False
    ),
    ActionSpec("light", "&View", "Light", "Light colours", (), "", False, True, True),
    ActionSpec("dark", "&View", "Dark", "Dark colours", (), "", False, True),
    ActionSpec(
        "system", "&View", "As the computer", "Colours as this computer is set", (), "", False, True
    ),
    ActionSpec(
        "who", "&Help", "&Who you are…", "The name your changes are kept under", (), "user", False
    ),
    ActionSpec(
        "keys",
        "&Help",
        "&Keyboard shortcuts",
        "Every shortcut of the program",
        (_KEY.HelpContents,),
        "",
        False,
    ),
    ActionSpec(
        "about",
        "&Help",
        "&About Marmot Tracker",
        "Version and licences",
        (),
        "",
        False,
        rule_before=True,
    ),
)


class Actions:
    """The `QAction` of each id, made from the table and filled into a menu bar."""

    def __init__(self, window: QWidget, handlers: Mapping[str, Callable[[], object]]) -> None:
        wanted = {spec.id for spec in ACTIONS}
        if wanted != set(handlers):
            raise ValueError(f"actions without a handler or unknown: {wanted ^ set(handlers)}")
        self._specs = {spec.id: spec for spec in ACTIONS}
        self._actions: dict[str, QAction] = {}
        for spec in ACTIONS:
            action = QAction(spec.text, window)
            action.setObjectName(spec.id)
            action.setShortcuts([QKeySequence(keys) for keys in spec.keys])
            action.setCheckable(spec.checkable)
            action.setStatusTip(spec.tip)
            shown = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            action.setToolTip(f"{spec.tip} ({shown})" if shown else spec.tip)
            handler = handlers[spec.id]
            action.triggered.connect(_without_checked(handler))
            window.addAction(action)
            self._actions[spec.id] = action

    def __getitem__(self, action_id: str) -> QAction:
        return self._actions[action_id]

    def fill(self, bar: QMenuBar) -> None:
        """Put every action in its menu, in the order of the table."""
        menus: dict[str, QMenu] = {}
        for spec in ACTIONS:
            menu = menus.get(spec.menu) or menus.setdefault(spec.menu, bar.addMenu(spec.menu))
            if spec.rule_before and not menu.isEmpty():
                menu.addSeparator()
            menu.addAction(self._actions[spec.id])

    def tracker_open(self, is_open: bool) -> None:
        """Enable what needs a tracker only while one is open."""
        for spec in ACTIONS:
            if spec.needs_tracker:
                self._actions[spec.id].setEnabled(is_open)

    def draw_icons(self, draw: Callable[[str], QIcon]) -> None:
        """Give each action its icon in the theme's colour."""
        for spec in ACTIONS:
            if spec.icon:
                self._actions[spec.id].setIcon(draw(spec.icon))

    def shortcuts(self) -> list[tuple[str, str]]:
        """Words and keys of every action that has keys, for the list of shortcuts."""
        native = QKeySequence.SequenceFormat.NativeText
        return [
            (
                spec.text.replace("&", "").rstrip("…"),
                " or ".join(keys.toString(native) for keys in self._actions[spec.id].shortcuts()),
            )
            for spec in ACTIONS
            if spec.keys
        ]


def _without_checked(handler: Callable[[], object]) -> Callable[..., None]:
    """A slot that drops the `checked` flag that `triggered` hands over."""

    def slot(*_checked: object) -> None:
        handler()

    return slot
