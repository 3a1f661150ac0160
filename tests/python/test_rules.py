"""Every rule against its oracle, and what holds for every rule at the edges of the number range.

All of it is generated from the list of rules: a new rule is tested once it has an oracle.

How close is right: `roundoff.Rounded` bounds, per element, what rounding can do to the oracle's own
formula in the kernel's format. A kernel may use another order of operations and about as many of
them, and its reference is rounded in float64 too: three bounds in all.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import oracle
import pytest
from roundoff import DOUBLE, Rounded

import gradstep as gs

UNIT = {"f32": 2.0**-24, "f64": DOUBLE}
DTYPE = {"f32": np.float32, "f64": np.float64}
SLACK = 3

every_rule = pytest.mark.parametrize("rule", oracle.RULES)
every_dtype = pytest.mark.parametrize("dtype", ["f32", "f64"])
every_setting = pytest.mark.parametrize(("rule", "setting"), oracle.every_setting())


def problem(n: int, steps: int, dtype: str, seed: int = 0) -> tuple[Any, list[Any]]:
    """A start and gradients of mixed magnitudes: some vanish, some are huge, some are rare."""
    rng = np.random.default_rng([seed, n])
    scale = 10.0 ** rng.integers(-6, 4, n)
    g = rng.standard_normal((steps, n)) * scale
    g[:, ::11] = 0
    g[1::2, ::7] = 0
    p = rng.standard_normal(n)
    p[::13] = 0
    return p.astype(DTYPE[dtype]), list(g.astype(DTYPE[dtype]))


def make(rule: str, p: Any, **keywords: Any) -> Any:
    return getattr(gs, rule)(p, **keywords)


def trajectory(
    rule: str, setting: dict[str, Any], p: Any, grads: list[Any], **stages: Any
) -> Iterator[tuple[Rounded, dict[str, Rounded]]]:
    """The oracle's parameter and state after each step, with their bounds for the dtype of p."""
    unit, tiny = (DOUBLE if p.dtype == np.float64 else 2.0**-24), np.finfo(p.dtype).tiny
    hyper = {
        k: v if isinstance(v, bool) else Rounded(v)
        for k, v in getattr(gs.rules, rule)(**setting).values().items()
    }
    x, s = Rounded(p, 0.0, unit), {}
    for t, g in enumerate(grads, 1):
        x = oracle.step(rule, x, Rounded(g, 0.0, unit), s, t, hyper, **stages)
        for name in s:  # the store may flush what is below the smallest normal number
            lost = 0.0 if name in oracle.LASTING[rule] else tiny
            s[name] = Rounded(s[name].value, s[name].error + lost, unit)
        yield x, dict(s)


def assert_within(got: Any, expected: Rounded, what: str) -> None:
    error = abs(got.astype(np.float64) - expected.value)
    bad = ~(error <= SLACK * expected.error)  # a NaN is bad
    if bad.any():
        i = int(np.argmax(bad))
        raise AssertionError(
            f"{what}[{i}] is {got[i]!r}, the oracle says {expected.value[i]!r}: "
            f"off by {error[i]:.3g}, {SLACK * expected.error[i]:.3g} is allowed"
        )


def count(opt: Any, t: int) -> None:
    """Continue as if t updates had been made."""
    d = opt.state_dict()
    d["steps"] = t
    d["scalars"] = {path: {"t": t} for path in d["scalars"]}
    opt.load_state_dict(d)


# ---- against the oracle --------------------------------------------------------------------------


def test_every_rule_has_an_oracle_and_every_oracle_a_rule() -> None:
    assert sorted(oracle.ORACLES) == sorted(oracle.RULES)


@every_rule
def test_defaults_are_the_source_s(rule: str) -> None:
    values = getattr(gs.rules, rule)().values()
    common = {"weight_decay": 0.0, "maximize": False, "lr_scale": 1.0}
    assert values == common | oracle.own(rule)


