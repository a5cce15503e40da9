# Stetdesk: make run, make test. Needs Python 3.11 or newer and nothing else.

PYTHON ?= python3
PORT ?= 8000
WORKERS ?= 2
VENV := .venv
IN_VENV := $(VENV)/bin/python
INSTALL := $(IN_VENV) -m pip install -qq --disable-pip-version-check --require-hashes
SOURCES := manage.py factcheck annotations tests $(wildcard benchmarks)

# Where this is set, every process of a run compiles all modules anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run test lint format bench lock clean

help: ## what there is
	@grep -E '^[a-z]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 10

run: $(VENV)/run.installed ## start the workbench; PORT=8001 for another port
	@exec $(IN_VENV) manage.py workbench --port $(PORT)

test: $(VENV)/test.installed ## run all tests; ARGS="tests/domain -k spans" for some
	@CHROME="$$($(IN_VENV) .ci/browser.py)" && export CHROME && \
	exec $(IN_VENV) -m pytest -n $(WORKERS) --dist worksteal $(ARGS)

lint: $(VENV)/test.installed ## check style, types and templates
	$(IN_VENV) -m ruff check $(SOURCES)
	$(IN_VENV) -m ruff format --check $(SOURCES)
	$(IN_VENV) -m mypy
	$(IN_VENV) -m djlint --lint --quiet templates

format: $(VENV)/test.installed ## lay the code out
	$(IN_VENV) -m ruff check --fix $(SOURCES)
	$(IN_VENV) -m ruff format $(SOURCES)

bench: $(VENV)/test.installed ## measure; prints our figures beside the targets
	@CHROME="$$($(IN_VENV) .ci/browser.py)" && export CHROME && exec $(IN_VENV) -m benchmarks

lock: $(VENV)/test.installed ## pin what requirements/*.in ask for, with hashes
	@for set in run test; do $(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 \
		--generate-hashes --no-annotate --no-header requirements/$$set.in -o requirements/$$set.txt; done

clean: ## remove what was installed and built; the data in var/ stays
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis

# An install that was interrupted leaves no mark behind, so the next make does it again.
$(VENV)/%.installed: requirements/%.txt .ci/venv
	@sh .ci/venv $(PYTHON) $(VENV)
	@echo "Installing requirements/$*.txt (once, a minute or two) …"
	@$(INSTALL) -r requirements/$*.txt
	@touch $@
