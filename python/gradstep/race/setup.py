"""From the arguments of `gradstep.race.race` to a plan: all of them are checked before any run."""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from .._numbers import number
from ..errors import Error, NonFiniteGradientError
from . import characters, options, problems
from .data import read
from .entries import RaceEntry, Recipe, entries
from .errors import ProblemError, RaceError
from .problems import Problem
from .storage import storages
from .sweep import EVALUATIONS, Plan, measure

STEPS = 1000
DIGITS_TARGET = "valid_loss=0.15"
CHARACTERS = "characters"


def plan_of(
    problem: Problem | str | None,
    *,
    data: str | Path | None,
    target_column: str | None,
    optimizers: str | Sequence[str],
    schedules: str | Sequence[str] | Mapping[str, Recipe],
    lr: str | float | Sequence[float] | None,
    state_dtype: str | Sequence[str] | None,
    param_dtype: str | Sequence[str] | None,
    rounding: str | Sequence[str] | None,
    seeds: int | Iterable[int],
    steps: int | None,
    budget: str | float | None,
    target: str | None,
    maximize: bool,
    evaluate_every: int | None,
    margin: float,
) -> Plan:
    """The checked plan; the arguments are those of `gradstep.race.race`."""
    began = time.perf_counter()
    chosen_seeds = options.seeds(seeds)
    runners = entries(
        optimizers,
        schedules,
        None if lr is None else options.rates(lr),
        storages(state_dtype, param_dtype, rounding),
    )
    allowed = math.inf if budget is None else options.seconds(budget)
    if steps is not None:
        steps = options.count("steps", steps)
    if evaluate_every is not None:
        evaluate_every = options.count("evaluate_every", evaluate_every)
    must = "a fraction of at least 0"
    margin = number(margin, "margin", must, lambda x: 0 <= x < math.inf, error=RaceError)
    fn, name = problem_of(problem, data, target_column)
    if problem is None and data is None and target is None and not maximize:
        target = DIGITS_TARGET
    with _before_the_first_update():
        parts = problems.start(fn, chosen_seeds[0])
        metrics = list(measure(parts, []))
        for entry in runners:  # refuses wrong hyper-parameters and parameters now, not in the race
            entry.build(parts.params, entry.recipe(entry.rates[0], steps or STEPS))
    if steps is None:
        steps = STEPS
        if budget is not None:
            with _before_the_first_update():
                steps = _affordable(fn, runners, chosen_seeds, began, allowed)
    return Plan(
        problem=fn,
        name=name,
        entries=runners,
        seeds=chosen_seeds,
        steps=steps,
        every=evaluate_every or max(1, steps // EVALUATIONS),
        metric=metrics[0],
        maximize=maximize,
        target=None
        if target is None
        else options.target(target, ranking=metrics[0], metrics=metrics, maximize=maximize),
        margin=margin,
        deadline=began + allowed,
    )


def problem_of(
    problem: Problem | str | None, data: str | Path | None, target_column: str | None
) -> tuple[Problem, str]:
    """The problem that three arguments of `gradstep.race.race` say, and its name."""
    if data is not None:
        if problem is not None:
            raise RaceError("give problem or data, not both", name="data")
        if data == CHARACTERS:
            return characters.problem, CHARACTERS
        return problems.table(*read(data, target_column)), str(data)
    if target_column is not None:
        raise RaceError("target_column names a column of data: give data", name="target_column")
    if problem is None:
        return problems.digits(), "handwritten digits"
    if isinstance(problem, str):
        return problems.load(problem), problem
    if not callable(problem):
        raise RaceError(
            f"problem must be a function or module:fn, got {type(problem).__name__}", name="problem"
        )
    return problem, getattr(problem, "__name__", repr(problem))


@contextmanager
def _before_the_first_update() -> Iterator[None]:
    try:
        yield
    except Error:
        raise
    except Exception as error:
        raise ProblemError(
            f"the problem raised before the race: {type(error).__name__}: {error}", name="problem"
        ) from error


def _affordable(
    problem: Problem, runners: list[RaceEntry], seeds: tuple[int, ...], began: float, allowed: float
) -> int:
    """Updates per run that fit into the budget, from a trial of each entry at its smallest rate."""
    per_update = fixed = 0.0
    for entry in runners:
        runs = len(entry.rates) * len(seeds)
        started = time.perf_counter()
        parts = problems.start(problem, seeds[0])
        opt = entry.build(parts.params, entry.recipe(entry.rates[0], STEPS))
        fixed += runs * (time.perf_counter() - started)
        updates: list[float] = []
        while len(updates) < 3 or sum(updates) < 0.05 * allowed / len(runners):
            started = time.perf_counter()
            try:
                opt.step(closure=partial(parts.loss_and_grads, len(updates)))
            except NonFiniteGradientError:
                break
            updates.append(time.perf_counter() - started)
        per_update += runs * statistics.median(updates or [time.perf_counter() - started])
        started = time.perf_counter()
        measure(parts, [])
        fixed += runs * EVALUATIONS * (time.perf_counter() - started)
    left = allowed - (time.perf_counter() - began) - fixed
    steps = int(0.75 * left / per_update)  # machines are not equally fast all the time
    if steps < 1:
        raise RaceError(f"budget of {allowed:g} s is too short for this race", name="budget")
    return steps
