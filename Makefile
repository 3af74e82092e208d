# make demo | test | check | bench | docs | messages | lock | clean. The first two are all that a new user needs.
# ARGS goes to the program behind the target: make demo ARGS=--headless, make test ARGS=tests/domain

.DEFAULT_GOAL := demo
.DELETE_ON_ERROR:
SHELL := /bin/bash

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
ARGS ?=

.PHONY: demo test check bench docs messages lock clean

demo: $(VENV)/.package
	@$(BIN)/program-workflow demo $(ARGS)

test: $(VENV)/.development
	@.ci/servers
	@$(MAKE) --no-print-directory check
	@$(BIN)/pytest -n 2 --dist loadgroup $(ARGS)

check: $(VENV)/.development
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@home=$$(mktemp -d) && trap 'rm -rf "$$home"' EXIT && PROGRAM_WORKFLOW_HOME="$$home" $(BIN)/program-workflow db check
	@$(BIN)/pytest -q --no-header tests/house/test_catalogue.py tests/house/test_repository.py

bench: $(VENV)/.contenders
	@.ci/servers wdiff
	@$(BIN)/python -m bench $(ARGS)

docs: $(VENV)/.development
	@$(BIN)/python docs/generate.py

# Brings the Russian catalogue up to date with the sentences of the code; what is new there is empty and wants a translation.
CATALOGUE := program_workflow/translations/ru.po
messages: $(VENV)/.development
	@mkdir -p build $(dir $(CATALOGUE))
	@$(BIN)/pybabel -q extract -F babel.cfg -k N_ --sort-by-file --no-location --omit-header -o build/messages.pot .
	@test -f $(CATALOGUE) || printf 'msgid ""\nmsgstr ""\n"Language: ru\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n' >$(CATALOGUE)
	@$(BIN)/pybabel -q update -l ru --no-fuzzy-matching --ignore-obsolete --no-wrap -i build/messages.pot -o $(CATALOGUE)
	@$(BIN)/pytest -q --no-header tests/house/test_catalogue.py

# The locks name versions and hashes, never an address: they hold with any index that serves the public files.
lock: build/lock/.made
	build/lock/bin/uv pip compile $(LOCK_OPTIONS) pyproject.toml -o requirements.lock
	build/lock/bin/uv pip compile $(LOCK_OPTIONS) --group build -c requirements.lock -o requirements-build.lock
	build/lock/bin/uv pip compile $(LOCK_OPTIONS) pyproject.toml --extra dev --group build \
		-c requirements.lock -c requirements-build.lock -o requirements-dev.lock
	build/lock/bin/uv pip compile $(LOCK_OPTIONS) pyproject.toml --extra bench -c requirements-dev.lock -o requirements-bench.lock
	@! grep -nE '://|^ *(-i|-f|--index|--extra|--find|--trusted)|file:' requirements*.lock

LOCK_OPTIONS := --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	--no-emit-index-url --no-emit-find-links $(UPGRADE)

build/lock/.made:
	$(PYTHON) -m venv build/lock
	build/lock/bin/python -m pip --disable-pip-version-check --quiet install uv
	@touch $@

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed; name one with: make PYTHON=/path/to/python3 ..." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
		|| { echo "This Python cannot make virtual environments; on Debian: apt-get install python3-venv" >&2; exit 1; }
	@echo "Making the Python environment in $(VENV)"
	@$(PYTHON) -m venv --clear $(VENV)
	@touch $@

# The locks are whole, so pip has nothing to resolve; some of its releases refuse a locked package that is asked for with an extra.
$(VENV)/.locked: $(VENV)/.made requirements.lock requirements-build.lock
	@echo "Installing the locked packages"
	@$(PIP) install --no-deps --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --require-hashes -r requirements-build.lock
	@touch $@

$(VENV)/.package: $(VENV)/.locked pyproject.toml
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.development: $(VENV)/.package requirements-dev.lock
	@echo "Installing the development tools"
	@$(PIP) install --no-deps --require-hashes -r requirements-dev.lock
	@touch $@

# What the benchmarks alone need is large, and so apart from what the tests need.
$(VENV)/.contenders: $(VENV)/.development requirements-bench.lock
	@echo "Installing the contenders of the benchmarks"
	@$(PIP) install --no-deps --require-hashes -r requirements-bench.lock
	@touch $@

clean:
	rm -rf $(VENV) build dist var .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
