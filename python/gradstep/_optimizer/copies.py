"""What numpy does for the compiled core: it converts arrays that do not lie as the parameters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._core import Engine
from .._trees.containers import Leaf
from .._trees.dtypes import bfloat16, widened
from .._trees.tensors import written
from ..errors import BindError, DTypeError
from .gradients import match_leaves


def like(g: NDArray[Any], p: NDArray[Any], dtype: np.dtype[Any]) -> NDArray[Any]:
    """A copy of ``g`` in the memory layout of ``p``, rounded to nearest in ``dtype``.

    What overflows becomes infinite without a warning: the step's own finite check reports it.
    """
    out = np.empty_like(p, dtype=dtype, subok=False)
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        np.copyto(out, g, casting="unsafe")
    return out


class Copies:
    """Arrays of the caller's that are kept equal to the parameters, in a dtype of their own.

    The engine writes those that it can together with the parameters; NumPy writes the others.
    """

    def __init__(
        self, leaves: Sequence[Leaf], tree: Any, zeroed: Sequence[NDArray[Any]] = ()
    ) -> None:
        matched = match_leaves(tree, leaves, "copy_to", BindError)
        self.leaves = [to for to in matched if to is not None]
        self._to = [None if to is None else to.array for to in matched]
        pairs = [(to, leaf) for to, leaf in zip(self._to, leaves, strict=True) if to is not None]
        for to, leaf in pairs:
            _check(leaf, to)
        _keep_apart(leaves, [to for to, _ in pairs], zeroed)
        self._leaves = leaves
        self._others: list[tuple[NDArray[Any], NDArray[Any]]] = []  # that a step does not write

    def take(self, engine: Engine) -> None:
        """Copy every parameter, rounded to nearest.

        From now on the engine, which has the same parameters, writes with them the copies that it
        can.
        """
        taken = engine.copy_to(self._to)
        self._others = [
            (to, leaf.array)
            for to, leaf, done in zip(self._to, self._leaves, taken, strict=True)
            if to is not None and not done
        ]
        self.take_others()
        written(to.found for to in self.leaves)

    def keep_from(self, zeroed: Sequence[NDArray[Any]]) -> None:
        """Refuse gradients that a step is to zero, where a copy shares memory with one."""
        _keep_apart(self._leaves, [to for to in self._to if to is not None], zeroed)

    def take_others(self) -> None:
        """Copy those that the engine does not write with its parameters."""
        if not self._others:
            return
        with np.errstate(over="ignore", under="ignore", invalid="ignore"):
            for to, parameter in self._others:
                np.copyto(to, widened(parameter), casting="unsafe")


def _check(leaf: Leaf, to: NDArray[Any]) -> None:
    where = f'copy_to: "{leaf.path}"'
    if to.shape != leaf.array.shape:
        raise BindError(
            f"{where} has shape {to.shape}; the parameter has {leaf.array.shape}",
            path=leaf.path,
            name="copy_to",
        )
    if not to.flags.writeable:
        raise BindError(f"{where} is read-only; give a copy", path=leaf.path, name="copy_to")
    kind, name = to.dtype.kind, to.dtype.name  # ml_dtypes' floats have kind V
    if to.dtype == bfloat16:
        name = "bfloat16"
        if not (to.flags.c_contiguous or to.flags.f_contiguous) and to.size:
            raise BindError(
                f"{where} is bfloat16 with gaps, which numpy cannot round to; give a contiguous "
                "array, np.empty_like(parameter, dtype=gs.bfloat16)",
                path=leaf.path,
                name="copy_to",
            )
    if leaf.array.dtype.kind == "c":
        fits, fix = kind == "c", "the parameter is complex, and so is a copy of it"
    else:
        fits = kind == "f" or (kind == "V" and name.startswith(("bfloat", "float")))
        fix = "copies are floating: np.float16, for one"
    if not fits:
        raise DTypeError(
            f"{where} has dtype {to.dtype}; {fix}", path=leaf.path, name="copy_to", value=to.dtype
        )


def _keep_apart(
    leaves: Sequence[Leaf], copies: Sequence[NDArray[Any]], zeroed: Sequence[NDArray[Any]]
) -> None:
    """Refuse a copy that shares memory with a parameter, another copy or a zeroed gradient."""
    taken = [(_extent(x.array), f'the parameter "{x.path}"') for x in leaves if x.array.size]
    taken += [(_extent(to), "") for to in copies if to.size]
    taken += [(_extent(g), "a gradient that zero_grads=True zeroes") for g in zeroed if g.size]
    end, last = 0, ""
    for (low, high), what in sorted(taken):
        if low < end:  # neither parameters overlap nor gradients: one of the two is a copy
            raise BindError(
                f"copy_to shares memory with {what or last or 'another copy'}; give every copy its "
                "own, such as np.empty_like(parameter, dtype=np.float16)",
                name="copy_to",
            )
        end, last = high, what


def _extent(a: NDArray[Any]) -> tuple[int, int]:
    """The addresses of the first byte of an array and of the one past its last."""
    at = a.ctypes.data  # __array_interface__ crashes where there is no memory for its parts
    reach = [(n - 1) * stride for n, stride in zip(a.shape, a.strides, strict=True)]
    low = at + sum(r for r in reach if r < 0)
    return low, at + sum(r for r in reach if r > 0) + a.itemsize
