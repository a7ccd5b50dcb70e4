"""Whatever the helper says of a file: it is taken only where it can be shown and written down."""

from __future__ import annotations

import copy
import json
import math
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marmot_tracker import helper
from marmot_tracker.errors import TrackerError
from marmot_tracker.exchange.corrections import NOTHING_SAID
from marmot_tracker.exchange.reading import read_source
from marmot_tracker.exchange.reports.blocks import BlockKind, Spot
from marmot_tracker.exchange.reports.drafts import Drafts
from marmot_tracker.exchange.reports.passages import Passage
from marmot_tracker.exchange.results import MOST_PAGES, ReadItem, ReadResult

ITEM = ReadItem(
    reference="1",
    title="Homes",
    text="Widen the scheme for warm homes.",
    theme="Homes",
    where="p. 1",
    fields={"page": "1", "decision": "accepted"},
    extra={"Response": "Accepted."},
    row=1,
    notes=("Printed more than once.",),
    parts=("(a) Widen",),
    response="Accepted.",
    timescale="by 2031",
    places=("p. 1", "p. 2"),
    spots=(Spot(1, 2.0, 3.5, 4.0, 5.0),),
    suggested_principle="5",
    suggested_by=("homes",),
    paragraphs=(1, 2),
)
RESULT = ReadResult(
    items=(ITEM,),
    message="1 item read.",
    source_name="report.pdf",
    sha256="0" * 64,
    title="Report",
    pages=3,
    passages=(Passage(1, BlockKind.ITEM, 0, "1.", "Widen", ("1.", "Widen"), boxed=True),),
    corrections=NOTHING_SAID,
)
FALSE = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([10**400, -1, 2**31])
    | st.floats()
    | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=5,
)


def places(told: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in JSON values but the outermost."""
    inner = told.items() if isinstance(told, dict) else enumerate(told)
    for key, value in inner:
        yield (*path, key)
        if isinstance(value, dict | list):
            yield from places(value, (*path, key))


TOLD = json.loads(json.dumps(RESULT.to_json()))
PLACES = list(places(TOLD))


def read_from(told: Any) -> ReadResult:
    """What callers get where the helper says this of a file."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(helper, "run", lambda *_arguments, **_limits: told)
        return read_source("report.pdf")


def test_what_was_read_comes_back_as_it_was() -> None:
    assert read_from(TOLD) == RESULT


@settings(max_examples=400)
@given(st.sampled_from(PLACES), FALSE)
def test_a_false_answer_is_refused_or_can_be_shown(place: tuple[Any, ...], false: Any) -> None:
    told = copy.deepcopy(TOLD)
    inner = told
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = false
    try:
        result = read_from(told)
    except TrackerError:
        return
    assert 0 <= result.pages <= MOST_PAGES
    for spot in (spot for item in result.items for spot in item.spots):
        assert 0 <= spot.page < MOST_PAGES
        assert all(map(math.isfinite, (spot.left, spot.top, spot.right, spot.bottom)))
    found = Drafts.of(result)
    for one in found.drafts:
        found.add(one.item)
    assert len(found.result(result).items) == len(result.items)
