"""Minibatches in the order of the file, one class after another: the last one seen wins.

A minibatch's gradient g is worth a step because it is right on average: drawn at random from
all examples, E[g] = G, the gradient of the whole loss. A minibatch of class k alone has

    E[g] = G_k,    G = mean over k of G_k,    dx = (p - t) / n: all pull score k up, others down

and near a minimum G = 0 while no G_k is. So the net runs after one class at a time. When class
k has just passed, "always k" is nearly the least loss for what was lately seen: 1 of K classes
right, and the training loss, small on every batch but the first of a class, says nothing of it.
Early in training g at random points the way of G, while G_k and G have little in common.

Cure: draw a new order each epoch, data/batches.py's shuffled (fit always does). If the data
lie in a file too large for that, shuffle the file once.

Source
    LeCun et al., "Efficient BackProp" (1998), 4.2; forgetting: McCloskey and Cohen (1989).
"""

import numpy as np
from matplotlib.figure import Figure

from data import batches, digits, normalize
from diagnose.plots import BLUE, ORANGE, SEVERAL
from layers import cross_entropy
from nets import mlp, walk
from optim import sgd, step
from optim.evaluate import evaluate, scores

ORDERS = ("sorted", "once", "shuffled")
NAMES = {
    "sorted": "sorted by class",
    "once": "shuffled once",
    "shuffled": "shuffled each epoch",
}
STYLES = {
    "sorted": (ORANGE, "--", "s"),
    "once": (SEVERAL[2], ":", "^"),
    "shuffled": (BLUE, "-", "o"),
}
N, BATCH, EPOCHS, EVERY, LR = 3000, 50, 3, 5, 0.1


def run(seed=1) -> dict:
    """Train the same net in three orders, from three seeds; the first one's course is kept."""
    x, y = digits.load("train")
    x = normalize.apply(x[: N + 1000], normalize.measure(x[:N]))
    train, valid = (x[:N], y[:N]), (x[N:], y[N : N + 1000])
    runs = {
        order: [trained(order, train, valid, seed + 100 * i) for i in range(3)]
        for order in ORDERS
    }
    found = {"courses": {order: several[0] for order, several in runs.items()}}
    for key in ("accuracy", "last_class", "loss", "cosine"):
        found[key] = {order: [r[key] for r in several] for order, several in runs.items()}
    return found


def parts(order: str, x: np.ndarray, y: np.ndarray, rng):
    """Return an epoch's minibatches in this order."""
    if order == "shuffled":
        return batches.shuffled(x, y, BATCH, rng)
    return batches.in_order(x, y, BATCH)


def trained(order: str, train: tuple, valid: tuple, seed: int) -> dict:
    """Train and measure: each class found on valid, by step, and what is left at the end."""
    rng = np.random.default_rng(seed)
    net, loss = mlp.init((784, 64, 10), rng), cross_entropy.init()
    lying = order_of(order, train[1], rng)
    x, y = train[0][lying], train[1][lying]
    cosine = alignment(net, x, y, order, rng)
    states = {path: sgd.init(inner[key], lr=LR) for path, inner, key in walk.learned(net)}
    losses, steps, recalls, said = [], [], [], []
    for _ in range(EPOCHS):
        for part in parts(order, x, y, rng):
            losses.append(step.gradients(mlp, net, cross_entropy, loss, *part)[0])
            step.move(net, sgd, states, LR)
            if len(losses) % EVERY == 0:
                guess = scores(mlp, net, valid[0]).argmax(axis=1)
                recalls.append([np.mean(guess[valid[1] == k] == k) for k in range(10)])
                said.append(np.bincount(guess, minlength=10) / len(guess))
                steps.append(len(losses))
    valid_loss, accuracy = evaluate(mlp, net, cross_entropy, valid)
    return {
        "train_losses": np.array(losses),
        "steps": np.array(steps),
        "recall": np.array(recalls),
        "accuracy": accuracy,
        "loss": valid_loss,
        "last_class": float(said[-1][9]),
        "cosine": cosine,
    }


