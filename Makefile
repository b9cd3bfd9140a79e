# All targets need Go, git and make. They fetch everything else at the versions pinned here and in go.mod.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

GO ?= go
GOLANGCI_LINT := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
REDOCLY       := @redocly/cli@2.77.0
APIDIFF       := golang.org/x/exp/cmd/apidiff@v0.0.0-20261113113407-e3970619a1a4
SUITE         := jsonschema==4.25.1
GOVULNCHECK   := golang.org/x/vuln/cmd/govulncheck@v1.9.0
GORELEASER    := github.com/goreleaser/goreleaser/v2@v2.15.4
ACTIONLINT    := github.com/rhysd/actionlint/cmd/actionlint@v1.7.12
APACHE_BEAM   := apache-beam==2.77.0
BENCHSTAT     := golang.org/x/perf/cmd/benchstat@v0.0.0-20260908200009-22c9c6c9d4da
RECORDINGS    := contract/testdata/recordings
COVERAGE      := contract/internal/coverage/.coverage
MUTATION      := contract/internal/mutation/.mutation

# Tests make much garbage and keep little, so make test collects it a quarter as often as usual.
TEST_GOGC := 400

# All but the race detector does without a C compiler. A build is the same with and without one, and
# it takes less time.
HAS_C := $(shell $(GO) env CGO_ENABLED)
export CGO_ENABLED := 0

# The number of inputs that make fuzz tries with each fuzz target.
FUZZ_INPUTS := 1000

# The packages whose code or tests do several things at the same time.
CONCURRENT := ./contract ./contract/probe ./contract/internal/capture ./contract/cmd/orgcontract ./contract/recording ./contract/sandbox/... \
	./contract/internal/apipage ./contract/internal/mutation ./contract/internal/suggest ./gen/organizations

# Tests of these packages that the race detector slows down tenfold and has nothing to find in: they
# start no goroutine, or the same ones as other tests. The scripts docs_ try what the pages show.
SEQUENTIAL := TestDerivedExchanges TestHostileMessages TestNoStringOfAVeryLargeMessageIsShown TestCostlySchemasAreUnchecked \
	TestEntriesAreBounded TestAShortFileDoesNotBecomeALongRecording TestRedactIsLinear TestDecodeStreams TestCassettesOfTooManyValuesAreErrors \
	TestCassettesAreReadInPieces TestPostmanVariablesAreBounded TestActionWritesNoSummaryThatIsTooLong TestMutantsOfLaterKeywords \
	TestCalls/^docs_

.PHONY: help migration generate check-generated check-breaking lint contract coverage evidence live mutate test suite pages race bench bench-check bench-client bench-scale beam beam-python bench-beam footprint cover vulnerabilities fuzz sandbox record-sandbox sdks schemathesis probe probe-peers check-release snapshot release ci

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-16s %s\n", $$1, $$2 }' Makefile

generate: ## Generate gen/ from openapi.yaml
	$(GO) generate ./...

migration: ## Write the page about moving from the version before the newest to the newest
	@$(GO) run ./contract/cmd/orgcontract diff --report markdown=contract/docs/migration.md 2024-02-08 2025-09-18 || [ $$? -eq 1 ]

check-generated: ## Fail, with a diff, where gen/ is not what openapi.yaml generates
	@.ci/check-generated

check-breaking: ## Fail on what breaks callers since the latest tag and is not announced in gen/CHANGELOG.md
	@APIDIFF=$(APIDIFF) .ci/check-breaking

lint: ## Lint the code with golangci-lint, and openapi.yaml with Redocly where npx is installed
	$(GO) vet -tags pages,mutants,suite,probe ./...
	$(GO) run $(GOLANGCI_LINT) run ./...
	@if command -v npx >/dev/null; then \
		echo "npx $(REDOCLY) lint --extends recommended-strict openapi.yaml"; \
		npx --yes $(REDOCLY) lint --extends recommended-strict openapi.yaml; \
	else \
		echo "lint: npx is not installed, so Redocly did not lint openapi.yaml; kin-openapi does in make test"; \
	fi

