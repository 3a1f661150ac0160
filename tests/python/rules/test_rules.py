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
import pytest

import gradstep as gs
from gradstep import _core
from oracles import oracle
from oracles.roundoff import DOUBLE, Rounded

UNIT = {"f32": 2.0**-24, "f64": DOUBLE}
DTYPE = {"f32": np.float32, "f64": np.float64}
SLACK = 3

every_rule = pytest.mark.parametrize("rule", oracle.RULES)
every_dtype = pytest.mark.parametrize("dtype", ["f32", "f64"])
every_setting = pytest.mark.parametrize(("rule", "setting"), oracle.every_setting())
every_extreme = pytest.mark.parametrize(("rule", "setting"), oracle.every_extreme())
every_stage = pytest.mark.parametrize(("rule", "setting"), oracle.every_stage())


def problem(shape: Any, steps: int, dtype: str, seed: int = 0) -> tuple[Any, list[Any]]:
    """A start and gradients of mixed magnitudes: some vanish, some are huge, some are rare."""
    n = int(np.prod(shape))
    rng = np.random.default_rng([seed, n])
    scale = 10.0 ** rng.integers(-6, 4, n)
    g = rng.standard_normal((steps, n)) * scale
    g[:, ::11] = 0
    g[1::2, ::7] = 0
    p = rng.standard_normal(n)
    p[::13] = 0
    g = g.reshape(steps, *np.shape(p.reshape(shape)))
    return p.reshape(shape).astype(DTYPE[dtype]), list(g.astype(DTYPE[dtype]))


def make(rule: str, p: Any, **keywords: Any) -> Any:
    return getattr(gs, rule)(p, **keywords)


def step(opt: Any, rule: str, g: Any, t: int) -> Any:
    """Step t (1-based) with whatever the rule takes besides gradients."""
    return opt.step(g, **oracle.extra(rule, g, t))


def given(rule: str, g: Any, t: int) -> tuple[Any, ...]:
    """The same for the oracle."""
    extra = oracle.extra(rule, g, t)
    if "loss" in extra:
        return (extra["loss"],)
    inputs = extra.get("inputs", {})
    arrays = [inputs.get(name) for name in getattr(gs.rules, rule).inputs]
    return tuple(None if x is None else x.astype(np.float64) for x in arrays)


def trajectory(
    rule: str, setting: dict[str, Any], p: Any, grads: list[Any], **stages: Any
) -> Iterator[tuple[Rounded, dict[str, Rounded]]]:
    """The oracle's parameter and state after each step, with their bounds for the dtype of p."""
    unit, tiny = (DOUBLE if p.dtype == np.float64 else 2.0**-24), np.finfo(p.dtype).tiny
    hyper = {
        k: v if isinstance(v, bool) or v is None else Rounded(v)
        for k, v in getattr(gs.rules, rule)(**setting).values().items()
    }
    x, s = Rounded(p, 0.0, unit), {}
    for t, g in enumerate(grads, 1):
        inputs = [None if y is None else Rounded(y, 0.0, unit) for y in given(rule, g, t)]
        x = oracle.step(rule, x, Rounded(g, 0.0, unit), s, t, hyper, inputs=inputs, **stages)
        for name in s.keys() - set(getattr(gs.rules, rule).numbers):
            y = s[name].to(unit)
            # the store may flush what is below the smallest normal number
            small = (abs(y.value) - y.error < tiny) & ((y.value != 0) | (y.error > 0))
            lost = tiny * (small & (name not in oracle.LASTING[rule]))
            s[name] = Rounded(y.value, y.error + lost, unit)
        yield x, dict(s)


def assert_within(got: Any, expected: Any, what: str) -> None:
    if not isinstance(expected, Rounded):
        expected = Rounded(expected)
    got = np.atleast_1d(got)
    value, bound = (np.broadcast_to(x, got.shape) for x in (expected.value, expected.error))
    error = abs(got.astype(np.float64) - value)
    bad = ~(error <= SLACK * bound)  # a NaN is bad
    if bad.any():
        i = np.unravel_index(int(np.argmax(bad)), got.shape)
        raise AssertionError(
            f"{what}[{i}] is {got[i]!r}, the oracle says {value[i]!r}: "
            f"off by {error[i]:.3g}, {SLACK * bound[i]:.3g} is allowed"
        )


