"""The oracle of low-precision storage against other libraries' recordings and against its own laws.

What the recordings of FlashAdamW's 8-bit steps show is not comparable: its codes have float16
scales for blocks of 32, and a second moment may read back as 0 where ours may not. Its quantizers
and its steps on 16-bit parameters are compared. bitsandbytes' CPU codes are not the nearest ones,
which its own documentation of the map asks for; the map is torchao's.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from ml_dtypes import bfloat16

import gradstep as gs
from oracles import lowbit
from oracles.lowbit import F32, Emulated, Kahan, Master, Slot, Split, bits
from support.golden import GOLDEN

P0: Any = GOLDEN["lowbit/inputs/p0"]
GRADS: Any = GOLDEN["lowbit/inputs/grads"]
MOMENTS = {"m": Slot(), "v": Slot(signed=False)}
HALVES = {"bf16": np.dtype(bfloat16), "f16": np.dtype(np.float16)}
SPECIAL = np.array([0, -0.0, 1, -1, np.inf, -np.inf, np.nan, -np.nan, 1e-45, 3e38], F32)


def recorded(key: str) -> Any:
    return GOLDEN[f"lowbit/{key}"]


def sample(n: int) -> Any:
    """Float32 numbers of all sizes and signs."""
    rng = np.random.default_rng(0)
    return (rng.normal(size=n) * 10.0 ** rng.uniform(-12, 6, n)).astype(F32)


# ---- 8 bits --------------------------------------------------------------------------------------


@pytest.mark.parametrize("sign", ["signed", "unsigned"])
def test_dynamic_map(sign: str) -> None:
    ours = lowbit.dynamic_map(sign == "signed")
    np.testing.assert_array_equal(bits(ours), bits(recorded(f"qmap/dynamic8_{sign}")))
    assert recorded("bitsandbytes/qmap_equals_torchao").all()


@pytest.mark.parametrize("signed", [True, False])
def test_dynamic_code_is_the_nearest(signed: bool) -> None:
    values = lowbit.dynamic_map(signed).astype(np.float64)
    x = sample(2560) if signed else abs(sample(2560))
    codes, scales = lowbit.dynamic8(signed).encode(x)
    z = (x / np.repeat(scales, 256)).astype(np.float64)
    distance = abs(values - z[:, None])
    lost = (codes == 1) & (not signed)  # the code 0 is for 0 alone
    nearest = np.where(lost, distance[:, 1], distance.min(axis=1))
    np.testing.assert_array_equal(distance[np.arange(len(z)), codes], nearest)
    assert signed or (codes[x > 0] > 0).all()


def test_dynamic_codes_of_torchao() -> None:
    codes, scales = lowbit.dynamic8(True).encode(GRADS[0])
    np.testing.assert_array_equal(codes, recorded("torchao/quantize8/signed,block=256/codes"))
    np.testing.assert_array_equal(scales, recorded("torchao/quantize8/signed,block=256/scale"))


@pytest.mark.parametrize(
    ("signed", "quantizer"), [(True, "momentum_softsign"), (False, "variance_sqrt")]
)
def test_q8_codes_of_flash(signed: bool, quantizer: str) -> None:
    """The same curve; only that what is above 0 does not become 0, and scales are not rounded."""
    x = GRADS[0] if signed else GRADS[0] ** 2
    codes, scales = lowbit.q8(signed, block=32).encode(x)
    theirs = recorded(f"flash/quantize_state/{quantizer},group=32/codes")
    scale = recorded(f"flash/quantize_state/{quantizer},group=32/scale_f16")
    np.testing.assert_array_equal(codes, theirs if signed else np.where(x > 0, theirs.clip(1), 0))
    root = scales if signed else np.sqrt(scales)
    np.testing.assert_array_equal(root.astype(np.float16), scale.astype(np.float16))


def test_q8_errs_by_half_a_code() -> None:
    """A code is 1/127 of 2z / (1 + |z|), whose slope is at least 1/2, or 1/255 of the root."""
    x = sample(1000)  # a short block at the end
    signed, positive = lowbit.q8(True), lowbit.q8(False)
    s = np.repeat(signed.encode(x)[1], 64)[: len(x)]
    assert (abs(signed.decode(*signed.encode(x)) - x) <= s * (1 / 127 + 1e-6)).all()
    x = abs(x)
    back = positive.decode(*positive.encode(x))
    assert (back > 0).all()
    raised = back <= s / 65025 * (1 + 1e-6)  # the code 1 is for all that is above 0
    error = abs(np.sqrt(back) - np.sqrt(x)) / np.sqrt(s)
    assert (error <= np.where(raised, 1 / 255, 1 / 510) + 1e-6).all()


@pytest.mark.parametrize("state_dtype", ["q8", "dynamic8"])
@pytest.mark.parametrize("signed", [True, False])
def test_special_numbers_in_8_bits(state_dtype: str, signed: bool) -> None:
    codec = lowbit.state_codec(state_dtype, "nearest", signed=signed)
    zeros = codec.encode(np.zeros(5, F32), None)
    np.testing.assert_array_equal(bits(codec.decode(*zeros)), 0)
    for bad in (np.inf, np.nan):
        back = codec.decode(*codec.encode(np.array([1, bad, 0], F32), None))
        assert np.isnan(back).all()
    least = np.full(3, 1e-45, F32)
    assert (codec.decode(*codec.encode(least, None)) <= codec.least).all()


# ---- 16 bits -------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", HALVES.values(), ids=HALVES)
def test_what_16_bits_hold_is_never_moved(dtype: Any) -> None:
    every = np.arange(2**16, dtype=np.uint16).view(dtype)
    x = every.astype(F32)
    r = lowbit.random_bits(len(x), seed=1, path="layers.0.W", t=3, stream=0)
    for back in (lowbit.nearest(x, dtype), lowbit.stochastic(x, dtype, r)):
        number = ~np.isnan(x)
        np.testing.assert_array_equal(bits(back)[number], bits(every)[number])
        quiet = np.where(np.signbit(x[~number]), 0x8000, 0) + bits(np.full(1, np.nan, dtype))
        np.testing.assert_array_equal(bits(back)[~number], quiet)


@pytest.mark.parametrize("dtype", HALVES.values(), ids=HALVES)
@pytest.mark.parametrize("x", [1.00390637, -0.1, 3.3e-5, -6.2e-6, 1e-7, 65519.0])
def test_stochastic_rounding_has_the_exact_mean(dtype: Any, x: float) -> None:
    """Over all random bits that count, unless the number above overflows."""
    every = np.arange(2**16 if dtype == bfloat16 else 2**13, dtype=np.uint32)
    rounded = lowbit.stochastic(np.full(len(every), x, F32), dtype, every).astype(np.float64)
    if dtype == np.float16 and abs(x) > 65504:
        assert set(rounded) == {65504, np.inf}
        return
    low, high = min(rounded), max(rounded)
    assert low <= F32(x) <= high
    assert set(rounded) <= {low, high} and np.ptp(bits(np.array([low, high], dtype))) <= 1
    # float16 subnormals: the sum of the number and its random fraction is rounded
    exact = dtype == bfloat16 or abs(x) >= 2.0**-14
    off = abs(rounded.mean() - np.float64(F32(x)))
    assert off <= (0 if exact else (high - low) / len(every))


@pytest.mark.parametrize("kind", ["nearest", "stochastic"])
def test_overflow(kind: str) -> None:
    x = np.array([65520, 1e30, -1e30, np.inf, 3.4e38], F32)
    r = np.full(len(x), 2**32 - 1, np.uint32)
    half = lowbit.stochastic(x, np.float16, r) if kind == "stochastic" else lowbit.nearest(x, "f2")
    np.testing.assert_array_equal(half, [np.inf, np.inf, -np.inf, np.inf, np.inf])


def test_random_bits() -> None:
    golden = np.array([0x9E3779B97F4A7C15], np.uint64)  # splitmix64's first output from seed 0
    assert lowbit.mix(golden)[0] == 0xE220A8397B1DCDAF
    assert lowbit.fnv1a("a") == 0xAF63DC4C8601EC8C
    names = {"seed": 1, "path": "W", "t": 1, "stream": 0}
    first = lowbit.random_bits(4096, **names)
    for other in ({"seed": 2}, {"path": "b"}, {"t": 2}, {"stream": 1}):
        second = lowbit.random_bits(4096, **{**names, **other})
        assert abs(np.corrcoef(first, second)[0, 1]) < 5 / 64  # five standard deviations
    ones = (first[:, None] >> np.arange(16, dtype=np.uint32) & 1).mean(axis=0)
    assert (abs(ones - 0.5) < 5 * 0.5 / 64).all()
    distinct = 65536 * (1 - (1 - 1 / 65536) ** 4096)  # of so many drawn; its deviation is below 11
    assert abs(len(np.unique(first)) - distinct) < 5 * 11


def test_mean_of_torchaos_roundings() -> None:
    """Ours and theirs differ by what two means of 100000 draws may, five standard deviations."""
    theirs, n = recorded("torchao/fp32_to_bf16_sr/x=1+2^-10/mean_of_100000"), 100_000
    r = lowbit.random_bits(n, seed=0, path="param", t=1, stream=0)
    ours = lowbit.stochastic(np.full(n, 1 + 2.0**-10, F32), bfloat16, r).astype(np.float64).mean()
    deviation = 2.0**-7 * np.sqrt(1 / 8 * 7 / 8 / n)
    assert abs(ours - (1 + 2.0**-10)) < 5 * deviation
    assert abs(ours - theirs) < 5 * np.sqrt(2) * deviation


# ---- 16-bit parameters and what is kept beside them ----------------------------------------------


def test_split_is_lossless() -> None:
    patterns = np.random.default_rng(0).integers(2**32, size=10_000, dtype=np.uint32)
    x = np.concatenate([patterns.view(F32), SPECIAL])
    p, low = Split().encode(x, None)
    back = Split().decode(p, low)
    number = ~np.isnan(x)
    np.testing.assert_array_equal(bits(back)[number], bits(x)[number])
    assert np.isnan(back[~number]).all() and (low[~number] == 0).all()


@pytest.mark.parametrize("dtype", HALVES.values(), ids=HALVES)
def test_kahan_keeps_as_many_bits_again(dtype: Any) -> None:
    x = sample(1000)
    x = x[(abs(x) > 0.1) & (abs(x) < 6e4)]  # above the subnormals, of the rest too
    half_ulp = float(np.finfo(np.float16).eps if dtype == np.float16 else 2.0**-7) / 2
    back = Kahan(dtype).decode(*Kahan(dtype).encode(x, None))
    assert (abs(back - x) <= half_ulp**2 * abs(x) + 2.0**-25).all()
    with np.errstate(over="ignore"):
        p, c = Kahan(dtype).encode(np.array([np.inf, 3.4e38, np.nan], F32), None)
    assert not np.isfinite(p.astype(F32)).any() and (c == 0).all()


@pytest.mark.parametrize("dtype", HALVES.values(), ids=HALVES)
def test_a_master_gives_way_to_what_the_caller_writes(dtype: Any) -> None:
    p, m = Master(dtype).encode(np.array([1 / 3, 1 / 3], F32), None)
    p[1] = 2
    np.testing.assert_array_equal(Master(dtype).decode(p, m), np.array([1 / 3, 2], F32))


# ---- whole steps ---------------------------------------------------------------------------------


def adamw(decay, square, update):
    """AdamW of rate 0.01 and decay 0.1; the libraries differ in how they write it."""

    def f(p, g, s, t):
        m = s["m"] + (g - s["m"]) * F32(1 - 0.9)
        v = square(s["v"], g * g)
        return decay(p) - update(m, v, t), {"m": m, "v": v}

    return f


torchao = adamw(
    lambda p: p - F32(0.01) * F32(0.1) * p,
    lambda v, gg: v + (gg - v) * F32(1 - 0.999),
    lambda m, v, t: F32(0.01) * (m / (1 - F32(0.9) ** F32(t)))
    / (np.sqrt(v) / np.sqrt(1 - F32(0.999) ** F32(t)) + F32(1e-8)),
)  # fmt: skip
flash = adamw(
    lambda p: p * F32(1 - 0.01 * 0.1),
    lambda v, gg: F32(0.999) * v + gg * F32(1 - 0.999),
    lambda m, v, t: (
        F32(0.01) * (m / F32(1 - 0.9**t) / (np.sqrt(v / F32(1 - 0.999**t)) + F32(1e-8)))
    ),
)


def stepped(f: Any, dtype: Any = F32, codecs: Any = None, **options: Any) -> tuple[Emulated, Any]:
    """After five steps, and the way that each number went."""
    ours = Emulated(f, P0.astype(dtype), MOMENTS, state_min_size=0, **options)
    ours.codecs |= codecs or {}
    way = np.zeros(len(P0))
    for g in GRADS:
        before = ours.codec.decode(*ours.param).astype(F32)
        ours.step(g.astype(dtype))
        way += abs(ours.codec.decode(*ours.param).astype(F32) - before)
    return ours, way


def test_steps_of_torchao() -> None:
    """All codes after five steps; scales and parameters but for torch's roots, one ulp off.

    torchao's second moment has the code 0 for small numbers too, whose steps are m / eps.
    """
    v, least = lowbit.dynamic8(False), lowbit.dynamic_map(False)[1]
    torchaos = replace(v, code=lambda x, s: np.where(x / s < least / 2, 0, v.code(x, s)))
    ours, way = stepped(torchao, state_dtype="dynamic8", codecs={"v": torchaos})
    key = "torchao/AdamW/8bit,block=256,lr=0.01,wd=0.1,steps=5"
    for slot, (codes, scales) in ours.state.items():
        np.testing.assert_array_equal(codes, recorded(f"{key}/{slot}_codes"))
        np.testing.assert_allclose(scales, recorded(f"{key}/{slot}_scale"), rtol=2**-23)
    error = abs(ours.param[0] - recorded(f"{key}/param"))
    assert (error <= 2**-22 * (way + abs(P0))).all()


@pytest.mark.parametrize(("rounding", "kept"), [("nearest", "None"), ("split", "32")])
def test_steps_of_flash_on_bfloat16(rounding: str, kept: str) -> None:
    """All bits of the parameters, with the moments in bfloat16. Beside its 32 bits ours keep 32."""
    ours, way = stepped(flash, bfloat16, state_dtype=np.dtype(bfloat16), rounding=rounding)
    settings = f"lr=0.01,weight_decay=0.1,quantize=False,master_weight_bits={kept},bf16,steps=5"
    theirs = recorded(f"flash/FlashAdamW/{settings}/param_bits")
    np.testing.assert_array_equal(bits(ours.param[0]), theirs)
    exact = recorded(f"flash/FlashAdamW/{settings}/param_reconstructed")
    error = abs(ours.codec.decode(*ours.param).astype(F32) - exact)
    assert (error <= 2**-22 * (way + abs(P0))).all()


def test_kahan_steps_of_optimi() -> None:
    """optimi rounds every operation to bfloat16, here only what is stored is rounded.

    So theirs may be off by half an ulp, u = 2^-9 of a number, for every operation. Each step has
    three in m and three in v, of which the root takes half, and all older ones are remembered in m
    and v; then four to the update and one into c, whose own size is at most u of the parameter. The
    numbers which are rounded in m are as large as the mean of |g| though m itself may be small. The
    decay is below half an ulp of the parameter and does nothing there.
    """

    def f(p, g, s, t):
        m, v = s["m"] + F32(0.1) * (g - s["m"]), s["v"] + F32(0.01) * (g * g - s["v"])
        root = np.sqrt(v / F32(1 - 0.99**t)) + F32(1e-6)
        return p - F32(0.01) * m / F32(1 - 0.9**t) / root, {"m": m, "v": v}

    size, v, u, bound = np.zeros(512), np.zeros(512), 2.0**-9, np.zeros(512)
    for t, g in enumerate(GRADS.astype(np.float64), 1):
        size, v = 0.9 * size + 0.1 * abs(g), 0.99 * v + 0.01 * g * g
        update = 0.01 * size / (1 - 0.9**t) / (np.sqrt(v / (1 - 0.99**t)) + 1e-6)
        bound += (4.5 * t + 4) * u * update + 2 * u * u * (abs(P0) + 0.01 * t)
    ours, _ = stepped(f, bfloat16, rounding="kahan")
    key = "optimi/AdamW/lr=0.01,weight_decay=0.1,kahan_sum=True,bf16,steps=5"
    theirs = [recorded(f"{key}/{name}_bits").view(bfloat16) for name in ("param", "kahan")]
    error = abs(sum(x.astype(F32) for x in ours.param) - sum(x.astype(F32) for x in theirs))
    assert (error <= bound).all()
    plain = recorded(f"{key.replace('True', 'False')}/param_bits").view(bfloat16).astype(F32)
    assert np.median(abs(plain - sum(x.astype(F32) for x in ours.param))) > 10 * np.median(error)


@pytest.mark.parametrize(
    ("rounding", "end", "within"),
    [("stochastic", 0, 0.02), ("nearest", 1, 0), ("kahan", 0, 0.01), ("split", 0, 1e-5)],
)
def test_small_updates(rounding: str, end: float, within: float) -> None:
    """1000 updates of -0.001, a quarter of what bfloat16 can take from 1."""
    ours = Emulated(
        lambda p, g, s, t: (p - F32(1e-3) * g, s), np.ones(400, bfloat16), {}, rounding=rounding
    )
    p = np.ones(400, bfloat16)
    opt = gs.SGD(p, lr=1e-3, rounding=rounding)
    for _ in range(1000):
        ours.step(np.ones(400, F32))
        opt.step(np.ones(400, F32))
    for x in (ours.param[0], p):
        assert abs(x.astype(np.float64).mean() - end) <= within


def test_8_bits_are_for_large_arrays_and_no_copies() -> None:
    slots = {"m": Slot(), "z": Slot(plain=True)}
    for n, held in ((4096, 2), (4095, 1)):
        ours = Emulated(
            lambda p, g, s, t: (p, s), np.zeros(n), slots, state_dtype="q8", rounding="nearest"
        )
        assert [len(ours.state[slot]) for slot in slots] == [held, 1]
        assert ours.state["z"][0].dtype == np.float64
