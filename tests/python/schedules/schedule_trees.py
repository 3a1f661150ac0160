"""Schedules for property-based tests: every leaf, and trees of every composition to any depth."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

import gradstep.schedules as gs
from gradstep.schedules import Schedule
from oracles.schedules import ALL_SHAPES, LEAVES

Strategy = st.SearchStrategy[Schedule]

rates = st.floats(0, 10, allow_subnormal=False) | st.sampled_from([0.1, 3e-4, 1.0])
decays = st.sampled_from([0.0, 1e-9, 1e-4, 0.01, 0.5, 10.0])
lengths = st.integers(1, 300)
factors = st.sampled_from([0.0, 0.1, 0.5, 0.97, 1.0])
shapes = st.sampled_from(ALL_SHAPES)
symmetric = st.sampled_from(["linear", "cosine"])
smooth_shapes = st.sampled_from([*ALL_SHAPES[:2], "1-square", "exponential", ("power", 3.0)])


def squared(n: int) -> float:
    """A Lambda that pickles."""
    return 1e-6 * n * n


def ratio(k: int) -> float:
    """And a factor of MultiplicativeLambda."""
    return 1 - 1 / (2 + k)


def increasing(least: int, most: int, *, strictly: bool = False) -> st.SearchStrategy[list[int]]:
    return st.lists(
        st.integers(0, 300), min_size=least, max_size=most, unique=strictly
    ).map(sorted)  # fmt: skip


def of_arguments(*, smooth: bool) -> dict[str, st.SearchStrategy[Any]]:
    """By name, what an argument may be. Smooth schedules have slopes of at most 10 peaks per step:
    none is infinite."""
    k = st.sampled_from([1.0, 1.5, 2.0])
    shape = smooth_shapes if smooth else shapes
    some = st.integers(0, 100)
    return {
        **dict.fromkeys(("value", "lr", "start", "peak", "end"), rates),
        **dict.fromkeys(("steps", "every"), lengths),
        **dict.fromkeys(("warmup", "cooldown", "explore"), some),
        **{"decay": decays.filter(lambda d: d < 1), "drop": factors, "factor": factors},
        **{"staircase": st.booleans(), "cycle": st.booleans(), "three_phase": st.booleans()},
        "timescale": st.sampled_from([1.0, 10.0, 50.0, 333.3, 1e4]),
        "power": st.sampled_from([1.0, 2.0, 3.0] if smooth else [0.0, 0.5, 1.0, 2.0]),
        **{"exponent": k, "multiplier": k | st.just(0.75), "k_decay": k},
        "d_model": st.sampled_from([64, 512]),
        "period": st.integers(2, 60),
        "up": st.integers(1, 50),
        "down": st.none() | st.integers(1, 50),
        "peak_factor": st.sampled_from([0.5, 1.0]),
        "cycle_factor": st.sampled_from([0.5, 1.0]),
        "step_factor": st.sampled_from([0.999, 1.0]),
        "pct_start": st.sampled_from([0.25, 0.3, 0.45]),
        "start_factor": st.sampled_from([0.04, 1.2]),
        "end_factor": st.sampled_from([4e-6, 1.2]),
        "lb": st.sampled_from([-7.0, -1.0]),
        "ub": st.sampled_from([1.0, 3.0]),
        **{"shape": shape, "warmup_shape": shape},
        "recursive": st.just(False) if smooth else st.booleans(),
        "at": increasing(1, 5),
    }


# Where a name means something else, by class.
OWN: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "Noam": {"factor": rates, "warmup": st.integers(1, 50)},
    "CosineRestarts": {"warmup": st.integers(0, 20)},
    "OneCycle": {"shape": symmetric},
    "TimeBasedDecay": {"decay": decays},
    "Power": {"power": st.sampled_from([0.5, 2.0])},
}
SMOOTH: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "Geometric": {"factor": factors.filter(lambda f: f > 0)},
}


def matched(cls: Callable[..., Schedule], more: int, strictly: bool) -> Strategy:
    """As many milestones as values, or one less."""
    return st.lists(rates, min_size=2, max_size=5).flatmap(
        lambda values: increasing(
            len(values) - more, len(values) - more, strictly=strictly
        ).map(lambda at: cls(values, at))
    )  # fmt: skip


def made(cls: Callable[..., Schedule], given: dict[str, Any]) -> Schedule:
    """The schedule of these arguments; phases that are too long for it are cut to fit."""
    for name in ("steps", "period"):
        phases = [k for k in ("warmup", "cooldown", "explore") if k in given]
        if name in given and phases:
            total = sum(given[k] for k in phases)
            most = given[name] - (name == "period")  # of which a part must be left
            given |= {k: given[k] * min(most, total) // max(1, total) for k in phases}
    if given.get("multiplier", 1) < 1:
        given["warmup"] = 0  # no cycle is sure to be longer
    return cls(**given)


def leaves(*, smooth: bool = False) -> dict[str, Strategy]:
    """By class, from the names of its arguments; but what has lists that must match."""
    known = of_arguments(smooth=smooth)
    out = {
        "PiecewiseConstant": matched(gs.PiecewiseConstant, 1, False),
        "PiecewiseLinear": matched(gs.PiecewiseLinear, 0, True),
        "PiecewiseCosine": matched(gs.PiecewiseCosine, 0, True),
    }
    for name, oracle in LEAVES.items():
        if name not in out:
            own = {**known, **OWN.get(name, {}), **(SMOOTH.get(name, {}) if smooth else {})}
            names = list(inspect.signature(oracle).parameters)[1:]
            given = st.fixed_dictionaries({k: own[k] for k in names})
            out[name] = st.builds(made, st.just(getattr(gs, name)), given)
    return out


functions = st.sampled_from([gs.Lambda(squared), gs.MultiplicativeLambda(0.1, ratio)])


def sequences(children: Strategy) -> Strategy:
    return st.lists(children, min_size=1, max_size=4).flatmap(
        lambda some: increasing(len(some) - 1, len(some) - 1).map(
            lambda at: gs.sequence(some, at=at)
        )
    )


def cooled(s: Schedule, steps: int, end: float, shape: Any, more: int) -> Schedule:
    """A cooldown; of an endless schedule one that begins after `more` steps."""
    total = steps + more if s.total_steps is None else None
    return gs.cooldown(s, steps, end=end, shape=shape, total_steps=total)


# Exact in binary, so that n·per/k is no rounding's choice, however deep.
per_k = st.tuples(st.sampled_from([0.25, 0.5, 1, 2, 4, 8]), st.sampled_from([0.5, 1, 2, 3, 5]))
slower = st.tuples(st.sampled_from([1, 2, 4, 8]), st.sampled_from([0.5, 1]))


def lengthened(s: Schedule, at: int, more: int, how: str) -> Schedule:
    s = finite(s)
    at = min(at, s.total_steps - 1)
    return gs.extend(s, at + more, at=at, how=how)


def compositions(children: Strategy, *, real: bool, smooth: bool = False) -> dict[str, Strategy]:
    """By function; `real` ones can stand inside stretch."""
    shape = smooth_shapes if smooth else shapes
    some = st.lists(children, min_size=1, max_size=3)
    bounds = st.tuples(rates, rates).map(sorted)
    out = {
        "sequence": sequences(children),
        "warmup": st.builds(
            gs.warmup, children, st.integers(0, 200), start=st.none() | rates, shape=shape
        ),
        "cooldown": st.builds(
            cooled, children, st.integers(0, 100), rates, shape, st.integers(1, 200)
        ),
        "every": st.builds(gs.every, children, st.integers(1, 10)),
        "shift": st.builds(gs.shift, children, st.integers(0, 100)),
        "cycle": st.builds(gs.cycle, children, st.integers(1, 100)),
        "clip": st.builds(
            lambda s, b, which: gs.clip(s, *((b[0], None), (None, b[1]), b)[which]),
            children,
            bounds,
            st.integers(0, 2),
        ),
        "scale": st.builds(gs.scale, children, rates),
        "multiply": st.builds(gs.multiply, some),
        "add": st.builds(gs.add, some),
        "extend": st.builds(
            lengthened,
            children if real else real_trees,
            st.integers(0, 60),
            st.integers(1, 300),
            st.just("keep-point")
            if smooth
            else st.sampled_from(["keep-point", "rescale", "restart"]),
        ),
    }
    if real:
        out["stretch"] = st.builds(
            lambda s, x: gs.stretch(s, x[0], per=x[1]), children, slower if smooth else per_k
        )
    else:
        out["stretch"] = st.builds(lambda s, x: gs.stretch(s, x[0], per=x[1]), real_trees, per_k)
        out["noise"] = st.builds(
            gs.noise,
            children,
            pct=st.sampled_from([0.1, 0.67]),
            std=st.sampled_from([0.5, 1.0]),
            uniform=st.booleans(),
            seed=st.integers(0, 2**31),
            first=st.integers(0, 50),
            last=st.none() | st.integers(50, 300),
        )
        out["ReduceOnPlateau"] = st.builds(gs.ReduceOnPlateau, children)
        out["Greedy"] = st.builds(gs.Greedy, children)
    return out


def trees(*, real: bool, smooth: bool = False) -> Strategy:
    first = st.one_of(*leaves(smooth=smooth).values())
    if real:  # the recursion and the user's functions know only whole steps
        first = first.filter(lambda s: not getattr(s, "recursive", False))
    else:
        first = first | functions
    return st.recursive(
        first,
        lambda children: st.one_of(*compositions(children, real=real, smooth=smooth).values()),
        max_leaves=6,
    )


real_trees = trees(real=True)
smooth_trees = trees(real=True, smooth=True)
schedules = trees(real=False)


def finite(s: Schedule) -> Schedule:
    """Itself, or with an end."""
    return gs.cooldown(s, 30, total_steps=200) if s.total_steps is None else s