def assert_state(opt: Any, s: dict[str, Any], what: str = "") -> None:
    """The optimizer's state and numbers are the oracle's."""
    had = {**opt.state["param"], **oracle.numbers(opt)}
    assert had.keys() == s.keys()
    for name, x in had.items():
        rows = isinstance(s[name], Rounded) and x.ndim == 1 and s[name].ndim > 1
        assert_within(x, s[name].reshape(x.shape) if rows else s[name], what + name)


def count(opt: Any, t: int) -> None:
    """Continue as if t updates had been made."""
    d = opt.state_dict()
    d["steps"] = t
    d["scalars"] = {path: {**x, "t": t} for path, x in d["scalars"].items()}
    d["shared"] = {name: {**x, "t": t} for name, x in d["shared"].items()}
    opt.load_state_dict(d)


def plain_state(opt: Any) -> dict[str, Any]:
    """The state as an oracle takes it, in float64."""
    return {
        k: x.astype(np.float64) for k, x in {**opt.state["param"], **oracle.numbers(opt)}.items()
    }


# ---- against the oracle --------------------------------------------------------------------------


def test_every_rule_has_an_oracle_and_every_oracle_a_rule() -> None:
    assert sorted(oracle.ORACLES) == sorted(oracle.RULES)


@every_rule
def test_defaults_are_the_source_s(rule: str) -> None:
    common = dict(oracle.COMMON)
    if "weight_decay" in oracle.own(rule):  # then there is no choice of its kind
        del common["decoupled_weight_decay"], common["independent_weight_decay"]
    assert getattr(gs.rules, rule)().values() == common | oracle.own(rule)
    assert sorted(oracle.LASTING[rule]) == sorted(
        set(oracle.LASTING[rule]) & set(getattr(gs.rules, rule).slots)
    )


@every_dtype
@every_setting
def test_oracle(rule: str, setting: dict[str, Any], dtype: str) -> None:
    p, grads = problem(67, 12, dtype)
    opt = make(rule, p, **setting)
    for t, (x, s) in enumerate(trajectory(rule, setting, p.copy(), grads), 1):
        if (abs(x.value) > np.finfo(p.dtype).max / 4).any():
            # a wealth explodes where a gradient is longer than what the rule is made for
            assert np.isfinite(getattr(gs.rules, rule).max_grad_norm)
            break
        report = step(opt, rule, grads[t - 1], t)
        assert report and report.n == t - 1
        assert_within(p, x, f"step {t}: p")
        assert_state(opt, s, f"step {t}: ")
        kind = getattr(gs.rules, rule)
        if t == 3 and not (kind.shared or (kind.finds_rate and kind.measures)):
            # the bounds mean something, until feedback widens them; in float64 the scalars, such as
            # 1 - beta2**t, are as uncertain as the arrays; what is shared, or measured to find a
            # rate, may be a distance from the start, the difference of numbers that are all but
            # equal
            for y in (x, *s.values()):
                y = y if isinstance(y, Rounded) else Rounded(y)
                ulps = np.median(y.error / np.maximum(abs(y.value), 1e-30)) / UNIT[dtype]
                assert ulps < (2**9 if dtype == "f32" else 2**14)


@every_dtype
@every_extreme
def test_oracle_of_matrices(rule: str, setting: dict[str, Any], dtype: str) -> None:
    """Where sums are by row the rows matter; elsewhere nothing changes. In both memory orders."""
    for order in ("C", "F"):
        p, grads = problem((9, 7), 5, dtype)
        p = np.array(p, order=order)
        opt = make(rule, p, **setting)
        for t, (x, s) in enumerate(trajectory(rule, setting, p.copy(), grads), 1):
            step(opt, rule, grads[t - 1], t)
            assert_within(p, x, f"step {t}: p")
            assert_state(opt, s, f"step {t}: ")


