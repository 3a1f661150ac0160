"""torch's CPU tensors as leaves: arrays over their memory, and telling autograd what was written.

torch is never imported here: whoever has a tensor has imported it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from typing import Any

from numpy.typing import NDArray

from .._messages import type_name
from ..errors import BindError, DTypeError, GradientError
from .dtypes import bfloat16

__all__ = [
    "cloned",
    "is_module",
    "is_tensor",
    "place",
    "remembered",
    "view",
    "written",
    "zero_grad",
    "zeros",
]


def _tensor_class() -> Any:
    """torch.Tensor; (), of which nothing is an instance, unless torch has been imported."""
    return getattr(sys.modules.get("torch"), "Tensor", ())


def is_tensor(x: object) -> bool:
    return isinstance(x, _tensor_class())


def is_module(x: object) -> bool:
    return isinstance(x, getattr(getattr(sys.modules.get("torch"), "nn", None), "Module", ()))


def view(
    tensor: Any, what: str, path: str, error: type[BindError] | type[GradientError]
) -> NDArray[Any]:
    """The array over a tensor's memory, of its shape and strides; a bfloat16 one is `bfloat16`.

    Raises:
        BindError, GradientError: As ``error`` says; elements that do not lie in the CPU's memory.
        DTypeError: Elements of a kind that numpy has not.
    """
    torch = sys.modules["torch"]
    try:
        data = tensor.detach() if tensor.requires_grad else tensor
        half = tensor.dtype is torch.bfloat16
        array: NDArray[Any] = (data.view(torch.int16) if half else data).numpy()
    except (RuntimeError, TypeError, ValueError) as reason:  # torch says all it cannot view
        kind, why = _refusal(tensor, reason, error)
        raise kind(f'{what}: "{path}" {why}', path=path, name=what, value=tensor) from None
    if array.flags.owndata and array.size:  # numpy's own memory, since torch has none to show
        raise error(
            f'{what}: "{path}" has no memory: its storage was resized to 0, as FSDP does between '
            "uses; step while it has its numbers",
            path=path,
            name=what,
            value=tensor,
        )
    return array.view(bfloat16) if half else array


def _refusal(tensor: Any, reason: Exception, error: Any) -> tuple[Any, str]:
    """The error and the words for a tensor that torch does not show as an array."""
    torch = sys.modules["torch"]
    if isinstance(reason, ValueError):  # of a lazy module, which answers no question but this
        return error, f"is not initialized: {reason}"
    if tensor.is_meta:
        return error, 'is on meta, without numbers; use torch.empty_like(x, device="cpu")'
    if tensor.device.type != "cpu":
        return error, (
            f"is on {tensor.device}; gradstep steps CPU tensors; use x.cpu(), or model.cpu()"
        )
    if type(tensor).__torch_dispatch__ is not torch.Tensor.__torch_dispatch__:
        return error, f"is {type_name(tensor)}, whose memory is not its own; use a plain tensor"
    if tensor.layout is not torch.strided:
        return error, f"has layout {tensor.layout}; use x.to_dense()"
    if tensor.is_conj() or tensor.is_neg():
        fix = "resolve_conj" if tensor.is_conj() else "resolve_neg"
        return error, f"is conjugated or negated only when read; use x.{fix}()"
    if isinstance(reason, TypeError):
        to = f"to({torch.complex64 if tensor.is_complex() else torch.float32})"
        fix = "dequantize()" if tensor.is_quantized else to
        return DTypeError, f"has dtype {tensor.dtype}, which numpy has not; use x.{fix}"
    return error, f"has no elements to step ({reason}); use a plain tensor"


def place(tensor: Any) -> tuple[Any, ...]:
    """Where the elements lie, another place after ``x.data = …``, ``model.double()`` or
    ``x.resize_(…)``."""
    return tensor.data_ptr(), tensor.stride(), tensor.shape


def written(leaves: Iterable[object]) -> None:
    """Tell autograd that tensors were written: a backward that needs their old values then raises.

    Arrays among them are passed over.
    """
    kind = _tensor_class()  # once: this is part of every step
    tensors = [x for x in leaves if isinstance(x, kind)]
    if tensors:
        sys.modules["torch"].autograd.graph.increment_version(tensors)


def zero_grad(tensor: Any, set_to_none: bool) -> None:
    """What torch.optim.Optimizer.zero_grad does to one parameter."""
    if set_to_none:
        tensor.grad = None
    elif (grad := tensor.grad) is not None:
        if grad.grad_fn is not None:  # of a backward with create_graph; detach_ refuses views
            tensor.grad = grad = grad.detach()
        grad.requires_grad_(False).zero_()


def zeros(tensor: Any) -> Any:
    return sys.modules["torch"].zeros_like(tensor.detach())


def cloned(tensor: Any) -> Any:
    return tensor.detach().clone()


def remembered(tensor: Any) -> Callable[[], None]:
    """A function that puts a tensor's numbers, memory and gradient back, whatever they are then."""
    data = tensor.detach()
    numbers = cloned(data)
    grad = tensor.grad if tensor.is_leaf else None  # asking others for it is a warning
    undo_grad = None if grad is None else remembered(grad)

    def undo() -> None:
        if place(tensor) != place(data):
            tensor.data = data
        data.copy_(numbers)  # which also tells autograd
        if undo_grad is not None:
            undo_grad()
        if tensor.is_leaf:
            tensor.grad = grad

    return undo
