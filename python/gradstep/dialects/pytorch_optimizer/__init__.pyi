"""pytorch_optimizer's optimizers and schedules (kozistr's, 4.1): same arguments and arithmetic.

The argument foreach is ignored; so are StableAdamW's kahan_sum, which is for 16-bit parameters,
Lamb's degenerated_to_sgd and n_sma_threshold, which act with rectify only, ScheduleFreeSGD's eps,
and what tells SophiaH when and how to estimate the Hessian: here the estimate is given to the step,
whenever there is a new one, ``opt.step(grads, inputs={"hessian": ...})``. AliG's loss is given to
the step too, ``opt.step(grads, loss=loss)``.
"""

# Written by tools/stubs.py.
from collections.abc import Callable
from typing import Any, Literal

from typing_extensions import Unpack

from ..._optimizer.optimizer import Optimizer
from ...rules import _Number
from ...schedules import Schedule
from .._keywords import _Keywords
from ..torch import ConstantLR as ConstantLR
from ..torch import CosineAnnealingLR as CosineAnnealingLR
from ..torch import CosineAnnealingWarmRestarts as CosineAnnealingWarmRestarts
from ..torch import CyclicLR as CyclicLR
from ..torch import CyclicLR_momentum as CyclicLR_momentum
from ..torch import MultiplicativeLR as MultiplicativeLR
from ..torch import MultiStepLR as MultiStepLR
from ..torch import OneCycleLR as OneCycleLR
from ..torch import OneCycleLR_momentum as OneCycleLR_momentum
from ..torch import StepLR as StepLR
from .optimizers import fourth_root

__all__ = [
    "ADOPT",
    "FTRL",
    "LARS",
    "MADGRAD",
    "MARS",
    "PID",
    "QHM",
    "SGD",
    "SGDW",
    "AccSGD",
    "AdEMAMix",
    "AdaBelief",
    "AdaBound",
    "AdaDelta",
    "AdaMax",
    "AdaMod",
    "Adam",
    "AdamW",
    "Adan",
    "AggMo",
    "AliG",
    "ConstantLR",
    "CosineAnnealingLR",
    "CosineAnnealingWarmRestarts",
    "CosineAnnealingWarmupRestarts",
    "CosineScheduler",
    "CyclicLR",
    "CyclicLR_momentum",
    "DAdaptAdaGrad",
    "DAdaptAdam",
    "DAdaptLion",
    "DAdaptSGD",
    "DiffGrad",
    "Fromage",
    "Grams",
    "LaProp",
    "Lamb",
    "LinearScheduler",
    "Lion",
    "MultiStepLR",
    "MultiplicativeLR",
    "NAdam",
    "NovoGrad",
    "OneCycleLR",
    "OneCycleLR_momentum",
    "PAdam",
    "PolyScheduler",
    "Prodigy",
    "ProportionScheduler",
    "QHAdam",
    "RAdam",
    "REXScheduler",
    "RMSprop",
    "ScheduleFreeAdamW",
    "ScheduleFreeRAdam",
    "ScheduleFreeSGD",
    "SignSGD",
    "SimplifiedAdEMAMix",
    "SophiaH",
    "StableAdamW",
    "StepLR",
    "Tiger",
    "Yogi",
    "get_chebyshev_schedule",
    "get_wsd_schedule",
]

