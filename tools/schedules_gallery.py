"""Write docs/schedules.md and docs/schedules.png: `python tools/schedules_gallery.py [FOLDER]`.

Formulas and signatures come from the compiled module, values from the schedules themselves; here
are an example of each, and the laws. A schedule without an example ends this with an error. A test
compares the committed page with what this writes.
"""

from __future__ import annotations

import ast
import inspect
import re
import sys
import textwrap
from pathlib import Path
from typing import Any

import numpy as np

from gradstep import schedules
from gradstep._schedules.parse import NO_MAKERS

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PAGE, PICTURE = "schedules.md", "schedules.png"
COLUMNS = 4
COLORS = ("#1f77b4", "#2ca02c", "#9467bd", "#d62728", "#ff7f0e")

# One line per schedule, all about 1000 steps long: the picture's panels are in this order.
EXAMPLES = {
    "Ways down": [
        "Linear(0.1, steps=1000)",
        "Polynomial(0.1, steps=1000, power=2.0)",
        "Cosine(0.1, steps=1000)",
        "Tanh(0.1, steps=1000)",
        "REX(0.1, steps=1000)",
        "StepDecay(0.1, drop=0.5, every=200)",
        "Geometric(0.1, 0.8, every=100)",
        "ExponentialDecay(0.1, decay=0.005)",
        "InverseTimeDecay(0.1, decay=0.01)",
        "TimeBasedDecay(0.1, decay=1e-5)",
        "Power(0.1, 200, power=2.0)",
        "InverseSqrt(0.1, 100)",
    ],
    "Ways up and down": [
        "WarmupStableDecay(0.1, steps=1000, warmup=100, cooldown=300)",
        "Trapezoid(0.1, steps=1000, warmup=200, cooldown=400)",
        "Knee(0.1, steps=1000, warmup=100, explore=300)",
        "OneCycle(0.1, steps=1000)",
        "Noam(512, 200, factor=32)",
        "Cyclic(0.01, 0.1, 100, down=150, cycle_factor=0.8)",
        "CosineRestarts(0.1, 200, multiplier=1.5, peak_factor=0.8)",
    ],
    "Given by values": [
        "Constant(0.1)",
        "MultiStep(0.1, [500, 800], factor=0.3)",
        "PiecewiseConstant([0.1, 0.03, 0.06], [300, 600])",
        "PiecewiseLinear([0.02, 0.1, 0.04, 0.0], [0, 200, 700, 1000])",
        "PiecewiseCosine([0.02, 0.1, 0.04, 0.0], [0, 200, 700, 1000])",
        "Lambda(lambda n: 1e-4 * (n % 300))",
        "MultiplicativeLambda(0.1, lambda n: 1 - 1 / (n + 100))",
    ],
    "Composition": [
        "warmup(Cosine(0.1), steps=150, total_steps=1000)",
        'cooldown(Constant(0.1), steps=400, shape="1-sqrt", total_steps=1000)',
        "sequence([Cosine(0.1), Cosine(0.06)], at=[400], total_steps=1000)",
        "every(ExponentialDecay(0.1, decay=0.4), 100)",
        "stretch(cycle(Cosine(0.1, steps=1), 1), 1000, per=3)",
        "shift(Cosine(0.1, steps=700), 300)",
        "cycle(Linear(0.1), 250)",
        "clip(InverseTimeDecay(0.1, decay=0.01), lo=0.02, hi=0.07)",
        "scale(Cosine(0.2, steps=1000), 0.5)",
        "multiply([Linear(0.1, steps=1000), Cyclic(0.5, 1.0, 50)])",
        "add([Cosine(0.08, steps=1000), Cyclic(0.0, 0.02, 50)])",
        "noise(Cosine(0.1, steps=1000), std=0.15)",
        "extend(Cosine(0.1, steps=500), 1000, at=300)",
    ],
    "By a metric": [
        "ReduceOnPlateau(0.1, factor=0.5, patience=50)",
        "Greedy(0.04, factor=0.9, patience=50, peak=0.1)",
    ],
}

