"""Numbers stored in 8 and 16 bits, and steps on them: the oracle, written from the specification.

A codec turns the numbers of one flat array into a tuple of stored arrays and back::

    stored = codec.encode(x, r)  # r: 32 random bits for every element, of which few codecs use any
    x = codec.decode(*stored)

All arithmetic is float32 with every operation rounded; float64 numbers are rounded to it first.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from ml_dtypes import bfloat16

Array = np.ndarray[Any, Any]
Stored = tuple[Array, ...]
F32 = np.float32


class Codec(Protocol):
    def encode(self, x: Array, r: Array) -> Stored: ...
    def decode(self, *stored: Array) -> Array: ...


def bits(x: Array) -> Array:
    return x.view(f"u{x.itemsize}")


# ---- 8 bits: a code for every element, a scale for every block -----------------------------------


@dataclass(frozen=True)
class Blockwise:
    """Codes and the float32 scales of their blocks; the last block may be short.

    A block with an Inf or a NaN has the codes of 0 and reads back as NaN, whole.
    """

    block: int
    least: float  # of the scales
    code: Callable[[Array, Array], Array]  # of (x, its block's scale)
    value: Callable[[Array, Array], Array]  # of (code, scale)

    def encode(self, x: Array, r: Array | None = None) -> Stored:
        x = x.astype(F32)
        # Bit patterns order like the numbers and put Inf, then NaN, above them.
        largest = np.maximum.reduceat(bits(np.abs(x)), np.arange(0, len(x), self.block))
        scales = np.maximum(largest, bits(F32(self.least))).view(F32)
        each = self._each(scales, len(x))
        finite = np.isfinite(each)
        return self.code(np.where(finite, x, 0), np.where(finite, each, 1)), scales

    def decode(self, *stored: Array) -> Array:
        codes, scales = stored
        with np.errstate(invalid="ignore"):  # 0 * Inf
            return self.value(codes, self._each(scales, len(codes)))

    def _each(self, scales: Array, n: int) -> Array:
        return np.repeat(scales, self.block)[:n]


def softsign_code(x: Array, s: Array) -> Array:
    q = np.rint(127 * (x / (F32(0.5) * s + F32(0.5) * np.abs(x))))
    return q.astype(np.int8)


def softsign_value(code: Array, s: Array) -> Array:
    q = code.astype(F32)
    return s * (q / (254 - np.abs(q)))


def root_code(x: Array, s: Array) -> Array:
    k = np.rint(np.sqrt(x) * (255 / np.sqrt(s)))
    return np.where(x > 0, np.maximum(k, 1), k).astype(np.uint8)


def root_value(code: Array, s: Array) -> Array:
    k = code.astype(F32)
    return (k * k) * (s / 65025)


def q8(signed: bool, block: int = 64) -> Blockwise:
    code, value = (softsign_code, softsign_value) if signed else (root_code, root_value)
    return Blockwise(block, float(np.finfo(F32).tiny), code, value)


def torch_linspace(parts: int) -> Array:
    """torch.linspace(0.1, 1, parts + 1): float32 steps from the nearer end, each rounded once."""
    i, step = np.arange(parts + 1), np.float64((F32(1) - F32(0.1)) / F32(parts))
    near_start = i < (parts + 1) // 2
    return np.where(near_start, F32(0.1) + i * step, 1 - (parts - i) * step).astype(F32)


@functools.cache
def dynamic_map(signed: bool) -> Array:
    """Midpoints of 1, 2, 4, … 64 (signed) or 2, 4, … 128 equal parts of [0.1, 1], by decade."""
    values = [0.0, 1.0]
    for i in range(7):
        edges = torch_linspace(2 ** (i + (not signed)))
        middles = (edges[:-1] + edges[1:]) / 2 * F32(10.0 ** (i - 6))
        values += [*middles, *(-middles if signed else ())]
    return np.sort(values).astype(F32)


def dynamic8(signed: bool) -> Blockwise:
    values = dynamic_map(signed)
    middles = (values[:-1].astype(np.float64) + values[1:]) / 2  # exact

    def code(x: Array, s: Array) -> Array:
        k = np.searchsorted(middles, x / s, side="right")  # ties up
        return (k if signed else np.where(x > 0, np.maximum(k, 1), k)).astype(np.uint8)

    return Blockwise(256, 1e-12, code, lambda codes, s: values[codes] * s)


# ---- 16 bits -------------------------------------------------------------------------------------


def is_16_bit(dtype: Any) -> bool:
    coded = dtype in ("q8", "dynamic8")
    return not coded and np.dtype(dtype) in (np.dtype(bfloat16), np.dtype(np.float16))


def nearest(x: Array, dtype: Any) -> Array:
    """Ties to even; a NaN becomes the quiet one of its sign."""
    x = x.astype(F32)
    with np.errstate(over="ignore"):
        return np.where(np.isnan(x), np.copysign(F32(np.nan), x), x).astype(dtype)


def stochastic(x: Array, dtype: Any, r: Array) -> Array:
    """Away from 0 with the probability of what rounding towards 0 drops; ``r`` is uint32."""
    x = x.astype(F32)
    dropped = 16 if np.dtype(dtype) == np.dtype(bfloat16) else 13  # bits of a float32
    r = r & ((1 << dropped) - 1)
    size = np.abs(x)
    with np.errstate(over="ignore", invalid="ignore"):  # in what is not taken
        kept = ((bits(size) + r) >> dropped << dropped).view(F32)
        if dtype == np.float16:  # whose subnormals are multiples of 2^-24
            multiple = np.floor(size * F32(2.0**24) + r.astype(F32) * F32(2.0**-13))
            kept = np.where(size < F32(2.0**-14), multiple * F32(2.0**-24), kept)
        return nearest(np.where(np.isnan(x), x, np.copysign(kept, x)), dtype)


def mix(z: Array) -> Array:
    """The finalizer of splitmix64."""
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB
    return z ^ (z >> 31)


def hashed(x: Array) -> Array:
    """One round of lowbias32."""
    x = (x ^ (x >> 16)) * 0x7FEB352D
    return x ^ (x >> 15)


def fnv1a(path: str) -> int:
    h = 0xCBF29CE484222325
    for byte in path.encode():
        h = (h ^ byte) * 0x100000001B3 % 2**64
    return h


def random_bits(n: int, *, seed: int, path: str, t: int, stream: int) -> Array:
    """16 bits for each of the n elements of a parameter at its update t (1-based).

    ``stream`` is 0 for the parameter and 1 + k for the rule's k-th slot.
    """
    i = np.arange(n, dtype=np.uint64)
    start = (seed + 0x9E3779B97F4A7C15 * (1 + fnv1a(path))) % 2**64
    key = mix(mix(mix(np.full(n, start, np.uint64)) + t) + i // 512)
    low, high = key.astype(np.uint32), (key >> 32).astype(np.uint32)
    r = hashed((i % 512).astype(np.uint32) * 0x9E3779B9 + low) ^ high
    if stream == 0:
        return r & 0xFFFF
    return (r if stream == 1 else r * np.uint32(0x9E3779B1 * stream % 2**32 | 1)) >> 16


@dataclass(frozen=True)
class Cast:
    """As numbers of a type, to the nearest one."""

    dtype: Any

    def encode(self, x: Array, r: Array) -> Stored:
        return (nearest(x, self.dtype) if is_16_bit(self.dtype) else x.astype(self.dtype),)

    def decode(self, *stored: Array) -> Array:
        return stored[0]


@dataclass(frozen=True)
class Stochastic(Cast):
    def encode(self, x: Array, r: Array) -> Stored:
        return (stochastic(x, self.dtype, r),)


@dataclass(frozen=True)
class Scaled:
    """float16 times a power of two, which takes the largest finite number of 64 to [2^14, 2^15)."""

    signed: bool
    stochastic: bool

    def encode(self, x: Array, r: Array) -> Stored:
        x = x.astype(F32)
        sizes = np.where(np.isfinite(x), np.abs(x), 0)
        largest = np.maximum.reduceat(sizes, np.arange(0, len(x), 64))
        exponent = np.where(largest > 0, np.frexp(largest)[1] - 15, -100)
        scales = np.ldexp(F32(1), np.maximum(exponent, -100))
        z = x / np.repeat(scales, 64)[: len(x)]
        code = stochastic(z, np.float16, r) if self.stochastic else nearest(z, np.float16)
        least = np.float16(2.0**-24)
        return code if self.signed else np.where((x > 0) & (code == 0), least, code), scales

    def decode(self, *stored: Array) -> Array:
        codes, scales = stored
        return codes.astype(F32) * np.repeat(scales, 64)[: len(codes)]


@dataclass(frozen=True)
class Kahan:
    """(p, c): what rounding took from p, in p's type."""

    dtype: Any

    def encode(self, x: Array, r: Array) -> Stored:
        p = nearest(x, self.dtype)
        with np.errstate(invalid="ignore"):  # Inf - Inf
            rest = np.where(np.isfinite(p), x - p.astype(F32), 0)
        return p, nearest(rest, self.dtype)

    def decode(self, *stored: Array) -> Array:
        p, c = stored
        return p.astype(F32) + c.astype(F32)


