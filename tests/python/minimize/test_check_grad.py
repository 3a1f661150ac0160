"""gs.check_grad: right gradients pass, wrong ones are found, and where."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest

import gradstep as gs
from support import mgh

PROBLEMS = [p for p in mgh.PROBLEMS if p.name not in ("brown_badly_scaled", "meyer")]


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda p: p.name)
def test_the_gradients_of_the_problems_are_right(problem: mgh.Problem) -> None:
    found = gs.check_grad(problem, problem.x0)
    assert found and found.right and found.compared == len(problem.x0)
    assert found.error < 1e-5  # 1e-9 or so but where the losses are large beside their slopes


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.complex64, np.complex128])
def test_a_wrong_element_is_found(dtype: Any) -> None:
    x = np.array([[0.5, -1.5, 2.0], [0.25, 1.0, -0.75]]).astype(dtype)
    weights = np.arange(1, 7).reshape(2, 3)

    def fun(x: np.ndarray, wrong: float) -> Any:
        assert x.shape == (2, 3) and x.dtype == dtype
        g = 4 * weights * abs(x) ** 2 * x
        g[1, 2] *= 1 + wrong
        return (weights * abs(x) ** 4).sum(), g

    before = x.copy()
    right = gs.check_grad(fun, x, args=(0.0,))
    assert right and right.compared == x.size * (2 if x.dtype.kind == "c" else 1)
    assert right.error < (1e-3 if x.dtype.itemsize < 8 or dtype == np.complex64 else 1e-9)
    for wrong in (-2.0, 0.1, -0.1):
        found = gs.check_grad(fun, x, args=(wrong,))
        assert not found and found.index == (1, 2)
        assert found.gradient == pytest.approx((1 + wrong) * found.difference, rel=1e-2)
        assert pickle.loads(pickle.dumps(found)) == found
        loss, jac = (lambda x, w: fun(x, w)[0]), (lambda x, w: fun(x, w)[1])
        assert gs.check_grad(loss, x, jac=jac, args=(wrong,)) == found
    np.testing.assert_array_equal(x, before)


def test_a_loss_in_float32_is_judged_as_one() -> None:
    """In steps that suit it: with double's, the differences would be of rounding alone."""

    def fun(x: np.ndarray, sign: float = 1.0) -> Any:
        return np.float32(1000 + np.sin(x).sum()), sign * np.cos(x)

    x = np.linspace(0, 3, 7)
    assert gs.check_grad(fun, x)
    assert not gs.check_grad(fun, x, args=(-1.0,))
    assert gs.check_grad(fun, x, step=1e-7).uncertainty > 100


def test_of_many_elements_some_are_drawn() -> None:
    calls = 0

    def fun(x: np.ndarray) -> Any:
        nonlocal calls
        calls += 1
        return float(x @ x), 2 * x

    x = np.linspace(-1, 1, 10_000)
    found = gs.check_grad(fun, x, elements=5)
    assert found and found.compared == 5 and calls == 4 * 5 + 1
    assert gs.check_grad(fun, x, elements=5) == found
    assert gs.check_grad(fun, x, elements=5, seed=1).index != found.index
    # an error in every element is found in any
    assert not gs.check_grad(lambda x: (float(x @ x), x), x + 3, elements=1)


def test_where_the_loss_is_not_finite_nothing_is_compared() -> None:
    def fun(x: np.ndarray) -> Any:
        with np.errstate(all="ignore"):
            return float(np.sqrt(x).sum()), 0.5 / np.sqrt(x)

    found = gs.check_grad(fun, [4.0, 1e-9])
    assert found and found.compared == 1 and found.index == (0,)
    assert gs.check_grad(fun, [1e-9]).compared == 0
    with pytest.raises(gs.GradientError, match="not finite"):
        gs.check_grad(fun, [4.0, 0.0])


def test_what_it_refuses() -> None:
    def fun(x: np.ndarray) -> Any:
        return float(x @ x), 2 * x

    for wrong in (dict(elements=0), dict(step=0.0), dict(step=np.inf), dict(seed=-1)):
        with pytest.raises(gs.HyperError, match=next(iter(wrong))):
            gs.check_grad(fun, [1.0], **wrong)  # type: ignore[arg-type]
    with pytest.raises(gs.GradientError, match="loss, gradient"):
        gs.check_grad(lambda x: 1.0, [1.0])
    with pytest.raises(gs.GradientError, match="2 elements, x has 1"):
        gs.check_grad(lambda x: (1.0, [1.0, 2.0]), [1.0])
    with pytest.raises(gs.DTypeError, match=r"x must be one array of numbers, not a dict"):
        gs.check_grad(fun, {"w": np.ones(2)})  # type: ignore[arg-type]


def test_closer_than_scipys() -> None:
    optimize = pytest.importorskip("scipy.optimize")
    x = np.array([-1.2, 1.0, 0.5])

    def fun(x: np.ndarray) -> Any:
        return optimize.rosen(x), optimize.rosen_der(x)

    theirs = optimize.check_grad(optimize.rosen, optimize.rosen_der, x)
    ours = gs.check_grad(fun, x)
    # theirs is the norm of all differences, by one-sided ones
    assert ours and ours.error * np.abs(fun(x)[1]).max() < theirs
