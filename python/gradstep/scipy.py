"""Methods for scipy.optimize.minimize.

``minimize(fun, x0, jac=True, method=gradstep.scipy.lbfgs)`` is SciPy's own protocol for a method.
Options are given by ``options={...}``, under gradstep's names or SciPy's: maxcor is history, maxfun
is max_evaluations, maxls how many of them a line search may take, c1 and c2 are its own;
return_all adds ``allvecs``, all points from x0 on; disp prints how it ended. Counts may be floats,
as 1e4. iprint, and what SciPy's finite differences take, do nothing. Gradients are required. SciPy
itself is not imported.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from ._minimize.minimize import minimize, takes_result
from ._numbers import repr_of
from .errors import HyperError
from .line_searches import StrongWolfe

__all__ = ["cg", "lbfgs"]

_NAMES = {"maxcor": "history", "maxfun": "max_evaluations"}
# What only prints, or is about finite differences.
_IGNORED = ("iprint", "eps", "finite_diff_rel_step", "workers")
_C2 = {"lbfgs": 0.9, "cg": 0.1}


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
    options = {_NAMES.get(name, name): x for name, x in options.items() if name not in _IGNORED}
    for name in ("maxiter", "max_evaluations", "history"):
        if isinstance(options.get(name), float):
            options[name] = _count(options[name])
    norm = options.pop("norm", math.inf)
    if norm != math.inf:
        raise HyperError(
            f"norm must be inf, as gtol is for the largest element, not {repr_of(norm)}",
            name="norm",
            value=norm,
        )
    own: dict[str, Any] = {
        name: options.pop(name) for name in ("maxls", "c1", "c2") if name in options
    }
    if own and options.get("line_search") is not None:
        raise HyperError(
            f"{next(iter(own))} is the line search's own; leave it out, or line_search",
            name=next(iter(own)),
        )
    if own:
        known = {"c2": _C2[method], **own}
        if "maxls" in known:
            known["max_evaluations"] = _count(known.pop("maxls"))
        options["line_search"] = StrongWolfe(**known)
    shown, every = options.pop("disp", False), options.pop("return_all", False)
    points: list[Any] = []
    if every:
        fun, callback = _noted(points, fun, callback)
    found = minimize(
        fun, x0, args=args, jac=jac, method=method, bounds=bounds, callback=callback, **options
    )
    if every:
        found["allvecs"] = points
    if shown:
        print(
            f"{found.message}\n  loss {found.fun:.6g}, {found.nit} iterations, "
            f"{found.nfev} evaluations"
        )
    return found


def _noted(points: list[Any], fun: Any, callback: Any) -> tuple[Any, Any]:
    """Functions that do the same, and note the point of the first call and of each iteration."""
    named = takes_result(callback)

    def at(x: Any, *args: Any) -> Any:
        if not points:
            points.append(x.copy())
        return fun(x, *args)

    def after(*, intermediate_result: Any) -> None:
        x = intermediate_result.x
        points.append(x.copy())
        if named:
            callback(intermediate_result=intermediate_result)
        elif callback is not None:
            callback(x)

    return at, after


def _count(value: Any) -> Any:
    """A limit as SciPy takes it: what counts up to it is a whole number, and inf is none."""
    if not isinstance(value, float) or math.isnan(value):
        return value
    return 2**53 - 1 if value >= 2**53 else math.ceil(value)


def __dir__() -> list[str]:
    return sorted(__all__)
