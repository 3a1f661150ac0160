"""Other libraries' optimizers and schedules under their own names, arguments and arithmetic.

``gs.dialects.torch.Adam(params, lr=1e-3, betas=(0.9, 0.999))`` takes torch's keywords in torch's
order and gives torch's numbers. Entries are data on gradstep's rules: only names and defaults
differ. The step is gradstep's: ``opt.step(grads)``. Their schedules are functions that make
gradstep's; ``steps_per_call`` is how many updates lay between two calls of the peer's
``scheduler.step()``.

An argument that chooses an implementation there is accepted and ignored; one that changes numbers
and is not supported is an error unless it has its default. The documentation of each class says
which these are. gradstep's own options (nonfinite=, report=, …) are keywords after the peer's. A
peer is imported when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .._messages import no_attribute

__all__ = [
    "adabelief_pytorch",
    "adan_pytorch",
    "autograd",
    "dadaptation",
    "dog",
    "fedn",
    "flwr",
    "keras",
    "lion_pytorch",
    "momo",
    "openfl",
    "optax",
    "optimi",
    "parameterfree",
    "pennylane",
    "prodigyopt",
    "pytorch_optimizer",
    "schedulefree",
    "sklearn",
    "thinc",
    "timm",
    "torch",
    "transformers",
]

if TYPE_CHECKING:
    from . import adabelief_pytorch as adabelief_pytorch
    from . import adan_pytorch as adan_pytorch
    from . import autograd as autograd
    from . import dadaptation as dadaptation
    from . import dog as dog
    from . import fedn as fedn
    from . import flwr as flwr
    from . import keras as keras
    from . import lion_pytorch as lion_pytorch
    from . import momo as momo
    from . import openfl as openfl
    from . import optax as optax
    from . import optimi as optimi
    from . import parameterfree as parameterfree
    from . import pennylane as pennylane
    from . import prodigyopt as prodigyopt
    from . import pytorch_optimizer as pytorch_optimizer
    from . import schedulefree as schedulefree
    from . import sklearn as sklearn
    from . import thinc as thinc
    from . import timm as timm
    from . import torch as torch
    from . import transformers as transformers


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise no_attribute(__name__, name, __all__)
    return import_module(f".{name}", __name__)


def __dir__() -> list[str]:
    return sorted(__all__)
