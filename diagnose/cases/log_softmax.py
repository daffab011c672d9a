"""The logarithm of a softmax, taken in two steps: a sure and wrong net breaks its own gradient.

    p = softmax(x),  loss = -log p[y]         in float32, with the true class g below the best:
    p[y] = exp(-g) / (1 + exp(-g) + ...)      about exp(-g)

float32's largest number is near 2^128, its least 2^-149, and below 2^-126 digits go missing.
On the way back log gives 1/p, which the softmax then multiplies by p: about 1, but only if 1/p
can be written. So, going by the gap g alone,

    g > 126 ln 2 =  87.3    p is a multiple of 2^-149, the loss off by up to exp(g - 150 ln 2)
    g > 128 ln 2 =  88.7    1/p is infinite: the gradient is nan, while the loss looks well
    g > 150 ln 2 = 104.0    p is rounded to 0: the loss is infinite too

The usual patch, log(p + c), trades nan for nothing. Its slope is p/(p + c) of the true one: for
g far above -ln c, 18.4 at c = 1e-8, the loss stays at -ln c and the gradient at 0. What is most
wrong teaches nothing.

Cure: one layer for both, which never forms p: layers/logsoftmax.py with layers/nll.py, or
layers/cross_entropy.py. With z = x - max x, out = z - log sum exp z, and the sum is 1 or more.

Source
    LeCun's tip to use logsoftmax, not log(softmax); IEEE 754's single precision; Goodfellow et
    al., "Deep Learning" (2016), 4.1.
"""

import math

import numpy as np
from matplotlib.figure import Figure

from data import batches, digits
from diagnose.plots import BLUE, ORANGE, SEVERAL
from layers import affine, flatten, log, logsoftmax, nll, shift, softmax
from nets import sequential
from optim import sgd, step
from optim.evaluate import evaluate

C = 1e-8  # the patch's
LR = 1e-4
STYLES = {
    "naive": (ORANGE, "--", "s"),
    "patched": (SEVERAL[4], ":", "^"),
    "fused": (BLUE, "-", "o"),
}
NAMES = {"naive": "log(softmax)", "patched": f"log(softmax + {C:g})", "fused": "logsoftmax"}


def run(seed=1) -> dict:
    """Sweep the gap for one example's loss and gradient, then train at large scores."""
    gaps = np.arange(0.25, 120, 0.25)
    x, y = digits.load("train")
    images = x[:3000].astype(np.float32), y[:3000]  # raw: 0 to 255
    found = {"gaps": gaps, "predicted": {k: k * math.log(2) for k in (126, 128, 150)}}
    found |= {name: swept(name, gaps) for name in STYLES}
    found["trained"] = {name: trained(name, images, seed) for name in STYLES}
    return found


def ending(name: str) -> list:
    """Return the (module, cache) pairs that turn scores into log-probabilities."""
    if name == "fused":
        return [(logsoftmax, logsoftmax.init())]
    more = [(shift, shift.init(C))] if name == "patched" else []
    return [(softmax, softmax.init()), *more, (log, log.init())]


def swept(name: str, gaps: np.ndarray) -> dict:
    """Return the loss, its relative error and its slope by gap, and where each gives way."""
    x = np.stack((gaps, np.zeros_like(gaps)), axis=1).astype(np.float32)
    loss, slope = np.empty(len(x)), np.empty(len(x))
    net, last = sequential.init(*ending(name)), nll.init()
    last["y"] = np.array([1])
    with np.errstate(all="ignore"):
        for i in range(len(x)):
            loss[i] = nll.forward(sequential.forward(x[i : i + 1], net), last)
            slope[i] = -sequential.backward(nll.backward(1.0, last), net)[0, 1]
        error = abs(loss / (gaps + np.log1p(np.exp(-gaps))) - 1)
    true = 1 / (1 + np.exp(-gaps))
    return {
        "loss": loss,
        "error": error,
        "slope": slope,
        "loss_dies": first(gaps, ~np.isfinite(loss)),
        "slope_dies": first(gaps, ~np.isfinite(slope)),
        "slope_halved": first(gaps, slope < true / 2),
        "digits_go": first(gaps, ~(error < 1e-6)),
        "slope_error": float(np.nanmax(abs(slope - true))),
    }


def first(gaps: np.ndarray, bad: np.ndarray) -> float:
    """Return the first gap that is bad, infinity for none."""
    return float(gaps[bad.argmax()]) if bad.any() else math.inf


def trained(name: str, images: tuple, seed: int) -> dict:
    """Train a linear classifier on raw pixels, whose scores are soon in the hundreds."""
    x, y = images
    rng = np.random.default_rng(seed)
    first_layers = (flatten, flatten.init()), (affine, affine.init(784, 10, rng, scale=0.001))
    net = sequential.init(*first_layers, *ending(name))
    affine_cache, loss_cache = net["layers"][1][2], nll.init()
    states = {f"1.affine.{key}": sgd.init(affine_cache[key], lr=0.0) for key in "wb"}
    losses, died = [], None
    with np.errstate(all="ignore"):
        for _ in range(5):
            for part in batches.shuffled(x[:2000], y[:2000], 50, rng):
                value, _ = step.gradients(sequential, net, nll, loss_cache, *part)
                losses.append(value)
                if died is None and not np.isfinite(affine_cache["dw"]).all():
                    died = len(losses)
                step.move(net, sgd, states, LR)
        _, accuracy = evaluate(sequential, net, nll, (x[2000:], y[2000:]))
    return {"loss": np.array(losses), "died": died, "accuracy": accuracy}


