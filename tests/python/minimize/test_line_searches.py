"""Line searches alone, and along an optimizer's own step: what they find, and all or nothing.

Their conditions on Moré and Thuente's functions, and the reasons, are tested in tests/cpp.
"""

from __future__ import annotations

import copy
import itertools
import math
import pickle
import threading
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gradstep as gs
from gradstep import line_searches
from gradstep.line_searches import (
    Armijo,
    HagerZhang,
    LineSearch,
    NonMonotone,
    SearchMemory,
    StochasticArmijo,
    StrongWolfe,
)
from support.common import RULES, contents, gradients, refused, snapshot, tree
from support.golden import GOLDEN
from support.losses import rosenbrock

KINDS: list[Any] = [Armijo, HagerZhang, NonMonotone, StochasticArmijo, StrongWolfe]
# For every argument a value away from its default, and some out of range.
ARGUMENTS: dict[str, tuple[Any, tuple[Any, ...]]] = {
    "allow_increase": (True, (1, "yes", None)),
    "c1": (0.01, (-0.1, 1.0, math.nan, "0.1", True, None)),
    "c2": (0.5, (-0.1, 1.0, math.nan)),
    "expand": (3.0, (0.5, math.inf)),
    "gamma": (0.5, (-0.1, 1.0)),
    "grow": (2.0, (0.9, math.inf)),
    "interpolate": (False, (0, "no")),
    "max_evaluations": (7, (0, -1, 2.5, True, 2**53)),
    "max_step": (2.0, (0.0, -1.0, math.inf)),
    "memory": (3, (0, 65, 1.0)),
    "min_width": (1e-6, (-1e-6, 1.5)),
    "reset": (True, (1,)),
    "shrink": (0.3, (0.0, 1.0)),
    "theta": (0.25, (0.0, 1.0)),
    "tolerance": (1e-3, (-1.0, math.nan)),
}


def arguments(kind: Any) -> list[str]:
    return list(kind.__signature__.parameters)


# ------------------------------------------------------------------------------------------ values


@pytest.mark.parametrize("kind", KINDS)
def test_a_search_is_a_value(kind: Any) -> None:
    assert issubclass(kind, LineSearch) and kind.__name__ in line_searches.__all__
    plain, other = kind(), kind(**{name: ARGUMENTS[name][0] for name in arguments(kind)})
    assert repr(plain) == f"{kind.__name__}()" and plain != other != 1
    for search in (plain, other):
        for same in (
            eval(repr(search)),
            pickle.loads(pickle.dumps(search)),
            copy.copy(search),
            copy.deepcopy(search),
        ):
            assert same == search and hash(same) == hash(search) and type(same) is kind
    for name in arguments(kind):
        one = kind(**{name: ARGUMENTS[name][0]})
        assert getattr(one, name) == ARGUMENTS[name][0] and one != plain
        assert f"    {name}: " in kind.__doc__
        with pytest.raises(AttributeError):
            setattr(one, name, getattr(one, name))


@pytest.mark.parametrize("kind", KINDS)
def test_arguments_out_of_range_are_named(kind: Any) -> None:
    for name in arguments(kind):
        for bad in ARGUMENTS[name][1]:
            with pytest.raises(gs.HyperError, match=f"^{kind.__name__}: {name} must be ") as caught:
                kind(**{name: bad})
            assert caught.value.name == name and repr(bad) in str(caught.value)
    with pytest.raises(TypeError, match="write "):
        kind(1e-4)
    with pytest.raises(TypeError, match=r"did you mean c\d"):
        kind(c=1e-4)


def test_arguments_that_do_not_fit_together() -> None:
    for kind, bad in ((StrongWolfe, dict(c1=0.9)), (HagerZhang, dict(c1=0.5))):
        with pytest.raises(gs.HyperError, match="c1 must be below") as caught:
            kind(**bad)
        assert caught.value.name == "c1"


# ------------------------------------------------------------------------------------------- alone


def holds(search: Any, start: tuple[float, float], found: Any) -> bool:
    """The conditions of a search, from their definitions."""
    decreases = found.loss <= start[0] + search.c1 * found.step * start[1]
    if isinstance(search, StrongWolfe):
        return decreases and abs(found.slope) <= search.c2 * abs(start[1])
    if isinstance(search, HagerZhang):
        close = found.slope <= (2 * search.c1 - 1) * start[1] and found.loss <= start[0]
        return found.slope >= search.c2 * start[1] and (decreases or close)
    return decreases


