"""Who takes part in a race: optimizers, their schedules and the rates they are given."""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .. import line_searches, optimizers, rules, schedules
from .._optimizer import averages
from .errors import RaceError, hint
from .storage import Storage, stored_as

Rate = Any
"""What ``lr=`` accepts: a float or a schedule."""

Recipe = Callable[[float, int], Rate]
"""``(lr, steps) -> Rate``: a schedule that starts or peaks at lr, for a race of that many steps."""

FACTORS = (0.1, 1.0, 10.0)
"""The rates of a sweep relative to its middle, at which the rule says that a search begins."""


@dataclass(frozen=True)
class RaceEntry:
    """One optimizer with one schedule, to be swept over ``rates``."""

    optimizer: str
    hyper: Mapping[str, Any]
    schedule: str
    recipe: Recipe
    rates: tuple[float, ...]
    param_dtype: str = "float32"

    @property
    def label(self) -> str:
        hyper = ", ".join(f"{k}={v!r}" for k, v in self.hyper.items())
        label = f"{self.optimizer}({hyper})" if hyper else self.optimizer
        return label if self.param_dtype == "float32" else f"{label} on {self.param_dtype}"

    def __str__(self) -> str:
        return self.label if self.schedule == "constant" else f"{self.label}, {self.schedule}"

    def build(self, params: Any, rate: Rate) -> Any:
        """The optimizer bound to ``params``."""
        keywords = dict(self.hyper)
        if self.param_dtype != "float32":
            keywords["copy_to"] = params
            params = stored_as(params, self.param_dtype)
        return getattr(optimizers, self.optimizer)(params, lr=rate, **keywords)

    def constructor(self, lr: float, steps: int) -> str:
        """The code that makes the same optimizer for ``params``: ``gs.Adam(params, lr=0.003)``."""
        hyper = "".join(f", {k}={v!r}" for k, v in self.hyper.items())
        params = "params"
        if self.param_dtype != "float32":
            params, hyper = f"stored_as(params, {self.param_dtype!r})", f"{hyper}, copy_to=params"
        return f"gs.{self.optimizer}({params}, lr={self.recipe(lr, steps)!r}{hyper})"


def imports(constructor: str) -> str:
    """The import lines that a constructor line needs."""
    words = set(re.findall(r"[A-Za-z_]\w*", constructor))
    lines = ["import gradstep as gs"]
    for module, known in (
        ("gradstep", averages.__all__),
        ("gradstep.line_searches", line_searches.__all__),
        ("gradstep.race.storage", ["stored_as"]),
        ("gradstep.schedules", schedules.__all__),
    ):
        if names := sorted(words & set(known)):
            lines.append(f"from {module} import {', '.join(names)}")
    return "\n".join(lines)


