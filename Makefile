# `make` lists the targets. Everything runs in .venv, which is made when it is missing or out of date.

PYTHON ?= python3
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help demo test check clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-7s %s\n", $$1, $$2 }' Makefile

demo: .venv/.installed ## learn a program that counts, then read it, run it and prove it
	@rm -rf runs/demo
	$(BIN)/glassformer learn hist --out runs/demo
	$(BIN)/glassformer show runs/demo
	$(BIN)/glassformer run runs/demo 3 1 4 1 1
	$(BIN)/glassformer verify runs/demo

# Two workers and one thread each: torch otherwise starts as many threads as there are cores in both.
test: .venv/.installed ## run the tests
	@OMP_NUM_THREADS=1 $(BIN)/python -m pytest -q -n 2

check: .venv/.installed ## lint, format, types and the room rule; changes nothing
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/python tools/check_imports.py

clean: ## remove caches and build outputs; keeps .venv and runs
	@rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find src tests tools -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/.installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "glassformer needs Python 3.11 or newer, and '$(PYTHON)' is not: try make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; \
	  exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet -c constraints.txt -e '.[dev]'
	@touch $@
