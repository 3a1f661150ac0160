"""Mechanic, which learns one factor on what all rules add up, from all gradients together.

The oracle is the paper's algorithm 1 in NumPy, over all arrays in one. The two other libraries that
have it are not the paper: see `FORMS`. The same oracle in their forms gives their recordings, which
is how it is known to be right where all three agree.
"""

from __future__ import annotations

import copy
import pickle
import re
from collections.abc import Callable
from typing import Any

import ml_dtypes
import numpy as np
import pytest

import gradstep as gs
from oracles.oracle import ORACLES
from support.common import refused, snapshot
from support.golden import GOLDEN, inputs

F32, F64, BF16 = np.float32, np.float64, ml_dtypes.bfloat16
BETAS = (0.9, 0.99, 0.999, 0.9999, 0.99999, 0.999999)
Rule = Callable[[Any, Any, int], Any]  # (p, g, t) -> the new p


class Oracle:
    """Algorithm 1 of Cutkosky, Defazio & Mehta, 2023, step by step; ``form``: see `FORMS`."""

    def __init__(
        self, p: Any, rule: Rule, form: str = "paper", *, s_init: float = 1e-8,
        s_decay: float = 0.01, betas: Any = BETAS, eps: float = 1e-8,
    ) -> None:  # fmt: skip
        self.p, self.start, self.delta, self.t = p, p, 0 * p, 0
        self.rule, self.form, self.betas = rule, form, np.array(betas)
        self.s_init, self.s_decay, self.eps = s_init, s_decay, eps
        self.s, self.r, self.v = (0 * self.betas for _ in range(3))
        self.m = 0 * self.betas + (0.0 if form in ("paper", "optax") else 1e-6)
        if form == "optax":
            self.s = self.s + s_init

    def step(self, g: Any) -> None:
        self.t += 1
        stepped, scale = self.rule(self.p, g, self.t), self.s.sum()
        if self.form in ("optax", "package"):
            self.delta = (self.p - self.start) / (scale + self.eps)
        at = self.p if self.form in ("paper", "optax") else stepped
        norm = np.sqrt(np.sum(at * at)) + self.eps
        h = np.sum(self.delta * (g + self.s_decay * scale * np.sqrt(np.sum(g * g)) / norm * at))
        self.delta = self.delta + (stepped - self.p)
        optax = self.form == "optax"
        gain = np.clip(-h, -self.m, self.m) if optax else -h
        self.m = np.maximum(self.betas * self.m, abs(h) + (self.eps if optax else 0))
        self.v = self.betas**2 * self.v + h * h
        self.r = self.betas * self.r + self.s * gain
        wealth = self.s_init / len(self.betas) * self.m + np.maximum(self.r, 0)
        self.r = self.r if optax else np.maximum(self.r, 0)
        self.s = wealth / (np.sqrt(self.v) + self.eps)
        self.p = self.start + self.s.sum() * self.delta


# How the others' arithmetic is not the paper's, which keeps them from being dialects: they would be
# two more of everything for the same promise.
FORMS = {
    "package": "decays by the parameters after the rule's step, which a step that is all or "
    "nothing cannot know before it writes; m starts at 1e-6; finds delta again by (p - start) / "
    "(s + eps)",
    "package, kept": "the same, but keeps delta (store_delta=True)",
    "optax": "bounds what a tuner gains by its old m; s starts at s_init; finds delta again, too",
}


def sgd(lr: float) -> Rule:
    return lambda p, g, t: p - lr * g


def adam(**hyper: float) -> Rule:
    state: dict[str, Any] = {}
    return lambda p, g, t: ORACLES["Adam"](p, g, state, t, **hyper)


def recorded_runs() -> list[tuple[str, Rule, str, float]]:
    """key, rule, form, s_init of every recording in float64."""
    keys = {key.rpartition("/")[0] for key in GOLDEN if re.search("/(contrib.)?mechanize/", key)}
    out = []
    for key in sorted(k for k in keys if k.endswith("f64")):
        form = "optax" if key.startswith("optax") else "package"
        form += ", kept" if "store_delta=True" in key else ""
        rule = adam(lr=0.01) if "Adam" in key else sgd(0.1)
        out.append((key, rule, form, 1e-3))
    return out


