"""Rules as pure functions: the same step on copies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._trees.containers import as_container, copy
from .optimizer import Optimizer
from .rule import Rule


def init(rule: Rule, params: Any) -> dict[str, Any]:
    """The state of a fresh optimizer."""
    return Optimizer(copy(as_container(params)), rule).state_dict()


def apply(
    rule: Rule, params: Any, grads: Any, state: Mapping[str, Any]
) -> tuple[Any, dict[str, Any]]:
    """Bind a copy, restore, step, return."""
    new = copy(as_container(params))
    optimizer = Optimizer(new, rule)
    optimizer.load_state_dict(state, hyper="keep")
    optimizer.step(grads)
    return new, optimizer.state_dict()
