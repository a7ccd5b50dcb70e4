"""The developer command: misuse is told, and what is missing is named."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path

import pytest

import dev


@pytest.fixture
def no_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Linux where nothing can be loaded and nothing may be installed."""
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(dev, "can_load", lambda library: False)
    monkeypatch.setattr(dev, "is_root_with_apt", lambda: False)
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)


def test_it_lists_its_commands(capsys: pytest.CaptureFixture[str]) -> None:
    assert dev.main(["--help"]) == 0
    said = capsys.readouterr().out
    assert all(f"dev.py {command}" in said for command in dev.COMMANDS)


def test_an_unknown_command_is_misuse(capsys: pytest.CaptureFixture[str]) -> None:
    assert dev.main(["tset"]) == 2
    assert "test" in capsys.readouterr().out
    assert dev.main([]) == 2


def test_an_old_python_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dev, "OLDEST_PYTHON", (99, 0))
    assert dev.main(["lint"]) == 1
    assert "needs Python 99.0 or newer" in capsys.readouterr().out


@pytest.mark.usefixtures("no_libraries")
def test_missing_system_libraries_are_named() -> None:
    with pytest.raises(dev.Stop, match=r"apt-get install .*libegl1 .*libxkbcommon0"):
        dev.require_qt_libraries(window=False)


@pytest.mark.usefixtures("no_libraries")
def test_a_display_asks_for_more_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "libxcb-cursor0" not in dev.missing_packages(window=True)
    monkeypatch.setenv("DISPLAY", ":0")
    assert "libxcb-cursor0" in dev.missing_packages(window=True)
    assert "libxcb-cursor0" not in dev.missing_packages(window=False)


@pytest.mark.usefixtures("no_libraries")
def test_root_on_debian_has_them_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def install(packages: list[str]) -> bool:
        asked.extend(packages)
        monkeypatch.setattr(dev, "can_load", lambda library: True)
        return True

    monkeypatch.setattr(dev, "is_root_with_apt", lambda: True)
    monkeypatch.setattr(dev, "apt_install", install)
    dev.require_qt_libraries(window=False)
    assert "libegl1" in asked


def test_a_python_without_venv_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(dev, "is_root_with_apt", lambda: False)
    with pytest.raises(dev.Stop, match="python3-venv"):
        dev.require_venv_module()


def test_the_environment_is_refreshed_when_what_is_wanted_changes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    installed: list[tuple[str, ...]] = []
    monkeypatch.setattr(dev, "STAMP", tmp_path / "installed.json")
    monkeypatch.setattr(dev, "venv_works", lambda: True)
    monkeypatch.setattr(dev, "pip_install", lambda *arguments: installed.append(arguments))

    dev.prepare("test")
    first = len(installed)
    assert first > 0
    dev.prepare("test")
    dev.prepare()
    assert len(installed) == first

    dev.prepare("lint")
    assert json.loads(dev.STAMP.read_text("utf-8"))["extras"] == ["lint", "test"]
    second = len(installed)
    assert second > first

    monkeypatch.setattr(dev, "wanted_digest", lambda: "another")
    dev.prepare("test")
    assert len(installed) > second
