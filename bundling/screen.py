"""A screen that nobody looks at, on which a window is tried."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PATIENCE = 120


@contextmanager
def display() -> Iterator[str]:
    """Its name, while it is there: 1280 by 800, in true colour.

    The number is ours by the number of this process: two servers that look for a free one at the
    same time (`-displayfd`) may find the same.
    """
    name = f":{1_000 + os.getpid() % 50_000}"
    command = ["Xvfb", name, "-screen", "0", "1280x800x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    socket = Path(f"/tmp/.X11-unix/X{name[1:]}")
    try:
        end = time.monotonic() + PATIENCE
        while not socket.exists():
            assert server.poll() is None, "Xvfb ended"
            assert time.monotonic() < end, "Xvfb does not begin"
            time.sleep(0.05)
        yield name
    finally:
        server.terminate()
        server.wait()
