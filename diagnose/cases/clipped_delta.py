"""DQN's clipped delta: bounding the error, where the gradient was meant, silences the worst.

    delta = Q(s, a) - (r + GAMMA max_a' Q_old(s', a'))        the error of the Bellman equation
    the fault    loss = mean clip(delta, -1, 1)^2     ddelta = 2 delta / n, 0 where |delta| > 1
    was meant    loss = mean huber(delta)             ddelta = clip(delta, -1, 1) / n

Forward both look bounded. Backward the first is flat beyond 1: an example that is wrong by more
than 1 teaches nothing, however long one trains, and stays wrong unless its neighbours carry it.

Here that is at its most plain. In a grid world every step costs 1 and the goal gives 10. A net
starts near Q = 0, so delta is -10 for the 2 of 96 pairs that enter the goal, and about 1 or
less elsewhere: 2 % of the examples have no gradient, and they are the only ones that know of
the goal.

What the faulty net still achieves is luck. As every step costs, all its Q sink together: with
seeds 1 to 5 to -8.7 on average, and to -8.3 at the goal, where the truth is 10. It goes there,
if it does, because pairs that are never taught sink a little less.

Fair play: the same world, net, rule (SGD), draws and number of steps for both losses, by seed.
Each has the lr of 0.1, 0.3, 1 and 3 with the best mean return over seeds 101 to 105: 0.55,
-0.26, 0.47 and 0.11 for the clipped delta, on a scale on which random moves are 0 and the best
policy is 1; 0.99, 1.00, 0.93 and 0.48 for Huber.

Cure
    layers/huber.py. Clip the gradient, not the error.

Source
    Karpathy (2016), "Yes you should understand backprop", on a DQN that had
    tf.clip_by_value(delta, ...); Mnih et al. (2015), "Human-level control through deep
    reinforcement learning", Methods, for what was meant, and for Q_old.
"""

import numpy as np
from matplotlib.figure import Figure

from diagnose.cases import grid_world
from diagnose.cases.grid_world import DONE, GAMMA, GOAL, NEXT, REWARD, A, S
from diagnose.plots import BLUE, ORANGE
from layers import clip, huber, mse
from nets import mlp, walk
from optim import sgd, step

SEEDS = 10
STEPS, BATCH, HIDDEN = 600, 32, 64
RENEWED, LOOK = 50, 50  # steps between copies to Q_old, and between looks
CELLS = np.eye(S, dtype=np.float32)
LRS = {"clipped": 0.1, "huber": 0.3}
LOOKS = {
    "clipped": {"color": ORANGE, "ls": "--", "marker": "s", "label": "clipped delta"},
    "huber": {"color": BLUE, "ls": "-", "marker": "o", "label": "Huber"},
}


def run(seed=1) -> dict:
    """Train with each loss over SEEDS seeds, the first of them seed."""
    found = {}
    for name, lr in LRS.items():
        rows = [trained(name, lr, seed + i) for i in range(SEEDS)]
        found[name] = {key: np.array([row[key] for row in rows]) for key in rows[0]}
        found[name] |= summary(found[name])
    return found


def trained(name: str, lr: float, seed: int) -> dict:
    """Learn Q from transitions drawn evenly; return what it achieves, and who had a slope."""
    rng = np.random.default_rng(seed)
    net = mlp.init((S, HIDDEN, A), rng)
    states = {path: sgd.init(inner[key], lr=lr) for path, inner, key in walk.learned(net)}
    loss = LOSSES[name]()
    curve, flat, entering = [], [], []
    for k in range(STEPS):
        if k % RENEWED == 0:
            old = mlp.forward(CELLS, net).max(axis=1)
        s, a = rng.integers(grid_world.END, size=BATCH), rng.integers(A, size=BATCH)
        done, pair = DONE[s, a], (np.arange(BATCH), a)
        target = REWARD[s, a] + GAMMA * np.where(done, 0, old[NEXT[s, a]])
        q = mlp.forward(CELLS[s], net)
        ddelta = loss(q[pair] - target.astype(q.dtype))
        dq = np.zeros_like(q)
        dq[pair] = ddelta
        mlp.backward(dq, net)
        step.move(net, sgd, states, lr)
        flat.append(ddelta == 0)
        entering.append(done)
        if (k + 1) % LOOK == 0:
            curve.append(grid_world.achieved(mlp.forward(CELLS, net)))
    flat, entering = np.array(flat), np.array(entering)
    shares = {"flat": flat.mean(), "flat_entering": flat[entering].mean()}
    return {"curve": curve, "at_goal": mlp.forward(CELLS, net)[DONE].mean()} | shares


def clipped():
    """Return the faulty loss's ddelta as a function of delta."""
    bounded, squared = clip.init(-1, 1), mse.init()

    def slope(delta):
        squared["y"] = np.zeros_like(delta)
        mse.forward(clip.forward(delta, bounded), squared)
        return clip.backward(mse.backward(1.0, squared), bounded)

    return slope