@pytest.mark.parametrize(
    "key, rule, form, s_init", recorded_runs(), ids=lambda x: None if callable(x) else str(x)[:60]
)
def test_the_oracle_in_their_forms_gives_their_recordings(
    key: str, rule: Rule, form: str, s_init: float
) -> None:
    assert "s_init=0.001" in key and form in FORMS
    p, grads = inputs("torch", "f64")
    oracle, rows = Oracle(p, rule, form, s_init=s_init), []
    for g in grads:
        oracle.step(g)
        rows.append(oracle.p)
    # the package's scalars are float32: 2⁻²³ of each, and the first steps follow s closely
    rtol, atol = (1e-12, 1e-15) if form == "optax" else (1e-6, 1e-8)
    np.testing.assert_allclose(rows[-1], GOLDEN[f"{key}/param_step20"], rtol=rtol, atol=atol)
    steps = np.stack([rows[t - 1] for t in (1, 2, 3, 5, 10)])
    np.testing.assert_allclose(steps, GOLDEN[f"{key}/param_steps"], rtol=rtol, atol=atol)


# ---- against the oracle --------------------------------------------------------------------------

SHAPES = {"W": (9, 7), "b": (5,), "long": (5000,)}


def draw(seed: int, dtype: Any = F64) -> dict[str, Any]:
    rng = np.random.default_rng([13, seed])
    return {k: rng.standard_normal(shape).astype(dtype) for k, shape in SHAPES.items()}


def flat(params: dict[str, Any]) -> Any:
    return np.concatenate([p.astype(F64).ravel() for p in params.values()])


def along(params: dict[str, Any], n: int) -> dict[str, Any]:
    """Noisy gradients of |p - 1|²: the factor has something to find."""
    noise = draw(100 + n)
    return {k: (p.astype(F64) - 1 + 0.1 * noise[k]).astype(p.dtype) for k, p in params.items()}


SETTINGS: dict[str, dict[str, Any]] = {
    "default": {},
    "larger": dict(s_init=1e-2),
    "other": dict(s_init=1e-3, s_decay=0.5, betas=(0.5, 0.875, 1.0), eps=1e-4),
}


@pytest.mark.parametrize("rule", ["SGD", "Adam"])
@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("dtype", [F32, F64])
def test_oracle(rule: str, setting: str, dtype: Any) -> None:
    params = draw(0, dtype)
    opt = getattr(gs, rule)(params, lr=0.5, mechanic=gs.Mechanic(**SETTINGS[setting]))
    rules = {"SGD": sgd(0.5), "Adam": adam(lr=0.5)}
    oracle = Oracle(flat(params), rules[rule], **SETTINGS[setting])
    for n in range(25):
        # the oracle's own, so that float32's roundings are not fed back through the problem
        x = np.split(oracle.p, np.cumsum([p.size for p in params.values()])[:-1])
        shown = {k: y.reshape(SHAPES[k]) for k, y in zip(params, x, strict=True)}
        g = {k: y.astype(dtype) for k, y in along(shown, n).items()}
        opt.step(g)
        oracle.step(flat(g))
        rtol, atol = (1e-9, 1e-12) if dtype is F64 else (2e-3, 1e-4)
        np.testing.assert_allclose(flat(params), oracle.p, rtol=rtol, atol=atol)
    found = opt.mechanic
    assert found["scale"] == sum(found["s"]) > 0
    names = {"s": "s", "reward": "r", "max_product": "m", "sum_squared_products": "v"}
    for name, attribute in names.items():
        np.testing.assert_allclose(found[name], getattr(oracle, attribute), rtol=max(rtol, 1e-9))


