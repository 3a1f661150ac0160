"""The optimizers of schedulefree: data on gradstep's rules."""

from __future__ import annotations

from typing import Any

from ..._optimizer.optimizer import Optimizer
from .._dialect import Entry, make_classes
from .._pieces import BETAS, COUNTS_STEPS


class ScheduleFreeOptimizer(Optimizer):
    """What schedulefree's optimizers have besides gradstep's."""

    __module__ = __package__  # where everybody finds it

    def eval(self) -> None:
        """Put the averaged parameters in place, as on entering `averaged`, if they are not there.

        Raises:
            StaleBindingError: The containers no longer hold the arrays that were bound.
        """
        if not self._engine.swapped:
            self._enter_average()

    def train(self) -> None:
        """Put the parameters that are stepped back, bit for bit, if they are not in place."""
        if self._engine.swapped:
            self._leave_average()


def _entry(rule: str, arguments: dict[str, Any]) -> Entry:
    return Entry(
        rule,
        {**arguments, "foreach": True},
        renamed={**BETAS, "momentum": "beta1", "warmup_steps": "warmup"},
        fixed=COUNTS_STEPS,
        ignored=("foreach",),
    )


_ADAM: dict[str, Any] = dict(lr=2.5e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0)
_AVERAGE: dict[str, Any] = dict(r=0.0, weight_lr_power=2.0)

ENTRIES: dict[str, Entry] = {
    "AdamWScheduleFree": _entry("ScheduleFreeAdamW", {**_ADAM, "warmup_steps": 0, **_AVERAGE}),
    "RAdamScheduleFree": Entry(
        "ScheduleFreeRAdam",
        {**_ADAM, **_AVERAGE, "foreach": True, "silent_sgd_phase": True},
        renamed=BETAS,
        fixed=COUNTS_STEPS,
        ignored=("foreach",),
    ),
    "SGDScheduleFree": _entry(
        "ScheduleFreeSGD", dict(lr=1.0, momentum=0.9, weight_decay=0, warmup_steps=0, **_AVERAGE)
    ),
}

CLASSES = make_classes(__package__, ENTRIES, ScheduleFreeOptimizer)
