"""Messages saved as files: .eml by the standard library, and .msg as Outlook saves them.

MS-CFB 2.2 to 2.6 and MS-OXMSG 2.2, as little of them as a reader needs: short streams in the small
stream, long ones in sectors of their own, attachments in storages.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from email.message import EmailMessage
from pathlib import Path

SECTOR, SMALL, LEAST = 512, 64, 4096
NONE, LAST, FREE, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
SHEET = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")


def plain_message(
    path: Path,
    text: str,
    *,
    sender: str = "Jo Bell <jo@example.org>",
    html: bool = False,
    attached: Mapping[str, bytes] | None = None,
) -> Path:
    """An .eml file."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = "Sam Hill <sam@example.org>"
    message["Subject"] = "RE: your return"
    message["Date"] = "Thu, 12 Nov 2026 09:30:00 +0000"
    message.set_content(text, subtype="html" if html else "plain")
    for name, body in (attached or {}).items():
        message.add_attachment(body, maintype=SHEET[0], subtype=SHEET[1], filename=name)
    path.write_bytes(message.as_bytes())
    return path


def outlook_message(
    path: Path, text: str, *, sender: str = "Jo Bell", attached: Mapping[str, bytes] | None = None
) -> Path:
    """A .msg file."""
    tree: dict[str, bytes | dict[str, bytes]] = {
        "__properties_version1.0": b"\0" * 32,
        "__substg1.0_0C1A001F": sender.encode("utf-16-le"),
        "__substg1.0_1000001F": text.replace("\n", "\r\n").encode("utf-16-le"),
    }
    for at, (name, body) in enumerate((attached or {}).items()):
        tree[f"__attach_version1.0_#{at:08X}"] = {
            "__substg1.0_3707001F": name.encode("utf-16-le"),
            "__substg1.0_37010102": body,
        }
    path.write_bytes(_container(tree))
    return path


def _container(tree: Mapping[str, bytes | Mapping[str, bytes]]) -> bytes:
    """An OLE2 container; siblings hang on each other's right hand."""
    small = b""
    small_table: list[int] = []
    data: list[bytes] = []
    chains: list[int] = []

    def place(body: bytes) -> int:
        nonlocal small
        if len(body) < LEAST:
            first, count = len(small_table), max(-(-len(body) // SMALL), 1)
            small += body.ljust(count * SMALL, b"\0")
            small_table.extend([*range(first + 1, first + count), LAST])
            return first
        return _chain(body, data, chains)

    entries: list[tuple[str, int, int, int, int, int]] = [("Root Entry", 5, NONE, 1, 0, 0)]

    def add(level: Mapping[str, bytes | Mapping[str, bytes]]) -> None:
        names = list(level)
        for number, name in enumerate(names):
            held, at = level[name], len(entries)
            more = number + 1 < len(names)
            if isinstance(held, bytes):
                entries.append((name, 2, at + 1 if more else NONE, NONE, place(held), len(held)))
            else:
                inside = len(held)
                after = at + inside + 1 if more else NONE
                entries.append((name, 1, after, at + 1, 0, 0))
                add(held)

    add(tree)
    mini = _chain(small, data, chains)
    entries[0] = ("Root Entry", 5, NONE, 1, mini, len(small))
    table_body = struct.pack(f"<{len(small_table)}I", *small_table)
    table_body = table_body.ljust(-(-len(table_body) // SECTOR) * SECTOR, b"\xff")
    mini_table = _chain(table_body, data, chains)
    listed = b"".join(_entry(*each) for each in entries)
    listed = listed.ljust(-(-len(listed) // SECTOR) * SECTOR, b"\0")
    directory = _chain(listed, data, chains)
    many = 1
    while many * (SECTOR // 4) < len(chains) + many:
        many += 1
    first_table = len(data)
    chains += [TABLE] * many
    chains += [FREE] * (many * (SECTOR // 4) - len(chains))
    header = struct.pack(
        "<8s16sHHHHH6xIIIIIIIII",
        *(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\0" * 16, 0x3E, 3, 0xFFFE, 9, 6),
        *(0, many, directory, 0, LEAST, mini_table, len(table_body) // SECTOR, LAST, 0),
    )
    tables = [*range(first_table, first_table + many)]
    header += struct.pack("<109I", *tables, *([FREE] * (109 - many)))
    return header + b"".join(data) + struct.pack(f"<{len(chains)}I", *chains)


def _chain(body: bytes, data: list[bytes], chains: list[int]) -> int:
    """Put a body into sectors of its own; the first of them."""
    first, count = len(data), max(-(-len(body) // SECTOR), 1)
    whole = body.ljust(count * SECTOR, b"\0")
    data += [whole[at : at + SECTOR] for at in range(0, len(whole), SECTOR)]
    chains += [*range(first + 1, first + count), LAST]
    return first


def _entry(name: str, kind: int, right: int, child: int, first: int, length: int) -> bytes:
    words = name.encode("utf-16-le") + b"\0\0"
    return struct.pack(
        "<64sHBBIII36xIII",
        *(words, len(words), kind, 1, NONE, right, child, first, length, 0),
    )
