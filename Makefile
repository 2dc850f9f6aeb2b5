# Everything runs in an environment of its own, .venv; each target sets up what it needs.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
QUESTION ?= How much will Norway allocate to help Ukraine in 2026?

.PHONY: demo chat test soak check bench train clean

demo: $(READY)  ## index seeds/ and answer a question with its sources
	$(BIN)/dossier index
	$(BIN)/dossier ask "$(QUESTION)"

chat: $(READY)  ## open the chat over seeds/
	$(BIN)/dossier chat

test: $(READY)  ## run all tests
	$(BIN)/python -m pytest -q -n auto

soak: $(READY)  ## run the long tests: fuzzing of readers; kills, losses of power, damage of the store; prints figures
	$(BIN)/python -m pytest -q -n auto -m soak
	$(BIN)/python -m tests.store.soak

check: $(READY)  ## format, lint, types and tests
	$(BIN)/ruff format .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -q -n auto

bench: $(READY)  ## measure retrieval, answers and the cold start; see benchmarks/README.md
	$(BIN)/python -m benchmarks

train: $(READY)  ## train the retrieval model from ../shared/train into index/model
	$(BIN)/python -m training --data ../shared/train --out index/model

clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis dist

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.11 ...")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -q --upgrade "pip>=25.1"
	$(BIN)/python -m pip install -q -c constraints.txt --group dev -e .
	$(BIN)/python -m compileall -q cli.py index qa
	touch $(READY)
