"""Which optimizer does one need? What each reaches untuned, on five problems, beside a tuned AdamW.

    python bench/python/which.py                 # all, about twenty minutes of one core
    python bench/python/which.py --only Prodigy --problems digits

Prints the table of docs/which.md. Every method sees the same starts and batches, has as many
updates, and is what a user would write without knowing the problem: a constructor with nothing
tuned. Only the first one is tuned: its rate is the best of nine on validation, and the eight other
runs count as its cost. What is scored is not what is trained on, but for convex problems, where
it is the objective itself.
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from typing import Any

import numpy as np

import gradstep as gs
from gradstep import schedules as s
from gradstep.line_searches import StochasticArmijo
from gradstep.race import characters, problems

Array = Any
Problem = Callable[[np.random.Generator], tuple[Any, ...]]
RATES = tuple(float(f"{10**x:.1g}") for x in np.arange(-4, 0.1, 0.5))

# ---- problems: fn(rng) -> (params, loss_and_grads(n), evaluate() -> {score}) ---------------------


def least_squares(rng: np.random.Generator) -> tuple[Any, ...]:
    """200 unknowns, no noise, columns of sizes over a factor of 100: the condition is about 10⁵."""
    a = rng.standard_normal((400, 200)) * np.geomspace(0.1, 10, 200) / 20
    b = a @ rng.standard_normal(200)
    x = np.zeros(200)

    def loss_and_grads(n: int) -> tuple[float, Array]:
        r = a @ x - b
        return float(r @ r / 2), a.T @ r

    return x, loss_and_grads, lambda: {"objective": loss_and_grads(0)[0]}


def logistic(rng: np.random.Generator) -> tuple[Any, ...]:
    """Classes of the digits by pixels in their own units, 0 to 16, in batches of 64."""
    from sklearn.datasets import load_digits

    data = load_digits()
    x, labels = np.asarray(data.data), np.asarray(data.target)
    params = {"W": np.zeros((64, 10)), "b": np.zeros(10)}

    def softmax(rows: Array) -> tuple[float, Array]:
        z = x[rows] @ params["W"] + params["b"]
        z -= z.max(axis=1, keepdims=True)
        p = np.exp(z)
        p /= p.sum(axis=1, keepdims=True)
        at = np.arange(len(p)), labels[rows]
        loss = -np.mean(z[at] - np.log(np.exp(z).sum(axis=1)))
        p[at] -= 1
        return float(loss), p / len(p)

    def loss_and_grads(n: int) -> tuple[float, Any]:
        rows = np.random.default_rng([seed, n]).integers(0, len(x), 64)
        loss, d = softmax(rows)
        return loss, {"W": x[rows].T @ d, "b": d.sum(axis=0)}

    seed = int(rng.integers(2**32))
    return params, loss_and_grads, lambda: {"objective": softmax(slice(None))[0]}


def median_regression(rng: np.random.Generator) -> tuple[Any, ...]:
    """Least absolute deviations with outliers, in batches of 32: convex, and nowhere smooth."""
    a = rng.standard_normal((2000, 50)) * np.geomspace(1, 10, 50)
    b = a @ rng.standard_normal(50) + rng.standard_t(1.5, 2000)
    x = np.zeros(50)

    def loss_and_grads(n: int) -> tuple[float, Array]:
        rows = np.random.default_rng([seed, n]).integers(0, len(a), 32)
        r = a[rows] @ x - b[rows]
        return float(np.mean(abs(r))), a[rows].T @ np.sign(r) / 32

    seed = int(rng.integers(2**32))
    return x, loss_and_grads, lambda: {"objective": float(np.mean(abs(a @ x - b)))}


PROBLEMS: dict[str, tuple[Callable[[], Problem], int]] = {  # and how many updates
    "digits": (problems.digits, 1000),
    "characters": (lambda: characters.problem, 300),
    "least squares": (lambda: least_squares, 1000),
    "logistic": (lambda: logistic, 1000),
    "median": (lambda: median_regression, 1000),
}

# ---- methods: (params, steps, loss_and_grads) -> optimizer ---------------------------------------

Method = Callable[[Any, int, Any], Any]


def plain(name: str, **keywords: Any) -> Method:
    return lambda params, steps, _: getattr(gs, name)(params, **keywords)


def cosine(name: str, lr: float, **keywords: Any) -> Method:
    return lambda params, steps, _: getattr(gs, name)(
        params, lr=s.Cosine(lr, steps=steps), **keywords
    )


def found(params: Any, steps: int, loss_and_grads: Any) -> Any:
    """The rate of a range test of a tenth of the run, which restores what it has touched."""
    finding = gs.find_lr(loss_and_grads, params, gs.rules.AdamW(), steps=max(50, steps // 10))
    return gs.AdamW(params, lr=s.Cosine(finding.suggestion or 1e-3, steps=steps))


METHODS: dict[str, tuple[Method, float]] = {  # and what finding its rate costs, in runs
    "AdamW, 1e-3": (plain("AdamW"), 0),
    "AdamW, 1e-3, cosine": (cosine("AdamW", 1e-3), 0),
    "AdamW, find_lr, cosine": (found, 0.1),
    "Prodigy": (plain("Prodigy"), 0),
    "Prodigy, cosine": (cosine("Prodigy", 1.0), 0),
    "DAdaptAdam, cosine": (cosine("DAdaptAdam", 1.0), 0),
    "DAdaptSGD, cosine": (cosine("DAdaptSGD", 1.0), 0),
    "DAdaptLion, cosine": (cosine("DAdaptLion", 1.0), 0),
    "DAdaptAdaGrad": (plain("DAdaptAdaGrad"), 0),
    "DoG": (plain("DoG"), 0),
    "DoG, averaged": (plain("DoG", average=gs.PolyakAverage()), 0),
    "LDoG": (plain("LDoG"), 0),
    "DoWG": (plain("DoWG"), 0),
    "COCOB": (plain("COCOB"), 0),
    "ScheduleFreeAdamW": (plain("ScheduleFreeAdamW"), 0),
    "ScheduleFreeSGD": (plain("ScheduleFreeSGD"), 0),
    "Mechanic(AdamW)": (plain("AdamW", mechanic=gs.Mechanic()), 0),
    "MoMo": (plain("MoMo"), 0),
    "MoMoAdam": (plain("MoMoAdam"), 0),
    "PolyakSGD": (plain("PolyakSGD"), 0),
    "ALIG": (plain("ALIG"), 0),
    "HypergradientAdam": (plain("HypergradientAdam"), 0),
    "BarzilaiBorwein": (plain("BarzilaiBorwein"), 0),
    "SGD, stochastic Armijo": (plain("SGD", lr=1.0, line_search=StochasticArmijo()), 0),
    "L-BFGS": (lambda params, steps, _: gs.LBFGS(params), 0),
}
TUNED = "AdamW, tuned, cosine"


def run(problem: Problem, method: Method, seed: int, steps: int) -> float:
    """The score at the end of a run; inf if it is worse than at the start."""
    parts = problems.start(problem, seed)
    before = score_of(parts)
    with np.errstate(all="ignore"):
        try:
            opt = method(parts.params, steps, parts.loss_and_grads)
            for n in range(steps):
                opt.step(closure=lambda n=n: parts.loss_and_grads(n))
            with opt.averaged() if getattr(opt, "averages", False) else nullcontext():
                score = score_of(parts)
        except gs.NonFiniteGradientError:
            return np.inf
    return score if score < before else np.inf


def score_of(parts: problems.Parts) -> float:
    """The first of the scores, which ranks in a race, too."""
    assert parts.evaluate is not None
    return float(next(iter(parts.evaluate().values())))


# ---- the table -----------------------------------------------------------------------------------


def tuned(problem: Problem, seeds: range, steps: int) -> tuple[float, float]:
    """The best rate and its median score."""
    scores = {
        lr: statistics.median(run(problem, cosine("AdamW", lr), seed, steps) for seed in seeds)
        for lr in RATES
    }
    best = min(scores, key=lambda lr: scores[lr])
    return best, scores[best]


def rows(only: str, names: list[str], seeds: range) -> Iterator[list[str]]:
    chosen = {name: (make(), steps) for name, (make, steps) in PROBLEMS.items() if name in names}
    reached = {name: tuned(problem, seeds, steps) for name, (problem, steps) in chosen.items()}
    yield ["method", "runs", *chosen]
    cells = [f"{score:.4g} ({lr:g})" for lr, score in reached.values()]
    yield [TUNED, str(len(RATES)), *cells]
    for label, (method, cost) in METHODS.items():
        if only.lower() not in label.lower():
            continue
        scores = [
            statistics.median(run(problem, method, seed, steps) for seed in seeds)
            for problem, steps in chosen.values()
        ]
        yield [label, f"{1 + cost:g}", *("worse" if x == np.inf else f"{x:.4g}" for x in scores)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--only", default="", help="methods whose name has this in it")
    parser.add_argument("--problems", default=",".join(PROBLEMS))
    parser.add_argument("--seeds", type=int, default=3)
    options = parser.parse_args()
    for i, row in enumerate(rows(options.only, options.problems.split(","), range(options.seeds))):
        print("| " + " | ".join(row) + " |", flush=True)
        if i == 0:
            print("| --- " * len(row) + "|", flush=True)


if __name__ == "__main__":
    main()
