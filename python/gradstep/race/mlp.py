"""A multi-layer perceptron with one hidden layer, its loss and its gradients, in plain NumPy."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Params = dict[str, list[dict[str, Array]]]
Loss = Callable[[Array, Array], tuple[float, Array]]


def init(rng: np.random.Generator, sizes: tuple[int, int, int]) -> Params:
    """``{"layers": [{"W", "b"}, {"W", "b"}]}`` in float32, weights with He's variance 2 / fan_in.

    He et al., Delving Deep into Rectifiers, 2015.
    """
    return {
        "layers": [
            {
                "W": (rng.standard_normal((m, n)) * np.sqrt(2 / m)).astype(np.float32),
                "b": np.zeros(n, np.float32),
            }
            for m, n in itertools.pairwise(sizes)
        ]
    }


def forward(params: Params, x: Array) -> tuple[Array, Array]:
    """Hidden activations ``max(x W₀ + b₀, 0)`` and outputs ``h W₁ + b₁``; rows are samples."""
    first, second = params["layers"]
    hidden = np.maximum(x @ first["W"] + first["b"], 0)
    return hidden, hidden @ second["W"] + second["b"]


def loss_and_grads(params: Params, x: Array, y: Array, loss: Loss) -> tuple[float, Params]:
    """Mean loss over the rows of ``x`` and its gradients, in the layout of ``params``."""
    hidden, out = forward(params, x)
    value, d_out = loss(out, y)
    d_hidden = (d_out @ params["layers"][1]["W"].T) * (hidden > 0)
    return value, {
        "layers": [
            {"W": x.T @ d_hidden, "b": d_hidden.sum(axis=0)},
            {"W": hidden.T @ d_out, "b": d_out.sum(axis=0)},
        ]
    }


def cross_entropy(logits: Array, y: Array) -> tuple[float, Array]:
    """Mean softmax cross-entropy of the classes ``y``, in nats, and its gradient by the logits."""
    shifted = logits - logits.max(axis=1, keepdims=True)
    exp = np.exp(shifted)
    total = exp.sum(axis=1, keepdims=True)
    rows = np.arange(len(y))
    value = float(np.mean(np.log(total[:, 0]) - shifted[rows, y], dtype=np.float64))
    gradient = exp / total
    gradient[rows, y] -= 1
    gradient /= len(y)
    return value, gradient


def squared_error(out: Array, y: Array) -> tuple[float, Array]:
    """Mean squared error of one output per row and its gradient by the outputs."""
    residual = out - y[:, None]
    return float(np.mean(residual**2, dtype=np.float64)), residual * (2 / len(y))
