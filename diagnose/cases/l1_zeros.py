"""L1 as a slope: weights that should be exactly 0 are carried to and fro across it for ever.

    objective = loss + l1 sum |w|

|w| has a kink at 0 and no slope there. Added to the gradient as l1 sign(w), it moves a weight
that the data do not hold by lr l1 each step: down to 0, past it, and back, never nearer than
about lr l1, and hardly ever at 0. L2's pull, l2 w, fades with w: each step leaves the share
1 - lr l2, so that after n steps w is (1 - lr l2)^n of what it was, and not 0 either.

The proximal step shrinks by lr l1 but stops at 0:  w <- sign(w) max(|w| - lr l1, 0). Then 0 is
where a weight rests, if and only if the data pull on it less than the penalty does:

    w = 0 stays    if    |dloss/dw| <= l1

A pixel that is never inked has no pull at all, so its weights reach 0 exactly, after
|w| / (lr l1) steps.

Cure: fit(..., l1=...), which runs optim/decay.py's shrink after each step.

Source
    Duchi and Singer (2009), JMLR 10; Tibshirani (1996); weight decay as in optim/decay.py.
"""

import matplotlib
import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator, PercentFormatter

from data import batches, digits
from diagnose.plots import BLUE, ORANGE, SEVERAL
from layers import cross_entropy
from nets import mlp, walk
from optim import decay, sgd, step
from optim.evaluate import evaluate

STYLES = {
    "proximal": (BLUE, "-", "o"),
    "subgradient": (ORANGE, "--", "s"),
    "l2": (SEVERAL[2], ":", "^"),
}
NAMES = {"proximal": "L1, proximal", "subgradient": "L1 as a slope", "l2": "L2"}
STRENGTHS = (3e-4, 1e-3, 3e-3)
KEPT = 1  # which strength the picture of weights has: 1e-3
N, EPOCHS, LR, BATCH = 1500, 12, 0.3, 50


def run(seed=1) -> dict:
    """Train by three penalties at several strengths; look for exact zeros."""
    x, y = digits.load("train")
    x = x[: N + 1000].astype(np.float32) / 255
    found = {
        name: [trained(name, strength, x, y[: len(x)], seed) for strength in STRENGTHS]
        for name in STYLES
    }
    found["without"] = trained("l2", 0.0, x, y[: len(x)], seed)
    found["never_inked"] = ~(x[:N] > 0).any(axis=0).ravel()
    return found


def trained(name: str, strength: float, x: np.ndarray, y: np.ndarray, seed: int) -> dict:
    """Train an mlp with this penalty; return its first weights and what became of them."""
    rng = np.random.default_rng(seed)
    net, loss = mlp.init((784, 30, 10), rng), cross_entropy.init()
    net["layers"][1][2]["need_dx"] = False
    states = {path: sgd.init(inner[key], lr=LR) for path, inner, key in walk.learned(net)}
    l2 = strength if name == "l2" else 0.0
    before = net["layers"][1][2]["w"].copy()
    for _ in range(EPOCHS):
        for part in batches.shuffled(x[:N], y[:N], BATCH, rng):
            step.gradients(mlp, net, cross_entropy, loss, *part, l2)
            if name == "subgradient":
                add_slope(net, strength)
            step.move(net, sgd, states, LR)
            if name == "proximal":
                decay.shrink(net, LR * strength)
    _, accuracy = evaluate(mlp, net, cross_entropy, (x[N:], y[N:]))
    weights = [inner[key] for inner, key in decay.weights(net)]
    size = sum(w.size for w in weights)
    return {
        "before": before,
        "w": weights[0],
        "accuracy": accuracy,
        "zeros": sum(int((w == 0).sum()) for w in weights) / size,
        "small": sum(int((abs(w) < 1e-3).sum()) for w in weights) / size,
        "pull": pull(net, x[:N], y[:N]),
    }


def add_slope(net: dict, l1: float) -> None:
    """Add l1 sign(w), which is not the slope at 0, to each weight's gradient."""
    for inner, key in decay.weights(net):
        inner["d" + key] += l1 * np.sign(inner[key])


