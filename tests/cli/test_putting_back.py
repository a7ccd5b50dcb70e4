"""`marmot put-back`: steps listed, a dry run, put back with a reason, and undone."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Marmot


def steps(marmot: Marmot, tracker: Path) -> list[str]:
    return [
        str(each["step"]) for each in marmot("put-back", tracker, "3.2", "--json").json["steps"]
    ]


def title(marmot: Marmot, tracker: Path) -> str:
    rows = marmot("list", tracker, "--filter", "ref:3.2", "--json").json["rows"]
    return str(rows[0]["title"])


def test_a_step_is_listed_tried_put_back_and_undone(tracker: Path, marmot: Marmot) -> None:
    for words in ("Warm homes", "Dry homes"):
        assert marmot("set", tracker, "3.2", f"title={words}").status == 0
    newest = steps(marmot, tracker)[-1][:8]
    listed = marmot("put-back", tracker, "3.2")
    assert f"{newest}  " in listed.out

    tried = marmot("put-back", tracker, "3.2", newest, "--dry-run")
    assert "Short title of 3.2: Dry homes becomes Warm homes again" in tried.out
    assert "dry run" in tried.out
    assert title(marmot, tracker) == "Dry homes"

    assert marmot("put-back", tracker, "3.2", newest).status == 2, "a reason is asked for"
    done = marmot("put-back", tracker, "3.2", newest, "--reason", "The old one was better")
    assert done.status == 0
    assert title(marmot, tracker) == "Warm homes"
    assert marmot("undo", tracker).out.startswith("Took back: Put back short title of 3.2")
    assert title(marmot, tracker) == "Dry homes"
    assert marmot("verify", tracker).status == 0


def test_what_was_changed_since_is_named_and_left(tracker: Path, marmot: Marmot) -> None:
    for words in ("Warm homes", "Dry homes"):
        marmot("set", tracker, "3.2", f"title={words}")
    first = steps(marmot, tracker)[-2]
    refused = marmot("put-back", tracker, "3.2", first, "--reason", "why not")
    assert refused.status == 1
    assert "changed since" in refused.err
    done = marmot("put-back", tracker, "3.2", first, "--anyway", "--reason", "why not", "--json")
    assert done.json["put_back"] is True
    assert title(marmot, tracker) == ""
    again = marmot("put-back", tracker, "3.2", first, "--again", "--reason", "after all")
    assert again.status == 0
    assert title(marmot, tracker) == "Warm homes"


def test_a_step_that_is_none_is_told(tracker: Path, marmot: Marmot) -> None:
    told = marmot("put-back", tracker, "3.2", "nonsense", "--reason", "why")
    assert told.status == 1
    assert "no step" in told.err
