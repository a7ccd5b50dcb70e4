"""What `marmot publish`, `marmot copy`, `marmot union`, `marmot changes` and `marmot receipts` take."""

from __future__ import annotations

from marmot_tracker.cli import merging, sharing
from marmot_tracker.cli.own_arguments import Add


def add_sharing(add: Add) -> None:
    """The commands by which trackers leave and come together."""
    _add_publish(add)
    _add_copy(add)
    _add_union(add)
    _add_changes(add)
    add(
        "receipts", merging.receipts, "list what was brought into a tracker, by whom and from where",
        "marmot receipts luton.marmot\nmarmot receipts luton.marmot --json",
        json=True,
    )  # fmt: skip


def _add_publish(add: Add) -> None:
    publish = add(
        "publish", sharing.publish, "put what is saved here into the shared file, if it waits",
        "marmot publish luton.marmot",
        writes=True, json=True,
    )  # fmt: skip
    publish.add_argument(
        "--agree-erasures",
        action="store_true",
        help="where the shared file erases what is held here: let it go here and from the backups",
    )


def _add_copy(add: Add) -> None:
    copy = add(
        "copy", sharing.copy, "save a copy to give, without evidence that must not leave",
        "marmot copy luton.marmot luton-for-ann.marmot\n"
        "marmot copy luton.marmot luton-for-ann.marmot --without-evidence",
        json=True,
    )  # fmt: skip
    copy.add_argument("out", metavar="OUT.marmot", help="the new file; never written over")
    which = copy.add_mutually_exclusive_group()
    which.add_argument(
        "--without-evidence", action="store_true", help="leave out all evidence files"
    )
    which.add_argument(
        "--everything",
        action="store_true",
        help="a full copy, restricted and unchecked evidence files too",
    )


def _add_union(add: Add) -> None:
    union = add(
        "union", merging.union, "bring in colleagues' copies of the same tracker, or their changes",
        "marmot union luton.marmot luton-from-ann.marmot --dry-run\n"
        "marmot union luton.marmot ann.marmot-changes bob.zip\n"
        'marmot union luton.marmot ann.marmot --put-back 1f0c2b7a --reason "not agreed yet"',
        writes=True, json=True,
    )  # fmt: skip
    union.add_argument("others", metavar="OTHER", nargs="+", help="a copy, or a file of changes")
    union.add_argument(
        "--dry-run", "--preview", action="store_true", help="say what would change and stop"
    )
    union.add_argument(
        "--put-back",
        metavar="CODE",
        action="append",
        default=[],
        help="afterwards put back the line that has this code in the preview",
    )
    union.add_argument(
        "--reason", metavar="WHY", default="", help="why it is put back; its author is shown it"
    )
    union.add_argument(
        "--agree-erasures",
        action="store_true",
        help="where a copy erases what is held here: let it go here and from the backups, too",
    )


def _add_changes(add: Add) -> None:
    changes = add(
        "changes", merging.changes, "save the changes alone that the other side lacks, for a mail",
        "marmot changes luton.marmot --to housing.marmot-changes\n"
        "marmot changes luton.marmot --to housing.zip --zip --no-evidence\n"
        "marmot changes luton.marmot --to housing.marmot-changes --since officers-copy.marmot",
        json=True,
    )  # fmt: skip
    changes.add_argument(
        "--to", metavar="OUT", required=True, help="the new file; never written over"
    )
    changes.add_argument(
        "--since",
        metavar="OTHER|CODE",
        default="",
        help="what the other side has: its copy, or a check code it was given; start: only what "
        "this copy came with; all: nothing but the beginning",
    )
    changes.add_argument("--zip", action="store_true", help="as a .zip, for mail filters")
    changes.add_argument("--dry-run", action="store_true", help="say what it would hold and stop")
    which = changes.add_mutually_exclusive_group()
    which.add_argument("--no-evidence", action="store_true", help="leave out all evidence files")
    which.add_argument(
        "--everything", action="store_true", help="restricted and unchecked evidence files too"
    )