@every_dtype
@every_setting
def test_oracle(rule: str, setting: dict[str, Any], dtype: str) -> None:
    p, grads = problem(67, 30, dtype)
    opt = make(rule, p, **setting)
    for t, (x, s) in enumerate(trajectory(rule, setting, p.copy(), grads)):
        report = opt.step(grads[t])
        assert report and report.n == t
        assert_within(p, x, f"step {t}: p")
        state = opt.state["param"]
        assert list(state) == [name for name in getattr(gs.rules, rule).slots if name in s]
        for name in s:
            assert_within(state[name], s[name], f"step {t}: {name}")
        if t == 2:  # the bounds mean something: some ulps, until feedback widens them
            for y in (x, *s.values()):
                assert np.median(y.error / np.maximum(abs(y.value), 1e-30)) < 2**7 * UNIT[dtype]


@every_dtype
@every_rule
def test_float64_is_1e12(rule: str, dtype: str) -> None:
    """In plain numbers: float64 to 1e-12 of the oracle without bounds, float32 to 1e-5."""
    p, grads = problem(1001, 20, dtype, seed=1)
    x, s = p.astype(np.float64), {}
    opt = make(rule, p)
    hyper = getattr(gs.rules, rule)().values()
    for t, g in enumerate(grads, 1):
        opt.step(g)
        x = oracle.step(rule, x, g.astype(np.float64), s, t, hyper)
    rtol, atol = (1e-12, 1e-15) if dtype == "f64" else (1e-5, 1e-6)
    np.testing.assert_allclose(p, x, rtol=rtol, atol=atol)


@every_dtype
@every_rule
def test_stages(rule: str, dtype: str) -> None:
    """grad_scale, clip_norm, maximize and decay, all at once and in the engine's order."""
    setting = {"weight_decay": 0.0625, "maximize": True, "lr_scale": 0.5}
    p, grads = problem(67, 20, dtype)
    opt = make(rule, p, **setting, clip_norm=0.75)
    x, s = p.astype(np.float64), {}
    hyper = getattr(gs.rules, rule)(**setting).values()
    for t, g in enumerate(grads, 1):
        report = opt.step(g, grad_scale=3.0)
        g = g.astype(np.float64)
        norm = np.sqrt(np.sum((g / 3) ** 2))
        clip = min(1.0, 0.75 / (norm + 1e-6))
        assert report.grad_norm == pytest.approx(norm, rel=1e-14)
        assert report.clip_factor == pytest.approx(clip, rel=1e-14)
        x = oracle.step(rule, x, g, s, t, hyper, grad_scale=3.0, clip=clip)
    rtol, atol = (1e-11, 1e-14) if dtype == "f64" else (1e-4, 1e-5)
    np.testing.assert_allclose(p, x, rtol=rtol, atol=atol)


def test_clip_factor_is_exact_at_powers_of_two() -> None:
    p, g = np.zeros(4), np.array([3.0, 0, 4, 0])
    report = gs.SGD(p, lr=1, clip_norm=10).step(g)
    assert report.grad_norm == 5 and report.clip_factor == 1
    np.testing.assert_array_equal(p, -g)
    report = gs.SGD(p, lr=1, clip_norm=1).step(g)
    assert report.grad_norm == 5 and report.clip_factor == 1 / (5 + 1e-6)


# ---- SGD's first step, and steps counted per parameter -------------------------------------------


def test_sgd_takes_the_first_gradient_undamped() -> None:
    p = np.zeros(3)
    opt = gs.SGD(p, lr=1, momentum=0.5, dampening=0.75)
    opt.step(np.array([1.0, 2, 4]))
    np.testing.assert_array_equal(opt.state["param"]["momentum_buffer"], [1, 2, 4])
    opt.step(np.array([4.0, 4, 4]))
    np.testing.assert_array_equal(opt.state["param"]["momentum_buffer"], [1.5, 2, 3])


@every_dtype
@every_rule
def test_a_late_parameter_starts_at_its_own_first_step(rule: str, dtype: str) -> None:
    setting = list(oracle.settings(rule))[-1]
    p, grads = problem(33, 6, dtype)
    late, alone = {"a": p.copy(), "b": p.copy()}, p.copy()
    opt, other = make(rule, late, **setting), make(rule, alone, **setting)
    for t, g in enumerate(grads):
        opt.step({"a": g, "b": None if t < 3 else g})
        if t == 2:
            assert late["b"].tobytes() == p.tobytes()
    for g in grads[3:]:
        other.step(g)
    assert late["b"].tobytes() == alone.tobytes()
    for name, x in other.state["param"].items():
        assert opt.state["b"][name].tobytes() == x.tobytes()


