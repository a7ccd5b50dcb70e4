"""Texts that the workbook library would not write as they are, put in afterwards by us.

XlsxWriter takes a text like `<r>…</r>` for mark-up and writes it unescaped, and escapes
`_x000D_x000D_` so that Excel reads another text. Such texts are written as tokens, and the tokens
are replaced in the finished parts (escapes: ECMA-376 part 1, 22.9.2.19).
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from html import escape

_LOOK_ALIKE = re.compile(r"_(?=x[0-9a-fA-F]{4}_)")
_OVERLAPPING = re.compile(r"_x[0-9a-fA-F]{4}_x[0-9a-fA-F]{4}_")


def needs_care(text: str) -> bool:
    """Whether the library would write another text than this one."""
    if text.startswith("<r>"):
        return text.endswith("</r>")
    return "_x" in text and _OVERLAPPING.search(text) is not None


class Careful:
    """The tokens of one workbook: `texts` is every text it will hold, headings among them.

    Headings stand in a table's own part too, where the library escapes no look-alike at all.
    """

    def __init__(self, texts: Iterable[str], headings: Iterable[str]) -> None:
        every = frozenset(texts)
        wanted = dict.fromkeys(sorted(text for text in every if needs_care(text)))
        wanted |= dict.fromkeys(text for text in headings if _LOOK_ALIKE.search(text))
        # Spaces around a token make the library keep the spaces of what comes in its place.
        name = "text"
        while wanted and any(name in text for text in every):
            name += "~"
        self.tokens = {text: f" {name}{place}; " for place, text in enumerate(wanted)}

    def __contains__(self, text: object) -> bool:
        return text in self.tokens

    def token(self, text: str) -> str:
        """What to give the library instead of `text`."""
        return self.tokens[text]

    def put_in(self, book: bytes) -> bytes:
        """The finished workbook with the texts in place of their tokens."""
        if not self.tokens:
            return book
        written = {
            token.encode(): escape(_LOOK_ALIKE.sub("_x005F_", text)).encode()
            for text, token in self.tokens.items()
        }
        token = re.compile(b"|".join(re.escape(each) for each in written))
        out = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(book)) as old,
            zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
        ):
            for entry in old.infolist():
                body = old.read(entry)
                if entry.filename.startswith(("xl/sharedStrings", "xl/tables/", "xl/charts/")):
                    body = token.sub(lambda found: written[found[0]], body)
                new.writestr(entry, body)
        return out.getvalue()
