"""Names of peers that run on rules which others had before: what is theirs, and what is refused."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest

import gradstep as gs
from gradstep.dialects import (
    autograd,
    fedn,
    flwr,
    optimi,
    pennylane,
    pytorch_optimizer,
    thinc,
    timm,
)
from gradstep.schedules import Geometric, warmup

G = [[1.0, -2.0], [1.0, 1.0], [0.5, 1.0]]


def stepped(make: Any, start: Any = (1.0, 1.0), dtype: Any = float, **arguments: Any) -> Any:
    """The parameters after a step by each gradient of G."""
    params = np.array(start, dtype)
    opt = make(params, **arguments)
    for g in G:
        opt.step(np.array(g, dtype))
    return params


# ---- names ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "peer, names",
    [
        (timm, "Adadelta Adagrad Adam AdamW Adamax NAdam RAdam RMSprop SGD"),
        (pytorch_optimizer, "Adam AdamW NAdam RMSprop SGD"),
    ],
)
def test_what_a_peer_takes_over_from_torch_is_torchs(peer: Any, names: str) -> None:
    for name in names.split():
        assert peer.ENTRIES[name] is gs.dialects.torch.ENTRIES[name]
        assert getattr(peer, name).__module__ == peer.__name__


@pytest.mark.parametrize(
    "name, why",
    [
        ("torch.LBFGS", "gradstep.LBFGS has searches of its own"),
        ("optax.lbfgs", "gradstep.LBFGS"),
        ("pytorch_optimizer.LBFGS", "gradstep.LBFGS"),
        ("pytorch_optimizer.Ranger", "uphill"),
        ("pytorch_optimizer.DAdaptAdan", "squares of squares"),
        ("pytorch_optimizer.ASGD", "no averaged SGD"),
        ("thinc.RAdam", "count one update more"),
        ("openfl.NumPyYogi", "can become negative"),
        ("fedn.FedYogi", "cannot begin at tau²"),
        ("torch.Adamm", "did you mean Adam?"),
        ("torch.CosineAnealingLR", "did you mean CosineAnnealingLR?"),
        ("optax.contrib.prodigi", "did you mean prodigy?"),
    ],
)
def test_a_name_that_is_not_here_says_why(name: str, why: str) -> None:
    peer, _, last = name.rpartition(".")
    module: Any = gs.dialects
    for part in peer.split("."):
        module = getattr(module, part)
    with pytest.raises(AttributeError) as caught:
        getattr(module, last)
    assert why in str(caught.value) and f"gradstep.dialects.{peer}" in str(caught.value)
    assert caught.value.name == last


# ---- optimi --------------------------------------------------------------------------------------


def test_optimis_decay_is_divided_by_the_largest_rate() -> None:
    """It is 1e-3·rate/max_lr per step there; of a schedule, the constructor's rate is the first."""
    params = {"a": np.ones(1), "b": np.ones(1)}
    decay = dict(weight_decay=0.25, decouple_lr=True)
    opt = optimi.AdamW(params, lr=0.5, **decay, groups={"a": dict(lr=0.125)})
    assert [g["weight_decay"] for g in opt.groups.values()] == [0.5, 0.5]
    assert optimi.Lion(np.ones(1), lr=0.5, max_lr=2.0, **decay).hyper["weight_decay"] == 0.125
    rising = optimi.Adam(np.ones(1), lr=warmup(Geometric(0.5, 0.9), 2, start=0.0), **decay)
    assert rising.hyper["weight_decay"] == 1.0 and rising.hyper["decoupled_weight_decay"]
    scheduled = optimi.AdamW(np.ones(1), 0.5, weight_decay=Geometric(0.25, 0.5), decouple_lr=True)
    assert scheduled.values(1)["default"]["weight_decay"] == 0.25
    with pytest.raises(gs.HyperError, match="decouple_lr divides by the first rate above 0"):
        optimi.AdamW(np.ones(1), lr=0.0, **decay)
    assert optimi.Lion(np.ones(1), lr=0.0, decouple_lr=True).hyper["weight_decay"] == 0


def test_optimis_dampened_buffer_begins_as_the_first_gradient() -> None:
    with pytest.raises(gs.HyperError, match="dampening=True needs torch_init=True") as caught:
        optimi.SGD(np.ones(1), lr=0.1, momentum=0.9, dampening=True)
    assert caught.value.name == "dampening"
    plain = stepped(optimi.SGD, lr=0.1, dampening=True)
    assert (plain == stepped(optimi.SGD, lr=0.1)).all()


def test_optimis_ranger_has_lookahead() -> None:
    opt = optimi.Ranger(np.ones(2), lr=0.1, k=3, alpha=0.25)
    assert opt._options["lookahead"] == gs.Lookahead(3, 0.25)
    params = {"a": np.ones(1), "b": np.ones(1)}
    with pytest.raises(gs.HyperError, match="a group cannot change"):
        optimi.Ranger(params, lr=0.1, groups={"a": dict(k=3)})


# ---- thinc ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments, needs",
    [
        (dict(), "L2_is_weight_decay=False"),
        (dict(L2_is_weight_decay=False), "grad_clip=0"),
    ],
)
def test_thincs_decay_has_another_order(arguments: dict[str, Any], needs: str) -> None:
    thinc.Adam(np.ones(1), 0.1, **arguments)
    with pytest.raises(gs.HyperError, match=f"L2=0.1 needs {needs}"):
        thinc.Adam(np.ones(1), 0.1, L2=0.1, **arguments)
    assert thinc.SGD(np.ones(1), 0.1, grad_clip=0).hyper["clip_each"] is None


