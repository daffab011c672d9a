"""Landscape: the loss around a net's weights, along two random directions.

    f(a, b) = loss(w + a d1 + b d2)        a and b from -1 to 1

A net can make its weights ten times as large and the next layer's a tenth, and be the same net;
a random step of one length would then look flat in one and steep in the other. So each unit's
or filter's part of a direction is scaled to the norm of the unit's own weights:

    d[i] <- d[i] / |d[i]| |w[i]|           i over the units; d ~ N(0, 1)

A step of 1 thus changes each unit by as much as it has. Arrays of one axis (biases, gammas,
betas) stay as they are.

Source
    Li et al. (2018), "Visualizing the Loss Landscape of Neural Nets", arXiv:1712.09913, 4.
"""

import time

import numpy as np
from matplotlib.colors import LogNorm
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke

from nets import walk

UNITS = {  # the axis along which units lie, where it is not the last
    "conv": 0,
    "conv_transpose": 1,
    "embedding": 0,
    "unembedding": 0,
    "position": 0,
}
GRIDS, EXAMPLES = (7, 25), 32  # fewest and most points along a side, fewest examples


def surface(module, net: dict, x, y, loss_module, *, loss_cache=None, seconds=6.0) -> dict:
    """Return {"at" (n,), "losses" (n, n), "examples"}, losses[j, i] at a = at[i], b = at[j].

    The net is looked at out of training, and not moved. n and the number of examples are what
    one forward, timed, lets come about in so many seconds.
    """
    cache = dict(loss_module.init() if loss_cache is None else loss_cache)
    trial = walk.trial(net)
    walk.set_training(trial, False)
    walk.forget(trial)
    rng = np.random.default_rng(0)
    ways = [direction(net, rng) for _ in range(2)]
    places = [(held, held[0][1][held[0][2]]) for held in walk.holders(trial)]

    def at(a, b, few):
        for held, w in places:
            moved = w
            if held[0][0] in ways[0] and (a or b):
                moved = w + a * ways[0][held[0][0]] + b * ways[1][held[0][0]]
            for _, inner, key in held:
                inner[key] = moved
        return float(
            loss_module.forward(module.forward(x[:few], trial), cache | {"y": y[:few]})
        )

    with np.errstate(all="ignore"):
        n, few = affordable(at, len(x), seconds)
        steps = np.linspace(-1, 1, n, dtype=x.dtype if x.dtype.kind == "f" else np.float32)
        steps[n // 2] = 0
        losses = np.array([[at(a, b, few) for a in steps] for b in steps])
    return {"at": steps, "losses": losses, "examples": few}


def affordable(at, examples: int, seconds: float) -> tuple[int, int]:
    """Return how many points along a side and how many examples there is time for."""
    at(0.1, 0.1, examples)  # the first takes longer
    start = time.perf_counter()
    at(0.1, 0.1, examples)
    each = (time.perf_counter() - start) / examples
    few = int(min(max(seconds / (17**2 * each), EXAMPLES), examples))
    n = int(np.sqrt(seconds / (few * each)))
    return int(np.clip(n, *GRIDS)) // 2 * 2 + 1 if n < GRIDS[1] else GRIDS[1], few


def direction(net: dict, rng: np.random.Generator) -> dict:
    """Return for each learned array of two axes or more a random one, unit by unit its norm."""
    kinds, found = {}, {}
    name_kinds(net, kinds)
    for path, inner, key in walk.learned(net):
        w = inner[key]
        if w.ndim > 1:
            units = UNITS.get(kinds[id(w)], w.ndim - 1)
            others = tuple(i for i in range(w.ndim) if i != units)
            d = rng.standard_normal(w.shape)
            norm = np.sqrt(np.sum(w.astype(np.float64) ** 2, axis=others, keepdims=True))
            d *= norm / np.sqrt(np.sum(d**2, axis=others, keepdims=True))
            found[path] = d.astype(w.dtype)
    return found


def name_kinds(net: dict, kinds: dict) -> None:
    """Put into kinds, by the id of each array in a cache, the name of the first layer of it."""
    for _, module, inner in net["layers"]:
        if "layers" in inner:
            name_kinds(inner, kinds)
            continue
        for a in inner.values():
            if isinstance(a, np.ndarray):
                kinds.setdefault(id(a), module.__name__.rpartition(".")[2])


def figure(found: dict) -> Figure:
    """Draw the surface's contours, at equal factors, and a ring around the weights."""
    at, losses = found["at"], np.ma.masked_invalid(found["losses"])
    drawn = Figure(figsize=(4.6, 3.7), layout="constrained")
    axes = drawn.subplots()
    high = float(losses.max())
    low = max(float(losses.min()), high * 1e-6, 1e-12)
    levels = np.geomspace(low, high * (1 + 1e-6), 13) if high > low else [low, low * 1.1]
    clipped = np.ma.maximum(losses, low)
    filled = axes.contourf(at, at, clipped, levels, norm=LogNorm(), cmap="cividis_r")
    lines = axes.contour(at, at, clipped, levels[1:-1], colors="black", linewidths=0.6)
    edge = [withStroke(linewidth=2, foreground="white")]
    for text in axes.clabel(lines, levels[2:-1:2], fmt="%.2g", fontsize=7, colors="black"):
        text.set_path_effects(edge)
        text.set_visible(max(map(abs, text.get_position())) < 0.85)  # else the frame cuts it
    axes.plot(0, 0, "o", ms=11, mfc="none", mec="black", mew=3)
    axes.plot(0, 0, "o", ms=11, mfc="none", mec="white", mew=1.2)
    axes.set(xlabel="along d1, in norms of each unit", ylabel="along d2", aspect="equal")
    axes.set(xticks=np.linspace(-1, 1, 5), yticks=np.linspace(-1, 1, 5))
    bar = drawn.colorbar(filled, ax=axes, format="%.3g", label="loss")
    bar.set_ticks(levels[::3])
    bar.minorticks_off()
    return drawn


def said(found: dict) -> str:
    """Return in words what to read off: the centre, the lowest, where the loss doubles."""
    at, losses = found["at"], found["losses"]
    n = len(at) // 2
    centre, far = losses[n, n], np.hypot(*np.meshgrid(at, at))
    lowest = np.where(np.isfinite(losses), losses, np.inf).argmin()
    j, i = np.unravel_index(lowest, losses.shape)
    text = f"At the weights (the ring) the loss is {centre:.4g} on {found['examples']} examples"
    if (i, j) == (n, n):
        text += ", the lowest of the plane."
    else:
        text += f"; the lowest of the plane, {losses[j, i]:.4g}, is {far[j, i]:.2g} from there."
    radii = at[n + 1 :]
    rings = [losses[abs(far - r) <= (at[1] - at[0]) / 2].mean() for r in radii]
    doubled = [r for r, mean in zip(radii, rings, strict=True) if not mean < 2 * centre]
    if doubled:
        text += f" At a distance of {doubled[0]:.2g} it has doubled on average."
    else:
        text += " Within the plane it does not double on average."
    return text
