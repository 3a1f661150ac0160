"""Objects of every kind that can be pickled, and what pickles of them say.

    cd tests/python && python -m package.pickles

writes tests/data/pickles/<version>/, once for each version.
What is there is never written again: it is what somebody may have kept. Beside each pickle lies
what was in it, as JSON.
"""

from __future__ import annotations

import json
import math
import pickle
import sys
from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np

import gradstep as gs
from gradstep import errors, line_searches, schedules
from gradstep.race.options import Target
from gradstep.race.result import Result, Row, Run, Trial
from support.repository import DATA

FOLDER = DATA / "pickles"
# NumPy 2 calls the functions that its pickles name by another path, which NumPy 1.24 has not.
NEW_NUMPY, OLD_NUMPY = b"cnumpy._core.multiarray\n", b"cnumpy.core.multiarray\n"

SCHEDULES = (
    "Constant(0.1)",
    "warmup(Cosine(0.1), steps=2, total_steps=10)",
    "sequence([Linear(0.1, steps=4), PiecewiseConstant([0.1, 0.01], [3])], at=[5])",
    "every(StepDecay(0.1, drop=0.5, every=2), 3)",
    "0.5 * OneCycle(0.1, steps=9) + Constant(0.01)",
    "ReduceOnPlateau(warmup(Cosine(0.1, steps=8), steps=2), patience=1)",
)


@cache
def objects() -> dict[str, Any]:
    """By name, what is pickled."""
    kinds = [getattr(gs.rules, name) for name in gs.rules.__all__ if name != "Rule"]
    return {
        "rules": [kind() for kind in kinds],
        "rules_set": [
            gs.rules.SGD(lr=schedules.parse(SCHEDULES[1]), momentum=0.9, nesterov=True),
            gs.rules.AdamW(lr=0.5, amsgrad=True, upper=3.0),
        ],
        "schedules": [*map(schedules.parse, SCHEDULES), schedules.Lambda(math.cos)],
        "averages": [
            *(gs.EMA(0.5), gs.SWA(2, 3), gs.PolyakAverage(), gs.Lookahead(3, 0.25)),
            gs.Mechanic(1e-4, betas=(0.9, 0.99)),
        ],
        "line_searches": [
            *(line_searches.Armijo(), line_searches.StrongWolfe(), line_searches.NonMonotone()),
            *(line_searches.HagerZhang(), line_searches.StochasticArmijo()),
            line_searches.SearchMemory(step=0.5, losses=(3.0, 2.0)),
        ],
        "errors": [
            getattr(errors, name)(
                "a message",
                path="w",
                index=(1, 2),
                value=3.0,
                n=4,
                group="g",
                name="lr",
                differences=["one"],
            )
            for name in errors.__all__
        ],
        "results": results(),
        **optimizers(),
    }


def results() -> list[Any]:
    run = Run(0.1, 0, [2.0, 1.0], [(2, {"valid_loss": 0.5})], 0.25, 2, None)
    trial = Trial(0.1, [run])
    row = Row("AdamW", "constant", (trial,), "", 0.1, 0.1)
    target = Target("valid_loss", 0.5, False)
    race = Result((row,), "p", "valid_loss", False, 2, (0,), 1, target, 0.2, None, 1.0)
    x = np.ones(2)
    finding = gs.find_lr(lambda n: (float(x @ x), 2 * x), x, gs.rules.SGD(), steps=20)
    params = np.ones(2)
    return [
        race,
        finding,
        gs.CG(params).step(lambda: (float(params @ params), 2 * params)),
        gs.minimize(lambda x: (float(x @ x), 2 * x), np.ones(2)),
        gs.info(),
    ]


