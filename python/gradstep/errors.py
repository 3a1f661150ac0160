"""The exceptions gradstep raises: one base class, and the standard class a caller would expect.

Every error carries, as attributes, the facts its message is made of, so that a program can act on
them without reading text. Fields that do not apply are ``None``.
"""

from __future__ import annotations

from collections.abc import Sequence

__all__ = [
    "BindError",
    "CheckpointError",
    "CheckpointMismatchError",
    "DTypeError",
    "Error",
    "GradientError",
    "HyperError",
    "KeywordError",
    "MissingExtraError",
    "NonFiniteGradientError",
    "ScheduleError",
    "StaleBindingError",
]


class Error(Exception):
    """Base of every error that gradstep raises on purpose.

    It is raised itself when an optimizer is used by two steps at once, and for environment
    variables that cannot be honoured (GRADSTEP_ISA, GRADSTEP_NUM_THREADS).

    Args:
        message: What is wrong, where, and the fix; it is ``str(error)``.
        path: Path of the parameter concerned, such as ``"layers.3.weight"``.
        index: Position inside that parameter: an int (C order) or a tuple of ints.
        value: The offending value.
        n: The 0-based step at which it happened.
        group: Name of the parameter group.
        name: Name of the argument, hyper-parameter or keyword.
        differences: One line per difference, when several were found at once.
    """

    def __init__(
        self,
        message: str,
        *,
        path: str | None = None,
        index: int | tuple[int, ...] | None = None,
        value: object = None,
        n: int | None = None,
        group: str | None = None,
        name: str | None = None,
        differences: Sequence[str] | None = None,
    ) -> None:
        # BaseException pickles and copies as (class, args, __dict__): plain attributes are enough.
        super().__init__(message)
        self.path = path
        self.index = index
        self.value = value
        self.n = n
        self.group = group
        self.name = name
        self.differences = differences


class BindError(Error, ValueError):
    """Raised when parameters, groups or buffers cannot be bound to an optimizer.

    For example a leaf that is no array, two leaves with one path, overlapping or read-only
    parameters, or a group pattern that matches nothing. Nothing was bound or written.
    """


class StaleBindingError(BindError):
    """Raised by a step when the caller's containers no longer hold the arrays that were bound.

    A leaf was replaced, added or removed; ``differences`` lists them. Write into the bound array,
    ``params["W"][...] = new``, or call ``opt.rebind()``. Nothing was written.
    """


class DTypeError(Error, TypeError):
    """Raised when an array has an element type that cannot be used where it was given.

    For example integer, object or big-endian parameters. Parameters are never converted silently.
    """


class GradientError(Error, ValueError):
    """Raised when the gradients of a step do not fit the parameters.

    A gradient is missing, belongs to no parameter, or has the wrong shape. Nothing was written
    and the step count is unchanged.
    """


class NonFiniteGradientError(GradientError, FloatingPointError):
    """Raised by a step with ``nonfinite="raise"`` when a gradient holds a NaN or an infinity.

    It is raised, too, when a gradient is so large that the optimizer's state would overflow.
    ``path`` and ``index`` say where. Parameters, state and step count are byte-equal to before
    the step.
    """


class HyperError(Error, ValueError):
    """Raised when a hyper-parameter or option is unknown, out of range or NaN.

    At construction, on assignment, and by a step whose schedule gave such a value (then ``n`` is
    set and nothing was written).
    """


class KeywordError(HyperError, TypeError):
    """Raised for an argument that nothing takes: an unknown keyword, or a positional value.

    It is also a TypeError, as Python itself would raise. The message offers the nearest keyword.
    """


class MissingExtraError(Error, ImportError):
    """Raised when a package of the ``demo`` extra is needed and not installed.

    ``name`` is the package. It is an ImportError too, as Python itself would raise.
    """


class ScheduleError(Error, ValueError):
    """Raised when a schedule is malformed, left open, or cannot be evaluated.

    An exception raised by the caller's own schedule is the ``__cause__``. If raised by a step,
    nothing was written.
    """


class CheckpointError(Error, ValueError):
    """Raised when saved state cannot be read or written: damaged, truncated or of another format.

    The optimizer that was to be restored is unchanged.
    """


class CheckpointMismatchError(CheckpointError):
    """Raised when saved state is sound but belongs to other parameters, rules or options.

    ``differences`` lists all differing paths, shapes, dtypes and rules at once; the optimizer is
    unchanged.
    """


def __dir__() -> list[str]:
    return sorted(__all__)
