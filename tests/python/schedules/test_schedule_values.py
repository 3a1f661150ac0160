"""Schedules as Python values: what n may be, signatures, attributes, reprs, and every refusal."""

from __future__ import annotations

import inspect
import json
import math
import pickle
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

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
    OneCycle,
    PiecewiseConstant,
    PiecewiseLinear,
    Polynomial,
    Power,
    ReduceOnPlateau,
    Schedule,
    StepDecay,
    Tanh,
    TimeBasedDecay,
    WarmupStableDecay,
    add,
    as_schedule,
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
from oracles.schedules import CASES, LEAVES, REFUSED
from schedules.schedule_trees import ratio, squared


def bits(x: Any) -> list[int]:
    return np.asarray(x, np.float64).ravel().view(np.int64).tolist()


# One of every composition, with all its arguments.
COMPOSED: dict[str, Schedule] = {
    "warmup": warmup(Cosine(3e-4, steps=9_500), 500, start=1e-5, shape="cosine"),
    "cooldown": cooldown(Constant(1), 5, end=0.5, shape=("power", 3.0), total_steps=20),
    "sequence": sequence([Constant(1), Linear(1, steps=9)], at=[5]),
    "every": every(Linear(1, steps=9), 5),
    "stretch": stretch(Linear(1, steps=9), 5, per=3),
    "shift": shift(Linear(1, steps=9), 5),
    "cycle": cycle(Linear(1, steps=9), 9),
    "clip": clip(Linear(1, steps=9), 0.25, 0.75),
    "scale": scale(Linear(1, steps=9), 0.5),
    "multiply": multiply([Linear(1, steps=9), Constant(2)]),
    "add": add([Linear(1, steps=9), Constant(2)]),
    "noise": noise(Constant(1), pct=0.5, std=0.25, uniform=True, seed=7, first=2, last=9),
    "Lambda": Lambda(squared),
    "MultiplicativeLambda": MultiplicativeLambda(1, ratio),
    "ReduceOnPlateau": ReduceOnPlateau(0.1, patience=3),
    "Greedy": Greedy(0.1, patience=3),
}
ONE_OF_EACH = [getattr(module, name)(**a) for name, a in dict(reversed(CASES)).items()]
ONE_OF_EACH += list(COMPOSED.values())

# -------------------------------------------------------------------------------------------- calls


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


@pytest.mark.parametrize("s", ONE_OF_EACH, ids=lambda s: type(s).__name__)
def test_what_n_may_not_be(s: Schedule) -> None:
    whole = [1.0, True, np.True_, "1", None, 2**63, -(2**70)]
    for n in [*whole, np.array([1.0]), np.array([True]), [1.5]]:
        with pytest.raises(ScheduleError) as e:
            s(n)
            pytest.fail(f"{n!r} was taken")
        assert e.value.name == "n", n


def test_unsigned_steps_beyond_64_bits() -> None:
    with pytest.raises(ScheduleError, match="64 bits"):
        Constant(1)(np.array([2**63], np.uint64))


@pytest.mark.parametrize("s", ONE_OF_EACH, ids=lambda s: type(s).__name__)
def test_calls_take_one_argument(s: Schedule) -> None:
    assert s(n=3) == s(3) and type(s(3)) is float  # type: ignore[call-arg]
    x = s(np.array([[1, 2], [3, 4]]))
    assert x.shape == (2, 2) and x.dtype == np.float64 and x.flags.writeable
    for call in (lambda: s(), lambda: s(1, 2), lambda: s(1, m=2)):  # type: ignore[call-arg]
        with pytest.raises(TypeError):
            call()


# --------------------------------------------------------------------------- signatures, attributes


@pytest.mark.parametrize("name", LEAVES)
def test_signatures_are_those_of_the_definition(name: str) -> None:
    oracle = inspect.signature(LEAVES[name])
    own = oracle.replace(parameters=[p for p in oracle.parameters.values() if p.name != "n"])
    assert str(inspect.signature(getattr(module, name))) == str(own)


TAILS = {
    "ReduceOnPlateau": "*, factor=0.1, patience=10, rtol=0.0001, atol=0.0, maximize=False, "
    "cooldown=0, end=0.0, end_factor=0.0, min_change=0.0, accumulate=1, signed_rtol=False, "
    "counters=None)",
    "Greedy": "*, factor=0.95, patience=10, rtol=0.0, atol=1e-06, maximize=False, cooldown=0, "
    "warmup=0, end=0.001, peak=1.0, min_change=1e-08, window=1, reset_after=500, "
    "signed_rtol=False, counters=None)",
}


@pytest.mark.parametrize("name", TAILS)
def test_signatures_of_what_is_driven(name: str) -> None:
    assert str(inspect.signature(getattr(module, name))).endswith(TAILS[name])


@pytest.mark.parametrize("name", module.__all__)
def test_docstrings(name: str) -> None:
    doc = getattr(module, name).__doc__
    assert doc and not doc.startswith("("), name
    if name in LEAVES:
        assert "\n    " in doc, f"{name} shows no formula"


