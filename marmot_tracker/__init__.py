"""The core of Marmot Tracker and its command line; nothing in here needs a screen."""

from __future__ import annotations

__version__ = "0.1.0"
