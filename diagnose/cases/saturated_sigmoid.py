"""Saturated sigmoids: initial weights too large make every slope 0, and the net cannot learn.

    out = 1 / (1 + exp(-a)),    a = x @ w + b,    da = dout * out * (1 - out)

The slope is at most 1/4, at a = 0, and below 0.01 beyond |a| = 4.6. With x of mean square 1 and
w of deviation s, a has deviation s sqrt(D): for 784 pixels and s = 1 that is 28, and most units
are flat for most examples. So little comes back through such a layer: if dout does not depend
on the slopes, its root mean square is multiplied by theirs,

    rms(da) / rms(dout) = sqrt(mean (out (1 - out))^2)  <= 1/4

Large weights have a second effect: dx = da @ w.T is as large as they are, so the gradients need
not be small in themselves. But they are small beside weights that would have to move by their
own size, and come from the few examples near a = 0 only. All that learns is the last layer,
from features that are as good as fixed at random. The proof: a net whose hidden layers are
kept from moving does as well.

Cure
    Weights of deviation sqrt(2 / (D + M)), Xavier, which keep |a| near 1. Or units that do not
    saturate, on one side at least: ReLU, with Kaiming's weights.

Source
    Karpathy (2016), "Yes you should understand backprop"; Glorot and Bengio (2010),
    "Understanding the difficulty of training deep feedforward neural networks".
"""

import numpy as np
from matplotlib.figure import Figure

from data import digits, normalize
from diagnose.plots import BLUE, ORANGE, SEVERAL
from layers import affine, cross_entropy, flatten, relu, sigmoid
from nets import sequential
from optim import sgd
from optim.fit import fit

SIZES = (784, 100, 100, 100, 10)
EPOCHS, BATCH = 8, 50
FLAT = 0.01  # a slope below this is counted as flat
NETS = {  # activation, hidden scale, lr: of 0.1, 0.3 and 0.5 that with the lowest loss
    "deviation 10": (sigmoid, 10.0, 0.3),
    "deviation 1": (sigmoid, 1.0, 0.5),
    "Xavier": (sigmoid, "xavier", 0.5),
    "ReLU, Kaiming": (relu, "kaiming", 0.1),
}
LOOKS = {
    "deviation 10": {"color": ORANGE, "ls": "--", "marker": "s"},
    "hidden layers fixed": {"color": "black", "ls": ":", "marker": "x"},
    "deviation 1": {"color": SEVERAL[4], "ls": "-.", "marker": "^"},
    "Xavier": {"color": BLUE, "ls": "-", "marker": "o"},
    "ReLU, Kaiming": {"color": SEVERAL[2], "ls": (0, (1, 1)), "marker": "v"},
}


def run(seed=1) -> dict:
    """Train a net of each kind on drawn digits, the worst with its hidden layers fixed too."""
    x, y = digits.load("train")
    x = normalize.apply(x[:5000], normalize.measure(x[:4000]))
    sets = (x[:4000], y[:4000]), (x[4000:], y[4000:5000])
    found = {}
    for name, (activation, scale, lr) in NETS.items():
        rng = np.random.default_rng(seed)
        net = built(activation, scale, rng)
        if not found:
            found["hidden layers fixed"] = fixed(net, sets, lr, seed)
        layers = slopes(net, x[:500], y[:500]) if activation is sigmoid else {}
        found[name] = {"layers": layers} | trained(net, sets, lr, rng)
    return found


def built(activation, scale, rng) -> dict:
    """Return a net whose hidden weights are drawn by scale, the last by Xavier."""
    parts = [(flatten, flatten.init())]
    for D, M in zip(SIZES[:-2], SIZES[1:-1], strict=True):
        parts += [
            (affine, affine.init(D, M, rng, scale=scale)),
            (activation, activation.init()),
        ]
    parts.append((affine, affine.init(*SIZES[-2:], rng, scale="xavier")))
    return sequential.init(*parts)


def trained(net: dict, sets: tuple, lr: float, rng) -> dict:
    """Train; return the loss by epoch, the accuracy, and how far each layer's w moved."""
    weights = [inner for _, layer, inner in net["layers"] if layer is affine]
    before = [inner["w"].copy() for inner in weights]
    settings = {"lr": lr, "epochs": EPOCHS, "batch_size": BATCH, "rng": rng, "show": None}
    rows = fit(sequential, net, cross_entropy, sgd, sets[0], valid=sets[1], **settings)
    moved = [
        float(np.linalg.norm(inner["w"] - w) / np.linalg.norm(w))
        for inner, w in zip(weights, before, strict=True)
    ]
    return {
        "loss": np.array([row["train_loss"] for row in rows]),
        "accuracy": rows[-1]["valid_accuracy"],
        "moved": {f"layer {i}": v for i, v in enumerate(moved, 1)},
    }


