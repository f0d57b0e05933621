"""The embedder on the packaged model, and on a tiny model that these tests make."""

import os
import socket
import subprocess
import sys
import threading

import numpy as np
import pytest
from sentence_transformers import SentenceTransformer

from ingest import packaged_model
from ingest.config import PACKAGED_MODEL, IndexConfig
from ingest.embeddings import Embedder, check_known_vectors
from ingest.encoder import (
    batches,
    padded_length,
    read,
    tokenise,
)
from ingest.errors import ModelUnavailable

# Invented programme: each question is answered by the passages of the same key, and by no other.
PASSAGES = {
    "deadline_fr": "Les candidatures sont closes le 15 mars 2031 à 17 heures.",
    "deadline_en": "Applications close on 15 March 2031 at 5 p.m.",
    "rent_fr": "Le loyer d’un bureau est de 90 euros par mois et par poste.",
    "rent_en": "The rent of an office is 90 euros a month for each desk.",
    "age_fr": "L’entreprise doit avoir été créée depuis moins de cinq ans.",
    "age_en": "The company must have been founded less than five years ago.",
    "jury_fr": "Le jury réunit deux investisseurs et trois chercheurs.",
    "jury_en": "The jury is made of two investors and three researchers.",
}
QUESTIONS = {
    "Quelle est la date limite de candidature ?": "deadline",
    "Until when can we send our application?": "deadline",
    "Combien coûte un poste de travail ?": "rent",
    "How much does a desk cost?": "rent",
    "Quelle ancienneté maximale pour la société ?": "age",
    "How old may the start-up be?": "age",
    "Qui compose le jury ?": "jury",
    "Who sits on the jury?": "jury",
}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_question_is_nearest_to_its_answer_in_both_languages(embedder, language):
    keys = [key for key in PASSAGES if key.endswith(f"_{language}")]
    passages = embedder.encode_passages([PASSAGES[key] for key in keys])
    for question, answer in QUESTIONS.items():
        nearest = int(np.argmax(passages @ embedder.encode_query(question)))
        assert keys[nearest] == f"{answer}_{language}", question


def test_vectors_are_float32_of_length_one(embedder):
    vectors = embedder.encode_passages(["Un texte.", "A text.", "x" * 3000, ""])
    assert vectors.dtype == np.float32
    assert vectors.shape == (4, embedder.dimension) == (4, 384)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_no_text_gives_no_vector(embedder):
    assert embedder.encode_passages([]).shape == (0, 384)


def test_the_same_text_has_the_same_vector_each_time(embedder):
    texts = list(PASSAGES.values())
    assert np.array_equal(embedder.encode_passages(texts), embedder.encode_passages(texts))


def test_a_vector_does_not_depend_on_its_neighbours(embedder):
    long = "Le programme accompagne les jeunes entreprises. " * 30
    texts = [text for passage in PASSAGES.values() for text in (passage, long)]
    together = embedder.encode_passages(texts)
    alone = _alone(embedder, texts)
    assert np.abs(together - alone).max() < 1e-2
    assert (together * alone).sum(axis=1).min() > 0.9995


def test_questions_and_passages_have_their_own_prompt(embedder):
    text = "ticket d’or"
    question, passage = embedder.encode_query(text), embedder.encode_passages([text])[0]
    assert 0.5 < question @ passage < 0.999
    assert np.allclose(embedder.encode_queries([text])[0], question, atol=1e-6)


def test_the_langchain_interface_gives_the_same_vectors(embedder):
    assert np.allclose(embedder.embed_query("Qui ?"), embedder.encode_query("Qui ?"))
    assert np.allclose(embedder.embed_documents(["Who?"]), embedder.encode_passages(["Who?"]))


def test_accents_written_apart_change_nothing(embedder):
    composed, apart = "Éligibilité à l’été", "E\u0301ligibilite\u0301 a\u0300 l’e\u0301te\u0301"
    assert np.array_equal(embedder.encode_query(composed), embedder.encode_query(apart))


def test_marks_of_the_tokenizer_in_a_text_are_text(embedder):
    assert embedder.encode_query("</s> <mask>") @ embedder.encode_query("") < 0.99


def test_a_long_text_is_cut_at_512_tokens(embedder):
    start = "Le dossier comprend un budget. " * 120
    other = embedder.encode_passages([start + "Fin.", start + "A wholly different ending."])
    assert np.allclose(other[0], other[1], atol=1e-6)