def test_the_module_lists_what_it_has() -> None:
    assert len(set(module.__all__)) == len(module.__all__)
    mine = {*LEAVES, *COMPOSED, "Schedule", "as_schedule", "parse"}
    assert mine <= set(module.__all__)


ONE_NAME = {
    ("power", 0.5): "1-sqrt",
    ("power", 2.0): "1-square",
    ("exponential", 0.1): "exponential",
}


def frozen(x: Any) -> Any:
    return tuple(x) if isinstance(x, list) else x


@pytest.mark.parametrize(("name", "given"), CASES)
def test_attributes(name: str, given: dict[str, Any]) -> None:
    """Every argument can be read, and none be written."""
    s = getattr(module, name)(**given)
    parameters = list(inspect.signature(LEAVES[name]).parameters.values())[1:]
    expected = {p.name: p.default for p in parameters} | given
    for argument, x in expected.items():
        got = getattr(s, argument)
        assert got == ONE_NAME.get(x, x) if isinstance(x, tuple) else got == frozen(x), argument
        assert not isinstance(got, list)
        with pytest.raises(AttributeError):
            setattr(s, argument, x)
    for argument in ("total_steps", "is_open", "new"):
        with pytest.raises(AttributeError):
            setattr(s, argument, 3)
    assert not hasattr(s, "__dict__")


def test_dir_names_the_arguments() -> None:
    assert {"start", "steps", "end", "total_steps", "table"} <= set(dir(Cosine(1.0, steps=10)))
    assert {"schedule", "steps", "shape"} <= set(dir(COMPOSED["warmup"]))
    assert "factor" not in dir(Cosine(1.0))


def test_a_schedule_without_its_constructor_is_refused() -> None:
    with pytest.raises(TypeError, match="never initialized"):
        Cosine.__new__(Cosine)(3)


def test_attributes_of_compositions() -> None:
    s = COMPOSED["warmup"]
    assert (s.steps, s.start, s.shape) == (500, 1e-5, "cosine")
    assert s.schedule == Cosine(3e-4, steps=9500)
    assert (s.schedule.start, s.schedule.steps, s.schedule.end) == (3e-4, 9500, 0.0)
    assert Cosine(1).steps is None
    s = COMPOSED["cooldown"]
    assert (s.steps, s.end, s.shape, s.schedule) == (5, 0.5, ("power", 3.0), Constant(1))
    q = sequence([Constant(1), squared], at=[5])
    assert q.at == (5,) and q.schedules == (Constant(1), Lambda(squared))
    assert q.schedules[1].function is squared
    assert (2 * q).factor == 2 and (2 * q).schedule == q
    assert COMPOSED["every"].k == COMPOSED["stretch"].k == COMPOSED["shift"].k == 5
    assert (COMPOSED["stretch"].per, COMPOSED["cycle"].k) == (3, 9)
    assert (COMPOSED["clip"].lo, COMPOSED["clip"].hi) == (0.25, 0.75)
    assert clip(Constant(1), 0.5).hi is None and clip(Constant(1), hi=0.5).lo is None
    assert COMPOSED["multiply"].schedules == (Linear(1, steps=9), Constant(2))
    s = COMPOSED["noise"]
    assert (s.pct, s.std, s.uniform, s.seed, s.first, s.last) == (0.5, 0.25, True, 7, 2, 9)
    assert (ReduceOnPlateau(0.1).patience, Greedy(0.1).reset_after) == (10, 500)
    m = MultiplicativeLambda(1, ratio)
    assert m.lr == 1 and m.function is ratio
    for s in COMPOSED.values():
        with pytest.raises(AttributeError):
            s.schedule = Constant(1)


def test_a_schedule_matches_patterns() -> None:
    match Cosine(1, steps=5):
        case Cosine(start, steps, end):
            assert (start, steps, end) == (1, 5, 0)
        case _:
            raise AssertionError
    match OneCycle(1, steps=5):
        case OneCycle(peak=peak, pct_start=pct):
            assert (peak, pct) == (1, 0.3)


def test_arguments_are_copied() -> None:
    at, values = [3, 5], np.array([0.3, 0.2, 0.1])
    s = PiecewiseConstant(values, at)
    at[0], values[0] = 4, 9.0
    assert s == PiecewiseConstant([0.3, 0.2, 0.1], (3, 5)) and s(0) == 0.3
    assert PiecewiseConstant(values=(0.3, 0.2, 0.1), at=np.array([3, 5])) == s
    assert MultiStep(0.1, range(3, 9, 3)) == MultiStep(0.1, [3, 6])


# --------------------------------------------------------------------------------------------- repr