METRICS = "[max(0.5, 1 - k / 1000) for k in range(1000)]"
"""What the schedules of the last section see: a loss that falls, and from k = 500 on does not."""

HEAD = """\
<!-- Written by tools/schedules_gallery.py. -->

# Schedules

![Every schedule](schedules.png)

A schedule is a frozen function of the step n, of any hyper-parameter: `gs.AdamW(params, lr=s)`.

- n is 0-based: n = 0 is the first update. n < 0 counts as 0. `s(n)` is a float for an int, and a
  float64 array for an array of ints.
- `steps` is the length of *one piece* in updates: it covers n = 0 … steps - 1, reaches its end at
  n = steps and holds it for ever. `s.total_steps` is the length of the whole, None if endless.
- With `steps=1` a piece has its first value at n = 0 and its end from n = 1 on. A warm-up of 0
  steps is none, a cooldown of 0 steps falls at once. Any n up to 2^63 - 1 can be asked for; beyond
  2^53 it is rounded to a double.
- `start`, `peak`, `end` and `lr` are values. What is called a factor is a share of another value.
- Wherever a schedule is wanted, a callable n -> float is one too, a `Lambda`; `as_schedule` makes
  it that.
- A length that is left out is *open*: `total_steps=` of what is composed around it fills it, or
  `s.filled(total_steps)`. An open schedule has no values yet.
- In C++ the names are the same: `gradstep::Cosine{.start = 0.1, .steps = 1000}`, and functions such
  as `gradstep::warmup`.

```python
import json

import numpy as np

import gradstep as gs
from gradstep.schedules import *
```
"""

SHAPES = """\
## Shapes

`shape=` says how far a way has come at u, the share of its steps: f(0) = 0, f(1) = 1. Ways down go
by f; ways up by its mirror image, 1 - f(1 - u), so that a way up and a way down of one shape are
symmetric.

| shape | f(u) |
| --- | --- |
| `"linear"` | u |
| `"cosine"` | (1 - cos(π·u)) / 2 |
| `"1-sqrt"` | √u: what is left is 1 - √u |
| `"1-square"` | u² |
| `("power", p)` | u^p |
| `("exponential", r)` | (1 - r^u) / (1 - r); `"exponential"` is r = 0.1 |
"""

LAWS = """\
## Laws of composition

```python
n = np.arange(3000)
s, t = Cosine(0.1, steps=1000), InverseTimeDecay(0.1, decay=0.01)

assert np.array_equal(warmup(s, 100)(n + 100), s(n))
assert warmup(s, 100).total_steps == cooldown(s, 100).total_steps == 1100
assert np.array_equal(sequence([t, s], at=[500])(n + 500), s(n))
assert np.array_equal((0.5 * s)(n), 0.5 * s(n))
assert np.array_equal((s * t)(n), s(n) * t(n))
assert np.array_equal((s + t)(n), s(n) + t(n))
assert np.array_equal(every(s, 7)(n), s(n // 7))
assert np.array_equal(stretch(s, 7)(7 * n), s(n))
assert np.array_equal(shift(s, 7)(n), s(np.maximum(n - 7, 0)))
assert np.array_equal(cycle(s, 7)(n), s(n % 7))
assert np.array_equal(clip(s, 0.02, 0.08)(n), np.clip(s(n), 0.02, 0.08))
```

`every` counts in epochs: `every(Geometric(0.1, 0.95), 500)` is multiplied by 0.95 after each 500
updates. `stretch` evaluates in between: a curve over one step becomes one of any real length.
"""

RUNS = """\
`run` is the whole of it for a list of metrics: value k is that of step k, when the metrics before
it have been observed. An optimizer keeps the counters, and saves them with its state; it is told by
`opt.observe(metric)`. By itself a schedule gives the next one: `s.observe(metric, n)`.

```python
metrics = {metrics}
s = ReduceOnPlateau(0.1, factor=0.5, patience=50)
assert s.observes
values = s.run(metrics)
assert values[0] == 0.1 and values[-1] < 0.1

p = np.ones(3)
opt = gs.SGD(p, lr=s)
for metric in metrics:
    opt.step(0 * p)
    opt.observe(metric)
```
"""

