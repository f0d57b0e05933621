"""How orders to an assistant are worded, in French and English; read on folded text."""

import re

from ingest.order_words import (
    ASKER,
    BEGIN,
    FIELD,
    INSIDE,
    LEAVE,
    MODE,
    NAME,
    RULES,
    SEEMING,
    SHORT_NAME,
    SPEAK,
    TALKER,
)

# Orders by the words they begin with.
AT_BEGINNING = (
    rf"{FIELD}\s*[,:!]\s*(?:please |always |toujours |now )?(?:say|tell|answer|reply|ignore|"
    rf"forget|write|"
    r"dis|dites|reponds|repondez|ecris|ecrivez|affirmez|annoncez|ignorez|oublie[rz]?|"
    r"recommandez)\b",
    r"(?:repondre|affirmer|annoncer|declarer)\b(?! aux? ).{0,30}\bqu(?:e |')(?!(?:vous|votre|"
    r"vos)\b)",
    # a machine is spoken to, or spoken of as a reader
    r"(?:hey |dear |cher |chere |hello |bonjour |note to (?:the )?|(?:a|pour|for|to) (?:the |l')?"
    rf"(?:toute? )?|l'|the )*{SHORT_NAME}s?\s*[,:!;–—-].{{0,40}}\b{SPEAK}\b",
    r"reponds\b|\brepond(?:s|ez) (?:oui|non|uniquement|seulement|simplement|que)\b",
    r"(?:end|start|begin|finish|open|close|prefix|precede|sign|termine|commence|conclus|finis|"
    r"debute|"
    r"signe|prefixe|ajoute|add|append|put|insert|insere|place|mets)\b.{0,50}\b(?:(?:every|each|"
    r"any|all|chaque|"
    r"toute?s?|tes|ta|your|the) (?:\w+ )?(?:repl(?:y|ies)|answers?|responses?|outputs?|"
    r"reponses?|messages?)|"
    r"whatever you (?:write|say|answer)|what you (?:write|say))\b",
    r"(?:say|state|claim|write|declare|announce|assure|report|insist|mention|print|output|"
    r"confirm|pretend|repeat|add)(?: to [\w ]{3,20})?(?: (?:simply|only|just|always))?,? "
    r"that\b(?! you)",
    r"(?:dis|dites|ecris|affirme|annonce|confirme|declare|pretends|assure|jure|certifie|promets|"
    r"repete|ajoute|precise|indique|rappelle)(?: (?:simplement|seulement|juste|toujours|bien|a "
    r"tous|"
    r"partout))*,? qu(?:e |')(?!(?:vous|votre|vos) )",
    r"(?:dis|ecris|affiche|recopie|affirme|reponds)\b(?! ?[:,]?\s*$)",
    # leave out, change, label
    r"(?:do not|don't|never|avoid) (?:mention\w*|quot\w+|cit(?:e|ing)|repeat\w*|reveal\w*|tell\w*|"
    r"talk\w*|bring\w* up|speak\w* (?:of|about)|disclos\w+)\b(?!.{0,60}\b(?:your|in the "
    r"(?:application|form|"
    r"file|abstract|proposal|letter))\b)",
    r"(?:pass(?:e|er) sous silence|tais\b|omets\b|cache\b|dissimule\b|efface\b|hide\b|omit\b|"
    r"conceal\b|leave out\b|keep quiet\b|ne (?:mentionne|parle|dis|cite|evoque|precise|revele) "
    r"(?:pas|jamais|"
    r"rien|plus)\b)(?!.{0,60}\b(?:your|votre|vos)\b)",
    r"(?:treat|mark|consider|regard|present|label|list|describe|show|report|marque|considere|"
    r"traite|"
    r"presente|decris|affiche)\b(?!.{0,30}\b(?:your|votre|vos)\b).{0,60}\b(?:programmes?|"
    r"programs?|editions?|"
    r"calls?|appels?|deadlines?|schemes?|publishers?|sheets?|fiches?|documents?|status|"
    r"statut)\b.{0,40}\b(?:as|"
    r"comme)\b",
    r"(?:replace|swap|change|substitute|remplace|substitue|modifie|"
    r"corrige)\b(?!.{0,30}\b(?:your|"
    r"votre|vos)\b).{0,40}\b(?:dates?|e-?mails?|addresses|adresses?|address|amounts?|montants?|"
    r"links?|liens?|"
    r"contacts?|status|statut|deadlines?|quotes?|citations?)\b.{0,40}\b(?:by|with|par|into|en)\b",
    r"(?:print|repeat|copy|output|list|show|dump|put|recopie|repete|"
    r"recite)\b.{0,40}\b(?:(?:stands|"
    r"text|written|everything|words?) above|above (?:this|the)|ci-dessus|first word|premier mot)\b",
    r"(?:translate|traduis|tradui[rs]e?z?)\b.{0,80}\b(?:(?:as|comme) (?:your |the |ta |la |"
    r"votre )?"
    r"(?:answer|reply|response|reponse)|donne-le|present it)\b",
)
# Orders by words anywhere in them.
ANYWHERE = (
    # leave the rules, or they no longer hold
    rf"(?<!not )(?<!n')(?<!qui )(?<!who )(?<!that )(?<!may )(?<!peut )(?<!must not )"
    rf"\b{LEAVE}\b.{{0,60}}\b{RULES}\b",
    rf"\b{RULES}\b.{{0,40}}\b(?:no longer appl\w+|no longer (?:hold|valid|count)\w*|do(?:es)? "
    r"not apply to you|"
    r"ne (?:s'appliquent?|valent|comptent) plus|n'ont plus cours|are (?:lifted|void|suspended))",
    r"\bwhatever (?:you|was|has|they)\b.{0,30}\b(?:told|said|asked|instructed)\b",
    r"\bj'(?:ordonne|autorise et)\b|\bje t'(?:ordonne|autorise|interdis|en supplie)|"
    r"\bi (?:hereby )?(?:order|command|instruct) you\b|\bje vous ordonne\b",
    r"(?:ignore|oublie|forget|disregard)\w{0,12}(?:rules|regles|consignes|instructions|previous|"
    r"tout|"
    r"everything|above)\w{6,}|(?:oublietout|ignoretout|forgetall)",
    rf"^\W*(?:hey|dear|cher|chere|hello|bonjour|attention)\W+{NAME}\b",
    r"\b(?:note|message|attention|important|consignes?|instructions?|directives?|avis|lines?|"
    r"lignes?|"
    r"textes?|text|paragraph\w*|sections?|passages?|phrases?|sentences?|parts?|rappel|reminder)\b"
    r".{0,30}\b(?:to|for|pour|aux?|a l'attention|a destination|reserves?|meant|intended|"
    r"destines?) "
    rf".{{0,20}}\b(?:l'|d')?{TALKER}\b",
    r"\b(?:consigne|note|instruction|message|rappel|important|attention)s? (?:pour|to|for|a|au|"
    r"aux) "
    rf"(?:the |l'|le |la |les |an? |une? )?{NAME}\b",
    rf"\b{TALKER}\b.{{0,50}}\b(?:must|shall|should|has to|have to|will|doi(?:t|vent)|devra\w*|"
    r"repondra\w*|"
    r"(?:est|sont) (?:pri|tenu|invite|oblige)\w*|is to|are to|(?:is|are) (?:required|asked|"
    r"expected|told))\b"
    rf".{{0,40}}\b{SPEAK}\b",
    rf"\b{TALKER}\b.{{0,40}}\brepond(?:ra|ront|rez)\b",
    r"\b(?:the |an? |l'|un )?assistants?\b.{0,20}\b(?:must|shall|is to|doi(?:t|vent)|(?:est|"
    r"sont) (?:pri|"
    r"tenu)\w+)\b.{0,25}\b(?:say|tell|answer that|state|claim|display|dire|repondre que|"
    r"affirmer|afficher)\b",
    r"\b(?:si|if|when|quand|lorsque|as)\b.{0,20}\b(?:tu es|vous etes|you are|you're|lue? par|"
    r"read by|"
    rf"process(?:ed)? by|traitee? par|you,)\b.{{0,20}}\b{NAME}\b",
    r"\b(?:tu es|vous etes|you are) (?:un assistant|an assistant|an? (?:chat ?)?bot|un (?:chat "
    r"?)?bot|dan|"
    r"en mode|in .{1,20} mode)\b",
    rf"\b{SEEMING}\b",
    # how answers are to be worded
    r"\b(?:always|toujours|a partir de maintenant|from now on|desormais|dorenavant|henceforth|"
    r"systematiquement|whatever the question|quelle que soit la question|no matter what)\b"
    r"[\s,]{1,3}(?:you (?:must |will |should )?|tu |vous )?(?:repond(?:s|ez|ras|rez)|answer|"
    r"reply|respond|"
    r"say|dis|dites|claim|state) (?!to (?:your|our)|your|vos)",
    r"^\W*(?:repond(?:s|ez)|answer|reply|respond)\b.{0,20}\b(?:always|toujours|only with|"
    r"uniquement par|"
    r"que oui|with yes|par oui|seulement|only)\b",
    r"\b(?:repond(?:s|ez)|answer|reply|respond)\b(?: to)? (?:every|all|any|chaque|a toutes?|a "
    r"chaque|"
    r"a tous?)\b.{0,30}\b(?:with|by|par|yes|oui)\b",
    r"\b(?:every|each|any|chaque|toute|whatever|your|ta|tes|leurs?|la) (?:\w+ )?(?:repl(?:y|"
    r"ies)|answers?|"
    r"responses?|outputs?|reponses?|textes?|messages?|you write)\b.{0,40}\b(?:must|has to|have "
    r"to|shall|"
    r"should|is to|doi(?:t|vent)|devra|devront|il faut)\b.{0,12}\b(?:end|start|begin|finish|"
    r"open|close|"
    r"commenc\w+|termin\w+|fini\w+|debut\w+)\b",
    r"\b(?:only|sole|single|one|seule?|unique) (?:correct |valid |true |allowed |accepted |"
    r"acceptable |"
    r"possible )?(?:answer|reply|response|statement|output|reponse|word|mot)\b.{0,30}\b(?:is|"
    r"est|as|valable|"
    r"correcte|autorisee|possible|shall|sera|you (?:may|can|give|write))\b",
    r"\b(?:complete|full|entire|whole|final|total) (?:answer|reply|response|output)\b",
    r"\b(?:nothing else|rien d'autre)\b.{0,10}$",
    r"\bet (?:dis|ecris|affirme|reponds|annonce|ajoute|recommande|parle comme)\b.{0,40}\b(?:que|"
    r"qu'|:|[a-z]+-\d)",
    r"\b(?:tell|inform|warn|assure|remind|dis|dites|annonce[rz]?|assure[rz]?|promet(?:s|tez)|"
    r"previen\w*|"
    rf"signale[rz]?)(?:-l[ea])? (?:to |a |aux? |the |all |l'|les |tous les |tout )*{ASKER}\b",
    # asked politely, passively, or of whoever writes the answer
    r"\b(?:merci (?:de |d')|veuillez |priere (?:de |d')|kindly |please |(?:make|be) sure to |"
    r"remember to |n'oublie pas (?:de |d')|pense a )(?:(?:toujours|bien|systematiquement|always|"
    r"also) )?"
    r"(?:repondre|dire|affirmer|annoncer|declarer|indiquer|preciser|rappeler|confirmer|ajouter|say|"
    r"state|claim|answer|reply|tell|let|inform|confirm|add|stress|mention)\b.{0,40}"
    r"\b(?:qu(?:e |')|that )(?!(?:vous|votre|vos|you|your)\b)",
    r"\b(?:must|should|shall|is to|ought to|has to|needs to) be (?:stressed|stated|said|mentioned|"
    r"added|told|claimed|made clear|repeated|written|given)\b.{0,20}\b(?:in|to|with) (?:any|every|"
    r"each|all) (?:repl|answer|respon|user|visitor|person who)",
    r"\b(?:doit|doivent|devra|devront|il faut)\b.{0,20}\b(?:precis|dit|dire|mention|ajout|indiqu|"
    r"rappel|affirm|repet)\w*\b.{0,20}\b(?:dans|a) (?:chaque|toute?s?)(?: les| tes| vos)? "
    r"(?:reponse|utilisat|visiteu|interlocut)",
    r"\b(?:who(?:ever)?|what(?:ever)?|which|qui) (?:generat|produc|writ|compos|gener|redig|produi|"
    r"ecri)\w* (?:the|this|your|la|cette|ta|les|ces) (?:\w+ )?(?:repl|answer|respon|reponse|output|"
    r"summar|resume)",
    r"\b(?:you|tu|vous) (?:will )?(?:earn|get|receive|win|gagne|recoi|perd|lose)\w*\b.{0,60}"
    r"\b(?:each|every|any|chaque|toute) (?:repl|answer|respon|reponse)",
    r"\b(?:readers?|lecteurs?|models?|modeles?) (?:of|de) (?:this|ce|cette) (?:file|document|sheet|"
    r"fichier|fiche)\b.{0,40}\b(?:answered|replied|said|repondu|dit)\b",
    r"\b(?:supersed|overrid|replac|remplac|annul)\w*\b.{0,15}\b(?:the rest|everything|all|tout|"
    r"le reste)\b.{0,10}\b(?:of|in|de|dans|else in) (?:this|the|ce|cette|la|le) (?:sheet|document|"
    r"file|page|fiche|fichier|texte?)\b|\b(?:when|while|once) you (?:answer|reply)\b(?= ?(?:$|"
    r"[:,;]))",
    r"^\W*```.{0,300}\b(?:answer|response|reply|output|reponse|prompt)\b",
    # what is said when something is asked
    r"(?:^|[.;:]\s)\W*(?:if|when|whenever|si|quand|lorsqu'?e?)\b.{0,12}\b(?:asked|asks?|"
    r"(?:on|l'on) (?:te|"
    rf"vous)|te demande|quelqu'un|someone|anyone|anybody|{ASKER})\b.{{0,70}}(?:,|\bthen|"
    r"\balors) ?(?:always |"
    r"only |toujours |alors |then |please |just )?(?:give|say|tell|answer|reply|respond|state|"
    r"use|replace|"
    r"recommend|send (?:them|him|her|people)|point|direct|refer|claim|pretend|donne|dis|reponds|"
    r"remplace|"
    r"utilise|renvoie|oriente|indique|cite|annonce|propose|affirme|ne (?:dis|donne|parle))\b",
    r"\b(?:when|if|quand|lorsque|si) (?:you (?:talk about|speak (?:of|about)|are asked)|tu "
    r"(?:parles|"
    r"ecris|reponds|"
    r"es interroge))\b",
    r"\b(?:unless|si|if) (?:you|tu|vous)(?: (?:do not|don't|refuse to|ne))? (?:write|say|state|"
    r"tell|reply|"
    r"dis|dites|confirmes|reponds|ecris)\b.{0,20}\b(?:that|que?|pas|it)\b",
    r"\b(?:in|dans) (?:your|tes|ta|ton) (?:answers?|repl(?:y|ies)|responses?|reponses?|textes?)\b"
    r"(?=.{0,80}(?:$|quel que|whatever))(?<!form)",
    # what leaks or is fetched
    r"\b(?:reveal|print|repeat|show|copy|translate|output|dump|disclose|revele\w*|affich\w*|"
    r"repet\w*|"
    rf"montr\w*|divulg\w*|recopi\w*|tradui\w*|donne|list)\b.{{0,40}}\b{INSIDE}",
    r"\b(?:system|developer|hidden|initial) prompts?\b|\bprompts? (?:systeme|cache|initial)",
    r"\b(?:questions?|conversations?|messages?|historiques?)\b.{0,30}\b(?:(?:of|from|de|des) "
    r"(?:the |la |l')?"
    r"(?:previous|other|last|autres?|precedents?) (?:users?|persons?|people|visitors?|personnes?|"
    r"utilisateurs?|visiteurs?)|(?:de la )?(?:personne|visiteurs?|utilisateurs?) "
    r"(?:precedente?s?|d'avant)|"
    r"before me|d'avant)\b|\bother (?:people|users|visitors) (?:have )?(?:asked|typed|wrote)\b",
    r"\b(?:conversation|chat|historique|history|question)s?\b.{0,30}\b(?:to|a|vers) https?://",
    r"\b(?:decod\w+|dechiffr\w+|decrypt\w*|rot ?13|base ?64|hidden here|cache[es]* "
    r"ici)\b.{0,60}\b(?:appliqu\w+|"
    r"execut\w+|obe[iy]\w*|comply|follow|run|sui[st]|do (?:it|what))\b",
    r"\b(?:and|then|et|puis) (?:comply|obey|obeis|obeissez|execute[sz]?|applique[sz]?)\b(?! "
    r"(?:with|the|to|le|la|a|aux?|de|des|un)\b)",
    r"\b(?:run|execut\w+|obe[iy]\w*|appliqu\w+|follow)\b.{0,25}\b(?:commands?|commandes?|"
    r"orders?|ordres?|"
    r"instructions?)\b.{0,20}\b(?:hidden|cache\w*|encoded|code\w*|below|ci-dessous)\b",
    rf"^\W*(?:(?:in )?{MODE} mode|mode {MODE})\W*[:;,.!]|\b(?:enable|activate|enter|switch to|"
    r"active|passe en|"
    rf"entre en|you are in|tu es en) (?:the )?(?:{MODE} (?:mode|output)|mode (?:de )?{MODE})\b",
    r"\b(?:pendant|during|for) (?:cet? |this |the )?(?:essai|test|drill|"
    r"simulation)\b.{0,20}\b(?:reponse|answer|"
    r"reply|output|response)\b|\bgraders? (?:expects?|wants?)\b",
    # marks of pages, dialogues and formats that are not for readers
    r"<\s*(?:script|img|iframe|svg|object|embed)\b|javascript:|^\W*\[[^\]^]+\]:\s*<?https?:",
    r"https?://\S*[?&]\w*=[{<$[]",
    r"<\|?\s*/?\s*(?:im_start|im_end|system|assistant|user|endoftext|start_header_id|"
    r"instructions?)\b",
    r"\[/?(?:inst|system|sys)\]|<</?sys>>|^\W*#{2,}\s*(?:instruction|system|response|user|"
    r"assistant)\b",
    r"^\W*(?:system|systeme|assistant|developer|chat ?bot|bot|llm|gpt)\s*(?:message|prompt)?\s*:",
    r"[?.!] (?:assistant|bot|chat ?bot|system|systeme|llm|user|utilisateur|human|developer) ?:",
    r"<\w*_?(?:tool|function)_?\w*|\b(?:tool|function)[_ ]?calls?\b|\"(?:role|name|"
    r"arguments|tool|function|parameters|action|command)\"\s*:",
)
BEGINNING = re.compile(BEGIN)
BEGUN = re.compile("|".join(AT_BEGINNING))
ORDERED = re.compile("|".join(ANYWHERE))
# An order that announces what comes next, and words that carry on with it.
ANNOUNCES = re.compile(
    r"\b(?:next|following|below|suivant\w*|voici|ce qui suit|ci-dessous|ci-apres)\b|[:–—]\W*$"
)
CARRIES_ON = re.compile(
    rf"{BEGIN}(?:you|tu|vous|it|ils?|elles?|they|leurs?|their|your|tes|ton|"
    r"ta)\b.{0,30}\b(?:must|shall|"
    rf"should|will|has to|have to|doi\w+|devra\w*|devr\w+)\b|{BEGIN}{SPEAK}\b"
)
# Who speaks in an invented conversation.
MACHINE_VOICE = re.compile(
    r"(?:the |l')?(?:ai|ia|bot|chat ?bot|assistante?|llm|gpt|model|modele|system|systeme|machine)"
)
