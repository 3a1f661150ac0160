"""Methods for scipy.optimize.minimize.

``minimize(fun, x0, jac=True, method=gradstep.scipy.lbfgs)`` is SciPy's own protocol for a method.
Options are given by ``options={...}``, under gradstep's names or SciPy's (maxcor is history, maxfun
is max_evaluations). Gradients are required. SciPy itself is not imported.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ._minimize.minimize import minimize
from .errors import HyperError

__all__ = ["cg", "lbfgs"]

_NAMES = {"maxcor": "history", "maxfun": "max_evaluations"}


def lbfgs(fun: Callable[..., Any], x0: Any, args: Any = (), **given: Any) -> Any:
    """L-BFGS, with bounds if there are any, as a method of scipy.optimize.minimize.

    Returns:
        scipy.optimize.OptimizeResult.

    Raises:
        HyperError: No jac, or constraints.
        As `gradstep.minimize`.
    """
    return _call("lbfgs", fun, x0, args, **given)


def cg(fun: Callable[..., Any], x0: Any, args: Any = (), **given: Any) -> Any:
    """Conjugate gradients as a method of scipy.optimize.minimize.

    Returns:
        scipy.optimize.OptimizeResult.

    Raises:
        HyperError: No jac, bounds, or constraints.
        As `gradstep.minimize`.
    """
    return _call("cg", fun, x0, args, **given)


def _call(
    method: str,
    fun: Any,
    x0: Any,
    args: Any,
    *,
    jac: Any = None,
    hess: Any = None,
    hessp: Any = None,
    bounds: Any = None,
    constraints: Any = (),
    callback: Any = None,
    **options: Any,
) -> Any:
    # hess and hessp have no use here; SciPy's own L-BFGS-B ignores them, too
    if constraints is not None and (not hasattr(constraints, "__len__") or len(constraints)):
        raise HyperError(
            f"gradstep.scipy.{method} takes bounds but no constraints", name="constraints"
        )
    if not callable(jac) and jac is not True:
        raise HyperError(
            f"gradstep.scipy.{method} needs the gradient: jac=True if fun returns (loss, "
            "gradient), or jac=a function",
            name="jac",
        )
    options = {_NAMES.get(name, name): value for name, value in options.items()}
    options.pop("disp", None)
    return minimize(
        fun, x0, args=args, jac=jac, method=method, bounds=bounds, callback=callback, **options
    )


def __dir__() -> list[str]:
    return sorted(__all__)
