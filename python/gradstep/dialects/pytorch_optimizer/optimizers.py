"""The optimizers of pytorch_optimizer: data on gradstep's rules."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Any

from ... import rules
from ..._numbers import number
from ...errors import HyperError
from .._dialect import Entry, make_classes
from .._pieces import (
    BELOW_1,
    BETAS,
    BETAS3,
    COUNTS_STEPS,
    GROWTH,
    LBFGS,
    Given,
    decay_kinds,
    first_rate,
    pair_elsewhere,
    read_elsewhere,
    with_momentum,
)
from ..torch.optimizers import ENTRIES as TORCH

_AMSGRAD = {"ams_bound": "amsgrad"}
_THRESHOLD = {"n_sma_threshold": "sma_threshold"}
_CAUTIOUS = {"cautious_plus_one": True}
# Their bias corrections are kept for each array.
_OWN_COUNT = {"count_steps": False}
_KIND = {"weight_decouple": "decoupled_weight_decay"}
# What only some of its classes read, by keyword; the others ignore it there.
_ADANORM: dict[str, Any] = {"adanorm": False, "adanorm_r": None}
_DEBIAS: dict[str, Any] = {"adam_debias": False}
_STABLE: dict[str, Any] = {"stable_adamw": False}
_CENTRALIZE: dict[str, Any] = {"use_gc": False}
_AVERAGE: dict[str, Any] = dict(r=0.0, weight_lr_power=2.0)
_D0: dict[str, Any] = {"d0": 1e-6}
_GROWTH: dict[str, Any] = {**_D0, "growth_rate": float("inf")}
_DECAY: dict[str, Any] = dict(weight_decay=0.0, weight_decouple=False)
_FIXED: dict[str, Any] = {"fixed_decay": False}
_LAST: dict[str, Any] = dict(maximize=False, foreach=None)


def _entry(
    rule: str,
    arguments: Mapping[str, Any],
    *,
    decays: bool = False,
    renamed: Mapping[str, Any] | None = None,
    convert: Mapping[str, Any] | None = None,
    fixed: Mapping[str, Any] | None = None,
    ignored: Sequence[str] = (),
    **tables: Any,
) -> Entry:
    """``decays`` if the rule has its own weight_decay: then there is no choice of its kind."""
    if "ScheduleFree" not in rule:  # whose momentum may be 1
        tables.setdefault("must", {"momentum": BELOW_1})
    kinds = {} if decays else decay_kinds("weight_decouple")
    return Entry(
        rule,
        arguments,
        renamed={**BETAS, **(renamed or {})},
        fixed={**COUNTS_STEPS, **(fixed or {})},
        convert={**{k: v for k, v in kinds.items() if k in arguments}, **(convert or {})},
        ignored=("foreach", *ignored),
        **tables,
    )


def fourth_root(step: float) -> float:
    """The bound that ADOPT has as its default; another function cannot be taken."""
    return float(step**0.25)


def _both_eps(value: Any, given: Given) -> dict[str, Any]:
    return {"eps": value, "eps_root": value}


def _max_grad_norm(value: float, given: Given) -> dict[str, Any]:
    """0 is no clipping; eps is added to the norm."""
    return {"clip_norm": value or None, "clip_eps": given["eps"]}


def _only_decoupled(value: Any, given: Given) -> dict[str, Any]:
    """Without weight_decouple these add the decay to a gradient that they no longer use."""
    return {"weight_decay": value if given["weight_decouple"] else 0.0}


def _own_buffers(value: Any, given: Given) -> dict[str, Any]:
    """Equal betas share a buffer there, which then gets the gradient twice in a step."""
    first, second, third = value
    for beta in value:
        number(beta, "betas", *BELOW_1)
    if first == second or second == third or third == first:
        raise HyperError(
            f"betas must differ here, not {value!r}",
            name="betas",
            value=value,
        )
    return {"momentum1": first, "momentum2": second, "momentum3": third}


def _final_lr(value: Any, given: Given) -> dict[str, Any]:
    """It belongs to the first rate; where that is 0, any other makes the bounds 0 too."""
    return {"final_lr": value, "base_lr": first_rate(given["lr"]) or 1.0}


def _lion_decay(value: float, given: Given) -> dict[str, Any]:
    if value != 0 and not given["weight_decouple"]:
        raise HyperError(
            f"weight_decay={value!r} needs weight_decouple=True here",
            name="weight_decay",
            value=value,
        )
    return {"weight_decay": value}


def _prodigy_betas(value: tuple[float, float], given: Given) -> dict[str, Any]:
    """Without a momentum the rule's gradient counts by the new estimate, there by the old one."""
    first, second = value
    if not callable(first):
        number(first, "betas", "above 0 and below 1, the first of them", lambda x: 0 < x < 1)
    return {"beta1": first, "beta2": second}


