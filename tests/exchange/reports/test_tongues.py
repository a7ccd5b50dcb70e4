"""Reports in other languages than English: names, headings, sentences before a list, what is of the past."""

from __future__ import annotations

import pytest

from marmot_tracker.exchange.reports.announcing import is_apart, is_list_heading
from tests.exchange.reports import word
from tests.exchange.reports.paper import Paper
from tests.exchange.reports.reading import read, references, texts

NAMED = {
    "Recommandation n° {n} :": (
        "Confier aux agences le pilotage des parcours de soins.",
        "Publier chaque année les délais d’accès aux soins.",
        "Renforcer les effectifs dans les territoires prioritaires.",
    ),
    "Proposition n°{n}.": (
        "Réviser le décret relatif aux conditions d’agrément.",
        "Simplifier les démarches d’accès aux droits.",
        "Généraliser les équipes mobiles de psychiatrie.",
    ),
    "Empfehlung {n}:": (
        "Die Kommunen sollten Kitas vorrangig ausbauen.",
        "Das Land sollte eine gemeinsame Datenbank aufbauen.",
        "Der Bund sollte die Finanzierung langfristig absichern.",
    ),
    "Recomendación {n}.": (
        "Crear una comisión que coordine las políticas de infancia.",
        "Aumentar la inversión en atención primaria.",
        "Publicar anualmente los datos por municipio.",
    ),
    "Anbefaling {n}:": (
        "Kommunerne bør tilbyde hjemmebesøg til alle.",
        "Staten bør indføre en lov om røgfri arbejdstid.",
        "Regionerne bør offentliggøre ventetider.",
    ),
    "Aanbeveling {n}:": (
        "Stel een landelijke norm vast voor wachttijden.",
        "Geef gemeenten meerjarige zekerheid over hun budget.",
        "Betrek ervaringsdeskundigen bij het beleid.",
    ),
    "Argymhelliad {n}.": (
        "Dylai Llywodraeth Cymru gyhoeddi cynllun ar gyfer gofal plant.",
        "Dylai awdurdodau lleol gasglu data am y galw am leoedd.",
        "Dylai byrddau iechyd weithio gydag ysgolion.",
    ),
}
TELLING = (
    "La commission a rencontré plus de cent personnes au cours de ses travaux.",
    "Die Ergebnisse wurden in zwei Workshops mit Fachkräften besprochen.",
)


@pytest.mark.parametrize("name", NAMED)
def test_names_with_numbers(tmp_path, name):
    made = word.document()
    made.add_heading("1 Situation", 1)
    for n, words in enumerate(NAMED[name], 1):
        made.add_paragraph(TELLING[n % 2])
        said = made.add_paragraph()
        said.add_run(f"{name.format(n=n)} ").bold = True
        said.add_run(words)
    result = read(made, tmp_path)
    assert references(result) == ["1", "2", "3"]
    assert texts(result) == list(NAMED[name])


@pytest.mark.parametrize(
    ("heading", "carrying"),
    [
        ("Récapitulatif des recommandations", "La Cour formule les recommandations suivantes :"),
        ("3 Handlungsempfehlungen", "Daraus leiten sich die folgenden Empfehlungen ab:"),
        ("Recomendaciones", ""),
        ("Raccomandazioni", ""),
        ("Recomendações", ""),
        ("Rekommendationer till regeringen", "Vi rekommenderar regeringen att"),
        ("Anbefalinger", "Vi anbefaler at myndighetene prioriterer å:"),
        ("Suositukset", ""),
        ("Wnioski i rekomendacje", ""),
        ("Conclusie en aanbevelingen", "Wij bevelen de minister aan:"),
    ],
)
def test_lists_under_their_headings(tmp_path, heading, carrying):
    wanted = [
        "bör redovisa väntetider efter utbildningsnivå varje år",
        "dovrebbe istituire un fondo nazionale per la salute",
        "powinny prowadzić rejestr potrzeb mieszkańców gminy",
    ]
    paper = Paper()
    paper.heading("1. Tillbakablick", size=16)
    for words in TELLING:
        paper.para(words)
    paper.heading(heading, size=16)
    if carrying:
        paper.para(carrying)
    for words in wanted:
        paper.item("•", words.encode("cp1252", "replace").decode("cp1252"))
    paper.heading("Literatur", size=16)
    paper.item("•", "Statistisches Amt (2020): Bericht der Stadt.")
    assert len(texts(read(paper, tmp_path))) == 3


@pytest.mark.parametrize(
    "heading",
    [
        "Suivi des recommandations du rapport de 2016",
        "Umsetzung früherer Empfehlungen",
        "Recomendaciones anteriores",
        "Opvolging eerdere aanbevelingen",
        "Uppföljning av tidigare rekommendationer",
    ],
)
def test_earlier_ones_and_their_follow_up_are_apart(heading):
    assert is_apart(heading)
    assert not is_list_heading(heading)


def test_conclusions_in_a_part_of_their_own_are_no_items(tmp_path):
    made = word.document()
    made.add_heading("4 Schlussfolgerungen und Empfehlungen", 1)
    made.add_heading("4.1 Schlussfolgerungen", 2)
    made.add_paragraph("Die Unterschiede sind groß und sollten ernst genommen werden.")
    made.add_paragraph("Die Daten sind lückenhaft.")
    made.add_heading("4.2 Empfehlungen", 2)
    for words in NAMED["Empfehlung {n}:"]:
        made.add_paragraph(words, style="List Bullet")
    assert texts(read(made, tmp_path)) == list(NAMED["Empfehlung {n}:"])


def test_numbers_with_an_ordinal_sign(tmp_path):
    wanted = [
        "Que se dicte una resolución expresa en el plazo de un mes.",
        "Que se adopten medidas para reducir la lista de espera.",
        "Que se informe a la persona interesada.",
    ]
    made = word.document()
    made.add_heading("RECOMENDACIONES", 1)
    for n, words in enumerate(wanted, 1):
        made.add_paragraph(f"{n}ª. {words}")
    result = read(made, tmp_path)
    assert texts(result) == wanted
    assert references(result) == ["1ª", "2ª", "3ª"]
