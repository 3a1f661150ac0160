# Written by tools/stubs.py.
from collections.abc import Callable, Mapping
from typing import Any, Literal, TypedDict

from typing_extensions import Unpack

from ._core import LineSearch
from ._optimizer.averages import Average, Lookahead, Mechanic
from ._optimizer.optimizer import Optimizer as Optimizer
from .rules import _Common, _Number, _Stages

__all__ = [
    "ADOPT",
    "ALIG",
    "ASGD",
    "COCOB",
    "FTRL",
    "KT",
    "LAMB",
    "LARS",
    "MADGRAD",
    "MARS",
    "PID",
    "PMV",
    "QHM",
    "SGD",
    "ACProp",
    "AccSGD",
    "AdEMAMix",
    "AdaBelief",
    "AdaBound",
    "AdaMod",
    "Adadelta",
    "Adagrad",
    "Adam",
    "AdamW",
    "Adamax",
    "AdamaxW",
    "Adan",
    "AggMo",
    "BarzilaiBorwein",
    "DAdaptAdaGrad",
    "DAdaptAdam",
    "DAdaptAdan",
    "DAdaptLion",
    "DAdaptSGD",
    "DeltaBarDelta",
    "DiffGrad",
    "DoG",
    "DoWG",
    "Fromage",
    "Grams",
    "HypergradientAdam",
    "HypergradientSGD",
    "IRpropPlus",
    "LDoG",
    "LaProp",
    "Lion",
    "MoMo",
    "MoMoAdam",
    "NAdam",
    "NAdamW",
    "NovoGrad",
    "OptimisticGD",
    "Optimizer",
    "PAdam",
    "PolyakSGD",
    "Prodigy",
    "QHAdam",
    "RAdam",
    "RMSprop",
    "RowwiseAdagrad",
    "Rprop",
    "ScheduleFreeAdamW",
    "ScheduleFreeRAdam",
    "ScheduleFreeSGD",
    "SignSGD",
    "Signum",
    "SimplifiedAdEMAMix",
    "Sophia",
    "StableAdamW",
    "Tiger",
    "Yogi",
]

class _Options(TypedDict, total=False):
    groups: Mapping[str, Mapping[str, Any]] | Callable[[str, Any], Any] | None
    grads: Any
    clip_norm: float | None
    nonfinite: Literal["raise", "skip", "propagate"]
    max_skips: int
    zero_grads: bool
    bounds: tuple[float | None, float | None] | None
    average: Average | None
    lookahead: Lookahead | None
    mechanic: Mechanic | None
    copy_to: Any
    state_dtype: Any
    state_min_size: int
    rounding: Literal["stochastic", "nearest", "kahan", "master", "split"]
    seed: int
    report: bool
    line_search: LineSearch | None

class _Keywords(_Common, _Options, total=False): ...
class _KeywordsWithoutDecay(_Stages, _Options, total=False): ...

