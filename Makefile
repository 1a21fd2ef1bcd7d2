# Everything that can be done here; `make` alone lists it.
.DEFAULT_GOAL := help
.PHONY: help demo test lint axe faults bench pictures backup restore lock
.DELETE_ON_ERROR:

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --require-hashes
COMPILE := uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-annotate --no-header --quiet
# Values that satisfy the settings where nothing is started: production's shape, no one's secrets.
LEGAL = $(shell grep -oE '^(OPERATOR|CONTENT|PRIVACY|HOSTING|ACCESSIBILITY)_[A-Z_]+' .env.example)
LINT_ENV = SECRET_KEY=no-secret-at-all-but-long-enough-for-the-check-0123456789 \
	DATABASE_URL=postgresql:///none REDIS_URL=redis://127.0.0.1:9 \
	PUBLIC_URL=https://portal.forum.example \
	ALLOWED_HOSTS=portal.forum.example SMTP_URL=smtp://127.0.0.1:9 MAIL_FROM=portal@forum.example DATA_DIR=.venv/lint DEMO=0 \
	$(foreach NAME,$(LEGAL),$(NAME)=none)

help: ## diese Liste
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: .venv/.demo node_modules/.stamp ## das ganze Portal auf diesem Rechner (PORT=8000, DATA_DIR=var, RESET=1)
	@exec $(BIN)/python -m demo

test: .venv/.dev node_modules/.stamp ## alle Tests auf eigenen Diensten, auch im Browser (ARGS="tests/meetings")
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder $(ARGS)

axe: .venv/.dev node_modules/.stamp ## jede Seite mit axe auf Barrieren prüfen
	$(BIN)/pytest -n 2 -m long tests/browser $(ARGS)

faults: .venv/.dev node_modules/.stamp ## Absturzversuche, am Ende eine Tabelle, dauern Minuten
	$(BIN)/pytest -n 2 --dist loadfile -m long tests/faults $(ARGS)

bench: .venv/.dev node_modules/.stamp ## Seiten gegen eine nackte Ansicht messen, dauert Minuten
	$(BIN)/python -m benchmarks

pictures: .venv/.dev ## Bilder der Seiten für docs/pictures, neben einer laufenden Demo (PORT=8000)
	$(BIN)/python -m tests.pictures

lint: .venv/.dev node_modules/.stamp ## Stil, Importe, Vorlagen, Migrationen, Sperrdateien
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	find templates -name '*.html' -print0 | xargs -0 $(BIN)/djade --check --target-version 5.2
	$(BIN)/lint-imports --no-cache
	$(LINT_ENV) $(BIN)/python -W ignore manage.py makemigrations --check --dry-run
	$(LINT_ENV) $(BIN)/python manage.py check --deploy --fail-level WARNING
	$(LINT_ENV) $(BIN)/python manage.py collectstatic --no-input --verbosity 0
	@! grep -nE 'https?://|index-url|"resolved"' requirements/*.txt package-lock.json \
		|| { echo 'Eine Sperrdatei nennt eine Adresse.'; exit 1; }

backup: .venv/.python ## Datenbank und Dateien sichern (FOLDER=backups)
	@$(BIN)/python manage.py backup $(or $(FOLDER),backups)

restore: .venv/.python ## eine Sicherung wiederherstellen (FILE=…, OVERWRITE=1)
	@test -n "$(FILE)" || { echo 'Welche? make restore FILE=backups/….tar'; exit 1; }
	@$(BIN)/python manage.py restore "$(FILE)" $(if $(filter 1,$(OVERWRITE)),--overwrite)

lock: ## Sperrdateien aus pyproject.toml und package.json neu rechnen (braucht uv und npm)
	$(COMPILE) pyproject.toml -o requirements/production.txt
	$(COMPILE) pyproject.toml --extra demo -o requirements/demo.txt
	$(COMPILE) pyproject.toml --extra demo --extra dev -o requirements/dev.txt
	npm install --package-lock-only --ignore-scripts --omit-lockfile-registry-resolved \
		--no-audit --no-fund

.venv/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
		|| { echo 'Gebraucht wird Python 3.11 oder neuer; mit PYTHON=… lässt sich eines wählen.'; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
		|| { echo 'Python fehlt das Modul venv (unter Debian: apt-get install python3-venv).'; exit 1; }
	@echo 'Richtet .venv ein …'
	@$(PYTHON) -m venv .venv
	@touch $@

.venv/.demo: requirements/demo.txt | .venv/.python
	@echo 'Holt die Python-Pakete, das dauert etwa eine halbe Minute …'
	@$(PIP) -r $<
	@touch $@

.venv/.dev: requirements/dev.txt | .venv/.python
	@echo 'Holt die Python-Pakete und die Werkzeuge zum Prüfen, das dauert etwa eine Minute …'
	@$(PIP) -r $<
	@touch $@ .venv/.demo

node_modules/.stamp: package-lock.json
	@command -v npm >/dev/null \
		|| { echo 'npm fehlt: bitte Node.js mit npm installieren, dann noch einmal.'; exit 1; }
	@echo 'Holt die Dateien der Oberfläche …'
	@npm ci --ignore-scripts --no-audit --no-fund --silent
	@touch $@
