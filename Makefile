# make figures and make test are all that a newcomer needs; make help lists the rest.
PYTHON ?= python3
BIN := .venv/bin
# compiled modules are kept, which spares every kernel seconds, but not beside the sources
RUN := MPLCONFIGDIR=$(CURDIR)/.venv/share/matplotlib PYTHONPYCACHEPREFIX=$(CURDIR)/.venv/share/pycache $(BIN)/python
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
# the folder too: the editable installation points into it
MADE_FROM := cat requirements.lock pyproject.toml && pwd

LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest \
  --generate-hashes --no-header --no-annotate --upgrade

.DEFAULT_GOAL := help
.PHONY: help environment figures test check spark lab notebook new-package pythons site bench bench-scale tidy docs export release version lock clean

help:  ## list the jobs
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

environment:  ## make .venv from the lock, if it is missing or stale
	@{ $(MADE_FROM); } | cmp -s - .venv/made-from || $(MAKE) --no-print-directory .venv

.PHONY: .venv
.venv:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' || \
	  { echo "Python 3.11, 3.12 or 3.13 is needed; name one: make PYTHON=python3.12 ..." >&2; exit 1; }
	@echo "Making .venv from requirements.lock"
	@rm -rf .venv && $(PYTHON) -m venv .venv
	@sed -n '/^uv==/,/[^\\]$$/p' requirements.lock > .venv/uv.txt
	@$(PIP) --require-hashes -r .venv/uv.txt
	@$(BIN)/uv pip sync --quiet --system-certs --python $(BIN)/python --require-hashes requirements.lock || \
	  { echo "uv cannot reach the packages; taking pip, which is slower"; \
	    $(PIP) --require-hashes -r requirements.lock; }
	@$(PIP) --no-deps --no-build-isolation --editable .
	@$(RUN) -c 'import matplotlib.font_manager'
	@{ $(MADE_FROM); } > .venv/made-from

figures: environment  ## run every notebook and write every figure; FIGURE=timeline: that one only
	@$(RUN) -m helpers figures $(FIGURE)

test: environment  ## check everything that the project claims
	@$(RUN) -m helpers test

check: environment  ## check the tables in data/ alone (DIR=...: those of one package)
	@$(RUN) -m helpers check $(if $(DIR),"$(DIR)")

spark: environment  ## add Spark, for the tests that compare it with DuckDB
	@$(BIN)/uv pip install --quiet --system-certs --python $(BIN)/python --require-hashes -r requirements-spark.lock

lab: environment  ## open JupyterLab on the first notebook
	@$(RUN) -m helpers lab

notebook: environment  ## begin a notebook from the template: NAME=07_my_question
	@$(RUN) -m helpers notebook $(or $(NAME),$(error say how it is called: make notebook NAME=07_my_question))

new-package: environment  ## begin a data package for another pair of sides: DIR=...
	@$(RUN) -m helpers new-package "$(or $(DIR),$(error say where: make new-package DIR=data/nato-georgia))"

pythons: environment  ## run the notebooks under each Python found, and compare every byte
	@$(RUN) -m helpers pythons

site: environment  ## build the website in site/_build/html
	@$(RUN) -m helpers site

bench-scale: environment  ## count ten million generated events, beside SQL and pandas
	@$(RUN) -m helpers bench-scale

bench: environment  ## measure speed and growth, as ratios (LARGE=1: x1000 too)
	@$(RUN) -m helpers bench $(if $(LARGE),--large)

tidy: environment  ## sort the tables and write them as the package does
	@$(RUN) -m helpers tidy $(if $(DIR),"$(DIR)")

docs: environment  ## write the codebooks and the README's generated parts again
	@$(RUN) -m helpers docs $(if $(DIR),"$(DIR)")

DAY :=
FORMAT :=
OUT :=
export: environment  ## write the network of a DAY for Gephi, or a package: FORMAT=zip, croissant or bibtex (OUT=..., DIR=...)
	@$(RUN) -m helpers export --out "$(OUT)" --day "$(DAY)" --format "$(FORMAT)" --folder "$(DIR)"

release: environment  ## write the checksums of the tables into the descriptors, when the version is raised
	@$(RUN) -m helpers release $(if $(DIR),"$(DIR)")

version: environment  ## say which data and packages are in use, and whether they are as released
	@$(RUN) -m helpers version

lock: environment  ## resolve requirements.lock again from pyproject.toml
	@$(LOCK) $(foreach extra,test site browser build,--extra $(extra)) -o requirements.lock pyproject.toml
	@sed -n 's/.*"\(pyspark[^"]*\)".*/\1/p' pyproject.toml | $(LOCK) -o requirements-spark.lock -

clean:  ## remove the environment and everything that can be made again
	@rm -rf .venv site/_build *.egg-info figures/*.png figures/*.pdf figures/changed .hypothesis .coverage
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
