"""Write docs/optimizers.md: `python tools/optimizers_table.py [FILE]`, by default that one.

All of it comes from the rules themselves, the dialects and the recordings of the peers in
tests/data/golden.npz. A test compares the committed page with what this writes.
"""

from __future__ import annotations

import re
import sys
import textwrap
from collections.abc import Iterator
from functools import partial
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple
from unittest.mock import patch

import numpy as np

import gradstep as gs
from gradstep import _core
from gradstep._optimizer.rule import rate_doc

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "optimizers.md"
YEAR = re.compile(r"\b(19|20)\d\d\b")
SCALE = 1e-3  # below it errors are absolute: the ratio of the tests' atol and rtol

# The first rule of each family, in the order of the list in rules.hpp.
FAMILIES = {
    "SGD": "First order and signs",
    "Adagrad": "Adagrad family",
    "Adam": "Adam family",
    "LAMB": "Norm-based",
    "DoG": "Learning-rate-free",
    "PolyakSGD": "Rates from the loss",
    "HypergradientSGD": "Rates from past gradients",
    "ScheduleFreeSGD": "Schedule-free",
}

HEAD = """\
<!-- Written by tools/optimizers_table.py. -->

# Optimizers

The rules with their state and where they come from; their [formulas](#formulas) follow. Each is a
class `gs.<Name>(params, ...)` and a value `gs.rules.<Name>(...)`. What is common to all (decay,
clipping, averages, …) is in [stages.md](stages.md), the other libraries' forms in
[dialects.md](dialects.md).

- **State**: arrays of the parameter's shape and dtype; *in italics* those that are there only if
  the option that needs them is on. After a semicolon: numbers, 8 bytes for each array (for each
  row of it where that is said).
- **Bytes**: of state arrays per float32 parameter, with the default options and with every option
  on. `average=` and `lookahead=` add 4 each, `mechanic=` 8.
- **Dialects**: the classes of `gs.dialects` that run on the rule.
- **Max error**: how far the parameters are, at most, from those of the other libraries in float64,
  |ours - theirs| / max(|theirs|, 0.001), over all recordings of 20 steps that run on the rule. A
  class that is named keeps constants, counters or norms in float32 there and stands apart. A dash:
  there is no recording.

## Very small gradients

The second moments of float32 parameters are 0 where |g| is below 1e-19, since the square of g is
below the smallest normal float32, 1.2e-38. Rules that divide by their root then divide by `eps`
alone: Adam's steps are at most lr·1e-11 with `eps=1e-8`, and the parameters stand still. Multiply
the loss by a constant so that most gradients are above 1e-15, or use float64 parameters or
`state_dtype="float64"`.

`eps=0` is allowed where the formula does not need it: an `eps` below 2⁻¹⁰⁰ = 8e-31 counts as that,
so that 0 / 0 is 0, and an element that has had no gradient stays where it is.
"""

HEADER = """\
| rule | state | bytes | source | dialects | max error |
| --- | --- | --- | --- | --- | --- |"""

FORMULAS = """\
## Formulas

`p` is the parameter, `g` the gradient as the stages before the rule leave it, `t` the number of the
update, from 1; `|x|` is the absolute value of an element, or the Euclidean norm of an array where
that is said. Products are of elements. "As torch.optim.Adam" at the end of an entry means that the
rule computes what that class does."""


class Doc(NamedTuple):
    """The parts of a rule's documentation."""

    summary: str
    formula: str
    notes: str
    source: str  # authors and year


def read(rule: str, text: str) -> Doc:
    """Summary, indented formula, and the notes, of which one sentence has the source."""
    lines = text.splitlines()
    indented = [i for i, line in enumerate(lines) if line.startswith("    ")]
    first, last = indented[0], indented[-1]
    assert indented == list(range(first, last + 1)), f"{rule}: the formula is in two pieces"
    notes = " ".join(lines[last + 1 :])
    dated = [s for s in re.split(r"(?<=\.) +", notes) if YEAR.search(s)]
    assert len(dated) == 1, f"{rule}: one sentence must have the source and its year, not {dated}"
    return Doc(
        " ".join(lines[:first]),
        "\n".join(line[4:] for line in lines[first : last + 1]),
        notes,
        "; ".join(authors(part) for part in dated[0].split("; ") if YEAR.search(part)),
    )


def authors(source: str) -> str:
    """`Liu et al., On the Variance, 2020` as `Liu et al. 2020`."""
    name = r"[A-Z]\w+"
    found = re.match(rf"(\w+: )?{name}( et al\.|(, {name})* & {name})?", source)
    year = YEAR.search(source)
    assert found and year, source
    return f"{found[0]} {year[0]}"


