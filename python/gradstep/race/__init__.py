"""A fair comparison of optimizers on one's own problem; `gradstep race` on the command line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .entries import Recipe
    from .problems import Problem
    from .result import Result

__all__ = ["WELL_KNOWN", "race"]

WELL_KNOWN = "SGD(momentum=0.9), Adagrad, RMSprop, Adam, AdamW, NAdam, Lion, ScheduleFreeAdamW"
"""Who races when nobody is named: seven that everybody knows and one that hardly needs a rate.

Of the methods that docs/which.md measures without tuning, ScheduleFreeAdamW is near the best on
both networks; Prodigy takes its rate too large on the digits.
"""


def race(
    problem: Problem | str | None = None,
    *,
    data: str | Path | None = None,
    target_column: str | None = None,
    optimizers: str | Sequence[str] = WELL_KNOWN,
    schedules: str | Sequence[str] | Mapping[str, Recipe] = "constant",
    lr: str | float | Sequence[float] | None = None,
    state_dtype: str | Sequence[str] | None = None,
    param_dtype: str | Sequence[str] | None = None,
    rounding: str | Sequence[str] | None = None,
    seeds: int | Iterable[int] = 1,
    steps: int | None = None,
    budget: str | float | None = None,
    target: str | None = None,
    maximize: bool = False,
    evaluate_every: int | None = None,
    margin: float = 0.2,
    progress: bool = False,
) -> Result:
    """Train one problem with many optimizers, from equal starts on equal batches, and compare.

    Every entry (an optimizer with a schedule and types of storage) runs at each of its rates from
    each seed. Its rate is the one with the best validation score after the last update, averaged
    over seeds; the test split is read once, at that rate. A run that meets a number that is not
    finite has diverged: that is a note in its row. Ctrl-C ends the race and returns what is done
    (``stopped``).

    A problem is a function of a seeded `numpy.random.Generator`::

        def fn(rng):
            params = {...}  # any container of float arrays, trained in place
            def loss_and_grads(n): ...  # n = 0, 1, …: the batch is a function of n alone
                return loss, grads
            def evaluate(): return {"valid_loss": ...}  # optional; the first key ranks
            def test(): return {"test_loss": ...}  # optional
            return params, loss_and_grads, evaluate, test

    Args:
        problem: such a function or ``"module:fn"``; by default the handwritten digits of
            scikit-learn and a perceptron with one hidden layer.
        data: an npz file (X, y) or a csv file to learn with the same perceptron. Integers or
            strings in y are classes, floats are regressed. Or ``"characters"``: a small
            transformer learns some sonnets of Shakespeare's.
        target_column: the column of a csv file that is y.
        optimizers: names, with hyper-parameters and options if you like: ``"Adam,
            SGD(momentum=0.9), AdamW(mechanic=Mechanic()), SGD(line_search=StochasticArmijo())"``;
            "all" is every rule that has a learning rate. By default eight well-known ones.
        schedules: any of constant, cosine, warmup-cosine, linear, wsd, one-cycle, step,
            exponential, time, inverse-time, all; or functions ``(lr, steps) -> schedule`` by name.
        lr: the rates to sweep, for every entry. By default 0.1, 1 and 10 times the rate at which
            the rule says that a search begins, ``gs.rules.AdamW.search_lr``: three times the
            default of most rules; for SGD times 1 - momentum. A rule that finds its rate runs once,
            with its default.
        state_dtype: types to keep the state in, ``"float32,q8"``; each makes an entry of its own.
        param_dtype: types to keep float32 parameters in: float32, float16, bfloat16. The problem
            computes with float32 copies, which the optimizer writes.
        rounding: how to round what is kept in 16 bits: ``"stochastic,kahan"``.
        seeds: how many seeds (0, 1, …), or the seeds.
        steps: updates per run. By default 1000, or as many as the budget allows.
        budget: wall time of the whole race, ``"60s"`` or in seconds. Without ``steps`` the number
            of updates, equal for all, is set from a short trial of each entry.
        target: ``"valid_loss=0.1"``; counts the updates until an evaluation reaches it.
            ``<=`` and ``>=`` say the direction for scores other than the ranking one.
        maximize: the ranking score is better when higher.
        evaluate_every: updates between evaluations, by default a fiftieth of ``steps``.
        margin: rates count as good within this fraction of the row's best score.
        progress: show on stderr how far it is: a bar in a terminal, elsewhere a line every few
            seconds (needs rich).

    Raises:
        RaceError: an argument, a file or the problem's protocol is at fault.
        ProblemError: the problem raised; ``result`` has the rows of what was done, after all runs.
        MissingExtraError: a package of ``pip install "gradstep[demo]"`` is needed.
    """
    from .setup import plan_of
    from .sweep import race as run

    plan = plan_of(
        problem,
        data=data,
        target_column=target_column,
        optimizers=optimizers,
        schedules=schedules,
        lr=lr,
        state_dtype=state_dtype,
        param_dtype=param_dtype,
        rounding=rounding,
        seeds=seeds,
        steps=steps,
        budget=budget,
        target=target,
        maximize=maximize,
        evaluate_every=evaluate_every,
        margin=margin,
    )
    if not progress:
        return run(plan, None)
    from .table import progress_shown

    with progress_shown(plan.updates) as shown:
        return run(plan, shown)


def __dir__() -> list[str]:
    return sorted(__all__)
