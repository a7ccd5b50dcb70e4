"""What the beginning of a line of a message says: a reference, a rating, a label, or an ending.

Only what can be meant one way is taken: a reference stands at the beginning of its line and whole
(5.4 is not in 5.4.1), a letter for a rating stands alone, and words that go on are a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from marmot_tracker.exchange.words import folded_words
from marmot_tracker.services.return_form import ALWAYS, OPTIONAL, FormField
from marmot_tracker.vocabulary import RATING_KEY, WORDS, HowItGoes, Rating

OTHER = re.compile(
    r"\d+(?:\.\d+)+[a-z]?(?![^\W_])|[A-Za-z]{0,3}\d+[a-z]?(?=\s*[:)\t|])", re.IGNORECASE
)
"""What looks like a reference; with words such as *Recommendation* before it, any number does."""
ANY_NUMBER = re.compile(r"[A-Za-z]{0,3}\d[\w.]*")
FINISHED = re.compile(
    r"(?:b|blue|completed?|verified|done|finished|complete and verified)(?=\s*(?:[:;.,–—|\t-]|$))",
    re.IGNORECASE,
)
"""Says that it is finished, which a return says by a date."""
BULLET = re.compile(r"[\s>]*(?:[•·*‣▪◦o–—-]\s+)?")
CALLED = re.compile(
    r"(?:re:?\s+)?(?:recommendations?|recs?|references?|refs?|items?|action|number|no|nr)\b"
    r"[.:]?\s*(?:no\.?|number|ref\.?|#)?\s*",
    re.IGNORECASE,
)
"""Words before a reference: “Recommendation 5.4”, “Ref: 5.4”."""
WHOLE = r"(?![^\W_])(?![.,]\d)(?![/–-]\d)"
"""What may not follow a reference: a letter or digit, or more of a longer number."""
JOINT = re.compile(r"\s*(?:,|;|&|\+|\band\b)\s*", re.IGNORECASE)
SPAN = re.compile(r"\s*(?:–|—|-|\bto\b|\buntil\b)\s*(?=\S)", re.IGNORECASE)
AFTER = re.compile(r"\s*[:.)\]–—|\t-]+\s*|\s+")
"""What stands between a reference and what is said of it."""
APART = re.compile(r"\s*(?:[:;.,)\]–—|\t-]+(?=\s|$)|$)\s*")
"""What ends a rating: a mark with a gap after it, or the end of the line."""
STILL = re.compile(
    r"(?:(?:rag|brag|status|rating|rated|progress|still|now|currently|remains?|is|at)\b"
    r"[\s:=–—-]*)*\(?\s*",
    re.IGNORECASE,
)
LABEL = re.compile(r"([^\W\d_][^:\n\t]{0,60}?)\s*(?::|\t|\s[–—-](?=\s))\s*")
GOODBYE = re.compile(
    r"(?:(?:kind(?:est)?|best|warm|many)?\s*(?:regards|wishes|thanks)|thank you|thanks|cheers|"
    r"yours (?:sincerely|faithfully))\b.{0,24}|sent from my .*|--\s*|_{5,}",
    re.IGNORECASE,
)
GREETING = re.compile(
    r"(?:hi|hello|dear|good (?:morning|afternoon|evening)|hi all|all)\b.{0,40}[,!.]?", re.IGNORECASE
)
OLDER = re.compile(
    r"-{2,}\s*(?:original message|forwarded message).*|on .{6,120} wrote:|from:\s.+", re.IGNORECASE
)
"""Beneath it stands what somebody else wrote before."""

_LABELS: dict[FormField, str] = {
    FormField.HOW_IT_GOES: "rag|brag|rag rating|rag status|rating|status",
    FormField.ONE_LINE: "update|position|progress|comment|comments|commentary|reason|summary|"
    "latest position|progress update",
    FormField.PATH_TO_GREEN: "path to green|route to green|recovery plan|back on track",
    FormField.DONE: "done|completed|achieved",
    FormField.NEXT: "next|next steps|next step|planned",
    FormField.BARRIER: "barrier|barriers|risk|risks|issue|issues|blocker",
    FormField.HELP_NEEDED: "help|ask|asks|support needed|help wanted",
    FormField.FORECAST: "forecast|new date|revised date|forecast date|new due date",
    FormField.FORECAST_WHY: "why moved|reason for new date",
    FormField.FINISHED_ON: "finished|completed on|completion date",
}


def _rating_words() -> dict[str, HowItGoes]:
    """Letters and words of the key, and the words of the form; the verified rating is not there."""
    found = {folded_words(WORDS[f"how_it_goes.{code}"]): code for code in HowItGoes}
    colours = {Rating.ON_TRACK: "green", Rating.AT_RISK: "amber", Rating.OFF_TRACK: "red"}
    for rating, colour in colours.items():
        code = HowItGoes(rating.value)
        key = RATING_KEY[rating]
        found |= {folded_words(words): code for words in (key.letter, key.word, colour)}
    return found


RATINGS: Mapping[str, HowItGoes] = _rating_words()
LABELS: Mapping[str, FormField] = {
    **{word: code for code, words in _LABELS.items() for word in words.split("|")},
    **{
        folded_words(column.heading).rstrip("?"): column.field
        for column in (*ALWAYS, *OPTIONAL)
        if isinstance(column.field, FormField)
    },
}


@dataclass(frozen=True, slots=True)
class Begun:
    """A line that begins with references: which, where they end, and whether it names a span."""

    references: tuple[str, ...]
    end: int
    span: bool = False


class References:
    """Finds references at the beginning of a line; compared without case and inner white space."""

    def __init__(self, references: Sequence[str]) -> None:
        self._of = {folded(each): each for each in references if folded(each)}
        ordered = sorted(self._of, key=len, reverse=True)
        words = (r"\s*".join(re.escape(part) for part in _pieces(each)) for each in ordered)
        self._one = re.compile(f"(?:{'|'.join(words)}){WHOLE}", re.IGNORECASE) if ordered else None

    def begun(self, line: str) -> Begun | None:
        """What `line` begins with, after a bullet and words such as *Recommendation*."""
        if self._one is None:
            return None
        bullet = BULLET.match(line)
        at = bullet.end() if bullet else 0
        called = CALLED.match(line, at)
        for start, is_called in ((at, False), *(((called.end(), True),) if called else ())):
            first = self._one.match(line, start)
            if first is None:
                continue
            names, end = self._more(line, first)
            if not is_called and len(names) == 1 and not self._stands_out(line, names[0], end):
                return None
            gap = SPAN.match(line, end)
            span = gap is not None and self._one.match(line, gap.end()) is not None
            return Begun(names, end, span)
        return None

    def other(self, line: str) -> str:
        """What `line` begins with that looks like a reference nobody asked about; else nothing."""
        bullet = BULLET.match(line)
        at = bullet.end() if bullet else 0
        called = CALLED.match(line, at)
        found = OTHER.match(line, at) or (called and ANY_NUMBER.match(line, called.end()))
        return found[0].rstrip(".") if found else ""

    def _more(self, line: str, first: re.Match[str]) -> tuple[tuple[str, ...], int]:
        """The first and every one joined to it: “5.4, 5.6 and 8.1”."""
        names, end = [self._of[folded(first[0])]], first.end()
        while (joint := JOINT.match(line, end)) and self._one is not None:
            another = self._one.match(line, joint.end())
            if another is None:
                break
            names.append(self._of[folded(another[0])])
            end = another.end()
        return tuple(dict.fromkeys(names)), end

    @staticmethod
    def _stands_out(line: str, name: str, end: int) -> bool:
        """Whether a bare number or letter is set apart: “1: …”, not “1 officer left”."""
        if not (name.isdecimal() or (len(name) == 1 and name.isalpha())):
            return True
        rest = line[end:]
        mark = re.match(r"\s*(?:[:)\]–—|\t]|[.-](?=\s)|$)", rest)
        return mark is not None or rating_begun(rest.lstrip()) is not None


def folded(reference: str) -> str:
    """A reference without regard to case and white space."""
    return "".join(reference.split()).casefold()


def _pieces(reference: str) -> list[str]:
    """Where a reference may hold white space: between letters and digits, and around its marks."""
    return re.findall(r"[^\W\d_]+|\d+|.", reference)


def rating_begun(said: str) -> tuple[HowItGoes, int] | None:
    """The rating that words begin with, and where it ends: “Amber – two officers left”.

    A rating ends at a mark; only *on track*, *off track* and *not started* may go on (“on track
    to finish in May”), and then the words stay whole: the end given is 0.
    """
    still = STILL.match(said)
    start = still.end() if still else 0
    for words, code in _BY_LENGTH:
        found = re.compile(_spaced(words), re.IGNORECASE).match(said, start)
        if found is None:
            continue
        apart = APART.match(said, found.end())
        if apart is not None and not (len(words) == 1 and "," in apart[0]):
            return code, apart.end()
        if words in _MAY_GO_ON and said[found.end()] == " ":
            return code, 0
    return None


_MAY_GO_ON = ("on track", "off track", "not started")
_BY_LENGTH = sorted(RATINGS.items(), key=lambda each: -len(each[0]))


def _spaced(words: str) -> str:
    return r"[\s-]+".join(re.escape(part) for part in words.split()) + r"(?![^\W_])"


def label_begun(said: str) -> tuple[FormField, int] | None:
    """The field that a label at the beginning of a line names, and where the label ends."""
    found = LABEL.match(said)
    if found is None:
        return None
    field = LABELS.get(folded_words(found[1]).rstrip("?"))
    return None if field is None else (field, found.end())
