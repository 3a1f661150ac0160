"""gradstep beside torch, DeepSpeed, optax, Keras and NumPy, all in one run.

    python bench/python/compare.py --json result.json --markdown result.md --png result.png

Every comparison is of pairs: gradstep, peer, gradstep, peer, ... Its ratio is the median over the
pairs of (peer's time / gradstep's time), with the 10th and 90th percentile; above 1 gradstep is
faster. Before, both do three steps and must agree. See bench/README.md.
"""

from __future__ import annotations

import argparse
import datetime
import importlib.metadata
import json
import os
import platform
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

import contenders
import gradstep as gs
import pipeline
import report
import schedules
from contenders import Contender, Maker, Missing, Work
from timing import Effort, compare

# What takes part under the name of --peers: the label in the tables, and how it is made.
PEERS: dict[str, dict[str, Maker]] = {
    "torch": {
        "torch fused": partial(contenders.torch, fused=True),
        "torch foreach": partial(contenders.torch, foreach=True),
    },
    "deepspeed": {"DeepSpeed CPUAdam": contenders.deepspeed},
    "optax": {"optax jit": contenders.optax_jit},
    "numpy": {
        "NumPy textbook": contenders.numpy_textbook,
        "NumPy in place": contenders.numpy_inplace,
    },
    "keras": {},  # schedules only
}

# Arrays of AdamW's rows, elements of each.
SHAPES = [
    *((1, size) for size in (1000, 8192, 100_000, 1_000_000, 20_000_000)),
    *((1000, 1000), (20_000, 100)),
]

# What gradstep is told in these rows. With arrays of at most SMALL elements the call itself counts,
# so there the gradients are also given as an argument, which the peers have nothing like.
PROPAGATE = 'nonfinite="propagate"'
WITH: dict[str, dict[str, Any]] = {PROPAGATE: {"nonfinite": "propagate"}, "defaults": {}}
ARGUMENT: dict[str, dict[str, Any]] = {"step(grads)": {"bound": False}}
SMALL = 1000


@dataclass(frozen=True)
class Case:
    """One comparison that is to be made; `make` gives both sides and says how they were checked."""

    what: str
    options: str
    peer: str
    elements: int
    make: Callable[[], tuple[Contender, Contender, str]]


def title(work: Work, name: str = "") -> str:
    hyper = ", ".join(f"{k}={v}" for k, v in work.hyper.items())
    name = name or work.rule + f"({hyper})" * bool(hyper)
    shape = f"{work.size:,}" if work.count == 1 else f"{work.count:,} × {work.size:,}"
    kind = {"float32": " f32", "bfloat16": ""}[work.dtype]  # the latter is in the name
    return f"{name}{kind}, {shape}"


def sides(
    make: Maker, make_peer: Maker, work: Work, within: float = 16
) -> tuple[Contender, Contender, str]:
    peer = make_peer(work)
    ours = make(work)
    return ours, peer, contenders.check(ours, peer, within)


def with_move(work: Work, threads: int) -> tuple[Contender, Contender, str]:
    ours = contenders.gradstep(work, nonfinite="propagate")
    return ours, contenders.move(work, threads), "moves the same bytes"


