"""`gs.find_lr`: what it suggests, and that nothing has moved afterwards; `gs.scale_lr`."""

from __future__ import annotations

import itertools
import json
import math
import random
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gradstep as gs
from gradstep.__main__ import main
from gradstep._find_lr.finding import suggest
from gradstep.race.errors import MissingExtraError
from gradstep.schedules import Cosine, ReduceOnPlateau
from support import common

Tree = dict[str, Any]


def bowl(params: Tree, curvature: float = 1.0) -> Any:
    """The loss ½·curvature·|p|² and its gradients."""

    def loss_and_grads(n: int) -> tuple[float, Tree]:
        leaves = gs.leaves(params)
        loss = sum(
            0.5 * curvature * float((p.astype(np.float64) ** 2).sum()) for p in leaves.values()
        )
        return loss, {path: curvature * p for path, p in leaves.items()}

    return loss_and_grads


# --- suggestions ---------------------------------------------------------------------------------


@pytest.mark.parametrize("curvature", [1.0, 100.0, 1e4])
@pytest.mark.parametrize("start", [1e-9, 1e-7])
@pytest.mark.parametrize("steps", [50, 100, 300])
def test_gradient_descent_on_a_quadratic(curvature: float, start: float, steps: int) -> None:
    """Above 2/L it diverges. With r rates in a decade those up to lr have shrunk the loss by
    exp(-2·L·lr·r/ln 10), so the fall is in full swing from 1/(L·r) on: no smaller rate is good."""
    params = {"w": np.ones(5)}
    found = gs.find_lr(
        bowl(params, curvature), params, gs.rules.SGD(), start=start, end=1e3, steps=steps
    )
    assert found.suggestion == found.valley
    r = (steps - 1) / math.log10(1e3 / start)
    for rate in (found.valley, found.steepest):
        assert rate is not None and 1 / r <= rate * curvature < 2
        assert rate in found.rates
    assert found.min_over_10 is not None and found.min_over_10 * curvature < 2
    assert found.stopped is not None and "has risen" in found.stopped
    assert found.rates[-1] * curvature > 2  # it was seen to diverge
    assert found.why is None


def test_the_flat_part_does_not_count() -> None:
    """fastai's valley moves with where the test begins: there the flat part is half of it."""
    for decades in (2, 5, 9):
        x = np.linspace(-decades, 2, 1 + 20 * (decades + 2))  # log10 lr
        curve = np.where(x < 1, 1 / (1 + np.exp(4 * x)), np.exp(10 * (x - 1)))
        found = suggest(curve, curve, len(x), 0.0)
        assert found.steepest is not None and abs(x[found.steepest]) <= 0.05
        assert found.lowest is not None and 0.95 <= x[found.lowest] <= 1
        # Nine tenths of the fall lie ahead until exp(4x) = 1/9. The ends are rates of the grid,
        # 0.05 apart, and so is their middle: half of that for each end and all of it once more.
        assert found.valley is not None
        assert abs(x[found.valley] - (1 - math.log(9) / 4) / 2) <= 0.1


def test_what_was_measured() -> None:
    params = {"w": np.array([2.0])}
    seen = []
    f = bowl(params)
    found = gs.find_lr(
        lambda n: (seen.append(n), f(n))[1],
        params,
        gs.rules.SGD(),
        start=1e-3,
        end=0.5,
        steps=10,
        smoothing=0.75,
    )
    assert seen == list(range(10))
    assert found.stopped is None
    assert found.rates[0] == 1e-3
    assert np.allclose(found.rates, np.geomspace(1e-3, 0.5, 10), rtol=1e-14, atol=0)
    p, mean = 2.0, 0.0
    for n, rate in enumerate(found.rates):
        assert found.losses[n] == 0.5 * p * p  # the same operations in the same order
        mean = 0.75 * mean + 0.25 * found.losses[n]
        assert found.smoothed[n] == pytest.approx(mean / (1 - 0.75 ** (n + 1)), rel=1e-14)
        p -= rate * p
    for values in (found.rates, found.losses, found.smoothed):
        assert values.dtype == np.float64 and not values.flags.writeable


