"""Every rule learns: a curved valley, a noisy quadratic, handwritten digits, at a sensible rate."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from sklearn.datasets import load_digits

import gradstep as gs
from oracles import oracle

# Rates for the valley, the quadratic and the digits; the others learn all three at RATE.
RATE = 0.1
RATES: dict[str, tuple[float, float, float]] = {
    "ACProp": (0.01, 0.1, 0.03),
    "ALIG": (1.0, 1.0, 1.0),
    "ASGD": (0.003, 0.03, 0.3),
    "AccSGD": (0.003, 0.03, 0.1),
    "AdaMod": (0.3, 0.1, 0.1),
    "Adadelta": (1.0, 1.0, 1.0),
    "AggMo": (0.001, 0.1, 0.1),
    "BarzilaiBorwein": (0.001, 0.1, 0.1),
    "DeltaBarDelta": (0.0003, 0.1, 0.3),
    "HypergradientSGD": (0.001, 0.03, 0.3),
    "LAMB": (0.1, 0.1, 0.03),
    "LARS": (0.3, 1.0, 3.0),
    "MoMo": (1.0, 1.0, 1.0),
    "OptimisticGD": (0.001, 0.03, 0.3),
    "PID": (0.0003, 0.01, 0.1),
    "PMV": (0.001, 0.03, 0.3),
    "PolyakSGD": (1.0, 1.0, 1.0),
    "QHM": (0.01, 0.1, 1.0),
    "SGD": (0.003, 0.03, 0.3),
    "ScheduleFreeSGD": (0.003, 0.03, 0.3),
    "SignSGD": (0.003, 0.1, 0.1),
    "SimplifiedAdEMAMix": (0.003, 0.0003, 0.003),
    "Tiger": (0.03, 0.1, 0.1),
}
FREE = (
    "COCOB",
    "DAdaptAdaGrad",
    "DAdaptAdam",
    "DAdaptAdan",
    "DoG",
    "DoWG",
    "KT",
    "LDoG",
    "Prodigy",
)
RATES |= dict.fromkeys(FREE, (1.0, 1.0, 1.0))  # these find it, and noise overstates two others
RATES |= {"DAdaptLion": (0.1, 0.1, 0.1), "DAdaptSGD": (0.5, 0.5, 0.5)}
# What else than the defaults they need: RAdam not to take its first steps along bare gradients, KT
# gradients no longer than 1. And two that are slow to find their rate not to begin from 1e-6.
HYPER: dict[str, dict[str, Any]] = {
    "DAdaptAdaGrad": {"d0": 1e-2},
    "DAdaptLion": {"d0": 1e-2},
    "KT": {"clip_norm": 1},
    "RAdam": {"degenerated_to_sgd": False},
}

WHOLE = {"BarzilaiBorwein", "IRpropPlus", "Rprop"}

every_rule = pytest.mark.parametrize("rule", oracle.RULES)


def learn(
    rule: str, problem: int, p: Any, loss_and_gradient: Callable[[int], Any], steps: int
) -> None:
    """Step p, which the function reads; the squared gradient stands for a Hessian if one is due."""
    rate = RATES.get(rule, (RATE,) * 3)[problem]
    opt = getattr(gs, rule)(p, lr=rate, **HYPER.get(rule, {}))
    for n in range(steps):
        loss, g = loss_and_gradient(n)
        inputs = dict.fromkeys(getattr(gs.rules, rule).inputs, g * g)
        more = {"loss": loss} if getattr(gs.rules, rule).uses_loss else {}
        assert opt.step(g, **more, **({"inputs": inputs} if inputs else {}))


@every_rule
def test_rosenbrock(rule: str) -> None:
    """From (-1.2, 1), where the function is 24.2, into the valley, where it is below 4.5."""
    p = np.array([-1.2, 1.0])

    def loss_and_gradient(n: int) -> Any:
        x, y = p
        g = np.array([-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)])
        return (1 - x) ** 2 + 100 * (y - x * x) ** 2, g

    learn(rule, 0, p, loss_and_gradient, 300)
    assert loss_and_gradient(300)[0] < 4.5


@every_rule
def test_noisy_quadratic(rule: str) -> None:
    """Condition number 20, noise of a tenth of the first gradient's smallest element."""
    rng = np.random.default_rng(0)
    scale, p = np.geomspace(1, 20, 20), np.ones(20)

    def loss_and_gradient(n: int) -> Any:
        return scale @ (p * p) / 2, scale * p + 0.1 * rng.standard_normal(20)

    learn(rule, 1, p, loss_and_gradient, 300)
    assert scale @ (p * p) < 0.1 * scale.sum()


@pytest.fixture(scope="module")
def digits() -> tuple[Any, Any]:
    data = load_digits()
    return data.data / 16, data.target


@every_rule
def test_digits(rule: str, digits: tuple[Any, Any]) -> None:
    """Softmax regression in batches of 100: the loss of guessing is 2.3."""
    x, y = digits
    one_hot, rng = np.eye(10)[y], np.random.default_rng(0)
    w = rng.standard_normal((64, 10)) * 0.1

    def softmax(rows: Any) -> Any:
        z = np.exp(x[rows] @ w - np.max(x[rows] @ w, axis=1, keepdims=True))
        return z / z.sum(axis=1, keepdims=True)

    def loss(rows: Any, z: Any) -> Any:
        return -np.log(z[np.arange(len(z)), y[rows]]).mean()

    def loss_and_gradient(n: int) -> Any:
        # these compare gradients from step to step: of all digits
        rows = np.arange(len(x)) if rule in WHOLE else rng.integers(0, len(x), 100)
        z = softmax(rows)
        return loss(rows, z), x[rows].T @ (z - one_hot[rows]) / len(rows)

    learn(rule, 2, w, loss_and_gradient, 40 if rule in WHOLE else 150)
    assert loss(slice(None), softmax(slice(None))) < 0.8