contract: ## Check all recordings against openapi.yaml and print the verdict
	@$(GO) run ./contract/cmd/orgcontract check $(RECORDINGS)

coverage: ## Run the contract tests, and show which lines of openapi.yaml they and the recordings cover
	@rm -rf $(COVERAGE) && mkdir -p $(COVERAGE)
	@EVIDENCE=$(CURDIR)/$(COVERAGE)/tests DERIVED_EVIDENCE=$(CURDIR)/$(COVERAGE)/tests $(GO) test -count=1 ./contract ./contract/sandbox
	@$(GO) run ./contract/cmd/orgcontract coverage --html $(COVERAGE)/map.html --json $(COVERAGE)/coverage.json \
		$(shell [ $(MUTATION)/mutants.json -nt openapi.yaml ] && echo --survivors $(MUTATION)/mutants.json) $(RECORDINGS) $(COVERAGE)/tests
	@echo "The map is $(COVERAGE)/map.html."

evidence: coverage # The name that it had before.

live: ## Ask the vendor's server with POLYTOMIC_PARTNER_KEY and record its answers; LIVE_WRITE=1 creates an organization, and deletes it
	@$(GO) run ./contract/cmd/orgcontract live $(if $(filter 1,$(LIVE_WRITE)),--write)

mutate: ## Fail where fewer mistakes in openapi.yaml than before would be noticed by a recording or a contract test
	@rm -rf $(MUTATION) && mkdir -p $(MUTATION)
	@EVIDENCE=$(CURDIR)/$(MUTATION)/tests $(GO) test -count=1 -vet=off ./contract ./contract/sandbox
	@$(GO) test -vet=off -tags mutants -run '^TestRulesHoldForEachKeyword$$' ./contract/internal/mutation
	@$(GO) run ./contract/cmd/orgcontract mutate --budget 1h --json $(MUTATION)/mutants.json --floor contract/internal/mutation/floor.json $(RECORDINGS) $(MUTATION)/tests

test: ## Run all tests; make lint vets them
	GOGC=$(TEST_GOGC) $(GO) test -vet=off ./...