@dataclass(frozen=True)
class Master:
    """(p, m): p is m rounded, unless the caller has written another p, which then counts."""

    dtype: Any

    def encode(self, x: Array, r: Array) -> Stored:
        return nearest(x, self.dtype), x

    def decode(self, *stored: Array) -> Array:
        p, m = stored
        return np.where(bits(nearest(m, self.dtype)) == bits(p), m, p.astype(F32))


@dataclass(frozen=True)
class Split:
    """(p, l): the two halves of a float32, the upper one rounded as bfloat16, the lower signed."""

    def encode(self, x: Array, r: Array) -> Stored:
        x = np.where(np.isnan(x), np.copysign(F32(np.nan), x), x)
        upper = ((bits(x) + 0x8000) >> 16).astype(np.uint16)
        return upper.view(bfloat16), bits(x).astype(np.uint16)

    def decode(self, *stored: Array) -> Array:
        p, low = stored
        signed = low.view(np.int16).astype(np.int32).view(np.uint32)
        return ((bits(p).astype(np.uint32) << 16) + signed).view(F32)


# ---- a whole step --------------------------------------------------------------------------------


def parameter_codec(dtype: Any, rounding: str) -> Codec:
    if not is_16_bit(dtype):
        return Cast(dtype)
    made = {"nearest": Cast, "stochastic": Stochastic, "kahan": Kahan, "master": Master}
    return Split() if rounding == "split" else made[rounding](dtype)


