"""Commands on a tracker in a synced folder, and what they say of second versions beside it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from marmot_tracker.document import publishing
from marmot_tracker.document.lock import lock_file
from tests.cli.conftest import Marmot


@pytest.fixture
def shared(tracker: Path, tmp_path: Path) -> Path:
    """The tracker, in a folder that OneDrive keeps in step."""
    folder = tmp_path / "OneDrive - Council"
    folder.mkdir()
    return Path(shutil.move(tracker, folder / "luton.marmot"))


def theme(path: Path, tmp_path: Path, marmot: Marmot, reference: str = "1.1") -> str:
    """What a file says, read from a copy outside the shared folder."""
    copy = tmp_path / "looked at.marmot"
    shutil.copyfile(path, copy)
    rows = marmot("list", copy, "--json").json["rows"]
    return str(next(row["theme"] for row in rows if row["reference"] == reference))


def first(marmot: Marmot, path: Path) -> str:
    return str(marmot("list", path, "--json").json["rows"][0]["reference"])


def test_a_command_publishes_before_it_ends(
    shared: Path, tmp_path: Path, marmot: Marmot, person: Path
) -> None:
    reference = first(marmot, shared)
    said = marmot("set", shared, reference, "theme=Warm homes")
    assert (said.status, said.err) == (0, "")
    assert theme(shared, tmp_path, marmot, reference) == "Warm homes"
    assert [found.name for found in shared.parent.iterdir()] == ["luton.marmot"]
    assert not list((person / "data" / "working").iterdir())
    assert "The shared file holds everything already." in marmot("publish", shared).out


def test_what_could_not_be_published_is_said_kept_and_published_later(
    shared: Path, tmp_path: Path, marmot: Marmot, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference = first(marmot, shared)

    def fails(_part: Path, _target: Path) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(publishing, "swap", fails)
        said = marmot("set", shared, reference, "theme=Warm homes")
        assert said.status == 0
        assert "saved here, but not yet in the shared file" in said.err
        again = marmot("publish", shared)
        assert again.status == 1
        assert again.err.count("not yet in the shared file") == 1
    assert theme(shared, tmp_path, marmot, reference) != "Warm homes"
    assert "Everything is in the shared file, since" in marmot("publish", shared).out
    assert theme(shared, tmp_path, marmot, reference) == "Warm homes"


def test_publishing_on_a_local_disk_has_nothing_to_do(tracker: Path, marmot: Marmot) -> None:
    said = marmot("publish", tracker, "--json")
    assert said.json["in_place"] is True
    assert "edited where it lies" in marmot("publish", tracker).out


def test_a_held_shared_file_refuses_a_hundred_writers_and_answers_whoever_asks(
    shared: Path, marmot: Marmot
) -> None:
    reference = first(marmot, shared)
    lock_file(shared).write_text(
        '{"user": "Dan", "host": "LAPTOP9", "process": 1, "since": ""}', encoding="utf-8"
    )
    before = shared.read_bytes()
    for number in range(100):
        said = marmot("set", shared, reference, f"theme={number}")
        assert said.status == 1
        assert "Dan on LAPTOP9" in said.err
    assert marmot("list", shared).status == 0
    assert shared.read_bytes() == before
    assert "Dan" in lock_file(shared).read_text(encoding="utf-8"), "never taken over by itself"


def test_a_second_version_is_named_until_it_is_brought_in(tracker: Path, marmot: Marmot) -> None:
    second = tracker.with_name("luton-LAPTOP1.marmot")
    shutil.copyfile(tracker, second)
    reference = first(marmot, tracker)
    assert marmot("set", second, reference, "theme=There", "--author", "Bo").status == 0
    said = marmot("set", tracker, reference, "section=Here")
    assert said.status == 0
    assert f'marmot union "{tracker}" "{second}"' in said.err
    assert "second version" in marmot("verify", tracker).err
    assert marmot("list", tracker).err == ""
    assert marmot("union", tracker, second).err == ""
    assert marmot("verify", tracker).err == ""


def test_a_temporary_folder_asks_nothing_of_a_command(tracker: Path, marmot: Marmot) -> None:
    reference = first(marmot, tracker)
    said = marmot("set", tracker, reference, "theme=Warm homes")
    assert (said.status, said.err) == (0, "")


def test_publishing_never_says_all_is_there_while_a_copy_waits(
    shared: Path, tmp_path: Path, marmot: Marmot, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference = first(marmot, shared)

    def fails(_part: Path, _target: Path) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(publishing, "swap", fails)
        marmot("set", shared, reference, "theme=Warm homes")
    whole = shared.read_bytes()
    shared.write_bytes(whole[:5_000])
    for command in (("list", shared), ("publish", shared), ("set", shared, reference, "theme=x")):
        said = marmot(*command)
        assert said.status == 1
        assert "A copy with your changes lies on this computer" in said.err
    assert marmot("new", tmp_path / "other.marmot", "--place", "Other").status == 0
    shutil.copyfile(tmp_path / "other.marmot", shared)
    said = marmot("publish", shared)
    assert said.status == 1
    assert "everything already" not in said.out
    assert "marmot copy" in said.err
    assert "another tracker" in marmot("list", shared).err
    shared.write_bytes(whole)
    assert marmot("publish", shared).status == 0
    assert theme(shared, tmp_path, marmot, reference) == "Warm homes"
