"""What the chat page says of kept questions, where the settings have it keep any."""

from typing import Final

from assistant.answer import Language

KEPT_WORDS: Final[dict[Language, dict[str, str]]] = {
    "fr": {
        "privacy.kept": "Les questions sans réponse, ou dont vous jugez la réponse à revoir, sont "
        "gardées {days} jours pour compléter les documents, coordonnées retirées. N’écrivez rien "
        "de personnel.",
        "feedback.thanks.kept": "Merci. Votre avis, son motif et les documents cités sont notés ; "
        "la question est gardée quelque temps, coordonnées retirées.",
    },
    "en": {
        "privacy.kept": "Questions without an answer, or whose answer you rate as needing work, "
        "are kept for {days} days to complete the documents, contact details removed. Write "
        "nothing personal.",
        "feedback.thanks.kept": "Thank you. Your rating, its reason and the documents cited are "
        "noted; the question is kept for a while, contact details removed.",
    },
}
