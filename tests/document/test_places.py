"""Where a file lies is told from its path and what the computer says, also for other computers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

import pytest

from marmot_tracker import paths
from marmot_tracker.document.places import (
    Kind,
    Surroundings,
    dropbox_folders,
    mounts_of,
    place_of,
    surroundings,
)

HOME = PureWindowsPath(r"C:\Users\ann")
LOCAL, SYNCED, NETWORK = Kind.LOCAL, Kind.SYNCED, Kind.NETWORK
ATTACHED, TEMPORARY = Kind.ATTACHED, Kind.TEMPORARY
MOUNTINFO = """\
27 1 254:0 / / rw,relatime - ext4 /dev/vda rw
40 27 0:40 / /mnt/team\\040share rw - cifs //server/team rw
41 27 0:41 / /home/ann/remote rw - fuse.sshfs ann@server: rw
42 27 0:42 / /srv/nfs rw shared:7 - nfs4 server:/export rw
43 42 8:1 / /srv/nfs/usb rw - ext4 /dev/sdb1 rw
nonsense
"""


def windows(
    *,
    environment: Mapping[str, str] | None = None,
    names: Mapping[str, Sequence[str]] | None = None,
    synced: tuple[tuple[str, PurePath], ...] = (),
) -> Surroundings:
    """A council laptop: C: local, H: a network drive."""
    return Surroundings(
        platform="win32",
        home=HOME,
        environment=environment or {},
        temporary=(PureWindowsPath(r"C:\Users\ann\AppData\Local\Temp"),),
        own=PureWindowsPath(r"C:\Users\ann\AppData\Local\Marmot Tracker"),
        synced=synced,
        names=lambda folder: (names or {}).get(str(folder), ()),
        drive_type=lambda drive: {"C:\\": 3, "E:\\": 2, "H:\\": 4}.get(drive, 0),
    )


@pytest.mark.parametrize(
    ("path", "kind", "words"),
    [
        (r"C:\Users\ann\Documents\a.marmot", LOCAL, ""),
        (r"C:\Users\ann\Downloads\a.marmot", LOCAL, ""),
        (r"C:\Users\ann\Desktop\Marmot\a.marmot", LOCAL, ""),
        (r"E:\a.marmot", LOCAL, ""),
        (r"D:\Work\a.marmot", LOCAL, ""),
        (r"C:\Users\ann\OneDrive\a.marmot", SYNCED, "OneDrive"),
        (r"C:\Users\ann\OneDrive - Council\Documents\a.marmot", SYNCED, "OneDrive"),
        (r"C:\Users\ann\Anytown Council\Housing - Documents\a.marmot", SYNCED, "SharePoint"),
        (r"C:\Users\ann\Work\a.marmot", LOCAL, ""),
        (r"C:\Users\ann\Dropbox (Council)\a.marmot", SYNCED, "Dropbox"),
        (r"G:\My Drive\a.marmot", SYNCED, "Google Drive"),
        (r"G:\Shared drives\Marmot\a.marmot", SYNCED, "Google Drive"),
        (r"C:\Users\ann\iCloudDrive\a.marmot", SYNCED, "iCloud"),
        (r"C:\Users\ann\Nextcloud\a.marmot", SYNCED, "Nextcloud"),
        (r"H:\Marmot\a.marmot", NETWORK, "a network drive"),
        (r"\\server\team\a.marmot", NETWORK, "a network drive"),
        (r"\\?\UNC\server\team\a.marmot", NETWORK, "a network drive"),
        (r"C:\Users\ann\AppData\Local\Temp\a.marmot", TEMPORARY, "a temporary folder"),
        (r"c:\users\ANN\appdata\local\TEMP\x\a.marmot", TEMPORARY, "a temporary folder"),
        (r"C:\Users\ann\AppData\Local\Temp\Temp1_pack.zip\a.marmot", ATTACHED, "a zip folder"),
        (r"C:\Users\ann\AppData\Local\Temp\7zO4A0B1\a.marmot", ATTACHED, "a zip folder"),
        (
            r"C:\Users\ann\AppData\Local\Microsoft\Windows\INetCache\Content.Outlook\A1\a.marmot",
            ATTACHED,
            "an e-mail attachment",
        ),
        (r"C:\Users\ann\AppData\Local\Marmot Tracker\Sample place.marmot", LOCAL, ""),
    ],
)
def test_places_of_a_windows_laptop(path: str, kind: Kind, words: str) -> None:
    found = place_of(PureWindowsPath(path), windows())
    assert (found.kind, found.words) == (kind, words)


@pytest.mark.parametrize("name", ["OneDrive", "OneDriveCommercial", "OneDriveConsumer"])
def test_onedrive_says_where_it_is_by_a_variable(name: str) -> None:
    around = windows(environment={name: r"D:\Cloud"})
    assert place_of(PureWindowsPath(r"d:\cloud\Marmot\a.marmot"), around).words == "OneDrive"
    assert place_of(PureWindowsPath(r"D:\Cloudy\a.marmot"), around).kind is LOCAL
    assert place_of(PureWindowsPath(r"D:\a.marmot"), around).kind is LOCAL


def test_a_folder_that_a_service_says_it_keeps() -> None:
    around = windows(synced=(("Dropbox", PureWindowsPath(r"D:\Box of mine")),))
    assert place_of(PureWindowsPath(r"D:\Box of mine\a.marmot"), around).words == "Dropbox"


@pytest.mark.parametrize(
    ("marker", "words"),
    [
        (".dropbox", "Dropbox"),
        (".sync_0a1b2c.db", "Nextcloud or ownCloud"),
        ("._sync_0a1b2c.db", "Nextcloud or ownCloud"),
        (".owncloudsync.log", "Nextcloud or ownCloud"),
        (".nextcloudsync.log", "Nextcloud or ownCloud"),
        (".stfolder", "Syncthing"),
        (".tmp.driveupload", "Google Drive"),
    ],
)
def test_a_folder_that_a_service_has_marked(marker: str, words: str) -> None:
    around = windows(names={r"D:\Shared": ["x.txt", marker]})
    assert place_of(PureWindowsPath(r"D:\Shared\Marmot\a.marmot"), around).words == words
    assert place_of(PureWindowsPath(r"D:\Other\a.marmot"), around).kind is LOCAL


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/mnt/team share/a.marmot", NETWORK),
        ("/home/ann/remote/a.marmot", NETWORK),
        ("/srv/nfs/deep/a.marmot", NETWORK),
        ("/srv/nfs/usb/a.marmot", LOCAL),
        ("/home/ann/a.marmot", LOCAL),
        ("/home/ann/Dropbox/a.marmot", SYNCED),
        ("/tmp/a.marmot", TEMPORARY),
        ("/tmp/OneDrive/a.marmot", SYNCED),
    ],
)
def test_places_of_a_linux_computer(path: str, kind: Kind) -> None:
    around = Surroundings(
        platform="linux",
        home=PurePosixPath("/home/ann"),
        temporary=(PurePosixPath("/tmp"),),
        mounts=mounts_of(MOUNTINFO),
    )
    assert place_of(PurePosixPath(path), around).kind is kind


def test_a_computer_that_starts_from_the_network_has_nothing_nearer() -> None:
    around = Surroundings(
        platform="linux", home=PurePosixPath("/root"), mounts=(("/", "9p"), ("/n", "nfs"))
    )
    assert place_of(PurePosixPath("/volume/a.marmot"), around).kind is LOCAL
    assert place_of(PurePosixPath("/n/a.marmot"), around).kind is NETWORK


def test_only_synced_folders_and_network_drives_get_a_working_copy() -> None:
    around = windows()
    shared = [
        place_of(PureWindowsPath(path), around).is_shared
        for path in (r"C:\OneDrive\a", r"H:\a", r"C:\a", r"C:\Users\ann\AppData\Local\Temp\a")
    ]
    assert shared == [True, True, False, False]


@pytest.mark.parametrize(
    ("said", "folders"),
    [
        ('{"personal": {"path": "/a"}, "business": {"path": "/b", "host": 1}}', ("/a", "/b")),
        ('{"personal": {}}', ()),
        ("[]", ()),
        ("no JSON", ()),
    ],
)
def test_what_dropbox_says_of_itself(said: str, folders: tuple[str, ...]) -> None:
    assert dropbox_folders(said) == folders


def test_this_computer_and_what_may_be_forced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MARMOT_PLACES", raising=False)
    assert place_of(tmp_path / "a.marmot").kind is TEMPORARY
    assert place_of(paths.user_data_folder() / "a.marmot").kind is LOCAL
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / ".stfolder").mkdir()
    assert place_of(tmp_path / "shared" / "a.marmot").words == "Syncthing"
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "home" / ".dropbox").mkdir(parents=True)
    info = tmp_path / "home" / ".dropbox" / "info.json"
    info.write_text(f'{{"personal": {{"path": "{tmp_path}/mine"}}}}', encoding="utf-8")
    assert place_of(tmp_path / "mine" / "a.marmot").words == "Dropbox"
    monkeypatch.setenv("MARMOT_PLACES", "working")
    assert place_of(tmp_path / "a.marmot").is_shared
    assert not place_of(paths.user_data_folder() / "a.marmot").is_shared
    monkeypatch.setenv("MARMOT_PLACES", "in-place")
    assert place_of(tmp_path / "mine" / "a.marmot").kind is LOCAL
    assert surroundings().mounts or surroundings().platform != "linux"
