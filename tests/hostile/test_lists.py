"""Every hostile list gets a verdict in words in time, and never half an import."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from marmot_tracker import clock
from marmot_tracker.cli import main
from marmot_tracker.document import Author, Document
from marmot_tracker.services import register
from tests.document.making import tracker
from tests.hostile import lists
from tests.hostile.lists import CANARY, Sample

SAMPLES = lists.WORKBOOKS | lists.TEXTS | lists.OTHERS
LONGEST_ANSWER = 20_000
"""Characters: an answer is for a person, whatever stands in the file."""
BEFORE = 2
"""Recommendations of the tracker that each list is loaded into."""


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tracker that every test copies."""
    path = tmp_path_factory.mktemp("kept") / "kept.marmot"
    tracker(path).close()
    return path


@pytest.fixture
def mine(kept: Path, tmp_path: Path) -> Path:
    """A tracker of this test's own."""
    return Path(shutil.copy(kept, tmp_path / "mine.marmot"))


def state(path: Path) -> tuple[str, int]:
    """The check code of a tracker, and how many recommendations it shows."""
    with Document.open(path, author=Author("Ann")) as document:
        assert document.check() == []
        with document.read() as session:
            return document.check_code, len(register.rows(session, today=clock.today()))


def test_the_corpus_is_large_enough() -> None:
    assert len(SAMPLES) >= 60


@pytest.mark.timeout(60)  # the promise: a verdict within 60 seconds
@pytest.mark.parametrize("name", SAMPLES)
def test_a_hostile_list_gets_a_verdict_and_never_half_an_import(
    name: str, mine: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    sample: Sample = SAMPLES[name]
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "canary.txt").write_bytes(CANARY)
    file = folder / name
    sample.make(file)
    before = state(mine)
    status = main(["import", str(mine), str(file)])
    printed = capfd.readouterr()
    words = " ".join(f"{printed.out} {printed.err}".split())
    assert sample.says.lower() in words.lower()
    assert "Traceback" not in words
    assert len(words) < LONGEST_ANSWER
    assert CANARY.decode() not in words
    after = state(mine)
    if sample.items is None:
        assert status == 1
        assert after == before
    else:
        assert status == 0
        assert after[1] == BEFORE + sample.items
    assert {one.name for one in folder.iterdir()} == {"canary.txt", name}
    assert {one.name for one in tmp_path.iterdir()} == {"in", "mine.marmot"}


class _Listener(BaseHTTPRequestHandler):
    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def listening() -> Iterator[tuple[int, list[str]]]:
    """A server on this computer, and what it was asked for."""
    asked: list[str] = []
    handler = type("Listener", (_Listener,), {"asked": asked})
    with HTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port, asked
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("name", ["web-entity.xlsx", "sheet-on-the-web.xlsx"])
def test_nothing_is_fetched_from_the_web(
    name: str, mine: Path, tmp_path: Path, listening: tuple[int, list[str]]
) -> None:
    import zipfile

    port, asked = listening
    SAMPLES[name].make(tmp_path / "first.xlsx")
    with (
        zipfile.ZipFile(tmp_path / "first.xlsx") as old,
        zipfile.ZipFile(tmp_path / name, "w") as new,
    ):
        for entry in old.infolist():
            body = old.read(entry)
            new.writestr(entry.filename, body.replace(b"127.0.0.1:9", b"127.0.0.1:%d" % port))
    assert any(
        b"127.0.0.1:%d" % port in zipfile.ZipFile(tmp_path / name).read(part)
        for part in zipfile.ZipFile(tmp_path / name).namelist()
    )
    main(["import", str(mine), str(tmp_path / name)])
    assert asked == []
