"""What the behavioural tests share: every rule, its options on and off, and "unchanged"."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest

import gradstep as gs
from oracles import oracle

# Those that step by the loss are left out where steps are made without one: their promises are in
# test_adaptive.py, their bits and formulas in test_bits.py and test_rules.py with the others.
RULES = [name for name in oracle.RULES if not getattr(gs.rules, name).uses_loss]


def with_everything(name: str) -> gs.rules.Rule:
    """A rule with the most of its own switches on, so that it has all its state, and decay."""
    # of the settings in which the other numbers have their defaults
    switched = max((s for s in oracle.settings(name) if "lr" not in s), key=len)
    return getattr(gs.rules, name)(**{**switched, "weight_decay": 0.01})


def variants(*, shared: bool = True) -> list[Any]:
    """Each rule as it comes and with everything on, as pytest parameters; ``shared``: also those
    that decide for all their arrays together."""
    names = [name for name in RULES if shared or name not in oracle.SHARED]
    plain = [pytest.param(getattr(gs.rules, name)(), id=name) for name in names]
    full = [pytest.param(with_everything(name), id=f"{name}-full") for name in names]
    return plain + full


def tree(seed: int = 0) -> dict[str, Any]:
    """Parameters of several dtypes, ranks and memory orders, longer than one register and odd."""
    rng = np.random.default_rng(seed)
    return {
        "W": rng.normal(size=(7, 5)).astype(np.float32),
        "f": np.asfortranarray(rng.normal(size=(4, 6))),
        "layers": [rng.normal(size=(3, 2, 5)).transpose(2, 0, 1), rng.normal(size=17)],
        "scale": np.array(1.5, np.float32),
    }


def gradients(params: Any, n: int) -> dict[str, np.ndarray]:
    """The same gradients for the same n, by path, in each parameter's dtype."""
    rng = np.random.default_rng([7, n])
    return {k: rng.normal(size=p.shape).astype(p.dtype) for k, p in gs.leaves(params).items()}


def contents(params: Any) -> dict[str, bytes]:
    """The bytes of each array, in C order."""
    return {path: array.tobytes() for path, array in gs.leaves(params).items()}


def snapshot(opt: gs.Optimizer, params: Any) -> dict[str, Any]:
    """All that a step may change, to compare byte by byte."""

    def plain(x: Any) -> Any:
        if isinstance(x, dict):
            return {key: plain(value) for key, value in x.items()}
        return x.tobytes() if isinstance(x, np.ndarray) else x

    return {**plain(opt.state_dict()), "params": contents(params), "values": opt.values()}


@contextmanager
def refused(
    error: type[Exception], opt: gs.Optimizer, params: Any, *words: str, **fields: Any
) -> Iterator[None]:
    """What is inside raises this, says these words, carries these fields, and changes nothing."""
    before = snapshot(opt, params)
    with pytest.raises(error) as caught:
        yield
    assert snapshot(opt, params) == before
    message = str(caught.value)
    assert [w for w in words if w not in message] == [], message
    assert {k: getattr(caught.value, k) for k in fields} == fields


def assert_same_but_for_the_order_of_sums(a: Any, b: Any) -> None:
    """Equal bytes; but where numpy's pickle has lost the memory order in which sums are taken, only
    up to that: always before protocol 5, for permuted axes in numpy 1 too."""
    for path, p in gs.leaves(b).items():
        other = gs.leaves(a)[path]
        if other.strides == p.strides:
            assert other.tobytes() == p.tobytes(), path
        else:
            np.testing.assert_allclose(other, p, rtol=1e-13)
