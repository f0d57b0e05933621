"""What staff are told of a file: why it is not taken in, what is to be known of its text."""

from typing import Final

# key: (French, English). Why a file is not taken in: a sentence that names it.
REFUSALS: Final[dict[str, tuple[str, str]]] = {
    "encrypted": (
        "{name} est protégé par un mot de passe.",
        "{name} is protected by a password.",
    ),
    "empty": ("{name} est vide.", "{name} is empty."),
    "empty.text": (
        "{name} ne contient aucun texte lisible.",
        "{name} holds no text that can be read.",
    ),
    "empty.because": ("{problem} {note}", "{problem} {note}"),
    "empty.search": (
        "{name} ne contient aucun texte où chercher.",
        "{name} holds no text that can be searched.",
    ),
    "empty.archive": ("{name} ne contient aucun fichier.", "{name} holds no files."),
    "type": (
        "{name} est d’un type qui n’est pas lu ({read} le sont).",
        "{name} is of a type that is not read ({read} are).",
    ),
    "type.content": (
        "{name} contient {found}, et non le texte que son nom annonce.",
        "{name} holds a {found}, not the text its name says.",
    ),
    "type.other": (
        "{name} n’est pas un fichier {promised} mais {found}.",
        "{name} is not a {promised} file but a {found} file.",
    ),
    "type.old": (
        "{name} est un ancien fichier Office ; enregistrez-le en {promised}.",
        "{name} is an old Office file; save it as {promised}.",
    ),
    "type.macros": (
        "{name} est un document avec des macros, pas un simple fichier {promised}.",
        "{name} is a document with macros, not a plain {promised} file.",
    ),
    "type.inside": (
        "{name} est d’un autre type, pas un simple fichier {promised}.",
        "{name} is of another type, not a plain {promised} file.",
    ),
    "type.link": (
        "{name} est un lien symbolique ; les liens ne sont pas suivis.",
        "{name} is a symbolic link; links are not followed.",
    ),
    "type.links": (
        "{name} est un lien symbolique ; liens et périphériques ne sont pas suivis.",
        "{name} is a symbolic link; links and devices are not followed.",
    ),
    "type.device": (
        "{name} n’est pas un fichier ordinaire ; liens et périphériques ne sont pas suivis.",
        "{name} is not a regular file; links and devices are not followed.",
    ),
    "type.nested": (
        "{name} est une archive dans une archive ; décompressez-la.",
        "{name} is an archive inside an archive; unpack it.",
    ),
    "found.archive": ("une archive", "archive"),
    "found.old Office file": ("un ancien fichier Office", "old Office file"),
    "found.pdf": ("un fichier PDF", "pdf"),
    "found.rtf": ("un fichier RTF", "rtf"),
    "found.html": ("une page HTML", "html"),
    "found.picture": ("une image", "picture"),
    "found.program": ("un programme", "program"),
    "found.compressed file": ("un fichier compressé", "compressed file"),
    "found.binary file": ("des données binaires", "binary file"),
    "damaged": (
        "{name} est endommagé : il ne commence pas comme un fichier {promised}.",
        "{name} is damaged: it does not begin as a {promised} file.",
    ),
    "damaged.archive": (
        "{name} est endommagé : son archive ne s’ouvre pas.",
        "{name} is damaged: its archive cannot be opened.",
    ),
    "damaged.packed": (
        "{name} est endommagé : il ne peut pas être décompressé.",
        "{name} is damaged: it cannot be unpacked.",
    ),
    "damaged.parse": (
        "{name} est endommagé : il ne peut pas être analysé.",
        "{name} is damaged: it cannot be parsed.",
    ),
    "damaged.pdf": (
        "{name} est endommagé : il ne s’ouvre pas comme un PDF.",
        "{name} is damaged: it cannot be opened as a PDF.",
    ),
    "damaged.csv": (
        "{name} est endommagé : ses lignes ne se lisent pas.",
        "{name} is damaged: {problem}.",
    ),
    "damaged.email": (
        "{name} est endommagé : il n’a aucun des en-têtes d’un courriel.",
        "{name} is damaged: it has none of the headers of an e-mail.",
    ),
    "damaged.nested": (
        "{name} est endommagé : ses parties s’emboîtent sans fin.",
        "{name} is damaged: its parts nest without end.",
    ),
    "damaged.parser": (
        "{name} est endommagé : sa lecture a fait échouer le programme qui le lit.",
        "{name} is damaged: reading it made the parser fail.",
    ),
    "damaged.result": (
        "{name} est endommagé : son texte ne peut pas être rendu.",
        "{name} is damaged: its text cannot be returned.",
    ),
    "failed": (
        "{name} a fait échouer le programme ({error}) ; merci de le signaler.",
        "{name} made the program fail ({error}); please report it.",
    ),
    "large": (
        "{name} fait {size} Mo, plus que les {most} Mo permis.",
        "{name} has {size} MB, more than the {most} allowed.",
    ),
    "large.packed": (
        "{name} dépasse, décompressé, les {most} Mo permis.",
        "{name} is larger than the {most} MB allowed.",
    ),
    "large.text": (
        "{name} contient {count} caractères de texte.",
        "{name} holds {count} characters of text.",
    ),
    "large.sentences": (
        "{name} contient {count} phrases ou lignes.",
        "{name} holds {count} sentences or lines.",
    ),
    "large.cells": (
        "{name} contient des tableaux de {count} cellules.",
        "{name} holds tables of {count} cells.",
    ),
    "large.rows": (
        "{name} contient un tableau de {count} lignes.",
        "{name} holds a table of {count} rows.",
    ),
    "large.sheet": (
        "{name} contient une feuille de {count} lignes, trop pour être lue.",
        "{name} holds a sheet of {count} rows, too many to read.",
    ),
    "large.pages": ("{name} a {count} pages.", "{name} has {count} pages."),
    "large.parts": (
        "{name} décompressé fait {size} Mo en {count} parties.",
        "{name} unpacks to {size} MB in {count} parts.",
    ),
    "large.files": (
        "{name} décompressé fait {size} Mo en {count} fichiers.",
        "{name} unpacks to {size} MB in {count} files.",
    ),
    "large.memory": (
        "{name} demande trop de mémoire pour être lu.",
        "{name} needs too much memory to read.",
    ),
    "slow": (
        "{name} demande plus de {seconds} s pour être lu.",
        "{name} takes longer than {seconds} s to read.",
    ),
    "slow.processor": (
        "{name} demande trop de temps de calcul pour être lu.",
        "{name} takes too much computing time to read.",
    ),
    "unreadable": (
        "{name} ne peut pas être ouvert : {reason}.",
        "{name} cannot be opened: {reason}.",
    ),
    "unreadable.link": (
        "{name} est un lien qui mène hors de son dossier.",
        "{name} is a link that leads out of its folder.",
    ),
    "unreadable.kind": (
        "{name} n’est pas un fichier ordinaire.",
        "{name} is not a regular file.",
    ),
    "head.open": (
        "{name} : en-tête, ligne 1 : aucune ligne --- ne le ferme.",
        "{name}: front matter, line 1: not closed by a line ---.",
    ),
    "head.nested": (
        "{name} : en-tête de listes emboîtées sans fin.",
        "{name}: front matter of lists that nest without end.",
    ),
    "head.long": (
        "{name} : en-tête de {count} caractères.",
        "{name}: front matter of {count} characters.",
    ),
    "head.yaml": (
        "{name} : en-tête, ligne {line} : ce n’est pas du YAML valable.",
        "{name}: front matter, line {line}: {problem}.",
    ),
    "head.keys": (
        "{name} : en-tête, ligne {line} : ce n’est pas une liste de clés.",
        "{name}: front matter, line {line}: not a list of keys.",
    ),
    "same": ("{name} a le contenu de {document}.", "{name} has the content of {document}."),
}

