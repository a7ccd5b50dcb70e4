"""Each command of the contract: what it prints, what it changes, how it is told what is wrong."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from marmot_tracker import clock
from marmot_tracker.cli.arguments import parser
from marmot_tracker.document import Author, Document
from tests.cli.conftest import Marmot, Said
from tests.exchange.lists import file as list_file
from tests.exchange.lists import listed


def row(marmot: Marmot, tracker: Path, reference: str) -> dict[str, object]:
    """One row of `list --json`."""
    rows = marmot("list", tracker, "--json").json["rows"]
    (found,) = [one for one in rows if one["reference"] == reference]
    return dict(found)


def test_every_command_has_help_with_examples(marmot: Marmot) -> None:
    names = (
        *("new", "read", "import", "list", "summary", "history", "set", "rate", "withdraw"),
        *("attach", "sensitivity", "period", "pack", "union", "verify", "undo", "demo"),
    )
    for name in names:
        said = marmot(name, "--help")
        assert said.status == 0
        assert "examples:" in said.out
        assert f"marmot {name}" in said.out
        assert "--author" in said.out
    assert set(names) <= set(marmot("--help").out.split())


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("dance",),
        ("new", "x.marmot"),
        ("list",),
        ("import", "a.marmot", "b.xlsx", "--report", "A", "--edition-of", "B"),
        ("rate", "a.marmot", "1"),
    ],
)
def test_misuse_is_2(marmot: Marmot, arguments: tuple[str, ...]) -> None:
    said = marmot(*arguments)
    assert said.status == 2
    assert "usage" in said.err
    assert said.out == ""


def test_a_missing_file_is_told(marmot: Marmot, tmp_path: Path) -> None:
    said = marmot("list", tmp_path / "none.marmot", "--json")
    assert (said.status, said.out) == (1, "")
    assert "There is no file" in said.err
    assert marmot("read", tmp_path / "none.xlsx", "--json").status == 1


def test_new_makes_a_tracker_once(marmot: Marmot, tmp_path: Path) -> None:
    path = tmp_path / "a.marmot"
    said = marmot("new", path, "--place", "Luton")
    assert said.status == 0
    assert "no password" in said.out
    again = marmot("new", path, "--place", "Luton")
    assert again.status == 1
    assert "already a file" in again.err
    assert marmot("new", tmp_path / "b.marmot", "--place", " ").status == 2


def test_read_prints_the_contract(marmot: Marmot, source: Path) -> None:
    said = marmot("read", source, "--json").json
    assert set(said) == {"items", "message"}
    assert [item["reference"] for item in said["items"]] == ["3.1", "3.2", "3.10", "1"]
    assert set(said["items"][0]) == {"reference", "title", "text", "theme", "where"}
    assert "Widen the early-years offer" in marmot("read", source).out


def test_read_corrected_by_map_and_leave_out(marmot: Marmot, tmp_path: Path, source: Path) -> None:
    said = marmot("read", source, "--map", "text=Theme", "--leave-out", "Cost code", "--json")
    assert said.json["items"][0]["text"] == "Children"
    assert marmot("read", source, "--map", "text").status == 2
    assert marmot("read", source, "--sheet", "Nowhere").status == 1


def test_import_dry_run_writes_nothing(marmot: Marmot, tmp_path: Path, source: Path) -> None:
    path = tmp_path / "a.marmot"
    marmot("new", path, "--place", "Luton")
    before = marmot("verify", path, "--json").json["fingerprint"]
    said = marmot("import", path, source, "--dry-run", "--json").json
    assert (said["counts"]["new"], said["dry_run"]) == (4, True)
    assert said["choice"] == "another_report"
    assert "Nothing was written" in marmot("import", path, source, "--dry-run").out
    assert marmot("verify", path, "--json").json["fingerprint"] == before
    assert marmot("list", path, "--json").json["rows"] == []


def test_the_same_list_twice(marmot: Marmot, tracker: Path, source: Path) -> None:
    said = marmot("import", tracker, source, "--json").json
    assert (said["counts"]["new"], said["counts"]["changed"]) == (0, 0)
    assert said["counts"]["unchanged"] == 4
    assert said["lines"] == []
    assert "Nothing to change" in marmot("import", tracker, source).out


def test_a_corrected_list(marmot: Marmot, tracker: Path, tmp_path: Path) -> None:
    marmot("set", tracker, "3.2", "owner=Libraries")
    corrections = {"3.1": {"RAG": "Red"}, "3.2": {"Owner": "Benefits team"}}
    path = list_file(tmp_path, listed(**corrections), "corrected.csv")
    said = marmot("import", tracker, path, "--json").json
    assert (said["counts"]["changed"], said["counts"]["two_answers"]) == (1, 1)
    assert (said["applied"]["changed"], said["applied"]["kept"]) == (1, 1)
    assert row(marmot, tracker, "3.1")["rating"] == "off_track"
    assert row(marmot, tracker, "3.2")["owner"] == "Libraries"
    assert marmot("import", tracker, path, "--json").json["lines"] == []


def test_take_theirs(marmot: Marmot, tracker: Path, tmp_path: Path) -> None:
    marmot("set", tracker, "3.2", "owner=Libraries")
    path = list_file(tmp_path, listed(**{"3.2": {"Owner": "Benefits team"}}), "b.xlsx")
    assert marmot("import", tracker, path, "--take-theirs").status == 0
    assert row(marmot, tracker, "3.2")["owner"] == "Benefits team"


def test_another_report_and_a_new_edition(marmot: Marmot, tracker: Path, source: Path) -> None:
    said = marmot("import", tracker, source, "--edition-of", "List", "--json").json
    assert (said["choice"], said["report"]) == ("new_edition", "List, new edition")
    said = marmot("import", tracker, source, "--report", "Fairer Luton", "--json").json
    assert (said["choice"], said["counts"]["new"]) == ("another_report", 4)
    ambiguous = marmot("set", tracker, "3.2", "theme=Money")
    assert ambiguous.status == 1
    assert "could be 3 recommendations" in ambiguous.err
    assert "Fairer Luton:3.2" in ambiguous.err
    assert marmot("set", tracker, "Fairer Luton:3.2", "theme=Money").status == 0


def test_list_has_the_fields_of_the_contract(marmot: Marmot, tracker: Path) -> None:
    said = marmot("list", tracker, "--json").json
    assert (said["shown"], said["total"]) == (4, 4)
    assert {"reference", "text", "rating", "due", "owner", "uid"} <= set(said["rows"][0])
    first = said["rows"][0]
    assert (first["reference"], first["rating"], first["due"], first["owner"]) == (
        "3.1",
        "at_risk",
        "2027-03-31",
        "Head of Early Years, Council",
    )
    assert {one["reference"]: one["due"] for one in said["rows"]}["3.10"] == "ongoing"
    text = marmot("list", tracker).out
    assert "31/03/2027" in text
    assert "4 of 4" in text


def test_list_filters(marmot: Marmot, tracker: Path) -> None:
    said = marmot("list", tracker, "--filter", "rag:red,amber", "--json").json
    assert [one["reference"] for one in said["rows"]] == ["3.1", "3.10"]
    wrong = marmot("list", tracker, "--filter", "colour:red")
    assert wrong.status == 2
    assert "not a filter word" in wrong.err


def test_list_and_summary_as_at_a_past_day(marmot: Marmot, tmp_path: Path, source: Path) -> None:
    path = tmp_path / "a.marmot"
    then = clock.now() - timedelta(days=40)
    with clock.fixed(then):
        marmot("new", path, "--place", "Luton")
        marmot("import", path, source)
    marmot("rate", path, "3.2", "red", "--reason", "No money")
    day = (clock.today() - timedelta(days=10)).isoformat()
    assert row(marmot, path, "3.2")["rating"] == "off_track"
    past = marmot("list", path, "--as-at", day, "--json").json
    assert {one["reference"]: one["rating"] for one in past["rows"]}["3.2"] == "on_track"
    assert marmot("summary", path, "--as-at", day, "--json").json["counts"]["off_track"] == 1
    assert marmot("summary", path, "--json").json["counts"]["off_track"] == 2
    early = (clock.today() - timedelta(days=400)).strftime("%d/%m/%Y")
    said = marmot("list", path, "--as-at", early, "--json")
    assert said.status == 1
    assert f"did not exist yet on {early}" in said.err


def test_summary_prints_n_of_m(marmot: Marmot, tracker: Path) -> None:
    said = marmot("summary", tracker, "--json").json
    assert (said["total"], said["counted"], said["undecided"]) == (4, 4, 2)
    green = next(one for one in said["by_rating"] if one["rating"] == "on_track")
    assert (green["n"], green["m"], green["percent"]) == (1, 4, 25)
    assert said["no_owner"] == ["1"]
    text = marmot("summary", tracker).out
    assert "1 of 4" in text
    assert "1 of 4 with no owner: 1" in text


def test_set_writes_with_author_and_reason(marmot: Marmot, tracker: Path) -> None:
    said = marmot(
        *("set", tracker, "3.2", "due=31/01/2027", "owner=Benefits team, Council"),
        *("--reason", "two officers left", "--author", "Bea Chair"),
    )
    assert said.status == 0
    found = row(marmot, tracker, "3.2")
    assert (found["due"], found["owner"]) == ("2027-01-31", "Benefits team, Council")
    lines = marmot("history", tracker, "3.2", "--json").json["lines"]
    assert (lines[-1]["who"], lines[-1]["why"]) == ("Bea Chair", "two officers left")


def test_set_faults(marmot: Marmot, tracker: Path) -> None:
    moved = marmot("set", tracker, "3.2", "due=31/01/2027")
    assert moved.status == 1
    assert "without a reason" in moved.err
    assert row(marmot, tracker, "3.2")["due"] == "2026-12-31"
    assert marmot("set", tracker, "3.2", "due").status == 2
    assert marmot("set", tracker, "3.2", "colour=red").status == 2
    assert marmot("set", tracker, "9.9", "theme=x").status == 1
    assert marmot("set", tracker, "3.2", "due=04/31/2027", "--reason", "x").status == 1
    assert "Nothing changed" in marmot("set", tracker, "3.2", "theme=Children").out


def test_the_author_comes_from_the_environment(
    marmot: Marmot, tracker: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MARMOT_AUTHOR", "Cy Officer")
    marmot("set", tracker, "3.2", "theme=Money")
    assert marmot("history", tracker, "3.2", "--json").json["lines"][-1]["who"] == "Cy Officer"


def test_rate_says_what_is_missing(marmot: Marmot, tracker: Path) -> None:
    said = marmot("rate", tracker, "3.2", "red")
    assert said.status == 1
    assert "path to green" in said.err
    assert "--reason" in said.err
    assert row(marmot, tracker, "3.2")["rating"] == "on_track"


@pytest.mark.parametrize("code", ["off_track", "R", "red", "off track"])
def test_rate(marmot: Marmot, tracker: Path, code: str) -> None:
    said = marmot(
        *("rate", tracker, "3.2", code, "--reason", "No money", "--date", "30/06/2026"),
        *("--path-to-green", "A bid", "--help-needed", "A sponsor", "--green-by", "2026-09-30"),
        "--json",
    )
    assert said.status == 0
    assert said.json["still_asked"] == []


def test_a_rating_for_an_earlier_day_does_not_hold_the_place(marmot: Marmot, tracker: Path) -> None:
    before = row(marmot, tracker, "3.2")
    yesterday = (clock.today() - timedelta(days=30)).isoformat()
    marmot("rate", tracker, "3.2", "amber", "--reason", "late", "--date", yesterday)
    assert row(marmot, tracker, "3.2")["rating"] == before["rating"]


def test_rate_kinds_of_not_rated_and_nonsense(marmot: Marmot, tracker: Path) -> None:
    assert marmot("rate", tracker, "1", "on_hold").status == 0
    assert row(marmot, tracker, "1")["not_rated_why"] == "on_hold"
    assert marmot("rate", tracker, "1", "purple").status == 2
    assert marmot("rate", tracker, "1", "green", "--date", "4 weeks").status == 2


def test_attach_a_file_and_a_link(marmot: Marmot, tracker: Path, tmp_path: Path) -> None:
    paper = tmp_path / "minutes.txt"
    paper.write_text("Agreed.", encoding="utf-8")
    said = marmot("attach", tracker, "3.2", paper)
    assert said.status == 0
    assert "Not checked yet" in said.out
    link = marmot(
        *("attach", tracker, "3.2", "https://example.org/m", "--title", "Minutes"),
        *("--sensitivity", "ordinary", "--json"),
    )
    assert (link.json["sensitivity"], link.json["row"]["evidence"]) == ("ordinary", 2)
    assert marmot("attach", tracker, "3.2", tmp_path / "none.pdf").status == 1
    assert marmot("attach", tracker, "3.2", paper, "--sensitivity", "secret").status == 2


def test_union_shows_and_brings_in(marmot: Marmot, tracker: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.marmot"
    copy.write_bytes(tracker.read_bytes())
    marmot("set", copy, "3.2", "owner=Benefits team", "theme=Money", "--author", "Bea Chair")
    marmot("attach", copy, "3.2", "https://example.org", "--sensitivity", "ordinary")
    marmot("set", tracker, "3.2", "owner=Libraries")
    shown = marmot("union", tracker, copy, "--dry-run", "--json").json
    assert shown["choice"] == "copy"
    told = {(line["kind"], line["field"]) for line in shown["lines"]}
    assert ("changed", "theme") in told
    assert ("two_answers", "lead") in told
    assert any("New evidence" in line["words"] for line in shown["lines"])
    text = marmot("union", tracker, copy, "--dry-run")
    assert text.status == 0
    assert "Bea Chair" in text.out
    assert row(marmot, tracker, "3.2")["theme"] == "Children"
    said = marmot("union", tracker, copy, "--json").json
    assert (said["new_entries"], said["two_answers"]) == (2, 1)
    found = row(marmot, tracker, "3.2")
    assert found["theme"] == "Money"
    assert list(found["two_answers"]) == ["lead"]  # type: ignore[call-overload]
    assert "lacks" in marmot("union", tracker, copy).out
    other = tmp_path / "other.marmot"
    marmot("new", other, "--place", "Gwent")
    assert "not a copy of this tracker" in marmot("union", tracker, other).err


def test_undo(marmot: Marmot, tracker: Path) -> None:
    marmot("set", tracker, "3.2", "theme=Money")
    listed_edits = marmot("undo", tracker, "--list", "--json").json["edits"]
    assert listed_edits[0]["label"] == "Set theme"
    assert marmot("undo", tracker).out.startswith("Took back: Set theme")
    assert row(marmot, tracker, "3.2")["theme"] == "Children"
    other = marmot("undo", tracker)
    assert (other.status, "Ann Officer" in other.err, "--anyone" in other.err) == (1, True, True)
    assert "Load “list.xlsx” (Ann Officer" in marmot("undo", tracker, "--anyone").out
    assert marmot("list", tracker, "--json").json["rows"] == []
    assert marmot("undo", tracker).status == 1


def test_history_and_why(marmot: Marmot, tracker: Path) -> None:
    marmot("set", tracker, "3.2", "due=31/01/2027", "--reason", "two officers left")
    assert "two officers left" in marmot("history", tracker, "3.2").out
    only = marmot("history", tracker, "3.2", "--field", "due", "--json").json["lines"]
    assert len(only) == 2
    said = marmot("history", tracker, "3.2", "--field", "due", "--why")
    assert "31/12/2026 when first" in said.out
    assert "'two officers left'" in said.out
    assert "due" in marmot("history", tracker, "3.2", "--why", "--json").json["why"]
    assert marmot("history", tracker, "3.2", "--field", "colour", "--why").status == 2


def test_while_a_window_has_the_file(marmot: Marmot, tracker: Path, tmp_path: Path) -> None:
    with Document.open(tracker, author=Author("Dee Chair")):
        assert marmot("list", tracker, "--json").json["total"] == 4
        for asking in ("summary", "verify"):
            assert marmot(asking, tracker).status == 0
        for writing in (
            ("set", tracker, "3.2", "theme=Money"),
            ("rate", tracker, "3.2", "green"),
            ("undo", tracker),
            ("import", tracker, list_file(tmp_path, name="b.xlsx")),
        ):
            said = marmot(*writing)
            assert said.status == 1
            assert "Dee Chair" in said.err
        packed = marmot("pack", tracker, tmp_path / "pack.xlsx")
        assert packed.status == 0
        assert "keeps no note" in packed.out
    assert row(marmot, tracker, "3.2")["theme"] == "Children"


def test_a_doubted_date_is_confirmed(marmot: Marmot, tracker: Path) -> None:
    with clock.fixed(clock.now() + timedelta(days=800)):
        said = marmot("set", tracker, "3.2", "theme=Money")
        assert said.status == 1
        assert "--date-is-right" in said.err
        assert marmot("set", tracker, "3.2", "theme=Money", "--date-is-right").status == 0
        assert marmot("set", tracker, "3.2", "theme=Means").status == 0


def test_words_that_are_no_tracker(marmot: Marmot, tmp_path: Path) -> None:
    path = tmp_path / "notes.marmot"
    path.write_text("not a tracker at all", encoding="utf-8")
    said = marmot("list", path)
    assert said.status == 1
    assert "not a Marmot tracker" in said.err


def test_the_demo(marmot: Marmot, tmp_path: Path) -> None:
    said = marmot("demo", "--no-window", "--folder", tmp_path / "demo")
    assert said.status == 0
    assert "46 recommendations" in said.out
    assert "invented" in said.out
    trackers = list((tmp_path / "demo").glob("*.marmot"))
    packs = list((tmp_path / "demo").glob("*.xlsx"))
    assert (len(trackers), len(packs)) == (1, 1)
    checked = marmot("verify", trackers[0], "--pack", packs[0], "--json").json
    assert checked["problems"] == []
    periods = marmot("summary", trackers[0], "--json").json
    assert periods["period"]
    assert periods["counts"]["stale"] == 0
    assert marmot("demo", "--no-window", "--folder", tmp_path / "demo").status == 0
    assert len(list((tmp_path / "demo").glob("*.marmot"))) == 2


def test_as_a_program_of_its_own(tracker: Path) -> None:
    def run(*arguments: str) -> Said:
        done = subprocess.run(
            [sys.executable, "-W", "error", "-m", "marmot_tracker", *arguments],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
            encoding="utf-8",
        )
        return Said(done.returncode, done.stdout, done.stderr)

    assert run("list", str(tracker), "--json").json["total"] == 4
    fault = run("set", str(tracker), "9.9", "theme=x")
    assert fault.status == 1
    assert fault.err.startswith("marmot: ")
    assert "Traceback" not in fault.err


def test_dates_are_read_as_british(marmot: Marmot, tracker: Path) -> None:
    parsed = parser().parse_args(["list", str(tracker), "--as-at", "03/04/2026"])
    from marmot_tracker.cli.trackers import day_given

    assert day_given(parsed.as_at, "--as-at") == date(2026, 4, 3)
    assert marmot("list", tracker, "--as-at", "13/13/2026").status == 2