class SGD(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.001,
        momentum: _Number = 0.0,
        dampening: _Number = 0.0,
        nesterov: bool = False,
        lr_in_momentum: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class ASGD(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.01,
        lambd: _Number = 0.0001,
        power: _Number = 0.75,
        t0: _Number = 1000000.0,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class SignSGD(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.001,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class Signum(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.001,
        momentum: _Number = 0.9,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class Lion(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.0001,
        beta1: _Number = 0.9,
        beta2: _Number = 0.99,
        weight_decay: _Number = 0.0,
        refined: bool = False,
        **keywords: Unpack[_KeywordsWithoutDecay],
    ) -> None: ...

class Tiger(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.001,
        beta1: _Number = 0.965,
        weight_decay: _Number = 0.01,
        **keywords: Unpack[_KeywordsWithoutDecay],
    ) -> None: ...

class QHM(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.001,
        momentum: _Number = 0.999,
        nu: _Number = 0.7,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class AggMo(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.001,
        momentum1: _Number = 0.0,
        momentum2: _Number = 0.9,
        momentum3: _Number = 0.99,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class PID(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.001,
        momentum: _Number = 0.9,
        dampening: _Number = 0.0,
        integral: _Number = 5.0,
        derivative: _Number = 10.0,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class AccSGD(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.001,
        kappa: _Number = 1000.0,
        xi: _Number = 10.0,
        constant: _Number = 0.7,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class OptimisticGD(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.001,
        optimism: _Number = 1.0,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class Rprop(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.01,
        eta_minus: _Number = 0.5,
        eta_plus: _Number = 1.2,
        min_step_size: _Number = 1e-06,
        max_step_size: _Number = 50.0,
        delayed: bool = False,
        improved: bool = True,
        backtracking: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class Adagrad(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.01,
        lr_decay: _Number = 0.0,
        initial_accumulator_value: _Number = 0.0,
        eps: _Number = 1e-10,
        eps_in_sqrt: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class RowwiseAdagrad(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.01,
        eps: _Number = 1e-08,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class Adadelta(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 1.0,
        rho: _Number = 0.9,
        eps: _Number = 1e-06,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class RMSprop(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.01,
        alpha: _Number = 0.99,
        eps: _Number = 1e-08,
        momentum: _Number = 0.0,
        initial_accumulator_value: _Number = 0.0,
        centered: bool = False,
        nesterov: bool = False,
        eps_in_sqrt: bool = False,
        lr_in_momentum: bool = False,
        bias_correction: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class FTRL(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.001,
        lr_power: _Number = -0.5,
        initial_accumulator_value: _Number = 0.1,
        beta: _Number = 0.0,
        l1: _Number = 0.0,
        l2: _Number = 0.0,
        l2_shrinkage: _Number = 0.0,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class MADGRAD(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.01,
        momentum: _Number = 0.9,
        eps: _Number = 1e-06,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class Adam(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.001,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        eps: _Number = 1e-08,
        eps_root: _Number = 0.0,
        amsgrad: bool = False,
        amsgrad_corrected: bool = False,
        nesterov: bool = False,
        uniform_correction: bool = False,
        eps_hat: bool = False,
        bias_correction1: bool = True,
        bias_correction2: bool = True,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class AdamW(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.001,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        eps: _Number = 1e-08,
        weight_decay: _Number = 0.01,
        eps_root: _Number = 0.0,
        amsgrad: bool = False,
        amsgrad_corrected: bool = False,
        nesterov: bool = False,
        uniform_correction: bool = False,
        eps_hat: bool = False,
        bias_correction1: bool = True,
        bias_correction2: bool = True,
        **keywords: Unpack[_KeywordsWithoutDecay],
    ) -> None: ...

class Adamax(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.002,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        eps: _Number = 1e-08,
        eps_in_max: bool = True,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class AdamaxW(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.002,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        eps: _Number = 1e-08,
        weight_decay: _Number = 0.0001,
        eps_in_max: bool = True,
        **keywords: Unpack[_KeywordsWithoutDecay],
    ) -> None: ...

class NAdam(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.002,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        eps: _Number = 1e-08,
        momentum_decay: _Number = 0.004,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class NAdamW(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.002,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        eps: _Number = 1e-08,
        weight_decay: _Number = 0.01,
        momentum_decay: _Number = 0.004,
        **keywords: Unpack[_KeywordsWithoutDecay],
    ) -> None: ...

class RAdam(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.001,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        eps: _Number = 1e-08,
        eps_root: _Number = 0.0,
        sma_threshold: _Number = 5.0,
        nesterov: bool = False,
        degenerated_to_sgd: bool = True,
        eps_hat: bool = True,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class AdaBelief(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.001,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        eps: _Number = 1e-16,
        eps_root: _Number = 1e-16,
        sma_threshold: _Number = 5.0,
        amsgrad: bool = False,
        nesterov: bool = False,
        rectify: bool = False,
        degenerated_to_sgd: bool = True,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class Yogi(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.01,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        eps: _Number = 0.001,
        initial_accumulator_value: _Number = 1e-06,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class PAdam(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.1,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        eps: _Number = 1e-08,
        partial: _Number = 0.25,
        amsgrad: bool = True,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class QHAdam(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.001,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        nu1: _Number = 1.0,
        nu2: _Number = 1.0,
        eps: _Number = 1e-08,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class AdaMod(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.001,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        beta3: _Number = 0.999,
        eps: _Number = 1e-08,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class AdaBound(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.001,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        eps: _Number = 1e-08,
        final_lr: _Number = 0.1,
        gamma: _Number = 0.001,
        base_lr: _Number = 0.0,
        eps_root: _Number = 0.0,
        amsgrad: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class DiffGrad(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.001,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        eps: _Number = 1e-08,
        eps_root: _Number = 0.0,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class Grams(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.001,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        eps: _Number = 1e-06,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class LaProp(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.0004,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        eps: _Number = 1e-15,
        weight_decay: _Number = 0.0,
        eps_root: _Number = 0.0,
        eps_hat: bool = False,
        **keywords: Unpack[_KeywordsWithoutDecay],
    ) -> None: ...

class Adan(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.001,
        beta1: _Number = 0.98,
        beta2: _Number = 0.92,
        beta3: _Number = 0.99,
        eps: _Number = 1e-08,
        eps_root: _Number = 0.0,
        weight_decay: _Number = 0.0,
        no_prox: bool = False,
        complement_beta2: bool = False,
        skip_first: bool = False,
        **keywords: Unpack[_KeywordsWithoutDecay],
    ) -> None: ...

class AdEMAMix(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.001,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        beta3: _Number = 0.9999,
        slow_weight: _Number = 5.0,
        eps: _Number = 1e-08,
        slow_weight_warmup: _Number = 0.0,
        beta3_warmup: _Number = 0.0,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class SimplifiedAdEMAMix(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.0001,
        beta1: _Number = 0.99,
        beta2: _Number = 0.95,
        grad_weight: _Number = 0.0,
        eps: _Number = 1e-08,
        grad_averaging: bool = False,
        correct_twice: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class ADOPT(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.001,
        beta1: _Number = 0.9,
        beta2: _Number = 0.9999,
        eps: _Number = 1e-06,
        clip_exponent: _Number = 0.25,
        clip_offset: _Number = 1.0,
        use_clipping: bool = True,
        nesterov: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class MARS(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.003,
        beta1: _Number = 0.95,
        beta2: _Number = 0.99,
        variance_reduction: _Number = 0.025,
        eps: _Number = 1e-08,
        eps_root: _Number = 0.0,
        weight_decay: _Number = 0.0,
        amsgrad: bool = False,
        eps_hat: bool = False,
        first_difference: bool = True,
        **keywords: Unpack[_KeywordsWithoutDecay],
    ) -> None: ...

class Sophia(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.0001,
        beta1: _Number = 0.965,
        beta2: _Number = 0.99,
        hessian_scale: _Number = 0.04,
        eps: _Number = 1e-12,
        clip_threshold: _Number = 1.0,
        weight_decay: _Number = 0.1,
        bias_correction: bool = False,
        delayed: bool = False,
        **keywords: Unpack[_KeywordsWithoutDecay],
    ) -> None: ...

class StableAdamW(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.001,
        beta1: _Number = 0.9,
        beta2: _Number = 0.99,
        eps: _Number = 1e-08,
        weight_decay: _Number = 0.01,
        **keywords: Unpack[_KeywordsWithoutDecay],
    ) -> None: ...

class ACProp(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.001,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        eps: _Number = 1e-16,
        eps_root: _Number = 1e-16,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class LAMB(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.001,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        eps: _Number = 1e-06,
        weight_decay: _Number = 0.01,
        trust_eps: _Number = 0.0,
        norm_limit: _Number = 0.0,
        decoupled_weight_decay: bool = False,
        grad_averaging: bool = True,
        bias_correction: bool = True,
        late_correction: bool = False,
        trust_clip: bool = False,
        always_adapt: bool = True,
        **keywords: Unpack[_KeywordsWithoutDecay],
    ) -> None: ...

class LARS(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 1.0,
        momentum: _Number = 0.9,
        dampening: _Number = 0.0,
        weight_decay: _Number = 0.0,
        trust_coefficient: _Number = 0.001,
        eps: _Number = 1e-08,
        nesterov: bool = False,
        trust_clip: bool = False,
        always_adapt: bool = True,
        norm_of_sum: bool = False,
        lr_in_momentum: bool = False,
        **keywords: Unpack[_KeywordsWithoutDecay],
    ) -> None: ...

class NovoGrad(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.001,
        beta1: _Number = 0.95,
        beta2: _Number = 0.98,
        eps: _Number = 1e-08,
        weight_decay: _Number = 0.0,
        decoupled_weight_decay: bool = False,
        grad_averaging: bool = False,
        average_first: bool = False,
        **keywords: Unpack[_KeywordsWithoutDecay],
    ) -> None: ...

class Fromage(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.01,
        min_norm: _Number = 0.0,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class DoG(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 1.0,
        reps_rel: _Number = 1e-06,
        eps: _Number = 1e-08,
        d0: _Number = 0.0,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class LDoG(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 1.0,
        reps_rel: _Number = 1e-06,
        eps: _Number = 1e-08,
        d0: _Number = 0.0,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class DoWG(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 1.0,
        eps: _Number = 0.0001,
        d0: _Number = 0.0,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class DAdaptSGD(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 1.0,
        momentum: _Number = 0.0,
        d0: _Number = 1e-06,
        growth_rate: _Number | None = None,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class DAdaptAdaGrad(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 1.0,
        momentum: _Number = 0.0,
        eps: _Number = 1e-06,
        initial_accumulator_value: _Number = 1e-06,
        d0: _Number = 1e-06,
        growth_rate: _Number | None = None,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class DAdaptAdam(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 1.0,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        eps: _Number = 1e-08,
        weight_decay: _Number = 0.0,
        d0: _Number = 1e-06,
        growth_rate: _Number | None = None,
        decoupled_weight_decay: bool = False,
        bias_correction: bool = False,
        **keywords: Unpack[_KeywordsWithoutDecay],
    ) -> None: ...

class DAdaptAdan(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 1.0,
        beta1: _Number = 0.98,
        beta2: _Number = 0.92,
        beta3: _Number = 0.99,
        eps: _Number = 1e-08,
        weight_decay: _Number = 0.02,
        d0: _Number = 1e-06,
        growth_rate: _Number | None = None,
        no_prox: bool = False,
        **keywords: Unpack[_KeywordsWithoutDecay],
    ) -> None: ...

class DAdaptLion(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 1.0,
        beta1: _Number = 0.9,
        beta2: _Number = 0.99,
        weight_decay: _Number = 0.0,
        d0: _Number = 1e-06,
        **keywords: Unpack[_KeywordsWithoutDecay],
    ) -> None: ...

class Prodigy(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 1.0,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        beta3: _Number = 0.0,
        eps: _Number = 1e-08,
        weight_decay: _Number = 0.0,
        d0: _Number = 1e-06,
        d_coef: _Number = 1.0,
        growth_rate: _Number | None = None,
        decoupled_weight_decay: bool = True,
        bias_correction: bool = False,
        safeguard_warmup: bool = False,
        **keywords: Unpack[_KeywordsWithoutDecay],
    ) -> None: ...

class COCOB(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 1.0,
        warmup_rounds: _Number = 100.0,
        eps: _Number = 1e-08,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class KT(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 1.0,
        initial_wealth: _Number = 0.0001,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class PolyakSGD(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 1.0,
        scaling: _Number = 1.0,
        f_min: _Number = 0.0,
        eps: _Number = 0.0,
        sps_plus: bool = True,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class ALIG(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.1,
        momentum: _Number = 0.0,
        eps: _Number = 1e-06,
        adjusted_momentum: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class MoMo(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 1.0,
        beta1: _Number = 0.9,
        weight_decay: _Number = 0.0,
        f_min: _Number = 0.0,
        bias_correction: bool = False,
        adapt_lower_bound: bool = False,
        **keywords: Unpack[_KeywordsWithoutDecay],
    ) -> None: ...

class MoMoAdam(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.01,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        eps: _Number = 1e-08,
        weight_decay: _Number = 0.0,
        f_min: _Number = 0.0,
        no_prox: bool = False,
        adapt_lower_bound: bool = False,
        **keywords: Unpack[_KeywordsWithoutDecay],
    ) -> None: ...

class HypergradientSGD(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.001,
        hypergrad_lr: _Number = 1e-06,
        momentum: _Number = 0.0,
        nesterov: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class HypergradientAdam(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.001,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        eps: _Number = 1e-08,
        hypergrad_lr: _Number = 1e-08,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class BarzilaiBorwein(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.001,
        min_lr: _Number = 1e-10,
        max_lr: _Number = 10000000000.0,
        short_step: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class PMV(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.001,
        hypergrad_lr: _Number = 1e-06,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class DeltaBarDelta(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.001,
        beta1: _Number = 0.7,
        increase: _Number = 0.0001,
        decrease: _Number = 0.1,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class IRpropPlus(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.01,
        eta_minus: _Number = 0.5,
        eta_plus: _Number = 1.2,
        min_step_size: _Number = 1e-06,
        max_step_size: _Number = 50.0,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class ScheduleFreeSGD(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 1.0,
        beta1: _Number = 0.9,
        weight_decay: _Number = 0.0,
        warmup: _Number = 0.0,
        r: _Number = 0.0,
        weight_lr_power: _Number = 2.0,
        **keywords: Unpack[_KeywordsWithoutDecay],
    ) -> None: ...

class ScheduleFreeAdamW(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.0025,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        eps: _Number = 1e-08,
        weight_decay: _Number = 0.0,
        warmup: _Number = 0.0,
        r: _Number = 0.0,
        weight_lr_power: _Number = 2.0,
        eps_root: _Number = 0.0,
        decoupled_weight_decay: bool = False,
        **keywords: Unpack[_KeywordsWithoutDecay],
    ) -> None: ...

class ScheduleFreeRAdam(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.0025,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        eps: _Number = 1e-08,
        weight_decay: _Number = 0.0,
        r: _Number = 0.0,
        weight_lr_power: _Number = 2.0,
        silent_sgd_phase: bool = True,
        **keywords: Unpack[_KeywordsWithoutDecay],
    ) -> None: ...