COEFFICIENTS = st.floats(-4, 4).filter(lambda x: x == 0 or abs(x) > 1e-3)


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=60)
@given(
    c=st.lists(COEFFICIENTS, min_size=4, max_size=4),
    wave=st.tuples(COEFFICIENTS, COEFFICIENTS),
    end=st.sampled_from([math.inf, 3.0, 1e-3]),
    beyond=st.sampled_from([math.nan, math.inf, -math.inf]),
    exponent=st.floats(-4, 4),
)
def test_laws(
    kind: Any,
    c: list[float],
    wave: tuple[float, float],
    end: float,
    beyond: float,
    exponent: float,
) -> None:
    """Quartics with waves, not finite from some point on: conditions, counts, never worse."""
    calls: list[float] = []

    def value(s: float) -> tuple[float, float]:
        if s >= end:
            return beyond, beyond
        a, b = wave
        return (
            sum(x * s ** (i + 1) for i, x in enumerate(c)) + a * math.sin(b * s),
            sum((i + 1) * x * s**i for i, x in enumerate(c)) + a * b * math.cos(b * s),
        )

    def phi(s: float) -> tuple[float, float]:
        calls.append(s)
        return value(s)

    search, start = kind(), value(0.0)
    found = search.search(phi, loss=start[0], slope=start[1], step=10.0**exponent)
    assert found.evaluations == len(calls) <= search.max_evaluations
    assert found.loss <= start[0] and found.success is (found.reason == "satisfied")
    if not start[1] < 0:
        assert found.reason == "not_descent" and not calls
    if found:
        assert found.step in calls and value(found.step) == (found.loss, found.slope)
    else:
        assert (found.step, found.loss, found.slope) == (0.0, *start) and not found.success
    if found.success:
        assert holds(search, start, found)
    again = search.search(value, loss=start[0], slope=start[1], step=10.0**exponent)
    assert repr(again) == repr(found)


def test_what_is_asked_of_phi() -> None:
    class Stop(Exception):
        pass

    stop, numbers = Stop(), (np.float32(0.5), np.array(-0.25))

    def raising(s: float) -> tuple[float, float]:
        raise stop

    for kind in KINDS:
        with pytest.raises(Stop) as caught:
            kind().search(raising, loss=1.0, slope=-1.0)
        assert caught.value is stop
        bad: list[Any] = [None, "1", (1.0,), (1.0, 2.0, 3.0), (1.0, None), ("1", 1.0), True]
        for said in bad:
            with pytest.raises(gs.HyperError):
                kind().search(lambda s, said=said: said, loss=1.0, slope=-1.0)
        assert kind(max_evaluations=3).search(lambda s: numbers, loss=1, slope=-1).loss == 0.5
        for name, value in (("loss", "1"), ("slope", None), ("step", 0.0), ("step", math.inf)):
            given = {"loss": 1.0, "slope": -1.0, name: value}
            with pytest.raises(gs.HyperError) as error:
                kind().search(lambda s: numbers, **given)
            assert error.value.name == name
    alone = Armijo().search(lambda s: -s, loss=0.0, slope=-1.0)
    assert alone.success and math.isnan(alone.slope)
    with pytest.raises(gs.HyperError, match="loss, slope"):
        StrongWolfe().search(lambda s: -s, loss=0.0, slope=-1.0)


def test_memory() -> None:
    memory, search = SearchMemory(), StochasticArmijo(grow=2.0, max_step=5.0)
    for want in (1.0, 2.0, 4.0, 5.0):
        assert search.search(lambda s: -s, loss=0.0, slope=-1.0, memory=memory).step == want
    assert (memory.step, memory.losses) == (5.0, ())
    losses = SearchMemory()
    for loss in range(100):
        NonMonotone().search(
            lambda s: -math.inf if s > 9 else -s, loss=loss, slope=-1.0, memory=losses
        )
    assert losses.losses == tuple(map(float, range(36, 100)))
    for m in (memory, losses):
        for same in (eval(repr(m)), pickle.loads(pickle.dumps(m)), copy.deepcopy(m), copy.copy(m)):
            assert (same.step, same.losses) == (m.step, m.losses) and same is not m
    found = NonMonotone(memory=2).search(lambda s: 99 - s, loss=3.0, slope=-1.0, memory=losses)
    assert found.loss == 98.0 > 3.0  # up, but below the loss before
    for bad in (dict(step=-1.0), dict(step=math.nan), dict(losses=[math.inf]), dict(losses=["1"])):
        with pytest.raises(gs.HyperError):
            SearchMemory(**bad)


