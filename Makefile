# `make run` and `make test` do all the set-up on a fresh machine: python3 >= 3.11, pip and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
DEVELOP := $(VENV)/.develop
CORES := -n auto --dist loadfile  # a worker for each core; files stay whole, for what they share

.DEFAULT_GOAL := help
.PHONY: help install run test test-heavy check format lock docs notebooks spark test-spark dask test-dask peers benchmark benchmark-release merge-error clean

help:  ## show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

install: $(INSTALLED)  ## .venv with the project and nothing more

$(INSTALLED): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; name it with: make PYTHON=python3.11 $(MAKECMDGOALS)"; exit 2; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes --no-deps -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	$(BIN)/python -m pip check
	@touch $@

$(DEVELOP): $(INSTALLED) requirements-dev.lock
	$(BIN)/python -m pip install --quiet --require-hashes --no-deps -r requirements-dev.lock
	$(BIN)/python -m pip check
	@touch $@

run: $(INSTALLED)  ## the nightly run on the pages in raw/
	$(BIN)/collate run

test: $(DEVELOP)  ## the tests (two minutes on two cores)
	$(BIN)/python -m pytest -m "not heavy" $(CORES)

check: $(DEVELOP)  ## what CI runs: format, lint, types, generated docs, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pipeline dictionary --check docs/data-dictionary.md
	$(BIN)/python -m pytest -m "not heavy" $(CORES)

format: $(DEVELOP)  ## put the code in form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: $(INSTALLED)  ## write the generated documentation
	$(BIN)/python -m pipeline dictionary --write docs/data-dictionary.md

test-heavy: $(DEVELOP)  ## what needs a browser or minutes
	$(BIN)/python -m pytest -m heavy $(CORES)

# Spark beside the project: the packages of $(VENV), and PySpark on top of them.
SPARK := .venv-spark
SPARKED := $(SPARK)/.installed

spark: $(SPARKED)  ## .venv-spark: the project with Spark (Java 17 or newer is needed)

$(SPARKED): $(DEVELOP) requirements-spark.lock
	@command -v java >/dev/null || test -x "$$JAVA_HOME/bin/java" || { echo "Java 17 or newer is needed: apt-get install openjdk-17-jre-headless"; exit 2; }
	$(BIN)/python -m venv --clear --without-pip $(SPARK)
	echo "import site; site.addsitedir('$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')')" > $$($(SPARK)/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/project.pth
	$(BIN)/python -m pip --python $(SPARK)/bin/python install --quiet --require-hashes --no-deps --no-build-isolation -r requirements-spark.lock
	@touch $@

test-spark: $(SPARKED)  ## both engines on the same records (two minutes)
	$(SPARK)/bin/python -m pytest -m heavy tests/match/test_spark.py

# Dask beside the project, in the same way.
DASK := .venv-dask
DASKED := $(DASK)/.installed

dask: $(DASKED)  ## .venv-dask: the project with Dask, for reading on several machines

$(DASKED): $(DEVELOP) requirements-dask.lock
	$(BIN)/python -m venv --clear --without-pip $(DASK)
	echo "import site; site.addsitedir('$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')')" > $$($(DASK)/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/project.pth
	$(BIN)/python -m pip --python $(DASK)/bin/python install --quiet --require-hashes --no-deps --no-build-isolation -r requirements-dask.lock
	@touch $@

test-dask: $(DASKED)  ## a night whose pages are read by workers of Dask (a minute)
	$(DASK)/bin/python -m pytest -n0 -m heavy tests/flows/test_dask.py

peers: $(DEVELOP)  ## install what the benchmarks measure us beside
	$(BIN)/python -m pip install --quiet --no-build-isolation --editable '.[peers]'
	test -x .venv-peers/bin/python || $(PYTHON) -m venv .venv-peers
	.venv-peers/bin/python -m pip install --quiet -r tests/benchmarks/place_peers.txt -r tests/benchmarks/merge_peers.txt

benchmark: $(DEVELOP)  ## places and merging against the labelled sets in ../shared/bench
	$(BIN)/python -m tests.benchmarks.places
	$(BIN)/python -m tests.benchmarks.merge
	$(BIN)/python -m tests.benchmarks.blocking
	$(BIN)/python -m tests.benchmarks.leave_one_out
	$(BIN)/python -m tests.benchmarks.audit

merge-error: $(DEVELOP)  ## measure the merge error that releases state, on the labelled sets
	$(BIN)/python -m tests.benchmarks.merge_error

notebooks: $(DEVELOP)  ## run docs/notebooks on curated/latest, into build/notebooks/*.html
	@test -e curated/latest || $(BIN)/collate run
	$(BIN)/python -m nbconvert --execute --to html --output-dir build/notebooks --log-level WARN \
		--HTMLExporter.mathjax_url= --HTMLExporter.require_js_url= docs/notebooks/*.ipynb

benchmark-release: $(DEVELOP)  ## time and size of releases of 1k, 100k and 1M works (minutes)
	$(BIN)/python -m tests.benchmarks.release

lock:  ## resolve the dependencies anew (needs uv)
	echo "setuptools>=77" | uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet --upgrade pyproject.toml - -o requirements.lock
	echo "setuptools>=77" | uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet --upgrade --extra dev --extra notebooks -c requirements.lock pyproject.toml - -o requirements-dev.lock
	echo "setuptools>=77" | uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet --upgrade --extra spark -c requirements.lock pyproject.toml - -o requirements-spark.lock
	echo "setuptools>=77" | uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet --upgrade --extra dask -c requirements.lock pyproject.toml - -o requirements-dask.lock

clean:  ## remove what the other targets made, except releases
	rm -rf $(VENV) $(SPARK) $(DASK) .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info
