"""``gradstep race``: the command line over `gradstep.race.race`."""

from __future__ import annotations

import argparse
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

from .._extras import require
from ..errors import Error
from ..race import WELL_KNOWN, race
from ..race.errors import ProblemError, RaceError
from ..race.result import Result

EXAMPLES = """examples:
  gradstep race                                       handwritten digits, eight optimizers
  gradstep race --optimizers all                      every optimizer, some minutes
  gradstep race --problem mymodule:fn --steps 2000    your own function (see help(gradstep.race))
  gradstep race --data characters --optimizers AdamW  a small transformer reads sonnets
  gradstep race --data wine.csv --target-column kind --optimizers "AdamW, SGD(momentum=0.9)"
  gradstep race --schedules constant,warmup-cosine --seeds 3 --budget 60s
"""


def parser() -> argparse.ArgumentParser:
    """The arguments, with the names that `gradstep.race.race` has."""
    p = argparse.ArgumentParser(
        prog="gradstep race",
        description="Compare optimizers on one problem: equal starts, equal batches, "
        "rates chosen on validation.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = p.add_argument
    add("--problem", metavar="MODULE:FN", help="your own problem (default: handwritten digits)")
    add("--data", metavar="FILE", help="npz with X and y, or csv; or: characters")
    add("--target-column", metavar="NAME", help="the column of a csv file to learn")
    add(
        "--optimizers",
        default=WELL_KNOWN,
        metavar="LIST",
        help='"AdamW, SGD(momentum=0.9)"; all (default: "%(default)s")',
    )
    add("--schedules", default="constant", metavar="LIST", help="constant,cosine,…; all")
    add("--lr", metavar="LIST", help="rates to sweep: 1e-3,1e-2 (default: a grid per optimizer)")
    add("--state-dtype", metavar="LIST", help="types to keep the state in: float32,q8")
    add("--param-dtype", metavar="LIST", help="types to keep the parameters in: float32,bfloat16")
    add("--rounding", metavar="LIST", help="of what is kept in 16 bits: stochastic,kahan,…")
    add("--seeds", type=int, default=1, metavar="K", help="seeds 0 … K-1 (default: 1)")
    add("--steps", type=int, metavar="N", help="updates per run (default: 1000)")
    add("--budget", metavar="TIME", help="wall time of the race: 60s, 2m")
    add("--target", metavar="NAME=X", help="count the updates until a score: valid_loss=0.1")
    add("--maximize", action="store_true", help="the first score is better when higher")
    add("--evaluate-every", type=int, metavar="N", help="updates between evaluations")
    add("--out", default=".", metavar="PATH", help="picture file, or folder for race.png")
    add("--json", metavar="FILE", help="write all results as JSON")
    return p


def main(argv: Sequence[str] | None = None) -> int:
    """Run ``gradstep race``; exit status 0, 1 (problem raised), 2 (bad input) or 130 (Ctrl-C)."""
    options = vars(parser().parse_args(argv))
    out, json = Path(options.pop("out")), options.pop("json")
    rest = options["optimizers"] == WELL_KNOWN
    try:
        out = _picture_file(out)
        _check(out, json)
        result = race(progress=True, **options)
    except KeyboardInterrupt:
        print("gradstep race: interrupted before the first run", file=sys.stderr)
        return 130
    except ProblemError as error:
        if error.result is not None:
            _report(error.result, out, json, rest)
        traceback.print_exception(error.__cause__)
        print(f"gradstep race: error: {error}", file=sys.stderr)
        return 1
    except Error as error:
        print(f"gradstep race: error: {error}", file=sys.stderr)
        return 2
    _report(result, out, json, rest)
    return 130 if result.stopped == "interrupted" else 0


def _picture_file(out: Path) -> Path:
    return out if out.suffix and not out.is_dir() else out / "race.png"


def _check(out: Path, json: str | None) -> None:
    from ..race.picture import check

    require("rich", "the table")
    if not out.parent.exists():
        out.parent.mkdir(parents=True)
    check(out)
    if json is not None and not Path(json).parent.is_dir():
        raise RaceError(f"json {json!r}: there is no folder for it", name="json")


def _report(result: Result, out: Path, json: str | None, rest: bool) -> None:
    from ..race.table import paste, show

    show(result)
    if json is not None:
        Path(json).write_text(result.to_json() + "\n", encoding="utf-8")
        print(f"results: {json}")
    if result.best is not None:
        print(f"picture: {result.picture(out)}")
    print(f"{result.seconds:.1f} s in all")
    if rest:
        print("these are well-known optimizers; --optimizers all races every one, for minutes")
    print(f"\n{paste(result)}")
