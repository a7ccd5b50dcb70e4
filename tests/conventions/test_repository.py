"""What may stand in a file of the checkout, and what the files must agree on."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import pytest

import marmot_tracker
from tests.conventions.source import ROOT, text_files

PIN = re.compile(r"(?P<name>[A-Za-z0-9._-]+)==(?P<version>[A-Za-z0-9.]+)")
# Addresses of package registries and the options that carry them. No pattern matches itself.
REGISTRY = re.compile(
    r"index[-_]url|find[-_]links|trusted[-_]host|pypi[.]org|python[h]osted|/simple[/]|\bdevp[i]\b",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


@pytest.fixture(scope="module")
def pins() -> dict[str, str]:
    """The versions of constraints.txt by plain name."""
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    stated = [line for line in lines if line and not line.startswith("#")]
    matches = [PIN.fullmatch(line) for line in stated]
    assert [line for line, match in zip(stated, matches, strict=True) if not match] == []
    return {_plain(match["name"]): match["version"] for match in matches if match}


def test_no_file_names_a_package_registry() -> None:
    assert [name for name, text in text_files() if REGISTRY.search(text)] == []


def test_no_file_names_this_folder() -> None:
    here = re.compile(re.escape(str(ROOT)) + r"\b")
    assert [name for name, text in text_files() if here.search(text)] == []


def test_every_library_is_pinned(project: dict[str, Any], pins: dict[str, str]) -> None:
    groups = [project["project"]["dependencies"], project["build-system"]["requires"]]
    groups += project["project"]["optional-dependencies"].values()
    wanted = {_plain(re.split(r"[=<>~!;\[ ]", line)[0]) for group in groups for line in group}
    assert wanted - pins.keys() == set()


@pytest.mark.parametrize("package", ["marmot_tracker", "ui"])
def test_every_folder_of_modules_is_a_package(package: str) -> None:
    # Without its __init__.py a folder is not seen by the import contracts.
    folders = {path.parent for path in (ROOT / package).rglob("*.py")}
    assert [folder for folder in folders if not (folder / "__init__.py").exists()] == []


@pytest.mark.parametrize("package", ["marmot_tracker", "ui"])
def test_every_module_has_its_place_in_the_import_contracts(
    project: dict[str, Any], package: str
) -> None:
    # A module in no layer could import whatever it liked.
    contracts = project["tool"]["importlinter"]["contracts"]
    placed = {
        name.removeprefix(f"{package}.")
        for contract in contracts
        if contract["type"] == "layers"
        for layer in contract["layers"]
        for name in re.findall(r"[a-z_.]+", layer)
    }
    there = {path.stem for path in (ROOT / package).iterdir() if path.suffix == ".py"}
    there |= {path.parent.name for path in (ROOT / package).glob("*/__init__.py")}
    assert there - placed - {"__init__", "__main__"} == set()


def test_the_changelog_knows_this_version() -> None:
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert re.search(rf"^## .*\b{re.escape(marmot_tracker.__version__)}\b", text, re.MULTILINE)


def test_no_dependency_is_under_a_licence_we_cannot_ship(pins: dict[str, str]) -> None:
    refused = {"pymupdf", "extract-msg", "pyside6", "pyside6-addons", "pyqt5", "pyqt6"}
    assert refused & pins.keys() == set()


def _plain(name: str) -> str:
    """A package's name as registries compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()
