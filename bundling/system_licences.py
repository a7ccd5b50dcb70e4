"""The libraries of a Debian system that the bundle carries, with the licence of each.

PyInstaller takes them along so that the window opens on another Linux. Only packages listed here
may be among them; their texts are those that the packages brought.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TypeVar

LICENCES = {
    "libbrotli1": "MIT",
    "libbsd0": "BSD-3-Clause AND ISC",
    "libbz2-1.0": "bzip2-1.0.6",
    "libcap2": "BSD-3-Clause",
    "libdbus-1-3": "AFL-2.1",
    "libexpat1": "MIT",
    "libffi8": "MIT",
    "libfontconfig1": "HPND",
    "libfreetype6": "FTL",
    "libgcc-s1": "GPL-3.0-or-later WITH GCC-exception-3.1",
    "libgcrypt20": "LGPL-2.1-or-later",
    "libglib2.0-0": "LGPL-2.1-or-later",
    "libgpg-error0": "LGPL-2.1-or-later",
    "liblz4-1": "BSD-2-Clause",
    "liblzma5": "public-domain",
    "libmd0": "BSD-3-Clause AND BSD-2-Clause",
    "libpcre2-8-0": "BSD-3-Clause",
    "libpng16-16": "libpng-2.0",
    "libsqlite3-0": "public-domain",
    "libssl3": "Apache-2.0",
    "libstdc++6": "GPL-3.0-or-later WITH GCC-exception-3.1",
    "libsystemd0": "LGPL-2.1-or-later",
    "libuuid1": "BSD-3-Clause",
    "libwayland-client0": "MIT",
    "libwayland-cursor0": "MIT",
    "libx11-6": "MIT",
    "libx11-xcb1": "MIT",
    "libxau6": "MIT-open-group",
    "libxcb1": "X11",
    "libxdmcp6": "MIT-open-group",
    "libxkbcommon-x11-0": "MIT",
    "libxkbcommon0": "MIT",
    "libzstd1": "BSD-3-Clause",
    "zlib1g": "Zlib",
}
NOT_LISTED = "not listed"
XCB = "libxcb-"
XCB_LICENCE = "X11"
"""The small parts of XCB (`libxcb-cursor0` and its kin) are under XCB's own licence."""
SAME_SINCE_2024 = "t64"
"""What Debian and Ubuntu added to the names of packages when time outgrew 32 bits."""
DOCUMENTS = Path("/usr/share/doc")

PartT = TypeVar("PartT")


def part_of(file: Path, make: Callable[[str, str, str, str], PartT]) -> PartT | None:
    """The package a library of the system belongs to, made by `make(name, version, licence,
    text)`; None where no package knows the file.
    """
    # Of anything but a whole path it would name a package that has a file called somewhat like it.
    package, version = _package_of(file) if file.is_absolute() else ("", "")
    if not package:
        return None
    listed = LICENCES.get(package.removesuffix(SAME_SINCE_2024), NOT_LISTED)
    licence = XCB_LICENCE if package.startswith(XCB) else listed
    text = (DOCUMENTS / package / "copyright").read_text("utf-8", errors="replace")
    return make(package, version, licence, text)


@cache
def _package_of(file: Path) -> tuple[str, str]:
    """Name and version of the Debian package; empty where there is none."""
    for path in (file, file.resolve()):
        # Where /lib is a link into /usr, packages may still know a file by the older place.
        for place in (path, Path("/", *path.parts[2:]) if path.parts[1:2] == ("usr",) else path):
            name = _asked("dpkg-query", "-S", str(place)).partition(":")[0]
            if name:
                return name, _asked("dpkg-query", "-W", "-f", "${Version}\n", name).split()[0]
    return "", ""


def _asked(*command: str) -> str:
    try:
        answer = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return answer.stdout if answer.returncode == 0 else ""
