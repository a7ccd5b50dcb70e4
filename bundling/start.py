"""Where both programs of the bundle begin; the name of the program's file says which of them it is.

The helper is looked for first, so that it starts with nothing but what it needs.
"""

from __future__ import annotations

import sys
from pathlib import Path


def console() -> int:
    """The command line, or the helper of either program."""
    # It lies in the bundle for the charts of the window; openpyxl and pillow would take it along.
    sys.modules["numpy"] = None  # type: ignore[assignment]
    if sys.argv[1:] == ["--helper"]:
        from marmot_tracker.helper import main as help_

        return help_()
    from marmot_tracker.cli import main

    return main()


def window() -> int:
    """The window."""
    from ui.app import main

    return main()


if __name__ == "__main__":
    sys.exit(console() if Path(sys.executable).stem == "marmot" else window())
