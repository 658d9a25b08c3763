# Two commands: `make run` serves the dashboard, `make test` proves it. Both set up .venv when it is missing or out of date.

PYTHON ?= python3
PORT ?= 8501
BIN := .venv/bin

.PHONY: run test fuzz attack wheels update pins licences browser lint style types layers data clean

# A store that DASHBOARD_STORE names is made by hand (python -m dashboard init): its disk may be late.
run: .venv/run.ready
	@[ -n "$$DASHBOARD_STORE" ] || [ -e "$${DASHBOARD_DATA:-data}/store" ] || $(BIN)/python -m dashboard init
	DASHBOARD_EDITOR=local $(BIN)/streamlit run app.py --server.address 127.0.0.1 --server.port $(PORT)

test: .venv/test.ready browser lint
	@# In the order of the folders the long browser tests come early; ordered by their number they would be left over.
	@# The tests start Python a hundred times; where the environment forbids it to keep what it compiled, each start costs
	@# half a second more.
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

# Decorated files, the long run: goes on where it stopped, and writes docs/fuzz.md when it is through.
fuzz: .venv/test.ready
	cd tests && ../$(BIN)/python -m intake.fuzzing $(FUZZ)

# Every attack of tests/attack at length, on loopback; writes its table into docs/security.md.
attack: .venv/test.ready
	cd tests && ../$(BIN)/python -m attack $(ATTACK)

# Everything for a machine without internet, and the proof that it suffices; for another platform with
# WHEELS="--for windows --python 3.12".
wheels: .venv/run.ready
	$(BIN)/python install/wheels.py $(WHEELS)

# The newest releases that requirements.in allows, with a list of what changed; UPDATE=--dry-run only prints it.
update: .venv/test.ready
	$(BIN)/python install/pins.py --update $(UPDATE)
	@$(MAKE) --no-print-directory licences

# After a line was added to a requirements.in or taken out of it: nothing else changes.
pins: .venv/test.ready
	$(BIN)/python install/pins.py
	@$(MAKE) --no-print-directory licences

licences: .venv/run.ready
	$(BIN)/python install/licences.py

lint: .venv/test.ready
	@$(MAKE) --no-print-directory --jobs 2 --output-sync types style layers data

style:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types:
	$(BIN)/mypy

layers:
	$(BIN)/lint-imports

data:
	$(BIN)/python -m dashboard check

# The browser tests drive Debian's chromium; whoever may install packages gets it without asking. nginx and logrotate,
# with which the files in deploy/ are tried out, come along where no service would be started by that; tests that miss
# them say so and are left out.
browser:
	@command -v chromium >/dev/null || { \
	  if command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium; \
	  else \
	    echo "The browser tests need chromium on the PATH (Debian: sudo apt-get install chromium)."; exit 1; \
	  fi; }
	@if command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ] && [ ! -d /run/systemd/system ]; then \
	  { [ -x /usr/sbin/nginx ] && [ -x /usr/sbin/logrotate ]; } || { \
	    apt-get update -qq && \
	    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends nginx-light logrotate; } || true; \
	fi

.venv/run.ready: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name it with: make run PYTHON=python3.11")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv/test.ready: .venv/run.ready tests/requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r tests/requirements.txt
	@touch $@

clean:
	rm -rf .venv
