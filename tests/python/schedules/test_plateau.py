"""Schedules that a metric drives, against small restatements of their rules."""

from __future__ import annotations

import copy
import json
import math
import pickle
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import gradstep.schedules as module
from gradstep.errors import ScheduleError
from gradstep.schedules import (
    Constant,
    Cosine,
    Greedy,
    Linear,
    ReduceOnPlateau,
    Schedule,
    clip,
    every,
    parse,
    sequence,
    shift,
    warmup,
)
from support.golden import GOLDEN

INF, NAN = math.inf, math.nan
SOME = settings(max_examples=200, deadline=None)


def bits(x: Any) -> list[int]:
    return np.asarray(x, np.float64).ravel().view(np.int64).tolist()


# --------------------------------------------------------------------------------- the rules, again


@dataclass
class Best:
    """What counts as better. The first number always does; a NaN or an infinity never."""

    rtol: float
    atol: float
    maximize: bool
    signed_rtol: bool
    best: float | None = None

    def takes(self, a: float) -> bool:
        sign = -1 if self.maximize else 1  # then lower is better
        if not math.isfinite(a):
            return False
        if self.best is None:
            better = True
        elif self.signed_rtol:
            better = sign * a < sign * self.best * (1 - sign * self.rtol) - self.atol
        else:
            better = sign * a < sign * self.best - self.rtol * abs(self.best) - self.atol
        if better:
            self.best = a
        return better


@dataclass
class Plateau:
    """torch.optim.lr_scheduler.ReduceLROnPlateau's documentation, with the arguments it lacks."""

    lr: float
    factor: float = 0.1
    patience: int = 10
    rtol: float = 1e-4
    atol: float = 0.0
    maximize: bool = False
    cooldown: int = 0
    end: float = 0.0
    end_factor: float = 0.0
    min_change: float = 0.0
    accumulate: int = 1
    signed_rtol: bool = False
    bad: int = 0
    resting: int = 0
    heard: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.first = self.lr
        self.best = Best(self.rtol, self.atol, self.maximize, self.signed_rtol)

    def observe(self, metric: float) -> None:
        self.heard.append(metric)
        if len(self.heard) < self.accumulate:
            return
        average, self.heard = sum(self.heard) / self.accumulate, []
        self.bad = 0 if self.best.takes(average) else self.bad + 1
        if self.resting > 0:
            self.resting, self.bad = self.resting - 1, 0
        if self.bad > self.patience:
            new = max(self.lr * self.factor, self.end, self.end_factor * self.first)
            if self.lr - new > self.min_change:
                self.lr = new
            self.resting, self.bad = self.cooldown, 0


@dataclass
class Fickle:
    """Subramanian & Ganapathiraman's GreedyLR, as the transformers documentation tells it."""

    lr: float
    factor: float = 0.95
    patience: int = 10
    rtol: float = 0.0
    atol: float = 1e-6
    maximize: bool = False
    cooldown: int = 0
    warmup: int = 0
    end: float = 1e-3
    peak: float = 1.0
    min_change: float = 1e-8
    window: int = 1
    reset_after: int = 500
    signed_rtol: bool = False

    def __post_init__(self) -> None:
        self.first = self.lr
        self.restart()

    def restart(self) -> None:
        self.lr, self.left = self.first, self.reset_after
        self.best = Best(self.rtol, self.atol, self.maximize, self.signed_rtol)
        self.good = self.bad = self.resting = self.warming = 0
        self.recent: list[float] = []

    def observe(self, metric: float) -> None:
        self.recent = [*self.recent, metric][-self.window :]
        average = sum(self.recent) / len(self.recent)
        if self.resting > 0 or self.warming > 0:
            if self.resting > 0:
                self.resting -= 1
            else:
                self.warming -= 1
            self.good = self.bad = 0
            return
        if self.best.takes(average):
            self.good, self.bad = self.good + 1, 0
        else:
            self.good, self.bad = 0, self.bad + 1
        if self.good > self.patience:
            new = min(self.lr / self.factor, self.peak)
            if new - self.lr > self.min_change:
                self.lr = new
            self.left, self.warming, self.good = self.reset_after, self.warmup, 0
        elif self.bad > self.patience:
            new = max(self.lr * self.factor, self.end)
            if self.lr - new > self.min_change:
                self.lr = new
            if self.lr <= self.end * (1 + 1e-15):  # 0.1·0.1 is above 0.01
                self.left -= 1
                if self.left <= 0:
                    self.restart()
            self.resting, self.bad = self.cooldown, 0


