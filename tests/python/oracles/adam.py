"""Oracles of Adam and its relatives, each from its paper or its main peer; see oracle.py."""

from __future__ import annotations

import numpy as np

from oracles.oracle import oracle
from oracles.roundoff import total, where


def ema(old, new, beta):
    return beta * old + (1 - beta) * new


def debias(x, beta, t):
    return x / (1 - beta**t)


def look_ahead(m, g, beta1, t, nesterov):
    """The corrected first moment, or optax's version of Dozat's look-ahead."""
    if nesterov:
        return beta1 * debias(m, beta1, t + 1) + (1 - beta1) * debias(g, beta1, t)
    return debias(m, beta1, t)


def denominator(v, beta2, t, eps, eps_root, eps_hat):
    """Kingma & Ba's two places of eps: algorithm 1, and "epsilon hat" of section 2's last lines."""
    if eps_hat:
        return (np.sqrt(v + eps_root) + eps) / (1 - beta2**t) ** 0.5
    return np.sqrt(debias(v, beta2, t) + eps_root) + eps


def rectification(beta2, threshold, t):
    """Liu et al. 2020, algorithm 2: the rectification term, or None where it is not tractable."""
    rho_inf = 2 / (1 - beta2) - 1
    rho = rho_inf - 2 * t * beta2**t / (1 - beta2**t)
    if rho <= threshold:
        return None
    return ((rho - 4) * (rho - 2) * rho_inf / ((rho_inf - 4) * (rho_inf - 2) * rho)) ** 0.5


@oracle()
def Adam(
    p, g, s, t, *, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, eps_root=0.0, amsgrad=False,
    amsgrad_corrected=False, nesterov=False, uniform_correction=False, eps_hat=False,
    bias_correction1=True, bias_correction2=True,
):  # fmt: skip
    """Kingma & Ba 2015, algorithm 1; amsgrad keeps the largest uncorrected v, as torch does.

    amsgrad_corrected: the largest corrected v, as optax; uniform_correction: timm's NAdamW."""
    m = s["exp_avg"] = ema(s.get("exp_avg", 0 * g), g, beta1)
    v = s["exp_avg_sq"] = ema(s.get("exp_avg_sq", 0 * g), g * g, beta2)
    # a decay of 0 has nothing to correct
    decay1, decay2 = (beta1 if bias_correction1 else 0), (beta2 if bias_correction2 else 0)
    if nesterov:
        later = t if uniform_correction else t + 1
        m = beta1 * debias(m, decay1, later) + (1 - beta1) * debias(g, decay1, t)
    else:
        m = debias(m, decay1, t)
    if amsgrad_corrected:
        v = s["max_exp_avg_sq"] = np.maximum(s.get("max_exp_avg_sq", 0 * g), debias(v, decay2, t))
        return p - lr * m / (np.sqrt(v + eps_root) + eps)
    if amsgrad:
        v = s["max_exp_avg_sq"] = np.maximum(s.get("max_exp_avg_sq", 0 * g), v)
    return p - lr * m / denominator(v, decay2, t, eps, eps_root, eps_hat)


@oracle()
def AdamW(
    p, g, s, t, *, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=1e-2, eps_root=0.0,
    amsgrad=False, amsgrad_corrected=False, nesterov=False, uniform_correction=False,
    eps_hat=False, bias_correction1=True, bias_correction2=True,
):  # fmt: skip
    """Loshchilov & Hutter 2019, algorithm 2; as torch, decays by lr·weight_decay first."""
    return Adam(
        p - lr * weight_decay * p, g, s, t, lr=lr, beta1=beta1, beta2=beta2, eps=eps,
        eps_root=eps_root, amsgrad=amsgrad, amsgrad_corrected=amsgrad_corrected,
        nesterov=nesterov, uniform_correction=uniform_correction, eps_hat=eps_hat,
        bias_correction1=bias_correction1, bias_correction2=bias_correction2,
    )  # fmt: skip


@oracle(non_negative=("exp_inf",))
def Adamax(p, g, s, t, *, lr=2e-3, beta1=0.9, beta2=0.999, eps=1e-8, eps_in_max=True):
    """Kingma & Ba 2015, algorithm 2, with torch's eps; else Keras's."""
    m = s["exp_avg"] = ema(s.get("exp_avg", 0 * g), g, beta1)
    u = beta2 * s.get("exp_inf", 0 * g)
    if eps_in_max:
        d = u = np.maximum(u, np.absolute(g) + eps)
    else:
        u = np.maximum(u, np.absolute(g))
        d = u + eps
    s["exp_inf"] = u
    return p - lr * debias(m, beta1, t) / d