def told(found: dict) -> str:
    """Return the figures as text."""
    naive, patched, fused = (found[name] for name in STYLES)
    after = {name: found["trained"][name]["accuracy"] for name in STYLES}
    digits_go, slope_dies, loss_dies = found["predicted"].values()
    return f"""\
log(softmax) in float32, as the true class falls behind the best one by a gap:
  its loss is wrong by 1e-6 or more from a gap of {naive["digits_go"]:.2f} \
(predicted: possible after {digits_go:.2f})
  its gradient is nan from {naive["slope_dies"]:.2f} (predicted: after {slope_dies:.2f}), \
where the loss is still finite
  its loss is infinite from {naive["loss_dies"]:.2f} (predicted: after {loss_dies:.2f})
log(softmax + {C:g}) has no nan, but half of the gradient is gone from \
{patched["slope_halved"]:.2f} (predicted: {-math.log(C):.2f})
logsoftmax at all gaps: loss within {fused["error"].max():.0e}, gradient within \
{fused["slope_error"]:.0e} of the truth
Trained at large scores: log(softmax) has a nan gradient at step \
{found["trained"]["naive"]["died"]} and ends at {after["naive"]:.1%},
  log(softmax + {C:g}) ends at {after["patched"]:.1%}, logsoftmax at {after["fused"]:.1%} of \
the validation digits
Cure: logsoftmax and nll, or cross_entropy on the scores"""


def draw(found: dict) -> Figure:
    """Draw the loss's error, the slope and the training."""
    figure = Figure(figsize=(10, 4.4), layout="constrained")
    error, slope, training = figure.subplots(1, 3)
    gaps = found["gaps"]
    for name, (color, line, mark) in STYLES.items():
        look = {"color": color, "ls": line, "marker": mark, "ms": 4, "label": NAMES[name]}
        here, run_ = found[name], found["trained"][name]
        finite = np.isfinite(here["error"])
        shown = np.maximum(here["error"], 1e-9)[finite]
        error.semilogy(gaps[finite], shown, markevery=40, **look)
        slope.plot(gaps, here["slope"], markevery=40, **look)
        training.semilogy(smooth(run_["loss"]), markevery=30, **look)
    mark_deaths(found, error, slope, training)
    error.set(title="relative error of the loss", xlabel="gap of scores", ylim=(5e-10, 20))
    slope.set(title="slope of the loss; truly near 1", xlabel="gap of scores", ylim=(-0.1, 1.2))
    training.set(title="training loss, mean of 10 steps", xlabel="step")
    for axes in figure.axes:
        axes.grid(alpha=0.3)
    slope.legend(fontsize=8, loc="center", bbox_to_anchor=(0.5, 0.4))
    figure.supxlabel(caption(found), fontsize=9, x=0.01, ha="left")
    return figure


def mark_deaths(found: dict, error, slope, training) -> None:
    """Put a cross where log(softmax) ends, and dotted lines where that was predicted."""
    naive, ended = found["naive"], found["trained"]["naive"]
    cross = {"marker": "x", "ms": 10, "mew": 2.5, "color": ORANGE, "ls": ""}
    error.plot(naive["loss_dies"], 1, **cross)
    error.text(naive["loss_dies"] + 2, 3, "infinite", ha="center", fontsize=9)
    slope.plot(naive["slope_dies"], 1.0, **cross)
    slope.text(naive["slope_dies"] + 2, 1.06, "nan", fontsize=9)
    for axes, power in ((error, 126), (error, 150), (slope, 128)):
        axes.axvline(found["predicted"][power], color="black", lw=0.8, ls=(0, (1, 2)))
    label = f"nan gradient, step {ended['died']}"
    training.plot(ended["died"], ended["loss"][0], label=label, **cross)
    training.legend(handles=training.lines[-1:], fontsize=8, loc="lower left")


def smooth(losses: np.ndarray, n=10) -> np.ndarray:
    """Return the means of the last n losses, from the n-th on."""
    return np.convolve(losses, np.ones(n) / n, "valid")


def caption(found: dict) -> str:
    """Return the figures that go under the picture."""
    naive, patched, runs = found["naive"], found["patched"], found["trained"]
    after = ", ".join(f"{NAMES[name]} {runs[name]['accuracy']:.1%}" for name in STYLES)
    dies, ends = (found["predicted"][power] for power in (128, 150))
    return (
        f"Gradient nan from a gap of {naive['slope_dies']:.2f} (predicted: after {dies:.2f}), "
        f"loss infinite from {naive['loss_dies']:.2f} (after {ends:.2f}); the patch halves "
        f"the gradient from {patched['slope_halved']:.2f} on.\n"
        f"After training: {after} of the validation digits right. Dotted: predicted gaps."
    )
