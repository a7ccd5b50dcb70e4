"""A pack from before an erasure still checks: what was erased is named, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from marmot_tracker import clock
from marmot_tracker.reports.checking import What, check_pack
from marmot_tracker.services import erasing
from marmot_tracker.services.erasing import Target
from marmot_tracker.trail.recording import driver
from tests.document.test_erasing import GROUND
from tests.reports import making
from tests.reports.conftest import Handed
from tests.reports.reading import opened


def every_text(handed: Handed) -> list[Target]:
    with handed.document.read() as session:
        hashes = driver(session).execute("SELECT hash FROM change_row WHERE body IS NOT NULL")
        return erasing.named(session, {bytes(found[0]) for found in hashes.fetchall()})


def erase(handed: Handed, targets: list[Target]) -> None:
    with clock.fixed(making.MADE):
        handed.document.erase(
            [value for target in targets for value in target.hashes], label="Erase", ground=GROUND
        )


@pytest.mark.parametrize(
    "of", ["the wording of", "a rating", "evidence", "organisation", "a report", "programme"]
)
def test_whatever_was_erased_is_named_as_erased_and_never_as_tampered(
    handed: Handed, of: str
) -> None:
    chosen = [target for target in every_text(handed) if of in target.where]
    assert chosen
    erase(handed, chosen)
    found = check_pack(handed.document, handed.path)
    assert [each.sentence for each in found.problems] == []
    assert found.erased
    assert all(each.what is What.ERASED for each in found.erased)
    texts = [target.text for target in chosen if len(target.text) > 8]
    assert not [s for each in found.erased for s in texts if s in each.sentence]


def test_what_was_tampered_with_is_named_beside_it(handed: Handed) -> None:
    erase(handed, [target for target in every_text(handed) if "the wording of" in target.where])
    book: Any = opened(handed.path)
    book["Summary"]["B7"] = 12
    book.save(handed.path)
    (only,) = check_pack(handed.document, handed.path).problems
    assert "Summary B7 says 12" in only.sentence
