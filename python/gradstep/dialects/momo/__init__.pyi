"""momo's optimizers (momo-opt 0.1): same arguments, defaults and arithmetic.

The step takes the loss: ``opt.step(grads, loss=loss)``.
"""

# Written by tools/stubs.py.
from typing import Any

from typing_extensions import Unpack

from ..._optimizer.optimizer import Optimizer
from ...rules import _Number
from .._keywords import _Keywords

__all__ = ["Momo", "MomoAdam"]

class Momo(Optimizer):
    """momo.Momo: its arguments, defaults and arithmetic.

    MoMo: SGD with momentum whose steps go as far as a model of the loss, the mean of past tangents,
    takes to come down to f_min.
        f ← β₁·f + (1-β₁)·loss;  γ ← β₁·γ + (1-β₁)·⟨g, p⟩;  m ← β₁·m + (1-β₁)·g;  ρ = 1;
          the first of each counts whole
        τ = min(lr/ρ, max((1 + lr·weight_decay)(f - ρ·f_min - γ) + ⟨m, p⟩, 0) / |m|²),
          over all arrays
        p ← (p - τ·m) / (1 + lr·weight_decay)

    The rule is `gradstep.rules.MoMo`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        beta: The rule's beta1.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        lb: The rule's f_min.
            f_min: Value that the loss does not fall below (number or schedule).
        bias_correction: Correct the running means for their start at zero (bool).
        use_fstar: The rule's adapt_lower_bound.
            adapt_lower_bound: Estimate the lower bound of the loss on the way, from f_min upwards (bool).

    The other keywords are gradstep's own: see `gradstep.MoMo`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 1.0,
        weight_decay: _Number = 0,
        beta: _Number = 0.9,
        lb: _Number = 0,
        bias_correction: bool = False,
        use_fstar: bool = False,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class MomoAdam(Optimizer):
    """momo.MomoAdam: its arguments, defaults and arithmetic.

    MoMo-Adam: Adam whose steps go as far as a model of the loss, the mean of past tangents, takes
    to come down to f_min.
        f ← β₁·f + (1-β₁)·loss;  γ ← β₁·γ + (1-β₁)·⟨g, p⟩;  m ← β₁·m + (1-β₁)·g;
          v ← β₂·v + (1-β₂)·g²
        D = √(v/(1-β₂ᵗ)) + eps;  ρ = 1 - β₁ᵗ
        τ = min(lr/ρ, max((1 + lr·weight_decay)(f - ρ·f_min - γ) + ⟨m, p⟩, 0) / ⟨m, m/D⟩),
          over all arrays
        p ← (p - τ·m/D) / (1 + lr·weight_decay), or with no_prox
          p ← (1 - lr·weight_decay)·p - τ·m/D

    The rule is `gradstep.rules.MoMoAdam`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        betas: The rule's beta1, beta2.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        lb: The rule's f_min.
            f_min: Value that the loss does not fall below (number or schedule).
        divide: Weight decay divides the parameter after the step, instead of being part of it (bool).
        use_fstar: The rule's adapt_lower_bound.
            adapt_lower_bound: Estimate the lower bound of the loss on the way, from f_min upwards (bool).

    The other keywords are gradstep's own: see `gradstep.MoMoAdam`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 0.01,
        betas: tuple[_Number, _Number] = (0.9, 0.999),
        eps: _Number = 1e-08,
        weight_decay: _Number = 0,
        lb: _Number = 0,
        divide: bool = True,
        use_fstar: bool = False,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...