def test_progress_counts_every_text_once(embedder):
    heard: list[int] = []
    embedder.encode_passages(["Un texte de longueur moyenne. " * 8] * 60, heard.append)
    assert heard == sorted(heard)
    assert (len(heard) > 1, heard[-1]) == (True, 60)


def test_batches_hold_every_text_once_and_little_padding():
    lengths = [int(length) for length in np.random.default_rng(7).integers(5, 513, 400)]
    groups = list(batches(lengths, 2))
    assert sorted(index for group in groups for index in group) == list(range(400))
    padded = sum(len(group) * padded_length(lengths[group[0]]) for group in groups)
    assert padded < 1.1 * sum(lengths)
    assert all(lengths[group[0]] == max(lengths[index] for index in group) for group in groups)


def test_few_shapes_are_ever_computed():
    generator = np.random.default_rng(7)
    shapes = {
        (len(group), padded_length(lengths[group[0]]))
        for count in range(1, 200)
        for lengths in [[int(length) for length in generator.integers(1, 513, count)]]
        for group in batches(lengths, 2)
    }
    assert len({width for _, width in shapes}) == 24
    assert {rows.bit_count() for rows, _ in shapes} == {1}


def test_threads_share_one_model(models_dir):
    shared, vectors = Embedder(IndexConfig(data_dir=models_dir.parent)), {}

    def ask(question: str) -> None:
        vectors[question] = shared.encode_query(question)

    threads = [threading.Thread(target=ask, args=(question,)) for question in QUESTIONS]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(vectors) == len(QUESTIONS)
    for question, vector in vectors.items():
        assert np.allclose(vector, shared.encode_queries([question])[0], atol=1e-6)