def _radam_decay(value: float, given: Given) -> dict[str, Any]:
    out = _only_decoupled(value, given)
    if out["weight_decay"] != 0 and not given["degenerated_to_sgd"]:
        raise HyperError(
            f"weight_decay={value!r} needs degenerated_to_sgd=True here: the original does not "
            "decay in the first steps either, where it takes none",
            name="weight_decay",
            value=value,
        )
    return out


def _if_momentum(name: str) -> Any:
    """Without momentum PID is gradient descent there."""
    return lambda value, given: {name: value if given["momentum"] else 0.0}


def _mars_of_vectors(given: Given) -> dict[str, Any]:
    if given["optimize_1d"]:
        return {}
    beta1, beta2 = given["betas_1d"]
    return {
        "rule": rules.AdamW,
        "lr": given["lr_1d"],
        "beta1": beta1,
        "beta2": beta2,
        "eps": given["eps"],
        "eps_root": 1e-15,
        "eps_hat": True,
        "weight_decay": given["weight_decay_1d"],
        "amsgrad": given["ams_bound"],
    }


ENTRIES: dict[str, Entry] = {
    "ADOPT": _entry(
        "ADOPT",
        dict(lr=1e-3, betas=(0.9, 0.9999), clip_lambda=fourth_root, weight_decay=0.0)
        | dict(weight_decouple=False, fixed_decay=False, foreach=None, eps=1e-6, maximize=False)
        | {"*": None, **_STABLE},
        fixed={"clip_offset": 0.0, **_CAUTIOUS},
    ),
    "AccSGD": _entry(
        "AccSGD",
        dict(lr=1e-3, kappa=1000.0, xi=10.0, constant=0.7, weight_decay=0.0, maximize=False)
        | dict(foreach=None),
    ),
    "AdEMAMix": _entry(
        "AdEMAMix",
        dict(lr=1e-3, betas=(0.9, 0.999, 0.9999), weight_decay=0.0, weight_decouple=False)
        | dict(fixed_decay=False, alpha=5.0, t_alpha_beta3=None, eps=1e-8, maximize=False)
        | {"foreach": None, "*": None, "cautious": False, **_STABLE},
        # cautious is of one of the two terms of the update there
        renamed={**BETAS3, "alpha": "slow_weight", "cautious": None},
        convert={
            "t_alpha_beta3": lambda steps, given: {
                "slow_weight_warmup": steps or 0,
                "beta3_warmup": steps or 0,
            }
        },
    ),
    "AdaBelief": _entry(
        "AdaBelief",
        dict(lr=1e-3, betas=(0.9, 0.999), weight_decay=0.0, weight_decouple=True)
        | dict(fixed_decay=False, rectify=False, n_sma_threshold=5, degenerated_to_sgd=True)
        | dict(ams_bound=False, foreach=None, eps=1e-16, maximize=False)
        | {"*": None, **_ADANORM, **_DEBIAS},
        renamed={**_THRESHOLD, **_AMSGRAD},
        convert={"eps": _both_eps},
    ),
    "AdaBound": _entry(
        "AdaBound",
        dict(lr=1e-3, final_lr=0.1, betas=(0.9, 0.999), gamma=1e-3, weight_decay=0.0)
        | dict(weight_decouple=True, fixed_decay=False, ams_bound=False, eps=1e-8)
        | dict(maximize=False, foreach=None)
        | {"*": None, **_DEBIAS},
        renamed=_AMSGRAD,
        fixed={"eps_root": 1e-15},
        convert={"final_lr": _final_lr},
    ),
    "AdaDelta": _entry(
        "Adadelta",
        dict(lr=1.0, rho=0.9, weight_decay=0.0, weight_decouple=False, fixed_decay=False)
        | dict(eps=1e-6, maximize=False, foreach=None),
    ),
    "AdaMax": _entry(
        "Adamax",
        dict(lr=1e-3, betas=(0.9, 0.999), weight_decay=0.0, weight_decouple=False)
        | dict(fixed_decay=False, eps=1e-8, maximize=False, foreach=None)
        | {"*": None, **_ADANORM, **_DEBIAS},
    ),
    "AdaMod": _entry(
        "AdaMod",
        dict(lr=1e-3, betas=(0.9, 0.99, 0.9999), weight_decay=0.0, weight_decouple=True)
        | dict(fixed_decay=False, eps=1e-8, maximize=False, foreach=None)
        | {"*": None, **_DEBIAS},
        renamed=BETAS3,
    ),
    "Adan": _entry(
        "Adan",
        dict(lr=1e-3, betas=(0.98, 0.92, 0.99), weight_decay=0.0, weight_decouple=False)
        | dict(max_grad_norm=0.0, foreach=None, eps=1e-8, maximize=False)
        | {"*": None, **_ADANORM, **_CENTRALIZE},
        decays=True,
        # its first step takes a change of the gradient: with maximize from g to -g, with use_gc
        # from g to what is left of it
        renamed={**BETAS3, "weight_decouple": "no_prox", "maximize": None},
        convert={"max_grad_norm": _max_grad_norm},
        states={"previous_grad": "-previous_grad"},
    ),
    "AggMo": _entry(
        "AggMo",
        dict(lr=1e-3, betas=(0.0, 0.9, 0.99), weight_decay=0.0, weight_decouple=False)
        | dict(fixed_decay=False, maximize=False, foreach=None),
        renamed={"betas": ("momentum1", "momentum2", "momentum3")},
        convert={"betas": _own_buffers},
    ),
    "AliG": _entry(
        "ALIG",
        dict(max_lr=None, projection_fn=None, momentum=0.0, adjusted_momentum=False)
        | dict(maximize=False, foreach=None),
        decays=True,
        # maximize: it goes uphill as far as the loss is above 0
        renamed={"max_lr": "lr", "maximize": None},
        fixed={"lr": sys.float_info.max, "eps": 1e-6},
        convert={"adjusted_momentum": with_momentum("adjusted_momentum")},
    ),
    "DAdaptAdaGrad": _entry(
        "DAdaptAdaGrad",
        {"lr": 1.0, "momentum": 0.0, **_GROWTH, **_DECAY, **_FIXED, "eps": 0.0, **_LAST},
        decays=True,  # weight_decouple: its first step does not decay the point that it starts from
        convert=GROWTH,
    ),
    "DAdaptAdam": _entry(
        "DAdaptAdam",
        {"lr": 1.0, "betas": (0.9, 0.999), **_GROWTH, **_DECAY, **_FIXED}
        | {"bias_correction": False, "eps": 1e-8, **_LAST},
        decays=True,
        renamed=_KIND,
        convert=GROWTH,
    ),
    "DAdaptLion": _entry(
        "DAdaptLion",
        {"lr": 1.0, "betas": (0.9, 0.999), **_D0, **_DECAY, **_FIXED, **_LAST},
        decays=True,
        convert={"weight_decay": _lion_decay, "weight_decouple": read_elsewhere},
    ),
    "DAdaptSGD": _entry(
        "DAdaptSGD",
        {"lr": 1.0, "momentum": 0.9, **_GROWTH, **_DECAY, **_FIXED, **_LAST},
        decays=True,
        renamed={"weight_decay": None},  # there it is not in the norm of the first gradient
        convert=GROWTH,
    ),
    "DiffGrad": _entry(
        "DiffGrad",
        dict(lr=1e-3, betas=(0.9, 0.999), weight_decay=0.0, weight_decouple=True)
        | dict(fixed_decay=False, rectify=False, n_sma_threshold=5, degenerated_to_sgd=True)
        | dict(ams_bound=False, eps=1e-8, maximize=False, foreach=None)
        | {"*": None, **_ADANORM, **_DEBIAS},
        fixed={"eps_root": 1e-15},
    ),
    "FTRL": _entry(
        "FTRL",
        dict(lr=1e-3, lr_power=-0.5, beta=0.0, lambda_1=0.0, lambda_2=0.0, maximize=False)
        | dict(foreach=None),
        # with another power it mixes two powers: the root stays in its denominator
        renamed={"lr_power": None, "lambda_1": "l1", "lambda_2": "l2"},
        fixed={"initial_accumulator_value": 0.0},
    ),
    "Fromage": _entry("Fromage", dict(lr=1e-2, p_bound=None, maximize=False, foreach=None)),
    "Grams": _entry(
        "Grams",
        dict(lr=1e-3, betas=(0.9, 0.999), weight_decay=0.0, weight_decouple=True, eps=1e-6)
        | dict(maximize=False, foreach=False),
        convert={"weight_decay": _only_decoupled},
    ),
    "LARS": _entry(
        "LARS",
        dict(lr=1e-3, weight_decay=0.0, momentum=0.9, dampening=0.0, trust_coefficient=1e-3)
        | dict(nesterov=False, foreach=None, maximize=False),
        decays=True,
        renamed={"dampening": None},  # there it damps the first gradient too
        fixed={"eps": 0.0, "adapt_decay": True},
        vectors=lambda given: {"weight_decay": 0.0, "always_adapt": False},
    ),
    "LaProp": _entry(
        "LaProp",
        dict(lr=4e-4, betas=(0.9, 0.999), centered=False, steps_before_using_centered=10)
        | dict(weight_decay=0.0, weight_decouple=True, fixed_decay=False, ams_bound=False)
        | dict(eps=1e-15, maximize=False, foreach=None),
        decays=True,
        fixed={"eps_root": 1e-15, "eps_hat": True, **_CAUTIOUS},
    ),
    "Lamb": _entry(
        "LAMB",
        dict(lr=1e-3, betas=(0.9, 0.999), weight_decay=0.0, weight_decouple=True)
        | dict(fixed_decay=False, rectify=False, degenerated_to_sgd=False, n_sma_threshold=5)
        | dict(grad_averaging=True, max_grad_norm=1.0, adam=False, pre_norm=False, eps=1e-6)
        | dict(foreach=None, maximize=False)
        | {"*": None, **_ADANORM, **_DEBIAS},
        decays=True,
        renamed=_KIND,
        fixed={"late_correction": True, "norm_limit": 10.0},
        convert={
            "eps": lambda value, given: {"eps": value, "trust_eps": value},
            "pre_norm": lambda on, given: (
                _max_grad_norm(given["max_grad_norm"], given) if on else {}
            ),
            "max_grad_norm": read_elsewhere,
            "adam_debias": lambda on, given: {"bias_correction": not on},
        },
        ignored=("degenerated_to_sgd", "n_sma_threshold"),
    ),
    "Lion": _entry(
        "Lion",
        dict(lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0, weight_decouple=True)
        | dict(fixed_decay=False, foreach=None, maximize=False)
        | {"*": None, **_ADANORM, **_CENTRALIZE},
        decays=True,
        renamed={"use_gc": "centralize"},
        fixed=_CAUTIOUS,
    ),
    "MADGRAD": _entry(
        "MADGRAD",  # with weight_decouple x0 is the parameter before its first decay there
        dict(lr=1e-3, momentum=0.9, weight_decay=0.0, weight_decouple=False, eps=1e-6)
        | dict(maximize=False, foreach=None),
        decays=True,
    ),
    "MARS": _entry(
        "MARS",
        dict(lr=3e-3, betas=(0.95, 0.99), gamma=0.025, mars_type="adamw", optimize_1d=False)
        | dict(lr_1d=3e-3, betas_1d=(0.9, 0.95), weight_decay=0.0, weight_decay_1d=0.1)
        | dict(weight_decouple=True, fixed_decay=False, ams_bound=False, cautious=False)
        | dict(eps=1e-8, maximize=False, foreach=None),
        decays=True,
        renamed={"gamma": "variance_reduction", **_AMSGRAD},
        fixed={"eps_hat": True, "eps_root": 1e-15, **_CAUTIOUS},
        convert={
            **dict.fromkeys(("optimize_1d", "lr_1d", "weight_decay_1d"), read_elsewhere),
            "betas_1d": pair_elsewhere,
        },
        vectors=_mars_of_vectors,
    ),
    "NovoGrad": _entry(
        "NovoGrad",
        dict(lr=1e-3, betas=(0.95, 0.98), weight_decay=0.0, weight_decouple=False)
        | dict(fixed_decay=False, grad_averaging=False, eps=1e-8, maximize=False, foreach=None)
        | {"*": None, **_DEBIAS},
        decays=True,
        renamed=_KIND,
        states={"grads_ema": "exp_avg_sq", "moments": "exp_avg"},
    ),
    "PAdam": _entry(
        "PAdam",
        dict(lr=0.1, betas=(0.9, 0.999), partial=0.25, weight_decay=0.0, weight_decouple=False)
        | dict(fixed_decay=False, eps=1e-8, maximize=False, foreach=None),
        fixed={"amsgrad": False},
    ),
    "PID": _entry(
        "PID",
        dict(lr=1e-3, momentum=0.0, dampening=0.0, derivative=10.0, integral=5.0)
        | dict(weight_decay=0.0, weight_decouple=False, fixed_decay=False, maximize=False)
        | dict(foreach=None),
        convert={name: _if_momentum(name) for name in ("derivative", "integral")},
    ),
    "Prodigy": _entry(
        "Prodigy",
        {"lr": 1.0, "betas": (0.9, 0.999), "beta3": None, **_D0, "d_coef": 1.0}
        | {"growth_rate": float("inf"), **_DECAY, "weight_decouple": True, **_FIXED}
        | dict(bias_correction=False, safeguard_warmup=False, eps=1e-8, **_LAST),
        decays=True,
        renamed=_KIND,
        convert={**GROWTH, "betas": _prodigy_betas, "weight_decay": _only_decoupled},
    ),
    "QHAdam": _entry(
        "QHAdam",
        dict(lr=1e-3, betas=(0.9, 0.999), nus=(1.0, 1.0), weight_decay=0.0)
        | dict(weight_decouple=False, fixed_decay=False, eps=1e-8, maximize=False, foreach=None),
        renamed={"nus": ("nu1", "nu2")},
        fixed=_OWN_COUNT,
    ),
    "QHM": _entry(
        "QHM",
        dict(lr=1e-3, momentum=0.0, nu=1.0, weight_decay=0.0, weight_decouple=False)
        | dict(fixed_decay=False, maximize=False, foreach=False),
    ),
    "RAdam": _entry(
        "RAdam",
        dict(lr=1e-3, betas=(0.9, 0.999), weight_decay=0.0, weight_decouple=True)
        | dict(fixed_decay=False, n_sma_threshold=5, degenerated_to_sgd=False, eps=1e-8)
        | dict(maximize=False, foreach=None)
        | {"*": None, **_ADANORM, **_DEBIAS},
        renamed=_THRESHOLD,
        convert={"weight_decay": _radam_decay},
    ),
    "SGDW": _entry(
        "SGD",
        dict(lr=1e-4, momentum=0.0, weight_decay=0.0, weight_decouple=True, dampening=0.0)
        | dict(nesterov=False, foreach=None, maximize=False),
        convert={"nesterov": with_momentum("nesterov")},
    ),
    "ScheduleFreeAdamW": _entry(
        "ScheduleFreeAdamW",
        dict(lr=2.5e-3, betas=(0.9, 0.999), weight_decay=0.0, **_AVERAGE, warmup_steps=0)
        | dict(decoupling_c=0, ams_bound=False, eps=1e-8, maximize=False, foreach=None),
        renamed={"warmup_steps": "warmup"},
        fixed={"eps_root": 1e-15},
    ),
    "ScheduleFreeRAdam": _entry(
        "ScheduleFreeRAdam",
        dict(lr=2.5e-3, betas=(0.9, 0.999), weight_decay=0.0, **_AVERAGE, silent_sgd_phase=True)
        | dict(eps=1e-8, maximize=False, foreach=None),
        renamed={"silent_sgd_phase": None},  # else its first steps are at rate 1, whatever lr is
    ),
    "ScheduleFreeSGD": _entry(
        "ScheduleFreeSGD",
        dict(lr=1.0, momentum=0.9, weight_decay=0.0, **_AVERAGE, warmup_steps=0, eps=1e-8)
        | dict(maximize=False, foreach=None),
        renamed={"momentum": "beta1", "warmup_steps": "warmup"},
        ignored=("eps",),
    ),
    "SignSGD": _entry(
        "Signum",
        dict(lr=1e-3, momentum=0.9, weight_decay=0.0, weight_decouple=True, foreach=None)
        | dict(maximize=False),
    ),
    "SimplifiedAdEMAMix": _entry(
        "SimplifiedAdEMAMix",  # in place of beta1_warmup: a schedule of beta1
        dict(lr=1e-4, betas=(0.99, 0.95), weight_decay=0.0, weight_decouple=True)
        | dict(fixed_decay=False, alpha=0.0, beta1_warmup=None, min_beta1=0.9, eps=1e-8)
        | dict(maximize=False, foreach=None)
        | {"*": None, **_STABLE},
        renamed={"alpha": "grad_weight"},
        fixed={"grad_averaging": True, "correct_twice": True, **_OWN_COUNT},
    ),
    "SophiaH": _entry(
        "Sophia",
        dict(lr=0.06, betas=(0.96, 0.99), weight_decay=0.0, weight_decouple=True)
        | dict(fixed_decay=False, p=0.01, update_period=10, num_samples=1)
        | dict(hessian_distribution="gaussian", eps=1e-12, maximize=False, foreach=None),
        decays=True,
        renamed={"p": "clip_threshold"},
        fixed={"hessian_scale": 1.0},
        states={"momentum": "exp_avg"},
        ignored=("update_period", "num_samples", "hessian_distribution"),
    ),
    "StableAdamW": _entry(
        "StableAdamW",
        dict(lr=1e-3, betas=(0.9, 0.99), kahan_sum=True, weight_decay=1e-2)
        | dict(weight_decouple=True, eps=1e-8, foreach=None, maximize=False),
        decays=True,
        ignored=("kahan_sum",),
    ),
    "Tiger": _entry(
        "Tiger",
        dict(lr=1e-3, beta=0.965, weight_decay=0.01, weight_decouple=True, fixed_decay=False)
        | dict(foreach=None, maximize=False),
        decays=True,
        renamed={"beta": "beta1"},
    ),
    "Yogi": _entry(
        "Yogi",
        dict(lr=1e-2, betas=(0.9, 0.999), initial_accumulator=1e-6, weight_decay=0.0)
        | dict(weight_decouple=True, fixed_decay=False, eps=1e-3, maximize=False, foreach=None)
        | {"*": None, **_DEBIAS},
        renamed={"initial_accumulator": "initial_accumulator_value"},
    ),
}

_OF_TORCH = ("Adam", "AdamW", "NAdam", "RMSprop", "SGD")  # which it takes over as they are
ENTRIES |= {name: TORCH[name] for name in _OF_TORCH}
ENTRIES = dict(sorted(ENTRIES.items()))
_ABSENT = {
    "ASGD": "it is no averaged SGD but has a rate by norms",
    "DAdaptAdan": "its second moment is of the squares of squares",
    "LBFGS": LBFGS,
    "Ranger": "it goes uphill until its rectification holds; RAdam with lookahead= does not",
}
CLASSES = make_classes(__package__, ENTRIES, absent=_ABSENT)
