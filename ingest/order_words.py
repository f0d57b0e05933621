"""The words of orders to an assistant, in French and English; patterns for folded text."""

# Those that answer: programmes that talk, never people or laboratory machines alone.
TALKER = (
    r"(?:chat ?bots?|bots?|robots? (?:lecteurs?|conversationnels?|de reponse)|llms?|gpt\w*|copilot|"
    r"(?:ai|ia|virtual|digital|automated|automatic|answering) (?:\w+ )?(?:assistants?|systems?|"
    r"models?|"
    r"agents?|readers?|tools?|services?|engines?|programs?|programmes?|desks?|machines?)|"
    r"(?:assistants?|agents?|modeles?|systemes?|outils?|services?|lecteurs?|moteurs?|programmes?|"
    r"logiciels?) (?:\w+ )?(?:ia|d'ia|virtuels?|numeriques?|conversationnels?|de langage|"
    r"automatiques?|de (?:reponse|dialogue|synthese)(?: automatique)?|qui (?:lis|repond)\w*)|"
    r"(?:large )?language models?|"
    r"(?:answer|search|response) engines?|answer bots?|summari[sz]ers?|(?:llm|ai|machine) readers?|"
    r"(?:any|every|all|each|toute?s?|chaque) (?:models?|machines?|modeles?|robots?|assistants?|"
    r"agents?|"
    r"ai|ia)(?= (?:read|process|pars|us|that|who|qui|lis))\w*)"
)
# Fields of work too: only an order right after them is one to a machine.
FIELD = r"(?:ai|ia|intelligences? artificielles?|artificial intelligences?|machine learning)"
# As a form of address, shorter names do.
SHORT_NAME = rf"(?:{TALKER}|assistante?s?|agents?|modele|model|machine|robots?|ordinateur|computer)"
NAME = rf"(?:{SHORT_NAME}|{FIELD})"
LEAVE = (
    r"(?:ignor(?:e|ez|er|ed|ing)|disregard(?:ed|ing)?|forget|overrid(?:e|es|ing)|bypass|discard|"
    r"set aside|drop (?:all|any|your|every)|unlearn|oublie[rz]?|neglige[rz]?|contourne[rz]?|"
    r"(?:ne )?(?:tiens?|tenez|tenir) (?:pas|aucun|plus) compte|fai(?:s|tes|re) (?:abstraction|fi)|"
    r"(?:do not|don't|stop|never|cease) follow(?:ing)?|ne (?:suis|suivez|suivre) (?:pas|plus)|"
    r"pass(?:e|ez|er) outre|laiss(?:e|ez|er) tomber|met(?:s|tez|tre) de cote|desactive[rz]?|"
    r"disable|(?:trust|believe) only|ne (?:crois|croyez) que|"
    r"no longer (?:apply|follow|obey)|enfreignez|desobei(?:s|ssez)|disobey)"
)
RULES = (
    r"(?:instructions?|consignes?|regles?|rules?|prompts?|directives?|guidelines?|guidance|"
    r"restrictions?|filtres?|filters?|garde-fous?|guardrails?|safety|programming|programmation|"
    r"(?:everything|anything|all|what(?:ever)?)(?: that)? (?:is |was |stands |came |written )?"
    r"(?:above|before|previous|you|has been (?:said|told))|"
    r"all (?:the )?(?:above|previous|prior|earlier)|tout ce qui precede|ce qui precede|"
    r"ce (?:qui|que|qu'on|qu'il)(?: \S+){0,4} (?:demande|dit|ordonne|indique|appris)|"
    r"(?:previous|prior|earlier) (?:text|messages?|context|orders?)|"
    r"(?:textes?|messages?|ordres?|contexte) (?:precedents?|anterieurs?)|"
    r"(?:the )?(?:other|autres) (?:documents?|fiches?|sheets?|sources?|passages?|files?))"
)
SPEAK = (
    r"(?:repon\w+|answer\w*|repl(?:y|ies|ying)|respond\w*|says?|tell|state|claim|write|print|"
    r"output|"
    r"dis|dites|dire|affirm\w*|annonc\w+|ecri\w+|affich\w+|declar\w+|confirm\w*|recommand\w*|"
    r"recommend\w*|promet\w*|promise\w*|ajout\w+|add|append|insert|inser\w+|includ\w*|inclu\w+|"
    r"traite\w*|treat|consid\w+|assume|suppos\w+|summari[sz]e|resum\w+|translate|tradui\w+|"
    r"reveal\w*|revel\w+|repeat|repet\w+|inform|signal\w*|report|forward|transm\w+|describe|"
    r"decri\w+|"
    r"present\w*|give|donn\w+|use|utilis\w+|mention\w*|cite\w*|quote|omit\w*|omet\w*|display|show|"
    r"montr\w+|begin|start|end|commenc\w+|termin\w+|fini\w+|ignor\w+|follow|obe\w+|sui(?:s|vez|"
    r"vre)|"
    r"call|visit|execut\w+|run|put|met(?:s|tez|tre)|replace|remplac\w+|indiqu\w+|precis\w+)"
)
# Where an order begins: a sentence, or what follows a colon, a semicolon or "and then".
BEGIN = (
    r"(?:(?:^|[.:;!?>]\s|[–—]\s|\bthen |\bpuis |\bplease |\bkindly )\W{0,8}"
    r"(?:please |kindly |merci de |now |et |and |puis |then |simply |just |simplement |also )*)"
)
ASKER = (
    r"(?:users?|utilisat\w+|visitors?|visiteu\w+|interlocut\w+|askers?|internautes?|"
    r"person(?:ne)? (?:who asks?|asking|qui demande)|people (?:who ask|asking)|"
    r"(?:any|every)(?:one|body)(?: who asks)?|whoever asks|ceux qui demandent|"
    r"(?:chaque|toute) personne)"
)
# The document as a machine sees it; readers have no such thing.
INSIDE = (
    r"(?:(?:your|tes?|ton|ta|vos|votre|the|le|la|les|l'|ses) ?(?:\w+ )?(?:system|systeme|hidden|"
    r"cache[es]*|"
    r"initial\w*|internal|internes?|developer|secret\w*) ?(?:instructions?|prompts?|messages?|"
    r"consignes?|"
    r"regles?|rules?)?|(?:system|developer|hidden|initial) (?:prompts?|messages?)|"
    r"(?:prompts?|messages?|invites?) (?:systeme|cache[es]*|initia\w+)|"
    r"(?:your|tes|ses) (?:instructions?|consignes?|rules?|regles?|prompts?|configuration|"
    r"training)|(?:texte|text) de (?:configuration|depart)|(?:your|ton|the|le) context(?:e)?(?: "
    r"window)?\b)"
)
MODE = (
    r"(?:debug\w*|test(?:ing)?|drill|evaluation|maintenance|developer|developpeur|god|admin\w*|"
    r"jailbreak|"
    r"unrestricted|sans (?:limites?|filtres?|restrictions?)|dan|expert|simulation)"
)
SEEMING = (
    r"(?:pretend (?:to be|that you|you)|(?:tu joues|vous jouez) (?:\w+ )?(?:le |un )?role|"
    r"fai(?:s|tes) comme si|fai(?:s|tes) semblant|imagine[rz]?(?: que)? (?:tu|you|that you)|"
    r"mets-toi dans la peau|(?:you |^\W*)(?:act|behave|speak|talk|answer|reply) (?:as if|as "
    r"though|like|as an?|as the)|"
    r"you (?:will |shall |now )+(?:play|act as|become)|"
    r"you are (?:now|from now on)|tu es (?:maintenant|desormais)|vous etes (?:maintenant|"
    r"desormais) un)"
)
