"""The stages around a rule: each equals a few lines of NumPy, in the order of types.hpp."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ml_dtypes
import numpy as np
import pytest

import gradstep as gs
from gradstep.schedules import StepDecay
from support.common import contents, gradients, refused, snapshot, tree

Array = np.ndarray
ISAS = gs.info().isas
F16, F32, F64, BF16 = np.float16, np.float32, np.float64, ml_dtypes.bfloat16
START = np.random.default_rng(0).normal(size=(5, 6, 7))
LAYOUTS: dict[str, Callable[[], Array]] = {
    "C": lambda: START[0].copy(),
    "Fortran": lambda: np.asfortranarray(START[1]),
    "3-D": lambda: START.copy(),
    "3-D permuted": lambda: np.array(START.transpose(2, 0, 1), order="C").transpose(1, 2, 0),
    "1-D": lambda: START[2].ravel()[:23].copy(),
    "0-D": lambda: np.array(1.25),
    "one row": lambda: START[3].reshape(1, 42).copy(),
    "one column": lambda: START[3].reshape(42, 1).copy(),
}
layouts = pytest.mark.parametrize("layout", LAYOUTS)


def like(p: Array, seed: int) -> Array:
    x = np.random.default_rng([3, seed]).normal(size=p.shape)
    return x + np.sign(x)


def as_used(layout: str, g: Array, **options: Any) -> Array:
    """The gradient as the rule sees it: SGD with a rate of 1 subtracts it."""
    p = LAYOUTS[layout]()
    before = p.copy()
    gs.SGD({"p": p}, lr=1.0, **options).step({"p": g})
    return before - p


def close(x: Any, y: Any) -> None:
    np.testing.assert_allclose(x, y, rtol=1e-12, atol=1e-14)


def norms(x: Array) -> Array:
    """The norms of the rows (the first axis), or of the whole if it has fewer than two axes."""
    axes = tuple(range(1 if x.ndim > 1 else 0, x.ndim))
    return np.sqrt(np.sum(x**2, axis=axes, keepdims=True))


# --------------------------------------------------------------------------- of the gradient


@layouts
def test_clip_value(layout: str) -> None:
    g = like(LAYOUTS[layout](), 1)
    close(as_used(layout, g, clip_value=1.5), np.clip(g, -1.5, 1.5))
    close(as_used(layout, g, clip_value=lambda n: 0.25 / (n + 1)), np.clip(g, -0.25, 0.25))


@layouts
def test_clip_each(layout: str) -> None:
    g = like(LAYOUTS[layout](), 1)
    norm = np.sqrt(np.sum(g**2))
    close(as_used(layout, g, clip_each=0.5), g * (0.5 / norm))
    loose = as_used(layout, g, clip_each=float(norm) * 1.01)
    assert loose.tobytes() == as_used(layout, g).tobytes()  # one that does not bite changes no bit


def test_clip_each_is_per_array_and_clip_norm_is_not() -> None:
    params = {"a": np.zeros(3), "b": np.zeros((2, 2)), "c": np.zeros(4)}
    g = {"a": np.full(3, 3.0), "b": np.full((2, 2), 0.01), "c": None}
    opt = gs.SGD(params, lr=1.0, clip_each=1.0, clip_norm=2.0, groups={"b": dict(clip_each=None)})
    report = opt.step(g, grad_scale=0.5)
    norm = np.sqrt(4 * (27 + 4e-4))
    close([report.grad_norm, report.clip_factor], [norm, 2 / (norm + 1e-6)])
    close(params["a"], -np.ones(3) / np.sqrt(3))
    close(params["b"], -np.full((2, 2), 0.02) * report.clip_factor)
    assert not params["c"].any()


@layouts
def test_clip_adaptive(layout: str) -> None:
    """Brock et al.: each row's gradient within a fraction of the row's own norm."""
    p = LAYOUTS[layout]()
    g = like(p, 1)
    if p.ndim > 1 and len(p) > 2:  # rows with and without a gradient worth clipping
        g[0], g[1], g[2] = 0.01 * g[0], 0, 1e-9 * g[2]
    most = 0.125 * np.maximum(norms(p), 1e-3)
    size = np.maximum(norms(g), 1e-6)
    expected = np.where(size > most, most / size, 1.0) * g
    assert np.any(expected != g)
    close(as_used(layout, g, clip_adaptive=0.125), expected)


def test_clip_adaptive_of_small_rows() -> None:
    p = np.array([[0.0, 0.0], [1e-5, 0.0], [3.0, 4.0]])
    gs.SGD(p, lr=1.0, clip_adaptive=0.5).step(np.array([[3.0, 4.0], [0.0, 2.0], [0.6, 0.8]]))
    close(p, [[-0.5e-3 * 0.6, -0.5e-3 * 0.8], [1e-5, -0.5e-3], [2.4, 3.2]])


@layouts
def test_centralize(layout: str) -> None:
    g = like(LAYOUTS[layout](), 1)
    used = as_used(layout, g, centralize=True)
    if g.ndim < 2:
        assert used.tobytes() == as_used(layout, g).tobytes()
    else:
        close(used, g - g.mean(axis=tuple(range(1, g.ndim)), keepdims=True))


@pytest.mark.parametrize("kind", ["coupled", "decoupled_weight_decay", "independent_weight_decay"])
def test_the_three_decays(kind: str) -> None:
    p = {"a": START[0].copy(), "b": START[1].copy()}
    x, buf = START[0].copy(), 0.0
    keywords = {} if kind == "coupled" else {kind: True}
    rate = StepDecay(0.5, drop=0.5, every=2)
    groups = {"b": dict(weight_decay=0.0)}
    opt = gs.SGD(
        p, lr=rate, lr_scale=0.5, momentum=0.5, weight_decay=0.25, groups=groups, **keywords
    )
    for n in range(5):
        g, lr = like(x, n), 0.5 * rate(n)
        opt.step({"a": g, "b": None})
        if kind == "coupled":
            g = g + 0.25 * x
        elif kind == "decoupled_weight_decay":
            x = x * (1 - lr * 0.25)
        else:
            x = x * (1 - 0.25)
        buf = 0.5 * buf + g
        x = x - lr * buf
        close(p["a"], x)
    assert p["b"].tobytes() == START[1].tobytes()


def test_one_decay_only_and_none_beside_a_rules_own() -> None:
    p = np.ones(3)
    both = dict(decoupled_weight_decay=True, independent_weight_decay=True)
    with pytest.raises(gs.HyperError, match=r"either decoupled .* or independent"):
        gs.SGD(p, **both)
    opt = gs.SGD(p, decoupled_weight_decay=True)
    with refused(gs.HyperError, opt, p, "either decoupled"):
        opt.hyper["independent_weight_decay"] = True
    with refused(gs.HyperError, opt, p, "either decoupled"):
        opt.step(p, independent_weight_decay=True)
    opt.groups["default"].update(decoupled_weight_decay=False, independent_weight_decay=True)
    for kind in both:
        with pytest.raises(gs.KeywordError, match=kind):
            gs.AdamW(p, **{kind: True})


@pytest.mark.parametrize("stage", ["clip_each", "clip_adaptive"])
def test_norms_that_overflow_are_refused(stage: str) -> None:
    """They would make the factor, and with it the gradient, 0."""
    params = {"a": np.ones(3), "b": np.ones((2, 2))}
    grads = {"a": np.ones(3), "b": np.array([[1.0, 1.0], [1.0, 1e200]])}
    opt = gs.SGD(params, lr=1.0, **{stage: 1.0})
    words = ["norm of the gradient of 'b'", "overflows", stage]
    with refused(gs.NonFiniteGradientError, opt, params, *words, path="b"):
        opt.step(grads)


def test_a_norm_of_all_that_overflows_is_refused() -> None:
    params = {"a": np.ones(3), "none": np.ones(2), "b": np.ones((2, 2))}
    grads = {"a": np.full(3, 1e180), "none": None, "b": np.array([[1.0, 1.0], [-1e200, 1e190]])}
    opt = gs.SGD(params, lr=1.0, clip_norm=1.0)
    words = ["norm of the gradients overflows", "'b'[1, 0]", "clip_norm"]
    with refused(gs.NonFiniteGradientError, opt, params, *words, path="b"):
        opt.step(grads)


def test_sums_of_mechanic_that_overflow_are_refused() -> None:
    params = {"a": np.ones(3)}
    opt = gs.SGD(params, lr=1.0, mechanic=gs.Mechanic())
    with refused(gs.NonFiniteGradientError, opt, params, "sums over all arrays", "mechanic"):
        opt.step({"a": np.full(3, 1e200)})


@pytest.mark.parametrize("stage", ["clip_value", "clip_each", "clip_adaptive"])
def test_a_schedule_does_not_switch_clipping_off(stage: str) -> None:
    params = {"a": np.ones(3)}
    opt = gs.SGD(params, lr=1.0, **{stage: lambda n: 1.0 - n})
    opt.step(gradients(params, 0))
    before = contents(params)
    with pytest.raises(gs.HyperError, match=f"{stage}: its schedule gives 0") as caught:
        opt.step(gradients(params, 1))
    assert (caught.value.name, caught.value.n) == (stage, 1)
    assert contents(params) == before and opt.steps == 1
    opt.hyper[stage] = None  # said so
    assert opt.step(gradients(params, 1))


# ------------------------------------------------------------------------- of the increment


@layouts
@pytest.mark.parametrize("maximize", [False, True])
def test_cautious(layout: str, maximize: bool) -> None:
    """Only increments against the gradient that the rule saw, larger by their share."""
    p = LAYOUTS[layout]()
    x, buf = p.copy(), 0.0
    opt = gs.SGD(p, lr=0.5, momentum=0.9, cautious=True, weight_decay=0.5, maximize=maximize)
    masked = 0
    for n in range(4):
        g = like(p, n)
        opt.step(g)
        g = (-g if maximize else g) + 0.5 * x
        buf = 0.9 * buf + g
        u = -0.5 * buf
        agrees = u * g < 0
        masked += np.sum(~agrees)
        x = x + np.where(agrees, u / max(agrees.mean(), 1e-3), 0.0)
        close(p, x)
        close(opt.state["param"]["momentum_buffer"], buf)
    assert masked > 0 or p.ndim == 0


def test_cautious_where_nothing_or_little_agrees() -> None:
    p = np.zeros(5000)
    opt = gs.SGD(p, lr=1.0, momentum=1.0, cautious=True)
    opt.step(np.ones(5000))
    before = p.copy()
    assert opt.step(np.full(5000, -0.5))  # the momentum still goes the other way: nothing moves
    assert np.array_equal(p, before) and opt.state["param"]["momentum_buffer"][0] == 0.5
    g = np.full(5000, -0.25)
    g[7] = 0.25
    opt.step(g)
    assert p[7] == -1 - 0.75 * 1000 and np.sum(p != before) == 1  # by at most a factor of 1000


def test_cautious_needs_increments() -> None:
    params = {"a": np.ones(3), "b": np.ones(3)}
    words = ["cautious", "FTRL", "without one"]
    for make in (
        lambda: gs.FTRL(params, cautious=True),
        lambda: gs.Adam(params, cautious=True, groups={"b": dict(rule=gs.rules.FTRL())}),
    ):
        with pytest.raises(gs.HyperError, match="cautious masks increments, and FTRL"):
            make()
    opt = gs.FTRL(params)
    with refused(gs.HyperError, opt, params, *words, name="cautious"):
        opt.hyper["cautious"] = True
    with refused(gs.HyperError, opt, params, *words):
        opt.step(params, cautious=True)
    mixed = gs.Adam(params, cautious=True, groups={"b": dict(rule=gs.rules.FTRL, cautious=False)})
    assert mixed.step(gs.copy(params)) and mixed.groups["default"]["cautious"]


# ------------------------------------------------------------------------------------ bounds


def test_bounds() -> None:
    params = {
        "a": START[0].copy(),
        "b": START[1].copy(),
        "c": START[2].copy(),
        "d": START[3].copy(),
    }
    groups = {"b": dict(bounds=(None, 0.25)), "c": dict(bounds=None), "d": dict(lower=0.0)}
    x = gs.copy(params)
    opt = gs.SGD(params, lr=0.5, bounds=(-0.5, 0.75), groups=groups)
    assert (opt.groups["b"]["lower"], opt.groups["d"]["upper"]) == (None, 0.75)
    limits = {"a": (-0.5, 0.75), "b": (None, 0.25), "c": (-0.5, 0.75), "d": (0.0, 0.75)}
    for n in range(3):
        g: dict[str, Any] = {k: like(v, n) for k, v in x.items()}
        opt.step(g | {"c": None})
        for k, (low, high) in limits.items():
            if k != "c":
                x[k] = np.clip(x[k] - 0.5 * g[k], low, high)
                assert x[k].tobytes() == params[k].tobytes()
    assert params["c"].tobytes() == START[2].tobytes()  # untouched: not projected either


def test_bounds_by_schedule_and_at_run_time() -> None:
    p = np.zeros(4)
    opt = gs.SGD([p], lr=1.0, lower=lambda n: n - 2.0, upper=lambda n: 0.5**n)
    for n, expected in enumerate([[-2, -2, 0.5, 1], [-1, -1, 0.5, 0.5], [0, 0, 0.25, 0.25]]):
        opt.step([np.array([9.0, 2.0, 0.0 if n else -0.5, -9.0])])
        assert p.tolist() == expected
    with pytest.raises(gs.HyperError, match=r"lower must not be above upper.*default") as caught:
        opt.step([np.ones(4)])  # 1 > 1/8
    assert (caught.value.n, opt.steps, p.tolist()) == (3, 3, [0, 0, 0.25, 0.25])
    assert opt.step([np.zeros(4)], lower=-1.0)
    opt.groups["default"].update(lower=-3.0, upper=-2.0)
    opt.step([np.zeros(4)])
    assert p.tolist() == [-2.0] * 4
    opt.groups["default"].update(lower=5.0, upper=6.0)  # both at once: no order would do
    with refused(gs.HyperError, opt, p, "lower must not be above upper"):
        opt.groups["default"].update(lower=8.0, upper=7.0)
    opt.groups["default"].update({"lower": None}, upper=None)
    opt.step([np.full(4, 9.0)])
    assert p.tolist() == [-11.0] * 4


@pytest.mark.parametrize(
    "bounds, words",
    [
        ((2.0, 1.0), ["lower must not be above upper"]),
        ((np.nan, None), ["lower must be"]),
        ((None, np.inf), ["upper must be", "None"]),
        ((-np.inf, 0.0), ["lower must be", "None"]),
        (("0", 1.0), ["lower must be", "'0'"]),
        (1.0, ["bounds must be (lower, upper)"]),
        ((1.0,), ["bounds must be (lower, upper)"]),
    ],
)
def test_bad_bounds(bounds: Any, words: list[str]) -> None:
    for make in (
        lambda: gs.SGD([np.ones(2)], bounds=bounds),
        lambda: gs.SGD([np.ones(2)], groups={"0": dict(bounds=bounds)}),
    ):
        with pytest.raises(gs.HyperError) as caught:
            make()
        assert [w for w in words if w not in str(caught.value)] == []


# ----------------------------------------------------------------------- the order of the stages

EVERYTHING: dict[str, Any] = dict(
    clip_value=0.2, clip_each=2.0, clip_adaptive=0.5, centralize=True, maximize=True,
    weight_decay=0.125, cautious=True, lower=-1.0, upper=1.0,
)  # fmt: skip


class Restated:
    """SGD with momentum and every stage around it, on one array, in float64 and in words."""

    def __init__(self, p: Array) -> None:
        self.p, self.buf, self.slow, self.average, self.taken = p.copy(), 0.0, p.copy(), p.copy(), 0

    def step(self, n: int, g: Array, factor: float, lr: float, kind: str) -> None:
        on, p = EVERYTHING, self.p
        g = factor * (g / 4.0)
        g = g * min(1.0, on["clip_each"] / np.sqrt(np.sum(g**2)))
        most, size = on["clip_adaptive"] * np.maximum(norms(p), 1e-3), np.maximum(norms(g), 1e-6)
        g = g * np.where(size > most, most / size, 1.0)
        if g.ndim > 1:
            g = g - g.mean(axis=tuple(range(1, g.ndim)), keepdims=True)
        g = -np.clip(g, -on["clip_value"], on["clip_value"])
        if kind == "coupled":
            g = g + on["weight_decay"] * p
        else:
            p = p * (1 - (lr if kind == "decoupled" else 1) * on["weight_decay"])
        self.buf = 0.9 * self.buf + g
        u = -lr * self.buf
        agrees = u * g < 0
        p = p + np.where(agrees, u / max(agrees.mean(), 1e-3), 0.0)
        if n % 3 == 2:
            self.slow = p = self.slow + 0.25 * (p - self.slow)
        self.p = p = np.clip(p, on["lower"], on["upper"])
        self.taken += 1
        self.average = self.average + (p - self.average) / self.taken


@pytest.mark.parametrize("kind", ["coupled", "decoupled", "independent"])
def test_order_of_the_stages(kind: str) -> None:
    params = {layout: make() for layout, make in LAYOUTS.items()}
    restated = {layout: Restated(p) for layout, p in params.items()}
    more = {} if kind == "coupled" else {f"{kind}_weight_decay": True}
    opt = gs.SGD(
        params, lr=0.5, momentum=0.9, clip_norm=20.0, average=gs.PolyakAverage(),
        lookahead=gs.Lookahead(3, 0.25), report=True, **EVERYTHING, **more,
    )  # fmt: skip
    for n in range(7):
        g = {k: 40 * like(p, n) for k, p in params.items()}
        report = opt.step(g, grad_scale=4.0, lr_scale=0.5)
        norm = np.sqrt(sum(np.sum((x / 4.0) ** 2) for x in g.values()))
        close([report.grad_norm, report.clip_factor], [norm, 20 / (norm + 1e-6)])
        for k, one in restated.items():
            one.step(n, g[k], 20 / (norm + 1e-6), 0.25, kind)
            close(params[k], one.p)
            close(opt.average[k], one.average)
            close(opt.state_dict()["lookahead"][k], one.slow)


# ---------------------------------------------------------------------------- equal bits anywhere

STAGES: dict[str, dict[str, Any]] = {
    **{k: {k: v} for k, v in EVERYTHING.items()},
    "decoupled": dict(weight_decay=0.125, decoupled_weight_decay=True),
    "clip_norm": dict(clip_norm=0.5),
    "lookahead": dict(lookahead=gs.Lookahead(2, 0.25)),
    "ema": dict(average=gs.EMA(0.75)),
    "swa": dict(average=gs.SWA(1, 2)),
    "all": dict(EVERYTHING, clip_norm=0.5, lookahead=gs.Lookahead(2), average=gs.EMA(0.75)),
}
LONG = {
    "f": np.random.default_rng(1).normal(size=(211, 193)).astype(F32),
    "d": np.asfortranarray(np.random.default_rng(2).normal(size=(193, 211))),
    "odd": np.random.default_rng(3).normal(size=(11, 3)).astype(F32),
    "tail": np.random.default_rng(4).normal(size=40_037),
}


@pytest.mark.parametrize("stage", STAGES)
def test_same_bits_on_every_isa_and_number_of_threads(stage: str) -> None:
    results = []
    for isa, threads in [*((isa, 2) for isa in ISAS), (ISAS[0], 1), (ISAS[-1], 3)]:
        params = gs.copy(LONG)
        opt = gs.SGD(params, lr=0.25, momentum=0.75, **STAGES[stage])
        opt._engine.isa = isa
        with gs.threads(threads):
            for n in range(3):
                opt.step(gradients(params, n))
        results.append(snapshot(opt, params))
    assert all(result == results[0] for result in results[1:])


@pytest.mark.parametrize("name", ["SGD", "LAMB", "RowwiseAdagrad"])
@pytest.mark.parametrize("stage", [k for k in STAGES if k in EVERYTHING])
def test_a_stage_may_come_and_go(stage: str, name: str) -> None:
    """On for one step, then for good, then off: each as if it had never been otherwise."""
    kept = {k: None for k in EVERYTHING} | {"weight_decay": 0.0}
    off: dict[str, Any] = {k: False if v is True else kept[k] for k, v in EVERYTHING.items()}
    on, none = {stage: EVERYTHING[stage]}, {stage: off[stage]}
    params = tree()
    opt = getattr(gs, name)(params, lr=0.1, **none)
    for n, (more, setting) in enumerate(
        [({}, {}), (on, {}), ({}, {}), ({}, on), (none, on), ({}, none)]
    ):
        opt.groups["default"].update(setting)
        fresh = gs.copy(params)
        other = getattr(gs, name)(fresh, lr=0.1, **{**none, **setting, **more})
        other.load_state_dict(opt.state_dict(), hyper="keep")
        opt.step(gradients(params, n), **more)
        other.step(gradients(params, n))
        assert contents(fresh) == contents(params)


# ------------------------------------------------------------------------------ all or nothing


@pytest.mark.parametrize("stage", STAGES)
def test_zero_grads_with_every_stage(stage: str) -> None:
    a, b = tree(), tree()
    buffers: Any = gs.zeros_like(a)
    buffers["f"] = np.zeros((4, 6))  # C for Fortran: converted
    buffers["scale"] = None
    x = gs.Adam(a, grads=buffers, zero_grads=True, **STAGES[stage])
    y = gs.Adam(b, **STAGES[stage])
    x.freeze("layers.1")
    y.freeze("layers.1")
    for n in range(3):
        grads: dict[str, Any] = {**gradients(a, n), "scale": None}
        for path, buffer in gs.leaves(buffers).items():
            buffer[...] = grads[path]
        assert x.step() and y.step(grads)
        assert not any(buffer.any() for buffer in gs.leaves(buffers).values())
    assert snapshot(x, a) == snapshot(y, b)


@pytest.mark.parametrize("policy", ["raise", "skip"])
@pytest.mark.parametrize("rule", ["LAMB", "NAdam", "RowwiseAdagrad", "Sophia"])
def test_a_step_that_is_not_taken_leaves_everything(rule: str, policy: str) -> None:
    params = tree()
    copies = {k: np.zeros(p.shape, F16) for k, p in gs.leaves(params).items()}
    stages = STAGES["all"] | dict(weight_decay=0.0 if rule != "Sophia" else 0.1)
    opt = getattr(gs, rule)(
        params, nonfinite=policy, copy_to=copies, groups={"W": dict(lr=0.1)}, **stages
    )
    stepping = False
    inputs = dict(inputs={"hessian": gs.copy(params)}) if rule == "Sophia" else {}
    opt.step(gradients(params, 0), **inputs)
    before, kept = snapshot(opt, params), contents(copies)
    opt.groups["W"]["lr"] = lambda n: 0.1 if n < 1 or not stepping else -1.0
    stepping = True
    with pytest.raises(gs.HyperError, match="lr must be") as caught:
        opt.step(gradients(params, 1), **inputs)
    assert caught.value.n == 1
    opt.groups["W"]["lr"] = 0.1
    assert snapshot(opt, params) == before
    grads = gradients(params, 1)
    grads["layers.1"][16] = np.inf
    if policy == "raise":
        with pytest.raises(gs.NonFiniteGradientError):
            opt.step(grads, **inputs)
    else:
        assert not opt.step(grads, **inputs)
    after = snapshot(opt, params)
    assert (before.pop("skipped"), after.pop("skipped")) == (0, int(policy == "skip"))
    assert after == before and contents(copies) == kept
    assert opt.step(gradients(params, 1), **inputs) and contents(copies) != kept


@pytest.mark.parametrize("clip", [{"clip_norm": 1.0}, {"clip_each": 1.0}, {"clip_value": 1.0}])
def test_what_overflows_before_it_is_clipped_is_refused(clip: dict[str, float]) -> None:
    """1e30 / 1e-10 is infinite in float32, and what is clipped of it is not the gradient."""
    p = np.ones(3, np.float32)
    opt = gs.SGD(p, **clip)
    with refused(gs.NonFiniteGradientError, opt, p, "overflow float32", path="param"):
        opt.step(np.full(3, 1e30, np.float32), grad_scale=1e-10)
    assert opt.step(np.full(3, 1e25, np.float32), grad_scale=1e-10)
    assert np.isfinite(p).all()


@pytest.mark.parametrize("clip", [{"clip_norm": 1.0}, {"clip_each": 1.0}, {"clip_value": 1.0}])
def test_what_clipping_saves_is_taken(clip: dict[str, float]) -> None:
    """1e30 has no square in float32; once it is clipped it has."""
    p = np.ones(3, np.float32)
    with pytest.raises(gs.NonFiniteGradientError, match="square would overflow"):
        gs.Adam(p).step(np.full(3, 1e30, np.float32))
    assert gs.Adam(p, **clip).step(np.full(3, 1e30, np.float32))
    assert np.isfinite(p).all() and (p < 1).all()
