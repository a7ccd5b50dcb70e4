"""Reads a report, or shows its pages, in a process of its own; prints the most memory it held."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from benchmarks.peak_memory import own_peak
from marmot_tracker.exchange.reading import read_source
from marmot_tracker.exchange.reports.page_views import view_pages

SIDE = 1400
"""Pixels of the longer side of a picture, as a window on a large screen asks for."""
SHOWN = 12


def main(what: str, source: str) -> None:
    """Print the bytes held before and at most after reading, or after showing pages one by one."""
    path = Path(source)
    before = own_peak()
    if what == "read":
        read_source(path)
    else:
        for page in range(1, SHOWN + 1):
            view_pages(path, [page], side=SIDE)
    print(json.dumps({"before": before, "after": own_peak()}))


if __name__ == "__main__":
    main(*sys.argv[1:])
