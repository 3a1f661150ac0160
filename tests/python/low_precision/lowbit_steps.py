"""Steps on numbers kept in few bits: gradstep's own rules on float32, the rest by `lowbit`.

The rules are tested elsewhere: here each runs on float32 (or float64) arrays, and what is around it
comes from the oracle of how numbers are kept. With it the mixes of types that the tests go through.
"""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
from ml_dtypes import bfloat16

import gradstep as gs
from oracles import lowbit, oracle

ISAS = gs.info().isas
N = 1300  # tiles and blocks, and parts of them
MIXES: dict[str, tuple[Any, Any, dict[str, Any]]] = {  # parameter, gradient, options
    "bf16": (bfloat16, bfloat16, {"state_dtype": "bfloat16", "seed": 5}),
    "bf16-f32": (bfloat16, bfloat16, {"seed": 2**64 - 1}),
    "bf16-nearest": (bfloat16, np.float32, {"state_dtype": "bfloat16", "rounding": "nearest"}),
    "bf16-kahan-q8": (bfloat16, bfloat16, {"state_dtype": "q8", "rounding": "kahan"}),
    "bf16-split": (bfloat16, np.float16, {"rounding": "split"}),
    "f16-master": (np.float16, np.float16, {"state_dtype": "float16", "rounding": "master"}),
    "f16-dynamic8": (np.float16, np.float32, {"state_dtype": "dynamic8"}),
    "f16-kahan": (np.float16, np.float64, {"rounding": "kahan"}),
    "bf16-f64": (bfloat16, bfloat16, {"state_dtype": "float64"}),  # stepped in float64
    "bf16-f64-split": (bfloat16, np.float32, {"state_dtype": np.float64, "rounding": "split"}),
    "f16-f64-kahan": (np.float16, np.float64, {"state_dtype": np.float64, "rounding": "kahan"}),
    "f16-f64-master": (np.float16, np.float32, {"state_dtype": np.float64, "rounding": "master"}),
    "f32-f64": (np.float32, np.float32, {"state_dtype": np.float64}),
    "f32-q8": (np.float32, np.float32, {"state_dtype": "q8"}),
    "f32-dynamic8": (np.float32, bfloat16, {"state_dtype": "dynamic8"}),
    "f32-bf16": (np.float32, np.float64, {"state_dtype": bfloat16}),
    "f64-q8": (np.float64, np.float64, {"state_dtype": "q8"}),
    "f64-f32": (np.float64, np.float16, {"state_dtype": np.float32}),
    "f64-f16": (np.float64, np.float32, {"state_dtype": "float16"}),
}


def problem(p_type: Any, g_type: Any, n: int = N, steps: int = 3) -> tuple[Any, list[Any]]:
    """Blocks of zeros, outliers, and numbers of many sizes, all of which a float16 state takes."""
    rng = np.random.default_rng(n)
    p = rng.standard_normal(n) * 10.0 ** rng.integers(-4, 1, n)
    grads = []
    for _ in range(steps):
        g = rng.standard_normal(n) * 10.0 ** rng.integers(-6, 1, n)
        g[128:256] = 0
        g[300::257] = 20
        g[::9] = 0
        grads.append(g.astype(g_type))
    return p.astype(p_type), grads


@functools.cache
def slots_of(rule: str) -> list[str]:
    """All slots of a rule, in their order: what the setting with the most of them has."""
    settings = oracle.settings(rule)
    states = [gs.Optimizer(np.zeros(1), getattr(gs.rules, rule)(**s)).state for s in settings]
    return max((list(state["param"]) for state in states), key=len)


def step(opt: Any, rule: str, g: Any, t: int, compute: Any) -> Any:
    """Step t (1-based) with whatever the rule takes besides gradients, in the compute dtype."""
    return opt.step(g, **oracle.extra(rule, g.astype(compute), t))


