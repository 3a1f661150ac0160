"""lion-pytorch's optimizer (lucidrains', 0.2.5): same arguments, defaults and arithmetic.

The argument use_triton is ignored. With decoupled_weight_decay the decay is divided by the rate
that the optimizer is made with.
"""

# Written by tools/stubs.py.
from typing import Any

from typing_extensions import Unpack

from ..._optimizer.optimizer import Optimizer
from ...rules import _Number
from .._keywords import _Keywords

__all__ = ["Lion"]

class Lion(Optimizer):
    """lion_pytorch.Lion: its arguments, defaults and arithmetic.

    Lion: the sign of a blend of gradient and momentum, with decoupled weight decay.
        p ← (1 - lr·weight_decay)·p;  c = β₁·m + (1-β₁)·g;  m ← β₂·m + (1-β₂)·g
        p ← p - lr·sign(c);  with refined the step is lr·c where |c| < 1

    The rule is `gradstep.rules.Lion`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        betas: The rule's beta1, beta2.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        weight_decay: Weight decay, which acts on the parameter (number, >= 0).
        use_triton: Accepted and ignored.
        decoupled_weight_decay: Weight decay is divided by the rate that the optimizer is made with (bool).

    The other keywords are gradstep's own: see `gradstep.Lion`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 0.0001,
        betas: tuple[_Number, _Number] = (0.9, 0.99),
        weight_decay: float = 0.0,
        use_triton: object = False,
        decoupled_weight_decay: bool = False,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...
