"""Schedules seen and written as text: plot, ascii, table, parse, and the page of docs/."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gradstep.schedules as module
from gradstep._schedules import show
from gradstep.errors import ScheduleError
from gradstep.schedules import (
    Constant,
    Cosine,
    CosineRestarts,
    Cyclic,
    ExponentialDecay,
    Geometric,
    InverseSqrt,
    Lambda,
    Linear,
    MultiStep,
    PiecewiseConstant,
    PiecewiseLinear,
    ReduceOnPlateau,
    Schedule,
    StepDecay,
    parse,
    warmup,
)
from support.repository import ROOT, script

gallery = script("tools/schedules_gallery.py")
LINES = list(gallery.lines().values())
AS_TEXT = [line for line in LINES if "lambda" not in line]

# ---- drawn as text -------------------------------------------------------------------------------

DRAWING = """\
    0.1 |-..
        |  '''-..
        |       '''-.....
 0.0541 |             ''''-..
        |                   ''-.
        |                      '--..
0.00818 |                          '--
        ++------------+------------+--
         0           10           20
"""

SIZES = st.one_of(
    st.sampled_from([0.0, 5e-324, 1e-300, 0.1, 1.0, sys.float_info.max]),
    st.floats(0, sys.float_info.max),
)
LEVELS = st.lists(SIZES, min_size=1, max_size=6).map(
    lambda values: PiecewiseConstant(values, [3 * i for i in range(1, len(values))])
)


@settings(max_examples=60, deadline=None)
@given(
    s=LEVELS,
    steps=st.one_of(st.none(), st.integers(1, 60), st.sampled_from([1000, 10**6, 2**63 - 1])),
    width=st.integers(24, 120),
    height=st.integers(2, 20),
)
def test_ascii_has_its_shape(s: Schedule, steps: int | None, width: int, height: int) -> None:
    drawing = s.ascii(steps, width=width, height=height)
    assert drawing.isascii()
    rows = drawing.split("\n")
    assert len(rows) == height + 2
    assert all(row == row.rstrip() and len(row) <= width for row in rows)
    bar = rows[0].index("|")
    assert {row[bar] for row in rows[:height]} == {"|"}
    assert len(rows[height]) == width
    assert set(rows[height][bar:]) == {"+", "-"}
    assert rows[height + 1].split()[0] == "0"
    canvas = [row[bar + 1 :].ljust(width - bar - 1) for row in rows[:height]]
    for column in zip(*canvas, strict=True):  # the curve has no hole
        assert len("".join(column).strip()) == len("".join(column).split()[0]) >= 1
    assert set("".join(canvas)) <= set(" .-'|")


def test_ascii_draws_steps_and_slopes() -> None:
    s = PiecewiseLinear([0.1, 0.06, 0.065, 0.0025], [0, 10, 11, 22])
    assert s.ascii(22, width=38, height=7) + "\n" == DRAWING


@pytest.mark.parametrize("value", [0.0, 5e-324, 0.1, 1e308])
def test_ascii_of_what_is_flat(value: float) -> None:
    rows = Constant(value).ascii(1).split("\n")
    drawn = [row for row in rows[:12] if "-" in row[7:]]
    assert len(drawn) == 1
    assert float(drawn[0].split()[0]) == pytest.approx(value, rel=1e-2)


def test_ascii_falls_with_the_values_and_shows_short_peaks() -> None:
    rows = Cosine(0.1, steps=1000).ascii(width=80, height=9).split("\n")[:9]
    lefts = [len(row[9:]) - len(row[9:].lstrip()) for row in rows]
    assert lefts == sorted(lefts)
    peak = PiecewiseConstant([0.0, 1.0, 0.0], [50_000, 50_001]).ascii(90_000)
    assert "|" in peak.split("\n")[5][4:]  # one step of 90 000


def test_infinity_is_drawn_as_the_largest_float() -> None:
    rows = Geometric(0.1, 2.0).ascii(2000).split("\n")
    assert rows[0].split()[0] == "1.8e+308"
    assert rows[0].endswith("---")


def test_ascii_labels_round_steps() -> None:
    below = warmup(Cosine(3e-4), steps=500, total_steps=10_000).ascii().split("\n")[-1]
    assert below.split() == ["0", "2000", "4000", "6000", "8000", "10000"]


# ---- how far -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("s", "last"),
    [
        (Cosine(0.1, steps=1), 2),
        (Cosine(0.1, steps=1000), 1050),
        (warmup(Cosine(0.1), steps=10, total_steps=30), 32),
        (Constant(0.1), 1000),
        (Constant(0.0), 1000),
        (StepDecay(0.1, drop=0.5, every=1000), 5000),
        (ExponentialDecay(0.1, decay=1.0), 10),
        (MultiStep(0.1, [30_000, 60_000]), 200_000),
        (CosineRestarts(0.1, 1000), 5000),
        (Cyclic(0.01, 0.1, 100), 1000),
        (Cyclic(0.85, 0.95, 100), 200),  # never half: to where it is largest, twice
        (InverseSqrt(0.1, 10_000), 200_000),
        (warmup(Constant(0.1), steps=5000), 10_000),
        (Lambda([0.1, 0.2].__getitem__), 1000),  # looked at no farther than it goes
    ],
)
def test_span(s: Schedule, last: int) -> None:
    assert show.span(s) == last


# ---- as a table ----------------------------------------------------------------------------------


def rows(text: str) -> dict[int, float]:
    head, *rest = text.split("\n")
    assert head.split() == ["n", "value"]
    assert len({len(row) - len(row.split()[1]) for row in (head, *rest)}) == 1  # aligned
    return {int(n): float(value) for n, value in map(str.split, rest)}


def test_table_has_both_ends_and_the_end_of_the_warmup() -> None:
    s = warmup(Cosine(3e-4), steps=523, total_steps=10_000)
    shown = rows(s.table())
    assert list(shown) == [0, 522, *range(1000, 9001, 1000), 9999, 10_000]
    for n, value in shown.items():
        assert value == pytest.approx(s(n), rel=1e-5)
    assert list(rows(s.table(5000))) == [0, 500, 522, *range(1000, 4501, 500), 4999]
    far = warmup(Constant(0.1), steps=1_234_567)
    assert 1_234_566 in rows(far.table(10**8))


def test_table_of_chosen_steps() -> None:
    s = Linear(0.1, steps=10)
    assert s.table([-1, 5, 100]) == "  n  value\n -1  0.1\n  5  0.05\n100  0"
    assert s.table(np.array([5])) == s.table((5,)) == "n  value\n5  0.05"
    assert rows(Constant(1e-300).table(1)) == {0: 1e-300}
    assert rows(Cosine(0.1, steps=1).table()) == {0: 0.1, 1: 0.0}


# ---- drawn by matplotlib -------------------------------------------------------------------------


def test_plot_makes_axes_or_uses_them() -> None:
    s = warmup(Cosine(0.1), steps=100, total_steps=1000)
    ax = s.plot()
    (line,) = ax.lines
    n, values = line.get_data()
    assert np.array_equal(n, np.arange(1050))
    assert np.array_equal(values, s(n))
    assert line.get_label() == ax.get_title() == repr(s)
    assert StepDecay(0.1, drop=0.5, every=100).plot(500, ax, label="steps") is ax
    assert ax.lines[1].get_label() == "steps"
    assert len(ax.lines[1].get_xdata()) == 500
    assert len(Cosine(0.1, steps=10**9).plot().lines[0].get_xdata()) == 100_001


def test_plot_before_any_metric() -> None:
    s = ReduceOnPlateau(Cosine(0.1, steps=100), patience=3)
    assert s.plot().lines[0].get_ydata()[50] == s(50)
    assert s.ascii(100) == Cosine(0.1, steps=100).ascii(100)


def run(code: str) -> None:
    subprocess.run([sys.executable, "-c", code], check=True)


def test_pyplot_is_used_only_where_it_is_used() -> None:
    run(
        "import sys, gradstep\n"
        "for name in ('matplotlib', 'gradstep._schedules', 'gradstep._extras',\n"
        "             'gradstep.race.errors'):\n"
        "    assert name not in sys.modules, name\n"
        "s = gradstep.schedules.Constant(0.1)\n"
        "s.plot().figure.savefig(__import__('io').BytesIO())\n"
        "assert 'matplotlib.pyplot' not in sys.modules\n"
        "import matplotlib.pyplot as plt\n"
        "ax = s.plot()\n"
        "assert plt.gcf() is ax.figure and s.plot() is not ax\n"
    )


def test_without_matplotlib(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "matplotlib"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(ImportError, match=r'pip install "gradstep\[demo\]"'):
        Constant(0.1).plot()


# ---- errors --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("show", "message"),
    [
        (lambda s: s.ascii(0), "ascii: steps must be a whole number of at least 1, not 0"),
        (
            lambda s: s.ascii(2.5),
            "ascii: steps must be a whole number of at least 1, not 2.5 .float.: write int",
        ),
        (lambda s: s.ascii(2**63), "ascii: steps must be a whole number .* beyond 64 bits"),
        (lambda s: s.ascii(-(10**5000)), "ascii: steps must be a whole number .* beyond 64 bits"),
        (lambda s: s.ascii(width=23), "ascii: width must be a whole number of at least 24, not 23"),
        (lambda s: s.ascii(height=1), "ascii: height must be a whole number of at least 2, not 1"),
        (lambda s: s.plot(-1), "plot: steps must be a whole number of at least 1, not -1"),
        (
            lambda s: s.table("12"),
            "table: steps must be a whole number .*, not .* .str.: write int",
        ),
        (lambda s: s.table([1, 2.0]), "table: n must be a whole number, not .* .float.: write int"),
        (lambda s: s.table([]), "table: steps has no n to show"),
        (lambda s: s.table(0), "table: steps must be a whole number of at least 1, not 0"),
    ],
)
def test_bad_arguments(show: Any, message: str) -> None:
    with pytest.raises(ScheduleError, match=message):
        show(Constant(0.1))


@pytest.mark.parametrize("method", ["plot", "ascii", "table"])
def test_an_open_schedule_says_so(method: str) -> None:
    with pytest.raises(ScheduleError, match="steps is still open"):
        getattr(Cosine(0.1), method)(100)


def test_the_users_exception_is_the_cause() -> None:
    with pytest.raises(ScheduleError) as caught:
        Lambda(lambda n: 1 / (n - 5)).ascii(10)
    assert isinstance(caught.value.__cause__, ZeroDivisionError)


# ---- from text -----------------------------------------------------------------------------------


@pytest.mark.parametrize("line", AS_TEXT)
def test_parse_is_what_python_makes(line: str) -> None:
    s = gallery.made(line)
    assert parse(line) == s
    assert parse(repr(s)) == s
    assert parse(repr(s)).to_dict() == json.loads(json.dumps(s.to_dict()))


LEAVES = st.sampled_from([gallery.made(line) for line in AS_TEXT]).filter(lambda s: not s.observes)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda pair: pair[0] + pair[1]),
        st.tuples(inner, inner).map(lambda pair: pair[0] * pair[1]),
        st.tuples(inner, st.floats(0, 10)).map(lambda pair: pair[1] * pair[0]),
        st.tuples(inner, st.integers(1, 9)).map(lambda pair: module.every(*pair)),
        st.tuples(inner, st.integers(-9, 9)).map(lambda pair: module.shift(*pair)),
        st.tuples(inner, st.integers(1, 9)).map(lambda pair: warmup(*pair)),
    ),
    max_leaves=4,
)


@settings(max_examples=40, deadline=None)
@given(TREES)
def test_parse_reads_every_repr(s: Schedule) -> None:
    assert parse(repr(s)) == s


def test_parse_reads_what_is_written_by_hand() -> None:
    s = parse("(0.5 * Cosine(3e-4, steps=10_000,) + # a comment\n  Constant(+1e-5)*2)\n")
    assert s == 0.5 * Cosine(3e-4, steps=10_000) + 2 * Constant(1e-5)
    assert parse(" Constant(\n0.1)\n") == Constant(0.1)
    assert parse("2 * 3 * Constant(1)")(0) == 6


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty"),
        ("Cosine(", "never closed"),
        ("Cosine(1) Cosine(2)", "invalid syntax"),
        ("0.1", r"write Constant\(…\)"),
        ("None", "no schedule"),
        ("Cosine", r"write Cosine\(…\)"),
        ("Cosin(1)", "'Cosin'.*did you mean Cosine"),
        ("Warmup(1)", "did you mean warmup"),
        ("Cosine(1, stepz=2)", "stepz; did you mean steps"),
        ("Cosine(1, steps=2, steps=3)", "given twice"),
        ("Cosine(1, 2, 3, 4)", "positional"),
        ("Cosine('a', steps=2)", "start must be a number"),
        ("warmup(0.1, 100)", "a schedule .* is needed"),
        ("Cosine(1, steps=10**30)", r"'10\*\*30' in .*allowed are"),
        ("Lambda(print)", "Lambda cannot be written as text"),
        ("as_schedule(Constant(1))", "as_schedule cannot be"),
        ("-Constant(1)", "only numbers have a sign"),
        ("Constant(1) - Constant(1)", "allowed are"),
        ("Constant(1) / 2", "allowed are"),
        ("Constant(1) * True", "for schedules and numbers"),
        ("Constant(1j)", "'1j' in .*allowed are"),
        ("Constant(b'')", "allowed are"),
        ("Constant(...)", "allowed are"),
        ("Constant(*[1])", "allowed are"),
        ("Constant(**{'value': 1})", "allowed are"),
        ("Constant(nan)", "'nan' in .*allowed are"),
        (0.1, "text must be a string"),
    ],
)
def test_parse_says_what_is_wrong(text: Any, message: str) -> None:
    with pytest.raises(ScheduleError, match=message) as caught:
        parse(text)
    assert len(str(caught.value)) < 500


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os')",
        "__import__('os').system('true')",
        "Cosine.__init__",
        "Constant(1).to_dict()",
        "(lambda: Constant(1))()",
        "[Constant(1)][0]",
        "[Constant(i) for i in [1]][0]",
        "Constant(1) if 1 else Constant(2)",
        "(x := Constant(1))",
        "f'{Constant(1)}'",
        "{'a': 1}",
        "Schedule()",
        "parse('Constant(1)')",
        "10**10**10",
        "Constant(10**10**10)",
        "'a' * 1000000000",
        "[1] * 1000000000",
        "Constant(1) * 'a'",
        "Cosine(" + "1" * 100_000 + ")",
        "Cosine(" + "1" * 5000 + ")",
        "Constant(0x" + "f" * 5000 + ")",
        "Constant(1e999)",
        "(" * 20_000 + ")" * 20_000,
        "(" * 20_000,
        "[" * 150 + "]" * 150,
        "scale(" * 5000 + "Constant(1)" + ", 1)" * 5000,
        "Constant(" + "-" * 50_000 + "1)",
        "Constant(1)" + "*1" * 20_000,
        "Constant(1)" + "+Constant(1)" * 5000,
        "a" + ".a" * 30_000,
        "not " * 10_000 + "1",
        "lambda:" * 10_000 + "1",
        "1 if 1 else " * 5000 + "1",
        "Constant('\ud800')",
        "\0",
        "Constant(1)\0",
        "Constant(1)\\",
        "'''",
        "\ufeffConstant(1",
        "½",
        "import os",
        "yield 1",
    ],
    ids=lambda text: ascii(text[:30]),
)
def test_hostile_text_is_refused(text: str) -> None:
    with pytest.raises(ScheduleError) as caught:
        parse(text)
    assert len(str(caught.value)) < 500


def test_long_lists_are_read() -> None:
    values = [i / 1000 for i in range(2001)]
    s = PiecewiseConstant(values, list(range(1, 2001)))
    assert parse(repr(s)) == s


# ---- the page ------------------------------------------------------------------------------------


def test_the_page_of_the_schedules_is_current() -> None:
    assert (ROOT / "docs" / "schedules.md").read_text("utf-8") == gallery.page(), "run: nox -s docs"


def test_a_schedule_without_an_example_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    first, *rest = gallery.EXAMPLES["Ways down"]
    monkeypatch.setitem(gallery.EXAMPLES, "Ways down", rest)
    with pytest.raises(SystemExit, match=first.partition("(")[0]):
        gallery.page()
