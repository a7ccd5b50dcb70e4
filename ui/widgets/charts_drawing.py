"""Draws ratings as stacked bars with matplotlib, away from the screen's thread; no Qt objects here.

Lengths are in device-independent pixels from the upper left corner, as Qt counts them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from marmot_tracker import paths
from marmot_tracker.vocabulary import Rating
from ui.theme import Colours, RatingColours

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.font_manager import FontProperties

Side: TypeAlias = Literal["left", "center", "right"]
FALLBACK = "DejaVu Sans"
"""Comes with matplotlib."""
GAP = 2.0
"""Between the parts of a bar: the ground shows, so that neighbours never touch."""
SMALL = 0.88
LABEL_SHARE = 0.38
"""How much of the width the names of lying bars may take."""
STRONG = 700
"""Every family has it; where a weight is wanting, matplotlib says so in the log each time."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a bar: `n` with one rating. `says` is its sentence, `target` what it leads to."""

    rating: Rating
    letter: str
    n: int
    says: str
    target: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of `total`: its parts in the order drawn, its sentence, and what it leads to."""

    label: str
    total: int
    parts: tuple[Part, ...]
    says: str
    target: str


@dataclass(frozen=True, slots=True)
class RatingChart:
    """Stacked bars, lying or `upright`; `says` is the whole chart in sentences."""

    title: str
    says: str
    bars: tuple[Bar, ...]
    upright: bool = False


@dataclass(frozen=True, slots=True)
class Style:
    """How large, how sharp, in which colours and letters; `text` is the height of body text."""

    width: int
    height: int
    ratio: float
    look: Colours
    families: tuple[str, ...]
    text: float


@dataclass(frozen=True, slots=True)
class Region:
    """Where a part of a bar lies, or with `part` -1 the bar's name."""

    bar: int
    part: int
    left: float
    top: float
    width: float
    height: float

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies in it."""
        return self.left <= x < self.left + self.width and self.top <= y < self.top + self.height


@dataclass(frozen=True, slots=True)
class Drawing:
    """A finished chart: bytes of red, green, blue and alpha, row by row, and what lies where."""

    chart: RatingChart
    style: Style
    pixels: bytes
    width: int
    height: int
    regions: tuple[Region, ...]


def bar_height(text: float) -> float:
    """The room of one lying bar with its gap."""
    return text * 2.3


def height_of(chart: RatingChart, text: float) -> int:
    """How high a chart is for body text of a height in pixels."""
    if chart.upright:
        return round(text * 20)
    return round(bar_height(text) * max(len(chart.bars), 1) + text * 0.5)


def draw(chart: RatingChart, style: Style) -> Drawing:
    """Draw a chart. It takes tens of milliseconds, the first one more: call it off the screen."""
    paths.keep_font_cache()
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    # At 72 dots to the inch a point is a pixel, so that every length here is one of Qt's.
    figure = Figure(figsize=(style.width / 72, style.height / 72), dpi=72 * style.ratio)
    figure.patch.set_facecolor(style.look.surface)
    canvas: Any = FigureCanvasAgg(figure)  # its methods have no types
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set_axis_off()
    axes.set_xlim(0, style.width)
    axes.set_ylim(style.height, 0)
    pen = _Pen(axes, canvas.get_renderer(), style)
    painter = _upright if chart.upright else _lying
    regions = tuple(painter(chart, pen))
    canvas.draw()
    width, height = canvas.get_width_height(physical=True)
    pixels = bytes(canvas.buffer_rgba())
    return Drawing(chart, style, pixels, width, height, regions)


def prepare() -> None:
    """Import what drawing needs and read the list of fonts, before anybody waits for a chart."""
    _known_families()


@lru_cache(maxsize=8)
def _letters(family: str) -> frozenset[int]:
    """The letters that a family has."""
    from matplotlib.font_manager import findfont, get_font

    return frozenset(get_font(findfont(family)).get_charmap())


@lru_cache(maxsize=1)
def _known_families() -> frozenset[str]:
    paths.keep_font_cache()
    from matplotlib.font_manager import fontManager

    return frozenset(font.name for font in fontManager.ttflist)


class _Pen:
    """Writes and fills on the one pair of axes, in the style's colours and letters."""

    def __init__(self, axes: Axes, renderer: Any, style: Style) -> None:
        self._axes = axes
        self._renderer = renderer
        self.style = style
        known = [family for family in style.families if family in _known_families()]
        self._families = [*known[:1], FALLBACK]
        self._letters = frozenset().union(*map(_letters, self._families))

    def drawable(self, text: str) -> str:
        """`text` with a box for every letter that neither family has."""
        return "".join(sign if ord(sign) in self._letters else "□" for sign in text)

    def font(self, *, small: bool = False, strong: bool = False) -> FontProperties:
        """One of the sizes and weights."""
        from matplotlib.font_manager import FontProperties

        size = self.style.text * (SMALL if small else 1.0)
        return FontProperties(
            family=self._families, size=size, weight=STRONG if strong else "normal"
        )

    def width(self, text: str, font: FontProperties) -> float:
        """How wide a line of text is."""
        wide, _, _ = self._renderer.get_text_width_height_descent(text, font, False)
        return float(wide) / self.style.ratio

    def write(
        self, x: float, y: float, text: str, font: FontProperties, colour: str, side: Side = "left"
    ) -> None:
        """Write one line with its middle at height `y`."""
        from matplotlib.text import Text

        shown = Text(
            x,
            y,
            text,
            parse_math=False,  # a dollar is a dollar
            color=colour,
            fontproperties=font,
            horizontalalignment=side,
            verticalalignment="center_baseline",
        )
        shown.set_clip_on(False)
        self._axes.add_artist(shown)

    def fill(self, box: Region, tones: RatingColours, *, hollow: bool) -> None:
        """Fill a part in the colour of its rating; a hollow one has an edge instead."""
        from matplotlib.patches import Rectangle

        edge = 1.25 if hollow else 0.0
        self._axes.add_patch(
            Rectangle(
                (box.left + edge / 2, box.top + edge / 2),
                max(box.width - edge, 0.5),
                max(box.height - edge, 0.5),
                facecolor=tones.tint if hollow else tones.mark,
                edgecolor=tones.mark if hollow else "none",
                linewidth=edge,
            )
        )

    def rule(self, x: float, top: float, bottom: float) -> None:
        """A hairline that the bars stand on."""
        from matplotlib.lines import Line2D

        look = self.style.look
        self._axes.add_line(Line2D([x, x], [top, bottom], color=look.hairline, linewidth=1.0))

    def label_part(self, box: Region, part: Part) -> None:
        """Letter and number in the part, the letter alone where there is little room, or nothing."""
        font = self.font(small=True, strong=True)
        room = box.width - 4
        hollow = part.rating is Rating.NOT_RATED
        tones = self.style.look.ratings[part.rating]
        ink = tones.text if hollow else self.style.look.surface
        if box.height < self.style.text * 0.9:
            return
        for text in (f"{part.letter} {part.n:,}", part.letter):
            if self.width(text, font) <= room:
                middle = box.left + box.width / 2, box.top + box.height / 2
                self.write(*middle, text, font, ink, "center")
                return


