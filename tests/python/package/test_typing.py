"""Type checkers know what runs: a program that gives every keyword of every public callable.

Keywords and defaults are those that the library has when it runs; mypy and pyright read the program
and the package's stubs. The dialects' classes have such a test of their own.
"""

from __future__ import annotations

import inspect
import json
import math
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import gradstep as gs
from gradstep._optimizer.options import ENGINE, KEYWORDS
from support.repository import ROOT

PACKAGE = Path(gs.__file__).parent

HEAD = """\
from __future__ import annotations

from typing import Any

import numpy as np

import gradstep as gs

array = np.ones(3)
container: Any = {"w": array}
schedule = gs.schedules.Cosine(1.0, steps=10)
rule = gs.rules.AdamW()
opt = gs.AdamW(array)
search = gs.line_searches.StrongWolfe()
memory = gs.line_searches.SearchMemory()
lbfgs = gs.LBFGS(array)
cg = gs.CG(array)


def fun(x: Any) -> tuple[float, Any]:
    return 1.0, x


def number(n: int) -> float:
    return float(n)


def closure() -> tuple[float, Any]:
    return 1.0, array


def problem(rng: np.random.Generator) -> Any:
    return container, fun

"""

# Values for what has no default, or None, by the argument's name, or by "callable.argument".
# Options of the engine, and what has another default, need none.
SAMPLES = {
    "at": "[2]",
    "base_batch_size": "32",
    "batch_size": "64",
    "bounds": "(0.0, None)",
    "closure": "closure",
    "copy_to": "[array]",
    "d": "schedule.to_dict()",
    "d_model": "512",
    "decay": "0.1",
    "down": "2",
    "drop": "0.5",
    "every": "2",
    "extend.at": "2",
    "factor": "0.5",
    "fun": "fun",
    "function": "number",
    "grads": "container",
    "group": '"default"',
    "groups": '{"*.b": dict(weight_decay=0.0)}',
    "hi": "1.0",
    "how": '"linear"',
    "inputs": "{}",
    "k": "2",
    "line_search": "search",
    "lo": "0.0",
    "loss": "1.0",
    "loss_and_grads": "fun",
    "lr": "0.1",
    "maxiter": "10",
    "memory": "memory",
    "metric": "1.0",
    "metrics": "[1.0]",
    "minimize.state": "None",
    "n": "3",
    "name": '"lr"',
    "object": "number",
    "optimizer": "opt",
    "params": "array",
    "patterns": '"w"',
    "peak": "1.0",
    "period": "5",
    "phi": "fun",
    "preview.start": "2",
    "problem": "problem",
    "rule": "rule",
    "saved": "opt.state_dict()",
    "schedule": "schedule",
    "schedules": "[schedule]",
    "slope": "-1.0",
    "start": "1.0",
    "state": "rule.init(container)",
    "steps": "10",
    "text": '"1.0"',
    "timescale": "5.0",
    "total_steps": "20",
    "tree": "container",
    "up": "2",
    "value": "1.0",
    "values": "[1.0, 0.5]",
    "warmup": "2",
    "x": "array",
    "x0": "array",
}

# Methods, by what they are called on.
OBJECTS: dict[str, type] = {
    "opt": gs.AdamW,
    "rule": gs.rules.AdamW,
    "schedule": gs.schedules.Cosine,
    "search": gs.line_searches.StrongWolfe,
    "lbfgs": gs.LBFGS,
    "cg": gs.CG,
}
MODULES = {
    "gs": gs,
    "gs.rules": gs.rules,
    "gs.schedules": gs.schedules,
    "gs.line_searches": gs.line_searches,
    "gs.scipy": gs.scipy,
}
# What nobody calls: bases, and what calls return.
NOT_CALLED = {"Composite", "LineSearch", "LineSearchResult", "Rule", "Schedule", "StepReport"}
NOT_CALLED |= {"DescentReport", "Info", "LRFinding", "MinimizeResult", "MinimizeState"}
NOT_CALLED |= {"GradientCheck", "InverseHessian"}


def parameters(function: Any) -> list[inspect.Parameter]:
    """The parameters of a callable; for the extension's, from the docstring's first line."""
    try:
        found = inspect.signature(function)
    except ValueError:
        text = (function.__init__ if isinstance(function, type) else function).__doc__
        lines = re.findall(r"^\w+\((.*)\) -> .*$", text, re.MULTILINE)
        names: dict[str, Any] = {}
        exec(f"from __future__ import annotations\ndef f({lines[-1]}): ...", names)
        found = inspect.signature(names["f"])
    return [p for p in found.parameters.values() if p.name != "self"]


def option_samples() -> dict[str, str]:
    """A value away from the default for every option of the engine."""
    plain = {"number": "1.0", "count": "7", "flag": "True", "dtype": "np.float16"}

    def sample(option: dict[str, Any]) -> str:
        if option["kind"] == "choice":
            return repr(option["choices"][-1])
        return (
            f"gs.{option['choices'][0]}()" if option["kind"] == "value" else plain[option["kind"]]
        )

    return {option["name"]: sample(option) for option in ENGINE}


