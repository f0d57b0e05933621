"""BM25 over passages, one index per language, kept up to date as passages come and go."""

import unicodedata
from array import array
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
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


@lru_cache(maxsize=4)
def _stemmer(language: str) -> Any:
    # imported here: a C extension that `--help` does not need
    import Stemmer

    return Stemmer.Stemmer(STEMMERS[language])


@lru_cache(maxsize=65536)
def _terms_of(piece: str, language: str) -> tuple[str, ...]:
    words = "".join(c if c.isalnum() else " " for c in fold(piece)).split()
    stem = _stemmer(language).stemWord
    return tuple(str(stem(word)) for word in words if word not in STOP_WORDS[language])


def terms(text: str, language: str) -> list[str]:
    """Stems of the words that carry meaning, in order, repeats kept.

    Accents are folded before stemming, so that a question typed without accents finds its words.
    """
    known = language if language in STEMMERS else "en"
    # Words return: what stands between two spaces is folded and stemmed once, then looked up.
    return [term for piece in text.split() for term in _terms_of(piece, known)]


class LexicalIndex:
    """BM25 (Lucene form) over passages; passages of one language are scored together.

    It never changes: `updated` gives another one, at the price of the new passages.
    """

    def __init__(self, passages: Sequence[str], languages: Sequence[str]) -> None:
        """Index the passages; `languages[i]` is the language of `passages[i]`."""
        self._size = 0
        self._parts: dict[str, _Part] = {}
        self._append(passages, languages)

    def updated(
        self, kept: NDArray[np.bool_], passages: Sequence[str], languages: Sequence[str]
    ) -> "LexicalIndex":
        """The index of the passages where `kept` is true, in their order, and of new ones behind.

        Its figures are, to the last bit, those of an index made anew of all these passages.
        """
        index = LexicalIndex((), ())
        index._size = int(kept.sum())
        places = np.cumsum(kept) - 1
        for language, part in self._parts.items():
            own = kept[part.rows]
            if own.any():
                index._parts[language] = part.only(own, places)
        index._append(passages, languages)
        return index

    def scores(self, question: str, language: str) -> NDArray[np.float32]:
        """BM25 of every passage, shape (passages,); 0 for passages of another language."""
        result = np.zeros(self._size, dtype=np.float32)
        part = self._parts.get(language)
        if part is not None:
            result[part.rows] = part.scores(terms(question, language))
        return result

    def rarity(self, term: str, language: str) -> float:
        """1 for a stem that no passage of the language holds, near 0 for one that all hold."""
        part = self._parts.get(language)
        if part is None:
            return 1.0
        size = len(part.rows)
        return log((size + 1) / (part.holding(term) + 0.5)) / log((size + 1) / 0.5)

    def stems(self, language: str) -> Collection[str]:
        """The stems that passages of the language hold."""
        part = self._parts.get(language)
        return part.columns.keys() if part else ()

    def first_holding(self, stem: str, language: str) -> int:
        """The first passage of the language that holds the stem; raises KeyError when none does."""
        part = self._parts[language]
        column = part.columns[stem]
        return int(part.rows[part.counts.indices[part.counts.indptr[column]]])

    def _append(self, passages: Sequence[str], languages: Sequence[str]) -> None:
        for language in sorted(set(languages)):
            own = [i for i, other in enumerate(languages) if other == language]
            known = self._parts.get(language)
            columns = dict(known.columns) if known else {}
            tokens = (terms(passages[i], language) for i in own)
            fresh = _count(tokens, columns, self._size + np.array(own))
            self._parts[language] = known.followed_by(fresh) if known else fresh
        self._size += len(passages)


@dataclass(frozen=True)
class _Part:
    """The passages of one language: how often each stem (column) stands in each of them (row).

    `rows` are the numbers of the passages in the whole index, `lengths` how many stems they have.
    Only counts are kept: rarity and length are weighed when a question comes, so they are always
    those of the passages present.
    """

    rows: NDArray[np.int64]
    lengths: NDArray[np.int64]
    columns: Mapping[str, int]
    counts: Any  # csc_array of scipy, (passages, stems)

    def only(self, own: NDArray[np.bool_], places: NDArray[np.int64]) -> "_Part":
        """The passages where `own` is true; the one in row r of the whole goes to `places[r]`."""
        counts = self.counts[own]
        used = np.diff(counts.indptr) > 0
        stems = [stem for stem, column in self.columns.items() if used[column]]
        return _Part(
            rows=places[self.rows[own]],
            lengths=self.lengths[own],
            columns={stem: column for column, stem in enumerate(stems)},
            counts=counts[:, used],
        )

    def followed_by(self, fresh: "_Part") -> "_Part":
        """These passages, then the fresh ones, whose columns begin with the columns of these."""
        # imported here: `--help` does not need it
        from scipy.sparse import csc_array, vstack

        size, width = len(self.rows), len(fresh.columns)
        starts = np.pad(self.counts.indptr, (0, width - len(self.columns)), mode="edge")
        widened = csc_array((self.counts.data, self.counts.indices, starts), shape=(size, width))
        return _Part(
            rows=np.concatenate([self.rows, fresh.rows]),
            lengths=np.concatenate([self.lengths, fresh.lengths]),
            columns=fresh.columns,
            counts=vstack([widened, fresh.counts], format="csc"),
        )

    def scores(self, stems: Sequence[str]) -> NDArray[np.float32]:
        """BM25 of every passage for these stems, a repeated one counting again."""
        result = np.zeros(len(self.rows), np.float32)
        for stem in stems:
            column = self.columns.get(stem)
            if column is not None:
                span = slice(*self.counts.indptr[column : column + 2])
                passages, count = self.counts.indices[span], self.counts.data[span]
                result[passages] += (
                    self._inverse(stem) * (count / (self._norms[passages] + count))
                ).astype(np.float32)
        return result

    def holding(self, stem: str) -> int:
        """How many passages hold the stem."""
        column = self.columns.get(stem)
        starts = self.counts.indptr
        return 0 if column is None else int(starts[column + 1] - starts[column])

    def _inverse(self, stem: str) -> np.float32:
        holding = self.holding(stem)
        return np.float32(log(1 + (len(self.rows) - holding + 0.5) / (holding + 0.5)))

    @cached_property
    def _norms(self) -> NDArray[np.float64]:
        return np.asarray(K1 * ((1 - B) + B * self.lengths / self.lengths.mean()))


def _count(tokens: Iterable[list[str]], columns: dict[str, int], rows: NDArray[np.int64]) -> _Part:
    """The part of passages given as stems; stems that are not in `columns` are added there."""
    # imported here: `--help` does not need it
    from scipy.sparse import csr_array

    numbers, lengths = array("i"), array("q")
    for stems in tokens:
        numbers.extend([columns.setdefault(stem, len(columns)) for stem in stems])
        lengths.append(len(stems))
    # A passage has at most some thousand characters, so a count fits into 16 bits.
    ones, ends = np.ones(len(numbers), np.uint16), np.append(0, np.cumsum(lengths))
    shape = (len(lengths), len(columns))
    counts = csr_array((ones, np.array(numbers), ends), shape=shape)
    counts.sum_duplicates()
    return _Part(rows, np.array(lengths), columns, counts.tocsc())
