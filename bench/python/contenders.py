"""gradstep and its peers at the same work: each a step over its own copy of the same parameters.

A peer that cannot be had says why by raising `Missing`.
"""

from __future__ import annotations

import importlib
import itertools
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

import gradstep as gs

sys.path.append(str(Path(__file__).parents[2] / "tests" / "python"))
from oracle import ORACLES, own

Array = np.ndarray[Any, np.dtype[Any]]


class Missing(Exception):
    """Why a peer is not there."""


@dataclass
class Contender:
    """A step, the parameters that it has changed so far, and what must be closed after it."""

    step: Callable[[], object]
    params: Callable[[], list[Array]]
    close: Callable[[], object] = field(default=lambda: None)


@dataclass(frozen=True)
class Work:
    """`count` arrays of `size` elements, updated by `rule` with these values."""

    rule: str
    count: int
    size: int
    hyper: dict[str, Any] = field(default_factory=dict, hash=False)
    dtype: str = "float32"

    @property
    def elements(self) -> int:
        return self.count * self.size

    def arrays(self) -> tuple[list[Array], list[Array]]:
        """Parameters and gradients, the same at every call."""
        rng = np.random.default_rng(0)
        shape = (self.count, self.size)
        p = rng.standard_normal(shape, self.dtype)
        g = rng.standard_normal(shape, self.dtype)
        return [x.copy() for x in p], [x.copy() for x in g]


def need(module: str) -> Any:
    try:
        return importlib.import_module(module)
    except Exception as error:
        raise Missing(f"import {module}: {type(error).__name__}: {error}") from None


def gradstep(work: Work, **options: Any) -> Contender:
    params, grads = work.arrays()
    opt = getattr(gs, work.rule)(params, grads=grads, **work.hyper, **options)
    return Contender(opt.step, lambda: params)


def numpy_textbook(work: Work) -> Contender:
    """The formula as it stands in the paper, one new array per operation: the tests' oracle."""
    params, grads = work.arrays()
    rule, hyper = ORACLES[work.rule], {**own(work.rule), **work.hyper}
    states: list[dict[str, Array]] = [{} for _ in params]
    t = 0

    def step() -> None:
        nonlocal t
        t += 1
        for i, (g, s) in enumerate(zip(grads, states, strict=True)):
            params[i] = rule(params[i], g, s, t, **hyper)

    return Contender(step, lambda: params)


def numpy_inplace(work: Work) -> Contender:
    """The best of plain NumPy: no new arrays, few passes."""
    if work.rule != "AdamW":
        raise Missing("written for AdamW only")
    params, grads = work.arrays()
    h = {**own(work.rule), **work.hyper}
    lr, b1, b2, eps, decay = (h[k] for k in ("lr", "beta1", "beta2", "eps", "weight_decay"))
    zeros = [np.zeros_like(p) for p in params]
    state = list(zip(params, grads, zeros, [z.copy() for z in zeros], strict=True))
    a, b = np.empty_like(params[0]), np.empty_like(params[0])
    t = 0

    def step() -> None:
        nonlocal t
        t += 1
        rate, root = lr / (1 - b1**t), 1 / (1 - b2**t) ** 0.5
        for p, g, m, v in state:
            m *= b1
            m += np.multiply(g, 1 - b1, out=a)
            v *= b2
            np.multiply(g, g, out=a)
            v += np.multiply(a, 1 - b2, out=a)
            np.multiply(np.sqrt(v, out=b), root, out=b)
            np.divide(m, np.add(b, eps, out=b), out=a)
            p *= 1 - lr * decay
            p -= np.multiply(a, rate, out=a)

    return Contender(step, lambda: params)


def torch(work: Work, **implementation: Any) -> Contender:
    torch = need("torch")
    params, grads = (list(map(torch.from_numpy, arrays)) for arrays in work.arrays())
    for p, g in zip(params, grads, strict=True):
        p.requires_grad_()
        p.grad = g
    opt = getattr(torch.optim, work.rule)(params, **work.hyper, **implementation)
    return Contender(opt.step, lambda: [p.detach().numpy() for p in params])


def optax_jit(work: Work) -> Contender:
    """optax under jax.jit with the old parameters and state donated, waited for at every step."""
    optax, jax = need("optax"), need("jax")
    if work.rule != "AdamW":
        raise Missing("written for AdamW only")
    h = {**own(work.rule), **work.hyper}
    tx = optax.adamw(h["lr"], h["beta1"], h["beta2"], h["eps"], weight_decay=h["weight_decay"])

    def update(params: Any, state: Any, grads: Any) -> Any:
        updates, state = tx.update(grads, state, params)
        return optax.apply_updates(params, updates), state

    jitted = jax.jit(update, donate_argnums=(0, 1))
    params, grads = (jax.tree.map(jax.numpy.array, arrays) for arrays in work.arrays())
    state = tx.init(params)

    def step() -> None:
        nonlocal params, state
        params, state = jitted(params, state, grads)
        jax.block_until_ready(params)

    return Contender(step, lambda: [np.asarray(p) for p in params])


def move(work: Work, threads: int) -> Contender:
    """NumPy moving the bytes of AdamW, nothing else: p += g, m = -m, v = -v, in place.

    4 arrays read and 3 written per step, as by AdamW, in NumPy's fastest loops, split over as many
    threads; the arrays' offsets within a page are kept apart as gradstep does for its state. It is
    a reference for large arrays; on small ones NumPy's cost per call dominates.
    """
    page, line, bytes_each = 4096, 64, work.elements * np.dtype(work.dtype).itemsize
    memory = np.ones(4 * (bytes_each + 2 * page), np.uint8)
    begin = -memory.ctypes.data % page
    p, g, m, v = (
        memory[at : at + bytes_each].view(work.dtype)
        for at in (begin + i * (-(-bytes_each // page) * page + 8 * line) for i in range(4))
    )
    for x in (p, g, m, v):
        x.fill(1)
    cuts = [work.elements * i // threads for i in range(threads + 1)]
    parts = [slice(*cut) for cut in itertools.pairwise(cuts)]

    def part(s: slice) -> None:
        np.add(p[s], g[s], out=p[s])
        np.negative(m[s], out=m[s])
        np.negative(v[s], out=v[s])

    if threads == 1:
        return Contender(lambda: part(parts[0]), list)
    pool = ThreadPoolExecutor(threads - 1)

    def step() -> None:
        others = [pool.submit(part, s) for s in parts[1:]]
        part(parts[0])
        for other in others:
            other.result()

    return Contender(step, list, pool.shutdown)


def check(ours: Contender, peer: Contender, steps: int = 3) -> str:
    """Both do the same work: after some steps their parameters agree to 16 roundings.

    That is well below what a forgotten weight decay or bias correction changes.
    """
    for _ in range(steps):
        ours.step()
        peer.step()
    worst = 0.0
    for a, b in zip(ours.params(), peer.params(), strict=True):
        unit = np.finfo(a.dtype).eps * np.maximum(1, np.abs(a))
        worst = max(worst, float(np.max(np.abs(a - b) / unit)))
    if not worst <= 16:
        raise SystemExit(
            f"compare.py: after {steps} steps the parameters differ by {worst:.3g} roundings: "
            "not the same work, so not compared"
        )
    return f"parameters after {steps} steps within {worst:.1f} roundings"