def test_precision() -> None:
    """A loss that was rounded to float32 neither rises nor falls by less."""

    def phi(s: float) -> tuple[float, float]:
        return float(np.float32(7 + 1e-7 * (s - 1) ** 2)), 2e-7 * (s - 1)

    start = dict(zip(("loss", "slope"), phi(0), strict=True))
    found = StrongWolfe().search(phi, **start, step=0.9, precision=2.0**-23)
    assert found.success and (found.step, found.evaluations) == (0.9, 1)
    assert not StrongWolfe().search(phi, **start, step=0.9).success
    for bad in (-1e-9, 1.0, math.nan, "1", None):
        with pytest.raises(gs.HyperError, match="precision") as caught:
            StrongWolfe().search(phi, **start, precision=bad)  # type: ignore[arg-type]
        assert caught.value.name == "precision"


def test_stochastic_armijo_goes_on_where_its_cap_ended_it() -> None:
    """Before, each step began at the same length, and each failed."""
    params = np.array([1.0, -2.0, 0.5])

    def closure() -> tuple[float, np.ndarray]:
        return float(params @ params), 2 * params

    search = StochasticArmijo(shrink=0.5, grow=2.0, max_evaluations=3)
    opt = gs.SGD(params, lr=1e3, line_search=search)
    reports = [opt.step(closure=closure) for _ in range(40)]
    failed = [not r for r in reports]
    assert failed[:2] == [True, True] and not any(failed[5:])  # 1000 / 2^11 is short enough
    assert reports[-1].loss < 1e-9
    # what was learnt is part of the state, and a new optimizer goes on with it
    memory = opt.state_dict()["line_search"]["step"]
    again = gs.SGD(params, lr=1e3, line_search=search)
    again.load_state_dict(opt.state_dict())
    assert again.state_dict()["line_search"]["step"] == memory < 1e-2


def test_a_step_that_scipy_finds_is_found() -> None:
    optimize = pytest.importorskip("scipy.optimize")
    rng = np.random.default_rng(0)
    found = 0
    for _ in range(50):
        x, d = rng.normal(size=(2, 6)) * 2
        g = optimize.rosen_der(x)
        d = d if g @ d < 0 else -d

        def phi(s: float, x: Any = x, d: Any = d) -> tuple[float, float]:
            return optimize.rosen(x + s * d), optimize.rosen_der(x + s * d) @ d

        theirs = optimize.line_search(optimize.rosen, optimize.rosen_der, x, d, c2=0.1)
        if theirs[0] is None:
            continue
        found += 1
        mine = StrongWolfe(c2=0.1).search(phi, loss=phi(0)[0], slope=phi(0)[1])
        assert mine.success and mine.evaluations <= 25
    assert found > 40


# ----------------------------------------------------------------------------------------- golden


def test_strong_wolfe_decides_as_torchs_lbfgs() -> None:
    """torch's L-BFGS around our search: the same number of evaluations in every call, and the
    recorded parameters. The cubic's minimizer is computed without squares that overflow, so its
    last digits differ, by which 37 evaluations on this function make 1e-10 or so."""
    key = "torch/LBFGS/rosenbrock10,lr=1,line_search_fn=strong_wolfe,history_size=3,max_iter=5/f64"
    x, evaluations, first = np.tile([-1.2, 1.0], 5), 0, True
    pairs: list[tuple[np.ndarray, np.ndarray]] = []
    d = old = np.zeros(10)
    t = gamma = 1.0
    for call in range(6):
        loss, g = rosenbrock(x)
        assert loss == pytest.approx(GOLDEN[f"{key}/loss_calls"][call], rel=1e-9)
        used = 1
        for _ in range(5):
            if not first:
                y, s = g - old, t * d
                if y @ s > 1e-10:
                    pairs = [*pairs, (s, y)][-3:]
                    gamma = (y @ s) / (y @ y)
            d, weights = -g, []
            for s, y in reversed(pairs):
                weights.append(s @ d / (y @ s))
                d = d - weights[-1] * y
            d = gamma * d
            for (s, y), weight in zip(pairs, reversed(weights), strict=True):
                d = d + s * (weight - y @ d / (y @ s))
            old, begin = g, x
            seen: dict[float, np.ndarray] = {}

            def phi(step: float, begin: Any = begin, d: Any = d, seen: Any = seen) -> Any:
                loss, seen[step] = rosenbrock(begin + step * d)
                return loss, seen[step] @ d

            length = min(1.0, 1 / np.abs(g).sum()) if first else 1.0
            found = StrongWolfe().search(phi, loss=loss, slope=g @ d, step=length)
            assert found.success
            first, t, loss, used = False, found.step, found.loss, used + found.evaluations
            x, g = begin + t * d, seen[t]
            if used >= 6:  # max_eval
                break
        evaluations += used
        assert evaluations == GOLDEN[f"{key}/func_evals"][call]
        np.testing.assert_allclose(x, GOLDEN[f"{key}/param_calls"][call], rtol=1e-9)


