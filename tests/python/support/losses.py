"""Losses that minimizers are tried on: each gives the loss and its gradient."""

from __future__ import annotations

from typing import Any

import numpy as np

Vector = np.ndarray[Any, Any]


def rosenbrock(x: Vector) -> tuple[float, Vector]:
    """The sum over neighbours, each of which is in two terms."""
    a, b = x[:-1], x[1:]
    g = np.zeros_like(x)
    g[:-1] = -400 * a * (b - a * a) - 2 * (1 - a)
    g[1:] += 200 * (b - a * a)
    return float(np.sum(100 * (b - a * a) ** 2 + (1 - a) ** 2)), g


def rosenbrock_of_pairs(x: Vector) -> tuple[float, Vector]:
    """The sum over pairs that have nothing in common."""
    a, b = x.reshape(-1, 2).T
    t, u = 1 - a, b - a * a
    g = np.stack([-400 * a * u - 2 * t, 200 * u], 1).reshape(x.shape)
    return float((t * t + 100 * u * u).sum()), g
