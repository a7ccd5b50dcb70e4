"""Cuts the data of ICU, which Qt sorts and converts with, down to English: 32 MB become 5.

Qt has names of days, months and countries of its own. Of ICU it uses the order of words, capital
letters and the encodings of old text; the order of other languages is then that of Unicode itself.

The library holds one package of named items behind one symbol. It is read as ICU reads it
(`udata.h` and `ucmndata.h`: a header, a table of places, the items), written anew with fewer, and
made a library again by the assembler and the linker of binutils.
"""

from __future__ import annotations

import ctypes
import re
import struct
import subprocess
import tempfile
from pathlib import Path

MAGIC = b"\xda\x27"
FORMAT = b"CmnD"
BEFORE_FORMAT = 12
"""How far behind the start of its header a package names its format."""
ALIGNED = 16
"""To how many bytes ICU aligns an item."""
MOST_OF_A_CONVERTER = 16_000
"""An encoding of one byte a letter takes a few kilobytes; those of Chinese, Japanese and Korean,
which nothing here is written in, take a hundred."""

OTHER_LANGUAGE = re.compile(r"(?!en(_|\.))[a-z]{2,3}(_[A-Z0-9]\w*)*\.res$")
"""What is there for one language, other than English. `root.res`, `pool.res` and `res_index.res`
are there for all."""
UNUSED = re.compile(r"translit/|.*\.dict$")
"""Rules for writing one script in another; words of languages written without spaces."""

SOURCE = """
    .section .rodata
    .balign 16
    .globl {symbol}
    .type {symbol}, %object
{symbol}:
    .incbin "{data}"
    .size {symbol}, . - {symbol}
    .section .note.GNU-stack, "", %progbits
"""

Items = dict[str, bytes]
"""The items of a package, by the name of the package and their own: `icudt73l/en.res`."""


class NotUnderstood(Exception):
    """The library is not built as those known are."""


def cut(library: Path) -> None:
    """Make the library anew with what is used of its data, in its place."""
    header, items = read(library.read_bytes())
    symbol = next(iter(items)).partition("/")[0][:-1] + "_dat"
    made = _linked(package(header, {n: items[n] for n in items if stays(n, items[n])}), symbol)
    library.write_bytes(made)


def stays(name: str, item: bytes) -> bool:
    """Whether an item is used."""
    inside = name.partition("/")[2]
    if UNUSED.match(inside) or OTHER_LANGUAGE.match(inside.rpartition("/")[2]):
        return False
    return not inside.endswith(".cnv") or len(item) <= MOST_OF_A_CONVERTER


def read(held: bytes) -> tuple[bytes, Items]:
    """The header of the package in a file, and its items. Raises `NotUnderstood`."""
    start = held.find(FORMAT) - BEFORE_FORMAT
    if start < 0 or held[start + 2 : start + 4] != MAGIC:
        raise NotUnderstood("There is no package of ICU's data in it.")
    table = start + struct.unpack_from("<H", held, start)[0]
    (count,) = struct.unpack_from("<I", held, table)
    places = list(struct.iter_unpack("<II", held[table + 4 : table + 4 + 8 * count]))
    ends = [*(place for _name, place in places[1:]), len(held) - table]
    items: Items = {}
    for (name, place), end in zip(places, ends, strict=True):
        named = held[table + name : held.index(b"\0", table + name)].decode("ascii")
        items[named] = held[table + place : table + end]
    if not items or list(items) != sorted(items) or not all("/" in name for name in items):
        raise NotUnderstood("The items of ICU's data are not in order.")
    return held[start:table], items


def package(header: bytes, items: Items) -> bytes:
    """A package with these items, in the order of their names, as ICU looks for them."""
    names = [name.encode("ascii") + b"\0" for name in sorted(items)]
    begins = 4 + 8 * len(names)
    place = _aligned(begins + sum(map(len, names)))
    table, bodies = bytearray(struct.pack("<I", len(names))), bytearray()
    for name, item in zip(names, (items[name] for name in sorted(items)), strict=True):
        table += struct.pack("<II", begins, place + len(bodies))
        begins += len(name)
        bodies += item + bytes(_aligned(len(item)) - len(item))
    return header + (bytes(table) + b"".join(names)).ljust(place, b"\0") + bytes(bodies)


def _aligned(size: int) -> int:
    return -(-size // ALIGNED) * ALIGNED


def _linked(data: bytes, symbol: str) -> bytes:
    """A library that holds `data` behind `symbol`, under the name the others ask for it by."""
    with tempfile.TemporaryDirectory(prefix="icu-") as scratch:
        folder = Path(scratch)
        (folder / "data").write_bytes(data)
        (folder / "data.s").write_text(SOURCE.format(symbol=symbol, data="data"), encoding="ascii")
        asked = f"libicudata.so.{re.sub(r'[^0-9]', '', symbol)}"
        link = ["ld", "-shared", "-z", "noexecstack", "-soname", asked, "-o", asked, "data.o"]
        for command in (["as", "-o", "data.o", "data.s"], link):
            subprocess.run(command, cwd=folder, check=True)
        made = folder / asked
        if (
            ctypes.string_at(
                ctypes.addressof(ctypes.c_char.in_dll(ctypes.CDLL(str(made)), symbol)), len(data)
            )
            != data
        ):
            raise NotUnderstood("The library made of ICU's data does not hold it.")
        return made.read_bytes()
