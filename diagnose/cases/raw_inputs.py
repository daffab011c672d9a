"""Raw inputs: a mean far from 0 and pixels of unequal size leave one learning rate for all.

For a linear net with the mean squared error over N examples and M outputs, the loss is a bowl
in the weights, and with x' = (x, 1) for the bias its Hessian is the same for each output:

    H = 2/M E[x' x'^T],    L = Lmin + 1/2 sum over i of v[i] e[i]^2

with v the eigenvalues of H and e the error along each eigenvector. Gradient descent multiplies

    e[i] <- (1 - lr v[i]) e[i]    so it is stable for    lr < 2 / max v

and at lr = 1/max v a direction takes about max v / v[i] steps: the worst, the condition number
max v / min v. Inputs of mean m add m m^T to the covariance, an eigenvalue as large as |m|^2 of
one direction, along which all examples answer alike. Taking m off removes it. That alone can
cost steps: the bias, whose v is 2/M and which the mean had helped, is now far the slowest
beside pixels with deviations of 60 or so. Dividing each by its deviation mends that, and
whitening makes all v equal: a linear net is then done in a step. In all four coordinates the
best linear net is the same.

Cure: data/normalize.py before the net (normalization in it: layers/batchnorm.py).

Source
    LeCun et al., "Efficient BackProp" (1998), 4.3, 5.1 and 5.2; LeCun, Kanter and Solla (1991).
"""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import NullFormatter

from data import batches, digits, normalize
from diagnose.plots import BLUE, ORANGE, SEVERAL
from layers import affine, avgpool, cross_entropy, mse
from nets import mlp, walk
from optim import sgd, step

STYLES = {
    "raw": (ORANGE, "--", "s"),
    "centred": (SEVERAL[4], ":", "^"),
    "normalized": (BLUE, "-", "o"),
    "whitened": (SEVERAL[2], "-.", "D"),
}
N, STEPS, NEAR = 500, 1000, 1.1  # NEAR: the loss to reach, as a multiple of the least
RATES = 10.0 ** np.arange(-5, 0.6, 0.5)


def run(seed=1) -> dict:
    """Measure the bowl, its largest rate and the way down, then an mlp at many rates."""
    x, y = digits.load("train")
    some = np.random.default_rng(seed).permutation(len(x))[:N]
    pooled = avgpool.forward(x[some].astype(np.float64), avgpool.init(4, 4, stride=4)).reshape(
        N, -1
    )
    inked = (pooled > 0).mean(axis=0) > 0.05  # a corner that has no ink has no deviation
    inputs = coordinates(pooled[:, inked])
    target = np.eye(10)[y[some]]
    return {
        "linear": {name: bowl(inputs[name], target) for name in STYLES},
        "mlp": {
            name: np.array([after(inputs[name], y[some], lr, seed) for lr in RATES])
            for name in STYLES
        },
    }


def coordinates(x: np.ndarray) -> dict:
    """Return the same examples raw, centred, normalized and whitened."""
    centred = x - x.mean(axis=0)
    v, E = np.linalg.eigh(centred.T @ centred / len(x))
    return {
        "raw": x,
        "centred": centred,
        "normalized": normalize.apply(x, normalize.measure(x)).astype(np.float64),
        "whitened": centred @ (E / np.sqrt(v)),
    }


def bowl(x: np.ndarray, y: np.ndarray) -> dict:
    """Return what the Hessian predicts of gradient descent from 0, beside what it does."""
    more = np.column_stack((x, np.ones(len(x))))
    v, E = np.linalg.eigh(2 / y.shape[1] * more.T @ more / len(x))
    best = np.linalg.lstsq(more, y)[0]
    least = ((more @ best - y) ** 2).mean()
    parts = v * ((E.T @ best) ** 2).sum(axis=1) / 2  # of the loss above the least, at the start
    lr = 1 / v[-1]
    times = np.arange(STEPS + 1)
    way = least + ((1 - lr * v) ** (2 * times[:, None])) @ parts
    losses = descend(x, y, lr, STEPS)
    return {
        "eigenvalues": v,
        "condition": v[-1] / v[0],
        "predicted_rate": 2 / v[-1],
        "measured_rate": largest_rate(x, y),
        "predicted": way,
        "losses": losses,
        "error": float(abs(losses / way - 1).max()),
        "predicted_steps": steps_until(NEAR * least, lr, v, parts, least),
        "steps": int(np.argmax(losses < NEAR * least)) if losses[-1] < NEAR * least else None,
    }


def steps_until(loss: float, lr: float, v: np.ndarray, parts: np.ndarray, least: float) -> int:
    """Return the first step at which the bowl's formula is below loss, by halving."""
    low, high = 0, 10**9
    while high - low > 1:
        middle = (low + high) // 2
        reached = least + (1 - lr * v) ** (2 * middle) @ parts < loss
        low, high = (low, middle) if reached else (middle, high)
    return high


def descend(x: np.ndarray, y: np.ndarray, lr: float, steps: int) -> np.ndarray:
    """Return the losses of a linear net under gradient descent from 0, all x at each step."""
    rng = np.random.default_rng(0)  # zeros need none
    net = affine.init(x.shape[1], y.shape[1], rng, scale="zeros", dtype=np.float64)
    net["need_dx"], last, losses = False, mse.init() | {"y": y}, []
    states = {key: sgd.init(net[key], lr=lr) for key in "wb"}
    for _ in range(steps + 1):
        losses.append(mse.forward(affine.forward(x, net), last))
        affine.backward(mse.backward(1.0, last), net)
        for key, state in states.items():
            sgd.update(net[key], net["d" + key], state)
    return np.array(losses)


