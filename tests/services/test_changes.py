"""What changed since an earlier state: everything a reader of the list would find different."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from marmot_tracker.services import (
    changes,
    evidence,
    evidence_changes,
    own_columns,
    recommendations,
    register,
    since_pack,
)
from marmot_tracker.services.changes import Change, What
from marmot_tracker.vocabulary import EvidenceKind, Sensitivity
from tests.services.conftest import TODAY, Sample


def since(sample: Sample, past: changes.Past) -> list[Change]:
    """What changed; since the pack the same recommendations have."""
    with sample.document.snapshot(trail=True) as snapshot, snapshot.read() as session:
        rows = register.rows(session, today=TODAY)
        found = changes.since(session, past, rows, evidence.index(session))
        assert since_pack.changed(session, past, rows) == {each.recommendation for each in found}
    return found


def now(sample: Sample) -> changes.Past:
    with sample.document.read() as session:
        return changes.past_of(session, today=TODAY)


def attached(sample: Sample, sensitivity: Sensitivity = Sensitivity.ORDINARY) -> str:
    with sample.document.edit("Attach") as session:
        return evidence.attach(
            session,
            recommendation=sample.uids[1],
            title="Survey",
            kind=EvidenceKind.NOTE,
            note="Nine in ten",
            sensitivity=sensitivity,
            received_from="Housing",
        )


def does(sample: Sample, change: Callable[[Any], object], reason: str = "") -> None:
    with sample.document.edit("Changed", reason=reason) as session:
        change(session)


def test_evidence_taken_out_is_a_change(sample: Sample) -> None:
    piece = attached(sample)
    past = now(sample)
    assert since(sample, past) == []
    does(sample, lambda s: evidence_changes.withdraw(s, evidence=piece), "Out of date")
    (change,) = since(sample, past)
    assert (change.what, change.reference) == (What.EVIDENCE_GONE, "5.4")
    assert (change.before, change.after) == ("Survey", None)
    assert (change.who, change.why) == ("Ann Lee", "Out of date")
    sample.document.undo()
    assert since(sample, past) == []


def test_restricted_evidence_taken_out_is_not_named(sample: Sample) -> None:
    piece = attached(sample)
    past = now(sample)
    does(
        sample,
        lambda s: evidence.set_sensitivity(s, evidence=piece, sensitivity=Sensitivity.RESTRICTED),
    )
    does(sample, lambda s: evidence_changes.withdraw(s, evidence=piece), "It names John Smith")
    (change,) = since(sample, past)
    assert change.before == "Restricted evidence, held by Housing, not dated"
    assert change.why == ""


def test_evidence_tied_elsewhere_is_gone_there(sample: Sample) -> None:
    piece = attached(sample)
    past = now(sample)
    does(
        sample,
        lambda s: evidence_changes.tie_to(s, evidence=piece, recommendations=[sample.uids[0]]),
    )
    assert [(each.what, each.reference) for each in since(sample, past)] == [
        (What.EVIDENCE, "3.10"),
        (What.EVIDENCE_GONE, "5.4"),
    ]


@pytest.mark.parametrize(
    ("field", "what"),
    [
        ("position", What.POSITION),
        ("timescale", What.TIMESCALE),
        ("theme", What.THEME),
        ("Ward", What.OWN),
    ],
)
def test_what_else_a_reader_would_find_different(sample: Sample, field: str, what: What) -> None:
    does(sample, lambda s: own_columns.add(s, name="Ward"))
    past = now(sample)
    uid = sample.uids[1]
    for value in ("Northfield", ""):
        does(
            sample,
            partial(recommendations.set_fields, uid=uid, values={field: value}, today=TODAY),
            "As heard",
        )
        found = since(sample, past)
        if not value:
            assert found == []
            continue
        (change,) = found
        assert (change.what, change.before, change.after) == (what, None, "Northfield")
        assert (change.who, change.why) == ("Ann Lee", "As heard")
        assert change.called == (field if what is What.OWN else "")


def test_an_own_column_called_otherwise_is_no_change(sample: Sample) -> None:
    with sample.document.edit("Column") as session:
        ward = own_columns.add(session, name="Ward")
    does(
        sample,
        lambda s: recommendations.set_fields(
            s, uid=sample.uids[1], values={"Ward": "Northfield"}, today=TODAY
        ),
    )
    past = now(sample)
    does(sample, lambda s: own_columns.rename(s, column=ward, name="Place"))
    assert since(sample, past) == []
