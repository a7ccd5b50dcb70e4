"""What the commands take: every argument, with its help and examples."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter, _SubParsersAction
from collections.abc import Callable

from marmot_tracker import __version__
from marmot_tracker.cli import (
    changing,
    filing,
    keeping,
    listing,
    loading,
    options,
    own_arguments,
    sampling,
    sharing_arguments,
)

Run = Callable[[Namespace], int | None]


class _Commands:
    """Adds commands to a parser, each with what all of them share."""

    def __init__(self, into: _SubParsersAction[ArgumentParser]) -> None:
        self._into = into

    def add(
        self,
        name: str,
        run: Run,
        words: str,
        examples: str,
        *,
        file: bool = True,
        writes: bool = False,
        json: bool = False,
    ) -> ArgumentParser:
        """Add one command; `file` is the tracker it works on."""
        made = self._into.add_parser(
            name,
            help=words,
            description=f"{words[0].upper()}{words[1:]}.",
            epilog="examples:\n" + "\n".join(f"  {line}" for line in examples.splitlines()),
            formatter_class=RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        if file:
            made.add_argument("file", metavar="FILE", help="the tracker")
        made.add_argument("--author", metavar="NAME", help="whose name the change carries")
        if json:
            made.add_argument("--json", action="store_true", help="print the facts as JSON")
        if writes:
            made.add_argument(
                "--date-is-right",
                action="store_true",
                help="confirm this computer's date where the program doubts it",
            )
            made.add_argument(
                "--open-anyway",
                action="store_true",
                help="open it although a lock file says that another computer has it open",
            )
        made.set_defaults(
            run=run, json=False, writes=writes, date_is_right=False, open_anyway=False
        )
        return made


def parser() -> ArgumentParser:
    """The parser of the whole command line."""
    made = ArgumentParser(
        prog="marmot",
        description="Follow the recommendations of a place's report on health inequalities.",
        epilog="Each command has a --help of its own. Dates are written 31/12/2026 or 2026-12-31.",
        allow_abbrev=False,
    )
    made.add_argument("--version", action="version", version=f"marmot {__version__}")
    commands = _Commands(made.add_subparsers(metavar="COMMAND", required=True, title="commands"))
    _add_beginning(commands)
    _add_asking(commands)
    _add_changing(commands)
    _add_files(commands)
    own_arguments.add_columns(commands.add)
    own_arguments.add_views(commands.add)
    own_arguments.add_mine(commands.add)
    own_arguments.add_send(commands.add)
    own_arguments.add_receive(commands.add)
    own_arguments.add_put_back(commands.add)
    own_arguments.add_erasing(commands.add)
    _add_keeping(commands)
    return made


def _add_beginning(commands: _Commands) -> None:
    new = commands.add(
        "new", filing.new, "make an empty tracker",
        'marmot new luton.marmot --place "Luton"',
    )  # fmt: skip
    new.add_argument("--place", required=True, metavar="NAME", help="the place it is for")
    new.add_argument("--name", default="", help="what the programme is called")
    read = commands.add(
        "read", loading.read, "read a list and say what is in it, touching no tracker",
        'marmot read recommendations.xlsx\nmarmot read list.csv --json\n'
        'marmot read book.xlsx --sheet "Register" --map text="What we ask"',
        file=False, json=True,
    )  # fmt: skip
    _add_reading(read)
    load = commands.add(
        "import", loading.load, "load a list of recommendations, or say what it would change",
        "marmot import luton.marmot recommendations.xlsx --dry-run\n"
        'marmot import luton.marmot list.csv --map text="What we ask" --leave-out "Cost code"\n'
        'marmot import luton.marmot new.xlsx --edition-of "A Fairer Luton"',
        writes=True, json=True,
    )  # fmt: skip
    _add_reading(load)
    which = load.add_mutually_exclusive_group()
    which.add_argument("--report", metavar="TITLE", help="the report it belongs to")
    which.add_argument("--edition-of", metavar="TITLE", help="the report it is a new edition of")
    options.dry_run(load)
    _add_taking(load)
    options.reason(load, "kept with the change")
    kept = commands.add(
        "layouts", loading.layouts_, "print how lists are remembered to be read, or forget it",
        "marmot layouts luton.marmot\nmarmot layouts luton.marmot --forget 4f0a61c2",
        writes=True, json=True,
    )  # fmt: skip
    kept.add_argument("--forget", default="", metavar="LAYOUT", help="forget this one")


def _add_taking(load: ArgumentParser) -> None:
    """What of a list is taken that is not taken unasked."""
    load.add_argument(
        "--take-near",
        action="store_true",
        help="take near matches for the recommendations they look like (else they are new)",
    )
    load.add_argument(
        "--take-suggested",
        action="store_true",
        help="take the principles and subgroups that the words of a report suggest",
    )
    load.add_argument(
        "--carry-over",
        action="append",
        default=[],
        choices=tuple(loading.CARRIED),
        help="take this over from the edition before (may be repeated)",
    )
    load.add_argument(
        "--supersede", action="store_true", help="decide those that it replaces as superseded"
    )
    load.add_argument(
        "--afresh",
        action="store_true",
        help="do not read it as remembered for lists of this layout, and forget that",
    )
    load.add_argument(
        "--take-theirs",
        action="store_true",
        help="where list and tracker both moved, take the list's answer (else the tracker's stays)",
    )


def _add_reading(made: ArgumentParser) -> None:
    made.add_argument(
        "source",
        metavar="SOURCE",
        help="the workbook, the delimited file, or the report (.docx, .pdf)",
    )
    made.add_argument(
        "--sheet",
        action="append",
        default=[],
        metavar="S",
        help="read this worksheet (may be repeated: they are read together)",
    )
    made.add_argument(
        "--header-row", type=int, default=0, metavar="N", help="the headings stand in this row"
    )
    made.add_argument(
        "--dates",
        choices=("day-first", "month-first"),
        default="",
        help="how dates like 02/03/2026 are to be read, where a list mixes the two",
    )
    made.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="FIELD=HEADING",
        help="the column of a field, such as text=Proposal (may be repeated)",
    )
    made.add_argument(
        "--leave-out",
        action="append",
        default=[],
        metavar="HEADING",
        help="do not take this column (may be repeated)",
    )
    made.add_argument(
        "--map-word",
        action="append",
        default=[],
        metavar="WORD=CODE",
        help="what a word in a column of ratings or decisions means, such as Mostly=at_risk; "
        "nothing after the sign: no answer yet (may be repeated)",
    )
    made.add_argument(
        "--split-owners",
        nargs="?",
        const="clear",
        choices=("clear", "all", "none"),
        metavar="HOW",
        help="several owners in a cell: the first leads, the others support; cut at line breaks "
        "and semicolons (clear), at commas and “and”, too (all), or not at all (none)",
    )


def _add_asking(commands: _Commands) -> None:
    rows = commands.add(
        "list", listing.list_, "print the recommendations",
        'marmot list luton.marmot --filter "rag:red,amber no:evidence"\n'
        "marmot list luton.marmot --as-at 31/03/2026 --json",
        json=True,
    )  # fmt: skip
    rows.add_argument("--filter", default="", metavar="WORDS", help="as in the window's filter box")
    rows.add_argument("--view", default="", metavar="NAME", help="what a saved view shows")
    figures = commands.add(
        "summary", listing.summary, "print the figures: red, amber, green, and what needs attention",
        "marmot summary luton.marmot\nmarmot summary luton.marmot --as-at 31/03/2026",
        json=True,
    )  # fmt: skip
    for made in (rows, figures):
        made.add_argument("--as-at", metavar="DATE", help="as it stood at the end of this day")
    history = commands.add(
        "history", listing.history, "print who changed a recommendation, when and why",
        "marmot history luton.marmot 5.4\nmarmot history luton.marmot 5.4 --field due --why",
        json=True,
    )  # fmt: skip
    options.reference(history)
    history.add_argument("--field", metavar="F", help="one field, such as due, rating or owner")
    history.add_argument("--why", action="store_true", help="say in sentences why it is what it is")


def _add_changing(commands: _Commands) -> None:
    put = commands.add(
        "set", changing.set_, "set fields of a recommendation",
        'marmot set luton.marmot 5.4 owner="Housing standards manager, Council" due=31/12/2026\n'
        'marmot set luton.marmot 5.4 due=31/03/2027 --reason "two officers left"',
        writes=True, json=True,
    )  # fmt: skip
    options.reference(put)
    put.add_argument("values", nargs="+", metavar="FIELD=VALUE", help="an empty value clears")
    options.reason(put, "why it changes")
    put.add_argument(
        "--review-on", metavar="DATE", help="with decision=: when it is to be looked at again"
    )
    _add_rate(commands)
    withdraw = commands.add(
        "withdraw", changing.withdraw, "take a recommendation out of view; its history stays",
        'marmot withdraw luton.marmot 5.4 --reason "entered twice"',
        writes=True, json=True,
    )  # fmt: skip
    options.reference(withdraw)
    options.reason(withdraw, "why it is withdrawn")
    _add_evidence(commands)
    period = commands.add(
        "period", changing.period, "add a reporting period",
        'marmot period luton.marmot "Q3 2026/27" --opens 01/10/2026 --due 15/01/2027',
        writes=True, json=True,
    )  # fmt: skip
    period.add_argument("name", metavar="NAME", help="what it is called")
    period.add_argument(
        "--opens", metavar="DATE", required=True, help="answers for it are given from this day"
    )
    period.add_argument("--due", metavar="DATE", help="answers are asked for by this day")


def _add_evidence(commands: _Commands) -> None:
    attach = commands.add(
        "attach", changing.attach, "attach evidence: a file, or a link",
        "marmot attach luton.marmot 5.4 survey.pdf --sensitivity ordinary\n"
        'marmot attach luton.marmot 5.4 https://example.org/minutes --title "Board minutes"',
        writes=True, json=True,
    )  # fmt: skip
    options.reference(attach)
    attach.add_argument("evidence", metavar="PATH-OR-URL", help="a file, or a link with ://")
    attach.add_argument("--title", default="", help="what it is called")
    attach.add_argument(
        "--sensitivity",
        default="not_checked",
        metavar="S",
        help="ordinary, restricted or not_checked: could somebody recognise a child, patient, "
        "tenant or member of staff in it?",
    )
    attach.add_argument("--why", default="", help="what it shows of this recommendation")
    attach.add_argument("--date", metavar="DATE", help="the date it speaks for")
    attach.add_argument("--received-from", default="", metavar="WHO", help="who sent it")
    sensitivity = commands.add(
        "sensitivity", changing.sensitivity, "say whether somebody could be recognised in evidence",
        'marmot sensitivity luton.marmot "Board minutes" ordinary',
        writes=True, json=True,
    )  # fmt: skip
    sensitivity.add_argument("evidence", metavar="EVIDENCE", help="its whole title, or its uid")
    sensitivity.add_argument("sensitivity", metavar="S", help="ordinary, restricted or not_checked")


def _add_rate(commands: _Commands) -> None:
    rate = commands.add(
        "rate", changing.rate, "rate a recommendation",
        "marmot rate luton.marmot 5.4 green\n"
        'marmot rate luton.marmot 5.4 amber --reason "two officers left" '
        '--path-to-green "agency cover from May"',
        writes=True, json=True,
    )  # fmt: skip
    options.reference(rate)
    rate.add_argument("code", metavar="CODE", help="complete, on_track, at_risk, off_track or "
                      "not_rated; a letter, a colour; or a kind of not rated")  # fmt: skip
    options.reason(rate, "why it has this rating")
    rate.add_argument("--path-to-green", default="", metavar="TEXT", help="what brings it back")
    rate.add_argument("--green-by", metavar="DATE", help="by when it is back on track")
    rate.add_argument("--help-needed", default="", metavar="TEXT", help="what help is asked for")
    rate.add_argument("--position", default="", metavar="TEXT", help="the position in one line")
    rate.add_argument("--date", metavar="DATE", help="the date it speaks for (today)")
    rate.add_argument(
        "--make-current",
        action="store_true",
        help="let it be the current rating although another speaks for a later date; one that "
        "says the same and waits behind it is taken and not written twice",
    )


def _add_files(commands: _Commands) -> None:
    pack = commands.add(
        "pack", filing.pack, "write the steering group's pack, an Excel workbook",
        "marmot pack luton.marmot pack.xlsx --since 30/09/2026\n"
        'marmot pack luton.marmot pack.xlsx --period "Q2 2026/27" --since pack --with-evidence',
        writes=True, json=True,
    )  # fmt: skip
    pack.add_argument("out", metavar="OUT.xlsx", help="the workbook to write")
    made_for = pack.add_mutually_exclusive_group()
    made_for.add_argument("--period", metavar="NAME", help="with the ratings given for this period")
    made_for.add_argument("--as-at", metavar="DATE", help="as it stood at the end of this day")
    pack.add_argument(
        "--since", metavar="DATE|pack", help="say what changed after this day, or the last pack"
    )
    pack.add_argument(
        "--with-evidence", action="store_true",
        help="also a folder with the ordinary evidence files and their hashes",
    )  # fmt: skip
    sharing_arguments.add_sharing(commands.add)
    verify = commands.add(
        "verify", filing.verify, "check the record, and a printed pack against it",
        "marmot verify luton.marmot\nmarmot verify luton.marmot --pack pack.xlsx",
        json=True,
    )  # fmt: skip
    verify.add_argument("--pack", metavar="PACK.xlsx", help="a pack that was made from it")
    undo = commands.add(
        "undo", filing.undo, "take back the newest edit",
        "marmot undo luton.marmot --list\nmarmot undo luton.marmot",
        writes=True, json=True,
    )  # fmt: skip
    undo.add_argument("--list", action="store_true", help="say what could be taken back and stop")
    undo.add_argument(
        "--anyone", action="store_true", help="also where somebody else made the newest edit"
    )
    demo = commands.add(
        "demo", sampling.demo, "make a sample tracker and its pack, and open the window on it",
        "marmot demo\nmarmot demo --no-window --folder ~/Documents",
        file=False,
    )  # fmt: skip
    demo.add_argument("--folder", default="demo", metavar="DIR", help="where to put it (demo)")
    demo.add_argument("--no-window", action="store_true", help="make the files and stop there")


def _add_keeping(commands: _Commands) -> None:
    backup = commands.add(
        "backup", keeping.backup, "make a backup of a tracker, or list those there are",
        "marmot backup luton.marmot\nmarmot backup luton.marmot --list",
        json=True,
    )  # fmt: skip
    backup.add_argument("--list", action="store_true", help="list the backups there are and stop")
    restore = commands.add(
        "restore", keeping.restore, "make a new tracker from a backup; nothing is written over",
        'marmot restore luton.marmot\nmarmot restore luton.marmot --backup 3 --to before.marmot',
        json=True,
    )  # fmt: skip
    restore.add_argument(
        "--backup",
        metavar="WHICH",
        default="",
        help="its number in marmot backup FILE --list, or the file itself (the newest good one)",
    )
    recover = commands.add(
        "recover", keeping.recover, "make a new tracker from what can be read of a damaged one",
        "marmot recover luton.marmot\nmarmot recover luton.marmot --to mended.marmot",
        json=True,
    )  # fmt: skip
    for made in (restore, recover):
        made.add_argument("--to", metavar="NEW", help="the new file (beside the tracker)")
    commands.add(
        "rebuild", keeping.rebuild, "make what is shown again from the record, after a backup",
        "marmot rebuild luton.marmot",
        writes=True, json=True,
    )  # fmt: skip