@pytest.mark.parametrize("s", ONE_OF_EACH, ids=lambda s: type(s).__name__)
def test_repr_leaves_out_defaults(s: Schedule) -> None:
    names = {**vars(module), "squared": squared, "ratio": ratio}
    assert eval(repr(s), names) == s and str(s) == repr(s)
    name = s.to_dict()["name"] if "Lambda" not in repr(s) else type(s).__name__
    assert repr(s).startswith(name + "(")
    if name in LEAVES:
        for p in list(inspect.signature(LEAVES[name]).parameters.values())[1:]:
            away = p.default is p.empty or getattr(s, p.name) != p.default
            assert (f"{p.name}=" in repr(s)) <= away


def test_reprs() -> None:
    assert "end" not in repr(Cosine(0.1, steps=5)) and "end=0.3" in repr(Cosine(1, end=0.3))
    assert "steps" not in repr(Cosine(0.1))
    assert repr(Lambda(squared)) == "Lambda(squared)"
    assert "shape" not in repr(warmup(Constant(1), 5)) and "start" not in repr(
        warmup(Constant(1), 5)
    )
    assert "shape=" in repr(warmup(Constant(1), 5, shape="cosine"))
    assert "total_steps=9" in repr(warmup(Constant(1), 5, total_steps=9))
    assert "per" not in repr(stretch(Constant(1), 2))
    assert "seed" not in repr(noise(Constant(1))) and "seed=3" in repr(noise(Constant(1), seed=3))
    assert "counters" not in repr(ReduceOnPlateau(0.1)) and "factor" not in repr(Greedy(0.1))
    assert "counters" in repr(ReduceOnPlateau(0.1).observe(1.0, 0))
    for x in (1e-5, 1e22, 0.1, 1 / 3, 5e-324, 123456789.0):
        assert eval(repr(Constant(x)), vars(module)).value == x


# ---------------------------------------------------------------------------------- text and tables


@pytest.mark.parametrize("s", ONE_OF_EACH, ids=lambda s: type(s).__name__)
def test_parse_reads_what_repr_writes(s: Schedule) -> None:
    if "Lambda" in repr(s):
        with pytest.raises(ScheduleError):
            parse(repr(s))
    else:
        assert parse(repr(s)) == s


def test_parse() -> None:
    assert parse("0.5 * Cosine(0.1, steps=10) + Constant(1)") == (
        0.5 * Cosine(0.1, steps=10) + Constant(1)
    )
    assert parse(" Cosine(0.1, steps=10) * Constant(value=2)\n") == (
        Cosine(0.1, steps=10) * Constant(2)
    )
    assert parse("warmup(Cosine(3e-4), steps=500, total_steps=10_000)") == warmup(
        Cosine(3e-4), steps=500, total_steps=10_000
    )
    assert parse("cooldown(Constant(1), 5, shape=('power', 2))") == cooldown(
        Constant(1), 5, shape=("power", 2)
    )
    assert parse("OneCycle(1, steps=9, three_phase=True)").three_phase is True
    assert parse("MultiStep(0.1, (1, 2))") == MultiStep(0.1, [1, 2])
    assert parse("clip(Constant(1), None, 0.5)") == clip(Constant(1), hi=0.5)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Cosine",
        "Cosine(",
        "Cosine(0.1, steps=10) if True else Constant(1)",
        "Kosine(0.1)",
        "Schedule()",
        "Schedule.from_dict({})",
        "Cosine(0.1).__class__",
        "__import__('os').getcwd()",
        "open('x')",
        "[Constant(1)]",
        "Constant(1) - Constant(1)",
        "Constant(1) / 2",
        "Constant(**{'value': 1})",
        "Constant(*[1])",
        "Constant(x)",
        "(lambda: Constant(1))()",
        "Lambda(lambda n: 1)",
        "Lambda(abs)",
        "as_schedule(abs)",
        "parse('Constant(1)')",
        "Constant(1); Constant(2)",
        "s = Constant(1)",
        "Constant(2**99999)",
        "Constant(f'{1}')",
        "9" * 5000,
        "(" * 500 + "1" + ")" * 500,
    ],
    ids=lambda text: text[:40],
)
def test_what_parse_refuses(text: str) -> None:
    with pytest.raises(ScheduleError):
        parse(text)


def test_parse_says_what_is_wrong_and_where() -> None:
    with pytest.raises(ScheduleError, match="Cosine"):
        parse("Kosine(0.1)")
    with pytest.raises(ScheduleError) as e:
        parse("Cosine(-0.1, steps=10)")
    assert e.value.name == "start"
    for bad in (3, None, b"Constant(1)", Constant(1)):
        with pytest.raises((ScheduleError, TypeError)):
            parse(bad)  # type: ignore[arg-type]


def test_pictures_in_text() -> None:
    s = warmup(Cosine(0.1), steps=20, total_steps=100)
    text = s.ascii(width=60, height=8)
    lines = text.splitlines()
    assert 8 <= len(lines) <= 12 and max(map(len, lines)) <= 60 + 16
    assert "0.1" in text
    table = s.table()
    assert "0.1" in table and "\n" in table
    for out in (Constant(1).ascii(steps=50), Constant(1).table(steps=50), s.ascii(steps=10)):
        assert isinstance(out, str) and out
    for endless in (lambda: Constant(1).ascii(), lambda: Constant(1).table()):
        try:  # either it takes a length of its own, or says what is missing
            assert endless()
        except ScheduleError as e:
            assert "steps" in str(e)


