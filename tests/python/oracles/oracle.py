"""What every rule must compute: one function per rule, written from its source, not from the C++.

An oracle takes the parameter, the gradient and the state before step ``t`` (1-based), puts the new
state into ``s`` and returns the new parameter. What a step takes besides, inputs or the loss, comes
next; its keywords are the rule's own hyper-parameters with their defaults. The arrays of a rule
that decides for all of them together are given as one. It runs on float64 arrays and on
`roundoff.Rounded`. A rule without an oracle fails the tests; a new oracle brings all tests that are
generated from the list of rules.
"""

from __future__ import annotations

import functools
import importlib
import inspect
import itertools
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np

import gradstep as gs
from gradstep import _core
from oracles.roundoff import total, where
from support.repository import DATA

ORACLES: dict[str, Callable[..., Any]] = {}
LASTING: dict[str, tuple[str, ...]] = {}
_EXACT: dict[str, tuple[tuple[str, ...], dict[str, tuple[str, ...]]]] = {}
_NON_NEGATIVE: dict[str, tuple[str, ...]] = {}
SHRINKS: dict[str, Callable[[Any, Any], Any]] = {}


def oracle(
    *,
    lasting: tuple[str, ...] = (),
    exact: tuple[str, ...] | bool = False,
    exact_with: dict[str, tuple[str, ...]] | None = None,
    non_negative: tuple[str, ...] = (),
    shrinks: Callable[[Any, Any], Any] | None = None,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Registers a rule's oracle, with what is to hold of its state.

    Args:
        lasting: the slots that do not decay, and so are never flushed to 0.
        exact: the slots that keep the compute dtype where others are kept in few bits; True: those
            that last.
        exact_with: by flag, what is exact too if the flag is set.
        non_negative: the slots whose 8-bit codes need no sign, besides the moments of usual names.
        shrinks: of p and lr, what the parameter shrinks to: no part of the increment.
    """

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        name = function.__name__
        ORACLES[name] = function
        LASTING[name] = lasting
        kept = exact if isinstance(exact, tuple) else lasting if exact else ()
        _EXACT[name] = kept, exact_with or {}
        _NON_NEGATIVE[name] = non_negative
        if shrinks is not None:
            SHRINKS[name] = shrinks
        return function

    return register


def exact(rule: str, setting: dict[str, Any]) -> set[str]:
    """The slots that keep the compute dtype with these flags."""
    always, by_flag = _EXACT[rule]
    return {*always, *(name for flag in by_flag if setting.get(flag) for name in by_flag[flag])}


def non_negative(rule: str) -> set[str]:
    """The slots whose 8-bit codes need no sign."""
    usual = {"exp_avg_sq", "exp_avg_var", "max_exp_avg_sq", "max_exp_avg_var", "square_avg"}
    return usual.union(_NON_NEGATIVE[rule])


for family in (
    "adam",
    "adaptive",
    "free",
    "layerwise",
    "sgd",
):  # each file registers its oracles above
    importlib.import_module(f"oracles.{family}")

# ---- the whole step ------------------------------------------------------------------------------


@functools.cache
def own(rule: str) -> dict[str, Any]:
    """The oracle's hyper-parameters with their defaults."""
    parameters = inspect.signature(ORACLES[rule]).parameters.values()
    return {p.name: p.default for p in parameters if p.kind is p.KEYWORD_ONLY}


def norm(x: Any, *, by_row: bool = False) -> Any:
    return np.sqrt(total(x * x, by_row=by_row))


def step(rule, p, g, s, t, hyper, *, inputs=(), grad_scale=1.0, clip=1.0):
    """The stages in the engine's order, with the rule in their middle."""
    mine, stage = divide(rule, hyper)
    p, g = before(stage, mine["lr"], p, g, grad_scale, clip)
    x = ORACLES[rule](p, g, s, t, *turned(stage, inputs), **mine)
    return after(rule, stage, mine["lr"], p, g, x)


def step_together(rule, x, grads, s, t, hyper, *, inputs=(), grad_scale=1.0, clip=1.0):
    """The same of several arrays by a rule that decides for all of them together; ``s`` holds the
    state of all in one."""
    mine, stage = divide(rule, hyper)
    parts = {k: before(stage, mine["lr"], p, grads[k], grad_scale, clip) for k, p in x.items()}
    p, g = (np.concatenate([part[i].ravel() for part in parts.values()]) for i in (0, 1))
    ends = np.cumsum([part.size for part in x.values()])[:-1]
    new = np.split(ORACLES[rule](p, g, s, t, *turned(stage, inputs), **mine), ends)
    return {
        k: after(rule, stage, mine["lr"], *part, y.reshape(x[k].shape))
        for (k, part), y in zip(parts.items(), new, strict=True)
    }


def turned(stage, inputs):
    """What a rule takes beside the gradient; a loss to maximize is turned like the gradient."""
    return [-x if stage["maximize"] and isinstance(x, float) else x for x in inputs]


def divide(rule, hyper):
    """The rule's own hyper-parameters, and the stages'."""
    mine = {name: value for name, value in hyper.items() if name in own(rule)}
    stage = {**COMMON, **{k: v for k, v in hyper.items() if k not in mine}}
    mine["lr"] = stage["lr_scale"] * mine["lr"]
    if "eps" in mine:  # 0 / 0 is 0
        mine["eps"] = np.maximum(mine["eps"], 2.0**-100)
    return mine, stage


def before(stage, lr, p, g, grad_scale, clip):
    """The parameter and the gradient as the rule sees them."""
    rows = p.ndim > 1  # units are rows; an array with one axis is one unit
    if grad_scale != 1:
        g = g / grad_scale
    if clip != 1:
        g = clip * g
    if stage["clip_each"] is not None:  # by at most 1
        g = stage["clip_each"] / np.maximum(norm(g), stage["clip_each"]) * g
    if stage["clip_adaptive"] is not None:
        size = np.maximum(norm(g, by_row=rows), 1e-6)
        limit = stage["clip_adaptive"] * np.maximum(norm(p, by_row=rows), 1e-3)
        g = where(size > limit, limit / size, 1.0) * g
    if stage["centralize"] and rows:
        g = g - total(g, by_row=True) / (g.size // len(g))
    if stage["clip_value"] is not None:
        g = np.minimum(np.maximum(g, -stage["clip_value"]), stage["clip_value"])
    if stage["maximize"]:
        g = -g
    if stage["decoupled_weight_decay"]:
        p = p * (1 - lr * stage["weight_decay"])
    elif stage["independent_weight_decay"]:
        p = p * (1 - stage["weight_decay"])
    elif stage["weight_decay"] != 0:
        g = g + stage["weight_decay"] * p
    return p, g


def after(rule, stage, lr, p, g, x):
    """What becomes of the parameter ``x`` that the rule has made of ``p``."""
    if stage["cautious"]:  # of rules without a decay of their own, which is no increment
        p = SHRINKS[rule](p, lr) if rule in SHRINKS else p  # nor is its shrinking
        u = x - p
        agrees = ((u < 0) & (g > 0)) | ((u > 0) & (g < 0))
        share = total(where(agrees, 1.0, 0.0)) / g.size
        x = p + where(agrees, u / np.maximum(share, 1e-3), 0.0)
    if stage["lower"] is not None:
        x = np.maximum(x, stage["lower"])
    if stage["upper"] is not None:
        x = np.minimum(x, stage["upper"])
    return x


# ---- settings ------------------------------------------------------------------------------------

RULES: list[str] = [name for name in gs.rules.__all__ if name != "Rule"]

# What every rule has, with its default; a rule with a field of such a name has its own instead.
COMMON: dict[str, Any] = {
    "weight_decay": 0.0,
    "decoupled_weight_decay": False,
    "independent_weight_decay": False,
    "maximize": False,
    "lr_scale": 1.0,
    "clip_value": None,
    "clip_each": None,
    "clip_adaptive": None,
    "centralize": False,
    "cautious": False,
    "lower": None,
    "upper": None,
}

# A value away from its default for every hyper-parameter that is a number; kernels.cpp includes it.
VALUES: dict[str, float] = {
    name: float(value)
    for name, value in re.findall(
        r'^\{"(\w+)", (\S+)\},$', (DATA / "values.inc").read_text(), re.MULTILINE
    )
}


SHARED = [name for name in RULES if getattr(gs.rules, name).shared]


def fields(rule: str, *, common: bool) -> list[dict[str, Any]]:
    return [f for f in getattr(gs.rules, rule).fields if f["common"] == common]


def away(field: dict[str, Any]) -> Any:
    """A value away from the default."""
    return not field["default"] if field["kind"] == "flag" else VALUES[field["name"]]


def valid(rule: str, setting: dict[str, Any]) -> bool:
    try:
        getattr(gs.rules, rule)(**setting)
    except gs.HyperError:
        return False
    return True


@functools.cache
def settings(rule: str) -> tuple[dict[str, Any], ...]:
    """The choices of the rule's own switches (flags, and numbers that are 0 by default): every one
    if there are at most four; else none, each, each two, and all. Each with the other numbers at
    their defaults and away from them; only what the rule takes."""
    switches = [f for f in fields(rule, common=False) if f["kind"] == "flag" or f["default"] == 0]
    others = {f["name"]: away(f) for f in fields(rule, common=False) if f not in switches}
    sizes = range(len(switches) + 1) if len(switches) <= 4 else (0, 1, 2, len(switches))
    choices = (on for size in sizes for on in itertools.combinations(switches, size))
    on = [{f["name"]: away(f) for f in choice} for choice in choices]
    return tuple(x for more in ({}, others) for s in on if valid(rule, x := {**s, **more}))


def extremes(rule: str) -> list[dict[str, Any]]:
    """The defaults, and the setting with the most away from them."""
    return [{}, max(settings(rule), key=len)]


def meets(rule: str) -> tuple[bool, ...]:
    """How a rule meets the engine: by increments or writing its parameter; with a decay of its own;
    with sums of arrays, of rows or of all; with inputs, with the loss; stepped at one point and
    used at another."""
    spec = _core.rule(rule)
    facts = ("increments", "measures", "rowwise", "shared", "inputs", "uses_loss", "evaluates")
    decays = any(f["name"] == "weight_decay" for f in fields(rule, common=False))
    return (decays, *(bool(spec[fact]) for fact in facts))


STAGED = {meets(rule): rule for rule in reversed(RULES)}.values()  # the first of each way


def stage_settings(rule: str) -> Iterator[dict[str, Any]]:
    """What every rule has besides its own: each form of decay and, of some rules, each stage alone;
    then the first form and all stages together. A decay of the rule's own is off: it is no
    increment, and cautious is about increments."""
    common = {f["name"]: away(f) for f in fields(rule, common=True)}
    off = {} if "weight_decay" in common else {"weight_decay": 0.0}
    decay = {"weight_decay": common["weight_decay"]} if "weight_decay" in common else {}
    kinds = [k for k in ("decoupled_weight_decay", "independent_weight_decay") if k in common]
    alone = {k: x for k, x in common.items() if k not in decay and k not in kinds}
    if decay:
        yield decay
    yield from ({**decay, kind: True} for kind in kinds)
    for name, value in alone.items() if rule in STAGED else ():
        if valid(rule, {name: value}):
            yield {**off, name: value}
    together = {**off, **decay, **alone}
    yield together if valid(rule, together) else {**together, "cautious": False}


def describe(setting: dict[str, Any]) -> str:
    return ",".join(f"{k}={v}" for k, v in setting.items()) or "default"


def every_setting() -> list[Any]:
    """(rule, setting) over the list of rules, as arguments of pytest.mark.parametrize."""
    return _each(settings)


def every_extreme(*, shared: bool = True) -> list[Any]:
    """``shared``: also of the rules that decide for all their arrays together."""
    return [case for case in _each(extremes) if shared or case.values[0] not in SHARED]


def every_stage() -> list[Any]:
    return _each(stage_settings)


def _each(choose: Callable[[str], Iterable[dict[str, Any]]]) -> list[Any]:
    import pytest  # which the benchmarks, that use the oracles too, do without

    return [
        pytest.param(rule, setting, id=f"{rule}-{describe(setting)}")
        for rule in RULES
        for setting in choose(rule)
    ]


def loss(t: int) -> float:
    return 2.0 + 5.0 / t + 0.5 * (t % 3)


# ---- what a step takes and an optimizer has beside arrays ----------------------------------------


def extra(rule: str, params: Any, t: int) -> dict[str, Any]:
    """Keywords of step t of a rule with further inputs: positive arrays; at even steps none, which
    is said by None in their place or by leaving them out. And the loss, which goes up and down."""
    if getattr(gs.rules, rule).uses_loss:
        return {"loss": loss(t)}
    rng = np.random.default_rng([5, t])
    like: Callable[[Any], Any] = lambda p: (  # noqa: E731
        4 * rng.random(p.shape).astype(p.dtype) if t % 2 else None
    )
    names = getattr(gs.rules, rule).inputs if t % 4 else ()
    if not names:
        return {}
    tree = {k: like(p) for k, p in params.items()} if isinstance(params, dict) else like(params)
    return {"inputs": dict.fromkeys(names, tree)}


def numbers(opt: Any, path: str = "param") -> dict[str, Any]:
    """The rule's numbers, which are one per array or per row, or of all arrays together."""
    return every_number(opt)[path]


def every_number(opt: Any) -> dict[str, dict[str, Any]]:
    """The same of all paths."""
    scalars, state, found = opt.scalars, opt.state, {}
    for group in opt.groups.values():
        shared = opt.shared.get(type(group.rule).__name__, {})
        for path in group.paths:
            had = {**scalars[path], **state[path], **shared}
            found[path] = {name: np.array(had[name]) for name in type(group.rule).numbers}
    return found
