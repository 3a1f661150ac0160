"""L-BFGS's estimate of the inverse of the Hessian, as an operator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .._public import Value, public
from ..errors import HyperError

__all__ = ["InverseHessian"]


@dataclass(frozen=True, eq=False, repr=False)
class InverseHessian(Value):
    """L-BFGS's estimate H of the inverse of the Hessian at its last point: ``hess_inv @ v``.

    From the pairs (s, y) that are kept, oldest first, with ρ = 1 / s·y:
        H₀ = (s·y / y·y) I of the newest pair, or I;  H ← (I - ρ s yᵀ) H (I - ρ y sᵀ) + ρ s sᵀ
    It is what the next direction, -H g, would be made with; SciPy's hess_inv begins from H₀ = I.
    Elements are those of x in C order, of complex x real and imaginary parts in turn; bounds have
    no part in it. ``scipy.sparse.linalg.aslinearoperator`` takes it, and so does what calls that,
    as ``cg(A, b, M=hess_inv)``. Nocedal & Wright, Numerical Optimization, 2006, algorithm 7.4.

    Attributes:
        s: Steps, oldest first.
        y: The changes of the gradient along them.
        size: Elements of x.
    """

    s: tuple[NDArray[Any], ...]
    y: tuple[NDArray[Any], ...]
    size: int

    dtype = np.dtype(np.float64)

    @property
    def shape(self) -> tuple[int, int]:
        """(n, n)."""
        return self.size, self.size

    def matvec(self, v: ArrayLike) -> NDArray[Any]:
        """H v, in double, for v of shape (n,), or (n, k) for k vectors at once.

        Raises:
            HyperError: v of another shape.
        """
        q = np.array(v, np.float64)
        if q.ndim not in (1, 2) or len(q) != self.size:
            raise HyperError(
                f"v must have shape ({self.size},) or ({self.size}, k), not {q.shape}", name="v"
            )
        pairs = [
            (s.astype(np.float64), y.astype(np.float64))
            for s, y in zip(self.s, self.y, strict=True)
        ]
        weights = []
        for s, y in reversed(pairs):
            weights.append((s @ q) / (s @ y))
            q -= np.multiply.outer(y, weights[-1])
        if pairs:
            s, y = pairs[-1]
            q *= (s @ y) / (y @ y)
        for s, y in pairs:
            q += np.multiply.outer(s, weights.pop() - (y @ q) / (s @ y))
        return q

    # It is symmetric.
    matmat = rmatvec = rmatmat = dot = __matmul__ = matvec

    def todense(self) -> NDArray[Any]:
        """H as an array of shape (n, n)."""
        return self.matvec(np.eye(self.size))

    def __repr__(self) -> str:
        return f"<{self.size}x{self.size} InverseHessian of {len(self.s)} pairs>"


public("gradstep", InverseHessian)
