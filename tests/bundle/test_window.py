"""The bundle's window on a screen of its own: it opens a tracker, and loads a list by the helper."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from marmot_tracker.vocabulary import Rating
from tests.bundle.conftest import PATIENCE, SAMPLE, Bundle, sample
from ui.colours import LIGHT

if TYPE_CHECKING:
    from PIL.Image import Image

PICTURE = Path(__file__).with_name("screen_picture.py")
LEAST_COLOURS = 100
"""A window with text and chips has several hundred; an empty one a handful."""
LEAST_OF_BARS = 5_000
"""How many pixels the green of a chart has at least; the dot of a chip has some fifty."""
PALETTE, LOADING, PLAIN = "^Find a command$", "^Load a list or report$", "^Marmot Tracker$"
"""The titles of windows besides that of the tracker; the review and a question have the plain one.
"""


@contextmanager
def window(bundle: Bundle, display: str, tracker: str) -> Iterator[subprocess.Popen[bytes]]:
    """The window on a tracker; on leaving it has ended, and had nothing to complain of."""
    home = Path(bundle.environment["HOME"])
    complaints = home / "complaints.txt"
    with complaints.open("wb") as told:
        running = subprocess.Popen(
            [bundle.program("marmot-tracker"), tracker],
            cwd=bundle.work,
            env={**bundle.environment, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"},
            stderr=told,
        )
    try:
        yield running
    finally:
        running.kill()
        running.wait()
        for written in (complaints, home / ".local" / "share" / "Marmot Tracker" / "log.txt"):
            assert not written.exists() or not written.read_text("utf-8"), written.read_text(
                "utf-8"
            )


def introduce(bundle: Bundle, name: str) -> None:
    """Let the program know who is at the keyboard, so that it does not ask."""
    folder = Path(bundle.environment["HOME"], ".config", "Marmot Tracker")
    folder.mkdir(parents=True)
    (folder / "profile.json").write_text(json.dumps({"name": name}), encoding="utf-8")


def press(display: str, title: str, *keys: str, words: str = "") -> None:
    """Type words, then press keys, in the newest window of this title.

    No window manager is there to give a window the keyboard.
    """
    seen(display, "windowfocus", "--sync", shown(display, title)[-1])
    if words:
        seen(display, "type", "--delay", "20", words)
    seen(display, "key", "--delay", "50", *keys)


def seen(display: str, *command: str) -> str:
    """What xdotool answers."""
    answer = subprocess.run(
        ["xdotool", *command],
        env={**os.environ, "DISPLAY": display},
        capture_output=True,
        text=True,
        check=False,
    )
    return answer.stdout.strip()


def shown(display: str, title: str) -> list[str]:
    """The windows on the screen whose title is like this, the newest last."""
    return seen(display, "search", "--onlyvisible", "--name", title).split()


def wait(until: Callable[[], object], what: str) -> None:
    """Look again and again until it is so; there is no signal from another process."""
    end = time.monotonic() + PATIENCE
    while not until():
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.1)


def grabbed(display: str, target: Path) -> Image:
    """A picture of the screen, saved as well."""
    subprocess.run(
        [sys.executable, str(PICTURE), str(target)],
        env={**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"},
        check=True,
        timeout=PATIENCE,
    )
    from PIL import Image

    with Image.open(target) as picture:
        return picture.convert("RGB")


def bars(picture: Image) -> int:
    """How many pixels have the green that charts and chips draw."""
    green = tuple(bytes.fromhex(LIGHT.ratings[Rating.ON_TRACK].mark[1:]))
    return sum(
        count
        for count, colour in picture.getcolors(picture.width * picture.height) or ()
        if colour == green
    )


def colours(picture: Image) -> int:
    """How many colours a picture has."""
    return len(picture.getcolors(maxcolors=picture.width * picture.height) or ())


def test_the_window_opens_a_tracker_and_shows_its_rows_and_charts(
    bundle: Bundle, display: str, pictures: Path
) -> None:
    introduce(bundle, "Ann")
    bundle.marmot("demo", "--no-window", "--folder", ".", "--author", "Ann")
    (tracker,) = bundle.work.glob("*.marmot")
    rows, charts = pictures / "bundle-window.png", pictures / "bundle-summary.png"
    with window(bundle, display, tracker.name):
        wait(lambda: shown(display, tracker.name), "its title")
        wait(lambda: colours(grabbed(display, rows)) > LEAST_COLOURS, "a picture with rows")
        press(display, tracker.name, "ctrl+p")
        wait(lambda: shown(display, PALETTE), "the palette")
        press(display, PALETTE, "Return", words="Summary")
        wait(lambda: bars(grabbed(display, charts)) > LEAST_OF_BARS, "a chart")
    print(f"\nThe window of the bundle: {rows}, {charts}")


def test_the_window_loads_a_list_by_the_helper(
    bundle: Bundle, display: str, pictures: Path
) -> None:
    introduce(bundle, "Ann")
    source = sample(bundle, "recommendations.xlsx")
    bundle.marmot("new", "place.marmot", "--place", "Sample place")
    target = pictures / "bundle-review.png"
    with window(bundle, display, "place.marmot"):
        wait(lambda: shown(display, "place.marmot"), "its title")
        press(display, "place.marmot", "ctrl+l")
        wait(lambda: shown(display, LOADING), "the choice of a file")
        press(display, LOADING, "Return", words=str(source))
        wait(lambda: shown(display, PLAIN), "the review")
        review = shown(display, PLAIN)
        wait(lambda: colours(grabbed(display, target)) > LEAST_COLOURS, "a picture of the review")
        press(display, PLAIN, "ctrl+Return")
        wait(lambda: shown(display, PLAIN) not in ([], review), "the word on temporary folders")
        press(display, PLAIN, "Tab", "space")  # to go on where it is
        wait(lambda: bundle.json("list", "place.marmot")["rows"], "the rows")
    assert len(bundle.json("list", "place.marmot")["rows"]) == SAMPLE
    print(f"\nThe review of a list: {target}")