def test_where_optax_takes_a_worse_point() -> None:
    """Its backtracking uses up 15 trials and takes the last, with the loss at 3e8 instead of 2057;
    with the same trials there is no step here."""
    key = "optax/scale_by_backtracking_linesearch/rosenbrock10,max_backtracking_steps=15/f64"
    x = np.tile([-1.2, 1.0], 5)
    loss, g = rosenbrock(x)
    assert GOLDEN[f"{key}/loss_before"][0] == pytest.approx(loss)
    search = StochasticArmijo(c1=1e-4, shrink=0.8, grow=1.5, max_step=1.0, max_evaluations=16)
    tried = []

    def phi(step: float) -> float:
        tried.append(step)
        return rosenbrock(x - step * g)[0]

    found = search.search(phi, loss=loss, slope=-g @ g)
    assert not found and found.reason == "max_evaluations"
    assert tried[-1] == pytest.approx(GOLDEN[f"{key}/stepsize"][0], rel=1e-12)
    assert phi(tried[-1]) == pytest.approx(GOLDEN[f"{key}/loss_before"][1], rel=1e-9)


def test_where_optax_zooms_in_is_right_at_once() -> None:
    """The steps that its strong Wolfe search has recorded satisfy ours at the first trial."""
    key = "optax/scale_by_zoom_linesearch/rosenbrock10,max_linesearch_steps=15/f64"
    x, losses = np.tile([-1.2, 1.0], 5), GOLDEN[f"{key}/loss_before"]
    for n, length in enumerate(GOLDEN[f"{key}/stepsize"]):
        loss, g = rosenbrock(x)
        assert loss == pytest.approx(losses[n], rel=1e-12)

        def phi(step: float, x: Any = x, g: Any = g) -> tuple[float, float]:
            loss, there = rosenbrock(x - step * g)
            return loss, -there @ g

        found = StrongWolfe().search(phi, loss=loss, slope=-g @ g, step=length)
        assert found.success and found.evaluations == 1
        x = x - length * g
        np.testing.assert_allclose(x, GOLDEN[f"{key}/param_steps20"][n], rtol=1e-9)


# ------------------------------------------------------------------------- an optimizer's closure


class Bowl:
    """A quartic bowl around a point, as a closure that counts."""

    def __init__(self, params: Any, seed: int = 3, sign: float = 1.0) -> None:
        self.params, self.sign, self.calls = params, sign, 0
        self.center = {k: 0.3 * g for k, g in gradients(params, seed).items()}

    def __call__(self) -> tuple[float, dict[str, Any]]:
        self.calls += 1
        away = {k: p - self.center[k] for k, p in gs.leaves(self.params).items()}
        squares = {k: a.real**2 + a.imag**2 for k, a in away.items()}
        loss = sum(float(np.sum(q * (1 + q), dtype=np.float64)) for q in squares.values())
        grads = {k: self.sign * (2 + 4 * squares[k]) * a for k, a in away.items()}
        return self.sign * loss, {k: g.astype(away[k].dtype) for k, g in grads.items()}


@pytest.mark.parametrize("name", RULES)
def test_a_closure_gives_what_a_step_takes(name: str) -> None:
    params, apart = tree(), tree()
    opt, plain = (gs.Optimizer(p, getattr(gs.rules, name)()) for p in (params, apart))
    for _ in range(2):
        bowl = Bowl(params)
        loss, grads = bowl()
        report, theirs = opt.step(closure=bowl), plain.step(grads)
        assert bowl.calls == 2 and report and report is opt.last
        assert (report.loss, report.evaluations) == (loss, 1)
        assert report.reason is report.length is None
        assert contents(params) == contents(apart)
        assert report.values == theirs.values
    assert snapshot(opt, params) == snapshot(plain, apart)


SEARCHES: list[Any] = [
    Armijo(),
    StrongWolfe(c2=0.5),
    HagerZhang(),
    NonMonotone(memory=2),
    StochasticArmijo(),
]


