"""What the bundle calls itself: its folder, and what Windows shows of a program's file."""

from __future__ import annotations

import sys

from marmot_tracker import __version__

FOLDER = "marmot-tracker"
WINDOW, CONSOLE = "marmot-tracker", "marmot"
ONE_FILE = sys.platform.startswith("linux")
"""Whether both programs are one file under two names, with their modules in it once. Windows has two
kinds of program, one of which brings a console along.
"""
PUBLISHER = "Marmot Tracker contributors"
DESCRIPTIONS = {
    CONSOLE: "Marmot Tracker, command line",
    WINDOW: "Marmot Tracker",
}
BRITISH, UNICODE = 0x0809, 0x04B0


def version_resource(program: str) -> str:
    """The version resource of one of the two programs, in the words PyInstaller reads it from.

    A program without one looks made in haste to a virus scanner, and nameless in the task manager.
    """
    number = tuple(int(part) for part in (*__version__.split("."), "0", "0", "0")[:4])
    said = {
        "CompanyName": PUBLISHER,
        "FileDescription": DESCRIPTIONS[program],
        "FileVersion": __version__,
        "InternalName": program,
        "LegalCopyright": f"© {PUBLISHER}, MIT licence",
        "OriginalFilename": f"{program}.exe",
        "ProductName": "Marmot Tracker",
        "ProductVersion": __version__,
    }
    strings = ", ".join(f"StringStruct({name!r}, {value!r})" for name, value in said.items())
    table = f"StringTable('{BRITISH:04X}{UNICODE:04X}', [{strings}])"
    kinds = f"VarFileInfo([VarStruct('Translation', [{BRITISH}, {UNICODE}])])"
    fixed = f"FixedFileInfo(filevers={number}, prodvers={number})"
    return f"VSVersionInfo(ffi={fixed}, kids=[StringFileInfo([{table}]), {kinds}])\n"
