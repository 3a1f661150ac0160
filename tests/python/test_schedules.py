"""Schedules: formulas, laws of composition, equal bits however asked, the recursion, errors."""

from __future__ import annotations

import copy
import inspect
import json
import math
import pickle
import threading
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gradstep.schedules as module
from gradstep.errors import ScheduleError
from gradstep.schedules import (
    Constant,
    Cosine,
    ExponentialDecay,
    InverseTimeDecay,
    Lambda,
    Schedule,
    StepDecay,
    TimeBasedDecay,
    as_schedule,
    scale,
    sequence,
    warmup,
)

N = np.arange(2000)
LAST = 2**63 - 1


def bits(x: Any) -> list[int]:
    return np.asarray(x, np.float64).ravel().view(np.int64).tolist()


def squared(n: int) -> float:
    """A Lambda that pickles."""
    return 1e-6 * n * n


# ---- Formulas: an independent oracle for every class, in NumPy or exact fractions ----------------


def cosine(n: Any, start: float, steps: int, end: float = 0.0) -> Any:
    return end + (start - end) * (1 + np.cos(np.pi * np.minimum(n, steps) / steps)) / 2


def hyperbola(n: Any, lr: float, decay: float) -> Any:
    return [float(Fraction(lr) / (1 + Fraction(decay) * int(i))) for i in n]


def recursion(n: Any, lr: float, decay: float, recursive: bool = True) -> Any:
    if not recursive:
        return hyperbola(np.maximum(np.asarray(n) - 1, 0), lr, decay)
    eta = [float(lr)]
    for k in range(int(max(n))):
        eta.append(eta[-1] / (1 + decay * k))
    return [eta[i] for i in n]


