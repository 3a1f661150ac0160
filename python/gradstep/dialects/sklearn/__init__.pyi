"""The optimizers inside scikit-learn's MLPs (scikit-learn 1.9): same arguments and arithmetic.

SGDOptimizer's lr_schedule="adaptive" is a constant rate too, which the training loop lowers.
lr_schedule="invscaling", to which power_t belongs, depends on the samples seen and is refused: give
a schedule.
"""

# Written by tools/stubs.py.
from typing import Any

from typing_extensions import Unpack

from ..._optimizer.optimizer import Optimizer
from ...rules import _Number
from .._keywords import _Keywords

__all__ = ["AdamOptimizer", "SGDOptimizer"]

class AdamOptimizer(Optimizer):
    """sklearn.AdamOptimizer: its arguments, defaults and arithmetic.

    Adam: running means of the gradient and of its square, both corrected for their start at zero.
        m ← m + (1-β₁)(g - m);  v ← β₂·v + (1-β₂)·g²;  w = v, or with amsgrad the largest v so far
        p ← p - lr/(1-β₁ᵗ) · m / (√w/√(1-β₂ᵗ) + eps)

    The rule is `gradstep.rules.Adam`.

    Args:
        params: The arrays to step, in any container.
        learning_rate_init: The rule's lr.
            lr: Learning rate (number or schedule, >= 0).
        beta_1: The rule's beta1.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        beta_2: The rule's beta2.
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        epsilon: The rule's eps.
            eps: Added to the denominator for stability (number or schedule, >= 0).

    The other keywords are gradstep's own: see `gradstep.Adam`.
    """

    def __init__(
        self,
        params: Any,
        learning_rate_init: _Number = 0.001,
        beta_1: _Number = 0.9,
        beta_2: _Number = 0.999,
        epsilon: _Number = 1e-08,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class SGDOptimizer(Optimizer):
    """sklearn.SGDOptimizer: its arguments, defaults and arithmetic.

    Stochastic gradient descent, with momentum and Nesterov's look-ahead.
        b ← momentum·b + (1 - dampening)·g,  b = g at the first step;
          d = g + momentum·b (nesterov), b (momentum) or g
        p ← p - lr·d;
          with lr_in_momentum b sums lr·g, and p ← p - d: past gradients keep the rate of their time

    The rule is `gradstep.rules.SGD`.

    Args:
        params: The arrays to step, in any container.
        learning_rate_init: The rule's lr.
            lr: Learning rate (number or schedule, >= 0).
        lr_schedule: "constant"; "adaptive" is the same here, the caller lowers the rate. "invscaling" is refused: give learning_rate_init a schedule.
        momentum: Decay of the momentum buffer (number or schedule, >= 0).
        nesterov: Look ahead by one momentum step; without momentum it does nothing (bool).
        power_t: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.SGD`.
    """

    def __init__(
        self,
        params: Any,
        learning_rate_init: _Number = 0.1,
        lr_schedule: str = "constant",
        momentum: _Number = 0.9,
        nesterov: bool = True,
        power_t: object = 0.5,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...