# ---- counters ------------------------------------------------------------------------------------


@every_dtype
@every_rule
@pytest.mark.parametrize("t", [2**24, 2**24 + 1, 2**31, 2**53])
def test_far_steps(rule: str, t: int, dtype: str) -> None:
    """The counter is an integer, never a float32: one more is one more, the formula holds."""
    setting = list(oracle.settings(rule))[-1]
    p, grads = problem(33, 3, dtype)
    opt = make(rule, p, **setting)
    count(opt, t)
    x, s = p.astype(np.float64), {k: v.astype(np.float64) for k, v in opt.state["param"].items()}
    hyper = getattr(gs.rules, rule)(**setting).values()
    for k, g in enumerate(grads, 1):
        assert opt.step(g).n == t + k - 1
        assert opt.steps == t + k
        assert opt.state_dict()["scalars"]["param"]["t"] == t + k
        x = oracle.step(rule, x, g.astype(np.float64), s, t + k, hyper)
    rtol, atol = (1e-12, 1e-15) if dtype == "f64" else (1e-5, 1e-6)
    np.testing.assert_allclose(p, x, rtol=rtol, atol=atol)


def test_the_rate_still_moves_where_float32_cannot_count() -> None:
    steps = []
    for t in (2**24, 2**24 + 1):
        p = np.zeros(1)
        opt = gs.Adagrad(p, lr=1, lr_decay=1, eps=0, initial_accumulator_value=0)
        count(opt, t)
        opt.step(np.ones(1))
        steps.append(p[0])
    assert steps == [-1 / (1 + 2**24), -1 / (2 + 2**24)]


# ---- the edges of the number range ---------------------------------------------------------------


@every_dtype
@every_setting
def test_zero_gradients(rule: str, setting: dict[str, Any], dtype: str) -> None:
    p, _ = problem(67, 1, dtype)
    before, zero = p.copy(), np.zeros_like(p)
    opt = make(rule, p, **setting)
    for x, s in trajectory(rule, setting, before, [zero] * 20):
        opt.step(zero)
        assert_within(p, x, "p")
        for name in s:
            assert_within(opt.state["param"][name], s[name], name)
    if not opt.hyper["weight_decay"]:
        assert p.tobytes() == before.tobytes()


@every_dtype
@every_setting
def test_subnormal_gradients(rule: str, setting: dict[str, Any], dtype: str) -> None:
    info = np.finfo(DTYPE[dtype])
    p, _ = problem(67, 1, dtype)
    k = np.arange(67) - 33
    # exact subnormals, and numbers whose squares are subnormal or vanish
    grads = [
        (k * float(info.smallest_subnormal) * 2.0**j).astype(p.dtype) for j in (0, 3, 9, 14)
    ] + [(k * float(info.tiny) ** 0.5 * 2.0**j).astype(p.dtype) for j in (-9, -5, -2)]
    opt = make(rule, p, **setting)
    for g, (x, s) in zip(grads, trajectory(rule, setting, p.copy(), grads), strict=True):
        opt.step(g)
        assert_within(p, x, "p")
        for name in s:
            assert_within(opt.state["param"][name], s[name], name)


@every_dtype
@every_rule
def test_what_decays_reaches_zero_and_is_never_subnormal(rule: str, dtype: str) -> None:
    """Moments end as exact zeros instead of lingering as subnormals, which are slow."""
    info = np.finfo(DTYPE[dtype])
    wide = np.float64 if dtype == "f32" else np.longdouble  # knows how small the exact values are
    smallest = wide(info.tiny)
    for setting in (s for s in oracle.settings(rule) if "lr" in s and not s.get("maximize")):
        setting = {**setting, "weight_decay": 0}
        p, grads = problem(35, 3, dtype)
        grads = [(g * float(info.tiny) ** 0.47).astype(p.dtype) for g in grads]
        opt = make(rule, p, **setting)
        s: dict[str, Any] = {}
        x, hyper = p.astype(wide), getattr(gs.rules, rule)(**setting).values()
        for t in range(1, 800 if dtype == "f32" else 3200):
            g = grads[t - 1] if t <= 3 else np.zeros_like(p)
            opt.step(g)
            x = oracle.step(rule, x, g.astype(wide), s, t, hyper)
            if t < 100 or t % 100 == 0:
                for name in s.keys() - set(oracle.LASTING[rule]):
                    y = opt.state["param"][name]
                    assert not ((y != 0) & (abs(y) < info.tiny)).any(), name
        for name in s.keys() - set(oracle.LASTING[rule]):
            gone = abs(s[name]) < smallest / 2
            assert (opt.state["param"][name][gone] == 0).all(), name
            if name != "max_exp_avg_sq":  # the only one that has no way down
                assert gone.all(), name


