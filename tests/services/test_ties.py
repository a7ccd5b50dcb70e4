"""What one recommendation is to another, seen from both sides."""

from __future__ import annotations

from marmot_tracker.model import InterestedSubgroup, RecommendationTie, Subgroup
from marmot_tracker.services import history, people, recommendations, ties
from marmot_tracker.vocabulary import TieKind
from tests.services.conftest import TODAY, Sample


def tied(sample: Sample) -> None:
    new, old, _ = sample.uids
    with sample.document.edit("Tie") as session:
        uid = ties.tie_uid(TieKind.REPLACES, new, old)
        session.add(RecommendationTie(uid=uid, recommendation=new, other=old, kind="replaces"))


def test_a_tie_is_seen_from_both_sides(sample: Sample) -> None:
    tied(sample)
    new, old, apart = sample.uids
    with sample.document.read() as session:
        (here,), (there,) = ties.of(session, new), ties.of(session, old)
        assert (here.other, here.words, here.back) == (old, "5.4 of “A Marmot town”", False)
        assert (there.other, there.words, there.back) == (new, "3.10 of “A Marmot town”", True)
        assert ties.of(session, apart) == []
        assert history.lines(session, new)[-1].what == "Replaces 5.4 of “A Marmot town”"


def test_a_tie_to_what_was_withdrawn_is_not_shown(sample: Sample) -> None:
    tied(sample)
    new, old, _ = sample.uids
    with sample.document.edit("Withdraw", reason="twice") as session:
        recommendations.withdraw(session, uid=old)
    with sample.document.read() as session:
        assert ties.of(session, new) == []
        assert history.lines(session, new)[-1].what == "Replaces 5.4 of “A Marmot town”"


def test_a_recommendation_without_a_reference_is_named_by_how_it_begins(sample: Sample) -> None:
    with sample.document.edit("Clear") as session:
        recommendations.set_fields(
            session, uid=sample.uids[1], values={"reference": ""}, today=TODAY, reason="x"
        )
    with sample.document.read() as session:
        assert ties.names(session)[sample.uids[1]] == "“Licence every landlord” of “A Marmot town”"


def test_subgroups_with_an_interest_go_by_their_newest_names(sample: Sample) -> None:
    uid = sample.uids[0]
    with sample.document.edit("Tie") as session:
        housing = people.ensure_subgroup(session, name="Housing")
        session.add(InterestedSubgroup(recommendation=uid, subgroup=housing))
        later = Subgroup(name="Homes and places")
        session.add(later)
        found = session.get(Subgroup, housing)
        assert found is not None
        found.successor = later.uid
    with sample.document.read() as session:
        assert ties.interested(session, uid) == ("Homes and places",)
        assert ties.interested(session, sample.uids[1]) == ()
