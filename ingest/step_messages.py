"""What staff are told of a step: a value, an account, a document, a file that does not allow it."""

import errno
from typing import Final

# key: (French, English)
LABELS: Final[dict[str, tuple[str, str]]] = {
    "field.title": ("Titre", "Title"),
    "field.programme": ("Programme", "Programme"),
    "field.edition": ("Édition", "Edition"),
    "field.language": ("Langue", "Language"),
    "field.status": ("Statut une fois publié", "Status once published"),
    "field.opens": ("Ouverture", "Opens"),
    "field.closes": ("Clôture", "Closes"),
    "field.valid_from": ("Valable à partir du", "Valid from"),
    "field.valid_until": ("Valable jusqu’au", "Valid until"),
    "field.supersedes": ("Remplace", "Supersedes"),
    "field.twin": ("Version dans l’autre langue", "Version in the other language"),
    "field.audience": ("Public", "Audience"),
    "field.region": ("Territoire", "Region"),
    "field.publisher": ("Éditeur", "Publisher"),
    "field.published": ("Date de publication", "Date of publication"),
    "field.source": ("Adresse de la source", "Address of the source"),
    "field.source_kind": ("Nature de la source", "Kind of source"),
    "field.seen": ("Consulté le", "Seen on"),
    "field.aliases": ("Autres noms", "Other names"),
    "field.acronyms": ("Sigles", "Acronyms"),
    "status.in_force": ("en vigueur", "in force"),
    "status.closed": ("clos", "closed"),
    "status.suspended": ("suspendu", "suspended"),
    "status.draft": ("brouillon", "draft"),
}

STEPS: Final[dict[str, tuple[str, str]]] = {
    "value": ("{field} : {problem}.", "{field}: {problem}."),
    "value.unknown": ("il n’y a pas de champ « {name} »", "there is no field “{name}”"),
    "value.long": (
        "ce texte a plus de {count} caractères",
        "this is longer than {count} characters",
    ),
    "value.choice": (
        "« {value} » n’est aucun de : {choices}",
        "“{value}” is none of {choices}",
    ),
    "value.date": (
        "« {value} » n’est pas une date comme 1er mars 2026 à 17 h, heure de Paris, ou 2026-03-01",
        "“{value}” is not a date like 1 March 2026, 5 pm, Paris time, or 2026-03-01",
    ),
    "value.year": (
        "« {value} » ne dit pas l’année ; écrivez par exemple 31 mars 2027 à 17 h, heure de Paris",
        "“{value}” does not say the year; write for example 31 March 2027, 5 pm, Paris time",
    ),
    "value.acronym": (
        "« {value} » n’est pas une ligne comme JEI: jeune entreprise innovante",
        "“{value}” is not a line like JEI: jeune entreprise innovante",
    ),
    "value.clock": (
        "{time} n’est pas une heure ; minuit s’écrit 00:00",
        "{time} is no time of day; midnight is 00:00",
    ),
    "value.zone": (
        "« {zone} » n’est pas un fuseau horaire ; écrivez Europe/Paris, CET ou +01:00",
        "“{zone}” is not a time zone; write Europe/Paris, CET or +01:00",
    ),
    "value.order": (
        "cette date ({later}) précède « {other} » ({earlier})",
        "this date ({later}) lies before “{other}” ({earlier})",
    ),
    "value.title": ("un document a besoin d’un titre", "a document needs a title"),
    "value.status": (
        "choisissez en vigueur, clos ou suspendu",
        "choose in_force, closed or suspended",
    ),
    "note.mended": (
        "Des lettres abîmées à l’enregistrement du fichier (« Ã© » pour « é ») ont été réparées.",
        "Letters that were broken when the file was stored (“Ã©” for “é”) were mended.",
    ),
    "type.hidden": (
        "{name} est un fichier caché ; son nom ou celui de son dossier commence par un point.",
        "{name} is a hidden file; its name or that of its folder begins with a dot.",
    ),
    "unknown": ("Il n’y a pas de document « {document} ».", "There is no document “{document}”."),
    "state": (
        "{document} est {state} ; cette étape demande un document {needed}.",
        "{document} is {state}; this is for a document that is {needed}.",
    ),
    "state.changed": (
        "{document} a été modifié entre-temps par quelqu’un d’autre ; rien n’est enregistré. "
        "Regardez ce qui est nouveau, puis recommencez.",
        "{document} was changed by someone else meanwhile; nothing was saved. Look at what is "
        "new, then do it again.",
    ),
    "state.first": (
        "{document} n’a pas de version précédente.",
        "{document} has no earlier version.",
    ),
    "state.draft": ("en brouillon", "draft"),
    "state.published": ("publié", "published"),
    "state.withdrawn": ("retiré", "withdrawn"),
    "or": ("{one} ou {other}", "{one} or {other}"),
    "account.name": (
        "Un identifiant a de 2 à 64 lettres, chiffres ou signes . _ @ -.",
        "A name has 2 to 64 letters, digits or any of . _ @ -.",
    ),
    "account.taken": (
        "Il y a déjà un compte nommé {name}.",
        "There is an account named {name} already.",
    ),
    "account.unknown": (
        "Il n’y a pas de compte nommé {name}.",
        "There is no account named {name}.",
    ),
    "account.password": (
        "Un mot de passe a de {least} à {most} caractères.",
        "A password has {least} to {most} characters.",
    ),
    "account.easy": (
        "Ce mot de passe est trop facile à deviner.",
        "This password is too easy to guess.",
    ),
    "account.role": ("Le rôle est l’un de : {roles}.", "A role is one of {roles}."),
    "account.own": (
        "Votre propre compte est modifié par un autre administrateur.",
        "Your own account is changed by another administrator.",
    ),
    "account.step": ("Cette étape n’existe pas.", "There is no such step."),
    "account.wrong": (
        "Identifiant ou mot de passe incorrect.",
        "The user name or the password is wrong.",
    ),
    "upload.busy": ("Trop d’envois attendent.", "Too many uploads are waiting."),
    "upload.failed": ("Les fichiers n’ont pas pu être lus.", "The files could not be read."),
    "twin": ("{field} : {value}", "{field}: {value}"),
    "links": (
        "non vérifié depuis le {day} : {addresses}",
        "not checked since {day}: {addresses}",
    ),
    "list": ("{first}, {others}", "{first}, {others}"),
    "twins": ("{here} | {twin} : {there}", "{here} | {twin}: {there}"),
}

