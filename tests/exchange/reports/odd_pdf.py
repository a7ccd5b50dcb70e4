"""Writes PDFs object by object: odd, old, locked and hostile ones that `Paper` cannot make."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Sequence
from pathlib import Path

WIDTH, HEIGHT = 595, 842
PLAIN = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
_PADDING = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")


def words(
    left: float,
    top: float,
    text: str,
    *,
    size: float = 11,
    before: str = "",
    matrix: str = "1 0 0 1",
    font: str = "F1",
) -> bytes:
    """Letters with their upper edge at `top`; `before` is set among the operators first."""
    raw = text.encode("cp1252", "replace")
    raw = raw.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
    place = f"{matrix} {left:.1f} {HEIGHT - top - size * 0.8:.1f} Tm"
    return f"BT {before} /{font} {size} Tf {place} (".encode() + raw + b") Tj ET\n"


class OddPdf:
    """A PDF in the making; whatever is put in stands in the file as it was given."""

    def __init__(self) -> None:
        self.objects: list[bytes] = []
        self.kids: list[int] = []
        self.fonts: dict[str, int] = {"F1": self.add(PLAIN)}
        self.parent = self.add(b"")
        self.catalogue = ""
        self.streams: set[int] = set()

    def add(self, body: bytes) -> int:
        """One more object; its number."""
        self.objects.append(body)
        return len(self.objects)

    def stream(self, data: bytes, entries: str = "", *, packed: bool = True) -> int:
        """One more object that holds bytes."""
        if packed:
            data, entries = zlib.compress(data, 9), f"{entries} /Filter /FlateDecode"
        head = f"<< /Length {len(data)} {entries} >>\nstream\n".encode()
        number = self.add(head + data + b"\nendstream")
        self.streams.add(number)
        return number

    def page(
        self,
        content: bytes,
        *,
        media: Sequence[float] = (0, 0, WIDTH, HEIGHT),
        entries: str = "",
        resources: str = "",
    ) -> int:
        """One more page; `entries` and `resources` are added to what it needs."""
        held = self.stream(content)
        fonts = " ".join(f"/{name} {number} 0 R" for name, number in self.fonts.items())
        box = " ".join(f"{side:g}" for side in media)
        number = self.add(
            f"<< /Type /Page /Parent {self.parent} 0 R /MediaBox [{box}] {entries} "
            f"/Contents {held} 0 R /Resources << /Font << {fonts} >> {resources} >> >>".encode()
        )
        self.kids.append(number)
        return number

    def picture(self, side: int = 40, *, noise: bytes = b"") -> int:
        """A grey picture, or one of those bytes as they are."""
        data = noise or bytes(side * side)
        head = f"/Type /XObject /Subtype /Image /Width {side} /Height {len(data) // side} "
        return self.stream(
            data, head + "/ColorSpace /DeviceGray /BitsPerComponent 8", packed=not noise
        )

    def scanned(self, content: bytes = b"", *, picture: int = 0) -> int:
        """A page that is one picture, and what stands over it."""
        picture = picture or self.picture()
        whole = f"q {WIDTH} 0 0 {HEIGHT} 0 0 cm /P Do Q\n".encode()
        return self.page(whole + content, resources=f"/XObject << /P {picture} 0 R >>")

    def save(
        self, path: Path, *, user: bytes | None = None, kids: str = "", count: int | None = None
    ) -> Path:
        """Write the file; locked with the password `user` (b"": anybody may read it)."""
        listed = kids or " ".join(f"{kid} 0 R" for kid in self.kids)
        number = len(self.kids) if count is None else count
        self.objects[self.parent - 1] = (
            f"<< /Type /Pages /Count {number} /Kids [{listed}] >>".encode()
        )
        root = self.add(f"<< /Type /Catalog /Pages {self.parent} 0 R {self.catalogue} >>".encode())
        locked = ""
        if user is not None:
            locked = self._lock(user)
        out = bytearray(b"%PDF-1.7\n")
        places = []
        for at, body in enumerate(self.objects, 1):
            places.append(len(out))
            out += f"{at} 0 obj\n".encode() + body + b"\nendobj\n"
        start = len(out)
        out += f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n".encode()
        for place in places:
            out += f"{place:010d} 00000 n \n".encode()
        tail = f"trailer << /Size {len(places) + 1} /Root {root} 0 R{locked} >>\n"
        out += (tail + f"startxref\n{start}\n%%EOF\n").encode()
        path.write_bytes(bytes(out))
        return path

    def _lock(self, user: bytes) -> str:
        """Lock the bytes of all streams as the standard's oldest handler does (RC4, 40 bits)."""
        name = b"0123456789abcdef"
        rights = -44
        padded = (user + _PADDING)[:32]
        owner = _rc4(hashlib.md5((b"owner" + _PADDING)[:32]).digest()[:5], padded)
        key = hashlib.md5(
            padded + owner + (rights & 0xFFFFFFFF).to_bytes(4, "little") + name
        ).digest()[:5]
        mark = _rc4(key, _PADDING)
        for number in self.streams:
            body = self.objects[number - 1]
            head, _, rest = body.partition(b"stream\n")
            data = rest.removesuffix(b"\nendstream")
            own = hashlib.md5(key + number.to_bytes(3, "little") + b"\0\0").digest()[:10]
            self.objects[number - 1] = head + b"stream\n" + _rc4(own, data) + b"\nendstream"
        lock = self.add(
            f"<< /Filter /Standard /V 1 /R 2 /O <{owner.hex()}> /U <{mark.hex()}> /P {rights} >>".encode()
        )
        return f" /Encrypt {lock} 0 R /ID [<{name.hex()}> <{name.hex()}>]"


def _rc4(key: bytes, data: bytes) -> bytes:
    state = list(range(256))
    at = 0
    for turn in range(256):
        at = (at + state[turn] + key[turn % len(key)]) % 256
        state[turn], state[at] = state[at], state[turn]
    one = other = 0
    out = bytearray()
    for byte in data:
        one = (one + 1) % 256
        other = (other + state[one]) % 256
        state[one], state[other] = state[other], state[one]
        out.append(byte ^ state[(state[one] + state[other]) % 256])
    return bytes(out)