def test_groups_stages_and_arrays_without_a_gradient() -> None:
    """One factor for several rules; of the gradient as the stages leave it, but for its decay. What
    has no gradient stays, at the factor of its last update."""
    params = draw(0)
    opt = gs.SGD(
        params, lr=0.5, maximize=True, weight_decay=0.25, clip_norm=2.0,
        groups={"b": dict(rule=gs.rules.AdamW, lr=0.25, weight_decay=0.5)},
        mechanic=gs.Mechanic(s_init=0.01),
    )  # fmt: skip
    sizes = np.cumsum([p.size for p in params.values()])[:-1]
    cut: Any = lambda x: dict(zip(params, np.split(x, sizes), strict=True))  # noqa: E731
    state: dict[str, Any] = {}
    here: dict[str, Any] = {}
    adamw = dict(lr=0.25, weight_decay=0.5)

    def rule(p: Any, g: Any, t: int) -> Any:
        p, g = cut(p), cut(g)
        out = {k: x - 0.5 * (g[k] + 0.25 * x) for k, x in p.items()}
        out["b"] = ORACLES["AdamW"](p["b"], g["b"], state, t, **adamw)
        return np.concatenate([out[k] if here[k] else x for k, x in p.items()])

    oracle = Oracle(flat(params), rule, s_init=0.01)
    p, delta = cut(oracle.p), cut(oracle.delta)
    for n in range(12):
        g: dict[str, Any] = draw(50 + n)
        here.update({k: not (k == "W" and n in (3, 4)) for k in g})
        before = params["W"].tobytes()
        opt.step({k: x if here[k] else None for k, x in g.items()}, grad_scale=2.0)
        assert (params["W"].tobytes() == before) is (not here["W"] or n == 0)
        g = {k: -x.ravel() / 2 * here[k] for k, x in g.items()}
        norm = np.sqrt(sum(np.sum(x * x) for x in g.values()))
        g = {k: x * min(1, 2 / (norm + 1e-6)) for k, x in g.items()}
        oracle.p = np.concatenate([p[k] * here[k] for k in p])  # an absent one is in no sum
        oracle.delta = np.concatenate([delta[k] * here[k] for k in p])
        oracle.step(np.concatenate(list(g.values())))
        for k in p:
            if here[k]:
                p[k], delta[k] = cut(oracle.p)[k], cut(oracle.delta)[k]
        np.testing.assert_allclose(
            flat(params), np.concatenate(list(p.values())), rtol=1e-9, atol=1e-12
        )


def test_it_finds_a_rate() -> None:
    """From the default, which is far too small, with any rate of the rule's own."""
    for lr in (1.0, 1e-3):
        p = np.linspace(-3, 3, 50)
        opt = gs.SGD(p, lr=lr, mechanic=gs.Mechanic())
        for _ in range(400):
            opt.step(2 * (p - 1))
        assert abs(p - 1).max() < 0.2 and opt.mechanic["scale"] * lr > 1e-3


def test_the_first_update_finds_a_direction() -> None:
    p = np.array([1.0, -0.0, 2.0])
    opt = gs.SGD([p], lr=1.0, mechanic=gs.Mechanic())
    p[0] = 5.0  # parameters may be loaded before it
    opt.step([np.ones(3)])
    assert p.tolist() == [5, 0, 2] and opt.mechanic["scale"] == 0
    kept = opt.state_dict()["mechanic"]["arrays"]["0"]
    assert kept["start"].tolist() == [5, 0, 2] and kept["delta"].tolist() == [-1, -1, -1]
    opt.step([np.ones(3)])
    assert opt.mechanic["scale"] == pytest.approx(1e-8)
    assert gs.SGD([p]).mechanic == {}


# ---- with the rest of the engine -----------------------------------------------------------------

STAGES: dict[str, dict[str, Any]] = {
    "plain": {},
    "stages": dict(
        clip_value=0.5, clip_each=3.0, clip_adaptive=0.5, centralize=True, cautious=True,
        weight_decay=0.1, decoupled_weight_decay=True, average=gs.EMA(0.5),
    ),
}  # fmt: skip


def trained(isa: str, threads: int, dtype: Any, **options: Any) -> dict[str, Any]:
    rng = np.random.default_rng(5)
    params = {"big": rng.standard_normal((160, 1001)).astype(dtype), **draw(1, dtype)}
    opt = gs.Adam(params, lr=0.5, mechanic=gs.Mechanic(s_init=1e-2), **options)
    opt._engine.isa = isa
    with gs.threads(threads):
        for n in range(4):
            rng = np.random.default_rng([6, n])
            opt.step({k: rng.standard_normal(p.shape).astype(dtype) for k, p in params.items()})
    assert opt.mechanic["scale"] > 0
    return snapshot(opt, params)


