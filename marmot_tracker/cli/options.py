"""What several commands take and say alike: a reference, a reason, a dry run."""

from __future__ import annotations

from argparse import ArgumentParser


def reference(made: ArgumentParser, *, optional: bool = False) -> None:
    """Which recommendation."""
    made.add_argument(
        "reference",
        metavar="REFERENCE",
        nargs="?" if optional else None,
        help="its reference, REPORT:REFERENCE, or its uid",
    )


def reason(made: ArgumentParser, words: str) -> None:
    """Why; kept with the change."""
    made.add_argument("--reason", default="", metavar="WHY", help=words)


def dry_run(made: ArgumentParser, words: str = "say what would change and stop") -> None:
    """Write nothing."""
    made.add_argument("--dry-run", action="store_true", help=words)
