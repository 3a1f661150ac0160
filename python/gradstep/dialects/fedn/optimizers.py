"""The server optimizers of fedn: data on gradstep's rules."""

from __future__ import annotations

from typing import Any

from ...schedules import Geometric, InverseSqrt, InverseTimeDecay, Lambda, Schedule
from .._dialect import Entry, make_classes
from .._pieces import BELOW_1, NOT_NEGATIVE, Given, constant, rate_by

_UNCORRECTED = {"bias_correction1": False, "bias_correction2": False}
_STATES = {"m": "-exp_avg"}
_MUST = {"learning_rate": NOT_NEGATIVE, "tau": NOT_NEGATIVE, "beta2": BELOW_1}


def _share(n: int) -> float:
    """With this second decay the second moment is the mean of all squares so far."""
    return n / (n + 1)


def _adam_tau(tau: float, given: Given) -> dict[str, Any]:
    """The second moment starts at tau²: beta2ᵗ·tau² is left of that after update t."""
    tau, beta2 = constant(given, "tau"), constant(given, "beta2")
    return {"eps": tau, "eps_root": Geometric(tau * tau * beta2, beta2)}


def _adagrad_tau(tau: float, given: Given) -> dict[str, Any]:
    """√(tau² + Σg²) + tau is √t·(√(tau²/t + the mean of g²) + tau/√t)."""
    tau = constant(given, "tau")
    return {
        "beta2": Lambda(_share),
        "eps": InverseSqrt(tau, timescale=1),
        "eps_root": InverseTimeDecay(tau * tau, decay=1),
    }


def _adagrad_rate(learning_rate: float | Schedule, given: Given) -> dict[str, Any]:
    return {"lr": rate_by(learning_rate, InverseSqrt(1.0, timescale=1))}


ENTRIES: dict[str, Entry] = {
    "FedAdagrad": Entry(
        "Adam",  # its first moment is Adam's
        dict(learning_rate=1e-3, beta1=0.9, tau=1e-4),
        fixed=_UNCORRECTED,
        convert={"learning_rate": _adagrad_rate, "tau": _adagrad_tau},
        states=_STATES,
        must=_MUST,
    ),
    "FedAdam": Entry(
        "Adam",
        dict(learning_rate=1e-3, beta1=0.9, beta2=0.99, tau=1e-4),
        renamed={"learning_rate": "lr"},
        fixed=_UNCORRECTED,
        convert={"tau": _adam_tau},
        states=_STATES,
        must=_MUST,
    ),
}

_ABSENT = {"FedYogi": "Yogi's second moment cannot begin at tau² while its first begins at 0"}
CLASSES = make_classes(__package__, ENTRIES, absent=_ABSENT)
