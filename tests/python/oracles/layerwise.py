"""Oracles of the layer-wise rules and of the Adam-like ones around them; see oracle.py."""

from __future__ import annotations

import numpy as np

from oracles.oracle import oracle
from oracles.roundoff import total, where


@oracle(lasting=("previous_grad",))
def Adan(
    p,
    g,
    s,
    t,
    *,
    lr=1e-3,
    beta1=0.98,
    beta2=0.92,
    beta3=0.99,
    eps=1e-8,
    eps_root=0.0,
    weight_decay=0.0,
    no_prox=False,
    complement_beta2=False,
    skip_first=False,
):
    """Xie et al. 2022, algorithm 1, with the official code's decays (1 - β of the paper)."""
    change = 0 * g if t == 1 else g - s["previous_grad"]
    s["previous_grad"] = g
    m, d, v = (s.get(name, 0 * g) for name in ("exp_avg", "exp_avg_diff", "exp_avg_sq"))
    weight = 1 - beta2 if complement_beta2 else beta2
    if not (t == 1 and skip_first):
        look = g + weight * change
        m = beta1 * m + (1 - beta1) * g
        d = beta2 * d + (1 - beta2) * change
        v = beta3 * v + (1 - beta3) * look * look
    s["exp_avg"], s["exp_avg_diff"], s["exp_avg_sq"] = m, d, v
    m_hat, d_hat, v_hat = m / (1 - beta1**t), d / (1 - beta2**t), v / (1 - beta3**t)
    if t == 1 and skip_first:
        u = 0 * g
    else:
        u = lr * (m_hat + weight * d_hat) / (np.sqrt(v_hat + eps_root) + eps)
    return p - lr * weight_decay * p - u if no_prox else (p - u) / (1 + lr * weight_decay)


@oracle()
def AdEMAMix(
    p,
    g,
    s,
    t,
    *,
    lr=1e-3,
    beta1=0.9,
    beta2=0.999,
    beta3=0.9999,
    slow_weight=5.0,
    eps=1e-8,
    slow_weight_warmup=0.0,
    beta3_warmup=0.0,
):
    """Pagliardini, Ablin & Grangier 2024, algorithm 1 and section 3."""
    a, b3 = slow_weight, beta3
    if t < slow_weight_warmup:
        a = slow_weight * t / slow_weight_warmup
    if t < beta3_warmup:
        l1, l3, x = np.log(beta1), np.log(beta3), t / beta3_warmup
        b3 = np.minimum(np.exp(l1 * l3 / ((1 - x) * l3 + x * l1)), beta3)
    m = s["exp_avg"] = beta1 * s.get("exp_avg", 0 * g) + (1 - beta1) * g
    slow = s["exp_avg_slow"] = b3 * s.get("exp_avg_slow", 0 * g) + (1 - b3) * g
    v = s["exp_avg_sq"] = beta2 * s.get("exp_avg_sq", 0 * g) + (1 - beta2) * g * g
    return p - lr * (m / (1 - beta1**t) + a * slow) / (np.sqrt(v / (1 - beta2**t)) + eps)


@oracle()
def SimplifiedAdEMAMix(
    p,
    g,
    s,
    t,
    *,
    lr=1e-4,
    beta1=0.99,
    beta2=0.95,
    grad_weight=0.0,
    eps=1e-8,
    grad_averaging=False,
    correct_twice=False,
):
    """Morwani et al. 2025: the momentum is a decaying sum."""
    share = 1 - beta1 if grad_averaging else 1
    m = s["exp_avg"] = beta1 * s.get("exp_avg", 0 * g) + share * g
    v = s["exp_avg_sq"] = beta2 * s.get("exp_avg_sq", 0 * g) + (1 - beta2) * g * g
    correction = 1 - beta2**t
    u = (m + grad_weight * g) / (np.sqrt(v / correction) + eps)
    return p - lr * (u / correction if correct_twice else u)


@oracle()
def ADOPT(
    p,
    g,
    s,
    t,
    *,
    lr=1e-3,
    beta1=0.9,
    beta2=0.9999,
    eps=1e-6,
    clip_exponent=0.25,
    clip_offset=1.0,
    use_clipping=True,
    nesterov=False,
):
    """Taniguchi et al. 2024, algorithm 2: the second moment is the one before this gradient."""
    m, v = s.get("exp_avg", 0 * g), s.get("exp_avg_sq", 0 * g)
    if t == 1:
        s["exp_avg"], s["exp_avg_sq"] = m, g * g
        return p
    x = g / np.maximum(np.sqrt(v), eps)
    if use_clipping:
        bound = (t - clip_offset) ** clip_exponent
        x = np.minimum(np.maximum(x, -bound), bound)
    m = s["exp_avg"] = beta1 * m + (1 - beta1) * x
    s["exp_avg_sq"] = beta2 * v + (1 - beta2) * g * g
    return p - lr * (beta1 * m + (1 - beta1) * x if nesterov else m)


