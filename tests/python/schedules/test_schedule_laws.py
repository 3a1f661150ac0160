"""Laws of schedules, for trees of every leaf and every composition, nested to any depth."""

from __future__ import annotations

import copy
import inspect
import json
import pickle
import threading
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import gradstep.schedules as module
from gradstep.errors import ScheduleError
from gradstep.schedules import (
    Constant,
    Cosine,
    CosineRestarts,
    ExponentialDecay,
    Geometric,
    Greedy,
    Lambda,
    Linear,
    MultiplicativeLambda,
    MultiStep,
    PiecewiseLinear,
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
    noise,
    parse,
    scale,
    sequence,
    shift,
    stretch,
    warmup,
)
from oracles.schedules import (
    ALL_SHAPES,
    COMPOSITIONS,
    LEAVES,
    ROUNDOFF,
    error,
    length,
    nodes,
    peak,
    value,
)
from schedules import schedule_trees as t

N = np.arange(400)
LAST = 2**63 - 1
FEW = settings(max_examples=120, deadline=None)
rates, schedules = t.rates, t.schedules

# A node computes a value in at most 48 roundings of its peak (test_schedules.py: 32 and 16).
PER_NODE = 48 * ROUNDOFF
UNDERFLOW = 1e-300  # products of rates may be subnormal


def bits(x: Any) -> list[int]:
    return np.asarray(x, np.float64).ravel().view(np.int64).tolist()


def tolerance(s: Schedule) -> float:
    return PER_NODE * len(list(nodes(s))) * peak(s) + UNDERFLOW


def test_every_leaf_and_composition_is_in_the_trees() -> None:
    assert set(t.leaves()) == set(t.leaves(smooth=True)) == set(LEAVES)
    assert set(t.compositions(t.schedules, real=True)) == set(COMPOSITIONS)
    assert set(t.compositions(t.schedules, real=False)) == {
        *COMPOSITIONS, "noise", "ReduceOnPlateau", "Greedy",
    }  # fmt: skip


# --------------------------------------------------------------- one value, however it is asked for

steps = st.lists(st.integers(-5, 1000) | st.integers(-(2**63), LAST), max_size=40)
near = st.lists(st.integers(-5, 1000), max_size=40)


def asked_in_all_ways(s: Schedule, n: list[int]) -> None:
    one_by_one = [s(i) for i in n]
    array = np.array(n, np.int64)
    assert bits(s(array)) == bits(one_by_one)
    assert bits(s(array[::-1])) == bits(one_by_one[::-1])
    assert s(array.reshape(1, -1, 1)).shape == (1, len(n), 1)
    fresh = pickle.loads(pickle.dumps(s))  # has computed nothing yet
    assert bits([fresh(i) for i in reversed(n)]) == bits(one_by_one[::-1])


@FEW
@given(t.real_trees, steps)
def test_array_is_scalar_in_any_order_and_shape(s: Schedule, n: list[int]) -> None:
    asked_in_all_ways(s, n)


@FEW
@given(schedules, near)
def test_array_is_scalar_with_functions_and_noise_too(s: Schedule, n: list[int]) -> None:
    asked_in_all_ways(s, n)


@FEW
@given(schedules, st.integers(0, 900))
def test_resumed_is_never_stopped(s: Schedule, n: int) -> None:
    whole = [s(i) for i in range(n + 20)]
    resumed = pickle.loads(pickle.dumps(s))
    assert bits([resumed(i) for i in range(n, n + 20)]) == bits(whole[n:])


@FEW
@given(schedules)
def test_values_are_numbers_from_0_up(s: Schedule) -> None:
    x = s(N)
    assert np.isfinite(x).all() and (x >= 0).all()
    assert bits(s(np.array([-1, -7, -(2**63)]))) == bits([s(0)] * 3)


