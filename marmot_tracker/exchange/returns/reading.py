"""Reads returned workbooks through the limited child process, touching no tracker."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from marmot_tracker.errors import TrackerError
from marmot_tracker.exchange.helped import read_in_helper
from marmot_tracker.exchange.readers import read_tables
from marmot_tracker.exchange.readers.checks import file_sha256
from marmot_tracker.exchange.returns import besides, sheets
from marmot_tracker.exchange.returns.results import Fault, ReadReturn
from marmot_tracker.progress import Progress
from marmot_tracker.services.return_form import CHECK_CODE_PROPERTY, RETURN_ID_PROPERTY
from marmot_tracker.trail.collector import collector_resting

SECONDS = 60
MEMORY_MB = 1024
OUTPUT_MB = 60
ENDINGS = frozenset({".xlsx", ".xlsm", ".ods", ".xls"})
"""What is taken from a folder; a file that was chosen itself is read by what it is."""
STEPS = 2
MOST_PROPERTIES = 1024 * 1024
NO_ANSWERS = "The table of answers was not found in this workbook."
_PROPERTY_PARTS = ("docProps/custom.xml", "meta.xml")


def files_of(paths: Iterable[Path]) -> list[Path]:
    """The workbooks that are meant: files as they are, of a folder those that can be returns."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(each for each in path.iterdir() if each.suffix.lower() in ENDINGS)
            found += [each for each in inside if not each.name.startswith(("~$", ".~lock"))]
        else:
            found.append(path)
    if not found:
        raise TrackerError(
            "There is no workbook in that folder; nothing was read.",
            hint="Choose the folder that the returned workbooks lie in.",
        )
    return list(dict.fromkeys(found))


def read(paths: Iterable[Path], *, progress: Progress | None = None) -> list[ReadReturn]:
    """Read workbooks, or folders of them.

    Of several, one that cannot be read is told in its faults and stops none of the others; one
    alone raises `TrackerError`.
    """
    files = files_of(paths)
    if len(files) == 1:
        return [read_one(files[0], progress=progress)]
    found = []
    for number, path in enumerate(files):
        if progress is not None:
            progress.step(number, len(files), f"Reading {path.name}")
        try:
            found.append(read_one(path))
        except TrackerError as fault:
            words = f"{fault.message} {fault.hint}".strip()
            found.append(ReadReturn(path.name, unreadable=True, faults=(Fault(path.name, words),)))
    return found


def read_one(path: Path, *, progress: Progress | None = None) -> ReadReturn:
    """Read one workbook in the helper."""
    return read_in_helper(
        "marmot_tracker.exchange.returns.reading:read_in_child",
        {"path": str(path.absolute())},
        ReadReturn.from_json,
        name=path.name,
        hint="Open the workbook, save it again as .xlsx, and try that one.",
        limits=(SECONDS, MEMORY_MB, OUTPUT_MB),
        progress=progress,
    )


def read_in_child(argument: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """What the helper runs: `read_file` with JSON on both sides."""
    with collector_resting():
        return read_file(Path(argument["path"]), progress=progress).to_json()


def read_file(path: Path, *, progress: Progress) -> ReadReturn:
    """Read one workbook in this process. Raises `TrackerError` in words."""
    progress.step(0, STEPS, "Checking the file")
    tables = read_tables(path, progress)
    progress.step(1, STEPS, "Reading the rows")
    found, faults, notes = sheets.read_sheets(tables)
    shown, code, where = sheets.identity(tables)
    known = _properties(path)
    if (shown or known.get(RETURN_ID_PROPERTY)) and not (found.answers or faults):
        faults.append(Fault(path.name, NO_ANSWERS))
    return ReadReturn(
        file_name=path.name,
        sha256=file_sha256(path),
        return_id=shown or known.get(RETURN_ID_PROPERTY, ""),
        return_where=where,
        check_code=code or known.get(CHECK_CODE_PROPERTY, ""),
        answers=tuple(found.answers),
        evidence=tuple(found.evidence),
        actions=tuple(found.actions),
        remarks=tuple(found.remarks),
        faults=tuple(faults),
        notes=(*notes, *besides.cell_notes(path)),
    )


def _properties(path: Path) -> dict[str, str]:
    """The properties a workbook was given, by name; none where they are not there to be read."""
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    if not zipfile.is_zipfile(path):
        return {}
    found: dict[str, str] = {}
    try:
        with zipfile.ZipFile(path) as archive:
            names: Sequence[str] = archive.namelist()
            for part in _PROPERTY_PARTS:
                if part in names and archive.getinfo(part).file_size < MOST_PROPERTIES:
                    for node in fromstring(archive.read(part)).iter():
                        name = next((v for k, v in node.items() if _is_name(k)), "")
                        if name:
                            found[name] = "".join(node.itertext()).strip()
    except (zipfile.BadZipFile, zlib.error, ParseError, DefusedXmlException, NotImplementedError):
        return found
    return found


def _is_name(key: str) -> bool:
    return re.sub(r"^\{[^}]*\}", "", key) == "name"
