"""Run every entry over its rates and seeds and choose on validation."""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from ..errors import NonFiniteGradientError
from .entries import RaceEntry, imports
from .errors import ProblemError, RaceError
from .options import Target
from .problems import Parts, Problem, start
from .result import Result, Row, Run, Trial, mean

EVALUATIONS = 50
"""How often a run is evaluated when the user does not say."""


class OutOfTime(Exception):
    """The budget ran out during a run."""


class Progress(Protocol):
    """What a progress bar must do; see `gradstep.race.table.bar`."""

    def advance(self, updates: int, doing: str) -> None: ...


@dataclass(frozen=True)
class Plan:
    """What is the same for every run of a race."""

    problem: Problem
    name: str
    entries: list[RaceEntry]
    seeds: tuple[int, ...]
    steps: int
    every: int
    metric: str
    maximize: bool
    target: Target | None
    margin: float
    deadline: float
    """On the clock of `time.perf_counter`; infinite without a budget."""

    @property
    def updates(self) -> int:
        return self.steps * len(self.seeds) * sum(len(e.rates) for e in self.entries)


def race(plan: Plan, progress: Progress | None) -> Result:
    """All runs of a plan, from the middle rate outward: an early end leaves some of every entry.

    Raises:
        ProblemError: the problem raised; ``result`` holds the other runs.
    """
    began = time.perf_counter()
    trials: dict[int, list[Trial]] = {i: [] for i in range(len(plan.entries))}
    stopped = None
    try:
        for place in range(max(len(e.rates) for e in plan.entries)):
            for i, entry in enumerate(plan.entries):
                middle_first = sorted(entry.rates, key=_distance_from_middle(entry.rates))
                for lr in middle_first[place : place + 1]:
                    runs = [_run(plan, entry, lr, seed, progress) for seed in plan.seeds]
                    trials[i].append(Trial(lr, runs))
                    _release(trials[i], plan)
    except KeyboardInterrupt:
        stopped = "interrupted"
    except OutOfTime:
        stopped = "budget spent"
    rows = [_row(plan, entry, trials[i]) for i, entry in enumerate(plan.entries)]
    result = Result(
        rows=tuple(sorted(rows, key=lambda row: _cost(plan, row.validation))),
        problem=plan.name,
        metric=plan.metric,
        maximize=plan.maximize,
        steps=plan.steps,
        seeds=plan.seeds,
        every=plan.every,
        target=plan.target,
        margin=plan.margin,
        stopped=stopped,
        seconds=time.perf_counter() - began,
    )
    _raise_first_error(plan, trials, result)
    return result


def _run(plan: Plan, entry: RaceEntry, lr: float, seed: int, progress: Progress | None) -> Run:
    run = Run(lr, seed)
    try:
        # A rate that is too large overflows in the user's arithmetic; the row says so, once.
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            _train(plan, entry, run, progress)
    except OutOfTime:
        raise
    except Exception as error:
        run.error = error
    if progress and not run.complete:
        progress.advance(plan.steps - _evaluated(run), str(entry))
    return run


def _evaluated(run: Run) -> int:
    return run.evaluations[-1][0] if run.evaluations else 0


def _train(plan: Plan, entry: RaceEntry, run: Run, progress: Progress | None) -> None:
    parts = start(plan.problem, run.seed)
    opt = entry.build(parts.params, entry.recipe(run.lr, plan.steps))
    run.test = parts.test
    for n in range(plan.steps):
        if time.perf_counter() > plan.deadline:
            raise OutOfTime
        asked, said = 0.0, None

        def ask(n: int = n) -> tuple[Any, Any]:
            nonlocal asked, said
            began = time.perf_counter()
            said, grads = parts.loss_and_grads(n)
            asked += time.perf_counter() - began
            return said, grads

        began = time.perf_counter()
        try:
            loss = float(opt.step(closure=ask).loss)
        except NonFiniteGradientError as error:
            where = f"loss is {said}" if error.name == "loss" else error.path
            run.diverged = f"n = {n}" + (f", {where}" if where else "")
            return
        finally:
            run.optimizer_seconds += time.perf_counter() - began - asked
        if not math.isfinite(loss):  # with nonfinite="skip" or "propagate"
            run.diverged = f"n = {n}, loss is {loss}"
            return
        run.losses.append(loss)
        if (n + 1) % plan.every == 0 or n + 1 == plan.steps:
            fresh = run.losses[_evaluated(run) :]
            with opt.averaged() if opt.averages else nullcontext():
                scores = measure(parts, fresh)
            run.evaluations.append((n + 1, scores))
            if progress:  # not at every update: drawing would disturb the times
                progress.advance(len(fresh), str(entry))
            if not math.isfinite(scores[plan.metric]):
                run.diverged = f"n = {n}, {plan.metric} is {scores[plan.metric]}"
                return
            target = plan.target
            if target and run.updates_to_target is None and target.reached(scores[target.metric]):
                run.updates_to_target = n + 1
    if opt.averages:  # the parameters that will be tested are those to use, and they stay
        opt._enter_average()


