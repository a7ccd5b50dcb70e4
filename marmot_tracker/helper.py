"""Runs a named function in a child process with limits, so that a hostile file cannot hurt us.

JSON goes in on standard input; JSON lines come out on standard output: any number of progress
lines and one answer. Only the functions in `ALLOWED` can be run, and the child checks that too,
so the bundle's `--helper` switch runs nothing else. The parent never parses more than the
output limit, and takes what it says apart only in words (`UNUSABLE`).

Limits: wall clock, cancel and output size everywhere. On POSIX also address space, processor
time, bytes written, open files and core dumps, through `resource` (macOS does not hold the
address-space limit). On Windows the wall clock, cancel and output size are the only limits.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import queue
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from marmot_tracker import paths
from marmot_tracker.errors import TrackerError
from marmot_tracker.progress import Cancelled, Progress

ALLOWED: frozenset[str] = frozenset(
    {
        "marmot_tracker.document.conflict_copies:look_in_child",
        "marmot_tracker.document.copying:check_in_child",
        "marmot_tracker.document.unzipping:unzip_in_child",
        "marmot_tracker.exchange.dropped:look_in_child",
        "marmot_tracker.exchange.listed_answers:read_in_child",
        "marmot_tracker.exchange.looking:look_in_child",
        "marmot_tracker.exchange.messages:read_in_child",
        "marmot_tracker.exchange.reading:read_in_child",
        "marmot_tracker.exchange.reports.page_drawing:draw_in_child",
        "marmot_tracker.exchange.returns.reading:read_in_child",
        "marmot_tracker.reports.pack_reading:read_in_child",
    }
)
"""The functions that may run in the child, as `package.module:function`.

Each takes the argument (a dict of JSON values) and a `Progress`, and returns JSON values.
"""

MEGABYTE = 1024 * 1024
LOOK_EVERY = 0.05
"""Seconds between looks at the clock and at cancel while the child works."""
REPORT_EVERY = 0.1
"""Seconds between two progress lines of a child."""
STDERR_KEPT = 20_000
OPEN_FILES = 64
VALUES_PER_MB = 100_000
"""Values in each megabyte that a child may say: small ones take many times their own length here.

A list of 100,000 recommendations with its pictures has 70,000 in each.
"""
UNUSABLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What taking an answer apart raises where it is not what the function should have said."""
SMALLER = "Copy the rows or pages you need into a new file, and try that one."
HALF = re.compile(rb"\\(?:u[dD][89abAB]..\\u[dD][c-fC-F]..|(u[dD][89a-fA-F])..|.)", re.DOTALL)
"""An escape within JSON; the group is there where it is one half of a letter without the other."""

OVERFULL = object()
ENDED = object()


class ChildStopped(Exception):
    """What the child wrote before it stopped; the cause behind the words the person sees."""


def run(
    function: str,
    argument: dict[str, Any],
    *,
    seconds: float = 60,
    memory_mb: int = 1024,
    output_mb: int = 50,
    may_write_mb: int = 0,
    progress: Progress | None = None,
) -> Any:
    """Run `function` ("package.module:function", one of `ALLOWED`) in a child; give its answer.

    Raises `TrackerError` as the child raised it, or in words where the child ran out of time,
    memory or output, or stopped; `Cancelled` where `progress` was cancelled. The child is gone
    when this returns, whatever happened.
    """
    if function not in ALLOWED:
        raise ValueError(f"not a function the helper may run: {function}")
    request = {
        "function": function,
        "argument": argument,
        "seconds": seconds,
        "memory_mb": memory_mb,
        "may_write_mb": may_write_mb,
    }
    child = _start()
    threads: list[threading.Thread] = []
    try:
        return _converse(
            child, json.dumps(request).encode("ascii"), threads, seconds, output_mb, progress
        )
    finally:
        child.kill()
        child.wait()
        for thread in threads:
            thread.join()
        for pipe in (child.stdin, child.stdout, child.stderr):
            if pipe is not None:
                # What the child no longer read is of no interest.
                with contextlib.suppress(OSError):
                    pipe.close()


