"""`marmot union` with its preview, `marmot changes` and `marmot receipts`, on files as people send them."""

from __future__ import annotations

import shutil
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from marmot_tracker import clock
from marmot_tracker.errors import TrackerError
from marmot_tracker.services import coming_in
from tests.cli.conftest import Marmot


@pytest.fixture
def bobs(tracker: Path, tmp_path: Path, marmot: Marmot) -> Path:
    """Bob's copy of the tracker, with two changes of his."""
    path = Path(shutil.copy(tracker, tmp_path / "bob.marmot"))
    assert marmot("set", path, "3.2", "theme=Money", "--author", "Bob").status == 0
    assert marmot("set", path, "3.10", "section=Homes", "--author", "Bob").status == 0
    return path


@pytest.fixture
def cats(tracker: Path, tmp_path: Path, marmot: Marmot) -> Path:
    path = Path(shutil.copy(tracker, tmp_path / "cat.marmot"))
    assert marmot("set", path, "1", "theme=Streets", "--author", "Cat").status == 0
    return path


def row(marmot: Marmot, tracker: Path, reference: str) -> dict[str, object]:
    rows = marmot("list", tracker, "--json").json["rows"]
    return dict(next(one for one in rows if one["reference"] == reference))


def code(marmot: Marmot, tracker: Path) -> str:
    return str(marmot("verify", tracker, "--json").json["fingerprint"])


def test_the_preview_says_who_what_and_how_much(marmot: Marmot, tracker: Path, bobs: Path) -> None:
    seen = marmot("union", tracker, bobs, "--preview")
    assert seen.status == 0
    assert "bob.marmot holds 2 edits that this tracker lacks, by Bob" in seen.out
    assert "0 new and 2 changes." in seen.out
    assert "Nothing was written" in seen.out
    told = marmot("union", tracker, bobs, "--dry-run", "--json").json
    assert told["counts"] == {"new": 0, "changed": 2, "withdrawn": 0, "two_answers": 0}
    assert [person["who"] for person in told["people"]] == ["Bob"]
    for line in told["lines"]:
        assert line["code"] in seen.out
    assert marmot("receipts", tracker).out == "Nothing was brought into this tracker.\n"


def test_several_come_in_with_one_command_in_any_order(
    marmot: Marmot, tracker: Path, bobs: Path, cats: Path, tmp_path: Path
) -> None:
    early, late = tmp_path / "early.marmot-changes", tmp_path / "late.zip"
    assert marmot("changes", bobs, "--to", early).status == 0
    assert marmot("set", bobs, "3.2", "section=Later", "--author", "Bob").status == 0
    told = marmot("changes", bobs, "--to", late, "--zip", "--since", early, "--json").json
    assert (told["entries"], told["too_big_for_mail"]) == (1, False)
    alone = marmot("union", tracker, late)
    assert alone.status == 1
    assert "rests on earlier changes that this tracker lacks" in alone.err
    assert "by Bob on" in alone.err
    seen = marmot("union", tracker, late, early, cats, "--dry-run", "--json").json
    assert [one.get("new_entries") for one in seen["copies"]] == [None, 2, 1]
    assert "by Bob on" in seen["copies"][0]["waits_for"][0]
    done = marmot("union", tracker, late, early, cats, "--json").json
    assert [one["source"] for one in done["copies"]] == [late.name, early.name, cats.name]
    assert [one["new_entries"] for one in done["copies"]] == [1, 2, 1]
    assert all(Path(one["backup"]).is_file() for one in done["copies"])
    assert (row(marmot, tracker, "3.2")["theme"], row(marmot, tracker, "1")["theme"]) == (
        "Money",
        "Streets",
    )
    receipts = marmot("receipts", tracker, "--json").json["receipts"]
    assert [one["file"] for one in receipts] == [cats.name, late.name, early.name]
    assert [one["people"] for one in receipts] == [["Cat"], ["Bob"], ["Bob"]]
    assert receipts[0]["fingerprint"] == code(marmot, tracker) == done["fingerprint"]
    assert all(len(one["sha256"]) == 64 for one in receipts)
    printed = marmot("receipts", tracker).out
    assert "cat.marmot" in printed
    assert "1 edit by Cat" in printed


