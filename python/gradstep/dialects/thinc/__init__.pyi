"""thinc's optimizers (thinc 9.1): same arguments, defaults and arithmetic.

The argument use_averages is ignored: averages are average= here, with other weights. RAdam is not
here: its corrections count one update more than there are.
"""

# Written by tools/stubs.py.
from typing import Any

from typing_extensions import Unpack

from ..._optimizer.optimizer import Optimizer
from ...rules import _Number
from ...schedules import Schedule
from .._keywords import _Keywords

__all__ = ["SGD", "Adam"]

class Adam(Optimizer):
    """thinc.Adam: its arguments, defaults and arithmetic.

    Adam: running means of the gradient and of its square, both corrected for their start at zero.
        m ← m + (1-β₁)(g - m);  v ← β₂·v + (1-β₂)·g²;  w = v, or with amsgrad the largest v so far
        p ← p - lr/(1-β₁ᵗ) · m / (√w/√(1-β₂ᵗ) + eps)

    The rule is `gradstep.rules.Adam`.

    Args:
        params: The arrays to step, in any container.
        learn_rate: The rule's lr.
            lr: Learning rate (number or schedule, >= 0).
        L2: Weight decay; above 0 it needs L2_is_weight_decay=False and grad_clip=0 (number or schedule, >= 0).
        beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        grad_clip: Largest Euclidean norm of each array's gradient; 0 for no clipping (number or schedule, >= 0).
        L2_is_weight_decay: Whether L2 acts on the parameter after its step: only for L2=0 (bool).
        use_averages: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.Adam`.
    """

    def __init__(
        self,
        params: Any,
        learn_rate: _Number = 0.001,
        *,
        L2: float | Schedule = 0.0,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        eps: _Number = 1e-08,
        grad_clip: float | Schedule = 1.0,
        L2_is_weight_decay: bool = True,
        use_averages: object = True,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class SGD(Optimizer):
    """thinc.SGD: its arguments, defaults and arithmetic.

    Stochastic gradient descent, with momentum and Nesterov's look-ahead.
        b ← momentum·b + (1 - dampening)·g,  b = g at the first step;
          d = g + momentum·b (nesterov), b (momentum) or g
        p ← p - lr·d;
          with lr_in_momentum b sums lr·g, and p ← p - d: past gradients keep the rate of their time

    The rule is `gradstep.rules.SGD`.

    Args:
        params: The arrays to step, in any container.
        learn_rate: The rule's lr.
            lr: Learning rate (number or schedule, >= 0).
        L2: Weight decay; above 0 it needs L2_is_weight_decay=False and grad_clip=0 (number or schedule, >= 0).
        grad_clip: Largest Euclidean norm of each array's gradient; 0 for no clipping (number or schedule, >= 0).
        L2_is_weight_decay: Whether L2 acts on the parameter after its step: only for L2=0 (bool).
        use_averages: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.SGD`.
    """

    def __init__(
        self,
        params: Any,
        learn_rate: _Number,
        *,
        L2: float | Schedule = 0.0,
        grad_clip: float | Schedule = 1.0,
        L2_is_weight_decay: bool = True,
        use_averages: object = True,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...
