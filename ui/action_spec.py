"""What one thing to ask for is made of: words, shortcut, icon, tip and menu."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from PySide6.QtGui import QKeySequence

Keys: TypeAlias = QKeySequence.StandardKey | str


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One thing to ask for. `needs_tracker`: only while a tracker is open; `writes`: only while
    something may be written; `officer`: it lies under *More* for a chair.
    """

    id: str
    menu: str
    text: str
    tip: str
    keys: tuple[Keys, ...] = ()
    icon: str = ""
    needs_tracker: bool = True
    checkable: bool = False
    rule_before: bool = False
    writes: bool = False
    officer: bool = False
