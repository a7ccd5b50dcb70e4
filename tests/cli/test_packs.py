"""`marmot pack` and `marmot verify`, in this process."""

from __future__ import annotations

from pathlib import Path

from marmot_tracker import clock
from tests.cli.conftest import Marmot


def test_pack_and_verify(marmot: Marmot, tracker: Path, tmp_path: Path) -> None:
    out = tmp_path / "pack.xlsx"
    said = marmot("pack", tracker, out, "--since", "01/01/2026", "--json").json
    assert out.is_file()
    assert (said["recommendations"], said["noted"]) == (4, True)
    checked = marmot("verify", tracker, "--pack", out, "--json")
    assert (checked.status, checked.json["problems"]) == (0, [])
    assert len(checked.json["fingerprint"]) == 32
    assert checked.json["pack"]["fingerprint"] == said["fingerprint"]
    assert "Record checked" in marmot("verify", tracker).out


def test_a_pack_for_a_period_with_its_evidence(
    marmot: Marmot, tracker: Path, tmp_path: Path
) -> None:
    out, paper = tmp_path / "pack.xlsx", tmp_path / "minutes.txt"
    paper.write_text("Agreed.", encoding="utf-8")
    marmot("attach", tracker, "3.2", paper, "--sensitivity", "ordinary")
    marmot("period", tracker, "Q1", "--opens", "01/01/2026", "--due", "31/03/2026")
    none = marmot("pack", tracker, out, "--since", "pack")
    assert (none.status, "No pack has been made" in none.err) == (1, True)
    said = marmot("pack", tracker, out, "--period", "q1", "--with-evidence", "--json").json
    assert said["period"]
    assert said["evidence"]["files"] == 1
    folder = tmp_path / "pack evidence"
    assert {path.suffix for path in folder.iterdir()} == {".txt", ".csv", ".sha256"}
    assert "pack evidence: 1 file" in marmot("verify", tracker, "--pack", out).out
    next(folder.glob("*.txt")).write_text("Refused.", encoding="utf-8")
    problems = marmot("verify", tracker, "--pack", out, "--json")
    assert problems.status == 1
    assert "is not the file that the tracker held" in "".join(problems.json["problems"])
    again = marmot("pack", tracker, tmp_path / "next.xlsx", "--since", "pack", "--json")
    assert (again.status, again.json["since"]) == (0, clock.today().isoformat())
    both = marmot("pack", tracker, out, "--period", "Q1", "--as-at", "01/03/2026")
    assert both.status == 2


def test_verify_names_a_changed_figure(marmot: Marmot, tracker: Path, tmp_path: Path) -> None:
    import openpyxl

    out = tmp_path / "pack.xlsx"
    marmot("pack", tracker, out)
    book = openpyxl.load_workbook(out)
    numbers = [
        cell for line in book["Summary"].iter_rows() for cell in line if isinstance(cell.value, int)
    ]
    numbers[0].value = 1999
    book.save(out)
    said = marmot("verify", tracker, "--pack", out, "--json")
    assert said.status == 1
    assert any(numbers[0].coordinate in line for line in said.json["problems"])


def test_verify_finds_a_changed_file(marmot: Marmot, tracker: Path) -> None:
    import sqlite3

    connection = sqlite3.connect(tracker)
    connection.execute("UPDATE recommendation SET wording = 'Something else.'")
    connection.commit()
    connection.close()
    said = marmot("verify", tracker, "--json")
    assert said.status == 1
    assert said.json["problems"]
