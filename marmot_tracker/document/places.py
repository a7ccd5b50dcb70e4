"""Where a tracker lies: on this computer, in a synced folder, on a network drive, or in passing.

SQLite is never run where another program or computer may replace the file (TRAIL.md, section 8):
there a working copy is edited and published. What lies in a mail attachment, a zip preview or a
temporary folder is soon gone, so the window asks where to keep it.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fnmatch import fnmatch
from pathlib import Path, PurePath

from marmot_tracker import paths

FORCED = "MARMOT_PLACES"
"""Environment variable: `in-place` or `working` instead of looking where a file lies."""
REMOTE_DRIVE = 4
"""What Windows answers for a drive letter that stands for a network drive."""
NAMES_READ = 2_000
NETWORKS = frozenset(
    [
        *("nfs", "nfs4", "cifs", "smb2", "smb3", "smbfs", "ncpfs", "afs", "9p", "ceph", "lustre"),
        *("glusterfs", "fuse.glusterfs", "davfs", "fuse.davfs2", "fuse.sshfs", "fuse.rclone"),
        *("fuse.s3fs", "fuse.gvfsd-fuse", "fuse.google-drive-ocamlfuse"),
    ]
)
"""File systems whose files another computer may replace."""
_ONEDRIVE_VARIABLES = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")
_NAMED = (
    ("OneDrive", re.compile(r"onedrive( ?- ?.*)?$")),
    ("Dropbox", re.compile(r"dropbox( ?(\(.*\)|- ?.*))?$")),
    ("Google Drive", re.compile(r"(google ?drive(-.*)?|my drive|shared drives)$")),
    ("iCloud", re.compile(r"(iclouddrive|com~apple~clouddocs)$")),
    ("Nextcloud", re.compile(r"nextcloud$")),
    ("ownCloud", re.compile(r"owncloud$")),
    ("Box", re.compile(r"box( sync)?$")),
)
"""Names of folders that a service makes for itself, in small letters."""
_MARKED = (
    ("Dropbox", (".dropbox", ".dropbox.cache")),
    ("Google Drive", (".tmp.driveupload", ".tmp.drivedownload")),
    ("Nextcloud or ownCloud", (".sync_*.db", "._sync_*.db", ".*cloudsync.log")),
    ("Syncthing", (".stfolder",)),
)
"""Files by which a service knows its folder."""
_ATTACHED = re.compile(r"content\.(outlook|word|ie5|mso)$|inetcache$|mail downloads$|olk\w*$")
_UNZIPPED = re.compile(r"temp\d+_.*\.zip$|7zo[0-9a-f]+$|rar\$.*$")


class Kind(StrEnum):
    """What kind of place it is."""

    LOCAL = "local"
    SYNCED = "synced"
    NETWORK = "network"
    ATTACHED = "attached"
    TEMPORARY = "temporary"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a file lies, and in words."""

    kind: Kind
    words: str = ""

    @property
    def is_shared(self) -> bool:
        """Whether a working copy is edited and published."""
        return self.kind in {Kind.SYNCED, Kind.NETWORK}

    @property
    def is_passing(self) -> bool:
        """Whether what lies there is soon gone."""
        return self.kind in {Kind.ATTACHED, Kind.TEMPORARY}


LOCAL = Place(Kind.LOCAL)


def _no_names(_folder: PurePath) -> Sequence[str]:
    return ()


