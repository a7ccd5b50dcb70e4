"""Where the program's own files and the person's folders are."""

from __future__ import annotations

import os
import sys
from pathlib import Path

_TOP = Path(__file__).resolve().parent.parent


def resource(name: str) -> Path:
    """A file of `resources/`; the same rule in a checkout, a wheel and the bundle."""
    return _TOP / "resources" / name


def sample(name: str) -> Path:
    """A file of `sample_data/`."""
    return _TOP / "sample_data" / name


def user_config_folder() -> Path:
    """The folder of the person's profile and settings; `MARMOT_CONFIG` overrides it."""
    return _made("MARMOT_CONFIG", _base("APPDATA", "XDG_CONFIG_HOME", ".config", "Preferences"))


def user_data_folder() -> Path:
    """The folder of backups and private copies; `MARMOT_DATA` overrides it."""
    base = _base("LOCALAPPDATA", "XDG_DATA_HOME", ".local/share", "Application Support")
    return _made("MARMOT_DATA", base)


def is_bundled() -> bool:
    """Whether this is the installed program, which has no Python of its own beside it."""
    return bool(getattr(sys, "frozen", False))


def bundled_program(name: str) -> Path:
    """One of the two programs of the bundle, `marmot` or `marmot-tracker`: they share a folder."""
    return Path(sys.executable).with_name(f"{name}{Path(sys.executable).suffix}")


def keep_font_cache() -> None:
    """Let matplotlib keep its list of fonts in the person's folder; call before importing it.

    Elsewhere it may find no folder to write to, and looks through every font at each start.
    """
    folder = user_data_folder() / "fonts"
    folder.mkdir(exist_ok=True)
    os.environ["MPLCONFIGDIR"] = str(folder)


def _base(windows: str, linux: str, fallback: str, mac: str) -> Path:
    home = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get(windows) or home / "AppData" / "Local")
    if sys.platform == "darwin":
        return home / "Library" / mac
    return Path(os.environ.get(linux) or home / fallback)


def _made(variable: str, base: Path) -> Path:
    folder = Path(os.environ.get(variable) or base / "Marmot Tracker")
    folder.mkdir(parents=True, exist_ok=True)
    return folder
