"""Makes the bundle and tries it: `python -m bundling [--folder DIR] [--check]`."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bundling import icu_data, licences, named, sizes, trimming, trying
from marmot_tracker import __version__

TOP = Path(__file__).resolve().parents[1]
SPEC = TOP / "bundling" / "build.spec"
LICENCES = "THIRD-PARTY-LICENCES.txt"


def main(arguments: list[str]) -> int:
    """Make the bundle, and with `--check` run it; 1 where it may not be shipped or does not work."""
    parser = argparse.ArgumentParser(prog="dev.py bundle", description=__doc__)
    parser.add_argument("--folder", type=Path, default=TOP / "dist", help="where to make it")
    parser.add_argument("--check", action="store_true", help="then run the main job in it")
    parser.add_argument("--as-it-is", action="store_true", help="check the one made before")
    asked = parser.parse_args(arguments)
    bundle = asked.folder.expanduser().resolve() / named.FOLDER
    try:
        if not asked.as_it_is:
            _timed("Making it", lambda: make(bundle))
        if asked.check or asked.as_it_is:
            _timed("Trying it", lambda: trying.everything(bundle, pictures=bundle.parent))
    except (
        licences.NotAllowed,
        icu_data.NotUnderstood,
        trying.Broken,
        subprocess.CalledProcessError,
    ) as fault:
        print(fault)
        return 1
    return 0


def _timed(what: str, work: Callable[[], object]) -> None:
    began = time.monotonic()
    work()
    print(f"{what} took {time.monotonic() - began:.0f} seconds.\n", flush=True)


def make(bundle: Path) -> None:
    """Make the bundle's folder anew, with everything that is to be in it."""
    with tempfile.TemporaryDirectory(prefix="bundle-") as scratch:
        work = Path(scratch) / "work"
        print("Making the bundle: about a minute ...", flush=True)
        _freeze(Path(scratch), work)
        made = Path(scratch) / named.FOLDER
        sources = (work / SPEC.stem / trimming.SOURCES).read_text("utf-8").splitlines()
        found = licences.parts_of(Path(source) for source in sources)
        licences.check(found)
        lines = licences.told(found, version=__version__)
        (made / LICENCES).write_text("\n".join(lines) + "\n", encoding="utf-8")
        shutil.copy(TOP / "LICENSE", made / "LICENSE.txt")
        trimming.shrink(made)
        if bundle.exists():
            shutil.rmtree(bundle)
        bundle.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(made, bundle)
    if named.ONE_FILE:
        _name_again(bundle / named.WINDOW, bundle / named.CONSOLE)
    print(f"The bundle: {bundle}")
    print(f"{len(found)} works of others in it, all under licences on the list: {LICENCES}\n")
    print("\n".join(sizes.told(bundle)), flush=True)


def _name_again(program: Path, name: Path) -> None:
    """Give a program its second name; a disk that knows no second names gets a second file."""
    try:
        os.link(program, name)
    except OSError:
        shutil.copy2(program, name)


def _freeze(scratch: Path, work: Path) -> None:
    """Run PyInstaller; what it says is shown only where it fails."""
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"]
    command += ["--distpath", str(scratch), "--workpath", str(work), str(SPEC)]
    answer = subprocess.run(
        command, cwd=TOP, capture_output=True, text=True, check=False, errors="replace"
    )
    if answer.returncode:
        print(answer.stdout, answer.stderr)
        answer.check_returncode()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
