"""``gradstep find-lr``: the learning-rate range test on a problem of the race's."""

from __future__ import annotations

import argparse
import statistics
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

from .._find_lr.find_lr import find_lr
from .._find_lr.finding import LRFinding
from ..errors import Error
from ..race import options, problems
from ..race.entries import RaceEntry, entries, few_digits, imports
from ..race.errors import RaceError
from ..race.setup import problem_of

EXAMPLES = """examples:
  gradstep find-lr                                   AdamW on handwritten digits
  gradstep find-lr --rule "SGD(momentum=0.9)" --out lr.png
  gradstep find-lr --problem mymodule:fn --seeds 3   your own function (see help(gradstep.race))
  gradstep find-lr --data wine.csv --target-column kind --start 1e-5 --steps 300
"""
COLUMNS = ("seed", "valley", "steepest", "min/10", "remarks")


def parser() -> argparse.ArgumentParser:
    """The arguments: those of the race that say the problem, and those of `gradstep.find_lr`."""
    p = argparse.ArgumentParser(
        prog="gradstep find-lr",
        description="Suggest a learning rate from a short run in which it grows.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = p.add_argument
    add("--problem", metavar="MODULE:FN", help="your own problem (default: handwritten digits)")
    add("--data", metavar="FILE", help="npz with X and y, or csv; or: characters")
    add("--target-column", metavar="NAME", help="the column of a csv file to learn")
    add("--rule", default="AdamW", metavar="RULE", help='such as "SGD(momentum=0.9)"')
    add("--seeds", type=int, default=1, metavar="K", help="seeds 0 … K-1, a run each (default: 1)")
    defaults = find_lr.__kwdefaults__ or {}
    for name, kind, text in (
        ("start", float, "smallest rate"),
        ("end", float, "largest rate"),
        ("steps", int, "rates, and updates"),
        ("smoothing", float, "share of the old mean that is kept"),
        ("stop", float, "times the smallest smoothed loss that ends the run"),
    ):
        default = defaults[name]
        add(f"--{name}", type=kind, default=default, metavar="X", help=f"{text} ({default:g})")
    add("--out", metavar="FILE", help="picture of the losses over the rates: .png, .svg or .pdf")
    return p


def main(argv: Sequence[str] | None = None) -> int:
    """Run ``gradstep find-lr``.

    Exit status 0, 1 (nothing to suggest, or the problem raised), 2 (bad input) or 130 (Ctrl-C).
    """
    given = parser().parse_args(argv)
    try:
        if given.out is not None:
            from ..race.picture import check

            check(Path(given.out))
        return _find(given)
    except KeyboardInterrupt:
        print("gradstep find-lr: interrupted", file=sys.stderr)
        return 130
    except Error as error:
        print(f"gradstep find-lr: error: {error}", file=sys.stderr)
        return 2
    except Exception as error:
        traceback.print_exception(error)
        print(f"gradstep find-lr: error: the problem raised: {error}", file=sys.stderr)
        return 1


def _find(given: argparse.Namespace) -> int:
    entry = _entry(given.rule)
    seeds = options.seeds(given.seeds)
    problem, name = problem_of(given.problem, given.data, given.target_column)
    found: list[LRFinding] = []
    for seed in seeds:
        parts = problems.start(problem, seed)
        test = {key: getattr(given, key) for key in ("start", "end", "steps", "smoothing", "stop")}
        opt = entry.build(parts.params, entry.rates[0])
        found.append(find_lr(parts.loss_and_grads, optimizer=opt, **test))
    rows = [COLUMNS, *(_row(seed, finding) for seed, finding in zip(seeds, found, strict=True))]
    wide = [max(len(row[i]) for row in rows) for i in range(len(COLUMNS))]
    print(f"{name}, {entry.label}, {given.steps} rates from {given.start:g} to {given.end:g}\n")
    for row in rows:
        print("  ".join(f"{cell:<{w}}" for cell, w in zip(row, wide, strict=True)).rstrip())
    chosen = _middle(found)
    if given.out is not None:
        (chosen or found[0]).plot(given.out)
        print(f"\npicture: {given.out}")
    if chosen is None or chosen.valley is None:
        print("\nno rate to suggest")
        return 1
    line = entry.constructor(few_digits(chosen.valley), given.steps)
    print(f"\n{imports(line)}\nopt = {line}")
    return 0


def _entry(rule: str) -> RaceEntry:
    found = entries(rule, "constant", None, name="rule")
    if len(found) != 1:
        raise RaceError(f"rule must be one optimizer, got {rule!r}", name="rule")
    return found[0]


def _row(seed: int, finding: LRFinding) -> tuple[str, ...]:
    rates = (finding.valley, finding.steepest, finding.min_over_10)
    remarks = [text for text in (finding.why, finding.stopped) if text is not None]
    return str(seed), *("-" if r is None else f"{r:.2g}" for r in rates), "; ".join(remarks)


def _middle(found: list[LRFinding]) -> LRFinding | None:
    """The finding with the median suggestion; of an even number the smaller of the middle two."""
    rates = [finding.valley for finding in found if finding.valley is not None]
    middle = statistics.median_low(rates) if rates else None
    return next((x for x in found if middle is not None and x.valley == middle), None)
