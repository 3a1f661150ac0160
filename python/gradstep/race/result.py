"""What a race found: one row per entry, and the forms in which it can be had."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .. import _core
from .._public import Value
from .options import Target

JSON_VERSION = 1
_ROW_FIELDS = (
    *("optimizer", "schedule", "lr", "constructor", "imports", "validation", "test", "loss"),
    *("updates_to_target", "optimizer_ms", "good_lr", "edge", "note"),
)


@dataclass
class Run(Value):
    """One optimizer at one rate from one seed."""

    lr: float
    seed: int
    losses: list[float] = field(default_factory=list)
    """Training loss before each update."""
    evaluations: list[tuple[int, dict[str, float]]] = field(default_factory=list)
    """(updates done, scores); "loss" is the mean training loss since the evaluation before."""
    optimizer_seconds: float = 0.0
    updates_to_target: int | None = None
    diverged: str | None = None
    """ "n = 312, layers.0.W": where the run met a number that is not finite."""
    error: Exception | None = None
    test: Any = field(default=None, repr=False)

    @property
    def complete(self) -> bool:
        return self.diverged is None and self.error is None

    @property
    def loss(self) -> float:
        """Mean training loss over the last tenth of the updates."""
        tail = self.losses[-max(1, len(self.losses) // 10) :]
        return sum(tail) / len(tail) if tail else math.nan


@dataclass
class Trial(Value):
    """All seeds of one entry at one rate."""

    lr: float
    runs: list[Run]

    @property
    def complete(self) -> bool:
        return all(run.complete for run in self.runs)

    def scores(self) -> dict[str, float]:
        """The last evaluation, averaged over seeds."""
        return mean([run.evaluations[-1][1] for run in self.runs])


@dataclass(frozen=True)
class Row(Value):
    """One entry at the rate that did best on validation; ``lr`` is None if no rate came through."""

    optimizer: str
    schedule: str
    trials: tuple[Trial, ...] = field(repr=False)
    """All rates that were run, ascending."""
    note: str
    """Which rates diverged, failed or were not run."""
    lr: float | None = None
    rate: Any = field(repr=False, default=None)
    """What was given as ``lr=``: a float or a schedule."""
    constructor: str | None = None
    """The line that makes this optimizer: ``gs.Adam(params, lr=0.003)``."""
    imports: str | None = None
    """The lines that the constructor needs before it."""
    validation: Mapping[str, float] = field(default_factory=dict)
    test: Mapping[str, float] = field(default_factory=dict)
    loss: float = math.nan
    """Mean training loss over the last tenth of the updates."""
    updates_to_target: float | None = None
    """Median over seeds; None if not reached by most."""
    optimizer_ms: float = math.nan
    """Time inside ``opt.step``, summed over a run, in milliseconds (mean over seeds)."""
    good_lr: tuple[float, float] | None = None
    """Smallest and largest rate whose score is within `Result.margin` of this row's best."""
    edge: str | None = None
    """ "smallest" or "largest" if ``lr`` is that of several: a better rate may lie beyond."""


@dataclass(frozen=True)
class Result(Value):
    """The rows of a race, best first, and what it was about."""

    rows: tuple[Row, ...]
    problem: str
    metric: str
    """The score that ranks: the first key of ``evaluate()``."""
    maximize: bool
    steps: int
    seeds: tuple[int, ...]
    every: int
    """Updates between two evaluations."""
    target: Target | None
    margin: float
    stopped: str | None
    """Why not every run was done: "interrupted", "budget spent", or None."""
    seconds: float

    @property
    def best(self) -> Row | None:
        """The row with the best validation score, or None when nothing came through."""
        return self.rows[0] if self.rows and self.rows[0].lr is not None else None

    def table(self, width: int = 120) -> str:
        """The table as text of at most ``width`` columns. Needs rich (``gradstep[demo]``)."""
        from .table import text

        return text(self, width)

    def picture(self, path: str | Path) -> Path:
        """Draw loss and learning rate against updates into a png, svg or pdf file.

        Needs matplotlib (``gradstep[demo]``).
        """
        from .picture import draw

        return draw(self, Path(path))

    def to_json(self) -> str:
        """All numbers as JSON: ``{"format": "gradstep-race", "version": 1, …, "rows": […]}``.

        What is not finite is null.
        """
        return json.dumps(_plain(_document(self)), indent=1, allow_nan=False)


def mean(scores: list[dict[str, float]]) -> dict[str, float]:
    """Key by key; keys that not every one has are left out."""
    return {
        key: sum(s[key] for s in scores) / len(scores)
        for key in (scores[0] if scores else ())
        if all(key in s for s in scores)
    }


def _document(result: Result) -> dict[str, Any]:

    return {
        "format": "gradstep-race",
        "version": JSON_VERSION,
        "gradstep": _core.__version__,
        "problem": result.problem,
        "metric": result.metric,
        "maximize": result.maximize,
        "steps": result.steps,
        "seeds": result.seeds,
        "evaluate_every": result.every,
        "target": None if result.target is None else str(result.target),
        "margin": result.margin,
        "stopped": result.stopped,
        "seconds": result.seconds,
        "rows": [_row(row) for row in result.rows],
    }


def _row(row: Row) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _ROW_FIELDS} | {
        "runs": [
            {
                "lr": run.lr,
                "seed": run.seed,
                "diverged": run.diverged,
                "error": None if run.error is None else repr(run.error),
                "loss": run.loss,
                "updates": len(run.losses),
                "updates_to_target": run.updates_to_target,
                "optimizer_ms": run.optimizer_seconds * 1e3,
                "evaluations": [{"n": n, **scores} for n, scores in run.evaluations],
            }
            for trial in row.trials
            for run in trial.runs
        ]
    }


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {key: _plain(v) for key, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    return value
