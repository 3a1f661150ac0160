"""gs.minimize beside SciPy's L-BFGS-B: evaluations on 34 problems, and time on large ones.

    python bench/python/minimize.py [--size 1000000] [--pairs 5] [--iterations 30] [--blas 1]

Prints Markdown. The time is the minimizer's own: that of the function's calls is taken off.
SciPy's vector operations are OpenBLAS's: on all CPUs as they come, whose threads spin and wait for
each other where CPUs are busy, or on as many as --blas says.
"""

from __future__ import annotations

import argparse
import platform
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import scipy
import threadpoolctl
from scipy.optimize import minimize as scipy_minimize

import gradstep as gs

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests" / "python"))
from support import mgh

Fun = Callable[[np.ndarray], tuple[float, np.ndarray]]


def extended_rosenbrock(n: int) -> tuple[Fun, np.ndarray]:
    def fun(x: np.ndarray) -> tuple[float, np.ndarray]:
        a, b = x[::2], x[1::2]
        t, u = 1 - a, b - a * a
        g = np.empty_like(x)
        g[::2], g[1::2] = -400 * a * u - 2 * t, 200 * u
        return float(t @ t + 100 * (u @ u)), g

    # all pairs alike would make it a problem of two variables
    return fun, np.tile([-1.2, 1.0], n // 2) + np.random.default_rng(0).normal(size=n) / 10


def quadratic(n: int) -> tuple[Fun, np.ndarray]:
    c = np.logspace(0, 4, n)

    def fun(x: np.ndarray) -> tuple[float, np.ndarray]:
        g = c * x - 1
        return float(x @ (g - 1)) / 2, g

    return fun, np.zeros(n)


def logistic(n: int) -> tuple[Fun, np.ndarray]:
    """Separable: one example for each weight, with a ridge."""
    rng = np.random.default_rng(0)
    a = rng.normal(size=n) * np.logspace(-1, 1, n)
    y = np.where(rng.random(n) < 0.3, -1.0, 1.0)

    def fun(x: np.ndarray) -> tuple[float, np.ndarray]:
        e = np.exp(-np.abs(z := y * a * x))
        loss = np.log1p(e) + np.maximum(-z, 0)
        g = -y * a * np.where(z > 0, e / (1 + e), 1 / (1 + e)) + 1e-3 * x
        return float(loss.sum() + 5e-4 * (x @ x)), g

    return fun, np.zeros(n)


LARGE = {
    "extended Rosenbrock": extended_rosenbrock,
    "quadratic, condition 1e4": quadratic,
    "logistic, separable": logistic,
}


def own_time(run: Callable[[Fun], Any], fun: Fun) -> tuple[float, Any]:
    """Seconds per iteration outside of fun, and the result."""
    inside = 0.0

    def timed(x: np.ndarray) -> tuple[float, np.ndarray]:
        nonlocal inside
        begin = time.perf_counter()
        out = fun(x)
        inside += time.perf_counter() - begin
        return out

    begin = time.perf_counter()
    result = run(timed)
    return (time.perf_counter() - begin - inside) / max(result.nit, 1), result


def large(n: int, pairs: int, iterations: int) -> None:
    print(f"\n| {n:,} variables | gradstep | SciPy | ratio | iterations | evaluations | loss |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for name, make in LARGE.items():
        fun, x0 = make(n)
        for bounded in (False, True):
            box = (x0 - 0.5, x0 + 0.05) if bounded else None
            bounds = scipy.optimize.Bounds(*box) if box else None

            def ours(f: Fun, x0: np.ndarray = x0, bounds: Any = bounds) -> Any:
                return gs.minimize(f, x0, bounds=bounds, maxiter=iterations, ftol=0, gtol=1e-9)

            def theirs(f: Fun, x0: np.ndarray = x0, bounds: Any = bounds) -> Any:
                options = {"maxcor": 10, "maxiter": iterations, "ftol": 0, "gtol": 1e-9}
                return scipy_minimize(
                    f, x0, jac=True, method="L-BFGS-B", bounds=bounds, options=options
                )

            times = [(own_time(ours, fun), own_time(theirs, fun)) for _ in range(pairs)]
            a = statistics.median(t[0][0] for t in times)
            b = statistics.median(t[1][0] for t in times)
            ratio = statistics.median(t[1][0] / t[0][0] for t in times)
            r, s = times[-1][0][1], times[-1][1][1]
            print(
                f"| {name}{', bounds' if bounded else ''} | {a * 1e3:.1f} ms | {b * 1e3:.1f} ms "
                f"| {ratio:.2f} | {r.nit} / {s.nit} | {r.nfev} / {s.nfev} "
                f"| {r.fun:.6g} / {s.fun:.6g} |",
                flush=True,
            )


def evaluations() -> None:
    print("\n| problem | evaluations, gradstep / SciPy | loss, gradstep / SciPy |")
    print("| --- | --- | --- |")
    ours, theirs = [], []
    for p in mgh.PROBLEMS:
        a = gs.minimize(p, p.x0)
        b = scipy_minimize(p, p.x0, jac=True, method="L-BFGS-B", options={"maxcor": 10})
        ours.append(a.nfev), theirs.append(b.nfev)
        print(f"| {p.name} | {a.nfev} / {b.nfev} | {a.fun:.6g} / {b.fun:.6g} |")
    ratio = np.array(ours) / np.array(theirs)
    print(f"| all | {sum(ours)} / {sum(theirs)} | median ratio {np.median(ratio):.2f} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=1_000_000)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--iterations", type=int, default=30)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--blas", type=int, help="threads of SciPy's BLAS; all CPUs by default")
    args = parser.parse_args()
    gs.set_num_threads(args.threads)
    print(
        f"{platform.processor() or platform.machine()}, {args.threads} threads, {gs.info().isa}, "
        f"{date.today()}; gradstep {gs.__version__}, SciPy {scipy.__version__}, "
        f"NumPy {np.__version__}"
    )
    evaluations()
    with threadpoolctl.threadpool_limits(args.blas, user_api="blas"):
        large(args.size, args.pairs, args.iterations)


if __name__ == "__main__":
    main()
