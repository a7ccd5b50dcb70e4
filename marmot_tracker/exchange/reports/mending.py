"""Mends text taken from a page: broken words, ligatures, odd blanks and invisible characters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable, Sequence

BROKEN = "\ufffe"
"""Stands where a word was broken at the end of a line, until the words of the document decide."""
_SOFT = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u202a-\u202e\x02]")
_ODD = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\t]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\uffff\ud800-\udfff]")
_LIGATURES = {
    "\ufb00": "ff",
    "\ufb01": "fi",
    "\ufb02": "fl",
    "\ufb03": "ffi",
    "\ufb04": "ffl",
    "\ufb05": "st",
    "\ufb06": "st",
}
_LIGATURE = re.compile("[\ufb00-\ufb06]")
_SPLIT_TH = re.compile(
    r"\b(T[hH]) (?=(?:e|is|at|en|ey|us|ere|ese|ose|eir|em|ough|rough|an|ree|ird|ink|ose|rive|reat\w*"
    r"|erefore|ereby|roughout|oughts?|ousands?|ings?|omas|ames|eme|emes|emselves|ird\w*|ough\w*)\b)"
)
_SPLIT_F = re.compile(
    r"(?<=[a-z])(ffi|ffl|fi|fl)(?<!wi-fi)(?<!hi-fi)(?<!sci-fi)(?<! wifi) (?=[a-z])"
)
_BROKEN_WORD = re.compile("([\\w’'-]*)\ufffe\\s*([\\w’']*)")
_HYPHEN_BLANK = re.compile(r"([\w’'-]*[a-z])- ([a-z][\w’']*)")


def joined_lines(lines: Sequence[str], broken: Sequence[bool]) -> str:
    """Lines as one text: a blank between them, and `BROKEN` where a word was broken."""
    text = ""
    for line, breaks in zip(lines, broken, strict=True):
        if not text:
            text = line
        elif text.endswith(BROKEN):
            text += line
        elif (
            text[-1] in "-\u2010\u00ad"
            and len(text) > 1
            and text[-2].isalpha()
            and line[:1].islower()
        ):
            text = text[:-1] + BROKEN + line
        else:
            text = f"{text} {line}"
        if breaks:
            text += BROKEN
    return text.removesuffix(BROKEN)


def mended(text: str, words: Container[str] = ()) -> str:
    """Text with its words whole: `words` are those of the document, in small letters.

    A word broken at a line's end keeps its hyphen where the document spells it so elsewhere, or
    where without it it spells no word of the document and both halves are words.
    """
    if text.isascii() and text.isprintable() and "- " not in text:
        return _SPLIT_F.sub(r"\1", _SPLIT_TH.sub(r"\1", " ".join(text.split())))
    text = _LIGATURE.sub(lambda found: _LIGATURES[found[0]], text)
    text = _SOFT.sub("", _ODD.sub(" ", text))
    text = _CONTROL.sub("", text)
    text = _BROKEN_WORD.sub(lambda found: _whole(found[1], found[2], words), text)
    text = text.replace(BROKEN, "-")
    text = _HYPHEN_BLANK.sub(lambda found: _closed(found[1], found[2], words), text)
    text = unicodedata.normalize("NFC", text.replace("\u2011", "-").replace("\u2010", "-"))
    text = "\n".join(" ".join(line.split()) for line in text.split("\n")).strip()
    return _SPLIT_F.sub(r"\1", _SPLIT_TH.sub(r"\1", text))


class Spelling:
    """The words of a document as it spells them, looked for only where a word was broken."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = texts
        self._all: str | None = None
        self._known: dict[str, bool] = {}

    def __contains__(self, word: object) -> bool:
        if not isinstance(word, str) or not word:
            return False
        if word not in self._known:
            self._known[word] = self._find(word)
        return self._known[word]

    def _find(self, word: str) -> bool:
        if self._all is None:
            self._all = f" {' '.join(self._texts)} ".lower()
        text, size = self._all, len(word)
        at = text.find(word)
        while at >= 0:
            before, after = text[at - 1], text[at + size]
            if (
                not before.isalnum()
                and before not in "-\ufffe"
                and (not after.isalnum() and after not in "-\ufffe")
            ):
                return True
            at = text.find(word, at + 1)
        return False


def _closed(before: str, after: str, words: Container[str]) -> str:
    """A hyphen with a blank after it, closed as the document spells the word: not "pre- and"."""
    if f"{before}-{after}".lower() in words:
        return f"{before}-{after}"
    return f"{before}{after}" if f"{before}{after}".lower() in words else f"{before}- {after}"


def _whole(before: str, after: str, words: Container[str]) -> str:
    plain, hyphened = f"{before}{after}", f"{before}-{after}"
    if not before or not after:
        return plain
    if hyphened.lower() in words:
        return hyphened
    if plain.lower() in words:
        return plain
    if not after[:1].islower() or before[-1:].isdigit():
        return hyphened
    last = before.rpartition("-")[2].lower()
    if "-" in before or (last in words and after.lower() in words and len(after) > 2):
        return hyphened
    return plain
