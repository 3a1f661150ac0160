"""All of an update: clip_norm, AdamW, an average of the parameters, gradients set to zero.

One call of gradstep's beside the calls that do the same elsewhere. The zeroed gradients are filled
again before every step, outside of its time: with zeros there would be nothing to clip, and
gradstep leaves out a stage that changes nothing.

Parameters, averages, gradients and first moments must agree. The moments show the clipping: AdamW
moves by m / (sqrt(v) + eps), which a common factor of the gradients changes through eps only.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

import contenders
import gradstep as gs
from contenders import Array, Contender, Maker, Work

CLIP, DECAY = 1.0, 0.999

# Roundings within which they must. A norm summed in float32 is off by a share d, with 20 million
# elements torch's by 1e-3. That moves a parameter by at most lr · d / 4 a step, the slope of
# x / (x + eps) in log x being at most 1/4; with d = 1e-2, lr = 1e-3 and three steps 63 roundings.
WITHIN = 64


def refill(grads: list[Array]) -> Callable[[], None]:
    kept = [g.copy() for g in grads]

    def fill() -> None:
        for g, k in zip(grads, kept, strict=True):
            np.copyto(g, k)

    return fill


def gradstep(work: Work) -> Contender:
    params, grads = work.arrays()
    average = gs.EMA(DECAY)
    opt = gs.AdamW(params, grads=grads, clip_norm=CLIP, average=average, zero_grads=True)

    def changed() -> list[Array]:
        moments = [state["exp_avg"] for state in opt.state.values()]
        return [*params, *opt.average.values(), *moments, *grads]

    return Contender(opt.step, changed, before=refill(grads))


def torch(work: Work, **implementation: Any) -> Contender:
    torch = contenders.need("torch")
    params = contenders.torch_parameters(work)
    grads = [p.grad.numpy() for p in params]
    opt = torch.optim.AdamW(params, **implementation)
    follow = torch.optim.swa_utils.get_ema_multi_avg_fn(DECAY)
    averages: list[Any] = []

    def step() -> None:
        torch.nn.utils.clip_grad_norm_(params, CLIP, foreach=True)
        opt.step()
        if averages:
            follow(averages, params, None)
        else:  # the first is a copy, as AveragedModel has it
            averages.extend(p.detach().clone() for p in params)
        opt.zero_grad(set_to_none=False)

    def changed() -> list[Array]:
        moments = [opt.state[p]["exp_avg"] for p in params]
        return [*(x.detach().numpy() for x in [*params, *averages, *moments]), *grads]

    return Contender(step, changed, before=refill(grads))


def numpy_inplace(work: Work) -> Contender:
    params, grads = work.arrays()
    adamw, moments = contenders.adamw_inplace(work, params, grads)
    spare = np.empty_like(params[0])
    averages: list[Array] = []

    def step() -> None:
        norm = float(sum(np.vdot(g, g) for g in grads)) ** 0.5
        for g in grads:
            g *= min(1, CLIP / (norm + 1e-6))
        adamw()
        if not averages:
            averages.extend(p.copy() for p in params)
        for a, p, g in zip(averages, params, grads, strict=True):
            a += np.multiply(np.subtract(p, a, out=spare), 1 - DECAY, out=spare)
            g.fill(0)

    return Contender(step, lambda: [*params, *averages, *moments, *grads], before=refill(grads))


# By the names of compare.py's --peers and of its columns.
PEERS: dict[str, dict[str, Maker]] = {
    "torch": {
        "torch fused": partial(torch, fused=True),
        "torch foreach": partial(torch, foreach=True),
    },
    "numpy": {"NumPy in place": numpy_inplace},
}
