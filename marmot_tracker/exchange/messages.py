"""Messages that were saved as files: who wrote, when, the text, and the workbooks that came along.

`.eml` is read by the standard library; `.msg`, as Outlook saves, by the streams that hold its text
(MS-OXMSG 2.2, MS-CFB 2). Only in the helper, and never more than the limits.
"""

from __future__ import annotations

import email.policy
import re
from dataclasses import dataclass
from datetime import date
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import getaddresses, parsedate_to_datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from marmot_tracker import helper
from marmot_tracker.clock import PLACE
from marmot_tracker.errors import TrackerError
from marmot_tracker.exchange.readers.checks import OLE
from marmot_tracker.exchange.readers.ole_streams import streams
from marmot_tracker.progress import Progress

MOST_MB = 50
MOST_TEXT = 200_000
MOST_FILES = 50
SECONDS = 30
HEADS = re.compile(
    rb"(?:from|to|subject|date|received|return-path|mime-version|message-id|x-unsent|"
    rb"delivered-to|content-type|x-[a-z-]+|thread-topic):[ \t]?",
    re.IGNORECASE,
)
LINE = re.compile(rb"[!-9;-~]+:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*")
BLOCKS = frozenset({"p", "div", "br", "tr", "li", "h1", "h2", "h3", "table"})


@dataclass(frozen=True, slots=True)
class Message:
    """A message: who wrote it and on which day, where it says so, its text, and files by name."""

    writer: str
    on: date | None
    text: str
    files: tuple[str, ...] = ()


def looks_like_mail(head: bytes) -> bool:
    """Whether a file begins with the headers of a message: two at least, one of them usual."""
    first = LINE.match(head)
    if first is None or not HEADS.match(first[0]):
        return False
    second = LINE.match(head, first.end())
    return second is not None


def read_message(
    path: Path, *, folder: Path | None = None, progress: Progress | None = None
) -> Message:
    """Read a saved message in the helper; with `folder` its workbooks are put there.

    Raises `TrackerError` in words.
    """
    told = helper.run(
        "marmot_tracker.exchange.messages:read_in_child",
        {"path": str(path.absolute()), "folder": str(folder.absolute()) if folder else ""},
        seconds=SECONDS,
        output_mb=5,
        may_write_mb=MOST_MB if folder else 0,
        progress=progress,
    )
    try:
        on = date.fromisoformat(told["on"]) if told["on"] else None
        return Message(str(told["writer"]), on, str(told["text"]), tuple(map(str, told["files"])))
    except helper.UNUSABLE as error:
        raise _unreadable(path.name) from error


def read_in_child(argument: dict[str, Any], _progress: Progress) -> dict[str, Any]:
    """What the helper runs."""
    path = Path(argument["path"])
    folder = Path(argument["folder"]) if argument["folder"] else None
    if path.stat().st_size > MOST_MB * 1024 * 1024:
        raise TrackerError(
            f"{path.name} is larger than {MOST_MB} MB; nothing was read.",
            hint="Save what is attached to it to a folder, and use that.",
        )
    raw = path.read_bytes()
    if raw.startswith(OLE):
        writer, on, text, files = _outlook(path)
    else:
        writer, on, text, files = _plain(raw)
    kept = [name for name, body in files if folder and _put(folder, name, body)]
    return {"writer": writer, "on": on, "text": text[:MOST_TEXT], "files": kept}


def _put(folder: Path, name: str, body: bytes) -> bool:
    """Save an attachment that can be a workbook; whether it was."""
    if not body.startswith((b"PK\x03\x04", OLE)):
        return False
    (folder / name).write_bytes(body)
    return True


Parts = tuple[str, str, str, list[tuple[str, bytes]]]
"""Writer, ISO day, text, and attachments by a plain name."""


def _plain(raw: bytes) -> Parts:
    message = BytesParser(policy=email.policy.default).parsebytes(raw)
    assert isinstance(message, EmailMessage)
    body = message.get_body(("plain", "html"))
    text = _decoded(body) if body is not None else ""
    if body is not None and body.get_content_type() == "text/html":
        text = words_of_page(text)
    people = getaddresses([str(message.get("From", ""))])
    writer = next((name or address for name, address in people), "")
    try:
        on = parsedate_to_datetime(str(message["Date"])).astimezone(PLACE).date().isoformat()
    except (TypeError, ValueError):
        on = ""
    files = [
        (_plain_name(part.get_filename() or "", at), bytes(part.get_payload(decode=True) or b""))
        for at, part in enumerate(message.iter_attachments())
        if not part.is_multipart()
    ]
    return writer, on, text, files[:MOST_FILES]


def _decoded(part: Any) -> str:
    try:
        return str(part.get_content())
    except (LookupError, UnicodeError):
        payload = part.get_payload(decode=True) or b""
        return bytes(payload).decode("utf-8", "replace")


SENDER, BODY, ADDRESS = "0c1a", "1000", "0c1f"
ATTACHED, LONG_NAME, SHORT_NAME = "3701", "3707", "3704"
"""Properties by tag (MS-OXPROPS): sender name, body, sender address, and of an attachment."""


def _outlook(path: Path) -> Parts:
    found = streams(path)

    def words(place: str, tag: str) -> str:
        for kind, coding in (("001f", "utf-16-le"), ("001e", "cp1252")):
            body = found.get(f"{place}__substg1.0_{tag}{kind}")
            if body is not None:
                return body.decode(coding, "replace").rstrip("\0")
        return ""

    places = sorted(
        {name.rpartition("/")[0] + "/" for name in found if name.startswith("__attach_version1.0_")}
    )
    files = [
        (
            _plain_name(words(place, LONG_NAME) or words(place, SHORT_NAME), at),
            found[f"{place}__substg1.0_{ATTACHED}0102"],
        )
        for at, place in enumerate(places)
        if f"{place}__substg1.0_{ATTACHED}0102" in found
    ]
    writer = words("", SENDER) or words("", ADDRESS)
    text = words("", BODY)
    if not text.strip() and not files:
        raise _unreadable(path.name)
    return writer, "", text.replace("\r\n", "\n"), files[:MOST_FILES]


def _plain_name(name: str, at: int) -> str:
    """A file name that leads nowhere else, and none twice."""
    bare = re.sub(r"[^\w. ()-]+", "_", Path(name.replace("\\", "/")).name).strip(" .")
    return f"{at + 1}-{bare[-100:] or 'attachment'}"


def _unreadable(name: str) -> TrackerError:
    return TrackerError(
        f"The message {name} cannot be read; nothing was taken.",
        hint="Copy its text, and press Ctrl+V here.",
    )


class _Words(HTMLParser):
    """The words of a page, a line to each paragraph and a tab between the cells of a table."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: Any) -> None:  # noqa: ARG002  as the parser calls it
        if tag in ("style", "script", "head"):
            self._hidden += 1
        elif tag in ("td", "th"):
            self.parts.append("\t")
        elif tag in BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("style", "script", "head"):
            self._hidden = max(self._hidden - 1, 0)
        elif tag in ("p", "div", "tr", "li"):
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(" ".join(data.split()) + (" " if data[-1:].isspace() else ""))


def words_of_page(page: str) -> str:
    """The words of a message that is a page, line by line."""
    reader = _Words()
    reader.feed(page)
    lines = ("".join(reader.parts)).split("\n")
    tidy = [line.strip(" ").removeprefix("\t").rstrip() for line in lines]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(tidy)).strip()
