"""Draws what bench_roofline measured: how fast memory is at every size, and AdamW under it.

    build/release/bench/cpp/bench_roofline --csv roofline.csv
    python bench/python/roofline.py roofline.csv            # roofline.png

One panel per number of threads. The dotted lines are the caches that those threads have together.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter, NullLocator

# By kind: what its loop does, its colour, its marker.
KINDS = {
    "read": ("read: one stream, its maximum", "#7f7f7f", "s"),
    "copy": ("copy: one read, one written", "#2a7fb8", "^"),
    "move": ("move: AdamW's bytes, nothing computed", "#e08214", "o"),
    "AdamW": ("AdamW: gradstep's kernel, float32", "#b2182b", "D"),
}


@dataclass(frozen=True)
class Cache:
    name: str
    bytes: int
    shared_by: int  # CPUs

    def of_threads(self, threads: int) -> int:
        """Bytes of all such caches that the threads have, one thread to a CPU."""
        return self.bytes * -(-threads // max(1, self.shared_by))


@dataclass
class Measurement:
    """What the CSV holds: of what machine, and GB/s by threads, kind and bytes."""

    facts: dict[str, str] = field(default_factory=dict)
    caches: list[Cache] = field(default_factory=list)
    rates: dict[int, dict[str, dict[int, float]]] = field(default_factory=dict)


def read(lines: Iterable[str]) -> Measurement:
    result = Measurement()
    rows = []
    for line in lines:
        if not line.startswith("#"):
            rows.append(line)
            continue
        key, _, value = line[1:].strip().partition(": ")
        if key == "cache":
            name, size, shared_by = value.split()
            result.caches.append(Cache(name, int(size), int(shared_by)))
        else:
            result.facts[key] = value
    for row in csv.DictReader(rows):
        kinds = result.rates.setdefault(int(row["threads"]), {})
        kinds.setdefault(row["kind"], {})[int(row["bytes"])] = float(row["gb_per_s"])
    return result


def size_text(size: float) -> str:
    for unit in ("B", "KiB", "MiB"):
        if size < 1024:
            return f"{size:.3g} {unit}"
        size /= 1024
    return f"{size:.3g} GiB"


def draw_panel(axes: Axes, measurement: Measurement, threads: int) -> None:
    for kind, rates in measurement.rates[threads].items():
        label, colour, marker = KINDS[kind]
        ours = kind == "AdamW"
        axes.plot(
            list(rates),
            list(rates.values()),
            label=label,
            color=colour,
            marker=marker,
            markersize=4,
            linewidth=2.2 if ours else 1.4,
            zorder=3 if ours else 2,
        )
    for cache in measurement.caches:
        size = cache.of_threads(threads)
        axes.axvline(size, color="0.4", linewidth=0.9, linestyle=":", zorder=1)
        axes.annotate(
            f"{cache.name} {size_text(size)}",
            (size, 0.02),
            xycoords=("data", "axes fraction"),
            xytext=(-3, 0),
            textcoords="offset points",
            rotation=90,
            ha="right",
            va="bottom",
            fontsize=8,
            color="0.35",
        )
    axes.set_title(f"{threads} thread{'s' * (threads > 1)}", fontsize=10)


def draw(measurement: Measurement, path: Path) -> None:
    counts = list(measurement.rates)
    columns = min(3, len(counts))
    rows = -(-len(counts) // columns)
    figure, grid = plt.subplots(
        rows,
        columns,
        figsize=(1 + 5.2 * columns, 1.3 + 3.9 * rows),
        sharex=True,
        sharey=True,
        squeeze=False,
        layout="constrained",
    )
    panels = list(grid.flat)
    for axes, threads in zip(panels, counts, strict=False):
        draw_panel(axes, measurement, threads)
    for axes in panels[len(counts) :]:
        axes.set_visible(False)
    first = panels[0]
    first.set_xscale("log", base=2)
    first.set_yscale("log")
    sizes = sorted({size for kinds in measurement.rates.values() for size in kinds["move"]})
    for axes in panels[: len(counts)]:
        axes.set_xticks(sizes[::3], [size_text(size) for size in sizes[::3]], fontsize=8)
        axes.xaxis.set_minor_locator(NullLocator())
        axes.yaxis.set_major_locator(LogLocator(10, (1, 2, 5)))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda y, _: f"{y:g}"))
        axes.yaxis.set_minor_formatter(NullFormatter())
        axes.grid(which="major", alpha=0.35)
        axes.grid(which="minor", axis="y", alpha=0.12)
        axes.set_axisbelow(True)
        for side in ("top", "right"):
            axes.spines[side].set_visible(False)
    for row in grid:
        row[0].set_ylabel("GB/s, of all threads together")
    for axes in grid[-1]:
        axes.set_xlabel("working set: bytes of all streams together")
    cpu, cpus, isa, date = (
        measurement.facts.get(key, "?") for key in ("cpu", "cpus", "isa", "date")
    )
    figure.suptitle(
        "What memory gives at every size, and what AdamW takes\n"
        f"{cpu}, {counts[-1]} of {cpus} CPUs, {isa}, {date}",
        fontsize=11,
    )
    handles, labels = first.get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=2, fontsize=9, frameon=False)
    figure.savefig(path, dpi=120)
    plt.close(figure)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("csv", type=Path, help="what bench_roofline --csv wrote")
    parser.add_argument("png", type=Path, nargs="?", help="by default the name of the CSV, as .png")
    args = parser.parse_args()
    with args.csv.open(encoding="utf-8", newline="") as file:
        measurement = read(file)
    if not measurement.rates:
        parser.error(f"{args.csv} holds no rates")
    draw(measurement, args.png or args.csv.with_suffix(".png"))


if __name__ == "__main__":
    main()
