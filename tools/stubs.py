"""Write the type stubs: `python tools/stubs.py [DIR]`, by default next to the package's sources.

`_core.pyi` comes from pybind11-stubgen; `rules.pyi` and `optimizers.pyi` from the same reflection
that makes the classes, with their docstrings; `schedules.pyi` from the list of what
gradstep.schedules has; those of the dialects, by tools/stubs_dialects.py, from their signatures. A
test compares the committed files with what this writes.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from textwrap import indent
from typing import Any

from gradstep import _core, optimizers, rules, schedules
from gradstep._optimizer.options import TYPES

HERE = Path(__file__).resolve().parent.parent / "python" / "gradstep"
NAMES = ("_core.pyi", "rules.pyi", "optimizers.pyi", "schedules.pyi")

# The things of the extension say their public module; the generator looks for them where they are
# made.
STUBGEN = """
from gradstep import _core
from pybind11_stubgen import main
for x in vars(_core).values():
    if getattr(x, "__module__", "").startswith("gradstep"):
        x.__module__ = _core.__name__
main()
"""


def docstring(cls: type) -> str:
    """The docstring of a class, as the first lines of its body."""
    text = indent(cls.__doc__ or "", "    ", lambda line: bool(line.strip())).strip()
    return f'    {"r" if chr(92) in text else ""}"""{text}\n    """\n'


def kind(field: dict[str, object], number: str) -> str:
    """The type of a hyper-parameter that is a number or a schedule, a flag, or None."""
    if field["kind"] == "flag":
        return "bool"
    return f"{number} | None" if field["optional"] else number


def properties(fields: list[dict[str, object]]) -> str:
    return "".join(
        f"    @property\n    def {f['name']}(self) -> {kind(f, 'float | Schedule')}: ...\n"
        for f in fields
    )


def members(fields: list[dict[str, object]]) -> str:
    return "".join(f"    {f['name']}: {kind(f, '_Number')}\n" for f in fields)


def own(spec: dict[str, Any]) -> list[dict[str, object]]:
    """The hyper-parameters that are the rule's own."""
    return [f for f in spec["fields"] if not f["common"]]


def arguments(spec: dict[str, Any]) -> str:
    """The rule's own hyper-parameters as keyword-only arguments, one per line."""
    return "".join(
        f"        {f['name']}: {kind(f, '_Number')} = {f['default']!r},\n" for f in own(spec)
    )


def common() -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """The extras that every rule has, and the decay of the rules without one of their own."""
    fields = [f for f in _core.rule("SGD")["fields"] if f["common"]]
    decay = [f for f in fields if "weight_decay" in str(f["name"])]
    return [f for f in fields if f not in decay], decay


def decays(spec: dict[str, Any]) -> bool:
    return any(f["common"] and f["name"] == "weight_decay" for f in spec["fields"])


def rules_stub() -> str:
    """The stub of gradstep.rules."""
    stages, decay = common()
    out = [
        "# Written by tools/stubs.py.\n",
        "from collections.abc import Callable\n",
        "from typing import TypeAlias, TypedDict\n\n",
        "from typing_extensions import Unpack\n\n",
        "from ._optimizer.rule import Rule as Rule\n",
        "from .schedules import Schedule\n\n",
        "__all__: list[str]\n\n",
        "_Number: TypeAlias = float | Schedule | Callable[[int], float]\n\n",
        f"class _Stages(TypedDict, total=False):\n{members(stages)}\n",
        f"class _Common(_Stages, total=False):\n{members(decay)}\n",
        f"class _Staged(Rule):\n{properties(stages)}\n",
        f"class _Decaying(_Staged):\n{properties(decay)}",
    ]
    for spec in map(_core.rule, _core.rule_names()):
        base, more = ("_Decaying", "_Common") if decays(spec) else ("_Staged", "_Stages")
        doc = docstring(getattr(rules, spec["name"]))
        out.append(f"\nclass {spec['name']}({base}):\n{doc}{properties(own(spec))}")
        out.append(f"    def __init__(\n        self,\n        *,\n{arguments(spec)}")
        out.append(f"        **common: Unpack[{more}],\n    ) -> None: ...\n")
    return "".join(out)