REST = """\
## Changing the length

{extend}

```python
s = warmup(Cosine(0.1), steps=100, total_steps=1000)
for how in ("keep-point", "rescale", "restart"):
    longer = s.extend(2000, at=600, how=how)
    assert longer.total_steps == 2000
assert s.extend(2000, at=600)(600) == s(600)
```

## As text, as JSON

The repr evaluates back, also by `parse`, which reads text without evaluating it: only these
schedules, of numbers. `to_dict` gives what JSON has; what has a function of yours inside has
neither.

```python
s = warmup(Cosine(0.1), steps=100, total_steps=1000)
assert parse(repr(s)) == s
assert parse("warmup(Cosine(0.1), steps=100, total_steps=1000)") == s
assert gs.schedules.Schedule.from_dict(json.loads(json.dumps(s.to_dict()))) == s
```

## Seeing them

`s.plot()` draws with matplotlib, `s.ascii()` with characters, `s.table()` lists values;
`opt.preview(steps)` gives those of all hyper-parameters of an optimizer. On the command line
`gradstep plot "{example}"` shows

```text
{drawing}
```
"""


def lines() -> dict[str, str]:
    """The examples by name.

    Raises:
        SystemExit: a schedule has none, or one is of no schedule.
    """
    found = {line.partition("(")[0]: line for part in EXAMPLES.values() for line in part}
    known = {*schedules.__all__} - NO_MAKERS | {"Lambda", "MultiplicativeLambda"}
    if found.keys() != known:
        raise SystemExit(f"tools/schedules_gallery.py: see to {sorted(found.keys() ^ known)}")
    return found


def made(line: str) -> Any:
    """The example itself: some are functions, which `parse` refuses."""
    return eval(line, dict(vars(schedules)))


def documented(name: str) -> tuple[str, str]:
    """Signature without types, and the text."""
    thing = getattr(schedules, name)
    if inspect.isclass(thing):
        signature, text = thing.__init__.__doc__, thing.__doc__
    else:
        signature, _, text = thing.__doc__.partition("\n")
    signature = signature.partition("\n")[0].replace("__init__", name)
    function = ast.parse(f"def {signature}: ...").body[0]
    assert isinstance(function, ast.FunctionDef)
    arguments = function.args
    for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
        argument.annotation = None
    arguments.args = [a for a in arguments.args if a.arg != "self"]
    arguments.posonlyargs = []
    gives = f" -> {ast.unparse(function.returns)}" if not inspect.isclass(thing) else ""
    return f"{name}({ast.unparse(arguments)}){gives}", text.strip("\n")


def markdown(text: str) -> str:
    """A docstring: what is indented becomes a block, the rest is filled."""
    parts: list[tuple[bool, list[str]]] = []
    for line in inspect.cleandoc(text).splitlines():
        indented = line.startswith("    ") if line else bool(parts and parts[-1][0])
        if not parts or parts[-1][0] != indented or not (line or indented):
            parts.append((indented, []))
        parts[-1][1].append(line)
    out = []
    for indented, block in parts:
        whole = "\n".join(block).rstrip()
        if whole.strip():
            text = re.sub(r"__\w+__", r"`\g<0>`", " ".join(block))
            out.append(f"```text\n{textwrap.dedent(whole)}\n```" if indented else fill(text))
    return "\n\n".join(out)


def fill(text: str) -> str:
    return textwrap.fill(text.strip(), 100, break_long_words=False, break_on_hyphens=False)


