# Every target prepares what it needs by itself. `make help` explains.
# Debian builds its Python with profile-guided optimisation, pyenv and python.org's sources by themselves do not: a tenth of
# all processor time. So the system's own of the same version is taken, where it can make an environment that works.
SAME := $(shell python3 -c 'import sys; print("/usr/bin/python%d.%d" % sys.version_info[:2])' 2>/dev/null)
PYTHON ?= $(shell $(SAME) -c 'import bz2, ctypes, ensurepip, lzma, sqlite3, ssl, venv' 2>/dev/null && echo $(SAME) || echo python3)
VENV := .venv
BIN := $(VENV)/bin
# On two cores: browsers and mail servers wait, and a third worker uses that.
WORKERS ?= 3
# Compiled modules are kept, whatever the machine's settings are: the suite starts the product and its commands some sixty times.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup run test walks test-unit test-dates fix messages check lint audit bench eval docs clean

help:  ## explain the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

$(VENV)/.base: requirements/base.txt requirements/data.txt pyproject.toml $(wildcard src/priemnaya/locale/*/LC_MESSAGES/*.po)
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/base.txt -r requirements/data.txt
	@$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --no-deps --no-build-isolation -e . 2>/dev/null || \
	 ( $(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check setuptools wheel && \
	   $(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --no-deps --no-build-isolation -e . )
	@$(BIN)/python -m priemnaya.config.messages
	@$(BIN)/python -m compileall -q src
	@touch $@

$(VENV)/.dev: $(VENV)/.base requirements/dev.txt
	@$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/dev.txt
	@touch $@

setup: $(VENV)/.base  ## build the private environment in .venv, nothing else

run: setup  ## start everything: database, migrations, five bodies with demonstration data, web and worker
	@exec $(BIN)/priemnaya serve --demo

test: $(VENV)/.dev  ## run the test suite (installs its own needs, Chromium included)
	@sh tests/needs.sh
	@$(BIN)/python -m pytest -m "not walk" -n $(WORKERS) --dist loadgroup

walks: $(VENV)/.dev  ## the walks: each page for each role and state, each rule taken out, each call of the API, servers killed
	@sh tests/needs.sh
	@$(BIN)/python -m pytest -m walk -n $(WORKERS) --dist loadgroup

test-unit: $(VENV)/.dev  ## only the tests that need no database: under a minute
	@$(BIN)/python -m pytest -m "unit and not walk" -n $(WORKERS) --dist loadgroup

test-dates: $(VENV)/.dev  ## run all but the browser tests at the days and hours that ever broke one (AT="2026-12-30T12:00 …" for others)
	@sh tests/needs.sh
	@WORKERS=$(WORKERS) $(BIN)/python -m tests.dates $(AT)

lint: $(VENV)/.dev  ## ruff, mypy --strict, import contracts
	@$(BIN)/ruff check src tests
	@$(BIN)/ruff format --check src tests
	@$(BIN)/mypy
	@$(BIN)/lint-imports

audit: $(VENV)/.dev  ## bandit over our code, pip-audit over the locks (says so where its service is not reachable)
	@$(BIN)/bandit --quiet -c pyproject.toml -r src 2>$(VENV)/bandit.log || { cat $(VENV)/bandit.log >&2; exit 1; }
	@$(BIN)/python -m tests.audit

fix: $(VENV)/.dev  ## lay the code out and mend what the linter can mend by itself
	@$(BIN)/ruff check --fix src tests
	@$(BIN)/ruff format src tests
	@$(BIN)/python -m tests.wrapped

messages: $(VENV)/.dev  ## collect the texts of templates and code for translation; prints what has no English yet
	@command -v xgettext >/dev/null 2>&1 || { apt-get install -y -qq gettext >/dev/null 2>&1 || \
	 { echo "Run 'sudo apt-get install gettext' and repeat." >&2; exit 1; }; }
	@cd src/priemnaya && ../../$(BIN)/django-admin makemessages -l en --no-obsolete --no-location --no-wrap --ignore "*/static/*" \
	 --settings priemnaya.config.settings >/dev/null
	@$(BIN)/python -m priemnaya.config.messages tidy

check: lint audit test walks  ## what CI runs

bench: setup  ## print speeds of the checker, intake, pages and search at 10,000 and 100,000 cases; then the outbox under fire
	@$(BIN)/python -m priemnaya.plain.eval.speed
	@$(BIN)/priemnaya bench
	@$(BIN)/python -m priemnaya.config.bench_outbox

eval: setup  ## measure the checker beside baselines, the declension of names, the search of staff, suggested topics, drafts of orders (FIRSTNAMES=firstnames.tsv of petrovich-eval)
	@$(BIN)/python -m priemnaya.plain.eval
	@$(BIN)/python -m priemnaya.plain.eval.declining $(FIRSTNAMES)
	@$(BIN)/python -m priemnaya.config.bench_found
	@$(BIN)/python -m priemnaya.knowledge.topics.eval
	@$(BIN)/python -m priemnaya.drafting.eval
	@$(BIN)/python -m priemnaya.config.bench_made

docs: setup  ## generate the pages drawn from the code: rules of the checker, states of cases and replies
	@$(BIN)/python -m priemnaya.plain.docs
	@$(BIN)/python -m priemnaya.config.docs

clean:  ## remove the environment (data in var/ stays)
	rm -rf $(VENV)
