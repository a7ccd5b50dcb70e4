"""Loads one list in a process of its own and prints the most memory that it held, in bytes."""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

KILOBYTE = 1024
UNIT = 1 if sys.platform == "darwin" else KILOBYTE
"""What `ru_maxrss` counts in."""
STATUS = Path("/proc/self/status")


def own_peak() -> int:
    """The most this process held.

    Linux hands `ru_maxrss` down from whoever started the process; its own peak is in /proc.
    """
    if STATUS.exists():
        for line in STATUS.read_text("ascii", errors="replace").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * KILOBYTE
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * UNIT


def main(source: str, target: str) -> None:
    """Load `source` into a new tracker at `target`."""
    from benchmarks import imports  # whoever only asks for a peak must not hold all of it

    with imports.new_tracker(Path(target)) as document:
        imports.load(document, Path(source))
    helper = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * UNIT
    print(json.dumps({"program": own_peak(), "helper": helper}))


if __name__ == "__main__":
    main(*sys.argv[1:])
