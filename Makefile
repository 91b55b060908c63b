# Everything a newcomer types. `make` alone shows it.
#
# Needs Python 3.11 or newer with pip, and make. Everything else comes with `pip install`, pinned
# with hashes, into .venv; nothing is installed elsewhere, and nothing needs root. Where Java and Maven
# are, `make test` fetches Apache Kafka into .kafka and runs what touches the broker against it too.

PYTHON ?=
BIN := .venv/bin
RUN := PYTHONPATH=. $(BIN)/python
PIP := install --disable-pip-version-check --no-input --only-binary :all: --require-hashes

.DEFAULT_GOAL := help
.PHONY: help up test check quick lint bench soak million samples readme catalogue lock clean

help: ## show this
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' Makefile

up: .venv/run.stamp $(BIN)/preceptor ## start everything, show one booking, stay up until Ctrl-C
	@echo "More commands: $(BIN)/preceptor --help"
	@$(RUN) -m api.cli up

test: .venv/test.stamp ## lint and run every test, with the real parts (what CI runs)
	@$(MAKE) --no-print-directory lint
	@$(RUN) -m tests.support.apache.fetching
	@$(RUN) -m pytest -n 2 --no-loadscope-reorder

check: .venv/test.stamp ## lint and run the tests that need no server and train nothing, for every commit
	@$(MAKE) --no-print-directory lint
	@$(MAKE) --no-print-directory quick

quick: .venv/test.stamp ## run the tests that need no server and train nothing; tries laws a tenth as often
	@$(RUN) -m tests.quick

lint: .venv/test.stamp ## format, lint, types, import contracts
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(RUN) -m mypy
	@PYTHONPATH=. $(BIN)/lint-imports

bench: .venv/test.stamp ## measure, side by side, what design and README claim
	@$(RUN) -m tests.bench

soak: .venv/test.stamp ## run under load for long, killing processes on the way
	@$(RUN) -m tests.soak

million: .venv/test.stamp ## a million facts relayed, projected, counted, exported: each process within a gibibyte
	@$(RUN) -m tests.soak.million

samples: .venv/test.stamp ## store the JSON of each new fact; stored ones are never changed
	@$(RUN) -m tests.support.samples

readme: .venv/test.stamp ## write the README's tables anew from the code
	@$(RUN) -m tests.support.slices

catalogue: .venv/test.stamp ## write the catalogue of facts anew from the code; no published shape is broken
	@$(RUN) -m api.cli catalogue

lock: ## pin the newest versions that fit; needs uv
	@command -v uv > /dev/null || { echo "make lock needs uv: python3 -m pip install uv"; exit 1; }
	uv pip compile --upgrade --universal --python-version 3.11 --generate-hashes --no-annotate \
		--no-header --quiet pyproject.toml -o requirements.lock
	uv pip compile --upgrade --universal --python-version 3.11 --generate-hashes --no-annotate \
		--no-header --quiet pyproject.toml --group dev -c requirements.lock \
		-o requirements-dev.lock

clean: ## remove what make made; data in .preceptor stays
	rm -rf .venv .kafka .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .grimp_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The virtual environment. A stamp is written only when its step is complete, so an interrupted
# one is done again.

.venv/made.stamp:
	@set -e; \
	if $(BIN)/python -m pip --version > /dev/null 2>&1; then touch $@; exit 0; fi; \
	for python in $(or $(PYTHON),python3 python3.14 python3.13 python3.12 python3.11 python); do \
		if command -v "$$python" > /dev/null && "$$python" -c \
			'import sys; sys.exit(sys.version_info < (3, 11))' > /dev/null 2>&1; \
		then found="$$python"; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
		echo "Preceptor needs Python 3.11 or newer; found: $$(python3 --version 2>&1 || echo none)."; \
		echo "Install one, or name it: make PYTHON=/path/to/python3.11 …"; exit 1; \
	fi; \
	echo "Making .venv with $$("$$found" --version) …"; \
	rm -rf .venv; \
	if "$$found" -c 'import ensurepip' 2> /dev/null; then "$$found" -m venv .venv; \
	elif "$$found" -m venv --without-pip .venv 2> /dev/null \
		&& "$$found" -m pip --python .venv/bin/python --version > /dev/null 2>&1; \
	then echo "$$(command -v "$$found")" > .venv/pip-of; \
	else \
		rm -rf .venv; \
		echo "$$("$$found" --version) cannot make virtual environments: its module venv or pip is"; \
		echo "missing. On Debian and Ubuntu: apt-get install python3-venv python3-pip"; exit 1; \
	fi; \
	touch $@

define install
	@echo "Installing the packages of $(1), pinned with hashes: a minute or two, this once …"
	@if [ -f .venv/pip-of ]; then pip="$$(cat .venv/pip-of) -m pip --python $(BIN)/python"; \
	else pip="$(BIN)/python -m pip"; fi; \
	$$pip $(PIP) -r $(1) || { \
		echo "Installing failed; the reason stands above. Packages exist for Linux (x86-64, arm64)"; \
		echo "and macOS (arm64), and come from the package index that pip is set up with."; exit 1; }
endef

.venv/run.stamp: requirements.lock .venv/made.stamp
	$(call install,requirements.lock)
	@touch $@

.venv/test.stamp: requirements-dev.lock .venv/made.stamp
	$(call install,requirements-dev.lock)
	@touch .venv/run.stamp $@

# A command of its own, usable from any folder, without installing the tree as a package.

$(BIN)/preceptor: Makefile .venv/made.stamp
	@{ echo '#!/bin/sh'; \
	echo 'export PYTHONPATH="$(CURDIR)" PRECEPTOR_HOME="$${PRECEPTOR_HOME:-$(CURDIR)/.preceptor}"'; \
	echo 'exec "$(CURDIR)/$(BIN)/python" -m api.cli "$$@"'; } > $@
	@chmod +x $@
