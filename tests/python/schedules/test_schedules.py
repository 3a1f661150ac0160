"""Schedules: every formula against its oracle, and what is promised at its edges."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gradstep.schedules as module
from gradstep.errors import ScheduleError
from gradstep.schedules import (
    REX,
    Constant,
    Cosine,
    CosineRestarts,
    Cyclic,
    ExponentialDecay,
    Geometric,
    Greedy,
    InverseSqrt,
    Linear,
    MultiplicativeLambda,
    Noam,
    PiecewiseConstant,
    Polynomial,
    ReduceOnPlateau,
    Schedule,
    StepDecay,
    TimeBasedDecay,
    WarmupStableDecay,
    add,
    clip,
    cooldown,
    cycle,
    every,
    multiply,
    scale,
    sequence,
    shift,
    stretch,
    warmup,
)
from oracles.schedules import (
    ALL_SHAPES,
    CASES,
    COMPOSITIONS,
    EXACT,
    LEAVES,
    ROUNDOFF,
    UNPREDICTED,
    error,
    interesting,
    leaf_value,
    length,
    recursion,
    value,
    way,
)
from support.golden import GOLDEN

LAST = 2**63 - 1
IDS = [f"{name}-{i}" for i, (name, _) in enumerate(CASES)]

# Per element a formula here is at most about 16 operations, each right to half an ulp or, the
# functions of math.hpp, to one. Those before the last difference leave errors of the largest number
# in it, the others of the result. An exponent is rounded, too, which moves x by |ln(x/peak)| half
# ulps: of the peak that is never more than 1/e.
RELATIVE, OF_THE_PEAK = 32 * ROUNDOFF, 16 * ROUNDOFF


def bits(x: Any) -> list[int]:
    return np.asarray(x, np.float64).ravel().view(np.int64).tolist()


def make(name: str, arguments: dict[str, Any]) -> Schedule:
    return getattr(module, name)(**arguments)


def made(text: str) -> Schedule:
    return eval(text, dict(vars(module)))


def composites() -> list[Schedule]:
    c, wave = Constant(1), Linear(1, steps=5)
    return [
        warmup(c, 5),
        cooldown(wave, 5),
        sequence([c, wave], at=[5]),
        every(c, 5),
        stretch(c, 5),
        shift(c, 5),
        cycle(c, 5),
        clip(c, 0, 1),
        scale(c, 2),
        multiply([c, wave]),
        add([c, wave]),
        module.noise(c),
        module.extend(wave, 9, at=3),
    ]


def leaf_classes() -> set[str]:
    found = {c for c in vars(module).values() if inspect.isclass(c) and issubclass(c, Schedule)}
    composed = {type(s) for s in composites()}
    return {c.__name__ for c in found - composed - {Schedule}} - UNPREDICTED


# ------------------------------------------------------------------------------------- the oracles


def test_every_class_has_an_oracle() -> None:
    assert leaf_classes() == set(LEAVES) == {name for name, _ in CASES}


def test_every_composition_has_an_oracle() -> None:
    functions = {n for n in module.__all__ if inspect.isroutine(getattr(module, n))}
    assert functions - {"as_schedule", "parse"} == set(COMPOSITIONS) | {"noise"}
    assert {s.to_dict()["name"] for s in composites()} == set(COMPOSITIONS) | {"noise"}


@pytest.mark.parametrize(("name", "arguments"), CASES, ids=IDS)
def test_formula(name: str, arguments: dict[str, Any]) -> None:
    n = interesting(arguments)
    expected = [leaf_value(name, i, arguments) for i in n]
    got = make(name, arguments)(np.array(n))
    top = max(float(x) for x in expected)
    wrong = [
        (i, x, float(y))
        for i, x, y in zip(n, got.tolist(), expected, strict=True)
        if not error(x, y) <= RELATIVE * abs(float(y)) + OF_THE_PEAK * top
    ]
    assert wrong == []


@pytest.mark.parametrize("steps", [1, 7, 160])
def test_a_root_of_a_cosine(steps: int) -> None:
    """An exponent below 1 is steep where the cosine is 0: an error d there becomes √d at most."""
    s = Cosine(0.1, steps=steps, end=0.01, exponent=0.5)
    for n in range(steps + 3):
        exact = leaf_value("Cosine", n, dict(start=0.1, steps=steps, end=0.01, exponent=0.5))
        w = float(abs(exact - Fraction(0.01)) / Fraction(0.09)) ** 2  # before the root
        d = 4 * ROUNDOFF
        allowed = min(math.sqrt(d), d / (2 * math.sqrt(w)) if w else 1)
        assert error(s(n), exact) <= 0.09 * allowed + OF_THE_PEAK * 0.1


# ------------------------------------------------------------------------------- exact at the edges

FINITE = [(n, a) for n, a in CASES if length({"name": n, "arguments": a}) is not None]


@pytest.mark.parametrize(("name", "arguments"), FINITE)
def test_a_finite_piece_reaches_its_end_exactly_and_holds_it(
    name: str, arguments: dict[str, Any]
) -> None:
    s, steps = make(name, arguments), length({"name": name, "arguments": arguments})
    assert steps is not None and s.total_steps == steps
    end = float(leaf_value(name, steps, arguments))
    later = [steps, steps + 1, steps + 2, 2 * steps, 3 * steps + 1, 10**6, 2**53 + 1, LAST]
    if name == "Polynomial" and arguments.get("power") == 0:
        assert error(s(steps), Fraction(end)) <= OF_THE_PEAK * 0.1  # (start - end) + end
        end = s(steps)
    assert [s(n) for n in later] == [end] * len(later)
    assert s(np.array(later)).tolist() == [end] * len(later)


@pytest.mark.parametrize(("name", "arguments"), CASES, ids=IDS)
def test_before_the_beginning_and_far_away(name: str, arguments: dict[str, Any]) -> None:
    s = make(name, arguments)
    n = np.array([0, -1, -2, -1000, -(2**63)])
    assert bits(s(n)) == bits([s(int(i)) for i in n]) == bits([s(0)] * 5)
    if (name, arguments) in FINITE:
        return
    assert s.total_steps is None
    if name == "Geometric" and arguments["factor"] > 1:  # 1.01^(2^63) is no number
        return
    far = s(np.array([2**53, 2**62, LAST]))
    rates = [leaf_value(name, i, arguments) for i in interesting(arguments)]
    assert np.isfinite(far).all() and (far >= 0).all()
    if name not in ("Polynomial", "CosineRestarts"):  # their lowest may lie at no whole step
        assert (far <= (1 + RELATIVE) * max(map(float, rates))).all()


FALLS_TO_0: list[Schedule] = [
    TimeBasedDecay(0.1, 1e-3),
    TimeBasedDecay(0.1, 1e300),
    StepDecay(0.1, 0.5, 2),
    ExponentialDecay(0.1, 1e300),
    ExponentialDecay(0.1, 1e-3),
    Geometric(0.1, 0.99),
    Geometric(0.1, 0.5, every=1000, staircase=True),
]


@pytest.mark.parametrize("s", FALLS_TO_0, ids=repr)
def test_what_falls_reaches_0(s: Schedule) -> None:
    assert s(0) == 0.1 and s(LAST) == 0


# Schedule -> {n: value}, to the last bit.
EXACT_VALUES: list[tuple[Schedule, dict[int, float]]] = [
    *((made(text), values) for text, values in EXACT),
    (warmup(Constant(1), 4), {0: 0.25, 2: 0.75, 3: 1.0, 4: 1.0}),
    (warmup(Constant(1), 4, start=0), {0: 0.0, 1: 0.25, 3: 0.75, 4: 1.0}),
    (warmup(Constant(1), 4, start=0.5), {0: 0.5, 2: 0.75, 4: 1.0}),
    (warmup(Linear(1, steps=4), 0), {0: 1.0, 4: 0.0}),
    (warmup(Linear(1, steps=4), 0, start=0), {0: 1.0, 4: 0.0}),
    (warmup(Linear(0.3, steps=4, end=0.7), 1), {0: 0.3, 1: 0.3, 5: 0.7}),
    (warmup(Constant(1), 4, shape="1-sqrt"), {2: 0.5, 3: 1.0}),  # 1 - √¼
    (cooldown(Constant(1), 4, total_steps=8), {4: 1.0, 5: 0.75, 7: 0.25, 8: 0.0, LAST: 0.0}),
    (cooldown(Linear(1, steps=4, end=0.5), 2), {4: 0.5, 5: 0.25, 6: 0.0}),
    (cooldown(Linear(1, steps=4, end=0.5), 2, end=0.7), {4: 0.5, 6: 0.7, 7: 0.7}),
    (cooldown(Linear(1, steps=4, end=0.5), 0, end=0.7), {3: 0.625, 4: 0.7}),
    (cooldown(Constant(1), 4, shape="1-sqrt", total_steps=5), {1: 1.0, 2: 0.5, 5: 0.0}),
    (every(Linear(1, steps=4), 10), {0: 1.0, 9: 1.0, 10: 0.75, 39: 0.25, 40: 0.0}),
    (stretch(Linear(1, steps=4), 2), {0: 1.0, 1: 0.875, 7: 0.125, 8: 0.0}),
    (stretch(Linear(1, steps=1), 8, per=2), {0: 1.0, 1: 0.75, 4: 0.0}),
    (stretch(cycle(Linear(1, steps=1), 1), 8, per=2), {0: 1.0, 1: 0.75, 3: 0.25, 4: 1.0, 8: 1.0}),
    (shift(Linear(1, steps=4), 2), {0: 1.0, 2: 1.0, 3: 0.75, 6: 0.0}),
    (shift(Linear(1, steps=4), -2), {0: 0.5, 1: 0.25, 2: 0.0, LAST: 0.0}),
    (cycle(Linear(1), 4), {0: 1.0, 3: 0.25, 4: 1.0, 2**53 - 1: 0.25}),
    (clip(Linear(1, steps=4), 0.3, 0.8), {0: 0.8, 1: 0.75, 3: 0.3, 4: 0.3}),
    (clip(Linear(1, steps=4), 0.3), {0: 1.0, 4: 0.3}),
    (clip(Linear(1, steps=4), hi=0.3), {0: 0.3, 4: 0.0}),
    (0.3 * Linear(1, steps=4), {0: 0.3, 2: 0.15, 4: 0.0}),
    (Linear(1, steps=4) * Linear(1, steps=2), {0: 1.0, 1: 0.375, 2: 0.0, 3: 0.0}),
    (Linear(1, steps=4) + Linear(1, steps=2), {0: 2.0, 1: 1.25, 2: 0.5, 3: 0.25, 4: 0.0}),
    (MultiplicativeLambda(1, lambda k: 1 / (k + 1)), {0: 1.0, -5: 1.0, 1: 0.5, 2: 0.5 * (1 / 3)}),
    (ReduceOnPlateau(0.3), {0: 0.3, LAST: 0.3}),
    (Greedy(0.3), {0: 0.3, LAST: 0.3}),
]  # fmt: skip


@pytest.mark.parametrize(("s", "expected"), EXACT_VALUES, ids=lambda x: repr(x)[:60])
def test_exact_values(s: Schedule, expected: dict[int, float]) -> None:
    assert {n: s(n) for n in expected} == expected
    n = np.array(list(expected))
    assert dict(zip(n.tolist(), s(n).tolist(), strict=True)) == expected


def test_every_class_has_exact_values() -> None:
    found = {type(s).__name__ for s, _ in EXACT_VALUES}
    assert leaf_classes() - {"ExponentialDecay", "Constant"} <= found


@pytest.mark.parametrize("shape", ALL_SHAPES, ids=repr)
def test_shapes(shape: Any) -> None:
    """From 0 to 1, never back; a way up is the mirror image of the way down; warmup, cooldown and
    WarmupStableDecay have the same ways."""
    assert float(way(shape, Fraction(0))) == 0 and float(way(shape, Fraction(1))) == 1
    k = 40
    down = shift(cooldown(Constant(1), k, shape=shape, total_steps=k + 1), -1)
    up = warmup(Constant(1), k, start=0, shape=shape)
    for n in range(k + 1):
        assert error(down(n), value(down, n)) <= OF_THE_PEAK
        assert error(up(n), value(up, n)) <= OF_THE_PEAK
        assert error(up(k - n) - down(n), 0) <= 2 * OF_THE_PEAK
    assert (up(0), up(k), down(0), down(k)) == (0, 1, 1, 0)
    assert (np.diff(up(np.arange(k + 1))) > 0).all()
    both = WarmupStableDecay(1, steps=2 * k, warmup=k, cooldown=k, warmup_shape=shape, shape=shape)
    assert bits(both(np.arange(k, 2 * k + 1))) == bits(down(np.arange(k + 1)))
    assert bits(both(np.arange(k))) == bits(warmup(Constant(1), k, shape=shape)(np.arange(k)))
    assert both(k - 1) == 1


def test_shapes_by_two_names() -> None:
    n = np.arange(50)
    for a, b in (("1-sqrt", ("power", 0.5)), ("1-square", ("power", 2.0))):
        for make in (
            lambda shape: cooldown(Constant(1), 40, shape=shape, total_steps=50),
            lambda shape: warmup(Constant(1), 40, shape=shape),
            lambda shape: WarmupStableDecay(1, steps=50, cooldown=40, shape=shape),
        ):
            assert bits(make(a)(n)) == bits(make(b)(n))
    assert bits(cooldown(Constant(1), 40, shape="exponential", total_steps=50)(n)) == bits(
        cooldown(Constant(1), 40, shape=("exponential", 0.1), total_steps=50)(n)
    )


def test_cycles_at_their_exact_boundaries() -> None:
    """A logarithm of n lands one cycle off there; whole numbers do not."""
    for period in (1, 3, 5, 7, 10, 30):
        for multiplier in (2, 3):
            s, begin, length = CosineRestarts(1, period, multiplier=multiplier), 0, period
            for _ in range(25):
                assert s(begin) == 1, (period, multiplier, begin)
                if length > 1:
                    assert s(begin - 1) < 1 or begin == 0 or length == multiplier
                begin, length = begin + length, length * multiplier
    s = CosineRestarts(1, 10, peak_factor=0.5)
    assert [s(10 * i) for i in range(60)] == [0.5**i for i in range(60)]
    t = Cyclic(0, 1, 3, down=4, cycle_factor=0.5)
    assert [t(7 * i + 3) for i in range(60)] == [0.5**i for i in range(60)]


# --------------------------------------------------------------------------- the peers' own numbers

# Those that are no peer's schedule by name; those are in test_golden_schedules.py.
RECORDED: dict[str, Callable[[], Schedule]] = {
    "sched/article/time_based_recursive/lr=0.1,d=0.001": lambda: TimeBasedDecay(0.1, 0.001),
    "sched/article/time_based_closed/lr=0.1,d=0.001": lambda: TimeBasedDecay(
        0.1, 0.001, recursive=False
    ),
    "sched/article/step_based/lr=0.1,d=0.5,r=10": lambda: StepDecay(0.1, 0.5, 10),
    "sched/article/exponential/lr=0.1,d=0.1": lambda: ExponentialDecay(0.1, 0.1),
    "sched/definition/noam/factor=1,d_model=512,warmup=40": lambda: Noam(512, 40),
    "sched/definition/rex/lr=0.1,total=180": lambda: REX(0.1, steps=180),
    "sched/definition/knee/lr=0.1,warmup=20,explore=100,total=180": lambda: sequence(
        [Linear(0, steps=20, end=0.1), Constant(0.1), Linear(0.1, steps=60)],
        at=[20, 120],
    ),
    "sched/definition/inverse_sqrt_fairseq/lr=0.1,warmup_updates=20,warmup_init_lr=0.0": (
        lambda: warmup(InverseSqrt(0.1, 20), 20, start=0)
    ),
    "sched/torch/MultiplicativeLR/lr=0.1,lambda=0.95": (
        lambda: MultiplicativeLambda(0.1, lambda k: 0.95)
    ),
    "sched/torch/CosineAnnealingLR/lr=0.1,T_max=60,eta_min=0.01": lambda: sequence(
        [
            Cosine(0.1, end=0.01),
            cycle(
                sequence([Cosine(0.01, end=0.1), Cosine(0.1, end=0.01)], at=[60], total_steps=120),
                120,
            ),
        ],
        at=[60],
    ),  # it rises again
    "sched/torch/CyclicLR/base_lr=0.01,max_lr=0.1,step_size_up=20": lambda: Cyclic(0.01, 0.1, 20),
    "sched_momentum/torch/CyclicLR/base_lr=0.01,max_lr=0.1,step_size_up=20": (
        lambda: Cyclic(0.9, 0.8, 20)
    ),
    "sched/torch/CyclicLR/base_lr=0.01,max_lr=0.1,step_size_up=20,step_size_down=40,"
    "mode=triangular2": lambda: Cyclic(0.01, 0.1, 20, down=40, cycle_factor=0.5),
    "sched/torch/SequentialLR/lr=0.1,ConstantLR(factor=0.5;total_iters=30)+ExponentialLR(gamma=0.9)"
    "+StepLR(step_size=5;gamma=0.5),milestones=[10;60]": lambda: sequence(
        [
            Constant(0.05),
            Geometric(0.1, 0.9),
            Geometric(0.1, 0.5, every=5, staircase=True),
        ],
        at=[10, 60],
    ),
    "sched/torch/ChainedScheduler/lr=0.1,ConstantLR(factor=0.1;total_iters=20)"
    "+ExponentialLR(gamma=0.99)": (
        lambda: PiecewiseConstant([0.1, 1], [20]) * Geometric(0.1, 0.99)
    ),
    "sched/torch/SWALR/lr=0.1,swa_lr=0.01,anneal_epochs=50,anneal_strategy=linear": (
        lambda: Linear(0.1, steps=50, end=0.01)
    ),
    "sched/transformers/get_constant_schedule_with_warmup/lr=0.1,num_warmup_steps=20": (
        lambda: warmup(Constant(0.1), 20, start=0)
    ),
    "sched/transformers/get_linear_schedule_with_warmup/lr=0.1,num_warmup_steps=0,"
    "num_training_steps=200": lambda: warmup(Linear(0.1), 0, start=0, total_steps=200),
    "sched/transformers/get_cosine_with_hard_restarts_schedule_with_warmup/lr=0.1,"
    "num_warmup_steps=20,num_training_steps=180,num_cycles=3": lambda: warmup(
        sequence([stretch(cycle(Cosine(0.1, steps=1), 1), 160, per=3), Constant(0)], at=[160]),
        20,
        start=0,
    ),
    "sched/transformers/get_polynomial_decay_schedule_with_warmup/lr=0.1,num_warmup_steps=20,"
    "num_training_steps=180,lr_end=0.01,power=2": lambda: warmup(
        Polynomial(0.1, end=0.01, power=2), 20, start=0, total_steps=180
    ),
    "sched/transformers/get_inverse_sqrt_schedule/lr=0.1,num_warmup_steps=20,timescale=50": (
        lambda: warmup(InverseSqrt(0.1, 50), 20, start=0)
    ),
    "sched/transformers/get_wsd_schedule/lr=0.1,num_warmup_steps=20,num_stable_steps=100,"
    "num_decay_steps=60": lambda: warmup(
        cooldown(Constant(0.1), 60, shape="cosine", total_steps=160), 20, start=0
    ),
    "sched/transformers/get_wsd_schedule/lr=0.1,num_warmup_steps=20,num_stable_steps=100,"
    "num_decay_steps=60,warmup_type=1-sqrt,decay_type=linear": lambda: warmup(
        cooldown(Constant(0.1), 60, total_steps=160), 20, start=0, shape="1-sqrt"
    ),
    "sched/timm/CosineLRScheduler/lr=0.1,t_initial=160,warmup_t=20,warmup_lr_init=0.001,"
    "warmup_prefix=True,k_decay=1.5": lambda: warmup(
        Cosine(0.1, steps=160, k_decay=1.5), 20, start=0.001
    ),
    "sched/timm/CosineLRScheduler/lr=0.1,t_initial=20,cycle_mul=2,cycle_decay=0.5,cycle_limit=3,"
    "lr_min=0.001": lambda: sequence(
        [CosineRestarts(0.1, 20, multiplier=2, peak_factor=0.5, end=0.001), Constant(0.001)],
        at=[140],
    ),
}


@pytest.mark.parametrize("key", RECORDED)
def test_golden(key: str) -> None:
    """The peers' own numbers; 1e-13 of the peak rate, which they collect themselves: torch goes
    from each rate to the next."""
    expected = GOLDEN[key]
    got = RECORDED[key]()(np.arange(len(expected)))
    np.testing.assert_allclose(got, expected, rtol=0, atol=1e-13 * expected.max())


# ---------------------------------- TimeBasedDecay: random access is the recursion, to the last bit


@pytest.mark.parametrize("lr", [0.1, 1e-308, 5e-324, 1.7e308, 0.0])
@pytest.mark.parametrize("decay", [0, 1e-300, 1e-17, 1e-9, 1e-6, 9e-5, 2e-4, 0.03, 1, 10, 1e300])
def test_recursion(lr: float, decay: float) -> None:
    """Through all regimes: flat, normal, subnormal (decay=1e-6 from n = 37700), stuck, zero."""
    n = 60_000
    eta = [lr]
    for k in range(n - 1):
        eta.append(eta[-1] / (1 + decay * k))
    expected = np.array(eta)
    rng = np.random.default_rng(0)
    forwards, backwards, randomly = (TimeBasedDecay(lr, decay) for _ in range(3))
    assert np.array_equal(forwards(np.arange(n)), expected)
    assert np.array_equal(backwards(np.arange(n)[::-1]), expected[::-1])
    some = rng.integers(0, n, 3000)
    assert [randomly(int(i)) for i in some] == expected[some].tolist()


@settings(max_examples=40)
@given(
    st.floats(1e-3, 10),
    st.floats(math.log(1e-9), math.log(10)).map(math.exp),
    st.lists(st.integers(0, 30_000), min_size=1, max_size=5),
)
def test_recursion_at_random_steps(lr: float, decay: float, n: list[int]) -> None:
    s = TimeBasedDecay(lr, decay)
    assert bits([s(i) for i in n]) == bits([recursion(lr, decay, i) for i in n])


@pytest.mark.parametrize("decay", [1e-6, 1e-9, 1e-12, 1e-15])
def test_far_steps_of_the_recursion(decay: float) -> None:
    """Stuck, the value is the largest that its divisor leaves alone; beyond 1/decay it is 0."""
    s = TimeBasedDecay(0.1, decay)
    for n in (int(0.2 / decay), int(0.6 / decay), int(0.99 / decay)):
        units = Fraction(s(n)) * 2**1074
        x = Fraction(1 + decay * (n - 1)) - 1
        assert units.denominator == 1
        assert 2 * units * x <= 1 + x < 2 * (units + 1) * x
    assert s(int(1 / decay) - 10) == 5e-324
    assert s(int(1 / decay) + 10) == s(LAST) == 0
    assert s(10**15) == (0 if decay > 1e-15 else s(10**15 - 1))


def test_a_recursion_too_long_to_run_is_refused() -> None:
    with pytest.raises(ScheduleError, match=r"decay=1e-22.*divisions.*recursive=False") as e:
        TimeBasedDecay(0.1, 1e-22)(10**12)
    assert e.value.n == 10**12


# ------------------------------------------------------------------------------- far beyond 2^53


@pytest.mark.parametrize(
    "s",
    [
        cycle(Linear(0.1, steps=3), 3),
        Cyclic(0.0, 1.0, 3),
        Cyclic(0.0, 1.0, 5),
        CosineRestarts(0.1, 5, warmup=1),
        Polynomial(0.1, steps=5, power=0.5, cycle=True),
    ],
    ids=repr,
)
def test_periods_stay_within_their_values_where_steps_are_rounded(s: Schedule) -> None:
    n = np.unique(2.0 ** np.random.default_rng(7).uniform(50, 63, 20_000)).astype(np.int64)
    values = s(n)
    assert np.isfinite(values).all() and values.min() >= 0 and values.max() <= 1
    seen: list[int] = []
    cycle(module.Lambda(lambda i: seen.append(i) or 0.1), 3)(n[:2000])
    assert min(seen) >= 0 and max(seen) <= 3


def test_lengths_that_no_double_divides() -> None:
    for own, total in ((86505881, 120923035), (86236557, 123246381)):
        s = Linear(0.1, steps=own, end=0.01).extend(total, at=0, how="rescale")
        last = s(total)
        assert s.total_steps == total and last == 0.01
    assert stretch(Cosine(0.1, steps=100), 0.07).total_steps == 7
    assert stretch(Cosine(0.1), 0.07).filled(7).total_steps == 7
    with pytest.raises(ScheduleError, match="longer"):
        warmup(Cosine(0.1, steps=2**53 - 1), 2**53 - 1)
