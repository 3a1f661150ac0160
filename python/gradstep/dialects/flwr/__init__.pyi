"""The server optimizers of Flower's strategies (flwr 1.42, serverapp): same arithmetic.

The gradient is the global weights minus the mean of the clients' weights, and every array has one
in every round. What samples and weighs the clients stays with the strategy; eta_l is ignored. The
weights keep their dtype, where NumPy 2 makes float64 of a float32 model in FedAdam.
"""

# Written by tools/stubs.py.
from typing import Any

from typing_extensions import Unpack

from ..._optimizer.optimizer import Optimizer
from ...rules import _Number
from ...schedules import Schedule
from .._keywords import _Keywords

__all__ = ["FedAdagrad", "FedAdam", "FedAvgM", "FedYogi"]

class FedAdagrad(Optimizer):
    """flwr.FedAdagrad: its arguments, defaults and arithmetic.

    Adagrad: each element's rate shrinks with the squared gradients it has seen.
        s ← s + g²;  p ← p - lr/(1 + (t-1)·lr_decay) · g / (√s + eps)  (√(s + eps) with eps_in_sqrt)

    The rule is `gradstep.rules.Adagrad`.

    Args:
        params: The arrays to step, in any container.
        eta: The rule's lr.
            lr: Learning rate (number or schedule, >= 0).
        eta_l: Accepted and ignored.
        tau: The rule's eps.
            eps: Added to the denominator for stability (number or schedule, >= 0).

    The other keywords are gradstep's own: see `gradstep.Adagrad`.
    """

    def __init__(
        self,
        params: Any,
        *,
        eta: _Number = 0.1,
        eta_l: object = 0.1,
        tau: _Number = 0.001,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class FedAdam(Optimizer):
    """flwr.FedAdam: its arguments, defaults and arithmetic.

    Adam: running means of the gradient and of its square, both corrected for their start at zero.
        m ← m + (1-β₁)(g - m);  v ← β₂·v + (1-β₂)·g²;  w = v, or with amsgrad the largest v so far
        p ← p - lr/(1-β₁ᵗ) · m / (√w/√(1-β₂ᵗ) + eps)

    The rule is `gradstep.rules.Adam`.

    Args:
        params: The arrays to step, in any container.
        eta: Learning rate of the server (number or schedule, >= 0).
        eta_l: Accepted and ignored.
        beta_1: The rule's beta1.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        beta_2: The rule's beta2.
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        tau: The rule's eps.
            eps: Added to the denominator for stability (number or schedule, >= 0).

    The other keywords are gradstep's own: see `gradstep.Adam`.
    """

    def __init__(
        self,
        params: Any,
        *,
        eta: float | Schedule = 0.1,
        eta_l: object = 0.1,
        beta_1: _Number = 0.9,
        beta_2: _Number = 0.99,
        tau: _Number = 0.001,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class FedAvgM(Optimizer):
    """flwr.FedAvgM: its arguments, defaults and arithmetic.

    Stochastic gradient descent, with momentum and Nesterov's look-ahead.
        b ← momentum·b + (1 - dampening)·g,  b = g at the first step;
          d = g + momentum·b (nesterov), b (momentum) or g
        p ← p - lr·d;
          with lr_in_momentum b sums lr·g, and p ← p - d: past gradients keep the rate of their time

    The rule is `gradstep.rules.SGD`.

    Args:
        params: The arrays to step, in any container.
        server_learning_rate: The rule's lr.
            lr: Learning rate (number or schedule, >= 0).
        server_momentum: The rule's momentum.
            momentum: Decay of the momentum buffer (number or schedule, >= 0).

    The other keywords are gradstep's own: see `gradstep.SGD`.
    """

    def __init__(
        self,
        params: Any,
        server_learning_rate: _Number = 1.0,
        server_momentum: _Number = 0.0,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class FedYogi(Optimizer):
    """flwr.FedYogi: its arguments, defaults and arithmetic.

    Yogi: Adam whose second moment moves by amounts of g², so that it cannot fall or rise at once.
        m ← m + (1-β₁)(g - m);  v ← v - (1-β₂)·sign(v - g²)·g²;
          both start at initial_accumulator_value
        p ← p - lr/(1-β₁ᵗ) · m / (√v/√(1-β₂ᵗ) + eps)

    The rule is `gradstep.rules.Yogi`.

    Args:
        params: The arrays to step, in any container.
        eta: Learning rate of the server (number or schedule, >= 0).
        eta_l: Accepted and ignored.
        beta_1: The rule's beta1.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        beta_2: The rule's beta2.
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        tau: Added to the denominator (number or schedule, >= 0).

    The other keywords are gradstep's own: see `gradstep.Yogi`.
    """

    def __init__(
        self,
        params: Any,
        *,
        eta: float | Schedule = 0.01,
        eta_l: object = 0.0316,
        beta_1: _Number = 0.9,
        beta_2: _Number = 0.99,
        tau: float | Schedule = 0.001,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...
