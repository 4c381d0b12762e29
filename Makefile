PYTHON ?= python3
VENV := .venv
SUPERSET := .venv-superset
SQLMESH := .venv-sqlmesh
BIN := $(VENV)/bin
LAAS := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header

.PHONY: build read site test test-engines test-published test-superset superset superset-zip corruption bench pictures lock clean

# The engine: a target of profiles.yml.
TARGET := duckdb

# Set up, load the documents, calculate, check, publish; the end of the output says what there is and where.
build: $(VENV)/.installed $(if $(filter spark%,$(TARGET)),$(VENV)/.spark)
	@echo "Bygger ..."
	@$(BIN)/python -m landstal build $(TARGET)

# Reads a letter or a statistic into the seeds, or says line by line what is wrong with it.
read: $(VENV)/.installed
	@$(if $(FILE),,$(error FILE mangler: make read FILE=brev.pdf))
	@$(BIN)/python -m landstal read "$(FILE)" $(ARGS)

# The build, the linters and the tests; test-published and corruption have what takes longer.
test: build
	LANDSTAL_DUCKDB=:memory: $(BIN)/sqlfluff lint models tests analyses
	$(BIN)/dbt-bouncer run
	$(BIN)/ruff check bench bi landstal tests/python tools
	$(BIN)/ruff format --check bench bi landstal tests/python tools
	$(BIN)/pytest --numprocesses auto --dist loadfile

# The same marts from DuckDB, PostgreSQL and Spark, in servers that it starts and stops itself: needs Debian's
# postgresql and Java 17.
test-engines: $(VENV)/.spark build
	LANDSTAL_KRAEV_MOTORER=1 $(BIN)/pytest -m '' tests/python/test_engines.py

# Readers in other processes while twenty builds are published and twenty are killed, and the published files
# in older and other programs, which it installs for itself: about fifteen minutes on two cores.
test-published: $(VENV)/.installed
	$(BIN)/pytest -m slow

# The dashboard as superset.zip, for a Superset to import; ADRESSE is that of the marts, if not published/.
superset-zip: build
	@$(BIN)/python bi/superset/dashboard.py pak $(if $(ADRESSE),--adresse "$(ADRESSE)")

# What each chart of the dashboard shows, in a Superset of its own, against the marts: about three minutes and
# 900 MB the first time, then one minute.
test-superset: build $(SUPERSET)/.installed
	@$(BIN)/python bi/superset/dashboard.py test

# The same, left running to be looked at: says where, and with which password.
superset: build $(SUPERSET)/.installed
	@$(BIN)/python bi/superset/dashboard.py vis

# Every damage to the seeds, one at a time, and which test catches it: about ten minutes on two cores.
corruption: build
	@$(BIN)/python -m tools.corruption

# What it costs, measured: writes the tables of the README. Needs what test-engines needs, and an idle machine.
bench: $(VENV)/.bench $(SQLMESH)/.installed build
	@$(BIN)/python -m bench

# The published marts as pages that open without a server, and the lineage of every figure on them.
site: build
	@echo "Skriver siderne ..."
	@$(BIN)/python -m landstal site

# The pictures in docs/ of the pages in site/, with the Chromium that is installed.
pictures: site
	@$(BIN)/python -m tools.pictures

# Pins every package with its hashes, for all systems and Python 3.11 and later.
lock:
	@$(LAAS) --no-strip-extras --extra test --output-file requirements.txt pyproject.toml
	@$(LAAS) --no-strip-extras --extra spark --constraint requirements.txt --output-file requirements-spark.txt pyproject.toml
	@$(LAAS) --no-strip-extras --extra spark --extra bench --constraint requirements.txt --output-file bench/requirements.txt pyproject.toml
	@$(LAAS) --no-strip-extras --output-file bench/sqlmesh/requirements.txt bench/sqlmesh/requirements.in
	@$(LAAS) --output-file bi/superset/requirements.txt bi/superset/requirements.in

clean:
	test ! -L published || rm published
	test ! -d .published || chmod -R u+w .published
	rm -rf $(VENV) $(SUPERSET) $(SQLMESH) superset.zip .published .seeds.new .site.new .site.old site target logs landstal.duckdb \
		spark-lager

$(VENV)/.installed: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "landstal needs Python 3.11 or later: make PYTHON=/path/to/python")'
	@echo "Installerer i $(VENV) ..."
	@$(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.txt
	@touch $@

$(VENV)/.spark: requirements-spark.txt $(VENV)/.installed
	@echo "Installerer Spark (450 MB) i $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement $<
	@touch $@

$(VENV)/.bench: bench/requirements.txt $(VENV)/.installed
	@echo "Installerer det, der sammenlignes med, i $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement $<
	@touch $@

$(SQLMESH)/.installed: bench/sqlmesh/requirements.txt
	@$(PYTHON) -m venv --clear $(SQLMESH)
	@$(SQLMESH)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement $<
	@touch $@

# pandas 2.1, which Superset 6.1 asks for, has no wheel for Python 3.13.
$(SUPERSET)/.installed: bi/superset/requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 13) and "Superset needs Python 3.11 or 3.12: make PYTHON=/path/to/python3.12")'
	@echo "Installerer Superset (900 MB) i $(SUPERSET) ..."
	@$(PYTHON) -m venv --clear $(SUPERSET)
	@$(SUPERSET)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
		--requirement bi/superset/requirements.txt
	@touch $@
