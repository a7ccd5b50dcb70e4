"""What the bundle leaves out of what PyInstaller would put in, and what of it is smaller.

PyInstaller takes whatever might be used. Here stands what this program does not use; a library of
the system or of Qt that nothing kept asks for goes by itself. `bundling/trying.py` then runs the
main job, so that whatever is left out here by mistake is missed there.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from bundling import icu_data, named

Entry = tuple[str, str, str]
"""Where a file goes in the bundle, where it comes from, and what PyInstaller calls its kind."""

SOURCES = "sources.txt"
"""Where the build notes which files went in, one a line, for the licences."""
OF_PYTHON = "base_library.zip"
"""Modules of Python itself, packed by PyInstaller."""
NO_FILE = "-"
"""What PyInstaller says of where a package without a file of its own comes from."""
INSIDE = "_internal"
"""Where PyInstaller puts everything but the two programs."""

HOOKS_LEFT_OUT = {
    "pyi_rth_mplconfig",  # a fresh folder at each start; `paths.keep_font_cache` gives it ours
    "pyi_rth_multiprocessing",  # imports what nothing here uses
    # Imports Qt, and on Linux does nothing that Qt for Python does not do by itself.
    *(("pyi_rth_pyside6",) if named.ONE_FILE else ()),
}
"""What PyInstaller would run before either program, for the sake of libraries."""

BACKENDS = ["Agg"]
"""What matplotlib may draw with."""

LEFT_OUT = (
    *(
        "tkinter",
        "readline",
        "_ssl",
        "pydoc_data",
        "setuptools",
        "pip",
        "IPython",
        "pytest",
    ),
    *("PySide6.QtNetwork", "PySide6.QtDBus", "PySide6.QtOpenGL", "PySide6.QtQml"),
    *("matplotlib.tests", "matplotlib._qhull", "numpy.f2py", "PIL.ImageTk"),
    *("PIL._avif", "PIL.AvifImagePlugin", "PIL._imagingcms", "PIL.ImageCms"),
    *(f"sqlalchemy.dialects.{name}" for name in ("mssql", "mysql", "oracle", "postgresql")),
    *("sqlalchemy.testing", "numpy.random", "numpy.testing", "doctest"),
    *(f"lxml.{name}" for name in ("objectify", "sax", "builder", "html", "isoschematron")),
    "rapidfuzz.fuzz_cpp_avx2",  # the same, for newer processors: quicker, and 2 MB more
    *("rapidfuzz.distance.metrics_cpp", "rapidfuzz.distance.metrics_cpp_avx2", "xmlrpc"),
)
"""Modules that neither program uses."""

NO_WINDOW = ("PySide6", "shiboken6", "ui", "matplotlib", "numpy")
"""Modules that the command line and the helper do without."""

SAMPLE_FILES = (
    *("README.md", "recommendations.csv", "recommendations.xlsx", "updates.csv"),
    *("inspection-log.xlsx", "counts.png", "forum-minutes.txt"),
)

PLUGINS = {
    "iconengines": {"svgicon"},
    "imageformats": {"gif", "ico", "jpeg", "svg"},
    "platforminputcontexts": {
        "composeplatforminputcontextplugin",
        "ibusplatforminputcontextplugin",
    },
    "platforms": {"offscreen", "wayland", "windows", "xcb"},
    "platformthemes": {"xdgdesktopportal"},
    "printsupport": {"cupsprintersupport"},
    "styles": {"modernwindowsstyle"},
    "wayland-decoration-client": {"bradient"},
    "wayland-shell-integration": {"xdg-shell"},
}
"""The plugins of Qt that are kept, by kind and by name without `lib`, `q` and ending."""

UNUSED = re.compile(
    r"PySide6/.*translations/"
    r"|.*opengl32sw\.dll$"
    r"|matplotlib/mpl-data/(sample_data|plot_directive|images|fonts/(afm|pdfcorefonts))/"
    r"|matplotlib/mpl-data/fonts/ttf/(?!DejaVuSans(-Bold)?\.|Last|LICENSE)"
    r"|matplotlib/mpl-data/stylelib/"
    r"|docx/templates/|lxml/(includes|isoschematron)/"
    r"|pytz/|numpy/.*/tests/|tzdata/zoneinfo/(?!Europe/London$)"
    r"|[^/]*\.dist-info/"  # told in THIRD-PARTY-LICENCES.txt
)
"""Files that neither program uses, by where they would go."""

LIBRARY = re.compile(r"([^/]+|PySide6/Qt/lib/[^/]+|[a-z0-9_]+\.libs/[^/]+)$")
"""Where libraries go that are there for others alone."""

NOTED = re.compile(
    r"(libpython[^/]*|python3[^/]*/lib-dynload/.*"
    r"|(sqlalchemy|PIL|kiwisolver|matplotlib|contourpy|python_calamine|pypdfium2_raw)/.*\.so"
    r"|PySide6/Qt/lib/libicu(i18n|uc)\.so\.[0-9]+)$"
)
"""What carries notes for debuggers, and nothing that `strip` could break: no library that was
moved into its wheel with its addresses rewritten.
"""


def kept(found: Iterable[Entry]) -> list[Entry]:
    """The files of one program that the bundle keeps."""
    wanted = [entry for entry in found if not _is_unused(entry[0].replace("\\", "/"))]
    spare = _unasked(wanted)
    left = [entry for entry in wanted if entry not in spare]
    places = {entry[0] for entry in left}
    return [entry for entry in left if entry[2] != "SYMLINK" or _leads_to(entry) in places]


def shrink(bundle: Path) -> None:
    """Make smaller what can be, in a bundle just made; on Linux alone."""
    if sys.platform.startswith("linux"):
        _strip(bundle / INSIDE)
        for library in (bundle / INSIDE).rglob("libicudata.so.*"):
            if not library.is_symlink():
                icu_data.cut(library)


def _is_unused(place: str) -> bool:
    plugin = re.search(r"PySide6/(?:Qt/)?plugins/([^/]+)/(?:lib)?q?([^/]+?)\.(?:so|dll)$", place)
    if plugin:
        return plugin[2] not in PLUGINS.get(plugin[1], ())
    return bool(UNUSED.match(place))


def _leads_to(link: Entry) -> str:
    return os.path.normpath(Path(link[0]).parent / link[1])


def _unasked(wanted: Sequence[Entry]) -> set[Entry]:
    """The libraries that no extension module and no plugin among these asks for, at any remove.

    What the plugin for printers asks for is the system's: a machine that prints has it.
    """
    binaries = [entry for entry in wanted if entry[2] in ("BINARY", "EXTENSION")]
    libraries = {
        Path(entry[0]).name.lower(): entry
        for entry in binaries
        if LIBRARY.match(entry[0].replace("\\", "/")) and "python" not in entry[0].lower()
    }
    spare = dict(libraries)
    asking = [entry for entry in binaries if entry not in libraries.values()]
    asking = [entry for entry in asking if "printsupport" not in entry[0]]
    if not spare:
        return set()
    from PyInstaller.depend.bindepend import get_imports

    while asking:
        for name, _path in get_imports(asking.pop()[1]):
            reached = spare.pop(Path(name).name.lower(), None)
            if reached is not None:
                asking.append(reached)
    return set(spare.values())


def _strip(folder: Path) -> None:
    """Take the notes for debuggers out of the files that bear it."""
    files = [
        str(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and NOTED.match(path.relative_to(folder).as_posix())
    ]
    subprocess.run(["strip", "--strip-unneeded", *files], check=True)
