"""gradstep where it is not alone: among processes, beside another pool of threads, idle.

    python bench/python/contention.py --json contention.json
    python bench/python/contention.py --scaling  # cost per element as arrays and threads grow

See bench/README.md.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from threading import Barrier
from typing import Any

import numpy as np

import compare
import contenders
import gradstep as gs
import report
from contenders import Maker, Missing, Work
from timing import rest, sample

Row = dict[str, Any]

SIDES: dict[str, Maker] = {
    "gradstep": contenders.gradstep,
    "torch fused": partial(contenders.torch, fused=True),
}
start: Barrier  # of the processes that step at the same time; set in each by `join`


def join(barrier: Barrier, threads: str) -> None:
    """Begins a process of its own; `threads` is "automatic" or the number for OpenMP's variable."""
    global start
    start = barrier
    if threads != "automatic":
        os.environ["OMP_NUM_THREADS"] = threads


def apart(function: Callable[[], Any], processes: int = 1, threads: str = "automatic") -> list[Any]:
    """What the function returns in each of some processes that are new and have loaded nothing."""
    context = multiprocessing.get_context("spawn")
    setting = context.Barrier(processes), threads
    with ProcessPoolExecutor(processes, context, join, setting) as pool:
        return [done.result() for done in [pool.submit(function) for _ in range(processes)]]


def adamw(side: str, elements: int) -> Callable[[], object]:
    """A step of one array, which was done once."""
    step = SIDES[side](Work("AdamW", 1, elements)).step
    step()
    return step


# ---- many processes ------------------------------------------------------------------------------


def rate(side: str, elements: int, seconds: float) -> float:
    """Steps per second while the other processes step too."""
    step = adamw(side, elements)
    start.wait(120)
    begin = now = time.perf_counter()
    steps = 0
    while now < begin + seconds:
        step()
        steps += 1
        now = time.perf_counter()
    return steps / (now - begin)


def processes(side: str, many: int, elements: int, seconds: float) -> Iterator[Row]:
    alone = 0.0
    for n, threads in ((1, "automatic"), (many, "automatic"), (many, "1")):
        rates = apart(partial(rate, side, elements, seconds), n, threads)
        alone = alone or rates[0]
        yield {
            "who": side,
            "processes": n,
            "threads each": threads,
            "steps/s in all": sum(rates),
            "of one process": sum(rates) / alone,
            "slowest": min(rates),
            "fastest": max(rates),
        }


# ---- beside another library's threads ------------------------------------------------------------


def matmul() -> Callable[[], object]:
    torch = contenders.need("torch")
    a, b, out = torch.ones(512, 512), torch.ones(512, 512), torch.empty(512, 512)
    return partial(torch.matmul, a, b, out=out)


def numpy_pass(elements: int) -> Callable[[], object]:
    """One thread that goes over as much memory as a step does."""
    a, b = np.ones(2 * elements, np.float32), np.ones(2 * elements, np.float32)
    return partial(np.add, a, b, out=a)


# By name, what runs between gradstep's steps. NumPy has no threads there: it shows what sharing the
# caches costs alone.
OTHERS: dict[str, Callable[[int], Callable[[], object]]] = {
    "torch matmul 512": lambda elements: matmul(),
    "torch fused": partial(adamw, "torch fused"),
    "NumPy add": numpy_pass,
}


def in_turns(steps: list[Callable[[], object]], rounds: int) -> list[list[float]]:
    """Seconds of each call, one after the other; the first round warms up."""
    times = [[sample(step, 1) for step in steps] for _ in range(rounds + 1)]
    return [list(column) for column in zip(*times[1:], strict=True)]


def beside(other: str, elements: int, rounds: int) -> Row:
    """Each alone, then both in turns, again and again: all meet the machine's changes of pace."""
    ours, theirs = adamw("gradstep", elements), OTHERS[other](elements)
    kinds = {"gradstep": [ours], other: [theirs], "both": [ours, theirs]}
    times: dict[str, list[list[float]]] = {kind: [] for kind in kinds}
    for _ in range(rounds):
        for kind, steps in kinds.items():
            rest(0.02)
            times[kind] += in_turns(steps, 20)
    microseconds = {
        "gradstep alone": times["gradstep"],
        "beside it": times["both"][::2],
        "it alone": times[other],
        "beside gradstep": times["both"][1::2],
    }
    row: Row = {"beside": other}
    for name, values in microseconds.items():
        row[f"{name}, µs"], row[f"{name}, p90"] = np.percentile(values, [50, 90]) * 1e6
    return row


# ---- idle ----------------------------------------------------------------------------------------


def idle(side: str, elements: int, seconds: float) -> Row:
    """CPU time that all threads use from the moment at which a step returns."""
    step = adamw(side, elements)
    for _ in range(20):
        step()
    begin, used = time.perf_counter(), time.process_time()
    time.sleep(seconds)
    share = (time.process_time() - used) / (time.perf_counter() - begin)
    return {"who": side, "after a step": f"{seconds:g} s of sleep", "CPU s per s": share}


