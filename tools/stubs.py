"""Write the type stubs: `python tools/stubs.py [DIR]`, by default next to the package's sources.

`_core.pyi` comes from pybind11-stubgen; `rules.pyi` and `optimizers.pyi` from the same reflection
that makes the classes. A test compares the committed files with what this writes.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from gradstep import _core

HERE = Path(__file__).resolve().parent.parent / "python" / "gradstep"
NAMES = ("_core.pyi", "rules.pyi", "optimizers.pyi")

NUMBER = "float | Schedule | Callable[[int], float]"
OPTIONS = """\
        groups: Mapping[str, Mapping[str, Any]] | Callable[[str, Any], Any] | None = None,
        grads: Any = None,
        clip_norm: float | None = None,
        nonfinite: Literal["raise", "skip", "propagate"] = "raise",
        max_skips: int = 100,
        zero_grads: bool = False,
        bounds: tuple[float | None, float | None] | None = None,
        average: Average | None = None,
        lookahead: Lookahead | None = None,
        copy_to: Any = None,
        report: bool = False,
"""


def arguments(fields: list[dict[str, object]]) -> str:
    """The hyper-parameters as keyword-only arguments, one per line."""
    return "".join(f"        {f['name']}: {kind(f, NUMBER)} = {f['default']!r},\n" for f in fields)


def kind(field: dict[str, object], number: str) -> str:
    """The type of a hyper-parameter that is a number or a schedule, a flag, or None."""
    if field["kind"] == "flag":
        return "bool"
    return f"{number} | None" if field["optional"] else number


def rules() -> str:
    """The stub of gradstep.rules."""
    out = [
        "# Written by tools/stubs.py.\n",
        "from collections.abc import Callable\n\n",
        "from ._rule import Rule as Rule\n",
        "from .schedules import Schedule\n\n",
        "__all__: list[str]\n",
    ]
    for spec in map(_core.rule, _core.rule_names()):
        out.append(f"\nclass {spec['name']}(Rule):\n")
        for f in spec["fields"]:
            value = kind(f, "float | Schedule")
            out.append(f"    @property\n    def {f['name']}(self) -> {value}: ...\n")
        out.append("    def __init__(\n        self,\n        *,\n")
        out.append(f"{arguments(spec['fields'])}    ) -> None: ...\n")
    return "".join(out)


def optimizers() -> str:
    """The stub of gradstep.optimizers."""
    names = _core.rule_names()
    out = [
        "# Written by tools/stubs.py.\n",
        "from collections.abc import Callable, Mapping\n",
        "from typing import Any, Literal\n\n",
        "from ._averages import Average, Lookahead\n",
        "from .optim import Optimizer as Optimizer\n",
        "from .schedules import Schedule\n\n",
        f"__all__ = {['Optimizer', *names]!r}\n",
    ]
    for spec in map(_core.rule, _core.rule_names()):
        out.append(f"\nclass {spec['name']}(Optimizer):\n    def __init__(\n")
        out.append("        self,\n        params: Any,\n        *,\n")
        out.append(f"{arguments(spec['fields'])}{OPTIONS}    ) -> None: ...\n")
    return "".join(out)


def typed(stub: str) -> str:
    """pybind11-stubgen's output, with the types that it leaves out."""
    stub = "".join(f"{line.rstrip()}\n" for line in stub.splitlines())
    # Functions that check their arguments themselves say their types in the docstring's first line.
    stub = re.sub(
        r"def (\w+)\([^\n]*\):\n(\s+\"\"\"\n)\s+\1\(([^\n]*)\) -> ([^\n]*)\n\n*",
        r"def \1(\3) -> \4:\n\2",
        stub,
    )
    stub = re.sub(r"ClassVar\[tuple\] = .*", "ClassVar[tuple[str, ...]]", stub)
    stub = re.sub(r"\bdict(?=[:,)])", "dict[str, typing.Any]", stub)
    return re.sub(r"\blist(?=[:,)])", "list[typing.Any]", stub)


def write(to: Path) -> None:
    """Write all stubs into a folder, formatted."""
    with tempfile.TemporaryDirectory() as scratch:
        command = [sys.executable, "-m", "pybind11_stubgen", "gradstep._core", "-o", scratch]
        subprocess.run(command, check=True)
        generated = (Path(scratch) / "gradstep" / "_core.pyi").read_text()
    (to / "_core.pyi").write_text(typed(generated))
    (to / "rules.pyi").write_text(rules())
    (to / "optimizers.pyi").write_text(optimizers())
    files = [str(to / name) for name in NAMES]
    config = ["--config", str(HERE.parent.parent / "pyproject.toml")]
    ruff = [sys.executable, "-m", "ruff"]
    subprocess.run([*ruff, "check", "--quiet", "--fix", "--exit-zero", *config, *files], check=True)
    subprocess.run([*ruff, "format", "--quiet", *config, *files], check=True)


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
