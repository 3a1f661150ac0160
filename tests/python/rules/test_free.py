"""Rules that find their step size themselves: that they do, whatever the problem's units.

Their arithmetic is in test_rules.py and test_golden.py.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import gradstep as gs
from oracles import oracle
from support.common import snapshot

RULES = [
    name
    for name in oracle.RULES
    if getattr(gs.rules, name).finds_rate and not getattr(gs.rules, name).uses_loss
]
BEYOND = 1.3e154  # its square is a float64; the sum of two such squares is none
UNITS = [(1e-3, 1.0), (1.0, 1.0), (1e3, 1.0), (1.0, 1e-3), (1.0, 1e3)]  # of parameters, of the loss
# KT's first bets are of 1e-4, and its gradients of at most 1. DAdaptLion's momentum is of λ·g and
# outweighs the g that it is added to where λ is large: both in their authors' code.
ONLY = {"KT": [(1.0, 1.0), (1e3, 1.0), (1.0, 1e3)], "DAdaptLion": [u for u in UNITS if u[0] <= 1]}


def told(rule: str) -> dict[str, Any]:
    """What it needs to be told of the problem: how long its gradients may be, and that the solution
    is not pulled to 0."""
    longest = getattr(gs.rules, rule).max_grad_norm
    return {"weight_decay": 0, **({"clip_norm": longest} if np.isfinite(longest) else {})}


@pytest.mark.parametrize("rule", RULES)
def test_it_learns_in_any_units_untuned(rule: str) -> None:
    """A quadratic with curvatures from 1 to 10, its solution up to 3e9 first estimates away: 1000
    steps at the default rate, of whose second half the mean is taken, leave 1 % of the loss."""
    rng = np.random.default_rng(0)
    curvature = np.geomspace(1, 10, 20)
    unit = rng.choice([-1.0, 1.0], 20) * rng.uniform(1, 3, 20)
    for length, height in ONLY.get(rule, UNITS):
        p, solution = np.zeros(20), length * unit
        opt = getattr(gs, rule)(p, average=gs.SWA(start=500, every=1), **told(rule))
        start = np.sum(curvature * solution**2)
        for _ in range(1000):
            opt.step(height * curvature * (p - solution))
        left = np.sum(curvature * (opt.average["param"] - solution) ** 2) / start
        assert left < 0.01, (length, height, left)


def two_groups(rule: str, rate: float, scale: float = 1.0, **hyper: Any) -> tuple[Any, Any]:
    """20 steps of two arrays, the second in a group of its own rate and in another unit."""
    rng = np.random.default_rng(1)
    p = {"a": rng.standard_normal(9), "b": rng.standard_normal(5) / scale}
    opt = getattr(gs, rule)(p, d0=0.01, groups={"b": {"lr": rate}}, **hyper)
    for _ in range(20):
        g, h = rng.standard_normal(9), rng.standard_normal(5)
        opt.step({"a": g + 1, "b": (h + 1) * scale})
    return p, opt.shared[rule]


@pytest.mark.parametrize("rule", ["DAdaptAdam", "Prodigy"])
def test_the_rate_of_a_group_is_its_unit(rule: str) -> None:
    """b at a quarter of the rate moves as 4·b at the whole rate would, and the estimate is one."""
    small = {"eps": 1e-30}  # eps is of the gradient's own unit
    p, numbers = two_groups(rule, 0.25, **small)
    q, others = two_groups(rule, 1.0, 0.25, **small)
    np.testing.assert_allclose(p["a"], q["a"], rtol=1e-11)
    np.testing.assert_allclose(p["b"], 0.25 * q["b"], rtol=1e-11)
    assert numbers["d"] == pytest.approx(others["d"], rel=1e-11) and numbers["d"] > 0.01


@pytest.mark.parametrize(
    ("rule", "hyper"),
    [
        *((rule, {}) for rule in ("DAdaptAdaGrad", "DAdaptAdam", "DAdaptSGD", "Prodigy")),
        ("Prodigy", {"safeguard_warmup": True}),
    ],
)
def test_a_group_at_rate_0_has_no_say(rule: str, hyper: dict[str, Any]) -> None:
    p, numbers = two_groups(rule, 0.0, **hyper)
    other, _ = two_groups(rule, 0.0, 0.001, **hyper)  # another array there
    np.testing.assert_array_equal(p["a"], other["a"])
    assert numbers["d"] > 0.01


def test_the_estimate_grows_no_faster_than_it_may() -> None:
    p = np.full(4, 100.0)
    opt, d = gs.DAdaptAdam(p, growth_rate=1.25), 1e-6
    for n in range(40):
        opt.step(p)
        new = opt.shared["DAdaptAdam"]["d"]
        assert d <= new <= 1.25 * d
        assert new == 1.25 * d or n < 5  # at once it would be much larger
        d = new


@pytest.mark.parametrize("rule", sorted({*RULES} - {"DAdaptAdan", "KT"}))  # these count
def test_gradients_of_zero_say_nothing(rule: str) -> None:
    p, q = np.linspace(1, 2, 5), np.linspace(1, 2, 5)
    opt, other = getattr(gs, rule)(p), getattr(gs, rule)(q)
    for _ in range(3):
        assert opt.step(np.zeros(5))
    for g in (np.ones(5), np.arange(5.0)):
        opt.step(g), other.step(g)
    assert p.tobytes() == q.tobytes() != np.linspace(1, 2, 5).tobytes()


@pytest.mark.parametrize("rule", ["DAdaptSGD", "PolyakSGD"])
def test_sums_over_an_array_that_overflow_are_refused(rule: str) -> None:
    refuses(rule, {"a": np.ones(2), "b": np.array([BEYOND, BEYOND])}, "over 'b'", "b")


@pytest.mark.parametrize("rule", ["DAdaptSGD", "PolyakSGD"])
def test_sums_over_all_arrays_that_overflow_are_refused(rule: str) -> None:
    grads = {"a": np.array([1, BEYOND]), "b": np.array([BEYOND, 1])}
    refuses(rule, grads, "over all arrays", None)


def refuses(rule: str, grads: dict[str, Any], words: str, path: str | None) -> None:
    params = {"a": np.ones(2), "b": np.ones(2)}
    opt = getattr(gs, rule)(params)
    loss = {"loss": 1.0} if getattr(gs.rules, rule).uses_loss else {}
    before = snapshot(opt, params)
    with pytest.raises(gs.NonFiniteGradientError, match=f"the sums {words} .*scale") as caught:
        opt.step(grads, **loss)
    assert caught.value.path == path and snapshot(opt, params) == before