@pytest.mark.parametrize(
    ("losses", "why"),
    [
        (lambda n, rng: 1.0, "never fell"),
        (lambda n, rng: float(n), "never fell"),
        (lambda n, rng: 1 + 0.1 * rng.standard_normal(), "no more than its noise"),
    ],
)
def test_no_descent_is_no_suggestion(losses: Any, why: str) -> None:
    w, rng = np.zeros(3), np.random.default_rng(0)
    found = gs.find_lr(lambda n: (losses(n, rng), np.zeros(3)), w, stop=math.inf)
    assert found.suggestion is found.valley is found.steepest is found.min_over_10 is None
    assert found.why is not None and why in found.why
    assert len(found.losses) == 100
    assert "no suggestion" in repr(found)


@pytest.mark.parametrize("shift", [-1000.0, -0.5, 0.0])
def test_losses_below_zero(shift: float) -> None:
    """ "Four times the smallest" would be reached at once by -1000."""
    params = {"w": np.ones(5)}
    f = bowl(params)
    found = gs.find_lr(lambda n: (f(n)[0] + shift, f(n)[1]), params, gs.rules.SGD(), end=1e3)
    assert found.valley is not None and 0.1 <= found.valley < 2
    assert found.stopped is not None and found.rates[-1] > 2


@pytest.mark.parametrize("at", [0, 1, 40])
@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda g: (math.nan, g), "the loss is nan at n = {}"),
        (lambda g: (math.inf, g), "the loss is inf at n = {}"),
        (lambda g: (1.0, g * math.nan), "n = {}: gradient of 'param'[0] is nan"),
    ],
)
def test_not_finite_is_a_result(at: int, make: Any, text: str) -> None:
    w = np.ones(3)
    found = gs.find_lr(lambda n: make(w.copy()) if n == at else (1.0 - 0.01 * n, w.copy()), w)
    assert found.stopped is not None
    assert found.stopped.startswith(text.format(at))
    assert len(found.losses) in (at, at + 1)
    assert (found.valley is None) == (at < 40)
    assert np.array_equal(w, np.ones(3))


@pytest.mark.parametrize("given", ["options", "optimizer"])
def test_steps_that_are_skipped_do_not_end_it(given: str) -> None:
    """As the error for a gradient that is not finite says of nonfinite="skip"."""
    w = np.ones(3)
    seen = []

    def loss(n: int) -> tuple[float, Any]:
        seen.append(w.copy())
        return float((w * w).sum()), np.full(3, np.nan) if n in (0, 7, 40) else 2 * w

    if given == "options":
        found = gs.find_lr(loss, w, gs.rules.SGD(), end=1e-3, nonfinite="skip")
    else:
        opt = gs.SGD(w, nonfinite="skip")
        found = gs.find_lr(loss, optimizer=opt, end=1e-3)
        assert opt.skipped == 0
    assert found.stopped is None and len(found.losses) == 100
    moved = [not np.array_equal(a, b) for a, b in itertools.pairwise(seen)]
    assert [n for n, x in enumerate(moved) if not x] == [0, 7, 40]
    assert np.array_equal(w, np.ones(3))


def test_too_many_skipped_steps_end_it() -> None:
    w = np.ones(3)
    found = gs.find_lr(lambda n: (1.0, w * np.nan), w, nonfinite="skip", max_skips=5)
    assert found.stopped is not None and found.stopped.startswith("n = 5: ")
    assert "max_skips" in found.stopped


# --- nothing has moved ---------------------------------------------------------------------------


class Mishap(Exception):
    pass


def exits(params: Tree) -> dict[str, tuple[Any, Any]]:
    """Ways in which a test ends: what happens at n = 20, and what find_lr then raises."""

    def replace() -> None:
        params["W"] = params["W"] * 2

    def grow() -> None:
        params["new"] = np.zeros(2)

    def shrink() -> None:
        params["layers"].pop()

    def stop(error: type[BaseException]) -> Any:
        def raising() -> None:
            raise error

        return raising

    return {
        "normal": (lambda: None, None),
        "nan": (lambda: math.nan, None),
        "exception": (stop(Mishap), Mishap),
        "interrupt": (stop(KeyboardInterrupt), KeyboardInterrupt),
        "exit": (stop(SystemExit), SystemExit),
        "replaced": (replace, gs.StaleBindingError),
        "grown": (grow, gs.StaleBindingError),
        "shrunk": (shrink, gs.StaleBindingError),
    }


