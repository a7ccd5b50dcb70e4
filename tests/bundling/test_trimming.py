"""What is left out of the bundle, and that the two programs are told apart by Windows."""

from __future__ import annotations

import ast

import pytest

from bundling import named, trimming


@pytest.mark.parametrize(
    "place, stays",
    [
        ("PySide6/Qt/plugins/platforms/libqxcb.so", True),
        ("PySide6\\plugins\\platforms\\qwindows.dll", True),
        ("PySide6/Qt/plugins/platforms/libqvnc.so", False),
        ("PySide6/Qt/plugins/platformthemes/libqgtk3.so", False),
        ("PySide6/Qt/plugins/imageformats/libqsvg.so", True),
        ("PySide6/Qt/plugins/tls/libqopensslbackend.so", False),
        ("PySide6/Qt/translations/qtbase_de.qm", False),
        ("matplotlib/mpl-data/fonts/ttf/DejaVuSans.ttf", True),
        ("matplotlib/mpl-data/fonts/ttf/DejaVuSerif.ttf", False),
        ("matplotlib/mpl-data/sample_data/grace_hopper.jpg", False),
        ("matplotlib/mpl-data/matplotlibrc", True),
        ("docx/templates/default.docx", False),
        ("tzdata/zoneinfo/Europe/London", True),
        ("tzdata/zoneinfo/Europe/Paris", False),
        ("resources/styles/window.css", True),
    ],
)
def test_what_neither_program_uses_is_left_out(place: str, stays: bool) -> None:
    entry = (place, "/nowhere", "DATA")
    assert (trimming.kept([entry]) == [entry]) is stays


def test_a_link_to_what_is_left_out_goes_as_well() -> None:
    kept = ("resources/a.svg", "/nowhere/a.svg", "DATA")
    link = ("b.svg", "resources/a.svg", "SYMLINK")
    loose = ("c.so", "PySide6/Qt/plugins/tls/libq.so", "SYMLINK")
    assert trimming.kept([kept, link, loose]) == [kept, link]


@pytest.mark.parametrize("program", sorted(named.DESCRIPTIONS))
def test_windows_is_told_what_each_program_is(program: str) -> None:
    said = named.version_resource(program)
    ast.parse(said, mode="eval")
    for words in (named.PUBLISHER, f"{program}.exe", named.DESCRIPTIONS[program]):
        assert words in said
