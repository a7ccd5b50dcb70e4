"""Pictures of the real window on the sample: `python -m ui.pictures OUTDIR`.

Every page and every dialog, in each scheme and size. Each scheme and size is taken in a child
process of its own, offscreen, so that scale and scheme start afresh. People look at the pictures;
no test compares their pixels. Without a folder only those that the documents show are made.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from marmot_tracker import profile
from marmot_tracker.profile import Profile
from marmot_tracker.vocabulary import SAMPLE_MARK
from ui import app, settings, showing, theme
from ui.main_window import MainWindow
from ui.settings import Settings

SHOTS: tuple[tuple[str, int, int, str], ...] = (
    ("light", 1280, 800, "1"),
    ("dark", 1280, 800, "1"),
    ("light", 1280, 800, "1.5"),
    ("dark", 1280, 800, "1.5"),
    ("contrast", 1280, 800, "1"),
    ("light", 1920, 1080, "1"),
)
"""Scheme, width, height, scale."""
DOCUMENTS = Path("docs/pictures")
PICTURED: tuple[str, ...] = (
    "recommendations-light-1280x800",
    "recommendations-dark-1280x800",
    "summary-light-1280x800",
    "my_list-light-1280x800",
    "rate-light-1280x800",
    "review-light-1280x800",
    "report_items-light-1280x800",
    "evidence-light-1280x800",
    "history-light-1280x800",
    "returns-light-1280x800",
    "who_has_answered-light-1280x800",
    "bring_in-light-1280x800",
    "as_at-light-1280x800",
    "two_answers-light-1280x800",
    "why-light-1280x800",
    "attach-light-1280x800",
    "paste-light-1280x800",
    "palette-light-1280x800",
)
"""What the README and the user guide show, and no more: the other pictures are not kept."""
Wanted = Callable[[str], bool]


def main(argv: Sequence[str] | None = None) -> int:
    """Take every picture; answers the exit status."""
    parser = argparse.ArgumentParser(prog="ui.pictures", description="Pictures of the window.")
    parser.add_argument(
        "outdir", type=Path, nargs="?", help="where to; else those of the documents"
    )
    parser.add_argument("--one", nargs=4, metavar=("SCHEME", "WIDTH", "HEIGHT", "SCALE"))
    parser.add_argument("--kept", action="store_true", help="only those that the documents show")
    asked = parser.parse_args(argv)
    kept = asked.kept or asked.outdir is None
    outdir: Path = asked.outdir or DOCUMENTS
    outdir.mkdir(parents=True, exist_ok=True)
    if asked.one:
        scheme, width, height, scale = asked.one
        shot = (scheme, int(width), int(height), scale)
        return take(outdir, shot, lambda name: not kept or f"{name}-{_suffix(shot)}" in PICTURED)
    for shot in SHOTS:
        if kept and not any(name.endswith(_suffix(shot)) for name in PICTURED):
            continue
        status = _in_a_child(outdir, shot, kept=kept)
        if status:
            return status
    return 0


def _suffix(shot: tuple[str, int, int, str]) -> str:
    scheme, width, height, scale = shot
    return f"{scheme}-{width}x{height}{'' if scale == '1' else f'-at-{scale}'}"


def _in_a_child(outdir: Path, shot: tuple[str, int, int, str], *, kept: bool) -> int:
    with tempfile.TemporaryDirectory() as folder:
        screen = Path(folder) / "screen.json"
        held = {"name": "Screen", "x": 0, "y": 0, "width": 1920, "height": 1080, "dpr": 1}
        dots = {"logicalDpi": 96, "logicalBaseDpi": 96}
        screen.write_text(json.dumps({"screens": [held | dots]}), encoding="utf-8")
        given = os.environ | {
            "QT_QPA_PLATFORM": f"offscreen:configfile={screen}",
            "QT_SCALE_FACTOR": shot[3],
            "MARMOT_CONFIG": f"{folder}/config",
            "MARMOT_DATA": f"{folder}/data",
            "MARMOT_PLACES": "in-place",
            "HOME": folder,
        }
        command = [sys.executable, "-m", "ui.pictures", str(outdir), "--one", *map(str, shot)]
        command += ["--kept"] if kept else []
        return subprocess.run(command, env=given, check=False).returncode


def take(outdir: Path, shot: tuple[str, int, int, str], wanted: Wanted) -> int:
    """Take the wanted pictures of one scheme and size in this process."""
    scheme, width, height, _scale = shot
    profile.save(Profile("Ann Smith", "Sample Council", "Housing"))
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    store = Settings()
    store.put(settings.SEE_EVERYTHING, True)
    window = app.build(application, store=store, scheme=theme.Scheme(scheme))
    window.resize(width, height)
    window.show()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "Sample place"
        place.mkdir()
        for name, widget in _sights(window, place, wanted):
            showing.settle(250)
            marked(widget.grab(), widget).save(str(outdir / f"{name}-{_suffix(shot)}.png"))
        window.close()
    application.clipboard().clear()  # offscreen, Qt falls over what Python put there
    return 0


def _sights(window: MainWindow, folder: Path, wanted: Wanted) -> Iterator[tuple[str, QWidget]]:
    """Everything wanted, one after another, as it is to be seen."""
    if wanted("start"):
        yield "start", window
    showing.open_prepared(window, showing.prepare(folder))
    if wanted("my_list"):
        window.view.switch()
        showing.show_page(window, "my_list")
        yield "my_list", window
        window.view.switch()
    for key in window.pages.keys:
        if wanted(key) and key != "my_list":
            showing.show_page(window, key)
            yield key, window
        for part in showing.PARTS.get(key, ()):
            if wanted(part):
                showing.show_part(window, part)
                yield part, window
    if window.width() < showing.ROOMY:
        yield from showing.each_dialog(window, folder, wanted)
        yield from showing.each_state(window, wanted)


def marked(picture: QPixmap, widget: QWidget) -> QPixmap:
    """The picture with the sample's mark under it, where the window's own is not in it."""
    if isinstance(widget, MainWindow):
        return picture
    ratio = picture.devicePixelRatio()
    line = QFontMetrics(widget.font()).height() * 2
    whole = QPixmap(picture.width(), picture.height() + round(line * ratio))
    whole.setDevicePixelRatio(ratio)
    whole.fill(widget.palette().color(QPalette.ColorRole.Window))
    painter = QPainter(whole)
    painter.drawPixmap(0, 0, picture)
    painter.setFont(widget.font())
    painter.setPen(widget.palette().color(QPalette.ColorRole.WindowText))
    below = QRectF(0, picture.height() / ratio, picture.width() / ratio, line)
    painter.drawText(below, Qt.AlignmentFlag.AlignCenter, SAMPLE_MARK)
    painter.end()
    return whole


if __name__ == "__main__":
    sys.exit(main())
