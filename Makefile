# People, CI and pre-commit call the same targets. `make` alone lists them.

PYTHON ?= python3
FUZZ_SECONDS ?= 60
export PATH := $(CURDIR)/.venv/bin:$(PATH)

.DEFAULT_GOAL := help
.PHONY: help demo test hostile fuzz browser audit check format lint types imports docs bench clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "%-10s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

demo: .venv/made ## Grade a sample class: generate, grade, nbgrader, feedback
	course demo

test: .venv/made ## Run all tests, the hostile ones among them
	pytest -n 2 --dist loadfile --no-loadscope-reorder

hostile: .venv/made ## Only let hostile submissions loose on the jail
	pytest tests/hostile -q

fuzz: .venv/made ## Fuzz the grader's end of the wire for FUZZ_SECONDS, 60 if not given
	python tests/fuzz/wire.py -max_total_time=$(FUZZ_SECONDS)

browser: .venv/made .browser/axe.min.js ## Try the pages in Chromium
	pytest tests/browser -q -n 2 --dist loadfile

audit: .venv/made ## Check that the graders are right
	course audit

check: lint types imports test audit ## Everything that CI runs
ifneq (, $(shell command -v chromium))
check: browser
else
check: no-browser
endif

.PHONY: no-browser
no-browser:
	@echo "No Chromium on PATH: the pages were not tried in a browser." >&2

format: .venv/made ## Rewrite the code as the formatter wants it
	ruff check --fix .
	ruff format .

lint: .venv/made ## Check the format and lint
	ruff format --check .
	ruff check .

types: .venv/made ## Check the types of course/
	mypy

imports: .venv/made ## Check which room imports which
	lint-imports

docs: .venv/made ## Check the commands, options and links in the docs
	pytest tests/functional/test_docs.py

bench: .venv/made ## Measure what benchmarks/ measures
	@for script in benchmarks/[a-z]*.py; do echo "== $$script"; python "$$script" || exit 1; done

clean: ## Remove the environment, the demo and all caches
	rm -rf .venv course-demo build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .fuzz .browser
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# What looks for barriers in a page; run by the tests alone.
.browser/axe.min.js:
	@npm install --silent --no-save --no-package-lock --prefix .browser axe-core@4.14.1
	@cp .browser/node_modules/axe-core/axe.min.js $@

# Made once, and brought up to date when the two files change.
.venv/made: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "'$(PYTHON)' is not Python 3.11 or newer. Name one: make PYTHON=python3.12" >&2; exit 1; }
	@test -x .venv/bin/pip || $(PYTHON) -m venv .venv >/dev/null || { rm -rf .venv; \
		echo "'$(PYTHON)' cannot make a virtual environment. On Debian: apt-get install python3-venv" >&2; exit 1; }
	@echo "Installing all that is needed into .venv; this takes a minute or two."
	@.venv/bin/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@