@oracle(non_negative=("exp_inf",))
def AdamaxW(
    p, g, s, t, *, lr=2e-3, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=1e-4, eps_in_max=True
):
    """optax.adamaxw: the decay of the old parameter beside Adamax's step."""
    new = Adamax(p, g, s, t, lr=lr, beta1=beta1, beta2=beta2, eps=eps, eps_in_max=eps_in_max)
    return new - lr * weight_decay * p


@oracle()
def NAdam(p, g, s, t, *, lr=2e-3, beta1=0.9, beta2=0.999, eps=1e-8, momentum_decay=4e-3):
    """Dozat 2016, algorithm 2, with torch's schedule of the momentum."""

    def mu(k):
        return beta1 * (1 - 0.5 * 0.96 ** (k * momentum_decay))

    product = s["mu_product"] = s.get("mu_product", 1.0) * mu(t)
    m = s["exp_avg"] = ema(s.get("exp_avg", 0 * g), g, beta1)
    v = s["exp_avg_sq"] = ema(s.get("exp_avg_sq", 0 * g), g * g, beta2)
    m_hat = mu(t + 1) * m / (1 - product * mu(t + 1)) + (1 - mu(t)) * g / (1 - product)
    return p - lr * m_hat / (np.sqrt(debias(v, beta2, t)) + eps)


@oracle()
def NAdamW(
    p, g, s, t, *, lr=2e-3, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=1e-2,
    momentum_decay=4e-3,
):  # fmt: skip
    """torch.optim.NAdam with decoupled_weight_decay=True."""
    p = p - lr * weight_decay * p
    return NAdam(
        p, g, s, t, lr=lr, beta1=beta1, beta2=beta2, eps=eps, momentum_decay=momentum_decay
    )


@oracle(non_negative=("exp_inf",))
def NadaMax(p, g, s, t, *, lr=2e-3, beta1=0.9, beta2=0.999, eps=1e-8, momentum_decay=4e-3):
    """Dozat 2016, algorithm 2, with the norm of Kingma & Ba 2015, algorithm 2, in its divisor."""

    def mu(k):
        return beta1 * (1 - 0.5 * 0.96 ** (k * momentum_decay))

    product = s["mu_product"] = s.get("mu_product", 1.0) * mu(t)
    m = s["exp_avg"] = ema(s.get("exp_avg", 0 * g), g, beta1)
    u = s["exp_inf"] = np.maximum(beta2 * s.get("exp_inf", 0 * g), np.absolute(g))
    m_hat = mu(t + 1) * m / (1 - product * mu(t + 1)) + (1 - mu(t)) * g / (1 - product)
    return p - lr * m_hat / (u + eps)


@oracle()
def OptimisticAdam(
    p, g, s, t, *, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, eps_root=0.0, optimism=1.0,
    nesterov=False, first_difference=False,
):  # fmt: skip
    """Daskalakis et al. 2018, algorithm 1, whose two rates are (1 + optimism)·lr and optimism·lr;
    the first direction is its own predecessor, as in optax."""
    m = s["exp_avg"] = ema(s.get("exp_avg", 0 * g), g, beta1)
    v = s["exp_avg_sq"] = ema(s.get("exp_avg_sq", 0 * g), g * g, beta2)
    d = look_ahead(m, g, beta1, t, nesterov) / denominator(v, beta2, t, eps, eps_root, False)
    last, s["prev"] = s.get("prev", 0 * d if first_difference else d), d
    return p - lr * (1 + optimism) * d + lr * optimism * last


@oracle()
def RAdam(
    p, g, s, t, *, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, eps_root=0.0, sma_threshold=5.0,
    nesterov=False, degenerated_to_sgd=True, eps_hat=True,
):  # fmt: skip
    """Liu et al. 2020, algorithm 2."""
    m = s["exp_avg"] = ema(s.get("exp_avg", 0 * g), g, beta1)
    v = s["exp_avg_sq"] = ema(s.get("exp_avg_sq", 0 * g), g * g, beta2)
    m_hat, r = look_ahead(m, g, beta1, t, nesterov), rectification(beta2, sma_threshold, t)
    if r is None:
        return p - lr * m_hat if degenerated_to_sgd else p
    return p - lr * r * m_hat / denominator(v, beta2, t, eps, eps_root, eps_hat)


