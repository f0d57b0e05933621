"""BM25 over the chunks, one index per language, French and English stemming."""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import lru_cache
from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray

STEMMERS = {"fr": "french", "en": "english"}
# Words too common to tell passages apart; accents are folded before the look-up.
STOP_WORDS: dict[str, frozenset[str]] = {
    "fr": frozenset(
        "a ai as au aux avec avez avons c ce ces cet cette ceux chez ci comme d dans de des donc "
        "du elle elles en encore es est et ete etes etre eu fait faire faut il ils j je l la le "
        "les leur leurs lui m ma mais me mes moi mon n ne nos notre nous on ont ou par pas pour "
        "qu que quel quelle quelles quels qui quoi s sa se sera ses si soit son sont sur t ta te "
        "tes toi ton tu un une va vers vos votre vous y ainsi alors aussi bien cela peut peuvent "
        "plus tout tous toute toutes tres etait etaient".split()
    ),
    "en": frozenset(
        "a about all also am an and any are as at be been but by can could d did do does done for "
        "from get got had has have he her his how i if in into is it its just ll m may me more my "
        "no not of on or our out s she should so some t than that the their them then there these "
        "they this those to us was we were what when where which while who whom whose why will "
        "with would you your".split()
    ),
}
K1, B = 1.5, 0.75


def fold(text: str) -> str:
    """Lower case without accents, typographic apostrophes made plain, ligatures opened."""
    text = text.lower().replace("’", "'").replace("œ", "oe").replace("æ", "ae")
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


@lru_cache(maxsize=65536)
def _stem(word: str, language: str) -> str:
    return str(_stemmer(language).stemWord(word))


@lru_cache(maxsize=4)
def _stemmer(language: str) -> Any:
    # imported here: a C extension that `--help` does not need
    import Stemmer

    return Stemmer.Stemmer(STEMMERS[language])


def terms(text: str, language: str) -> list[str]:
    """Stems of the words that carry meaning, in order, repeats kept.

    Accents are folded before stemming, so that a question typed without accents finds its words.
    """
    words = "".join(c if c.isalnum() else " " for c in fold(text)).split()
    known = language if language in STEMMERS else "en"
    return [_stem(word, known) for word in words if word not in STOP_WORDS[known]]


class LexicalIndex:
    """BM25 (Lucene form) over passages; passages of one language are scored together."""

    def __init__(self, passages: Sequence[str], languages: Sequence[str]) -> None:
        """Index the passages; `languages[i]` is the language of `passages[i]`."""
        self._size = len(passages)
        self._holding: dict[str, Counter[str]] = defaultdict(Counter)
        self._parts: dict[str, tuple[Any, NDArray[np.int64]]] = {}
        for language in sorted(set(languages)):
            rows = np.array([i for i, other in enumerate(languages) if other == language])
            tokens = [terms(passages[i], language) for i in rows]
            self._parts[language] = (_build(tokens), rows)
            for stems in tokens:
                self._holding[language].update(set(stems))

    def scores(self, question: str, language: str) -> NDArray[np.float32]:
        """BM25 of every passage, shape (passages,); 0 for passages of another language."""
        result = np.zeros(self._size, dtype=np.float32)
        part = self._parts.get(language)
        if part is None or part[0] is None:
            return result
        index, rows = part
        known = [term for term in terms(question, language) if term in index.vocab_dict]
        if known:
            result[rows] = index.get_scores(known)
        return result

    def rarity(self, term: str, language: str) -> float:
        """1 for a stem that no passage of the language holds, near 0 for one that all hold."""
        part = self._parts.get(language)
        size = len(part[1]) if part else 0
        if not size:
            return 1.0
        return log((size + 1) / (self._holding[language][term] + 0.5)) / log((size + 1) / 0.5)


def _build(tokens: list[list[str]]) -> Any:
    # imported here: bm25s pulls optional accelerators when imported
    import bm25s

    if not any(tokens):
        return None
    index = bm25s.BM25(method="lucene", k1=K1, b=B)
    index.index(tokens, show_progress=False)
    return index
