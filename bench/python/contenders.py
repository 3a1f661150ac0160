"""gradstep and its peers at the same work: each a step over its own copy of the same parameters.

A peer that cannot be had says why by raising `Missing`.
"""

from __future__ import annotations

import importlib
import itertools
import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

import gradstep as gs

sys.path.append(str(Path(__file__).parents[2] / "tests" / "python"))
from oracles.oracle import ORACLES, own

Array = np.ndarray[Any, np.dtype[Any]]
LOSS = 1.0  # at every step of the rules that go by it


class Missing(Exception):
    """Why a peer is not there."""


@dataclass
class Contender:
    """A step, what it has changed so far, what must be closed in the end and done before a step."""

    step: Callable[[], object]
    changed: Callable[[], list[Array]]
    close: Callable[[], object] = lambda: None
    before: Callable[[], object] | None = None


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
        half = self.dtype == "bfloat16"
        drawn = np.float32 if half else np.dtype(self.dtype)
        kept = need("ml_dtypes").bfloat16 if half else drawn
        p, g = rng.standard_normal(shape, drawn), rng.standard_normal(shape, drawn)
        return [x.astype(kept) for x in p], [x.astype(kept) for x in g]


Maker = Callable[[Work], Contender]


def need(module: str) -> Any:
    try:
        return importlib.import_module(module)
    except Exception as error:
        raise Missing(f"import {module}: {type(error).__name__}: {error}") from None


def find(peer: str, threads: int) -> None:
    """Imports a peer, builds what it builds at first use, tells it the number of threads."""
    os.environ.setdefault("KERAS_BACKEND", "jax")  # Keras looks for TensorFlow otherwise
    need(peer)
    if peer in ("torch", "deepspeed"):  # whose OpenMP is torch's
        need("torch").set_num_threads(threads)
    if peer == "deepspeed":
        deepspeed(Work("AdamW", 1, 1))


def gradstep(work: Work, bound: bool = True, **options: Any) -> Contender:
    """Its gradients are bound, or an argument of every step."""
    params, grads = work.arrays()
    make = partial(getattr(gs, work.rule), params, **work.hyper, **options)
    step = make(grads=grads).step if bound else partial(make().step, grads)
    if getattr(gs.rules, work.rule).uses_loss:
        step = partial(step, loss=LOSS)
    return Contender(step, lambda: [as_float(p) for p in params])


def as_float(x: Array) -> Array:
    """The numbers of a 16-bit array, of which NumPy knows no precision, in float32."""
    return x.astype(np.float32) if x.itemsize == 2 else x


def numpy_textbook(work: Work) -> Contender:
    """The formula as it stands in the paper, one new array per operation: the tests' oracle."""
    params, grads = work.arrays()
    rule, hyper = ORACLES[work.rule], {**own(work.rule), **work.hyper}
    states: list[dict[str, Array]] = [{} for _ in params]
    loss = (LOSS,) if getattr(gs.rules, work.rule).uses_loss else ()
    t = 0

    def step() -> None:
        nonlocal t
        t += 1
        for i, (g, s) in enumerate(zip(grads, states, strict=True)):
            params[i] = rule(params[i], g, s, t, *loss, **hyper)

    return Contender(step, lambda: params)


def numpy_inplace(work: Work) -> Contender:
    """The best of plain NumPy: no new arrays, few passes."""
    params, grads = work.arrays()
    step, _ = adamw_inplace(work, params, grads)
    return Contender(step, lambda: params)


def adamw_inplace(
    work: Work, params: list[Array], grads: list[Array]
) -> tuple[Callable[[], None], list[Array]]:
    """The step of `numpy_inplace`, and the first moments that it keeps."""
    lr, b1, b2, eps, decay = adamw_values(work)
    moments, squares = [np.zeros_like(p) for p in params], [np.zeros_like(p) for p in params]
    state = list(zip(params, grads, moments, squares, strict=True))
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

    return step, moments


