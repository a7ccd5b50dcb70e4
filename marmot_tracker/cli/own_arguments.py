"""What `marmot erase`, `marmot column`, `marmot views`, `marmot mine` and `marmot put-back` take."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable
from typing import TypeAlias

from marmot_tracker.cli import columns, erasing, mine, putting_back, views

Add: TypeAlias = Callable[..., ArgumentParser]
"""Adds a command with what all of them share."""


def add_erasing(add: Add, *, reference: str) -> None:
    """`marmot erase`."""
    erase = add(
        "erase", erasing.erase, "erase a text or a file for ever, here and in the backups",
        "marmot erase luton.marmot 5.4 --field position --dry-run\n"
        'marmot erase luton.marmot --text "Jo Smith" --everywhere '
        '--ground "request of the person, UK GDPR Art. 17"\n'
        'marmot erase luton.marmot --evidence "Survey" --ground "sent by mistake"',
        writes=True, json=True,
    )  # fmt: skip
    erase.add_argument("reference", metavar="REFERENCE", nargs="?", help=reference)
    erase.add_argument("--field", metavar="F", default="", help="what that field ever held")
    erase.add_argument(
        "--evidence",
        metavar="TITLE",
        default="",
        help="the file of a piece of evidence, its title and notes",
    )
    erase.add_argument("--text", default="", help="only texts that hold these words")
    erase.add_argument("--value", metavar="CODE", default="", help="only the text with this code")
    erase.add_argument(
        "--everywhere", action="store_true", help="also wherever else the same text stands"
    )
    erase.add_argument("--ground", default="", metavar="WHY", help="why, kept with the record")
    erase.add_argument("--dry-run", action="store_true", help="say what would go and stop")
    erase.add_argument("--yes", action="store_true", help="do not ask again")


def add_columns(add: Add) -> None:
    """`marmot column`."""
    column = add(
        "column", columns.column, "list or change the columns of your own",
        'marmot column luton.marmot\n'
        'marmot column luton.marmot "Cost code" --add\n'
        'marmot column luton.marmot "Funding" --add --choices "Secured; Bid made; None"\n'
        'marmot column luton.marmot "Budget" --type number --rename "Budget (£)"',
        writes=True, json=True,
    )  # fmt: skip
    column.add_argument("name", metavar="NAME", nargs="?", default="", help="the column")
    column.add_argument("--add", action="store_true", help="add it")
    column.add_argument(
        "--type", metavar="T", default="", help="text, date, number, choice or yes-no"
    )
    column.add_argument(
        "--choices", metavar="A; B", default="", help="what a choice takes, with semicolons"
    )
    column.add_argument("--rename", metavar="NEW", default="", help="give it another name")
    column.add_argument(
        "--anyway",
        action="store_true",
        help="with --type: let values that do not fit stay as they are",
    )
    column.add_argument(
        "--put-away", action="store_true", help="take it out of the list; the record keeps it"
    )
    column.add_argument("--bring-back", action="store_true", help="show it again")


def add_views(add: Add) -> None:
    """`marmot views`."""
    made = add(
        "views", views.views_, "print the saved views, or keep, rename or remove one",
        'marmot views luton.marmot\n'
        'marmot views luton.marmot "Late in Housing" --filter "is:overdue subgroup:housing"\n'
        'marmot views luton.marmot "Late in Housing" --remove',
        writes=True, json=True,
    )  # fmt: skip
    made.add_argument("name", metavar="NAME", nargs="?", default="", help="the view")
    made.add_argument(
        "--filter", default="", metavar="WORDS", help="keep these filter words under the name"
    )
    made.add_argument("--rename", metavar="NEW", default="", help="give it another name")
    made.add_argument("--remove", action="store_true", help="take it away; undo brings it back")


def add_mine(add: Add) -> None:
    """`marmot mine`."""
    made = add(
        "mine", mine.mine, "print what is asked of you in the reporting period, and by when",
        'marmot mine luton.marmot\nmarmot mine luton.marmot --subgroup Housing',
        json=True,
    )  # fmt: skip
    made.add_argument(
        "--subgroup", default="", metavar="NAME", help="what is asked of this subgroup"
    )
    made.add_argument(
        "--organisation", default="", metavar="NAME", help="what is asked of this owner"
    )


def add_put_back(add: Add, *, reference: str) -> None:
    """`marmot put-back`."""
    made = add(
        "put-back", putting_back.put_back, "put back what a step of the history did, or what it said",
        'marmot put-back luton.marmot 5.4\n'
        'marmot put-back luton.marmot 5.4 3f9a01c2 --dry-run\n'
        'marmot put-back luton.marmot 5.4 3f9a01c2 --reason "moved by mistake"',
        writes=True, json=True,
    )  # fmt: skip
    made.add_argument("reference", metavar="REFERENCE", help=reference)
    made.add_argument(
        "step", metavar="STEP", nargs="?", default="", help="how the code of the step begins"
    )
    made.add_argument("--reason", default="", metavar="WHY", help="why it is put back")
    made.add_argument(
        "--again", action="store_true", help="let what the step said stand again, instead"
    )
    made.add_argument("--anyway", action="store_true", help="also where somebody changed it since")
    made.add_argument("--dry-run", action="store_true", help="say what would change and stop")