def test_thincs_adam_needs_both_betas() -> None:
    """With beta1=0 it is plain descent there, with beta2=0 an error."""
    for name in ("beta1", "beta2"):
        with pytest.raises(gs.HyperError, match=f"{name} must be above 0 and below 1, not 0"):
            thinc.Adam(np.ones(1), **{name: 0.0})


# ---- autograd, pennylane -------------------------------------------------------------------------


def test_autograds_velocity_is_a_mean() -> None:
    """autograd 1.9.1, sgd(step_size=0.5, mass=0.75): the velocity begins at 0."""
    assert stepped(autograd.sgd, step_size=0.5, mass=0.75) == pytest.approx(
        [0.4296875, 1.234375], rel=1e-14
    )


def test_pennylanes_nesterov_point_and_the_one_it_shows() -> None:
    """PennyLane 0.45.1, NesterovMomentumOptimizer(0.5, 0.75), of Σ(x - 2)⁴ from 1 and 3.5."""
    params = np.array([1.0, 3.5])
    opt = pennylane.NesterovMomentumOptimizer(params, stepsize=0.05, momentum=0.75)
    for _ in range(3):
        opt.step(4 * (params - 2) ** 3)
    shown = params + 0.75 * opt.state["param"]["momentum_buffer"]
    assert shown == pytest.approx([1.5758165001998565, 1.9278030758423197], rel=1e-14)
    plain = pennylane.NesterovMomentumOptimizer(np.ones(1), momentum=0.0)
    assert plain.hyper["nesterov"] is False


# ---- servers -------------------------------------------------------------------------------------


def test_a_server_steps_a_list_of_weights_to_the_clients_mean() -> None:
    weights = [np.ones((2, 3)), np.zeros(3)]
    server = flwr.FedAvgM(weights)
    clients = [(3, [np.full((2, 3), 2.0), np.ones(3)]), (1, [np.full((2, 3), 4.0), np.zeros(3)])]
    mean = [sum(n * new[i] for n, new in clients) / 4 for i in range(2)]
    server.step([w - m for w, m in zip(weights, mean, strict=True)])
    np.testing.assert_array_equal(weights[0], 2.5)
    np.testing.assert_array_equal(weights[1], 0.75)


@pytest.mark.parametrize(
    "make",
    [flwr.FedAdagrad, flwr.FedAdam, flwr.FedAvgM, flwr.FedYogi, fedn.FedAdagrad, fedn.FedAdam],
)
def test_servers_keep_the_dtype_and_go_on_from_a_pickle(make: Any) -> None:
    params = [np.ones(3, np.float32)]
    server = make(params)
    for _ in range(3):
        server.step([np.full(3, 0.5, np.float32)])
    again = pickle.loads(pickle.dumps(server))
    for each in (server, again):
        each.step([np.full(3, 0.25, np.float32)])
    (other,) = again._binding.tree
    assert params[0].dtype == other.dtype == np.float32 and (params[0] == other).all()
    assert params[0][0] < 1


@pytest.mark.parametrize(
    "make, there",
    [
        (flwr.FedAdam, [0.8627032425922825, 1.0835921835139146]),
        (flwr.FedYogi, [0.7976972156496998, 1.1144652687582934]),
        (flwr.FedAdagrad, [0.8564417618963803, 1.0673972984471014]),
    ],
)
def test_flowers_eta_may_fall(make: Any, there: list[float]) -> None:
    """flwr 1.42.0, whose strategy's eta was set to 0.1·0.5ᵗ before round t + 1."""
    assert stepped(make, eta=Geometric(0.1, 0.5)) == pytest.approx(there, rel=1e-13)


@pytest.mark.parametrize(
    "make, name",
    [
        (flwr.FedAdam, "beta_1"),
        (flwr.FedAdam, "beta_2"),
        (flwr.FedYogi, "beta_2"),
        (fedn.FedAdam, "beta2"),
        (fedn.FedAdam, "tau"),
        (fedn.FedAdagrad, "tau"),
    ],
)
def test_what_a_server_makes_a_schedule_of_is_a_number(make: Any, name: str) -> None:
    with pytest.raises(gs.HyperError, match=f"{name} must be a number here") as caught:
        make(np.ones(1), **{name: Geometric(0.5, 0.5)})
    assert caught.value.name == name


def test_fedns_second_moment_begins_at_tau_squared() -> None:
    """FEDn 0.33.0, from a first gradient of 0: then v is β₂·τ², and the step (1 - β₁)·0."""
    opt = fedn.FedAdam(np.ones(1), learning_rate=1.0, beta1=0.5, beta2=0.5, tau=2.0)
    opt.step(np.zeros(1))
    report = opt.step(np.array([2.0]), report=True)
    # m = 1, v = 4·(1/4) + (1/2)·4 = 3, so the step is 1 / (√3 + 2)
    assert report.update_norm == pytest.approx(1 / (np.sqrt(3) + 2), rel=1e-15)


# ---- D-Adaptation, Prodigy -----------------------------------------------------------------------


def test_arguments_that_do_nothing_there_or_something_else() -> None:
    prodigy = pytorch_optimizer.Prodigy(np.ones(1), weight_decay=0.1, weight_decouple=False)
    assert prodigy.hyper["weight_decay"] == 0
    with pytest.raises(gs.HyperError, match="betas must be above 0 and below 1, the first of"):
        pytorch_optimizer.Prodigy(np.ones(1), betas=(0.0, 0.9))
    with pytest.raises(gs.HyperError, match=r"weight_decay=0\.1 needs weight_decouple=True"):
        pytorch_optimizer.DAdaptLion(np.ones(1), weight_decay=0.1)