def _command() -> list[str]:
    """How the child is started: the bundle's console program, or this Python on this module.

    The window of the bundle has no console on Windows, and so no sure way to be spoken with.

    `-P` keeps the folder the person stands in off the import path: a `json.py` among somebody's
    downloads must not run.
    """
    if paths.is_bundled():
        return [str(paths.bundled_program("marmot")), "--helper"]
    return [sys.executable, "-P", "-m", "marmot_tracker.helper"]


def _start() -> subprocess.Popen[bytes]:
    environment = dict(os.environ)
    root = Path(__file__).resolve().parent.parent
    if not paths.is_bundled() and root.name != "site-packages":
        environment["PYTHONPATH"] = str(root)
    try:
        return subprocess.Popen(
            _command(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except OSError as error:
        raise TrackerError(
            "The program that reads files could not be started; nothing was changed.",
            hint="Restart the computer or install the program again.",
        ) from error


def _converse(
    child: subprocess.Popen[bytes],
    request: bytes,
    threads: list[threading.Thread],
    seconds: float,
    output_mb: int,
    progress: Progress | None,
) -> Any:
    """Send the request, follow the child's lines, give its answer. Raises as `run` says."""
    assert child.stdin is not None
    assert child.stdout is not None
    assert child.stderr is not None
    lines: queue.SimpleQueue[object] = queue.SimpleQueue()
    errors = bytearray()
    for target, arguments in (
        (_feed, (child.stdin, request)),
        (_collect, (child.stdout, lines, output_mb * MEGABYTE)),
        (_keep_tail, (child.stderr, errors)),
    ):
        thread = threading.Thread(target=target, args=arguments, daemon=True)
        thread.start()
        threads.append(thread)
    deadline = time.monotonic() + seconds
    while True:
        if progress is not None and progress.cancelled:
            raise Cancelled
        if time.monotonic() > deadline:
            raise _took_too_long(seconds)
        try:
            line = lines.get(timeout=LOOK_EVERY)
        except queue.Empty:
            continue
        if line is OVERFULL:
            raise _too_much()
        if line is ENDED:
            raise _stopped(child, seconds, threads, errors)
        message = _parsed(line, output_mb)
        if "progress" in message:
            _pass_on(message["progress"], progress)
        else:
            return _answered(message)


def _answered(message: dict[str, Any]) -> Any:
    """The child's answer, or its fault raised here."""
    if "answer" in message:
        return message["answer"]
    if "memory" in message:
        raise _too_big()
    fault = message.get("fault")
    if isinstance(fault, dict):
        raise TrackerError(str(fault.get("message", "")), hint=str(fault.get("hint", "")))
    raise _unreadable()


def _feed(pipe: IO[bytes], request: bytes) -> None:
    # A child that stopped before reading says so on its other pipes.
    with contextlib.suppress(OSError):
        pipe.write(request)
        pipe.close()


def _collect(pipe: IO[bytes], lines: queue.SimpleQueue[object], limit: int) -> None:
    """Put each line of the child's output in the queue, then `ENDED`, or `OVERFULL` past limit."""
    left = limit
    while line := pipe.readline(left + 1):
        left -= len(line)
        if left < 0:
            lines.put(OVERFULL)
            return
        lines.put(line)
    lines.put(ENDED)


def _keep_tail(pipe: IO[bytes], errors: bytearray) -> None:
    while block := os.read(pipe.fileno(), 65536):
        errors.extend(block)
        del errors[:-STDERR_KEPT]


def _parsed(line: object, output_mb: int) -> dict[str, Any]:
    """What a line says, as text that can be written down again: no half of a letter is in it."""
    assert isinstance(line, bytes)
    if sum(map(line.count, (b",", b"[", b"{"))) > max(output_mb, 1) * VALUES_PER_MB:
        raise _too_much()
    if b"\\ud" in line or b"\\uD" in line:
        line = HALF.sub(lambda found: rb"\ufffd" if found[1] else found[0], line)
    try:
        message = json.loads(line.decode("ascii"))
    except (ValueError, RecursionError) as error:
        raise _unreadable() from error
    if not isinstance(message, dict):
        raise _unreadable()
    return message


def _pass_on(step: Any, progress: Progress | None) -> None:
    if progress is not None and isinstance(step, list) and len(step) == 3:
        done, total, text = step
        if isinstance(done, int) and isinstance(total, int):
            progress.step(done, total, str(text))


def _too_much() -> TrackerError:
    return TrackerError(
        "The file holds more than the program will take in at once; nothing was changed.",
        hint=SMALLER,
    )


def _took_too_long(seconds: float) -> TrackerError:
    return TrackerError(
        f"Reading the file took longer than {seconds:.0f} seconds and was stopped; "
        "nothing was changed.",
        hint=SMALLER,
    )


def _too_big() -> TrackerError:
    return TrackerError(
        "The file needs more memory than the program allows itself; nothing was changed.",
        hint=SMALLER,
    )


def _unreadable() -> TrackerError:
    return TrackerError(
        "The program that reads files gave an answer that cannot be read; nothing was changed.",
        hint=SMALLER,
    )


def _stopped(
    child: subprocess.Popen[bytes],
    seconds: float,
    threads: list[threading.Thread],
    errors: bytearray,
) -> TrackerError:
    """The words for a child that ended without an answer, its own last words as their cause."""
    code = child.wait()
    for thread in threads:
        thread.join()
    if sys.platform != "win32":
        import signal

        # SIGKILL follows SIGXCPU where the library held the first one back.
        if code in (-signal.SIGXCPU, -signal.SIGKILL):
            return _took_too_long(seconds)
    last_words = errors.decode("utf-8", "replace")
    if "memory allocation" in last_words or "MemoryError" in last_words:
        return _too_big()
    fault = TrackerError(
        "The program that reads files stopped while it read this one; nothing was changed.",
        hint="The file may be damaged. Open it in the program it was made with, save it under "
        "another name, and try that one.",
    )
    fault.__cause__ = ChildStopped(f"exit {code}\n{last_words}")
    return fault


def main() -> int:
    """Be the child: read one request, answer it, and leave. Gives the exit status."""
    with os.fdopen(os.dup(1), "wb") as out:
        # Whatever a library prints must not land between our lines.
        os.dup2(2, 1)
        with os.fdopen(os.dup(0), "rb") as source:
            request = json.loads(source.read())
        name = request["function"]
        if name not in ALLOWED:
            return 2
        module, _, function = name.partition(":")
        work = getattr(importlib.import_module(module), function)
        _limit(request["seconds"], request["memory_mb"], request["may_write_mb"])
        _say(out, _answer(work, request["argument"], Progress(_reporter(out))))
    return 0


def _answer(
    work: Callable[[dict[str, Any], Progress], Any], argument: dict[str, Any], progress: Progress
) -> bytes:
    try:
        return json.dumps({"answer": work(argument, progress)}, allow_nan=False).encode("ascii")
    except TrackerError as fault:
        told = {"message": fault.message, "hint": fault.hint}
        return json.dumps({"fault": told}).encode("ascii")
    except MemoryError:
        return b'{"memory": true}'


def _reporter(out: IO[bytes]) -> Callable[[int, int, str], None]:
    last = -REPORT_EVERY

    def report(done: int, total: int, text: str) -> None:
        nonlocal last
        if time.monotonic() - last >= REPORT_EVERY:
            last = time.monotonic()
            _say(out, json.dumps({"progress": [done, total, text]}).encode("ascii"))

    return report


def _say(out: IO[bytes], line: bytes) -> None:
    out.write(line + b"\n")
    out.flush()


def _limit(seconds: float, memory_mb: int, may_write_mb: int) -> None:
    """Set the limits on this process, where the system has them (see the module's docstring)."""
    if sys.platform == "win32":
        return
    import resource

    processor = int(seconds) + 1
    for kind, soft, hard in (
        (resource.RLIMIT_AS, memory_mb * MEGABYTE, memory_mb * MEGABYTE),
        (resource.RLIMIT_CPU, processor, processor + 2),
        (resource.RLIMIT_FSIZE, may_write_mb * MEGABYTE, may_write_mb * MEGABYTE),
        (resource.RLIMIT_NOFILE, OPEN_FILES, OPEN_FILES),
        (resource.RLIMIT_CORE, 0, 0),
    ):
        # A system that refuses one limit still gets the others.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (soft, hard))


if __name__ == "__main__":
    sys.exit(main())