EXITS = list(exits({}))


def tried(tree: Tree, how: str, draw: Any = lambda: None, **keywords: Any) -> None:
    """A test that ends in this way, over rates that reach far enough to diverge otherwise."""
    act, error = exits(tree)[how]
    f = bowl(tree)

    def loss_and_grads(n: int) -> tuple[float, Tree]:
        draw()
        answer = act() if n == 20 else None
        loss, grads = f(n)
        return (loss if answer is None else answer), None if "grads" in keywords else grads

    if error is None:
        found = gs.find_lr(loss_and_grads, **keywords)
        assert found.stopped is not None and ("nan" in found.stopped) == (how == "nan")
    else:
        with pytest.raises(error):
            gs.find_lr(loss_and_grads, **keywords)


@pytest.mark.parametrize("how", EXITS)
def test_everything_is_put_back(how: str) -> None:
    params = common.tree()  # of several dtypes and memory orders
    leaves, inner = gs.leaves(params), params["layers"]
    copies = {path: np.full(p.shape, 7, np.float16) for path, p in leaves.items()}
    grads = gs.copy(params)
    running = np.arange(12.0)[::-3]
    generators = [
        np.random.default_rng(1),
        np.random.MT19937(2),
        np.random.RandomState(3),
        random.Random(4),
    ]

    def draw() -> None:
        generators[0].integers(100, dtype=np.uint32)  # which keeps half of what it drew
        generators[1].random_raw()
        generators[2].standard_normal()  # and so does this
        generators[3].gauss(0, 1)
        running[:] += 1
        for path, g in gs.leaves(grads).items():
            g[...] = leaves[path]

    def states() -> list[Any]:
        a, b, c, d = generators
        return [str(x) for x in (a.bit_generator.state, b.state, c.get_state(), d.getstate())]

    draw()
    everything = (params, copies, grads, {"running": running})
    before = [common.contents(tree) for tree in everything], states()
    tried(
        params,
        how,
        draw,
        params=params,
        rule=gs.rules.SGD(momentum=0.9),
        rng=generators,
        buffers=[running],
        copy_to=copies,
        zero_grads=True,
        grads=grads,
        end=1e4,
    )
    assert ([common.contents(tree) for tree in everything], states()) == before
    assert params["layers"] is inner
    assert all(leaf is leaves[path] for path, leaf in gs.leaves(params).items())
    assert list(params) == list(common.tree())


class Twice:
    """A generator in which a second Ctrl-C meets the putting back of the first one."""

    def __init__(self) -> None:
        self.state, self.interrupts = 0, 1

    def get_state(self) -> int:
        return self.state

    def set_state(self, state: int) -> None:
        if self.interrupts:
            self.interrupts -= 1
            raise KeyboardInterrupt
        self.state = state


def test_interrupted_twice() -> None:
    w, first, last = np.ones(3), Twice(), np.random.default_rng(1)
    before = str(last.bit_generator.state)

    def loss_and_grads(n: int) -> tuple[float, Any]:
        first.state = last.integers(1, 9)
        if n == 5:
            raise KeyboardInterrupt
        return 1.0, np.ones(3)

    with pytest.raises(KeyboardInterrupt):
        gs.find_lr(loss_and_grads, w, rng=[first, last])
    assert first.state == 0 and str(last.bit_generator.state) == before and np.all(w == 1)


@pytest.mark.parametrize("rng", [random, np.random], ids=["random", "numpy.random"])
def test_global_generators(rng: Any) -> None:
    draw = rng.random
    ahead = (random.getstate(), np.random.get_state(), draw())
    random.setstate(ahead[0])
    np.random.set_state(ahead[1])
    gs.find_lr(lambda n: (1.0 + draw(), np.ones(3)), np.ones(3), rng=rng)
    assert draw() == ahead[2]


