"""What this person's window remembers, typed and declared once, in an INI file of their own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from PySide6.QtCore import QByteArray, QSettings

from marmot_tracker import paths

T = TypeVar("T", int, str, bool)


@dataclass(frozen=True, slots=True)
class Setting(Generic[T]):
    """One setting: the key it is kept under and what holds while nothing was chosen."""

    key: str
    default: T


SCHEME = Setting("look/scheme", "system")
ZOOM = Setting("look/zoom", 100)
LAST_FOLDER = Setting("files/last_folder", "")
OWN_COLUMNS = Setting("register/own_columns", "{}")
REGISTER_COLUMNS = Setting("register/columns", "{}")
PANE_SHOWN = Setting("register/pane_shown", True)
SEE_EVERYTHING = Setting("window/see_everything", False)
LAST_PAGE = Setting("window/page", "recommendations")
ASKED_WHO = Setting("window/asked_who", False)
RETURNS_FOLDER = Setting("returns/folder", "")
RETURNS_ASKED = Setting("returns/asked", "")
NOTHING_MORE = "nothing"
"""What is kept where an officer asks for nothing besides what is always asked."""


class Settings:
    """Reads and writes settings; window and header states are kept as Qt hands them over."""

    def __init__(self, file: Path | None = None) -> None:
        target = file or paths.user_config_folder() / "window.ini"
        self._store = QSettings(str(target), QSettings.Format.IniFormat)

    def get(self, setting: Setting[T]) -> T:
        """The value chosen, or the default; a value of another type counts as not chosen."""
        raw = self._store.value(setting.key)
        if raw is None:
            return setting.default
        if isinstance(setting.default, bool):
            return str(raw).lower() in ("true", "1")
        try:
            return type(setting.default)(str(raw))
        except (TypeError, ValueError):
            return setting.default

    def put(self, setting: Setting[T], value: T) -> None:
        """Remember `value`."""
        self._store.setValue(setting.key, value)

    def state(self, name: str) -> QByteArray:
        """A kept geometry or header state; empty where none was kept."""
        found = self._store.value(f"state/{name}")
        return found if isinstance(found, QByteArray) else QByteArray()

    def keep_state(self, name: str, state: QByteArray) -> None:
        """Keep a geometry or header state."""
        self._store.setValue(f"state/{name}", state)

    def sync(self) -> None:
        """Write everything down now."""
        self._store.sync()
