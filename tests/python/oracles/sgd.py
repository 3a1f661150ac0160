"""Gradient descent, its momenta, its signs, and the sums of squares: see oracle.py."""

from __future__ import annotations

import numpy as np

from oracles.oracle import oracle
from oracles.roundoff import total, where


@oracle()
def SGD(p, g, s, t, *, lr=1e-3, momentum=0.0, dampening=0.0, nesterov=False, lr_in_momentum=False):
    """torch.optim.SGD's documentation: the buffer starts as the first gradient, undamped.
    lr_in_momentum: the velocity of Keras and scikit-learn, with the other sign."""
    if momentum == 0:
        return p - lr * g
    inner, outer = (lr, 1.0) if lr_in_momentum else (1.0, lr)
    d = inner * g
    b = d if t == 1 else momentum * s["momentum_buffer"] + (1 - dampening) * d
    s["momentum_buffer"] = b
    return p - outer * (d + momentum * b if nesterov else b)


@oracle(lasting=("ax",), exact=True)
def ASGD(p, g, s, t, *, lr=1e-2, lambd=1e-4, power=0.75, t0=1e6):
    """torch.optim.ASGD's source: rate and weight of step t were made after step t - 1."""
    eta = lr / (1 + lambd * lr * (t - 1)) ** power
    p = p - lambd * eta * p - eta * g
    s["ax"] = p if t - 2 <= t0 else s["ax"] + (p - s["ax"]) / (t - 1 - t0)
    return p


@oracle(lasting=("prev", "step_size"), exact=True)
def Rprop(
    p, g, s, t, *, lr=1e-2, eta_minus=0.5, eta_plus=1.2, min_step_size=1e-6, max_step_size=50.0,
    delayed=False, improved=True, backtracking=False,
):  # fmt: skip
    """Igel & Hüsken 2000, figures 1 to 3: Rprop+ with backtracking, iRprop- improved, else Rprop-;
    delayed: optax's scale_by_rprop, which returns what the call before has stored, step·sign(g)."""
    before, was = np.sign(s.get("prev", 0 * g)), s.get("step_size", 0 * g + lr)
    same = np.sign(g) * before
    size = where(same > 0, was * eta_plus, where(same < 0, was * eta_minus, was))
    s["step_size"] = size = np.minimum(np.maximum(size, min_step_size), max_step_size)
    if delayed:
        s["step_size"] = size = where(same == 0, was, size)
        g = where(size == 0, 0 * g, g)
    s["prev"] = where(same < 0, 0 * g, g) if improved or backtracking else g
    if delayed:
        return p - where(same < 0, 0 * was, before * was)
    if backtracking:
        return p + where(same < 0, before * was, -np.sign(g) * size)
    return p - np.sign(s["prev"]) * size


@oracle()
def SignSGD(p, g, s, t, *, lr=1e-3):
    """Bernstein et al. 2018, algorithm 1."""
    return p - lr * np.sign(g)


@oracle()
def Signum(p, g, s, t, *, lr=1e-3, momentum=0.9):
    """Bernstein et al. 2018, algorithm 2."""
    m = s["momentum_buffer"] = momentum * s.get("momentum_buffer", 0 * g) + (1 - momentum) * g
    return p - lr * np.sign(m)


@oracle()
def Lion(p, g, s, t, *, lr=1e-4, beta1=0.9, beta2=0.99, weight_decay=0.0, refined=False):
    """Chen et al. 2023, algorithm 2, decaying first as lion-pytorch; refined: optax's mode."""
    m = s.get("exp_avg", 0 * g)
    c = beta1 * m + (1 - beta1) * g
    u = where(np.absolute(c) < 1, c, np.sign(c)) if refined else np.sign(c)
    s["exp_avg"] = beta2 * m + (1 - beta2) * g
    return p - lr * weight_decay * p - lr * u


