"""The optimizers of timm: data on gradstep's rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ... import rules
from ...errors import HyperError
from ...schedules import PiecewiseConstant, as_schedule, multiply, scale
from .._dialect import Entry, make_classes
from .._pieces import (
    BELOW_1,
    BETAS,
    BETAS3,
    COUNTS_STEPS,
    Given,
    belief_convert,
    decay_kinds,
    largest_rate,
    pair_elsewhere,
    read_elsewhere,
    with_momentum,
)
from ..torch.optimizers import ENTRIES as TORCH

_CAUTION = {"caution": "cautious"}
_DECOUPLED = {"decoupled_decay": "decoupled_weight_decay"}
_AFTER: dict[str, Any] = dict(caution=False, corrected_weight_decay=False, maximize=False) | dict(
    foreach=None
)


def _entry(
    rule: str,
    arguments: Mapping[str, Any],
    *,
    renamed: Mapping[str, Any] | None = None,
    **tables: Any,
) -> Entry:
    ignored = [name for name in ("foreach", "capturable", "differentiable") if name in arguments]
    if "corrected_weight_decay" in arguments:
        convert = {"corrected_weight_decay": _corrected, **tables.pop("convert", {})}
        tables["convert"] = convert
    return Entry(rule, arguments, renamed={**BETAS, **(renamed or {})}, ignored=ignored, **tables)


def _corrected(on: Any, given: Given) -> dict[str, Any]:
    """Decoupled decay by lr²/(the largest lr): lr·(weight_decay·lr/largest)."""
    decay, lr = given["weight_decay"], given["lr"]
    decoupled = given.get("decoupled", given.get("decoupled_decay", True))
    if not (on and decoupled):
        return {"weight_decay": decay}
    largest = largest_rate(given.maps[-1]["lr"])
    if not largest > 0:
        raise HyperError(
            "corrected_weight_decay divides by the largest rate of lr, which is not above 0",
            name="lr",
            value=given.maps[-1]["lr"],
        )
    if callable(decay):
        return {"weight_decay": multiply([decay, _scaled(as_schedule(lr), 1 / largest)])}
    return {"weight_decay": _scaled(lr, decay / largest)}


def _adopt_decay(on: Any, given: Given) -> dict[str, Any]:
    """Decoupled, it has no part in the first update."""
    out = _corrected(on, given)
    decay = out["weight_decay"]
    if given["decoupled"] and (callable(decay) or decay != 0):
        later = PiecewiseConstant(at=[1], values=[0.0, 1.0])
        out["weight_decay"] = multiply([later, decay]) if callable(decay) else scale(later, decay)
    return out


def _lamb_caution(on: Any, given: Given) -> dict[str, Any]:
    """The mask comes before decay and trust ratio there; without both it is the stage."""
    decay = given["weight_decay"]
    if on is True and (given["always_adapt"] or callable(decay) or decay != 0):
        raise HyperError(
            "caution=True needs weight_decay=0 and always_adapt=False here: the original masks the "
            "step before it adds the decay and takes the trust ratio",
            name="caution",
            value=on,
        )
    return {"cautious": on}


def _clip_exp(value: float | None, given: Given) -> dict[str, Any]:
    return {"use_clipping": False} if value is None else {"clip_exponent": value}


def _scaled(lr: Any, factor: float) -> Any:
    return scale(as_schedule(lr), factor) if callable(lr) else lr * factor


def _mars_of_vectors(given: Given) -> dict[str, Any]:
    if given["optimize_1d"]:
        return {}
    beta1, beta2 = given["betas_1d"] or given["betas"]
    return {
        "rule": rules.AdamW,
        "lr": _scaled(given["lr"], given["lr_1d_factor"]),
        "beta1": beta1,
        "beta2": beta2,
        "eps": given["eps"],
        "weight_decay": given["weight_decay"],
    }


ENTRIES: dict[str, Entry] = {
    "AdaBelief": _entry(
        "AdaBelief",
        dict(lr=1e-3, betas=(0.9, 0.999), eps=1e-16, weight_decay=0, amsgrad=False)
        | dict(decoupled_decay=True, fixed_decay=False, rectify=True, degenerated_to_sgd=True)
        | dict(foreach=None),
        convert={**decay_kinds("decoupled_decay"), **belief_convert},
    ),
    "AdamWLegacy": _entry(
        "AdamW",
        dict(lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-2, amsgrad=False)
        | {**_AFTER, "capturable": False, "clipping_threshold": None},
        renamed=_CAUTION,
    ),
    "Adan": _entry(
        "Adan",  # caution is of one of the two terms of the update there
        dict(lr=1e-3, betas=(0.98, 0.92, 0.99), eps=1e-8, weight_decay=0.0, no_prox=False)
        | dict(caution=False, foreach=None),
        renamed=BETAS3,
        fixed=COUNTS_STEPS,
        states={"neg_pre_grad": "-previous_grad"},
    ),
    "Adopt": _entry(
        "ADOPT",
        dict(lr=1e-3, betas=(0.9, 0.9999), eps=1e-6, clip_exp=0.333, weight_decay=0.0)
        | dict(decoupled=False, corrected_weight_decay=False)
        | {"*": None}
        | dict(caution=False, foreach=None, maximize=False, capturable=False)
        | dict(differentiable=False),
        renamed={**_CAUTION, "decoupled": "decoupled_weight_decay"},
        convert={"clip_exp": _clip_exp, "corrected_weight_decay": _adopt_decay},
    ),
    "LaProp": _entry(
        "LaProp",
        dict(lr=4e-4, betas=(0.9, 0.999), eps=1e-15, weight_decay=0.0, caution=False)
        | dict(corrected_weight_decay=False, foreach=None),
        renamed=_CAUTION,
    ),
    "Lamb": _entry(
        "LAMB",
        dict(lr=1e-3, bias_correction=True, betas=(0.9, 0.999), eps=1e-6, weight_decay=1e-2)
        | dict(grad_averaging=True, max_grad_norm=1.0, trust_clip=False, always_adapt=False)
        | dict(caution=False, decoupled_decay=False, corrected_weight_decay=False, foreach=None),
        renamed={"max_grad_norm": "clip_norm", **_DECOUPLED},
        fixed={"clip_eps": 0.0, **COUNTS_STEPS},
        convert={"caution": _lamb_caution},
    ),
    "Lars": _entry(
        "LARS",
        dict(lr=1.0, momentum=0, dampening=0, weight_decay=0, nesterov=False)
        | dict(trust_coeff=1e-3, eps=1e-8, trust_clip=False, always_adapt=False, foreach=None),
        renamed={"trust_coeff": "trust_coefficient"},
    ),
    "Lion": _entry(
        "Lion",
        dict(lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0) | _AFTER,
        renamed=_CAUTION,
    ),
    "MADGRAD": _entry(
        "MADGRAD",  # with decoupled_decay x0 is the parameter before its first decay there
        dict(lr=1e-2, momentum=0.9, weight_decay=0, eps=1e-6, decoupled_decay=False),
        must={"momentum": BELOW_1},
    ),
    "Mars": _entry(
        "MARS",
        dict(lr=3e-3, betas=(0.9, 0.99), eps=1e-8, weight_decay=0.0, gamma=0.025)
        | dict(mars_type="adamw", optimize_1d=False, lr_1d_factor=1.0, betas_1d=None)
        | dict(caution=False),
        renamed={"gamma": "variance_reduction", **_CAUTION},
        fixed={"first_difference": False},
        convert={
            "optimize_1d": read_elsewhere,
            "lr_1d_factor": read_elsewhere,
            "betas_1d": pair_elsewhere,
        },
        vectors=_mars_of_vectors,
    ),
    "NAdamLegacy": _entry(
        "NAdam",
        dict(lr=2e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0, schedule_decay=4e-3),
        renamed={"schedule_decay": "momentum_decay"},
        states={"m_schedule": "mu_product"},
    ),
    "NAdamW": _entry(
        "AdamW",
        dict(lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-2)
        | {**_AFTER, "capturable": False, "clipping_threshold": None},
        renamed=_CAUTION,
        fixed={"nesterov": True, "uniform_correction": True},
    ),
    "NvNovoGrad": _entry(
        "NovoGrad",
        dict(lr=1e-3, betas=(0.95, 0.98), eps=1e-8, weight_decay=0, grad_averaging=False)
        | dict(amsgrad=False, decoupled_decay=False, corrected_weight_decay=False),
        renamed=_DECOUPLED,
        fixed={"average_first": True},
    ),
    "RAdamLegacy": _entry(
        "RAdam",
        dict(lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0),
        fixed={"decoupled_weight_decay": True},
    ),
    "RMSpropTF": _entry(
        "RMSprop",
        dict(lr=1e-2, alpha=0.9, eps=1e-10, weight_decay=0, momentum=0.0, centered=False)
        | dict(decoupled_decay=False, corrected_weight_decay=False, lr_in_momentum=True)
        | dict(caution=False, foreach=None),
        renamed=_DECOUPLED,
        fixed={"eps_in_sqrt": True, "initial_accumulator_value": 1.0},
        convert={"caution": with_momentum("cautious")},
    ),
    "SGDW": _entry(
        "SGD",
        dict(lr=1e-3, momentum=0.0, dampening=0.0, weight_decay=0.0, nesterov=False)
        | {"*": None, **_AFTER, "differentiable": False},
        fixed={"decoupled_weight_decay": True},
        convert={"caution": with_momentum("cautious")},
    ),
}

# which it takes over as they are
_OF_TORCH = ["Adadelta", "Adagrad", "Adam", "AdamW", "Adamax", "NAdam", "RAdam", "RMSprop", "SGD"]
ENTRIES |= {name: TORCH[name] for name in _OF_TORCH}
ENTRIES = dict(sorted(ENTRIES.items()))
CLASSES = make_classes(__package__, ENTRIES)