def state_codec(state_dtype: Any, rounding: str, *, signed: bool) -> Codec:
    if state_dtype in ("q8", "dynamic8"):
        return (q8 if state_dtype == "q8" else dynamic8)(signed)
    stochastically = is_16_bit(state_dtype) and rounding == "stochastic"
    if state_dtype not in (None, bfloat16) and np.dtype(state_dtype) == np.float16:
        return Scaled(signed, stochastically)
    return (Stochastic if stochastically else Cast)(state_dtype)


@dataclass(frozen=True)
class Slot:
    """State of one number for each of a parameter."""

    signed: bool = True
    plain: bool = False  # always of the compute dtype, like a copy of the parameter
    start: Any = 0.0
    stream: int | None = None  # of random numbers; None: of its place among the slots, from 1 on


def compute_dtype(p_dtype: Any, state_dtype: Any) -> np.dtype[Any]:
    wide = np.float64 in (p_dtype, state_dtype)
    return np.dtype(np.float64 if wide else F32)


class Emulated:
    """A flat parameter and its state in any types: decoded, stepped by a rule, encoded.

    The rule is ``f(p, g, state, t) -> (p, state)`` in float32; in float64 where the parameter or
    the state is.
    ``param`` and ``state`` are the stored arrays; the first of ``param`` is the parameter itself.
    """

    def __init__(
        self,
        f: Callable[[Array, Array, dict[str, Array], int], tuple[Array, dict[str, Array]]],
        p: Array,
        slots: Mapping[str, Slot],
        *,
        state_dtype: Any = None,
        state_min_size: int = 4096,
        rounding: str = "stochastic",
        seed: int = 0,
        path: str = "param",
    ) -> None:
        self.f, self.t, self.compute = f, 0, compute_dtype(p.dtype, state_dtype)
        self.random = functools.partial(random_bits, len(p), seed=seed, path=path)
        if state_dtype is None or (state_dtype in ("q8", "dynamic8") and len(p) < state_min_size):
            state_dtype = self.compute
        self.param_dtype, self.codec = p.dtype, parameter_codec(p.dtype, rounding)
        self.codecs = {
            name: state_codec(self.compute if s.plain else state_dtype, rounding, signed=s.signed)
            for name, s in slots.items()
        }
        self.streams = {k: s.stream or 1 + i for i, (k, s) in enumerate(slots.items())}
        start = {name: np.full(len(p), s.start, self.compute) for name, s in slots.items()}
        if is_16_bit(state_dtype):  # the start is rounded to nearest, which no chance moves then
            for name, slot in slots.items():
                if not slot.plain:
                    codec = state_codec(state_dtype, "nearest", signed=slot.signed)
                    start[name] = codec.decode(*codec.encode(start[name], np.uint32([])))
        self._encode(p.astype(self.compute), start)

    def step(self, g: Array) -> None:
        p = self.codec.decode(*self.param).astype(self.compute)
        state = {k: c.decode(*self.state[k]).astype(self.compute) for k, c in self.codecs.items()}
        self.t += 1
        self._encode(*self.f(p, g.astype(self.compute), state, self.t))

    def _encode(self, p: Array, state: dict[str, Array]) -> None:
        if is_16_bit(self.param_dtype):  # the rest that a rounding keeps is one of a float32
            p = p.astype(F32)
        self.param = self.codec.encode(p, self.random(t=self.t, stream=0))
        self.state = {
            name: codec.encode(state[name], self.random(t=self.t, stream=self.streams[name]))
            for name, codec in self.codecs.items()
        }