def make(
    rule: str, p: Any, options: dict[str, Any], setting: dict[str, Any], isa: str = ISAS[-1]
) -> Any:
    """The optimizer, with 8-bit state of arrays of any size."""
    opt = getattr(gs, rule)(p, **{"state_min_size": 0, **options, **setting})
    opt._engine.isa = isa
    return opt


class Emulated:
    """One of gradstep's rules on arrays of the compute dtype; the oracle does the rest."""

    def __init__(self, rule: str, setting: dict[str, Any], p: Any, options: dict[str, Any]) -> None:
        dtype = options.get("state_dtype")
        dtype = np.dtype(dtype) if dtype not in (None, "q8", "dynamic8") else dtype
        self.rule = rule
        self.p = p.astype(lowbit.compute_dtype(p.dtype, dtype))
        self.opt = getattr(gs, rule)(self.p, **setting)
        numbers = getattr(gs.rules, rule).numbers  # those of rows are shown with the state
        self.state = {k: x for k, x in self.opt.state["param"].items() if k not in numbers}
        every = slots_of(rule)
        slots = {
            name: lowbit.Slot(
                stream=1 + every.index(name),
                signed=name not in oracle.non_negative(rule),
                plain=name in oracle.exact(rule, setting),
                start=x.flat[0] if x.size else 0.0,
            )
            for name, x in self.state.items()
        }
        self.stored = lowbit.Emulated(
            self._step, p.ravel(), slots, **{"state_min_size": 0, **options, "state_dtype": dtype}
        )

    def step(self, g: Any) -> None:
        self.stored.step(g.ravel())

    def _step(self, p: Any, g: Any, state: Any, t: int) -> Any:
        self.p[...] = p.reshape(self.p.shape)
        for name, x in state.items():
            self.state[name][...] = x.reshape(self.p.shape)
        step(self.opt, self.rule, g.reshape(self.p.shape), t, p.dtype)
        return self.p.ravel().copy(), {name: x.ravel().copy() for name, x in self.state.items()}

    def seen(self) -> Any:
        """The parameter as the rule sees it."""
        return self.stored.codec.decode(*self.stored.param).astype(self.p.dtype)

    def arrays(self) -> list[Any]:
        """Parameter, what is beside it, and the state with its scales, in the optimizer's order."""
        p, *beside = self.stored.param
        return [p, *(x for kept in self.stored.state.values() for x in kept), *beside]


def arrays(p: Any, opt: Any) -> list[Any]:
    numbers = type(opt.groups["default"].rule).numbers
    return [p, *(x for name, x in opt.state["param"].items() if name not in numbers)]


def assert_same(found: list[Any], wanted: list[Any], what: Any) -> None:
    """Ask for the same bits; for a NaN, whose bits depend on the processor, only where one is."""
    assert len(found) == len(wanted)
    for i, (a, b) in enumerate(zip(found, wanted, strict=True)):
        assert a.dtype == b.dtype, (what, i)
        a, b = a.ravel(), b.ravel()
        with np.errstate(invalid="ignore"):  # NumPy's doubts about a signaling NaN
            other = (lowbit.bits(a) != lowbit.bits(b)) & ~(np.isnan(a) & np.isnan(b))
        at = np.flatnonzero(other)[:5]
        assert at.size == 0, (what, i, at, a[at], b[at])


def assert_as_emulated(
    rule: str, mix: str, start: Any, grads: list[Any], setting: dict[str, Any] | None = None
) -> None:
    """On every instruction set, the same bits as the oracle's: parameters, codes, scales, rests."""
    options, setting = MIXES[mix][2], setting or {}
    wanted = Emulated(rule, setting, start, options)
    for g in grads:
        wanted.step(g)
    for isa in ISAS:
        p = start.copy()
        opt = make(rule, p, options, setting, isa=isa)
        for t, g in enumerate(grads, 1):
            step(opt, rule, g, t, wanted.p.dtype)
        assert_same(arrays(p, opt), wanted.arrays(), (mix, isa))
