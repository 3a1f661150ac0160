"""The optimizers of optax: data on gradstep's rules."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

import numpy as np

from ..._numbers import number, plain, repr_of, whole
from ..._optimizer.optimizer import Optimizer
from ...errors import HyperError
from ...schedules import Schedule, as_schedule, scale
from .._dialect import REQUIRED, Entry, make_classes
from .._pieces import BETAS, LBFGS, Given, read_elsewhere, with_momentum

_NAMES = {"learning_rate": "lr", "b1": "beta1", "b2": "beta2", "b3": "beta3"}
_DECOUPLED = {"decoupled_weight_decay": True}
_RATE: dict[str, Any] = {"learning_rate": REQUIRED}
_FREE: dict[str, Any] = {"learning_rate": 1.0}
_BETAS: dict[str, Any] = {**_RATE, "b1": 0.9, "b2": 0.999}
_ADAM: dict[str, Any] = {**_BETAS, "eps": 1e-8, "eps_root": 0.0, "mu_dtype": None}
_MASKED: dict[str, Any] = {"weight_decay": 0.0, "mask": None}
_NESTEROV: dict[str, Any] = {"*": None, "nesterov": False}


def _entry(rule: str, arguments: Mapping[str, Any], **tables: Any) -> Entry:
    renamed = {**_NAMES, **tables.pop("renamed", {})}
    return Entry(rule, arguments, renamed=renamed, **tables)


def fourth_root(x: float) -> float:
    """The bound that adopt has as its default; another function cannot be taken."""
    return float(x**0.25)


def _optimism(alpha: float, given: Given) -> dict[str, Any]:
    """alpha·g + beta·(g - last) is alpha·(g + beta/alpha·(g - last))."""
    if not alpha > 0:
        raise HyperError(
            f"alpha must be positive here, not {alpha!r}",
            name="alpha",
            value=alpha,
        )
    return {"lr_scale": alpha, "optimism": given["beta"] / alpha}


def _init_step(value: tuple[str, float], given: Given) -> dict[str, Any]:
    kind, number = value
    fields = {"heuristic": {"reps_rel": number, "d0": 0.0}, "distance": {"d0": number}}
    if kind not in fields:
        raise HyperError(
            f"init_step={value!r} is not supported here, only 'heuristic' and 'distance'",
            name="init_step",
            value=value,
        )
    return fields[kind]


def _polyak_variant(value: str, given: Given) -> dict[str, Any]:
    if value not in ("sps", "sps+"):
        raise HyperError(
            f"variant must be 'sps' or 'sps+', not {value!r}",
            name="variant",
            value=value,
        )
    return {"sps_plus": value == "sps+"}


def _polyak_scaling(value: float, given: Given) -> dict[str, Any]:
    """The gradient is scaled before its norm is taken: s·min(gap/(s²·|g|² + eps), lr)·g."""
    lr, square = given["max_learning_rate"], value * value
    if callable(value) or not (value > 0 and math.isfinite(square) and square > 0):
        raise HyperError(
            f"scaling must be a positive number here, not {value!r}",
            name="scaling",
            value=value,
        )
    return {
        "lr": scale(as_schedule(lr), square) if callable(lr) else lr * square,
        "scaling": 1 / value,
        "eps": given["eps"] / square,
    }


def _constant(value: float, given: Given) -> dict[str, Any]:
    """optax steps by the schedule at one update and weighs the average by it at the next."""
    if callable(value):
        raise HyperError(
            "learning_rate must be a number here, not a schedule; for a warm-up give warmup_steps",
            name="learning_rate",
            value=value,
        )
    return {"lr": value}


def _free_warmup(value: float | None, given: Given) -> dict[str, Any]:
    """optax steps by the rate of one update and weighs the average by that of the next."""
    if value is None:
        return {}
    if not number(value, "warmup_steps") >= 1:
        raise HyperError(
            f"warmup_steps must be at least 1 or None, not {value!r}: with fewer the original "
            "stays at rate 0",
            name="warmup_steps",
            value=value,
        )
    return {"warmup": value, "warmup_delay": 1}


def _clip_threshold(value: float | Schedule | None, given: Given) -> dict[str, Any]:
    return {"clip_threshold": sys.float_info.max if value is None else value}


def _schedule_free(rule: str, **arguments: Any) -> Entry:
    more = {"weight_lr_power": 2.0, "state_dtype": None}
    return _entry(
        rule,
        {**arguments, **more},
        renamed={"state_dtype": None},  # of z alone, which is never rounded here
        convert={"learning_rate": _constant, "warmup_steps": _free_warmup},
    )


ENTRIES: dict[str, Entry] = {
    "adabelief": _entry("AdaBelief", {**_BETAS, "eps": 1e-16, "eps_root": 1e-16, **_NESTEROV}),
    "adadelta": _entry(
        "Adadelta",
        # without a rate the step there is uphill
        {**_RATE, "rho": 0.9, "eps": 1e-6, "weight_decay": 0.0, "weight_decay_mask": None},
    ),
    "adagrad": _entry(
        "Adagrad",
        {**_RATE, "initial_accumulator_value": 0.1, "eps": 1e-7},
        fixed={"eps_in_sqrt": True},
    ),
    "adam": _entry("Adam", {**_ADAM, **_NESTEROV}),
    "adamax": _entry("Adamax", {**_BETAS, "eps": 1e-8}),
    "adamaxw": _entry("AdamaxW", {**_BETAS, "eps": 1e-8, **_MASKED, "weight_decay": 1e-4}),
    "adamw": _entry("AdamW", {**_ADAM, **_MASKED, "weight_decay": 1e-4, **_NESTEROV}),
    "adan": _entry(
        "Adan",
        {**_RATE, "b1": 0.98, "b2": 0.92, "b3": 0.99, "eps": 1e-8, "eps_root": 1e-8, **_MASKED},
        fixed={"no_prox": True, "complement_beta2": True},
    ),
    "amsgrad": _entry(
        "Adam",
        {**_ADAM, "bias_correction_mu": True, "bias_correction_nu": True},
        renamed={
            "bias_correction_mu": "bias_correction1",
            "bias_correction_nu": "bias_correction2",
        },
        fixed={"amsgrad": True, "amsgrad_corrected": True},
    ),
    "fromage": _entry("Fromage", {**_RATE, "min_norm": 1e-6}),
    "lamb": _entry("LAMB", {**_BETAS, "eps": 1e-6, "eps_root": 0.0, **_MASKED}),
    "lars": _entry(
        "LARS",
        {**_RATE, "weight_decay": 0.0, "weight_decay_mask": True}
        | dict(trust_coefficient=1e-3, eps=0.0, trust_ratio_mask=True)
        | dict(momentum=0.9, nesterov=False),
        fixed={"lr_in_momentum": True, "norm_of_sum": True},
    ),
    "lion": _entry(
        "Lion",
        {**_RATE, "b1": 0.9, "b2": 0.99, "mu_dtype": None, "weight_decay": 1e-3, "mask": None},
    ),
    "nadam": _entry("Adam", {**_ADAM, **_NESTEROV, "nesterov": True}),
    "nadamw": _entry(
        "AdamW", {**_ADAM, **_MASKED, "weight_decay": 1e-4, **_NESTEROV, "nesterov": True}
    ),
    "novograd": _entry(
        "NovoGrad",
        {**_RATE, "b1": 0.9, "b2": 0.25, "eps": 1e-6, "eps_root": 0.0, "weight_decay": 0.0},
    ),
    "optimistic_adam_v2": _entry(
        "OptimisticAdam",
        {**_RATE, "*": None, "alpha": 1.0, "beta": 1.0, "b1": 0.9, "b2": 0.999}
        | dict(eps=1e-8, eps_root=0.0, mu_dtype=None, nesterov=True),
        convert={"alpha": _optimism, "beta": read_elsewhere},
    ),
    "optimistic_gradient_descent": _entry(
        "OptimisticGD",
        {**_RATE, "alpha": 1.0, "beta": 1.0},
        convert={"alpha": _optimism, "beta": read_elsewhere},
    ),
    "polyak_sgd": _entry(
        "PolyakSGD",
        dict(max_learning_rate=1.0, scaling=1.0, f_min=0.0, eps=0.0, variant="sps"),
        renamed={"max_learning_rate": "lr"},
        convert={
            "max_learning_rate": read_elsewhere,
            "eps": read_elsewhere,
            "scaling": _polyak_scaling,
            "variant": _polyak_variant,
        },
    ),
    "radam": _entry(
        "RAdam",
        {**_BETAS, "eps": 1e-8, "eps_root": 0.0, "threshold": 5.0, **_NESTEROV},
        renamed={"threshold": "sma_threshold"},
        fixed={"eps_hat": False},
    ),
    "rmsprop": _entry(
        "RMSprop",
        {**_RATE, "decay": 0.9, "eps": 1e-8, "initial_scale": 0.0, "eps_in_sqrt": True}
        | dict(centered=False, momentum=None, nesterov=False, bias_correction=False),
        renamed={"decay": "alpha", "initial_scale": "initial_accumulator_value"},
        fixed={"lr_in_momentum": True},
        convert={"nesterov": with_momentum("nesterov")},
    ),
    "rprop": _entry(
        "Rprop",
        {**_RATE, "eta_minus": 0.5, "eta_plus": 1.2} | dict(min_step_size=1e-6, max_step_size=50.0),
        fixed={"delayed": True},
    ),
    "sgd": _entry(
        "SGD",
        {**_RATE, "momentum": None, "nesterov": False, "accumulator_dtype": None},
        convert={"nesterov": with_momentum("nesterov")},
    ),
    "sign_sgd": _entry("SignSGD", _RATE),
    "signum": _entry(
        "Signum", {**_RATE, "beta": 0.9, "accumulator_dtype": None}, renamed={"beta": "momentum"}
    ),
    "yogi": _entry("Yogi", {**_BETAS, "eps": 1e-3}),
    "contrib.acprop": _entry(
        "ACProp", {**_BETAS, "eps": 1e-16, "eps_root": 1e-16, **_MASKED}, fixed=_DECOUPLED
    ),
    "contrib.ademamix": _entry(
        "AdEMAMix",
        {**_BETAS, "b3": 0.9999, "alpha": 5.0, "eps": 1e-8, "eps_root": 0.0}
        | {"mu_dtype": None, **_MASKED},
        renamed={"alpha": "slow_weight"},
        fixed=_DECOUPLED,
    ),
    "contrib.adopt": _entry(
        "ADOPT",
        {**_BETAS, "b2": 0.9999, "eps": 1e-6, "mu_dtype": None, **_NESTEROV}
        | dict(use_clipping=True, clip_value_fn=fourth_root),
    ),
    "contrib.cocob": _entry(
        "COCOB",
        {**_FREE, "alpha": 100.0, "eps": 1e-8, **_MASKED},
        renamed={"alpha": "warmup_rounds"},
    ),
    "contrib.dadapt_adamw": _entry(
        "DAdaptAdam",
        {**_FREE, "betas": (0.9, 0.999), "eps": 1e-8, "estim_lr0": 1e-6, "weight_decay": 0.0},
        renamed={**BETAS, "estim_lr0": "d0"},
        fixed={**_DECOUPLED, "bias_correction": True},
        states={"estim_lr": "d"},
    ),
    "contrib.dog": _entry(
        "DoG",
        {**_FREE, "init_step": ("heuristic", 1e-6), "eps": 1e-8, "weight_decay": None}
        | {"mask": None},
        convert={"init_step": _init_step},
    ),
    "contrib.dowg": _entry(
        "DoWG",
        {**_FREE, "init_estim_sq_dist": None, "eps": 1e-4, "weight_decay": None, "mask": None},
        convert={
            "init_estim_sq_dist": lambda value, given: (
                {} if value is None else {"d0": math.sqrt(value)}
            )
        },
    ),
    "contrib.madgrad": _entry(
        "MADGRAD", {**_RATE, "momentum": 0.9, "weight_decay": 0.0, "eps": 1e-6}
    ),
    "contrib.momo": _entry(
        "MoMo",  # weight_decay is on the parameter beside the step there
        dict(learning_rate=1.0, beta=0.9, lower_bound=0.0, weight_decay=0.0)
        | dict(adapt_lower_bound=False),
        renamed={"beta": "beta1", "lower_bound": "f_min", "weight_decay": None},
    ),
    "contrib.momo_adam": _entry(
        "MoMoAdam",
        dict(learning_rate=1e-2, b1=0.9, b2=0.999, eps=1e-8, lower_bound=0.0, weight_decay=0.0)
        | dict(adapt_lower_bound=False),
        renamed={"lower_bound": "f_min", "weight_decay": None},
    ),
    "contrib.prodigy": _entry(
        "Prodigy",
        {**_FREE, "betas": (0.9, 0.999), "beta3": None, "eps": 1e-8, "estim_lr0": 1e-6}
        | dict(estim_lr_coef=1.0, weight_decay=0.0, safeguard_warmup=False),
        renamed={**BETAS, "estim_lr0": "d0", "estim_lr_coef": "d_coef"},
        fixed={"bias_correction": True},
        states={"estim_lr": "d"},
    ),
    "contrib.schedule_free_adamw": _schedule_free(
        "ScheduleFreeAdamW",
        **dict(learning_rate=0.0025, warmup_steps=None, b1=0.9, b2=0.999, eps=1e-8),
        weight_decay=0.0,
    ),
    "contrib.schedule_free_sgd": _schedule_free(
        "ScheduleFreeSGD", learning_rate=1.0, warmup_steps=None, b1=0.9, weight_decay=None
    ),
    "contrib.simplified_ademamix": _entry(
        "SimplifiedAdEMAMix",
        {**_RATE, "b1": 0.99, "b2": 0.95, "alpha": 0.0, "eps": 1e-8, "eps_root": 0.0, **_MASKED},
        renamed={"alpha": "grad_weight"},
        fixed=_DECOUPLED,
    ),
    "contrib.sophia": _entry(
        "Sophia",
        {**_RATE, "b1": 0.965, "b2": 0.99, "eps": 1e-8, "weight_decay": 1e-4}
        | dict(weight_decay_mask=None, gamma=0.01, clip_threshold=1.0, update_interval=10)
        | dict(hessian_diagonal_fn=None, mu_dtype=None, verbose=False)
        | dict(print_win_rate_every_n_steps=0),
        renamed={"gamma": "hessian_scale"},
        fixed={"bias_correction": True, "delayed": True},
        convert={"clip_threshold": _clip_threshold},
        ignored=("update_interval", "verbose", "print_win_rate_every_n_steps"),
    ),
}

CLASSES = make_classes(__package__, ENTRIES, absent={"lbfgs": LBFGS})
Made = TypeVar("Made", bound=Optimizer)


class MultiSteps(Generic[Made]):
    """Has ``every_k_schedule`` calls of `step` make one update, by the mean of their gradients.

    ``MultiSteps(adam, 4)(params, 1e-3)`` is ``adam(params, 1e-3, accumulate=4)``. The mean is the
    sum of the gradients divided once; optax updates a mean from call to call, which rounds
    otherwise.

    Args:
        opt: A class of optimizers. The parameters and its arguments are for the call.
        every_k_schedule: Calls that make one update (whole number, >= 1); a function is refused.
        use_grad_mean: Only True; another value is refused.
        should_skip_update_fn: Only None; another value is refused.
        accumulator_dtype: Only float32; another value is refused. Gradients of float64 parameters
            are added up in float64.
    """

    def __init__(
        self,
        opt: Callable[..., Made],
        every_k_schedule: int,
        use_grad_mean: bool = True,
        should_skip_update_fn: None = None,
        accumulator_dtype: Any = np.float32,
    ) -> None:
        self._opt, where = opt, "dialects.optax.MultiSteps"
        if not (isinstance(opt, type) and issubclass(opt, Optimizer)):
            raise HyperError(
                f"{where}: opt must be a class of optimizers, adam without its parameters, not "
                f"{repr_of(opt)}",
                name="opt",
                value=opt,
            )
        if should_skip_update_fn is not None:
            raise HyperError(
                f"{where}: should_skip_update_fn is not supported here; instead of "
                'skip_not_finite give nonfinite="skip" with the parameters',
                name="should_skip_update_fn",
                value=should_skip_update_fn,
            )
        if use_grad_mean is not True:
            raise HyperError(
                f"{where}: use_grad_mean={repr_of(use_grad_mean)} is not supported here, only True;"
                " for the sum give each step(grads, grad_scale=1 / every_k_schedule)",
                name="use_grad_mean",
                value=use_grad_mean,
            )
        if accumulator_dtype is None or np.dtype(accumulator_dtype) != np.float32:
            raise HyperError(
                f"{where}: accumulator_dtype={repr_of(accumulator_dtype)} is not supported here, "
                "only float32",
                name="accumulator_dtype",
                value=accumulator_dtype,
            )
        must = "a whole number of at least 1; a number of calls that changes is not supported here"
        name = "every_k_schedule"
        self._calls = whole(
            plain(every_k_schedule), name, must, lambda k: k >= 1, said=f"{where}: {name}"
        )

    def __call__(self, params: Any, *args: Any, **keywords: Any) -> Made:
        """The optimizer of these parameters."""
        return self._opt(params, *args, accumulate=self._calls, **keywords)


MultiSteps.__module__ = __package__
CLASSES = {**CLASSES, "MultiSteps": MultiSteps, "__all__": [*CLASSES["__all__"], "MultiSteps"]}
