"""Loading the same list again after something that it said was erased."""

from __future__ import annotations

from pathlib import Path

from marmot_tracker.exchange.proposal import LineKind
from marmot_tracker.services import erasing, recommendations
from tests.document.test_erasing import GROUND, said_in
from tests.exchange.lists import file, listed, load, proposed, rows_of, tracker

SAID = ("Two centres opened late", "Quillfeather's yard")


def test_a_list_that_still_says_it_does_not_bring_it_back_by_itself(tmp_path: Path) -> None:
    rows = listed(**{"3.1": {"Theme": SAID[1]}})
    path = file(tmp_path, rows)
    with tracker(tmp_path) as document:
        load(document, path)
        with document.read() as session:
            uid = recommendations.the_one(session, "3.1")
            found = [
                target
                for field in ("theme", "rating")
                for target in erasing.of_field(session, uid=uid, field=field)
                if target.text in SAID
            ]
        document.erase(
            [value for target in found for value in target.hashes], label="Erase", ground=GROUND
        )
        lines = {line.field: line for line in proposed(document, path).lines if line.field}
        assert lines["theme"].kind is LineKind.TWO_ANSWERS
        for _ in range(2):
            load(document, path)
            assert rows_of(document)["3.1"].theme == "[erased]"
            assert rows_of(document)["3.1"].reason == "[erased]"
            assert [text for text in SAID if said_in(document.path, text)] == []
        assert document.check() == []
