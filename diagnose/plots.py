"""Plots: pictures of a run, each a matplotlib Figure for the caller to save or show.

Figures are made without pyplot, so no window system is needed and no state is kept. Colors are
Okabe and Ito's, which a color-blind reader can tell apart.
"""

import math

import numpy as np
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter

from nets import walk

BLUE, ORANGE = "#0072b2", "#d55e00"
SEVERAL = (BLUE, ORANGE, "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#f0e442", "#000000")


def curves(rows: list[dict]) -> Figure:
    """Draw loss and accuracy by epoch, on training and validation, from fit's history."""
    figure = Figure(figsize=(9, 3.6), layout="constrained")
    epochs = [row["epoch"] for row in rows]
    marker = "o" if len(rows) < 40 else None
    for axes, what in zip(figure.subplots(1, 2), ("loss", "accuracy"), strict=True):
        for part, color, style in (("train", BLUE, "-"), ("valid", ORANGE, "--")):
            values = [row[f"{part}_{what}"] for row in rows]
            if None not in values:
                axes.plot(epochs, values, style, color=color, marker=marker, ms=3, label=part)
        axes.set(xlabel="epoch", title=what)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.grid(alpha=0.3)
        axes.legend()
        if what == "accuracy":
            axes.yaxis.set_major_formatter(PercentFormatter(1))
    return figure


def confusion(counts: np.ndarray, classes) -> Figure:
    """Draw counts (K, K), rows the true class, columns the net's; each row's recall beside it.

    Up to 20 classes have their names and counts written out.
    """
    K = len(classes)
    side = max(5.0, 2.5 + min(K, 20) * 0.5)
    figure = Figure(figsize=(side, side), layout="constrained")
    axes = figure.subplots()
    total = counts.sum(axis=1, keepdims=True)
    share = counts / np.maximum(total, 1)
    axes.imshow(share, cmap="Blues", vmin=0, vmax=1)
    axes.set(xlabel="the net's class", ylabel="true class")
    right = np.trace(counts) / max(counts.sum(), 1)
    axes.set_title(
        f"{right:.2%} of {counts.sum():,} right\nat the right: share of each class found"
    )
    if K > 20:
        return figure
    axes.set_xticks(range(K), classes, rotation=90 if K * max(map(len, classes)) > 50 else 0)
    axes.set_yticks(range(K), classes)
    for i in range(K):
        axes.text(K - 0.3, i, f"{share[i, i]:.1%}", va="center", fontsize=8)
        for j in range(K):
            if counts[i, j]:
                color = "white" if share[i, j] > 0.5 else "black"
                axes.text(j, i, counts[i, j], ha="center", va="center", color=color, fontsize=8)
    return figure


def mistakes(pixels: np.ndarray, y: np.ndarray, p: np.ndarray, classes, n=40) -> Figure:
    """Draw the n wrong images to whose true class the net gave the least probability.

    pixels (N, C, H, W) are uint8, p (N, K) the net's probabilities.
    """
    guess = p.argmax(axis=1)
    of_true = p[np.arange(len(y)), y]
    wrong = np.flatnonzero(guess != y)
    worst = wrong[np.argsort(of_true[wrong], kind="stable")][:n]
    columns = 8
    lines = max(1, math.ceil(len(worst) / columns))
    figure = Figure(figsize=(columns * 1.35, lines * 1.75 + 0.5), layout="constrained")
    title = f"the worst {len(worst)} of {len(wrong):,} mistakes"
    figure.suptitle(f"{title}: what the net said, and how sure it was")
    for axes in figure.subplots(lines, columns, squeeze=False).flat:
        axes.axis("off")
    for axes, i in zip(figure.axes, worst, strict=False):
        show(axes, pixels[i])
        axes.set_title(
            f"net: {classes[guess[i]]} ({p[i, guess[i]]:.0%})\ntrue: {classes[y[i]]}",
            fontsize=8,
        )
    return figure


def show(axes, image: np.ndarray) -> None:
    """Draw one (C, H, W) image of bytes, or of numbers from 0 to 1, grey or in color."""
    if len(image) == 1:
        axes.imshow(image[0], cmap="gray", vmin=0, vmax=255 if image.dtype == np.uint8 else 1)
    else:
        axes.imshow(np.moveaxis(image, 0, -1))


