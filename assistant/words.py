"""Small word lists the rules need, by language; folded: lower case, no accents."""

# Words that ask for something without naming it: a question made of these alone is vague.
GENERIC: dict[str, frozenset[str]] = {
    "fr": frozenset(
        "condition conditions critere criteres date dates delai delais limite prix cout couts "
        "coute tarif montant montants duree dure durer temps lieu endroit ou quand combien "
        "comment qui quoi obtenir obtient recevoir recoit avoir gagner avantage avantages "
        "aide aides dossier candidater candidature postuler inscrire inscription eligible "
        "eligibles eligibilite modalite modalites regle regles info infos information "
        "informations detail details precision marche passe deroule possible oblige "
        "programme programmes dispositif concours appel offre dois doit devons faut "
        "commencer commence debut fin contact etapes etape participer droit situe situee".split()
    ),
    "en": frozenset(
        "condition conditions criterion criteria date dates deadline deadlines limit price cost "
        "costs amount amounts duration long last time place where when much many how who what "
        "get receive obtain win benefit benefits help apply application register registration "
        "eligible eligibility requirement requirements rule rules info information detail "
        "details work works happen possible need must programme program programmes scheme "
        "contest call offer start starts begin end contact step steps participate join "
        "qualify submit located".split()
    ),
}
# Words at the start of a turn that tie it to the turns before.
CONNECTORS: dict[str, frozenset[str]] = {
    "fr": frozenset("et ok mais donc alors sinon non oui bien merci aussi puis sorry".split()),
    "en": frozenset("and ok okay but so then no yes well thanks also sorry right what".split()),
}
# Words that stand for something named before.
ANAPHORA: dict[str, frozenset[str]] = {
    "fr": frozenset(
        "il ils elle elles y en son sa ses leur leurs celui celle ceux celles ca cela ce cet "
        "cette ces la-bas la-dedans lui eux premier premiere second seconde deuxieme "
        "dernier derniere autre autres".split()
    ),
    "en": frozenset(
        "it its they them their theirs this that these those there one ones he she his her him "
        "first second third last latter former other others same".split()
    ),
}
# Which of the names given before is meant: position in the list, -1 for the last.
ORDINALS: dict[str, int] = {
    "first": 0, "premier": 0, "premiere": 0, "former": 0, "1er": 0, "1st": 0,
    "second": 1, "seconde": 1, "deuxieme": 1, "latter": -1, "2e": 1, "2nd": 1,
    "third": 2, "troisieme": 2, "last": -1, "dernier": -1, "derniere": -1,
}  # fmt: skip
# Words as they are typed on a telephone, each with what it stands for.
SHORTHAND: dict[str, dict[str, str]] = {
    "fr": {
        "ki": "qui", "koi": "quoi", "kel": "quel", "kelle": "quelle", "kan": "quand", "qd": "quand",
        "cb": "combien", "pk": "pourquoi", "pr": "pour", "ds": "dans", "tps": "temps",
        "c": "c'est", "cest": "c'est", "ya": "il y a",
    },
    "en": {
        "wat": "what", "wats": "what is", "wot": "what", "wich": "which", "wen": "when",
        "teh": "the", "u": "you", "ur": "your", "pls": "please", "thx": "thanks", "abt": "about",
    },
}  # fmt: skip
# Polite or empty words, and those that ask for a presentation.
POLITE: dict[str, frozenset[str]] = {
    "fr": frozenset(
        "bonjour bonsoir svp stp merci parle parler dis dire explique presente presenter "
        "quoi savoir voudrais aimerais question exactement precisement vraiment juste bref "
        "desole geographiquement".split()
    ),
    "en": frozenset(
        "hello hi please thanks tell explain describe present know would like question exactly "
        "really just briefly sorry want mean meant talking "
        "geographically".split()
    ),
}
# Asking to take part, now or later: what makes a closed edition matter.
JOINING: dict[str, frozenset[str]] = {
    "fr": frozenset(
        "candidater postuler inscrire inscription rejoindre participer deposer encore "
        "candidature candidatures integrer".split()
    ),
    "en": frozenset(
        "apply join register registration participate submit still application enrol enter".split()
    ),
}
# Words that point, link or are polite; they never have to be found in a passage.
POINTING: dict[str, frozenset[str]] = {
    language: (ANAPHORA[language] | CONNECTORS[language] | POLITE[language])
    - frozenset({"what", "right"})
    for language in ("fr", "en")
}
