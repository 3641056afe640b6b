# Two commands are enough on a fresh clone with Python 3.11 or newer: `make serve` and `make test`.

SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
ADDRESS ?= 127.0.0.1:8000
WORKERS ?= 2
NEWEST := for p in python3.14 python3.13 python3.12 python3.11 python3 python; do \
	command -v $$p >/dev/null && $$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done

export NO_MKDOCS_2_WARNING := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help serve test build check format matrix bench screenshots pictures clean

help: ## Show what can be made
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

# The environment is made once, and again when what it is made from changes.
$(READY): pyproject.toml
	@python=$${PYTHON:-$$($(NEWEST))}; [ -n "$$python" ] || { echo "Python 3.11 or newer (with venv) is needed" >&2; exit 1; }; \
	[ -x $(BIN)/python ] || { echo "Making $(VENV) with $$python"; $$python -m venv $(VENV); }
	@echo "Installing what is needed (once)"
	@$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	@$(BIN)/python -m pip install --quiet --editable . --group dev
	@touch $@

serve: $(READY) ## Serve the demonstration site, live, at http://127.0.0.1:8000/
	$(BIN)/mkdocs serve --dev-addr $(ADDRESS)

build: $(READY) ## Build the site into site/
	$(BIN)/mkdocs build --strict

test: $(READY) ## Run all tests
	$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist loadgroup

check: $(READY) ## Check format, lint, types and the contracts between the parts
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(READY) ## Put the code into its form
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

matrix: $(READY) ## Install the wheel with each Python that is here, the lowest versions and the newest
	PATH="$(abspath $(BIN)):$$PATH" $(BIN)/python -m tests.packaging.matrix

bench: $(READY) ## Measure the pipeline, and a site of 1,000 stages, against their neighbors
	$(BIN)/python -m pip install --quiet --group bench
	$(BIN)/python -m tests.bench

screenshots: $(READY) ## Take pictures of every type of page into screenshots/
	$(BIN)/python -m tests.site.screenshots

pictures: $(READY) ## Draw the pictures of the documentation anew
	$(BIN)/python -m tests.documentation.pictures

clean: ## Remove what was made
	rm -rf $(VENV) .cache site build dist screenshots .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
