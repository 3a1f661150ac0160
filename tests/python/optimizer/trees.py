"""Containers of every kind, for the tests of containers and of gradients."""

from __future__ import annotations

import dataclasses
from collections import OrderedDict, namedtuple
from typing import Any

import numpy as np
from hypothesis import strategies as st

import gradstep as gs

Layer = namedtuple("Layer", ["W", "b"])


@dataclasses.dataclass
class Model:
    W: Any
    b: Any = None

    def __post_init__(self) -> None:
        self.calls = getattr(self, "calls", 0) + 1


@dataclasses.dataclass(frozen=True, slots=True)
class Frozen:
    W: Any
    rest: Any = None


@dataclasses.dataclass
class Output(OrderedDict):  # as in a well-known library: a dict that is a dataclass as well
    logits: Any = None

    def __post_init__(self) -> None:
        self["logits"] = self.logits


def a(*shape: int) -> np.ndarray:
    return np.ones(shape or (2,))


X, Y, Z = a(), a(3), a(2, 3)


def cyclic_list() -> Any:
    tree: list[Any] = [X]
    tree.append({"again": tree})
    return tree


NAMES = st.text("abW", min_size=1, max_size=2)
LEAVES = st.one_of(
    st.integers(0, 3).map(lambda n: np.arange(float(n))),
    st.builds(lambda: np.asfortranarray(np.arange(6.0).reshape(2, 3))),
    st.none(),
)


@st.composite
def trees(draw: Any, depth: int = 3) -> Any:
    """Containers of every kind, nested; possibly empty, possibly without a leaf."""
    kinds = [list, tuple, dict, "pairs", Layer, Model, Frozen]
    kind = draw(st.sampled_from(kinds)) if depth and draw(st.integers(0, 3)) else None
    if kind is None:
        return draw(LEAVES)
    child = trees(depth=depth - 1)
    if kind in (Layer, Model, Frozen):
        return kind(draw(child), draw(child))
    if kind is dict:
        keys = draw(st.lists(NAMES | st.integers(0, 9), max_size=3, unique_by=str))
        return {key: draw(child) for key in keys}
    if kind == "pairs":
        names = draw(st.lists(NAMES, max_size=3, unique=True))
        return draw(st.sampled_from([list, tuple]))((name, draw(child)) for name in names)
    return kind(draw(child) for _ in range(draw(st.integers(0, 3))))


TREES = trees()
FULL = TREES.filter(lambda tree: bool(gs.leaves(tree)))