def state(spec: dict[str, Any]) -> tuple[str, str]:
    """The state as the table shows it, and its bytes."""
    opt = gs.Optimizer(np.zeros(1, np.float32), getattr(gs.rules, spec["name"])())
    there = [slot for slot in spec["slots"] if slot in opt.state["param"]]
    names = [slot if slot in there else f"*{slot}*" for slot in spec["slots"]]
    per = " per row" if spec["rowwise"] else ""
    numbers = [f"{name}{per}" for name in spec["numbers"]]
    shown = "; ".join(", ".join(part) for part in (names or ["none"], numbers) if part)
    least, most = 4 * len(there), 4 * len(names)
    return shown, str(least) if least == most else f"{least}, {most}"


def dialects(module: ModuleType = gs.dialects, path: str = "") -> Iterator[tuple[str, str]]:
    """The rules and the classes of the dialects that run on them."""
    for name in module.__all__:
        value = getattr(module, name)
        if isinstance(value, ModuleType):
            yield from dialects(value, f"{path}{name}.")
        elif hasattr(value, "_entry"):
            yield value._entry.rule, path + name


def errors() -> dict[str, str]:
    """By rule, the largest error over the float64 recordings; that of classes named apart."""
    sys.path.insert(0, str(ROOT / "tests" / "python"))
    golden = import_module("dialects.test_golden")  # runs a recording as the tests do
    worst: dict[tuple[str, str], float] = {}

    def see(rule: str, kind: str, got: Any, expected: Any, *_: Any) -> None:
        error = np.max(np.abs(got - expected) / np.maximum(np.abs(expected), SCALE))
        apart = f"`{kind.replace('/', '.')}`" if kind in golden.SINGLE else ""
        worst[rule, apart] = max(worst.get((rule, apart), 0.0), float(error))

    for (peer, name, settings, dtype), recorded in golden.CASES.items():
        if dtype == "f64":
            p, grads = golden.inputs(peer, dtype)
            opt = golden.find(peer, name)(p, **golden.keywords(settings))
            (group,) = opt.groups.values()
            kind = f"{golden.DIALECT.get(peer, peer)}/{name}"
            for what, got in golden.run(opt, p, grads).items():
                see(type(group.rule).__name__, kind, got, recorded[what])
    for (key, dtype), recorded in golden.COMPOSED.items():
        peer, name, _ = key.split("/", 2)
        made = golden.find(peer, name)
        if dtype == "f64" and hasattr(made, "_entry"):
            seen = partial(see, made._entry.rule, f"{peer}/{name}")
            with patch.object(golden, "assert_close", seen):
                golden.COMPOSITES[key](recorded, dtype)

    out: dict[str, list[str]] = {}
    for (rule, apart), error in sorted(worst.items()):
        shown = f"{error:.0e}" if error > 0 else "0"
        out.setdefault(rule, []).append(f"{apart} {shown}".strip())
    return {rule: "; ".join(parts) for rule, parts in out.items()}


def fill(text: str) -> str:
    """The text in lines of at most 100 characters."""
    return textwrap.fill(text, 100, break_long_words=False, break_on_hyphens=False)


def signature(spec: dict[str, Any]) -> str:
    """The rule with its own hyper-parameters."""
    own = [f"{f['name']}={f['default']!r}" for f in spec["fields"] if not f["common"]]
    return f"{spec['name']}({', '.join(own)})"


def page() -> str:
    """The page."""
    runs_on: dict[str, list[str]] = {}
    for rule, name in dialects():
        runs_on.setdefault(rule, []).append(f"`{name}`")
    worst = errors()
    table, formulas = [], []
    for spec in map(_core.rule, _core.rule_names()):
        name, doc = spec["name"], read(spec["name"], spec["doc"])
        if name in FAMILIES:
            table += ["", f"## {FAMILIES[name]}", "", HEADER]
        shown, size = state(spec)
        cells = [f"[{name}](#{name.lower()})", shown, size, doc.source]
        table.append(
            f"| {' | '.join([*cells, ', '.join(runs_on.get(name, [])), worst.get(name, '—')])} |"
        )
        text = f"```text\n{doc.formula}\n```"
        parts = [f"### {name}", fill(doc.summary), text, fill(doc.notes)]
        if spec["inputs"]:
            parts.append(f"Inputs of a step: {', '.join(f'`{x}`' for x in spec['inputs'])}.")
        parts += [fill(f"`{signature(spec)}`"), rate_doc(spec).replace("``", "`")]
        formulas.append("\n\n".join(parts))
    return "\n".join([HEAD, *table[1:], "", FORMULAS, "", "\n\n".join(formulas), ""])


if __name__ == "__main__":
    (Path(sys.argv[1]) if len(sys.argv) > 1 else PAGE).write_text(page(), encoding="utf-8")
