"""The stubs of the dialects say what the classes and functions are at run time, with types."""

from __future__ import annotations

import ast
import inspect
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import gradstep as gs
from gradstep.dialects import _arguments
from support.repository import ROOT, script

PACKAGE = ROOT / "python" / "gradstep"
stubs_dialects = script("tools/stubs_dialects.py")

MODULES = {module.__name__.removeprefix("gradstep."): module for module in stubs_dialects.modules()}
every_module = pytest.mark.parametrize("name", MODULES)


def members(module: ModuleType) -> Iterator[tuple[str, Any]]:
    """The optimizers and schedules that are the module's own."""
    for name in module.__all__:
        value = getattr(module, name)
        schedule = inspect.isfunction(value) and value.__module__ == module.__name__
        if schedule or (isinstance(value, type) and "_entry" in vars(value)):
            yield name, value


def test_committed_stubs_are_current(tmp_path: Path) -> None:
    shutil.copy(PACKAGE / "optimizers.pyi", tmp_path)  # which has its own test
    stubs_dialects.write(tmp_path)
    for name in stubs_dialects.NAMES:
        assert (PACKAGE / name).read_text("utf-8") == (tmp_path / name).read_text("utf-8"), name
    found = (PACKAGE / "dialects").rglob("*.pyi")
    assert {str(file.relative_to(PACKAGE)) for file in found} == set(stubs_dialects.NAMES)


# ---- what a stub says, and what is there ---------------------------------------------------------


def written(name: str) -> ast.Module:
    return ast.parse((PACKAGE / stubs_dialects.place(MODULES[name])).read_text("utf-8"))


def own_keywords() -> set[str]:
    """The keywords that stubs write as ``**keywords``."""
    (cls,) = (
        node
        for node in ast.parse((PACKAGE / stubs_dialects.KEYWORDS).read_text("utf-8")).body
        if isinstance(node, ast.ClassDef)
    )
    return {ast.unparse(x.target) for x in cls.body if isinstance(x, ast.AnnAssign)}


def said(function: ast.FunctionDef, names: dict[str, Any]) -> list[inspect.Parameter]:
    """The parameters in a stub."""
    a = function.args
    assert not a.posonlyargs and a.vararg is None
    place, keyword = inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY
    defaults = [*[None] * (len(a.args) - len(a.defaults)), *a.defaults, *a.kw_defaults]
    kinds = [place] * len(a.args) + [keyword] * len(a.kwonlyargs)
    out = []
    for x, kind, node in zip([*a.args, *a.kwonlyargs], kinds, defaults, strict=True):
        default = eval(ast.unparse(node), names) if node else inspect.Parameter.empty
        out.append(inspect.Parameter(x.arg, kind, default=default))
    if a.kwarg is not None:
        out.append(inspect.Parameter(a.kwarg.arg, inspect.Parameter.VAR_KEYWORD))
    return out


@every_module
def test_a_stub_says_what_is_there(name: str) -> None:
    module, tree, own = MODULES[name], written(name), own_keywords()
    nodes = {x.name: x for x in tree.body if isinstance(x, (ast.ClassDef, ast.FunctionDef))}
    assert list(nodes) == [key for key, _ in members(module)]
    assert inspect.cleandoc(ast.get_docstring(tree) or "") == inspect.cleandoc(module.__doc__ or "")
    names = {
        x.asname or x.name for y in tree.body if isinstance(y, ast.ImportFrom) for x in y.names
    }
    assert set(module.__all__) <= {*nodes, *names}
    (listed,) = (x.value for x in tree.body if isinstance(x, ast.Assign))
    assert sorted(ast.literal_eval(listed)) == sorted(module.__all__)
    functions = {
        x.default.__name__: x.default
        for _, value in members(module)
        for x in inspect.signature(value).parameters.values()
        if inspect.isfunction(x.default)
    }
    for key, value in members(module):
        node = nodes[key]
        assert ast.get_docstring(node) == inspect.cleandoc(value.__doc__ or ""), key
        real = [x.replace(annotation=x.empty) for x in inspect.signature(value).parameters.values()]
        if isinstance(node, ast.FunctionDef):
            assert said(node, functions) == real, key
            assert node.returns and ast.unparse(node.returns) == "Schedule"
            continue
        assert [ast.unparse(x) for x in node.bases] == [value.__mro__[1].__name__]
        (function,) = (x for x in node.body if isinstance(x, ast.FunctionDef))
        first, *rest, last = said(function, functions)
        assert (first.name, last.kind) == ("self", inspect.Parameter.VAR_KEYWORD)
        assert own <= {x.name for x in real if x.kind is x.KEYWORD_ONLY}
        assert rest == [x for x in real if x.name not in own], key


