"""Every rule learns a curved valley, a noisy quadratic and digits, at one of the rates searched."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from sklearn.datasets import load_digits

import gradstep as gs
from oracles import oracle

# Rates relative to the one at which the rule says that a search begins: these problems are smaller
# than the ones it is meant for, and each has another scale. A rule that finds its rate is given its
# default, and less only since noise makes some overstate it.
FACTORS = [10 ** (k / 2) for k in (0, 1, 2, 3, 4, -1, -2, -3, -4, -5)]
SHARES = [1.0, 0.5, 0.1]
# What else than the defaults is tried: those that are slow to find their rate begin from more than
# 1e-6.
HYPER: list[dict[str, Any]] = [{}, {"d0": 1e-2}]

every_rule = pytest.mark.parametrize("rule", oracle.RULES)


def ways(rule: str) -> Iterator[dict[str, Any]]:
    """The rates and other hyper-parameters at which a rule is to learn: one of them is enough."""
    kind = getattr(gs.rules, rule)
    fields, longest = kind().values(), kind.max_grad_norm
    given = {"clip_norm": longest} if np.isfinite(longest) else {}
    for hyper in HYPER:
        if hyper.keys() <= fields.keys():
            for factor in SHARES if kind.finds_rate else FACTORS:
                yield {"lr": factor * kind.search_lr, **given, **hyper}


Problem = tuple[Any, Callable[[int], Any], Callable[[], float]]
"""Parameters, the loss and the gradient there at step n, and what is to become small."""


def learns(rule: str, make: Callable[[], Problem], steps: int, below: float) -> None:
    """Ask that what should become small does so at one of the rates. The squared gradient stands
    for a Hessian if the rule takes one."""
    kind, reached = getattr(gs.rules, rule), {}
    for hyper in ways(rule):
        p, loss_and_gradient, left = make()
        opt = getattr(gs, rule)(p, **hyper)
        for n in range(steps):
            loss, g = loss_and_gradient(n)
            if not (np.abs(g) < 1e6).all():
                break  # the rate is too large
            inputs = dict.fromkeys(kind.inputs, g * g)
            more = {"loss": loss} if kind.uses_loss else {}
            assert opt.step(g, **more, **({"inputs": inputs} if inputs else {}))
        reached[str(hyper)] = left()
        if left() < below:
            return
    raise AssertionError(f"{rule} reaches {reached}, none of them below {below}")


@every_rule
def test_rosenbrock(rule: str) -> None:
    """From (-1.2, 1), where the function is 24.2, into the valley, where it is below 4.5."""

    def make() -> Problem:
        p = np.array([-1.2, 1.0])

        def loss_and_gradient(n: int) -> Any:
            x, y = p
            g = np.array([-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)])
            return (1 - x) ** 2 + 100 * (y - x * x) ** 2, g

        return p, loss_and_gradient, lambda: loss_and_gradient(300)[0]

    learns(rule, make, 300, 4.5)


@every_rule
def test_noisy_quadratic(rule: str) -> None:
    """Condition number 20, noise of a tenth of the first gradient's smallest element."""
    scale = np.geomspace(1, 20, 20)

    def make() -> Problem:
        rng, p = np.random.default_rng(0), np.ones(20)

        def loss_and_gradient(n: int) -> Any:
            return scale @ (p * p) / 2, scale * p + 0.1 * rng.standard_normal(20)

        return p, loss_and_gradient, lambda: scale @ (p * p)

    learns(rule, make, 300, 0.1 * scale.sum())


@pytest.fixture(scope="module")
def digits() -> tuple[Any, Any]:
    data = load_digits()
    return data.data / 16, data.target


@every_rule
def test_digits(rule: str, digits: tuple[Any, Any]) -> None:
    """Softmax regression in batches of 100: the loss of guessing is 2.3."""
    x, y = digits
    one_hot, whole = np.eye(10)[y], getattr(gs.rules, rule).full_batch

    def make() -> Problem:
        rng = np.random.default_rng(0)
        w = rng.standard_normal((64, 10)) * 0.1

        def softmax(rows: Any) -> Any:
            z = np.exp(x[rows] @ w - np.max(x[rows] @ w, axis=1, keepdims=True))
            return z / z.sum(axis=1, keepdims=True)

        def loss(rows: Any, z: Any) -> Any:
            return -np.log(np.maximum(z[np.arange(len(z)), y[rows]], 1e-300)).mean()

        def loss_and_gradient(n: int) -> Any:
            rows = np.arange(len(x)) if whole else rng.integers(0, len(x), 100)
            z = softmax(rows)
            return loss(rows, z), x[rows].T @ (z - one_hot[rows]) / len(rows)

        return w, loss_and_gradient, lambda: loss(slice(None), softmax(slice(None)))

    learns(rule, make, 40 if whole else 150, 0.8)
