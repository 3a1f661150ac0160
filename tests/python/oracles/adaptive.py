"""Oracles of the rules that adapt their rate by the loss or by successive gradients."""

from __future__ import annotations

import numpy as np

from oracles.adam import debias, ema
from oracles.oracle import oracle
from oracles.roundoff import total, where


def polyak(gap, squares):
    """gap / squares, and 0 where there is no gradient."""
    some = squares > 0
    return where(some, gap / where(some, squares, 1.0), 0.0)


@oracle()
def PolyakSGD(p, g, s, t, loss, *, lr=1.0, scaling=1.0, f_min=0.0, eps=0.0, sps_plus=True):
    """Loizou et al. 2021, equation 3, in optax's terms; sps_plus: Garrigos et al. 2023."""
    gap = loss - f_min
    if sps_plus:
        gap = np.maximum(gap, 0.0)
    s["step_size"] = np.minimum(polyak(gap, total(g * g) + eps), lr)
    return p - scaling * s["step_size"] * g


@oracle()
def ALIG(p, g, s, t, loss, *, lr=0.1, momentum=0.0, eps=1e-6, adjusted_momentum=False):
    """Berrada et al. 2020, algorithm 1, with pytorch_optimizer's two forms of momentum."""
    eta = s["step_size"] = np.minimum(polyak(np.maximum(loss, 0.0), total(g * g) + eps), lr)
    if float(momentum) == 0:
        return p - eta * g
    b = momentum * s.get("momentum_buffer", 0 * g)
    s["momentum_buffer"] = b = b - g if adjusted_momentum else b - eta * g
    return p - eta * g + momentum * (eta * b if adjusted_momentum else b)


def momo(s, loss, g, p, m, mm, *, beta, rho, lr, wd, f_min, bound):
    """Schaipp et al. 2024: the step along m, whose squared norm is mm. ``bound``: what is known of
    the least loss so far, kept above f_min as in the official code; None: it is f_min."""
    s["loss_avg"] = beta * s.get("loss_avg", 0.0) + (1 - beta) * loss
    s["grad_dot_w"] = beta * s.get("grad_dot_w", 0.0) + (1 - beta) * total(g * p)
    s["slope"], s["norm"], s["rho"] = total(m * p), mm, rho
    a, model, now = 1 + lr * wd, s["loss_avg"] - s["grad_dot_w"], f_min
    if bound is not None:
        low = a * model + s["slope"]
        now = where(low < a * rho * bound, np.maximum(low / (2 * a * rho), f_min), bound)
    s["gap"] = model - rho * now
    tau = np.minimum(polyak(np.maximum(a * s["gap"] + s["slope"], 0.0), mm), lr / rho)
    after = np.maximum((model + s["slope"] - tau * mm / 2) / rho, f_min)
    s["lower_bound"] = f_min if bound is None else after
    return tau


@oracle()
def MoMo(
    p, g, s, t, loss, *, lr=1.0, beta1=0.9, weight_decay=0.0, f_min=0.0, bias_correction=False,
    adapt_lower_bound=False,
):  # fmt: skip
    """Schaipp et al. 2024, algorithm 1."""
    rho = 1 - beta1**t if bias_correction else 1.0
    beta = 0.0 if t == 1 and not bias_correction else beta1
    m = s["exp_avg"] = beta * s.get("exp_avg", 0 * g) + (1 - beta) * g
    bound = s.get("lower_bound", f_min) if adapt_lower_bound else None
    values = dict(beta=beta, rho=rho, lr=lr, wd=weight_decay, f_min=f_min, bound=bound)
    tau = momo(s, loss, g, p, m, total(m * m), **values)
    return (p - tau * m) / (1 + lr * weight_decay)


@oracle()
def MoMoAdam(
    p, g, s, t, loss, *, lr=1e-2, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.0, f_min=0.0,
    no_prox=False, adapt_lower_bound=False,
):  # fmt: skip
    """Schaipp et al. 2024, algorithm 3."""
    m = s["exp_avg"] = beta1 * s.get("exp_avg", 0 * g) + (1 - beta1) * g
    v = s["exp_avg_sq"] = beta2 * s.get("exp_avg_sq", 0 * g) + (1 - beta2) * g * g
    d = eps + np.sqrt(v / (1 - beta2**t))
    bound = s.get("lower_bound", f_min) if adapt_lower_bound else None
    values = dict(beta=beta1, rho=1 - beta1**t, lr=lr, wd=weight_decay, f_min=f_min, bound=bound)
    tau = momo(s, loss, g, p, m, total(m * m / d), **values)
    if no_prox:
        return (1 - lr * weight_decay) * p - tau * m / d
    return (p - tau * m / d) / (1 + lr * weight_decay)


