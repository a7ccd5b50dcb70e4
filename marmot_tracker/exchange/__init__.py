"""What comes in: reading files, finding columns, proposals, applying them."""

from __future__ import annotations
