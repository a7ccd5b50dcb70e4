"""Makes the sample list, as an Excel workbook and as CSV, from `items.csv`.

Run `python -m sample_data.build` after changing `items.csv`; a test compares the two with it.
"""

from __future__ import annotations

import csv
from pathlib import Path

HERE = Path(__file__).resolve().parent
TITLE = "Recommendations for the sample place"
NOTE = (
    "Public facts in our own words, each with its source. Not the recommendations of any one "
    "report; owners, ratings and dates that the program adds to them are invented."
)
WIDTHS = {"Recommendation": 60, "Principle": 40, "Source": 50, "Theme": 30}


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


if __name__ == "__main__":
    write_csv(HERE / "recommendations.csv")
    write_workbook(HERE / "recommendations.xlsx")
