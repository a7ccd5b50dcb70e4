"""`marmot backup`, `restore`, `recover` and `rebuild`: what they print, make, and leave alone."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from marmot_tracker.document import Author, Document
from tests.cli.conftest import Marmot


def theme(marmot: Marmot, tracker: Path) -> object:
    """The theme of the first recommendation."""
    return marmot("list", tracker, "--json").json["rows"][0]["theme"]


@pytest.fixture
def backed_up(marmot: Marmot, tracker: Path, tmp_path: Path) -> Path:
    """A tracker with evidence, backed up by hand, and changed since."""
    file = tmp_path / "survey.txt"
    file.write_text("a survey")
    first = marmot("list", tracker, "--json").json["rows"][0]["uid"]
    assert marmot("attach", tracker, first, file, "--sensitivity", "ordinary").status == 0
    assert marmot("set", tracker, first, "theme=then").status == 0
    assert marmot("backup", tracker).status == 0
    assert marmot("set", tracker, first, "theme=now").status == 0
    return tracker


def test_backups_are_listed_the_newest_first(marmot: Marmot, backed_up: Path) -> None:
    found = marmot("backup", backed_up, "--list", "--json").json["backups"]
    assert [one["why"] for one in found] == ["by hand", "before import"]
    assert [one["number"] for one in found] == [1, 2]
    assert found[0]["entries"] == 4
    assert all(one["good"] and one["size"] == Path(one["file"]).stat().st_size for one in found)
    told = marmot("backup", backed_up, "--list").out
    assert "by hand" in told
    assert str(Path(found[0]["file"]).parent) in told.replace("\n", " ")
    made = marmot("backup", backed_up, "--json").json
    assert Path(made["file"]).exists()


def test_no_backups_are_said(marmot: Marmot, tmp_path: Path) -> None:
    assert marmot("new", tmp_path / "n.marmot", "--place", "Luton").status == 0
    assert "no backups of n.marmot" in marmot("backup", tmp_path / "n.marmot", "--list").out
    said = marmot("restore", tmp_path / "n.marmot")
    assert (said.status, said.out) == (1, "")
    assert "no backups" in said.err
    assert marmot("backup", tmp_path / "none.marmot").status == 1


def test_restore_makes_a_new_file_and_leaves_the_tracker(
    marmot: Marmot, backed_up: Path, tmp_path: Path
) -> None:
    made = marmot("restore", backed_up, "--json").json
    path = Path(made["file"])
    assert path.parent == backed_up.parent
    assert path.name.startswith("luton as at ")
    assert (made["files"], made["not_in_this_copy"]) == (1, [])
    assert Path(made["before"]).exists()
    assert theme(marmot, path) == "then"
    assert theme(marmot, backed_up) == "now"
    assert marmot("verify", path).status == 0
    named = tmp_path / "before.marmot"
    said = marmot("restore", backed_up, "--backup", made["backup"], "--to", named)
    assert said.status == 0
    assert "1 evidence file put back" in said.out
    assert "marmot union" in said.out
    again = marmot("restore", backed_up, "--to", named)
    assert again.status == 1
    assert "already a file" in again.err
    assert marmot("union", backed_up, named).status == 0
    assert theme(marmot, backed_up) == "now"


@pytest.mark.parametrize("which", ["0", "99", "nothing.marmot", "x"])
def test_a_backup_that_is_none_is_misuse(marmot: Marmot, backed_up: Path, which: str) -> None:
    assert marmot("restore", backed_up, "--backup", which).status == 2


def test_a_lost_tracker_comes_back(marmot: Marmot, backed_up: Path) -> None:
    backed_up.unlink()
    assert len(marmot("backup", backed_up, "--list", "--json").json["backups"]) == 2
    assert marmot("restore", backed_up, "--to", backed_up).status == 0
    assert theme(marmot, backed_up) == "then"


def test_a_tracker_open_elsewhere_is_restored_beside(
    marmot: Marmot, backed_up: Path, tmp_path: Path
) -> None:
    with Document.open(backed_up, author=Author("Bo")):
        assert marmot("restore", backed_up, "--to", tmp_path / "r.marmot").status == 0
        assert marmot("rebuild", backed_up).status == 1
    assert theme(marmot, tmp_path / "r.marmot") == "then"


def test_a_damaged_tracker_says_how_it_is_recovered_and_is(
    marmot: Marmot, backed_up: Path, tmp_path: Path
) -> None:
    data = bytearray(backed_up.read_bytes())
    data[100:4096] = bytes(3996)
    backed_up.write_bytes(data)
    said = marmot("list", backed_up)
    assert said.status == 1
    assert "marmot recover FILE" in said.err
    made = marmot("recover", backed_up, "--json").json
    assert Path(made["file"]).name == "luton recovered.marmot"
    assert (made["entries"], made["lost"], made["not_in_this_copy"]) == (5, [], [])
    assert theme(marmot, Path(made["file"])) == "now"
    assert marmot("verify", made["file"]).status == 0
    assert backed_up.read_bytes() == data
    told = marmot("recover", backed_up, "--to", tmp_path / "again.marmot")
    assert told.status == 0
    assert "Nothing is missing" in told.out
    assert marmot("recover", backed_up, "--to", tmp_path / "again.marmot").status == 1
    restored = marmot("restore", backed_up, "--to", tmp_path / "r.marmot")
    assert restored.status == 0


def test_rebuild_says_what_differed(marmot: Marmot, backed_up: Path) -> None:
    assert marmot("rebuild", backed_up, "--json").json["differed"] == []
    with closing(sqlite3.connect(backed_up)) as connection:
        connection.execute("UPDATE recommendation SET theme = 'forged' WHERE theme = 'now'")
        connection.execute("DELETE FROM source_report")
        connection.commit()
    assert marmot("verify", backed_up).status == 1
    said = marmot("rebuild", backed_up)
    assert said.status == 0
    assert "theme showed 'forged'; the record says 'now'" in said.out
    assert "was recorded and not shown" in said.out
    assert "2 differences put right" in said.out
    assert marmot("verify", backed_up).status == 0
    assert theme(marmot, backed_up) == "now"
    with closing(sqlite3.connect(backed_up)) as connection:
        connection.execute("UPDATE change_row SET body = '\"forged\"' WHERE field = 'theme'")
        connection.commit()
    before = backed_up.read_bytes()
    refused = marmot("rebuild", backed_up)
    assert refused.status == 1
    assert "not as it was written" in refused.err
    assert backed_up.read_bytes() == before


def test_a_recovery_that_may_lack_edits_says_so_and_is_no_success(
    marmot: Marmot, backed_up: Path, tmp_path: Path
) -> None:
    data = bytearray(backed_up.read_bytes())
    backed_up.write_bytes(bytes(len(data)))
    told = marmot("recover", backed_up, "--to", tmp_path / "r.marmot")
    assert told.status == 1
    assert "What was written after the backup of" in told.out
    assert theme(marmot, tmp_path / "r.marmot") == "then"
    facts = marmot("recover", backed_up, "--json")
    assert (facts.status, facts.json["more_may_be_missing"], facts.json["lost"]) == (1, True, [])


@pytest.mark.parametrize("left", [0, 4096])
def test_an_emptied_tracker_points_to_its_backups(
    marmot: Marmot, backed_up: Path, tmp_path: Path, left: int
) -> None:
    backed_up.write_bytes(bytes(left))
    said = marmot("list", backed_up)
    assert said.status == 1
    assert "backups" in said.err
    assert "marmot restore FILE" in said.err
    assert "marmot recover FILE" in said.err
    assert "import" not in said.err
    stranger = tmp_path / "stranger.marmot"
    stranger.write_bytes(bytes(left))
    assert "import it" in marmot("list", stranger).err


def test_a_tracker_with_a_foreign_table_says_the_way_out_and_it_is_one(
    marmot: Marmot, backed_up: Path
) -> None:
    with closing(sqlite3.connect(backed_up)) as connection:
        connection.execute("CREATE VIEW notes AS SELECT 1")
        connection.commit()
    said = marmot("list", backed_up)
    assert said.status == 1
    assert "marmot recover FILE" in said.err
    made = marmot("recover", backed_up, "--json")
    assert (made.status, made.json["lost"]) == (0, [])
    assert theme(marmot, Path(made.json["file"])) == "now"


def test_a_damaged_record_is_no_backup_and_never_the_one_restored(
    marmot: Marmot, backed_up: Path, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(backed_up)) as connection:
        connection.execute("UPDATE change_row SET body = '\"forged\"' WHERE field = 'theme'")
        connection.commit()
    said = marmot("backup", backed_up)
    assert (said.status, said.out) == (1, "")
    assert "is damaged" in said.err
    found = marmot("backup", backed_up, "--list", "--json").json["backups"]
    assert not found[0]["good"]
    made = marmot("restore", backed_up, "--to", tmp_path / "r.marmot", "--json")
    assert made.status == 0
    assert made.json["backup"] == next(one["file"] for one in found if one["good"])
    for one in found:
        if one["good"]:
            Path(one["file"]).write_bytes(b"")
    none = marmot("restore", backed_up, "--to", tmp_path / "s.marmot")
    assert none.status == 1
    assert "Every backup" in none.err
