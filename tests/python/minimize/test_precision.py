"""Losses in float32 and losses of any unit: when a minimization ends, and that it is a success."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import gradstep as gs
from gradstep.line_searches import HagerZhang, StrongWolfe
from support.losses import rosenbrock

METHODS = ["lbfgs", "cg"]


class Logistic:
    """The sum of logistic losses of 300 examples in 8 variables, in one dtype."""

    def __init__(self, dtype: Any, seed: int = 0) -> None:
        rng = np.random.default_rng(seed)
        a, w = rng.normal(size=(300, 8)), rng.normal(size=8)
        y = np.where(a @ w + rng.normal(size=300) > 0, 1, -1)
        self.a = (y[:, None] * a).astype(dtype)

    def __call__(self, x: np.ndarray) -> tuple[Any, np.ndarray]:
        z = self.a @ x.astype(self.a.dtype)
        e = np.exp(-np.abs(z))
        loss = (np.log1p(e) + np.maximum(-z, 0)).sum()
        return loss, -self.a.T @ np.where(z > 0, e / (1 + e), 1 / (1 + e))


# ---- float32 -------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("method", METHODS)
def test_float32_ends_as_soon_as_double_and_is_a_success(method: str, seed: int) -> None:
    """To a few roundings of the loss, with no more evaluations than double takes."""
    single, double = Logistic(np.float32, seed), Logistic(np.float64, seed)
    best = gs.minimize(double, np.zeros(8), method=method)
    assert best.success
    for given in (np.float32, np.float64):  # of x0: the loss is float32
        found = gs.minimize(single, np.zeros(8, given), method=method)
        assert found.success and found.nfev <= best.nfev
        assert double(found.x.astype(float))[0] - best.fun <= 4 * 2.0**-23 * best.fun


@pytest.mark.parametrize("kept", [lambda loss: loss, float], ids=["float32", "float"])
@pytest.mark.parametrize("method", METHODS)
def test_tolerances_that_cannot_be_met_end_as_a_success(method: str, kept: Any) -> None:
    """Where no further decrease can be seen; before, 60 to 90 evaluations and a failure."""
    single, double = Logistic(np.float32), Logistic(np.float64)
    best = gs.minimize(double, np.zeros(8), method=method).fun

    def fun(x: np.ndarray) -> Any:
        loss, g = single(x)
        return kept(loss), g  # who returns a float of Python's is known by the gradient's dtype

    found = gs.minimize(fun, np.zeros(8), method=method, gtol=0, ftol=0)
    assert found.success and found.nfev <= 30
    assert found.message in (
        "no further decrease can be seen at this precision",
        "the loss falls by no more than ftol",
    )
    assert double(found.x)[0] - best <= 4 * 2.0**-23 * best


def test_double_ends_there_too() -> None:
    found = gs.minimize(Logistic(np.float64, 4), np.zeros(8), gtol=1e-14, ftol=0)
    assert found.success and found.nfev <= 30
    assert found.message == "no further decrease can be seen at this precision"


@pytest.mark.parametrize(("dtype", "gtol"), [(np.float64, 1e-5), (np.float32, 2.0**-13.5)])
@pytest.mark.parametrize("method", [*METHODS, gs.rules.SGD(lr=0.1)], ids=str)
def test_gtol_is_that_of_the_losss_dtype(method: Any, dtype: Any, gtol: float) -> None:
    """√eps / 4, but at least 1e-5."""

    def fun(x: np.ndarray) -> Any:
        return dtype(x @ x / 2), x

    for start, evaluations in ((0.99 * gtol, 1), (1.01 * gtol, 2)):
        assert min(gs.minimize(fun, [start], method=method, maxiter=1).nfev, 2) == evaluations
        assert gs.minimize(fun, [start], method=method, gtol=1e-9, maxiter=1).nfev > 1


@pytest.mark.parametrize("kind", [gs.LBFGS, gs.CG])
def test_containers_end_there_too(kind: Any) -> None:
    """By the dtype of the parameters, or by that of the closure's loss."""
    for dtype in (np.float32, np.float64):
        single, params = Logistic(np.float32), {"w": np.zeros(8, dtype)}
        opt = kind(params, gtol=0, ftol=0)
        evaluations = 0

        def closure(single: Any = single, params: Any = params) -> Any:
            loss, g = single(params["w"])
            return loss, {"w": g}

        while report := opt.step(closure):
            evaluations += report.evaluations
        assert report.reason in ("precision", "ftol") and evaluations + report.evaluations <= 35


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_gradient_that_is_none_is_still_a_failure(method: str, dtype: Any) -> None:
    def fun(x: np.ndarray) -> Any:
        return dtype(((x - 1) ** 2).sum() + (x**4).sum()), -(2 * (x - 1) + 4 * x**3)

    found = gs.minimize(fun, np.array([3, 0.2, -1, 2], dtype), method=method)
    assert not found.success and found.status == 2
    assert "is jac the gradient of fun? gradstep.check_grad(fun, x)" in found.message
    assert not gs.check_grad(fun, found.x)


