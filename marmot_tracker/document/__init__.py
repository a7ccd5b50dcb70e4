"""The tracker as a file: create, open, edit, bring in a copy, snapshot, back up."""

from __future__ import annotations

from marmot_tracker.document.document import Document
from marmot_tracker.document.snapshot import Snapshot
from marmot_tracker.document.written import Author, BroughtIn, Changes, Done
from marmot_tracker.trail.evidence import Staged
from marmot_tracker.trail.history import Source

__all__ = ["Author", "BroughtIn", "Changes", "Document", "Done", "Snapshot", "Source", "Staged"]
