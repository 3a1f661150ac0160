"""The server optimizers of flwr: data on gradstep's rules."""

from __future__ import annotations

import math
from functools import partial
from typing import Any

from ...schedules import Geometric, Lambda, Schedule
from .._dialect import Entry, make_classes
from .._pieces import BELOW_1, NOT_NEGATIVE, Given, constant, rate_by

_BETAS = {"beta_1": "beta1", "beta_2": "beta2"}
_ETA: dict[str, Any] = {"*": None, "eta": 0.1, "eta_l": 0.1}
_MUST = {"eta": NOT_NEGATIVE, "tau": NOT_NEGATIVE, "beta_1": BELOW_1, "beta_2": BELOW_1}


def _next_correction(powers1: Schedule, powers2: Schedule, n: int) -> float:
    """Update t = n + 1 is corrected as if it were the next one, t + 1."""
    return math.sqrt(1 - powers2(n + 2)) / (1 - powers1(n + 2))


def _no_correction(powers1: Schedule, powers2: Schedule, n: int) -> float:
    """What undoes the corrections of a rule that always has them."""
    return (1 - powers1(n + 1)) / math.sqrt(1 - powers2(n + 1))


def _powers(given: Given) -> tuple[Schedule, Schedule]:
    """beta_1**n and beta_2**n, with the same bits everywhere."""
    return Geometric(1.0, constant(given, "beta_1")), Geometric(1.0, constant(given, "beta_2"))


def _adam_eta(eta: float | Schedule, given: Given) -> dict[str, Any]:
    return {"lr": rate_by(eta, Lambda(partial(_next_correction, *_powers(given))))}


def _yogi_eta(eta: float | Schedule, given: Given) -> dict[str, Any]:
    return {"lr": rate_by(eta, Lambda(partial(_no_correction, *_powers(given))))}


def _yogi_tau(tau: float | Schedule, given: Given) -> dict[str, Any]:
    none = Geometric(1.0, 0.0)  # 0 from n = 1 on: of beta_1 there is nothing to undo
    return {"eps": rate_by(tau, Lambda(partial(_no_correction, none, _powers(given)[1])))}


ENTRIES: dict[str, Entry] = {
    "FedAdagrad": Entry(
        "Adagrad",
        {**_ETA, "tau": 1e-3},
        renamed={"eta": "lr", "tau": "eps"},
        states={"v_t": "sum"},
        ignored=("eta_l",),
    ),
    "FedAdam": Entry(
        "Adam",
        {**_ETA, "beta_1": 0.9, "beta_2": 0.99, "tau": 1e-3},
        renamed={**_BETAS, "tau": "eps"},
        fixed={"bias_correction1": False, "bias_correction2": False},
        convert={"eta": _adam_eta},
        states={"m_t": "-exp_avg", "v_t": "exp_avg_sq"},
        ignored=("eta_l",),
        must=_MUST,
    ),
    "FedAvgM": Entry(
        "SGD",
        dict(server_learning_rate=1.0, server_momentum=0.0),
        renamed={"server_learning_rate": "lr", "server_momentum": "momentum"},
        states={"momentum_vector": "momentum_buffer"},
    ),
    "FedYogi": Entry(
        "Yogi",
        {"*": None, "eta": 0.01, "eta_l": 0.0316, "beta_1": 0.9, "beta_2": 0.99, "tau": 1e-3},
        renamed=_BETAS,
        fixed={"initial_accumulator_value": 0.0},
        convert={"eta": _yogi_eta, "tau": _yogi_tau},
        states={"m_t": "-exp_avg", "v_t": "exp_avg_sq"},
        ignored=("eta_l",),
        must=_MUST,
    ),
}

CLASSES = make_classes(__package__, ENTRIES)
