"""`gradstep race`: fair starts, honest choices, rows for what diverges, lines that reproduce."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from ml_dtypes import bfloat16

import gradstep as gs
from gradstep._cli import race as cli
from gradstep.race import characters, mlp, options, race
from gradstep.race import table as progress_table
from gradstep.race.data import read
from gradstep.race.entries import entries, imports, recipes
from gradstep.race.errors import MissingExtraError, ProblemError, RaceError
from gradstep.race.problems import load, table
from gradstep.race.storage import storages, stored_as

RULES = [
    name
    for name in gs.rules.__all__
    if (rule := getattr(gs.rules, name)) is not gs.rules.Rule and hasattr(rule(), "lr")
]


def bowl(rng):
    """A noisy quadratic bowl in float64 and float32, the noise a function of n."""
    params = {"w": rng.standard_normal(5), "deep": [np.ones((2, 3), np.float32)]}

    def loss_and_grads(n):
        noise = 0.01 * np.random.default_rng(n).standard_normal(5)
        grads = {"w": params["w"] + noise, "deep": [params["deep"][0] * np.float32(0.5)]}
        return 0.5 * float(params["w"] @ params["w"]), grads

    def evaluate():
        return {"valid_loss": float(params["w"] @ params["w"]), "size": float(params["w"].size)}

    return params, loss_and_grads, evaluate


def copies(tree):
    return {path: np.array(leaf) for path, leaf in leaves(tree).items()}


def leaves(params):
    return {"w": params["w"], "deep.0": params["deep"][0]}


# --- fairness ------------------------------------------------------------------------------------


def test_every_entry_starts_and_sees_the_same():
    starts, batches = [], []

    def spied(rng):
        params, loss_and_grads, evaluate = bowl(rng)
        starts.append(copies(params)["w"])
        seen = []
        batches.append(seen)
        return params, lambda n: (seen.append(n), loss_and_grads(n))[1], evaluate

    race(spied, steps=7, optimizers=RULES[:3], lr=[0.01, 0.1], seeds=1)
    assert len(starts) == 1 + 3 * 2  # the first only asks for the names of the scores
    assert all(np.array_equal(start, starts[0]) for start in starts)
    assert batches[1:] == [list(range(7))] * 6


def test_seeds_start_differently_and_are_averaged():
    result = race(bowl, steps=5, optimizers="SGD", lr=0.1, seeds=[3, 5])
    (trial,) = result.rows[0].trials
    scores = [run.evaluations[-1][1]["valid_loss"] for run in trial.runs]
    assert [run.seed for run in trial.runs] == [3, 5]
    assert scores[0] != scores[1]
    assert result.rows[0].validation["valid_loss"] == pytest.approx(np.mean(scores), rel=1e-15)


@pytest.mark.parametrize("maximize", [False, True])
def test_rate_is_chosen_on_validation_and_test_read_once(maximize):
    reads = []

    def spied(rng):
        params, loss_and_grads, evaluate = bowl(rng)

        def test():
            reads.append(1)
            return {"test_loss": 2 * evaluate()["valid_loss"]}

        return params, loss_and_grads, evaluate, test

    result = race(spied, steps=10, optimizers="SGD, Adam", lr="1e-4,0.5", maximize=maximize)
    assert len(reads) == 2  # once per row
    for row in result.rows:
        assert row.lr == (1e-4 if maximize else 0.5)
        assert row.edge == ("smallest" if maximize else "largest")
        assert row.test["test_loss"] == 2 * row.validation["valid_loss"]
    scores = [row.validation["valid_loss"] for row in result.rows]
    assert scores == sorted(scores, reverse=maximize)
    assert result.best is result.rows[0]


def test_good_rates_are_those_within_the_margin():
    def flat(rng):  # the score is the distance walked, so that it is known for every rate
        params = np.zeros(1)
        return params, lambda n: (1.0, -np.ones(1)), lambda: {"valid_loss": 2 + params[0]}

    row = race(flat, steps=1, optimizers="SGD", lr=[0.1, 0.3, 1.0], margin=0.1).rows[0]
    assert row.lr == 0.1  # scores 2.1, 2.3, 3.0
    assert row.good_lr == (0.1, 0.3)
    row = race(flat, steps=1, optimizers="SGD", lr=[0.1, 0.3, 1.0], maximize=True).rows[0]
    assert row.lr == 1.0
    assert row.good_lr == (1.0, 1.0)


def test_updates_to_target_and_optimizer_time():
    result = race(
        bowl, steps=20, optimizers="SGD", lr=0.5, evaluate_every=2, target="valid_loss=0.01"
    )
    row = result.rows[0]
    (run,) = row.trials[0].runs
    first = next(n for n, scores in run.evaluations if scores["valid_loss"] <= 0.01)
    assert row.updates_to_target == first > 2
    assert [n for n, _ in run.evaluations] == list(range(2, 21, 2))
    assert 0 < row.optimizer_ms < 1e3 * result.seconds
    assert row.loss == pytest.approx(np.mean(run.losses[-2:]))
    never = race(bowl, steps=2, optimizers="SGD", lr=1e-6, target="valid_loss=1e-9")
    assert never.rows[0].updates_to_target is None


def test_without_evaluate_the_training_loss_ranks():
    result = race(lambda rng: bowl(rng)[:2], steps=10, optimizers="SGD", lr=0.1, evaluate_every=5)
    (run,) = result.rows[0].trials[0].runs
    assert result.metric == "loss"
    assert result.rows[0].validation["loss"] == pytest.approx(np.mean(run.losses[5:]))


# --- who takes part ------------------------------------------------------------------------------


def test_all_is_every_rule_and_each_gets_the_middle_of_its_grid_on_digits():
    result = race(steps=200, optimizers="all")
    assert sorted(row.optimizer for row in result.rows) == sorted(RULES)
    # made for full batches, slow for 200 updates, or takes its rate too large here (docs/which.md)
    full, slow = ("Rprop", "IRpropPlus"), ("Lion", "SimplifiedAdEMAMix", "DAdaptAdaGrad")
    floors = dict.fromkeys([*full, *slow], 0.85) | {"DAdaptLion": 0.3}
    for row in result.rows:
        assert len(row.trials) == (1 if getattr(gs.rules, row.optimizer).finds_rate else 3)
        floor = floors.get(row.optimizer, 0.93)
        assert row.validation["valid_accuracy"] > floor, row
        assert row.test["test_accuracy"] > floor, row
    assert result.target is not None
    assert result.best.updates_to_target < 200


def test_by_default_eight_well_known_optimizers_race(tmp_path, capsys, monkeypatch):
    eight = {"SGD(momentum=0.9)", "Adagrad", "RMSprop", "Adam", "AdamW", "NAdam", "Lion"}
    eight |= {"ScheduleFreeAdamW"}
    assert {row.optimizer for row in race(bowl, steps=1).rows} == eight
    monkeypatch.setattr(sys.modules["gradstep.race.problems"], "load", lambda spec: bowl)
    arguments = ["--problem", "x:y", "--steps", "1", "--out", str(tmp_path)]
    assert cli.main(arguments) == 0
    printed = capsys.readouterr().out
    assert all(name in printed for name in eight) and "--optimizers all" in printed


def test_momentum_makes_the_rates_of_sgd_smaller():
    rates = {e.label: e.rates for e in entries("SGD, SGD(momentum=0.9)", "constant", None)}
    assert rates == {"SGD": (0.03, 0.3, 3.0), "SGD(momentum=0.9)": (0.003, 0.03, 0.3)}


# every rule, and in turn every schedule: the line is written from the one and from the other
LINES = list(zip(RULES, itertools.cycle(sorted(recipes())), strict=False))


@pytest.mark.parametrize(("name", "schedule"), LINES)
def test_the_line_reproduces_the_run_to_the_bit(name, schedule):
    started = []

    def spied(rng):
        started.append(bowl(rng))
        return started[-1]

    row = race(spied, steps=30, optimizers=name, schedules=schedule, lr=0.01, seeds=[4]).rows[0]
    raced = started[-1][0]
    again, loss_and_grads, _ = bowl(np.random.default_rng(4))
    namespace = {"params": again}
    exec(f"{row.imports}\nopt = {row.constructor}", namespace)
    for n in range(30):
        loss, grads = loss_and_grads(n)
        more = {"loss": loss} if getattr(gs.rules, name).uses_loss else {}
        namespace["opt"].step(grads, **more)
    if getattr(gs.rules, name).evaluates:  # what is left is what is to be used
        again = namespace["opt"].params_for_eval()
    for path, leaf in leaves(again).items():
        assert leaf.tobytes() == leaves(raced)[path].tobytes(), path


def test_hyper_parameters_and_own_schedules():
    result = race(
        bowl,
        steps=5,
        optimizers="sgd(momentum=0.9), SGD",
        schedules={"half": lambda lr, steps: gs.schedules.StepDecay(lr, drop=0.5, every=2)},
        lr=0.1,
    )
    assert {row.optimizer for row in result.rows} == {"SGD(momentum=0.9)", "SGD"}
    heavy = next(row for row in result.rows if "momentum" in row.optimizer)
    assert heavy.constructor == f"gs.SGD(params, lr={heavy.rate!r}, momentum=0.9)"
    assert "StepDecay" in heavy.imports


def test_named_schedules_start_at_the_rate_and_decay():
    for name, recipe in recipes().items():
        s = recipe(0.1, 200)
        values = np.full(201, s) if name == "constant" else s(np.arange(201))
        assert values.max() == pytest.approx(0.1, rel=0.02), name
        if name != "constant":
            assert values[200] < 0.01, name
    assert [len(entries("all", name, None)) for name in recipes()] == [len(RULES)] * len(recipes())


def test_every_choice_of_storage_is_an_entry():
    stored = storages("float32, q8", ["float32", "bfloat16"], "stochastic,kahan")
    found = entries("AdamW(eps=1e-6)", "constant", (0.1,), stored)
    assert [entry.label for entry in found] == [
        "AdamW(eps=1e-06, state_dtype='float32')",
        "AdamW(eps=1e-06, state_dtype='float32', rounding='stochastic') on bfloat16",
        "AdamW(eps=1e-06, state_dtype='float32', rounding='kahan') on bfloat16",
        "AdamW(eps=1e-06, state_dtype='q8')",
        "AdamW(eps=1e-06, state_dtype='q8', rounding='stochastic') on bfloat16",
        "AdamW(eps=1e-06, state_dtype='q8', rounding='kahan') on bfloat16",
    ]
    assert (
        found[0].constructor(0.1, 9) == "gs.AdamW(params, lr=0.1, eps=1e-06, state_dtype='float32')"
    )
    line = found[-1].constructor(0.1, 9)
    assert line == (
        "gs.AdamW(stored_as(params, 'bfloat16'), lr=0.1, eps=1e-06, state_dtype='q8', "
        "rounding='kahan', copy_to=params)"
    )
    assert imports(line) == ("import gradstep as gs\nfrom gradstep.race.storage import stored_as")
    assert [s.keywords for s in storages("float16", None, "nearest")] == [
        {"state_dtype": "float16", "rounding": "nearest"}
    ]
    assert storages(None, None, None) == storages(None, "float32", None)


def test_parameters_are_stored_by_path():
    params, *_ = bowl(np.random.default_rng(0))
    for dtype in ("float16", "bfloat16"):
        stored = stored_as(params, dtype)
        assert {path: p.dtype.name for path, p in stored.items()} == {
            "w": "float64",
            "deep.0": dtype,
        }
        assert not np.shares_memory(stored["w"], params["w"])


# --- what goes wrong -----------------------------------------------------------------------------


def test_a_diverged_run_is_a_row():
    def explosive(rng):
        params = {"layers": [{"W": np.ones(3)}]}
        w = params["layers"][0]["W"]
        return params, lambda n: (1.0, {"layers": [{"W": 2 * w}]})

    result = race(explosive, steps=200, optimizers="SGD, Adam", lr="1e-2,1e100")
    by_name = {row.optimizer: row for row in result.rows}
    assert by_name["SGD"].lr == 1e-2
    assert "lr=1e+100 diverged at n = 4, layers.0.W" in by_name["SGD"].note
    lost = race(explosive, steps=200, optimizers="SGD", lr=1e100)
    assert lost.best is None
    assert lost.rows[0].lr is None
    assert "diverged" in lost.table()
    assert json.loads(lost.to_json())["rows"][0]["loss"] is None


def test_a_loss_that_is_not_finite_has_diverged():
    result = race(
        lambda rng: (np.ones(2), lambda n: (np.nan if n == 3 else 1.0, np.ones(2))),
        steps=9,
        optimizers="SGD",
        lr=0.1,
    )
    assert result.rows[0].note == "lr=0.1 diverged at n = 3, loss is nan"
    for way in ("skip", "propagate"):  # where the step is no error
        result = race(
            lambda rng: (np.ones(2), lambda n: (np.nan if n == 3 else 1.0, np.ones(2))),
            steps=9,
            optimizers=f"SGD(nonfinite='{way}')",
            lr=0.1,
        )
        assert result.rows[0].note == "lr=0.1 diverged at n = 3, loss is nan"


def test_an_exception_of_the_problem_is_raised_at_the_end():
    calls = []

    def faulty(rng):
        params, loss_and_grads, evaluate = bowl(rng)
        calls.append(1)
        broken = len(calls) == 2

        def maybe(n):
            return 1 / 0 if broken and n == 3 else loss_and_grads(n)

        return params, maybe, evaluate

    with pytest.raises(ProblemError, match=r"SGD at lr=0.1, seed 0: failed at n = 3") as caught:
        race(faulty, steps=6, optimizers="SGD, Adam", lr=0.1)
    assert isinstance(caught.value.__cause__, ZeroDivisionError)
    assert caught.value.n == 3
    rows = {row.optimizer: row for row in caught.value.result.rows}
    assert rows["Adam"].lr == 0.1
    assert rows["SGD"].lr is None
    assert rows["SGD"].note == "lr=0.1 failed with ZeroDivisionError"


def test_ctrl_c_gives_what_is_done():
    calls = []

    def interrupted(rng):
        params, loss_and_grads, evaluate = bowl(rng)

        def counted(n):
            calls.append(n)
            if len(calls) == 26:
                raise KeyboardInterrupt
            return loss_and_grads(n)

        return params, counted, evaluate

    result = race(interrupted, steps=10, optimizers="SGD, Adam", lr="0.01,0.1")
    assert result.stopped == "interrupted"
    assert [len(row.trials) for row in result.rows] == [1, 1]
    assert all(row.lr == 0.1 and "1 of 2 rates run" in row.note for row in result.rows)
    assert "stopped early: interrupted" in result.table()


def test_budget_sets_the_steps_and_ends_the_race():
    result = race(bowl, optimizers="SGD, Adam", lr="0.01,0.1", budget="0.3s")
    assert result.steps > 1
    late = race(bowl, optimizers="SGD", lr=0.1, steps=10**9, budget=0.1)
    assert late.stopped == "budget spent"
    assert late.best is None


@pytest.mark.parametrize(
    ("arguments", "name", "message"),
    [
        ({"optimizers": "Adm"}, "optimizers", "did you mean 'Adam'"),
        ({"optimizers": "Adam, SGD(0.9)"}, "optimizers", "must be names"),
        ({"optimizers": "Adam("}, "optimizers", "must be names"),
        ({"optimizers": "SGD(lr=0.1)"}, "optimizers", "rates are given by lr="),
        ({"optimizers": []}, "optimizers", "must be names"),
        ({"schedules": "cosin"}, "schedules", "did you mean 'cosine'"),
        ({"lr": "1e-3,x"}, "lr", "positive numbers"),
        ({"lr": -1.0}, "lr", "positive numbers"),
        ({"lr": float("nan")}, "lr", "positive numbers"),
        ({"lr": []}, "lr", "positive numbers"),
        ({"seeds": 0}, "seeds", "at least 1"),
        ({"seeds": [-1]}, "seeds", "whole numbers"),
        ({"steps": 0}, "steps", "at least 1"),
        ({"steps": 2.5}, "steps", "whole number"),
        ({"evaluate_every": -1}, "evaluate_every", "at least 1"),
        ({"budget": "soon"}, "budget", "60s"),
        ({"budget": "-3s"}, "budget", "60s"),
        ({"margin": -0.1}, "margin", "at least 0"),
        ({"target": "valid_loss"}, "target", "must be like valid_loss=0.1"),
        ({"target": "valid_loss=low"}, "target", "must be like"),
        ({"target": "accuracy=0.9"}, "target", "not measured; there is valid_loss, size, loss"),
        ({"target": "size=4"}, "target", "size<=4 or size>=4"),
        ({"param_dtype": "bfloat61"}, "param_dtype", "did you mean 'bfloat16'"),
        ({"rounding": "kahan"}, "rounding", "give param_dtype or state_dtype"),
        ({"problem": 3}, "problem", "function or module:fn"),
        ({"problem": "nowhere_at_all:fn"}, "problem", "no module 'nowhere_at_all'"),
        ({"problem": "json"}, "problem", "write it as module:fn"),
        ({"problem": "json:dump_"}, "problem", "did you mean 'dump'"),
        ({"data": "x.csv"}, "data", "not both"),
        ({"target_column": "y"}, "target_column", "give data"),
        ({"problem": lambda rng: 3}, "problem", r"must return \(params, loss_and_grads\)"),
        ({"problem": lambda rng: (3,)}, "problem", "of length 1"),
        ({"problem": lambda rng: (3, 4)}, "loss_and_grads", "must be a function"),
        ({"problem": lambda rng: (*bowl(rng)[:2], lambda: 0.3)}, "evaluate", "scores by name"),
        ({"problem": lambda rng: 1 / 0}, "problem", "before the race: ZeroDivisionError"),
    ],
)
def test_bad_arguments_name_themselves(arguments, name, message):
    with pytest.raises(RaceError, match=message) as caught:
        race(**{"problem": bowl, "steps": 2, **arguments})
    assert caught.value.name == name
    assert isinstance(caught.value, (gs.Error, ValueError))


def test_wrong_hyper_parameters_are_refused_before_the_race():
    with pytest.raises((gs.Error, TypeError), match="momentun"):
        race(bowl, steps=2, optimizers="Adam, SGD(momentun=0.9)")


def test_options_as_text():
    assert options.rates("1e-2, 1e-3,1e-2") == (1e-3, 1e-2)
    assert options.seeds(3) == (0, 1, 2)
    assert [options.seconds(t) for t in ("60s", "2m", "1.5h", 7, "1e1")] == [60, 120, 5400, 7, 10]
    kwargs = {"ranking": "acc", "metrics": ["acc", "loss"], "maximize": True}
    assert options.target("acc=0.9", **kwargs) == options.Target("acc", 0.9, at_least=True)
    assert str(options.target("loss <= 1e-1", **kwargs)) == "loss <= 0.1"


# --- data ----------------------------------------------------------------------------------------


def csv_file(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "data.csv"
    path.write_text(text, encoding="utf-8")
    return path


def cast(tree, dtype):
    return {k: cast(v, dtype) if isinstance(v, dict) else v.astype(dtype) for k, v in tree.items()}


def test_gradients_of_the_transformer_match_differences():
    """Central differences with h = 1e-6: a loss of about 2 is off by some 1e-16, which over 2 h is
    1e-10 to 1e-9; h² times a third derivative is far below 1e-5 of a gradient."""
    rng = np.random.default_rng(0)
    params = cast(characters.init(rng, 7), np.float64)
    x, y = rng.integers(7, size=(2, 3, 5))
    grads = gs.leaves(characters.loss_and_grads(params, x, y)[1])
    for path, p in gs.leaves(params).items():
        for _ in range(5):
            i = rng.integers(min(p.shape[0], 5)), rng.integers(p.shape[1])
            kept, ends = p[i], []
            for p[i] in (kept - 1e-6, kept + 1e-6):
                ends.append(characters.loss_and_grads(params, x, y)[0])
            p[i] = kept
            assert (ends[1] - ends[0]) / 2e-6 == pytest.approx(grads[path][i], rel=1e-5, abs=1e-9)


def test_a_character_sees_those_before_it():
    rng = np.random.default_rng(0)
    params = characters.init(rng, 7)
    x = rng.integers(6, size=(1, characters.CONTEXT))
    before, _ = characters.forward(params, x)
    x[0, 10] += 1
    same = (characters.forward(params, x)[0] == before).all(axis=1)
    assert same[:10].all() and not same[10:].any()


@pytest.mark.parametrize("dtype", [np.float16, bfloat16])
def test_16_bit_parameters_are_computed_with_in_float32(dtype):
    rng = np.random.default_rng(0)
    half = cast(characters.init(rng, 7), dtype)
    x, y = rng.integers(7, size=(2, 3, 5))
    loss, grads = characters.loss_and_grads(half, x, y)
    same_loss, same = characters.loss_and_grads(cast(half, np.float32), x, y)
    assert loss == same_loss
    for path, g in gs.leaves(grads).items():
        assert g.dtype == np.float32
        np.testing.assert_array_equal(g, gs.leaves(same)[path])


def test_characters_are_learnt():
    result = race(data="characters", optimizers="AdamW", lr=3e-3, steps=80, evaluate_every=80)
    assert result.problem == "characters"
    assert result.rows[0].test["test_loss"] < 2.8  # 3.09 by frequencies alone
    sizes = [p.size for p in gs.leaves(characters.problem(np.random.default_rng(0))[0]).values()]
    assert 50_000 < sum(sizes) < 150_000
    assert sum(n for n in sizes if n >= 4096) > 0.8 * sum(sizes)  # large enough for 8-bit state


def test_gradients_of_the_perceptron_match_differences():
    rng = np.random.default_rng(0)
    params = mlp.init(rng, (4, 6, 3))
    params["layers"] = [{k: v.astype(np.float64) for k, v in p.items()} for p in params["layers"]]
    x, classes, values = rng.standard_normal((8, 4)), rng.integers(3, size=8), rng.random(8)
    for loss, y in ((mlp.cross_entropy, classes), (mlp.squared_error, values)):
        if loss is mlp.squared_error:
            params["layers"][1] = {"W": rng.standard_normal((6, 1)), "b": np.zeros(1)}
        grads = mlp.loss_and_grads(params, x, y, loss)[1]
        for layer, grad in zip(params["layers"], grads["layers"], strict=True):
            for name in ("W", "b"):
                for i in np.ndindex(layer[name].shape):
                    kept = layer[name][i]
                    ends = []
                    for shift in (1e-6, -1e-6):
                        layer[name][i] = kept + shift
                        ends.append(loss(mlp.forward(params, x)[1], y)[0])
                    layer[name][i] = kept
                    assert grad[name][i] == pytest.approx((ends[0] - ends[1]) / 2e-6, abs=1e-8)


def test_classes_and_regression_from_files(tmp_path):
    rng = np.random.default_rng(1)
    x = rng.standard_normal((200, 3))
    side, height = (x[:, 0] > 0).astype(np.int64), 3 + 10 * x[:, 1]
    np.savez(tmp_path / "classes.npz", X=x, y=side)
    rows = [f"{a},{b},{c},{'up' if s else 'down'}" for (a, b, c), s in zip(x, side, strict=True)]
    words = csv_file(tmp_path, "a,b,c,way\n" + "\n".join(rows) + "\n")
    for data, column in ((tmp_path / "classes.npz", None), (words, "way")):
        result = race(data=data, target_column=column, optimizers="Adam", lr=0.01, steps=100)
        assert result.best.test["test_accuracy"] > 0.85
        assert list(result.best.validation) == ["valid_loss", "valid_accuracy", "loss"]
    np.savez(tmp_path / "floats.npz", X=x, y=height)
    result = race(data=tmp_path / "floats.npz", optimizers="Adam", lr=0.01, steps=150)
    assert result.best.test["test_loss"] < 0.1  # in units of the variance of y
    assert list(result.best.test) == ["test_loss"]


def test_integer_column_is_classes_and_float_column_is_not(tmp_path):
    text = "a,b\n" + "".join(f"{i % 7},{i % 3}\n" for i in range(20))
    assert read(csv_file(tmp_path, text), "b")[1].dtype.kind == "i"
    assert read(csv_file(tmp_path, text.replace(",2", ",2.5")), "b")[1].dtype.kind == "f"


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_fields_of_csv_are_separated_by_commas_semicolons_or_tabs(
    tmp_path: Path, separator: str
) -> None:
    lines = [("a", "way", "c"), *((str(i), "xy"[i % 2], f"{i / 4}") for i in range(12))]
    text = "".join(separator.join(line) + "\n" for line in lines)
    x, y = read(csv_file(tmp_path, text), "way")
    assert x.tolist() == [[i, i / 4] for i in range(12)] and y.tolist() == ["x", "y"] * 6


def test_npz_with_data_and_target(tmp_path: Path) -> None:
    """As scikit-learn names them."""
    data, target = np.arange(24.0).reshape(12, 2), np.arange(12) % 3
    np.savez(tmp_path / "a.npz", data=data, target=target, images=data)
    x, y = read(tmp_path / "a.npz")
    assert (x == data).all() and (y == target).all()
    np.savez(tmp_path / "a.npz", X=2 * data, y=target, data=data)  # more than is asked for
    assert (read(tmp_path / "a.npz")[0] == 2 * data).all()


def test_a_test_loss_that_is_unlike_the_validation_loss_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One row of the test split is 10⁶ times the others: no rate is to blame."""
    rng = np.random.default_rng(0)
    x = rng.standard_normal((200, 3))
    y = x @ np.array([1.0, -2.0, 0.5])
    for outlier in (False, True):
        if outlier:
            x[np.random.default_rng(0).permutation(200)[-1]] *= 1e6
        np.savez(tmp_path / "a.npz", X=x, y=y)
        progress_table.show(race(data=tmp_path / "a.npz", optimizers="Adam", lr=0.01, steps=200))
        told = "look for outliers" in " ".join(capsys.readouterr().out.split())
        assert told is outlier


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("", "y", "is empty"),
        ("1,2\n3,4\n", "y", "must be the column names"),
        ("x,y\n1,2\n", None, "must be given; there is x, y"),
        ("x,why\n1,2\n", "wy", "did you mean 'why'"),
        ("x,y\n1,2\n1\n", "y", "row 2 has 1 fields"),
        ("x,y\nred,2\n", "y", "row 1, column 'x' is 'red', not a number"),
        ("x,y\n1,\n", "y", "empty in row 1"),
        ("x,y\n" + "nan,2\n" * 20, "y", r"X\[0, 0\] is nan"),
        ("x,y\n" + "1,2.0\n" * 19 + "1,inf\n", "y", r"y\[19\] is inf"),
        ("x,y\n" + "1,2\n" * 20, "y", "one class"),
        ("x,y\n1,2\n", "y", "at least 10 rows"),
        ("y\n" + "1\n2\n" * 10, "y", "and a column"),
    ],
)
def test_bad_csv(tmp_path, text, column, message):
    with pytest.raises(RaceError, match=message):
        race(data=csv_file(tmp_path, text), target_column=column, steps=1)


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ({"x": np.ones((20, 2)), "y": np.arange(20)}, "no array 'X', it holds x, y"),
        ({"X": np.ones(20), "y": np.arange(20)}, r"X must have the shape \(rows, columns\)"),
        ({"X": np.ones((20, 2)), "y": np.ones((20, 1))}, r"y must have the shape \(rows,\)"),
        ({"X": np.ones((20, 2)), "y": np.arange(19)}, "20 rows but y has 19"),
        ({"X": np.full((20, 2), "a"), "y": np.arange(20)}, "X must hold numbers"),
        ({"X": np.ones((20, 2)), "y": np.array([None] * 20)}, "Object arrays"),
    ],
)
def test_bad_npz(tmp_path, arrays, message):
    np.savez(tmp_path / "data.npz", **arrays)
    with pytest.raises(RaceError, match=message):
        race(data=tmp_path / "data.npz", steps=1)


