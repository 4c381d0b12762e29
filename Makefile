PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: build test docs lock clean

# Set up, load the documents, calculate, check; the end of the output says what there is and where.
build: $(VENV)/.installed
	@echo "Bygger ..."
	@$(BIN)/dbt --quiet build
	@echo "(dbt er $(BIN)/dbt)"

# The build with warnings as errors, the linters and every test.
test: $(VENV)/.installed
	$(BIN)/dbt --warn-error build
	LANDSTAL_DUCKDB=:memory: $(BIN)/sqlfluff lint models tests analyses
	$(BIN)/dbt-bouncer run
	$(BIN)/ruff check tests/python
	$(BIN)/ruff format --check tests/python
	$(BIN)/pytest

# The lineage docs as one file that opens without a server.
docs: build
	@$(BIN)/dbt --quiet docs generate --static
	@echo "Open target/static_index.html"

# Pins every package with its hashes, for all systems and Python 3.11 and later, from pyproject.toml.
lock:
	uv pip compile --quiet --universal --python-version 3.11 --all-extras --no-strip-extras \
		--generate-hashes --no-header --output-file requirements.txt pyproject.toml

clean:
	rm -rf $(VENV) target logs landstal.duckdb

$(VENV)/.installed: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "landstal needs Python 3.11 or later: make PYTHON=/path/to/python")'
	@echo "Installerer i $(VENV) ..."
	@$(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.txt
	@touch $@
