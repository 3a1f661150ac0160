"""PennyLane's optimizers (pennylane 0.45): same arguments, defaults and arithmetic.

NesterovMomentumOptimizer steps the points where the gradients are taken: PennyLane's own arguments
are these plus momentum times the state momentum_buffer.
"""

# Written by tools/stubs.py.
from typing import Any

from typing_extensions import Unpack

from ..._optimizer.optimizer import Optimizer
from ...rules import _Number
from ...schedules import Schedule
from .._keywords import _Keywords

__all__ = [
    "AdagradOptimizer",
    "AdamOptimizer",
    "GradientDescentOptimizer",
    "MomentumOptimizer",
    "NesterovMomentumOptimizer",
    "RMSPropOptimizer",
]

class AdagradOptimizer(Optimizer):
    """pennylane.AdagradOptimizer: its arguments, defaults and arithmetic.

    Adagrad: each element's rate shrinks with the squared gradients it has seen.
        s ← s + g²;  p ← p - lr/(1 + (t-1)·lr_decay) · g / (√s + eps)  (√(s + eps) with eps_in_sqrt)

    The rule is `gradstep.rules.Adagrad`.

    Args:
        params: The arrays to step, in any container.
        stepsize: The rule's lr.
            lr: Learning rate (number or schedule, >= 0).
        eps: Added to the denominator for stability (number or schedule, >= 0).

    The other keywords are gradstep's own: see `gradstep.Adagrad`.
    """

    def __init__(
        self,
        params: Any,
        stepsize: _Number = 0.01,
        eps: _Number = 1e-08,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class AdamOptimizer(Optimizer):
    """pennylane.AdamOptimizer: its arguments, defaults and arithmetic.

    Adam: running means of the gradient and of its square, both corrected for their start at zero.
        m ← m + (1-β₁)(g - m);  v ← β₂·v + (1-β₂)·g²;  w = v, or with amsgrad the largest v so far
        p ← p - lr/(1-β₁ᵗ) · m / (√w/√(1-β₂ᵗ) + eps)

    The rule is `gradstep.rules.Adam`.

    Args:
        params: The arrays to step, in any container.
        stepsize: The rule's lr.
            lr: Learning rate (number or schedule, >= 0).
        beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).

    The other keywords are gradstep's own: see `gradstep.Adam`.
    """

    def __init__(
        self,
        params: Any,
        stepsize: _Number = 0.01,
        beta1: _Number = 0.9,
        beta2: _Number = 0.99,
        eps: _Number = 1e-08,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class GradientDescentOptimizer(Optimizer):
    """pennylane.GradientDescentOptimizer: its arguments, defaults and arithmetic.

    Stochastic gradient descent, with momentum and Nesterov's look-ahead.
        b ← momentum·b + (1 - dampening)·g,  b = g at the first step;
          d = g + momentum·b (nesterov), b (momentum) or g
        p ← p - lr·d;
          with lr_in_momentum b sums lr·g, and p ← p - d: past gradients keep the rate of their time

    The rule is `gradstep.rules.SGD`.

    Args:
        params: The arrays to step, in any container.
        stepsize: The rule's lr.
            lr: Learning rate (number or schedule, >= 0).

    The other keywords are gradstep's own: see `gradstep.SGD`.
    """

    def __init__(
        self,
        params: Any,
        stepsize: _Number = 0.01,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class MomentumOptimizer(Optimizer):
    """pennylane.MomentumOptimizer: its arguments, defaults and arithmetic.

    Stochastic gradient descent, with momentum and Nesterov's look-ahead.
        b ← momentum·b + (1 - dampening)·g,  b = g at the first step;
          d = g + momentum·b (nesterov), b (momentum) or g
        p ← p - lr·d;
          with lr_in_momentum b sums lr·g, and p ← p - d: past gradients keep the rate of their time

    The rule is `gradstep.rules.SGD`.

    Args:
        params: The arrays to step, in any container.
        stepsize: The rule's lr.
            lr: Learning rate (number or schedule, >= 0).
        momentum: Decay of the momentum buffer (number or schedule, >= 0).

    The other keywords are gradstep's own: see `gradstep.SGD`.
    """

    def __init__(
        self,
        params: Any,
        stepsize: _Number = 0.01,
        momentum: _Number = 0.9,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class NesterovMomentumOptimizer(Optimizer):
    """pennylane.NesterovMomentumOptimizer: its arguments, defaults and arithmetic.

    Stochastic gradient descent, with momentum and Nesterov's look-ahead.
        b ← momentum·b + (1 - dampening)·g,  b = g at the first step;
          d = g + momentum·b (nesterov), b (momentum) or g
        p ← p - lr·d;
          with lr_in_momentum b sums lr·g, and p ← p - d: past gradients keep the rate of their time

    The rule is `gradstep.rules.SGD`.

    Args:
        params: The arrays to step, in any container.
        stepsize: The rule's lr.
            lr: Learning rate (number or schedule, >= 0).
        momentum: Decay of the momentum buffer (number or schedule, >= 0).

    The other keywords are gradstep's own: see `gradstep.SGD`.
    """

    def __init__(
        self,
        params: Any,
        stepsize: _Number = 0.01,
        momentum: float | Schedule = 0.9,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class RMSPropOptimizer(Optimizer):
    """pennylane.RMSPropOptimizer: its arguments, defaults and arithmetic.

    RMSprop: gradients divided by their running root mean square.
        v ← α·v + (1-α)·g²;  a ← a + (1-α)·(g - a);  d = g / (√(v - a²) + eps)
          (without a² unless centered)
        p ← p - lr·d, or with momentum  b ← momentum·b + d;  p ← p - lr·b
          (d + momentum·b with nesterov)

    The rule is `gradstep.rules.RMSprop`.

    Args:
        params: The arrays to step, in any container.
        stepsize: The rule's lr.
            lr: Learning rate (number or schedule, >= 0).
        decay: The rule's alpha.
            alpha: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).

    The other keywords are gradstep's own: see `gradstep.RMSprop`.
    """

    def __init__(
        self,
        params: Any,
        stepsize: _Number = 0.01,
        decay: _Number = 0.9,
        eps: _Number = 1e-08,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...