def adamw_values(work: Work) -> tuple[float, float, float, float, float]:
    """lr, beta1, beta2, eps, weight_decay."""
    if work.rule != "AdamW":
        raise Missing("written for AdamW only")
    h = {**own(work.rule), **work.hyper}
    return h["lr"], h["beta1"], h["beta2"], h["eps"], h["weight_decay"]


def torch_parameters(work: Work) -> list[Any]:
    """The work's arrays as tensors, with their gradients in `.grad`."""
    torch = need("torch")

    def tensor(x: Array) -> Any:
        if work.dtype == "bfloat16":  # which torch takes as its bits
            return torch.from_numpy(x.view(np.int16)).view(torch.bfloat16)
        return torch.from_numpy(x)

    params, grads = ([tensor(x) for x in arrays] for arrays in work.arrays())
    for p, g in zip(params, grads, strict=True):
        p.requires_grad_()
        p.grad = g
    return params


def torch(work: Work, **implementation: Any) -> Contender:
    params = torch_parameters(work)
    opt = getattr(need("torch").optim, work.rule)(params, **work.hyper, **implementation)
    return Contender(opt.step, lambda: [p.detach().float().numpy() for p in params])


def deepspeed(work: Work) -> Contender:
    """DeepSpeed's optimizer for the CPU, which is compiled at its first use on a machine."""
    make = need("deepspeed.ops.adam").DeepSpeedCPUAdam
    lr, b1, b2, eps, decay = adamw_values(work)
    params = torch_parameters(work)
    try:
        opt = make(params, lr=lr, betas=(b1, b2), eps=eps, weight_decay=decay, adamw_mode=True)
    except Exception as error:
        cause = error.__cause__ or error
        why = str(cause).partition("\n")[0]
        raise Missing(f"DeepSpeedCPUAdam: {type(cause).__name__}: {why}") from None
    return Contender(opt.step, lambda: [p.detach().numpy() for p in params])


def optax_jit(work: Work) -> Contender:
    """optax under jax.jit with the old parameters and state donated, waited for at every step."""
    optax, jax = need("optax"), need("jax")
    if work.count > 1000:
        raise Missing("XLA takes many minutes to compile a step of so many arrays")
    lr, b1, b2, eps, decay = adamw_values(work)
    tx = optax.adamw(lr, b1, b2, eps, weight_decay=decay)

    def update(params: Any, state: Any, grads: Any) -> Any:
        updates, state = tx.update(grads, state, params)
        return optax.apply_updates(params, updates), state

    jitted = jax.jit(update, donate_argnums=(0, 1))
    params, grads = (jax.tree.map(jax.numpy.array, arrays) for arrays in work.arrays())
    state = tx.init(params)
    given = jax.tree.map(jax.numpy.copy, (params, state))
    jitted(*given, grads)
    if not all(x.is_deleted() for x in jax.tree.leaves(given)):
        raise Missing("jax copies here what is donated to it")

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


def prepare(*sides: Contender) -> None:
    for side in sides:
        if side.before:
            side.before()


def check(ours: Contender, peer: Contender, within: float = 16, steps: int = 3) -> str:
    """Both do the same work: what they change agrees after some steps to so many roundings.

    16 are well below what a forgotten weight decay or bias correction changes.
    """
    for _ in range(steps):
        prepare(ours, peer)
        ours.step()
        peer.step()
    worst = 0.0
    for a, b in zip(ours.changed(), peer.changed(), strict=True):
        unit = np.finfo(a.dtype).eps * np.maximum(1, np.abs(a))
        worst = max(worst, float(np.max(np.abs(a - b) / unit)))
    if not worst <= within:
        raise SystemExit(
            f"compare.py: after {steps} steps the results differ by {worst:.3g} roundings: "
            "not the same work, so not compared"
        )
    return f"results after {steps} steps within {worst:.1f} roundings"