@oracle()
def Tiger(p, g, s, t, *, lr=1e-3, beta1=0.965, weight_decay=1e-2):
    """Su 2023: one decay in place of Lion's two."""
    m = s["exp_avg"] = beta1 * s.get("exp_avg", 0 * g) + (1 - beta1) * g
    return p - lr * weight_decay * p - lr * np.sign(m)


@oracle()
def QHM(p, g, s, t, *, lr=1e-3, momentum=0.999, nu=0.7):
    """Ma & Yarats 2019, eq. 3 and 4."""
    b = s["momentum_buffer"] = momentum * s.get("momentum_buffer", 0 * g) + (1 - momentum) * g
    return p - lr * ((1 - nu) * g + nu * b)


@oracle()
def AggMo(p, g, s, t, *, lr=1e-3, momentum1=0.0, momentum2=0.9, momentum3=0.99):
    """Lucas et al. 2019, eq. 3, with their velocities' sign turned."""
    move = 0 * g
    for k, decay in enumerate((momentum1, momentum2, momentum3), 1):
        b = g
        if decay != 0:  # else the buffer is the gradient, and not kept
            b = s[f"momentum_buffer{k}"] = decay * s.get(f"momentum_buffer{k}", 0 * g) + g
        move = move + b
    return p - lr / 3 * move


@oracle(lasting=("prev",))
def PID(p, g, s, t, *, lr=1e-3, momentum=0.9, dampening=0.0, integral=5.0, derivative=10.0):
    """An et al. 2018, eq. 13 to 15, with the first derivative 0 as in the authors' code."""
    i = s["i_buffer"] = momentum * s.get("i_buffer", 0 * g) + (1 - dampening) * g
    d = 0 * g if t == 1 else momentum * s["d_buffer"] + (1 - momentum) * (g - s["prev"])
    s["d_buffer"], s["prev"] = d, g
    return p - lr * (g + integral * i + derivative * d)


@oracle(lasting=("momentum_buffer",), exact=True)
def AccSGD(p, g, s, t, *, lr=1e-3, kappa=1000.0, xi=10.0, constant=0.7):
    """Kidambi et al. 2018, algorithm 1 (constant: their 0.7), as differences from p."""
    fresh = xi * constant * constant / kappa  # 1 - α
    w = s.get("momentum_buffer", p)
    w = s["momentum_buffer"] = w + fresh * (p - kappa * lr / constant * g - w)
    short = p - lr * g
    return short + fresh / (constant + fresh) * (w - short)


@oracle(lasting=("prev",))
def OptimisticGD(p, g, s, t, *, lr=1e-3, optimism=1.0):
    """Daskalakis et al. 2018, eq. 3; the first gradient is its own predecessor, as in optax."""
    last, s["prev"] = s.get("prev", g), g
    return p - lr * (1 + optimism) * g + lr * optimism * last


@oracle(lasting=("sum",), exact=True)
def Adagrad(
    p, g, s, t, *, lr=1e-2, lr_decay=0.0, initial_accumulator_value=0.0, eps=1e-10,
    eps_in_sqrt=False,
):  # fmt: skip
    """Duchi et al. 2011, with torch's eps outside the root and its decay of the rate."""
    a = s["sum"] = (g * 0 + initial_accumulator_value if t == 1 else s["sum"]) + g * g
    root = np.sqrt(a + eps) if eps_in_sqrt else np.sqrt(a) + eps
    return p - lr / (1 + (t - 1) * lr_decay) * g / root


@oracle()
def RowwiseAdagrad(p, g, s, t, *, lr=1e-2, eps=1e-8):
    """FBGEMM's rowwise_adagrad: the mean of g² over the row stands for every element's square."""
    by_row = g.ndim > 1
    mean = total(g * g, by_row=by_row) / total(0 * g + 1, by_row=by_row)
    a = s["sum"] = s.get("sum", 0.0) + mean
    return p - lr * g / (np.sqrt(a) + eps)


