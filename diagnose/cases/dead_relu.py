"""Dead ReLUs: one step too large, and a unit is 0 for every example there is, for good.

    a = x @ w + b,  out = max(a, 0),  da = dout * (a > 0),  dw = x.T @ da,  db = sum da

A step of SGD moves a unit's a on any example, be it in the batch or not:

    a[n'] <- a[n'] - lr sum_n da[n] (x[n] . x[n'] + 1)

Of images normalized by one mean and deviation, x[n] . x[n'] is in the hundreds for almost any
two, as they share their background: one step moves a by nearly the same on all of them, and b
the same way. Where lr is large and the sum positive, a falls below 0 for each example. From
there on da = 0 for all, dw = 0 and db = 0, exactly. In the first layer, whose x never changes,
nothing can bring the unit back, at no learning rate: the predicted number of returns is 0. (In
a later layer those below may, by chance.)

With LR = 0.9 for two epochs 38 to 52.5 % of 200 units die (seeds 1 to 5: 47, 38, 46, 52.5 and
41 %), each in a step in which its bias fell, and none returns in four more epochs at a lower
rate.

Cure
    A lower learning rate from the start: at 0.1 none dies. A leaky ReLU keeps a slope, but is
    no cure for this rate: its units fall below 0 for all examples too, and the nets end better
    or worse (seed 1: 56.9 % right, seed 2: 90.6 %). Put later in the place of the dead ReLUs,
    it brings few back: 8 of 93 with a slope of 0.1 and seed 1, in four epochs at 0.02. What
    died is best started anew.

Shapes    N examples, M units
    off, b, mean    (looks, M)    a unit is off if a <= 0 for all N; mean is that of its a

Source
    Karpathy (2016), "Yes you should understand backprop"; CS231n, "Neural Networks 1", on 40 %
    of a net dead where the rate was too high; Maas et al. (2013), for the leaky ReLU.
"""

import numpy as np
from matplotlib.figure import Figure

from data import batches, digits, normalize
from diagnose.plots import BLUE, ORANGE, SEVERAL
from layers import cross_entropy, leaky_relu, relu
from nets import mlp, walk
from optim import sgd, step
from optim.evaluate import evaluate

M, BATCH = 200, 50
LR, LATER, CURED = 0.9, 0.02, 0.1
NETS = {  # activation, lr, looks: after so many steps
    "ReLU, high lr": (relu, LR, 1),
    "leaky ReLU, high lr": (leaky_relu, LR, 20),
    "ReLU, lower lr": (relu, CURED, 20),
}
LOOKS = {
    "ReLU, high lr": {"color": ORANGE, "ls": "-"},
    "leaky ReLU, high lr": {"color": SEVERAL[2], "ls": "--"},
    "ReLU, lower lr": {"color": BLUE, "ls": ":", "lw": 2.5},
}
FAST, SLOW = 2, 4  # epochs at lr, and then at LATER


def run(seed=1) -> dict:
    """Train a net of each kind, two epochs at its rate and four at a low one."""
    x, y = digits.load("train")
    x = normalize.apply(x[:5000], normalize.measure(x[:4000]))
    sets = (x[:4000], y[:4000]), (x[4000:], y[4000:5000])
    found = {name: trained(sets, *one, seed) for name, one in NETS.items()}
    return found | {"deaths": deaths(found["ReLU, high lr"])}


def trained(sets: tuple, activation, lr: float, every: int, seed: int) -> dict:
    """Train, and look at the units after every few steps."""
    rng, cache = np.random.default_rng(seed), cross_entropy.init()
    net = mlp.init((784, M, 10), rng, activation=activation)
    states = {path: sgd.init(inner[key], lr=lr) for path, inner, key in walk.learned(net)}
    steps, looks, taken = [0], [look(net, sets[0][0])], 0
    for rate in [lr] * FAST + [LATER] * SLOW:
        for part in batches.shuffled(*sets[0], BATCH, rng):
            step.gradients(mlp, net, cross_entropy, cache, *part)
            step.move(net, sgd, states, rate)
            taken += 1
            if taken % (every if rate == lr else 40) == 0:
                steps.append(taken)
                looks.append(look(net, sets[0][0]))
    found = {key: np.array([row[key] for row in looks]) for key in looks[0]}
    end = FAST * len(sets[0][0]) // BATCH
    fast, last = found["off"][steps.index(end)], found["off"][-1]
    return found | {
        "steps": np.array(steps),
        "share": float(fast.mean()),
        "later": float(last.mean()),
        "returned": int((fast & ~last).sum()),
        "accuracy": evaluate(mlp, net, cross_entropy, sets[1])[1],
    }


def look(net: dict, x: np.ndarray, rows=500) -> dict:
    """Return off, b and mean of the hidden units, over all of x a few rows at a time."""
    (_, affine, hidden), (_, activation, inner) = net["layers"][1:3]
    off, total = np.ones(M, bool), np.zeros(M)
    for start in range(0, len(x), rows):
        a = affine.forward(x[start : start + rows].reshape(-1, 784), hidden)
        activation.forward(a, inner)
        off &= ~inner["on"].any(axis=0)
        total += a.sum(axis=0)
    return {"off": off, "b": hidden["b"].copy(), "mean": total / len(x)}


