# effekt: `make book` builds the book, `make check` tests what takes no time, `make test` everything. They install what they need:
# Python packages in .venv (locked by uv.lock), uv itself in .uv; the tests' Chromium, and Java for the HTML checker, from Debian.

SHELL := /bin/bash
PYTHON ?= python3
UV_VERSION := 0.13.9
export UV_PYTHON_DOWNLOADS := never
export UV_PROJECT_ENVIRONMENT := .venv

UV := $(shell command -v uv 2>/dev/null || echo .uv/bin/uv)
ROOT := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
apt = $(ROOT) apt-get -qq update && DEBIAN_FRONTEND=noninteractive $(ROOT) apt-get -qq install -y --no-install-recommends $(1) >/dev/null

# A module's tests stay together, since they share what is built for them; conftest.py begins with those that take longest.
pytest = .venv/bin/python -m pytest -n 2 --dist loadscope --no-loadscope-reorder --durations=15

# An environment holds the path that it was made at. In a copy, or where the folder was moved, it is another's: made anew.
ifneq ($(wildcard .venv/.book)$(wildcard .venv/.test),)
ifneq ($(shell cat .venv/.place 2>/dev/null),$(CURDIR))
$(shell rm -rf .venv)
endif
endif

.PHONY: help book pdf check test mutations fuzz benchmark lab lint format environment clean

help:  ## what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/'

book: .venv/.book  ## build the whole book to _build/html
	@.venv/bin/effekt build

pdf: .venv/.papir  ## the report and its annex as PDF to _build/pdf
	@.venv/bin/effekt pdf

check: .venv/.test .venv/.papir  ## lint, types, import order, and every test that needs no build, kernel or browser
	@$(pytest) -m "not bygg and not nettleser" tests

test: .venv/.test .venv/.papir .venv/.browser  ## run every test, the browser's too
	@$(pytest)

mutations: .venv/.test  ## change 400 values of data/ at random, one at a time, and count who notices
	@.venv/bin/python -m tests.helpers.mutasjoner --tester $(if $(SEED),--fro $(SEED))

fuzz: .venv/.test  ## spoil 10 000 inputs and have them read: SEED=1 gives the same again
	@.venv/bin/python -m tests.fuzz $(if $(SEED),--seed $(SEED))

benchmark: .venv/.benchmark  ## measure against papermill, jupyter-book and nbconvert; writes docs/benchmark.md
	@.venv/bin/python -m benchmarks

lab: .venv/.lab  ## open the chapters in JupyterLab
	@.venv/bin/effekt lab

lint: .venv/.test  ## ruff, mypy and the order of the modules
	@.venv/bin/ruff check . && .venv/bin/ruff format --check . && .venv/bin/mypy && .venv/bin/lint-imports

format: .venv/.test  ## put the code in its form
	@.venv/bin/ruff check --fix . ; .venv/bin/ruff format .

environment: .venv/.test  ## write environment.yml anew from uv.lock
	@.venv/bin/python -m tests.helpers.miljo > environment.yml.ny && mv environment.yml.ny environment.yml

clean:  ## remove what was built; installed packages stay
	@rm -rf _build

.uv/bin/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "effekt trenger Python 3.11 eller nyere; $(PYTHON) er $$($(PYTHON) --version)"; exit 1; }
	@$(PYTHON) -m venv .uv 2>/dev/null || { rm -rf .uv; $(call apt,python3-venv) && $(PYTHON) -m venv .uv; }
	@.uv/bin/python -m pip install -q --disable-pip-version-check uv==$(UV_VERSION)

# The library is run where it lies, so installing the packages does not compile it. It is found from where .venv is: Python
# with LC_ALL=C does not start where a path with æ, ø or å stands in a .pth file.
compile = echo ../../../.. > $$(echo .venv/lib/python3*/site-packages/_effekt.pth) && \
  .venv/bin/python -m compileall -q effekt && pwd -P > .venv/.place

# A stamp for each set of packages; a larger set holds the smaller ones.
sync = $(UV) sync --locked --quiet --compile-bytecode

.venv/.book: $(filter .uv/bin/uv,$(UV)) pyproject.toml uv.lock
	@test -f .venv/.test || $(sync)
	@test ! -f .venv/.test || $(sync) --inexact
	@$(compile)
	@touch $@

# A chapter is opened in JupyterLab by a test (66 MB, seconds).
.venv/.test: $(filter .uv/bin/uv,$(UV)) pyproject.toml uv.lock
	@$(sync) --inexact --group dev --extra lab
	@$(compile)
	@touch $@ .venv/.book

.venv/.lab: $(filter .uv/bin/uv,$(UV)) pyproject.toml uv.lock
	@$(sync) --inexact --extra lab
	@$(compile)
	@touch $@ .venv/.book

# nbconvert is one of those measured.
.venv/.benchmark: $(filter .uv/bin/uv,$(UV)) pyproject.toml uv.lock
	@$(sync) --inexact --group benchmark
	@$(compile)
	@touch $@ .venv/.book

# WeasyPrint sets text with Debian's Pango.
.venv/.papir: $(filter .uv/bin/uv,$(UV)) pyproject.toml uv.lock
	@/sbin/ldconfig -p | grep -q libpangoft2-1.0 || { $(call apt,libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0); }
	@$(sync) --inexact --extra papir
	@$(compile)
	@touch $@ .venv/.book

.venv/.browser: .venv/.test
	@command -v chromium >/dev/null || { $(call apt,chromium); }
	@java -version >/dev/null 2>&1 || { $(call apt,default-jre-headless); }
	@touch $@
