# `make run` opens the program, `make test` proves it, `make help` lists the rest.
# The first one makes .venv from requirements.lock; nothing is installed by hand.

VENV := .venv
PYTHON_IN_VENV := $(VENV)/bin/python
READY := $(VENV)/ready
OUT := out

.DEFAULT_GOAL := help
.PHONY: help run test check bench soak faults shots papers lock installer

help: ## list what make can do
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(READY) ## open the window on a demonstration office (without a display: do the same job into out/)
	@.ci/open-demo $(OUT)

test: $(READY) ## run every test
	@.ci/system-libraries --tests
	@.ci/run-tests $(ARGS)

check: $(READY) ## format, lint, types and import contracts
	@failed=; \
	for tool in 'ruff format --check .' 'ruff check .' mypy lint-imports; do \
	    echo "$$tool"; \
	    $(VENV)/bin/$$tool || failed="$$failed; $$tool"; \
	done; \
	[ -z "$$failed" ] || { echo "Not clean: $${failed#; }"; exit 1; }

bench: $(READY) ## measure the hot paths against their yardsticks
	@.ci/system-libraries
	@$(PYTHON_IN_VENV) -m tests.benchmarks $(ARGS)

soak: $(READY) ## all that CI samples: exchange, hostile files, faults, every row of the goals (ARGS="--minutes 60")
	@.ci/system-libraries --tests
	@$(PYTHON_IN_VENV) -m tests.soak $(ARGS)

faults: $(READY) ## kill, cut the power and fill the disk at every call, for hours (ARGS="--only apply --kinds kills")
	@.ci/system-libraries --tests
	@$(PYTHON_IN_VENV) -m tests.faults --long $(ARGS)

shots: $(READY) ## picture every page and dialog into out/shots
	@.ci/system-libraries
	@$(PYTHON_IN_VENV) -m tests.shots --out $(OUT)/shots $(ARGS)

papers: $(READY) ## print every paper of a sample office into out/papers (ARGS="--office zishui")
	@$(PYTHON_IN_VENV) -m tests.shots.papers --out $(OUT)/papers $(ARGS)

installer: $(READY) ## build dist/GridDesk and let it check itself
	@.ci/system-libraries --build
	$(VENV)/bin/pyinstaller --noconfirm --log-level WARN build_installer.spec
	dist/GridDesk/griddesk-check --check

lock: $(READY) ## renew requirements.lock from pyproject.toml (ARGS=--upgrade takes newer versions)
	@.ci/renew-lock $(ARGS)

$(READY): requirements.lock pyproject.toml .ci/make-venv
	@.ci/make-venv
