"""The optimizers of autograd.misc.optimizers: data on gradstep's rules."""

from __future__ import annotations

from .._dialect import Entry, make_classes

ENTRIES: dict[str, Entry] = {
    "adam": Entry(
        "Adam",
        dict(step_size=1e-3, b1=0.9, b2=0.999, eps=1e-8),
        renamed={"step_size": "lr", "b1": "beta1", "b2": "beta2"},
    ),
    "rmsprop": Entry(
        "RMSprop",
        dict(step_size=0.1, gamma=0.9, eps=1e-8),
        renamed={"step_size": "lr", "gamma": "alpha"},
        fixed={"initial_accumulator_value": 1.0},
    ),
    "sgd": Entry(
        "QHM",  # its velocity is a mean, which starts at 0
        dict(step_size=0.1, mass=0.9),
        renamed={"step_size": "lr", "mass": "momentum"},
        fixed={"nu": 1.0},
    ),
}

CLASSES = make_classes(__package__, ENTRIES)