@every_module
def test_every_argument_is_documented(name: str) -> None:
    for key, value in members(MODULES[name]):
        text = inspect.cleandoc(value.__doc__ or "").partition("Args:\n")[2]
        lines = re.findall(r"^    (?! )(.*)$", text, re.MULTILINE)
        arguments = [line.partition(":")[0].removeprefix("**") for line in lines]
        known = list(inspect.signature(value).parameters)
        assert arguments == known[: len(arguments)], key
        rest = set(known[len(arguments) :])
        assert rest <= own_keywords() | {"state_dtype", "maximize", "cautious"}, key
        assert all(len(line.partition(": ")[2]) > 4 for line in lines), key


def test_no_meaning_is_left_over() -> None:
    known: dict[str, set[str]] = {"schedules": set(), "optimizers": set()}
    for key, value in (x for module in MODULES.values() for x in members(module)):
        entry = getattr(value, "_entry", None)
        for name in entry.convert if entry else inspect.signature(value).parameters:
            names = known["optimizers" if entry else "schedules"]
            names |= {name, f"**{name}", f"{key}.{name}"}
    assert _arguments.OF_SCHEDULES.keys() <= known["schedules"]
    assert _arguments.OF_OPTIMIZERS.keys() <= known["optimizers"]


# ---- what type checkers make of it ---------------------------------------------------------------

# What is given for an argument without a default, by its name or else by its type.
SAMPLES = {
    "boundaries": "[10]",
    "cosine_kwargs": "[{}]",
    "lr_lambda": "growth",
    "milestones": "[10]",
    "name": '"linear"',
    "schedulers": "[schedule]",
    "schedules": "[schedule, schedule]",
    "values": "[0.2, 0.1]",
    "lr_scheduler": "schedule",
    "float": "0.25",
    "float | Schedule": "schedule",
    "int": "20",
    "_Number": "0.25",
    "Sequence[int]": "[10]",
    "Literal['linear', 'cosine']": '"linear"',
}
# Keywords of gradstep's own, away from their defaults.
OWN = {
    "groups": '{"*": {"lr_scale": 0.5}}',
    "grads": "numpy.zeros(3)",
    "clip_norm": "1.0",
    "accumulate": "4",
    "nonfinite": '"skip"',
    "max_skips": "3",
    "zero_grads": "True",
    "bounds": "(None, 1.0)",
    "average": "gs.EMA(0.9)",
    "lookahead": "gs.Lookahead()",
    "mechanic": "gs.Mechanic()",
    "copy_to": "numpy.zeros(3)",
    "state_dtype": '"q8"',
    "state_min_size": "64",
    "rounding": '"nearest"',
    "seed": "1",
    "report": "True",
    "line_search": "gs.line_searches.StrongWolfe()",
    "clip_value": "1.0",
    "clip_each": "schedule",
    "clip_adaptive": "0.5",
    "centralize": "True",
    "maximize": "True",
    "cautious": "True",
}
HEAD = """\
import numpy
from typing_extensions import assert_type

import gradstep as gs
import gradstep.dialects.optax.optimizers
import gradstep.dialects.pytorch_optimizer.optimizers


def growth(n: float) -> float:
    return 0.5


schedule: gs.schedules.Schedule = gs.schedules.Constant(0.25)
"""
# Each of these must be refused: an ignore that nothing needs is an error.
REFUSED = """\
gs.dialects.torch.Adam(numpy.ones(3), lrr=0.1)  # type: ignore[call-arg]
gs.dialects.torch.Adam(numpy.ones(3), betas=0.9)  # type: ignore[arg-type]
gs.dialects.torch.Adadelta(numpy.ones(3), 1.0, 0.9, 1e-6, 0, None, False)  # type: ignore[call-arg]
gs.dialects.optax.adam(numpy.ones(3))  # type: ignore[call-arg]
gs.dialects.timm.Adan(numpy.ones(3), caution=True)  # type: ignore[arg-type]
gs.dialects.torch.StepLR(0.1, 30)  # type: ignore[call-arg]
gs.dialects.torch.Ada  # type: ignore[attr-defined]
"""


