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
    rest: float = 0  # seconds before a sample


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


def rest(seconds: float) -> None:
    """Lets the threads of the other side come to rest.

    OpenMP's, torch's, spin for several ms after their work, on CPUs that our threads would need.
    This thread stays awake: a process of which all have slept may find them on one CPU for a while.
    """
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        pass


def compare(ours: Step, peer: Step, effort: Effort, before: Step | None = None) -> Comparison:
    """Samples of `ours` and `peer` take turns, so that both meet the machine's changes of pace.

    If something must be done before every call, outside of its time, a sample is one call.
    """
    calls = peer_calls = 1
    if before is None:
        calls, peer_calls = calls_for(ours, effort.sample), calls_for(peer, effort.sample)

    def take(step: Step, calls: int) -> float:
        if before:
            before()
        rest(effort.rest)
        return sample(step, calls)

    times: list[tuple[float, float]] = []
    collecting = gc.isenabled()
    gc.disable()
    try:
        begin = time.perf_counter()
        while len(times) < effort.pairs:
            times.append((take(ours, calls), take(peer, peer_calls)))
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
