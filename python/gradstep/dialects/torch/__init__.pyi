"""torch.optim's optimizers and schedules (torch 2.13): same arguments, defaults and arithmetic.

What torch keeps in float32 scalars or rounds differently in its vector code stays within the last
bits. The arguments foreach, fused, capturable and differentiable choose an implementation there
and are ignored here. The classes also have `param_groups` and `zero_grad`, as loops written for
torch expect.
"""

# Written by tools/stubs.py.
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal

from typing_extensions import Unpack

from ...rules import _Number
from ...schedules import Schedule
from .._keywords import _Keywords
from ..torch.schedules import CyclicMode
from .optimizers import TorchOptimizer as TorchOptimizer

__all__ = [
    "ASGD",
    "SGD",
    "SWALR",
    "Adadelta",
    "Adagrad",
    "Adam",
    "AdamW",
    "Adamax",
    "ChainedScheduler",
    "ConstantLR",
    "CosineAnnealingLR",
    "CosineAnnealingWarmRestarts",
    "CyclicLR",
    "CyclicLR_momentum",
    "ExponentialLR",
    "LambdaLR",
    "LinearLR",
    "MultiStepLR",
    "MultiplicativeLR",
    "NAdam",
    "OneCycleLR",
    "OneCycleLR_momentum",
    "PolynomialLR",
    "RAdam",
    "RMSprop",
    "ReduceLROnPlateau",
    "Rprop",
    "SequentialLR",
    "StepLR",
    "TorchOptimizer",
]