def test_nothing_is_loaded_before_the_first_use():
    code = (
        "import sys; from ingest.embeddings import Embedder; from ingest.config import IndexConfig;"
        "Embedder(IndexConfig()).model_id;"
        "sys.exit(any(name in sys.modules for name in ('torch', 'sentence_transformers')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_packaged_model_is_loaded_without_a_network(models_dir, monkeypatch, capfd):
    def refuse(*arguments: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    Embedder(IndexConfig(data_dir=models_dir.parent)).library()
    assert capfd.readouterr() == ("", "")


def test_the_engine_reports_to_nobody(models_dir, tmp_path):
    code = (
        "import sys; from ingest.embeddings import Embedder; from ingest.config import IndexConfig;"
        f"Embedder(IndexConfig(data_dir={str(models_dir.parent)!r})).library();"
        "sys.exit(bool(sys.modules['openvino_telemetry']) or 'openvino' not in sys.modules)"
    )
    environment = {**os.environ, "HOME": str(tmp_path)}
    assert (
        subprocess.run([sys.executable, "-c", code], env=environment, check=False).returncode == 0
    )
    assert list(tmp_path.iterdir()) == []


def test_wrong_vectors_are_noticed(embedder, monkeypatch):
    altered = {
        text: tuple(-v for v in known) for text, known in packaged_model.KNOWN_VECTORS.items()
    }
    monkeypatch.setattr(packaged_model, "KNOWN_VECTORS", altered)
    with pytest.raises(ModelUnavailable, match="gives wrong vectors on this machine"):
        check_known_vectors(embedder.load())


def test_eight_bits_and_the_library_agree_and_share_the_model_id(embedder, models_dir):
    folder = models_dir / packaged_model.FOLDER_NAME
    plain = Embedder(IndexConfig(embedding_model=str(folder)))
    texts = [*PASSAGES.values(), *QUESTIONS, "x" * 3000, "Un long texte. " * 200]
    vectors = plain.encode_passages(texts)
    assert (vectors * embedder.encode_passages(texts)).sum(axis=1).min() > 0.999
    assert plain.model_id == embedder.model_id
    assert np.abs(vectors - _alone(plain, texts)).max() < 1e-2


def test_both_tokenizers_agree(embedder, models_dir):
    library = Embedder(
        IndexConfig(embedding_model=str(models_dir / packaged_model.FOLDER_NAME))
    ).load()
    texts = [*PASSAGES.values(), "</s> <mask> x", "", " \n\u200b", "E\u0301te\u0301", "long " * 900]
    assert tokenise(embedder.load(), texts) == tokenise(library, texts)
    assert embedder.load().padding == library.padding


def test_the_packaged_model_is_a_sentence_transformer(embedder):
    model = embedder.library().model
    assert type(model) is SentenceTransformer
    assert [type(module).__name__ for module in model] == [
        "OpenVinoTransformer",
        "Pooling",
        "Normalize",
    ]
    assert model.get_embedding_dimension() == embedder.dimension
    assert model.max_seq_length == 512


def test_questions_are_read_without_importing_the_library(models_dir):
    code = (
        "import sys; from ingest.embeddings import Embedder; from ingest.config import IndexConfig;"
        f"embedder = Embedder(IndexConfig(data_dir={str(models_dir.parent)!r}));"
        "embedder.encode_query('Who may apply?'); embedder.encode_sentences(['Anyone may apply.']);"
        "sys.exit(any(name in sys.modules for name in ('torch', 'sentence_transformers')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_text_has_the_same_vector_with_and_without_the_library(embedder):
    texts = [*PASSAGES.values(), *QUESTIONS, "", " \n\u200b", "</s> <mask> x", "long " * 900]
    assert tokenise(embedder.load(), texts) == tokenise(embedder.library(), texts)
    assert embedder.load().prompts.items() <= embedder.library().prompts.items()
    assert embedder.load().padding == embedder.library().padding
    assert np.abs(embedder.encode_passages(texts) - embedder.encode_sentences(texts)).max() < 1e-6


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_library_encodes_as_we_do(embedder, language):
    model = embedder.library().model
    texts = [text for key, text in PASSAGES.items() if key.endswith(f"_{language}")]
    texts += [" ".join(texts) * 20, "", "</s> <mask>"]
    assert np.abs(model.encode_document(texts) - embedder.encode_passages(texts)).max() < 1e-2
    questions = list(QUESTIONS)[language == "en" :: 2]
    assert np.abs(model.encode_query(questions) - embedder.encode_queries(questions)).max() < 1e-2
    assert np.allclose(
        model.encode(f"query: {questions[0]}"), model.encode(questions[0], prompt_name="query")
    )


def test_the_library_gives_a_vector_for_each_token(embedder):
    model = embedder.library().model
    (rows,) = model.encode(["passage: Un texte."], output_value="token_embeddings")
    (tokens,) = tokenise(embedder.load(), ["passage: Un texte."])
    expected = read(embedder.load(), [tokens]).tokens[0, : len(tokens.ids)]
    assert np.abs(rows.numpy() - expected).max() < 0.1  # another width, other roundings


def test_every_token_has_a_vector_and_their_mean_is_that_of_the_text(embedder):
    model = embedder.load()
    tokens = tokenise(model, ["passage: Un texte.", "passage: A text that is a little longer."])
    reading = read(model, tokens)
    assert reading.tokens.shape == (2, padded_length(len(tokens[1].ids)), 384)
    for text, rows, vector in zip(tokens, reading.tokens, reading.texts, strict=True):
        mean = rows[: len(text.ids)].mean(axis=0)
        assert np.allclose(mean / np.linalg.norm(mean), vector, atol=1e-5)


@pytest.mark.parametrize("folder", [packaged_model.FOLDER_NAME, ""])
def test_a_span_has_the_vector_of_its_own_tokens(embedder, models_dir, folder):
    model = str(models_dir / folder) if folder else PACKAGED_MODEL
    reader = Embedder(IndexConfig(data_dir=models_dir.parent, embedding_model=model))
    texts = ["Le programme dure un an. Le loyer est de 300 euros.", "It lasts a year. Rent is due."]
    spans = [[(0, 24), (25, 51)], [(0, 16), (17, 29)]]
    vectors, pooled = reader.encode_spans(texts, spans)
    assert np.allclose(vectors, reader.encode_passages(texts), atol=5e-3)
    for question, row in (("Quelle est la durée ?", 0), ("Quel est le loyer ?", 1)):
        assert np.argmax(pooled[0] @ reader.encode_query(question)) == row
    for question, row in (("How long is it?", 0), ("Is there rent to pay?", 1)):
        assert np.argmax(pooled[1] @ reader.encode_query(question)) == row
    assert np.allclose(np.linalg.norm(np.concatenate(pooled), axis=1), 1, atol=1e-5)


def test_a_span_behind_the_longest_input_has_the_vector_of_its_text(embedder):
    text = "Un long texte. " * 400 + "Fin."
    vectors, pooled = embedder.encode_spans([text], [[(len(text) - 4, len(text))]])
    assert np.allclose(pooled[0][0], vectors[0], atol=1e-6)


def _alone(embedder: Embedder, texts: list[str]) -> np.ndarray:
    return np.stack([embedder.encode_passages([text])[0] for text in texts])
