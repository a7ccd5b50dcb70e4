"""A child of the helper that may also run the misbehaving functions of this file."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from pathlib import Path
from typing import Any

from marmot_tracker import helper
from marmot_tracker.errors import TrackerError
from marmot_tracker.progress import Progress

NAMES = (
    "echo tell hang spin hoard chatter crash die write_file report modules where open_many babble"
)
HERE = "helper_child"


def echo(argument: dict[str, Any], _: Progress) -> Any:
    return {"same": argument}


def tell(_: dict[str, Any], __: Progress) -> Any:
    raise TrackerError("The sheet is blank.", hint="Fill it in.")


def hang(_: dict[str, Any], __: Progress) -> Any:
    time.sleep(60)


def spin(_: dict[str, Any], __: Progress) -> Any:
    while True:
        pass


def hoard(_: dict[str, Any], __: Progress) -> Any:
    return len(bytearray(4 * 1024**3))


def chatter(_: dict[str, Any], __: Progress) -> Any:
    return "x" * 3_000_000


def crash(_: dict[str, Any], __: Progress) -> Any:
    raise KeyError("a bug")


def die(_: dict[str, Any], __: Progress) -> Any:
    os._exit(7)


def write_file(argument: dict[str, Any], _: Progress) -> Any:
    try:
        Path(argument["path"]).write_bytes(b"x" * 100_000)
    except OSError as error:
        return error.__class__.__name__
    return "written"


def report(_: dict[str, Any], progress: Progress) -> Any:
    progress.step(1, 3, "Sheet 'Übersicht'")
    time.sleep(2 * helper.REPORT_EVERY)
    progress.step(2, 3, "rows")
    return "done"


def modules(_: dict[str, Any], __: Progress) -> Any:
    return sorted(sys.modules)


def where(_: dict[str, Any], __: Progress) -> Any:
    return [str(Path.cwd()), sys.path]


def open_many(_argument: dict[str, Any], __: Progress) -> Any:
    with contextlib.ExitStack() as kept:
        try:
            for _ in range(500):
                kept.enter_context(Path(os.devnull).open("rb"))
        except OSError:
            return "refused"
    return "opened"


def babble(_: dict[str, Any], __: Progress) -> Any:
    print("a library prints this")
    os.write(1, b"and this\n")
    return "clear"


if __name__ == "__main__":
    sys.modules[HERE] = sys.modules["__main__"]
    helper.ALLOWED |= {f"{HERE}:{name}" for name in NAMES.split()}
    sys.exit(helper.main())
