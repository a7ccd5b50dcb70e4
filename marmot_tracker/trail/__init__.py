"""The record: an append-only set of change sets, and everything that follows from it.

The rules are exact and few; they are written down in `docs/file-format.md`.
"""

from __future__ import annotations
