"""Minimizing in chunks, and what L-BFGS has learnt of the Hessian."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest

import gradstep as gs
from gradstep.line_searches import NonMonotone
from gradstep.schedules import Cosine, warmup
from support.losses import rosenbrock_of_pairs as rosenbrock

START = np.array([-1.2, 1.0, 0.5, 2.0, 1.5, -1.0])

CHUNKS: dict[str, dict[str, Any]] = {
    "lbfgs": dict(method="lbfgs", history=4),
    "lbfgs, bounds": dict(method="lbfgs", bounds=(None, 0.8)),
    "lbfgs, NonMonotone": dict(method="lbfgs", line_search=NonMonotone()),
    "lbfgs, damped": dict(method="lbfgs", damped=True),
    "cg": dict(method="cg"),
    "Adam": dict(method=gs.rules.Adam(lr=warmup(Cosine(0.1), steps=5, total_steps=40))),
    "Adam, bounds": dict(method=gs.rules.Adam(lr=0.1), bounds=(None, 0.8)),
    "SGD": dict(method=gs.rules.SGD(lr=Cosine(1e-4, steps=20), momentum=0.5)),
    "PolyakSGD": dict(method=gs.rules.PolyakSGD()),
}


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.complex128])
@pytest.mark.parametrize("name", CHUNKS)
def test_chunks_are_one_run(name: str, dtype: Any) -> None:
    """The same calls of fun, the same points, counts and result; through a pickle."""
    options, x0 = CHUNKS[name], START.astype(dtype)
    if dtype == np.complex128:
        if "bounds" in options:
            options = {k: v for k, v in options.items() if k != "bounds"}
        x0 = START.view(dtype)

    def run(*chunks: int) -> tuple[Any, list[bytes], list[bytes]]:
        calls: list[bytes] = []
        points: list[bytes] = []
        found, state = None, None

        def fun(x: np.ndarray) -> Any:
            calls.append(x.tobytes())
            loss, g = rosenbrock(x.view(np.float64) if dtype == np.complex128 else x)
            return loss, g.view(dtype) if dtype == np.complex128 else g

        for maxiter in chunks:
            found = gs.minimize(
                fun, x0 if state is None else found.x, maxiter=maxiter, state=state,
                callback=lambda x: points.append(x.tobytes()), **options,
            )  # fmt: skip
            state = pickle.loads(pickle.dumps(found.state))
        return found, calls, points

    whole, parts = run(24), run(5, 1, 7, 11)
    assert parts[1:] == whole[1:] and len(parts[1]) == parts[0].nfev == parts[0].njev
    for name in ("x", "fun", "jac", "nit", "nfev", "success", "message"):
        assert np.array_equal(parts[0][name], whole[0][name]), name
    assert parts[0].x.dtype == dtype


def test_the_best_point_is_kept_although_it_was_left() -> None:
    """A rule that climbs: the result of a later chunk is still the best point of all."""
    options: dict[str, Any] = dict(method=gs.rules.SGD(lr=1.1), gtol=0.0)
    first = gs.minimize(lambda x: (float(x @ x), 2 * x), [1.0], maxiter=3, **options)
    later = gs.minimize(
        lambda x: (float(x @ x), 2 * x), first.x, maxiter=3, state=first.state, **options
    )
    assert later.nit == 6 and first.x == later.x == 1 and later.fun == 1
    again = gs.minimize(
        lambda x: (float(x @ x), 2 * x), [7.0], maxiter=1, state=later.state, **options
    )
    assert again.x == 1 and again.nit == 7


def test_it_goes_on_to_tolerances_that_are_tighter() -> None:
    rough = gs.minimize(rosenbrock, START, gtol=1e-1, ftol=0)
    fine = gs.minimize(rosenbrock, rough.x, gtol=1e-8, ftol=0, state=rough.state)
    assert rough.success and fine.success and fine.nit > rough.nit
    assert np.abs(rough.jac).max() > 1e-8 >= np.abs(fine.jac).max()
    assert fine.nfev == gs.minimize(rosenbrock, START, gtol=1e-8, ftol=0).nfev
    still = gs.minimize(rosenbrock, fine.x, gtol=1e-8, ftol=0, state=fine.state)
    assert still.success and still.nfev == fine.nfev and still.x.tobytes() == fine.x.tobytes()


def test_without_a_state_a_schedule_starts_anew() -> None:
    rates: list[float] = []
    rule = gs.rules.SGD(lr=Cosine(1e-3, steps=10))

    def fun(x: np.ndarray) -> Any:
        rates.append(float(x[0]))
        return float(x[0]), np.ones(1)

    first = gs.minimize(fun, [0.0], method=rule, maxiter=5)
    gs.minimize(fun, first.x, method=rule, maxiter=5, state=first.state)
    steps = -np.diff(rates)
    np.testing.assert_allclose(steps, [rule.lr(n) for n in range(10)], rtol=1e-9)  # type: ignore[operator]
    rates.clear()
    gs.minimize(fun, first.x, method=rule, maxiter=5)
    np.testing.assert_allclose(-np.diff(rates)[0], 1e-3)


def test_states_that_do_not_fit() -> None:
    states = {
        method: gs.minimize(rosenbrock, START, method=method, maxiter=12).state
        for method in ("lbfgs", "cg")
    }
    rule = gs.minimize(rosenbrock, START, method=gs.rules.Adam(), maxiter=2).state
    bounded = gs.minimize(rosenbrock, START, bounds=(None, 0.5), maxiter=2).state
    assert repr(states["cg"]) == "<state of cg after 12 iterations>"
    assert repr(rule) == "<state of Adam after 2 iterations>"
    for options, state, words in (
        (dict(method="cg"), states["lbfgs"], "method: saved lbfgs, here cg"),
        (dict(method=gs.rules.SGD()), rule, "method: saved Adam, here SGD"),
        (dict(history=3), states["lbfgs"], "a longer history"),
        (dict(), bounded, "bounds that are not given here"),
        (dict(x0=START[:4]), states["lbfgs"], "x0: saved 6 of float64, here 4 of float64"),
        (dict(x0=np.float32(START)), states["lbfgs"], "here 6 of float32"),
    ):
        given: dict[str, Any] = {"x0": START, **options}
        with pytest.raises(gs.CheckpointMismatchError, match=words):
            gs.minimize(rosenbrock, state=state, **given)
    with pytest.raises(gs.HyperError, match=r"found\.state") as caught:
        gs.minimize(rosenbrock, START, state={"x": START})  # type: ignore[arg-type]
    assert caught.value.name == "state"


# ---- the inverse Hessian -------------------------------------------------------------------------


def dense(s: Any, y: Any, n: int) -> np.ndarray:
    """H by its definition, pair after pair."""
    eye = np.eye(n)
    h = eye * (s[-1] @ y[-1]) / (y[-1] @ y[-1]) if len(s) else eye
    for a, b in zip(s, y, strict=True):
        rho = 1 / (a @ b)
        h = (eye - rho * np.outer(a, b)) @ h @ (eye - rho * np.outer(b, a)) + rho * np.outer(a, a)
    return h


@pytest.mark.parametrize("iterations", [0, 1, 3, 20])
def test_hess_inv_is_its_definition(iterations: int) -> None:
    found = gs.minimize(rosenbrock, START.reshape(3, 2), maxiter=iterations, history=7)
    h = found.hess_inv
    assert h.shape == (6, 6) and h.dtype == np.float64 and len(h.s) == min(iterations, 7)
    want = dense(h.s, h.y, 6)
    np.testing.assert_allclose(h.todense(), want, rtol=1e-9, atol=1e-12)
    rng = np.random.default_rng(0)
    v, many = rng.normal(size=6), rng.normal(size=(6, 3))
    for product in (h.matvec, h.rmatvec, h.dot, h.__matmul__):
        np.testing.assert_allclose(product(v), want @ v, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(h @ many, want @ many, rtol=1e-9, atol=1e-12)
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(h)) @ v, h @ v)
    assert repr(h) == f"<6x6 InverseHessian of {len(h.s)} pairs>"
    with pytest.raises(gs.HyperError, match=r"\(6,\) or \(6, k\), not \(5,\)"):
        h @ np.ones(5)


def test_hess_inv_makes_the_next_direction() -> None:
    """After an iteration, x + H (-g) is where the search looks first."""
    seen: list[np.ndarray] = []

    def fun(x: np.ndarray) -> Any:
        seen.append(x.copy())
        return rosenbrock(x)

    found = gs.minimize(fun, START, maxiter=8)
    at = len(seen)
    gs.minimize(fun, found.x, maxiter=1, state=found.state)
    np.testing.assert_allclose(seen[at], found.x - found.hess_inv @ found.jac, rtol=1e-9)


def test_hess_inv_of_a_quadratic_is_its_inverse() -> None:
    """With as many pairs as there are variables, and exact steps."""
    c = np.array([1.0, 3.0, 10.0, 40.0])
    found = gs.minimize(
        lambda x: (float(x @ (c * x)) / 2, c * x), np.ones(4), gtol=1e-12, ftol=0,
        line_search=gs.line_searches.StrongWolfe(c2=1e-3),
    )  # fmt: skip
    np.testing.assert_allclose(found.hess_inv.todense(), np.diag(1 / c), atol=1e-4)


def test_scipys_functions_take_hess_inv() -> None:
    linalg = pytest.importorskip("scipy.sparse.linalg")
    h = gs.minimize(rosenbrock, START, maxiter=8).hess_inv
    operator = linalg.aslinearoperator(h)
    v = np.arange(6.0)
    np.testing.assert_array_equal(operator @ v, h @ v)
    np.testing.assert_array_equal(operator.T @ v, h @ v)
    solved, info = linalg.cg(np.linalg.inv(h.todense()), v, M=h, rtol=1e-10)
    assert info == 0
    np.testing.assert_allclose(solved, h @ v, rtol=1e-6)


def test_only_lbfgs_has_one() -> None:
    assert "hess_inv" not in gs.minimize(rosenbrock, START, method="cg", maxiter=2)
    assert "hess_inv" not in gs.minimize(rosenbrock, START, method=gs.rules.SGD(), maxiter=2)
