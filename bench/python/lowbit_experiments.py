"""What storage in few bits costs in training: AdamW in NumPy, with its numbers stored in many ways.

    python bench/python/lowbit_experiments.py --markdown lowbit.md --png lowbit.png

A codec here is what its numbers are after having been stored: a function from float32 to float32.
"""

from __future__ import annotations

import argparse
import platform
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ml_dtypes
import numpy as np

import gradstep as gs
from gradstep.race import characters, problems

Array = np.ndarray[Any, Any]
F32 = np.float32
LR, BETA1, BETA2, EPS, DECAY = 3e-3, 0.9, 0.999, 1e-8, 0.01
TINY = np.finfo(F32).tiny
# The nudged run starts one rounding off: what differs by no more than it does is as good as exact.
EXACT, NUDGED = "float32", "float32, nudged"

# ---- state: a codec for m and one for v ----------------------------------------------------------

Codec = Callable[[Array], Array]


def blockwise(block: int, on_scale: Callable[[Array, Array], Array]) -> Codec:
    """``on_scale(x, s)`` on blocks, with s the largest |x| of each."""

    def codec(x: Array) -> Array:
        rows = np.pad(x, (0, -len(x) % block)).reshape(-1, block)
        scale = np.maximum(abs(rows).max(axis=1, keepdims=True), TINY)
        return on_scale(rows, scale).astype(F32).ravel()[: len(x)]

    return codec


def softsign(x: Array, s: Array) -> Array:
    q = np.rint(127 * (x / (0.5 * s + 0.5 * abs(x))))
    return s * (q / (254 - abs(q)))


def root(x: Array, s: Array, least: int) -> Array:
    k = np.where(x > 0, np.maximum(np.rint(np.sqrt(x) * (255 / np.sqrt(s))), least), 0)
    return k * k * (s / 65025)


def linear(codes: int) -> Callable[[Array, Array], Array]:
    return lambda x, s: np.rint(codes * (x / s)) * (s / codes)


def float8(dtype: Any) -> Callable[[Array, Array], Array]:
    largest = F32(ml_dtypes.finfo(dtype).max)
    return lambda x, s: (x / (s / largest)).astype(dtype).astype(F32) * (s / largest)


def dynamic(signed: bool, exponents: int = 7, bits: int = 8) -> Callable[[Array, Array], Array]:
    """Dettmers et al., 8-bit optimizers via block-wise quantization, 2022."""
    values = [0.0, 1.0]
    for i in range(exponents):
        edges = np.linspace(0.1, 1, 2 ** (i + bits - exponents - signed) + 1)
        middles = (edges[1:] + edges[:-1]) / 2 * 10.0 ** (i - exponents + 1)
        values += [*middles, *(-middles if signed else ())]
    table = np.sort(values).astype(F32)
    limits = (table[1:] + table[:-1]) / 2
    return lambda x, s: table[np.searchsorted(limits, x / s, side="right")] * s


def as_is(x: Array) -> Array:
    return x


@dataclass(frozen=True)
class State:
    name: str
    bytes: float  # of both moments, with scales
    m: Codec
    v: Codec


def q8_v(block: int) -> Codec:
    return blockwise(block, lambda x, s: root(x, s, least=1))


FLOAT32 = State("float32", 8, as_is, as_is)
STATES = [
    State("q8, blocks of 64", 2 + 8 / 64, blockwise(64, softsign), q8_v(64)),
    State("q8, blocks of 32", 2 + 8 / 32, blockwise(32, softsign), q8_v(32)),
    State("q8, blocks of 256", 2 + 8 / 256, blockwise(256, softsign), q8_v(256)),
    State(
        "q8, blocks of 64, v may be 0",
        *(2 + 8 / 64, blockwise(64, softsign)),
        blockwise(64, lambda x, s: root(x, s, least=0)),
    ),
    State(
        "dynamic8, blocks of 256",
        *(2 + 8 / 256, blockwise(256, dynamic(True)), blockwise(256, dynamic(False))),
    ),
    State("linear, 64", 2 + 8 / 64, blockwise(64, linear(127)), blockwise(64, linear(255))),
    State("linear m, root of v, 64", 2 + 8 / 64, blockwise(64, linear(127)), q8_v(64)),
    *(
        State(
            f"{dtype.__name__}, 256",
            *(2 + 8 / 256, blockwise(256, float8(dtype)), blockwise(256, float8(dtype))),
        )
        for dtype in (ml_dtypes.float8_e4m3fn, ml_dtypes.float8_e5m2)
    ),
    State(
        "4-bit dynamic m (128), q8 v (64)",
        *(1.5 + 4 / 128 + 4 / 64, blockwise(128, dynamic(True, 3, 4)), q8_v(64)),
    ),
]

