PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes --requirement
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-strip-extras
# The engine: a target of profiles.yml.
TARGET := duckdb
SQL = $(shell find models tests analyses -name '*.sql')

.PHONY: help build read site test test-engines test-all bench lock clean

help: ## viser denne oversigt
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

build: $(VENV)/.installed $(if $(filter spark spark_cluster,$(TARGET)),$(VENV)/.spark) ## bygger, kontrollerer og udgiver tallene, hvis noget er ændret; FORCE=1 bygger altid, TARGET=postgres med en anden motor
	@$(BIN)/python -m landstal build $(TARGET) $(if $(FORCE),--force)

read: $(VENV)/.installed ## indlæser et dokument i seeds: make read FILE=brev.pdf; ARGS=--help viser alle valg
	@$(if $(value FILE)$(value ARGS),,$(error FILE mangler: make read FILE=brev.pdf))
	@$(BIN)/python -m landstal read $(if $(value FILE),'$(subst ','\'',$(value FILE))') $(value ARGS)

site: build ## skriver de udgivne tal som websider i site/
	@$(BIN)/python -m landstal site

test: $(VENV)/.dev build target/.linted ## bygger, og tester koden: de daglige tests
	$(BIN)/dbt --quiet test --select test_type:unit --no-write-json
	$(BIN)/dbt-bouncer run
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/pytest --numprocesses auto --dist loadfile

test-engines: $(VENV)/.dev $(VENV)/.spark build ## holder PostgreSQL og Spark op mod DuckDB; kræver Debians postgresql og Java 17
	$(BIN)/pytest -m engines

test-all: test test-engines ## alle tests, også de langsomme: en halv time på to kerner
	LANDSTAL_BUILDS=20 $(BIN)/pytest -m slow
	$(BIN)/python -m tools.corruption
	$(BIN)/python -m tools.mutation 24
	$(BIN)/python bi/superset/dashboard.py test

bench: $(VENV)/.dev build ## måler, hvad det koster, og skriver docs/performance.md; kræver, at maskinen ikke laver andet
	@$(BIN)/python -m bench

# All for Python 3.11 and later on all systems. What developing adds is resolved first: it bounds what building needs.
lock: $(VENV)/.dev ## låser alle pakker med deres hashes
	@$(LOCK) --extra dev --output-file requirements-dev.txt pyproject.toml
	@$(LOCK) --constraint requirements-dev.txt --output-file requirements.txt pyproject.toml
	@$(LOCK) --extra spark --constraint requirements-dev.txt --output-file requirements-spark.txt pyproject.toml
	@grep -o 'uv==[0-9.]*' pyproject.toml | $(LOCK) --no-annotate --output-file requirements-uv.txt -
	@$(LOCK) --output-file bi/superset/requirements.txt bi/superset/requirements.in

clean: ## fjerner alt, hvad der er bygget, men beholder .venv
	@for link in published site; do test ! -L $$link || rm $$link; done
	@test ! -d .published || find .published -type d -exec chmod u+w {} +
	rm -rf .published .seeds.new target logs landstal.duckdb spark-warehouse superset.zip \
		.pytest_cache .ruff_cache .hypothesis

$(VENV)/.installed: requirements.txt requirements-uv.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "landstal kræver Python 3.11 eller nyere: make PYTHON=/sti/til/python")'
	@echo "Installerer i $(VENV) ..."
	@$(PYTHON) -m venv --clear $(VENV)
	@PIP_USER=0 $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-uv.txt
	@$(INSTALL) requirements.txt
	@touch $@

# Compiled once, also where PYTHONDONTWRITEBYTECODE is set: the tests start dbt many times.
$(VENV)/.dev: requirements-dev.txt $(VENV)/.installed
	@echo "Installerer det, som testene kræver, i $(VENV) ..."
	@$(INSTALL) $< --compile-bytecode
	@touch $@

$(VENV)/.spark: requirements-spark.txt $(VENV)/.installed
	@echo "Installerer Spark (450 MB) i $(VENV) ..."
	@$(INSTALL) $<
	@touch $@

# Only the files that are newer than the last lint; all, if what they are compiled with is.
target/.linted: $(SQL) $(wildcard macros/*.sql) .sqlfluff dbt_project.yml requirements-dev.txt | build $(VENV)/.dev
	@touch $@.new
	LANDSTAL_DUCKDB=:memory: $(BIN)/sqlfluff lint --processes 2 --disable-progress-bar \
		$(if $(filter-out $(SQL),$?),models tests analyses,$?)
	@mv $@.new $@