@pytest.mark.parametrize(
    "s", [TimeBasedDecay(0.1, 1e-9), MultiplicativeLambda(0.1, t.ratio)], ids=repr
)
def test_one_schedule_in_many_threads(s: Schedule) -> None:
    """What these keep between calls is shared."""
    expected = pickle.loads(pickle.dumps(s))(np.arange(20_000))
    wrong: list[int] = []

    def work(seed: int) -> None:
        n = np.random.default_rng(seed).integers(0, 20_000, 8_000)
        wrong.append(sum(a != b for a, b in zip(bits(s(n)), bits(expected[n]), strict=True)))

    threads = [threading.Thread(target=work, args=(k,)) for k in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == [0, 0, 0, 0]


# ------------------------------------------------------------------------- what a composition means


@FEW
@given(t.real_trees)
def test_trees_are_what_their_parts_make(s: Schedule) -> None:
    """Against exact arithmetic, from the description alone."""
    allowed = tolerance(s)
    n = [*range(12), *range(12, 400, 29), 1000]
    assert [(i, s(i)) for i in n if error(s(i), value(s, i)) > allowed] == []


@FEW
@given(t.real_trees, t.per_k)
def test_stretch_evaluates_between_steps(s: Schedule, x: tuple[float, float]) -> None:
    """The formulas at real numbers, n·per/k, not the nearest whole steps."""
    k, per = x
    stretched = stretch(s, k, per=per)
    allowed = tolerance(stretched)
    n = [*range(12), *range(12, 400, 29)]
    assert [i for i in n if error(stretched(i), value(stretched, i)) > allowed] == []
    assert bits(stretch(s, k, per=k)(N)) == bits(s(N))


@pytest.mark.parametrize("k", [1, 3, 7, 10, 49, 100, 103])
@pytest.mark.parametrize("per", [1, 2, 5, 7])
def test_stretch_meets_whole_steps_exactly(k: int, per: int) -> None:
    """1/49·49 is not 1 in doubles: n·per/k is one division."""
    steps = Geometric(1, 0.5, every=1, staircase=True)
    s = stretch(steps, k, per=per)
    assert [s(n) for n in range(500)] == [0.5 ** (n * per // k) for n in range(500)]
    # the steps of a schedule of epochs, of steps of another length, of another length again
    assert bits(stretch(StepDecay(1, 0.5, 1), k)(k * N)) == bits(StepDecay(1, 0.5, 1)(N))
    wave = Cosine(0.3, steps=97, end=0.1)
    assert bits(stretch(wave, k)(k * N)) == bits(wave(N))


@pytest.mark.parametrize("shape", ALL_SHAPES, ids=repr)
def test_a_way_up_between_steps_does_not_pass_its_top(shape: Any) -> None:
    """(n + 1)/steps is above 1 between the last two steps of a way up, where u must stay at 1."""
    for s in (
        stretch(warmup(Constant(1), 4, shape=shape), 8),
        stretch(warmup(Linear(1, steps=50), 1, shape=shape), 3),
        stretch(WarmupStableDecay(1, steps=9, warmup=4, warmup_shape=shape), 8),
        warmup(Constant(1), 4, shape=shape, total_steps=20).extend(100, at=0),
        cooldown(warmup(Constant(1), 5, shape=shape), 5, total_steps=20).extend(77, at=2),
    ):
        x = s(np.arange(40))
        assert (x[1:4] >= x[:3]).all() and ((x >= 0) & (x <= 1)).all()


def test_a_curve_of_any_real_length() -> None:
    """The idiom for periods that are no whole number of steps."""
    s = stretch(cycle(Cosine(1, steps=1), 1), 100, per=3)  # three cycles in 100 steps
    for n in range(300):
        u = (n * 3 % 100) / 100
        rounded = (4 + 2 * n * 3 / 100) * ROUNDOFF  # n·3/100 is, before its whole part is lost
        assert s(n) == pytest.approx((1 + np.cos(np.pi * u)) / 2, rel=0, abs=rounded)
    assert s(0) == s(100) == s(200) == 1
    assert s.total_steps is None and stretch(Cosine(1, steps=1), 33.5).total_steps == 34


@FEW
@given(schedules)
def test_one_element_sequence_is_the_identity(s: Schedule) -> None:
    assert bits(sequence([s])(N)) == bits(s(N))
    assert sequence([s]).total_steps == s.total_steps


@FEW
@given(schedules, schedules)
def test_milestone_0_skips_a_piece(a: Schedule, b: Schedule) -> None:
    assert bits(sequence([a, b], at=[0])(N)) == bits(b(N))


@FEW
@given(schedules, schedules, schedules, st.integers(0, 300), st.integers(0, 300))
def test_sequence_is_associative(a: Schedule, b: Schedule, c: Schedule, k: int, m: int) -> None:
    flat = sequence([a, b, c], at=[k, k + m])
    right = sequence([a, sequence([b, c], at=[m])], at=[k])
    left = sequence([sequence([a, b], at=[k]), c], at=[k + m])
    assert bits(flat(N)) == bits(right(N)) == bits(left(N))
    assert flat.total_steps == right.total_steps == left.total_steps


@FEW
@given(schedules, schedules, st.integers(0, 300))
def test_sequence_counts_from_each_milestone(a: Schedule, b: Schedule, k: int) -> None:
    s = sequence([a, b], at=[k])
    assert bits(s(N)) == bits(np.concatenate([a(N[:k]), b(N[: len(N) - k])]))


@FEW
@given(schedules, st.integers(0, 200))
def test_warmup(s: Schedule, steps: int) -> None:
    w = warmup(s, steps)
    up = [s(0) * ((n + 1) / steps) for n in range(steps)]
    assert bits(w(N)) == bits(np.concatenate([up, s(N[: len(N) - steps])]))
    if steps > 0:
        assert w(steps - 1) == w(steps) == s(0)
        assert warmup(s, steps, start=0)(0) == 0
        assert warmup(s, steps, start=0.25)(0) == 0.25


@FEW
@given(schedules, st.integers(1, 200), st.integers(1, 200), t.shapes)
def test_a_cut_warmup_is_the_beginning_of_a_whole_one(
    s: Schedule, steps: int, total: int, shape: Any
) -> None:
    own = s.total_steps
    assume(total <= steps or own in (None, total - steps))
    w = warmup(s, steps, shape=shape, total_steps=total, cut=True)
    assert w.total_steps == total
    assert bits(w(N[:total])) == bits(warmup(s, steps, shape=shape)(N[:total]))


@pytest.mark.parametrize("total", [1, 3, 5, 6, 20])
def test_a_cut_warmup_that_is_open_is_cut_by_what_fills_it(total: int) -> None:
    s = warmup(Cosine(0.5), 5, cut=True)
    assert s.is_open and not s.filled(total).is_open
    assert s.filled(total).total_steps == total
    rising = [0.1, 0.2, 0.3, 0.4, 0.5, 0.5]
    assert s.filled(total)(np.arange(min(total, 6))) == pytest.approx(rising[:total])
    inside = sequence([Constant(1), s], at=[3], total_steps=3 + total)
    assert bits(inside(3 + N[:total])) == bits(s.filled(total)(N[:total]))
    for again in (module.parse(repr(s.filled(total))), copy.copy(s).filled(total)):
        assert again == s.filled(total)
        assert type(s).from_dict(s.filled(total).to_dict()) == again


@FEW
@given(schedules, st.integers(0, 100), t.shapes, st.none() | rates)
def test_warmup_of_any_shape(s: Schedule, steps: int, shape: Any, start: float | None) -> None:
    w = warmup(s, steps, start=start, shape=shape)
    assert bits(w(steps + N)) == bits(s(N))
    way = warmup(Constant(1), steps, start=None if start is None else 0, shape=shape)(N[:steps])
    low = 0 if start is None else start
    expected = low + (s(0) - low) * way
    np.testing.assert_allclose(w(N[:steps]), expected, rtol=0, atol=8 * ROUNDOFF * max(s(0), low))


@FEW
@given(schedules, st.integers(0, 100), rates, t.shapes, st.integers(1, 100))
def test_cooldown(s: Schedule, steps: int, end: float, shape: Any, more: int) -> None:
    c = t.cooled(s, steps, end, shape, more)
    begin = more if s.total_steps is None else s.total_steps
    assert c.total_steps == begin + steps
    assume(begin < 3000)
    before = np.arange(begin)
    assert bits(c(before)) == bits(s(before))
    high = s(begin)
    way = cooldown(Constant(1), steps, shape=shape, total_steps=steps + 1)(1 + np.arange(steps))
    allowed = 8 * ROUNDOFF * max(high, end)
    np.testing.assert_allclose(
        c(begin + np.arange(steps)), end + (high - end) * way, rtol=0, atol=allowed
    )
    if steps > 0:
        assert c(begin) == high
    assert c(begin + steps) == c(begin + steps + 1) == c(LAST) == end


@FEW
@given(t.real_trees, st.integers(1, 1000), steps)
def test_every_cycle_and_shift_are_whole_numbers(s: Schedule, k: int, n: list[int]) -> None:
    at = np.clip(np.array(n, np.int64), 0, 2**53)  # later steps are rounded to doubles
    assert bits(every(s, k)(at)) == bits(s(at // k))
    assert bits(cycle(s, k)(at)) == bits(s(at % k))
    assert bits(shift(s, k)(at)) == bits(s(np.maximum(at - k, 0)))
    assert every(s, k)(2**53) == s(2**53 // k) and cycle(s, k)(2**53) == s(2**53 % k)
    assert cycle(s, k).total_steps is None and not cycle(s, k).is_open


@FEW
@given(schedules, st.integers(0, 300))
def test_shift_backwards_begins_later(s: Schedule, k: int) -> None:
    k = k if s.total_steps is None else min(k, s.total_steps - 1)  # it must leave something
    assert bits(shift(s, -k)(N)) == bits(s(N + k))
    assert shift(s, -k)(-1) == s(k)


def test_shift_backwards_at_the_last_step() -> None:
    for s in (Linear(1, steps=9, end=0.25), Constant(0.5), Geometric(1, 0.5)):
        assert shift(s, -5)(LAST) == shift(s, -5)(LAST - 2) == s(LAST)


@FEW
@given(schedules, rates, rates)
def test_clip(s: Schedule, a: float, b: float) -> None:
    lo, hi = sorted([a, b])
    x = s(N)
    assert bits(clip(s, lo, hi)(N)) == bits(np.minimum(np.maximum(x, lo), hi))
    assert bits(clip(s, lo)(N)) == bits(np.maximum(x, lo))
    assert bits(clip(s, hi=hi)(N)) == bits(np.minimum(x, hi))


@FEW
@given(schedules, rates)
def test_scale(s: Schedule, c: float) -> None:
    assert bits((c * s)(N)) == bits(c * s(N)) == bits((s * c)(N))
    assert c * s == s * c == scale(s, c)


@FEW
@given(schedules, schedules, schedules)
def test_multiply_and_add(a: Schedule, b: Schedule, c: Schedule) -> None:
    x, y, z = a(N), b(N), c(N)
    assert bits((a * b)(N)) == bits(x * y) and bits((a + b)(N)) == bits(x + y)
    assert a * b == multiply([a, b]) and a + b == add([a, b])
    assert bits(multiply([a, b, c])(N)) == bits(x * y * z)
    assert bits(add([a, b, c])(N)) == bits(x + y + z)
    assert bits(multiply([a])(N)) == bits(add([a])(N)) == bits(x)


# -------------------------------------------------------------------------------------------- noise

noises = st.fixed_dictionaries(
    dict(
        pct=st.sampled_from([0.05, 0.67]),
        std=st.sampled_from([0.1, 1.0]),
        uniform=st.booleans(),
        seed=st.integers(0, 2**31),
    )
)


@FEW
@given(schedules, noises, st.integers(0, 100), st.integers(0, 300))
def test_noise_only_where_it_is_wanted(
    s: Schedule, how: dict[str, Any], first: int, more: int
) -> None:
    noisy = noise(s, **how, first=first, last=first + more)
    x, y = s(N), noisy(N)
    inside = (first <= N) & (first + more > N)
    assert bits(y[~inside]) == bits(x[~inside])
    assert (abs(y - x) <= how["pct"] * x + 4 * ROUNDOFF * x).all()
    assert noisy.total_steps == s.total_steps
    assert bits(noise(s, **how, first=first)(N[first:])) == bits(noise(s, **how)(N[first:]))


@pytest.mark.parametrize("uniform", [True, False])
def test_noise_is_a_function_of_seed_and_step(uniform: bool) -> None:
    """Its factors are those of the distribution, and one step tells nothing about the next."""
    n, pct = np.arange(20_000), 0.67
    z = noise(Constant(1), uniform=uniform)(n) - 1
    assert len(set(z.tolist())) > 19_900 and abs(z).max() < pct
    variance = pct**2 / 3 if uniform else 0.14087  # of a normal, cut off at ±0.67
    five = 5 * np.sqrt(variance / len(n))
    assert abs(z.mean()) < five
    # The variance of z² is at most that of a value that is 0 or pct², as often as the mean says.
    fourth = variance * (pct**2 - variance)
    assert abs((z**2).mean() - variance) < 5 * np.sqrt(fourth / len(n))
    assert abs((z[1:] * z[:-1]).mean()) < 5 * variance / np.sqrt(len(n))
    # the same factors whatever the schedule, others for another seed
    assert bits(noise(Constant(0.5), uniform=uniform)(n)) == bits(0.5 * (1 + z))
    other = noise(Constant(1), uniform=uniform, seed=43)(n) - 1
    assert abs((z * other).mean()) < 5 * variance / np.sqrt(len(n))


def test_noise_that_is_none() -> None:
    assert bits(noise(Constant(0.3), std=0.0)(N)) == bits(Constant(0.3)(N))
    assert bits(noise(Linear(1, steps=9), first=5, last=5)(N)) == bits(Linear(1, steps=9)(N))


# ------------------------------------------------------------------------------------------ lengths


@FEW
@given(schedules)
def test_total_steps(s: Schedule) -> None:
    assume("Lambda" not in repr(s))  # which has no description
    assert s.total_steps == length(s) and not s.is_open
    assert s.filled(12_345) == s  # there is nothing to fill


@FEW
@given(t.real_trees)
def test_after_the_last_step_the_end_is_held(s: Schedule) -> None:
    s = t.finite(s)
    assume(not {"add", "multiply"} & set(nodes(s)))  # whose other parts may be endless
    total = s.total_steps
    assert total is not None
    assert bits([s(n) for n in (total, total + 1, 2 * total + 1, 10**9)]) == bits([s(LAST)] * 4)


def test_lengths_of_compositions() -> None:
    s, endless = Linear(1, steps=10), Constant(1)
    assert warmup(s, 5).total_steps == 15
    assert cooldown(s, 5).total_steps == 15
    assert every(s, 7).total_steps == 70
    assert stretch(s, 7).total_steps == 70 and stretch(s, 7, per=2).total_steps == 35
    assert stretch(s, 0.5).total_steps == 5 and stretch(s, 1, per=3).total_steps == 4
    assert shift(s, 5).total_steps == 15 and shift(s, -5).total_steps == 5
    assert clip(s, 0.1).total_steps == scale(s, 3).total_steps == 10
    assert multiply([s, Linear(1, steps=30), endless]).total_steps == 30
    assert add([s, Linear(1, steps=30), endless]).total_steps == 30
    assert add([endless, endless]).total_steps is multiply([endless]).total_steps is None
    assert cycle(s, 5).total_steps is None
    assert sequence([endless, s], at=[5]).total_steps == 15
    assert sequence([s, endless], at=[5]).total_steps is None
    assert sequence([s, endless], at=[5], total_steps=40).total_steps == 40
    assert warmup(endless, 5, total_steps=40).total_steps == 40
    assert warmup(s, 5, total_steps=15).total_steps == 15  # agrees
    assert cooldown(endless, 5, total_steps=40).total_steps == 40
    assert cooldown(s, 5, total_steps=15) == cooldown(s, 5)
    for k in (every, stretch, shift):
        assert k(endless, 3).total_steps is None
    assert ReduceOnPlateau(s).total_steps == Greedy(s).total_steps == 10
    assert ReduceOnPlateau(0.1).total_steps is None


# Those with a length to fill.
OPEN = [name for name in LEAVES if "steps" in inspect.signature(LEAVES[name]).parameters]


def open_leaf(name: str, **given: Any) -> Schedule:
    """Open but for what is given: phases have a length of 2, and the end is not 0."""
    defaults = {k: p.default for k, p in inspect.signature(LEAVES[name]).parameters.items()}
    phases = {k: 2 for k, x in defaults.items() if type(x) is int and x == 0}
    end = {"end": 0.1} if "end" in defaults else {}
    return getattr(module, name)(0.3, **phases, **end, **given)


@st.composite
def open_trees(draw: st.DrawFn) -> tuple[Schedule, Schedule, int]:
    """A tree with one open length, the same with the length that it must get, its total_steps."""
    total = steps = draw(st.integers(5, 40))
    name = draw(st.sampled_from(OPEN))
    unfilled, filled = open_leaf(name), open_leaf(name, steps=steps)
    for _ in range(draw(st.integers(0, 4))):
        k = draw(st.integers(1, 9))
        others = draw(t.real_trees)
        build, total = draw(
            st.sampled_from(
                [
                    (lambda s, k=k: warmup(s, k, start=0), total + k),
                    (lambda s, k=k: cooldown(s, k), total + k),
                    (lambda s, k=k, o=others: sequence([o, s], at=[k]), total + k),
                    (lambda s, k=k: every(s, k), total * k),
                    (lambda s, k=k: stretch(s, k), total * k),
                    (lambda s, k=k: shift(s, k), total + k),
                    (lambda s, k=k: clip(s, 0.05, k), total),
                    (lambda s, k=k: scale(s, k), total),
                    (lambda s: multiply([Constant(2), s]), total),
                    (lambda s: add([s, Geometric(1, 0.5)]), total),
                    (lambda s: s + s, total),
                ]
            )
        )
        unfilled, filled = build(unfilled), build(filled)
    build = draw(st.sampled_from([lambda s: s, noise, ReduceOnPlateau, Greedy]))
    return build(unfilled), build(filled), total


@FEW
@given(open_trees())
def test_open_lengths_are_filled_at_any_depth(trees: tuple[Schedule, Schedule, int]) -> None:
    unfilled, filled, total = trees
    assert unfilled.is_open and unfilled.total_steps is None and not filled.is_open
    with pytest.raises(ScheduleError) as e:
        unfilled(10**6)
    assert e.value.name in ("steps", "total_steps")
    for s in (
        unfilled.filled(total),
        warmup(unfilled, 0, total_steps=total),
        sequence([unfilled], total_steps=total),
        pickle.loads(pickle.dumps(unfilled)).filled(total),
    ):
        assert not s.is_open and s.total_steps == filled.total_steps == total
        assert bits(s(N)) == bits(filled(N))
    later = sequence([Constant(1), unfilled], at=[7])
    assert later.is_open and later.filled(total + 7).total_steps == total + 7
    assert bits(later.filled(total + 7)(N + 7)) == bits(filled(N))


def test_what_is_filled_by_whom() -> None:
    s = warmup(Cosine(3e-4, steps=9_500), steps=500)
    assert s.total_steps == 10_000
    assert s == warmup(Cosine(3e-4), steps=500, total_steps=10_000)
    s = sequence([Cosine(0.1), warmup(Cosine(0.2), 3)], at=[10])
    assert s.is_open and s.total_steps is None
    assert s.schedules == (Cosine(0.1, steps=10), warmup(Cosine(0.2), 3))
    assert s.filled(40).schedules[1] == warmup(Cosine(0.2, steps=27), 3)
    assert (0.5 * s).filled(40) == 0.5 * s.filled(40)
    assert s.filled(40) == s.filled(40).filled(50)  # nothing left to fill
    assert not sequence([Cosine(0.1), Constant(1)], at=[0]).is_open  # it covers no step
    assert cycle(Cosine(0.1), 20) == cycle(Cosine(0.1, steps=20), 20)
    assert eval(repr(s), vars(module)) == s


def test_a_cooldown_of_what_has_no_end_waits_for_its_length() -> None:
    s = cooldown(Constant(0.1), 20)
    assert s.is_open and s.total_steps is None
    assert s.filled(100) == cooldown(Constant(0.1), 20, total_steps=100)
    assert s.filled(100).total_steps == 100
    w = warmup(s, 10, total_steps=110)
    assert w.total_steps == 110 and (w(9), w(89), w(90), w(100), w(110)) == (0.1, 0.1, 0.1, 0.05, 0)
    assert bits(cooldown(Linear(0.1, end=0.05), 20, total_steps=100)(N)) == bits(
        cooldown(Linear(0.1, steps=80, end=0.05), 20)(N)
    )
    with pytest.raises(ScheduleError) as e:
        s(3)
    assert e.value.name in ("steps", "total_steps")


# -------------------------------------------------------------------------------------- round trips


@FEW
@given(schedules)
def test_round_trips(s: Schedule) -> None:
    copies = [pickle.loads(pickle.dumps(s)), copy.copy(s), copy.deepcopy(s)]
    copies += [pickle.loads(pickle.dumps(s, p)) for p in range(2, pickle.HIGHEST_PROTOCOL)]
    copies.append(eval(repr(s), {**vars(module), "squared": t.squared, "ratio": t.ratio}))
    if "Lambda" not in repr(s):
        copies.append(Schedule.from_dict(json.loads(json.dumps(s.to_dict(), allow_nan=False))))
        copies.append(parse(repr(s)))
    s(1234)  # what has been computed is no part of the value
    for other in copies:
        assert type(other) is type(s) and other == s and hash(other) == hash(s)
        assert repr(other) == repr(s) and bits(other(N)) == bits(s(N))


@FEW
@given(schedules, schedules)
def test_equality(a: Schedule, b: Schedule) -> None:
    assert (a == b) == (repr(a) == repr(b))
    if a == b:
        assert hash(a) == hash(b)
    assert a != 0.1 and a != "Constant"
    assert a == a and len({a, b, copy.copy(a)}) == (1 if a == b else 2)


def test_other_arguments_are_another_schedule() -> None:
    pairs: list[tuple[Schedule, Schedule]] = [
        (MultiStep(1, [3, 5]), MultiStep(1, [3, 6])),
        (MultiStep(1, [3, 5]), MultiStep(1, [3, 5, 5])),
        (PiecewiseLinear([1, 2], [0, 5]), module.PiecewiseCosine([1, 2], [0, 5])),
        (cooldown(Constant(1), 5, total_steps=9), cooldown(Constant(1), 5, total_steps=10)),
        (noise(Constant(1)), noise(Constant(1), seed=1)),
        (noise(Constant(1)), noise(Constant(1), last=9)),
        (stretch(Constant(1), 2), every(Constant(1), 2)),
        (clip(Constant(1), 0.5), clip(Constant(1), hi=0.5)),
        (multiply([Constant(1), Constant(2)]), add([Constant(1), Constant(2)])),
        (ReduceOnPlateau(0.1), ReduceOnPlateau(0.1).observe(1.0, 0)),  # the counters are in it
        (Greedy(0.1), Greedy(0.1, window=2)),
    ]
    pairs += [
        (warmup(Constant(1), 5, shape=a), warmup(Constant(1), 5, shape=b))
        for a, b in pairwise(ALL_SHAPES)
    ]
    for a, b in pairs:
        assert a != b and repr(a) != repr(b) and len({a, b}) == 2


# ------------------------------------------------------------------------------------------- extend

HOW = ["keep-point", "rescale", "restart"]


@settings(max_examples=250, deadline=None)
@given(t.smooth_trees, st.sampled_from(HOW), st.floats(0, 1), st.integers(1, 500))
def test_extend(s: Schedule, how: str, where: float, more: int) -> None:
    """Old steps keep their values (not with rescale); the new ones go through the rest of the old
    curve, or all of it, in the time that is left."""
    s = t.finite(s)
    old = s.total_steps
    assert old is not None
    assume(2 <= old <= 1000)
    at = int(where * (old - 1))
    new = at + more
    e = s.extend(new, at=at, how=how)
    assert e.total_steps == new and not e.is_open
    if how == "rescale":
        point = {n: Fraction(n * old, new) for n in range(new + 1)}
    elif how == "keep-point":
        point = {n: at + Fraction((n - at) * (old - at), new - at) for n in range(at, new + 1)}
    else:
        point = {n: Fraction((n - at) * old, new - at) for n in range(at, new + 1)}
    if how != "rescale":
        before = np.arange(at)
        assert bits(e(before)) == bits(s(before))
    if how == "keep-point":
        assert e(at) == s(at)  # no jump
    # The point is rounded, too: by 2^-53 of it, on slopes that schedule_trees.py keeps below 10
    # peaks per step, in each of up to six leaves.
    allowed = tolerance(s) + old * 2 * ROUNDOFF * 60 * peak(s)
    wrong = [
        (n, e(n), float(value(s, x)))
        for n, x in list(point.items())[:: max(1, len(point) // 25)]
        if error(e(n), value(s, x)) > allowed
    ]
    assert wrong == []
    assert bits(e(new)) == bits(s(old))
    if not {"add", "multiply"} & set(nodes(s)):  # whose other parts may be endless
        assert bits([e(new + 1), e(LAST)]) == bits([s(old)] * 2)


def test_extend_meets_whole_steps_exactly() -> None:
    """A staircase steps where it must, whatever the ratio."""
    s = Geometric(1, 0.5, every=1, staircase=True)
    for old, new in ((49, 2401), (10, 30), (30, 10), (7, 49), (100, 103)):
        finite = cooldown(s, 0, end=0.0, total_steps=old)
        e = finite.extend(new, at=0)
        assert [e(n) for n in range(new)] == [0.5 ** (n * old // new) for n in range(new)]


def test_extend_in_words() -> None:
    s = warmup(Linear(1, steps=80), 20, start=0)
    e = s.extend(180, at=60)  # the 40 steps that were left become 120
    assert [e(n) for n in (0, 10, 20, 60, 120, 180, 181)] == [0, 0.5, 1, 0.5, 0.25, 0, 0]
    r = s.extend(200, at=60, how="rescale")
    assert [r(n) for n in (0, 20, 40, 120, 200)] == [0, 0.5, 1, 0.5, 0]
    again = s.extend(160, at=60, how="restart")
    assert [again(n) for n in (0, 20, 59, 60, 70, 80, 120, 160)] == [
        0, 1, s(59), 0, 0.5, 1, 0.5, 0,
    ]  # fmt: skip
    assert s.extend(180, at=60, how="keep-point") == e
    assert e.extend(100, at=60)(80) == 0.25  # and back


@FEW
@given(t.smooth_trees, st.sampled_from(HOW), st.integers(1, 300))
def test_what_was_extended_is_a_schedule(s: Schedule, how: str, more: int) -> None:
    s = t.finite(s)
    assume(2 <= (s.total_steps or 0) <= 1000)
    e = s.extend(1 + more, at=1, how=how)
    for other in (
        pickle.loads(pickle.dumps(e)),
        Schedule.from_dict(json.loads(json.dumps(e.to_dict()))),
        eval(repr(e), vars(module)),
        parse(repr(e)),
    ):
        assert other == e and bits(other(N)) == bits(e(N))
    assert bits(e(N)) == bits([e(int(n)) for n in N])


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize(
    ("s", "arguments", "name"),
    [
        (Constant(1), dict(total_steps=20, at=5), "total_steps"),
        (ExponentialDecay(1, 0.1), dict(total_steps=20, at=5), "total_steps"),
        (CosineRestarts(1, 5), dict(total_steps=20, at=5), "total_steps"),
        (Linear(1), dict(total_steps=20, at=5), "steps"),
        (Linear(1, steps=10), dict(total_steps=20, at=-1), "at"),
        (Linear(1, steps=10), dict(total_steps=20, at=11), "at"),
        (Linear(1, steps=10), dict(total_steps=20, at=5.0), "at"),
        (Linear(1, steps=10), dict(total_steps=20, at=None), "at"),
        (Linear(1, steps=10), dict(total_steps=5, at=5), "total_steps"),
        (Linear(1, steps=10), dict(total_steps=4, at=5), "total_steps"),
        (Linear(1, steps=10), dict(total_steps=20.0, at=5), "total_steps"),
        (Linear(1, steps=10), dict(total_steps=2**60, at=5), "total_steps"),
    ],
)
def test_what_extend_refuses(s: Schedule, arguments: dict[str, Any], name: str, how: str) -> None:
    with pytest.raises(ScheduleError) as e:
        s.extend(**arguments, how=how)
    assert e.value.name is not None and name in e.value.name
    if s.total_steps is not None:
        assert name in str(e.value)
    else:
        assert "is endless" in str(e.value) or "is still open" in str(e.value)


def test_extend_knows_its_words() -> None:
    with pytest.raises(ScheduleError, match=r"keep-point.*rescale.*restart") as e:
        Linear(1, steps=10).extend(20, at=5, how="keep")
    assert e.value.name == "how"
    with pytest.raises(TypeError):
        Linear(1, steps=10).extend(20, 5)  # type: ignore[misc]
    with pytest.raises(TypeError):
        Linear(1, steps=10).extend(20)  # type: ignore[call-arg]


NOT_REAL: list[Schedule] = [
    Lambda(t.squared),
    MultiplicativeLambda(1, t.ratio),
    TimeBasedDecay(1, 0.1),
]


@pytest.mark.parametrize("s", NOT_REAL, ids=repr)
def test_what_knows_only_whole_steps_is_not_stretched(s: Schedule) -> None:
    name = type(s).__name__
    inside = cooldown(s, 5, total_steps=20)
    for make in (
        lambda: stretch(s, 2)(1),
        lambda: stretch(warmup(0.5 * s, 3), 2)(1),
        lambda: stretch(sequence([Constant(1), s], at=[5]), 2)(1),
        lambda: inside.extend(40, at=10)(20),
        lambda: inside.extend(40, at=10, how="rescale")(20),
        lambda: inside.extend(40, at=10, how="restart")(20),
    ):
        with pytest.raises(ScheduleError, match=name):
            make()
    # every() asks only for whole steps
    assert bits(every(s, 3)(N)) == bits(s(N // 3))
