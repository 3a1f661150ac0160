"""The next character of a text, by a causal transformer of one layer in plain NumPy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from . import mlp
from .mlp import Array

Params = dict[str, Any]

CONTEXT = 32
WIDTH = 64
HEADS = 4
BATCH = 8


def problem(rng: np.random.Generator) -> tuple[Any, ...]:
    """22 of Shakespeare's sonnets: what comes after up to 32 characters (loss in nats).

    The first 80 % of the text are for training, then 10 % for validation and 10 % for test. A
    batch of 8 windows is a function of the update and the seed alone.
    """
    text = Path(__file__).with_name("sonnets.txt").read_text("utf-8")
    symbols, tokens = np.unique(list(text), return_inverse=True)
    train, valid, test = np.split(tokens, [int(0.8 * len(tokens)), int(0.9 * len(tokens))])
    params = init(rng, len(symbols))
    key = int(rng.integers(2**63))

    def batch(n: int) -> tuple[float, Params]:
        starts = np.random.default_rng([key, n]).integers(len(train) - CONTEXT, size=BATCH)
        return loss_and_grads(params, *_windows(train, starts))

    def scores(split: str, part: Array) -> dict[str, float]:
        x, y = _windows(part, np.arange(0, len(part) - CONTEXT, CONTEXT))
        logits, _ = forward(widened(params), x)
        return {
            f"{split}_loss": mlp.cross_entropy(logits, y.ravel())[0],
            f"{split}_accuracy": float(np.mean(logits.argmax(axis=1) == y.ravel())),
        }

    return params, batch, lambda: scores("valid", valid), lambda: scores("test", test)


def _windows(tokens: Array, starts: Array) -> tuple[Array, Array]:
    """Windows of `CONTEXT` characters and, for each of those, the character after it."""
    at = starts[:, None] + np.arange(CONTEXT)
    return tokens[at], tokens[at + 1]


def init(rng: np.random.Generator, symbols: int) -> Params:
    """Weights in float32 with deviation 1 / √fan_in, half of it where the outputs are added up."""

    def matrix(rows: int, columns: int, scale: float = 1.0) -> Array:
        weights = rng.standard_normal((rows, columns)) * (scale / np.sqrt(rows))
        single: Array = weights.astype(np.float32)
        return single

    return {
        "embedding": {"symbol": matrix(symbols, WIDTH), "place": matrix(CONTEXT, WIDTH)},
        "attention": {"in": matrix(WIDTH, 3 * WIDTH), "out": matrix(WIDTH, WIDTH, 0.5)},
        "mlp": {"in": matrix(WIDTH, 4 * WIDTH), "out": matrix(4 * WIDTH, WIDTH, 0.5)},
        "head": matrix(WIDTH, symbols, 0.5),
    }


def widened(params: Params) -> Params:
    """The same numbers in a type to compute with: float16 and bfloat16 become float32."""
    return {
        name: widened(p)
        if isinstance(p, dict)
        else p.astype(np.result_type(p.dtype, np.float32), copy=False)
        for name, p in params.items()
    }


def forward(p: Params, x: Array) -> tuple[Array, dict[str, Array]]:
    """Logits, a row for each character of the windows ``x``, and what `loss_and_grads` needs.

    ``s += attention(norm(s))``, ``s += mlp(norm(s))``, logits ``norm(s) · head``, where norm
    divides by the root of the mean square (Vaswani et al., 2017; Zhang & Sennrich, 2019).
    """
    windows, length = x.shape
    chosen = np.eye(len(p["embedding"]["symbol"]), dtype=p["head"].dtype)[x.ravel()]
    place = p["embedding"]["place"][:length]
    stream = chosen @ p["embedding"]["symbol"] + np.tile(place, (windows, 1))

    a, a_scale = _norm(stream)
    q, k, v = _heads(a @ p["attention"]["in"], windows, 3)
    later = np.triu(np.full((length, length), -np.inf, q.dtype), 1)
    scores = q @ k.swapaxes(-1, -2) / np.sqrt(q.shape[-1], dtype=q.dtype) + later
    looks = np.exp(scores - scores.max(axis=-1, keepdims=True))
    looks /= looks.sum(axis=-1, keepdims=True)
    seen = _rows((looks @ v)[None])
    stream = stream + seen @ p["attention"]["out"]

    m, m_scale = _norm(stream)
    hidden = np.maximum(m @ p["mlp"]["in"], 0)
    stream = stream + hidden @ p["mlp"]["out"]

    h, h_scale = _norm(stream)
    kept = {"chosen": chosen, "a": a, "a_scale": a_scale, "q": q, "k": k, "v": v, "looks": looks}
    kept |= {"seen": seen, "m": m, "m_scale": m_scale, "hidden": hidden, "h": h, "h_scale": h_scale}
    return h @ p["head"], kept


def loss_and_grads(params: Params, x: Array, y: Array) -> tuple[float, Params]:
    """Mean cross-entropy of the characters ``y`` and its gradients, in the layout of ``params``."""
    p = widened(params)
    logits, f = forward(p, x)
    loss, d_logits = mlp.cross_entropy(logits, y.ravel())
    d_stream = _norm_back(d_logits @ p["head"].T, f["h"], f["h_scale"])

    d_hidden = (d_stream @ p["mlp"]["out"].T) * (f["hidden"] > 0)
    d_mlp = {"in": f["m"].T @ d_hidden, "out": f["hidden"].T @ d_stream}
    d_stream = d_stream + _norm_back(d_hidden @ p["mlp"]["in"].T, f["m"], f["m_scale"])

    (d_seen,) = _heads(d_stream @ p["attention"]["out"].T, len(x), 1)
    q, k, v, looks = f["q"], f["k"], f["v"], f["looks"]
    d_looks = d_seen @ v.swapaxes(-1, -2)
    d_scores = looks * (d_looks - (d_looks * looks).sum(axis=-1, keepdims=True))
    d_scores /= np.sqrt(q.shape[-1], dtype=q.dtype)
    d_qkv = [d_scores @ k, d_scores.swapaxes(-1, -2) @ q, looks.swapaxes(-1, -2) @ d_seen]
    d_in = _rows(np.stack(d_qkv))
    d_attention = {"in": f["a"].T @ d_in, "out": f["seen"].T @ d_stream}
    d_stream = d_stream + _norm_back(d_in @ p["attention"]["in"].T, f["a"], f["a_scale"])

    d_place = np.zeros_like(p["embedding"]["place"])
    d_place[: x.shape[1]] = d_stream.reshape(*x.shape, -1).sum(axis=0)
    return loss, {
        "embedding": {"symbol": f["chosen"].T @ d_stream, "place": d_place},
        "attention": d_attention,
        "mlp": d_mlp,
        "head": f["h"].T @ d_logits,
    }


def _norm(x: Array) -> tuple[Array, Array]:
    scale = 1 / np.sqrt(np.mean(x * x, axis=1, keepdims=True) + x.dtype.type(1e-6))
    return x * scale, scale


def _norm_back(d: Array, y: Array, scale: Array) -> Array:
    """The gradient by x from that by ``y = norm(x)``."""
    back: Array = scale * (d - y * np.mean(d * y, axis=1, keepdims=True))
    return back


def _heads(rows: Array, windows: int, parts: int) -> Array:
    """(windows · length, parts · width) as (parts, windows, heads, length, width / heads)."""
    split = rows.reshape(windows, -1, parts, HEADS, rows.shape[1] // (parts * HEADS))
    heads: Array = split.transpose(2, 0, 3, 1, 4)
    return heads


def _rows(heads: Array) -> Array:
    """The inverse of `_heads`."""
    parts, windows, n, length, width = heads.shape
    rows: Array = heads.transpose(1, 3, 0, 2, 4).reshape(windows * length, parts * n * width)
    return rows
