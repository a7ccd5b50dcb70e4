"""Text broken into lines of a given width, set out once and painted where it is wanted."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QTextLayout, QTextOption

CUT = "…"


@dataclass(frozen=True, slots=True)
class FittedText:
    """Lines of text in one font; `height` in the font's own units."""

    lines: tuple[str, ...]
    font: QFont
    colour: str
    step: float
    ascent: float

    @property
    def height(self) -> float:
        """From the top of the first line to the bottom of the last."""
        return self.step * len(self.lines)

    def paint(self, painter: QPainter, left: float, top: float, *, right: float = 0) -> None:
        """Paint it with its top left corner there; with `right` each line ends there instead."""
        painter.setFont(self.font)
        painter.setPen(QColor(self.colour))
        metrics = QFontMetricsF(self.font)
        for at, line in enumerate(self.lines):
            x = right - metrics.horizontalAdvance(line) if right else left
            painter.drawText(QPointF(x, top + at * self.step + self.ascent), line)


def fitted(text: str, font: QFont, colour: str, width: float, *, most: int = 0) -> FittedText:
    """Break `text` to `width`; with `most` no more lines than that, the last one cut."""
    metrics = QFontMetricsF(font)
    lines: list[str] = []
    for paragraph in text.split("\n"):
        words = " ".join(paragraph.split())
        short = metrics.horizontalAdvance(words) <= width
        lines.extend([words] if short else _broken(words, font, width))
        if most and len(lines) > most:
            break
    if most and len(lines) > most:
        last = f"{lines[most - 1]}{CUT}"
        lines[most - 1 :] = [metrics.elidedText(last, Qt.TextElideMode.ElideRight, width)]
    return FittedText(tuple(lines), font, colour, metrics.height() * 1.04, metrics.ascent())


def _broken(words: str, font: QFont, width: float) -> list[str]:
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout = QTextLayout(words, font)
    layout.setTextOption(option)
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
    layout.endLayout()
    # Qt counts in UTF-16: a sign beyond the first plane takes two.
    wide = words.encode("utf-16-le")
    return [
        wide[2 * line.textStart() : 2 * (line.textStart() + line.textLength())]
        .decode("utf-16-le", "ignore")
        .strip()
        for line in (layout.lineAt(at) for at in range(layout.lineCount()))
    ]
