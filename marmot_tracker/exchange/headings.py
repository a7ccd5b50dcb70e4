"""The words that people put above a column, and the fields they mean.

`FIELDS` is every field a list can carry. Each has phrases that name it alone (the whole heading)
or as part of a longer heading; the number is how strongly, 10 being beyond doubt.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

FIELDS: dict[str, str] = {
    "reference": "the reference as printed",
    "text": "the recommendation's wording",
    "title": "the short title",
    "theme": "the theme",
    "section": "the section of the report",
    "page": "the page of the report",
    "timescale": "the timescale as printed",
    "principle": "the Marmot principle",
    "subgroup": "the lead subgroup",
    "owner": "the owner (accountable lead)",
    "supporting": "who supports",
    "rating": "the rating",
    "due": "the due date",
    "decision": "the decision",
    "reason": "the reason",
    "position": "the position in a few words",
    "path_to_green": "the path to green",
    "help_needed": "the help needed",
    "source": "where it comes from",
    "link": "a link",
    "evidence": "evidence",
}
"""Field names with the words that say what each one is."""

_PHRASES: dict[str, str] = {
    "reference": "10 ref|ref no|ref number|reference|reference number|reference no|rec no|rec ref|"
    "rec id|rec number|recommendation number|recommendation no|recommendation ref|"
    "recommendation reference|recommendation id|ref id|risk id|action id|action no|action ref|"
    "action number|item no|item number|item ref|unique id|unique reference|id number;"
    "8 id|no|number|code|serial|s no|sr no|serial no|risk no|risk ref;"
    "5 item|rec|recommendation|sn",
    "text": "10 recommendation|recommendations|recommendation text|recommendation wording|"
    "full recommendation|text of recommendation|wording of recommendation|the recommendation|"
    "recommendation in full|recommendation description|recommendation detail|verbatim text|"
    "recommendation as printed|recommandation|recommandations|recommended action;"
    "9 wording|commitment|commitments|commitment text|promise|promises|pledge|pledges|"
    "full text|what we recommend|what is recommended|call to action|rec;"
    "8 text|description|proposal|requirement|requirement text|action description|"
    "risk description|description of action|description of recommendation|description of risk|"
    "statement|what needs to happen|what will be done|what will we do|what we will do|"
    "action required|agreed action|proposed action|priority action|key action;"
    "7 action|actions|task|deliverable;6 objective|risk|proposals|intervention|ask;"
    "4 details|detail|issue|item|measure|initiative|project|outcome",
    "title": "10 title|short title|recommendation title|recommendation name|action title|"
    "risk title|short name|headline|heading;8 name|summary|short description|summary title;"
    "5 subject|topic",
    "theme": "10 theme|themes|theme name|thematic area|policy theme;"
    "8 category|area|area label|chapter|pillar|priority area|policy area|domain|workstream|"
    "work stream|strand|strategic priority|priority theme|programme area|area of work|"
    "focus area|area of focus|topic area;6 priority|goal|topic|group|programme|heading|aim",
    "section": "10 section|sub section|subsection|section heading|report section|section title|"
    "section of report|report section heading",
    "page": "10 page|page no|page number|pages|report page|page in report|page ref;6 pp|pg|p",
    "timescale": "10 timescale|timescales|time scale|timeframe|time frame|timeframes|"
    "time horizon|timescale for delivery|recommended timescale;"
    "7 term|horizon|timing|timeline|when|by when|short medium long term|short medium long",
    "principle": "10 principle|marmot principle|marmot principles|principles|principle number|"
    "principle no|marmot principle number|marmot principle no|policy objective|"
    "marmot policy objective|marmot objective|marmot theme|main principle|marmot area",
    "subgroup": "10 subgroup|sub group|lead subgroup|lead sub group|responsible subgroup|"
    "delivery group|working group|task group|task and finish group|lead group|"
    "responsible group|theme group|delivery board;6 board|workstream group|forum",
    "owner": "10 owner|accountable lead|accountable owner|accountable officer|lead officer|"
    "responsible owner|action owner|recommendation owner|risk owner|lead organisation|"
    "lead organization|lead agency|lead partner|responsible officer|named lead|sro|"
    "senior responsible owner|lead department|lead service|owner accountable lead|"
    "accountable organisation|responsible organisation|responsible person|lead body;"
    "9 lead|ownership|owners|leads|responsible|responsibility|accountable|accountability;"
    "7 who|assigned to|assignee|officer|by whom|person responsible|delivery lead|contact",
    "supporting": "10 supporting|supporting partners|supporting organisations|supported by|"
    "supporting leads|supporting lead|supporting officers|delivery partners|key partners|"
    "supporting organisation|contributing partners|contributors|other leads|joint leads;"
    "8 partners|support|stakeholders|other partners|partner organisations|consulted",
    "rating": "10 rag|rag rating|rag status|brag|brag rating|brag status|status rag|"
    "progress rag|current rag|rag rating now|overall rag|bragg|rag code;"
    "9 rating|progress rating|current rating|delivery rating;"
    "6 status|current status|progress status|delivery status|overall status|implementation status|"
    "delivery confidence|state",
    "due": "10 due|due date|date due|target date|target completion date|completion date|"
    "target completion|completion due|date for completion|completion target|to be completed by|"
    "expected completion|expected completion date|due by|current due date|revised due date|"
    "implementation date|target implementation date|delivery date|target delivery date|"
    "planned completion date|planned completion|planned end date;"
    "8 deadline|end date|finish date|by when|complete by|to complete by|finish by;"
    "5 when|timescale|timescales|timeframe|timeline",
    "decision": "10 decision|our decision|council decision|decision made|accepted or rejected|"
    "accept reject|accept or reject|accepted not accepted|decision on recommendation|"
    "steering group decision;6 response|council response|our response|accepted|agreed|"
    "accept|accepted yes no|agreed yes no|management response|government response",
    "reason": "10 reason|reasons|rationale|justification|reason for decision|reason for rating|"
    "reason for rag|reason for status|status reason|rationale for rating|explanation;6 why",
    "position": "10 progress|progress update|latest update|latest position|current position|"
    "position|position statement|progress to date|progress made|update|updates|status update|"
    "progress notes|progress commentary|progress summary|latest progress|progress comments|"
    "update on progress|what has happened|what happened|where are we now|current update;"
    "7 commentary|narrative|progress report|comments|comment|comments on progress",
    "path_to_green": "10 path to green|route to green|return to green|path back to green|"
    "recovery plan|recovery action|recovery actions|plan to get back on track|"
    "actions to return to green|corrective action|corrective actions|get to green",
    "help_needed": "10 help needed|help required|support needed|support required|ask|asks|"
    "ask of steering group|what help is needed|help wanted|escalation|decision needed|"
    "decisions needed|decision required|support needed from steering group|barriers and asks",
    "source": "10 source|where it comes from|origin|source document|source doc|source report|"
    "report|report title|source of recommendation|document;6 sources|from",
    "link": "10 link|url|web link|weblink|hyperlink|web address|website|source url|source link|"
    "links|link to document;6 web",
    "evidence": "10 evidence|evidence of completion|supporting evidence|evidence link|"
    "evidence links|evidence urls|evidence url|evidence provided|proof|evidence of progress|"
    "evidence of delivery|evidence reference",
}

WEAK = 7
"""Below this the cells must agree before a heading is believed."""


def _table() -> dict[str, dict[str, int]]:
    """Strength by field, by folded phrase."""
    table: dict[str, dict[str, int]] = {}
    for field, groups in _PHRASES.items():
        for group in groups.split(";"):
            strength, _, phrases = group.partition(" ")
            for phrase in phrases.split("|"):
                table.setdefault(phrase, {}).setdefault(field, int(strength))
    return table


_BY_PHRASE = _table()
_LONGEST = max(len(phrase.split()) for phrase in _BY_PHRASE)
_FILLER = re.compile(r"\b(the|of the|this|please|insert|enter|current|latest)\b")


@lru_cache(maxsize=8192)
def fold(heading: str) -> str:
    """A heading without regard to case, accents, punctuation, line breaks: "areaLabel" too."""
    heading = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading)
    if not heading.isascii():
        heading = unicodedata.normalize("NFKD", heading)
        heading = "".join(mark for mark in heading if not unicodedata.combining(mark))
    heading = heading.lower()
    heading = re.sub(r"#|№|\bno\.|\bn[°º]", " number ", heading)
    return " ".join(re.sub(r"[^\w]+|_", " ", heading).split())


@lru_cache(maxsize=8192)
def field_strengths(heading: str) -> dict[str, float]:
    """How strongly a heading means each field, 0 to 10; fields it does not mean are absent.

    The whole heading counts in full; a phrase inside a longer heading counts for the share of
    the words it makes up, never more than seven tenths.
    """
    words = fold(heading)
    found: dict[str, float] = {}
    for whole in (words, " ".join(_FILLER.sub(" ", words).split()), _singular_number(words)):
        for field, strength in _BY_PHRASE.get(whole, {}).items():
            found[field] = max(found.get(field, 0.0), float(strength))
    parts = words.split()
    if not 2 <= len(parts) <= 12:
        return found
    for length in range(1, min(_LONGEST, len(parts) - 1) + 1):
        for start in range(len(parts) - length + 1):
            phrase = " ".join(parts[start : start + length])
            for field, strength in _BY_PHRASE.get(phrase, {}).items():
                if strength >= WEAK and len(phrase) > 2:
                    part = strength * min(0.7, 0.3 + 0.5 * length / len(parts))
                    found[field] = max(found.get(field, 0.0), part)
    return found


def _singular_number(words: str) -> str:
    """ "risk 1 low 5 high" style additions after the name do not change what a heading says."""
    return re.split(r" (?:rate|score|e g|eg|for example|see|select|choose|max|use) ", words)[0]


def heading_of_field(name: str) -> str | None:
    """The field a person means by a name they typed: "path to green" is `path_to_green`."""
    wanted = fold(name).replace(" ", "_")
    if wanted in FIELDS:
        return wanted
    return None