def pull(net: dict, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return |dloss/dw| of the first layer over all examples, without a penalty."""
    step.gradients(mlp, net, cross_entropy, cross_entropy.init(), x, y)
    return abs(net["layers"][1][2]["dw"])


def edge(found: dict, name: str) -> dict:
    """Return the median weight of never inked pixels, measured and predicted."""
    outer, here, strength = found["never_inked"], found[name][KEPT], STRENGTHS[KEPT]
    steps = EPOCHS * N // BATCH
    predicted = {
        "proximal": 0.0,
        "subgradient": LR * strength,
        "l2": (1 - LR * strength) ** steps * float(np.median(abs(here["before"][outer]))),
    }
    return {"median": float(np.median(abs(here["w"][outer]))), "predicted": predicted[name]}


def kept_by(found: dict) -> tuple[float, float]:
    """Return the share with |dloss/dw| <= l1 of the proximal zeros, and of the others."""
    here = found["proximal"][KEPT]
    within, zero = here["pull"] <= STRENGTHS[KEPT], here["w"] == 0
    return float(within[zero].mean()), float(within[~zero].mean())


def told(found: dict) -> str:
    """Return the figures as text."""
    lines = [
        f"An mlp on {N:,} drawn digits, {EPOCHS} epochs; without a penalty "
        f"{found['without']['accuracy']:.1%} of 1,000 others are right. Exact zeros of all "
        "weights, and right, by strength:"
    ]
    for name in STYLES:
        cells = ", ".join(
            f"{strength:g}: {r['zeros']:.2%}, {r['accuracy']:.1%}"
            for strength, r in zip(STRENGTHS, found[name], strict=True)
        )
        lines.append(f"  {NAMES[name]}: {cells}")
    lines.append(
        f"Weights of the {found['never_inked'].sum()} pixels that no digit inks, strength "
        f"{STRENGTHS[KEPT]:g}: the median |w| is"
    )
    for name in STYLES:
        e = edge(found, name)
        bound = "at most " if name == "subgradient" else ""
        lines.append(
            f"  {NAMES[name]}: {e['median']:.3g} (predicted: {bound}{e['predicted']:.3g})"
        )
    zeros, others = kept_by(found)
    lines += [
        f"|dloss/dw| <= l1 holds for {zeros:.1%} of the proximal zeros (predicted: all, near "
        f"the minimum), and for {others:.1%} of the other weights",
        f"Cure: fit(..., l1={STRENGTHS[KEPT]:g}), {found['proximal'][KEPT]['zeros']:.1%} "
        "exact zeros",
    ]
    return "\n".join(lines)


def draw(found: dict) -> Figure:
    """Draw zeros and accuracy by strength, and some units' first weights, exact zeros grey."""
    figure = Figure(figsize=(10, 5), layout="constrained")
    left, right = figure.subfigures(1, 2, width_ratios=(1, 1.25))
    zeros, accuracy = left.subplots(2, 1, sharex=True)
    for name, (color, line, mark) in STYLES.items():
        look = {"color": color, "ls": line, "marker": mark, "ms": 5, "label": NAMES[name]}
        zeros.semilogx(STRENGTHS, [r["zeros"] for r in found[name]], **look)
        accuracy.semilogx(STRENGTHS, [r["accuracy"] for r in found[name]], **look)
    accuracy.axhline(found["without"]["accuracy"], color="black", lw=0.8, ls=(0, (1, 2)))
    zeros.set(title="share of weights that are exactly 0", ylim=(-0.05, 1.05))
    accuracy.set(title="validation digits right; dotted: no penalty", xlabel="strength")
    zeros.legend(fontsize=8, loc="upper left")
    for axes in (zeros, accuracy):
        axes.grid(alpha=0.3)
        axes.set_xticks(STRENGTHS, [f"{strength:g}" for strength in STRENGTHS])
        axes.xaxis.set_minor_locator(NullLocator())
        axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    units(found, right)
    figure.supxlabel(caption(found), fontsize=9, x=0.01, ha="left")
    return figure


def units(found: dict, figure) -> None:
    """Draw the first weights of the six units with the largest, a line for each penalty."""
    figure.suptitle(
        f"first-layer weights at strength {STRENGTHS[KEPT]:g}: red above 0, blue below, "
        "exactly 0 grey",
        fontsize=9,
    )
    cells = figure.subplots(3, 6)
    colors = matplotlib.colormaps["RdBu_r"].with_extremes(bad="0.6")
    for line, name in zip(cells, STYLES, strict=True):
        w = found[name][KEPT]["w"]
        largest = np.argsort(-abs(w).sum(axis=0), kind="stable")[: len(line)]
        for axes, image in zip(line, w.T[largest].reshape(-1, 28, 28), strict=True):
            high = abs(image).max()
            axes.imshow(np.ma.masked_equal(image, 0), cmap=colors, vmin=-high, vmax=high)
            axes.set(xticks=[], yticks=[])
        line[0].set_ylabel(NAMES[name], fontsize=9)


def caption(found: dict) -> str:
    """Return the figures that go under the picture."""
    zeros = ", ".join(f"{NAMES[name]} {found[name][KEPT]['zeros']:.1%}" for name in STYLES)
    right = ", ".join(f"{found[name][KEPT]['accuracy']:.1%}" for name in STYLES)
    buzz = edge(found, "subgradient")
    return (
        f"At {STRENGTHS[KEPT]:g}, exact zeros: {zeros}; validation digits right: {right} "
        f"(without {found['without']['accuracy']:.1%}).\nPixels that no digit inks: the median "
        f"|w| with L1 as a slope is {buzz['median']:.2g} (predicted: at most lr l1 = "
        f"{buzz['predicted']:.2g}), with the proximal step "
        f"{edge(found, 'proximal')['median']:g} (0)."
    )
