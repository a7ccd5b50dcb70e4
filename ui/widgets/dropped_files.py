"""What is let go over a window: files, or a message that a mail program hands over as none."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData

NO_FILE = "Save the message to a folder first, or copy its text and press Ctrl+V here."
_MESSAGES = ("filegroupdescriptor", "filecontents", "renprivate", "imap-message", "x-moz-message")
"""Parts of the names of what mail programs hand over: Outlook its own, Thunderbird its own."""


def local_files(data: QMimeData) -> list[Path]:
    """The files and folders of this computer that are let go or pasted."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


def hands_no_file(data: QMimeData) -> bool:
    """Whether it is a message of a mail program, of which no file can be had."""
    if local_files(data):
        return False
    formats = " ".join(data.formats()).casefold()
    remote = any(url.scheme().startswith(("imap", "mailbox", "outlook")) for url in data.urls())
    return remote or any(part in formats for part in _MESSAGES)
