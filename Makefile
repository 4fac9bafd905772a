# Everything a fresh Debian machine with Swift needs: `make fashion` or `make test`.

# One set of flags for building and testing, so that neither rebuilds what the other built.
SWIFT_FLAGS := -c release --explicit-target-dependency-import-check error
XRUN = $(shell swift build $(SWIFT_FLAGS) --show-bin-path)/xrun
PREFIX ?= /usr/local

.PHONY: help setup build install fashion test soak fuzz regret calibrate screenshots lint format clean

help:  ## Show the targets
	@sed -n 's/^\([a-z-]*\):.*## /  make \1  /p' $(MAKEFILE_LIST)

setup:  ## Install the system packages that are missing
	@scripts/setup.sh

build: setup  ## Build xrun in release mode
	swift build $(SWIFT_FLAGS) --product xrun

# One file, which needs no Swift where it runs.
install: build  ## Install xrun into PREFIX/bin (PREFIX=/usr/local)
	install -D --mode=755 $(XRUN) $(DESTDIR)$(PREFIX)/bin/xrun

fashion: build  ## Run the article's experiment on the real Fashion-MNIST (ARGS="--jobs 1": options of xrun)
	$(XRUN) run experiments/fashion.yaml $(ARGS)

# Tests that need tmux or Python skip themselves where these cannot be had.
test: setup  ## Run every test
	@scripts/setup.sh tmux python3-venv || echo "test: without these packages some tests skip themselves" >&2
	swift test $(SWIFT_FLAGS) --disable-testable-imports

soak: setup  ## Kill an experiment at 200 random moments and compare what it comes to (CYCLES=n)
	XRUN_SOAK_CYCLES=$(or $(CYCLES),200) swift test $(SWIFT_FLAGS) --disable-testable-imports --filter CrashTests

fuzz: setup  ## Feed what reads untrusted bytes with made-up ones, 30 seconds each (FUZZ_SECONDS=n)
	scripts/fuzz.sh $(or $(FUZZ_SECONDS),30)

regret: build  ## Measure what the finder's rate costs beside the best of a dense grid (QUICK=--quick: five tasks)
	@command -v python3 >/dev/null || scripts/setup.sh python3
	benchmarks/finder/regret.py --xrun $(XRUN) $(QUICK)

calibrate: build  ## Measure anew what the finder's own numbers come from
	@command -v python3 >/dev/null || scripts/setup.sh python3
	benchmarks/finder/calibrate.py --xrun $(XRUN)

screenshots:  ## Show the results in TensorBoard to a headless browser
	scripts/screenshots.sh $(LOGS)

# What .swift-format says: its layout, and no force unwraps.
SWIFT_FILES := -r --parallel Sources Tests Fuzzing Package.swift

lint:  ## Check the layout of the code
	swift format lint --strict $(SWIFT_FILES)

format:  ## Lay the code out
	swift format --in-place $(SWIFT_FILES)

clean:  ## Remove what was built
	rm -rf .build .build-fuzz