def test_plot() -> None:
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, ax = pyplot.subplots()
    s = Cosine(0.1, steps=50)
    s.plot(ax=ax, label="a cosine")
    (line,) = ax.get_lines()
    x, y = line.get_data()
    assert line.get_label() == "a cosine"
    assert bits(y) == bits(s(np.asarray(x, int)))
    s.plot(steps=10, ax=ax)
    assert len(ax.get_lines()) == 2
    pyplot.close(figure)


# ---------------------------------------------------------------------------- functions of the user


def test_lambda() -> None:
    s = as_schedule(squared)
    assert s == Lambda(squared) and s(10) == squared(10) and as_schedule(s) == s
    assert s != Lambda(lambda n: 0.1) and s.total_steps is None
    seen: list[object] = []
    Lambda(lambda n: seen.append(n) or 1.0)(np.array([-3, 7], np.int32))
    assert seen == [0, 7] and all(type(n) is int for n in seen)
    for result in (np.float32(2), np.int64(2), 2, np.array(2.0), Fraction(2)):
        assert Lambda(lambda n, result=result: result)(0) == 2.0


def test_any_function_is_a_schedule_where_one_is_wanted() -> None:
    f = Lambda(squared)
    assert warmup(squared, 5) == warmup(f, 5)
    assert sequence([squared, Constant(1)], at=[3]) == sequence([f, Constant(1)], at=[3])
    assert every(squared, 3) == every(f, 3) and shift(squared, 3) == shift(f, 3)
    assert cycle(squared, 3) == cycle(f, 3) and clip(squared, 0, 1) == clip(f, 0, 1)
    assert scale(squared, 3) == scale(f, 3) and noise(squared) == noise(f)
    assert multiply([squared, f]) == f * f and add([squared, f]) == f + f
    assert cooldown(squared, 3, total_steps=9) == cooldown(f, 3, total_steps=9)


def test_multiplicative_lambda() -> None:
    """lr·f(1)·f(2)·…·f(n), from left to right; f(0) is not asked, as torch does not."""
    seen: list[int] = []

    def f(k: int) -> float:
        seen.append(k)
        return 1 - 1 / (2 + k)

    s = MultiplicativeLambda(0.3, f)
    expected = [0.3]
    for k in range(1, 50):
        expected.append(expected[-1] * (1 - 1 / (2 + k)))
    assert s(0) == s(-3) == 0.3 and seen == []
    assert s(5) == expected[5] and sorted(set(seen)) == [1, 2, 3, 4, 5]
    assert s(np.arange(50)).tolist() == expected
    assert s(np.array([7, 49, 3, 3])).tolist() == [expected[i] for i in (7, 49, 3, 3)]
    assert all(type(k) is int for k in seen) and set(seen) == set(range(1, 50))
    assert s.total_steps is None and repr(s).startswith("MultiplicativeLambda(")
    assert s == MultiplicativeLambda(0.3, f) != MultiplicativeLambda(0.3, lambda k: 1.0)
    assert s != MultiplicativeLambda(0.4, f)
    with pytest.raises(ScheduleError):
        s.to_dict()


@pytest.mark.parametrize("make", [Lambda, lambda f: MultiplicativeLambda(1, f)])
def test_what_a_function_raises_is_the_cause(make: Callable[[Any], Schedule]) -> None:
    s = warmup(make(lambda n: 1 / (n - 2)) + Constant(9), steps=4)
    for n in (6, np.arange(8)):
        with pytest.raises(ScheduleError, match=r"raised ZeroDivisionError at n=2") as e:
            s(n)
        assert e.value.n == 2 and isinstance(e.value.__cause__, ZeroDivisionError)

    def interrupted(n: int) -> float:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make(interrupted)(1)


@pytest.mark.parametrize("make", [Lambda, lambda f: MultiplicativeLambda(1, f)])
@pytest.mark.parametrize("result", [math.nan, math.inf, -math.inf, "1", None, [1.0], 1j])
def test_what_a_function_may_not_return(make: Callable[[Any], Schedule], result: object) -> None:
    s = make(lambda n: result if n == 3 else 1.0)
    assert s(2) == 1.0
    with pytest.raises(ScheduleError, match="at n=3") as e:
        s(3)
    assert e.value.n == 3


def test_functions_do_not_go_to_json() -> None:
    for s in (Lambda(squared), MultiplicativeLambda(1, ratio), warmup(squared, 3)):
        with pytest.raises(ScheduleError) as e:
            s.to_dict()
        assert e.value.name == "function"
        assert pickle.loads(pickle.dumps(s)) == s


# ----------------------------------------------------------------------------------------- refusals