def _no_drive(_drive: str) -> int:
    return 0


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What of this computer decides it; a test describes another one.

    `mounts` are mount points with their file systems, `synced` folders with the service that
    says it keeps them, `names` answers what lies in a folder, `drive_type` what Windows says.
    """

    platform: str
    home: PurePath
    environment: Mapping[str, str] = field(default_factory=dict)
    temporary: tuple[PurePath, ...] = ()
    own: PurePath | None = None
    mounts: tuple[tuple[str, str], ...] = ()
    synced: tuple[tuple[str, PurePath], ...] = ()
    names: Callable[[PurePath], Sequence[str]] = _no_names
    drive_type: Callable[[str], int] = _no_drive


def place_of(path: PurePath, around: Surroundings | None = None) -> Place:
    """Where the file at an absolute `path` lies."""
    around = around or surroundings()
    forced = around.environment.get(FORCED, "")
    if forced == "in-place" or (forced and _is_own(path, around)):
        return LOCAL
    if forced == "working":
        return Place(Kind.SYNCED, "a shared folder")
    parts = [part.casefold() for part in path.parent.parts]
    if any(_ATTACHED.match(part) for part in parts):
        return Place(Kind.ATTACHED, "an e-mail attachment")
    if any(_UNZIPPED.match(part) for part in parts):
        return Place(Kind.ATTACHED, "a zip folder")
    if _is_own(path, around):
        return LOCAL
    if service := _service(path, parts, around):
        return Place(Kind.SYNCED, service)
    if _is_network(path, around):
        return Place(Kind.NETWORK, "a network drive")
    if any(_within(path, folder, around) for folder in around.temporary):
        return Place(Kind.TEMPORARY, "a temporary folder")
    return LOCAL


def _is_own(path: PurePath, around: Surroundings) -> bool:
    return around.own is not None and _within(path, around.own, around)


def _service(path: PurePath, parts: list[str], around: Surroundings) -> str:
    """The service that keeps the folder in step with other computers, or empty."""
    for name in _ONEDRIVE_VARIABLES:
        root = around.environment.get(name, "")
        if root and _within(path, type(path)(root), around):
            return "OneDrive"
    for service, folder in around.synced:
        if _within(path, folder, around):
            return service
    for service, pattern in _NAMED:
        if any(pattern.match(part) for part in parts):
            return service
    if "cloudstorage" in parts and around.platform == "darwin":
        return "a synced folder"
    if _is_sharepoint(path, around):
        return "SharePoint"
    return _marked(path, around)


def _is_sharepoint(path: PurePath, around: Surroundings) -> bool:
    """Libraries lie in the home folder as `Organisation/Site - Library`."""
    if around.platform != "win32" or not _within(path, around.home, around):
        return False
    below = path.parent.parts[len(around.home.parts) :]
    return len(below) >= 2 and " - " in below[1] and below[0].casefold() != "appdata"


def _marked(path: PurePath, around: Surroundings) -> str:
    for folder in path.parents:
        names = around.names(folder)
        for service, patterns in _MARKED:
            if any(fnmatch(name, pattern) for name in names for pattern in patterns):
                return service
        if folder == around.home:
            break
    return ""


def _is_network(path: PurePath, around: Surroundings) -> bool:
    if around.platform == "win32":
        if path.drive.startswith("\\\\"):
            return True
        return bool(path.drive) and around.drive_type(f"{path.drive}\\") == REMOTE_DRIVE
    found = [
        (point, kind) for point, kind in around.mounts if _within(path, type(path)(point), around)
    ]
    if not found:
        return False
    point, kind = max(found, key=lambda mount: len(mount[0]))
    return kind in NETWORKS and point != "/"  # nothing here is nearer than what it started from


def _within(path: PurePath, folder: PurePath, around: Surroundings) -> bool:
    def folded(parts: Iterable[str]) -> list[str]:
        return [part.casefold() if around.platform == "win32" else part for part in parts]

    mine, other = folded(path.parts), folded(folder.parts)
    return len(mine) > len(other) > 0 and mine[: len(other)] == other


def mounts_of(text: str) -> tuple[tuple[str, str], ...]:
    """Mount points and their file systems, of Linux's `mountinfo`."""
    found = []
    for line in text.splitlines():
        before, _, after = line.partition(" - ")
        if len(before.split()) > 4 and after:
            point = re.sub(r"\\([0-7]{3})", lambda m: chr(int(m[1], 8)), before.split()[4])
            found.append((point, after.split()[0]))
    return tuple(found)


def dropbox_folders(text: str) -> tuple[str, ...]:
    """The folders that Dropbox's `info.json` names."""
    try:
        accounts = json.loads(text).values()
        return tuple(str(account["path"]) for account in accounts if "path" in account)
    except (ValueError, AttributeError, TypeError):
        return ()


def surroundings() -> Surroundings:
    """This computer as it is."""
    temporary = {tempfile.gettempdir(), *_set("TMPDIR", "TEMP", "TMP")}
    if sys.platform != "win32":
        temporary |= {f"{os.sep}tmp", f"{os.sep}var{os.sep}tmp"}
    return Surroundings(
        platform=sys.platform,
        home=Path.home(),
        environment=os.environ,
        temporary=tuple(Path(folder).resolve() for folder in sorted(temporary)),
        own=paths.user_data_folder().resolve(),
        mounts=mounts_of(_text(Path("/proc/self/mountinfo"))) if sys.platform == "linux" else (),
        synced=_synced_here(),
        names=_names_in,
        drive_type=_drive_type,
    )


def _set(*variables: str) -> set[str]:
    return {os.environ[name] for name in variables if os.environ.get(name)}


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return ""


def _names_in(folder: PurePath) -> Sequence[str]:
    names: list[str] = []
    with contextlib.suppress(OSError), os.scandir(folder) as found:
        for entry in found:
            names.append(entry.name)
            if len(names) == NAMES_READ:
                break
    return names


def _synced_here() -> tuple[tuple[str, PurePath], ...]:
    bases = [Path(base) for base in sorted(_set("APPDATA", "LOCALAPPDATA"))]
    files = [base / "Dropbox" / "info.json" for base in bases]
    files.append(Path.home() / ".dropbox" / "info.json")
    found = [("Dropbox", Path(name)) for file in files for name in dropbox_folders(_text(file))]
    return (*found, *(("OneDrive or SharePoint", Path(name)) for name in _mounted_by_onedrive()))


def _mounted_by_onedrive() -> list[str]:
    return _provider_folders() if sys.platform == "win32" else []


def _provider_folders() -> list[str]:
    """The folders that OneDrive on Windows says it keeps, SharePoint libraries among them."""
    registry = importlib.import_module("winreg")
    found: list[str] = []
    name = r"Software\SyncEngines\Providers\OneDrive"
    with (
        contextlib.suppress(OSError),
        registry.OpenKey(registry.HKEY_CURRENT_USER, name) as key,
    ):
        for at in range(registry.QueryInfoKey(key)[0]):
            with (
                contextlib.suppress(OSError),
                registry.OpenKey(key, registry.EnumKey(key, at)) as provider,
            ):
                found.append(str(registry.QueryValueEx(provider, "MountPoint")[0]))
    return found


def _drive_type(drive: str) -> int:
    """What Windows says of a drive letter; nothing elsewhere."""
    if sys.platform == "win32":
        return int(importlib.import_module("ctypes").windll.kernel32.GetDriveTypeW(drive))
    return 0
