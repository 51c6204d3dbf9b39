"""The structure is tested like any other promise: import contracts, test folders as packages, small modules."""

from __future__ import annotations

import ast
import os
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("bot", "memory", "retrieval", "policies")
MODULES = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py") if "migrations" not in path.parts]


def test_the_import_contracts_are_kept() -> None:
    # In a process of its own: it switches the loggers of this one off.
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout + found.stderr


def test_every_test_folder_is_a_package() -> None:
    folders = {path.parent for path in (ROOT / "tests").rglob("*.py")}
    assert [str(folder) for folder in folders if not (folder / "__init__.py").exists()] == []


def test_no_module_is_a_drawer_or_a_tome() -> None:
    drawers = {"utils", "helpers", "common", "manager", "misc"}
    assert [path.name for path in MODULES if path.stem in drawers] == []
    assert [str(path) for path in MODULES if path.read_text("utf-8").count(os.linesep) > 500] == []


def test_functions_are_mostly_short() -> None:
    lengths = [
        (node.end_lineno or node.lineno) - node.lineno + 1
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    assert statistics.quantiles(lengths, n=10)[-1] <= 15
    assert max(lengths) <= 40


def test_every_module_says_what_it_is() -> None:
    silent = [str(path) for path in MODULES if not ast.get_docstring(ast.parse(path.read_text("utf-8")))]
    assert silent == []
