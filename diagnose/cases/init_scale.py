"""The scale of the first weights: too small and the signal dies out, too large and it explodes.

An affine layer of D units in and out, with weights of deviation s, sums D terms. Let q be the
mean square of what comes out of it, and z standard normal. From layer to layer

    q <- s^2 D E[f(sqrt(q) z)^2]                 forward, through the activation f
    E[dx^2] = s^2 D E[f'(sqrt(q) z)^2] E[dout^2]     backward

relu: E[f^2] = q/2 and E[f'^2] = 1/2, so each layer multiplies the RMS, both ways, by

    s sqrt(D / 2)    which is 1 for Kaiming's s = sqrt(2 / D)

tanh: near 0 f is x, and the factor is s sqrt(D), 1 for Xavier's s = 1 / sqrt(D). With larger s,
q settles where the two sides above are equal: the forward signal stays, saturated, and the
gradient grows or shrinks by the factor that q gives. At s sqrt(D) = 1 tanh's curvature still
takes a little at each layer, so that in deep nets somewhat more than 1 is best.

Ten layers make a factor of 2 one of 1024.

Cure: arrays/initial.py's "kaiming" before a relu, "xavier" before a tanh (nets/mlp.py does so);
or normalize inside the net, layers/batchnorm.py.

Source
    LeCun et al., "Efficient BackProp" (1998), 4.6; Glorot and Bengio (2010); He et al. (2015),
    arXiv:1502.01852; the map of q: Poole et al. (2016), arXiv:1606.05340.
"""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator

from data import batches, digits, normalize
from diagnose.plots import BLUE, ORANGE, SEVERAL
from layers import affine, cross_entropy, flatten, relu, tanh
from nets import sequential, walk
from optim import sgd, step

DEPTH, D, N, STEPS, LR = 10, 64, 500, 60, 0.1
GAINS = 2.0 ** np.arange(-2, 2.1, 0.5)  # multiples of the right deviation
SHOWN = (0.5, 1.0, 2.0)
RIGHT = {"relu": np.sqrt(2 / D), "tanh": np.sqrt(1 / D)}
MODULES = {"relu": relu, "tanh": tanh}
STYLES = {0.5: (ORANGE, "--", "s"), 1.0: (BLUE, "-", "o"), 2.0: (SEVERAL[2], ":", "^")}


def run(seed=1) -> dict:
    """Measure the signal by layer beside the recursion, and the loss by scale."""
    x, y = digits.load("train")
    x = normalize.apply(x[:N], normalize.measure(x[:N])).reshape(N, -1)
    y, found = y[:N], {}
    for name in MODULES:
        found[name] = {
            "signals": {gain: signals(name, gain, x, seed) for gain in SHOWN},
            "losses": np.array(
                [[after(name, gain, x, y, seed + i) for i in (0, 1)] for gain in GAINS]
            ),
        }
    return found


def build(name: str, gain: float, rng) -> dict:
    """Return a net of DEPTH blocks, all weights but the first of gain times the right scale."""
    parts = [(flatten, flatten.init())]
    for i in range(DEPTH):
        width = 784 if i == 0 else D
        scale = gain * RIGHT[name] * np.sqrt(D / width)
        parts.append((affine, affine.init(width, D, rng, scale=scale)))
        parts.append((MODULES[name], MODULES[name].init()))
    parts.append((affine, affine.init(D, 10, rng, scale=gain / np.sqrt(D))))
    return sequential.init(*parts)


def signals(name: str, gain: float, x: np.ndarray, seed: int, nets=10) -> dict:
    """Return RMS by block, forward and backward, measured over nets, and predicted."""
    rng = np.random.default_rng(seed)
    both = [measured(build(name, gain, rng), x[:100], rng) for _ in range(nets)]
    forward, backward = np.sqrt(np.mean(both, axis=0))
    forward_theory, backward_theory = predicted(name, gain)
    return {
        "forward": forward,
        "backward": backward,
        "predicted_forward": forward_theory,
        "predicted_backward": backward_theory,
        "growth": growth(forward),
        "predicted_growth": growth(forward_theory),
        "back_growth": growth(backward[::-1]),
        "predicted_back_growth": growth(backward_theory[::-1]),
    }


def measured(net: dict, x: np.ndarray, rng) -> tuple[list, list]:
    """Return the mean squares of each block's output, and of its gradient for a normal one."""
    blocks, forward, backward = net["layers"][:-1], [], []
    for i, (_, module, inner) in enumerate(blocks):
        x = module.forward(x, inner)
        if i and i % 2 == 0:  # an activation: the blocks are flatten, affine, f, affine, f...
            forward.append(np.mean(x**2))
    dout = rng.standard_normal(x.shape, np.float32)
    for i, (_, module, inner) in reversed(list(enumerate(blocks))):
        if i and i % 2 == 0:
            backward.append(np.mean(dout**2))
        dout = module.backward(dout, inner)
    return forward, backward[::-1]


