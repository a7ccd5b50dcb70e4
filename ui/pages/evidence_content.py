"""What the evidence pane says of one piece, put into words."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from marmot_tracker.services.evidence_list import EvidenceRow
from marmot_tracker.services.programme import Words
from marmot_tracker.services.wording import counted, day, joined, sentence, size
from marmot_tracker.vocabulary import EvidenceKind
from ui.pages.evidence_columns import kind_words, spoken_origin, states
from ui.widgets.entries import Fact
from ui.widgets.evidence_pane import PieceContent


def content_of(
    row: EvidenceRow, words: Words, broken: Collection[str], every: Iterable[EvidenceRow]
) -> PieceContent:
    """Everything the pane shows of a piece; `every` are all pieces, to name those alike."""
    above = [kind_words(row, words), size(row.size) if row.size else ""]
    return PieceContent(
        uid=row.uid,
        above=" · ".join(part for part in above if part),
        heading=row.title,
        facts=_facts(row, words),
        ties=tuple((tie.recommendation, tie.words, tie.why) for tie in row.ties),
        warnings=_warnings(row, broken, every),
        waits=row.waits,
        can_open=row.kind is not EvidenceKind.NOTE,
        can_save=row.kind is EvidenceKind.FILE and row.here,
        hidden=row.is_restricted,
    )


def _facts(row: EvidenceRow, words: Words) -> tuple[Fact, ...]:
    tone = "late" if row.is_restricted else "missing" if row.waits else ""
    dated = day(row.speaks_for)
    if row.age is not None and row.age > 0:
        dated += f", {counted(row.age, 'day')} ago"
    facts = [
        Fact("Sensitivity", words.sensitivity(row.sensitivity), tone),
        Fact("Supports", row.claim),
        Fact("Level", words.of("evidence_level", row.level)),
        Fact("Dated", dated or "no date yet", "" if dated else "quiet"),
        Fact("Review by", day(row.review_by), "late" if row.late else ""),
        Fact("Received from", row.received_from),
        Fact("Added", spoken_origin(row)),
        Fact("File", row.file_name if row.file_name != row.title else ""),
    ]
    return tuple(fact for fact in facts if fact.value)


def _warnings(
    row: EvidenceRow, broken: Collection[str], every: Iterable[EvidenceRow]
) -> tuple[str, ...]:
    found = [sentence(said) for said in states(row, broken) if not said.startswith("same file")]
    if row.waits:
        found.append("Nobody has checked yet whether somebody could be recognised in it.")
    if row.alike:
        others = [each for each in every if each.sha256 == row.sha256 and each.uid != row.uid]
        named = joined([_named(each) for each in others[:4]])
        found.append(f"The same file is held as {named}.")
    if not row.ties:
        found.append("It is not tied to a recommendation yet.")
    return tuple(found)


def _named(row: EvidenceRow) -> str:
    ties = joined([tie.words for tie in row.ties])
    return f"“{row.published}”" + (f" ({ties})" if ties else "")
