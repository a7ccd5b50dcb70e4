"""The words for recommendations in the languages that European reports are written in."""

from __future__ import annotations

import re

STEMS = (
    "recom",
    "rekom",
    "raccom",
    "argymh",
    "empfehl",
    "anbefal",
    "tilråd",
    "aanbevel",
    "suosit",
    "zalece",
    "doporuč",
    "odporúč",
    "preporu",
    "ajánlás",
    "soovitus",
    "moladh",
    "σύστασ",
    "preconi",
    "préconi",
)
"""What each word for one recommendation holds, in small letters: looked for first, for it costs less."""
STEM = re.compile("|".join(STEMS), re.IGNORECASE)
OTHER_STEMS = (
    "action",
    "proposal",
    "requirement",
    "ask",
    "commitment",
    "policy",
    "call",
    "local",
    "priority",
    "immediate",
    "proposi",
    "mesure",
    "vorschl",
    "maßnah",
    "massnah",
    "propues",
    "medida",
    "propost",
    "misura",
    "azione",
    "voorstel",
    "maatreg",
    "actie",
    "forslag",
    "förslag",
    "åtgärd",
    "tiltak",
    "toimenp",
    "ehdotus",
    "postulat",
    "działan",
    "key",
    "further",
    "final",
    "draft",
    "interim",
    "main",
    "headline",
    "strategic",
    "national",
    "overarching",
    "safety",
    "committee",
    "new",
    "additional",
    "detailed",
    "formal",
)
"""What each name for a proposal or measure begins with, or a word before it."""
ONE = (
    r"(?:recommendation|recommended action|argymhelliad|recommandation|préconisation|(?:handlungs|politik|kern)?empfehlung"
    r"|recomendación|recomendación|recomendação|recomanació|recomendaci[oó]n|raccomandazione|aanbeveling|rekommendation"
    r"|anbefaling|tilråding|suositus|toimenpidesuositus|rekomendacja|zalecenie|doporučení|odporúčanie|preporuka"
    r"|ajánlás|soovitus|moladh|recomandarea?|σύσταση)"
)
"""One recommendation, as it is named before its number."""
ELSEWHERE = (
    r"(?:recommandations?|préconisations?|\w*empfehlung(?:en)?|recomendaci[oó]n(?:es)?|recomendaç(?:ão|ões)"
    r"|recomanaci(?:ó|ons)|raccomandazion[ei]|(?:beleids)?aanbevelingen|rekommendationer(?:na)?|anbefaling(?:er|ar|erne)?"
    r"|tilråding(?:ar|er)|(?:toimenpide|politiikka)?suositu(?:s|kset)|rekomendacj[ae]|zaleceni[ae]|doporučení|odporúčania"
    r"|preporuke|ajánlások|soovitused|moltaí|recomand(?:are|ări|ările)|συστάσεις|tilmæli)"
)
"""Recommendations in a heading of another language than English."""
OTHER_ONE = (
    r"(?:proposition|mesure|vorschlag|maßnahme|massnahme|propuesta|medida|proposta|misura|azione|voorstel|maatregel|actie|forslag"
    r"|förslag|åtgärd|tiltak|toimenpide(?:-ehdotus)?|ehdotus|postulat|działanie)"
)
"""One proposal or measure, as it is named before its number."""
_OTHERS = re.compile(
    r"(?:(?:liste|synthèse|récapitulatif|tableau|rappel) des |(?:les|nos|unsere|nuestras|le nostre|onze|våra|våre|vores|the|sammanfattning av|oversikt over) )?"
    r"(?:propositions|mesures(?: proposées)?|vorschläge|maßnahmen(?:vorschläge)?|propuestas|medidas(?: propuestas)?|propostas?"
    r"|proposte|misure|voorstellen|maatregelen|forslag(?: til tiltak)?|förslag(?: till åtgärder)?|åtgärder|åtgärdsförslag|tiltak|toimenpide(?:et|-ehdotukset)"
    r"|ehdotukset|postulaty|działania|forderungen|revendications|demandes|reivindicaciones|demandas|richieste|eisen|krav|vaatimukset)(?: \S+){0,6}",
    re.IGNORECASE,
)
_TOLD_ABOUT = re.compile(
    r"\b(?:suivi|mises? en œuvre|mises? en oeuvre|réponses?|précédent\w*|antérieur\w*|état d|umsetzung|stand der|frühere\w*"
    r"|bisherige\w*|antwort\w*|stellungnahme|seguimiento|respuesta\w*|anterior\w*|aplicación|cumplimiento|attuazione|precedent\w*"
    r"|seguito|acompanhamento|respostas?|opvolging|reactie|eerdere|uppföljning|tidigare|svar|oppfølging|opfølgning|tidligere"
    r"|seuranta|aiemm\w*|toteutu\w*|wdrożeni\w*|realizacj\w*|wcześniejsz\w*|bakgrund|méthode|methodik|metodología|glossaire"
    r"|retirées?|abandonnées?|caduques?|zurückgezogene?|retiradas?|ritirate|vervallen|ingetrokken)\b",
    re.IGNORECASE,
)
_APART = re.compile(
    r"\b(?:suivi|précédent\w*|antérieur\w*|frühere\w*|umsetzung|seguimiento|anterior\w*|precedenti|eerdere|opvolging"
    r"|uppföljning|tidigare|oppfølging|opfølgning|tidligere|aiemm\w*|seuranta|retirées?|abandonnées?|zurückgezogene?|retiradas?"
    r"|ritirate|vervallen|ingetrokken)\b",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(ELSEWHERE, re.IGNORECASE)
_ANNOUNCES = re.compile(
    rf"(?:.{{0,120}}\b{ELSEWHERE}\b(?:\s+\w+){{0,6}}"
    r"|.{0,120}\b(?:recommande(?:nt|ns)?|préconise(?:nt|ns)?|empfehlen wir|empfiehlt|empfehlen|recomienda[n]?|recomendamos"
    r"|raccomanda(?:no)?|raccomandiamo|recomenda(?:m|mos)?|aanbeve(?:elt|len)|beveelt|bevelen wij|rekommenderar|föreslår|anbefaler"
    r"|tilrår|suosittelee|suosittelemme|rekomenduje|zaleca)(?:\s+\w+){0,8})\s*:",
    re.IGNORECASE,
)
ASKING = (
    r"doit|doivent|devrai(?:t|ent)|recommande(?:nt)?|préconise(?:nt)?|il convient|il faut|invite(?:nt)?|sollten?|müss(?:en|te|ten)"
    r"|muss|empfehlen|empfiehlt|empfohlen|deber[ií]an?|deben?|recomienda[n]?|se recomienda|devono|deve|dovrebbe(?:ro)?|raccomanda"
    r"|deveria[m]?|devem|recomenda|moeten?|zou(?:den)?|dient|dienen|bør|bör|skal|ska|skall|må|måste|tulisi|tulee|pitäisi|tarvitaan"
    r"|należy|powin(?:ien|na|no|ny|ni)|trzeba|rekommenderar|föreslår|anbefaler|haurien|hauria|debe"
)
"""Words that ask for something."""


CONCLUSIONS = (
    r"(?:schlussfolgerung(?:en)?|fazit|conclusiones|constats?|constatations?|conclusies?|bevindingen|slutsats(?:er)?"
    r"|konklusjon(?:er)?|konklusion(?:er)?|johtopäätökset|wnioski|conclusioni|conclusões|casgliadau)"
)
"""Conclusions, in other languages than English and French."""


def heads_elsewhere(words: str) -> bool:
    """Whether a heading in another language says that recommendations follow it."""
    return (
        len(words.split()) <= 10
        and bool(_ELSEWHERE.search(words))
        and not _TOLD_ABOUT.search(words)
    )


def heads_others_elsewhere(words: str) -> bool:
    """Whether a heading in another language announces proposals or measures."""
    return bool(_OTHERS.fullmatch(words)) and not _TOLD_ABOUT.search(words)


def asks_elsewhere(words: str) -> bool:
    """Whether a sentence in another language says that recommendations follow: "La mission recommande :"."""
    return bool(_ANNOUNCES.fullmatch(words)) and not _APART.search(words)


def apart_elsewhere(words: str) -> bool:
    """Whether a heading in another language sets recommendations apart: earlier ones, their follow-up."""
    return bool(_ELSEWHERE.search(words)) and bool(_APART.search(words))
