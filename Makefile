# make figures and make test are all that a newcomer needs; make help lists the rest.
PYTHON ?= python3
BIN := .venv/bin
# compiled modules are kept, which spares every kernel seconds, but not beside the sources
SHARE := $(CURDIR)/.venv/share
RUN := MPLCONFIGDIR="$(SHARE)/matplotlib" PYTHONPYCACHEPREFIX="$(SHARE)/pycache" $(BIN)/python
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
# the folder too: the editable installation points into it
MADE_FROM := cat requirements.lock pyproject.toml && pwd

SAME_PYTHON := $(if $(filter command,$(origin PYTHON)),[ "$$("$(PYTHON)" -V)" = "$$($(BIN)/python -V)" ],true)

LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest \
  --generate-hashes --no-header --no-annotate --upgrade

# what a user names reaches the shell as environment variables, so that it is never read as a command
DIR :=
NAME :=
FIGURE :=
OPTIONS :=
DAY :=
FORMAT :=
OUT :=
export DIR NAME FIGURE OPTIONS DAY FORMAT OUT

.DEFAULT_GOAL := help
.PHONY: help environment figures test check check-code spark lab notebook new-package site bench bench-scale tidy docs export release version lock clean

help:  ## list the jobs
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

environment:  ## make .venv from the lock, if it is missing or stale, or PYTHON=... names another
	@{ { $(MADE_FROM); } | cmp -s - .venv/made-from && $(SAME_PYTHON); } || $(MAKE) --no-print-directory .venv

.PHONY: .venv
.venv:
	@"$(PYTHON)" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' || \
	  { echo "Python 3.11, 3.12 or 3.13 is needed; name one: make PYTHON=python3.12 ..." >&2; exit 1; }
	@echo "Making .venv from requirements.lock"
	@rm -rf .venv && "$(PYTHON)" -m venv .venv
	@sed -n '/^uv==/,/[^\\]$$/p' requirements.lock > .venv/uv.txt
	@$(PIP) --require-hashes -r .venv/uv.txt
	@$(BIN)/uv pip sync --quiet --system-certs --python $(BIN)/python --require-hashes requirements.lock || \
	  { echo "uv cannot reach the packages; taking pip, which is slower"; \
	    $(PIP) --require-hashes -r requirements.lock; }
	@$(PIP) --no-deps --no-build-isolation --editable .
	@$(RUN) -c 'import matplotlib.font_manager'
	@{ $(MADE_FROM); } > .venv/made-from

figures: environment  ## run every notebook and write every figure; FIGURE=timeline: that one only
	@$(RUN) -m helpers figures $$FIGURE

test: environment  ## check everything that the project claims
	@$(RUN) -m helpers test

check: environment  ## check the tables in data/ alone (DIR=...: those of one package)
	@$(RUN) -m helpers check $${DIR:+"$$DIR"}

check-code: environment  ## check code and notebooks with ruff
	@$(RUN) -m helpers check-code

spark: environment  ## add Spark, for the tests that compare it with DuckDB
	@$(BIN)/uv pip install --quiet --system-certs --python $(BIN)/python --require-hashes -r requirements-spark.lock

lab: environment  ## open JupyterLab on the first notebook (OPTIONS="--no-browser --port 8899")
	@$(RUN) -m helpers lab --options="$$OPTIONS"

notebook: environment  ## begin a notebook from the template: NAME=42_my_question
	@$(RUN) -m helpers notebook "$$NAME"

new-package: environment  ## begin a data package for another pair of sides: DIR=...
	@$(RUN) -m helpers new-package "$$DIR"

site: environment  ## build the website in site/_build/html
	@$(RUN) -m helpers site

bench-scale: environment  ## count ten million generated events, beside SQL and pandas
	@$(RUN) -m tests.bench.scale

bench: environment  ## measure speed and growth, as ratios (LARGE=1: x1000 too)
	@$(RUN) -m tests.bench.bench $(if $(LARGE),--large)

tidy: environment  ## sort the tables and write them as the package does
	@$(RUN) -m helpers tidy $${DIR:+"$$DIR"}

docs: environment  ## write the codebooks and the README's generated parts again
	@$(RUN) -m helpers docs $${DIR:+"$$DIR"}

export: environment  ## write the network of a DAY for Gephi, or a package: FORMAT=zip or bibtex (OUT=..., DIR=...)
	@$(RUN) -m helpers export --out="$$OUT" --day="$$DAY" --format="$$FORMAT" --folder="$$DIR"

release: environment  ## write the checksums of the tables into the descriptors, when the version is raised
	@$(RUN) -m helpers release $${DIR:+"$$DIR"}

version: environment  ## say which data and packages are in use, and whether they are as released
	@$(RUN) -m helpers version

lock: environment  ## resolve requirements.lock again from pyproject.toml
	@$(LOCK) $(foreach extra,test site browser build,--extra $(extra)) -o requirements.lock pyproject.toml
	@sed -n 's/.*"\(pyspark[^"]*\)".*/\1/p' pyproject.toml | $(LOCK) -o requirements-spark.lock -

clean:  ## remove the environment and everything that can be made again
	@rm -rf .venv site/_build *.egg-info figures/*.png figures/*.pdf figures/changed .hypothesis .coverage .ruff_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