@every_rule
def test_float64_is_1e12(rule: str) -> None:
    """In plain numbers: to 1e-12 of the oracle without bounds."""
    p, grads = problem(1001, 20, "f64", seed=1)
    x, s, reached = p.copy(), {}, abs(p)
    opt = make(rule, p)
    hyper = getattr(gs.rules, rule)().values()
    for t, g in enumerate(grads, 1):
        step(opt, rule, g, t)
        x = oracle.step(rule, x, g, s, t, hyper, inputs=given(rule, g, t))
        reached = np.maximum(reached, abs(x))  # a number keeps the error of what it came down from
    assert (abs(p - x) <= 1e-12 * reached + 1e-15).all()


@every_dtype
@every_stage
def test_stages(rule: str, setting: dict[str, Any], dtype: str) -> None:
    """What the engine does around every rule, alone and together, in its order; of two arrays."""
    shapes, rng = {"v": (33,), "W": (9, 7)}, np.random.default_rng(1)
    if rule.startswith(
        "DAdapt"
    ):  # float32 does not resolve steps of 1e-6, whose signs cautious asks
        setting = {**setting, "d0": 0.01}
    draw: Any = lambda shape: rng.standard_normal(shape).astype(DTYPE[dtype])  # noqa: E731
    params = {k: draw(shape) for k, shape in shapes.items()}
    x = {k: p.astype(np.longdouble) for k, p in params.items()}  # a cautious increment is p' - p
    s: dict[str, Any] = {} if rule in oracle.SHARED else {k: {} for k in x}
    opt = make(rule, params, **setting, clip_norm=2.5)
    hyper = getattr(gs.rules, rule)(**setting).values()
    for t in range(1, 11):
        grads = {k: draw(shape) for k, shape in shapes.items()}
        report = opt.step(grads, grad_scale=3.0, **oracle.extra(rule, grads, t))
        norm = np.sqrt(sum(np.sum((g.astype(np.float64) / 3) ** 2) for g in grads.values()))
        clip = min(1.0, 2.5 / (norm + 1e-6))
        assert report.grad_norm == pytest.approx(norm, rel=1e-14)
        assert report.clip_factor == pytest.approx(clip, rel=1e-14)
        if rule in oracle.SHARED:
            x = oracle.step_together(
                rule, x, {k: g.astype(np.float64) for k, g in grads.items()}, s, t, hyper,
                inputs=given(rule, grads, t), grad_scale=3.0, clip=clip,
            )  # fmt: skip
            continue
        inputs = oracle.extra(rule, grads, t).get("inputs", {})
        for k, g in grads.items():
            more = [inputs[name][k] if inputs else None for name in getattr(gs.rules, rule).inputs]
            x[k] = oracle.step(
                rule, x[k], g.astype(np.float64), s[k], t, hyper,
                inputs=more, grad_scale=3.0, clip=clip,
            )  # fmt: skip
    rtol, atol = (1e-11, 1e-14) if dtype == "f64" else (1e-4, 1e-5)
    for k, p in params.items():
        np.testing.assert_allclose(p, x[k].astype(np.float64), rtol=rtol, atol=atol, err_msg=k)


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
@pytest.mark.parametrize("rule", [rule for rule in oracle.RULES if rule not in oracle.SHARED])
def test_a_late_parameter_starts_at_its_own_first_step(rule: str, dtype: str) -> None:
    setting = oracle.extremes(rule)[1]
    p, grads = problem(33, 6, dtype)
    late, alone = {"a": p.copy(), "b": p.copy()}, p.copy()
    opt, other = make(rule, late, **setting), make(rule, alone, **setting)
    for t, g in enumerate(grads, 1):
        now = {"a": g, "b": None if t < 4 else g}
        opt.step(now, **oracle.extra(rule, {"a": g, "b": g}, t))
        if t == 3:
            assert late["b"].tobytes() == p.tobytes()
    for t, g in enumerate(grads[3:], 4):
        inputs = oracle.extra(rule, {"a": g, "b": g}, t).get("inputs", {})
        own = {"inputs": {name: x["b"] for name, x in inputs.items()}} if inputs else {}
        other.step(g, **own)
    assert late["b"].tobytes() == alone.tobytes()
    for name, x in {**other.state["param"], **oracle.numbers(other)}.items():
        assert {**opt.state["b"], **oracle.numbers(opt, "b")}[name].tobytes() == x.tobytes()


