# Everything is set up in .venv by the first target that needs it: only Python 3.11 or newer is asked for.

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$p" && break; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check

.PHONY: help demo test lint bench gate pin readme train setup clean
.DEFAULT_GOAL := help

help:
	@echo 'make demo    build a graph from the sample articles, ask it, leave demo/graph.html'
	@echo 'make test    everything that must pass: lint, types, import rules, tests'
	@echo 'make lint    the same without the tests'
	@echo 'make bench   time cleaning and splitting against extraction'
	@echo 'make gate    measure accuracy on the annotated articles against the floors'
	@echo 'make pin     raise the floors to what is measured (never lowers them)'
	@echo 'make train   train the models again from the annotated articles'
	@echo 'make readme  put fresh output and figures into both READMEs'
	@echo 'make setup   only set up .venv for all of these'

# What running needs, and what testing and training need on top. A new pyproject.toml installs again.
RUN := .venv/.ready-to-run
TEST := .venv/.ready-to-test

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo 'make: no Python 3.11 or newer found; install one, or: make PYTHON=/path/to/python'; exit 1; }
	"$(PYTHON)" -m venv .venv || { rm -rf .venv; exit 1; }

$(RUN): pyproject.toml | $(BIN)/python
	$(PIP) install --editable .
	@touch $@

# dependency groups (PEP 735) came with pip 25.1; the pip that comes with Python may be older
$(TEST): pyproject.toml | $(BIN)/python
	$(PIP) install --upgrade 'pip>=25.1'
	$(PIP) install --editable '.[train]' --group test
	@touch $(RUN) $@

setup: $(TEST)

demo: $(RUN)
	rm -rf demo
	mkdir demo
	$(BIN)/kg --store demo/graph.db build tests/articles/dev
	$(BIN)/kg --store demo/graph.db lookup 红芯护航
	$(BIN)/kg --store demo/graph.db query --name park-people --param park=无锡高新区
	$(BIN)/kg --store demo/graph.db view -o demo/graph.html
	@echo 'Open demo/graph.html in a browser; ask more with: $(BIN)/kg --store demo/graph.db lookup 无锡高新区'

lint: $(TEST)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict
	$(BIN)/lint-imports

test: lint
	$(BIN)/python -m pytest

bench: $(RUN)
	$(BIN)/python tests/bench/intake.py

gate: $(TEST)
	$(BIN)/python -m pytest tests/gate

pin: $(TEST)
	$(BIN)/python tests/gate/pin.py

train: $(TEST)
	$(BIN)/python -m extract.training tests/articles/dev tests/articles/learn/*

readme: $(TEST)
	$(BIN)/python tests/test_readme.py

clean:
	rm -rf demo dist .venv
