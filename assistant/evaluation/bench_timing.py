"""What is asked in benchmarks, and how time and memory are taken."""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from assistant.assistant import Assistant
from assistant.retrieval import Query
from ingest.language import detect_language

# In both languages, answered and not stated, short and long.
QUESTIONS = {
    "fr": (
        "Qu’est-ce que le Golden Ticket ?",
        "Qui peut candidater au Golden Ticket ?",
        "Combien de temps dure l’accompagnement de Spartners ?",
        "Où se trouve l’incubateur Spartners ?",
        "Quand Spartners a-t-il ouvert ?",
        "Quelle est la date limite de candidature ?",
        "Le programme prend-il une part du capital ?",
        "Y a-t-il une aide financière, et de quel montant ?",
        "Quels équipements sont mis à disposition des start-up ?",
        "Qui siège au jury de sélection ?",
        "Qu’est-ce que l’open innovation ?",
        "Quels partenaires accompagnent les jeunes entreprises ?",
        "Peut-on candidater depuis l’étranger ?",
        "Comment se déroule la sélection des lauréats ?",
        "Quel est le rôle de Medicen ?",
        "Que fait l’alliance FAST ?",
        "Peut-on rencontrer l’équipe pendant la convention BIO ?",
        "À qui appartient la propriété intellectuelle des projets ?",
        "Combien de places le LabCentral offre-t-il ?",
        "Quel temps fera-t-il demain à Paris ?",
    ),
    "en": (
        "What is the Golden Ticket?",
        "Who can apply for the Golden Ticket?",
        "How long does the Spartners programme last?",
        "Where is the Spartners incubator?",
        "When did Spartners open?",
        "What is the application deadline?",
        "Does the programme take equity?",
        "Is there any funding, and how much?",
        "Which equipment can start-ups use?",
        "Who sits on the selection jury?",
        "What is open innovation?",
        "Which partners support the start-ups?",
        "Can a company from abroad apply?",
        "How are the winners selected?",
        "What is the role of Medicen?",
        "What does the FAST alliance do?",
        "Can we meet the team at the BIO convention?",
        "Who owns the intellectual property of the projects?",
        "How many desks does LabCentral offer?",
        "What will the weather be in Paris tomorrow?",
    ),
}


def asked() -> Iterator[str]:
    """All questions, the languages by turns."""
    for pair in zip(*QUESTIONS.values(), strict=True):
        yield from pair


def time_of(call: Callable[..., object], *arguments: object) -> float:
    """The seconds that a call takes."""
    started = time.perf_counter()
    call(*arguments)
    return time.perf_counter() - started


def spread(name: str, seconds: Sequence[float]) -> dict[str, float]:
    """Median and 95th percentile of times, in milliseconds."""
    return {
        f"{name}_p50_ms": 1000 * float(np.percentile(seconds, 50)),
        f"{name}_p95_ms": 1000 * float(np.percentile(seconds, 95)),
    }


def search(assistant: Assistant, question: str) -> None:
    """Find the passages for a question, as the assistant does it before it reads them."""
    language = detect_language(question)
    assistant.retriever.search(Query(question, "en" if language == "other" else language))


def processor_peaks() -> dict[str, float]:
    """Multiplications and additions a second that the processor reaches, by precision.

    Measured with the best of ten products of large square matrices on all cores.
    """
    import torch  # heavy, and only for the comparison

    side, cores = 2048, os.cpu_count() or 1
    torch.set_num_threads(cores)
    small = torch.randint(-8, 8, (side, side), dtype=torch.int8)
    large, half = small.float(), small.bfloat16()
    products: dict[str, Callable[[], object]] = {
        "float32": lambda: large @ large,
        "bfloat16": lambda: half @ half,
        "int8": lambda: torch._int_mm(small, small),
    }
    return {
        name: 2 * side**3 / min(time_of(product) for _ in range(10))
        for name, product in products.items()
    }


def memory(process: str, field: str) -> float:
    """A field of the status of a process (`VmRSS` now, `VmHWM` at most), in MB; Linux only."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{field}:"))
