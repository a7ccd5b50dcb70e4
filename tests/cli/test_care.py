"""What the commands refuse, ask about, and say beside the answer."""

from __future__ import annotations

import random
import shutil
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from marmot_tracker import clock
from marmot_tracker.document import Document
from marmot_tracker.document.lock import lock_file
from tests.cli.conftest import Marmot
from tests.cli.test_commands import row

OPEN_ELSEWHERE = (
    '{"user": "Bo", "host": "LAPTOP9", "process": 7, "since": "2026-01-01T00:00:00.000000+00:00"}'
)


@pytest.mark.parametrize("seed", range(3))
def test_a_damaged_file_is_told_in_words(marmot: Marmot, tracker: Path, seed: int) -> None:
    drawn, whole = random.Random(seed), tracker.read_bytes()
    written = [at for at in range(100, len(whole)) if whole[at]]
    for flips in (1, 1, 1, 1, 1, 4, 20, 60):
        broken = bytearray(whole)
        for at in drawn.sample(written, flips):
            broken[at] ^= 1 << drawn.randrange(8)
        for command in (
            *(("verify",), ("list", "--json"), ("history", "3.2"), ("undo", "--anyone")),
            ("summary", "--as-at", "01/01/2090"),
        ):
            tracker.write_bytes(broken)
            lock_file(tracker).unlink(missing_ok=True)
            said = marmot(command[0], tracker, *command[1:])
            assert said.status in (0, 1)
            assert said.status == 0 or said.err or said.out