def _lying(chart: RatingChart, pen: _Pen) -> Iterator[Region]:
    """Bars that lie, one beneath the other: name, parts, total."""
    style = pen.style
    font, strong = pen.font(), pen.font(strong=True)
    most = max((bar.total for bar in chart.bars), default=0)
    widest = max((pen.width(pen.drawable(bar.label), font) for bar in chart.bars), default=0.0)
    names = style.width * LABEL_SHARE
    if widest > names:
        font = pen.font(small=True)  # all of them, so that they stay of one size
    names = min(
        max((pen.width(pen.drawable(bar.label), font) for bar in chart.bars), default=0.0), names
    )
    totals = pen.width(f"{most:,}", strong) + 10
    left = names + 12
    per = max(style.width - left - totals, 10.0) / max(most, 1)
    step = bar_height(style.text)
    pen.rule(left - 1, 2, step * len(chart.bars) - 2)
    for at, bar in enumerate(chart.bars):
        top = at * step
        lines = _broken(bar.label, names, pen, font)
        spread = style.text * 1.1
        first = top + step / 2 - spread * (len(lines) - 1) / 2
        for number, line in enumerate(lines):
            y = first + number * spread
            pen.write(names, y, line, font, style.look.text, "right")
        yield Region(at, -1, 0, top, left - 2, step)
        x = left
        for number, part in enumerate(bar.parts):
            width = part.n * per
            if part.n:
                start, length = _whole(x, width)
                over, high = round(top + step * 0.14), round(step * 0.72)
                box = Region(at, number, start, over, length, high)
                pen.fill(box, style.look.ratings[part.rating], hollow=_hollow(part))
                pen.label_part(box, part)
                yield box
            x += width
        pen.write(x + 6, top + step / 2, f"{bar.total:,}", strong, style.look.text)


