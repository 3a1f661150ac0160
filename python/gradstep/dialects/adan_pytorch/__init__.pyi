"""adan-pytorch's optimizer (lucidrains', 0.1.0): same arguments, defaults and arithmetic.

Its betas are the weights of the new values, and its first step only remembers the gradient.
"""

# Written by tools/stubs.py.
from typing import Any

from typing_extensions import Unpack

from ..._optimizer.optimizer import Optimizer
from ...rules import _Number
from .._keywords import _Keywords

__all__ = ["Adan"]

class Adan(Optimizer):
    """adan_pytorch.Adan: its arguments, defaults and arithmetic.

    Adan: Adam with Nesterov's look-ahead, estimated from the change of the gradient.
        Δ = g - g_prev, 0 at first;  m ← β₁·m + (1-β₁)·g;  d ← β₂·d + (1-β₂)·Δ;
          v ← β₃·v + (1-β₃)(g + w·Δ)²,  w = β₂
        u = (m/(1-β₁ᵗ) + w·d/(1-β₂ᵗ)) / (√(v/(1-β₃ᵗ) + eps_root) + eps)
        p ← (p - lr·u) / (1 + lr·weight_decay), or with no_prox  p ← (1 - lr·weight_decay)·p - lr·u

    The rule is `gradstep.rules.Adan`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        betas: Weights of the new values in the three running means: 1 - beta1, 1 - beta2 and 1 - beta3 of the rule.
        eps: Added to the denominator for stability (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        restart_cond: Only None; another value is refused.

    The other keywords are gradstep's own: see `gradstep.Adan`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 0.001,
        betas: tuple[float, float, float] = (0.02, 0.08, 0.01),
        eps: _Number = 1e-08,
        weight_decay: _Number = 0,
        restart_cond: None = None,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...
