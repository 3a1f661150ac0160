"""FEDn's server optimizers (FEDn 0.33, the aggregator fedopt): same arguments and arithmetic.

The name is its parameter serveropt. The gradient is the global weights minus the mean of the
clients' weights, and every array has one in every round.
"""

# Written by tools/stubs.py.
from typing import Any

from typing_extensions import Unpack

from ..._optimizer.optimizer import Optimizer
from ...rules import _Number
from ...schedules import Schedule
from .._keywords import _Keywords

__all__ = ["FedAdagrad", "FedAdam"]

class FedAdagrad(Optimizer):
    """fedn.FedAdagrad: its arguments, defaults and arithmetic.

    Adam: running means of the gradient and of its square, both corrected for their start at zero.
        m ← m + (1-β₁)(g - m);  v ← β₂·v + (1-β₂)·g²;  w = v, or with amsgrad the largest v so far
        p ← p - lr/(1-β₁ᵗ) · m / (√w/√(1-β₂ᵗ) + eps)

    The rule is `gradstep.rules.Adam`.

    Args:
        params: The arrays to step, in any container.
        learning_rate: Learning rate of the server (number or schedule, >= 0).
        beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        tau: Added to the denominator; its square is where the second moment starts (number, >= 0).

    The other keywords are gradstep's own: see `gradstep.Adam`.
    """

    def __init__(
        self,
        params: Any,
        learning_rate: float | Schedule = 0.001,
        beta1: _Number = 0.9,
        tau: float = 0.0001,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class FedAdam(Optimizer):
    """fedn.FedAdam: its arguments, defaults and arithmetic.

    Adam: running means of the gradient and of its square, both corrected for their start at zero.
        m ← m + (1-β₁)(g - m);  v ← β₂·v + (1-β₂)·g²;  w = v, or with amsgrad the largest v so far
        p ← p - lr/(1-β₁ᵗ) · m / (√w/√(1-β₂ᵗ) + eps)

    The rule is `gradstep.rules.Adam`.

    Args:
        params: The arrays to step, in any container.
        learning_rate: The rule's lr.
            lr: Learning rate (number or schedule, >= 0).
        beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        tau: Added to the denominator; its square is where the second moment starts (number, >= 0).

    The other keywords are gradstep's own: see `gradstep.Adam`.
    """

    def __init__(
        self,
        params: Any,
        learning_rate: _Number = 0.001,
        beta1: _Number = 0.9,
        beta2: _Number = 0.99,
        tau: float = 0.0001,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...
