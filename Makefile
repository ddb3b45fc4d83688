# What one does with filmledger's source. Everything sets itself up; nothing is installed outside .venv.
SHELL = /bin/sh
.DEFAULT_GOAL = help
.PHONY: help setup replay test check trust bench picture lock clean

# Those that measure without being given anything; the others in bench/ say in their first lines what they need.
benches = bench/matching.py bench/reviews.py bench/parse.py

# Many tests wait: for servers, crawls and services that they start. So there are more of them than processors.
# Each worker has tests that stand together, as crawls serve all tests of a file; who is done takes from another.
workers = $$(( $$(getconf _NPROCESSORS_ONLN) + 2 ))

# In front of the path, so that what is run finds this project's own Python and commands. What Python compiles is kept,
# whatever the surroundings say: the tests start some hundred processes, and each would compile all modules again.
python = PATH="$$PWD/.venv/bin:$$PATH" PYTHONDONTWRITEBYTECODE= .venv/bin/python

help: ## say what there is
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/  make \1 | \2/p' Makefile | awk -F'|' '{printf "%-16s%s\n", $$1, $$2}'

setup: ## make .venv with everything for use and development (PYTHON=... says from which Python)
	@PYTHON="$(PYTHON)" requirements/setup

replay: setup ## read the seed pages into the ledger and show it
	@.venv/bin/filmledger replay
	@command -v filmledger > /dev/null || printf '\n%s\n' 'To have filmledger at hand: export PATH="$$PWD/.venv/bin:$$PATH"'

test: setup ## run every test but the long ones (ARGS="-k folding" for some)
	@$(python) -m pytest -n $(workers) --dist worksteal -m "not trust" $(ARGS)

check: setup ## lint, format and types
	@$(python) -m ruff check
	@$(python) -m ruff format --check
	@$(python) -m mypy

trust: setup ## run the long tests: kills at random moments, large folders
	@$(python) -m pytest -n auto -m trust $(ARGS)

bench: setup ## measure speed and memory, each claim beside what it is held against
	@set -e; for script in $(benches); do echo "== $$script"; $(python) "$$script"; done

picture: setup ## draw docs/replay.svg from what `filmledger replay` really prints
	@$(python) docs/draw_replay.py

lock: setup ## write requirements/*.lock anew from pyproject.toml (UPGRADE=--upgrade for the newest versions)
	@requirements/lock $(UPGRADE)

clean: ## remove .venv and every cache
	@rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage build dist
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