def calls() -> Iterator[tuple[str, str, str]]:
    """For each optimizer and schedule: its name, a call with every keyword, and what is made."""
    for module_name, module in MODULES.items():
        tree = written(module_name)
        nodes = {x.name: x for x in tree.body if isinstance(x, (ast.ClassDef, ast.FunctionDef))}
        for key, value in members(module):
            node = nodes[key]
            if isinstance(node, ast.ClassDef):
                (function,) = (x for x in node.body if isinstance(x, ast.FunctionDef))
            else:
                function = node
            types = {
                x.arg: ast.unparse(x.annotation)
                for x in (*function.args.args, *function.args.kwonlyargs)
                if x.annotation
            }
            theirs = getattr(value, "_entry", None)
            given = []
            for name, x in inspect.signature(value).parameters.items():
                if name == "params":
                    given.append("params=numpy.ones(3)")
                elif x.kind is x.VAR_KEYWORD:
                    given.append('mode="min"')
                elif theirs and name not in theirs.arguments:
                    given.append(f"{name}={OWN[name]}")
                elif x.default is x.empty:
                    by_name = SAMPLES.get(name, SAMPLES.get(types[name], ""))
                    given.append(f"{name}={by_name}")
                elif inspect.isfunction(x.default):
                    given.append(f"{name}={x.default.__module__}.{x.default.__name__}")
                else:
                    given.append(f"{name}={stubs_dialects.shown(x.default)}")
            made = f"gs.{module_name}.{key}" if theirs else "gs.schedules.Schedule"
            yield f"{module_name}.{key}", f"gs.{module_name}.{key}({', '.join(given)})", made


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A program that makes everything there is in the dialects, with every keyword."""
    lines = [f"assert_type({call}, {made})\n" for _, call, made in calls()]
    file = tmp_path_factory.mktemp("typed") / "program.py"
    file.write_text(HEAD + "".join(lines) + REFUSED, "utf-8")
    return file


def checker(*command: str, folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    return "" if done.returncode == 0 else done.stdout + done.stderr


def test_mypy_knows_every_class_and_keyword(program: Path) -> None:
    folder = program.parent
    config = folder / "mypy.ini"
    config.write_text(f"[mypy]\nstrict = true\nmypy_path = {ROOT / 'python'}\n", "utf-8")
    assert checker("mypy", "--config-file", str(config), str(program), folder=folder) == ""


def test_pyright_knows_every_class_and_keyword(program: Path) -> None:
    pytest.importorskip("pyright")
    folder = program.parent
    settings = f'{{"include": ["program.py"], "extraPaths": ["{(ROOT / "python").as_posix()}"]}}'
    (folder / "pyrightconfig.json").write_text(settings, "utf-8")
    assert checker("pyright", folder=folder) == ""


def test_jedi_completes_the_dialects() -> None:
    jedi = pytest.importorskip("jedi")
    project = jedi.Project(ROOT, added_sys_path=[str(ROOT / "python")])

    def script(line: str) -> Any:
        return jedi.Script(f"import gradstep as gs\n{line}", project=project)

    def completed(line: str) -> set[str]:
        return {x.name for x in script(line).complete()}

    assert set(gs.dialects.torch.__all__) <= completed("gs.dialects.torch.")
    assert set(gs.dialects.__all__) <= completed("gs.dialects.")
    assert {"betas=", "amsgrad="} <= completed("gs.dialects.torch.Adam(p, ")
    assert {"step_size=", "steps_per_call="} <= completed("gs.dialects.torch.StepLR(")
    assert {"step", "param_groups"} <= completed("gs.dialects.torch.Adam(p).")
    (adopt,) = script("gs.dialects.optax.contrib.adopt").help()
    assert gs.dialects.optax.contrib.adopt.__doc__.strip() in adopt.docstring()