@oracle()
def WNGrad(p, g, s, t, *, lr=1.0):
    """Wu, Ward & Bottou 2018, algorithm 1, from the first gradient on; their b is b/lr."""
    b = s.get("b", 1.0)
    b = s["b"] = b + total(lr * g * (lr * g)) / b
    return p - lr / b * g


@oracle(non_negative=("acc_delta",))
def Adadelta(p, g, s, t, *, lr=1.0, rho=0.9, eps=1e-6):
    """Zeiler 2012, algorithm 1: both running means start at 0."""
    v = s["square_avg"] = rho * s.get("square_avg", 0 * g) + (1 - rho) * g * g
    u = s.get("acc_delta", 0 * g)
    change = np.sqrt(u + eps) / np.sqrt(v + eps) * g
    s["acc_delta"] = rho * u + (1 - rho) * change * change
    return p - lr * change


# what is subtracted from its like
@oracle(exact_with={"centered": ("square_avg", "grad_avg")})
def RMSprop(
    p, g, s, t, *, lr=1e-2, alpha=0.99, eps=1e-8, momentum=0.0, initial_accumulator_value=0.0,
    centered=False, nesterov=False, eps_in_sqrt=False, lr_in_momentum=False, bias_correction=False,
):  # fmt: skip
    """Tieleman & Hinton 2012; centered: Graves 2013, eq. 38-45, with torch's eps. The options are
    optax's: scale_by_rms, or without a bias to correct scale_by_stddev, then rate and trace."""
    v = s.get("square_avg", 0 * g + initial_accumulator_value)
    v = s["square_avg"] = alpha * v + (1 - alpha) * g * g
    if bias_correction:
        v = v / (1 - alpha**t)
    if centered:
        a = s["grad_avg"] = alpha * s.get("grad_avg", 0 * g) + (1 - alpha) * g
        v = np.maximum(v - a * a, 0.0)
    d = g / (np.sqrt(v + eps) if eps_in_sqrt else np.sqrt(v) + eps)
    inner, outer = (lr, 1.0) if lr_in_momentum else (1.0, lr)
    d = inner * d
    if momentum != 0:
        b = s["momentum_buffer"] = momentum * s.get("momentum_buffer", 0 * g) + d
        d = d + momentum * b if nesterov else b
    return p - outer * d


@oracle(lasting=("mem",), exact=True, non_negative=("mem",))
def SMORMS3(p, g, s, t, *, lr=1e-3, eps=1e-16):
    """Funk 2015."""
    mem = s.get("mem", 0 * g + 1)
    r = 1 / (mem + 1)
    m = s["grad_avg"] = (1 - r) * s.get("grad_avg", 0 * g) + r * g
    v = s["square_avg"] = (1 - r) * s.get("square_avg", 0 * g) + r * g * g
    x = m * m / (v + eps)
    s["mem"] = 1 + mem * (1 - x)
    return p - g * np.minimum(lr, x) / (np.sqrt(v) + eps)


@oracle(lasting=("z", "n"), exact=True)
def FTRL(
    p, g, s, t, *, lr=1e-3, lr_power=-0.5, initial_accumulator_value=0.1, beta=0.0, l1=0.0, l2=0.0,
    l2_shrinkage=0.0,
):  # fmt: skip
    """McMahan et al. 2013, algorithm 1; the power and the shrinkage are TensorFlow's."""
    if lr == 0:
        return p
    n = s.get("n", 0 * g + initial_accumulator_value)
    new = s["n"] = n + g * g
    if lr_power == -0.5:
        old_root, root = np.sqrt(n), np.sqrt(new)
    else:
        old_root, root = n ** (0.0 - lr_power), new ** (0.0 - lr_power)
    sigma = (root - old_root) / lr
    z = s["z"] = s.get("z", 0 * g) + g + l2_shrinkage * p - sigma * p
    w = (np.sign(z) * l1 - z) / ((beta + root) / lr + l2)
    return where(np.absolute(z) <= l1, 0 * z, w)