def largest_rate(x: np.ndarray, y: np.ndarray) -> float:
    """Return the largest lr at which 200 steps end no higher than they began, by halving."""
    low, high = 1e-7, 1e2
    while high / low > 1.005:
        middle = np.sqrt(low * high)
        with np.errstate(over="ignore", invalid="ignore"):
            losses = descend(x, y, middle, 200)
        low, high = (middle, high) if losses[-1] <= losses[0] else (low, middle)
    return float(np.sqrt(low * high))


def after(x: np.ndarray, y: np.ndarray, lr: float, seed: int) -> float:
    """Return the loss on all x of an mlp after 100 steps at lr; at ln 10 nothing is learned.

    A loss that is not finite counts as 10.
    """
    rng, x = np.random.default_rng(seed), x.astype(np.float32)
    net, loss = mlp.init((x.shape[1], 32, 10), rng), cross_entropy.init()
    states = {path: sgd.init(inner[key], lr=lr) for path, inner, key in walk.learned(net)}
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in range(10):
            for part in batches.shuffled(x, y, 50, rng):
                step.gradients(mlp, net, cross_entropy, loss, *part)
                step.move(net, sgd, states, lr)
        loss["y"] = y
        value = float(cross_entropy.forward(mlp.forward(x, net), loss))
    return min(value, 10.0) if np.isfinite(value) else 10.0


def told(found: dict) -> str:
    """Return the figures as text."""
    lines = [f"A linear net with mse on {N:,} drawn digits of 7 x 7 pixels, by inputs:"]
    for name in STYLES:
        f = found["linear"][name]
        steps = f"{f['steps']:,}" if f["steps"] is not None else f"over {STEPS:,}"
        lines.append(
            f"  {name}: condition number {f['condition']:.3g}; largest stable lr "
            f"{f['measured_rate']:.4g} (predicted 2/max v: {f['predicted_rate']:.4g}); steps "
            f"to {NEAR} times the least loss: {steps} (predicted {f['predicted_steps']:,})"
        )
    worst = max(f["error"] for f in found["linear"].values())
    lines.append(
        f"Measured losses are the predicted ones within {worst:.0e} at all {STEPS:,} steps."
    )
    best = ", ".join(
        f"{name} {loss.min():.3f} at lr {RATES[loss.argmin()]:.1g}"
        for name, loss in found["mlp"].items()
    )
    lines += [
        f"An mlp's loss after 100 steps at the best of {len(RATES)} rates: {best}",
        f"Cure: normalize; {ratio(found):,.0f} times fewer steps for the linear net",
    ]
    return "\n".join(lines)


def ratio(found: dict) -> float:
    """Return how many times more steps raw inputs need than normalized ones, by the formula."""
    raw, normalized = (
        found["linear"][name]["predicted_steps"] for name in ("raw", "normalized")
    )
    return raw / normalized


def draw(found: dict) -> Figure:
    """Draw the eigenvalues, the way down beside the prediction, and the mlp's loss by rate."""
    figure = Figure(figsize=(10, 4.6), layout="constrained")
    spectra, way, rates = figure.subplots(1, 3)
    for name, (color, line, mark) in STYLES.items():
        look = {"color": color, "ls": line, "marker": mark, "ms": 4, "label": name}
        f = found["linear"][name]
        spectra.semilogy(f["eigenvalues"][::-1], markevery=8, **look)
        way.loglog(np.arange(1, STEPS + 2), f["losses"], markevery=0.15, **look)
        at = np.unique(np.geomspace(1, STEPS, 12).astype(int)) - 1
        way.plot(at + 1, f["predicted"][at], "+", color="black", ms=7)
        rates.loglog(RATES, found["mlp"][name], **look)
    spectra.set(title="eigenvalues of the Hessian", xlabel="the i-th largest")
    spectra.legend(fontsize=8, loc="upper right")
    way.set_yticks([0.05, 0.06, 0.08, 0.1], ["0.05", "0.06", "0.08", "0.10"])
    way.yaxis.set_minor_formatter(NullFormatter())
    way.set(title="linear net: loss; + predicted", xlabel="step, from 1; lr = 1 / max v")
    rates.set(title="mlp: loss after 100 steps", xlabel="lr", ylim=(None, 5))
    for axes in figure.axes:
        axes.grid(alpha=0.3)
    figure.supxlabel(caption(found), fontsize=9, x=0.01, ha="left")
    return figure


def caption(found: dict) -> str:
    """Return the figures that go under the picture."""
    linear = found["linear"]
    condition = ", ".join(f"{name} {linear[name]['condition']:.2g}" for name in STYLES)
    off = max(abs(f["measured_rate"] / f["predicted_rate"] - 1) for f in linear.values())
    steps = ", ".join(f"{name} {linear[name]['predicted_steps']:,}" for name in STYLES)
    return (
        f"Condition number: {condition}. Largest stable lr: within {off:.1%} of 2/max v in all "
        f"four.\nSteps to {NEAR} times the least loss (by the formula): {steps}."
    )