def test_files_that_are_not_what_they_say(tmp_path):
    (tmp_path / "junk.npz").write_bytes(b"junk")
    for name, message in (
        ("junk.npz", "no npz file"),
        ("gone.npz", "cannot be read"),
        ("gone.csv", "cannot be read"),
        ("table.xlsx", r"must end in .npz or .csv"),
    ):
        with pytest.raises(RaceError, match=message):
            read(tmp_path / name, "y" if name.endswith("csv") else None)


def test_batches_are_a_function_of_n_alone():
    rng = np.random.default_rng(0)
    problem = table(rng.standard_normal((100, 2)), np.arange(100) % 3, batch=16)
    orders = [list(range(12)), [11, 3, 7, 0, 5, 1, 10, 2, 9, 4, 8, 6]]
    losses = []
    for order in orders:  # nothing is trained, so the loss names the batch
        _, loss_and_grads, *_ = problem(np.random.default_rng(7))
        losses.append({n: loss_and_grads(n)[0] for n in order})
    assert losses[0] == losses[1]
    assert len(set(losses[0].values())) == 12


# --- output --------------------------------------------------------------------------------------


def test_command_line_on_digits(tmp_path, capsys):
    out, results = tmp_path / "new" / "pictures", tmp_path / "race.json"
    arguments = ["--optimizers", "AdamW, SGD(momentum=0.9)", "--schedules", "constant,cosine"]
    arguments += ["--steps", "40", "--lr", "1e-2,1e-1", "--out", str(out), "--json", str(results)]
    assert cli.main(arguments) == 0
    printed = capsys.readouterr().out
    assert (out / "race.png").read_bytes().startswith(b"\x89PNG")
    document = json.loads(results.read_text(encoding="utf-8"))
    assert (document["format"], document["version"]) == ("gradstep-race", 1)
    assert len(document["rows"]) == 4
    assert all(len(row["runs"]) == 2 for row in document["rows"])
    best = document["rows"][0]
    assert printed.rstrip().endswith(f"opt = {best['constructor']}")
    assert best["imports"] in printed
    for row in document["rows"]:
        assert row["optimizer"] in printed
    assert "--optimizers all" not in printed  # whoever names some knows


