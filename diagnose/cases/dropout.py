"""Dropout: a large net on few examples learns them by heart; units that may be gone cannot.

In training each unit's out is x * on / keep, on being 1 with probability keep. For a linear
layer after it, scores = (x * on / keep) @ w + b, and over the draws

    E[scores] = x @ w + b                              the full net's own
    Var(scores[m]) = (1 - keep)/keep sum_d x[d]^2 w[d, m]^2

so that the mean of n draws is off by about sqrt(Var / n). Through further nonlinear layers the
full net is only near the mean. The variance acts on the loss as a penalty on large x w, and is
why a net in training looks worse than it is; why, too, dropout left on at evaluation costs.

Cure for the gap: nets/mlp.py's keep=0.5. For the evaluation: walk.set_training(net, False), as
fit and evaluate do.

Source
    Srivastava et al. (2014), JMLR 15; the linear case: Wager, Wang and Liang (2013),
    arXiv:1307.1493; Baldi and Sadowski (2013).
"""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from data import digits, normalize
from diagnose.plots import BLUE, ORANGE, SEVERAL
from layers import affine, cross_entropy, dropout
from nets import mlp, walk
from optim import adam
from optim.evaluate import correct, evaluate
from optim.fit import fit

STYLES = {
    1.0: (ORANGE, "--", "s"),
    0.8: (SEVERAL[2], ":", "^"),
    0.5: (BLUE, "-", "o"),
}
N, EPOCHS, SEEDS = 300, 40, 3
DRAWS = 2 ** np.arange(0, 13, 2)


def run(seed=1) -> dict:
    """Train at each keep from several seeds; average draws; evaluate with dropout left on."""
    x, y = digits.load("train")
    x = normalize.apply(x[: N + 1000], normalize.measure(x[:N]))
    train, valid = (x[:N], y[:N]), (x[N:], y[N : N + 1000])
    found = {keep: [] for keep in STYLES}
    for keep in STYLES:
        for i in range(SEEDS):
            found[keep].append(trained(keep, train, valid, seed + 100 * i))
    found["linear"] = expectation(seed)
    return found


def trained(keep: float, train: tuple, valid: tuple, seed: int) -> dict:
    """Train a large mlp by fit; return its figures out of training, and with dropout on."""
    rng = np.random.default_rng(seed)
    net = mlp.init((784, 200, 10), rng, keep=keep)
    settings = {"lr": 2e-3, "epochs": EPOCHS, "batch_size": 50, "rng": rng, "show": None}
    rows = fit(mlp, net, cross_entropy, adam, train, valid=valid, **settings)
    fitted, _ = evaluate(mlp, net, cross_entropy, train)
    with_it = [left_on(net, valid) for _ in range(5)]
    return {
        "valid_losses": np.array([row["valid_loss"] for row in rows]),
        "fitted": fitted,
        "valid_loss": rows[-1]["valid_loss"],
        "accuracy": rows[-1]["valid_accuracy"],
        "accuracy_on": float(np.mean([accuracy for accuracy, _ in with_it])),
        "loss_on": float(np.mean([loss for _, loss in with_it])),
    }


def left_on(net: dict, valid: tuple) -> tuple[float, float]:
    """Return accuracy and loss of a net that is still in training mode."""
    walk.set_training(net, True)
    scores, last = mlp.forward(valid[0], net), cross_entropy.init() | {"y": valid[1]}
    loss = float(cross_entropy.forward(scores, last))
    walk.set_training(net, False)
    return correct(scores, valid[1]) / len(scores), loss


def expectation(seed: int, keep=0.5, D=100, M=1000) -> dict:
    """Average the scores of a linear layer over more and more draws, beside the full ones."""
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((1, D))
    layer = affine.init(D, M, rng, dtype=np.float64)
    mask = dropout.init(keep, rng)
    full = affine.forward(x, layer)
    out = affine.forward(dropout.forward(x.repeat(DRAWS[-1], axis=0), mask), layer)
    spread = np.sqrt((1 - keep) / keep * (x**2 @ layer["w"] ** 2).mean())
    off = np.array([np.sqrt(((out[:n].mean(axis=0) - full) ** 2).mean()) for n in DRAWS])
    power = np.polyfit(np.log(DRAWS), np.log(off), 1)[0]
    return {"off": off, "predicted": spread / np.sqrt(DRAWS), "power": float(power)}


def mean(found: dict, keep: float, key: str) -> float:
    """Return the mean of a figure over the seeds."""
    return float(np.mean([r[key] for r in found[keep]]))


