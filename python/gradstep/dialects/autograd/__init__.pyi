"""autograd.misc.optimizers (autograd 1.9): same arguments, defaults and arithmetic.

What drives the loop there, grad, x0, callback and num_iters, is the caller's here.
"""

# Written by tools/stubs.py.
from typing import Any

from typing_extensions import Unpack

from ..._optimizer.optimizer import Optimizer
from ...rules import _Number
from .._keywords import _Keywords

__all__ = ["adam", "rmsprop", "sgd"]

class adam(Optimizer):
    """autograd.adam: its arguments, defaults and arithmetic.

    Adam: running means of the gradient and of its square, both corrected for their start at zero.
        m ← m + (1-β₁)(g - m);  v ← β₂·v + (1-β₂)·g²;  w = v, or with amsgrad the largest v so far
        p ← p - lr/(1-β₁ᵗ) · m / (√w/√(1-β₂ᵗ) + eps)

    The rule is `gradstep.rules.Adam`.

    Args:
        params: The arrays to step, in any container.
        step_size: The rule's lr.
            lr: Learning rate (number or schedule, >= 0).
        b1: The rule's beta1.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        b2: The rule's beta2.
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).

    The other keywords are gradstep's own: see `gradstep.Adam`.
    """

    def __init__(
        self,
        params: Any,
        step_size: _Number = 0.001,
        b1: _Number = 0.9,
        b2: _Number = 0.999,
        eps: _Number = 1e-08,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class rmsprop(Optimizer):
    """autograd.rmsprop: its arguments, defaults and arithmetic.

    RMSprop: gradients divided by their running root mean square.
        v ← α·v + (1-α)·g²;  a ← a + (1-α)·(g - a);  d = g / (√(v - a²) + eps)
          (without a² unless centered)
        p ← p - lr·d, or with momentum  b ← momentum·b + d;  p ← p - lr·b
          (d + momentum·b with nesterov)

    The rule is `gradstep.rules.RMSprop`.

    Args:
        params: The arrays to step, in any container.
        step_size: The rule's lr.
            lr: Learning rate (number or schedule, >= 0).
        gamma: The rule's alpha.
            alpha: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).

    The other keywords are gradstep's own: see `gradstep.RMSprop`.
    """

    def __init__(
        self,
        params: Any,
        step_size: _Number = 0.1,
        gamma: _Number = 0.9,
        eps: _Number = 1e-08,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class sgd(Optimizer):
    """autograd.sgd: its arguments, defaults and arithmetic.

    QHM, quasi-hyperbolic momentum: a weighted mean of the gradient and of its running mean.
        b ← momentum·b + (1 - momentum)·g;  p ← p - lr·((1-ν)·g + ν·b)

    The rule is `gradstep.rules.QHM`.

    Args:
        params: The arrays to step, in any container.
        step_size: The rule's lr.
            lr: Learning rate (number or schedule, >= 0).
        mass: The rule's momentum.
            momentum: Decay of the momentum buffer (number or schedule, >= 0).

    The other keywords are gradstep's own: see `gradstep.QHM`.
    """

    def __init__(
        self,
        params: Any,
        step_size: _Number = 0.1,
        mass: _Number = 0.9,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...
