"""Why My list is empty, and the step that follows."""

from __future__ import annotations

from dataclasses import dataclass

from marmot_tracker.profile import Profile
from marmot_tracker.services.my_list import MyList
from marmot_tracker.services.wording import counted, day, joined

SEE_MINE = "see_mine"
"""The step that shows what is mine among all recommendations; the others are actions."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """Why nothing is asked, the words of the step that follows, and which step it is."""

    heading: str
    more: str
    button: str
    step: str


def nothing(found: MyList, who: Profile) -> Nothing:
    """Why nothing is asked of `who`."""
    if not found.total:
        return Nothing(
            "No recommendations yet",
            "What is asked of you is listed here once the report's list is loaded.",
            "Load a list or report…",
            "load",
        )
    if not found.mine:
        return _not_mine(who)
    if found.period is not None:
        return Nothing(
            f"Nothing is asked of you in {found.period.name}",
            f"What is yours ({counted(found.mine, 'recommendation')}) is verified complete or was "
            "decided otherwise.",
            "See my recommendations",
            SEE_MINE,
        )
    if found.next_period is not None:
        return Nothing(
            "No reporting period is open",
            f"{found.next_period.name} opens on {day(found.next_period.opens)}. Until then "
            "nothing is asked; you can rate what is yours at any time.",
            "See my recommendations",
            SEE_MINE,
        )
    return Nothing(
        "No reporting period is open",
        "A reporting period says from when answers count and by when they are asked for.",
        "Reporting periods…",
        "periods",
    )


def _not_mine(who: Profile) -> Nothing:
    if not (who.subgroup or who.organisation):
        return Nothing(
            "Which part is yours?",
            "Say which subgroup or organisation you work in, and what is asked of it is listed "
            "here.",
            "Who you are…",
            "who",
        )
    mine = joined([part for part in (who.subgroup, who.organisation) if part], last="or")
    return Nothing(
        "Nothing here is yours yet",
        f"No recommendation is with {mine}. If that is not what it is called here, choose its name "
        "from the list.",
        "Who you are…",
        "who",
    )