@pytest.mark.parametrize("rule", oracle.SHARED)
def test_what_is_shared_is_of_all_arrays_together(rule: str) -> None:
    """An array in parts, in several groups and dtypes of memory order, is stepped as the whole."""
    setting = oracle.extremes(rule)[1]
    p, grads = problem((8, 30), 10, "f64")
    cut = lambda x: {"a": x[:1].copy(), "b": {"c": np.asfortranarray(x[1:7]), "d": x[7].copy()}}  # noqa: E731
    parts, whole = cut(p), p.copy()
    opt, other = make(rule, parts, **setting, groups={"b.*": {}}), make(rule, whole, **setting)
    for t, g in enumerate(grads, 1):
        step(opt, rule, cut(g), t), step(other, rule, g, t)
    # up to the order of the sums, of which 10 steps feed back
    for got, expected in zip(
        gs.leaves(parts).values(), gs.leaves(cut(whole)).values(), strict=True
    ):
        np.testing.assert_allclose(got, expected, rtol=1e-11, atol=1e-14)
    for name, x in oracle.numbers(other).items():
        np.testing.assert_allclose(oracle.numbers(opt, "a")[name], x, rtol=1e-11)


# ---- counters ------------------------------------------------------------------------------------


@every_dtype
@every_rule
@pytest.mark.parametrize("t", [2**24, 2**24 + 1, 2**31, 2**53])
def test_far_steps(rule: str, t: int, dtype: str) -> None:
    """The counter is an integer, never a float32: one more is one more, the formula holds."""
    setting = oracle.extremes(rule)[1]
    p, grads = problem(33, 3, dtype)
    opt = make(rule, p, **setting)
    count(opt, t)
    x, s = p.astype(np.float64), plain_state(opt)
    hyper = getattr(gs.rules, rule)(**setting).values()
    for k, g in enumerate(grads, 1):
        assert step(opt, rule, g, t + k).n == t + k - 1
        assert opt.steps == t + k
        assert opt.state_dict()["scalars"]["param"]["t"] == t + k
        wide = g.astype(np.float64)
        x = oracle.step(rule, x, wide, s, t + k, hyper, inputs=given(rule, g, t + k))
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


@pytest.mark.parametrize("state_dtype", [None, "bfloat16"])
@pytest.mark.parametrize("dtype", [np.float16, gs.bfloat16, np.float32, np.float64])
def test_hyper_parameters_are_doubles_whatever_the_parameters_are(
    dtype: Any, state_dtype: str | None
) -> None:
    """A float32 would make 1 of this beta, and the second moment would stay 0."""
    beta = 1 - 2.0**-40
    p = np.zeros(5, dtype)
    opt = gs.Adam(p, beta2=beta, state_dtype=state_dtype)
    report = opt.step(np.ones(5, np.float32))
    assert opt.hyper["beta2"] == report.values["default"]["beta2"] == beta
    moment = opt.state_dict()["state"]["param"]["exp_avg_sq"]
    assert (moment.astype(np.float64) == 2.0**-40).all()


# ---- the edges of the number range ---------------------------------------------------------------


@every_dtype
@every_extreme
def test_zero_gradients(rule: str, setting: dict[str, Any], dtype: str) -> None:
    p, _ = problem(67, 1, dtype)
    before, zero = p.copy(), np.zeros_like(p)
    opt = make(rule, p, **setting)
    for t, (x, s) in enumerate(trajectory(rule, setting, before, [zero] * 20), 1):
        step(opt, rule, zero, t)
        assert_within(p, x, "p")
        assert_state(opt, s)
        if (x.value == before).all():
            assert p.tobytes() == before.tobytes()


