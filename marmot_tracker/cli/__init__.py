"""The command line: `marmot COMMAND`, one short function per command.

Exit status 0: done; 1: a fault of the world, told in words on standard error; 2: misuse. It works
where PySide6 is absent, and loads no heavy library before a command needs it.
"""

from __future__ import annotations

from marmot_tracker.cli.running import main

__all__ = ["main"]