def measure(parts: Parts, losses: list[float]) -> dict[str, float]:
    """The user's scores and, unless they have that key too, "loss", the mean of ``losses``."""
    scores = numbers(parts.evaluate(), "evaluate") if parts.evaluate else {}
    scores.setdefault("loss", sum(losses) / len(losses) if losses else math.nan)
    return scores


def numbers(scores: Any, role: str) -> dict[str, float]:
    if not isinstance(scores, Mapping) or not scores:
        raise RaceError(
            f'{role}() must return scores by name, like {{"valid_loss": 0.1}}, got {scores!r}',
            name=role,
        )
    return {str(key): float(value) for key, value in scores.items()}


def _distance_from_middle(rates: tuple[float, ...]) -> Callable[[float], int]:
    return lambda lr: abs(rates.index(lr) - len(rates) // 2)


def _cost(plan: Plan, scores: Mapping[str, float]) -> float:
    if plan.metric not in scores:
        return math.inf
    return -scores[plan.metric] if plan.maximize else scores[plan.metric]


def _best(plan: Plan, trials: list[Trial]) -> Trial | None:
    complete = [trial for trial in trials if trial.complete]
    return min(complete, key=lambda trial: _cost(plan, trial.scores()), default=None)


def _release(trials: list[Trial], plan: Plan) -> None:
    """Let go of the parameters of every trial that will not be tested."""
    best = _best(plan, trials)
    for trial in trials:
        if trial is not best:
            for run in trial.runs:
                run.test = None


def _row(plan: Plan, entry: RaceEntry, trials: list[Trial]) -> Row:
    trials = sorted(trials, key=lambda trial: trial.lr)
    best = _best(plan, trials)
    if best is None:
        return Row(
            optimizer=entry.label,
            schedule=entry.schedule,
            trials=tuple(trials),
            note=_note(entry, trials),
        )
    limit = _cost(plan, best.scores())
    limit += plan.margin * abs(limit)
    good = [t.lr for t in trials if t.complete and _cost(plan, t.scores()) <= limit]
    reached = statistics.median(
        math.inf if run.updates_to_target is None else run.updates_to_target for run in best.runs
    )
    constructor = entry.constructor(best.lr, plan.steps)
    return Row(
        optimizer=entry.label,
        schedule=entry.schedule,
        trials=tuple(trials),
        lr=best.lr,
        rate=entry.recipe(best.lr, plan.steps),
        constructor=constructor,
        imports=imports(constructor),
        validation=best.scores(),
        test=_test(best),
        loss=statistics.fmean(run.loss for run in best.runs),
        updates_to_target=reached if math.isfinite(reached) else None,
        optimizer_ms=1e3 * statistics.fmean(run.optimizer_seconds for run in best.runs),
        good_lr=(good[0], good[-1]),
        edge=_edge(entry, best.lr),
        note=_note(entry, trials),
    )


def _test(trial: Trial) -> dict[str, float]:
    """The one reading of the test split."""
    scores = []
    for run in trial.runs:
        if run.test:
            try:
                scores.append(numbers(run.test(), "test"))
            except Exception as error:
                run.error = error
        run.test = None
    return mean(scores)


def _edge(entry: RaceEntry, lr: float) -> str | None:
    if len(entry.rates) == 1 or entry.rates[0] < lr < entry.rates[-1]:
        return None
    return "smallest" if lr == entry.rates[0] else "largest"


def _note(entry: RaceEntry, trials: list[Trial]) -> str:
    notes = []
    for trial in trials:
        for run in trial.runs:
            if run.diverged:
                notes.append(f"lr={trial.lr:g} diverged at {run.diverged}")
            if run.error:
                notes.append(f"lr={trial.lr:g} failed with {type(run.error).__name__}")
            if not run.complete:
                break
    if len(trials) < len(entry.rates):
        notes.append(f"{len(trials)} of {len(entry.rates)} rates run")
    return "; ".join(notes)


def _raise_first_error(plan: Plan, trials: dict[int, list[Trial]], result: Result) -> None:
    for i, entry in enumerate(plan.entries):
        for run in (run for trial in trials[i] for run in trial.runs):
            if run.error is None:
                continue
            error = ProblemError(
                f"{entry} at lr={run.lr:g}, seed {run.seed}: failed at n = {len(run.losses)}: "
                f"{type(run.error).__name__}: {run.error}",
                name="problem",
                n=len(run.losses),
            )
            error.result = result
            raise error from run.error
