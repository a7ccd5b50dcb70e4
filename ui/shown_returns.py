"""Returns that the window is shown with: sent to every subgroup, come back, and a few decided."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from marmot_tracker import clock
from marmot_tracker.document import Author, Document
from marmot_tracker.exchange.returns import LineVerdict, answers_for, receive, settle
from marmot_tracker.services import asking_whom, inbox, periods, sending
from marmot_tracker.services.finding import the_one
from marmot_tracker.services.return_form import FormField
from marmot_tracker.vocabulary import ReturnVerdict, Via

OFFICER = Author("Sam Hill")
GOES, LINE, PATH = FormField.HOW_IT_GOES, FormField.ONE_LINE, FormField.PATH_TO_GREEN
MESSAGE = """From: Jo Bell <jo.bell@example.org>
Sent: Monday

Hello Sam, here is ours.

5.4 Improve the quality of homes: Amber - two officers left; agency cover starts in December
Path to green: 60 inspections a month from January, back by 28 February 2027
Help needed: a decision on the two vacant posts

5.2 on track to finish in May
"""
"""A message that answers some of what Housing was asked."""
Answers = Mapping[tuple[str, FormField], str]

HOUSING: Answers = {
    ("5.1", GOES): "On track",
    ("5.1", LINE): "Six of eight neighbourhood plans are agreed; the last two go to cabinet in May",
    ("5.4", GOES): "Off track",
    ("5.4", LINE): "Inspections are 14 behind plan: two officers left and agency cover starts late",
    ("5.4", PATH): "Agency cover from December, then 60 inspections a month; back by 28/02/2027",
    ("5.4", FormField.HELP_NEEDED): "A decision on the two vacant posts",
    ("5.4", FormField.ACTION): "Share one inspector with the neighbouring council",
    ("8.2", FormField.FORECAST): "next spring",
    ("8.2", FormField.COMMENT): "Could the steering group look at the retrofit fund in January?",
}
NET_ZERO: Answers = {
    ("8.1", GOES): "At risk",
    ("8.1", LINE): "The second cycle route waits for one land purchase",
    ("8.1", PATH): "The purchase is agreed by 31/03/2027",
    ("8.1", FormField.BARRIER): "The price of the land",
}
YOUNG: Answers = {
    ("1", GOES): "On track",
    ("1", LINE): "Two more family hubs opened in September",
    ("2", GOES): "Same as last time",
    ("2", FormField.NEXT): "Advice sessions in four libraries from January",
}


def send(path: Path) -> dict[str, str]:
    """Send a return to everybody proposed; the uid of each by whom it was sent to."""
    today = clock.today()
    with Document.open(path, author=OFFICER) as document:
        with document.read() as session:
            period = next(each for each in periods.list_(session) if each.name == "Autumn review")
            plans = sending.plan(
                session,
                period=period.uid,
                whom=asking_whom.read(session, period=period.uid, today=today).proposed,
                respond_by=today + timedelta(days=10),
                today=today,
                tips=(),
                check_code="",
            )
        with document.edit("Send returns") as session:
            sending.record(session, plans)
    return {plan.whom.name: plan.uid for plan in plans}


def come_back(path: Path, sent: Mapping[str, str]) -> None:
    """Three of them answer; of one everything is decided."""
    with Document.open(path, author=OFFICER) as document:
        for to, by, answers in (
            ("Children & Young People", "Family Hubs", YOUNG),
            ("Housing", "Housing standards", HOUSING),
            ("Net Zero", "Transport planning", NET_ZERO),
        ):
            _receive(document, sent[to], by, answers)
            if answers is YOUNG:
                _decide(document)


def _receive(document: Document, of: str, by: str, answers: Answers) -> None:
    with document.read() as session:
        told = {(the_one(session, name), field): said for (name, field), said in answers.items()}
    read = answers_for(of, told, via=Via.RETURN, returned_by=by)
    receive(document, [read], today=clock.today())


def _decide(document: Document) -> None:
    today = clock.today()
    with document.read() as session:
        lines = inbox.waiting(session, today=today)
    verdicts = [LineVerdict(line.uid, ReturnVerdict.ACCEPTED) for line in lines[:-2]]
    verdicts += [
        LineVerdict(lines[-2].uid, ReturnVerdict.SENT_BACK, reason="Same as in June, or as now?"),
        LineVerdict(lines[-1].uid, ReturnVerdict.LEFT_OUT, reason="Already said in the minutes"),
    ]
    settle(document, verdicts, today=today)
