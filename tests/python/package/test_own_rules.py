"""examples/own_rule and the C++ of docs/own_rules.md, with the headers of the installed package."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gradstep
from support.repository import ROOT, script

COMPILER = os.environ.get("CXX") or shutil.which("c++") or shutil.which("g++")
pytestmark = pytest.mark.skipif(COMPILER is None, reason="no C++ compiler")

own_rule = script("examples/own_rule/own_rule.py")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return own_rule.build(tmp_path_factory.mktemp("own_rule"))


def test_the_example_computes_its_formula(library: Any) -> None:
    rng = np.random.default_rng(1)
    for dtype in (np.float32, np.float64):
        for n in (1, 7, 70, 1001):
            p = rng.standard_normal(n).astype(dtype)
            expected, m = p.copy(), np.zeros(n, dtype)
            rule = own_rule.Squashed(library, p, lr=0.125, decay=0.9, knee=0.75)
            for _ in range(5):
                g = rng.standard_normal(n).astype(dtype)
                rule.step(g)
                m = 0.9 * m + g / (1 + np.abs(g) / 0.75)
                expected = expected - 0.125 * m
            assert p.dtype == dtype and (p == expected).all() and (rule.m == m).all()
    with pytest.raises(ValueError, match="shape"):
        rule.step(g[:3])
    with pytest.raises(ValueError, match="from 1 on, not 0"):
        rule.t = -1
        rule.step(g)


def test_the_example_runs_by_itself_on_another_isa(library: Any) -> None:
    p = np.linspace(-2, 2, 9)
    rule = own_rule.Squashed(library, p, lr=0.1, decay=0.9, knee=1.0)
    for _ in range(100):
        rule.step(2 * p)
    isa = "baseline" if platform.machine() in ("x86_64", "AMD64") else ""
    env = {**os.environ, "GRADSTEP_ISA": isa}
    run = subprocess.run(
        [sys.executable, own_rule.__file__], env=env, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert run.stdout == f"{p}\n"


def test_the_programs_of_the_page_compile(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "own_rules.md").read_text("utf-8")
    sources = re.findall(r"^```cpp\n// (\S+)\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    assert [name for name, _ in sources] == ["main.cpp", "my_rules.inl", "wide.cpp"]
    for name, code in sources:
        (tmp_path / name).write_text(code, "utf-8")
    include = Path(gradstep.__file__).parent / "include"
    for name in ("main.cpp", "wide.cpp"):
        command = [COMPILER, "-std=c++20", "-Wall", "-Wextra", "-Werror", "-fsyntax-only"]
        paths = ["-I", include, "-I", tmp_path]
        run = subprocess.run(
            [*map(str, (*command, *paths)), name], cwd=tmp_path, capture_output=True, text=True
        )
        assert run.returncode == 0, run.stderr