def told(rule: Plateau | Fickle, metrics: list[float]) -> list[float]:
    """The value at each step, the metrics of the steps before it having been observed."""
    out = []
    for metric in metrics:
        out.append(rule.lr)
        rule.observe(metric)
    return out


def agrees(s: Schedule, rule: Plateau | Fickle, metrics: list[float]) -> None:
    got = s.run(metrics)
    assert got.dtype == np.float64 and got.shape == (len(metrics),)
    # A change costs two roundings (of a factor, and of its product with the rate), and fewer than
    # one change comes with each metric.
    allowed = 4 * (len(metrics) + 1) * 2.0**-53
    np.testing.assert_allclose(got, told(rule, metrics), rtol=allowed, atol=1e-300)


# Sixteenths: their averages and thresholds are exact, so that no comparison hangs on a rounding.
plain = st.integers(-32, 32).map(lambda i: i / 16)
odd = plain | st.sampled_from([NAN, INF, -INF])
falling = st.integers(0, 60).flatmap(
    lambda n: st.lists(st.integers(-2, 6), min_size=n, max_size=n).map(
        lambda d: (4 - np.cumsum(d) / 16).tolist()
    )
)
few = st.integers(0, 3)
thresholds = dict(
    rtol=st.sampled_from([0.0, 1e-4, 0.125]),
    atol=st.sampled_from([0.0, 0.125, 0.5]),
    maximize=st.booleans(),
    signed_rtol=st.booleans(),
)
lr = st.sampled_from([1.0, 0.1, 0.3])


@SOME
@given(
    lr,
    st.fixed_dictionaries(
        dict(
            **thresholds,
            factor=st.sampled_from([0.0, 0.1, 0.5, 0.9]),
            patience=few,
            cooldown=few,
            end=st.sampled_from([0.0, 0.01, 0.2]),
            end_factor=st.sampled_from([0.0, 0.1, 0.3]),
            min_change=st.sampled_from([0.0, 1e-8, 0.011]),
            accumulate=st.sampled_from([1, 1, 2, 4]),
        )
    ),
    st.lists(plain, max_size=80) | falling,
)
@example(0.1, dict(patience=1, cooldown=2), [1.0] * 20)
@example(0.1, dict(patience=0, rtol=0.5), [-1.0, -1.5, -2.0, -2.25, -1.0])  # negative best
@example(0.1, dict(patience=0, rtol=0.5, signed_rtol=True), [-1.0, -1.5, -2.0, -2.25, -1.0])
def test_reduce_on_plateau(lr: float, how: dict[str, Any], metrics: list[float]) -> None:
    agrees(ReduceOnPlateau(lr, **how), Plateau(lr, **how), metrics)


@SOME
@given(
    lr,
    st.fixed_dictionaries(
        dict(
            **thresholds,
            factor=st.sampled_from([0.5, 0.8, 0.95]),
            patience=few,
            cooldown=few,
            warmup=few,
            end=st.sampled_from([0.01, 0.05]),
            peak=st.sampled_from([0.5, 1.0, 4.0]),
            min_change=st.sampled_from([0.0, 1e-8]),
            window=st.sampled_from([1, 1, 2, 4]),
            reset_after=st.sampled_from([1, 2, 500]),
        )
    ),
    st.lists(plain, max_size=80) | falling,
)
@example(0.1, dict(factor=0.1, patience=0, end=0.01, reset_after=2), [1.0] * 30)
@example(0.3, dict(factor=0.5, patience=0, peak=0.9, warmup=1), [1 - i / 16 for i in range(30)])
def test_greedy(lr: float, how: dict[str, Any], metrics: list[float]) -> None:
    agrees(Greedy(lr, **how), Fickle(lr, **how), metrics)