def adamw_cases(peers: list[str], threads: int, largest: int) -> Iterator[Case]:
    sizes = [(count, min(size, largest)) for count, size in SHAPES]
    works = [Work("AdamW", min(count, max(1, largest // size)), size) for count, size in sizes]
    for work in dict.fromkeys(works):
        for text, options in {**WITH, **(ARGUMENT if work.size <= SMALL else {})}.items():
            ours = partial(contenders.gradstep, **options)
            for label, make in chosen(PEERS, peers):
                how = partial(sides, ours, make, work)
                yield Case(title(work), text, label, work.elements, how)
        if work.elements == min(20_000_000, largest) and work.count == 1:  # beyond the caches
            how = partial(with_move, work, threads)
            yield Case(title(work), PROPAGATE, "NumPy moving", work.elements, how)


def pipeline_cases(peers: list[str], largest: int) -> Iterator[Case]:
    work = Work("AdamW", 1, min(20_000_000, largest))
    what = title(work, "clip_norm + AdamW + EMA + zero_grads")
    for label, make in chosen(pipeline.PEERS, peers):
        how = partial(sides, pipeline.gradstep, make, work, pipeline.WITHIN)
        yield Case(what, "defaults", label, work.elements, how)


def lowbit_cases(peers: list[str], largest: int) -> Iterator[Case]:
    """Parameters, gradients and state in bfloat16; and a state of 8 bits, beside one of 32 too.

    Both agree with the peer to their own precision: a rounding of bfloat16, 2**16 of float32's, in
    each of three steps; and the three steps of 1e-3 themselves, 2**15 roundings, which the numbers
    do not do whose gradients vanish beside the largest of their 64.
    """
    fused = PEERS["torch"]["torch fused"] if "torch" in peers else None
    own = partial(contenders.gradstep, nonfinite="propagate")
    half = Work("AdamW", 1, min(20_000_000, largest), dtype="bfloat16")
    ours = partial(own, state_dtype="bfloat16")
    if fused:
        how = partial(sides, ours, fused, half, 3 * 2**16)
        yield Case(title(half, "all bf16: AdamW"), PROPAGATE, "torch fused", half.elements, how)
    work = Work("AdamW", 1, min(50_000_000, largest))
    ours = partial(own, state_dtype="q8")
    for label, make in (("its own float32 state", own), ("torch fused", fused)):
        if make:
            how = partial(sides, ours, make, work, 2**15)
            yield Case(title(work, "q8 state: AdamW"), PROPAGATE, label, work.elements, how)


def relative(rule: str) -> bool:
    """Whether it may step in proportion to |p|, or to how far it has come: at a usual rate
    thousands of equal gradients then make it overflow."""
    kind = getattr(gs.rules, rule)
    return kind.measures or kind.shared or kind.finds_rate


def rule_cases(largest: int) -> Iterator[Case]:
    """Every rule but AdamW beside the formula in NumPy."""
    for rule in contenders.ORACLES:
        kinds: list[dict[str, float]] = [{}]
        if rule == "SGD":
            kinds = [{}, {"momentum": 0.9}]
        elif relative(rule):
            kinds = [{"lr": 1e-9}]
        for hyper in kinds:
            work = Work(rule, 1, min(8192, largest), hyper)
            how = partial(sides, contenders.gradstep, contenders.numpy_textbook, work)
            if rule != "AdamW":
                yield Case(title(work), "defaults", "NumPy textbook", work.elements, how)


def chosen(makers: dict[str, dict[str, Maker]], peers: list[str]) -> Iterator[tuple[str, Maker]]:
    for peer in peers:
        yield from makers.get(peer, {}).items()


def cases(peers: list[str], threads: int, largest: int) -> Iterator[Case]:
    """Everything that is compared; sizes above `largest` elements are cut down to it."""
    yield from adamw_cases(peers, threads, largest)
    yield from pipeline_cases(peers, largest)
    yield from lowbit_cases(peers, largest)
    if "numpy" in peers:
        yield from rule_cases(largest)
    for row in schedules.cases(peers, min(1_000_000, largest)):
        yield Case(*row)


def run(case: Case, effort: Effort) -> dict[str, Any]:
    ours, peer, agreement = case.make()
    try:
        before = partial(contenders.prepare, ours, peer) if ours.before else None
        result = compare(ours.step, peer.step, effort, before)
    finally:
        ours.close()
        peer.close()
    return {
        "what": case.what,
        "options": case.options,
        "peer": case.peer,
        "elements": case.elements,
        "agreement": agreement,
        **asdict(result),
    }


# ---- what the result was measured with -----------------------------------------------------------


def cpu_model() -> str:
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def versions() -> dict[str, str]:
    out = {"python": platform.python_version(), "gradstep": gs.__version__, "numpy": np.__version__}
    for name in ("torch", "deepspeed", "optax", "jax", "jaxlib", "keras"):
        try:
            out[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return out


def limit_threads(n: int) -> str:
    """The same number for all: by affinity, which XLA obeys, and by each library's own setting."""
    how = "affinity"
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:n])
    else:
        how = "each library's setting, which optax's XLA does not have"
    gs.set_num_threads(n)
    return how


def header(threads: int, how: str) -> dict[str, Any]:
    info = gs.info()
    return {
        "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
        "cpu": cpu_model(),
        "cpus": os.cpu_count(),
        "threads": threads,
        "threads_by": how,
        "isa": info.isa,
        "compiler": info.compiler,
        "system": platform.platform(),
        "busy_before": busy_cpus(),
        "versions": versions(),
    }


def busy_cpus(seconds: float = 0.5) -> float | None:
    """How many CPUs others keep busy right now; None where /proc does not tell.

    Not the load average, which remembers what ran a minute ago.
    """

    def ticks() -> tuple[int, int]:
        user, nice, system, idle, iowait, *rest = map(
            int, stat.read_text().split("\n")[0].split()[1:]
        )
        busy = user + nice + system + sum(rest[:3])
        return busy, busy + idle + iowait

    stat = Path("/proc/stat")
    if not stat.exists():
        return None
    busy, all_of_them = ticks()
    time.sleep(seconds)
    now_busy, now_all = ticks()
    share = (now_busy - busy) / max(1, now_all - all_of_them)
    return round(share * (os.cpu_count() or 1), 2)


def arguments() -> argparse.Namespace:
    cpus = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    p = argparse.ArgumentParser(
        description=(__doc__ or "").partition("\n")[0],
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    p.add_argument("--threads", type=int, default=min(2, cpus), help="for gradstep and all peers")
    p.add_argument("--peers", default=",".join(PEERS), help="which, by commas")
    p.add_argument("--only", default="", help="only comparisons whose name contains this")
    p.add_argument("--pairs", type=int, default=41, help="samples of each side in a comparison")
    p.add_argument(
        "--sample", type=float, default=0.01, help="seconds that a sample takes at least"
    )
    p.add_argument("--rest", type=float, default=0.02, help="seconds for threads to rest before it")
    p.add_argument("--budget", type=float, default=8, help="seconds for a comparison")
    p.add_argument(
        "--largest", type=int, default=20_000_000, help="cut larger works to so many elements"
    )
    p.add_argument(
        "--quick", action="store_true", help="does it run? few small samples, no figures"
    )
    for kind in ("json", "markdown", "png"):
        p.add_argument(f"--{kind}", type=Path, metavar="FILE", help=f"write the result as {kind}")
    a = p.parse_args()
    unknown = set(a.peers.split(",")) - set(PEERS)
    if unknown:
        p.error(f"--peers: {', '.join(sorted(unknown))} unknown; there are {', '.join(PEERS)}")
    if not 1 <= a.threads <= cpus:
        p.error(f"--threads: {a.threads} is not from 1 to {cpus}, the CPUs of this process")
    if a.quick:
        a.pairs, a.sample, a.budget, a.rest = 3, 0.0005, 0.1, 0
        a.largest = min(a.largest, 20_000)
    return a


def main() -> int:
    args = arguments()
    how = limit_threads(args.threads)  # before torch and jax are imported and count the CPUs
    peers, missing = [], {}
    for peer in args.peers.split(","):
        try:
            contenders.find(peer, args.threads)
            peers.append(peer)
        except Missing as why:
            missing[peer] = str(why)
    result = {
        "header": header(args.threads, how),
        "missing": missing,
        "quick": args.quick,
        "rows": [],
    }
    print(report.header_text(result), flush=True)
    effort = Effort(args.sample, args.pairs, args.budget, args.rest)
    for case in cases(peers, args.threads, args.largest):
        if args.only not in f"{case.what}, {case.options}, {case.peer}":
            continue
        try:
            row = run(case, effort)
        except Missing as why:
            missing[f"{case.peer}: {case.what}"] = str(why)
            continue
        result["rows"].append(row)
        print(report.row_text(row), flush=True)
    print(report.missing_text(result))
    if args.json:
        args.json.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", "utf-8")
    if args.markdown:
        args.markdown.write_text(report.markdown(result), "utf-8")
    if args.png:
        report.picture(result, args.png)
    return 0


if __name__ == "__main__":
    sys.exit(main())
