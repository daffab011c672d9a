"""Picture: the ratios as bars from a line at 1, with quartiles, on a logarithmic axis."""

import math

FASTER, SLOWER, INK, GREY = "#3f8fae", "#d0764f", "#333333", "#777777"
TITLES = {"steps": "Training steps", "layers": "Layers: forward above, backward below"}
FINE = 0.2, 0.33, 0.5, 0.67, 0.8, 1, 1.25, 1.5, 2, 3, 5
COARSE = 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100


def draw(rows: list[dict], state: dict, path) -> None:
    """Write a picture of the rows that have a ratio, a panel a group, in the format of path.

    Raises ValueError if none has one.
    """
    rows = [row for row in rows if row["ratio"] is not None]
    if not rows:
        raise ValueError("a picture is of ratios, and without PyTorch there is none to draw")
    from matplotlib.figure import Figure

    panels = {}
    for row in rows:
        panels.setdefault(row["group"], {}).setdefault(row["name"], []).append(row)
    longest = max(map(len, panels.values()))
    figure = Figure((5.2 * len(panels), 1.9 + 0.34 * longest), layout="constrained", dpi=150)
    figure.suptitle(
        "Time of ours, as a multiple of PyTorch's",
        x=0.01, ha="left", fontsize=14, fontweight="bold", color=INK,
    )  # fmt: skip
    threads = state["threads"]
    figure.supxlabel(
        f"{threads} thread{'s' * (threads > 1)} on {state['cpu']}\n"
        f"{state['ours']}  ·  {state['theirs']}\n"
        "thin lines: quartiles of the rounds' ratios",
        x=0.01, ha="left", fontsize=8, color=GREY,
    )  # fmt: skip
    places = figure.subplots(1, len(panels), squeeze=False)[0]
    for axes, (group, workloads) in zip(places, panels.items(), strict=True):
        bars(axes, workloads, longest)
        scale(axes, reach([row for shown in workloads.values() for row in shown]))
        axes.set_title(TITLES[group], loc="left", fontsize=10.5, color=INK, pad=20)
    figure.savefig(path)


def reach(rows: list[dict]) -> tuple[float, float]:
    """Return the ends of the axis: as far to both sides as the farthest quartile, with room."""
    ends = [abs(math.log(end)) for row in rows for end in row["ratio_quartiles"]]
    far = math.exp(1.35 * max(*ends, math.log(1.3)))
    return 1 / far, far


def bars(axes, workloads: dict[str, list[dict]], longest: int) -> None:
    """Draw a workload's bars under each other, and each ratio beyond its whisker."""
    for place, rows in enumerate(workloads.values()):
        height = 0.76 / len(rows)
        for i, row in enumerate(rows):
            ratio, (low, high) = row["ratio"], row["ratio_quartiles"]
            y = place + (i - (len(rows) - 1) / 2) * height
            color, side, end, away = (
                (FASTER, "right", min(low, ratio), -4)
                if ratio < 1
                else (SLOWER, "left", max(high, ratio), 4)
            )
            axes.barh(y, ratio - 1, left=1, height=0.9 * height, color=color)
            axes.plot([low, high], [y, y], color=INK, linewidth=0.9, solid_capstyle="butt")
            axes.annotate(
                f"{ratio:.2f}", (end, y), (away, 0), textcoords="offset points",
                ha=side, va="center_baseline", fontsize=7, color=color,
            )  # fmt: skip
    axes.set_yticks(range(len(workloads)), workloads, fontsize=8.5, color=INK)
    axes.set_ylim(longest - 0.4, -0.6)  # rows as high in every panel


def scale(axes, ends: tuple[float, float]) -> None:
    """Draw the axis of ratios and its line at 1, and say what lies on either side."""
    axes.set_xscale("log")
    axes.set_xlim(*ends)
    known = FINE if ends[1] < 6 else COARSE
    ticks = [tick for tick in known if ends[0] <= tick <= ends[1]]
    axes.set_xticks(ticks, [f"{tick:g}" for tick in ticks], fontsize=8, color=GREY)
    axes.set_xticks([], minor=True)
    axes.axvline(1, color=INK, linewidth=1)
    axes.grid(axis="x", color="#e6e6e6", linewidth=0.7)
    axes.set_axisbelow(True)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    for word, side, away, color in (
        ("← faster", "right", -6, FASTER),
        ("slower →", "left", 6, SLOWER),
    ):
        axes.annotate(
            word, (1, 1), (away, 4), xycoords=("data", "axes fraction"),
            textcoords="offset points", ha=side, fontsize=8, color=color,
        )  # fmt: skip