# ---- sizes and threads ---------------------------------------------------------------------------


def free_bytes() -> float:
    """Memory that can be had without swapping; where /proc does not tell, what any machine has."""
    info = Path("/proc/meminfo")
    if not info.exists():
        return 4e9
    fields = dict(line.split(":") for line in info.read_text().splitlines())
    return 1024 * float(fields["MemAvailable"].split()[0])


def thread_counts() -> list[int]:
    """1, 2, 4, … and all."""
    n = gs.info().threads
    return sorted({min(n, 1 << i) for i in range(n.bit_length() + 1)})


def scaling(largest: int, samples: int) -> list[Row]:
    """Nanoseconds per element; sizes and numbers of threads take turns, in one process.

    1 %, 10 % and all of `largest`, as far as there is memory for all of them together.
    """
    counts, steps, room = thread_counts(), dict[int, Callable[[], object]](), free_bytes()
    for elements in (max(1, largest // 100), max(1, largest // 10), largest):
        room -= 16 * elements * 1.05  # p, g, m and v
        if room > 0:
            p, g = np.ones(elements, np.float32), np.full(elements, 1e-3, np.float32)
            steps[elements] = gs.AdamW(p, grads=g).step
    times: dict[tuple[int, int], list[float]] = {(size, n): [] for size in steps for n in counts}
    for _ in range(samples):
        for (size, n), taken in times.items():
            gs.set_num_threads(n)
            steps[size]()  # starts and ends threads
            taken.append(sample(steps[size], max(1, min(10, largest // size // 10))))
    return [
        {
            "elements": size,
            "threads": n,
            "ns/element": (middle := float(np.median(taken))) / size * 1e9,
            "GB/s": 28 * size / middle / 1e9,
            "times one thread": float(np.median(np.divide(times[size, 1], taken))),
            "of the smallest": float(np.median(np.divide(taken, times[min(steps), n])))
            * (min(steps) / size),
        }
        for (size, n), taken in times.items()
    ]


# ---- what is printed and written -----------------------------------------------------------------


def text(value: object) -> str:
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def rows_of(measure: Callable[[], Iterable[Row]]) -> Iterator[Row]:
    try:
        yield from measure()
    except Missing as why:
        print(f"not measured: {why}")


def show(rows: Iterable[Row]) -> list[Row]:
    """Prints the rows as they come, under their keys."""
    out: list[Row] = []
    for row in rows:
        if not out:
            print("\n" + "  ".join(f"{key:>16}" for key in row))
        cells = zip(row, map(text, row.values()), strict=True)
        print("  ".join(f"{cell:>{max(16, len(key))}}" for key, cell in cells), flush=True)
        out.append(row)
    return out


def arguments() -> argparse.Namespace:
    p = argparse.ArgumentParser(
        description=(__doc__ or "").partition("\n")[0],
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    p.add_argument("--processes", type=int, default=8, help="that step at the same time")
    p.add_argument("--elements", type=int, default=1_000_000, help="of each AdamW")
    p.add_argument("--seconds", type=float, default=3, help="for each number of processes")
    p.add_argument("--scaling", action="store_true", help="only cost per element by size, threads")
    p.add_argument("--largest", type=int, default=10**9, help="size with --scaling: 1%%, 10%%, all")
    p.add_argument("--quick", action="store_true", help="does it run? no figures")
    p.add_argument("--json", type=Path, metavar="FILE", help="write the result as JSON")
    a = p.parse_args()
    if a.quick:
        a.processes, a.elements, a.seconds, a.largest = 2, 10_000, 0.01, min(a.largest, 100_000)
    return a


def tables(a: argparse.Namespace) -> dict[str, list[Callable[[], Iterable[Row]]]]:
    """What is measured, by the name of its table."""
    if a.scaling:
        return {"scaling": [partial(scaling, a.largest, 2 if a.quick else 11)]}
    rounds, pause = (2, 0.1) if a.quick else (10, 1)
    return {
        "processes": [partial(processes, s, a.processes, a.elements, a.seconds) for s in SIDES],
        "beside": [partial(apart, partial(beside, o, a.elements, rounds)) for o in OTHERS],
        "idle": [partial(apart, partial(idle, s, a.elements, pause)) for s in SIDES],
    }


def main() -> int:
    a = arguments()
    result: dict[str, Any] = {
        "header": compare.header(gs.info().threads, gs.info().threads_why),
        "quick": a.quick,
    }
    print(f"{report.machine(result)}; {result['header']['threads_by']}")
    for warning in report.warnings(result):
        print(f"note: {warning}")
    for name, measures in tables(a).items():
        result[name] = show(row for measure in measures for row in rows_of(measure))
    if a.json:
        a.json.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