@SOME
@given(st.lists(odd, max_size=60), few, st.booleans(), st.sampled_from([1, 1, 2]))
@example([INF, INF, NAN, 1.0, 1.0], 0, False, 1)
@example([-INF, -INF, -1e300], 0, False, 1)
@example([1.0, NAN, 2.0, 2.0], 0, False, 2)
def test_metrics_that_are_no_numbers(
    metrics: list[float], patience: int, maximize: bool, accumulate: int
) -> None:
    """A NaN, also as an average, is not better; the worst there is not, either."""
    how = dict(factor=0.5, patience=patience, maximize=maximize)
    agrees(Greedy(0.3, **how), Fickle(0.3, **how), metrics)
    how["accumulate"] = accumulate
    agrees(ReduceOnPlateau(0.3, **how), Plateau(0.3, **how), metrics)


# --------------------------------------------------------------------------- the peers' own numbers

REDUCED: dict[str, Schedule] = {
    "torch/ReduceLROnPlateau/lr=0.1,metric,default": ReduceOnPlateau(0.1, min_change=1e-8),
    "torch/ReduceLROnPlateau/lr=0.1,metric,mode=max,factor=0.5,patience=5,threshold=0.01,"
    "threshold_mode=abs,min_lr=0.01": ReduceOnPlateau(
        0.1, maximize=True, factor=0.5, patience=5, rtol=0.0, atol=0.01, end=0.01, min_change=1e-8
    ),
    "keras/ReduceLROnPlateau/lr=0.1,metric,default": ReduceOnPlateau(
        0.1, patience=9, rtol=0.0, atol=1e-4
    ),
    "keras/ReduceLROnPlateau/lr=0.1,metric,mode=max,factor=0.5,patience=5,min_delta=0.01,"
    "min_lr=0.01": ReduceOnPlateau(
        0.1, maximize=True, factor=0.5, patience=4, rtol=0.0, atol=0.01, end=0.01
    ),
    "optax/contrib.reduce_on_plateau/metric,default/f64": ReduceOnPlateau(
        1.0, patience=9, signed_rtol=True
    ),
    "transformers/GreedyLR/lr=0.1,metric,factor=0.9,patience=3,min_lr=0.01,max_lr=0.5,smooth=True,"
    "window_size=5,reset_start=3": Greedy(
        0.1, factor=0.9, patience=3, end=0.01, peak=0.5, window=5, reset_after=3
    ),
}


@pytest.mark.parametrize("key", REDUCED)
def test_golden(key: str) -> None:
    expected, metrics = GOLDEN[f"sched/{key}"], GOLDEN["inputs/metric"]
    single = 1e-7 if "keras" in key else 0  # it keeps its rate in float32
    np.testing.assert_allclose(REDUCED[key].run(metrics), expected, rtol=1e-13 + single)


# ------------------------------------------------------------------------------ counters are values