@pytest.mark.parametrize("name", [n for n in RULES if getattr(gs.rules, n).evaluates])
def test_none_along_steps_of_other_parameters_than_are_used(name: str) -> None:
    with pytest.raises(
        gs.HyperError, match=f"{name} steps other parameters than it uses"
    ) as caught:
        gs.Optimizer(tree(), getattr(gs.rules, name)(), line_search=Armijo())
    assert caught.value.name == "line_search"


@pytest.mark.parametrize("name", [n for n in RULES if not getattr(gs.rules, n).evaluates])
def test_a_search_along_the_own_step_of_every_rule(name: str) -> None:
    """The state is that of the rule's own step, the parameters lie on its line, the report is
    true; or nothing has changed."""
    params, search = tree(), SEARCHES[RULES.index(name) % len(SEARCHES)]
    opt = gs.Optimizer(params, getattr(gs.rules, name)(lr=0.3), line_search=search)
    bowl = Bowl(params)
    for _ in range(4):
        before, own, old = snapshot(opt, params), tree(), gs.copy(params)
        plain = gs.Optimizer(own, getattr(gs.rules, name)(lr=0.3))
        plain.load_state_dict(opt.state_dict())
        for path, p in gs.leaves(own).items():
            p[...] = gs.leaves(params)[path]
        start, grads = bowl()
        bowl.calls = 0
        report = opt.step(closure=bowl, report=True)
        assert report.evaluations == bowl.calls and opt.last is report
        if not report:
            assert snapshot(opt, params) == before and report.loss == start
            assert report.length == 0.0 and report.reason not in (None, "satisfied")
            continue
        assert report.loss == bowl()[0]
        if not isinstance(search, NonMonotone):
            assert report.loss <= start
        assert plain.step(grads)
        ours, mine = opt.state_dict(), plain.state_dict()
        ours.pop("line_search")
        assert pickle.dumps(ours) == pickle.dumps(mine)
        moved = size = 0.0
        for path, p in gs.leaves(params).items():
            a, b = (gs.leaves(x)[path].astype(np.float64) for x in (old, own))
            want = (b if report.length == 1 else a + report.length * (b - a)).astype(p.dtype)
            assert p.tobytes() == want.tobytes()
            moved += np.sum((p - a) ** 2)
            size += np.sum(a * a)
        assert report.update_norm == pytest.approx(moved**0.5, rel=1e-9)
        assert report.update_ratio == pytest.approx((moved / size) ** 0.5, rel=1e-6)


DTYPES: list[Any] = [np.float32, np.float64, np.complex128]


@pytest.mark.parametrize("search", SEARCHES, ids=repr)
@pytest.mark.parametrize("dtype", DTYPES)
def test_it_converges(search: Any, dtype: Any) -> None:
    """Gradient descent with a rate that diverges on its own, to a loss of a few roundings."""
    rng = np.random.default_rng(1)
    params = {"a": rng.normal(size=(3, 4)).astype(dtype), "b": rng.normal(size=5).astype(dtype)}
    if np.dtype(dtype).kind == "c":
        params["a"] += 1j
    bowl = Bowl(params)
    opt = gs.SGD(params, lr=5.0, line_search=search)
    for _ in range(80):
        opt.step(closure=bowl)
    assert bowl()[0] < 1e-5 < 1 < Bowl(gs.copy(params), seed=4)()[0]


def test_same_bytes_however_the_gradients_lie() -> None:
    def run(given: Callable[[Any], Any]) -> dict[str, bytes]:
        params = tree()
        bowl = Bowl(params)

        def closure() -> tuple[float, Any]:
            loss, grads = bowl()
            return loss, {k: given(g) for k, g in grads.items()}

        opt = gs.SGD(params, lr=0.4, momentum=0.5, line_search=StrongWolfe())
        for _ in range(5):
            assert opt.step(closure=closure)
        return contents(params)

    want = run(lambda g: g)
    assert run(lambda g: np.array(g, order="F")) == want
    assert run(lambda g: np.repeat(g[..., None], 2, axis=-1)[..., 0]) == want
    assert run(lambda g: g.astype(np.float64)) == want  # float32's values


