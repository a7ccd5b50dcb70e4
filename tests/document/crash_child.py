"""The child that is killed: it edits with evidence and says over a pipe what is saved."""

from __future__ import annotations

import random
from multiprocessing.connection import Connection
from pathlib import Path

from marmot_tracker.document import Author, Document
from tests.document.making import attach, put, uid

SIZES = (300, 4_000, 60_000, 300_000, 2_500_000)


def edit_until_killed(path: Path, file: Path, seed: int, pipe: Connection) -> None:
    """Attach one file after the other; `(title, SHA-256)` goes out only once it is saved."""
    chance = random.Random(seed)
    pipe.send("started")
    document = Document.open(path, author=Author("Child"))
    recommendation = uid(document)
    for number in range(1_000_000):
        size = chance.choices(SIZES, (40, 30, 20, 7, 3))[0]
        file.write_bytes(chance.randbytes(size))
        title = f"{seed}-{number}"
        pipe.send((title, attach(document, recommendation, file, title)))


def publish_until_killed(path: Path, seed: int, pipe: Connection) -> None:
    """Edit and publish; the label of an edit goes out only once it is saved here."""
    chance = random.Random(seed)
    pipe.send("started")
    document = Document.open(path, author=Author("Child"))
    for number in range(1_000_000):
        label = f"{seed}-{number}"
        put(document, label, theme=label)
        pipe.send(label)
        if chance.random() < 0.5:
            document.publish()