class ADOPT(Optimizer):
    """pytorch_optimizer.ADOPT: its arguments, defaults and arithmetic.

    ADOPT: Adam that divides each gradient by the second moment before it, and averages after that.
        first v ← g², and nothing moves;  then
          x = clamp(g / max(√v, eps), ±(t - clip_offset)^clip_exponent)
        m ← m + (1-β₁)(x - m);  p ← p - lr·m;  v ← β₂·v + (1-β₂)·g²

    The rule is `gradstep.rules.ADOPT`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        betas: The rule's beta1, beta2.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        clip_lambda: Only fourth_root; another value is refused.
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        weight_decouple: Weight decay acts on the parameter, not through the gradient (bool).
        fixed_decay: Decoupled weight decay is not multiplied by the rate (bool).
        foreach: Accepted and ignored.
        eps: Added to the denominator for stability (number or schedule, >= 0).
        maximize: Ascend instead of descend: larger is better (bool).
        stable_adamw: Only False; another value is refused.

    The other keywords are gradstep's own: see `gradstep.ADOPT`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 0.001,
        betas: tuple[_Number, _Number] = (0.9, 0.9999),
        clip_lambda: Callable[[float], float] = fourth_root,
        weight_decay: _Number = 0.0,
        weight_decouple: bool = False,
        fixed_decay: bool = False,
        foreach: object = None,
        eps: _Number = 1e-06,
        maximize: bool = False,
        *,
        stable_adamw: Literal[False] = False,
        state_dtype: Any = None,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class AccSGD(Optimizer):
    """pytorch_optimizer.AccSGD: its arguments, defaults and arithmetic.

    AccSGD, accelerated SGD: short steps coupled to the running mean of long ones.
        α = 1 - ξ·c²/κ;  w ← α·w + (1-α)·(p - κ·lr/c · g),  w = p at first
        p ← (c·(p - lr·g) + (1-α)·w) / (c + 1 - α)

    The rule is `gradstep.rules.AccSGD`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        kappa: How much longer the long step is than the short one (number or schedule, >= 1).
        xi: Statistical advantage of the accelerated method (number or schedule, >= 0).
        constant: AccSGD's small constant (number or schedule, in [0, 1]).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        maximize: Ascend instead of descend: larger is better (bool).
        foreach: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.AccSGD`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 0.001,
        kappa: _Number = 1000.0,
        xi: _Number = 10.0,
        constant: _Number = 0.7,
        weight_decay: _Number = 0.0,
        maximize: bool = False,
        foreach: object = None,
        *,
        state_dtype: Any = None,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class AdEMAMix(Optimizer):
    """pytorch_optimizer.AdEMAMix: its arguments, defaults and arithmetic.

    AdEMAMix: Adam with a second, much slower mean of the gradients, which remembers thousands of
    steps.
        m ← m + (1-β₁)(g - m);  s ← s + (1-β₃)(g - s);  v ← β₂·v + (1-β₂)·g²
        p ← p - lr · (m/(1-β₁ᵗ) + slow_weight·s) / (√(v/(1-β₂ᵗ)) + eps)

    The rule is `gradstep.rules.AdEMAMix`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        betas: The rule's beta1, beta2, beta3.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
            beta3: Decay of the third running mean (number or schedule, in [0, 1)).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        weight_decouple: Weight decay acts on the parameter, not through the gradient (bool).
        fixed_decay: Decoupled weight decay is not multiplied by the rate (bool).
        alpha: The rule's slow_weight.
            slow_weight: Weight of the slow mean of gradients beside the fast one (number or schedule, >= 0).
        t_alpha_beta3: Steps in which alpha and beta3 grow to their values; None for no growth.
        eps: Added to the denominator for stability (number or schedule, >= 0).
        maximize: Ascend instead of descend: larger is better (bool).
        foreach: Accepted and ignored.
        cautious: Only False; another value is refused.
        stable_adamw: Only False; another value is refused.

    The other keywords are gradstep's own: see `gradstep.AdEMAMix`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 0.001,
        betas: tuple[_Number, _Number, _Number] = (0.9, 0.999, 0.9999),
        weight_decay: _Number = 0.0,
        weight_decouple: bool = False,
        fixed_decay: bool = False,
        alpha: _Number = 5.0,
        t_alpha_beta3: float | None = None,
        eps: _Number = 1e-08,
        maximize: bool = False,
        foreach: object = None,
        *,
        cautious: Literal[False] = False,
        stable_adamw: Literal[False] = False,
        state_dtype: Any = None,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class AdaBelief(Optimizer):
    """pytorch_optimizer.AdaBelief: its arguments, defaults and arithmetic.

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
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        weight_decouple: Weight decay acts on the parameter, not through the gradient (bool).
        fixed_decay: Decoupled weight decay is not multiplied by the rate (bool).
        rectify: Reduce the step while the second moment is uncertain, as RAdam (bool).
        n_sma_threshold: The rule's sma_threshold.
            sma_threshold: Shortest length of the second moment's average that is rectified (number or schedule, >= 4).
        degenerated_to_sgd: Before rectification holds, step by the mean gradient (bool).
        ams_bound: The rule's amsgrad.
            amsgrad: Divide by the largest second moment so far (bool).
        foreach: Accepted and ignored.
        eps: Added to the denominator for stability (number or schedule, >= 0).
        maximize: Ascend instead of descend: larger is better (bool).
        adanorm: Only False; another value is refused.
        adanorm_r: Only None; another value is refused.
        adam_debias: Only False; another value is refused.

    The other keywords are gradstep's own: see `gradstep.AdaBelief`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 0.001,
        betas: tuple[_Number, _Number] = (0.9, 0.999),
        weight_decay: _Number = 0.0,
        weight_decouple: bool = True,
        fixed_decay: bool = False,
        rectify: bool = False,
        n_sma_threshold: _Number = 5,
        degenerated_to_sgd: bool = True,
        ams_bound: bool = False,
        foreach: object = None,
        eps: _Number = 1e-16,
        maximize: bool = False,
        *,
        adanorm: Literal[False] = False,
        adanorm_r: None = None,
        adam_debias: Literal[False] = False,
        state_dtype: Any = None,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class AdaBound(Optimizer):
    """pytorch_optimizer.AdaBound: its arguments, defaults and arithmetic.

    AdaBound: Adam whose rates are held between bounds that close in on final_lr: it ends as SGD
    with momentum.
        m ← m + (1-β₁)(g - m);  v ← β₂·v + (1-β₂)·g²;
          w = v, or with amsgrad (AMSBound) the largest v so far
        η = clamp(lr·√(1-β₂ᵗ)/(1-β₁ᵗ) / (√(w + eps_root) + eps),
          final_lr·(1 - 1/(γt+1)), final_lr·(1 + 1/(γt)))
        p ← p - η·m;   with base_lr > 0 the bounds follow lr's schedule: final_lr·lr/base_lr

    The rule is `gradstep.rules.AdaBound`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        final_lr: Rate that the bounds close in on (number or schedule, >= 0).
        betas: The rule's beta1, beta2.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        gamma: Speed at which the bounds close in (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        weight_decouple: Weight decay acts on the parameter, not through the gradient (bool).
        fixed_decay: Decoupled weight decay is not multiplied by the rate (bool).
        ams_bound: The rule's amsgrad.
            amsgrad: Divide by the largest second moment so far (bool).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        maximize: Ascend instead of descend: larger is better (bool).
        foreach: Accepted and ignored.
        adam_debias: Only False; another value is refused.

    The other keywords are gradstep's own: see `gradstep.AdaBound`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 0.001,
        final_lr: _Number = 0.1,
        betas: tuple[_Number, _Number] = (0.9, 0.999),
        gamma: _Number = 0.001,
        weight_decay: _Number = 0.0,
        weight_decouple: bool = True,
        fixed_decay: bool = False,
        ams_bound: bool = False,
        eps: _Number = 1e-08,
        maximize: bool = False,
        foreach: object = None,
        *,
        adam_debias: Literal[False] = False,
        state_dtype: Any = None,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class AdaDelta(Optimizer):
    """pytorch_optimizer.AdaDelta: its arguments, defaults and arithmetic.

    Adadelta: steps in the units of the parameters, from the ratio of two running means.
        v ← ρ·v + (1-ρ)·g²;  d = √(u + eps) / √(v + eps) · g;  u ← ρ·u + (1-ρ)·d²;  p ← p - lr·d

    The rule is `gradstep.rules.Adadelta`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        rho: Decay of the running means (number or schedule, in [0, 1)).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        weight_decouple: Weight decay acts on the parameter, not through the gradient (bool).
        fixed_decay: Decoupled weight decay is not multiplied by the rate (bool).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        maximize: Ascend instead of descend: larger is better (bool).
        foreach: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.Adadelta`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 1.0,
        rho: _Number = 0.9,
        weight_decay: _Number = 0.0,
        weight_decouple: bool = False,
        fixed_decay: bool = False,
        eps: _Number = 1e-06,
        maximize: bool = False,
        foreach: object = None,
        *,
        state_dtype: Any = None,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class AdaMax(Optimizer):
    """pytorch_optimizer.AdaMax: its arguments, defaults and arithmetic.

    Adamax: Adam with the infinity norm: the largest gradient so far, fading, in place of √v.
        m ← m + (1-β₁)(g - m);  u ← max(β₂·u, |g| + eps);  p ← p - lr/(1-β₁ᵗ) · m / u

    The rule is `gradstep.rules.Adamax`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        betas: The rule's beta1, beta2.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        weight_decouple: Weight decay acts on the parameter, not through the gradient (bool).
        fixed_decay: Decoupled weight decay is not multiplied by the rate (bool).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        maximize: Ascend instead of descend: larger is better (bool).
        foreach: Accepted and ignored.
        adanorm: Only False; another value is refused.
        adanorm_r: Only None; another value is refused.
        adam_debias: Only False; another value is refused.

    The other keywords are gradstep's own: see `gradstep.Adamax`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 0.001,
        betas: tuple[_Number, _Number] = (0.9, 0.999),
        weight_decay: _Number = 0.0,
        weight_decouple: bool = False,
        fixed_decay: bool = False,
        eps: _Number = 1e-08,
        maximize: bool = False,
        foreach: object = None,
        *,
        adanorm: Literal[False] = False,
        adanorm_r: None = None,
        adam_debias: Literal[False] = False,
        state_dtype: Any = None,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class AdaMod(Optimizer):
    """pytorch_optimizer.AdaMod: its arguments, defaults and arithmetic.

    AdaMod: Adam whose rates, element by element, may not exceed their own running mean.
        m ← m + (1-β₁)(g - m);  v ← β₂·v + (1-β₂)·g²;  η = lr·√(1-β₂ᵗ)/(1-β₁ᵗ) / (√v + eps)
        a ← a + (1-β₃)(η - a);  p ← p - min(η, a)·m

    The rule is `gradstep.rules.AdaMod`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        betas: The rule's beta1, beta2, beta3.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
            beta3: Decay of the third running mean (number or schedule, in [0, 1)).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        weight_decouple: Weight decay acts on the parameter, not through the gradient (bool).
        fixed_decay: Decoupled weight decay is not multiplied by the rate (bool).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        maximize: Ascend instead of descend: larger is better (bool).
        foreach: Accepted and ignored.
        adam_debias: Only False; another value is refused.

    The other keywords are gradstep's own: see `gradstep.AdaMod`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 0.001,
        betas: tuple[_Number, _Number, _Number] = (0.9, 0.99, 0.9999),
        weight_decay: _Number = 0.0,
        weight_decouple: bool = True,
        fixed_decay: bool = False,
        eps: _Number = 1e-08,
        maximize: bool = False,
        foreach: object = None,
        *,
        adam_debias: Literal[False] = False,
        state_dtype: Any = None,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class Adam(Optimizer):
    """pytorch_optimizer.Adam: its arguments, defaults and arithmetic.

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
        eps: Added to the denominator for stability (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        amsgrad: Divide by the largest second moment so far (bool).
        foreach: Accepted and ignored.
        maximize: Ascend instead of descend: larger is better (bool).
        capturable: Accepted and ignored.
        differentiable: Accepted and ignored.
        fused: Accepted and ignored.
        decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).

    The other keywords are gradstep's own: see `gradstep.Adam`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 0.001,
        betas: tuple[_Number, _Number] = (0.9, 0.999),
        eps: _Number = 1e-08,
        weight_decay: _Number = 0,
        amsgrad: bool = False,
        *,
        foreach: object = None,
        maximize: bool = False,
        capturable: object = False,
        differentiable: object = False,
        fused: object = None,
        decoupled_weight_decay: bool = False,
        state_dtype: Any = None,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class AdamW(Optimizer):
    """pytorch_optimizer.AdamW: its arguments, defaults and arithmetic.

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
        eps: Added to the denominator for stability (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        amsgrad: Divide by the largest second moment so far (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        foreach: Accepted and ignored.
        capturable: Accepted and ignored.
        differentiable: Accepted and ignored.
        fused: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.AdamW`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 0.001,
        betas: tuple[_Number, _Number] = (0.9, 0.999),
        eps: _Number = 1e-08,
        weight_decay: _Number = 0.01,
        amsgrad: bool = False,
        *,
        maximize: bool = False,
        foreach: object = None,
        capturable: object = False,
        differentiable: object = False,
        fused: object = None,
        state_dtype: Any = None,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class Adan(Optimizer):
    """pytorch_optimizer.Adan: its arguments, defaults and arithmetic.

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
        weight_decouple: The rule's no_prox.
            no_prox: Decay the parameter before the step, not proximally after it (bool).
        max_grad_norm: Largest Euclidean norm of all gradients together; 0 for no clipping.
        foreach: Accepted and ignored.
        eps: Added to the denominator for stability (number or schedule, >= 0).
        maximize: Only False; another value is refused.
        adanorm: Only False; another value is refused.
        adanorm_r: Only None; another value is refused.
        use_gc: Only False; another value is refused.

    The other keywords are gradstep's own: see `gradstep.Adan`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 0.001,
        betas: tuple[_Number, _Number, _Number] = (0.98, 0.92, 0.99),
        weight_decay: _Number = 0.0,
        weight_decouple: bool = False,
        max_grad_norm: float = 0.0,
        foreach: object = None,
        eps: _Number = 1e-08,
        maximize: Literal[False] = False,
        *,
        adanorm: Literal[False] = False,
        adanorm_r: None = None,
        use_gc: Literal[False] = False,
        state_dtype: Any = None,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class AggMo(Optimizer):
    """pytorch_optimizer.AggMo: its arguments, defaults and arithmetic.

    AggMo, aggregated momentum: the mean of three momentum buffers of different decays.
        bᵢ ← momentumᵢ·bᵢ + g;  p ← p - lr·(b₁ + b₂ + b₃)/3

    The rule is `gradstep.rules.AggMo`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        betas: The rule's momentum1, momentum2, momentum3.
            momentum1: Decay of the first momentum buffer (number or schedule, >= 0).
            momentum2: Decay of the second momentum buffer (number or schedule, >= 0).
            momentum3: Decay of the third momentum buffer (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        weight_decouple: Weight decay acts on the parameter, not through the gradient (bool).
        fixed_decay: Decoupled weight decay is not multiplied by the rate (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        foreach: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.AggMo`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 0.001,
        betas: tuple[float, float, float] = (0.0, 0.9, 0.99),
        weight_decay: _Number = 0.0,
        weight_decouple: bool = False,
        fixed_decay: bool = False,
        maximize: bool = False,
        foreach: object = None,
        *,
        state_dtype: Any = None,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class AliG(Optimizer):
    """pytorch_optimizer.AliG: its arguments, defaults and arithmetic.

    ALI-G: Polyak's step size for models that can bring the loss to 0, with momentum.
        η = min(max(loss, 0) / (|g|² + eps), lr),  |g| over all arrays;  b ← momentum·b - η·g;
          p ← p - η·g + momentum·b

    The rule is `gradstep.rules.ALIG`.

    Args:
        params: The arrays to step, in any container.
        max_lr: The rule's lr.
            lr: Learning rate (number or schedule, >= 0).
        projection_fn: Only None; another value is refused.
        momentum: Decay of the momentum buffer (number or schedule, >= 0).
        adjusted_momentum: The momentum buffer sums gradients, which go by the present step size (bool).
        maximize: Only False; another value is refused.
        foreach: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.ALIG`.
    """

    def __init__(
        self,
        params: Any,
        max_lr: _Number | None = None,
        projection_fn: None = None,
        momentum: _Number = 0.0,
        adjusted_momentum: bool = False,
        maximize: Literal[False] = False,
        foreach: object = None,
        *,
        state_dtype: Any = None,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

def CosineAnnealingWarmupRestarts(
    first_cycle_steps: int,
    cycle_mult: float = 1.0,
    max_lr: float = 0.0001,
    min_lr: float = 1e-06,
    warmup_steps: int = 0,
    gamma: float = 0.9,
    last_epoch: int = -1,
    *,
    steps_per_call: int,
) -> Schedule:
    """Cycles of a way up from min_lr, warmup_steps long, and a cosine down to it.

    Cycle i has the peak max_lr·gamma^i. Without its warm-up it is cycle_mult times as long as the
    one before, rounded down. The first update has min_lr even if warmup_steps is 0, as there.

    Args:
        first_cycle_steps: Calls of the first cycle.
        cycle_mult: How many times as long each cycle is as the one before.
        max_lr: The largest rate.
        min_lr: The least rate.
        warmup_steps: The length of the warm-up.
        gamma: Factor on the peak from one cycle to the next.
        last_epoch: Only -1: a schedule is a function of the step, there is nothing to resume.
        steps_per_call: Updates between two calls of the peer's scheduler: 1 if it was called after every update, the updates of an epoch if after every epoch.
    """

def CosineScheduler(
    t_max: int,
    max_lr: float,
    min_lr: float = 0.0,
    init_lr: float = 0.0,
    warmup_steps: int = 0,
    *,
    steps_per_call: int,
) -> Schedule:
    """From init_lr to max_lr in warmup_steps calls, then a cosine to min_lr at t = t_max.

    These are the values that ``step()`` returns, as with `LinearScheduler`. After t_max it rises
    again, as there. After a warm-up of t_max calls it holds max_lr, where the original divides by
    0.

    Args:
        t_max: Calls of the whole, the warm-up included.
        max_lr: The largest rate.
        min_lr: The least rate.
        init_lr: The rate at the beginning of the warm-up.
        warmup_steps: The length of the warm-up.
        steps_per_call: Updates between two calls of the peer's scheduler: 1 if it was called after every update, the updates of an epoch if after every epoch.
    """

class DAdaptAdaGrad(Optimizer):
    """pytorch_optimizer.DAdaptAdaGrad: its arguments, defaults and arithmetic.

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
        d0: First estimate of the distance to the solution, rather too small (number or schedule, >= 0).
        growth_rate: Largest growth of the estimate in a step, as a factor; inf for any (number or schedule, >= 1).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        weight_decouple: Only False; another value is refused.
        fixed_decay: Only False; another value is refused.
        eps: Added to the denominator for stability (number or schedule, >= 0).
        maximize: Ascend instead of descend: larger is better (bool).
        foreach: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.DAdaptAdaGrad`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 1.0,
        momentum: _Number = 0.0,
        d0: _Number = 1e-06,
        growth_rate: _Number | None = float("inf"),
        weight_decay: _Number = 0.0,
        weight_decouple: Literal[False] = False,
        fixed_decay: Literal[False] = False,
        eps: _Number = 0.0,
        maximize: bool = False,
        foreach: object = None,
        *,
        state_dtype: Any = None,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class DAdaptAdam(Optimizer):
    """pytorch_optimizer.DAdaptAdam: its arguments, defaults and arithmetic.

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
        d0: First estimate of the distance to the solution, rather too small (number or schedule, >= 0).
        growth_rate: Largest growth of the estimate in a step, as a factor; inf for any (number or schedule, >= 1).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        weight_decouple: The rule's decoupled_weight_decay.
            decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).
        fixed_decay: Only False; another value is refused.
        bias_correction: Correct the running means for their start at zero (bool).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        maximize: Ascend instead of descend: larger is better (bool).
        foreach: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.DAdaptAdam`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 1.0,
        betas: tuple[_Number, _Number] = (0.9, 0.999),
        d0: _Number = 1e-06,
        growth_rate: _Number | None = float("inf"),
        weight_decay: _Number = 0.0,
        weight_decouple: bool = False,
        fixed_decay: Literal[False] = False,
        bias_correction: bool = False,
        eps: _Number = 1e-08,
        maximize: bool = False,
        foreach: object = None,
        *,
        state_dtype: Any = None,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class DAdaptLion(Optimizer):
    """pytorch_optimizer.DAdaptLion: its arguments, defaults and arithmetic.

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
        d0: First estimate of the distance to the solution, rather too small (number or schedule, >= 0).
        weight_decay: Weight decay, which needs weight_decouple (number or schedule, >= 0).
        weight_decouple: Weight decay acts on the parameter, not through the gradient (bool).
        fixed_decay: Only False; another value is refused.
        maximize: Ascend instead of descend: larger is better (bool).
        foreach: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.DAdaptLion`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 1.0,
        betas: tuple[_Number, _Number] = (0.9, 0.999),
        d0: _Number = 1e-06,
        weight_decay: float = 0.0,
        weight_decouple: bool = False,
        fixed_decay: Literal[False] = False,
        maximize: bool = False,
        foreach: object = None,
        *,
        state_dtype: Any = None,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class DAdaptSGD(Optimizer):
    """pytorch_optimizer.DAdaptSGD: its arguments, defaults and arithmetic.

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
        d0: First estimate of the distance to the solution, rather too small (number or schedule, >= 0).
        growth_rate: Largest growth of the estimate in a step, as a factor; inf for any (number or schedule, >= 1).
        weight_decay: Only 0.0; another value is refused.
        weight_decouple: Only False; another value is refused.
        fixed_decay: Only False; another value is refused.
        maximize: Ascend instead of descend: larger is better (bool).
        foreach: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.DAdaptSGD`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 1.0,
        momentum: _Number = 0.9,
        d0: _Number = 1e-06,
        growth_rate: _Number | None = float("inf"),
        weight_decay: float = 0.0,
        weight_decouple: Literal[False] = False,
        fixed_decay: Literal[False] = False,
        maximize: bool = False,
        foreach: object = None,
        *,
        state_dtype: Any = None,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class DiffGrad(Optimizer):
    """pytorch_optimizer.DiffGrad: its arguments, defaults and arithmetic.

    DiffGrad: Adam slowed down, to half at most, where the gradient has stopped changing.
        m ← m + (1-β₁)(g - m);  v ← β₂·v + (1-β₂)·g²;  ξ = 1/(1 + exp(-|g - g_prev|))
        p ← p - lr·√(1-β₂ᵗ)/(1-β₁ᵗ) · ξ·m / (√(v + eps_root) + eps);
          g_prev ← g, and 0 before the first step

    The rule is `gradstep.rules.DiffGrad`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        betas: The rule's beta1, beta2.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        weight_decouple: Weight decay acts on the parameter, not through the gradient (bool).
        fixed_decay: Decoupled weight decay is not multiplied by the rate (bool).
        rectify: Only False; another value is refused.
        n_sma_threshold: Only 5; another value is refused.
        degenerated_to_sgd: Only True; another value is refused.
        ams_bound: Only False; another value is refused.
        eps: Added to the denominator for stability (number or schedule, >= 0).
        maximize: Ascend instead of descend: larger is better (bool).
        foreach: Accepted and ignored.
        adanorm: Only False; another value is refused.
        adanorm_r: Only None; another value is refused.
        adam_debias: Only False; another value is refused.

    The other keywords are gradstep's own: see `gradstep.DiffGrad`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 0.001,
        betas: tuple[_Number, _Number] = (0.9, 0.999),
        weight_decay: _Number = 0.0,
        weight_decouple: bool = True,
        fixed_decay: bool = False,
        rectify: Literal[False] = False,
        n_sma_threshold: float = 5,
        degenerated_to_sgd: Literal[True] = True,
        ams_bound: Literal[False] = False,
        eps: _Number = 1e-08,
        maximize: bool = False,
        foreach: object = None,
        *,
        adanorm: Literal[False] = False,
        adanorm_r: None = None,
        adam_debias: Literal[False] = False,
        state_dtype: Any = None,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class FTRL(Optimizer):
    """pytorch_optimizer.FTRL: its arguments, defaults and arithmetic.

    FTRL-proximal: the parameters solve the sum of all past gradients, with L1 and L2 penalties,
    anew at each step.
        n' = n + g²;  z ← z + g + l2_shrinkage·p - (n'^-lr_power - n^-lr_power)/lr · p;  n ← n'
        p ← 0 where |z| <= l1, else (sign(z)·l1 - z) / ((n^-lr_power + beta)/lr + l2)

    The rule is `gradstep.rules.FTRL`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        lr_power: Only -0.5; another value is refused.
        beta: Added to the root of the sum of squared gradients (number or schedule, >= 0).
        lambda_1: The rule's l1.
            l1: L1 penalty on the parameters (number or schedule, >= 0).
        lambda_2: The rule's l2.
            l2: L2 penalty on the parameters (number or schedule, >= 0).
        maximize: Ascend instead of descend: larger is better (bool).
        foreach: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.FTRL`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 0.001,
        lr_power: float = -0.5,
        beta: _Number = 0.0,
        lambda_1: _Number = 0.0,
        lambda_2: _Number = 0.0,
        maximize: bool = False,
        foreach: object = None,
        *,
        state_dtype: Any = None,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class Fromage(Optimizer):
    """pytorch_optimizer.Fromage: its arguments, defaults and arithmetic.

    Fromage: steps of the relative length lr, whatever the sizes of gradients and parameters, and a
    pull that keeps |p|.
        p ← (p - lr·r·g) / √(1 + lr²),  r = |p| / |g|, 1 if a norm is 0

    The rule is `gradstep.rules.Fromage`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        p_bound: Only None; another value is refused.
        maximize: Ascend instead of descend: larger is better (bool).
        foreach: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.Fromage`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 0.01,
        p_bound: None = None,
        maximize: bool = False,
        foreach: object = None,
        *,
        state_dtype: Any = None,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class Grams(Optimizer):
    """pytorch_optimizer.Grams: its arguments, defaults and arithmetic.

    Grams: the size of a step is Adam's, and its direction is against the present gradient.
        m ← m + (1-β₁)(g - m);  v ← β₂·v + (1-β₂)·g²
        p ← p - sign(g)·|lr/(1-β₁ᵗ) · m / (√v/√(1-β₂ᵗ) + eps)|

    The rule is `gradstep.rules.Grams`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        betas: The rule's beta1, beta2.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        weight_decay: Weight decay; none without weight_decouple (number or schedule, >= 0).
        weight_decouple: Weight decay acts on the parameter, not through the gradient (bool).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        maximize: Ascend instead of descend: larger is better (bool).
        foreach: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.Grams`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 0.001,
        betas: tuple[_Number, _Number] = (0.9, 0.999),
        weight_decay: _Number = 0.0,
        weight_decouple: bool = True,
        eps: _Number = 1e-06,
        maximize: bool = False,
        foreach: object = False,
        *,
        state_dtype: Any = None,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class LARS(Optimizer):
    """pytorch_optimizer.LARS: its arguments, defaults and arithmetic.

    LARS: momentum on gradients that are rescaled for each array to the norm of its parameters.
        r = trust_coefficient·|p| / (|g| + weight_decay·|p| + eps), 1 if |p| or |g| is 0
          (with adapt_decay: if |p| or |g| + weight_decay·|p| is 0);
          d = r·(g + weight_decay·p)
        b ← momentum·b + (1 - dampening)·d,  b = d at first;   p ← p - lr·b, or with nesterov
          p ← p - lr·(d + momentum·b)

    The rule is `gradstep.rules.LARS`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        momentum: Decay of the momentum buffer (number or schedule, >= 0).
        dampening: Only 0.0; another value is refused.
        trust_coefficient: Size of the step, as a fraction of the parameter's norm (number or schedule, >= 0).
        nesterov: Look ahead by one momentum step (bool).
        foreach: Accepted and ignored.
        maximize: Ascend instead of descend: larger is better (bool).

    The other keywords are gradstep's own: see `gradstep.LARS`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 0.001,
        weight_decay: _Number = 0.0,
        momentum: _Number = 0.9,
        dampening: float = 0.0,
        trust_coefficient: _Number = 0.001,
        nesterov: bool = False,
        foreach: object = None,
        maximize: bool = False,
        *,
        state_dtype: Any = None,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class LaProp(Optimizer):
    """pytorch_optimizer.LaProp: its arguments, defaults and arithmetic.

    LaProp: the gradient is divided first and averaged afterwards, so that the momentum is of steps,
    each with the rate of its time.
        v ← β₂·v + (1-β₂)·g²;  x = g / (√(v/(1-β₂ᵗ) + eps_root) + eps);  m ← β₁·m + (1-β₁)·lr·x
        l ← β₁·l + (1-β₁)·lr, which is (1-β₁ᵗ)·lr at a constant lr;
          p ← (p - m·lr/l)·(1 - lr·weight_decay)

    The rule is `gradstep.rules.LaProp`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        betas: The rule's beta1, beta2.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        centered: Only False; another value is refused.
        steps_before_using_centered: Only 10; another value is refused.
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        weight_decouple: Only True; another value is refused.
        fixed_decay: Only False; another value is refused.
        ams_bound: Only False; another value is refused.
        eps: Added to the denominator for stability (number or schedule, >= 0).
        maximize: Ascend instead of descend: larger is better (bool).
        foreach: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.LaProp`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 0.0004,
        betas: tuple[_Number, _Number] = (0.9, 0.999),
        centered: Literal[False] = False,
        steps_before_using_centered: float = 10,
        weight_decay: _Number = 0.0,
        weight_decouple: Literal[True] = True,
        fixed_decay: Literal[False] = False,
        ams_bound: Literal[False] = False,
        eps: _Number = 1e-15,
        maximize: bool = False,
        foreach: object = None,
        *,
        state_dtype: Any = None,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class Lamb(Optimizer):
    """pytorch_optimizer.Lamb: its arguments, defaults and arithmetic.

    LAMB: Adam's step, rescaled for each array to the norm of its parameters.
        m ← β₁·m + (1-β₁)·g;  v ← β₂·v + (1-β₂)·g²;
          u = m/(1-β₁ᵗ) / (√(v/(1-β₂ᵗ)) + eps) + weight_decay·p
        p ← p - lr·r·u,  r = |p| / (|u| + trust_eps), 1 if a norm is 0, at most 1 with trust_clip

    The rule is `gradstep.rules.LAMB`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        betas: The rule's beta1, beta2.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        weight_decouple: The rule's decoupled_weight_decay.
            decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).
        fixed_decay: Only False; another value is refused.
        rectify: Only False; another value is refused.
        degenerated_to_sgd: Accepted and ignored.
        n_sma_threshold: Accepted and ignored.
        grad_averaging: The momentum is a mean of gradients, not a decaying sum (bool).
        max_grad_norm: Largest Euclidean norm of all gradients together, with pre_norm; 0 for no clipping.
        adam: Only False; another value is refused.
        pre_norm: Clip the gradients to max_grad_norm first (bool).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        foreach: Accepted and ignored.
        maximize: Ascend instead of descend: larger is better (bool).
        adanorm: Only False; another value is refused.
        adanorm_r: Only None; another value is refused.
        adam_debias: Do not correct the mean of the gradients for its start at 0 (bool).

    The other keywords are gradstep's own: see `gradstep.LAMB`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 0.001,
        betas: tuple[_Number, _Number] = (0.9, 0.999),
        weight_decay: _Number = 0.0,
        weight_decouple: bool = True,
        fixed_decay: Literal[False] = False,
        rectify: Literal[False] = False,
        degenerated_to_sgd: object = False,
        n_sma_threshold: object = 5,
        grad_averaging: bool = True,
        max_grad_norm: float = 1.0,
        adam: Literal[False] = False,
        pre_norm: bool = False,
        eps: _Number = 1e-06,
        foreach: object = None,
        maximize: bool = False,
        *,
        adanorm: Literal[False] = False,
        adanorm_r: None = None,
        adam_debias: bool = False,
        state_dtype: Any = None,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

def LinearScheduler(
    t_max: int,
    max_lr: float,
    min_lr: float = 0.0,
    init_lr: float = 0.0,
    warmup_steps: int = 0,
    *,
    steps_per_call: int,
) -> Schedule:
    """From init_lr to max_lr in warmup_steps calls, then straight to min_lr at t = t_max.

    These are the values that ``step()`` returns: the first one belongs to the first update if it is
    called before. A loop that calls it after has min_lr, which the constructor sets, in its first
    update and everything one call later. From t_max on it holds min_lr: the original goes on down,
    to rates below 0. After a warm-up longer than t_max it goes on up, as there, and after one of
    t_max calls it holds max_lr, where the original divides by 0.

    Args:
        t_max: Calls of the whole, the warm-up included.
        max_lr: The largest rate.
        min_lr: The least rate.
        init_lr: The rate at the beginning of the warm-up.
        warmup_steps: The length of the warm-up.
        steps_per_call: Updates between two calls of the peer's scheduler: 1 if it was called after every update, the updates of an epoch if after every epoch.
    """

class Lion(Optimizer):
    """pytorch_optimizer.Lion: its arguments, defaults and arithmetic.

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
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        weight_decouple: Only True; another value is refused.
        fixed_decay: Only False; another value is refused.
        foreach: Accepted and ignored.
        maximize: Ascend instead of descend: larger is better (bool).
        adanorm: Only False; another value is refused.
        adanorm_r: Only None; another value is refused.
        use_gc: The rule's centralize.
            centralize: Subtract from the gradient its mean over all axes but the first (bool).

    The other keywords are gradstep's own: see `gradstep.Lion`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 0.0001,
        betas: tuple[_Number, _Number] = (0.9, 0.99),
        weight_decay: _Number = 0.0,
        weight_decouple: Literal[True] = True,
        fixed_decay: Literal[False] = False,
        foreach: object = None,
        maximize: bool = False,
        *,
        adanorm: Literal[False] = False,
        adanorm_r: None = None,
        use_gc: bool = False,
        state_dtype: Any = None,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class MADGRAD(Optimizer):
    """pytorch_optimizer.MADGRAD: its arguments, defaults and arithmetic.

    MADGRAD: dual averaging with momentum: a step from the start by the sum of all gradients, over
    the cube root of that of their squares.
        λ = (lr + eps)·√t;  v ← v + λ·g²;  s ← s + λ·g;  z = x₀ - s / (∛v + eps),  x₀ the first p
        p ← momentum·p + (1 - momentum)·z

    The rule is `gradstep.rules.MADGRAD`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        momentum: Decay of the momentum buffer (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        weight_decouple: Only False; another value is refused.
        eps: Added to the denominator for stability (number or schedule, >= 0).
        maximize: Ascend instead of descend: larger is better (bool).
        foreach: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.MADGRAD`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 0.001,
        momentum: _Number = 0.9,
        weight_decay: _Number = 0.0,
        weight_decouple: Literal[False] = False,
        eps: _Number = 1e-06,
        maximize: bool = False,
        foreach: object = None,
        *,
        state_dtype: Any = None,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class MARS(Optimizer):
    """pytorch_optimizer.MARS: its arguments, defaults and arithmetic.

    MARS: AdamW on gradients whose variance is reduced by their last change.
        c = g + variance_reduction · β₁/(1-β₁) · (g - g_prev);
          c ← c / max(|c|, 1), |c| over the array
        m ← m + (1-β₁)(c - m);  v ← β₂·v + (1-β₂)·c²;  w = v, or with amsgrad the largest v so far
        p ← (1 - lr·weight_decay)·p - lr · m/(1-β₁ᵗ) / (√(w/(1-β₂ᵗ) + eps_root) + eps)

    The rule is `gradstep.rules.MARS`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        betas: The rule's beta1, beta2.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        gamma: The rule's variance_reduction.
            variance_reduction: Weight of the gradient's last change in the corrected gradient (number or schedule, >= 0).
        mars_type: Only 'adamw'; another value is refused.
        optimize_1d: Step arrays with fewer than two axes by this rule too, instead of AdamW (bool).
        lr_1d: Rate of AdamW on arrays with fewer than two axes, unless optimize_1d.
        betas_1d: beta1 and beta2 of AdamW on arrays with fewer than two axes, unless optimize_1d.
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        weight_decay_1d: Weight decay of AdamW on arrays with fewer than two axes, unless optimize_1d.
        weight_decouple: Only True; another value is refused.
        fixed_decay: Only False; another value is refused.
        ams_bound: The rule's amsgrad.
            amsgrad: Divide by the largest second moment so far (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        maximize: Ascend instead of descend: larger is better (bool).
        foreach: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.MARS`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 0.003,
        betas: tuple[_Number, _Number] = (0.95, 0.99),
        gamma: _Number = 0.025,
        mars_type: Literal["adamw"] = "adamw",
        optimize_1d: bool = False,
        lr_1d: float = 0.003,
        betas_1d: tuple[float, float] = (0.9, 0.95),
        weight_decay: _Number = 0.0,
        weight_decay_1d: float = 0.1,
        weight_decouple: Literal[True] = True,
        fixed_decay: Literal[False] = False,
        ams_bound: bool = False,
        cautious: bool = False,
        eps: _Number = 1e-08,
        maximize: bool = False,
        foreach: object = None,
        *,
        state_dtype: Any = None,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class NAdam(Optimizer):
    """pytorch_optimizer.NAdam: its arguments, defaults and arithmetic.

    NAdam: Adam with Nesterov's look-ahead and a momentum that warms up. ψ = momentum_decay.
        μₜ = β₁·(1 - 0.96^(t·ψ)/2);  P ← P·μₜ, the product of all μ so far
        m ← m + (1-β₁)(g - m);  v ← β₂·v + (1-β₂)·g²
        p ← p - lr · ((1-μₜ)/(1-P)·g + μₜ₊₁/(1-P·μₜ₊₁)·m) / (√v/√(1-β₂ᵗ) + eps)

    The rule is `gradstep.rules.NAdam`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        betas: The rule's beta1, beta2.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        momentum_decay: Speed at which the momentum warms up (number or schedule, >= 0).
        decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).
        foreach: Accepted and ignored.
        maximize: Ascend instead of descend: larger is better (bool).
        capturable: Accepted and ignored.
        differentiable: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.NAdam`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 0.002,
        betas: tuple[_Number, _Number] = (0.9, 0.999),
        eps: _Number = 1e-08,
        weight_decay: _Number = 0,
        momentum_decay: _Number = 0.004,
        decoupled_weight_decay: bool = False,
        *,
        foreach: object = None,
        maximize: bool = False,
        capturable: object = False,
        differentiable: object = False,
        state_dtype: Any = None,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class NovoGrad(Optimizer):
    """pytorch_optimizer.NovoGrad: its arguments, defaults and arithmetic.

    NovoGrad: momentum on gradients that are normalized for each array, by a running mean of their
    squared norm.
        n ← β₂·n + (1-β₂)·|g|²,  n = |g|² at first;  d = g / (√n + eps) + weight_decay·p
        m ← β₁·m + d,  m = d at first;  p ← p - lr·m

    The rule is `gradstep.rules.NovoGrad`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        betas: The rule's beta1, beta2.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        weight_decouple: The rule's decoupled_weight_decay.
            decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).
        fixed_decay: Only False; another value is refused.
        grad_averaging: The momentum is a mean of gradients, not a decaying sum (bool).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        maximize: Ascend instead of descend: larger is better (bool).
        foreach: Accepted and ignored.
        adam_debias: Only False; another value is refused.

    The other keywords are gradstep's own: see `gradstep.NovoGrad`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 0.001,
        betas: tuple[_Number, _Number] = (0.95, 0.98),
        weight_decay: _Number = 0.0,
        weight_decouple: bool = False,
        fixed_decay: Literal[False] = False,
        grad_averaging: bool = False,
        eps: _Number = 1e-08,
        maximize: bool = False,
        foreach: object = None,
        *,
        adam_debias: Literal[False] = False,
        state_dtype: Any = None,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class PAdam(Optimizer):
    """pytorch_optimizer.PAdam: its arguments, defaults and arithmetic.

    PAdam, partially adaptive Adam: it is Adam at partial = 1/2, and SGD with momentum at 0.
        m ← m + (1-β₁)(g - m);  v ← β₂·v + (1-β₂)·g²;  w = v, or with amsgrad the largest v so far
        p ← p - lr·√(1-β₂ᵗ)/(1-β₁ᵗ) · m / (√w + eps)^(2·partial)

    The rule is `gradstep.rules.PAdam`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        betas: The rule's beta1, beta2.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        partial: Power of the second moment that is divided by (number or schedule, in [0, 1]).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        weight_decouple: Weight decay acts on the parameter, not through the gradient (bool).
        fixed_decay: Decoupled weight decay is not multiplied by the rate (bool).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        maximize: Ascend instead of descend: larger is better (bool).
        foreach: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.PAdam`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 0.1,
        betas: tuple[_Number, _Number] = (0.9, 0.999),
        partial: _Number = 0.25,
        weight_decay: _Number = 0.0,
        weight_decouple: bool = False,
        fixed_decay: bool = False,
        eps: _Number = 1e-08,
        maximize: bool = False,
        foreach: object = None,
        *,
        state_dtype: Any = None,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class PID(Optimizer):
    """pytorch_optimizer.PID: its arguments, defaults and arithmetic.

    PID: a controller whose error is the gradient: the gradient, its momentum and its smoothed
    change.
        i ← momentum·i + (1 - dampening)·g;  d ← momentum·d + (1 - momentum)·(g - prev),
          d = 0 at the first step
        p ← p - lr·(g + integral·i + derivative·d);  prev ← g

    The rule is `gradstep.rules.PID`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        momentum: Decay of the momentum buffer (number or schedule, >= 0).
        dampening: Share of the gradient kept out of the momentum buffer (number or schedule).
        derivative: Weight of the gradient's smoothed change (number or schedule, >= 0).
        integral: Weight of the momentum buffer (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        weight_decouple: Weight decay acts on the parameter, not through the gradient (bool).
        fixed_decay: Decoupled weight decay is not multiplied by the rate (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        foreach: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.PID`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 0.001,
        momentum: _Number = 0.0,
        dampening: _Number = 0.0,
        derivative: _Number = 10.0,
        integral: _Number = 5.0,
        weight_decay: _Number = 0.0,
        weight_decouple: bool = False,
        fixed_decay: bool = False,
        maximize: bool = False,
        foreach: object = None,
        *,
        state_dtype: Any = None,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

def PolyScheduler(
    poly_order: float = 0.5,
    *,
    t_max: int,
    max_lr: float,
    min_lr: float = 0.0,
    init_lr: float = 0.0,
    warmup_steps: int = 0,
    steps_per_call: int,
) -> Schedule:
    """From init_lr to max_lr in W = warmup_steps calls, then a power of the time that grows.

    min_lr + (max_lr - min_lr)·(t - W)^poly_order. It grows for ever, as there: t_max is ignored.
    These are the values that ``step()`` returns, as with `LinearScheduler`. For a decay there are
    `gradstep.schedules.Polynomial` and torch's PolynomialLR.

    Args:
        poly_order: Exponent of the time.
        t_max: Accepted and ignored.
        max_lr: The largest rate.
        min_lr: The least rate.
        init_lr: The rate at the beginning of the warm-up.
        warmup_steps: The length of the warm-up.
        steps_per_call: Updates between two calls of the peer's scheduler: 1 if it was called after every update, the updates of an epoch if after every epoch.
    """

class Prodigy(Optimizer):
    """pytorch_optimizer.Prodigy: its arguments, defaults and arithmetic.

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
        betas: beta1, which must be above 0, and beta2 of the rule.
        beta3: Decay of the third running mean (number or schedule, in [0, 1)).
        d0: First estimate of the distance to the solution, rather too small (number or schedule, >= 0).
        d_coef: Factor on the estimate of the distance to the solution (number or schedule, >= 0).
        growth_rate: Largest growth of the estimate in a step, as a factor; inf for any (number or schedule, >= 1).
        weight_decay: Weight decay; none without weight_decouple (number or schedule, >= 0).
        weight_decouple: The rule's decoupled_weight_decay.
            decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).
        fixed_decay: Only False; another value is refused.
        bias_correction: Correct the running means for their start at zero (bool).
        safeguard_warmup: Leave lr out of what the estimate of the distance is divided by (bool).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        maximize: Ascend instead of descend: larger is better (bool).
        foreach: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.Prodigy`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 1.0,
        betas: tuple[float, float] = (0.9, 0.999),
        beta3: _Number | None = None,
        d0: _Number = 1e-06,
        d_coef: _Number = 1.0,
        growth_rate: _Number | None = float("inf"),
        weight_decay: _Number = 0.0,
        weight_decouple: bool = True,
        fixed_decay: Literal[False] = False,
        bias_correction: bool = False,
        safeguard_warmup: bool = False,
        eps: _Number = 1e-08,
        maximize: bool = False,
        foreach: object = None,
        *,
        state_dtype: Any = None,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

def ProportionScheduler(
    lr_scheduler: Schedule,
    max_lr: float,
    min_lr: float = 0.0,
    max_value: float = 2.0,
    min_value: float = 2.0,
) -> Schedule:
    """min_value + (max_value - min_value)·(s(n) - min_lr) / (max_lr - min_lr): say for SAM's rho.

    s is the schedule of the rate, in updates; so there is no steps_per_call.

    Args:
        lr_scheduler: The schedule of the rate, in updates.
        max_lr: The largest rate.
        min_lr: The least rate.
        max_value: The value where the rate is max_lr.
        min_value: The value where the rate is min_lr.
    """

class QHAdam(Optimizer):
    """pytorch_optimizer.QHAdam: its arguments, defaults and arithmetic.

    QHAdam: quasi-hyperbolic Adam: both moments are mixed with the present gradient; Adam at ν₁ =
    ν₂ = 1.
        m ← m + (1-β₁)/(1-β₁ᵗ)·(g - m);  v ← v + (1-β₂)/(1-β₂ᵗ)·(g² - v)
          (kept with their biases corrected)
        p ← p - lr · (ν₁·m + (1-ν₁)·g) / (√(ν₂·v + (1-ν₂)·g²) + eps)

    The rule is `gradstep.rules.QHAdam`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        betas: The rule's beta1, beta2.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        nus: The rule's nu1, nu2.
            nu1: Weight of the mean gradient against the present one (number or schedule, in [0, 1]).
            nu2: Weight of the mean squared gradient against the present one (number or schedule, in [0, 1]).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        weight_decouple: Weight decay acts on the parameter, not through the gradient (bool).
        fixed_decay: Decoupled weight decay is not multiplied by the rate (bool).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        maximize: Ascend instead of descend: larger is better (bool).
        foreach: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.QHAdam`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 0.001,
        betas: tuple[_Number, _Number] = (0.9, 0.999),
        nus: tuple[_Number, _Number] = (1.0, 1.0),
        weight_decay: _Number = 0.0,
        weight_decouple: bool = False,
        fixed_decay: bool = False,
        eps: _Number = 1e-08,
        maximize: bool = False,
        foreach: object = None,
        *,
        state_dtype: Any = None,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class QHM(Optimizer):
    """pytorch_optimizer.QHM: its arguments, defaults and arithmetic.

    QHM, quasi-hyperbolic momentum: a weighted mean of the gradient and of its running mean.
        b ← momentum·b + (1 - momentum)·g;  p ← p - lr·((1-ν)·g + ν·b)

    The rule is `gradstep.rules.QHM`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        momentum: Decay of the momentum buffer (number or schedule, >= 0).
        nu: Weight of the momentum buffer against the gradient (number or schedule, in [0, 1]).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        weight_decouple: Weight decay acts on the parameter, not through the gradient (bool).
        fixed_decay: Decoupled weight decay is not multiplied by the rate (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        foreach: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.QHM`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 0.001,
        momentum: _Number = 0.0,
        nu: _Number = 1.0,
        weight_decay: _Number = 0.0,
        weight_decouple: bool = False,
        fixed_decay: bool = False,
        maximize: bool = False,
        foreach: object = False,
        *,
        state_dtype: Any = None,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class RAdam(Optimizer):
    """pytorch_optimizer.RAdam: its arguments, defaults and arithmetic.

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
        weight_decouple: Weight decay acts on the parameter, not through the gradient (bool).
        fixed_decay: Decoupled weight decay is not multiplied by the rate (bool).
        n_sma_threshold: The rule's sma_threshold.
            sma_threshold: Shortest length of the second moment's average that is rectified (number or schedule, >= 4).
        degenerated_to_sgd: Before rectification holds, step by the mean gradient (bool).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        maximize: Ascend instead of descend: larger is better (bool).
        foreach: Accepted and ignored.
        adanorm: Only False; another value is refused.
        adanorm_r: Only None; another value is refused.
        adam_debias: Only False; another value is refused.

    The other keywords are gradstep's own: see `gradstep.RAdam`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 0.001,
        betas: tuple[_Number, _Number] = (0.9, 0.999),
        weight_decay: float = 0.0,
        weight_decouple: bool = True,
        fixed_decay: bool = False,
        n_sma_threshold: _Number = 5,
        degenerated_to_sgd: bool = False,
        eps: _Number = 1e-08,
        maximize: bool = False,
        foreach: object = None,
        *,
        adanorm: Literal[False] = False,
        adanorm_r: None = None,
        adam_debias: Literal[False] = False,
        state_dtype: Any = None,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

