"""Makes the sample list, as an Excel workbook and as CSV, from `items.csv`, and its evidence files.

Run `python -m sample_data.build` after changing `items.csv`; a test compares the two with it.
"""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).resolve().parent
TITLE = "Recommendations for the sample place"
NOTE = (
    "Public facts in our own words, each with its source. Not the recommendations of any one "
    "report; owners, ratings and dates that the program adds to them are invented."
)
WIDTHS = {"Recommendation": 60, "Principle": 40, "Source": 50, "Theme": 30}
MADE = datetime(2026, 9, 1, tzinfo=UTC)
ILLUSTRATIVE = "Illustrative: made for the sample place, no real figures."
INSPECTED = (
    ("North ward", 64, 21, 17),
    ("Canal ward", 52, 19, 11),
    ("Hill ward", 38, 9, 9),
    ("Market ward", 71, 30, 16),
)
CYCLES = (("Q1", 310), ("Q2", 420), ("Q3", 505), ("Q4", 640))
MINUTES = (
    "Landlords' forum, minutes",
    "",
    "1. Fourteen landlords and letting agents came; the housing standards team spoke.",
    "2. The inspection log was gone through. Damp is the commonest hazard.",
    "3. Agreed: a leaflet on ventilation goes out with every new tenancy.",
    "4. Asked: longer notice before an inspection. The team will give ten working days.",
)


def items() -> list[dict[str, str]]:
    """The 46 items, one dictionary a row, without our own name for each."""
    with (HERE / "items.csv").open(encoding="utf-8", newline="") as file:
        return [{name: row[name] for name in row if name != "Id"} for row in csv.DictReader(file)]


def write_csv(target: Path) -> None:
    """The list as Excel saves a CSV: UTF-8 with its mark, commas, CRLF."""
    rows = items()
    with target.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def write_workbook(target: Path) -> None:
    """The list as an officer keeps it: a title above, headings in the third row."""
    import xlsxwriter

    rows = items()
    with xlsxwriter.Workbook(target, {"strings_to_urls": False}) as book:
        book.set_properties({"title": TITLE})
        sheet = book.add_worksheet("Recommendations")
        wrapped = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
        heading = book.add_format({"bold": True, "text_wrap": True, "bottom": 1})
        sheet.write_string(0, 0, TITLE, book.add_format({"bold": True, "font_size": 14}))
        sheet.write_string(1, 0, NOTE)
        for column, name in enumerate(rows[0]):
            sheet.set_column(column, column, WIDTHS.get(name, 18))
            sheet.write_string(2, column, name, heading)
            for line, row in enumerate(rows, start=3):
                sheet.write_string(line, column, row[name], wrapped)
        sheet.freeze_panes(3, 0)


def write_log(target: Path) -> None:
    """A short workbook, such as an inspection team keeps; every number in it is invented."""
    import xlsxwriter

    with xlsxwriter.Workbook(target) as book:
        book.set_properties({"title": "Inspection log", "created": MADE})
        sheet = book.add_worksheet("Inspections")
        bold = book.add_format({"bold": True, "bottom": 1})
        sheet.write_string(0, 0, ILLUSTRATIVE, bold)
        for column, name in enumerate(("Ward", "Homes inspected", "Hazards found", "Put right")):
            sheet.set_column(column, column, 18)
            sheet.write_string(2, column, name, bold)
        for line, (ward, *numbers) in enumerate(INSPECTED, start=3):
            sheet.write_string(line, 0, ward)
            for column, number in enumerate(numbers, start=1):
                sheet.write_number(line, column, number)


def write_chart(target: Path) -> None:
    """Bars of invented counts, as a picture."""
    from PIL import Image, ImageDraw, ImageFont

    picture = Image.new("RGB", (720, 400), "white")
    draw, font = ImageDraw.Draw(picture), ImageFont.load_default(18)
    draw.text((24, 16), "Cycles counted on a day, by quarter", "#1d2733", font)
    draw.text((24, 44), ILLUSTRATIVE, "#5b6573", font)
    for at, (quarter, counted) in enumerate(CYCLES):
        left, height = 60 + at * 160, counted // 3
        draw.rectangle((left, 350 - height, left + 100, 350), "#1f6f8b")
        draw.text((left, 322 - height), str(counted), "#1d2733", font)
        draw.text((left, 358), quarter, "#1d2733", font)
    picture.save(target, optimize=True)


def write_minutes(target: Path) -> None:
    """Minutes of a forum that never met."""
    target.write_text("\n".join((ILLUSTRATIVE, "", *MINUTES, "")), encoding="utf-8")


if __name__ == "__main__":
    write_csv(HERE / "recommendations.csv")
    write_workbook(HERE / "recommendations.xlsx")
    write_log(HERE / "inspection-log.xlsx")
    write_chart(HERE / "counts.png")
    write_minutes(HERE / "forum-minutes.txt")