def test_a_line_is_put_back_by_its_code_and_with_a_reason(
    marmot: Marmot, tracker: Path, bobs: Path
) -> None:
    lines = marmot("union", tracker, bobs, "--dry-run", "--json").json["lines"]
    theme = next(line for line in lines if line["field"] == "theme")
    before = code(marmot, tracker)
    assert marmot("union", tracker, bobs, "--put-back", theme["code"]).status == 2
    unknown = marmot("union", tracker, bobs, "--put-back", "00000000", "--reason", "x")
    assert unknown.status == 2
    assert code(marmot, tracker) == before
    done = marmot("union", tracker, bobs, "--put-back", theme["code"], "--reason", "Not yet")
    assert "1 change put back." in done.out
    assert row(marmot, tracker, "3.2")["theme"] == "Children"
    assert row(marmot, tracker, "3.10")["theme"] == "Homes"
    history = marmot("history", tracker, "3.2").out
    assert "Not yet" in history
    assert marmot("undo", tracker).status == 0
    assert row(marmot, tracker, "3.2")["theme"] == "Money"


def test_a_date_ahead_is_asked_about_before_anything_comes_in(
    marmot: Marmot, tracker: Path, tmp_path: Path
) -> None:
    path = Path(shutil.copy(tracker, tmp_path / "ahead.marmot"))
    with clock.fixed(clock.now() + timedelta(days=300)):
        assert marmot("set", path, "3.2", "theme=Ahead", "--author", "Bob").status == 0
    (line,) = marmot("union", tracker, path, "--dry-run", "--json").json["lines"]
    asked = ("union", tracker, path, "--put-back", line["code"], "--reason", "Not yet")
    before = code(marmot, tracker)
    doubted = marmot(*asked)
    assert doubted.status == 1
    assert "ahead.marmot is dated" in doubted.err
    assert "--date-is-right" in doubted.err
    assert code(marmot, tracker) == before
    assert "1 change put back." in marmot(*asked, "--date-is-right").out
    assert row(marmot, tracker, "3.2")["theme"] == "Children"