def test_what_is_bound_scaled_maximized_frozen_or_has_no_gradient() -> None:
    def run(make: Callable[[Any, Any], Any], steps: int = 4) -> dict[str, bytes]:
        params = {"a": np.array([1.0, -2.0]), "b": np.array([[0.5]])}
        step = make(params, Bowl(params))
        for _ in range(steps):
            assert step()
        return contents(params)

    search = StrongWolfe(c2=0.3)

    def plain(params: Any, bowl: Any) -> Any:
        opt = gs.SGD(params, lr=2.0, line_search=search)
        return lambda: opt.step(closure=bowl)

    def bound(params: Any, bowl: Any) -> Any:
        grads = gs.zeros_like(params)
        opt = gs.SGD(params, lr=2.0, line_search=search, grads=grads)

        def closure() -> tuple[float, None]:
            loss, found = bowl()
            for k, g in found.items():
                grads[k][...] = g
            return loss, None

        return lambda: opt.step(closure=closure)

    def scaled(params: Any, bowl: Any) -> Any:
        opt = gs.SGD(params, lr=2.0, line_search=search)

        def closure() -> tuple[float, Any]:
            loss, grads = bowl()
            return loss, {k: 8 * g for k, g in grads.items()}

        return lambda: opt.step(closure=closure, grad_scale=8.0)

    def maximized(params: Any, bowl: Any) -> Any:
        opt = gs.SGD(params, lr=2.0, line_search=search, maximize=True)
        hill = Bowl(params, sign=-1.0)

        def step() -> Any:
            report = opt.step(closure=hill)
            assert report.loss == hill()[0] < 0
            return report

        return step

    want = run(plain)
    assert run(bound) == run(scaled) == run(maximized) == want

    def partly(params: Any, bowl: Any, freeze: bool) -> Any:
        opt = gs.SGD(params, lr=2.0, line_search=search)
        if freeze:
            opt.freeze("b")

        def closure() -> tuple[float, Any]:
            b = bowl()[1]["b"] if freeze else None
            inner = Bowl({"a": params["a"]})
            inner.center = {"a": bowl.center["a"]}
            loss, grads = inner()
            return loss, {**grads, "b": b}

        return lambda: opt.step(closure=closure)

    frozen = run(lambda p, bowl: partly(p, bowl, True))
    assert frozen == run(lambda p, bowl: partly(p, bowl, False))
    assert frozen["b"] == np.array([[0.5]]).tobytes() and frozen["a"] != want["a"]


def test_within_bounds() -> None:
    """Along the projected way: never outside, and the optimum on the boundary is found."""
    params = {"a": np.array([0.9, 0.2, 0.5], np.float32), "b": np.array([0.1, 3.0])}
    target = {"a": np.array([2.0, 0.4, -1.0], np.float32), "b": np.array([-4.0, 5.0])}

    def closure() -> tuple[float, Any]:
        assert all(np.all((p >= 0) & (p <= 1)) for p in (params["a"],))
        away = {k: params[k] - target[k] for k in params}
        return sum(float(np.sum(a * a)) for a in away.values()), {k: 2 * a for k, a in away.items()}

    opt = gs.SGD(
        params,
        lr=0.05,
        bounds=(0.0, 1.0),
        line_search=StrongWolfe(),
        groups={"b": dict(bounds=(None, None))},
    )
    lengths = [opt.step(closure=closure).length for _ in range(40)]
    assert max(lengths) > 1
    np.testing.assert_allclose(params["a"], [1.0, 0.4, 0.0], atol=1e-6)
    np.testing.assert_allclose(params["b"], target["b"], atol=1e-6)


def test_copies_follow_what_was_accepted() -> None:
    params = {"a": np.array([1.0, -2.0])}
    half, strided = np.zeros(2, np.float16), np.zeros(4)[::2]
    for to in (half, strided):
        opt = gs.SGD(params, lr=9.0, line_search=Armijo(), copy_to={"a": to})
        assert opt.step(closure=Bowl(params)).length != 1
        assert np.array_equal(to, params["a"].astype(to.dtype))
        to[...] = 7
        assert not opt.step(closure=Bowl(params), lr=1e-300)  # moves nothing
        assert np.all(to == 7)


# --------------------------------------------------------------------------------- all or nothing


class Boom(BaseException):
    """No Exception: what an interrupt is, too."""


ERRORS: list[Any] = [ValueError("mine"), KeyboardInterrupt(), Boom()]