def REXScheduler(
    total_steps: int,
    max_lr: float = 1.0,
    min_lr: float = 0.0,
    *,
    steps_per_call: int,
) -> Schedule:
    """min_lr + (max_lr - min_lr)·(1 - u) / (1 - u/2), u = t / total_steps; min_lr at t = 0.

    Its constructor has taken the peak and left min_lr, so that the first update has min_lr and none
    has max_lr, as there. `gradstep.schedules.REX` begins at its start.

    Args:
        total_steps: Calls of the whole.
        max_lr: The largest rate.
        min_lr: The least rate.
        steps_per_call: Updates between two calls of the peer's scheduler: 1 if it was called after every update, the updates of an epoch if after every epoch.
    """

class RMSprop(Optimizer):
    """pytorch_optimizer.RMSprop: its arguments, defaults and arithmetic.

    RMSprop: gradients divided by their running root mean square.
        v ← α·v + (1-α)·g²;  a ← a + (1-α)·(g - a);  d = g / (√(v - a²) + eps)
          (without a² unless centered)
        p ← p - lr·d, or with momentum  b ← momentum·b + d;  p ← p - lr·b
          (d + momentum·b with nesterov)

    The rule is `gradstep.rules.RMSprop`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        alpha: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        momentum: Decay of the momentum buffer (number or schedule, >= 0).
        centered: Divide by the standard deviation instead of the root mean square (bool).
        capturable: Accepted and ignored.
        foreach: Accepted and ignored.
        maximize: Ascend instead of descend: larger is better (bool).
        differentiable: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.RMSprop`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 0.01,
        alpha: _Number = 0.99,
        eps: _Number = 1e-08,
        weight_decay: _Number = 0,
        momentum: _Number = 0,
        centered: bool = False,
        capturable: object = False,
        foreach: object = None,
        maximize: bool = False,
        differentiable: object = False,
        *,
        state_dtype: Any = None,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class SGD(Optimizer):
    """pytorch_optimizer.SGD: its arguments, defaults and arithmetic.

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
        dampening: Share of the gradient kept out of the momentum buffer (number or schedule).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        nesterov: Look ahead by one momentum step (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        foreach: Accepted and ignored.
        differentiable: Accepted and ignored.
        fused: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.SGD`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 0.001,
        momentum: _Number = 0,
        dampening: _Number = 0,
        weight_decay: _Number = 0,
        nesterov: bool = False,
        *,
        maximize: bool = False,
        foreach: object = None,
        differentiable: object = False,
        fused: object = None,
        state_dtype: Any = None,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class SGDW(Optimizer):
    """pytorch_optimizer.SGDW: its arguments, defaults and arithmetic.

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
        weight_decouple: Weight decay acts on the parameter, not through the gradient (bool).
        dampening: Share of the gradient kept out of the momentum buffer (number or schedule).
        nesterov: Look ahead by one momentum step; without momentum it does nothing (bool).
        foreach: Accepted and ignored.
        maximize: Ascend instead of descend: larger is better (bool).

    The other keywords are gradstep's own: see `gradstep.SGD`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 0.0001,
        momentum: _Number = 0.0,
        weight_decay: _Number = 0.0,
        weight_decouple: bool = True,
        dampening: _Number = 0.0,
        nesterov: bool = False,
        foreach: object = None,
        maximize: bool = False,
        *,
        state_dtype: Any = None,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class ScheduleFreeAdamW(Optimizer):
    """pytorch_optimizer.ScheduleFreeAdamW: its arguments, defaults and arithmetic.

    Schedule-free AdamW: ScheduleFreeSGD, with gradients that are divided as Adam's are; β₁ stands
    in for Adam's momentum.
        v ← β₂·v + (1-β₂)·g²;  d = g / (√(v/(1-β₂ᵗ) + eps_root) + eps) + weight_decay·p
        γ = lr·min(1, t/warmup);  w = tʳ·(largest γ so far)^weight_lr_power;  c = w / (sum of all w)
        z ← z - γ'·d;  x ← (1-c)·x + c·z;  p = (1-β₁)·z + β₁·x

    The rule is `gradstep.rules.ScheduleFreeAdamW`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        betas: The rule's beta1, beta2.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        r: Power of the update's number in its weight in the average (number or schedule, >= 0).
        weight_lr_power: Power of the largest rate so far in an update's weight in the average (number or schedule, >= 0).
        warmup_steps: The rule's warmup.
            warmup: Updates of the way up; of a controller, metrics left out after a rise (number or schedule, in [0, 9.0072e+15]).
        decoupling_c: Only 0; another value is refused.
        ams_bound: Only False; another value is refused.
        eps: Added to the denominator for stability (number or schedule, >= 0).
        maximize: Ascend instead of descend: larger is better (bool).
        foreach: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.ScheduleFreeAdamW`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 0.0025,
        betas: tuple[_Number, _Number] = (0.9, 0.999),
        weight_decay: _Number = 0.0,
        r: _Number = 0.0,
        weight_lr_power: _Number = 2.0,
        warmup_steps: _Number = 0,
        decoupling_c: float = 0,
        ams_bound: Literal[False] = False,
        eps: _Number = 1e-08,
        maximize: bool = False,
        foreach: object = None,
        *,
        state_dtype: Any = None,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class ScheduleFreeRAdam(Optimizer):
    """pytorch_optimizer.ScheduleFreeRAdam: its arguments, defaults and arithmetic.

    Schedule-free RAdam: ScheduleFreeAdamW, warmed up by RAdam's rectification instead of by a
    number of updates.
        v ← β₂·v + (1-β₂)·g²;  ρ∞ = 2/(1-β₂) - 1;  ρ = ρ∞ - 2t·β₂ᵗ/(1-β₂ᵗ)
        ρ > 4:  γ = lr·√((ρ-4)(ρ-2)ρ∞ / ((ρ∞-4)(ρ∞-2)ρ));
          d = g / (√(v/(1-β₂ᵗ)) + eps) + weight_decay·p
        else:   γ = 0, or lr without silent_sgd_phase;      d = g + weight_decay·p
        w = tʳ·(largest γ so far)^weight_lr_power;  c = w / (sum of all w)
        z ← z - γ·d;  x ← (1-c)·x + c·z;  p = (1-β₁)·z + β₁·x

    The rule is `gradstep.rules.ScheduleFreeRAdam`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        betas: The rule's beta1, beta2.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        r: Power of the update's number in its weight in the average (number or schedule, >= 0).
        weight_lr_power: Power of the largest rate so far in an update's weight in the average (number or schedule, >= 0).
        silent_sgd_phase: Only True; another value is refused.
        eps: Added to the denominator for stability (number or schedule, >= 0).
        maximize: Ascend instead of descend: larger is better (bool).
        foreach: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.ScheduleFreeRAdam`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 0.0025,
        betas: tuple[_Number, _Number] = (0.9, 0.999),
        weight_decay: _Number = 0.0,
        r: _Number = 0.0,
        weight_lr_power: _Number = 2.0,
        silent_sgd_phase: Literal[True] = True,
        eps: _Number = 1e-08,
        maximize: bool = False,
        foreach: object = None,
        *,
        state_dtype: Any = None,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class ScheduleFreeSGD(Optimizer):
    """pytorch_optimizer.ScheduleFreeSGD: its arguments, defaults and arithmetic.

    Schedule-free SGD: points z are stepped, their average x is what is learned, and gradients are
    taken between the two, at the parameter p = (1-β₁)·z + β₁·x. It needs no schedule that ends,
    only a constant lr, with warmup.
        γ = lr·min(1, t/warmup);  w = tʳ·(largest γ so far)^weight_lr_power;  c = w / (sum of all w)
        z ← z - γ'·(g + weight_decay·p);  x ← (1-c)·x + c·z;  p = (1-β₁)·z + β₁·x

    The rule is `gradstep.rules.ScheduleFreeSGD`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        momentum: The rule's beta1.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        r: Power of the update's number in its weight in the average (number or schedule, >= 0).
        weight_lr_power: Power of the largest rate so far in an update's weight in the average (number or schedule, >= 0).
        warmup_steps: The rule's warmup.
            warmup: Updates of the way up; of a controller, metrics left out after a rise (number or schedule, in [0, 9.0072e+15]).
        eps: Accepted and ignored.
        maximize: Ascend instead of descend: larger is better (bool).
        foreach: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.ScheduleFreeSGD`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 1.0,
        momentum: _Number = 0.9,
        weight_decay: _Number = 0.0,
        r: _Number = 0.0,
        weight_lr_power: _Number = 2.0,
        warmup_steps: _Number = 0,
        eps: object = 1e-08,
        maximize: bool = False,
        foreach: object = None,
        *,
        state_dtype: Any = None,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class SignSGD(Optimizer):
    """pytorch_optimizer.SignSGD: its arguments, defaults and arithmetic.

    Signum: signSGD on a running mean of the gradients.
        m ← momentum·m + (1 - momentum)·g;  p ← p - lr·sign(m)

    The rule is `gradstep.rules.Signum`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        momentum: Decay of the momentum buffer (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        weight_decouple: Weight decay acts on the parameter, not through the gradient (bool).
        foreach: Accepted and ignored.
        maximize: Ascend instead of descend: larger is better (bool).

    The other keywords are gradstep's own: see `gradstep.Signum`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 0.001,
        momentum: _Number = 0.9,
        weight_decay: _Number = 0.0,
        weight_decouple: bool = True,
        foreach: object = None,
        maximize: bool = False,
        *,
        state_dtype: Any = None,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class SimplifiedAdEMAMix(Optimizer):
    """pytorch_optimizer.SimplifiedAdEMAMix: its arguments, defaults and arithmetic.

    Simplified AdEMAMix: a decaying sum of gradients plus the present one, divided by the root of
    Adam's second moment.
        m ← β₁·m + g;  v ← β₂·v + (1-β₂)·g²;
          p ← p - lr · (m + grad_weight·g) / (√(v/(1-β₂ᵗ)) + eps)

    The rule is `gradstep.rules.SimplifiedAdEMAMix`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        betas: The rule's beta1, beta2.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        weight_decouple: Weight decay acts on the parameter, not through the gradient (bool).
        fixed_decay: Decoupled weight decay is not multiplied by the rate (bool).
        alpha: The rule's grad_weight.
            grad_weight: Weight of the present gradient beside the momentum (number or schedule, >= 0).
        beta1_warmup: Only None; another value is refused.
        min_beta1: Only 0.9; another value is refused.
        eps: Added to the denominator for stability (number or schedule, >= 0).
        maximize: Ascend instead of descend: larger is better (bool).
        foreach: Accepted and ignored.
        stable_adamw: Only False; another value is refused.

    The other keywords are gradstep's own: see `gradstep.SimplifiedAdEMAMix`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 0.0001,
        betas: tuple[_Number, _Number] = (0.99, 0.95),
        weight_decay: _Number = 0.0,
        weight_decouple: bool = True,
        fixed_decay: bool = False,
        alpha: _Number = 0.0,
        beta1_warmup: None = None,
        min_beta1: float = 0.9,
        eps: _Number = 1e-08,
        maximize: bool = False,
        foreach: object = None,
        *,
        stable_adamw: Literal[False] = False,
        state_dtype: Any = None,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class SophiaH(Optimizer):
    """pytorch_optimizer.SophiaH: its arguments, defaults and arithmetic.

    Sophia: momentum divided by the diagonal of the Hessian, clipped where the diagonal is small,
    with decoupled weight decay.
        m ← m + (1-β₁)(g - m);
          h ← β₂·h + (1-β₂)·hessian in the steps that are given an estimate `hessian`
        p ← (1 - lr·weight_decay)·p - lr · clamp(m / max(hessian_scale·h, eps), ±clip_threshold)

    The rule is `gradstep.rules.Sophia`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        betas: The rule's beta1, beta2.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        weight_decouple: Only True; another value is refused.
        fixed_decay: Only False; another value is refused.
        p: The rule's clip_threshold.
            clip_threshold: Largest step of an element, as a multiple of lr (number or schedule, >= 0).
        update_period: Accepted and ignored.
        num_samples: Accepted and ignored.
        hessian_distribution: Accepted and ignored.
        eps: Added to the denominator for stability (number or schedule, >= 0).
        maximize: Ascend instead of descend: larger is better (bool).
        foreach: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.Sophia`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 0.06,
        betas: tuple[_Number, _Number] = (0.96, 0.99),
        weight_decay: _Number = 0.0,
        weight_decouple: Literal[True] = True,
        fixed_decay: Literal[False] = False,
        p: _Number = 0.01,
        update_period: object = 10,
        num_samples: object = 1,
        hessian_distribution: object = "gaussian",
        eps: _Number = 1e-12,
        maximize: bool = False,
        foreach: object = None,
        *,
        state_dtype: Any = None,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class StableAdamW(Optimizer):
    """pytorch_optimizer.StableAdamW: its arguments, defaults and arithmetic.

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
        kahan_sum: Accepted and ignored.
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        weight_decouple: Only True; another value is refused.
        eps: Added to the denominator for stability (number or schedule, >= 0).
        foreach: Accepted and ignored.
        maximize: Ascend instead of descend: larger is better (bool).

    The other keywords are gradstep's own: see `gradstep.StableAdamW`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 0.001,
        betas: tuple[_Number, _Number] = (0.9, 0.99),
        kahan_sum: object = True,
        weight_decay: _Number = 0.01,
        weight_decouple: Literal[True] = True,
        eps: _Number = 1e-08,
        foreach: object = None,
        maximize: bool = False,
        *,
        state_dtype: Any = None,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class Tiger(Optimizer):
    """pytorch_optimizer.Tiger: its arguments, defaults and arithmetic.

    Tiger: Lion with one decay in place of two, so that the step is the sign of the momentum.
        p ← (1 - lr·weight_decay)·p;  m ← β₁·m + (1-β₁)·g;  p ← p - lr·sign(m)

    The rule is `gradstep.rules.Tiger`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        beta: The rule's beta1.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        weight_decouple: Only True; another value is refused.
        fixed_decay: Only False; another value is refused.
        foreach: Accepted and ignored.
        maximize: Ascend instead of descend: larger is better (bool).

    The other keywords are gradstep's own: see `gradstep.Tiger`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 0.001,
        beta: _Number = 0.965,
        weight_decay: _Number = 0.01,
        weight_decouple: Literal[True] = True,
        fixed_decay: Literal[False] = False,
        foreach: object = None,
        maximize: bool = False,
        *,
        state_dtype: Any = None,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class Yogi(Optimizer):
    """pytorch_optimizer.Yogi: its arguments, defaults and arithmetic.

    Yogi: Adam whose second moment moves by amounts of g², so that it cannot fall or rise at once.
        m ← m + (1-β₁)(g - m);  v ← v - (1-β₂)·sign(v - g²)·g²;
          both start at initial_accumulator_value
        p ← p - lr/(1-β₁ᵗ) · m / (√v/√(1-β₂ᵗ) + eps)

    The rule is `gradstep.rules.Yogi`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        betas: The rule's beta1, beta2.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        initial_accumulator: The rule's initial_accumulator_value.
            initial_accumulator_value: Start of the sum, or mean, of squared gradients (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        weight_decouple: Weight decay acts on the parameter, not through the gradient (bool).
        fixed_decay: Decoupled weight decay is not multiplied by the rate (bool).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        maximize: Ascend instead of descend: larger is better (bool).
        foreach: Accepted and ignored.
        adam_debias: Only False; another value is refused.

    The other keywords are gradstep's own: see `gradstep.Yogi`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 0.01,
        betas: tuple[_Number, _Number] = (0.9, 0.999),
        initial_accumulator: _Number = 1e-06,
        weight_decay: _Number = 0.0,
        weight_decouple: bool = True,
        fixed_decay: bool = False,
        eps: _Number = 0.001,
        maximize: bool = False,
        foreach: object = None,
        *,
        adam_debias: Literal[False] = False,
        state_dtype: Any = None,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

def get_chebyshev_schedule(
    lr: float,
    num_epochs: int,
    is_warmup: bool = False,
    last_epoch: int = -1,
    *,
    steps_per_call: int,
) -> Schedule:
    """lr / (0.525 - 0.475·cos θ_i), θ_i = (i + ½)π / N: Chebyshev's steps, from lr to 20 times lr.

    i runs through a permutation that keeps the product of few steps small; N is num_epochs rounded
    up to a power of 2. The first one is held for t <= 2 and the last one from the end on, as there.
    With is_warmup it is lr.

    Args:
        lr: The rate that the peer's optimizer has.
        num_epochs: Epochs of the whole.
        is_warmup: Whether it is lr all the time.
        last_epoch: Only -1: a schedule is a function of the step, there is nothing to resume.
        steps_per_call: Updates between two calls of the peer's scheduler: 1 if it was called after every update, the updates of an epoch if after every epoch.
    """

def get_wsd_schedule(
    lr: float,
    num_warmup_steps: int,
    num_stable_steps: int,
    num_decay_steps: int,
    min_lr_ratio: float = 0.0,
    num_cycles: float = 0.5,
    cooldown_type: Literal["cosine", "1-sqrt", "linear", "1-square"] = "1-sqrt",
    last_epoch: int = -1,
    *,
    steps_per_call: int,
) -> Schedule:
    """lr·t / num_warmup_steps, then lr, then a way down, then min_lr_ratio·lr.

    The way of "cosine" goes to min_lr_ratio·lr; that of the others to 0, from where the rate jumps
    up to min_lr_ratio·lr at the end, as there. num_cycles other than 0.5 makes the cosine come down
    more or less often.

    Args:
        lr: The rate that the peer's optimizer has.
        num_warmup_steps: Calls of the warm-up.
        num_stable_steps: Calls at lr.
        num_decay_steps: Calls of the way down.
        min_lr_ratio: The last rate as a fraction of lr.
        num_cycles: How many cycles there are; 0.5 is one way down.
        cooldown_type: The form of the way down.
        last_epoch: Only -1: a schedule is a function of the step, there is nothing to resume.
        steps_per_call: Updates between two calls of the peer's scheduler: 1 if it was called after every update, the updates of an epoch if after every epoch.
    """