@pytest.mark.parametrize("make", [gs.dialects.keras.SGD, gs.dialects.torch.SGD])
def test_dialects(make: Any) -> None:
    params = [{"params": [np.ones(3)]}, {"params": [np.ones(2)]}]
    opt = make(params if make is gs.dialects.torch.SGD else params[0]["params"], 0.01)
    tree = params if make is gs.dialects.torch.SGD else params[0]["params"]
    found = gs.find_lr(bowl(tree), optimizer=opt, end=1e3)
    assert found.valley is not None and 0.1 <= found.valley < 2
    assert all(np.all(p == 1) for p in gs.leaves(tree).values()) and opt.steps == 0


def mid_training(rule: gs.rules.Rule, params: Tree, **options: Any) -> gs.Optimizer:
    opt = gs.Optimizer(params, rule, **options)
    for n in range(3):
        opt.step(common.gradients(params, n))
    return opt


@pytest.mark.parametrize("how", EXITS)
def test_an_optimizer_goes_on_as_if_nothing_had_been(how: str) -> None:
    lr = ReduceOnPlateau(0.1, patience=0)

    def begun() -> tuple[Tree, Tree, gs.Optimizer]:
        params = common.tree()
        copies = {path: np.zeros(p.shape, np.float16) for path, p in gs.leaves(params).items()}
        opt = mid_training(
            gs.rules.AdamW(lr=lr),
            params,
            groups={"W": dict(rule=gs.rules.SGD(momentum=0.9), lr=Cosine(0.1, steps=20))},
            average=gs.EMA(0.9),
            lookahead=gs.Lookahead(2),
            clip_norm=1.0,
            nonfinite="skip",
            max_skips=2,
            copy_to=copies,
        )
        opt.freeze("f")
        opt.observe(1.0)
        opt.observe(2.0)
        return params, copies, opt

    params, copies, opt = begun()
    last = opt.last
    # One skipped step of the two allowed in a row: this count is in no state dict.
    bad = {**common.gradients(params, 3), "W": np.full((7, 5), np.nan, np.float32)}
    opt.step(bad)
    other, other_copies, twin = begun()
    twin.step(bad)
    last = opt.last
    tried(params, how, optimizer=opt, end=1e4)
    assert opt.last is last
    assert common.snapshot(opt, params) == common.snapshot(twin, other)
    assert common.contents(copies) == common.contents(other_copies)
    opt.step(bad)
    with pytest.raises(gs.NonFiniteGradientError, match="max_skips"):
        opt.step(bad)
    twin.step(bad)
    for n in range(4, 8):
        opt.step(common.gradients(params, n))
        twin.step(common.gradients(other, n))
        opt.observe(3.0)
        twin.observe(3.0)
    assert common.snapshot(opt, params) == common.snapshot(twin, other)
    assert common.contents(copies) == common.contents(other_copies)


@pytest.mark.parametrize("name", [name for name in common.RULES if name != "Sophia"])
def test_every_rule_goes_on(name: str) -> None:
    rule = common.with_everything(name)
    params, other = common.tree(), common.tree()
    opt, twin = mid_training(rule, params), mid_training(rule, other)
    gs.find_lr(bowl(params), optimizer=opt, steps=20)
    for n in range(3, 5):
        opt.step(common.gradients(params, n))
        twin.step(common.gradients(other, n))
    assert common.snapshot(opt, params) == common.snapshot(twin, other)


@pytest.mark.parametrize("rounding", ["stochastic", "split", "kahan", "master"])
def test_low_precision_goes_on(rounding: str) -> None:
    def begun() -> tuple[Tree, gs.Optimizer]:
        params = {"w": np.linspace(-2, 2, 5000).astype(np.float32).astype(gs.bfloat16)}
        opt = gs.AdamW(params, lr=0.01, state_dtype="q8", rounding=rounding)
        for _ in range(3):
            opt.step({"w": np.linspace(-1, 1, 5000)})
        return params, opt

    (params, opt), (other, twin) = begun(), begun()
    gs.find_lr(lambda n: (1.0, {"w": np.linspace(0, 1, 5000)}), optimizer=opt, steps=20)
    for each in (opt, twin):
        each.step({"w": np.linspace(0, 1, 5000)})
    assert common.snapshot(opt, params) == common.snapshot(twin, other)


