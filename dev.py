"""The one command of this checkout: makes its own environment, then runs what is asked.

    python3 dev.py demo [--no-window] [--folder DIR]   a sample tracker, its pack, the window
    python3 dev.py test [pytest arguments]             every test
    python3 dev.py lint                                format, rules, types, import contracts
    python3 dev.py bench [names]                       speed, size and growth
    python3 dev.py pictures                            the pictures of the window
    python3 dev.py bundle [--check] [--folder DIR]     the program for people without Python

On Windows say `py dev.py demo`. It needs Python 3.11 or newer and nothing else; everything is
put into the folder .venv beside this file, which can be deleted at any time.
"""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import importlib.util
import json
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST_PYTHON = (3, 11)
HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
STAMP = VENV / "installed.json"
PROCESSES = "2"

LINTED = ("marmot_tracker", "ui", "sample_data", "benchmarks", "bundling", "tests", "dev.py")

# What Qt's own libraries and its offscreen platform are linked against: library, Debian package.
QT_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libzstd.so.1": "libzstd1",
}
# What a window on an X11 display needs besides.
X11_LIBRARIES = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
# And on a Wayland display.
WAYLAND_LIBRARIES = {
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
}
# What makes the bundle and what tries its window, on Linux: program, Debian package.
BUNDLE_PROGRAMS = {
    "as": "binutils",
    "ld": "binutils",
    "objdump": "binutils",
    "strip": "binutils",
    "Xvfb": "xvfb",
    "xdotool": "xdotool",
}


class Stop(Exception):
    """Something a person has to put right first, in words."""


# ---------------------------------------------------------------- the machine


def say(text: str) -> None:
    print(text, flush=True)


def run(*command: str | Path) -> int:
    """Run a command from this folder; its exit status."""
    return subprocess.run([str(part) for part in command], cwd=HERE, check=False).returncode


def require_python() -> None:
    if sys.version_info < OLDEST_PYTHON:
        wanted = ".".join(map(str, OLDEST_PYTHON))
        raise Stop(
            f"Marmot Tracker needs Python {wanted} or newer; this is {platform.python_version()}.\n"
            f"If a newer one is installed, name it: python{wanted} dev.py ..."
        )


def is_root_with_apt() -> bool:
    """Whether this is root on Debian, Ubuntu or their kin, so that packages may be installed."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    return root and Path("/etc/debian_version").exists() and shutil.which("apt-get") is not None


def apt_install(packages: list[str]) -> bool:
    say("Installing " + " ".join(packages) + " with apt-get ...")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages],
    ):
        answer = subprocess.run(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            check=False,
        )
        # A list that could not be refreshed is no harm if the packages are known already.
        if answer.returncode and "install" in command:
            return False
    return True


def can_load(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def has_display() -> bool:
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def missing_packages(*, window: bool, everywhere: bool = False) -> list[str]:
    """The Debian packages of the system libraries that Qt would look for in vain, in order; with
    `everywhere` those of every kind of display, whatever this machine has.
    """
    if not sys.platform.startswith("linux"):
        return []
    wanted = dict(QT_LIBRARIES)
    if everywhere or (window and os.environ.get("DISPLAY")):
        wanted |= X11_LIBRARIES
    if everywhere or (window and os.environ.get("WAYLAND_DISPLAY")):
        wanted |= WAYLAND_LIBRARIES
    return sorted({package for library, package in wanted.items() if not can_load(library)})


def require_qt_libraries(*, window: bool) -> None:
    """See that Qt can start. Raises Stop with the packages' names where it cannot."""
    packages = missing_packages(window=window)
    if packages and is_root_with_apt() and apt_install(packages):
        packages = missing_packages(window=window)
    if packages:
        raise Stop(
            "The window needs system libraries that this machine lacks. On Debian or Ubuntu:\n"
            f"  sudo apt-get install {' '.join(packages)}\n"
            "On another Linux, the packages that hold the same libraries."
        )


def require_bundle_programs() -> None:
    """See that a bundle can be made and tried here. Raises Stop with the packages' names."""

    def missing() -> list[str]:
        if not sys.platform.startswith("linux"):
            return []
        programs = {package for name, package in BUNDLE_PROGRAMS.items() if not shutil.which(name)}
        return sorted(programs | set(missing_packages(window=True, everywhere=True)))

    packages = missing()
    if packages and is_root_with_apt() and apt_install(packages):
        packages = missing()
    if packages:
        raise Stop(
            "Making the bundle needs what this machine lacks. On Debian or Ubuntu:\n"
            f"  sudo apt-get install {' '.join(packages)}"
        )


# ---------------------------------------------------------------- the environment


def in_venv(name: str) -> Path:
    """Where the environment keeps a program."""
    if os.name == "nt":
        return VENV / "Scripts" / f"{name}.exe"
    return VENV / "bin" / name


def require_venv_module() -> None:
    """Debian and Ubuntu ship Python without the part that makes environments."""
    if importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip"):
        return
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    if is_root_with_apt() and (apt_install([package]) or apt_install(["python3-venv"])):
        return
    raise Stop(
        "This Python cannot make an environment of its own: its venv part is missing.\n"
        f"On Debian or Ubuntu: sudo apt-get install python3-venv (or {package})."
    )


def venv_works() -> bool:
    """Whether the environment is there, has pip, and is of a Python that is new enough."""
    python = in_venv("python")
    if not python.exists():
        return False
    question = f"import sys, pip; sys.exit(sys.version_info < {OLDEST_PYTHON})"
    answer = subprocess.run([str(python), "-c", question], capture_output=True, check=False)
    return answer.returncode == 0