NAN, INF = math.nan, math.inf
NUMBER = [NAN, INF, "0.1", True, [0.1], 1j]  # what no number may be
COUNT = [1e3, "5", True, 2**53, -1]  # and no count
# What each argument is refused, by name: for all leaves and compositions.
BAD: dict[str, list[Any]] = {
    "value": [*NUMBER, -0.1],
    "lr": [*NUMBER, -0.1],
    "start": [*NUMBER, -0.1],
    "end": [*NUMBER, -0.1],
    "peak": [*NUMBER, -0.1],
    "decay": [*NUMBER, -1e-3],
    "drop": [*NUMBER, -0.1, 1.5],
    "factor": [NAN, INF, "0.1", True, -0.1],
    "power": [*NUMBER, -1.0],
    "exponent": [*NUMBER, -1.0],
    "k_decay": [*NUMBER, -1.0],
    "timescale": [*NUMBER, -1.0, 0.0],
    "multiplier": [*NUMBER, 0.0, -1.0],
    "peak_factor": [*NUMBER, -0.1],
    "cycle_factor": [*NUMBER, -0.1],
    "step_factor": [*NUMBER, -0.1],
    "start_factor": [*NUMBER, -0.1],
    "end_factor": [*NUMBER, -0.1],
    "pct_start": [*NUMBER, -0.1, 1.1],
    "lb": NUMBER,
    "ub": NUMBER,
    "steps": COUNT,
    "warmup": COUNT,
    "cooldown": COUNT,
    "explore": COUNT,
    "every": [NAN, "5", True, 0, -1, None],
    "period": [NAN, "5", True, 0, -1, None],
    "up": [NAN, "5", True, 0, -1, None],
    "down": [NAN, "5", True, 0, -1],
    "d_model": [NAN, "5", True, 0, -1, None],
    "recursive": [1, "yes", None],
    "staircase": [1, "yes", None],
    "cycle": [1, "yes", None],
    "three_phase": [1, "yes", None],
    "shape": ["cubic", "", 3, None, "power", (), ("power",), ("power", -1.0), ("power", NAN),
              ("power", 0.0), ("linear", 1.0), ("exponential", -0.5), ("exponential", 1.0),
              ("power", "2"), ("cubic", 1.0), ["power", 1.0, 2.0]],
    "warmup_shape": ["cubic", 3, ("power", -1.0)],
    "at": [3, "34", None, [-1, 5], [5, 3], [1.0, 2.0], [True, 2], [2**53, 2**53], [[1, 2]]],
    "values": [3, "34", None, [], [NAN, 1.0, 2.0], [-0.1, 1.0, 2.0], ["1", 1.0, 2.0],
               [True, 1.0, 2.0]],
}  # fmt: skip
ACCEPTED = [  # all is well at the edge of these ranges
    lambda: Geometric(0.1, 1.5),
    lambda: MultiStep(0.1, [5], factor=2.0),
    lambda: CosineRestarts(0.1, 5, warmup=0, multiplier=1),
    lambda: CosineRestarts(0.1, 5, multiplier=1e-300),
    lambda: Tanh(0.1, steps=5, lb=3.0, ub=-7.0),
    lambda: OneCycle(0.1, steps=5, start_factor=3.0, end_factor=0.0),
    lambda: Polynomial(0.1, steps=5, power=0),
    lambda: Cosine(0.1, steps=2**53 - 1),
    lambda: warmup(Constant(1), 5, shape=["power", 2]),
    lambda: warmup(Constant(1), 5, shape=("exponential", 0.999)),
    lambda: Power(0.1, 1e-300),
]


def refusals() -> Iterator[Any]:
    for name, base in dict(reversed(CASES)).items():
        for argument in list(inspect.signature(LEAVES[name]).parameters)[1:]:
            yield pytest.param(name, base, argument, id=f"{name}-{argument}")


@pytest.mark.parametrize(("name", "base", "argument"), list(refusals()))
def test_every_argument_out_of_range_names_itself(
    name: str, base: dict[str, Any], argument: str
) -> None:
    for x in BAD[argument]:
        with pytest.raises(ScheduleError) as e:
            getattr(module, name)(**{**base, argument: x})
            pytest.fail(f"{x!r} was taken")
        assert e.value.name == argument and argument in str(e.value) and name in str(e.value), x


@pytest.mark.parametrize("make", ACCEPTED)
def test_what_is_within_range(make: Callable[[], Schedule]) -> None:
    assert np.isfinite(make()(np.arange(20))).all()