def without_eps(rule: str) -> dict[str, float]:
    """No eps, no decay, and slots that begin at 0 if the rule lets them; {} if it needs its eps."""
    for names in ({"eps", "weight_decay", "initial_accumulator_value"}, {"eps", "weight_decay"}):
        values = dict.fromkeys(names & oracle.own(rule).keys(), 0.0)
        try:
            make(rule, np.ones(3), **values)
        except gs.HyperError:
            continue
        return values if "eps" in values else {}
    return {}


@every_dtype
@pytest.mark.parametrize("rule", [rule for rule in oracle.RULES if without_eps(rule)])
def test_without_eps_nothing_divided_by_nothing_is_nothing(rule: str, dtype: str) -> None:
    """Elements that have had no gradient stay where they are, also beside others that move."""
    p = np.linspace(1, 2, 40, dtype=DTYPE[dtype])
    start = p.copy()
    opt = make(rule, p, **without_eps(rule))
    for t in range(1, 5):
        g = np.zeros(40, p.dtype)
        g[20:] = 0.25 * t if t > 2 else 0
        assert step(opt, rule, g, t)
        assert np.isfinite(p).all()
        assert all(np.isfinite(x).all() for x in opt.state["param"].values())
        np.testing.assert_allclose(p[:20], start[:20], rtol=4 * UNIT[dtype])


@every_dtype
@every_extreme
def test_subnormal_gradients(rule: str, setting: dict[str, Any], dtype: str) -> None:
    info = np.finfo(DTYPE[dtype])
    p, _ = problem(67, 1, dtype)
    p[p == 0] = 1  # next to 0 the order of the operations decides what vanishes
    k = np.arange(67) - 33
    # exact subnormals, and numbers whose squares are subnormal or vanish
    grads = [
        (k * float(info.smallest_subnormal) * 2.0**j).astype(p.dtype) for j in (0, 3, 9, 14)
    ] + [(k * float(info.tiny) ** 0.5 * 2.0**j).astype(p.dtype) for j in (-9, -5, -2)]
    opt = make(rule, p, **setting)
    for t, (x, s) in enumerate(trajectory(rule, setting, p.copy(), grads), 1):
        step(opt, rule, grads[t - 1], t)
        assert_within(p, x, "p")
        assert_state(opt, s)


@every_dtype
@every_rule
@pytest.mark.parametrize("power", [0.5, 1])
def test_what_decays_reaches_zero_and_is_never_subnormal(
    rule: str, dtype: str, power: float
) -> None:
    """Moments end as exact zeros instead of lingering as subnormals, which are slow.

    The gradients, or with power 0.5 their squares, are a little above the smallest normal number,
    and then nothing more comes. An oracle in wider numbers knows how small the exact values are."""
    wide, info = (np.float64 if dtype == "f32" else np.longdouble), np.finfo(DTYPE[dtype])
    setting = oracle.extremes(rule)[1] | {"weight_decay": 0}
    if not oracle.valid(rule, setting):
        setting.pop("weight_decay")
    p, _ = problem(35, 1, dtype)
    grads = [((np.arange(35) - 17) * k * float(info.tiny) ** power).astype(p.dtype) for k in (3, 8)]
    opt = make(rule, p, **setting)
    s: dict[str, Any] = {}
    x, hyper = p.astype(wide), getattr(gs.rules, rule)(**setting).values()
    decaying = set(getattr(gs.rules, rule).slots) - set(oracle.LASTING[rule])
    for t in range(1, 200):
        g = grads[t - 1] if t <= len(grads) else np.zeros_like(p)
        by_loss = getattr(gs.rules, rule).uses_loss
        opt.step(g, **(oracle.extra(rule, g, t) if by_loss else {}))
        with np.errstate(all="ignore"):
            none = (None,) * len(getattr(gs.rules, rule).inputs)
            more = given(rule, g, t) if by_loss else none
            x = oracle.step(rule, x, g.astype(wide), s, t, hyper, inputs=more)
        for name in s.keys() & decaying:
            y = opt.state["param"][name]
            assert not ((y != 0) & (abs(y) < info.tiny)).any(), name
    for name in s.keys() & decaying:
        gone = abs(s[name]) < wide(info.tiny) / 2
        assert (opt.state["param"][name][gone] == 0).all(), name
        usual = name in ("exp_avg", "momentum_buffer") and power == 1
        if usual and name not in _core.rule(rule)["starts"]:  # which may be higher
            assert gone.all(), name


