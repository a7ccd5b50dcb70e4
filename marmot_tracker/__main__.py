"""Runs the command line as `python -m marmot_tracker`."""

from __future__ import annotations

import sys

from marmot_tracker.cli import main

if __name__ == "__main__":
    sys.exit(main())
