# Every command of the project. `make` alone prints this list.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
CARGO := cargo
export CARGO_TERM_COLOR ?= auto

.PHONY: help demo test setup test-rust test-peers test-python test-node gen check-gen dev lint fmt fuzz bench ci

help: ## print this list
	@printf 'Doorcode: one-time-code login for every runtime\n\n'
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-12s %s\n", $$1, $$2 }'

demo: ## the main job: start the local service and log a user in, from sign-up to log-out
	@bash scripts/demo.sh

test: ## all suites
	@bash scripts/test.sh

setup: ## fetch what `demo` and `test` need; they do it by themselves
	@bash scripts/setup.sh

test-rust: ## the suites of core and service
	@bash scripts/test-rust.sh

test-peers: ## the official clients of Python, Node and Java against the service, and our requests against theirs
	@bash scripts/test-peers.sh

test-python: ## the suite of the Python package
	@bash scripts/test-python.sh

test-node: ## the suite of the npm package
	@bash scripts/test-node.sh

gen: ## write the generated files anew
	@bash scripts/gen-python.sh
	@bash scripts/gen-node.sh

check-gen: ## fail where the generated files are not what they would be
	@bash scripts/gen-python.sh --check
	@bash scripts/gen-node.sh --check

dev: ## run the local service
	@bash scripts/setup.sh
	$(CARGO) run --locked -p doorcode-server -- dev

lint: ## clippy, rustfmt, and the rooms of CONTRIBUTING.md
	@bash scripts/lint.sh

fmt: ## format everything
	$(CARGO) fmt --all
	@bash scripts/lint-python.sh --fix
	@bash scripts/lint-node.sh --fix

fuzz: ## fuzz tokens, headers, replies and the service's routes for a while
	@bash scripts/fuzz.sh

bench: ## measure, side by side with what users would pick instead; writes bench/results.json
	@bash scripts/bench.sh

ci: ## what CI runs: generated files, lint, all suites with nothing left out, a short fuzz
	@bash scripts/gen-python.sh --check
	@bash scripts/gen-node.sh --check
	@bash scripts/lint.sh
	@REQUIRE_ALL=1 bash scripts/test.sh
	@bash scripts/fuzz.sh