C, L = Constant(1), Linear(1, steps=10)
TREES: list[tuple[Callable[[], object], str]] = [
    *((lambda text=text: eval(text, dict(vars(module))), name) for text, name in REFUSED),
    (lambda: warmup("0.1", 5), "schedule"),
    (lambda: warmup(C, -1), "steps"),
    (lambda: warmup(C, 5.0), "steps"),
    (lambda: warmup(C, 2**53), "steps"),
    (lambda: warmup(C, 5, start=-1), "start"),
    (lambda: warmup(C, 5, start=NAN), "start"),
    (lambda: warmup(C, 5, shape="cubic"), "shape"),
    (lambda: warmup(Cosine(1), 5, total_steps=5), "total_steps"),
    (lambda: warmup(Cosine(1, steps=10), 5, total_steps=16), "total_steps"),
    (lambda: warmup(Cosine(1), 5).filled(5), "total_steps"),
    (lambda: warmup(Cosine(1), 5, cut=1), "cut"),
    (lambda: warmup(Cosine(1, steps=10), 5, total_steps=16, cut=True), "total_steps"),
    (lambda: cooldown(None, 5), "schedule"),
    (lambda: cooldown(L, -1), "steps"),
    (lambda: cooldown(L, 5.0), "steps"),
    (lambda: cooldown(L, 5, end=-1), "end"),
    (lambda: cooldown(L, 5, end=INF), "end"),
    (lambda: cooldown(L, 5, shape=("power", -1)), "shape"),
    (lambda: cooldown(L, 5, total_steps=16), "total_steps"),
    (lambda: cooldown(C, 5, total_steps=4), "total_steps"),
    (lambda: cooldown(Cosine(1), 5, total_steps=5), "total_steps"),
    (lambda: cooldown(C, 5).filled(4), "total_steps"),
    (lambda: cooldown(C, 5)(0), "total_steps or steps"),
    (lambda: sequence([]), "schedules"),
    (lambda: sequence(C), "schedules"),
    (lambda: sequence([C, "0.1"], at=[5]), "schedule"),
    (lambda: sequence([C, C]), "at"),
    (lambda: sequence([C, C], at=[-1]), "at"),
    (lambda: sequence([C, C], at=[1.0]), "at"),
    (lambda: sequence([C, C], at=5), "at"),
    (lambda: sequence([C] * 3, at=[5, 4]), "at"),
    (lambda: sequence([C, L], at=[5], total_steps=16), "total_steps"),
    (lambda: sequence([C, C], at=[5], total_steps=5), "total_steps"),
    (lambda: every(None, 5), "schedule"),
    (lambda: every(L, 0), "k"),
    (lambda: every(L, -2), "k"),
    (lambda: every(L, 2.0), "k"),
    (lambda: every(L, 2**53), "k"),
    (lambda: stretch("a", 5), "schedule"),
    (lambda: stretch(L, 0), "k"),
    (lambda: stretch(L, -1.0), "k"),
    (lambda: stretch(L, NAN), "k"),
    (lambda: stretch(L, INF), "k"),
    (lambda: stretch(L, "2"), "k"),
    (lambda: stretch(L, 2, per=0), "per"),
    (lambda: stretch(L, 2, per=-1), "per"),
    (lambda: stretch(L, 2, per=NAN), "per"),
    (lambda: shift(3, 5), "schedule"),
    (lambda: shift(L, 2.0), "k"),
    (lambda: shift(L, None), "k"),
    (lambda: cycle(3, 5), "schedule"),
    (lambda: cycle(L, 0), "k"),
    (lambda: cycle(L, -3), "k"),
    (lambda: cycle(L, 2.5), "k"),
    (lambda: clip(3, 0, 1), "schedule"),
    (lambda: clip(L, NAN), "lo"),
    (lambda: clip(L, -1.0), "lo"),
    (lambda: clip(L, hi=-1.0), "hi"),
    (lambda: clip(L, hi="1"), "hi"),
    (lambda: -1 * C, "factor"),
    (lambda: C * NAN, "factor"),
    (lambda: scale(L, "2"), "factor"),
    (lambda: multiply([]), "schedules"),
    (lambda: multiply(L), "schedules"),
    (lambda: multiply([L, None]), "schedule"),
    (lambda: add([]), "schedules"),
    (lambda: add(L), "schedules"),
    (lambda: add([L, None]), "schedule"),
    (lambda: noise(3), "schedule"),
    (lambda: noise(L, pct=-0.1), "pct"),
    (lambda: noise(L, pct=NAN), "pct"),
    (lambda: noise(L, std=-1.0), "std"),
    (lambda: noise(L, std=INF), "std"),
    (lambda: noise(L, uniform=1), "uniform"),
    (lambda: noise(L, seed=1.5), "seed"),
    (lambda: noise(L, first=-1), "first"),
    (lambda: noise(L, last=2.0), "last"),
    (lambda: Lambda(3), "function"),
    (lambda: Lambda(Constant(1)), "function"),
    (lambda: MultiplicativeLambda(1, 3), "function"),
    (lambda: MultiplicativeLambda(-1, squared), "lr"),
    (lambda: ReduceOnPlateau(-0.1), "schedule or value"),
    (lambda: ReduceOnPlateau("0.1"), "schedule"),
    (lambda: ReduceOnPlateau(0.1, factor=1.5), "factor"),
    (lambda: ReduceOnPlateau(0.1, factor=-0.5), "factor"),
    (lambda: ReduceOnPlateau(0.1, patience=-1), "patience"),
    (lambda: ReduceOnPlateau(0.1, patience=1.5), "patience"),
    (lambda: ReduceOnPlateau(0.1, rtol=-1e-4), "rtol"),
    (lambda: ReduceOnPlateau(0.1, atol=NAN), "atol"),
    (lambda: ReduceOnPlateau(0.1, maximize=1), "maximize"),
    (lambda: ReduceOnPlateau(0.1, cooldown=-1), "cooldown"),
    (lambda: ReduceOnPlateau(0.1, end=-1), "end"),
    (lambda: ReduceOnPlateau(0.1, end_factor=-1), "end_factor"),
    (lambda: ReduceOnPlateau(0.1, min_change=-1), "min_change"),
    (lambda: ReduceOnPlateau(0.1, accumulate=0), "accumulate"),
    (lambda: ReduceOnPlateau(0.1, signed_rtol=1), "signed_rtol"),
    (lambda: ReduceOnPlateau(0.1, counters=3), "counters"),
    (lambda: Greedy("0.1"), "schedule"),
    (lambda: Greedy(0.1, factor=0), "factor"),
    (lambda: Greedy(0.1, factor=1.5), "factor"),
    (lambda: Greedy(0.1, patience=-1), "patience"),
    (lambda: Greedy(0.1, warmup=-1), "warmup"),
    (lambda: Greedy(0.1, window=0), "window"),
    (lambda: Greedy(0.1, reset_after=-1), "reset_after"),
    (lambda: Greedy(0.1, peak=NAN), "peak"),
    (lambda: Greedy(0.1, counters=3), "counters"),
]