OPTION_SAMPLES = option_samples()


def argument(of: str, p: inspect.Parameter) -> str:
    """An expression for an argument: a sample, or its default."""
    plain = isinstance(p.default, (bool, int, float, str, tuple)) and p.default == p.default
    sample = SAMPLES.get(f"{of.rpartition('.')[2]}.{p.name}")
    if sample is None and p.name in OPTION_SAMPLES and "race" not in of:
        sample = OPTION_SAMPLES[p.name]
    if sample is None and (not plain or p.default in (math.inf, -math.inf)):
        sample = SAMPLES.get(p.name)
    if sample is None and not plain and p.default is not None:
        raise KeyError(f"{of}.{p.name} needs a sample")
    return re.sub(r"\binf\b", "np.inf", repr(p.default)) if sample is None else sample


def call(of: str, function: Any) -> str:
    """A call with every argument, by keyword if that may be."""
    given = []
    for p in parameters(function):
        if p.kind is p.VAR_KEYWORD:
            if of == "gs.find_lr":  # which hands them on
                more = inspect.signature(gs.Optimizer).parameters.values()
                given += [f"{q.name}={argument(of, q)}" for q in more if q.kind is q.KEYWORD_ONLY]
        elif p.kind is p.VAR_POSITIONAL:
            given.append(SAMPLES[p.name])
        elif p.kind is p.POSITIONAL_ONLY:
            given.append(argument(of, p))
        else:
            given.append(f"{p.name}={argument(of, p)}")
    return f"{of}({', '.join(given)})"


def calls() -> Iterator[str]:
    for where, module in MODULES.items():
        for name in module.__all__:
            thing = getattr(module, name)
            error = isinstance(thing, type) and issubclass(thing, Exception)
            if callable(thing) and not error and name not in NOT_CALLED:
                yield call(f"{where}.{name}", thing)
    for name, kind in OBJECTS.items():
        for method in dir(kind):
            if not method.startswith("_") and callable(getattr(kind, method)):
                yield call(f"{name}.{method}", getattr(kind, method))


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    to = tmp_path_factory.mktemp("typing") / "program.py"
    to.write_text(HEAD + "".join(f"{line}\n" for line in calls()), "utf-8")
    return to


def check(*command: str, cwd: Path) -> None:
    """Run a type checker that must have nothing to say."""
    source = str(PACKAGE.parent)
    paths = {} if "site-packages" in source else {"MYPYPATH": source}
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=cwd,
        env={**os.environ, **paths},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_mypy_knows_every_keyword(program: Path) -> None:
    check("mypy", "--strict", "--config-file=", program.name, cwd=program.parent)


def test_pyright_knows_every_keyword(program: Path) -> None:
    pytest.importorskip("pyright")
    ready = subprocess.run([sys.executable, "-m", "pyright", "--version"], capture_output=True)
    if ready.returncode != 0:
        pytest.skip("pyright has no node: install pyright[nodejs]")
    config = {"include": [program.name], "extraPaths": [str(PACKAGE.parent)]}
    (program.parent / "pyrightconfig.json").write_text(json.dumps(config))
    check("pyright", "--pythonpath", sys.executable, cwd=program.parent)


def test_a_keyword_that_does_not_exist_is_seen(tmp_path: Path) -> None:
    """So the checks above can fail."""
    wrong = tmp_path / "wrong.py"
    wrong.write_text(f'{HEAD}gs.AdamW(array, state_dtypes="q8")\n')
    with pytest.raises(AssertionError, match='keyword argument "state_dtypes"'):
        check("mypy", "--strict", "--config-file=", wrong.name, cwd=tmp_path)


# ---- one place for each option -------------------------------------------------------------------

# Where options may stand in a list, by file, and why.
LISTS = {
    "cpp/include/gradstep/vocabulary.hpp": "what they mean and what they may be",
    "cpp/include/gradstep/options.hpp": "the structs",
    "python/gradstep/_optimizer/options.py": "those that only Python has",
    "python/gradstep/optimizers.pyi": "made by tools/stubs.py",
}


def test_options_are_listed_in_one_place() -> None:
    """Nowhere else do six of them stand within five lines, quoted or with their types."""
    name = "|".join(sorted(KEYWORDS))
    stands = re.compile(rf"""["'`]({name})["'`]|^\s*({name}):""")
    folders = ("cpp", "python/gradstep", "tools", "tests/python")
    files = [path for folder in folders for path in (ROOT / folder).rglob("*.*")]
    found = {}
    for path in files:
        if path.suffix in (".py", ".pyi", ".hpp", ".cpp"):
            lines = [stands.findall(line) for line in path.read_text("utf-8").splitlines()]
            for i in range(len(lines)):
                if len({a or b for line in lines[i : i + 5] for a, b in line}) >= 6:
                    found.setdefault(path.relative_to(ROOT).as_posix(), i + 1)
    assert found.keys() <= LISTS.keys(), found
