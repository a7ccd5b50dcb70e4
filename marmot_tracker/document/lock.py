"""The lock file that says who has a tracker open: a courtesy, told in words.

Beside `NAME` lies `.~lock.NAME#` with user, host, process and time. A dead process on this host
is cleared; a lock of another host is for the person to decide.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import socket
import sys
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from marmot_tracker import clock
from marmot_tracker.errors import Locked, NoRoom, TrackerError
from marmot_tracker.model import stamp

FULL = frozenset([errno.ENOSPC, errno.EDQUOT])
"""What a disk answers that has no room, or no more for this account."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has a tracker open: their name, host and process, and since when (UTC text)."""

    user: str
    host: str
    process: int
    since: str

    def words(self) -> str:
        """The holder for a person."""
        if not self.user:
            return "somebody, whom its lock file does not name"
        try:
            at = datetime.fromisoformat(self.since).astimezone(clock.PLACE)
        except ValueError:
            return f"{self.user} on {self.host}"
        return f"{self.user} on {self.host}, since {at:%d/%m/%Y %H:%M}"


def lock_file(path: Path) -> Path:
    """Where the lock of a tracker lies."""
    return path.with_name(f".~lock.{path.name}#")


def holder(path: Path) -> Holder | None:
    """Who has a tracker open, as its lock file says; None where there is none.

    An empty one was left by a program that stopped before it could write its name: nobody's. One
    that cannot be read is somebody's, of whom nothing is known.
    """
    try:
        said = lock_file(path).read_text(encoding="utf-8")
        if not said:
            return None
        found = json.loads(said)
        return Holder(
            str(found["user"]), str(found["host"]), int(found["process"]), str(found["since"])
        )
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError):
        return Holder("", "", 0, "")


def take(path: Path, *, user: str, over: bool = False) -> bytes:
    """Take the lock, or raise `Locked` with the holder's name; what lay there, for `put_back`.

    `over` takes it all the same, but never from another program that runs on this computer; one
    of this process's own was left where the disk let nothing be removed. Raises
    `NoRoom` on a full disk, other `TrackerError` where the folder cannot be written.
    """
    found = holder(path)
    living = found is not None and not _is_dead(found)
    here = found is not None and bool(found.user) and found.host == socket.gethostname()
    other = here and found is not None and found.process != os.getpid()
    if found is not None and living and (other or not over):
        hint = "Close it there first."
        if not here:
            hint += " If that computer is off, open it here all the same."
        if not found.user:
            name = lock_file(path).name
            hint = f"If nobody has it open, remove {name} beside it, or open it all the same."
        raise Locked(f"{path.name} is open: {found.words()}.", hint=hint, holder=found.words())
    before = _lying(path) if living else b""
    mine = Holder(user, socket.gethostname(), os.getpid(), stamp(clock.true_now()))
    target, made = lock_file(path), False
    try:
        if found is not None or (target.exists() and not target.stat().st_size):
            target.unlink(missing_ok=True)
        with target.open("xb", buffering=0) as file:
            made = True
            file.write(
                json.dumps(asdict(mine)).encode()
            )  # at once: whole, or empty if we stop here
    except FileExistsError as fault:
        raise Locked(f"{path.name} was opened by somebody else just now.") from fault
    except OSError as fault:
        if made:  # half a name would be somebody's
            with contextlib.suppress(OSError):
                target.unlink(missing_ok=True)
        if before:
            put_back(path, before)
        if fault.errno in FULL:
            raise NoRoom(
                f"The disk that holds {path.name} is full.", hint="Make room on it, then go on."
            ) from fault
        raise TrackerError(
            f"{path.name} lies in a folder that cannot be written.",
            hint="Copy it to a folder of your own, such as Documents, and open it there.",
        ) from fault
    return before


def put_back(path: Path, before: bytes) -> None:
    """Give a lock back to whom it was taken from, where opening failed after all."""
    with contextlib.suppress(OSError):
        lock_file(path).write_bytes(before)


def _lying(path: Path) -> bytes:
    try:
        return lock_file(path).read_bytes()
    except OSError:
        return b""


def release(path: Path) -> None:
    """Give the lock back, if it is ours; a disk that does not answer is asked once more."""
    for _ in range(2):
        with contextlib.suppress(OSError):
            if is_ours(path):
                lock_file(path).unlink(missing_ok=True)


def is_ours(path: Path) -> bool:
    """Whether the lock that lies there now is this process's."""
    found = holder(path)
    return bool(found and found.host == socket.gethostname() and found.process == os.getpid())


def _is_dead(found: Holder) -> bool:
    """Whether the holder ran on this host and is gone; another host is never judged."""
    if found.host != socket.gethostname() or not found.process:
        return False
    return is_gone(found.process)


def is_gone(process: int) -> bool:
    """Whether no process of this number runs on this computer."""
    if process == os.getpid():
        return False
    if sys.platform == "win32":
        return not _runs_on_windows(process)
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def _runs_on_windows(process: int) -> bool:
    import ctypes

    query_limited, still_active = 0x1000, 259
    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined]
    handle = kernel.OpenProcess(query_limited, False, process)
    if not handle:
        return False
    code = ctypes.c_ulong()
    kernel.GetExitCodeProcess(handle, ctypes.byref(code))
    kernel.CloseHandle(handle)
    return code.value == still_active