suite: ## Put the official test suite of JSON Schema to the schemas, where Python's pip is installed
	@if python3 -m pip --version >/dev/null 2>&1; then \
		folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && \
		python3 -m pip download --quiet --no-deps --no-binary jsonschema --dest "$$folder" $(SUITE) && \
		tar -xzf "$$folder"/*.tar.gz -C "$$folder" --strip-components 1 && \
		JSON_SCHEMA_SUITE="$$folder/json/tests" $(GO) test -vet=off -count=1 -v -tags suite -run '^TestOfficialSuite$$' ./contract/internal/schema; \
	else \
		echo "suite: Python's pip is not installed, so nothing was fetched; make test runs the other tests of schemas"; \
	fi

pages: ## Try the pages in Chromium, where it is installed
	$(GO) test -vet=off -count=1 -tags pages ./contract/docs ./contract/internal/apipage ./contract/internal/coverage ./contract/internal/report

race: ## Run the tests of concurrent packages under the race detector, and measure memory
ifeq ($(HAS_C),1)
	CGO_ENABLED=1 $(GO) test -race -vet=off -skip '$(subst $() $(),|,$(strip $(SEQUENTIAL)))' $(CONCURRENT)
else
	@echo "race: there is no C compiler, so the race detector is off; make test runs the tests without it"
endif
	$(GO) test -vet=off -run '^$$' -bench '^BenchmarkMemory$$' -benchtime 1x ./contract/cmd/orgcontract ./contract/sandbox

bench: ## Run the benchmarks, the peers' too; compare two runs with benchstat
	$(GO) test -run '^$$' -bench . ./...
	cd contract/benchmarks && $(GO) generate ./... && $(GO) test -run '^$$' -bench . ./...

bench-check: ## Compare a check with openapi3filter in processor time, six times, and print the ratios with their spread
	@cd contract/benchmarks && $(GO) test -run '^$$' -bench '^BenchmarkRatio$$' -benchtime 15x -count 6 ./check | $(GO) run $(BENCHSTAT) -

bench-client: ## Compare the client with its peers in processor time, six times, and print the ratios with their spread
	@cd contract/benchmarks && $(GO) generate ./... && \
		$(GO) test -run '^$$' -bench '^BenchmarkRatio$$' -benchtime 15x -count 6 . | $(GO) run $(BENCHSTAT) -

bench-scale: ## Measure how the cost of a check grows, and write the page about it with its plots; takes some minutes
	cd contract/benchmarks && $(GO) run ./scale -out ../docs

beam: ## Build and test contract/beam, which checks recordings on Apache Beam; it fetches some 300 modules
	cd contract/beam && $(GO) vet -tags python ./... && $(GO) test -count=1 ./...

beam-python: ## Run contract/beam on the runner of Beam's Python SDK, with two workers and each bundle twice, where there is Python
	@if python3 -m venv --help >/dev/null 2>&1; then \
		folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && \
		python3 -m venv "$$folder" && "$$folder/bin/pip" install --quiet --only-binary :all: $(APACHE_BEAM) && \
		cd contract/beam && BEAM_PYTHON="$$folder/bin/python" $(GO) test -count=1 -tags python -timeout 20m -run '^(TestARetriedBundle|TestTheRecordings|TestAThousand|TestSplitFiles)' ./...; \
	else \
		echo "beam-python: Python is not installed, so nothing was run; make beam runs the other tests"; \
	fi

bench-beam: ## Compare a check by one process with one by Apache Beam, with one and two processors
	cd contract/beam && $(GO) test -run '^$$' -bench . -benchtime 1x -timeout 30m ./cmd/orgcontract-beam

footprint: ## Print what a program gets that imports the client: modules, and bytes in the binary
	@.ci/footprint

cover: ## Run all tests and print the coverage of each function
	$(GO) test -coverprofile=coverage.out -coverpkg=./contract/... ./...
	$(GO) tool cover -func=coverage.out

fuzz: ## Run each fuzz target for a number of inputs
	@.ci/fuzz $(FUZZ_INPUTS)

vulnerabilities: ## Look for known vulnerabilities in what the code calls (needs the network)
	$(GO) run $(GOVULNCHECK) ./...

check-release: ## Lint the workflows and the configuration of releases
	$(GO) run $(ACTIONLINT)
	$(GO) run $(GORELEASER) check

snapshot: ## Build what a release holds into dist/, and publish nothing; the image only where Docker runs
	$(GO) run $(GORELEASER) release --snapshot --clean$(shell docker info >/dev/null 2>&1 || echo ' --skip=docker')

release: ## Build and publish the release of the tag that is checked out; the workflow release does it
	$(GO) run $(GORELEASER) release --clean

sandbox: ## Serve a partner account that behaves like the documented API, on port 8080
	@$(GO) run ./contract/cmd/orgcontract serve

record-sandbox: ## Record what the sandbox answers, after a change of openapi.yaml or of the sandbox
	@$(GO) run ./contract/sandbox/record $(RECORDINGS)/sandbox

sdks: ## Drive the sandbox with the vendor's own SDKs, where there is Python or npm
	@contract/sandbox/testdata/sdks/run

probe: ## Probe the sandbox, and find each defect of a bookshop that has many
	$(GO) test -vet=off -count=1 -v -run '^(TestAPI|TestAProbeCoversTheClaimsAboutRequests)$$' ./contract/sandbox
	$(GO) test -vet=off -count=1 -tags probe -run '^TestAllDefects$$' ./contract/probe

probe-peers: ## Compare probes with Schemathesis on the defects of the bookshop, where there is Python
	@contract/probe/testdata/peers

schemathesis: ## Run Schemathesis against the sandbox, where there is Python
	@contract/sandbox/testdata/schemathesis

ci: check-generated check-breaking lint contract mutate test probe pages race ## Run what CI runs
