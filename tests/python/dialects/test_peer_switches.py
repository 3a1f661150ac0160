"""Switches of peers' optimizers that stages and options here stand for: the peers' own numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import gradstep as gs
from gradstep.dialects import optax, pytorch_optimizer, timm
from gradstep.schedules import Constant, Cosine, warmup

START = np.array([[1.0, -2.0, 0.5], [0.3, -1.0, 2.0]])
GRADS = np.array(
    [
        [[1.0, -2.0, 0.5], [3.0, 1.0, -1.0]],
        [[1.0, 1.0, -0.3], [-1.0, 0.2, 0.4]],
        [[0.5, 1.0, 2.0], [0.1, -1.0, 0.7]],
        [[-1.0, 2.0, 0.2], [0.3, 0.1, -0.4]],
    ]
)
RATES = warmup(Cosine(0.1, steps=4), 2)  # 0.05, 0.1, 0.1, 0.085: the largest is 0.1
CORRECTED: dict[str, Any] = dict(corrected_weight_decay=True, weight_decay=0.3)


def stepped(make: Any, rounds: int = 1, **arguments: Any) -> tuple[Any, Any]:
    """The optimizer and the parameters after its steps."""
    params = START.copy()
    opt = make(params, **arguments)
    for g in [*GRADS] * rounds:
        opt.step(g)
    return opt, params


# ---------------------------------------------------------------------------- timm 1.0.31


@pytest.mark.parametrize(
    "make, arguments, there",
    [
        (
            timm.AdamWLegacy,
            dict(**CORRECTED),
            [
                0.6531793109645547,
                -1.798077039234172,
                0.27817919570492955,
                0.13019913600906666,
                -1.038359845492265,
                1.8999628131248905,
            ],
        ),
        (
            timm.NAdamW,
            dict(**CORRECTED),
            [
                0.5899455182501956,
                -1.843450088580962,
                0.22162020348757572,
                0.1142364092571205,
                -1.0454346624625066,
                1.8931266487687817,
            ],
        ),
        (
            timm.Lion,
            dict(**CORRECTED),
            [
                0.7600769434434431,
                -2.058898052384526,
                0.32240977958258765,
                0.13972325757900858,
                -1.0418702750545628,
                1.7655430658057112,
            ],
        ),
        (
            timm.SGDW,
            dict(**CORRECTED),
            [
                0.808984113357553,
                -2.0982366352716677,
                0.24947215234456097,
                0.19547138842156347,
                -0.8891465421944693,
                1.8006021100986052,
            ],
        ),
        (
            timm.LaProp,
            dict(**CORRECTED),
            [
                0.6769350841506524,
                -1.8818090148172717,
                0.32965044078523736,
                0.21976675605365803,
                -0.9713860260220318,
                1.8146182200651988,
            ],
        ),
        (
            timm.Lamb,
            dict(**CORRECTED, decoupled_decay=True),
            [
                0.3485409636544552,
                -2.0539235932197504,
                0.1486708092392365,
                0.12372319344787254,
                -1.1332166281732894,
                1.766771803034212,
            ],
        ),
        (
            timm.Lamb,
            dict(**CORRECTED, decoupled_decay=False),
            [
                0.39103710140345826,
                -1.8021114842906942,
                0.17973905487461364,
                0.12649588700051362,
                -0.9991035647378642,
                1.5991613358387646,
            ],
        ),
        (
            timm.RMSpropTF,
            dict(**CORRECTED, decoupled_decay=True),
            [
                0.810075328948241,
                -2.056596494050836,
                0.26528333022689804,
                0.2140016606534091,
                -0.8864797905544709,
                1.7980864719521552,
            ],
        ),
        (
            timm.RMSpropTF,
            dict(**CORRECTED, decoupled_decay=False),
            [
                0.8099277164510871,
                -2.071566503051787,
                0.26687052252199917,
                0.21713739861767628,
                -0.873728418719363,
                1.7762374011324094,
            ],
        ),
        (
            timm.NvNovoGrad,
            dict(**CORRECTED, decoupled_decay=True),
            [
                0.7724899957267095,
                -1.833662945076812,
                0.34534960279563853,
                0.10778894230491044,
                -0.9576688322953513,
                1.8513483123753107,
            ],
        ),
        (
            timm.NvNovoGrad,
            dict(**CORRECTED, decoupled_decay=False),
            [
                0.6167186067923388,
                -1.5195663695067017,
                0.266998267892433,
                0.06464626176624967,
                -0.7975775443680081,
                1.5333843229038557,
            ],
        ),
        (
            timm.Adopt,
            dict(weight_decay=0.3, decoupled=True),
            [
                0.8914947061894202,
                -1.863430424507634,
                0.4481223685158457,
                0.28198581393835176,
                -0.9052605796037825,
                1.8147753128106792,
            ],
        ),
        (
            timm.Adopt,
            dict(weight_decay=0.3, decoupled=True, caution=True),
            [
                0.8909853233892452,
                -1.8969502077977733,
                0.4288400665778094,
                0.27819256318756286,
                -0.9091084793062836,
                1.8174382226883132,
            ],
        ),
        (
            timm.Adopt,
            dict(decoupled=True, **CORRECTED),
            [
                0.8949342061894202,
                -1.8705409877107986,
                0.4498813948915977,
                0.2830664513827925,
                -0.9087654778036529,
                1.8217777617081097,
            ],
        ),
        (
            timm.Adopt,
            dict(**CORRECTED),
            [
                0.9678915060725038,
                -2.011296147012752,
                0.4791456964703846,
                0.30545769132514855,
                -0.9716427365576972,
                1.947750963973552,
            ],
        ),
    ],
)
@pytest.mark.parametrize("function", [False, True])
def test_timms_decay_of_a_scheduled_rate(
    make: Any, arguments: dict[str, Any], there: list[float], function: bool
) -> None:
    """There the constructor has the largest rate and a scheduler sets the others."""
    rates = (lambda n: RATES(n)) if function else RATES
    _, params = stepped(make, lr=rates, **arguments)
    assert params.ravel() == pytest.approx(there, rel=1e-12)


def test_timms_corrected_decay_of_a_group_goes_by_the_constructors_rate() -> None:
    params = {"a": START[0].copy(), "b": START[1].copy()}
    opt = timm.SGDW(params, lr=0.1, groups={"a": dict(lr=0.05)}, **CORRECTED)
    for g in GRADS:
        opt.step({"a": g[0], "b": g[1]})
    assert params["a"] == pytest.approx(
        [0.8973870867578126, -2.041782611015625, 0.3662520433789063], rel=1e-12
    )
    assert params["b"] == pytest.approx(
        [0.04617594299999997, -0.9083781099999999, 1.7963169199999998], rel=1e-12
    )


def test_timms_corrected_decay_may_be_switched_off_or_scheduled_in_a_group() -> None:
    params = {"a": np.ones(1), "b": np.ones(1), "c": np.ones(1)}
    groups = {"a": dict(corrected_weight_decay=False), "b": dict(weight_decay=Constant(0.1))}
    opt = timm.SGDW(params, lr=RATES, groups=groups, **CORRECTED)
    decays = [[x["weight_decay"] for x in opt.step(params).values.values()] for _ in range(2)]
    assert decays == [pytest.approx([0.3, 0.05, 0.15]), pytest.approx([0.3, 0.1, 0.3])]


@pytest.mark.parametrize("lr", [0.0, lambda n: 0.0])
def test_timms_corrected_decay_needs_a_rate(lr: Any) -> None:
    with pytest.raises(gs.HyperError, match=r"timm\.Lion: corrected_weight_decay divides by the"):
        timm.Lion(np.ones(1), lr=lr, corrected_weight_decay=True)


@pytest.mark.parametrize(
    "make, arguments, there",
    [
        (
            timm.Lamb,
            dict(weight_decay=0.0, caution=True),
            [
                0.6673602014492419,
                -2.0778460506442222,
                0.2644478293491243,
                0.15755442167360004,
                -1.225697049666102,
                2.06008868688243,
            ],
        ),
        (
            timm.Lamb,
            dict(weight_decay=0.0, caution=True, grad_averaging=False, max_grad_norm=None),
            [
                -3.9418081575888877,
                -1.5700671134070916,
                -1.862018638710973,
                -1.4177119380413263,
                -4.449009688868622,
                2.966393580404912,
            ],
        ),
        (
            pytorch_optimizer.Lion,
            dict(weight_decay=0.1, use_gc=True),
            [0.96455611, -1.92317212, 0.482278105, 0.09015890299999998, -1.05960601, 1.92121192],
        ),
        (
            pytorch_optimizer.Lamb,
            dict(weight_decay=0.1, adam_debias=True),
            [
                0.26317028158484057,
                -1.9032700367942694,
                -0.06466397760796476,
                -0.12375461752364886,
                -1.2717532828631684,
                2.1165512633680104,
            ],
        ),
        (
            pytorch_optimizer.Lamb,
            dict(weight_decay=0.1, adam_debias=True, weight_decouple=False),
            [
                0.2666145597067773,
                -1.9423543754495027,
                -0.06949448672938997,
                -0.12844963220477296,
                -1.2969059968977104,
                2.1577054090620296,
            ],
        ),
    ],
)
def test_a_switch_that_a_stage_or_an_option_is(
    make: Any, arguments: dict[str, Any], there: list[float]
) -> None:
    """timm 1.0.31 and pytorch_optimizer 4.1.0, at a rate of 0.1."""
    _, params = stepped(make, lr=0.1, **arguments)
    assert params.ravel() == pytest.approx(there, rel=1e-12)


@pytest.mark.parametrize(
    "arguments", [dict(), dict(weight_decay=Constant(0)), dict(weight_decay=0, always_adapt=True)]
)
def test_timms_lamb_is_cautious_without_decay_and_trust_ratio_only(
    arguments: dict[str, Any],
) -> None:
    params = {"a": np.ones(2), "b": np.ones(2)}
    with pytest.raises(gs.HyperError, match=r"timm\.Lamb: caution=True needs weight_decay=0 and"):
        timm.Lamb(params, caution=True, **arguments)
    with pytest.raises(gs.HyperError, match=r"timm\.Lamb: caution=True needs weight_decay=0 and"):
        timm.Lamb(params, weight_decay=0, groups={"a": dict(weight_decay=0.1)}, caution=True)


# --------------------------------------------------------------------- pytorch_optimizer 4.1.0

REFUSED = {
    "adanorm": ("AdaBelief", "AdaMax", "Adan", "DiffGrad", "Lamb", "Lion", "RAdam"),
    "adam_debias": ("AdaBelief", "AdaBound", "AdaMax", "AdaMod", "DiffGrad", "NovoGrad", "RAdam"),
    "stable_adamw": ("ADOPT", "AdEMAMix", "SimplifiedAdEMAMix"),
    "use_gc": ("Adan",),  # whose first change of the gradient is to its centralized self
}


@pytest.mark.parametrize("switch, name", [(s, name) for s in REFUSED for name in REFUSED[s]])
def test_what_only_a_rule_itself_could_do_is_refused(switch: str, name: str) -> None:
    make = getattr(pytorch_optimizer, name)
    make(np.ones(2), **{switch: False})
    with pytest.raises(gs.HyperError, match=rf"{name}: {switch}=True is not supported here"):
        make(np.ones(2), **{switch: True})


def test_a_switch_of_pytorch_optimizers_may_be_of_a_group() -> None:
    params = {"a": START.copy(), "b": START.copy()}
    opt = pytorch_optimizer.Lion(params, groups={"a": dict(use_gc=True)})
    assert [group["centralize"] for group in opt.groups.values()] == [True, False]


# ----------------------------------------------------------------------------- optax 0.2.8


@pytest.mark.parametrize(
    "make, arguments, there, average",
    [
        (
            optax.contrib.schedule_free_sgd,
            dict(warmup_steps=3),
            [
                0.9039265469035536,
                -2.257966110774864,
                0.2741920858492749,
                0.14864972135542767,
                -0.9929152528975448,
                2.002932199791001,
            ],
            [
                0.906214682627721,
                -2.231073454760831,
                0.29169491122390356,
                0.15887006064387313,
                -0.9943502811959543,
                2.0021468890540324,
            ],
        ),
        (
            optax.contrib.schedule_free_adamw,
            dict(weight_decay=0.1, warmup_steps=3),
            [
                0.8657317713752412,
                -2.101688117149725,
                0.30319310728911003,
                0.20819568162771313,
                -0.9630954803892803,
                1.9371469529027376,
            ],
            [
                0.8705594270205316,
                -2.089889481931843,
                0.31986303913276093,
                0.21436754333609429,
                -0.9675319245681931,
                1.9414805691600434,
            ],
        ),
        (
            optax.contrib.schedule_free_sgd,
            dict(warmup_steps=1),
            [
                0.8449999976903203,
                -2.3075000045821077,
                0.2747499966435136,
                0.23024999896064416,
                -0.9802499997057021,
                1.959999999403954,
            ],
            [
                0.8499999977648262,
                -2.27500000409782,
                0.2974999969825151,
                0.2424999991431834,
                -0.9824999997392299,
                1.959999999403954,
            ],
        ),
        (
            optax.contrib.schedule_free_adamw,
            dict(weight_decay=0.1, warmup_steps=1),
            [
                0.8034225117108118,
                -2.1262083731139674,
                0.32888557344367975,
                0.24478736079042696,
                -0.9452901480231105,
                1.8738331867595646,
            ],
            [
                0.8116183898914672,
                -2.112168861175665,
                0.34992076640268627,
                0.25242628909881737,
                -0.9512752809860419,
                1.8804415732659734,
            ],
        ),
        (
            optax.contrib.schedule_free_sgd,
            dict(warmup_steps=20, weight_lr_power=1.5, b1=0.95),
            [
                0.9735363667486793,
                -2.0630332300578265,
                0.4436423196641147,
                0.2637657835241493,
                -0.9979434452076564,
                1.9995166647810496,
            ],
            [
                0.9731961753053294,
                -2.059508661901188,
                0.4454656002550313,
                0.264437666251088,
                -0.9983088902208689,
                1.9994912264774511,
            ],
        ),
        (
            optax.contrib.schedule_free_adamw,
            dict(weight_decay=0.1, warmup_steps=20, weight_lr_power=1.5, b1=0.95),
            [
                0.9632960934546152,
                -2.024635065537588,
                0.44853286047005086,
                0.27816933924831677,
                -0.9896470654018041,
                1.9818098277503258,
            ],
            [
                0.9631738031788206,
                -2.0229247757909308,
                0.45029415423414443,
                0.2786319982015179,
                -0.9903861104801399,
                1.982307218921116,
            ],
        ),
    ],
)
def test_the_warmup_of_optaxs_schedule_free(
    make: Any, arguments: dict[str, Any], there: list[float], average: list[float]
) -> None:
    """With jax_enable_x64; the rates of the warm-up are float32 all the same."""
    opt, params = stepped(make, 2, learning_rate=0.1, **arguments)
    assert params.ravel() == pytest.approx(there, rel=1e-7)
    assert opt.params_for_eval().ravel() == pytest.approx(average, rel=1e-7)


@pytest.mark.parametrize("steps", [0, 0.5, -1])
def test_optaxs_warmup_of_no_updates(steps: float) -> None:
    with pytest.raises(gs.HyperError, match="warmup_steps must be at least 1 or None"):
        optax.contrib.schedule_free_sgd(np.ones(1), warmup_steps=steps)


@pytest.mark.parametrize(
    "make, reset, there",
    [
        (
            optax.adam,
            True,
            [
                0.8167774131935893,
                -2.192959910818034,
                0.12044940204842902,
                -0.08816118273517637,
                -1.0578485787492922,
                2.059727727416708,
            ],
        ),
        (
            optax.adam,
            False,
            [
                0.6858168663624247,
                -2.0339371492763862,
                0.2030219958080483,
                0.08503023776545039,
                -1.1312570071092485,
                2.097659295310516,
            ],
        ),
        (
            optax.adagrad,
            True,
            [
                0.8878380329706297,
                -2.2077309425691736,
                0.27918780510964986,
                0.0989732488678972,
                -1.0088635200902496,
                2.025437119473496,
            ],
        ),
        (
            optax.adagrad,
            False,
            [
                0.9010393529859774,
                -2.0802322955041554,
                0.3494478530876093,
                0.2277485304978984,
                -1.0160666981463562,
                2.019404715443472,
            ],
        ),
        (
            optax.yogi,
            True,
            [
                0.8173155584476887,
                -2.192732146888308,
                0.12201351127649841,
                -0.08122581683340507,
                -1.0550274067496999,
                2.0595117509739147,
            ],
        ),
        (
            optax.yogi,
            False,
            [
                0.6864984656430037,
                -2.033777626433981,
                0.20374661932132412,
                0.08527222446728518,
                -1.1309736732011295,
                2.0974556153820205,
            ],
        ),
        (
            optax.novograd,
            True,
            [
                0.9373401025164945,
                -2.2331596156571143,
                0.2825423404217414,
                0.1399751925642569,
                -0.9886616984393061,
                2.0119486184353232,
            ],
        ),
        (
            optax.novograd,
            False,
            [
                0.697097902174832,
                -2.4179775277751787,
                0.07976839492573545,
                -0.0028650040385688746,
                -1.0204756728153888,
                1.9952676355304575,
            ],
        ),
    ],
)
def test_optaxs_lookahead(make: Any, reset: bool, there: list[float]) -> None:
    """lookahead(tx, 3, 0.5, reset_state=...) with jax_enable_x64, eight updates."""
    lookahead = gs.Lookahead(k=3, alpha=0.5, reset_state=reset)
    _, params = stepped(make, 2, learning_rate=0.1, lookahead=lookahead)
    assert params.ravel() == pytest.approx(there, rel=1e-7)


@pytest.mark.parametrize(("decay", "adapt", "factor"), [(0.0, False, 1), (0.0, True, 0.25)])
def test_timms_lars_clips_the_ratio_only_where_it_adapts(
    decay: float, adapt: bool, factor: float
) -> None:
    """With a rate above 1, where the clip divides even a ratio of 1: timm 1.0.31."""
    p, g = np.zeros(3), np.array([0.5, -1.0, 2.0])  # whose norm of 0 makes the ratio 1
    opt = gs.dialects.timm.Lars(
        p, lr=4.0, weight_decay=decay, trust_clip=True, always_adapt=adapt, trust_coeff=0.004
    )
    opt.step(g)
    assert p.tolist() == (-4.0 * factor * g).tolist()
