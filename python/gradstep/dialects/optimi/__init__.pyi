"""optimi's optimizers (torch-optimi 0.3): same arguments, defaults and arithmetic.

The arguments kahan_sum, foreach, triton and gradient_release are ignored: Kahan's sum is
rounding="kahan" here.
"""

# Written by tools/stubs.py.
from typing import Any

from typing_extensions import Unpack

from ..._optimizer.optimizer import Optimizer
from ...rules import _Number
from ...schedules import Schedule
from .._keywords import _Keywords

__all__ = ["SGD", "Adam", "AdamW", "Adan", "Lion", "RAdam", "Ranger", "StableAdamW"]

class Adam(Optimizer):
    """optimi.Adam: its arguments, defaults and arithmetic.

    Adam: running means of the gradient and of its square, both corrected for their start at zero.
        m ← m + (1-β₁)(g - m);  v ← β₂·v + (1-β₂)·g²;  w = v, or with amsgrad the largest v so far
        p ← p - lr/(1-β₁ᵗ) · m / (√w/√(1-β₂ᵗ) + eps)

    The rule is `gradstep.rules.Adam`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        betas: The rule's beta1, beta2.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        decouple_wd: Weight decay acts on the parameter, not through the gradient (bool).
        decouple_lr: Weight decay is multiplied by lr / max_lr instead of lr (bool).
        max_lr: The rate by which decouple_lr divides; None for the one that the optimizer is made with.
        kahan_sum: Accepted and ignored.
        foreach: Accepted and ignored.
        triton: Accepted and ignored.
        gradient_release: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.Adam`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number,
        betas: tuple[_Number, _Number] = (0.9, 0.99),
        weight_decay: float | Schedule = 0,
        eps: _Number = 1e-06,
        decouple_wd: bool = False,
        decouple_lr: bool = False,
        max_lr: float | None = None,
        kahan_sum: object = None,
        foreach: object = None,
        triton: object = None,
        gradient_release: object = False,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class AdamW(Optimizer):
    """optimi.AdamW: its arguments, defaults and arithmetic.

    AdamW: Adam whose weight decay acts on the parameter, not through the gradient (decoupled).
        p ← (1 - lr·weight_decay)·p;  then Adam's step, with Adam's options:
        m ← m + (1-β₁)(g - m);  v ← β₂·v + (1-β₂)·g²;  p ← p - lr/(1-β₁ᵗ) · m / (√v/√(1-β₂ᵗ) + eps)

    The rule is `gradstep.rules.AdamW`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        betas: The rule's beta1, beta2.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        decouple_lr: Weight decay is multiplied by lr / max_lr instead of lr (bool).
        max_lr: The rate by which decouple_lr divides; None for the one that the optimizer is made with.
        kahan_sum: Accepted and ignored.
        foreach: Accepted and ignored.
        triton: Accepted and ignored.
        gradient_release: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.AdamW`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number,
        betas: tuple[_Number, _Number] = (0.9, 0.99),
        weight_decay: float | Schedule = 0.01,
        eps: _Number = 1e-06,
        decouple_lr: bool = False,
        max_lr: float | None = None,
        kahan_sum: object = None,
        foreach: object = None,
        triton: object = None,
        gradient_release: object = False,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class Adan(Optimizer):
    """optimi.Adan: its arguments, defaults and arithmetic.

    Adan: Adam with Nesterov's look-ahead, estimated from the change of the gradient.
        Δ = g - g_prev, 0 at first;  m ← β₁·m + (1-β₁)·g;  d ← β₂·d + (1-β₂)·Δ;
          v ← β₃·v + (1-β₃)(g + w·Δ)²,  w = β₂
        u = (m/(1-β₁ᵗ) + w·d/(1-β₂ᵗ)) / (√(v/(1-β₃ᵗ) + eps_root) + eps)
        p ← (p - lr·u) / (1 + lr·weight_decay), or with no_prox  p ← (1 - lr·weight_decay)·p - lr·u

    The rule is `gradstep.rules.Adan`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        betas: The rule's beta1, beta2, beta3.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
            beta3: Decay of the third running mean (number or schedule, in [0, 1)).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        decouple_lr: Weight decay is multiplied by lr / max_lr instead of lr (bool).
        max_lr: The rate by which decouple_lr divides; None for the one that the optimizer is made with.
        adam_wd: Accepted and ignored.
        kahan_sum: Accepted and ignored.
        foreach: Accepted and ignored.
        triton: Accepted and ignored.
        gradient_release: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.Adan`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number,
        betas: tuple[_Number, _Number, _Number] = (0.98, 0.92, 0.99),
        weight_decay: float | Schedule = 0.02,
        eps: _Number = 1e-06,
        decouple_lr: bool = False,
        max_lr: float | None = None,
        adam_wd: object = False,
        kahan_sum: object = False,
        foreach: object = None,
        triton: object = None,
        gradient_release: object = False,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class Lion(Optimizer):
    """optimi.Lion: its arguments, defaults and arithmetic.

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
        decouple_lr: Weight decay is multiplied by lr / max_lr instead of lr (bool).
        max_lr: The rate by which decouple_lr divides; None for the one that the optimizer is made with.
        kahan_sum: Accepted and ignored.
        foreach: Accepted and ignored.
        triton: Accepted and ignored.
        gradient_release: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.Lion`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number,
        betas: tuple[_Number, _Number] = (0.9, 0.99),
        weight_decay: float | Schedule = 0,
        decouple_lr: bool = False,
        max_lr: float | None = None,
        kahan_sum: object = None,
        foreach: object = None,
        triton: object = None,
        gradient_release: object = False,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class RAdam(Optimizer):
    """optimi.RAdam: its arguments, defaults and arithmetic.

    RAdam: Adam that waits until its second moment is worth using, and then trusts it by degrees.
        m ← m + (1-β₁)(g - m);  v ← β₂·v + (1-β₂)·g²;  ρ∞ = 2/(1-β₂) - 1;  ρ = ρ∞ - 2t·β₂ᵗ/(1-β₂ᵗ)
        ρ > sma_threshold:  r = √((ρ-4)(ρ-2)ρ∞ / ((ρ∞-4)(ρ∞-2)ρ));
          p ← p - lr·r/(1-β₁ᵗ) · m·√(1-β₂ᵗ)/(√v + eps)
        else:               p ← p - lr/(1-β₁ᵗ) · m,  or no step without degenerated_to_sgd

    The rule is `gradstep.rules.RAdam`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        betas: The rule's beta1, beta2.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        weight_decay: Weight decay; it needs weight_decouple, and degenerated_to_sgd (number, >= 0).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        decouple_wd: Weight decay acts on the parameter, not through the gradient (bool).
        decouple_lr: Weight decay is multiplied by lr / max_lr instead of lr (bool).
        max_lr: The rate by which decouple_lr divides; None for the one that the optimizer is made with.
        kahan_sum: Accepted and ignored.
        foreach: Accepted and ignored.
        triton: Accepted and ignored.
        gradient_release: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.RAdam`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number,
        betas: tuple[_Number, _Number] = (0.9, 0.99),
        weight_decay: float | Schedule = 0,
        eps: _Number = 1e-06,
        decouple_wd: bool = False,
        decouple_lr: bool = False,
        max_lr: float | None = None,
        kahan_sum: object = None,
        foreach: object = None,
        triton: object = None,
        gradient_release: object = False,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class Ranger(Optimizer):
    """optimi.Ranger: its arguments, defaults and arithmetic.

    RAdam: Adam that waits until its second moment is worth using, and then trusts it by degrees.
        m ← m + (1-β₁)(g - m);  v ← β₂·v + (1-β₂)·g²;  ρ∞ = 2/(1-β₂) - 1;  ρ = ρ∞ - 2t·β₂ᵗ/(1-β₂ᵗ)
        ρ > sma_threshold:  r = √((ρ-4)(ρ-2)ρ∞ / ((ρ∞-4)(ρ∞-2)ρ));
          p ← p - lr·r/(1-β₁ᵗ) · m·√(1-β₂ᵗ)/(√v + eps)
        else:               p ← p - lr/(1-β₁ᵗ) · m,  or no step without degenerated_to_sgd

    The rule is `gradstep.rules.RAdam`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        betas: The rule's beta1, beta2.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        k: Updates from one step of the slow copy to the next.
        alpha: Share by which the slow copy follows (number, in [0, 1]).
        decouple_wd: Weight decay acts on the parameter, not through the gradient (bool).
        decouple_lr: Weight decay is multiplied by lr / max_lr instead of lr (bool).
        max_lr: The rate by which decouple_lr divides; None for the one that the optimizer is made with.
        kahan_sum: Accepted and ignored.
        foreach: Accepted and ignored.
        triton: Accepted and ignored.
        gradient_release: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.RAdam`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number,
        betas: tuple[_Number, _Number] = (0.9, 0.99),
        weight_decay: float | Schedule = 0,
        eps: _Number = 1e-06,
        k: int = 6,
        alpha: float = 0.5,
        decouple_wd: bool = True,
        decouple_lr: bool = False,
        max_lr: float | None = None,
        kahan_sum: object = None,
        foreach: object = None,
        triton: object = None,
        gradient_release: object = False,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class SGD(Optimizer):
    """optimi.SGD: its arguments, defaults and arithmetic.

    Stochastic gradient descent, with momentum and Nesterov's look-ahead.
        b ← momentum·b + (1 - dampening)·g,  b = g at the first step;
          d = g + momentum·b (nesterov), b (momentum) or g
        p ← p - lr·d;
          with lr_in_momentum b sums lr·g, and p ← p - d: past gradients keep the rate of their time

    The rule is `gradstep.rules.SGD`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        momentum: Decay of the momentum buffer (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        dampening: Whether the momentum buffer is a mean; it needs torch_init=True (bool).
        decouple_wd: Weight decay acts on the parameter, not through the gradient (bool).
        decouple_lr: Weight decay is multiplied by lr / max_lr instead of lr (bool).
        max_lr: The rate by which decouple_lr divides; None for the one that the optimizer is made with.
        torch_init: Whether the momentum buffer begins as the first gradient, with dampening (bool).
        kahan_sum: Accepted and ignored.
        foreach: Accepted and ignored.
        triton: Accepted and ignored.
        gradient_release: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.SGD`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number,
        momentum: _Number = 0,
        weight_decay: float | Schedule = 0,
        dampening: bool = False,
        decouple_wd: bool = False,
        decouple_lr: bool = False,
        max_lr: float | None = None,
        torch_init: bool = False,
        kahan_sum: object = None,
        foreach: object = None,
        triton: object = None,
        gradient_release: object = False,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class StableAdamW(Optimizer):
    """optimi.StableAdamW: its arguments, defaults and arithmetic.

    StableAdamW: AdamW that slows down while the gradients of an array are larger than its second
    moment expects.
        m ← m + (1-β̂₁)(g - m);  v ← β̂₂·v + (1-β̂₂)·g²,
          β̂ = β·(1-βᵗ⁻¹)/(1-βᵗ) in place of bias corrections
        r = lr / max(1, √mean(g²/max(v, eps²)));  p ← (1 - r·weight_decay)·p - r·m / (√v + eps)

    The rule is `gradstep.rules.StableAdamW`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        betas: The rule's beta1, beta2.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        decouple_lr: Weight decay is multiplied by lr / max_lr instead of lr (bool).
        max_lr: The rate by which decouple_lr divides; None for the one that the optimizer is made with.
        kahan_sum: Accepted and ignored.
        foreach: Accepted and ignored.
        triton: Accepted and ignored.
        gradient_release: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.StableAdamW`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number,
        betas: tuple[_Number, _Number] = (0.9, 0.99),
        weight_decay: float | Schedule = 0.01,
        eps: _Number = 1e-06,
        decouple_lr: bool = False,
        max_lr: float | None = None,
        kahan_sum: object = None,
        foreach: object = None,
        triton: object = None,
        gradient_release: object = False,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...
