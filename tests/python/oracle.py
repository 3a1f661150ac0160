"""What every rule must compute: one function per rule, written from its source, not from the C++.

An oracle takes the parameter, the gradient and the state before step ``t`` (1-based), puts the new
state into ``s`` and returns the new parameter. Its keywords are the rule's own hyper-parameters
with their defaults. It runs on float64 arrays and on `roundoff.Rounded`. A rule without an oracle
fails the tests; a new oracle brings all tests that are generated from the list of rules.
"""

from __future__ import annotations

import inspect
import itertools
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

import gradstep as gs

ORACLES: dict[str, Callable[..., Any]] = {}
LASTING: dict[str, tuple[str, ...]] = {}  # the slots that do not decay: never flushed to 0


def oracle(*, lasting: tuple[str, ...] = ()) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        ORACLES[function.__name__] = function
        LASTING[function.__name__] = lasting
        return function

    return register


@oracle()
def SGD(p, g, s, t, *, lr=1e-3, momentum=0.0, dampening=0.0, nesterov=False):
    """torch.optim.SGD's documentation: the buffer starts as the first gradient, undamped."""
    if momentum == 0:
        return p - lr * g
    b = g if t == 1 else momentum * s["momentum_buffer"] + (1 - dampening) * g
    s["momentum_buffer"] = b
    return p - lr * (g + momentum * b if nesterov else b)


@oracle(lasting=("sum",))
def Adagrad(p, g, s, t, *, lr=1e-2, lr_decay=0.0, initial_accumulator_value=0.0, eps=1e-10):
    """Duchi et al. 2011, with torch's eps outside the root and its decay of the rate."""
    s["sum"] = (g * 0 + initial_accumulator_value if t == 1 else s["sum"]) + g * g
    return p - lr / (1 + (t - 1) * lr_decay) * g / (np.sqrt(s["sum"]) + eps)


@oracle()
def Adadelta(p, g, s, t, *, lr=1.0, rho=0.9, eps=1e-6):
    """Zeiler 2012, algorithm 1: both running means start at 0."""
    v = s["square_avg"] = rho * s.get("square_avg", 0 * g) + (1 - rho) * g * g
    u = s.get("acc_delta", 0 * g)
    change = np.sqrt(u + eps) / np.sqrt(v + eps) * g
    s["acc_delta"] = rho * u + (1 - rho) * change * change
    return p - lr * change


@oracle()
def RMSprop(p, g, s, t, *, lr=1e-2, alpha=0.99, eps=1e-8, momentum=0.0, centered=False):
    """Tieleman & Hinton 2012; centered: Graves 2013, eq. 38-45, with torch's eps."""
    v = s["square_avg"] = alpha * s.get("square_avg", 0 * g) + (1 - alpha) * g * g
    if centered:
        a = s["grad_avg"] = alpha * s.get("grad_avg", 0 * g) + (1 - alpha) * g
        v = np.maximum(v - a * a, 0.0)
    d = g / (np.sqrt(v) + eps)
    if momentum != 0:
        d = s["momentum_buffer"] = momentum * s.get("momentum_buffer", 0 * g) + d
    return p - lr * d


@oracle()
def Adam(p, g, s, t, *, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, amsgrad=False):
    """Kingma & Ba 2015, algorithm 1; amsgrad keeps the largest uncorrected v, as torch does."""
    m = s["exp_avg"] = beta1 * s.get("exp_avg", 0 * g) + (1 - beta1) * g
    v = s["exp_avg_sq"] = beta2 * s.get("exp_avg_sq", 0 * g) + (1 - beta2) * g * g
    if amsgrad:
        v = s["max_exp_avg_sq"] = np.maximum(s.get("max_exp_avg_sq", 0 * g), v)
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return p - lr * m_hat / (np.sqrt(v_hat) + eps)


@oracle()
def AdamW(
    p, g, s, t, *, lr=1e-3, weight_decay=1e-2, beta1=0.9, beta2=0.999, eps=1e-8, amsgrad=False
):
    """Loshchilov & Hutter 2019, algorithm 2; as torch, decays by lr·weight_decay first."""
    p = p - lr * weight_decay * p
    return Adam(p, g, s, t, lr=lr, beta1=beta1, beta2=beta2, eps=eps, amsgrad=amsgrad)


# ---- the whole step ------------------------------------------------------------------------------


def own(rule: str) -> dict[str, Any]:
    """The oracle's hyper-parameters with their defaults."""
    parameters = inspect.signature(ORACLES[rule]).parameters.values()
    return {p.name: p.default for p in parameters if p.kind is p.KEYWORD_ONLY}


def step(rule, p, g, s, t, hyper, *, grad_scale=1.0, clip=1.0):
    """The stages in the engine's order, then the rule."""
    hyper = dict(hyper)
    scale, maximize = hyper.pop("lr_scale", 1.0), hyper.pop("maximize", False)
    if grad_scale != 1:
        g = g / grad_scale
    if clip != 1:
        g = clip * g
    if maximize:
        g = -g
    if "weight_decay" in hyper and "weight_decay" not in own(rule):
        g = g + hyper.pop("weight_decay") * p
    return ORACLES[rule](p, g, s, t, **{**hyper, "lr": scale * hyper["lr"]})


# ---- settings ------------------------------------------------------------------------------------

# A value away from the default for every hyper-parameter; tests/cpp/kernels.cpp has the same ones.
VALUES: dict[str, Any] = {
    "alpha": 0.875,
    "beta1": 0.75,
    "beta2": 0.9375,
    "dampening": 0.25,
    "eps": 0.0009765625,
    "initial_accumulator_value": 0.125,
    "lr": 0.03125,
    "lr_decay": 0.0625,
    "momentum": 0.875,
    "rho": 0.75,
    "weight_decay": 0.0625,
}


def settings(rule: str) -> Iterator[dict[str, Any]]:
    """Every valid combination of the switches (flags, and numbers that are 0 by default), each with
    the remaining numbers at their defaults and away from them."""
    fields = [f for f in getattr(gs.rules, rule).fields if f["name"] != "lr_scale"]
    switches = [f["name"] for f in fields if f["default"] == 0]
    others = {f["name"]: VALUES[f["name"]] for f in fields if f["default"] != 0}
    for more in ({}, others):
        for on in itertools.product((False, True), repeat=len(switches)):
            chosen = {k: VALUES.get(k, True) for k, x in zip(switches, on, strict=True) if x}
            try:
                getattr(gs.rules, rule)(**chosen, **more)
            except gs.HyperError:
                continue  # a combination that the rule refuses
            yield {**chosen, **more}


def describe(setting: dict[str, Any]) -> str:
    return ",".join(f"{k}={v}" for k, v in setting.items()) or "default"


def every_setting() -> list[Any]:
    """(rule, setting) over the list of rules, as arguments of pytest.mark.parametrize."""
    import pytest

    return [
        pytest.param(rule, setting, id=f"{rule}-{describe(setting)}")
        for rule in RULES
        for setting in settings(rule)
    ]


RULES: list[str] = [name for name in gs.rules.__all__ if name != "Rule"]
