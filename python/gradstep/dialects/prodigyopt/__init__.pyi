"""prodigyopt's optimizer (konstmish's, 1.1.2): same arguments, defaults and arithmetic.

The argument fsdp_in_use is ignored. There, groups may differ only in that some have a rate of 0;
here they may have any rates.
"""

# Written by tools/stubs.py.
from typing import Any

from typing_extensions import Unpack

from ..._optimizer.optimizer import Optimizer
from ...rules import _Number
from .._keywords import _Keywords

__all__ = ["Prodigy"]

class Prodigy(Optimizer):
    """prodigyopt.Prodigy: its arguments, defaults and arithmetic.

    Prodigy: Adam with an estimate d of the distance to the solution, found faster than by
    D-Adaptation, from all arrays together.
        λ = d·lr, with bias_correction times √(1-β₂ᵗ)/(1-β₁ᵗ);  β₃ = beta3, or √β₂ if that is 0
        N ← β₃·N + d/d0·λ·⟨g, p₀ - p⟩;  s ← β₃·s + d/d0·λ·g;  m ← β₁·m + (1-β₁)·d·g;
          v ← β₂·v + (1-β₂)·d²·g²
        d' = d_coef·N/Σ|s|;  d_max ← max(d_max, d');  d ← min(d_max, growth_rate·d),
          d = d_max = d0 at first
        p ← p - λ·(m/(√v + d·eps) + weight_decay·p),  λ with the d from before the estimate

    The rule is `gradstep.rules.Prodigy`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        betas: The rule's beta1, beta2.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        beta3: Decay of the third running mean (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        decouple: The rule's decoupled_weight_decay.
            decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).
        use_bias_correction: The rule's bias_correction.
            bias_correction: Correct the running means for their start at zero (bool).
        safeguard_warmup: Leave lr out of what the estimate of the distance is divided by (bool).
        d0: First estimate of the distance to the solution, rather too small (number or schedule, >= 0).
        d_coef: Factor on the estimate of the distance to the solution (number or schedule, >= 0).
        growth_rate: Largest growth of the estimate in a step, as a factor; inf for any (number or schedule, >= 1).
        fsdp_in_use: Accepted and ignored.
        slice_p: Only 1; another value is refused.

    The other keywords are gradstep's own: see `gradstep.Prodigy`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 1.0,
        betas: tuple[_Number, _Number] = (0.9, 0.999),
        beta3: _Number | None = None,
        eps: _Number = 1e-08,
        weight_decay: _Number = 0,
        decouple: bool = True,
        use_bias_correction: bool = False,
        safeguard_warmup: bool = False,
        d0: _Number = 1e-06,
        d_coef: _Number = 1.0,
        growth_rate: _Number | None = float("inf"),
        fsdp_in_use: object = False,
        slice_p: float = 1,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...