class ASGD(TorchOptimizer):
    """torch.ASGD: its arguments, defaults and arithmetic.

    ASGD: gradient descent with a falling rate, whose parameters are averaged in `ax`.
        η = lr / (1 + lambd·lr·(t-1))^power;  μ = 1 / max(1, t - 1 - t0)
        p ← (1 - lambd·η)·p - η·g;  ax ← ax + μ·(p - ax)

    The rule is `gradstep.rules.ASGD`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        lambd: Decay of the parameters and of the rate (number or schedule, >= 0).
        alpha: The rule's power.
            power: Power of the decay (number or schedule, >= 0).
        t0: Updates before the averaging starts (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        foreach: Accepted and ignored.
        maximize: Ascend instead of descend: larger is better (bool).
        differentiable: Accepted and ignored.
        capturable: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.ASGD`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 0.01,
        lambd: _Number = 0.0001,
        alpha: _Number = 0.75,
        t0: _Number = 1000000.0,
        weight_decay: _Number = 0,
        foreach: object = None,
        maximize: bool = False,
        differentiable: object = False,
        capturable: object = False,
        *,
        state_dtype: Any = None,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class Adadelta(TorchOptimizer):
    """torch.Adadelta: its arguments, defaults and arithmetic.

    Adadelta: steps in the units of the parameters, from the ratio of two running means.
        v ← ρ·v + (1-ρ)·g²;  d = √(u + eps) / √(v + eps) · g;  u ← ρ·u + (1-ρ)·d²;  p ← p - lr·d

    The rule is `gradstep.rules.Adadelta`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        rho: Decay of the running means (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        foreach: Accepted and ignored.
        capturable: Accepted and ignored.
        maximize: Ascend instead of descend: larger is better (bool).
        differentiable: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.Adadelta`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 1.0,
        rho: _Number = 0.9,
        eps: _Number = 1e-06,
        weight_decay: _Number = 0,
        foreach: object = None,
        *,
        capturable: object = False,
        maximize: bool = False,
        differentiable: object = False,
        state_dtype: Any = None,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class Adagrad(TorchOptimizer):
    """torch.Adagrad: its arguments, defaults and arithmetic.

    Adagrad: each element's rate shrinks with the squared gradients it has seen.
        s ← s + g²;  p ← p - lr/(1 + (t-1)·lr_decay) · g / (√s + eps)  (√(s + eps) with eps_in_sqrt)

    The rule is `gradstep.rules.Adagrad`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        lr_decay: Lr is divided by 1 + (t - 1) * lr_decay (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        initial_accumulator_value: Start of the sum, or mean, of squared gradients (number or schedule, >= 0).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        foreach: Accepted and ignored.
        maximize: Ascend instead of descend: larger is better (bool).
        differentiable: Accepted and ignored.
        fused: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.Adagrad`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 0.01,
        lr_decay: _Number = 0,
        weight_decay: _Number = 0,
        initial_accumulator_value: _Number = 0,
        eps: _Number = 1e-10,
        foreach: object = None,
        *,
        maximize: bool = False,
        differentiable: object = False,
        fused: object = None,
        state_dtype: Any = None,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class Adam(TorchOptimizer):
    """torch.Adam: its arguments, defaults and arithmetic.

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

class AdamW(TorchOptimizer):
    """torch.AdamW: its arguments, defaults and arithmetic.

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

class Adamax(TorchOptimizer):
    """torch.Adamax: its arguments, defaults and arithmetic.

    Adamax: Adam with the infinity norm: the largest gradient so far, fading, in place of √v.
        m ← m + (1-β₁)(g - m);  u ← max(β₂·u, |g| + eps);  p ← p - lr/(1-β₁ᵗ) · m / u

    The rule is `gradstep.rules.Adamax`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        betas: The rule's beta1, beta2.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        foreach: Accepted and ignored.
        maximize: Ascend instead of descend: larger is better (bool).
        differentiable: Accepted and ignored.
        capturable: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.Adamax`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 0.002,
        betas: tuple[_Number, _Number] = (0.9, 0.999),
        eps: _Number = 1e-08,
        weight_decay: _Number = 0,
        foreach: object = None,
        *,
        maximize: bool = False,
        differentiable: object = False,
        capturable: object = False,
        state_dtype: Any = None,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

def ChainedScheduler(
    schedulers: Sequence[Schedule],
    *,
    lr: float,
    steps_per_call: int,
) -> Schedule:
    """lr·f_1(n)·f_2(n)·…, where f_i = s_i / lr are the factors of the schedules.

    The children are made with steps_per_call=1 and this lr. So torch's numbers are those of
    children that multiply the rate: StepLR, MultiStepLR, ConstantLR, LinearLR, ExponentialLR,
    PolynomialLR, MultiplicativeLR, and CosineAnnealingLR with eta_min=0 up to T_max. Others set the
    rate there, and undo what came before them: they are refused.

    Args:
        schedulers: The schedules.
        lr: The rate that the peer's optimizer has.
        steps_per_call: Updates between two calls of the peer's scheduler: 1 if it was called after every update, the updates of an epoch if after every epoch.
    """

def ConstantLR(
    lr: float,
    factor: float = 0.3333333333333333,
    total_iters: int = 5,
    last_epoch: int = -1,
    *,
    steps_per_call: int,
) -> Schedule:
    """factor·lr for n < total_iters, then lr.

    total_iters=0 is factor·lr for ever, as there. factor=0, by which torch divides at the end,
    works.

    Args:
        lr: The rate that the peer's optimizer has.
        factor: Factor on the rate.
        total_iters: Calls until the end.
        last_epoch: Only -1: a schedule is a function of the step, there is nothing to resume.
        steps_per_call: Updates between two calls of the peer's scheduler: 1 if it was called after every update, the updates of an epoch if after every epoch.
    """

def CosineAnnealingLR(
    lr: float,
    T_max: int,
    eta_min: float = 0.0,
    last_epoch: int = -1,
    *,
    steps_per_call: int,
) -> Schedule:
    """eta_min + (lr - eta_min)·(1 + cos(π·n / T_max)) / 2.

    It rises again after T_max, as there, up to lr at 2·T_max, and so on for ever.
    `gradstep.schedules.Cosine` stays at its end.

    Args:
        lr: The rate that the peer's optimizer has.
        T_max: Calls from lr to eta_min.
        eta_min: The least rate.
        last_epoch: Only -1: a schedule is a function of the step, there is nothing to resume.
        steps_per_call: Updates between two calls of the peer's scheduler: 1 if it was called after every update, the updates of an epoch if after every epoch.
    """

def CosineAnnealingWarmRestarts(
    lr: float,
    T_0: int,
    T_mult: int = 1,
    eta_min: float = 0.0,
    last_epoch: int = -1,
    *,
    steps_per_call: int,
) -> Schedule:
    """eta_min + (lr - eta_min)·(1 + cos(π·c / T)) / 2 at call c of a cycle of T = T_0·T_mult^i.

    Args:
        lr: The rate that the peer's optimizer has.
        T_0: Calls of the first cycle.
        T_mult: How many times as long each cycle is as the one before, a whole number.
        eta_min: The least rate.
        last_epoch: Only -1: a schedule is a function of the step, there is nothing to resume.
        steps_per_call: Updates between two calls of the peer's scheduler: 1 if it was called after every update, the updates of an epoch if after every epoch.
    """

def CyclicLR(
    base_lr: float,
    max_lr: float,
    step_size_up: int = 2000,
    step_size_down: int | None = None,
    mode: CyclicMode = "triangular",
    gamma: float = 1.0,
    scale_fn: Callable[[float], float] | None = None,
    scale_mode: Literal["cycle", "iterations"] = "cycle",
    cycle_momentum: bool = True,
    base_momentum: float = 0.8,
    max_momentum: float = 0.9,
    last_epoch: int = -1,
    *,
    steps_per_call: int,
) -> Schedule:
    """base_lr + (max_lr - base_lr)·x·a, x up in step_size_up calls and down in step_size_down.

    x goes straight from 0 to 1 and back. a is 1, 2^-j ("triangular2") or gamma^n ("exp_range") in
    cycle j; scale_fn(j + 1), or scale_fn(n) with scale_mode="iterations", if it is given. torch
    moves the momentum (or beta1) with it, unless told otherwise by cycle_momentum=False: here that
    is a schedule of its own, `CyclicLR_momentum` with the same arguments, and what is said of the
    momentum is ignored.

    Args:
        base_lr: The least rate.
        max_lr: The largest rate.
        step_size_up: Calls of the way up.
        step_size_down: Calls of the way down; None for as many as up.
        mode: "triangular", "triangular2" or "exp_range".
        gamma: Factor of mode="exp_range" at each call.
        scale_fn: In place of mode: gives the factor on a cycle's height.
        scale_mode: What scale_fn is given: the "cycle", or the call in "iterations".
        cycle_momentum: Accepted and ignored: it is of the momentum.
        base_momentum: Accepted and ignored: it is of the momentum.
        max_momentum: Accepted and ignored: it is of the momentum.
        last_epoch: Only -1: a schedule is a function of the step, there is nothing to resume.
        steps_per_call: Updates between two calls of the peer's scheduler: 1 if it was called after every update, the updates of an epoch if after every epoch.
    """

def CyclicLR_momentum(
    base_lr: float = 0.0,
    max_lr: float = 0.0,
    step_size_up: int = 2000,
    step_size_down: int | None = None,
    mode: CyclicMode = "triangular",
    gamma: float = 1.0,
    scale_fn: Callable[[float], float] | None = None,
    scale_mode: Literal["cycle", "iterations"] = "cycle",
    cycle_momentum: bool = True,
    base_momentum: float = 0.8,
    max_momentum: float = 0.9,
    last_epoch: int = -1,
    *,
    steps_per_call: int,
) -> Schedule:
    """The momentum that torch's CyclicLR sets: max_momentum - (max_momentum - base_momentum)·x·a.

    It takes the arguments of `CyclicLR`; those of the rate are ignored. It is beta1 of Adam.

    Args:
        base_lr: Accepted and ignored: it is of the rate.
        max_lr: Accepted and ignored: it is of the rate.
        step_size_up: Calls of the way up.
        step_size_down: Calls of the way down; None for as many as up.
        mode: "triangular", "triangular2" or "exp_range".
        gamma: Factor of mode="exp_range" at each call.
        scale_fn: In place of mode: gives the factor on a cycle's height.
        scale_mode: What scale_fn is given: the "cycle", or the call in "iterations".
        cycle_momentum: Whether the momentum moves: with False there is no schedule, and an error says so.
        base_momentum: The least momentum.
        max_momentum: The largest momentum.
        last_epoch: Only -1: a schedule is a function of the step, there is nothing to resume.
        steps_per_call: Updates between two calls of the peer's scheduler: 1 if it was called after every update, the updates of an epoch if after every epoch.
    """

def ExponentialLR(
    lr: float,
    gamma: float,
    last_epoch: int = -1,
    *,
    steps_per_call: int,
) -> Schedule:
    """lr·gamma^n. A negative gamma, which alternates there, is refused.

    Args:
        lr: The rate that the peer's optimizer has.
        gamma: Factor on the rate at each call.
        last_epoch: Only -1: a schedule is a function of the step, there is nothing to resume.
        steps_per_call: Updates between two calls of the peer's scheduler: 1 if it was called after every update, the updates of an epoch if after every epoch.
    """

def LambdaLR(
    lr: float,
    lr_lambda: Callable[[int], float],
    last_epoch: int = -1,
    *,
    steps_per_call: int,
) -> Schedule:
    """lr·lr_lambda(n). Give a function that pickles if the optimizer is to be saved.

    Args:
        lr: The rate that the peer's optimizer has.
        lr_lambda: Gives the factor on the rate for the number of calls so far.
        last_epoch: Only -1: a schedule is a function of the step, there is nothing to resume.
        steps_per_call: Updates between two calls of the peer's scheduler: 1 if it was called after every update, the updates of an epoch if after every epoch.
    """

def LinearLR(
    lr: float,
    start_factor: float = 0.3333333333333333,
    end_factor: float = 1.0,
    total_iters: int = 5,
    last_epoch: int = -1,
    *,
    steps_per_call: int,
) -> Schedule:
    """lr·(start_factor + (end_factor - start_factor)·min(n, total_iters) / total_iters).

    total_iters=0 stays at start_factor·lr, as there.

    Args:
        lr: The rate that the peer's optimizer has.
        start_factor: Factor on lr at the beginning.
        end_factor: Factor on lr at the end.
        total_iters: Calls until the end.
        last_epoch: Only -1: a schedule is a function of the step, there is nothing to resume.
        steps_per_call: Updates between two calls of the peer's scheduler: 1 if it was called after every update, the updates of an epoch if after every epoch.
    """

def MultiStepLR(
    lr: float,
    milestones: Iterable[int],
    gamma: float = 0.1,
    last_epoch: int = -1,
    *,
    steps_per_call: int,
) -> Schedule:
    """lr·gamma^#{milestones <= n}.

    One that is named twice counts twice; 0 acts at once; the order does not matter, and negative
    ones do nothing.

    Args:
        lr: The rate that the peer's optimizer has.
        milestones: Numbers of the calls that drop the rate.
        gamma: Factor on the rate at each drop.
        last_epoch: Only -1: a schedule is a function of the step, there is nothing to resume.
        steps_per_call: Updates between two calls of the peer's scheduler: 1 if it was called after every update, the updates of an epoch if after every epoch.
    """

def MultiplicativeLR(
    lr: float,
    lr_lambda: Callable[[int], float],
    last_epoch: int = -1,
    *,
    steps_per_call: int,
) -> Schedule:
    """lr·lr_lambda(1)·…·lr_lambda(n).

    Args:
        lr: The rate that the peer's optimizer has.
        lr_lambda: Gives the factor on the rate for the number of calls so far.
        last_epoch: Only -1: a schedule is a function of the step, there is nothing to resume.
        steps_per_call: Updates between two calls of the peer's scheduler: 1 if it was called after every update, the updates of an epoch if after every epoch.
    """

class NAdam(TorchOptimizer):
    """torch.NAdam: its arguments, defaults and arithmetic.

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

def OneCycleLR(
    max_lr: float,
    total_steps: int | None = None,
    epochs: int | None = None,
    steps_per_epoch: int | None = None,
    pct_start: float = 0.3,
    anneal_strategy: Literal["cos", "linear"] = "cos",
    cycle_momentum: bool = True,
    base_momentum: float = 0.85,
    max_momentum: float = 0.95,
    div_factor: float = 25.0,
    final_div_factor: float = 10000.0,
    three_phase: bool = False,
    last_epoch: int = -1,
    *,
    steps_per_call: int,
) -> Schedule:
    """From max_lr/div_factor up to max_lr and down to max_lr/div_factor/final_div_factor.

    Its nodes are n = 0, pct_start·T - 1 and T - 1, where T is total_steps or
    epochs·steps_per_epoch; with three_phase 0, pct_start·T - 1, 2·pct_start·T - 2 (back at the
    first value) and T - 1. After T - 1 it holds its last value, where torch goes up once more and
    then raises. torch moves the momentum (or beta1) with it, unless told otherwise by
    cycle_momentum=False: here that is a schedule of its own, `OneCycleLR_momentum` with the same
    arguments, and what is said of the momentum is ignored.

    Args:
        max_lr: The largest rate.
        total_steps: Calls of the whole.
        epochs: With steps_per_epoch, in place of total_steps.
        steps_per_epoch: Calls of an epoch.
        pct_start: The fraction of the whole at which the peak is.
        anneal_strategy: "cos" or "linear".
        cycle_momentum: Accepted and ignored: it is of the momentum.
        base_momentum: Accepted and ignored: it is of the momentum.
        max_momentum: Accepted and ignored: it is of the momentum.
        div_factor: The peak divided by the first value.
        final_div_factor: The first value divided by the last one.
        three_phase: Whether it comes back to the first value before it goes on down.
        last_epoch: Only -1: a schedule is a function of the step, there is nothing to resume.
        steps_per_call: Updates between two calls of the peer's scheduler: 1 if it was called after every update, the updates of an epoch if after every epoch.
    """

def OneCycleLR_momentum(
    max_lr: float = 0.0,
    total_steps: int | None = None,
    epochs: int | None = None,
    steps_per_epoch: int | None = None,
    pct_start: float = 0.3,
    anneal_strategy: Literal["cos", "linear"] = "cos",
    cycle_momentum: bool = True,
    base_momentum: float = 0.85,
    max_momentum: float = 0.95,
    div_factor: float = 25.0,
    final_div_factor: float = 10000.0,
    three_phase: bool = False,
    last_epoch: int = -1,
    *,
    steps_per_call: int,
) -> Schedule:
    """The momentum that torch's OneCycleLR sets: from max_momentum to base_momentum and back.

    It takes the arguments of `OneCycleLR`; those of the rate are ignored. It is beta1 of Adam.

    Args:
        max_lr: Accepted and ignored: it is of the rate.
        total_steps: Calls of the whole.
        epochs: With steps_per_epoch, in place of total_steps.
        steps_per_epoch: Calls of an epoch.
        pct_start: The fraction of the whole at which the peak is.
        anneal_strategy: "cos" or "linear".
        cycle_momentum: Whether the momentum moves: with False there is no schedule, and an error says so.
        base_momentum: The least momentum.
        max_momentum: The largest momentum.
        div_factor: The peak divided by the first value.
        final_div_factor: The first value divided by the last one.
        three_phase: Whether it comes back to the first value before it goes on down.
        last_epoch: Only -1: a schedule is a function of the step, there is nothing to resume.
        steps_per_call: Updates between two calls of the peer's scheduler: 1 if it was called after every update, the updates of an epoch if after every epoch.
    """

def PolynomialLR(
    lr: float,
    total_iters: int = 5,
    power: float = 1.0,
    last_epoch: int = -1,
    *,
    steps_per_call: int,
) -> Schedule:
    """lr·(1 - min(n, total_iters) / total_iters)^power. total_iters=0 stays at lr, as there.

    Args:
        lr: The rate that the peer's optimizer has.
        total_iters: Calls until the end.
        power: Exponent of the time that is left.
        last_epoch: Only -1: a schedule is a function of the step, there is nothing to resume.
        steps_per_call: Updates between two calls of the peer's scheduler: 1 if it was called after every update, the updates of an epoch if after every epoch.
    """

class RAdam(TorchOptimizer):
    """torch.RAdam: its arguments, defaults and arithmetic.

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
        eps: Added to the denominator for stability (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).
        foreach: Accepted and ignored.
        maximize: Ascend instead of descend: larger is better (bool).
        capturable: Accepted and ignored.
        differentiable: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.RAdam`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 0.001,
        betas: tuple[_Number, _Number] = (0.9, 0.999),
        eps: _Number = 1e-08,
        weight_decay: _Number = 0,
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

class RMSprop(TorchOptimizer):
    """torch.RMSprop: its arguments, defaults and arithmetic.

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

def ReduceLROnPlateau(
    lr: float | Schedule,
    mode: Literal["min", "max"] = "min",
    factor: float = 0.1,
    patience: int = 10,
    threshold: float = 0.0001,
    threshold_mode: Literal["rel", "abs"] = "rel",
    cooldown: int = 0,
    min_lr: float = 0.0,
    eps: float = 1e-08,
) -> Schedule:
    """lr, multiplied by factor after more than ``patience`` metrics that are no better.

    torch's ``scheduler.step(metric)`` is ``opt.observe(metric)``. lr may be a schedule too, which
    is then scaled.

    Args:
        lr: The rate that the peer's optimizer has.
        mode: "min" if a smaller metric is better, "max" if a larger one is.
        factor: Factor on the rate.
        patience: How many metrics in a row are waited for a better one.
        threshold: By how much a metric must be better to count as better.
        threshold_mode: Whether threshold is a fraction, "rel", or a difference, "abs".
        cooldown: Metrics after a reduction that do not count.
        min_lr: The least rate.
        eps: A change of the rate by no more is not made.
    """

class Rprop(TorchOptimizer):
    """torch.Rprop: its arguments, defaults and arithmetic.

    Rprop: every element has a step of its own, which grows while the gradient keeps its sign and
    shrinks when it turns.
        s ← clamp(s · change, min_step_size, max_step_size),  s = lr at first
          change = eta_plus if g·prev > 0, eta_minus if g·prev < 0, else 1
        p ← p - sign(g)·s;  prev ← g
        but where g·prev < 0:
          iRprop-  (as it comes)                         nothing moves and prev ← 0
          Rprop-   (improved=False)                      as everywhere
          Rprop+   (improved=False, backtracking=True)   the last step is taken back and prev ← 0
          iRprop+  (the rule IRpropPlus)
            the last step is taken back if the loss has risen; prev ← 0

    The rule is `gradstep.rules.Rprop`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        etas: The rule's eta_minus, eta_plus.
            eta_minus: Factor on the step where the gradient turns (number or schedule, in [0, 1]).
            eta_plus: Factor on the step where the gradient keeps its sign (number or schedule, >= 1).
        step_sizes: The rule's min_step_size, max_step_size.
            min_step_size: Smallest step of an element (number or schedule, >= 0).
            max_step_size: Largest step of an element (number or schedule, >= 0).
        capturable: Accepted and ignored.
        foreach: Accepted and ignored.
        maximize: Ascend instead of descend: larger is better (bool).
        differentiable: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.Rprop`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 0.01,
        etas: tuple[_Number, _Number] = (0.5, 1.2),
        step_sizes: tuple[_Number, _Number] = (1e-06, 50),
        *,
        capturable: object = False,
        foreach: object = None,
        maximize: bool = False,
        differentiable: object = False,
        state_dtype: Any = None,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class SGD(TorchOptimizer):
    """torch.SGD: its arguments, defaults and arithmetic.

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

def SWALR(
    lr: float,
    swa_lr: float,
    anneal_epochs: int = 10,
    anneal_strategy: Literal["cos", "linear"] = "cos",
    last_epoch: int = -1,
    *,
    steps_per_call: int,
) -> Schedule:
    """From lr to swa_lr in anneal_epochs calls, then swa_lr.

    lr is the rate where the averaging begins. In a loop that hands over from another scheduler the
    first call of torch's SWALR is at n = 1 here. anneal_epochs=0 is swa_lr at once.

    Args:
        lr: The rate that the peer's optimizer has.
        swa_lr: The last rate.
        anneal_epochs: Calls from lr to swa_lr.
        anneal_strategy: "cos" or "linear".
        last_epoch: Only -1: a schedule is a function of the step, there is nothing to resume.
        steps_per_call: Updates between two calls of the peer's scheduler: 1 if it was called after every update, the updates of an epoch if after every epoch.
    """

def SequentialLR(
    schedulers: Sequence[Schedule],
    milestones: Sequence[int],
    last_epoch: int = -1,
    *,
    steps_per_call: int,
) -> Schedule:
    """One schedule after another, each from its own beginning: the next one from a milestone on.

    The children are made with steps_per_call=1, each with its own lr. A ConstantLR with
    total_iters=0, which is lr after a milestone in torch, and a MultiplicativeLR, which goes on
    from the rate before it, can only be the first.

    Args:
        schedulers: The schedules.
        milestones: Numbers of the calls at which the next schedule begins.
        last_epoch: Only -1: a schedule is a function of the step, there is nothing to resume.
        steps_per_call: Updates between two calls of the peer's scheduler: 1 if it was called after every update, the updates of an epoch if after every epoch.
    """

def StepLR(
    lr: float,
    step_size: int,
    gamma: float = 0.1,
    last_epoch: int = -1,
    *,
    steps_per_call: int,
) -> Schedule:
    """lr·gamma^⌊n / step_size⌋.

    Args:
        lr: The rate that the peer's optimizer has.
        step_size: Calls between two drops.
        gamma: Factor on the rate at each drop.
        last_epoch: Only -1: a schedule is a function of the step, there is nothing to resume.
        steps_per_call: Updates between two calls of the peer's scheduler: 1 if it was called after every update, the updates of an epoch if after every epoch.
    """