@pytest.mark.parametrize("stages", STAGES)
@pytest.mark.parametrize("dtype", [F32, F64, BF16])
def test_the_same_bits_on_every_isa_and_thread(stages: str, dtype: Any) -> None:
    first, *others = gs.info().isas
    expected = trained(first, 1, dtype, **STAGES[stages])
    for isa in others:
        assert trained(isa, 1, dtype, **STAGES[stages]) == expected
    assert trained(first, 3, dtype, **STAGES[stages]) == expected


@pytest.mark.parametrize("rounding", ["nearest", "stochastic", "kahan", "master", "split"])
def test_16_bit_parameters(rounding: str) -> None:
    """They are start + s·delta rounded, and delta has what the rule has done, not the rounding."""
    params = draw(0, BF16)
    opt = gs.SGD(params, lr=0.5, rounding=rounding, mechanic=gs.Mechanic(s_init=0.01))
    sums = {k: np.zeros(shape, F64) for k, shape in SHAPES.items()}
    for n in range(8):
        g = along(params, n)
        opt.step(g)
        scale = F32(opt.mechanic["scale"])
        for k, kept in opt.state_dict()["mechanic"]["arrays"].items():
            assert kept["start"].dtype == kept["delta"].dtype == F32
            sums[k] -= 0.5 * g[k].astype(F64)
            # p, seen in float32, is rounded in p - lr·g and in what is taken off again: 2⁻²³·|p|
            np.testing.assert_allclose(kept["delta"], sums[k], rtol=0, atol=(n + 1) * 2.0**-20)
            x, p = kept["start"] + scale * kept["delta"], params[k]
            if rounding == "master":
                assert opt.state[k]["master"].tobytes() == x.tobytes()
            if rounding in ("nearest", "master", "kahan"):
                assert p.tobytes() == x.astype(BF16).tobytes()
            assert np.all(abs(p.astype(F32) - x) <= abs(x) * 2.0**-7)


def test_averages_copies_and_reports_see_what_it_makes() -> None:
    params = draw(0)
    copies = draw(0, F32)
    opt = gs.Adam(
        params, lr=0.5, average=gs.PolyakAverage(), copy_to=copies, report=True,
        mechanic=gs.Mechanic(s_init=0.01),
    )  # fmt: skip
    seen = []
    for n in range(5):
        before = flat(params)
        report = opt.step(along(params, n))
        seen.append(flat(params))
        assert report.update_norm == pytest.approx(np.linalg.norm(seen[-1] - before), rel=1e-9)
        for k, p in params.items():
            assert copies[k].tobytes() == p.astype(F32).tobytes()
            mean = np.mean([x for x in seen], axis=0)
        np.testing.assert_allclose(flat(dict(opt.average)), mean, rtol=1e-12, atol=1e-14)


# ---- saving and refusing -------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["load", "deepcopy", "pickle"])
@pytest.mark.parametrize("dtype", [F64, BF16])
def test_it_goes_on_where_it_stopped(how: str, dtype: Any) -> None:
    make: Any = lambda params: gs.AdamW(params, lr=0.5, mechanic=gs.Mechanic(0.01))  # noqa: E731
    params = draw(0, dtype)
    opt = make(params)
    for n in range(5):
        opt.step(along(params, n) | ({"b": None} if n == 4 else {}))
    if how == "load":
        new, saved = gs.copy(params), pickle.loads(pickle.dumps(opt.state_dict()))
        twin = make(new)
        twin.load_state_dict(saved)
    elif how == "deepcopy":
        twin, new = copy.deepcopy((opt, params))
    else:
        twin, new = pickle.loads(pickle.dumps((opt, params), 5))
    assert twin.mechanic == opt.mechanic and twin.mechanic["scale"] > 0
    assert snapshot(twin, new) == snapshot(opt, params)
    for n in range(5, 8):
        opt.step(along(params, n))
        twin.step(along(new, n))
    assert snapshot(twin, new) == snapshot(opt, params)