ORACLES: dict[type[Schedule], Callable[..., Any]] = {
    Constant: lambda n, value: np.full(len(n), value),
    TimeBasedDecay: recursion,
    StepDecay: lambda n, lr, drop, every: [
        float(Fraction(lr) * Fraction(drop) ** ((1 + int(i)) // every)) for i in n
    ],
    ExponentialDecay: lambda n, lr, decay: lr * np.exp(-decay * np.asarray(n, np.float64)),
    InverseTimeDecay: hyperbola,
    Cosine: cosine,
}
CASES: list[tuple[type[Schedule], dict[str, Any]]] = [
    (Constant, dict(value=0.1)),
    (Constant, dict(value=0)),
    (TimeBasedDecay, dict(lr=0.1, decay=1e-3)),
    (TimeBasedDecay, dict(lr=0.1, decay=1e-3, recursive=False)),
    (TimeBasedDecay, dict(lr=0.1, decay=0)),
    (StepDecay, dict(lr=0.1, drop=0.5, every=10)),
    (StepDecay, dict(lr=0.1, drop=0.9, every=1)),
    (StepDecay, dict(lr=0.1, drop=0, every=7)),
    (StepDecay, dict(lr=0.1, drop=1, every=7)),
    (ExponentialDecay, dict(lr=0.1, decay=0.1)),
    (ExponentialDecay, dict(lr=3.0, decay=1e-4)),
    (InverseTimeDecay, dict(lr=0.1, decay=0.01)),
    (Cosine, dict(start=0.1, steps=1000)),
    (Cosine, dict(start=0.01, steps=997, end=0.3)),
    (Cosine, dict(start=0.1, steps=1)),
]


def leaf_classes() -> set[type[Schedule]]:
    composed = {module.Warmup, module.Pieces, module.Scale, Lambda, Schedule}
    found = {c for c in vars(module).values() if inspect.isclass(c) and issubclass(c, Schedule)}
    return found - composed


def test_every_class_has_an_oracle() -> None:
    assert leaf_classes() == set(ORACLES) == {c for c, _ in CASES}


@pytest.mark.parametrize(("cls", "arguments"), CASES)
def test_formula(cls: type[Schedule], arguments: dict[str, Any]) -> None:
    expected = np.asarray(ORACLES[cls](N, **arguments))
    got = cls(**arguments)(N)
    peak = expected.max()
    # cos near its zero loses digits against the peak, not against the value; nothing else does.
    np.testing.assert_allclose(got, expected, rtol=1e-14, atol=1e-15 * peak)


def test_edges_of_the_formulas() -> None:
    """First, last and held value, exactly; negative and huge n."""
    c = Cosine(0.01, steps=997, end=0.3)
    assert c(0) == c(-1) == c(-(2**63)) == 0.01
    assert c(997) == c(998) == c(LAST) == 0.3
    assert Cosine(0.1, steps=1)(np.array([0, 1, 2])).tolist() == [0.1, 0, 0]
    assert StepDecay(0.1, drop=0.5, every=10)(np.array([8, 9, 18, 19])).tolist() == [
        0.1,
        0.05,
        0.05,
        0.025,
    ]
    assert StepDecay(0.1, drop=0.5, every=1)(LAST) == 0
    for s in (ExponentialDecay(0.1, 1e300), TimeBasedDecay(0.1, 1e300)):
        assert s(0) == 0.1 and s(LAST) == 0
    t = TimeBasedDecay(0.1, 0.5)
    assert t(np.arange(4)).tolist() == [0.1, 0.1, 0.1 / 1.5, 0.1 / 1.5 / 2]
    u = TimeBasedDecay(0.1, 0.5, recursive=False)
    assert u(np.arange(4)).tolist() == [0.1, 0.1, 0.1 / 1.5, 0.1 / 2]
    assert InverseTimeDecay(0.1, 0.5)(np.arange(3)).tolist() == [0.1, 0.1 / 1.5, 0.1 / 2]


GOLDEN: dict[str, Callable[[], Schedule]] = {
    "sched/article/time_based_recursive/lr=0.1,d=0.001": lambda: TimeBasedDecay(0.1, 0.001),
    "sched/article/time_based_closed/lr=0.1,d=0.001": lambda: TimeBasedDecay(
        0.1, 0.001, recursive=False
    ),
    "sched/article/step_based/lr=0.1,d=0.5,r=10": lambda: StepDecay(0.1, 0.5, 10),
    "sched/article/exponential/lr=0.1,d=0.1": lambda: ExponentialDecay(0.1, 0.1),
    "sched/keras/InverseTimeDecay/initial_learning_rate=0.1,decay_steps=1,decay_rate=0.01/f64": (
        lambda: InverseTimeDecay(0.1, 0.01)
    ),
    "sched/keras/ExponentialDecay/initial_learning_rate=0.1,decay_steps=50,decay_rate=0.5,"
    "staircase=True/f64": lambda: sequence([Constant(0.1), StepDecay(0.1, 0.5, 50)], at=[1]),
    "sched/torch/StepLR/lr=0.1,step_size=30": (
        lambda: sequence([Constant(0.1), StepDecay(0.1, 0.1, 30)], at=[1])
    ),
    "sched/torch/LambdaLR/lr=0.1,lambda=0.95^n": lambda: ExponentialDecay(0.1, -math.log(0.95)),
    "sched/torch/CosineAnnealingLR/lr=0.1,T_max=60,eta_min=0.01": (
        lambda: Cosine(0.1, steps=60, end=0.01)  # up to its end; torch then rises again
    ),
    "sched/torch/SequentialLR/lr=0.1,ConstantLR(factor=0.5;total_iters=30)+ExponentialLR(gamma=0.9)"
    "+StepLR(step_size=5;gamma=0.5),milestones=[10;60]": lambda: sequence(
        [
            Constant(0.05),
            ExponentialDecay(0.1, -math.log(0.9)),
            sequence([Constant(0.1), StepDecay(0.1, 0.5, 5)], at=[1]),
        ],
        at=[10, 60],
    ),
    "sched/transformers/get_constant_schedule_with_warmup/lr=0.1,num_warmup_steps=20": (
        lambda: warmup(Constant(0.1), 20, start=0)
    ),
}


@pytest.mark.parametrize("key", GOLDEN)
def test_golden(key: str) -> None:
    """The peers' own numbers; 1e-13 of the peak rate."""
    with np.load(Path(__file__).parents[1] / "data" / "golden.npz") as golden:
        expected = golden[key][: 61 if "CosineAnnealingLR" in key else None]
    got = GOLDEN[key]()(np.arange(len(expected)))
    np.testing.assert_allclose(got, expected, rtol=0, atol=1e-13 * expected.max())


# ---- Laws, for schedules nested to any depth -----------------------------------------------------

rates = st.floats(0, 10, allow_subnormal=False)
decays = st.sampled_from([0.0, 1e-9, 1e-4, 0.01, 0.5, 10.0])
lengths = st.integers(1, 300)
leaves = st.one_of(
    st.builds(Constant, rates),
    st.builds(TimeBasedDecay, rates, decays, recursive=st.booleans()),
    st.builds(StepDecay, rates, st.floats(0, 1), lengths),
    st.builds(ExponentialDecay, rates, decays),
    st.builds(InverseTimeDecay, rates, decays),
    st.builds(Cosine, rates, steps=lengths, end=rates),
    st.just(Lambda(squared)),
)


def composites(children: st.SearchStrategy[Schedule]) -> st.SearchStrategy[Schedule]:
    pieces = st.lists(children, min_size=1, max_size=4).flatmap(
        lambda some: st.lists(
            st.integers(0, 300), min_size=len(some) - 1, max_size=len(some) - 1
        ).map(lambda at: sequence(some, at=sorted(at)))
    )
    return st.one_of(
        pieces,
        st.builds(warmup, children, st.integers(0, 200), start=st.none() | rates),
        st.builds(scale, children, rates),
    )


schedules = st.recursive(leaves, composites, max_leaves=6)
steps = st.lists(st.integers(-5, 1000) | st.integers(-(2**63), LAST), max_size=60)


@given(schedules, steps)
def test_array_is_scalar_in_any_order_and_shape(s: Schedule, n: list[int]) -> None:
    one_by_one = [s(i) for i in n]
    array = np.array(n, np.int64)
    assert bits(s(array)) == bits(one_by_one)
    assert bits(s(array[::-1])) == bits(one_by_one[::-1])
    assert s(array.reshape(1, -1, 1)).shape == (1, len(n), 1)
    fresh = pickle.loads(pickle.dumps(s))  # has computed nothing yet
    assert bits([fresh(i) for i in reversed(n)]) == bits(one_by_one[::-1])


@given(schedules, st.integers(0, 900))
def test_resumed_is_never_stopped(s: Schedule, n: int) -> None:
    whole = [s(i) for i in range(n + 20)]
    resumed = pickle.loads(pickle.dumps(s))
    assert bits([resumed(i) for i in range(n, n + 20)]) == bits(whole[n:])


@given(schedules)
def test_one_element_sequence_is_the_identity(s: Schedule) -> None:
    assert bits(sequence([s])(N)) == bits(s(N))
    assert sequence([s]).total_steps == s.total_steps


@given(schedules, schedules)
def test_milestone_0_skips_a_piece(a: Schedule, b: Schedule) -> None:
    assert bits(sequence([a, b], at=[0])(N)) == bits(b(N))


@given(schedules, schedules, schedules, st.integers(0, 300), st.integers(0, 300))
def test_sequence_is_associative(a: Schedule, b: Schedule, c: Schedule, k: int, m: int) -> None:
    flat = sequence([a, b, c], at=[k, k + m])
    right = sequence([a, sequence([b, c], at=[m])], at=[k])
    left = sequence([sequence([a, b], at=[k]), c], at=[k + m])
    assert bits(flat(N)) == bits(right(N)) == bits(left(N))
    assert flat.total_steps == right.total_steps == left.total_steps


@given(schedules, schedules, st.integers(0, 300))
def test_sequence_counts_from_each_milestone(a: Schedule, b: Schedule, k: int) -> None:
    s = sequence([a, b], at=[k])
    assert bits(s(N)) == bits(np.concatenate([a(N[:k]), b(N[: len(N) - k])]))


@given(schedules, st.integers(0, 200))
def test_warmup(s: Schedule, steps: int) -> None:
    w = warmup(s, steps)
    up = [s(0) * ((n + 1) / steps) for n in range(steps)]
    assert bits(w(N)) == bits(np.concatenate([up, s(N[: len(N) - steps])]))
    if steps > 0:
        assert w(steps - 1) == s(0)
        assert warmup(s, steps, start=0)(0) == 0
        assert warmup(s, steps, start=0.25)(0) == 0.25
    assert w.total_steps == (None if s.total_steps is None else s.total_steps + steps)


@given(schedules, rates)
def test_scale(s: Schedule, c: float) -> None:
    assert bits((c * s)(N)) == bits(c * s(N)) == bits((s * c)(N))
    assert c * s == s * c == scale(s, c)
    assert (c * s).total_steps == s.total_steps


@given(schedules)
def test_round_trips(s: Schedule) -> None:
    copies = [pickle.loads(pickle.dumps(s)), copy.copy(s), copy.deepcopy(s)]
    copies.append(eval(repr(s), {**vars(module), "squared": squared}))
    if "Lambda" not in repr(s):
        copies.append(Schedule.from_dict(json.loads(json.dumps(s.to_dict()))))
    s(1234)  # what has been computed is no part of the value
    for other in copies:
        assert type(other) is type(s) and other == s and hash(other) == hash(s)
        assert repr(other) == repr(s) and bits(other(N)) == bits(s(N))


@given(schedules, schedules)
def test_equality(a: Schedule, b: Schedule) -> None:
    assert (a == b) == (repr(a) == repr(b))
    if a == b:
        assert hash(a) == hash(b)
    assert a != 0.1 and a != "Constant"


# ---- Lengths -------------------------------------------------------------------------------------


def test_total_steps() -> None:
    s = warmup(Cosine(3e-4, steps=9_500), steps=500)
    assert s.total_steps == 10_000
    assert s == warmup(Cosine(3e-4), steps=500, total_steps=10_000)
    assert repr(s) == "warmup(Cosine(start=0.0003, steps=9500, end=0.0), steps=500)"
    assert Constant(1).total_steps is None
    assert warmup(Constant(1), 5, total_steps=50).total_steps == 50  # kept for an endless one
    assert sequence([Constant(1), Cosine(1, steps=7)], at=[5]).total_steps == 12
    assert sequence([Cosine(1, steps=7), Constant(1)], at=[5]).total_steps is None
    assert warmup(Cosine(1, steps=5), 5, total_steps=10).total_steps == 10  # agrees


def test_open_pieces_are_filled() -> None:
    s = sequence([Cosine(0.1), warmup(Cosine(0.2), 3)], at=[10])
    assert s.is_open and s.total_steps is None
    assert s.schedules == (Cosine(0.1, steps=10), warmup(Cosine(0.2), 3))
    assert s.filled(40).schedules[1] == warmup(Cosine(0.2, steps=27), 3)
    assert (0.5 * s).filled(40) == 0.5 * s.filled(40)
    assert s.filled(40) == s.filled(40).filled(50)  # nothing left to fill
    assert not sequence([Cosine(0.1), Constant(1)], at=[0]).is_open  # it covers no step
    assert eval(repr(s), vars(module)) == s


# ---- TimeBasedDecay: random access is the recursion, to the last bit -----------------------------


@pytest.mark.parametrize("lr", [0.1, 1e-308, 5e-324, 1.7e308, 0.0])
@pytest.mark.parametrize("decay", [0, 1e-300, 1e-17, 1e-9, 1e-6, 9e-5, 2e-4, 0.03, 1, 10, 1e300])
def test_recursion(lr: float, decay: float) -> None:
    """Through all regimes: flat, normal, subnormal (decay=1e-6 from n = 37700), stuck, zero."""
    n = 60_000
    expected = recursion(range(n), lr, decay)
    rng = np.random.default_rng(0)
    forwards, backwards, randomly = (TimeBasedDecay(lr, decay) for _ in range(3))
    assert bits(forwards(np.arange(n))) == bits(expected)
    assert bits(backwards(np.arange(n)[::-1])) == bits(expected[::-1])
    some = rng.integers(0, n, 3000)
    assert bits([randomly(int(i)) for i in some]) == bits([expected[i] for i in some])


@settings(max_examples=40)
@given(
    st.floats(1e-3, 10),
    st.floats(math.log(1e-9), math.log(10)).map(math.exp),
    st.lists(st.integers(0, 30_000), min_size=1, max_size=5),
)
def test_recursion_at_random_steps(lr: float, decay: float, n: list[int]) -> None:
    s = TimeBasedDecay(lr, decay)
    assert bits([s(i) for i in n]) == bits(recursion(n, lr, decay))


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


def test_one_recursion_in_many_threads() -> None:
    s = TimeBasedDecay(0.1, 1e-9)
    expected = TimeBasedDecay(0.1, 1e-9)(np.arange(50_000))
    wrong: list[int] = []

    def work(seed: int) -> None:
        n = np.random.default_rng(seed).integers(0, 50_000, 20_000)
        wrong.append(sum(a != b for a, b in zip(bits(s(n)), bits(expected[n]), strict=True)))

    threads = [threading.Thread(target=work, args=(k,)) for k in range(4)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert wrong == [0, 0, 0, 0]


# ---- Python's side -------------------------------------------------------------------------------


def test_what_n_may_be() -> None:
    s = ExponentialDecay(0.1, 0.01)
    for dtype in "bhilqBHIQ":
        n = np.array([0, 1, 100], dtype)
        assert s(n).dtype == np.float64 and bits(s(n)) == bits(s(np.array([0, 1, 100])))
    assert type(s(np.int32(5))) is float and s(np.int32(5)) == s(5) == s(np.array(5))
    assert s(np.arange(20)[::3].reshape(7, 1)).shape == (7, 1)
    assert bits(s(np.asfortranarray(np.arange(6).reshape(2, 3)))) == bits(s(np.arange(6)))
    assert bits(s(np.arange(6, dtype=">i8"))) == bits(s(np.arange(6)))
    assert s(np.zeros((0, 3), int)).shape == (0, 3)
    assert bits(s(range(5))) == bits(s([0, 1, 2, 3, 4])) == bits(s(np.arange(5)))


@pytest.mark.parametrize(
    "n", [1.0, True, np.True_, "1", None, np.array([1.0]), np.array([True]), [1.5], 2**63, -(2**70)]
)
def test_what_n_may_not_be(n: object) -> None:
    for s in (Constant(1), Lambda(squared), warmup(Constant(1), 5)):
        with pytest.raises(ScheduleError) as e:
            s(n)
        assert e.value.name == "n"
    with pytest.raises(ScheduleError, match="64 bits"):
        Constant(1)(np.array([2**63], np.uint64))


def test_calls_take_one_argument() -> None:
    s = Constant(1)
    assert s(n=3) == 1  # type: ignore[call-arg]
    for call in (lambda: s(), lambda: s(1, 2), lambda: s(1, m=2)):  # type: ignore[call-arg]
        with pytest.raises(TypeError):
            call()


def test_attributes_are_read_only() -> None:
    s = warmup(Cosine(3e-4, steps=9_500), steps=500, start=1e-5)
    assert (s.steps, s.start, s.shape, s.schedule) == (
        500,
        1e-5,
        "linear",
        Cosine(3e-4, steps=9500),
    )
    assert (s.schedule.start, s.schedule.steps, s.schedule.end) == (3e-4, 9500, 0.0)
    assert Cosine(1).steps is None
    q = sequence([Constant(1), squared], at=[5])
    assert q.at == (5,) and q.schedules == (Constant(1), Lambda(squared))
    assert q.schedules[1].function is squared
    assert (2 * s).factor == 2 and (2 * s).schedule == s
    for name in ("steps", "total_steps", "new"):
        with pytest.raises(AttributeError):
            setattr(s, name, 3)


def test_signatures_and_docstrings() -> None:
    assert str(inspect.signature(Cosine)) == "(start, *, steps=None, end=0.0)"
    assert str(inspect.signature(TimeBasedDecay)) == "(lr, decay, *, recursive=True)"
    for name in module.__all__:
        doc = getattr(module, name).__doc__
        assert doc and not doc.startswith("("), name
    for cls in leaf_classes():
        assert "\n    " in (cls.__doc__ or ""), f"{cls.__name__} shows no formula"
    match Cosine(1, steps=5):
        case Cosine(start, steps, end):
            assert (start, steps, end) == (1, 5, 0)


def test_lambda() -> None:
    s = as_schedule(squared)
    assert s == Lambda(squared) and s(10) == squared(10) and as_schedule(s) == s
    assert repr(s) == "Lambda(squared)"
    assert s != Lambda(lambda n: 0.1) and s.total_steps is None
    seen: list[object] = []
    Lambda(lambda n: seen.append(n) or 1.0)(np.array([-3, 7], np.int32))
    assert seen == [0, 7] and all(type(n) is int for n in seen)
    for result in (np.float32(2), np.int64(2), 2, np.array(2.0), Fraction(2)):
        assert Lambda(lambda n, result=result: result)(0) == 2.0


def test_what_a_lambda_raises_is_the_cause() -> None:
    s = warmup(lambda n: 1 / (n - 2), steps=4)
    for n in (6, np.arange(8)):
        with pytest.raises(ScheduleError, match=r"raised ZeroDivisionError at n=2") as e:
            s(n)
        assert e.value.n == 2 and isinstance(e.value.__cause__, ZeroDivisionError)

    def interrupted(n: int) -> float:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Lambda(interrupted)(0)


@pytest.mark.parametrize("result", [math.nan, math.inf, -math.inf, "1", None, [1.0], 1j])
def test_what_a_lambda_may_not_return(result: object) -> None:
    with pytest.raises(ScheduleError, match="at n=3") as e:
        Lambda(lambda n: result)(3)  # type: ignore[arg-type, return-value]
    assert e.value.n == 3


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (lambda: Cosine(math.nan), "start"),
        (lambda: Cosine(-0.1), "start"),
        (lambda: Cosine("0.1"), "start"),
        (lambda: Cosine(True), "start"),
        (lambda: Cosine(0.1, end=math.inf), "end"),
        (lambda: Cosine(0.1, steps=0), "steps"),
        (lambda: Cosine(0.1, steps=-1), "steps"),
        (lambda: Cosine(0.1, steps=1e3), "steps"),
        (lambda: Cosine(0.1, steps=2**53), "steps"),
        (lambda: Cosine(0.1)(0), "steps"),
        (lambda: StepDecay(0.1, 1.5, 10), "drop"),
        (lambda: StepDecay(0.1, 0.5, 0), "every"),
        (lambda: StepDecay(0.1, 0.5, None), "every"),
        (lambda: TimeBasedDecay(0.1, -1e-3), "decay"),
        (lambda: TimeBasedDecay(0.1, 1e-3, recursive=1), "recursive"),
        (lambda: warmup(0.1, 5), "schedule"),
        (lambda: warmup(Constant(1), -1), "steps"),
        (lambda: warmup(Constant(1), 5.0), "steps"),
        (lambda: warmup(Constant(1), 5, start=-1), "start"),
        (lambda: warmup(Constant(1), 5, shape="cubic"), "shape"),
        (lambda: warmup(Cosine(1), 5, total_steps=5), "total_steps"),
        (lambda: warmup(Cosine(1, steps=10), 5, total_steps=16), "total_steps"),
        (lambda: warmup(Cosine(1), 5).filled(5), "total_steps"),
        (lambda: sequence([]), "schedules"),
        (lambda: sequence(Constant(1)), "schedules"),
        (lambda: sequence([Constant(1), 0.1], at=[5]), "schedule"),
        (lambda: sequence([Constant(1), Constant(1)]), "at"),
        (lambda: sequence([Constant(1), Constant(1)], at=[-1]), "at"),
        (lambda: sequence([Constant(1), Constant(1)], at=[1.0]), "at"),
        (lambda: sequence([Constant(1)] * 3, at=[5, 4]), "at"),
        (lambda: -1 * Constant(1), "factor"),
        (lambda: Constant(1) * math.nan, "factor"),
        (lambda: Lambda(3), "function"),
        (lambda: Lambda(Constant(1)), "function"),
        (lambda: Lambda(squared).to_dict(), "function"),
    ],
)
def test_errors_name_the_argument(make: Callable[[], object], name: str) -> None:
    with pytest.raises(ScheduleError) as e:
        make()
    assert e.value.name == name and name in str(e.value)


@pytest.mark.parametrize(
    ("make", "match"),
    [
        (lambda: Cosine(), "needs start"),
        (lambda: Cosine(0.1, 100), "write steps="),
        (lambda: Cosine(0.1, stpes=100), "did you mean steps"),
        (lambda: Cosine(0.1, start=0.1), "start twice"),
        (lambda: warmup(Constant(1), 5, 0.0), "incompatible"),
        (lambda: Constant(1) * Constant(1), "unsupported operand"),
        (lambda: Constant(1) * True, "unsupported operand"),
        (lambda: Schedule(), "No constructor"),
    ],
)
def test_wrong_signatures_are_type_errors(make: Callable[[], object], match: str) -> None:
    with pytest.raises(TypeError, match=match):
        make()


def test_from_dict_names_what_it_does_not_know() -> None:
    good = warmup(Cosine(1, steps=5), 3).to_dict()
    assert Schedule.from_dict(good) == warmup(Cosine(1, steps=5), 3)
    with pytest.raises(ScheduleError, match="did you mean warmup"):
        Schedule.from_dict({**good, "name": "warm_up"})
    with pytest.raises(ScheduleError, match="format 2"):
        Schedule.from_dict({**good, "gradstep.schedule": 2})
    with pytest.raises(ScheduleError, match="no argument begin"):
        arguments = {"start": 1, "begin": 2}
        Schedule.from_dict({**good, "name": "Cosine", "arguments": arguments})
    for bad in ({}, 3, {**good, "arguments": 3}, {**good, "name": "__init__"}):
        with pytest.raises(ScheduleError):
            Schedule.from_dict(bad)  # type: ignore[arg-type]
