"""What a trial of steps changes in the caller's hands, remembered and put back to the byte."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from copy import deepcopy
from functools import partial
from typing import Any

import numpy as np

from .._core import commit
from .._messages import type_name
from .._trees.containers import ATTRIBUTE, Walk
from .._trees.tensors import remembered
from ..errors import BindError, GradientError, HyperError

__all__ = ["remember"]

Undo = Callable[[], None]


def remember(trees: Mapping[str, Any], rng: Any) -> Undo:
    """A function that puts all of this back, in place, into the same objects, as often as called.

    Args:
        trees: Containers of arrays and tensors by the names of their arguments. Put back are which
            objects they hold, and those objects' bytes; of tensors, ``.grad`` also.
        rng: A random generator of numpy, Python or torch, or a list of them.

    Raises:
        BindError, GradientError: As binding: what is no container of arrays.
        HyperError: ``rng`` has no state that can be put back.
    """
    undos: list[Undo] = []
    for what, tree in trees.items():
        if tree is not None:
            undos += _containers(Walk(tree, what, GradientError if what == "grads" else BindError))
    for one in rng if isinstance(rng, (list, tuple)) else [] if rng is None else [rng]:
        undos.append(_generator(one))

    def undo_all() -> None:
        for undo in undos:
            undo()

    return partial(commit, undo_all)  # no function of Python: at its start, too, a signal raises


def _containers(walk: Walk) -> list[Undo]:
    undos: list[Undo] = [_held(node) for node, _ in walk.sizes]
    for parent, kind, name, child in walk.links:
        if kind == ATTRIBUTE:
            undos.append(lambda at=(parent, name, child): object.__setattr__(*at))  # type: ignore[misc]
    for path in walk.found:
        leaf = walk.leaf(path)
        if leaf is not None:
            undos.append(_bytes(leaf.array) if leaf.place is None else remembered(leaf.found))
    return undos


def _held(node: Any) -> Undo:
    """A list or dict with the very objects that it has now."""
    is_dict = isinstance(node, dict)
    held = list(node.items()) if is_dict else list(node)

    def undo() -> None:
        if is_dict:
            now = list(node.items())
            if len(now) != len(held) or any(
                k is not key or v is not value
                for (k, v), (key, value) in zip(now, held, strict=True)
            ):
                node.clear()
                node.update(held)
        elif len(node) != len(held) or any(a is not b for a, b in zip(node, held, strict=True)):
            node[:] = held

    return undo


def _bytes(array: Any) -> Undo:
    if not array.flags.writeable:  # nor can a trial write it
        return lambda: None
    saved = np.array(array, order="K", copy=True, subok=False)
    return lambda: np.copyto(array, saved)


def _generator(rng: Any) -> Undo:
    """The state of a random generator; the children that it has spawned stay counted."""
    bits = rng.bit_generator if isinstance(rng, np.random.Generator) else rng
    if isinstance(bits, np.random.BitGenerator):
        state = deepcopy(bits.state)
        return lambda: setattr(bits, "state", state)
    try:
        if isinstance(rng, np.random.RandomState) or rng is np.random:
            legacy = rng.get_state(legacy=False)  # no legacy tuple: MT19937's alone has one
            return lambda: rng.set_state(legacy)
        if isinstance(rng, random.Random) or rng is random:
            python = rng.getstate()
            return lambda: rng.setstate(python)
        if hasattr(rng, "get_state") and hasattr(rng, "set_state"):  # torch's, not imported to ask
            other = rng.get_state()
            return lambda: rng.set_state(other)
    except NotImplementedError:  # random.SystemRandom
        pass
    raise HyperError(
        f"rng is {type_name(rng)}, whose state cannot be put back; give a numpy Generator, "
        "BitGenerator or RandomState, a random.Random, a torch.Generator, or a list of them",
        name="rng",
        value=rng,
    )