def test_bound_gradients() -> None:
    w, g = np.ones(4), np.zeros(4)
    opt = gs.SGD(w, lr=1e-3, grads=g, zero_grads=True)

    def loss_and_grads(n: int) -> tuple[float, None]:
        g[...] = w
        return 0.5 * float(w @ w), None

    found = gs.find_lr(loss_and_grads, optimizer=opt)
    assert found.valley is not None and 0.1 <= found.valley < 2
    assert np.all(w == 1) and np.all(g == 0) and opt.steps == 0 and opt.last is None


# --- groups --------------------------------------------------------------------------------------


def test_one_group_varies() -> None:
    params = {"body": np.ones(3), "head": np.ones(2)}
    groups = {"head": dict(lr=0.25, lr_scale=0.5), "body": dict(lr=0.125)}
    seen = []

    def loss_and_grads(n: int) -> tuple[float, Tree]:
        seen.append((params["body"][0], params["head"][0]))
        return 1.0 - 0.01 * n, {"body": np.ones(3), "head": np.ones(2)}

    found = gs.find_lr(
        loss_and_grads, params, gs.rules.SGD(), groups=groups, group="head", steps=20
    )
    body, head = (np.array(x) for x in zip(*seen, strict=True))
    assert found.group == "head"
    assert np.array_equal(body, 1 - 0.125 * np.arange(20))
    # Differences of numbers near 1 have an error of 2⁻⁵³ each.
    assert np.allclose(-np.diff(head), 0.5 * found.rates[:-1], rtol=1e-14, atol=2**-52 * 20)

    seen.clear()
    both = gs.find_lr(loss_and_grads, params, gs.rules.SGD(), groups=groups, steps=20)
    body, head = (np.array(x) for x in zip(*seen, strict=True))
    assert both.group is None
    assert np.allclose(-np.diff(body), both.rates[:-1], rtol=1e-14, atol=2**-52 * 20)
    assert np.allclose(-np.diff(head), 0.5 * both.rates[:-1], rtol=1e-14, atol=2**-52 * 20)


def test_a_finding_for_each_group() -> None:
    """Two bowls of different curvature ask for different rates; what is frozen is not looked at."""
    params = {"steep": np.ones(3), "flat": np.ones(3)}
    opt = gs.SGD(params, lr=0.0, groups={"steep": {}})

    def loss_and_grads(n: int) -> tuple[float, Tree]:
        steep, flat = params["steep"], params["flat"]
        return float(50 * steep @ steep + 0.5 * flat @ flat), {"steep": 100 * steep, "flat": flat}

    found = gs.find_lr(loss_and_grads, optimizer=opt, per_group=True, end=1e3)
    assert list(found) == ["steep", "default"]
    assert [finding.group for finding in found.values()] == ["steep", "default"]
    for name, curvature in {"steep": 100, "default": 1}.items():
        rate = found[name].valley
        assert rate is not None and 0.1 <= rate * curvature < 2
    opt.freeze("flat")
    alone = gs.find_lr(loss_and_grads, optimizer=opt, group="default")
    assert alone.why is not None and np.ptp(alone.losses) == 0


# --- what is seen --------------------------------------------------------------------------------


@pytest.fixture
def found() -> gs.LRFinding:
    params = {"w": np.ones(5)}
    return gs.find_lr(bowl(params), params, gs.rules.SGD(), end=1e3)


def test_repr_and_dict(found: gs.LRFinding) -> None:
    text = repr(found)
    assert f"lr={found.valley:.3g}" in text and "has risen" in text
    values = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    for name in ("suggestion", "valley", "steepest", "min_over_10", "why", "stopped", "group"):
        assert values[name] == getattr(found, name)
    for name in ("rates", "losses", "smoothed"):
        assert np.array_equal(values[name], getattr(found, name))
    with pytest.raises(AttributeError):
        found.valley = 1.0  # type: ignore[misc]


