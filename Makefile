# Everything one does here. The first target is what plain "make" does.

FUZZTIME ?= 10s
BENCH    ?= .
COUNT    ?= 1

# Not a tool in go.mod: its requirements would hold back those of the product.
STATICCHECK = v0.8.2
TYPESCRIPT  = 5.9.3

# Where git does not answer, as in a checkout that another user owns, Go could
# not note the commit in the program and would refuse to build it.
ifeq ($(shell git rev-parse --verify --quiet HEAD 2>/dev/null),)
export GOFLAGS += -buildvcs=false
endif

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-9s %s\n", $$1, $$2}' Makefile

.PHONY: run
run: build ## install what is missing, build, start, print the address
	@[ -n "$$DATABASE_URL" ] || .ci/need postgresql
	@bin/kibitz $(ARGS)

.PHONY: cluster
cluster: go ## two servers with a Redis between and a proxy before them, to try by hand
	@[ -n "$$DATABASE_URL" ] || .ci/need postgresql
	@.ci/need redis-server
	go build -o bin/ ./cmd/kibitz ./cmd/cluster
	@bin/cluster $(ARGS)

.PHONY: gallery
gallery: go ## serve every page in every state, with made-up data, to look at: ARGS='-addr localhost:8081'
	go build -o bin/ ./cmd/gallery
	@bin/gallery $(ARGS)

.PHONY: build
build: go ## build bin/kibitz
	go build -o bin/ ./cmd/kibitz

.PHONY: test
test: go ## run all tests, on a real Postgres, Redis and Chromium
	@.ci/need gcc libc6-dev curl postgresql redis-server chromium stockfish fonts-dejavu-core
	go test -race -shuffle=on -timeout=30m $(TESTFLAGS) ./...

.PHONY: check
check: go fresh types ## run what CI runs: generated code, types, format, vet, staticcheck, tests
	@unformatted=$$(gofmt -l .); if [ -n "$$unformatted" ]; then \
		echo "run gofmt -w on:" $$unformatted >&2; exit 1; fi
	go vet ./...
	go run honnef.co/go/tools/cmd/staticcheck@$(STATICCHECK) ./...
	@$(MAKE) --no-print-directory test

.PHONY: types
types: ## check the types of the scripts, with a TypeScript that npm fetches once
	@.ci/need nodejs npm
	@for project in jsconfig swconfig; do \
		npx --yes --package typescript@$(TYPESCRIPT) tsc --project static/$$project.json || exit; done

.PHONY: generate
generate: go ## generate Go from templates
	go generate ./...
	go tool templ generate

# Compares what is there before and after, not with what git has: templates that
# are being worked on may differ from the last commit, if only together.
.PHONY: fresh
fresh:
	@generated() { grep -rl --exclude-dir=data --include='*.go' '^// Code generated .* DO NOT EDIT' . | sort | xargs cksum; }; \
	before=$$(generated); $(MAKE) --no-print-directory generate || exit; \
	if [ "$$before" != "$$(generated)" ]; then \
		echo "generated code was out of date; commit what make generate made" >&2; exit 1; fi

# The command is make run, not go run, because that one dies of a signal without
# passing it on. When all this ends the server is killed, and leaves its Postgres
# to the next make dev or make run.
.PHONY: dev
dev: go ## start, and start again at each change; open http://localhost:7331
	go tool templ generate --watch --proxy=http://localhost:8080 --cmd="make --silent run" --open-browser=false

.PHONY: bench
bench: go ## run the benchmarks: BENCH=pattern COUNT=10
	@.ci/need postgresql redis-server stockfish
	go test -run='^$$' -bench='$(BENCH)' -benchmem -count=$(COUNT) ./...

# Fails if anything was lost. SEED=n repeats a run, as far as processes can.
CHAOS ?= 5m
SEED  ?= 0
.PHONY: chaos
chaos: go ## kill, cut and stop everything while 50 games are played: CHAOS=5m SEED=n
	@.ci/need gcc libc6-dev postgresql redis-server stockfish
	go test -count=1 -run '^TestChaosLosesNothing$$' -v -timeout=60m ./cmd/kibitz -chaos=$(CHAOS) -chaos-games=50 -chaos-seed=$(SEED)

# Without the race detector, one after the other, and held to the bounds that
# docs/security.md promises on a quiet machine.
.PHONY: attacks
attacks: go ## attack a server while a bystander plays on it, and hold both to the bounds of docs/security.md
	@.ci/need gcc libc6-dev postgresql redis-server stockfish
	go test -count=1 -run '^Test(Attack|Bystander)' -v -parallel=1 -timeout=30m ./cmd/kibitz -strict

# go test fuzzes one target at a time. With -list it prints the targets of a
# package and then "ok" and the package.
.PHONY: fuzz
fuzz: go ## fuzz everything that reads bytes from outside, each for FUZZTIME
	@list=$$(go test -list='^Fuzz' ./...) || { echo "$$list"; exit 1; }; echo "$$list" \
	| awk '/^Fuzz/{names[++n]=$$1} /^ok/{for (i=1; i<=n; i++) print names[i], $$2; n=0}' \
	| while read -r name package; do \
		echo "$$package $$name"; \
		go test -run='^$$' -fuzz="^$$name\$$" -fuzztime=$(FUZZTIME) "$$package" || exit 1; \
	done

.PHONY: clean
clean: ## remove what was built; the data stays
	rm -rf bin

.PHONY: go
go:
	@command -v go >/dev/null || { echo "Kibitz needs Go: https://go.dev/doc/install" >&2; exit 1; }
