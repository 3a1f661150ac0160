"""dadaptation's optimizers (Meta's, 3.2): same arguments, defaults and arithmetic.

The arguments log_every and fsdp_in_use are ignored. A group's layer_scale is its lr here. The norm
of DAdaptSGD's first gradient is taken before weight decay there, after it here.
"""

# Written by tools/stubs.py.
from typing import Any

from typing_extensions import Unpack

from ..._optimizer.optimizer import Optimizer
from ...rules import _Number
from .._keywords import _Keywords

__all__ = ["DAdaptAdaGrad", "DAdaptAdam", "DAdaptAdan", "DAdaptLion", "DAdaptSGD"]

class DAdaptAdaGrad(Optimizer):
    """dadaptation.DAdaptAdaGrad: its arguments, defaults and arithmetic.

    Adagrad with D-Adaptation: dual averaging whose rate grows with a lower bound d of the distance
    to the solution, estimated from all arrays together.
        λ = d·lr;  a ← a + g²,  a = initial_accumulator_value at first;  s ← s + λ·g;
          G ← G + Σ λ²·g²/(√a + eps)
        d ← max(d, min((Σ s²/(√a + eps) - G) / Σ|s|, growth_rate·d)),  d0 at first
        p ← momentum·p + (1 - momentum)(x₀ - s/(√a + eps)),  x₀ the first p

    The rule is `gradstep.rules.DAdaptAdaGrad`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        momentum: Decay of the momentum buffer (number or schedule, >= 0).
        log_every: Accepted and ignored.
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        d0: First estimate of the distance to the solution, rather too small (number or schedule, >= 0).
        growth_rate: Largest growth of the estimate in a step, as a factor; inf for any (number or schedule, >= 1).

    The other keywords are gradstep's own: see `gradstep.DAdaptAdaGrad`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 1.0,
        momentum: _Number = 0,
        log_every: object = 0,
        weight_decay: _Number = 0.0,
        eps: _Number = 1e-06,
        d0: _Number = 1e-06,
        growth_rate: _Number | None = float("inf"),
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class DAdaptAdam(Optimizer):
    """dadaptation.DAdaptAdam: its arguments, defaults and arithmetic.

    Adam with D-Adaptation: the rate grows with a lower bound d of the distance to the solution,
    estimated from all arrays together.
        λ = d·lr, with bias_correction times √(1-β₂ᵗ)/(1-β₁ᵗ);  q = √β₂
        N ← q·N + (1-q)·λ·⟨g, s/(√v + eps)⟩;  s ← q·s + (1-q)·λ·g;  m ← β₁·m + (1-β₁)·λ·g;
          v ← β₂·v + (1-β₂)·g²
        d ← max(d, min(N/((1-q)·Σ|s|), growth_rate·d)),  d0 at first;  p ← p - m/(√v + eps)

    The rule is `gradstep.rules.DAdaptAdam`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        betas: The rule's beta1, beta2.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        log_every: Accepted and ignored.
        decouple: The rule's decoupled_weight_decay.
            decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).
        use_bias_correction: The rule's bias_correction.
            bias_correction: Correct the running means for their start at zero (bool).
        d0: First estimate of the distance to the solution, rather too small (number or schedule, >= 0).
        growth_rate: Largest growth of the estimate in a step, as a factor; inf for any (number or schedule, >= 1).
        fsdp_in_use: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.DAdaptAdam`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 1.0,
        betas: tuple[_Number, _Number] = (0.9, 0.999),
        eps: _Number = 1e-08,
        weight_decay: _Number = 0,
        log_every: object = 0,
        decouple: bool = False,
        use_bias_correction: bool = False,
        d0: _Number = 1e-06,
        growth_rate: _Number | None = float("inf"),
        fsdp_in_use: object = False,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class DAdaptAdan(Optimizer):
    """dadaptation.DAdaptAdan: its arguments, defaults and arithmetic.

    Adan with D-Adaptation: the rate grows with a lower bound d of the distance to the solution,
    estimated from all arrays together. Experimental, its authors say.
        λ = d·lr;  Δ = g - g_prev, 0 at first;  m ← β₁·m + (1-β₁)·λ·g;  c ← β₂·c + (1-β₂)·λ·Δ
        v ← β₃·v + (1-β₃)(g + β₂·Δ)²;  s ← β₃·s + (1-β₃)·λ·g;  G ← β₃·G + (1-β₃)·Σ λ²·g²/(√v + eps)
        d ← max(d, min((Σ s²/(√v + eps)/(1-β₃) - G) / Σ|s|, growth_rate·d)),  d0 at first
        p ← (p - (m + β₂·c)/(√v + eps)) / (1 + λ·weight_decay)
          or with no_prox  p ← (1 - λ·weight_decay)·p - (m + β₂·c)/(√v + eps)

    The rule is `gradstep.rules.DAdaptAdan`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        betas: The rule's beta1, beta2, beta3.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
            beta3: Decay of the third running mean (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        no_prox: Decay the parameter before the step, not proximally after it (bool).
        log_every: Accepted and ignored.
        d0: First estimate of the distance to the solution, rather too small (number or schedule, >= 0).
        growth_rate: Largest growth of the estimate in a step, as a factor; inf for any (number or schedule, >= 1).

    The other keywords are gradstep's own: see `gradstep.DAdaptAdan`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 1.0,
        betas: tuple[_Number, _Number, _Number] = (0.98, 0.92, 0.99),
        eps: _Number = 1e-08,
        weight_decay: _Number = 0.02,
        no_prox: bool = False,
        log_every: object = 0,
        d0: _Number = 1e-06,
        growth_rate: _Number | None = float("inf"),
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class DAdaptLion(Optimizer):
    """dadaptation.DAdaptLion: its arguments, defaults and arithmetic.

    Lion with D-Adaptation: the rate grows with a lower bound d of the distance to the solution,
    estimated from all arrays together. Experimental, its authors say.
        λ = d·lr;  q = √β₂;  u = sign(β₁·m + (1-β₁)·g);  p ← (1 - λ·weight_decay)·p - λ·u;
          m ← β₂·m + (1-β₂)·λ·g
        N ← q·N + (1-q)·λ·⟨u, s⟩;  s ← q·s + (1-q)·λ·u;  d ← max(d, N/((1-q)·Σ|s|)),  d0 at first

    The rule is `gradstep.rules.DAdaptLion`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        betas: The rule's beta1, beta2.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        log_every: Accepted and ignored.
        d0: First estimate of the distance to the solution, rather too small (number or schedule, >= 0).
        fsdp_in_use: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.DAdaptLion`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 1.0,
        betas: tuple[_Number, _Number] = (0.9, 0.99),
        weight_decay: _Number = 0.0,
        log_every: object = 0,
        d0: _Number = 1e-06,
        fsdp_in_use: object = False,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class DAdaptSGD(Optimizer):
    """dadaptation.DAdaptSGD: its arguments, defaults and arithmetic.

    SGD with D-Adaptation: dual averaging whose rate grows with a lower bound d of the distance to
    the solution, estimated from all arrays together.
        λ = d·lr/|g₀|, |g₀| the norm of the first gradient;  N ← N + λ·⟨g, s⟩;  s ← s + λ·g
        d ← max(d, min(2·N/|s|, growth_rate·d)),  d0 at first;
          p ← momentum·p + (1 - momentum)(x₀ - s),  x₀ the first p

    The rule is `gradstep.rules.DAdaptSGD`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        momentum: Decay of the momentum buffer (number or schedule, >= 0).
        weight_decay: Only 0; another value is refused.
        log_every: Accepted and ignored.
        d0: First estimate of the distance to the solution, rather too small (number or schedule, >= 0).
        growth_rate: Largest growth of the estimate in a step, as a factor; inf for any (number or schedule, >= 1).
        fsdp_in_use: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.DAdaptSGD`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 1.0,
        momentum: _Number = 0.0,
        weight_decay: float = 0,
        log_every: object = 0,
        d0: _Number = 1e-06,
        growth_rate: _Number | None = float("inf"),
        fsdp_in_use: object = False,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...