def optimizers() -> dict[str, Any]:
    """Optimizers that have stepped, with what is around them."""

    def stepped(opt: gs.Optimizer, tree: Any) -> dict[str, Any]:
        for n in range(3):
            opt.step(filled(tree, 0.5 + 0.25 * n))
        return {"params": tree, "opt": opt}

    def tree() -> dict[str, Any]:
        return {"w": np.linspace(-1, 1, 4, dtype=np.float32), "b": [np.ones(2)]}

    made: dict[str, Any] = {}
    made["optimizer"] = stepped(
        gs.AdamW(p := tree(), lr=schedules.parse(SCHEDULES[1]), groups={"b*": {"lr": 0.5}}), p
    )
    made["optimizer_with_options"] = stepped(
        gs.SGD(
            p := tree(),
            lr=0.25,
            momentum=0.5,
            average=gs.EMA(0.5),
            lookahead=gs.Lookahead(2, 0.5),
            clip_norm=1.0,
            nonfinite="skip",
            bounds=(-2.0, 2.0),
            copy_to=filled(p, 0),
            seed=7,
            report=True,
        ),
        p,
    )
    made["optimizer_with_a_tuner"] = stepped(
        gs.Adam(p := tree(), lr=1.0, mechanic=gs.Mechanic(1e-3)), p
    )
    half = {"w": np.linspace(-1, 1, 4).astype(np.float16)}
    made["optimizer_in_16_bits"] = stepped(gs.Adam(half, lr=0.25, rounding="kahan"), half)
    made["optimizer_of_shared_numbers"] = stepped(gs.Prodigy(p := tree()), p)
    made["optimizer_by_a_search"] = {
        "params": (p := {"w": np.array([1.0, -2.0])}),
        "opt": (opt := gs.SGD(p, lr=0.25, line_search=line_searches.StrongWolfe())),
    }
    opt.step(closure=lambda: (float(p["w"] @ p["w"]), {"w": 2 * p["w"]}))
    for name, make in {
        "torch": lambda p: gs.dialects.torch.Adam(p, lr=0.25),
        "schedulefree": lambda p: gs.dialects.schedulefree.SGDScheduleFree(p, lr=0.25),
        "optax": lambda p: gs.dialects.optax.contrib.dog(p),
    }.items():
        made[f"optimizer_of_{name}"] = stepped(make(p := tree()), p)
    frozen = tree()
    opt = gs.Lion(frozen, lr=0.25)
    opt.freeze("b.0")
    made["optimizer_frozen"] = stepped(opt, frozen)
    return made


def filled(tree: Any, value: float) -> Any:
    """The same containers around arrays that are full of one number."""
    new = gs.zeros_like(tree)
    for array in gs.leaves(new).values():
        array.fill(value)
    return new


def described(x: Any) -> Any:
    """What is in an object, as JSON has it; a float in hex, so that no digit is lost."""
    if x is None or isinstance(x, (bool, int, str)):
        return x
    if isinstance(x, float):
        return x.hex()
    if isinstance(x, np.ndarray):
        return {"dtype": x.dtype.str, "shape": list(x.shape), "bytes": x.tobytes().hex()}
    kind = f"{type(x).__module__}.{type(x).__qualname__}"
    if isinstance(x, gs.Optimizer):
        hyper = {name: described(dict(group)) for name, group in x.groups.items()}
        return {"type": kind, "groups": hyper, "state": described(x.state_dict())}
    if isinstance(x, gs.rules.Rule):
        return {"type": kind, "values": described(x.values())}
    if isinstance(x, errors.Error):
        facts = {k: described(getattr(x, k)) for k in vars(errors.Error("")) if k != "args"}
        return {"type": kind, "text": str(x), "facts": facts}
    if isinstance(x, gs.Info):
        return {"type": kind, **described(x._asdict())}
    if isinstance(x, Mapping):
        return {str(key): described(value) for key, value in x.items()}
    if isinstance(x, (list, tuple)):
        return [described(item) for item in x]
    if not hasattr(x, "__dict__"):  # a value of the compiled module: its repr has all its members
        return {"type": kind, "repr": repr(x)}
    return {"type": kind, **described(vars(x))}


def dumped(x: Any) -> bytes:
    return pickle.dumps(x, protocol=2).replace(NEW_NUMPY, OLD_NUMPY)


def main() -> None:
    folder = FOLDER / ".".join(gs.__version__.split(".")[:2])
    if folder.exists():
        sys.exit(f"{folder} is there already: old pickles are kept as they are")
    folder.mkdir(parents=True)
    for name, x in objects().items():
        (folder / f"{name}.pickle").write_bytes(dumped(x))
        text = json.dumps(described(x), indent=1, sort_keys=True)
        (folder / f"{name}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