@oracle()
def AdaBelief(
    p, g, s, t, *, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-16, eps_root=1e-16, sma_threshold=5.0,
    amsgrad=False, nesterov=False, rectify=False, degenerated_to_sgd=True,
):  # fmt: skip
    """Zhuang et al. 2020, algorithm 2; rectify: adabelief-pytorch, whose eps is then eps_hat."""
    m = s["exp_avg"] = ema(s.get("exp_avg", 0 * g), g, beta1)
    w = s["exp_avg_var"] = ema(s.get("exp_avg_var", 0 * g), (g - m) * (g - m), beta2) + eps_root
    if amsgrad:
        w = s["max_exp_avg_var"] = np.maximum(s.get("max_exp_avg_var", 0 * g), w)
    m_hat = look_ahead(m, g, beta1, t, nesterov)
    r = rectification(beta2, sma_threshold, t) if rectify else 1
    if r is None:
        return p - lr * m_hat if degenerated_to_sgd else p
    return p - lr * r * m_hat / denominator(w, beta2, t, eps, 0, rectify)


@oracle()
def Yogi(p, g, s, t, *, lr=1e-2, beta1=0.9, beta2=0.999, eps=1e-3, initial_accumulator_value=1e-6):
    """Zaheer et al. 2018, algorithm 2, with the bias corrections and starts of optax."""
    start = 0 * g + initial_accumulator_value
    m = s["exp_avg"] = ema(s.get("exp_avg", start), g, beta1)
    v = s.get("exp_avg_sq", start)
    v = s["exp_avg_sq"] = v - (1 - beta2) * np.sign(v - g * g) * g * g
    return p - lr * debias(m, beta1, t) / (np.sqrt(debias(v, beta2, t)) + eps)


@oracle()
def PAdam(p, g, s, t, *, lr=0.1, beta1=0.9, beta2=0.999, eps=1e-8, partial=0.25, amsgrad=True):
    """Chen et al. 2018, algorithm 1, with the bias corrections and the eps of the authors' code."""
    m = s["exp_avg"] = ema(s.get("exp_avg", 0 * g), g, beta1)
    v = s["exp_avg_sq"] = ema(s.get("exp_avg_sq", 0 * g), g * g, beta2)
    if amsgrad:
        v = s["max_exp_avg_sq"] = np.maximum(s.get("max_exp_avg_sq", 0 * g), v)
    step = lr * (1 - beta2**t) ** 0.5 / (1 - beta1**t)
    return p - step * m / (np.sqrt(v) + eps) ** (2 * partial)


@oracle()
def QHAdam(p, g, s, t, *, lr=1e-3, beta1=0.9, beta2=0.999, nu1=1.0, nu2=1.0, eps=1e-8):
    """Ma & Yarats 2019, section 4; the moments are kept corrected, as in the authors' code."""
    weight1 = (1 - beta1) / (1 - beta1**t)  # 1 / (1 + β₁ + ... + β₁ᵗ⁻¹)
    weight2 = (1 - beta2) / (1 - beta2**t)
    m = s["exp_avg"] = ema(s.get("exp_avg", 0 * g), g, 1 - weight1)
    v = s["exp_avg_sq"] = ema(s.get("exp_avg_sq", 0 * g), g * g, 1 - weight2)
    return p - lr * (nu1 * m + (1 - nu1) * g) / (np.sqrt(nu2 * v + (1 - nu2) * g * g) + eps)


@oracle(exact=("exp_avg_lr",))
def AdaMod(p, g, s, t, *, lr=1e-3, beta1=0.9, beta2=0.999, beta3=0.999, eps=1e-8):
    """Ding et al. 2019, algorithm 1, with the eps of the authors' code."""
    m = s["exp_avg"] = ema(s.get("exp_avg", 0 * g), g, beta1)
    v = s["exp_avg_sq"] = ema(s.get("exp_avg_sq", 0 * g), g * g, beta2)
    rate = lr * (1 - beta2**t) ** 0.5 / (1 - beta1**t) / (np.sqrt(v) + eps)
    mean = s["exp_avg_lr"] = ema(s.get("exp_avg_lr", 0 * g), rate, beta3)
    return p - np.minimum(rate, mean) * m