def test_states_that_do_not_match() -> None:
    def make(mechanic: Any) -> tuple[gs.Optimizer, Any]:
        params = draw(0)
        return gs.Adam(params, mechanic=mechanic), params

    two = gs.Mechanic(betas=(0.5, 0.75))
    cases = [
        (gs.Mechanic(), None, "its delta is float64 (5,), saved NoneType"),
        (None, gs.Mechanic(), "its start is NoneType"),
        (two, gs.Mechanic(), "mechanic has 2 tuners, saved 6"),
    ]
    for ours, theirs, words in cases:
        opt, params = make(ours)
        with refused(gs.CheckpointMismatchError, opt, params, words):
            opt.load_state_dict(make(theirs)[0].state_dict())
    opt, params = make(two)
    for change in (
        lambda d: d.__setitem__("mechanic", [1]),
        lambda d: d["mechanic"].pop("arrays"),
        lambda d: d["mechanic"]["tuners"].__setitem__("s", ["a", "b"]),
        lambda d: d["mechanic"]["tuners"].pop("reward"),
        lambda d: d["mechanic"]["arrays"].__setitem__("b", [1.0]),
        lambda d: d["mechanic"]["arrays"]["b"].pop("delta"),
        lambda d: d["scalars"]["b"].pop("mechanic"),
    ):
        wrong = copy.deepcopy(opt.state_dict())
        change(wrong)
        with refused(gs.CheckpointError, opt, params):
            opt.load_state_dict(wrong)


def test_what_it_cannot_go_with() -> None:
    tuner = gs.Mechanic()
    cases: list[tuple[Any, list[str]]] = [
        (lambda: gs.FTRL(np.ones(3), mechanic=tuner), ["mechanic scales increments", "FTRL"]),
        (lambda: gs.ScheduleFreeSGD(np.ones(3), mechanic=tuner), ["increments", "ScheduleFreeSGD"]),
        (lambda: gs.SGD(np.ones(3), mechanic=tuner, bounds=(0, None)), ["bounds"]),
        (lambda: gs.SGD(np.ones(3), mechanic=tuner, lookahead=gs.Lookahead()), ["lookahead"]),
        (lambda: gs.SGD(np.ones(3), mechanic=1e-8), ["mechanic must be gs.Mechanic", "1e-08"]),
        (lambda: gs.SGD(np.ones(3), mechanic=gs.Mechanic), ["mechanic must be gs.Mechanic"]),
    ]
    for make, words in cases:
        with pytest.raises(gs.HyperError) as caught:
            make()
        assert caught.value.name == "mechanic"
        assert [w for w in words if w not in str(caught.value)] == [], caught.value
    p = np.ones(3)
    opt = gs.SGD(p, mechanic=tuner)
    with refused(gs.HyperError, opt, p, "bounds would cut"):
        opt.groups["default"]["upper"] = 2.0
    with refused(gs.HyperError, opt, p, "bounds would cut"):
        opt.step(np.ones(3), upper=2.0)


@pytest.mark.parametrize(
    "keywords, words",
    [
        (dict(s_init=0), ["s_init", "above 0"]),
        (dict(s_init=np.inf), ["s_init", "finite"]),
        (dict(s_decay=-1), ["s_decay", "at least 0"]),
        (dict(eps=0), ["eps", "above 0"]),
        (dict(eps="small"), ["eps", "'small'"]),
        (dict(betas=()), ["betas", "()"]),
        (dict(betas=0.9), ["betas", "0.9"]),
        (dict(betas=(0.5, 1.5)), ["betas", "at least 0 and at most 1", "1.5"]),
    ],
)
def test_bad_values(keywords: dict[str, Any], words: list[str]) -> None:
    with pytest.raises(gs.HyperError) as caught:
        gs.Mechanic(**keywords)
    assert [w for w in ("Mechanic", *words) if w not in str(caught.value)] == [], caught.value


def test_a_value() -> None:
    tuner = gs.Mechanic(s_init=1e-6, betas=[0.5, 1])
    assert tuner == eval(repr(tuner), vars(gs)) and hash(tuner) and tuner.betas == (0.5, 1.0)
    assert pickle.loads(pickle.dumps(tuner)) == tuner != gs.Mechanic()


def test_sums_that_overflow_are_refused() -> None:
    p = np.ones(4)
    opt = gs.SGD(p, lr=1.0, mechanic=gs.Mechanic())
    opt.step(np.full(4, 1e100))
    with refused(gs.NonFiniteGradientError, opt, p, "mechanic", "overflow"):
        opt.step(np.full(4, 1e100))
    assert opt.step(np.full(4, 1e10)) and np.isfinite(p).all()