def told(found: dict) -> str:
    """Return the figures as text."""
    lines = [
        f"An mlp of 784, 200 and 10 units on {N} drawn digits, {EPOCHS} epochs, means of "
        f"{SEEDS} seeds:"
    ]
    for keep in STYLES:
        fitted, valid = mean(found, keep, "fitted"), mean(found, keep, "valid_loss")
        right, right_on = (mean(found, keep, key) for key in ("accuracy", "accuracy_on"))
        lines.append(
            f"  keep {keep:g}: loss {fitted:.4f} on what it learned, {valid:.3f} on 1,000 "
            f"others (gap {valid - fitted:.3f}); {right:.1%} of these right, with dropout "
            f"left on {right_on:.1%} at a loss of {mean(found, keep, 'loss_on'):.3f}"
        )
    off, predicted = found["linear"]["off"], found["linear"]["predicted"]
    lines += [
        "A linear layer after dropout of keep 0.5: the mean scores of n draws are off the full "
        "ones by",
        "  " + ", ".join(f"{a:.3g} at n = {n:,}" for n, a in zip(DRAWS, off, strict=True)),
        f"  (predicted: {predicted[0]:.3g} / sqrt(n), so {predicted[-1]:.3g} at the last); the "
        f"power of n is {found['linear']['power']:.3f} (predicted: -0.5)",
        f"Cure: keep=0.5 takes the validation loss from {mean(found, 1.0, 'valid_loss'):.3f} "
        f"to {mean(found, 0.5, 'valid_loss'):.3f}; walk.set_training(net, False) to evaluate",
    ]
    return "\n".join(lines)


def draw(found: dict) -> Figure:
    """Draw validation loss by epoch, what dropout left on costs, and the mean over draws."""
    figure = Figure(figsize=(10, 4.4), layout="constrained")
    losses, bars, draws = figure.subplots(1, 3)
    epochs = np.arange(1, EPOCHS + 1)
    for keep, (color, line, mark) in STYLES.items():
        for i, r in enumerate(found[keep]):
            look = {"color": color, "ls": line, "marker": mark, "ms": 3, "lw": 1}
            name = {"label": f"keep {keep:g}"} if i == 0 else {}
            losses.plot(epochs, r["valid_losses"], markevery=8, **look, **name)
    losses.set(title=f"validation loss, {SEEDS} seeds each", xlabel="epoch", ylim=(0.4, 1))
    losses.legend(fontsize=8)
    wrong(found, bars)
    draws.loglog(DRAWS, found["linear"]["off"], "o", color=BLUE, label="measured")
    draws.loglog(DRAWS, found["linear"]["predicted"], "--", color="black", label="predicted")
    draws.set(title="error of the mean of n draws", xlabel="n")
    draws.legend(fontsize=8)
    for axes in (losses, draws):
        axes.grid(alpha=0.3)
    figure.supxlabel(caption(found), fontsize=9, x=0.01, ha="left")
    return figure


def wrong(found: dict, bars) -> None:
    """Draw the share of digits wrong out of training, and with dropout left on."""
    places = np.arange(len(STYLES))
    for shift, key, color, hatch, label in (
        (-0.2, "accuracy", BLUE, "", "out of training"),
        (0.2, "accuracy_on", ORANGE, "//", "dropout left on"),
    ):
        heights = [1 - mean(found, keep, key) for keep in STYLES]
        drawn = bars.bar(
            places + shift, heights, 0.38, color=color, hatch=hatch, ec="white", label=label
        )
        bars.bar_label(drawn, [f"{h:.1%}" for h in heights], fontsize=8)
    bars.set(title="validation digits wrong", xlabel="keep")
    bars.set_xticks(places, [f"{keep:g}" for keep in STYLES])
    bars.yaxis.set_major_formatter(PercentFormatter(1))
    bars.margins(y=0.3)
    bars.legend(fontsize=8, loc="upper left")


def caption(found: dict) -> str:
    """Return the figures that go under the picture."""
    gaps = ", ".join(
        f"{mean(found, k, 'valid_loss') - mean(found, k, 'fitted'):.3f} at keep {k:g}"
        for k in STYLES
    )
    last = found["linear"]["off"][-1], found["linear"]["predicted"][-1]
    return (
        f"Validation loss less that of the {N} learned digits: {gaps}.\n"
        f"Mean of {DRAWS[-1]:,} draws: off by {last[0]:.3g} (predicted {last[1]:.3g}); power "
        f"of n {found['linear']['power']:.3f} (predicted -0.5)."
    )