@oracle(lasting=("last_grad",))
def MARS(
    p,
    g,
    s,
    t,
    *,
    lr=3e-3,
    beta1=0.95,
    beta2=0.99,
    variance_reduction=0.025,
    eps=1e-8,
    eps_root=0.0,
    weight_decay=0.0,
    amsgrad=False,
    eps_hat=False,
    first_difference=True,
):
    """Yuan et al. 2024, algorithm 2 (MARS-AdamW, approximate: the change of the gradient)."""
    change = g - s.get("last_grad", 0 * g)
    s["last_grad"] = g
    if t == 1 and not first_difference:
        change = 0 * g
    c = g + variance_reduction * beta1 / (1 - beta1) * change
    s["shrink"] = 1 / np.maximum(np.sqrt(total(c * c)), 1.0)
    c = s["shrink"] * c
    m = s["exp_avg"] = beta1 * s.get("exp_avg", 0 * g) + (1 - beta1) * c
    v = s["exp_avg_sq"] = beta2 * s.get("exp_avg_sq", 0 * g) + (1 - beta2) * c * c
    if amsgrad:
        v = s["max_exp_avg_sq"] = np.maximum(s.get("max_exp_avg_sq", 0 * g), v)
    correction = 1 - beta2**t
    if eps_hat:
        scale = (np.sqrt(v + eps_root) + eps) / np.sqrt(correction)
    else:
        scale = np.sqrt(v / correction + eps_root) + eps
    return p - lr * weight_decay * p - lr * (m / (1 - beta1**t)) / scale


@oracle()
def Sophia(
    p,
    g,
    s,
    t,
    hessian=None,
    *,
    lr=1e-4,
    beta1=0.965,
    beta2=0.99,
    hessian_scale=0.04,
    eps=1e-12,
    clip_threshold=1.0,
    weight_decay=0.1,
    bias_correction=False,
    delayed=False,
):
    """Liu et al. 2023, algorithm 3."""
    old = new = s.get("hessian_moment", 0 * g)
    if hessian is not None:
        new = beta2 * old + (1 - beta2) * hessian
    s["hessian_moment"] = new
    m = s["exp_avg"] = beta1 * s.get("exp_avg", 0 * g) + (1 - beta1) * g
    if bias_correction:
        m = m / (1 - beta1**t)
    u = m / np.maximum(hessian_scale * (old if delayed else new), eps)
    u = where(np.absolute(u) < clip_threshold, u, clip_threshold * np.sign(u))
    return p - lr * weight_decay * p - lr * u


@oracle()
def StableAdamW(p, g, s, t, *, lr=1e-3, beta1=0.9, beta2=0.99, eps=1e-8, weight_decay=1e-2):
    """Wortsman et al. 2023, algorithm 2: decays that start at 0 in place of bias corrections."""
    b1, b2 = (b * (1 - b ** (t - 1)) / (1 - b**t) for b in (beta1, beta2))
    m = s["exp_avg"] = b1 * s.get("exp_avg", 0 * g) + (1 - b1) * g
    v = s["exp_avg_sq"] = b2 * s.get("exp_avg_sq", 0 * g) + (1 - b2) * g * g
    mean = total(g * g / np.maximum(v, eps * eps)) / g.size
    s["rms"] = np.maximum(np.sqrt(mean), 1.0)
    rate = lr / s["rms"]
    return p - rate * weight_decay * p - rate * m / (np.sqrt(v) + eps)


@oracle()
def ACProp(p, g, s, t, *, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-16, eps_root=1e-16):
    """Zhuang et al. 2021, algorithm 2: centered, and asynchronous, by the variance before."""
    m, v = s.get("exp_avg", 0 * g), s.get("exp_avg_var", 0 * g)
    scale = 1 if t == 1 else np.sqrt(v / (1 - beta2 ** (t - 1)))
    s["exp_avg"] = beta1 * m + (1 - beta1) * g
    s["exp_avg_var"] = beta2 * v + (1 - beta2) * (g - m) * (g - m) + eps_root
    return p - lr * g / (scale + eps)


