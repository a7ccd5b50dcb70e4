"""The pack's charts: Excel's own, with their numbers beside them, read without colour or sight."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree

from marmot_tracker.reports.drawing import FILLS, INK
from marmot_tracker.reports.looks import Look, tally_of
from marmot_tracker.reports.sheets import Chart, Column, Part, Sheet, Table, laid_out
from marmot_tracker.reports.workbook import workbook
from marmot_tracker.services import figures
from marmot_tracker.vocabulary import RATING_KEY, WORST_FIRST, Rating
from tests.reports import making
from tests.reports.conftest import Handed
from tests.reports.reading import decoded, opened, part, parts, rows
from tests.reports.test_audit_pack import words
from tests.reports.test_workbook import PROPERTIES, contrast, hostile, saved

CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


def test_the_charts_draw_the_tables_beside_them(handed: Handed) -> None:
    book = opened(handed.path)
    sheet = book["Summary"]
    names = ("Ratings_by_subgroup", "Ratings_by_principle", "Ratings_by_period")
    assert len(sheet._charts) == len(names)
    for chart, name in zip(sheet._charts, names, strict=True):
        first, last = sheet.tables[name].ref.split(":")
        top, bottom = int(re.sub(r"\D", "", first)), int(re.sub(r"\D", "", last))
        skipped = 0 if name == "Ratings_by_period" else 1  # the line of all together
        for series, rating in zip(chart.series, WORST_FIRST, strict=True):
            column = re.findall(r"\$([A-Z]+)\$", series.val.numRef.f)[0]
            start, _, end = series.val.numRef.f.partition(":")
            assert start == f"Summary!${column}${top + 1 + skipped}"
            last_bar = bottom
            while sheet[f"B{last_bar}"].value == 0:  # what nothing is counted for has no bar
                last_bar -= 1
            assert (end or start.removeprefix("Summary!")) == f"${column}${last_bar}"
            assert sheet[f"{column}{top}"].value == words(rating)
            assert series.tx.strRef.f == f"Summary!${column}${top}"
            assert series.cat.strRef is not None or series.cat.numRef is not None


def test_their_text_says_the_numbers_in_a_sentence(handed: Handed) -> None:
    with handed.document.read() as session:
        counted = figures.figures(session, today=making.DAY)
    drawing = part(handed.path, "xl/drawings/drawing1.xml").decode()
    told = re.findall(r'descr="([^"]*)"', drawing)
    assert len(told) == 3
    assert told[0].startswith("Ratings by subgroup, as stacked bars of the number of recommend")
    for group in counted.by_subgroup:
        name = group.name.replace("&", "&amp;")
        shares = [group.share(rating) for rating in WORST_FIRST]
        said = [f"{s.n} {RATING_KEY[s.rating].word.lower()}" for s in shares if s.n]
        assert f"{name}: of {group.counted}," in told[0]
        assert all(words in told[0] for words in said)


def test_parts_of_a_bar_stand_out_and_carry_their_letter(handed: Handed) -> None:
    order = [FILLS[tally_of(rating)] for rating in WORST_FIRST]
    for one, other in pairwise(order):
        assert contrast(one.ground, other.ground) >= 3
    assert len({(fill.pattern, contrast(fill.ground, "#FFFFFF") > 4) for fill in order}) == 5
    for name in parts(handed.path, "xl/charts/chart"):
        body = part(handed.path, name).decode()
        for rating in Rating:
            assert f'formatCode="&quot;{RATING_KEY[rating].letter} &quot;0;;"' in body
        assert INK[1:] in body


def test_a_number_of_none_has_no_letter(handed: Handed) -> None:
    root = ElementTree.fromstring(part(handed.path, "xl/charts/chart1.xml"))
    for series in root.iter(f"{CHART}ser"):
        numbers = [
            float(value.text or "0")
            for value in series.findall(f"./{CHART}val//{CHART}pt/{CHART}v")
        ]
        taken = {
            int(label.find(f"{CHART}idx").get("val", "-1"))  # type: ignore[union-attr]
            for label in series.iter(f"{CHART}dLbl")
            if label.find(f"{CHART}delete") is not None
        }
        assert taken == {place for place, number in enumerate(numbers) if not number}


def test_hostile_labels_stay_labels(tmp_path: object) -> None:
    from pathlib import Path

    names = [text for text in hostile(120) if text.strip()]
    table = Table(
        "Bars",
        "Bars.",
        (Column("Group", 20), Column("<r>Red</r>", 9, Look.NUMBER)),
        tuple((name, 3) for name in names),
    )
    chart = Chart(
        "Bars", "Bars of three.", "Bars", (Part(1, Look.TALLY_OFF_TRACK, "R"),), ("Bars",)
    )
    path = saved(
        Path(str(tmp_path)) / "bars.xlsx", Sheet("Bars", "Bars", ("n",), (table,), charts=(chart,))
    )
    page = laid_out([Sheet("Bars", "Bars", ("n",), (table,), charts=(chart,))])[0]
    root = ElementTree.fromstring(part(path, "xl/charts/chart1.xml"))
    (labels,) = root.findall(f".//{CHART}cat//{CHART}strCache")
    told = [decoded(value.text or "") for value in labels.iter(f"{CHART}v")]
    at = page.charts[0]
    expected = [str(page.cells[row, 0].value) for row in range(at.first, at.last + 1)]
    assert told == [text.replace("\r", "\n") for text in expected]
    assert workbook([page], PROPERTIES) == workbook([page], PROPERTIES)


def test_a_table_without_rows_has_no_chart() -> None:
    table = Table("Bars", "Bars.", (Column("Group", 20), Column("Red", 9)), ())
    chart = Chart("Bars", "Bars.", "Bars", (Part(1, Look.TALLY_OFF_TRACK, "R"),), ("Bars",))
    page = laid_out([Sheet("Bars", "Bars", ("n",), (table,), charts=(chart,))])[0]
    assert page.charts == ()


def test_the_numbers_of_the_charts_are_those_of_the_figures(handed: Handed) -> None:
    with handed.document.read() as session:
        counted = figures.figures(session, today=making.DAY)
    lines = list(rows(opened(handed.path)["Summary"], "Ratings_by_principle"))[1:]
    for rating in Rating:
        assert [line[words(rating)] for line in lines] == [
            group.share(rating).n
            for group in sorted(counted.by_principle, key=lambda group: not group.counted)
        ]
