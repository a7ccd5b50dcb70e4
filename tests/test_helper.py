"""The helper: what it runs, what it refuses, and what becomes of a child that misbehaves."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from marmot_tracker import helper
from marmot_tracker.errors import TrackerError
from marmot_tracker.progress import Cancelled, Progress

CHILD = Path(__file__).with_name("helper_child.py")
posix_only = sys.platform != "win32"


@pytest.fixture
def bad_child(monkeypatch: pytest.MonkeyPatch) -> None:
    """A helper whose child may run the functions of `helper_child` as well."""
    monkeypatch.setattr(helper, "_command", lambda: [sys.executable, "-P", str(CHILD)])
    names = frozenset(f"helper_child:{name}" for name in _names())
    monkeypatch.setattr(helper, "ALLOWED", helper.ALLOWED | names)


def _names() -> list[str]:
    text = CHILD.read_text(encoding="utf-8")
    return [line.split("(")[0][4:] for line in text.splitlines() if line.startswith("def ")]


def run(name: str, argument: dict | None = None, **limits):
    return helper.run(f"helper_child:{name}", argument or {}, **limits)


@pytest.mark.usefixtures("bad_child")
class TestChild:
    def test_argument_and_answer_come_through_unchanged(self):
        argument = {"text": "Ünïcode \U0001f600 \\ud800 \x00", "rows": [[1, 2.5, None, True]]}
        assert run("echo", argument) == {"same": argument}

    def test_a_told_fault_comes_back_as_the_same(self):
        with pytest.raises(TrackerError) as caught:
            run("tell")
        assert (caught.value.message, caught.value.hint) == ("The sheet is blank.", "Fill it in.")

    def test_progress_comes_through(self):
        steps: list[tuple[int, int, str]] = []
        done = run("report", progress=Progress(lambda *step: steps.append(step)))
        assert done == "done"
        assert steps == [(1, 3, "Sheet 'Übersicht'"), (2, 3, "rows")]

    @pytest.mark.parametrize("name", ["hang", "spin"])
    def test_too_long_is_stopped_and_told(self, name):
        start = time.monotonic()
        with pytest.raises(TrackerError, match="longer than 1 second"):
            run(name, seconds=1)
        assert time.monotonic() - start < 5

    @pytest.mark.parametrize("name", ["hoard"] if posix_only else [])
    def test_too_much_memory_is_told(self, name):
        with pytest.raises(TrackerError, match="more memory"):
            run(name, memory_mb=300)

    def test_too_much_output_is_told(self):
        with pytest.raises(TrackerError, match="more than the program will take in"):
            run("chatter", output_mb=1)

    @pytest.mark.parametrize("name", ["crash", "die"])
    def test_a_crash_is_told_with_the_last_words_as_its_cause(self, name):
        with pytest.raises(TrackerError, match="stopped while it read") as caught:
            run(name)
        assert "nothing was changed" in caught.value.message
        assert isinstance(caught.value.__cause__, helper.ChildStopped)
        if name == "crash":
            assert "a bug" in str(caught.value.__cause__)

    def test_cancel_ends_the_child_at_once(self):
        progress = Progress()
        threading.Timer(0.3, progress.cancel).start()
        start = time.monotonic()
        with pytest.raises(Cancelled):
            run("hang", progress=progress)
        assert time.monotonic() - start < 5

    def test_what_a_library_prints_does_not_break_the_answer(self):
        assert run("babble") == "clear"

    @pytest.mark.parametrize("megabytes", [0, 1] if posix_only else [])
    def test_files_are_written_only_where_allowed(self, tmp_path, megabytes):
        target = tmp_path / "out"
        answer = run("write_file", {"path": str(target)}, may_write_mb=megabytes)
        assert answer == ("written" if megabytes else "OSError")

    @pytest.mark.parametrize("expected", ["refused"] if posix_only else [])
    def test_open_files_are_limited(self, expected):
        assert run("open_many") == expected

    def test_no_process_and_no_thread_stays_behind(self):
        before = threading.active_count()
        with pytest.raises(TrackerError):
            run("hang", seconds=0.3)
        assert threading.active_count() == before

    def test_the_child_starts_without_heavy_libraries(self):
        loaded = {name.partition(".")[0] for name in run("modules")}
        heavy = {"sqlalchemy", "openpyxl", "python_calamine", "matplotlib", "PySide6", "rapidfuzz"}
        assert not loaded & heavy


class TestAllowList:
    def test_the_parent_runs_nothing_else(self):
        with pytest.raises(ValueError, match="os:system"):
            helper.run("os:system", {"command": "true"})

    def test_the_child_runs_nothing_else(self):
        request = b'{"function": "os:getcwd", "argument": {}}'
        done = subprocess.run(
            helper._command(), input=request, capture_output=True, check=False, timeout=60
        )
        assert done.returncode == 2
        assert done.stdout == b""

    def test_every_allowed_function_is_there(self):
        import importlib

        for name in helper.ALLOWED:
            module, _, function = name.partition(":")
            assert callable(getattr(importlib.import_module(module), function))

    def test_a_module_in_the_folder_one_stands_in_is_not_run(self, tmp_path, monkeypatch):
        marker = tmp_path / "ran"
        (tmp_path / "json.py").write_text(f"open({str(marker)!r}, 'w').close()\n")
        monkeypatch.chdir(tmp_path)
        with pytest.raises(TrackerError, match="no file"):
            helper.run(
                "marmot_tracker.exchange.reading:read_in_child", {"path": str(tmp_path / "none")}
            )
        assert not marker.exists()

    @pytest.mark.parametrize("program", ["marmot", "marmot-tracker"])
    def test_both_programs_of_the_bundle_start_the_one_with_a_console(
        self, monkeypatch, tmp_path, program
    ):
        monkeypatch.setattr(sys, "frozen", True, raising=False)
        monkeypatch.setattr(sys, "executable", str(tmp_path / f"{program}.exe"))
        assert helper._command() == [str(tmp_path / "marmot.exe"), "--helper"]


@pytest.mark.usefixtures("bad_child")
def test_half_a_letter_is_never_taken():
    assert run("echo", {"\ud800": "a\udc00b \\ud800"}) == {"same": {"\ufffd": "a\ufffdb \\ud800"}}


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("'['*200000", "cannot be read"),
        ("'[' + '1,'*1_000_001", "more than the program will take"),
        ("'{\"answer\": \"\u00e9\"}'.encode().decode('latin-1')", "cannot be read"),
    ],
)
def test_an_answer_that_is_no_answer_is_told(monkeypatch, said, told):
    monkeypatch.setattr(helper, "_command", lambda: [sys.executable, "-c", f"print({said})"])
    with pytest.raises(TrackerError, match=told):
        helper.run("marmot_tracker.exchange.reading:read_in_child", {}, output_mb=10)


def test_a_program_that_cannot_start_is_told(monkeypatch, tmp_path):
    monkeypatch.setattr(helper, "_command", lambda: [str(tmp_path / "no such program")])
    with pytest.raises(TrackerError, match="could not be started"):
        helper.run("marmot_tracker.exchange.reading:read_in_child", {})
