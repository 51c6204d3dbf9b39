# Every command a person or CI needs. `make` alone lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
INSTALL := $(UV) pip install --quiet --python $(BIN)/python
COMPILE := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate

.DEFAULT_GOAL := help
.PHONY: help chat install install-test install-check install-models baselines test test-system simulate test-models check proof lock clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

chat: install ## Talk with the companion in this terminal
	@$(BIN)/malbeot chat

install: $(VENV)/core.done ## Make .venv and install malbeot

$(UV):
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) not found: install Python 3.11 or newer" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; try: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt

$(VENV)/core.done: $(UV) requirements/core.txt pyproject.toml
	$(INSTALL) --require-hashes -r requirements/core.txt
	$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

install-test: $(VENV)/test.done ## Add what the tests need (no torch)

$(VENV)/test.done: $(VENV)/core.done requirements/test.txt
	$(INSTALL) --require-hashes -r requirements/test.txt
	@touch $@

install-check: $(VENV)/check.done ## Add linters and the type checker

$(VENV)/check.done: $(VENV)/test.done requirements/check.txt
	$(INSTALL) --require-hashes -r requirements/check.txt
	@touch $@

install-models: $(VENV)/models.done ## Add torch and transformers, for tests against real model servers

$(VENV)/models.done: $(VENV)/test.done requirements/models.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check torch==2.13.0
	$(INSTALL) --no-deps --require-hashes -r requirements/models.txt
	@touch $@

BASELINES := .venv-baselines

baselines: $(BASELINES)/done ## Other people's programs that benchmarks compare with (mem0), in an environment of their own

$(BASELINES)/done: $(UV) requirements/baselines.txt
	test -x $(BASELINES)/bin/python || $(PYTHON) -m venv --without-pip $(BASELINES)
	$(UV) pip install --quiet --python $(BASELINES)/bin/python --require-hashes -r requirements/baselines.txt
	@touch $@

test: install-test ## The tests, on SQLite and a real PostgreSQL (about 7 minutes on two cores)
	$(BIN)/python -m pytest

test-system: install-test ## A crash at every write, Telegram's stand-in, a browser, kills (at most 10 minutes)
	$(BIN)/python -m pytest tests/system

SEEDS ?= 2000

simulate: install ## The engine under SEEDS=2000 seeds of crashes, faults and people, deterministically
	@$(BIN)/python -m bot.testing.simulation --seeds $(SEEDS)

test-models: install-models ## Against a real model server with a tiny model made on the spot (at most 10 minutes)
	$(BIN)/python -m pytest tests/models

check: install-check ## Linter, formatter, type checker, import contracts, persona files
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/malbeot persona check

LLAMA := .llama

$(LLAMA)/done: ## llama.cpp's Python server in an environment of its own; compiles for about a quarter of an hour
	$(PYTHON) -m venv $(LLAMA)
	$(LLAMA)/bin/python -m pip install --quiet --disable-pip-version-check "llama-cpp-python[server]==0.3.36" gguf safetensors
	@touch $@

KILLS := .proof/kills.jsonl

proof: install-models $(LLAMA)/done ## Long runs: thousands of examples for every property, a llama.cpp server, 1,000 kills
	HYPOTHESIS_PROFILE=proof $(BIN)/python -m pytest tests/unit
	$(BIN)/python -m benchmarks.kill --db sqlite --kills 500 --seed 1 --resume $(KILLS) --json
	$(BIN)/python -m benchmarks.kill --db postgres --kills 500 --seed 1001 --resume $(KILLS) --json
	LLAMA_PYTHON=$(LLAMA)/bin/python $(BIN)/python -m pytest tests/proof

# torch's own requirements on Linux are several GB of CUDA packages; the tests run on its CPU build, installed by pip.
NO_TORCH := $(foreach name,torch triton cuda-bindings cuda-pathfinder cuda-toolkit nvidia-cublas nvidia-cuda-cccl \
  nvidia-cuda-cupti nvidia-cuda-nvrtc nvidia-cuda-runtime nvidia-cudnn-cu13 nvidia-cufft nvidia-cufile nvidia-curand \
  nvidia-cusolver nvidia-cusparse nvidia-cusparselt-cu13 nvidia-nccl-cu13 nvidia-nvjitlink nvidia-nvshmem-cu13 \
  nvidia-nvtx,--no-emit-package $(name))

lock: $(UV) ## Resolve the requirement locks again
	$(COMPILE) requirements/bootstrap.in -o requirements/bootstrap.txt
	$(COMPILE) pyproject.toml -o requirements/core.txt
	$(COMPILE) pyproject.toml --extra postgres -c requirements/core.txt -o requirements/postgres.txt
	$(COMPILE) pyproject.toml --group test -c requirements/postgres.txt -o requirements/test.txt
	$(COMPILE) pyproject.toml --group test --group check -c requirements/test.txt -o requirements/check.txt
	$(COMPILE) pyproject.toml --group models -c requirements/test.txt -c requirements/torch.txt $(NO_TORCH) \
	  -o requirements/models.txt
	$(COMPILE) requirements/baselines.in -o requirements/baselines.txt

clean: ## Remove the environments (conversations in .malbeot stay)
	rm -rf $(VENV) $(BASELINES) $(LLAMA) $(dir $(KILLS))
