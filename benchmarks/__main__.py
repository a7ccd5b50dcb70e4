"""Run the benchmarks: `python -m benchmarks [--quick] [--long] [--profile] [names]`."""

from __future__ import annotations

import argparse
import cProfile
import os
import pstats
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from benchmarks import (
    bundle,
    documents,
    edits,
    evidence,
    filters,
    growth,
    history,
    imports,
    inbox,
    packs,
    receiving,
    sending,
    starting,
    unions,
    waiting,
)
from benchmarks.figures import Figure, table
from benchmarks.workshop import LONG, QUICK, Sizes, Workshop

SUBJECTS: dict[str, tuple[str, Callable[[Workshop], Iterator[Figure]]]] = {
    "edits": (edits.TITLE, edits.measure),
    "imports": (imports.TITLE, imports.measure),
    "documents": (documents.TITLE, documents.measure),
    "unions": (unions.TITLE, unions.measure),
    "filters": (filters.TITLE, filters.measure),
    "inbox": (inbox.TITLE, inbox.measure),
    "growth": (growth.TITLE, growth.measure),
    "packs": (packs.TITLE, packs.measure),
    "sending": (sending.TITLE, sending.measure),
    "receiving": (receiving.TITLE, receiving.measure),
    "history": (history.TITLE, history.measure),
    "evidence": (evidence.TITLE, evidence.measure),
    "starting": (starting.TITLE, starting.measure),
    "waiting": (waiting.TITLE, waiting.measure),
    "bundle": (bundle.TITLE, bundle.measure),
}


def main(arguments: list[str]) -> int:
    """Print the tables of the subjects named, or of all; 2 for a name there is none of."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", help=f"any of: {', '.join(SUBJECTS)}")
    parser.add_argument("--quick", action="store_true", help="small sizes: that they run at all")
    parser.add_argument("--long", action="store_true", help="large sizes, too: some minutes more")
    parser.add_argument("--profile", action="store_true", help="also where the time went")
    wanted = parser.parse_args(arguments)
    unknown = [name for name in wanted.names if name not in SUBJECTS]
    if unknown:
        parser.error(f"there is no benchmark {', '.join(unknown)}")
    with tempfile.TemporaryDirectory(prefix="benchmarks-") as folder:
        # Backups and private copies of the run belong into its own folder.
        os.environ["MARMOT_DATA"] = str(Path(folder) / "data")
        os.environ["MARMOT_CONFIG"] = str(Path(folder) / "config")
        sizes = QUICK if wanted.quick else LONG if wanted.long else Sizes()
        workshop = Workshop(Path(folder), sizes)
        for name in wanted.names or SUBJECTS:
            _run(name, workshop, profiled=wanted.profile)
    return 0


def _run(name: str, workshop: Workshop, *, profiled: bool) -> None:
    title, measure = SUBJECTS[name]
    print(f"\n{title}\n", flush=True)
    profile = cProfile.Profile()
    found = profile.runcall(list, measure(workshop)) if profiled else list(measure(workshop))
    for line in table(found):
        print(line)
    if profiled:
        pstats.Stats(profile, stream=sys.stdout).sort_stats("tottime").print_stats(40)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
