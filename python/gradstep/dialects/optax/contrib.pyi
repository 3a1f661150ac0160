"""optax.contrib."""

# Written by tools/stubs.py.
from collections.abc import Callable
from typing import Any

from typing_extensions import Unpack

from ..._optimizer.optimizer import Optimizer
from ...rules import _Number
from ...schedules import Schedule
from .._keywords import _Keywords
from .optimizers import fourth_root

__all__ = [
    "acprop",
    "ademamix",
    "adopt",
    "cocob",
    "dadapt_adamw",
    "dog",
    "dowg",
    "madgrad",
    "momo",
    "momo_adam",
    "prodigy",
    "reduce_on_plateau",
    "schedule_free_adamw",
    "schedule_free_sgd",
    "simplified_ademamix",
    "sophia",
]

class acprop(Optimizer):
    """optax.contrib.acprop: its arguments, defaults and arithmetic.

    ACProp: gradients divided by how far the ones before strayed from their mean: centered and
    asynchronous.
        p ← p - lr·g / (√(s/(1-β₂ᵗ⁻¹)) + eps), by 1 + eps at first
        s ← β₂·s + (1-β₂)(g - m)² + eps_root;  m ← m + (1-β₁)(g - m)

    The rule is `gradstep.rules.ACProp`.

    Args:
        params: The arrays to step, in any container.
        learning_rate: The rule's lr.
            lr: Learning rate (number or schedule, >= 0).
        b1: The rule's beta1.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        b2: The rule's beta2.
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        eps_root: Added to the second moment, under the root (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        mask: Only None; another value is refused.

    The other keywords are gradstep's own: see `gradstep.ACProp`.
    """

    def __init__(
        self,
        params: Any,
        learning_rate: _Number,
        b1: _Number = 0.9,
        b2: _Number = 0.999,
        eps: _Number = 1e-16,
        eps_root: _Number = 1e-16,
        weight_decay: _Number = 0.0,
        mask: None = None,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class ademamix(Optimizer):
    """optax.contrib.ademamix: its arguments, defaults and arithmetic.

    AdEMAMix: Adam with a second, much slower mean of the gradients, which remembers thousands of
    steps.
        m ← m + (1-β₁)(g - m);  s ← s + (1-β₃)(g - s);  v ← β₂·v + (1-β₂)·g²
        p ← p - lr · (m/(1-β₁ᵗ) + slow_weight·s) / (√(v/(1-β₂ᵗ)) + eps)

    The rule is `gradstep.rules.AdEMAMix`.

    Args:
        params: The arrays to step, in any container.
        learning_rate: The rule's lr.
            lr: Learning rate (number or schedule, >= 0).
        b1: The rule's beta1.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        b2: The rule's beta2.
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        b3: The rule's beta3.
            beta3: Decay of the third running mean (number or schedule, in [0, 1)).
        alpha: The rule's slow_weight.
            slow_weight: Weight of the slow mean of gradients beside the fast one (number or schedule, >= 0).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        eps_root: Only 0.0; another value is refused.
        mu_dtype: Only None; another value is refused.
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        mask: Only None; another value is refused.

    The other keywords are gradstep's own: see `gradstep.AdEMAMix`.
    """

    def __init__(
        self,
        params: Any,
        learning_rate: _Number,
        b1: _Number = 0.9,
        b2: _Number = 0.999,
        b3: _Number = 0.9999,
        alpha: _Number = 5.0,
        eps: _Number = 1e-08,
        eps_root: float = 0.0,
        mu_dtype: None = None,
        weight_decay: _Number = 0.0,
        mask: None = None,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class adopt(Optimizer):
    """optax.contrib.adopt: its arguments, defaults and arithmetic.

    ADOPT: Adam that divides each gradient by the second moment before it, and averages after that.
        first v ← g², and nothing moves;  then
          x = clamp(g / max(√v, eps), ±(t - clip_offset)^clip_exponent)
        m ← m + (1-β₁)(x - m);  p ← p - lr·m;  v ← β₂·v + (1-β₂)·g²

    The rule is `gradstep.rules.ADOPT`.

    Args:
        params: The arrays to step, in any container.
        learning_rate: The rule's lr.
            lr: Learning rate (number or schedule, >= 0).
        b1: The rule's beta1.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        b2: The rule's beta2.
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        mu_dtype: Only None; another value is refused.
        nesterov: Look ahead by one momentum step (bool).
        use_clipping: Clip normalized gradients (bool).
        clip_value_fn: Only fourth_root; another value is refused.

    The other keywords are gradstep's own: see `gradstep.ADOPT`.
    """

    def __init__(
        self,
        params: Any,
        learning_rate: _Number,
        b1: _Number = 0.9,
        b2: _Number = 0.9999,
        eps: _Number = 1e-06,
        mu_dtype: None = None,
        *,
        nesterov: bool = False,
        use_clipping: bool = True,
        clip_value_fn: Callable[[float], float] = fourth_root,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class cocob(Optimizer):
    """optax.contrib.cocob: its arguments, defaults and arithmetic.

    COCOB, continuous coin betting: every element bets on the sign of its next gradient a share of
    what it has won so far.
        g ← lr·g;  L ← max(L, |g|),  L = eps at first;  S ← S + |g|;  R ← max(R - g·(p - x₀), 0);
          θ ← θ - g
        p ← x₀ + θ/max(S + L, warmup_rounds·L) · (1 + R/L),  x₀ the first p

    The rule is `gradstep.rules.COCOB`.

    Args:
        params: The arrays to step, in any container.
        learning_rate: The rule's lr.
            lr: Learning rate (number or schedule, >= 0).
        alpha: The rule's warmup_rounds.
            warmup_rounds: Gradients of the largest size during which bets are held small (number or schedule, >= 0).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        mask: Only None; another value is refused.

    The other keywords are gradstep's own: see `gradstep.COCOB`.
    """

    def __init__(
        self,
        params: Any,
        learning_rate: _Number = 1.0,
        alpha: _Number = 100.0,
        eps: _Number = 1e-08,
        weight_decay: _Number = 0.0,
        mask: None = None,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class dadapt_adamw(Optimizer):
    """optax.contrib.dadapt_adamw: its arguments, defaults and arithmetic.

    Adam with D-Adaptation: the rate grows with a lower bound d of the distance to the solution,
    estimated from all arrays together.
        λ = d·lr, with bias_correction times √(1-β₂ᵗ)/(1-β₁ᵗ);  q = √β₂
        N ← q·N + (1-q)·λ·⟨g, s/(√v + eps)⟩;  s ← q·s + (1-q)·λ·g;  m ← β₁·m + (1-β₁)·λ·g;
          v ← β₂·v + (1-β₂)·g²
        d ← max(d, min(N/((1-q)·Σ|s|), growth_rate·d)),  d0 at first;  p ← p - m/(√v + eps)

    The rule is `gradstep.rules.DAdaptAdam`.

    Args:
        params: The arrays to step, in any container.
        learning_rate: The rule's lr.
            lr: Learning rate (number or schedule, >= 0).
        betas: The rule's beta1, beta2.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        estim_lr0: The rule's d0.
            d0: First estimate of the distance to the solution, rather too small (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).

    The other keywords are gradstep's own: see `gradstep.DAdaptAdam`.
    """

    def __init__(
        self,
        params: Any,
        learning_rate: _Number = 1.0,
        betas: tuple[_Number, _Number] = (0.9, 0.999),
        eps: _Number = 1e-08,
        estim_lr0: _Number = 1e-06,
        weight_decay: _Number = 0.0,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class dog(Optimizer):
    """optax.contrib.dog: its arguments, defaults and arithmetic.

    DoG, distance over gradients: the step is the largest distance from the start so far, over the
    root of the sum of all squared gradients, of all arrays together.
        r ← max(r, |p - p₀|),  at first d0, or if that is 0 reps_rel·(1 + |p₀|);  G ← G + |g|²,
          G = eps at first
        p ← p - lr·r/√G · g

    The rule is `gradstep.rules.DoG`.

    Args:
        params: The arrays to step, in any container.
        learning_rate: The rule's lr.
            lr: Learning rate (number or schedule, >= 0).
        init_step: The first distance: ("heuristic", a fraction of 1 + the norm of the parameters) or ("distance", a length).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        mask: Only None; another value is refused.

    The other keywords are gradstep's own: see `gradstep.DoG`.
    """

    def __init__(
        self,
        params: Any,
        learning_rate: _Number = 1.0,
        init_step: tuple[str, float] = ("heuristic", 1e-06),
        eps: _Number = 1e-08,
        weight_decay: _Number | None = None,
        mask: None = None,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class dowg(Optimizer):
    """optax.contrib.dowg: its arguments, defaults and arithmetic.

    DoWG, distance over weighted gradients: as DoG, but gradients count by the distance at which
    they came, so that early ones, taken near the start, soon count for little.
        r² ← max(r², |p - p₀|²),  at first d0², or if that is 0 eps;  w ← w + r²·|g|²;
          p ← p - lr·r²/(√w + eps) · g

    The rule is `gradstep.rules.DoWG`.

    Args:
        params: The arrays to step, in any container.
        learning_rate: The rule's lr.
            lr: Learning rate (number or schedule, >= 0).
        init_estim_sq_dist: First estimate of the squared distance; None for the rule's d0 (number, >= 0).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        mask: Only None; another value is refused.

    The other keywords are gradstep's own: see `gradstep.DoWG`.
    """

    def __init__(
        self,
        params: Any,
        learning_rate: _Number = 1.0,
        init_estim_sq_dist: float | None = None,
        eps: _Number = 0.0001,
        weight_decay: _Number | None = None,
        mask: None = None,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class madgrad(Optimizer):
    """optax.contrib.madgrad: its arguments, defaults and arithmetic.

    MADGRAD: dual averaging with momentum: a step from the start by the sum of all gradients, over
    the cube root of that of their squares.
        λ = (lr + eps)·√t;  v ← v + λ·g²;  s ← s + λ·g;  z = x₀ - s / (∛v + eps),  x₀ the first p
        p ← momentum·p + (1 - momentum)·z

    The rule is `gradstep.rules.MADGRAD`.

    Args:
        params: The arrays to step, in any container.
        learning_rate: The rule's lr.
            lr: Learning rate (number or schedule, >= 0).
        momentum: Decay of the momentum buffer (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        eps: Added to the denominator for stability (number or schedule, >= 0).

    The other keywords are gradstep's own: see `gradstep.MADGRAD`.
    """

    def __init__(
        self,
        params: Any,
        learning_rate: _Number,
        momentum: _Number = 0.9,
        weight_decay: _Number = 0.0,
        eps: _Number = 1e-06,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class momo(Optimizer):
    """optax.contrib.momo: its arguments, defaults and arithmetic.

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
        learning_rate: The rule's lr.
            lr: Learning rate (number or schedule, >= 0).
        beta: The rule's beta1.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        lower_bound: The rule's f_min.
            f_min: Value that the loss does not fall below (number or schedule).
        weight_decay: Only 0.0; another value is refused.
        adapt_lower_bound: Estimate the lower bound of the loss on the way, from f_min upwards (bool).

    The other keywords are gradstep's own: see `gradstep.MoMo`.
    """

    def __init__(
        self,
        params: Any,
        learning_rate: _Number = 1.0,
        beta: _Number = 0.9,
        lower_bound: _Number = 0.0,
        weight_decay: float = 0.0,
        adapt_lower_bound: bool = False,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class momo_adam(Optimizer):
    """optax.contrib.momo_adam: its arguments, defaults and arithmetic.

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
        learning_rate: The rule's lr.
            lr: Learning rate (number or schedule, >= 0).
        b1: The rule's beta1.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        b2: The rule's beta2.
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        lower_bound: The rule's f_min.
            f_min: Value that the loss does not fall below (number or schedule).
        weight_decay: Only 0.0; another value is refused.
        adapt_lower_bound: Estimate the lower bound of the loss on the way, from f_min upwards (bool).

    The other keywords are gradstep's own: see `gradstep.MoMoAdam`.
    """

    def __init__(
        self,
        params: Any,
        learning_rate: _Number = 0.01,
        b1: _Number = 0.9,
        b2: _Number = 0.999,
        eps: _Number = 1e-08,
        lower_bound: _Number = 0.0,
        weight_decay: float = 0.0,
        adapt_lower_bound: bool = False,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class prodigy(Optimizer):
    """optax.contrib.prodigy: its arguments, defaults and arithmetic.

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
        learning_rate: The rule's lr.
            lr: Learning rate (number or schedule, >= 0).
        betas: The rule's beta1, beta2.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        beta3: Decay of the third running mean (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        estim_lr0: The rule's d0.
            d0: First estimate of the distance to the solution, rather too small (number or schedule, >= 0).
        estim_lr_coef: The rule's d_coef.
            d_coef: Factor on the estimate of the distance to the solution (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        safeguard_warmup: Leave lr out of what the estimate of the distance is divided by (bool).

    The other keywords are gradstep's own: see `gradstep.Prodigy`.
    """

    def __init__(
        self,
        params: Any,
        learning_rate: _Number = 1.0,
        betas: tuple[_Number, _Number] = (0.9, 0.999),
        beta3: _Number | None = None,
        eps: _Number = 1e-08,
        estim_lr0: _Number = 1e-06,
        estim_lr_coef: _Number = 1.0,
        weight_decay: _Number = 0.0,
        safeguard_warmup: bool = False,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

def reduce_on_plateau(
    lr: float | Schedule,
    factor: float = 0.1,
    patience: int = 10,
    rtol: float = 0.0001,
    atol: float = 0.0,
    cooldown: int = 0,
    accumulation_size: int = 1,
    min_scale: float = 0.0,
) -> Schedule:
    """lr (the rate of the chain before it), multiplied by factor at ``patience`` metrics no better.

    optax's ``update(..., value=metric)`` is ``opt.observe(metric)`` before the step. patience=0, by
    which optax reduces whenever the metric is better, is refused.

    Args:
        lr: The rate that the peer's optimizer has.
        factor: Factor on the rate.
        patience: How many metrics in a row are waited for a better one.
        rtol: By what fraction a metric must be better to count as better.
        atol: By how much a metric must be better to count as better.
        cooldown: Metrics after a reduction that do not count.
        accumulation_size: Metrics of which the mean counts as one.
        min_scale: The least factor on lr.
    """

class schedule_free_adamw(Optimizer):
    """optax.contrib.schedule_free_adamw: its arguments, defaults and arithmetic.

    Schedule-free AdamW: ScheduleFreeSGD, with gradients that are divided as Adam's are; β₁ stands
    in for Adam's momentum.
        v ← β₂·v + (1-β₂)·g²;  d = g / (√(v/(1-β₂ᵗ) + eps_root) + eps) + weight_decay·p
        γ = lr·min(1, t/warmup);  w = tʳ·(largest γ so far)^weight_lr_power;  c = w / (sum of all w)
        z ← z - γ'·d;  x ← (1-c)·x + c·z;  p = (1-β₁)·z + β₁·x

    The rule is `gradstep.rules.ScheduleFreeAdamW`.

    Args:
        params: The arrays to step, in any container.
        learning_rate: Learning rate; a schedule is refused (number, >= 0).
        warmup_steps: Updates in which the rate comes up from 0; None for none.
        b1: The rule's beta1.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        b2: The rule's beta2.
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        weight_lr_power: Power of the largest rate so far in an update's weight in the average (number or schedule, >= 0).
        state_dtype: Only None; another value is refused.

    The other keywords are gradstep's own: see `gradstep.ScheduleFreeAdamW`.
    """

    def __init__(
        self,
        params: Any,
        learning_rate: float = 0.0025,
        warmup_steps: float | None = None,
        b1: _Number = 0.9,
        b2: _Number = 0.999,
        eps: _Number = 1e-08,
        weight_decay: _Number = 0.0,
        weight_lr_power: _Number = 2.0,
        state_dtype: None = None,
        *,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class schedule_free_sgd(Optimizer):
    """optax.contrib.schedule_free_sgd: its arguments, defaults and arithmetic.

    Schedule-free SGD: points z are stepped, their average x is what is learned, and gradients are
    taken between the two, at the parameter p = (1-β₁)·z + β₁·x. It needs no schedule that ends,
    only a constant lr, with warmup.
        γ = lr·min(1, t/warmup);  w = tʳ·(largest γ so far)^weight_lr_power;  c = w / (sum of all w)
        z ← z - γ'·(g + weight_decay·p);  x ← (1-c)·x + c·z;  p = (1-β₁)·z + β₁·x

    The rule is `gradstep.rules.ScheduleFreeSGD`.

    Args:
        params: The arrays to step, in any container.
        learning_rate: Learning rate; a schedule is refused (number, >= 0).
        warmup_steps: Updates in which the rate comes up from 0; None for none.
        b1: The rule's beta1.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        weight_lr_power: Power of the largest rate so far in an update's weight in the average (number or schedule, >= 0).
        state_dtype: Only None; another value is refused.

    The other keywords are gradstep's own: see `gradstep.ScheduleFreeSGD`.
    """

    def __init__(
        self,
        params: Any,
        learning_rate: float = 1.0,
        warmup_steps: float | None = None,
        b1: _Number = 0.9,
        weight_decay: _Number | None = None,
        weight_lr_power: _Number = 2.0,
        state_dtype: None = None,
        *,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class simplified_ademamix(Optimizer):
    """optax.contrib.simplified_ademamix: its arguments, defaults and arithmetic.

    Simplified AdEMAMix: a decaying sum of gradients plus the present one, divided by the root of
    Adam's second moment.
        m ← β₁·m + g;  v ← β₂·v + (1-β₂)·g²;
          p ← p - lr · (m + grad_weight·g) / (√(v/(1-β₂ᵗ)) + eps)

    The rule is `gradstep.rules.SimplifiedAdEMAMix`.

    Args:
        params: The arrays to step, in any container.
        learning_rate: The rule's lr.
            lr: Learning rate (number or schedule, >= 0).
        b1: The rule's beta1.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        b2: The rule's beta2.
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        alpha: The rule's grad_weight.
            grad_weight: Weight of the present gradient beside the momentum (number or schedule, >= 0).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        eps_root: Only 0.0; another value is refused.
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        mask: Only None; another value is refused.

    The other keywords are gradstep's own: see `gradstep.SimplifiedAdEMAMix`.
    """

    def __init__(
        self,
        params: Any,
        learning_rate: _Number,
        b1: _Number = 0.99,
        b2: _Number = 0.95,
        alpha: _Number = 0.0,
        eps: _Number = 1e-08,
        eps_root: float = 0.0,
        weight_decay: _Number = 0.0,
        mask: None = None,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class sophia(Optimizer):
    """optax.contrib.sophia: its arguments, defaults and arithmetic.

    Sophia: momentum divided by the diagonal of the Hessian, clipped where the diagonal is small,
    with decoupled weight decay.
        m ← m + (1-β₁)(g - m);
          h ← β₂·h + (1-β₂)·hessian in the steps that are given an estimate `hessian`
        p ← (1 - lr·weight_decay)·p - lr · clamp(m / max(hessian_scale·h, eps), ±clip_threshold)

    The rule is `gradstep.rules.Sophia`.

    Args:
        params: The arrays to step, in any container.
        learning_rate: The rule's lr.
            lr: Learning rate (number or schedule, >= 0).
        b1: The rule's beta1.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        b2: The rule's beta2.
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        weight_decay_mask: Only None; another value is refused.
        gamma: The rule's hessian_scale.
            hessian_scale: Factor on the diagonal of the Hessian (number or schedule, >= 0).
        clip_threshold: Largest magnitude of an element of the update; None for no bound (number or schedule).
        update_interval: Accepted and ignored.
        hessian_diagonal_fn: Only None; another value is refused.
        mu_dtype: Only None; another value is refused.
        verbose: Accepted and ignored.
        print_win_rate_every_n_steps: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.Sophia`.
    """

    def __init__(
        self,
        params: Any,
        learning_rate: _Number,
        b1: _Number = 0.965,
        b2: _Number = 0.99,
        eps: _Number = 1e-08,
        weight_decay: _Number = 0.0001,
        weight_decay_mask: None = None,
        gamma: _Number = 0.01,
        clip_threshold: float | Schedule | None = 1.0,
        update_interval: object = 10,
        hessian_diagonal_fn: None = None,
        mu_dtype: None = None,
        verbose: object = False,
        print_win_rate_every_n_steps: object = 0,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...