DRIVEN: list[Schedule] = [
    ReduceOnPlateau(0.1, patience=1, cooldown=1, factor=0.5),
    ReduceOnPlateau(0.1, patience=0, accumulate=3),
    ReduceOnPlateau(Cosine(0.1, steps=100, end=0.01), patience=1),
    Greedy(0.1, patience=1, factor=0.5),
    Greedy(0.1, patience=0, factor=0.5, window=4, end=0.01, reset_after=2, cooldown=1, warmup=2),
    Greedy(Linear(0.1, steps=50, end=0.01), patience=1, factor=0.9),
    warmup(ReduceOnPlateau(0.1, patience=1), 5),
    0.5 * ReduceOnPlateau(0.1, patience=1),
    ReduceOnPlateau(0.1, patience=1) * Cosine(1, steps=60),
    ReduceOnPlateau(0.1, patience=1) + Constant(0.01),
    clip(ReduceOnPlateau(0.1, patience=1), 0.02),
    sequence([Linear(0.1, steps=10), ReduceOnPlateau(0.1, patience=1)], at=[10]),
    ReduceOnPlateau(warmup(Cosine(0.1), 10, total_steps=60), patience=1),
    every(ReduceOnPlateau(0.1, patience=1), 2),
    shift(Greedy(0.1, patience=1), 3),
]
NOISE = (1 / (1 + np.arange(40) / 8) + np.random.default_rng(0).normal(0, 0.2, 40)).tolist()


@pytest.mark.parametrize("s", DRIVEN, ids=repr)
def test_one_metric_at_a_time_is_run(s: Schedule) -> None:
    """Each observation gives a new value; the old one is what it was."""
    assert s.observes
    before, expected = repr(s), s.run(NOISE)
    assert len(set(expected.tolist())) > 1
    now = s
    for n, metric in enumerate(NOISE):
        assert bits(now(n)) == bits(expected[n])
        kept, values = now, now(np.arange(60))
        now = now.observe(metric, n)
        assert isinstance(now, Schedule) and type(now) is type(s) and now.observes
        assert bits(kept(np.arange(60))) == bits(values)
    assert repr(s) == before and now != s
    assert bits(s.run(NOISE)) == bits(expected)
    assert bits(s.run(np.array(NOISE))) == bits(expected)
    assert s.run([]).shape == (0,)


@pytest.mark.parametrize("s", DRIVEN, ids=repr)
def test_what_was_observed_travels(s: Schedule) -> None:
    """Saved and restored in any form at any step, it goes on as if nothing had been."""
    expected = s.run(NOISE)
    ways = [
        copy.copy,
        copy.deepcopy,
        lambda x: pickle.loads(pickle.dumps(x)),
        lambda x: Schedule.from_dict(json.loads(json.dumps(x.to_dict(), allow_nan=False))),
        lambda x: eval(repr(x), vars(module)),
        lambda x: parse(repr(x)),
    ]
    now = s
    for n, metric in enumerate(NOISE):
        assert bits(now(n)) == bits(expected[n])
        other = ways[n % len(ways)](now)
        assert other == now and hash(other) == hash(now)
        now = other.observe(metric, n)


def test_before_any_metric_there_is_nothing_to_write() -> None:
    for s in (ReduceOnPlateau(0.1), Greedy(0.1)):
        assert "counters" not in repr(s)
        assert json.loads(json.dumps(s.to_dict(), allow_nan=False)) == s.to_dict()
        assert s.observe(1.0, 0) != s
    assert ReduceOnPlateau(0.1).observe(1.0, 0) == ReduceOnPlateau(0.1).observe(1.0, 0)


@pytest.mark.parametrize("kind", [ReduceOnPlateau, Greedy])
def test_strange_metrics_are_saved_too(kind: type[Schedule]) -> None:
    for metrics in ([NAN, 1.0], [INF, -INF, 0.5], [-INF], [1e308, 1e308], [NAN] * 30):
        s = kind(0.1, patience=0)  # type: ignore[call-arg]
        for n, metric in enumerate(metrics):
            s = s.observe(metric, n)
            again = Schedule.from_dict(json.loads(json.dumps(s.to_dict(), allow_nan=False)))
            assert again(3) == s(3) and eval(repr(s), {**vars(module), "inf": INF, "nan": NAN})
            assert again.observe(0.25, n) == s.observe(0.25, n)


def test_no_scale_leads_from_almost_nothing_to_the_peak() -> None:
    """1 / 5e-324 is infinite: the rate stays, and the counters are numbers that can be saved."""
    s = Greedy(5e-324, patience=0, factor=5e-324, end=0.0)
    for n, metric in enumerate([3.0, 2.0, 1.0]):
        s = s.observe(metric, n)
        assert s(n) == 5e-324
        assert Schedule.from_dict(json.loads(json.dumps(s.to_dict(), allow_nan=False))) == s


