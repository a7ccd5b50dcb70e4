"""A return as a form: what was asked stays as it was sent, whatever is written since."""

from __future__ import annotations

from pathlib import Path

import pytest

from marmot_tracker import clock
from marmot_tracker.document import Author, Document
from marmot_tracker.errors import TrackerError
from marmot_tracker.services import answer_form, recommendations
from marmot_tracker.services.answer_form import ALWAYS_ASKED
from marmot_tracker.services.finding import the_one
from marmot_tracker.services.sending import ASKABLE
from tests.screens.conftest import make_tracker
from tests.screens.returns_sent import send


def test_it_tells_what_was_sent(tmp_path: Path) -> None:
    path = make_tracker(tmp_path / "Anytown.marmot")
    send(path, tmp_path / "sent")
    with Document.open(path, author=Author("Sam Hill")) as document:
        with document.edit("Correct") as session:
            recommendations.set_fields(
                session,
                uid=the_one(session, "5.4"),
                values={"title": "Better homes"},
                today=clock.today(),
            )
        with document.read() as session:
            found = answer_form.returns(session)
            assert sorted(each.words for each in found) == [
                "Children & Young People, Q3 2026",
                "Housing, Q3 2026",
                "Net Zero, Q3 2026",
            ]
            housing = next(each for each in found if each.sent_to == "Housing")
            form = answer_form.form(session, uid=housing.uid)
            with pytest.raises(TrackerError, match="not in this tracker"):
                answer_form.form(session, uid="nobody")
    assert form.fields == (*ALWAYS_ASKED, *ASKABLE)
    (row,) = form.rows
    assert (row.reference, row.title) == ("5.4", "Improve the quality of homes")
    assert row.last_rating == "Not rated yet"
