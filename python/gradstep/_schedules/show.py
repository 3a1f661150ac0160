"""How schedules are seen: drawn by matplotlib, drawn as text, and as a table of values.

The methods plot, ascii and table of `Schedule` call these with the schedule first. Wherever
``steps`` is a number, so many steps are shown: n = 0 … steps - 1. By default it is a twentieth more
than ``total_steps``, so that the value held after the end is seen. An endless schedule is shown up
to five times the step at which it has halved; else to twice the step at which it is largest; else
for 1000 steps. A schedule that metrics move is shown as it is before the first metric.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from .._core import read_whole
from .._extras import require
from .._numbers import is_several
from ..errors import ScheduleError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ..schedules import Schedule

LAST = 2**63 - 1
MOST = 100_000  # up to so many steps all are looked at, beyond them so many
LABEL = 60  # characters of a repr in a picture
CHARS = ".-'"  # a line in the lower, middle and upper third of a row
SMALLEST = 24  # columns: labels, an axis, and something to see


def plot(
    schedule: Schedule,
    steps: int | None = None,
    ax: Axes | None = None,
    label: str | None = None,
) -> Axes:
    """Draw the schedule as a line, its values held from step to step; needs matplotlib.

    Args:
        schedule: What to draw.
        steps: How many steps.
        ax: Where to draw. By default a new figure, ``.figure`` of the result; it is pyplot's, and
            so shows up in notebooks, if pyplot or IPython are in use.
        label: Of the line, for ``ax.legend()``; by default the repr, cut short.

    Returns:
        The axes drawn on.

    Raises:
        ScheduleError: ``steps`` is no number of steps, or the schedule has no values.
        MissingExtraError: matplotlib is not installed (also an ImportError).
    """
    n = _grid(span(schedule, steps, "plot") - 1)
    values = _values(schedule, n)
    label = cut(repr(schedule), LABEL) if label is None else label
    if ax is None:
        ax = _axes()
        ax.set(title=label, xlabel="update n")
        ax.grid(alpha=0.3)
    ax.plot(n, values, drawstyle="steps-post", label=label)
    return ax


def ascii(schedule: Schedule, steps: int | None = None, width: int = 72, height: int = 12) -> str:
    """Draw the schedule with ASCII characters; vertical lines are jumps and steep ways.

    Args:
        schedule: What to draw.
        steps: How many steps.
        width: Columns of the whole, at least 24.
        height: Rows of the curve, at least 2; the axis of n and its labels take two more.

    Returns:
        ``height + 2`` lines without spaces or a line break at their ends.

    Raises:
        ScheduleError: an argument is out of range, or the schedule has no values.
    """
    count = span(schedule, steps, "ascii")
    width = _whole(width, "ascii", "width", SMALLEST)
    height = _whole(height, "ascii", "height", 2)
    n = _grid(count - 1)
    levels, labels = _scaled(_values(schedule, n), height)
    margin = max(map(len, labels))
    columns = width - margin - 2
    column = np.array([int(i) * columns // count for i in n])
    edges = np.searchsorted(column, np.arange(columns + 1))
    canvas = [[" "] * columns for _ in range(height)]
    before: int | None = None
    for c in range(columns):
        here = levels[edges[c] : edges[c + 1]]
        if len(here) == 0:  # fewer steps than columns: each holds its value
            here = levels[edges[c] - 1 :][:1]
        ends = [int(here.min()), int(here.max())]
        if before is not None:
            ends = [min(ends[0], before), max(ends[1], before)]
        _stroke(canvas, c, *ends)
        before = int(here[-1])
    rows = [f"{text:>{margin}} |{''.join(row)}" for text, row in zip(labels, canvas, strict=True)]
    axis, below = _axis(count, columns)
    rows += [f"{'':{margin}} +{axis}", f"{'':{margin}}  {below}"]
    return "\n".join(row.rstrip() for row in rows)


def table(schedule: Schedule, steps: int | Iterable[int] | None = None) -> str:
    """The values as text, one row for each n.

    Args:
        schedule: What to show.
        steps: How many steps, of which some ten are chosen evenly, and with them the last and the
            first with the largest value (a warm-up's end); or the very n to show. By default all
            of a schedule that has a length, and the value held after it.

    Raises:
        ScheduleError: an argument is out of range, or the schedule has no values.
    """
    if isinstance(steps, Iterable) and is_several(steps):
        shown = [_whole(n, "table", "n", None) for n in steps]
        if not shown:
            raise ScheduleError("table: steps has no n to show", name="steps")
    else:
        shown = _chosen(schedule, steps)
    values = [f"{schedule(n):.6g}" for n in shown]
    wide = max(len(str(n)) for n in shown)
    rows = [f"{n:>{wide}}  {value}" for n, value in zip(shown, values, strict=True)]
    return "\n".join([f"{'n':>{wide}}  value", *rows])


def span(schedule: Schedule, steps: object = None, name: str = "schedule") -> int:
    """How many steps to show: ``steps``, or for None what suits the schedule."""
    schedule(0)  # raises what there is to say about an open one
    if steps is not None:
        return _whole(steps, name, "steps", 1)
    total = schedule.total_steps
    if total is not None:
        return min(LAST, max(1, total + -(-total // 20)))
    looked: list[tuple[NDArray[np.int64], NDArray[np.float64]]] = []
    for far in (10**k for k in range(1, 8)):
        n = _grid(far, 1000)
        try:
            values = _values(schedule, n)
        except ScheduleError:
            break  # a function of the user's that goes no farther
        peak = np.maximum.accumulate(values)
        halved = n[(values <= peak / 2) & (peak > 0) & np.isfinite(peak)]
        if len(halved):
            return max(10, _round(5 * int(halved[0])))
        looked.append((n, values))
    most = max((values.max() for _, values in looked), default=0.0)
    for n, values in looked:
        if values.max() >= 0.99 * most and values[0] < 0.99 * most:
            return _round(2 * int(n[np.argmax(values >= 0.99 * most)]))
    return 1000


def cut(text: str, most: int) -> str:
    """The text, of which only the first characters are left if there are more than that."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


# ---- which n, and their values -------------------------------------------------------------------


def _whole(value: object, function: str, name: str, least: int | None) -> int:
    number = read_whole(value)
    if isinstance(number, int) and abs(number) <= LAST and (least is None or number >= least):
        return number
    shown = number
    if isinstance(number, int):
        shown = str(number) if abs(number) <= LAST else "one beyond 64 bits"
    rest = "" if least is None else f" of at least {least}"
    raise ScheduleError(
        f"{function}: {name} must be a whole number{rest}, not {shown}", name=name, value=value
    )


def _round(n: int) -> int:
    """The next of 1, 2, 5, 10, 20, …"""
    power = 1
    while True:
        for digit in (1, 2, 5):
            if digit * power >= n:
                return digit * power
        power *= 10


def _grid(last: int, most: int = MOST) -> NDArray[np.int64]:
    """0 … last, or so many of them evenly; in Python's integers, since the products are large."""
    parts = min(last, most)
    if parts == 0:
        return np.zeros(1, np.int64)
    return np.array([i * last // parts for i in range(parts + 1)], np.int64)


def _values(schedule: Schedule, n: NDArray[np.int64]) -> NDArray[np.float64]:
    values: NDArray[np.float64] = schedule(n)
    return values


def _chosen(schedule: Schedule, steps: object) -> list[int]:
    count = span(schedule, steps, "table")
    held = schedule.total_steps if steps is None else None
    count = count if held is None else max(1, held)
    n = _grid(count - 1)
    first = int(np.argmax(_values(schedule, n)))
    while int(n[-1] - n[0]) >= len(n):  # not all were looked at: again between the neighbours
        n = n[max(0, first - 1)] + _grid(int(n[min(first + 1, len(n) - 1)] - n[max(0, first - 1)]))
        first = int(np.argmax(_values(schedule, n)))
    chosen = {i * count // 10 for i in range(10)} | {int(n[first]), count - 1}
    return sorted(chosen if held is None else chosen | {held})


# ---- the text drawing ----------------------------------------------------------------------------


def _scaled(values: NDArray[np.float64], height: int) -> tuple[NDArray[np.int64], list[str]]:
    """The values in thirds of a row from below, and the label of each row from above."""
    values = np.nan_to_num(values)  # what grows may become inf: drawn as the largest float
    size = float(np.abs(values).max())
    unit = values / size if size > 0 else values  # neither overflows nor vanishes
    low, high = float(unit.min()), float(unit.max())
    labels = [""] * height
    if high - low < 1e-9:  # flat: the digits that differ are those of the roundings
        labels[height // 2] = _number(float(values[0]))
        middle = 3 * (height - 1 - height // 2) + 1
        return np.full(len(values), middle, np.int64), labels
    parts = 4 if height >= 9 else 2 if height >= 5 else 1
    for i in range(parts + 1):
        value = low + (high - low) * (1 - i / parts)
        labels[round(i * (height - 1) / parts)] = _number(value * size if abs(value) > 1e-9 else 0)
    top = 3 * height - 2  # the centres of the first and the last row are the extremes
    return np.rint(1 + (unit - low) / (high - low) * (top - 1)).astype(np.int64), labels


def _number(value: float) -> str:
    return f"{value:.3g}"


def _stroke(canvas: list[list[str]], column: int, low: int, high: int) -> None:
    """Draw a column's part of the curve, from one third of a row to another."""
    bottom, top = low // 3, high // 3
    for row in range(bottom, top + 1):
        if bottom == top:
            char = CHARS[(low + high) // 2 % 3]
        else:
            char = "'" if row == bottom else "." if row == top else "|"
        canvas[len(canvas) - 1 - row][column] = char


def _axis(count: int, columns: int) -> tuple[str, str]:
    """The axis of n with ticks at round numbers, and their labels."""
    step = _round(-(-count // max(1, columns // (len(str(count)) + 5))))
    axis, below = ["-"] * columns, [" "] * columns
    free = 0
    for n in range(0, count, step):
        at = n * columns // count
        text = str(n)
        start = max(0, min(at - len(text) // 2, columns - len(text)))
        if start >= free and len(text) <= columns:
            axis[at] = "+"
            below[start : start + len(text)] = text
            free = start + len(text) + 1
    return "".join(axis), "".join(below)


# ---- the picture ---------------------------------------------------------------------------------


def _axes() -> Any:
    if "matplotlib.pyplot" in sys.modules or "IPython" in sys.modules:
        return require("matplotlib.pyplot", "plot").subplots(layout="constrained")[1]
    figure = require("matplotlib.figure", "plot").Figure(layout="constrained")
    return figure.add_subplot()
