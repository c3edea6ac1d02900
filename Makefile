# A fresh machine needs Python 3.11 or later and make; every target sets up the rest.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/bash

VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
DATEUTIL_VENV := .venv-dateutil
DATEUTIL_BIN := $(DATEUTIL_VENV)/bin
DATEUTIL_INSTALLED := $(DATEUTIL_VENV)/.installed

NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
	$$python -c '$(NEW_ENOUGH)' 2>/dev/null && echo $$python && break; done)

IDS = $(patsubst rules/%.yaml,%,$(wildcard rules/*.yaml))
TIME_TESTS = tests/definition/test_days.py $(sort $(wildcard $(foreach topic,calendar date due londontime period time,tests/test_*$(topic)*.py)))
LOOSE := --allow-untyped-defs --allow-incomplete-defs --allow-untyped-calls \
	--allow-untyped-decorators --allow-any-generics
PYTEST = -m pytest -n 2 --dist worksteal

.PHONY: help install demo test bench lint format rules pages wheel dateutil check-sources

help:
	@echo 'make demo      the main job on shipped cases'
	@echo 'make test      everything that has to hold: lint, types, imports, rules, tests'
	@echo 'make dateutil  the tests of time with python-dateutil 2.9'
	@echo 'make install   the environment alone'
	@echo 'make lint      style, types and imports only'
	@echo 'make format    tidy the code in place'
	@echo 'make pages     the pages about the protocols in docs/protocols/, after a change of rules'
	@echo 'make bench     how fast rules are matched and cases answered (BENCH=--full: larger sizes)'
	@echo 'make wheel     build the wheel into dist/'
	@echo 'make check-sources SOURCES=folder  whether the ledgers cover the source texts'

install: $(INSTALLED)

demo: $(INSTALLED)
	@$(BIN)/protocolrules demo

# pytest comes last, so that its summary is the last line.
test: lint rules
	$(BIN)/python $(PYTEST)

lint: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/mypy bench --cache-dir .mypy_cache/bench
	$(BIN)/mypy tests --cache-dir .mypy_cache/tests $(LOOSE)
	$(BIN)/lint-imports --cache-dir .import_linter_cache

format: $(INSTALLED)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

rules: $(INSTALLED)
	@test -n '$(IDS)' || { echo 'no rule files in rules/' >&2; exit 1; }
	$(BIN)/protocolrules check rules/
	$(BIN)/protocolrules test rules/
	@for id in $(IDS); do \
		echo "$(BIN)/protocolrules ledger $$id"; \
		$(BIN)/protocolrules ledger "$$id" || exit 1; \
	done

check-sources: $(INSTALLED)
	@test -n '$(SOURCES)' || { echo 'set SOURCES to the folder of the source texts' >&2; exit 2; }
	@$(BIN)/python tools/check_sources.py '$(SOURCES)'

# The example of docs/compare.md shows the rules too.
pages: $(INSTALLED)
	$(BIN)/python -m protocolrules.handbook docs/protocols
	PROTOCOLRULES_RESET=1 $(BIN)/python -m pytest -q tests/comparison/test_docs.py

# The other engines are measured where they are installed; a missing one gives a row that says so.
bench: $(INSTALLED)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[test,bench]' \
		|| echo 'the other engines could not be installed: they are left out' >&2
	$(BIN)/python -m bench.run $(BENCH)

wheel: $(INSTALLED)
	$(BIN)/python -m build --no-isolation --wheel

dateutil: $(DATEUTIL_INSTALLED)
	@test -n '$(TIME_TESTS)' || { echo 'no tests of time found in tests/' >&2; exit 1; }
	$(DATEUTIL_BIN)/python $(PYTEST) $(TIME_TESTS)

define check-python
@test -n '$(PYTHON)' || { echo 'Python 3.11 or later is needed; set PYTHON=path to it' >&2; exit 2; }
endef

$(INSTALLED): pyproject.toml
	$(check-python)
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[test]'
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[test,durable]' \
		|| echo 'durable-rules could not be built (it needs a C compiler): its tests are left out' >&2
	@touch $@

$(DATEUTIL_INSTALLED): pyproject.toml
	$(check-python)
	@test -x $(DATEUTIL_BIN)/python || $(PYTHON) -m venv $(DATEUTIL_VENV)
	$(DATEUTIL_BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[test]' 'python-dateutil>=2.9,<3'
	@touch $@