def optimizers_stub() -> str:
    """The stub of gradstep.optimizers."""
    names = _core.rule_names()
    out = [
        "# Written by tools/stubs.py.\n",
        "from collections.abc import Callable, Mapping\n",
        "from typing import Any, Literal, TypedDict\n\n",
        "from typing_extensions import Unpack\n\n",
        "from ._core import EMA, SWA, LineSearch, Lookahead, Mechanic, PolyakAverage\n",
        "from ._optimizer.optimizer import Optimizer as Optimizer\n",
        "from .rules import _Common, _Number, _Stages\n\n",
        f"__all__ = {['Optimizer', *names]!r}\n\n",
        "class _Options(TypedDict, total=False):\n",
        *(f"    {name}: {kind}\n" for name, kind in TYPES.items()),
        "\nclass _Keywords(_Common, _Options, total=False): ...\n",
        "class _KeywordsWithoutDecay(_Stages, _Options, total=False): ...\n",
    ]
    for spec in map(_core.rule, names):
        keywords = "_Keywords" if decays(spec) else "_KeywordsWithoutDecay"
        doc = docstring(getattr(optimizers, spec["name"]))
        out.append(f"\nclass {spec['name']}(Optimizer):\n{doc}    def __init__(\n")
        out.append(f"        self,\n        params: Any,\n        *,\n{arguments(spec)}")
        out.append(f"        **keywords: Unpack[{keywords}],\n    ) -> None: ...\n")
    return "".join(out)


def of_schedules() -> str:
    """The stub of gradstep.schedules."""
    compiled = [name for name in schedules.__all__ if name != "parse"]
    return "".join(
        [
            "# Written by tools/stubs.py.\n",
            f"from ._core import {', '.join(f'{name} as {name}' for name in compiled)}\n\n",
            f"__all__ = {schedules.__all__!r}\n\n",
            "def parse(text: str) -> Schedule: ...\n",
        ]
    )


def typed(stub: str) -> str:
    """pybind11-stubgen's output, with the types that it leaves out."""
    stub = "".join(f"{line.rstrip()}\n" for line in stub.splitlines())
    # Functions that check their arguments themselves say their types in the docstring's first line.
    stub = re.sub(
        r"def (\w+)\([^\n]*\)(?: -> [^\n]*)?:\n(\s+\"\"\"\n)\s+\1\(([^\n]*)\) -> ([^\n]*)\n\n*",
        r"def \1(\3) -> \4:\n\2",
        stub,
    )
    stub = re.sub(r"ClassVar\[tuple\] = .*", "ClassVar[tuple[str, ...]]", stub)
    stub = re.sub(r"\bdict(?=[:,)])", "dict[str, typing.Any]", stub)
    stub = re.sub(r"\btuple(?=[:,)])", "tuple[typing.Any, ...]", stub)
    return re.sub(r"\blist(?=[:,)])", "list[typing.Any]", stub)


def write(to: Path) -> None:
    """Write all stubs into a folder, formatted."""
    with tempfile.TemporaryDirectory() as scratch:
        command = [sys.executable, "-c", STUBGEN, "gradstep._core", "-o", scratch]
        subprocess.run(command, check=True)
        generated = (Path(scratch) / "gradstep" / "_core.pyi").read_text()
    (to / "_core.pyi").write_text(typed(generated))
    (to / "rules.pyi").write_text(rules_stub())
    (to / "optimizers.pyi").write_text(optimizers_stub())
    (to / "schedules.pyi").write_text(of_schedules())
    tidy([to / name for name in NAMES])


def tidy(stubs: Sequence[Path]) -> None:
    """Sort the imports of stubs, and format them."""
    files = [str(stub) for stub in stubs]
    config = ["--config", str(HERE.parent.parent / "pyproject.toml")]
    ruff = [sys.executable, "-m", "ruff"]
    subprocess.run([*ruff, "check", "--quiet", "--fix", "--exit-zero", *config, *files], check=True)
    subprocess.run([*ruff, "format", "--quiet", *config, *files], check=True)


if __name__ == "__main__":
    import stubs_dialects  # which imports this

    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    write(folder)
    stubs_dialects.write(folder)
