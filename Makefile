# `make help` lists what there is. The first run on a machine installs; later ones start at once.

VENV := .venv
PYTHON := $(VENV)/bin/python
PDF_PACKAGES := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-liberation2
WORKERS ?= auto
TESTS ?= tests
# Node from the machine where it has one, else from the virtual environment.
export PATH := $(PATH):$(CURDIR)/$(VENV)/bin

RUN_PYTHON := $(VENV)/.installed-run
DEV_PYTHON := $(VENV)/.installed-dev
RUN_NODE := node_modules/.installed-run
DEV_NODE := node_modules/.installed-dev
ASSETS := static/built/manifest.json
ASSET_SOURCES := $(wildcard static/css/*.css static/js/*.js static/img/*) portal/web/assets/build.py

.NOTPARALLEL:
.PHONY: help run test check gallery bench lock clean pdf-libraries \
	lint types layers templates dead-code security migrations

help: ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(firstword $(MAKEFILE_LIST)) | while IFS="$$(printf '\t')" read -r name text; do printf '  make %-10s %s\n' "$$name" "$$text"; done

run: $(RUN_PYTHON) pdf-libraries $(ASSETS) ## Start the demonstration on http://127.0.0.1:5000 (or PORT)
	@PORTAL_ENV=demo $(PYTHON) -m portal.demo.run

test: $(DEV_PYTHON) pdf-libraries $(DEV_NODE) $(ASSETS) ## Run the tests on SQLite, PostgreSQL and in Chromium
	@$(PYTHON) -m pytest -n $(WORKERS) --no-loadscope-reorder $(TESTS)

check: $(DEV_PYTHON) pdf-libraries $(RUN_NODE) $(ASSETS) lint types layers templates dead-code security migrations ## Lint, types, layers, templates, dead code, migrations
	@echo "All checks passed."

gallery: $(DEV_PYTHON) pdf-libraries $(DEV_NODE) $(ASSETS) ## Take a picture of every page, in gallery/
	@PORTAL_GALLERY=gallery $(PYTHON) -m pytest -k sqlite tests/journeys

bench: $(DEV_PYTHON) pdf-libraries $(DEV_NODE) $(ASSETS) ## Measure what the design promises, as ratios
	@$(PYTHON) -m bench

lock: $(DEV_PYTHON) ## Write the locks anew from pyproject.toml
	@$(VENV)/bin/uv pip compile -q pyproject.toml --python-version 3.11 --generate-hashes --no-header -o requirements.lock
	@$(VENV)/bin/uv pip compile -q pyproject.toml --python-version 3.11 --generate-hashes --no-header --group dev -c requirements.lock -o requirements-dev.lock
	@$(VENV)/bin/uv pip compile -q --python-version 3.11 --generate-hashes --no-header --group node -o requirements-node.lock

clean: ## Remove what was installed and built; the data in instance/ stays
	@rm -rf $(VENV) node_modules static/built gallery .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(PYTHON):
	@python3 -m venv $(VENV)

$(RUN_PYTHON): requirements.lock | $(PYTHON)
	@echo "Installing the Python parts"
	@$(PYTHON) -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(DEV_PYTHON): requirements-dev.lock | $(PYTHON)
	@echo "Installing the Python parts for development"
	@$(PYTHON) -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@ $(RUN_PYTHON)

$(RUN_NODE): package-lock.json | $(PYTHON)
	@echo "Installing the front-end parts"
	@command -v npm >/dev/null || $(PYTHON) -m pip install -q --disable-pip-version-check --require-hashes -r requirements-node.lock
	@npm ci --silent --omit=dev
	@touch $@

$(DEV_NODE): package-lock.json | $(PYTHON)
	@echo "Installing the front-end parts for development"
	@command -v npm >/dev/null || $(PYTHON) -m pip install -q --disable-pip-version-check --require-hashes -r requirements-node.lock
	@npm ci --silent
	@touch $@ $(RUN_NODE)

$(ASSETS): $(ASSET_SOURCES) | $(RUN_PYTHON) $(RUN_NODE)
	@$(PYTHON) -m portal.web.assets

pdf-libraries: | $(PYTHON)
	@$(PYTHON) -c "from weasyprint.text.ffi import harfbuzz_subset as found; raise SystemExit(found is None)" >/dev/null 2>&1 || \
	if [ "$$(id -u)" = 0 ]; then \
		echo "Installing the PDF libraries" && apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y $(PDF_PACKAGES) >/dev/null; \
	else \
		echo "The PDF libraries are missing. Run this once, then try again:"; \
		echo "  sudo apt-get install $(PDF_PACKAGES)"; exit 1; \
	fi

lint:
	@$(VENV)/bin/ruff check . && $(VENV)/bin/ruff format --check -q .

types:
	@$(VENV)/bin/mypy

layers:
	@$(VENV)/bin/lint-imports --no-cache --no-logo

templates:
	@$(VENV)/bin/djlint templates --lint --quiet
	@$(PYTHON) -m tests.support.templates

dead-code:
	@found=$$($(VENV)/bin/vulture); code=$$?; [ $$code = 0 ] || [ $$code = 3 ] || exit $$code; \
	! echo "$$found" | grep -E "unused (function|method|class|property|import)|unreachable"

security:
	@$(VENV)/bin/bandit -q -c pyproject.toml -r portal config.py wsgi.py

migrations:
	@set -e; folder=$$(mktemp -d); trap 'rm -rf "$$folder"' EXIT; \
	export PORTAL_ENV=test PORTAL_DATA_DIR="$$folder"; \
	$(VENV)/bin/flask --app wsgi db upgrade >/dev/null; $(VENV)/bin/flask --app wsgi db check