@pytest.mark.parametrize("error", ERRORS, ids=repr)
@pytest.mark.parametrize("search", SEARCHES, ids=repr)
def test_an_exception_in_the_closure_changes_nothing(search: Any, error: Any) -> None:
    params = tree()
    opt = gs.Adam(params, lr=20.0, line_search=search, state_dtype="q8", state_min_size=0)
    bowl = Bowl(params)
    opt.step(closure=bowl)
    for last in itertools.count():
        bowl.calls = 0

        def closure(last: int = last) -> Any:
            if bowl.calls == last:
                raise error
            return bowl()

        newest, before = opt.last, snapshot(opt, params)
        try:
            opt.step(closure=closure)
            break
        except BaseException as caught:
            assert caught is error
        assert snapshot(opt, params) == before and opt.last is newest
    assert last > 1  # at the start, and within the search


@pytest.mark.parametrize("at", [0, 1])
def test_what_a_closure_may_not_say(at: int) -> None:
    params = {"a": np.array([1.0, -2.0]), "b": np.ones((2, 3))}
    opt = gs.SGD(params, lr=50.0, line_search=StrongWolfe())
    bowl = Bowl(params)

    def saying(change: Callable[[float, Any], Any]) -> Callable[[], Any]:
        bowl.calls = 0
        return lambda: change(*bowl()) if bowl.calls == at else bowl()

    cases: list[tuple[type[Exception], Callable[[float, Any], Any], str]] = [
        (gs.GradientError, lambda loss, g: loss, "must return (loss, grads), not a float"),
        (gs.GradientError, lambda loss, g: [loss, g], "must return (loss, grads), not a list"),
        (gs.GradientError, lambda loss, g: (g, loss), "must be a number"),
        (gs.GradientError, lambda loss, g: ("1.5", g), "must be a number, not '1.5'"),
        (gs.GradientError, lambda loss, g: (1j, g), "must be a number"),
        (gs.GradientError, lambda loss, g: (loss, {"a": g["a"]}), "b"),
        (gs.GradientError, lambda loss, g: (loss, {**g, "b": g["b"].T}), "b"),
        (gs.GradientError, lambda loss, g: (loss, {**g, "b": [[1.0] * 3] * 2}), "b"),
        (gs.DTypeError, lambda loss, g: (loss, {**g, "a": g["a"] * 1j}), "dtype" if at else "real"),
        (gs.DTypeError, lambda loss, g: (loss, {**g, "a": g["a"] > 0}), "bool"),
        (gs.GradientError, lambda loss, g: (loss, None), "grad"),
    ]  # fmt: skip
    for error, change, words in cases:
        with refused(error, opt, params, words):
            opt.step(closure=saying(change))
        assert bowl.calls == at + 1


def test_not_finite_gradients() -> None:
    params = {"a": np.array([1.0, -2.0])}
    bad = lambda: (1.0, {"a": np.array([1.0, np.nan])})  # noqa: E731
    opt = gs.SGD(params, line_search=StrongWolfe())
    with refused(gs.NonFiniteGradientError, opt, params, path="a", index=(1,)):
        opt.step(closure=bad)
    opt = gs.SGD(params, line_search=StrongWolfe(), nonfinite="skip")
    report = opt.step(closure=bad)
    assert not report and opt.skipped == 1 and opt.steps == 0
    assert (report.loss, report.evaluations, report.length) == (1.0, 1, None)
    opt = gs.SGD(params, line_search=StrongWolfe(), nonfinite="propagate")
    before = snapshot(opt, params)
    report = opt.step(closure=bad)
    assert not report and report.reason == "not_descent" and snapshot(opt, params) == before
    good = lambda: (math.nan, {"a": params["a"].copy()})  # noqa: E731
    report = opt.step(closure=good)
    assert not report and report.reason == "nonfinite" and snapshot(opt, params) == before


def test_no_other_step_within_a_closure() -> None:
    for search in (None, StrongWolfe()):
        params = tree()
        opt = gs.Adam(params, line_search=search)
        bowl = Bowl(params)
        seen: list[BaseException] = []

        def attempt(opt: Any = opt, bowl: Any = bowl, seen: Any = seen) -> None:
            try:
                opt.step(closure=bowl)
            except gs.Error as busy:
                seen.append(busy)

        def closure(bowl: Any = bowl, attempt: Any = attempt) -> Any:
            said = bowl()
            attempt()  # here, and beside
            thread = threading.Thread(target=attempt)
            thread.start()
            thread.join()
            return said

        own = Bowl(apart := tree())
        alone = gs.Adam(apart, line_search=search)
        report, want = opt.step(closure=closure), alone.step(closure=own)
        assert len(seen) == 2 * report.evaluations == 2 * want.evaluations
        assert all("in use" in str(error) for error in seen)
        assert snapshot(opt, params) == snapshot(alone, apart)
        with pytest.raises(ZeroDivisionError):
            opt.step(closure=lambda: 1 / 0)
        assert opt.step(closure=bowl)  # and then it is free again