def test_a_number_is_a_constant() -> None:
    for kind in (ReduceOnPlateau, Greedy):
        assert kind(0.1) == kind(Constant(0.1)) and kind(0.1)(7) == 0.1
        assert kind(lambda n: 0.5 + n)(2) == 2.5


def test_the_scale_goes_with_the_schedule_inside() -> None:
    """What is reduced is a factor on s(n); floors are of the value."""
    inner = Cosine(0.1, steps=100, end=0.01)
    metrics = [1.0] * 60
    scales = told(Plateau(1.0, factor=0.5, patience=3), metrics)
    got = ReduceOnPlateau(inner, factor=0.5, patience=3).run(metrics)
    np.testing.assert_allclose(got, np.array(scales) * inner(np.arange(60)), rtol=1e-14)
    floor = ReduceOnPlateau(Constant(0.1), factor=0.5, patience=0, end=0.03).run(metrics)
    np.testing.assert_allclose(floor, [0.1, 0.1, 0.05, *[0.03] * 57], rtol=1e-15)
    share = ReduceOnPlateau(inner, factor=0.5, patience=0, end_factor=0.3).run(metrics)
    np.testing.assert_allclose(share[10:], 0.3 * inner(np.arange(10, 60)), rtol=1e-13)


def test_inside_others() -> None:
    """What is around it only transforms; each piece of a sequence hears metrics in its own time."""
    s, metrics = ReduceOnPlateau(0.1, patience=1, factor=0.5), [1.0] * 40
    alone = s.run(metrics)
    assert bits((0.5 * s).run(metrics)) == bits(0.5 * alone)
    assert bits((s + Constant(0.25)).run(metrics)) == bits(alone + 0.25)
    assert bits((s * Constant(0.25)).run(metrics)) == bits(alone * 0.25)
    assert bits(clip(s, 0.02).run(metrics)) == bits(np.maximum(alone, 0.02))
    assert bits(sequence([s]).run(metrics)) == bits(alone)
    assert bits(warmup(s, 0).run(metrics)) == bits(alone)
    two = sequence([s, ReduceOnPlateau(0.3, patience=1, factor=0.5)], at=[12]).run(metrics)
    assert bits(two[:12]) == bits(alone[:12])
    assert two[12] == two[13] == 0.3 and two[39] < 0.01
    first, second = ReduceOnPlateau(0.1, patience=1), ReduceOnPlateau(1.0, patience=4, factor=0.5)
    both = (first * second).run(metrics)
    assert bits(both) == bits(first.run(metrics) * second.run(metrics))


def test_what_does_not_observe() -> None:
    for s in (Constant(1), warmup(Cosine(1, steps=5), 3), 0.5 * Linear(1, steps=5)):
        assert not s.observes
    assert (0.5 * ReduceOnPlateau(1.0)).observes and warmup(Greedy(1.0), 5).observes


@pytest.mark.parametrize("s", [ReduceOnPlateau(0.1), Greedy(0.1)], ids=repr)
@pytest.mark.parametrize("metric", ["1", None, [1.0], 1j, np.ones(2)], ids=repr)
def test_what_a_metric_may_not_be(s: Schedule, metric: Any) -> None:
    with pytest.raises((ScheduleError, TypeError)):
        s.observe(metric, 0)
    with pytest.raises((ScheduleError, TypeError)):
        s.run([1.0, metric])


def test_what_a_metric_may_be() -> None:
    s = ReduceOnPlateau(0.1)
    expected = s.observe(1.0, 0)
    for metric in (1, np.float32(1), np.float64(1), np.array(1.0), np.int64(1)):
        assert s.observe(metric, 0) == expected
    assert s.observe(1.0, np.int64(0)) == expected
