"""What making a bundle needs of the machine is named, or fetched where that is allowed."""

from __future__ import annotations

import shutil
import sys

import pytest

import dev


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Linux without display, where neither program nor library is found."""
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr(dev, "can_load", lambda library: False)
    monkeypatch.setattr(dev, "is_root_with_apt", lambda: False)
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)


@pytest.mark.usefixtures("bare")
def test_every_package_is_named_once() -> None:
    with pytest.raises(dev.Stop) as told:
        dev.require_bundle_programs()
    named = str(told.value).partition("apt-get install ")[2].split()
    assert sorted(set(named)) == named
    wanted = {"binutils", "xvfb", "xdotool", "libegl1", "libxcb-cursor0", "libwayland-cursor0"}
    assert wanted <= set(named)


@pytest.mark.usefixtures("bare")
def test_root_on_debian_has_them_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def install(packages: list[str]) -> bool:
        asked.extend(packages)
        monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
        monkeypatch.setattr(dev, "can_load", lambda library: True)
        return True

    monkeypatch.setattr(dev, "is_root_with_apt", lambda: True)
    monkeypatch.setattr(dev, "apt_install", install)
    dev.require_bundle_programs()
    assert {"binutils", "xvfb", "xdotool", "libx11-xcb1"} <= set(asked)
