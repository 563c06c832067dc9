# Bileter, the ticket machine of a town hall.
#   make run    installs what is missing and starts the sample office
#   make test   installs what is missing and runs every test
SHELL := /bin/bash
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS := -s -w -X main.version=$(VERSION)
GUITAGS := gui,x11,gles
export GOFLAGS := -mod=readonly -trimpath -buildvcs=false

# Debian 12 and Raspberry Pi OS names.
DEPS_WINDOW := gcc libc6-dev pkg-config libgl-dev libx11-dev libxrandr-dev libxxf86vm-dev libxi-dev libxcursor-dev libxinerama-dev \
	libgl1 libgl1-mesa-dri libx11-6 libx11-xcb1 libxrandr2 libxcursor1 libxi6 libxinerama1 libxxf86vm1 xvfb
DEPS_SOUND := espeak-ng alsa-utils
DEPS_TEST := $(DEPS_WINDOW) $(DEPS_SOUND) chromium git

# A touch screen made of software, for real fingers: test/touch. Its X server needs root.
DEPS_TOUCH := xserver-xorg-core xserver-xorg-video-dummy

# The machine in which printers and lamps hang on real drivers of the kernel: test/vm.
DEPS_VM := linux-source-6.1 build-essential flex bison bc xz-utils cpio udev e2fsprogs

.PHONY: run test test-long test-touch test-vm test-power check build build-window bench bench-policy deps deps-run deps-touch deps-vm chaos fuzz gallery gallery-docs pages clean

run: deps-run build
	@configs/demo.sh

# In these nothing runs beside anything else, so the race detector has nothing to find, and takes five times as long.
# make test-long asks it all the same.
ALONE := ./configs/edit ./internal/policy ./internal/queue ./printer/slip

# Most tests wait for devices, pages and clocks: four packages at a time keep two processors busy.
test: deps check build
	go test -race -p 4 -timeout 9m $$(go list ./... | grep -vxF "$$(go list $(ALONE))")
	go test -timeout 5m $(ALONE)
	go test -timeout 5m -run 'Millimetres|Readable|Contrast|EveryButton|Matrix' ./kiosk/touch ./printer
	BILETER_WINDOW=$(CURDIR)/bin/bileter go test -count=1 -timeout 5m ./test/window
	@echo "SKIPPED: the race detector on what never runs beside anything else, and a week of the hall board; make test-long runs them (5 minutes)"
	@echo "SKIPPED: the window under real fingers; make test-touch runs it, as root (4 minutes)"
	@if [ -x "$$(test/vm/build.sh --path)" ]; then test/vm/run.sh quick; else \
		echo "SKIPPED: the tests on real printer drivers, whose kernel is not built; make test-vm builds it (5 minutes, once) and runs them"; fi

# What make test does without the race detector, with it; and what it does a little of, whole.
test-long: deps
	go test -race -timeout 20m $(ALONE)
	go test -race -timeout 20m -run Matrix ./printer -matrix.all
	go test -race -count=1 -timeout 20m -run AWeekOpen ./internal/console -week

# The real window under real fingers, on an X server of its own.
test-touch: deps-touch build
	@[ "$$(id -u)" = 0 ] || { echo "make test-touch needs root: the drivers of its X server do"; exit 1; }
	BILETER_WINDOW=$(CURDIR)/bin/bileter go test -count=1 -timeout 10m -v ./test/touch

# Builds the kernel of the test machine once, into ~/.cache/bileter/vm, and runs what wants real drivers there.
test-vm: deps-vm
	test/vm/build.sh
	test/vm/run.sh $(TEST_VM)

# Cuts that machine's power while its office issues tickets: make test-power CYCLES=40
CYCLES ?= 10
test-power: deps-vm
	test/vm/build.sh
	test/vm/power.sh $(CYCLES)