@oracle()
def Eve(
    p, g, s, t, loss, *, lr=1e-3, beta1=0.9, beta2=0.999, beta3=0.999, eps=1e-8, f_min=0.0,
    max_change=10.0,
):  # fmt: skip
    """Koushik & Hayashi 2016, algorithm 1."""
    d, last = s.get("change", 1.0), s.get("last_loss", loss)
    if t > 1:
        gap, change = np.minimum(loss, last) - f_min, np.absolute(loss - last)
        ratio = np.maximum(change / where(gap > 0, gap, 1.0), 1 / max_change)
        ratio = where((gap > 0) & (change < max_change * gap), ratio, max_change)
        d = beta3 * d + (1 - beta3) * ratio
    s["change"], s["last_loss"] = d, loss
    m = s["exp_avg"] = ema(s.get("exp_avg", 0 * g), g, beta1)
    v = s["exp_avg_sq"] = ema(s.get("exp_avg_sq", 0 * g), g * g, beta2)
    return p - lr / d * debias(m, beta1, t) / (np.sqrt(debias(v, beta2, t)) + eps)


@oracle()
def HypergradientSGD(p, g, s, t, *, lr=1e-3, hypergrad_lr=1e-6, momentum=0.0, nesterov=False):
    """Baydin et al. 2018, algorithms 4 and 5 (SGD-HD, SGDN-HD), as the authors' code writes them;
    the rate is not let below 0."""
    last = s.get("last_update", 0 * g)
    c = s["lr_change"] = s.get("lr_change", 0.0) + hypergrad_lr * total(g * last)
    b = momentum * (s.get("momentum_buffer", 0 * g) if nesterov else last) + g
    if nesterov:
        s["momentum_buffer"] = b
    u = s["last_update"] = g + momentum * b if nesterov else b
    return p - np.maximum(lr + c, 0.0) * u


@oracle()
def HypergradientAdam(p, g, s, t, *, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, hypergrad_lr=1e-8):
    """Baydin et al. 2018, algorithm 6; the rate is not let below 0."""
    m, v, c = s.get("exp_avg", 0 * g), s.get("exp_avg_sq", 0 * g), s.get("lr_change", 0.0)
    if t > 1:
        u = m / (1 - beta1 ** (t - 1)) / (np.sqrt(v / (1 - beta2 ** (t - 1))) + eps)
        c = c + hypergrad_lr * total(g * u)
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g * g
    s["exp_avg"], s["exp_avg_sq"], s["lr_change"] = m, v, c
    u = m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps)
    return p - np.maximum(lr + c, 0.0) * u


@oracle(lasting=("last_param", "last_grad"), exact=True)
def BarzilaiBorwein(p, g, s, t, *, lr=1e-3, min_lr=1e-10, max_lr=1e10, short_step=False):
    """Barzilai & Borwein 1988, equations 5 and 6, within Raydan's bounds."""
    rate = s.get("rate", 0.0)
    if t > 1:
        d, y = p - s["last_param"], g - s["last_grad"]
        dy, over = total(d * y), total(y * y) if short_step else total(d * d)
        up = dy > 0
        over, under = (dy, over) if short_step else (over, dy)
        found = over / where(up, under, 1.0)
        rate = where(up, np.minimum(np.maximum(found, min_lr), max_lr), rate)
    s["rate"], s["last_param"], s["last_grad"] = rate, p, g
    return p - where(rate > 0, rate, lr) * g


@oracle(lasting=("last_grad",))
def PMV(p, g, s, t, *, lr=1e-3, hypergrad_lr=1e-6):
    """Plagianakos et al. 2001: the step, then the rate; started anew as the authors' AdLR."""
    c = s.get("lr_change", 0.0) + hypergrad_lr * s.get("grad_dot", 0.0)
    s["lr_change"] = c = where(lr + c > 0, c, 0.0)
    s["grad_dot"] = total(s.get("last_grad", 0 * g) * g)
    s["last_grad"] = g
    return p - (lr + c) * g


@oracle(lasting=("rate",), exact=True)
def DeltaBarDelta(p, g, s, t, *, lr=1e-3, beta1=0.7, increase=1e-4, decrease=0.1):
    """Jacobs 1988, section 4."""
    bar, rate = s.get("exp_avg", 0 * g), s.get("rate", 0 * g + lr)
    agree = np.sign(bar) * np.sign(g)
    change = where(agree > 0, increase, where(agree < 0, -decrease * rate, 0.0))
    s["rate"] = rate = rate + change
    s["exp_avg"] = (1 - beta1) * g + beta1 * bar
    return p - rate * g


@oracle(lasting=("prev", "step_size"), exact=True)
def IRpropPlus(
    p, g, s, t, loss, *, lr=1e-2, eta_minus=0.5, eta_plus=1.2, min_step_size=1e-6,
    max_step_size=50.0,
):  # fmt: skip
    """Igel & Hüsken 2000, figure 4; the last step is the one that the last gradient has made."""
    rise = 0.0 if t == 1 else loss - s["last_loss"]
    s["last_loss"], s["rise"] = loss, rise
    before, was = np.sign(s.get("prev", 0 * g)), s.get("step_size", 0 * g + lr)
    same, last = np.sign(g) * before, -before * was
    size = where(same > 0, was * eta_plus, where(same < 0, was * eta_minus, was))
    s["step_size"] = size = np.minimum(np.maximum(size, min_step_size), max_step_size)
    s["prev"] = where(same < 0, 0 * g, g)
    back = where(rise > 0, -last, 0 * g)
    return p + where(same < 0, back, -np.sign(g) * size)
