"""The pages that the window lists, in their order, and how each is made when it is first wanted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ui.bridge import Bridge
from ui.messages import Questions
from ui.pages.page import Page


@dataclass(frozen=True, slots=True)
class Listed:
    """What is said of a page before it is made; a test holds each page to it.

    `answers` are the ids of the actions it answers, for a page that is not there from the start;
    `officer`: a chair finds it only after *See everything*.
    """

    key: str
    words: str
    answers: frozenset[str] = frozenset()
    officer: bool = False


LISTED = (
    Listed(
        "my_list",
        "My list",
        frozenset({"still_right", "rate", "owner", "due", "attach", "why", "copy"}),
    ),
    Listed("summary", "Summary", frozenset({"copy", "why", "periods"})),
    Listed("recommendations", "Recommendations"),
    Listed(
        "evidence",
        "Evidence",
        frozenset(
            {
                *("why", "attach", "paste", "copy", "find", "clear", "go_to_recommendation"),
                *("open_evidence", "save_evidence", "check_evidence", "describe_evidence"),
                *("tie_evidence", "embed_evidence", "link_evidence", "check_links"),
                *("withdraw_evidence", "erase_evidence"),
            }
        ),
    ),
    Listed(
        "returns",
        "Returns",
        frozenset(
            {
                *("accept_answer", "edit_answer", "question_answer", "leave_out"),
                *("accept_clean", "go_to_recommendation", "next", "previous"),
                *("why", "copy", "find", "clear", "paste"),
            }
        ),
        officer=True,
    ),
    Listed("two_answers", "Two answers", frozenset({"why", "copy"})),
    Listed(
        "history",
        "History",
        frozenset({"put_back", "why", "copy", "find", "clear"}),
        officer=True,
    ),
)


def makers(bridge: Bridge, questions: Questions) -> Mapping[str, Callable[[], Page]]:
    """By key what makes each page that nobody needs at the start."""

    def my_list() -> Page:
        from ui.pages.my_list import MyListPage

        return MyListPage(bridge, questions)

    def summary() -> Page:
        from ui.pages.summary import SummaryPage

        return SummaryPage(bridge)

    def evidence() -> Page:
        from ui.pages.evidence import EvidencePage

        return EvidencePage(bridge, questions)

    def returns() -> Page:
        from ui.pages.returns import ReturnsPage

        return ReturnsPage(bridge)

    def two_answers() -> Page:
        from ui.pages.two_answers import TwoAnswersPage

        return TwoAnswersPage(bridge)

    def history() -> Page:
        from ui.pages.history import HistoryPage

        return HistoryPage(bridge)

    return {
        "my_list": my_list,
        "summary": summary,
        "evidence": evidence,
        "returns": returns,
        "two_answers": two_answers,
        "history": history,
    }