@pytest.mark.parametrize("value", [2.0**-140, -(2.0**-149), 2.0**-127])
def test_what_lasts_keeps_its_subnormals(value: float) -> None:
    p = np.ones(5, np.float32)
    opt = gs.Adagrad(p, initial_accumulator_value=abs(value))
    opt.step(np.zeros(5, np.float32))
    np.testing.assert_array_equal(opt.state["param"]["sum"], np.float32(abs(value)))


@every_dtype
@every_setting
def test_no_rate_no_change(rule: str, setting: dict[str, Any], dtype: str) -> None:
    """lr = 0 leaves the parameters' bytes, subnormal ones too: they are never flushed."""
    info = np.finfo(DTYPE[dtype])
    p, grads = problem(67, 10, dtype)
    p[:20] = np.arange(1, 21) * info.smallest_subnormal
    p[20:30] = -info.tiny
    before = p.tobytes()
    opt = make(rule, p, **{**setting, "lr": 0})
    for g in grads:
        opt.step(g)
    assert p.tobytes() == before


@every_dtype
def test_centered_rmsprop_stays_finite(dtype: str) -> None:
    """v - a² may come out below 0, by rounding or where v is flushed and a is not yet."""
    for size in (1e-19, 1e-21, 3e-20, 1e-18, 1.0, 1e4) if dtype == "f32" else (1e-154, 1e-155, 1.0):
        for alpha in (0.99, 0.9, 0.5):
            p = np.zeros(19, DTYPE[dtype])
            opt = gs.RMSprop(p, centered=True, alpha=alpha)
            g = np.full(19, size, p.dtype)
            for _ in range(2000):
                assert opt.step(g)
            assert np.isfinite(p).all() and (p < 0).all()
            assert all(np.isfinite(x).all() for x in opt.state["param"].values())


@every_dtype
@every_setting
def test_huge_gradients(rule: str, setting: dict[str, Any], dtype: str) -> None:
    """A gradient that the state cannot hold is refused and changes nothing; what can be, works."""
    largest = float(np.finfo(DTYPE[dtype]).max)
    setting = {k: v for k, v in setting.items() if k not in ("momentum", "dampening", "nesterov")}
    p = np.ones(9, DTYPE[dtype])
    opt = make(rule, p, **setting)
    before = [x.tobytes() for x in (p, *opt.state["param"].values())]
    try:
        opt.step(np.full(9, largest, p.dtype))
    except gs.NonFiniteGradientError as error:
        assert "overflow" in str(error) and error.path == "param" and error.index == (0,)
        assert [x.tobytes() for x in (p, *opt.state["param"].values())] == before
        assert opt.steps == 0
    else:
        assert opt.steps == 1
    for _ in range(3):
        assert opt.step(np.full(9, largest**0.5 / 4, p.dtype))
    assert all(np.isfinite(x).all() for x in (p, *opt.state["param"].values()))


@pytest.mark.parametrize("rule", ["Adagrad", "Adadelta", "RMSprop", "Adam", "AdamW"])
def test_squares_that_overflow_are_refused(rule: str) -> None:
    p = np.ones(9, np.float32)
    with pytest.raises(gs.NonFiniteGradientError, match=r"square would overflow the float32 state"):
        make(rule, p).step(np.full(9, 2e19, np.float32))
    make(rule, p).step(np.full(9, 1.8e19, np.float32))
    assert np.isfinite(p).all()
