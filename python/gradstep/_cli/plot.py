"""``gradstep plot``: schedules given as text, drawn in the terminal or into a file."""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from .._extras import require
from .._schedules import show
from ..errors import Error
from ..schedules import Schedule, parse

EXAMPLES = """examples:
  gradstep plot "warmup(Cosine(3e-4), steps=500, total_steps=10000)"
  gradstep plot "warmup(Cosine(3e-4), steps=500)" --steps 10000 --at 0,499,500,9999
  gradstep plot "Cosine(0.1, steps=900)" "REX(0.1, steps=900)" --out schedules.png
"""


def parser() -> argparse.ArgumentParser:
    """The arguments."""
    p = argparse.ArgumentParser(
        prog="gradstep plot",
        description="Draw learning-rate schedules, written as Python would write them.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = p.add_argument
    add("schedules", nargs="+", metavar="SCHEDULE", help='such as "Cosine(0.1, steps=1000)"')
    add("--steps", type=int, metavar="N", help="how many to show; also the length of what is open")
    add("--at", metavar="N,N,...", help="the n whose values are listed (default: some of all)")
    add("--out", metavar="FILE", help="draw them together into a .png, .svg or .pdf instead")
    return p


def main(argv: Sequence[str] | None = None) -> int:
    """Run ``gradstep plot``; exit status 0, or 2 for bad input."""
    options = parser().parse_args(argv)
    try:
        if options.steps is not None and options.steps < 1:
            raise Error(f"--steps must be at least 1, not {options.steps}", name="steps")
        schedules = {text: _schedule(text, options.steps) for text in options.schedules}
        if options.out is not None:
            print(f"picture: {_picture(schedules, options.steps, Path(options.out))}")
        else:
            print("\n\n".join(_text(s, options.steps, options.at) for s in schedules.values()))
    except BrokenPipeError:  # of a pager that was left
        sys.stderr.close()  # or the interpreter would say so at its end
        return 0
    except (Error, OSError) as error:
        print(f"gradstep plot: error: {error}", file=sys.stderr)
        return 2
    return 0


def _schedule(text: str, steps: int | None) -> Schedule:
    schedule = parse(text)
    if not schedule.is_open:
        return schedule
    if steps is None:
        raise Error(f"{text}: a length is still open; give steps= or total_steps=, or --steps N")
    return schedule.filled(steps)


def _text(schedule: Schedule, steps: int | None, at: str | None) -> str:
    width = max(show.SMALLEST, min(shutil.get_terminal_size().columns, 100) - 1)
    drawing = show.ascii(schedule, steps, width=width)
    values = show.table(schedule, steps if at is None else _numbers(at))
    return f"{schedule!r}\n\n{drawing}\n\n{values}"


def _numbers(text: str) -> list[int]:
    try:
        return [int(n) for n in text.split(",")]
    except ValueError:
        raise Error(f"--at must be like 0,500,9999: got {text!r}", name="at") from None


def _picture(schedules: dict[str, Schedule], steps: int | None, out: Path) -> Path:
    from ..race.picture import check

    check(out)
    count = max(show.span(schedule, steps) for schedule in schedules.values())
    figure = require("matplotlib.figure", "the picture").Figure(
        figsize=(9, 5), dpi=150, layout="constrained"
    )
    ax = figure.add_subplot(xlabel="update n")
    ax.grid(alpha=0.3)
    for text, schedule in schedules.items():
        show.plot(schedule, count, ax, label=show.cut(text, 100))
    figure.legend(loc="outside lower center", ncols=1, frameon=False)
    figure.savefig(out)
    return out
