"""Does one thing with a file of evidence in a process of its own; prints the most memory it held."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.peak_memory import own_peak
from benchmarks.workshop import AUTHOR
from marmot_tracker.document import Document
from marmot_tracker.model import Recommendation
from marmot_tracker.services import evidence
from marmot_tracker.vocabulary import EvidenceKind, Sensitivity


def main(what: str, tracker: str, file: str) -> None:
    """Attach `file`, or with the only file that the tracker holds: read, open, check, back up."""
    with Document.open(Path(tracker), author=AUTHOR) as document:
        if what == "attach":
            _attach(document, Path(file))
        elif what == "check":
            assert document.check() == []
        elif what == "back up":
            document.backup("benchmark")
        else:
            _take_out(document, what, Path(file))
    print(own_peak())


def _attach(document: Document, file: Path) -> None:
    staged = document.stage(file)
    with document.edit("Attach evidence") as session:
        subject = session.query(Recommendation).first()
        assert subject is not None
        evidence.attach(
            session,
            recommendation=subject.uid,
            title="A long film",
            kind=EvidenceKind.FILE,
            sensitivity=Sensitivity.ORDINARY,
            staged=staged,
        )


def _take_out(document: Document, what: str, file: Path) -> None:
    with document.read() as session:
        (held,) = evidence.held(session)
    if what == "save":
        with file.open("wb") as out:
            for piece in document.evidence_bytes(held):
                out.write(piece)
    else:
        document.private_copy(held, "film.pdf")


if __name__ == "__main__":
    main(*sys.argv[1:])
