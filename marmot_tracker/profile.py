"""What the program remembers of the person: who they are, recent files (JSON, this computer)."""

from __future__ import annotations

import getpass
import json
import os
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from marmot_tracker import paths

RECENT_KEPT = 10
TRACKERS_KEPT = 50


@dataclass(frozen=True, slots=True)
class Profile:
    """Who is at the keyboard, and which trackers they opened last (newest first)."""

    name: str = ""
    organisation: str = ""
    subgroup: str = ""
    recent: tuple[str, ...] = ()


def account_name() -> str:
    """The name of the account this program runs under, or an empty string."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""


def load() -> Profile:
    """The remembered profile; an unreadable one counts as none."""
    try:
        found = json.loads(_file().read_text(encoding="utf-8"))
        return Profile(
            name=str(found.get("name", "")),
            organisation=str(found.get("organisation", "")),
            subgroup=str(found.get("subgroup", "")),
            recent=tuple(str(path) for path in found.get("recent", ())),
        )
    except (OSError, ValueError, AttributeError, TypeError):
        return Profile()


def save(profile: Profile) -> None:
    """Remember `profile`, in one step, so that a crash leaves the old one."""
    target = _file()
    part = target.with_suffix(".part")
    part.write_text(json.dumps(asdict(profile), indent=1), encoding="utf-8")
    part.replace(target)


def opened(path: Path) -> Profile:
    """Put `path` first among the recent trackers."""
    profile = load()
    name = str(path.resolve())
    recent = (name, *(other for other in profile.recent if other != name))[:RECENT_KEPT]
    changed = replace(profile, recent=recent)
    save(changed)
    return changed


def seen(tracker: str, name: str) -> tuple[str, ...]:
    """How much of a tracker (by its id) this person was last told of: its tips then, as hex ids."""
    found = _seen().get(tracker, {}).get(name, [])
    return tuple(str(tip) for tip in found) if isinstance(found, list) else ()


def note_seen(tracker: str, name: str, tips: tuple[str, ...]) -> None:
    """Remember how much of a tracker this person was told of."""
    known = _seen()
    of_tracker = {**known.pop(tracker, {}), name: list(tips)}
    kept = [*known.items(), (tracker, of_tracker)][-TRACKERS_KEPT:]
    target = paths.user_config_folder() / "seen.json"
    part = target.with_suffix(".part")
    part.write_text(json.dumps(dict(kept), indent=1), encoding="utf-8")
    part.replace(target)


def _seen() -> dict[str, dict[str, object]]:
    """What each person was told of each tracker; an unreadable note counts as none."""
    try:
        text = (paths.user_config_folder() / "seen.json").read_text(encoding="utf-8")
        found = json.loads(text)
        return {str(each): dict(of) for each, of in found.items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}


def author_name(given: str = "") -> str:
    """Whose name an edit carries: as given, `MARMOT_AUTHOR`, the profile, the account name."""
    return (
        given or os.environ.get("MARMOT_AUTHOR", "") or load().name or account_name() or "Unnamed"
    )


def _file() -> Path:
    return paths.user_config_folder() / "profile.json"
