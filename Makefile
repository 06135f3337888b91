# Everything is set up in .venv by the first target that needs it: only Python 3.11 or newer is asked for.

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$p" && break; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check

.PHONY: help demo test lint bench fuzz gate pin readme train setup lock lowest audit sbom clean
.DEFAULT_GOAL := help

help:
	@echo 'make demo    build a graph from the sample articles, ask it, leave demo/graph.html'
	@echo 'make test    everything that must pass: lint, types, import rules, tests'
	@echo 'make lint    the same without the tests'
	@echo 'make bench   time every stage, and how it grows (COUNTS="1000 10000 100000": also larger)'
	@echo 'make fuzz    try hostile texts and queries for longer (EXAMPLES=2000 of each sort)'
	@echo 'make gate    measure accuracy on the annotated articles against the floors'
	@echo 'make pin     raise the floors to what is measured (never lowers them)'
	@echo 'make train   train the models again from the annotated articles'
	@echo 'make readme  put fresh output and figures into both READMEs'
	@echo 'make setup   only set up .venv for all of these'
	@echo 'make lock    write down the newest versions that all dependencies go together in (.ci/*.lock)'
	@echo 'make lowest  test with the oldest versions that pyproject.toml allows'
	@echo 'make audit   ask the advisory database for known holes in the locked versions'
	@echo 'make sbom    list what the locked package is made of: dist/sbom.json (CycloneDX)'

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
	$(BIN)/python tests/bench/scale.py $(COUNTS)

EXAMPLES := 2000
fuzz: $(TEST)
	FUZZ_EXAMPLES=$(EXAMPLES) $(BIN)/python -m pytest tests/fuzz

gate: $(TEST)
	$(BIN)/python -m pytest tests/gate

pin: $(TEST)
	$(BIN)/python tests/gate/pin.py

# The newest batches teach names to the fields of halves only: the field that knows all it learnt
# from would take too much for a name in official prose.
LEARN := $(sort $(wildcard tests/articles/learn/*))
HALVED := $(patsubst %,tests/articles/learn/h%,21 22 23 24 25 26 27 28 29 33 34 35 36 37 38 39 40)

# The sample articles count twice for relations: they are of the kinds that matter most.
train: $(TEST)
	$(BIN)/python -m extract.training --names tests/articles/dev $(LEARN) --halved $(HALVED) \
		--relations tests/articles/dev tests/articles/dev $(LEARN)

# Versions: tools of their own, so that they are no part of what they look at.
TOOLS := .venv/tools/bin
COMPILE = $(TOOLS)/uv --quiet pip compile --python-version 3.11 --all-extras --no-emit-package parkgraph
LOCK = $(COMPILE) --universal --generate-hashes --upgrade --no-header

$(TOOLS)/uv: pyproject.toml | $(BIN)/python
	"$(BIN)/python" -m venv .venv/tools
	$(TOOLS)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	$(TOOLS)/python -m pip install --quiet --disable-pip-version-check --group supply
	@touch $@

lock: $(TOOLS)/uv
	$(LOCK) --group test pyproject.toml --output-file .ci/requirements-test.lock
	$(LOCK) --constraint .ci/requirements-test.lock pyproject.toml --output-file .ci/requirements.lock

# Only what pyproject.toml names is old, and what tests need beside it is new.
lowest: $(TOOLS)/uv
	$(TOOLS)/uv --quiet venv --clear --python $(BIN)/python .venv/lowest
	$(COMPILE) --resolution lowest-direct pyproject.toml --output-file .venv/lowest/run.txt
	VIRTUAL_ENV=.venv/lowest $(TOOLS)/uv --quiet pip install --requirement .venv/lowest/run.txt \
		--constraint .venv/lowest/run.txt --group test
	VIRTUAL_ENV=.venv/lowest $(TOOLS)/uv --quiet pip install --no-deps --editable .
	.venv/lowest/bin/python -m pytest tests/extract tests/kg tests/export

audit: $(TOOLS)/uv
	$(TOOLS)/pip-audit --strict --require-hashes --disable-pip --requirement .ci/requirements-test.lock

sbom: $(TOOLS)/uv
	mkdir -p dist
	$(TOOLS)/cyclonedx-py requirements .ci/requirements.lock --pyproject pyproject.toml --mc-type application \
		--output-reproducible --output-file dist/sbom.json

readme: $(TEST)
	$(BIN)/python tests/test_readme.py

clean:
	rm -rf demo dist .venv