def hubers():
    """Return the Huber loss's ddelta as a function of delta."""
    cache = huber.init()

    def slope(delta):
        cache["y"] = np.zeros_like(delta)
        huber.forward(delta, cache)
        return huber.backward(1.0, cache)

    return slope


LOSSES = {"clipped": clipped, "huber": hubers}


def summary(rows: dict) -> dict:
    """Return the figures over all seeds."""
    final = rows["curve"][:, -1]
    low, median, high = np.quantile(final, (0.25, 0.5, 0.75))
    return {
        "low": float(low),
        "median": float(median),
        "high": float(high),
        "mean": float(final.mean()),
        "solved": int((final > 0.99).sum()),
        "no_gradient": float(rows["flat"].mean()),
        "no_gradient_entering": float(np.nanmean(rows["flat_entering"])),
        "q_at_goal": float(rows["at_goal"].mean()),
    }


def told(found: dict) -> str:
    """Return the figures as text."""
    lines = [
        f"A grid world, {SEEDS} seeds, {STEPS} steps; 1 is the best policy, 0 random moves:"
    ]
    for name, look in LOOKS.items():
        one = found[name]
        lines += [
            f"  {look['label']}, lr {LRS[name]}: median {one['median']:.2f} (quartiles "
            f"{one['low']:.2f} to {one['high']:.2f}), mean {one['mean']:.2f}; "
            f"{one['solved']} of {SEEDS} seeds at the best",
            f"    without a gradient: {one['no_gradient']:.1%} of all examples, "
            f"{one['no_gradient_entering']:.1%} of those that enter the goal",
            f"    Q there: {one['q_at_goal']:.1f}, the truth is {GOAL:g}",
        ]
    return "\n".join([*lines, "Cure: Huber, which clips the gradient and not the error"])


def draw(found: dict) -> Figure:
    """Draw the two slopes, the learning curves, and who had no gradient."""
    figure = Figure(figsize=(10, 4.4), layout="constrained")
    slope, curve, share = figure.subplots(1, 3, width_ratios=(1, 1.4, 0.9))
    delta = np.linspace(-3, 3, 601)
    for name, look in LOOKS.items():
        line = {key: look[key] for key in ("color", "ls", "label")}
        slope.plot(delta, LOSSES[name]()(delta) * len(delta), lw=2, **line)
        steps = np.arange(LOOK, STEPS + 1, LOOK)
        low, median, high = np.quantile(found[name]["curve"], (0.25, 0.5, 0.75), axis=0)
        curve.plot(steps, median, ms=4, **look)
        curve.fill_between(steps, low, high, color=look["color"], alpha=0.2, lw=0)
    slope.set(title="slope of an example's loss", xlabel="delta")
    title = f"return, median and quartiles of {SEEDS} seeds"
    curve.set(title=title, xlabel="step", ylabel="0: random moves, 1: best policy")
    draw_shares(share, found)
    for axes in (slope, curve):
        axes.grid(alpha=0.3)
    slope.legend(fontsize=8, loc="upper left")
    curve.legend(fontsize=8, loc="lower right")
    figure.supxlabel(caption(found), fontsize=9, x=0.01, ha="left")
    return figure


def draw_shares(axes, found: dict) -> None:
    """Draw how many examples had no gradient: of all, and of those that enter the goal."""
    names = "all examples", "entering\nthe goal"
    for i, (name, look) in enumerate(LOOKS.items()):
        shares = [100 * found[name][key] for key in ("no_gradient", "no_gradient_entering")]
        at = np.arange(2) + 0.4 * i - 0.2
        axes.bar(
            at, shares, 0.38, color=look["color"], hatch=("//", "")[i], label=look["label"]
        )
        for where, value in zip(at, shares, strict=True):
            axes.text(where, value + 1, f"{value:.0f}%", ha="center", fontsize=9)
    axes.set_xticks(range(2), names)
    axes.set(title="without a gradient, in %", ylim=(0, 110))
    axes.legend(fontsize=8, loc="upper left")


def caption(found: dict) -> str:
    """Return the figures that go under the picture."""
    bad, good = found["clipped"], found["huber"]
    return (
        f"Clipped delta: median return {bad['median']:.2f}, quartiles {bad['low']:.2f} to "
        f"{bad['high']:.2f}; at the best in {bad['solved']} of {SEEDS} seeds; Q of entering "
        f"the goal {bad['q_at_goal']:.1f}, truly {GOAL:g}.\n"
        f"Huber: {good['median']:.2f}, {good['low']:.2f} to {good['high']:.2f}; "
        f"{good['solved']} of {SEEDS} seeds; {good['q_at_goal']:.1f}. "
        f"Each at its own best learning rate, {LRS['clipped']:g} and {LRS['huber']:g}; "
        f"all else is the same."
    )