@oracle()
def AdaBound(
    p, g, s, t, *, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, final_lr=0.1, gamma=1e-3,
    base_lr=0.0, eps_root=0.0, amsgrad=False,
):  # fmt: skip
    """Luo et al. 2019, algorithms 2 and 3, with the bounds and the eps of the authors' code."""
    m = s["exp_avg"] = ema(s.get("exp_avg", 0 * g), g, beta1)
    v = s["exp_avg_sq"] = ema(s.get("exp_avg_sq", 0 * g), g * g, beta2)
    if amsgrad:
        v = s["max_exp_avg_sq"] = np.maximum(s.get("max_exp_avg_sq", 0 * g), v)
    rate = lr * (1 - beta2**t) ** 0.5 / (1 - beta1**t) / (np.sqrt(v + eps_root) + eps)
    if base_lr > 0:
        final_lr = final_lr * lr / base_lr
    low, high = final_lr * (1 - 1 / (gamma * t + 1)), final_lr * (1 + 1 / (gamma * t))
    return p - np.minimum(np.maximum(rate, low), high) * m


@oracle(lasting=("previous_grad",))
def DiffGrad(p, g, s, t, *, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, eps_root=0.0):
    """Dubey et al. 2020, algorithm 1, with the eps of the authors' code."""
    m = s["exp_avg"] = ema(s.get("exp_avg", 0 * g), g, beta1)
    v = s["exp_avg_sq"] = ema(s.get("exp_avg_sq", 0 * g), g * g, beta2)
    friction = 1 / (1 + np.exp(-np.absolute(s.get("previous_grad", 0 * g) - g)))
    s["previous_grad"] = g
    step = lr * (1 - beta2**t) ** 0.5 / (1 - beta1**t)
    return p - step * friction * m / (np.sqrt(v + eps_root) + eps)


@oracle()
def Grams(p, g, s, t, *, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-6):
    """Cao et al. 2024, algorithm 1."""
    m = s["exp_avg"] = ema(s.get("exp_avg", 0 * g), g, beta1)
    v = s["exp_avg_sq"] = ema(s.get("exp_avg_sq", 0 * g), g * g, beta2)
    u = debias(m, beta1, t) / (np.sqrt(debias(v, beta2, t)) + eps)
    return p - lr * np.sign(g) * np.absolute(u)


@oracle()
def LaProp(
    p, g, s, t, *, lr=4e-4, beta1=0.9, beta2=0.999, eps=1e-15, weight_decay=0.0, eps_root=0.0,
    eps_hat=False,
):  # fmt: skip
    """Ziyin et al. 2020, algorithm 1; timm's decay after the step and its mean of the rates."""
    v = s["exp_avg_sq"] = ema(s.get("exp_avg_sq", 0 * g), g * g, beta2)
    x = g / denominator(v, beta2, t, eps, eps_root, eps_hat)
    m = s["exp_avg"] = ema(s.get("exp_avg", 0 * g), lr * x, beta1)
    mean = s["exp_avg_lr_1"] = ema(s.get("exp_avg_lr_1", 0.0), lr, beta1)
    p = p - m * (lr / mean if mean != 0 else 0)
    return p - lr * weight_decay * p


@oracle()
def FTML(p, g, s, t, *, lr=2.5e-3, beta1=0.6, beta2=0.999, eps=1e-8):
    """Zheng & Kwok 2017, algorithm 1, without its z: test_ftml_is_the_papers_algorithm has both."""
    v = s["exp_avg_sq"] = ema(s.get("exp_avg_sq", 0 * g), g * g, beta2)
    return p - lr * (1 - beta1) / (1 - beta1**t) * g / (np.sqrt(debias(v, beta2, t)) + eps)


@oracle()
def SWATS(p, g, s, t, *, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-9):
    """Keskar & Socher 2017, algorithm 1, with γ, λ and Λ over lr. Its v is (1-β₁) times m here."""
    scale = s["ratio_used"] = s.get("sgd_ratio", 0.0)
    adam = scale == 0
    m, a = ema(s.get("exp_avg", 0 * g), g, beta1), s.get("exp_avg_sq", 0 * g)
    new = ema(a, g * g, beta2)
    u = (1 - beta2**t) ** 0.5 / (1 - beta1**t) * m / (np.sqrt(new) + eps)
    along = total(u * g)
    counts = (along != 0) & adam
    now = total(u * u) / where(along != 0, along, 1.0)
    mean = s.get("ratio_avg", 0.0)
    mean = s["ratio_avg"] = where(counts, ema(mean, now, beta2), mean)
    settled = debias(mean, beta2, t)
    near = (lr * np.absolute(settled - now) < eps) & (settled > 0) & (lr > 0)
    switch = counts & near & (t > 1)
    s["sgd_ratio"] = where(switch, settled, scale)
    s["exp_avg"], s["exp_avg_sq"] = where(switch, 0 * m, m), where(adam, new, a)
    return p - where(adam, lr * u, lr * scale * m)
