"""Who made what is in the bundle, under which licence; nothing comes in under one not listed here.

Every file that goes into the bundle is traced to the distribution, the system package or the Python
it was taken from. A licence is compared with the list as it is written: GPL and LGPL differ by a
letter, and only one of them may be in what councils are given.
"""

from __future__ import annotations

import re
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import Distribution, distributions
from pathlib import Path

from bundling import system_licences

TEXTS = Path(__file__).resolve().parent / "texts"
OURS = Path(__file__).resolve().parents[1]

ALLOWED = frozenset(
    {
        *("0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "HPND", "ISC", "MIT"),
        *("MIT-CMU", "PSF-2.0", "Zlib", "LGPL-2.1-or-later", "LGPL-3.0-only", "Unicode-3.0"),
        *("OpenSSL", "FTL", "libpng-2.0", "bzip2-1.0.6", "MIT-open-group", "X11", "FSFAP"),
        *("OFL-1.1", "Bitstream-Vera", "AFL-2.1", "CC-BY-4.0", "public-domain", "IJG", "libtiff"),
        "GPL-2.0-or-later WITH Bootloader-exception",
        "GPL-3.0-or-later WITH GCC-exception-3.1",
    }
)
"""What may be in the bundle. The two GPL licences stand here with the exception that lets a program
under any licence be made with them: PyInstaller's starter, and the libraries of the GNU compiler.
"""

STATED = {
    "contourpy": "BSD-3-Clause",
    "cycler": "BSD-3-Clause",
    "defusedxml": "PSF-2.0",
    "kiwisolver": "BSD-3-Clause",
    "lxml": "BSD-3-Clause AND MIT",
    "matplotlib": "PSF-2.0 AND Bitstream-Vera AND OFL-1.1",
    "numpy": "BSD-3-Clause AND 0BSD AND MIT AND Zlib AND CC0-1.0 AND "
    "GPL-3.0-or-later WITH GCC-exception-3.1 AND LGPL-2.1-or-later",
    "pyinstaller": "GPL-2.0-or-later WITH Bootloader-exception",
    "pyinstaller-hooks-contrib": "Apache-2.0",
    "pypdfium2": "Apache-2.0 AND BSD-3-Clause AND CC-BY-4.0",
}
"""Where a distribution says it in a sentence or says only half: as its own texts have it, with the
libraries that its wheel carries.
"""

NOTICES = {
    "pyside6-essentials": (
        "Qt for Python and the Qt libraries it carries are used under the GNU Lesser General\n"
        "Public License, version 3, whose text follows with that of the GNU General Public\n"
        "License, version 3, which it is part of. They lie in the bundle as libraries of their\n"
        "own and may be replaced by other builds of the same version. Looking into how the\n"
        "program works with them, and changing them, is allowed. They are unchanged but for two\n"
        "things on Linux: notes for debuggers were taken out of libicui18n and libicuuc, and\n"
        "libicudata holds the data of fewer languages (ICU is under the Unicode licence).\n"
        "Their source: https://download.qt.io/official_releases/qt/ and\n"
        "https://download.qt.io/official_releases/QtForPython/pyside6/\n"
        "What Qt itself carries (among it ICU, HarfBuzz, FreeType, libpng, libjpeg, zlib, PCRE2)\n"
        "and under which notices: https://doc.qt.io/qt-6/licenses-used-in-qt.html"
    ),
    "shiboken6": "Part of Qt for Python: see there.",
}
OWN_TEXTS = {"pyside6-essentials": ("LGPL-3.0.txt", "GPL-3.0.txt")}
PYTHON_LICENCE = "PSF-2.0"
OF_THE_SYSTEM = (Path("/usr"), Path("/usr/local"))
"""Where a Python lies among the libraries of others."""
TEXT_FILE = re.compile(
    r"(licen[cs]e|copying|notice|authors)[^/]*$|/(build_)?licenses/", re.IGNORECASE
)


class NotAllowed(Exception):
    """Something in the bundle is under a licence that is not on the list, or nobody knows whose."""


@dataclass(frozen=True, slots=True)
class Part:
    """One work in the bundle: its name, version, licence as an SPDX expression, and its texts."""

    name: str
    version: str
    licence: str
    text: str


def parts_of(files: Iterable[Path]) -> list[Part]:
    """The works that these files come from, by name. Raises `NotAllowed` for a file of nobody's."""
    named: dict[str, Part] = {}
    nobodys: list[str] = []
    for file in dict.fromkeys(files):
        if file.is_relative_to(OURS) and ".venv" not in file.parts:
            continue
        part = _part_of(file)
        if part is None:
            nobodys.append(str(file))
        else:
            named[part.name.lower()] = part
    if nobodys:
        raise NotAllowed("Nobody knows whose these are:\n  " + "\n  ".join(sorted(nobodys)))
    for part in (_distribution("pyinstaller"), _icons()):  # the starter is in no list of files
        named[part.name.lower()] = part
    return [named[name] for name in sorted(named)]


def check(parts: Iterable[Part]) -> None:
    """Raises `NotAllowed` with the names of the parts whose licence is not on the list."""
    refused = [part for part in parts if not may_ship(part.licence)]
    if refused:
        told = "\n  ".join(f"{part.name} {part.version}: {part.licence}" for part in refused)
        raise NotAllowed(f"Not under a licence that may be in the bundle:\n  {told}")


def may_ship(expression: str) -> bool:
    """Whether one of the alternatives consists of listed licences alone."""
    plain = expression.replace("(", " ").replace(")", " ")
    return any(
        all(one.strip() in ALLOWED for one in alternative.split(" AND "))
        for alternative in plain.split(" OR ")
    )


def told(parts: Iterable[Part], *, version: str) -> Iterator[str]:
    """The lines of THIRD-PARTY-LICENCES.txt."""
    listed = list(parts)
    yield f"Marmot Tracker {version} is under the MIT licence, in the file LICENSE."
    yield "The program contains these works of others:"
    yield ""
    width = max(len(part.name) for part in listed)
    for part in listed:
        yield f"  {part.name.ljust(width)}  {part.version}  {part.licence}"
    for part in listed:
        yield from ("", "=" * 78, f"{part.name} {part.version}", part.licence, "-" * 78)
        yield part.text.strip()


# ---------------------------------------------------------------- whose is a file


def _part_of(file: Path) -> Part | None:
    owner = _owners().get(file) or _owners().get(file.resolve())
    if owner:
        return _distribution(owner)
    if _is_python(file):
        return _python()
    return system_licences.part_of(file, Part)


@cache
def _found() -> dict[str, Distribution]:
    return {_plain(found.metadata["Name"]): found for found in distributions()}


@cache
def _owners() -> dict[Path, str]:
    """Which distribution installed a file."""
    return {
        Path(str(found.locate_file(file))).resolve(): name
        for name, found in _found().items()
        for file in found.files or ()
    }


@cache
def _distribution(name: str) -> Part:
    found = _found()[name]
    return Part(
        found.metadata["Name"], found.version, _licence_of(name, found), _text_of(name, found)
    )


def _icons() -> Part:
    folder = OURS / "resources" / "icons"
    version = re.search(r"lucide-static ([0-9.]+)", (folder / "README.md").read_text("utf-8"))
    assert version
    return Part("Lucide", version[1], "ISC AND MIT", (folder / "LICENSE.txt").read_text("utf-8"))


def _licence_of(name: str, found: Distribution) -> str:
    said = STATED.get(name) or _said(found, "License-Expression")
    return said or _said(found, "License") or "no licence said"


def _said(found: Distribution, field: str) -> str:
    said = found.metadata.get_all(field)
    return said[0] if said else ""


def _text_of(name: str, found: Distribution) -> str:
    texts = [NOTICES[name]] if name in NOTICES else []
    texts += [(TEXTS / own).read_text("utf-8") for own in OWN_TEXTS.get(name, ())]
    for file in sorted(found.files or (), key=str):
        if TEXT_FILE.search(file.as_posix()) and file.suffix not in (".py", ".pyc", ".h"):
            path = Path(str(found.locate_file(file)))
            texts.append(f"[{file.name}]\n{path.read_text('utf-8', errors='replace').strip()}")
    if not texts:
        raise NotAllowed(f"{name} {found.version} brings no text of its licence.")
    return "\n\n".join(texts)


def _is_python(file: Path) -> bool:
    path = file.resolve()
    if {"site-packages", "dist-packages"} & {*path.parts}:
        return False
    places = [Path(sysconfig.get_path(name)).resolve() for name in ("stdlib", "platstdlib")]
    prefix = Path(sys.base_prefix).resolve()
    if prefix not in OF_THE_SYSTEM:
        places.append(prefix)
    return path.name.startswith("libpython") or any(map(path.is_relative_to, places))


@cache
def _python() -> Part:
    prefix = Path(sys.base_prefix)
    major, minor = sys.version_info[:2]
    places = (
        prefix / "LICENSE.txt",
        prefix / "lib" / f"python{major}.{minor}" / "LICENSE.txt",
        Path(f"/usr/share/doc/python{major}.{minor}/copyright"),
    )
    text = next((place.read_text("utf-8") for place in places if place.exists()), None)
    if text is None:
        raise NotAllowed("This Python brings no text of its licence.")
    return Part("Python", ".".join(map(str, sys.version_info[:3])), PYTHON_LICENCE, text)


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
