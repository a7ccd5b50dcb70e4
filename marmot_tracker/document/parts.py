"""Part files: what is written lies beside under a name of its own, and takes its name when whole.

No two writers share a part, also two processes making the same file, and a name is only ever taken
where nothing has it.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
from pathlib import Path

from marmot_tracker.document import lock

_OF_A_PROCESS = re.compile(r"\.(\d+)-[0-9a-f]{8}\.(?:part|tmp)(?:-journal)?$")


def beside(target: Path, *, ending: str = "tmp") -> Path:
    """A name for a part of `target` that no other writer uses, which services leave alone."""
    return target.with_name(f".~{target.name}.{os.getpid()}-{secrets.token_hex(4)}.{ending}")


def take_name(part: Path, target: Path) -> None:
    """Give a whole part its name. Raises `FileExistsError` where a file has it already.

    A link is made in one step or not at all, unlike asking first and renaming afterwards. A drive
    that knows no links has the name reserved by an empty file, which only one writer can make.
    """
    try:
        os.link(part, target)
    except FileExistsError:
        raise
    except OSError:
        with target.open("xb"):
            pass
        try:
            part.replace(target)
        except BaseException:
            target.unlink(missing_ok=True)
            raise
    else:
        with contextlib.suppress(OSError):
            part.unlink()


def writer(part: Path) -> int:
    """The process that writes a part, by its name; 0 where the name does not say."""
    found = _OF_A_PROCESS.search(part.name)
    return int(found[1]) if found else 0


def is_another_programs(part: Path) -> bool:
    """Whether another process that still runs here is writing a part."""
    process = writer(part)
    return process not in (0, os.getpid()) and not lock.is_gone(process)


def flush_folder(folder: Path) -> None:
    """See that a new name is on the disk, where the system lets folders be flushed."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
