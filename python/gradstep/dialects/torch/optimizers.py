"""The optimizers of torch: data on gradstep's rules."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from typing import Any, ClassVar

from ..._optimizer.groups import Group
from ..._optimizer.optimizer import Optimizer
from ..._trees.tensors import written, zero_grad
from ...errors import HyperError
from .._dialect import Entry, make_classes
from .._pieces import BETAS, LBFGS


class ParamGroup(MutableMapping[str, Any]):
    """A group under torch's names: ``for g in opt.param_groups: g["lr"] *= 0.1``."""

    def __init__(self, group: Group, entry: Entry, params: list[Any]) -> None:
        self._group, self._entry, self._params = group, entry, params

    def _all(self) -> dict[str, Any]:
        return {"params": self._params, **self._entry.back(self._group.rule)}

    def __getitem__(self, name: str) -> Any:
        return self._all()[name]

    def __setitem__(self, name: str, value: Any) -> None:
        before = {**self._entry.defaults, **self._entry.back(self._group.rule)}
        new = self._entry.translate({name: value}, "param_groups", before)
        try:
            self._group.assign(new)
        except HyperError as error:
            self._entry.explain(error, {**before, name: value}, "param_groups")
            raise

    def __delitem__(self, name: str) -> None:
        del self._group[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def __repr__(self) -> str:
        return repr({k: v for k, v in self._all().items() if k != "params"})


class TorchOptimizer(Optimizer):
    """What torch's optimizers have besides gradstep's."""

    __module__ = __package__  # where everybody finds it
    _entry: ClassVar[Entry]

    @property
    def param_groups(self) -> list[ParamGroup]:
        """The groups under torch's names; their values may be assigned."""
        found = {leaf.path: leaf.found for leaf in self._binding.leaves}
        return [
            ParamGroup(group, self._entry, [found[path] for path in group.paths])
            for group in self._groups
        ]

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Zero the bound gradients, or else those that tensors hold in ``.grad``.

        Args:
            set_to_none: Set ``.grad`` to None instead. Bound gradients, and so all gradients of
                numpy arrays, are zeroed all the same.
        """
        for leaf in self._binding.gradients:
            if leaf is not None:
                leaf.array.fill(0)
                written([leaf.found])
        for leaf in self._binding.leaves if self._binding.grads is None else ():
            if leaf.place is not None:
                zero_grad(leaf.found, set_to_none)


_IMPLEMENTATION = ("foreach", "fused", "capturable", "differentiable")


def _entry(rule: str, arguments: dict[str, Any], **tables: Any) -> Entry:
    renamed = {**BETAS, **tables.pop("renamed", {})}
    return Entry(rule, arguments, renamed=renamed, ignored=_IMPLEMENTATION, **tables)


ENTRIES: dict[str, Entry] = {
    "ASGD": _entry(
        "ASGD",
        dict(lr=1e-2, lambd=1e-4, alpha=0.75, t0=1e6, weight_decay=0)
        | dict(foreach=None, maximize=False, differentiable=False, capturable=False),
        renamed={"alpha": "power"},
    ),
    "Adadelta": _entry(
        "Adadelta",
        dict(lr=1.0, rho=0.9, eps=1e-6, weight_decay=0, foreach=None)
        | {"*": None}
        | dict(capturable=False, maximize=False, differentiable=False),
    ),
    "Adagrad": _entry(
        "Adagrad",
        dict(lr=1e-2, lr_decay=0, weight_decay=0, initial_accumulator_value=0, eps=1e-10)
        | {"foreach": None, "*": None}
        | dict(maximize=False, differentiable=False, fused=None),
    ),
    "Adam": _entry(
        "Adam",
        dict(lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0, amsgrad=False)
        | {"*": None}
        | dict(foreach=None, maximize=False, capturable=False, differentiable=False, fused=None)
        | dict(decoupled_weight_decay=False),
    ),
    "AdamW": _entry(
        "AdamW",
        dict(lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-2, amsgrad=False)
        | {"*": None}
        | dict(maximize=False, foreach=None, capturable=False, differentiable=False, fused=None),
    ),
    "Adamax": _entry(
        "Adamax",
        dict(lr=2e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0, foreach=None)
        | {"*": None}
        | dict(maximize=False, differentiable=False, capturable=False),
    ),
    "NAdam": _entry(
        "NAdam",
        dict(lr=2e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0, momentum_decay=4e-3)
        | {"decoupled_weight_decay": False, "*": None}
        | dict(foreach=None, maximize=False, capturable=False, differentiable=False),
    ),
    "RAdam": _entry(
        "RAdam",
        dict(lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0, decoupled_weight_decay=False)
        | {"*": None}
        | dict(foreach=None, maximize=False, capturable=False, differentiable=False),
    ),
    "RMSprop": _entry(
        "RMSprop",
        dict(lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0, momentum=0, centered=False)
        | dict(capturable=False, foreach=None, maximize=False, differentiable=False),
    ),
    "Rprop": _entry(
        "Rprop",
        dict(lr=1e-2, etas=(0.5, 1.2), step_sizes=(1e-6, 50))
        | {"*": None}
        | dict(capturable=False, foreach=None, maximize=False, differentiable=False),
        renamed={
            "etas": ("eta_minus", "eta_plus"),
            "step_sizes": ("min_step_size", "max_step_size"),
        },
    ),
    "SGD": _entry(
        "SGD",
        dict(lr=1e-3, momentum=0, dampening=0, weight_decay=0, nesterov=False)
        | {"*": None}
        | dict(maximize=False, foreach=None, differentiable=False, fused=None),
    ),
}

CLASSES = make_classes(__package__, ENTRIES, TorchOptimizer, {"LBFGS": LBFGS})