@pytest.mark.parametrize(("make", "name"), TREES)
def test_errors_name_the_argument(make: Callable[[], object], name: str) -> None:
    with pytest.raises(ScheduleError) as e:
        make()
    assert e.value.name in name.split(" or ") and e.value.name in str(e.value)


@pytest.mark.parametrize(
    ("make", "match"),
    [
        (lambda: Cosine(), "needs start"),
        (lambda: Geometric(0.1), "needs factor"),
        (lambda: MultiStep(0.1), "needs at"),
        (lambda: PiecewiseLinear([0.1]), "needs at"),
        (lambda: Cosine(0.1, 100), "write steps="),
        (lambda: OneCycle(0.1, 100), "write steps="),
        (lambda: Geometric(0.1, 0.5, 3), "write every="),
        (lambda: Cosine(0.1, stpes=100), "did you mean steps"),
        (lambda: CosineRestarts(0.1, 5, multiplyer=2), "did you mean multiplier"),
        (lambda: WarmupStableDecay(0.1, cool_down=2), "did you mean cooldown"),
        (lambda: Cosine(0.1, start=0.1), "start twice"),
        (lambda: ReduceOnPlateau(0.1, 0.5), None),
        (lambda: ReduceOnPlateau(0.1, patiance=3), None),
        (lambda: Greedy(), None),
        (lambda: warmup(Constant(1), 5, 0.0), None),
        (lambda: warmup(Constant(1)), None),
        (lambda: cooldown(Constant(1), 5, 0.0), None),
        (lambda: stretch(Constant(1), 5, 2), None),
        (lambda: sequence([Constant(1)], []), None),
        (lambda: noise(Constant(1), 0.5), None),
        (lambda: every(Constant(1), 5, 6), None),
        (lambda: multiply(Constant(1), Constant(1)), None),
        (lambda: Constant(1) * True, "unsupported operand"),
        (lambda: Constant(1) * "2", None),
        (lambda: Constant(1) - Constant(1), "unsupported operand"),
        (lambda: Constant(1) / 2, "unsupported operand"),
        (lambda: Schedule(), "No constructor"),
    ],
)
def test_wrong_signatures_are_type_errors(make: Callable[[], object], match: str | None) -> None:
    with pytest.raises(TypeError, match=match):
        make()


def test_what_cannot_be_filled_in() -> None:
    for bad in (0, -1, 2**53, 5.0, True, None):
        with pytest.raises(ScheduleError) as e:
            Cosine(1).filled(bad)  # type: ignore[arg-type]
        assert e.value.name in ("total_steps", "steps")


# --------------------------------------------------------------------------------------------- JSON


@pytest.mark.parametrize("s", ONE_OF_EACH, ids=lambda s: type(s).__name__)
def test_json(s: Schedule) -> None:
    if "Lambda" in repr(s):
        return
    d = s.to_dict()
    assert d["gradstep.schedule"] == 1 and set(d) == {"gradstep.schedule", "name", "arguments"}
    text = json.dumps(d, allow_nan=False)
    assert json.loads(text) == d
    assert Schedule.from_dict(json.loads(text)) == s
    d["arguments"].clear()  # a copy
    assert s.to_dict() != d or not s.to_dict()["arguments"]