def test_without_a_terminal_progress_is_lines(capsys, monkeypatch):
    monkeypatch.setattr(progress_table, "BETWEEN_LINES", 0.0)
    race(bowl, steps=4, optimizers="SGD, Adam", lr=0.1, evaluate_every=2, progress=True)
    lines = capsys.readouterr().err.splitlines()
    assert [line.split(" s to go: ")[1] for line in lines] == ["SGD", "SGD", "Adam", "Adam"]
    assert lines[0].startswith("2 of 8 updates, 25%, about ")
    assert lines[-1].startswith("8 of 8 updates, 100%, about 0")
    monkeypatch.setattr(progress_table, "BETWEEN_LINES", 1000.0)
    race(bowl, steps=4, optimizers="SGD", lr=0.1, progress=True)
    assert capsys.readouterr().err == ""


def test_command_line_with_a_module_of_the_working_directory(tmp_path, capsys, monkeypatch):
    (tmp_path / "my_race_problem.py").write_text(
        "import numpy as np\n"
        "def fn(rng):\n"
        "    p = rng.random(3)\n"
        "    return p, lambda n: (float(p @ p), 2 * p)\n"
        "def bad(rng):\n"
        "    p = rng.random(3)\n"
        "    return p, lambda n: (float(p @ p), {}[n])\n",
        encoding="utf-8",
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    fast = ["--steps", "3", "--optimizers", "SGD", "--lr", "0.1", "--out", "loss.svg"]
    assert cli.main(["--problem", "my_race_problem:fn", *fast]) == 0
    assert "gs.SGD(params, lr=0.1)" in capsys.readouterr().out
    assert (tmp_path / "loss.svg").exists()
    assert cli.main(["--problem", "my_race_problem:bad", *fast]) == 1
    captured = capsys.readouterr()
    assert "Traceback" in captured.err
    assert "SGD at lr=0.1, seed 0: failed at n = 0: KeyError" in captured.err
    assert "failed with KeyError" in captured.out
    with pytest.raises(RaceError, match=r"my_race_problem\.fm does not exist; there is fn, bad"):
        load("my_race_problem:fm")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--optimizers", "Adm"], "did you mean 'Adam'"),
        (["--out", "race.bmp"], "end it in .png"),
        (["--json", "no/such/folder/x.json"], "no folder"),
        (["--lr", "0"], "lr must be positive"),
    ],
)
def test_bad_command_line(arguments, message, capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert cli.main([*arguments, "--steps", "1"]) == 2
    assert message in capsys.readouterr().err


def test_ctrl_c_on_the_command_line(tmp_path, capsys, monkeypatch):
    def stop(rng):
        def loss_and_grads(n):
            raise KeyboardInterrupt

        return np.ones(2), loss_and_grads

    monkeypatch.setattr(sys.modules["gradstep.race.problems"], "load", lambda spec: stop)
    assert cli.main(["--problem", "x:y", "--out", str(tmp_path)]) == 130
    assert "stopped early: interrupted" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("package", "use"),
    [
        ("sklearn", lambda: race(steps=1)),
        ("rich", lambda: race(bowl, steps=1, optimizers="SGD").table()),
        ("rich", lambda: race(bowl, steps=1, optimizers="SGD", progress=True)),
        ("matplotlib", lambda: race(bowl, steps=1, optimizers="SGD").picture("race.png")),
    ],
)
def test_a_missing_extra_says_how_to_install_it(package, use, monkeypatch):
    for name in [n for n in sys.modules if n.partition(".")[0] == package]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingExtraError, match=r'pip install "gradstep\[demo\]"') as caught:
        use()
    assert caught.value.name == package
    assert isinstance(caught.value, ImportError)


def test_import_loads_no_extra():
    code = (
        "import sys, gradstep\n"
        "assert callable(gradstep.race)\n"
        "import gradstep._cli.race\n"
        "assert callable(gradstep.race)\n"
        "print([m for m in ('sklearn', 'matplotlib', 'rich', 'tqdm') if m in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