def test_a_bug_stays_a_bug_on_a_sound_file(
    marmot: Marmot, tracker: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise KeyError("present")

    monkeypatch.setattr(Document, "undo", broken)
    with pytest.raises(KeyError):
        marmot("undo", tracker, "--anyone")
    with sqlite3.connect(tracker) as connection:
        connection.execute("UPDATE recommendation SET wording = 'Something else.'")
    connection.close()
    said = marmot("undo", tracker, "--anyone")
    assert (said.status, "is damaged" in said.err) == (1, True)


def test_a_note_of_the_newest_entries_that_cannot_be_read(marmot: Marmot, tracker: Path) -> None:
    with sqlite3.connect(tracker) as connection:
        connection.execute("UPDATE meta SET value = 'no such number' WHERE key = 'tips'")
    connection.close()
    for command in (("verify",), ("list", "--as-at", "01/01/2090"), ("undo", "--anyone")):
        said = marmot(command[0], tracker, *command[1:])
        assert said.status == 1
        assert "newest changes" in said.out + said.err


def test_a_rating_that_is_not_the_current_one_says_so(marmot: Marmot, tracker: Path) -> None:
    earlier = clock.today() - timedelta(days=30)
    given = ("rate", tracker, "3.2", "amber", "--reason", "late", "--date", earlier.isoformat())
    said = marmot(*given)
    assert said.status == 0
    assert "not the current rating" in said.out
    assert "--make-current" in said.out
    assert row(marmot, tracker, "3.2")["rating"] == "on_track"
    made = marmot(*given, "--make-current", "--json").json
    assert (made["current"], made["row"]["rating"]) == (True, "at_risk")
    edits = marmot("undo", tracker, "--list", "--json").json["edits"]
    assert [edit["label"] for edit in edits[:2]] == ["Make a rating current", "Set rating"]


def test_make_current_also_writes_the_rating_where_there_is_none(
    marmot: Marmot, tracker: Path
) -> None:
    said = marmot(
        *("rate", tracker, "3.2", "amber", "--reason", "late", "--date", "01/02/2025"),
        *("--make-current", "--json"),
    )
    assert (said.json["current"], said.json["row"]["speaks_for"]) == (True, "2025-02-01")


def test_a_rating_for_a_day_to_come_is_asked_about(marmot: Marmot, tracker: Path) -> None:
    said = marmot("rate", tracker, "3.2", "red", "--reason", "x", "--date", "01/01/2062")
    assert said.status == 1
    assert "01/01/2062 is still to come" in said.err
    assert row(marmot, tracker, "3.2")["rating"] == "on_track"
    meant = marmot(
        *("rate", tracker, "3.2", "red", "--reason", "x", "--date", "01/01/2062"),
        "--date-is-right",
    )
    assert meant.status == 0
    assert "not the current rating" in marmot("rate", tracker, "3.2", "green", "--reason", "y").out
    assert (
        "not the current rating" in marmot("set", tracker, "3.2", "rag=green", "--reason", "z").out
    )
    assert "not the current" not in marmot("set", tracker, "3.1", "rag=green", "--reason", "z").out


def test_withdrawn_by_one_and_changed_by_another(
    marmot: Marmot, tracker: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.marmot"
    shutil.copy(tracker, copy)
    marmot("withdraw", tracker, "3.2", "--author", "Bea Chair", "--reason", "twice")
    marmot("set", copy, "3.2", "theme=Money", "--author", "Cy Officer")
    assert marmot("union", tracker, copy).status == 0
    found = row(marmot, tracker, "3.2")
    assert found["withdrawn"] == "withdrawn by Bea Chair, changed by Cy Officer"
    assert found["two_answers"] == {}
    told = marmot("list", tracker).out
    assert "withdrawn by Bea Chair, changed by Cy Officer" in told
    assert "two answers" not in told
    counts = marmot("summary", tracker, "--json").json["counts"]
    assert (counts["withdrawn"], counts["two_answers"]) == (1, 0)


def test_a_withdrawal_and_its_undo(marmot: Marmot, tracker: Path) -> None:
    said = marmot("withdraw", tracker, "3.2", "--reason", "twice", "--json").json
    assert said["things"] > 1
    assert marmot("list", tracker, "--json").json["total"] == 3
    assert marmot("undo", tracker).status == 0
    assert marmot("list", tracker, "--json").json["total"] == 4


def test_the_words_that_are_offered_are_taken(marmot: Marmot, tracker: Path) -> None:
    refused = marmot("set", tracker, "3.2", "stage=nowhere")
    for word in refused.err.split("It takes ")[1].strip().rstrip(".").split(", "):
        assert marmot("set", tracker, "3.2", f"stage={word}", "--reason", "so").status == 0, word


def test_history_takes_the_names_that_set_takes(marmot: Marmot, tracker: Path) -> None:
    marmot("set", tracker, "3.2", "title=Warm homes", "owner=Libraries")
    marmot("attach", tracker, "3.2", "https://example.org", "--sensitivity", "ordinary")
    for field in ("title", "owner", "text", "Short title", "lead", "evidence"):
        given = ("history", tracker, "3.2", "--field", field, "--json")
        assert marmot(*given).json["lines"], field
    wrong = marmot("history", tracker, "3.2", "--field", "titel")
    assert (wrong.status, "no field “titel”" in wrong.err) == (2, True)


def test_a_field_given_twice_is_refused(marmot: Marmot, tracker: Path) -> None:
    for second in ("title=b", "short_title=b"):
        said = marmot("set", tracker, "3.2", "title=a", second)
        assert (said.status, "twice" in said.err) == (2, True)


@pytest.mark.parametrize("link", ["javascript://alert(1)", "ftp://a/b"])
def test_only_links_of_the_web_of_mail_and_of_files_are_kept(
    marmot: Marmot, tracker: Path, link: str
) -> None:
    said = marmot("attach", tracker, "3.2", link)
    assert (said.status, "not a link" in said.err) == (1, True)
    assert marmot("attach", tracker, "3.2", "mailto:ann@example.org").status == 0


def test_sensitivity_after_attaching(marmot: Marmot, tracker: Path) -> None:
    marmot("attach", tracker, "3.2", "https://example.org", "--title", "Minutes")
    said = marmot("sensitivity", tracker, "minutes", "restricted", "--json").json
    assert said["sensitivity"] == "restricted"
    assert marmot("sensitivity", tracker, "nothing", "ordinary").status == 1
    assert marmot("sensitivity", tracker, "Minutes", "secret").status == 2


def test_a_reporting_period(marmot: Marmot, tracker: Path) -> None:
    today = clock.today()
    opens = (today - timedelta(days=3)).isoformat()
    given = ("period", tracker, "Q9", "--opens", opens)
    assert marmot(*given, "--due", (today - timedelta(days=5)).isoformat()).status == 1
    said = marmot(*given, "--due", (today + timedelta(days=5)).isoformat())
    assert (said.status, "Q9" in said.out) == (0, True)
    assert marmot("summary", tracker, "--json").json["period"] == "Q9"
    assert "already" in marmot(*given).err


def test_a_decision_to_be_looked_at_again(marmot: Marmot, tracker: Path) -> None:
    given = ("set", tracker, "3.2", "decision=accepted_in_principle")
    assert "date to look at it again" in marmot(*given).err
    assert marmot(*given, "--review-on", "30/09/2027").status == 0
    said = marmot("history", tracker, "3.2", "--field", "decision", "--why")
    assert "looked at again on 30/09/2027" in said.out
    assert marmot("set", tracker, "3.2", "theme=a", "--review-on", "30/09/2027").status == 2


@pytest.mark.parametrize("left", [OPEN_ELSEWHERE, "garbage"])
def test_a_lock_left_behind_is_told_and_passed_by_choice(
    marmot: Marmot, tracker: Path, left: str
) -> None:
    lock_file(tracker).write_text(left, encoding="utf-8")
    said = marmot("set", tracker, "3.2", "theme=Money")
    assert (said.status, "--open-anyway" in said.err) == (1, True)
    assert ("Bo on LAPTOP9" if left == OPEN_ELSEWHERE else lock_file(tracker).name) in said.err
    assert marmot("set", tracker, "3.2", "theme=Money", "--open-anyway").status == 0
    assert not lock_file(tracker).exists()


def test_a_pack_that_agrees_is_named(marmot: Marmot, tracker: Path, tmp_path: Path) -> None:
    out = tmp_path / "pack.xlsx"
    code = marmot("pack", tracker, out, "--json").json["check_code"]
    said = " ".join(marmot("verify", tracker, "--pack", out).out.split())
    assert f"pack.xlsx, as at {clock.today():%d/%m/%Y} with the check code {code}" in said


def test_a_number_turned_into_text_is_told_apart(
    marmot: Marmot, tracker: Path, tmp_path: Path
) -> None:
    import openpyxl

    out = tmp_path / "pack.xlsx"
    marmot("pack", tracker, out)
    book = openpyxl.load_workbook(out)
    cells = [cell for line in book["Summary"].iter_rows() for cell in line]
    number = next(cell for cell in cells if isinstance(cell.value, int))
    told = str(number.value)
    number.value = told
    book.save(out)
    problems = marmot("verify", tracker, "--pack", out, "--json").json["problems"]
    assert problems == [
        f"Summary {number.coordinate} says {told} (as text), the tracker said {told}"
    ]


def test_entries_dated_ahead_are_named(marmot: Marmot, tracker: Path, tmp_path: Path) -> None:
    with clock.fixed(clock.now() + timedelta(days=40)):
        marmot("set", tracker, "3.2", "theme=Money", "--author", "Bea Chair")
    asked = clock.today().isoformat()
    for command in (("list",), ("summary",), ("pack", tmp_path / "pack.xlsx", "--date-is-right")):
        said = marmot(command[0], tracker, *command[1:], "--as-at", asked)
        assert said.status == 0
        assert "dated ahead of today" in said.err
        assert "Bea Chair" in said.err


def test_two_in_one_report_are_told_by_uid(marmot: Marmot, tmp_path: Path) -> None:
    source, path = tmp_path / "twice.csv", tmp_path / "a.marmot"
    lines = ["Ref,Recommendation", "3.30,Open the library late", "3.30,Widen every pavement"]
    source.write_text("\n".join(lines), encoding="utf-8")
    marmot("new", path, "--place", "Luton")
    assert marmot("import", path, source).status == 0
    uids = [one["uid"] for one in marmot("list", path, "--json").json["rows"]]
    said = marmot("set", path, "3.30", "theme=Money")
    assert said.status == 1
    assert all(uid in said.err for uid in uids)
    assert marmot("set", path, uids[0], "theme=Money").status == 0


def test_settling_with_what_is_shown_is_said_to_be_that(
    marmot: Marmot, tracker: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.marmot"
    shutil.copy(tracker, copy)
    marmot("set", tracker, "3.2", "title=TA")
    marmot("set", copy, "3.2", "title=TB")
    marmot("union", tracker, copy)
    marmot("set", tracker, "3.2", "title=TB")
    assert "Short title settled as 'TB'" in marmot("history", tracker, "3.2").out


def test_where_this_account_may_not_write_the_next_step_is_said(
    marmot: Marmot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(tmp_path / "x"))

    monkeypatch.setattr(Path, "mkdir", refused)
    said = marmot("demo", "--no-window", "--folder", tmp_path / "x")
    assert said.status == 1
    assert "Choose a folder of your own" in said.err