def fixed(net: dict, sets: tuple, lr: float, seed: int) -> dict:
    """Train a copy of the last layer alone, on what the others make of the images."""
    *hidden, (_, _, last) = net["layers"]
    below = {"net": "sequential", "layers": hidden}
    sets = [(sequential.forward(x, below), y) for x, y in sets]
    top = sequential.init((affine, {key: a.copy() for key, a in last.items()}))
    one = trained(top, sets, lr, np.random.default_rng(seed))
    return one | {"moved": {f"layer {len(SIZES) - 1}": one["moved"]["layer 1"]}}


def slopes(net: dict, x: np.ndarray, y: np.ndarray) -> dict:
    """Return for each sigmoid the share of flat slopes, and its factor on the gradient."""
    loss, found = cross_entropy.init() | {"y": y}, {}
    cross_entropy.forward(sequential.forward(x, net), loss)
    dout = cross_entropy.backward(1.0, loss)
    for _, layer, inner in reversed(net["layers"]):
        dx = layer.backward(dout, inner)
        if layer is sigmoid:
            slope = inner["out"] * (1 - inner["out"])
            found[f"layer {len(SIZES) - 2 - len(found)}"] = {
                "flat": float((slope < FLAT).mean()),
                "factor": rms(dx) / rms(dout),
                "predicted": rms(slope),
            }
        dout = dx
    return dict(sorted(found.items()))


def rms(a: np.ndarray) -> float:
    """Return the root of the mean square."""
    return float(np.sqrt(np.mean(a.astype(np.float64) ** 2)))


def told(found: dict) -> str:
    """Return the figures as text."""
    lines = [f"A net of {len(SIZES) - 2} hidden sigmoid layers at the start, by layer:"]
    for name in ("deviation 10", "deviation 1", "Xavier"):
        lines.append(f"  hidden weights of {name}")
        lines += [
            f"    {path}: {at['flat']:.1%} of slopes below {FLAT}; the gradient's rms times "
            f"{at['factor']:.4f}, predicted {at['predicted']:.4f}, at most 0.25"
            for path, at in found[name]["layers"].items()
        ]
    lines.append(f"After {EPOCHS} epochs, of the validation digits right:")
    for name in LOOKS:
        lines.append(
            f"  {name:<20} {found[name]['accuracy']:.1%}, training loss "
            f"{found[name]['loss'][-1]:.2f}{moved(found[name])}"
        )
    return "\n".join([*lines, "Cure: Xavier's weights for sigmoids, or ReLU with Kaiming's"])


def moved(one: dict) -> str:
    """Return in words how far hidden weights moved, nothing where there were none to move."""
    *hidden, _ = one["moved"].values()
    return f"; hidden weights moved by {max(hidden):.2%} of their size" if hidden else ""


def draw(found: dict) -> Figure:
    """Draw the flat slopes and the gradient's factor by layer, and the loss by epoch."""
    figure = Figure(figsize=(10, 4.4), layout="constrained")
    flat, factor, loss = figure.subplots(1, 3)
    paths = list(found["Xavier"]["layers"])
    for name, look in LOOKS.items():
        losses = found[name]["loss"]
        loss.plot(range(1, len(losses) + 1), losses, ms=5, label=name, **look)
        if found[name].get("layers"):
            ats = found[name]["layers"].values()
            flat.plot(paths, [100 * at["flat"] for at in ats], ms=6, **look)
            factor.plot(paths, [at["factor"] for at in ats], ms=6, **look)
            factor.plot(paths, [at["predicted"] for at in ats], "k+", ms=11)
    factor.axhline(0.25, color="black", lw=1)
    factor.text(0, 0.26, "bound: 1/4", fontsize=9, va="bottom")
    factor.plot([], [], "k+", ms=11, label="predicted: rms of the slopes")
    flat.set(title=f"slopes below {FLAT} at the start, in %", ylim=(-4, 104))
    factor.set(title="factor on the gradient's rms", ylim=(0, 0.3))
    loss.set(title="training loss", xlabel="epoch", ylim=(-0.1, 2.5))
    factor.legend(fontsize=8, loc="center left", bbox_to_anchor=(0, 0.6))
    loss.legend(fontsize=8, loc="upper right", bbox_to_anchor=(1, 0.66))
    for axes in figure.axes:
        axes.grid(alpha=0.3)
    figure.supxlabel(caption(found), fontsize=9, x=0.01, ha="left")
    return figure


def caption(found: dict) -> str:
    """Return the figures that go under the picture."""
    worst, still, cured, relus = (
        found[name]
        for name in ("deviation 10", "hidden layers fixed", "Xavier", "ReLU, Kaiming")
    )
    flat = [one["layers"]["layer 1"]["flat"] for one in (worst, cured)]
    return (
        f"Weights of deviation 10: {flat[0]:.1%} of the first layer's slopes are flat, and "
        f"after training {worst['accuracy']:.1%} of validation digits right; with the hidden\n"
        f"layers fixed {still['accuracy']:.1%}, as only the last layer learns. "
        f"Xavier: {flat[1]:.1%} flat, {cured['accuracy']:.1%} right. "
        f"ReLU with Kaiming's weights: {relus['accuracy']:.1%}."
    )