# What staff should know of a file that was taken in.
NOTES: Final[dict[str, tuple[str, str]]] = {
    "note.encoding": (
        "Le texte a été lu comme {encoding}, pas comme UTF-8.",
        "The text was read as {encoding}, not UTF-8.",
    ),
    "note.mail_encoding": (
        "Le texte a été lu comme {encoding}.",
        "The text was read as {encoding}.",
    ),
    "note.attached": (
        "Fichiers joints au PDF, non lus : {count}.",
        "{count} file(s) attached inside the PDF were not read.",
    ),
    "note.attachments": ("Pièces jointes non lues : {names}.", "Attachments not read: {names}."),
    "note.pages.off": (
        "Pages sans texte, non lues : {pages} (la reconnaissance de caractères est désactivée).",
        "Pages without text, not read: {pages} (OCR is off).",
    ),
    "note.pages.install": (
        "Pages sans texte, non lues : {pages} (installez Tesseract pour la reconnaissance de "
        "caractères).",
        "Pages without text, not read: {pages} (install Tesseract for OCR).",
    ),
    "note.pages.late": (
        "Pages sans texte, non lues à temps : {pages}.",
        "Pages without text, not read in time: {pages}.",
    ),
    "note.recognised": (
        "Lu par reconnaissance de caractères, des erreurs sont possibles : pages {pages}.",
        "Read by OCR, may hold errors: pages {pages}.",
    ),
    "note.orders": (
        "Écarté, car cela donne des ordres à un assistant : « {text} »",
        "Left out, as it gives orders to an assistant: “{text}”",
    ),
    "note.orders.more": ("Écartés aussi : {count} de plus.", "Left out as well: {count} more."),
    "note.orders.field": (
        "En-tête, {field} : donne des ordres à un assistant ; non repris.",
        "Front matter, {field}: gives orders to an assistant; not used.",
    ),
    "note.keys": (
        "Clés de l’en-tête non reprises : {keys}.",
        "Front matter keys not used: {keys}.",
    ),
    "note.field": (
        "En-tête, {field} : {problem} ; non repris.",
        "Front matter, {field}: {problem}; not used.",
    ),
}
