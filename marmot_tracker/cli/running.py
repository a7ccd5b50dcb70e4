"""Runs a command: reads the arguments, opens what it needs, tells faults in words."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from marmot_tracker.cli.arguments import parser
from marmot_tracker.cli.trackers import for_asking
from marmot_tracker.document.doubts import ClockDoubt
from marmot_tracker.document.engine import damaged
from marmot_tracker.errors import Damaged, ErasuresToAgree, Locked, Misuse, TrackerError

DONE, FAULT, MISUSE = 0, 1, 2
_MENDING = "Here that is marmot recover FILE, or marmot restore FILE for a backup alone."


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
    except ErasuresToAgree as fault:
        hint = "See what goes with --dry-run, then add --agree-erasures."
        return _told(fault.message, hint, FAULT)
    except Locked as fault:
        own = " Here that is --open-anyway." if fault.holder and asked.writes else ""
        return _told(fault.message, f"{fault.hint}{own}", FAULT)
    except Damaged as fault:
        return _told(fault.message, f"{fault.hint} {_MENDING}", FAULT)
    except TrackerError as fault:
        return _told(fault.message, fault.hint, FAULT)
    except OSError as fault:
        name = f"{fault.filename}: " if fault.filename else ""
        return _told(f"{name}{fault.strerror or fault}.", _next_step(fault), FAULT)
    except (LookupError, ValueError, TypeError, AttributeError):
        if not _is_damaged(asked):
            raise
        told = damaged(Path(asked.file))
        return _told(told.message, f"{told.hint} {_MENDING}", FAULT)
    except KeyboardInterrupt:
        return _told("Stopped; what was not finished was not kept.", "", FAULT)
    return int(status or DONE)


def _is_damaged(asked: Namespace) -> bool:
    """Whether the tracker asked about is damaged: what looked like a bug then comes from there.

    A flipped bit can name any row, field or code, and no reader guards against each of them.
    """
    if "file" not in asked or not Path(asked.file).is_file():
        return False
    try:
        with for_asking(asked) as document:
            return bool(document.check())
    except Locked:
        return False
    except TrackerError:
        return True


def _next_step(fault: OSError) -> str:
    """What to do about a fault of the disk that nothing nearer has put into words."""
    if isinstance(fault, PermissionError) or fault.errno == errno.EROFS:
        return "This account may not write there. Choose a folder of your own, such as Documents."
    if fault.errno == errno.ENOSPC:
        return "Make room on the disk, then do it again."
    return "See that the folder is there and the drive is connected, then do it again."


def _told(message: str, hint: str, status: int) -> int:
    print(f"marmot: {message}", *([hint] if hint else []), file=sys.stderr)
    return status


def _write_any_letter() -> None:
    """Let a console of an old character set show what it can, rather than stop."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError):
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