def predicted(name: str, gain: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the RMS by block of the recursion: forward from inputs of mean square 1, back."""
    z = np.linspace(-8, 8, 4001)
    weight = np.exp(-(z**2) / 2)
    weight /= weight.sum()
    factor, square = (gain * RIGHT[name]) ** 2 * D, 1.0
    forward, slopes = [], []
    for _ in range(DEPTH):
        u = np.sqrt(factor * square) * z
        f, slope = (np.maximum(u, 0), u > 0) if name == "relu" else (np.tanh(u), tanh_slope(u))
        square = weight @ f**2
        forward.append(square)
        slopes.append(factor * (weight @ slope.astype(float) ** 2))
    backward = np.cumprod([1.0, *slopes[:0:-1]])[::-1]
    return np.sqrt(forward), np.sqrt(backward)


def tanh_slope(u: np.ndarray) -> np.ndarray:
    return 1 - np.tanh(u) ** 2


def growth(rms: np.ndarray) -> float:
    """Return the factor from a block to the next, the geometric mean over them all."""
    return float((rms[-1] / rms[0]) ** (1 / (len(rms) - 1)))


def after(name: str, gain: float, x: np.ndarray, y: np.ndarray, seed: int) -> float:
    """Return the loss on all x after STEPS steps; 100 for more, or if not finite."""
    rng = np.random.default_rng(seed)
    net, loss = build(name, gain, rng), cross_entropy.init()
    states = {path: sgd.init(inner[key], lr=LR) for path, inner, key in walk.learned(net)}
    with np.errstate(all="ignore"):
        for _ in range(STEPS * 50 // N):
            for part in batches.shuffled(x, y, 50, rng):
                step.gradients(sequential, net, cross_entropy, loss, *part)
                step.move(net, sgd, states, LR)
        loss["y"] = y
        value = float(cross_entropy.forward(sequential.forward(x, net), loss))
    return min(value, 100.0) if np.isfinite(value) else 100.0


def told(found: dict) -> str:
    """Return the figures as text."""
    lines = [f"{DEPTH} blocks of {D} units; the RMS grows from block to block by a factor of:"]
    for name in MODULES:
        for gain, f in found[name]["signals"].items():
            lines.append(
                f"  {name}, {gain:g} times the right scale: forward {f['growth']:.3f} "
                f"(predicted {f['predicted_growth']:.3f}), backward {f['back_growth']:.3f} "
                f"(predicted {f['predicted_back_growth']:.3f})"
            )
    lines.append(
        f"Loss after {STEPS} steps at lr {LR}, mean of two seeds (2.30: nothing learned):"
    )
    for name in MODULES:
        losses = found[name]["losses"].mean(axis=1)
        few = (0, len(GAINS) // 2, -1)
        said = ", ".join(f"{losses[i]:.3g} at {GAINS[i]:g}" for i in few)
        lines.append(
            f"  {name}: {said} times the right scale; least, {losses.min():.3g}, at "
            f"{GAINS[losses.argmin()]:.2g}"
        )
    lines.append(
        f"Cure: kaiming before a relu, sqrt(2 / D) = {RIGHT['relu']:.3f} here; xavier before a "
        f"tanh, sqrt(1 / D) = {RIGHT['tanh']:.3f}"
    )
    return "\n".join(lines)


def draw(found: dict) -> Figure:
    """Draw RMS by block, forward and backward, lines predicted; and the loss by scale."""
    figure = Figure(figsize=(10, 5.8), layout="constrained")
    panels = figure.subplots(2, 3)
    blocks = np.arange(1, DEPTH + 1)
    for row, name in zip(panels, MODULES, strict=True):
        for gain, (color, line, mark) in STYLES.items():
            f = found[name]["signals"][gain]
            for axes, way in zip(row, ("forward", "backward"), strict=False):
                axes.semilogy(blocks, f["predicted_" + way], line, color=color)
                axes.semilogy(blocks, f[way], mark, color=color, ms=4, label=f"{gain:g}")
        row[0].set_title(f"{name}: RMS of activations")
        row[1].set_title(f"{name}: RMS of gradients")
        by_scale(name, found[name]["losses"], row[2])
        for axes in row:
            axes.grid(alpha=0.3)
    panels[0, 0].legend(title="times the right scale", fontsize=8, title_fontsize=8, ncols=3)
    for axes, label in zip(panels[1], ("block", "block", "times the right scale"), strict=True):
        axes.set_xlabel(label)
    figure.supxlabel(caption(found), fontsize=9, x=0.01, ha="left")
    return figure


def by_scale(name: str, losses: np.ndarray, axes) -> None:
    """Draw the loss of each seed by scale, and a line through the means."""
    axes.loglog(GAINS, losses.mean(axis=1), "-", color=BLUE)
    axes.loglog(GAINS, losses, "o", color=BLUE, ms=4)
    axes.axvline(1, color="black", lw=0.8, ls=(0, (1, 2)))
    axes.axhline(np.log(10), color="black", lw=0.8, ls="--")
    axes.set_title(f"{name}: loss after {STEPS} steps")
    axes.set_xticks([0.25, 0.5, 1, 2, 4], ["1/4", "1/2", "1", "2", "4"])
    axes.xaxis.set_minor_locator(NullLocator())


def caption(found: dict) -> str:
    """Return the figures that go under the picture."""
    relu_twice, tanh_half = found["relu"]["signals"][2.0], found["tanh"]["signals"][0.5]
    least = ", ".join(
        f"{name} {GAINS[found[name]['losses'].mean(axis=1).argmin()]:.2g}" for name in MODULES
    )
    return (
        f"Marks measured, lines predicted. Forward growth by block: relu at 2 "
        f"{relu_twice['growth']:.3f} (predicted {relu_twice['predicted_growth']:.3f}), tanh at "
        f"1/2 {tanh_half['growth']:.3f} (predicted {tanh_half['predicted_growth']:.3f}).\n"
        f"Least loss at a scale of: {least} times the right one. Dashed: ln 10, nothing "
        "learned; 100: that or more, or not finite."
    )
