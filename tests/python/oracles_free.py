"""Oracles of the rules that find their step size themselves; see oracle.py."""

from __future__ import annotations

import numpy as np
from oracle import oracle
from oracles_adam import debias, ema, rectification
from roundoff import total, where


@oracle(lasting=("init_param",))
def DoG(p, g, s, t, *, lr=1.0, reps_rel=1e-6, eps=1e-8):
    """Ivgi, Hinder & Carmon 2023, algorithm 1, with the official code's first distance."""
    start = s.setdefault("init_param", p)
    moved = np.sqrt(total((p - start) * (p - start)))
    r = reps_rel * (1 + np.sqrt(total(p * p))) if t == 1 else np.maximum(s["rbar"], moved)
    s["rbar"], s["grad_sq_sum"] = r, s.get("grad_sq_sum", eps) + total(g * g)
    return p - lr * r / np.sqrt(s["grad_sq_sum"]) * g


# ---- schedule-free -------------------------------------------------------------------------------


def schedule_free(y, d, s, t, rate, *, beta1, r, weight_lr_power):
    """Defazio et al. 2024, eqs. 1 to 3, in the three sequences; and section 4's weights.

    Where beta1 has changed, y is first put between the same z and x with the new one."""
    z, before = s.get("z", y), where(s.get("beta1", 0.0) == 0, beta1, s.get("beta1", 0.0))
    x = z + (y - z) / before
    s["beta1"], s["turn"] = beta1, beta1 / before
    s["lr_max"] = np.maximum(s.get("lr_max", 0.0), rate)
    weight = np.power(t, r) * np.power(s["lr_max"], weight_lr_power)
    s["weight_sum"] = s.get("weight_sum", 0.0) + weight
    c = s["share"] = weight / where(s["weight_sum"] == 0, 1.0, s["weight_sum"])
    z = s["z"] = z - rate * d
    x = x + c * (z - x)
    return z + beta1 * (x - z)


def warmed(lr, warmup, t):
    return lr * t / warmup if t < warmup else lr


@oracle(lasting=("z",))
def ScheduleFreeSGD(
    p, g, s, t, *, lr=1.0, beta1=0.9, weight_decay=0.0, warmup=0.0, r=0.0, weight_lr_power=2.0
):
    """With the decay where the gradient is taken, at y."""
    average = dict(beta1=beta1, r=r, weight_lr_power=weight_lr_power)
    return schedule_free(p, g + weight_decay * p, s, t, warmed(lr, warmup, t), **average)


@oracle(lasting=("z",))
def ScheduleFreeAdamW(
    p, g, s, t, *, lr=2.5e-3, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.0, warmup=0.0,
    r=0.0, weight_lr_power=2.0, decoupled_weight_decay=False,
):  # fmt: skip
    """Algorithm 1; the decay of Keras acts on y alone, before all else."""
    if decoupled_weight_decay:
        s.setdefault("z", p)
        p, weight_decay = p * (1 - lr * weight_decay), 0.0
    v = s["exp_avg_sq"] = ema(s.get("exp_avg_sq", 0 * g), g * g, beta2)
    d = g / (np.sqrt(debias(v, beta2, t)) + eps) + weight_decay * p
    average = dict(beta1=beta1, r=r, weight_lr_power=weight_lr_power)
    return schedule_free(p, d, s, t, warmed(lr, warmup, t), **average)


@oracle(lasting=("z",))
def ScheduleFreeRAdam(
    p, g, s, t, *, lr=2.5e-3, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.0, r=0.0,
    weight_lr_power=2.0, silent_sgd_phase=True,
):  # fmt: skip
    """The official code's RAdam: Liu et al. 2020, algorithm 2, without a mean of the gradients."""
    v = s["exp_avg_sq"] = ema(s.get("exp_avg_sq", 0 * g), g * g, beta2)
    trust, d = rectification(beta2, 4, t), g
    if trust is None:
        rate = 0 * lr if silent_sgd_phase else lr
    else:
        rate, d = lr * trust, g / (np.sqrt(debias(v, beta2, t)) + eps)
    average = dict(beta1=beta1, r=r, weight_lr_power=weight_lr_power)
    return schedule_free(p, d + weight_decay * p, s, t, rate, **average)