def test_a_step_by_a_search_sees_what_float32_shows() -> None:
    """At the optimum it ends by itself; before, it took all of the evaluations that it may."""
    single, w = Logistic(np.float32), np.zeros(8, np.float32)
    w[...] = gs.minimize(single, w, gtol=0, ftol=0).x
    opt = gs.SGD(w, lr=1e-3, line_search=StrongWolfe(max_evaluations=1000))
    for _ in range(5):
        report = opt.step(closure=lambda: single(w))
        assert report.evaluations <= 10 and report.reason in ("no_decrease", "satisfied")


# ---- the unit of the loss ------------------------------------------------------------------------


@pytest.mark.parametrize("c", [1e-150, 1e-30, 1e-20, 1e-5, 1.0, 1e10, 1e30, 1e150])
@pytest.mark.parametrize("method", METHODS)
def test_a_badly_scaled_parabola(method: str, c: float) -> None:
    def fun(x: np.ndarray) -> Any:
        return c * (x[0] - 1) ** 2, 2 * c * (x - 1)

    found = gs.minimize(fun, [-1.0], method=method, gtol=1e-8 * c, ftol=0)
    assert found.success and found.nfev == 3
    assert found.x[0] == pytest.approx(1, abs=1e-8)


@pytest.mark.parametrize("power", [-300, -60, 60, 300])
@pytest.mark.parametrize("options", [
    dict(method="lbfgs"),
    dict(method="cg"),
    dict(method="cg", beta="hager_zhang", line_search=HagerZhang(c2=0.4)),
], ids=str)  # fmt: skip
def test_the_unit_of_the_loss_changes_nothing(options: Any, power: int) -> None:
    """Times 2^k everything has the same bits."""
    unit, x0 = 2.0**power, np.tile([-1.2, 1.0], 5)

    def scaled(x: np.ndarray) -> Any:
        loss, g = rosenbrock(x)
        return loss * unit, g * unit

    want = gs.minimize(rosenbrock, x0, gtol=1e-5, ftol=0, **options)
    found = gs.minimize(scaled, x0, gtol=1e-5 * unit, ftol=0, **options)
    assert want.success and found.success
    assert found.x.tobytes() == want.x.tobytes()
    assert (found.nit, found.nfev, found.fun) == (want.nit, want.nfev, want.fun * unit)


def test_max_step_counts_in_first_steps() -> None:
    """The first one of all is of length 1, whatever the gradient."""
    for unit in (1e-12, 1.0, 1e12):
        found = gs.minimize(
            lambda x, c=unit: (c * float(x @ x), 2 * c * x), [100.0], maxiter=1, gtol=0,
            ftol=0, line_search=StrongWolfe(c2=1e-3, max_step=5.0),
        )  # fmt: skip
        assert found.x[0] == pytest.approx(95)


# ---- CG's default --------------------------------------------------------------------------------

SCIPY = {2: 78, 10: 539, 100: 1929}  # evaluations of SciPy 1.17's CG at its defaults


@pytest.mark.parametrize(("n", "most"), [(2, 60), (10, 360), (100, 1400)])
def test_cg_needs_fewer_evaluations_than_scipys(n: int, most: int) -> None:
    """Polak & Ribière's beta with StrongWolfe(c2=0.1): about 58, 350 and 1300, by the rounding of
    the sums; Hager & Zhang's with their search needs 121, 645 and 2556."""
    found = gs.minimize(rosenbrock, np.tile([-1.2, 1.0], n // 2), method="cg")
    assert found.success and found.nfev <= most < SCIPY[n]


def test_cg_beside_scipy() -> None:
    optimize = pytest.importorskip("scipy.optimize")
    for n, evaluations in SCIPY.items():
        x0 = np.tile([-1.2, 1.0], n // 2)
        theirs = optimize.minimize(rosenbrock, x0, jac=True, method="CG").nfev
        assert gs.minimize(rosenbrock, x0, method="cg").nfev < theirs <= 1.1 * evaluations