def _upright(chart: RatingChart, pen: _Pen) -> Iterator[Region]:
    """Bars that stand side by side: the parts from the ground up, the name beneath."""
    style = pen.style
    font = pen.font(small=True)
    room = style.width / max(len(chart.bars), 1)
    wide = min(room * 0.66, style.text * 6)
    foot = style.text * (3.0 if any(_is_long(bar, room, pen, font) for bar in chart.bars) else 2.0)
    most = max((bar.total for bar in chart.bars), default=0)
    per = (style.height - foot - 4) / max(most, 1)
    for at, bar in enumerate(chart.bars):
        middle = (at + 0.5) * room
        y = style.height - foot
        for number, part in enumerate(bar.parts):
            height = part.n * per
            if part.n:
                over, high = _whole(y - height, height)
                box = Region(at, number, round(middle - wide / 2), over, round(wide), high)
                pen.fill(box, style.look.ratings[part.rating], hollow=_hollow(part))
                pen.label_part(box, part)
                yield box
            y -= height
        for number, line in enumerate(_broken(bar.label, room - 6, pen, font)):
            y = style.height - foot + style.text * (0.9 + 1.1 * number)
            pen.write(middle, y, line, font, style.look.text, "center")
        yield Region(at, -1, at * room, style.height - foot, room, foot)


def _is_long(bar: Bar, room: float, pen: _Pen, font: FontProperties) -> bool:
    """Whether the name beneath an upright bar takes two lines."""
    return pen.width(pen.drawable(bar.label), font) > room - 6


def _whole(start: float, length: float) -> tuple[float, float]:
    """Where a part begins and how long it is, in whole pixels, with the gap behind it."""
    begins, ends = round(start), round(start + length)
    return begins, max(ends - begins - (GAP if ends - begins > 2 * GAP else 0), 1)


def _hollow(part: Part) -> bool:
    return part.rating is Rating.NOT_RATED


def _broken(text: str, width: float, pen: _Pen, font: FontProperties) -> Sequence[str]:
    """`text` on one line, or on two of which the last is cut where it is too long."""
    text = pen.drawable(" ".join(text.split()))
    if pen.width(text, font) <= width + 1:
        return (text,)
    words = text.split()
    first = words[:1]
    while pen.width(" ".join(words[: len(first) + 1]), font) <= width:
        first = words[: len(first) + 1]
    rest = " ".join(words[len(first) :])
    return tuple(_cut(line, width, pen, font) for line in (" ".join(first), rest) if line)


def _cut(text: str, width: float, pen: _Pen, font: FontProperties) -> str:
    """`text` cut with an ellipsis to a width."""
    if pen.width(text, font) <= width:
        return text
    kept = text
    while kept and pen.width(f"{kept}…", font) > width:
        kept = kept[:-1].rstrip()
    return f"{kept}…"
