"""What `marmot erase`, `column`, `views`, `mine`, `put-back` and those for returns take."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable
from typing import TypeAlias

from marmot_tracker.cli import (
    columns,
    erasing,
    mine,
    options,
    putting_back,
    returns_in,
    returns_out,
    views,
)

Add: TypeAlias = Callable[..., ArgumentParser]
"""Adds a command with what all of them share."""


def add_erasing(add: Add) -> None:
    """`marmot erase`."""
    erase = add(
        "erase", erasing.erase, "erase a text or a file for ever, here and in the backups",
        "marmot erase luton.marmot 5.4 --field position --dry-run\n"
        'marmot erase luton.marmot --text "Jo Smith" --everywhere '
        '--ground "request of the person, UK GDPR Art. 17"\n'
        'marmot erase luton.marmot --evidence "Survey" --ground "sent by mistake"',
        writes=True, json=True,
    )  # fmt: skip
    options.reference(erase, optional=True)
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
    options.dry_run(erase, "say what would go and stop")
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


def add_put_back(add: Add) -> None:
    """`marmot put-back`."""
    made = add(
        "put-back", putting_back.put_back, "put back what a step of the history did, or what it said",
        'marmot put-back luton.marmot 5.4\n'
        'marmot put-back luton.marmot 5.4 3f9a01c2 --dry-run\n'
        'marmot put-back luton.marmot 5.4 3f9a01c2 --reason "moved by mistake"',
        writes=True, json=True,
    )  # fmt: skip
    options.reference(made)
    made.add_argument(
        "step", metavar="STEP", nargs="?", default="", help="how the code of the step begins"
    )
    options.reason(made, "why it is put back")
    made.add_argument(
        "--again", action="store_true", help="let what the step said stand again, instead"
    )
    made.add_argument("--anyway", action="store_true", help="also where somebody changed it since")
    options.dry_run(made)


def add_send(add: Add) -> None:
    """`marmot send` and `marmot chase`."""
    send = add(
        "send", returns_out.send, "write the returns of a reporting period, or say who could be asked",
        'marmot send luton.marmot --period "2026-Q3"\n'
        'marmot send luton.marmot --period "2026-Q3" --all --folder returns\n'
        'marmot send luton.marmot --to Housing --to "Net Zero" --folder returns '
        "--respond-by 31/10/2026 --ask done,next,help_needed",
        writes=True, json=True,
    )  # fmt: skip
    send.add_argument("--period", metavar="NAME", default="", help="for this one (the current one)")
    who = send.add_mutually_exclusive_group()
    who.add_argument(
        "--to",
        action="append",
        default=[],
        metavar="NAME",
        help="ask this subgroup, organisation, post or person (may be repeated)",
    )
    who.add_argument("--all", action="store_true", help="ask all of those proposed")
    send.add_argument(
        "--folder",
        metavar="DIR",
        default=".",
        help="where the workbooks go (here); made if need be",
    )
    send.add_argument(
        "--respond-by", metavar="DATE", help="when they are to be back (when the period is due)"
    )
    send.add_argument(
        "--ask",
        metavar="FIELDS",
        help="what may be answered besides, with commas, or none: done, next, barrier, help_needed, "
        "forecast, finished_on, evidence_link (all)",
    )
    send.add_argument(
        "--no-mail", action="store_true", help="no mail drafts (.eml) beside the workbooks"
    )
    chase = add(
        "chase", returns_out.chase, "print which returns are back, late or unanswered",
        "marmot chase luton.marmot\n"
        "marmot chase luton.marmot --folder reminders\n"
        "marmot chase luton.marmot --to Housing --send-back questions",
        json=True,
    )  # fmt: skip
    chase.add_argument("--period", metavar="NAME", default="", help="for this one (the last one)")
    chase.add_argument(
        "--to", action="append", default=[], metavar="NAME", help="only this one (may be repeated)"
    )
    chase.add_argument("--folder", metavar="DIR", help="write mail drafts of reminders here")
    chase.add_argument(
        "--send-back", metavar="DIR", help="write workbooks with the questions sent back here"
    )
    chase.add_argument(
        "--respond-by", metavar="DATE", help="with --send-back: when they are to be back"
    )


def add_receive(add: Add) -> None:
    """`marmot receive`."""
    made = add(
        "receive", returns_in.receive, "read returned workbooks, and say or take what they answer",
        "marmot receive luton.marmot return_Housing_2026-Q3.xlsx --dry-run\n"
        "marmot receive luton.marmot returned --accept clean\n"
        'marmot receive luton.marmot back.ods --by "Jo Bell"',
        writes=True, json=True,
    )  # fmt: skip
    made.add_argument(
        "returns",
        metavar="RETURN",
        nargs="+",
        help="a workbook that came back, or a folder of them",
    )
    made.add_argument("--by", metavar="NAME", default="", help="who returned it (whom it was sent)")
    options.dry_run(made, "say what came back and stop")
    made.add_argument(
        "--accept",
        choices=("all", "clean", "none"),
        default="none",
        help="what is taken at once: what nothing speaks against, or all that can be read; "
        "else everything waits in the returns inbox (none)",
    )
