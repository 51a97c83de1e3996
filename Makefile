# Everything the project does from a fresh clone. Needed: Python 3.11 or newer with venv, make and
# a network that reaches the package registries; for Kafka also Java 17 and Maven.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
ARGS ?=
JOBS ?= 2

export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help setup demo test lint types unit system bench faults explore kafka protos generate lock clean

help: ## list the targets (this page)
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo '  ARGS="…" passes options on: make demo ARGS=--once'

setup: $(STAMP) ## make .venv and install exactly what requirements.lock names

$(STAMP): requirements.lock pyproject.toml
	@deploy/setup.sh "$(PYTHON)" "$(VENV)"
	@touch $@

demo: setup ## start every part, play S1–S12 and a small municipality (ARGS=--once, ARGS="--log kafka")
	$(BIN)/enishi demo $(ARGS)

test: lint types unit system ## everything CI runs: lint, types, import contracts, tests

lint: setup ## ruff and the import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: setup ## mypy --strict
	$(BIN)/mypy

unit: setup ## the unit tests, in two processes (JOBS=n)
	$(BIN)/pytest tests/unit -n $(JOBS) $(ARGS)

# One after another: these start processes, brokers and listen on ports.
system: setup ## contracts, scenarios and faults, on both logs
	$(BIN)/pytest tests --ignore=tests/unit $(ARGS)

bench: setup ## measure, each figure as a ratio to its raw limit; writes .cache/bench.json
	$(BIN)/python -m tests.bench $(ARGS)

screenshots: setup ## pictures of the main pages into deploy/screenshots (Chromium)
	$(BIN)/python -m tests.browser.screenshots

faults: setup ## only the kill and fault tests, killing 20 times (ENISHI_FAULT_ROUNDS=n)
	ENISHI_FAULT_ROUNDS=$${ENISHI_FAULT_ROUNDS:-20} $(BIN)/pytest tests/faults $(ARGS)

explore: setup ## the unit tests on examples drawn anew (make test draws the same everywhere)
	ENISHI_EXPLORE=1 $(BIN)/pytest tests/unit -n $(JOBS) $(ARGS)

kafka: setup ## start the one-node broker (Java 17, Maven)
	$(BIN)/python -m deploy.kafka up $(ARGS)

# google.rpc's own stubs lie under typings/ because its package is not marked as typed.
protos: setup ## regenerate the protobuf stubs beside protos/**/*.proto
	$(BIN)/python -m grpc_tools.protoc --proto_path=. \
	  --plugin=protoc-gen-mypy=$(BIN)/protoc-gen-mypy \
	  --plugin=protoc-gen-mypy_grpc=$(BIN)/protoc-gen-mypy_grpc \
	  --python_out=. --grpc_python_out=. --mypy_out=. --mypy_grpc_out=. \
	  $$(find protos -name '*.proto' | LC_ALL=C sort)
	$(BIN)/python -m grpc_tools.protoc \
	  --proto_path=$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))') \
	  --plugin=protoc-gen-mypy=$(BIN)/protoc-gen-mypy --mypy_out=typings \
	  google/rpc/code.proto google/rpc/error_details.proto google/rpc/status.proto

generate: setup ## regenerate what derives from the catalogue and the policy (protobuf, pages, AsyncAPI)
	$(BIN)/python -m schemas.generate $(ARGS)
	$(BIN)/python -m projections.visibility.page $(filter --check,$(ARGS))

lock: setup ## renew requirements.lock from pyproject.toml (ARGS=--upgrade for newer versions)
	$(BIN)/uv pip compile pyproject.toml --extra dev --output-file requirements.lock --quiet \
	  --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock' $(ARGS)

clean: ## remove .venv, caches and build outputs; state in .enishi stays
	rm -rf $(VENV) .cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
