"""adabelief-pytorch's optimizer (0.2.1): same arguments, defaults and arithmetic.

The argument print_change_log is ignored.
"""

# Written by tools/stubs.py.
from typing import Any

from typing_extensions import Unpack

from ..._optimizer.optimizer import Optimizer
from ...rules import _Number
from .._keywords import _Keywords

__all__ = ["AdaBelief"]

class AdaBelief(Optimizer):
    """adabelief_pytorch.AdaBelief: its arguments, defaults and arithmetic.

    AdaBelief: Adam that divides by how far gradients stray from their mean, so that steps are small
    where gradients surprise.
        m ← m + (1-β₁)(g - m);  s ← β₂·s + (1-β₂)(g - m)² + eps_root;
          w = s, or with amsgrad the largest s so far
        p ← p - lr/(1-β₁ᵗ) · m / (√w/√(1-β₂ᵗ) + eps)

    The rule is `gradstep.rules.AdaBelief`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        betas: The rule's beta1, beta2.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        amsgrad: Divide by the largest second moment so far, unless rectify (bool).
        weight_decouple: Weight decay acts on the parameter, not through the gradient (bool).
        fixed_decay: Decoupled weight decay is not multiplied by the rate (bool).
        rectify: Reduce the step while the second moment is uncertain, as RAdam (bool).
        degenerated_to_sgd: Before rectification holds, step by the mean gradient (bool).
        print_change_log: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.AdaBelief`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 0.001,
        betas: tuple[_Number, _Number] = (0.9, 0.999),
        eps: _Number = 1e-16,
        weight_decay: _Number = 0,
        amsgrad: bool = False,
        weight_decouple: bool = True,
        fixed_decay: bool = False,
        rectify: bool = True,
        degenerated_to_sgd: bool = True,
        print_change_log: object = True,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...