def test_from_dict_names_what_it_does_not_know() -> None:
    good = warmup(Cosine(1, steps=5), 3).to_dict()
    assert Schedule.from_dict(good) == warmup(Cosine(1, steps=5), 3)
    with pytest.raises(ScheduleError, match="did you mean warmup"):
        Schedule.from_dict({**good, "name": "warm_up"})
    with pytest.raises(ScheduleError, match="did you mean Cosine"):
        Schedule.from_dict({**good, "name": "Cosin"})
    with pytest.raises(ScheduleError, match="format 2"):
        Schedule.from_dict({**good, "gradstep.schedule": 2})
    with pytest.raises(ScheduleError, match="no argument begin"):
        given = {"start": 1, "begin": 2}
        Schedule.from_dict({**good, "name": "Cosine", "arguments": given})
    for bad in (
        {},
        3,
        {**good, "arguments": 3},
        {**good, "gradstep.schedule": np.ones(2)},
        {**good, "name": "\ud800"},  # which UTF-8 cannot hold
        {**good, "arguments": {**good["arguments"], "\ud800": 1}},
        {**good, "arguments": {**good["arguments"], "shape": "\ud800"}},
        {**good, "name": "__init__"},
        {**good, "name": "Schedule"},
        {**good, "name": "as_schedule"},
        {**good, "name": "parse"},
        {**good, "name": "Lambda", "arguments": {"function": "squared"}},
        {**good, "name": 3},
        {**good, "name": "Cosine", "arguments": {}},
        {**good, "name": "Cosine", "arguments": {"start": [0.1]}},
        {**good, "name": "sequence", "arguments": {"schedules": good, "at": []}},
        {**good, "name": "every", "arguments": {"schedule": {"name": "Cosine"}, "k": 3}},
    ):
        with pytest.raises(ScheduleError):
            Schedule.from_dict(bad)  # type: ignore[arg-type]


def test_the_oldest_dicts_are_read() -> None:
    """Format 1 as it was before there were more arguments: what is not said has its default."""
    old = {
        "gradstep.schedule": 1,
        "name": "warmup",
        "arguments": {
            "schedule": {
                "gradstep.schedule": 1,
                "name": "Cosine",
                "arguments": {"start": 0.0003, "steps": 9500, "end": 0.0},
            },
            "steps": 500,
        },
    }
    assert Schedule.from_dict(old) == warmup(Cosine(3e-4, steps=9500), 500)
    assert TimeBasedDecay(0.1, 1e-3).to_dict()["name"] == "TimeBasedDecay"
    assert StepDecay(0.1, 0.5, 10) == Schedule.from_dict(
        {
            "gradstep.schedule": 1,
            "name": "StepDecay",
            "arguments": {"lr": 0.1, "drop": 0.5, "every": 10},
        }
    )


def test_operators_take_functions_and_numbers() -> None:
    s = Cosine(0.1, steps=20)

    def half(n: int) -> float:
        return 0.5

    assert s * half == half * s == multiply([s, half])
    assert s + half == half + s == add([s, half])
    assert s + 0.25 == 0.25 + s == add([s, Constant(0.25)])
    assert (Cosine(0.1) * Linear(1, steps=20)).total_steps == 20
    assert (Cosine(0.1) * Linear(1, steps=20))(10) == s(10) * Linear(1, steps=20)(10)


@pytest.mark.parametrize(
    ("make", "match"),
    [
        (lambda: Cosine(lr=0.1), "here it is start"),
        (lambda: ReduceOnPlateau(0.1, min_lr=0.1), "here it is end"),
        (lambda: Cosine(0.1, T_max=10), "here it is steps"),
        (lambda: sequence([Constant(1)], milestones=[]), "here it is at"),
        (lambda: Linear(0.1, colour=3), "it takes start, steps, end"),
        (lambda: Cosine(0.1, steps=5).extend(40), "needs at"),
        (lambda: Cosine(0.1, steps=5).extend(40, 10), "write at="),
    ],
)
def test_type_errors_name_the_argument(make: Callable[[], object], match: str) -> None:
    with pytest.raises(TypeError, match=match):
        make()


@pytest.mark.parametrize(
    ("make", "match"),
    [
        (lambda: warmup(0.1, 5), r"write Constant\(0.1\)"),
        (lambda: ReduceOnPlateau(0.1, factor=2.0), r"below 1, unlike in .*factor=2.0"),
        (lambda: PiecewiseLinear([], []), "at least one"),
        (lambda: Polynomial(0.1, cycle=True), "steps must be given"),
        (lambda: Cosine(0.1, steps=5, k_decay=0.0), "k_decay must be above 0"),
        (lambda: Schedule.from_dict({**Constant(1).to_dict(), "more": 1}), "it has the keys"),
        (lambda: ReduceOnPlateau(0.1, counters=[-1, 0, 0, 0, 0, 0, 0]), "counters"),
        (lambda: ReduceOnPlateau(0.1, counters=[1, 0, 0, 2, 0, 0, 0]), "counters"),
    ],
)
def test_errors_say_what_was_given(make: Callable[[], object], match: str) -> None:
    with pytest.raises(ScheduleError, match=match):
        make()
