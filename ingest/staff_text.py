"""Every word of the staff page, in French and in English."""

from typing import Final, Literal

from ingest.staff_document_text import DOCUMENT_WORDS
from ingest.staff_question_text import QUESTION_WORDS

Language = Literal["fr", "en"]
LANGUAGES: Final[tuple[Language, ...]] = ("fr", "en")

# key: (French, English)
_WORDS: Final[dict[str, tuple[str, str]]] = {
    "product": ("Assistant Programmes", "Programme Assistant"),
    "area": ("Espace équipe", "Staff"),
    "skip": ("Aller au contenu", "Skip to the content"),
    "language": ("Langue de la page", "Language of the page"),
    "menu": ("Rubriques", "Sections"),
    "to_chat": ("Voir l’assistant", "Open the chat"),
    "nav.documents": ("Documents", "Documents"),
    "nav.add": ("Ajouter", "Add"),
    "nav.digest": ("À traiter", "To do"),
    "nav.audit": ("Journal", "Log"),
    "nav.users": ("Comptes", "Accounts"),
    "nav.account": ("Mon compte", "My account"),
    "sign_in": ("Se connecter", "Sign in"),
    "sign_in.lead": (
        "Cet espace est réservé à l’équipe des programmes.",
        "This part is for the staff of the programmes.",
    ),
    "sign_in.name": ("Identifiant", "User name"),
    "sign_in.password": ("Mot de passe", "Password"),
    "sign_in.wrong": (
        "Identifiant ou mot de passe incorrect.",
        "The user name or the password is wrong.",
    ),
    "sign_in.wait": (
        "Trop d’essais. Réessayez dans {time}.",
        "Too many tries. Try again in {time}.",
    ),
    "sign_in.first": (
        "Aucun compte n’existe encore. Créez le premier sur la machine de l’assistant :",
        "There is no account yet. Make the first one on the machine of the assistant:",
    ),
    "sign_in.no_default": (
        "Le mot de passe est demandé au clavier : il n’y en a pas par défaut.",
        "The password is asked for at the keyboard: there is no default one.",
    ),
    "session.over": (
        "Votre session est terminée ; rien n’a été enregistré. Connectez-vous dans un autre "
        "onglet, puis recommencez ici : ce que vous avez écrit y est encore.",
        "Your session is over; nothing was saved. Sign in in another tab, then do it again here: "
        "what you wrote is still there.",
    ),
    "session.ended": (
        "Votre session était terminée : rien n’a été enregistré. Connectez-vous, puis recommencez.",
        "Your session was over: nothing was saved. Sign in, then do it again.",
    ),
    "seconds": ("{count} s", "{count} s"),
    "minutes": ("{count} min", "{count} min"),
    "sign_out": ("Se déconnecter", "Sign out"),
    "sign_out.everywhere": ("Se déconnecter de tous les appareils", "Sign out on all devices"),
    "signed_in_as": ("Connecté : {name} ({role})", "Signed in: {name} ({role})"),
    "role.editor": ("rédacteur", "editor"),
    "role.admin": ("administrateur", "administrator"),
    "search": ("Rechercher", "Search"),
    "search.label": ("Titre, fichier ou programme", "Title, file or programme"),
    "filter": ("Filtrer", "Filter"),
    "filter.all": ("Tous", "All"),
    "filter.clear": ("Tout afficher", "Show all"),
    "filter.dates": ("Dates", "Dates"),
    "dates.closing": ("Clôture dans 30 jours", "Closing within 30 days"),
    "dates.expired": ("Clôture passée", "Closing date over"),
    "dates.unknown": ("Clôture inconnue", "Closing date unknown"),
    "state": ("État", "State"),
    "state.draft": ("Brouillon", "Draft"),
    "state.published": ("Publié", "Published"),
    "state.withdrawn": ("Retiré", "Withdrawn"),
    "programme": ("Programme", "Programme"),
    "edition": ("Édition", "Edition"),
    "language.of": ("Langue", "Language"),
    "language.fr": ("français", "French"),
    "language.en": ("anglais", "English"),
    "language.": ("inconnue", "unknown"),
    "count.one": ("1 document", "1 document"),
    "count.many": ("{count} documents", "{count} documents"),
    "none": (
        "Aucun document ne correspond. Changez les filtres ou ajoutez des fichiers.",
        "No document matches. Change the filters or add files.",
    ),
    "none.at_all": (
        "Il n’y a encore aucun document. Ajoutez les premiers fichiers.",
        "There is no document yet. Add the first files.",
    ),
    "closes": ("Clôture", "Closes"),
    "unknown": ("inconnue", "unknown"),
    "rolling": ("à tout moment", "at any time"),
    "not_stated": ("Non renseigné", "Not stated"),
    "changed": ("Ajouté le", "Added on"),
    "version": ("Version", "Version"),
    "replaces": ("Remplacera", "Will replace"),
    "add.title": ("Ajouter des documents", "Add documents"),
    "add.lead": (
        "Déposez des fichiers ou une archive zip. Ils arrivent en brouillon : personne ne les "
        "voit dans l’assistant avant leur publication.",
        "Drop files or a zip archive. They arrive as drafts: nobody sees them in the chat before "
        "they are published.",
    ),
    "add.drop": ("Déposez les fichiers ici", "Drop the files here"),
    "add.choose": ("Choisir des fichiers", "Choose files"),
    "add.send": ("Envoyer", "Send"),
    "add.formats": (
        "PDF, DOCX, ODT, RTF, PPTX, XLSX, ODS, CSV, HTML, EML, Markdown, texte, zip ; "
        "{megabytes} Mo au plus par envoi.",
        "PDF, DOCX, ODT, RTF, PPTX, XLSX, ODS, CSV, HTML, EML, Markdown, text, zip; at most "
        "{megabytes} MB each.",
    ),
    "add.sending": ("Envoi {percent} %", "Sending {percent}%"),
    "add.waiting": ("En attente", "Waiting"),
    "add.reading": ("Lecture…", "Reading…"),
    "add.reading_of": ("Lecture : {done} sur {total}", "Reading: {done} of {total}"),
    "add.failed": ("L’envoi a échoué.", "It could not be sent."),
    "add.too_large": ("Le fichier est trop gros.", "The file is too large."),
    "add.signed_out": (
        "Votre session est terminée. Reconnectez-vous.",
        "Your session is over. Sign in again.",
    ),
    "add.done": (
        "{drafts} en brouillon, {unchanged} déjà présents, {refused} refusés.",
        "{drafts} drafts, {unchanged} already there, {refused} refused.",
    ),
    "add.again": ("Actualiser", "Refresh"),
    "add.results": ("Résultats", "Results"),
    "outcome.draft": ("Brouillon", "Draft"),
    "outcome.unchanged": ("Déjà présent", "Already there"),
    "outcome.refused": ("Refusé", "Refused"),
    "outcome.open": ("Vérifier", "Check it"),
    "busy": (
        "Trop de fichiers attendent d’être lus. Réessayez dans une minute.",
        "Too many files are waiting to be read. Try again in a minute.",
    ),
    "no_space": ("Le disque est presque plein.", "The disk is nearly full."),
    "no_file": ("Choisissez au moins un fichier.", "Choose at least one file."),
    "digest.none": ("Rien à traiter.", "Nothing to do."),
    "digest.text": ("Texte pour un courriel", "Text for a mail"),
    "users.add": ("Ajouter un compte", "Add an account"),
    "users.role": ("Rôle", "Role"),
    "users.set_role": ("Changer le rôle", "Change the role"),
    "users.remove": ("Supprimer", "Remove"),
    "users.you": ("vous", "you"),
    "users.events": ("Connexions et comptes", "Sign-ins and accounts"),
    "users.password": ("Nouveau mot de passe", "New password"),
    "users.password_hint": ("(12 caractères au moins)", "(at least 12 characters)"),
    "users.saved": ("Compte modifié.", "Account changed."),
    "account.present": ("Mot de passe actuel", "Present password"),
    "account.change": ("Changer le mot de passe", "Change the password"),
    "failed": ("Une erreur est survenue.", "Something went wrong."),
    "failed.machine": (
        "Le programme ne peut pas le faire maintenant ; le journal du serveur dit pourquoi.",
        "The program cannot do it now; the log of the server says why.",
    ),
    "refused": ("Cette demande est refusée.", "This request is refused."),
    "refused.form": (
        "La page était trop ancienne. Recommencez.",
        "The page was too old. Please try again.",
    ),
    "refused.role": (
        "Il faut le rôle d’administrateur.",
        "This needs the role of administrator.",
    ),
    "not_found": ("Cette page n’existe pas.", "There is no such page."),
    "back": ("Retour aux documents", "Back to the documents"),
}

_ALL_WORDS: Final = _WORDS | DOCUMENT_WORDS | QUESTION_WORDS

TEXT: Final[dict[Language, dict[str, str]]] = {
    language: {key: pair[place] for key, pair in _ALL_WORDS.items()}
    for place, language in enumerate(LANGUAGES)
}