# The fault test of the whole machine, for as long as you like: make chaos FOR=10m SEED=7
FOR ?= 5m
chaos:
	go test -race -count=1 -timeout 2h -run Chaos -v ./cmd/bileter -chaos.for=$(FOR) -chaos.seed=$(or $(SEED),0)

# Every fuzz test, one after the other, for so long each: make fuzz FOR=5m. What it finds is kept in testdata/fuzz.
fuzz:
	@set -e; for file in $$(git grep -l '^func Fuzz' -- '*_test.go'); do \
		for name in $$(sed -n 's/^func \(Fuzz[A-Za-z0-9]*\)(.*/\1/p' $$file); do \
			echo "$$name in $$(dirname $$file)"; \
			nice go test -run '^$$' -fuzz "^$$name$$" -fuzztime $(FOR) -fuzzminimizetime 300x -parallel 1 ./$$(dirname $$file); \
		done; \
	done

check:
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { echo "not gofmt'ed:"; gofmt -l $$(git ls-files '*.go'); exit 1; }
	CGO_ENABLED=0 go vet ./...
	CGO_ENABLED=0 GOOS=linux GOARCH=arm64 go build -o /dev/null ./cmd/bileter
	CGO_ENABLED=0 GOOS=linux GOARCH=arm64 go build -o /dev/null ./cmd/central
	CGO_ENABLED=0 go run ./cmd/bileter check configs/olszanow.toml

# bin/bileter has the window; bin/bileter-headless is the same program in pure Go.
build: deps-run
	CGO_ENABLED=0 go build -ldflags '$(LDFLAGS)' -o bin/bileter-headless ./cmd/bileter
	CGO_ENABLED=0 go build -ldflags '$(LDFLAGS)' -o bin/central ./cmd/central
	CGO_ENABLED=1 go build -tags $(GUITAGS) -ldflags '$(LDFLAGS)' -o bin/bileter ./cmd/bileter

bench: build
	BILETER_WINDOW=$(CURDIR)/bin/bileter go test -p 1 -timeout 30m -run '^$$' -bench . -benchtime 1s ./internal/queue ./store ./internal/office ./printer/... ./display/... ./kiosk/speech ./internal/central/... ./cmd/bileter ./test/window

# The rules of calling against those of others, the same days for all; writes docs/policy.md.
DAYS ?= 200
bench-policy:
	CGO_ENABLED=0 go run ./cmd/policy -days $(DAYS) -seed $(or $(SEED),1) -out docs/policy.md

# Every screen, slip and page as a picture, into var/gallery; gallery-docs puts some together for docs/screens.md.
gallery:
	CGO_ENABLED=0 go run ./cmd/gallery --out var/gallery
gallery-docs:
	CGO_ENABLED=0 go run ./cmd/gallery --out var/gallery --no-pages --few --sheets docs/screens

# Every web page in its main states, light and dark, at two sizes, into var/pages; fails where one keeps somebody out.
pages:
	go test -count=1 -timeout 9m -run 'Page|Browser' ./internal/console ./internal/central -pictures $(CURDIR)/var/pages

deps: ; @$(MAKE) -s install PACKAGES="$(DEPS_TEST)"
deps-touch: ; @$(MAKE) -s install PACKAGES="$(DEPS_TOUCH)"
deps-vm: ; @$(MAKE) -s install PACKAGES="$(DEPS_VM)"
deps-run: ; @$(MAKE) -s install PACKAGES="$(DEPS_WINDOW) $(DEPS_SOUND)"

# Installs only what dpkg does not have; needs no root when nothing is missing.
.PHONY: install
install:
	@missing=; for p in $(PACKAGES); do \
		dpkg-query -W -f='$${Status}' $$p 2>/dev/null | grep -q 'ok installed' || missing="$$missing $$p"; done; \
	[ -z "$$missing" ] && exit 0; \
	echo "installing:$$missing"; \
	sudo=; [ "$$(id -u)" = 0 ] || sudo=sudo; \
	$$sudo apt-get update -qq && $$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null

clean:
	rm -rf bin var
