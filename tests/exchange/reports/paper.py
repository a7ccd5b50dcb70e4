"""Writes small PDFs line by line: letters, boxes, rules and columns where a test wants them."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from pathlib import Path

WIDTH, HEIGHT = 595, 842
LEFT, RIGHT, TOP, BOTTOM = 72, 523, 80, 770
FONTS = {
    "R": "Helvetica",
    "B": "Helvetica-Bold",
    "I": "Helvetica-Oblique",
    "X": "Helvetica-BoldOblique",
}
_PLAIN_WIDTHS = (
    "278 278 355 556 556 889 667 222 333 333 389 584 278 333 278 278 556 556 556 556 "
    "556 556 556 556 556 556 278 278 584 584 584 556 1015 667 667 722 722 667 611 778 "
    "722 278 500 667 556 833 722 778 667 778 722 667 611 722 667 944 667 667 611 278 "
    "278 278 469 556 222 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 "
    "556 556 333 500 278 556 500 722 500 500 500 334 260 334 584 "
)
_PLAIN = [int(width) for width in _PLAIN_WIDTHS.split()]
_BOLD_WIDTHS = (
    "278 333 474 556 556 889 722 278 333 333 389 584 278 333 278 278 556 556 556 556 "
    "556 556 556 556 556 556 333 333 584 584 584 611 975 722 722 722 722 667 611 778 "
    "722 278 556 722 611 833 722 778 667 778 722 667 611 722 667 944 667 667 611 333 "
    "278 333 584 556 278 556 611 556 611 556 333 611 611 278 278 556 278 889 611 611 "
    "611 611 389 556 333 611 556 778 556 556 500 389 280 389 584 "
)
_BOLD = [int(width) for width in _BOLD_WIDTHS.split()]


def width_of(text: str, font: str, size: float) -> float:
    """How wide words are, in points."""
    table = _BOLD if font in "BX" else _PLAIN
    return sum(table[ord(c) - 32] if 32 <= ord(c) < 127 else 556 for c in text) * size / 1000


class Paper:
    """A PDF in the making: `y` is where the next line goes, from the top of the page.

    `printed` holds the upper edge and the words of each line put, page by page.
    """

    def __init__(self, *, head: str = "", foot: str = "page {n}") -> None:
        self.pages: list[list[bytes]] = []
        self.printed: list[list[tuple[float, str]]] = []
        self.head, self.foot = head, foot
        self.y: float = TOP
        self.page()

    def page(self) -> Paper:
        """Begin a page, with its running head and foot."""
        self.pages.append([])
        self.printed.append([])
        number = len(self.pages)
        if self.head:
            self.put(LEFT, 40, self.head.format(n=number), size=9)
        if self.foot:
            self.put(300, 810, self.foot.format(n=number), size=9)
        self.y = TOP
        return self

    def put(
        self, left: float, top: float, words: str, *, font: str = "R", size: float = 11
    ) -> None:
        """Put words with their upper edge at `top`."""
        self.printed[-1].append((top, words))
        name = f"F{list(FONTS).index(font) + 1}"
        raw = (
            words.encode("cp1252")
            .replace(b"\\", b"\\\\")
            .replace(b"(", b"\\(")
            .replace(b")", b"\\)")
        )
        self.pages[-1].append(
            f"BT /{name} {size} Tf 1 0 0 1 {left:.1f} {HEIGHT - top - size * 0.8:.1f} Tm (".encode()
            + raw
            + b") Tj ET\n"
        )

    def lines(self, words: str, *, font: str, size: float, width: float) -> list[str]:
        """Words in lines that fit a width."""
        found: list[str] = []
        line = ""
        for word in words.split(" "):
            longer = f"{line} {word}".strip()
            if line and width_of(longer, font, size) > width:
                found.append(line)
                line = word
            else:
                line = longer
        return [*found, line]

    def para(
        self,
        words: str,
        *,
        font: str = "R",
        size: float = 11,
        left: float = LEFT,
        right: float = RIGHT,
        label: str = "",
        label_font: str = "",
        gap: float = 8,
    ) -> Paper:
        """A paragraph, its label hanging 20 points before it; a new page where it is full."""
        for at, line in enumerate(self.lines(words, font=font, size=size, width=right - left)):
            if self.y > BOTTOM:
                self.page()
            if label and at == 0:
                self.put(left - 24, self.y, label, font=label_font or font, size=size)
            self.put(left, self.y, line, font=font, size=size)
            self.y += size * 1.25
        self.y += gap
        return self

    def heading(self, words: str, *, size: float = 15, font: str = "B") -> Paper:
        """A heading with room around it."""
        self.y += 8
        return self.para(words, font=font, size=size, gap=7)

    def item(self, label: str, words: str, *, left: float = LEFT + 24, **options: object) -> Paper:
        """A list item with a hanging label."""
        return self.para(words, label=label, left=left, **options)  # type: ignore[arg-type]

    def fill(
        self, top: float, bottom: float, *, left: float = LEFT - 8, right: float = RIGHT + 8
    ) -> None:
        """A grey box behind what lies between two heights; put before everything on the page."""
        self.pages[-1].insert(
            0,
            f"0.9 g {left} {HEIGHT - bottom:.1f} {right - left} {bottom - top:.1f} re f 0 g\n".encode(),
        )

    def frame(
        self, top: float, bottom: float, *, left: float = LEFT - 8, right: float = RIGHT + 8
    ) -> None:
        """Four thin rules around what lies between two heights."""
        for x, y, w, h in (
            (left, top, right - left, 0.5),
            (left, bottom, right - left, 0.5),
            (left, top, 0.5, bottom - top),
            (right, top, 0.5, bottom - top),
        ):
            self.rule(x, y, w, h)

    def rule(self, left: float, top: float, width: float, height: float) -> None:
        """A thin filled line."""
        self.pages[-1].append(
            f"{left:.1f} {HEIGHT - top - height:.1f} {width:.1f} {height:.1f} re f\n".encode()
        )

    def table(
        self, edges: Sequence[float], rows: Sequence[Sequence[str]], *, size: float = 9
    ) -> Paper:
        """A ruled table: cell after cell in each row, as word processors write them."""
        for number, row in enumerate(rows):
            font = "B" if number == 0 else "R"
            cells = [
                self.lines(words, font=font, size=size, width=edges[at + 1] - edges[at] - 8)
                for at, words in enumerate(row)
            ]
            high = max(len(cell) for cell in cells) * size * 1.25 + 6
            if self.y + high > BOTTOM:
                self.page()
            for at, cell in enumerate(cells):
                for line, words in enumerate(cell):
                    if words:
                        self.put(
                            edges[at] + 4,
                            self.y + 3 + line * size * 1.25,
                            words,
                            font=font,
                            size=size,
                        )
            for edge in edges:
                self.rule(edge, self.y, 0.5, high)
            self.rule(edges[0], self.y, edges[-1] - edges[0], 0.5)
            self.rule(edges[0], self.y + high, edges[-1] - edges[0], 0.5)
            self.y += high
        self.y += 10
        return self

    def save(self, path: Path, *, encrypted: bool = False) -> Path:
        """Write the file; `encrypted` gives it a lock that nobody has a key to."""
        objects: list[bytes] = []

        def add(body: bytes) -> int:
            objects.append(body)
            return len(objects)

        fonts = [
            add(
                f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>".encode()
            )
            for name in FONTS.values()
        ]
        resources = " ".join(f"/F{at} {number} 0 R" for at, number in enumerate(fonts, 1))
        parent = len(objects) + 2 * len(self.pages) + 1
        kids = []
        for page in self.pages:
            stream = zlib.compress(b"".join(page))
            content = add(
                f"<< /Length {len(stream)} /Filter /FlateDecode >>\nstream\n".encode()
                + stream
                + b"\nendstream"
            )
            kids.append(
                add(
                    f"<< /Type /Page /Parent {parent} 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] "
                    f"/Contents {content} 0 R /Resources << /Font << {resources} >> >> >>".encode()
                )
            )
        listed = " ".join(f"{kid} 0 R" for kid in kids)
        add(f"<< /Type /Pages /Count {len(kids)} /Kids [{listed}] >>".encode())
        root = add(f"<< /Type /Catalog /Pages {parent} 0 R >>".encode())
        locked = ""
        if encrypted:
            key = "0" * 64
            lock = add(f"<< /Filter /Standard /V 1 /R 2 /O <{key}> /U <{key}> /P -4 >>".encode())
            locked = f" /Encrypt {lock} 0 R /ID [<{'1' * 32}> <{'1' * 32}>]"
        out = bytearray(b"%PDF-1.4\n")
        places = []
        for number, body in enumerate(objects, 1):
            places.append(len(out))
            out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
        start = len(out)
        out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
        for place in places:
            out += f"{place:010d} 00000 n \n".encode()
        out += (
            f"trailer << /Size {len(objects) + 1} /Root {root} 0 R{locked} >>\n"
            f"startxref\n{start}\n%%EOF\n"
        ).encode()
        path.write_bytes(bytes(out))
        return path


PROSE = (
    "Health in the town has been shaped by the conditions in which people are born, grow, live, "
    "work and age, and these conditions are not shared fairly between its neighbourhoods.",
    "Evidence was gathered from residents and staff over eighteen months, in meetings, through "
    "surveys and in a series of visits to places that had tried something new.",
    "The gap in life expectancy between the most and the least deprived wards has grown by two "
    "years since 2010, and it is wider among women than it is among men.",
    "Several earlier pieces of work have described these patterns; what they lacked was a plan "
    "with names and dates, and somebody whose task it was to look at it again.",
)
ASKS = (
    "The council should widen its early-years offer to every ward in the town.",
    "The integrated care board should publish waiting times by neighbourhood each year.",
    "Employers should pay the real living wage to all staff and contractors.",
    "The county should bring every rented home up to a decent standard of warmth.",
    "The housing partnership should inspect damp homes within five working days.",
    "Schools should offer a breakfast to every child who wants one.",
    "The transport authority should run evening buses to the hospital.",
    "The council should map green spaces and say who can walk to one.",
    "The police and the council should agree one plan for safer streets.",
    "The fire service should share its home-visit data with public health.",
    "Libraries should open on Sundays in the wards with the fewest services.",
    "The university should train community researchers in each neighbourhood.",
)
