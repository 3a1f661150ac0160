"""The table and the progress, drawn by rich."""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, TextIO

from .._extras import require

if TYPE_CHECKING:
    from .result import Result, Row
    from .sweep import Progress

BETWEEN_LINES = 3.0
"""Seconds between two lines of progress where there is no terminal."""


def build(result: Result) -> Any:
    """A `rich.table.Table` of the rows; what they have to say for themselves stands under it."""
    box = require("rich.box", "the table").SIMPLE_HEAD
    table = require("rich.table", "the table").Table(
        title=_title(result),
        caption=_caption(result),
        caption_justify="left",
        header_style="bold",
        box=box,
        pad_edge=False,
        show_edge=False,
        padding=(0, 1, 0, 0),
    )
    columns = _columns(result)
    for name, _ in columns:
        left = name in ("optimizer", "schedule", "good lr")
        table.add_column(name, justify="left" if left else "right", vertical="bottom")
    for row in result.rows:
        cells = [cell(row) for _, cell in columns]
        table.add_row(*cells, style="bold" if row is result.best else None)
    return table


def show(result: Result, *, file: TextIO | None = None, width: int | None = None) -> None:
    """Print the table as wide as it needs to be: lines that break are better than cut numbers."""
    console = require("rich.console", "the table").Console(
        file=file,
        width=width,
        markup=False,
        highlight=False,
        force_terminal=None if file is None else False,
    )
    table = build(result)
    if width is None:
        console.width = max(console.width, _width(console, table))
    console.print(table)


def _width(console: Any, table: Any) -> int:
    unlimited = console.options.update(max_width=10_000)
    return int(console.measure(table, options=unlimited).maximum)


def text(result: Result, width: int) -> str:
    """The table as plain text."""
    out = io.StringIO()
    show(result, file=out, width=width)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def _title(result: Result) -> str:
    seeds = ", ".join(map(str, result.seeds))
    plural = "s" if len(result.seeds) > 1 else ""
    return f"{result.problem}, {result.steps} updates, seed{plural} {seeds}"


def _columns(result: Result) -> list[tuple[str, Callable[[Row], str]]]:
    def score(row: Row) -> str:
        if row.lr is None:
            return "diverged" if any(r.diverged for t in row.trials for r in t.runs) else "–"
        return _number(row.validation.get(result.metric))

    columns: list[tuple[str, Callable[[Row], str]]] = [
        ("optimizer", lambda r: r.optimizer),
        ("lr", partial(_lr, " " if any(row.edge for row in result.rows) else "")),
        (_words(result.metric), score),
    ]
    if any(row.schedule != "constant" for row in result.rows):
        columns.insert(2, ("schedule", lambda r: r.schedule))
    for key in next((row.test for row in result.rows if row.test), {}):
        columns.append((_words(key), partial(_test, key)))
    columns.append(("final\nloss", lambda r: _number(r.loss)))
    if result.target is not None:
        columns.append(("updates\nto target", lambda r: _number(r.updates_to_target)))
    return [*columns, ("step\nms", lambda r: _number(r.optimizer_ms)), ("good lr", _good)]


def _lr(no_edge: str, row: Row) -> str:
    return ("–" if row.lr is None else f"{row.lr:g}") + ("*" if row.edge else no_edge)


def _test(key: str, row: Row) -> str:
    return _number(row.test.get(key))


def _words(key: str) -> str:
    return key.replace("_", "\n")


def paste(result: Result) -> str:
    """The constructor of the winner, ready to paste, or why there is none."""
    best = result.best
    if best is None:
        return "No run came through, so there is no line to paste."
    return (
        f"# best {result.metric} on {result.problem}; the same bits after {result.steps} updates\n"
        f"# from seed {result.seeds[0]}: rng = numpy.random.default_rng({result.seeds[0]})\n"
        f"{best.imports}\nopt = {best.constructor}"
    )


class Lines:
    """Progress as lines, each complete: for a pipe, a file or the log of a CI run."""

    def __init__(self, updates: int, file: TextIO) -> None:
        self._updates = updates
        self._file = file
        self._done = 0
        self._began = self._told = time.perf_counter()

    def advance(self, updates: int, doing: str) -> None:
        self._done += updates
        now = time.perf_counter()
        if now < self._told + BETWEEN_LINES or self._done <= 0:
            return
        self._told = now
        left = (now - self._began) * (self._updates - self._done) / self._done
        print(
            f"{self._done} of {self._updates} updates, {self._done / self._updates:.0%}, "
            f"about {left:.0f} s to go: {doing}",
            file=self._file,
            flush=True,
        )


class Bar:
    """A progress bar that counts updates."""

    def __init__(self, progress: Any, task: Any) -> None:
        self._progress = progress
        self._task = task

    def advance(self, updates: int, doing: str) -> None:
        self._progress.update(self._task, advance=updates, description=doing)


@contextmanager
def progress_shown(updates: int) -> Iterator[Progress]:
    """On stderr, for that many updates: a bar by rich in a terminal or a notebook, else lines."""
    progress = require("rich.progress", "the progress bar")
    console = require("rich.console", "the progress bar").Console(file=sys.stderr)
    if not (console.is_terminal or console.is_jupyter):
        yield Lines(updates, sys.stderr)
        return
    with progress.Progress(
        progress.TextColumn("{task.description:>12}", markup=False),
        progress.BarColumn(),
        progress.MofNCompleteColumn(),
        progress.TimeRemainingColumn(),
        console=console,
        transient=True,
    ) as shown:
        yield Bar(shown, shown.add_task("", total=updates))


def _number(x: float | None) -> str:
    if x is None or x != x:
        return "–"
    if 0 < abs(x) < 1e-3:
        return f"{x:.1e}".replace("e-0", "e-")
    return f"{x:.3g}" if abs(x) < 100 else f"{x:.0f}"


def _good(row: Row) -> str:
    if row.good_lr is None:
        return "–"
    low, high = row.good_lr
    return f"{low:g}" if low == high else f"{low:g}–{high:g}"


def _who(row: Row) -> str:
    return row.optimizer if row.schedule == "constant" else f"{row.optimizer}, {row.schedule}"


def _unlike(result: Result) -> list[str]:
    """A word on a test loss that is nothing like the validation loss, which chose the rate."""
    if (best := result.best) is None:
        return []
    valid, test = best.validation.get("valid_loss", 0.0), best.test.get("test_loss", 0.0)
    if test <= 10 * valid + 0.1:
        return []
    return [
        f"the best row's loss is {_number(valid)} on validation and {_number(test)} on test: some "
        "test rows are unlike all others; look for outliers in X and y"
    ]


def _caption(result: Result) -> str:
    lines = [f"{_who(row)}: {row.note}" for row in result.rows if row.note]
    if any(row.edge for row in result.rows):
        lines.append("* the smallest or largest lr tried: a better one may lie beyond (--lr)")
    lines += [
        f"rates chosen by {result.metric}, {'higher' if result.maximize else 'lower'} is better; "
        "the test split read once, at the chosen rate",
        f"good lr: within {result.margin:.0%} of the row's best; "
        "step ms: time inside opt.step over the run",
    ]
    lines += _unlike(result)
    if result.target is not None:
        lines.append(
            f"to target: updates until {result.target}, looked at every {result.every} updates"
        )
    if result.stopped:
        lines.append(f"stopped early: {result.stopped}")
    return "\n".join(lines)
