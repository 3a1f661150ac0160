"""Oracles of the rules that find their step size themselves; see oracle.py."""

from __future__ import annotations

import numpy as np
from oracle import oracle
from roundoff import total


@oracle(lasting=("init_param",))
def DoG(p, g, s, t, *, lr=1.0, reps_rel=1e-6, eps=1e-8):
    """Ivgi, Hinder & Carmon 2023, algorithm 1, with the official code's first distance."""
    start = s.setdefault("init_param", p)
    moved = np.sqrt(total((p - start) * (p - start)))
    r = reps_rel * (1 + np.sqrt(total(p * p))) if t == 1 else np.maximum(s["rbar"], moved)
    s["rbar"], s["grad_sq_sum"] = r, s.get("grad_sq_sum", eps) + total(g * g)
    return p - lr * r / np.sqrt(s["grad_sq_sum"]) * g