def test_what_could_not_be_put_back_is_told_after_what_came_in(
    marmot: Marmot, tracker: Path, bobs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = marmot("union", tracker, bobs, "--dry-run", "--json").json["lines"]

    def refused(*_args: object, **_named: object) -> int:
        raise TrackerError("The disk is full.")

    monkeypatch.setattr(coming_in, "put_back", refused)
    asked = ("--put-back", lines[0]["code"], "--reason", "Not yet")
    done = marmot("union", tracker, bobs, *asked)
    assert done.status == 1
    assert "Brought in 2 edits from bob.marmot" in done.out
    assert "The disk is full." in done.err
    assert "not put back" in done.err
    assert len(marmot("receipts", tracker, "--json").json["receipts"]) == 1


def test_a_file_name_in_a_receipt_is_found_and_erased(
    marmot: Marmot, tracker: Path, bobs: Path, tmp_path: Path
) -> None:
    path = bobs.rename(tmp_path / "Zora Quill.marmot")
    assert marmot("union", tracker, path).status == 0
    asked = ("erase", tracker, "--text", "zora quill", "--ground", "asked for")
    assert "the note of what was brought in" in marmot(*asked, "--dry-run").out
    assert "Erased 1 text." in marmot(*asked, "--yes").out
    assert "Zora" not in marmot("receipts", tracker).out
    assert marmot(*asked, "--dry-run").status == 1


def test_where_one_is_refused_none_comes_in(
    marmot: Marmot, tracker: Path, bobs: Path, tmp_path: Path
) -> None:
    other = tmp_path / "gwent.marmot"
    marmot("new", other, "--place", "Gwent")
    before = code(marmot, tracker)
    told = marmot("union", tracker, bobs, other)
    assert told.status == 1
    assert f'marmot import "{tracker}" "{other}"' in " ".join(told.err.split())
    assert code(marmot, tracker) == before


def test_another_places_tracker_is_read_as_a_list(
    marmot: Marmot, tracker: Path, tmp_path: Path, bobs: Path
) -> None:
    other = tmp_path / "gwent.marmot"
    marmot("new", other, "--place", "Gwent")
    read = marmot("read", tracker, "--json").json
    assert [item["reference"] for item in read["items"]] == ["3.1", "3.2", "3.10", "1"]
    assert marmot("import", other, tracker).status == 0
    here, there = row(marmot, other, "3.10"), row(marmot, tracker, "3.10")
    for field in ("text", "theme", "owner", "rating", "due", "decision", "principle", "subgroup"):
        assert here[field] == there[field], field
    assert code(marmot, other) != code(marmot, tracker)
    changes = tmp_path / "bob.marmot-changes"
    marmot("changes", bobs, "--to", changes)
    for command in (("read", changes), ("import", other, changes)):
        told = marmot(*command)
        assert told.status == 1
        assert "changes for a tracker" in told.err
    opened = marmot("list", changes)
    assert (opened.status, "is none itself" in opened.err) == (1, True)


def test_a_tracker_that_was_tampered_with_is_no_list(
    marmot: Marmot, tracker: Path, tmp_path: Path
) -> None:
    for sql in (
        "UPDATE change_row SET body = '\"forged\"' WHERE field = 'wording'",
        "CREATE VIEW v AS SELECT * FROM change_row",
        "UPDATE word SET body = NULL",
    ):
        path = Path(shutil.copy(tracker, tmp_path / "bad.marmot"))
        with sqlite3.connect(path) as connection:
            connection.executescript(sql)
        connection.close()
        told = marmot("read", path)
        assert told.status == 1
        assert "Traceback" not in told.err


def test_what_would_be_sent_is_said_beforehand(marmot: Marmot, bobs: Path, tmp_path: Path) -> None:
    out = tmp_path / "x.marmot-changes"
    said = marmot("changes", bobs, "--to", out, "--dry-run")
    assert "2 edits by Bob, and no evidence files: about" in said.out
    assert "of the 20 MB that most mail carries" in said.out
    assert not out.exists()
    file = tmp_path / "case notes.txt"
    file.write_bytes(b"case " * 9_000)
    marmot("attach", bobs, "3.2", file, "--sensitivity", "restricted", "--author", "Bob")
    kept = marmot("changes", bobs, "--to", out, "--json").json
    assert (kept["files"], kept["left_out_restricted"]) == (0, 1)
    full = tmp_path / "full.marmot-changes"
    assert marmot("changes", bobs, "--to", full, "--everything", "--json").json["files"] == 1
    assert marmot("changes", bobs, "--to", full).status == 1
    assert marmot("changes", bobs, "--to", tmp_path / "x.marmot").status == 2
    nothing = marmot("changes", bobs, "--to", tmp_path / "y.marmot-changes", "--since", full)
    assert nothing.status == 1
    assert "nothing to send" in nothing.err


def test_changes_since_a_check_code_or_the_beginning(
    marmot: Marmot, tracker: Path, bobs: Path, tmp_path: Path
) -> None:
    at = code(marmot, tracker)
    asked = ("changes", bobs, "--dry-run", "--json", "--to", tmp_path / "x.marmot-changes")
    assert marmot(*asked, "--since", at).json["entries"] == 2
    assert marmot(*asked, "--since", "start").json["entries"] == 2
    assert marmot(*asked, "--since", "all").json["entries"] == 3
    assert marmot(*asked, "--since", tracker).json["entries"] == 2
    unknown = marmot(*asked, "--since", "0" * 32)
    assert unknown.status == 1
    assert "No state of this tracker" in unknown.err
    assert marmot(*asked, "--since", tmp_path / "none").status == 1


def test_all_is_all_also_where_a_copy_was_brought_in(
    marmot: Marmot, tmp_path: Path, source: Path
) -> None:
    made, bobs = tmp_path / "made.marmot", tmp_path / "bob.marmot"
    assert marmot("new", made, "--place", "Luton").status == 0
    shutil.copy(made, bobs)
    ann, bob = ("--author", "Ann Officer"), ("--author", "Bob")
    assert marmot("import", made, source, *ann).status == 0
    assert marmot("period", bobs, "Q1", "--opens", "2026-04-01", *bob).status == 0
    assert marmot("union", bobs, made, *bob).status == 0
    asked = ("changes", bobs, "--dry-run", "--json", "--to", tmp_path / "x.marmot-changes", *bob)
    for since in ("start", "all"):
        assert marmot(*asked, "--since", since).json["entries"] == 2


def test_what_came_in_before_a_fault_is_told(
    marmot: Marmot, tracker: Path, bobs: Path, cats: Path, tmp_path: Path
) -> None:
    late = tmp_path / "late.marmot-changes"
    early = Path(shutil.copy(bobs, tmp_path / "early.marmot"))
    assert marmot("set", bobs, "3.2", "section=Later", "--author", "Bob").status == 0
    assert marmot("changes", bobs, "--to", late, "--since", early).status == 0
    done = marmot("union", tracker, late, cats)
    assert done.status == 1
    assert "Brought in 1 edit from cat.marmot." in done.out
    assert "rests on earlier changes that this tracker lacks" in done.err


def test_a_code_of_no_line_is_told_also_where_some_had_to_wait(
    marmot: Marmot, tracker: Path, bobs: Path, tmp_path: Path
) -> None:
    late = tmp_path / "late.marmot-changes"
    early = Path(shutil.copy(bobs, tmp_path / "early.marmot"))
    assert marmot("set", bobs, "3.2", "section=Later", "--author", "Bob").status == 0
    assert marmot("changes", bobs, "--to", late, "--since", early).status == 0
    asked = ("--put-back", "00000000", "--reason", "Not yet")
    done = marmot("union", tracker, late, early, *asked)
    assert done.status == 1
    assert "Brought in 2 edits from early.marmot." in done.out
    assert "No line that came in has the code 00000000" in done.err