def deaths(found: dict) -> dict:
    """Return when each unit died for good, and medians just before and after that step."""
    off, b, mean = found["off"], found["b"], found["mean"]
    for_good = np.logical_and.accumulate(off[::-1])[::-1]  # off from here to the end
    units = np.flatnonzero(for_good[-1])
    at = for_good[:, units].argmax(axis=0)
    living = np.array([np.median((b[k] - b[k - 1])[~off[k]]) for k in at])
    return {
        "units": units,
        "at": at,
        "count": len(units),
        "b_before": float(np.median(b[at - 1, units])),
        "b_after": float(np.median(b[at, units])),
        "b_fell": float((b[at, units] < b[at - 1, units]).mean()),
        "b_of_living": float(np.median(living)),
        "mean_before": float(np.median(mean[at - 1, units])),
        "mean_after": float(np.median(mean[at, units])),
    }


def told(found: dict) -> str:
    """Return the figures as text."""
    one, d = found["ReLU, high lr"], found["deaths"]
    lines = [
        f"{M} ReLUs, {FAST} epochs at lr {LR} and {SLOW} more at {LATER}:",
        f"  {one['share']:.1%} are 0 for each of 4,000 training examples after the first "
        f"{FAST}, {one['later']:.1%} at the end",
        f"  returned: {one['returned']}, predicted: 0, as their gradient is exactly 0",
        f"The step in which a unit died, medians of {d['count']}:",
        f"  its bias went from {d['b_before']:.3f} to {d['b_after']:.3f} and fell in "
        f"{d['b_fell']:.0%} of deaths; biases of units that lived on moved by "
        f"{d['b_of_living']:+.4f}",
        f"  its mean input to the ReLU, x @ w + b, went from {d['mean_before']:.1f} to "
        f"{d['mean_after']:.1f}",
        f"Off for all examples after {FAST} epochs, back at the end, validation digits right:",
    ]
    for name in NETS:
        row = found[name]
        lines.append(
            f"  {name:<20} {row['share']:.1%}, {row['returned']} back, {row['accuracy']:.1%}"
        )
    cure = f"Cure: a lower rate from the start, here {CURED}; a leaky ReLU is none at this rate"
    return "\n".join([*lines, cure])


def draw(found: dict) -> Figure:
    """Draw the share of units that are off by step, and what moved as they died."""
    figure = Figure(figsize=(10, 4.4), layout="constrained")
    share, bias, mean = figure.subplots(1, 3, width_ratios=(1.3, 1, 1))
    for name, look in LOOKS.items():
        one = found[name]
        share.plot(one["steps"], 100 * one["off"].mean(axis=1), label=name, **look)
    end = FAST * 4000 // BATCH
    share.axvline(end, color="black", lw=0.8)
    share.text(end + 8, 70, f"from here\nlr {LATER}", fontsize=9, va="center")
    share.set(title="units off for all examples, in %", xlabel="step", ylim=(-2, 104))
    share.legend(fontsize=8, loc="center right", bbox_to_anchor=(1, 0.26))
    draw_deaths(bias, found, "b", "bias of each that died")
    draw_deaths(mean, found, "mean", "its mean x @ w + b")
    for axes in figure.axes:
        axes.grid(alpha=0.3)
    figure.supxlabel(caption(found), fontsize=9, x=0.01, ha="left")
    return figure


def draw_deaths(axes, found: dict, key: str, title: str) -> None:
    """Draw a figure of each unit that died in the steps around its death, and the median."""
    values, d = found["ReLU, high lr"][key], found["deaths"]
    steps = np.arange(-4, 4)
    around = np.array(
        [values[np.maximum(k + steps, 0), j] for j, k in zip(d["units"], d["at"], strict=True)]
    )
    axes.plot(steps, around.T, color=SEVERAL[5], lw=0.5, alpha=0.6)
    axes.plot(steps, np.median(around, axis=0), "o-", color=ORANGE, lw=2, label="median")
    axes.axhline(0, color="black", lw=0.8)
    axes.set(title=title, xlabel="steps from its death")
    axes.legend(fontsize=8, loc="lower left")


def caption(found: dict) -> str:
    """Return the figures that go under the picture."""
    one, leaky, low = (found[name] for name in NETS)
    d = found["deaths"]
    return (
        f"{one['share']:.1%} of {M} units dead after {FAST} epochs at lr {LR}; "
        f"{one['returned']} of them return in {SLOW} epochs at {LATER}. Median bias "
        f"{d['b_before']:.3f} before, {d['b_after']:.3f} after the step of\ndeath; it fell in "
        f"{d['b_fell']:.0%} of deaths. Validation digits right: {one['accuracy']:.1%}; with lr "
        f"{CURED} from the start {low['accuracy']:.1%} ({low['share']:.0%} dead);\nwith leaky "
        f"ReLUs at lr {LR} {leaky['accuracy']:.1%}: no cure at that rate."
    )
