"""gs.minimize: minima, beside SciPy's; what it accepts, refuses and promises."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import numpy as np
import pytest

import gradstep as gs
from gradstep import line_searches
from gradstep.line_searches import Armijo, HagerZhang, NonMonotone, StrongWolfe
from support import mgh
from support.golden import GOLDEN
from support.losses import rosenbrock_of_pairs as rosenbrock

# From the standard start, minimizers of all kinds end elsewhere: on the way to infinity or in a
# flat valley (Meyer, the badly scaled ones, Jennrich & Sampson, Osborne 1: SciPy's, too).
HARD = {"powell_badly_scaled", "jennrich_sampson", "meyer", "osborne_1"}


# ---- minima --------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["lbfgs", "cg"])
@pytest.mark.parametrize("problem", mgh.PROBLEMS, ids=lambda p: p.name)
def test_it_finds_a_minimum(problem: mgh.Problem, method: str) -> None:
    """To the paper's six digits, or to 1e-6 of the loss at the start where the minimum is 0."""
    most = 200 if problem.name in HARD else 5000
    found = gs.minimize(problem, problem.x0, method=method, ftol=0, gtol=1e-6, maxiter=most)
    start = problem(problem.x0)[0]
    assert found.fun <= start
    assert problem(found.x)[0] == found.fun
    np.testing.assert_array_equal(problem(found.x)[1], found.jac)
    if problem.name not in HARD:
        assert any(abs(found.fun - m) <= 2e-5 * m + 1e-6 * min(start, 1) for m in problem.minima)


@pytest.fixture
def scipy() -> Any:
    """scipy.optimize with one thread: LAPACK's spin, 10 times as long where CPUs are busy."""
    module = pytest.importorskip("scipy.optimize")
    with pytest.importorskip("threadpoolctl").threadpool_limits(1):
        yield module


