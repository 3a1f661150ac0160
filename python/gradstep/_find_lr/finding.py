"""What a learning-rate range test found: the curve, and the rates that it suggests."""

from __future__ import annotations

import math
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .._extras import require
from .._public import Value, public

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["LRFinding", "Suggestions", "suggest"]

SKIPPED = 10  # the first 1/10 of a test: its mean is one of few losses
EDGE = 0.1  # of the fall: where it begins
SURE = 5.0  # standard deviations make a fall; of 100 normal losses alone one test in fifty has it


@dataclass(frozen=True, eq=False, repr=False)
class LRFinding(Value):
    """What `gradstep.find_lr` measured, one value for each rate that was tried.

    Attributes:
        rates: The learning rates, float64.
        losses: The loss before the update at each rate, float64.
        smoothed: Their bias-corrected exponential mean, float64.
        stopped: Why the test ended before its last rate, or None.
        valley: The middle, in log lr, of the way down: from the last rate at which nine tenths of
            the fall of the smoothed loss lie ahead, to that where it is smallest. None without a
            fall.
        steepest: The rate at which the smoothed loss falls fastest over log lr, or None.
        min_over_10: A tenth of the rate with the smallest smoothed loss, or None.
        why: Why nothing is suggested, or None.
        group: The group whose rate was varied, or None for all of them.
    """

    rates: NDArray[np.float64]
    losses: NDArray[np.float64]
    smoothed: NDArray[np.float64]
    stopped: str | None
    valley: float | None
    steepest: float | None
    min_over_10: float | None
    why: str | None
    group: str | None = None

    @property
    def suggestion(self) -> float | None:
        """The rate to begin with: `valley`."""
        return self.valley

    def plot(self, to: Axes | str | PathLike[str] | None = None) -> Axes:
        """Draw the losses over the rates, and the suggestions; needs matplotlib.

        Args:
            to: Axes to draw into, or a png, svg or pdf file to write. By default a new figure,
                ``.figure`` of the result, as ``Schedule.plot`` makes it.

        Returns:
            The axes drawn on.

        Raises:
            RaceError: The file cannot be written: its suffix, or its folder.
            MissingExtraError: matplotlib is not installed (also an ImportError).
        """
        from .._schedules import show
        from ..race.picture import check

        if not isinstance(to, (str, PathLike)):
            return self._draw(show._axes() if to is None else to)
        path = Path(to)
        check(path)
        figure = require("matplotlib.figure", "the picture").Figure(
            figsize=(8, 5), dpi=150, layout="constrained"
        )
        ax = self._draw(figure.add_subplot())
        figure.savefig(path)
        return ax

    def _draw(self, ax: Axes) -> Axes:
        ax.plot(self.rates, self.losses, color="0.75", linewidth=1, label="loss")
        ax.plot(self.rates, self.smoothed, color="C0", linewidth=2, label="smoothed")
        marks = {"valley": self.valley, "steepest": self.steepest, "min/10": self.min_over_10}
        for i, (name, rate) in enumerate(marks.items()):
            if rate is not None:
                ax.axvline(rate, color=f"C{i + 1}", linestyle="--", label=f"{name}: {rate:.2g}")
        ax.set(xscale="log", xlabel="learning rate", ylabel="loss")
        if self.group is not None:
            ax.set_title(f"group {self.group}")
        if len(self.smoothed):  # what diverges would press the rest flat
            high = float(self.smoothed[: int(self.smoothed.argmin()) + 1].max())
            low = float(self.losses.min())
            room = (high - low) or max(abs(high), 1.0)
            ax.set_ylim(low - 0.1 * room, high + 0.5 * room)
        ax.grid(alpha=0.3)
        ax.legend()
        return ax

    def to_dict(self) -> dict[str, Any]:
        """All of it as JSON values."""
        return {
            "suggestion": self.suggestion,
            "valley": self.valley,
            "steepest": self.steepest,
            "min_over_10": self.min_over_10,
            "why": self.why,
            "stopped": self.stopped,
            "group": self.group,
            "rates": self.rates.tolist(),
            "losses": self.losses.tolist(),
            "smoothed": self.smoothed.tolist(),
        }

    def __repr__(self) -> str:
        parts = [f"no suggestion: {self.why}" if self.valley is None else f"lr={self.valley:.3g}"]
        if self.group is not None:
            parts.append(f"group {self.group!r}")
        if len(self.rates):
            ends = f"{self.rates[0]:.3g} to {self.rates[-1]:.3g}"
            parts.append(f"{len(self.rates)} rates from {ends}")
        if self.stopped is not None:
            parts.append(f"stopped: {self.stopped}")
        return f"<LRFinding: {'; '.join(parts)}>"


public("gradstep", LRFinding)


class Suggestions(NamedTuple):
    """Indices of rates; or why there are none."""

    valley: int | None
    steepest: int | None
    lowest: int | None
    why: str | None


def suggest(
    losses: NDArray[np.float64], smoothed: NDArray[np.float64], steps: int, smoothing: float
) -> Suggestions:
    """Where the smoothed loss falls: only what comes before its smallest value counts.

    The rates are evenly spaced in their logarithm, so slopes and middles are those over indices.
    """

    def none(why: str) -> Suggestions:
        return Suggestions(None, None, None, why)

    first = max(1, steps // SKIPPED)
    if len(smoothed) < 2:
        return none("the test ended before an update could show in the loss")
    if len(smoothed) < first + 3:
        return none(f"the test ended after {len(smoothed)} losses; begin with a smaller start=")
    lowest = first + int(smoothed[first:].argmin())
    side = smoothed[first : lowest + 1]
    fall = float(side.max() - side[-1])
    if len(side) < 2 or not fall > 1e-6 * float(np.abs(side).max()):
        return none("the loss never fell; is the gradient of this loss, and start= small enough?")
    if fall < SURE * _noise(losses[: lowest + 1], first, smoothing):
        return none(
            "the loss fell by no more than its noise; take larger batches, more steps=, or a "
            "larger end="
        )
    begin = first + int(np.flatnonzero(side - side[-1] >= (1 - EDGE) * fall)[-1])
    steepest = first + int(np.gradient(side).argmin())
    return Suggestions((begin + lowest) // 2, steepest, lowest, None)


def _noise(losses: NDArray[np.float64], n: int, smoothing: float) -> float:
    """The standard deviation of the smoothed loss at n, judged by how neighbours differ."""
    single = float(np.median(np.abs(np.diff(losses)))) / (0.6745 * math.sqrt(2))
    kept = math.prod([smoothing] * (n + 1))
    return single * math.sqrt((1 - smoothing) / (1 + smoothing) * (1 + kept) / (1 - kept))
