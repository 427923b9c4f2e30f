# The commands a person needs; each sets up what it uses. Nothing is installed outside .venv.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
PRACTICE := datasets/practice
SHARED ?= ../shared
# One more than two cores: tests wait for hosts that are slow on purpose.
WORKERS ?= 3
# All are run, and a figure below its bar makes the whole fail at the end.
BENCHMARKS := whole_way clean extract extract_truth charset script slips glosses false_repairs dedup privacy labels rebuild prefilter discovery second_run release

# What KILL_EVERY=1 makes longer, and the other tests of faults beside it.
SOAKED := tests/pipelines/store/test_faults.py tests/pipelines/publish/test_takedown.py tests/pipelines/publish/test_takedown_faults.py tests/crawler/test_full_disk.py

.PHONY: run test check format lock bench acceptance soak long sample readme clean help

help: ## list the commands
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 14

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

run: $(READY) ## the main job: collect the bundled practice web, build a release, print what came out
	$(BIN)/lendersms collect practice --data $(PRACTICE)
	$(BIN)/lendersms release --data $(PRACTICE)
	$(BIN)/lendersms status --data $(PRACTICE)

test: $(READY) ## the whole test suite
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

check: $(READY) ## lint, types, architecture, examples in docstrings
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q --doctest-modules crawler pipelines

format: $(READY) ## lay the code out
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(READY) ## speed and truth of each part, each figure beside a named peer in the same run
	@status=0; for name in $(BENCHMARKS); do $(BIN)/python -m benchmarks.$$name || status=1; done; exit $$status

acceptance: $(READY) ## the seeds and pages of the shared folder, where it stands
	$(BIN)/python -m benchmarks.acceptance --shared $(SHARED)

soak: $(READY) ## kill -9 at every step of staging, releasing and forgetting and at random points of a crawl, disks that are full, what grows with its text, bytes that break a law; KILLS=n PAGES=n KILL_EVERY=n REGEX_KB=n FUZZ=n for other numbers
	KILL_EVERY=$(or $(KILL_EVERY),1) $(BIN)/python -m pytest -q -o faulthandler_timeout=0 $(SOAKED)
	REGEX_KB=$(or $(REGEX_KB),100) $(BIN)/python -m pytest -q -m growth tests
	$(BIN)/python -m tests.fuzz --runs $(or $(FUZZ),20000)
	$(BIN)/python benchmarks/soak.py --kills $(or $(KILLS),200) --pages $(or $(PAGES),1000)

long: $(READY) ## memory and time over one long crawl, and of a frontier of a million addresses; PAGES=n ADDRESSES=n for other numbers
	$(BIN)/python -m benchmarks.long_crawl --pages $(or $(PAGES),10000)
	$(BIN)/python -m benchmarks.frontier --addresses $(or $(ADDRESSES),1000000)

sample: $(READY) ## make the committed sample release anew
	$(BIN)/python -m crawler.practice.sample $(PRACTICE)/sample

readme: $(READY) ## write the generated parts of README.md anew
	$(BIN)/python -m tests.readme --write

lock: ## pin every dependency anew, with hashes and without host names; needs uv
	uv pip compile --universal --python-version 3.11 pyproject.toml --extra dev --generate-hashes \
	    --no-header --no-emit-index-url --quiet --output-file requirements.lock

clean: ## remove what the commands made, but no data of yours
	rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
