"""The words that people put above columns, by field; `headings` reads them.

Each has phrases that name the field alone (the whole heading) or as part of a longer heading; the
number before a group is how strongly, 10 being beyond doubt. Phrases are written as
`headings.fold` leaves a heading.
"""

from __future__ import annotations

PHRASES: dict[str, str] = {
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
    "4 details|detail|issue|item|measure|initiative|project|outcome"
    ";10 scrutiny recommendation|audit recommendation|recommendation or action|recommendations and actions|agreed recommendation;9 what will we do to achieve this|what are we going to do|what we are going to do|what will you do|undertaking|undertakings|policy commitment|manifesto commitment|key commitment;8 control description|measure description|finding description|description of finding|risk event|risk statement|activity description|task description|action agreed|agreed management action|improvement action|improvement required|improvement actions|specific action|strategic action|management action|actions required|actions to be taken|action to be taken|lesson learned|lessons learned|disclosure|control statement|proposed measure|priority actions|key actions|proposed actions|agreed actions|action item|action items|recommended actions;7 activity|activities|deliverables|tasks|control;6 objectives|finding|findings|lesson|lessons|asks|improvement|interventions|controls|requirements|indicator|indicators|kpi|kpis|key performance indicator|key performance indicators|measures|milestone|milestones|aims and actions|mitigation;5 standard|target|criterion|criteria|step|question|risks|outcomes|pledge text;8 matters of concern|concern raised|area for improvement|areas for improvement"
    ";8 scenario|risk scenario|recommended remediation|recommended mitigation|recommended treatment|"
    "recommended improvement|recommended response|remediation action;"
    "7 gap|gaps|gap identified|identified gap|gap description;6 remediation",
    "title": "10 title|short title|recommendation title|recommendation name|action title|"
    "risk title|short name|headline|heading;8 name|summary|short description|summary title;"
    "5 subject|topic"
    ";9 control title|control name|requirement title|indicator name|policy name|policy|policy title|measure name|measure title|objective title|action name|"
    "task title|task name|commitment name|commitment title|finding title|finding name|issue title|"
    "issue name|requirement name|initiative name|milestone name|risk name|hazard title",
    "theme": "10 theme|themes|theme name|thematic area|policy theme;"
    "8 category|area|area label|chapter|pillar|priority area|policy area|domain|workstream|"
    "work stream|strand|strategic priority|priority theme|programme area|area of work|"
    "focus area|area of focus|topic area;6 priority|goal|topic|group|programme|heading|aim"
    ";9 goal area|pillar name|function|control family|family|gri standard|standard name|priority theme name;7 key theme|aim|clause",
    "section": "10 section|sub section|subsection|section heading|report section|section title|"
    "section of report|report section heading",
    "page": "10 page|page no|page number|pages|report page|page in report|page ref;6 pp|pg|p",
    "timescale": "10 timescale|timescales|time scale|timeframe|time frame|timeframes|"
    "time horizon|timescale for delivery|recommended timescale;"
    "7 when will it be done|when will this be done|term|horizon|timing|timeline|when|by when|short medium long term|short medium long",
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
    "8 who will do it|who will do this|who will lead|who will be responsible|who is responsible;"
    "7 who|assigned to|assignee|officer|by whom|person responsible|delivery lead|contact",
    "supporting": "10 supporting|supporting partners|supporting organisations|supported by|"
    "supporting leads|supporting lead|supporting officers|delivery partners|key partners|"
    "supporting organisation|contributing partners|contributors|other leads|joint leads;"
    "8 partners|support|stakeholders|other partners|partner organisations|consulted",
    "rating": "10 rag|rag rating|rag status|brag|brag rating|brag status|status rag|"
    "progress rag|current rag|rag rating now|overall rag|bragg|rag code;"
    "9 rating|progress rating|current rating|delivery rating;"
    "6 status|current status|progress status|delivery status|overall status|implementation status|"
    "delivery confidence|state"
    ";6 open closed|open or closed|progress made status|verdict|stage of delivery",
    "due": "10 due|due date|date due|target date|target completion date|completion date|"
    "target completion|completion due|date for completion|completion target|to be completed by|"
    "expected completion|expected completion date|due by|current due date|revised due date|"
    "implementation date|target implementation date|delivery date|target delivery date|"
    "planned completion date|planned completion|planned end date;"
    "8 when will it be done|when will this be done|by when will it be done|"
    "deadline|end date|finish date|by when|complete by|to complete by|finish by;"
    "5 when|timescale|timescales|timeframe|timeline",
    "decision": "10 decision|our decision|council decision|decision made|accepted or rejected|"
    "accept reject|accept or reject|accepted not accepted|decision on recommendation|"
    "steering group decision;6 response|council response|our response|accepted|agreed|"
    "accept|accepted yes no|agreed yes no|management response|government response",
    "reason": "10 reason|reasons|rationale|justification|reason for decision|reason for rating|"
    "reason for rag|reason for status|status reason|rationale for rating|explanation;6 why",
    "position": "10 progress|action taken|actions taken|work done|actions completed|progress update|latest update|latest position|current position|"
    "position|position statement|progress to date|progress made|update|updates|status update|"
    "progress notes|progress commentary|progress summary|latest progress|progress comments|"
    "update on progress|what has happened|what happened|where are we now|current update;"
    "7 commentary|narrative|progress report|comments|comment|comments on progress"
    ";7 observations|remarks|explanation of progress",
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
"""Phrases by field: groups of `strength phrase|phrase|...`, strongest first."""


PHRASES_ELSEWHERE: dict[str, str] = {
    "reference": "10 rhif|nr|nro|nummer|lfd nr|lfd|kennung|numero|num|no d action|referencia|"
    "riferimento|codice|codigo|kode|numer|lp|cislo|n|번호|番号|编号|序号|номер;8 kenn nr|kennziffer",
    "text": "10 empfehlung|empfehlungen|handlungsempfehlung|recomendacion|recomendaciones|"
    "raccomandazione|raccomandazioni|aanbeveling|aanbevelingen|recomendacao|recomendacoes|"
    "anbefaling|anbefalinger|rekommendation|rekommendationer|rekomendacja|rekomendacje|"
    "zalecenie|zalecenia|suositus|suositukset|argymhelliad|argymhellion|doporuceni|ajanlas|"
    "moladh|рекомендация|рекомендации|рекомендація|рекомендації|σύσταση|συστάσεις|öneri|öneriler|"
    "التوصية|التوصيات|המלצה|המלצות|권고|권고사항|提言|勧告|推奨事項|建议|建議|建议措施;9 compromiso|compromisos|compromisso|compromissos|"
    "engagement|engagements|impegno|impegni|ymrwymiad|ymrwymiadau|zobowiazanie;"
    "8 maßnahme|maßnahmen|massnahme|massnahmen|mesure|medida|medidas|misura|misure|maatregel|"
    "maatregelen|åtgard|atgard|atgarder|tiltak|dzialanie|dzialania|toimenpide|opatreni|"
    "camau gweithredu|anforderung|anforderungen|exigence|exigences|exigencia|requisito|"
    "requisiti|requisitos|libelle de la recommandation|texte;"
    "7 beschreibung|descripcion|descrizione|omschrijving|beskrivelse|beskrivning|opis|kuvaus|"
    "disgrifiad|descricao|description detaillee|accion|acciones|azione|azioni|acao|acoes|actie|"
    "acties|handling|aktion|aktivitat|actions a mener|мера|меры|мероприятие|"
    "действие|задача|задачи|захід|завдання|δράση|eylem|intézkedés|feladat|الإجراء|공약|공약명|공약내용|"
    "조치|조치사항|과제|추진과제|対策|施策|取組|措施|整改措施|行动|任务;"
    "7 описание|требование|требования|요구사항|要件|要求;"
    "6 risiko|risque|riesgo|rischio|risico|риск|риски|kockázat|위험|リスク|风险|objectif|objetivo|obiettivo|ziel|ziele|doelstelling|"
    "vorschlag|proposition|propuesta|proposta",
    "title": "10 titel|intitule|intitule de l action|libelle|titulo|titolo|titre|bezeichnung|"
    "teitl|nazwa|nimi|kurzbezeichnung|제목|名称|标题|название;6 nom|nombre|naam|navn|namn",
    "theme": "10 thema|thematique|thematik|handlungsfeld|handlungsfelder|axe|eje|asse|eixo|"
    "ambito|axe strategique|eje estrategico|thema s|tema|temat|thema nr;8 bereich|kategorie|"
    "categorie|categoria|kategoria|категория|분야|分野|类别|领域|domaine|area tematica|pijler|chapitre|kapitel|capitulo|"
    "capitolo|hoofdstuk|objectif strategique|priorite|prioridad|maes",
    "owner": "9 zustandig|zustandigkeit|verantwortlich|verantwortliche|verantwortung|"
    "federfuhrung|responsable|responsables|pilote|pilotes|porteur|chef de file|responsabile|"
    "verantwoordelijke|verantwoordelijk|ansvarlig|ansvarig|odpowiedzialny|vastuutaho|"
    "responsavel|entidad responsable|arweinydd|trekker|ответственный|владелец|"
    "담당|담당자|担当|担当者|责任人|负责人|责任部门;7 akteur|akteure|acteur|"
    "organismo",
    "supporting": "9 partenaires|partner|beteiligte|beteiligt|socios|partners betrokken",
    "due": "9 frist|echeance|plazo|scadenza|fecha limite|termin|umsetzungsfrist|falligkeit|prazo|"
    "deadline datum|frist dato|date limite|termijn|fecha|delai|срок|기한|期限|截止日期;5 zeitraum|calendrier|"
    "calendario|zeitplan",
    "rating": "6 stand|etat|etat d avancement|avancement|estado|stato|statut|statws|stato di "
    "attuazione|stand der umsetzung|umsetzungsstand|статус|상태|状態|状态",
    "position": "7 kommentar|kommentare|bemerkung|bemerkungen|commentaire|commentaires|"
    "observaciones|osservazioni|opmerkingen|anmerkung|anmerkungen|sachstand|notas|komentarz",
}
"""The same for lists in other languages, accents folded away."""
