"""What may be in the bundle: only works under licences on the list, each with its text."""

from __future__ import annotations

import sys
from importlib.metadata import distribution
from pathlib import Path

import pytest

from bundling import licences, sizes, system_licences
from bundling.licences import NotAllowed, Part


@pytest.mark.parametrize(
    "expression, may",
    [
        ("MIT", True),
        ("Apache-2.0 OR BSD-2-Clause", True),
        ("BSD-3-Clause AND 0BSD AND MIT AND Zlib AND CC0-1.0", True),
        ("LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only", True),
        ("(MIT OR Apache-2.0) AND Unicode-3.0", True),
        ("GPL-2.0-or-later WITH Bootloader-exception", True),
        ("GPL-3.0-only", False),
        ("GPL-2.0-or-later", False),
        ("AGPL-3.0-or-later", False),
        ("MIT AND GPL-3.0-only", False),
        ("not listed", False),
        ("", False),
    ],
)
def test_one_alternative_must_be_listed_as_a_whole(expression: str, may: bool) -> None:
    assert licences.may_ship(expression) is may


def test_a_package_under_the_gpl_is_refused_by_name() -> None:
    parts = [Part("kind", "1.0", "MIT", "text"), Part("copyleft", "2.1", "GPL-3.0-only", "text")]
    licences.check(parts[:1])
    with pytest.raises(NotAllowed, match=r"copyleft 2\.1: GPL-3\.0-only") as refused:
        licences.check(parts)
    assert "kind" not in str(refused.value)


def test_every_library_of_the_program_may_ship_and_brings_its_text() -> None:
    names = (
        *("PySide6_Essentials", "SQLAlchemy", "openpyxl", "python-calamine", "defusedxml"),
        *("XlsxWriter", "charset-normalizer", "rapidfuzz", "matplotlib", "pypdfium2", "pillow"),
        *("lxml", "python-docx"),
    )
    files = []
    for name in names:
        found = distribution(name)
        module = next(file for file in found.files or () if file.suffix == ".py")
        files.append(Path(str(found.locate_file(module))))
    parts = licences.parts_of(files)
    licences.check(parts)
    named = {part.name.lower() for part in parts}
    assert named >= {name.lower() for name in (*names, "pyinstaller", "Lucide")}
    told = "\n".join(licences.told(parts, version="1.0"))
    for text in ("GNU LESSER GENERAL PUBLIC LICENSE", "PDFium", "DejaVu", "Feather"):
        assert text in told


def test_a_file_of_nobodys_is_refused_by_name(tmp_path: Path) -> None:
    stray = tmp_path / "stray.so"
    stray.write_bytes(b"")
    with pytest.raises(NotAllowed, match=r"stray\.so"):
        licences.parts_of([stray])


def test_no_package_is_guessed_from_half_a_path() -> None:
    assert system_licences.part_of(Path("lib"), Part) is None


def test_python_itself_is_named() -> None:
    import json

    names = {part.name for part in licences.parts_of([Path(json.__file__)])}
    assert "Python" in names


def test_a_library_beside_the_python_of_the_system_is_not_its(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "base_prefix", "/usr")
    with pytest.raises(NotAllowed, match=r"stray\.so"):
        licences.parts_of([Path("/usr/lib/stray.so")])


def test_a_library_of_the_system_that_nobody_looked_at_is_refused() -> None:
    every = [*system_licences.LICENCES.values(), system_licences.XCB_LICENCE]
    assert [each for each in every if not licences.may_ship(each)] == []
    assert not licences.may_ship(system_licences.NOT_LISTED)


def test_sizes_are_told_by_part_and_by_file(tmp_path: Path) -> None:
    for name, size in (("marmot", 3_000_000), ("_internal/qt/a.so", 5_000_000)):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(bytes(size))
    (tmp_path / "again.so").symlink_to(tmp_path / "_internal" / "qt" / "a.so")
    assert sizes.of(tmp_path) == 8_000_000
    lines = list(sizes.told(tmp_path))
    assert [line.split()[-1] for line in lines if line.startswith("_internal/qt")] == ["5.0"]
    assert any(line.startswith("Whole") and "8.0" in line for line in lines)
