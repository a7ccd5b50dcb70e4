"""The verifier printed in docs/file-format.md, run as it stands on trackers of this program."""

from __future__ import annotations

import json
import os
import random
import re
import runpy
import sqlite3
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from marmot_tracker.document import Author, Document
from marmot_tracker.document.engine import transaction
from marmot_tracker.model import Recommendation
from marmot_tracker.model.kinds import KINDS
from marmot_tracker.services import evidence, programme, ratings, recommendations, reports
from marmot_tracker.trail import erasing, tables
from marmot_tracker.trail.as_at import fingerprint
from marmot_tracker.trail.changes import change_id, header_of, row_hash
from marmot_tracker.trail.checking import check_record
from marmot_tracker.trail.recording import withdraw
from marmot_tracker.trail.writing import Heading
from marmot_tracker.vocabulary import EvidenceKind, Rating, Sensitivity
from tests.conventions.source import ROOT
from tests.stress.forging import FORGERIES, WAYS
from tests.stress.test_tampering import everything, in_memory

TAMPERED = 420
PAGE = (ROOT / "docs" / "file-format.md").read_text("utf-8")
ANN, BOB = Author("Ann Ödegård", account="ann"), Author("Bob", on_behalf_of="Housing subgroup")


@pytest.fixture(scope="module")
def verifier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The code block of the page, as a file."""
    (code,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    path = tmp_path_factory.mktemp("verifier") / "check.py"
    path.write_text(code, encoding="utf-8")
    return path


@pytest.fixture
def tracker(tmp_path: Path) -> tuple[Path, str]:
    """A closed tracker with everything a record can hold, and its check code."""
    mine, theirs = tmp_path / "mine.marmot", tmp_path / "theirs.marmot"
    file = tmp_path / "survey.txt"
    file.write_text("Nine of ten homes are dry.", encoding="utf-8")
    with programme.new_tracker(mine, place="Anytown", author=ANN) as document:
        with document.edit("Load", reason="“Quoted”\nand broken") as session:
            report = reports.ensure(session, title="A fair place")
            uids = [
                recommendations.add(session, report=report, reference=f"3.{at}", wording="Do it")
                for at in range(3)
            ]
        staged = document.stage(file)
        with document.edit("Attach") as session:
            evidence.attach(
                session,
                recommendation=uids[0],
                title="Survey",
                kind=EvidenceKind.FILE,
                sensitivity=Sensitivity.ORDINARY,
                staged=staged,
            )
    theirs.write_bytes(mine.read_bytes())
    with Document.open(theirs, author=BOB) as document:
        _rate(document, uids[0], Rating.OFF_TRACK)
    with Document.open(mine, author=ANN) as document:
        _rate(document, uids[0], Rating.ON_TRACK)
        assert document.bring_in(theirs).two_answers == 1
        _rate(document, uids[1], Rating.AT_RISK)
        document.undo()
        with document.edit("Withdraw") as session:
            withdraw(session, session.get_one(Recommendation, uids[2]))
        _erase(document, uids[1])
        assert document.check() == []
        return mine, document.check_code


def test_a_sound_tracker_passes_and_has_the_same_check_code(verifier, tracker) -> None:
    path, code = tracker
    answer = _run(verifier, path)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert answer.stdout.split() == ["check", "code", code]


@pytest.mark.parametrize(
    "statement, told",
    [
        (
            "UPDATE change_row SET body = '\"on_track\"' WHERE body = '\"off_track\"'",
            "not the value that was recorded",
        ),
        ("DELETE FROM change_row WHERE field = 'reference'", "does not hold the changes"),
        ("UPDATE change_row SET replaces = NULL WHERE replaces NOTNULL", "does not hold"),
        ("UPDATE change_row SET body = NULL, salt = NULL", "not the value that was recorded"),
        ("UPDATE change_row SET n = 999 WHERE field = 'reference'", "belongs to no change set"),
        ("UPDATE change_set SET at = '2020' || substr(at, 5)", "under another time"),
        (
            "UPDATE change_set SET header = replace(header, '\"edit\"', '\"import\"'), "
            "kind = replace(kind, 'edit', 'import')",
            "does not have the name",
        ),
        ("DELETE FROM change_set WHERE n = 3", "belongs to no change set"),
        ("UPDATE word SET body = '\"Eve\"' WHERE member = 'author'", "not as recorded"),
        ("DELETE FROM word WHERE member = 'reason'", "not as recorded"),
        ("UPDATE chunk SET data = CAST('Ten of ten' AS BLOB)", "not the file that was attached"),
    ],
)
def test_a_tracker_that_was_tampered_with_is_caught(verifier, tracker, statement, told) -> None:
    path, _ = tracker
    connection = sqlite3.connect(path)
    assert connection.execute(statement).rowcount > 0
    connection.commit()
    connection.close()
    answer = _run(verifier, path)
    assert answer.returncode == 1, answer.stderr
    assert told in answer.stdout
    with Document.open(path, author=ANN, asking=True) as document:
        assert document.check() != []


def test_the_verifier_and_the_program_agree_on_what_was_tampered_with(
    verifier, tmp_path: Path
) -> None:
    page = runpy.run_path(str(verifier))
    connection = in_memory(everything(tmp_path))
    assert [*page["problems"](connection)] == check_record(connection) == []
    chance = random.Random(7)
    ways = [way for name, way in {**WAYS, **FORGERIES}.items() if name != "state edited"]
    found = 0
    for number in range(TAMPERED):
        connection.execute("SAVEPOINT tampering")
        what = ways[number % len(ways)](connection, chance)
        theirs, ours = [*page["problems"](connection)], check_record(connection)
        assert bool(theirs) == bool(ours), f"{what}: {theirs[:2]} and {ours[:2]}"
        found += bool(ours)
        connection.execute("ROLLBACK TO tampering")
        connection.execute("RELEASE tampering")
    assert TAMPERED // 3 < found < TAMPERED
    connection.close()


def test_the_worked_example_is_right(verifier) -> None:
    page = runpy.run_path(str(verifier))
    (block,) = re.findall(r"## A worked example.*?```text\n(.*?)```", PAGE, re.DOTALL)
    said = {line[:12].strip(): line[12:] for line in block.splitlines()}
    value = page["sha"](bytes.fromhex(said["salt"]), said["body"].encode())
    author = page["sha"](bytes.fromhex(said["author salt"]), said["author body"].encode())
    kind, uid, field, *_ = json.loads(said["row"])
    of_row = page["row_hash"](kind, uid, field, value, None, None)
    header = page["check_header"](said["header"])
    change = page["sha"](b"marmot 1\n", said["header"].encode()).hex()
    assert (value.hex(), author.hex()) == (said["value hash"], said["author hash"])
    assert of_row.hex() == said["row hash"]
    assert of_row == row_hash(kind, uid, field, value, (), None)
    assert page["sha"](of_row).hex() == said["changes"] == header["changes"]
    assert header["author"] == author.hex()
    assert change == said["id"] == change_id(header_of(said["header"]).encoded()).hex()
    assert (
        page["check_code"]({change}) == said["check code"] == fingerprint([bytes.fromhex(change)])
    )


def test_the_page_names_every_table_of_the_record() -> None:
    assert [name for name in tables.RECORD_TABLES if f"`{name}`" not in PAGE] == []
    assert f"0x{tables.APPLICATION_ID:X}" in PAGE
    assert f"`user_version` is {tables.USER_VERSION}" in PAGE


def test_the_page_names_every_kind_of_thing_and_its_fields() -> None:
    (part,) = re.findall(r"## The kinds of thing\n(.*?)(?=^## )", PAGE, re.DOTALL | re.M)
    lines = [line for line in part.splitlines() if line.startswith("| `")]
    told = {name: line for line in lines for name in re.findall(r"`(\w+)`", line.split("|")[1])}
    assert set(told) == set(KINDS)
    lacking = [
        f"{kind.name}.{field}"
        for kind in KINDS.values()
        for field in kind.fields
        if f"`{field}`" not in told[kind.name] and field != "present"
    ]
    assert lacking == []


def _rate(document: Document, uid: str, rating: Rating) -> None:
    with document.edit("Set rating") as session:
        ratings.rate(
            session,
            recommendation=uid,
            rating=rating,
            speaks_for=date(2026, 10, 1),
            reason="Because",
            path_to_green="Soon",
        )


def _erase(document: Document, uid: str) -> None:
    """Erase a wording, as a copy made with a later version may bring it."""
    connection = document._connection
    with transaction(connection):
        named = erasing.hashes_holding(connection, uid, "wording", '"Do it"')
        erasing.erase(connection, named, Heading(label="Erase", author="Ann", reason="Asked for"))
    document._guard.note()


def _run(verifier: Path, tracker: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(verifier), str(tracker)],
        capture_output=True,
        check=False,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        timeout=60,
    )