# ---- parameters: what is kept from one update to the next ----------------------------------------

BF16 = ml_dtypes.bfloat16
Kept = tuple[Array, ...]


def nearest(w: Array) -> Array:
    return w.astype(BF16).astype(F32)


def stochastic(w: Array, rng: np.random.Generator) -> Array:
    noise = rng.integers(2**16, size=len(w), dtype=np.uint32)
    return ((w.view(np.uint32) + noise) & np.uint32(0xFFFF0000)).view(F32)


def half_gap(p: Array) -> Array:
    """Half the way from |p| to the next bfloat16."""
    up = (abs(p).view(np.uint32) + np.uint32(0x10000)).view(F32)
    return np.maximum((up - abs(p)) / 2, F32(1.2e-38))


@dataclass(frozen=True)
class Parameter:
    name: str
    bytes: float
    store: Callable[[Array, np.random.Generator], Kept]  # the first is what the model sees
    load: Callable[..., Array]


def kahan(w: Array, rng: Any) -> Kept:
    return nearest(w), nearest(w - nearest(w))


def error_bits(largest: int) -> tuple[Callable[[Array, Any], Kept], Callable[..., Array]]:
    """FlashAdamW's: the error in units of half a gap, as an integer."""

    def store(w: Array, rng: Any) -> Kept:
        p = nearest(w)
        return p, np.rint(np.clip((w - p) / half_gap(p), -1, 1) * largest)

    return store, lambda p, e: (p + e / largest * half_gap(p)).astype(F32)


PLAIN = Parameter("float32", 4, lambda w, rng: (w,), as_is)
PARAMETERS = [
    Parameter("bfloat16, stochastic", 2, lambda w, rng: (stochastic(w, rng),), as_is),
    Parameter("bfloat16, nearest", 2, lambda w, rng: (nearest(w),), as_is),
    Parameter("bfloat16, kahan", 4, kahan, lambda p, c: p + c),
    Parameter("bfloat16, split (master: 6)", 4, lambda w, rng: (nearest(w), w), lambda p, w: w),
    Parameter("bfloat16, 8 error bits", 3, *error_bits(127)),
    Parameter("bfloat16, 16 error bits", 4, *error_bits(32767)),
]

# ---- training ------------------------------------------------------------------------------------


@dataclass
class Run:
    losses: Array
    m: Array  # after the last update
    v: Array


def train(
    problem: problems.Problem,
    seed: int,
    steps: int,
    state: State = FLOAT32,
    parameter: Parameter = PLAIN,
    nudge: bool = False,
) -> Run:
    """AdamW from this seed, its rate falling to 0: late updates are far below what bfloat16 holds.

    ``nudge`` moves every parameter by one rounding at the start.
    """
    parts, rng = problems.start(problem, seed), np.random.default_rng([seed, 1])
    arrays = gs.leaves(parts.params)
    kept: dict[str, Kept] = {}
    for path, p in arrays.items():
        kept[path] = parameter.store(np.nextafter(p, F32(9)).ravel() if nudge else p.flatten(), rng)
        p[...] = kept[path][0].reshape(p.shape)
    m, v = ({path: np.zeros(p.size, F32) for path, p in arrays.items()} for _ in "mv")
    losses = []
    for n in range(steps):
        loss, grads = parts.loss_and_grads(n)
        losses.append(loss)
        lr = LR * (1 - n / steps)
        for path, gradient in gs.leaves(grads).items():
            g, p = gradient.ravel(), arrays[path]
            m[path] += F32(1 - BETA1) * (g - m[path])
            v[path] += F32(1 - BETA2) * (g * g - v[path])
            w = parameter.load(*kept[path]) * F32(1 - lr * DECAY)
            w = w - F32(lr) * update(m[path], v[path], n + 1)
            kept[path] = parameter.store(w, rng)
            p[...] = kept[path][0].reshape(p.shape)
            m[path], v[path] = state.m(m[path]), state.v(v[path])
    whole = (np.concatenate(list(x.values())) for x in (m, v))
    return Run(np.array(losses), *whole)


def update(m: Array, v: Array, t: int) -> Array:
    return m / F32(1 - BETA1**t) / (np.sqrt(v / F32(1 - BETA2**t)) + F32(EPS))


