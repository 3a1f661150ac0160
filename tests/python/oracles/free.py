"""Oracles of the rules that find their step size themselves; see oracle.py."""

from __future__ import annotations

import numpy as np

from oracles.adam import debias, ema, rectification
from oracles.oracle import oracle
from oracles.roundoff import total, where


def norm(x):
    return np.sqrt(total(x * x))


@oracle(lasting=("init_param",), exact=True)
def DoG(p, g, s, t, *, lr=1.0, reps_rel=1e-6, eps=1e-8, d0=0.0):
    """Ivgi, Hinder & Carmon 2023, algorithm 1, with the official code's first distance."""
    start = s.setdefault("init_param", p)
    first = reps_rel * (1 + norm(p)) if d0 == 0 else d0
    r = first if t == 1 else np.maximum(s["rbar"], norm(p - start))
    s["rbar"], s["grad_sq_sum"] = r, s.get("grad_sq_sum", eps) + total(g * g)
    return p - lr * r / np.sqrt(s["grad_sq_sum"]) * g


@oracle(lasting=("init_param",), exact=True)
def LDoG(p, g, s, t, *, lr=1.0, reps_rel=1e-6, eps=1e-8, d0=0.0):
    """The same of one array."""
    return DoG(p, g, s, t, lr=lr, reps_rel=reps_rel, eps=eps, d0=d0)


@oracle(lasting=("init_param",), exact=True)
def DoWG(p, g, s, t, *, lr=1.0, eps=1e-4, d0=0.0):
    """Khaled, Mishchenko & Jin 2023, algorithm 1, with optax's eps."""
    start = s.setdefault("init_param", p)
    r2 = s.get("estim_sq_dist", eps if d0 == 0 else d0 * d0)
    r2 = s["estim_sq_dist"] = np.maximum(r2, total((p - start) * (p - start)))
    v = s["weighted_sq_norm_grads"] = s.get("weighted_sq_norm_grads", 0.0) + r2 * total(g * g)
    return p - lr * r2 / (np.sqrt(v) + eps) * g


# ---- D-Adaptation --------------------------------------------------------------------------------


def estimate(s, d0):
    """The estimate that this step goes by; 0 stands for none yet."""
    d = s.get("d", 0.0)
    s["d_used"] = where(d == 0, d0, d)
    return s["d_used"]


def raised(d, above, below, growth_rate):
    """max(d, above/below), but no more than growth_rate times d; d where nothing was summed yet."""
    found = where(below > 0, above / where(below > 0, below, 1.0), d)
    return np.maximum(d, found if growth_rate is None else np.minimum(found, growth_rate * d))


def corrected(lr, beta1, beta2, t, bias_correction):
    return lr * np.sqrt(1 - beta2**t) / (1 - beta1**t) if bias_correction else lr


@oracle(lasting=("s", "x0"), exact=True)
def DAdaptSGD(p, g, s, t, *, lr=1.0, momentum=0.0, d0=1e-6, growth_rate=None):
    """Defazio & Mishchenko 2023, algorithm 4, in the authors' code: x₀ - s for their z."""
    x0, d = s.setdefault("x0", p), estimate(s, d0)
    first = s.get("g0_norm", 0.0)
    first = s["g0_norm"] = where(first == 0, norm(g), first)  # the first that is not 0
    step = where(first > 0, d * lr / where(first > 0, first, 1.0), 0.0)
    before = s.get("s", 0 * g)
    s["numerator_weighted"] = s.get("numerator_weighted", 0.0) + step * total(g * before)
    now = s["s"] = before + step * g
    s["d"] = raised(d, 2 * s["numerator_weighted"], norm(now), growth_rate)
    return p + (1 - momentum) * (x0 - now - p)


@oracle(lasting=("alphak", "sk", "x0"), exact=True)
def DAdaptAdaGrad(
    p, g, s, t, *, lr=1.0, momentum=0.0, eps=1e-6, initial_accumulator_value=1e-6, d0=1e-6,
    growth_rate=None,
):  # fmt: skip
    """Defazio & Mishchenko 2023, algorithm 2, in the authors' code, which adds up differences."""
    x0, d = s.setdefault("x0", p), estimate(s, d0)
    a, sk = s.get("alphak", initial_accumulator_value + 0 * g), s.get("sk", 0 * g)
    u = d * lr * g
    a_new, sk_new = a + g * g, sk + u
    root = np.sqrt(a_new) + eps
    for name, more in {
        "gsq_weighted": u * u / root,
        "sksq_weighted": sk_new * sk_new / root - sk * sk / (np.sqrt(a) + eps),
        "skl1": np.absolute(sk_new) - np.absolute(sk),
    }.items():
        s[name] = s.get(name, 0.0) + total(more)
    s["d"] = raised(d, s["sksq_weighted"] - s["gsq_weighted"], s["skl1"], growth_rate)
    s["alphak"], s["sk"] = a_new, sk_new
    return p + (1 - momentum) * (x0 - sk_new / root - p)