def values(line: str) -> str:
    """The values at the edges: before the start, at both ends, and after them."""
    s = made(line)
    if s.observes:
        shown = {k: s.run(eval(METRICS))[k] for k in (0, 500, 550, 551, 999)}
    else:
        end = s.total_steps or 1000
        far = [] if line.startswith("MultiplicativeLambda") else [2**62]  # it goes step by step
        shown = {n: s(n) for n in (-1, 0, 1, end // 2, end - 1, end, 10 * end, *far)}
    rows = (["n", *("2^62" if n == 2**62 else str(n) for n in shown)], ["---"] * (1 + len(shown)))
    body = ["s(n)", *(f"{value:.6g}" for value in shown.values())]
    return "\n".join(f"| {' | '.join(row)} |" for row in (*rows, body))


def entry(line: str) -> str:
    name = line.partition("(")[0]
    signature, text = documented(name)
    total = made(line).total_steps
    code = f"s = {line}\nassert s.total_steps {'is' if total is None else '=='} {total}"
    parts = [f"### {name}", markdown(text), fill(f"`{signature}`"), f"```python\n{code}\n```"]
    return "\n\n".join([*parts, values(line)])


def page() -> str:
    """The page."""
    lines()
    out = [HEAD.rstrip()]
    for title, part in EXAMPLES.items():
        out.append(f"## {title}")
        if title == "By a metric":
            out.append(RUNS.replace("{metrics}", METRICS).rstrip())
        out += map(entry, part)
        if title == "Composition":
            out += [LAWS.rstrip(), SHAPES.rstrip()]
    example = EXAMPLES["Composition"][0]
    extend = (schedules.Schedule.extend.__doc__ or "").partition("\n")[2]
    rest = REST.replace("{extend}", markdown(extend))
    rest = rest.replace("{example}", example).replace("{drawing}", made(example).ascii())
    whole = "\n\n".join([*out, rest])
    hidden = [name for name in schedules.__all__ if name not in whole]
    if hidden:
        raise SystemExit(f"tools/schedules_gallery.py: the page does not name {hidden}")
    return whole


def picture(path: Path) -> None:
    """Every example in a panel of its own."""
    from matplotlib.figure import Figure

    rows = [-(-len(part) // COLUMNS) for part in EXAMPLES.values()]
    figure = Figure(figsize=(12, 1.75 * sum(rows)), dpi=110, layout="constrained")
    figure.get_layout_engine().set(w_pad=0.1, h_pad=0.08)
    parts = figure.subfigures(len(rows), height_ratios=rows)
    for (title, lines), part, count, color in zip(
        EXAMPLES.items(), parts, rows, COLORS, strict=True
    ):
        part.suptitle(title, x=0.01, ha="left", fontsize=11, weight="bold", color=color)
        axes = part.subplots(count, COLUMNS).ravel()
        for ax, line in zip(axes, lines, strict=False):
            panel(ax, line, color)
        for ax in axes[len(lines) :]:
            ax.set_visible(False)
    figure.savefig(path, metadata={"Software": None})


def panel(ax: Any, line: str, color: str) -> None:
    s, n = made(line), np.arange(1050)
    y = np.asarray(s.run(eval(METRICS)) if s.observes else s(n))
    ax.fill_between(n[: len(y)], y, step="post", color=color, alpha=0.12, linewidth=0)
    ax.plot(n[: len(y)], y, drawstyle="steps-post", color=color, linewidth=1.6)
    ax.set(xlim=(0, n[-1]), xticks=[0, 500, 1000])
    top = float(f"{y.max():.2g}")
    ax.set(ylim=(0, 1.12 * y.max()), yticks=[0, top], yticklabels=["0", f"{top:g}"])
    ax.tick_params(labelsize=7, length=2, colors="#555555")
    ax.spines[["top", "right"]].set_visible(False)
    ax.spines[["left", "bottom"]].set_color("#aaaaaa")
    # Lines are broken between arguments only, not in lists of numbers.
    words = line.replace(" ", "\u00a0").replace(",\u00a0", ", ")
    words = re.sub(r"\[[\d., ]*\]", lambda found: found[0].replace(" ", "\u00a0"), words)
    label = textwrap.fill(words, 40, break_long_words=False, subsequent_indent="    ")
    ax.set_title(label, fontsize=8, family="monospace", loc="left")


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else DOCS
    (folder / PAGE).write_text(page(), encoding="utf-8")
    picture(folder / PICTURE)