def test_plot(found: gs.LRFinding, tmp_path: Path) -> None:
    from matplotlib.figure import Figure

    mine = Figure().add_subplot()
    assert found.plot(mine) is mine
    ax = found.plot()
    assert ax is not mine and ax.get_xscale() == "log"
    loss, smoothed, *marks = ax.lines
    assert np.array_equal(loss.get_ydata(), found.losses)
    assert np.array_equal(smoothed.get_ydata(), found.smoothed)
    rates = [found.valley, found.steepest, found.min_over_10]
    assert [line.get_xdata()[0] for line in marks] == rates
    low, high = ax.get_ylim()
    assert low < 0 < found.losses[0] < high < 2 * found.losses[0]  # not to where it diverged
    for name in ("a.png", str(tmp_path / "b.svg")):
        found.plot(tmp_path / name)
        assert (tmp_path / name).stat().st_size > 1000
    with pytest.raises(gs.Error, match=r"end it in \.png"):
        found.plot("a.gif")


def test_plot_of_nothing() -> None:
    found = gs.find_lr(lambda n: (math.nan, np.ones(1)), np.ones(1))
    assert len(found.rates) == 0 and found.plot().lines
    assert found.why == "the test ended before an update could show in the loss"


def test_plot_without_matplotlib(found: gs.LRFinding, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [m for m in sys.modules if m.partition(".")[0] == "matplotlib"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    for to in (None, "lr.png"):
        with pytest.raises(MissingExtraError, match=r'pip install "gradstep\[demo\]"'):
            found.plot(to)


# --- errors --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keywords", "name", "message"),
    [
        ({"start": 0.0}, "start", "a positive number"),
        ({"start": "1e-3"}, "start", "a positive number"),
        ({"end": 1e-8}, "end", "above start, 1e-07"),
        ({"end": math.inf}, "end", "finite"),
        ({"steps": 9}, "steps", "from 10 to 10"),
        ({"steps": 20.0}, "steps", "a whole number"),
        ({"smoothing": 1.0}, "smoothing", r"in \[0, 1\)"),
        ({"stop": 1.0}, "stop", "above 1"),
        ({"stop": math.nan}, "stop", "above 1"),
        ({"group": "W"}, "group", "there are default"),
        ({"group": "W", "per_group": True}, "group", "not both"),
        ({"rng": 3}, "rng", "give a numpy Generator"),
        ({"rng": random.SystemRandom()}, "rng", "cannot be put back"),
        ({"buffers": [1.0]}, "buffers", r"np\.array"),
        ({"clip_nrom": 1.0}, "clip_nrom", "did you mean clip_norm"),
        ({"weight_decay": 0.1}, "weight_decay", "no keyword"),
        ({"rule": gs.SGD}, "rule", "gs.rules.AdamW"),
        ({"params": None}, "params", "give params, or optimizer=opt"),
        ({"params": gs.SGD(np.ones(2))}, "params", "optimizer=opt"),
        ({"optimizer": gs.SGD(np.ones(2))}, "params", "leave params= out"),
        ({"optimizer": gs.SGD(np.ones(2)), "params": None, "clip_norm": 1}, "clip_norm", "leave"),
        ({"optimizer": gs.rules.SGD(), "params": None}, "optimizer", "one of gradstep's"),
        ({"loss_and_grads": 3}, "loss_and_grads", r"n -> \(loss, grads\)"),
        ({"loss_and_grads": lambda n: 1.0}, "loss_and_grads", "returned a float"),
        ({"loss_and_grads": lambda n: ("x", 1.0)}, "loss_and_grads", "a number as loss"),
    ],
)
def test_errors_name_the_argument(keywords: Tree, name: str, message: str) -> None:
    w = np.ones(2)
    arguments = {"loss_and_grads": lambda n: (1.0, w.copy()), "params": w, **keywords}
    with pytest.raises(gs.Error, match=message) as caught:
        gs.find_lr(**arguments)
    assert caught.value.name == name
    assert np.all(w == 1)


# --- the command ---------------------------------------------------------------------------------


def test_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rng = np.random.default_rng(0)
    data, out = tmp_path / "data.npz", tmp_path / "lr.png"
    x = rng.standard_normal((200, 4))
    np.savez(data, X=x, y=x @ rng.standard_normal(4))
    rule = "SGD(momentum=0.9)"
    call = ["find-lr", "--data", str(data), "--rule", rule, "--seeds", "3", "--out", str(out)]
    assert main([*call, "--steps", "200"]) == 0
    text = capsys.readouterr().out
    table, last = text.splitlines()[2:6], text.splitlines()[-1]
    assert [line.split()[0] for line in table] == ["seed", "0", "1", "2"]
    names: dict[str, Any] = {"params": np.ones(3)}
    exec("\n".join(text.splitlines()[-2:]), names)  # the line to paste
    opt = names["opt"]
    assert opt.hyper["momentum"] == 0.9 and f"lr={opt.hyper['lr']}" in last
    valleys = sorted(float(line.split()[1]) for line in table[1:])
    assert opt.hyper["lr"] == pytest.approx(valleys[1], rel=0.05)  # the table has two digits
    assert 1e-4 < valleys[0] <= valleys[2] < 0.1  # 0.1 diverges
    assert out.read_bytes().startswith(b"\x89PNG")
    assert main(["find-lr", "--data", str(data), "--end", "1e-6"]) == 1
    assert "no rate to suggest" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["--rule", "SDG"], 2, "rule: unknown optimizer 'SDG' (did you mean 'SGD'?)"),
        (["--rule", "Adam, SGD"], 2, "rule must be one optimizer"),
        (["--rule", "Adam(lr=1)"], 2, "rule: leave lr out"),
        (["--seeds", "0"], 2, "seeds must be"),
        (["--start", "-1"], 2, "start must be"),
        (["--out", "lr.gif"], 2, "end it in .png"),
        (["--problem", "no.such:fn"], 2, "there is no module"),
        (["--problem", "operator:truediv"], 1, "the problem raised: "),
    ],
)
def test_command_refuses(
    arguments: list[str], status: int, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["find-lr", *arguments]) == status
    assert message in capsys.readouterr().err