def make_venv() -> None:
    require_venv_module()
    say("Making the environment .venv ...")
    if (VENV / "pyvenv.cfg").exists():
        shutil.rmtree(VENV)
    if run(sys.executable, "-m", "venv", VENV) != 0:
        raise Stop(
            "The environment .venv could not be made; Python's own words are above.\n"
            "On Debian or Ubuntu the package python3-venv may be missing."
        )


def wanted_digest() -> str:
    """Names what is to be installed: it changes with pyproject.toml and constraints.txt."""
    digest = hashlib.sha256()
    for name in ("pyproject.toml", "constraints.txt"):
        digest.update((HERE / name).read_bytes())
    return digest.hexdigest()


def installed_extras(digest: str) -> set[str] | None:
    """The extras installed for this digest, or None if it has to be installed anew."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if stamp.get("digest") != digest:
        return None
    return set(stamp["extras"])


def pip_install(*arguments: str) -> None:
    constraints = ("-c", str(HERE / "constraints.txt"))
    quiet = ("--quiet", "--disable-pip-version-check", "--no-input")
    if run(in_venv("python"), "-m", "pip", "install", *quiet, *constraints, *arguments) != 0:
        raise Stop(
            "The libraries could not be installed; pip's own words are above.\n"
            "If they speak of a connection, check the network or your organisation's proxy, "
            "then run the same command again: it goes on where it stopped."
        )


def prepare(*extras: str) -> Path:
    """Make or refresh the environment with these extras; its Python."""
    digest = wanted_digest()
    if not venv_works():
        make_venv()
    have = installed_extras(digest)
    if have is None or not set(extras) <= have:
        wanted = sorted(set(extras) | (have or set()))
        say("Installing the libraries into .venv (once; some 170 MB the first time) ...")
        # Hatchling first and by itself, so that constraints.txt holds for the build as well.
        pip_install("hatchling", "editables")
        listed = f"[{','.join(wanted)}]" if wanted else ""
        pip_install("--no-build-isolation", "-e", f"{HERE}{listed}")
        STAMP.write_text(json.dumps({"digest": digest, "extras": wanted}), encoding="utf-8")
    return in_venv("python")


# ---------------------------------------------------------------- the commands


def demo(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="dev.py demo", description="Make and open the sample.")
    parser.add_argument("--no-window", action="store_true", help="make the files and stop there")
    parser.add_argument("--folder", help="where to put the sample tracker and its pack")
    wanted = parser.parse_args(arguments)
    python = prepare()
    no_window = wanted.no_window
    if has_display() and not no_window:
        try:
            require_qt_libraries(window=True)
        except Stop as reason:
            say(f"{reason}\nGoing on without the window.")
            no_window = True
    command: list[str | Path] = [python, "-m", "marmot_tracker", "demo"]
    if no_window:
        command.append("--no-window")
    if wanted.folder:
        command += ["--folder", Path(wanted.folder).expanduser().absolute()]
    return run(*command)


def test(arguments: list[str]) -> int:
    require_qt_libraries(window=False)
    python = prepare("test")
    alone = any(word in ("--pdb", "-s") or word.startswith(("-n", "--num")) for word in arguments)
    spread = [] if alone else ["-n", PROCESSES, "--dist", "worksteal"]
    return run(python, "-m", "pytest", *spread, *arguments)


def lint(arguments: list[str]) -> int:
    """Run all four checks, also when one fails; 1 if any did."""
    if arguments:
        raise Stop("dev.py lint takes no arguments.")
    python = prepare("lint", "test")
    typed = [name for name in LINTED if (HERE / name).exists()]
    checks: dict[str, list[str | Path]] = {
        "ruff format": [in_venv("ruff"), "format", "--check", "."],
        "ruff check": [in_venv("ruff"), "check", "."],
        "mypy": [python, "-m", "mypy", *typed],
        "import contracts": [in_venv("lint-imports"), "--no-logo"],
    }
    failed = []
    for name, command in checks.items():
        say(f"--- {name}")
        if run(*command) != 0:
            failed.append(name)
    say(f"Not clean: {', '.join(failed)}." if failed else "All four checks are clean.")
    return 1 if failed else 0


def bench(arguments: list[str]) -> int:
    require_qt_libraries(window=False)
    python = prepare("test")
    return run(python, "-m", "benchmarks", *arguments)


def pictures(arguments: list[str]) -> int:
    require_qt_libraries(window=False)
    python = prepare()
    return run(python, "-m", "ui.pictures", *arguments)


def bundle(arguments: list[str]) -> int:
    require_bundle_programs()
    python = prepare("bundle", "test")
    return run(python, "-m", "bundling", *arguments)


COMMANDS = {
    "demo": demo,
    "test": test,
    "lint": lint,
    "bench": bench,
    "pictures": pictures,
    "bundle": bundle,
}


def main(arguments: list[str]) -> int:
    """Run one command: its exit status, 1 for what a person must put right, 2 for misuse."""
    if not arguments or arguments[0] in ("-h", "--help"):
        say((__doc__ or "").strip())
        return 0 if arguments else 2
    name, *rest = arguments
    if name not in COMMANDS:
        say(f"There is no command {name!r}. There are: {', '.join(COMMANDS)}.")
        return 2
    try:
        require_python()
        return COMMANDS[name](rest)
    except Stop as reason:
        say(str(reason))
        return 1
    except KeyboardInterrupt:
        say("Stopped.")
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
