"""Every word of the staff page about questions without an answer, in French and in English."""

from typing import Final

# key: (French, English)
QUESTION_WORDS: Final[dict[str, tuple[str, str]]] = {
    "nav.questions": ("Sans réponse", "Unanswered"),
    "questions.title": ("Questions sans réponse", "Questions without an answer"),
    "questions.lead": (
        "Ce que les start-up ont demandé et que les documents ne disent pas, ou dont la réponse "
        "a été jugée à revoir. Gardé {days} jours, coordonnées retirées ; les questions "
        "partent d’elles-mêmes quand un document publié y répond.",
        "What start-ups asked and the documents do not state, or whose answer was rated as "
        "needing work. Kept for {days} days, contact details removed; questions go by "
        "themselves when a published document answers them.",
    ),
    "questions.off": (
        "Aucune question n’est conservée. Pour voir ici celles qui restent sans réponse, "
        "démarrez l’assistant avec le réglage :",
        "No question is kept. To see those that get no answer here, start the assistant with "
        "the setting:",
    ),
    "questions.off.notice": (
        "L’assistant l’annonce alors à ses lecteurs.",
        "The chat then tells its readers.",
    ),
    "questions.none": (
        "Aucune question sans réponse pour le moment.",
        "No question without an answer for now.",
    ),
    "questions.not_ready": (
        "L’assistant se prépare encore. Réessayez dans un instant.",
        "The assistant is still getting ready. Try again in a moment.",
    ),
    "questions.count.one": ("1 question", "1 question"),
    "questions.count.many": ("{count} questions", "{count} questions"),
    "questions.in.fr": ("{count} en français", "{count} in French"),
    "questions.in.en": ("{count} en anglais", "{count} in English"),
    "questions.kind.unanswered": (
        "sans réponse dans les documents : {count}",
        "not answered by the documents: {count}",
    ),
    "questions.kind.thumbs_down": ("réponse à revoir : {count}", "answer needs work: {count}"),
    "questions.latest": ("la dernière le {day}", "the latest on {day}"),
    "questions.wordings": ("Autres formulations", "Other wordings"),
    "questions.case": ("En faire un cas d’évaluation", "Make an evaluation case"),
    "questions.cases": (
        "Télécharger tous les sujets comme cas d’évaluation",
        "Download all topics as evaluation cases",
    ),
    "questions.case.hint": (
        "Un fichier JSONL pour « python -m assistant evaluate --questions », à compléter avec ce "
        "que la réponse doit contenir. Rien n’en reste sur le serveur.",
        "A JSONL file for “python -m assistant evaluate --questions”, to be completed with what "
        "the answer must hold. Nothing of it stays on the server.",
    ),
    "questions.forget": ("Oublier", "Forget"),
    "questions.forget.confirm": (
        "Je confirme : ces questions seront supprimées.",
        "I confirm: these questions will be deleted.",
    ),
    "questions.forgotten": ("Questions supprimées.", "Questions deleted."),
    "questions.unconfirmed": (
        "Rien n’a été supprimé : cochez la confirmation.",
        "Nothing was deleted: tick the confirmation.",
    ),
    "questions.closed": ("Lacunes comblées", "Gaps closed"),
    "questions.closed.line": (
        "{day} · questions répondues : {questions} · sujets clos : {topics}",
        "{day} · questions answered: {questions} · topics closed: {topics}",
    ),
    "detail.questions": ("questions", "questions"),
    "detail.topics": ("sujets", "topics"),
    "did.questions.closed": ("questions ayant trouvé réponse", "questions answered by now"),
    "did.questions.forgotten": ("questions oubliées", "questions forgotten"),
    "did.questions.cases": ("cas d’évaluation tirés de questions", "evaluation cases made"),
}