# --- another batch size --------------------------------------------------------------------------


@pytest.mark.parametrize(("how", "factor"), [("linear", 4.0), ("sqrt", 2.0)])
def test_scale_lr(how: str, factor: float) -> None:
    sizes = {"batch_size": 1024, "base_batch_size": 256, "how": how}
    assert gs.scale_lr(0.1, **sizes) == factor * 0.1
    assert gs.scale_lr(Cosine(0.1, steps=9), **sizes) == factor * Cosine(0.1, steps=9)
    assert gs.scale_lr(lambda n: n + 1.0, **sizes)(2) == factor * 3


@pytest.mark.parametrize(
    ("keywords", "name"),
    [
        ({"how": "cubic"}, "how"),
        ({"batch_size": 0}, "batch_size"),
        ({"base_batch_size": "256"}, "base_batch_size"),
        ({"batch_size": math.inf}, "batch_size"),
        ({"lr": "0.1"}, "lr"),
    ],
)
def test_scale_lr_refuses(keywords: Tree, name: str) -> None:
    arguments = {"lr": 0.1, "batch_size": 2, "base_batch_size": 1, "how": "sqrt", **keywords}
    with pytest.raises(gs.HyperError, match=name) as caught:
        gs.scale_lr(**arguments)
    assert caught.value.name == name


@pytest.mark.parametrize("given", ["options", "optimizer"])
def test_an_update_of_several_calls_has_no_rate_for_each(given: str) -> None:
    params = {"w": np.ones(3)}
    if given == "options":
        keywords: Tree = dict(params=params, rule=gs.rules.SGD(), accumulate=4)
    else:
        keywords = dict(optimizer=gs.SGD(params, lr=0.1, accumulate=4))
    with pytest.raises(gs.HyperError, match="accumulate=4 makes an update from 4 calls") as caught:
        gs.find_lr(bowl(params), **keywords)
    assert caught.value.name == "accumulate" and np.all(params["w"] == 1)
