"""Loss and learning-rate curves side by side, drawn by matplotlib."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from .._extras import require
from .errors import RaceError

if TYPE_CHECKING:
    from .result import Result, Row

SUFFIXES = (".png", ".svg", ".pdf")
MOST = 9  # more curves than this cannot be told apart
STYLES = ("-", "--", ":", "-.")


def check(path: Path) -> None:
    """Refuse a file that could not be written before the race, not after it.

    Raises:
        RaceError: the suffix is not one of `SUFFIXES` or the folder does not exist.
        MissingExtraError: matplotlib is not installed.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise RaceError(f"out {str(path)!r}: end it in {', '.join(SUFFIXES)}", name="out")
    if not path.parent.is_dir():
        raise RaceError(f"out {str(path)!r}: there is no folder {str(path.parent)!r}", name="out")
    require("matplotlib", "the picture")


def draw(result: Result, path: Path) -> Path:
    """Write the picture and return its path. No window opens and pyplot's state is not touched."""
    check(path)
    rows = [row for row in result.rows if row.lr is not None]
    shown = rows[:MOST]
    figure = require("matplotlib.figure", "the picture").Figure(
        figsize=(11, 5.2), dpi=150, layout="constrained"
    )
    losses, rates = figure.subplots(1, 2)
    schedules = list(dict.fromkeys(row.schedule for row in shown))
    colors = _colors(shown)
    n = np.unique(np.linspace(0, result.steps - 1, 1000).astype(np.int64))
    curves = [np.asarray(r.rate(n) if callable(r.rate) else np.full(len(n), r.rate)) for r in shown]
    for i, row in reversed(list(enumerate(shown))):  # the winner last, on top
        style = {
            "color": colors[row.optimizer],
            "linestyle": STYLES[schedules.index(row.schedule) % len(STYLES)],
            "linewidth": 2.6 if row is result.best else 1.5,
            "label": _label(row, len(schedules) > 1),
        }
        losses.plot(*_curve(row), **style)
        rates.plot(n, curves[i], **style | {"linestyle": _turns(curves, i), "linewidth": 2})
    for axes, what in ((losses, "training loss"), (rates, "learning rate")):
        axes.set_xlabel("update")
        axes.set_title(what)
        axes.grid(alpha=0.3, which="major")
        if axes.lines and all(np.all(np.asarray(line.get_ydata()) >= 0) for line in axes.lines):
            axes.set_yscale("log")
    if shown:  # a cosine's way to zero would squeeze everything else
        floor = 1e-2 * min(c.max() for c in curves)
        rates.set_ylim(bottom=0.5 * max(min(c.min() for c in curves), floor))
        handles, labels = losses.get_legend_handles_labels()
        figure.legend(
            handles[::-1], labels[::-1], loc="outside lower center", ncols=3, frameon=False
        )
    which = f"the best {MOST} of {len(rows)} entries" if len(rows) > MOST else "every entry"
    figure.suptitle(f"{result.problem}: {which}, each at its best rate")
    figure.savefig(path)
    return path


def _colors(rows: list[Row]) -> dict[str, Any]:
    palette = require("matplotlib", "the picture").colormaps["tab10"]
    names = list(dict.fromkeys(row.optimizer for row in rows))
    return {name: palette(i) for i, name in enumerate(names)}


def _turns(curves: list[NDArray[Any]], i: int) -> Any:
    """Equal curves take turns in dashes, so that none hides another."""
    equal = [k for k, curve in enumerate(curves) if np.array_equal(curve, curves[i])]
    return "-" if len(equal) == 1 else (6 * equal.index(i), (6, 6 * (len(equal) - 1)))


def _label(row: Row, scheduled: bool) -> str:
    return f"{row.optimizer}, {row.schedule if scheduled else 'lr'} {row.lr:g}"


def _curve(row: Row) -> tuple[list[int], list[float]]:
    """Mean training loss of the chosen rate between evaluations, averaged over seeds."""
    runs = next(trial.runs for trial in row.trials if trial.lr == row.lr)
    n = [n for n, _ in runs[0].evaluations]
    per_seed = [[s.get("loss", math.nan) for _, s in run.evaluations] for run in runs]
    return n, [sum(column) / len(column) for column in zip(*per_seed, strict=True)]
