"""The function that is minimized, of reals in one row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .._messages import type_name
from .._numbers import repr_of
from .._trees.containers import Array
from ..errors import DTypeError, GradientError, HyperError

__all__ = ["Point", "joined"]


class Point:
    """x0 as reals in one row, and back."""

    def __init__(self, x0: ArrayLike, name: str = "x0") -> None:
        try:
            given = np.asarray(x0)
        except ValueError:  # of arrays that do not lie in one another's shape
            given = np.empty(0, object)
        if given.dtype.kind == "O":
            raise DTypeError(
                f"{name} must be one array of numbers, not {_kind(x0)}; for parameters in "
                "containers write gradstep.LBFGS(params) or gradstep.CG(params), and call "
                ".step(closure) while it is true",
                name=name,
                value=x0,
            )
        if given.dtype.kind not in "fciub":
            raise DTypeError(
                f"{name} has dtype {given.dtype}; it must have numbers", name=name, value=x0
            )
        single = given.dtype in (np.float32, np.complex64)
        kind = "c" if given.dtype.kind == "c" else "f"
        self.dtype = np.dtype(kind + str((4 if single else 8) * (2 if kind == "c" else 1)))
        self.shape = given.shape or (1,)
        x = np.array(given, self.dtype, order="C", ndmin=1).reshape(-1)
        self.x: NDArray[Any] = x.view(x.real.dtype)

    @property
    def complex(self) -> bool:
        return self.dtype.kind == "c"

    def shown(self, x: Array) -> Array:
        """As the caller knows it."""
        return x.view(self.dtype).reshape(self.shape)

    def gradient(self, g: Any) -> Any:
        """A gradient as reals in one row; what does not fit is left to the core's message."""
        if not self.complex:
            return g
        found = np.asarray(g, self.dtype, order="C")
        return found.reshape(-1).view(self.x.dtype)


def joined(fun: Any, jac: Any, args: Any, point: Point) -> Callable[[Array], Any]:
    """One function of x in one row, for loss and gradient."""
    if not callable(fun):
        raise HyperError(f"fun must be a function, not {type_name(fun)}", name="fun")
    if not (jac is True or callable(jac)):
        raise HyperError(
            "jac must be True (fun returns loss and gradient) or a function that returns the "
            f"gradient, not {repr_of(jac)}; gradients are not made by finite differences",
            name="jac",
            value=jac,
        )
    args = args if isinstance(args, tuple) else (args,)
    flat = len(point.shape) == 1 and not point.complex

    def function(x: Array) -> Any:
        if not flat:
            x = point.shown(x)
        if jac is not True:
            loss = fun(x, *args)
            return loss, point.gradient(jac(x, *args))
        out = fun(x, *args)
        if not isinstance(out, (tuple, list)) or len(out) != 2:
            raise GradientError(
                f"fun must return (loss, gradient), not {type_name(out)}; give the gradient by "
                "jac= if it is a function of its own"
            )
        return out[0], point.gradient(out[1])

    return function


def _kind(x0: Any) -> str:
    if isinstance(x0, (list, tuple)):
        return f"{type_name(x0)} whose elements differ in shape"
    return type_name(x0)