# ------------------------------------------------------------------------------ options and saving


def test_how_a_step_with_a_closure_is_written() -> None:
    params = {"a": np.array([1.0])}
    grads = {"a": np.array([1.0])}
    searched, plain = gs.SGD(params, line_search=Armijo()), gs.SGD(params)
    with refused(gs.HyperError, searched, params, "closure=", name="closure"):
        searched.step(grads)
    for opt in (searched, plain):
        with refused(gs.HyperError, opt, params, "leave grads out", name="grads"):
            opt.step(grads, closure=Bowl(params))
        with refused(gs.HyperError, opt, params, "leave loss out", name="loss"):
            opt.step(closure=Bowl(params), loss=1.0)
        with refused(gs.HyperError, opt, params, name="lr"):
            opt.step(closure=Bowl(params), lr=math.nan)


def test_what_does_not_go_with_a_search() -> None:
    params = {"a": np.array([1.0])}
    refuse: list[tuple[str, dict[str, Any]]] = [
        ("average", dict(average=gs.EMA())),
        ("lookahead", dict(lookahead=gs.Lookahead())),
        ("zero_grads", dict(zero_grads=True, grads={"a": np.zeros(1)})),
        ("line_search", dict(line_search="wolfe")),
        ("line_search", dict(line_search=StrongWolfe)),
    ]
    for name, keywords in refuse:
        with pytest.raises(gs.HyperError, match=name) as caught:
            gs.SGD(params, **{"line_search": Armijo(), **keywords})
        assert caught.value.name == name
    for dtype in (np.float16, gs.bfloat16):
        half = np.zeros(3, dtype)
        with pytest.raises(gs.BindError, match=r"16 bits, .* use float32") as error:
            gs.SGD({"a": half}, line_search=Armijo())
        assert (error.value.path, error.value.name) == ("a", "line_search")
        growing: dict[str, Any] = {"a": np.ones(2)}
        opt = gs.SGD(growing, line_search=Armijo())
        growing["b"] = half
        with pytest.raises(gs.BindError, match="16 bits"):
            opt.add()
        del growing["b"]
        assert opt.step(closure=Bowl(growing))
    both = {"a": np.ones(2), "b": np.ones(2)}
    opt = gs.SGD(both, line_search=Armijo(), groups={"b": dict(maximize=True)})
    with refused(gs.HyperError, opt, both, "one loss", name="maximize"):
        opt.step(closure=Bowl(both))


@pytest.mark.parametrize("search", SEARCHES, ids=repr)
def test_a_search_goes_on_after_saving_and_copying(search: Any) -> None:
    def start() -> tuple[Any, Any]:
        params = {"a": np.array([1.0, -2.0, 3.0])}
        return params, gs.SGD(params, lr=3.0, momentum=0.3, line_search=search)

    params, opt = start()
    for _ in range(4):
        opt.step(closure=Bowl(params))
    other, loaded = start()
    other["a"][...] = params["a"]
    loaded.load_state_dict(opt.state_dict())
    copied, twin = copy.deepcopy((params, opt))
    again, pickled = pickle.loads(pickle.dumps((params, opt)))
    for _ in range(4):
        want = opt.step(closure=Bowl(params))
        for p, o in ((other, loaded), (copied, twin), (again, pickled)):
            assert repr(o.step(closure=Bowl(p))) == repr(want)
            assert contents(p) == contents(params)
    plain = gs.SGD(other, lr=3.0, momentum=0.3)
    assert "line_search" not in plain.state_dict()
    plain.load_state_dict(opt.state_dict())  # what a search keeps is then of no use
    loaded.load_state_dict(plain.state_dict())
    assert loaded.state_dict()["line_search"] == {"step": 0.0, "losses": []}
    for bad in ({"step": -1}, {"steps": 1.0}, 3):
        with refused(gs.CheckpointError, opt, params, "line_search"):
            opt.load_state_dict({**opt.state_dict(), "line_search": bad})


def test_dialects_take_a_search() -> None:
    params = {"a": np.array([1.0, -2.0])}
    opt = gs.dialects.torch.SGD(params, lr=9.0, line_search=StrongWolfe())
    report = opt.step(closure=Bowl(params))
    assert report and 0 < report.length < 1
    assert repr(report).endswith(f"evaluations={report.evaluations}, reason='satisfied')")