@oracle()
def DAdaptAdam(
    p, g, s, t, *, lr=1.0, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.0, d0=1e-6,
    growth_rate=None, decoupled_weight_decay=False, bias_correction=False,
):  # fmt: skip
    """Defazio & Mishchenko 2023, algorithm 5, in the authors' code."""
    q, d = np.sqrt(beta2), estimate(s, d0)
    step = d * corrected(lr, beta1, beta2, t, bias_correction)
    if weight_decay != 0 and not decoupled_weight_decay:
        g = g + weight_decay * p
    m, v, before = (s.get(k, 0 * g) for k in ("exp_avg", "exp_avg_sq", "s"))
    inner = step * total(g * (before / (np.sqrt(v) + eps)))
    s["numerator_weighted"] = q * s.get("numerator_weighted", 0.0) + (1 - q) * inner
    m = s["exp_avg"] = beta1 * m + step * (1 - beta1) * g
    v = s["exp_avg_sq"] = beta2 * v + (1 - beta2) * g * g
    now = s["s"] = q * before + step * (1 - q) * g
    size = (1 - q) * total(np.absolute(now))
    s["d"] = raised(d, s["numerator_weighted"], size, growth_rate)
    if decoupled_weight_decay:
        p = p - weight_decay * step * p
    return p - m / (np.sqrt(v) + eps)


@oracle(lasting=("previous_grad",))
def DAdaptAdan(
    p, g, s, t, *, lr=1.0, beta1=0.98, beta2=0.92, beta3=0.99, eps=1e-8, weight_decay=0.02,
    d0=1e-6, growth_rate=None, no_prox=False,
):  # fmt: skip
    """D-Adaptation's sums around Xie et al. 2022, as in the former's code."""
    d = estimate(s, d0)
    step = d * lr
    change = g - s.get("previous_grad", g)
    look = g + beta2 * change
    m, c, v, now = (s.get(k, 0 * g) for k in ("exp_avg", "exp_avg_diff", "exp_avg_sq", "s"))
    m = s["exp_avg"] = beta1 * m + step * (1 - beta1) * g
    c = s["exp_avg_diff"] = beta2 * c + step * (1 - beta2) * change
    v = s["exp_avg_sq"] = beta3 * v + (1 - beta3) * look * look
    now = s["s"] = beta3 * now + step * (1 - beta3) * g
    s["previous_grad"] = g
    root = np.sqrt(v) + eps
    squares = step * step * total(g * g / root)
    gsq = s["gsq_weighted"] = beta3 * s.get("gsq_weighted", 0.0) + (1 - beta3) * squares
    gain = total(now * now / root) / (1 - beta3) - gsq
    s["d"] = raised(d, gain, total(np.absolute(now)), growth_rate)
    u = (m + beta2 * c) / root
    if no_prox:
        return (1 - step * weight_decay) * p - u
    return (p - u) / (1 + step * weight_decay)


@oracle()
def DAdaptLion(p, g, s, t, *, lr=1.0, beta1=0.9, beta2=0.99, weight_decay=0.0, d0=1e-6):
    """D-Adaptation's sums around Chen et al. 2023, as in the former's code."""
    q, d = np.sqrt(beta2), estimate(s, d0)
    step = d * lr
    m, before = s.get("exp_avg", 0 * g), s.get("s", 0 * g)
    u = np.sign(beta1 * m + (1 - beta1) * g)
    inner = step * total(u * before)
    s["numerator_weighted"] = q * s.get("numerator_weighted", 0.0) + (1 - q) * inner
    s["exp_avg"] = beta2 * m + step * (1 - beta2) * g
    now = s["s"] = q * before + step * (1 - q) * u
    s["d"] = raised(d, s["numerator_weighted"], (1 - q) * total(np.absolute(now)), None)
    return p * (1 - step * weight_decay) - step * u


