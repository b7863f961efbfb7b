# Everything runs in a virtual environment that is made on first use; only Python 3.10+ and make are needed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
DEV := $(VENV)/.dev-ready

.PHONY: demo test lint types unit index docs bench clean

demo: $(READY)  ## Run meshlint on a small shop with the classic faults
	@$(BIN)/meshlint check --isolated --context none fixtures/demo || test $$? -eq 1  # 1: it found something, as it should

test: lint types unit  ## All that CI runs: lint, strict types, tests

lint: $(DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(DEV)
	$(BIN)/mypy

unit: $(DEV)
	$(BIN)/pytest

index: $(DEV)  ## Write the generated index of the rules, and their pages
	$(BIN)/python -m meshlint.registry.index rules
	$(BIN)/python -m meshlint.registry.pages docs/rules

docs: index

bench: $(READY)  ## Measure speed, growth and memory, beside other linters; ARGUMENTS="--corpus FOLDER" adds real repositories
	$(BIN)/python benchmarks/run.py $(ARGUMENTS)

$(READY): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade pip
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(DEV): $(READY) pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --group dev
	touch $@

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