def order_of(order: str, y: np.ndarray, rng) -> np.ndarray:
    """Return the order in which the examples lie: by class, or any."""
    return np.argsort(y, kind="stable") if order == "sorted" else rng.permutation(len(y))


def alignment(net: dict, x: np.ndarray, y: np.ndarray, order: str, rng) -> float:
    """Return the mean cosine of a minibatch's gradient and that of all, before any step."""
    loss = cross_entropy.init()

    def gradient(x, y):
        step.gradients(mlp, net, cross_entropy, loss, x, y)
        flat = [inner["d" + key].ravel() for _, inner, key in walk.learned(net)]
        flat = np.concatenate(flat)
        return flat / np.linalg.norm(flat)

    whole = gradient(x, y)
    return float(np.mean([gradient(*part) @ whole for part in parts(order, x, y, rng)]))


def told(found: dict) -> str:
    """Return the figures as text."""
    lines = [
        f"{N:,} drawn digits, {EPOCHS} epochs of minibatches of {BATCH}, three seeds each, on "
        "1,000 validation digits:"
    ]
    for order in ORDERS:
        low, high = min(found["accuracy"][order]), max(found["accuracy"][order])
        lines.append(
            f"  {NAMES[order]}: {low:.1%} to {high:.1%} right, loss "
            f"{np.mean(found['loss'][order]):.2f}; said 9, the last class, of "
            f"{np.mean(found['last_class'][order]):.0%} (true share: 10%); "
            f"cosine of a minibatch's first gradient with the whole one's "
            f"{np.mean(found['cosine'][order]):.2f}"
        )
    losses = found["courses"]["sorted"]["train_losses"]
    lines += [
        "If sorted forgot all but the last class, 10% would be right and all called 9.",
        f"Its training loss hides that: the median of its last epoch is "
        f"{np.median(losses[-N // BATCH :]):.1g}",
        f"Cure: data.batches.shuffled, {np.mean(found['accuracy']['shuffled']):.1%} right",
    ]
    return "\n".join(lines)


def draw(found: dict) -> Figure:
    """Draw the training losses, and each class found by step, sorted and shuffled."""
    figure = Figure(figsize=(10, 4.6), layout="constrained")
    losses, *images = figure.subplots(1, 3)
    for order in ORDERS:
        color, line, mark = STYLES[order]
        look = {"color": color, "ls": line, "marker": mark, "ms": 4, "label": NAMES[order]}
        course = found["courses"][order]
        losses.semilogy(course["train_losses"], markevery=20, lw=1.2, **look)
    losses.set(title="training loss of each minibatch", xlabel="step")
    losses.set_ylim(3e-3, 200)
    losses.legend(fontsize=8, loc="upper right")
    for axes, order in zip(images, ("sorted", "shuffled"), strict=True):
        course = found["courses"][order]
        extent = (0, course["steps"][-1], 9.5, -0.5)
        drawn = axes.imshow(
            course["recall"].T, aspect="auto", extent=extent, cmap="cividis", vmin=0, vmax=1
        )
        axes.set(title=NAMES[order], xlabel="step", yticks=range(10))
    images[0].set_ylabel("class")
    figure.colorbar(drawn, ax=images, label="share of the class found", pad=0.02)
    figure.supxlabel(caption(found), fontsize=9, x=0.01, ha="left")
    return figure


def caption(found: dict) -> str:
    """Return the figures that go under the picture."""
    right = {order: np.mean(found["accuracy"][order]) for order in ORDERS}
    cosine = {order: np.mean(found["cosine"][order]) for order in ORDERS}
    return (
        f"Validation digits right after {EPOCHS} epochs: sorted {right['sorted']:.1%} "
        f"(10% would be: all called 9), shuffled once {right['once']:.1%}, each epoch "
        f"{right['shuffled']:.1%} (means of three seeds).\nCosine of a first minibatch's "
        f"gradient with the whole one's: sorted {cosine['sorted']:.2f}, shuffled "
        f"{cosine['shuffled']:.2f}."
    )