def sheet(images: np.ndarray, *, columns=10, low=None, high=None) -> Figure:
    """Draw images (n, C, H, W) in lines of columns, low black and high white.

    If not given, these are 0 and 255 for bytes, and for other numbers the least and the largest
    of them all, so that the images can be compared. ValueError for what cannot be drawn.
    """
    if np.ndim(images) != 4 or images.shape[1] not in (1, 3) or not images.size:
        raise ValueError(f"a sheet needs images (n, 1 or 3, H, W), not {np.shape(images)}")
    if columns < 1:
        raise ValueError(f"a sheet needs columns >= 1, not {columns}")
    ends = (0, 255) if images.dtype == np.uint8 else (images.min(), images.max())
    low, high = (
        float(own if v is None else v) for v, own in zip((low, high), ends, strict=True)
    )
    whole = tiled(np.clip((images - low) / (high - low or 1), 0, 1), min(columns, len(images)))
    figure = Figure(figsize=(whole.shape[2] / 40, whole.shape[1] / 40), layout="constrained")
    axes = figure.subplots()
    axes.axis("off")
    show(axes, whole)
    return figure


def tiled(images: np.ndarray, columns: int) -> np.ndarray:
    """Return one image (C, H', W') of all, in lines of columns, with a white pixel between."""
    n, C, H, W = images.shape
    lines = math.ceil(n / columns)
    cells = np.ones((lines * columns, C, H + 1, W + 1))
    cells[:n, :, :H, :W] = images
    whole = cells.reshape(lines, columns, C, H + 1, W + 1).transpose(2, 0, 3, 1, 4)
    return whole.reshape(C, lines * (H + 1), columns * (W + 1))[:, :-1, :-1]


def augmented(before: np.ndarray, after) -> Figure:
    """Draw each image of before (n, C, H, W), and to its right what became of it.

    after is a list of such arrays: [augment(before, rng) for _ in range(7)].
    """
    rows = np.stack((before, *after), axis=1)
    figure = sheet(rows.reshape(-1, *before.shape[1:]), columns=rows.shape[1])
    figure.suptitle("left: as they are; right: augmented", fontsize=10)
    return figure


def weights(net: dict, shape: tuple[int, ...], n=64) -> Figure:
    """Draw the first layer's weights: each unit's or filter's as an image, where they are.

    Grey inputs give red for what a unit looks for and blue for what it looks against; in color
    each is scaled to its own range.
    """
    _, inner, key = next(walk.learned(net))
    w = inner[key]
    if w.ndim == 4 and w.shape[1] in (1, 3):
        units, images = len(w), w[:n]
    elif len(shape) == 3 and len(w) == math.prod(shape):
        units, images = w.shape[1], w.T[:n].reshape(-1, *shape)
    else:
        return matrix(w.reshape(len(w), -1))
    columns = min(len(images), 10 if len(images) <= 20 else 16)
    lines = math.ceil(len(images) / columns)
    figure = Figure(figsize=(columns * 0.8, lines * 0.8 + 0.4), layout="constrained")
    figure.suptitle(f"first-layer weights of {len(images)} of {units} units")
    for axes in figure.subplots(lines, columns, squeeze=False).flat:
        axes.axis("off")
    for axes, image in zip(figure.axes, images, strict=False):
        high = abs(image).max() or 1
        if len(image) == 1:
            axes.imshow(image[0], cmap="RdBu_r", vmin=-high, vmax=high)
        else:
            show(axes, image / (2 * high) + 0.5)
    return figure


def matrix(w: np.ndarray) -> Figure:
    """Draw w (D, M) as a matrix, red above 0 and blue below."""
    figure = Figure(figsize=(9, 3), layout="constrained")
    axes = figure.subplots()
    high = abs(w).max() or 1
    drawn = axes.imshow(w, cmap="RdBu_r", vmin=-high, vmax=high, aspect="auto")
    axes.set(xlabel="unit", ylabel="input", title="first-layer weights")
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    figure.colorbar(drawn)
    return figure


def regions(classify, x: np.ndarray, y: np.ndarray, classes, steps=300) -> Figure:
    """Draw the plane around points x (N, 2) in the colors of classify(points), and the points.

    A point that is classified wrongly has a black ring.
    """
    figure = Figure(figsize=(6, 5.4), layout="constrained")
    axes = figure.subplots()
    low, high = x.min(axis=0) - 0.3, x.max(axis=0) + 0.3
    across, up = (np.linspace(low[i], high[i], steps, dtype=x.dtype) for i in (0, 1))
    plane = np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)
    colors = SEVERAL[: len(classes)]
    extent = (low[0], high[0], low[1], high[1])
    drawn = classify(plane).reshape(steps, steps)
    limits = {"vmin": -0.5, "vmax": len(classes) - 0.5, "cmap": ListedColormap(colors)}
    axes.imshow(drawn, extent=extent, origin="lower", alpha=0.3, aspect="auto", **limits)
    for k, name in enumerate(classes):
        axes.scatter(*x[y == k].T, s=10, color=colors[k], label=name)
    wrong = classify(x) != y
    axes.scatter(*x[wrong].T, s=45, facecolors="none", edgecolors="black", label="wrong")
    axes.set(title=f"{len(y) - wrong.sum():,} of {len(y):,} points right")
    axes.legend()
    return figure
