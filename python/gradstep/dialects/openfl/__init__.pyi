"""OpenFL's optimizers in NumPy (openfl 1.9): same arguments, defaults and arithmetic.

The argument model_interface is ignored. NumPyYogi is not here: its second moment decays as well and
can become negative, so that it is not Yogi's.
"""

# Written by tools/stubs.py.
from typing import Any

from typing_extensions import Unpack

from ..._optimizer.optimizer import Optimizer
from ...rules import _Number
from .._keywords import _Keywords

__all__ = ["NumPyAdagrad", "NumPyAdam"]

class NumPyAdagrad(Optimizer):
    """openfl.NumPyAdagrad: its arguments, defaults and arithmetic.

    Adagrad: each element's rate shrinks with the squared gradients it has seen.
        s ← s + g²;  p ← p - lr/(1 + (t-1)·lr_decay) · g / (√s + eps)  (√(s + eps) with eps_in_sqrt)

    The rule is `gradstep.rules.Adagrad`.

    Args:
        params: The arrays to step, in any container.
        model_interface: Accepted and ignored.
        learning_rate: The rule's lr.
            lr: Learning rate (number or schedule, >= 0).
        initial_accumulator_value: Start of the sum, or mean, of squared gradients (number or schedule, >= 0).
        epsilon: The rule's eps.
            eps: Added to the denominator for stability (number or schedule, >= 0).

    The other keywords are gradstep's own: see `gradstep.Adagrad`.
    """

    def __init__(
        self,
        params: Any,
        *,
        model_interface: object = None,
        learning_rate: _Number = 0.01,
        initial_accumulator_value: _Number = 0.1,
        epsilon: _Number = 1e-10,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class NumPyAdam(Optimizer):
    """openfl.NumPyAdam: its arguments, defaults and arithmetic.

    Adam: running means of the gradient and of its square, both corrected for their start at zero.
        m ← m + (1-β₁)(g - m);  v ← β₂·v + (1-β₂)·g²;  w = v, or with amsgrad the largest v so far
        p ← p - lr/(1-β₁ᵗ) · m / (√w/√(1-β₂ᵗ) + eps)

    The rule is `gradstep.rules.Adam`.

    Args:
        params: The arrays to step, in any container.
        model_interface: Accepted and ignored.
        learning_rate: The rule's lr.
            lr: Learning rate (number or schedule, >= 0).
        betas: The rule's beta1, beta2.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        initial_accumulator_value: Only 0.0; another value is refused.
        epsilon: The rule's eps.
            eps: Added to the denominator for stability (number or schedule, >= 0).

    The other keywords are gradstep's own: see `gradstep.Adam`.
    """

    def __init__(
        self,
        params: Any,
        *,
        model_interface: object = None,
        learning_rate: _Number = 0.01,
        betas: tuple[_Number, _Number] = (0.9, 0.999),
        initial_accumulator_value: float = 0.0,
        epsilon: _Number = 1e-08,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...
