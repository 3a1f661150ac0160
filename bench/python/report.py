"""A result of compare.py as text, Markdown and a picture."""

from __future__ import annotations

from pathlib import Path
from typing import Any

Result = dict[str, Any]
Row = dict[str, Any]

LEGEND = (
    "Ratio: the peer's time over gradstep's, median of alternating pairs (10th-90th percentile); "
    "above 1 gradstep is faster."
)


def time_text(seconds: float) -> str:
    for unit, scale in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= scale:
            return f"{seconds / scale:.3g} {unit}"
    return f"{seconds / 1e-9:.3g} ns"


def ratio_text(row: Row) -> str:
    return f"{row['ratio']:.2f} ({row['ratio_p10']:.2f}-{row['ratio_p90']:.2f})"


def machine(result: Result) -> str:
    h = result["header"]
    return (
        f"{h['cpu']}, {h['threads']} of {h['cpus']} CPUs, {h['isa']}, {h['date']}; "
        + ", ".join(f"{name} {version}" for name, version in h["versions"].items())
        + f"; gradstep built by {h['compiler']}"
    )


def warnings(result: Result) -> list[str]:
    out = []
    if result["quick"]:
        out.append("--quick: these figures say that it runs, not how fast")
    busy = result["header"]["busy_before"]
    if busy is not None and busy > 0.2:
        out.append(f"{busy} CPUs were busy with something else: the figures are not good ones")
    return out


def header_text(result: Result) -> str:
    h = result["header"]
    lines = [
        f"{h['date']}, {h['cpu']}, {h['cpus']} CPUs, {h['system']}",
        f"{h['threads']} threads for all, by {h['threads_by']}; ISA {h['isa']}",
        f"gradstep built by {h['compiler']}",
        ", ".join(f"{name} {version}" for name, version in h["versions"].items()),
        *(f"note: {text}" for text in warnings(result)),
        LEGEND,
        "",
        f"{'what':50} {'gradstep with':24} {'peer':18} {'gradstep':>10} {'peer':>10}   ratio",
    ]
    return "\n".join(lines)


def row_text(row: Row) -> str:
    return (
        f"{row['what']:50} {row['options']:24} {row['peer']:18} {time_text(row['seconds']):>10} "
        f"{time_text(row['peer_seconds']):>10}   {ratio_text(row)}"
    )


def missing_text(result: Result) -> str:
    lines = [f"not measured: {peer} ({why})" for peer, why in result["missing"].items()]
    return "\n".join(["", *lines]) if lines else ""


def markdown(result: Result) -> str:
    lines = [
        machine(result) + ".",
        "",
        LEGEND,
        *(f"\nNote: {text}." for text in warnings(result)),
        "",
        "| what | gradstep with | peer | gradstep | peer | ratio |",
        "| --- | --- | --- | ---: | ---: | ---: |",
    ]
    lines += [
        f"| {row['what']} | {row['options']} | {row['peer']} | {time_text(row['seconds'])} "
        f"| {time_text(row['peer_seconds'])} | {ratio_text(row)} |"
        for row in result["rows"]
    ]
    lines += [f"\nNot measured: {peer} ({why})." for peer, why in result["missing"].items()]
    return "\n".join(lines) + "\n"


def picture(result: Result, path: Path) -> None:
    """The ratios as bars, one block per work, on a logarithmic axis."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt
    from matplotlib.ticker import FuncFormatter, NullFormatter

    rows = result["rows"]
    peers = list(dict.fromkeys(row["peer"] for row in rows))
    pairs = plt.get_cmap("tab20").colors  # of a dark and a light one
    colours = dict(zip(peers, pairs[::2] + pairs[1::2], strict=False))
    places: list[float] = []
    blocks: dict[str, float] = {}  # where each block of equal work begins
    at = 0.0
    for row in rows:
        at += 1 if row["what"] in blocks else 1.6
        blocks.setdefault(row["what"], at)
        places.append(at)
    figure, axes = plt.subplots(figsize=(9, 1.8 + 0.17 * at), layout="constrained")
    for place, row in zip(places, rows, strict=True):
        low, ratio, high = row["ratio_p10"], row["ratio"], row["ratio_p90"]
        axes.barh(
            place,
            ratio - 1,
            left=1,
            height=0.8,
            color=colours[row["peer"]],
            alpha=0.5 if "propagate" in row["options"] else 1,
            xerr=[[max(0, ratio - low)], [max(0, high - ratio)]],
            error_kw={"elinewidth": 0.8, "ecolor": "0.2"},
        )
        number = f"{ratio:,.{0 if ratio >= 100 else 1 if ratio >= 10 else 2}f}"
        how = f", {row['options']}" * row["options"].startswith("step(")
        axes.annotate(
            f"{number}× {row['peer']}{how}",
            (max(high, 1), place),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            fontsize=7,
        )
    axes.set_yticks(list(blocks.values()), list(blocks), fontsize=8)
    axes.set_ylim(at + 1, 0.6)
    axes.axvline(1, color="0.2", linewidth=1)
    axes.set_xscale("log")
    axes.set_xlim(
        min([row["ratio_p10"] for row in rows] + [0.8]) * 0.9,
        max([row["ratio_p90"] for row in rows] + [2]) * 8,
    )
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:,g}×"))
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.set_xlabel(
        "times that gradstep is faster: median of alternating pairs, line: 10th-90th percentile\n"
        'pale: with nonfinite="propagate", which leaves the finite check out'
    )
    h = result["header"]
    axes.set_title(
        f"gradstep {h['versions']['gradstep']} beside its peers\n"
        f"{h['cpu']}, {h['threads']} threads, {h['isa']}, {h['date']}",
        fontsize=10,
    )
    axes.grid(axis="x", which="major", alpha=0.3)
    axes.set_axisbelow(True)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    figure.savefig(path, dpi=120)
    plt.close(figure)
