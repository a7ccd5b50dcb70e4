"""Charts: what is drawn, in which colours, where it can be clicked, and what is spoken of it."""

from __future__ import annotations

import threading
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from marmot_tracker import paths
from marmot_tracker.services import summary
from marmot_tracker.services.figures import Share
from marmot_tracker.services.programme import Words
from marmot_tracker.vocabulary import WORST_FIRST, Rating
from tests.screens.test_theme import THEMES
from ui.bridge import Bridge
from ui.colours import contrast
from ui.pages.summary_parts import _bar, _chart
from ui.theme import DARK, LIGHT, Colours, Look, Scheme
from ui.widgets import charts
from ui.widgets.charts import ChartView
from ui.widgets.charts_drawing import Drawing, RatingChart, Region, Style, draw, height_of
from ui.widgets.charts_table import FigureRow, FigureTable, Heading
from ui.widgets.table_model import Cell

STYLE = Style(500, 120, 1.0, LIGHT, ("Inter", "No such family"), 13.0)


def bar_of(name: str, *numbers: int) -> tuple[str, tuple[Share, ...]]:
    """A bar by its numbers, red first."""
    total = sum(numbers)
    shares = zip(numbers, WORST_FIRST, strict=True)
    return name, tuple(Share(n, total, rating) for n, rating in shares)


def chart_of(*bars: tuple[str, tuple[Share, ...]], upright: bool = False) -> RatingChart:
    """A chart as the page makes it."""
    words = Words()
    made = tuple(_bar(words, name, shares, f"subgroup:{name}") for name, shares in bars)
    return _chart("Ratings by subgroup", made, upright=upright)


CHART = chart_of(bar_of("Housing", 3, 2, 1, 6, 0), bar_of("Net Zero", 0, 4, 0, 2, 6))


def colour_at(drawing: Drawing, x: float, y: float) -> str:
    """The colour drawn at a place, in device-independent pixels."""
    ratio = drawing.style.ratio
    size = drawing.width, drawing.height, 4 * drawing.width
    image = QImage(drawing.pixels, *size, QImage.Format.Format_RGBA8888)
    return image.pixelColor(int(x * ratio), int(y * ratio)).name().upper()


def parts_of(drawing: Drawing) -> list[Region]:
    return [region for region in drawing.regions if region.part >= 0]


@pytest.mark.parametrize("upright", [False, True], ids=["lying", "upright"])
@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
def test_each_part_lies_where_it_can_be_clicked(look: Colours, ratio: float, upright: bool) -> None:
    chart = replace(CHART, upright=upright)
    style = replace(STYLE, look=look, ratio=ratio, height=height_of(chart, STYLE.text))
    drawing = draw(chart, style)
    assert (drawing.width, drawing.height) == (500 * ratio, round(style.height * ratio))
    assert len(drawing.pixels) == 4 * drawing.width * drawing.height
    wanted = sum(bool(part.n) for bar in chart.bars for part in bar.parts)
    assert len(parts_of(drawing)) == wanted
    for region in parts_of(drawing):
        part = chart.bars[region.bar].parts[region.part]
        tones = look.ratings[part.rating]
        hollow = part.rating is Rating.NOT_RATED
        corner = region.left + 3, region.top + 3
        assert colour_at(drawing, *corner) == (tones.tint if hollow else tones.mark)
    assert colour_at(drawing, 1, 1) == look.surface


@pytest.mark.parametrize("upright", [False, True], ids=["lying", "upright"])
def test_a_part_is_as_long_as_it_has_recommendations(upright: bool) -> None:
    chart = replace(CHART, upright=upright)
    drawing = draw(chart, replace(STYLE, height=300))
    per = {
        (region.height if upright else region.width) / chart.bars[region.bar].parts[region.part].n
        for region in parts_of(drawing)
        if chart.bars[region.bar].parts[region.part].n >= 3
    }
    assert max(per) - min(per) < 1.0  # but for the gap between parts and whole pixels
    for region in drawing.regions:
        assert region.left >= 0
        assert region.left + region.width <= 500 + 1


def test_parts_never_touch() -> None:
    drawing = draw(CHART, STYLE)
    first = [region for region in parts_of(drawing) if region.bar == 0]
    for one, next_one in pairwise(first):
        x = (one.left + one.width + next_one.left) / 2
        assert next_one.left - (one.left + one.width) >= 1.5
        assert colour_at(drawing, x, one.top + one.height / 2) == LIGHT.surface


