"""Pictures of the real window on the sample: `python -m ui.pictures OUTDIR`.

The tracker is made by the ordinary program. Every scheme and size is taken in a child process of
its own, offscreen, so that scale and scheme start afresh. People look at the pictures; no test
compares their pixels.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QEventLoop, QRectF, Qt, QTimer
from PySide6.QtGui import QFontMetrics, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from marmot_tracker import paths, profile
from marmot_tracker.profile import Profile
from marmot_tracker.vocabulary import SAMPLE_MARK
from ui import app, theme
from ui.main_window import MainWindow

SHOTS: tuple[tuple[str, int, int, str], ...] = (
    ("light", 1280, 800, "1"),
    ("dark", 1280, 800, "1"),
    ("light", 1920, 1080, "1"),
    ("dark", 1920, 1080, "1"),
    ("light", 1280, 800, "1.5"),
)
"""Scheme, width, height, scale."""
PATIENCE_MS = 60_000


def main(argv: Sequence[str] | None = None) -> int:
    """Take every picture; answers the exit status."""
    parser = argparse.ArgumentParser(prog="ui.pictures", description="Pictures of the window.")
    parser.add_argument("outdir", type=Path, nargs="?", default=Path("docs/pictures"))
    parser.add_argument("--one", nargs=4, metavar=("SCHEME", "WIDTH", "HEIGHT", "SCALE"))
    asked = parser.parse_args(argv)
    asked.outdir.mkdir(parents=True, exist_ok=True)
    if asked.one:
        scheme, width, height, scale = asked.one
        return take(asked.outdir, theme.Scheme(scheme), int(width), int(height), scale)
    for scheme, width, height, scale in SHOTS:
        with tempfile.TemporaryDirectory() as folder:
            given = os.environ | {
                "QT_QPA_PLATFORM": "offscreen",
                "QT_SCALE_FACTOR": scale,
                "MARMOT_CONFIG": f"{folder}/config",
                "MARMOT_DATA": f"{folder}/data",
            }
            told = [scheme, str(width), str(height), scale]
            command = [sys.executable, "-m", "ui.pictures", str(asked.outdir), "--one", *told]
            ended = subprocess.run(command, env=given, check=False)
            if ended.returncode:
                return ended.returncode
    return 0


def take(outdir: Path, scheme: theme.Scheme, width: int, height: int, scale: str) -> int:
    """Take the pictures of one scheme and size in this process."""
    profile.save(Profile("Ann Smith", "Sample Council", "Housing"))
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    window = app.build(application, scheme=scheme)
    window.resize(width, height)
    window.show()
    suffix = f"{scheme.value}-{width}x{height}{'' if scale == '1' else f'-at-{scale}'}"

    def save(widget: QWidget, name: str) -> None:
        settle()
        marked(widget.grab(), widget).save(str(outdir / f"{name}-{suffix}.png"))

    with tempfile.TemporaryDirectory() as folder:
        if width < 1600:
            save(window, "start")
        _show_sample(window)
        save(window, "recommendations")
        if width < 1600:
            window.recommendations.pane.show_tab(2)
            save(window, "history")
            window.recommendations.pane.show_tab(0)
            for name, opened in _dialogs(window, Path(folder)):
                save(opened, name)
        window.close()
    return 0


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


def _show_sample(window: MainWindow) -> None:
    window.commands.sample()
    page = window.recommendations
    wait(lambda: page.model.rowCount() >= 40)
    wait(lambda: len(window.bridge.workers.running) == 0)
    rated = [row for row in page.model.all_rows if row.path_to_green]
    page.table.select((rated or list(page.model.all_rows))[0].uid)
    wait(lambda: page.pane.uid == page.table.current_uid)
    window.messages.clear()
    page.table.setFocus()


def _dialogs(window: MainWindow, folder: Path) -> Iterator[tuple[str, QDialog]]:
    """Open each dialog in turn as the person would, and close it after its picture."""
    page = window.recommendations
    asking = ("rate", "owner", "due", "decide", "attach", "withdraw", "periods", "backups", "give")
    for name in (*asking, "pack", "who", "keys", "check"):
        with opened(window, window.actions_table[name].trigger) as dialog:
            yield name, dialog
    with opened(window, window.commands.new) as dialog:
        yield "new", dialog
    changed = folder / "corrected.csv"
    listed = paths.sample("recommendations.csv").read_text(encoding="utf-8-sig")
    changed.write_text(listed.replace("Housing", "Homes and Places"), encoding="utf-8")
    with opened(window, lambda: window.commands.importing.load(changed)) as dialog:
        yield "review", dialog
    page.filter.set_text("is:overdue")


@contextmanager
def opened(window: MainWindow, ask: Callable[[], object]) -> Iterator[QDialog]:
    """The dialog that `ask` opens."""
    ask()
    wait(lambda: _visible(window) is not None)
    dialog = _visible(window)
    assert dialog is not None
    yield dialog
    dialog.reject()
    wait(lambda: _visible(window) is None)


def _visible(window: MainWindow) -> QDialog | None:
    return next((found for found in window.findChildren(QDialog) if found.isVisible()), None)


def settle(for_ms: int = 200) -> None:
    """Let the window finish what it is doing."""
    loop = QEventLoop()
    QTimer.singleShot(for_ms, loop.quit)
    loop.exec()


def wait(until: Callable[[], bool]) -> None:
    """Wait for something to become so. Raises `TimeoutError` after a minute."""
    for _ in range(PATIENCE_MS // 50):
        if until():
            return
        settle(50)
    raise TimeoutError("the window did not come to rest")


if __name__ == "__main__":
    sys.exit(main())