def compare(scipy: Any, options: dict[str, Any]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Evaluations, ours and SciPy's, and our losses beside SciPy's as a share of the start's."""
    ours, theirs, gaps = [], [], []
    for p in mgh.PROBLEMS:
        a = gs.minimize(p, p.x0, history=10, **options)
        b = scipy.minimize(
            p, p.x0, jac=True, method="L-BFGS-B",
            options={"maxcor": 10, "maxfun": 15000, "maxiter": 15000, **options},
        )  # fmt: skip
        ours.append(a.nfev), theirs.append(b.nfev)
        gaps.append((a.fun - b.fun) / p(p.x0)[0])
    return np.array(ours), np.array(theirs), np.array(gaps)


def test_it_needs_no_more_evaluations_than_scipy(scipy: Any) -> None:
    """With SciPy's tolerances and history, on all problems: 1.2 times at most, in total and in the
    median, and no loss that is higher by more than 1e-4 of where it started."""
    ours, theirs, gaps = compare(scipy, {"gtol": 1e-5, "ftol": 2.220446049250313e-09})
    assert ours.sum() <= 1.2 * theirs.sum()
    assert np.median(ours / theirs) <= 1.2
    assert gaps.max() <= 1e-4


@pytest.mark.parametrize(
    "search",
    [StrongWolfe(c2=0.1), HagerZhang(), HagerZhang(allow_increase=True), Armijo(), NonMonotone()],
    ids=repr,
)
def test_every_search(search: Any) -> None:
    found = gs.minimize(rosenbrock, [-1.2, 1.0] * 5, ftol=0, line_search=search)
    assert found.success and np.abs(found.x - 1).max() < 1e-4  # gtol / (least curvature 0.4)


# ---- what goes in and comes out ------------------------------------------------------------------


def quadratic(x: Any, centre: Any = 0.25, scale: float = 2.0) -> tuple[float, Any]:
    d = x - centre
    return float((abs(d) ** 2).sum() * scale / 2), scale * d


@pytest.mark.parametrize(
    ("x0", "shape", "dtype"),
    [
        (3, (1,), "f8"),
        ([1, 2, 3], (3,), "f8"),
        (np.ones((2, 3), np.float32), (2, 3), "f4"),
        (np.asfortranarray(np.ones((2, 3))), (2, 3), "f8"),
        (np.ones(4, np.float16), (4,), "f8"),
        (np.ones((2, 2), np.complex64), (2, 2), "c8"),
        (np.ones(3, complex), (3,), "c16"),
        (np.array([]), (0,), "f8"),
    ],
    ids=str,
)
@pytest.mark.parametrize(
    "method", ["lbfgs", "cg", gs.rules.SGD(lr=0.3)], ids=["lbfgs", "cg", "SGD"]
)
def test_x_has_the_shape_of_x0(x0: Any, shape: Any, dtype: str, method: Any) -> None:
    before = np.array(x0)

    def fun(x: np.ndarray) -> Any:
        assert x.shape == shape and x.dtype == dtype
        return quadratic(x, 0.25 + 0.5j if x.dtype.kind == "c" else 0.25)

    found = gs.minimize(fun, x0, method=method, gtol=1e-5)
    assert found.success and found.x.shape == found.jac.shape == shape and found.x.dtype == dtype
    np.testing.assert_allclose(found.x, 0.25 + 0.5j if dtype[0] == "c" else 0.25, atol=1e-5)
    np.testing.assert_array_equal(np.array(x0), before)


def test_jac_and_args() -> None:
    found = gs.minimize(
        lambda x, c, s: quadratic(x, c, s)[0], [0.0, 0.0], args=(3.0, 4.0),
        jac=lambda x, c, s: quadratic(x, c, s)[1],
    )  # fmt: skip
    np.testing.assert_allclose(found.x, 3)
    assert gs.minimize(quadratic, 1.0, args=3.0).x == pytest.approx(3)


def test_fun_may_keep_its_x_overwrite_it_and_return_it() -> None:
    kept: list[np.ndarray] = []

    def keeping(x: np.ndarray) -> Any:
        kept.append(x[:])
        return rosenbrock(x)

    def overwriting(x: np.ndarray) -> Any:
        out = rosenbrock(x)
        x[:] = np.nan
        return out

    plain = gs.minimize(rosenbrock, [-1.2, 1.0])
    assert gs.minimize(keeping, [-1.2, 1.0]).x.tobytes() == plain.x.tobytes()
    assert gs.minimize(overwriting, [-1.2, 1.0]).x.tobytes() == plain.x.tobytes()
    assert len({k.tobytes() for k in kept}) == len(kept) == plain.nfev
    assert gs.minimize(lambda x: (x @ x / 2, x), [1.0, 2.0]).fun == 0


def test_callbacks() -> None:
    xs: list[np.ndarray] = []
    found = gs.minimize(rosenbrock, [-1.2, 1.0], callback=xs.append)
    assert len(xs) == found.nit and xs[-1].tobytes() == found.x.tobytes()
    assert len({x.tobytes() for x in xs}) == len(xs)

    def by_name(*, intermediate_result: Any) -> None:
        assert rosenbrock(intermediate_result.x)[0] == intermediate_result.fun
        if intermediate_result.fun < 1:
            raise StopIteration

    stopped = gs.minimize(rosenbrock, [-1.2, 1.0], callback=by_name)
    assert stopped.fun < 1 and stopped.status == 99 and not stopped.success
    assert 0 < stopped.nit < found.nit


def test_an_exception_passes_and_minimizations_nest() -> None:
    class Own(Exception):
        pass

    def fails(x: np.ndarray) -> Any:
        if x[0] > 0:
            raise Own
        inner = gs.minimize(quadratic, 1.0)
        return inner.fun + rosenbrock(x)[0], rosenbrock(x)[1]

    with pytest.raises(Own):
        gs.minimize(fails, [-1.2, 1.0])


def test_reasons() -> None:
    def wrong(x: np.ndarray) -> Any:
        return float(x @ x), -2 * x

    for options, status in (
        ({"maxiter": 3}, 1),
        ({"max_evaluations": 3}, 1),
        ({"tol": 1e-3}, 0),
        ({"gtol": 1e9}, 0),
    ):
        found = gs.minimize(rosenbrock, [-1.2, 1.0], **options)
        assert (found.status, found.success) == (status, status == 0)
        assert found.message
    assert gs.minimize(wrong, [1.0]).status == 2
    bad = gs.minimize(lambda x: (np.nan, x), [1.0])
    assert bad.status == 3 and bad.x == 1
    assert gs.minimize(rosenbrock, [-1.2, 1.0], maxiter=3).nit == 3


@pytest.mark.parametrize(
    "method", ["lbfgs", "cg", gs.rules.Adam(lr=0.1)], ids=["lbfgs", "cg", "Adam"]
)
def test_the_result_is_the_best_finite_point(method: Any) -> None:
    seen: list[float] = []

    def rugged(x: np.ndarray) -> Any:
        loss = float((x * x + np.sin(9 * x)).sum()) if x[0] < 2.5 else np.nan
        seen.append(loss)
        return loss, 2 * x + 9 * np.cos(9 * x)

    found = gs.minimize(rugged, [2.4, -1.0, 0.3], method=method, maxiter=50)
    assert found.fun == np.nanmin(seen) == rugged(found.x)[0]
    assert found.nfev == len(seen) - 1


def test_how_a_minimization_by_a_rule_ends() -> None:
    rule, halves = gs.rules.SGD(lr=0.25), [0.5, 0.25, 0.125]

    def square(x: np.ndarray) -> Any:
        return x @ x, 2 * x

    def stop(x: np.ndarray) -> None:
        raise StopIteration

    found = gs.minimize(square, np.ones(2), method=rule, maxiter=3)
    assert (found.nit, found.success, found.status) == (3, False, 1)
    assert found.x.tolist() == [halves[2]] * 2
    found = gs.minimize(square, np.ones(2), method=rule, callback=stop)
    assert (found.nit, found.success) == (1, False) and "StopIteration" in found.message
    assert found.x.tolist() == [halves[0]] * 2
    found = gs.minimize(lambda x: (np.nan, 2 * x), np.ones(2), method=rule)
    assert (found.nit, found.success) == (0, False) and "at x0 is not finite" in found.message
    assert found.x.tolist() == [1, 1] and np.isnan(found.fun) and found.jac.tolist() == [2, 2]
    with pytest.raises(gs.GradientError, match="3 elements, x has 2"):
        gs.minimize(lambda x: (1.0, np.ones(3)), np.ones(2), method=rule)


def test_a_result_without_a_name_says_so() -> None:
    with pytest.raises(AttributeError, match="nothing"):
        _ = gs.minimize(rosenbrock, [-1.2, 1.0], maxiter=3).nothing


# ---- bounds --------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["lbfgs", gs.rules.Adam(lr=0.05)], ids=["lbfgs", "Adam"])
def test_bounds(method: Any) -> None:
    centre = np.array([-1.0, 0.2, 2.0, 5.0])

    def fun(x: np.ndarray) -> Any:
        assert (x >= low).all() and (x <= high).all()
        return quadratic(x, centre)

    low, high = np.array([-0.5, -np.inf, 0, 1]), np.array([1, np.inf, 1.5, 1])
    both = type("Bounds", (), {"lb": low, "ub": high})
    pairs = [(-0.5, 1), (None, None), (0, 1.5), (1, 1)]
    for bounds in (pairs, np.stack([low, high], 1), (low, high), both, (list(low), list(high))):
        found = gs.minimize(fun, [9.0, 9, 9, 9], method=method, bounds=bounds)
        np.testing.assert_allclose(found.x, [-0.5, 0.2, 1.5, 1], atol=1e-5)
        assert found.success
    low, high = np.full(4, -np.inf), np.full(4, 0.5)
    np.testing.assert_allclose(
        gs.minimize(fun, np.zeros(4), method=method, bounds=(None, 0.5)).x,
        np.minimum(centre, 0.5),
        atol=1e-5,
    )


def test_bounded_problems_beside_scipy(scipy: Any) -> None:
    """The box from start - 0.4 to start + 0.7, which holds few of the minima: losses as SciPy's (no
    higher by 1e-5 of the start's, or of 1), and no more than 1.2 times the evaluations."""
    ours = theirs = 0
    for p in mgh.PROBLEMS:
        if p.name in HARD | {"brown_badly_scaled"}:
            continue
        bounds = [(x - 0.4, x + 0.7) for x in p.x0]
        a = gs.minimize(p, p.x0, bounds=bounds)
        b = scipy.minimize(p, p.x0, jac=True, method="L-BFGS-B", bounds=bounds)
        assert a.fun - b.fun <= 1e-5 * max(p(p.x0)[0], 1), p.name
        ours, theirs = ours + a.nfev, theirs + b.nfev
    assert ours <= 1.2 * theirs


# ---- refusals ------------------------------------------------------------------------------------

REFUSED = {
    "gtol=-1": (gs.HyperError, "gtol"),
    "ftol='x'": (gs.HyperError, "ftol"),
    "maxiter=1.5": (gs.HyperError, "maxiter"),
    "history=0": (gs.HyperError, "history"),
    "max_evaluations=0": (gs.HyperError, "max_evaluations"),
    "cautious=float('nan')": (gs.HyperError, "cautious"),
    "damped=1": (gs.HyperError, "damped"),
    "damped=True, bounds=(0, 1)": (gs.HyperError, "damped"),
    "line_search='wolfe'": (gs.HyperError, "line_search"),
    "line_search=line_searches.StochasticArmijo()": (gs.HyperError, "line_search"),
    "histroy=5": (gs.KeywordError, "did you mean history"),
    "method='bfgs'": (gs.HyperError, "method"),
    "method='cg', history=5": (gs.KeywordError, "history"),
    "method='cg', bounds=(0, 1)": (gs.HyperError, "bounds"),
    "method='cg', beta='fr'": (gs.HyperError, "beta"),
    "method=gs.rules.SGD(), ftol=0": (gs.KeywordError, "ftol"),
    "jac=None": (gs.HyperError, "jac"),
    "bounds=[(0, 1)]": (gs.BindError, "bounds"),
    "bounds=7": (gs.BindError, "bounds"),
    "bounds=[(0, 1), (2, 1)]": (gs.BindError, "element 1"),
    "bounds=(0, float('nan'))": (gs.BindError, "element 0"),
    "bounds=(np.zeros(3), 1)": (gs.BindError, "bounds"),
}


@pytest.mark.parametrize("options", REFUSED)
def test_refusals(options: str) -> None:
    error, words = REFUSED[options]
    with pytest.raises(error, match=words):
        eval(
            f"gs.minimize(rosenbrock, [-1.2, 1.0], {options})",
            {**globals(), "line_searches": line_searches},
        )


def test_what_fun_returns_is_checked() -> None:
    for fun, words in (
        (lambda x: 1.0, "loss, gradient"),
        (lambda x: (1.0, x[:1]), "gradient"),
        (lambda x: (1.0, x * 1j), "real"),
        (lambda x: (x, x), "one real number"),
        (lambda x: (1.0, ["a", "b"]), "gradient"),
    ):
        for method in ("lbfgs", "cg"):
            with pytest.raises(gs.GradientError, match=words):
                gs.minimize(fun, [1.0, 2.0], method=method)
    with pytest.raises(gs.DTypeError, match="x0"):
        gs.minimize(rosenbrock, ["a", "b"])
    trees: list[Any] = [{"w": np.ones(2)}, [np.ones(2), np.ones((3, 3))], (np.ones(2), {})]
    for tree in [*trees, None]:
        with pytest.raises(
            gs.DTypeError, match=r"x0 must be one array .* gradstep.LBFGS\(params\)"
        ):
            gs.minimize(rosenbrock, tree)
    with pytest.raises(gs.HyperError, match="fun"):
        gs.minimize(3, [1.0])  # type: ignore[arg-type]


# ---- SciPy's minimize ----------------------------------------------------------------------------


@pytest.mark.parametrize("method", [gs.scipy.lbfgs, gs.scipy.cg], ids=["lbfgs", "cg"])
def test_as_a_method_of_scipy(method: Any, scipy: Any) -> None:
    own = gs.minimize(rosenbrock, [-1.2, 1.0], method=method.__name__)
    found = scipy.minimize(rosenbrock, [-1.2, 1.0], jac=True, method=method)
    assert isinstance(found, scipy.OptimizeResult) and isinstance(own, scipy.OptimizeResult)
    assert found.x.tobytes() == own.x.tobytes() and found.nit == own.nit
    xs: list[np.ndarray] = []
    few = scipy.minimize(
        lambda x, c: rosenbrock(x)[0] + c, [-1.2, 1.0], args=(1.0,),
        jac=lambda x, c: rosenbrock(x)[1], method=method, callback=xs.append,
        options={"maxiter": 4, "maxfun": 100, "disp": False},
    )  # fmt: skip
    assert few.nit == len(xs) == 4 and few.fun >= 1
    with pytest.raises(gs.HyperError, match="jac"):
        scipy.minimize(lambda x: rosenbrock(x)[0], [-1.2, 1.0], method=method)
    with pytest.raises(gs.HyperError, match="constraints"):
        scipy.minimize(
            rosenbrock, [-1.2, 1.0], jac=True, method=method,
            constraints={"type": "eq", "fun": lambda x: x[0]},
        )  # fmt: skip


@pytest.mark.parametrize("method", [gs.scipy.lbfgs, gs.scipy.cg], ids=["lbfgs", "cg"])
def test_scipys_options(method: Any, scipy: Any, capsys: Any) -> None:
    def run(**options: Any) -> Any:
        return scipy.minimize(rosenbrock, [-1.2, 1.0], jac=True, method=method, options=options)

    plain = run()
    assert capsys.readouterr().out == ""
    shown = run(disp=True, iprint=-1, return_all=True, norm=np.inf, eps=1e-8)
    assert shown.x.tobytes() == plain.x.tobytes()
    assert capsys.readouterr().out == (
        f"{plain.message}\n  loss {plain.fun:.6g}, {plain.nit} iterations, "
        f"{plain.nfev} evaluations\n"
    )
    assert len(shown.allvecs) == plain.nit + 1
    np.testing.assert_array_equal(shown.allvecs[0], [-1.2, 1.0])
    np.testing.assert_array_equal(shown.allvecs[-1], plain.x)
    assert "allvecs" not in plain
    # counts as SciPy takes them: iterations go on as long as they are fewer
    assert (run(maxiter=3.0).nit, run(maxiter=2.5).nit) == (3, 3)
    assert run(maxiter=np.inf, maxfun=1e99).nit == plain.nit
    assert run(maxfun=2.5).nfev == 3
    # of the line search
    assert run(maxls=50).x.tobytes() == plain.x.tobytes() == run(c1=1e-4).x.tobytes()
    near = gs.minimize(
        rosenbrock, [-1.2, 1.0], method=method.__name__,
        line_search=StrongWolfe(c1=0.01, c2=0.3, max_evaluations=7),
    )  # fmt: skip
    assert run(maxls=7, c1=0.01, c2=0.3).x.tobytes() == near.x.tobytes()
    for bad, words in (
        (dict(norm=2), "norm must be inf"),
        (dict(maxls=3, line_search=Armijo()), "maxls is the line search's own"),
        (dict(maxiter=np.nan), "maxiter"),
        (dict(maxls=0), "max_evaluations"),
    ):
        with pytest.raises(gs.HyperError, match=words):
            run(**bad)
    with pytest.raises(gs.KeywordError, match="minimize takes no 'maxlss'"):
        run(maxlss=3)


def test_return_all_with_each_kind_of_callback(scipy: Any) -> None:
    seen: list[Any] = []

    def by_result(*, intermediate_result: Any) -> None:
        seen.append(intermediate_result.x)

    for callback in (seen.append, by_result):
        seen.clear()
        found = scipy.minimize(
            rosenbrock, [-1.2, 1.0], jac=True, method=gs.scipy.cg, callback=callback,
            options={"return_all": True},
        )  # fmt: skip
        np.testing.assert_array_equal(seen, found.allvecs[1:])


def test_bounds_of_scipy(scipy: Any) -> None:
    for bounds in (scipy.Bounds(-2, 0.5), [(-2, 0.5)] * 2):
        found = scipy.minimize(
            rosenbrock, [-1.2, 1.0], jac=True, method=gs.scipy.lbfgs, bounds=bounds,
            options={"maxcor": 5, "ftol": 0},
        )  # fmt: skip
        np.testing.assert_allclose(found.x, [0.5, 0.25], atol=1e-6)


# ---- the same bits -------------------------------------------------------------------------------

RUN = """
import hashlib, numpy as np, gradstep as gs
centre = (np.arange(300_000) % 1001 - 500) / 400
def fun(x):
    d = x - centre
    return float(((d * d) * (1 + 2 * d * d)).sum(dtype=np.float64)), 2 * d + 8 * d * d * d
h = hashlib.sha256()
for x0 in (np.zeros(centre.size), np.zeros(centre.size, np.float32)):
    for method, bounds in (("lbfgs", None), ("lbfgs", (-0.6, 0.7)), ("cg", None)):
        r = gs.minimize(fun, x0, method=method, bounds=bounds, maxiter=8)
        h.update(r.x.tobytes() + r.jac.tobytes() + repr((r.fun, r.nit, r.nfev)).encode())
print(h.hexdigest())
"""


def test_the_same_bits_on_every_isa_and_number_of_threads() -> None:
    """NumPy's sum depends on neither here: it is what the minimizer adds that must not."""
    digests = set()
    for isa, threads in [*((isa, "2") for isa in gs.info().isas), (gs.info().isas[-1], "1")]:
        run = subprocess.run(
            [sys.executable, "-c", RUN],
            env={**os.environ, "GRADSTEP_ISA": isa, "GRADSTEP_NUM_THREADS": threads},
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        digests.add(run.stdout)
    assert len(digests) == 1


# ---- containers, an iteration at a time ----------------------------------------------------------


def start(dtype: Any = np.float64) -> dict[str, Any]:
    return {
        "a": np.asfortranarray(np.full((2, 3), -1.2, dtype)),
        "deep": [np.full(2, 1.0, dtype), np.array(1.0 + 0.5j, np.result_type(dtype, np.complex64))],
    }


def loss_of(params: dict[str, Any]) -> tuple[float, dict[str, Any]]:
    a, (b, c) = params["a"], params["deep"]
    ga, gb = 4 * a * (a * a - b.sum()) + 2 * (a - 1), -2 * (a * a - b.sum()).sum() + 2 * (b - 0.5)
    loss = ((a * a - b.sum()) ** 2).sum() + ((a - 1) ** 2).sum() + ((b - 0.5) ** 2).sum()
    return float(loss + abs(c - 2j) ** 2), {"a": ga, "deep": [gb, 2 * (c - 2j)]}


MINIMIZERS = [gs.LBFGS, gs.CG]


@pytest.mark.parametrize("kind", MINIMIZERS, ids=lambda k: k.__name__)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_steps_are_those_of_minimize(kind: Any, dtype: Any) -> None:
    params, flat, losses = start(dtype), start(dtype), [np.inf]
    opt = kind(params, gtol=1e-3, ftol=0)
    while report := opt.step(lambda: loss_of(params)):
        assert report.n == opt.steps - 1 and report.evaluations >= 1
        assert report.loss == loss_of(params)[0] <= losses[-1]
        losses.append(report.loss)
    assert report.reason == "gtol" and not report.applied and report.evaluations == 0
    np.testing.assert_allclose(params["a"], 1, atol=1e-3)
    np.testing.assert_allclose(params["deep"][1], 2j, atol=1e-3)

    def reals(tree: dict[str, Any]) -> np.ndarray:
        arrays = (tree["a"], *tree["deep"])
        return np.concatenate([np.ascontiguousarray(x).reshape(-1).view(dtype) for x in arrays])

    def fun(x: np.ndarray) -> Any:
        flat["a"][...], flat["deep"][0][...] = x[:6].reshape(2, 3), x[6:8]
        flat["deep"][1][...] = x[8:].view(flat["deep"][1].dtype)[0]
        loss, grads = loss_of(flat)
        return loss, reals({"a": grads["a"], "deep": [np.asarray(g) for g in grads["deep"]]})

    method = kind.__name__.lower()
    found = gs.minimize(fun, reals(start(dtype)), method=method, gtol=1e-3, ftol=0)
    assert found.x.tobytes() == reals(params).tobytes() and found.nit == opt.steps


@pytest.mark.parametrize("kind", MINIMIZERS, ids=lambda k: k.__name__)
def test_a_step_is_all_or_nothing_and_resumes(kind: Any) -> None:
    plain, params, calls = start(), start(), 0
    a, b = kind(plain), kind(params)

    def failing() -> Any:
        nonlocal calls
        calls += 1
        if calls % 3 == 0:
            raise KeyboardInterrupt
        return loss_of(params)

    for _ in range(12):
        a.step(lambda: loss_of(plain))
        before = [x.tobytes() for x in gs.leaves(params).values()]
        try:
            b.step(failing)
        except KeyboardInterrupt:
            assert [x.tobytes() for x in gs.leaves(params).values()] == before
            calls = 0
            b.step(lambda: loss_of(params))
        # a new optimizer goes on with what was saved
        saved = b.state_dict()
        b = kind(params)
        b.load_state_dict(saved)
        for x, y in zip(gs.leaves(plain).values(), gs.leaves(params).values(), strict=True):
            assert x.tobytes() == y.tobytes()
    assert b.steps == a.steps
    with pytest.raises(gs.CheckpointMismatchError, match="paths"):
        kind(np.zeros(3)).load_state_dict(saved)
    with pytest.raises(gs.CheckpointMismatchError, match="rule"):
        (gs.CG if kind is gs.LBFGS else gs.LBFGS)(params).load_state_dict(saved)
    with pytest.raises(gs.CheckpointError):
        kind(params).load_state_dict({**saved, "state": {**saved["state"], "x": np.zeros(2)}})


def test_what_a_step_refuses() -> None:
    params = start()
    opt = gs.LBFGS(params)
    with pytest.raises(gs.Error, match="in a step already"):
        opt.step(lambda: opt.step(lambda: loss_of(params)))
    with pytest.raises(gs.GradientError, match="deep"):
        opt.step(lambda: (1.0, {"a": params["a"]}))
    with pytest.raises(gs.GradientError, match="shape"):
        opt.step(lambda: (1.0, {**loss_of(params)[1], "a": np.zeros(3)}))
    params["a"] = params["a"].copy()
    with pytest.raises(gs.StaleBindingError, match="a"):
        opt.step(lambda: loss_of(params))
    with pytest.raises(gs.BindError, match="precision"):
        gs.LBFGS([np.zeros(2), np.zeros(2, np.float32)])
    with pytest.raises(gs.HyperError, match="history"):
        gs.LBFGS(np.zeros(2), history=0)
    assert gs.LBFGS(np.ones(2)).step(lambda: (np.nan, np.ones(2))).reason == "nonfinite_start"


# ---- recorded by another library -----------------------------------------------------------------


def test_optax_lbfgs() -> None:
    """The recorded points for as long as optax takes whole steps, with the history of 10 full and
    over: 12 iterations of 20, to a few roundings of numbers around 1. Then its search, another one,
    shortens a step."""
    key = "optax/lbfgs/rosenbrock10/f64"
    points, steps = GOLDEN[f"{key}/param_steps20"], GOLDEN[f"{key}/stepsize"]
    whole = int(np.argmax(steps != 1))

    def fun(x: np.ndarray) -> Any:
        a, b = x[:-1], x[1:]
        g = np.zeros_like(x)
        g[:-1] = -400 * a * (b - a * a) - 2 * (1 - a)
        g[1:] += 200 * (b - a * a)
        return float(np.sum(100 * (b - a * a) ** 2 + (1 - a) ** 2)), g

    xs: list[np.ndarray] = []
    gs.minimize(fun, np.tile([-1.2, 1.0], 5), callback=xs.append, maxiter=whole)
    assert whole == 12
    np.testing.assert_allclose(xs, points[:whole], atol=1e-14)
