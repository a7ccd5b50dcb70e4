"""Runs a command: reads the arguments, opens what it needs, tells faults in words."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Sequence

from marmot_tracker.cli.arguments import parser
from marmot_tracker.document.doubts import ClockDoubt
from marmot_tracker.errors import Misuse, TrackerError

DONE, FAULT, MISUSE = 0, 1, 2


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit status."""
    _write_any_letter()
    try:
        asked = parser().parse_args(argv)
    except SystemExit as ended:  # argparse has told it: help is 0, misuse 2
        return ended.code if isinstance(ended.code, int) else MISUSE
    try:
        status = asked.run(asked)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Misuse as fault:
        return _told(fault.message, fault.hint, MISUSE)
    except ClockDoubt as fault:
        hint = "See that the date of this computer is right, then add --date-is-right."
        return _told(fault.message, hint, FAULT)
    except TrackerError as fault:
        return _told(fault.message, fault.hint, FAULT)
    except OSError as fault:
        name = f"{fault.filename}: " if fault.filename else ""
        return _told(f"{name}{fault.strerror or fault}.", "", FAULT)
    except KeyboardInterrupt:
        return _told("Stopped; what was not finished was not kept.", "", FAULT)
    return int(status or DONE)


def _told(message: str, hint: str, status: int) -> int:
    print(f"marmot: {message}", *([hint] if hint else []), file=sys.stderr)
    return status


def _write_any_letter() -> None:
    """Let a console of an old character set show what it can, rather than stop."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError):
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