def recipes() -> dict[str, Recipe]:
    """The schedules that have names; those that decay without an end are at 1 % after ``steps``."""
    return {
        "constant": lambda lr, steps: lr,
        "cosine": lambda lr, steps: schedules.Cosine(lr, steps=steps),
        "warmup-cosine": lambda lr, steps: (
            schedules.warmup(schedules.Cosine(lr, steps=steps - steps // 20), steps=steps // 20)
            if steps >= 20
            else schedules.Cosine(lr, steps=steps)
        ),
        "linear": lambda lr, steps: schedules.Linear(lr, steps=steps),
        "wsd": lambda lr, steps: schedules.WarmupStableDecay(
            lr, steps=steps, warmup=steps // 20, cooldown=steps // 5
        ),
        "one-cycle": lambda lr, steps: schedules.OneCycle(lr, steps=steps),
        "step": lambda lr, steps: schedules.StepDecay(lr, drop=0.5, every=max(1, steps // 7)),
        "exponential": lambda lr, steps: schedules.ExponentialDecay(
            lr, decay=few_digits(math.log(100) / steps)
        ),
        # The recursion multiplies by about exp(-d·n), in all exp(-d·steps²/2).
        "time": lambda lr, steps: schedules.TimeBasedDecay(
            lr, decay=few_digits(2 * math.log(100) / steps**2)
        ),
        "inverse-time": lambda lr, steps: schedules.InverseTimeDecay(
            lr, decay=few_digits(99 / steps)
        ),
    }


def entries(
    optimizers: str | Sequence[str],
    schedules: str | Sequence[str] | Mapping[str, Recipe],
    rates: tuple[float, ...] | None,
    stored: Sequence[Storage] = (Storage(),),
    name: str = "optimizers",
) -> list[RaceEntry]:
    """Every optimizer with every schedule in every storage, in the order given, each once.

    Messages about the optimizers call their argument ``name``.

    Raises:
        RaceError: a name that is not known, or a specification that cannot be read.
    """
    chosen = _schedules(schedules)
    made = []
    for optimizer, hyper in _optimizers(optimizers, name):
        swept = rates or _grid(optimizer, hyper)
        made += [
            RaceEntry(optimizer, {**hyper, **kept.keywords}, key, recipe, swept, kept.param_dtype)
            for kept in stored
            for key, recipe in chosen.items()
        ]
    unique = {str(entry): entry for entry in made}
    return list(unique.values())


def _rules() -> dict[str, Any]:
    """Every rule with a learning rate, by name; rules added later take part of themselves."""
    classes = {name: getattr(rules, name) for name in rules.__all__}
    return {k: cls for k, cls in classes.items() if cls is not rules.Rule and hasattr(cls(), "lr")}


def _grid(name: str, hyper: Mapping[str, Any]) -> tuple[float, ...]:
    if "line_search" in hyper:  # lr is the first length that is tried
        return (1.0,)
    rule = _rules()[name]
    if rule.finds_rate or "mechanic" in hyper:
        return (rule().lr,)
    middle = rule.search_lr
    momentum, defaults = hyper.get("momentum"), {f["name"]: f["default"] for f in rule.fields}
    # Unless it is dampened, a momentum sums gradients: steps in one direction add up to
    # 1 / (1 - momentum) times one. The rate of a rule that comes with momentum allows for it.
    sums = "dampening" in defaults and defaults["momentum"] == 0
    if sums and isinstance(momentum, float) and 0 < momentum < 1:
        middle *= 1 - momentum
    return tuple(few_digits(middle * factor) for factor in FACTORS)


def few_digits(x: float) -> float:
    """Few digits, so that the line to paste reads well; it holds the very number that was used."""
    return float(f"{x:.3g}")


def _schedules(spec: str | Sequence[str] | Mapping[str, Recipe]) -> Mapping[str, Recipe]:
    if isinstance(spec, Mapping):
        return spec
    known = recipes()
    names = [name.strip() for name in (spec.split(",") if isinstance(spec, str) else spec)]
    if names == ["all"]:
        return known
    for name in names:
        if name not in known:
            raise RaceError(
                f"schedules: unknown schedule {name!r}{hint(name, known)}", name="schedules"
            )
    return {name: known[name] for name in names}


def _optimizers(spec: str | Sequence[str], argument: str) -> Iterable[tuple[str, dict[str, Any]]]:
    """``"Adam, SGD(momentum=0.9)"`` as names with hyper-parameters."""
    rules = _rules()
    text = spec if isinstance(spec, str) else ", ".join(spec)
    if text.strip() == "all":
        return [(name, {}) for name in rules]
    try:
        nodes = ast.parse(f"[{text}]", mode="eval").body
        assert isinstance(nodes, ast.List)
        parsed = [_call(node) for node in nodes.elts]
    except (SyntaxError, TypeError, ValueError) as error:
        parsed = []
        cause: Exception | None = error
    else:
        cause = None
    if not parsed:
        raise RaceError(
            f'{argument} must be names, like "Adam, SGD(momentum=0.9)", or "all": got {text!r}',
            name=argument,
        ) from cause
    by_lower = {name.lower(): name for name in rules}
    found = []
    for name, hyper in parsed:
        if name.lower() not in by_lower:
            raise RaceError(
                f"{argument}: unknown optimizer {name!r}{hint(name, rules)}", name=argument
            )
        if "lr" in hyper:
            raise RaceError(f"{argument}: leave lr out; rates are given by lr=", name=argument)
        found.append((by_lower[name.lower()], hyper))
    return found


def _value(node: ast.expr) -> Any:
    """A literal, or what is named so: ``Mechanic()``, ``StochasticArmijo(c1=0.1)``."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
        return ast.literal_eval(node)
    name, keywords = _call(node)
    known = _values()
    if name not in known:
        raise ValueError(f"there is no {name}; there are {', '.join(known)}")
    return known[name](**keywords)


def _values() -> dict[str, Any]:
    """What options of an optimizer can be, besides literals."""
    values = (name for name in averages.__all__ if name != "Average")
    searches = {name: getattr(line_searches, name) for name in line_searches.__all__}
    return {name: getattr(averages, name) for name in values} | {
        name: kind for name, kind in searches.items() if hasattr(kind, "search")
    }


def _call(node: ast.expr) -> tuple[str, dict[str, Any]]:
    if isinstance(node, ast.Name):
        return node.id, {}
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.args:
        keywords = {k.arg: _value(k.value) for k in node.keywords if k.arg is not None}
        if len(keywords) == len(node.keywords):
            return node.func.id, keywords
    raise ValueError(ast.unparse(node))
