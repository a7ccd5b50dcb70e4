"""What a meeting reads: how many A4 pages it takes, and what stands first on them."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from marmot_tracker import clock
from marmot_tracker.document import Document
from marmot_tracker.reports.pack_facts import facts_of
from marmot_tracker.reports.pack_sheets import sheets
from marmot_tracker.reports.sheets import laid_out
from marmot_tracker.reports.workbook import Properties, pages_high, workbook
from tests.reports import making
from tests.reports.conftest import Handed
from tests.reports.reading import listed, opened, rows
from tests.reports.test_pack_saving import printed

TEXT = "Work with partners across the system to reduce inequalities in housing, employment and more"
REASON = (
    "Two officers left and the inspections stopped in August; the agency market is thin and the "
    "budget was frozen until the new year."
)
PATH = "Agency cover from January, then permanent recruitment with housing partners in the spring."
HELP = (
    "A decision of the board to release the £120,000 set aside for cover and to write to "
    "landlords jointly."
)
OWNERS = ("Housing standards manager, Town Council", "Director of Public Health", "Chief Nurse")


def heavy(path: Path, *, asks: int = 36, moved: bool = False, subgroups: bool = False) -> Document:
    """Sixty recommendations: twenty red, twenty amber, all overdue, every text a long one."""
    from marmot_tracker.services import dates, people, programme, ratings, recommendations, reports
    from marmot_tracker.vocabulary import Rating

    given = (Rating.OFF_TRACK, Rating.AT_RISK, Rating.ON_TRACK)
    with clock.fixed(making.LOADED):
        document = programme.new_tracker(path, place="Marmot Town", author=making.AUTHOR)
    with clock.fixed(making.ANSWERED), document.edit("Everything") as session:
        report = reports.ensure(session, title="A fairer town")
        principles = people.principles(session)
        for number in range(60):
            group = people.ensure_subgroup(session, name=f"Business, Employment {number % 6}")
            uid = recommendations.add(
                session,
                report=report,
                reference=f"{number // 10 + 1}.{number % 10 + 1}",
                wording=f"Recommendation {number}: {TEXT}, so that nobody is left behind.",
                principle=principles[number % 8].uid,
                subgroup=group if subgroups else "",
                lead=people.ensure_owner(session, words=OWNERS[number % 3]),
                lead_since=date(2026, 7, 1),
                due=date(2026, 8, 1) + timedelta(days=number),
            )
            asked = number < asks if asks <= 40 else True
            rating = given[min(number // 20, 2) if asks <= 40 else number % 2]
            ratings.rate(
                session,
                recommendation=uid,
                rating=rating,
                speaks_for=date(2026, 9, 30),
                reason=REASON,
                path_to_green=PATH,
                path_to_green_by=date(2027, 3, 31),
                help_needed=HELP if asked and rating is not Rating.ON_TRACK else "",
            )
            if moved:
                dates.set_due(
                    session,
                    recommendation=uid,
                    new_date=date(2026, 8, 3) + timedelta(days=number),
                    reason="Recruitment failed twice.",
                    asked_by="Housing standards",
                )
    return document


def pages_of(document: Document, folder: Path) -> dict[str, int] | None:
    """How many pages LibreOffice prints of each sheet that a meeting reads; None without it."""
    with document.snapshot(trail=True) as snapshot:
        facts = facts_of(snapshot)
        read = laid_out(sheets(snapshot, facts))[:4]
    found = {}
    assert [page.name for page in read] == ["Cover", "Summary", "Asks", "Exceptions"]
    properties = Properties("Pack", "Town", making.MADE)
    (folder / "read.xlsx").write_bytes(workbook(read, properties))
    body = printed(folder / "read.xlsx", folder)
    if body is None:
        return None
    found["all"] = len(re.findall(rb"/Type ?/Page\b", body))
    return found


@pytest.mark.parametrize("subgroups", [False, True])
def test_the_heaviest_pack_is_read_on_six_pages(tmp_path: Path, subgroups: bool) -> None:
    """Twenty red, twenty amber, 36 asks and all overdue."""
    with (
        clock.fixed(making.MADE),
        heavy(tmp_path / "heavy.marmot", subgroups=subgroups) as document,
    ):
        found = pages_of(document, tmp_path)
    if found is not None:
        assert 4 <= found["all"] <= 6


def test_the_cover_says_first_what_is_asked(handed: Handed) -> None:
    """On page 1, before any fact of the file, stands what the group is to decide."""
    sheet = opened(handed.path)["Cover"]
    assert sheet["A2"].value == "2 decisions are asked of you: see the sheet “Asks”."
    places = {name: int(ref.split(":")[0][1:]) for name, ref in sheet.tables.items()}
    assert sorted(places, key=lambda name: places[name]) == [
        "What_is_asked_and_told",
        "What_this_pack_holds",
        "Rating_key",
        "About_this_pack",
    ]
    told = {line["What"]: line["How it stands"] for line in rows(sheet, "What_is_asked_and_told")}
    assert told["Ratings"].startswith("1 off track (red), 2 at risk (amber)")


def test_a_column_of_subgroups_needs_a_subgroup(handed: Handed, tmp_path: Path) -> None:
    assert "Subgroup" in listed(handed.path, "Exceptions", "Exceptions")[0]
    with (
        clock.fixed(making.MADE),
        heavy(tmp_path / "heavy.marmot") as document,
        document.snapshot(trail=True) as snapshot,
    ):
        pages = laid_out(sheets(snapshot, facts_of(snapshot)))
    by_name = {page.name: page for page in pages}
    for name in ("Asks", "Exceptions"):
        (table,) = by_name[name].tables
        assert "Subgroup" not in table.headings
        assert by_name[name].printed == len(table.headings)
        assert pages_high(by_name[name]) == 2
    assert "Decision wanted" not in by_name["Asks"].tables[0].headings  # said once, above
    assert str(by_name["Asks"].cells[1, 0].value).endswith("or say what is to happen instead.")


def test_a_chart_is_as_high_as_its_bars_need(handed: Handed) -> None:
    with handed.document.snapshot(trail=True) as snapshot:
        page = laid_out(sheets(snapshot, facts_of(snapshot)))[1]
    for at in page.charts[:2]:
        bars = at.last - at.first + 1
        assert at.bottom - at.top + 1 <= 7 + 1.5 * bars
        counted = [page.cells[row, 1].value for row in range(at.first, at.last + 1)]
        assert all(counted)
