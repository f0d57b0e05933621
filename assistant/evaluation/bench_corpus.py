"""Makes corpora of any size out of the sentences of the demonstration corpus, for benchmarks."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import numpy as np

from ingest.documents import Chunk, Document, Edition, Page
from ingest.snapshot import Snapshot, Vectors
from ingest.spans import quotable_spans

SECTIONS_PER_SHEET = 40
SENTENCES_PER_SECTION = 2
MATERIAL_CHUNKS = 2_000
CHUNKS_PER_DOCUMENT = 200  # of the documents that are made without a file
NOISE = 0.02  # per component of a vector of length 1: as far as neighbouring passages are apart
LANGUAGES = ("fr", "en")

# Names are invented; the facts in these sheets are stirred together and mean nothing.
FRONT_MATTER = """---
title: "{title}"
programme: "{title}"
language: {language}
status: in_force
source_kind: invented
---

# {title}
"""
ASKED = {
    "fr": "Que prévoit {title} pour {words} ?",
    "en": "What does {title} say about {words}?",
}


@dataclass(frozen=True, slots=True)
class Material:
    """What corpora are made of: sentences and headings of each language, and real vectors."""

    sentences: dict[str, list[str]]
    headings: dict[str, list[str]]
    vectors: Vectors

    @classmethod
    def of(cls, snapshot: Snapshot) -> "Material":
        """Take the sentences of a corpus apart, of a large one those of its beginning."""
        sentences: dict[str, list[str]] = {language: [] for language in LANGUAGES}
        headings: dict[str, list[str]] = {language: [] for language in LANGUAGES}
        for stored in snapshot.chunks[:MATERIAL_CHUNKS]:
            chunk = stored.chunk
            if chunk.language in sentences:
                spans = quotable_spans(chunk.text)
                sentences[chunk.language] += [span.text for span in spans]
                headings[chunk.language] += chunk.section[-1:]
        return cls(sentences, headings, snapshot.vectors[:MATERIAL_CHUNKS])


def title_of(number: int) -> str:
    """The name of a made programme."""
    return f"Programme Aubier {number}"


def write_sheet(
    folder: Path, number: int, material: Material, *, sections: int = SECTIONS_PER_SHEET
) -> Path:
    """Write a Markdown sheet of invented content; returns its path. Sentences hardly repeat."""
    choose, language = random.Random(number), LANGUAGES[number % 2]
    lines = [FRONT_MATTER.format(title=title_of(number), language=language)]
    for place in range(sections):
        heading = choose.choice(material.headings[language])
        text = " ".join(_sentence(choose, material, language) for _ in range(SENTENCES_PER_SECTION))
        lines.append(f"## {heading} ({place + 1})\n\n{text}\n")
    path = folder / f"aubier-{number}.{language}.md"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def made_document(
    number: int, material: Material, *, version: int = 1
) -> tuple[Document, list[Chunk], Vectors]:
    """A document with its chunks and invented vectors near real ones, made without the model."""
    choose, language = random.Random(f"{number} {version}"), LANGUAGES[number % 2]
    sentences = [_sentence(choose, material, language) for _ in range(CHUNKS_PER_DOCUMENT)]
    text, chunks, start = "\n\n".join(sentences), [], 0
    for sentence in sentences:
        end = start + len(sentence)
        chunks.append(Chunk(sentence, title_of(number), (), 1, start, end, language))
        start = end + 2
    noise = np.random.default_rng([number, version])
    rows = material.vectors[noise.integers(len(material.vectors), size=len(chunks))]
    vectors = rows + NOISE * noise.standard_normal(rows.shape, np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    edition = Edition(title_of(number), title_of(number), language=language, source_kind="invented")
    name = f"aubier-{number}.{language}.txt"
    document = Document(name, f"{number} {version}", edition, (Page(1, text),))
    return document, chunks, vectors


def new_questions(material: Material, titles: Sequence[str], *, seed: int) -> Iterator[str]:
    """Questions about all parts of a made corpus, none of them twice, the languages by turns."""
    choose, earlier = random.Random(f"questions {seed}"), set[str]()
    for number in count():
        for language in LANGUAGES:
            words = choose.choice(material.sentences[language]).split()
            first = choose.randrange(max(1, len(words) - 4))
            asked = " ".join(words[first : first + 4])
            question = ASKED[language].format(title=choose.choice(titles), words=asked)
            yield question if question not in earlier else f"{question} ({number})"
            earlier.add(question)


def _sentence(choose: random.Random, material: Material, language: str) -> str:
    """The first half of one sentence with the second half of another."""
    head, tail = (choose.choice(material.sentences[language]).split() for _ in range(2))
    return " ".join([*head[: (len(head) + 1) // 2], *tail[len(tail) // 2 :]]).rstrip(".!?…") + "."
