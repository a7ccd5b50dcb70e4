"""`marmot demo`: the sample tracker, its pack, its figures, and the window."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from argparse import Namespace
from datetime import date
from pathlib import Path

from marmot_tracker import clock, paths, sample
from marmot_tracker.cli.listing import say_summary
from marmot_tracker.cli.telling import say
from marmot_tracker.cli.trackers import author_of
from marmot_tracker.document import Document
from marmot_tracker.reports import audit_pack
from marmot_tracker.services import periods, programme, register
from marmot_tracker.services.figures import figures
from marmot_tracker.trail.history import Source
from marmot_tracker.vocabulary import Via

NAME = "Sample place"


def demo(asked: Namespace) -> int:
    """Make the sample and its pack, print the figures, open the window where there is one."""
    folder = Path(asked.folder).expanduser()
    folder.mkdir(parents=True, exist_ok=True)
    path = _free(folder)
    with sample.make(path, author=author_of(asked)) as document:
        made = audit_pack.make(
            document,
            path.with_name(f"{path.stem}, audit pack.xlsx"),
            since=_start_of_period(document),
            source=Source(Via.SAMPLE),
        )
        _say_figures(document)
    say()
    say(f"The tracker: {path}")
    say(f"Its pack:    {made.path}")
    return _open_window(path, wanted=not asked.no_window)


def _free(folder: Path) -> Path:
    """A name that no file in the folder has: nothing a person tried out is overwritten."""
    path, number = folder / f"{NAME}.marmot", 1
    while path.exists():
        number += 1
        path = folder / f"{NAME} ({number}).marmot"
    return path


def _start_of_period(document: Document) -> date | None:
    with document.read() as session:
        found = periods.current(session, clock.today())
    return found.opens if found else None


def _say_figures(document: Document) -> None:
    today = clock.today()
    with document.read() as session:
        rows = register.rows(session, today=today)
        found = figures(session, today=today, rows=rows)
        say_summary(programme.current(session).title, found, rows, programme.words(session))


def _open_window(path: Path, *, wanted: bool) -> int:
    """Open the window and wait for it to be closed; say so where it is not opened."""
    if not wanted:
        say("No window was asked for, so this is where it stops.")
    elif not has_display():
        say("There is no display here, so no window was opened.")
    elif not paths.is_bundled() and importlib.util.find_spec("PySide6") is None:
        say("PySide6 is not installed here, so no window was opened.")
    else:
        say("Opening the window; close it to end.")
        return subprocess.run(_command(path), env=_environment(), check=False).returncode
    return 0


def has_display() -> bool:
    """Whether a window could be seen: on Linux one of the two kinds of display is named."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _command(path: Path) -> list[str]:
    if paths.is_bundled():
        return [str(paths.bundled_program("marmot-tracker")), str(path)]
    return [sys.executable, "-P", "-m", "ui", str(path)]


def _environment() -> dict[str, str]:
    root = Path(__file__).resolve().parents[2]
    if paths.is_bundled() or root.name == "site-packages":
        return dict(os.environ)
    return {**os.environ, "PYTHONPATH": str(root)}
