"""The assistant's own fixed phrases, in French and English: the only text that is not a quote."""

from assistant.answer import Language

PHRASES: dict[str, dict[Language, str]] = {
    "answered": {
        "fr": "Voici ce que disent les documents :",
        "en": "Here is what the documents say:",
    },
    "partial": {
        "fr": "Les documents répondent en partie seulement. Ils indiquent :",
        "en": "The documents answer in part only. They state:",
    },
    "limits": {
        "fr": "Les mêmes passages y mettent une limite :",
        "en": "The same passages set a limit:",
    },
    "partial_missing": {
        "fr": "Ce que les documents ne précisent pas :",
        "en": "What the documents do not specify:",
    },
    "missing_rest": {
        "fr": "Le reste de votre question n'est pas précisé dans les documents.",
        "en": "The rest of your question is not stated in the documents.",
    },
    "premise_unsaid": {
        "fr": "Aucun document ne dit « {premise} » à ce sujet.",
        "en": "No document says “{premise}” about this.",
    },
    "premise_corrected": {
        "fr": "Les documents ne disent pas « {premise} » : ils indiquent autre chose.",
        "en": "The documents do not say “{premise}”: they state something else.",
    },
    "not_stated": {
        "fr": "Ce n'est pas précisé dans les documents du programme, ce qui ne veut dire ni oui "
        "ni non.",
        "en": "This is not stated in the programme documents, which means neither yes nor no.",
    },
    "nearest_passage": {
        "fr": "Le passage le plus proche, qui ne répond pas à la question :",
        "en": "The nearest passage, which does not answer the question:",
    },
    "title": {"fr": "« {title} »", "en": "“{title}”"},
    "nearest": {
        "fr": "Documents les plus proches : {titles}.",
        "en": "The nearest documents are: {titles}.",
    },
    "contact": {
        "fr": "Où demander :",
        "en": "Where to ask:",
    },
    "conflicting": {
        "fr": "Les documents ne disent pas tous la même chose. Voici chaque version, avec sa "
        "source :",
        "en": "The documents do not agree. Here is each version, with its source:",
    },
    "expired": {
        "fr": "Cette édition est terminée{until}. Voici ce que les documents en disaient :",
        "en": "This edition is over{until}. Here is what the documents said about it:",
    },
    "expired_applications": {
        "fr": "Les candidatures à cette édition sont closes{until}. Voici ce que les documents en "
        "disaient :",
        "en": "Applications for this edition are closed{until}. Here is what the documents said "
        "about it:",
    },
    "expired_until": {"fr": " depuis {date}", "en": ", since {date}"},
    "next_edition": {
        "fr": "Ce que les documents disent d'une autre édition, annoncée ou en cours :",
        "en": "What the documents say of another edition, announced or under way:",
    },
    "upcoming": {
        "fr": "Les candidatures ne sont pas encore ouvertes : elles ouvrent {date}.",
        "en": "Applications are not open yet: they open {date}.",
    },
    "suspended": {
        "fr": "Les candidatures à ce programme sont suspendues.",
        "en": "Applications to this programme are suspended.",
    },
    "open_until": {
        "fr": "Prochaine clôture des candidatures, d'après la fiche du document : {date}.",
        "en": "Applications close next, by the document's own record, {date}.",
    },
    "open_rolling": {
        "fr": "D'après la fiche du document, les candidatures sont reçues à tout moment.",
        "en": "By the document's own record, applications are taken at any time.",
    },
    "window": {
        "fr": "Les candidatures à cette édition étaient ouvertes du {opens} au {closes}.",
        "en": "Applications for this edition were open from {opens} to {closes}.",
    },
    "suspended_edition": {
        "fr": "À noter : les candidatures à ce programme sont suspendues.",
        "en": "Please note: applications to this programme are suspended.",
    },
    "replaced_edition": {
        "fr": "À noter : ces documents ont été remplacés par une édition plus récente.",
        "en": "Please note: these documents have been replaced by a more recent edition.",
    },
    "expired_next": {
        "fr": "Une prochaine édition n'est pas annoncée dans les documents.",
        "en": "The documents do not announce a next edition.",
    },
    "past_edition": {
        "fr": "À noter : ces documents parlent d'une édition terminée.",
        "en": "Please note: these documents are about an edition that is over.",
    },
    "out_of_scope": {
        "fr": "Cette question ne porte pas sur les programmes. Je réponds seulement aux questions "
        "sur les documents des programmes, par exemple sur : {programmes}.",
        "en": "This question is not about the programmes. I only answer questions about the "
        "programme documents, for example about: {programmes}.",
    },
    "refused": {
        "fr": "Je ne peux pas faire cela : je cite seulement les documents des programmes, sans "
        "rien inventer et sans donner d'informations sur d'autres personnes. "
        "Posez-moi une question sur un programme.",
        "en": "I cannot do that: I only quote the programme documents, without making anything up "
        "and without giving information about other people. Ask me a question about a programme.",
    },
    "needs_clarification": {
        "fr": "De quel programme parlez-vous ? Les documents couvrent : {programmes}.",
        "en": "Which programme do you mean? The documents cover: {programmes}.",
    },
    "other_language": {
        "fr": "Je comprends le français et l'anglais. Merci de poser la question dans l'une de "
        "ces langues.",
        "en": "I understand French and English. Please ask your question in one of these "
        "languages.",
    },
    "withheld": {
        "fr": "La réponse n'est pas montrée : une citation n'a pas été retrouvée mot pour mot.",
        "en": "The answer is not shown: a quote was not found word for word.",
    },
    "no_documents": {
        "fr": "Aucun document n'est encore chargé, je ne peux donc rien citer.",
        "en": "No document has been loaded yet, so there is nothing that I can quote.",
    },
    "empty": {
        "fr": "La question est vide : écrivez une question.",
        "en": "The question is empty: please write a question.",
    },
    "bad_day": {
        "fr": "La date doit s'écrire comme 2024-05-01, entre 2000 et 2100.",
        "en": "The date must be written like 2024-05-01, between 2000 and 2100.",
    },
    "too_long": {
        "fr": "La question compte {length} caractères, le maximum est de {limit}.",
        "en": "The question has {length} characters, the maximum is {limit}.",
    },
    "quote_fr": {"fr": "« {quote} »", "en": "“{quote}” (in French)"},
    "quote_en": {"fr": "« {quote} » (en anglais)", "en": "“{quote}”"},
    "relative_year": {
        "fr": "{words} : le document a été publié {date}, il s'agit donc de {year}.",
        "en": "{words}: the document was published {date}, so this means {year}.",
    },
    "relative_dated": {
        "fr": "{words} : à compter de la publication du document, {date}.",
        "en": "{words}: counted from the publication of the document, {date}.",
    },
    "relative_undated": {
        "fr": "{words} : la date du document n'est pas connue, l'année ne peut donc pas être "
        "établie.",
        "en": "{words}: the date of the document is not known, so the year cannot be told.",
    },
    "rule_after": {
        "fr": "Cette règle change {date} : à la date demandée, c'est la nouvelle qui s'applique.",
        "en": "This rule changes {date}: on the day asked about, the new one applies.",
    },
    "rule_before": {
        "fr": "Cette règle change {date} : à la date demandée, c'est l'ancienne qui s'applique.",
        "en": "This rule changes {date}: on the day asked about, the old one applies.",
    },
    "rule_both": {
        "fr": "Cette règle change {date}, pendant la période demandée.",
        "en": "This rule changes {date}, within the period asked about.",
    },
    "part": {"fr": "{part} : {found}", "en": "{part}: {found}"},
    "part_missing": {
        "fr": "ce n'est pas précisé dans les documents.",
        "en": "this is not stated in the documents.",
    },
    "table_row": {"fr": "{programme} {note}", "en": "{programme} {note}"},
    "table_caption": {"fr": "Les programmes côte à côte", "en": "The programmes side by side"},
    "table_programme": {"fr": "Programme", "en": "Programme"},
    "table_aspect": {"fr": "Point comparé", "en": "What is compared"},
    "table_missing": {"fr": "non précisé", "en": "not stated"},
    "table_over": {"fr": "(édition terminée{until})", "en": "(edition over{until})"},
    "table_since": {"fr": " depuis {date}", "en": " since {date}"},
    "table_choice": {
        "fr": "Les documents ne disent pas lequel vous convient, seulement ce que chacun indique.",
        "en": "The documents do not say which one suits you, only what each of them states.",
    },
    "table_left_out": {
        "fr": "Pas de place ici pour d'autres programmes des documents : {programmes}.",
        "en": "There was no room here for other programmes of the documents: {programmes}.",
    },
    "option": {"fr": "{question} ({programme})", "en": "{question} ({programme})"},
}


def say(name: str, language: Language, **values: object) -> str:
    """The phrase of this name in this language, with its values filled in."""
    return PHRASES[name][language].format(**values)