@pytest.mark.parametrize("value", [2.0**-140, -(2.0**-149), 2.0**-127])
def test_what_lasts_keeps_its_subnormals(value: float) -> None:
    p = np.ones(5, np.float32)
    opt = gs.Adagrad(p, initial_accumulator_value=abs(value))
    opt.step(np.zeros(5, np.float32))
    np.testing.assert_array_equal(opt.state["param"]["sum"], np.float32(abs(value)))


@every_dtype
@every_extreme
def test_no_rate_no_change(rule: str, setting: dict[str, Any], dtype: str) -> None:
    """Where lr = 0 leaves the numbers it leaves the bytes, subnormal ones too: no flushing."""
    info = np.finfo(DTYPE[dtype])
    p, grads = problem(67, 10, dtype)
    p[:20] = np.arange(1, 21) * info.smallest_subnormal
    p[20:30] = -info.tiny
    before = p.tobytes()
    setting = {**setting, "lr": 0}
    opt = make(rule, p, **setting)
    x, s, hyper = p.astype(np.float64), {}, getattr(gs.rules, rule)(**setting).values()
    for t, g in enumerate(grads, 1):
        step(opt, rule, g, t)
        with np.errstate(all="ignore"):  # FTRL divides by its rate
            wide = g.astype(np.float64)
            x = oracle.step(rule, x, wide, s, t, hyper, inputs=given(rule, g, t))
        if (x != np.frombuffer(before, p.dtype)).any():
            return
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
@every_extreme
def test_huge_gradients(rule: str, setting: dict[str, Any], dtype: str) -> None:
    """A gradient that the state cannot hold is refused and changes nothing; what can be, works."""
    largest = float(np.finfo(DTYPE[dtype]).max)
    p = np.ones(9, DTYPE[dtype])
    opt = make(rule, p, **setting)
    had = lambda: [p, *opt.state["param"].values(), *oracle.numbers(opt).values()]  # noqa: E731
    before = [x.tobytes() for x in had()]
    try:
        step(opt, rule, np.full(9, largest, p.dtype), 1)
    except gs.NonFiniteGradientError as error:
        assert "overflow" in str(error) and error.path == "param" and error.index == (0,)
        assert [x.tobytes() for x in had()] == before
        assert opt.steps == 0
    else:
        assert opt.steps == 1
    if np.isfinite(getattr(gs.rules, rule).max_grad_norm):  # this is far more
        return
    opt = make(rule, p, **setting)
    p[...] = 1
    for t in range(1, 4):
        assert step(opt, rule, np.full(9, largest**0.5 / 16, p.dtype), t)
    product = rule in ("HypergradientSGD", "PMV")  # goes into the rate, which takes p anywhere
    assert all(np.isfinite(x).all() for x in had()[1 if product else 0 :])


@pytest.mark.parametrize("rule", ["Adagrad", "Adadelta", "RMSprop", "Adam", "AdamW"])
def test_squares_that_overflow_are_refused(rule: str) -> None:
    p = np.ones(9, np.float32)
    with pytest.raises(gs.NonFiniteGradientError, match=r"square would overflow the float32 state"):
        make(rule, p).step(np.full(9, 2e19, np.float32))
    make(rule, p).step(np.full(9, 1.8e19, np.float32))
    assert np.isfinite(p).all()