# The program or the machine fails: said in the words of the person who can mend it.
SYSTEM: Final[dict[str, tuple[str, str]]] = {
    "catalogue": (
        "Le catalogue est inutilisable : {reason}.",
        "The catalogue cannot be used: {reason}.",
    ),
    "staff_file": (
        "Le fichier de l’espace équipe est inutilisable : {reason}.",
        "The file of the staff page cannot be used: {reason}.",
    ),
    "sqlite.busy": (
        "un autre programme y écrit depuis trop longtemps ; réessayez plus tard",
        "another program has been writing to it for too long; try again later",
    ),
    "sqlite.readonly": (
        "il ne peut pas être écrit ; vérifiez les droits du dossier de données",
        "it may not be written; check the permissions of the data folder",
    ),
    "sqlite.disk": (
        "le disque refuse de lire ou d’écrire ; vérifiez sa place libre et son état",
        "the disk refused to read or write; check its free space and its health",
    ),
    "sqlite.damaged": (
        "le fichier est endommagé ; restaurez-le depuis une sauvegarde",
        "the file is damaged; restore it from a backup",
    ),
    "sqlite.full": (
        "le disque est plein ; libérez de la place et réessayez",
        "the disk is full; free some space and try again",
    ),
    "sqlite.open": (
        "il ne s’ouvre pas ; vérifiez les droits du dossier de données",
        "it cannot be opened; check the permissions of the data folder",
    ),
    "sqlite.other": (
        "le fichier est endommagé ou n’est pas un catalogue ; restaurez-le depuis une sauvegarde",
        "the file is damaged or no catalogue; restore it from a backup",
    ),
    "space": (
        "Le disque de {folder} a {free} Mo libres et ces fichiers peuvent en demander {needed} ; "
        "rien n’a été pris.",
        "The disk of {folder} has {free} MB free and these files may need {needed} MB; nothing "
        "was taken in.",
    ),
    "model.changed": (
        "Le modèle de plongement a changé entre-temps ; recommencez.",
        "The embedding model was changed meanwhile; run it again.",
    ),
    "model.other": (
        "Le catalogue contient les vecteurs d’un autre modèle ; lancez `python -m ingest rebuild`.",
        "The catalogue holds vectors of another model; run `python -m ingest rebuild`.",
    ),
    "reader": (
        "Un autre programme est en train de lire ; lancez `python -m ingest rebuild` plus tard.",
        "Another process is reading; run `python -m ingest rebuild` later.",
    ),
    "index.old": (
        "Le texte est effacé du catalogue, mais le programme qui tient l’index ne l’a pas "
        "renouvelé ; redémarrez ce programme.",
        "The text is erased from the catalogue, but the program that uses the index has not "
        "renewed it; restart that program.",
    ),
    "questions": (
        "{name} n’est pas une liste de questions en lignes JSON.",
        "{name} is no list of questions in JSON lines.",
    ),
    f"os.{errno.ENOENT}": ("ce fichier n’existe pas", "No such file or directory"),
    f"os.{errno.EACCES}": ("l’accès est refusé", "Permission denied"),
    f"os.{errno.ENOSPC}": ("le disque est plein", "No space left on device"),
    f"os.{errno.EIO}": ("le disque ne répond pas bien", "Input/output error"),
    f"os.{errno.EROFS}": ("le disque est en lecture seule", "Read-only file system"),
    f"os.{errno.ELOOP}": ("trop de liens se suivent", "Too many levels of symbolic links"),
    f"os.{errno.ENAMETOOLONG}": ("le nom est trop long", "File name too long"),
}
