"""Reading a file in the limited child process, and making what it told into what callers use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from marmot_tracker import helper
from marmot_tracker.errors import TrackerError
from marmot_tracker.progress import Progress
from marmot_tracker.trail.collector import collector_resting

Made = TypeVar("Made")


def read_in_helper(
    work: str,
    argument: Mapping[str, Any],
    made: Callable[[Any], Made],
    *,
    name: str,
    hint: str,
    limits: tuple[float, int, int],
    progress: Progress | None,
) -> Made:
    """What `work` read of the file called `name`, as `made` makes it.

    `limits` are seconds, memory and output in MB. Raises `TrackerError` with `hint` where what was
    told cannot be used, besides what the helper itself raises.
    """
    seconds, memory_mb, output_mb = limits
    told = helper.run(
        work,
        dict(argument),
        seconds=seconds,
        memory_mb=memory_mb,
        output_mb=output_mb,
        progress=progress,
    )
    try:
        with collector_resting():
            return made(told)
    except helper.UNUSABLE as error:
        raise TrackerError(
            f"What was read from {name} cannot be used; nothing was changed.", hint=hint
        ) from error