@THEMES
def test_parts_and_their_letters_can_be_told_from_the_ground(look: Colours) -> None:
    for rating, tones in look.ratings.items():
        assert contrast(tones.mark, look.surface) >= 3, rating
        if rating is Rating.NOT_RATED:
            assert contrast(tones.text, tones.tint) >= 4.5
        else:
            assert contrast(look.surface, tones.mark) >= 4.5, rating


@pytest.mark.parametrize("upright", [False, True], ids=["lying", "upright"])
@pytest.mark.parametrize(
    "bars",
    [
        (),
        (bar_of("Empty", 0, 0, 0, 0, 0),),
        (bar_of("Cost $5 and $6 of {x}_y^2", 1, 0, 0, 0, 0),),
        (bar_of("Tŷ Gwyrdd 住宅 \U0001f600 \n tab\there", 1, 2, 3, 4, 5),),
        (bar_of("Onelongwordwithoutanyblank" * 8, 10_000, 1, 0, 0, 1),),
        tuple(
            bar_of(f"Subgroup {at} of many with a long name", at, 1, 0, 0, 3) for at in range(30)
        ),
    ],
    ids=["none", "nothing", "dollars", "letters", "long", "many"],
)
def test_any_numbers_and_names_are_drawn(
    bars: tuple[tuple[str, tuple[Share, ...]], ...], upright: bool
) -> None:
    chart = chart_of(*bars, upright=upright)
    drawing = draw(chart, replace(STYLE, height=height_of(chart, STYLE.text), width=330))
    assert len({region.bar for region in drawing.regions}) == len(bars)


def test_the_list_of_fonts_is_kept_in_the_persons_own_folder(person: Path) -> None:
    draw(CHART, STYLE)
    assert paths.user_data_folder() == person / "data"
    assert (person / "data" / "fonts").is_dir()


# ---------------------------------------------------------------- on the screen


@pytest.fixture
def bridge(qtbot: QtBot) -> Bridge:
    made = Bridge()
    qtbot.addWidget(_Holder(made))
    return made


class _Holder(ChartView):
    """Ends the bridge's threads when the test ends."""

    def closeEvent(self, event: object) -> None:
        self._bridge.stop()


@pytest.fixture
def view(qtbot: QtBot, bridge: Bridge) -> ChartView:
    made = ChartView(bridge)
    qtbot.addWidget(made)
    made.resize(500, 120)
    made.show_chart(CHART)
    with qtbot.waitSignal(made.drawn):
        made.show()
    return made


def centre(region: Region) -> QPoint:
    return QPoint(
        round(region.left + region.width / 2 - 0.5), round(region.top + region.height / 2)
    )


def test_a_click_on_a_part_leads_to_its_rows(qtbot: QtBot, view: ChartView) -> None:
    assert view.drawing is not None
    for region in view.drawing.regions:
        bar = CHART.bars[region.bar]
        wanted = bar.target if region.part < 0 else bar.parts[region.part].target
        with qtbot.waitSignal(view.chosen) as chosen:
            qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=centre(region))
        assert chosen.args == [wanted]
    with qtbot.assertNotEmitted(view.chosen):
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(view.width() - 2, 2))


def test_every_part_is_reached_by_keys_and_told(qtbot: QtBot, view: ChartView) -> None:
    view.setFocus()
    told: list[str] = []
    view.pointed.connect(told.append)
    assert view.accessibleDescription() == CHART.says
    qtbot.keyClick(view, Qt.Key.Key_Down)
    for _ in range(4):
        qtbot.keyClick(view, Qt.Key.Key_Right)
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert told == [
        "Housing: of 12, 3 off track, 2 at risk, 1 not rated and 6 on track.",
        "Housing: 3 of 12 off track, 25 %",
        "Housing: 2 of 12 at risk, 17 %",
        "Housing: 1 of 12 not rated, 8 %",
        "Housing: 6 of 12 on track, 50 %",
        "Net Zero: 2 of 12 on track, 17 %",
    ]
    assert view.accessibleDescription() == told[-1]
    with qtbot.waitSignal(view.chosen) as chosen:
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert chosen.args == ["subgroup:Net Zero rag:green is:counted"]
    view.clearFocus()
    assert view.accessibleDescription() == CHART.says


def test_an_upright_chart_is_gone_through_the_way_it_stands(qtbot: QtBot, view: ChartView) -> None:
    with qtbot.waitSignal(view.drawn):
        view.show_chart(replace(CHART, upright=True))
    told: list[str] = []
    view.pointed.connect(told.append)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Up):
        qtbot.keyClick(view, key)
    assert told == [
        CHART.bars[0].says,
        CHART.bars[1].says,
        "Net Zero: 4 of 12 at risk, 33 %",
    ]


