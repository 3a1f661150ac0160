"""Two functions against each other: alternating, medians, and the spread of the ratio."""

from __future__ import annotations

import gc
import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

Step = Callable[[], object]


@dataclass(frozen=True)
class Effort:
    """How much is measured."""

    sample: float  # seconds that one sample takes at least
    pairs: int  # of samples
    budget: float  # seconds for one comparison; a quarter of the pairs is taken whatever it costs


@dataclass(frozen=True)
class Comparison:
    """Seconds per call of both (medians), and how many times longer the peer takes."""

    seconds: float
    peer_seconds: float
    ratio: float  # median over the pairs
    ratio_p10: float
    ratio_p90: float
    pairs: int
    calls: int  # in a sample of ours


def sample(step: Step, calls: int) -> float:
    """Seconds per call."""
    repeat = itertools.repeat(None, calls)
    begin = time.perf_counter()
    for _ in repeat:
        step()
    return (time.perf_counter() - begin) / calls


def calls_for(step: Step, seconds: float) -> int:
    """As many calls as take about that long. Warms up, too."""
    calls = 1
    while (taken := calls * sample(step, calls)) < seconds / 4:
        calls *= 2
    return max(1, round(calls * seconds / taken))


def compare(ours: Step, peer: Step, effort: Effort) -> Comparison:
    """Samples of `ours` and `peer` take turns, so that both meet the machine's changes of pace."""
    calls, peer_calls = calls_for(ours, effort.sample), calls_for(peer, effort.sample)
    times = []
    collecting = gc.isenabled()
    gc.disable()
    try:
        begin = time.perf_counter()
        while len(times) < effort.pairs:
            times.append((sample(ours, calls), sample(peer, peer_calls)))
            late = time.perf_counter() - begin > effort.budget
            if late and len(times) >= max(3, effort.pairs // 4):
                break
    finally:
        if collecting:
            gc.enable()
    a, b = np.array(times).T
    low, middle, high = np.percentile(b / a, [10, 50, 90])
    return Comparison(
        float(np.median(a)),
        float(np.median(b)),
        float(middle),
        float(low),
        float(high),
        len(times),
        calls,
    )
