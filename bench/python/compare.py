"""gradstep beside torch, optax and NumPy, all in one run.

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

import contenders
import numpy as np
import report
import schedules
from contenders import Contender, Missing, Work
from timing import Effort, compare

import gradstep as gs

# What takes part under the name of --peers: the label in the tables, and how it is made.
PEERS: dict[str, dict[str, Callable[[Work], Contender]]] = {
    "torch": {
        "torch fused": partial(contenders.torch, fused=True),
        "torch foreach": partial(contenders.torch, foreach=True),
    },
    "optax": {"optax jit": contenders.optax_jit},
    "numpy": {
        "NumPy textbook": contenders.numpy_textbook,
        "NumPy in place": contenders.numpy_inplace,
    },
}


@dataclass(frozen=True)
class Case:
    """One comparison that is to be made; `make` gives both sides and says how they were checked."""

    what: str
    options: str
    peer: str
    elements: int
    make: Callable[[], tuple[Contender, Contender, str]]


def title(work: Work) -> str:
    name = work.rule + ("(" + ", ".join(f"{k}={v}" for k, v in work.hyper.items()) + ")") * bool(
        work.hyper
    )
    shape = f"{work.size:,}" if work.count == 1 else f"{work.count:,} × {work.size:,}"
    return f"{name} f32, {shape}"


def sides(
    work: Work, options: dict[str, Any], make_peer: Callable[[Work], Contender]
) -> tuple[Contender, Contender, str]:
    peer = make_peer(work)
    ours = contenders.gradstep(work, **options)
    return ours, peer, contenders.check(ours, peer)


def with_move(work: Work, threads: int) -> tuple[Contender, Contender, str]:
    ours = contenders.gradstep(work, nonfinite="propagate")
    return ours, contenders.move(work, threads), "moves the same bytes"


# These step in proportion to |p|: at a usual rate thousands of equal gradients make it overflow.
RELATIVE = ("LAMB", "LARS", "Fromage")


def cases(peers: list[str], threads: int, largest: int) -> Iterator[Case]:
    """Everything that is compared; sizes above `largest` elements are cut down to it."""
    shapes = [(1, 8192), (1, 1_000_000), (1, 20_000_000), (1000, 1000), (1, 1000)]
    sizes = [(count, min(size, largest)) for count, size in shapes]
    works = [Work("AdamW", min(count, max(1, largest // size)), size) for count, size in sizes]
    for work in dict.fromkeys(works):
        for options in ({"nonfinite": "propagate"}, {}):
            text = ", ".join(f'{k}="{v}"' for k, v in options.items()) or "defaults"
            for peer in peers:
                for label, make in PEERS[peer].items():
                    yield Case(
                        title(work), text, label, work.elements, partial(sides, work, options, make)
                    )
        if work.elements == min(20_000_000, largest) and work.count == 1:  # beyond the caches
            how = partial(with_move, work, threads)
            yield Case(title(work), 'nonfinite="propagate"', "NumPy moving", work.elements, how)
    if "numpy" not in peers:
        return
    for rule in contenders.ORACLES:
        kinds: list[dict[str, float]] = [{}]
        if rule == "SGD":
            kinds = [{}, {"momentum": 0.9}]
        elif rule in RELATIVE:
            kinds = [{"lr": 1e-9}]
        for hyper in kinds:
            work = Work(rule, 1, min(8192, largest), hyper)
            how = partial(sides, work, {}, contenders.numpy_textbook)
            if rule != "AdamW":  # is among the above
                yield Case(title(work), "defaults", "NumPy textbook", work.elements, how)

    total = min(1_000_000, largest)
    for row in schedules.cases(peers, total):
        yield Case(*row)


def run(case: Case, effort: Effort) -> dict[str, Any]:
    ours, peer, agreement = case.make()
    try:
        result = compare(ours.step, peer.step, effort)
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
    for name in ("torch", "optax", "jax", "jaxlib"):
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
        a.pairs, a.sample, a.budget, a.largest = 3, 0.0005, 0.1, min(a.largest, 20_000)
    return a


def main() -> int:
    args = arguments()
    how = limit_threads(args.threads)  # before torch and jax are imported and count the CPUs
    peers, missing = [], {}
    for peer in args.peers.split(","):
        try:
            module = contenders.need(peer)
            if peer == "torch":
                module.set_num_threads(args.threads)
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
    effort = Effort(args.sample, args.pairs, args.budget)
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