def final(run: Run) -> float:
    """Mean loss of the last tenth."""
    return float(run.losses[-len(run.losses) // 10 :].mean())


def distance(run: Run, exact: Run) -> float:
    """Root of the mean square of what the losses differ by."""
    return float(np.sqrt(np.mean((run.losses - exact.losses) ** 2)))


def relative(x: Array, exact: Array) -> float:
    return float(np.linalg.norm(x - exact) / np.linalg.norm(exact))


# ---- the report ----------------------------------------------------------------------------------

Runs = dict[str, list[Run]]  # by name, a run from each seed


def sweep(problem: problems.Problem, steps: int, seeds: int) -> Runs:
    arguments: dict[str, dict[str, Any]] = {EXACT: {}, NUDGED: {"nudge": True}}
    arguments |= {s.name: {"state": s} for s in STATES}
    arguments |= {p.name: {"parameter": p} for p in PARAMETERS}
    runs: Runs = {}
    for name, chosen in arguments.items():
        print(name, file=sys.stderr, flush=True)
        runs[name] = [train(problem, seed, steps, **chosen) for seed in range(seeds)]
    return runs


def losses_cells(found: dict[str, Runs], name: str) -> list[str]:
    cells: list[str] = []
    for runs in found.values():
        pairs = list(zip(runs[name], runs[EXACT], strict=True))
        cells += [
            number(np.median([final(run) for run in runs[name]])),
            number(np.median([distance(run, exact) for run, exact in pairs])),
        ]
    return cells


def number(x: Any) -> str:
    return f"{x:.4f}" if x < 100 else "diverged"


def error_cells(state: State, exact: list[Run], steps: int) -> list[str]:
    """Relative errors (2-norm) of m, √v and the update, and how often v is 0, in percent."""
    rows = []
    for run in exact:
        m, v = state.m(run.m), state.v(run.v)
        lost = np.count_nonzero((v == 0) & (run.v > 0)) / len(v)
        step = relative(update(m, v, steps), update(run.m, run.v, steps))
        rows.append([relative(m, run.m), relative(np.sqrt(v), np.sqrt(run.v)), step, lost])
    return [f"{100 * x:.3g}" for x in np.median(rows, axis=0)]


def table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---", *["--:"] * (len(head) - 1)], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def report(found: dict[str, Runs], steps: dict[str, int]) -> str:
    losses = [f"{name}: {what}" for name in found for what in ("final loss", "distance")]
    errors = ["m, %", "√v, %", "update, %", "v lost, %"]
    exact, t = found["characters"][EXACT], steps["characters"]
    states = [[name, "8", *losses_cells(found, name), *[""] * 4] for name in (EXACT, NUDGED)]
    for s in STATES:
        cells = [*losses_cells(found, s.name), *error_cells(s, exact, t)]
        states.append([s.name, f"{s.bytes:.3g}", *cells])
    parameters = [[p.name, f"{p.bytes:g}", *losses_cells(found, p.name)] for p in PARAMETERS]
    return (
        table(["state", "bytes", *losses, *errors], states)
        + "\n"
        + table(["parameter", "bytes", *losses], parameters)
    )


def picture(runs: Runs, path: Path) -> None:
    """Training losses minus those of float32, means over seeds and a twentieth of the updates."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(12, 5), dpi=150, layout="constrained")
    exact = np.mean([run.losses for run in runs[EXACT]], axis=0)
    window = max(1, len(exact) // 20)
    for axes, group in zip(figure.subplots(1, 2), (STATES, PARAMETERS), strict=True):
        for i, name in enumerate([NUDGED, *(x.name for x in group)]):
            off = np.mean([run.losses for run in runs[name]], axis=0) - exact
            mean = np.convolve(off, np.full(window, 1 / window), "valid")
            style = {"color": "black", "linewidth": 2.5} if i == 0 else {"color": f"C{i - 1}"}
            axes.plot(np.arange(len(mean)) + window / 2, mean, label=name, **style)
        axes.set_ylim(-0.02, 0.06)  # what has diverged is above
        axes.set_xlabel("update")
        axes.set_ylabel("training loss − that of float32")
        axes.grid(alpha=0.3)
        axes.legend(fontsize="small")
    figure.suptitle("characters, AdamW")
    figure.savefig(path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--steps", type=int, nargs=2, default=(300, 600), metavar="N")
    parser.add_argument("--markdown", type=Path, metavar="FILE")
    parser.add_argument("--png", type=Path, metavar="FILE")
    options = parser.parse_args()
    steps = dict(zip(("digits", "characters"), options.steps, strict=True))
    made = {"digits": problems.digits(), "characters": characters.problem}
    with np.errstate(all="ignore"):  # what diverges shows in the table
        found = {name: sweep(made[name], steps[name], options.seeds) for name in made}
        text = report(found, steps)
    print(f"Python {platform.python_version()}, NumPy {np.__version__}\n\n{text}")
    if options.markdown:
        options.markdown.write_text(text, encoding="utf-8")
    if options.png:
        picture(found["characters"], options.png)


if __name__ == "__main__":
    main()
