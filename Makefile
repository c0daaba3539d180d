# `make run` and `make test` are all a newcomer needs. Everything else is for those who change Linli.

PYTHON_IN_VENV = .venv/bin/python
CODE = bot desk handlers reminders conversation services storage web language tests bench tools
CONFIG = $(if $(wildcard config.toml),--config config.toml)
WORKERS ?= 2

.PHONY: help run invite test lint soak bench catalogue transcripts taps format pin clean runtime dev

help:
	@echo "make run        start the service (SQLite, web chat, demo community; reads config.toml if there is one)"
	@echo "make invite ROLE=staff   a code that makes whoever sends it to the chat a member of staff"
	@echo "make test       everything CI checks"
	@echo "make soak       the long tests: many real kills under load"
	@echo "make bench      figures, side by side with other frameworks"
	@echo "make taps       how many taps each thing takes, counted in the transcripts"
	@echo "make catalogue  bring the translations' file up to date with the code"
	@echo "make format     format the code"
	@echo "make pin        choose the newest versions of all dependencies and pin them"
	@echo "make clean      remove what was made here, except the data"

run: runtime
	@$(PYTHON_IN_VENV) -m bot run $(CONFIG)

invite: runtime
	@$(PYTHON_IN_VENV) -m bot invite $(or $(ROLE),staff) $(CONFIG)

test: lint
	@echo "== stories" && $(PYTHON_IN_VENV) -m pytest -q -n $(WORKERS) --dist worksteal

lint: dev
	@echo "== lint" && $(PYTHON_IN_VENV) -m ruff check $(CODE)
	@echo "== format" && $(PYTHON_IN_VENV) -m ruff format --check $(CODE)
	@echo "== types" && $(PYTHON_IN_VENV) -m mypy $(CODE)
	@echo "== layers" && $(PYTHON_IN_VENV) -c 'from importlinter.cli import lint_imports_command as check; check()'
	@echo "== translations" && $(PYTHON_IN_VENV) -m tools.catalogue check

soak: dev
	@$(PYTHON_IN_VENV) -m pytest -q -m soak

# A goal that was missed is printed, and no reason to leave out the figures after it.
bench: dev
	-@$(PYTHON_IN_VENV) -m bench
	-@$(PYTHON_IN_VENV) -m bench.start
	-@$(PYTHON_IN_VENV) -m bench.rush
	-@$(PYTHON_IN_VENV) -m bench.meal_rush
	-@$(PYTHON_IN_VENV) -m bench.growth
	-@$(PYTHON_IN_VENV) -m bench.meal_sheets
	-@$(PYTHON_IN_VENV) -m bench.reminders
	-@$(PYTHON_IN_VENV) -m bench.standing
	-@$(PYTHON_IN_VENV) -m bench.similar
	-@$(PYTHON_IN_VENV) -m bench.storm
	-@$(PYTHON_IN_VENV) -m bench.desk

catalogue: dev
	@$(PYTHON_IN_VENV) -m tools.catalogue update

transcripts: dev
	@$(PYTHON_IN_VENV) -m pytest -q tests/conversations --update

taps: dev
	@$(PYTHON_IN_VENV) -m tests.conversations.taps

format: dev
	@$(PYTHON_IN_VENV) -m ruff check --fix $(CODE)
	@$(PYTHON_IN_VENV) -m ruff format $(CODE)

pin: dev
	@tools/pin.sh

runtime:
	@tools/environment.sh runtime

dev:
	@tools/environment.sh dev

clean:
	rm -rf .venv bench/.venv bench/peers/grammy/node_modules build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