@oracle()
def LAMB(
    p,
    g,
    s,
    t,
    *,
    lr=1e-3,
    beta1=0.9,
    beta2=0.999,
    eps=1e-6,
    weight_decay=1e-2,
    trust_eps=0.0,
    norm_limit=0.0,
    decoupled_weight_decay=False,
    grad_averaging=True,
    bias_correction=True,
    late_correction=False,
    trust_clip=False,
    always_adapt=True,
):
    """You et al. 2020, algorithm 2, with the choices of its implementations."""
    if decoupled_weight_decay:
        p = p - lr * weight_decay * p
    m = s["exp_avg"] = beta1 * s.get("exp_avg", 0 * g) + (1 - beta1 if grad_averaging else 1) * g
    v = s["exp_avg_sq"] = beta2 * s.get("exp_avg_sq", 0 * g) + (1 - beta2) * g * g
    c1, c2 = (1 - beta1**t, 1 - beta2**t) if bias_correction else (1, 1)
    u = m / (np.sqrt(v) + eps) if late_correction else m / c1 / (np.sqrt(v / c2) + eps)
    if not decoupled_weight_decay:
        u = u + weight_decay * p
    ratio = 1
    if always_adapt or weight_decay != 0:
        w, n = np.sqrt(total(p * p)), np.sqrt(total(u * u))
        some = (w > 0) & (n > 0)
        w = np.minimum(w, norm_limit) if norm_limit > 0 else w
        ratio = where(some, w / (where(some, n, 1.0) + trust_eps), 1.0)
        ratio = np.minimum(ratio, 1.0) if trust_clip else ratio
    s["trust_ratio"] = ratio
    return p - (lr / c1 if late_correction else lr) * ratio * u


@oracle()
def LARS(
    p,
    g,
    s,
    t,
    *,
    lr=1.0,
    momentum=0.9,
    dampening=0.0,
    weight_decay=0.0,
    trust_coefficient=1e-3,
    eps=1e-8,
    nesterov=False,
    trust_clip=False,
    always_adapt=True,
    adapt_decay=False,
    norm_of_sum=False,
    lr_in_momentum=False,
):
    """You, Gitman & Ginsburg 2017, algorithm 1, with the choices of its implementations."""
    d = g + weight_decay * p
    ratio = 1
    if always_adapt or weight_decay != 0:
        w, n = np.sqrt(total(p * p)), np.sqrt(total(d * d if norm_of_sum else g * g))
        scale = n if norm_of_sum else n + weight_decay * w
        some = (w > 0) & ((scale if adapt_decay else n) > 0)
        ratio = where(some, trust_coefficient * w / (where(some, scale, 1.0) + eps), 1.0)
        ratio = np.minimum(ratio / lr, 1.0) if trust_clip else ratio
    s["trust_ratio"] = ratio
    d = ratio * d
    if lr_in_momentum:
        d = lr * d
    if momentum != 0:
        b = d if t == 1 else momentum * s["momentum_buffer"] + (1 - dampening) * d
        s["momentum_buffer"] = b
        d = d + momentum * b if nesterov else b
    return p - (d if lr_in_momentum else lr * d)


@oracle()
def NovoGrad(
    p,
    g,
    s,
    t,
    *,
    lr=1e-3,
    beta1=0.95,
    beta2=0.98,
    eps=1e-8,
    weight_decay=0.0,
    decoupled_weight_decay=False,
    grad_averaging=False,
    average_first=False,
):
    """Ginsburg et al. 2019, algorithm 1: one second moment per array."""
    n = total(g * g)
    before = s.get("exp_avg_sq", 0 * n)
    first = before == 0 if average_first else t == 1
    s["exp_avg_sq"] = where(first, n, beta2 * before + (1 - beta2) * n)
    d = g / (np.sqrt(s["exp_avg_sq"]) + eps)
    if decoupled_weight_decay:
        p = p - lr * weight_decay * p
    else:
        d = d + weight_decay * p
    if grad_averaging and (t > 1 or average_first):
        d = (1 - beta1) * d
    m = s["exp_avg"] = d if t == 1 else beta1 * s["exp_avg"] + d
    return p - lr * m


@oracle(shrinks=lambda p, lr: p / np.sqrt(1 + lr * lr))
def Fromage(p, g, s, t, *, lr=1e-2, min_norm=0.0):
    """Bernstein et al. 2020, algorithm 1."""
    w = np.maximum(np.sqrt(total(p * p)), min_norm)
    n = np.maximum(np.sqrt(total(g * g)), min_norm)
    some = (w > 0) & (n > 0)
    s["trust_ratio"] = where(some, w / where(some, n, 1.0), 1.0)
    return (p - lr * s["trust_ratio"] * g) / np.sqrt(1 + lr * lr)


@oracle(lasting=("grad_sum_sq", "s", "x0"), exact=True)
def MADGRAD(p, g, s, t, *, lr=1e-2, momentum=0.9, eps=1e-6):
    """Defazio & Jelassi 2021, algorithm 1, with the official code's eps beside lr and the root."""
    x0 = s["x0"] = p if t == 1 else s["x0"]
    weight = (lr + eps) * np.sqrt(t) if lr > 0 else 0.0
    v = s["grad_sum_sq"] = s.get("grad_sum_sq", 0 * g) + weight * g * g
    total_grad = s["s"] = s.get("s", 0 * g) + weight * g
    z = x0 - total_grad / (np.cbrt(v) + eps)
    return (1 - momentum) * z + momentum * p