def test_it_is_drawn_on_the_second_thread_and_anew_for_other_colours(
    qtbot: QtBot, view: ChartView, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads = []

    def watched(chart: RatingChart, style: Style) -> Drawing:
        threads.append(threading.current_thread().name)
        return draw(chart, style)

    monkeypatch.setattr(charts, "draw", watched)
    view.show_chart(replace(CHART))  # the same numbers again: nothing to draw
    before = view.drawing
    with qtbot.waitSignal(view.drawn):
        Look(qapp, scheme=Scheme.DARK, zoom=100)
    assert view.drawing is not before
    assert view.drawing is not None
    assert view.drawing.style.look is DARK
    painted = view.grab().toImage().pixelColor(view.width() - 3, 3).name().upper()
    assert painted == DARK.surface
    with qtbot.waitSignal(view.drawn):
        Look(qapp, scheme=Scheme.DARK, zoom=150)
    assert before is not None
    assert view.drawing.style.text > before.style.text
    assert len(threads) == 2
    assert all(name.startswith("reader") for name in threads)


def test_the_old_picture_stays_until_the_new_one_is_there(qtbot: QtBot, view: ChartView) -> None:
    before = view.drawing
    other = chart_of(bar_of("Housing", 1, 0, 0, 0, 0), bar_of("Net Zero", 0, 1, 0, 0, 0))
    with qtbot.waitSignal(view.drawn):
        view.show_chart(other)
        assert view.drawing is before
        with qtbot.assertNotEmitted(view.chosen):  # nobody is led by a number that is gone
            assert before is not None
            qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=centre(before.regions[1]))
    assert view.drawing is not before


# ---------------------------------------------------------------- the table of figures


def test_a_table_is_copied_whole_with_headings_and_second_lines(qtbot: QtBot) -> None:
    table = FigureTable("Asks")
    qtbot.addWidget(table)
    rows = [
        FigureRow(str(at), (Cell(f"{at}"), Cell(f"a <b>\t{at}", beneath="why")), ("", ""), "told")
        for at in range(3)
    ]
    table.show_rows((Heading("Ref", 6), Heading("What\nis asked", beneath="Why")), rows)
    assert table.copy() == 3
    data = QApplication.clipboard().mimeData()
    assert data.text().split("\n") == [
        "Ref\tWhat is asked\tWhy",
        *(f"{at}\ta <b> {at}\twhy" for at in range(3)),
    ]
    assert "<td>a &lt;b&gt; 1</td><td>why</td>" in data.html()
    table.selectRow(1)
    assert table.copy() == 3  # one row is only where the person is
    table.selectAll()
    table.selectionModel().select(
        table.model().index(0, 0),
        table.selectionModel().SelectionFlag.Deselect | table.selectionModel().SelectionFlag.Rows,
    )
    assert table.copy() == 2


def test_enter_and_click_on_a_cell_lead_to_its_rows(qtbot: QtBot) -> None:
    table = FigureTable("Groups")
    qtbot.addWidget(table)
    rows = [FigureRow("a", (Cell("Housing"), Cell("3")), ("all", "red"), "Housing: 3 red")]
    table.show_rows((Heading("Subgroup"), Heading("R", 3, number=True)), rows)
    with qtbot.waitExposed(table):
        table.show()
    table.setCurrentIndex(table.model().index(0, 1))
    with qtbot.waitSignal(table.chosen) as chosen:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert chosen.args == ["red"]
    at = table.visualRect(table.model().index(0, 0)).center()
    with qtbot.waitSignal(table.chosen) as chosen:
        qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert chosen.args == ["all"]
    index = table.model().index(0, 0)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Housing: 3 red"
    index = table.model().index(0, 1)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "R: 3"


def test_no_number_is_cut_however_long(qtbot: QtBot, qapp: QApplication) -> None:
    table = FigureTable("Groups")
    qtbot.addWidget(table)
    table.resize(400, 200)
    rows = [FigureRow("a", (Cell("Housing"), Cell("12,345,678", right=True)), ("", ""), "told")]
    table.show_rows((Heading("Subgroup"), Heading("R", 2, number=True)), rows)
    with qtbot.waitExposed(table):
        table.show()
    for zoom in (100, 200):
        Look(qapp, scheme=Scheme.LIGHT, zoom=zoom)
        qtbot.waitUntil(
            lambda: table.columnWidth(1) >= table.fontMetrics().horizontalAdvance("12,345,678") + 10
        )
    assert not table.verticalScrollBar().isVisible()


def test_a_sentence_tells_every_part_that_is_there() -> None:
    name, shares = bar_of("Housing", 0, 0, 0, 0, 0)
    assert summary.spoken(Words(), name, shares) == "Housing: of 0, none."
