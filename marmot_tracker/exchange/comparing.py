"""Compares the rows of a list with the recommendations of its report, a line for each difference."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from sqlalchemy.orm import Session

from marmot_tracker.exchange import fields, matching
from marmot_tracker.exchange.fields import Shown
from marmot_tracker.exchange.lines import Lines, called
from marmot_tracker.exchange.matching import Known
from marmot_tracker.exchange.naming import Names
from marmot_tracker.exchange.near import Matching, Near, match_rows
from marmot_tracker.exchange.offering import Offers, offer_suggested
from marmot_tracker.exchange.proposal import LineKind, Target
from marmot_tracker.exchange.results import ReadItem, ReadResult
from marmot_tracker.exchange.saying import Saying
from marmot_tracker.exchange.tracker_values import Bases, Held, TrackerValues, known
from marmot_tracker.services import people, programme
from marmot_tracker.services.wording import counted
from marmot_tracker.trail.past_values import Erased

_KNOWN_BY = frozenset({"reference", "wording", "short_title"})
_CLEARED = ("theme", "timescale", "section", "page", "source")


class Comparison:
    """One list on its way to a proposal."""

    def __init__(self, session: Session, result: ReadResult) -> None:
        self._session = session
        self._items = result.items
        names = self._names = Names(session)
        self._tracker = TrackerValues(session, names)
        self._bases = Bases(session, names, self._tracker.numbers)
        self._identities = [matching.identity_of(item) for item in result.items]
        self._known: dict[str, Sequence[Known]] = {}
        self._cleared = 0
        self.saying = Saying(result, names)
        self.notes: list[str] = []
        self.told: list[str] = []
        self.unsettled: list[tuple[str, str, str]] = []
        principles = {
            str(one.number): f"{one.number} {one.short}" for one in people.principles(session)
        }
        self.lines = Lines(Shown(programme.words(session), names, principles), names)

    def known_in(self, report: str) -> Sequence[Known]:
        """The recommendations of a report as rows are matched to them."""
        found = self._known.get(report)
        if found is None:
            found = self._known[report] = known(self._tracker.of_report(report), self._bases)
        return found

    def agreeing(self, report: str) -> int:
        """How many rows say in every cell what the list of this report said last."""
        found = matching.match(self._identities, self.known_in(report))
        said = {place: self.saying.peek(place) for place in found}
        names = {name for of_row in said.values() for name in of_row}
        return sum(self._bases.of(uid, names) == said[place] for place, uid in found.items())

    # Row by row

    def compare(self, target: Target) -> None:
        """Match the rows inside the report and write a line for each."""
        matched, repeated = self._match(target.report)
        for place, item in enumerate(self._items):
            if place in repeated:
                self._repeated(item, self._items[repeated[place]])
            elif place in matched.near:
                self._near(place, matched.near[place])
            elif place in matched.found:
                self._matched(place, self._tracker.held[matched.found[place]])
            else:
                self._new(item, place)
        here = {*matched.found.values(), *(one.uid for one in matched.near.values())}
        for held in self._tracker.of_report(target.report) if target.report else ():
            if held.in_view and held.uid not in here:
                self.lines.missing(held)
        if matched.near:
            self.told.append(
                f"{counted(len(matched.near), 'row')} only "
                f"{'looks' if len(matched.near) == 1 else 'look'} like something here: loaded as "
                "new unless you say that it is the same."
            )
        if self._cleared:
            self.notes.append(
                f"{counted(self._cleared, 'cell')} that the list filled before "
                f"{'is' if self._cleared == 1 else 'are'} blank in it now; a blank clears nothing."
            )

    def follow(self, before: str) -> None:
        """A new edition: every row is new, and tied to what it replaces in the one `before`."""
        matched, repeated = self._match(before)
        offers = Offers(self._session, self._names, self.lines)
        offers.read([*matched.found.values(), *(one.uid for one in matched.near.values())])
        for place, item in enumerate(self._items):
            near, uid = matched.near.get(place), matched.found.get(place, "")
            if place in repeated:
                self._repeated(item, self._items[repeated[place]])
            elif near is None and not (uid and self._tracker.held[uid].in_view):
                self._new(item, place)
            else:
                said = self.saying.take(place)
                number = offers.new(item, said, near.uid if near else uid, near)
                offer_suggested(item, said, number, lines=self.lines, names=self._names)
        there = [one for one in self._tracker.of_report(before) if one.in_view]
        here = set(matched.found.values())
        self.told.append(offers.told(len(here), len(matched.near)))
        gone = sum(
            one.uid not in here and one.uid not in {near.uid for near in matched.near.values()}
            for one in there
        )
        if gone:
            self.notes.append(
                f"{counted(gone, 'recommendation')} of the edition before "
                f"{'is' if gone == 1 else 'are'} not in this one; {'it stays' if gone == 1 else 'they stay'}."
            )

    def _match(self, report: str) -> tuple[Matching, dict[int, int]]:
        """What each row is in a report, and which rows repeat an earlier one."""
        repeated = fields.repeats(self._items)
        if not report or not self._tracker.of_report(report):
            return Matching({}, {}), repeated
        places = [place for place in range(len(self._items)) if place not in repeated]
        identities = [self._identities[place] for place in places]
        found = match_rows(identities, self.known_in(report), self._agreeing_at(places))
        if found.told:
            self.told.append(found.told)
        return (
            Matching(
                {places[at]: uid for at, uid in found.found.items()},
                {places[at]: Near(places[at], n.uid, n.alike) for at, n in found.near.items()},
            ),
            repeated,
        )

    def _agreeing_at(self, places: Sequence[int]) -> Callable[[int, str], int]:
        """In how many cells besides what it is known by a row agrees with a recommendation."""

        def agreeing(at: int, uid: str) -> int:
            said = self.saying.peek(places[at])
            bases, held = self._bases.of(uid, said), self._tracker.held[uid].values
            return sum(
                theirs in (bases.get(name), held.get(name))
                for name, theirs in said.items()
                if name not in _KNOWN_BY
            )

        return agreeing

    def _new(self, item: ReadItem, place: int) -> None:
        """A new recommendation, with what its words suggest."""
        said = self.saying.take(place)
        number = self.lines.new(item, said, printed=self.saying.printed(place, said))
        offer_suggested(item, said, number, lines=self.lines, names=self._names)

    def _near(self, place: int, near: Near) -> None:
        """A row that looks like a recommendation: asked, with what follows from either answer."""
        item, held = self._items[place], self._tracker.held[near.uid]
        here = called(held.values.get("reference", ""), held.values.get("wording", ""))
        number = self.lines.of_row(
            LineKind.NEAR,
            item,
            f"{called(item.reference, item.text)} looks like {here}, {near.alike} % alike: its "
            "wording changed. Is it the same recommendation?",
            uid=held.uid,
            ours=held.values.get("wording", ""),
            theirs=item.text,
        )
        said = self.saying.take(place)
        words = f"If not the same: new, {called(item.reference, item.text)}"
        printed = self.saying.printed(place, said)
        self.lines.new(item, said, words=words, unless=number, printed=printed)
        self._fields(item, held, said, printed, needs=number)

    def _matched(self, place: int, held: Held) -> None:
        item = self._items[place]
        if not held.in_view:
            words = f"{called(item.reference, item.text)} was withdrawn here and stays so."
            self.lines.of_row(LineKind.UNCHANGED, item, words, uid=held.uid)
            return
        said = self.saying.take(place)
        if not self._fields(item, held, said, self.saying.printed(place, said)):
            words = f"{called(item.reference, item.text)}: nothing to change."
            self.lines.of_row(LineKind.UNCHANGED, item, words, uid=held.uid)

    def _fields(
        self,
        item: ReadItem,
        held: Held,
        said: dict[str, str],
        printed: Mapping[str, str],
        *,
        needs: int | None = None,
    ) -> bool:
        """A line for each field that the list says anew; whether there is any."""
        bases = self._bases.of(held.uid, {*said, *printed})
        before = len(self.lines.written)
        for name, source in ({**said, **printed}).items():
            base, ours = bases.get(name), held.values.get(name, "")
            if source != (base or ""):
                self.unsettled.append((held.uid, name, source))
            theirs = said.get(name, "")
            if theirs in ("", base):
                continue
            if ours == theirs or _means_nothing(name, theirs, ours):
                continue
            moved = isinstance(base, Erased) or ours != (base or "")
            kind = LineKind.TWO_ANSWERS if moved else LineKind.CHANGED
            self.lines.of_field(kind, item, held, name, base, said, needs=needs, printed=printed)
        self._count_cleared(item, held)
        return len(self.lines.written) > before

    def _repeated(self, item: ReadItem, first: ReadItem) -> None:
        words = f"{item.where} says in every cell what {first.where} says; it is taken once."
        self.lines.of_row(LineKind.PROBLEM, item, words)

    def _count_cleared(self, item: ReadItem, held: Held) -> None:
        for name in _CLEARED:
            blank = not item.theme if name == "theme" else item.fields.get(name) == ""
            if blank and held.values.get(name) and self._bases.of(held.uid, (name,)).get(name):
                self._cleared += 1


def _means_nothing(name: str, theirs: str, ours: str) -> bool:
    """A bare “not rated” where nothing is rated yet says what the tracker says."""
    return name == "rating" and theirs == "not_rated" and not ours