@oracle(lasting=("p0",), exact=True)
def Prodigy(
    p, g, s, t, *, lr=1.0, beta1=0.9, beta2=0.999, beta3=0.0, eps=1e-8, weight_decay=0.0, d0=1e-6,
    d_coef=1.0, growth_rate=None, decoupled_weight_decay=True, bias_correction=False,
    safeguard_warmup=False,
):  # fmt: skip
    """Mishchenko & Defazio 2023, algorithm 4, in the authors' code."""
    q, d, p0 = np.sqrt(beta2) if beta3 == 0 else beta3, estimate(s, d0), s.setdefault("p0", p)
    step = d * corrected(lr, beta1, beta2, t, bias_correction)
    if weight_decay != 0 and not decoupled_weight_decay:
        g = g + weight_decay * p
    m, v, now = (s.get(k, 0 * g) for k in ("exp_avg", "exp_avg_sq", "s"))
    above = s["d_numerator"] = q * s.get("d_numerator", 0.0) + d / d0 * step * total(g * (p0 - p))
    v = s["exp_avg_sq"] = beta2 * v + d * d * (1 - beta2) * g * g
    now = s["s"] = q * now + d / d0 * (d if safeguard_warmup else step) * g
    found = raised(0 * d, d_coef * above, total(np.absolute(now)), None)
    new = s["d_max"] = np.maximum(np.maximum(s.get("d_max", 0.0), d), found)
    if growth_rate is not None:  # but from d0 on by any factor
        new = np.minimum(new, growth_rate * where(d == d0, np.maximum(d, found), d))
    s["d"] = new
    m = s["exp_avg"] = beta1 * m + (1 - beta1) * (new if beta1 == 0 else d) * g
    if decoupled_weight_decay:
        p = p - weight_decay * step * p
    return p - step * m / (np.sqrt(v) + new * eps)


# ---- coin betting --------------------------------------------------------------------------------


@oracle(lasting=("L", "grad_norm_sum", "reward", "sum_negative_gradients", "x0"), exact=True)
def COCOB(p, g, s, t, *, lr=1.0, warmup_rounds=100.0, eps=1e-8):
    """Orabona & Tommasi 2017, algorithm 2."""
    x0, g = s.setdefault("x0", p), lr * g
    L = s["L"] = np.maximum(s.get("L", eps + 0 * g), np.absolute(g))
    size = s["grad_norm_sum"] = s.get("grad_norm_sum", 0 * g) + np.absolute(g)
    won = s["reward"] = np.maximum(s.get("reward", 0 * g) - g * (p - x0), 0.0)
    theta = s["sum_negative_gradients"] = s.get("sum_negative_gradients", 0 * g) - g
    return x0 + theta / (L * np.maximum(size + L, warmup_rounds * L)) * (L + won)


@oracle(lasting=("theta", "x0"), exact=True)
def KT(p, g, s, t, *, lr=1.0, initial_wealth=1e-4):
    """Orabona & Pál 2016, algorithm 2, with the start at x₀."""
    x0, g = s.setdefault("x0", p), lr * g
    s["wealth"] = s.get("wealth", initial_wealth) + total((x0 - p) * g)
    s["share"] = s["wealth"] / (t + 1)
    theta = s["theta"] = s.get("theta", 0 * g) - g
    return x0 + s["share"] * theta


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


@oracle(lasting=("z",), exact=True)
def ScheduleFreeSGD(
    p, g, s, t, *, lr=1.0, beta1=0.9, weight_decay=0.0, warmup=0.0, r=0.0, weight_lr_power=2.0
):
    """With the decay where the gradient is taken, at y."""
    average = dict(beta1=beta1, r=r, weight_lr_power=weight_lr_power)
    return schedule_free(p, g + weight_decay * p, s, t, warmed(lr, warmup, t), **average)


@oracle(lasting=("z",), exact=True)
def ScheduleFreeAdamW(
    p, g, s, t, *, lr=2.5e-3, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.0, warmup=0.0,
    r=0.0, weight_lr_power=2.0, eps_root=0.0, decoupled_weight_decay=False,
):  # fmt: skip
    """Algorithm 1; the decay of Keras acts on y alone, before all else."""
    if decoupled_weight_decay:
        s.setdefault("z", p)
        p, weight_decay = p * (1 - lr * weight_decay), 0.0
    v = s["exp_avg_sq"] = ema(s.get("exp_avg_sq", 0 * g), g * g, beta2)
    d = g / (np.sqrt(debias(v, beta2, t) + eps_root) + eps) + weight_decay * p
    average = dict(beta1=beta1, r=r, weight_lr_power=weight_lr_power)
    return schedule_free(p, d, s, t, warmed(lr, warmup, t), **average)


@oracle(lasting=("z",), exact=True)
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
